"""``mentorlog log`` from options, documents and the editor, through the real app."""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once, Run


@pytest.fixture
def dana(run: Run, once: Once) -> None:
    def write() -> None:
        assert run("mentor", "add", "Dana Ortiz", "--every", "2w").code == 0

    once("Dana", write)


def _session(run: Run, reference: str = "1") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("session", "show", reference, "--json").out)
    return found


def _kept(home: Path) -> list[Path]:
    return sorted((home / "drafts").glob("*")) if (home / "drafts").is_dir() else []


@pytest.mark.usefixtures("dana")
def test_options_log_a_whole_session(run: Run) -> None:
    run("goal", "add", "Speak at a regional conference")
    done = run(
        "log", "dana", "-t", "Open with a story", "-a", "Draft the outline, due friday",
        "--advice", "Rehearse once a week", "--question", "Who reviews it?", "--goal", "1",
        "--on", "yesterday", "--duration", "45m", "--topic", "Openings", "--tag", "speaking",
    )  # fmt: skip
    assert done.code == 0
    assert done.err == (
        "The mentorship with Dana Ortiz counts from Sat 21 Nov, its first session.\n"
    )
    assert " ".join(done.out.split()) == (
        "Saved s1 with Dana, Sat 21 Nov. 45 min · topic: Openings · for g1 · #speaking · t1 takeaway · t2 advice · t3 question · a1 yours,"
        " due Fri 27 Nov"
    )
    session = _session(run)
    assert session["held_on"] == "2026-11-21"
    assert session["minutes"] == 45
    assert session["topic"] == "Openings"
    assert session["tags"] == ["speaking"]
    assert session["notes"] is None
    assert [goal["title"] for goal in session["goals"]] == ["Speak at a regional conference"]
    assert [person["name"] for person in session["attendees"]] == ["Dana Ortiz"]
    assert [line["kind"] for line in session["takeaways"]] == ["takeaway", "advice", "question"]
    assert session["takeaways"][1]["outcome"] == "pending"
    (action,) = json.loads(run("action", "--json").out)
    assert action["text"] == "Draft the outline"
    assert action["due_on"] == "2026-11-27"
    assert action["made_on"] == "2026-11-21"
    assert action["owner"]["name"] == "Priya Nair"


@pytest.mark.usefixtures("dana")
def test_text_is_private_notes(run: Run) -> None:
    result = run("log", "dana", "Between", "us:", "she is leaving")
    assert (result.code, result.out) == (
        0,
        "Saved s1 with Dana.  note, private: Between us: she is leaving\n",
    )
    session = _session(run)
    assert session["notes"] == "Between us: she is leaving"
    assert session["notes_visibility"] == "private"


@pytest.mark.usefixtures("dana")
def test_a_note_may_be_an_option_like_every_other_line(run: Run) -> None:
    run("log", "dana", "Between", "us", "-n", "She is leaving", "--note", "In May", "-t", "Open")
    session = _session(run)
    assert session["notes"] == "Between us\nShe is leaving\nIn May"
    assert session["notes_visibility"] == "private"
    assert run("log", "dana", "-n", " ").code == 2
    assert "leaving" not in run("session", "show", "1", "--for", "dana").out


@pytest.mark.usefixtures("dana")
def test_a_word_before_what_is_kept_says_what_it_is(run: Run) -> None:
    typed = [
        *("Question: Who reviews it?", "todo: Call her by friday", "Advice: Slow down !private"),
        *("private: I may quit", "Topic: Openings", "Plan: none", "Question:"),
    ]
    result = run("log", "dana", *(word for each in typed for word in ("-t", each)))
    assert result.err == 'The topic is "Openings".\n'
    session = _session(run)
    assert (session["topic"], session["notes"]) == ("Openings", "I may quit")
    assert [(each["kind"], each["text"], each["visibility"]) for each in session["takeaways"]] == [
        ("question", "Who reviews it?", "shared"),
        ("advice", "Slow down", "private"),
        ("takeaway", "Plan: none", "shared"),
        ("takeaway", "Question:", "shared"),
    ]
    (action,) = session["actions"]
    assert (action["text"], action["due_on"]) == ("Call her", "2026-11-27")


