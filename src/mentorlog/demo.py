"""The sample year: a backend engineer growing to senior, with one mentor and a session a month.

Every step is told to the journal on the day it happened, through the same doors as a real one, so
that both clocks, the history and the figures are those of a journal that was really kept. Days
count from the first session; the last one of the thirteen was three days ago.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from mentorlog import journal as journals
from mentorlog.dates import Clock
from mentorlog.journal import (
    Journal,
    actions,
    goals,
    mentorships,
    milestones,
    people,
    sessions,
    takeaways,
    wins,
)
from mentorlog.journal.documents import log
from mentorlog.journal.references import resolve
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

CADENCE = 28
SLOTS = 13
_CANCELLED = 7
_LAST_SESSION_DAYS_AGO = 3

_RETRO = "Run the on-call retrospective"
_REVIEWS = "Answer design reviews within a day"
_GUIDE = "Write the design-review guide"
_CERTIFICATE = "Pass the architect certificate"


@dataclass(frozen=True)
class _Meeting:
    """A session of the year: its lines in the marks of the prompt, ``!14`` due in 14 days."""

    topic: str
    minutes: int
    notes: str
    lines: tuple[str, ...]


_MEETINGS = (
    _Meeting("Where I want to be in a year", 50, "Nervous. Senior by next spring is what I want.",
             ("Senior means others get better because you are there",
              "!14 List what a senior does here that I do not",
              "!21 Ask my manager what the promotion panel reads",
              "+ Write down each win on the day it happens")),
    _Meeting("The on-call mess", 45, "I said too much about the team lead.",
             ("Own the problem in front of you, not the one above you",
              "!21 Propose a retrospective of the last ten pages",
              "!28 Collect the pages of the last quarter",
              "? Who decides what wakes people at night?")),
    _Meeting("Running a room", 45, "",
             ("Let the quiet ones write before the loud ones speak",
              "!10 Draft the agenda of the retrospective",
              "!28 Read two papers on alert fatigue")),
    _Meeting("Reviews that help", 50, "Dana thinks I hide behind details.",
             ("Say what you would do before you say what is wrong",
              "!14 Time every review for two weeks",
              "!28 Pair on one review with Tom",
              "+ Answer a review the day it comes, even if only with a question")),
    _Meeting("The certificate, again", 30, "I only wanted it to prove something.",
             ("A certificate is a plan to be examined, not a plan to be useful",
              "!7 Decide about the certificate",
              "!28 Move the study evenings to the guide")),
    _Meeting("Writing for people in a hurry", 45, "",
             ("A page nobody finishes is a page nobody wrote",
              "!21 Outline the design-review guide",
              "!28 Collect five good reviews as examples",
              "!28 @dana Send the writing checklist")),
    _Meeting("Disagreeing upwards", 45, "Salary talk went badly. Do not tell anyone yet.",
             ("Bring the decision you want, with its price",
              "!14 Write one page on the rollback rule",
              "!28 Take the rollback rule to the architects",
              "? What do I do when the answer is no twice?")),
    _Meeting("Cancelled", 0, "", ()),
    _Meeting("Back after the outage", 60, "The outage was partly mine.",
             ("Tell the story of an outage by what we learned, not by who",
              "!7 Publish the incident review",
              "!21 Cut the first alert that only says retry",
              "!28 Draft the guide's chapter on scope")),
    _Meeting("Saying no", 50, "",
             ("A no with a date is a yes that people can plan with",
              "!21 Hand the billing rota to Noor",
              "!28 Second chapter of the guide",
              "+ Keep one morning a week without meetings")),
    _Meeting("The guide is late", 45, "I avoid it because I fear what Tom will say.",
             ("Ship the half that helps",
              "!14 Show the half-guide to Tom",
              "!28 Ask Finance for the refund cases",
              "? Is a guide the right form at all?")),
    _Meeting("Being seen", 45, "",
             ("People promote the work they have heard of",
              "!21 Present the review figures at the guild",
              "!28 Ask Lena for feedback on the talk",
              "!28 Collect the evidence for the panel")),
    _Meeting("Openings", 45, "I can see it now.",
             ("Open with a story, then the point",
              "!8 Draft the promotion case",
              "!14 Third chapter of the guide",
              "!14 @dana Introduce me to the architecture board",
              "+ Rehearse the case once with somebody who will not be kind")),
)  # fmt: skip

_NEVER_DONE = (
    "Collect the evidence for the panel",
    "Ask Finance for the refund cases",
    "Draft the promotion case",
    "Third chapter of the guide",
    "Introduce me to the architecture board",
)
_DROPPED = ("Read two papers on alert fatigue",)
_DONE_LATE = {"Outline the design-review guide": 40, "Take the rollback rule to the architects": 61}

_WINS = (
    (75, "Pages at night down from 14 to 6", "Three people sleep through their week", _RETRO),
    (118, "The rollback rule is adopted", "Used in two incidents since", None),
    (160, "Noor runs her first review alone", "She asked for me as her buddy", _REVIEWS),
    (231, "Incident review read by 200 people", "The board quoted it", None),
    (266, "Alerts that only say retry are gone", "A third of all pages", _RETRO),
    (322, "Review figures presented at the guild", "Two teams copied the rule", _REVIEWS),
)

_READINGS = (
    (56, _REVIEWS, "40", 5, "Measured for the first time", None),
    (140, _REVIEWS, "32", 6, "Questions first, answers the same day", None),
    (168, _GUIDE, "20", 6, "Outline agreed", None),
    (224, _REVIEWS, "27", 6, "", None),
    (252, _GUIDE, "40", 5, "Scope chapter drafted", None),
    (252, _GUIDE, "30", None, "", "Dana"),
    (308, _REVIEWS, "25", 7, "Four weeks in a row", None),
    (309, _GUIDE, "60", 5, "Half of it helps already", None),
    (336, _GUIDE, "45", None, "The hard chapters are still to come", "Dana"),
)

_MILESTONES = (
    (42, "Agenda agreed with the team"),
    (63, "Retrospective held"),
    (98, "Three alerts fixed"),
    (133, "Second retrospective, run by somebody else"),
)


def make(path: Path, clock: Clock) -> None:
    """Write the sample year into a new journal at ``path``, ending on the clock's today."""
    for day, steps in sorted(_calendar(clock.today).items()):
        if day <= clock.today:
            now = clock.now - timedelta(days=(clock.today - day).days)
            for name, step in steps:
                with _on(path, Clock(day, now), name) as journal:
                    step(journal)


