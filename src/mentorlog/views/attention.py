"""What needs attention, in words and as data; and the screen of ``review`` alone: a row for each mentee."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from mentorlog.dates import long, short
from mentorlog.records import (
    Action,
    GoalStanding,
    Kind,
    MentorshipStanding,
    MentorshipState,
    Reading,
    Ref,
    Role,
    Takeaway,
    ref_to,
)
from mentorlog.records.screens import Attention, Concern, MenteeRow
from mentorlog.values import NamedTuple
from mentorlog.views import words
from mentorlog.views.cells import clipped, room_for, width
from mentorlog.views.data import Data, named, of, picked
from mentorlog.views.pages import (
    MEDIUM,
    WIDE,
    Block,
    Canvas,
    Column,
    Content,
    Line,
    Screen,
    Table,
    nothing,
    strong,
)
from mentorlog.views.words import number_of_days as days

MOST = 5
"""How many things a review names: more would be a list, not a warning."""


def record(each: Attention) -> Ref:
    """The record that needs attention; a mentorship is called by its partner's name."""
    about = each.about
    if isinstance(about, MentorshipStanding):
        known = about.mentorship
        return Ref(Kind.MENTORSHIP, known.id, known.uid, known.partner.label)
    return ref_to(about.goal if isinstance(about, GoalStanding) else about)


def data(found: Sequence[Attention], voice: "Voice") -> list[Data]:
    """The JSON of the first few; a mentorship is ``{id, uid, name}`` with its partner's name."""
    return [
        {
            "concern": each.concern,
            "kind": record(each).kind,
            "record": named(record(each)),
            "reason": voice.reason(each),
            **picked(each, "days", "points"),
        }
        for each in found[:MOST]
    ]


class Voice(NamedTuple):
    """The journal's owner (by id), speaking about a mentorship on a day."""

    me: int
    standing: MentorshipStanding
    today: date

    @property
    def _partner(self) -> str:
        return self.standing.mentorship.partner.first or "the other"

    def _called(self, who: Ref) -> str:
        """The partner's first name; for others as much of the name as tells people apart."""
        return who.first if who.id == self.standing.mentorship.partner.id else who.short

    def reason(self, each: Attention, cut: Callable[[str, int], str] | None = None) -> str:
        """Why it needs attention, in one line that names it.

        ``cut`` shortens a goal's title, given the width of what stands after it.
        """
        match each.about:
            case GoalStanding():
                goal = each.about.goal
                why = words.marked("", goal) + f": {self._of_goal(each, each.about)}"
                title = goal.title
                return (cut(title, width(why)) if cut else title) + why
            case Action():
                return self._of_action(each, each.about)
            case Takeaway():
                return f"{self._advice(each)}, pending {days(each.days)}: {_text(each.about)}"
        return self._of_sessions(each, self.standing)

    def _of_goal(self, each: Attention, goal: GoalStanding) -> str:
        match each.concern:
            case Concern.OVERDUE_GOAL:
                return f"overdue {days(each.days)}, {self._at(goal)}{_rest(goal)}"
            case Concern.AT_RISK_GOAL:
                expected = f"{words.percent(goal.expected_pace)} is expected"
                return f"{self._now(goal)} where {expected}{_rest(goal)}"
            case Concern.LOW_CONFIDENCE:
                fallen = each.points and f", {goal.confidence_before} before"
                return f"confidence {goal.confidence}{fallen or ''}"
            case Concern.TARGET_MOVED:
                return f"target moved {words.times(len(goal.slips))}, {days(each.days)} in all"
            case Concern.READINGS_DIFFER:
                return self._readings(goal, each.other)
        return f"stalled {days(each.days)}, {self._at(goal)}{_stuck(goal)}"

    def _at(self, goal: GoalStanding) -> str:
        return self._now(goal) if goal.progress is None else f"at {self._now(goal)}"

    def _now(self, goal: GoalStanding) -> str:
        """Its progress, and who read it if that is not the owner."""
        read = goal.borrowed
        if read is None:
            return words.percent_yet(goal.progress)
        by = "me" if read.by.id == self.me else self._called(read.by) or "another"
        return f"{words.percent(goal.progress)} (by {by}, {short(read.on, self.today)})"

    def _readings(self, goal: GoalStanding, other: Reading | None) -> str:
        if goal.by_milestones:
            owner = f"its milestones say {words.percent(goal.own_progress)}"
        else:
            owner = self._says(goal.goal.owner, goal.own_progress)
        if other is None:
            return owner
        if goal.own_on and goal.own_on != other.on and not goal.by_milestones:
            owner += f" on {short(goal.own_on, self.today)}"
        return f"{owner}, {self._says(other.by, other.percent)} on {short(other.on, self.today)}"

    def _says(self, who: Ref, value: float | None) -> str:
        said = "I say" if who.id == self.me else f"{self._called(who) or self._partner} says"
        return f"{said} {words.percent(value)}"

    def _of_action(self, each: Attention, action: Action) -> str:
        if each.concern is Concern.OWN_PROMISE:
            return f"mine, overdue {days(each.days)}: {_text(action)}"
        carried = f", carried over {action.carried_over}×" if action.carried_over else ""
        return f"overdue {days(each.days)}{carried}: {_text(action)}"

    def _advice(self, each: Attention) -> str:
        match each.role:
            case Role.MENTEE:
                return "my advice"
            case Role.MENTOR:
                return f"{self._partner}'s advice"
        return "advice"

    @staticmethod
    def _of_sessions(each: Attention, standing: MentorshipStanding) -> str:
        if each.concern is Concern.SLOTS_MISSED:
            return f"{each.kept} of the last 6 slots kept"
        agreed = f"agreed {standing.mentorship.cadence}"
        if standing.last_held_on is None:
            return f"no session in the {days(each.days)} since the start, {agreed}"
        return f"no session for {days(each.days)}, {agreed}"


