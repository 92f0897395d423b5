"""Two machines that did something to the same while they were apart, as their user sees it after ``sync``."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mentorlog.errors import JournalSaysNo
from mentorlog.journal.sync import burying, closing
from mentorlog.records.sync import Wire
from mentorlog.sync.git import RemoteFailed

if TYPE_CHECKING:
    from tests.conftest import Once, Result

OnMachine = Callable[..., "Result"]
On = Callable[[str], None]
MACHINES = ("laptop", "desktop")

pytestmark = pytest.mark.usefixtures("starts_no_git")


@pytest.fixture(autouse=True)
def is_well(on_machine: OnMachine) -> Iterator[None]:
    """Whatever happened, doctor finds nothing wrong at the end with the journal that took it in."""
    yield
    on_machine("desktop", "doctor")


class AtWork:
    """Runs a command on a machine, each some seconds after the one before."""

    def __init__(self, two: OnMachine, on: On) -> None:
        self._two, self._on, self.seconds = two, on, 0

    def __call__(self, machine: str, *argv: str, code: int | None = 0) -> Result:
        self.seconds += 1
        self._on(f"2026-11-22T13:{self.seconds // 60:02}:{self.seconds % 60:02}")
        return self._two(machine, *argv, code=code)


@pytest.fixture
def at_work(two: OnMachine, on: On) -> AtWork:
    return AtWork(two, on)


@pytest.fixture
def begun(at_work: AtWork, once_in_home: Once) -> Once:
    """What several tests begin with on both machines; what comes after is done at the same time in each."""

    def begun_(name: str, write: Callable[[], object]) -> None:
        once_in_home(name, write)
        at_work.seconds = 100

    return begun_


def synced(at_work: OnMachine, first: str, then: str) -> dict[str, str]:
    """What both machines, of which both wrote, said while they came to have all of it."""
    said = {machine: at_work(machine, "sync").out for machine in (first, then)}
    said[first] += at_work(first, "sync").out
    return said


def sent(at_work: OnMachine, by: str) -> None:
    """Brings what one machine wrote to the other, which wrote nothing."""
    for machine in sorted(MACHINES, key=by.__ne__):
        at_work(machine, "sync")


@pytest.mark.parametrize(
    ("command", "hint"),
    [
        (("goal", "close", "g1", "--as", "achieved"), "goal reopen g1"),
        (("goal", "edit", "g1", "--by", "2027-01-01"), "changes g1"),
    ],
)
def test_undo_of_what_another_machine_did_too_says_so(
    at_work: OnMachine, command: tuple[str, ...], hint: str
) -> None:
    for machine in MACHINES:
        at_work(machine, *command)
    synced(at_work, *MACHINES)
    for undoing, other in (MACHINES, MACHINES[::-1]):
        said = at_work(undoing, "undo", code=1).err
        assert f"the same was done to g1 by {' '.join(command[:2])} on {other}, Sun 22 Nov" in said
        assert f"hint: mentorlog {hint}" in said
    synced(at_work, *MACHINES)


def test_undo_leaves_what_another_machine_set_in_another_field(at_work: OnMachine) -> None:
    at_work("laptop", "goal", "edit", "g1", "--title", "Learn Go")
    sent(at_work, "laptop")
    at_work("desktop", "goal", "edit", "g1", "--why", "Asked")
    sent(at_work, "desktop")
    at_work("laptop", "undo")
    sent(at_work, "laptop")
    for machine in MACHINES:
        goal = json.loads(at_work(machine, "goal", "show", "g1", "--json").out)
        assert (goal["title"], goal["why"]) == ("Learn Rust", "Asked")


def test_undo_of_what_another_machine_added_to_names_both(at_work: OnMachine) -> None:
    at_work("laptop", "goal", "add", "Sail")
    sent(at_work, "laptop")
    at_work("desktop", "check-in", "g2", "50")
    sent(at_work, "desktop")
    said = at_work("laptop", "undo", code=1).err
    assert "g2 was added to, by check-in on desktop, Sun 22 Nov" in said
    assert "mentorlog delete g2" in said
    assert at_work("laptop", "delete", "g2", "--yes").code == 0


def _done_on_both(at_work: AtWork) -> None:
    at_work("laptop", "todo", "Tick", "--every", "2w", "--due", "2026-11-20")
    sent(at_work, "laptop")
    for machine in MACHINES:
        at_work(machine, "done", "a1")


@pytest.fixture
def repeating(at_work: AtWork, begun: Once) -> AtWork:
    """An action that repeats on both machines, and each was done on both while they were apart."""
    begun("a repeating action", lambda: _done_on_both(at_work))
    return at_work


def actions(on_machine: OnMachine) -> list[tuple[str, str]]:
    """The actions by due day and their states, which are the same on each machine."""
    found = [
        sorted(
            (each["due_on"], each["state"])
            for each in json.loads(on_machine(machine, "action", "--all", "--json").out)
        )
        for machine in MACHINES
    ]
    assert found[0] == found[1]
    return found[0]


def test_a_repeating_action_done_on_both_has_one_next(repeating: OnMachine) -> None:
    synced(repeating, *MACHINES)
    assert actions(repeating) == [("2026-11-20", "done"), ("2026-12-04", "open")]
    assert "the same was done to a1" in repeating("laptop", "undo", code=1).err
    repeating("laptop", "action", "reopen", "a1")
    sent(repeating, "laptop")
    assert actions(repeating) == [("2026-11-20", "open")]


def test_a_next_one_that_was_done_too_stays_done(repeating: OnMachine) -> None:
    repeating("laptop", "done", "a2")
    repeating("desktop", "undo")
    repeating("desktop", "done", "a1")
    synced(repeating, *MACHINES)
    assert actions(repeating) == [
        ("2026-11-20", "done"), ("2026-12-04", "done"), ("2026-12-18", "open"),
    ]  # fmt: skip


@pytest.mark.parametrize("undoing", MACHINES)
def test_of_two_who_did_it_one_takes_back_only_their_own(
    repeating: OnMachine, undoing: str
) -> None:
    repeating(undoing, "undo")
    synced(repeating, *MACHINES)
    assert actions(repeating) == [("2026-11-20", "done"), ("2026-12-04", "open")]


def test_what_went_with_a_deletion_elsewhere_is_named_on_both(at_work: OnMachine) -> None:
    at_work("desktop", "check-in", "g1", "60")
    at_work("desktop", "milestone", "add", "g1", "Half way")
    at_work("laptop", "goal", "delete", "g1", "--yes")
    said = synced(at_work, *MACHINES)
    for machine in MACHINES:
        assert 'g1  progress: "60" went' in said[machine]
        assert 'm1  "Half way" went with what was deleted' in said[machine]
        assert "mentorlog changes g1" in said[machine]
        assert "60" in at_work(machine, "changes", "g1").out
    at_work("laptop", "undo", "g1")
    assert "Half way" in at_work("laptop", "milestone").out


def test_somebody_deleted_whom_another_machine_names_stays_and_is_named(at_work: OnMachine) -> None:
    at_work("laptop", "person", "add", "Kofi")
    sent(at_work, "laptop")
    at_work("desktop", "action", "add", "Ask", "--owner", "kofi")
    at_work("laptop", "person", "delete", "kofi", "--yes")
    said = synced(at_work, *MACHINES[::-1])
    for machine in MACHINES:
        assert (
            '"Kofi" was deleted on one machine and is in use on another: it stays' in said[machine]
        )
        assert "Kofi" in at_work(machine, "person").out
    assert "Taken back: person delete" not in at_work("laptop", "undo", code=1).out


def test_a_session_without_a_topic_is_told_by_its_number(at_work: OnMachine) -> None:
    at_work("laptop", "log", "dana", "-t", "Words")
    sent(at_work, "laptop")
    at_work("laptop", "session", "delete", "s1", "--yes")
    at_work("desktop", "session", "edit", "s1", "--topic", "Later")
    said = synced(at_work, *MACHINES)
    for machine in MACHINES:
        assert "s1  was deleted on one machine" in said[machine]


@pytest.mark.parametrize("order", [MACHINES, MACHINES[::-1]])
def test_who_stands_in_two_journals_is_one_after_they_are_joined(
    on_machine: OnMachine, remote: Path, order: tuple[str, ...]
) -> None:
    for machine in MACHINES:
        name = "Dana Ortiz" if machine == "laptop" else "dana ORTIZ"
        on_machine(machine, "init", "--name", "Priya Nair")
        on_machine(machine, "mentor", "add", name, "--every", "2w", "--purpose", f"On {machine}")
        on_machine(machine, "person", "edit", "dana", "--note", f"Of {machine}", "--title", machine)
        on_machine(machine, "log", "dana", "-t", "Words")
        on_machine(machine, "person", "add", "Lee")
    on_machine("desktop", "person", "add", "Lee", "--title", "Another")
    said = [
        on_machine(machine, "sync", "init", str(remote), "--plain", "--name", machine)
        for machine in order
    ][1]
    assert f"one person each now: {'Dana' if order == MACHINES else 'dana'}" in said.err
    assert 'purpose: "On ' in said.out
    for machine in (*order, *order):
        on_machine(machine, "sync")
    for machine in MACHINES:
        people = json.loads(on_machine(machine, "person", "--json").out)
        dana = [each for each in people if each["name"].lower() == "dana ortiz"]
        assert len(dana) == 1
        assert {"Of laptop", "Of desktop", order[1]} <= set(dana[0]["note"].split("\n\n"))
        assert dana[0]["title"] == order[0]
        assert [each["name"] for each in people].count("Lee") == 3
        assert len(json.loads(on_machine(machine, "status", "--json").out)["mentorships"]) == 1
        assert len(json.loads(on_machine(machine, "session", "--json").out)) == 2
    on_machine("laptop", "person", "merge", "p3", "p4")


def test_what_a_joined_journal_has_else_of_a_mentorship_is_named(
    on_machine: OnMachine, remote: Path, on: On
) -> None:
    for machine, cadence, at in zip(MACHINES, ("2w", "1m"), ("13:00", "14:00"), strict=True):
        on(f"2026-11-22T{at}")
        on_machine(machine, "init", "--name", "Priya Nair")
        on_machine(machine, "mentor", "add", "Dana Ortiz", "--every", cadence)
    on_machine("laptop", "sync", "init", str(remote), "--plain")
    said = on_machine("desktop", "sync", "init", str(remote), "--plain").out
    assert '"cadence_days 14" was there first and stays, not "1" of' in said
    for machine in (*MACHINES, *MACHINES):
        on_machine(machine, "sync")
        assert "every 14 days" in on_machine(machine, "status").out


def test_the_sync_that_takes_a_purge_names_the_backups_that_hold_it(
    at_work: OnMachine, home: Path
) -> None:
    at_work("laptop", "goal", "add", "Zanzibar", "--why", "Because")
    sent(at_work, "laptop")
    for _ in range(2):
        at_work("desktop", "backup")
    at_work("laptop", "purge", "g2", "--yes")
    at_work("laptop", "sync")
    command = "mentorlog purge g2 --everywhere --yes"
    said = at_work("desktop", "sync").err
    assert said.count(command) == 1
    assert "2 backups or drafts" in said
    assert command not in at_work("desktop", "sync").err
    at_work("desktop", *command.split()[1:])
    assert not any(b"Zanzibar" in each.read_bytes() for each in home.glob("desktop/backups/*"))


def test_what_comes_in_with_a_purge_is_in_the_history(at_work: OnMachine) -> None:
    at_work("laptop", "goal", "edit", "g1", "--why", "Because")
    sent(at_work, "laptop")
    at_work("laptop", "goal", "edit", "g1", "--measure", "I give a talk")
    at_work("laptop", "purge", "g1", "why", "--yes")
    sent(at_work, "laptop")
    assert "I give a talk" in at_work("desktop", "changes", "g1").out
    assert at_work("desktop", "doctor").out.startswith("All is well")


def test_what_came_in_before_the_remote_went_away_is_told(
    at_work: OnMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work("laptop", "goal", "edit", "g1", "--title", "Learn Go")
    at_work("desktop", "goal", "edit", "g1", "--title", "Learn Zig")
    at_work("laptop", "sync")

    def gone(*_: object) -> None:
        raise RemoteFailed("git cannot push.")

    with monkeypatch.context() as patched:
        patched.setattr("mentorlog.commands.sync.Repository.push", gone)
        said = at_work("desktop", "sync", code=3).err
    assert "took 1 change of laptop" in said
    assert "Learn Go" in said
    assert "git cannot push" in said


def test_a_deletion_that_came_second_is_taken_back(at_work: OnMachine) -> None:
    at_work("laptop", "goal", "delete", "g1", "--yes")
    at_work("desktop", "goal", "delete", "g1", "--yes")
    at_work("desktop", "undo")
    synced(at_work, "desktop", "laptop")
    for machine in MACHINES:
        assert "Learn Rust" in at_work(machine, "goal").out


def test_what_was_known_on_a_day_is_the_same_on_each(two: OnMachine, on: On) -> None:
    days = [f"2026-11-{day}" for day in range(22, 26)]
    for day, machine in zip(days, (*MACHINES, *MACHINES), strict=True):
        on(f"{day}T13:00")
        two(machine, "check-in", "g1", day[-2:], "--on", "yesterday")
        two(machine, "goal", "edit", "g1", "--by", f"2027-01-{day[-2:]}", "--why", day)
        two(machine, "log", "dana", "-t", f"Words of {day}")
        if day == days[1]:
            two(machine, "sync")
    for machine in (*MACHINES, *MACHINES):
        two(machine, "sync")
    for *reading, form in (
        ("timeline", "--all", "csv"),
        ("goal", "history", "g1", "csv"),
        ("review", "dana", "json"),
    ):
        for option in ("--known-on", "--as-of"):
            for day in days[1:3]:
                said = [
                    two(machine, *reading, option, day, "--format", form).out
                    for machine in MACHINES
                ]
                assert _plain(said[0]) == _plain(said[1]), (reading, option, day)


def _plain(said: str) -> list[str]:
    """Lines without the numbers of a machine, and without the machine's name."""
    return sorted(re.sub(r"\b[st][0-9]\b|\b[0-9]\b|laptop|desktop", "", said).splitlines())


