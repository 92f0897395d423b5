"""A file that is edited on both sides: what only one side changed counts, and nothing is lost or undone."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from tests.conftest import Once, Run

On = Callable[[str], None]
UUID = "76da485d-3a74-4684-a7aa-04ce987a877b"


@pytest.fixture(autouse=True)
def _day(on: On) -> None:
    on("2026-11-20")


def imported(run: Run, text: str, *argv: str) -> tuple[dict[str, Any], str]:
    """What an import says of each kind, and what it tells; the second time it changes nothing."""
    first = run("import", "-", "--json", *argv, stdin=text)
    assert first.code == 0, first.err
    before = run("changes", "--json").out
    again = run("import", "-", "--json", *argv, stdin=text)
    assert again.code == 0, again.err
    assert run("changes", "--json").out == before
    found: dict[str, Any] = json.loads(first.out)
    return found, first.err


def actions(run: Run) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("action", "--all", "--json").out)
    return [{key: value for key, value in each.items() if key != "updated_at"} for each in found]


def only(run: Run) -> dict[str, Any]:
    (found,) = actions(run)
    return found


def exported(run: Run) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("export", "--format", "taskwarrior").out)
    return found


def task(**values: object) -> dict[str, object]:
    return {
        "uuid": UUID, "description": "Draft the talk", "status": "pending", "priority": "H",
        "entry": "20261118T090000Z", "modified": "20261118T090000Z", "due": "20261127T090000Z",
        "estimate": "PT2H", "tags": ["talk", "q4"], "recur": "weekly", "imask": "0",
        "parent": "cada1608-b965-4729-b061-edb2f1dc59f3",
        "annotations": [{"entry": "20261118T091500Z", "description": "Open with a story"}], **values,
    }  # fmt: skip


def tasks(*found: dict[str, object]) -> str:
    return json.dumps(found)


@pytest.fixture
def here(run: Run, on: On, once: Once) -> None:
    """One task that was imported on the 20th; it is the 21st now."""

    def write() -> None:
        assert run("import", "-", stdin=tasks(task())).code == 0

    once("here", write)
    on("2026-11-21")


@pytest.mark.usefixtures("here")
class TestTasks:
    def test_done_here_keep_all_that_they_came_with(self, run: Run) -> None:
        run("done", "1", "--evidence", "https://example.org/proof")
        (back,) = exported(run)
        theirs = task()
        for key in ("priority", "estimate", "recur", "parent", "imask", "due", "entry", "uuid"):
            assert back[key] == theirs[key]
        notes = [each["description"] for each in back["annotations"]]
        assert notes == ["Open with a story", "https://example.org/proof"]
        assert imported(run, tasks(task()))[0]["kinds"]["action"]["skipped"] == 1
        assert only(run)["evidence"] == "Open with a story\nhttps://example.org/proof"

    def test_keep_the_order_and_the_gaps_of_their_evidence(self, run: Run) -> None:
        text = "Open with a story\n\nFirst\n\nSecond"
        run("action", "edit", "1", "--evidence", text)
        more = [*task()["annotations"], {"entry": "20261119T091500Z", "description": "New"}]  # type: ignore[misc]
        imported(run, tasks(task(annotations=more, modified="20261122T090000Z")))
        assert only(run)["evidence"] == "Open with a story\nNew\n\nFirst\n\nSecond"

    def test_have_attributes_that_are_no_evidence(self, run: Run) -> None:
        assert only(run)["evidence"] == "Open with a story"

    def test_changed_on_both_sides_are_merged_field_by_field(self, run: Run) -> None:
        run("action", "edit", "1", "--text", "Draft the keynote")
        theirs = task(due="20261204T090000Z", modified="20261122T090000Z")
        _, told = imported(run, tasks(theirs))
        assert (only(run)["text"], only(run)["due_on"]) == ("Draft the keynote", "2026-12-04")
        assert told == ""

    @pytest.mark.parametrize(
        ("modified", "stays"), [("20261121T080000Z", "here"), ("20261121T230000Z", "there")]
    )
    def test_of_one_field_keep_the_later(self, run: Run, modified: str, stays: str) -> None:
        run("action", "edit", "1", "--text", "here")
        _, told = imported(run, tasks(task(description="there", modified=modified)))
        assert only(run)["text"] == stays
        assert '"here"' in told
        assert '"there"' in told
        assert {"here", "there"} <= {*run("changes", "a1", "--json").out.split('"')}

    def test_done_here_and_changed_there_before_stay_done(self, run: Run) -> None:
        run("done", "1")
        imported(run, tasks(task(modified="20261122T090000Z", priority="L")))
        assert only(run)["state"] == "done"
        assert exported(run)[0]["priority"] == "L"

    def test_done_there_are_done_here(self, run: Run) -> None:
        theirs = task(status="completed", end="20261121T080000Z", modified="20261121T080000Z")
        imported(run, tasks(theirs))
        assert (only(run)["state"], only(run)["done_on"]) == ("done", "2026-11-21")
        assert exported(run)[0]["end"] == "20261121T080000Z"

    def test_opened_again_there_after_they_had_it_as_done_are_open(self, run: Run, on: On) -> None:
        run("done", "1")
        (theirs,) = exported(run)
        assert theirs["status"] == "completed"
        imported(run, tasks(theirs))
        on("2026-11-23")
        theirs |= {"status": "pending", "modified": "20261122T090000Z"}
        del theirs["end"]
        imported(run, tasks(theirs))
        assert only(run)["state"] == "open"

    def test_opened_again_here_and_done_there_earlier_can_be_done(self, run: Run, on: On) -> None:
        run("done", "1")
        on("2026-11-24")
        run("action", "reopen", "1")
        theirs = task(status="completed", end="20261122T080000Z", modified="20261124T230000Z")
        imported(run, tasks(theirs))
        assert (only(run)["state"], only(run)["done_on"]) == ("done", "2026-11-24")

    def test_deleted_here_stay_deleted_and_are_told(self, run: Run) -> None:
        run("action", "delete", "1", "--yes")
        count, _ = imported(run, tasks(task()))
        assert actions(run) == []
        assert count["left_out"] == {"deleted here, and it stays so": 1}
        count, told = imported(run, tasks(task(modified="20261122T090000Z", description="Newer")))
        assert only(run)["text"] == "Newer"
        assert "comes back" in told

    def test_deleted_as_a_line_of_a_document_stay_deleted(self, run: Run) -> None:
        run("mentor", "add", "Dana Ortiz")
        run("log", "dana", "-t", "Openings")
        assert run("action", "edit", "1", "--session", "s1").code == 0
        document = run("session", "show", "1", "--format", "markdown").out
        before, _, _ = document.partition("## Actions")
        assert run("log", "-", "--yes", stdin=before).code == 0
        assert actions(run) == []
        count, _ = imported(run, tasks(task()))
        assert actions(run) == []
        assert count["left_out"] == {"deleted here, and it stays so": 1}

    def test_deleted_here_and_put_back_are_here(self, run: Run) -> None:
        run("action", "delete", "1", "--yes")
        run("undo")
        imported(run, tasks(task(due="20261204T090000Z")))
        assert only(run)["due_on"] == "2026-12-04"

    def test_of_an_import_that_was_undone_come_in_again(self, run: Run) -> None:
        run("undo")
        imported(run, tasks(task()))
        assert only(run)["text"] == "Draft the talk"

    def test_are_taken_back_in_words_and_not_by_their_names_there(self, run: Run) -> None:
        imported(run, tasks(task(description="Newer", modified="20261122T090000Z")))
        took, log = run("undo").out, run("changes", "a1").out
        assert "Newer → “Draft the talk”" in took
        assert "imported" not in took
        assert "imported from taskwarrior" in log
        assert UUID[:8] not in took + log

    def test_keep_no_tag_that_was_taken_off(self, run: Run) -> None:
        run("tag", "remove", "a1", "q4")
        run("tag", "add", "a1", "mine")
        imported(run, tasks(task(tags=["talk", "q4", "new"], modified="20261122T090000Z")))
        assert sorted(only(run)["tags"]) == ["mine", "new", "talk"]
        imported(run, tasks(task(tags=["q4", "new"], modified="20261123T090000Z")))
        assert sorted(only(run)["tags"]) == ["mine", "new"]
        assert sorted(exported(run)[0]["tags"]) == ["mine", "new"]

    def test_lose_the_day_and_the_project_that_were_taken_away_there(self, run: Run) -> None:
        imported(run, tasks(task(project="speaking")))
        assert only(run)["goal"]["title"] == "speaking"
        theirs = task(modified="20261122T090000Z")
        del theirs["due"]
        imported(run, tasks(theirs))
        assert (only(run)["due_on"], only(run)["goal"]) == (None, None)

    def test_keep_the_day_that_was_taken_away_here_away(self, run: Run) -> None:
        run("action", "edit", "1", "--due", "none")
        imported(run, tasks(task(description="Draft", modified="20261122T090000Z")))
        assert (only(run)["text"], only(run)["due_on"]) == ("Draft", None)

    def test_from_an_older_file_undo_nothing(self, run: Run) -> None:
        imported(run, tasks(task(description="Newer", modified="20261122T090000Z")))
        count, _ = imported(run, tasks(task()))
        assert count["kinds"]["action"]["skipped"] == 1
        assert only(run)["text"] == "Newer"

    def test_that_stand_twice_in_a_file_come_in_once(self, run: Run) -> None:
        twice = tasks(task(), task(description="Other"))
        count, told = imported(run, twice)
        assert count["kinds"]["action"] == {"added": 0, "updated": 0, "skipped": 2}
        assert "it stands in the file twice" in told
        later = tasks(task(), task(description="Other", modified="20261122T090000Z"))
        imported(run, later)
        assert only(run)["text"] == "Other"

    def test_of_a_goal_that_was_deleted_here_do_not_bring_it_back(self, run: Run) -> None:
        imported(run, tasks(task(project="speaking")))
        run("goal", "delete", "g1", "--yes")
        imported(run, tasks(task(project="speaking", modified="20261122T090000Z")))
        assert run("goal", "--all", "--json").out.strip() == "[]"
        assert only(run)["evidence"] == "Open with a story"


class TestOurOwnTasks:
    def test_are_merged_with_the_state_that_they_were_made_from(self, run: Run, on: On) -> None:
        run("todo", "Ask Dana", "--due", "2026-11-27", "--tag", "talk")
        (theirs,) = exported(run)
        on("2026-11-21")
        run("action", "edit", "1", "--text", "Ask Dana Ortiz")
        on("2026-11-22")
        theirs |= {"due": "20261204T090000Z", "modified": "20261122T230000Z"}
        _, told = imported(run, tasks(theirs))
        assert (only(run)["text"], only(run)["due_on"]) == ("Ask Dana Ortiz", "2026-12-04")
        assert told == ""

    def test_undo_nothing_when_they_come_from_an_old_file(self, run: Run, on: On) -> None:
        run("todo", "Ask Dana", "--due", "2026-11-27")
        theirs = exported(run)
        on("2026-11-21")
        run("action", "edit", "1", "--due", "2026-12-24")
        run("done", "1")
        imported(run, json.dumps(theirs))
        assert (only(run)["state"], only(run)["due_on"]) == ("done", "2026-12-24")
        for each in theirs:
            del each["mentorlog_at"]  # As written by an earlier version of this program.
        imported(run, json.dumps(theirs))
        assert (only(run)["state"], only(run)["due_on"]) == ("done", "2026-12-24")


def table(run: Run, kind: str = "action") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run("export", "--format", "csv", "--kind", kind).out)))


def as_csv(rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.fixture
def sheet(run: Run, on: On) -> list[dict[str, str]]:
    """Our own table of one action, exported on the 20th; it is the 21st now."""
    run("goal", "add", "Speak")
    run("todo", "Ask Dana", "--due", "2026-11-27", "--goal", "g1", "--tag", "talk", "--tag", "q4")
    found = table(run)
    on("2026-11-21")
    return found


class TestOurOwnTable:
    def test_is_merged_field_by_field(self, run: Run, sheet: list[dict[str, str]]) -> None:
        run("action", "edit", "1", "--text", "Ask Dana Ortiz", "--evidence", "mine")
        sheet[0] |= {"due_on": "2026-12-04"}
        _, told = imported(run, as_csv(sheet))
        assert (only(run)["text"], only(run)["due_on"]) == ("Ask Dana Ortiz", "2026-12-04")
        assert (only(run)["evidence"], told) == ("mine", "")

    def test_undoes_nothing_that_was_done_since(
        self, run: Run, sheet: list[dict[str, str]]
    ) -> None:
        run("done", "1")
        run("tag", "remove", "a1", "q4")
        assert imported(run, as_csv(sheet))[0]["kinds"]["action"]["skipped"] == 1
        assert (only(run)["state"], only(run)["tags"]) == ("done", ["talk"])

    def test_of_one_field_leaves_what_was_said_here(
        self, run: Run, sheet: list[dict[str, str]], on: On
    ) -> None:
        run("action", "edit", "1", "--text", "here")
        sheet[0] |= {"text": "there"}
        _, told = imported(run, as_csv(sheet))
        assert only(run)["text"] == "here"
        assert 'a1, text: "here" was said here, and stays; the file has "there".' in told
        assert "there" in run("changes", "a1", "--json").out
        on("2026-11-22")
        sheet[0] |= {"text": "there again"}
        assert '"there again"' in imported(run, as_csv(sheet))[1]

    def test_of_old_undoes_nothing_that_a_newer_brought(
        self, run: Run, sheet: list[dict[str, str]]
    ) -> None:
        newer = [sheet[0] | {"due_on": "2026-12-04"}]
        imported(run, as_csv(newer))
        imported(run, as_csv(sheet))
        assert only(run)["due_on"] == "2026-12-04"

    def test_takes_away_what_was_emptied_there(self, run: Run, sheet: list[dict[str, str]]) -> None:
        sheet[0] |= {"due_on": "", "goal": "", "tags": "talk"}
        imported(run, as_csv(sheet))
        found = only(run)
        assert (found["due_on"], found["goal"], found["tags"]) == (None, None, ["talk"])

    def test_brings_back_nothing_that_was_deleted(
        self, run: Run, sheet: list[dict[str, str]]
    ) -> None:
        run("action", "delete", "1", "--yes")
        assert imported(run, as_csv(sheet))[0]["left_out"] == {"deleted here, and it stays so": 1}
        assert actions(run) == []

    def test_without_its_stamps_undoes_nothing(self, run: Run, sheet: list[dict[str, str]]) -> None:
        run("action", "edit", "1", "--text", "here")
        run("done", "1")
        imported(
            run, as_csv([{name: sheet[0][name] for name in ("uid", "text", "due_on", "state")}])
        )
        assert (only(run)["text"], only(run)["state"]) == ("here", "done")

    @pytest.mark.parametrize(
        ("kind", "edit", "column", "value"),
        [
            ("goal", ("goal", "edit", "1", "--why", "mine"), "title", "Keynote"),
            ("win", ("win", "edit", "1", "--impact", "mine"), "title", "Shipped it"),
            ("session", ("session", "edit", "1", "--topic", "mine"), "minutes", "45"),
        ],
    )  # fmt: skip
    def test_of_any_kind(
        self, run: Run, on: On, kind: str, edit: tuple[str, ...], column: str, value: str
    ) -> None:
        run("goal", "add", "Speak")
        run("win", "add", "Shipped")
        run("mentor", "add", "Dana Ortiz")
        run("log", "dana", "-t", "A point", "--on", "2026-11-19")
        rows = table(run, kind)
        on("2026-11-21")
        assert run(*edit).code == 0
        rows[0][column] = value
        _, told = imported(run, as_csv(rows))
        (found,) = table(run, kind)
        assert (found[column], "mine" in found.values(), told) == (value, True, "")


class TestATracker:
    ROW = "Task,Deadline,Status\nBook a train,2026-11-27,open\n"

    @pytest.fixture(autouse=True)
    def _imported(self, run: Run, on: On) -> None:
        run("import", "-", stdin=self.ROW)
        on("2026-11-21")

    @pytest.mark.parametrize(
        "edit",
        [
            ("action", "edit", "1", "--text", "Book a plane"),
            ("action", "edit", "1", "--due", "2026-12-24"),
            ("action", "edit", "1", "--due", "none"),
            ("done", "1"),
        ],
    )
    def test_makes_no_second_row_of_one_that_was_edited_here(
        self, run: Run, edit: tuple[str, ...]
    ) -> None:
        assert run(*edit).code == 0
        before = only(run)
        imported(run, self.ROW)
        assert only(run) == before

    def test_makes_no_second_row_of_one_that_was_edited_there(self, run: Run) -> None:
        imported(run, self.ROW.replace("11-27", "12-04"))
        assert only(run)["due_on"] == "2026-12-04"

    def test_is_merged_field_by_field(self, run: Run) -> None:
        run("action", "edit", "1", "--text", "Book a plane")
        imported(run, self.ROW.replace("open", "done"))
        assert (only(run)["text"], only(run)["state"]) == ("Book a plane", "done")

    def test_brings_back_nothing_that_was_deleted(self, run: Run) -> None:
        run("action", "delete", "1", "--yes")
        assert imported(run, self.ROW)[0]["left_out"] == {"deleted here, and it stays so": 1}
        assert actions(run) == []

    def test_of_another_week_has_other_actions(self, run: Run) -> None:
        run("done", "1")
        imported(run, self.ROW.replace("11-27", "12-04"))
        assert [each["due_on"] for each in actions(run)] == ["2026-12-04", "2026-11-27"]

    def test_with_the_same_text_on_two_days_has_two_actions(self, run: Run) -> None:
        both = self.ROW + "Book a train,2026-12-04,open\n"
        imported(run, both)
        assert [each["due_on"] for each in actions(run)] == ["2026-11-27", "2026-12-04"]


def test_a_row_that_is_known_by_its_text_fills_what_is_empty_and_its_other_words_are_told(
    run: Run,
) -> None:
    run("goal", "add", "Speak", "--why", "mine")
    row = "Goal,Why,Area\nSpeak,theirs,work\n"
    _, told = imported(run, row)
    assert 'g1, why: "mine" was said here, and stays; the file has "theirs".' in told
    (goal,) = json.loads(run("goal", "--json").out)
    assert (goal["why"], goal["area"]) == ("mine", "work")
    assert "theirs" in run("changes", "g1", "--json").out
    assert imported(run, row)[1] == ""


def calendar(run: Run) -> str:
    return run("export", "--format", "ics").out


def edited(text: str, *changes: tuple[str, str], at: str = "20261122T090000Z") -> str:
    """The calendar as an app gives it back that changed the only thing in it."""
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return re.sub("LAST-MODIFIED:.*", f"LAST-MODIFIED:{at}", text)


class TestToDos:
    @pytest.fixture
    def todo(self, run: Run, on: On) -> str:
        run("mentor", "add", "Dana Ortiz")
        run("action", "add", "Send it", "--owner", "dana", "--due", "2026-11-27")
        found = calendar(run)
        on("2026-11-23")
        return found

    def test_are_done_when_they_were_ticked(self, run: Run, todo: str) -> None:
        ticked = ("STATUS:NEEDS-ACTION", "STATUS:COMPLETED\r\nCOMPLETED:20261122T090000Z")
        imported(run, edited(todo, ticked))
        assert (only(run)["state"], only(run)["done_on"]) == ("done", "2026-11-22")
        assert (only(run)["text"], only(run)["owner"]["name"]) == ("Send it", "Dana Ortiz")

    def test_are_merged_field_by_field(self, run: Run, todo: str) -> None:
        run("action", "edit", "1", "--text", "Send all of it")
        imported(run, edited(todo, ("DUE;VALUE=DATE:20261127", "DUE;VALUE=DATE:20261204")))
        assert (only(run)["text"], only(run)["due_on"]) == ("Send all of it", "2026-12-04")

    def test_undo_nothing_that_was_done_here_since(self, run: Run, todo: str) -> None:
        run("done", "1")
        imported(run, todo)
        imported(run, edited(todo, ("SUMMARY:", "DESCRIPTION:looked at\r\nSUMMARY:")))
        assert only(run)["state"] == "done"

    def test_of_an_export_for_others_are_left_out(self, run: Run, todo: str) -> None:
        count, _ = imported(run, re.sub("UID:.*", "UID:0b1c-2d@mentorlog", todo))
        assert count["left_out"] == {"of an export for others": 1}
        assert len(actions(run)) == 1

    def test_that_were_deleted_here_stay_deleted(self, run: Run, todo: str) -> None:
        run("action", "delete", "1", "--yes")
        assert imported(run, todo)[0]["left_out"] == {"deleted here, and it stays so": 1}


class TestToDosOfOtherPrograms:
    TODO = (
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//IDN bitfire.at//ical4android\nBEGIN:VTODO\n"
        "UID:6543210987654321\nCREATED:20261110T090000Z\nLAST-MODIFIED:20261118T090000Z\n"
        "SUMMARY:Ask for feedback\nDUE;VALUE=DATE:20261127\nCATEGORIES:talk\n"
        "STATUS:NEEDS-ACTION\nEND:VTODO\nEND:VCALENDAR\n"
    )
    TICKED = ("STATUS:NEEDS-ACTION", "STATUS:COMPLETED\nCOMPLETED:20261119T100000Z")

    def test_are_private_actions(self, run: Run) -> None:
        imported(run, self.TODO)
        found = only(run)
        assert (found["text"], found["state"], found["tags"]) == (
            "Ask for feedback", "open", ["talk"],
        )  # fmt: skip
        assert (found["made_on"], found["due_on"]) == ("2026-11-10", "2026-11-27")
        assert found["visibility"] == "private"

    def test_are_shared_where_that_is_wanted_and_they_are_not_private(self, run: Run) -> None:
        imported(run, self.TODO, "--shared")
        other = self.TODO.replace("UID:65", "CLASS:CONFIDENTIAL\nUID:")
        imported(run, other, "--shared")
        assert [each["visibility"] for each in actions(run)] == ["shared", "private"]

    def test_are_done_when_they_are_ticked_there(self, run: Run) -> None:
        imported(run, self.TODO)
        imported(run, edited(self.TODO, self.TICKED, ("SUMMARY:Ask", "SUMMARY:Beg")))
        assert (only(run)["state"], only(run)["done_on"]) == ("done", "2026-11-19")
        assert only(run)["text"] == "Beg for feedback"
        imported(run, edited(self.TODO, ("STATUS:NEEDS-ACTION\n", ""), at="20261123T090000Z"))
        assert only(run)["state"] == "open"

    def test_are_not_undone_by_the_file_as_it_was(self, run: Run) -> None:
        imported(run, self.TODO)
        run("done", "1")
        imported(run, self.TODO)
        imported(run, edited(self.TODO, ("DUE;VALUE=DATE:20261127", "DUE;VALUE=DATE:20261204")))
        assert (only(run)["state"], only(run)["due_on"]) == ("done", "2026-12-04")

    def test_that_were_done_before_they_were_made_come_in(self, run: Run) -> None:
        moved = ("CREATED:20261110T090000Z", "CREATED:20261120T080000Z")
        imported(run, edited(self.TODO, moved, self.TICKED))
        assert (only(run)["made_on"], only(run)["done_on"]) == ("2026-11-19", "2026-11-19")

    def test_without_a_title_are_left_out(self, run: Run) -> None:
        count, _ = imported(run, self.TODO.replace("SUMMARY:Ask for feedback\n", ""))
        assert count["left_out"] == {"to-dos without a title": 1}


class TestOurEvents:
    def test_moved_on_both_sides_are_where_they_were_moved_last(self, run: Run, on: On) -> None:
        run("mentor", "add", "Dana Ortiz")
        run("session", "plan", "dana", "2026-12-03 10:00")
        ours = calendar(run)
        on("2026-11-21")
        run("session", "edit", "1", "--on", "2026-12-04")
        moved = ("DTSTART:20261203", "DTSTART:20261207")
        _, told = imported(run, edited(ours, moved, at="20261120T180000Z"))
        assert '"2026-12-04" was said here, and stays; the file has "2026-12-07"' in told
        _, told = imported(run, edited(ours, ("DTSTART:20261203", "DTSTART:20261208")))
        assert 'the later "2026-12-08" is taken; here it was "2026-12-04"' in told
        assert imported(run, ours)[1] == ""
        assert table(run, "session")[0]["held_on"] == "2026-12-08"


@pytest.mark.parametrize("text", [TestToDosOfOtherPrograms.TODO, tasks(task())])
def test_evidence_that_came_from_a_table_stays_when_another_program_comes_again(
    run: Run, text: str
) -> None:
    imported(run, text)
    (row,) = table(run)
    row["evidence"] += "\nSee the mail"
    imported(run, as_csv([row]))
    imported(run, text)
    assert only(run)["evidence"].endswith("See the mail")


def test_what_a_table_changed_is_not_undone_by_the_task_as_it_was(run: Run) -> None:
    imported(run, tasks(task()))
    (row,) = table(run)
    imported(run, as_csv([row | {"text": "From the table", "tags": f"{row['tags']}; more"}]))
    imported(run, tasks(task()))
    assert only(run)["text"] == "From the table"
    assert sorted(only(run)["tags"]) == ["more", "q4", "talk"]
    imported(run, tasks(task(due="20261204T090000Z", modified="20261121T090000Z")))
    assert (only(run)["text"], only(run)["due_on"]) == ("From the table", "2026-12-04")


# Both sides edited at random


class Edit(NamedTuple):
    """What one side says anew, None where it leaves a field alone; a due day of "" is taken away."""

    text: str | None
    due: str | None
    closed: bool
    more: frozenset[str]
    fewer: frozenset[str]


def edits(side: str) -> st.SearchStrategy[Edit]:
    tags = st.frozensets(st.sampled_from(["a", "b", side]))
    return st.builds(
        Edit,
        st.none() | st.just(f"said {side}"),
        st.none() | st.sampled_from(["", "2026-12-24" if side == "here" else "2026-12-31"]),
        st.booleans(),
        st.frozensets(st.just(side)),
        tags.map(lambda found: found - {side}),
    )


def expected(ours: Edit, theirs: Edit, *, theirs_last: bool) -> dict[str, object]:
    """What the two come to: for each field what one of them changed, or the later of both."""
    found: dict[str, object] = {"text": "Start", "due_on": "2026-12-01"}
    for edit in (ours, theirs) if theirs_last else (theirs, ours):
        if edit.text is not None:
            found["text"] = edit.text
        if edit.due is not None:
            found["due_on"] = edit.due or None
    found["state"] = "done" if ours.closed or theirs.closed else "open"
    both = ({"a", "b"} - ours.fewer - theirs.fewer) | ours.more | theirs.more
    return {**found, "tags": sorted(both)}


def said(run: Run) -> dict[str, object]:
    found = only(run)
    return {name: found[name] for name in ("text", "due_on", "state")} | {
        "tags": sorted(found["tags"])
    }


def edit_here(run: Run, edit: Edit) -> None:
    if edit.text is not None:
        assert run("action", "edit", "1", "--text", edit.text).code == 0
    if edit.due is not None:
        assert run("action", "edit", "1", "--due", edit.due or "none").code == 0
    if edit.closed:
        assert run("done", "1").code == 0
    for tag in edit.more:
        assert run("tag", "add", "a1", tag).code == 0
    for tag in edit.fewer:
        assert run("tag", "remove", "a1", tag).code == 0


MANY = settings(
    max_examples=5,
    phases=[Phase.explicit, Phase.generate],  # To look for a smaller fault takes minutes.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
HERE = Edit("said here", "2026-12-24", False, frozenset({"here"}), frozenset({"a"}))
NOTHING = Edit(None, None, False, frozenset(), frozenset())
THERE = Edit("said there", "2026-12-31", True, frozenset({"there"}), frozenset({"b"}))


@MANY
@example(HERE, THERE, True, True)
@example(HERE, THERE, False, True)
@example(HERE._replace(text=None), THERE._replace(due=None), True, False)
@given(edits("here"), edits("there"), st.booleans(), st.booleans())
def test_tasks_that_both_edited_come_to_what_both_said(
    run: Run, on: On, journal: Path, ours: Edit, theirs: Edit, theirs_last: bool, from_here: bool
) -> None:
    journal.write_bytes(b"")
    on("2026-11-20")
    if from_here:
        run("todo", "Start", "--due", "2026-12-01", "--tag", "a", "--tag", "b")
        (there,) = exported(run)
    else:
        there = task(
            description="Start",
            due="20261201T090000Z",
            tags=["a", "b"],
            modified="20261119T090000Z",
        )
        run("import", "-", stdin=tasks(there))
    on("2026-11-22")
    edit_here(run, ours)
    if theirs != NOTHING:
        there |= {"modified": "20261123T090000Z" if theirs_last else "20261121T090000Z"}
    if theirs.text:
        there["description"] = theirs.text
    if theirs.due is not None:
        there["due"] = theirs.due.replace("-", "") + "T090000Z"
        if not theirs.due:
            del there["due"]
    if theirs.closed:
        there |= {"status": "completed", "end": "20261121T090000Z"}
    there["tags"] = sorted(({"a", "b"} - theirs.fewer) | theirs.more)
    imported(run, tasks(there))
    assert said(run) == expected(ours, theirs, theirs_last=theirs_last)
    (back,) = exported(run)  # What both have agreed on is no news to either.
    imported(run, tasks(back))
    assert said(run) == expected(ours, theirs, theirs_last=theirs_last)


class TestIssues:
    ISSUE = {  # noqa: RUF012 - read only
        "number": 7, "title": "Fix the outline", "state": "OPEN", "createdAt": "2026-11-02T09:00:00Z",
        "updatedAt": "2026-11-02T09:00:00Z", "closedAt": None, "labels": [{"name": "talk"}],
        "assignees": [{"login": "dana", "name": "Dana Ortiz"}], "milestone": {"dueOn": "2026-12-01T12:00:00Z"},
        "url": "https://github.com/x/y/issues/7",
    }  # fmt: skip

    def test_as_gh_writes_them_are_actions(self, run: Run) -> None:
        run("mentor", "add", "Dana Ortiz")
        issues = [self.ISSUE, {"title": "Other", "state": "CLOSED", "stateReason": "NOT_PLANNED"}]
        imported(run, json.dumps(issues))
        first, other = actions(run)
        assert (first["text"], first["due_on"], first["made_on"]) == (
            *("Fix the outline", "2026-12-01", "2026-11-02"),
        )
        assert (first["owner"]["name"], first["tags"]) == ("Dana Ortiz", ["talk"])
        assert other["state"] == "dropped"

    def test_that_were_retitled_here_and_closed_there_are_both(self, run: Run) -> None:
        imported(run, json.dumps([self.ISSUE]))
        run("action", "edit", "1", "--text", "Mine")
        closed = {"state": "CLOSED", "closedAt": "2026-11-19T09:00:00Z", "updatedAt": "2026-11-19T09:00:00Z"}  # fmt: skip
        imported(run, json.dumps([self.ISSUE | closed]))
        assert (only(run)["text"], only(run)["state"]) == ("Mine", "done")

    @pytest.mark.parametrize(
        "change",
        [
            {"title": ""}, {"title": 5}, {"state": None}, {"createdAt": "soon"}, {"labels": 7},
            {"assignees": [{}]}, {"milestone": "x"}, {"closedAt": 5, "state": "CLOSED"},
        ],
    )  # fmt: skip
    def test_that_are_broken_are_told(self, run: Run, change: dict[str, object]) -> None:
        done = run("import", "-", stdin=json.dumps([self.ISSUE | change]))
        assert done.code in (1, 2, 3)
        assert "line 1: it is no issue" in done.err


class TestADiary:
    ENTRY = "[2026-11-19 09:00] On the outlien @win\nBody of it.\n"

    @staticmethod
    def wins(run: Run) -> list[tuple[str, str]]:
        return [(each["title"], each["impact"]) for each in json.loads(run("win", "--json").out)]

    def test_in_which_a_slip_is_mended_has_it_mended_here(self, run: Run) -> None:
        imported(run, self.ENTRY)
        imported(run, self.ENTRY.replace("outlien", "outline").replace("of it", "of all"))
        assert self.wins(run) == [("On the outline", "Body of all.")]

    def test_has_another_entry_of_the_same_minute(self, run: Run) -> None:
        imported(run, self.ENTRY)
        imported(run, "[2026-11-19 09:00] Shipped the release @win\nFast.\n")
        assert len(self.wins(run)) == 2


def test_words_that_were_purged_do_not_come_back_with_the_file(run: Run, journal: Path) -> None:
    run("mentor", "add", "Dana Ortiz")
    event = (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:m@x\nDTSTART:20261202T090000Z\nSUMMARY:1:1 with Dana\n"
        "DESCRIPTION:hush\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    noted = tasks(task(annotations=[{"entry": "20261118T091500Z", "description": "hush"}]))
    for text, reference, field in ((event, "s1", "notes"), (noted, "a1", "evidence")):
        imported(run, text)
        assert run("purge", reference, field, "--yes").code == 0
        assert b"hush" not in journal.read_bytes()
        imported(run, text)
        assert b"hush" not in journal.read_bytes()
