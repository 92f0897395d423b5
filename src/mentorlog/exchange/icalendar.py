"""Calendars (iCalendar, RFC 5545): reads their events as sessions. ``calendar_components`` writes them.

An event comes in if it is with somebody whom the journal knows: the organiser or an attendee by name or
address, or somebody named in its title. One attendee more may be unknown, and is taken for the user.
The session is planned until its day is over, held after that, or cancelled. The description and the
place become its notes. What the user or everybody else declined is left out.

Of a recurring event the times from a year ago to a month ahead come in, each as a session of its own. A
time that was changed takes the place of the original, also where the changed one is left out. A time is
read in its zone, which the file may define, and kept in local time. An event that was written by mentorlog
brings back only its day, time and cancellation. To-dos come in as actions.
"""

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from mentorlog.errors import UnreadableFile, quoted
from mentorlog.exchange import calendar_components as values
from mentorlog.exchange import reading
from mentorlog.exchange.calendar_components import (
    BROKEN,
    OURS,
    OWN_UID,
    SOURCE,
    STATUSES,
    Start,
    write,
)
from mentorlog.exchange.reading import KnownPeople
from mentorlog.records import ActionState, SessionState, Visibility
from mentorlog.records.drafts import SessionDraft
from mentorlog.records.imports import (
    ActionDraft,
    Asked,
    Bad,
    Found,
    LeftOut,
    Origin,
    Place,
    Read,
    Times,
)
from mentorlog.values import NamedTuple

if TYPE_CHECKING:
    from icalendar import Component

__all__ = ["read", "recognises", "write"]

BACK, AHEAD = timedelta(days=366), timedelta(days=31)
"""How far before and after today the times of a recurring event come in."""

_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*BEGIN:VCALENDAR", re.IGNORECASE)
_THINGS = frozenset({"ROOM", "RESOURCE"})


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001 - the contract's
    """Whether a file that starts so is a calendar."""
    return _BEGIN.match(head) is not None


def read(content: bytes, asked: Asked) -> Iterator[Read]:
    """The events with people of the journal as sessions.

    The times of recurring events come last. Raises ``UnreadableFile`` for a file without a calendar.
    """
    import icalendar

    text = reading.text(content, asked.name)
    blocks = [*_blocks(text, asked.name)]
    icalendar.use_zoneinfo()  # type: ignore[no-untyped-call]  # It forgets other files' zones.
    for block in blocks:
        if isinstance(block, _Block) and block.part == "VTIMEZONE":
            with suppress(*BROKEN):
                _parsed(block)  # From here on icalendar knows the zone.
    cancels = _CANCELS.search(text) is not None
    known, several = KnownPeople(asked.people), _Several(asked.today)
    for block in blocks:
        if isinstance(block, Bad):
            yield block
        elif block.part == "VTODO":
            yield _todo(block)
        elif block.part == "VEVENT":
            try:
                event = _event(block, known, cancels=cancels)
            except BROKEN as error:
                yield Bad(block.where, str(error) or "it cannot be read")
                continue
            if event.why_not:
                yield LeftOut(block.where, event.why_not)
            if not several.keep(event) and not event.why_not:
                yield _found(event, asked.today)
    yield from several.times()


# A file, cut into its events, to-dos and zones, so that one that is broken spoils no other


_EDGE = re.compile(
    r"^(BEGIN|END):(VEVENT|VTODO|VTIMEZONE|VCALENDAR)[ \t]*$", re.IGNORECASE | re.MULTILINE
)
_ALARM = re.compile(r"^BEGIN:VALARM\b.*?^END:VALARM\b[^\n]*\n", re.I | re.M | re.S)
_CANCELS = re.compile(r"^METHOD:CANCEL[ \t]*$", re.IGNORECASE | re.MULTILINE)
"""What a calendar says that was sent because its events do not take place."""


class _Block(NamedTuple):
    """The lines of one event, to-do or zone."""

    where: Place
    part: str
    text: str


