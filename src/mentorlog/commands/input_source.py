"""Where an import reads from: a file, a folder, or standard input, read as a stream.

Readers get UTF-8. A file that begins with the mark of UTF-16, or that the user says is in another
encoding, is converted here.
"""

from __future__ import annotations

import codecs
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from mentorlog import places
from mentorlog.errors import UnreadableFile, UnreadableWords, why

STDIN = "standard input"

MOST_PIPED = 1 << 30
"""How many bytes are read from standard input at most: it may have no end."""

_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class Source(NamedTuple):
    """What the user named: ``name`` is what to call it, ``head`` the first bytes of ``stream``.

    A folder has no stream. ``path`` is None for standard input. ``size`` is 0 if it is not known.
    ``encoding`` is that of its bytes; None if it is UTF-8.
    """

    name: str
    path: Path | None
    stream: BinaryIO | None = None
    head: bytes = b""
    size: int = 0
    encoding: str | None = None


@contextmanager
def opened(words: str, head: int, encoding: str | None = None) -> Iterator[Source]:
    """The file, the folder, or (for a dash) standard input, open at its start.

    ``head`` bytes of it are shown without being taken from the stream. ``encoding`` is what the user
    says. Raises ``UnreadableFile`` if it cannot be opened, ``UnreadableWords`` for an unknown encoding.
    """
    if encoding is not None:
        encoding = _known(encoding)
    if words == "-":
        yield _peeked(Source(STDIN, None, _standard_input(), encoding=encoding), head)
        return
    path = places.named(words)
    if path.is_dir():
        yield Source(words, path)
        return
    try:
        stream = path.open("rb")
    except OSError as error:
        raise UnreadableFile(words, _reason(error)) from error
    with stream:
        size = path.stat().st_size if path.is_file() else 0
        yield _peeked(Source(words, path, stream, size=size, encoding=encoding), head)


def watch(source: Source, advance: Callable[[int], object]) -> None:
    """From here on, call ``advance`` with how many more bytes have been read."""
    raw = getattr(source.stream, "raw", None)
    if isinstance(raw, _Recoded):
        raw = getattr(raw.stream, "raw", None)
    if isinstance(raw, _Joined):
        raw.advance = advance


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


def _peeked(source: Source, head: int) -> Source:
    assert source.stream is not None
    try:
        first = source.stream.read(head)
    except OSError as error:
        raise UnreadableFile(source.name, _reason(error)) from error
    most = 0 if source.path else MOST_PIPED
    joined = cast("BinaryIO", io.BufferedReader(_Joined(first, source.stream, most), 1 << 18))
    encoding = source.encoding or _MARKS.get(first[:2])
    if encoding is None:
        return source._replace(stream=joined, head=first)
    recoded = _Recoded(joined, encoding, source.name)
    text = cast("BinaryIO", io.BufferedReader(recoded, 1 << 18))
    source = source._replace(stream=text, head=b"", encoding=encoding)
    head_of = cast("io.BufferedReader", text).peek(head)[:head]
    return source._replace(head=head_of)


def _reason(error: OSError) -> str:
    return f"it cannot be read, {why(error)}"


class _Joined(io.RawIOBase):
    """Bytes that were read ahead, and then the rest of their stream."""

    def __init__(self, first: bytes, rest: BinaryIO, most: int) -> None:
        """At most ``most`` bytes are read; all of them if it is 0."""
        super().__init__()
        self._most, self._read = most, 0
        self._first = memoryview(first)
        self._rest = rest
        self.advance: Callable[[int], object] | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        room = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        part = self._first[: len(room)] or self._rest.read(len(room))
        self._first = self._first[len(part) :]
        room[: len(part)] = part
        self._read += len(part)
        if self._most and self._read > self._most:
            gigabytes = self._most / (1 << 30)
            raise UnreadableFile(
                STDIN, f"it is over {gigabytes:g} GB", "save it in a file, and import that"
            )
        if self.advance:
            self.advance(len(part))
        return len(part)


class _Recoded(io.RawIOBase):
    """A stream in another encoding as UTF-8."""

    def __init__(self, stream: BinaryIO, encoding: str, name: str) -> None:
        super().__init__()
        self.stream, self._encoding, self._name = stream, encoding, name
        self._decode = codecs.getincrementaldecoder(encoding)().decode
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        room = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        ended = False
        while not self._left and not ended:
            chunk = self.stream.read(1 << 16)
            ended = not chunk
            try:
                self._left = self._decode(chunk, final=ended).encode()
            except UnicodeError:
                raise UnreadableFile(self._name, f"it is not {self._encoding} text") from None
        part, self._left = self._left[: len(room)], self._left[len(room) :]
        room[: len(part)] = part
        return len(part)
