"""A folder of files: which of them are read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def files(folder: Path, endings: tuple[str, ...]) -> Iterator[Path]:
    """The files in the folder and below it, by name, but hidden ones; links to folders are not followed."""
    for at, below, names in os.walk(folder):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            path = Path(at) / name
            # is_file() is false for a pipe, socket or device, and for a link that leads to itself.
            if name.lower().endswith(endings) and not name.startswith(".") and path.is_file():
                yield path
