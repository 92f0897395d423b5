"""JSON read value by value from a stream, so that a file of any size needs one value's memory."""

from __future__ import annotations

import codecs
import json
from typing import BinaryIO, NoReturn

from mentorlog.errors import UnreadableFile
from mentorlog.exchange.text_lines import NO_TEXT
from mentorlog.records.imports import Place

_CHUNK = 1 << 18
_BLANK = " \t\r\n"
_NEAR = 12
"""An error so close to the end of what has been read may come of the cut: ``tru``, ``\\u00``."""


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


DECODER = json.JSONDecoder(parse_constant=_refuse_constant, strict=False)
"""Python's own also takes NaN and Infinity, which no column holds, and refuses control characters
in a text, which other programs leave there."""


class JsonText:
    """A window that moves over the text of a stream.

    Every method raises ``UnreadableFile`` with the line where the text is no JSON, no UTF-8, or
    ends too early. ``most`` is how many characters one value may have.
    """

    def __init__(self, stream: BinaryIO, name: str, most: int) -> None:
        self._stream = stream
        self._name = name
        self._most = most
        self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self._text = ""
        self._at = 0
        self._line = 1
        self._ended = False

    @property
    def where(self) -> Place:
        """Where the next character stands."""
        return Place(self._name, self._line)

    def next(self) -> str:
        """The next character that is not blank, without taking it; empty at the end."""
        while True:
            start, end = self._at, len(self._text)
            at = start
            while at < end and self._text[at] in _BLANK:
                at += 1
            self._go(at)
            if at < end:
                return self._text[at]
            if not self._more():
                return ""

    def take(self, character: str) -> bool:
        """Take the next character if it is that one."""
        if self.next() != character:
            return False
        self._at += 1
        return True

    def expect(self, character: str) -> None:
        """Take the next character, which must be that one."""
        if not self.take(character):
            self.fail(f"{character} is missing" if self.next() else _CUT)

    def value(self) -> tuple[object, str]:
        """Take the next value whole; returns it and its text."""
        self.next()
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                into = error.pos - self._at  # Reading on moves the window.
                if not self._may_be_cut(error) or not self._more():
                    self._fail_at(self._at + into, error.msg)
                continue
            except (ValueError, RecursionError) as error:
                deep = isinstance(error, RecursionError)
                self.fail("it is nested too deep" if deep else str(error))
            # A number that ends with the text may go on.
            if end < len(self._text) or not self._more():
                text = self._text[self._at : end]
                self._go(end)
                return value, text

    def fail(self, reason: str) -> NoReturn:
        """Raise for what stands here."""
        raise UnreadableFile(self.where, reason)

    def _fail_at(self, at: int, said: str) -> NoReturn:
        rest = self._text[at:].strip()
        cut = said.startswith(_ENDLESS) or any(word.startswith(rest) for word in _WORDS)
        self._line += self._text.count("\n", self._at, at)
        self.fail(_CUT if self._ended and cut else f"it is no JSON: {said}")

    def _may_be_cut(self, error: json.JSONDecodeError) -> bool:
        return error.msg.startswith(_ENDLESS) or error.pos >= len(self._text) - _NEAR

    def _go(self, at: int) -> None:
        self._line += self._text.count("\n", self._at, at)
        self._at = at

    def _more(self) -> bool:
        """Read on; false where there is no more. Reads ever more of a long value."""
        rest = self._text[self._at :]
        if len(rest) > self._most:
            self.fail(f"a value of over {self._most >> 20} MB cannot be read")
        if self._ended:
            return False
        chunk = self._stream.read(max(_CHUNK, len(rest)))
        try:
            self._text = rest + self._decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            self._line += rest.count("\n") + error.object[: error.start].count(b"\n")
            raise UnreadableFile(self.where, *NO_TEXT) from None
        self._at = 0
        self._ended = not chunk
        return bool(chunk)


_CUT = "the file is cut off"
_ENDLESS = ("Unterminated", "Invalid \\u")
_WORDS = ("true", "false", "null", "-")
