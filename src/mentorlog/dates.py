"""Words → days, days → words, and the clock.

A day is read by a short list of rules (``_RULES``). A rule takes the words in plain form and
what was asked, and gives a day, or None if the words are not of its form; one that knows the
form but finds no such day raises ``Refused`` with the reason. Stretches (``2 weeks``) and spans
(``march 2027``), which periods have too, are read by ``spans.py``.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from mentorlog.errors import UnreadableWords
from mentorlog.spans import (
    COUNTED,
    MONTH_NUMBERS,
    MONTHS,
    UNITS,
    Refused,
    Span,
    exact,
    find_span,
    months_later,
    of_year,
    span_begun,
    span_near,
    stretch,
    unit_span,
)
from mentorlog.values import NamedTuple

# Our own names, as strftime's follow the machine's language.
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAY = "(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?"
"""What a day of the week is called."""
_WEEKDAY_NUMBERS = {
    **{name.lower(): number for number, name in enumerate(_WEEKDAYS)},
    **{name[:3].lower(): number for number, name in enumerate(_WEEKDAYS)},
    "tues": 1,
    "weds": 2,
    "thur": 3,
    "thurs": 3,
}
_SHORT_FOR = {
    "eow": "end of week",
    "eom": "end of month",
    "eoq": "end of quarter",
    "eoy": "end of year",
}

_ISO_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_ISO_INSTANT = (
    _ISO_DAY + r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_TIME_EXAMPLES = ("15:00", "3pm", "9.30")
_AT_EXAMPLES = ("thu 14:30", "tomorrow 9am", "2026-12-03 14:30")
_CLOCK_EXAMPLES = ("2026-11-22", "2026-11-22T08:30:00Z", "2026-11-22T08:30:00+01:00")


class DateOrder(StrEnum):
    """Which number comes first in ``01/02``: the setting ``date_order``."""

    DMY = "dmy"
    MDY = "mdy"


class Facing(StrEnum):
    """Where a day without a direction lies: ahead, as a due day, or back, as with ``--since``.

    ``HAPPENED`` is back, as with ``--on``, where a day without its year that is nearer ahead is refused:
    it is still to come, and nobody means last year's. ``NEAR`` is the nearest of the two, as with ``--start``;
    of two as near the one that was.
    """

    AHEAD = "ahead"
    BACK = "back"
    HAPPENED = "happened"
    NEAR = "near"


_BACK_EXAMPLES = ("yesterday", "last friday", "2026-11-22")
_DAY_EXAMPLES = {
    Facing.AHEAD: ("friday", "in 2 weeks", "2026-11-22"),
    Facing.BACK: _BACK_EXAMPLES,
    Facing.HAPPENED: _BACK_EXAMPLES,
    Facing.NEAR: _BACK_EXAMPLES,
}


# The clock


class Clock(NamedTuple):
    """One reading of the clock: the local calendar day, and the instant (aware, UTC)."""

    today: date
    now: datetime

    @property
    def instant(self) -> str:
        """The instant as it is recorded: ``2026-11-22T12:00:00.000Z``, UTC, in milliseconds."""
        utc = self.now.astimezone(UTC)
        return utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")


_CLOCK_ENDS = 9900
"""So that what lies ahead, some cadences of ten years at most, is in the calendar."""


def clock(environ: Mapping[str, str]) -> Clock:
    """The clock of this command: fixed by ``MENTORLOG_TODAY``, unless that is unset or empty.

    A day stands for its local noon; an instant without an offset is local time. Raises
    UnreadableWords for anything else, and where the next slots would lie beyond the calendar.
    """
    fixed = environ.get("MENTORLOG_TODAY", "")
    reason = f"MENTORLOG_TODAY takes a day or an instant before the year {_CLOCK_ENDS}"
    try:
        local = (_fixed(fixed) if fixed else datetime.now(UTC)).astimezone()
        if local.year < _CLOCK_ENDS:
            return Clock(local.date(), local.astimezone(UTC))
    except (ValueError, OverflowError, OSError):
        pass
    raise UnreadableWords("day", fixed or "the machine's clock", _CLOCK_EXAMPLES, reason)


def utc_to_local(instant: str) -> datetime:
    """A recorded instant (``2026-11-22T12:00:00.000Z``) as local time.

    Without an offset it counts as UTC, as SQLite writes it. Raises UnreadableWords.
    """
    try:
        moment = _instant(instant)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone()
    except (ValueError, OverflowError, OSError):
        raise UnreadableWords("time", instant, _CLOCK_EXAMPLES[1:]) from None


def utc_to_local_day(instant: str) -> date:
    """The local calendar day of a recorded instant. Raises UnreadableWords."""
    return utc_to_local(instant).date()


def local_day_to_utc(day: date) -> str:
    """The first instant of a local calendar day, as it is recorded."""
    try:
        # Not astimezone() alone: where summer time takes midnight away, it is an hour too early.
        first = datetime.fromtimestamp(datetime.combine(day, time()).timestamp(), UTC)
    except (ValueError, OverflowError, OSError):  # The calendar's edge, where an offset falls off.
        first = datetime.combine(day, time(), UTC)
    return Clock(day, first).instant


def _fixed(words: str) -> datetime:
    if re.fullmatch(_ISO_DAY, words):
        return datetime.combine(date.fromisoformat(words), time(12))
    return _instant(words)


def _instant(words: str) -> datetime:
    # fromisoformat alone would also take 20261122, week dates and seconds in an offset.
    if not re.fullmatch(_ISO_INSTANT, words):
        raise ValueError(words)
    return datetime.fromisoformat(words)


# Words → days


def needs_order(words: str) -> bool:
    """Whether a day such as ``1/2`` may stand in the words, which is read by what comes first in it."""
    return re.search(r"[/.]|(?<![0-9])[0-9]{1,2}-[0-9]{1,2}-", words) is not None


def day(
    words: str,
    today: date,
    *,
    facing: Facing = Facing.AHEAD,
    target: bool = False,
    order: DateOrder | None = None,
) -> date:
    """The day that the words name, counted from ``today``.

    ``facing`` is where ``friday``, ``15 mar``, ``march`` and ``2w`` lie; with ``target`` a month
    or a quarter is its last day, else its first; ``order`` reads ``01/02``, which is refused
    without it. Raises UnreadableWords, and nothing else, for any text.
    """

    def read(text: str) -> date:
        try:
            return find_day(text, today, facing=facing, target=target, order=order)
        except Refused as refused:
            if not str(refused) and _has_time(text, today):
                raise Refused("only a session has a time") from None
            raise

    with reading("day", words, _DAY_EXAMPLES[facing], read):
        return read(plain(words))


MOST_WORDS = 12
"""A day is never written in more words; who looks for one in a text need not look farther."""

_ANY_DAY = date(2026, 1, 1)
"""What has the form of a day on one day has it on every day."""


def is_day(words: str) -> bool:
    """Whether the words have the form of a day, with a time or without, whether there is such a day or not.

    A number with a point, which may be any number, is no time here.
    """
    text = plain(counted_on(words, None, _ANY_DAY))

    def read(text: str) -> object:
        return find_day(text, _ANY_DAY, facing=Facing.AHEAD)

    return has_form(text, read) or (
        names_time(text) and has_form(text, lambda text: _has_time(text, _ANY_DAY))
    )


def has_form(text: str, read: Callable[[str], object]) -> bool:
    """Whether ``read`` finds something in the text, or refuses it with a reason."""
    try:
        return bool(read(text))
    except Refused as refused:
        return bool(str(refused))
    except OverflowError:
        return True


def counted_on(words: str, stands: date | None, today: date) -> str:
    """``2w later`` as a day: so far from the day that something stands on, or from today if that is later.

    Other words are returned as they are.
    """
    text = plain(words).removeprefix("+")
    found = stretch(text.removesuffix(" later")) if text.endswith(" later") else None
    if found is None:
        return words
    days, months = found
    return (months_later(max(stands or today, today), months) + timedelta(days)).isoformat()


def _has_time(text: str, today: date) -> bool:
    """Whether the words are a day, whichever one, and a time. Raises Refused for an impossible time."""
    match = _time_at_end(text)
    try:
        is_day = match and find_day(match.string[: match.start()], today, facing=Facing.AHEAD)
    except Refused:
        return False
    return bool(is_day and _split_time(text)[1])


def at(
    words: str,
    today: date,
    *,
    facing: Facing = Facing.AHEAD,
    order: DateOrder | None = None,
) -> tuple[date, str | None]:
    """The day and the time (``HH:MM``, 24 hours, or None) of ``thu 14:30`` or ``3pm tomorrow``.

    A number with a point is a time where it can be one: ``fri 15.03`` is three past three.
    Raises UnreadableWords.
    """

    def read(text: str) -> tuple[date, str | None]:
        text, hour_minute = _split_time(text)
        return find_day(text, today, facing=facing, order=order), hour_minute

    with reading("day", words, _AT_EXAMPLES, read):
        return read(plain(words))


def clock_time(words: str) -> str:
    """The time of day that words like ``15:00`` or ``3pm`` mean, as ``HH:MM``. Raises UnreadableWords."""
    with reading("time", words, _TIME_EXAMPLES):
        return _find_time(plain(words))


def is_time(words: str) -> bool:
    """Whether the words have the form of a time of day."""
    return has_form(plain(words), _find_time)


def is_weekday(words: str) -> bool:
    """Whether the words are a day of the week, as ``friday``."""
    return re.fullmatch(WEEKDAY, words, re.IGNORECASE) is not None


def names_time(words: str) -> bool:
    """Whether a time stands at the end of the words, or at their start; with a point it is none."""
    match = _time_at_end(plain(words))
    return match is not None and match[2] != "."


def _find_time(text: str) -> str:
    before, found = _split_time(f"at {text}")
    if found is None or before != "at":
        raise Refused
    return found


@contextmanager
def reading(
    what: str, words: str, examples: Sequence[str], read: Callable[[str], object] | None = None
) -> Iterator[None]:
    """Turns what goes wrong while the words are read as a ``what`` into UnreadableWords.

    With ``read``, which reads words in plain form, the error says what was meant where a word is misspelt.
    """
    try:
        yield
    except Refused as refused:
        meant = _meant(plain(words), read) if read and not str(refused) else ""
        hint = refused.hint
        raise UnreadableWords(what, words, examples, str(refused), hint, meant) from None
    except OverflowError:
        reason = "the calendar runs from year 1 to 9999"
        raise UnreadableWords(what, words, examples, reason) from None


_LONGEST_SLIP = 60
"""In more characters than a day is ever written with nobody looks for a slip."""

_NEARLY = 0.81
"""How alike two words are of which one may be a slip: tomorow and tomorrow, but not someday and sunday."""


def _meant(text: str, read: Callable[[str], object]) -> str:
    """The words with those that are misspelt put right, if they can be read then; else nothing."""
    if len(text) > _LONGEST_SLIP:
        return ""
    from difflib import get_close_matches  # only what could not be read needs it

    known = list(_known_words())

    def put_right(match: re.Match[str]) -> str:
        return next(iter(get_close_matches(match[0], known, 1, _NEARLY)), match[0])

    better = re.sub("[a-z]{4,}", put_right, text)
    try:
        read(better)
    except (Refused, OverflowError):
        return ""
    return better


def _known_words() -> Iterator[str]:
    """What days, periods and cadences are made of; too short ones are taken for others too easily."""
    yield from ("today", "yesterday", "tomorrow", "next", "last", "this", "every", "other")
    yield from (name.lower() for name in (*_WEEKDAYS, *MONTHS))
    yield from (f"{unit}{plural}" for unit in UNITS for plural in ("", "s"))
    yield from (word for word in COUNTED if len(word) > len("six"))


def plain(words: str) -> str:
    """The words as the rules read them: lower case, one space between, none around."""
    return " ".join(words.lower().split())


class _Asked(NamedTuple):
    today: date
    facing: Facing
    target: bool
    order: DateOrder | None

    def edge(self, span: Span) -> date:
        return span[1] if self.target else span[0]


def is_single_day(text: str, today: date, order: DateOrder | None = None) -> bool:
    """Whether the words are a single day that has been: ``yesterday``; a month may be a name, or a note."""
    facing, words = Facing.HAPPENED, plain(text)
    try:
        first, last = (
            find_day(words, today, facing=facing, target=target, order=order)
            for target in (False, True)
        )
    except (Refused, OverflowError):
        return False
    return first == last


def find_day(
    text: str,
    today: date,
    *,
    facing: Facing,
    target: bool = False,
    order: DateOrder | None = None,
) -> date:
    """``day`` for words in plain form. Raises Refused, or OverflowError off the calendar."""
    if facing is Facing.NEAR:
        return _near(text, today, target=target, order=order)
    asked = _Asked(today, facing, target, order)
    text = re.sub("^(?:on|by) ", "", text)
    for rule in _RULES:
        found = rule(text, asked)
        if found is not None:
            return found
    raise Refused


def _near(text: str, today: date, *, target: bool, order: DateOrder | None) -> date:
    """Of the day that the words mean ahead and the one that they mean back, the nearest; raises as ``find_day``."""
    ahead = back = None
    with suppress(Refused):  # Fri 20 Nov is one of a single year.
        ahead = find_day(text, today, facing=Facing.AHEAD, target=target, order=order)
    try:
        back = find_day(text, today, facing=Facing.BACK, target=target, order=order)
    except Refused:
        if ahead is None:
            raise
    return min(filter(None, (back, ahead)), key=lambda day: abs(day - today))


def _near_day(text: str, asked: _Asked) -> date | None:
    """``today``, ``yesterday``, ``tomorrow``, ``the day after tomorrow``."""
    steps = {"today": 0, "yesterday": -1, "tomorrow": 1}
    steps |= {"day before yesterday": -2, "day after tomorrow": 2}
    name = text.removeprefix("the ")
    return asked.today + timedelta(steps[name]) if name in steps else None


def _weekday(text: str, asked: _Asked) -> date | None:
    """``friday``, ``next friday``, ``last friday``, ``this friday``, which is the coming one once this week's is past."""
    which, _, name = text.rpartition(" ")
    if name not in _WEEKDAY_NUMBERS or which not in ("", "this", "next", "last"):
        return None
    number = _WEEKDAY_NUMBERS[name]
    if which in ("this", "next"):
        monday, _ = unit_span("week", asked.today)
        is_past = asked.facing is Facing.AHEAD and number < asked.today.weekday()
        return monday + timedelta(number + (7 if which == "next" or is_past else 0))
    if which == "last" or asked.facing is not Facing.AHEAD:
        return asked.today - timedelta((asked.today.weekday() - number - 1) % 7 + 1)
    return asked.today + timedelta((number - asked.today.weekday() - 1) % 7 + 1)


