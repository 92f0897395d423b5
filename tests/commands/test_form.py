"""Forms: listed, shown, copied; filled in for a session, an agreement or a win."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mentorlog import places
from mentorlog.commands import completion, form_files
from mentorlog.exchange.lines import KINDS

if TYPE_CHECKING:
    from tests.conftest import Once, Run

SHIPPED = ["compact", "first-session", "grow", "quarter", "star"]
Fill = Callable[[str], Path]


@pytest.fixture(autouse=True)
def dana(run: Run, once: Once) -> None:
    once("dana", lambda: run("mentor", "add", "Dana Ortiz"))


@pytest.fixture
def fill(home: Path, monkeypatch: pytest.MonkeyPatch) -> Fill:
    """An editor that runs some Python over the text ``t``; returns the file with what it was given."""

    def fill_(code: str) -> Path:
        script, seen = home / "editor.py", home / "seen"
        script.write_text(
            "import sys, pathlib\np = pathlib.Path(sys.argv[1])\nt = p.read_text('utf-8')\n"
            f"pathlib.Path({str(seen)!r}).write_text(t, 'utf-8')\n{code}\np.write_text(t, 'utf-8')\n",
            "utf-8",
        )
        monkeypatch.setenv("EDITOR", f'"{sys.executable}" "{script}"')
        return seen

    return fill_


def own(name: str, text: str) -> Path:
    """A form of one's own."""
    path = form_files.folder() / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def session(run: Run, reference: str = "1") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("session", "show", reference, "--json").out)
    return found


def headings(text: str) -> list[str]:
    return re.findall(r"^## (.*)$", text, re.MULTILINE)


def test_five_are_there_each_with_what_it_is_for(run: Run) -> None:
    found = json.loads(run("form", "--json").out)
    assert [form["name"] for form in found] == SHIPPED
    assert all(form["about"] and form["from"] == "mentorlog" for form in found)
    assert run("form").out == run("form", "list").out
    assert all(len(line) <= 80 for line in run("form").out.splitlines())
    assert len(run("form").out.splitlines()) == len(SHIPPED)


def test_one_of_ones_own_takes_the_place_of_a_shipped_one(run: Run) -> None:
    path = own("Grow", "## Mine\n")
    own("../stray", "")
    own(".hidden", "")
    found = {form["name"]: form for form in json.loads(run("form", "--json").out)}
    assert sorted(found, key=str.casefold) == [*SHIPPED[:2], "Grow", *SHIPPED[3:]]
    assert found["Grow"] == {"name": "Grow", "about": "", "from": str(path)}
    assert run("form", "show", "grow").out == "---\nform: Grow\n---\n## Mine\n"


def test_copying_gives_one_to_edit_and_replaces_none(run: Run) -> None:
    path = places.settings().parent / "forms" / "grow.md"
    # A path that is longer than a line goes on in the next.
    assert run("form", "copy", "grow").out.replace("\n", "") == f"grow is yours to edit:{path}"
    text = path.read_text(encoding="utf-8")
    assert run("form", "show", "grow").out == f"---\nform: grow\n---\n{text}"
    path.write_text("mine", encoding="utf-8")
    again = run("form", "copy", "grow")
    assert (again.code, again.err.splitlines()[0]) == (2, f"{path} is there already.")
    assert path.read_text(encoding="utf-8") == "mine"
    assert json.loads(run("form", "copy", "star", "My-Star", "--json").out)["name"] == "my-star"
    context: Any = None  # Forms are not the journal's.
    assert "my-star" in dict(completion.forms(context, "m"))
    assert run("form", "copy", "star", "GROW").code == 2


@pytest.mark.parametrize("name", ["../x", "a/b", "a\\b", "", ".x", "nul", "a b", "x" * 99])
def test_a_copy_cannot_have_any_name(run: Run, name: str) -> None:
    result = run("form", "copy", "grow", name)
    assert (result.code, result.err.startswith("A form cannot be called")) == (2, True)
    assert not form_files.folder().exists()


@pytest.mark.parametrize(
    "argv",
    [
        ("form", "show", "nope"),
        ("form", "copy", "../grow"),
        ("log", "dana", "--form", "nope"),
        ("agreement", "add", "dana", "--form", "nope"),
        ("win", "add", "One", "--form", "nope"),
    ],
)
def test_an_unknown_one_is_answered_with_those_there_are(run: Run, argv: tuple[str, ...]) -> None:
    result = run(*argv)
    assert result.code == 2
    assert result.err == (
        f'No form is called "{argv[-1]}".\nhint: there are {", ".join(SHIPPED[:-1])} and star\n'
    )


