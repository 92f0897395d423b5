"""``mentorlog report note``: the writer's own words for a period, which open its reports."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from mentorlog import periods
from mentorlog.commands import verbs
from mentorlog.commands.desk import Desk
from mentorlog.commands.options import Writing, argument, option, writes
from mentorlog.errors import WrongUsage
from mentorlog.journal import store, takeaways
from mentorlog.records import Kind, Takeaway, TakeawayKind
from mentorlog.views import takeaways as views


@writes("private", "shared", "public", "with_", "tag")
def note(
    write: Writing,
    text: Annotated[
        list[str] | None, argument("[TEXT]", "What to say; - is standard input.")
    ] = None,
    period: Annotated[
        str | None,
        option(
            "--period",
            "Of which reports: those of a period that holds its last day; today's if not given.",
            "P",
        ),
    ] = None,
    edit: Annotated[bool, option("--edit", "Write it in your editor.", also="-e")] = False,
) -> None:
    """Keep a paragraph of your own that opens the reports of a period; private unless shared."""
    on = _day(write.desk, period)
    if edit:
        from mentorlog.commands.editor import in_editor

        typed = " ".join(text or ())
        with in_editor(write.desk, typed, "report note", typed=bool(typed)) as edited:
            words = typed if edited.text is None else edited.text
            if words.strip():
                _keep(write, words, on)
            else:
                edited.say_why_unsaved()
        return
    _keep(write, write.desk.typed(" ".join(text or ()), "report note") if text else "", on)


def _day(desk: Desk, period: str | None) -> date:
    """The day that says which reports it opens: the period's last, or today if that is earlier."""
    if period is None:
        return desk.today
    named = periods.period(period, desk.today, desk.order(period))
    if named.since > desk.today:
        raise WrongUsage(
            f"The period {named.label} is still to come.",
            "a report looks back: --period this-month",
        )
    return min(named.until, desk.today)


def _keep(write: Writing, words: str, on: date) -> None:
    if not words.strip():
        raise WrongUsage(
            "The note has no words.", 'mentorlog report note "TEXT", or -e to write it'
        )
    with write.desk.writing("report note") as journal:
        kept: verbs.Values = write.kept(journal)
        kept |= {"text": words, "kind": TakeawayKind.NOTE, "on": on}
        id = takeaways.add(journal, verbs.tagged(Kind.TAKEAWAY, kept))
        screen = views.written(store.get(journal, Takeaway, id), "", (), journal.today)
    write.show(screen)
