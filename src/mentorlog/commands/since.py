"""``mentorlog since``: what changed since a day, or since the last session."""

from contextlib import suppress
from typing import Annotated

from mentorlog.commands.desk import Desk
from mentorlog.commands.options import MaybeWho, Reading, argument, reads
from mentorlog.dates import Facing
from mentorlog.errors import JournalSaysNo, UnreadableWords, WrongUsage
from mentorlog.journal import Journal
from mentorlog.journal import since as changes
from mentorlog.journal.references import kind_of, resolve
from mentorlog.records import Kind
from mentorlog.views import since as views

_LAST_SESSION = "last-session"


@reads
def since(
    look: Reading,
    day: Annotated[str, argument("[DAY]", "The first day, last-session or s3.")] = _LAST_SESSION,
    who: MaybeWho = None,
) -> None:
    """Show what changed since a day, that day included, or after the last session."""
    if who is None and _is_partner(look.desk, day):
        day, who = _LAST_SESSION, day
    named = None if _is_session(day) else _day(look.desk, day)
    with look.journal(who) as journal:
        person = changes.partner(journal, who) if who is not None else None
        if kind_of(day) is Kind.SESSION:
            start = changes.session(journal, resolve(journal, Kind.SESSION, day))
        elif named:
            start = named
        else:
            from mentorlog.commands import log_questions  # few commands need it

            usual = None if person else log_questions.usual_of_several(look.desk, journal)
            start = changes.last_session(journal, usual.id if usual else person)
        _expect_past(journal, start)
        changed = changes.read(journal, start, person)
        look.show(views.screen(changed))


def _is_partner(desk: Desk, words: str) -> bool:
    """Whether the only word is no day but a person, whose last session is then meant."""
    if _is_session(words):
        return False
    with suppress(UnreadableWords):
        desk.day(words, facing=Facing.BACK)
        return False
    with desk.reading() as journal, suppress(JournalSaysNo):
        changes.partner(journal, words)
        return True
    return False


def _is_session(words: str) -> bool:
    last = "-".join(words.casefold().split()) in (_LAST_SESSION, "last")
    return last or kind_of(words) is Kind.SESSION


def _day(desk: Desk, words: str) -> changes.Start:
    try:
        return changes.Start(desk.day(words, facing=Facing.BACK))
    except UnreadableWords as error:
        error.hint = f"{error.hint}, {_LAST_SESSION}" if error.hint else ""
        raise


def _expect_past(journal: Journal, start: changes.Start) -> None:
    """A session of today is followed by no day yet, which is no mistake."""
    if start.session is None and start.on > journal.today:
        start_day, today = journal.in_words(start.on), journal.in_words(journal.today)
        if journal.today == journal.clock.today:
            raise WrongUsage(
                f"{start_day} is still to come; since looks back.", "mentorlog since yesterday"
            )
        raise WrongUsage(f"{start_day} is after --as-of {today}.", "give an earlier day")
