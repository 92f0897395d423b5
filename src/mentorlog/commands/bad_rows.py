"""The rows of an import that are no records: the first one ends it, or they are put aside."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import BinaryIO

from mentorlog.commands.desk import say
from mentorlog.commands.input_source import Source
from mentorlog.errors import UnreadableFile
from mentorlog.records.imports import Bad, Found, Read

_TOLD = 10
"""After so many reasons only the number of bad rows is said."""


class BadRows:
    """Takes the bad rows out of what a reader yields.

    Without ``skip`` the first one is raised. With it their text is kept in a new file beside the
    source (``tasks.json.bad``, 0600), made when there is one to put there and not in a rehearsal.
    """

    def __init__(self, source: Source, *, skip: bool, keep: bool = True) -> None:
        self.path: Path | None = None
        self.number = 0
        self._source = source
        self._skip = skip
        self._keep = keep
        self._file: BinaryIO | None = None

    def sift(self, rows: Iterable[Read]) -> Iterator[Found]:
        """The records alone; raises ``UnreadableFile`` for a bad row that is not to be skipped."""
        for row in rows:
            if isinstance(row, Bad):
                self.add(row)
            else:
                yield row

    def add(self, bad: Bad) -> None:
        """Put a row aside, or raise ``UnreadableFile`` where that was not asked for."""
        if not self._skip:
            hint = "nothing was imported; --skip-bad imports the rest and keeps the bad rows apart"
            raise UnreadableFile(bad.where, bad.reason, hint)
        self.number += 1
        if self.number <= _TOLD:
            say(f"Left out: {bad.where}: {bad.reason}")
        if self._keep:
            self._file = self._file or self._made()
            self._file.write(bad.source.encode("utf-8", "surrogatepass").rstrip(b"\r\n") + b"\n")

    def close(self, *, imported: bool) -> None:
        """Say where they are; without an import there is nothing to keep them for."""
        if self._file is not None:
            self._file.close()
        if not imported and self.path is not None:
            with suppress(OSError):
                self.path.unlink()
        elif self.number:
            kept = f", kept in {self.path}" if self.path else ""
            rows = "1 bad row was" if self.number == 1 else f"{self.number} bad rows were"
            say(f"{rows} left out{kept}.")

    def _made(self) -> BinaryIO:
        beside = self._source.path or Path("import")
        for number in count(1):
            path = beside.with_name(f"{beside.name}.bad" + (f"-{number}" if number > 1 else ""))
            with suppress(FileExistsError):
                handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
                self.path = path
                return os.fdopen(handle, "wb")
        raise AssertionError("count() has no end")
