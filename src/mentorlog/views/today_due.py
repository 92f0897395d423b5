"""What is due on today's page: actions, milestones, and sessions that nobody said were held."""

from __future__ import annotations

from datetime import date

from mentorlog.dates import distance, short, weekday_day
from mentorlog.records import Action, Milestone, Ref, Session
from mentorlog.records.status import Today
from mentorlog.views import actions, sessions, words
from mentorlog.views.pages import Piece, Tone
from mentorlog.views.today_rows import Item

_Due = Session | Action | Milestone


class Dues:
    """What is due, in the order in which it is shown; days are short where the page is not ``wide``.

    First what is late or due today: mine, others', sessions that nobody said were held. Then the rest
    by day.
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
                return 2
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
        day = weekday_day(action.due_on, self._on)
        if in_words:
            return f"due {day}, {distance(action.due_on, self._on)}"
        return "today" if action.due_on == self._on else day

    def _milestone(self, point: Milestone) -> Item:
        assert point.due_on
        near = point.due_on <= self._on
        said = (words.how_late if near else weekday_day)(point.due_on, self._on)
        text = f"{point.title or 'A milestone'} ({point.goal.label})"
        return Item(f"m{point.id}", text, Piece(said, self._lateness(point.due_on)))

    def _lateness(self, due: date | None) -> Tone:
        return Tone.LATE if due and due < self._on else Tone.PLAIN


def _day(due: _Due) -> date:
    """The day something is due on; the last one of all for an action without one."""
    return due.held_on if isinstance(due, Session) else due.due_on or date.max
