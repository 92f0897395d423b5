"""A document that comes back against the journal: only what its writer changed is done."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlog.journal.documents.three_ways import Conflict, Handed, Merged, Said, merge
from mentorlog.journal.merging import merged_text
from mentorlog.records import Kind, Outcome, TakeawayKind, Visibility
from mentorlog.records.drafts import LineDraft, SessionDraft

WORDS = st.sampled_from(["one", "two", "three"])
DAYS = st.sampled_from([None, date(2026, 11, 20), date(2026, 11, 27)])
KINDS = st.sampled_from([TakeawayKind.TAKEAWAY, TakeawayKind.QUESTION, TakeawayKind.ADVICE])
VISIBILITY = st.sampled_from([None, Visibility.PRIVATE])


@st.composite
def lines(draw: st.DrawFn, action: bool) -> LineDraft:
    """A line without a mark."""
    line = LineDraft(
        Kind.ACTION if action else draw(KINDS), draw(WORDS), visibility=draw(VISIBILITY)
    )
    if action:
        done = draw(st.booleans())
        on = draw(DAYS) if done else None
        return line._replace(
            done=done, closed_on=on, due_on=draw(DAYS), owner=draw(st.sampled_from(["p1", "p2"]))
        )
    if line.kind is TakeawayKind.QUESTION:
        return line._replace(answer=draw(st.one_of(st.none(), WORDS)))
    if line.kind is TakeawayKind.ADVICE and draw(st.booleans()):
        return line._replace(outcome=Outcome.WORKED, note=draw(st.one_of(st.none(), WORDS)))
    return line


TEXTS = st.lists(WORDS, max_size=4).map("\n".join)


@st.composite
def headers(draw: st.DrawFn) -> SessionDraft:
    """A session without its lines."""
    return SessionDraft(
        uid="u",
        with_people=tuple(draw(st.sets(st.sampled_from(["p1", "p2"]), min_size=1))),
        held_on=date(2026, 11, 20),
        topic=draw(st.one_of(st.none(), WORDS)),
        minutes=draw(st.sampled_from([None, 30, 45])),
        tags=tuple(sorted(draw(st.sets(WORDS)))),
        notes=draw(TEXTS),
        visibility=draw(VISIBILITY),
    )


@st.composite
def changed(draw: st.DrawFn, session: SessionDraft, new: int) -> SessionDraft:
    """The session after somebody's edits: lines changed, taken away and added."""
    found = []
    for line in session.lines:
        if draw(st.sampled_from(["as it was", "as it was", "changed", "gone"])) == "changed":
            found.append(draw(lines(line.kind is Kind.ACTION))._replace(mark=line.mark))
        elif draw(st.booleans()):
            found.append(line)
    for _ in range(draw(st.integers(0, new))):
        found.append(draw(lines(draw(st.booleans()))))
    header = draw(headers()) if draw(st.booleans()) else session
    return header._replace(lines=tuple(found))


@st.composite
def three(draw: st.DrawFn) -> tuple[SessionDraft, SessionDraft, SessionDraft]:
    """A session as it was handed out, as the journal has it now, and as the document has it."""
    kinds = draw(st.lists(st.booleans(), max_size=4))
    base = draw(headers())._replace(
        lines=tuple(
            draw(lines(action))._replace(mark=f"{'a' if action else 't'}{number}")
            for number, action in enumerate(kinds)
        )
    )
    mine = stored(draw(changed(base, 2)), first=10)
    return base, mine, draw(changed(base, 3))


def stored(session: SessionDraft, first: int) -> SessionDraft:
    """With a mark for each line, as the journal gives them; what is done has a day."""
    found = []
    for number, line in enumerate(session.lines, first):
        letter = "a" if line.kind is Kind.ACTION else "t"
        if line.done and line.closed_on is None:
            line = line._replace(closed_on=date(2026, 11, 22))
        found.append(line if line.mark else line._replace(mark=f"{letter}{number}"))
    return session._replace(lines=tuple(found))


def handed(*versions: SessionDraft) -> Handed:
    """What the journal has said, the oldest first."""
    first = {line.mark for line in versions[0].lines}
    said: dict[str, list[Said[LineDraft]]] = {}
    for version in versions:
        for line in version.lines:
            said.setdefault(line.mark or "", []).append(Said(line))
    return Handed(
        [Said(version._replace(lines=())) for version in versions],
        said,
        [mark for mark in said if mark in first],
    )


def merged(base: SessionDraft, mine: SessionDraft, theirs: SessionDraft) -> Merged:
    return merge(handed(base, mine), mine, theirs)


@given(three())
def test_a_document_that_nobody_changed_changes_nothing(
    sessions: tuple[SessionDraft, SessionDraft, SessionDraft],
) -> None:
    base, mine, _ = sessions
    assert merged(base, mine, base)[:3] == (mine, (), ())


