"""``--as-of`` on every read: a generated half-year, and on each day what had happened by then.

What was so on a day is worked out here from the list of what was told, not from the journal.
"""

from __future__ import annotations

import itertools
import json
import random
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

import reading_commands

if TYPE_CHECKING:
    from tests.conftest import Once, Run

FIRST, LAST = date(2026, 1, 5), date(2026, 6, 30)
NAMES = {"Dana Ortiz": "mentor", "Sam Lee": "mentee", "Lee Kim": "peer"}
MARKER = re.compile(r"Q([0-9]{8})Z")
"""Every text bears the day of what it tells."""

OUTCOMES = ("trying", "worked", "did-not-work", "declined")
CLOSED = ("achieved", "missed", "dropped")


class Told(NamedTuple):
    """That a field of a record became a value on a day."""

    kind: str
    id: int
    field: str
    on: date
    new: Any


class Book:
    """Tells the journal things, and keeps a list of them."""

    def __init__(self, run: Run, on: Callable[[str], None], seed: int) -> None:
        self._run = run
        self._on = on
        self._chance = random.Random(seed)
        self.told: list[Told] = []
        self.today = FIRST

    def write(self, *argv: str) -> Any:
        """One command with ``--json``; what it wrote."""
        result = self._run(*argv, "--json")
        assert result.code == 0, (argv, result)
        return json.loads(result.out)

    def keep(self, kind: str, id: int, on: date, /, **fields: Any) -> None:
        self.told += [Told(kind, id, field, on, new) for field, new in fields.items()]

    def on_day(self, kind: str, on: date) -> dict[int, dict[str, Any]]:
        """Every record there was by a day, with its fields' values then."""
        found: dict[int, dict[str, Any]] = {}
        told = sorted(
            (each for each in self.told if each.kind == kind), key=lambda each: each.on
        )  # a stable sort: of one day, the one told last stands
        for each in told:
            if each.on <= on:
                found.setdefault(each.id, {})[each.field] = each.new
        return found

    # What is told, at random

    def _late(self, since: date) -> date:
        """Today, or a day up to two weeks back that is not before ``since``."""
        return max(since, self.today - timedelta(self._chance.choice([0, 0, 3, 8, 14])))

    def _one(self, kind: str, /, **wanted: Any) -> int | None:
        now = self.on_day(kind, date.max)
        found = [
            id
            for id, record in now.items()
            if all(record.get(field) == value for field, value in wanted.items())
        ]
        return self._chance.choice(found) if found else None

    def _since(self, kind: str, id: int, *fields: str) -> date:
        return max(
            each.on
            for each in self.told
            if (each.kind, each.id) == (kind, id) and each.field in ("born", *fields)
        )

    def begin(self) -> None:
        for name, role in NAMES.items():
            id = self.write(role, "add", name, "--every", "2w")["id"]
            self.keep(role, id, self.today, born=True, state="active", partner=name)

    def goal(self) -> None:
        target = self.today + timedelta(self._chance.randrange(20, 90))
        made = self.write("goal", "add", marked("Goal", self.today), "--by", str(target),
                          "--owner", self._chance.choice(["Priya", "sam"]))  # fmt: skip
        self.keep("goal", made["id"], self.today, born=True, state="active",
                  target_on=str(target), progress=None)  # fmt: skip

    def retarget(self) -> None:
        if id := self._one("goal", state="active"):
            on = self._late(self._since("goal", id))
            target = on + timedelta(self._chance.randrange(90, 160))
            self.write("goal", "edit", f"g{id}", "--by", str(target), "--on", str(on),
                       "--why-moved", marked("moved", on))  # fmt: skip
            self.keep("goal", id, on, target_on=str(target))

    def check_in(self) -> None:
        if id := self._one("goal", state="active"):
            on = self._late(self._since("goal", id))
            value = self._chance.randrange(1, 100)
            owner = self.write("goal", "show", f"g{id}")["owner"]["name"]
            self.write("check-in", f"g{id}", str(value), "--on", str(on), "--note",
                       marked("note", on), "--reported-by", owner)  # fmt: skip
            self.keep("goal", id, on, progress=value)

    def close(self) -> None:
        if id := self._one("goal", state="active"):
            on = self._late(self._since("goal", id, "state"))
            state = self._chance.choice(CLOSED)
            self.write("goal", "close", f"g{id}", "--as", state, "--on", str(on), "--why",
                       marked("closed", on))  # fmt: skip
            self.keep("goal", id, on, state=state, closed_on=str(on))

    def pause_goal(self) -> None:
        if id := self._one("goal", state="active"):
            on = self._late(self._since("goal", id, "state"))
            self.write("goal", "pause", f"g{id}", "--on", str(on))
            self.keep("goal", id, on, state="paused")

    def reopen(self) -> None:
        for state in (*CLOSED, "paused"):
            if id := self._one("goal", state=state):
                on = self._late(self._since("goal", id, "state"))
                self.write("goal", "reopen", f"g{id}", "--on", str(on))
                self.keep("goal", id, on, state="active", closed_on=None)
                return

    def session(self) -> None:
        who = self._chance.choice(list(NAMES))
        on = self._late(FIRST)
        made = self.write("log", who, "--on", str(on), "--new", "--topic", marked("Topic", on),
                          "--advice", marked("Advice", on), "--question", marked("Why?", on),
                          "-a", marked("Promise", on))  # fmt: skip
        self.keep("session", made["id"], on, born=True, state="held", held_on=str(on))
        for line in made["takeaways"]:
            outcome = "pending" if line["kind"] == "advice" else None
            self.keep("takeaway", line["id"], on, born=True, kind=line["kind"], outcome=outcome,
                      answer=None)  # fmt: skip
        for action in made["actions"]:
            self.keep("action", action["id"], on, born=True, state="open", due_on=None,
                      done_on=None)  # fmt: skip

    def plan(self) -> None:
        when = self.today + timedelta(self._chance.randrange(1, 20))
        made = self.write("session", "plan", self._chance.choice(list(NAMES)), str(when))
        self.keep("session", made["id"], self.today, born=True, state="planned", held_on=str(when))

    def move(self) -> None:
        if id := self._one("session", state="planned"):
            when = self.today + timedelta(self._chance.randrange(1, 20))
            self.write("session", "edit", f"s{id}", "--on", str(when))
            self.keep("session", id, self.today, held_on=str(when))

    def cancel(self) -> None:
        if id := self._one("session", state="planned"):
            on = self._late(self._since("session", id, "state", "held_on"))
            self.write("session", "cancel", f"s{id}", "--on", str(on))
            self.keep("session", id, on, state="cancelled")

    def outcome(self) -> None:
        if id := self._one("takeaway", kind="advice"):
            on = self._late(self._since("takeaway", id))
            came = self._chance.choice(OUTCOMES)
            self.write("takeaway", "outcome", f"t{id}", came, "--on", str(on), "--note",
                       marked("saw", on))  # fmt: skip
            self.keep("takeaway", id, on, outcome=came)

    def answer(self) -> None:
        if id := self._one("takeaway", kind="question"):
            on = self._late(self._since("takeaway", id))
            self.write("takeaway", "answer", f"t{id}", marked("So", on), "--on", str(on))
            self.keep("takeaway", id, on, answer=marked("So", on))

    def todo(self) -> None:
        due = self.today + timedelta(self._chance.randrange(1, 30))
        made = self.write("action", "add", marked("Do", self.today), "--due", str(due),
                          "--owner", "Priya")  # fmt: skip
        self.keep("action", made["id"], self.today, born=True, state="open", due_on=str(due),
                  done_on=None)  # fmt: skip

    def redue(self) -> None:
        if id := self._one("action", state="open"):
            on = self._late(self._since("action", id))
            due = on + timedelta(self._chance.randrange(1, 40))
            self.write("action", "edit", f"a{id}", "--due", str(due), "--on", str(on))
            self.keep("action", id, on, due_on=str(due))

    def done(self) -> None:
        if id := self._one("action", state="open"):
            on = self._late(self._since("action", id, "state"))
            self.write("done", f"a{id}", "--on", str(on))
            self.keep("action", id, on, state="done", done_on=str(on))

    def drop(self) -> None:
        if id := self._one("action", state="open"):
            on = self._late(self._since("action", id, "state"))
            self.write("action", "drop", f"a{id}", "--on", str(on))
            self.keep("action", id, on, state="dropped", done_on=None)

    def open_again(self) -> None:
        if id := self._one("action", state="done"):
            on = self._late(self._since("action", id, "state"))
            self.write("action", "reopen", f"a{id}", "--on", str(on))
            self.keep("action", id, on, state="open", done_on=None)

    def rest(self) -> None:
        name, role = self._chance.choice(list(NAMES.items()))
        id = self._one(role, partner=name)
        assert id
        on = self._late(self._since(role, id, "state"))
        paused = self.on_day(role, date.max)[id]["state"] == "paused"
        self.write("mentorship", "resume" if paused else "pause", name, "--on", str(on))
        self.keep(role, id, on, state="active" if paused else "paused")

    def others(self) -> None:
        """What is but added: wins, ratings and agreements."""
        on = self._late(FIRST)
        win = self.write("win", "add", marked("Win", on), "--on", str(on))
        self.keep("win", win["id"], on, born=True)
        skill = self.write("skill", "add", marked("Skill", on), "3", "--on", str(on))
        self.keep("skill", skill["id"], on, born=True)

    def everything(self) -> tuple[Callable[[], None], ...]:
        return (
            self.goal, self.retarget, self.check_in, self.check_in, self.close, self.pause_goal,
            self.reopen, self.session, self.session, self.plan, self.move, self.move,
            self.cancel, self.outcome, self.answer, self.todo, self.redue, self.done, self.drop, self.open_again, self.rest,
            self.others,
        )  # fmt: skip

    def half_year(self) -> None:
        self._on(str(self.today))
        self.begin()
        self.goal()
        while self.today < LAST - timedelta(14):
            self.today += timedelta(self._chance.randrange(1, 4))
            self._on(str(self.today))
            self._chance.choice(self.everything())()
        self._on(str(LAST))


