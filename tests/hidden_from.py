"""What an audience may see of a journal, by the words of the product; and twins that differ in the rest.

A twin is the same journal to one audience, and another in whatever that audience may not see: hidden
rows are gone, or say something else and on other days, and so do the hidden columns of rows that are
seen. Nothing here knows of the lens.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from mentorlog.dates import local_day_to_utc
from random_journals import (
    GOAL_STATES,
    LINKS,
    ME,
    OUTCOMES,
    PRIVATE,
    PUBLIC,
    SHARED,
    SKILLS,
    TAGS,
    TODAY,
    WORDS,
    Key,
    Row,
    Step,
)

Rows = Mapping[tuple[str, Key], Row]
MANAGER = None
PUBLISHED = ("created", "progress", "state", "target", "due", "done")
"""The fields whose events tell of a record's days, state and progress."""

ALL = frozenset({"*"})
"""All columns are seen, whatever they are called."""

WORDS_OF = {
    "people": ("name", "title", "note"),
    "mentorships": ("purpose", "end_reason"),
    "pauses": ("reason",),
    "goals": ("title", "why", "measure", "area"),
    "milestones": ("title",),
    "sessions": ("topic", "notes"),
    "takeaways": ("text", "note", "answer"),
    "actions": ("text", "evidence", "cue"),
    "wins": ("title", "impact", "evidence", "skill"),
    "ratings": ("skill", "evidence"),
    "agreements": ("text",),
}
"""Columns of text; nobody but me reads one that has been replaced."""


