"""Calendars: which events are sessions, when they are, and what goes out to a calendar."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from mentorlog.errors import UnreadableFile
from mentorlog.exchange import icalendar
from mentorlog.records import (
    Action,
    ActionState,
    Kind,
    Ref,
    Session,
    SessionState,
    Visibility,
)
from mentorlog.records.drafts import SessionDraft
from mentorlog.records.exports import Outgoing, Terms
from mentorlog.records.imports import Asked, Bad, Found, LeftOut, Read, Times

DATA = Path(__file__).parents[1] / "data" / "exchange"
TODAY = date(2026, 11, 22)
ME, DANA = (Ref(Kind.PERSON, id, f"{id:016x}", name) for id, name in ((1, "Me"), (2, "Dana Ortiz")))
MADE, CHANGED = "2026-11-01T08:00:00.000Z", "2026-11-01T09:00:00.000Z"


@pytest.fixture(autouse=True)
def _in_berlin(zoned: None) -> None:
    """The events of the fixtures were made there."""


def read(text: str | bytes, people: tuple[str, ...] = ("Dana Ortiz", "Sam Lee")) -> list[Read]:
    encoded = text.encode() if isinstance(text, str) else text
    return list(icalendar.read(encoded, Asked("c", TODAY, people=tuple(people))))


def calendar(*lines: str) -> str:
    return "\r\n".join(("BEGIN:VCALENDAR", *lines, "END:VCALENDAR", ""))


def event(*lines: str, start: str = "DTSTART:20261120T083000Z", words: str = "1:1 Dana") -> str:
    return "\r\n".join(("BEGIN:VEVENT", "UID:u", start, f"SUMMARY:{words}", *lines, "END:VEVENT"))


def sessions(text: str | bytes) -> list[SessionDraft]:
    return [
        each.draft
        for each in read(text)
        if isinstance(each, Found) and isinstance(each.draft, SessionDraft)
    ]


def session(*lines: str, **said: str) -> SessionDraft:
    (draft,) = sessions(calendar(event(*lines, **said)))
    return draft


def when(draft: SessionDraft) -> str:
    return f"{draft.held_on} {draft.time or ''}".strip()


# Reading


def test_a_calendar_is_recognised() -> None:
    for name in ("calendar.ics", "khal.ics"):
        assert icalendar.recognises((DATA / name).read_bytes(), name)
    assert icalendar.recognises(b"\xef\xbb\xbfbegin:vcalendar\n", "x")
    assert not icalendar.recognises(b"BEGIN:VCARD\r\n", "x")


def test_what_khal_wrote() -> None:
    found = read((DATA / "khal.ics").read_bytes())
    assert [each.reason for each in found if isinstance(each, LeftOut)] == [
        "with nobody the journal knows"
    ]
    drafts = sessions((DATA / "khal.ics").read_bytes())
    assert sorted(when(draft) for draft in drafts) == [
        *("2026-10-06 16:00", "2026-10-13 16:00", "2026-10-20 16:00", "2026-10-27 16:00"),
        *("2026-11-03 16:00", "2026-11-05 09:30", "2026-11-10 16:00", "2026-11-17 16:00"),
        *("2026-11-19 14:00", "2026-11-24 16:00", "2026-12-10"),
    ]
    coffee = next(draft for draft in drafts if draft.minutes == 45 and draft.tags)
    assert coffee.topic == 'Kaffee mit Dana Ortiz — naïve, 発表 🎉 $(touch X); "q"'
    outline = next(draft for draft in drafts if draft.topic == "1:1 Dana")
    assert (outline.notes, outline.minutes) == ("Agenda; story, then the point\n\nRoom 3", 45)


def test_a_series_with_a_moved_and_an_excluded_time() -> None:
    drafts = sessions((DATA / "calendar.ics").read_bytes())
    assert [(when(draft), draft.state and draft.state.value) for draft in drafts] == [
        ("2026-12-01 09:30", "cancelled"),
        ("2026-11-12", "held"),
        ("2026-11-20 15:00", "held"),
        ("2026-10-22 09:30", "held"),
        ("2026-11-05 09:30", "held"),
        ("2026-12-17 09:30", "planned"),
    ]
    assert {draft.with_people for draft in drafts} == {("Dana Ortiz",)}


def test_what_no_session_comes_of_says_why() -> None:
    found = read((DATA / "calendar.ics").read_bytes())
    assert [(each.where.line, each.reason) for each in found if isinstance(each, LeftOut)] == [
        (76, "with nobody the journal knows"),
        (83, "with others than people the journal knows"),
    ]


def test_a_time_is_local() -> None:
    for start, expected in [
        ("DTSTART:20261120T083000Z", "2026-11-20 09:30"),
        ("DTSTART;TZID=America/New_York:20261120T190000", "2026-11-21 01:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20261120T093000", "2026-11-20 09:30"),
        ("DTSTART;TZID=/vendor.example/Europe/Berlin:20261120T093000", "2026-11-20 09:30"),
        ("DTSTART;TZID=Nowhere/Zone:20261120T093000", "2026-11-20 09:30"),
        ("DTSTART:20261120T093000", "2026-11-20 09:30"),
        ("DTSTART;VALUE=DATE:20261120", "2026-11-20"),
    ]:
        assert when(session(start=start)) == expected


def test_from_midnight_to_midnight_in_utc_is_a_day() -> None:
    found = session("DTEND:20261121T000000Z", start="DTSTART:20261120T000000Z")
    assert (when(found), found.minutes) == ("2026-11-20", None)
    assert when(session(start="DTSTART:20261120T000000Z")) == "2026-11-20 01:00"


def test_a_calendar_that_was_sent_to_cancel_cancels() -> None:
    (found,) = sessions(calendar("METHOD:CANCEL", event(start="DTSTART:20261201T083000Z")))
    assert found.state is SessionState.CANCELLED


def test_an_unknown_zone_is_told() -> None:
    (found,) = read(calendar(event(start="DTSTART;TZID=Nowhere/Zone:20261120T093000")))
    assert isinstance(found, Found)
    assert "Nowhere/Zone" in found.notes[0]


def test_how_long_it_takes() -> None:
    for line, minutes in [
        ("DTEND:20261120T091500Z", 45),
        ("DURATION:PT1H30M", 90),
        ("DURATION:P1W", None),
        ("DTEND:20261120T083000Z", None),
        ("DTEND:20261119T083000Z", None),
        ("DTEND;VALUE=DATE:20261121", None),
        ("DURATION:soon", None),
        ("X-NOTHING:1", None),
    ]:
        assert session(line).minutes == minutes


def test_whom_an_event_is_with() -> None:
    for words, attendees, people in [
        ("1:1 Dana", (), ("Dana Ortiz",)),
        ("1:1 with dana ortiz and Sam", (), ("Dana Ortiz", "Sam Lee")),
        ("the dana report", (), ()),
        ("Sync", (";CN=Dana Ortiz:mailto:x@example.org",), ("Dana Ortiz",)),
        ("Sync", (';CN="Ortiz, Dana":mailto:x@example.org', ":mailto:me@a.b"), ("Dana Ortiz",)),
        ("Sync", (":mailto:dana.ortiz@example.org",), ("Dana Ortiz",)),
        ("Sync", (";CN=Dana Smith:mailto:dana@example.org",), ()),
        ("1:1 Dana", (":mailto:do@example.org", ":mailto:me@a.b"), ("Dana Ortiz",)),
        ("All hands", (";CN=Dana:mailto:d@x", ":mailto:b@x", ":mailto:c@x"), ()),
        ("Sync", (";CN=Dana:mailto:d@x", ";CUTYPE=ROOM;CN=A:mailto:r@x", ":mailto:c@x"), ("Dana Ortiz",)),
    ]:  # fmt: skip
        lines = (f"ATTENDEE{attendee}" for attendee in attendees)
        assert tuple(d.with_people for d in sessions(calendar(event(*lines, words=words)))) == (
            (people,) if people else ()
        )


def test_the_state_of_a_session() -> None:
    for start, status, state in [
        ("DTSTART;VALUE=DATE:20261121", "CONFIRMED", SessionState.HELD),
        ("DTSTART;VALUE=DATE:20261122", "CONFIRMED", SessionState.PLANNED),
        ("DTSTART;VALUE=DATE:20261123", "TENTATIVE", SessionState.PLANNED),
        ("DTSTART;VALUE=DATE:20261121", "cancelled", SessionState.CANCELLED),
    ]:
        assert session(f"STATUS:{status}", start=start).state is state


def test_a_recurring_event_comes_in_around_today_alone() -> None:
    days = [draft.held_on for draft in sessions(calendar(event("RRULE:FREQ=DAILY", start="DTSTART;VALUE=DATE:20200101")))]  # fmt: skip
    assert (days[0], days[-1]) == (TODAY - icalendar.BACK, TODAY + icalendar.AHEAD)


def test_a_rule_nobody_reads_brings_its_first_time() -> None:
    for rule in [
        "FREQ=SECONDLY",
        "FREQ=SECONDLY;COUNT=999999999;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "FREQ=YEARLY;BYWEEKNO=53",
        "FREQ=NEVER",
        "COUNT=3",
    ]:
        (found,) = read(calendar(event(f"RRULE:{rule}")))
        assert isinstance(found, Found)
        assert isinstance(found.draft, SessionDraft)
        assert when(found.draft) == "2026-11-20 09:30"
        assert found.notes == (
            "how it recurs cannot be read, so that only its first time comes in",
        )


def test_a_rule_without_end_takes_no_time() -> None:
    bomb = event("RRULE:FREQ=DAILY;COUNT=2000000000", start="DTSTART:19770101T000000Z")
    never = event("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", start="DTSTART:19770101T000000Z")
    series = (each.replace("UID:u", f"UID:{n}") for n, each in enumerate([bomb, never]))
    started = time.process_time()
    assert len(sessions(calendar(*series))) == 398
    assert time.process_time() - started < 10


def test_times_beside_the_rule_and_several_rules() -> None:
    drafts = sessions(
        calendar(
            event(
                "RRULE:FREQ=WEEKLY;COUNT=2",
                "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20261201T000000Z",
                "RDATE:20261125T083000Z,20261120T083000Z",
                "EXDATE:20261127T083000Z",
            )
        )
    )
    assert [when(draft) for draft in drafts] == [
        "2026-11-20 09:30",
        "2026-11-25 09:30",
        "2026-11-30 09:30",
    ]


ZONE = "\r\n".join(
    (
        *("BEGIN:VTIMEZONE", "TZID:Ours", "BEGIN:STANDARD", "DTSTART:16010101T000000"),
        *("TZOFFSETFROM:-0800", "TZOFFSETTO:-0800", "END:STANDARD", "END:VTIMEZONE"),
    )
)


def test_a_zone_is_read_from_the_file_wherever_it_stands() -> None:
    in_zone = event("RRULE:FREQ=DAILY;COUNT=2", start='DTSTART;TZID="Ours":20261120T170000')
    for text in (calendar(ZONE, in_zone), calendar(in_zone, ZONE)):
        assert [when(each) for each in sessions(text)] == ["2026-11-21 02:00", "2026-11-22 02:00"]


def test_alarms_are_not_looked_at() -> None:
    alarm = ("BEGIN:VALARM", "TRIGGER:-PT0DT0H10M0S", "END:VALARM")
    assert when(session(*alarm, "DURATION:PT1H", *alarm)) == "2026-11-20 09:30"


ATTENDEES = "ATTENDEE;PARTSTAT={}:mailto:me@x", "ATTENDEE;PARTSTAT={};CN=Dana Ortiz:mailto:d@x"


@pytest.mark.parametrize(("mine", "hers"), [("DECLINED", "ACCEPTED"), ("ACCEPTED", "DECLINED")])
def test_what_somebody_declined_is_left_out(mine: str, hers: str) -> None:
    lines = ATTENDEES[0].format(mine), ATTENDEES[1].format(hers), "ORGANIZER:mailto:me@x"
    (left, times) = read(calendar(event(*lines)))
    assert isinstance(left, LeftOut)
    assert left.reason == "declined"
    assert isinstance(times, Times)
    assert times.times == ()


def test_who_declined_is_not_with_the_others() -> None:
    sam = "ATTENDEE;PARTSTAT=ACCEPTED;CN=Sam Lee:mailto:s@x"
    assert session(ATTENDEES[1].format("DECLINED"), sam).with_people == ("Sam Lee",)


def test_a_changed_time_takes_the_place_of_its_original_though_it_is_left_out() -> None:
    series = event("RRULE:FREQ=DAILY;COUNT=3")
    away = event(
        "RECURRENCE-ID:20261121T083000Z", start="DTSTART:20261121T083000Z", words="Holiday"
    )
    for text in (calendar(series, away), calendar(away, series)):
        assert [draft.held_on for draft in sessions(text)] == [
            date(2026, 11, 20),
            date(2026, 11, 22),
        ]


def test_the_last_time_of_a_series_is_before_its_end() -> None:
    start = "DTSTART;TZID=Europe/Berlin:20261106T093000"
    for until, last in (
        ("20261120T083000Z", "2026-11-20 09:30"),
        ("20261120T082959Z", "2026-11-13 09:30"),
        ("20261120", "2026-11-20 09:30"),
        ("99991231T235959Z", "2026-12-18 09:30"),
    ):
        found = sessions(calendar(event(f"RRULE:FREQ=WEEKLY;UNTIL={until}", start=start)))
        assert when(found[-1]) == last


def test_what_is_no_event_is_told_with_its_line() -> None:
    for text, line, reason in [
        (calendar(event(start="DTSTART:20261320T093000")), 2, "its DTSTART cannot be read"),
        (calendar(event(start="X-A:b")), 2, "the event has no start"),
        (calendar(event()).split("END:VEVENT")[0], 2, "the event that begins here is cut off"),
        (calendar(event().removesuffix("END:VEVENT"), event()), 2, "is cut off"),
        (calendar(event()).split("END:VCALENDAR")[0], 6, "the file is cut off after this line"),
        (calendar(event("RECURRENCE-ID:soon")), 2, "its RECURRENCE-ID cannot be read"),
        (calendar(event("EXDATE:soon")), 2, "EXDATE"),
    ]:
        found = [each for each in read(text) if isinstance(each, Bad)]
        assert [each.where.line for each in found] == [line]
        assert reason in found[0].reason


def test_what_is_no_calendar_is_refused_whole() -> None:
    with pytest.raises(UnreadableFile, match="no calendar begins in it"):
        read("hello\n")
    with pytest.raises(UnreadableFile, match="line 6: it is not UTF-8"):
        read(calendar(event("DESCRIPTION:X")).encode().replace(b"X", b"\xff"))


def test_folds_line_ends_and_a_byte_order_mark() -> None:
    plain = calendar(event("DESCRIPTION:a lo\r\n ng\\nline\\, folded"))
    for text in (plain, *(plain.replace("\r\n", end) for end in "\r\n"), "\ufeff" + plain):
        assert [draft.notes for draft in sessions(text)] == ["a long\nline, folded"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), max_size=6))
def test_no_event_is_beyond_it(lines: list[str]) -> None:
    read(calendar(event(*lines)))
    read(calendar(*lines))


PROPERTY = st.builds(
    "{}{}:{}".format,
    st.sampled_from(["DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RECURRENCE-ID", "STATUS", "ATTENDEE", "CATEGORIES", "UID", "SUMMARY", "ORGANIZER", "BEGIN", "END"]),
    st.sampled_from(["", ";VALUE=DATE", ";TZID=Europe/Berlin", ";TZID=x", ";VALUE=PERIOD", ";CN=Dana", ";VALUE=TEXT"]),
    st.sampled_from(["", "20261120", "20261120T093000", "00010101T000000Z", "99991231T235959Z", "P1D", "-PT1M", "FREQ=DAILY", "FREQ=YEARLY;UNTIL=20261120", "FREQ=MONTHLY;BYDAY=9MO;UNTIL=x", "20261120T093000Z/PT1H", "VEVENT", "VALARM", "x,y", "mailto:dana.ortiz@x"]),
)  # fmt: skip


@settings(max_examples=40)
@given(st.lists(PROPERTY, max_size=7), st.booleans())
def test_no_combination_of_properties_is_beyond_it(lines: list[str], whole: bool) -> None:
    read(calendar(event(*lines) if whole else "\r\n".join(("BEGIN:VEVENT", "SUMMARY:Dana", *lines, "END:VEVENT"))))  # fmt: skip


# Writing


def _session(**values: object) -> Session:
    blank = Session(
        3, "6d2f6d6b9d2f4a5e", MADE, CHANGED, date(2026, 11, 20), "09:30", 45, None,
        SessionState.HELD, "On the outline", "private notes", Visibility.PRIVATE, "On the outline",
        attendees=(DANA,),
    )  # fmt: skip
    return blank._replace(**values)  # type: ignore[arg-type]


def _action(**values: object) -> Action:
    blank = Action(
        7, "aaaaaaaaaaaaaaaa", MADE, CHANGED, "Draft", ME, None, None, date(2026, 11, 1),
        date(2026, 11, 27), ActionState.OPEN, None, None, "evidence", 0, None,
    )  # fmt: skip
    return blank._replace(**values)  # type: ignore[arg-type]


def written(*outgoing: Outgoing, anonymous: bool = False) -> str:
    out = io.StringIO(newline="")
    terms = Terms(ME.id, anonymous)
    icalendar.write(outgoing, out, terms)
    return out.getvalue()


def components(text: str) -> list[dict[str, str]]:
    """What another reader makes of it."""
    found = Calendar.from_ical(text)
    return [
        {key: value.to_ical().decode() for key, value in each.items()}
        for each in found.subcomponents
    ]


def test_a_session_is_an_event_without_its_notes() -> None:
    text = written(Outgoing(Kind.SESSION, _session()))
    assert components(text) == [
        {
            "UID": "6d2f6d6b9d2f4a5e@mentorlog",
            "SUMMARY": "Dana Ortiz: On the outline",
            "DTSTART": "20261120T083000Z",
            "DURATION": "PT45M",
            "STATUS": "CONFIRMED",
            "CLASS": "PRIVATE",
            "CREATED": "20261101T080000Z",
            "LAST-MODIFIED": "20261101T090000Z",
            "DTSTAMP": "20261101T090000Z",
            "SEQUENCE": "3600",
        }
    ]
    assert "notes" not in text


def test_a_session_without_a_time_takes_the_day() -> None:
    (found,) = components(written(Outgoing(Kind.SESSION, _session(time=None))))
    assert (found["DTSTART"], "DURATION" in found) == ("20261120", False)


def test_an_action_is_a_to_do() -> None:
    done = _action(state=ActionState.DONE, done_on=date(2026, 11, 21), tags=("a", "b"), owner=DANA)
    first, second = components(
        written(*(Outgoing(Kind.ACTION, each) for each in (_action(), done)))
    )
    assert (first["DUE"], first["STATUS"], first["SUMMARY"]) == (
        "20261127",
        "NEEDS-ACTION",
        "Draft",
    )
    assert first["UID"] == "aaaaaaaaaaaaaaaa@mentorlog"
    assert (second["COMPLETED"], second["STATUS"]) == ("20261121T110000Z", "COMPLETED")
    assert (second["CATEGORIES"], second["SUMMARY"]) == ("a,b", "Dana Ortiz: Draft")


def test_our_own_events_bring_back_when_they_are_and_nothing_else() -> None:
    text = written(Outgoing(Kind.SESSION, _session()))
    assert sessions(text.replace("T083000Z", "T100000Z")) == [
        SessionDraft(uid="6d2f6d6b9d2f4a5e", held_on=date(2026, 11, 20), time="11:00", minutes=45)
    ]


def test_who_may_not_see_uids_gets_others() -> None:
    text = written(Outgoing(Kind.SESSION, _session(tags=("q4",))), anonymous=True)
    assert "6d2f6d6b9d2f4a5e" not in text
    assert "q4" not in text
    assert components(text)[0]["UID"]


HOSTILE = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\u2028\u2029") | st.sampled_from("\n\t,;\\:\"'"),
    min_size=1,
)  # fmt: skip


@given(HOSTILE)
def test_every_title_comes_back_from_another_reader(text: str) -> None:
    made = written(Outgoing(Kind.ACTION, _action(text=text)))
    assert all(len(line.encode()) <= 75 for line in made.split("\r\n"))
    (todo,) = Calendar.from_ical(made).subcomponents
    assert str(todo["SUMMARY"]).split() == text.split()


def test_nothing_in_it_acts_on_a_terminal() -> None:
    made = written(Outgoing(Kind.ACTION, _action(text="$(touch X) \x1b[31m \u202e \x9b \r\x00")))
    assert set(made) & set("\x1b\u202e\x9b\x00") == set()
    assert "$(touch X) \\\\x1b[31m" in made


@pytest.fixture
def zoned(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The zone of Berlin, where a process can choose its own."""
    if not hasattr(time, "tzset"):
        pytest.skip("this system cannot change its zone for one process")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
