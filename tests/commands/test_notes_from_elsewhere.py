"""Notes as Obsidian and its plug-ins write them, folders with other things in them, and jrnl 1.x."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once, Result, Run

pytestmark = pytest.mark.usefixtures("dana")

TOP = "---\nwith: Dana Ortiz\ndate: 2026-11-12\n---\n"


@pytest.fixture
def dana(run: Run, once: Once) -> None:

    def write() -> None:
        run("mentor", "add", "Dana Ortiz")

    once("dana", write)


@pytest.fixture
def vault(home: Path) -> Path:
    (home / "vault").mkdir()
    return home / "vault"


def bring(run: Run, vault: Path, text: str, *more: str, name: str = "a.md") -> Result:
    (vault / name).write_text(text, encoding="utf-8")
    return run("import", str(vault), *more)


def shown(run: Run, reference: str = "1") -> Any:
    return json.loads(run("session", "show", reference, "--json").out)


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ('"[[Dana Ortiz]]"', ["Dana Ortiz"]),
        ("[[Dana Ortiz]]", ["Dana Ortiz"]),
        ('"[[People/Dana Ortiz|Dana]]"', ["Dana Ortiz"]),
        ('"[[Dana Ortiz#About]]"', ["Dana Ortiz"]),
        ('\n  - "[[People/Dana Ortiz|Dana]]"\n  - Noor Haddad', ["Dana Ortiz", "Noor Haddad"]),
        ("Dana Ortiz, Noor Haddad", ["Dana Ortiz", "Noor Haddad"]),
        ('"Haddad, Noor"', ["Haddad, Noor"]),
    ],
)
def test_links_name_people(run: Run, vault: Path, words: str, people: list[str]) -> None:
    done = bring(run, vault, f"---\nwith: {words}\ndate: 2026-11-12\n---\n## Takeaways\n- A\n")
    assert done.code == 0
    assert [each["name"] for each in shown(run)["attendees"]] == people


def test_comments_are_for_oneself_alone(run: Run, vault: Path) -> None:
    text = (
        f"{TOP}Notes %%quiet one%% go on\n\n## Takeaways\n- Open well %%she hates stories%%\n"
        "- 100%% sure\n\n%%\n## Advice\n- Leave\n%%\n## Questions\n- Who?\n%% and the rest\n- Is mine\n"
    )
    assert bring(run, vault, text, "--shared").code == 0
    found = {line["text"]: line["visibility"] for line in shown(run)["takeaways"]}
    assert found == {
        "Open well": "shared",
        "100%% sure": "shared",
        "Who?": "shared",
        "quiet one": "private",
        "she hates stories": "private",
        "## Advice\n- Leave": "private",
        "and the rest\n- Is mine": "private",
    }
    document = run("session", "show", "1", "--format", "markdown", "--for", "dana").out
    for word in ("quiet", "hates", "Leave", "mine"):
        assert word not in document
        assert run("search", word).out
    again = json.loads(run("import", str(vault), "--json").out)
    assert again["kinds"]["session"] == {"added": 0, "updated": 0, "skipped": 1}


def test_a_comment_in_code_is_code(run: Run, vault: Path) -> None:
    bring(run, vault, f"{TOP}```\nprint('%%d%%')\n```\n## Takeaways\n- A\n")
    assert "'%%d%%'" in shown(run)["notes"]


def test_of_one_uid_twice_neither_is_read(run: Run, vault: Path) -> None:
    top = TOP.replace("with:", "uid: 00000000000000aa\nwith:")
    (vault / "a.sync-conflict.md").write_text(f"{top}## Takeaways\n- First\n", encoding="utf-8")
    done = bring(run, vault, f"{top}## Takeaways\n- First, improved\n")
    assert "Left out 2: one uid stands in a.md and a.sync-conflict.md" in done.out
    assert json.loads(run("session", "list", "--all", "--json").out) == []


def test_our_own_export_twice_is_one_document_each(run: Run, home: Path) -> None:
    out = home / "out"
    run("log", "dana", "-t", "First", "--on", "2026-11-12")
    run("export", "--format", "markdown", "-o", str(out))
    (out / "mine.md").write_text("# Something else\n", encoding="utf-8")
    run("session", "edit", "1", "--topic", "Alpha plan")
    run("log", "dana", "-t", "Second", "--on", "2026-11-12", "--new")
    run("session", "edit", "2", "--topic", "Beta")
    run("export", "--format", "markdown", "-o", str(out), "--force")
    names = sorted(path.name for path in out.iterdir())
    assert names == ["2026-11-12-alpha-plan.md", "2026-11-12-beta.md", "mine.md"]
    done = json.loads(run("import", str(out), "--json").out)
    assert done["kinds"]["session"] == {"added": 0, "updated": 0, "skipped": 2}


def test_days_of_tasks(run: Run, vault: Path) -> None:
    bring(
        run,
        vault,
        f"{TOP}## Actions\n- [ ] Send the slides 📅 2026-12-01\n- [ ] Book a room [due:: 2026-12-02]\n"
        "- [x] Ask for numbers 📅 2026-11-20 ✅ 2026-11-10\n- [-] Skip it (cancelled:: 2026-11-11)\n"
        "- [ ] Not done ✅ 2026-11-10\n",
    )
    found = json.loads(run("action", "list", "--all", "--json").out)
    assert {each["text"]: (each["due_on"], each["done_on"] or each["dropped_on"]) for each in found} == {
        "Send the slides": ("2026-12-01", None),
        "Book a room": ("2026-12-02", None),
        "Ask for numbers": ("2026-11-20", "2026-11-10"),
        "Skip it": (None, "2026-11-11"),
        "Not done ✅ 2026-11-10": (None, None),
    }  # fmt: skip


def test_tables_and_code_are_no_items(run: Run, vault: Path) -> None:
    bring(
        run,
        vault,
        f"{TOP}## Actions\n| What | When |\n| --- | --- |\n- [ ] Draft\n## Questions\n- Who?\n\n"
        "```python\n- no item\n```\n- When?\n",
    )
    session = shown(run)
    assert [each["text"] for each in session["actions"]] == ["Draft"]
    assert [each["text"] for each in session["takeaways"]] == ["Who?", "When?"]
    assert session["notes"] == (
        "| What | When |\n| --- | --- |\n\n```python\n- no item\n```"
    )  # fmt: skip


def test_a_folder_without_markdown_says_so(run: Run, vault: Path) -> None:
    done = run("import", str(vault))
    assert done.code == 3
    assert done.err.splitlines()[0] == f"{vault}: there is no Markdown file in it."
    (vault / "20.txt").write_text("Shopping list\n", encoding="utf-8")
    done = run("import", str(vault))
    assert (done.code, "no .txt file in it" in done.err) == (3, True)


def test_a_folder_of_jrnl_or_of_calendars_is_read(run: Run, vault: Path) -> None:
    (vault / "2026" / "11").mkdir(parents=True)
    text = "[2026-11-20 09:30] On the outline @dana\nBody\n"
    (vault / "2026" / "11" / "20.txt").write_text(text, encoding="utf-8")
    (vault / "notes.txt").write_text("Shopping list\n", encoding="utf-8")
    for code in (1, 0):
        done = json.loads(run("import", str(vault), "--json").out)
        assert (done["kinds"]["session"]["added"], done["left_out"]) == (
            code,
            {"not of this format": 1},
        )
    for number, day in enumerate(("20261124", "20261201")):
        event = f"BEGIN:VEVENT\nUID:{number}@x\nDTSTART:{day}T090000Z\nSUMMARY:1:1 with Dana\nEND:VEVENT\n"
        ics = f"BEGIN:VCALENDAR\n{event}END:VCALENDAR\n"
        (vault / f"{number}.ics").write_text(ics, encoding="utf-8")
    (vault / "broken.ics").write_text("nothing", encoding="utf-8")
    done = json.loads(run("import", str(vault), "--json").out)
    assert done["kinds"]["session"]["added"] == 2
    assert json.loads(run("import", str(vault), "--json").out)["kinds"]["session"]["skipped"] == 2


@pytest.mark.skipif(os.name != "posix", reason="there are no pipes in a folder")
def test_what_is_no_plain_file_is_passed_by(run: Run, vault: Path) -> None:
    os.mkfifo(vault / "pipe.md")
    (vault / "loop.md").symlink_to("loop.md")
    (vault / "gone.md").symlink_to("nowhere.md")
    (vault / "null.md").symlink_to("/dev/zero")
    (vault / "folder.md").mkdir()
    assert bring(run, vault, f"{TOP}## Takeaways\n- A\n").code == 0
    assert [each["text"] for each in shown(run)["takeaways"]] == ["A"]


def test_jrnls_older_form(run: Run, home: Path) -> None:
    path = home / "old.txt"
    path.write_text(
        "2026-11-20 09:30 Old form @dana\nBody\n\n2026-11-21 02:15 PM Alone\n", encoding="utf-8"
    )
    done = json.loads(run("import", "--from", "jrnl", str(path), "--json").out)
    assert {kind: count["added"] for kind, count in done["kinds"].items()} == {
        "session": 1,
        "takeaway": 1,
    }
    assert (shown(run)["held_on"], shown(run)["time"], shown(run)["notes"]) == (
        "2026-11-20", "09:30", "Body"
    )  # fmt: skip


BOXES = "## Actions\n- [/] Half done\n- [>] Moved on\n- [ ] Ask for the budget\n## Takeaways\n- Open with a story\n"


def test_a_box_that_is_neither_open_nor_ticked_is_an_open_action(run: Run, vault: Path) -> None:
    assert bring(run, vault, TOP + BOXES).code == 0
    assert [each["text"] for each in shown(run)["actions"]][:2] == ["Half done", "Moved on"]


def test_a_line_that_was_reworded_there_is_reworded_here(run: Run, vault: Path) -> None:
    bring(run, vault, TOP + BOXES)
    reworded = BOXES.replace("a story", "a short story").replace("Half done", "Half way done")
    for _ in range(2):
        assert bring(run, vault, TOP + reworded + "- Breathe\n").code == 0
        texts = [each["text"] for each in shown(run)["takeaways"]]
        assert texts == ["Open with a short story", "Breathe"]
        assert shown(run)["actions"][0]["text"] == "Half way done"
        assert len(shown(run)["actions"]) == 3


def test_a_line_that_was_reworded_here_is_not_doubled(run: Run, vault: Path) -> None:
    bring(run, vault, TOP + BOXES)
    run("takeaway", "edit", "t1", "--text", "Begin with a joke")
    bring(run, vault, TOP + BOXES)
    assert [each["text"] for each in shown(run)["takeaways"]] == ["Begin with a joke"]


def test_all_that_a_line_says_is_merged(run: Run, vault: Path) -> None:
    def actions() -> list[tuple[str, str, str | None]]:
        return [(each["text"], each["state"], each["due_on"]) for each in shown(run)["actions"]]

    lines = "## Actions\n- [ ] Draft 📅 2026-12-01\n- [ ] Send\n- [ ] Book\n"
    bring(run, vault, TOP + lines)
    run("done", "a3")
    bring(run, vault, TOP + lines.replace("12-01", "12-05").replace("[ ] Send", "[x] Send"))
    assert actions() == [
        ("Draft", "open", "2026-12-05"), ("Send", "done", None), ("Book", "done", None)
    ]  # fmt: skip
    bring(run, vault, TOP + lines.replace("12-01", "12-05"))
    assert actions()[1:] == [("Send", "open", None), ("Book", "done", None)]
    run("action", "edit", "a1", "--due", "2026-12-24")
    done = bring(run, vault, TOP + lines.replace("12-01", "12-06"))
    assert 'the journal has "2026-12-24", which stays; the document has "2026-12-06"' in done.err
    assert actions()[0] == ("Draft", "open", "2026-12-24")


def test_a_line_that_was_deleted_here_stays_away(run: Run, vault: Path) -> None:
    bring(run, vault, TOP + BOXES)
    run("takeaway", "delete", "t1", "--yes")
    bring(run, vault, f"{TOP}{BOXES}- Breathe\n")
    assert [each["text"] for each in shown(run)["takeaways"]] == ["Breathe"]


def test_what_a_session_was_freed_of_here_does_not_come_back(run: Run, vault: Path) -> None:
    run("goal", "add", "Speak")
    text = TOP.replace(
        "with: Dana Ortiz\n", "with: [Dana Ortiz, Noor]\ngoals: Speak\ntags: [talk, q4]\n"
    )
    bring(run, vault, text + BOXES)
    assert run("session", "edit", "1", "--with", "dana", "--goal", "none").code == 0
    run("tag", "remove", "s1", "q4")
    bring(run, vault, text.replace("q4", "q4, new") + BOXES)
    session = shown(run)
    assert [each["name"] for each in session["attendees"]] == ["Dana Ortiz"]
    assert (session["goals"], sorted(session["tags"])) == ([], ["new", "talk"])


def test_a_note_that_was_renamed_is_the_same(run: Run, vault: Path) -> None:
    bring(run, vault, TOP + BOXES)
    (vault / "a.md").unlink()
    assert bring(run, vault, TOP + BOXES, name="b.md").code == 0
    assert bring(run, vault, TOP + BOXES + "- More\n", name="b.md").code == 0
    assert len(json.loads(run("session", "--all", "--json").out)) == 1


@pytest.mark.parametrize("name", ["2026_11_12.md", "20261112093000.md", "2026-11-12 Dana.md"])
def test_a_day_is_read_from_a_name(run: Run, vault: Path, name: str) -> None:
    text = "---\nwith: Dana Ortiz\n---\n## Takeaways\n- A\n"
    assert bring(run, vault, text, name=name).code == 0
    assert json.loads(run("session", "--all", "--json").out)[0]["held_on"] == "2026-11-12"
