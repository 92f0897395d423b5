"""``mentorlog report``: what moved in a period, fit to hand to the one it is for.

``report note`` keeps the writer's own words for a period, which open its reports. ``--choose`` is ticking
in the editor what a manager or committee may read.
"""

import re
import sys
from collections.abc import Collection, Container, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentorlog import journal as journals
from mentorlog import periods
from mentorlog.commands import TYPED, files, verbs
from mentorlog.commands.desk import Desk, say
from mentorlog.commands.options import AsJson, AsOf, MaybeWho, Writing, argument, option, writes
from mentorlog.dates import Facing
from mentorlog.errors import Mistyped, WrongUsage, joined, pasted, quoted
from mentorlog.folding import folded
from mentorlog.harmless import visible
from mentorlog.journal import Lens, mentorships, people, report_query, store, takeaways, withheld
from mentorlog.journal import report as reports
from mentorlog.journal.report_query import Query
from mentorlog.periods import Period
from mentorlog.records import Audience, Kind, Person, Ref, Takeaway, TakeawayKind
from mentorlog.records.report import Candidate, Report
from mentorlog.values import NamedTuple
from mentorlog.views import report as views
from mentorlog.views import report_outside, report_words
from mentorlog.views import sessions as session_views
from mentorlog.views.report import Length, ReportFormat

if TYPE_CHECKING:
    from mentorlog.views.report_template import Template

_MONTHS = 3
_ENDS = {
    ReportFormat.MARKDOWN: (".md", ".markdown"),
    ReportFormat.HTML: (".html", ".htm"),
    ReportFormat.JSON: (".json",),
}
"""How a file's name may end, by what is written in it."""


def report(
    ctx: typer.Context,
    who: MaybeWho = None,
    for_: Annotated[
        str | None,
        option(
            "--for",
            "me, mentor, mentee, peer, manager, committee, programme, or a partner's name; the partner if not given.",
            "AUDIENCE",
        ),
    ] = None,
    period: Annotated[
        str | None, option("--period", "2026-Q3, last-month, A..B; three months if not given.", "P")
    ] = None,
    since: Annotated[str | None, option("--since", "The first day.", "DAY")] = None,
    until: Annotated[
        str | None, option("--until", "The last day; today if not given.", "DAY")
    ] = None,
    format_: Annotated[
        ReportFormat | None,
        option("--format", "markdown, html or json.", "FORMAT", case_sensitive=False),
    ] = None,
    json_: AsJson = False,
    as_of: AsOf = None,
    output: Annotated[
        Path | None,
        option("--output", "Write it to a file.", "FILE", parser=files.output),
    ] = None,
    force: Annotated[bool, option("--force", "Replace the file.")] = False,
    template: Annotated[
        Path | None,
        option(
            "--template", "Write it through a Jinja2 template: mentorlog help templates.", "FILE"
        ),
    ] = None,
    short: Annotated[bool, option("--short", "The first page alone.")] = False,
    details: Annotated[bool, option("--details", "With how the figures are made.")] = False,
    choose: Annotated[
        bool, option("--choose", "Tick in the editor what a manager or committee may read.")
    ] = False,
    preview: Annotated[
        bool, option("--preview", "The exact text, then what stays out; no file.")
    ] = False,
) -> None:
    """Write a progress report for somebody, of nothing but what they may see.

    "report note TEXT" keeps words of your own that open it: mentorlog report note --help.
    """
    desk = Desk.of(ctx)
    own = _template(template, output, format_ or json_)
    form = ReportFormat.MARKDOWN if own else _format(format_, output, as_json=json_)
    if short and details:
        raise WrongUsage(
            "--short is the first page alone, so --details cannot go with it.",
            "leave one or the other out",
        )
    length = Length.SHORT if short else Length.DETAILS if details else Length.WHOLE
    on = desk.as_of(as_of) if as_of is not None else None
    if period is None:
        who, since, until = desk.whom_or_when(who, since, until)
    days = _period(desk, period, since, until, on or desk.today)
    is_file = output and output != Path("-") and not preview
    path = files.checked(desk, output, force=force) if output and is_file else None
    query, whole, everybody = _whole(ctx, days, for_, who, on)
    if choose:
        tick(desk, query, whole)
        query, whole, everybody = _whole(ctx, days, for_, who, on)
    shown, told = _shown(desk, query, whole)
    stays_out = report_words.left_out(shown, withheld.between(whole, shown))
    text = own.text(shown) if own else views.text(shown, form, length)
    if preview:
        _preview(_on_screen(text, form), shown, stays_out)
    elif path:
        files.write(path, text)
        say(f"Written to {path}.")
    else:
        sys.stdout.write(_on_screen(text, form))
    _tell(shown, stays_out, preview=preview, chosen=choose)
    if shown.is_brief:
        _tell_names(everybody, shown, told)


