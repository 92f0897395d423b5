"""Made-up journals, each written day by day with the clock of the day it was told on.

*Amara Okafor* and her mentor; *Jun Park*, whose year has a pause and a session told late; and
*Dr Lena Haddad*, who mentors six people over three years: in all three today is the last day of
2025. *Sam Lee* is the mentee of the review that is drawn in the README, on 22 November 2026.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from mentorlog.dates import clock
from mentorlog.journal import (
    Journal,
    actions,
    goals,
    mentorships,
    people,
    running,
    sessions,
    store,
    takeaways,
    writing,
)
from mentorlog.journal.store import Facts
from mentorlog.periods import Cadence
from mentorlog.records import GoalState, Kind, Mode, Outcome, Role, SessionState, TakeawayKind

TODAY = "2025-12-31"

Step = Callable[[Journal], object]


class Diary:
    """What is to be written, and on which day; ``write`` does it in the order of the days."""

    def __init__(self, path: Path, owner: str) -> None:
        self._path = path
        self._owner = owner
        self._steps: list[tuple[str, Step]] = []

    def on(self, day: str, step: Step) -> None:
        """Do a step with the clock of that day, after those that were given for it before."""
        self._steps.append((day, step))

    def write(self) -> None:
        """Do all steps, those of one day as one command."""
        for day, steps in groupby(sorted(self._steps, key=lambda step: step[0]), lambda s: s[0]):
            now = clock({"MENTORLOG_TODAY": day})
            with writing(self._path, now, "diary", owner_name=lambda: self._owner) as journal:
                for _, step in steps:
                    step(journal)


def _every(first: str, days: int, count: int) -> list[str]:
    start = date.fromisoformat(first)
    return [(start + timedelta(days=days * number)).isoformat() for number in range(count)]


def _after(day: str, days: int) -> date:
    return date.fromisoformat(day) + timedelta(days=days)


def _plan(every: int, started: str, until: str | None = None) -> Facts:
    end = date.fromisoformat(until) if until else None
    return Facts(
        cadence=Cadence(days=every), started_on=date.fromisoformat(started), planned_end_on=end
    )


def _session(
    journal: Journal,
    day: str,
    *who: str,
    state: SessionState = SessionState.HELD,
    mode: Mode | None = None,
    topic: str | None = None,
) -> int:
    facts = Facts(
        held_on=date.fromisoformat(day),
        people=tuple(people.find(journal, name) for name in who),
        mode=mode,
        topic=topic,
        minutes=45 if state is SessionState.HELD else None,
    )
    return sessions.add(journal, facts, state)


def _session_on(journal: Journal, day: str) -> int | None:
    return journal.value(
        "SELECT id FROM sessions WHERE held_on = ? AND state = 'held' ORDER BY id LIMIT 1", [day]
    )


def _goal_id(journal: Journal, title: str) -> int:
    found = journal.value("SELECT id FROM goals WHERE title = ?", [title])
    assert found is not None, title
    return found


def _action_id(journal: Journal, text: str) -> int:
    found = journal.value("SELECT id FROM actions WHERE text = ?", [text])
    assert found is not None, text
    return found


# --- Amara Okafor -----------------------------------------------------------------------------

AMARA_SLOTS = _every("2025-01-15", 28, 13)
AMARA_CANCELLED = "2025-08-27"


def amara(path: Path) -> None:
    """Twelve sessions of thirteen with Daniel Reyes, a goal that slipped, and one dropped."""
    diary = Diary(path, "Amara Okafor")
    diary.on(
        AMARA_SLOTS[0],
        lambda journal: mentorships.add(
            journal, "Daniel Reyes", Role.MENTOR, _plan(28, AMARA_SLOTS[0])
        ),
    )
    for day in AMARA_SLOTS:
        state = SessionState.CANCELLED if day == AMARA_CANCELLED else SessionState.HELD
        diary.on(day, lambda journal, day=day, state=state: _session(
            journal, day, "Daniel Reyes", state=state
        ))  # fmt: skip
        if state is SessionState.HELD:
            diary.on(day, lambda journal, day=day: takeaways.add(journal, Facts(text=f"What {day} taught me", session=_session_on(journal, day))))  # fmt: skip
    _promotion(diary)
    _rust(diary)
    _amaras_actions(diary)
    diary.write()


def _promotion(diary: Diary) -> None:
    plan = Facts(target_on=date(2025, 10, 31), why="Senior engineer by the winter round")
    diary.on(
        "2025-01-15", lambda journal: goals.add(journal, {**plan, "title": "Promotion packet"})
    )
    for day, own, daniels, note in (
        ("2025-03-12", "15", None, "Found three examples"),
        ("2025-05-07", "30", "25", "First draft"),
        ("2025-07-30", "50", "40", "Feedback asked"),
        ("2025-09-24", "60", None, "Second draft"),
        ("2025-12-17", "80", "70", "Peers have read it"),
    ):
        diary.on(day, lambda journal, day=day, own=own, daniels=daniels, note=note: _read(
            journal, "Promotion packet", day, own, daniels, "Daniel Reyes", note, int(own) // 10
        ))  # fmt: skip
    moved = Facts(
        target_on=date(2025, 12, 15), why_moved="The committee moved its date to December"
    )
    diary.on(
        "2025-09-24",
        lambda journal: goals.edit(
            journal, _goal_id(journal, "Promotion packet"), {**moved, "on": date(2025, 9, 24)}
        ),
    )


def _read(
    journal: Journal,
    title: str,
    day: str,
    own: str | None,
    others: str | None = None,
    other: str | None = None,
    note: str | None = None,
    confidence: int | None = None,
) -> None:
    goal, on = _goal_id(journal, title), date.fromisoformat(day)
    if own is not None:
        goals.check_in(journal, goal, own, on=on, note=note, confidence=confidence)
    if others is not None and other is not None:
        goals.check_in(journal, goal, others, on=on, by=people.find(journal, other))


def _rust(diary: Diary) -> None:
    plan = Facts(target_on=date(2025, 12, 31))
    diary.on("2025-01-15", lambda journal: goals.add(journal, {**plan, "title": "Learn Rust"}))
    diary.on("2025-04-09", lambda journal: goals.close(
        journal, _goal_id(journal, "Learn Rust"), GoalState.DROPPED, date(2025, 4, 9),
        "The team settled on Go",
    ))  # fmt: skip


def _amaras_actions(diary: Diary) -> None:
    """Thirty: twenty-four done at the session after, two dropped, four open."""
    held = [day for day in AMARA_SLOTS if day != AMARA_CANCELLED]
    for number in range(30):
        made, following = held[number // 3], held[number // 3 + 1]
        name = f"Step {number + 1} towards the packet"
        if number < 26:
            diary.on(made, lambda journal, made=made, name=name: _do(journal, made, name, 21))
        end = actions.done if number < 24 else actions.drop
        if number < 26:
            diary.on(following, lambda journal, on=following, name=name, end=end: end(
                journal, _action_id(journal, name), date.fromisoformat(on)
            ))  # fmt: skip
    for made, name, owner, due in (
        ("2025-11-19", "Ask Ling for a written reference", None, 16),
        ("2025-12-17", "Rehearse the five questions", None, 21),
        ("2025-12-17", "Send the packet to the committee", None, 10),
        ("2025-12-17", "Introduce me to the committee's chair", "Daniel Reyes", 7),
    ):
        diary.on(made, lambda journal, made=made, name=name, owner=owner, due=due: _do(
            journal, made, name, due, owner
        ))  # fmt: skip


def _do(journal: Journal, made: str, text: str, due: int | None, owner: str | None = None) -> None:
    """An action made in the session of a day, due so many days later."""
    actions.add(journal, Facts(
        text=text,
        owner=people.find(journal, owner) if owner else None,
        due_on=_after(made, due) if due is not None else None,
        session=_session_on(journal, made),
    ))  # fmt: skip


# --- Jun Park ---------------------------------------------------------------------------------

JUN_HELD = (
    *("2025-02-03", "2025-02-17", "2025-03-03", "2025-03-31", "2025-04-14", "2025-05-12"),
    *("2025-09-15", "2025-10-13", "2025-11-24"),
)
JUN_NO_SHOW = ("2025-03-17", "2025-10-27")
JUN_CANCELLED = ("2025-04-28", "2025-05-26", "2025-09-29", "2025-11-10", "2025-12-08")
JUN_CHAT, JUN_CHAT_TOLD = "2025-03-10", "2025-04-02"
JUN_MARKER = "zq-private-marker"
"""Stands in Jun's private reflections, and in nothing that anybody else may read."""