class Sight:
    """What one audience, a partner's id or ``MANAGER``, may see of rows as they stand now."""

    def __init__(self, rows: Rows, reader: int | None, *, leaves: bool = False) -> None:
        """With ``leaves`` a partner whose mentorships have all ended reads nothing written later."""
        self.rows = rows
        self.reader = reader
        self.by_table: dict[str, list[tuple[Key, Row]]] = {}
        for (table, key), row in rows.items():
            self.by_table.setdefault(table, []).append((key, row))
        self.links = {table: {key for key, _ in self.table(table)} for table in LINKS}
        self.leaves = leaves
        self._seen: dict[tuple[str, int], bool] = {}
        self.known = self._known()

    def table(self, name: str) -> list[tuple[Key, Row]]:
        return self.by_table.get(name, [])

    def row(self, kind: str, id: int) -> Row:
        return self.rows[f"{kind}s", (id,)]

    # --- whether a record is seen ---

    def reads(self, kind: str, row: Row) -> bool:
        """The audience is a reader of the record."""
        id = row["id"]
        if self.reader is MANAGER:
            return False
        match kind:
            case "session":
                return (id, self.reader) in self.links["attendees"]
            case "takeaway" | "action" if row["session"]:
                return self.reads("session", self.row("session", row["session"]))
            case "rating" if row["person"] != ME:
                return row["person"] == self.reader
            case "milestone":
                return self.reads("goal", self.row("goal", row["goal"]))
            case "mentorship":
                return self.reader in (row["mentor"], row["mentee"])
            case "agreement":
                return self.reads("mentorship", self.row("mentorship", row["mentorship"]))
        return row.get("owner") == self.reader or (kind, id, self.reader) in self.links["readers"]

    def is_open(self, kind: str, row: Row) -> bool:
        """By its own visibility, and its readers."""
        if row["visibility"] == SHARED:
            return self.reads(kind, row)
        return bool(row["visibility"] == PUBLIC)

    def sees(self, kind: str, id: int) -> bool:
        """The record is there for the audience."""
        if (kind, id) not in self._seen:
            row = self.rows.get((f"{kind}s", (id,)))
            self._seen[kind, id] = (
                row is not None and not self._is_late(kind, row) and self._sees(kind, row)
            )
        return self._seen[kind, id]

    def _is_late(self, kind: str, row: Row) -> bool:
        """The record was made after the partner left; of their mentorship they read whenever it was told."""
        return kind != "mentorship" and row["created_at"] >= self.until

    def _sees(self, kind: str, row: Row) -> bool:
        match kind:
            case "mentorship":
                reads = self.reader is MANAGER or self.reads(kind, row)
                return reads and row["visibility"] != PRIVATE
            case "session" if self.reader is MANAGER:
                return row["state"] == "held" and self._manager_is_told(row)
            case "milestone":
                return row["visibility"] != PRIVATE and self.sees("goal", row["goal"])
            case "takeaway" | "action":
                return self.is_open(kind, row) and all(
                    row[above] is None or self._sees_fully(above, row[above])
                    for above in ("session", "goal")
                )
            case "win":
                return self.is_open(kind, row) and self._win_stands(row)
            case "rating":
                return self.is_open(kind, row) and row["person"] in (ME, self.reader)
            case "agreement":
                return (
                    self.reader is not MANAGER
                    and row["visibility"] != PRIVATE
                    and self.sees("mentorship", row["mentorship"])
                )
        return self.is_open(kind, row)

    def _manager_is_told(self, row: Row) -> bool:
        """A session that is not private, of a mentorship that is not."""
        if row["visibility"] == SHARED:
            return bool(self.partners() & {p for s, p in self.links["attendees"] if s == row["id"]})
        return bool(row["visibility"] == PUBLIC)

    @property
    def ended_on(self) -> str | None:
        """The day from which a partner whose mentorships have all ended reads nothing new."""
        days = [
            row["ended_on"] for _, row in self.table("mentorships")
            if self.reader in (row["mentor"], row["mentee"])
        ]  # fmt: skip
        return None if None in days else max(days, default=None)

    @property
    def until(self) -> str:
        """The instant from which nothing that is written is for the audience; one that never comes."""
        if not self.leaves or self.ended_on is None:
            return "~"
        return local_day_to_utc(date.fromisoformat(self.ended_on) + timedelta(1))

    def partners(self) -> set[int]:
        """The people of mentorships that are not private, as a manager may count them."""
        return {
            row["mentee"] if row["mentor"] == ME else row["mentor"]
            for _, row in self.table("mentorships")
            if row["visibility"] != PRIVATE
        }

    def _sees_fully(self, kind: str, id: int) -> bool:
        public = self.reader is not MANAGER or self.row(kind, id)["visibility"] == PUBLIC
        return public and self.sees(kind, id)

    def _win_stands(self, row: Row) -> bool:
        """One that is public stands by itself, unless its goal is private."""
        if row["goal"] is None or self.sees("goal", row["goal"]):
            return True
        above = self.row("goal", row["goal"])["visibility"]
        return bool(row["visibility"] == PUBLIC and above != PRIVATE)

    def _known(self) -> set[int]:
        """Those whose name the audience may read."""
        if self.reader is MANAGER:
            public = [row for _, row in self.table("mentorships") if row["visibility"] == PUBLIC]
            known = {ME, *(person for row in public for person in (row["mentor"], row["mentee"]))}
        else:
            known = {ME, self.reader} | {
                person for session, person in self.links["attendees"]
                if self.sees("session", session)
                and self.reads("session", self.row("session", session))
            }  # fmt: skip
        for kind in ("goal", "action"):
            known |= {
                row["owner"] for (id,), row in self.table(f"{kind}s")
                if self.sees(kind, id) and self.reads(kind, row)
            }  # fmt: skip
        return {
            person for person in known
            if person in (ME, self.reader) or self.rows["people", (person,)]["visibility"] != PRIVATE
        }  # fmt: skip

    # --- which columns of a row are seen ---

    def columns(self, table: str, key: Key) -> frozenset[str]:
        """The names of those that are seen, ``ALL`` of them, or none where the row is hidden."""
        row = self.rows[table, key]
        seen = self._columns(table, key, row)
        return seen - {"updated_at", *({"uid"} if self.reader is MANAGER else ())}

    def _columns(self, table: str, key: Key, row: Row) -> frozenset[str]:
        match table:
            case "people":
                return self._of_person(row)
            case "attendees":
                return self._of_attendee(*key)
            case "session_goals":
                session, goal = key
                both = self.sees("session", session) and self.sees("goal", goal)
                return (
                    ALL
                    if both and self.reads("session", self.row("session", session))
                    else frozenset()
                )
            case "taggings" | "readers":
                return self._of_attached(table, *key)
            case "origins":
                in_calendar = row["source"] == "ics" and row["kind"] in ("session", "action")
                told = in_calendar and self.sees(row["kind"], row["record"])
                return frozenset({"kind", "record", "source"} if told else ())
            case "pauses":
                seen = self.reader is not MANAGER and self.sees("mentorship", row["mentorship"])
                return ALL if seen else frozenset()
            case "events":
                return self._of_event(row)
        kind = table[:-1]
        if not self.sees(kind, row["id"]):
            return frozenset()
        hidden = self._hidden(kind, row)
        return frozenset(row) - hidden

    def _hidden(self, kind: str, row: Row) -> frozenset[str]:
        """The columns of a record that is seen which go to fewer than the record does."""
        reads = self.reads(kind, row)
        never = {
            "mentorship": "purpose planned_end_on ended_on end_reason state started_on",
            "goal": "why measure area",
            "session": "time mode notes notes_visibility",
            "takeaway": "outcome note answer",
            "action": "evidence every cue",
            "win": "impact evidence",
            "rating": "evidence",
        }
        hidden = set() if reads else set(never.get(kind, "").split())
        if row["visibility"] == PUBLIC and row.get("published"):
            hidden -= set(row["published"].split(","))
        if kind in ("action", "win"):
            hidden.add("published")
        if kind == "action":
            hidden.add("every_from")
            if any(not self.is_for(event) for event in self.told("action", row["id"], "state")):
                hidden.add("evidence")
        if kind == "takeaway":
            hidden |= self._said_by_others(row["id"])
        if kind == "session" and row["notes_visibility"] == PRIVATE:
            hidden |= {"notes", "notes_visibility"}
        if kind == "session" and row["notes"] is None:
            hidden.add("notes_visibility")
        if kind == "session" and not self.is_open(kind, row):
            hidden |= {"topic", "minutes"}
        if kind == "milestone" and not self.is_open(kind, row):
            hidden |= {"title", "due_on"}
        if kind == "win" and row.get("skill") not in self.skills():
            hidden.add("skill")
        for above in ("goal", "session", "parent"):
            other = "goal" if above == "parent" else above
            if row.get(above) and not self.sees(other, row[above]):
                hidden.add(above)
        return frozenset(hidden)

    def _said_by_others(self, takeaway: int) -> set[str]:
        """Of an answer and a note, those that another partner said last."""
        answers = self.told("takeaway", takeaway, "answer")
        outcomes = self.told("takeaway", takeaway, "outcome")
        noted = [event for event in outcomes if self._may_have_note(event)]
        last = {"answer": answers[-1:], "note": noted[-1:]}
        return {name for name, said in last.items() if said and not self.is_for(said[0])}

    def told(self, kind: str, record: int, field: str) -> list[Row]:
        """The events of a record's field in the order they happened."""
        found = [
            row for _, row in self.table("events")
            if (row["kind"], row["record"], row["field"]) == (kind, record, field)
        ]  # fmt: skip
        return sorted(found, key=lambda row: (row["happened_on"], row["id"]))

    def is_for(self, event: Row) -> bool:
        """The words of the event are mine or the audience's, and no other partner's."""
        return event["person"] in (None, ME, self.reader)

    def _may_have_note(self, event: Row) -> bool:
        """What another partner said may have words, for all that the audience knows."""
        return event["note"] is not None or not self.is_for(event)

    def skills(self) -> set[str]:
        """The skills of which the audience sees a rating."""
        return {row["skill"] for (id,), row in self.table("ratings") if self.sees("rating", id)}

    def _of_person(self, row: Row) -> frozenset[str]:
        id = row["id"]
        if id not in self.known and not self._is_named_somewhere(row):
            return frozenset()
        hidden = {"note", "every"} | (set() if id in self.known else {"name", "title"})
        if row["visibility"] == PRIVATE or (self.reader is MANAGER and row["visibility"] != PUBLIC):
            hidden.add("title")
        return frozenset(row) - hidden

    def _is_named_somewhere(self, row: Row) -> bool:
        """Somebody stands there, by whatever word."""
        id = row["id"]
        if row["visibility"] == PRIVATE:
            return False
        if self.reader is MANAGER and id in self.partners():
            return True
        return any(
            other["owner"] == id and self.sees(kind, other["id"])
            for kind in ("goal", "action")
            for _, other in self.table(f"{kind}s")
        )

    def _of_attendee(self, session: int, person: int) -> frozenset[str]:
        if not self.sees("session", session):
            return frozenset()
        if self.reader is MANAGER:
            return ALL if person in self.partners() else frozenset()
        return ALL if self.reads("session", self.row("session", session)) else frozenset()

    def _of_attached(self, table: str, kind: str, record: int, what: Any) -> frozenset[str]:
        """Tags are for the readers of what they are on; of readers one knows oneself."""
        if kind == "person" or not self.sees(kind, record):
            return frozenset()
        seen = self.reads(kind, self.row(kind, record))
        return ALL if seen and (table == "taggings" or what == self.reader) else frozenset()

    def _of_event(self, row: Row) -> frozenset[str]:
        kind, record, field = row["kind"], row["record"], row["field"]
        if kind == "person" or not self.sees(kind, record):
            return frozenset()
        if self.is_told_by_figures(row):
            told = {"id", "kind", "record", "field", "happened_on", "recorded_at"}
            return frozenset(told | ({"new"} if field != "answer" else set()))
        of = self.row(kind, record)
        reads = self.reads(kind, of)
        hidden = {"old"} | (set() if reads else {"note", "confidence"})
        if row["session"] and not self.sees("session", row["session"]):
            hidden.add("session")
        if field == "progress":
            people = {of.get("owner"), None} | ({ME, self.reader} if reads else set())
            if row["person"] not in people or row["visibility"] == PRIVATE:
                return frozenset()
            if row["new"] is None and not reads:
                return frozenset()
            if row["session"] and self.row("session", row["session"])["visibility"] == PRIVATE:
                return frozenset()
        elif not reads:
            public = kind != "milestone" or of["visibility"] == PUBLIC
            if field not in PUBLISHED or not public or kind == "mentorship":
                return frozenset()
        elif not self._words_stand(row):
            if field == "answer":
                return frozenset()
            hidden.add("note")
        if field in ("answer", "outcome", "state") and not self.is_for(row):
            hidden |= {"note"} | ({"new"} if field == "answer" else set())
        return frozenset(row) - hidden

    def is_told_by_figures(self, row: Row) -> bool:
        """Whether an event is not seen itself, but what was so on a day by it.

        A manager knows the cadence that was agreed; whoever knows a goal's progress, how many
        milestones it had and how many were done; whoever sees a question, whether it was answered.
        """
        kind, field = row["kind"], row["field"]
        if kind == "mentorship":
            return self.reader is MANAGER and field == "cadence"
        of = self.row(kind, row["record"])
        if self.reads(kind, of):
            return False
        counted = (
            kind == "milestone" and of["visibility"] != PUBLIC and field in ("created", "done")
        )
        return counted or field == "answer"

    def _words_stand(self, row: Row) -> bool:
        """Of what was told in private the words show as long as no others have replaced them."""
        if row["visibility"] != PRIVATE:
            return True
        until = self.until
        return not any(
            (other["kind"], other["record"], other["field"]) == (row["kind"], row["record"], row["field"])
            and (other["happened_on"], other["id"]) > (row["happened_on"], row["id"])
            and (row["field"] != "outcome" or self._may_have_note(other))
            and (other["visibility"] == PRIVATE or other["recorded_at"] < until)
            for _, other in self.table("events")
        )  # fmt: skip

    def projection(self) -> dict[tuple[str, Key], dict[str, Any]]:
        """Everything the audience may see."""
        found = {}
        for (table, key), row in self.rows.items():
            columns = self.columns(table, key)
            if columns:
                shown = {name for name in row if name in columns or "*" in columns}
                links = {name for name in ("goal", "session", "parent") if row.get(name, 0) is None}
                found[table, key] = {name: row[name] for name in shown - links - {"updated_at"}}
        return found


