"""The repository in which devices meet: as git has it, and as most tests have it, who start no git."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import repository
from mentorlog.sync import git

Clone = Callable[[str], git.Repository]


@pytest.fixture(params=[git.Repository, repository.Repository])
def clone(request: pytest.FixtureRequest, tmp_path: Path) -> Clone:
    """A machine's clone of the same empty repository."""
    remote = tmp_path / "remote.git"
    subprocess.run(["git", "init", "-q", "--bare", "--template=", str(remote)], check=True)

    def of(machine: str) -> git.Repository:
        made: git.Repository = request.param(tmp_path / machine, str(remote), ask=False)
        made.prepare()
        return made

    return of


def test_what_one_machine_pushed_another_reads_until_it_is_removed(clone: Clone) -> None:
    one, other = clone("one"), clone("other")
    assert one.fetch() is None
    first = one.commit(
        None, {"mentorlog.json": b"{}", "devices/a/é 1": b"a\n\0\xff", "devices/b/1": b""}
    )
    one.push(first, None)
    assert other.fetch() == first
    names = other.files(first)
    assert list(names) == ["devices/a/é 1", "devices/b/1", "mentorlog.json"]
    assert other.read([names[name] for name in reversed(names)]) == [b"{}", b"", b"a\n\0\xff"]
    assert other.read([]) == []
    second = other.commit(first, {"devices/b/1": None, "devices/b/2": b"b"})
    other.push(second, first)
    assert one.fetch() == other.fetch() == second
    assert list(one.files(second)) == ["devices/a/é 1", "devices/b/2", "mentorlog.json"]
    assert one.files(one.commit(second, {"devices/b/2": b"b"})) == one.files(second)
    assert one.is_after(second, first) and one.is_after(second, second)
    assert not one.is_after(first, second)
    assert one.differs(first, second, "devices/b")
    assert not one.differs(first, second, "devices/a")


def test_who_comes_late_moves_nothing(clone: Clone) -> None:
    one, late = clone("one"), clone("late")
    mine = late.commit(None, {"a": b"late"})
    first = one.commit(None, {"a": b"one"})
    one.push(first, None)
    for over in (None, mine):
        with pytest.raises(git.Moved):
            late.push(mine, over)
    assert late.fetch() == one.fetch() == first
    second = one.commit(first, {"b": b"one"})
    late.push(late.commit(first, {"b": b"late"}), first)
    with pytest.raises(git.Moved):
        one.push(second, first)


def test_a_fresh_commit_has_the_files_and_no_history(clone: Clone) -> None:
    one, other = clone("one"), clone("other")
    earlier = one.commit(None, {"a": b"1"})
    first = one.commit(earlier, {"b": b"2"})
    one.push(first, None)
    fresh = one.commit(first, {"a": b"1"}, fresh=True)
    one.push(fresh, first)
    one.forget()
    assert other.fetch() == fresh
    assert other.files(fresh).keys() == {"a", "b"}
    assert not other.is_after(fresh, first)
    again = clone("one")
    assert again.fetch() == fresh
    assert not again.is_after(fresh, first)


def test_a_remote_that_is_not_there_fails(clone: Clone, tmp_path: Path) -> None:
    one = clone("one")
    (tmp_path / "remote.git").rename(tmp_path / "away.git")
    with pytest.raises(git.RemoteFailed, match="cannot reach"):
        one.fetch()
