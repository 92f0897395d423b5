"""The rows of today's page: how one is drawn, what is due, and where to begin on the first day."""

from collections.abc import Iterator, Sequence
from datetime import date

from mentorlog.dates import distance, short, weekday_day
from mentorlog.folding import lines
from mentorlog.records import Action, Milestone, Ref, Session
from mentorlog.records.screens import Today
from mentorlog.spans import months_later, unit_span
from mentorlog.values import NamedTuple
from mentorlog.views import actions, cells, sessions, words
from mentorlog.views.pages import (
    Bar,
    Block,
    Canvas,
    Column,
    Content,
    Line,
    Piece,
    Row,
    Table,
    Tone,
    heading,
    ref,
)

LABEL = 8
"""The width before the codes: a space, ``Goals``, two spaces."""


class Item(NamedTuple):
    """A row: the code of a record, its text, and a few words about it."""

    code: str
    text: str
    about: Piece
    bar: Bar | None = None
    percent: str = ""


class Rows(NamedTuple):
    """Draws rows on a canvas; ``most`` is how many of its rows a text may take."""

    canvas: Canvas
    most: int

    @property
    def wide(self) -> bool:
        """Whether there is room for bars and all words."""
        return self.canvas.is_wide

    def cut(self, text: str, room: int) -> str:
        """The text, cut where it would take more rows of that width than it may."""
        rows = lines(cells.drawn(text, self.canvas), room)
        if len(rows) <= self.most:
            return text
        above, rest = rows[: self.most - 1], " ".join(rows[self.most - 1 :])
        return " ".join([*above, cells.clipped(rest, room, self.canvas)])

    def labelled(self, label: str, content: Content) -> Line:
        """A row of its own, with its label where there is room for one."""
        if not self.wide:
            return Line(content, indent=1)
        parts = content if type(content) is tuple else (content,)
        return Line((heading(f"{label:<{LABEL - 1}}"), *parts), indent=1)

    def table(self, label: str, items: Sequence[Item]) -> Table:
        """The items; their texts are folded or, where there is no room for all of them, cut."""
        if not self.wide:
            room = self.canvas.width - 2 - max(len(item.code) for item in items)
            rows = tuple(row for item in items for row in self._narrow_rows(item, room))
            return Table((Column(), Column(stretch=True)), rows, indent=1)
        room = self.canvas.width // 2  # At least so wide are the texts.
        labels = ((heading(f"{label if place == 0 else '':<5}"),) for place in range(len(items)))
        columns = (*((Column(),) if label else ()), Column(), Column(), Column(right=True))
        return Table(
            (*columns, Column(stretch=True), Column()),
            tuple(
                (
                    *(before if label else ()),
                    ref(f"{item.code:<3}"),
                    item.bar or "",
                    item.percent,
                    self.cut(item.text, room),
                    item.about,
                )
                for before, item in zip(labels, items, strict=True)
            ),
            indent=1,
        )

    def _narrow_rows(self, item: Item, room: int) -> Iterator[Row]:
        """A text of full width; what is to be said of it stands beside its end, or below it."""
        *above, last = lines(cells.drawn(self.cut(item.text, room), self.canvas), room)
        said = [item.about._replace(text=line) for line in lines(item.about.text, room)]
        between = room - cells.width(last) - cells.width(said[0])
        ends: list[Content] = [last, *said]
        if between > 1:
            ends = [(last, " " * between, said[0]), *said[1:]]
        for place, content in enumerate([*above, *ends]):
            yield ref(item.code if not place else ""), content


# --- what is due --------------------------------------------------------------------------------


_Due = Session | Action | Milestone


