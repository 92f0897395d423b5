"""Tables of a spreadsheet through real argv: headings guessed and explained, rows good and bad."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mentorlog.exchange.csv_fields import FIELDS
from mentorlog.records import Kind

if TYPE_CHECKING:
    from tests.conftest import Once, Result, Run


@pytest.fixture
def bring(run: Run, home: Path) -> Any:
    """Imports a table's text; bytes as they are."""

    def bring_(text: str | bytes, *words: str) -> Result:
        path = home / "table.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return run("import", str(path), *words, "--json")

    return bring_


def listed(run: Run, noun: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(noun, "--all", "--json").out)
    return found


def test_a_start_without_a_year_is_the_nearest(run: Run, bring: Any) -> None:
    bring("Goal,Start\nSpeak,1 nov\nWrite,15 jan\n")
    starts = {each["title"]: each["start_on"] for each in listed(run, "goal")}
    assert starts == {"Speak": "2026-11-01", "Write": "2027-01-15"}


def test_the_words_people_use_name_the_columns(run: Run, bring: Any) -> None:
    done = bring(
        "Task,Deadline,Assignee,Status,Labels\n"
        "Draft the outline,2026-12-01,me,todo,talk; writing\n"
        '"Ask, twice",,Dana Ortiz,Completed,\n'
    )
    assert json.loads(done.out)["kinds"]["action"]["added"] == 2
    first, second = sorted(listed(run, "action"), key=lambda action: action["id"])
    assert (first["text"], first["due_on"], first["tags"]) == (
        "Draft the outline", "2026-12-01", ["talk", "writing"],
    )  # fmt: skip
    assert (second["text"], second["owner"]["name"], second["state"]) == (
        "Ask, twice", "Dana Ortiz", "done",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "noun", "key", "value"),
    [
        ("Objective;Target date;Why\nSpeak;2027-03-31;known\n", "goal", "target_on", "2027-03-31"),
        ("Date\tWith\tTopic\tMinutes\n2026-11-01\tDana\tTalks\t45\n", "session", "minutes", 45),
        ("Achievement,Date,Impact\nShipped,2026-10-01,big\n", "win", "impact", "big"),
    ],
)
def test_each_kind_is_told_by_its_columns(
    run: Run, bring: Any, text: str, noun: str, key: str, value: object
) -> None:
    assert bring("\ufeff" + text.replace("\n", "\r\n")).code == 0
    assert [record[key] for record in listed(run, noun)] == [value]


def test_twice_is_as_good_as_once(run: Run, bring: Any) -> None:
    text = "Task,Due\nOne,2026-12-01\nTwo,\n"
    assert bring(text).code == 0
    assert json.loads(bring(text).out)["kinds"]["action"] == {
        "added": 0,
        "updated": 0,
        "skipped": 2,
    }
    assert len(listed(run, "action")) == 2


def test_the_user_says_what_a_column_means(run: Run, bring: Any) -> None:
    text = "Was,Bis wann,Farbe\nEntwurf,2026-12-01,rot\n"
    assert "--kind" in bring(text).err
    words = ("--kind", "action", "--map", "Was=text", "--map", "Bis wann=due_on")
    done = bring(text, *words)
    assert done.code == 0, done
    assert '"Farbe"' in done.err
    assert listed(run, "action")[0]["due_on"] == "2026-12-01"
    assert "no field colour" in bring(text, *words, "--map", "Farbe=colour").err
    assert 'no column is called "Wer"' in bring(text, *words, "--map", "Wer=owner").err


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Task,Due\nOne,,more\n", "line 2: it has 3 fields, the header 2"),
        ("Task,Due\nOne,2026-12-01\n\nTwo,someday\n", 'line 4: Cannot read "someday" as a day'),
        ("Task,Status\nOne,maybe\n", 'line 2: Cannot read "maybe" as a state'),
        ("Task,Due\n,2026-12-01\n", "line 2: Its text is missing"),
        ("Task,Due\nOne,01/02\n", "line 2: "),
        (b"Task,Due\nOne\xff,\n", "line 2: it is not UTF-8 text"),
        ("Task,Due\n" + "x" * (2 << 20) + ",\n", "line 2: field larger than field limit"),
    ],
)
def test_a_bad_row_is_named_with_its_line(
    run: Run, bring: Any, text: str | bytes, reason: str
) -> None:
    done = bring(text)
    assert done.code in (2, 3)
    assert reason in done.err
    assert listed(run, "action") == []