def _stretch_away(text: str, asked: _Asked) -> date | None:
    """``in 2 weeks``, ``+2w``, ``3 days ago``, ``2w``, and ``next month`` that is no target: this day, a month on."""
    ahead, back = text.startswith(("in ", "+")), text.endswith(" ago")
    found = stretch(text.removeprefix("in ").removeprefix("+").removesuffix(" ago"))
    if found is None and text.startswith("next "):
        ahead, found = True, UNITS.get(text.removeprefix("next "))
    if found is None or (ahead and back):
        return None
    days, months = found
    sign = -1 if back or (asked.facing is not Facing.AHEAD and not ahead) else 1
    return months_later(asked.today, sign * months) + timedelta(sign * days)


def _day_of_month(text: str, asked: _Asked) -> date | None:
    """``the 15th``: of this month, or of the next or the last that has such a day; today counts."""
    match = re.fullmatch(f"(?:the )?{_NTH}", text)
    if match is None:
        return None
    this_month, _ = unit_span("month", asked.today)
    days = []
    for months in range(-2, 3):
        with suppress(ValueError):
            days.append(months_later(this_month, months).replace(day=int(match[1])))
    return _chosen(days, asked)


def _near_span(text: str, asked: _Asked) -> date | None:
    """``this month``, ``next quarter``, ``next june``: its first day, or its last as a target."""
    span, which, name = span_near(text, asked.today), text[:4], text[5:]
    # Next week and next month are this day, a week or a month on, unless they are a target.
    is_target = asked.target and asked.facing is Facing.AHEAD and which != "last"
    is_day = is_target or which == "this" or text == "next quarter" or name not in UNITS
    return asked.edge(span) if span and is_day else None


