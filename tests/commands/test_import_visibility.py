"""No file makes anything public, or shared unless ``--shared`` says so; what is here keeps what it has."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from mentorlog.exchange.formats import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Once, Run

DOCUMENT = """---
with: Dana Ortiz
date: 2026-11-12
visibility: public
notes_visibility: public
---
Notes

## Takeaways
- Start with impact !public
- Mine alone !private
## Actions
- [ ] Draft it !public
## Reflections
What stays !public
"""

TASK = {
    "uuid": "76da485d-0000-4000-8000-000000000001",
    "description": "Plan",
    "status": "pending",
    "project": "Work",
    "entry": "20261101T090000Z",
}

EVENT = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1@x
CLASS:PUBLIC
DTSTART:20261112T140000Z
SUMMARY:1:1 with Dana
END:VEVENT
END:VCALENDAR
"""

FILES = {
    "taskwarrior": ("t.json", json.dumps([TASK])),
    "jrnl": ("j.txt", "[2026-11-20 09:30] On the outline @dana\nOpen\n[2026-11-20 10:00] Shipped @win\n"),
    "ics": ("c.ics", EVENT),
    "github": ("g.json", '[{"title": "Plan", "state": "OPEN", "number": 7}]'),
    "csv": ("c.csv", "Task,Visibility\nPlan,public\n"),
    "markdown": ("m/a.md", DOCUMENT),
}  # fmt: skip


def said(run: Run) -> set[str]:
    """Every visibility that a record of the journal has, but of people and of what ``init`` makes."""
    found = set[str]()
    for line in run("export", "--format", "jsonl").out.splitlines():
        row: dict[str, Any] = json.loads(line)
        if row.get("table") in ("goals", "sessions", "takeaways", "actions", "wins"):
            found |= {row["visibility"], row.get("notes_visibility") or row["visibility"]}
    return found


@pytest.fixture
def dana(run: Run, once: Once) -> None:

    def write() -> None:
        run("mentor", "add", "Dana Ortiz")

    once("dana", write)


def put(home: Path, name: str) -> str:
    path = home / FILES[name][0]
    path.parent.mkdir(exist_ok=True)
    path.write_text(FILES[name][1], encoding="utf-8")
    return str(path.parent if name == "markdown" else path)


def test_every_format_is_here() -> None:
    assert set(FILES) == {each.name for each in FORMATS if each.reads and not each.whole}


@pytest.mark.usefixtures("dana")
@pytest.mark.parametrize("format", FILES)
def test_what_comes_in_is_private_unless_it_is_said(run: Run, home: Path, format: str) -> None:
    source = put(home, format)
    assert run("import", source).code == 0
    assert said(run) == {"private"}
    # Neither another import nor the option changes what is here.
    run("import", "--shared", source)
    assert said(run) == {"private"}


@pytest.mark.usefixtures("dana")
@pytest.mark.parametrize("format", FILES)
def test_it_is_shared_by_an_option_and_never_public(run: Run, home: Path, format: str) -> None:
    assert run("import", "--shared", put(home, format)).code == 0
    found = said(run)
    assert "shared" in found
    assert "public" not in found
    for ref in ("s1", "a1", "w1"):
        run("edit", ref, "--private")
    before = said(run)
    run("import", "--shared", put(home, format))
    assert said(run) == before


@pytest.mark.usefixtures("dana")
def test_private_lines_stay_private_in_a_shared_file(run: Run, home: Path) -> None:
    run("import", "--shared", put(home, "markdown"))
    assert "Mine alone" in run("search", "Mine").out
    assert "Mine alone" not in run("search", "Mine", "--for", "dana").out
    assert "Start with impact" in run("search", "Start", "--for", "dana").out


@pytest.mark.usefixtures("dana")
def test_a_document_of_ours_changes_words_and_no_visibility(run: Run, home: Path) -> None:
    run("log", "dana", "-t", "Open", "-t", "Close")
    run("export", "--format", "markdown", "-o", str(home / "out"))
    (path,) = (home / "out").iterdir()
    text = path.read_text(encoding="utf-8")
    text = text.replace("---\n##", "visibility: public\n---\n##")
    text = text.replace("Open ^t1", "Open it !public ^t1").replace("Close ^", "Close !private ^")
    path.write_text(text.replace("## Takeaways\n", "## Takeaways\n- New one !public\n"), "utf-8")
    done = run("import", str(home / "out"))
    assert done.err.splitlines() == [
        "s1 stays shared, though the file says public: an import changes no visibility.",
        "t1 stays shared, though the file says public: an import changes no visibility.",
        "t2 stays shared, though the file says private: an import changes no visibility.",
    ]
    shown = json.loads(run("session", "show", "1", "--json").out)
    assert shown["visibility"] == "shared"
    assert {line["text"]: line["visibility"] for line in shown["takeaways"]} == {
        "Open it": "shared",
        "Close": "shared",
        "New one": "private",
    }