def _format(format_: ReportFormat | None, output: Path | None, *, as_json: bool) -> ReportFormat:
    """What was asked for, else what the file's name says; raises ``WrongUsage`` where they differ."""
    if as_json and format_ not in (None, ReportFormat.JSON):
        raise WrongUsage(f"--json and --format {format_} exclude each other.")
    asked = ReportFormat.JSON if as_json else format_
    if asked:
        files.expect_name(output, f"what --format {asked} writes", *_ENDS[asked])
        return asked
    named = {end: form for form, ends in _ENDS.items() for end in ends}
    files.expect_name(output, "a report", *named)
    return named.get(output.suffix.lower() if output else "", ReportFormat.MARKDOWN)


def _template(path: Path | None, output: Path | None, format_: object) -> "Template | None":
    """The template that was named, read and found sound; it says itself what it writes."""
    if path is None:
        return None
    if format_:
        raise WrongUsage(
            "--template says how the report is written, so --format cannot go with it.",
            "leave one or the other out",
        )
    files.expect_name(output, "what a template writes", *files.TEXTS)
    # Its Jinja2 is loaded here alone: no other command waits for it.
    from mentorlog.views.report_template import Template

    names = [path, *([output] if output else [])]
    is_html = any(
        {".html", ".htm"} & {suffix.lower() for suffix in each.suffixes} for each in names
    )
    return Template(str(path), files.text(path, "template"), is_html=is_html)


def _period(
    desk: Desk, period: str | None, since: str | None, until: str | None, as_of: date
) -> Period:
    if period and (since or until):
        raise WrongUsage(
            "--period says both ends, so --since and --until cannot go with it.",
            "leave one or the other out",
        )
    if period:
        return periods.period(period, desk.today, desk.order(period))
    last = desk.day(until, facing=Facing.BACK, target=True) if until else as_of
    if since:
        return periods.between(desk.day(since, facing=Facing.BACK), last)
    return periods.last_months(_MONTHS, last)


def _whole(
    ctx: typer.Context, days: Period, for_: str | None, who: str | None, as_of: date | None
) -> tuple[Query, Report, list[tuple[Ref, str]]]:
    """What is asked for, all there is of it with the owner's eyes, and names to look for in its words.

    The last are those whom the writer's own words may name, where the report itself would not.
    """
    desk, asked = Desk.of(ctx), list[Query]()

    def choose(journal: journals.Journal) -> Lens:
        from mentorlog.commands import log_questions  # few commands need it

        meant = None if who or for_ else log_questions.unnamed(desk, journal)
        named = meant.code if meant else who
        _expect_a_reader(ctx, journal, for_, who)
        asked.append(report_query.query(journal, days, for_, named, as_of))
        return asked[0].whole

    with journals.reading(desk.path, desk.clock, choose) as journal:
        whole = reports.gather(journal, asked[0])
        is_brief = asked[0].lens.audience.public_alone
        return asked[0], whole, withheld.everybody(journal) if is_brief else []