_FIRST_DAY, _LAST_DAY = "start|beginning|first day", "end|last day"
_NTH = "([0-9]{1,2})(?:st|nd|rd|th)"


def _place_in(text: str, asked: _Asked) -> date | None:
    """``end of november``, ``eom``, ``start of next quarter``."""
    text = re.sub("^eom (?=[a-z])", "end of ", _SHORT_FOR.get(text, text))
    match = re.fullmatch(f"(?:the )?({_FIRST_DAY}|{_LAST_DAY}) of (?:the )?(.+)", text)
    if match is None:
        return None
    edge, name, today = int(match[1] in _LAST_DAY.split("|")), match[2], asked.today
    if re.fullmatch("[0-9]{4}", name):
        return (exact(int(name), 1, 1), exact(int(name), 12, 31))[edge]
    span = find_span(name) or span_near(name, today)
    now = None if span else span_near(f"this {name}", today)
    if now and edge:  # The end of the week is that of this one.
        span = now
    if span:
        return span[edge]
    spans = (
        [span_near(f"{which} {name}", today) for which in ("last", "this", "next")]
        if now
        else [of_year(name, today.year + step) for step in (-1, 0, 1)]
    )
    return _chosen((each[edge] for each in spans if each), asked)


def _edge_of_named(text: str, asked: _Asked) -> date | None:
    """``march``, ``this march``, ``q4``: the coming one, or the last begun; its first day, or its last as a target."""
    if asked.facing is not Facing.AHEAD:
        span = span_begun(text, asked.today)
        return asked.edge(span) if span else None
    span = of_year(text, asked.today.year)
    if span and asked.edge(span) < asked.today:
        span = of_year(text, asked.today.year + 1)
    return asked.edge(span) if span else None


