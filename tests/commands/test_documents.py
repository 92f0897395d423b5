"""Documents that come back: what changed here meanwhile is never undone by them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once, Run

On = Callable[[str], None]
Editor = Callable[[str], None]


@pytest.fixture(autouse=True)
def held(run: Run, once: Once) -> None:
    once("a session to document", lambda: _held(run))


def _held(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--every", "2w")
    run(
        "log", "dana", "a private note", "-t", "Open with a story", "-a", "Draft it, due friday",
        "--question", "Who reviews it?", "--advice", "Rehearse", "--on", "2026-11-20",
    )  # fmt: skip


def show(run: Run, reference: str = "1") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("session", "show", reference, "--json").out)
    return found


def texts(run: Run, reference: str = "1") -> list[str]:
    return [line["text"] for line in show(run, reference)["takeaways"]]


def document(run: Run, reference: str = "1") -> str:
    return run("session", "show", reference, "--format", "markdown").out


def everything(run: Run) -> str:
    """All that the journal holds, but for its history."""
    rows = run("export").out.splitlines()
    tables = ("sessions", "takeaways", "actions")
    return "\n".join(row for row in rows if json.loads(row).get("table") in tables)


def kept(home: Path) -> list[str]:
    folder = home / "drafts"
    if not folder.is_dir():
        return []
    return [path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())]


class TestAnOlderTextUnderNewerWork:
    def test_the_editor_does_not_undo_what_was_logged_meanwhile(
        self, run: Run, editor: Editor, home: Path
    ) -> None:
        editor(
            "main(['log', 'dana', 'more notes', '-t', 'Logged meanwhile', '--on', '2026-11-20'])\n"
            "main(['takeaway', 'edit', 't1', '--text', 'Open with a short story'])\n"
            "main(['done', 'a1'])\n"
            "t = t.replace('Who reviews it?', 'Who reviews the abstract?')"
        )
        done = run("session", "edit", "1", "-e")
        assert (done.code, done.err) == (0, "")
        said = " ".join(done.out.split())
        assert said.endswith("· t3 text “Who reviews it?” → “Who reviews the abstract?”")
        assert texts(run) == [
            "Open with a short story", "Rehearse", "Who reviews the abstract?", "Logged meanwhile",
        ]  # fmt: skip
        session = show(run)
        assert session["notes"] == "a private note\n\nmore notes"
        assert session["actions"][0]["state"] == "done"
        assert kept(home) == []

    def test_both_changed_keeps_the_journals_and_the_other_as_a_draft(
        self, run: Run, editor: Editor, home: Path
    ) -> None:
        editor(
            "main(['takeaway', 'edit', 't1', '--text', 'Open with a short story'])\n"
            "t = t.replace('Open with a story', 'Open with a joke')"
        )
        done = run("session", "edit", "1", "-e")
        assert done.code == 0
        assert done.err.startswith(
            't1: the journal has "Open with a short story", which stays;'
            ' the document has "Open with a joke".\n'
        )
        assert texts(run)[0] == "Open with a short story"
        (draft,) = kept(home)
        assert "- Open with a joke ^t1" in draft
        path = next((home / "drafts").iterdir())
        assert f"mentorlog log - < {path} saves it" in done.err
        assert run("log", "-", stdin=draft).code == 0
        assert texts(run)[0] == "Open with a joke"
        assert kept(home) == []

    def test_shown_and_piped_back_after_newer_work(self, run: Run) -> None:
        old = document(run)
        run("log", "dana", "-t", "Newer", "--on", "2026-11-20")
        run("session", "edit", "1", "--topic", "Openings")
        before = everything(run)
        done = run("log", "-", stdin=old)
        assert (done.code, everything(run)) == (0, before)

    def test_a_line_deleted_here_does_not_come_back(self, run: Run, home: Path) -> None:
        old = document(run)
        run("takeaway", "delete", "t1", "--yes")
        assert run("log", "-", stdin=old).code == 0
        assert "Open with a story" not in texts(run)
        done = run("log", "-", stdin=old.replace("Open with a story", "Open with a joke"))
        assert 't1 was deleted here; the document has "Open with a joke".' in done.err
        assert "Open with a joke" not in texts(run)
        (draft,) = kept(home)
        run("log", "-", stdin=draft)
        assert "Open with a joke" in texts(run)

    def test_a_session_deleted_here_does_not_come_back(self, run: Run, home: Path) -> None:
        text = document(run)
        folder = home / "vault"
        folder.mkdir()
        (folder / "a.md").write_text(text, "utf-8")
        run("session", "delete", "1", "--yes")
        done = run("log", "-", stdin=text)
        assert done.code == 1
        assert done.err.endswith(
            "s1, of which this document is, was deleted here.\n"
            "hint: mentorlog undo s1 brings it back; log - --new logs it as another\n"
        )
        assert "s1, of which this document is" in run("import", str(folder)).err
        assert json.loads(run("session", "--all", "--json").out) == []
        assert run("log", "-", "--new", stdin=text).code == 0
        assert run("undo").code == run("undo", "s1").code == 0
        assert document(run).partition("written")[0] == text.partition("written")[0]

    def test_what_was_undone_is_done_again(self, run: Run) -> None:
        text = document(run)
        text = text.replace("[ ]", "[x]")
        text = text.replace("date:", "topic: New\ndate:") + "- And when?\n"
        for again in ("undo", "undo redo undo"):
            assert "a1 done" in run("log", "-", stdin=text).out
            after = show(run)
            assert after["topic"] == "New"
            assert run("log", "-", stdin=text).err.startswith("Nothing in the document is new")
            for command in again.split():
                assert run(command).code == 0
        run("log", "-", stdin=text)
        assert show(run)["topic"] == "New" and texts(run)[-1] == "And when?"
        run("session", "edit", "1", "--topic", "Newer")
        assert run("log", "-", stdin=text).err.startswith("Nothing in the document is new")

    def test_a_renamed_person_and_goal_are_whom_they_were(self, run: Run) -> None:
        run("goal", "add", "Speak")
        run("session", "edit", "1", "--goal", "1")
        run("action", "add", "Introduce me", "--owner", "dana", "--session", "1")
        old = document(run)
        run("person", "edit", "dana", "--name", "Dana Lee-Ortiz")
        run("goal", "edit", "1", "--title", "Speak in public")
        before = everything(run)
        done = run("log", "-", stdin=old)
        assert "Nothing in the document is new" in done.err
        assert (done.code, everything(run)) == (0, before)


@pytest.mark.parametrize(
    "added",
    [
        "- For all %%For me%%",
        "## Reflections\nFor me !private",
        "## Takeaways\n- For all !shared",
        "## Actions\n- Water the plant (every 2w)",
        "## Actions\n- [x] Water the plant (every 2w)",
        "visibility: shared\nnotes_visibility: private\nstate: held\ntopic: ' Openings '",
        "tags: [Speaking, speaking, '#talks']",
    ],
)
def test_the_same_document_again_changes_nothing(added: str, run: Run) -> None:
    is_line = added[0] in "-#"
    text = (
        f"{document(run)}{added}\n"
        if is_line
        else document(run).replace("date:", f"{added}\ndate:")
    )
    assert run("log", "-", stdin=text).code == 0
    before = everything(run)
    for _ in range(2):
        done = run("log", "-", stdin=text)
        assert (done.code, everything(run)) == (0, before)
        assert done.err.startswith("Nothing in the document is new to s1")
    assert run("tag", "--json").out.count('"tag"') == (2 if "tags:" in added else 0)


class TestShownAndPipedBack:
    def test_it_changes_nothing(self, run: Run) -> None:
        before = everything(run)
        for _ in range(2):
            done = run("log", "-", stdin=document(run))
            assert (done.code, done.out, done.err) == (
                0, "", "Nothing in the document is new to s1, so nothing was changed.\n",
            )  # fmt: skip
        assert everything(run) == before

    def test_control_characters_that_were_shown_as_escapes_stay(self, run: Run) -> None:
        run(
            "log",
            "dana",
            "\x1b[31m notes",
            "-t",
            "\x1b[31mred",
            "-a",
            "\u202eback",
            "--on",
            "2026-11-20",
        )
        before = everything(run)
        run("log", "-", stdin=document(run))
        assert everything(run) == before

    def test_ticks_answers_outcomes_and_new_lines_are_taken(self, run: Run) -> None:
        text = (
            document(run)
            .replace("- [ ] Draft it", "- [x] Draft it")
            .replace("Who reviews it? ^t3", "Who reviews it? ^t3\n  → Noor")
            .replace("Rehearse ^t2", "Rehearse ^t2\n  = worked: twice is enough")
            .replace("## Takeaways\n", "## Takeaways\n- Slow down\n")
        )
        done = run("log", "-", stdin=text)
        assert done.err == ""
        assert " ".join(done.out.split()) == (
            "Changed s1 with Dana, Fri 20 Nov. t2 worked · t3 answered · a1 done · t4 takeaway"
        )
        session = show(run)
        assert [line["text"] for line in session["takeaways"]][-1] == "Slow down"
        assert session["takeaways"][2]["answer"] == "Noor"
        assert session["takeaways"][1]["note"] == "twice is enough"
        assert session["actions"][0]["done_on"] == "2026-11-22"
        before = everything(run)
        run("log", "-", stdin=text)
        assert everything(run) == before

    @pytest.mark.parametrize("said", ["{reply} {mark}", "{mark} {reply}", "{mark}\n  {reply}"])
    def test_an_answer_and_an_outcome_stand_below_their_line_or_on_it(
        self, run: Run, said: str
    ) -> None:
        text = document(run)
        for mark, reply in (("^t3", "→ Noor does"), ("^t2", "= worked: twice")):
            text = text.replace(mark, said.format(mark=mark, reply=reply))
        done = run("log", "-", stdin=text)
        assert "t2 worked" in done.out and "t3 answered" in done.out
        advice, question = show(run)["takeaways"][1:]
        assert (advice["text"], advice["note"]) == ("Rehearse", "twice")
        assert (question["text"], question["answer"]) == ("Who reviews it?", "Noor does")

    def test_a_mark_without_a_space_before_it_is_one(self, run: Run) -> None:
        text = document(run).replace("Who reviews it? ^t3", "Who reviews it? → Noor, first^t3")
        done = run("log", "-", stdin=text)
        assert done.err == "^t3 counts as a mark, although no space stands before it.\n"
        assert "t3 answered" in done.out
        assert show(run)["takeaways"][2]["answer"] == "Noor, first"

    @pytest.mark.parametrize("behind", [" (she did)", "\n  (she did)"])
    def test_words_behind_a_mark_are_of_its_line(self, run: Run, behind: str) -> None:
        run("log", "dana", "--on", "2026-11-20", "-a", "Ask @dana due 1 dec")
        run("takeaway", "add", "For me", "--kind", "reflection", "--session", "1")
        text = re.sub(r"(?m)(\^[ta][0-9]+)$", rf"\1{behind}", document(run))
        done = run("log", "-", stdin=text)
        assert done.err == ""
        assert "changed t1 t2 t3 t4 a1 a2" in " ".join(done.out.split())
        plain = ("For me", "Open with a story", "Rehearse", "Who reviews it?")
        words = sorted(" ".join(text.split()) for text in texts(run))
        assert words == [f"{each} (she did)" for each in plain]
        actions = show(run)["actions"]
        assert [(" ".join(each["text"].split()), each["due_on"]) for each in actions] == [
            ("Draft it (she did)", "2026-11-27"),
            ("Ask (she did)", "2026-12-01"),
        ]
        assert actions[1]["owner"]["name"] == "Dana Ortiz"
        assert run("log", "-", stdin=text).err.startswith("Nothing in the document is new")

    def test_what_ends_the_words_behind_a_mark_counts(self, run: Run) -> None:
        text = document(run).replace("^a1", "^a1 with slides (due 2026-12-04)")
        assert run("log", "-", stdin=text).code == 0
        (action,) = show(run)["actions"]
        assert (action["text"], action["due_on"]) == ("Draft it with slides", "2026-12-04")

    def test_a_mark_that_a_line_speaks_of_stays_text(self, run: Run) -> None:
        lines = "- As ^t3 says\n- See ^t99 below\n- More of this ^t1 and that ^t2\n"
        text = document(run).replace("## Takeaways\n", f"## Takeaways\n{lines}")
        text = re.sub("(?m)^- Open.*\n", "", text)
        assert run("log", "-", stdin=text).code == 0
        assert "As ^t3 says" in texts(run) and "See ^t99 below" in texts(run)
        assert "Open with a story" in texts(run)

    def test_words_that_only_look_like_its_mark_stay_text(self, run: Run) -> None:
        run("takeaway", "add", "Of no session", "--private")
        text = document(run)
        lines = (
            "- Twice^t3",  # t3 stands in its own line
            "- As x^t4",  # no line of the document
            "- As x^t99",  # no line at all
            "- Last\n  x^t98\n  of all",
        )
        done = run(
            "log",
            "-",
            stdin=text.replace("## Takeaways\n", "\n".join(("## Takeaways", *lines, ""))),
        )
        assert done.err == "^t4 stays in the text: a mark has a space before it.\n"
        assert [line["text"] for line in show(run)["takeaways"]][3:] == [
            "Twice^t3", "As x^t4", "As x^t99", "Last\nx^t98\nof all",
        ]  # fmt: skip
        before = everything(run)
        run("log", "-", stdin=document(run))
        assert everything(run) == before

    def test_lines_that_are_gone_stay_and_are_named(self, run: Run) -> None:
        text = re.sub("(?m)^- .*\\^(t1|a1)\n", "", document(run))
        done = run("log", "-", stdin=text)
        assert done.err == "t1, a1 no longer stand in the document, and stay: --yes deletes them.\n"
        assert len(texts(run)) == 3
        assert run("log", "-", "--yes", stdin=text).code == 0
        assert len(texts(run)) == 2

    @pytest.mark.parametrize("gone", ["a1", "a2|a3", "a1|a2|a3"])
    def test_the_evidence_of_a_line_that_is_gone_goes_with_it(self, run: Run, gone: str) -> None:
        for number in (1, 2, 3):
            if number > 1:
                run("action", "add", f"Do {number}", "--session", "s1")
            run("done", f"a{number}", "--evidence", f"http://x/{number}")
        text = re.sub(f"(?m)^- .*\\^({gone})\n", "", document(run))
        assert text.count("→ http") == 3
        done = run("log", "-", "--yes", stdin=text)
        assert done.err.count("to no other line") == len(gone.split("|"))
        session = show(run)
        assert [each["evidence"] for each in session["actions"]] == [
            f"http://x/{number}" for number in (1, 2, 3) if f"a{number}" not in gone.split("|")
        ]
        assert session["notes"] == "a private note"

    def test_a_reply_below_no_line_is_kept_in_the_notes(self, run: Run) -> None:
        run("log", "dana", "-", "--new", stdin="## Actions\n→ http://x\n- [ ] Draft\n→ http://y\n")
        session = show(run, "2")
        assert [(each["text"], each["evidence"]) for each in session["actions"]] == [
            ("Draft", "http://y")
        ]
        assert session["notes"] == "→ http://x"

    def test_what_was_logged_and_then_changed_here_stays_so(self, run: Run) -> None:
        text = document(run).replace("## Takeaways\n", "## Takeaways\n- Slow down\n- Breathe\n")
        run("log", "-", stdin=text)
        run("takeaway", "edit", "t4", "--text", "Slow right down")
        run("takeaway", "delete", "t5", "--yes")
        before = everything(run)
        run("log", "-", stdin=text)
        assert everything(run) == before

    def test_a_line_copied_with_its_mark_is_new(self, run: Run, editor: Editor) -> None:
        editor(
            "t = t.replace('- Open with a story ^t1', '- Count to three ^t1\\n- Open with a story ^t1')"
        )
        assert run("session", "edit", "1", "-e").out.endswith("· added t4\n")
        assert texts(run)[0] == "Open with a story"
        assert texts(run)[-1] == "Count to three"

    def test_new_makes_another_session(self, run: Run) -> None:
        assert run("log", "-", "--new", stdin=document(run)).code == 0
        assert texts(run, "2") == ["Open with a story", "Rehearse", "Who reviews it?"]


class TestMarks:
    def test_an_action_of_another_session_is_ticked_from_any_document(self, run: Run) -> None:
        run("log", "dana", "-t", "Today", "-a", "Another")
        text = document(run, "2").replace("## Actions\n", "## Actions\n- [x] Draft the whole ^a1\n")
        done = run("log", "-", stdin=text)
        assert "a1 done" in done.out
        (action,) = show(run)["actions"]
        assert (action["text"], action["state"]) == ("Draft the whole", "done")
        assert action["due_on"] == "2026-11-27"
        assert len(show(run, "2")["actions"]) == 1

    def test_another_copy_of_the_journal_has_other_marks(
        self, run: Run, home: Path, journal: Path
    ) -> None:
        copy = home / "copy.db"
        copy.write_bytes(journal.read_bytes())
        run("--journal", str(copy), "log", "dana", "-t", "There", "--on", "2026-11-20")
        run("log", "dana", "-t", "Here", "--on", "2026-11-20")
        theirs = run("--journal", str(copy), "session", "show", "1", "--format", "markdown").out
        assert "- There ^t4" in theirs
        done = run("log", "-", stdin=theirs)
        assert "marks, such as ^t1, do not count here" in done.err
        assert texts(run) == ["Open with a story", "Rehearse", "Who reviews it?", "Here", "There"]

    def test_a_copy_that_has_the_same_history_has_the_same_marks(
        self, run: Run, home: Path, journal: Path
    ) -> None:
        text = document(run).replace("Open with a story", "Open with a joke")
        (home / "copy.db").write_bytes(journal.read_bytes())
        done = run("--journal", str(home / "copy.db"), "log", "-", stdin=text)
        assert (done.code, done.err) == (0, "")

    def test_marks_that_somebody_typed_are_text(self, run: Run) -> None:
        done = run("log", "-", stdin="---\nwith: Dana\n---\n## Actions\n- [x] Draft ^a1\n")
        assert "^a1 stays in the text" in done.err
        assert show(run)["actions"][0]["state"] == "open"
        assert show(run, "2")["actions"][0]["text"] == "Draft ^a1"

    def test_one_of_nothing_is_text_and_one_of_the_other_kind_is_new(self, run: Run) -> None:
        text = document(run).replace("## Takeaways\n", "## Takeaways\n- What ^t99\n- Odd ^a1\n")
        done = run("log", "-", stdin=text)
        assert "^t99 stays in the text" in done.err
        assert texts(run)[-2:] == ["What ^t99", "Odd"]
        assert show(run)["actions"][0]["text"] == "Draft it"


class TestPurged:
    """No old document brings back what was purged."""

    def test_a_line_an_answer_and_a_session(self, run: Run, home: Path) -> None:
        run("takeaway", "answer", "t3", "Hush")
        old = document(run)
        run("purge", "t1", "--yes")
        run("purge", "t3", "answer", "--yes")
        before = everything(run)
        done = run("log", "-", stdin=old)
        assert "t1 is no longer in the journal; its line is left out." in done.err
        assert everything(run) == before
        run("purge", "s1", "--yes")
        done = run("log", "-", stdin=old)
        assert (done.code, done.err) == (
            1, "What this is of was purged here, and does not come back.\n",
        )  # fmt: skip
        assert kept(home) == []


@pytest.mark.parametrize("is_folder", [True, False])
def test_a_document_that_is_edited_and_brought_back_again_and_again_is_taken_each_time(
    run: Run, home: Path, is_folder: bool
) -> None:
    run("export", "--format", "markdown", "-o", str(home / "out"))
    (path,) = (home / "out").iterdir()
    handed_out = path.read_text(encoding="utf-8")

    def told(words: str) -> str:
        text = handed_out.replace("Open with a story", words)
        path.write_text(text, "utf-8")
        done = run("import", str(home / "out")) if is_folder else run("log", "-", stdin=text)
        return done.err.partition("Nothing in the document is new")[0]

    for words in ("Open with a joke", "Open with a number"):
        assert told(words) == ""
        assert texts(run)[0] == words
    run("takeaway", "edit", "t1", "--text", "Mine")
    assert told("Open with a number") == ""
    assert 'the journal has "Mine", which stays' in told("Open with a song")
    assert told("Open with a story") == ""  # So it was handed out.
    assert texts(run)[0] == "Mine"


class TestWithoutAStamp:
    """A document of an older program, or of one that lost its front matter."""

    def test_what_is_here_stays_and_what_is_new_is_added(self, run: Run) -> None:
        old = re.sub("(?m)^written: .*\n", "", document(run)).replace(
            "## Takeaways\n", "## Takeaways\n- New\n"
        )
        run("session", "edit", "1", "--topic", "Openings", "--notes", "better notes")
        done = run("log", "-", stdin=old)
        assert "do not count here: a line is known by its words" in done.err
        assert "The notes" not in done.err  # It has what they once were here.
        other = old.replace("a private note", "other notes")
        assert (
            'The notes: the journal has "better notes", which stays;'
            ' the document has "other notes".'
        ) in run("log", "-", stdin=other).err
        session = show(run)
        assert (session["topic"], session["notes"]) == ("Openings", "better notes")
        assert texts(run) == ["Open with a story", "Rehearse", "Who reviews it?", "New"]
        before = everything(run)
        run("log", "-", stdin=old)
        assert everything(run) == before

    def test_a_line_that_was_reworded_here_is_not_added_again(self, run: Run) -> None:
        old = re.sub(r"(?m)^written: .*\n", "", document(run))
        run("takeaway", "edit", "t1", "--text", "Open with a short story")
        assert run("log", "-", stdin=old).code == 0
        assert texts(run) == ["Open with a short story", "Rehearse", "Who reviews it?"]


def test_code_in_the_private_notes_is_no_action_that_a_partner_reads(run: Run) -> None:
    code = "For me alone.\n```\n## Actions\n- Remove the secrets\n```\n"
    for words in ("log", "dana", "-", "--new"), ("log", "-", "--new"):
        keys = "" if "dana" in words else "---\nwith: Dana\n---\n"
        assert "action" not in run(*words, stdin=f"{keys}{code}").out
    assert run("action", "list").out.count("Remove the secrets") == 0
    assert "Remove" not in run("session", "list", "--for", "dana").out
    assert "secrets" not in run("session", "show", "last", "--for", "dana").out
    assert show(run, "last")["notes"] == code.strip()
    assert run("log", "-", stdin=document(run, "last")).err.startswith(
        "Nothing in the document is new"
    )


_SECRET = "Leave the company"


def _with_a_secret(run: Run) -> str:
    """A document with a line that is only mine, ``t4``, and a reflection, ``t5``."""
    run("takeaway", "add", _SECRET, "--session", "1", "--private")
    run("takeaway", "add", f"{_SECRET} soon", "--session", "1", "--kind", "reflection")
    return document(run)


@pytest.mark.parametrize(
    ("line", "become"),
    [
        (f"- {_SECRET} !private ^t4", f"- {_SECRET} !private and soon ^t4"),
        (f"- {_SECRET} !private ^t4", f"- {_SECRET} !private, and soon"),
        (f"- {_SECRET} !private ^t4", f"- {_SECRET}\n  soon !Private.\n  ^t4"),
        (f"- {_SECRET} !private ^t4", f"- !private {_SECRET} and soon ^t4"),
        (f"- {_SECRET} !private ^t4", f"- {_SECRET}\nas soon as\nI can !private ^t4"),
        ("## Reflections", "## Takeaways"),
        ("## Reflections", "## Actions"),
        ("## Reflections", "### Reflections"),
    ],
)
def test_what_is_private_in_a_document_stays_so_whatever_is_written_round_it(
    run: Run, line: str, become: str
) -> None:
    text = _with_a_secret(run)
    assert line in text
    assert run("log", "-", stdin=text.replace(line, become)).code == 0
    for command in (("show", "s1"), ("action", "list"), ("takeaway", "list", "--all")):
        assert _SECRET not in run(*command, "--for", "dana").out
    assert _SECRET in everything(run)


def test_a_line_with_a_mark_is_a_line_however_far_it_is_indented(run: Run) -> None:
    text, before = _with_a_secret(run), everything(run)
    secret = f"- {_SECRET} !private ^t4\n"
    below = text.replace(secret, "").replace(
        "- Open with a story", f"{secret}  - Open with a story"
    )
    for given in (below, re.sub(r"(?m)^- (?!Open)", "  - ", text)):
        assert "Nothing in the document is new" in run("log", "-", "--yes", stdin=given).err
    assert everything(run) == before


@pytest.mark.parametrize(
    ("line", "become"),
    [
        ("- Rehearse ^t2", "- Rehearse\n^t2"),
        ("- Rehearse ^t2", "- Rehearse\nmore often than\nonce ^t2"),
        ("- [ ] Draft it", "&#32;a new one\n- [ ] Draft it"),
        ("a private note", "    a private note"),
    ],
)
def test_blanks_and_line_ends_are_no_change_the_second_time(
    run: Run, line: str, become: str
) -> None:
    run("takeaway", "outcome", "t2", "worked", "--note", "Twice is enough")
    text = document(run)
    assert line in text
    run("log", "-", stdin=text.replace(line, become))
    before = everything(run)
    again = run("log", "-", stdin=text.replace(line, become))
    assert "Nothing in the document is new" in again.err, again
    assert everything(run) == before
    assert "Twice is enough" in before


@pytest.mark.parametrize("heading", ["To raise", "Questions", "Advice", "Actions"])
def test_words_below_an_item_without_words_are_its_words(run: Run, heading: str) -> None:
    reply = "= worked: It went well" if heading == "Advice" else "→ It went well"
    run("log", "dana", "-", stdin=f"## {heading}\n- [x] \n  {reply}\n")
    assert "It went well" in everything(run)


def test_two_paragraphs_that_an_editor_joined_are_still_two(run: Run) -> None:
    run("takeaway", "add", _SECRET, "--session", "1", "--kind", "reflection")
    run("takeaway", "add", "I was calm", "--session", "1", "--kind", "reflection", "--shared")
    text, before = document(run), everything(run)
    joined = text.replace(f"{_SECRET} ^t4\n\n", f"{_SECRET} ^t4\n")
    assert joined != text
    assert "Nothing in the document is new" in run("log", "-", "--yes", stdin=joined).err
    assert everything(run) == before
    assert _SECRET not in run("show", "s1", "--for", "dana").out


def test_an_answer_of_what_is_no_question_any_more_is_not_in_the_document(run: Run) -> None:
    run("takeaway", "answer", "t3", "Noor does")
    run("takeaway", "edit", "t3", "--kind", "feedback")
    before = everything(run)
    assert "Nothing in the document is new" in run("log", "-", stdin=document(run)).err
    assert everything(run) == before
    assert "Noor does" in run("show", "t3").out


def test_what_is_written_below_an_emptied_line_is_kept_with_its_text(run: Run) -> None:
    text = document(run)
    emptied = text.replace("- Who reviews it? ^t3", "- ^t3\n  → Noor does")
    assert emptied != text
    assert "t3 answered" in run("log", "-", "--yes", stdin=emptied).out
    (asked,) = [each for each in show(run)["takeaways"] if each["kind"] == "question"]
    assert (asked["text"], asked["answer"]) == ("Who reviews it?", "Noor does")
    assert (
        "deleted t3" in run("log", "-", "--yes", stdin=emptied.replace("\n  → Noor does", "")).out
    )


def test_somebody_who_would_come_to_read_is_asked_about(run: Run, home: Path) -> None:
    run("peer", "add", "Marie Sol")
    said = document(run).replace("with: Dana Ortiz", "with: [Dana Ortiz, Marie Sol]")
    done = run("log", "-", stdin=said)
    assert done.code == 2
    assert "Marie Sol would read t1, t2, t3 and a1. Go on? That needs a yes." in done.err
    assert kept(home) == [said]
    assert [each["name"] for each in show(run)["attendees"]] == ["Dana Ortiz"]
    assert run("log", "-", "--yes", stdin=said).code == 0
    assert [each["name"] for each in show(run)["attendees"]] == ["Dana Ortiz", "Marie Sol"]


class TestEmptied:
    def test_in_the_editor(self, run: Run, editor: Editor, home: Path) -> None:
        editor("t = ''")
        done = run("session", "edit", "1", "-e")
        assert (done.code, done.err) == (0, "It was emptied, so nothing was changed.\n")
        assert len(texts(run)) == 3
        done = run("log", "dana", "-e")
        assert (done.code, done.err) == (0, "It is empty, so nothing was saved.\n")
        assert len(json.loads(run("session", "--all", "--json").out)) == 1
        assert kept(home) == []

    @pytest.mark.parametrize("keys", [True, False])
    def test_below_its_keys(self, run: Run, editor: Editor, keys: bool, home: Path) -> None:
        before = document(run)
        end = before.index("---", 4) + 4
        emptied = before[:end] if keys else "---\n---\n## Actions\n"
        editor(f"t = {emptied!r}")
        done = run("session", "edit", "1", "-e", "--yes")
        assert (done.code, done.err) == (0, "It was emptied, so nothing was changed.\n")
        done = run("log", "-", "--yes", stdin=emptied)
        assert done.code == 0 and done.err.endswith("so nothing was saved.\n")
        folder = home / "vault"
        folder.mkdir()
        (folder / "a.md").write_text(emptied, "utf-8")
        run("import", str(folder), "--yes")
        assert document(run) == before
        assert kept(home) == []

    def test_a_new_topic_is_taken_from_a_session_that_has_no_lines(
        self, run: Run, editor: Editor
    ) -> None:
        run("session", "plan", "dana", "2026-11-25", "--topic", "Old")
        editor("t = t.replace('Old', 'New')")
        run("session", "edit", "2", "-e")
        assert show(run, "2")["topic"] == "New"
        editor("t = t.replace('with:', 'with:  ')")
        assert run("session", "edit", "2", "-e").out.endswith("· nothing changed\n")

    def test_with_its_headings_or_keys_left(self, run: Run, editor: Editor) -> None:
        for code in ("t = t.partition('<!--')[0]", "t = '## Takeaways\\n## Actions\\n'"):
            editor(code)
            assert run("log", "dana", "-e").err == "It is empty, so nothing was saved.\n"
        assert len(json.loads(run("session", "--all", "--json").out)) == 1

    def test_on_standard_input(self, run: Run) -> None:
        assert run("log", "-", stdin=" \n").code == 2
        done = run("log", "-", stdin="---\nwith: Dana\n---\n## Takeaways\n")
        assert done.err == "Nothing is written in the document, so nothing was saved.\n"
        assert len(json.loads(run("session", "--all", "--json").out)) == 1


@pytest.mark.parametrize("document_", ["## Takeaways\n- Kept words\n", None])
def test_ctrl_c_while_log_waits_for_the_journal_keeps_the_document(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, document_: str | None
) -> None:
    text = document_ or document(run).replace("Open", "Kept words: open")

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("mentorlog.journal._transaction", interrupted)
        assert run("log", "dana", "-", stdin=text).code == 130
    (draft,) = kept(home)
    assert "Kept words" in draft
    assert run("log", "-", stdin=draft).code == 0
    assert kept(home) == []


_BODIES = (
    # In brackets, set in bold or as code, glued to a word, in wide letters; against !shared.
    *(
        f"## Takeaways\n- {_SECRET} {mark}\n"
        for mark in ("(!private)", "[!Private]", "**!private**")
    ),
    *(
        f"## Takeaways\n- {_SECRET}{mark}\n"
        for mark in ("!private", ",!private!", "\xa0`!private`")
    ),
    *(
        f"## Takeaways\n- {_SECRET} {mark}\n"
        for mark in ("_!private_", "！private", "<!-- !private -->")
    ),
    f"## Takeaways\n- {_SECRET} !private and more !shared\n- !private {_SECRET} !public\n",
    # Alone on a line: of the item above it, else of all lines of the section.
    f"## Takeaways\n- Open\n- {_SECRET}\n!private\n",
    f"## Takeaways\n!private\n- {_SECRET}\n{_SECRET}\n",
    f"## Takeaways\n### !private\n- {_SECRET}\n",
    f"## Takeaways\n- {_SECRET}\n- !private\n",
    f"## Actions\n> [!private]\n- [ ] {_SECRET}\n",
    f"## Takeaways\n- {_SECRET} as\nI want to !private\n",
    # Below an item.
    f"## Questions\n- Who?\n  → {_SECRET} !private\n",
    f"## Actions\n- [x] Ask\n  → !private {_SECRET}\n",
    f"## Advice\n- Try it\n  = worked: {_SECRET}\n  !private\n",
    # For all of the session.
    f"---\ntopic: {_SECRET} !private\n---\n## Takeaways\n- {_SECRET}\n",
    f"---\ntopic: !private {_SECRET}\nvisibility: shared\n---\n",
    f"---\nvisibility: !private\n---\n## Takeaways\n- {_SECRET}\n",
    f"---\ntags: [talk, '!private']\n---\n## Takeaways\n- {_SECRET}\n",
    f"---\nprivate: true\n---\n## Takeaways\n- {_SECRET}\n",
    f"!private\n\n## Takeaways\n- {_SECRET}\n",
    f"---\nnotes_visibility: shared\n---\n{_SECRET} !private\n",
    # private: before it.
    *(
        f"## {section}\n- {begins} {_SECRET} !shared\n"
        for section in ("To raise", "Takeaways", "Advice", "Actions", "Questions", "For the report")
        for begins in ("private:", "[ ] Private :", "**private:**", "_private_:")
        if section in ("To raise", "Actions") or "[" not in begins
    ),
    f"## Takeaways\n- Good talk\n  - private: {_SECRET}\n",
    f"## Takeaways\nprivate:\n- {_SECRET}\n- {_SECRET}\n",
    f"## Takeaways\n### **Private:**\n- {_SECRET}\n",
    f"## Actions\n- [ ] @dana private: {_SECRET}\n- private: {_SECRET} @dana (due friday) #talk\n",
    f"## Actions\n- [x] Ask\n  → private: {_SECRET}\n- [x] Ask -> private: {_SECRET}\n",
    f"## Questions\n- Who?\n  -> private: {_SECRET}\n- Who? → Private: {_SECRET}\n",
    f"## Advice\n- Try\n  = worked: private: {_SECRET}\n- Try it = trying: private: {_SECRET}\n",
    f'---\ntopic: "private: {_SECRET}"\n---\n## Takeaways\n- {_SECRET}\n',
    f"---\nnotes_visibility: shared\n---\nOpen\n\n- private: {_SECRET}\n",
)


def test_what_is_marked_private_in_any_way_is_private(run: Run) -> None:
    for body in _BODIES:
        assert run("log", "dana", "-", "--new", stdin=body).code == 0, body
        assert _SECRET in run("session", "show", "last", "--format", "markdown").out, body
        back = run("log", "-", stdin=document(run, "last"))
        assert back.err.startswith("Nothing in the document is new"), (body, back)
    seen = run("export", "--format", "json", "--for", "dana").out
    assert _SECRET not in seen
    assert "!private" not in seen
    assert "rivate:" not in run("export").out


def test_a_backslash_before_it_makes_it_a_word_of_the_text(run: Run) -> None:
    body = "---\ntopic: The word \\!private\n---\n## Takeaways\n- Say (\\!private) and \\!Private\n"
    assert run("log", "dana", "-", "--new", stdin=body).code == 0
    assert "Say (!private) and !Private" in run("takeaway", "list", "--for", "dana").out
    assert show(run, "last")["topic"] == "The word !private"
    assert run("log", "-", stdin=document(run, "last")).err.startswith("Nothing in the document")


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (r"\private: repositories", "private: repositories"),
        (r"- \private: x", "- private: x"),
        ("Open\n\\private: x", "Open\nprivate: x"),
        (r"\private:", "private:"),
        (r"\\private: x", r"\private: x"),
        (r"How → \private: x", "How → private: x"),
        (r"Try = worked: \private: x", "Try = worked: private: x"),
        (r"\**Private:** x", "**Private:** x"),
        (r"\!private: x", "!private: x"),
    ],
)
def test_a_text_that_really_begins_so_comes_back_as_it_is(run: Run, typed: str, text: str) -> None:
    run("log", "dana", "-t", typed, "-a", typed, "-q", typed, "--advice", typed, "--new")
    run("takeaway", "answer", "t5", typed)
    run("takeaway", "outcome", "t4", "worked", "--note", typed)
    run("done", "a2", typed)
    run("session", "edit", "s2", "--topic", typed)
    assert texts(run, "2") == [text] * 3
    seen = run("export", "--format", "json", "--for", "dana").out
    assert seen.count(json.dumps(text, ensure_ascii=False)) >= 8
    held = everything(run)
    for where in ("2", "1"):
        same = run("log", "-", stdin=document(run, where))
        assert (same.code, "Nothing in the document is new" in same.err) == (0, True)
    run("import", "-", "--format", "markdown", stdin=document(run, "2"))
    assert everything(run) == held


def test_of_a_list_for_oneself_twice_nothing_is_new(run: Run) -> None:
    text = "## Reflections\nprivate: Tired\n## For the report\n- A word !private\n"
    assert "Saved" in run("log", "dana", "-", stdin=text).out
    assert "so nothing was changed" in run("log", "dana", "-", stdin=text).err


_LONG = "My manager is leaving in May and nobody knows it"


@pytest.mark.parametrize(
    "become",
    [
        f"- {_LONG}, so I hear",
        f"- {_LONG.replace('leaving', 'quietly leaving')}",
        "- My manager is leaving in May !private ^t4\n- and nobody knows it",
        "- My manager is leaving\n\nin May and nobody knows it !private ^t4",
        f"- {_LONG} !private ^t4\n- Another half of it ^t4",
        f"- {_LONG} !private ^t4\n- {_LONG}",
        f"- {_LONG}^t4!private",
        f"## Advice\n- {_LONG}",
        f"## Questions\n- Who reviews it? ^t3\n  → {_LONG} ^t4",
        f"## Feedback\n- Well done\n  {_LONG}",
    ],
)
def test_words_of_a_private_line_stay_private_where_its_mark_is_lost(run: Run, become: str) -> None:
    run("takeaway", "add", _LONG, "--session", "1", "--private")
    text = document(run)
    line = f"- {_LONG} !private ^t4"
    assert line in text
    if "^t3" in become:
        text = text.replace("## Questions\n- Who reviews it? ^t3\n", "")
    assert run("log", "-", stdin=text.replace(line, become)).code == 0
    seen = run("export", "--format", "json", "--for", "dana").out
    assert "manager" not in seen
    assert "nobody knows" not in seen
    assert "Another half" not in seen
    assert "nobody knows" in everything(run)


def test_words_of_a_private_line_close_the_line_and_the_notes_they_are_joined_to(run: Run) -> None:
    run("takeaway", "add", _LONG, "--session", "1", "--private")
    text = document(run).replace(f"- {_LONG} !private ^t4\n", "")
    joined = text.replace("Open with a story ^t1", f"Open with a story. {_LONG} ^t1")
    said = run("log", "-", stdin=joined).err
    assert '…" is private, as t4 is: it has words of it.' in said
    assert "Open with" not in run("takeaway", "list", "--for", "dana").out
    shared = text.replace("uid:", "notes_visibility: shared\nuid:").replace(
        "a private note", f"Some notes\n- {_LONG}"
    )
    assert "The notes are private, as t4 is" in run("log", "-", stdin=shared).err
    assert _LONG not in run("session", "show", "s1", "--for", "dana").out


def test_a_line_that_is_opened_in_a_document_is_open(run: Run) -> None:
    run("takeaway", "add", _LONG, "--session", "1", "--private")
    text = document(run).replace(" !private ^t4", " ^t4\n- Nobody asks")
    assert "private" not in run("log", "-", stdin=text).err
    assert _LONG in run("takeaway", "list", "--for", "dana").out


_WITHOUT_KEYS = (
    "Some notes\n## Takeaways\n- Once\n- Twice\n- Twice\n- For me !private\n## Advice\n- Try\n  = worked: so\n"
    "## Actions\n- [ ] Read it @me due friday\n- [ ] @dana Ask\n- [x] Sent\n## Questions\n- Who?\n  → Noor\n"
)


def test_a_document_without_keys_given_twice_is_as_once(run: Run) -> None:
    run("log", "dana", "-", stdin=_WITHOUT_KEYS)
    before = everything(run)
    again = run("log", "dana", "-", stdin=_WITHOUT_KEYS)
    assert again.err == "Nothing in the document is new to s2, so nothing was changed.\n"
    assert again.out == ""
    assert everything(run) == before
    assert "t10" in run("log", "dana", "-", stdin=f"{_WITHOUT_KEYS}- Who else?\n").out
    assert run("log", "dana", "-", "--new", stdin=_WITHOUT_KEYS).out.startswith("Saved s3")
    assert "a9" in run("log", "dana", "-", "--on", "2026-11-21", stdin=_WITHOUT_KEYS).out


def test_a_private_session_whose_document_lost_its_keys_stays_private(run: Run) -> None:
    run("log", "dana", "-t", _SECRET, "-a", f"{_SECRET} soon", "--private")
    body = document(run, "last").split("---\n", 2)[2]
    before = everything(run)
    run(
        "log",
        "dana",
        "-",
        stdin=body,
    )
    assert _SECRET not in run("export", "--format", "json", "--for", "dana").out
    run("log", "dana", "-", "--on", "2026-11-21", stdin=body)
    assert before != everything(run)
    assert _SECRET not in run("export", "--format", "json", "--for", "dana").out
