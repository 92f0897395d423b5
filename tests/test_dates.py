"""Words → days, periods, cadences and durations; days → words; the clock."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mentorlog.dates import (
    Clock,
    DateOrder,
    Facing,
    at,
    clock,
    day,
    distance,
    long,
    short,
    utc_to_local_day,
    weekday_day,
)
from mentorlog.errors import UnreadableWords
from mentorlog.periods import (
    Cadence,
    Period,
    between,
    cadence,
    last_months,
    minutes,
    minutes_alone,
    period,
)
from mentorlog.spans import months_later

TODAY = date(2026, 11, 22)  # a Sunday, the last day of its week
WEDNESDAY = date(2026, 11, 18)


def d(iso: str) -> date:
    return date.fromisoformat(iso)


# Days ahead


AHEAD = [
    ("today", "2026-11-22"),
    ("yesterday", "2026-11-21"),
    ("tomorrow", "2026-11-23"),
    ("  ToMorrow ", "2026-11-23"),
    ("friday", "2026-11-27"),
    ("on friday", "2026-11-27"),
    ("by fri", "2026-11-27"),
    ("sunday", "2026-11-29"),
    ("sun", "2026-11-29"),
    ("monday", "2026-11-23"),
    ("tues", "2026-11-24"),
    ("weds", "2026-11-25"),
    ("thurs", "2026-11-26"),
    ("next friday", "2026-11-27"),
    ("next sunday", "2026-11-29"),
    ("last friday", "2026-11-20"),
    ("last sunday", "2026-11-15"),
    ("this friday", "2026-11-27"),
    ("this sunday", "2026-11-22"),
    ("in 2 weeks", "2026-12-06"),
    ("+2w", "2026-12-06"),
    ("in   2    weeks", "2026-12-06"),
    ("in a week", "2026-11-29"),
    ("in one month", "2026-12-22"),
    ("in twelve days", "2026-12-04"),
    ("in a year", "2027-11-22"),
    ("3 days ago", "2026-11-19"),
    ("2 weeks ago", "2026-11-08"),
    ("a month ago", "2026-10-22"),
    ("2w", "2026-12-06"),
    ("6m", "2027-05-22"),
    ("10d", "2026-12-02"),
    ("1y", "2027-11-22"),
    ("2 weeks", "2026-12-06"),
    ("next week", "2026-11-29"),
    ("next month", "2026-12-22"),
    ("end of month", "2026-11-30"),
    ("end of the month", "2026-11-30"),
    ("end of next month", "2026-12-31"),
    ("end of quarter", "2026-12-31"),
    ("end of next quarter", "2027-03-31"),
    ("end of year", "2026-12-31"),
    ("end of week", "2026-11-22"),
    ("end of last month", "2026-10-31"),
    ("the end of the year", "2026-12-31"),
    ("end of november", "2026-11-30"),
    ("end of march", "2027-03-31"),
    ("end of march 2027", "2027-03-31"),
    ("end of feb 2028", "2028-02-29"),
    ("end of q3", "2027-09-30"),
    ("end of 2027", "2027-12-31"),
    ("by the end of next week", "2026-11-29"),
    ("15dec", "2026-12-15"),
    ("beginning of march", "2027-03-01"),
    ("start of next quarter", "2027-01-01"),
    ("last day of february", "2027-02-28"),
    ("the day after tomorrow", "2026-11-24"),
    ("in a fortnight", "2026-12-06"),
    ("the 15th", "2026-12-15"),
    ("the 15th of march", "2027-03-15"),
    ("start of month", "2026-12-01"),
    ("the 2nd of march 2028", "2028-03-02"),
    ("22nd", "2026-11-22"),
    ("31st", "2026-12-31"),
    ("EOM", "2026-11-30"),
    ("eow", "2026-11-22"),
    ("eoq", "2026-12-31"),
    ("eoy", "2026-12-31"),
    ("Q4", "2027-10-01"),
    ("q1 2027", "2027-01-01"),
    ("2027 Q2", "2027-04-01"),
    ("next quarter", "2027-01-01"),
    ("this quarter", "2026-10-01"),
    ("this month", "2026-11-01"),
    ("next year", "2027-11-22"),
    ("next june", "2027-06-01"),
    ("next december", "2027-12-01"),
    ("end of next june", "2027-06-30"),
    ("start of next q2", "2027-04-01"),
    ("end of this november", "2026-11-30"),
    ("15 mar", "2027-03-15"),
    ("22 nov", "2026-11-22"),
    ("21 nov", "2027-11-21"),
    ("mar 15", "2027-03-15"),
    ("mar 15 2027", "2027-03-15"),
    ("Mar. 15, 2027", "2027-03-15"),
    ("15 march 2027", "2027-03-15"),
    ("15th of march", "2027-03-15"),
    ("march 1st", "2027-03-01"),
    ("3 sept", "2027-09-03"),
    ("29 feb", "2028-02-29"),
    ("the 29th of february", "2028-02-29"),
    ("march the 15th", "2027-03-15"),
    ("end of next year", "2027-12-31"),
    ("the 3rd of march", "2027-03-03"),
    ("Fri 27 Nov", "2026-11-27"),
    ("Fri, 27 Nov", "2026-11-27"),
    ("Wed 31 Mar 2027", "2027-03-31"),
    ("sunday 2026-11-22", "2026-11-22"),
    ("2026-11-22", "2026-11-22"),
    ("0001-01-01", "0001-01-01"),
    ("march", "2027-03-01"),
    ("november", "2027-11-01"),
    ("march 2027", "2027-03-01"),
    ("2027-03", "2027-03-01"),
    ("2027-Q1", "2027-01-01"),
    ("15/03/2027", "2027-03-15"),
    ("15-03-2027", "2027-03-15"),
    ("3/15", "2027-03-15"),
    ("15.3.", "2027-03-15"),
    ("15.03.2027", "2027-03-15"),
    ("5/5", "2027-05-05"),
]


def test_days_ahead() -> None:
    for words, expected in AHEAD:
        assert day(words, TODAY) == d(expected)


BACK = [
    ("friday", "2026-11-20"),
    ("sunday", "2026-11-15"),
    ("monday", "2026-11-16"),
    ("next friday", "2026-11-27"),
    ("last friday", "2026-11-20"),
    ("this monday", "2026-11-16"),
    ("in 2 weeks", "2026-12-06"),
    ("2w", "2026-11-08"),
    ("6m", "2026-05-22"),
    ("2 weeks", "2026-11-08"),
    ("next month", "2026-12-22"),
    ("15 mar", "2026-03-15"),
    ("22 nov", "2026-11-22"),
    ("23 nov", "2025-11-23"),
    ("29 feb", "2024-02-29"),
    ("Fri 20 Nov", "2026-11-20"),
    ("march", "2026-03-01"),
    ("november", "2026-11-01"),
    ("december", "2025-12-01"),
    ("20.11.", "2026-11-20"),
    ("q3", "2026-07-01"),
    ("end of october", "2026-10-31"),
    ("the 15th of october", "2026-10-15"),
    ("start of week", "2026-11-16"),
    ("the 30th", "2026-10-30"),
    ("day before yesterday", "2026-11-20"),
    ("end of november", "2025-11-30"),
    ("end of q4", "2025-12-31"),
    ("end of last week", "2026-11-15"),
    ("this quarter", "2026-10-01"),
    ("this june", "2026-06-01"),
    ("last june", "2026-06-01"),
    ("last november", "2025-11-01"),
    ("end of last q4", "2025-12-31"),
]


def test_days_back() -> None:
    for words, expected in BACK:
        assert day(words, TODAY, facing=Facing.BACK) == d(expected)


def test_weekdays_from_the_middle_of_a_week() -> None:
    for words, expected in [
        ("wednesday", "2026-11-25"),
        ("thursday", "2026-11-19"),
        ("this wednesday", "2026-11-18"),
        ("next monday", "2026-11-23"),
        ("next thursday", "2026-11-26"),
        ("last wednesday", "2026-11-11"),
        ("last tuesday", "2026-11-17"),
        ("end of week", "2026-11-22"),
        ("end of next week", "2026-11-29"),
    ]:
        assert day(words, WEDNESDAY) == d(expected)


def test_a_month_as_a_target_is_its_last_day() -> None:
    for words, today, expected in [
        ("march", "2026-11-22", "2027-03-31"),
        ("november", "2026-11-22", "2026-11-30"),
        ("november", "2026-11-30", "2026-11-30"),
        ("november", "2026-12-01", "2027-11-30"),
        ("feb", "2027-12-01", "2028-02-29"),
        ("march 2027", "2026-11-22", "2027-03-31"),
        ("2027-03", "2026-11-22", "2027-03-31"),
        ("2027-q1", "2026-11-22", "2027-03-31"),
        ("q4 2027", "2026-11-22", "2027-12-31"),
        ("9999-12", "2026-11-22", "9999-12-31"),
        ("q4", "2026-11-22", "2026-12-31"),
        ("Q3", "2026-11-22", "2027-09-30"),
        ("next quarter", "2026-11-22", "2027-03-31"),
        ("this quarter", "2026-12-31", "2026-12-31"),
        ("next june", "2026-11-22", "2027-06-30"),
        ("next june", "2027-03-01", "2028-06-30"),
        ("this june", "2026-11-22", "2027-06-30"),
        ("this june", "2027-03-01", "2027-06-30"),
        ("next-q2", "2026-11-22", "2027-06-30"),
        ("this week", "2026-11-18", "2026-11-22"),
        ("friday", "2026-11-22", "2026-11-27"),
    ]:
        assert day(words, d(today), target=True) == d(expected)


def test_a_stretch_that_is_a_target_is_its_last_day() -> None:
    for which, lasts in [
        ("this", ("2026-11-22", "2026-11-30", "2026-12-31", "2026-12-31")),
        ("next", ("2026-11-29", "2026-12-31", "2027-03-31", "2027-12-31")),
    ]:
        for unit, last in zip(("week", "month", "quarter", "year"), lasts, strict=True):
            assert day(f"{which} {unit}", WEDNESDAY, target=True) == d(last)
            assert day(f"{which}-{unit}", WEDNESDAY, target=True) == d(last)


NEAR = [
    ("1 nov", "2026-11-01"),
    ("1 dec", "2026-12-01"),
    ("1 nov 2027", "2027-11-01"),
    ("22 nov", "2026-11-22"),
    ("Fri 20 Nov", "2026-11-20"),
    ("Fri 27 Nov", "2026-11-27"),
    ("the 15th", "2026-11-15"),
    ("the 30th", "2026-11-30"),
    ("friday", "2026-11-20"),
    ("tuesday", "2026-11-24"),
    ("this friday", "2026-11-20"),
    ("november", "2026-11-01"),
    ("march", "2027-03-01"),
    ("q4", "2026-10-01"),
    ("2w", "2026-11-08"),
    ("in 2 weeks", "2026-12-06"),
]


def test_a_day_that_may_lie_on_either_side_is_the_nearest() -> None:
    for words, expected in NEAR:
        assert day(words, TODAY, facing=Facing.NEAR) == d(expected)
    for words, why in [("blue", "Cannot read"), ("tue 20 nov", "is a Friday"), ("1/2", "it could")]:
        with pytest.raises(UnreadableWords, match=why):
            day(words, TODAY, facing=Facing.NEAR)


def test_months_from_31_january() -> None:
    for words, expected in [
        ("1m", "2026-02-28"),
        ("2m", "2026-03-31"),
        ("in 13 months", "2027-02-28"),
        ("in 25 months", "2028-02-29"),
        ("2 months ago", "2025-11-30"),
        ("next month", "2026-02-28"),
        ("end of next month", "2026-02-28"),
    ]:
        assert day(words, date(2026, 1, 31)) == d(expected)


def test_29_february_across_a_century_without_one() -> None:
    assert day("29 feb", date(2096, 3, 1)) == date(2104, 2, 29)
    assert day("29 feb", date(2104, 2, 28), facing=Facing.BACK) == date(2096, 2, 29)


# Numeric days


def test_numeric_days_follow_the_order() -> None:
    for words, dmy, mdy in [
        ("01/02", "2027-02-01", "2027-01-02"),
        ("1.2.", "2027-02-01", "2027-01-02"),
        ("01/02/2028", "2028-02-01", "2028-01-02"),
        ("12/11/2028", "2028-11-12", "2028-12-11"),
    ]:
        assert day(words, TODAY, order=DateOrder.DMY) == d(dmy)
        assert day(words, TODAY, order=DateOrder.MDY) == d(mdy)
        with pytest.raises(UnreadableWords, match="it could be"):
            day(words, TODAY)


def test_what_happened_is_not_on_a_day_that_is_nearer_ahead() -> None:
    for words, coming, was in [
        ("24th", "24 November 2026", "2026-10-24"),
        ("end of november", "30 November 2026", "2025-11-30"),
    ]:
        with pytest.raises(UnreadableWords, match=f"{coming} is still to come") as refused:
            day(words, TODAY, facing=Facing.HAPPENED)
        assert refused.value.hint.startswith(f"{was} is the one that was")
        assert day(words, TODAY, facing=Facing.BACK) == d(was)


def test_an_ambiguous_day_names_both_readings() -> None:
    with pytest.raises(UnreadableWords) as refused:
        day("01/02", TODAY)
    expected = 'Cannot read "01/02" as a day: it could be 1 February or 2 January.'
    assert refused.value.sentence == expected
    with pytest.raises(UnreadableWords, match="1 February 2027 or 2 January 2027"):
        day("01/02/2027", TODAY)


def test_its_way_out_is_the_setting() -> None:
    with pytest.raises(UnreadableWords) as refused:
        day("1.12.", TODAY)
    assert refused.value.hint == (
        "mentorlog config set date_order dmy reads it as 1 December, mdy as 12 January;"
        " these work: friday, in 2 weeks, 2026-11-22"
    )


def test_an_order_is_not_bent_to_fit() -> None:
    with pytest.raises(UnreadableWords, match=r"no month 15 \(date_order is dmy\)"):
        day("3/15", TODAY, order=DateOrder.DMY)


# What is no day


NO_DAYS = [
    ("29 feb 2027", "there is no 29 February 2027"),
    ("2026-02-30", "there is no 30 February 2026"),
    ("2026-13-01", "there is no month 13"),
    ("0000-01-01", "there is no year 0"),
    ("2027-13", "there is no month 13"),
    ("31 nov", "there is no 31 November"),
    ("0 mar", "there is no 0 March"),
    ("the 31st of november", "there is no 31 November"),
    ("0/2", "there is no 0 February"),
    ("2/0", "there is no month 0"),
    ("13/14", "there is no month 14"),
    ("15 mar 27", "a year has four digits"),
    ("15/03/27", "a year has four digits"),
    ("15-03-27", "a year has four digits"),
    ("01-02-2027", "it could be 1 February 2027 or 2 January 2027"),
    ("15 mar 20270", "a year has four digits"),
    ("sat 27 nov", "27 November 2026 is a Friday"),
    ("mon 2026-11-22", "22 November 2026 is a Sunday"),
    ("tomorrow 3pm", "only a session has a time"),
    ("9:30am on friday", "only a session has a time"),
    ("tomorrow 25:00", "there is no time 25:00"),
    ("every month", "that is how often"),
    ("in 9000 years", "the calendar runs from year 1 to 9999"),
    ("999999 weeks ago", "the calendar runs from year 1 to 9999"),
]


def test_a_day_that_is_not_says_why() -> None:
    for words, reason in NO_DAYS:
        with pytest.raises(UnreadableWords) as refused:
            day(words, TODAY)
        assert refused.value.sentence == f'Cannot read "{words}" as a day: {reason}.'


def test_anything_else_is_no_day() -> None:
    for words in [
        *("", " ", "\0", "2026-11-22\0", "blursday", "20261122", "2026-W47-7", "2026-1-5"),
        *("٢٠٢٦-١١-٢٢", "in ٢ weeks", "²w", "in 99999999999 years", "9" * 5000),
        *("9" * 5000 + "w", "15 mar " + "9" * 5000, "in 2 weeks ago", "tend", "am", "onew"),
        *("a m", "-2w", "in -2 weeks", "1.5w", "next", "last", "this", "in", "ago", "on", "by"),
        *("next tomorrow", "fri tomorrow", "fri march", "sun 22", "15", "2027", "15 foo"),
        *("last week", "last month", "friday!", "on on friday", "2026-11-22T08:30", "friday\x1b["),
    ]:
        for facing in Facing:
            with pytest.raises(UnreadableWords):
                day(words, TODAY, facing=facing)


def test_an_unreadable_day_shows_the_word_and_three_that_work() -> None:
    with pytest.raises(UnreadableWords) as refused:
        day("blursday", TODAY)
    assert refused.value.sentence == 'Cannot read "blursday" as a day.'
    assert refused.value.hint == "these work: friday, in 2 weeks, 2026-11-22"
    assert refused.value.exit_code == 2


def test_a_slip_is_told_by_what_was_meant() -> None:
    for words, meant in [
        ("tomorow", "tomorrow"),
        ("Tommorow", "tomorrow"),
        ("firday", "friday"),
        ("next  Wendsday", "next wednesday"),
        ("end of novmber", "end of november"),
        ("15 febuary 2027", "15 february 2027"),
        ("in 2 weks", "in 2 weeks"),
        ("end of qarter", "end of quarter"),
        *((words, "") for words in ("someday", "blursday", "money", "maria", "later", "nxt")),
        *((words, "") for words in ("tomorow 31 feb", "31 novmber", "firday" * 20)),
    ]:
        with pytest.raises(UnreadableWords) as refused:
            day(words, TODAY)
        assert refused.value.meant == meant
        asked = f"did you mean {meant}? " if meant else ""
        assert refused.value.hint == f"{asked}these work: friday, in 2 weeks, 2026-11-22"


def test_a_slip_beside_a_time_and_in_a_period() -> None:
    with pytest.raises(UnreadableWords) as refused:
        at("tomorow 3pm", TODAY)
    assert refused.value.meant == "tomorrow 3pm"
    with pytest.raises(UnreadableWords) as refused:
        period("last quater", TODAY)
    assert refused.value.meant == "last quarter"


READERS: dict[str, Callable[[str], object]] = {
    "day": lambda words: day(words, TODAY),
    "day back": lambda words: day(words, TODAY, facing=Facing.BACK),
    "at": lambda words: at(words, TODAY),
    "period": lambda words: period(words, TODAY),
    "cadence": cadence,
    "duration": minutes,
}


def test_the_examples_of_every_error_work() -> None:
    for reader in READERS.values():
        with pytest.raises(UnreadableWords) as refused:
            reader("blursday")
        examples = refused.value.hint.removeprefix("these work: ").split(", ")
        assert len(examples) == 3
        for example in examples:
            reader(example)


# Days with a time


def test_a_day_with_a_time() -> None:
    for words, expected, hour_minute in [
        ("thu", "2026-11-26", None),
        ("thu 14:30", "2026-11-26", "14:30"),
        ("Thu, 14:30", "2026-11-26", "14:30"),
        ("thu at 9:05", "2026-11-26", "09:05"),
        ("tomorrow 9am", "2026-11-23", "09:00"),
        ("tomorrow 9 AM", "2026-11-23", "09:00"),
        ("tomorrow 12am", "2026-11-23", "00:00"),
        ("tomorrow 12pm", "2026-11-23", "12:00"),
        ("tomorrow 9:30 pm", "2026-11-23", "21:30"),
        ("2026-12-03 14.30", "2026-12-03", "14:30"),
        ("2026-12-03T14:30", "2026-12-03", "14:30"),
        ("2026-12-03", "2026-12-03", None),
        ("15 mar 2027 00:00", "2027-03-15", "00:00"),
        ("15 mar 2027", "2027-03-15", None),
        ("march 15", "2027-03-15", None),
        ("in 2 weeks 9am", "2026-12-06", "09:00"),
        ("15.3. 14.30", "2027-03-15", "14:30"),
        ("15.3.", "2027-03-15", None),
        ("fri 27.11", "2026-11-27", None),
        ("fri 15.03", "2026-11-27", "15:03"),
        ("tomorrow 3pm", "2026-11-23", "15:00"),
        ("29 sep 15:00", "2027-09-29", "15:00"),
        ("friday 9:30am", "2026-11-27", "09:30"),
        ("3pm tomorrow", "2026-11-23", "15:00"),
        ("3 PM on friday", "2026-11-27", "15:00"),
        ("at 15:00, 29 sep", "2027-09-29", "15:00"),
        ("9:30am next friday", "2026-11-27", "09:30"),
        ("15:00 15.3.", "2027-03-15", "15:00"),
        ("2 weeks", "2026-12-06", None),
        ("20.11. 14h", "2027-11-20", "14:00"),
        ("tomorrow 9h30", "2026-11-23", "09:30"),
        ("tomorrow 15.30h", "2026-11-23", "15:30"),
        ("14 h on friday", "2026-11-27", "14:00"),
        ("tomorrow 02h", "2026-11-23", "02:00"),
    ]:
        assert at(words, TODAY) == (d(expected), hour_minute)


def test_a_time_that_is_not() -> None:
    for words in [
        *("thu 25:30", "thu 14:60", "thu 24:00", "thu 13pm", "thu 0am", "14:30", "9am", "thu 9"),
        *("sept9am", "2026-12-03T14:30Z", "thu 1٤:30", "at 9am", "thu 9:5", ""),
        *("thu 25h", "thu 2h", "1h30 thu", "h tomorrow", "14h", "thu 1.5h"),
        *("3pm tomorrow 4pm", "13pm friday", "25:00 friday", "9 friday", "3pm"),
    ]:
        with pytest.raises(UnreadableWords):
            at(words, TODAY)


def test_a_time_looks_back_where_the_day_does() -> None:
    assert at("thu 14:30", TODAY, facing=Facing.BACK) == (date(2026, 11, 19), "14:30")
    assert at("1/2 9am", TODAY, order=DateOrder.DMY) == (date(2027, 2, 1), "09:00")


# Periods


def test_periods() -> None:
    for words, since, until, label in [
        ("2026", "2026-01-01", "2026-12-31", "2026"),
        ("2026-Q3", "2026-07-01", "2026-09-30", "2026-Q3"),
        ("q3", "2026-07-01", "2026-09-30", "2026-Q3"),
        ("Q4", "2026-10-01", "2026-12-31", "2026-Q4"),
        ("2026-11", "2026-11-01", "2026-11-30", "2026-11"),
        ("november", "2026-11-01", "2026-11-30", "2026-11"),
        ("december", "2025-12-01", "2025-12-31", "2025-12"),
        ("november 2026", "2026-11-01", "2026-11-30", "2026-11"),
        ("this-quarter", "2026-10-01", "2026-12-31", "2026-Q4"),
        ("last quarter", "2026-07-01", "2026-09-30", "2026-Q3"),
        ("this month", "2026-11-01", "2026-11-30", "2026-11"),
        ("last-month", "2026-10-01", "2026-10-31", "2026-10"),
        ("this-year", "2026-01-01", "2026-12-31", "2026"),
        ("Last Year", "2025-01-01", "2025-12-31", "2025"),
        ("next quarter", "2027-01-01", "2027-03-31", "2027-Q1"),
        ("next-month", "2026-12-01", "2026-12-31", "2026-12"),
        ("this-week", "2026-11-16", "2026-11-22", "2026-11-16..2026-11-22"),
        ("last week", "2026-11-09", "2026-11-15", "2026-11-09..2026-11-15"),
        ("last 90 days", "2026-08-25", "2026-11-22", "2026-08-25..2026-11-22"),
        ("last-90-days", "2026-08-25", "2026-11-22", "2026-08-25..2026-11-22"),
        ("last 1 day", "2026-11-22", "2026-11-22", "2026-11-22"),
        ("last 3 months", "2026-08-23", "2026-11-22", "2026-08-23..2026-11-22"),
        ("last 2 weeks", "2026-11-09", "2026-11-22", "2026-11-09..2026-11-22"),
        ("last two weeks", "2026-11-09", "2026-11-22", "2026-11-09..2026-11-22"),
        ("friday", "2026-11-20", "2026-11-20", "2026-11-20"),
        ("today", "2026-11-22", "2026-11-22", "2026-11-22"),
        ("last friday", "2026-11-20", "2026-11-20", "2026-11-20"),
        ("2026-09-01..2026-11-22", "2026-09-01", "2026-11-22", "2026-09-01..2026-11-22"),
        ("2026-07 .. 2026-09", "2026-07-01", "2026-09-30", "2026-07-01..2026-09-30"),
        ("2025..yesterday", "2025-01-01", "2026-11-21", "2025-01-01..2026-11-21"),
        ("last-quarter..this-quarter", "2026-07-01", "2026-12-31", "2026-07-01..2026-12-31"),
        ("2026-09..", "2026-09-01", "2026-11-22", "2026-09-01..2026-11-22"),
        ("13.9...30.9.", "2026-09-13", "2026-09-30", "2026-09-13..2026-09-30"),
        ("sep to nov", "2026-09-01", "2026-11-30", "2026-09-01..2026-11-30"),
        ("september - november", "2026-09-01", "2026-11-30", "2026-09-01..2026-11-30"),
        ("from sep until nov", "2026-09-01", "2026-11-30", "2026-09-01..2026-11-30"),
        ("sep–nov", "2026-09-01", "2026-11-30", "2026-09-01..2026-11-30"),
        ("nov to feb", "2025-11-01", "2026-02-28", "2025-11-01..2026-02-28"),
        ("q4 2025 to q1", "2025-10-01", "2026-03-31", "2025-10-01..2026-03-31"),
        ("sep to nov 2025", "2025-09-01", "2025-11-30", "2025-09-01..2025-11-30"),
        ("1 sep to yesterday", "2026-09-01", "2026-11-21", "2026-09-01..2026-11-21"),
    ]:
        assert period(words, TODAY) == Period(d(since), d(until), label)


def test_a_period_that_is_not_says_why() -> None:
    for words, reason in [
        ("sep to someday", '"someday" is no day or period'),
        ("2027..2026", "it ends on Thu 31 Dec 2026, before it begins on Fri 1 Jan 2027"),
        ("2027..", "it ends on Sun 22 Nov 2026, before it begins on Fri 1 Jan 2027"),
        ("blursday..today", '"blursday" is no day or period'),
        ("2026..2026-13", "there is no month 13"),
        ("..2026", "say where it begins"),
        ("..", "say where it begins"),
        ("last 0 days", "it has no days"),
        ("last 9999 years", "the calendar runs from year 1 to 9999"),
        ("1/2..today", "it could be 1 February or 2 January"),
    ]:
        with pytest.raises(UnreadableWords) as refused:
            period(words, TODAY)
        assert refused.value.sentence == f'Cannot read "{words}" as a period: {reason}.'


def test_anything_else_is_no_period() -> None:
    for words in [
        "",
        "q5",
        "2026-Q5",
        "202",
        "lately",
        "last",
        "last-",
        "a..b..c",
        "2026-W47",
        "٢٠٢٦",
    ]:
        with pytest.raises(UnreadableWords):
            period(words, TODAY)


def test_a_period_follows_the_order() -> None:
    found = period("1/2/2026..3/2/2026", TODAY, DateOrder.DMY)
    assert found == between(date(2026, 2, 1), date(2026, 2, 3))


def test_between_and_last_months() -> None:
    assert between(WEDNESDAY, TODAY) == Period(WEDNESDAY, TODAY, "2026-11-18..2026-11-22")
    assert last_months(3, TODAY) == period("last 3 months", TODAY)
    assert last_months(3, date(2026, 5, 31)).since == date(2026, 3, 1)
    with pytest.raises(UnreadableWords, match="before it begins"):
        between(TODAY, WEDNESDAY)


# Cadences


def test_cadences() -> None:
    for words, expected in [
        ("2w", Cadence(days=14)),
        ("14d", Cadence(days=14)),
        ("14", Cadence(days=14)),
        ("28 days", Cadence(days=28)),
        ("2 weeks", Cadence(days=14)),
        ("every 2 weeks", Cadence(days=14)),
        ("Every two weeks", Cadence(days=14)),
        ("every other week", Cadence(days=14)),
        ("every second week", Cadence(days=14)),
        ("every 3rd month", Cadence(months=3)),
        ("every fortnight", Cadence(days=14)),
        ("every week", Cadence(days=7)),
        ("weekly", Cadence(days=7)),
        ("biweekly", Cadence(days=14)),
        ("fortnightly", Cadence(days=14)),
        ("every day", Cadence(days=1)),
        ("1m", Cadence(months=1)),
        ("monthly", Cadence(months=1)),
        ("every month", Cadence(months=1)),
        ("quarterly", Cadence(months=3)),
        ("every quarter", Cadence(months=3)),
        ("month", Cadence(months=1)),
        ("other week", Cadence(days=14)),
        ("1y", Cadence(months=12)),
        ("3660", Cadence(days=3660)),
        ("120m", Cadence(months=120)),
    ]:
        assert cadence(words) == expected


def test_what_is_no_cadence() -> None:
    for words in [
        *("", "0", "0w", "0m", "3661", "121m", "11y", "9" * 5000, "-7", "often", "every"),
        *("bimonthly", "every weekly", "every friday", "1.5w", "٧d", "\0"),
    ]:
        with pytest.raises(UnreadableWords):
            cadence(words)


def test_a_cadence_in_words_and_days() -> None:
    for found, words, length in [
        (Cadence(days=14), "every 14 days", 14),
        (Cadence(days=1), "every day", 1),
        (Cadence(months=1), "every month", 30),
        (Cadence(months=2), "every 2 months", 61),
        (Cadence(months=12), "every 12 months", 365),
    ]:
        assert (str(found), found.length_days) == (words, length)


def test_a_cadence_in_months_does_not_drift() -> None:
    slots = [Cadence(months=1).after(date(2026, 1, 31), count) for count in range(4)]
    assert slots == [d("2026-01-31"), d("2026-02-28"), d("2026-03-31"), d("2026-04-30")]


def test_a_cadence_is_days_or_months() -> None:
    for days, months in [(None, None), (1, 1), (0, None), (None, 0), (-1, None), (None, -1)]:
        with pytest.raises(ValueError, match="days or months"):
            Cadence(days, months)


# Durations


def test_durations() -> None:
    for words, expected in [
        *[("45m", 45), ("45 min", 45), ("45", 45), ("45 minutes", 45), ("90", 90), ("1", 1)],
        *[("1h", 60), ("2 hours", 120), ("1h30", 90), ("1h 30m", 90), ("1 hour 5 mins", 65)],
        *[("1.5h", 90), ("0,75 h", 45), ("1:30", 90), ("0:45", 45), ("24h", 1440), ("1440", 1440)],
    ]:
        assert minutes(words) == expected


def test_a_length_alone_has_its_unit() -> None:
    for words, expected in [
        *[("45 min", 45), ("1h", 60), ("90 minutes", 90), ("1h30", 90), ("1H 30 ", 90)],
        *[("45", None), ("1.5", None), ("14:30", None), ("45 min late", None), ("25h", None)],
        *[("a 45 min talk", None), ("h", None), ("", None), ("0 min", None), ("9" * 5000, None)],
    ]:
        assert minutes_alone(words) == expected


def test_what_is_no_duration() -> None:
    for words in [
        *("", "0", "0h", "1441", "25h", "24:01", "1h75", "1:75", "1.5", "-5", "h", "1d", "long"),
        *("٤٥", "9" * 5000, "1:5", "\0"),
    ]:
        with pytest.raises(UnreadableWords):
            minutes(words)


# Days in words


def test_days_in_words() -> None:
    for iso, weekday, narrow, full, away in [
        ("2026-11-22", "Sun 22 Nov", "22 Nov", "Sun 22 Nov 2026", "today"),
        ("2026-11-23", "Mon 23 Nov", "23 Nov", "Mon 23 Nov 2026", "tomorrow"),
        ("2026-11-21", "Sat 21 Nov", "21 Nov", "Sat 21 Nov 2026", "yesterday"),
        ("2026-11-27", "Fri 27 Nov", "27 Nov", "Fri 27 Nov 2026", "in 5 days"),
        ("2026-11-03", "Tue 3 Nov", "3 Nov", "Tue 3 Nov 2026", "19 days ago"),
        ("2027-03-31", "Wed 31 Mar 2027", "31 Mar 27", "Wed 31 Mar 2027", "in 129 days"),
        ("0999-01-01", "Tue 1 Jan 0999", "1 Jan 99", "Tue 1 Jan 0999", "375429 days ago"),
    ]:
        found = d(iso)
        assert (weekday_day(found, TODAY), short(found, TODAY)) == (weekday, narrow)
        assert (long(found), distance(found, TODAY)) == (full, away)


# The clock


@pytest.fixture(params=["UTC", "America/New_York", "Pacific/Kiritimati"])
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    if not hasattr(time, "tzset"):
        pytest.skip("this platform cannot change its time zone")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


def fixed(words: str) -> Clock:
    return clock({"MENTORLOG_TODAY": words})


def test_a_day_stands_for_its_local_noon(zone: str) -> None:
    hours = {"UTC": "12", "America/New_York": "17", "Pacific/Kiritimati": "22"}
    dates = {"Pacific/Kiritimati": "2026-11-21"}
    assert fixed("2026-11-22").today == TODAY
    expected = f"{dates.get(zone, '2026-11-22')}T{hours[zone]}:00:00.000Z"
    assert fixed("2026-11-22").instant == expected


def test_an_instant_falls_on_a_local_day(zone: str) -> None:
    days = {"America/New_York": date(2026, 11, 21), "Pacific/Kiritimati": TODAY}
    found = fixed("2026-11-22T03:30:00Z")
    assert found.today == days.get(zone, TODAY)
    assert found.instant == "2026-11-22T03:30:00.000Z"
    assert utc_to_local_day(found.instant) == found.today
    assert fixed("2026-11-22T05:30:00+02:00") == found


def test_an_instant_without_an_offset_is_local_time(zone: str) -> None:
    for words in ("2026-11-22T00:00", "2026-11-22 23:59:59.999"):
        assert fixed(words).today == TODAY, zone


def test_a_recorded_instant_without_an_offset_is_utc(zone: str) -> None:
    assert utc_to_local_day("2026-11-22 03:30:00") == utc_to_local_day("2026-11-22T03:30:00Z"), zone


@pytest.mark.parametrize("environ", [{}, {"MENTORLOG_TODAY": ""}])
def test_the_real_clock(environ: dict[str, str]) -> None:
    before = datetime.now(UTC)
    found = clock(environ)
    assert before <= found.now <= datetime.now(UTC)
    assert found.now.tzinfo is UTC
    assert found.today == found.now.astimezone().date()


def test_a_clock_that_is_not() -> None:
    for words in [
        *(" ", "today", "20261122", "2026-11-31", "2026-W47-7", "2026-11-22T25:00", "2026-11-22T"),
        *("2026-11-22T08", "2026-11-22T08:30:00+25:00", "2026-11-22\0", "٢٠٢٦-١١-٢٢"),
    ]:
        with pytest.raises(UnreadableWords, match="MENTORLOG_TODAY takes a day or an instant"):
            fixed(words)
        with pytest.raises(UnreadableWords):
            utc_to_local_day(words)


def test_a_day_is_no_instant() -> None:
    with pytest.raises(UnreadableWords, match='Cannot read "2026-11-22" as a time'):
        utc_to_local_day("2026-11-22")


def test_dateutil_is_imported_only_to_add_months() -> None:
    script = (
        "import sys, datetime as d; import mentorlog.dates as m, mentorlog.periods as p\n"
        "today = d.date(2026, 11, 22)\n"
        "m.day('2026-11-22', today); m.day('friday', today); p.period('2026-Q3', today)\n"
        "sys.exit(any(name.startswith('dateutil') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


# Properties

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
cadences = st.integers(1, 3660).map(lambda count: Cadence(days=count)) | st.integers(1, 120).map(
    lambda count: Cadence(months=count)
)
VOCABULARY = [
    *("today", "last", "next", "this", "in", "ago", "end of", "on", "by", "at", "every", "other"),
    *("friday", "fri", "sun", "march", "mar", "feb", "may", "q3", "2026", "2026-Q3", "2026-11"),
    *("2026-02-29", "0000", "9999", "0001-01-01", "9999-12-31", "1/2", "15.3.", "9am", "14:30"),
    *("29", "31", "0", "1", "99", "999999", "9999999", "a", "one", "two", "d", "w", "m", "y"),
    *("day", "weeks", "months", "years", "quarter", "month", "1h30", "h", "min"),
    *("..", ".", "/", "-", ":"),
]
nearly_words = st.lists(st.sampled_from(VOCABULARY), max_size=6).flatmap(
    lambda words: st.sampled_from([" ".join(words), "".join(words)])
)


def months_between(start: date, end: date) -> int:
    return (end.year * 12 + end.month) - (start.year * 12 + start.month)


SPANS = st.sampled_from(["march", "nov", "february", "q1", "Q4"])


@given(days, SPANS)
def test_the_end_of_a_month_or_quarter_is_the_nearest_ahead_or_back(today: date, name: str) -> None:
    ahead = day(f"end of {name}", today)
    back = day(f"end of {name}", today, facing=Facing.BACK)
    assert back <= today <= ahead
    assert (ahead + timedelta(1)).day == (back + timedelta(1)).day == 1
    assert months_between(back, ahead) == (0 if today == ahead else 12)
    assert ahead == day(name, today, target=True)


@given(days, st.sampled_from(["week", "month", "quarter", "year"]))
def test_the_short_words_are_the_long_ones(today: date, unit: str) -> None:
    last = day(f"eo{unit[0]}", today)
    assert last == day(f"end of {unit}", today) == period(f"this {unit}", today).until
    assert day(f"end of next {unit}", today) == period(f"next {unit}", today).until
    assert period(f"next {unit}", today).since == last + timedelta(1)


@given(days, days, st.times())
def test_a_time_stands_before_a_day_or_after_it(today: date, on: date, clock_time: time_) -> None:
    hour = f"{clock_time:%H:%M}"
    half = f"{clock_time.hour % 12 or 12}:{clock_time:%M}{'pm' if clock_time.hour >= 12 else 'am'}"
    for words in (f"{on} {hour}", f"{hour} {on}", f"{half} on {on}", f"{on} at {half}"):
        assert at(words, today) == (on, hour)


@given(days, days)
def test_a_printed_day_reads_back(found: date, today: date) -> None:
    printed = weekday_day(found, today)
    assert day(long(found), today) == found
    assert day(found.isoformat(), today) == found
    if found >= today or found.year != today.year:
        assert day(printed, today) == found
    if found <= today or found.year != today.year:
        assert day(printed, today, facing=Facing.BACK) == found


@given(days)
def test_a_printed_day_is_never_read_as_another(today: date) -> None:
    """Its weekday gives away a day that has passed this year: it is not next year's."""
    first = date(today.year, 1, 1)
    assume(first < today)
    for found in (first, today - timedelta(1)):
        with pytest.raises(UnreadableWords, match="is a "):
            day(weekday_day(found, today), today)


