"""The screen of ``review WHO``: one mentorship in thirty rows."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from itertools import groupby

from mentorlog.dates import long, short, weekday_day
from mentorlog.errors import count
from mentorlog.folding import cells
from mentorlog.records import (
    Action,
    ActionState,
    MentorshipState,
    PaceState,
    Role,
    SessionState,
    Takeaway,
)
from mentorlog.records.screens import Review, ReviewedGoal
from mentorlog.records.timeline import Entry
from mentorlog.values import NamedTuple
from mentorlog.views import actions, attention, data, goals, listings, mentorships, since, words
from mentorlog.views.attention import Voice
from mentorlog.views.cells import clipped, room_for
from mentorlog.views.data import Data
from mentorlog.views.listings import Item, Section
from mentorlog.views.pages import (
    MEDIUM,
    WIDE,
    Block,
    Canvas,
    Column,
    Content,
    Line,
    Piece,
    Screen,
    Spark,
    Table,
    Tone,
    heading,
    ref,
    strong,
)
from mentorlog.views.timeline import happened, titled

_MOST_ROWS = 30
_MOST_GOALS = 6


def screen(review: Review, today: date, *, as_of: bool) -> Screen:
    """The review of one mentorship as a page and as an object.

    ``as_of`` says that ``today`` is an earlier day.
    """
    return Screen(
        page=lambda canvas: _Drawing(review, today, canvas, as_of=as_of).blocks(),
        data=lambda: _data(review, today),
    )


# --- JSON -------------------------------------------------------------------------------------


def _data(review: Review, today: date) -> Data:
    return {
        "mentorship": {
            **data.of(review.mentorship),
            **data.picked(review, "month", "months"),
            "cancelled": review.unheld.get(SessionState.CANCELLED, 0),
            "no_shows": review.unheld.get(SessionState.NO_SHOW, 0),
        },
        "attention": _attention(review, today),
        "attention_total": len(review.attention),
        "goals": [_goal(goal) for goal in review.goals],
        "actions": review.actions,
        **actions.of_done(review.done),
        "advice": review.advice,
        "since_last_session": since.screen(review.changes).data() if review.changes else None,
        **data.picked(review, "takeaways", "questions"),
    }


def _goal(goal: ReviewedGoal) -> Data:
    theirs = goal.other.percent if goal.other else None
    return {**data.of(goal.standing), "mentor_progress": theirs, "course": goal.course}


def _attention(review: Review, today: date) -> list[Data]:
    voice = Voice(review.me.id if review.me else 0, review.mentorship, today)
    return attention.data(review.attention, voice)


# --- the page ---------------------------------------------------------------------------------


# The header in words


def _course(review: Review, today: date) -> str:
    """``active, month 9 of 12``, or how it ended or since when it is paused; empty if hidden."""
    known = review.mentorship.mentorship
    if known.state is None:
        return ""
    rests = mentorships.rests(known, today, partial(short, today=today))
    of = f" of {review.months}" if review.months else ""
    now = f"month {review.month}{of}" if review.month else "not begun"
    match known.state:
        case MentorshipState.ENDED:
            last = f" {long(known.ended_on)}" if known.ended_on else ""
            return f"ended{last} in {now}" + (f": {known.end_reason}" if known.end_reason else "")
        case MentorshipState.PAUSED:
            return f"{rests}, {now}"
    return ", ".join(filter(None, ("active", rests, now)))


_UNHELD = {
    SessionState.CANCELLED: ("cancelled", "cancelled"),
    SessionState.NO_SHOW: ("no-show", "no-shows"),
}


def _cadence(review: Review) -> str:
    """``kept 16 of 19 (84 %) · 2 cancelled · longest gap 28 d · last 13 d ago``; ``–`` for what there is not."""
    standing = review.mentorship
    agreed = standing.mentorship.cadence
    if standing.mentorship.state is None:
        return f"{agreed or 'no cadence'} · {count(standing.sessions_held, 'session')}"
    if agreed:
        kept = mentorships.kept(standing)
        kept = kept if standing.slots else f"kept {kept}"
    else:
        kept = f"no cadence, {count(standing.sessions_held, 'session')}"
    gap, since = standing.longest_gap, standing.days_since_last_session
    longest = f"{gap.days} d" + (" with a pause" if gap.paused else "") if gap else "–"
    ago = "–" if since is None else f"{since} d ago" if since else "today"
    unheld = (count(number, *_UNHELD[state]) for state, number in sorted(review.unheld.items()))
    return " · ".join((kept, *unheld, f"longest gap {longest}", f"last {ago}"))


# Rows


class _Row(NamedTuple):
    """A row below the goals: its code, its text, and a few words at its right."""

    code: str
    text: str
    about: str
    tone: Tone = Tone.PLAIN
    carried: str = ""


class _Part(NamedTuple):
    """Rows under one label, the most pressing first; ``below`` stands under the label."""

    label: str
    rows: Sequence[_Row]
    below: str = ""


class _Drawing:
    def __init__(self, review: Review, today: date, canvas: Canvas, *, as_of: bool) -> None:
        self._review = review
        self._today = today
        self._as_of = as_of
        self._canvas = canvas
        self._wide = canvas.is_wide
        self._me = review.me.id if review.me else 0

    def blocks(self) -> Iterator[Block]:
        """The screen from top to bottom; the parts below the goals share the rows that are left."""
        above = [*self._header(), Line(), *self._attention(), Line(), *self._goals()]
        yield from above
        parts = [part for part in self._parts() if part.rows]
        if not parts:
            return
        yield Line()
        taken = sum(map(_height, above))
        yield from self._below(_fitted(parts, _MOST_ROWS - taken - 1))

    # The header

    def _header(self) -> Iterator[Block]:
        review, today = self._review, self._today
        day = f"as of {long(today)}" if self._as_of else ""
        said = "".join(f" · {part}" for part in (_course(review, today), day) if part)
        yield Line(
            (strong(self._title()), said), mentorships.next_meeting(review.mentorship, today)
        )
        figures = _cadence(review)
        room = self._canvas.width - len(figures) - 2
        slots = len(review.mentorship.slots)
        if not slots:
            yield Line(figures)
        elif min(slots, 15) <= room:
            marks = mentorships.strip(review.mentorship, room)
            yield Line(f"{marks}  {figures}")
        else:
            most = min(self._canvas.width, 60)
            yield Line(mentorships.strip(review.mentorship, most))
            yield Line(figures)

    def _title(self) -> str:
        them = self._review.mentorship.mentorship.partner.label or "–"
        me = self._review.me.label if self._review.me else ""
        match self._review.mentorship.mentorship.role:
            case Role.MENTOR:
                return f"{me} with {them}" if me else them
            case Role.PEER:
                return f"{me} and {them}" if me else them
        return them

    # Needs attention

    def _attention(self) -> Iterator[Block]:
        found = self._review.attention
        if not found:
            states = [each.standing.pace_state for each in self._review.goals]
            behind = states.count(PaceState.BEHIND)
            said = f"Nothing urgent; {count(behind, 'goal')} behind"
            yield Line(said if behind else "Nothing needs attention")
            return
        more = f" · {attention.MOST} of {len(found)}" if len(found) > attention.MOST else ""
        yield Line(heading(f"Needs attention{more}"))
        voice = Voice(self._me, self._review.mentorship, self._today)
        shown = [attention.record(each) for each in found[: attention.MOST]]
        code = max(len(record.shown_code) for record in shown)
        room = self._canvas.width - 6 - code
        rows = []
        for number, (record, each) in enumerate(zip(shown, found, strict=False), 1):
            reason = voice.reason(each, lambda title, rest: self._cut(title, room - rest))
            rows.append((str(number), ref(record.shown_code), self._cut(reason, room)))
        columns = (Column(right=True), Column(), Column(stretch=True))
        yield Table(columns, tuple(rows), indent=1)

    def _cut(self, text: str, room: int) -> str:
        """The text cut to the room; its mark for private is kept."""
        if not self._wide:
            return text
        mark = words.PRIVATE if text.endswith(words.PRIVATE) else ""
        kept = text.removesuffix(mark)
        return clipped(kept, max(room, 16) - len(mark), self._canvas) + mark

    # Goals

    def _goals(self) -> Iterator[Block]:
        found = self._review.goals
        if not found:
            yield Line("No open goals")
            return
        more = f" ({_MOST_GOALS} of {len(found)})" if len(found) > _MOST_GOALS else ""
        columns = (
            Column(),
            Column(f"Goals{more}", stretch=True),
            Column(self._months(), least=WIDE),
            Column("Own", right=True),
            Column(self._others(), right=True, least=MEDIUM),
            Column("Pace", right=True, least=MEDIUM),
            Column("Conf.", right=True, least=WIDE),
            Column("Moved", right=True, least=MEDIUM),
            Column("Slips", right=True, least=WIDE),
            Column(),
        )
        rows = [self._goal_row(goal) for goal in found[:_MOST_GOALS]]
        # Titles are cut, so that each goal is one line.
        room = room_for(1, columns, rows, self._canvas)
        cut = [(row[0], self._cut(str(row[1]), room), *row[2:]) for row in rows]
        yield Table(columns, tuple(cut), indent=1)

    def _goal_row(self, reviewed: ReviewedGoal) -> tuple[Content, ...]:
        standing = reviewed.standing
        return (
            ref(f"g{standing.goal.id}"),
            goals.title(standing, self._today, points=False),
            Spark(reviewed.course),
            words.narrow_percent(standing.own_progress),
            words.narrow_percent(reviewed.other.percent if reviewed.other else None),
            words.narrow_percent(standing.expected_pace),
            "–" if standing.confidence is None else str(standing.confidence),
            f"{standing.days_since_moved} d",
            str(len(standing.slips)),
            _state(reviewed),
        )

    def _months(self) -> str:
        first, last = self._review.course_from, self._review.course_until
        return f"{words.month(first)}–{words.month(last)}"

    def _others(self) -> str:
        match self._review.mentorship.mentorship.role:
            case Role.MENTEE:
                return "Mine"
            case Role.MENTOR:
                return clipped(self._partner(), 8, self._canvas)
        return "Other"

    def _partner(self) -> str:
        return self._review.mentorship.mentorship.partner.first or "Other"

    # Below the goals

    def _parts(self) -> Iterator[_Part]:
        review, today = self._review, self._today
        for owner, found in groupby(review.actions, key=lambda action: action.owner):
            label = "Me" if owner.id == self._me else self._partner()
            yield _Part(label, [_action(action, today) for action in found])
        advice = [
            _Row(f"t{each.id}", words.marked(each.text, each), each.outcome or "")
            for each in review.advice
        ]
        yield _Part("Advice", advice)
        told = [
            _Row(entry.record.code, _what(entry), happened(entry, today)) for entry in review.since
        ]
        yield _Part("Since", told, short(review.since_on, today))
        yield _Part("Kept", [_noted(each, "", today) for each in review.takeaways[:1]])
        yield _Part("Open", [_noted(each, "asked ", today) for each in review.questions])

    def _below(self, parts: Sequence[tuple[_Part, int]]) -> Iterator[Block]:
        if self._wide:
            yield self._labelled(parts)
            return
        for part, number in parts:
            more = f" ({number} of {len(part.rows)})" if number < len(part.rows) else ""
            below = f" {part.below}" if part.below else ""
            items = [
                Item(row.code, row.text, Piece(f"{row.about} {row.carried}".strip(), row.tone))
                for row in part.rows[:number]
            ]
            yield from listings.sections([Section(f"{part.label}{below}{more}", items)])

    def _labelled(self, parts: Sequence[tuple[_Part, int]]) -> Table:
        found: list[tuple[str, _Row]] = []
        for part, number in parts:
            labels = _labels(part, number)
            found += zip(labels, part.rows[:number], strict=True)
        sizes = [
            max(cells(value) for value in column)
            for column in zip(
                *((label, row.code, row.about, row.carried) for label, row in found), strict=True
            )
        ]
        room = self._canvas.width - sum(sizes) - 2 * sum(1 for size in sizes if size)
        rows = tuple(
            (
                label,
                ref(row.code),
                self._cut(row.text, room),
                Piece(row.about, row.tone),
                row.carried,
            )
            for label, row in found
        )
        columns = (Column(), Column(), Column(stretch=True), Column(), Column())
        return Table(columns, rows)


def _height(block: Block) -> int:
    return len(block.rows) + block.has_headings if isinstance(block, Table) else 1


def _fitted(parts: Sequence[_Part], room: int) -> list[tuple[_Part, int]]:
    """How many rows of each part are drawn: the parts take turns until there is no more room."""
    numbers = [0] * len(parts)
    for _ in range(max((len(part.rows) for part in parts), default=0)):
        for place, part in enumerate(parts):
            if numbers[place] < len(part.rows) and sum(numbers) < room:
                numbers[place] += 1
    return [(part, number) for part, number in zip(parts, numbers, strict=True) if number]


def _labels(part: _Part, number: int) -> list[str]:
    """The text before each row: the label, what stands below it, and how many rows are left out."""
    left = len(part.rows) - number
    more = f"+{left} more" if left else ""
    lines = [part.label, *filter(None, (part.below, more))]
    if len(lines) > number and more:
        lines = [*lines[: number - 1], f"{lines[number - 1]} +{left}"]
    return [*lines[:number], *[""] * (number - len(lines))]


def _action(action: Action, today: date) -> _Row:
    late = bool(action.overdue_days)
    due = weekday_day(action.due_on, today) if action.due_on else "no due day"
    about = actions.due_words(action, today) if late else due
    tone = Tone.LATE if late and action.state is ActionState.OPEN else Tone.PLAIN
    carried = f"{action.carried_over}×" if action.carried_over else ""
    return _Row(f"a{action.id}", actions.called(action), about, tone, carried)


def _what(entry: Entry) -> str:
    """The record, or what was noted of words that were no session."""
    return (entry.kind == "met" and entry.reason) or titled(entry)


def _noted(line: Takeaway, what: str, today: date) -> _Row:
    said = f"{what}{short(line.noted_on, today)}"
    return _Row(f"t{line.id}", words.marked(line.text, line), said)


def _state(reviewed: ReviewedGoal) -> Piece:
    """The goal's state without figures, as these stand beside it."""
    shown = goals.state(reviewed.standing)
    pace = reviewed.standing.pace_state
    return Piece(words.spoken(pace), shown.tone) if pace else shown