def _edge_of_span(text: str, asked: _Asked) -> date | None:
    """``march 2027``, ``2027-03``, ``2027-q1``, ``q1 2027``."""
    span = find_span(text)
    return None if span is None else asked.edge(span)


def _iso_day(text: str, _asked: _Asked) -> date | None:
    """``2026-11-22``."""
    if not re.fullmatch(_ISO_DAY, text):
        return None
    year, month, number = map(int, text.split("-"))
    return exact(year, month, number)


def _written_day(text: str, asked: _Asked) -> date | None:
    """``15 mar``, ``15mar``, ``15th of march 2027``, ``mar 15, 2027``."""
    number, name = r"([0-9]{1,2})(?:st|nd|rd|th|\.)?", r"([a-z]+)\.?"
    year = "(?:,? ([0-9]{2}|[0-9]{4,}))?"  # One digit or three behind a day are of another thing.
    if match := re.fullmatch(f"(?:the )?{number} ?(?:of )?{name}{year}", text):
        day_number, month_name, year_digits = match.groups()
    elif match := re.fullmatch(f"{name} (?:the )?{number}{year}", text):
        month_name, day_number, year_digits = match.groups()
    else:
        return None
    if month_name not in MONTH_NUMBERS:
        return None
    return _calendar_day(year_digits, MONTH_NUMBERS[month_name], int(day_number), asked)