def marked(words: str, on: date) -> str:
    return f"{words} Q{on:%Y%m%d}Z"


@pytest.fixture
def book(run: Run, on: Callable[[str], None], once: Once, request: pytest.FixtureRequest) -> Book:
    seed = getattr(request, "param", 1)

    def write() -> None:
        BOOKS[seed] = Book(run, on, seed)
        BOOKS[seed].half_year()

    once(f"a half year, {seed}", write)
    on(str(LAST))
    return BOOKS[seed]


BOOKS: dict[int, Book] = {}
"""What was told in the half year of a seed."""


DAYS = (
    *(FIRST + timedelta(number) for number in (0, 41, 100)),
    LAST - timedelta(1),
    LAST,
)


def listed(run: Run, on: date, *argv: str) -> dict[int, dict[str, Any]]:
    result = run(*argv, "--all", "--json", "--as-of", str(on))
    assert result.code == 0, result
    return {record["id"]: record for record in json.loads(result.out)}


def test_each_record_is_as_it_was_on_the_day(book: Book, run: Run) -> None:
    for on in DAYS:
        for kind in ("goal", "action", "session", "takeaway", "win", *NAMES.values()):
            expected = book.on_day(kind, on)
            found = listed(run, on, kind)
            assert set(found) == set(expected), (kind, on)
            for id, fields in expected.items():
                shown = {
                    field: found[id][field] for field in fields if field not in ("born", "partner")
                }
                wanted = {field: fields[field] for field in shown}
                assert shown == wanted, (kind, id, on)

        _expect_pauses(book, run, on)