@pytest.mark.parametrize(
    "text",
    [
        'Name,Assign,Status,Due\nOne,me,In progress,"December 1, 2026"\n',  # Notion
        "Issue key,Summary,Assignee,Status,Due date,Labels,Labels\nA-1,One,me,To Do,01/Dec/26 12:00 AM,a,\n",  # Jira
        "Task ID,Name,Assignee,Due Date,Tags,Notes\n1,One,me,2026-12-01,a,Text\n",  # Asana
        "Task,Due,Due\nOne,2026-12-01,2026-12-09\n",
        '"Task\nname",Due\nOne,2026-12-01\n',
        "Task,Due,Status\nOne,2026-12-01\n",
        "Task,Due,Status\nOne,2026-12-01,,,\n",
    ],
)
def test_tables_as_trackers_and_spreadsheets_write_them(run: Run, bring: Any, text: str) -> None:
    words = ("--map", "Task name=text") if "name" in text.split(",")[0] else ()
    done = bring(text, *words)
    assert done.code == 0, done.err
    (action,) = listed(run, "action")
    assert (action["text"], action["due_on"], action["state"]) == ("One", "2026-12-01", "open")


@pytest.mark.parametrize(
    ("heading", "mark"),
    [
        ('Task|Length 5"|Due', ","),
        ('"Task"|"Length, or so; about"|Due', ";"),
        ('Task|"Length\n5"""|"Due\ndate"', "\t"),
    ],
)
def test_a_heading_ends_where_it_ends(run: Run, bring: Any, heading: str, mark: str) -> None:
    rows = "\n".join(f"Read {number}|{number}|2026-12-01" for number in range(12))
    done = bring(f"{heading}\n{rows}\n".replace("|", mark))
    assert done.code == 0, done.err
    assert {each["text"] for each in listed(run, "action")} == {
        f"Read {each}" for each in range(12)
    }
    assert {each["due_on"] for each in listed(run, "action")} == {"2026-12-01"}


@pytest.mark.parametrize("text", ['Task,"Due\nOne,\nTwo,\n', 'Task,"Due\nOne,"2026-12-01"\nTwo,\n'])
def test_a_heading_with_an_open_quote_is_refused(bring: Any, text: str) -> None:
    done = bring(text)
    assert (done.code, "a quote in its heading is never closed" in done.err) == (3, True)


def test_a_row_with_an_open_quote_is_bad_and_takes_no_other_with_it(run: Run, bring: Any) -> None:
    text = 'Task,Why so\nOne,\nTwo,"because\nThree,\n'
    refused = bring(text)
    assert (refused.code, "line 3: a quote that begins in it" in refused.err) == (2, True)
    assert bring(text, "--skip-bad").code == 0
    assert [each["text"] for each in listed(run, "action")] == ["One"]


def test_columns_of_one_meaning_all_count_or_are_named(run: Run, bring: Any) -> None:
    done = bring(
        "Task,Due,Due date,Notes,Link,Labels,Tag,Description\n"
        "One,2026-12-01,2026-12-01,see,https://example.org,a,b,One\n"
        "Two,2026-12-01,2026-12-09,see,see,a,,Second\n"
        "Three,,2026-12-09,,https://example.org,,b,Third\n"
    )
    found = [
        (each["text"], each["due_on"], each["evidence"], each["tags"])
        for each in sorted(listed(run, "action"), key=lambda action: action["id"])
    ]
    assert found == [
        ("One", "2026-12-01", "see\nhttps://example.org", ["a", "b"]),
        ("Two", "2026-12-01", "see", ["a"]),
        ("Three", "2026-12-09", "https://example.org", ["b"]),
    ]
    assert [line.partition(": ")[0].rpartition(" ")[2] for line in done.err.splitlines()] == [
        "2",
        "2",
    ]
    assert 'left out where "Due", which means the same, says something: "Due date"' in done.err
    assert 'left out where "Task", which means the same, says something: "Desc' in done.err


