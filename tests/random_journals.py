"""Random journals as lists of steps, each an insert, update or delete at an instant.

A journal is made of the same rows, and leaves the same change log, as if it had been kept over a
year: records that were private and are shared now, replaced words, moved days, what was told late
and what is gone.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date, timedelta
from typing import Any, NamedTuple

from mentorlog.journal import storage

TODAY = date(2026, 11, 22)
FIRST = date(2025, 10, 1)
ME = 1
NAMES = (
    "Priya Nair", "Dana Ortiz", "Sam Okafor", "Lee Wong", "Kim Jansen", "Noor Aziz", "Max Frei",
)  # fmt: skip
PRIVATE, SHARED, PUBLIC = "private", "shared", "public"
WORDS = ("plan", "talk", "review", "story", "budget", "team", "draft", "slides", "calm", "focus")
TAGS = ("speaking", "people", "code")
SKILLS = ("Writing", "Speaking", "Planning")
GOAL_STATES = ("draft", "active", "paused", "achieved", "partly-achieved", "missed", "dropped")
OUTCOMES = ("pending", "trying", "worked", "did-not-work", "declined")

Row = dict[str, Any]
Key = tuple[Any, ...]
LINKS = {
    "attendees": ("session", "person"),
    "session_goals": ("session", "goal"),
    "taggings": ("kind", "record", "tag"),
    "readers": ("kind", "record", "person"),
    "origins": ("source", "identifier"),
}
"""What tells the rows of tables apart that have no id."""


class Step(NamedTuple):
    """One row written at an instant; a delete has no values."""

    at: str
    change: str
    table: str
    key: Key
    values: Row

    @property
    def row(self) -> tuple[str, Key]:
        """Which row it is about."""
        return self.table, self.key

    def key_names(self) -> tuple[str, ...]:
        """The columns that the key is of."""
        return LINKS.get(self.table, ("id",))


def table_of(kind: str) -> str:
    """The table of a kind of record."""
    return "people" if kind == "person" else f"{kind}s"


class Maker:
    """Makes up the steps of one journal."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.steps: list[Step] = []
        self.ids: dict[str, int] = {}
        self.told: dict[tuple[str, int], str] = {}
        self.levels: dict[tuple[str, int], tuple[str, str, str]] = {}
        self.above: dict[tuple[str, int], list[tuple[str, int]]] = {}
        self.partners: list[int] = []
        self.made: dict[str, list[int]] = {}
        self._count = 0
        self._linked: set[tuple[str, Key]] = set()

    # --- values ---

    def rarely(self, share: float = 0.2) -> bool:
        return self.chance.random() < share

    def words(self, prefix: str = "") -> str:
        self._count += 1
        some = " ".join(self.chance.choices(WORDS, k=self.chance.randint(1, 3)))
        return f"{prefix}{some} x{self._count}"

    def maybe_words(self, share: float = 0.5) -> str | None:
        return self.words() if self.rarely(share) else None

    def day(self, since: str | None = None, until: date = TODAY) -> str:
        first = date.fromisoformat(since) if since else FIRST
        span = max((until - first).days, 0)
        # Most of it is of late, as most screens show the last weeks.
        back = min(self.chance.choice((7, 60, 120, span)), span)
        return (until - timedelta(self.chance.randint(0, back))).isoformat()

    def maybe_day(self, since: str, ahead: int = 120, share: float = 0.6) -> str | None:
        if not self.rarely(share):
            return None
        return self.day(since, max(TODAY + timedelta(ahead), date.fromisoformat(since)))

    def teller(self) -> int:
        """Who says what came of a record: mostly me, else a partner by a share of theirs."""
        return self.chance.choice((ME, ME, ME, *self.partners))

    def level(self) -> str:
        return self.chance.choices((PRIVATE, SHARED, PUBLIC), (3, 5, 2))[0]

    # --- steps ---

    def instant(self, on: str, *after: str) -> str:
        """When something of a day is told: on it or later, and not before what it builds on."""
        late = self.chance.choice((0, 0, 0, 0, 3, 40))
        told = min(date.fromisoformat(on) + timedelta(late), TODAY)
        self._count += 1
        at = f"{told}T{9 + self._count // 3600:02}:{self._count // 60 % 60:02}:{self._count % 60:02}.000Z"
        late_enough = max((at, *after))
        return at if at == late_enough else f"{late_enough[:10]}T{at[11:]}"

    def insert(self, kind: str, on: str, /, *above: tuple[str, int] | None, **values: Any) -> int:
        """A record with its event, at some level, which may change later; returns its id."""
        gap = 1 if kind == "person" else self.chance.choice((1, 1, 1, 2, 3))
        id = self.ids.get(kind, 0) + gap
        self.ids[kind] = id
        parents = [each for each in above if each]
        at = self.instant(on, *(self.told[each] for each in parents))
        self.told[kind, id], self.above[kind, id] = at, parents
        level = values.pop("visibility", None) or self.level()
        first = self.chance.choice((PRIVATE, PRIVATE, self.level())) if self.rarely(0.5) else level
        flipped = (
            self.instant(at[:10], at) if first == level else self.instant(self.day(at[:10]), at)
        )
        self.levels[kind, id] = (first, flipped, level)
        if kind != "pause":
            values["visibility"] = first
        self._insert(table_of(kind), id, at, values)
        if first != level and kind != "pause":
            self.steps.append(Step(flipped, "update", table_of(kind), (id,), {"visibility": level}))
        self.made.setdefault(kind, []).append(id)
        if kind not in ("person", "pause") and self.rarely(0.25):
            self.link("taggings", at, kind=kind, record=id, tag=self.chance.choice(TAGS))
        if self.rarely(0.05) and kind not in ("person", "pause"):
            self.link("origins", at, kind=kind, record=id, source=self.chance.choice(("ics", "csv")),
                      identifier=f"i{self._count}", detail="")  # fmt: skip
        return id

    def _insert(self, table: str, id: int, at: str, values: Row) -> None:
        made = "recorded_at" if table == "events" else "created_at"
        uid = f"{self.chance.getrandbits(64):016x}"
        row = {"id": id, "uid": uid, made: at, "updated_at": at, **values}
        self.steps.append(Step(at, "insert", table, (id,), row))

    def link(self, table: str, at: str, /, **values: Any) -> None:
        key = tuple(values[name] for name in LINKS[table])
        if (table, key) not in self._linked:
            self._linked.add((table, key))
            self.steps.append(Step(at, "insert", table, key, values))

    def update(self, kind: str, id: int, at: str, /, **values: Any) -> None:
        self.steps.append(Step(at, "update", table_of(kind), (id,), values))

    def event(
        self, kind: str, id: int, field: str, on: str, old: str | None = None,
        new: str | None = None, *, at: str | None = None, visibility: str | None = None,
        note: str | None = None, **values: Any,
    ) -> str:  # fmt: skip
        """What happened to a record, and when that was told."""
        at = at or self.instant(on, self.told[kind, id])
        number = self.ids["event"] = self.ids.get("event", 0) + self.chance.choice((1, 1, 2))
        has_words = field != "progress" and (note is not None or field == "answer")
        if visibility is None:
            visibility = PRIVATE if has_words and self._was_private(kind, id, at) else SHARED
        row = {"person": ME, "confidence": None, "session": None, **values}
        self._insert("events", number, at, {
            "kind": kind, "record": id, "field": field, "happened_on": on, "old": old, "new": new,
            "note": note, "visibility": visibility, **row,
        })  # fmt: skip
        return at

    def _was_private(self, kind: str, id: int, at: str) -> bool:
        first, flipped, last = self.levels[kind, id]
        own = first if at < flipped else last
        return own == PRIVATE or any(self._was_private(*each, at) for each in self.above[kind, id])

    def edits(self, kind: str, id: int, *columns: str) -> None:
        """Words that are replaced later."""
        for column in columns:
            if self.rarely(0.15):
                at = self.instant(self.day(self.told[kind, id][:10]), self.told[kind, id])
                self.update(kind, id, at, **{column: self.words()})

    def readers(self, kind: str, id: int) -> None:
        for person in self.partners:
            if self.rarely(0.6):
                self.link("readers", self.told[kind, id], kind=kind, record=id, person=person)

    def gone(self, kind: str, id: int) -> bool:
        """Delete the record now and then."""
        if not self.rarely(0.06):
            return False
        at = self.instant(TODAY.isoformat(), *(step.at for step in self.steps))
        self.steps.append(Step(at, "delete", table_of(kind), (id,), {}))
        self.made[kind].remove(id)
        return True

    def some(self, kind: str, share: float = 0.5) -> int | None:
        made = self.made.get(kind)
        return self.chance.choice(made) if made and self.rarely(share) else None

    # --- records ---

    def journal(self) -> list[Step]:
        self.people()
        self.mentorships()
        self.goals()
        self.sessions()
        self.lines()
        self.others()
        self.again()
        return sorted(self.steps, key=lambda step: step.at)

    def people(self) -> None:
        for number, name in enumerate(NAMES, 1):
            id = self.insert(
                "person", FIRST.isoformat(), name=name, title=self.maybe_words(),
                note=self.maybe_words(), is_me=1 if number == ME else None,
                visibility=self.chance.choices((PRIVATE, SHARED, PUBLIC), (1, 7, 2))[0],
            )  # fmt: skip
            self.edits("person", id, "title", "note")
            if self.rarely():
                self.link("taggings", self.told["person", id], kind="person", record=id,
                          tag=self.chance.choice(TAGS))  # fmt: skip
        self.made["person"] = list(range(1, len(NAMES) + 1))

    def again(self) -> None:
        """With whom to keep in touch, actions that come back or wait for something, and corrections."""
        for id in self.made["person"][1:]:
            if self.rarely(0.4):
                every = self.chance.choice(("14 days", "3 months"))
                at = self.event("person", id, "every", self.day(), None, every)
                self.update("person", id, at, every=every)
            if self.rarely(0.4):
                self.event("person", id, "met", self.day(), note=self.maybe_words(),
                           visibility=PRIVATE)  # fmt: skip
        for id in self.made.get("action", ()):
            if self.rarely(0.4):
                at = self.instant(self.day(self.told["action", id][:10]), self.told["action", id])
                self.update("action", id, at, cue=self.maybe_words(), every="14 days",
                            every_from=self.day())  # fmt: skip
        for kind, column, values in (("session", "minutes", (20, 50)), ("rating", "level", (1, 5))):
            for id in self.made.get(kind, ()):
                if self.rarely():
                    at = self.instant(self.day(self.told[kind, id][:10]), self.told[kind, id])
                    self.update(kind, id, at, **{column: self.chance.choice(values)})

    def mentorships(self) -> None:
        count = self.chance.choice((1, 2, 2, 3, 4))
        people = self.chance.sample(range(2, len(NAMES)), count)
        self.partners = people
        roles = ["mentor", "mentee", "peer"]
        self.chance.shuffle(roles)
        for place, person in enumerate([*people, *([people[0]] if self.rarely() else [])]):
            again = place == len(people)
            role = self.chance.choice(roles) if again or place > 2 else roles[place]
            self._mentorship(person, role, ended=again or self.rarely())

    def _mentorship(self, person: int, role: str, *, ended: bool) -> None:
        mentor, mentee = (person, ME) if role == "mentor" else (ME, person)
        started = self.day(FIRST.isoformat(), date(2026, 6, 1))
        cadences = ("7 days", "14 days", "21 days", "1 months")
        cadence = self.chance.choice((None, *cadences))
        visibility = self.chance.choices((PRIVATE, SHARED, PUBLIC), (2, 5, 2))[0]
        id = self.insert(
            "mentorship", started, mentor=mentor, mentee=mentee, peers=int(role == "peer"),
            purpose=self.maybe_words(), started_on=started, visibility=visibility,
            planned_end_on=self.maybe_day(started, 300, 0.3), ended_on=None, end_reason=None,
            state="active", **_cadence(cadence),
        )  # fmt: skip
        at = self.told["mentorship", id]
        self.event("mentorship", id, "created", started, None, "active", at=at)
        if cadence:
            self.event("mentorship", id, "cadence", started, None, cadence, at=at)
        self.edits("mentorship", id, "purpose")
        on, state = self.day(started), "active"
        if self.rarely(0.3):
            new = self.chance.choice(cadences)
            at = self.event("mentorship", id, "cadence", on, cadence, new)
            self.update("mentorship", id, at, **_cadence(new))
        if self.rarely(0.4):
            on, why = self.day(on), self.maybe_words()
            at = self.event("mentorship", id, "state", on, state, "paused", note=why)
            state = "paused"
            until = self.day(on) if self.rarely(0.6) else None
            pause = self.insert("pause", on, ("mentorship", id), mentorship=id, from_on=on,
                                until_on=None, reason=why)  # fmt: skip
            self.update("mentorship", id, at, state="paused")
            if until:
                on = until
                at = self.event("mentorship", id, "state", on, state, "active")
                self.update("pause", pause, max(at, self.told["pause", pause]), until_on=until)
                self.update("mentorship", id, at, state="active")
                state = "active"
        if ended:
            on, why = self.day(on), self.maybe_words()
            at = self.event("mentorship", id, "state", on, state, "ended", note=why)
            self.update("mentorship", id, at, state="ended", ended_on=on, end_reason=why)
        if self.rarely(0.4):
            agreed = self.day(started)
            agreement = self.insert("agreement", agreed, ("mentorship", id), mentorship=id,
                                    agreed_on=agreed, text=self.words())  # fmt: skip
            self.event("agreement", agreement, "created", agreed,
                       at=self.told["agreement", agreement])  # fmt: skip

    def goals(self) -> None:
        for _ in range(self.chance.randint(2, 5)):
            owner = self.chance.choice((ME, ME, *self.partners, *self.made["person"]))
            start = self.day(until=date(2026, 10, 15))
            parent = self.some("goal", 0.4)
            metric = (
                ("0", self.chance.choice(("4", "50")), "talks") if self.rarely(0.3) else (None,) * 3
            )
            target = self.maybe_day(start, 200, 0.7)
            id = self.insert(
                "goal", start, ("goal", parent) if parent else None, owner=owner, parent=parent,
                title=self.words(), why=self.maybe_words(), measure=self.maybe_words(),
                area=self.chance.choice((None, "career", "personal")), start_on=start,
                target_on=target, state="active", closed_on=None, metric_from=metric[0],
                metric_to=metric[1], metric_unit=metric[2],
            )  # fmt: skip
            at = self.told["goal", id]
            self.event("goal", id, "created", start, None, "active", at=at)
            if target:
                self.event("goal", id, "target", start, None, target, at=at)
            self.edits("goal", id, "title", "why", "measure")
            self.readers("goal", id)
            self._moves(id, start, target)
            self._milestones(id, start)

    def _moves(self, id: int, start: str, target: str | None) -> None:
        on, state = start, "active"
        while self.rarely(0.35):
            on, new = self.day(on), self.maybe_day(start, 250, 0.9)
            at = self.event("goal", id, "target", on, target, new, note=self.maybe_words())
            self.update("goal", id, at, target_on=new)
            target = new
        while self.rarely(0.3):
            on = self.day(on)
            new_state = self.chance.choice([each for each in GOAL_STATES if each != state])
            at = self.event("goal", id, "state", on, state, new_state, note=self.maybe_words())
            closed = on if new_state not in ("draft", "active", "paused") else None
            self.update("goal", id, at, state=new_state, closed_on=closed)
            state = new_state

    def _milestones(self, goal: int, start: str) -> None:
        for _ in range(self.chance.choice((0, 0, 1, 2))):
            on, due = self.day(start), self.maybe_day(start)
            id = self.insert("milestone", on, ("goal", goal), goal=goal, title=self.words(),
                             due_on=due, done_on=None)  # fmt: skip
            self.event("milestone", id, "created", on, at=self.told["milestone", id])
            if due:
                self.event("milestone", id, "due", on, None, due, at=self.told["milestone", id])
            self.edits("milestone", id, "title")
            if self.rarely(0.3):
                on, new = self.day(on), self.maybe_day(start)
                at = self.event("milestone", id, "due", on, due, new, note=self.maybe_words(0.3))
                self.update("milestone", id, at, due_on=new)
            if self.rarely(0.5):
                on = self.day(on)
                at = self.event("milestone", id, "done", on, None, on)
                self.update("milestone", id, at, done_on=on)
            self.gone("milestone", id)

    def sessions(self) -> None:
        for _ in range(self.chance.randint(3, 8)):
            state = self.chance.choice(("held",) * 5 + ("planned", "cancelled", "no-show"))
            on = self.day() if state != "planned" else self.maybe_day(TODAY.isoformat(), 30, 1)
            assert on
            told = min(on, TODAY.isoformat())
            id = self.insert(
                "session", told, held_on=on, time=self.chance.choice((None, "09:30", "15:00")),
                minutes=self.chance.choice((None, 30, 60)),
                mode=self.chance.choice((None, "video", "in-person")),
                state=state if state in ("held", "planned") else "planned",
                topic=self.maybe_words(), notes=self.maybe_words(), notes_visibility=self.level(),
            )  # fmt: skip
            at = self.told["session", id]
            first = state if state in ("held", "planned") else "planned"
            self.event("session", id, "created", told, None, first, at=at)
            if first != state:
                done = self.event("session", id, "state", self.day(told), first, state,
                                  note=self.maybe_words(0.3))  # fmt: skip
                self.update("session", id, done, state=state)
            with_ = self.chance.sample(
                self.partners, min(len(self.partners), self.chance.choice((1, 1, 1, 2)))
            )
            for person in [*with_, *([len(NAMES)] if self.rarely(0.15) else [])]:
                self.link("attendees", at, session=id, person=person)
            for goal in self.made["goal"]:
                if self.rarely(0.2):
                    self.link(
                        "session_goals", max(at, self.told["goal", goal]), session=id, goal=goal
                    )
            self.edits("session", id, "topic", "notes")
        self._check_ins()

    def _check_ins(self) -> None:
        """By the owner and by others, some private, some in a session, some told late."""
        for id in self.made["goal"]:
            start = self._of("goal", id)["start_on"]
            for _ in range(self.chance.choice((0, 1, 2, 4))):
                on = self.day(start)
                session = self.some("session", 0.2)
                after = [
                    self.told["goal", id],
                    *([self.told["session", session]] if session else []),
                ]
                owner = self._of("goal", id)["owner"]
                self.event(
                    "goal", id, "progress", on, None, self._read(),
                    person=self.chance.choice((owner, owner, ME, *self.partners)),
                    confidence=self.chance.choice((None, *range(11))), note=self.maybe_words(0.4),
                    session=session, visibility=self.chance.choice((SHARED, SHARED, PRIVATE, PUBLIC)),
                    at=self.instant(on, *after),
                )  # fmt: skip

    def _read(self) -> str | None:
        """The number of a check-in; some are notes without one."""
        number = self.chance.randint(0, 100)
        return str(number) if number % 5 else None

    def _of(self, kind: str, id: int) -> Row:
        return next(step.values for step in self.steps if step.row == (table_of(kind), (id,)))

    def _place(self) -> tuple[int | None, int | None, tuple[tuple[str, int] | None, ...]]:
        session, goal = self.some("session", 0.6), self.some("goal", 0.4)
        return session, goal, (
            ("session", session) if session else None, ("goal", goal) if goal else None,
        )  # fmt: skip

    def lines(self) -> None:
        for _ in range(self.chance.randint(3, 9)):
            session, goal, above = self._place()
            on = (
                min(self._of("session", session)["held_on"], TODAY.isoformat())
                if session
                else self.day()
            )
            kind = self.chance.choice(
                ("takeaway", "feedback", "reflection", "note", *("advice", "question", "topic") * 2)
            )
            id = self.insert(
                "takeaway", on, *above, session=session, goal=goal, kind=kind, text=self.words(),
                noted_on=on, outcome="pending" if kind == "advice" else None, note=None, answer=None,
            )  # fmt: skip
            at = self.told["takeaway", id]
            self.event("takeaway", id, "created", on, at=at)
            self.edits("takeaway", id, "text")
            if not session:
                self.readers("takeaway", id)
            if kind == "advice":
                self.event("takeaway", id, "outcome", on, None, "pending", at=at)
            old, field = ("pending", "outcome") if kind == "advice" else (None, "answer")
            said: list[tuple[str, Row]] = []
            while kind in ("advice", "question", "topic") and self.rarely(0.65):
                on = self.day(on)
                note = self.maybe_words(0.6) if field == "outcome" else None
                new = self.chance.choice(OUTCOMES) if field == "outcome" else self.words()
                at = self.event(
                    "takeaway", id, field, on, old, new, note=note, person=self.teller()
                )
                said.append((at, {field: new} | ({"note": note} if note else {})))
                old = new
            for number, (at, values) in enumerate(said, 1):
                # What is told late, behind another day's, changes nothing.
                stands = {
                    name: value
                    for name, value in values.items()
                    if not any(told < at and name in others for told, others in said[number:])
                }
                if stands:
                    self.update("takeaway", id, at, **stands)
            self.gone("takeaway", id)
        for _ in range(self.chance.randint(3, 9)):
            self._action()

    def _action(self) -> None:
        session, goal, above = self._place()
        on = (
            min(self._of("session", session)["held_on"], TODAY.isoformat())
            if session
            else self.day()
        )
        due = self.maybe_day(on, 30)
        id = self.insert(
            "action", on, *above, text=self.words(), session=session, goal=goal, made_on=on,
            owner=self.chance.choice((ME, ME, *self.partners, len(NAMES))), due_on=due, state="open",
            done_on=None, dropped_on=None, evidence=None, published=self.chance.choice((None, "evidence")),
        )  # fmt: skip
        at = self.told["action", id]
        self.event("action", id, "created", on, None, "open", at=at)
        if due:
            self.event("action", id, "due", on, None, due, at=at)
        self.edits("action", id, "text")
        if not session:
            self.readers("action", id)
        state = "open"
        while self.rarely(0.3):
            on, new = self.day(on), self.maybe_day(on, 40)
            at = self.event("action", id, "due", on, due, new, note=self.maybe_words(0.3))
            self.update("action", id, at, due_on=new)
            due = new
        while self.rarely(0.4):
            on = self.day(on)
            old, state = (
                state,
                self.chance.choice([s for s in ("open", "done", "dropped") if s != state]),
            )
            at = self.event("action", id, "state", on, old, state, note=self.maybe_words(0.2),
                            person=self.teller())  # fmt: skip
            self.update("action", id, at, state=state, done_on=on if state == "done" else None,
                        dropped_on=on if state == "dropped" else None,
                        evidence=self.maybe_words())  # fmt: skip
        self.gone("action", id)

    def others(self) -> None:
        for _ in range(self.chance.randint(1, 4)):
            goal, on = self.some("goal"), self.day()
            id = self.insert("win", on, ("goal", goal) if goal else None, happened_on=on,
                             title=self.words(), impact=self.maybe_words(), goal=goal,
                             evidence=self.maybe_words(),
                             skill=self.chance.choice((None, *SKILLS)),
                             published=self.chance.choice((None, "impact", "evidence", "impact,evidence")))  # fmt: skip
            self.event("win", id, "created", on, at=self.told["win", id])
            self.edits("win", id, "title", "impact")
            self.readers("win", id)
            self.gone("win", id)
        for _ in range(self.chance.randint(1, 6)):
            on, person = self.day(), self.chance.choice((ME, ME, *self.partners))
            id = self.insert("rating", on, skill=self.chance.choice(SKILLS), rated_on=on,
                             level=self.chance.randint(1, 5), person=person,
                             evidence=self.maybe_words())  # fmt: skip
            self.event("rating", id, "created", on, at=self.told["rating", id])
            if person == ME:
                self.readers("rating", id)
            self.gone("rating", id)


