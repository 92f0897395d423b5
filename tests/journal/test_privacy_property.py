"""No marker that is private to an audience reaches it, by any table, search or command.

The journals are random and every text in them is a marker of its own. Who may see which marker is
worked out here from the words of the rule, not from the lens.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlog.cli import TABLE
from mentorlog.exchange import formats
from mentorlog.journal import Lens, storage
from mentorlog.records import Audience, Kind

if TYPE_CHECKING:
    from tests.conftest import Run

ME, DANA, SAM, LEE, KIM, MAX = range(1, 7)
PEOPLE = (ME, DANA, SAM, LEE, KIM, MAX)
MENTORSHIPS = ((DANA, ME, 0), (ME, SAM, 0), (ME, LEE, 1), (ME, KIM, 0))
"""My mentor, my mentee, my peer, another mentee; Max is nobody's."""

PRIVATE, SHARED, PUBLIC = LEVELS = ("private", "shared", "public")
READERS = (
    (Audience.MENTOR, DANA),
    (Audience.MENTEE, SAM),
    (Audience.PEER, LEE),
    (Audience.MENTEE, KIM),
    (Audience.MANAGER, None),
)
MANAGER = None
MARKER = re.compile("Q[0-9]+Z")
DAYS = ("2026-01-10", "2026-05-10", "2026-09-10")
"""When things happen; the clock stands later."""

Row = dict[str, Any]


class Marked(NamedTuple):
    """Rows by table, and for each marker who may see it (a partner's id, None for a manager)."""

    rows: dict[str, list[Row]]
    seen_by: dict[str, frozenset[int | None]]


# --- a random journal --------------------------------------------------------------------------


