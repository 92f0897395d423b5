"""What was done when: the change log, record by record and command by command, newest first.

Only the owner sees it: through anybody else's lens the log is empty.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import islice

from mentorlog.dates import local_day_to_utc
from mentorlog.errors import NotFound
from mentorlog.journal import Journal, Value
from mentorlog.journal.names import called, grouped, label_of_gone, refs
from mentorlog.journal.past.rows import PARTS, Row, code, exists, row_of, sides, subject
from mentorlog.journal.tables import ATTACHED, OWNED
from mentorlog.records import Kind, Ref
from mentorlog.records.keeping import Change, Edit, Log, Touched

_NAMES = {column.name: column.links for kind in Kind for column in kind.about.columns}
"""Columns that hold another record's number, with its kind."""

_OF_RECORD = {
    **dict.fromkeys(ATTACHED, frozenset({"kind", "record"})),
    **dict.fromkeys(("attendees", "session_goals"), frozenset({"session"})),
    "pauses": frozenset({"mentorship"}),
}
"""Columns that only say which record a part is of."""

_BOOKKEEPING = {"id", "uid", "created_at", "recorded_at", "updated_at"}
_NODE = tuple[str, int]

LOG = (
    "SELECT c.*, o.command, coalesce(x.command, u.command) AS of, d.name AS on_device FROM changes c"
    " LEFT JOIN operations o ON o.id = c.operation"
    " LEFT JOIN operations u ON u.id = o.undoes"
    " LEFT JOIN operations x ON x.id = u.undoes"
    " LEFT JOIN sync_devices d ON d.uid = coalesce(o.device, substr(c.clock, 37, 16))"
)
"""SQL for the rows of the log, each with its command and the one that this took back."""


def of(
    journal: Journal,
    record: tuple[Kind, int] | None = None,
    *,
    since: date | None = None,
    until: date | None = None,
    most: int | None = None,
    commands: int | None = None,
) -> Log:
    """The changes from one local day to another, of one record or of all; the newest ``most``, or of so many commands.

    Raises ``NotFound`` for a record that the log knows nothing of.
    """
    condition, values = _about(*record) if record else ("1", [])
    days, between = _days(since, until)
    condition, values = f"{condition} AND {days}", [*values, *between]
    limit = f" LIMIT {most + 1}" if most else ""
    found = journal.rows(f"{LOG} WHERE {condition} ORDER BY c.id DESC{limit}", values)
    rows = found[:most]
    if commands:
        known = dict.fromkeys((row["operation"], row["at"]) for row in rows)
        shown = set(islice(known, commands))
        rows = [row for row in rows if (row["operation"], row["at"]) in shown]
    if record and not rows and not exists(journal, record[0].table, record[1]):
        hint = "mentorlog changes --all lists what there is"
        raise NotFound(record[0].value, code(*record), hint)
    labels = _Labels(journal, rows)
    return Log(
        tuple(_change(row, labels) for row in rows),
        since,
        until or journal.today,
        len(found) > len(rows),
        frozenset(labels.gone),
        {person.code: person.label for person in labels.people.values()},
    )


def is_as_made(journal: Journal, kind: Kind, id: int) -> bool:
    """Whether nothing was done to a record since the command that made it, or brought it back."""
    condition, values = _about(kind, id)
    made = journal.row(
        f"SELECT id, operation FROM changes c WHERE {condition} AND c.tbl = ? AND c.change = 'insert'"
        " ORDER BY id DESC LIMIT 1",
        [*values, kind.table],
    )
    return made is not None and not journal.value(
        f"SELECT 1 FROM changes c WHERE {condition} AND c.id > ? AND c.operation IS NOT ? LIMIT 1",
        [*values, made["id"], made["operation"]],
    )


def made_now(journal: Journal) -> list[Touched]:
    """What the command that is being written has done so far."""
    return touched(
        journal,
        journal.rows(f"{LOG} WHERE c.operation = (SELECT operation FROM writing) ORDER BY c.id"),
    )


def gone_now(journal: Journal) -> list[str]:
    """The codes of the records that the command that is being written has deleted so far."""
    rows = journal.rows(
        "SELECT tbl, json_extract(before, '$.id') AS id FROM changes WHERE change = 'delete'"
        " AND operation = (SELECT operation FROM writing) ORDER BY id"
    )
    return [code(OWNED[row["tbl"]], row["id"]) for row in rows if row["tbl"] in OWNED]


def touched(
    journal: Journal, rows: Iterable[sqlite3.Row], most: int | None = None
) -> list[Touched]:
    """The records that rows of the log are of, in the order of the rows: the first ``most``."""
    found = grouped((subject(row["tbl"], row_of(row)), row) for row in rows)
    chosen = list(found.items())[:most]
    labels = _Labels(journal, [row for _, some in chosen for row in some])
    return [
        Touched(labels.ref(node), tuple(_change(row, labels, labels.people) for row in some))
        for node, some in chosen
    ]