def test_a_whole_journal_keeps_all_in_an_empty_one_alone(run: Run, home: Path) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Speak", "--public")
    run("check-in", "1", "40")
    run("log", "dana", "-t", "Open")
    run("export", "-o", str(home / "all"))
    whole, some, shared = (("--journal", str(home / f"{name}.db")) for name in "abc")
    assert run(*whole, "import", str(home / "all")).code == 0
    assert run(*whole, "goal", "--format", "csv").out == run("goal", "--format", "csv").out
    for journal, more in ((some, ()), (shared, ("--shared",))):
        run(*journal, "goal", "add", "Write")
        assert run(*journal, "import", *more, str(home / "all")).code == 0
    kept = {
        name: json.loads(run(*name, "goal", "show", "Speak", "--json").out)
        for name in (some, shared)
    }
    assert (kept[some]["visibility"], kept[shared]["visibility"]) == ("private", "shared")
    assert "Open" not in run(*some, "search", "Open", "--for", "manager").out
    # Shared later, a goal has its history with it.
    run(*some, "goal", "edit", "Speak", "--public")
    assert kept[some]["progress"] == 40
    shown = json.loads(run(*some, "goal", "show", "Speak", "--for", "manager", "--json").out)
    assert shown["progress"] == 40
    assert run(*some, "import", str(home / "all")).code == 0
    again = json.loads(run(*some, "goal", "show", "Speak", "--json").out)
    assert again["visibility"] == "public"


def test_a_newer_file_changes_no_visibility(run: Run, home: Path) -> None:
    run("goal", "add", "Speak")
    run("goal", "add", "Write")
    run("export", "-o", str(home / "all.jsonl"))
    text = (home / "all.jsonl").read_text(encoding="utf-8")
    text = text.replace('"shared"', '"public"').replace("Speak", "Talk").replace("2026-", "2027-")
    (home / "all.jsonl").write_text(text, encoding="utf-8")
    assert run("import", str(home / "all.jsonl")).code == 0
    shown = json.loads(run("goal", "show", "1", "--json").out)
    assert (shown["title"], shown["visibility"]) == ("Talk", "shared")


def test_a_file_gives_nobody_more_to_read(run: Run, home: Path) -> None:
    for words in (("mentor", "add", "Dana Ortiz"), ("mentor", "add", "Lee Moss"), ("goal", "add", "Speak"),
                  ("log", "dana", "-t", "About Lee")):  # fmt: skip
        run(*words)
    whole = run("export", "--format", "jsonl").out.splitlines()
    more = [
        line.replace('"person":2', '"person":3')
        for line in whole
        if '"table":"attendees"' in line or '"table":"readers"' in line
    ]
    assert any("attendees" in line for line in more)
    (home / "all.jsonl").write_text("\n".join([*whole[:-1], *more, whole[-1]]), encoding="utf-8")
    assert run("import", str(home / "all.jsonl")).code == 0
    assert "About Lee" not in run("search", "About", "--for", "lee").out
    assert json.loads(run("session", "show", "1", "--json").out)["attendees"][1:] == []


def test_a_text_that_says_it_is_private_is_so_in_any_file(run: Run, home: Path) -> None:
    run("mentor", "add", "Dana Ortiz")
    for name, text, kind in (
        ("tasks.json", json.dumps([TASK | {"description": "Leave the company !private"}]), None),
        ("wins.csv", 'title,day,impact\nA win,2026-11-01,"Leave the company (!Private)"\n', "win"),
    ):
        (home / name).write_text(text, "utf-8")
        which = ("--kind", kind) if kind else ()
        assert run("import", "--shared", *which, str(home / name)).code == 0
    assert run("search", "company", "--json").out.count("Leave the company") > 1
    assert "company" not in run("export", "--format", "json", "--for", "dana").out


def test_new_words_that_a_file_marks_private_close_the_record_they_come_into(
    run: Run, home: Path
) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("log", "dana", "-t", "Open with a story", "-t", "Another")
    text = run("session", "show", "1", "--format", "markdown").out
    (home / "notes").mkdir()
    (home / "notes" / "one.md").write_text(
        text.replace("a story ^t1", "a story. Leave !private ^t1"), "utf-8"
    )
    for description in ("Plan", "Plan to leave !private"):
        (home / "tasks.json").write_text(json.dumps([TASK | {"description": description}]), "utf-8")
        assert run("import", "--shared", str(home / "tasks.json")).code == 0
    said = run("import", str(home / "notes"))
    assert (said.code, said.err.count("stays shared")) == (0, 0), said
    seen = run("export", "--format", "json", "--for", "dana").out
    assert "Another" in seen
    assert "eave" not in seen
    assert "Open with a story. Leave" in run("takeaway", "show", "t1").out


def test_private_and_a_colon_before_a_text_of_another_program_hide_it(
    run: Run, tmp_path: Path
) -> None:
    run("mentor", "add", "Dana Ortiz")
    path = tmp_path / "tasks.json"
    path.write_text(
        '[{"uuid": "4a7d7f8e-0a3b-4b53-9a39-0c4f0c8d1a11", "status": "pending",'
        ' "entry": "20261101T100000Z", "description": "private: SECRET"}]',
        encoding="utf-8",
    )
    assert run("import", "--shared", str(path)).code == 0
    assert "SECRET" in run("action", "list").out
    assert "private" in run("show", "a1").out
