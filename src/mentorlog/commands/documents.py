"""Session documents handed out and taken back, with what is asked and told."""

from collections.abc import Callable, Sequence
from functools import partial

from mentorlog import drafts
from mentorlog.commands.desk import Desk, at_terminal, confirm, say, says_yes
from mentorlog.errors import joined, quoted
from mentorlog.exchange import session_document
from mentorlog.journal import Journal, sessions, store
from mentorlog.journal.documents import handed_out, lines, log, returned
from mentorlog.journal.documents.returned import Compared, Returned
from mentorlog.records import Session, SessionState
from mentorlog.records.drafts import Logged, SessionDraft
from mentorlog.records.keeping import Touched
from mentorlog.values import NamedTuple
from mentorlog.views import sessions as views


def document(journal: Journal, id: int, *, marks: bool) -> str:
    """The session's document; ``marks`` tie it and its lines to their records, for me alone."""
    return session_document.write(
        store.get(journal, Session, id),
        *lines.of(journal, id),
        marks=marks,
        me=journal.me,
        written=handed_out.stamp(journal) if marks else None,
    )


def read(desk: Desk, text: str) -> tuple[SessionDraft, tuple[str, ...]]:
    """The session that a document holds, and what to say of it. Raises UnreadableDocument.

    What is only of the form that it names is left out.
    """
    kept: tuple[str, ...] = ()
    if "form:" in text:
        from mentorlog.commands import form_files

        text, kept = form_files.filled(text)
    found, notes = _read(desk, text)
    if kept:
        # Said once for all of them, and not of each.
        notes = tuple(note for note in notes if not note.startswith(tuple(map(quoted, kept))))
        names = joined(quoted(heading.lstrip("# ")) for heading in kept)
        notes = (*notes, f"{names} {'stays' if len(kept) == 1 else 'stay'} in the notes.")
    return found, notes


def _read(desk: Desk, text: str) -> tuple[SessionDraft, tuple[str, ...]]:
    """The document; the mark of a line that it showed counts wherever it stands in a line."""
    plain = partial(session_document.read, today=desk.today, order=desk.order(text))
    found, notes = plain(text)
    loose = session_document.loose(text, found) if found.written else ()
    if not loose:
        return found, notes
    marked, _ = plain(text, loose=loose)
    with desk.reading() as journal:
        shown = handed_out.shown(journal, marked, loose)
    if any(shown.values()):
        found, notes = plain(text, loose=[mark for mark in shown if shown[mark]])
    glued = session_document.glued(text)
    said = [
        f"^{mark} counts as a mark, although no space stands before it."
        if is_mark
        else f"^{mark} stays in the text: a mark has a space before it."
        for mark, is_mark in shown.items()
        if mark in glued
    ]
    return found, (*notes, *said)


def edit(desk: Desk, id: int, *, yes: bool, as_json: bool) -> None:
    """Change a session by its document in the editor."""
    from mentorlog.commands.editor import in_editor

    with desk.reading() as journal:
        uid, written = store.get(journal, Session, id).uid, handed_out.stamp(journal)
        text = document(journal, id, marks=True)
    with in_editor(desk, text, drafts.of_session(f"s{id}")) as edited:
        if edited.text is None:
            say("Nothing was changed.")
            return
        found, notes = read(desk, edited.text)
        # Its front matter may be gone or another's; which text it was is known here.
        found = found._replace(uid=uid if found.uid else None, written=written)
        place = Place(id, whole=True, how="changed")
        taken = change(desk, "session edit", found, place, yes=yes)
        if taken is None:
            say("It was emptied, so nothing was changed.")
            return
        tell(taken, notes)
        if taken.done.conflicts:
            edited.keep(taken.other)
    from mentorlog.views import changes  # only an edit tells each value

    session, done = taken.done.session, taken.done
    edited_here = [f"s{id}", *(mark for mark, what in done.changed if what == "changed")]
    screen = changes.document(
        views.written(session, "", desk.today),
        [each for each in taken.touched if each.record.code in edited_here],
        became(done._replace(changed=tuple(each for each in done.changed if each[1] != "changed"))),
        desk.today,
    )
    desk.show(screen, as_json=as_json)