@given(three())
def test_what_changed_nowhere_but_in_the_document_is_taken(
    sessions: tuple[SessionDraft, SessionDraft, SessionDraft],
) -> None:
    base, _, theirs = sessions
    base = stored(base, 0)
    found = merged(base, base, theirs)
    assert found.conflicts == ()
    assert found.draft.topic == theirs.topic
    assert found.draft.notes == theirs.notes
    assert set(found.draft.tags) == set(theirs.tags)
    now = {line.mark: line for line in found.draft.lines}
    for line in theirs.lines:
        if line.mark:
            was = now[line.mark]
            if found.closed:  # It may have words of a line that is private.
                line = line._replace(visibility=was.visibility)
            assert line == was._replace(closed_on=line.closed_on)
    stays = {line.mark for line in base.lines} - {line.mark for line in theirs.lines}
    claimed = len(found.draft.lines) - len(base.lines)
    assert set(found.gone) <= stays
    assert claimed <= sum(line.mark is None for line in theirs.lines)


@settings(max_examples=settings().max_examples * 2)
@given(three())
def test_taken_twice_it_is_as_once(
    sessions: tuple[SessionDraft, SessionDraft, SessionDraft],
) -> None:
    base, mine, theirs = sessions
    once = merged(base, mine, theirs)
    now = stored(once.draft, 100)
    twice = merge(handed(base, mine, now), now, theirs)
    assert twice.draft == now
    assert twice.gone == once.gone


@settings(max_examples=settings().max_examples * 2)
@given(three())
def test_what_changed_here_alone_stays_and_nothing_is_deleted(
    sessions: tuple[SessionDraft, SessionDraft, SessionDraft],
) -> None:
    base, mine, theirs = sessions
    found = merged(base, mine, theirs)
    was = {line.mark: line for line in base.lines}
    now = {line.mark: line for line in found.draft.lines}
    said = {line.mark: line for line in theirs.lines}
    assert set(now) - {None} == {line.mark for line in mine.lines}
    for line in mine.lines:
        before = was.get(line.mark)
        if before and line.text != before.text:
            assert now[line.mark].text == line.text
        if before and line.mark in said and said[line.mark].text == before.text:
            assert now[line.mark].text == line.text
    if mine.topic != base.topic:
        assert found.draft.topic == mine.topic
    assert all(conflict.here != conflict.theirs for conflict in found.conflicts)


def test_both_changed_keeps_the_journals_and_names_the_other() -> None:
    was = LineDraft(TakeawayKind.TAKEAWAY, "Open", mark="t1")
    base = SessionDraft(uid="u", lines=(was,))
    mine = base._replace(lines=(was._replace(text="Open slowly"),))
    theirs = base._replace(lines=(was._replace(text="Open fast"),))
    found = merged(base, mine, theirs)
    assert found.draft == mine
    assert found.conflicts == (Conflict("t1", "Open slowly", "Open fast"),)
    assert found.other == theirs


def test_a_line_that_was_deleted_here_and_changed_there_is_named() -> None:
    was = LineDraft(TakeawayKind.TAKEAWAY, "Open", mark="t1")
    base = SessionDraft(uid="u", lines=(was,))
    mine = base._replace(lines=())
    assert merged(base, mine, base) == (mine, (), (), mine, ())
    theirs = base._replace(lines=(was._replace(text="Open fast"),))
    found = merged(base, mine, theirs)
    assert (found.draft, found.conflicts) == (mine, (Conflict("t1", "", "Open fast"),))
    assert found.other.lines == (was._replace(text="Open fast", mark=None),)


def test_a_line_copied_with_its_mark_is_a_new_line() -> None:
    was = LineDraft(TakeawayKind.TAKEAWAY, "Budget", mark="t1")
    base = SessionDraft(uid="u", lines=(was,))
    for theirs in ((was, was._replace(text="Headcount")), (was._replace(text="Headcount"), was)):
        found = merged(base, base, base._replace(lines=theirs))
        assert found.draft.lines == (was, was._replace(text="Headcount", mark=None))


def test_a_line_without_its_mark_is_the_one_that_was_handed_out_so() -> None:
    one, two = (
        LineDraft(TakeawayKind.TAKEAWAY, text, mark=mark)
        for text, mark in (("A", "t1"), ("B", "t2"))
    )
    base = SessionDraft(uid="u", lines=(one, two))
    mine = base._replace(lines=(one._replace(text="B"), two))
    found = merged(base, mine, base._replace(lines=(two._replace(mark=None),)))
    assert found.gone == ("t1",)


@settings(max_examples=settings().max_examples * 8)
@given(TEXTS, TEXTS, TEXTS)
def test_texts_taken_twice_are_as_once(base: str, mine: str, theirs: str) -> None:
    once = merged_text(base, mine, theirs)
    if once is not None:
        assert merged_text(base, once, theirs) == once
    assert merged_text(base, mine, base) == mine
    assert merged_text(base, base, theirs) == theirs


def test_texts_that_changed_in_different_lines_are_both_kept() -> None:
    assert merged_text("a\nb\nc", "A\nb\nc", "a\nb\nC") == "A\nb\nC"
    assert merged_text("a", "a\n\nmore", "a better") == "a better\n\nmore"
    assert merged_text("a", "a\nmine", "a\ntheirs") == "a\nmine\ntheirs"
    assert merged_text("a\nb\nc", "a\nX\nc", "a\nY\nc") is None
