"""Words after a verb look among the kinds that take it, with the options given."""

import json

import pytest
from tests.conftest import Run


@pytest.fixture(autouse=True)
def journal_with_rust(run: Run) -> None:
    run("goal", "add", "Learn Rust")
    run("skill", "add", "Rust", "1")
    run("skill", "add", "Rust", "2")
    run("win", "add", "Gave a talk at the meetup")


def test_an_edit_looks_among_the_kinds_that_take_its_options(run: Run) -> None:
    assert run("edit", "rust", "--by", "31 jan 2027").code == 0
    assert json.loads(run("goal", "show", "g1", "--json").out)["target_on"] == "2027-01-31"


def test_an_option_that_no_kind_takes_is_refused(run: Run) -> None:
    assert run("edit", "learn rust", "--colour", "red").code == 2


def test_a_close_looks_among_what_can_be_closed(run: Run) -> None:
    run("goal", "add", "Run the meetup")
    assert run("close", "meetup", "--as", "achieved").out.startswith("g2  Run the meetup")


def test_a_close_looks_among_what_can_end_so(run: Run) -> None:
    run("goal", "add", "Run the meetup")
    run("todo", "Book a room for the meetup")
    refused = run("close", "meetup", "--as", "dropped").err
    assert "g2" in refused
    assert "a1" in refused
    assert "w1" not in refused
    assert run("close", "meetup", "--as", "done").out.startswith("a1  Book a room")


def test_what_cannot_be_closed_is_found_where_nothing_else_is(run: Run) -> None:
    assert run("close", "meetup").err.startswith("A win is not something to close.")
