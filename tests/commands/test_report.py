"""Reports: whole ones for each audience, what is never in them, choosing, and the file."""

from __future__ import annotations

import json
import os
import re
import shlex
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from itertools import cycle, product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mentorlog.commands import files

if TYPE_CHECKING:
    from tests.conftest import Once, Run

On = Callable[[str], None]
Golden = Callable[[str, str], None]

YEAR: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("2026-05-07", ("mentor", "add", "Dana Ortiz", "--every", "2w")),
    ("2026-05-07", ("goal", "add", "Speak at a regional conference", "--by", "2026-11-30", "--why",
                    "Be heard outside of the team", "--measure", "One talk, given", "--owner", "me")),
    ("2026-05-20", ("goal", "add", "Lead the billing migration", "--by", "2026-10-30")),
    ("2026-06-01", ("goal", "add", "Architect certificate", "--by", "2026-12-01")),
    ("2026-06-03", ("goal", "add", "Find another job", "--private")),
    ("2026-06-18", ("check-in", "g1", "10", "--note", "Two conferences short-listed")),
    ("2026-07-01", ("mentee", "add", "Sam Lee", "--every", "2w")),
    ("2026-07-02", ("goal", "add", "Tech lead of Payments", "--owner", "sam", "--by", "2027-06-30")),
    ("2026-08-27", ("check-in", "g1", "25", "--note", "Proposal drafted")),
    ("2026-08-27", ("log", "dana", "-t", "Write the abstract first", "-a",
                    "Draft the abstract, due 2026-09-03", "--duration", "50m")),
    ("2026-09-02", ("done", "a1", "--evidence", "https://example.org/abstract")),
    ("2026-09-10", ("goal", "edit", "g1", "--by", "2027-03-31", "--why-moved",
                    "The autumn call closed before my draft was ready")),
    ("2026-09-14", ("log", "sam", "Sam seems tired", "-t", "Delegate the rota", "-a",
                    "Ask Noor for on-call numbers, due 2026-10-01", "--advice",
                    "Shadow an incident review")),
    ("2026-09-20", ("check-in", "g5", "30", "--reported-by", "sam", "--note", "Two reviews led")),
    ("2026-09-20", ("check-in", "g5", "20", "--reported-by", "me")),
    ("2026-09-24", ("goal", "close", "g3", "--as", "dropped", "--why", "The team moved to Go")),
    ("2026-10-08", ("log", "dana", "She doubts the plan", "-t", "Name what slips", "-a",
                    "Draft the talk outline, due 2026-11-27", "-a",
                    "@dana Introduce me to the committee, due 2026-11-20", "--advice",
                    "Record one rehearsal a week", "--question", "Who reviews the abstract?",
                    "--topic", "Why the migration slips", "--duration", "45m")),
    ("2026-10-23", ("takeaway", "outcome", "t5", "worked", "--note", "Calmer on stage")),
    ("2026-10-25", ("milestone", "add", "g2", "Dry run on staging", "--due", "2026-11-05")),
    ("2026-10-25", ("milestone", "add", "g2", "Cut over", "--due", "2026-12-10")),
    ("2026-11-05", ("milestone", "done", "Dry run")),
    ("2026-11-09", ("win", "add", "Refund errors down by half", "--goal", "g2", "--impact",
                    "Four hours a week less", "--evidence", "The refund board")),
    ("2026-11-12", ("win", "add", "Offer from elsewhere", "--private")),
    ("2026-11-19", ("log", "dana", "-t", "Open with a story, then the point", "--duration", "45m")),
    ("2026-11-19", ("check-in", "g1", "60", "--confidence", "7", "--note", "Accepted")),
    ("2026-11-19", ("check-in", "g1", "50", "--reported-by", "dana")),
    ("2026-11-20", ("session", "plan", "dana", "2026-12-03 14:30", "--topic", "Rehearsal")),
)  # fmt: skip


Commands = tuple[tuple[str, tuple[str, ...]], ...]


def make(run: Run, on: On, commands: Commands) -> None:
    """The journal that the commands make."""
    for day, argv in commands:
        on(day)
        ok(run, *argv)
    on("2026-11-22")


@pytest.fixture
def year(run: Run, on: On, once: Once) -> None:
    """A journal of somebody who has a mentor and a mentee."""
    once("a year to report on", lambda: make(run, on, YEAR))


def ok(run: Run, *argv: str) -> str:
    result = run(*argv)
    assert result.code == 0, result
    return result.out