# --- twins ---


class Edit(NamedTuple):
    """One step said otherwise: a value of it, its instant (``@``), or all of it left out (``-``)."""

    step: int
    what: str
    value: Any = None


Change = list[Edit]
"""The edits that belong together, such as those of one row."""


def twin(steps: list[Step], sight: Sight, chance: random.Random) -> list[Change]:
    """The changes that make a twin; ``changed`` makes them."""
    seen = {row: sight.columns(*row) for row in sight.rows}
    making = _Twin(steps, sight, seen, chance)
    return [change for row in {step.row: None for step in steps} if (change := making.of(row))]


def changed(steps: list[Step], changes: Iterable[Change]) -> list[Step]:
    """The steps with the changes made."""
    left: dict[int, Step] = dict(enumerate(steps))
    for edit in (edit for change in changes for edit in change):
        step = left.get(edit.step)
        if step is None:
            continue
        if edit.what == "-":
            del left[edit.step]
        elif edit.what == "@":
            left[edit.step] = step._replace(at=edit.value)
        else:
            values = {**step.values, edit.what: edit.value}
            left[edit.step] = step._replace(values=values, key=_key(step, values))
    return sorted(left.values(), key=lambda step: step.at)


def _key(step: Step, values: Row) -> Key:
    if step.table in LINKS and step.change == "insert":
        return tuple(values[name] for name in LINKS[step.table])
    return step.key


