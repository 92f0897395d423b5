"""``mentorlog review``: the mentor's screen, the row for each mentee, and the acceptance journals."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len
from tests import acceptance

from mentorlog.journal import (
    Journal,
    actions,
    goals,
    mentorships,
    people,
    sessions,
    takeaways,
)
from mentorlog.journal.store import Facts
from mentorlog.periods import Cadence
from mentorlog.records import Role, SessionState, TakeawayKind, Visibility

if TYPE_CHECKING:
    from tests.conftest import Once, Run

At = Callable[[str], AbstractContextManager[Journal]]
Golden = Callable[[str, str], None]
On = Callable[[str], None]


@pytest.fixture
def use(journal: Path, once: Once, on: On) -> Callable[[str], None]:
    """Makes one of the acceptance journals this test's own, on its day."""

    def use_(name: str) -> None:
        once(name, lambda: getattr(acceptance, name)(journal))
        on(acceptance.SAM_TODAY if name == "sam" else acceptance.TODAY)

    return use_


Use = Callable[[str], None]


def found(run: Run, *argv: str) -> Any:
    """What a command prints as JSON."""
    result = run(*argv, "--json")
    assert result.code == 0, result.err
    return json.loads(result.out)


# --- the screens ------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [80, 40])
@pytest.mark.parametrize(("name", "who"), [("sam", "sam"), ("amara", "daniel"), ("jun", "ines")])
def test_the_screen(
    use: Use, run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch,
    name: str, who: str, columns: int,
) -> None:  # fmt: skip
    use(name)
    monkeypatch.setenv("COLUMNS", str(columns))
    result = run("review", who)
    assert (result.code, result.err) == (0, "")
    assert all(cell_len(line) <= columns for line in result.out.splitlines())
    golden(f"review-{name}-{columns}", result.out)