# --- whole reports ----------------------------------------------------------------------------


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize(
    ("name", "argv"),
    [
        ("mentor", ("dana",)),
        ("mentee", ("sam",)),
        ("me", ("--for", "me")),
        ("quarter", ("dana", "--period", "2026-Q3")),
    ],
)
def test_a_whole_report(run: Run, golden: Golden, name: str, argv: tuple[str, ...]) -> None:
    golden(f"report-{name}", ok(run, "report", *argv))


def publish(run: Run) -> None:
    for argv in (
        ("goal", "edit", "g1", "--public"),
        ("goal", "edit", "g2", "--public"),
        ("goal", "edit", "g3", "--public"),
        ("milestone", "edit", "m1", "--public"),
        ("win", "edit", "w1", "--public"),
    ):
        ok(run, *argv)


@pytest.mark.usefixtures("year")
def test_a_whole_report_for_a_manager(run: Run, golden: Golden) -> None:
    publish(run)
    golden("report-manager", ok(run, "report", "--for", "manager"))
    golden("report-manager-json", ok(run, "report", "--for", "manager", "--json"))


@pytest.mark.usefixtures("year")
def test_a_managers_json_has_no_way_back_to_the_records(run: Run) -> None:
    publish(run)
    text = ok(run, "report", "--for", "manager", "--json")
    assert not re.search(r'"(id|uid|tags|path|created_at|updated_at)":', text)


@pytest.mark.usefixtures("year")
def test_json_holds_what_the_markdown_says(run: Run) -> None:
    found = json.loads(ok(run, "report", "dana", "--json"))
    assert found["period"] == {
        "since": "2026-08-23",
        "until": "2026-11-22",
        "label": "2026-08-23..2026-11-22",
    }
    assert [goal["title"] for goal in found["goals"]] == [
        "Speak at a regional conference",
        "Lead the billing migration",
        "Architect certificate",
    ]
    assert found["goals"][0]["progress_before"] == 10
    assert found["goals"][0]["progress"] == 60
    assert found["goals"][0]["mentor_progress"] == 50
    assert found["selection"] is True
    assert [session["held_on"] for session in found["sessions"]] == [
        "2026-08-27",
        "2026-10-08",
        "2026-11-19",
    ]


@pytest.mark.usefixtures("year")
def test_a_report_is_the_same_each_time(run: Run) -> None:
    assert ok(run, "report", "dana", "--json") == ok(run, "report", "dana", "--json")


@pytest.mark.usefixtures("year")
def test_values_are_as_of_the_periods_last_day(run: Run) -> None:
    found = json.loads(ok(run, "report", "dana", "--period", "2026-06", "--json"))
    assert found["as_of"] == "2026-06-30"
    first = found["goals"][0]
    assert (first["progress"], first["target_on"]) == (10, "2026-11-30")
    assert found["sessions"] == []


# --- whom it is for ---------------------------------------------------------------------------


def test_an_empty_journal_gives_an_empty_report_for_me(run: Run, journal: Path) -> None:
    result = run("report")
    assert result.code == 0
    assert "Nothing to show for this period." in result.out
    assert "selection" not in result.out
    assert result.err == ""
    assert not journal.stat().st_size


def test_the_only_active_mentorship_is_whom_it_is_for(run: Run) -> None:
    ok(run, "mentor", "add", "Dana Ortiz")
    assert "From Priya Nair to Dana Ortiz, mentor." in ok(run, "report")


@pytest.mark.usefixtures("year")
def test_of_several_partners_the_only_mentor_is_whom_it_is_for(run: Run) -> None:
    assert "to Dana Ortiz, mentor." in ok(run, "report")
    ok(run, "mentor", "add", "Kofi Mensah")
    result = run("report")
    assert (result.code, result.out) == (2, "")
    assert "Dana Ortiz (mentor), Sam Lee (mentee), Kofi Mensah (mentor)" in result.err
    stranger = run("report", "--for", "eva")
    assert (stranger.code, stranger.out) == (1, "")
    assert stranger.err.endswith("(or mentee, peer); --for manager is for somebody outside\n")


def test_a_mentorship_that_has_ended_has_to_be_named_too(run: Run) -> None:
    ok(run, "mentor", "add", "Dana Ortiz", "--started", "2026-01-05")
    ok(run, "mentorship", "end", "dana")
    result = run("report")
    assert (result.code, result.out) == (2, "")
    assert "Dana Ortiz (ended)" in result.err
    assert "From Priya Nair to Dana Ortiz, mentor." in ok(run, "report", "dana")


@pytest.mark.usefixtures("year")
def test_a_report_for_a_partner_by_name_is_the_one_for_their_role(run: Run) -> None:
    assert ok(run, "report", "--for", "dana") == ok(run, "report", "dana")
    assert ok(run, "report", "--for", "mentor") == ok(run, "report", "dana")
    result = run("report", "sam", "--for", "dana")
    assert (result.code, result.out) == (2, "")


