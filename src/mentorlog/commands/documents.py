"""Session documents handed out, and taken back: asked about, compared, done, and what is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from mentorlog import drafts
from mentorlog.commands.desk import Desk, ask, at_terminal, say
from mentorlog.exchange import session_document
from mentorlog.journal import Journal, sessions
from mentorlog.journal.documents import handed_out, log, returned
from mentorlog.journal.documents.returned import Compared, Names, Returned
from mentorlog.records import Action, SessionState, Takeaway
from mentorlog.records.drafts import SessionDraft


def document(journal: Journal, id: int, *, marks: bool) -> str:
    """The session's document; ``marks`` tie it and its lines to their records, for me alone."""
    return session_document.write(
        sessions.get(journal, id),
        *log.lines_of(journal, id),
        marks=marks,
        me=journal.me,
        written=handed_out.stamp(journal) if marks else None,
    )


class Place(NamedTuple):
    """The session that a document is of; ``whole`` if the document was of it from the beginning."""

    id: int
    whole: bool
    how: str


class Taken(NamedTuple):
    """What a document did, and to which session; ``other`` is what is to be kept of it."""

    place: Place
    done: Returned
    other: str
    me: int
    everything: tuple[list[Takeaway], list[Action]]


def take(
    desk: Desk,
    command: str,
    found: SessionDraft,
    place: Callable[[Journal], Place],
    *,
    gone: Sequence[str] = (),
    named: Callable[[Journal], Names] = returned.names,
    yes: bool = False,
) -> Taken:
    """Do what a document changes in its session, which ``place`` finds or makes.

    Lines that are ``gone`` from it are asked about before any lock is taken; where nobody can be
    asked they stay, but with ``yes``.
    """
    delete = _to_delete(gone, yes=yes)
    with desk.writing(command) as journal:
        there = place(journal)
        compared = returned.compare(
            journal,
            there.id,
            found,
            _since(journal, found),
            whole=there.whole,
            named=named(journal),
        )
        done = returned.apply(journal, there.id, compared, delete)
        if there.how != "changed" or compared.mine.state is SessionState.PLANNED:
            done = done._replace(notes=(*done.notes, *log.held(journal, there.id)))
        other = done.other._replace(uid=done.session.uid, written=handed_out.stamp(journal))
        return Taken(
            there,
            done,
            session_document.write_draft(other),
            journal.me,
            log.lines_of(journal, there.id),
        )


def says_nothing(desk: Desk, found: SessionDraft) -> bool:
    """Whether nobody filled in a document that is of no session yet."""
    lines = found._replace(with_people=(), goals=())
    return look(desk, lines, Place(0, whole=False, how="new")).only_headers


def look(desk: Desk, found: SessionDraft, place: Place) -> Compared:
    """What a document would change in its session."""
    with desk.reading() as journal:
        return returned.compare(journal, place.id, found, _since(journal, found), whole=place.whole)


def _since(journal: Journal, found: SessionDraft) -> handed_out.Since | None:
    last = handed_out.number(journal, found.written)
    return None if last is None else handed_out.Since(journal, last)


def _to_delete(gone: Sequence[str], *, yes: bool) -> Sequence[str]:
    if not gone or yes:
        return gone
    if not at_terminal():
        return ()
    one = len(gone) == 1
    stands = "no longer stands" if one else "no longer stand"
    question = f"{', '.join(gone)} {stands} in it. Delete {'it' if one else 'them'}? [y/N] "
    return gone if ask(question).casefold() in ("y", "yes") else ()


# What is said


def became(done: Returned) -> list[str]:
    """What the document did to the session's lines, to be said: ``a38 done``, ``added t48``."""
    parts = [f"{mark} {what}" for mark, what in done.changed if what != "changed"]
    edited = [mark for mark, what in done.changed if what == "changed"]
    for what, marks in (("changed", edited), ("added", done.added), ("deleted", done.deleted)):
        parts += [f"{what} {' '.join(marks)}"] if marks else []
    return parts


def tell(desk: Desk, taken: Taken, notes: Sequence[str], draft: drafts.Draft | None) -> None:
    """Say what stays, and keep the document's side of what changed on both sides as a draft."""
    for note in (*notes, *taken.done.notes):
        say(note)
    if kept := taken.done.kept:
        one = len(kept) == 1
        stand, stay, it = ("stands", "stays", "it") if one else ("stand", "stay", "them")
        how = "" if at_terminal() else f": --yes deletes {it}"
        say(f"{', '.join(kept)} no longer {stand} in the document, and {stay}{how}.")
    if not taken.done.conflicts:
        if draft:
            draft.discard()
        return
    for conflict in taken.done.conflicts:
        say(conflict.sentence)
    if not draft:
        desk.keep(f"s{taken.place.id}", taken.other)
        return
    draft.replace(taken.other)
    say(drafts.kept(draft.path))