def jun(path: Path) -> None:
    """A year with Ines Duarte: a pause, no-shows, a goal that stalled, and a session told late."""
    diary = Diary(path, "Jun Park")
    diary.on("2025-02-03", lambda journal: mentorships.add(
        journal, "Ines Duarte", Role.MENTOR, _plan(14, "2025-02-03")
    ))  # fmt: skip
    states = (
        *((day, SessionState.HELD) for day in JUN_HELD),
        *((day, SessionState.NO_SHOW) for day in JUN_NO_SHOW),
        *((day, SessionState.CANCELLED) for day in JUN_CANCELLED),
    )
    for day, state in states:
        diary.on(day, lambda journal, day=day, state=state: _session(
            journal, day, "Ines Duarte", state=state
        ))  # fmt: skip
    diary.on(JUN_CHAT_TOLD, lambda journal: _session(
        journal, JUN_CHAT, "Ines Duarte", mode=Mode.PHONE, topic="A chat on the phone"
    ))  # fmt: skip
    _pause(diary, "Ines Duarte", "2025-06-01", "2025-09-01", "Parental leave")
    _product_manager(diary)
    _juns_lines(diary)
    diary.write()


def _pause(diary: Diary, who: str, since: str, until: str | None, why: str) -> None:
    diary.on(since, lambda journal: running.pause(
        journal, mentorships.with_partner(journal, who).id, date.fromisoformat(since), why
    ))  # fmt: skip
    if until:
        diary.on(until, lambda journal: running.resume(
            journal, mentorships.with_partner(journal, who).id, date.fromisoformat(until)
        ))  # fmt: skip


