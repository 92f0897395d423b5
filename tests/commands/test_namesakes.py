"""Two who bear one name, and one who has two records."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from exports import tables

if TYPE_CHECKING:
    from tests.conftest import Once, Run


def rows(run: Run, *argv: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(*argv, "--json").out)
    return found


@pytest.fixture
def two(run: Run, once: Once) -> None:

    def write() -> None:
        run("mentee", "add", "Dana Ortiz")
        run("person", "add", "Dana Ortiz", "--title", "CTO")

    once("two", write)


@pytest.mark.usefixtures("two")
class TestNamesakes:
    def test_an_error_tells_them_by_title_and_number(self, run: Run) -> None:
        assert run("person", "show", "dana").err == (
            '"dana" matches 2 people: Dana Ortiz (p2); Dana Ortiz, CTO (p3).\n'
            "hint: name one by its number, or with more of its words\n"
        )

    def test_add_of_a_known_name_hints_the_number(self, run: Run) -> None:
        refused = run("mentor", "add", "dana ortiz")
        assert (refused.code, refused.out) == (1, "")
        assert refused.err.endswith("hint: mentorlog mentor add p3 makes it with that one\n")
        assert run("mentor", "add", "p3").out.startswith("r2  Dana Ortiz (p3) · your mentor")
        assert len(rows(run, "person")) == 3

    def test_lists_tell_them_apart_and_json_keeps_the_name(self, run: Run) -> None:
        run("mentor", "add", "p3")
        run("log", "p2", "-t", "One")
        run("log", "p3", "-t", "Two", "-a", "Send it @p3")
        assert "Dana Ortiz (p2)" in run("session").out
        assert "Dana Ortiz (p3)" in run("session").out
        assert "Dana Ortiz (p3)'s" in run("action").out
        assert "Dana Ortiz (p2)" in run("mentee").out
        assert rows(run, "session")[0]["attendees"][0]["name"] == "Dana Ortiz"

    def test_a_manager_reads_no_number(self, run: Run) -> None:
        run("mentor", "add", "p3", "--public")
        run("mentorship", "edit", "p2", "--public")
        shown = run("person", "--for", "manager").out
        assert "(p" not in shown

    @pytest.mark.parametrize("who", ["p3", "Dana Ortiz (p3)", "dana ortiz p3", "Ortiz, P3"])
    def test_a_number_after_the_name_tells_which(self, run: Run, who: str) -> None:
        assert rows(run, "person")[2]["id"] == 3
        assert json.loads(run("person", "show", who, "--json").out)["title"] == "CTO"
        document = f'---\nwith: "{who}"\n---\n## Takeaways\n- One\n'
        assert run("log", "-", stdin=document).code == 0
        assert rows(run, "session")[0]["attendees"][0]["id"] == 3

    def test_a_number_of_somebody_else_names_nobody(self, run: Run) -> None:
        run("mentor", "add", "Kofi")
        assert run("person", "show", "Dana Ortiz (p4)").code == 1
        assert run("log", "Kofi (p2)", "-t", "One").code == 1

    def test_a_document_comes_back_to_the_same_person(self, run: Run, tmp_path: Path) -> None:
        run("log", "p3", "-t", "One", "-a", "Send it @p3")
        text = run("session", "show", "1", "--format", "markdown").out
        assert "with: Dana Ortiz (p3)\n" in text
        (tmp_path / "s.md").write_text(text.replace("- One", "- Once"), encoding="utf-8")
        assert run("import", str(tmp_path)).code == 0
        (session,) = rows(run, "session")
        assert [person["id"] for person in session["attendees"]] == [3]
        assert [action["owner"]["id"] for action in rows(run, "action")] == [3]
        assert len(rows(run, "person")) == 3

    def test_an_import_keeps_two_of_one_file_apart(self, run: Run, tmp_path: Path) -> None:
        run("log", "p2", "-t", "One", "--on", "2026-11-20")
        run("log", "p3", "-t", "Two", "--on", "2026-11-21")
        run("export", "--format", "markdown", "-o", str(tmp_path / "all"))
        other = str(tmp_path / "other.db")
        run("--journal", other, "init")
        assert run("--journal", other, "import", str(tmp_path / "all")).code == 0
        sessions = rows(run, "--journal", other, "session", "--all")
        attended = [person["id"] for session in sessions for person in session["attendees"]]
        assert len(set(attended)) == 2
        names = [person["name"] for person in rows(run, "--journal", other, "person")]
        assert names.count("Dana Ortiz") == 2


def test_another_of_a_name_is_added_by_number(run: Run) -> None:
    run("mentee", "add", "Dana Ortiz")
    refused = run("mentee", "add", "Dana Ortiz")
    assert refused.err.endswith(
        "for another of that name: mentorlog person add NAME, then mentee add pN\n"
    )
    run("person", "add", "Dana Ortiz")
    assert run("mentee", "add", "p3").code == 0
    assert run("mentee").out.count("Dana Ortiz") == 2


def test_a_second_of_a_name_is_told_from_the_first(run: Run) -> None:
    run("person", "add", "Claire Dupont")
    assert run("person", "add", "Claire Martin").err == ""
    again = run("person", "add", "claire dupont")
    assert (again.code, again.err) == (0, "p2 is Claire Dupont already. p4 is another.\n")
    assert run("person", "edit", "p3", "--name", "Claire Dupont").err == (
        "p2 and p4 are Claire Dupont already.\n"
    )
    assert run("person", "edit", "p3", "--title", "CTO").err == ""


def test_one_first_name_is_not_enough_for_two(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    assert run("log", "dana", "-t", "One").out.startswith("Saved s1 with Dana.")
    run("mentee", "add", "Dána Lee")
    assert run("log", "ortiz", "-t", "Two").out.startswith("Added to s1 with Dana Ortiz.")
    assert "Dána Lee" in run("log", "lee", "-t", "Three").out


class TestMerge:
    @pytest.fixture(autouse=True)
    def two_records(self, run: Run, once: Once) -> None:

        def write() -> None:
            run("mentor", "add", "Dana Ortiz")
            run("mentee", "add", "D. Ortiz")
            run("person", "edit", "p2", "--tag", "lead")
            run("person", "edit", "p3", "--tag", "lead", "--tag", "cto")
            run("person", "edit", "p3", "--title", "CTO", "--note", "Met in May")
            run("log", "p2", "--with", "p3", "-t", "Both")
            run("log", "p3", "-t", "One", "-a", "Send it @p3")
            run("goal", "add", "Grow", "--owner", "p3")
            run("skill", "add", "Talks", "3", "--reported-by", "p3")
            run("win", "add", "Talk given", "--with", "p3")
            run("agreement", "add", "p3", "We meet on Fridays")

        once("two records", write)

    def test_all_that_hangs_on_one_goes_to_the_other(self, run: Run) -> None:
        before = run("export").out
        done = run("person", "merge", "p2", "p3")
        assert (done.code, done.err) == (0, "")
        assert " ".join(done.out.split()) == (
            "p2 Dana Ortiz, CTO · merged with p3 D. Ortiz:"
            " 1 mentorship, 1 goal, 2 sessions, 1 action, 1 rating"
        )
        assert run("person", "show", "p3").code == 1
        assert "Met in May" in run("person", "show", "p2").out
        attended = [session["attendees"] for session in rows(run, "session")]
        assert [[person["id"] for person in there] for there in attended] == [[2], [2]]
        for noun in ("goal", "action"):
            assert [record["owner"]["id"] for record in rows(run, noun)] == [2]
        assert rows(run, "mentee")[0]["mentee"]["id"] == 2
        assert sorted(rows(run, "person")[1]["tags"]) == ["cto", "lead"]
        assert [reader["id"] for reader in rows(run, "win")[0]["readers"]] == [2]
        assert "agreement" in run("search", "Fridays").out
        assert run("doctor").out.startswith("All is well")
        assert run("undo").code == 0
        assert run("doctor").out.startswith("All is well")
        then, now = tables(before), tables(run("export").out)
        assert {key for key in then if then[key] != now[key]} <= {"changes", "operations"}

    def test_words_of_neither_are_lost(self, run: Run) -> None:
        run("person", "edit", "p2", "--title", "Staff engineer", "--note", "Likes tea")
        run("person", "merge", "p2", "p3")
        person = json.loads(run("person", "show", "p2", "--json").out)
        assert person["title"] == "Staff engineer"
        assert person["note"] == "Likes tea\n\nCTO\n\nMet in May"

    def test_one_person_is_a_mentee_once(self, run: Run) -> None:
        run("mentee", "add", "Dana O.", "--every", "2w")
        run("log", "p4", "-t", "Kept")
        refused = run("person", "merge", "p3", "p4")
        assert (refused.code, refused.out) == (1, "")
        assert refused.err.splitlines() == [
            'p3 "D. Ortiz" and p4 "Dana O." are both your mentee now, and one person can be your'
            " mentee only once.",
            "hint: mentorlog mentorship delete p4 takes the second mentorship away; people, sessions and"
            " goals stay",
        ]
        assert run("mentorship", "delete", "p4", "--yes").code == 0
        assert run("person", "merge", "p3", "p4").code == 0
        assert len(rows(run, "mentee")) == 1
        assert len(rows(run, "session")) == 3

    def test_what_has_ended_stands_beside_what_runs(self, run: Run) -> None:
        run("mentee", "add", "Dana O.")
        run("mentorship", "end", "p4")
        assert run("person", "merge", "p3", "p4").code == 0
        assert [row["state"] for row in rows(run, "mentee", "--all")] == ["active", "ended"]

    @pytest.mark.parametrize(
        ("one", "other", "sentence"),
        [
            ("p2", "dana", '"Dana Ortiz" (p2) cannot be merged with itself.'),
            ("p2", "me", '"Priya Nair" is the journal\'s owner and cannot be merged with anybody.'),
            ("me", "p2", '"Priya Nair" is the journal\'s owner and cannot be merged with anybody.'),
            ("p2", "nobody known", 'No person matches "nobody known".'),
            ("p2", " ", "A name is missing."),
        ],
    )
    def test_bad_input(self, run: Run, one: str, other: str, sentence: str) -> None:
        refused = run("person", "merge", one, other)
        assert (refused.code in (1, 2), refused.out) == (True, "")
        assert refused.err.splitlines()[0] == sentence
        assert len(rows(run, "person")) == 3


def _meeting(folder: Path, sequence: int, *guests: str) -> str:
    invited = "".join(f"ATTENDEE;CN={name}:mailto:{name.split()[0]}@x.org\n" for name in guests)
    path = folder / f"{sequence}.ics"
    path.write_text(
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\nBEGIN:VEVENT\nUID:e1@x\n"
        f"DTSTAMP:20261101T000000Z\nSEQUENCE:{sequence}\nDTSTART:20261120T100000Z\n"
        "ORGANIZER;CN=Priya Nair:mailto:priya@x.org\nSUMMARY:Talk\n"
        f"{invited}END:VEVENT\nEND:VCALENDAR\n",
        encoding="utf-8",
    )
    return str(path)


def test_an_import_gives_nobody_lines_to_read(run: Run, tmp_path: Path) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("mentor", "add", "Kofi Mensah")
    run("import", "--shared", _meeting(tmp_path, 0, "Dana Ortiz"))
    run("takeaway", "add", "Kofi is in the way", "--session", "s1", "--shared")
    again = run("import", _meeting(tmp_path, 1, "Dana Ortiz", "Kofi Mensah"))
    assert (again.code, again.err) == (
        0,
        "s1 keeps who attended: Kofi Mensah would read its lines."
        " mentorlog session edit s1 --with says who did.\n",
    )
    assert "in the way" not in run("report", "kofi").out
    assert [person["name"] for person in rows(run, "session")[0]["attendees"]] == ["Dana Ortiz"]


def test_a_name_of_blanks_from_another_program_stops_nothing(run: Run, journal: Path) -> None:
    assert run("mentor", "add", "Dana Ortiz").code == 0
    assert run("log", "dana", "-t", "Openings").code == 0
    with closing(sqlite3.connect(journal)) as connection, connection:
        connection.execute("UPDATE people SET name = char(9, 10) WHERE name = 'Dana Ortiz'")
    for argv in ((), ("status",), ("session", "show", "s1"), ("session", "--all"), ("person",)):
        ended = run(*argv)
        assert (ended.code, ended.err) == (0, ""), argv
