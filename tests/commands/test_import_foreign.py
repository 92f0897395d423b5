"""jrnl, Taskwarrior and calendars through the command line: in, in again, changed, and out."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from icalendar import Calendar

from exports import tables

if TYPE_CHECKING:
    from tests.conftest import Run

Golden = Callable[[str, str], None]
On = Callable[[str], None]

DATA = Path(__file__).parents[1] / "data" / "exchange"
WROTE = {
    "tasks.json": {"goal": 4, "action": 12},
    "jrnl.json": {"session": 4, "takeaway": 3, "win": 1},
    "jrnl.txt": {"session": 4, "takeaway": 3, "win": 1},
    "khal.ics": {"session": 11},
    "calendar.ics": {"session": 6, "action": 1},
}
"""What is in each file that the real programs wrote."""

HOSTILE = (
    '$(touch X) `id`; "q", \\ \x1b[31mred\nnew\u202e 🎉 عربي [bold]x[/bold] =1+1 %s',
    "-- - @dana due friday",
    "#win !x",
)


@pytest.fixture(autouse=True)
def _zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The zone in which the files were written, where a process can choose its own."""
    if not hasattr(time, "tzset"):
        yield
        return
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


needs_zone = pytest.mark.skipif(
    not hasattr(time, "tzset"), reason="this system cannot change its zone for one process"
)


@pytest.fixture
def dana(run: Run, on: On) -> None:
    on("2026-09-01")
    assert run("mentor", "add", "Dana Ortiz", "--every", "2w").code == 0
    on("2026-11-26")


def counts(run: Run, *argv: str, stdin: str | None = None) -> dict[str, dict[str, int]]:
    """What of each kind an import added, updated and skipped."""
    result = run("import", *argv, "--json", stdin=stdin)
    assert result.code == 0, result.err
    found: dict[str, dict[str, int]] = json.loads(result.out)["kinds"]
    return found


def listed(run: Run, noun: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(noun, "--all", "--json").out)
    return found


def exported(run: Run, format: str, *argv: str) -> str:
    result = run("export", "--format", format, *argv)
    assert result.code == 0, result.err
    return result.out


