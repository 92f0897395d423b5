"""YAML as a tree of plain words, never as Python values: ``14:30`` is not 870, ``No`` is a name.

Nothing in it can run, refer to anything else in it, or go deep. Written without PyYAML, which
costs 15 ms to import.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from mentorlog.errors import WrongUsage

if TYPE_CHECKING:
    import yaml

_DEEPEST = 20
_TABS = re.compile(r"^[\w -]+:[ \t]+|^ *-[ \t]+|(?<![ \t])[ \t]++$", re.MULTILINE)
_NOT_PLAIN = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


class UnreadableDocument(WrongUsage):
    """The session document cannot be read: ``line`` (from 1) is where, ``reason`` is why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(
            f"The session document cannot be read: line {line}: {reason}.",
            "the keys between the --- lines are YAML; text with a colon or a # goes in quotes",
        )
        self.line = line
        self.reason = reason


@dataclass(frozen=True)
class Entry:
    """A key in lower case, "" for a comment; its words, None where the value is deeper than a list
    of words; and both as they were typed.
    """

    key: str
    words: tuple[str, ...] | None
    listed: bool
    source: str


# YAML → words


def entries_of(source: str, known: Collection[str]) -> list[Entry]:
    """The keys of the mapping, in the order typed, then the comments that have a line alone.

    Comments inside the value of a key that is not ``known`` stay with it. Raises
    UnreadableDocument.
    """
    import yaml  # 15 ms that a document without front matter, or one that is written, need not wait

    class Composer(yaml.SafeLoader):
        """Composes a tree without aliases (they can stand for millions of nodes) or great depth."""

        depth = 0

        def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
            event = cast(yaml.Event, self.peek_event())  # type: ignore[no-untyped-call]
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise UnreadableDocument(
                    _line(event.start_mark), "anchors and aliases are not read here"
                )
            if self.depth > _DEEPEST:
                raise UnreadableDocument(_line(event.start_mark), "the value is too deep")
            self.depth += 1
            node = super().compose_node(parent, index)
            self.depth -= 1
            return node

    try:
        # A tab is an error to YAML where people see a blank; one for one, so that places hold.
        untabbed = _TABS.sub(lambda match: match[0].replace("\t", " "), source)
        root = Composer(untabbed).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        raise UnreadableDocument(_line(mark), reason or "this is no YAML") from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # A character that YAML does not allow; these errors know no line.
        position = getattr(error, "position", 0)
        line = source.count("\n", 0, position) + 2
        raise UnreadableDocument(line, "a character that YAML does not allow") from None
    if root is None:
        return [*_comments(source, ())]
    if not isinstance(root, yaml.MappingNode):
        raise UnreadableDocument(2, "this is not a list of keys")
    entries, spans = list[Entry](), list[tuple[int, int]]()
    for key, value in root.value:
        entry = _entry(source, key, value)
        entries.append(entry)
        spans += _spans(entry, key, value, whole=entry.key not in known)
    return [*entries, *_comments(source, spans)]


def _line(mark: object) -> int:
    # Marks count from 0, and the first line is the --- above.
    return int(getattr(mark, "line", 0)) + 2


def _entry(source: str, key: yaml.Node, value: yaml.Node) -> Entry:
    import yaml

    words = _node_words(value)
    name = key.value.strip().lower() if isinstance(key, yaml.ScalarNode) else source
    typed = source[key.start_mark.index : value.end_mark.index].strip(" \t\n")
    if not isinstance(value, yaml.ScalarNode):
        # A block ends where the next key begins: the comments between belong to neither.
        typed = re.sub(r"(?:\n[ \t]*(?:#.*)?)+\Z", "", typed)
    return Entry(name, words, isinstance(value, yaml.SequenceNode), typed)


def _node_words(node: yaml.Node) -> tuple[str, ...] | None:
    """The words of a scalar or a list of scalars, none of them empty; None for anything else.

    ``[[Dana Ortiz]]``, a link as Obsidian writes it, is a list in a list to YAML.
    """
    import yaml

    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if len(nodes) == 1 and isinstance(nodes[0], yaml.SequenceNode):
        nodes = nodes[0].value
    if not all(isinstance(each, yaml.ScalarNode) and _storable(each.value) for each in nodes):
        return None
    return tuple(each.value for each in nodes if not _is_null(each))


def _is_null(node: yaml.Node) -> bool:
    return node.value == "" or (
        getattr(node, "style", None) is None and node.value in ("~", "null")
    )


def _storable(text: str) -> bool:
    return not re.search("[\0\ud800-\udfff]", text)


def _spans(
    entry: Entry, key: yaml.Node, value: yaml.Node, *, whole: bool
) -> Iterator[tuple[int, int]]:
    """The lines where a # is text, or is kept with the key: first, and the one after the last."""
    first = key.start_mark.line
    if whole or entry.words is None:
        yield first, first + entry.source.count("\n") + 1
    else:
        nodes = value.value if isinstance(value.value, list) else [value]
        yield from ((node.start_mark.line, node.end_mark.line) for node in nodes)


def _comments(source: str, spans: Iterable[tuple[int, int]]) -> Iterator[Entry]:
    inside = {line for first, last in spans for line in range(first, last)}
    for number, line in enumerate(source.split("\n")):
        if line.lstrip(" \t").startswith("#") and number not in inside:
            yield Entry("", None, False, line.strip(" \t"))


# Words → YAML


def listed(words: Sequence[str]) -> str | None:
    """The words as a flow list; None where there are none."""
    return f"[{', '.join(map(scalar, words))}]" if words else None


def scalar(text: str) -> str:
    """The text as it stands in a flow list too: bare where no YAML reader mistakes it."""
    word = re.fullmatch(r"[^\W\d_][\w .'/()&-]*(?<! )", text) and text.lower() not in _NOT_PLAIN
    number_like = re.fullmatch(r"[0-9a-f]*[a-df][0-9a-f]*", text) and text[:2] != "0b"
    if (word or number_like) and text.isprintable():
        return text
    return f'"{"".join(map(_in_quotes, text))}"'


def _in_quotes(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    # YAML folds line ends of its own (U+0085, U+2028), and refuses what is not printable.
    return character if character.isprintable() else f"\\U{ord(character):08x}"
