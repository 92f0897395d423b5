"""The lines of a text file, one at a time, however long the file or any of them is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

MOST_BYTES = 1 << 20
"""The longest line that is read. What people write has none; a broken or hostile file may."""


class Line(NamedTuple):
    """One line without its end; ``reason`` says why it cannot be read, and is empty if it can."""

    number: int
    text: str
    reason: str = ""


def of(stream: BinaryIO) -> Iterator[Line]:
    """Every line, without a byte order mark, its end however the system writes it.

    A line that is too long or no UTF-8 comes with its reason, and what can be shown of it.
    """
    for number, line in enumerate(_bounded(stream), 1):
        encoded = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        text = encoded.rstrip(b"\r\n").decode("utf-8", "replace")
        if len(encoded) >= MOST_BYTES:
            yield Line(number, text[:200], f"the line is longer than {MOST_BYTES >> 20} MB")
        elif "\ufffd" in text and not _is_utf8(encoded):
            yield Line(number, text, "it is not UTF-8 text")
        else:
            yield Line(number, text)


def _bounded(stream: BinaryIO) -> Iterator[bytes]:
    while line := stream.readline(MOST_BYTES):
        rest = line
        while len(rest) == MOST_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(MOST_BYTES)
        yield line


def _is_utf8(encoded: bytes) -> bool:
    try:
        encoded.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