def test_undo_does_not_take_away_whom_another_machine_has_added_too(
    on_machine: OnMachine, remote: Path, on: On
) -> None:
    for machine, at in zip(MACHINES, ("13:00", "14:00"), strict=True):
        on(f"2026-11-22T{at}")
        on_machine(machine, "init", "--name", "Priya Nair")
        on_machine(machine, "person", "add", "Kofi")
    for machine in MACHINES:
        on_machine(machine, "sync", "init", str(remote), "--plain", "--name", machine)
    on_machine("laptop", "sync")
    said = on_machine("laptop", "undo", code=1).err
    assert "the same was done to p2 by person add on desktop, Sun 22 Nov, 14:00" in said
    on_machine("desktop", "undo", code=1)
    assert "Kofi" in on_machine("desktop", "person").out


def test_of_the_owner_of_two_journals_both_sides_are_named(
    on_machine: OnMachine, remote: Path, on: On
) -> None:
    for machine, at in zip(MACHINES, ("13:00", "14:00"), strict=True):
        on(f"2026-11-22T{at}")
        on_machine(machine, "init", "--name", "Priya Nair")
        on_machine(machine, "person", "add", "Kofi", "--title", machine)
        on_machine(machine, "person", "edit", "me", "--title", f"On {machine}")
        said = on_machine(machine, "sync", "init", str(remote), "--plain", "--name", machine).out
    assert 'p1  title: "On desktop" of this machine is later than "On laptop"' in said
    assert "p2  title" not in said


def test_somebody_purged_whom_another_machine_names_leaves_both_journals_well(
    at_work: OnMachine,
) -> None:
    at_work("laptop", "person", "add", "Kofi")
    sent(at_work, "laptop")
    at_work("desktop", "action", "add", "Ask", "--owner", "kofi")
    at_work("laptop", "purge", "p3", "--yes")
    synced(at_work, *MACHINES)
    for machine in MACHINES:
        assert "(purged)" in at_work(machine, "person").out
        assert "Ask" in at_work(machine, "action").out