class Dues:
    """What is due, in the order in which it is shown; days are short where the page is not ``wide``.

    First the last session that nobody said was held. Then what is late or due today: mine, others', more
    such sessions. Then the rest by day.
    """

    def __init__(self, today: Today, wide: bool) -> None:
        self._today = today
        self._on = today.on
        self._wide = wide
        self._my_goals = {each.goal.id for each in today.goals if self.is_mine(each.goal.owner)}
        found: list[_Due] = [*today.due, *today.milestones, *today.unheld]
        self._found = sorted(found, key=self._place)

    @property
    def pressing(self) -> int:
        """How many are late or due today."""
        return sum(_day(each) <= self._on for each in self._found)

    def items(self, most: int, *, in_words: bool = False) -> list[Item]:
        """The rows of the first ones; ``in_words`` says how far a day is off."""
        return [self._item(each, in_words=in_words) for each in self._found[:most]]

    def is_mine(self, owner: Ref) -> bool:
        """Whether the journal's owner is the ``owner``."""
        return self._today.me is not None and owner.id == self._today.me.id

    def owned(self, owner: Ref, text: str) -> str:
        """The text, with its owner in front if that is somebody else."""
        return text if self.is_mine(owner) or not owner.label else f"{owner.short}: {text}"

    def _place(self, due: _Due) -> tuple[bool, int, date]:
        day = _day(due)
        return (True, 0, day) if day > self._on else (False, self._rank(due), day)

    def _rank(self, due: _Due) -> int:
        match due:
            case Session():
                return -1 if due is self._today.unheld[-1] else 2
            case Milestone():
                return due.goal.id not in self._my_goals
        return not self.is_mine(due.owner)

    def _item(self, due: _Due, *, in_words: bool) -> Item:
        match due:
            case Session():
                return self._unheld(due)
            case Milestone():
                return self._milestone(due)
        return self._action(due, in_words=in_words)

    def _unheld(self, session: Session) -> Item:
        day = (weekday_day if self._wide else short)(session.held_on, self._on)
        said = Piece(f"{day}, held?" if self._wide else f"{day}?", Tone.LATE)
        return Item(f"s{session.id}", sessions.described(session), said)

    def _action(self, action: Action, *, in_words: bool) -> Item:
        said = self._when(action, in_words=in_words)
        if action.overdue_days and action.carried_over and self._wide:
            said += f", carried over {action.carried_over}×"
        text = self.owned(action.owner, actions.called(action))
        return Item(f"a{action.id}", text, Piece(said, self._lateness(action.due_on)))

    def _when(self, action: Action, *, in_words: bool) -> str:
        if action.due_on is None:
            return "no date" if in_words else ""
        if action.due_on < self._on:
            return actions.due_words(action, self._on)
        if in_words:
            day = weekday_day(action.due_on, self._on)
            return f"due {day}, {distance(action.due_on, self._on)}"
        return day_or_today(action.due_on, self._on)

    def _milestone(self, point: Milestone) -> Item:
        assert point.due_on
        near = point.due_on <= self._on
        said = (words.how_late if near else weekday_day)(point.due_on, self._on)
        text = f"{point.title or 'A milestone'} ({point.goal.label})"
        return Item(f"m{point.id}", text, Piece(said, self._lateness(point.due_on)))

    def _lateness(self, due: date | None) -> Tone:
        return Tone.LATE if due and due < self._on else Tone.PLAIN


def day_or_today(on: date, today: date) -> str:
    """``today``, else ``Wed 25 Nov``."""
    return "today" if on == today else weekday_day(on, today)


def _day(due: _Due) -> date:
    """The day something is due on; the last one of all for an action without one."""
    return due.held_on if isinstance(due, Session) else due.due_on or date.max


# --- while the journal has nothing in it --------------------------------------------------------


def first_day(
    on: date, canvas: Canvas, unsaved: str, *, exists: bool, mine: bool
) -> Iterator[Block]:
    """What to type first. ``unsaved`` tells of drafts; ``exists`` and ``mine`` are ``screen``'s."""
    wide = canvas.is_wide
    if mine:
        yield from _welcome(on, exists, wide=wide)
    else:
        yield Line("Today has nothing for this reader.")
    if unsaved:
        yield Line(unsaved, indent=2 if wide else 0)


def _welcome(on: date, exists: bool, *, wide: bool) -> Iterator[Block]:
    lead = "The journal is empty." if exists else "No journal yet."
    yield Line(f"{lead} Nothing is sent unless you set up sync; notes are private.")
    yield Line()
    # A target day that is neither too near nor past, on whatever day this is read.
    _, next_quarters_end = unit_span("quarter", months_later(on, 3))
    every, by = (" --every 2w", f" --by {next_quarters_end}") if wide else ("", "")
    rows = (
        ("You have a mentor", "mentorlog log dana"),
        ("You mentor someone", f'mentorlog mentee add "Sam Lee"{every}'),
        ("You have a goal", f'mentorlog goal add "Speak in public"{by}'),
        ("Look round first", "mentorlog demo"),
    )
    if wide:
        yield Table((Column(), Column(stretch=True)), rows, indent=2)
        return
    for why, command in rows:
        yield Line(why)
        yield Line(command, indent=2)
