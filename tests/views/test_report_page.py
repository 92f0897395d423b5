"""A report's page: its drawings' places, its colours, and how it escapes."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.periods import Period
from mentorlog.records import (
    Audience,
    Goal,
    GoalStanding,
    GoalState,
    Kind,
    Milestone,
    PaceState,
    Reached,
    Reading,
    Ref,
)
from mentorlog.records.report import Report, ReportedGoal, Summary
from mentorlog.views import report_marks, report_svg
from mentorlog.views.report_svg import Scale

SINCE, UNTIL, AS_OF = date(2026, 1, 1), date(2026, 12, 31), date(2026, 11, 22)
PRIYA = Ref(Kind.PERSON, 1, "p", "Priya Nair")
DANA = Ref(Kind.PERSON, 2, "d", "Dana Ortiz")
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def goal(
    title: str = "Speak",
    *,
    start: date = date(2026, 2, 1),
    target: date | None = date(2026, 10, 31),
    state: GoalState = GoalState.ACTIVE,
    closed: date | None = None,
    pace: PaceState | None = PaceState.ON_TRACK,
    progress: float | None = 60.0,
    readings: tuple[Reached, ...] = (),
    milestones: tuple[Milestone, ...] = (),
    others: tuple[Reading, ...] = (),
) -> ReportedGoal:
    record = Goal(
        1, "g", "", "", PRIYA, None, title, None, None, None, start, target, state, closed, None
    )
    standing = GoalStanding(
        record, progress, progress, None, others, None, None, None, 50.0 if target else None,
        pace, None, 0,
        (AS_OF - target).days if target and pace is PaceState.OVERDUE else None, (),
        sum(point.done_on is not None for point in milestones), len(milestones),
    )  # fmt: skip
    return ReportedGoal(
        standing=standing,
        before=None if progress is None else 0.0,
        value_before=None,
        readings=readings,
        milestones=milestones,
        milestones_added=0,
        changes=(),
        wins=(),
        actions=(),
    )


def report(
    *goals: ReportedGoal, since: date = SINCE, until: date = UNTIL, as_of: date = AS_OF
) -> Report:
    return Report(
        audience=Audience.ME,
        period=Period(since, until, "2026"),
        as_of=as_of,
        me=PRIYA,
        about=None,
        partner=None,
        summary=Summary(
            states=(), moved=0, sessions_held=0, minutes=None, timed=0, actions_done=0, actions_counted=0, actions_completion=None,
            actions_overdue=0, actions_carried_over=0,
        ),
        mentorships=(),
        goals=goals,
        wins=(),
        skills=(),
        sessions=(),
        takeaways=(),
        topics=(),
        notes=(),
        actions=(),
        changes=(),
        next=(),
    )  # fmt: skip


# --- the scale -----------------------------------------------------------------------------------


@given(DAYS, st.integers(0, 20_000), DAYS)
def test_every_day_stands_on_the_paper(since: date, length: int, day: date) -> None:
    scale = Scale(Period(since, since + timedelta(days=length), ""))
    assert 0 <= scale.x(day) <= 100
    assert scale.x(since) == 0
    assert scale.x(scale.until) == (100 if length else 0)


@given(DAYS, st.integers(0, 20_000))
def test_the_days_that_are_named_are_few_and_in_order(since: date, length: int) -> None:
    ticks = Scale(Period(since, since + timedelta(days=length), "")).ticks()
    places = [tick.x for tick in ticks]
    assert places == sorted(places)
    assert len(set(places)) == len(places) <= 14


def test_the_scale_names_what_the_period_is_made_of() -> None:
    for since, until, labels in [
        (date(2026, 11, 1), date(2026, 11, 30), "2 Nov, 9 Nov, 16 Nov, 23 Nov, 30 Nov"),
        (date(2026, 8, 23), date(2026, 11, 22), "Sep, Oct, Nov"),
        (SINCE, UNTIL, "2026, Feb, Mar, Apr, May, Jun, Jul, Aug, Sep, Oct, Nov, Dec"),
        (date(2024, 6, 1), UNTIL, "Jul, Oct, 2025, Apr, Jul, Oct, 2026, Apr, Jul, Oct"),
        (date(2015, 6, 1), UNTIL, "2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026"),
    ]:  # fmt: skip
        ticks = Scale(Period(since, until, "")).ticks()
        assert ", ".join(tick.label for tick in ticks) == labels


# --- the drawings --------------------------------------------------------------------------------


def test_a_goal_that_is_over_its_target_shows_both() -> None:
    drawn = report_svg.timeline(report(goal(pace=PaceState.OVERDUE)))
    assert drawn
    (row,) = drawn.rows
    assert [bar.tone for bar in row.bars] == ["active", "late"]
    assert row.bars[0].x + row.bars[0].width == pytest.approx(row.bars[1].x, abs=0.02)
    assert row.state == "overdue by 22 days"
    assert [mark.shape for mark in row.marks] == ["target"]


def test_a_goal_ahead_of_its_day_shows_what_is_left() -> None:
    drawn = report_svg.timeline(report(goal(target=date(2027, 3, 1))))
    assert drawn
    assert [bar.tone for bar in drawn.rows[0].bars] == ["active", "ahead"]
    assert drawn.now == pytest.approx(89.29)


def test_the_words_of_a_timeline_say_all_that_it_shows() -> None:
    milestones = (
        Milestone(1, "m", "", "", PRIYA, "Abstract sent.", None, date(2026, 3, 4)),
        Milestone(2, "m", "", "", PRIYA, "Rehearsed", date(2026, 12, 1), None),
        Milestone(3, "m", "", "", PRIYA, None, date(2026, 12, 2), None),
    )
    drawn = report_svg.timeline(report(goal(milestones=milestones), goal("Two", target=None)))
    assert drawn
    assert drawn.description == (
        "Speak: from 1 Feb 2026; target 31 Oct 2026; on track; milestone Abstract sent. done"
        " 4 Mar 2026; milestone Rehearsed due 1 Dec 2026. Two: from 1 Feb 2026; on track."
    )
    assert [mark.shape for mark in drawn.rows[0].marks] == ["done", "due", "target"]


def test_progress_goes_through_every_reading() -> None:
    readings = (
        Reached(date(2026, 3, 1), 20.0, DANA), Reached(date(2026, 6, 1), 60.0, None)
    )  # fmt: skip
    others = (Reading(DANA, date(2026, 3, 1), "20", 20.0, None),)
    drawn = report_svg.progress(goal(readings=readings, others=others), report())
    assert drawn
    assert [y for _, y in drawn.line] == [100, 80, 40, 40]
    assert [x for x, _ in drawn.line] == sorted(x for x, _ in drawn.line)
    assert [words for *_, words in drawn.points] == [
        "Sun 1 Mar 2026, by Dana Ortiz: 20 %", "Mon 1 Jun 2026: 60 %",
    ]  # fmt: skip
    assert drawn.expected[0] == (drawn.line[0][0], 100)
    assert drawn.expected[-1] == (100, 0)
    # The diamond stands on the day of the reading.
    assert drawn.others == ((drawn.line[1][0], 80, "Dana Ortiz puts it at 20 % (1 Mar 2026)"),)
    assert drawn.description.startswith(
        "0 % → 20 % (1 Mar 2026, by Dana Ortiz) → 60 % (1 Jun 2026); expected"
    )


def test_a_goal_that_nobody_read_has_no_line() -> None:
    assert report_svg.progress(goal(progress=None), report()) is None


def test_a_closed_goal_ends_where_it_closed_and_is_expected_nothing() -> None:
    done = goal(state=GoalState.ACHIEVED, closed=date(2026, 7, 2), pace=None, progress=100.0)
    drawn = report_svg.progress(done, report())
    assert drawn
    assert drawn.line[-1][0] == pytest.approx(50)
    assert drawn.expected == ()


@given(
    DAYS,
    DAYS,
    DAYS,
    st.lists(st.builds(Reached, DAYS, st.floats(0, 100), st.none()), max_size=5),
    DAYS,
    DAYS,
)
def test_every_line_stays_on_the_paper(
    start: date,
    target: date,
    closed: date,
    readings: list[Reached],
    one: date,
    two: date,
) -> None:
    since, until = sorted((one, two))
    each = goal(start=start, target=target, closed=closed, state=GoalState.DROPPED, readings=tuple(
        sorted(readings)
    ))  # fmt: skip
    active = goal(start=start, target=target, readings=tuple(sorted(readings)))
    whole = report(each, active, since=since, until=until, as_of=until)
    for drawn in filter(None, (report_svg.progress(goal, whole) for goal in whole.goals)):
        for x, y in (*drawn.line, *drawn.expected):
            assert 0 <= x <= 100
            assert 0 <= y <= 100
    timeline = report_svg.timeline(whole)
    assert timeline
    for bar in (bar for row in timeline.rows for bar in row.bars):
        assert bar.x >= 0
        assert bar.width > 0
        assert bar.x + bar.width <= 100.01


def test_a_label_is_as_long_as_a_phone_has_room() -> None:
    for title, label in [
        ("Speak", "Speak"),
        ("W" * 60, "W" * 43 + "…"),
        ("Translate the whole handbook into German and keep it", "Translate the whole handbook into German…"),
        ("技" * 40, "技" * 21 + "…"),
        ("two\nlines \x1b", "two lines \\x1b"),
    ]:  # fmt: skip
        drawn = report_svg.timeline(report(goal(title)))
        assert drawn
        assert drawn.rows[0].label == label


# --- what is put in ------------------------------------------------------------------------------


def test_an_address_becomes_a_link_and_nothing_else() -> None:
    for words, html in [
        ("plain", "plain"),
        (
            "see http://a.b/c_(d), or https://x.y.",
            'see <a href="http://a.b/c_(d)" rel="noopener noreferrer">http://a.b/c_(d)</a>, or '
            '<a href="https://x.y" rel="noopener noreferrer">https://x.y</a>.',
        ),
        (
            'http://a.b/"onclick="x',
            '<a href="http://a.b/" rel="noopener noreferrer">http://a.b/</a>&#34;onclick=&#34;x',
        ),
        ("javascript:x data:y //z", "javascript:x data:y //z"),
    ]:
        assert report_marks.linked(words) == html


@given(st.text())
def test_nothing_put_in_is_markup(words: str) -> None:
    for made in (report_marks.html(words), report_marks.block(words), report_marks.linked(words)):
        assert re.sub(r"<br>|<a href=\"[^\"<>]*\" rel=\"noopener noreferrer\">|</a>", "", made) == (
            re.sub("[<>]", "", re.sub(r"<br>|<a [^<>]*>|</a>", "", made))
        )
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", made)


# --- colours -------------------------------------------------------------------------------------

CSS = Path(report_svg.__file__).with_name("report.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))
    for block in (CSS[: CSS.index("@media")], CSS[CSS.index("@media") : CSS.index("* {")])
)
TEXTS = [
    *((ink, ground) for ink in ("ink", "soft", "accent") for ground in ("paper", "around")),
    *((ink, f"{ink}-tint") for ink in ("good", "bad", "warn")),
    ("soft", "faint"),
]
SHAPES = [(ink, "paper") for ink in ("accent", "good", "bad", "warn", "rest", "ink", "soft")]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_all_can_be_read(colours: dict[str, str]) -> None:
    assert set(colours) == set(LIGHT)
    for ink, ground in TEXTS:
        assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    for ink, ground in SHAPES:
        assert contrast(colours[ink], colours[ground]) >= 3, (ink, ground)
