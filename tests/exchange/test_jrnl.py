"""Entries of jrnl: what its two files hold, which entry becomes what, and files gone wrong."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.dates import DateOrder
from mentorlog.errors import UnreadableFile
from mentorlog.exchange import jrnl
from mentorlog.records import SessionState
from mentorlog.records.drafts import SessionDraft
from mentorlog.records.imports import Asked, Bad, Draft, Found, Read, TakeawayDraft, WinDraft

DATA = Path(__file__).parents[1] / "data" / "exchange"
TODAY = date(2026, 11, 22)
PEOPLE = ("Dana Ortiz", "José Núñez", "Sam Lee", "Sam Poe")


def read(text: str | bytes, order: DateOrder | None = None) -> list[Read]:
    encoded = text.encode() if isinstance(text, str) else text
    return list(jrnl.read(encoded, Asked("j", TODAY, order, PEOPLE)))


def draft(text: str) -> Draft:
    (found,) = read(text)
    assert isinstance(found, Found)
    return found.draft


def bad(text: str | bytes) -> list[Bad]:
    return [each for each in read(text) if isinstance(each, Bad)]


def test_both_of_its_files_are_recognised() -> None:
    for name in ("jrnl.json", "jrnl.txt"):
        assert jrnl.recognises((DATA / name).read_bytes(), name)
    assert jrnl.recognises(b"\xef\xbb\xbf[2026-11-20 09:30] Title\r\n", "x")
    assert not jrnl.recognises(b"[1] a list\n", "x")
    assert not jrnl.recognises(b'{"mentorlog": 1}', "x")
    assert not jrnl.recognises(b"", "x")


def test_its_json_and_its_text_are_the_same_entries() -> None:
    json, text = (read((DATA / name).read_bytes()) for name in ("jrnl.json", "jrnl.txt"))
    told = [[(each.draft, each.origin) for each in found if isinstance(each, Found)] for found in (json, text)]  # fmt: skip
    assert len(told[0]) == len(json) == 8
    assert [draft._replace(tags=tuple(sorted(draft.tags))) for draft, _ in told[0]] == [
        draft._replace(tags=tuple(sorted(draft.tags))) for draft, _ in told[1]
    ]
    assert [origin for _, origin in told[0]] == [origin for _, origin in told[1]]


def test_a_tag_tells_what_an_entry_is() -> None:
    drafts = [
        each.draft for each in read((DATA / "jrnl.json").read_bytes()) if isinstance(each, Found)
    ]
    held, planned = (d for d in drafts if isinstance(d, SessionDraft) and d.with_people)
    assert held == SessionDraft(
        with_people=("Dana Ortiz",),
        held_on=date(2026, 11, 20),
        time="09:30",
        state=SessionState.HELD,
        topic="Talked with @dana about the outline.",
        notes="She says: open with a story, then the point.",
    )
    assert planned.state is SessionState.PLANNED


def test_a_win_loses_the_tag_that_says_so_and_keeps_its_star() -> None:
    assert draft("[2026-11-18 04:05:00 PM] @win Shipped it! *\nNo refund lost. @billing\n") == (
        WinDraft(
            "Shipped it!",
            happened_on=date(2026, 11, 18),
            impact="No refund lost. @billing",
            evidence="jrnl, 2026-11-18 16:05",
            tags=("billing", "starred"),
        )
    )


def test_any_other_is_a_reflection_of_its_day_with_its_time() -> None:
    assert draft("[2026-11-18 09:00] Walked. Thought a lot @work\n") == TakeawayDraft(
        "Walked.\nThought a lot @work\n(09:00)", noted_on=date(2026, 11, 18), tags=("work",)
    )


def test_whom_a_session_is_with() -> None:
    for tag, people in [
        ("@dana", ("Dana Ortiz",)),
        ("@Dana-Ortiz", ("Dana Ortiz",)),
        ("#danaortiz", ("Dana Ortiz",)),
        ("@jose", ("José Núñez",)),
        ("@mentor", ()),
        ("#session", ()),
        ("@session @dana", ("Dana Ortiz",)),
    ]:
        found = draft(f"[2026-11-18 09:00] On the outline {tag}\n")
        assert isinstance(found, SessionDraft)
        assert (found.with_people, found.topic, found.tags) == (people, "On the outline", ())


def test_a_first_name_of_two_is_nobodys() -> None:
    assert isinstance(draft("[2026-11-18 09:00] On the outline @sam\n"), TakeawayDraft)


def test_the_headers_that_people_configure() -> None:
    for header, clock in [
        ("2026-11-20 09:30 AM", "09:30"),
        ("2026-11-20 09:30:00 PM", "21:30"),
        ("2026-11-20 12:05:59 AM", "00:05"),
        ("2026-11-20 17:30", "17:30"),
        ("2026-11-20T17:30", "17:30"),
        ("2026-11-20", None),
        ("20.11.2026 17:30", "17:30"),
        ("11/20/2026 5:30 PM", "17:30"),
    ]:
        found = draft(f"[{header}] Title @session\n")
        assert isinstance(found, SessionDraft)
        assert (found.held_on, found.time) == (date(2026, 11, 20), clock)


def test_a_numeric_day_follows_the_date_order() -> None:
    assert "01/02/2026" in bad("[01/02/2026 09:00] A @session\n")[0].reason
    (found,) = read("[01/02/2026 09:00] A @session\n", DateOrder.DMY)
    assert isinstance(found, Found)
    assert isinstance(found.draft, SessionDraft)
    assert found.draft.held_on == date(2026, 2, 1)


def test_brackets_in_a_body_begin_no_entry() -> None:
    body = "[x] done\n[1] a note\n[kein Datum] x\n - [2026-11-01] indented"
    found = draft(f"[2026-11-20 09:30] Title\n{body}\n")
    assert isinstance(found, TakeawayDraft)
    assert found.text == f"Title\n{body}\n(09:30)"


def test_windows_line_ends_and_a_byte_order_mark() -> None:
    plain = "[2026-11-20 09:30] Title\nBody\n\n[2026-11-21 09:30] Two\n"
    assert read(plain) == read(b"\xef\xbb\xbf" + plain.replace("\n", "\r\n").encode())


def test_two_entries_of_one_minute_and_title_are_two() -> None:
    text = "[2026-11-20 09:00] Coffee\nfirst\n[2026-11-20 09:00] Coffee\nsecond\n"
    first, second = (each.origin for each in read(text) if isinstance(each, Found))
    assert first
    assert second
    assert second.identifier == f"{first.identifier} (2)"
    assert "Coffee" not in first.identifier


def test_what_cannot_be_read_is_told_with_its_line() -> None:
    for text, line, reason in [
        ("stray\n[2026-11-20 09:30] Title\n", 1, "it stands before the first entry"),
        ("[2026-11-20 09:30] A\n[2026-13-45 09:30] B\n", 2, 'Cannot read "2026-13-45 09:30"'),
        ("[2026-11-20 09:30] A\n[2026-11-21 09:30]\n", 2, "the entry is empty"),
        (b"[2026-11-20 09:30] A\n" + b"x" * (3 << 20), 1, "the entry is longer than 1 MB"),
        ("[2026-11-20 09:30] A\n" + "x" * 900 + ("\n" + "x" * 900) * 1200, 1, "longer than 1 MB"),
        ('{"tags": {}, "entries": [\n{"title": "A"}]}', 0, 'entry 1: "" cannot be read as its day'),
        ('{"tags": {}, "entries": [\n7]}', 0, "entry 1: it is not an object"),
        ('{"entries": [\n{"date": "2026-11-20", "time": "09:00"}]}', 0, "neither title nor body"),
        ('{"entries": [\n{"title": "A", "date": "2026-11-20", "time": "9"}]}', 0, '"2026-11-20 9"'),
        ('{"entries": [\n{"title": ["A"], "date": "2026-11-20"}]}', 0, "its title is not text"),
        ('{"entries": [\n{"title": "A", "date": "2026-11-20", "tags": [1]}]}', 0, "not a list of words"),
    ]:  # fmt: skip
        found = bad(text)
        assert [each.where.line for each in found] == [line]
        assert reason in found[0].reason


def test_a_file_that_is_no_json_is_refused() -> None:
    for text, line, reason in [
        ('{"tags": {}, "entries": [\n{"title": "A"', 2, "cut off"),
        ('{"tags": {}, "entries": [\n{"title": "A', 2, "cut off"),
        ('{"entries": [' + "[" * 100_000, 0, "nested too deep"),
        (b'{"entries": [\n{"title": "\xff"}]}', 2, "not UTF-8"),
        (b"[2026-11-20 09:30] A\n\xff\xfe\n[2026-11-21 09:30] B\n", 2, "not UTF-8"),
        ('{"entries": [\n{"title": "A",}, {"title": "B"}]}', 2, "not JSON"),
        ('{"entries": [NaN]}', 0, "NaN is not JSON"),
        ('{"entries": 7}', 0, "its entries are not a list"),
    ]:
        with pytest.raises(UnreadableFile, match=reason) as raised:
            read(text)
        assert f", line {line}: " * bool(line) in raised.value.sentence


def test_a_bad_entry_leaves_the_others() -> None:
    text = "[2026-11-20 09:30] A\n[2026-13-45 09:30] B\nits body\n[2026-11-21 09:30] C\n"
    assert [type(each) for each in read(text)] == [Found, Bad, Found]


@given(st.text(), st.text(max_size=5))
def test_no_text_is_beyond_it(text: str, start: str) -> None:
    for begin in (
        "",
        "[2026-11-20 09:30] ",
        '{"tags": {}, "entries": [',
        '{"entries": [{"title": "',
    ):
        with suppress(UnreadableFile):
            read((begin + start + text).encode("utf-8", "surrogatepass"))
