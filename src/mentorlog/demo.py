"""The sample year: a backend engineer growing to senior, with a mentor and, later, a mentee.

The year is data, a step for each thing that happened. A step is written on the day it happened and
through the same functions as in a real journal, so that the history and the figures are those of a
journal that was really kept. Days count from the first session; the last one with Dana is three
days ago.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

from mentorlog import journal as journals
from mentorlog.dates import Clock
from mentorlog.exchange.lines import prompt_line
from mentorlog.journal import (
    Journal,
    actions,
    agreements,
    goals,
    mentorships,
    people,
    sessions,
    skills,
    store,
    takeaways,
)
from mentorlog.journal.documents import log
from mentorlog.journal.references import resolve
from mentorlog.journal.store import Facts
from mentorlog.periods import Cadence
from mentorlog.records import (
    GoalState,
    Kind,
    Mode,
    Outcome,
    Role,
    SessionState,
    TakeawayKind,
    Visibility,
)
from mentorlog.records.drafts import LineDraft, SessionDraft

_LAST_DAY = 339
"""Today, in days since the first session."""


class _Step(NamedTuple):
    """What is written on one day; ``do`` gets the journal and the day that the year began."""

    day: int
    command: str
    do: Callable[[Journal, date], object]


class _Meeting(NamedTuple):
    """A session that was held. ``typed`` is what was typed at the prompt of ``mentorlog log``."""

    day: int
    who: str
    minutes: int
    topic: str
    typed: str
    goal: str | None = None
    tags: tuple[str, ...] = ()


def make(path: Path, clock: Clock) -> None:
    """Write the sample year into a new journal at ``path``, ending on the clock's today."""
    start = clock.today - timedelta(days=_LAST_DAY)
    for day, command, do in sorted(_steps(start), key=lambda step: step.day):
        if day <= _LAST_DAY:
            then = Clock(_on(start, day), clock.now - timedelta(days=_LAST_DAY - day))
            with journals.writing(
                path, then, command, owner_name=lambda: "Priya Nair", make_folder=True
            ) as journal:
                do(journal, start)


def _steps(start: date) -> Iterator[_Step]:
    """All steps; those of one day in the order in which they are to be written."""
    yield from _PLANS
    for meeting in _MEETINGS:
        yield from _held(meeting, start)
    yield from _BETWEEN


def _on(start: date, day: int) -> date:
    return start + timedelta(days=day)


def _find(journal: Journal, words: str, kind: Kind = Kind.GOAL) -> int:
    return resolve(journal, kind, words)


def _held(meeting: _Meeting, start: date) -> Iterator[_Step]:
    """The log of a session, and when its actions were ticked off."""
    on = _on(start, meeting.day)
    read = [prompt_line(line, on)[0] for line in meeting.typed.splitlines()]
    lines = tuple(line for line in read if isinstance(line, LineDraft))
    draft = SessionDraft(
        minutes=meeting.minutes,
        mode=Mode.IN_PERSON if meeting.day % 112 == 0 else Mode.VIDEO,
        topic=meeting.topic,
        notes="\n".join(line for line in read if isinstance(line, str)),
        tags=meeting.tags,
        lines=lines,
    )

    def save(journal: Journal, _: date) -> None:
        about = [_find(journal, meeting.goal)] if meeting.goal else []
        log.save(journal, draft, [people.find(journal, meeting.who)], goals=about)

    yield _Step(meeting.day, "log", save)
    for line in lines:
        if line.due_on and line.text not in _NOT_DONE:
            in_time = (line.due_on - start).days - 2
            yield _done(_DONE_LATE.get(line.text, in_time), line.text)


def _mentorship(day: int, role: Role, name: str, every: int, purpose: str) -> _Step:
    plan = Facts(cadence=Cadence(days=every), purpose=purpose)
    return _Step(day, f"{role} add", lambda journal, _: mentorships.add(journal, name, role, plan))


