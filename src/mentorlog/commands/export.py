"""``mentorlog export``: the journal for another program, or whole for another machine."""

import io
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, TextIO, cast

import typer

from mentorlog.commands import files, offered
from mentorlog.commands.desk import Desk, say
from mentorlog.commands.options import AsOf, For, kind_meant, option
from mentorlog.errors import WrongUsage, count
from mentorlog.exchange import formats
from mentorlog.exchange.formats import Format
from mentorlog.journal import EVERYTHING, Journal, outgoing
from mentorlog.journal.documents import handed_out
from mentorlog.records import Kind
from mentorlog.records.exports import Outgoing, Terms
from mentorlog.views import data, terminals

_FOR_ONESELF = "What is private is in it too: --for WHO leaves out what WHO may not read."
_LONG = 20_000
"""From this many rows on there is a progress bar."""

_TOLD_EVERY = 100

_ENDS = {
    "json": (".json",),
    "jsonl": (".jsonl", ".json"),
    "taskwarrior": (".json",),
    "ics": (".ics",),
    "csv": (".csv",),
}
"""How a file's name may end, by the format that is written in it."""

_BY_NAME = {
    **{ends[0]: name for name, ends in _ENDS.items() if ends[0] != ".json"},
    **dict.fromkeys(formats.MARKDOWN, "markdown"),
}
"""The format that is meant by the end of a file's name, where it can be one alone."""

Bar = Callable[[int], AbstractContextManager[terminals.Advance]]
"""A progress bar for so many rows."""


def export(
    ctx: typer.Context,
    format_: Annotated[
        str | None,
        option(
            "--format",
            "json, jsonl, markdown, csv, taskwarrior or ics. Unless said: what the file's name ends in,"
            " or jsonl for the whole journal, json for a part of it.",
            "FORMAT",
            offered("one_of", *(each.name for each in formats.FORMATS if each.writes)),
        ),
    ] = None,
    for_: For = "me",
    as_of: AsOf = None,
    kind: Annotated[
        list[str] | None,
        option(
            "--kind", "Only goals, only wins …; may be repeated.", "KIND", offered("one_of", *Kind)
        ),
    ] = None,
    since: Annotated[
        str | None, option("--since", "Only what is of that day or later.", "DAY")
    ] = None,
    until: Annotated[
        str | None, option("--until", "Only what is of that day or earlier.", "DAY")
    ] = None,
    output: Annotated[
        str | None,
        option("--output", "Where to write it; else standard output.", "FILE|FOLDER"),
    ] = None,
    force: Annotated[bool, option("--force", "Replace a file without asking.")] = False,
) -> None:
    """Write the whole journal as JSON Lines, which lose nothing, or a part of it in any format."""
    desk = Desk.of(ctx)
    part = bool(kind or since or until or as_of) or for_ != "me"
    suffix = Path(output or "").suffix.lower()
    meant = _BY_NAME.get(suffix, "json" if part else "jsonl")
    format = formats.going_out(format_ or meant)
    wanted = _kinds(format, kind or [])
    days = desk.between(since, until)
    if format.folder:
        _to_folder(desk, format, (for_, as_of), wanted, days, output, force=force)
        return
    path = files.output(output) if output and output != "-" else None
    files.expect_name(path, f"what --format {format.name} writes", *_ENDS[format.name])
    path = files.checked(desk, path, force=force) if path else None
    bar = _bar(desk, shown=path is not None or not sys.stdout.isatty())
    with desk.reading(for_, None, as_of) as journal, _stream(path) as stream:
        if format.as_json and not part and journal.lens == EVERYTHING:
            _whole(bar, journal, format, stream)
        else:
            left = Counter[str]()
            found = _counted(bar, journal, format, wanted, days)
            if format.name == "ics":
                found = _ours(found, left)
            _selection(journal, format, found, stream)
            for what, number in left.items():
                them = "it" if number == 1 else "them"
                say(
                    f"Left out {count(number, what)} that came from another calendar, which has {them}."
                )
    if path:
        say(f"Wrote {path}")
        if (part or not format.whole) and for_ == "me":
            say(_FOR_ONESELF)


def _whole(bar: Bar, journal: Journal, format: Format, stream: TextIO) -> None:
    """Every row there is. Raises ``WrongUsage`` for a format that cannot hold them."""
    if not format.whole:
        raise WrongUsage(
            f"{format.name} is for a part of the journal: name a --kind, --since, --until or --for.",
            "the whole journal is JSON Lines: mentorlog export -o journal.jsonl",
        )
    from mentorlog.exchange import journal_lines
    from mentorlog.journal.whole import rows

    with bar(rows.count(journal)) as advance:
        journal_lines.write(_told(rows.rows(journal), advance), rows.numbers(journal), stream)