def test_a_session_has_the_day_that_it_had_then(book: Book, run: Run) -> None:
    moves = {each.on for each in book.told if (each.kind, each.field) == ("session", "held_on")}
    for on in sorted(day - timedelta(1) for day in moves if day > FIRST):
        days = {id: fields["held_on"] for id, fields in book.on_day("session", on).items()}
        shown = listed(run, on, "session")
        assert {id: each["held_on"] for id, each in shown.items()} == days, on


def _expect_pauses(book: Book, run: Run, on: date) -> None:
    for role in NAMES.values():
        for id, record in listed(run, on, role).items():
            moves = [
                each
                for each in book.told
                if (each.kind, each.id, each.field) == (role, id, "state") and each.on <= on
            ][1:]
            froms, untils = moves[::2], moves[1::2]
            wanted = [
                (str(start.on), str(untils[at].on) if at < len(untils) else None)
                for at, start in enumerate(froms)
            ]
            shown = [(pause["from_on"], pause["until_on"]) for pause in record["pauses"]]
            # A pause that ended on the day it began never was one.
            assert [pause for pause in shown if pause[0] != pause[1]] == [
                pause for pause in wanted if pause[0] != pause[1]
            ], (role, on)


# --- every command -------------------------------------------------------------------------------


SPECIAL: dict[str, list[list[str]]] = {
    "timeline": [["--all"], ["--chart"], ["sam"], ["--goal", "g1"]],
    "review": [[], ["sam"], ["dana"], ["--all"]],
    "prep": [[], ["sam"], ["dana"]],
    "since": [["0001-01-01"], ["last-session", "dana"]],
    "search": [["Q*"], ["goal"], ["Q20260105Z"]],
    "show": [["g1"], ["s1"], ["a1"], ["t1"]],
    "status": [[], ["--all"], ["sam"], ["dana"]],
    "goal": [[], ["--all"], ["map", "--all"], ["history", "g1"], ["show", "g1"], ["show", "g2"]],
    "skill": [[], ["history", "Skill"]],
    "agreement": [[], ["--all"]],
    "action": [[], ["--all"], *(["show", f"a{id}"] for id in (1, 2, 3))],
    "session": [[], ["--all"], *(["show", f"s{id}"] for id in (1, 2, 3))],
    "takeaway": [[], ["--all"], *(["show", f"t{id}"] for id in (1, 2, 3))],
    "win": [[], ["show", "w1"]],
    "milestone": [[], ["--all"]],
    "person": [[], ["show", "sam"], ["show", "dana"]],
    "mentorship": [[], ["--all"], *(["show", name] for name in NAMES)],
    **{role: [[], ["--all"]] for role in NAMES.values()},
}