@given(days, st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))
def test_a_weekday_is_within_a_week_and_never_today(today: date, name: str) -> None:
    ahead, back = day(name, today), day(name, today, facing=Facing.BACK)
    assert timedelta(1) <= ahead - today <= timedelta(7)
    assert timedelta(1) <= today - back <= timedelta(7)
    assert back == day(f"last {name}", today)
    this_week = day(f"this {name}", today, facing=Facing.BACK)
    assert day(f"next {name}", today) - this_week == timedelta(7)
    assert ahead in (this_week, day(f"next {name}", today))
    assert day(f"this {name}", today) == (this_week if this_week >= today else ahead)


@given(days, st.integers(-2000, 2000))
def test_months_later_keeps_the_day_or_takes_the_last(start: date, months: int) -> None:
    found = months_later(start, months)
    assert months_between(start, found) == months
    assert found.day == start.day or (found.day < start.day and (found + timedelta(1)).day == 1)


@given(days, days, days)
def test_a_label_reads_back_on_any_day(one: date, other: date, today: date) -> None:
    found = between(min(one, other), max(one, other))
    assert period(found.label, today) == found


@given(days, days, st.data())
def test_the_label_of_words_reads_back_on_any_day(
    today: date, later: date, data: st.DataObject
) -> None:
    units = st.sampled_from(["week", "month", "quarter", "year"])
    words = data.draw(
        st.builds("{} {}".format, st.sampled_from(["this", "last"]), units)
        | st.builds("last {} {}s".format, st.integers(1, 400), units)
        | st.sampled_from(["q1", "q4", "march", "may", "2026", "2026-q3", "2026-11", "friday"])
    )
    found = period(words, today)
    assert found.since <= found.until
    assert period(found.label, later) == found


