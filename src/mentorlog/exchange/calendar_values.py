"""What stands in a calendar file: its events and to-dos, their texts and moments, and when each changed there.

When it comes again within a period is told by dateutil, for rules that it can follow quickly.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import takewhile
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from mentorlog.errors import UnreadableFile
from mentorlog.exchange import text_lines
from mentorlog.records.imports import Bad, Place

if TYPE_CHECKING:
    from icalendar import Component

Start = date | datetime

# What icalendar, dateutil and date arithmetic raise for an event that cannot be read.
BROKEN = (ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError)

Zones = Mapping[str, tzinfo]
"""The zones that a file defines, by their names there."""

NO_ZONES: Zones = MappingProxyType({})


def parsed(text: str, part: str) -> Component:
    """The component in the text. Raises one of ``BROKEN`` if it is no ``part``, such as ``VEVENT``."""
    from icalendar import Component

    with warnings.catch_warnings():
        # It warns of a zone whose name it had to guess at, and guesses right.
        warnings.simplefilter("ignore")
        found = Component.from_ical(text)
    if not isinstance(found, Component) or found.name != part:
        raise ValueError(f"it is not a {part}")
    return found


def every(component: Component, key: str) -> list[Any]:
    """All values that it has of a property."""
    found = component.get(key, [])
    return found if isinstance(found, list) else [found]


def text(component: Component, key: str) -> str:
    """The first text of a property, without space around it; empty if there is none."""
    return str(next(iter(every(component, key)), "")).strip()


def tags(component: Component) -> tuple[str, ...]:
    """The categories that it has."""
    return tuple(str(tag) for each in every(component, "CATEGORIES") for tag in each.cats)


def moment(component: Component, key: str, zones: Zones = NO_ZONES) -> Start | None:
    """The day or instant of a property, None if there is none; raises ``ValueError`` if it cannot be read."""
    for each in every(component, key):
        try:
            found = each.dt
        except BROKEN:
            found = None
        if not isinstance(found, date):
            raise ValueError(f"its {key} cannot be read")
        return _in_zone(found, each, zones)
    return None


def moments(component: Component, key: str, zones: Zones) -> Iterator[Start]:
    """All days and instants of a property; of a period its start."""
    for each in every(component, key):
        for found in each.dts:
            start = found.dt[0] if isinstance(found.dt, tuple) else found.dt
            yield _in_zone(start, each, zones)


def _in_zone(found: Start, named: Any, zones: Zones) -> Start:
    """A moment without a zone gets the one that the file defines for it, if there is one."""
    zone = zones.get(str(named.params.get("TZID", "")))
    if zone and isinstance(found, datetime) and found.tzinfo is None:
        return found.replace(tzinfo=zone)
    return found


def local(found: Start) -> tuple[date, str | None]:
    """The local day, and the time or None for a whole day."""
    if not isinstance(found, datetime):
        return found, None
    try:
        here = found.astimezone() if found.tzinfo else found
    except (OverflowError, OSError):  # The calendar's edge.
        here = found
    return here.date(), here.strftime("%H:%M")


def changed_at(component: Component) -> str:
    """When it last changed there, as the journal writes instants; empty if it does not say so."""
    at = _instant(component, "LAST-MODIFIED")
    return f"{at:%Y-%m-%dT%H:%M:%S}.999Z" if at else ""


def had_at(component: Component) -> str:
    """The span in which the record was last changed that mentorlog made it from; empty if it cannot be told.

    SEQUENCE counts the seconds from CREATED on. A calendar that changes it adds one or two.
    """
    made, sequence = _instant(component, "CREATED"), component.get("SEQUENCE")
    if made is None or not isinstance(sequence, int):
        return ""
    try:
        first, last = (made + timedelta(seconds=sequence + more) for more in (0, 1))
    except OverflowError:
        return ""
    return f"{first:%Y-%m-%dT%H:%M:%S}.000Z/{last:%Y-%m-%dT%H:%M:%S}.999Z"


def _instant(component: Component, key: str) -> datetime | None:
    try:
        found = moment(component, key)
        return found.astimezone(UTC) if isinstance(found, datetime) else None
    except BROKEN:
        return None


# When it comes again

Rule = Mapping[str, Sequence[Any]]

_MOST_YEARS = 50
"""A rule that begins longer ago is not followed: counting up to today would take too long."""

_RULE = {
    "DAILY": r"INTERVAL|COUNT|WKST|BYDAY|BYMONTH",
    "WEEKLY": r"INTERVAL|COUNT|WKST|BYDAY|BYMONTH",
    "MONTHLY": r"INTERVAL|COUNT|WKST|BYDAY|BYMONTH|BYMONTHDAY|BYSETPOS",
    "YEARLY": r"INTERVAL|COUNT|WKST|BYDAY|BYMONTH|BYMONTHDAY|BYSETPOS",
}
"""What a rule may say beside how often. For a rule that matches no day, dateutil searches up to the
year 9999; with other parts than these that takes many seconds."""


def starts(
    first: Start, rules: Iterable[Rule], more: Iterable[Start], since: date, until: date
) -> Iterator[Start] | None:
    """All its times from ``since`` to ``until``, by the clock of its zone; ``first`` always counts.

    None if a rule is not of a form that is read here, or began too long ago.
    """
    from dateutil.rrule import rruleset

    begin, end = (datetime.combine(day, time()) for day in (since, until + timedelta(1)))
    if first.year < until.year - _MOST_YEARS:
        return None
    times = rruleset()
    times.rdate(_wall(first, first))
    try:
        for parts in rules:
            times.rrule(_rule(parts, first, end))
        for moment in more:
            times.rdate(_wall(moment, first))
    except BROKEN:
        return None
    around = takewhile(lambda moment: moment < end, (each for each in times if each >= begin))
    if not isinstance(first, datetime):
        return (moment.date() for moment in around)
    zone = first.tzinfo
    return (moment.replace(tzinfo=zone) for moment in around)


def _rule(parts: Rule, start: Start, until: datetime) -> Any:
    """The rule for dateutil. Raises one of ``BROKEN`` for one of a form that is not read here."""
    from dateutil.rrule import rrule, rrulestr
    from icalendar import vRecur

    said = {key.upper(): values for key, values in parts.items()}
    (freq,) = said.pop("FREQ")
    ends = said.pop("UNTIL", None)
    read = _RULE[str(freq).upper()]
    beyond = [key for key in said if not re.fullmatch(read, key)]
    if beyond or not all(int(number) > 0 for number in said.get("INTERVAL", ())):
        raise ValueError(f"{beyond} is not read")
    if not all(0 < int(month) < 13 for month in said.get("BYMONTH", ())):
        raise ValueError("there is no such month")
    last = until
    if ends:
        whole_day = not isinstance(ends[0], datetime)
        end = _wall(ends[0], start) + (timedelta(days=1, seconds=-1) if whole_day else timedelta())
        last = min(until, end)
    written: bytes = vRecur({"FREQ": freq, **said}).to_ical()  # type: ignore[no-untyped-call]
    rule = rrulestr(written.decode(), dtstart=_wall(start, start))
    assert isinstance(rule, rrule)
    if "COUNT" not in said:
        return rule.replace(until=last)
    return takewhile(lambda moment: moment <= last, rule)


def _wall(moment: Start, start: Start) -> datetime:
    """The moment as the local clock shows it in the zone of ``start``."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time())
    zone = start.tzinfo if isinstance(start, datetime) else None
    try:
        there = moment.astimezone(zone) if moment.tzinfo and zone else moment
    except OverflowError:  # The calendar's edge.
        there = moment
    return there.replace(tzinfo=None)