def _agreement(day: int, text: str) -> _Step:
    def add(journal: Journal, _: date) -> None:
        known = mentorships.with_partner(journal, "dana")
        agreements.add(journal, Facts(mentorship=known.id, text=text))

    return _Step(day, "agreement add", add)


def _goal(
    day: int, title: str, plan: Facts, *, by: int, parent: str = "", owner: str = ""
) -> _Step:
    def add(journal: Journal, start: date) -> None:
        whole: Facts = {
            **plan,
            "title": title,
            "target_on": _on(start, by),
            "parent": _find(journal, parent) if parent else None,
            "owner": people.find(journal, owner) if owner else None,
            "area": "career",
        }
        goals.add(journal, whole)

    return _Step(day, "goal add", add)


def _milestone(day: int, goal: str, title: str, due: int) -> _Step:
    def add(journal: Journal, start: date) -> None:
        within = _find(journal, goal)
        public = Visibility.PUBLIC
        goals.add_milestone(
            journal, Facts(goal=within, title=title, due_on=_on(start, due), why_moved=public)
        )

    return _Step(day, "milestone add", add)


def _of(day: int, command: str, kind: Kind, words: str, do: Callable[..., object]) -> _Step:
    """A step on the record that ``words`` name; ``do`` gets its number and the day."""

    def step(journal: Journal, _: date) -> None:
        do(journal, _find(journal, words, kind), on=journal.clock.today)

    return _Step(day, command, step)


def _reached(day: int, title: str) -> _Step:
    return _of(day, "milestone done", Kind.MILESTONE, title, goals.milestone_done)


def _retarget(day: int, title: str, target: int, why: str) -> _Step:
    def edit(journal: Journal, start: date) -> None:
        change = Facts(target_on=_on(start, target), why_moved=why)
        goals.edit(journal, _find(journal, title), change)

    return _Step(day, "goal edit", edit)


def _close(day: int, title: str, state: GoalState, why: str) -> _Step:
    close = partial(goals.close, state=state, why=why)
    return _of(day, "goal close", Kind.GOAL, title, close)


def _check_in(
    day: int, title: str, value: int, note: str = "", confidence: int | None = None, by: str = ""
) -> _Step:
    def check_in(journal: Journal, goal: int, on: date) -> None:
        reader = people.find(journal, by) if by else None
        goals.check_in(
            journal, goal, str(value), on=on, confidence=confidence, note=note or None, by=reader
        )

    return _of(day, "check-in", Kind.GOAL, title, check_in)


def _rating(day: int, skill: str, level: int, evidence: str = "", by: str = "me") -> _Step:
    def add(journal: Journal, _: date) -> None:
        readers = (people.find(journal, "dana"),) if by == "me" else None
        rater = people.find(journal, by)
        facts = Facts(skill=skill, level=level, by=rater, evidence=evidence, readers=readers)
        skills.add(journal, facts)

    return _Step(day, "skill add", add)


def _win(
    day: int, title: str, impact: str, goal: str = "", visibility: Visibility | None = None
) -> _Step:
    def add(journal: Journal, _: date) -> None:
        about = _find(journal, goal) if goal else None
        published = "impact" if visibility is Visibility.PUBLIC else None
        facts = Facts(
            title=title, impact=impact, goal=about, visibility=visibility, published=published
        )
        store.add_of_day(journal, facts, kind=Kind.WIN)

    return _Step(day, "win add", add)


def _outcome(day: int, advice: str, outcome: Outcome, note: str) -> _Step:
    say = partial(takeaways.outcome, what=outcome, note=note)
    return _of(day, "takeaway outcome", Kind.TAKEAWAY, advice, say)


def _answer(day: int, question: str, text: str) -> _Step:
    return _of(
        day, "takeaway answer", Kind.TAKEAWAY, question, partial(takeaways.answer, text=text)
    )


def _ask(day: int, who: str, text: str) -> _Step:
    def add(journal: Journal, _: date) -> None:
        readers = (people.find(journal, who),)
        takeaways.add(journal, Facts(text=text, kind=TakeawayKind.TOPIC, readers=readers))

    return _Step(day, "ask", add)