@given(cadences, days, st.integers(0, 200))
def test_slots_come_one_after_the_other_without_drift(
    every: Cadence, start: date, count: int
) -> None:
    slot, following = every.after(start, count), every.after(start, count + 1)
    assert every.after(start, 0) == start
    assert slot < following
    if every.months:
        assert slot.day == start.day or (slot + timedelta(1)).day == 1
        assert months_between(start, slot) == every.months * count
    else:
        assert (slot - start).days == every.length_days * count


@given(cadences)
def test_a_cadence_reads_back(every: Cadence) -> None:
    assert cadence(str(every)) == every


@given(st.integers(1, 1440))
def test_a_duration_reads_back(length: int) -> None:
    hours, rest = divmod(length, 60)
    for words in (f"{length}", f"{length}m", f"{hours}h{rest:02d}", f"{hours}:{rest:02d}"):
        assert minutes(words) == length


@given(
    st.text(max_size=30) | nearly_words,
    days | st.sampled_from([date.min, date.max]),
    st.sampled_from(Facing),
    st.booleans(),
    st.sampled_from([None, *DateOrder]),
)
def test_any_text_is_read_or_unreadable(
    words: str, today: date, facing: Facing, target: bool, order: DateOrder | None
) -> None:
    readers: list[Callable[[], object]] = [
        lambda: day(words, today, facing=facing, target=target, order=order),
        lambda: at(words, today, facing=facing, order=order),
        lambda: period(words, today, order),
        lambda: cadence(words),
        lambda: minutes(words),
        lambda: fixed(words) if words else None,
        lambda: utc_to_local_day(words),
    ]
    for reader in readers:
        with suppress(UnreadableWords):
            reader()


