"""An agenda for a session to come, on a page and in data."""

from collections.abc import Iterator, Sequence
from datetime import date

from mentorlog.dates import distance, short, weekday_day
from mentorlog.records import (
    Action,
    ActionState,
    GoalStanding,
    Kind,
    PaceState,
    Ref,
    Role,
    Session,
    Takeaway,
    TakeawayKind,
    Win,
)
from mentorlog.records.choices import SKIPPED
from mentorlog.records.screens import Agenda, Meeting, Moved
from mentorlog.records.timeline import Entry
from mentorlog.values import NamedTuple
from mentorlog.views import actions, data, goals, listings, since, words
from mentorlog.views.data import Data
from mentorlog.views.listings import Item, Section
from mentorlog.views.pages import (
    Block,
    Canvas,
    Content,
    Line,
    Piece,
    Prose,
    Screen,
    Tone,
    dim,
    strong,
)

_MOST = 7
"""Rows drawn of one section: more would be too much for one session."""


def screen(agenda: Agenda, today: date) -> Screen:
    """One agenda as a page and as an object."""
    return Screen(
        page=lambda canvas: _page(agenda, today, canvas),
        data=lambda: _data(agenda),
    )


def listing(
    agendas: Sequence[Agenda], coming: Sequence[Meeting], only: Agenda | None, today: date
) -> Screen:
    """All agendas, one below the other; below them, or if there is none, the page says what is ``coming`` next.

    ``only`` is the agenda of what comes, where it can be but that one.
    """
    return Screen(
        page=lambda canvas: _pages(agendas, coming, only, today, canvas),
        data=lambda: [_data(agenda) for agenda in agendas],
    )


# JSON


def _data(agenda: Agenda) -> Data:
    known = agenda.planned
    planned = Ref(Kind.SESSION, known.id, known.uid, known.label) if known else None
    return {
        "with": agenda.partner,
        "role": agenda.role,
        "on": agenda.on,
        "time": known.time if known else None,
        "planned": planned is not None,
        "meet_by": agenda.meet_by,
        "session": planned,
        "topic": known.topic if known else None,
        "notes": known.notes if known else None,
        "last_session": agenda.last,
        "last_session_on": agenda.last_on,
        "days_since_last_session": agenda.days_since,
        **data.picked(agenda, "topics", "advice"),
        "their_actions": agenda.theirs,
        "my_actions": agenda.mine,
        "done": agenda.done,
        "dropped": [since.closed(action, agenda.ended) for action in agenda.dropped],
        "goals_moved": [since.moved(each) for each in agenda.moved],
        "wins": agenda.wins,
        "told": [{"kind": each.kind, **since.entry(each)} for each in agenda.told],
        "takeaways": agenda.learned,
        **data.picked(agenda, "questions", "goals"),
    }


# Pages


def _pages(
    agendas: Sequence[Agenda],
    coming: Sequence[Meeting],
    only: Agenda | None,
    today: date,
    canvas: Canvas,
) -> Iterator[Block]:
    for place, agenda in enumerate(agendas):
        if place:
            yield Line()
        yield from _page(agenda, today, canvas)
    if not agendas:
        yield Line("No session is due by tomorrow's end.")
    if only:
        yield Line()
        yield from _page(only, today, canvas)
    elif coming or not agendas:
        if agendas:
            yield Line()
        yield from _comes_next(coming, today)


def _comes_next(coming: Sequence[Meeting], today: date) -> Iterator[Block]:
    for first in coming[:1]:
        known = first.mentorship
        meets = words.to_meet(first.on, first.meet_by, today, time=first.time)
        yield Line(f"Next: {known.partner.label}, {meets}.")
    way = "prep WHO prepares it now" if coming else "session plan WHO DAY plans one"
    yield Line(Piece(f"mentorlog {way}", Tone.HINT))


def _page(agenda: Agenda, today: date, canvas: Canvas) -> Iterator[Block]:
    yield Line(strong(title(agenda)), next_session(agenda, today))
    if agenda.planned:
        yield from _planned(agenda.planned)
    yield Line(dim(_last(agenda, today)))
    found = tuple(
        listings.sections(_Drawing(agenda, today, wide=not canvas.is_narrow).sections(), _MOST)
    )
    yield Line()
    yield from found or (Line("Nothing is open between you.", indent=1),)


def _planned(session: Session) -> Iterator[Block]:
    """What was written of the session when it was planned."""
    if session.topic:
        yield Line(strong(session.topic))
    if session.notes:
        yield Prose(session.notes, indent=1)


def title(agenda: Agenda) -> str:
    """``Dana Ortiz, your mentor``."""
    name = agenda.partner.label or "–"
    return f"{name}, your {agenda.role}" if agenda.role else name


def next_session(agenda: Agenda, today: date) -> str:
    """``Thu 3 Dec, in 11 days``, ``Sun 22 Nov, 14:30, today``, ``meet by Wed 25 Nov``; or that none is planned."""
    if agenda.on is None:
        course = agenda.mentorship and agenda.mentorship.state
        return "no session planned" if course else ""
    time = agenda.planned.time if agenda.planned else None
    return words.to_meet(agenda.on, agenda.meet_by, today, time=time)