def _product_manager(diary: Diary) -> None:
    title = "Associate PM by 2025-12-31"
    plan = Facts(target_on=date(2025, 12, 31))
    diary.on("2025-02-03", lambda journal: goals.add(journal, {**plan, "title": title}))
    for day, percent in (("2025-05-12", "20"), ("2025-09-15", "20"), ("2025-11-24", "20")):
        diary.on(day, lambda journal, day=day, percent=percent: _read(
            journal, title, day, percent
        ))  # fmt: skip


def _juns_lines(diary: Diary) -> None:
    text = "Shadow a roadmap meeting"
    diary.on("2025-02-17", lambda journal: _do(journal, "2025-02-17", text, 14))
    for told, due in (
        ("2025-03-03", "2025-04-01"),
        ("2025-04-14", "2025-06-01"),
        ("2025-09-15", "2025-11-24"),
    ):
        diary.on(told, lambda journal, told=told, due=due: actions.edit(
            journal, _action_id(journal, text),
            Facts(due_on=date.fromisoformat(due), on=date.fromisoformat(told)),
        ))  # fmt: skip
    diary.on("2025-11-24", lambda journal: actions.done(
        journal, _action_id(journal, text), date(2025, 11, 24)
    ))  # fmt: skip
    for day in JUN_HELD[:5]:
        diary.on(day, lambda journal, day=day: takeaways.add(journal, Facts(text=f"I doubt myself, {JUN_MARKER} {day}", kind=TakeawayKind.REFLECTION, session=_session_on(journal, day))))  # fmt: skip
    for day in JUN_HELD:
        diary.on(day, lambda journal, day=day: takeaways.add(journal, Facts(text=f"Ask for the number behind it ({day})", session=_session_on(journal, day))))  # fmt: skip


# --- Dr Lena Haddad ---------------------------------------------------------------------------

SAM_R, SAM_W, IVO, NOOR = "Sam Rivera", "Sam Whitfield", "Ivo Marek", "Noor Aziz"
TOMAS, AIKO, RUTH, EDDA = "Tomas Lindqvist", "Aiko Mori", "Ruth Amsel", "Edda Blum"
GROUP_DAY = "2024-02-29"
GROUP = (SAM_R, NOOR, TOMAS, AIKO)

LENA_SESSIONS = {
    TOMAS: _every("2023-01-10", 35, 12),
    AIKO: _every("2023-02-08", 42, 10),
    NOOR: _every("2023-09-06", 49, 12),
    SAM_R: _every("2024-02-06", 60, 12),
    SAM_W: _every("2025-02-11", 56, 6),
    RUTH: _every("2023-05-22", 180, 4),
    EDDA: _every("2023-03-27", 210, 5),
}
"""With the group's one, which is on no other's day, sixty-two sessions."""

