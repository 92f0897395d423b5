"""``mentorlog config``: the settings, and whose journal it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mentorlog import places

if TYPE_CHECKING:
    from tests.conftest import Run


def _shown(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("config", "--json").out)
    return found


def test_shows_settings_and_where_things_are(run: Run, journal: Path) -> None:
    shown = run("config").out
    # How wide the gaps are depends on how long the test's own paths are.
    assert " ".join(shown.split()).startswith(
        "Settings: mentorlog config set KEY VALUE"
        " date_order not set: a day such as 01/02 is refused"
        " name not set: Priya Nair"
        " editor not set: $VISUAL, else $EDITOR"
        " pager yes"
        " mentor not set: log asks, where you have several partners"
        " settings "
    )
    assert f"settings{places.settings()}journal{journal}" in "".join(shown.split())
    assert not journal.stat().st_size and not places.settings().exists()
    assert _shown(run) == {
        "date_order": None,
        "name": None,
        "editor": None,
        "pager": True,
        "mentor": None,
        "settings": str(places.settings()),
        "journal": str(journal),
    }


def test_set_and_unset(run: Run) -> None:
    assert run("config", "set", "date_order", "DMY").out == "date_order  dmy\n"
    assert run("config", "set", "date-order", "mdy").out == "date_order  mdy\n"
    assert run("config", "set", "pager", "no").out == "pager  no\n"
    assert run("config", "set", "editor", "vim -c 'set tw=72'").code == 0
    told = _shown(run)
    assert (told["date_order"], told["pager"]) == ("mdy", False)
    assert told["editor"] == "vim -c 'set tw=72'"
    assert run("goal", "add", "Speak", "--by", "01/02/2027").out.endswith("Sat 2 Jan 2027\n")
    assert run("config", "set", "date_order", "none").out.startswith("date_order  not set")
    assert run("goal", "add", "Write", "--by", "01/02/2027").code == 2
    assert run("config", "set", "editor", "none").out.startswith("editor  not set")
    assert run("config", "set", "name", "Amira Khan").code == 0
    assert run("config", "set", "name", "none").out == "name  not set: Amira Khan\n"
    assert json.loads(run("config", "set", "pager", "none", "--json").out)["pager"] is True


def test_a_manager_needs_no_setting(run: Run) -> None:
    said = run("config", "set", "manager", "Eva").err
    assert said.endswith("hint: a manager needs none: mentorlog report --for manager\n")


@pytest.mark.parametrize(
    "argv",
    [
        ["set", "colour", "red"],
        ["set", "colour", "none"],
        ["set", "date_order", "ymd"],
        ["set", "pager", "perhaps"],
        ["set", "name"],
    ],
)
def test_what_is_no_setting(run: Run, argv: list[str]) -> None:
    refused = run("config", *argv)
    assert refused.code == 2 and refused.out == ""
    assert not places.settings().exists()


def test_a_broken_file_says_which(run: Run) -> None:
    places.settings().parent.mkdir(parents=True)
    places.settings().write_text("name = [", encoding="utf-8")
    refused = run("config")
    assert refused.code == 2 and str(places.settings()) in refused.err


def test_a_name_is_mine_in_the_journal_at_hand_too(run: Run) -> None:
    run("goal", "add", "Speak")
    said = run("config", "set", "name", "Priya N.")
    assert said.out == "name  Priya N.\n"
    assert said.err == "The journal's owner was Priya Nair and is Priya N. now.\n"
    assert run("person", "show", "me").out.startswith("p1 Priya N. · you")
    assert run("undo").out.startswith("Taken back: config set of")
    assert run("person", "show", "me").out.startswith("p1 Priya Nair · you")
    assert _shown(run)["name"] == "Priya N."
    assert run("config", "set", "name", "none").out == "name  not set: Priya Nair\n"
    assert run("person", "show", "me").out.startswith("p1 Priya Nair · you")


def test_a_name_makes_no_journal_and_names_the_next_one(run: Run, journal: Path) -> None:
    assert run("config", "set", "name", "Ada").err == ""
    assert not journal.stat().st_size
    run("goal", "add", "Speak")
    assert run("person", "show", "me").out.startswith("p1 Ada · you")


def test_a_setting_that_cannot_be_kept_renames_nobody(run: Run) -> None:
    run("init")
    places.settings().parent.mkdir(parents=True)
    places.settings().write_text("colour = 'red'", encoding="utf-8")
    assert run("config", "set", "name", "Ada").code == 2
    places.settings().unlink()
    assert run("person", "show", "me").out.startswith("p1 Priya Nair · you")


def test_it_works_without_a_usable_journal(run: Run, journal: Path) -> None:
    journal.write_text("not a database at all, and longer than a header would be" * 9)
    assert run("config").code == 0
    assert run("config", "set", "pager", "no").code == 0