def _blocks(text: str, name: str) -> Iterator[_Block | Bad]:
    """Each event, to-do and zone of a file; ``Bad`` where one, or the file, is cut off.

    Raises ``UnreadableFile`` for a file in which no calendar begins.
    """
    edges = [(edge, f"{edge[1]}:{edge[2]}".upper()) for edge in _EDGE.finditer(text)]
    if not any(said == "BEGIN:VCALENDAR" for _, said in edges):
        raise UnreadableFile(name, "no calendar begins in it")
    line, counted = 1, 0
    for number, (edge, said) in enumerate(edges, 1):
        line, counted = line + text.count("\n", counted, edge.start()), edge.start()
        where, part = Place(name, line), edge[2].upper()
        after, ends = edges[number] if number < len(edges) else (None, "")
        if said == f"BEGIN:{part}" and part != "VCALENDAR":
            if after and ends == f"END:{part}":
                yield _Block(where, part, text[edge.start() : after.end()])
            else:
                yield Bad(where, "the event that begins here is cut off")
        elif after is None and said != "END:VCALENDAR":
            yield Bad(where, "the file is cut off after this line")


def _parsed(block: _Block) -> "Component":
    """The component that a block is, without alarms. Raises one of ``BROKEN`` if it is none."""
    from icalendar import Component

    with warnings.catch_warnings():
        # It warns of a zone whose name it had to guess at, and guesses right.
        warnings.simplefilter("ignore")
        found = Component.from_ical(_ALARM.sub("", block.text).rstrip())
    if not isinstance(found, Component) or found.name != block.part:
        raise ValueError(f"it is not a {block.part}")
    return found


# Events → sessions


class _Event(NamedTuple):
    """One event, or what all times of a recurring one share.

    ``found`` is what comes in, but for its moment: ``start``. ``why_not`` says why no session comes of it,
    and is empty if one does. ``stamp`` is the time by which its calendar knows it, empty if it is not a changed
    time of a recurring one. ``excluded`` holds stamps. The draft has the uid of a session that was written by
    mentorlog.
    """

    found: Found
    draft: SessionDraft
    why_not: str
    uid: str
    stamp: str
    start: Start
    rules: Sequence[Mapping[str, Sequence[Any]]]
    more: Sequence[Start]
    excluded: frozenset[str]

    @property
    def called(self) -> str:
        """The name of this one time of it."""
        return f"{self.uid}/{self.stamp}" if self.stamp else self.uid


_UNREAD_RULE = "how it recurs cannot be read, so that only its first time comes in"
_DECLINED = "declined"
_FOR_OTHERS = "of an export for others"