OPENED: dict[str, tuple[str, str, str]] = {
    # What was there, what the desktop opens, what the laptop writes meanwhile; then whom it names.
    "t1": ("takeaway add Draft --private", "takeaway edit t1 --shared --with dana",
           "takeaway edit t1 --text SECRET-t1"),
    "s1": ("log dana -t Words", "session edit s1 --notes Open --share-notes", "log dana SECRET-s1"),
    "t10": ("log dana -t Words --private --on 2026-11-20", "session edit s2 --shared",
            "takeaway add SECRET-t10 --session s2"),
    "t11": ("log dana -t Words -q Why --on 2026-11-18",
            "session edit s3 --with dana --with kofi --yes", "takeaway add SECRET-t11 --session s3"),
    "t9": ("log dana -t Words -t More -t Again -q Why --on 2026-11-16",
           "session edit s4 --with dana --with kofi --yes", "takeaway answer t9 SECRET-t9"),
    "m1": ("goal add Leave --private --with dana", "goal edit g2 --shared",
           "milestone add g2 SECRET-m1"),
    "g3": ("goal add Leave --private --with dana", "goal edit g3 --shared",
           "goal edit g3 --tag SECRET-g3"),
    "w1": ("win add Won --impact Much", "win edit w1 --public --publish impact",
           "win edit w1 --impact SECRET-w1"),
}  # fmt: skip


def _begin(at_work: AtWork) -> None:
    at_work("laptop", "mentor", "add", "Kofi Mensah")
    for begun, _, _ in OPENED.values():
        at_work("laptop", *begun.split())
    sent(at_work, "laptop")


def _opened(at_work: AtWork) -> None:
    _begin(at_work)
    for _, opening, writing in OPENED.values():
        at_work("desktop", *opening.split())
        at_work("laptop", *writing.split())


def test_words_stay_with_those_for_whom_they_were_written(at_work: AtWork, begun: Once) -> None:
    begun("opened meanwhile", lambda: _opened(at_work))
    read = {who: _read(at_work, "laptop", who) for who in ("dana", "kofi", "manager")}
    said = synced(at_work, *MACHINES[::-1])
    for machine in MACHINES:
        for who in read:
            assert _read(at_work, machine, who) <= read[who], (machine, who)
        told = " ".join(said[machine].split())
        assert told.count("as two machines together opened it") == len(OPENED)
        for code in OPENED:
            assert re.search(rf"^ {code}  .*private, not ", said[machine], re.MULTILINE), said
    for code in OPENED:
        [(noun, option)] = re.findall(rf"mentorlog( session)? edit {code} (--\S+)", told)
        at_work("desktop", *noun.split(), "edit", code, option)


def _read(at_work: OnMachine, machine: str, who: str) -> set[str]:
    """Which of the words that were written for fewer somebody reads."""
    shown = at_work(machine, "export", "--for", who, "--format", "json").out
    return set(re.findall(r"SECRET-\w+", shown))


def test_who_is_no_partner_yet_reads_later_only_what_was_written_for_them(
    at_work: OnMachine,
) -> None:
    at_work("laptop", "person", "add", "Elena Petrova")
    at_work("laptop", "log", "dana", "-t", "Words")
    sent(at_work, "laptop")
    at_work("desktop", "session", "edit", "s1", "--with", "dana", "--with", "elena", "--yes")
    at_work("laptop", "takeaway", "add", "SECRET", "--session", "s1")
    said = synced(at_work, *MACHINES)
    at_work("laptop", "mentor", "add", "Elena Petrova")
    assert not _reads(at_work, "laptop", "elena")
    for machine in MACHINES:
        assert re.search(r"^ t2  .*private, not ", said[machine], re.MULTILINE), said


@pytest.mark.parametrize("which", [1, 2])
def test_a_sync_looks_for_words_after_whatever_lets_somebody_read_them(
    at_work: AtWork, begun: Once, monkeypatch: pytest.MonkeyPatch, which: int
) -> None:
    may_open, found = closing.may_open, list[bool]()

    def noted(wires: Sequence[Wire]) -> bool:
        found.append(may_open(wires))
        return False

    if which == 1:
        begun("what is opened", lambda: _begin(at_work))
        at_work("laptop", "person", "add", "Elena")
        sent(at_work, "laptop")
        openings = [[opening] for _, opening, _ in OPENED.values()]
        openings += [["mentor add elena"], ["mentorship end kofi"], ["mentorship resume kofi"]]
    else:
        begun("what is closed", lambda: _begin_open(at_work))
        openings = [commands for _, *commands in SHUT.values()]
    monkeypatch.setattr(closing, "may_open", noted)
    for commands in openings:
        for command in commands:
            at_work("desktop", *command.split())
        at_work("laptop", "check-in", "g1", "10")
        at_work("laptop", "sync")
        at_work("desktop", "sync")
        assert found == [True, False], commands
        at_work("laptop", "sync")
        found.clear()


def test_who_left_and_came_back_on_one_machine_reads_nothing_that_another_wrote_meanwhile(
    two: OnMachine, on: On
) -> None:
    on("2026-11-22T14:00")
    for number, name in enumerate(("Kofi", "Lee"), 1):
        two("laptop", "mentor", "add", name, "--started", "2026-11-01")
        two("laptop", "log", name, "-t", "Words", "--new")
        two("laptop", "mentorship", "end", name)
        assert name in two("laptop", "show", f"s{number}").out
    sent(two, "laptop")
    on("2026-11-25T09:00")
    two("laptop", "mentor", "add", "kofi")
    two("laptop", "mentorship", "resume", "lee")
    for number in (1, 2):
        two("desktop", "takeaway", "add", "SECRET", "--session", f"s{number}")
        two("desktop", "takeaway", "edit", f"t{number}", "--text", "SECRET too")
    assert not any(_reads(two, "desktop", who) for who in ("kofi", "lee"))
    synced(two, *MACHINES)
    for machine in MACHINES:
        assert not any(_reads(two, machine, who) for who in ("kofi", "lee"))


SHUT: dict[str, tuple[str, str, str]] = {
    # What was there, what both machines close, and what one of them opens again.
    "g2": ("goal add One --why SECRET-g2 --with kofi", "edit g2 --private", "edit g2 --shared"),
    "g3": ("goal add One --why SECRET-g3 --with kofi --with dana", "edit g3 --with dana",
           "edit g3 --with kofi --with dana"),
    "s1": ("log dana -t SECRET-s1 --with kofi --yes", "session edit s1 --with dana --yes",
           "session edit s1 --with dana --with kofi --yes"),
    "t2": ("takeaway add SECRET-t2 --kind advice --with kofi", "takeaway edit t2 --goal g1",
           "takeaway edit t2 --goal none"),
    "s2": ("log kofi -t One --on 2026-11-20", "session edit s2 --hide-notes",
           "session edit s2 --notes SECRET-s2 --share-notes"),
}  # fmt: skip


def _begin_open(at_work: AtWork) -> None:
    at_work("laptop", "mentor", "add", "Kofi Mensah")
    at_work("laptop", "goal", "edit", "g1", "--private")
    for begun, _, again in SHUT.values():
        at_work("laptop", *begun.split())
        at_work("laptop", *again.split())
    sent(at_work, "laptop")


def _shut(at_work: AtWork) -> None:
    _begin_open(at_work)
    assert _read(at_work, "desktop", "kofi") == {f"SECRET-{code}" for code in SHUT}
    for _, shutting, _ in SHUT.values():
        for machine in MACHINES:
            at_work(machine, *shutting.split())
    for _, _, again in SHUT.values():
        at_work("laptop", *again.split())


def test_what_both_machines_closed_and_one_of_them_opened_again_stays_closed(
    at_work: AtWork, begun: Once
) -> None:
    begun("shut and opened again", lambda: _shut(at_work))
    synced(at_work, *MACHINES)
    for machine in MACHINES:
        assert not _read(at_work, machine, "kofi")


def _reads(at_work: OnMachine, machine: str, who: str) -> bool:
    """Whether somebody reads what was written for fewer."""
    return "SECRET" in at_work(machine, "export", "--for", who, "--format", "json").out


def test_what_hung_on_something_private_that_another_machine_deleted_is_private(
    at_work: OnMachine,
) -> None:
    at_work("laptop", "goal", "add", "Leave", "--private", "--with", "dana")
    sent(at_work, "laptop")
    at_work("laptop", "todo", "SECRET", "--goal", "g2")
    at_work("desktop", "goal", "delete", "g2", "--yes")
    said = synced(at_work, *MACHINES)
    for machine in MACHINES:
        assert " a1  is private, not shared" in said[machine]
        assert not _reads(at_work, machine, "dana")


def test_two_who_open_the_same_to_others_let_nobody_read_what_neither_meant(
    at_work: OnMachine,
) -> None:
    at_work("laptop", "mentor", "add", "Kofi Mensah")
    at_work("laptop", "log", "dana", "-t", "SECRET", "--private")
    sent(at_work, "laptop")
    at_work("laptop", "session", "edit", "s1", "--with", "dana", "--with", "kofi", "--yes")
    at_work("desktop", "session", "edit", "s1", "--shared")
    synced(at_work, *MACHINES)
    for machine in MACHINES:
        assert not _reads(at_work, machine, "kofi")