_LENA_GOALS = (
    (TOMAS, "2023-01-10", ("Lead the data platform", "Hire two engineers", "Publish the handbook",
                           "Give the keynote")),
    (AIKO, "2023-02-08", ("Become a staff designer", "Run the research guild", "Write in English")),
    (NOOR, "2023-09-06", ("Own the billing roadmap", "Say no with a date", "Coach an intern",
                          "Budget for 2025")),
    (SAM_R, "2024-02-06", ("Tech lead of Payments", "Clear written proposals",
                           "Architecture forum talk", "Delegate the on-call rota")),
    (SAM_W, "2025-02-11", ("First conference paper", "Present to the board", "Read a balance sheet")),
    (IVO, "2025-12-15", ("Find a field of my own",)),
    (RUTH, "2023-05-22", ("Swap chapters every quarter",)),
    (None, "2023-03-27", ("Mentor without advising", "Write the second book")),
)  # fmt: skip
"""Twenty-two goals: whose, since when, which; Ivo's was never read."""

_LENA_HORIZON = {SAM_R: 760, SAM_W: 430, EDDA: 900, None: 1100}
"""Days from the start to the target of the first of somebody's goals; the others follow."""

LENA_ACTIONS = 140


def lena(path: Path) -> None:
    """Three years of a mentor of six: three active, one paused, two ended; a peer, a mentor."""
    diary = Diary(path, "Dr Lena Haddad")
    _lenas_people(diary)
    days = sorted((day, who) for who, held in LENA_SESSIONS.items() for day in held)
    for day, who in days:
        diary.on(day, lambda journal, day=day, who=who: _session(journal, day, who))
    diary.on(GROUP_DAY, lambda journal: _session(
        journal, GROUP_DAY, *GROUP, topic="Four of you on saying no"
    ))  # fmt: skip
    _lenas_goals(diary)
    _lenas_actions(diary, days)
    _lenas_advice(diary)
    _endings(diary)
    diary.write()


def _lenas_people(diary: Diary) -> None:
    for who, role, every, started in (
        (TOMAS, Role.MENTEE, 35, "2023-01-10"),
        (AIKO, Role.MENTEE, 42, "2023-02-08"),
        (EDDA, Role.MENTOR, 180, "2023-03-27"),
        (RUTH, Role.PEER, 180, "2023-05-22"),
        (NOOR, Role.MENTEE, 49, "2023-09-06"),
        (SAM_R, Role.MENTEE, 60, "2024-02-06"),
        (SAM_W, Role.MENTEE, 56, "2025-02-11"),
        (IVO, Role.MENTEE, 28, "2025-12-15"),
    ):
        diary.on(started, lambda journal, who=who, role=role, every=every, started=started: (
            mentorships.add(journal, who, role, _plan(every, started))
        ))  # fmt: skip


def _lenas_goals(diary: Diary) -> None:
    for who, started, titles in _LENA_GOALS:
        for number, title in enumerate(titles):
            target = _after(started, _LENA_HORIZON.get(who, 300) + 60 * number)
            diary.on(started, lambda journal, who=who, title=title, target=target: goals.add(journal, Facts(title=title, owner=people.find(journal, who) if who else None, target_on=target)))  # fmt: skip
            if who != IVO:
                _lenas_readings(diary, who, started, title, number)


def _lenas_readings(diary: Diary, who: str | None, started: str, title: str, number: int) -> None:
    """Every goal moves three times, and is read by its owner's mentor in the end."""
    for step, days in enumerate((60, 140, 260), 1):
        on = _after(started, days + 7 * number).isoformat()
        if on > TODAY:
            continue
        own = str(20 * step + 5 * number)
        mine = str(55) if who not in (None, RUTH) and step == 3 else None
        diary.on(on, lambda journal, on=on, own=own, mine=mine, title=title: _read(
            journal, title, on, own, mine, "me"
        ))  # fmt: skip


