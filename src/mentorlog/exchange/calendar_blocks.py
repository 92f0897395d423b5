"""Cuts a calendar file into its events and zones, so that one that is broken spoils no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from mentorlog.errors import UnreadableFile
from mentorlog.exchange import text_lines
from mentorlog.records.imports import Bad, Place

_MOST = 1 << 20
"""How many characters one event may have, with all that is nested in it."""

_EDGE = re.compile(r"(BEGIN|END):([A-Z-]+)[ \t]*", re.IGNORECASE)

_CANCELS = re.compile(r"METHOD:CANCEL[ \t]*", re.IGNORECASE)


class Block(NamedTuple):
    """The lines of one event, to-do or zone. ``text`` leaves out what is nested in it, such as an alarm.

    ``cancels``: its calendar was sent to say that it does not take place.
    """

    where: Place
    text: str
    part: str
    cancels: bool


def of(stream: BinaryIO, name: str) -> Iterator[Block | Bad]:
    """Each event, to-do and zone of a calendar file, and why an event cannot be had.

    Raises ``UnreadableFile`` at the end of a file in which no calendar begins.
    """
    scan = _Scan(name)
    for line in text_lines.of(stream):
        yield from scan.take(line)
    yield from scan.end()


class _Scan:
    """Takes a calendar apart line by line. Only lines of events, to-dos and zones are kept."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._where = Place(name, 1)
        self._lines: list[str] = []
        self._size = 0
        self._reason = ""
        self._inside: list[str] = []
        self._last = 0
        self._calendars = 0
        self._is_open = self._cancels = False

    def take(self, line: text_lines.Line) -> Iterator[Block | Bad]:
        """The block that ends with this line, if one does."""
        self._last = line.number
        edge = _EDGE.fullmatch(line.text)
        begins, part = (edge[1].upper() == "BEGIN", edge[2].upper()) if edge else (False, "")
        if begins and part in ("VEVENT", "VTODO", "VTIMEZONE", "VCALENDAR"):
            yield from self._cut_off()
            self._where = Place(self._name, line.number)
            self._inside = [part]
        elif edge and begins and self._lines:
            self._inside.append(part)
        if edge and part == "VCALENDAR":
            self._calendars += begins
            self._is_open = begins
            self._cancels = False
        elif self._inside == ["VCALENDAR"] and _CANCELS.fullmatch(line.text):
            self._cancels = True
        if line.reason and not self._lines:
            yield Bad(Place(self._name, line.number), line.reason, line.text)
        if self._inside[:1] in (["VEVENT"], ["VTODO"], ["VTIMEZONE"]):
            self._keep(line)
        if edge and not begins and part in self._inside:
            del self._inside[self._inside.index(part) :]
            if not self._inside and part != "VCALENDAR":
                yield self._ended(part)

    def _keep(self, line: text_lines.Line) -> None:
        self._size += len(line.text) + 2
        if self._size > _MOST:
            self._reason = self._reason or f"the event is longer than {_MOST >> 20} MB"
        elif len(self._inside) > 1 and self._inside[0] == "VEVENT":
            return
        elif line.reason:
            self._where, self._reason = Place(self._name, line.number), line.reason
        else:
            self._lines.append(line.text)

    def _ended(self, part: str) -> Block | Bad:
        text, where, reason = "\r\n".join(self._lines), self._where, self._reason
        self._forget()
        return Bad(where, reason, text) if reason else Block(where, text, part, self._cancels)

    def _forget(self) -> None:
        self._lines, self._size, self._reason = [], 0, ""

    def _cut_off(self) -> Iterator[Bad]:
        if self._lines:
            yield Bad(
                self._where, "the event that begins here is cut off", "\r\n".join(self._lines)
            )
        self._forget()

    def end(self) -> Iterator[Bad]:
        """What is wrong if the file ends here. Raises ``UnreadableFile`` if nothing in it can be used."""
        if not self._calendars:
            raise UnreadableFile(self._name, "no calendar begins in it")
        if self._lines:
            yield from self._cut_off()
        elif self._is_open:
            yield Bad(Place(self._name, self._last), "the file is cut off after this line")
