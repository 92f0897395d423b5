"""The sessions of an import: logged, added to, or made what an edited document of ours says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from mentorlog.errors import Ambiguous, WrongUsage, joined
from mentorlog.journal import Journal, actions, origins, sessions, store, takeaways
from mentorlog.journal.documents import handed_out, lines, log, meant, returned
from mentorlog.journal.intake import merging
from mentorlog.journal.intake.matches import Match, day_in, likeness
from mentorlog.journal.intake.names import Names
from mentorlog.journal.intake.records import NotYet, Row, Stored, only_news
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
    if match is None and whole and draft.uid and row.past.since(draft.written):
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
    lines, since = said._replace(goals=()), row.past.since(draft.written)
    compared = returned.compare(journal, 0, lines, since, whole=False, keep_visibility=True)
    if compared.only_headers and not draft.held_on:
        return Stored(0, added=False)
    state = draft.state or _expected(journal, draft.held_on)
    id, how = returned.open_for(journal, draft._replace(state=state), people)
    stored = _edited(journal, id, said, row)
    return stored._replace(added=how == "new", said=(*stored.said, *log.held(journal, id)))


def _edited(journal: Journal, id: int, draft: SessionDraft, row: Row) -> Stored:
    """Change a session by our document, which was edited elsewhere."""
    whole = store.get(journal, Session, id).uid == draft.uid
    named = meant.Names(row.names.person, lambda words: row.names.goal(words, row.origin))
    since = row.past.since(draft.written)
    compared = returned.compare(
        journal, id, draft, since, whole=whole, named=named, keep_visibility=True
    )
    if compared.says_nothing(draft):
        return Stored(id, added=False)
    done = returned.apply(journal, id, compared, compared.merged.gone if row.past.yes else ())
    stays = [
        f"{mark} no longer stands in the document, and stays: --yes deletes it."
        for mark in done.kept
    ]
    said = (*done.notes, *stays, *(conflict.sentence for conflict in done.conflicts))
    return Stored(id, added=False, deleted=len(done.deleted), said=said)


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
        elif not row.last:
            raise NotYet
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
    _tell(names, written.notes)
    return written.session.id


def _expected(journal: Journal, on: date | None) -> SessionState:
    """The state of a session of which none is said: planned while it is to come, else held."""
    return SessionState.PLANNED if on and on > journal.clock.today else SessionState.HELD


def _tell(names: Names, notes: Sequence[str]) -> None:
    for note in notes:
        names.say_once(note)


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
    if facts.get("notes") and any(
        sentence.startswith(f"s{match.id}, notes:") for sentence in row.told
    ):
        facts["notes"] = _both(stored.notes, draft.notes)
    facts["people"] = _same_readers(journal, stored, people, names)
    facts["goals"], facts["tags"] = tuple(goals), draft.tags
    if "state" in new and draft.state:
        # The day first: a session that is planned for later may have been held on an earlier day.
        if facts.get("held_on") and draft.state is SessionState.HELD:
            sessions.edit(journal, match.id, Facts(held_on=facts["held_on"]))
        sessions.move(journal, match.id, draft.state)
    sessions.edit(journal, match.id, facts)
    stored_lines = _lines(journal, match.id)
    missing = _missing(draft.lines, stored_lines)
    if missing and not match.by_uid:
        missing = _reworded(journal, missing, _missing_there(draft.lines, stored_lines))
    _tell(names, lines.write(journal, match.id, missing).notes)
    _tick(journal, draft.lines, stored_lines)


def _same_readers(
    journal: Journal, stored: Session, people: Sequence[int], names: Names
) -> tuple[int, ...]:
    """The people who attended; nobody new if they would come to read what is written of the session."""
    there = {person.id for person in stored.attendees}
    more = [person for person in people if person not in (*there, journal.me)]
    if more and sessions.read_by_all(journal, stored.id):
        who = joined(person.label for person in refs(journal, Kind.PERSON, more).values())
        names.say_once(
            f"s{stored.id} keeps who attended: {who} would read its lines."
            f" mentorlog session edit s{stored.id} --with says who did."
        )
        return ()
    return tuple(people)


def _both(stored: str | None, said: str) -> str:
    """The notes of the source, below those that were written here since."""
    if stored is None or stored in said:
        return said
    return stored if said in stored else f"{stored}\n\n{said}"


def _lines(journal: Journal, id: int) -> list[Takeaway | Action]:
    written, promised = lines.of(journal, id)
    return [*written, *promised]


def _key(line: LineDraft) -> tuple[str, str]:
    return line.kind.value, line.text.strip()


def _key_of(line: Takeaway | Action) -> tuple[str, str]:
    return (Kind.ACTION.value if isinstance(line, Action) else line.kind.value), line.text


def _with_owner(line: LineDraft) -> tuple[str, str]:
    """How the line is stored if nobody has its owner's name."""
    kind, text = _key(line)
    return kind, f"{text} @{line.owner}"