@pytest.mark.usefixtures("year")
def test_a_report_on_my_mentee_is_about_their_goals(run: Run) -> None:
    for argv in (("sam",), ("sam", "--for", "me")):
        found = json.loads(ok(run, "report", *argv, "--json"))
        assert [goal["title"] for goal in found["goals"]] == ["Tech lead of Payments"]
        assert found["wins"] == []
        assert [session["held_on"] for session in found["sessions"]] == ["2026-09-14"]


@pytest.mark.usefixtures("year")
def test_a_win_whose_goal_stays_hidden_is_still_its_owners(run: Run) -> None:
    ok(run, "win", "add", "Sam shipped it", "--goal", "g5", "--public")
    assert "Sam shipped it" not in ok(run, "report", "--for", "manager")
    assert "Sam shipped it" in ok(run, "report", "sam", "--for", "manager")


def test_a_mentor_without_goals_reports_on_the_only_mentee(run: Run) -> None:
    ok(run, "mentee", "add", "Sam Lee")
    ok(run, "goal", "add", "Lead", "--owner", "sam", "--public")
    assert ok(run, "report", "--for", "manager").startswith("# Progress report: a mentee\n")
    ok(run, "mentorship", "edit", "sam", "--public")
    assert ok(run, "report", "--for", "manager").startswith("# Progress report: Sam Lee\n")


@pytest.mark.usefixtures("year")
def test_my_own_name_is_a_report_for_me(run: Run) -> None:
    found = json.loads(ok(run, "report", "me", "--json"))
    assert (found["audience"], found["about"]["name"]) == ("me", "Priya Nair")
    assert "Tech lead of Payments" not in [goal["title"] for goal in found["goals"]]


def test_a_reading_by_somebody_hidden_does_not_pass_for_the_owners(run: Run) -> None:
    ok(run, "mentor", "add", "Dana Ortiz")
    ok(run, "mentor", "add", "Noor Aziz")
    ok(run, "goal", "add", "Speak", "--owner", "me")
    ok(run, "check-in", "g1", "60")
    ok(run, "check-in", "g1", "20", "--reported-by", "noor")
    goal = json.loads(ok(run, "report", "dana", "--json"))["goals"][0]
    assert (goal["progress"], goal["mentor_progress"]) == (60, None)


# --- periods ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (("--period", "2027-Q1"), "The period 2027-Q1 is still to come."),
        (("--period", "2026-Q3", "--since", "2026-01-01"), "--period says both ends"),
        (("--since", "2026-09-01", "--until", "2026-08-01"), "it ends on Sat 1 Aug 2026"),
        (("--period", "soon"), 'Cannot read "soon" as a period'),
        (("--choose",), "--choose picks what a manager or committee may read."),
        (("--for", "stranger"), "stranger"),
    ],
)
def test_what_does_not_add_up_is_a_usage_error(
    run: Run, argv: tuple[str, ...], sentence: str
) -> None:
    result = run("report", *argv)
    assert (result.code, result.out) == (2, "")
    assert sentence in result.err


def test_days_of_ones_own(run: Run) -> None:
    assert "1 Sep 2026 – 22 Nov 2026 · as of" in ok(run, "report", "--since", "2026-09-01")
    assert "1 Jul 2026 – 30 Sep 2026 (2026-Q3)" in ok(run, "report", "--period", "2026-q3")
    assert "1 Jul 2026 – 30 Sep 2026" in ok(run, "report", "--until", "2026-09-30")


# --- what stays out ---------------------------------------------------------------------------


@pytest.mark.usefixtures("year")
def test_how_much_is_left_out_is_said_beside_the_report(run: Run) -> None:
    result = run("report", "--for", "manager")
    assert "Left out for manager: 3 goals" not in result.out
    assert result.err.splitlines()[0] == (
        "Left out for manager: 4 goals, 2 milestones, 3 check-ins, 2 wins, 2 sessions' notes,"
        " 4 takeaways, 2 pieces of advice, 1 question, 2 action items"
    )


@pytest.mark.usefixtures("year")
def test_a_report_for_me_leaves_nothing_out_and_says_nothing(run: Run) -> None:
    result = run("report", "--for", "me")
    assert result.err == ""
    assert "She doubts the plan" in result.out
    assert "Find another job" in result.out


@pytest.mark.usefixtures("year")
def test_with_nothing_public_the_way_to_choose_is_named(run: Run) -> None:
    result = run("report", "--for", "manager")
    assert result.code == 0
    assert "mentorlog report --for manager --choose" in result.err
    assert "3 with a mentor (agreed every 14 days)" in result.out
    assert "Dana" not in result.out