def _todo(day: int, text: str) -> _Step:
    facts = Facts(text=text, visibility=Visibility.PRIVATE)
    return _Step(day, "todo", lambda journal, _: actions.add(journal, facts))


def _done(day: int, text: str) -> _Step:
    return _of(day, "done", Kind.ACTION, text, actions.done)


def _drop(day: int, text: str, why: str) -> _Step:
    return _of(day, "action drop", Kind.ACTION, text, partial(actions.drop, why=why))


def _plan(day: int, held: int, topic: str | None = None) -> _Step:
    def plan(journal: Journal, start: date) -> None:
        there = (people.find(journal, "dana"),)
        on = _on(start, held)
        sessions.plan(journal, Facts(held_on=on, time="16:00", topic=topic, people=there))

    return _Step(day, "session plan", plan)


def _cancel(day: int, held: int, why: str) -> _Step:
    def cancel(journal: Journal, start: date) -> None:
        there = [people.find(journal, "dana")]
        planned = sessions.on_day(journal, _on(start, held), there, SessionState.PLANNED)
        assert planned
        sessions.move(journal, planned, SessionState.CANCELLED, journal.clock.today, why)

    return _Step(day, "session cancel", cancel)


_SENIOR = "Become a senior engineer"
_RETRO = "Run the on-call retrospective"
_REVIEWS = "Answer reviews within a day"
_GUIDE = "Write the design-review guide"
_CERTIFICATE = "Pass the architect certificate"
_ALONE = "Review designs alone"

_PLANS = (
    _mentorship(0, Role.MENTOR, "Dana Ortiz", 28, "From backend engineer to senior"),
    _agreement(0, """\
Every four weeks, 45 minutes.
I bring the topic, Dana the questions.
What is said here stays here."""),
    _goal(0, _SENIOR, Facts(why="I want to make others better too"), by=430),
    _goal(0, _RETRO, Facts(why="Three people sleep badly because of alerts nobody needs",
                                measure="Fewer than seven pages at night a week",
                                visibility=Visibility.PUBLIC), by=140, parent=_SENIOR),
    _milestone(0, _RETRO, "Agenda agreed with the team", 42),
    _milestone(0, _RETRO, "Retrospective held", 63),
    _milestone(0, _RETRO, "Three alerts fixed", 98),
    _milestone(0, _RETRO, "Second retrospective, run by somebody else", 133),
    _goal(1, _CERTIFICATE, Facts(why="It looks good on paper"), by=300),
    _goal(56, _REVIEWS, Facts(why="A review that waits stops somebody's week",
                                   metric="48..24", unit="hours",
                                   visibility=Visibility.PUBLIC), by=380, parent=_SENIOR),
    _goal(141, _GUIDE, Facts(why="So that reviews do not depend on who has time",
                                  measure="Two teams use it unasked"), by=285, parent=_SENIOR),
    _agreement(168, """\
Every four weeks, 45 minutes.
I bring the topic, Dana the questions.
Dana reads my drafts within a week.
What is said here stays here."""),
    _plan(186, 196),
    _cancel(195, 196, "Dana was ill"),
    _mentorship(263, Role.MENTEE, "Noor Aziz", 14, "Her first year in the team"),
    _goal(263, _ALONE, Facts(why="To be asked, not only told"), by=403, owner="noor"),
    _retarget(280, _GUIDE, 330, "The outage took all of September"),
)  # fmt: skip

