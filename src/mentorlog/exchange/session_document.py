"""A session as one Markdown document: for the editor, standard input, import and export.

::

    ---
    with: Dana Ortiz
    date: 2026-11-20
    ---
    Free notes, Markdown.

    ## To raise
    - [x] How do you say no? ^t43
      → Say what it would cost.
    ## Advice
    - Record one rehearsal a week ^t32
      = worked: twice is enough
    ## Actions
    - [x] Draft the outline @me (due 2026-11-27) (done 2026-11-25) !private ^a38
      → https://example.org/outline
    - [-] Introduce Priya @Dana (dropped 2026-11-26)
    ## Questions
    - Who reviews the abstract?
      → Noor does.
    ## Reflections
    What stays with me.

An item continues in indented lines. Under its text ``→`` (or ``->``) begins the answer of a question
or of something to raise, or an action's evidence, ``=`` the outcome of advice and its note; so they do behind a mark. Reflections are paragraphs.
Sections may come in any order, letter case and number. Nothing is dropped: unknown keys,
sections and headings are notes, other text in a section is a line of it. Comments as Obsidian
writes them (``%%…%%``) are private reflections. A table or a block of code among items is no item,
and is kept in the notes; a heading in a block of code is none. HTML comments are the user's text, but for those that ``template`` and
``prepared`` write, which are left out if unchanged.
``escapes`` tells how text that looks like any of this is kept.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from mentorlog.dates import DateOrder
from mentorlog.errors import quoted
from mentorlog.exchange import escapes, front_matter, line_ends, session_lines
from mentorlog.exchange.front_matter import UnreadableDocument
from mentorlog.exchange.lines import KINDS
from mentorlog.records import Action, Session, Takeaway, TakeawayKind, Visibility
from mentorlog.records.drafts import LineDraft, SessionDraft, draft_of

__all__ = ["UnreadableDocument", "header", "prepared", "read", "template", "write", "write_draft"]

_EMPTY = ("Takeaways", "Advice", "Actions", "Questions")
"""The sections of ``template``, which it has whether anything stands there or not."""


# Reading


def read(
    text: str, *, today: date, order: DateOrder | None = None, loose: Collection[str] = ()
) -> tuple[SessionDraft, tuple[str, ...]]:
    """The session in the document, and notes for standard error.

    Words for days count from ``today``. A mark of ``loose`` counts wherever it stands in a line. Raises UnreadableDocument if the front matter is not YAML;
    nothing else is refused.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    front = front_matter.FrontMatter()
    if top := front_matter.split(lines):
        front = front_matter.read(top[0], today, order)
        lines = lines[top[1] :]
    text, comments = escapes.without_comments("\n".join(lines))
    lines, is_private = _without_private(text.split("\n"))
    prose, drafts, said = [], [], list(front.notes)
    sections = [*_sections(lines)]
    said += _endless(*sections[-1])
    for heading, body in sections:
        if heading not in KINDS:
            prose.append(_notes_of(body))
            said += [f"{quoted(heading)} is kept in the notes: no section of ours."] * bool(heading)
            continue
        items, beside = session_lines.parted(body, KINDS[heading])
        prose.append(_notes_of(beside))
        for draft, heard in session_lines.read(items, KINDS[heading], today, order, loose):
            drafts.append(draft)
            said += heard
    drafts += [
        LineDraft(TakeawayKind.REFLECTION, escapes.ITEM.read(words), visibility=Visibility.PRIVATE)
        for words in comments
    ]
    notes = "\n\n".join(part for part in (*prose, "\n".join(front.kept)) if part)
    found = front.session._replace(notes=notes, lines=tuple(drafts))
    if is_private:
        found = found._replace(visibility=Visibility.PRIVATE)
    if found.notes_visibility not in (None, Visibility.PRIVATE):
        notes, closed = line_ends.without_private(notes, markdown=True)
        level = Visibility.PRIVATE if closed else found.notes_visibility
        found = found._replace(notes=notes, notes_visibility=level)
    return found, tuple(said)


def _without_private(lines: list[str]) -> tuple[list[str], bool]:
    """The lines without ``!private`` above all others, which makes the session private, and whether it stood there."""
    for place, line in enumerate(lines):
        if re.match(escapes.PRIVATE_ALONE, line):
            return [*lines[:place], *lines[place + 1 :]], True
        if line.strip(f"{line_ends.BLANKS}-"):
            break
    return lines, False


def loose(text: str, found: SessionDraft) -> set[str]:
    """What looks like the mark of a line and stands once in the text, but marks no line ``found`` in it."""
    marks = re.findall(r"\^([ta][0-9]{1,18})(?![0-9])", text)
    known = {line.mark for line in found.lines}
    return {mark for mark in marks if mark not in known and marks.count(mark) == 1}


def glued(text: str) -> set[str]:
    """What looks like a mark at the end of a line, with no blank before it."""
    return {*re.findall(r"(?m)(?<=[^ \t\n\\])\^([ta][0-9]{1,18})(?=[ \t]*\r?$)", text)}