def test_what_is_left_out_is_said_though_the_first_row_is_bad(bring: Any) -> None:
    done = bring("Task,Due,Farbe\nOne,someday,rot\nTwo,,rot\n", "--skip-bad")
    assert '"Farbe"' in done.err


def test_bad_rows_are_left_out_by_name(run: Run, bring: Any) -> None:
    done = bring("Task,Due\nOne,2026-12-01\nTwo,someday\nThree,soon\n", "--skip-bad")
    assert done.code == 0
    assert 'line 3: Cannot read "someday"' in done.err
    assert 'line 4: Cannot read "soon"' in done.err
    assert "2 bad rows were left out." in done.err
    assert [action["text"] for action in listed(run, "action")] == ["One"]


def test_what_a_spreadsheet_would_reckon_goes_out_harmless_and_comes_back(
    run: Run, home: Path
) -> None:
    text = "=HYPERLINK(1); \x1b[31m"
    run("goal", "add", "Speak", "--metric", "0..2", "--unit", "talks", "--tag", "a", "--tag", "b")
    run("todo", "--goal", "1", "--", "=SUM(A1:A9)")
    run("win", "add", text, "--impact", "-5 %")
    out = run("export", "--format", "csv", "--kind", "win").out
    assert "'=HYPERLINK(1); \\x1b[31m" in out
    assert ",-5 %," in out
    for kind in ("goal", "action"):
        path = home / f"{kind}.csv"
        assert run("export", "--format", "csv", "--kind", kind, "-o", str(path)).code == 0
        done = run("import", str(path), "--json")
        assert done.err == ""
        assert json.loads(done.out)["kinds"][kind]["skipped"] == 1
        assert run("--journal", str(home / "other.db"), "import", str(path)).code == 0
    found = json.loads(run("--journal", str(home / "other.db"), "action", "--json").out)
    assert [(action["text"], action["goal"]["title"]) for action in found] == [
        ("=SUM(A1:A9)", "Speak")
    ]


def test_a_table_holds_one_kind_and_for_a_manager_nothing_to_find_it_by(run: Run) -> None:
    run("goal", "add", "Speak", "--public")
    assert "--kind" in run("export", "--format", "csv").err
    header = run("export", "--format", "csv", "--kind", "goal", "--for", "manager").out
    assert not {"id", "uid", "tags"} & set(header.splitlines()[0].split(","))


ALL = """
mentor add "Dana Ortiz" --every 2w
goal add Speak --by 2027-03-31 --tag talks
milestone add 1 Outline
log dana -t "Open with a story" -a "Draft it" --advice Rehearse
win add Accepted
skill add Speaking 3
agreement add dana Fridays
"""


@pytest.mark.parametrize("kind", Kind)
def test_our_own_table_comes_in_as_what_it_is_or_not_at_all(
    run: Run, once: Once, home: Path, kind: Kind
) -> None:
    once("one of each kind", lambda: [run(*shlex.split(line)) for line in ALL.split("\n") if line])
    path = home / "ours.csv"
    assert run("export", "--format", "csv", "--kind", kind.value, "-o", str(path)).code == 0
    before = run("changes", "--all").out
    ended = run("import", str(path), "--json")
    assert run("changes", "--all").out == before
    if kind in FIELDS:
        assert set(json.loads(ended.out)["kinds"]) <= {kind.value}
    else:
        assert ended.code == 3
        assert f"a table of {kind.about.words[1]} does not come in" in ended.err