def _lenas_actions(diary: Diary, days: list[tuple[str, str]]) -> None:
    """A hundred and forty over all sessions, of either side in turn; the last of each are open."""
    last = {who: held[-1] for who, held in LENA_SESSIONS.items()}
    for who in GROUP:
        text = f"Say no once, {who}"
        diary.on(GROUP_DAY, lambda journal, who=who, text=text: _do(
            journal, GROUP_DAY, text, 14, who
        ))  # fmt: skip
        diary.on("2024-03-20", lambda journal, text=text: actions.done(
            journal, _action_id(journal, text), date(2024, 3, 20)
        ))  # fmt: skip
    for number in range(LENA_ACTIONS - len(GROUP)):
        day, who = days[number % len(days)]
        text = f"Promise {number + 1}"
        owner = who if number % 3 else None
        diary.on(day, lambda journal, day=day, text=text, owner=owner: _do(
            journal, day, text, 21, owner
        ))  # fmt: skip
        if day != last[who] or who in (TOMAS, AIKO):
            done = _after(day, 20).isoformat()
            end = actions.drop if number % 20 == 19 else actions.done
            diary.on(done, lambda journal, done=done, text=text, end=end: end(
                journal, _action_id(journal, text), date.fromisoformat(done)
            ))  # fmt: skip


_ADVICE = (
    *((TOMAS, 0, Outcome.WORKED), (TOMAS, 3, Outcome.WORKED), (TOMAS, 6, Outcome.DID_NOT_WORK)),
    *((AIKO, 1, Outcome.WORKED), (AIKO, 4, Outcome.DECLINED), (AIKO, 7, Outcome.WORKED)),
    *((NOOR, 0, Outcome.DID_NOT_WORK), (NOOR, 5, Outcome.WORKED), (NOOR, 9, Outcome.DECLINED)),
    *((SAM_R, 1, Outcome.WORKED), (SAM_R, 4, Outcome.DID_NOT_WORK)),
    *((SAM_W, 4, Outcome.PENDING), (SAM_W, 5, Outcome.PENDING), (SAM_R, 11, Outcome.PENDING)),
)
"""Fourteen pieces: to whom, at which of their sessions, and what came of it."""


def _lenas_advice(diary: Diary) -> None:
    for number, (who, place, outcome) in enumerate(_ADVICE, 1):
        day = LENA_SESSIONS[who][place]
        text = f"Advice {number}: write it down before you say it"
        diary.on(day, lambda journal, day=day, text=text: takeaways.add(journal, Facts(text=text, kind=TakeawayKind.ADVICE, session=_session_on(journal, day))))  # fmt: skip
        if outcome is not Outcome.PENDING:
            told = _after(day, 30).isoformat()
            diary.on(told, lambda journal, told=told, text=text, outcome=outcome: (
                takeaways.outcome(
                    journal, _takeaway_id(journal, text), outcome, date.fromisoformat(told)
                )
            ))  # fmt: skip


def _takeaway_id(journal: Journal, text: str) -> int:
    found = journal.value("SELECT id FROM takeaways WHERE text = ?", [text])
    assert found is not None, text
    return found


def _endings(diary: Diary) -> None:
    """The goals of a mentorship that ends are closed with it."""
    for who, day, why in (
        (TOMAS, "2024-03-29", "He leads the platform now"),
        (AIKO, "2024-06-28", "She moved to another company"),
    ):
        titles = next(titles for owner, _, titles in _LENA_GOALS if owner == who)
        for number, title in enumerate(titles):
            state = GoalState.ACHIEVED if number % 2 == 0 else GoalState.PARTLY_ACHIEVED
            diary.on(day, lambda journal, day=day, title=title, state=state: goals.close(
                journal, _goal_id(journal, title), state, date.fromisoformat(day)
            ))  # fmt: skip
        diary.on(day, lambda journal, who=who, day=day, why=why: running.end(
            journal, mentorships.with_partner(journal, who).id, date.fromisoformat(day), why
        ))  # fmt: skip
    _pause(diary, NOOR, "2025-06-02", None, "A year abroad")


# --- Sam Lee ----------------------------------------------------------------------------------

SAM_TODAY = "2026-11-22"
SAM_SLOTS = _every("2026-03-02", 14, 19)
SAM_MISSED = ("2026-06-22", "2026-08-03", "2026-10-12")
SAM = "Sam Lee"


