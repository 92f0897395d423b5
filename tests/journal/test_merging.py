"""The one rule of merging: what another place knows against what was last agreed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mentorlog.journal.merging import Version, merged

WORDS = st.sampled_from([None, "a", "b", "c", "d"])
FIELDS = st.fixed_dictionaries(
    {"text": WORDS, "due_on": WORDS, "tag": st.sampled_from([None, True])}
)
Fields = Mapping[str, Any]


@st.composite
def histories(draw: st.DrawFn) -> list[Version]:
    """What a record has been, and what the other place said in it; the first is what they had."""
    found = [Version(draw(FIELDS), "01")]
    for number in range(draw(st.integers(0, 4))):
        before, change = found[-1].fields, draw(FIELDS)
        names = draw(st.sets(st.sampled_from([*change])))
        fields = {**before, **{name: change[name] for name in names}}
        theirs = fields if draw(st.booleans()) else before
        said = {name: theirs[name] for name in names if theirs[name] != before[name]}
        found.append(Version(fields, f"{number + 2:02}", said))
    first = found[0]
    ways = [first, first._replace(said=first.fields), first.handed_out()]
    return [draw(st.sampled_from(ways)), *found[1:]]


def after(versions: list[Version], theirs: Fields, stamp: str) -> list[Version]:
    """With what an import makes of it, as the change log knows it."""
    ours, news = versions[-1].fields, merged(versions, theirs, stamp)
    told = {**news.taken, **{each.field: each.theirs for each in news.both}}
    return [*versions, Version({**ours, **news.taken}, "10", told)]


STAMPS = st.sampled_from(["", "01", "03", "09"])


@given(histories(), FIELDS, STAMPS)
def test_what_is_taken_twice_is_as_once(
    versions: list[Version], theirs: Fields, stamp: str
) -> None:
    assert merged(after(versions, theirs, stamp), theirs, stamp) == ({}, ())


@given(histories(), FIELDS, STAMPS)
def test_nothing_is_lost_that_only_one_side_changed_and_both_are_named(
    versions: list[Version], theirs: Fields, stamp: str
) -> None:
    news, ours = merged(versions, theirs, stamp), versions[-1].fields
    named = {each.field: (each.ours, each.theirs) for each in news.both}
    for name, value in theirs.items():
        had = next((each.said[name] for each in reversed(versions) if name in each.said), None)
        now = news.taken.get(name, ours[name])
        assert now in (ours[name], value)
        if value == had:
            assert now == ours[name]  # They changed nothing.
        if name in named:
            assert named[name] == (ours[name], value)
        elif now != ours[name]:
            assert ours[name] == had  # We changed nothing.
        elif value != ours[name]:
            # It is no news: it was said here, or they say that there is nothing.
            assert value == had or value in {each.fields[name] for each in versions}


@given(FIELDS, FIELDS, FIELDS, STAMPS)
def test_each_side_has_what_it_alone_changed_and_the_later_counts_of_both(
    base: Fields, ours: Fields, theirs: Fields, stamp: str
) -> None:
    versions = [Version(base, "01").handed_out(), Version(ours, "05")]
    found = {**ours, **merged(versions, theirs, stamp).taken}
    for name in base:
        changed = [side[name] for side in (ours, theirs) if side[name] != base[name]]
        latest = theirs[name] if stamp > "05" else ours[name]
        assert found[name] == (
            base[name] if not changed else changed[0] if len(changed) == 1 else latest
        )


@given(FIELDS, FIELDS, FIELDS)
def test_where_nobody_knows_what_they_had_ours_stays_and_gaps_are_filled(
    before: Fields, ours: Fields, theirs: Fields
) -> None:
    news = merged([Version(before), Version(ours)], theirs)
    for name, value in theirs.items():
        is_new = value not in (None, before[name], ours[name])
        assert (name in news.taken) == (is_new and ours[name] is None)
        assert (name in {each.field for each in news.both}) == (is_new and ours[name] is not None)


def test_of_a_new_record_nobody_has_told_the_state() -> None:
    assert merged([Version({"state": "open"})], {"state": "done"}).taken == {"state": "done"}
    assert not merged([Version({"state": "dropped"})], {"state": "done"}).taken


def test_an_older_file_undoes_nothing_but_a_place_may_change_its_mind() -> None:
    versions = [
        Version({"text": "a"}, "1", {"text": "a"}),
        Version({"text": "b"}, "3", {"text": "b"}),
    ]
    handed = [versions[0].handed_out(), versions[1]]
    assert not merged(handed, {"text": "a"}).taken
    assert merged(handed, {"text": "a"}, "4").taken == {"text": "a"}
    assert merged(versions, {"text": "a"}).taken == {"text": "a"}
    assert not merged(handed, {"text": "c"}, "0").taken