@given(days, st.integers(0, 86399))
def test_an_instant_is_fixed_to_the_second(on: date, second: int) -> None:
    moment = datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(seconds=second)
    assume(moment.year >= 1971)  # Windows knows no local time before 1970
    found = Clock(on, moment).instant
    assert fixed(found).now == moment
    assert fixed(found).instant == found


def test_what_happened_was_not_on_a_day_that_is_nearer_ahead() -> None:
    for words, found in [
        ("21 may", date(2026, 5, 21)),
        ("22 may", date(2026, 5, 22)),
        ("10 jan", date(2026, 1, 10)),
        ("1 dec", date(2025, 12, 1)),  # half a year back, and a little more ahead
        ("friday", date(2026, 5, 15)),
        ("11m", date(2025, 6, 22)),
        ("2025-05-25", date(2025, 5, 25)),
        ("25 may 2025", date(2025, 5, 25)),
        ("23 may", None),
        ("may 25", None),
        ("25.5.", None),
        ("fri 23 may", None),
        ("1 nov", None),
    ]:
        today, facing = date(2026, 5, 22), Facing.HAPPENED
        if found:
            assert day(words, today, facing=facing, order=DateOrder.DMY) == found
            return
        with pytest.raises(UnreadableWords, match="is still to come, and nearer than") as refused:
            day(words, today, facing=facing, order=DateOrder.DMY)
        # The one ahead would be refused too.
        assert refused.value.hint.startswith("2025-")
        assert "2026-" not in refused.value.hint.replace("2026-11-22", "")
