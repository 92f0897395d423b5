"""What an edit says: each field before and after, and why a day moves later, asked in the same line."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from mentorlog.commands import SEVERAL
from mentorlog.commands.desk import Desk, at_terminal, choose, for_whom, say
from mentorlog.commands.options import Writing
from mentorlog.dates import counted_on, short
from mentorlog.errors import Interrupted, WrongUsage
from mentorlog.journal import Journal, readers, store
from mentorlog.journal.past import changes
from mentorlog.records import Kind, Visibility
from mentorlog.values import NamedTuple
from mentorlog.views import changes as views
from mentorlog.views.listings import together
from mentorlog.views.pages import Screen
from mentorlog.views.words import later

Noun = Any
"""A ``verbs.Noun``, which cannot be named here as it calls this."""

Values = dict[str, Any]

_DAYS = ("target_on", "due_on")
"""The days whose moves are kept, with their reasons."""


_WHOSE_WHY = "Is that why it [m]oves, or the [g]oal's own why? [m] "
_WHY = {"m": "moved", "g": "goal"}


def receipt(noun: Noun, journal: Journal, record: Any) -> Screen:
    """What the edit that is being written changed of a record; its JSON is the record."""
    node = (noun.kind, record.id)
    done = changes.made_now(journal)
    own = next((each for each in done if (each.record.kind, each.record.id) == node), None)
    whole = noun.written(journal, noun.shown(journal, record), "changed")
    code, title = noun.called(record)
    level, why, beside = views.level_before(own), readers.why_fewer(journal, *node), ""
    if noun.kind is Kind.GOAL and level and record.visibility is Visibility.PUBLIC:
        beside = views.not_public(readers.not_public_below(journal, record.id))
    if level is Visibility.PRIVATE and not why:
        history, hung = store.history(journal, *node), readers.hung_on(journal, *node)
        beside += views.opened(record, history, hung)
    return views.edited(code, title, own, whole, journal.today, record, why, beside)


def written(write: Writing, command: str, change: Callable[[Journal], Screen]) -> None:
    """Write the change of a record, and show its receipt; with those of the others where one command edits several."""
    several: list[Edit] | None = write.ctx.meta.get(SEVERAL)
    if several is None:
        write_all([Edit(write, change)], command)
    else:
        several.append(Edit(write, change))


class Edit(NamedTuple):
    """What is to be written of one record."""

    write: Writing
    change: Callable[[Journal], Screen]


def write_all(several: Sequence[Edit], command: str) -> None:
    """Write the changes in one transaction, and show a receipt of each."""
    write = several[-1].write
    with write.desk.writing(command) as journal:
        screens = [each.change(journal) for each in several]
    write.show(together(screens))


def count_days_on(noun: Noun, write: Writing, words: str, given: Values) -> None:
    """Count ``2w later`` from the day that the record has, for a day that lies ahead."""
    later = [
        field.name
        for field in noun.edited
        if field.reads is Desk.target and (given.get(field.name) or "").lower().endswith("later")
    ]
    if not later:
        return
    with write.desk.reading() as journal:
        record = noun.record(journal, noun.id_of(journal, words))
    for name in later:
        given[name] = counted_on(given[name], getattr(record, name), write.desk.today)


def ask_why_later(noun: Noun, write: Writing, words: str, given: Values) -> None:
    """Ask why a day is moved later, where nobody said; the answer is among what is ``given`` then."""
    if given.get("why_moved") is not None or not at_terminal():
        return
    moving = (each for each in noun.edited if each.name in _DAYS and given.get(each.name))
    field = next(moving, None)
    if field is None:
        return
    with write.desk.reading() as journal:
        record = noun.record(journal, noun.id_of(journal, words))
        if getattr(getattr(record, "state", None), "closed", False):
            return  # the edit is refused, and a reason typed before would be lost
        after = field.value(write.desk, journal, given[field.name])
        day, before = field.name.removesuffix("_on"), getattr(record, field.name)
        asked = why_later(noun, write, journal, record, day, before, after)
    if not asked:
        return
    if (said := given.get("why")) and choose(_WHOSE_WHY, _WHY, "moved") == "moved":
        given["why"], given["why_moved"] = None, said
        return
    given["why_moved"] = reason(write, asked)


def why_later(
    noun: Noun,
    write: Writing,
    journal: Journal,
    record: Any,
    day: str,
    before: date | None,
    after: object,
    who: str = "",
) -> str:
    """``g2  Learn Rust · target 15 Dec → 31 Jan, 47 days later. Why?  >``; empty where it does not move later.

    ``who`` else reads the reason may be told, where the edit changes that.
    """
    if before is None or not isinstance(after, date) or after <= before:
        return ""
    today, who = write.desk.today, who or _who_reads(noun, write, journal, record.id)
    moved = f"{short(before, today)} → {short(after, today)}, {later((after - before).days)}"
    return f"{'  '.join(noun.called(record))} · {day} {moved}. Why?{for_whom(who)}  > "


def _who_reads(noun: Noun, write: Writing, journal: Journal, id: int) -> str:
    """Who else reads the reason, in words; where the edit itself changes that, they are not named."""
    if write.visibility is Visibility.PRIVATE:
        return ""
    if write.visibility or write.names_readers:
        return "its readers"
    return readers.of_reason(journal, noun.kind, id)


def why(write: Writing, who: Sequence[str]) -> str | None:
    """Why records end, as somebody types it; ``who`` else reads it is said."""
    return reason(write, f"Why?{for_whom(*who)} [Enter leaves it out]  > ")


def reason(write: Writing, question: str) -> str | None:
    """The reason that somebody types; None for an empty line, and at the end of input.

    One that is to be private is asked for again: who reads the record reads it.
    """
    while True:
        try:
            typed = write.desk.asked(question)
            return write.read_shown(typed) or None
        except Interrupted:
            return None
        except WrongUsage as error:
            say(f"{error.sentence}\nhint: {error.hint}")
