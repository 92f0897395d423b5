"""``mentorlog import``: records from another program, or a whole journal from its own export."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from mentorlog.commands import files, offered
from mentorlog.commands.desk import Desk, say
from mentorlog.commands.files import Source
from mentorlog.commands.options import AsJson, argument, kind_meant, option
from mentorlog.errors import UnreadableFile, WrongUsage
from mentorlog.errors import count as number_of
from mentorlog.exchange import formats, journal_lines
from mentorlog.exchange.formats import Format
from mentorlog.journal import operation, store
from mentorlog.journal.intake import drafts
from mentorlog.journal.keeping import backup
from mentorlog.journal.whole import adopt, merge
from mentorlog.records import Kind, Person
from mentorlog.records.imports import (
    Asked,
    Bad,
    Columns,
    Found,
    LeftOut,
    Read,
    Tally,
    Times,
)
from mentorlog.views import elsewhere as views
from mentorlog.views import terminals

_LONG = 20_000
"""From this many lines on there is a progress bar."""

_KINDS = (Kind.ACTION, Kind.GOAL, Kind.SESSION, Kind.WIN)
"""What the rows of a table may be."""

Told = Callable[[Iterable[Any]], Iterator[Any]]
"""Passes rows on, and moves the progress bar."""


def import_(
    ctx: typer.Context,
    source: Annotated[
        str, argument("FILE|FOLDER|-", "What to read; a dash is standard input.", offered("files"))
    ],
    from_: Annotated[
        str | None,
        option(
            "--from",
            "Its format, where it is not recognised.",
            "FORMAT",
            offered("one_of", *(each.name for each in formats.FORMATS if each.reads)),
        ),
    ] = None,
    dry_run: Annotated[
        bool, option("--dry-run", "Say what would be imported, and write nothing.")
    ] = False,
    map_: Annotated[
        list[str] | None,
        option(
            "--map",
            "What a column of a CSV file means, or HEADER:WORD=WORD a word in it.",
            "HEADER=FIELD",
        ),
    ] = None,
    kind: Annotated[
        str | None,
        option(
            "--kind",
            "What the rows of a CSV file are: action, goal …",
            "KIND",
            offered("one_of", *_KINDS),
        ),
    ] = None,
    skip_bad: Annotated[bool, option("--skip-bad", "Leave bad rows out, and name them.")] = False,
    shared: Annotated[
        bool, option("--shared", "Share what is new with its readers; else it is private.")
    ] = False,
    yes: Annotated[bool, option("--yes", "Delete lines that are gone from our documents.")] = False,
    encoding: Annotated[
        str | None, option("--encoding", "Its encoding, if it is not UTF-8: cp1252 …", "NAME")
    ] = None,
    json_: AsJson = False,
) -> None:
    """Import all of a file or a folder, or nothing of it; importing it again adds nothing."""
    desk = Desk.of(ctx, makes=True)
    columns = Columns(
        dict(_pair(words) for words in map_ or ()), kind_meant(kind, _KINDS) if kind else None
    )
    found = files.read(source, encoding)
    format = _format(found, from_, columns)
    bad = BadRows(skip=skip_bad)
    if not dry_run:
        backup.automatic(desk.path, desk.clock, "import")
    with _bar(desk, found) as told:
        store = _whole if format.whole else _records
        tally = store(desk, format, found, columns, bad, told, dry_run, shared, yes)
    for note in tally.notes:
        say(note)
    tally = tally._replace(bad=bad.number)
    if bad.number:
        say(f"{number_of(bad.number, 'bad row was', 'bad rows were')} left out.")
    screen = views.imported(tally, found.name, format.name, rehearsal=dry_run, shared=shared)
    desk.show(screen, as_json=json_)


@contextmanager
def _bar(desk: Desk, source: Source) -> Iterator[Told]:
    """Shows how many of the lines of a long source have been taken in."""
    lines, no_color = (source.content or b"").count(b"\n"), desk.invocation.no_color
    with terminals.progress_bar(
        f"Reading {source.name}", lines, worth=_LONG, no_color=no_color
    ) as advance:

        def told(rows: Iterable[Any]) -> Iterator[Any]:
            line = 0
            for row in rows:
                advance(max(0, row.where.line - line))
                line = max(line, row.where.line)
                yield row

        yield told


def _whole(
    desk: Desk, _format: Format, source: Source, _: Columns, bad: "BadRows", told: Told,
    dry_run: bool, shared: bool, _yes: bool,
) -> Tally:  # fmt: skip
    """A whole journal: an empty journal becomes it, one with records takes what is new or newer."""
    assert source.content is not None
    rows = told(journal_lines.rows(source.content, source.name))
    with desk.loading(rehearsal=dry_run) as journal:
        if adopt.is_empty(journal):
            tally = adopt.adopt(journal, rows, bad.add, source.name)
        else:
            with operation(journal, "import"):
                tally = merge.merge(journal, rows, bad.add, shared=shared)
        bad.check()
    return tally


def _records(
    desk: Desk, format: Format, source: Source, columns: Columns, bad: "BadRows", told: Told,
    dry_run: bool, shared: bool, yes: bool,
) -> Tally:  # fmt: skip
    """Another program's records, through the journal's own rules."""
    with desk.writing(f"import {format.name}", rehearsal=dry_run) as journal:
        names = tuple(person.name for person in store.select(journal, Person) if not person.is_me)
        asked = Asked(source.name, desk.today, desk.settings.date_order, names, columns)
        rows = bad.sift(told(read(format, source, asked)))
        tally = drafts.take(journal, rows, bad.add, say, shared=shared, yes=yes)
        bad.check()
    return tally._replace(left_out={**bad.left_out, **tally.left_out})


def _pair(words: str) -> tuple[str, str]:
    header, equals, field = words.rpartition("=")
    if not (header.strip() and equals and field.strip()):
        raise WrongUsage(f"--map {words} is not HEADER=FIELD.", "as in --map Deadline=due")
    return header.strip(), field.strip()


def _format(source: Source, word: str | None, columns: Columns) -> Format:
    """The format that the user named, or else the one that the file looks like."""
    format: Format | None
    if word:
        format = formats.coming_in(word)
    elif source.content is None:
        assert source.path
        format = formats.of_folder(source.path)
    else:
        format = formats.recognised(source.content[: formats.HEAD], source.name)
    if format is None and (source.content or b"").startswith(b"SQLite format 3\0"):
        raise UnreadableFile(
            source.name,
            "it is an SQLite database, and no export",
            "if it is a journal: mentorlog --journal FILE export -o all.jsonl",
        )
    if format is None:
        raise UnreadableFile(source.name, "its format is not recognised", "name it with --from")
    if any(columns) and not format.table:
        raise WrongUsage(f"--map and --kind are for columns, and {format.name} has none.")
    if source.content is None and not format.endings:
        raise WrongUsage(f"{source.name} is a folder, and {format.name} is a file.")
    if source.path is None and format.folder:
        raise WrongUsage(
            f"{format.name.capitalize()} comes from a file or a folder.",
            "mentorlog log - takes one document",
        )
    return format


def read(format: Format, source: Source, asked: Asked) -> Iterator[Read]:
    """What the source holds, as the format's module reads it."""
    if source.content is None:
        assert source.path
        return formats.read_folder(format, source.path, asked)
    return formats.module(format).read(source.content, asked)