def _missing(lines: Sequence[LineDraft], stored: Sequence[Takeaway | Action]) -> list[LineDraft]:
    """The lines that are not stored yet, by their text; a text that comes twice is stored twice."""
    there = Counter(map(_key_of, stored))
    found = []
    for line in lines:
        key = next((key for key in (_key(line), _with_owner(line)) if there[key]), None)
        if key is None:
            found.append(line)
        else:
            there[key] -= 1
    return found


def _missing_there(
    lines: Sequence[LineDraft], stored: Sequence[Takeaway | Action]
) -> list[Takeaway | Action]:
    """The stored lines that the source does not have."""
    there = Counter(key for line in lines for key in {_key(line), _with_owner(line)})
    return [known for known in stored if not there[_key_of(known)]]


def _reworded(
    journal: Journal, lines: Sequence[LineDraft], stored: Sequence[Takeaway | Action]
) -> list[LineDraft]:
    """Reword the stored lines that were reworded there; returns the lines that are new.

    A line that was reworded here is what the source still has in its old words.
    """
    left = {(known.id, _kind_of(known)): known for known in stored}
    once = {key: merging.wordings(journal, *key) for key in map(_kind_and_id, stored)}
    new = []
    for line in lines:
        same = [known for known in left.values() if _kind_of(known) == _key(line)[0]]
        known = next((each for each in same if line.text in once[_kind_and_id(each)][0]), None)
        if known is None:
            untouched = [each for each in same if each.text == once[_kind_and_id(each)][1]]
            known = max(untouched, key=lambda each: likeness(each.text, line.text), default=None)
            if known is None or likeness(known.text, line.text) < _ALIKE:
                new.append(line)
                continue
            _reword(journal, known, line.text)
        del left[known.id, _kind_of(known)]
    return new


_ALIKE = 0.6
"""How much of a line is still there, from 0 to 1, where it was reworded and is not another."""


def _kind_of(line: Takeaway | Action) -> str:
    return _key_of(line)[0]


def _kind_and_id(line: Takeaway | Action) -> tuple[Kind, int]:
    return Kind.ACTION if isinstance(line, Action) else Kind.TAKEAWAY, line.id


def _reword(journal: Journal, line: Takeaway | Action, text: str) -> None:
    if isinstance(line, Action):
        actions.edit(journal, line.id, Facts(text=text))
    else:
        takeaways.edit(journal, line.id, Facts(text=text))


def _tick(
    journal: Journal, there: Sequence[LineDraft], stored: Sequence[Takeaway | Action]
) -> None:
    """Close the open actions that the source has ticked; what is closed here stays closed."""
    closed = {_key(line): line for line in there if line.done or line.dropped}
    for known in stored:
        line = closed.get(_key_of(known))
        if line and isinstance(known, Action):
            lines.tick(journal, known, line)
