"""Where an import reads from: a file, a folder, or standard input; as it comes, never whole."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from mentorlog import places
from mentorlog.errors import UnreadableFile

STDIN = "standard input"


class Source(NamedTuple):
    """What was named: ``name`` is its word in a sentence, ``head`` the first bytes of ``stream``.

    A folder has no stream; ``path`` is None for standard input, ``size`` 0 where nobody knows.
    """

    name: str
    path: Path | None
    stream: BinaryIO | None = None
    head: bytes = b""
    size: int = 0


@contextmanager
def opened(words: str, head: int) -> Iterator[Source]:
    """The file, folder or (for a dash) standard input, open at its start.

    ``head`` bytes of it can be looked at without being read. Raises ``UnreadableFile`` where it
    cannot be opened.
    """
    if words == "-":
        yield _peeked(Source(STDIN, None, _standard_input()), head)
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
        yield _peeked(Source(words, path, stream, size=size), head)


def watch(source: Source, advance: Callable[[int], object]) -> None:
    """From here on tell how many bytes have been read, many at a time."""
    raw = getattr(source.stream, "raw", None)
    if isinstance(raw, _Joined):
        raw.advance = advance


def _standard_input() -> BinaryIO:
    stream = getattr(sys.stdin, "buffer", None)
    # One in memory, as tests and other programs put there, is text alone.
    return cast("BinaryIO", io.BytesIO(sys.stdin.read().encode()) if stream is None else stream)


def _peeked(source: Source, head: int) -> Source:
    assert source.stream is not None
    try:
        first = source.stream.read(head)
    except OSError as error:
        raise UnreadableFile(source.name, _reason(error)) from error
    joined = cast("BinaryIO", io.BufferedReader(_Joined(first, source.stream), 1 << 18))
    return source._replace(stream=joined, head=first)


def _reason(error: OSError) -> str:
    return f"it cannot be read, {(error.strerror or type(error).__name__).lower()}"


class _Joined(io.RawIOBase):
    """Bytes that were read ahead, and then the stream they came from."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        super().__init__()
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
        if self.advance:
            self.advance(len(part))
        return len(part)