@pytest.mark.usefixtures("dana")
def test_an_option_says_what_a_line_is_before_a_word_does(run: Run) -> None:
    run("log", "dana", "--advice", "Question: Who reviews it?", "--topic", "Pay", "-t", "Topic: b")
    session = _session(run)
    (advice,) = session["takeaways"]
    assert (advice["kind"], advice["text"]) == ("advice", "Question: Who reviews it?")
    assert session["topic"] == "Pay; b"


@pytest.mark.usefixtures("dana")
def test_a_second_log_of_the_day_adds_to_the_session_and_new_makes_another(run: Run) -> None:
    run("log", "dana", "-t", "One", "first note")
    again = run("log", "dana", "-t", "Two", "second note")
    assert again.out == "Added to s1 with Dana.  t2 takeaway · note, private: second note\n"
    assert _session(run)["notes"] == "first note\n\nsecond note"
    assert [line["text"] for line in _session(run)["takeaways"]] == ["One", "Two"]
    assert run("log", "dana", "-t", "Three", "--new").out.startswith("Saved s2 with Dana.")
    piped = run("log", "dana", "-", "--on", "2026-11-20", stdin="third note\n")
    assert piped.out == "Saved s3 with Dana, Fri 20 Nov.  private notes\n"


@pytest.mark.usefixtures("dana")
def test_a_log_fills_the_session_planned_for_that_day(run: Run, on: Callable[[str], None]) -> None:
    run("session", "plan", "dana", "wed 14:30", "--topic", "Openings")
    on("2026-11-25")
    assert run("log", "dana", "-t", "One").out.startswith("Saved s1 with Dana, as planned.")
    session = _session(run)
    assert (session["state"], session["time"], session["topic"]) == ("held", "14:30", "Openings")
    assert run("edit", "last", "--duration", "45m").out == "s1  Openings · minutes: 45\n"
    run("log", "dana", "-t", "Two", "Only mine")
    assert json.loads(run("show", "last", "--for", "dana", "--json").out)["text"] == "Two"


def test_a_one_to_one_never_joins_the_days_group(run: Run) -> None:
    run("mentee", "add", "Aarav")
    run("mentee", "add", "Marie")
    group = run("log", "aarav", "--with", "marie", "-t", "Group")
    assert group.out == ("Saved s1 with Aarav and Marie, who may both read it.  t1 takeaway\n")
    alone = run("log", "marie", "-t", "Marie wants to leave")
    assert alone.out == "Saved s2 with Marie.  t2 takeaway\n"
    assert "leave" not in run("report", "aarav").out
    assert "leave" in run("report", "marie").out
    # Each goes on where exactly these people are, whoever is named first.
    assert run("log", "marie", "-t", "She stays").out.startswith("Added to s2 with Marie.")
    both = run("log", "marie", "--with", "aarav", "-t", "Again")
    assert both.out.startswith("Added to s1 with Aarav and Marie, who may both read it.")


def test_a_planned_session_is_filled_by_exactly_its_people(run: Run) -> None:
    run("mentee", "add", "Aarav")
    run("mentee", "add", "Marie")
    run("session", "plan", "aarav", "today", "--with", "marie", "--topic", "Pairing")
    alone = run("log", "marie", "-t", "Marie wants to leave")
    assert alone.out.startswith("Saved s2 with Marie.")
    assert alone.err == (
        "s1, planned for Sun 22 Nov with Aarav and Marie, stays planned.\n"
        "hint: mentorlog log aarav --with marie --on 2026-11-22 says it was held,"
        " mentorlog session cancel s1 that it was not\n"
    )
    more = run("log", "marie", "--with", "aarav", "-t", "Both", "--private")
    assert more.out.startswith("Saved s1 with Aarav and Marie, private, as planned.")
    assert "leave" not in run("report", "aarav").out


def test_a_document_joins_no_other_peoples_session_either(run: Run) -> None:
    run("mentee", "add", "Aarav")
    run("mentee", "add", "Marie")
    run("log", "aarav", "--with", "marie", "-t", "Group")
    document = "---\nwith: Marie\ndate: 2026-11-22\n---\n## Takeaways\n- Marie wants to leave\n"
    assert run("log", "-", stdin=document).out.startswith("Saved s2 with Marie.")
    assert "leave" not in run("report", "aarav").out