@pytest.mark.usefixtures("year")
def test_the_preview_is_the_exact_text_and_then_what_stays_out(run: Run, tmp_path: Path) -> None:
    text = ok(run, "report", "dana")
    path = tmp_path / "report.md"
    result = run("report", "dana", "--preview", "-o", str(path))
    assert result.out.startswith(text)
    assert "Left out for Dana Ortiz:" in result.out[len(text) :]
    assert result.err == ""
    assert not path.exists()


HOSTILE = "MARK | x\n# MARK `<b>` [MARK](http://e.org) **MARK**\x1b[31m"


def test_text_neither_breaks_a_table_nor_starts_a_heading(run: Run) -> None:
    ok(run, "mentor", "add", "Dana Ortiz")
    ok(run, "goal", "add", HOSTILE, "--why", HOSTILE, "--measure", HOSTILE, "--owner", "me")
    ok(run, "milestone", "add", "g1", HOSTILE)
    ok(run, "check-in", "g1", "5", "--note", HOSTILE)
    ok(run, "log", "dana", HOSTILE, "-t", HOSTILE, "-a", HOSTILE, "--topic", HOSTILE)
    ok(run, "win", "add", HOSTILE, "--impact", HOSTILE, "--evidence", HOSTILE, "--goal", "g1")
    out = ok(run, "report", "--for", "me")
    assert "\x1b" not in out
    # Each heading is the template's own, or has the text behind words of its own or escaped.
    for line in out.splitlines():
        if line.startswith("#"):
            assert not re.search(r"(?<!\\)[|`<\[*]", line)
        if line.startswith("| MARK"):
            cells = re.sub(r"\\.", "", line).count("|")
            assert cells == 7
    assert not re.search("^# MARK", out, re.MULTILINE)


MARK = "Zugspitze"
# For each private field the commands that fill it, beside a shared and partly public journal.
FIELDS: dict[str, list[tuple[str, ...]]] = {
    "session notes": [("log", "dana", MARK, "-t", "Something kept")],
    "notes of my mentee's session": [("log", "sam", MARK, "-t", "Something kept")],
    "private session": [("log", "dana", MARK, "-t", MARK, "-a", MARK, "--question", MARK,
                         "--topic", MARK, "--private")],
    "reflection": [("takeaway", "add", MARK, "--kind", "reflection", "--session", "1"),
                   ("takeaway", "add", MARK, "--kind", "reflection")],
    "private takeaway": [("takeaway", "add", MARK, "--session", "1", "--private")],
    "private advice": [("takeaway", "add", MARK, "--kind", "advice", "--session", "1", "--private"),
                       ("takeaway", "outcome", MARK, "worked", "--note", MARK)],
    "private goal": [("goal", "add", MARK, "--why", MARK, "--measure", MARK, "--owner", "me",
                      "--private", "--by", "2027-01-01"),
                     ("check-in", MARK, "50", "--note", MARK),
                     ("milestone", "add", MARK, MARK, "--public"),
                     ("win", "add", MARK, "--goal", MARK, "--public"),
                     ("todo", MARK, "--goal", MARK)],
    "private goal of my mentee": [("goal", "add", MARK, "--owner", "sam", "--private")],
    "private parent": [("goal", "add", MARK, "--owner", "me", "--private"),
                       ("goal", "edit", "1", "--parent", MARK)],
    "private milestone": [("milestone", "add", "1", MARK, "--private"),
                          ("milestone", "edit", MARK, "--due", "2027-01-01")],
    "private check-in": [("check-in", "1", "40", "--note", MARK, "--private")],
    "private action": [("todo", MARK, "--private"),
                       ("done", MARK, "--evidence", MARK)],
    "private win": [("win", "add", MARK, "--impact", MARK, "--evidence", MARK, "--private")],
    "note on a person": [("person", "edit", "dana", "--note", MARK),
                         ("person", "edit", "sam", "--note", MARK)],
    "tag": [("goal", "edit", "1", "--tag", MARK)],
}  # fmt: skip
# What a partner may read and a manager may not: the text beside what is public.
BESIDE: dict[str, list[tuple[str, ...]]] = {
    "why": [("goal", "edit", "1", "--why", MARK)],
    "measure": [("goal", "edit", "1", "--measure", MARK)],
    "area": [("goal", "edit", "1", "--area", MARK)],
    "reason of a slip": [("goal", "edit", "1", "--by", "2027-05-01", "--why-moved", MARK)],
    "note of a check-in": [("check-in", "1", "40", "--note", MARK)],
    "impact": [("win", "edit", "1", "--impact", MARK)],
    "evidence": [("win", "edit", "1", "--evidence", MARK)],
    "shared milestone": [("milestone", "add", "1", MARK)],
    "shared session": [("log", "dana", "-t", MARK, "--topic", MARK, "--question", MARK,
                        "-a", MARK)],
    "shared win": [("win", "add", MARK, "--with", "dana")],
    "shared goal": [("goal", "add", MARK, "--owner", "me")],
    "shared action": [("todo", MARK, "--goal", "1")],
    "shared parent": [("goal", "add", MARK, "--owner", "me"),
                      ("goal", "edit", "1", "--parent", MARK)],
    "evidence of a public action": [("todo", "Book the room", "--public", "--with", "dana"),
                                    ("done", "book", "--evidence", MARK)],
    "purpose": [("mentorship", "edit", "dana", "--purpose", MARK)],
    "pause": [("mentorship", "pause", "dana", "--why", MARK)],
}  # fmt: skip
ENDS: dict[str, list[tuple[str, ...]]] = {
    "reason of an end": [("goal", "close", "1", "--as", "dropped", "--why", MARK)],
    "end": [("mentorship", "end", "dana", "--why", MARK)],
}


