"""The screen of ``status``: goals with their pace, actions of each side, the cadences."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from mentorlog.dates import long
from mentorlog.records import Done, GoalStanding, GoalState, PaceState, Ref, Role
from mentorlog.records.screens import GoalGroup, Status
from mentorlog.values import NamedTuple
from mentorlog.views import actions, goals, mentorships, sessions, words
from mentorlog.views.data import Data
from mentorlog.views.pages import Block, Canvas, Line, Screen, Span, Table, dim, nothing, strong

_MOST_NAMED = 3


class Shown(NamedTuple):
    """Whether a status is of an earlier day, for whom codes are nothing, and whether it has closed goals.

    ``drafts`` are what the owner typed and has not saved, None for others.
    """

    as_of: bool
    anonymous: bool
    with_closed: bool
    drafts: Sequence[str] | None = None


def screen(status: Status, today: date, shown: Shown) -> Screen:
    """The status as a page and as an object of arrays."""
    return Screen(
        page=lambda canvas: _Drawing(status, today, shown).blocks(canvas),
        data=lambda: {**_data(status), **_own(shown.drafts)},
    )


def _data(status: Status) -> Data:
    return {
        "goals": [each for group in status.goals for each in group.goals],
        "actions": [each for group in status.actions for each in group.actions],
        "mentorships": status.mentorships,
        **actions.of_done(status.done),
        "unheld_sessions": status.unheld,
    }


def _own(drafts: Sequence[str] | None) -> Data:
    return {} if drafts is None else {"drafts": len(drafts)}


class _Drawing(NamedTuple):
    status: Status
    today: date
    shown: Shown

    def blocks(self, canvas: Canvas) -> Iterator[Block]:
        """The page from top to bottom."""
        has_bars = bool(self.status.goals) and not canvas.is_narrow
        legend = "│ in a bar: expected pace" if has_bars else ""
        day = f"as of {long(self.today)}" if self.shown.as_of else long(self.today)
        yield Line(strong(words.listed(self._title(), day)), dim(legend))
        yield Line()
        yield from self._goals()
        yield Line()
        yield from self._actions()
        yield Line()
        if self.status.mentorships:
            yield mentorships.table(self.status.mentorships, self.today, canvas)
        else:
            yield _nothing("No mentorship now", 'mentorlog mentor add "NAME" --every 2w')
        if self.status.unheld:
            yield Line()
            yield sessions.unheld(self.status.unheld, self.today)
        yield from sessions.unsaved(self.shown.drafts or ())

    def _title(self) -> str:
        me = self.status.me.label if self.status.me else ""
        partner = self.status.partner
        if partner is None:
            return me
        them = partner.partner.label
        return them if partner.role is Role.MENTEE else f"{me} with {them}"

    # Goals

    def _goals(self) -> Iterator[Block]:
        groups = self.status.goals
        for place, group in enumerate(groups):
            table = goals.table(
                group.goals,
                self.today,
                heading=self._heading(group.owner),
                only_heading=place > 0,
            )
            yield _with_notes(table, _more(group.left), self._note(group))
        told = sum((Counter(group.closed) for group in groups), Counter[GoalState]())
        others = Counter(self.status.closed) - told
        if not groups:
            none = f"No open goals · {_closed(others)}" if others else "No goals yet"
            yield _nothing(none, "mentorlog goal add TITLE --by DAY")
        elif others and not self.shown.with_closed:
            yield Line(dim(f"Others' goals, {_closed(others)} (--all)"), indent=1)

    def _heading(self, owner: Ref) -> str:
        is_me = owner == self.status.me
        if len(self.status.goals) == 1 and (self.status.partner or is_me):
            return "Goals"
        return goals.heading(owner, self.status.me.id if self.status.me else 0)

    def _note(self, group: GoalGroup) -> str:
        """What a row's one state leaves out, and how many goals are closed."""
        # This line names goals by their codes, which a manager does not see.
        has_closed = group.closed and not self.shown.with_closed
        return words.listed(
            "" if self.shown.anonymous else _stalled_too(group.goals),
            f"{_closed(group.closed)} (--all)" if has_closed else "",
        )

    # Actions

    def _actions(self) -> Iterator[Block]:
        status = self.status
        found = [each for group in status.actions for each in group.actions]
        tables = actions.tables(found, self.today, status.me.id if status.me else 0)
        for table, group in zip(tables, status.actions, strict=True):
            yield _with_notes(table, _more(group.left), _done(group.done))
        others = status.done.number - sum(group.done.number for group in status.actions)
        if others and tables and status.closed_own.number:
            own = words.part_of(*status.closed_own, "done")
            yield Line(dim(f"Mine: none open, {own}"), indent=1)
            others -= status.closed_own.number
        if others:
            none = "Others: none open," if tables else "No open actions ·"
            yield Line(dim(f"{none} {others} done"), indent=1)
        elif not tables:
            yield _nothing("No actions yet", "mentorlog todo TEXT")


def _nothing(what: str, command: str) -> Line:
    return Line(nothing(what, command), indent=1)


def _with_notes(table: Table, *notes: str) -> Table:
    spans = tuple(Span(dim(note), under=1) for note in notes if note)
    return table._replace(rows=table.rows + spans)


def _stalled_too(records: Sequence[GoalStanding]) -> str:
    found = [
        standing
        for standing in records
        if standing.stalled_days is not None and standing.pace_state is not PaceState.STALLED
    ]
    if not found or len(found) > _MOST_NAMED:
        return f"{len(found)} of these are stalled too" if found else ""
    if len(found) == 1:
        return f"g{found[0].goal.id} is stalled too, {found[0].stalled_days} days"
    named = ", ".join(f"g{each.goal.id} {each.stalled_days}" for each in found)
    return f"stalled too, in days: {named}"


def _closed(closed: Mapping[GoalState, int]) -> str:
    states = (f"{number} {words.spoken(state)}" for state, number in closed.items())
    return f"closed: {', '.join(states)}"


def _more(left: int) -> str:
    return f"… and {left} more (--all)" if left else ""


def _done(done: Done) -> str:
    return words.part_of(*done, "done") if done.number else ""
