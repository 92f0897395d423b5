"""``log -`` and ``log -e``: a session as a document, from standard input or the editor.

A document that the journal handed out changes its own session, and only where the document was
changed. Any other document is a session to be logged.
"""

import secrets
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from mentorlog import drafts, places
from mentorlog.commands import documents, editor
from mentorlog.commands.desk import say
from mentorlog.commands.documents import Place, Taken
from mentorlog.commands.editor import AGAIN, in_editor
from mentorlog.commands.logged import BACK, Attending, Order, attending, save, tell
from mentorlog.errors import JournalSaysNo, WrongUsage
from mentorlog.exchange import session_document
from mentorlog.exchange.front_matter import UnreadableDocument
from mentorlog.journal import Journal, store
from mentorlog.journal.documents import handed_out, meant, returned, ticks
from mentorlog.journal.keeping import tombstones
from mentorlog.journal.names import refs
from mentorlog.records import Kind, Session
from mentorlog.records.drafts import SessionDraft, lines_of


def from_input(order: Order, said: SessionDraft) -> None:
    """Log the document on standard input; what the command line says comes first."""
    text = order.desk.standard_input(drafts.of_session(order.who or ""))
    if not text.strip():
        raise WrongUsage("Standard input is empty, so there is nothing to log.")
    _save(order, said, text)


def from_draft(order: Order, path: Path) -> None:
    """Log a draft after a look at it in the editor; whom it names is who was there."""
    text = path.read_bytes().decode("utf-8", "replace")
    edited = editor.edit(text, path, command=order.desk.settings.editor, typed=True)
    text = text if edited is None else edited
    with suppress(UnreadableDocument):
        if documents.read(order.desk, text)[0].with_people:
            order = order._replace(who=None)
    _save(order, SessionDraft(), text)
    drafts.discard(path)


def _save(order: Order, said: SessionDraft, text: str) -> None:
    """Log a document; where that fails it is kept as a draft, and drafts that hold it go when it is saved."""
    try:
        found, notes = documents.read(order.desk, text)
        document = _laid_over(found, said)
        is_ours = not order.new and (document.uid or document.written)
        taken = _taken(order, document) if is_ours else None
    except tombstones.Purged:
        raise
    except BaseException as error:
        again = AGAIN if isinstance(error, UnreadableDocument) else ""
        order.desk.keep(drafts.of_session(order.who or ""), text, again)
        raise
    for note in notes:
        say(note)
    if is_ours:
        _tell(order, taken)
    else:
        _log(order, document)
    drafts.forget(places.drafts(order.desk.path), text)


def _laid_over(found: SessionDraft, said: SessionDraft) -> SessionDraft:
    return found._replace(
        held_on=said.held_on or found.held_on,
        time=said.time or found.time,
        minutes=said.minutes or found.minutes,
        mode=said.mode or found.mode,
        topic=said.topic or found.topic,
        tags=(*found.tags, *said.tags),
        visibility=said.visibility or found.visibility,
        notes="\n\n".join(filter(None, (said.notes, found.notes))),
        lines=(*said.lines, *found.lines),
    )


def _log(order: Order, document: SessionDraft) -> None:
    """A document that is no session of the journal's yet."""
    document = unmarked(order, document)
    if document._replace(with_people=(), notes=document.notes.strip()) == SessionDraft():
        say("Nothing is written in the document, so nothing was saved.")
        return
    stored = save(order, document, keep=(BaseException,), again=True)
    if stored.how == "added to" and not (stored.added or stored.noted or stored.ticked):
        _say_known(stored.session)
        if not order.as_json:
            return
    tell(order, stored)


def _say_known(session: Session) -> None:
    say(f"Nothing in the document is new to s{session.id}, so nothing was changed.")


def unmarked(order: Order, document: SessionDraft) -> SessionDraft:
    """The document as one of no journal: its ticks are their words alone, which is said."""
    if not (document.uid or document.written):
        with order.desk.reading() as journal:
            document = meant.recognised(journal, document)
    document, notes = meant.unmarked(document)
    for note in notes:
        say(note)
    return document._replace(uid=None, written=None)


# A document that the journal handed out


def _taken(order: Order, document: SessionDraft) -> Taken | None:
    """What the document did, None where it says nothing."""
    desk = order.desk
    document = document._replace(goals=(*document.goals, *order.goals))
    with desk.reading() as journal:
        tombstones.expect_free(journal, document.uid)
        known = returned.find(journal, document.uid)
        session = store.get(journal, Session, known) if known else None
        if session is None and (why := handed_out.deleted(journal, document)):
            back = f"mentorlog undo {why.split(',')[0]} brings it back"
            raise JournalSaysNo(why, f"{back}; log - --new logs it as another")
    if session is None:
        return _logged(order, document)
    named = [*document.with_people, *filter(None, [order.who]), *order.others]
    if named and not document.with_people:
        named = [*(person.label for person in session.attendees), *named]
    document = document._replace(with_people=tuple(named))
    place = Place(session.id, session.uid == document.uid, "changed")
    return documents.change(desk, handed_out.BACK, document, place, yes=order.yes)


