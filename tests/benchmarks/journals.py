"""Makes a journal of a given number of records, quickly: rows set-wise, through the front door.

Half of the records are actions, of which one in thirty is open; a journal of 100,000 is a busy
mentor's decades.
"""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta
from pathlib import Path

from mentorlog import journal as journals
from mentorlog.dates import clock
from mentorlog.journal import Journal, mentorships
from mentorlog.journal.store import Facts
from mentorlog.periods import Cadence
from mentorlog.records import Role

TODAY = date(2026, 11, 22)
_WORDS = [
    "review",
    "outline",
    "talk",
    "design",
    "migration",
    "conference",
    "mentor",
    "feedback",
    "proposal",
    "incident",
    "draft",
    "team",
    "story",
    "question",
    "roadmap",
    "promotion",
    "architecture",
    "writing",
    "meeting",
    "planning",
    "budget",
    "hiring",
]


def make(path: Path, records: int) -> None:
    """A journal with about ``records`` records at ``path``, over the last ten years."""
    random.seed(records)
    with journals.writing(
        path, clock({"MENTORLOG_TODAY": TODAY.isoformat()}), "benchmark", owner_name=lambda: "Priya"
    ) as journal:
        journal.connection.execute("UPDATE writing SET history = 0")
        _fill(journal, records)


def _fill(journal: Journal, records: int) -> None:
    started = TODAY - timedelta(days=3650)
    people = [
        mentorships.add(
            journal, name, role, Facts(cadence=Cadence(days=14), started_on=started)
        ).partner.id
        for name, role in (("Dana Ortiz", Role.MENTOR), ("Sam Lee", Role.MENTEE))
    ]
    goals = max(4, records // 100)
    sessions = max(4, records // 10)
    now = journal.now
    execute = journal.connection.executemany
    execute(
        "INSERT INTO goals (owner, title, start_on, target_on, state, closed_on, created_at,"
        " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (_owner(journal, people, n), _text(), *_goal_days(n, goals), now, now)
            for n in range(goals)
        ],
    )
    execute(
        "INSERT INTO sessions (held_on, minutes, topic, created_at, updated_at)"
        " VALUES (?, 45, ?, ?, ?)",
        [(_spread(n, sessions), _text(), now, now) for n in range(sessions)],
    )
    execute(
        "INSERT INTO attendees (session, person) VALUES (?, ?)",
        [(n + 1, people[n % 2]) for n in range(sessions)],
    )
    execute(
        "INSERT INTO takeaways (session, text, noted_on, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?)",
        [(n % sessions + 1, _text(), _spread(n % sessions, sessions), now, now)
         for n in range(records * 2 // 10)],
    )  # fmt: skip
    actions = records // 2
    execute(
        "INSERT INTO actions (text, owner, session, made_on, due_on, state, done_on, created_at,"
        " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(*_action(journal, people, n, actions, sessions), now, now) for n in range(actions)],
    )
    execute(
        "INSERT INTO events (kind, record, field, happened_on, person, new, recorded_at, updated_at)"
        " VALUES ('goal', ?, 'progress', ?, ?, ?, ?, ?)",
        [
            (
                n % goals + 1,
                _spread(n, records // 5),
                journal.me,
                str(n * 100 // (records // 5)),
                now,
                now,
            )
            for n in range(records // 5)
        ],
    )

    for kind in ("goal", "action"):
        execute(
            f"INSERT INTO readers SELECT '{kind}', id, ? FROM {kind}s WHERE owner = ?"
            f"{' AND session IS NULL' if kind == 'action' else ''}",
            [(people[0], journal.me)],
        )


def _owner(journal: Journal, people: list[int], n: int) -> int:
    return journal.me if n % 2 else people[1]


def _text() -> str:
    return " ".join(random.choices(_WORDS, k=6)).capitalize()


def _spread(n: int, of: int) -> str:
    return (TODAY - timedelta(days=3650 - 3650 * n // of)).isoformat()


def _goal_days(n: int, goals: int) -> tuple[str, str, str, str | None]:
    started = _spread(n, goals)
    if n >= goals - 12:
        return started, (TODAY + timedelta(days=30 + n % 90)).isoformat(), "active", None
    closed = (date.fromisoformat(started) + timedelta(days=100)).isoformat()
    return started, closed, "achieved", min(closed, TODAY.isoformat())


def _action(
    journal: Journal, people: list[int], n: int, actions: int, sessions: int
) -> tuple[str | int | None, ...]:
    session = n * sessions // actions
    made = _spread(session, sessions)
    due = (date.fromisoformat(made) + timedelta(days=14)).isoformat()
    owner = journal.me if n % 3 else people[n % 2]
    is_open = n > actions - max(5, min(actions // 30, 60))
    return (_text(), owner, session + 1, made, due, *(("open", None) if is_open else ("done", due)))


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