_MEETINGS = (
    _Meeting(0, "dana", 50, "Where I want to be in a year", """\
# Nervous. Senior by next spring is what I want.
Senior means others get better because you are there
! List what a senior does here that I do not, due in 14 days
! Ask my manager what the promotion panel reads, due in 21 days
+ Write down each win on the day it happens""", _SENIOR, ("promotion",)),
    _Meeting(28, "dana", 45, "The on-call mess", """\
# I said too much about the team lead.
Own the problem in front of you, not the one above you
! Propose a retrospective of the last ten pages, due in 21 days
! Collect the pages of the last quarter, due in 28 days
? Who decides what wakes people at night?""", _RETRO),
    _Meeting(56, "dana", 45, "Running a room", """\
Let the quiet ones write before the loud ones speak
! Draft the agenda of the retrospective, due in 10 days
! Read two papers on alert fatigue, due in 28 days""", _RETRO),
    _Meeting(84, "dana", 50, "Reviews that help", """\
# Dana thinks I hide behind details.
Say what you would do before you say what is wrong
! Time every review for two weeks, due in 14 days
! Pair on one review with Tom, due in 28 days
+ Answer a review the day it comes, even if only with a question""", _REVIEWS),
    _Meeting(112, "dana", 30, "The certificate, again", """\
# I only wanted it to prove something.
A certificate is a plan to be examined, not a plan to be useful
! Decide about the certificate, due in 7 days
! Move the study evenings to the guide, due in 28 days""", _CERTIFICATE),
    _Meeting(140, "dana", 45, "Writing for people in a hurry", """\
A page nobody finishes is a page nobody wrote
! Outline the design-review guide, due in 21 days
! Collect five good reviews as examples, due in 28 days
! Send the writing checklist @dana, due in 28 days"""),
    _Meeting(168, "dana", 45, "Disagreeing upwards", """\
# Salary talk went badly. Do not tell anyone yet.
Bring the decision you want, with its price
! Write one page on the rollback rule, due in 14 days
! Take the rollback rule to the architects, due in 28 days
? What do I do when the answer is no twice?""", None, ("promotion",)),
    _Meeting(224, "dana", 60, "Back after the outage", """\
# The outage was partly mine.
Tell the story of an outage by what we learned, not by who
! Publish the incident review, due in 7 days
! Cut the first alert that only says retry, due in 21 days
! Draft the guide's chapter on scope, due in 28 days"""),
    _Meeting(252, "dana", 50, "Saying no", """\
A no with a date is a yes that people can plan with
! Hand the billing rota to Noor, due in 21 days
! Second chapter of the guide, due in 28 days
+ Keep one morning a week without meetings""", _GUIDE),
    _Meeting(263, "noor", 40, "The first weeks", """\
Ask before you have been stuck for an hour
! List the services that frighten you @noor, due in 14 days
+ Sit next to whoever closes the page"""),
    _Meeting(277, "noor", 30, "Review, do not rewrite", """\
A review asks, a rewrite tells
! Review two small designs @noor, due in 14 days
! Lend Noor my review notes @me, due in 7 days""", _ALONE),
    _Meeting(280, "dana", 45, "The guide is late", """\
# I avoid it because I fear what Tom will say.
Ship the half that helps
! Show the half-guide to Tom, due in 14 days
! Ask Finance for the refund cases, due in 28 days
? Is a guide the right form at all?""", _GUIDE),
    _Meeting(291, "noor", 30, "Disagreeing with an author", """\
Say what would change your mind
! Write down what made a review good @noor, due in 14 days""", _ALONE),
    _Meeting(308, "dana", 45, "Being seen", """\
People promote the work they have heard of
! Present the review figures at the guild, due in 21 days
! Ask Lena for feedback on the talk, due in 28 days
! Collect the evidence for the panel, due in 28 days""", _REVIEWS, ("promotion",)),
    _Meeting(319, "noor", 45, "Small designs first", """\
Somebody is glad of every question you were afraid to ask
! Lead the review of the rota change @noor, due in 14 days""", _ALONE),
    _Meeting(333, "noor", 30, "Being asked", """\
# She is ready earlier than I was.
Two people asked for Noor by name
! Review the queue design with Tom @noor, due in 14 days""", _ALONE),
    _Meeting(336, "dana", 45, "Openings", """\
# I can see it now.
Open with a story, then the point
! Draft the promotion case, due in 8 days
! Third chapter of the guide, due in 14 days
! Introduce me to the architecture board @dana, due in 14 days
+ Rehearse the case once with somebody who will not be kind""", _GUIDE, ("promotion",)),
)  # fmt: skip