def _text(line: Action | Takeaway) -> str:
    return words.marked(line.text, line)


def _rest(goal: GoalStanding) -> str:
    stalled = goal.stalled_days
    unmoved = f"; unmoved for {days(stalled)}" if stalled is not None else ""
    return unmoved + _stuck(goal)


def _stuck(goal: GoalStanding) -> str:
    """That its owner said so."""
    return "" if goal.stuck is None else ", stuck"


# A row for each mentee, those that need attention first

_LEAST_TITLE = 12
"""How much of a goal's title stays, in characters, however much is said about it."""


def screen(
    rows: Sequence[MenteeRow], me: int, today: date, *, as_of: bool, hint: str = ""
) -> Screen:
    """The mentees, a row each; ``hint`` is what to do if there is none.

    ``as_of`` says that ``today`` is an earlier day.
    """
    day = f"as of {long(today)}" if as_of else long(today)
    none = Line(nothing("No mentee", hint))
    return Screen(
        page=lambda canvas: _mentees(rows, me, today, canvas, day) if rows else (none,),
        data=lambda: [_mentee_data(row, me, today) for row in rows],
    )


def _mentee_data(row: MenteeRow, me: int, today: date) -> dict[str, object]:
    voice = Voice(me, row.mentorship, today)
    return {
        "mentee": row.mentorship.mentorship.partner,
        "mentorship": of(row.mentorship),
        "attention": data(row.attention, voice),
        "attention_total": len(row.attention),
        "goals_open": len(row.goals),
        "actions_overdue": row.overdue,
    }


def _mentees(
    rows: Sequence[MenteeRow], me: int, today: date, canvas: Canvas, day: str
) -> Iterator[Block]:
    yield Line((strong("Your mentees"), f" · {day}"))
    yield Line()
    columns = (
        Column("Mentee"),
        Column("Last", right=True),
        Column("Next", least=MEDIUM),
        Column("Kept", right=True, least=MEDIUM),
        Column("Goals", right=True, least=WIDE),
        Column("Late", right=True, least=WIDE),
        Column("Needs attention", stretch=True),
    )
    rows_ = [_mentee_cells(row, today) for row in rows]
    room = max(room_for(len(columns) - 1, columns, rows_, canvas) - 1, 16)
    cut = (lambda text, most: clipped(text, most, canvas)) if canvas.is_wide else None
    cells_ = [
        (*known, _what(row, me, today, room, cut)) for known, row in zip(rows_, rows, strict=True)
    ]
    yield Table(columns, tuple(cells_), indent=1)


def _mentee_cells(row: MenteeRow, today: date) -> tuple[Content, ...]:
    standing = row.mentorship
    since = standing.days_since_last_session
    return (
        strong(standing.mentorship.partner.label or "–"),
        "–" if since is None else f"{since} d",
        _next(standing, today),
        words.narrow_percent(standing.cadence_kept),
        str(len(row.goals)),
        str(row.overdue),
    )


def _next(standing: MentorshipStanding, today: date) -> str:
    if standing.next_on is None:
        return "–"
    since = "since " if standing.next_on < today else ""
    return f"{since}{short(standing.next_on, today)}"


def _what(
    row: MenteeRow, me: int, today: date, room: int, cut: Callable[[str, int], str] | None
) -> str:
    """How many things need attention, and the first of them; before it the state if not active."""
    state = row.mentorship.mentorship.state
    words = "" if state in (MentorshipState.ACTIVE, None) else state.value
    if row.attention:
        words = ", ".join(filter(None, (words, f"{len(row.attention)} · ")))
        left = room - len(words)
        short = cut and (lambda title, rest: cut(title, max(left - rest, _LEAST_TITLE)))
        words += Voice(me, row.mentorship, today).reason(row.attention[0], short)
    return (cut(words, room) if cut else words) or "–"