def _expect_a_reader(
    ctx: typer.Context, journal: journals.Journal, for_: str | None, who: str | None
) -> None:
    """Raise where somebody is named who is no partner: a report is of my own growth, and ``--for`` says for whom.

    Whose title says that they are a manager is meant by that word.
    """
    name = who or (for_ if for_ not in tuple(Audience) else None)
    found = people.meant(journal, name) if name else []
    if not name or len(found) != 1 or found == [journal.me] or mentorships.of(journal, found[0]):
        return
    refused = mentorships.none_with(journal, name, found[0])
    title = store.get(journal, Person, found[0]).title or ""
    outside = [each for each in Audience if each.public_alone]
    reader = next((each for each in outside if each in (for_, *title.casefold().split())), None)
    sentence = f"{refused.sentence} A report is about your own growth; --for says for whom."
    typed: list[str] = ctx.meta[TYPED]
    if reader is None or typed.count(name) != 1:
        raise WrongUsage(
            sentence, f"mentorlog report --for {joined(outside, 'or')}; {refused.hint}"
        )
    place = typed.index(name)
    for_whom = [reader] if name == for_ else [] if for_ else ["--for", reader]
    meant = [*typed[:place], *for_whom, *typed[place + 1 :]]
    command = pasted("mentorlog", "report", *meant)
    raise Mistyped(f"{sentence} Did you mean {command}?", refused.hint, typed, meant)


def _shown(desk: Desk, query: Query, whole: Report) -> tuple[Report, set[int]]:
    """What the reader gets, and whose names they are told."""
    if query.lens.audience is Audience.ME:
        return whole, set()
    with journals.reading(desk.path, desk.clock, lambda _: query.lens) as journal:
        shown = reports.gather(journal, query, whole)
        return shown, withheld.told(journal) if shown.is_brief else set()


def _on_screen(text: str, form: ReportFormat) -> str:
    """A page of prose that is read on a terminal folds between words; a pipe gets it as it is."""
    return folded(text, sys.stdout) if form is ReportFormat.MARKDOWN else text


def _preview(text: str, shown: Report, stays_out: str) -> None:
    sys.stdout.write(text)
    if shown.is_selection:
        shown_as = folded(visible(stays_out, keep="\n"), sys.stdout)
        sys.stdout.write(f"\n{'─' * 40}\n{shown_as}\n")


def _tell(shown: Report, stays_out: str, *, preview: bool, chosen: bool) -> None:
    """What stays out is talk, and never part of the report. ``chosen`` is whether --choose was there."""
    if shown.is_selection and not preview:
        say(stays_out)
    is_chosen = shown.is_brief and shown.audience is not Audience.PROGRAMME
    if is_chosen and not (shown.goals or shown.wins):
        reader = shown.audience
        way_on = f"; mentorlog report --for {reader} --choose picks what your {reader} may read"
        say(
            f"No goal and no win of {shown.period.label} is public, so the report says next to"
            f" nothing{'' if chosen else way_on}."
        )


def _tell_names(everybody: Iterable[tuple[Ref, str]], shown: Report, told: Container[int]) -> None:
    """Say whom the writer's own words name, where the report itself would not."""
    for person, codes in withheld.named(everybody, shown, told):
        verb = "names" if len(codes) == 1 else "name"
        say(f"{joined(codes)} {verb} {person.label}, who is not public: look before you send it.")


# The writer's own words


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
            "Of which reports: those that hold its last day, until a newer note; today if not given.",
            "P",
        ),
    ] = None,
) -> None:
    """Keep a paragraph of your own that opens the reports of a period; private unless shared."""
    on = _day_of(write.desk, period)
    _keep(write, write.desk.typed(" ".join(text or ()), "report note") if text else "", on)


def _day_of(desk: Desk, period: str | None) -> date:
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
    words = write.read_private(words)
    if not words.strip():
        raise WrongUsage("The note has no words.", 'mentorlog report note "TEXT"')
    with write.desk.writing("report note") as journal:
        kept: verbs.Values = write.kept(journal)
        kept |= {"text": words, "kind": TakeawayKind.NOTE, "on": on}
        id = takeaways.add(journal, verbs.tagged(Kind.TAKEAWAY, kept))
        screen = session_views.takeaway_written(
            store.get(journal, Takeaway, id), "", (), journal.today
        )
    write.show(screen)


# Ticking what others may read


def tick(desk: Desk, query: Query, whole: Report) -> None:
    """Open the list in the editor, and do what was ticked and unticked in it.

    Raises ``WrongUsage`` where the reader is no manager or committee.
    """
    from mentorlog.commands.editor import in_editor  # few reports need the editor

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
