"""A small text file that a command was told to read."""

from __future__ import annotations

from pathlib import Path

from mentorlog import places
from mentorlog.errors import WrongUsage, why

_MOST = 1_000_000


def text(path: Path, what: str) -> str:
    """The file's text, with line ends as ``\\n``; ``what`` is the file's word in a sentence.

    Raises ``WrongUsage`` for a file that cannot be read, is no UTF-8 text, or is over a megabyte.
    """
    try:
        # Not asked for its size: a device has none, and no end either.
        with places.named(str(path)).open("rb") as stream:
            content = stream.read(_MOST + 1)
    except OSError as error:
        raise WrongUsage(f"Cannot read the {what} {path}: {why(error)}.") from error
    if len(content) > _MOST:
        raise WrongUsage(f"The {what} {path} is over a megabyte.")
    try:
        decoded = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongUsage(f"The {what} {path} is no UTF-8 text.") from error
    return decoded.replace("\r\n", "\n").replace("\r", "\n")
