"""Evidence, answers and outcomes that stayed in a document when the lines they belong to were removed.

The text of a reply stands in lines of its own. Where only the first line was removed, what is left stands
below the line above, as if it were that one's, or in the notes if there is none.
"""

from __future__ import annotations

from collections.abc import Sequence

from mentorlog.errors import quoted
from mentorlog.journal.documents.three_ways import Handed
from mentorlog.records import Kind, TakeawayKind
from mentorlog.records.drafts import LineDraft, SessionDraft


def without(handed: Handed, theirs: SessionDraft) -> tuple[SessionDraft, tuple[str, ...]]:
    """The document without the replies of removed lines, and a sentence about each that was left out."""
    there = {line.mark for line in theirs.lines}
    above: dict[str | None, list[LineDraft]] = {}
    last = dict[TakeawayKind | Kind, str]()
    for mark in handed.shown:
        was = handed.lines[mark][0].draft
        if mark in there:
            last[was.kind] = mark
        elif _reply(was):
            above.setdefault(last.get(was.kind), []).append(was)
    said = list[str]()
    lines = tuple(
        _less(line, handed.lines[line.mark][0].draft, above[line.mark], said)
        if line.mark and line.mark in above
        else line
        for line in theirs.lines
    )
    notes = _notes(handed, theirs.notes, above.get(None, ()), said)
    return theirs._replace(lines=lines, notes=notes), tuple(said)


def _less(line: LineDraft, was: LineDraft, gone: Sequence[LineDraft], said: list[str]) -> LineDraft:
    text = _reply(line)
    for each in reversed(gone):
        reply = _reply(each)
        if text != _reply(was) and (text == reply or text.endswith(f"\n{reply}")):
            text = text.removesuffix(reply).removesuffix("\n")
            said.append(_sentence(each))
    if text == _reply(line):
        return line
    if line.kind is TakeawayKind.ADVICE:
        return line._replace(note=text or None, outcome=was.outcome)
    if line.kind is Kind.ACTION:
        return line._replace(evidence=text or None)
    return line._replace(answer=text or None)


def _notes(handed: Handed, notes: str, gone: Sequence[LineDraft], said: list[str]) -> str:
    """The notes without the paragraphs that are what was left of the first lines of a section."""
    left = {tuple(_reply(each).split()): each for each in gone}
    kept = list[str]()
    for paragraph in notes.split("\n\n"):
        # Before the words of a reply stands an arrow, or the sign of an outcome and the outcome.
        words = paragraph.split()
        found = next((left[key] for n in (1, 2) if (key := tuple(words[n:])) in left), None)
        if found and not any(paragraph in header.draft.notes for header in handed.headers):
            said.append(_sentence(found))
        else:
            kept.append(paragraph)
    return "\n\n".join(kept)


def _reply(line: LineDraft) -> str:
    return line.evidence or line.answer or line.note or ""


def _sentence(line: LineDraft) -> str:
    return (
        f"{quoted(_reply(line))} belongs to {line.mark}, which no longer stands in the document,"
        " and to no other line."
    )