def _ours(found: Iterator[Outgoing], left: Counter[str]) -> Iterator[Outgoing]:
    """All but the events and to-dos of another calendar, which has them: what is left out is counted."""
    for each in found:
        if each.kind in each.origins:
            left["event" if each.kind is Kind.SESSION else "to-do"] += 1
        else:
            yield each


def _told(batches: Iterator[list[str]], advance: terminals.Advance) -> Iterator[list[str]]:
    for batch in batches:
        yield batch
        advance(len(batch))


def _counted(
    bar: Bar, journal: Journal, format: Format, kinds: frozenset[Kind],
    days: tuple[date | None, ...],
) -> Iterator[Outgoing]:  # fmt: skip
    """The records, with a bar that tells how many of them have been written."""
    found = outgoing.records(journal, kinds, *days, source=format.name)
    with bar(outgoing.count(journal, kinds, *days)) as advance:
        for number, record in enumerate(found, 1):
            yield record
            if number % _TOLD_EVERY == 0:
                advance(_TOLD_EVERY)


def _bar(desk: Desk, *, shown: bool) -> Bar:
    """Makes a progress bar for a number of rows; none is drawn if the rows go to the terminal."""
    worth = _LONG if shown else sys.maxsize
    return partial(
        terminals.progress_bar, "Exporting", worth=worth, no_color=desk.invocation.no_color
    )


def _selection(journal: Journal, format: Format, found: Iterator[Outgoing], stream: TextIO) -> None:
    terms = _terms(journal)
    if not format.as_json:
        formats.module(format).write(found, stream, terms)
        return
    say("This is a selection: it has no history, and cannot be imported again.")
    data.write_selection(
        found, stream, str(journal.lens.audience),
        lines=format.name == "jsonl", anonymous=terms.anonymous,
    )  # fmt: skip


def _to_folder(
    desk: Desk, format: Format, eyes: tuple[str, str | None], wanted: frozenset[Kind],
    days: tuple[date | None, ...], output: str | None, *, force: bool,
) -> None:  # fmt: skip
    if output is None or output == "-":
        raise WrongUsage(f"{format.name} is a folder of files.", "name one with -o FOLDER")
    if output.lower().endswith(formats.MARKDOWN) and not Path(output).is_dir():
        one = "mentorlog session show S --format markdown prints one session"
        raise WrongUsage(
            f"{output} cannot hold what --format {format.name} writes, a folder of files.",
            f"mentorlog export --format {format.name} -o FOLDER; {one}",
        )
    from mentorlog.exchange import document_folder

    for_, as_of = eyes
    with desk.reading(for_, None, as_of) as journal:
        folder = files.folder(desk, Path(output), force=force)
        found = _counted(_bar(desk, shown=True), journal, format, wanted, days)
        number = document_folder.write_folder(found, folder, _terms(journal))
    say(f"Wrote {count(number, 'file')} to {folder}")
    if number and for_ == "me":
        say(_FOR_ONESELF)


def _kinds(format: Format, words: list[str]) -> frozenset[Kind]:
    """The kinds that were asked for, or else all that the format can hold."""
    wanted = frozenset(kind_meant(word, tuple(Kind)) for word in words)
    if beyond := wanted - format.writes:
        kinds = ", ".join(sorted(format.writes))
        raise WrongUsage(f"{format.name} holds no {min(beyond)}.", f"it holds {kinds}")
    if format.table and len(wanted) != 1:
        raise WrongUsage(
            f"{format.name} holds records of one kind.", "say which, as in --kind action"
        )
    return wanted or format.writes


def _terms(journal: Journal) -> Terms:
    anonymous = journal.lens.audience.public_alone
    # A document for others, or as of another day, is not one that is edited and read back.
    written = handed_out.stamp(journal) if journal.lens == EVERYTHING else None
    return Terms(journal.me, anonymous, written)


@contextmanager
def _stream(path: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that is replaced as a whole. UTF-8; line ends stay as they are."""
    with files.replacing(path) if path else nullcontext(sys.stdout.buffer) as out:
        sys.stdout.flush()
        text = io.TextIOWrapper(cast("io.BufferedWriter", out), encoding="utf-8", newline="")
        try:
            yield text
        finally:
            text.detach()