_NUMBERS = frozenset(
    [
        "id",
        "owner",
        "parent",
        "goal",
        "session",
        "person",
        "mentor",
        "mentee",
        "mentorship",
        "record",
    ]
)


def renumbered(steps: Iterable[Step]) -> list[Step]:
    """The steps with other numbers for all records, in the same order."""
    found = []
    for step in steps:
        values = {
            name: 2 * value + 1 if name in _NUMBERS and value is not None else value
            for name, value in step.values.items()
        }
        key = tuple(2 * part + 1 if isinstance(part, int) else part for part in step.key)
        found.append(step._replace(values=values, key=key))
    return found


class _Twin:
    """Makes up what a row that is hidden, or has hidden columns, says in the twin."""

    def __init__(
        self, steps: list[Step], sight: Sight, seen: dict[tuple[str, Key], frozenset[str]],
        chance: random.Random,
    ) -> None:  # fmt: skip
        self.steps = steps
        self.sight = sight
        self.seen = seen
        self.chance = chance
        people = [key for key, row in sight.table("people") if not row["is_me"]]
        self.renamed = chance.sample(people, 2)
        self.of_row: dict[tuple[str, Key], list[int]] = {}
        for number, step in enumerate(steps):
            self.of_row.setdefault(step.row, []).append(number)

    def of(self, row: tuple[str, Key]) -> Change:
        table, _ = row
        mine = self.of_row[row]
        columns = self.seen.get(row, frozenset())
        if not columns and self.chance.random() < 0.4 and self._may_go(row):
            return list(self._gone(row))
        if table in LINKS:
            return (
                [Edit(number, "tag", "twin") for number in mine]
                if not columns and table == "taggings"
                else []
            )
        shift = not columns and not self._is_late(mine[0]) and self.chance.random() < 0.5
        edits = (
            [Edit(number, "@", self._instant()) for number in mine[:1]]
            if shift and len(mine) == 1
            else []
        )
        for number in mine:
            if self._is_hidden(self.steps[number], columns) and self.chance.random() < 0.4:
                edits.append(Edit(number, "-"))
            else:
                edits += self._said_otherwise(number, columns)
        return edits

    def _is_late(self, number: int) -> bool:
        """The step was made after the partner left, for whom it changes nothing but words to none."""
        return self.steps[number].at >= self.sight.until

    def _is_hidden(self, step: Step, columns: frozenset[str]) -> bool:
        """A change, of a row that is seen, of nothing that is seen."""
        all_hidden = not (columns | {"answer"}) & step.values.keys() and "*" not in columns
        return bool(columns) and step.change == "update" and all_hidden

    def _instant(self) -> str:
        return f"{self._day()}T08:{self.chance.randint(0, 59):02}:00.000Z"

    # --- left out ---

    def _may_go(self, row: tuple[str, Key]) -> bool:
        """Nothing that is seen needs it, and by what remains the command line means the same."""
        table, key = row
        if table == "people":
            return False
        if table == "mentorships":
            return not self._is_the_readers(self.sight.rows[row])
        if table == "pauses":
            return not self._rests_for_reader(self.sight.rows[row])
        if table == "events":
            return self._event_may_go(row)
        # Whose a win is that is seen without its goal is known of it.
        return (
            table != "goals"
            or self.sight.rows[row]["owner"] == ME
            or not any(
                win["goal"] == key[0] and self.sight.sees("win", win["id"])
                for _, win in self.sight.table("wins")
            )
        )

    def _event_may_go(self, row: tuple[str, Key]) -> bool:
        values = self.sight.rows.get(row)
        # One that replaced words told in private is what hides them.
        return values is None or values["field"] in ("progress", "created") or (
            not self.sight.sees(values["kind"], values["record"])
        )  # fmt: skip

    def _gone(self, row: tuple[str, Key]) -> Iterator[Edit]:
        """All of the row, what hangs on it, and what names it."""
        table, key = row
        kind = table[:-1]
        yield from (Edit(number, "-") for number in self.of_row[row])
        if table in LINKS or table in ("events", "people", "pauses"):
            return
        for number, step in enumerate(self.steps):
            if (step.values.get("kind"), step.values.get("record")) == (kind, key[0]):
                yield from (Edit(each, "-") for each in self.of_row[step.row])
            elif kind in step.key_names() and step.key[step.key_names().index(kind)] == key[0]:
                yield Edit(number, "-")
            elif (
                step.table in ("milestones", "agreements", "pauses")
                and step.values.get(kind) == key[0]
            ):
                yield from self._gone(step.row)
            else:
                yield from self._unlinked(number, step, kind, key[0])

    def _unlinked(self, number: int, step: Step, kind: str, id: int) -> Iterator[Edit]:
        """What is seen loses a link that it did not show; what was hidden by it goes as well."""
        names = ("goal", "parent") if kind == "goal" else (kind,)
        for name in names:
            if name in step.values and step.values[name] == id:
                if self.seen.get(step.row) or step.table == "goals":
                    yield Edit(number, name)
                else:
                    yield from self._gone(step.row)

    # --- said otherwise ---

    def _said_otherwise(self, number: int, columns: frozenset[str]) -> Iterator[Edit]:
        step = self.steps[number]
        for name, value in step.values.items():
            late = step.change == "update" and self._is_late(number)
            is_hidden = late or (name not in columns and "*" not in columns)
            # That there were other words once is seen, as on a day they were known.
            was_other = value is not None and self._is_replaced(number, name)
            if (is_hidden or was_other) and self.chance.random() < 0.7:
                new = self._other(step, name)
                if new not in (_SAME, value) and (is_hidden or new is not None):
                    yield Edit(number, name, new)

    def _is_replaced(self, number: int, name: str) -> bool:
        """A text that a later step wrote anew."""
        step = self.steps[number]
        return name in WORDS_OF.get(step.table, ()) and any(
            other > number and name in self.steps[other].values for other in self.of_row[step.row]
        )

    def _other(self, step: Step, name: str) -> Any:
        """Another value for the column, or ``_SAME`` where it is what makes the row hidden."""
        chance, row = self.chance, self.sight.rows.get(step.row, step.values)
        if name == "updated_at":
            return self._instant()
        if name in ("answer", "cadence_days") and step.values[name] is None:
            return _SAME  # Whether a question is answered is seen; a cadence has one unit.
        if name == "uid":
            return f"{chance.getrandbits(64):016x}" if step.change == "insert" else _SAME
        if name in WORDS_OF.get(step.table, ()) or (step.table, name) == ("events", "note"):
            return self._words(step, name)
        if step.table == "events":
            return self._other_of_event(row, name)
        if self._is_fixed(step, row, name):
            return _SAME
        if name in _DAYS:
            needed = {"held_on", "noted_on", "made_on", "rated_on", "agreed_on", "start_on", "started_on",
                      "from_on", "happened_on"}  # fmt: skip
            return self._day() if name in needed or chance.random() < 0.7 else None
        return chance.choice(_VALUES[name]) if name in _VALUES else _SAME

    def _is_fixed(self, step: Step, row: Row, name: str) -> bool:
        """What a hidden row's being hidden, or the audience's own mentorship, hangs on."""
        if step.table == "sessions" and name == "state":
            return row.get("visibility") != PRIVATE
        if step.table == "sessions" and name == "notes_visibility":
            return bool(self.seen.get(step.row))
        if step.table == "mentorships" and name in ("state", "ended_on"):
            return self._is_the_readers(row)
        if step.table == "pauses" and name in ("from_on", "until_on"):
            return self._rests_for_reader(row)
        return False

    def _is_the_readers(self, mentorship: Row) -> bool:
        return self.sight.reader in (mentorship["mentor"], mentorship["mentee"])

    def _rests_for_reader(self, pause: Row) -> bool:
        """Whether the audience's own mentorship is at rest by it, so that nobody is meant by ``mentor``."""
        return self._is_the_readers(self.sight.row("mentorship", pause["mentorship"]))

    def _words(self, step: Step, name: str) -> Any:
        needed = (
            name in ("name", "title", "text", "skill") and step.table != "people"
        ) or name == "name"
        if name == "skill" and step.table == "wins":
            return self.chance.choice([None, *({*SKILLS, "Twin"} - self.sight.skills())])
        if name == "skill":
            return self.chance.choice((*SKILLS, "Twin"))
        if name == "name" and step.key not in self.renamed:
            return _SAME
        if name == "name":
            # No word that a command line could mean.
            return f"Zed {self.chance.randint(100, 999)}"
        if not (needed or name == "answer") and self.chance.random() < 0.3:
            return None
        # Known words, and more of them: they change what a search makes of the others.
        some = " ".join(self.chance.choices(WORDS, k=self.chance.randint(1, 6)))
        return f"{some} y{self.chance.randint(100, 999)}"

    def _other_of_event(self, row: Row, name: str) -> Any:
        hidden_record = not self.sight.sees(row["kind"], row["record"]) if row.get("kind") else True
        free = hidden_record or row.get("field") in ("progress", "created")
        if name == "confidence":
            return self.chance.choice((None, *range(11)))
        if name == "happened_on":
            return self._day() if free else _SAME
        if name == "session":
            return _SAME
        if name in ("old", "new"):
            return self._value_of(row)
        return _SAME

    def _value_of(self, row: Row) -> Any:
        match row.get("field"):
            case "progress" if row.get("new") is None:
                return _SAME  # With a number it would be a reading, which others see.
            case "progress":
                return str(self.chance.randint(0, 100))
            case "target" | "due" | "done":
                return self.chance.choice((None, self._day()))
            case "outcome":
                return self.chance.choice(OUTCOMES)
            case "answer":
                return self.chance.choice(WORDS)
            case "cadence" | "every":
                return self.chance.choice((None, "7 days", "1 months"))
            case "state" if row["kind"] == "session" and self._is_shared(row["record"]):
                return _SAME  # A manager is told of what was held.
            case "state" if row["kind"] in _STATES:
                return self.chance.choice(_STATES[row["kind"]])
        return _SAME

    def _is_shared(self, session: int) -> bool:
        row = self.sight.rows.get(("sessions", (session,)))
        return row is not None and row["visibility"] != PRIVATE

    def _day(self) -> str:
        return (TODAY - timedelta(self.chance.choice((1, 10, 50, 90, 200, 420)))).isoformat()