@pytest.mark.usefixtures("dana")
@pytest.mark.parametrize("who", ["", "  ", "me", "priya", "nobody known"])
def test_with_nobody_me_or_a_stranger(run: Run, who: str) -> None:
    refused = run("log", "dana", "--with", who, "-t", "One")
    assert (refused.code in (1, 2), refused.out) == (True, "")
    assert "hint:" in refused.err
    assert run("session", "--all", "--json").out == "[]\n"


@pytest.mark.parametrize(
    ("text", "owner", "due", "kept"),
    [
        ("Send slides @dana", "Dana Ortiz", None, "Send slides"),
        ("@dana send slides due tomorrow", "Dana Ortiz", "2026-11-23", "send slides"),
        ("Draft (due 2026-12-01) @me", "Priya Nair", "2026-12-01", "Draft"),
        ("Draft [due next friday]", "Priya Nair", "2026-11-27", "Draft"),
        ("Ask @dana about the fee", "Priya Nair", None, "Ask @dana about the fee"),
        ("Pay what is due", "Priya Nair", None, "Pay what is due"),
        ("Write it due blursday", "Priya Nair", None, "Write it due blursday"),
        ("Ring @nobody", "Priya Nair", None, "Ring @nobody"),
        ("[red]x[/] | `y` \x1b[31m", "Priya Nair", None, "[red]x[/] | `y` \x1b[31m"),
    ],
)
@pytest.mark.usefixtures("dana")
def test_what_an_action_says_of_owner_and_day(
    run: Run, text: str, owner: str, due: str | None, kept: str
) -> None:
    assert run("log", "dana", "-a", text).code == 0
    (action,) = json.loads(run("action", "--json").out)
    assert (action["text"], action["owner"]["name"], action["due_on"]) == (kept, owner, due)


@pytest.mark.usefixtures("dana")
def test_what_stays_in_the_text_is_said(run: Run) -> None:
    said = run("log", "dana", "-a", "Write it due blursday", "-a", "Ring @nobody").err
    assert "due blursday" in said
    assert "@nobody" in said


def test_an_action_belongs_to_the_mentee(run: Run) -> None:
    run("mentee", "add", "Sam Lee", "--every", "2w")
    run("log", "sam", "-a", "Read the paper", "-a", "Introduce Elena @me")
    owners = {
        each["text"]: each["owner"]["name"] for each in json.loads(run("action", "--json").out)
    }
    assert owners == {"Read the paper": "Sam Lee", "Introduce Elena": "Priya Nair"}