def sam(path: Path) -> None:
    """Nine months of Priya Nair's with a mentee: a goal at risk, promises late on both sides."""
    diary = Diary(path, "Priya Nair")
    diary.on(SAM_SLOTS[0], lambda journal: mentorships.add(
        journal, SAM, Role.MENTEE, _plan(14, SAM_SLOTS[0], "2027-03-01")
    ))  # fmt: skip
    for day in SAM_SLOTS:
        if day not in SAM_MISSED:
            diary.on(day, lambda journal, day=day: _session(journal, day, SAM))
    _sams_goals(diary)
    _sams_actions(diary)
    _sams_lines(diary)
    planned = Facts(held_on=date(2026, 11, 23))
    diary.on("2026-11-09", lambda journal: sessions.plan(
        journal, {**planned, "people": (people.find(journal, SAM),)}
    ))  # fmt: skip
    diary.on("2026-11-16", lambda journal: store.add_of_day(journal, Facts(
        title="Forum proposal accepted", goal=_goal_id(journal, "Architecture forum talk")
    ), kind=Kind.WIN))  # fmt: skip
    diary.write()


def _sams_goals(diary: Diary) -> None:
    for title, started, target, confidence, readings in (
        ("Tech lead of Payments", "2026-03-02", "2027-03-05", 4,
         (("2026-06-08", 10), ("2026-07-20", 20), ("2026-09-14", 30))),
        ("Clear written proposals", "2026-03-02", "2027-02-05", 7,
         (("2026-06-08", 20), ("2026-07-06", 30), ("2026-09-14", 45), ("2026-10-26", 55),
          ("2026-11-09", 70))),
        ("Architecture forum talk", "2026-06-01", "2027-01-15", 8,
         (("2026-06-15", 5), ("2026-08-17", 30), ("2026-09-28", 45), ("2026-10-26", 75))),
    ):  # fmt: skip
        plan = Facts(start_on=date.fromisoformat(started), target_on=date.fromisoformat(target))
        diary.on(started, lambda journal, title=title, plan=plan: goals.add(journal, {**plan, "owner": people.find(journal, SAM), "title": title}))  # fmt: skip
        for day, percent in readings:
            diary.on(day, lambda journal, day=day, title=title, percent=percent, sure=confidence: (
                _read(journal, title, day, str(percent), confidence=sure)
            ))  # fmt: skip
    for title, mine in (("Tech lead of Payments", "20"), ("Clear written proposals", "70")):
        diary.on("2026-11-09", lambda journal, title=title, mine=mine: _read(
            journal, title, "2026-11-09", None, mine, "me"
        ))  # fmt: skip
    later = Facts(target_on=date(2027, 4, 7), why_moved="The spring forum has room")
    diary.on("2026-08-31", lambda journal: goals.edit(
        journal, _goal_id(journal, "Architecture forum talk"), {**later, "on": date(2026, 8, 31)}
    ))  # fmt: skip


def _sams_actions(diary: Diary) -> None:
    for made, text, owner, due in (
        ("2026-09-14", "Ask Noor for on-call numbers", SAM, 60),
        ("2026-10-26", "Introduce Sam to Elena", None, 21),
        ("2026-10-26", "Book the forum slot", SAM, 21),
        ("2026-11-09", "Proposal, second draft", SAM, 18),
    ):
        diary.on(made, lambda journal, made=made, text=text, owner=owner, due=due: _do(
            journal, made, text, due, owner
        ))  # fmt: skip
    diary.on("2026-11-12", lambda journal: actions.done(
        journal, _action_id(journal, "Book the forum slot"), date(2026, 11, 12)
    ))  # fmt: skip


def _sams_lines(diary: Diary) -> None:
    for day, text, kind in (
        ("2026-09-14", "Shadow an incident review", TakeawayKind.ADVICE),
        ("2026-10-26", "Write the decision before the meeting", TakeawayKind.ADVICE),
        ("2026-10-26", "Who decides if Payments and Risk differ?", TakeawayKind.QUESTION),
        ("2026-11-09", "A proposal is a question with a default", TakeawayKind.TAKEAWAY),
    ):
        diary.on(day, lambda journal, day=day, text=text, kind=kind: takeaways.add(journal, Facts(text=text, kind=kind, session=_session_on(journal, day))))  # fmt: skip
    diary.on("2026-11-09", lambda journal: takeaways.outcome(
        journal, _takeaway_id(journal, "Write the decision before the meeting"),
        Outcome.TRYING, date(2026, 11, 9),
    ))  # fmt: skip
