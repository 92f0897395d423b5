"""The receipt of a record that is opened to more people names what they read with it, and what they do not."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Run

EVIDENCE = ("todo X --evidence 'private: ZEBRA'",)
WIN = ("win add W --impact ZEBRA --evidence URL --private",)


def _out(run: Run, line: str) -> str:
    done = run(*shlex.split(line))
    assert done.code == 0, done
    return " ".join(done.out.split())


@pytest.fixture(autouse=True)
def dana(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")


@pytest.mark.parametrize(
    ("before", "edit", "end"),
    [
        (EVIDENCE, "edit a1 --shared", "private → shared, with its evidence"),
        (
            EVIDENCE,
            "edit a1 --public",
            "private → public, without its evidence (--publish evidence); its readers read its evidence",
        ),
        (WIN, "edit w1 --shared", "private → shared, with its impact and evidence"),
        (
            ("todo X --private --due friday --when Later", "edit a1 --due 2026-12-20 --why-moved ZEBRA"),
            "edit a1 --shared",
            "private → shared, with its when and reason",
        ),
        (
            ("todo X --private", "action drop a1 --why ZEBRA"),
            "edit a1 --shared",
            "private → shared, with its reason",
        ),
        (
            ("takeaway add T --kind advice --private", "takeaway outcome t1 worked --note ZEBRA"),
            "edit t1 --shared",
            "private → shared, with its note",
        ),
        (
            ("takeaway add Q --kind question --private", "takeaway answer t1 ZEBRA"),
            "edit t1 --shared",
            "private → shared, with its answer",
        ),
        (("ask dana Q --private", "takeaway answer t1 raised"), "edit t1 --shared", "private → shared"),
        (
            (
                "goal add G --private --why ZEBRA --by 2027-01-01",
                "check-in g1 30 --note ZEBRA",
                "edit g1 --by 2027-02-01 --why-moved ZEBRA",
                "milestone add g1 M",
                "milestone add g1 N --private",
                "takeaway add T --goal g1",
            ),
            "edit g1 --shared",
            "private → shared, with its why, reason, check-in notes, 1 milestone and 1 takeaway",
        ),
        (
            ("goal add G --private", "check-in g1 30 --private --note ZEBRA"),
            "edit g1 --shared",
            "private → shared",
        ),
        (
            ("log dana --private -t T -t ZEBRA -a A",),
            "edit s1 --shared",
            "private → shared, with its 2 takeaways and 1 action",
        ),
        (("win add W --impact I",), "edit w1 --private", "shared → private"),
    ],
)  # fmt: skip
def test_its_receipt_names_what_is_read_with_it(
    run: Run, before: tuple[str, ...], edit: str, end: str
) -> None:
    for line in before:
        _out(run, line)
    code = edit.split()[1]
    said = _out(run, edit)
    assert said.endswith(f" · {end}")
    looked = (("show", code), ("timeline",))
    is_read = any("ZEBRA" in run(*argv, "--for", "dana").out for argv in looked)
    assert is_read is ("with its" in end or "read its" in end)


def test_what_hangs_on_something_private_is_read_by_nobody_yet(run: Run) -> None:
    _out(run, "goal add G --private")
    _out(run, "todo X --goal g1 --private --evidence URL")
    assert _out(run, "edit a1 --shared").endswith("private → shared · private, as g1 is")


def test_a_public_goal_says_that_its_milestones_are_not(run: Run) -> None:
    _out(run, "goal add G --why W")
    for title in ("M", "N", "O --private"):
        _out(run, f"milestone add g1 {title}")
    many = "; its 2 milestones are not public (mentorlog edit m1 m2 --public)"
    assert _out(run, "edit g1 --public").endswith(f"shared → public, without its why{many}")
    _out(run, "edit m1 m2 --public")
    assert "N" in _out(run, "show g1 --for manager").split()
    _out(run, "edit m1 --shared")
    _out(run, "edit g1 --shared")
    one = "; its 1 milestone is not public (mentorlog edit m1 --public)"
    assert _out(run, "edit g1 --public").endswith(f", without its why{one}")
    _out(run, "edit m1 --public")
    _out(run, "edit g1 --shared")
    assert _out(run, "edit g1 --public").endswith(", without its why")


def test_a_reason_that_is_read_once_its_record_is_opened_bears_no_mark(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Speak", "--by", "2027-01-31", "--private")
    run("goal", "edit", "g1", "--by", "2027-03-31", "--why-moved", "First reason")
    run("goal", "edit", "g1", "--by", "2027-05-31", "--why-moved", "Last reason")
    run("edit", "g1", "--with", "dana", "--shared")
    for argv in (("goal", "history", "g1"), ("timeline",)):
        mine, hers = run(*argv).out, run(*argv, "--for", "dana").out
        assert mine.count("(private)") == 1  # that of the first one
        assert "Last reason" in hers
        assert "First reason" not in hers
        assert "(private)" not in hers
