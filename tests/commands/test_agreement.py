"""``agreement``: how two people work together, in dated versions."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once, Run

Golden = Callable[[str, str], None]
On = Callable[[str], None]

FIRST = "# How we work\n\nWe meet every two weeks, on Thursday.\nWhat is said stays between us."
SECOND = (
    "# How we work\n\nWe meet every two weeks, on Friday.\nPriya sends an agenda the day before.\n"
    "What is said stays between us."
)


def as_json(run: Run, *argv: str) -> Any:
    result = run(*argv, "--json")
    assert result.code == 0, result
    return json.loads(result.out)


@pytest.fixture
def dana(run: Run, once: Once) -> None:
    def write() -> None:
        run("mentor", "add", "Dana Ortiz", "--every", "2w", "--started", "2026-05-07")

    once("Dana", write)


@pytest.fixture
def agreed(run: Run, once: Once) -> None:
    """Two versions with Dana, and one with Sam that is for my eyes only."""

    def write() -> None:
        run("mentor", "add", "Dana Ortiz", "--every", "2w", "--started", "2026-05-07")
        run("mentee", "add", "Sam Lee", "--started", "2026-06-01")
        run("agreement", "add", "dana", FIRST, "--on", "2026-05-07")
        run("agreement", "add", "dana", "-", "--on", "2026-11-05", stdin=SECOND)
        run("agreement", "add", "sam", "We meet monthly.", "--on", "2026-06-01", "--private")

    once("agreed", write)


def editor(home: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> Path:
    """An editor that runs ``code`` on the path ``p`` with the text ``t``, and keeps what it saw."""
    script, seen = home / "editor.py", home / "seen"
    script.write_text(
        "import sys, pathlib\np = pathlib.Path(sys.argv[1])\nt = p.read_text('utf-8')\n"
        f"pathlib.Path({str(seen)!r}).write_text(t, 'utf-8')\n{code}\n",
        "utf-8",
    )
    monkeypatch.setenv("EDITOR", f'"{sys.executable}" "{script}"')
    return seen


class TestAdding:
    @pytest.mark.usefixtures("dana")
    def test_prints_what_it_wrote(self, run: Run) -> None:
        assert run("agreement", "add", "dana", FIRST, "--on", "2026-05-07").out == (
            "v1  Dana Ortiz · agreement, version 1 · Thu 7 May\n"
        )
        assert run("agreement", "add", "dana", "-", stdin=SECOND).out == (
            "v2  Dana Ortiz · agreement, version 2 · Sun 22 Nov\n"
        )
        assert run("agreement", "add", "dana", "Less", "--private").out == (
            "v3  Dana Ortiz · agreement, version 3 · Sun 22 Nov · private\n"
        )

    @pytest.mark.usefixtures("dana")
    def test_the_record_as_json(self, run: Run) -> None:
        found = as_json(run, "agreement", "add", "dana", f"\n{FIRST}\n\n", "--tag", "talks")
        assert list(found) == [
            *("id", "uid", "created_at", "updated_at", "mentorship", "agreed_on", "text"),
            *("version", "tags", "visibility"),
        ]
        assert found["mentorship"]["name"] == "Dana Ortiz"
        assert (found["agreed_on"], found["text"], found["version"]) == ("2026-11-22", FIRST, 1)
        assert (found["tags"], found["visibility"]) == (["talks"], "shared")

    @pytest.mark.parametrize(
        ("argv", "code", "sentence"),
        [
            ((), 2, "Missing argument 'WHO'."),
            (("dana",), 2, "The agreement's text is missing."),
            (("dana", " \n"), 2, "An agreement's text cannot be empty."),
            (("dana", "-"), 2, "An agreement's text cannot be empty."),
            (("nobody", "x"), 1, 'No mentorship matches "nobody".'),
            (("", "x"), 2, "A name is missing."),
            (("dana", "x", "--on", "tomorrow"), 2, "Mon 23 Nov is still to come"),
            (("dana", "x", "--on", "then"), 2, 'Cannot read "then" as a day'),
            (("dana", "x", "--private", "--shared"), 2, "--private and --shared exclude"),
            (("dana", SECOND), 1, "Version 2 of the agreement with Dana Ortiz says just that."),
        ],
    )
    @pytest.mark.usefixtures("agreed")
    def test_refused(self, run: Run, argv: tuple[str, ...], code: int, sentence: str) -> None:
        result = run("agreement", "add", *argv)
        assert (result.code, result.out) == (code, "")
        assert result.err.startswith(sentence)
        assert len(as_json(run, "agreement", "history", "dana")["history"]) == 2

    @pytest.mark.usefixtures("dana")
    def test_not_after_the_end(self, run: Run) -> None:
        run("mentorship", "end", "dana", "--on", "2026-10-01")
        result = run("agreement", "add", "dana", "x")
        assert (result.code, result.out) == (1, "")
        assert result.err.startswith("The mentorship with Dana Ortiz ended on Thu 1 Oct.")
        assert run("agreement", "add", "dana", "x", "--on", "2026-09-30").code == 0

    @pytest.mark.usefixtures("agreed")
    def test_one_told_late_stands_where_its_day_puts_it(self, run: Run) -> None:
        assert run("agreement", "add", "dana", "Between", "--on", "2026-07-01").out.startswith(
            "v4  Dana Ortiz · agreement, version 2"
        )
        assert as_json(run, "agreement", "show", "dana")["text"] == SECOND

    @pytest.mark.usefixtures("agreed")
    def test_a_version_is_as_visible_as_the_one_before(self, run: Run) -> None:
        assert as_json(run, "agreement", "add", "sam", "Weekly.")["visibility"] == "private"
        assert as_json(run, "agreement", "add", "sam", "Daily.", "--shared")["visibility"] == (
            "shared"
        )


@pytest.mark.usefixtures("agreed")
class TestReading:
    def test_those_in_force(self, run: Run, golden: Golden) -> None:
        golden("agreement-list", run("agreement").out)
        assert run("agreement", "list").out == run("agreement").out

    def test_narrow(self, run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "40")
        golden("agreement-list-40", run("agreement").out)
        golden("agreement-show-40", run("agreement", "show", "dana").out)
        golden("agreement-history-40", run("agreement", "history", "dana").out)

    def test_the_ended_only_with_all(self, run: Run) -> None:
        run("mentorship", "end", "sam")
        assert [each["mentorship"]["name"] for each in as_json(run, "agreement")] == ["Dana Ortiz"]
        every = [each["id"] for each in as_json(run, "agreement", "--all")]
        assert every == [1, 2, 3]

    def test_show(self, run: Run, golden: Golden) -> None:
        golden("agreement-show", run("agreement", "show", "dana").out)

    def test_show_as_markdown(self, run: Run, golden: Golden) -> None:
        golden("agreement-show-md", run("agreement", "show", "dana", "--format", "markdown").out)

    def test_as_of(self, run: Run) -> None:
        assert as_json(run, "agreement", "show", "dana", "--as-of", "2026-11-04")["version"] == 1
        (dana, sam) = as_json(run, "agreement", "--as-of", "2026-06-10")
        assert (dana["version"], sam["version"]) == (1, 1)
        assert as_json(run, "agreement", "--as-of", "2026-05-01") == []

    def test_history(self, run: Run, golden: Golden) -> None:
        golden("agreement-history", run("agreement", "history", "dana").out)

    def test_history_as_json(self, run: Run) -> None:
        found = as_json(run, "agreement", "history", "dana")
        assert found["mentorship"]["name"] == "Dana Ortiz"
        assert [each["version"] for each in found["history"]] == [1, 2]

    def test_csv(self, run: Run) -> None:
        out = run("agreement", "--format", "csv").out
        assert out.startswith("id,mentorship,version,agreed_on,text,")
        assert "\n2,Dana Ortiz,2,2026-11-05," in out

    @pytest.mark.parametrize(
        ("argv", "code", "sentence"),
        [
            (("show",), 2, "Missing argument 'WHO...'."),
            (("show", "nobody"), 1, 'No mentorship matches "nobody".'),
            (("show", "dana", "--as-of", "tomorrow"), 2, "Mon 23 Nov is still to come"),
        ],
    )
    def test_refused(self, run: Run, argv: tuple[str, ...], code: int, sentence: str) -> None:
        result = run("agreement", *argv)
        assert (result.code, result.out) == (code, "")
        assert result.err.startswith(sentence)


def test_nothing_yet(run: Run) -> None:
    assert run("agreement").out == "No agreements yet: mentorlog agreement add WHO\n"
    run("mentor", "add", "Dana Ortiz")
    assert run("agreement", "show", "dana").err == (
        "There is no agreement with Dana Ortiz.\n"
        'hint: mentorlog agreement add "Dana Ortiz" TEXT adds one\n'
    )
    assert run("agreement", "history", "dana").code == 1
    assert run("agreement", "edit", "dana", "-e").code == 1


@pytest.mark.usefixtures("dana")
class TestEditor:
    def test_an_outline_to_begin_with(
        self, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, golden: Golden
    ) -> None:
        seen = editor(home, monkeypatch, "p.write_text(t + 'In May.\\n', 'utf-8')")
        assert run("agreement", "add", "dana", "-e").code == 0
        golden("agreement-outline", seen.read_text("utf-8"))
        assert as_json(run, "agreement", "show", "dana")["text"].endswith("again\nIn May.")

    def test_a_change_is_a_new_version(
        self, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run("agreement", "add", "dana", FIRST, "--on", "2026-05-07")
        editor(home, monkeypatch, "p.write_text(t.replace('Thursday', 'Friday'), 'utf-8')")
        assert run("agreement", "edit", "dana", "-e").out == (
            "v2  Dana Ortiz · agreement, version 2 · Sun 22 Nov\n"
        )
        assert as_json(run, "agreement", "show", "v1")["text"] == FIRST
        run("undo")
        assert as_json(run, "agreement", "show", "dana")["text"] == FIRST

    def test_nothing_changed_saves_nothing(
        self, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run("agreement", "add", "dana", FIRST)
        editor(home, monkeypatch, "")
        for argv in (("edit", "dana", "-e"), ("add", "dana", "-e")):
            result = run("agreement", *argv)
            assert (result.code, result.out) == (0, "")
            assert result.err == "Nothing was changed, so nothing was saved.\n"
        assert len(as_json(run, "agreement", "history", "dana")["history"]) == 1
        assert self.drafts(home) == []

    def drafts(self, home: Path) -> list[Path]:
        return sorted(path for path in home.rglob("*agreement*.md"))

    def test_an_emptied_text_saves_nothing(
        self, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        editor(home, monkeypatch, "p.write_text('  \\n', 'utf-8')")
        for argv in (("add", "dana", "-e"), ("add", "dana", FIRST, "-e")):
            result = run("agreement", *argv)
            assert (result.code, result.err) == (0, "It was emptied, so nothing was saved.\n")
        assert self.drafts(home) == []
        assert as_json(run, "agreement") == []

    def test_what_was_typed_is_kept_when_it_cannot_be_saved(
        self, run: Run, home: Path, journal: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        editor(
            home,
            monkeypatch,
            f"p.write_text('typed'); pathlib.Path({str(journal)!r}).write_bytes(b'x' * 4096)",
        )
        result = run("agreement", "add", "dana", "-e")
        assert result.code == 3
        (kept,) = self.drafts(home)
        assert f"mentorlog agreement add WHO - < {kept} saves it" in result.err
        assert kept.stat().st_mode & 0o077 == 0 or sys.platform == "win32"

    @pytest.mark.parametrize(
        ("meanwhile", "typed", "now"),
        [
            ("One\nTwo\nThree, monthly", "One, weekly\nTwo\nThree", "One, weekly\nTwo\nThree, monthly"),
            ("One\nTwo, here\nThree", "One\nTwo, there\nThree", "One\nTwo, here\nThree"),
        ],
    )  # fmt: skip
    def test_a_version_made_meanwhile_is_not_undone(
        self, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch,
        meanwhile: str, typed: str, now: str,
    ) -> None:  # fmt: skip
        run("agreement", "add", "dana", "One\nTwo\nThree")
        editor(
            home,
            monkeypatch,
            f"from mentorlog.cli import main\nmain(['agreement', 'add', 'dana', {meanwhile!r}])\n"
            f"p.write_text({typed!r}, 'utf-8')",
        )
        result = run("agreement", "edit", "dana", "-e")
        assert result.code == 0
        assert as_json(run, "agreement", "show", "dana")["text"] == now
        kept = [path.read_text("utf-8") for path in self.drafts(home)]
        if now == meanwhile:
            assert kept == [typed]
            assert "was changed here meanwhile in the same lines, and stays" in result.err
        else:
            assert (kept, result.err) == ([], "")

    def test_an_editor_that_fails_keeps_it_too(
        self, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        editor(home, monkeypatch, "p.write_text('typed', 'utf-8'); sys.exit(3)")
        result = run("agreement", "add", "dana", "Given", "-e")
        assert result.code == 2
        (kept,) = self.drafts(home)
        assert kept.read_text("utf-8") == "typed"
        assert (home / "seen").read_text("utf-8") == "Given"
        assert as_json(run, "agreement") == []


@pytest.mark.usefixtures("agreed")
class TestWhoSees:
    def test_each_partner_reads_their_own(self, run: Run) -> None:
        run("agreement", "edit", "sam", "--shared")
        for who, name in (("dana", "Dana Ortiz"), ("sam", "Sam Lee")):
            found = as_json(run, "agreement", "--for", who)
            assert [each["mentorship"]["name"] for each in found] == [name]
        assert run("agreement", "show", "sam", "--for", "dana").code == 1
        assert run("agreement", "show", "dana", "--for", "dana").code == 0

    def test_a_private_one_is_mine(self, run: Run) -> None:
        assert as_json(run, "agreement", "--for", "sam") == []
        result = run("agreement", "show", "sam", "--for", "sam")
        assert result.err == "There is no agreement with Sam Lee.\n"

    def test_a_hidden_version_leaves_no_gap(self, run: Run) -> None:
        run("agreement", "edit", "dana", "--private")
        (version,) = as_json(run, "agreement", "history", "dana", "--for", "dana")["history"]
        assert (version["version"], version["text"]) == (1, FIRST)

    @pytest.mark.parametrize("format", ["table", "json"])
    def test_never_a_manager(self, run: Run, format: str) -> None:
        for argv in (("agreement",), ("agreement", "show", "dana"), ("agreement", "history", "dana"),
                     ("timeline", "--all"), ("search", "agenda")):  # fmt: skip
            result = run(*argv, "--for", "manager", "--format", format)
            assert "agenda the day" not in result.out
            assert "version" not in result.out

    def test_public_is_no_choice(self, run: Run) -> None:
        assert run("agreement", "add", "dana", "x", "--public").code == 2


@pytest.mark.usefixtures("agreed")
class TestAcross:
    def test_the_timeline(self, run: Run, golden: Golden) -> None:
        golden("agreement-timeline", run("timeline", "--since", "2026-05-01").out)
        entries = [
            each for each in as_json(run, "timeline", "--all") if each["kind"] == "agreement"
        ]
        assert [(each["record"]["name"], each["new"]) for each in entries] == [
            ("Dana Ortiz", "1"), ("Sam Lee", "1"), ("Dana Ortiz", "2"),
        ]  # fmt: skip
        assert "with Sam" not in run("timeline", "dana", "--all").out

    def test_search(self, run: Run, golden: Golden) -> None:
        golden("agreement-search", run("search", "agenda").out)
        (hit,) = as_json(run, "search", "monthly", "--kind", "agreement")
        assert (hit["kind"], hit["record"]["name"], hit["on"]) == (
            "agreement", "Sam Lee", "2026-06-01",
        )  # fmt: skip
        assert as_json(run, "search", "monthly", "--for", "sam") == []

    def test_delete_one_by_its_number(self, run: Run) -> None:
        run("agreement", "delete", "v1", "--yes")
        (left,) = as_json(run, "agreement", "history", "dana")["history"]
        assert (left["version"], left["text"]) == (1, SECOND)

    def test_they_go_with_their_mentorship_and_come_back_with_it(self, run: Run) -> None:
        asked = run("mentorship", "delete", "dana")
        assert "What you agreed goes too: 2 versions." in asked.err
        run("mentorship", "delete", "dana", "--yes")
        assert [each["mentorship"]["name"] for each in as_json(run, "agreement")] == ["Sam Lee"]
        run("undo")
        assert len(as_json(run, "agreement", "history", "dana")["history"]) == 2

    def test_who_may_read_it_changes_without_a_new_version(self, run: Run) -> None:
        assert run("agreement", "edit", "dana", "--private").out == (
            "v2  Dana Ortiz · agreement, version 2 · shared → private\n"
        )
        assert len(as_json(run, "agreement", "history", "dana")["history"]) == 2
