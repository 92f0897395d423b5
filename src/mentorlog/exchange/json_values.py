"""JSON from other programs, read whole: so that memory has an end, a file may not be too large."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, NoReturn

from mentorlog.errors import UnreadableFile
from mentorlog.exchange.text_lines import NO_TEXT
from mentorlog.records.imports import Bad, Place

MOST = 256 * 2**20
"""The largest file that is read, in bytes."""

_BLANKS = re.compile(r"[ \t\r\n]*")
_BETWEEN = re.compile(r"[ \t\r\n]*,?[ \t\r\n]*")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


DECODER = json.JSONDecoder(parse_constant=_refuse_constant, strict=False)
"""Refuses NaN and Infinity, which no column holds. Unlike Python's own it takes control characters
inside a text, which other programs leave there."""


def words_of(value: Mapping[str, object], key: str) -> str:
    """The text of a key, empty where it is missing; raises ``ValueError`` where it is none."""
    found = value.get(key) or ""
    if not isinstance(found, str):
        raise ValueError(f"its {key} is not text")
    return found


def expect_known(version: object, newest: int, where: Place) -> None:
    """Raise ``UnreadableFile`` for a version of one of our formats that this program does not know."""
    if type(version) is not int or version < 1:
        raise UnreadableFile(where, "its version is not a number")
    if version > newest:
        raise UnreadableFile(
            where,
            f"it was written by a newer mentorlog (its format is {version}, this program knows"
            f" {newest})",
            "upgrade mentorlog; nothing was taken in",
        )


def text_of(stream: BinaryIO, name: str) -> str:
    """All of the stream. Raises ``UnreadableFile`` where it is too large, or no UTF-8."""
    encoded = stream.read(MOST + 1)
    if len(encoded) > MOST:
        reason = f"a file of over {MOST >> 20} MB cannot be read"
        raise UnreadableFile(name, reason, "export it in parts, and import each")
    try:
        return encoded.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = encoded.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(Place(name, line), *NO_TEXT) from None


def whole(stream: BinaryIO, name: str) -> object:
    """The one value that the stream is. Raises ``UnreadableFile`` where it is none."""
    text = text_of(stream, name)
    try:
        return DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        bad = _unreadable(error, text, Place(name))
        raise UnreadableFile(bad.where, bad.reason) from None


def values(stream: BinaryIO, name: str) -> Iterator[tuple[Place, object, str] | Bad]:
    """Each value of a list, or of several in a row without one, with its line and its text.

    The last is ``Bad`` where the file cannot be read any further. Raises as ``whole`` does for a stream
    that is no text.
    """
    text = text_of(stream, name)
    at, line, counted = _after(_BLANKS, text, 0), 1, 0
    listed = text.startswith("[", at)
    at = _after(_BLANKS, text, at + listed)
    while at < len(text) and text[at] != "]":
        line, counted = line + text.count("\n", counted, at), at
        where = Place(name, line)
        try:
            value, end = DECODER.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            yield _unreadable(error, text, where)
            return
        yield where, value, text[at:end]
        at = _after(_BETWEEN, text, end)
    where = Place(name, line + text.count("\n", counted, at))
    if listed and at == len(text):
        yield Bad(where, "the file is cut off")
    elif _after(_BLANKS, text, at + listed) < len(text):
        yield Bad(where, "there is more after its end")


def _unreadable(error: Exception, text: str, where: Place) -> Bad:
    if isinstance(error, RecursionError):
        return Bad(where, "it is nested too deep")
    if not isinstance(error, json.JSONDecodeError):
        return Bad(where, str(error))
    cut = error.pos >= len(text) or error.msg.startswith("Unterminated")
    line = Place(where.file, error.lineno)
    return Bad(line, "the file is cut off" if cut else f"it is not JSON: {error.msg}")


def _after(blanks: re.Pattern[str], text: str, at: int) -> int:
    found = blanks.match(text, at)
    return found.end() if found else at