@contextmanager
def _on(path: Path, clock: Clock, command: str) -> Iterator[Journal]:
    with journals.writing(
        path, clock, command, owner_name=lambda: "Priya Nair", make_folder=True
    ) as journal:
        yield journal


def started_on(today: date) -> date:
    """The day of the first session of a sample year that ends on ``today``."""
    return today - timedelta(days=CADENCE * (SLOTS - 1) + _LAST_SESSION_DAYS_AGO)


Step = Callable[[Journal], object]


class _Calendar(dict[date, list[tuple[str, Step]]]):
    """What is told to the journal on each day, in order: a command's name and what it does."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self.start = started_on(today)

    def on(self, day: int, command: str, step: Step) -> None:
        """Tell the journal something on the day that many days after the first session."""
        self.setdefault(self.start + timedelta(days=day), []).append((command, step))

    def day(self, day: int) -> date:
        """The calendar day that many days after the first session."""
        return self.start + timedelta(days=day)


def _calendar(today: date) -> _Calendar:
    year = _Calendar(today)
    _plan_goals(year)
    for number, meeting in enumerate(_MEETINGS):
        _meet(year, number, meeting)
    _replies(year)
    _readings(year)
    for day, title, impact, goal in _WINS:
        _win(year, day, title, impact, goal)
    year.on(90, "todo", _todo("Find a quiet room for Fridays", year.day(97)))
    year.on(98, "done", _done("quiet room"))
    year.on(200, "todo", _todo("Thank Tom for the hard questions", None))
    year.on(201, "done", _done("Thank Tom"))
    _plan_next(year)
    return year


def _plan_goals(year: _Calendar) -> None:
    def first(journal: Journal) -> None:
        mentorships.add(
            journal,
            "Dana Ortiz",
            Role.MENTOR,
            mentorships.Plan(
                cadence=Cadence(days=CADENCE), purpose="From backend engineer to senior"
            ),
        )

    def retro(journal: Journal) -> None:
        goal = goals.add(
            journal,
            _RETRO,
            goals.Plan(
                why="Three people sleep badly because of alerts nobody needs",
                measure="Fewer than seven pages at night a week",
                area="career",
                target_on=year.day(140),
                visibility=Visibility.PUBLIC,
            ),
        )
        for day, title in _MILESTONES:
            milestones.add(journal, goal.id, title, due=year.day(day), visibility=Visibility.PUBLIC)

    def certificate(journal: Journal) -> None:
        plan = goals.Plan(why="It looks good on paper", area="career", target_on=year.day(300))
        goals.add(journal, _CERTIFICATE, plan)

    year.on(0, "mentor add", first)
    year.on(0, "goal add", retro)
    year.on(1, "goal add", certificate)
    for day, title in _MILESTONES:
        year.on(day, "milestone done", _milestone(title, year.day(day)))
    year.on(
        135, "goal close", _close(_RETRO, GoalState.ACHIEVED, "The team runs it without me now")
    )
    year.on(
        56,
        "goal add",
        _goal(
            _REVIEWS,
            goals.Plan(
                why="A review that waits stops somebody's week",
                metric="48..24",
                unit="hours",
                area="career",
                target_on=year.day(380),
            ),
        ),
    )
    year.on(
        112,
        "goal close",
        _close(_CERTIFICATE, GoalState.DROPPED, "The evenings are worth more in the guide"),
    )
    year.on(
        141,
        "goal add",
        _goal(
            _GUIDE,
            goals.Plan(
                why="So that reviews do not depend on who has time",
                measure="Two teams use it unasked",
                area="career",
                target_on=year.day(285),
            ),
        ),
    )
    year.on(280, "goal edit", _retarget(_GUIDE, year.day(330), "The outage took all of September"))


def _goal(title: str, plan: goals.Plan) -> Step:
    return lambda journal: goals.add(journal, title, plan)


def _find(journal: Journal, title: str, kind: Kind = Kind.GOAL) -> int:
    return resolve(journal, kind, title)


def _milestone(title: str, on: date) -> Step:
    return lambda journal: milestones.done(journal, _find(journal, title, Kind.MILESTONE), on)


def _close(title: str, state: GoalState, why: str) -> Step:
    return lambda journal: goals.close(
        journal, _find(journal, title), state, journal.clock.today, why
    )


def _retarget(title: str, target: date, why: str) -> Step:
    return lambda journal: goals.edit(
        journal,
        _find(journal, title),
        goals.Edit(target_on=target, why_moved=why),
        journal.clock.today,
    )


def _meet(year: _Calendar, number: int, meeting: _Meeting) -> None:
    day = number * CADENCE
    if number == _CANCELLED:
        year.on(day - 10, "session plan", _plan(year.day(day)))
        year.on(day - 1, "session cancel", _cancel(year.day(day)))
        return
    lines = tuple(_line(text, year.day(day)) for text in meeting.lines)
    draft = SessionDraft(
        minutes=meeting.minutes,
        mode=Mode.IN_PERSON if number % 4 == 0 else Mode.VIDEO,
        topic=meeting.topic,
        notes=meeting.notes,
        tags=("promotion",) if number in (0, 6, 11, 12) else (),
        lines=lines,
    )
    discussed = _DISCUSSED.get(number, ())

    def held(journal: Journal) -> None:
        dana = people.find(journal, "dana")
        found = [_find(journal, title) for title in discussed]
        log.save(journal, draft, [dana], goals=found)

    year.on(day, "log", held)
    for line in lines:
        if line.kind is Kind.ACTION:
            _finish(year, day, line)


_DISCUSSED = {
    1: (_RETRO,),
    2: (_RETRO,),
    3: (_REVIEWS,),
    4: (_CERTIFICATE,),
    5: (),
    9: (_GUIDE,),
    10: (_GUIDE,),
    11: (_REVIEWS,),
    12: (_GUIDE,),
}


def _line(text: str, on: date) -> LineDraft:
    mark, _, rest = text.partition(" ")
    if mark == "+":
        return LineDraft(TakeawayKind.ADVICE, rest)
    if mark == "?":
        return LineDraft(TakeawayKind.QUESTION, rest)
    if not mark.startswith("!"):
        return LineDraft(TakeawayKind.TAKEAWAY, text)
    owner, _, promised = rest.partition(" ")
    due = on + timedelta(days=int(mark[1:]))
    if owner.startswith("@"):
        return LineDraft(Kind.ACTION, promised, owner=owner[1:], due_on=due)
    return LineDraft(Kind.ACTION, rest, due_on=due)


def _finish(year: _Calendar, day: int, line: LineDraft) -> None:
    """When an action is done: two days early, late, or never."""
    if line.text in _NEVER_DONE:
        return
    assert line.due_on
    if line.text in _DROPPED:
        year.on(day + CADENCE, "action drop", _drop(line.text))
        return
    early = (line.due_on - year.day(day)).days - 2
    year.on(day + _DONE_LATE.get(line.text, early), "done", _done(line.text))


def _todo(text: str, due: date | None) -> Step:
    return lambda journal: actions.add(
        journal, actions.Facts(text=text, due_on=due, visibility=Visibility.PRIVATE)
    )


def _done(text: str) -> Step:
    return lambda journal: actions.done(
        journal, _find(journal, text, Kind.ACTION), journal.clock.today
    )


def _drop(text: str) -> Step:
    return lambda journal: actions.drop(
        journal, _find(journal, text, Kind.ACTION), journal.clock.today, "The team knew it already"
    )


def _plan(on: date, topic: str | None = None) -> Step:
    return lambda journal: sessions.plan(
        journal,
        sessions.Facts(
            held_on=on, time="16:00", topic=topic, people=(people.find(journal, "dana"),)
        ),
    )


def _cancel(on: date) -> Step:
    def cancel(journal: Journal) -> None:
        planned = sessions.on_day(journal, on, [people.find(journal, "dana")], SessionState.PLANNED)
        assert planned
        sessions.move(journal, planned, SessionState.CANCELLED, journal.clock.today, "Dana was ill")

    return cancel


def _plan_next(year: _Calendar) -> None:
    day = SLOTS * CADENCE
    year.on(day - CADENCE, "session plan", _plan(year.day(day), "The promotion case"))


def _replies(year: _Calendar) -> None:
    for day, words, outcome, note in (
        (60, "Write down each win", Outcome.WORKED, "Six of them by now"),
        (110, "Answer a review", Outcome.TRYING, ""),
        (150, "Answer a review", Outcome.WORKED, "Nobody waits more than a day"),
        (300, "Keep one morning", Outcome.DID_NOT_WORK, "Incidents do not keep it"),
    ):
        year.on(day, "takeaway outcome", _outcome(words, outcome, note))
    year.on(70, "takeaway answer", _answer("Who decides what wakes", "The team that is woken"))
    year.on(
        230, "takeaway answer", _answer("What do I do when", "Write down what would make it a yes")
    )


def _outcome(words: str, outcome: Outcome, note: str) -> Step:
    return lambda journal: takeaways.outcome(
        journal, _find(journal, words, Kind.TAKEAWAY), outcome, journal.clock.today, note or None
    )


def _answer(words: str, text: str) -> Step:
    return lambda journal: takeaways.answer(
        journal, _find(journal, words, Kind.TAKEAWAY), text, journal.clock.today
    )


def _readings(year: _Calendar) -> None:
    for day, title, value, confidence, note, by in _READINGS:
        year.on(day, "check-in", _check_in(title, value, confidence, note, by))


def _check_in(title: str, value: str, confidence: int | None, note: str, by: str | None) -> Step:
    return lambda journal: goals.check_in(
        journal,
        _find(journal, title),
        value,
        on=journal.clock.today,
        confidence=confidence,
        note=note or None,
        by=people.find(journal, by) if by else None,
    )


def _win(year: _Calendar, day: int, title: str, impact: str, goal: str | None) -> None:
    year.on(
        day,
        "win add",
        lambda journal: wins.add(
            journal,
            wins.Facts(
                title=title,
                impact=impact,
                goal=_find(journal, goal) if goal else None,
                visibility=Visibility.PUBLIC if goal == _RETRO else None,
            ),
        ),
    )
