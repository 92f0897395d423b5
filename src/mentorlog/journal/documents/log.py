"""Logging: what was typed about a session becomes a session and its lines; nothing is dropped.

The same rules serve the prompt, the options, the editor and a document from standard input. Words
that name no person and no goal stay in the text, and the user is told.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from mentorlog.errors import Ambiguous, NotFound, UnreadableWords, joined, pasted, quoted
from mentorlog.journal import Journal, mentorships, sessions, store
from mentorlog.journal.documents import lines
from mentorlog.journal.documents import ticks as closing
from mentorlog.journal.references import resolve
from mentorlog.journal.sharing import received
from mentorlog.journal.store import Facts
from mentorlog.records import Kind, MentorshipState, Session, SessionState, TakeawayKind, Visibility
from mentorlog.records.drafts import LineDraft, Logged, SessionDraft
from mentorlog.spelling import hashtags


def save(
    journal: Journal,
    draft: SessionDraft,
    attendees: Sequence[int],
    *,
    goals: Sequence[int] = (),
    new: bool = False,
    uid: str | None = None,
    ticks: Sequence[LineDraft] = (),
    again: bool = False,
) -> Logged:
    """Store a session held with ``attendees``, in the one already there unless ``new``.

    A session planned for that day with exactly these people becomes held; one held with exactly
    them takes the lines, so that nobody else comes to read them. ``goals`` are discussed besides
    those the draft names. A new one gets ``uid``, if one is given. ``ticks`` name earlier lines that are
    closed with it. ``again``: it may have been given before, and what the session has word for word is no news.
    """
    on = draft.held_on or journal.clock.today
    named, unknown = goals_named(draft.goals, lambda words: goal(journal, words))
    facts = Facts(
        held_on=on,
        time=draft.time,
        minutes=draft.minutes,
        mode=draft.mode,
        topic=draft.topic,
        notes_visibility=draft.notes_visibility,
        visibility=draft.visibility,
        people=tuple(attendees),
        goals=(*goals, *named),
        tags=(*draft.tags, *hashtags(draft.topic or "")),
    )
    # Lines of mine may stand in a session that was given to me; what is said of it itself may not.
    is_bare = store.is_bare({**facts, "held_on": None, "people": ()})
    may_add = is_bare and not (new or uid or draft.notes or unknown)
    state = draft.state or SessionState.HELD
    id, how = session_for(journal, facts, state, new=new, uid=uid, to_given=may_add)
    said = [*filter(None, (draft.notes, *map(kept_goal, unknown)))]
    if again:
        there = store.get(journal, Session, id).notes or ""
        said = [each for each in said if not _is_in(each, there)]
        draft = draft._replace(lines=lines.without_known(journal, id, draft.lines, attendees))
    beside = _beside_the_notes(journal, id, "\n\n".join(said), draft, how)
    noted = not beside and _append_notes(journal, id, "\n\n".join(said))
    ticked = closing.apply(journal, ticks, min(on, journal.clock.today), id)
    written = lines.write(journal, id, (*draft.lines, *beside, *ticked.left), attendees)
    session = store.get(journal, Session, id)
    notes = (*map(unknown_goal, unknown), *held(journal, session), *written.notes, *ticked.notes)
    return Logged(
        session,
        how,
        written.marks,
        notes,
        noted,
        lines.of(journal, id),
        journal.me,
        (*_set(journal, id, facts, how), *_along(facts, draft), *ticked.became),
        readers_of(journal, session),
    )


def _set(journal: Journal, id: int, facts: Facts, how: str) -> list[str]:
    """What a log said of the session: ``15:00``, ``video``; ``45 → 60 min`` where it had something else."""
    said = {each: facts.get(each) for each in ("time", "minutes", "mode", "topic")}
    if not any(said.values()):
        return []
    if how == "new":
        return [_told(field, None, value) for field, value in said.items() if value]
    from mentorlog.journal.past import changes  # few logs say anything of a session that was there

    mine = [each for each in changes.made_now(journal) if each.record[:2] == (Kind.SESSION, id)]
    edits = (edit for each in mine for one in each.changes if not one.part for edit in one.edits)
    return [_told(edit.field, edit.before, edit.after) for edit in edits if edit.field in said]


def _told(field: str, before: object, after: object) -> str:
    if field == "minutes":
        after = f"{after} min"
    if before is None:
        return f"topic: {after}" if field == "topic" else str(after)
    return f"{'' if field == 'minutes' else f'{field} '}{before} → {after}"


def _along(facts: Facts, draft: SessionDraft) -> Iterator[str]:
    """The goals and tags that a log gave its session: ``for g1 and g2``, ``#talks``."""
    if goals := dict.fromkeys(facts["goals"]):
        yield f"for {joined(f'g{id}' for id in goals)}"
    yield from (f"#{tag}" for tag in draft.tags)


