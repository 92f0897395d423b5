"""What an audience may not see changes nothing of what it gets, and it gets no record that I do not.

Each journal here has a twin that is the same to one audience and another in all the rest. The pairs
are random, and few: ``tests/stress/non_interference.py`` tries tens of thousands.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

from hidden_from import MANAGER, WORDS_OF, Sight
from mentorlog.journal import Lens, storage
from mentorlog.records import Audience, Kind
from mentorlog.records.kinds import Holds
from pairs import Bench, Pair, bench, exceeds, interferes
from random_journals import LINKS, Maker, Step, final, stored
from reading_commands import reads

PAIRS = 13
NAMELESS = ("kind", "record", "source")
"""What others are told of an origin."""
KEYS = {**LINKS, "origins": NAMELESS}


@pytest.fixture(scope="module")
def at(put_at: Callable[[Path, bytes], object]) -> Iterator[Bench]:
    with bench(put_at) as made:
        yield made


@cache
def pair_of(seed: int) -> Pair:
    return Pair(seed)


@cache
def twin_of(seed: int) -> bytes:
    return pair_of(seed).other()


@pytest.mark.parametrize("seed", range(PAIRS))
def test_what_is_hidden_from_an_audience_changes_nothing_it_gets(seed: int, at: Bench) -> None:
    """Every command that reads is called with one of the pairs."""
    pair, other = pair_of(seed), twin_of(seed)
    for read in reads()[seed::PAIRS]:
        words = pair.line(read)
        assert not interferes(pair, at, words, other), (pair.audience, words)
        as_data = pair.line(read, "json")
        assert not exceeds(pair, at, as_data), (pair.audience, as_data)


def test_what_is_hidden_from_a_partner_changes_nothing_in_their_share(at: Bench) -> None:
    given = []
    for seed in range(0, PAIRS, 2):
        pair = pair_of(seed)
        if pair.reader is not MANAGER:
            assert not interferes(pair, at, ["share"], twin_of(seed)), pair.audience
            given.append(at.run(pair.one, ["share", pair.audience]).out)
    assert sum('"record":"goal"' in text for text in given) > 1


def test_what_is_hidden_from_an_audience_is_shown_to_me(at: Bench) -> None:
    """Else there would be nothing to hide in these journals."""
    for seed in range(4):
        both = (pair_of(seed).one, twin_of(seed))
        mine = {at.run(one, ["export", "--format", "jsonl"]).out for one in both}
        assert len(mine) == 2


def test_a_pair_differs_and_is_the_same_to_its_audience() -> None:
    for seed in range(8):
        pair = pair_of(seed)
        assert final(pair.twin) != pair.sight.rows
        one, other = (
            Sight(final(_in_time(steps, pair)), pair.reader, leaves=True)
            for steps in (pair.steps, pair.twin)
        )
        assert one.projection() == other.projection()


def _in_time(steps: Iterable[Step], pair: Pair) -> list[Step]:
    """The steps but for corrections made after the audience left; how a record is kept is today's."""
    return [
        step for step in steps
        if step.change != "update" or step.at < pair.sight.until or "visibility" in step.values
    ]  # fmt: skip


def test_the_lens_shows_just_what_the_rule_says() -> None:
    """Row by row, and of each row every column that the audience may see."""
    for seed in range(6):
        maker = Maker(random.Random(seed))
        steps = maker.journal()
        with closing(storage.in_memory()) as connection:
            connection.deserialize(stored(steps))
            for reader in (MANAGER, *maker.partners):
                audience = Audience.MANAGER if reader is MANAGER else Audience.MENTOR
                sight = Sight(final(steps), reader)
                allowed = {
                    (row[0], tuple(values[part] for part in NAMELESS)) if row[0] == "origins" else row: values
                    for row, values in sight.projection().items()
                    if row[0] != "events" or not sight.is_told_by_figures(sight.rows[row])
                }  # fmt: skip
                shown = _through(connection, Lens(audience, reader))
                assert shown.keys() == allowed.keys()
                for row in shown:
                    for name in allowed[row]:
                        assert shown[row][name] == allowed[row][name], (reader, row, name)


def _through(
    connection: sqlite3.Connection, lens: Lens
) -> dict[tuple[str, tuple[object, ...]], sqlite3.Row]:
    """Every row that is there for a lens; the connection is as before afterwards."""
    connection.row_factory = sqlite3.Row
    lens.lay_over(connection)
    views = "SELECT name FROM temp.sqlite_schema WHERE type = 'view'"
    names = [row["name"] for row in connection.execute(views)]
    tables = [name for name in names if not name.startswith("seen_")]
    try:
        for name in tables:
            if f"seen_{name}" in names:
                bare = connection.execute(f"SELECT * FROM seen_{name}").fetchall()
                columns = ", ".join(bare[0].keys()) if bare else "id"
                assert bare == connection.execute(f"SELECT {columns} FROM {name}").fetchall()
        return {
            (name, tuple(row[column] for column in KEYS.get(name, ("id",)))): row
            for name in tables
            if name not in ("called", "lines", "changes", "operations")
            for row in connection.execute(f"SELECT * FROM {name}")
        }
    finally:
        for name in names:
            connection.execute(f"DROP VIEW temp.{name}")


@pytest.mark.parametrize("kind", Kind)
def test_every_text_is_one_that_somebody_decided_about(kind: Kind) -> None:
    texts = {column.name for column in kind.about.columns if column.holds is Holds.TEXT}
    assert texts <= set(WORDS_OF.get(kind.about.table, ()))