def _last(agenda: Agenda, today: date) -> str:
    if agenda.last_on is None:
        return "No session was held yet."
    said = f"Last session {weekday_day(agenda.last_on, today)}, {distance(agenda.last_on, today)}"
    return f"{said}: {agenda.last.label}" if agenda.last and agenda.last.label else said


class _Drawing(NamedTuple):
    """An agenda's sections."""

    agenda: Agenda
    today: date
    wide: bool

    def sections(self) -> Iterator[Section]:
        yield Section("To raise", [*map(self._line, self.agenda.topics)])
        yield from self._as_mentor() if self.agenda.role is Role.MENTEE else self._as_mentee()

    def _as_mentee(self) -> Iterator[Section]:
        agenda = self.agenda
        theirs = [line for line in agenda.advice if line.id not in agenda.given]
        mine = [line for line in agenda.advice if line.id in agenda.given]
        yield Section("You said", [*map(self._advice, theirs), *map(self._open, agenda.theirs)])
        yield Section("I said", [*map(self._advice, mine)])
        yield Section("You did", [*self._did(theirs=True)])
        yield Section("I did", [*self._did(theirs=False), *map(self._win, agenda.wins)])
        # What came of advice stands with what was said.
        told = [each for each in agenda.told if each.kind != "advice"]
        yield Section("Since the last session", [*map(self._told, told)])
        yield Section("Not done yet", [*map(self._open, agenda.mine)])
        for title in (ActionState.DROPPED, SKIPPED):
            stopped = [each for each in agenda.dropped if agenda.ended[each.id].new == title]
            yield Section(title.capitalize(), [*map(self._closed, stopped)])
        yield Section("I learned", [*map(self._line, agenda.learned)])
        yield Section(
            "I want to ask", [*map(self._line, agenda.questions), *map(self._goal, agenda.goals)]
        )

    def _as_mentor(self) -> Iterator[Section]:
        agenda = self.agenda
        name = agenda.partner.first or "Their"
        yield Section(f"{name}'s actions", [*map(self._open, agenda.theirs)])
        yield Section("My actions", [*map(self._open, agenda.mine)])
        yield Section("Goals to talk about", [*map(self._goal, agenda.goals)])
        yield Section("Questions without an answer", [*map(self._line, agenda.questions)])
        yield Section("Advice without an outcome", [*map(self._advice, agenda.advice)])
        done = [*self._did(theirs=True), *self._did(theirs=False), *map(self._win, agenda.wins)]
        done += [*map(self._closed, agenda.dropped), *map(self._told, agenda.told)]
        yield Section("Since the last session", done)

    def _did(self, *, theirs: bool) -> Iterator[Item]:
        """What one of the two has done: actions, and progress of their own goals."""
        them = self.agenda.partner.id
        for action in actions.folded(self.agenda.done):
            if (action.owner.id == them) is theirs:
                yield self._closed(action)
        for each in self.agenda.moved:
            if (each.goal.owner.id == them) is theirs:
                yield self._moved(each)

    def day(self, on: date) -> str:
        return (weekday_day if self.wide else short)(on, self.today)

    def _advice(self, line: Takeaway) -> Item:
        days = (self.today - line.noted_on).days
        state = words.outcome(line)
        said = f"{state} {days} d" if self.agenda.role is Role.MENTEE else state
        return Item(f"t{line.id}", words.marked(line.text, line), said, words.quoted(line.note))

    def _open(self, action: Action) -> Item:
        return Item(f"a{action.id}", actions.called(action), since.open_words(action, self.today))

    def _closed(self, action: Action) -> Item:
        day = action.done_on or action.dropped_on
        on = f" {self.day(day)}" if day else ""
        mentors = self.agenda.role is Role.MENTEE
        text = since.owned(action, self.agenda.me if mentors else action.owner)
        end = self.agenda.ended.get(action.id)
        state, why = (end.new, words.quoted(end.reason)) if end else (action.state, None)
        return Item(f"a{action.id}", text, f"{state}{on}", why)

    def _moved(self, each: Moved) -> Item:
        title = words.marked(each.goal.title, each.goal)
        return Item(f"g{each.goal.id}", title, since.course(each))

    def _win(self, win: Win) -> Item:
        return Item(f"w{win.id}", words.marked(win.title, win), self.day(win.happened_on))

    def _told(self, entry: Entry) -> Item:
        found = since.item(entry, self.today, wide=self.wide)
        return found._replace(words=f"target {found.words}") if entry.kind == "target" else found

    def _line(self, line: Takeaway) -> Item:
        before = {
            TakeawayKind.TAKEAWAY: "",
            TakeawayKind.TOPIC: "since ",
            TakeawayKind.QUESTION: "asked ",
        }.get(line.kind, f"{line.kind}, ")
        said = f"{before}{self.day(line.noted_on)}"
        return Item(f"t{line.id}", words.marked(line.text, line), said)

    def _goal(self, standing: GoalStanding) -> Item:
        title = goals.title(standing, self.today, points=False)
        why = f": {goals.why_stuck(standing)}" if standing.stuck else ""
        return Item(f"g{standing.goal.id}", title + why, self._state(standing))

    def _state(self, standing: GoalStanding) -> Content:
        """The goal's state, and how long it has not moved if the state does not tell."""
        state = goals.state(standing)
        days = standing.stalled_days
        if days is None or standing.pace_state is PaceState.STALLED or not self.wide:
            return state
        return Piece(f"{state.text}, not moved {days}d", state.tone)
