"""Files and folders that nobody else may read, and that are whole whenever the program is killed.

A file is made beside its place, filled, synced, then moved there in one step.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

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


def make_folder(folder: Path) -> None:
    """Make the folder and those above it that are missing, each 0700 whatever the umask is.

    One that is there stays as it is; ``mkdir(parents=True)`` would leave those above open to all.
    Raises ``OSError``, as where a file has the name.
    """
    if not folder.parent.exists():
        make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


def own_folder(folder: Path) -> None:
    """Make the folder, and close it to others where they may look into it. Raises OSError."""
    make_folder(folder)
    # Somebody else's folder stays as it is: the files in it are private anyway.
    with suppress(PermissionError):
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
    that what a killed program left behind is in nobody's way. Raises OSError.
    """
    # Its name is no longer than a file system takes, however long that of the file is.
    part = part or path.with_name(f".{path.name[:40]}.{os.urandom(4).hex()}{PART}")
    new_file(part)
    try:
        yield part
        _sync(part, os.O_RDWR)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    # The move itself survives a power cut only once the folder is on the disk; not all can be synced.
    if sys.platform != "win32":
        with suppress(OSError):
            _sync(path.parent, os.O_RDONLY)


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


def _sync(path: Path, how: int) -> None:
    handle = os.open(path, how)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
