"""Kinds of fault that a program can have by accident, found by reading its source.

Each fault is one small change of one file: a piece of its text, and what stands there instead.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple


class Fault(NamedTuple):
    """A change of one piece of a file; lines count from 1, columns in bytes from 0.

    ``names`` is empty in a function. Elsewhere a line runs when the file is imported, and these
    are the names by which functions use what stands there.
    """

    kind: str
    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    statement: tuple[int, int]
    names: tuple[str, ...]
    old: str
    new: str

    def planted(self, source: str) -> str:
        """The file's text with the fault in it."""
        lines = source.encode().splitlines(keepends=True)
        before = b"".join(lines[: self.line - 1]) + lines[self.line - 1][: self.column]
        rest = lines[self.end_line - 1][self.end_column :] + b"".join(lines[self.end_line :])
        return (before + self.new.encode() + rest).decode()

    def __str__(self) -> str:
        old, new = (" ".join(text.split()) for text in (self.old, self.new))
        return f"{self.kind:14} {self.file}:{self.line}  {old[:100]}  →  {new[:100]}"


Change = tuple[ast.AST, str]
"""A node of the tree, and the text that is to stand in its place."""

OTHERS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
TEXT = (ast.JoinedStr, ast.List, ast.Tuple)


def _comparison(node: ast.AST) -> Iterator[Change]:
    """``<`` for ``<=``, ``==`` for ``!=``, and their like."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        other = OTHERS.get(type(node.ops[0]))
        if other:
            yield node, ast.unparse(ast.Compare(node.left, [other()], node.comparators))


def _condition(node: ast.AST) -> Iterator[Change]:
    """One of several conditions left out, or a condition turned into its opposite."""
    if isinstance(node, ast.BoolOp):
        for left_out in range(len(node.values)):
            rest = [value for place, value in enumerate(node.values) if place != left_out]
            yield node, ast.unparse(rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest))
    if isinstance(node, ast.comprehension):
        for test in node.ifs:
            yield test, "True"
    if isinstance(node, ast.If | ast.IfExp | ast.While) and not isinstance(node.test, ast.Compare):
        yield node.test, ast.unparse(ast.UnaryOp(ast.Not(), node.test))


def _and_or(node: ast.AST) -> Iterator[Change]:
    """``and`` for ``or``, or the other way round."""
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield node, ast.unparse(ast.BoolOp(other, node.values))


def _forgotten(node: ast.AST) -> Iterator[Change]:
    """One of several members of a literal left out: a column, a kind, a choice."""
    if isinstance(node, ast.List | ast.Tuple | ast.Set) and _alike(node):
        for left_out in range(len(node.elts)):
            rest = [item for place, item in enumerate(node.elts) if place != left_out]
            copy = ast.Set(rest) if isinstance(node, ast.Set) else type(node)(rest, ast.Load())
            yield node, ast.unparse(copy)
    if isinstance(node, ast.Dict) and len(node.keys) > 1:
        pairs = list(zip(node.keys, node.values, strict=True))
        for left_out in range(len(pairs)):
            keys, values = zip(*(pairs[:left_out] + pairs[left_out + 1 :]), strict=True)
            yield node, ast.unparse(ast.Dict(list(keys), list(values)))


def _alike(node: ast.List | ast.Tuple | ast.Set) -> bool:
    """Whether it lists several things of one sort, rather than the parts of one thing."""
    stored = isinstance(getattr(node, "ctx", None), ast.Store)
    return len(node.elts) > 2 and len(set(map(type, node.elts))) == 1 and not stored


SQL = re.compile(r"\b(SELECT|WHERE|FROM|JOIN|UPDATE|DELETE|AND|OR|CASE|ORDER BY|IS NULL)\b")
TERM = r"[\w.]+ (?:=|<>|<=|>=|<|>|IS NOT|IS) [\w.:'?{}]+"
TURNED = (
    (rf"\bAND {TERM}(?! *\()", ""),
    (rf"\bWHERE {TERM} AND ", "WHERE "),
    (" = ", " <> "),
    (" <> ", " = "),
    (" <= ", " < "),
    (" >= ", " > "),
    (" < ", " <= "),
    (" > ", " >= "),
    (r"\bIS NULL\b", "IS NOT NULL"),
    (r"\bIS NOT NULL\b", "IS NULL"),
    (r"\bNOT EXISTS\b", "EXISTS"),
    (r"\bAND\b", "OR"),
    (r"\bOR\b", "AND"),
)


def _sql(node: ast.AST) -> Iterator[Change]:
    """A condition in a query left out or turned."""
    yield from _in_text(node, TURNED)


def _in_text(node: ast.AST, turned: Iterable[tuple[str, str]]) -> Iterator[Change]:
    constant = isinstance(node, ast.Constant) and isinstance(node.value, str)
    if constant or isinstance(node, ast.JoinedStr):
        text = getattr(node, "text", "")
        for pattern, other in turned if SQL.search(text) else ():
            for found in re.finditer(pattern, text):
                before, after = text[: found.start()], text[found.end() :]
                if "SET " not in before or "WHERE " in before:  # no condition, but a value
                    yield node, before + other + after


def _returned(node: ast.AST) -> Iterator[Change]:
    """Something else is returned."""
    if isinstance(node, ast.Return) and node.value:
        value = node.value
        if isinstance(value, ast.Constant):
            if isinstance(value.value, bool):
                yield value, repr(not value.value)
        elif isinstance(value, ast.BoolOp | ast.Compare):
            yield value, ast.unparse(ast.UnaryOp(ast.Not(), value))
        elif isinstance(value, ast.IfExp):
            yield value, ast.unparse(value.orelse)
            yield value, ast.unparse(value.body)
        elif isinstance(value, ast.ListComp):
            yield value, "[]"
        else:
            yield value, "None"


def _off_by_one(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield node, str(node.value + 1)


def _plus_minus(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        parts = (node.left, node.right)
        if not any(isinstance(part, TEXT) or _is_text(part) for part in parts):
            other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            yield node, ast.unparse(ast.BinOp(node.left, other, node.right))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _order(node: ast.AST) -> Iterator[Change]:
    """A sort without its key, or a query without one of the columns that it is ordered by."""
    if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in (
        *("sorted", "sort", "min", "max"),
    ):
        for keyword in node.keywords:
            if keyword.arg in ("key", "reverse"):
                rest = [other for other in node.keywords if other is not keyword]
                yield node, ast.unparse(ast.Call(node.func, node.args, rest))
    descending = ((r" DESC\b", ""), (r"ORDER BY [\w.]+( DESC)?, ", "ORDER BY "))
    yield from _in_text(node, (*descending, (r"(?<=ORDER BY )([\w.]+), [\w.]+", r"id")))


def _step(node: ast.AST) -> Iterator[Change]:
    """A step left out."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.YieldFrom):
        yield node, "pass"


