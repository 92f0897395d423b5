"""``mentorlog prep``: agendas on a screen, in data, and as documents that ``log`` reads back."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from exports import tables

if TYPE_CHECKING:
    from tests.conftest import Once, Run

Golden = Callable[[str, str], None]
On = Callable[[str], None]
Tell = Callable[[str], None]

MENTEES = """
2026-05-07  mentor add "Dana Ortiz" --every 2w --started 2026-05-07
2026-05-07  goal add "Speak at a regional conference" --by 2027-03-31
2026-05-07  goal add "Write the design-review guide" --by 2026-11-13
2026-06-04  log dana -t "Begin with the audience" --advice "Read a book on rhetoric"
2026-11-05  log dana --topic "Openings" -t "Open with a story, then the point" --advice "Record one rehearsal a week" --question "Who reviews the abstract?" -a "Send Dana the abstract due 2026-11-20" -a "Draft the outline due 2026-11-27" -a "Introduce me to the committee @dana due 2026-12-03"
2026-11-05  done a1
2026-11-12  check-in 1 40
2026-11-13  win add "Refund errors down by half"
2026-11-14  takeaway add "Silence is an answer too"
2026-11-15  takeaway outcome t2 trying
2026-11-15  todo "Water the plants" --due 2026-11-16
2026-11-16  session plan dana "2026-12-03 14:30" --topic "Dry run"
"""
"""My year with a mentor; a1 is done on the very day it was promised."""

MENTORS = """
2026-05-07  mentee add "Sam Lee" --every 2w --started 2026-05-07
2026-05-07  mentee add "Noor Haddad" --every 4w --started 2026-05-07
2026-05-07  goal add "Tech lead of Payments" --owner sam --by 2026-12-31
2026-05-07  goal add "Give a talk" --owner noor --by 2026-12-31
2026-08-06  check-in 1 20 --reported-by sam
2026-09-03  log sam -t "A proposal is a question" --advice "Shadow an incident review" --question "Who decides?" -a "Ask Elena for numbers due 2026-11-13" -a "Introduce Sam to Max @me due 2026-11-16"
2026-11-09  log sam --topic "Proposals" -a "Second draft due 2026-11-27"
2026-11-12  done a3
2026-11-10  log noor -a "Find a stage"
2026-11-21  session plan sam "2026-11-23 15:00"
2026-11-21  session plan noor "2026-11-22 09:30"
"""


@pytest.fixture
def tell(run: Run, on: On) -> Tell:
    """Gives commands, a line each: the day, then the command."""

    def tell_(script: str) -> None:
        for line in script.strip().splitlines():
            day, *argv = shlex.split(line)
            on(day)
            result = run(*argv)
            assert result.code == 0, (line, result.err)
        on("2026-11-22")

    return tell_


@pytest.fixture
def mentee(tell: Tell, once: Once, on: On) -> None:
    """My journal as a mentee."""
    once("a mentee's to prepare", lambda: tell(MENTEES))
    on("2026-11-22")


@pytest.fixture
def mentor(tell: Tell, once: Once, on: On) -> None:
    """My journal as a mentor."""
    once("a mentor's to prepare", lambda: tell(MENTORS))
    on("2026-11-22")


def data(run: Run, *argv: str) -> Any:
    result = run("prep", *argv, "--json")
    assert result.code == 0, result.err
    return json.loads(result.out)


def texts(found: list[dict[str, Any]]) -> list[str]:
    return [str(each.get("text") or each.get("title") or each["goal"]["title"]) for each in found]


KEYS = [
    *("with", "role", "on", "time", "planned", "meet_by", "session"),
    *("topic", "notes"),
    *("last_session", "last_session_on", "days_since_last_session"),
    *("topics", "advice", "their_actions", "my_actions", "done", "dropped", "goals_moved"),
    *("wins", "told", "takeaways", "questions", "goals"),
]


@pytest.mark.usefixtures("mentee")
class TestAsMentee:
    @pytest.mark.parametrize("width", [80, 40])
    def test_what_to_tell_and_to_ask(
        self, run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch, width: int
    ) -> None:
        monkeypatch.setenv("COLUMNS", str(width))
        out = run("prep", "dana").out
        assert all(len(line) <= width for line in out.splitlines())
        golden(f"prep-mentee-{width}", out)

    def test_data(self, run: Run) -> None:
        found = data(run, "dana")
        assert list(found) == KEYS
        assert (found["with"]["name"], found["role"]) == ("Dana Ortiz", "mentor")
        assert (found["on"], found["time"], found["planned"]) == ("2026-12-03", "14:30", True)
        assert found["session"]["title"] == "Dry run"
        assert found["last_session"]["title"] == "Openings"
        assert (found["last_session_on"], found["days_since_last_session"]) == ("2026-11-05", 17)
        assert texts(found["advice"]) == ["Read a book on rhetoric", "Record one rehearsal a week"]
        assert texts(found["their_actions"]) == ["Introduce me to the committee"]
        assert texts(found["my_actions"]) == ["Water the plants", "Draft the outline"]
        assert texts(found["done"]) == ["Send Dana the abstract"]
        moved = found["goals_moved"][0]
        assert (moved["goal"]["title"], moved["from"], moved["to"], moved["on"]) == (
            "Speak at a regional conference", 0, 40, "2026-11-12",
        )  # fmt: skip
        assert texts(found["wins"]) == ["Refund errors down by half"]
        assert texts(found["takeaways"]) == [
            "Open with a story, then the point", "Silence is an answer too",
        ]  # fmt: skip
        assert texts(found["questions"]) == ["Who reviews the abstract?"]
        assert texts(found["goals"]) == ["Write the design-review guide"]

    def test_alone_says_when_the_next_one_is(self, run: Run) -> None:
        out = run("prep").out
        assert "No session is due by tomorrow's end." in out
        assert out.endswith(run("prep", "dana").out)
        assert data(run) == []

    def test_alone_names_the_mentor_of_the_settings_first(self, run: Run) -> None:
        run("mentor", "add", "Kofi Mensah")
        run("session", "plan", "kofi", "2026-12-20")
        run("config", "set", "mentor", "kofi")
        assert "Next: Kofi Mensah, Sun 20 Dec" in run("prep").out
        assert "Kofi" not in run("prep", "--for", "dana").out

    def test_on_its_eve_it_is_due(self, run: Run, on: On) -> None:
        on("2026-12-02")
        found = data(run)
        assert [each["with"]["name"] for each in found] == ["Dana Ortiz"]
        assert "Thu 3 Dec, 14:30, tomorrow" in run("prep").out

    def test_a_slot_whose_day_has_come_is_due(self, run: Run) -> None:
        run("session", "cancel", "dry run")
        found = data(run)[0]
        assert (found["on"], found["planned"], found["session"]) == ("2026-11-19", False, None)
        assert "meet by Wed 2 Dec" in run("prep").out

    def test_markdown(self, run: Run) -> None:
        out = run("prep", "dana", "--format", "markdown").out
        assert "## I want to ask" in out
        assert "- t5: Who reviews the abstract? · asked Thu 5 Nov" in out

    def test_through_other_eyes(self, run: Run) -> None:
        run("takeaway", "add", "HUSH takeaway", "--private")
        run("todo", "HUSH action", "--private")
        assert "HUSH" in run("prep", "dana").out
        for audience in ("dana", "manager"):
            for argv in ((), ("--json",)):
                result = run("prep", "dana", "--for", audience, *argv)
                assert result.code in (0, 1), result
                assert "HUSH" not in result.out + result.err
        assert "HUSH" not in run("prep", "dana", "-o", "-", "--for", "dana").out

    def test_what_came_of_advice_since_then_is_told_first(self, run: Run) -> None:
        assert run("takeaway", "outcome", "rhetoric", "worked", "--note", "Two chapters").code == 0
        found = data(run, "dana")["advice"]
        assert texts(found) == ["Read a book on rhetoric", "Record one rehearsal a week"]
        assert [line["outcome"] for line in found] == ["worked", "pending"]
        assert re.search(
            "Read a book on rhetoric +worked\n +“Two chapters”", run("prep", "dana").out
        )

    def test_on_an_earlier_day(self, run: Run) -> None:
        found = data(run, "dana", "--as-of", "2026-11-04")
        assert found["last_session_on"] == "2026-06-04"
        assert texts(found["advice"]) == ["Read a book on rhetoric"]
        assert (found["on"], found["planned"]) == ("2026-10-22", False)


@pytest.mark.usefixtures("mentor")
class TestAsMentor:
    @pytest.mark.parametrize("width", [80, 40])
    def test_what_stands_open_on_both_sides(
        self, run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch, width: int
    ) -> None:
        monkeypatch.setenv("COLUMNS", str(width))
        golden(f"prep-mentor-{width}", run("prep", "sam").out)

    def test_all_that_are_due_in_order_of_time(self, run: Run, golden: Golden) -> None:
        assert [each["with"]["name"] for each in data(run)] == ["Noor Haddad", "Sam Lee"]
        golden("prep-alone", run("prep").out)

    def test_what_is_planned_and_not_due_yet_is_named_below(self, run: Run) -> None:
        run("mentee", "add", "Ada Lau")
        run("session", "plan", "ada", "2026-11-25 09:00")
        found = run("prep")
        assert found.out.endswith(
            "\nNext: Ada Lau, Wed 25 Nov, 09:00, in 3 days.\nmentorlog prep WHO prepares it now\n"
        )
        assert len(data(run)) == 2

    def test_a_slot_stands_at_its_last_day(self, run: Run) -> None:
        run("mentee", "add", "Ada Lau", "--every", "2w", "--started", "2026-11-22")
        assert [each["with"]["name"] for each in data(run)][-1] == "Ada Lau"

    def test_what_has_a_time_comes_before_what_has_none(self, run: Run) -> None:
        run("session", "plan", "sam", "2026-11-22")
        run("session", "plan", "sam", "2026-11-22 08:00")
        found = [(each["with"]["name"], each["time"]) for each in data(run)]
        assert found == [
            ("Sam Lee", "08:00"), ("Noor Haddad", "09:30"), ("Sam Lee", None), ("Sam Lee", "15:00"),
        ]  # fmt: skip

    def test_data(self, run: Run) -> None:
        found = data(run, "sam")
        assert list(found) == KEYS
        assert texts(found["their_actions"]) == ["Ask Elena for numbers"]
        assert found["their_actions"][0]["carried_over"] == 1
        assert texts(found["my_actions"]) == ["Introduce Sam to Max"]
        assert texts(found["advice"]) == ["Shadow an incident review"]
        assert texts(found["questions"]) == ["Who decides?"]
        assert texts(found["goals"]) == ["Tech lead of Payments"]
        assert texts(found["done"]) == ["Second draft"]
        assert found["days_since_last_session"] == 13

    def test_the_nearer_of_two_planned_sessions_is_next(self, run: Run) -> None:
        (planned,) = [
            each["id"]
            for each in json.loads(run("session", "list", "sam", "--all", "--json").out)
            if each["state"] == "planned"
        ]
        run("session", "cancel", f"s{planned}")
        for on in ("2026-12-09 10:00", "2026-12-02 16:00", "2026-12-02 09:00", "2026-12-05"):
            run("session", "plan", "sam", on)
        told = json.loads(run("mentorship", "show", "sam", "--json").out)
        assert (told["next_on"], told["next_planned"]) == ("2026-12-02", True)
        next_ = json.loads(run("--json").out)["next_sessions"][-1]
        assert (next_["next_on"], next_["next_time"]) == ("2026-12-02", "09:00")

    def test_each_of_a_group_has_their_own(self, run: Run) -> None:
        run("session", "plan", "sam", "2026-11-22 18:00", "--with", "noor")
        run("takeaway", "add", "About Noor's talk", "--session", "s2", "--goal", "give a talk")
        found = [each for each in data(run) if each["time"] == "18:00"]
        assert [each["with"]["name"] for each in found] == ["Sam Lee", "Noor Haddad"]
        assert "Find a stage" not in json.dumps(found[0])
        assert "About Noor's talk" not in json.dumps(found[0])
        assert "Ask Elena" not in json.dumps(found[1])

    def test_a_peer(self, run: Run) -> None:
        run("peer", "add", "Kim Park", "--every", "2w")
        run("goal", "add", "Kim's goal", "--owner", "kim")
        run("log", "kim", "--on", "2026-11-20", "--topic", "Drafts")
        run("check-in", "3", "10", "--reported-by", "kim")
        run("todo", "Read Kim's draft", "--owner", "kim")
        run("done", "read")
        out = run("prep", "kim").out
        assert out.index("You did") < out.index("Read Kim's draft") < out.index("0 → 10 %")
        assert "I did" not in out

    def test_somebody_who_is_only_met(self, run: Run) -> None:
        run("person", "add", "Kim Park")
        run("session", "plan", "kim", "2026-11-22 20:00")
        found = data(run)[1]
        assert (found["with"]["name"], found["role"]) == ("Kim Park", None)
        assert "Nothing is open between you." in run("prep").out


def records(exported: str) -> Any:
    """What an export holds, but for its history and when it was made."""
    found = tables(exported)
    return {key: found[key] for key in found if key not in ("changes", "operations")}


class TestDocument:
    @pytest.fixture
    def path(self, home: Path) -> Path:
        return home / "next.md"

    @pytest.mark.usefixtures("mentee")
    def test_it_is_ready_to_fill_in(self, run: Run, golden: Golden, path: Path) -> None:
        result = run("prep", "dana", "-o", str(path))
        assert (result.code, result.out) == (0, "")
        assert f"Written to {path}." in result.err
        document = path.read_text(encoding="utf-8")
        golden("prep-document", re.sub("(?m)^(uid: |written: .*, ).*", r"\1…", document))
        assert run("prep", "dana", "-o", "-").out == document

    @pytest.mark.usefixtures("mentee")
    def test_filled_in_and_logged_it_ticks_answers_and_is_held(
        self, run: Run, on: On, path: Path
    ) -> None:
        run("prep", "dana", "-o", str(path))
        on("2026-12-03")
        filled = (
            path.read_text(encoding="utf-8")
            .replace("## Takeaways\n", "## Takeaways\n- Pause before the point\n")
            .replace("- [ ] Draft the outline", "- [x] Draft the outline")
            .replace("the abstract? ^t5", "the abstract? ^t5\n  → Noor does")
            .replace("rehearsal a week ^t4", "rehearsal a week ^t4\n  = worked: once was enough")
        )
        done = run("log", "-", stdin=filled)
        assert done.err == ""
        assert " ".join(done.out.split()) == (
            "Changed s3 with Dana. a2 done · t4 worked · t5 answered · t7 takeaway"
        )
        written = json.loads(run("session", "show", "3", "--json").out)
        assert (written["state"], written["held_on"], written["time"], written["topic"]) == (
            "held", "2026-12-03", "14:30", "Dry run",
        )  # fmt: skip
        assert texts(written["takeaways"]) == ["Pause before the point"]
        assert (written["actions"], written["notes"]) == ([], None)
        assert json.loads(run("takeaway", "show", "t5", "--json").out)["answer"] == "Noor does"
        assert json.loads(run("takeaway", "show", "t4", "--json").out)["outcome"] == "worked"
        assert json.loads(run("action", "show", "a2", "--json").out)["done_on"] == "2026-12-03"
        before = run("export").out
        on("2026-12-05")
        assert "Nothing in the document is new to s3" in run("log", "-", stdin=filled).err
        path.write_text(filled, encoding="utf-8")
        assert run("import", str(path.parent), "--from", "markdown").code == 0
        assert records(run("export").out) == records(before)

    @pytest.mark.usefixtures("mentee")
    def test_an_answer_that_touches_its_mark_is_one(self, run: Run, on: On) -> None:
        document = run("prep", "dana", "-o", "-").out
        on("2026-12-03")
        filled = document.replace("the abstract? ^t5", "the abstract? → Noor does^t5")
        assert "t5 answered" in run("log", "-", stdin=filled).out
        assert json.loads(run("takeaway", "show", "t5", "--json").out)["answer"] == "Noor does"

    @pytest.mark.usefixtures("mentee")
    def test_imported_it_does_the_same(self, run: Run, on: On, home: Path) -> None:
        for alone in (False, True):
            folder = home / f"notes-{alone}"
            folder.mkdir()
            path = folder / "next.md"
            run("prep", "dana", "-o", str(path))
            before = records(run("export").out)
            assert run("import", str(folder)).code == 0
            assert records(run("export").out) == before
            text = path.read_text(encoding="utf-8").replace("[ ]", "[x]", 1)
            path.write_text(f"{text}- Pause {alone}\n", encoding="utf-8")
            on(f"2026-12-0{3 + alone}")
            done = json.loads(run("import", str(folder), "--json").out)["kinds"]["session"]
            assert done == {"added": int(alone), "updated": int(not alone), "skipped": 0}
            before = records(run("export").out)
            assert run("import", str(folder)).code == 0
            assert records(run("export").out) == before
        found = json.loads(run("action", "--all", "--json").out)
        assert [each["state"] for each in found].count("done") == 3

    @pytest.mark.usefixtures("mentee")
    def test_not_filled_in_it_saves_nothing(self, run: Run, on: On) -> None:
        document = run("prep", "dana", "-o", "-").out
        on("2026-12-04")
        before = run("export").out
        done = run("log", "-", stdin=document)
        assert (done.code, done.out) == (0, "")
        assert done.err == (
            "Nothing is filled in or changed in the document, so nothing was saved.\n"
        )
        assert records(run("export").out) == records(before)

    @pytest.mark.parametrize(
        ("logged", "more", "held"),
        [
            ("2026-11-29", (), "2026-11-29"),
            ("2026-11-29", ("--on", "2026-11-27"), "2026-11-27"),
            ("2026-12-03", (), "2026-12-03"),  # its old day
            ("2026-12-20", (), "2026-12-20"),
        ],
    )
    @pytest.mark.usefixtures("mentee")
    def test_it_can_be_logged_on_any_day_after_its_session_was_moved(
        self, run: Run, on: On, logged: str, more: tuple[str, ...], held: str
    ) -> None:
        document = run("prep", "dana", "-o", "-").out
        [planned] = [
            each["id"]
            for each in json.loads(run("session", "--json").out)
            if each["held_on"] == "2026-12-03"
        ]
        run("session", "edit", str(planned), "--on", "2026-12-10")
        on(logged)
        filled = document.replace("## Takeaways\n", "## Takeaways\n- Pause\n")
        result = run("log", "-", *more, stdin=filled)
        assert (result.code, "The day" in result.err) == (0, False)
        written = json.loads(run("session", "show", str(planned), "--json").out)
        assert (written["state"], written["held_on"]) == ("held", held)

    @pytest.mark.usefixtures("mentee")
    def test_without_a_planned_session_it_makes_one_and_twice_is_as_once(
        self, run: Run, on: On
    ) -> None:
        run("session", "cancel", "dry run")
        document = run("prep", "dana", "-o", "-").out
        assert (
            "<!-- session to come, meet by Wed 2 Dec; saved on the day you log it -->" in document
        )
        on("2026-12-04")
        assert "so nothing was saved" in run("log", "-", stdin=document).err
        filled = document.replace("## Takeaways\n", "## Takeaways\n- Pause\n").replace(
            "[ ] Dr", "[x] Dr"
        )
        done = run("log", "-", stdin=filled)
        assert "a2 done · t7 takeaway" in done.out
        before = run("export").out
        run("log", "-", stdin=filled)
        assert records(run("export").out) == records(before)
        written = json.loads(run("session", "show", "4", "--json").out)
        assert (written["state"], written["held_on"]) == ("held", "2026-12-04")
        assert written["uid"] in document.split("\n")[1]

    @pytest.mark.usefixtures("mentee")
    def test_a_session_logged_by_hand_that_day_takes_it_in(self, run: Run) -> None:
        run("session", "cancel", "dry run")
        document = run("prep", "dana", "-o", "-").out
        run("log", "dana", "-t", "By hand")
        filled = document.replace("## Takeaways\n", "## Takeaways\n- Pause\n")
        assert run("log", "-", stdin=filled).out.startswith("Added to s4")
        assert "Nothing in the document is new to s4" in run("log", "-", stdin=filled).err
        written = json.loads(run("session", "show", "4", "--json").out)
        assert texts(written["takeaways"]) == ["By hand", "Pause"]
        assert len(json.loads(run("session", "--all", "--json").out)) == 4

    @pytest.mark.usefixtures("mentee")
    def test_what_was_done_here_meanwhile_stays(self, run: Run, on: On) -> None:
        document = run("prep", "dana", "-o", "-").out
        run("action", "edit", "a2", "--text", "Draft the whole outline", "--due", "2026-12-20")
        run("takeaway", "answer", "t5", "Dana")
        on("2026-12-03")
        filled = document.replace("## Takeaways\n", "## Takeaways\n- Pause\n")
        assert run("log", "-", stdin=filled).err == ""
        action = json.loads(run("action", "show", "a2", "--json").out)
        assert (action["text"], action["due_on"]) == ("Draft the whole outline", "2026-12-20")
        assert json.loads(run("takeaway", "show", "t5", "--json").out)["answer"] == "Dana"

    @pytest.mark.usefixtures("mentee")
    def test_any_text_comes_back_as_it_was(self, run: Run, on: On) -> None:
        for text in (
            "## Actions", "---", "- [ ] x @me", "x\n## Takeaways\n- y", "<!-- x -->", "&#13; \\",
            "x ^a1", "\x1b[31m red",
        ):  # fmt: skip
            assert run("todo", "--", text).code == 0
        document = run("prep", "dana", "-o", "-").out
        assert "\x1b" not in document
        on("2026-12-03")
        before = records(run("export").out)
        written = run("log", "-", stdin=document + "- Pause\n")
        assert "t7 takeaway" in written.out
        assert records(run("export").out)["actions"] == before["actions"]

    @pytest.mark.usefixtures("mentee")
    def test_for_somebody_else_it_has_no_marks(self, run: Run) -> None:
        document = run("prep", "dana", "-o", "-", "--for", "dana").out
        assert "^" not in document and "uid" not in document and "written" not in document

    @pytest.mark.usefixtures("mentor")
    def test_a_group_is_all_there(self, run: Run) -> None:
        run("session", "plan", "sam", "2026-11-22 08:00", "--with", "noor")
        document = run("prep", "sam", "-o", "-").out
        assert "with: [Sam Lee, Noor Haddad]" in document
        assert "Find a stage" not in document
        assert run("log", "-", stdin=document + "- Pause\n").code == 0

    @pytest.mark.usefixtures("mentor")
    def test_namesakes_are_told_apart(self, run: Run) -> None:
        run("person", "add", "Sam Lee")
        document = run("prep", "p2", "-o", "-").out
        assert "with: Sam Lee (p2)\n" in document
        done = run("log", "-", "--on", "2026-11-22", "--json", stdin=document + "- Pause\n")
        assert [each["id"] for each in json.loads(done.out)["attendees"]] == [2]

    @pytest.mark.usefixtures("mentee")
    def test_a_file_that_is_there_stays(self, run: Run, path: Path) -> None:
        path.write_text("mine", encoding="utf-8")
        result = run("prep", "dana", "-o", str(path))
        assert (result.code, path.read_text(encoding="utf-8")) == (2, "mine")
        assert "--force" in result.err
        assert run("prep", "dana", "-o", str(path), "--force").code == 0
        assert path.read_text(encoding="utf-8").startswith("---\nuid: ")

    @pytest.mark.usefixtures("mentee")
    def test_what_cannot_be_written(self, run: Run, home: Path, path: Path) -> None:
        assert run("prep", "dana", "-o", str(home)).code == 2
        assert run("prep", "dana", "-o", str(home / "no" / "x.md")).code == 2
        assert run("prep", "dana", "-o", str(path), "--json").code == 2
        assert run("prep", "dana", "-o", str(path), "--for", "manager").code == 2
        assert run("prep", "nobody", "-o", str(path)).code == 1
        assert run("prep", "-o", str(path)).code == 1
        assert not path.exists()

    @pytest.mark.usefixtures("mentor")
    def test_one_of_several_must_be_named(self, run: Run, path: Path) -> None:
        result = run("prep", "-o", str(path))
        assert result.code == 2
        assert "Noor Haddad, Sam Lee" in result.err
        assert not path.exists()


class TestBadInput:
    def test_an_empty_journal(self, run: Run, journal: Path) -> None:
        result = run("prep")
        assert result.code == 0
        assert "mentorlog session plan WHO DAY" in result.out
        assert data(run) == []
        assert not journal.stat().st_size

    def test_nobody_and_several(self, run: Run) -> None:
        run("mentee", "add", "Sam Lee")
        run("mentee", "add", "Sam Park")
        assert run("prep", "nobody").code == 1
        result = run("prep", "sam")
        assert result.code == 1
        assert "Sam Lee" in result.err and "Sam Park" in result.err

    def test_no_session_yet_and_no_cadence(self, run: Run) -> None:
        run("mentor", "add", "Dana Ortiz")
        out = run("prep", "dana").out
        assert "No session was held yet." in out
        assert "no session planned" in out
        assert data(run, "dana")["days_since_last_session"] is None

    def test_a_day_to_come(self, run: Run) -> None:
        assert run("prep", "--as-of", "2027-01-01").code == 2


def test_a_mentees_goal_that_is_behind_is_to_be_talked_about(run: Run) -> None:
    run("mentee", "add", "Lia Costa", "--started", "2026-09-01")
    run("goal", "add", "Present", "--owner", "lia", "--start", "2026-09-01", "--by", "2027-01-31")
    run("check-in", "g1", "30")
    assert "g1  Present  behind" in run("prep", "lia").out


def test_a_rating_by_somebody_else_says_whose_it_is(run: Run) -> None:
    run("mentee", "add", "Kim Lee", "--started", "2026-09-01")
    run("log", "kim", "-t", "Hello", "--on", "2026-11-10")
    run("skill", "add", "Rust", "2", "--reported-by", "kim")
    run("skill", "add", "Go", "3")
    said = run("prep", "kim").out
    assert " k1  Rust (Kim)  2, Sun 22 Nov\n" in said
    assert " k2  Go          3, Sun 22 Nov\n" in said
    told = json.loads(run("prep", "kim", "--json").out)["told"]
    assert [(each["skill"]["title"], each["to"]) for each in told] == [("Rust", "2"), ("Go", "3")]
    assert [each["by"] and each["by"]["name"] for each in told] == ["Kim Lee", None]
