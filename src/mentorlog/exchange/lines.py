"""One line of a session as it is typed: at the prompt, or after an option of ``log``.

No text is an error here. Words that cannot be read as a day stay in the text, and the user is told.
"""

from __future__ import annotations

import re
from datetime import date

from mentorlog.dates import DateOrder
from mentorlog.errors import pasted, quoted
from mentorlog.exchange import line_ends
from mentorlog.records import Kind, TakeawayKind
from mentorlog.records.drafts import LineDraft

_KINDS = {"?": TakeawayKind.QUESTION, "+": TakeawayKind.ADVICE}
_ACTION, _NOTE = "!", "#"


MARKS = (
    ("Plain", "is a takeaway", ""),
    (_ACTION, "action", "; @name and due DAY may end it; a task, - [ ] TEXT, is one"),
    ("?", "question", "; alone it shows this table"),
    ("+", "advice", ""),
    (_NOTE, "private note", ""),
)
"""What a line at the prompt begins with, what it is then, and what else help says of it."""

MORE_MARKS = (
    ("x1", "ticks number 1, where what is open stands numbered above the prompt"),
    ("x1 TEXT", "ticks it with its answer, or with evidence that the action is done"),
    ("\\", "before a mark makes the line a plain one, as in \\! or \\x1"),
)
"""What else a line may begin with, and what that does."""


def marks() -> list[tuple[str, str]]:
    """The table of all marks: each with what it means."""
    return [(typed, means + more) for typed, means, more in MARKS] + list(MORE_MARKS)


def sign(kind: Kind | TakeawayKind) -> str:
    """The sign that a line of this kind begins with; empty for a takeaway."""
    signs = {_ACTION: Kind.ACTION, **_KINDS}
    return next((typed for typed, known in signs.items() if known is kind), "")


def action(
    text: str, today: date, order: DateOrder | None = None
) -> tuple[LineDraft, tuple[str, ...]]:
    """An action as typed, and notes to say on standard error.

    An owner (``@me``, ``@dana``, ``@"Dana Ortiz"``) and a due day at the end, in either order, are
    taken out of the text; so is an owner at its start. Whether such a person exists is not known here:
    see ``restore_owner``.
    """
    line = LineDraft(kind=Kind.ACTION, text=text.strip())
    line = line_ends.take(line, line_ends.TYPED_ACTION, line_ends.day_reader(today, order))
    return line, due_notes(line, today, order)


def dated(text: str, today: date, order: DateOrder | None = None) -> tuple[str, date | None]:
    """A title without the ``due DAY`` or ``by DAY`` that it ends in, and that day; a month is its last."""
    line = LineDraft(kind=Kind.ACTION, text=text.strip())
    line = line_ends.take(line, (line_ends.due,), line_ends.day_reader(today, order))
    return line.text, line.due_on


def due_notes(line: LineDraft, today: date, order: DateOrder | None = None) -> tuple[str, ...]:
    """What to tell the user about a ``due …``, or a day without it, that stayed in the action's text."""
    if line.due_on:
        return ()
    if unread := line_ends.unread_due(line.text, today, order):
        return (f"{quoted(unread[0])} stays in the text: {unread[1]}.",)
    if repeat := line_ends.bare_repeat(line.text):
        every = repeat.split(maxsplit=1)[1]
        how = f"1w --due {every}" if line_ends.is_weekday(every) else pasted(every)
        return (f"{quoted(repeat)} stays in the text: todo TEXT --every {how} repeats it.",)
    if day := line_ends.bare_day(line.text, line_ends.day_reader(today, order)):
        return (f"{quoted(day)} stays in the text: {quoted(f'due {day}')} would be its due day.",)
    return ()


def restore_owner(draft: LineDraft) -> LineDraft:
    """The draft with its owner's word back at the end of the text, as nobody has that name."""
    if draft.owner is None:
        return draft
    return draft._replace(text=f"{draft.text} {line_ends.owner_word(draft.owner)}", owner=None)


_LIST_MARK = re.compile(r"\A[-*•][ \t]+(?=[^ \t])")
"""What begins an item of a list that is pasted; a dash before a number or another dash is none."""

_TASK = re.compile(r"[-*•][ \t]+\[([ xX])\][ \t]+([^ \t].*)")
"""A task of a Markdown list: its box, empty or ticked, and its text."""

_TICK = re.compile(r"[xX]([0-9]{1,3})(?:[ \t]+(.*))?")


def tick(line: str) -> tuple[int, str] | None:
    """The number that a line of the prompt ticks, and what is said with it: ``x1``, ``x1 It went well``."""
    match = _TICK.fullmatch(line.strip())
    return (int(match[1]), (match[2] or "").strip()) if match else None


def prompt_line(
    line: str, today: date, order: DateOrder | None = None
) -> tuple[LineDraft | str | None, tuple[str, ...]]:
    """One line of the prompt, and notes to say on standard error.

    ``!`` begins an action, ``?`` a question, ``+`` advice, ``#`` a private note, which is returned as a
    str. Anything else is a takeaway; so is a line with a backslash before one of these signs, or before
    what would be a tick. The mark of a list, as ``- ``, is left out first; with a box after it, as in
    ``- [ ] ``, it begins an action. None is an empty line.
    """
    task = _TASK.fullmatch(line.strip())
    if task:
        draft, notes = action(task[2], today, order)
        return draft._replace(done=task[1] != " "), notes
    text = _LIST_MARK.sub("", line.strip())
    marker, rest = text[:1], text[1:].strip()
    signed = rest[:1] in (_ACTION, _NOTE, *_KINDS) or tick(rest) or _LIST_MARK.match(rest)
    if marker == "\\" and signed:
        return LineDraft(TakeawayKind.TAKEAWAY, rest), ()
    if marker == _ACTION:
        draft, notes = action(rest, today, order)
        return (draft, notes) if draft.text else (None, ())
    if marker == _NOTE:
        return rest or None, ()
    words = rest if marker in _KINDS else text
    return (LineDraft(_KINDS.get(marker, TakeawayKind.TAKEAWAY), words) if words else None), ()