@pytest.mark.parametrize("name", SHIPPED)
def test_through_log_and_back(run: Run, name: str) -> None:
    blank = run("form", "show", name).out
    asked = headings(blank)
    filled = re.sub(r"^(## .*)$", r"\1\n- Something of it", blank, flags=re.MULTILINE)
    logged = run("log", "dana", "-", stdin=filled)
    assert logged.code == 0, logged.err
    own_headings = [each for each in asked if each.lower() not in KINDS]
    found = session(run)
    assert headings(found["notes"]) == own_headings
    assert found["notes"].count("- Something of it") == len(own_headings)
    lines = [*found["takeaways"], *found["actions"]]
    assert [line["text"] for line in lines] == ["Something of it"] * (
        len(asked) - len(own_headings)
    )
    text = run("session", "show", "1", "--format", "markdown").out
    assert "<!--" not in text
    assert "so nothing was changed" in run("log", "-", stdin=text).err
    assert (
        run("session", "show", "1", "--format", "markdown").out.split("written")[0]
        == (text.split("written")[0])
    )


@pytest.mark.parametrize("name", SHIPPED)
def test_one_that_was_not_filled_in_saves_nothing(run: Run, name: str) -> None:
    logged = run("log", "dana", "-", stdin=run("form", "show", name).out)
    assert (logged.code, logged.out) == (0, "")
    assert "so nothing was saved" in logged.err
    assert json.loads(run("session", "--json").out) == []


def test_what_is_empty_goes_and_what_is_not_known_is_said(run: Run) -> None:
    blank = run("form", "show", "grow").out
    filled = blank.replace("## Reality", "## Reality\nSlow.").replace(
        "## Options", "## Options\n<!-- a comment of mine -->"
    )
    filled = filled.replace("## Actions", "## Actions\n- Ask for the slot @me (due friday)")
    said = run("log", "dana", "-", stdin=filled)
    assert said.err == '"Reality" and "Options" stay in the notes.\n'
    found = session(run)
    assert found["notes"] == "## Reality\nSlow.\n\n## Options\n<!-- a comment of mine -->"
    (action,) = found["actions"]
    assert (action["text"], action["due_on"]) == ("Ask for the slot", "2026-11-27")


def test_what_is_written_on_after_a_prompt_is_kept(run: Run) -> None:
    filled = re.sub("(<!-- How is it now.*-->)", r"\1 Slow.", run("form", "show", "grow").out)
    filled = re.sub("(<!-- What will.*-->)", r"\1 - Ask", filled)
    run("log", "dana", "-", stdin=filled)
    found = session(run)
    assert found["notes"] == "## Reality\nSlow."
    assert [action["text"] for action in found["actions"]] == ["Ask"]


def test_headings_below_others_stay_with_them(run: Run) -> None:
    own("deep", "## Week\n### Monday\n### Tuesday\n## Month\n### First\n## Questions\n")
    filled = run("form", "show", "deep").out.replace("### Tuesday", "### Tuesday\nRain")
    said = run("log", "dana", "-", stdin=filled)
    assert session(run)["notes"] == "## Week\n### Tuesday\nRain"
    assert said.err == '"Week" and "Tuesday" stay in the notes.\n'


def test_one_of_ones_own_may_say_what_every_such_session_has(run: Run, fill: Fill) -> None:
    own("dry-run", "---\nminutes: 30\ntags: [talk]\n---\n## Horizon\n<!-- Far? -->\n## Takeaways\n")
    blank = run("form", "show", "dry-run").out
    assert "so nothing was saved" in run("log", "dana", "-", stdin=blank).err
    fill("t = t.replace('## Horizon', '## Horizon\\nFar')")
    assert '"Horizon" stays in the notes.' in run("log", "dana", "--form", "dry-run").err
    found = session(run)
    assert (found["minutes"], found["tags"], found["notes"]) == (30, ["talk"], "## Horizon\nFar")


def test_a_form_that_is_gone_or_changed_loses_nothing(run: Run) -> None:
    path = own("gone", "## Mine\n<!-- Why? -->\n")
    filled = run("form", "show", "gone").out + "Because\n"
    path.write_text("## Mine\n<!-- Why not? -->\n", encoding="utf-8")
    run("log", "dana", "-", "--new", stdin=filled)
    assert session(run)["notes"] == "## Mine\n<!-- Why? -->\nBecause"
    path.unlink()
    run("log", "dana", "-", "--new", stdin=filled)
    assert "Because" in session(run, "2")["notes"]
    assert "form: gone" in session(run, "2")["notes"]