def test_two_machines_together_open_no_words_that_neither_opened(at_work: AtWork) -> None:
    at_work("laptop", "mentor", "add", "Kofi Mensah")
    for command in (
        "log dana SECRET-dana -t Words --private",
        "takeaway add Why --kind question --private --with dana",
        "takeaway answer t2 SECRET-answer",
        "goal add Leave --private --with dana --why SECRET-why",
        "goal add Leave --private --with dana --tag SECRET-tag",
    ):
        at_work("laptop", *command.split())
    sent(at_work, "laptop")
    for one, other in (
        ("session edit s1 --share-notes", "session edit s1 --shared"),
        ("takeaway edit t2 --with dana --with kofi", "takeaway edit t2 --public"),
        ("goal edit g2 --with dana --with kofi", "goal edit g2 --public"),
        ("goal edit g3 --with dana --with kofi", "goal edit g3 --public"),
    ):
        at_work("desktop", *one.split())
        at_work("laptop", *other.split())
    synced(at_work, *MACHINES)
    for machine in MACHINES:
        assert "SECRET-dana" not in _read(at_work, machine, "dana")
        assert not _read(at_work, machine, "kofi")


def test_what_was_open_to_all_where_it_was_written_stays_open(at_work: OnMachine) -> None:
    at_work("laptop", "goal", "add", "Public", "--public")
    at_work("laptop", "log", "dana", "-t", "Words")
    sent(at_work, "laptop")
    at_work("laptop", "mentor", "add", "Kofi Mensah")
    at_work("laptop", "goal", "edit", "g2", "--title", "Still public")
    at_work("laptop", "takeaway", "edit", "t1", "--text", "Better words")
    at_work("desktop", "goal", "edit", "g1", "--public")
    at_work("desktop", "check-in", "g2", "50", "--note", "Well")
    at_work("desktop", "log", "dana", "-t", "More", "-a", "Do it")
    said = synced(at_work, *MACHINES)
    assert "private" not in "".join(said.values())


def _partner(at_work: AtWork) -> None:
    at_work("laptop", "person", "edit", "me", "--name", "Priya Nair")
    sent(at_work, "laptop")
    at_work("dana", "init", "--name", "Dana Ortiz")
    at_work("dana", "mentee", "add", "Priya Nair", "--started", "2026-10-01")
    at_work("laptop", "mentorship", "edit", "dana", "--started", "2026-10-01")


@pytest.fixture
def give(at_work: AtWork, begun: Once, home: Path) -> Callable[[str, str, str], str]:
    """Takes a share from Dana's journal, which is her own, to a machine, or the other way round; returns its name."""
    begun("a partner with a journal", lambda: _partner(at_work))

    def given(whose: str, whom: str, to: str) -> str:
        file = str(home / "share.jsonl")
        at_work(whose, "share", whom, "-o", file, "--force")
        at_work(to, "receive", file)
        return file

    return given


def test_of_what_a_partner_gave_the_session_is_closed_and_can_be_opened(
    at_work: OnMachine, give: Callable[..., str]
) -> None:
    at_work("dana", "log", "priya", "-q", "Why")
    at_work("laptop", "log", "dana", "-t", "Own")
    give("dana", "priya", "laptop")
    at_work("laptop", "session", "edit", "s1", "--private")
    sent(at_work, "laptop")
    at_work("laptop", "takeaway", "answer", "t2", "SECRET")
    at_work("desktop", "session", "edit", "s1", "--shared")
    said = synced(at_work, *MACHINES)
    for machine in MACHINES:
        assert " s1  is private, not shared" in said[machine]
        assert " t2  " not in said[machine]
        assert not _reads(at_work, machine, "dana")
    at_work("desktop", "edit", "s1", "--shared")
    give("desktop", "dana", "dana")
    assert "SECRET" in at_work("dana", "show", "t1").out


STANDS = {
    "a1": ("done a1", "action drop a1 --why Mine", "Dropped"),
    "t1": ("takeaway answer t1 Theirs", "takeaway answer t1 Mine", "Mine"),
}
"""What a partner says of something, what I say of it, and what stands then."""


@pytest.mark.parametrize("is_known", [False, True])
def test_of_two_who_said_something_on_one_day_the_owner_s_stands_on_each_machine(
    at_work: AtWork, give: Callable[..., str], is_known: bool
) -> None:
    at_work("laptop", "log", "dana", "-q", "Why", "-a", "@dana Task")
    give("laptop", "dana", "dana")
    sent(at_work, "laptop")
    for theirs, mine, _ in STANDS.values():
        at_work("dana", *theirs.split())
        at_work("laptop", *mine.split())
    if is_known:
        synced(at_work, *MACHINES)
    give("dana", "priya", "desktop" if is_known else "laptop")
    synced(at_work, *MACHINES)

    def shown() -> list[list[str]]:
        return [[at_work(machine, "show", code).out for code in STANDS] for machine in MACHINES]

    first = shown()
    assert first[0] == first[1]
    for (_, _, stands), said in zip(STANDS.values(), first[0], strict=True):
        assert stands in said
    # What comes later than that from either machine changes nothing of it.
    for machine in MACHINES:
        at_work(machine, "check-in", "g1", "10")
    at_work("desktop", "action", "add", "Another")
    synced(at_work, *MACHINES)
    assert shown() == first


def test_a_line_in_a_session_that_went_elsewhere_brings_that_back(
    at_work: OnMachine, give: Callable[..., str]
) -> None:
    at_work("dana", "log", "priya", "-t", "Theirs")
    file = give("dana", "priya", "laptop")
    sent(at_work, "laptop")
    # The laptop makes the session that was given one with its own.
    at_work("laptop", "log", "dana", "-t", "Mine", "--new")
    at_work("laptop", "receive", file)
    at_work("desktop", "takeaway", "add", "Written later", "--session", "s1")
    synced(at_work, *MACHINES)
    for machine in MACHINES:
        assert "Written later" in at_work(machine, "search", "later").out


