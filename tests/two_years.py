"""Two years of a mentor: three mentees, one of them paused, a circle of two of them, and a mentor of her own.

Nobody else reads what has the word SECRET, and whoever reads public records alone none of ``FOR_READERS``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from mentorlog.journal import (
    Journal,
    actions,
    goals,
    mentorships,
    people,
    running,
    sessions,
    skills,
    store,
    takeaways,
)
from mentorlog.journal.store import Facts
from mentorlog.periods import Cadence
from mentorlog.records import (
    Goal,
    GoalState,
    Kind,
    Outcome,
    Role,
    SessionState,
    TakeawayKind,
    Visibility,
)

TODAY = "2026-11-22"
PUBLIC, PRIVATE = Visibility.PUBLIC, Visibility.PRIVATE

LATE, NOT_READY, AGREED = "Late feedback hurts", "Not ready for a room", "The board agreed"
STAYED, TALK_LESS = "Two people stayed because of it", "You still talk more than they do"
FOR_READERS = (LATE, NOT_READY, AGREED, STAYED, TALK_LESS)
"""Texts beside records that are not public, or whose texts are not."""

_MENTORSHIPS = (
    ("Sam Lee", Role.MENTEE, 28, "2024-12-02", "From engineer to lead", PUBLIC),
    ("Jun Mori", Role.MENTEE, 28, "2025-01-15", "His first job", Visibility.SHARED),
    ("Elena Rossi", Role.MENTEE, 28, "2025-03-03", "Back after two years away", Visibility.SHARED),
    ("Dana Ortiz", Role.MENTOR, 56, "2025-01-06", "To mentor better", Visibility.SHARED),
)

_GOALS = (
    # title, owner, start, target, why, visibility
    ("Lead the payments team", "sam", "2025-01-13", "2026-06-30", "To decide, not only to build", PUBLIC),
    ("Speak at the engineering day", "sam", "2026-03-02", "2026-12-11", "To be known beyond the team", PUBLIC),
    ("Write a design a month", "sam", "2026-01-12", None, "Writing is thinking", None),
    ("Pass the cloud exam", "jun", "2025-02-03", "2025-11-28", "The team needs one", PUBLIC),
    ("Own the search service", "jun", "2026-01-19", "2027-01-29", "A thing of his own", None),
    ("Return to the on-call rota", "elena", "2025-04-07", "2026-09-30", "To be asked at night", None),
    ("Run a mentoring circle", "me", "2025-09-01", "2026-12-18", "Two learn more than one", PUBLIC),
    ("Give feedback within a day", "me", "2026-02-02", "2026-10-30", LATE, None),
)  # fmt: skip

_READINGS = (
    ("Lead the payments team", (("2025-06-02", 20), ("2025-12-01", 55), ("2026-06-15", 100))),
    ("Speak at the engineering day", (("2026-06-08", 10), ("2026-09-07", 25))),
    ("Write a design a month", (("2026-04-06", 50), ("2026-07-06", 50))),
    ("Pass the cloud exam", (("2025-06-11", 40), ("2025-10-29", 100))),
    ("Own the search service", (("2026-05-13", 20), ("2026-10-14", 60))),
    ("Return to the on-call rota", (("2025-10-06", 30), ("2026-06-08", 60))),
    ("Run a mentoring circle", (("2025-12-04", 25), ("2026-06-04", 60), ("2026-11-05", 80))),
)

_TOPICS = (
    "Where the time goes", "Saying no", "The next review", "Reading code aloud", "A hard talk",
    "What went well", "Estimates", "Asking for help",
)  # fmt: skip

_WINS = (
    # day, title, impact, evidence, goal, skill, visibility, published
    ("2025-10-30", "Jun passed the cloud exam", "The team certifies its own set-up",
     "https://example.org/certificates/jun", "cloud exam", "Coaching", PUBLIC, "impact,evidence"),
    ("2026-03-12", "The circle has a waiting list", "Nine people asked to join",
     "https://example.org/circle", "circle", "Facilitation", PUBLIC, "impact,evidence"),
    ("2026-06-30", "Sam leads the payments team", STAYED,
     None, "Lead the payments", "Coaching", PUBLIC, None),
    ("2026-09-18", "Guide for new mentors written", "Used in two other offices",
     "https://example.org/guide", None, None, PUBLIC, "evidence"),
    ("2026-10-02", "SECRET: talked Elena out of leaving", None, None, None, "Coaching", PRIVATE, None),
)  # fmt: skip

_RATINGS = (
    ("Coaching", (("2024-12-20", 2), ("2025-12-19", 3), ("2026-10-16", 4))),
    ("Facilitation", (("2025-09-12", 2), ("2026-09-11", 3))),
)


def write(journal: Journal) -> None:
    """Write all of it into an empty journal, as told on its last day."""
    for name, role, every, start, purpose, visibility in _MENTORSHIPS:
        plan = Facts(
            cadence=Cadence(days=every),
            started_on=_day(start),
            planned_end_on=None,
            purpose=purpose,
            visibility=visibility,
        )
        mentorships.add(journal, name, role, plan)
    _write_goals(journal)
    for who, start, minutes in (("sam", "2024-12-09", 45), ("jun", "2025-01-22", 30),
                                ("elena", "2025-03-10", 60), ("dana", "2025-01-13", 50)):  # fmt: skip
        _meet(journal, who, _day(start), minutes)
    _circle(journal)
    _open_ends(journal)
    elena = mentorships.with_partner(journal, "elena")
    running.pause(journal, elena.id, date(2026, 8, 10), "Parental leave")
    _write_own(journal)


def _day(words: str) -> date:
    return date.fromisoformat(words)


def _goal(journal: Journal, words: str) -> int:
    return next(each.id for each in store.select(journal, Goal) if words in each.title)


def _write_goals(journal: Journal) -> None:
    for title, owner, start, target, why, visibility in _GOALS:
        goals.add(journal, Facts(
            title=title, why=why, owner=people.find(journal, owner), start_on=_day(start),
            target_on=_day(target) if target else None, visibility=visibility,
        ))  # fmt: skip
    for title, readings in _READINGS:
        goal = store.get(journal, Goal, _goal(journal, title))
        for day, percent in readings:
            goals.check_in(journal, goal.id, str(percent), on=_day(day), by=goal.owner.id)
    talk = _goal(journal, "Speak")
    goals.check_in(journal, talk, "30", on=date(2026, 11, 16), note=NOT_READY, confidence=4)
    moved = Facts(target_on=date(2027, 2, 26), why_moved="The day itself was moved")
    goals.edit(journal, talk, {**moved, "on": date(2026, 10, 12)})
    # As all of it is written on the last day, a milestone says itself that it is as old as its goal.
    for title, due, done in (
        ("Proposal sent", "2026-09-14", "2026-09-10"),
        ("Dry run", "2027-01-15", None),
    ):
        facts = Facts(goal=talk, title=title, due_on=_day(due), visibility=PUBLIC)
        point = store.insert(journal, Kind.MILESTONE, facts, on=date(2026, 3, 2))
        if done:
            goals.milestone_done(journal, point, _day(done))
    goals.close(
        journal,
        _goal(journal, "Lead"),
        GoalState.ACHIEVED,
        date(2026, 6, 30),
        AGREED,
    )
    goals.close(journal, _goal(journal, "cloud"), GoalState.ACHIEVED, date(2025, 10, 30))
    goals.pause(journal, _goal(journal, "on-call"), date(2026, 8, 10), "Parental leave")


def _meet(journal: Journal, who: str, first: date, minutes: int) -> None:
    """A session every cadence, each with a line and now and then an action that was done in time."""
    person = people.find(journal, who)
    last = date(2026, 8, 3) if who == "elena" else _day(TODAY)
    for number, on in enumerate(_every(56 if who == "dana" else 28, first, last)):
        topic = _TOPICS[number % len(_TOPICS)]
        facts = Facts(held_on=on, people=(person,), minutes=minutes, topic=topic,
                               notes="SECRET notes of the day")  # fmt: skip
        id = sessions.add(journal, facts, SessionState.HELD)
        takeaways.add(journal, Facts(text=f"{topic}: smaller steps, sooner", session=id))
        if number % 6 == 5:
            advice = Facts(
                text=f"Try it for a week: {topic.lower()}", kind=TakeawayKind.ADVICE, session=id
            )
            tried = takeaways.add(journal, advice)
            if number < 20:
                takeaways.outcome(journal, tried, Outcome.WORKED, on + timedelta(20), "Twice")
        if number % 3 == 2:
            facts_ = Facts(
                text=f"Send notes on {topic.lower()}", owner=people.find(journal, "me"), session=id
            )
            done = actions.add(journal, {**facts_, "on": on})
            actions.done(journal, done, min(on + timedelta(6), _day(TODAY)))


def _every(days: int, first: date, last: date) -> Iterator[date]:
    on = first
    while on <= last:
        yield on
        on += timedelta(days)


def _circle(journal: Journal) -> None:
    """Both mentees at one table, once a quarter."""
    both = (people.find(journal, "sam"), people.find(journal, "jun"))
    topics = (
        "How we review",
        "Estimates that hold",
        "Disagreeing well",
        "What a lead does",
        "Our first talk",
    )
    for number, topic in enumerate(topics):
        on = date(2025, 9, 4) + timedelta(98 * number)
        facts = Facts(held_on=on, people=both, minutes=90, topic=f"Circle: {topic.lower()}")
        id = sessions.add(journal, facts, SessionState.HELD)
        takeaways.add(journal, Facts(text="Each brings one case, the others ask", session=id))


def _open_ends(journal: Journal) -> None:
    """What is promised, asked and planned now."""
    sam, jun, dana = (people.find(journal, who) for who in ("sam", "jun", "dana"))
    talk = _goal(journal, "Speak")
    for text, owner, made, due, goal in (
        ("Draft the talk's outline", sam, "2026-10-12", "2026-11-09", talk),
        ("Introduce Sam to the programme committee", None, "2026-11-09", "2026-11-30", talk),
        ("List what search needs by spring", jun, "2026-10-14", "2026-12-04", None),
        ("Send me the guide for reviewers", dana, "2026-10-05", "2026-11-16", None),
    ):  # fmt: skip
        of = None if goal else (owner,) if owner else None
        facts = Facts(text=text, owner=owner, due_on=_day(due), goal=goal, readers=of)
        actions.add(journal, {**facts, "on": _day(made)})
    for text, who in (
        ("Who takes the circle over in spring?", dana),
        ("Is the talk one idea or two?", sam),
    ):
        takeaways.add(journal, Facts(text=text, kind=TakeawayKind.TOPIC, readers=(who,)))
    plan = Facts(held_on=date(2026, 12, 3), time="10:00", topic="The dry run", people=(sam,))
    sessions.plan(journal, plan)


def _write_own(journal: Journal) -> None:
    for skill, ratings in _RATINGS:
        for day, level in ratings:
            skills.add(
                journal, Facts(skill=skill, level=level, rated_on=_day(day), visibility=PUBLIC)
            )
    dana = people.find(journal, "dana")
    skills.add(
        journal,
        Facts(skill="Coaching", level=3, rated_on=date(2026, 10, 20), by=dana, evidence=TALK_LESS),
    )
    for day, title, impact, evidence, goal, skill, visibility, published in _WINS:
        store.add_of_day(journal, Facts(
            title=title, impact=impact, evidence=evidence, goal=_goal(journal, goal) if goal else None, skill=skill, happened_on=_day(day),
            visibility=visibility, published=published,
        ), kind=Kind.WIN)  # fmt: skip
    for text, readers, visibility in (
        ("Two circles next year, if the time is given.", (), PUBLIC),
        ("This quarter went into Sam's talk.", (people.find(journal, "sam"),), None),
    ):  # fmt: skip
        note = Facts(
            text=text, kind=TakeawayKind.NOTE, visibility=visibility, readers=readers or None
        )
        takeaways.add(journal, {**note, "on": date(2026, 11, 20)})
