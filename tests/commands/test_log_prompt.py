"""The prompt of ``mentorlog log`` through a real pseudo-terminal, as somebody at a keyboard has it."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.terminals import CTRL_D, Terminal

from mentorlog.folding import cells

if TYPE_CHECKING:
    from tests.conftest import Once, Run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty module")


@pytest.fixture
def dana(run: Run, once: Once) -> None:

    def write() -> None:
        run("mentor", "add", "Dana Ortiz", "--every", "2w")

    once("dana", write)


def _drafts(home: Path) -> list[Path]:
    return sorted((home / "drafts").glob("*.md")) if (home / "drafts").is_dir() else []


@pytest.mark.usefixtures("dana")
def test_a_whole_session_in_under_eighty_keystrokes(
    run: Run, home: Path, terminals: Callable[..., Terminal]
) -> None:
    terminal = terminals("log", "dana")
    terminal.expect("> ")
    terminal.type("Open with a story\r")
    terminal.expect("> ")
    terminal.type("! Draft the outline, due friday\r")
    terminal.expect("> ")
    terminal.type("# she may leave\r")
    terminal.expect("> ")
    terminal.type("\r")
    assert terminal.end() == 0
    assert terminal.keys < 80
    assert "Dana Ortiz, today, Sun 22 Nov. One line each; an empty line saves." in terminal.screen
    assert "Saved s1 with Dana.  t1 takeaway · a1 yours, due Fri 27 Nov" in terminal.screen
    assert "back: mentorlog undo" in terminal.screen
    session = json.loads(run("session", "show", "1", "--json").out)
    assert session["notes"] == "she may leave"
    assert _drafts(home) == []


@pytest.mark.usefixtures("dana")
def test_ctrl_c_keeps_what_was_typed_to_the_last_letter(
    run: Run, home: Path, terminals: Callable[..., Terminal]
) -> None:
    terminal = terminals("log", "dana")
    terminal.expect("> ")
    terminal.type("Open with a story\r")
    terminal.expect("> ")
    terminal.type("half a thou")
    terminal.expect("half a thou")
    assert terminal.stop() == 130
    (draft,) = _drafts(home)
    assert str(draft) in terminal.screen.replace("\r\n", "")
    text = draft.read_text(encoding="utf-8")
    assert "- Open with a story" in text
    assert json.loads(run("session", "--all", "--json").out) == []
    assert run("log", "-", stdin=text).code == 0
    lines = json.loads(run("session", "show", "1", "--json").out)["takeaways"]
    assert lines[0]["text"] == "Open with a story"


@pytest.mark.usefixtures("dana")
def test_each_line_is_on_the_disk_before_the_next(
    home: Path, terminals: Callable[..., Terminal]
) -> None:
    terminal = terminals("log", "dana")
    terminal.expect("> ")
    terminal.type("Open with a story\r")
    terminal.expect("> ")
    terminal.process.send_signal(signal.SIGKILL)
    terminal.end()
    (draft,) = _drafts(home)
    assert "- Open with a story" in draft.read_text(encoding="utf-8")


def test_a_stranger_is_asked_about(run: Run, terminals: Callable[..., Terminal]) -> None:
    run("init", "--name", "Priya Nair")
    terminal = terminals("log", "dana")
    terminal.expect("Dana is your [m]entor, your mente[e], a [p]eer, [n]one of these? ")
    terminal.type("m\r")
    terminal.expect("How often? [2w, Enter to skip] ")
    terminal.type("2w\r")
    terminal.expect("> ")
    terminal.type("Open with a story\r")
    terminal.expect("> ")
    terminal.type(CTRL_D)
    terminal.expect("\r\nSaved s1")  # On a line of its own.
    assert terminal.end() == 0
    (mentor,) = json.loads(run("mentor", "--json").out)
    assert (mentor["partner"]["name"], mentor["cadence_days"]) == ("Dana", 14)


def test_a_stranger_may_be_none_of_these(run: Run, terminals: Callable[..., Terminal]) -> None:
    run("init", "--name", "Priya Nair")
    terminal = terminals("log", "eva", "-t", "Open with a story")
    terminal.expect("[n]one of these? ")
    terminal.type("n\r")
    terminal.expect("Saved s1 with Eva")
    assert terminal.end() == 0
    assert "How often?" not in terminal.screen
    assert json.loads(run("mentorship", "--all", "--json").out) == []
    assert "Sun 22 Nov · Eva" in " ".join(run("session", "show", "s1").out.split())


@pytest.mark.usefixtures("dana")
def test_a_slip_in_a_name_is_asked_about_and_told(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    terminal = terminals("log", "dna")
    terminal.expect("Nobody is called Dna. Did you mean Dana Ortiz? [y/N] ")
    terminal.type("y\r")
    terminal.expect("Dana Ortiz, today")
    for line in ("! Send it @dna", ""):
        terminal.expect("> ")
        terminal.type(f"{line}\r")
    terminal.expect('"@dna" stays in the text: nobody is called that (did you mean Dana?).')
    terminal.expect("Saved s1 with Dana.")
    assert terminal.end() == 0
    terminal = terminals("log", "hana")
    terminal.expect("[y/N] ")
    terminal.type("\r")
    terminal.expect("Hana is your [m]entor, ")
    terminal.stop()
    assert 'No person matches "dna".' in run("log", "dna", "-t", "x").err


@pytest.mark.usefixtures("dana")
def test_nothing_typed_saves_nothing(
    run: Run, home: Path, terminals: Callable[..., Terminal]
) -> None:
    terminal = terminals("log", "dana")
    terminal.expect("> ")
    terminal.type("\r")
    assert terminal.end() == 0
    assert "nothing saved" in terminal.screen
    assert json.loads(run("session", "--all", "--json").out) == []
    assert _drafts(home) == []


@pytest.fixture
def typed(home: Path, run: Run, terminals: Callable[..., Terminal]) -> Path:
    """A draft that Ctrl-C left."""
    run("mentor", "add", "Dana Ortiz", "--every", "2w")
    terminal = terminals("log", "dana")
    terminal.expect("> ")
    terminal.type("Open with a story\r")
    terminal.expect("> ")
    terminal.stop()
    (path,) = _drafts(home)
    return path


def test_a_draft_says_that_it_has_notes_too(run: Run, terminals: Callable[..., Terminal]) -> None:
    run("mentor", "add", "Dana Ortiz", "--every", "2w")
    terminal = terminals("log", "dana")
    for line in ("Open with a story", "# Only mine"):
        terminal.expect("> ")
        terminal.type(f"{line}\r")
    terminal.expect("> ")
    terminal.stop()
    terminal = terminals("log", "dana")
    terminal.expect('1 line and notes: "Open with')
    terminal.stop()


@pytest.mark.usefixtures("typed")
def test_a_draft_is_shown_today_and_continued_at_the_next_log(
    run: Run, home: Path, terminals: Callable[..., Terminal]
) -> None:
    assert "mentorlog log (a draft is not saved yet)" in run().out
    assert json.loads(run("--json").out)["drafts"] == 1
    assert json.loads(run("--for", "dana", "--json").out).get("drafts") is None
    terminal = terminals("log", "dana")
    terminal.expect('A draft is kept, with Dana Ortiz, Sun 22 Nov, 1 line: "Open with a story".')
    terminal.expect("[c]ontinue it, [k]eep it for later, [d]iscard it? [c] ")
    terminal.type("\r")
    terminal.expect("  Open with a story")
    terminal.expect("> ")
    terminal.type("Slow down\r")
    terminal.expect("> ")
    terminal.type("\r")
    assert terminal.end() == 0
    lines = json.loads(run("session", "show", "1", "--json").out)["takeaways"]
    assert [line["text"] for line in lines] == ["Open with a story", "Slow down"]
    assert _drafts(home) == []
    assert "draft" not in run().out


@pytest.mark.usefixtures("dana")
def test_a_continued_draft_shows_each_line_by_its_sign(terminals: Callable[..., Terminal]) -> None:
    terminal = terminals("log", "dana")
    for line in (
        "Open with a story",
        "! Draft it @dana due friday every 2w",
        "? And then?",
        "+ Slow",
        "# Tired",
        "feedback: My charts are full",
        "To raise: My pay",
    ):
        terminal.expect("> ")
        terminal.type(f"{line}\r")
    terminal.expect("> ")
    terminal.stop()
    assert "hint: mentorlog log offers it again\r\n" in terminal.screen
    terminal = terminals("log", "dana")
    terminal.expect("[c] ")
    terminal.type("\r")
    terminal.expect(
        "  to raise: My pay\r\n  Open with a story\r\n  + Slow\r\n  ! Draft it @dana, due Fri 27 Nov, every 14 days\r\n  ? And then?\r\n"
        "  feedback: My charts are full\r\n  # Tired\r\n"
    )
    terminal.expect("> ")
    terminal.type("\r")
    terminal.expect("t1 topic")
    terminal.expect("t5\r\nfeedback")


@pytest.mark.usefixtures("dana")
def test_a_length_alone_is_how_long_it_took(run: Run, terminals: Callable[..., Terminal]) -> None:
    terminal = terminals("log", "dana")
    terminal.expect("> ")
    terminal.type("45 min\r")
    terminal.expect("The session took 45 min; \\45 min would be a takeaway.")
    terminal.expect("> ")
    terminal.stop()
    terminal = terminals("log", "dana")
    terminal.expect("A draft is kept, with Dana Ortiz, Sun 22 Nov, 45 min.")
    terminal.expect("[c] ")
    terminal.type("\r")
    terminal.expect("\r\n  45 min\r\n")
    for line in ("1h", "45 min late", "\\1h"):
        terminal.expect("> ")
        terminal.type(f"{line}\r")
    terminal.expect("> ")
    terminal.type("\r")
    terminal.expect("Saved s1 with Dana.")
    assert terminal.end() == 0
    assert "The session took 60 min, no longer 45; \\1h would be a takeaway." in terminal.screen
    session = json.loads(run("session", "show", "1", "--json").out)
    assert session["minutes"] == 60
    assert [line["text"] for line in session["takeaways"]] == ["45 min late", "1h"]


@pytest.mark.usefixtures("dana")
def test_a_topic_is_what_the_session_was_about(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    terminal = terminals("log", "dana")
    terminal.expect("> ")
    terminal.type("Topic: Openings\r")
    terminal.expect('The topic is "Openings"; \\Topic: Openings would be a takeaway.')
    terminal.expect("> ")
    terminal.stop()
    terminal = terminals("log", "dana")
    terminal.expect("[c] ")
    terminal.type("\r")
    terminal.expect("\r\n  topic: Openings\r\n")
    for line in ("topic: My pay !private", "\\topic: none", "topics: two"):
        terminal.expect("> ")
        terminal.type(f"{line}\r")
    terminal.expect("> ")
    terminal.type("\r")
    terminal.expect("Saved s1 with Dana")
    assert terminal.end() == 0
    assert 'The topic is "My pay", no longer "Openings"' in terminal.screen
    session = json.loads(run("session", "show", "1", "--json").out)
    assert (session["topic"], session["visibility"]) == ("My pay", "private")
    assert [line["text"] for line in session["takeaways"]] == ["topic: none", "topics: two"]


@pytest.mark.usefixtures("dana")
def test_what_is_said_is_folded_between_words_but_a_path_is_whole(
    home: Path, terminals: Callable[..., Terminal]
) -> None:
    terminal = terminals("log", "dana", "--on", "yesterday", columns=40)
    terminal.expect("One line each;\r\nan empty line saves.\r\n")
    terminal.expect("> ")
    terminal.type("Open with a story\r")
    terminal.expect("> ")
    terminal.stop()
    (draft,) = _drafts(home)
    assert f"What you typed is kept in\r\n{draft}\r\n" in terminal.screen


@pytest.mark.usefixtures("dana")
def test_what_is_said_is_folded_by_how_wide_its_letters_are(
    terminals: Callable[..., Terminal],
) -> None:
    terminal = terminals("goal", "show", "公开 演讲 技巧 提高 练习 机会", columns=40)
    assert terminal.end() == 1
    first, *_ = terminal.screen.split("\r\n")
    assert 30 < cells(first) < 40


@pytest.mark.usefixtures("typed")
def test_a_draft_is_kept_or_discarded_as_the_answer_says(
    run: Run, home: Path, terminals: Callable[..., Terminal]
) -> None:
    for answer, left in (("k", 1), ("d", 0)):
        terminal = terminals("log", "dana")
        terminal.expect("[d]iscard it? [c] ")
        terminal.type(f"{answer}\r")
        terminal.expect("> ")
        terminal.type("\r")
        terminal.expect("Nothing typed, nothing saved.")
        assert terminal.end() == 0
        assert len(_drafts(home)) == left
    assert json.loads(run("session", "--all", "--json").out) == []


def test_a_draft_of_another_is_named_and_not_asked_about(
    run: Run, home: Path, typed: Path, terminals: Callable[..., Terminal]
) -> None:
    run("mentor", "add", "Kofi Mensah")
    terminal = terminals("log", "kofi", "-t", "Said")
    terminal.expect('"Open with a story":\r\nmentorlog log offers it.')
    terminal.expect("Saved s1")
    assert terminal.end() == 0
    assert _drafts(home) == [typed]


def test_saving_a_draft_as_its_hint_says_takes_its_file_away(
    run: Run, home: Path, typed: Path
) -> None:
    (finding,) = json.loads(run("doctor", "--json").out)["findings"]
    assert finding["mend"] == f"mentorlog log - < {typed} saves it; or delete it"
    assert run("log", "-", stdin=typed.read_text(encoding="utf-8")).code == 0
    assert _drafts(home) == []


@pytest.mark.usefixtures("dana")
def test_continuing_a_document_opens_the_editor(
    run: Run, home: Path, terminals: Callable[..., Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("log", "dana", "-t", "Open")
    document = run("session", "show", "1", "--format", "markdown").out
    folder = home / "drafts"
    folder.mkdir(mode=0o700)
    (folder / "2026-11-22-log-s1-1.md").write_text(
        document.replace("Open", "Close"), encoding="utf-8"
    )
    monkeypatch.setenv("EDITOR", "true")
    terminal = terminals("log", "dana")
    terminal.expect("[d]iscard it? [c] ")
    terminal.type("c\r")
    terminal.expect("changed t1")
    assert terminal.end() == 0
    assert _drafts(home) == []


def _broken(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A draft with one bad line in its header, and an editor that mends it."""
    folder = home / "drafts"
    folder.mkdir(mode=0o700)
    draft = folder / "2026-11-22-log-dana-ortiz-1.md"
    draft.write_text(
        "---\nwith: Dana Ortiz\ntopic: a: b\n---\n## Takeaways\n- Kept\n", encoding="utf-8"
    )
    script = home / "editor.py"
    script.write_text(
        "import sys, pathlib\np = pathlib.Path(sys.argv[1])\n"
        "p.write_text(p.read_text('utf-8').replace('a: b', 'ab'), 'utf-8')\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("EDITOR", f'"{sys.executable}" "{script}"')
    return draft


@pytest.mark.usefixtures("dana")
@pytest.mark.parametrize("argv", [("log",), ("log", "kofi", "-e")])
def test_a_draft_that_cannot_be_read_is_opened_again_in_the_editor(
    run: Run,
    home: Path,
    terminals: Callable[..., Terminal],
    monkeypatch: pytest.MonkeyPatch,
    argv: tuple[str, ...],
) -> None:
    _broken(home, monkeypatch)
    terminal = terminals(*argv)
    terminal.expect("line 3: mapping values are not allowed")
    terminal.expect("[d]iscard it? [c] ")
    terminal.type("c\r")
    terminal.expect("Saved s1 with Dana.")
    assert terminal.end() == 0
    assert _drafts(home) == []
    (held,) = json.loads(run("session", "--all", "--json").out)
    assert held["topic"] == "ab"


@pytest.mark.usefixtures("dana")
def test_one_that_stays_broken_stays_and_its_hint_opens_it_again(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = _broken(home, monkeypatch)
    text = draft.read_text(encoding="utf-8")
    said = run("log", "-", stdin=text)
    assert said.code == 2
    assert said.err.startswith(
        f"What you typed is kept in {draft}\nhint: mentorlog log -e opens it again, to be mended\n"
    )
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setattr("mentorlog.commands.log.at_terminal", lambda: True)
    said = run("log", "-e", stdin="c\n")
    assert said.code == 2
    assert "mentorlog log -e opens it again" in said.err
    assert _drafts(home) == [draft]
    assert draft.read_text(encoding="utf-8") == text
