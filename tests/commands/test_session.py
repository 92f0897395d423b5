"""``mentorlog session``: plan, show, edit by options and as a document, cancel, delete."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Once, Run
    from tests.terminals import Terminal


@pytest.fixture(autouse=True)
def held(run: Run, once: Once) -> None:
    def write() -> None:
        run("mentor", "add", "Dana Ortiz", "--every", "2w")
        run(
            "log", "dana", "a private note", "-t", "Open with a story", "-a", "Draft it, due friday",
            "--question", "Who reviews it?", "--on", "2026-11-20", "--duration", "45m",
        )  # fmt: skip

    once("held", write)


def _show(run: Run, reference: str = "1", *more: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("session", "show", reference, "--json", *more).out)
    return found


def _editor(home: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> None:
    script = home / "editor.py"
    script.write_text(
        "import sys, pathlib\np = pathlib.Path(sys.argv[1])\nt = p.read_text('utf-8')\n"
        f"assert {old!r} in t, t\np.write_text(t.replace({old!r}, {new!r}), 'utf-8')\n",
        "utf-8",
    )
    monkeypatch.setenv("EDITOR", f'"{sys.executable}" "{script}"')


def test_list_and_show(run: Run) -> None:
    assert run("session").out == (
        "     Sessions    With  Min\n s1  Fri 20 Nov  Dana   45  Open with a story\n"
    )
    assert run("session", "list").out == run("session").out
    shown = run("session", "show", "1").out
    assert "a private note" in shown and "t1  takeaway" in shown


def test_the_document_round_trips_through_the_editor(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = run("session", "show", "1", "--format", "markdown").out
    _editor(home, monkeypatch, "Open with a story ^t1", "Open with a story, then the point ^t1")
    said = " ".join(run("session", "edit", "1", "-e").out.split())
    assert said.endswith("· t1 text “Open with a story” → “Open with a story, then the point”")
    after = run("session", "show", "1", "--format", "markdown").out
    assert _unstamped(after) == _unstamped(before).replace(
        "a story ^t1", "a story, then the point ^t1"
    )


def _unstamped(document: str) -> str:
    """Without what tells when it was handed out."""
    return re.sub("(?m)^written: .*\n", "", document)


def test_a_line_without_a_mark_is_new_and_one_that_is_gone_stays_without_a_yes(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _editor(home, monkeypatch, "- Open with a story ^t1", "- Another")
    stays = run("session", "edit", "1", "-e")
    assert "added t3" in stays.out
    assert stays.err == "t1 no longer stands in the document, and stays: --yes deletes it.\n"
    assert list((home / "drafts").iterdir()) == []
    _editor(home, monkeypatch, "- Open with a story ^t1\n", "")
    assert "deleted t1" in run("session", "edit", "1", "-e", "--yes").out
    assert [line["text"] for line in _show(run)["takeaways"]] == ["Who reviews it?", "Another"]


def test_ticking_an_action_in_the_document_does_it(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _editor(home, monkeypatch, "- [ ] Draft it", "- [x] Draft it")
    assert run("session", "edit", "1", "-e").code == 0
    assert json.loads(run("action", "show", "1", "--json").out)["done_on"] == "2026-11-22"


def test_answering_in_the_document(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _editor(home, monkeypatch, "- Who reviews it? ^t2", "- Who reviews it? ^t2\n  → Lena")
    assert run("session", "edit", "1", "-e").code == 0
    assert _show(run)["takeaways"][1]["answer"] == "Lena"


def test_edit_by_options(run: Run) -> None:
    assert run("session", "edit", "1", "--topic", "Openings", "--on", "2026-11-19").code == 0
    session = _show(run)
    assert (session["topic"], session["held_on"], session["minutes"]) == (
        "Openings",
        "2026-11-19",
        45,
    )
    assert session["takeaways"][0]["noted_on"] == "2026-11-19"
    assert json.loads(run("action", "--json").out)[0]["made_on"] == "2026-11-19"


def test_with_says_who_attended_and_warns_of_new_readers(run: Run) -> None:
    run("mentor", "add", "Kofi Mensah")
    asked = run("session", "edit", "1", "--with", "kofi")
    assert (asked.code, asked.out) == (2, "")
    assert asked.err == (
        "Kofi Mensah would read t1, t2 and a1. Go on? That needs a yes.\nhint: add --yes\n"
    )
    done = run("session", "edit", "1", "--with", "kofi", "--yes")
    assert done.out == "s1  Open with a story · with − Dana Ortiz · with + Kofi Mensah\n"
    assert done.err == (
        "Kofi Mensah may now read t1, t2 and a1.\nDana Ortiz can no longer read t1, t2 and a1.\n"
        "The mentorship with Kofi Mensah counts from Fri 20 Nov, its first session.\n"
    )
    assert [person["name"] for person in _show(run)["attendees"]] == ["Kofi Mensah"]
    assert run("session", "show", "1", "--for", "dana").code == 1
    run("undo")
    assert [person["name"] for person in _show(run)["attendees"]] == ["Dana Ortiz"]


def test_who_leaves_a_session_needs_no_yes(run: Run) -> None:
    run("mentor", "add", "Kofi Mensah")
    run("session", "edit", "1", "--with", "kofi", "--with", "dana", "--share-notes", "--yes")
    left = run("session", "edit", "1", "--with", "kofi")
    assert (left.code, left.err) == (
        0, "Dana Ortiz can no longer read s1's notes, t1, t2 and a1.\n",
    )  # fmt: skip


def test_a_private_session_gains_no_reader(run: Run) -> None:
    run("mentor", "add", "Kofi Mensah")
    run("session", "edit", "1", "--private")
    changed = run("session", "edit", "1", "--with", "kofi")
    assert (changed.code, changed.err) == (0, "")


@pytest.mark.parametrize("who", ["", "me", "nobody known"])
def test_attended_by_nobody_me_or_a_stranger(run: Run, who: str) -> None:
    refused = run("session", "edit", "1", "--with", who)
    assert (refused.code in (1, 2), refused.out) == (True, "")
    assert [person["name"] for person in _show(run)["attendees"]] == ["Dana Ortiz"]


def test_plan_cancel_and_no_show(run: Run) -> None:
    planned = run("session", "plan", "dana", "thu 14:30", "--topic", "Next")
    assert planned.out == "s2  Thu 26 Nov, 14:30, in 4 days · with Dana · Next · planned\n"
    assert run("session", "cancel", "2", "--why", "ill").code == 0
    assert run("session", "cancel", "2").code == 1
    assert run("session", "plan", "dana", "yesterday").code == 2
    assert run("session", "no-show", "1").code == 0
    assert [each["state"] for each in json.loads(run("session", "--json").out)] == [
        "no-show", "cancelled",
    ]  # fmt: skip


def test_delete_needs_a_yes_keeps_the_actions_and_can_be_undone(run: Run) -> None:
    before = _show(run)
    assert run("session", "delete", "1").code == 2
    assert run("session", "delete", "1", "--yes").code == 0
    assert run("session", "show", "1").code == 1
    assert json.loads(run("action", "--json").out)[0]["session"] is None
    assert run("undo").code == 0
    assert _show(run) == before


def test_notes_can_be_shared_with_who_was_there(run: Run) -> None:
    assert _show(run, "1", "--for", "mentor")["notes"] is None
    run("session", "edit", "1", "--share-notes")
    assert _show(run, "1", "--for", "mentor")["notes"] == "a private note"
    assert run("session", "show", "1", "--for", "manager", "--json").code in (0, 1)


@pytest.mark.parametrize("way", ["edit", "document", "import"])
def test_a_first_session_moved_before_the_start_moves_the_start(
    run: Run, home: Path, way: str
) -> None:
    before = run("session", "show", "1", "--format", "markdown").out
    path = home / "documents" / "session.md"
    path.parent.mkdir()
    path.write_text(before.replace("2026-11-20", "2026-11-18"), "utf-8")
    ways = {
        "edit": ("session", "edit", "1", "--on", "2026-11-18"),
        "import": ("import", str(path.parent)),
    }
    told = run("log", "-", stdin=path.read_text("utf-8")) if way == "document" else run(*ways[way])
    assert told.code == 0
    assert "with Dana Ortiz counts from Wed 18 Nov, its first session." in told.err
    shown = json.loads(run("mentorship", "show", "dana", "--json").out)
    assert shown["started_on"] == "2026-11-18"
    assert run("undo").code == 0
    shown = json.loads(run("mentorship", "show", "dana", "--json").out)
    assert shown["started_on"] == "2026-11-20"


def test_an_earlier_session_logged_after_the_first_moves_the_start_too(run: Run) -> None:
    run("log", "dana", "-t", "Before", "--on", "2026-11-10")
    shown = json.loads(run("mentorship", "show", "dana", "--json").out)
    assert shown["started_on"] == "2026-11-10"


def test_a_start_of_its_own_stays_where_a_session_moves_before_it(run: Run) -> None:
    run("mentorship", "edit", "dana", "--started", "2026-11-19")
    assert "counts from" not in run("session", "edit", "1", "--on", "2026-11-18").err
    shown = json.loads(run("mentorship", "show", "dana", "--json").out)
    assert shown["started_on"] == "2026-11-19"


def test_a_new_day_may_come_with_its_time(run: Run) -> None:
    run("session", "plan", "dana", "thu 3 dec")
    said = run("session", "edit", "s2", "--on", "fri 15:30")
    assert said.code == 0, said.err
    assert (_show(run, "2")["held_on"], _show(run, "2")["time"]) == ("2026-11-27", "15:30")
    run("session", "edit", "s2", "--on", "fri 15:30", "--at", "16:00")
    assert _show(run, "2")["time"] == "16:00"
    run("session", "edit", "s1", "--on", "thu 9:15")
    assert (_show(run)["held_on"], _show(run)["time"]) == ("2026-11-19", "09:15")


@pytest.mark.parametrize("name", ["--topic", "--title", "--text"])
def test_its_topic_has_the_names_of_every_title(run: Run, name: str) -> None:
    assert run("session", "edit", "1", name, "Scope").code == 0
    assert _show(run)["topic"] == "Scope"


def test_what_was_cancelled_is_not_moved_by_a_day_ahead(run: Run) -> None:
    run("session", "plan", "dana", "thu 3 dec")
    run("session", "cancel", "s2")
    moved = run("session", "edit", "s2", "--on", "friday")
    assert (moved.code, "session plan WHO DAY plans another" in moved.err) == (1, True)
    assert _show(run, "2")["held_on"] == "2026-12-03"


@pytest.mark.parametrize(("verb", "said"), [("cancel", "cancelled"), ("no-show", "no show")])
def test_several_are_cancelled_at_once_or_none(run: Run, verb: str, said: str) -> None:
    run("session", "plan", "dana", "thu 3 dec")
    run("session", "plan", "dana", "fri 4 dec")
    refused = run("session", verb, "s2", "s9")
    assert refused.code == 1
    assert "Nothing was changed." in refused.err
    assert _show(run, "2")["state"] == "planned"
    assert run("session", verb, "s2", "s3", "s2").out.count(said) == 2


@pytest.mark.parametrize(("verb", "state"), [("cancel", "cancelled"), ("no-show", "no-show")])
def test_a_name_is_the_one_session_planned_with_them(run: Run, verb: str, state: str) -> None:
    run("person", "add", "Kofi")
    run("session", "plan", "dana", "thu 3 dec")
    run("session", "plan", "kofi", "fri 4 dec")
    run("session", "edit", "dana", "--topic", "Scope")
    assert run("session", verb, "dana").code == 0
    assert [_show(run, number)["state"] for number in "123"] == ["held", state, "planned"]


def test_a_name_is_that_of_a_person_and_no_part_of_anothers(run: Run) -> None:
    run("person", "add", "Ana")
    run("session", "plan", "dana", "thu 3 dec")
    assert run("session", "cancel", "ana").code == 1
    assert _show(run, "2")["state"] == "planned"


def test_a_name_with_several_planned_sessions_is_not_plain(run: Run) -> None:
    run("session", "plan", "dana", "thu 3 dec", "--topic", "Scope")
    run("session", "plan", "dana", "fri 4 dec")
    said = run("session", "cancel", "dana")
    assert said.code == 1
    assert '"dana" matches 2 planned sessions: s2 Thu 3 Dec; s3 Fri 4 Dec.' in said.err
    assert _show(run, "2")["state"] == "planned"


def test_who_is_said_to_have_been_there_later_has_it_as_the_first_session(run: Run) -> None:
    run("peer", "add", "Noor Berg")
    told = run("session", "edit", "1", "--with", "dana", "--with", "noor", "--yes")
    assert "with Noor Berg counts from Fri 20 Nov, its first session." in told.err
    shown = json.loads(run("mentorship", "show", "noor", "--json").out)
    assert (shown["started_on"], shown["sessions_held"]) == ("2026-11-20", 1)


def test_a_session_planned_in_a_pause_says_so(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-01-01")
    run("mentor", "add", "Kofi Mensah", "--started", "2026-01-01")
    run("mentorship", "pause", "dana", "--on", "2026-12-01", "--until", "2027-01-05")
    said = "The mentorship with Dana Ortiz is paused then, back on Tue 5 Jan 2027.\n"
    assert run("session", "plan", "dana", "2026-12-20").err == said
    assert run("session", "edit", "last", "--on", "2026-12-24").err == said
    assert run("session", "edit", "last", "--on", "2027-01-05").err == ""
    run("mentorship", "pause", "kofi")
    said = "The mentorship with Kofi Mensah is paused then.\n"
    assert run("session", "plan", "kofi", "friday").err == said
    run("mentorship", "end", "kofi")
    assert run("session", "plan", "kofi", "friday").err == ""


def test_a_reason_stands_in_the_receipt_also_one_that_is_told_later(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("session", "plan", "dana", "2026-11-30")
    run("session", "plan", "dana", "2026-12-07")
    assert "“" not in run("session", "cancel", "s1").out
    for line in run("session", "cancel", "s1", "s2", "--why", "She is ill").out.splitlines():
        assert line.endswith("with Dana · cancelled · “She is ill”")
    assert run("close", "s1", "--as", "cancelled", "--why", "Ill").out.endswith("· “Ill”\n")


class TestMoved:
    """A planned session that gets another day keeps why, and those who read it are told."""

    @pytest.fixture
    def moved(self, run: Run) -> None:
        run("session", "plan", "dana", "3 dec 15:00", "--topic", "Openings")
        result = run("session", "edit", "s2", "--on", "5 dec", "--why-moved", "Dana is ill")
        assert result.out == (
            "s2  Openings · day 3 Dec → 5 Dec, 2 days later: “Dana is ill” · still at 15:00\n"
        )

    @pytest.mark.usefixtures("moved")
    def test_every_screen_of_what_happened_tells_it(self, run: Run) -> None:
        for command in (
            "session show s2", "timeline", "timeline dana", "timeline --for dana", "prep dana",
            "since 2026-11-22", "since yesterday --for dana", "report dana", "report --for me",
        ):  # fmt: skip
            assert "Dana is ill" in run(*command.split()).out, command
        assert "3 Dec → 5 Dec, +2 d" in run("review", "dana").out

    def test_what_is_said_in_it_later_is_no_title_of_the_move(
        self, run: Run, on: Callable[[str], None]
    ) -> None:
        run("session", "plan", "dana", "27 nov")
        run("session", "edit", "s2", "--on", "28 nov", "--why-moved", "Ill")
        on("2026-11-28")
        run("log", "dana", "-t", "Look at no-shows")
        moved = "with Dana: 27 Nov → 28 Nov, +1 d"
        assert moved in run("timeline").out
        assert moved in " ".join(run("since", "2026-11-22").out.split()).replace(" 27", ": 27")
        for command in ("timeline", "timeline --for dana", "report dana", "since 2026-11-22"):
            told = run(*command.split()).out
            assert "27 Nov" in told
            assert not re.search("no-shows.*27 Nov", told), command

    @pytest.mark.usefixtures("moved")
    def test_whoever_does_not_read_the_session_is_told_nothing(self, run: Run) -> None:
        run("mentor", "add", "Kofi Mensah")
        told = run("timeline", "--for", "kofi").out
        run("session", "edit", "s2", "--public")
        outside = run("timeline", "--for", "manager").out
        assert "Openings" not in told + outside
        run("session", "edit", "s2", "--private")
        assert "ill" not in run("timeline", "--for", "dana").out

    def test_a_reason_told_while_it_was_private_stays_so_once_another_follows(
        self, run: Run
    ) -> None:
        run("session", "plan", "dana", "3 dec", "--topic", "Openings", "--private")
        run("session", "edit", "s2", "--on", "5 dec", "--why-moved", "A secret")
        run("session", "edit", "s2", "--on", "7 dec", "--why-moved", "Snow")
        run("session", "edit", "s2", "--shared")
        told = run("timeline", "--for", "dana").out
        assert "Snow" in told
        assert "A secret" not in told
        assert "3 Dec → 5 Dec" in told

    def test_who_opens_it_is_told_that_the_last_reason_is_read(self, run: Run) -> None:
        run("session", "plan", "dana", "3 dec", "--private")
        run("session", "edit", "s2", "--on", "5 dec", "--why-moved", "A secret")
        opened = "s2  with Dana · private → shared"
        assert run("session", "edit", "s2", "--shared").out == f"{opened}, with its reason\n"
        run("session", "edit", "s2", "--private")
        run("session", "edit", "s2", "--on", "7 dec")
        assert run("session", "edit", "s2", "--shared").out == f"{opened}\n"
        assert "A secret" not in run("timeline", "--for", "dana").out

    @pytest.mark.usefixtures("moved")
    def test_a_reason_is_told_later_and_taken_back(self, run: Run) -> None:
        run("session", "edit", "s2", "--on", "7 dec")
        assert run("edit", "last", "--why-moved", "Snow").code == 0
        assert "Snow" in run("show", "s2").out
        run("undo", "3")
        assert json.loads(run("show", "s2", "--json").out)["held_on"] == "2026-12-03"
        assert "Moved" not in run("show", "s2").out

    @pytest.mark.usefixtures("moved")
    def test_who_comes_to_read_why_is_asked_about_first(self, run: Run) -> None:
        run("mentor", "add", "Kofi Mensah")
        refused = run("session", "edit", "s2", "--with", "dana", "--with", "kofi")
        assert refused.code == 2
        assert "Kofi Mensah would read why s2 moved" in refused.err
        assert "ill" not in run("show", "s2", "--for", "kofi").out

    @pytest.mark.usefixtures("moved")
    def test_the_same_day_has_no_reason_and_a_past_one_is_no_plan(self, run: Run) -> None:
        same = run("session", "edit", "s2", "--on", "5 dec 17:00", "--why-moved", "A reason")
        assert (same.code, "has that day already" in same.err) == (1, True)
        past = run("session", "edit", "s2", "--on", "2026-11-20")
        assert (past.code, "is past and cannot be planned" in past.err) == (2, True)
        assert json.loads(run("show", "s2", "--json").out)["time"] == "15:00"

    @pytest.mark.usefixtures("moved")
    def test_others_get_no_number_by_which_private_events_could_be_counted(self, run: Run) -> None:
        def told() -> list[dict[str, Any]]:
            shown = json.loads(run("show", "s2", "--for", "dana", "--json").out)
            found: list[dict[str, Any]] = shown["events"]
            return found

        before = told()
        run("undo")
        run("todo", "A secret", "--private")
        run("done", "a2")
        run("session", "edit", "s2", "--on", "5 dec", "--why-moved", "Dana is ill")
        assert [each["id"] for each in told()] == [each["id"] for each in before]

    def test_on_an_earlier_day_it_is_on_the_day_that_it_had_then(
        self, run: Run, on: Callable[[str], None]
    ) -> None:
        def day(*argv: str) -> str:
            shown = run("session", "show", "s2", "--json", *argv)
            return str(json.loads(shown.out)["held_on"])[-5:]

        run("session", "plan", "dana", "3 dec", "--topic", "Openings")
        for told, to in (("2026-11-24", "8 dec"), ("2026-11-26", "5 dec"), ("2026-11-26", "6 dec")):
            on(told)
            run("session", "edit", "s2", "--on", to)
        on("2026-11-30")
        days = {"2026-11-22": "12-03", "2026-11-23": "12-03", "2026-11-24": "12-08",
                "2026-11-25": "12-08", "2026-11-26": "12-06", "2026-11-30": "12-06"}  # fmt: skip
        for then, was in days.items():
            assert day("--as-of", then) == was
            assert day("--as-of", then, "--for", "dana") == was
        assert "Thu 3 Dec" in run("prep", "dana", "--as-of", "2026-11-23").out
        assert "**Thu 3 Dec 2026**" in run("report", "dana", "--until", "2026-11-23").out
        on("2026-12-06")
        run("log", "dana", "-t", "A story")
        run("session", "edit", "s2", "--on", "2026-12-05")
        for then, was in {**days, "2026-12-04": "12-06", "2026-12-05": "12-05"}.items():
            assert day("--as-of", then) == was

    @pytest.mark.usefixtures("moved")
    def test_its_earlier_days_are_for_those_who_are_told_that_it_moved(
        self, run: Run, on: Callable[[str], None]
    ) -> None:
        run("mentor", "add", "Kofi Mensah")
        run("session", "edit", "s2", "--public")
        on("2026-11-24")
        run("session", "edit", "s2", "--on", "9 dec")
        on("2026-11-25")
        for whose, day in ((("--for", "dana"), "05"), (("--for", "kofi"), "09"), ((), "05")):
            shown = _show(run, "2", "--as-of", "2026-11-23", *whose)
            assert shown["held_on"] == f"2026-12-{day}", whose

    def test_undo_and_redo_keep_its_day_and_its_history_together(
        self, run: Run, on: Callable[[str], None]
    ) -> None:
        def is_on(day: str, state: str) -> None:
            shown = json.loads(run("session", "show", "s2", "--json").out)
            assert (shown["held_on"], shown["state"]) == (day, state)
            assert run("doctor").out.startswith("All is well")

        run("session", "plan", "dana", "25 nov")
        run("session", "edit", "s2", "--on", "24 nov")
        on("2026-11-24")
        run("log", "dana", "-t", "A story")
        run("session", "edit", "s2", "--on", "2026-11-23")
        steps = (("2026-11-23", "held"), ("2026-11-24", "held"), ("2026-11-24", "planned"),
                 ("2026-11-25", "planned"))  # fmt: skip
        for day, state in steps[:-1]:
            is_on(day, state)
            run("undo")
        for day, state in steps[:0:-1]:
            is_on(day, state)
            run("redo")
        is_on(*steps[0])

    def test_one_that_is_planned_again_stays_on_its_day(
        self, run: Run, on: Callable[[str], None]
    ) -> None:
        run("session", "plan", "dana", "25 nov")
        run("session", "edit", "s2", "--on", "24 nov")
        on("2026-11-24")
        run("log", "dana", "-t", "A story")
        run("session", "edit", "s2", "--on", "2026-11-23")
        document = run("session", "show", "s2", "--format", "markdown").out
        said = run("log", "-", stdin=document.replace("date:", "state: planned\ndate:"))
        assert said.code == 0, said.err
        shown = json.loads(run("session", "show", "s2", "--json").out)
        assert (shown["held_on"], shown["state"]) == ("2026-11-23", "planned")
        assert run("doctor").out.startswith("All is well")

    def test_without_a_topic_it_is_called_by_who_is_there(self, run: Run) -> None:
        run("session", "plan", "dana", "3 dec")
        run("session", "edit", "s2", "--on", "5 dec")
        for command in (("timeline",), ("since", "2026-11-22")):
            assert re.search(r"with Dana:? +3 Dec → 5 Dec, \+2 d", run(*command).out), command

    def test_one_that_was_held_is_corrected_and_moves_nothing(self, run: Run) -> None:
        result = run("session", "edit", "s1", "--on", "2026-11-19", "--why-moved", "A slip")
        assert (result.code, result.out) == (1, "")
        assert "s1 was held" in result.err
        run("session", "edit", "s1", "--on", "2026-11-19")
        assert "Moved" not in run("show", "s1").out

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty module")
    def test_on_a_terminal_it_is_asked_why(
        self, run: Run, terminals: Callable[..., Terminal]
    ) -> None:
        run("session", "plan", "dana", "3 dec", "--topic", "Openings")
        edit = terminals("session", "edit", "s2", "--on", "5 dec")
        edit.expect("s2  Openings · day 3 Dec → 5 Dec, 2 days later. Why? (for Dana")
        edit.type("Snow\r")
        assert edit.end() == 0
        assert "“Snow”" in run("show", "s2").out
        cancel = terminals("session", "cancel", "s2")
        cancel.expect("Why? (for Dana")
        cancel.type("She is ill\r")
        assert cancel.end() == 0
        assert "Why: She is ill" in run("show", "s2").out
        again = terminals("session", "cancel", "s2")  # A refusal comes before the question.
        assert again.end() == 1
        assert "Why?" not in again.screen
        run("undo")
        earlier = terminals("session", "edit", "s2", "--on", "4 dec")
        assert earlier.end() == 0
        assert "Why?" not in earlier.screen


def test_the_receipt_of_a_plan_tells_all_that_was_given(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    planned = run(
        "session", "plan", "dana", "10 jan", "--mode", "video", "-d", "45m", "--tag", "cv"
    )
    assert planned.out.endswith(" · with Dana · planned · 45 min · video · #cv\n")


def test_a_word_with_a_hash_in_its_topic_is_a_tag(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("session", "plan", "dana", "10 jan", "--topic", "Ask #cv")
    run("session", "edit", "s2", "--topic", "Ask #talks")
    assert json.loads(run("show", "s2", "--json").out)["tags"] == ["cv", "talks"]


def test_a_move_says_that_the_time_stays(run: Run) -> None:
    run("session", "plan", "dana", "fri 14:00", "--topic", "Scope")
    moved = run("session", "edit", "last", "--on", "tue").out
    assert moved.endswith("Scope · day 27 Nov → 24 Nov, 3 days earlier · still at 14:00\n")
    assert "still" not in run("session", "edit", "last", "--on", "mon 15:00").out
    run("session", "edit", "last", "--at", "none")
    assert "still" not in run("session", "edit", "last", "--on", "tue").out


def test_the_receipt_of_a_plan_names_its_goals(run: Run) -> None:
    run("goal", "add", "Learn Rust")
    run("goal", "add", "Write it up")
    goals = ("--goal", "rust", "--goal", "write")
    planned = run("session", "plan", "dana", "fri", *goals, "--duration", "45m")
    assert " · planned · 45 min · for g" in planned.out