def _about(kind: Kind, id: int) -> tuple[str, list[Value]]:
    """The condition for a record's own rows, its events, tags and origins, and its links."""
    row = "coalesce(c.after, c.before)"
    links = {Kind.SESSION: ("attendees", "session_goals"), Kind.MENTORSHIP: ("pauses",)}
    # instr first: it reads a row ten times as fast as json_extract, and most are of another record.
    own = f"c.tbl = ? AND instr({row}, ?) AND json_extract({row}, '$.id') = ?"
    part = (
        f"c.tbl IN {ATTACHED} AND instr({row}, ?)"
        f" AND json_extract({row}, '$.kind') = ? AND json_extract({row}, '$.record') = ?"
    )
    clauses = [own, part]
    values: list[Value] = [kind.table, f'"id":{id},', id, f'"record":{id},', kind.value, id]
    for table in links.get(kind, ()):
        clauses.append(f"c.tbl = ? AND json_extract({row}, '$.{kind}') = ?")
        values += [table, id]
    return "(" + " OR ".join(f"({clause})" for clause in clauses) + ")", values


def _days(since: date | None, until: date | None) -> tuple[str, list[Value]]:
    first = local_day_to_utc(since) if since else ""
    after = local_day_to_utc(until + timedelta(1)) if until and until < date.max else "~"
    return "c.at >= ? AND c.at < ?", [first, after]


def _change(row: sqlite3.Row, labels: "_Labels", people: Mapping[int, Ref] = {}) -> Change:
    before, after = sides(row)
    whole = row_of(row)
    number = whole.get("id")
    return Change(
        id=row["id"],
        at=row["at"],
        operation=row["operation"],
        command=row["command"],
        of=row["of"],
        what=row["change"],
        record=labels.ref(subject(row["tbl"], whole)),
        part=PARTS.get(row["tbl"], ""),
        number=number if isinstance(number, int) else None,
        edits=tuple(_edits(row["tbl"], before or {}, after or {}, people)),
        device=row["on_device"],
    )


def _edits(table: str, before: Row, after: Row, people: Mapping[int, Ref]) -> Iterator[Edit]:
    of_record = _OF_RECORD.get(table, frozenset())
    for name in after or before:
        was, now = before.get(name), after.get(name)
        if was != now and name not in _BOOKKEEPING | of_record:
            yield Edit(name, _shown(name, was, people), _shown(name, now, people))


def _shown(name: str, value: Value, people: Mapping[int, Ref]) -> Value:
    """A value; another record by its code, and one of the ``people`` by name."""
    kind = _NAMES.get(name)
    if kind is None or not isinstance(value, int):
        return value
    return people[value].label if kind is Kind.PERSON and value in people else code(kind, value)


class _Labels:
    """What each record is called: today's words, else the last that the log has."""

    def __init__(self, journal: Journal, rows: Collection[sqlite3.Row]) -> None:
        wanted: dict[str, set[int]] = {}
        last: dict[_NODE, Row] = {}
        for row in rows:
            whole = row_of(row)
            kind, id = subject(row["tbl"], whole)
            wanted.setdefault(kind, set()).add(id)
            if row["tbl"] in OWNED:
                last.setdefault((kind, id), whole)
        self._known: dict[_NODE, Ref] = {}
        self._journal, self._rows = journal, rows
        self.gone: set[str] = set()
        for word, ids in wanted.items():
            self._find(journal, Kind(word), ids, last)

    def _find(self, journal: Journal, kind: Kind, ids: set[int], last: dict[_NODE, Row]) -> None:
        found = called(journal, kind, ids)
        missing = [id for id in ids if id not in found]
        asked = _from_the_log(journal, kind, [id for id in missing if (kind, id) not in last])
        for id in missing:
            row = last.get((kind, id)) or asked.get(id, {})
            label = label_of_gone(journal, kind, row)
            self._known[kind, id] = Ref(kind, id, str(row.get("uid") or ""), label)
            if row and not exists(journal, kind.table, id):
                self.gone.add(code(kind, id))
        self._known.update({(kind, id): ref for id, ref in found.items()})

    def ref(self, node: _NODE) -> Ref:
        """The record as others name it."""
        return self._known[node]

    @cached_property
    def people(self) -> dict[int, Ref]:
        """The people whom the rows name, by number."""
        named = (
            value
            for row in self._rows
            for side in filter(None, sides(row))
            for name, value in side.items()
            if _NAMES.get(name) is Kind.PERSON and isinstance(value, int)
        )
        return refs(self._journal, Kind.PERSON, named)


def _from_the_log(journal: Journal, kind: Kind, ids: Sequence[int]) -> dict[int, Row]:
    found: dict[int, Row] = {}
    for id in ids:
        row = journal.row(
            "SELECT before, after FROM changes WHERE tbl = ?"
            " AND json_extract(coalesce(after, before), '$.id') = ? ORDER BY id DESC LIMIT 1",
            [kind.table, id],
        )
        if row:
            found[id] = row_of(row)
    return found