_NOT_DONE = (
    "Read two papers on alert fatigue",
    "Collect the evidence for the panel",
    "Ask Finance for the refund cases",
)
_DONE_LATE = {
    "Outline the design-review guide": 180,
    "Take the rollback rule to the architects": 229,
}
"""The days on which these were done; the others were done two days before they were due."""

_BETWEEN = (
    _rating(2, "System design", 2),
    _rating(2, "Writing", 2),
    _rating(2, "Running a meeting", 1),
    _reached(42, "Agenda agreed with the team"),
    _check_in(56, _REVIEWS, 40, "Measured for the first time", 5),
    _outcome(60, "Write down each win", Outcome.WORKED, "Six of them by now"),
    _reached(63, "Retrospective held"),
    _answer(70, "Who decides what wakes", "The team that is woken"),
    _win(75, "Pages at night down from 14 to 6", "Three people sleep through their week", _RETRO,
         Visibility.PUBLIC),
    _drop(84, "Read two papers", "The team knew it already"),
    _check_in(84, _SENIOR, 20, "The list is long, but it is a list", 4),
    _todo(90, "Find a quiet room for Fridays"),
    _reached(98, "Three alerts fixed"),
    _done(98, "quiet room"),
    _outcome(110, "Answer a review", Outcome.TRYING, ""),
    _close(112, _CERTIFICATE, GoalState.DROPPED, "The evenings are worth more in the guide"),
    _win(118, "The rollback rule is adopted", "Used in two incidents since"),
    _reached(133, "Second retrospective"),
    _close(135, _RETRO, GoalState.ACHIEVED, "The team runs it without me now"),
    _rating(136, "Running a meeting", 3, "The second retrospective ran without me"),
    _check_in(140, _REVIEWS, 32, "Questions first, answers the same day", 6),
    _rating(140, "Running a meeting", 4, by="dana"),
    _outcome(150, "Answer a review", Outcome.WORKED, "Nobody waits more than a day"),
    _win(160, "Noor runs her first review alone", "She asked for me as her buddy", _REVIEWS),
    _check_in(168, _GUIDE, 20, "Outline agreed", 6),
    _check_in(168, _SENIOR, 40, "Two of the five points", 6),
    _todo(200, "Thank Tom for the hard questions"),
    _done(201, "Thank Tom"),
    _check_in(224, _REVIEWS, 27, confidence=6),
    _answer(230, "What do I do when", "Write down what would make it a yes"),
    _win(231, "Incident review read by 200 people", "The board quoted it"),
    _check_in(252, _GUIDE, 40, "Scope chapter drafted", 5),
    _check_in(252, _GUIDE, 30, by="dana"),
    _rating(252, "System design", 3, "The rollback rule"),
    _win(266, "Alerts that only say retry are gone", "A third of all pages", _RETRO,
         Visibility.PUBLIC),
    _check_in(291, _ALONE, 30, "Two small ones done", 5),
    _outcome(300, "Keep one morning", Outcome.DID_NOT_WORK, "Incidents do not keep it"),
    _check_in(310, _REVIEWS, 25, "Four weeks in a row", 7),
    _check_in(309, _GUIDE, 60, "Half of it helps already", 5),
    _rating(310, "Writing", 4, "Two teams use the half-guide"),
    _rating(310, "Writing", 3, by="dana"),
    _win(322, "Review figures presented at the guild", "Two teams copied the rule", _REVIEWS),
    _check_in(333, _ALONE, 60, "I led one", 7),
    _check_in(333, _ALONE, 50, by="me"),
    _check_in(336, _GUIDE, 45, "The hard chapters are still to come", by="dana"),
    _check_in(336, _SENIOR, 70, "The panel meets in February", 7),
    _plan(336, 364, "The promotion case"),
    _ask(338, "dana", "Who should read the case before the panel does?"),
    _ask(338, "noor", "What would you leave out of an incident review?"),
)  # fmt: skip