def test_in_the_editor(run: Run, fill: Fill) -> None:
    seen = fill("t = t.replace('## Actions', '## Actions\\n- Ask for the slot')")
    logged = run("log", "dana", "--form", "GROW", "-t", "Typed before", "--at", "15:00")
    assert logged.out.startswith("Saved s1 with Dana.  15:00 · t1 takeaway · a1 yours")
    assert seen.read_text("utf-8").startswith(
        '---\nwith: Dana Ortiz\ndate: 2026-11-22\ntime: "15:00"\nform: grow\n---\n'
    )
    assert session(run)["notes"] is None


def test_what_is_open_stands_in_the_section_of_the_form(run: Run, fill: Fill) -> None:
    run("log", "dana", "-a", "Draft it", "-q", "Who reads it?", "--on", "2026-11-20")
    seen = fill("t = t.replace('- [ ] Draft it', '- [x] Draft it')")
    logged = run("log", "dana", "--form", "grow")
    assert "a1" in logged.out
    text = seen.read_text("utf-8")
    assert text.count("## Actions") == 1
    assert "## Actions\n- [ ] Draft it" in text
    assert text.partition("## Actions")[2].count("## Questions\n- Who reads it?") == 1
    assert json.loads(run("show", "a1", "--json").out)["state"] == "done"


def test_unchanged_in_the_editor_saves_nothing(run: Run, fill: Fill, home: Path) -> None:
    fill("")
    for argv in (("log", "dana"), ("agreement", "add", "dana")):
        said = run(*argv, "--form", "grow")
        assert (said.code, said.out, said.err) == (
            0,
            "",
            "Nothing was changed, so nothing was saved.\n",
        )
    assert run("win", "add", "One", "--form", "star").code == 0
    fill("t += '\\n\\n'")
    run("log", "dana", "--form", "grow")
    assert json.loads(run("session", "--json").out) == json.loads(run("win", "--json").out) == []
    assert not list((home / "drafts").glob("*.md"))


def test_an_agreement_keeps_what_was_filled_in(run: Run, fill: Fill) -> None:
    run("agreement", "add", "dana", "Before", "--on", "2026-11-01")
    fill("t = t.replace('## What stays between us', '## What stays between us\\nAll of it.')")
    assert run("agreement", "add", "dana", "--form", "compact").code == 0
    (text,) = (json.loads(run("agreement", "show", "dana", "--json").out)["text"],)
    assert text == "## What stays between us\nAll of it."


def test_a_win_told_by_a_form(run: Run, fill: Fill) -> None:
    fill("t = t.replace('## Result', '## Result\\nHalf the errors')")
    assert run("win", "add", "Fewer errors", "--form", "star", "--impact", "Calm").code == 0
    win = json.loads(run("win", "show", "1", "--json").out)
    assert win["impact"] == "Calm\n\n## Result\nHalf the errors"


def test_a_form_goes_with_no_document(run: Run) -> None:
    assert run("log", "dana", "-", "--form", "grow", stdin="x").code == 2
    assert run("agreement", "add", "dana", "Text", "--form", "compact").code == 2


def test_what_is_no_text_is_said(run: Run) -> None:
    path = own("bad", "")
    path.write_bytes(b"\xff\xfe\xfa")
    assert f"The form {path} is not UTF-8 text." in run("form", "--json").out
    assert run("form", "show", "bad").code == 2


@pytest.mark.skipif(os.name != "posix", reason="a pipe that has a name is POSIX's")
def test_a_pipe_among_them_is_no_form(run: Run) -> None:
    form_files.folder().mkdir(parents=True)
    os.mkfifo(form_files.folder() / "endless.md")
    assert "endless" not in run("form").out
    assert run("form", "show", "endless").code == 2


@pytest.mark.parametrize("how", [("--form", "grow"), ("-e",)])
def test_new_makes_another_session_also_where_something_is_open(
    run: Run, fill: Fill, how: tuple[str, ...]
) -> None:
    run("log", "dana", "-t", "Before", "-a", "Draft it")
    fill("t += '\\n## Questions\\n- Why now?\\n'")
    assert run("log", "dana", *how, "--new").out.startswith("Saved s2 with Dana.")
    assert [line["text"] for line in session(run)["takeaways"]] == ["Before"]