KINDS: dict[str, Callable[[ast.AST], Iterator[Change]]] = {
    "comparison": _comparison,
    "condition": _condition,
    "and or": _and_or,
    "forgotten": _forgotten,
    "sql": _sql,
    "returned": _returned,
    "off by one": _off_by_one,
    "plus minus": _plus_minus,
    "order": _order,
    "step": _step,
}


def faults_in(path: Path, source: Path) -> Iterator[Fault]:
    """The faults that a file could have, each kind in the order of the file."""
    text = path.read_text(encoding="utf-8")
    lines = text.encode().splitlines(keepends=True)
    for node, statement, names in _nodes(ast.parse(text)):
        if isinstance(node, ast.Constant | ast.JoinedStr):
            node.text = _piece(lines, node)  # type: ignore[union-attr]
        for kind, changes in KINDS.items():
            for place, new in changes(node):
                old = _piece(lines, place)
                if new != old:
                    place_ = (
                        place.lineno,
                        place.col_offset,
                        place.end_lineno,
                        place.end_col_offset,
                    )
                    file = path.relative_to(source).as_posix()
                    new = new if kind in ("sql", "step", "order") else f"({new})"
                    yield Fault(kind, file, *place_, statement, names, old, new)


def _piece(lines: list[bytes], node: ast.AST) -> str:
    first, last = node.lineno - 1, node.end_lineno - 1
    if first == last:
        return lines[first][node.col_offset : node.end_col_offset].decode()
    middle = b"".join(lines[first + 1 : last])
    return (lines[first][node.col_offset :] + middle + lines[last][: node.end_col_offset]).decode()


Seen = tuple[ast.AST, tuple[int, int], tuple[str, ...]]


def _nodes(tree: ast.Module) -> Iterator[Seen]:
    """Each node that may be changed, the lines of its statement, and the names of what holds it."""
    for top in tree.body:
        yield from _below(top, (top.lineno, top.end_lineno or 0), _bound(top))


def _bound(statement: ast.stmt) -> tuple[str, ...]:
    if isinstance(statement, ast.ClassDef | ast.FunctionDef):
        return (statement.name,)
    targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
    return tuple(
        node.id
        for target in targets
        if target
        for node in ast.walk(target)
        if isinstance(node, ast.Name)
    )


def _below(node: ast.AST, statement: tuple[int, int], names: tuple[str, ...]) -> Iterator[Seen]:
    if _left_alone(node):
        return
    if isinstance(node, ast.stmt):
        body = getattr(node, "body", None)
        last = max(node.lineno, body[0].lineno - 1) if body else node.end_lineno
        statement = (node.lineno, last or node.lineno)
    yield node, statement, names
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "type_params", "format_spec"):
            continue
        inside = () if isinstance(node, ast.FunctionDef) and field == "body" else names
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not isinstance(node, ast.JoinedStr):
                yield from _below(child, statement, inside)


def names_by_line(text: str) -> dict[int, tuple[str, ...]]:
    """For each line outside functions, the names that its statement defines."""
    found: dict[int, tuple[str, ...]] = {}
    for node, (first, last), names in _nodes(ast.parse(text)):
        if isinstance(node, ast.stmt) and names:
            found.update(dict.fromkeys(range(first, last + 1), names))
    return found


def _left_alone(node: ast.AST) -> bool:
    """What is no program: imports, docstrings, exports, and what only a type checker reads."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return True
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        return node.value.id in ("Annotated", "Literal", "Callable", "tuple", "dict", "list")
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