@pytest.mark.usefixtures("dana")
class TestWhatTheProgramsWrote:
    @pytest.mark.parametrize("name", WROTE)
    def test_comes_in_once_however_often_it_is_read(self, run: Run, name: str) -> None:
        path = str(DATA / name)
        first = counts(run, path)
        assert {kind: count["added"] for kind, count in first.items()} == WROTE[name]
        before = tables(run("export").out)
        again = counts(run, path)
        assert {kind: count["skipped"] for kind, count in again.items()} == WROTE[name]
        assert tables(run("export").out) == before

    def test_is_taken_back_by_one_undo(self, run: Run) -> None:
        run("import", str(DATA / "tasks.json"))
        assert run("undo").code == 0
        assert listed(run, "action") == []
        assert counts(run, str(DATA / "tasks.json"))["action"]["added"] == 12

    def test_says_what_was_done(
        self, run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(DATA)
        golden("import-foreign", "\n".join(run("import", name).out for name in WROTE))

    def test_standard_input_is_as_good(self, run: Run) -> None:
        text = (DATA / "tasks.json").read_text(encoding="utf-8")
        assert counts(run, "-", stdin=text)["action"]["added"] == 12

    def test_jrnls_two_files_are_the_same_entries(self, run: Run) -> None:
        run("import", str(DATA / "jrnl.json"))
        assert {count["skipped"] for count in counts(run, str(DATA / "jrnl.txt")).values()} == {1, 3, 4}  # fmt: skip

    @pytest.mark.parametrize(
        ("name", "words"),
        [("jrnl.json", "Spaziergang"), ("jrnl.json", "billing"), ("tasks.json", "Plan next year")],
    )
    def test_what_was_kept_for_oneself_is_private(self, run: Run, name: str, words: str) -> None:
        run("import", str(DATA / name))
        assert words in run("search", words).out
        for audience in ("dana", "manager"):
            assert words not in run("search", words, "--for", audience).out

    def test_what_is_shared_here_stays_so(self, run: Run) -> None:
        run("import", str(DATA / "tasks.json"))
        assert run("action", "edit", "Plan", "--shared").code == 0
        assert counts(run, str(DATA / "tasks.json"))["action"]["skipped"] == 12
        assert "Plan next year" in run("search", "Plan", "--for", "dana").out

    @needs_zone
    def test_what_a_task_says_of_itself_is_the_owners_alone(self, run: Run) -> None:
        run("import", str(DATA / "tasks.json"))
        run("action", "edit", "1", "--shared")
        run("goal", "edit", "1", "--shared")
        ours = json.loads(exported(run, "taskwarrior"))
        assert ours[0]["entry"] == "20261125T165746Z"
        (theirs,) = json.loads(exported(run, "taskwarrior", "--for", "dana"))
        assert theirs["description"] == "Draft the talk outline"
        assert "76da485d" not in theirs["uuid"]
        assert theirs["entry"] == "20261124T230000Z"


@pytest.mark.usefixtures("dana")
class TestASecondImport:
    def test_brings_what_is_new_and_leaves_what_was_done_here(self, run: Run) -> None:
        tasks = json.loads((DATA / "tasks.json").read_text(encoding="utf-8"))
        run("import", str(DATA / "tasks.json"))
        run("done", "Percent")
        tasks[0]["due"] = "20261130T120000Z"
        assert counts(run, "-", stdin=json.dumps(tasks))["action"] == {
            "added": 0, "updated": 1, "skipped": 11
        }  # fmt: skip
        found = {each["text"]: each for each in listed(run, "action")}
        assert found["Draft the talk outline"]["due_on"] == "2026-11-30"
        assert found["Percent 100% [brackets] backslash  two  spaces"]["state"] == "done"

    def test_leaves_the_evidence_that_was_written_here(self, run: Run) -> None:
        tasks = json.loads((DATA / "tasks.json").read_text(encoding="utf-8"))[:1]
        run("import", "-", stdin=json.dumps(tasks))
        run("done", "outline", "--evidence", "https://example.org/proof")
        note = tasks[0]["annotations"][0]
        for text in ("first", "second"):
            tasks[0]["annotations"] = [{**note, "description": text}]
            run("import", "-", stdin=json.dumps(tasks))
            (action,) = listed(run, "action")
            assert action["evidence"].split("\n")[0] == text
            assert action["evidence"].split("\n")[-1] == "https://example.org/proof"
        assert counts(run, "-", stdin=json.dumps(tasks))["action"]["skipped"] == 1
        (task,) = json.loads(exported(run, "taskwarrior"))
        assert [each["description"] for each in task["annotations"]] == [
            *("second", "https://example.org/proof")
        ]

    def test_does_not_say_that_a_missed_session_was_held(self, run: Run, on: On) -> None:
        run("import", str(DATA / "khal.ics"))
        planned = next(each for each in listed(run, "session") if each["held_on"] == "2026-12-10")
        run("session", "no-show", f"s{planned['id']}")
        on("2026-12-20")
        run("import", str(DATA / "khal.ics"))
        after = next(each for each in listed(run, "session") if each["id"] == planned["id"])
        assert after["state"] == "no-show"

    def test_holds_a_planned_session_whose_day_is_over(self, run: Run, on: On) -> None:
        run("import", str(DATA / "khal.ics"))
        on("2026-12-20")
        assert counts(run, str(DATA / "khal.ics"))["session"]["updated"] == 1
        days = {each["held_on"]: each["state"] for each in listed(run, "session")}
        assert days["2026-12-10"] == "held"

    def test_moves_an_event_that_was_moved(self, run: Run) -> None:
        text = (DATA / "khal.ics").read_text(encoding="utf-8")
        run("import", "-", stdin=text)
        moved = text.replace("20261210", "20261211").replace("DTEND;VALUE=DATE:20261211", "DTEND;VALUE=DATE:20261212")  # fmt: skip
        assert counts(run, "-", stdin=moved)["session"] == {
            "added": 0, "updated": 1, "skipped": 10
        }  # fmt: skip
        assert "2026-12-11" in {each["held_on"] for each in listed(run, "session")}

    def test_of_our_own_calendar_moves_our_session(self, run: Run) -> None:
        run("session", "plan", "dana", "2026-12-03 10:00", "--topic", "Outline")
        ours = exported(run, "ics")
        assert counts(run, "-", stdin=ours)["session"]["skipped"] == 1
        moved = ours.replace("DTSTART:20261203", "DTSTART:20261204")
        assert counts(run, "-", stdin=moved)["session"]["updated"] == 1
        (session,) = listed(run, "session")
        assert (session["held_on"], session["topic"]) == ("2026-12-04", "Outline")


@pytest.mark.usefixtures("dana")
class TestBadInput:
    BAD = '[{"description":"A","status":"pending","uuid":"u1"},\n{"status":"pending","uuid":"u2"}]'

    def test_brings_nothing_unless_all_of_it(self, run: Run) -> None:
        result = run("import", "-", stdin=self.BAD)
        assert result.code == 2
        assert "standard input, line 2: the task has no description" in result.err
        assert "Traceback" not in result.err
        assert listed(run, "action") == []

    def test_is_put_aside_when_told(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "tasks.json"
        path.write_text(self.BAD, encoding="utf-8")
        result = run("import", str(path), "--skip-bad")
        assert result.code == 0
        assert [each["text"] for each in listed(run, "action")] == ["A"]

    @pytest.mark.parametrize("text", ["\\u0000", "\\ud800"])
    def test_a_text_that_the_journal_cannot_hold(self, run: Run, text: str) -> None:
        task = f'[{{"description":"A{text}","status":"pending","uuid":"u1"}}]'
        result = run("import", "-", stdin=task)
        assert result.code == 2
        assert "standard input, line 1: " in result.err

    def test_a_file_of_one_endless_line(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "endless"
        for begin, megabytes, reason in (
            (b"BEGIN:VCALENDAR\n", 4, "cut off"), (b"[2026-11-20 09:00] A\n", 66, "MB"),
            (b'[{"description":"A","status":"","uuid":"', 20, "cut off"),
        ):  # fmt: skip
            path.write_bytes(begin + b"x" * (megabytes << 20))
            result = run("import", str(path))
            assert result.code == 2
            assert reason in result.err

    def test_a_win_still_to_come(self, run: Run) -> None:
        result = run("import", "-", stdin="[2027-01-01 09:00] @win Promoted\n")
        assert (result.code, "line 1" in result.err) == (2, True)


@pytest.mark.usefixtures("dana")
class TestGoingOut:
    @pytest.fixture
    def hostile(self, run: Run) -> list[str]:
        """Actions whose titles are traps for whoever prints, evaluates or parses them."""
        tasks = [
            {"description": text, "status": "pending", "uuid": f"u{number}", "project": text}
            for number, text in enumerate(HOSTILE)
        ]
        counts(run, "-", stdin=json.dumps(tasks))
        return [each["text"] for each in listed(run, "action")]

    def test_hostile_titles_come_in_as_they_are(self, hostile: list[str]) -> None:
        assert sorted(hostile) == sorted(HOSTILE)

    @pytest.mark.usefixtures("hostile")
    def test_hostile_titles_go_out_harmless_and_whole(self, run: Run) -> None:
        tasks = exported(run, "taskwarrior")
        assert not set(tasks) & set("\x1b\u202e")
        assert sorted(task["description"] for task in json.loads(tasks)) == sorted(HOSTILE)
        calendar = exported(run, "ics")
        assert not set(calendar) & set("\x1b\u202e")
        todos = [str(each["SUMMARY"]) for each in Calendar.from_ical(calendar).walk("VTODO")]
        assert HOSTILE[0].replace("\x1b", "\\x1b").replace("\u202e", "\\u202e") in todos

    def test_twice_is_the_same_to_the_byte(self, run: Run) -> None:
        run("import", str(DATA / "tasks.json"))
        run("log", "dana", "-t", "One", "-a", "Two, due friday")
        for format in ("taskwarrior", "ics"):
            assert exported(run, format) == exported(run, format)

    @needs_zone
    def test_a_calendar_reads_ours(self, run: Run, golden: Golden) -> None:
        run("session", "plan", "dana", "2026-12-03 10:00", "--topic", "Outline; story, point")
        run(
            "log", "dana", "secret notes", "-t", "One", "-a", "Two, due friday", "--duration", "45m"
        )
        text = exported(run, "ics")
        assert "secret" not in text
        names = [each.name for each in Calendar.from_ical(text).subcomponents]
        assert sorted(names) == ["VEVENT", "VEVENT", "VTODO"]
        uids = [str(each["UID"]) for each in Calendar.from_ical(text).subcomponents]
        for number, uid in enumerate(uids):
            text = text.replace(uid, f"uid-{number}")
        golden("export-ics", text.replace("\r\n", "\n"))

    def test_an_event_of_another_calendar_stays_there(self, run: Run) -> None:
        run("import", str(DATA / "calendar.ics"))
        done = run("export", "--format", "ics", "--kind", "session", "--kind", "action")
        assert Calendar.from_ical(done.out).subcomponents == []
        assert "Left out 6 events that came from another calendar, which has them." in done.err
        assert "Left out 1 to-do that came from another calendar, which has it." in done.err

    def test_nor_does_a_reader_get_it_from_here(self, run: Run) -> None:
        run("import", str(DATA / "calendar.ics"), "--shared")
        run("log", "dana", "-t", "One", "--on", "2026-11-24")
        done = run("export", "--for", "mentor", "--format", "ics", "--kind", "session")
        assert done.code == 0, done
        (ours,) = Calendar.from_ical(done.out).subcomponents
        assert str(ours["UID"]).endswith("@mentorlog")
        assert "events that came from another calendar, which has them." in done.err

    def test_nor_does_one_who_has_left(self, run: Run) -> None:
        run("import", str(DATA / "calendar.ics"), "--shared")
        run("mentorship", "end", "dana")
        done = run("export", "--for", "dana", "--format", "ics", "--kind", "session")
        assert "UNIQUE" not in done.err and done.code == 0, done

    def test_an_event_with_another_stamp_alone_is_no_news(self, run: Run) -> None:
        text = (DATA / "calendar.ics").read_text(encoding="utf-8")
        run("import", "-", stdin=text)
        later = re.sub(r"DTSTAMP:\d{8}", "DTSTAMP:20261201", text)
        assert later != text
        assert counts(run, "-", stdin=later) == {
            "session": {"added": 0, "updated": 0, "skipped": 6},
            "action": {"added": 0, "updated": 0, "skipped": 1},
        }

    def test_our_own_tasks_come_back_as_ours(self, run: Run) -> None:
        run("goal", "add", "Speak at a conference")
        run("todo", "Draft the outline", "--goal", "1", "--due", "friday", "--tag", "talk")
        run("done", "1", "--evidence", "https://example.org/a")
        tasks = json.loads(exported(run, "taskwarrior"))
        assert counts(run, "-", stdin=json.dumps(tasks)) == {
            "goal": {"added": 0, "updated": 1, "skipped": 0},  # Its name over there is kept.
            "action": {"added": 0, "updated": 1, "skipped": 0},
        }
        again = counts(run, "-", stdin=json.dumps(tasks))
        assert {count["skipped"] for count in again.values()} == {1}
        assert len(listed(run, "action")) == len(listed(run, "goal")) == 1
        assert json.loads(exported(run, "taskwarrior")) == tasks


def _is_taskwarrior() -> bool:
    """Whether ``task`` is Taskwarrior: another program has that name too."""
    if not shutil.which("task"):
        return False
    said = subprocess.run(["task", "--version"], capture_output=True, text=True, check=False)
    return said.stdout[:2] in ("2.", "3.")


needs_task = pytest.mark.skipif(not _is_taskwarrior(), reason="Taskwarrior is not installed here")


@needs_task
@pytest.mark.usefixtures("dana")
class TestWithTaskwarriorItself:
    @pytest.fixture
    def task(self, tmp_path: Path) -> Callable[..., str]:
        """Runs the real program on data of its own."""
        rc = tmp_path / "taskrc"
        rc.write_text(
            f"data.location={tmp_path / 'data'}\nconfirmation=no\nrecurrence.confirmation=no\n"
            "verbose=nothing\njson.array=on\nuda.estimate.type=duration\nuda.client.type=string\n",
            encoding="utf-8",
        )
        (tmp_path / "data").mkdir()

        def run_(*argv: str, stdin: str = "") -> str:
            done = subprocess.run(
                ["task", *argv],
                input=stdin,
                env={**os.environ, "TASKRC": str(rc), "TASKDATA": str(tmp_path / "data")},
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=60,
                check=True,
            )
            return done.stdout

        return run_

    @staticmethod
    def told(text: str) -> dict[str, dict[str, Any]]:
        """The tasks by uuid, without what Taskwarrior reckons anew."""
        passing = ("id", "urgency", "modified")
        tasks = json.loads(text, strict=False)
        return {
            task["uuid"]: {key: value for key, value in task.items() if key not in passing}
            for task in tasks
        }

    def test_theirs_through_us_is_theirs(self, run: Run, task: Callable[..., str]) -> None:
        theirs = (DATA / "tasks.json").read_text(encoding="utf-8")
        # 2.6 itself reads imask 0 as a number and writes 0.000000.
        task("import", "-", stdin=theirs.replace('"imask":0', '"imask":"0"').replace('"imask":1', '"imask":"1"').replace('"imask":2', '"imask":"2"'))  # fmt: skip
        before = task("export")
        run("import", "-", stdin=before)
        said = task("import", "-", stdin=exported(run, "taskwarrior"))
        assert {line.split()[0] for line in said.splitlines() if line.startswith(" ")} <= {"skip"}
        assert self.told(task("export")) == self.told(before)

    def test_ours_through_them_is_ours(self, run: Run, task: Callable[..., str]) -> None:
        for number, text in enumerate(HOSTILE):
            draft = {"description": text, "status": "pending", "uuid": f"0000000{number}-0000-4000-8000-000000000000"}  # fmt: skip
            run("import", "-", stdin=json.dumps([draft]))
        run("goal", "add", 'Speak (at) a conf. "soon"')
        run("todo", "Ours", "--goal", "1", "--due", "friday", "--tag", "q4/talk", "--tag", "ü")
        run("action", "add", "Hers", "--owner", "dana")
        run("done", "Ours", "--evidence", "https://example.org/a?b=1&c=2")
        run("action", "drop", "Hers")
        ours = exported(run, "taskwarrior")
        task("import", "-", stdin=ours)
        back = task("export")
        assert self.told(back) == self.told(ours)
        run("import", "-", stdin=back)
        assert exported(run, "taskwarrior") == ours
        assert len(listed(run, "action")) == 2 + len(HOSTILE)

    def test_what_was_done_there_is_done_here(self, run: Run, task: Callable[..., str]) -> None:
        run("todo", "Ours", "--due", "2026-12-01")
        task("import", "-", stdin=exported(run, "taskwarrior"))
        task("description:Ours", "annotate", "proof")
        (there,) = json.loads(task("export"))
        there |= {"status": "completed", "end": "20261126T090000Z"}
        assert counts(run, "-", stdin=json.dumps([there]))["action"]["updated"] == 1
        (action,) = listed(run, "action")
        assert (action["state"], action["done_on"], action["evidence"]) == (
            *("done", "2026-11-26", "proof"),
        )


def series(*lines: str, start: str = "20261103T140000Z") -> str:
    more = "".join(f"{line}\n" for line in lines)
    return (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:s@x\n"
        f"DTSTART:{start}\nDURATION:PT30M\nRRULE:FREQ=WEEKLY;COUNT=6\nSUMMARY:1:1 with Dana\n"
        f"{more}END:VEVENT\nEND:VCALENDAR\n"
    )


@pytest.mark.usefixtures("dana", "once_here")
class TestASeriesThatChanged:
    @pytest.fixture
    def once_here(self, run: Run) -> None:
        assert counts(run, "-", stdin=series())["session"]["added"] == 6

    @staticmethod
    def sessions(run: Run) -> list[tuple[str, str, str]]:
        found = listed(run, "session")
        return [(each["held_on"], each["time"][3:], each["state"]) for each in found]

    def test_moves_as_a_whole(self, run: Run) -> None:
        moved = series(start="20261103T143000Z")
        assert counts(run, "-", stdin=moved)["session"] == {"added": 0, "updated": 6, "skipped": 0}
        assert counts(run, "-", stdin=moved)["session"]["skipped"] == 6
        assert {minute for _, minute, _ in self.sessions(run)} == {"30"}
        assert len(self.sessions(run)) == 6

    def test_moves_to_another_day_of_the_week(self, run: Run) -> None:
        run("import", "-", stdin=series(start="20261104T140000Z"))
        states = {day: state for day, _, state in self.sessions(run)}
        assert (states["2026-12-01"], states["2026-12-02"]) == ("cancelled", "planned")
        assert states["2026-11-17"] == "held"

    def test_lost_one(self, run: Run) -> None:
        done = run("import", "-", stdin=series("EXDATE:20261201T140000Z"))
        assert "s5 of Tue 1 Dec is cancelled, as it is no longer in the file." in done.err
        again = counts(run, "-", stdin=series("EXDATE:20261201T140000Z"))["session"]
        assert again == {"added": 0, "updated": 0, "skipped": 5}

    def test_was_declined(self, run: Run) -> None:
        me = "ATTENDEE;PARTSTAT=DECLINED:mailto:me@x"
        run("import", "-", stdin=series("ATTENDEE;CN=Dana:mailto:d@x", me))
        assert [state for *_, state in self.sessions(run)] == ["held"] * 4 + ["cancelled"] * 2

    def test_is_moved_here(self, run: Run) -> None:
        run("session", "edit", "s5", "--on", "2026-12-02")
        run("import", "-", stdin=series("EXDATE:20261208T140000Z"))
        assert [(day, state) for day, _, state in self.sessions(run)[4:]] == [
            ("2026-12-02", "planned"),
            ("2026-12-08", "cancelled"),
        ]

    def test_leaves_a_time_deleted_that_was_deleted_here(self, run: Run) -> None:
        run("session", "delete", "s5", "--yes")
        run("import", "-", stdin=series())
        assert "2026-12-01" not in [day for day, *_ in self.sessions(run)]

    def test_has_other_notes(self, run: Run) -> None:
        run("import", "-", stdin=series("DESCRIPTION:One"))
        run("session", "edit", "s5", "--notes", "Mine")
        run("import", "-", stdin=series("DESCRIPTION:Two"))
        notes = [each["notes"] for each in json.loads(run("session", "--all", "--json").out)]
        assert notes[5] == "Two"
        assert notes[4] == "Mine"