def _numeric_day(text: str, asked: _Asked) -> date | None:
    """``15/03/2027``, ``15-03-2027``, ``3/15``, ``15.3.``: as the order says, or where only one reading is."""
    match = re.fullmatch(r"([0-9]{1,2})([/.-])([0-9]{1,2})(?:\2([0-9]+)|\.)?", text)
    if match is None or (match[2] == "-" and not match[4]):
        return None
    first, second = int(match[1]), int(match[3])
    order = asked.order or _only_order(first, second, match[4])
    number, month = (first, second) if order is DateOrder.DMY else (second, first)
    if not 1 <= month <= 12:
        raise Refused(f"there is no month {month}" + _as_ordered(asked.order))
    return _calendar_day(match[4], month, number, asked)


def _after_weekday(text: str, asked: _Asked) -> date | None:
    """``fri 27 nov``, as days are printed."""
    name, _, rest = text.partition(" ")
    number = _WEEKDAY_NUMBERS.get(name.removesuffix(","))
    if number is None:
        return None
    for rule in (_iso_day, _written_day, _numeric_day):
        found = rule(rest, asked)
        if found is not None and found.weekday() != number:
            raise Refused(f"{_spelt(found)} is a {_WEEKDAYS[found.weekday()]}")
        if found is not None:
            return found
    return None