def test_who_begins_the_text_of_an_action_may_be_whose_it_is(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("mentee", "add", "Sam Lee")
    said = run("log", "dana", "-a", "Dana introduces me", "-a", "Dana's book", "-a", "I read it")
    assert said.err == "a1 is yours; mentorlog edit a1 --owner dana makes it Dana's.\n"
    said = run("log", "sam", "-a", "I write to Elena", "-a", "Sam reads", "-a", "Sam calls @me")
    assert said.err == "a4 is Sam's; mentorlog edit a4 --owner me makes it yours.\n"
    assert run("edit", "a4", "--owner", "me").code == 0


@pytest.mark.parametrize(
    ("argv", "code", "says"),
    [
        (("log",), 2, "nothing to log"),
        (("log", "dana", ""), 2, "nothing to log"),
        (("log", "dana", " "), 2, "nothing to log"),
        (("log", "bob", "-t", "x"), 1, "mentor add Bob "),
        (("log", "dana", "-t", " "), 2, "--takeaway is empty"),
        (("log", "dana", "-t", "x", "--on", "tomorrow"), 2, "still to come"),
        (("log", "dana", "-t", "x", "--on", "blursday"), 2, "blursday"),
        (("log", "dana", "-t", "x", "--duration", "soon"), 2, "soon"),
        (("log", "dana", "-t", "x", "--goal", "9"), 1, "No goal"),
        (("log", "dana", "-t", "a\0b"), 2, "NUL"),
        (("log", "dana", "-x y"), 2, "text that starts with a dash goes after --"),
        (("log", "priya", "-t", "x"), 2, "is you"),
    ],
)
@pytest.mark.usefixtures("dana")
def test_bad_input_is_one_sentence_and_writes_nothing(
    run: Run, argv: tuple[str, ...], code: int, says: str
) -> None:
    ended = run(*argv)
    assert (ended.code, ended.out) == (code, "")
    assert says in ended.err
    assert json.loads(run("session", "--all", "--json").out) == []


def test_a_mentorship_whose_start_was_told_keeps_it(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-11-01", "--every", "2w")
    assert run("log", "dana", "-t", "x", "--on", "2026-10-20").err == ""
    assert json.loads(run("mentor", "--json").out)[0]["started_on"] == "2026-11-01"


def test_without_who_the_one_active_mentorship_is_meant(run: Run) -> None:
    assert run("log", "-t", "x").code == 2
    run("mentor", "add", "Dana Ortiz")
    assert run("log", "-t", "x").code == 0
    run("mentor", "add", "Lena Haddad")
    ended = run("log", "-t", "x")
    assert ended.code == 2
    assert "Dana Ortiz" in ended.err and "Lena Haddad" in ended.err


DOCUMENT = """---
with: Dana Ortiz
date: 2026-11-20
minutes: 45
goals: [Speak at a regional conference, Unheard of]
tags: [speaking]
mood: fine
---
Free notes, *Markdown*.

## Takeaways
- Open with a story, then the point
## Advice
- Record one rehearsal a week
## Actions
- [ ] Draft the outline @me (due 2026-11-27)
- [x] Introduce Priya @Dana
## Questions
- Who reviews the abstract?
## Reflections
What stays with me.
"""


@pytest.mark.usefixtures("dana")
def test_a_document_from_standard_input(run: Run) -> None:
    run("goal", "add", "Speak at a regional conference")
    done = run("log", "-", stdin=DOCUMENT)
    assert done.code == 0
    assert "Unheard of" in done.err
    session = _session(run)
    assert session["held_on"] == "2026-11-20"
    assert "Free notes, *Markdown*." in session["notes"]
    assert "mood: fine" in session["notes"] and "Unheard of" in session["notes"]
    assert {line["kind"]: line["visibility"] for line in session["takeaways"]} == {
        "takeaway": "shared", "advice": "shared", "question": "shared", "reflection": "private",
    }  # fmt: skip
    states = {each["text"]: (each["state"], each["owner"]["name"]) for each in session["actions"]}
    assert states == {
        "Draft the outline": ("open", "Priya Nair"),
        "Introduce Priya": ("done", "Dana Ortiz"),
    }


@pytest.mark.usefixtures("dana")
@pytest.mark.parametrize("ending", ["", "s"])
def test_a_section_may_be_named_in_the_singular_or_the_plural(run: Run, ending: str) -> None:
    kinds = ("takeaway", "advice", "question", "feedback", "reflection")
    sections = "".join(f"# {kind.upper()}{ending}:\nOne\n" for kind in kinds)
    done = run("log", "dana", "-", stdin=f"{sections}## Action{ending}\n- Two\n")
    assert "kept in the notes" not in done.err
    session = _session(run)
    assert [line["kind"] for line in session["takeaways"]] == list(kinds)
    assert session["takeaways"][-1]["visibility"] == "private"
    assert [action["text"] for action in session["actions"]] == ["Two"]
    assert session["notes"] is None


@pytest.mark.usefixtures("dana")
def test_a_note_that_looks_like_a_section_stays_one_when_it_comes_back(run: Run) -> None:
    run("log", "dana", "Mine:\n## Action\n- Nobody reads this")
    document = run("session", "show", "1", "--format", "markdown").out
    assert "\n\\## Action\n" in document
    run("log", "-", stdin=document.replace("Mine:", "Mine alone:"))
    session = _session(run)
    assert session["notes"] == "Mine alone:\n## Action\n- Nobody reads this"
    assert session["actions"] == []


@pytest.mark.usefixtures("dana")
def test_a_document_that_cannot_be_read_is_kept_as_a_draft(run: Run, home: Path) -> None:
    text = "---\nwith: [Dana\n---\n- what I said\n"
    ended = run("log", "-", stdin=text)
    assert ended.code == 2
    (path,) = _kept(home)
    assert str(path) in ended.err
    assert path.read_text(encoding="utf-8") == text
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_document_of_a_stranger_is_kept_and_can_be_logged_again(run: Run, home: Path) -> None:
    ended = run("log", "-", stdin="---\nwith: Zoe\n---\n## Takeaways\n- Kept\n")
    assert ended.code == 1
    (path,) = _kept(home)
    run("peer", "add", "Zoe")
    assert run("log", "-", stdin=path.read_text(encoding="utf-8")).code == 0
    assert _session(run)["takeaways"][0]["text"] == "Kept"


def _editor(home: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    script = home / "editor.py"
    script.write_text(f"import sys, pathlib\np = pathlib.Path(sys.argv[1])\n{code}\n", "utf-8")
    monkeypatch.setenv("EDITOR", f'"{sys.executable}" "{script}"')


@pytest.mark.usefixtures("dana")
def test_the_editor_opens_four_headings_and_what_is_written_is_saved(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _editor(
        home,
        monkeypatch,
        "t = p.read_text('utf-8')\n(p.parent.parent / 'seen').write_text(t, 'utf-8')\n"
        "p.write_text(t.replace('## Takeaways\\n', '## Takeaways\\n- Slow down\\n'), 'utf-8')",
    )
    assert run("log", "dana", "-e").code == 0
    seen = (home / "seen").read_text(encoding="utf-8")
    assert [line for line in seen.splitlines() if line.startswith("## ")] == [
        "## Takeaways", "## Advice", "## Actions", "## Questions",
    ]  # fmt: skip
    assert _session(run)["takeaways"][0]["text"] == "Slow down"
    assert _kept(home) == []


@pytest.mark.usefixtures("dana")
def test_an_unchanged_document_saves_nothing(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _editor(home, monkeypatch, "")
    assert run("log", "dana", "-e").code == 0
    assert json.loads(run("session", "--all", "--json").out) == []
    assert _kept(home) == []


@pytest.mark.usefixtures("dana")
def test_an_editor_that_fails_leaves_the_draft(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _editor(home, monkeypatch, "p.write_text('## Takeaways\\n- Kept\\n', 'utf-8'); sys.exit(3)")
    ended = run("log", "dana", "-e")
    assert ended.code != 0
    (path,) = _kept(home)
    assert str(path) in ended.err
    assert "Kept" in path.read_text(encoding="utf-8")


@pytest.mark.usefixtures("dana")
def test_what_is_typed_is_kept_when_the_journal_cannot_be_used(
    run: Run, home: Path, journal: Path
) -> None:
    journal.write_bytes(b"not a database at all" * 100)
    ended = run("log", "dana", "-t", "Open with a story")
    assert ended.code == 3
    (path,) = _kept(home)
    assert "Open with a story" in path.read_text(encoding="utf-8")


def test_hostile_text_comes_back_the_same(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    texts = [
        "[red]not red[/red]", "a | b", "`code`", "two\nlines", "\x1b[31mred\x1b[0m", "שלום עולם",
        "👩‍👩‍👧 und 日本語", "#no heading", "- no list", "x ^t3", "due", "'; DROP TABLE goals; --",
        "é" * 500_000,
    ]  # fmt: skip
    for text in texts:
        assert run("log", "dana", "-t", text).code == 0
    assert [line["text"] for line in _session(run)["takeaways"]] == texts
    shown = (
        run("session", "show", "1").out + run("session", "show", "1", "--format", "markdown").out
    )
    assert "\x1b" not in shown
    assert "[red]not red[/red]" in shown


@pytest.mark.usefixtures("dana")
def test_an_editor_that_fails_on_the_template_leaves_no_draft(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "no-such-editor-here")
    ended = run("log", "dana", "-e")
    assert ended.code == 2
    assert "nothing was typed" in ended.err
    assert _kept(home) == []
    assert run("session", "edit", "1").code == 1


def test_a_refused_log_makes_no_folder(run: Run, home: Path) -> None:
    named = home / "none" / "journal.db"
    for argv in (("-t", "x"), ("-",)):
        ended = run("--journal", str(named), "log", "bob", *argv, stdin="- typed\n")
        assert ended.code in (2, 3)
    assert not named.parent.exists()


def test_the_hint_where_nobody_is_named_can_be_typed(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("mentor", "add", "Lee Chan")
    assert run("log", "-t", "x").err.splitlines()[-1] == (
        'hint: name one, as in mentorlog log "Dana Ortiz";'
        " who it mostly is: mentorlog config set mentor dana"
    )
    for who in ("dana", "lee"):
        run("mentorship", "end", who)
    assert run("log", "-t", "x").err.splitlines()[-1] == (
        'hint: name one, as in mentorlog log "Lee Chan"'
    )
    # They were there, so "yet" would be wrong.
    assert run("mentor").out.startswith("No mentor now: ")
    assert "No mentorship now: " in run("status").out


def test_the_day_may_have_its_time_and_one_to_come_is_planned(run: Run) -> None:
    run("mentor", "add", "Dana")
    run("log", "dana", "-t", "X", "--on", "2026-11-19 3pm")
    session = json.loads(run("session", "show", "1", "--json").out)
    assert (session["held_on"], session["time"]) == ("2026-11-19", "15:00")
    said = run("log", "dana", "-t", "X", "--on", "next tuesday 3pm")
    assert said.code == 2
    assert said.err.endswith('hint: mentorlog session plan dana "next tuesday 3pm"\n')


def test_feedback_is_logged_in_one_line(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    assert run("log", "dana", "--feedback", "You talk fast").out.endswith("t1 feedback\n")


@pytest.mark.usefixtures("dana")
def test_a_note_is_private_where_others_read_the_notes_that_are_there(run: Run) -> None:
    run("log", "dana", "For both of us", "-t", "X")
    run("session", "edit", "1", "--share-notes")
    assert run("log", "dana", "For me alone").out.endswith("t2 reflection, private\n")
    run("log", "dana", "-", stdin="For me too\n## Takeaways\n- Y\n")
    assert _session(run)["notes"] == "For both of us"
    assert "For me" not in run("export", "--format", "json", "--for", "dana").out
    assert "For me too" in run("session", "show", "1").out


@pytest.mark.usefixtures("dana")
@pytest.mark.parametrize(
    "option", ["-t", "-a", "-n", "--advice", "--question", "--feedback", "--topic"]
)
def test_a_dash_is_standard_input_for_every_text(run: Run, option: str) -> None:
    said = run("log", "dana", option, "-", stdin="From elsewhere\n")
    assert said.out.startswith("Saved s1")
    assert "From elsewhere" in run("session", "show", "1").out


@pytest.mark.usefixtures("dana")
def test_one_text_is_standard_input_and_is_kept_where_it_is_not_saved(run: Run) -> None:
    for words in (("-t", "-", "-a", "-"), ("-t", "-", "-")):
        twice = run("log", "dana", *words, stdin="x")
        assert (twice.code, twice.err) == (2, "Only one text can be standard input.\n")
    refused = run("log", "nobody", "-t", "-", stdin="Not to be lost")
    assert refused.code == 1
    assert "What you typed is kept in" in refused.err


@pytest.mark.usefixtures("dana")
def test_no_goal_is_none(run: Run) -> None:
    assert run("log", "dana", "-t", "X", "--goal", "none").out.startswith("Saved s1")


@pytest.mark.parametrize("when", ["yesterday 15:00", "21 nov 3pm", "21 nov at 15:00"])
def test_a_day_with_a_time_may_stand_behind_the_name(run: Run, when: str) -> None:
    run("mentor", "add", "Noor Bakr")
    assert run("log", "noor", *when.split(), "-t", "Slow down").code == 0
    (session,) = json.loads(run("session", "--json").out)
    assert (session["held_on"], session["time"], session["notes"]) == ("2026-11-21", "15:00", None)


def test_how_long_it_took_is_no_day_of_a_document(run: Run) -> None:
    run("mentor", "add", "Noor Bakr")
    done = run("log", "-", stdin="---\nwith: noor\ndate: 45m\n---\n## Takeaways\n- Slow down\n")
    days = [each["held_on"] for each in json.loads(run("session", "--json").out)]
    assert days in ([], ["2026-11-22"]), done