SEED: Commands = tuple(
    ("2026-10-01", argv)
    for argv in (
        ("mentor", "add", "Dana Ortiz", "--every", "2w"),
        ("mentee", "add", "Sam Lee"),
        ("goal", "add", "Speak", "--by", "2027-03-31", "--owner", "me", "--public"),
        ("goal", "add", "Lead", "--owner", "sam", "--public"),
        ("log", "dana", "-t", "Open with a story", "--advice", "Rehearse", "-a", "Draft it"),
        ("win", "add", "Errors halved", "--public"),
    )
)


@pytest.fixture
def seed(run: Run, on: On, once: Once) -> None:
    """A small journal, partly public, to put a marker in."""
    once("a seeded report", lambda: make(run, on, SEED))


def reports(run: Run, *audiences: tuple[str, ...]) -> str:
    """What the audiences read, every other as JSON and as the report itself."""
    texts = ""
    for argv, more in zip(audiences, cycle((("--json",), ("--preview",))), strict=False):
        result = run("report", *argv, *more)
        assert result.code == 0, result
        texts += result.out + result.err
    return texts


FOR_MANAGER = (("--for", "manager"), ("sam", "--for", "manager"), ("dana", "--for", "manager"))


def filled(run: Run, fields: dict[str, list[tuple[str, ...]]]) -> dict[str, str]:
    """Fills the fields, each with a marker of its own; which it is of each."""
    marks = {field: f"{MARK}{chr(ord('a') + place)}" for place, field in enumerate(fields)}
    for field, commands in fields.items():
        for argv in commands:
            ok(run, *(marks[field] if word == MARK else word for word in argv))
    return marks


@pytest.mark.usefixtures("seed")
def test_what_is_private_is_in_no_report(run: Run) -> None:
    marks = filled(run, FIELDS)
    for partner, how in product(("dana", "sam"), ("--json", "--preview")):
        read = run("report", partner, how)
        assert read.code == 0, read
        told = {field for field, mark in marks.items() if mark in read.out + read.err}
        assert told <= {"tag"}, (partner, how)
    assert MARK not in reports(run, *FOR_MANAGER)
    assert MARK not in reports(run, *reversed(FOR_MANAGER))
    # The markers are really there to be found.
    kept = ok(run, "report", "--for", "me") + ok(run, "report", "--for", "me", "--json")
    missing = {field for field, mark in marks.items() if mark not in kept}
    assert missing == {"note on a person"}


@pytest.mark.usefixtures("seed")
@pytest.mark.parametrize("fields", [BESIDE, ENDS], ids=["beside", "ends"])
def test_what_stands_beside_the_public_is_in_no_report_for_a_manager(
    run: Run, fields: dict[str, list[tuple[str, ...]]]
) -> None:
    filled(run, fields)
    assert MARK not in reports(run, *FOR_MANAGER)
    assert MARK not in reports(run, *reversed(FOR_MANAGER))
    assert MARK not in reports(run, ("sam",))


@pytest.mark.usefixtures("seed")
def test_a_managers_report_says_nothing_of_a_private_mentorship(run: Run) -> None:
    ok(run, "mentorship", "edit", "dana", "--private")
    assert "Dana" not in reports(run, ("--for", "manager"))
    # As if there were none: that there is one is private too.
    assert run("report", "dana", "--for", "manager").code == 1


# --- choosing ---------------------------------------------------------------------------------