def _how_often(text: str, _asked: _Asked) -> None:
    """``every month`` is no day; raises ``Refused`` with the option that takes it."""
    if text.startswith("every "):
        raise Refused("that is how often", f'an action takes it: --every "{text[6:]}"')


_RULES: tuple[Callable[[str, _Asked], date | None], ...] = (
    _iso_day,
    _near_day,
    _weekday,
    _near_span,
    _stretch_away,
    _place_in,
    _day_of_month,
    _edge_of_named,
    _edge_of_span,
    _written_day,
    _numeric_day,
    _after_weekday,
    _how_often,
)


def _calendar_day(year_digits: str | None, month: int, number: int, asked: _Asked) -> date:
    if year_digits is None:
        return _nearest(month, number, asked)
    if len(year_digits) != 4:
        raise Refused("a year has four digits")
    return exact(int(year_digits), month, number)


def _nearest(month: int, number: int, asked: _Asked) -> date:
    """The next such day, or the last where days lie back; today counts."""
    last, coming = (_beside(month, number, asked.today, step) for step in (-1, 1))
    return _turned(last, coming, asked)


def _chosen(days: Iterable[date], asked: _Asked) -> date | None:
    """Of such days the next one, or the last where days lie back; today counts. None without any."""
    known = list(days)
    past = [each for each in known if each <= asked.today]
    ahead = [each for each in known if each >= asked.today]
    return _turned(max(past), min(ahead), asked) if past and ahead else None


def _turned(last: date, coming: date, asked: _Asked) -> date:
    """Which of the two is meant; raises ``Refused`` where one that happened is nearer ahead."""
    if asked.facing is Facing.HAPPENED and coming - asked.today < asked.today - last:
        raise Refused(
            f"{_spelt(coming)} is still to come, and nearer than {_spelt(last)}",
            f"{last} is the one that was",
        )
    return coming if asked.facing is Facing.AHEAD else last


