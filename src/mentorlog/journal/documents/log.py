"""Logging: what was typed of a session becomes a session and its lines, and nothing is dropped.

The same rules serve the prompt, the options, the editor and a document from standard input. What
names nobody and no goal stays in the text, with a note for the user.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from mentorlog.dates import utc_to_local_day
from mentorlog.errors import Ambiguous, NotFound, UnreadableWords, joined, quoted
from mentorlog.journal import (
    Journal,
    actions,
    course,
    mentorships,
    people,
    sessions,
    store,
    takeaways,
)
from mentorlog.journal.references import resolve
from mentorlog.records import (
    Action,
    ActionState,
    Kind,
    MentorshipState,
    Outcome,
    Role,
    Session,
    SessionState,
    Takeaway,
    TakeawayKind,
)
from mentorlog.records.drafts import LineDraft, SessionDraft


class Logged(NamedTuple):
    """What a log wrote: the session, its new lines, and what the user should be told.

    ``how`` is what became of the session: ``new``, ``added to``, ``planned``; ``noted`` is whether
    its notes were written.
    """

    session: Session
    how: str
    takeaways: tuple[Takeaway, ...]
    actions: tuple[Action, ...]
    notes: tuple[str, ...]
    noted: bool


def save(
    journal: Journal,
    draft: SessionDraft,
    attendees: Sequence[int],
    *,
    goals: Sequence[int] = (),
    new: bool = False,
    uid: str | None = None,
) -> Logged:
    """Store a session held with ``attendees``, in the one already there unless ``new``.

    One planned for that day with exactly these people is held by it; one held with exactly them
    takes the lines in, so that nobody else comes to read them. ``goals`` are discussed besides
    those the draft names. A new one gets ``uid``, if one is given.
    """
    on = draft.held_on or journal.clock.today
    named, unknown = goals_named(draft.goals, lambda words: goal(journal, words))
    facts = sessions.Facts(
        held_on=on,
        time=draft.time,
        minutes=draft.minutes,
        mode=draft.mode,
        topic=draft.topic,
        notes_visibility=draft.notes_visibility,
        visibility=draft.visibility,
        people=tuple(attendees),
        goals=(*goals, *named),
        tags=draft.tags,
    )
    id, how = session_for(journal, facts, draft.state or SessionState.HELD, new=new, uid=uid)
    noted = _append_notes(
        journal, id, "\n\n".join(filter(None, (draft.notes, *map(kept_goal, unknown))))
    )
    written = write_lines(journal, id, draft.lines, attendees)
    notes = (*map(unknown_goal, unknown), *held(journal, id), *written.notes)
    made = {
        letter: [int(mark[1:]) for mark in written.marks if mark[0] == letter] for letter in "ta"
    }
    return Logged(
        sessions.get(journal, id),
        how,
        tuple(store.of_ids(journal, Takeaway, made["t"])),
        tuple(store.of_ids(journal, Action, made["a"])),
        notes,
        noted,
    )


def session_for(
    journal: Journal,
    facts: sessions.Facts,
    state: SessionState,
    *,
    new: bool = False,
    uid: str | None = None,
) -> tuple[int, str]:
    """The session to write into, with what becomes of it.

    One that was held keeps its readers: what is said of a log's visibility holds for that log alone.
    """
    assert facts.held_on
    there = [person for person in facts.people if person != journal.me]
    if state is SessionState.HELD and not new and there:
        for known, how, kept in (
            (SessionState.PLANNED, "planned", None),
            (SessionState.HELD, "added to", facts.visibility),
        ):
            if id := sessions.on_day(journal, facts.held_on, there, known, kept):
                if known is SessionState.PLANNED:
                    sessions.move(journal, id, SessionState.HELD)
                sessions.edit(journal, id, facts._replace(held_on=None))
                return id, how
    return sessions.add(journal, facts, state, uid=uid), "new"


def held(journal: Journal, id: int) -> list[str]:
    """What follows from a session that was held, and is to be said."""
    session = sessions.get(journal, id)
    if session.state is not SessionState.HELD:
        return []
    began = [_started_by(journal, each.id, session.held_on) for each in session.attendees]
    return [*_still_planned(journal, session), *(note for notes in began for note in notes)]


def _still_planned(journal: Journal, held: Session) -> list[str]:
    """What to say of sessions planned for that day with some of these people, and others."""
    there = {person.id for person in held.attendees}
    said = []
    for other in sessions.everyone(
        journal, since=held.held_on, until=held.held_on, states=(SessionState.PLANNED,)
    ):
        theirs = {person.id for person in other.attendees}
        if theirs & there and theirs != there:
            names = joined(person.label for person in other.attendees)
            said.append(f"s{other.id}, planned for {held.held_on} with {names}, stays planned.")
    return said


def _started_by(journal: Journal, person: int, on: date) -> list[str]:
    """A mentorship whose start nobody told began with its first session at the latest.

    Nobody told it where it starts on the very day it was added.
    """
    for known in mentorships.of(journal, person)[:1]:
        added_on = utc_to_local_day(known.created_at)
        if on < known.started_on == added_on and known.state is MentorshipState.ACTIVE:
            mentorships.edit(journal, known.id, mentorships.Edit(started_on=on), on)
            return [
                f"The mentorship with {known.partner.label} counts from {on}, its first session."
            ]
    return []


def _append_notes(journal: Journal, id: int, text: str) -> bool:
    """Add to the notes of a session; whether there was anything to add."""
    if not text.strip():
        return False
    before = sessions.get(journal, id).notes
    sessions.edit(journal, id, sessions.Facts(notes=f"{before}\n\n{text}" if before else text))
    return True


def goals_named(
    words: Iterable[str], find: Callable[[str], int | None]
) -> tuple[list[int], list[str]]:
    """The goals that words name, and the words that name none."""
    found = {word: find(word) for word in words}
    ids = [id for id in found.values() if id is not None]
    return ids, [word for word, id in found.items() if id is None]


def goal(journal: Journal, words: str) -> int | None:
    """The one goal that the words name; None where they name none, or several."""
    try:
        return resolve(journal, Kind.GOAL, words)
    except (NotFound, Ambiguous, UnreadableWords):
        return None


def unknown_goal(words: str) -> str:
    """What to say of a goal that nobody knows."""
    return f"No one goal is called {quoted(words)}; it stays in the notes."


def kept_goal(words: str) -> str:
    """The line of the notes for it."""
    return f"Goal: {words}"


def add(journal: Journal, id: int, lines: Sequence[LineDraft]) -> tuple[str, ...]:
    """Add lines to a stored session; returns what the user should be told."""
    return write_lines(journal, id, lines).notes


class Lines(NamedTuple):
    """New lines of a session by reference, in their order, and what the user should be told."""

    marks: tuple[str, ...]
    notes: tuple[str, ...]


def write_lines(
    journal: Journal, id: int, lines: Sequence[LineDraft], attendees: Sequence[int] = ()
) -> Lines:
    """Make the records of lines; none is read back, as a session may have thousands.

    ``attendees`` are who was there, in the order they were named.
    """
    session = sessions.get(journal, id)
    on = min(session.held_on, journal.clock.today)
    there = attendees or [person.id for person in session.attendees]
    owners = Owners(journal, there, session.held_on)
    marks, notes = [], list[str]()
    for line in lines:
        if line.kind is Kind.ACTION:
            made, said = _action(journal, id, line, on, owners)
            marks.append(f"a{made}")
            notes += said
        else:
            marks.append(f"t{_takeaway(journal, id, line, on)}")
    return Lines(tuple(marks), tuple(notes))


def _takeaway(journal: Journal, session: int, line: LineDraft, on: date) -> int:
    assert isinstance(line.kind, TakeawayKind)
    facts = takeaways.Facts(line.text, line.kind, session, visibility=line.visibility)
    id = takeaways.insert(journal, facts, on)
    today = journal.clock.today
    if line.kind is TakeawayKind.ADVICE and (
        line.outcome not in (None, Outcome.PENDING) or line.note
    ):
        takeaways.outcome(journal, id, line.outcome or Outcome.PENDING, today, line.note or "")
    if line.kind is TakeawayKind.QUESTION and line.answer:
        takeaways.answer(journal, id, line.answer, today)
    return id


def _action(
    journal: Journal, session: int, line: LineDraft, on: date, owners: Owners
) -> tuple[int, tuple[str, ...]]:
    owner, text, notes = owners.of(line)
    facts = actions.Facts(
        text=text,
        owner=owner,
        session=session,
        due_on=line.due_on,
        evidence=line.evidence,
        visibility=line.visibility,
    )
    id = actions.insert(journal, facts, on)
    if line.done or line.dropped:
        tick(journal, actions.get(journal, id), line)
    return id, notes


def tick(journal: Journal, action: Action, line: LineDraft) -> Action:
    """The action in the state that the draft's box says, from the day it says."""
    wanted = ActionState.DONE if line.done else ActionState.OPEN
    wanted = ActionState.DROPPED if line.dropped else wanted
    if action.state is wanted:
        return action
    if action.state is not ActionState.OPEN:
        action = actions.reopen(journal, action.id, journal.clock.today)
    on = line.closed_on or journal.clock.today
    if wanted is ActionState.DONE:
        return actions.done(journal, action.id, on)
    return actions.drop(journal, action.id, on) if wanted is ActionState.DROPPED else action


