"""A folder of files: which of them are read, and how a format of files reads them one after another."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, cast

from mentorlog.errors import UnreadableFile
from mentorlog.records.imports import Asked, Bad, LeftOut, Place, Read

_HEAD = 65536


class _Reader(Protocol):
    def recognises(self, head: bytes, name: str) -> bool: ...

    def read(self, stream: object, asked: Asked) -> Iterator[Read]: ...


def files(folder: Path, endings: tuple[str, ...]) -> Iterator[Path]:
    """The files in the folder and below it, by name, but hidden ones; links to folders are not followed."""
    for at, below, names in os.walk(folder):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            path = Path(at) / name
            # is_file() is false for a pipe, socket or device, and for a link that leads to itself.
            if name.lower().endswith(endings) and not name.startswith(".") and path.is_file():
                yield path


def read(module: object, folder: Path, endings: tuple[str, ...], asked: Asked) -> Iterator[Read]:
    """What all files of the folder hold; one that is not of the format is left out, or bad if it is broken.

    Raises ``UnreadableFile`` if none is of the format.
    """
    reader, known = cast("_Reader", module), 0
    for path in files(folder, endings):
        name = str(path)
        try:
            with path.open("rb") as stream:
                head = stream.read(_HEAD)
                stream.seek(0)
                if reader.recognises(head, name):
                    known += 1
                    yield from reader.read(stream, asked._replace(name=name))
                else:
                    yield LeftOut(Place(name), "not of this format")
        except UnreadableFile as error:
            yield Bad(Place(name), error.sentence)
        except OSError as error:
            yield Bad(Place(name), f"it cannot be read, {(error.strerror or str(error)).lower()}")
    if not known:
        kinds = " or ".join(endings)
        raise UnreadableFile(
            folder, f"no {kinds} file in it is of the format that such files have here"
        )