class Place(NamedTuple):
    """The session that a document is of; ``whole`` if the document was made from it.

    ``how`` is what became of it: ``changed``, or as a log has it.
    """

    id: int
    whole: bool
    how: str


class Taken(NamedTuple):
    """What a document did to its session; its notes are told by ``tell``.

    ``other`` is a document of what is to be kept where something changed on both sides. ``touched`` is
    what it changed of a session that was there, value by value.
    """

    written: Logged
    done: Returned
    other: str
    touched: tuple[Touched, ...] = ()


def compared(journal: Journal, found: SessionDraft, place: Place) -> Compared:
    """What a document changes in its session; nothing is done yet."""
    since = handed_out.since(journal, found.written)
    return returned.compare(journal, place.id, found, since, whole=place.whole)


def change(
    desk: Desk, command: str, found: SessionDraft, place: Place, *, yes: bool
) -> Taken | None:
    """Do what a document changes in a session that is there; None where it says nothing.

    Missing lines, and people who would come to read the session, are asked about before any lock is
    taken. Where nobody can be asked and there is no ``yes``, the lines stay. Raises ``WrongUsage``
    where somebody would come to read, and ``Interrupted`` for a no.
    """
    with desk.reading() as journal:
        seen = compared(journal, found, place)
        there = [int(person[1:]) for person in seen.merged.draft.with_people]
        question = sessions.newcomers(journal, place.id, there)
    if seen.says_nothing(found):
        return None
    if question:
        confirm(f"{question} Go on?", yes=yes)
    delete = _to_delete(seen.merged.gone, yes=yes)
    return take(desk, command, found, lambda _: place, delete)


def take(
    desk: Desk,
    command: str,
    found: SessionDraft,
    place: Callable[[Journal], Place],
    delete: Sequence[str] = (),
) -> Taken:
    """Do what a document changes in the session that ``place`` finds or makes.

    Lines of ``delete``, which the document no longer has, are deleted.
    """
    with desk.writing(command) as journal:
        there = place(journal)
        seen = compared(journal, found, there)
        done = returned.apply(journal, there.id, seen, delete)
        if there.how != "changed" or seen.mine.state is SessionState.PLANNED:
            done = done._replace(notes=(*done.notes, *log.held(journal, done.session)))
        other = done.other._replace(uid=done.session.uid, written=handed_out.stamp(journal))
        everything = lines.of(journal, there.id)
        written = Logged(
            done.session, there.how, done.added, (), done.noted, everything, journal.me,
            readers=log.readers_of(journal, done.session),
        )  # fmt: skip
        kept = session_document.write_draft(other) if done.conflicts else ""
        return Taken(written, done, kept, _touched(journal, there))


def _touched(journal: Journal, place: Place) -> tuple[Touched, ...]:
    if place.how != "changed":
        return ()
    from mentorlog.journal.past import changes  # only an edit tells each value

    return tuple(changes.made_now(journal))


def _to_delete(gone: Sequence[str], *, yes: bool) -> Sequence[str]:
    if not gone or yes:
        return gone
    if not at_terminal():
        return ()
    one = len(gone) == 1
    stands = "no longer stands" if one else "no longer stand"
    question = f"{', '.join(gone)} {stands} in it. Delete {'it' if one else 'them'}?"
    return gone if says_yes(question) else ()


def became(done: Returned) -> list[str]:
    """What the document did to the session's lines, to be said: ``a38 done``, ``added t48``."""
    parts = [f"{mark} {what}" for mark, what in done.changed if what != "changed"]
    edited = [mark for mark, what in done.changed if what == "changed"]
    for what, marks in (("changed", edited), ("added", done.added), ("deleted", done.deleted)):
        parts += [f"{what} {' '.join(marks)}"] if marks else []
    return parts


def tell(taken: Taken, notes: Sequence[str] = ()) -> None:
    """Say what stays although the document says otherwise."""
    for note in (*notes, *taken.done.notes):
        say(note)
    if kept := taken.done.kept:
        one = len(kept) == 1
        stand, stay, it = ("stands", "stays", "it") if one else ("stand", "stay", "them")
        how = "" if at_terminal() else f": --yes deletes {it}"
        say(f"{', '.join(kept)} no longer {stand} in the document, and {stay}{how}.")
    for conflict in taken.done.conflicts:
        say(conflict.sentence)
