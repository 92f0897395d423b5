"""Files that nobody else may read and that are whole whenever the program is killed.

A file is made beside its place, filled, synced, then moved there in one step.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

PART = ".part"
"""How the name of a file ends that is still being filled; a killed program leaves it behind."""

# O_BINARY: on Windows a text-mode handle would write each line end twice over.
_NEW_FILE = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_EXCL
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def private_folder(folder: Path) -> None:
    """Make the folder, 0700; one that others may look into is closed to them. Raises OSError."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if sys.platform != "win32" and folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def new_file(path: Path, content: bytes = b"") -> None:
    """Make a file, 0600, that must not be there yet. Raises OSError."""
    with os.fdopen(os.open(path, _NEW_FILE, 0o600), "wb") as file:
        file.write(content)


def part_of(path: Path) -> Path:
    """Where the file that is to be ``path`` is filled: hidden, in the same folder."""
    return path.with_name(f".{path.name}{PART}")


@contextmanager
def replacing(path: Path, part: Path | None = None) -> Iterator[Path]:
    """A new file to be filled, which takes the place of ``path`` once the block ends well.

    It is ``part`` meanwhile, which must not be there yet; else a name that nobody else uses, so
    that what a killed program left behind is in nobody's way.
    """
    part = part or path.with_name(f".{path.name}.{token_hex(4)}{PART}")
    new_file(part)
    try:
        yield part
        _sync(part)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def placed(names: Iterator[Path], fill: Callable[[Path], object]) -> Path:
    """The first of ``names`` that is free, filled; no file that is there is ever replaced."""
    for path in names:
        # The part is the claim to the name: who holds it looks whether the place is free.
        with suppress(FileExistsError), replacing(path, part_of(path)) as part:
            if path.exists():
                raise FileExistsError(path)
            fill(part)
            return path
    raise AssertionError("there is always another name")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    # The move itself outlives a power cut only once the folder is on the disk; not all can.
    if sys.platform == "win32":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
