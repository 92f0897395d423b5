"""The sessions of an import: logged, added to, or made what an edited document of ours says."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from mentorlog.errors import Ambiguous, WrongUsage, joined
from mentorlog.journal import Journal, origins, sessions, store
from mentorlog.journal.documents import handed_out, lines, log, meant, returned
from mentorlog.journal.intake.matches import Match, day_in, once_called
from mentorlog.journal.intake.merging import list_news, tags
from mentorlog.journal.intake.names import Names
from mentorlog.journal.intake.records import Row, Stored, only_news
from mentorlog.journal.names import refs
from mentorlog.journal.store import Facts
from mentorlog.journal.words import optional
from mentorlog.records import Action, Kind, Session, SessionState, Takeaway
from mentorlog.records.drafts import LineDraft, SessionDraft
from mentorlog.records.imports import Times


def session(journal: Journal, draft: SessionDraft, row: Row, *, whole: bool) -> Stored:
    """Add a session, or change what is news about it.

    The ``whole`` document of a session with our uid makes the changes that were made in it since we wrote
    it. To any other session lines are only added.
    """
    if draft.minutes is not None and draft.minutes < 1:
        raise WrongUsage(f"A session cannot take {draft.minutes} minutes.")
    names = row.names
    draft = draft._replace(tags=names.tags(draft.tags))
    if whole and (known := returned.find(journal, draft.uid)):
        return _edited(journal, known, draft, row)
    _add_owners(draft, names)
    people = [names.person(name) for name in draft.with_people]
    nameless = draft.uid is None and row.origin is None
    match = row.match
    if match is None and (nameless or (whole and draft.uid is None and draft.lines)):
        # A note that was renamed has all that it had.
        match = _same(journal, draft, people)
    if match is None and whole and draft.uid and handed_out.since(journal, draft.written):
        return _filled_in(journal, draft, people, row)
    draft, goals = _with_goals(journal, draft, row, match)
    if match is None:
        return Stored(_add(journal, draft, people, goals, names), added=True)
    _update(journal, row._replace(match=match), draft, people, goals)
    return Stored(match.id, added=False)


def _filled_in(journal: Journal, draft: SessionDraft, people: Sequence[int], row: Row) -> Stored:
    """Log a session from our document that was prepared for it; nothing if it was not filled in."""
    if gone := handed_out.deleted(journal, draft):
        return Stored(0, added=False, said=(gone,))
    said = draft._replace(with_people=())
    lines, since = said._replace(goals=()), handed_out.since(journal, draft.written)
    compared = returned.compare(journal, 0, lines, since, whole=False, keep_visibility=True)
    if compared.only_headers and not draft.held_on:
        return Stored(0, added=False)
    state = draft.state or _expected(journal, draft.held_on)
    id, how = returned.open_for(journal, draft._replace(state=state), people)
    stored = _edited(journal, id, said, row)
    return stored._replace(
        added=how == "new", said=(*stored.said, *log.held(journal, store.get(journal, Session, id)))
    )


def _edited(journal: Journal, id: int, draft: SessionDraft, row: Row) -> Stored:
    """Change a session by our document, which was edited elsewhere."""
    whole = store.get(journal, Session, id).uid == draft.uid
    since = handed_out.since(journal, draft.written)
    compared = returned.compare(
        journal, id, draft, since, whole=whole, named=_named(row), keep_visibility=True
    )
    if compared.says_nothing(draft):
        return Stored(id, added=False)
    done = returned.apply(journal, id, compared, compared.merged.gone if row.yes else ())
    stays = [
        f"{mark} no longer stands in the document, and stays: --yes deletes it."
        for mark in done.kept
    ]
    said = (*done.notes, *stays, *(conflict.sentence for conflict in done.conflicts))
    return Stored(id, added=False, deleted=len(done.deleted), said=said)


def _named(row: Row) -> meant.Names:
    """Whom and what the words of a row mean."""
    return meant.Names(row.names.person, lambda words: row.names.goal(words, row.origin))


def taken_out(journal: Journal, times: Times) -> list[Session]:
    """Cancel the planned sessions to come that came from there and are no longer among its times.

    A session that was only moved within its day is kept, and gets its new identifier.
    """
    there = dict(times.times)
    known = journal.rows(
        "SELECT o.identifier, s.id, s.held_on, s.state FROM origins o"
        " JOIN sessions s ON s.id = o.record WHERE o.kind = 'session' AND o.source = ?"
        " AND (o.identifier = ? OR substr(o.identifier, 1, ?) = ?) ORDER BY o.identifier",
        [times.source, times.called, len(times.called) + 1, f"{times.called}/"],
    )
    for row in known:
        there.pop(row["identifier"], None)
    now = {identifier for identifier, _ in times.times}
    cancelled = []
    for row in (row for row in known if row["identifier"] not in now):
        moved = next(
            (
                identifier
                for identifier, on in there.items()
                if on.isoformat() == row["held_on"]
                or day_in(identifier) == day_in(row["identifier"])
            ),
            None,
        )
        if moved:
            del there[moved]
            origins.rename(journal, times.source, row["identifier"], moved)
        elif row["state"] == "planned" and row["held_on"] >= journal.clock.today.isoformat():
            sessions.move(journal, row["id"], SessionState.CANCELLED)
            cancelled.append(store.get(journal, Session, row["id"]))
    return cancelled


def _add_owners(draft: SessionDraft, names: Names) -> None:
    """Make sure that owners of lines with a mark exist: a journal wrote such lines."""
    for line in draft.lines:
        if line.mark and line.owner:
            with suppress(Ambiguous):
                names.person(line.owner)


def _with_goals(
    journal: Journal, draft: SessionDraft, row: Row, match: Match | None
) -> tuple[SessionDraft, list[int]]:
    """The goals discussed, and the draft with a line in its notes for each unknown goal."""
    linked = {}
    if match:
        linked = {goal.label: goal.id for goal in store.get(journal, Session, match.id).goals}
    found, unknown = [], []
    for words in draft.goals:
        known = linked.get(words) or row.names.goal(words, row.origin)
        if known is not None:
            found.append(known)
        else:
            unknown.append(row.names.missing(words))
    notes = "\n\n".join(filter(None, (draft.notes, *unknown)))
    return draft._replace(goals=(), notes=notes), found


def _add(
    journal: Journal, draft: SessionDraft, people: Sequence[int], goals: Sequence[int], names: Names
) -> int:
    written = log.save(
        journal,
        draft._replace(state=draft.state or _expected(journal, draft.held_on)),
        people,
        goals=goals,
        new=True,
        uid=draft.uid,
    )
    for note in written.notes:
        names.say_once(note)
    return written.session.id


def _expected(journal: Journal, on: date | None) -> SessionState:
    """The state of a session of which none is said: planned while it is to come, else held."""
    return SessionState.PLANNED if on and on > journal.clock.today else SessionState.HELD


def _same(journal: Journal, draft: SessionDraft, people: Sequence[int]) -> Match | None:
    """The session of that day with those people that has all that the draft says."""
    on = draft.held_on or journal.clock.today
    there = {person for person in people if person != journal.me}
    for known in store.select(journal, Session, since=on, until=on):
        if {person.id for person in known.attendees} != there:
            continue
        if draft.time and known.time and draft.time != known.time:
            continue
        if draft.topic and known.topic != optional(draft.topic):
            continue
        if (optional(draft.notes) or "") not in (known.notes or ""):
            continue
        if not _missing(draft.lines, _lines(journal, known.id)):
            return Match(known.id)
    return None


def _update(
    journal: Journal, row: Row, draft: SessionDraft, people: Sequence[int], goals: Sequence[int]
) -> None:
    match, names = row.match, row.names
    assert match
    stored = store.get(journal, Session, match.id)
    state = draft.state
    if not match.by_uid and stored.state is not SessionState.PLANNED:
        # Another program only knows that the day is over, and not whether the session was held.
        state = None if draft.state is SessionState.HELD else draft.state
    said = Facts(
        held_on=draft.held_on,
        time=draft.time,
        minutes=draft.minutes,
        mode=draft.mode,
        topic=draft.topic,
        notes=draft.notes,
    )
    _, facts, new = only_news(journal, Kind.SESSION, row, said, state=state)
    there = [person.id for person in stored.attendees]
    came = [person for person in people if person != journal.me]
    more = list_news(journal, "attendees", Kind.SESSION, match, there, came)
    facts["people"] = _same_readers(journal, stored, tuple(more), names)
    linked = [goal.id for goal in stored.goals]
    facts["goals"] = tuple(list_news(journal, "session_goals", Kind.SESSION, match, linked, goals))
    facts["tags"], _ = tags(journal, Kind.SESSION, match, draft.tags)
    if "state" in new and draft.state:
        # The day first: a session that is planned for later may have been held on an earlier day.
        if facts.get("held_on") and draft.state is SessionState.HELD:
            sessions.edit(journal, match.id, Facts(held_on=facts["held_on"]))
        sessions.move(journal, match.id, draft.state)
    sessions.edit(journal, match.id, facts)
    _merge_lines(journal, match.id, draft.lines, row)


def _merge_lines(journal: Journal, id: int, there: Sequence[LineDraft], row: Row) -> None:
    """Make the lines what a document has that says nothing else, but for those that were deleted here."""
    here = set(map(_key_of, _lines(journal, id)))
    said = [
        line._replace(mark=None)
        for line in there
        if _key(line) in here or not _is_gone(journal, id, line)
    ]
    notes = store.get(journal, Session, id).notes or ""
    document = SessionDraft(lines=tuple(said), notes=notes)
    compared = returned.compare(
        journal, id, document, None, whole=False, named=_named(row), keep_visibility=True
    )
    done = returned.apply(journal, id, compared)
    if done.is_news or done.conflicts:
        row.told.extend((*done.notes, *(conflict.sentence for conflict in done.conflicts)))


def _is_gone(journal: Journal, session: int, line: LineDraft) -> bool:
    """Whether a line of the session with these words was deleted here."""
    kind = Kind.ACTION if line.kind is Kind.ACTION else Kind.TAKEAWAY
    once = once_called(journal, kind).get(line.text, ())
    return any(each.deleted_at and each.row["session"] == session for each in once)


def _same_readers(
    journal: Journal, stored: Session, more: tuple[int, ...], names: Names
) -> tuple[int, ...]:
    """Those more who attended; nobody if they would come to read what is written of the session."""
    if more and sessions.read_by_all(journal, stored.id):
        who = joined(person.label for person in refs(journal, Kind.PERSON, more).values())
        names.say_once(
            f"s{stored.id} keeps who attended: {who} would read its lines."
            f" mentorlog session edit s{stored.id} --with says who did."
        )
        return ()
    return more


def _lines(journal: Journal, id: int) -> list[Takeaway | Action]:
    written, promised = lines.of(journal, id)
    return [*written, *promised]


def _key(line: LineDraft) -> tuple[str, str]:
    return line.kind.value, line.text.strip()


def _key_of(line: Takeaway | Action) -> tuple[str, str]:
    return (Kind.ACTION.value if isinstance(line, Action) else line.kind.value), line.text


def _missing(lines: Sequence[LineDraft], stored: Sequence[Takeaway | Action]) -> list[LineDraft]:
    """The lines that are not stored yet, by their text; a text that comes twice is stored twice."""
    there = Counter(map(_key_of, stored))
    found = []
    for line in lines:
        kind, text = _key(line)
        # If nobody has its owner's name, that stays in the text.
        both = (kind, text), (kind, f"{text} @{line.owner}")
        key = next((key for key in both if there[key]), None)
        if key is None:
            found.append(line)
        else:
            there[key] -= 1
    return found