@pytest.fixture
def edits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Sets an editor that runs Python on ``text``; what it was given is left in a file."""

    def set_(code: str) -> Path:
        seen = tmp_path / "seen.txt"
        script = tmp_path / "editor.py"
        script.write_text(
            "import re, sys; from pathlib import Path; path = Path(sys.argv[1])\n"
            "text = path.read_text(encoding='utf-8')\n"
            f"Path({str(seen)!r}).write_text(text, encoding='utf-8', newline='\\n')\n"
            f"{code}\n"
            "path.write_text(text, encoding='utf-8', newline='\\n')\n",
            encoding="utf-8",
        )
        command = [sys.executable, str(script)]
        monkeypatch.setenv(
            "EDITOR", subprocess.list2cmdline(command) if os.name == "nt" else shlex.join(command)
        )
        return seen

    return set_


def visibilities(journal: Path) -> dict[str, str]:
    with sqlite3.connect(journal) as connection:
        return {
            f"{letter}{id}": visibility
            for letter, table in (("g", "goals"), ("m", "milestones"), ("w", "wins"))
            for id, visibility in connection.execute(f"SELECT id, visibility FROM {table}")
        }


@pytest.mark.usefixtures("year")
def test_the_list_to_tick(run: Run, edits: Callable[[str], Path], golden: Golden) -> None:
    ok(run, "goal", "edit", "g2", "--public")
    seen = edits("pass")
    result = run("report", "--for", "manager", "--choose")
    assert result.code == 0
    assert "Nothing was changed." in result.err
    golden("report-ticks", seen.read_text(encoding="utf-8"))


@pytest.mark.usefixtures("year")
def test_a_tick_publishes_and_one_taken_away_shares_again(
    run: Run, journal: Path, edits: Callable[[str], Path]
) -> None:
    ok(run, "goal", "edit", "g2", "--public")
    ok(run, "win", "edit", "w1", "--public")
    before = visibilities(journal)
    edits(
        "text = text.replace('[ ] g1', '[X] g1').replace('[x] g2', '[ ] g2')\n"
        "text = re.sub('.* w1 .*\\n', '', text)"
    )
    result = run("report", "--for", "manager", "--choose")
    assert result.code == 0, result
    assert "Public now: g1." in result.err
    assert "Shared again, and no longer public: g2." in result.err
    assert "| Speak at a regional conference |" in result.out
    assert "billing" not in result.out
    assert "Refund errors down by half" in result.out
    assert visibilities(journal) == {**before, "g1": "public", "g2": "shared"}
    assert not list((journal.parent / "drafts").iterdir())
    ok(run, "undo")
    assert visibilities(journal) == before


@pytest.mark.usefixtures("year")
def test_a_milestone_needs_its_goal(run: Run, edits: Callable[[str], Path]) -> None:
    edits("text = text.replace('[ ] m1', '[x] m1')")
    result = run("report", "--for", "manager", "--choose")
    assert "m1 stays out, as its goal g2 is not public." in result.err
    assert "Dry run" not in result.out


@pytest.mark.usefixtures("year")
def test_the_impact_of_a_win_is_ticked_by_itself(run: Run, edits: Callable[[str], Path]) -> None:
    edits("text = text.replace('[ ] w1.impact', '[x] w1.impact')")
    result = run("report", "--for", "manager", "--choose")
    assert "w1.impact stays out, as w1 is not public." in result.err
    assert "Four hours" not in result.out
    edits("text = text.replace('[ ] w1 ', '[x] w1 ').replace('[ ] w1.impact', '[x] W1.Impact')")
    result = run("report", "--for", "manager", "--choose")
    assert "Public now: w1, w1.impact." in result.err
    assert "Four hours a week less" in result.out
    assert "The refund board" not in result.out
    edits("text = text.replace('[x] w1.impact', '[ ] w1.impact')")
    result = run("report", "--for", "manager", "--choose")
    assert "Shared again, and no longer public: w1.impact." in result.err
    assert "Refund errors" in result.out
    assert "Four hours" not in result.out
    ok(run, "undo")
    ok(run, "undo")
    assert "Refund errors" not in run("report", "--for", "manager").out


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("text += 'and this\\n'", 'cannot be read as a tick: "and this"'),
        ("text += '[x] g4 sneaked in\\n'", "g4 was not offered"),
        ("text += '[x] g1\\n'", "g1 is both ticked and not"),
        ("text = text.replace('[ ] g1', '[?] g1')", "cannot be read as a tick"),
    ],
)
def test_what_is_no_list_changes_nothing_and_is_kept(
    run: Run, journal: Path, edits: Callable[[str], Path], code: str, sentence: str
) -> None:
    before = visibilities(journal)
    edits("text = text.replace('[ ] g2', '[x] g2')\n" + code)
    result = run("report", "--for", "manager", "--choose")
    assert (result.code, result.out) == (2, "")
    assert sentence in result.err
    assert visibilities(journal) == before
    (draft,) = (journal.parent / "drafts").iterdir()
    assert str(draft) in result.err.replace("\n", " ")
    assert "[x] g2" in draft.read_text(encoding="utf-8")


@pytest.mark.usefixtures("year")
def test_a_record_made_private_meanwhile_is_not_published(
    run: Run, journal: Path, edits: Callable[[str], Path]
) -> None:
    edits(
        "import sqlite3\n"
        f"with sqlite3.connect({str(journal)!r}) as c:\n"
        "    c.execute(\"UPDATE goals SET visibility = 'private' WHERE id = 2\")\n"
        "text = text.replace('[ ] g', '[x] g')"
    )
    result = run("report", "--for", "manager", "--choose")
    assert (result.code, result.out) == (1, "")
    assert "g2 was made private while you were choosing." in result.err
    assert visibilities(journal)["g1"] == "shared"


def test_with_nothing_to_choose_from_no_editor_opens(
    run: Run, edits: Callable[[str], Path]
) -> None:
    seen = edits("pass")
    result = run("report", "--for", "manager", "--choose")
    assert result.code == 0
    assert result.err == (
        "There is nothing to choose from in 2026-08-23..2026-11-22: no goal and no win, private ones aside.\n"
        "Left out for manager: nothing\n"
        "No goal and no win of 2026-08-23..2026-11-22 is public, so the report says next to nothing.\n"
    )
    assert not seen.exists()


def test_a_title_cannot_tick_another(run: Run, journal: Path, edits: Callable[[str], Path]) -> None:
    ok(run, "goal", "add", "Mine\n[x] g2 Theirs")
    ok(run, "goal", "add", "Second")
    edits("text = text.replace('[ ] g1', '[x] g1')")
    assert run("report", "--for", "manager", "--choose").code == 0
    assert visibilities(journal) == {"g1": "public", "g2": "shared"}


# --- the file ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("year")
def test_a_file_holds_the_report_for_its_owner_alone(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "q3.md"
    text = ok(run, "report", "dana")
    before = os.umask(0)
    try:
        result = run("report", "dana", "-o", str(path))
    finally:
        os.umask(before)
    assert (result.code, result.out) == (0, "")
    assert result.err.splitlines()[0] == f"Written to {path}."
    assert path.read_bytes() == text.encode()
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_files_name_can_say_the_format(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    ok(run, "report", "-o", str(path))
    assert json.loads(path.read_text(encoding="utf-8"))["audience"] == "me"


def test_a_file_that_is_there_is_replaced_by_force_alone(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    path.write_text("the old one")
    result = run("report", "-o", str(path))
    assert (result.code, result.out) == (2, "")
    assert "--force" in result.err
    assert path.read_text() == "the old one"
    ok(run, "report", "-o", str(path), "--force")
    assert path.read_text(encoding="utf-8").startswith("# Progress report")
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("", 130), ("n", 130)])
def test_on_a_terminal_it_is_asked(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    path = tmp_path / "report.md"
    path.write_text("the old one")
    monkeypatch.setattr(files, "at_terminal", lambda: True)
    result = run("report", "-o", str(path), stdin=f"{answer}\n")
    assert result.code == code
    assert (path.read_text(encoding="utf-8") == "the old one") is (code != 0)


def test_a_folder_is_no_file(run: Run, tmp_path: Path) -> None:
    result = run("report", "-o", str(tmp_path))
    assert (result.code, result.out) == (2, "")
    assert "is a folder" in result.err
    result = run("report", "-o", str(tmp_path / "none" / "report.md"))
    assert (result.code, result.out) == (2, "")
    assert f"The folder {tmp_path / 'none'} does not exist." in result.err


@pytest.mark.parametrize("words", [("report",), ("prep", "dana"), ("export",)])
def test_a_slash_at_the_end_means_a_folder(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    run("mentor", "add", "Dana")
    result = run(*words, "-o", f"{tmp_path / 'none'}/")
    assert (result.code, result.out) == (2, "")
    assert f"The folder {tmp_path / 'none'} does not exist." in result.err
    assert not (tmp_path / "none").exists()


def test_a_file_that_cannot_be_written_stays_whole(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.md"
    path.write_text("the old one")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    result = run("report", "-o", str(path), "--force")
    assert (result.code, result.out) == (3, "")
    assert result.err.splitlines()[0] == f"Cannot write {path}: no space left on device."
    assert path.read_text() == "the old one"
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".report")] == []


@pytest.mark.skipif(os.name == "nt", reason="links and devices")
def test_what_a_link_points_to_is_replaced_and_a_device_is_not(run: Run, tmp_path: Path) -> None:
    real, link = tmp_path / "real.md", tmp_path / "link.md"
    real.write_text("the old one")
    link.symlink_to(real)
    ok(run, "report", "-o", str(link), "--force")
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8").startswith("# Progress report")
    ok(run, "report", "-o", os.devnull)
    assert not Path(os.devnull).is_file()


def test_as_of_an_earlier_day(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-01-05")
    run("goal", "add", "Speak", "--start", "2026-01-05", "--by", "2026-12-31")
    for day, value in (("2026-05-01", "20"), ("2026-06-20", "40"), ("2026-10-01", "60")):
        run("check-in", "1", value, "--on", day)
    then = run("report", "--as-of", "2026-06-30", "--period", "2026-Q2").out
    assert "as of Tue 30 Jun 2026" in then
    assert "60 %" not in then
    assert then == run("report", "--period", "2026-Q2").out
    half = json.loads(run("report", "--as-of", "2026-05-31", "--period", "2026-Q2", "--json").out)
    assert half["as_of"] == "2026-05-31"
    assert half["goals"][0]["progress"] == 20
    # Without a period, the three months that end on that day.
    assert (
        run("report", "--as-of", "2026-06-30")
        .out.splitlines()[2]
        .startswith("31 Mar 2026 – 30 Jun 2026")
    )
    refused = run("report", "--as-of", "2026-12-01")
    assert (refused.code, refused.err) == (2, "Tue 1 Dec is still to come; --as-of looks back.\n")


def test_evidence_of_an_action_that_is_open_again_stands_in_no_report(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("todo", "Write the proposal")
    run("done", "a1", "--evidence", "two pages is enough")
    assert "two pages is enough" in run("report", "dana").out
    said = " ".join(run("action", "reopen", "a1").out.split())
    assert said.endswith('its evidence stays: mentorlog action edit a1 --evidence "" takes it away')
    for words in (("dana",), ("dana", "--format", "json"), ("--for", "me"), ("dana", "--short")):
        told = run("report", *words)
        assert (told.code, "two pages" in told.out) == (0, False), words
    assert "two pages is enough" in run("action", "show", "a1").out
    assert run("action", "edit", "a1", "--evidence", "").code == 0
    assert "two pages" not in run("action", "show", "a1").out


def test_what_was_answered_later_is_in_the_report_of_that_time(
    run: Run, on: Callable[[str], None]
) -> None:
    on("2026-11-02")
    run("mentor", "add", "Dana Ortiz")
    run("log", "dana", "-q", "Who reads it?")
    on("2026-12-01")
    run("takeaway", "answer", "t1", "The committee")
    said = run("report", "dana", "--period", "this month").out
    assert said.endswith("- 2 Nov 2026: Question: Who reads it? – Answer: The committee\n")
    assert "Nothing to show" not in said
    assert said.count("The committee") == 1
    run("takeaway", "answer", "t1", "")
    said = run("report", "dana", "--period", "this month")
    assert "The committee" not in said.out
    document = run("prep", "dana", "-o", "-").out.replace("^t1", "^t1 → The board")
    assert run("log", "-", stdin=document).code == 0
    said = run("report", "dana", "--period", "this month").out
    assert said.count("Question: Who reads it? – Answer: The board") == 1
    both = run("report", "dana", "--since", "2026-11-01").out
    assert both.count("Question: Who reads it? – Answer: The board") == 1
    assert "Nothing to show" in run("report", "dana", "--period", "last year").out


def test_a_note_that_says_stuck_is_told_while_the_goal_is(
    run: Run, on: Callable[[str], None]
) -> None:
    on("2026-11-02")
    run("goal", "add", "Talk", "--by", "2027-03-01")
    run("milestone", "add", "g1", "A slot")
    run("milestone", "add", "g1", "A rehearsal")
    run("check-in", "g1", "stuck", "--note", "no slot yet")
    assert "Stuck: no slot yet" in run("report", "me", "--short").out
    on("2026-11-12")
    run("milestone", "done", "m1")
    assert "Stuck" not in run("report", "me", "--short").out
    assert "no slot yet" in run("report", "me").out


def test_a_win_told_by_a_form_stands_in_its_line(run: Run) -> None:
    run(
        "win",
        "add",
        "First talk",
        "--impact",
        "## Situation\n\nThree sheets.\n\n## Task\nOne page.",
    )
    assert "Situation: Three sheets. Task: One page." in run("report", "--for", "me").out
