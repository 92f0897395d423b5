"""``action``, ``todo`` and ``done``, from the command line to what they print and store."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once, Run

Golden = Callable[[str, str], None]
On = Callable[[str], None]


@pytest.fixture
def people(run: Run) -> None:
    for role, name in (("mentor", "Dana Ortiz"), ("mentee", "Sam Lee")):
        assert run(role, "add", name, "--started", "2026-09-01").code == 0


def listed(run: Run, *argv: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("action", *argv, "--json").out)
    return found


class TestAdding:
    def test_prints_what_it_wrote(self, run: Run) -> None:
        result = run("todo", "Draft the outline", "--due", "friday")
        assert result.out == "a1  Draft the outline · yours, due Fri 27 Nov\n"
        assert result.err == ""

    def test_words_need_no_quotes(self, run: Run) -> None:
        assert run("todo", "Draft", "the", "outline").out == "a1  Draft the outline · yours\n"

    def test_reads_a_due_day_out_of_the_text(self, run: Run) -> None:
        run("todo", "Draft the outline, due friday")
        (action,) = listed(run)
        assert (action["text"], action["due_on"]) == ("Draft the outline", "2026-11-27")

    def test_todo_is_action_add(self, run: Run) -> None:
        added = run("action", "add", "Draft the outline, due friday").out
        assert added == "a1  Draft the outline · yours, due Fri 27 Nov\n"

    @pytest.mark.usefixtures("people")
    def test_reads_an_owner_out_of_the_text(self, run: Run) -> None:
        assert run("todo", "Introduce me @dana").out == "a1  Introduce me · Dana's\n"
        assert (
            run("todo", "@me Call back", "--with", "sam").out == "a2  Call back · yours · for Sam\n"
        )

    def test_an_owner_nobody_is_called_stays_in_the_text(self, run: Run) -> None:
        result = run("todo", "Ask @zed")
        assert result.out == "a1  Ask @zed · yours\n"
        assert result.err == '"@zed" stays in the text: nobody is called that.\n'

    @pytest.mark.usefixtures("people")
    def test_an_owner_several_are_called_stays_in_the_text(self, run: Run) -> None:
        run("peer", "add", "Dana Poe")
        result = run("todo", "Ask @dana", "--with", "sam")
        assert result.out == "a1  Ask @dana · yours · for Sam\n"
        assert "several people are called that" in result.err

    def test_a_hint_names_the_action_that_was_added(self, run: Run) -> None:
        run("todo", "Call")
        assert run("todo", "Water the plants twice every week").err == (
            '"every week" stays in the text: mentorlog edit a2 --every week repeats it.\n'
        )
        assert run("edit", "a2", "--every", "week").code == 0

    def test_a_day_of_the_week_repeats_weekly_from_the_coming_one(self, run: Run) -> None:
        assert run("todo", "Update the list every friday").err == ""
        found = json.loads(run("action", "show", "a1", "--json").out)
        assert (found["text"], found["due_on"]) == ("Update the list", "2026-11-27")
        run("todo", "Update it, every friday, due 3 dec")
        found = json.loads(run("action", "show", "a2", "--json").out)
        assert (found["text"], found["due_on"]) == ("Update it", "2026-12-03")

    def test_a_due_day_that_is_none_stays_in_the_text(self, run: Run) -> None:
        result = run("todo", "Draft it, due someday")
        assert result.out == "a1  Draft it, due someday · yours\n"
        assert result.err == '"due someday" stays in the text: no day in it.\n'

    @pytest.mark.usefixtures("people")
    def test_options_leave_the_text_alone(self, run: Run) -> None:
        out = run("todo", "Draft it due friday", "--due", "tomorrow", "--with", "dana").out
        assert out == "a1  Draft it due friday · yours, due Mon 23 Nov · for Dana\n"
        out = run("todo", "Ask @dana", "--owner", "sam").out
        assert out == "a2  Ask @dana · Sam's\n"
        out = run("todo", "Ask @dana due friday", "--owner", "sam", "--due", "tomorrow").out
        assert out == "a3  Ask @dana due friday · Sam's, due Mon 23 Nov\n"

    @pytest.mark.usefixtures("people")
    def test_an_option_for_one_leaves_the_other_to_the_text(self, run: Run) -> None:
        assert run("todo", "Ask due friday", "--owner", "sam").out.endswith("due Fri 27 Nov\n")
        assert "Dana's" in run("todo", "Ask @dana", "--due", "friday").out

    @pytest.mark.usefixtures("people")
    def test_an_action_of_a_session_is_the_mentees(self, run: Run) -> None:
        run("log", "sam", "-t", "Openings", "--on", "2026-11-19")
        out = run("todo", "Write it up", "--session", "1", "--json").out
        action = json.loads(out)
        assert action["owner"]["name"] == "Sam Lee"
        assert action["session"]["title"] == "Openings"
        assert action["made_on"] == "2026-11-19"

    def test_the_record_as_json(self, run: Run) -> None:
        run("goal", "add", "Speak", "--owner", "me")
        out = run(
            "todo", "Draft", "--goal", "speak", "--on", "yesterday", "--evidence", "a link",
            "--tag", "talks", "--private", "--json",
        ).out  # fmt: skip
        action = json.loads(out)
        assert action["goal"]["title"] == "Speak"
        assert action["made_on"] == "2026-11-21"
        assert action["evidence"] == "a link"
        assert action["tags"] == ["talks"]
        assert action["visibility"] == "private"
        assert (action["state"], action["carried_over"]) == ("open", 0)

    def test_who_sees_it_is_said_where_it_is_not_simply_shared(self, run: Run) -> None:
        assert run("todo", "Draft", "--private").out == "a1  Draft · yours · private\n"

    def test_a_dash_is_standard_input(self, run: Run) -> None:
        run("todo", "-", stdin="Draft the outline, due friday\n")
        (action,) = listed(run)
        assert (action["text"], action["due_on"]) == ("Draft the outline", "2026-11-27")

    @pytest.mark.parametrize(
        ("argv", "code", "sentence"),
        [
            (("todo",), 2, "Missing argument 'TEXT'."),
            (("todo", "X", "--due", "someday"), 2, 'Cannot read "someday" as a day.'),
            (("todo", "X", "--due", "1/2"), 2, "it could be 1 February or 2 January"),
            (("todo", "X", "--on", "tomorrow"), 2, "Mon 23 Nov is still to come"),
            (("todo", "X", "--owner", "zed"), 1, 'No person matches "zed".'),
            (("todo", "X", "--goal", "7"), 1, 'No goal matches "7".'),
            (("todo", "X", "--goal", "s7"), 2, "s stands for a session"),
            (("todo", "X", "--private", "--public"), 2, "exclude each other"),
            (("todo", "X", "--tag", "two words"), 2, 'Cannot read "two words" as a tag.'),
            (("todo", "-x"), 2, "No such option: -x."),
        ],
    )
    def test_what_cannot_be_read_writes_nothing(
        self, run: Run, argv: tuple[str, ...], code: int, sentence: str
    ) -> None:
        result = run(*argv)
        assert (result.code, result.out) == (code, "")
        assert sentence in result.err
        assert listed(run) == []

    def test_a_text_with_nul_is_refused(self, run: Run) -> None:
        result = run("todo", "-", stdin="a\0b")
        assert (result.code, result.out) == (2, "")
        assert "NUL" in result.err


class TestList:
    @pytest.fixture
    def actions(self, run: Run, on: On, people: None, once: Once) -> None:
        assert people is None

        def write() -> None:
            on("2026-10-01")
            run("log", "dana", "-a", "Ask Finance for the refund cases, due 2026-11-30")
            on("2026-10-15")
            run("log", "dana", "-t", "Saying no")
            on("2026-11-05")
            run("log", "dana", "-a", "Send Dana the abstract, due 2026-11-20")
            on("2026-11-19")
            run("log", "dana", "-a", "Draft the talk outline, due 2026-11-27",
                "-a", "Introduce me to the committee @dana due 2026-12-03")  # fmt: skip
            run("todo", "Book a room")
            run("todo", "Old promise", "--due", "2026-11-20")
            run("done", "old promise")

        once("actions", write)
        on("2026-11-22")

    @pytest.mark.usefixtures("actions")
    def test_by_owner_mine_first(self, run: Run, golden: Golden) -> None:
        golden("action-list", run("action").out)
        assert run("action", "list").out == run("action").out

    @pytest.mark.usefixtures("actions")
    def test_all(self, run: Run, golden: Golden) -> None:
        golden("action-list-all", run("action", "--all").out)

    @pytest.mark.usefixtures("actions")
    def test_narrow(self, run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "40")
        out = run("action").out
        assert max(map(len, out.splitlines())) <= 40
        golden("action-list-40", out)

    @pytest.mark.usefixtures("actions")
    def test_of_one_person(self, run: Run) -> None:
        out = run("action", "list", "dana").out
        assert out.startswith("     Dana's actions")
        assert "Book a room" not in out

    @pytest.mark.usefixtures("actions")
    def test_markdown(self, run: Run, golden: Golden) -> None:
        golden("action-list-markdown", run("action", "--format", "markdown").out)

    @pytest.mark.usefixtures("actions")
    def test_csv_has_a_row_for_each(self, run: Run) -> None:
        head, *rows = run("action", "--format", "csv").out.splitlines()
        assert head.startswith("id,")
        assert len(rows) == 5

    @pytest.mark.usefixtures("actions")
    def test_figures(self, run: Run) -> None:
        by_text = {action["text"]: action for action in listed(run)}
        assert by_text["Send Dana the abstract"]["overdue_days"] == 2
        assert by_text["Send Dana the abstract"]["carried_over"] == 1
        assert by_text["Ask Finance for the refund cases"]["carried_over"] == 3
        assert by_text["Book a room"]["overdue_days"] is None

    @pytest.mark.usefixtures("actions")
    def test_as_it_stood_on_a_day(self, run: Run) -> None:
        texts = [action["text"] for action in listed(run, "--as-of", "2026-11-05")]
        assert texts == ["Send Dana the abstract", "Ask Finance for the refund cases"]

    @pytest.mark.usefixtures("actions")
    def test_for_a_partner_and_for_a_manager(self, run: Run) -> None:
        run("todo", "My secret", "--private")
        run("todo", "My public one", "--public")
        assert "secret" not in run("action", "--for", "dana").out
        seen = listed(run, "--for", "manager")
        assert [action["text"] for action in seen] == ["My public one"]
        assert "id" not in seen[0]

    def test_for_a_manager_before_the_verb(self, run: Run) -> None:
        run("todo", "My secret", "--private")
        result = run("action", "--for", "manager", "list")
        assert result == run("action", "list", "--for", "manager")
        assert "secret" not in result.out

    def test_only_a_tag(self, run: Run) -> None:
        run("todo", "One", "--tag", "talks")
        run("todo", "Two")
        assert [action["text"] for action in listed(run, "--tag", "talks")] == ["One"]

    def test_nothing(self, run: Run, journal: Path) -> None:
        assert run("action").out == "No open actions: mentorlog todo TEXT\n"
        assert listed(run) == []
        assert not journal.stat().st_size


class TestClosing:
    @pytest.fixture(autouse=True)
    def three(self, run: Run, once: Once) -> None:
        def write() -> None:
            for text in ("Draft the outline", "Draft the slides", "Book a room"):
                run("todo", text, "--on", "2026-11-10")

        once("three", write)

    def test_done_by_number_letter_and_words(self, run: Run) -> None:
        result = run("done", "1", "a2", "room")
        assert result.out == (
            "a1  Draft the outline · done Sun 22 Nov\n"
            "a2  Draft the slides · done Sun 22 Nov\n"
            "a3  Book a room · done Sun 22 Nov\n"
        )
        assert listed(run) == []

    def test_action_done_is_done(self, run: Run) -> None:
        out = run("action", "done", "1", "--on", "last friday").out
        assert out == "a1  Draft the outline · done Fri 20 Nov\n"

    @pytest.mark.parametrize(
        ("argv", "said"),
        [
            (("done", "1", "a99"), 'No action matches "a99". Nothing was changed.'),
            (("action", "drop", "1", "a99"), 'No action matches "a99". Nothing was changed.'),
            (("close", "a1", "g99"), 'No goal matches "g99". Nothing was changed.'),
            (("delete", "a1", "a99", "--yes"), 'No action matches "a99". Nothing was deleted.'),
            (
                ("action", "delete", "1", "99", "--yes"),
                'No action matches "99". Nothing was deleted.',
            ),
            (("done", "a99"), 'No action matches "a99".\n'),
        ],
    )
    def test_one_wrong_reference_says_that_nothing_was_done(
        self, run: Run, argv: tuple[str, ...], said: str
    ) -> None:
        before = listed(run, "--all")
        assert said in run(*argv).err
        assert listed(run, "--all") == before

    def test_the_receipt_has_what_its_time_is(self, run: Run) -> None:
        assert " · when: after lunch · yours" in run("todo", "Walk", "--when", "after lunch").out

    def test_evidence(self, run: Run) -> None:
        run("done", "1", "2", "--evidence", "https://example.org")
        shown = listed(run, "--all")
        assert [action["evidence"] for action in shown] == [None, *["https://example.org"] * 2]

    def test_all_or_nothing(self, run: Run) -> None:
        result = run("done", "1", "99")
        assert (result.code, result.out) == (1, "")
        assert result.err.startswith('No action matches "99".')
        assert len(listed(run)) == 3

    def test_the_same_one_twice_counts_once(self, run: Run) -> None:
        assert run("done", "1", "a1").out == "a1  Draft the outline · done Sun 22 Nov\n"

    def test_one_is_an_object_and_several_an_array(self, run: Run) -> None:
        assert json.loads(run("done", "1", "--json").out)["done_on"] == "2026-11-22"
        assert [each["id"] for each in json.loads(run("done", "2", "3", "--json").out)] == [2, 3]

    def test_closed_already(self, run: Run) -> None:
        run("done", "1")
        result = run("done", "1")
        assert result.code == 1
        assert result.err == (
            'a1 "Draft the outline" has been done since Sun 22 Nov.\n'
            "hint: mentorlog action reopen a1 opens it again\n"
        )

    def test_ambiguous(self, run: Run) -> None:
        result = run("done", "draft")
        assert result.code == 1
        assert '"draft" matches 2 actions: a1 "Draft the outline"; a2' in result.err

    def test_drop_keeps_the_reason(self, run: Run) -> None:
        assert run("action", "drop", "1", "--why", "No budget").out == (
            "a1  Draft the outline · dropped Sun 22 Nov · “No budget”\n"
        )
        assert "Dropped  Sun 22 Nov: No budget" in run("action", "show", "1").out
        event = json.loads(run("action", "show", "1", "--json").out)["events"][-1]
        assert (event["new"], event["note"]) == ("dropped", "No budget")

    def test_reopen_finds_closed_ones_by_their_words(self, run: Run) -> None:
        run("done", "1")
        out = run("action", "reopen", "draft").out
        assert out == "a1  Draft the outline · open again · yours\n"
        assert len(listed(run)) == 3

    def test_reopen_of_an_open_one(self, run: Run) -> None:
        result = run("action", "reopen", "3")
        assert (result.code, result.err) == (1, 'a3 "Book a room" is open.\n')

    def test_done_before_it_was_made_makes_it_earlier(self, run: Run) -> None:
        assert run("done", "3", "--on", "2026-11-05").out == "a3  Book a room · done Thu 5 Nov\n"
        action = json.loads(run("action", "show", "3", "--json").out)
        assert (action["state"], action["made_on"]) == ("done", "2026-11-05")
        assert run("action", "show", "3", "--as-of", "2026-11-05").code == 0

    def test_a_state_is_not_told_for_before_the_last_one(self, run: Run) -> None:
        run("done", "1")
        result = run("action", "reopen", "1", "--on", "yesterday")
        assert (result.code, result.out) == (1, "")
        assert result.err == "a1 has been done since Sun 22 Nov; Sat 21 Nov is before that.\n"

    def test_a_day_to_come_is_refused(self, run: Run) -> None:
        assert run("done", "1", "--on", "2026-12-01").code == 2

    def test_undo_takes_back_all_of_them(self, run: Run) -> None:
        run("done", "1", "2", "3")
        assert run("undo").code == 0
        assert len(listed(run)) == 3


class TestEditing:
    @pytest.fixture(autouse=True)
    def one(self, run: Run) -> None:
        run("todo", "Draft the outline", "--due", "2026-11-27")

    def test_every_option(self, run: Run, people: None) -> None:
        assert people is None
        run("goal", "add", "Speak", "--owner", "me")
        run("log", "dana", "-t", "Openings")
        result = run(
            "action", "edit", "1", "--text", "Draft the talk", "--due", "2026-12-04", "--owner",
            "dana", "--goal", "speak", "--session", "1", "--evidence", "a link", "--tag", "talks",
            "--public", "--json",
        )  # fmt: skip
        action = json.loads(result.out)
        assert action["text"] == "Draft the talk"
        assert action["due_on"] == "2026-12-04"
        assert action["owner"]["name"] == "Dana Ortiz"
        assert action["goal"]["title"] == "Speak"
        assert action["session"]["title"] == "Openings"
        assert action["evidence"] == "a link"
        assert action["tags"] == ["talks"]
        assert action["visibility"] == "public"

    def test_prints_what_it_wrote(self, run: Run) -> None:
        out = run("action", "edit", "outline", "--due", "in 2 weeks").out
        assert out.startswith("a1  Draft the outline · due 27 Nov → 6 Dec, 9 days later (")

    def test_a_later_due_day_is_a_slip(self, run: Run) -> None:
        run("action", "edit", "1", "--due", "2026-12-04")
        (slip,) = json.loads(run("action", "show", "1", "--json").out)["slips"]
        assert (slip["from"], slip["to"], slip["days"]) == ("2026-11-27", "2026-12-04", 7)

    @pytest.mark.parametrize(
        ("argv", "code", "sentence"),
        [
            (("--due", "someday"), 2, 'Cannot read "someday" as a day.'),
            (("--session", "3"), 1, 'No session matches "3".'),
        ],
    )
    def test_refused(self, run: Run, argv: tuple[str, ...], code: int, sentence: str) -> None:
        result = run("action", "edit", "1", *argv)
        assert (result.code, result.out) == (code, "")
        assert result.err.startswith(sentence)
        assert listed(run)[0]["text"] == "Draft the outline"

    def test_show(self, run: Run, golden: Golden, people: None) -> None:
        assert people is None
        run("goal", "add", "Speak at a conference", "--owner", "me")
        run("action", "edit", "1", "--goal", "1", "--due", "2026-12-04", "--tag", "talks")
        run("log", "dana", "-t", "Openings", "--on", "2026-11-22")
        golden("action-show", run("action", "show", "1").out)

    @pytest.mark.parametrize("verb", ["show", "edit", "delete", "done", "drop", "reopen"])
    def test_unknown(self, run: Run, verb: str) -> None:
        options = {"edit": ["--text", "x"], "delete": ["--yes"]}.get(verb, [])
        for words in ("7", "a7", "nothing like it"):
            result = run("action", verb, words, *options)
            assert (result.code, result.out) == (1, "")
            assert result.err.startswith(f'No action matches "{words}".\nhint: ')
        assert run("action", verb, "g1", *options).code == 2

    def test_evidence_at_every_turn_stands_below_what_there_was(self, run: Run) -> None:
        for verb in ("done", "reopen", "drop"):
            shown = run("action", verb, "1", "--evidence", f"as {verb}", "--json")
        assert json.loads(shown.out)["evidence"] == "as done\nas reopen\nas drop"
        run("action", "reopen", "1", "--evidence", "as drop")
        again = run("action", "show", "1", "--json")
        assert json.loads(again.out)["evidence"] == "as done\nas reopen\nas drop"


@pytest.mark.usefixtures("people")
def test_whose_it_is_may_stand_among_its_words(run: Run) -> None:
    run("log", "sam", "-a", "Send the contact @sam", "-a", "Ask about pay @me")
    done = run("done", "sam", "contact")
    assert (done.code, done.err) == (0, "")
    assert "Send the contact · done" in done.out
    run("undo")
    run("log", "sam", "-a", "Read the draft @sam")
    several = run("done", "sam")
    assert several.code == 1
    assert '"sam" matches 2 open actions' in several.err


def test_words_that_one_title_has_name_it_alone(run: Run) -> None:
    run("todo", "Ask the dba about lock timeouts")
    run("todo", "Send Dana the slides after the talk")
    assert run("done", "send", "dana", "the", "slides").out.startswith("a2  Send Dana")
    run("undo")
    refused = run("done", "dba", "slides")
    assert (refused.code, refused.out) == (1, "")
    assert "or all of them: a1 a2\n" in refused.err
    both = run("done", "a1", "slides").out
    assert [line[:2] for line in both.splitlines()] == ["a1", "a2"]


def test_done_names_an_open_milestone_before_an_action_that_is_done(run: Run) -> None:
    run("goal", "add", "Migration")
    run("milestone", "add", "g1", "Rollback plan signed off")
    run("todo", "Draft the rollback plan")
    assert run("done", "rollback", "plan").out.startswith("a1")
    assert run("done", "rollback", "plan").out.startswith("m1  Rollback plan signed off · done")
    again = run("done", "rollback", "plan")
    assert (again.code, "a1" in again.err) == (1, True)
    refused = run("done", "nothing", "of", "it")
    assert (refused.code, "Did you mean" in refused.err) == (1, False)


def test_what_taskwarrior_takes_is_read(run: Run) -> None:
    typed = run("todo", "Collect", "the", "numbers", "due:wed", "+design")
    assert typed.out == "a1  Collect the numbers +design · yours, due Wed 25 Nov\n"
    assert typed.err == '"+design" stays in the text: #design is a tag.\n'
    assert "Ship it · added · target Wed 30 Jun" in run("goal", "add", "Ship by:june it").out
    moved = run("goal", "edit", "g1", "Ship by:july it").out
    assert "Ship it · target 30 Jun 27 → 31 Jul 27, 31 days later" in moved