class Owners:
    """Whose actions of a session are; its lines name the same few, so each is looked up once."""

    def __init__(self, journal: Journal, attendees: Sequence[int], on: date) -> None:
        self._journal = journal
        self._attendees = attendees
        self._on = on
        self._known: dict[str, tuple[int | None, str]] = {}

    def of(self, line: LineDraft) -> tuple[int, str, tuple[str, ...]]:
        """The owner, and the text: an ``@word`` that names no one person stays in it, and is said."""
        if line.owner is None:
            return self._default, line.text, ()
        if line.owner not in self._known:
            self._known[line.owner] = self._named(line.owner)
        found, why = self._known[line.owner]
        if found is not None:
            return found, line.text, ()
        said = f"{quoted('@' + line.owner)} stays in the text: {why}."
        return self._default, f"{line.text} @{line.owner}", (said,)

    @cached_property
    def _default(self) -> int:
        return default_owner(self._journal, self._attendees, self._on)

    def _named(self, word: str) -> tuple[int | None, str]:
        number = int(word[1:]) if re.fullmatch("p[0-9]{1,18}", word) else 0
        if number and self._journal.value("SELECT 1 FROM people WHERE id = ?", [number]):
            return number, ""
        return people.owner(self._journal, word, self._attendees)


def lines_of(journal: Journal, id: int) -> tuple[list[Takeaway], list[Action]]:
    """The lines of a session, as the lens shows them."""
    return (
        takeaways.of_sessions(journal, [id]).get(id, []),
        actions.of_sessions(journal, [id]).get(id, []),
    )


def default_owner(journal: Journal, attendees: Sequence[int], on: date) -> int:
    """An action belongs to the mentee: the first one there that I mentored on that day, else me."""
    for person in attendees:
        if course.role_on(mentorships.of(journal, person), on) is Role.MENTEE:
            return person
    return journal.me
