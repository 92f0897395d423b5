"""Rows of an import that cannot be read or stored: they stop it, or they are put aside."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import BinaryIO

from mentorlog.commands.desk import say
from mentorlog.commands.input_source import Source
from mentorlog.errors import WrongUsage
from mentorlog.errors import count as number_of
from mentorlog.records.imports import Bad, Found, LeftOut, Read, Times

TOLD = 10
"""So many reasons are told; of further bad rows only their number."""


class BadRows:
    """Takes the bad rows out of what a reader yields.

    Without ``skip`` they are only counted, for the sentence that ends the import. With it they are kept
    in a new file beside the source (``tasks.json.bad``, mode 0600), which is made for the first of them,
    and never in a rehearsal.
    """

    def __init__(self, source: Source, *, skip: bool, keep: bool = True) -> None:
        self.path: Path | None = None
        self.number = 0
        self.left_out: dict[str, int] = {}
        self._first: Bad | None = None
        self._source = source
        self._skip = skip
        self._keep = keep and skip
        self._file: BinaryIO | None = None

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
        """Put a row aside."""
        self._first = self._first or bad
        self.number += 1
        if not self._skip:
            return
        if self.number <= TOLD:
            say(f"Left out: {bad.where}: {bad.reason}")
        if self._keep and bad.source:
            self._file = self._file or self._made(bad.head)
            self._file.write(_line(bad.source))

    def check(self) -> None:
        """Raise ``WrongUsage`` if there is a bad row and bad rows are not to be left out."""
        if self._skip or not self._first:
            return
        more = self.number - 1
        others = f" and {number_of(more, 'more row is', 'more rows are')} bad" if more else ""
        raise WrongUsage(
            f"{self._first.where}: {self._first.reason.removesuffix('.')}{others};"
            " nothing was imported.",
            "--skip-bad imports the rest and keeps the bad rows in a file beside",
        )

    def close(self, *, imported: bool) -> None:
        """Say where they are kept; delete the file if nothing was imported."""
        if self._file is not None:
            self._file.close()
        if not imported and self.path is not None:
            with suppress(OSError):
                self.path.unlink()
        elif self.number and imported:
            kept = f", kept in {self.path}" if self.path else ""
            say(f"{number_of(self.number, 'bad row was', 'bad rows were')} left out{kept}.")

    def _made(self, head: str) -> BinaryIO:
        beside = self._source.path or Path("import")
        for number in count(1):
            path = beside.with_name(f"{beside.name}.bad" + (f"-{number}" if number > 1 else ""))
            with suppress(FileExistsError):
                handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
                self.path = path
                file = os.fdopen(handle, "wb")
                if head:
                    file.write(_line(head))
                return file
        raise AssertionError("count() has no end")


def _line(source: str) -> bytes:
    return source.encode("utf-8", "surrogatepass").rstrip(b"\r\n") + b"\n"
