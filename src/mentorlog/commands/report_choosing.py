"""``report --choose``: ticking in the editor what a manager or committee may read."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from mentorlog import journal as journals
from mentorlog.commands.desk import Desk, say
from mentorlog.commands.editor import in_editor
from mentorlog.errors import WrongUsage, quoted
from mentorlog.journal import withheld
from mentorlog.journal.report_query import Query
from mentorlog.records.report import Candidate, Report
from mentorlog.views import report_outside


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
    words = report_outside.candidates(offered, whole)
    head, foot = report_outside.talk(whole, query.lens.audience, private)
    ticks = [Tick(each.code, each.ticked, what) for each, what in zip(offered, words, strict=True)]
    with in_editor(desk, written(ticks, head, foot), "ticks") as edited:
        if edited.text is None:
            say("Nothing was changed.")
        else:
            codes = {each.code for each in offered}
            _publish(desk, offered, read(edited.text, codes))


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


# The list: ``[x] g1  words`` on each line, ``[ ] w1.impact`` for a part of one, comments behind #

_LINE = re.compile(r"\s*(?:[-*]\s+)?\[\s*(\S?)\s*\]\s*([A-Za-z][0-9]+(?:\.[A-Za-z]+)?)(?:\s.*)?")
_HINT = "a line is [x] g3 or [ ] g3, with any words behind it"


class Tick(NamedTuple):
    """One line: the code of a record or of a part of it, whether it is ticked, and words that say what it is."""

    code: str
    ticked: bool
    words: str


def written(ticks: Sequence[Tick], head: Sequence[str], foot: Sequence[str]) -> str:
    """The list as text, with comments above and below it; words must be one line each."""
    width = max((len(tick.code) for tick in ticks), default=0)
    lines = [
        f"[{'x' if tick.ticked else ' '}] {tick.code:<{width}}  {tick.words}".rstrip()
        for tick in ticks
    ]
    talk = [[f"# {line}" for line in part] for part in (head, foot)]
    return "\n".join([*talk[0], *lines, *talk[1]]) + "\n"


def read(text: str, offered: Collection[str]) -> dict[str, bool]:
    """The ticks by code, of those lines that are still there.

    Raises ``WrongUsage`` for a line that is no tick, that was not offered, or that contradicts
    another.
    """
    ticks: dict[str, bool] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        code, ticked = _tick(number, line)
        if code not in offered:
            raise WrongUsage(f"Line {number}: {code} was not offered.", _HINT)
        if ticks.setdefault(code, ticked) is not ticked:
            raise WrongUsage(f"Line {number}: {code} is both ticked and not.", _HINT)
    return ticks


def _tick(number: int, line: str) -> tuple[str, bool]:
    match = _LINE.fullmatch(line)
    if match is None or match[1] not in ("", "x", "X"):
        raise WrongUsage(f"Line {number} cannot be read as a tick: {quoted(line)}.", _HINT)
    return match[2].lower(), match[1] != ""
