"""A verb that only some kinds have, or in the place of a text: it is that of the record that the words name."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from tests.terminals import Terminal

if TYPE_CHECKING:
    from tests.conftest import Once, Run


@pytest.fixture(autouse=True)
def records(run: Run, once: Once) -> None:
    """Records of some kinds, whose titles have no word in common but "talk"."""
    once("records that words name", lambda: [_made(run, each) for each in (
        "mentor add Dana", "goal add 'Kafka migration'", "goal add Rust", "milestone add 1 RFC",
        "todo 'Read the waiting list'", "todo 'Water plants' --every 1w", "session plan dana friday --topic Budget",
        "win add 'Jury talk'", "todo 'Draft the talk'", "goal close rust --as dropped --why time",
        "ask dana 'Pay?'",
    )])  # fmt: skip


def _made(run: Run, words: str) -> None:
    assert run(*shlex.split(words)).code == 0, words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("drop kafka", "goal close --as dropped kafka"),
        ("drop kafka migration --why no", 'goal close --as dropped "kafka migration" --why no'),
        ("stop kafka", "goal close --as dropped kafka"),
        ("reopen rust", "goal reopen rust"),
        ("resume rust", "goal reopen rust"),
        ("pause kafka", "goal pause kafka"),
        ("pause dana", "mentorship pause dana"),
        ("drop budget", "session cancel budget"),
        ("cancel budget", "session cancel budget"),
        ("cancel dana", "session cancel dana"),
        ("cancel waiting list", 'action drop "waiting list"'),
        ("drop waiting list", "action drop waiting list"),
        ("drop talk", "action drop talk"),
        ("finish kafka", "goal close --as achieved kafka"),
        ("finish rfc", "done rfc"),
        ("finish g1", "goal close --as achieved g1"),
        ("stop a2", "action edit a2 --every none"),
        ("stop a1", "action drop a1"),
    ],
)
def test_the_kind_that_the_words_match_has_its_own_command(
    run: Run, typed: str, meant: str
) -> None:
    refused = run(*typed.split())
    assert (refused.code, refused.out) == (2, "")
    assert f"Did you mean mentorlog {meant}?" in refused.err
    assert run(*shlex.split(meant)).code == 0


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("drop rfc", "milestone"),
        ("drop m1", "milestone"),
        ("drop jury", "win"),
        ("skip kafka", "goal"),
    ],
)
def test_nothing_is_offered_of_a_kind_that_has_no_such_command(
    run: Run, typed: str, kind: str
) -> None:
    refused = run(*typed.split())
    verb, name = typed.split()
    assert (refused.code, "Did you mean" in refused.err) == (2, False)
    assert f'"{name}" is a {kind}, which {verb} does not take.' in refused.err
    assert run(kind, "delete", name, "--yes").code == 0
    assert f"mentorlog {kind} delete {name} removes it" in refused.err


@pytest.mark.parametrize("typed", ["drop zzz", "finish zzz", "reopen zzz"])
def test_nothing_is_offered_for_words_that_name_nothing(run: Run, typed: str) -> None:
    refused = run(*typed.split())
    assert (refused.code, "Did you mean" in refused.err) == (1, False)
    assert 'No record matches "zzz".' in refused.err


@pytest.mark.parametrize("typed", ["note kafka", "learned rfc"])
def test_a_text_that_is_added_may_have_words_of_a_title(run: Run, typed: str) -> None:
    assert "Did you mean mentorlog takeaway add" in run(*typed.split()).err


@pytest.mark.parametrize("noun", [(), ("action",)])
def test_done_of_a_goal_leads_to_its_end(run: Run, noun: tuple[str, ...]) -> None:
    refused = run(*noun, "done", "kafka", "--on", "today")
    meant = "goal close --as achieved kafka --on today"
    assert (refused.code, refused.out) == (2, "")
    assert f'No action matches "kafka". Did you mean mentorlog {meant}?' in refused.err
    assert run(*meant.split()).code == 0
    for nothing in ("jury", "zzz"):
        assert f'No action matches "{nothing}".\n' in run(*noun, "done", nothing).err


def test_enter_ends_the_goal(run: Run, terminals: Callable[..., Terminal]) -> None:
    terminal = terminals("done", "kafka")
    terminal.expect("[Y/n] ")
    terminal.type("\r")
    assert terminal.end() == 0
    assert json.loads(run("show", "g1", "--json").out)["state"] == "achieved"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("stop a2", "action edit a2 --every none"),
        ("stop a1", "action drop a1"),
        ("cancel a2", "action drop a2"),
        ("drop a2", "action drop a2"),
        ("finish a1", "action done a1"),
        ("done t1", "action done t1"),
        ("done m1 a1", "action done m1 a1"),
        ("done g1", "goal close --as achieved g1"),
        ("show g1", "goal show g1"),
        ("cancel s1", "session cancel s1"),
    ],
)
def test_a_word_for_a_verb_and_a_reference_is_no_action(run: Run, typed: str, meant: str) -> None:
    refused = run("todo", *typed.split())
    assert (refused.code, refused.out) == (2, "")
    assert f"Did you mean mentorlog {meant}? Nothing was saved." in refused.err
    assert f"hint: as a text: mentorlog todo -- {typed}\n" in refused.err
    assert run(*meant.split()).code == 0


@pytest.mark.parametrize(
    "text", ["get 2", "stop 2", "call 3", "stop smoking", "read a4 paper", "stop a2 now"]
)
def test_other_words_are_one(run: Run, text: str) -> None:
    assert json.loads(run("todo", *text.split(), "--json").out)["text"] == text


def test_enter_stops_an_action_that_repeats(run: Run, terminals: Callable[..., Terminal]) -> None:
    terminal = terminals("todo", "stop", "a2")
    terminal.expect("Did you mean mentorlog action edit a2 --every none? [Y/n] ")
    terminal.type("\r")
    assert terminal.end() == 0
    shown = json.loads(run("show", "a2", "--json").out)
    assert (shown["state"], shown["every"]) == ("open", None)


@pytest.mark.parametrize(
    "typed", ["session s1 held", "session 1 held", "session held s1", "held s1"]
)
def test_a_session_that_was_held_is_logged_by_whom_and_when(
    run: Run, on: Callable[[str], None], typed: str
) -> None:
    planned = json.loads(run("show", "s1", "--json").out)["held_on"]
    on(planned)
    refused = run(*typed.split(), "-t", "Good")
    meant = f"log Dana --on {planned} -t Good"
    assert (refused.code, refused.out) == (2, "")
    assert f"Did you mean mentorlog {meant}?\nhint: mentorlog log --help\n" in refused.err
    assert run(*meant.split()).out.startswith("Saved s1 ")
    assert 'No session matches "s9".' in run("session", "s9", "held").err
