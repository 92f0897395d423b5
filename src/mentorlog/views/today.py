"""The screen of ``mentorlog`` alone: today, in at most twelve rows (eighteen where they are narrow)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from mentorlog.dates import distance, long, short, weekday_day
from mentorlog.errors import count
from mentorlog.folding import lines
from mentorlog.records import SOON, GoalStanding, Mentorship, PaceState, Pause
from mentorlog.records.screens import Meeting, Today
from mentorlog.values import NamedTuple
from mentorlog.views import cells, data, goals, to_terminal, words
from mentorlog.views.data import Data
from mentorlog.views.mentorships import rests, roles
from mentorlog.views.pages import (
    Bar,
    Block,
    Canvas,
    Content,
    Line,
    Page,
    Piece,
    Screen,
    dim,
    ref,
    strong,
)
from mentorlog.views.today_rows import LABEL, Dues, Item, Rows, day_or_today, first_day

_MOST_ROWS, _MOST_NARROW_ROWS = 12, 18
_MOST_DUE = 4
_MOST_NAMED = 3


def screen(today: Today, *, exists: bool = True, mine: bool = True, drafts: int = 0) -> Screen:
    """Today as a page and an object.

    ``exists`` says whether there is a journal at all, ``mine`` whether its owner reads: only they
    are told what to do next, and how many ``drafts`` of theirs are not saved.
    """

    def page(canvas: Canvas) -> Page:
        drawing = _Drawing(today, canvas, mine, drafts)
        return (
            first_day(today.on, canvas, drawing.unsaved, exists=exists, mine=mine)
            if today.is_blank and not (mine and today.has_records)
            else drawing.blocks()
        )

    return Screen(
        page=page,
        data=lambda: {**_data(today), **(_own(today, drafts) if mine else {})},
    )


# --- JSON -------------------------------------------------------------------------------------


def _data(today: Today) -> Data:
    return {
        "today": today.on,
        "due": today.due,
        "milestones_due": today.milestones,
        "open_actions": today.open_actions,
        "goals": today.goals,
        "next_sessions": [_meeting(meeting) for meeting in today.meetings],
        "pauses": [_resting(known, today.on) for known in today.resting],
        "latest_takeaway": today.latest,
    }


def _own(today: Today, drafts: int) -> Data:
    """What is nobody's business but the owner's."""
    return {
        "drafts": drafts,
        "keep_in_touch": today.touch,
        "unheld_sessions": today.unheld,
    }


def _meeting(meeting: Meeting) -> Data:
    return {
        **data.picked(meeting.mentorship, "partner", "role", "cadence"),
        "next_on": meeting.on,
        "next_planned": meeting.planned,
        "meet_by": meeting.meet_by,
        "next_time": meeting.time,
    }


def _resting(known: Mentorship, on: date) -> Data:
    lasts = [each for each in known.pauses if each.until_on is None or each.until_on > on]
    days = lasts[0] if lasts else Pause(known.started_on, None, None)
    return {**data.picked(known, "partner", "role"), **days._asdict()}


# --- the page ---------------------------------------------------------------------------------


class _Fit(NamedTuple):
    """How many items of what is due and of goals a page has, and how many rows a text may take.

    A page without goals has no blank row, and one row for what it leaves out.
    """

    due: int
    goals: int
    rows: int = _MOST_NARROW_ROWS


class _Drawing:
    def __init__(self, today: Today, canvas: Canvas, mine: bool, drafts: int) -> None:
        self.today = today
        self.on = today.on
        self.canvas = canvas
        self.wide = canvas.is_wide
        self.mine = mine
        self.dues = Dues(today, self.wide)
        self.unsaved = _unsaved(drafts)

    def blocks(self) -> Sequence[Block]:
        """The page of a journal that has something in it, as whole as its rows have room for."""
        for fit in self._fits():
            self.fit, self.rows = fit, Rows(self.canvas, fit.rows)
            body = self._busy_day() if self.today.goals else self._young_day()
            blocks = [*self._header(), *body]
            if self._height(blocks) <= (_MOST_ROWS if self.wide else _MOST_NARROW_ROWS):
                break
        return blocks

    def _fits(self) -> Iterator[_Fit]:
        """From the fullest page to the one that fits always: goals go first, then what is due later.

        Of what presses, the ends of texts go first, then the last items.
        """
        pressing = max(1, self.dues.pressing)
        due = max(_MOST_DUE, pressing)
        most = min(len(self.today.goals), _MOST_ROWS)
        yield from (_Fit(due, number) for number in range(most, 0, -1))
        yield from (_Fit(number, 1) for number in range(due - 1, pressing - 1, -1))
        yield _Fit(pressing, 0)
        yield from (_Fit(number, 0, rows=2) for number in range(pressing, 0, -1))

    def _height(self, blocks: Sequence[Block]) -> int:
        width, unicode = self.canvas
        return to_terminal.draw(blocks, width=width, color=False, unicode=unicode).count("\n")

    # The first row: the day, and whom to meet when

    def _header(self) -> Iterator[Line]:
        day = strong(long(self.on))
        meetings = self._meetings()
        if self.wide or not meetings:
            yield Line((day, " · ", meetings) if meetings else day)
        else:
            yield Line(day)
            yield Line(self.rows.cut(meetings, self.canvas.width))

    def _meetings(self, most: int = _MOST_NAMED) -> str:
        meetings = self.today.meetings
        met = {each.mentorship.id for each in meetings}
        resting = [each for each in self.today.resting if each.id not in met]
        if len(meetings) == 1 and not resting:
            return self._one_meeting(meetings[0])
        role = roles([*(each.mentorship for each in meetings), *resting])
        parts = [self._short_meeting(each, role[each.mentorship.id]) for each in meetings]
        parts += [
            f"{each.partner.short or '–'}{role[each.id]} {self._rests(each)}" for each in resting
        ]
        # One more name says more than +1 does, in little more room.
        shown = parts if len(parts) == most + 1 > 2 else parts[:most]
        left = len(parts) - len(shown)
        said = words.listed(*shown, f"+{left}" if left else "")
        fits = most == 1 or len(lines(said, self.canvas.width)) <= self.fit.rows
        return said if fits else self._meetings(most - 1)

    def _one_meeting(self, meeting: Meeting) -> str:
        name, at_rest = meeting.mentorship.partner.label, self._rests(meeting.mentorship)
        if meeting.planned:
            return words.listed(f"{name}: next {self._meets(meeting)}", at_rest)
        every = f", {meeting.mentorship.cadence}" if self.wide else ""
        return words.listed(f"{name}{every}, {self._meets(meeting)}", at_rest)

    def _short_meeting(self, meeting: Meeting, role: str) -> str:
        name = f"{meeting.mentorship.partner.short or '–'}{role}"
        at_rest = self._rests(meeting.mentorship)
        rest = f", {at_rest}" if at_rest else ""
        if not meeting.planned:
            return f"{name}: {self._meets(meeting)}{rest}"
        near = (meeting.on - self.on).days <= 1
        day = (distance if near else weekday_day)(meeting.on, self.on)
        return f"{name} {day}{f', {meeting.time}' if meeting.time else ''}{rest}"

    def _rests(self, known: Mentorship) -> str:
        """``paused since 3 May``, ``paused from 7 Dec, back on 5 Jan``; empty where it is not to be paused soon."""
        soon = known in self.today.resting
        return rests(known, self.on, partial(short, today=self.on)) if soon else ""

    def _meets(self, meeting: Meeting) -> str:
        return words.to_meet(meeting.on, meeting.meet_by, self.on, time=meeting.time)

    # A journal without goals

    def _young_day(self) -> Iterator[Block]:
        items = self.dues.items(self.fit.due, in_words=self.wide)
        latest = self.today.latest
        if latest and len(items) < self.fit.due:
            on = distance(latest.noted_on, self.on)
            items.append(Item(f"t{latest.id}", latest.text, dim(on)))
        if items or self.today.touch:
            yield Line()
        if items:
            yield self.rows.table("", items)
        if self.today.touch:
            yield self.rows.labelled("Touch", self._touch())
        if self.mine:
            yield Line()
            which = "No open goals" if self.today.had_goals else "No goals yet"
            yield Line(f"{which}: mentorlog goal add TITLE --by DAY", indent=1)
            if more := self._more(items):
                yield Line(f"{more}: mentorlog status", indent=1)
            if self.unsaved:
                yield Line(self.unsaved, indent=1)

    # A day with goals

    def _busy_day(self) -> Iterator[Block]:
        due = self.dues.items(self.fit.due)
        drawn, rest = self.today.goals[: self.fit.goals], self.today.goals[self.fit.goals :]
        items = [self._goal(standing) for standing in drawn]
        if self.fit.goals:
            yield Line()
        tables = (("Due", due), ("Goals", items)) if self.wide else (("", due + items),)
        yield from (self.rows.table(label, rows) for label, rows in tables if rows)
        if summary := self._summary(rest, due):
            yield self.rows.labelled("", summary)
        if self.today.touch:
            yield self.rows.labelled("Touch", self._touch())
        if self.mine and (next_ := self.unsaved or self._next(drawn)):
            yield self.rows.labelled("Next", next_ if self.wide else f"Next: {next_}")

    def _touch(self) -> Content:
        """With whom it is time to be in touch: the one longest due, and how many more there are."""
        first, *others = self.today.touch
        last = f"last {short(first.last_on, self.on)}, " if first.last_on else ""
        said = f"{first.person.label}, {last}{first.every}"
        more = f" · +{len(others)}" if others else ""
        code = ref(first.person.code)
        room = self.canvas.width - (LABEL if self.wide else 1) - cells.width((code, " ", more))
        way = f": mentorlog met {first.person.typed}"
        if cells.width(f"{said}{way}") <= room:
            return (code, f" {said}{more}{way}")
        return (code, " ", self.rows.cut(said, room), more)

    def _goal(self, standing: GoalStanding) -> Item:
        goal, stands = standing.goal, self._stands(standing)
        title = self.dues.owned(goal.owner, goals.title(standing, self.on, points=False))
        if not self.wide:
            percent = "" if standing.progress is None else f"{words.percent(standing.progress)}, "
            return Item(f"g{goal.id}", title, stands._replace(text=percent + stands.text))
        bar = Bar(standing.progress, standing.expected_pace)
        return Item(f"g{goal.id}", title, stands, bar, words.percent(standing.progress))

    def _stands(self, standing: GoalStanding) -> Piece:
        """The goal's state, and its target if that is near."""
        state = goals.state(standing, words.number_of_days)
        target = standing.goal.target_on
        if not target or not standing.ends_soon(self.on):
            return state
        return state._replace(text=f"{state.text}, due {day_or_today(target, self.on)}")

    def _named(self, rest: Sequence[GoalStanding]) -> tuple[str | Piece, ...]:
        parts: list[str | Piece] = []
        for standing in rest:
            comma = [", "] if parts else []
            parts += [*comma, ref(f"g{standing.goal.id}"), f" {self._stands(standing).text}"]
        return tuple(parts)

    def _summary(self, rest: Sequence[GoalStanding], due: Sequence[Item]) -> Content:
        """The goals that are not drawn, and what else is not listed."""
        left = sum(self._left(due).values())
        if not (rest or left):
            return ""
        hint = ": mentorlog status" if self.mine else ""
        room = self.canvas.width - (LABEL if self.wide else 1)
        most_rows = 1 if self.wide or not self.fit.goals else 2
        named, more = self._named(rest), self._more(due)
        parts = (*named, " · " if named and more else "", more, hint if left else "")
        said = "".join(part.text if isinstance(part, Piece) else part for part in parts)
        fits = len(rest) <= _MOST_NAMED and len(lines(said, room)) <= most_rows
        return parts if fits else f"{len(rest) + left} more{hint}"

    def _left(self, items: Sequence[Item]) -> dict[str, int]:
        """How many of a kind are not among the items, of the kinds of which some are not."""
        shown = Counter(item.code[0] for item in items)
        left = {
            "action": self.today.open_actions - shown["a"],
            "milestone": self.today.due_milestones - shown["m"],
            "session": len(self.today.unheld) - shown["s"],
        }
        return {kind: number for kind, number in left.items() if number > 0}

    def _more(self, items: Sequence[Item]) -> str:
        return ", ".join(
            count(number, f"more {kind}") for kind, number in self._left(items).items()
        )

    def _next(self, drawn: Sequence[GoalStanding]) -> str:
        """The one command that most likely comes next."""
        for session in self.today.unheld[-1:]:
            typed = " --with ".join(person.typed for person in session.attendees)
            cancel = f", or mentorlog session cancel s{session.id}" if self.wide else ""
            return f"mentorlog log {typed}{cancel}"
        for meeting in self.today.meetings:
            if meeting.planned and meeting.on == self.on:
                return _log(meeting)
        for action in self.today.due:
            if self.dues.is_mine(action.owner) and action.overdue_days:
                return f"mentorlog done a{action.id}"
        mine = [each.goal.id for each in self.today.goals if self.dues.is_mine(each.goal.owner)]
        points = [point for point in self.today.milestones if point.goal.id in mine]
        for point in points:
            if point.due_on and point.due_on < self.on:
                return f"mentorlog milestone done m{point.id}"
        for standing in self.today.goals:
            if self.dues.is_mine(standing.goal.owner) and (close := goals.closing(standing)):
                return close
        for meeting in self.today.meetings[:1]:
            if not meeting.planned and meeting.on <= self.on:
                return _log(meeting)
            if meeting.planned and meeting.on <= self.on + SOON:
                return f"mentorlog prep {meeting.mentorship.partner.typed}"
        for standing in drawn:
            behind = standing.pace_state is not PaceState.ON_TRACK
            if behind and not standing.by_milestones and standing.goal.id in mine:
                return f"mentorlog check-in g{standing.goal.id} VALUE"
        return ""


def _unsaved(drafts: int) -> str:
    """What to do first if something was typed and not saved."""
    if not drafts:
        return ""
    what = "a draft is" if drafts == 1 else f"{drafts} drafts are"
    return f"mentorlog log ({what} not saved yet)"


def _log(meeting: Meeting) -> str:
    return f"mentorlog log {meeting.mentorship.partner.typed}, once you have met"