def readers_of(journal: Journal, session: Session) -> frozenset[int]:
    """Those who were there and have a mentorship that has not ended, and so read what is logged now."""
    return frozenset(
        person.id
        for person in session.attendees
        if any(
            known.state is not MentorshipState.ENDED for known in mentorships.of(journal, person.id)
        )
    )


def session_for(
    journal: Journal,
    facts: Facts,
    state: SessionState,
    *,
    new: bool = False,
    uid: str | None = None,
    to_given: bool = False,
) -> tuple[int, str]:
    """The session to write into, and what becomes of it.

    A session that was held before keeps its readers: a log's ``--private`` is for new sessions only.
    ``to_given`` lets it be one that came with a partner's share, where I have none of that day.
    """
    on = facts["held_on"]
    assert on
    there = [person for person in facts["people"] if person != journal.me]
    if state is SessionState.HELD and not new and there:
        for known, how, kept in (
            (SessionState.PLANNED, "planned", None),
            (SessionState.HELD, "added to", facts.get("visibility")),
        ):
            if id := sessions.on_day(journal, on, there, known, kept):
                if known is SessionState.PLANNED:
                    sessions.move(journal, id, SessionState.HELD)
                sessions.edit(journal, id, {**facts, "held_on": None})
                return id, how
    if to_given and state is SessionState.HELD and len(there) == 1:
        given = received.their_meeting(journal, on, there[0])
        if given:
            return given, "added to"
    return sessions.add(journal, facts, state, uid=uid), "new"


def held(journal: Journal, session: Session) -> list[str]:
    """What to tell the user about a session that was just held."""
    if session.state is not SessionState.HELD:
        return []
    began = [mentorships.begin(journal, each.id, session) for each in session.attendees]
    return [
        *_still_planned(journal, session),
        *(note for notes in began for note in notes),
        *_unread(journal, session),
    ]


def _unread(journal: Journal, session: Session) -> Iterator[str]:
    """What to say of those who were there and cannot read the session, though it is not private."""
    for person in session.attendees if session.visibility is not Visibility.PRIVATE else ():
        all_ = mentorships.of(journal, person.id)
        if not all_:
            yield (
                f"{person.label} has no mentorship with you, so it is not for them to read.\n"
                f"hint: mentorlog mentor add {pasted(person.label)} (or mentee, peer) makes one"
            )
        elif all_[0].ended_on and all_[0].state is MentorshipState.ENDED:
            yield (
                f"The mentorship with {person.label} ended on {journal.in_words(all_[0].ended_on)};"
                " what is logged now is not for them to read.\n"
                f"hint: mentorlog mentorship resume {person.typed} takes it up again"
            )


def _still_planned(journal: Journal, held: Session) -> list[str]:
    """What to say of sessions that I planned by that day with some of these people."""
    there = {person.id for person in held.attendees}
    said = []
    for other in sessions.due(journal, until=held.held_on):
        if not other.received and there & {person.id for person in other.attendees}:
            names = joined(person.label for person in other.attendees)
            typed = " --with ".join(person.typed for person in other.attendees)
            said.append(
                f"s{other.id}, planned for {journal.in_words(other.held_on)} with {names}, stays planned.\n"
                f"hint: mentorlog log {typed} --on {other.held_on} says it was held,"
                f" mentorlog session cancel s{other.id} that it was not"
            )
    return said[-_MOST_PLANNED:]


_MOST_PLANNED = 2
"""Of so many sessions that are planned still is told at once, the last ones."""


def _beside_the_notes(
    journal: Journal, id: int, text: str, draft: SessionDraft, how: str
) -> tuple[LineDraft, ...]:
    """The text as a private line where others read the notes that are there: what is logged as notes is private."""
    before = store.get(journal, Session, id).notes_visibility
    is_read = how != "new" and draft.notes_visibility is None and before is not Visibility.PRIVATE
    line = LineDraft(TakeawayKind.REFLECTION, text.strip(), visibility=Visibility.PRIVATE)
    return (line,) if is_read and line.text else ()


def _append_notes(journal: Journal, id: int, text: str) -> bool:
    """Add to the notes of a session; whether there was anything to add."""
    if not text.strip():
        return False
    before = store.get(journal, Session, id).notes
    sessions.edit(journal, id, Facts(notes=f"{before}\n\n{text}" if before else text))
    return True


def _is_in(text: str, notes: str) -> bool:
    """Whether the notes have the text already, as paragraphs of their own."""
    return f"\n\n{text.strip()}\n\n" in f"\n\n{notes.strip()}\n\n"


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
    """What to tell the user about a goal that was not found."""
    return f"No one goal is called {quoted(words)}; it stays in the notes."


def kept_goal(words: str) -> str:
    """The line that keeps such a goal in the notes."""
    return f"Goal: {words}"