def test_what_has_no_place_is_named_by_the_sync_and_by_doctor(
    at_work: OnMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work("laptop", "log", "dana", "-t", "Words")
    for machine in (*MACHINES, *MACHINES):
        at_work(machine, "sync")
    at_work("laptop", "session", "delete", "s1", "--yes")
    at_work("desktop", "takeaway", "add", "Written later", "--session", "s1")

    def fails(*_: object) -> None:
        raise JournalSaysNo("It cannot come back.")

    with monkeypatch.context() as patched:
        patched.setattr("mentorlog.journal.sync.playing.with_what_hung_on_it", fails)
        said = [at_work(machine, "sync").out for machine in (*MACHINES, *MACHINES)]
    named = 'takeaway  "Written later" of {} has no place here any longer'
    assert [named.format("this machine") in each for each in said] == [False, True, False, False]
    assert [named.format("desktop") in each for each in said] == [False, False, True, False]
    assert '"Written later"' in at_work("laptop", "doctor", code=1).out
    at_work("laptop", "takeaway", "add", "Written later")
    sent(at_work, "laptop")


def test_what_was_emptied_is_not_filled_by_a_machine_that_made_the_same(
    at_work: OnMachine,
) -> None:
    at_work("laptop", "todo", "Tick", "--every", "2w", "--due", "2026-11-20", "--tag", "work")
    sent(at_work, "laptop")
    at_work("laptop", "done", "a1")
    at_work("laptop", "action", "edit", "a2", "--every", "none")
    at_work("laptop", "action", "edit", "a2", "--due", "none")
    at_work("desktop", "done", "a1")
    said = synced(at_work, *MACHINES)
    for machine in MACHINES:
        action = json.loads(at_work(machine, "action", "show", "a2", "--json").out)
        assert action["due_on"] is None
    assert 'a2  due_on: nothing was there first and stays, not "2026-12-04"' in said["desktop"]


def _withdrawn(at_work: AtWork, give: Callable[..., str], *, is_later: bool) -> None:
    at_work("dana", "log", "priya", "-q", "Why", "--topic", "Theirs", "-a", "@priya Their task")
    give("dana", "priya", "laptop")
    sent(at_work, "laptop")
    at_work("dana", "session", "edit", "s1", "--private")
    if is_later:
        give("dana", "priya", "laptop")
    at_work("desktop", "takeaway", "answer", "t1", "My answer")
    at_work("desktop", "done", "a1", "--evidence", "My evidence")
    at_work("desktop", "takeaway", "add", "My line", "--session", "s1")
    if not is_later:
        give("dana", "priya", "laptop")


@pytest.mark.parametrize(("is_later", "order"), [(False, MACHINES), (True, MACHINES[::-1])])
def test_my_words_on_what_a_partner_withdrew_stay_on_each_machine(
    at_work: AtWork,
    give: Callable[..., str],
    begun: Once,
    is_later: bool,
    order: tuple[str, ...],
) -> None:
    begun(f"withdrawn, {is_later}", lambda: _withdrawn(at_work, give, is_later=is_later))
    said = synced(at_work, *order)
    for machine in MACHINES:
        lines = json.loads(at_work(machine, "takeaway", "--all", "--json").out)
        assert {each["text"]: each["session"] for each in lines} == {
            "My line": None, "My answer": None, "My evidence": None,
        }  # fmt: skip
        assert "Theirs" not in at_work(machine, "session", "--all").out
    assert '"My answer" stood on what its giver withdrew, and stays' in said[order[1]]


@pytest.mark.parametrize("order", [MACHINES, MACHINES[::-1]])
def test_a_line_in_a_session_that_was_purged_meanwhile_stays(
    at_work: OnMachine, order: tuple[str, ...]
) -> None:
    at_work("laptop", "log", "dana", "-t", "Words", "--topic", "Gone")
    sent(at_work, "laptop")
    at_work("desktop", "takeaway", "add", "Mine", "--session", "s1")
    at_work("laptop", "purge", "s1", "--yes")
    synced(at_work, *order)
    for machine in MACHINES:
        [line] = json.loads(at_work(machine, "takeaway", "--all", "--json").out)
        assert (line["text"], line["session"], line["visibility"]) == ("Mine", None, "private")


NOTED = {"s1": (), "s2": ("Secret before",)}
"""What was noted of a session before."""


def _noted(at_work: AtWork) -> None:
    days = [("--on", f"2026-11-{day}") for day in (18, 20)]
    for before, on in zip(NOTED.values(), days, strict=True):
        at_work("laptop", "log", "dana", *before, "-t", "Words", *on)
    sent(at_work, "laptop")
    for code, on in zip(NOTED, days, strict=True):
        at_work("desktop", "log", "dana", "Taken back", *on)
        at_work("desktop", "undo")
        at_work("desktop", "log", "dana", f"My note on {code}", *on)
        at_work("desktop", "log", "dana", "More", *on)
        at_work("laptop", "purge", code, "--yes")


def test_a_note_added_to_a_session_that_was_purged_meanwhile_stays(
    at_work: AtWork, begun: Once
) -> None:
    begun("notes of purged sessions", lambda: _noted(at_work))
    synced(at_work, *MACHINES)
    for machine in MACHINES:
        lines = json.loads(at_work(machine, "takeaway", "--all", "--json").out)
        assert {each["text"] for each in lines} == {f"My note on {code}\n\nMore" for code in NOTED}
        assert {each["visibility"] for each in lines} == {"private"}


def _purged(at_work: AtWork) -> None:
    days = range(11, 17)
    for day in days:
        at_work("desktop", "log", "dana", "-t", "Words", "--on", f"2026-11-{day}")
    for number, day in enumerate(days, 1):
        at_work("desktop", "log", "dana", f"Purged-{number}", "--on", f"2026-11-{day}")
    sent(at_work, "desktop")
    # Of each two, one session is purged whole, and of the other one its notes alone.
    at_work("desktop", "undo", "2")
    at_work("desktop", "redo", "2")
    for code in ("s3", "s4"):
        at_work("desktop", "session", "edit", code, "--notes", "")
        at_work("desktop", "undo")
    for code in ("s1", "s2"):
        at_work("desktop", "session", "edit", code, "--notes", "")
        at_work("desktop", "session", "edit", code, "--notes", f"Purged-{code[1]},more")
    for number in range(1, 7):
        notes = ["notes"] if number % 2 else []
        at_work("laptop", "purge", f"s{number}", *notes, "--yes")


def test_purged_notes_that_were_taken_away_and_put_back_do_not_come_again(
    at_work: AtWork, begun: Once, home: Path
) -> None:
    begun("notes taken away and put back", lambda: _purged(at_work))
    assert len(_in_file(home / "desktop")) == 6
    synced(at_work, *MACHINES[::-1])
    for machine in MACHINES:
        assert not _in_file(home / machine)


def _in_file(machine: Path) -> set[bytes]:
    """Which of the purged words are in a journal's file."""
    return set(re.findall(rb"Purged-\d", (machine / "j.db").read_bytes()))


def test_a_note_added_where_the_notes_alone_were_purged_stays(at_work: OnMachine) -> None:
    at_work("laptop", "log", "dana", "Before", "-t", "Words")
    sent(at_work, "laptop")
    at_work("desktop", "log", "dana", "My note")
    at_work("laptop", "purge", "s1", "notes", "--yes")
    synced(at_work, *MACHINES[::-1])
    for machine in MACHINES:
        lines = json.loads(at_work(machine, "takeaway", "--all", "--json").out)
        assert {each["text"] for each in lines} == {"Words", "My note"}


CLOSED = {
    "g2": ("edit g2 --with dana",),
    "g3": ("edit g3 --public", "edit g3 --shared"),
    "g4": ("goal delete g4 --yes", "undo"),
}
"""What one machine does to a goal."""


def _closed(at_work: AtWork) -> None:
    for name in ("Kofi Mensah", "Zed Quark"):
        at_work("laptop", "mentor", "add", name)
    for code in CLOSED:
        at_work("laptop", "goal", "add", f"SECRET-{code}", "--with", "dana", "--with", "kofi")
    sent(at_work, "laptop")
    for code, commands in CLOSED.items():
        for command in commands:
            at_work("laptop", *command.split())
        at_work("desktop", "edit", code, "--with", "dana", "--with", "kofi", "--with", "zed")


def test_who_lost_nothing_reads_on_where_one_machine_closed_and_another_one_opened(
    at_work: AtWork, begun: Once
) -> None:
    begun("closed and opened", lambda: _closed(at_work))
    synced(at_work, *MACHINES[::-1])
    for machine in MACHINES:
        for who in ("dana", "zed"):
            assert _read(at_work, machine, who) == {f"SECRET-{code}" for code in CLOSED}


def test_a_purge_that_comes_in_takes_what_happened_to_a_record_with_it_at_once(
    at_work: OnMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for value in range(20):
        at_work("laptop", "check-in", "g1", str(value), "--note", f"Note {value}")
    sent(at_work, "laptop")
    at_work("laptop", "purge", "g1", "--yes")
    at_work("laptop", "sync")
    made: list[object] = []
    purging = burying.Purging
    monkeypatch.setattr(burying, "Purging", lambda *target: made.append(target) or purging(*target))
    at_work("desktop", "sync")
    assert len(made) == 1


def _written_under(at_work: AtWork) -> None:
    at_work("laptop", "goal", "add", "Zanzibar", "--with", "dana")
    at_work("laptop", "milestone", "add", "g2", "Zanzibar visa")
    at_work("laptop", "log", "dana", "-q", "Zanzibar why")
    sent(at_work, "laptop")
    at_work("desktop", "milestone", "add", "g2", "My step")
    at_work("desktop", "milestone", "edit", "m2", "--title", "My better step")
    at_work("desktop", "check-in", "g2", "50", "--note", "My note")
    at_work("desktop", "takeaway", "answer", "t1", "My answer")


@pytest.mark.parametrize(("is_sent", "order"), [(False, MACHINES[::-1]), (True, MACHINES)])
def test_words_under_what_was_purged_meanwhile_stay_as_private_lines(
    at_work: AtWork, begun: Once, home: Path, order: tuple[str, ...], is_sent: bool
) -> None:
    begun("words under what is purged", lambda: _written_under(at_work))
    if is_sent:
        at_work("desktop", "sync")
    at_work("laptop", "purge", "g2", "--yes")
    at_work("laptop", "purge", "s1", "--yes")
    said = synced(at_work, *order)
    at_work(order[1], "sync")  # What the first one makes of them comes to the other.
    kept = {"My better step", "My note", "My answer"}
    for machine in MACHINES:
        lines = json.loads(at_work(machine, "takeaway", "--all", "--json").out)
        assert {each["text"] for each in lines} == kept
        assert {(each["session"], each["visibility"]) for each in lines} == {(None, "private")}
        assert b"Zanzibar" not in (home / machine / "j.db").read_bytes()
        assert not re.search("opens it|no place", said[machine])
    # What is purged of them goes everywhere too.
    [step] = [f"t{each['id']}" for each in lines if each["text"] == "My better step"]
    at_work("desktop", "purge", step, "--yes")
    sent(at_work, "desktop")
    for machine in MACHINES:
        assert b"My better" not in (home / machine / "j.db").read_bytes()


def test_what_comes_in_for_something_private_that_was_purged_is_private_at_once(
    at_work: OnMachine,
) -> None:
    at_work("laptop", "goal", "add", "Leave", "--private")
    sent(at_work, "laptop")
    at_work("desktop", "takeaway", "add", "SECRET", "--goal", "g2")
    at_work("desktop", "todo", "SECRET", "--goal", "g2")
    at_work("desktop", "sync")
    at_work("laptop", "purge", "g2", "--yes")
    assert "was purged stays, private: t1 and a1." in at_work("laptop", "sync").err
    assert not _reads(at_work, "laptop", "dana")
    synced(at_work, *MACHINES[::-1])
    for machine in MACHINES:
        assert not _reads(at_work, machine, "dana")


def test_what_was_purged_elsewhere_is_in_no_gap_of_the_file(at_work: OnMachine, home: Path) -> None:
    at_work("laptop", "goal", "add", "Zanzibar")
    sent(at_work, "laptop")
    file = home / "desktop" / "j.db"
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.executescript(
            "PRAGMA secure_delete = OFF; CREATE TABLE gap AS SELECT title FROM goals; DROP TABLE gap;"
        )
    at_work("laptop", "purge", "g2", "--yes")
    at_work("laptop", "sync")
    at_work("desktop", "sync")
    assert b"Zanzibar" not in file.read_bytes()


def test_when_a_share_was_taken_is_no_difference_between_machines(
    at_work: OnMachine, give: Callable[..., str]
) -> None:
    at_work("dana", "log", "priya", "-t", "Words", "--topic", "First")
    give("dana", "priya", "laptop")
    sent(at_work, "laptop")
    at_work("dana", "session", "edit", "s1", "--topic", "Second")
    file = give("dana", "priya", "laptop")
    at_work("desktop", "receive", file)
    said = synced(at_work, *MACHINES)
    assert all(line.startswith("Synced: ") for each in said.values() for line in each.splitlines())


def test_what_is_shared_stays_so_where_two_machines_go_on_to_another_repository(
    at_work: OnMachine, home: Path, _homes: Path
) -> None:
    at_work("laptop", "log", "dana", "-t", "Words")
    sent(at_work, "laptop")
    at_work("desktop", "takeaway", "add", "More", "--session", "s1")
    at_work("desktop", "goal", "edit", "g1", "--public")
    shutil.copytree(_homes / "empty.git", home / "other.git")
    for machine in MACHINES[::-1]:
        at_work(machine, "sync", "init", str(home / "other.git"), "--plain", "--name", machine)
        at_work(machine, "sync")
    for machine in MACHINES:
        lines = json.loads(at_work(machine, "takeaway", "--json").out)
        assert [each["visibility"] for each in lines] == ["shared"] * len(lines)


@pytest.mark.parametrize(
    ("closing", "opening"),
    [
        (("session", "edit", "s1", "--private"), ("undo",)),
        (("session", "edit", "s1", "--with", "dana"), ("undo",)),
        (None, ("redo",)),
    ],
)
def test_undo_opens_nothing_that_another_machine_wrote_since(
    at_work: OnMachine, closing: tuple[str, ...] | None, opening: tuple[str, ...]
) -> None:
    at_work("laptop", "mentor", "add", "Kofi Mensah")
    private = () if closing else ("--private",)
    at_work("laptop", "log", "dana", "--with", "kofi", "--new", "-t", "One", *private)
    sent(at_work, "laptop")
    code = f"s{json.loads(at_work('desktop', 'session', '--json').out)[0]['id']}"
    if closing:
        at_work("desktop", *(code if word == "s1" else word for word in closing))
    else:
        at_work("desktop", "session", "edit", code, "--shared")
        at_work("desktop", "undo")
    sent(at_work, "desktop")
    at_work("laptop", "takeaway", "add", "For few", "--session", code)
    sent(at_work, "laptop")
    said = at_work("desktop", *opening, code=1).err
    assert "more people would read t" in said
    assert "which another device has written since" in said
    assert "For few" not in at_work("desktop", "takeaway", "--all", "--for", "kofi").out
    synced(at_work, *MACHINES)
    at_work("laptop", "takeaway", "delete", "last", "--yes")
    sent(at_work, "laptop")
    at_work("desktop", *opening)


def test_undo_brings_nobody_back_who_is_to_become_a_partner(at_work: OnMachine) -> None:
    at_work("laptop", "person", "add", "Zoe Quist")
    at_work("laptop", "log", "dana", "-t", "One", "--with", "zoe", "--yes")
    at_work("laptop", "session", "edit", "s1", "--with", "dana", "--yes")
    sent(at_work, "laptop")
    at_work("desktop", "takeaway", "add", "SECRET", "--session", "s1")
    sent(at_work, "desktop")
    assert "more people would read t2" in at_work("laptop", "undo", code=1).err


def test_undo_brings_nobody_back_who_has_left_and_may_come_again(two: OnMachine, on: On) -> None:
    on("2026-11-22T14:00")
    two("laptop", "mentor", "add", "Kofi Mensah", "--started", "2026-11-01")
    two("laptop", "log", "dana", "-t", "One", "--with", "kofi", "--yes")
    on("2026-11-22T14:01")
    two("laptop", "session", "edit", "s1", "--with", "dana", "--yes")
    sent(two, "laptop")
    on("2026-11-25T09:00")
    two("desktop", "mentorship", "end", "kofi", "--on", "2026-11-23")
    two("desktop", "takeaway", "add", "SECRET", "--session", "s1")
    sent(two, "desktop")
    assert "more people would read t2" in two("laptop", "undo", code=1).err


TASK = {
    "uuid": "11111111-2222-3333-4444-555555555555",
    "description": "Task",
    "entry": "20261101T000000Z",
}


def _imported(at_work: AtWork, file: Path) -> None:
    file.write_text(json.dumps([{**TASK, "status": "pending"}]))
    at_work("laptop", "person", "add", "Zoe")
    sent(at_work, "laptop")
    for machine in MACHINES[::-1]:
        at_work(machine, "import", str(file))


@pytest.mark.parametrize(
    ("then", "order"),
    [
        ("import tasks.json", MACHINES),
        ("delete a1 --yes", MACHINES[::-1]),
        ("undo", MACHINES),
        ("person merge zoe dana", MACHINES[::-1]),
    ],
)
def test_what_both_machines_imported_is_synced_whatever_one_of_them_does_then(
    at_work: AtWork, begun: Once, home: Path, then: str, order: tuple[str, ...]
) -> None:
    file = home / "tasks.json"
    begun("imported on both", lambda: _imported(at_work, file))
    done = {**TASK, "status": "completed", "end": "20261105T000000Z"}
    file.write_text(json.dumps([done]))
    at_work("laptop", *then.replace("tasks.json", str(file)).split())
    synced(at_work, *order)
    lists = [json.loads(at_work(machine, "action", "--all", "--json").out) for machine in MACHINES]
    first, second = (
        {each["uid"]: (each["text"], each["state"]) for each in found} for found in lists
    )
    assert first == second


def test_an_import_that_one_machine_takes_back_is_known_where_it_stays(
    at_work: OnMachine, home: Path
) -> None:
    file = home / "tasks.json"
    file.write_text(json.dumps([{**TASK, "status": "pending"}]))
    for machine in MACHINES:
        at_work(machine, "import", str(file))
    at_work("desktop", "undo")
    synced(at_work, *MACHINES)
    for machine in MACHINES:
        at_work(machine, "import", str(file))
        assert len(json.loads(at_work(machine, "action", "--all", "--json").out)) == 1


def test_undo_of_what_another_machine_did_too_takes_back_nothing_older(at_work: OnMachine) -> None:
    at_work("laptop", "goal", "add", "One")
    sent(at_work, "laptop")
    at_work("laptop", "goal", "add", "Other")
    for machine in MACHINES[::-1]:
        at_work(machine, "goal", "delete", "g1", "--yes")
    synced(at_work, *MACHINES[::-1])
    assert at_work("laptop", "undo", code=1).err == (
        "goal delete cannot be taken back: another machine did the same.\n"
        "hint: mentorlog undo 2 takes back what was done here before it\n"
    )
    said = at_work("laptop", "undo", "2").out
    assert "nothing, as another machine did the same" in said
    assert "goal add" in said


def test_the_note_of_an_outcome_is_that_of_the_newest_that_has_one(
    at_work: OnMachine, give: Callable[..., str]
) -> None:
    at_work("laptop", "mentor", "add", "Kofi Mensah")
    log = ("log", "dana", "--with", "kofi", "--advice", "Ask", "-q", "Why", "--yes")
    at_work("laptop", *log, "--on", "2026-11-18")
    give("laptop", "dana", "dana")
    sent(at_work, "laptop")
    on = ("--on", "2026-11-20")
    at_work("dana", "takeaway", "outcome", "t1", "worked", "--note", "Hers", *on)
    at_work("dana", "takeaway", "answer", "t2", "Her answer", *on)
    at_work("laptop", "takeaway", "outcome", "t1", "trying", "--note", "Mine")
    at_work("laptop", "takeaway", "answer", "t2", "My answer")
    give("dana", "priya", "desktop")
    said = synced(at_work, *MACHINES)
    told = {machine: " ".join(words.split()) for machine, words in said.items()}
    assert 't1 outcome: "trying" is later than "worked"' in told["laptop"]
    assert 't1 note: "Mine" is later than "Hers"' in told["laptop"]
    assert 't2 answer: "My answer" of laptop is later than "Her answer"' in told["desktop"]
    for machine in MACHINES:
        assert "Mine" in at_work(machine, "show", "t1", "--for", "kofi").out
        for audience in ((), ("--for", "kofi")):
            assert "Hers" not in at_work(machine, "show", "t1", *audience).out


def test_a_day_and_a_reason_go_with_the_state_that_stands(at_work: OnMachine) -> None:
    at_work("laptop", "log", "dana", "-a", "Draft", "--on", "2026-11-18")
    sent(at_work, "laptop")
    at_work("laptop", "done", "a1", "--on", "2026-11-21")
    at_work("laptop", "mentorship", "pause", "dana", "--on", "2026-11-21", "--why", "Travels")
    at_work("desktop", "done", "a1", "--on", "2026-11-20")
    at_work("desktop", "mentorship", "end", "dana", "--on", "2026-11-20", "--why", "She moved")
    synced(at_work, *MACHINES)
    for machine in MACHINES:
        assert "Done Sat 21 Nov" in " ".join(at_work(machine, "show", "a1").out.split())
        known = json.loads(at_work(machine, "mentorship", "show", "dana", "--json").out)
        assert (known["state"], known["ended_on"], known["end_reason"]) == ("paused", None, None)


@pytest.fixture
def planned(two: OnMachine, on: On) -> OnMachine:
    """Two machines with a session that is planned for today."""
    on("2026-11-23T09:00")
    two("laptop", "session", "plan", "dana", "2026-11-25")
    sent(two, "laptop")
    return two


def shown(two: OnMachine, machine: str) -> tuple[str, str]:
    """The day and the state of the session; its journal is well."""
    two(machine, "doctor")
    session = json.loads(two(machine, "session", "show", "s1", "--json").out)
    return session["held_on"], session["state"]


@pytest.mark.parametrize("moves_last", [False, True])
@pytest.mark.parametrize("machines", [MACHINES, MACHINES[::-1]])
def test_a_session_that_was_held_is_not_moved_by_a_plan_of_another_machine(
    planned: OnMachine, on: On, machines: tuple[str, str], *, moves_last: bool
) -> None:
    for hour, machine in enumerate(MACHINES if moves_last else MACHINES[::-1]):
        on(f"2026-11-25T1{hour}:00")
        if machine == "laptop":
            planned("laptop", "log", "dana", "-t", "A story")
        else:
            planned("desktop", "session", "edit", "s1", "--on", "8 dec", "--why-moved", "Ill")
    on("2026-11-25T12:00")
    synced(planned, *machines)
    for machine in MACHINES:
        assert shown(planned, machine) == ("2026-11-25", "held")
    # Without the log it is planned, for the day to which it was moved.
    on("2026-11-25T13:00")
    undone = planned("laptop", "undo")
    assert (undone.code, shown(planned, "laptop")) == (0, ("2026-12-08", "planned"))
    sent(planned, "laptop")
    assert shown(planned, "desktop") == ("2026-12-08", "planned")
    on("2026-11-25T14:00")
    planned("laptop", "redo")
    sent(planned, "laptop")
    for machine in MACHINES:
        assert shown(planned, machine) == ("2026-11-25", "held")


def test_a_session_that_both_moved_is_on_the_day_of_the_later_move(
    planned: OnMachine, on: On
) -> None:
    on("2026-11-25T10:00")
    planned("laptop", "session", "edit", "s1", "--on", "8 dec", "--why-moved", "Ill")
    on("2026-11-25T11:00")
    planned("desktop", "session", "edit", "s1", "--on", "9 dec", "--why-moved", "Snow")
    on("2026-11-25T12:00")
    synced(planned, *MACHINES)
    for machine in MACHINES:
        assert shown(planned, machine) == ("2026-12-09", "planned")
        assert planned(machine, "session", "show", "s1").out.rstrip().endswith("“Snow”")


def test_without_what_happened_last_a_value_is_what_another_machine_said(
    two: OnMachine, on: On
) -> None:
    for hour, machine, month, day in ((10, "laptop", "05", "22"), (11, "desktop", "06", "20")):
        on(f"2026-11-25T{hour}:00")
        two(machine, "goal", "edit", "g1", "--by", f"2027-{month}-30", "--on", f"2026-11-{day}")
    on("2026-11-25T12:00")
    synced(two, *MACHINES)
    two("laptop", "undo")
    two("laptop", "doctor")
    assert (
        json.loads(two("laptop", "goal", "show", "g1", "--json").out)["target_on"] == "2027-06-30"
    )


OPEN_T1 = "takeaway edit t1 --shared --with dana"


def _opened_and_deleted(at_work: AtWork, desktop: tuple[str, str], laptop: str) -> None:
    at_work("laptop", "takeaway", "add", "Draft", "--private")
    sent(at_work, "laptop")
    at_work("desktop", *desktop[0].split())
    at_work("laptop", *laptop.split())
    at_work("desktop", *desktop[1].split())
    synced(at_work, *MACHINES)


OPENED_AND_DELETED = (
    ((OPEN_T1, "takeaway delete t1 --yes"), "takeaway edit t1 --text SECRET"),
    (("takeaway edit t1 --text SECRET", "takeaway delete t1 --yes"), OPEN_T1),
)


@pytest.mark.parametrize(
    ("desktop", "laptop", "back"),
    [
        (*OPENED_AND_DELETED[0], ("desktop", "undo")),
        (*OPENED_AND_DELETED[0], ("laptop", "undo t1")),
        (*OPENED_AND_DELETED[1], ("desktop", "undo t1")),
    ],
)
def test_what_one_machine_opened_and_deleted_comes_back_private(
    at_work: AtWork, begun: Once, desktop: tuple[str, str], laptop: str, back: tuple[str, str]
) -> None:
    begun(f"opened and deleted, {laptop}", lambda: _opened_and_deleted(at_work, desktop, laptop))
    machine, command = back
    assert "another one wrote there meanwhile: t1" in at_work(machine, *command.split()).err
    synced(at_work, *MACHINES)
    for machine in MACHINES:
        assert "SECRET" in at_work(machine, "takeaway", "show", "t1").out
        assert not _reads(at_work, machine, "dana")


def test_what_both_machines_knew_when_it_was_deleted_comes_back_as_it_was(
    at_work: OnMachine,
) -> None:
    at_work("laptop", "takeaway", "add", "Draft", "--private")
    sent(at_work, "laptop")
    at_work("desktop", *OPEN_T1.split())
    sent(at_work, "desktop")
    at_work("desktop", "takeaway", "delete", "t1", "--yes")
    sent(at_work, "desktop")
    for command in ("undo", "redo", "undo"):
        at_work("desktop", command)
    sent(at_work, "desktop")
    for machine in MACHINES:
        line = json.loads(at_work(machine, "takeaway", "show", "t1", "--json").out)
        assert line["visibility"] == "shared"


def test_a_pause_to_come_meets_what_was_said_of_it_elsewhere(at_work: OnMachine) -> None:
    at_work("laptop", "mentor", "add", "Eve Stone", "--every", "2w")
    at_work("laptop", "mentorship", "pause", "eve", "--on", "2026-12-01", "--until", "2026-12-20")
    sent(at_work, "laptop")
    at_work("desktop", "mentorship", "resume", "eve")
    at_work("laptop", "mentorship", "resume", "eve", "--on", "2026-12-10")
    synced(at_work, *MACHINES)
    cards = [
        json.loads(at_work(each, "mentorship", "show", "eve", "--json").out) for each in MACHINES
    ]
    assert cards[0] == cards[1]
    assert cards[0]["state"] == "active"


PLANNED = {
    "eve": "--until 2026-12-20",
    "kofi": "--on 2026-12-01",
    "lee": "--on 2026-12-01 --until 2026-12-20",
}


def test_what_ended_on_one_machine_does_not_run_again_by_a_pause_planned_on_the_other(
    at_work: OnMachine,
) -> None:
    for name in PLANNED:
        at_work("laptop", "mentor", "add", name, "--every", "2w")
    sent(at_work, "laptop")
    for name, planned in PLANNED.items():
        at_work("laptop", "mentorship", "pause", name, *planned.split())
        at_work("desktop", "mentorship", "end", name)
    synced(at_work, *MACHINES)
    for machine in MACHINES:
        for name in PLANNED:
            known = json.loads(at_work(machine, "mentorship", "show", name, "--json").out)
            assert (known["state"], known["ended_on"]) == ("ended", "2026-11-22"), name


def test_a_pause_that_one_machine_ended_today_and_another_later_leaves_no_day_in_the_way(
    at_work: OnMachine,
) -> None:
    at_work("laptop", "mentor", "add", "Eve Stone", "--every", "2w", "--started", "2026-06-01")
    at_work("laptop", "mentorship", "pause", "eve", "--on", "2026-11-20", "--until", "2027-01-05")
    sent(at_work, "laptop")
    at_work("laptop", "mentorship", "resume", "eve", "--on", "2027-01-20")
    at_work("desktop", "mentorship", "resume", "eve")
    synced(at_work, *MACHINES)
    for machine in MACHINES:
        known = json.loads(at_work(machine, "mentorship", "show", "eve", "--json").out)
        assert known["state"] == "active"
    again = at_work("laptop", "mentorship", "pause", "eve", "--why", "Leave")
    assert "paused" in again.out
    sent(at_work, "laptop")


def _eve(at_work: AtWork) -> None:
    at_work("laptop", "mentor", "add", "Eve Stone", "--every", "2w", "--started", "2026-06-01")
    sent(at_work, "laptop")


OVERLAPPING = {
    "--on 2026-12-01 --until 2027-01-15 --why First": "--on 2026-12-10 --until 2027-03-20 --why Then",
    "--on 2026-12-01 --until 2026-12-10 --why First": "--on 2026-12-10 --until 2027-03-20 --why Then",
    "--on 2026-12-01 --until 2027-03-20 --why First": "--on 2026-12-10 --until 2027-01-15 --why Then",
    "--on 2026-12-01 --until 2027-03-20": "--on 2026-12-01 --until 2027-01-15 --why First;Then",
}


@pytest.mark.parametrize(("here", "there"), OVERLAPPING.items())
def test_pauses_of_two_machines_that_overlap_or_touch_are_one(
    at_work: AtWork, begun: Once, two: OnMachine, on: On, here: str, there: str
) -> None:
    begun("a mentor", lambda: _eve(at_work))
    at_work("laptop", "mentorship", "pause", "eve", *here.split())
    at_work("desktop", "mentorship", "pause", "eve", *there.split())
    synced(at_work, *MACHINES)
    for machine in MACHINES:
        assert "paused from 1 Dec, back on 20 Mar 27" in at_work(machine, "mentorship", "list").out
    on("2027-02-01T12:00:00")
    for machine in MACHINES:
        (pause,) = json.loads(two(machine, "mentorship", "show", "eve", "--json").out)["pauses"]
        assert (pause["from_on"], pause["until_on"]) == ("2026-12-01", "2027-03-20")
        assert pause["reason"].replace("; ", ";") == "First;Then"
    # What is told follows from the pauses, which are the same on both.
    assert "paused since 1 Dec 26, back on 20 Mar" in two("laptop", "mentorship", "list").out
    told = two("laptop", "timeline", "--since", "2026-11-23").out
    assert told.count("Eve Stone: paused") == 1 and "resumed" not in told
    report = two("laptop", "report", "--for", "eve", "--since", "2026-11-01").out
    assert report.count("active → paused – ") == 1 and "→ active" not in report
    assert "paused → " not in report
    on("2027-03-20T12:00:00")
    assert "Sat 20  mentor   Eve Stone: resumed" in two("laptop", "timeline", "--all").out


def test_two_pauses_of_one_day_are_one_and_their_reasons_stand_in_one_order(
    at_work: AtWork,
    begun: Once,
) -> None:
    begun("a mentor", lambda: _eve(at_work))
    at_work("laptop", "mentorship", "pause", "eve", "--why", "Leave")
    at_work("desktop", "mentorship", "pause", "eve", "--why", "Travel")
    synced(at_work, *MACHINES)
    shown = [at_work(machine, "mentorship", "show", "eve", "--json").out for machine in MACHINES]
    pauses = [json.loads(each)["pauses"] for each in shown]
    assert pauses[0] == pauses[1]
    assert [each["reason"] in ("Leave; Travel", "Travel; Leave") for each in pauses[0]] == [True]


def test_of_two_pauses_the_one_that_lasts_is_told_and_then_the_nearest(
    at_work: AtWork, begun: Once, two: OnMachine, on: On
) -> None:
    begun("a mentor", lambda: _eve(at_work))
    at_work("laptop", "mentorship", "pause", "eve", "--on", "2026-12-07", "--until", "2026-12-12")
    at_work("desktop", "mentorship", "pause", "eve", "--on", "2026-12-20", "--until", "2027-01-20")
    synced(at_work, *MACHINES)
    for machine in MACHINES:
        assert "paused from 7 Dec, back on 12 Dec" in at_work(machine, "mentorship", "list").out
    on("2026-12-08T12:00:00")
    for machine in MACHINES:
        assert "paused since 7 Dec, back on 12 Dec" in two(machine, "mentorship", "list").out


def _two_pauses(at_work: AtWork) -> None:
    at_work("laptop", "mentor", "add", "Eve Stone", "--started", "2026-06-01")
    sent(at_work, "laptop")
    at_work("laptop", "mentorship", "pause", "eve", "--on", "2026-12-01", "--until", "2026-12-10")
    at_work("desktop", "mentorship", "pause", "eve", "--on", "2026-12-20", "--until", "2026-12-24")
    synced(at_work, *MACHINES)


@pytest.mark.parametrize(
    ("day", "resume", "said", "pauses"),
    [
        ("11-22", "", "the pauses from Tue 1 Dec and Sun 20 Dec are taken back", []),
        ("12-05", "", "active again · Sat 5 Dec · the pause from Sun 20 Dec is taken back", ["01 05"]),
        ("12-05", "12-08", "to be active again · Tue 8 Dec · the pause from Sun 20 Dec is taken back", ["01 08"]),
        ("12-05", "12-28", "to be active again · Mon 28 Dec", ["01 10", "20 28"]),
        ("11-22", "12-15", "to be active again · Tue 15 Dec · the pause from Sun 20 Dec is taken back", ["01 15"]),
        ("11-22", "12-28", "to be active again · Mon 28 Dec", ["01 10", "20 28"]),
        ("12-21", "", "active again · Mon 21 Dec", ["01 10", "20 21"]),
    ],
)  # fmt: skip
def test_of_two_pauses_a_resume_says_all_that_it_did(
    at_work: AtWork,
    begun: Once,
    two: OnMachine,
    on: On,
    day: str,
    resume: str,
    said: str,
    pauses: list[str],
) -> None:
    begun("two pauses", lambda: _two_pauses(at_work))
    on(f"2026-{day}T15:00:00")
    later = ["--on", f"2026-{resume}"] if resume else []
    told = " ".join(two("laptop", "mentorship", "resume", "eve", *later).out.split())
    assert told.startswith(f"r2 Eve Stone · your mentor · {said}")
    left = json.loads(two("laptop", "mentorship", "show", "eve", "--json").out)["pauses"]
    assert [f"{each['from_on'][-2:]} {each['until_on'][-2:]}" for each in left] == pauses