class _Several:
    """Recurring events and their changed times, which can only be put together at the end."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._series: list[_Event] = []
        self._changed: dict[str, dict[str, _Event]] = {}

    def keep(self, event: _Event) -> bool:
        """Whether it is one of several times, or was declined with all of them, and is kept for the end."""
        if event.stamp:
            self._changed.setdefault(event.uid, {})[event.called] = event
            return True
        is_series = bool(event.rules or event.more)
        if event.why_not:
            is_series = bool(event.uid) and event.why_not == _DECLINED
        if is_series:
            self._series.append(event)
        return is_series

    def times(self) -> Iterator[Read]:
        """All times of recurring events around today; changed ones come first."""
        for series in self._series:
            starts = () if series.why_not else self._starts(series)
            if starts is None:
                found = _found(series, self._today)
                yield found._replace(notes=(*found.notes, _UNREAD_RULE))
                continue
            changed = self._changed.pop(series.uid, {})
            times = [each for each in changed.values() if not each.why_not]
            times += _times(series, starts, changed)
            if series.uid:
                days = tuple((each.called, values.local(each.start)[0]) for each in times)
                yield Times(series.found.where, SOURCE, series.uid, days)
            yield from (_found(each, self._today) for each in times)
        for alone in self._changed.values():
            yield from (_found(each, self._today) for each in alone.values() if not each.why_not)

    def _starts(self, series: _Event) -> Iterable[Start] | None:
        return _starts(series, self._today - BACK, self._today + AHEAD)


def _times(event: _Event, starts: Iterable[Start], changed: Iterable[str]) -> Iterator[_Event]:
    """The times of a recurring event that were neither removed nor changed."""
    for start in starts:
        found = event._replace(start=start, stamp=_stamp(start))
        day = _day(start).isoformat()
        if not ({found.stamp, day} & event.excluded or found.called in changed):
            yield found


def _day(start: Start) -> date:
    return start.date() if isinstance(start, datetime) else start


def _stamp(start: Start) -> str:
    """The moment as calendars write it in UTC. Without a zone or a time it is not converted."""
    if not isinstance(start, datetime):
        return start.isoformat()
    utc = start.astimezone(UTC) if start.tzinfo else start
    return utc.isoformat()[:19].replace("-", "").replace(":", "") + ("Z" if start.tzinfo else "")


def _found(event: _Event, today: date) -> Found:
    on, clock = values.local(event.start)
    draft = event.draft._replace(held_on=on, time=clock)
    if not draft.uid and draft.state is None:
        state = SessionState.PLANNED if on >= today else SessionState.HELD
        draft = draft._replace(state=state)
    origin = Origin(SOURCE, event.called) if event.uid and not draft.uid else None
    return event.found._replace(draft=draft, origin=origin)


def _event(block: _Block, known: KnownPeople, *, cancels: bool) -> _Event:
    """Raises one of ``BROKEN`` with the reason."""
    parsed = _parsed(block)
    uid = values.text(parsed, "UID")
    own = OWN_UID.fullmatch(uid)
    start = values.moment(parsed, "DTSTART")
    if start is None:
        raise ValueError("the event has no start")
    said, zone = list[str](), parsed["DTSTART"].params.get("TZID")
    if zone and isinstance(start, datetime) and start.tzinfo is None:
        said.append(
            f"{quoted(str(zone))} is a zone that nobody knows here; its time is taken as local"
        )
    if "RRULE" not in parsed and "RDATE" not in parsed and _is_day(parsed, start):
        start = _day(start)
    again = values.moment(parsed, "RECURRENCE-ID")
    is_off = cancels or values.text(parsed, "STATUS").upper() == "CANCELLED"
    draft = SessionDraft(
        uid=own[1] if own else None,
        minutes=_minutes(parsed, start, said),
        state=SessionState.CANCELLED if is_off else None,
    )
    rules, more = list[Any](), list[Start]()
    why_not = _FOR_OTHERS if uid.endswith(OURS) and not own else ""
    if not uid.endswith(OURS):
        people, why_not = _people(parsed, known)
        notes = (values.text(parsed, "DESCRIPTION"), values.text(parsed, "LOCATION"))
        draft = draft._replace(
            with_people=people,
            topic=values.text(parsed, "SUMMARY"),
            visibility=_visibility(parsed),
            notes="\n\n".join(filter(None, notes)),
            tags=values.tags(parsed),
        )
        rules, more = values.every(parsed, "RRULE"), [*values.moments(parsed, "RDATE")]
    return _Event(
        Found(
            block.where, draft, notes=tuple(said),
            had_at=values.had_at(parsed) if own else "", changed_at=values.changed_at(parsed),
        ),
        draft,
        why_not,
        uid,
        stamp=_stamp(again) if again else "",
        start=start,
        rules=rules,
        more=more,
        excluded=frozenset(_stamp(day) for day in values.moments(parsed, "EXDATE")),
    )  # fmt: skip


def _is_day(event: "Component", start: Start) -> bool:
    """Whether it takes whole days, which some programs write as from midnight to midnight in UTC."""
    try:
        end = values.moment(event, "DTEND")
    except ValueError:
        return False
    return end is not None and end != start and _is_utc_midnight(start) and _is_utc_midnight(end)


def _is_utc_midnight(moment: Start) -> bool:
    if not isinstance(moment, datetime):
        return False
    return str(moment.tzinfo) == "UTC" and moment.time() == time()


def _minutes(event: "Component", start: Start, said: list[str]) -> int | None:
    """How long it takes; None if it does not say, takes whole days, or cannot be read."""
    if not isinstance(start, datetime):
        return None
    try:
        if "DURATION" in event:
            length: timedelta = values.every(event, "DURATION")[0].dt
        elif end := values.moment(event, "DTEND"):
            length = end - start
        else:
            return None
        minutes = int(length.total_seconds()) // 60
    except BROKEN:
        said.append("how long it takes cannot be read")
        return None
    return minutes if 0 < minutes <= 24 * 60 else None


def _people(event: "Component", known: KnownPeople) -> tuple[tuple[str, ...], str]:
    """Which known people it is with, or why it is no session."""
    attendees = {
        str(each).casefold(): each
        for key in ("ORGANIZER", "ATTENDEE")  # The second says who comes, and overrides the first.
        for each in values.every(event, key)
        if str(each.params.get("CUTYPE", "")).upper() not in _THINGS
    }
    named = [
        (_named(each, known), str(each.params.get("PARTSTAT", "")).upper() == "DECLINED")
        for each in attendees.values()
    ]
    invited = tuple(dict.fromkeys(name for name, _ in named if name))
    found = invited or known.mentioned(values.text(event, "SUMMARY"))
    if not found:
        return (), "with nobody the journal knows"
    # Somebody named in the title may attend under an unknown address. One more stranger is the user.
    strangers = [declined for name, declined in named if name is None]
    if len(strangers) > 1 + (0 if invited else len(found)):
        return (), "with others than people the journal knows"
    coming = tuple(name for name in found if (name, True) not in named)
    return coming, _DECLINED if any(strangers) or not coming else ""


def _named(attendee: Any, known: KnownPeople) -> str | None:
    name = str(attendee.params.get("CN", ""))
    address = re.sub("^mailto:", "", str(attendee), flags=re.IGNORECASE)
    # The address counts only without a name: there is a dana@ everywhere.
    return known.named(name if name and "@" not in name else address.partition("@")[0])


# When an event comes again


_MOST_YEARS = 50
"""A rule that begins longer ago is not followed: counting up to today would take too long."""

_EVER = frozenset({"INTERVAL", "COUNT", "WKST", "BYDAY", "BYMONTH"})
_IN_MONTHS = _EVER | {"BYMONTHDAY", "BYSETPOS"}
_READ = {"DAILY": _EVER, "WEEKLY": _EVER, "MONTHLY": _IN_MONTHS, "YEARLY": _IN_MONTHS}
"""What a rule may say beside how often. For a rule that matches no day, dateutil searches up to the
year 9999; with other parts than these that takes many seconds."""


def _starts(event: _Event, since: date, until: date) -> Iterable[Start] | None:
    """All its times from ``since`` to ``until``, by the clock of its zone; its first always counts.

    None if a rule is not of a form that is read here, or began too long ago.
    """
    from dateutil.rrule import rruleset

    first = event.start
    begin, end = (datetime.combine(day, time()) for day in (since, until + timedelta(1)))
    if first.year < until.year - _MOST_YEARS:
        return None
    times = rruleset()
    times.rdate(_wall(first, first))
    try:
        for rule in event.rules:
            times.rrule(_followed(rule, first))
        for moment in event.more:
            times.rdate(_wall(moment, first))
    except BROKEN:
        return None
    around = [each for each in takewhile(lambda each: each < end, times) if each >= begin]
    if not isinstance(first, datetime):
        return [each.date() for each in around]
    return [each.replace(tzinfo=first.tzinfo) for each in around]


def _followed(rule: Mapping[str, Sequence[Any]], start: Start) -> Any:
    """The times of a rule. Raises one of ``BROKEN`` for one of a form that is not read here."""
    from dateutil.rrule import rrulestr
    from icalendar import vRecur

    said = dict(rule)
    (freq,), ends = said.pop("FREQ"), said.pop("UNTIL", None)
    if beyond := said.keys() - _READ[str(freq).upper()]:
        raise ValueError(f"{beyond} is not read")
    if not all(int(number) > 0 for number in said.get("INTERVAL", ())):
        raise ValueError("it does not go on")
    if not all(0 < int(month) < 13 for month in said.get("BYMONTH", ())):
        raise ValueError("there is no such month")
    written: bytes = vRecur({"FREQ": freq, **said}).to_ical()  # type: ignore[no-untyped-call]
    times = rrulestr(written.decode(), dtstart=_wall(start, start))
    if not ends:
        return times
    last = _wall(ends[0], start)
    if not isinstance(ends[0], datetime):
        last += timedelta(days=1, seconds=-1)
    return takewhile(lambda moment: moment <= last, times)


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


# To-dos → actions: those that their apps made, and our own that were ticked or moved there


_STATES = {"IN-PROCESS": ActionState.OPEN, **{word: state for state, word in STATUSES.items()}}
_PRIVATE = frozenset({"PRIVATE", "CONFIDENTIAL"})


def _todo(block: _Block) -> Found | Bad | LeftOut:
    """The action that a to-do is; one without a title is left out, and so is one of an export for others."""
    try:
        todo = _parsed(block)
        uid = values.text(todo, "UID")
        if own := OWN_UID.fullmatch(uid):
            return _our_todo(block, todo, own[1])
        if uid.endswith(OURS):
            return LeftOut(block.where, _FOR_OTHERS)
        if not values.text(todo, "SUMMARY"):
            return LeftOut(block.where, "to-dos without a title")
        return _their_todo(block, todo, uid)
    except BROKEN as error:
        return Bad(block.where, str(error) or "it cannot be read")


def _our_todo(block: _Block, todo: "Component", uid: str) -> Found:
    return Found(
        block.where, _action(todo)._replace(uid=uid),
        had_at=values.had_at(todo), changed_at=values.changed_at(todo),
        speaks_of=frozenset({"due_on"}),
        new_only=frozenset({"text"}),  # It was written with whose it is before it.
    )  # fmt: skip


def _their_todo(block: _Block, todo: "Component", uid: str) -> Found:
    draft = _action(todo)
    days = (_day_of(todo, "CREATED"), draft.closed_on)
    draft = draft._replace(
        # An app that took it over from another may say that it was made after it was done.
        made_on=min(filter(None, days), default=None),
        tags=values.tags(todo),
        visibility=_visibility(todo),
    )
    return Found(
        block.where, draft, Origin(SOURCE, uid) if uid else None,
        changed_at=values.changed_at(todo), speaks_of=frozenset({"due_on", "tags"}),
    )  # fmt: skip


def _visibility(parsed: "Component") -> Visibility | None:
    return Visibility.PRIVATE if values.text(parsed, "CLASS").upper() in _PRIVATE else None


def _action(todo: "Component") -> ActionDraft:
    state = _STATES.get(values.text(todo, "STATUS").upper() or "NEEDS-ACTION")
    if state is not ActionState.DROPPED and "COMPLETED" in todo:
        state = ActionState.DONE
    closed = state is not None and state is not ActionState.OPEN
    return ActionDraft(
        values.text(todo, "SUMMARY"),
        due_on=_day_of(todo, "DUE"),
        state=state,
        closed_on=_day_of(todo, "COMPLETED") if closed else None,
    )


def _day_of(todo: "Component", key: str) -> date | None:
    found = values.moment(todo, key)
    return found and values.local(found)[0]