def _cadence(words: str | None) -> Row:
    number, unit = words.split() if words else (None, None)
    return {
        f"cadence_{each}": int(number) if number and each == unit else None
        for each in ("days", "months")
    }


def final(steps: Iterable[Step]) -> dict[tuple[str, Key], Row]:
    """The rows as they stand after all steps."""
    found: dict[tuple[str, Key], Row] = {}
    for step in steps:
        if step.change == "insert":
            found[step.row] = dict(step.values)
        elif step.change == "update":
            found[step.row] |= step.values
        else:
            del found[step.row]
            kind, record = step.table[:-1], step.key[0]
            for row in [
                row for row, values in found.items()
                if (values.get("kind"), values.get("record")) == (kind, record)
                and row[0] in ("events", "taggings", "readers", "origins")
            ]:  # fmt: skip
                del found[row]
    return found


def stored(steps: Sequence[Step]) -> bytes:
    """The bytes of the journal that the steps make, its change log among them."""
    with closing(storage.in_memory()) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN")
        told = ""
        for step in steps:
            if step.at[:10] != told:
                told = step.at[:10]
                connection.execute(
                    "INSERT INTO operations (command, at) VALUES ('test', ?)", [step.at]
                )
            connection.execute(
                "INSERT OR REPLACE INTO writing (only, operation, at)"
                " SELECT 1, max(id), ? FROM operations",
                [step.at],
            )
            _write(connection, step)
        connection.execute("DELETE FROM writing")
        connection.execute("COMMIT")
        return connection.serialize()


def _write(connection: sqlite3.Connection, step: Step) -> None:
    names = LINKS.get(step.table, ("id",))
    where = " AND ".join(f"{name} = ?" for name in names)
    values = list(step.values.values())
    if step.change == "insert":
        marks = ", ".join("?" * len(values))
        columns = ", ".join(step.values)
        connection.execute(f"INSERT INTO {step.table} ({columns}) VALUES ({marks})", values)
    elif step.change == "update":
        sets = ", ".join(f"{name} = ?" for name in step.values)
        connection.execute(f"UPDATE {step.table} SET {sets} WHERE {where}", [*values, *step.key])
    else:
        connection.execute(f"DELETE FROM {step.table} WHERE {where}", step.key)
