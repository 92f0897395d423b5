"""Random commands through the real app against a plain model, undo, redo and purge among them.

After each command the app must show what the model holds; after an undo or a redo the file must
hold what it held then, to the last byte. Run it deeper with ``--hypothesis-profile=deep``.
"""

from __future__ import annotations

import io
import json
import os
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing, redirect_stderr, redirect_stdout
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mentorlog.cli import main
from mentorlog.journal.tables import LOGGED

TITLES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1).filter(
    lambda text: bool(text.strip()) and not text.lstrip().startswith("-")
)
PICK = st.integers(0, 1000)
Row = dict[str, Any]


class State:
    """What the journal holds, as plainly as can be: rows by kind and number.

    ``touched`` counts the commands that wrote to a row, so that no two states are alike by chance.
    """

    def __init__(self) -> None:
        self.goals: dict[int, Row] = {}
        self.milestones: dict[int, Row] = {}
        self.actions: dict[int, Row] = {}
        self.sessions: dict[int, Row] = {}
        self.takeaways: dict[int, Row] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, State) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]

    def unlink(self, kind: str, id: int) -> None:
        """Nothing names that record any more."""
        for row in (*self.actions.values(), *self.takeaways.values()):
            if row.get(kind) == id:
                row[kind] = None

    def delete_goal(self, id: int) -> None:
        del self.goals[id]
        self.milestones = {key: row for key, row in self.milestones.items() if row["goal"] != id}
        self.unlink("goal", id)

    def delete_session(self, id: int) -> None:
        del self.sessions[id]
        self.takeaways = {key: row for key, row in self.takeaways.items() if row["session"] != id}
        self.unlink("session", id)