# A file, cut into its events, to-dos and zones, so that one that is broken spoils no other


_LONGEST = 1 << 20
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


def blocks(stream: BinaryIO, name: str) -> Iterator[Block | Bad]:
    """Each event, to-do and zone of a calendar file, and why an event cannot be had.

    Raises ``UnreadableFile`` at the end of a file in which no calendar begins.
    """
    opened: _Opened | None = None
    calendars = last = 0
    is_open = cancels = False
    for line in text_lines.of(stream):
        last = line.number
        edge = _EDGE.fullmatch(line.text)
        begins, part = (edge[1].upper() == "BEGIN", edge[2].upper()) if edge else (False, "")
        if begins and part in (*_PARTS, "VCALENDAR"):
            if opened:
                yield opened.cut_off()
            opened = _Opened(Place(name, line.number)) if part in _PARTS else None
        if part == "VCALENDAR":
            calendars += begins
            is_open, cancels = begins, False
        if opened is None:
            cancels = cancels or _CANCELS.fullmatch(line.text) is not None
            if line.reason:
                yield Bad(Place(name, line.number), line.reason, line.text)
        elif opened.ends(line, part, begins=begins):
            yield opened.block(part, cancels=cancels)
            opened = None
    if not calendars:
        raise UnreadableFile(name, "no calendar begins in it")
    if opened:
        yield opened.cut_off()
    elif is_open:
        yield Bad(Place(name, last), "the file is cut off after this line")


_PARTS = ("VEVENT", "VTODO", "VTIMEZONE")


class _Opened:
    """A block whose end has not come yet: its lines, and the parts that are open in it, its own first."""

    def __init__(self, where: Place) -> None:
        self._where = where
        self._lines: list[str] = []
        self._inside: list[str] = []
        self._size = 0
        self._reason = ""

    def ends(self, line: text_lines.Line, part: str, *, begins: bool) -> bool:
        """Take the next line, where a part begins or ends if it names one; whether the block ends with it."""
        if begins:
            self._inside.append(part)
        self._size += len(line.text) + 2
        if self._size > _LONGEST:
            self._reason = self._reason or f"the event is longer than {_LONGEST >> 20} MB"
        elif len(self._inside) > 1 and self._inside[0] == "VEVENT":
            pass  # What is nested in an event, as an alarm, is not looked at.
        elif line.reason:
            self._where, self._reason = self._where._replace(line=line.number), line.reason
        else:
            self._lines.append(line.text)
        if not begins and part in self._inside:
            del self._inside[self._inside.index(part) :]
        return not self._inside

    def block(self, part: str, *, cancels: bool) -> Block | Bad:
        """All of it."""
        text = "\r\n".join(self._lines)
        if self._reason:
            return Bad(self._where, self._reason, text)
        return Block(self._where, text, part, cancels)

    def cut_off(self) -> Bad:
        """Why it is none, where something else begins or the file ends."""
        return Bad(self._where, "the event that begins here is cut off", "\r\n".join(self._lines))