@pytest.mark.parametrize("columns", [80, 40])
def test_a_row_for_each_mentee(
    use: Use, run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    use("lena")
    monkeypatch.setenv("COLUMNS", str(columns))
    result = run("review")
    assert all(cell_len(line) <= columns for line in result.out.splitlines())
    golden(f"review-all-{columns}", result.out)


def test_markdown_is_a_page_of_lists_and_a_table(use: Use, run: Run, golden: Golden) -> None:
    use("sam")
    golden("review-sam-markdown", run("review", "sam", "--format", "markdown").out)


@pytest.mark.parametrize("who", ["rivera", "whitfield", "ivo", "noor", "tomas", "ruth", "edda"])
def test_every_mentorship_has_a_screen_of_thirty_rows_at_most(use: Use, run: Run, who: str) -> None:
    use("lena")
    result = run("review", who)
    assert result.code == 0, result.err
    assert len(result.out.splitlines()) <= 30
    assert all(cell_len(line) <= 80 for line in result.out.splitlines())


def test_a_crowded_screen_keeps_to_thirty_rows_and_says_what_it_leaves_out(
    use: Use, run: Run, at: At
) -> None:
    use("sam")
    with at(acceptance.SAM_TODAY) as journal:
        sam = people.find(journal, "sam")
        session = journal.value("SELECT max(id) FROM sessions WHERE state = 'held'")
        for number in range(12):
            text = f"Number {number}, which is a good deal longer than a line has room for, " * 2
            goals.add(journal, Facts(title=text, owner=sam, target_on=date(2027, 3, 31)))
            for owner in (sam, None):
                actions.add(journal, Facts(text=text, owner=owner, session=session))
            for kind in (TakeawayKind.ADVICE, TakeawayKind.QUESTION):
                takeaways.add(journal, Facts(text=text, kind=kind, session=session))
    out = run("review", "sam").out
    assert len(out.splitlines()) == 30
    assert all(cell_len(line) <= 80 for line in out.splitlines())
    assert "Goals (6 of 15)" in out
    assert "+12" in out and "…" in out


# --- Amara ------------------------------------------------------------------------------------


def test_amaras_cadence(use: Use, run: Run) -> None:
    use("amara")
    known = found(run, "status")["mentorships"][0]
    assert (known["slots_kept"], known["slots"]) == (12, 13)
    assert known["cadence_kept"] == 92.3
    assert known["longest_gap_days"] == 56
    assert known["longest_gap"]["from"] == "2025-07-30"
    assert known["longest_gap"]["to"] == "2025-09-24"
    reviewed = found(run, "review", "daniel")["mentorship"]
    assert {key: reviewed[key] for key in known} == known


def test_amaras_promotion_packet(use: Use, run: Run) -> None:
    use("amara")
    goal = found(run, "goal", "history", "promotion")["goal"]
    assert (goal["state"], goal["pace_state"], goal["overdue_days"]) == ("active", "overdue", 16)
    assert (goal["progress"], goal["mentor_progress"]) == (80, 70)
    slip = {
        "on": "2025-09-24", "from": "2025-10-31", "to": "2025-12-15", "days": 45,
        "reason": "The committee moved its date to December",
    }  # fmt: skip
    assert goal["slips"] == [slip]
    review = found(run, "review", "daniel")
    assert [
        (each["concern"], each["days"], each["points"]) for each in review["attention"][:2]
    ] == [
        ("overdue-goal", 16, None),
        ("readings-differ", None, 10),
    ]
    assert review["goals"][0]["own_progress"] == 80


def test_amaras_dropped_goal_was_active_before_and_is_not_missed(use: Use, run: Run) -> None:
    use("amara")
    shown = found(run, "goal", "show", "rust", "--as-of", "2025-03-31")
    assert shown["state"] == "active"
    assert found(run, "goal", "show", "rust")["state"] == "dropped"
    assert "missed" not in run("status").out
    titles = [
        goal["title"] for goal in found(run, "review", "daniel", "--as-of", "2025-03-31")["goals"]
    ]
    assert sorted(titles) == ["Learn Rust", "Promotion packet"]


def test_amaras_actions(use: Use, run: Run) -> None:
    use("amara")
    every = found(run, "action", "list", "--all")
    states = [action["state"] for action in every]
    assert (len(every), states.count("done"), states.count("dropped"), states.count("open")) == (
        30, 24, 2, 4,
    )  # fmt: skip
    for words in (("status",), ("review", "daniel")):
        given = found(run, *words)
        assert (given["actions_done"], given["actions_total"]) == (24, 28)
        assert given["actions_completion"] == 85.7
    assert "24 of 27 done (89 %)" in run("status").out


# --- Jun --------------------------------------------------------------------------------------


def test_juns_cadence_leaves_out_the_pause_and_the_running_slot(use: Use, run: Run) -> None:
    use("jun")
    known = found(run, "status")["mentorships"][0]
    assert (known["slots_kept"], known["slots"], known["cadence_kept"]) == (9, 17, 52.9)
    assert known["longest_gap"] == {
        "from": "2025-05-12", "to": "2025-09-15", "days": 126, "paused": True,
    }  # fmt: skip
    assert known["days_since_last_session"] == 37
    assert known["sessions_held"] == 10
    out = run("review", "ines").out
    assert "kept 9 of 17 (53 %) · 5 cancelled · 2 no-shows · longest gap 126 d with a pause" in out


def test_juns_goal_stalled(use: Use, run: Run) -> None:
    use("jun")
    goal = found(run, "review", "ines")["goals"][0]
    assert (goal["stalled_days"], goal["progress"]) == (233, 20)
    earlier = found(run, "goal", "show", "associate", "--as-of", "2025-09-15")
    assert round(earlier["expected_pace"]) == 68
    assert (earlier["progress"], earlier["pace_state"]) == (20, "at-risk")
    first = found(run, "review", "ines", "--as-of", "2025-09-15")["attention"][0]
    assert first["reason"].startswith("Associate PM by 2025-12-31: 20 % where 68 % is expected")


def test_juns_chat_was_held_before_it_was_told(use: Use, run: Run) -> None:
    use("jun")
    happened = found(run, "review", "ines", "--as-of", "2025-03-31")["mentorship"]
    assert (happened["sessions_held"], happened["last_held_on"]) == (5, "2025-03-31")
    days = [
        each["held_on"] for each in found(run, "session", "list", "--all", "--as-of", "2025-03-31")
    ]
    assert acceptance.JUN_CHAT in days
    known = found(run, "review", "ines", "--known-on", "2025-03-31")["mentorship"]
    assert known["sessions_held"] == 4
    assert happened["cadence_kept"] == known["cadence_kept"]


def test_juns_action_was_carried_over_seven_times(use: Use, run: Run) -> None:
    use("jun")
    action = found(run, "action", "show", "shadow")
    assert (action["carried_over"], len(action["slips"])) == (7, 3)


REVIEWS = [
    (words, form)
    for words in (("review",), ("review", "ines"), ("status",), ("timeline", "--all"))
    for form in ("table", "json", "markdown")
]


@pytest.mark.parametrize("audience", ["mentor", "manager"])
def test_juns_reflections_reach_nobody_else(use: Use, run: Run, audience: str) -> None:
    use("jun")
    for words, form in REVIEWS:
        for earlier in ((), ("--as-of", "2025-04-01")) if form == "json" else ((),):
            result = run(*words, "--for", audience, "--format", form, *earlier)
            assert result.code == 0, (words, form, earlier, result.err)
            assert acceptance.JUN_MARKER not in result.out + result.err, (words, form, earlier)


# --- Lena -------------------------------------------------------------------------------------


def test_lenas_journal_is_as_large_as_told(use: Use, run: Run) -> None:
    use("lena")
    held = found(run, "session", "list", "--all")
    assert len(held) == 62
    group = [each for each in held if each["held_on"] == "2024-02-29"]
    assert [sorted(person["name"] for person in each["attendees"]) for each in group] == [
        sorted(acceptance.GROUP)
    ]
    assert len(found(run, "goal", "list", "--all")) == 22
    assert len(found(run, "action", "list", "--all")) == 140
    mentees = found(run, "mentee", "list", "--all")
    assert sorted(each["state"] for each in mentees) == [
        *("active", "active", "active", "ended", "ended", "paused"),
    ]
    assert all(each["end_reason"] for each in mentees if each["state"] == "ended")
    days = [date.fromisoformat(each["held_on"]) for each in held]
    assert {day.year for day in days} == {2023, 2024, 2025}


def test_lenas_advice(use: Use, run: Run) -> None:
    use("lena")
    advice = found(run, "takeaway", "list", "--kind", "advice", "--all")
    outcomes = [each["outcome"] for each in advice]
    assert {what: outcomes.count(what) for what in set(outcomes)} == {
        "worked": 6, "did-not-work": 3, "declined": 2, "pending": 3,
    }  # fmt: skip
    pending = [
        each
        for who in ("rivera", "whitfield")
        for each in found(run, "review", who)["attention"]
        if each["concern"] == "pending-advice" and each["days"] > 60
    ]
    assert [each["days"] for each in pending] == [99]
    assert pending[0]["reason"].startswith("my advice, pending 99 days: ")


def test_two_of_one_name_are_both_named(use: Use, run: Run) -> None:
    use("lena")
    result = run("review", "sam")
    assert (result.code, result.out) == (1, "")
    assert "Sam Rivera" in result.err and "Sam Whitfield" in result.err
    assert "hint: " in result.err


def test_no_session_and_no_check_in_are_dashes(use: Use, run: Run) -> None:
    use("lena")
    out = run("review", "ivo").out
    assert "kept – · longest gap – · last –" in out
    assert "Nothing needs attention" in out
    review = found(run, "review", "ivo")
    known, goal = review["mentorship"], review["goals"][0]
    assert known["cadence_kept"] is None and known["longest_gap"] is None
    assert known["last_held_on"] is None and known["days_since_last_session"] is None
    assert goal["progress"] is None and goal["own_progress"] is None
    assert review["actions_completion"] is None
    (row,) = [each for each in found(run, "review") if each["mentee"]["name"] == "Ivo Marek"]
    assert row["mentorship"]["cadence_kept"] is None


def test_her_own_mentor_is_no_mentee(use: Use, run: Run) -> None:
    use("lena")
    for argv in (("review",), ("review", "--all")):
        for form in ("table", "json", "markdown"):
            result = run(*argv, "--format", form)
            assert "Edda" not in result.out and "Ruth" not in result.out
    assert [row["mentee"]["name"] for row in found(run, "review")] == [
        "Sam Rivera", "Sam Whitfield", "Noor Aziz", "Ivo Marek",
    ]  # fmt: skip
    assert len(found(run, "review", "--all")) == 6


def test_each_of_a_group_has_their_own_goals_and_promises(use: Use, run: Run) -> None:
    use("lena")
    earlier = "2024-03-01"
    for who in acceptance.GROUP:
        review = found(run, "review", who, "--as-of", earlier)
        assert {goal["owner"]["name"] for goal in review["goals"]} == {who}
        texts = [action["text"] for action in review["actions"]]
        assert f"Say no once, {who}" in texts
        assert not [
            text for text in texts for other in acceptance.GROUP if other != who and other in text
        ]


# --- the contract -----------------------------------------------------------------------------

KEYS = {
    *("mentorship", "attention", "attention_total", "goals", "actions", "advice"),
    *("actions_done", "actions_total", "actions_completion"),
    *("since_last_session", "takeaways", "questions"),
}


@pytest.mark.parametrize(("name", "who"), [("sam", "sam"), ("jun", "ines"), ("lena", "ivo")])
def test_the_keys_are_the_same_for_everybody(use: Use, run: Run, name: str, who: str) -> None:
    use(name)
    review = found(run, "review", who)
    assert set(review) == KEYS
    assert {"month", "months", "cadence_kept", "longest_gap_days"} <= set(review["mentorship"])
    assert set(review["since_last_session"]) >= {"since", "goals_moved", "actions_closed", "wins"}


def test_sams_json_has_what_the_screen_has(use: Use, run: Run) -> None:
    use("sam")
    review = found(run, "review", "sam")
    assert [each["concern"] for each in review["attention"]] == [
        *("at-risk-goal", "readings-differ", "overdue-action", "own-promise", "pending-advice"),
    ]
    assert [each["outcome"] for each in review["advice"]] == ["pending", "trying"]
    assert [each["text"] for each in review["actions"]] == [
        *("Ask Noor for on-call numbers", "Proposal, second draft", "Introduce Sam to Elena"),
    ]
    since = review["since_last_session"]
    assert [each["text"] for each in since["actions_closed"]] == ["Book the forum slot"]
    assert [each["title"] for each in since["wins"]] == ["Forum proposal accepted"]
    assert (review["mentorship"]["month"], review["mentorship"]["months"]) == (9, 12)
    assert [each["text"] for each in review["takeaways"]] == [
        "A proposal is a question with a default"
    ]
    assert len(review["questions"]) == 1


# --- what needs attention ---------------------------------------------------------------------


@pytest.fixture
def two(at: At) -> None:
    """Two mentees since 7 September, of whom one is met."""
    with at("2026-09-07") as journal:
        for name in ("Kim Berg", "Noor Aziz"):
            plan = Facts(cadence=Cadence(days=14))
            mentorships.add(journal, name, Role.MENTEE, plan)
    with at("2026-11-16") as journal:
        kim = people.find(journal, "kim")
        sessions.add(journal, Facts(people=(kim,)), SessionState.HELD)


def concerns(run: Run, *argv: str) -> list[str]:
    return [each["concern"] for each in found(run, *argv)["attention"]]


@pytest.mark.usefixtures("two")
def test_a_missing_session_needs_attention_after_one_and_a_half_cadences(run: Run, on: On) -> None:
    assert concerns(run, "review", "kim") == []
    on("2026-12-07")
    assert "no-session" not in concerns(run, "review", "kim")
    on("2026-12-08")
    assert concerns(run, "review", "kim") == ["no-session", "slots-missed"]
    reason = found(run, "review", "noor")["attention"][0]["reason"]
    assert reason == "no session in the 92 days since the start, agreed every 14 days"


@pytest.mark.usefixtures("two")
def test_nobody_is_missed_in_a_pause_or_right_after_it(run: Run, on: On) -> None:
    assert run("mentorship", "pause", "noor", "--on", "2026-09-08").code == 0
    assert concerns(run, "review", "noor") == []
    assert run("mentorship", "resume", "noor", "--on", "2026-11-20").code == 0
    assert concerns(run, "review", "noor") == []
    on("2026-12-12")
    assert concerns(run, "review", "noor") == ["no-session"]


@pytest.mark.usefixtures("two")
def test_readings_nine_apart_are_no_difference(run: Run) -> None:
    assert run("goal", "add", "Lead", "--owner", "kim", "--by", "2027-11-01").code == 0
    assert run("check-in", "g1", "40").code == 0
    assert run("check-in", "g1", "31", "--reported-by", "me").code == 0
    assert concerns(run, "review", "kim") == []
    assert run("check-in", "g1", "30", "--reported-by", "me").code == 0
    assert concerns(run, "review", "kim") == ["readings-differ"]


@pytest.mark.usefixtures("two")
def test_a_reading_that_only_the_mentor_gave_is_not_the_mentees_own(run: Run) -> None:
    assert run("goal", "add", "Lead", "--owner", "kim").code == 0
    assert run("check-in", "g1", "30", "--reported-by", "me").code == 0
    goal = found(run, "review", "kim")["goals"][0]
    assert (goal["own_progress"], goal["mentor_progress"], goal["progress"]) == (None, 30, 30)


@pytest.mark.usefixtures("two")
def test_progress_by_milestones_is_the_owners(run: Run, at: At) -> None:
    with at("2026-11-20") as journal:
        goal = goals.add(journal, Facts(title="Lead", owner=people.find(journal, "kim")))
        for title in ("One", "Two"):
            goals.add_milestone(journal, Facts(goal=goal, title=title))
        goals.milestone_done(journal, 1, date(2026, 11, 20))
    assert found(run, "review", "kim")["goals"][0]["own_progress"] == 50


@pytest.mark.usefixtures("two")
def test_a_stalled_goal_comes_after_advice_and_is_told_once(run: Run, at: At) -> None:
    with at("2026-10-10") as journal:
        kim = people.find(journal, "kim")
        goals.add(journal, Facts(title="Rest", owner=kim))
        facts = Facts(people=(kim,), held_on=date(2026, 10, 10))
        session = sessions.add(journal, facts, SessionState.HELD)
        takeaways.add(journal, Facts(text="Ask first", kind=TakeawayKind.ADVICE, session=session))
    assert concerns(run, "review", "kim") == ["pending-advice", "stalled-goal"]


@pytest.mark.usefixtures("two")
def test_advice_is_asked_about_after_thirty_days_and_not_while_it_is_tried(
    run: Run, at: At, on: On
) -> None:
    with at("2026-11-16") as journal:
        takeaways.add(journal, Facts(text="Ask first", kind=TakeawayKind.ADVICE, session=1))
    on("2026-12-16")
    assert "pending-advice" not in concerns(run, "review", "kim")
    on("2026-12-17")
    assert "pending-advice" in concerns(run, "review", "kim")
    assert run("takeaway", "outcome", "t1", "trying").code == 0
    assert "pending-advice" not in concerns(run, "review", "kim")


@pytest.mark.usefixtures("two")
def test_what_i_owe_one_mentee_is_no_concern_of_the_others(run: Run, at: At) -> None:
    with at("2026-11-16") as journal:
        due = date(2026, 11, 18)
        actions.add(journal, Facts(text="Introduce Kim", due_on=due, session=1))
        actions.add(journal, Facts(text="Renew my passport", due_on=due))
    assert concerns(run, "review", "kim") == ["own-promise"]
    assert "own-promise" not in concerns(run, "review", "noor")


def test_the_only_mentee_is_owed_what_hangs_on_nothing(run: Run) -> None:
    assert run("mentee", "add", "Kim Berg").code == 0
    assert run("todo", "Introduce Kim to Elena").code == 0
    assert [each["text"] for each in found(run, "review", "kim")["actions"]] == [
        "Introduce Kim to Elena"
    ]


@pytest.mark.usefixtures("two")
def test_those_who_need_attention_come_first(run: Run) -> None:
    assert [row["mentee"]["name"] for row in found(run, "review")] == ["Noor Aziz", "Kim Berg"]
    assert run("goal", "add", "Lead", "--owner", "kim", "--start", "2026-01-01", "--by",
               "2026-11-01").code == 0  # fmt: skip
    assert [row["mentee"]["name"] for row in found(run, "review")] == ["Kim Berg", "Noor Aziz"]


# --- who reads --------------------------------------------------------------------------------


def test_a_mentee_reads_what_is_shared_with_them(use: Use, run: Run, at: At) -> None:
    use("sam")
    with at(acceptance.SAM_TODAY) as journal:
        takeaways.add(journal, Facts(text="Sam is not ready", session=1, visibility=Visibility.PRIVATE, on=date(2026, 11, 20)))  # fmt: skip
    assert "Sam is not ready" in run("review", "sam").out
    for form in ("table", "json", "markdown"):
        shown = run("review", "sam", "--for", "mentee", "--format", form)
        assert shown.code == 0
        assert "Sam is not ready" not in shown.out
    assert "A proposal is a question" in run("review", "sam", "--for", "sam").out


def test_a_manager_reads_the_sessions_held_and_no_codes(use: Use, run: Run) -> None:
    use("sam")
    assert run("review", "sam", "--for", "manager").out == (
        "a mentee\nevery 14 days · 16 sessions\n\nNothing needs attention\n\nNo open goals\n"
    )
    for argv in (("review",), ("review", "--json"), ("review", "sam", "--json")):
        out = run(*argv, "--for", "manager").out
        assert "a mentee" in out
        assert not {"Sam Lee", "kept", "active", "Tech lead"} & {
            word for word in ("Sam Lee", "kept", "active", "Tech lead") if word in out
        }
    assert run("goal", "edit", "g1", "--public").code == 0
    out = run("review", "sam", "--for", "manager").out
    assert "Tech lead of Payments: 30 % where 72 % is expected" in out
    assert " g1" not in out
    shown = found(run, "review", "sam", "--for", "manager")
    assert '"id"' not in json.dumps(shown) and '"uid"' not in json.dumps(shown)


# --- nothing there ----------------------------------------------------------------------------


def test_an_empty_journal_says_how_to_begin(run: Run, journal: Path) -> None:
    result = run("review")
    assert (result.code, result.out) == (
        0, 'No mentee: mentorlog mentee add "NAME" --every 2w\n',
    )  # fmt: skip
    assert found(run, "review") == []
    assert run("review", "sam").code == 1
    assert not journal.stat().st_size


def test_who_has_a_mentor_alone_is_told_how_to_review_themselves(run: Run) -> None:
    assert run("mentor", "add", "Dana Ortiz").code == 0
    assert run("review").out == 'No mentee: mentorlog review "Dana Ortiz" is about you\n'
    assert run("review", "dana").code == 0


def test_a_day_that_is_to_come_and_one_before_everything(use: Use, run: Run) -> None:
    use("sam")
    assert run("review", "sam", "--as-of", "2030-01-01").code == 2
    before = run("review", "sam", "--as-of", "2001-01-01")
    assert before.code == 1
    assert "as of Mon 1 Jan 2001" in before.err
    assert found(run, "review", "--as-of", "2001-01-01") == []


def test_one_that_has_ended_says_how(use: Use, run: Run) -> None:
    use("lena")
    out = run("review", "tomas").out
    assert "ended Fri 29 Mar 2024 in month 15: He leads the platform now" in out


def test_each_row_of_all_says_what_their_own_screen_does(use: Use, run: Run) -> None:
    use("lena")
    rows = json.loads(run("review", "--all", "--json").out)
    assert len(rows) > 3
    for row in rows:
        own = json.loads(run("review", f"p{row['mentee']['id']}", "--json").out)
        assert min(row["attention_total"], 5) == len(own["attention"])
        assert [each["record"] for each in row["attention"][:5]] == [
            each["record"] for each in own["attention"]
        ]
        assert row["goals_open"] == len(own["goals"])
        assert row["actions_overdue"] == sum(bool(each["overdue_days"]) for each in own["actions"])


def test_a_goal_without_a_reading_is_told_in_words(run: Run, on: On) -> None:
    on("2026-01-05")
    run("mentee", "add", "Sam Lee")
    run("goal", "add", "Write", "--owner", "sam", "--by", "2026-03-01")
    on("2026-02-01")
    shown = run("review", "sam").out
    assert "Write: no number yet where 49 % is expected" in shown
    on("2026-03-02")
    assert "Write: overdue 1 day, no number yet" in run("review", "sam").out


def test_sessions_that_were_not_held_are_counted_for_who_may_see_them(run: Run, on: On) -> None:
    on("2026-10-01")
    run("mentee", "add", "Sam Lee", "--every", "2w")
    for day in ("2026-10-10", "2026-10-12", "2026-10-14", "2026-12-01"):
        run("session", "plan", "sam", day)
    run("session", "plan", "sam", "2026-10-15", "--private")
    on("2026-11-01")
    run("session", "cancel", "s1", "s2", "s4", "s5")
    run("session", "no-show", "s3")
    assert " · 3 cancelled · 1 no-show · longest gap" in run("review", "sam").out
    assert " · 2 cancelled · 1 no-show · longest gap" in run("review", "sam", "--for", "sam").out
    known = json.loads(run("review", "sam", "--json").out)["mentorship"]
    assert (known["cancelled"], known["no_shows"]) == (3, 1)
    for_manager = run("review", "sam", "--for", "manager", "--json").out
    assert '"cancelled": 0' in for_manager or "cancelled" not in for_manager
