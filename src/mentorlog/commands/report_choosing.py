"""``report --choose``: ticking in the editor what a manager or committee may read."""

from __future__ import annotations

from collections.abc import Sequence

from mentorlog import journal as journals
from mentorlog.commands.desk import Desk, say
from mentorlog.commands.in_editor import in_editor
from mentorlog.errors import WrongUsage
from mentorlog.exchange import tick_list
from mentorlog.journal import withheld
from mentorlog.journal.report_query import Query
from mentorlog.records.report import Candidate, Report
from mentorlog.views import report_choice


def choose(desk: Desk, query: Query, whole: Report) -> None:
    """Open the list in the editor, and do what was ticked and unticked in it.

    Raises ``WrongUsage`` where the reader is no manager or committee.
    """
    if not query.lens.audience.public_alone:
        raise WrongUsage(
            "--choose picks what a manager or committee may read.",
            "mentorlog report --for manager --choose",
        )
    with journals.reading(desk.path, desk.clock, lambda _: query.whole) as journal:
        offered, private = withheld.candidates(journal, whole)
    if not offered:
        say(
            f"There is nothing to choose from in {query.period.label}: no goal and no win, private ones aside."
        )
        return
    words = report_choice.candidates(offered, whole)
    head, foot = report_choice.talk(whole, query.lens.audience, private)
    ticks = [
        tick_list.Tick(each.code, each.ticked, what)
        for each, what in zip(offered, words, strict=True)
    ]
    with in_editor(desk, tick_list.write(ticks, head, foot), "ticks") as edited:
        if edited.text is None:
            say("Nothing was changed.")
        else:
            codes = {each.code for each in offered}
            _publish(desk, offered, tick_list.read(edited.text, codes))


def _publish(desk: Desk, offered: Sequence[Candidate], ticks: dict[str, bool]) -> None:
    with desk.writing("report choose") as journal:
        ticked, unticked = withheld.publish(journal, offered, ticks)
    if ticked:
        say(f"Public now: {', '.join(ticked)}.")
    if unticked:
        say(f"Shared again, and no longer public: {', '.join(unticked)}.")
    if not (ticked or unticked):
        say("Nothing was changed.")
    for code, above in withheld.staying_out(offered, ticks):
        say(f"{code} stays out, as {above} is not public.")