class Commands(RuleBasedStateMachine):
    """The app on the one side, states with a place in them on the other."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "journal.db"
        self.states = [State()]
        self.dumps: list[Any] = [None]
        self.place = 0
        self.minute = 0
        self.path.touch()
        self.by_hand = 0
        self.next = dict.fromkeys(("goals", "milestones", "actions", "sessions", "takeaways"), 1)

    def teardown(self) -> None:
        self.folder.cleanup()

    @property
    def now(self) -> State:
        return self.states[self.place]

    # How it is driven

    def run(self, *argv: str, code: int = 0) -> str:
        out, err = io.StringIO(), io.StringIO()
        self.minute += 1
        hours, minutes = divmod(self.minute, 60)
        os.environ["MENTORLOG_TODAY"] = f"2026-11-22T{hours:02d}:{minutes:02d}:00"
        with redirect_stdout(out), redirect_stderr(err):
            ended = main(["--journal", str(self.path), *argv])
        assert ended == code, (argv, ended, err.getvalue())
        return out.getvalue()

    def did(self, change: Callable[[State], None], *argv: str) -> None:
        """Run a command, and do the same to the model: what was undone is gone from it."""
        self.run(*argv)
        state = deepcopy(self.now)
        change(state)
        self.states[self.place + 1 :] = [state]
        self.dumps[self.place + 1 :] = [dump(self.path)]
        self.place += 1
        self.compare()

    def compare(self) -> None:
        goals = json.loads(self.run("goal", "list", "--all", "--json"))
        shown = {
            goal["id"]: (goal["title"], goal["state"], goal["target_on"], goal["tags"])
            for goal in goals
        }
        assert shown == {
            id: (row["title"], row["state"], row["target"], sorted(row["tags"]))
            for id, row in self.now.goals.items()
        }
        actions = json.loads(self.run("action", "list", "--all", "--json"))
        told = {
            action["id"]: (action["text"], action["state"], number(action["goal"]),
                           number(action["session"]))
            for action in actions
        }  # fmt: skip
        assert told == {
            id: (row["text"], row["state"], row["goal"], row["session"])
            for id, row in self.now.actions.items()
        }
        with closing(sqlite3.connect(self.path)) as connection:
            assert connection.execute("SELECT count(*) FROM wins").fetchone() == (self.by_hand,)
            for table in ("milestones", "sessions", "takeaways"):
                ids = {row[0] for row in connection.execute(f"SELECT id FROM {table}")}
                assert ids == set(vars(self.now)[table]), table
            readings = dict(
                connection.execute(
                    "SELECT record, count(*) FROM events WHERE field = 'progress' GROUP BY record"
                ).fetchall()
            )
        assert readings == {
            id: row["readings"] for id, row in self.now.goals.items() if row["readings"]
        }

    def new(self, kind: str) -> int:
        self.next[kind] += 1
        return self.next[kind] - 1

    def one(self, kind: str, pick: int) -> int:
        ids = sorted(vars(self.now)[kind])
        return ids[pick % len(ids)]

    # Commands

    @initialize()
    def begin(self) -> None:
        self.run("mentor", "add", "Dana Ortiz")
        self.states = [State()]
        self.dumps = [dump(self.path)]

    @rule(title=TITLES, tag=st.sampled_from(("", "talks", "q3")))
    def add_goal(self, title: str, tag: str) -> None:
        id = self.new("goals")

        def change(state: State) -> None:
            state.goals[id] = {
                "title": title.strip(), "state": "active", "target": None,
                "tags": [tag] if tag else [], "readings": 0, "touched": 0,
            }  # fmt: skip

        self.did(change, "goal", "add", title, *(["--tag", tag] if tag else []))

    @precondition(lambda self: self.now.goals)
    @rule(pick=PICK, percent=st.integers(0, 100), note=TITLES)
    def check_in(self, pick: int, percent: int, note: str) -> None:
        id = self.one("goals", pick)
        if self.now.goals[id]["state"] != "active":
            self.run("check-in", f"g{id}", str(percent), code=1)
            return

        def change(state: State) -> None:
            state.goals[id]["readings"] += 1

        self.did(change, "check-in", f"g{id}", str(percent), f"--note={note}")

    @precondition(lambda self: self.now.goals)
    @rule(pick=PICK, title=TITLES, day=st.dates().map(str))
    def edit_goal(self, pick: int, title: str, day: str) -> None:
        id = self.one("goals", pick)
        target = f"2027-{day[5:7]}-01"

        def change(state: State) -> None:
            goal = state.goals[id]
            goal.update(title=title.strip(), target=target, touched=goal["touched"] + 1)

        before = self.now.goals[id]
        is_new = (before["title"], before["target"]) != (title.strip(), target)
        if before["state"] == "active" and is_new:
            self.did(change, "goal", "edit", f"g{id}", f"--title={title}", "--by", target)

    @precondition(lambda self: self.now.goals)
    @rule(pick=PICK)
    def close_or_reopen(self, pick: int) -> None:
        id = self.one("goals", pick)
        is_open = self.now.goals[id]["state"] == "active"

        def change(state: State) -> None:
            goal = state.goals[id]
            goal.update(state="dropped" if is_open else "active", touched=goal["touched"] + 1)

        argv = ("close", f"g{id}", "--as", "dropped") if is_open else ("reopen", f"g{id}")
        self.did(change, "goal", *argv)

    @precondition(lambda self: self.now.goals)
    @rule(pick=PICK)
    def delete_goal(self, pick: int) -> None:
        id = self.one("goals", pick)
        self.did(lambda state: state.delete_goal(id), "goal", "delete", f"g{id}", "--yes")

    @precondition(lambda self: self.now.goals)
    @rule(pick=PICK, title=TITLES)
    def add_milestone(self, pick: int, title: str) -> None:
        goal = self.one("goals", pick)
        if self.now.goals[goal]["state"] != "active":
            self.run("milestone", "add", f"g{goal}", title, code=1)
            return
        id = self.new("milestones")

        def change(state: State) -> None:
            state.milestones[id] = {"goal": goal}

        self.did(change, "milestone", "add", f"g{goal}", title)

    @rule(
        pick=PICK,
        text=st.sampled_from(("Draft", "Book a room", "Ask «Noor»", "[x] [/b]")),
        again=st.booleans(),
    )
    def add_action(self, pick: int, text: str, again: bool) -> None:
        goal = self.one("goals", pick) if self.now.goals else None
        id = self.new("actions")

        def change(state: State) -> None:
            state.actions[id] = {
                "text": text,
                "state": "open",
                "goal": goal,
                "session": None,
                "touched": 0,
                "again": again,
                "next": None,
            }

        serves = ["--goal", f"g{goal}"] if goal else []
        self.did(change, "todo", text, *serves, *(["--every", "1w"] if again else []))

    @precondition(lambda self: self.now.actions)
    @rule(pick=PICK)
    def done_or_open_again(self, pick: int) -> None:
        id = self.one("actions", pick)
        is_open = self.now.actions[id]["state"] == "open"
        comes_back = is_open and self.now.actions[id]["again"]
        makes = comes_back and self.now.actions[id]["next"] not in self.now.actions
        following = self.new("actions") if makes else None

        def change(state: State) -> None:
            action = state.actions[id]
            if following:
                new = {"state": "open", "session": None, "touched": 0, "next": None}
                action["next"] = following
                state.actions[following] = {**action, **new}
            action.update(state="done" if is_open else "open", touched=action["touched"] + 1)

        self.did(change, "action", "done" if is_open else "reopen", f"a{id}")

    @precondition(lambda self: self.now.actions)
    @rule(pick=PICK)
    def delete_action(self, pick: int) -> None:
        id = self.one("actions", pick)
        self.did(lambda state: state.actions.pop(id), "action", "delete", f"a{id}", "--yes")

    @rule(line=TITLES)
    def log_session(self, line: str) -> None:
        session, takeaway = self.new("sessions"), self.new("takeaways")
        action = self.new("actions")

        def change(state: State) -> None:
            state.sessions[session] = {}
            state.takeaways[takeaway] = {"session": session, "goal": None}
            state.actions[action] = {
                "text": "Follow up", "state": "open", "goal": None, "session": session,
                "touched": 0, "again": False, "next": None,
            }  # fmt: skip

        self.did(change, "log", "dana", "--new", f"--takeaway={line}", "-a", "Follow up")

    @precondition(lambda self: self.now.sessions)
    @rule(pick=PICK)
    def delete_session(self, pick: int) -> None:
        id = self.one("sessions", pick)
        self.did(lambda state: state.delete_session(id), "session", "delete", f"s{id}", "--yes")

    @rule()
    def another_program(self) -> None:
        """No command, and so none that is ever taken back."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute("INSERT INTO wins (happened_on, title) VALUES ('2026-11-01', 'W')")
        self.by_hand += 1
        self.compare()

    # Back and forth

    @rule(steps=st.integers(1, 4))
    def undo(self, steps: int) -> None:
        # The mentor's own command lies below the first state.
        if steps > self.place:
            return
        self.run("undo", str(steps))
        self.move(-steps)

    @rule(steps=st.integers(1, 4))
    def redo(self, steps: int) -> None:
        if self.place + steps >= len(self.states):
            self.run("redo", str(steps), code=1)
            return
        self.run("redo", str(steps))
        self.move(steps)

    def move(self, steps: int) -> None:
        self.place += steps
        if self.dumps[self.place] is not None:
            assert dump(self.path) == self.dumps[self.place]
        self.compare()

    @precondition(lambda self: self.now.goals)
    @rule(pick=PICK)
    def delete_and_bring_back(self, pick: int) -> None:
        id = self.one("goals", pick)
        before = deepcopy(self.now)
        self.delete_goal(pick)
        self.add_action(pick, "Draft", again=False)
        added = max(self.now.actions)

        def change(state: State) -> None:
            state.__dict__ |= vars(deepcopy(before))
            state.actions[added] = deepcopy(self.now.actions[added])

        self.did(change, "undo", f"g{id}")

    @precondition(lambda self: self.now.actions)
    @rule(pick=PICK)
    def purge_action(self, pick: int) -> None:
        """Gone from every state; a command that did nothing else is none any more."""
        id = self.one("actions", pick)
        self.run("purge", f"a{id}", "--yes")
        for state in self.states:
            state.actions.pop(id, None)
        kept, place = [self.states[0]], 0
        for number, state in enumerate(self.states[1:], 1):
            if state != kept[-1]:
                kept.append(state)
            if number == self.place:
                place = len(kept) - 1
        self.states, self.place = kept, place if self.place else 0
        # What lost a link was touched: the bytes are those of another day now.
        self.dumps = [None] * len(kept)
        self.compare()


def number(record: Row | None) -> int | None:
    return record["id"] if record else None


def dump(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every logged table, to the last byte, but for the one that another program writes to."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
            for table in LOGGED
            if table != "wins"
        }


def test_the_app_does_as_the_model(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home.exists()
    monkeypatch.setenv("MENTORLOG_TODAY", "2026-11-22")
    bounded = settings(
        max_examples=6,
        stateful_step_count=15,
        suppress_health_check=list(HealthCheck),
    )
    is_deep = settings.get_current_profile_name() == "deep"
    run_state_machine_as_test(Commands, settings=settings() if is_deep else bounded)
