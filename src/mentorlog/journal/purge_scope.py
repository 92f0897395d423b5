"""All that a purge takes: the target, what hangs on it, and what hung on it and is gone already.

A row that was deleted earlier lives on in the change log. It falls with the record it hung on,
since it can never come back without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from mentorlog.journal import Journal
from mentorlog.journal.purge_history import Logged, Rewriting, load
from mentorlog.journal.rows import TABLES, Link, Row, code, links, subject
from mentorlog.journal.tables import LOGGED, OWNED, TEXTS
from mentorlog.records import Kind
from mentorlog.records.purge import Named, Plan, Target

Node = tuple[str, int]
"""A row with a number of its own: its table and id."""

_SHORTEST = 6
"""Words shorter than this stand in too many texts to say anything."""


class Scope:
    """What falls with a target, found once from the tables and the change log."""

    def __init__(self, journal: Journal, target: Target) -> None:
        self.journal = journal
        self.target = target
        self.links: dict[str, list[Link]] = {}
        for link in links(journal):
            self.links.setdefault(link.table, []).append(link)
        self.log: list[Logged] = load(journal)
        self.alive: dict[Node, Row] = {}
        self.last: dict[Node, Row] = {}
        self._read_rows()
        self.doomed = self._doomed() if target.field is None else set()

    @property
    def node(self) -> Node:
        """The target's own row."""
        return self.target.table, self.target.id

    def _read_rows(self) -> None:
        for change in self.log:
            row = change.after or change.before or {}
            if isinstance(row.get("id"), int):
                self.last[change.table, int(row["id"] or 0)] = row
        for table in LOGGED:
            for found in self.journal.rows(f"SELECT * FROM {table}"):
                if "id" in found.keys():  # noqa: SIM118 - a row's "in" asks its values
                    self.alive[table, found["id"]] = dict(found)

    # What falls

    def _doomed(self) -> set[Node]:
        hanging = self._hanging()
        found: set[Node] = set()
        waiting = [self.node] if self.node in self.alive or self.node in self.last else []
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting += hanging.get(node, [])
        return found

    def _hanging(self) -> dict[Node, list[Node]]:
        """For each row those that cannot be without it."""
        found: dict[Node, list[Node]] = {}
        for node, row in {**self.last, **self.alive}.items():
            for on in self._needs(node[0], row, gone=node not in self.alive):
                found.setdefault(on, []).append(node)
        return found

    def _needs(self, table: str, row: Row, *, gone: bool) -> Iterator[Node]:
        """What a row hangs on; one that is gone also needs whom it names, to come back."""
        if "record" in row:
            yield TABLES.get(str(row["kind"]), ""), int(row["record"] or 0)
        for link in self.links.get(table, ()):
            id = row.get(link.column)
            if isinstance(id, int) and (
                link.on_delete == "CASCADE" or (gone and link.on_delete == "NO ACTION")
            ):
                yield link.to, id

    def falls(self, table: str, row: Row, *, gone: bool = True) -> bool:
        """Whether a row, of the log or (not ``gone``) of today, goes with the target."""
        if "id" in row:
            return (table, row["id"]) in self.doomed
        return any(on in self.doomed for on in self._needs(table, row, gone=gone))

    def is_about(self, row: Row) -> bool:
        """Whether an event, a tag or an origin is of the target."""
        kind = self.target.kind
        return kind is not None and (row.get("kind"), row.get("record")) == (kind, self.target.id)

    def is_called_so(self, table: str, row: Row) -> bool:
        """Whether an origin of the target is called by the words that go."""
        if self.target.field is None or table != "origins" or not self.is_about(row):
            return False
        name = str(row.get("identifier")).casefold()
        words = [text.casefold() for text in self.values]
        return any(text == name or (len(text) >= _SHORTEST and text in name) for text in words)

    def needed_by(self) -> list[str]:
        """The codes of what names the target and does not go with it."""
        found: dict[str, None] = {}
        for table, linked in self.links.items():
            for link in linked:
                if link.to == self.node[0] and link.on_delete == "NO ACTION":
                    for row in self.journal.rows(
                        f"SELECT * FROM {table} WHERE {link.column} = ?", [self.target.id]
                    ):
                        if not self.falls(table, dict(row), gone=False):
                            found[code(*subject(table, dict(row)))] = None
        return list(found)

    # One field

    @cached_property
    def today(self) -> str | int | None:
        """The target's field as it is now."""
        return self.alive.get(self.node, {}).get(self.target.field or "")

    @cached_property
    def keeps_today(self) -> bool:
        """Whether the field cannot be empty: then today's words stay, and earlier ones go."""
        assert self.target.field
        found = self.journal.value(
            'SELECT "notnull" FROM pragma_table_info(?) WHERE name = ?',
            [self.target.table, self.target.field],
        )
        return bool(found) and self.node in self.alive

    @cached_property
    def values(self) -> frozenset[str]:
        """Every text the field has had, but for the one that stays."""
        field = self.target.field
        assert field
        had = {
            side.get(field)
            for change in self.log
            for side in (change.before, change.after)
            if side and (change.table, side.get("id")) == self.node
        }
        kept = {self.today} if self.keeps_today else set()
        return frozenset(str(text) for text in (had | {self.today}) - kept - {None})

    # What is told, and what is written

    @cached_property
    def rewriting(self) -> Rewriting:
        """The rows of the log that go, and those that are left without what goes."""
        return Rewriting(self)

    @cached_property
    def texts(self) -> frozenset[str]:
        """All words of what goes."""
        if self.target.field is not None:
            return self.values
        sides = [(node[0], row) for node, row in self.alive.items() if node in self.doomed]
        sides += [
            (change.table, side)
            for change in self.log
            for side in (change.before, change.after)
            if side and self.falls(change.table, side)
        ]
        return frozenset(
            str(row[column])
            for table, row in sides
            for column in (*TEXTS.get(table, ("", ()))[1], "reason")
            if row.get(column)
        )

    def plan(self) -> Plan:
        """What goes and what stays."""
        goes = [node for node in sorted(self.doomed) if node[0] in OWNED]
        if self.target.field is not None and self.values and self.node[0] in OWNED:
            goes = [self.node]
        first = sorted(goes, key=lambda node: node != self.node)
        return Plan(
            self.target,
            tuple(self._named(node) for node in first),
            tuple(self._named(node) for node in sorted(self._unlinked()) if node[0] in OWNED),
            sum(node[0] == "events" and node in self.alive for node in self.doomed),
            self._links_that_go(),
            len(self.rewriting.gone),
            len(self.rewriting.changed),
            self.texts,
            tuple(self._elsewhere()),
        )

    def _named(self, node: Node) -> Named:
        row = self.alive.get(node) or self.last.get(node, {})
        kind = Kind(OWNED[node[0]])
        return Named(code(kind, node[1]), str(row.get(kind.text_column) or ""))

    def _unlinked(self) -> Iterator[Node]:
        for node, row in self.alive.items():
            if node not in self.doomed and any(
                link.on_delete == "SET NULL" and (link.to, row[link.column]) in self.doomed
                for link in self.links.get(node[0], ())
            ):
                yield node

    def _links_that_go(self) -> int:
        return sum(
            self.falls(table, dict(row), gone=False)
            for table in ("taggings", "origins", "attendees", "session_goals")
            for row in self.journal.rows(f"SELECT * FROM {table}")
        )

    def _elsewhere(self) -> Iterator[str]:
        """The records in whose words, as they are today, those of the target stand too."""
        wanted = {" ".join(text.casefold().split()) for text in self.texts}
        wanted = {text for text in wanted if len(text) >= _SHORTEST}
        found: dict[str, None] = {}
        for line in self.journal.rows("SELECT kind, record, field, text FROM lines ORDER BY id"):
            if self._is_of_target(line["kind"], line["record"], line["field"]):
                continue
            text = " ".join(line["text"].casefold().split())
            if any(each in text for each in wanted):
                found[self._code(line["kind"], line["record"])] = None
        yield from found

    def _is_of_target(self, kind: str, id: int, field: str) -> bool:
        node = ("events" if kind == "event" else TABLES[kind], id)
        if self.target.field is None:
            return node in self.doomed
        return (node == self.node and field == self.target.field) or (
            kind == "event" and id in self.rewriting.cleared
        )

    def _code(self, kind: str, id: int) -> str:
        if kind != "event":
            return code(kind, id)
        return code(*subject("events", self.alive["events", id]))