def _sections(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Each section's name in lower case, and its lines. Notes are under "" or their own heading.

    An unknown heading ends a section. Among notes it is a line of them.
    """
    name, body, fence = "", list[str](), escapes.Fence()
    for line in lines:
        if fence.takes(line):
            body.append(line)
            continue
        if escapes.HOW_LINE.match(line):
            continue
        # Deeper headings may stand in notes; among items one that names a section is no item.
        among_items = re.sub("^#{3,6}(?=[ \t])", "##", line) if _has_items(name) else line
        known = escapes.SECTION_LINE.match(among_items)
        if known or (name in KINDS and escapes.HEADING_LINE.match(line)):
            yield name, body
            name, body = (known[1].lower(), []) if known else (line, [line])
            fence = _fence(name)
        else:
            body.append(line)
    yield name, body


def _endless(section: str, body: Sequence[str]) -> list[str]:
    """What to tell the user where the last section ends within a block of code."""
    fence, opened = _fence(section), ""
    for line in body:
        opened = opened if fence.is_open else line
        fence.takes(line)
    if not fence.is_open:
        return []
    return [f"No line closes the code that {quoted(opened.strip())} begins: all below it is notes."]


def _fence(section: str) -> escapes.Fence:
    return escapes.Fence(escapes.AMONG_ITEMS) if _has_items(section) else escapes.Fence()


def _has_items(section: str) -> bool:
    return section in KINDS and KINDS[section] is not TakeawayKind.REFLECTION


def _notes_of(lines: Sequence[str]) -> str:
    first = next((n for n, line in enumerate(lines) if line.strip(line_ends.BLANKS)), len(lines))
    return escapes.NOTES.read("\n".join(lines[first:]).rstrip(line_ends.BLANKS))


# Writing


def write(
    session: Session,
    takeaways: Sequence[Takeaway],
    actions: Sequence[Action],
    *,
    marks: bool = True,
    me: int | None = None,
    written: str | None = None,
) -> str:
    """The document of a session and its lines, ending in a newline.

    ``marks`` says whether to write the uid, the lines' numbers and ``written``, by which an edited
    document finds its records again. ``me`` is the id of the person who is written as ``@me``.
    """
    draft = draft_of(session, takeaways, actions, marks=marks, me=me)
    return write_draft(draft._replace(written=written if marks else None))


def write_draft(draft: SessionDraft) -> str:
    """The document of a draft. ``read`` gives the draft back, with its lines in the order of sections."""
    top, notes = front_matter.write(draft), _written_notes(draft)
    if not top and (notes.startswith("\ufeff") or notes.split("\n")[0].rstrip(" \t") == "---"):
        top = "---\n---\n"
    sections = _written(escapes.SECTIONS, draft.lines)
    return (
        top
        + (f"{notes}\n" if notes else "")
        + ("\n" if notes and sections else "")
        + "".join(sections)
    )


def template(session: SessionDraft) -> str:
    """What ``log -e`` opens: who and when, how it works, and sections with the lines that are open."""
    sections = _written(("To raise", *_EMPTY), session.lines, _EMPTY)
    return f"{header(session)}{escapes.HOW_IT_WORKS}\n" + "".join(f"\n{each}" for each in sections)


def with_open_lines(form: str, session: SessionDraft) -> str:
    """A form with the lines that are open: in the section that it has for them, else below it."""
    for section in _written(("To raise", "Actions", "Questions"), session.lines):
        heading, _, lines = section.partition("\n")
        before, found, after = form.partition(f"\n{heading}\n")
        form = f"{before}{found}{lines}{after}" if found else f"{form}\n{section}"
    return form


def header(session: SessionDraft) -> str:
    """The keys of a session that is about to be written: who, and when."""
    return front_matter.write(session._replace(tags=(), minutes=None, visibility=None))


def prepared(draft: SessionDraft, which: str) -> str:
    """A document to fill in once session ``which`` has been held, with what is to be talked about."""
    top, notes = front_matter.write(draft), _written_notes(draft)
    order = (
        *("To raise", "Actions", "Advice", "Questions"),
        *("Feedback", "Reflections", "For the report", "Takeaways"),
    )
    sections = "".join(_written(order, draft.lines, _EMPTY))
    return f"{top}{escapes.saved_when_logged(which)}\n{notes}{chr(10) if notes else ''}{sections}"


def _written_notes(draft: SessionDraft) -> str:
    notes, is_read = draft.notes, draft.notes_visibility not in (None, Visibility.PRIVATE)
    notes = line_ends.with_private(notes, markdown=True) if is_read else notes
    return escapes.NOTES.written(notes)


def _written(
    names: Sequence[str], lines: Sequence[LineDraft], always: Sequence[str] = ()
) -> list[str]:
    """The sections of these names that have lines, and of ``always`` those too that have none."""
    found = list[str]()
    for name in names:
        of = [line for line in lines if line.kind is KINDS[name.lower()]]
        if of or name in always:
            found.append(f"## {name}\n{session_lines.write(of)}")
    return found
