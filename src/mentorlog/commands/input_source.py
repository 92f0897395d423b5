"""What an import reads: a file, a folder, or standard input.

Readers get UTF-8. A file that begins with the mark of UTF-16, or that the user says is in another
encoding, is converted here.
"""

from __future__ import annotations

import codecs
import io
import sys
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from mentorlog import places
from mentorlog.errors import UnreadableFile, UnreadableWords, why

STDIN = "standard input"

MOST = 1 << 30
"""How many bytes are read at most: a pipe may have no end."""


class Source(NamedTuple):
    """What the user named: ``name`` is what to call it.

    A folder has no ``content``. ``path`` is None for standard input.
    """

    name: str
    path: Path | None
    content: bytes | None = None


def read(words: str, encoding: str | None = None) -> Source:
    """The file, the folder, or (for a dash) standard input; ``encoding`` is what the user says.

    Raises ``UnreadableFile`` if it cannot be read, ``UnreadableWords`` for an unknown encoding.
    """
    if encoding is not None:
        encoding = _known(encoding)
    path = None if words == "-" else places.named(words)
    if path and path.is_dir():
        return Source(words, path)
    name = words if path else STDIN
    try:
        with path.open("rb") if path else _standard_input() as stream:
            content = stream.read(MOST + 1)
    except OSError as error:
        raise UnreadableFile(name, f"it cannot be read, {why(error)}") from error
    if len(content) > MOST:
        raise UnreadableFile(
            name, f"it is over {MOST / (1 << 30):g} GB", "import it in parts, one after another"
        )
    return Source(name, path, _as_utf_8(content, encoding, name))


def _standard_input() -> BinaryIO:
    stream = getattr(sys.stdin, "buffer", None)
    # Tests and other programs may put one in memory there, which has only text.
    return cast("BinaryIO", io.BytesIO(sys.stdin.read().encode()) if stream is None else stream)


def _known(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)  # Some codecs are not for text.
    except LookupError:
        raise UnreadableWords("encoding", encoding, ("cp1252", "utf-16", "mac-roman")) from None
    return name


def _as_utf_8(content: bytes, encoding: str | None, name: str) -> bytes:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = encoding or "utf-16"
    try:
        return content.decode(encoding).encode() if encoding else content
    except UnicodeError:
        raise UnreadableFile(name, f"it is not {encoding} text") from None