def reads() -> Iterator[list[str]]:
    """Every command line that reads; the day of a report is the last of its period."""
    yield []
    for name in reading_commands.nouns():
        if name != "report":
            yield from ([name, *words] for words in SPECIAL.get(name, [[]]))


def test_no_read_tells_what_had_not_happened_yet(book: Book, run: Run) -> None:
    assert book.told
    for argv in reads():
        for on in DAYS[::4]:
            shown = run(*argv, "--as-of", str(on), "--format", "json")
            assert shown.code in (0, 1), (argv, on, shown)
            later = {day for day in MARKER.findall(shown.out) if day > f"{on:%Y%m%d}"}
            assert not later, (argv, on, shown.out)


def test_before_the_journal_began(book: Book, run: Run) -> None:
    assert book.told
    days = itertools.cycle((("2025-12-31", "Wed 31 Dec 2025"), ("0001-01-01", "Mon 1 Jan 0001")))
    for argv, (day, told) in zip(reads(), days, strict=False):
        shown = run(*argv, "--as-of", day, "--format", "json")
        assert shown.code in (0, 1), (argv, shown)
        assert not MARKER.findall(shown.out), (argv, day)
        if shown.code == 1:
            assert re.fullmatch(r"[^\n]+\.\n(hint: [^\n]+\n)?", shown.err), (argv, shown.err)
        else:
            assert f"Nothing had happened in the journal by {told}.\n" in shown.err, argv
        if shown.out.startswith("["):
            # Who there is, is no question of the day.
            assert json.loads(shown.out) == [] or argv[0] == "person", (argv, shown.out)


def test_a_day_still_to_come(run: Run) -> None:
    assert run("mentee", "add", "Sam Lee").code == 0
    assert run("goal", "add", "Speak", "--owner", "sam").code == 0
    days = itertools.cycle((("2026-11-23", "Mon 23 Nov"), ("9999-12-31", "Fri 31 Dec 9999")))
    for argv, (day, told) in zip(reads(), days, strict=False):
        shown = run(*argv, "--as-of", day)
        assert (shown.code, shown.out) == (2, ""), (argv, shown)
        assert shown.err == f"{told} is still to come; --as-of looks back.\n", argv


@pytest.mark.parametrize("words", ["soon", "2026-02-30", "", "01/02", "20266"])
def test_words_that_are_no_day(run: Run, words: str) -> None:
    for argv in ([], ["status"], ["goal"], ["timeline"], ["review"]):
        shown = run(*argv, "--as-of", words)
        if words:
            assert (shown.code, shown.out) == (2, ""), (argv, shown)
            assert f'Cannot read "{words}" as a day' in shown.err
            assert "these work: " in shown.err


def test_as_of_today_is_today(book: Book, run: Run) -> None:
    assert book.told
    for argv in reads():
        if argv != ["export"]:  # Of the whole journal it has the history too, of a day it has none.
            assert run(*argv, "--as-of", str(LAST)).out == run(*argv).out, argv


def test_a_month_is_its_last_day_and_the_one_that_runs_today(run: Run) -> None:
    run("goal", "add", "Speak in public", "--start", "2026-10-01")
    run("check-in", "speak in", "30", "--on", "2026-10-20")
    for day in ("october", "november", "2026-10"):
        assert json.loads(run("goal", "show", "speak in", "--as-of", day, "--json").out)["progress"]
    assert "is still to come" in run("status", "--as-of", "2026-12").err