def _logged(order: Order, document: SessionDraft) -> Taken | None:
    """Log the document of a session that is not here yet, which ``prep`` or another journal wrote."""
    dated = document.held_on or document.topic or document.minutes
    lines = document._replace(with_people=(), goals=())
    if not dated:
        with order.desk.reading() as journal:
            if documents.compared(journal, lines, Place(0, whole=False, how="new")).only_headers:
                return None
    there = attending(order, document.with_people)

    def place(journal: Journal) -> Place:
        people = there.ids(journal, document.held_on)
        id, how = returned.open_for(journal, document, people, new=order.new)
        return Place(id, whole=False, how=how)

    return documents.take(order.desk, handed_out.BACK, document._replace(with_people=()), place)


def _tell(order: Order, taken: Taken | None) -> None:
    if taken is None:
        say("Nothing is filled in or changed in the document, so nothing was saved.")
        return
    documents.tell(taken)
    done, written = taken.done, taken.written
    if done.conflicts:
        order.desk.keep(drafts.of_session(f"s{written.session.id}"), taken.other)
    if done.is_news or written.how != "changed" or order.as_json:
        tell(order, written, also=documents.became(done._replace(added=())))
    elif not (done.kept or done.conflicts):
        _say_known(done.session)


# The editor


def from_editor(order: Order, said: SessionDraft, form: str | None = None) -> None:
    """Headings or a form in the editor; what was typed stays in a draft until it is in the journal.

    What is open with those who are there stands in it, to be ticked and answered, unless lines came
    from the command line.
    """
    blank = None
    if form is not None:
        from mentorlog.commands import form_files

        blank = form_files.get(form)
    there = attending(order, ())
    begun = said._replace(held_on=said.held_on or order.desk.today, with_people=tuple(there.names))
    typed = bool(said.lines or said.notes)
    begun = begun if typed else _with_what_is_open(order, begun, there)
    if typed:
        text = session_document.write_draft(begun)
    else:
        text = (session_document.header if blank else session_document.template)(begun)
    if blank:
        text = session_document.with_open_lines(blank.opened(text), begun)
    with in_editor(order.desk, text, drafts.of_session(there.names[0]), typed=typed) as edited:
        if edited.text is None:
            say("Nothing was changed, so nothing was saved.")
            return
        tell_it = _taken_in(order, said, there, edited.text, text)
    tell_it()  # By now it is saved, so that what goes wrong here leaves no draft.


def _with_what_is_open(order: Order, begun: SessionDraft, there: Attending) -> SessionDraft:
    """The draft as a document that is handed out, with the lines that are open with those there."""
    with order.desk.reading() as journal:
        found = ticks.open_with(journal, there.known)
        if not any(found):
            return begun
        people = tuple(refs(journal, Kind.PERSON, there.known).values())
        lines = lines_of([*found.topics, *found.questions], found.actions, people, me=journal.me)
        return begun._replace(
            uid=secrets.token_hex(8), written=handed_out.stamp(journal), lines=lines
        )


def _taken_in(
    order: Order, said: SessionDraft, there: Attending, text: str, before: str
) -> Callable[[], None]:
    """Save what came back from the editor; what is returned tells of it."""
    found, notes = documents.read(order.desk, text)
    if _is_empty(found, documents.read(order.desk, before)[0]):
        return partial(say, "It is empty, so nothing was saved.")
    for note in notes:
        say(note)
    found = found._replace(
        minutes=said.minutes or found.minutes,
        tags=(*found.tags, *said.tags),
        visibility=said.visibility or found.visibility,
    )
    if found.written and found.uid:
        return partial(_tell, order, _taken(order, found))
    found = unmarked(order, found)
    if not set(found.with_people) <= set(there.names):
        there = attending(order._replace(who=None), found.with_people)
    return partial(tell, order, save(order, found, there), BACK)


def _is_empty(found: SessionDraft, was: SessionDraft) -> bool:
    """Whether it has no note and no line but those it was opened with, and its keys are unchanged."""
    keys = found._replace(notes=found.notes.strip(), lines=())
    is_as_opened = all(line in was.lines for line in found.lines)
    return is_as_opened and keys in (SessionDraft(), was._replace(lines=(), notes=""))