def _beside(month: int, number: int, today: date, step: int) -> date:
    """The first such day from today on, in years that go by ``step``, which is 1 or -1."""
    # Two leap years may be eight apart, as 2096 and 2104.
    for year in range(today.year, today.year + 9 * step, step):
        with suppress(ValueError):
            found = date(year, month, number)
            if found == today or (found > today) is (step > 0):
                return found
    raise Refused(f"there is no {number} {MONTHS[month - 1]}")


def _only_order(first: int, second: int, year_digits: str | None) -> DateOrder:
    if first != second and 1 <= first <= 12 and 1 <= second <= 12:
        year = f" {year_digits}" if year_digits else ""
        one = f"{first} {MONTHS[second - 1]}{year}"
        other = f"{second} {MONTHS[first - 1]}{year}"
        hint = f"mentorlog config set date_order dmy reads it as {one}, mdy as {other}"
        raise Refused(f"it could be {one} or {other}", hint)
    return DateOrder.MDY if second > 12 >= first else DateOrder.DMY


def _as_ordered(order: DateOrder | None) -> str:
    return f" (date_order is {order})" if order else ""


_RATHER_LENGTHS = tuple("012345")
"""Hours that with an h, as 2h, rather say how long something takes."""


def _time_at_end(text: str) -> re.Match[str] | None:
    """What looks like a time at the end of the words, where one at their start is moved to."""
    first = r"(?:at )?([0-9]{1,2}(?:[:h][0-9]{2})?(?> ?[ap]m| ?h|(?<=[:h][0-9]{2})))(?: on|,)? (.+)"
    match = re.search(
        r"(?:,? at |,? |(?<=[0-9])t)([0-9]{1,2})(?:([:.h])([0-9]{2}))? ?(am|pm|h)?$",
        re.sub(f"^{first}$", r"\2 \1", text),
    )
    return match if match and (match[2] or match[4]) else None


def _split_time(text: str) -> tuple[str, str | None]:
    """The words beside a time at their end or start, and that time as ``HH:MM``."""
    match = _time_at_end(text)
    if match is None:
        return text, None
    text = match.string
    hour, minute = int(match[1]), int(match[3] or 0)
    half = match[4] if match[4] != "h" else None
    if "h" in (match[2], match[4]) and match[1] in _RATHER_LENGTHS:
        raise Refused(f"{match[1]}h may be how long", f"{hour}:{minute:02d} is a time")
    hours = range(1, 13) if half else range(24)
    if hour in hours and minute < 60:
        hour = hour % 12 + 12 * (half == "pm") if half else hour
        return text[: match.start()], f"{hour:02d}:{minute:02d}"
    if match[2] == "." and not half:
        return text, None
    raise Refused(f"there is no time {text[match.start(1) :]}")


# Days → words


def weekday_day(day: date, today: date) -> str:
    """``Fri 27 Nov``, or ``Wed 31 Mar 2027`` where the year is not today's."""
    return long(day) if day.year != today.year else f"{_WEEKDAYS[day.weekday()][:3]} {_brief(day)}"


def short(day: date, today: date) -> str:
    """``27 Nov``, or ``31 Mar 27`` where the year is not today's: for a narrow column."""
    return _brief(day) if day.year == today.year else f"{_brief(day)} {day.year % 100:02d}"


def month(day: date, today: date) -> str:
    """``October``, or ``October 2025`` where the year is not today's."""
    name = MONTHS[day.month - 1]
    return name if day.year == today.year else f"{name} {day.year:04d}"


def long(day: date) -> str:
    """``Sun 22 Nov 2026``."""
    return f"{_WEEKDAYS[day.weekday()][:3]} {_brief(day)} {day.year:04d}"


def distance(day: date, today: date) -> str:
    """``today``, ``tomorrow``, ``yesterday``, ``in 5 days``, ``2 days ago``."""
    days = (day - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return near.get(days) or (f"in {days} days" if days > 0 else f"{-days} days ago")


def _brief(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def _spelt(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year:04d}"