@st.composite
def rows(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Rows whose texts are still to come; all that privacy depends on is drawn."""

    def some(most: int) -> Iterator[int]:
        return iter(range(1, 1 + draw(st.integers(1, most))))

    level, day = st.sampled_from(LEVELS), st.sampled_from(DAYS)

    def maybe(found: list[Row]) -> int | None:
        return draw(st.sampled_from([None, *(row["id"] for row in found)]))

    def drawn(**columns: Any) -> Row:
        return {"visibility": draw(level), **columns}

    people = [{"id": id, "is_me": 1 if id == ME else None, **drawn()} for id in PEOPLE]
    mentorships = [
        drawn(id=id, mentor=mentor, mentee=mentee, peers=peers, cadence_days=14, started_on=DAYS[0])
        for id, (mentor, mentee, peers) in enumerate(MENTORSHIPS, 1)
    ]
    goals: list[Row] = []
    for id in some(3):
        goals.append(
            drawn(id=id, owner=draw(st.sampled_from(PEOPLE)), parent=maybe(goals), start_on=DAYS[0])
        )
    sessions = [
        drawn(
            id=id, held_on=draw(day), state=draw(st.sampled_from(["held", "held", "planned"])),
            notes_visibility=draw(level),
            attendees=draw(st.sets(st.sampled_from(PEOPLE[1:]), max_size=3)),
            goals=draw(st.sets(st.sampled_from([goal["id"] for goal in goals]))),
        )
        for id in some(3)
    ]  # fmt: skip
    hung = {"session": lambda: maybe(sessions), "goal": lambda: maybe(goals)}

    def on(*what: str) -> dict[str, int | None]:
        return {column: hung[column]() for column in what}

    kinds = st.sampled_from(["takeaway", "advice", "question", "reflection"])
    return {
        "people": people,
        "mentorships": mentorships,
        "pauses": [{"id": 1, "mentorship": draw(st.integers(1, 4)), "from_on": DAYS[1]}],
        "goals": goals,
        "milestones": [
            drawn(id=id, goal=draw(st.sampled_from(goals))["id"]) for id in some(2)
        ],
        "sessions": sessions,
        "takeaways": [
            drawn(id=id, kind=draw(kinds), noted_on=draw(day), outcome="worked",
                  **on("session", "goal"))
            for id in some(4)
        ],
        "actions": [
            drawn(id=id, owner=draw(st.sampled_from(PEOPLE)), made_on=draw(day), state="done",
                  done_on=DAYS[-1], **on("session", "goal"))
            for id in some(4)
        ],
        "wins": [drawn(id=id, happened_on=draw(day), **on("goal")) for id in some(2)],
        "ratings": [
            drawn(id=id, level=3, rated_on=draw(day), person=draw(st.sampled_from(PEOPLE)))
            for id in some(3)
        ],
        "agreements": [
            drawn(id=id, mentorship=draw(st.integers(1, 4)), agreed_on=draw(day)) for id in some(2)
        ],
        "events": [
            drawn(id=id, kind="goal", record=draw(st.sampled_from(goals))["id"], field="progress",
                  happened_on=draw(day), person=draw(st.sampled_from(PEOPLE)), new=str(10 * id),
                  **on("session"))
            for id in some(3)
        ],
    }  # fmt: skip


def every_level() -> dict[str, list[Row]]:
    """One journal with a record of every kind at every level, hung on parents of every level."""
    people = [{"id": id, "is_me": 1 if id == ME else None, "visibility": SHARED} for id in PEOPLE]
    found: dict[str, list[Row]] = {
        "people": people,
        "mentorships": [
            {"id": id, "mentor": mentor, "mentee": mentee, "peers": peers, "cadence_days": 14,
             "started_on": DAYS[0], "visibility": SHARED}
            for id, (mentor, mentee, peers) in enumerate(MENTORSHIPS, 1)
        ],
        "pauses": [{"id": 1, "mentorship": 2, "from_on": DAYS[1], "until_on": DAYS[2]}],
        **{table: [] for table in
           ("goals", "milestones", "sessions", "takeaways", "actions", "wins", "ratings",
            "agreements", "events")},
    }  # fmt: skip

    def add(table: str, **row: Any) -> int:
        id = len(found[table]) + 1
        found[table].append({"id": id, **row})
        return id

    for owner in (ME, SAM, MAX):
        for level in LEVELS:
            parent = len(found["goals"]) or None
            goal = add("goals", owner=owner, visibility=level, parent=parent, start_on=DAYS[0])
            for its in LEVELS:
                add("milestones", goal=goal, visibility=its)
                add("wins", goal=goal, visibility=its, happened_on=DAYS[1])
                add("events", kind="goal", record=goal, field="progress", happened_on=DAYS[1],
                    person=owner, new="40", visibility=its, session=None)  # fmt: skip
    goals = [row["id"] for row in found["goals"][:3]]
    for attendees in ({DANA}, {SAM}, {DANA, MAX}):
        for level in LEVELS:
            session = add("sessions", held_on=DAYS[2], state="held", visibility=level,
                          notes_visibility=level, attendees=attendees, goals=set(goals))  # fmt: skip
            for its, goal in zip(
                (PRIVATE, SHARED, SHARED, PUBLIC), (None, None, *goals), strict=False
            ):
                line = {"session": session, "goal": goal, "visibility": its}
                add("takeaways", kind="advice", outcome="worked", noted_on=DAYS[2], **line)
                add("actions", owner=ME, made_on=DAYS[2], state="open", done_on=None, **line)
    for level in LEVELS:
        for owner in (ME, SAM):
            add("actions", owner=owner, made_on=DAYS[1], state="done", done_on=DAYS[2],
                session=None, goal=None, visibility=level)  # fmt: skip
        add("takeaways", kind="question", outcome=None, noted_on=DAYS[1], session=None, goal=None,
            visibility=level)  # fmt: skip
        add("wins", goal=None, visibility=level, happened_on=DAYS[1])
        for person in (ME, DANA, SAM):
            add("ratings", level=3, rated_on=DAYS[1], person=person, visibility=level)
        for mentorship in (1, 2):
            add("agreements", mentorship=mentorship, agreed_on=DAYS[1], visibility=level)
    return found


# --- who may see what: section 7 of the product, word for word ----------------------------------


class Rule:
    """What the readers may see of one journal's rows."""

    def __init__(self, rows: dict[str, list[Row]]) -> None:
        self.rows = rows
        self.goals = {row["id"]: row for row in rows["goals"]}
        self.sessions = {row["id"]: row for row in rows["sessions"]}

    def partners(self, person: int) -> set[int]:
        pairs = [(row["mentor"], row["mentee"]) for row in self.rows["mentorships"]]
        return {b if a == person else a for a, b in pairs if person in (a, b)}

    def guides(self, person: int) -> set[int]:
        """A person's mentors and peers."""
        found = set()
        for row in self.rows["mentorships"]:
            if row["mentee"] == person:
                found.add(row["mentor"])
            if row["mentor"] == person and row["peers"]:
                found.add(row["mentee"])
        return found

    def goal(self, reader: int | None, goal: Row) -> bool:
        if reader is MANAGER:
            return goal["visibility"] == PUBLIC
        return goal["visibility"] != PRIVATE and reader in {
            goal["owner"], *self.guides(goal["owner"]),
        }  # fmt: skip

    def session(self, reader: int | None, session: Row) -> bool:
        if reader is MANAGER:
            return session["visibility"] == PUBLIC and session["state"] == "held"
        return session["visibility"] != PRIVATE and reader in session["attendees"]

    def itself(self, reader: int | None, row: Row) -> bool:
        return row["visibility"] == PUBLIC or (reader and row["visibility"] == SHARED)

    def not_above(self, reader: int | None, row: Row) -> bool:
        session, goal = self.sessions.get(row.get("session")), self.goals.get(row.get("goal"))
        return (session is None or self.session(reader, session)) and (
            goal is None or self.goal(reader, goal)
        )

    def takeaway(self, reader: int | None, row: Row) -> bool:
        hangs = row["session"] or row["goal"]
        return (
            self.itself(reader, row)
            and self.not_above(reader, row)
            and (reader is MANAGER or bool(hangs) or reader in self.guides(ME))
        )

    def action(self, reader: int | None, row: Row) -> bool:
        people = {row["owner"], *self.partners(row["owner"])}
        return (
            self.itself(reader, row)
            and self.not_above(reader, row)
            and (reader is MANAGER or bool(row["session"]) or reader in people)
        )

    def win(self, reader: int | None, row: Row) -> bool:
        goal = self.goals.get(row["goal"])
        if not self.itself(reader, row):
            return False
        if reader is MANAGER:
            return goal is None or goal["visibility"] != PRIVATE
        return self.goal(reader, goal) if goal else reader in self.guides(ME)

    def rating(self, reader: int | None, row: Row) -> bool:
        """My skills go as my goals do; somebody else's reading is between them and me."""
        if reader is MANAGER:
            return bool(self.itself(reader, row)) and row["person"] == ME
        mine = bool(self.itself(reader, row)) and reader in self.guides(ME)
        return mine and row["person"] in (ME, reader)

    def agreement(self, reader: int | None, row: Row) -> bool:
        mentorship = self.rows["mentorships"][row["mentorship"] - 1]
        return row["visibility"] != PRIVATE and self.mentorship(reader, mentorship)

    def milestone(self, reader: int | None, row: Row) -> bool:
        return bool(self.itself(reader, row)) and self.goal(reader, self.goals[row["goal"]])

    def mentorship(self, reader: int | None, row: Row) -> bool:
        return row["visibility"] != PRIVATE and reader in (row["mentor"], row["mentee"])

    def note_of_event(self, reader: int | None, row: Row) -> bool:
        """A reading by somebody else is between its reader, the goal's owner and me."""
        session = self.sessions.get(row["session"])
        owner = self.goals[row["record"]]["owner"]
        return (
            reader is not MANAGER
            and row["person"] in (ME, reader, owner)
            and row["visibility"] != PRIVATE
            and (session is None or session["visibility"] != PRIVATE)
            and self.goal(reader, self.goals[row["record"]])
        )

    def name(self, reader: int | None, person: Row) -> bool:
        id = person["id"]
        if id in (ME, reader):
            return True
        if person["visibility"] == PRIVATE:
            return False
        goals = any(g["owner"] == id and self.goal(reader, g) for g in self.rows["goals"])
        owned = any(a["owner"] == id and self.action(reader, a) for a in self.rows["actions"])
        if reader is MANAGER:
            known = [row for row in self.rows["mentorships"] if row["visibility"] != PRIVATE]
            return goals or owned or any(id in (row["mentor"], row["mentee"]) for row in known)
        met = any(
            id in row["attendees"] and self.session(reader, row) for row in self.rows["sessions"]
        )
        return goals or owned or met


def marked(rows: dict[str, list[Row]]) -> Marked:
    """The rows with a marker in every text column, and the rule's word on each marker."""
    rule = Rule(rows)
    seen_by: dict[str, frozenset[int | None]] = {}
    readers = [partner for _, partner in READERS]

    def mark(row: Row, columns: str, sees: Any) -> None:
        for column in columns.split():
            row[column] = f"Q{len(seen_by)}Z"
            seen_by[row[column]] = frozenset(reader for reader in readers if sees(reader, row))

    def told(sees: Any) -> Any:
        """Text beside a record, which stays with those who share it."""
        return lambda reader, row: reader is not MANAGER and sees(reader, row)

    def nobody(*_: Any) -> bool:
        return False

    def mentorship_of(reader: int | None, row: Row) -> bool:
        return rule.mentorship(reader, rows["mentorships"][row["mentorship"] - 1])

    def notes(reader: int | None, row: Row) -> bool:
        return rule.session(reader, row) and row["notes_visibility"] != PRIVATE

    def job(reader: int | None, row: Row) -> bool:
        return rule.name(reader, row) and (reader is not MANAGER or row["visibility"] == PUBLIC)

    told_by_kind = {
        "people": [("name", rule.name), ("title", job), ("note", nobody)],
        "mentorships": [("purpose end_reason", told(rule.mentorship))],
        "pauses": [("reason", told(mentorship_of))],
        "goals": [("title", rule.goal), ("why measure area", told(rule.goal))],
        "milestones": [("title", rule.milestone)],
        "sessions": [("topic", rule.session), ("notes", told(notes))],
        "takeaways": [("text", rule.takeaway), ("note answer", told(rule.takeaway))],
        "actions": [("text", rule.action), ("evidence", told(rule.action))],
        "wins": [("title", rule.win), ("impact evidence", told(rule.win))],
        "ratings": [("skill", rule.rating), ("evidence", told(rule.rating))],
        "agreements": [("text", told(rule.agreement))],
        "events": [("note", rule.note_of_event)],
    }
    rows["taggings"] = []
    for table, texts in told_by_kind.items():
        for row in rows[table]:
            for columns, sees in texts:
                mark(row, columns, sees)
            if table not in ("pauses", "events"):
                kind = "person" if table == "people" else table[:-1]
                tag = {"kind": kind, "record": row["id"]}
                sees = nobody if table == "people" else told(texts[0][1])
                mark(tag, "tag", lambda reader, _, sees=sees, row=row: sees(reader, row))
                rows["taggings"].append(tag)
    return Marked(rows, seen_by)


def store(connection: sqlite3.Connection, found: Marked) -> None:
    links: dict[str, list[Row]] = {"attendees": [], "session_goals": []}
    connection.execute("BEGIN")
    for table, table_rows in found.rows.items():
        for row in table_rows:
            plain = {name: value for name, value in row.items() if not isinstance(value, set)}
            names, marks = ", ".join(plain), ", ".join("?" * len(plain))
            connection.execute(
                f"INSERT INTO {table} ({names}) VALUES ({marks})", list(plain.values())
            )
            if table == "sessions":
                links["attendees"] += [
                    {"session": row["id"], "person": id} for id in row["attendees"]
                ]
                links["session_goals"] += [
                    {"session": row["id"], "goal": id} for id in row["goals"]
                ]
    for table, pairs in links.items():
        for pair in pairs:
            connection.execute(f"INSERT INTO {table} VALUES (?, ?)", list(pair.values()))
    connection.execute("COMMIT")


# --- what the lens lets through ----------------------------------------------------------------


def read_all(connection: sqlite3.Connection) -> set[str]:
    """Every marker in any table and in the search index, as a query of ours would meet it."""
    tables = [
        row["name"]
        for row in connection.execute(
            "SELECT name FROM main.sqlite_schema WHERE type = 'table'"
            " AND name NOT LIKE 'lines\\_fts%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
    ]
    found = set()
    for table in tables:
        for row in connection.execute(f"SELECT * FROM {table}"):
            found |= set(MARKER.findall(" ".join(map(str, tuple(row)))))
    hits = connection.execute(
        "SELECT f.text FROM lines_fts f JOIN lines l ON l.id = f.rowid WHERE lines_fts MATCH 'Q*'"
    )
    return found | {hit["text"] for hit in hits}


def through(connection: sqlite3.Connection, lens: Lens) -> set[str]:
    """What ``read_all`` finds through a lens; the connection is as before afterwards."""
    lens.lay_over(connection)
    try:
        return read_all(connection)
    finally:
        names = connection.execute("SELECT name FROM temp.sqlite_schema WHERE type = 'view'")
        for row in names.fetchall():
            connection.execute(f"DROP VIEW temp.{row['name']}")


@settings(max_examples=12)
@given(rows(), st.sampled_from([date(2026, 3, 1), date(2026, 7, 1), date(2026, 11, 1)]))
def test_an_audience_reads_what_it_may_and_nothing_else(
    found: dict[str, list[Row]], as_of: date
) -> None:
    journal = marked(found)
    connection = storage.in_memory()
    store(connection, journal)
    for audience, reader in READERS:
        allowed = {marker for marker, readers in journal.seen_by.items() if reader in readers}
        assert through(connection, Lens(audience, reader)) == allowed, (audience, reader)
        assert through(connection, Lens(audience, reader, as_of)) <= allowed, (audience, reader)
    assert read_all(connection) == set(journal.seen_by)


# --- and what the commands do ------------------------------------------------------------------


SHOWN = ("goal", "milestone", "action", "session", "takeaway", "win", "person")
LETTERS = dict(zip(SHOWN, "gmastwp", strict=True))
SPECIAL: dict[str, list[list[str]]] = {
    "timeline": [["--since", "2020-01-01"], ["--since", "2020-01-01", "--chart"]],
    "since": [["2020-01-01"]],
    "search": [["Q1"], ["Q2"], ["Q3"]],
    "goal": [["map", "--all"], ["history", "g1"], ["history", "g2"], ["history", "g3"]],
    "skill": [[verb, f"k{id}"] for verb in ("history", "show") for id in range(1, 10)],
    "agreement": [[verb, who] for verb in ("history", "show") for who in ("dana", "sam", "lee")],
    "report": [["--period", "2026"], ["--period", "2026", "--preview"]],
    "export": [[], ["-"]],
}
"""What a command is called with beside nothing, ``list --all`` and ``show``."""


def calls(format: str) -> Iterator[list[str]]:
    """Command lines that read; a card of every record in the two formats that show most."""
    yield []
    for entry in TABLE:
        if find_spec(f"mentorlog.commands.{entry.module}") is None:
            continue
        yield [entry.name]
        yield [entry.name, "list", "--all"]
        for words in SPECIAL.get(entry.name, []):
            yield [entry.name, *words]
        if entry.name in SHOWN and format in ("table", "json"):
            letter = LETTERS[entry.name]
            yield from ([entry.name, "show", f"{letter}{id}"] for id in range(1, 10))


WRITES = frozenset(
    {"log", "todo", "done", "check-in", "undo", "redo", "init", "demo", "config", "import", "backup",
     "restore", "doctor", "purge", "sync", "share", "receive"}
)  # fmt: skip
FORMATS = ("table", "json", "csv", "markdown")


@pytest.mark.parametrize(
    ("who", "reader", "format"),
    [
        *(
            (who, reader, format)
            for who, reader in (("dana", DANA), ("manager", MANAGER))
            for format in FORMATS
        ),
        *(
            (who, reader, format)
            for who, reader in (("sam", SAM), ("lee", LEE))
            for format in FORMATS[:2]
        ),
    ],
)
def test_no_command_shows_an_audience_what_is_not_for_it(
    run: Run, journal: Path, who: str, reader: int | None, format: str
) -> None:
    found = marked(every_level())
    for id, name in ((DANA, "Dana"), (SAM, "Sam"), (LEE, "Lee")):
        found.rows["people"][id - 1]["name"] = name
    storage.create(journal, make_folder=False)
    connection = storage.connect(journal)
    store(connection, found)
    connection.close()
    shown: set[str] = set()
    for call in calls(format):
        if call and call[0] in WRITES:
            continue
        result = run(*call, "--for", who, "--format", format)
        assert result.code in (0, 1, 2), (call, result)
        markers = set(MARKER.findall(result.out + result.err))
        leaked = {marker for marker in markers if reader not in found.seen_by[marker]}
        assert not leaked, (call, leaked, result)
        shown |= markers
    assert len(shown) > 10


GOING_OUT = [each for each in formats.FORMATS if each.writes]


@pytest.mark.parametrize("format", GOING_OUT, ids=[each.name for each in GOING_OUT])
@pytest.mark.parametrize(("who", "reader"), [("dana", DANA), ("sam", SAM), ("manager", MANAGER)])
def test_no_export_takes_out_what_is_not_for_its_reader(
    run: Run, journal: Path, home: Path, who: str, reader: int | None, format: formats.Format
) -> None:
    found = marked(every_level())
    for id, name in ((DANA, "Dana"), (SAM, "Sam"), (LEE, "Lee")):
        found.rows["people"][id - 1]["name"] = name
    storage.create(journal, make_folder=False)
    connection = storage.connect(journal)
    store(connection, found)
    connection.close()
    words = ("-o", str(home / "out")) if format.folder else ()
    text = ""
    for kind in Kind if format.one_kind else [None]:
        which = ("--kind", kind.value) if kind else ()
        result = run("export", "--for", who, "--format", format.name, *words, *which)
        assert result.code == 0, result
        text += result.out + result.err
    files = [path for path in (home / "out").rglob("*") if path.is_file()] if words else []
    text += "".join(path.read_text("utf-8") for path in files)
    markers = set(MARKER.findall(text))
    assert not {marker for marker in markers if reader not in found.seen_by[marker]}
    assert markers or (reader is MANAGER and format.name == "markdown"), result