_SAME = object()
_DAYS = frozenset(
    [
        "held_on",
        "noted_on",
        "made_on",
        "rated_on",
        "agreed_on",
        "start_on",
        "started_on",
        "from_on",
        "until_on",
        "happened_on",
        "due_on",
        "every_from",
        "done_on",
        "dropped_on",
        "target_on",
        "closed_on",
        "planned_end_on",
        "ended_on",
    ]
)
_STATES = {
    "goal": GOAL_STATES,
    "action": ("open", "done", "dropped"),
    "mentorship": ("active", "paused", "ended"),
    "session": ("planned", "held", "cancelled", "no-show"),
}
_VALUES: dict[str, tuple[Any, ...]] = {
    "cadence_days": (7, 14, 30),
    "every": (None, "7 days", "2 months"),
    "metric_unit": (None, "pages"),
    "time": (None, "08:00", "12:00", "20:00"),
    "minutes": (None, 15, 45, 90),
    "mode": (None, "phone", "video"),
    "kind": ("takeaway", "advice", "question", "feedback", "reflection", "topic", "note"),
    "outcome": (None, *OUTCOMES),
    "level": (1, 2, 3, 4, 5),
    "notes_visibility": (PRIVATE, SHARED, PUBLIC),
    "tag": TAGS,
}
