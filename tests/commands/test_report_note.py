"""Words of one's own that open a report: for whom, of which period, and where else they stand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once, Run

On = Callable[[str], None]


@pytest.fixture(autouse=True)
def partners(run: Run, on: On, once: Once) -> None:

    def write() -> None:
        on("2026-09-01")
        run("mentor", "add", "Dana Ortiz")
        run("mentee", "add", "Sam Lee")

    once("partners", write)
    on("2026-11-22")


def opening(run: Run, *argv: str) -> str:
    """What stands between the head of a report and its first heading."""
    text = run("report", *argv, "--short").out
    return text.partition("\n## ")[0].split("it shows.\n", 1)[-1].strip()


def test_it_is_private_unless_it_is_for_somebody(run: Run) -> None:
    assert run("report", "note", "For myself").out == (
        "t1  For myself · note · opens reports that hold Sun 22 Nov · private\n"
    )
    assert run("report", "note", "For Dana", "--with", "dana").code == 0
    assert run("report", "note", "For all", "--public").code == 0
    assert opening(run, "dana") == "For Dana\n\nFor all"
    for reader in ("sam", "manager", "committee", "programme"):
        assert "For all" in opening(run, "--for", reader)
        assert "For Dana" not in opening(run, "--for", reader)
    assert "For myself" in run("report", "--for", "me").out
    assert "For myself" not in run("report", "dana", "--format", "html").out
    assert "2 notes for a report" in run("report", "--for", "manager").err


def test_its_lines_stay_lines_and_nothing_in_it_acts(run: Run, tmp_path: Path) -> None:
    said = "# One <b>\nhttps://e.org/x\n1. [x](javascript:y)\n---\n\n- two\n| a |\n|---|\n \u00a0\nend\\"
    run("report", "note", said, "--with", "dana")
    markdown = (
        "\\# One \\<b>\\\n<https://e.org/x>\\\n1\\. \\[x\\](javascript:y)\\\n\\---"
        "\n\n\\- two\\\n\\| a \\|\\\n\\|---\\|\\\nend\\\\"
    )
    assert opening(run, "dana") == markdown
    template = tmp_path / "own.md.j2"
    template.write_text(
        "{{ paragraphs[0] | lines }}\n\n{{ paragraphs[1] | lines }}", encoding="utf-8"
    )
    assert markdown in run("report", "dana", "--template", str(template)).out
    html = run("report", "dana", "--format", "html").out
    assert '<p class="note" dir="auto"># One &lt;b&gt;<br><a href' in html
    assert "</a><br>1. [x](javascript:y)<br>---</p>" in html
    assert html.count("<a href") == 1


def test_it_opens_the_reports_of_its_period(run: Run) -> None:
    run("report", "note", "Of the summer", "--with", "dana", "--period", "2026-Q3")
    run("report", "note", "Of now", "--with", "dana", "--period", "2026-Q4")
    assert opening(run, "dana", "--period", "2026-Q3") == "Of the summer"
    assert opening(run, "dana", "--period", "2026-Q4") == "Of now"
    (note,) = json.loads(run("report", "dana", "--period", "2026-Q3", "--json").out)["notes"]
    assert (note["kind"], note["noted_on"], note["text"]) == ("note", "2026-09-30", "Of the summer")


def test_an_old_one_stands_with_its_day_until_there_is_a_newer_one(run: Run) -> None:
    said = run("report", "note", "Slow start.\n\nIt rained.", "--public", "--period", "2026-Q3").out
    assert "opens reports that hold Wed 30 Sep" in said
    assert " Opens  reports that hold Wed 30 Sep\n" in run("show", "t1").out
    days = ("--for", "manager", "--since", "2026-08-31", "--until")
    for until, paragraphs in [
        ("2026-09-29", ""),
        ("2026-09-30", "Slow start.\n\nIt rained."),
        ("2026-10-30", "30 Sep 2026: Slow start.\n\nIt rained."),
    ]:
        assert opening(run, *days, until) == paragraphs
    run("report", "note", "It goes well.", "--public")
    run("report", "note", "Mine", "--private")
    assert opening(run, *days, "2026-11-22") == "It goes well."
    assert "2 notes for a report" in run("report", *days, "2026-11-22").err
    assert "30 Sep 2026: Slow start." in opening(run, "--for", "me", *days[2:], "2026-11-22")


@pytest.mark.parametrize(
    ("argv", "code", "sentence"),
    [
        ((), 2, "The note has no words."),
        ((" ",), 2, "The note has no words."),
        (("x", "--period", "2027"), 2, "The period 2027 is still to come."),
        (("x", "--period", "soon"), 2, 'Cannot read "soon" as a period'),
        (("x", "--with", "nobody"), 1, 'No mentorship matches "nobody".'),
    ],
)
def test_what_it_is_not(run: Run, argv: tuple[str, ...], code: int, sentence: str) -> None:
    result = run("report", "note", *argv)
    assert (result.code, result.out) == (code, "")
    assert sentence in result.err
    assert json.loads(run("takeaway", "--json").out) == []


def test_one_of_a_session_stands_and_counts_once(run: Run) -> None:
    run("log", "dana", "-t", "Open")
    run("takeaway", "add", "A good month", "--kind", "note", "--session", "s1", "--private")
    assert run("report", "--for", "me").out.count("A good month") == 1
    assert "1 note for a report" in run("report", "--for", "manager").err


def test_it_is_a_line_like_any_other(run: Run) -> None:
    run("report", "note", "For Dana", "--with", "dana")
    assert "For Dana" in run("takeaway", "--kind", "note").out
    assert run("takeaway", "edit", "t1", "--text", "For you").code == 0
    assert opening(run, "dana") == "For you"
    run("undo")
    assert opening(run, "dana") == "For Dana"
    assert run("delete", "t1", "--yes").code == 0
    assert opening(run, "dana") == "Nothing to show for this period."
    assert "report note" in run("report", "note", "--help").out


def test_in_a_session_it_comes_back_from_its_document(run: Run) -> None:
    run("log", "dana", "-t", "Kept")
    run("takeaway", "add", "For the report", "--kind", "note", "--session", "1")
    document = run("session", "show", "1", "--format", "markdown").out
    assert "## For the report\n- For the report ^t2\n" in document
    assert run("log", "-", stdin=document).code == 0
    assert [line["kind"] for line in json.loads(run("takeaway", "--all", "--json").out)].count(
        "note"
    ) == 1