class BadRows:
    """Takes the bad rows out of what a reader yields: counts them, and with ``skip`` names each."""

    def __init__(self, *, skip: bool) -> None:
        self.number = 0
        self.left_out: dict[str, int] = {}
        self._first: Bad | None = None
        self._skip = skip

    def sift(self, rows: Iterable[Read]) -> Iterator[Found | Times]:
        """All but the bad rows. Rows that are left out for a reason are counted in ``left_out``."""
        for row in rows:
            if isinstance(row, Bad):
                self.add(row)
            elif isinstance(row, LeftOut):
                self.left_out[row.reason] = self.left_out.get(row.reason, 0) + 1
            else:
                yield row

    def add(self, bad: Bad) -> None:
        """Leave a row out."""
        self._first = self._first or bad
        self.number += 1
        if self._skip:
            say(f"Left out: {bad.where}: {bad.reason}")

    def check(self) -> None:
        """Raise ``WrongUsage`` if there is a bad row and bad rows are not to be left out."""
        if self._skip or not self._first:
            return
        more = self.number - 1
        others = f" and {number_of(more, 'more row is', 'more rows are')} bad" if more else ""
        raise WrongUsage(
            f"{self._first.where}: {self._first.reason.removesuffix('.')}{others};"
            " nothing was imported.",
            "--skip-bad imports the rest, and names all bad rows",
        )
