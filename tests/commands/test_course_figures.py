"""Every figure of a mentorship and a goal, on one journal that is reckoned by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import cycle
from typing import TYPE_CHECKING, Any

import pytest
from tests.commands.test_course import On, Tell, data, met

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Once, Run

# Dana's slots begin on 1 Jan (met), 29 Jan (met) and 26 Feb (met), and every two weeks from 26 Mar, when
# that was agreed: 26 Mar (met), 9 Apr, 23 Apr and 7 May (whole in the pause), 21 May, 4 Jun (met), 18 Jun.
YEAR = "\n".join(
    (
        "2026-01-01 mentor add 'Dana Ortiz' --every 4w",
        "2026-01-01 mentor add 'Kofi Mensah' --every 4w",
        "2026-01-01 goal add 'Speak in public' --by 2026-07-20 --with dana",
        met("dana", "01-01"),
        "2026-01-01 action add 'Draft it' --due 2026-02-10 --with dana",
        "2026-02-03 log dana --with kofi --topic 'All of us' --duration 60m",
        "2026-02-03 action add 'Ask the host' --session s2 --due 2026-06-01",
        "2026-02-10 check-in 1 10 --confidence 7",
        # Told late: the session of 5 March is written on the 9th.
        "2026-03-09 log dana --on 2026-03-05 --duration 30m --topic 'Told late'",
        "2026-03-09 done 1",
        "2026-03-26 mentorship edit dana --every 2w",
        met("dana", "03-30"),
        "2026-04-20 mentorship pause dana",
        "2026-05-25 mentorship resume dana",
        met("dana", "06-08"),
        # Kofi's ends on 26 March and goes on from 21 May.
        "2026-06-09 mentorship end kofi --on 2026-03-26",
        "2026-06-09 mentorship resume kofi --on 2026-05-21",
    )
)


@pytest.fixture(autouse=True)
def year(run: Run, once: Once, on: Callable[[str], None], tell: Tell) -> None:
    assert run
    once("a year by hand", lambda: tell(YEAR))
    on("2026-07-01")


def standing(run: Run, who: str) -> Any:
    return data(run, "mentorship", "show", who)


def test_cadence_kept(run: Run) -> None:
    found = standing(run, "dana")
    # The slot of 18 June runs to 1 July, and has not ended.
    assert (found["slots_kept"], found["slots"]) == (5, 7)
    assert round(found["cadence_kept"], 1) == 71.4
    assert (found["next_on"], found["next_planned"]) == ("2026-06-18", False)


def test_sessions_gaps_and_days_since(run: Run) -> None:
    found = standing(run, "dana")
    assert (found["sessions_held"], found["last_held_on"]) == (5, "2026-06-08")
    assert found["days_since_last_session"] == 23
    # 30 March to 8 June, with the pause in it.
    assert found["longest_gap"] == {
        "from": "2026-03-30", "to": "2026-06-08", "days": 70, "paused": True,
    }  # fmt: skip


def test_one_that_ended_and_went_on(run: Run) -> None:
    found = standing(run, "kofi")
    assert (found["state"], found["sessions_held"]) == ("active", 1)
    # 1 Jan, 29 Jan (met), 26 Feb, 26 Mar, whose first day was the last, and 21 May; 23 Apr lies whole
    # in the time between.
    assert (found["slots_kept"], found["slots"]) == (1, 5)
    assert found["longest_gap"] is None


def test_what_was_so_before_it_was_told(run: Run) -> None:
    then = data(run, "mentorship", "show", "dana", "--as-of", "2026-03-06")
    assert (then["sessions_held"], then["slots_kept"], then["slots"]) == (3, 3, 3)
    known = data(run, "review", "dana", "--known-on", "2026-03-06", "--as-of", "2026-03-06")[
        "mentorship"
    ]
    assert (known["sessions_held"], known["slots_kept"], known["slots"]) == (2, 2, 2)


def test_carried_over_overdue_and_completion(run: Run) -> None:
    first, second = (data(run, "action", "show", f"a{number}") for number in (1, 2))
    # After 1 January and before 9 March there were 3 February and 5 March.
    assert (first["carried_over"], first["overdue_days"]) == (2, None)
    # With both of them: after 3 February came 5 March, 30 March and 8 June.
    assert (second["carried_over"], second["overdue_days"]) == (3, 30)
    assert data(run, "status")["actions_completion"] == 50


def test_pace_and_state_of_a_goal(run: Run, on: On) -> None:
    found = data(run, "goal", "show", "g1")
    # 181 of the 200 days to 20 July.
    assert (found["progress"], found["expected_pace"]) == (10, 90.5)
    assert (found["pace_state"], found["confidence"]) == ("at-risk", 7)
    # From 10 February; two cadences of two weeks are less than thirty days.
    assert (found["days_since_moved"], found["stalled_days"]) == (141, 141)
    on("2026-07-21")
    assert data(run, "goal", "show", "g1")["pace_state"] == "overdue"
    assert data(run, "goal", "show", "g1")["overdue_days"] == 1


def test_the_same_in_the_report_of_the_half_year(run: Run) -> None:
    found = data(run, "report", "--for", "me", "--period", "2026-01-01..2026-06-30")
    dana, kofi = sorted(found["mentorships"], key=lambda each: each["mentor"]["name"])
    assert (dana["sessions_held"], dana["minutes"]) == (5, 180)
    assert (kofi["sessions_held"], kofi["minutes"]) == (1, 60)
    assert (found["summary"]["sessions_held"], found["summary"]["minutes"]) == (5, 180)
    assert (dana["slots_kept"], dana["slots"]) == (5, 7)


def test_each_slot_counts_in_one_of_the_periods_that_follow_each_other(
    run: Run, tell: Tell, on: Callable[[str], None]
) -> None:
    # Kofi's ends in the middle of a slot, which ends with it.
    tell("2026-07-01 mentorship end kofi --on 2026-06-30")
    on("2026-08-20")

    def slots(since: date, until: date) -> Counter[str]:
        found = data(run, "report", "--for", "me", "--since", str(since), "--until", str(until))
        return Counter(
            {
                f"{each['mentor']['name']} {figure}": each[figure]
                for each in found["mentorships"]
                for figure in ("slots", "slots_kept")
            }
        )

    first, last = date(2026, 1, 1), date(2026, 8, 20)
    sums, since, lengths = Counter[str](), first, cycle((14, 31, 1, 40))
    while since <= last:  # Periods shorter than a slot, as long as one, and longer.
        until = min(since + timedelta(next(lengths) - 1), last)
        sums += slots(since, until)
        since = until + timedelta(1)
    assert sums == slots(first, last)
    assert sums["Dana Ortiz slots"] == standing(run, "dana")["slots"] == 11
