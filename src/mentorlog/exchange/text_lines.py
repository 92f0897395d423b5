"""The lines of a text file, one at a time, however long the file or any of them is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

MOST_BYTES = 1 << 20
"""The longest line that is read. Nobody writes longer ones; a broken or hostile file may have them."""


_AFTER_CR = re.compile(rb"(?<=\r)(?!\n)")

NO_TEXT = ("it is not UTF-8 text", "--encoding says what it is in, as in --encoding cp1252")
"""Why a file cannot be read, and what to do about it."""


class Line(NamedTuple):
    """One line without its line end; ``reason`` says why it cannot be read, and is empty if it can."""

    number: int
    text: str
    reason: str = ""


def of(stream: BinaryIO) -> Iterator[Line]:
    """Every line, with any line end, and without a byte order mark.

    A line that is too long or not UTF-8 comes with the reason, and what can be shown of it.
    """
    for number, line in enumerate(raw(stream), 1):
        encoded = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        bare = encoded.rstrip(b"\r\n")
        text = bare.decode("utf-8", "replace")
        if len(encoded) >= MOST_BYTES:
            yield Line(number, text[:200], f"the line is longer than {MOST_BYTES >> 20} MB")
        elif "\ufffd" in text and text.encode() != bare:
            yield Line(number, text, "it is not UTF-8 text")
        else:
            yield Line(number, text)


def raw(stream: BinaryIO) -> Iterator[bytes]:
    """Every line with its line end (CR, LF or both); only the beginning of one that is too long."""
    rest = b""
    while chunk := stream.readline(MOST_BYTES):
        *lines, rest = _AFTER_CR.split(rest + chunk)
        yield from lines
        if rest.endswith(b"\n"):
            yield rest
            rest = b""
        elif len(rest) >= MOST_BYTES:
            yield rest[:MOST_BYTES]
            while (more := stream.readline(MOST_BYTES)) and not more.endswith(b"\n"):
                pass
            rest = b""
    if rest:
        yield rest
