"""One line of a session as it is typed: at the prompt, or after an option of ``log``.

No text is an error here. Words that cannot be read as a day stay in the text, and the user is told.
"""

import re
from datetime import date

from mentorlog.dates import DateOrder
from mentorlog.errors import pasted, quoted
from mentorlog.exchange import line_ends
from mentorlog.periods import minutes_alone
from mentorlog.records import Kind, TakeawayKind, Visibility
from mentorlog.records.drafts import LINES, NOTE_WORDS, PRIVATE_WORDS, LineDraft
from mentorlog.values import NamedTuple

# A topic is what the session was about too, and a note is in the session's notes.
_ONE_OF: dict[str, TakeawayKind | Kind] = {
    kind.value: kind for kind in LINES if kind not in (TakeawayKind.TOPIC, TakeawayKind.NOTE)
}
KINDS = _ONE_OF | {
    "to raise": TakeawayKind.TOPIC,
    **{f"{one}s": kind for one, kind in _ONE_OF.items()},
    "for the report": TakeawayKind.NOTE,
}
"""What the lines of a session are: by the headings of its document, which are words of the prompt too."""

_NOTES = Kind.SESSION
"""What is no line: the session's own private notes."""
_MARKS: dict[str, Kind | TakeawayKind] = {
    "!": Kind.ACTION,
    "?": TakeawayKind.QUESTION,
    "+": TakeawayKind.ADVICE,
    "#": _NOTES,
}
_WORDS = (
    _ONE_OF | {"todo": Kind.ACTION} | dict.fromkeys((*PRIVATE_WORDS, *NOTE_WORDS), _NOTES) | KINDS
)
"""The words that stand for a mark, with a colon and a space behind them."""

MARKS = (
    ("Plain", "is a takeaway", ""),
    ("!", "action", "; @name, due DAY and every 2w may end it; a task, - [ ] TEXT, is one"),
    ("?", "question", "; alone it shows this table"),
    ("+", "advice", ""),
    ("#", "private note", ""),
)
"""What a line at the prompt begins with, what it is then, and what else help says of it."""

MORE_MARKS = (
    ("WORD:", ", ".join(word for word in _WORDS if word not in {f"{one}s" for one in _ONE_OF})),
    (
        "x1, x3",
        "ticks numbers 1 and 3 of what stands numbered above the prompt; what ends in a question mark is asked for its answer",
    ),
    (
        "x1 TEXT",
        "ticks it with its answer, or with evidence that the action is done; so does 1: TEXT",
    ),
    ("!private", "anywhere in a line makes it private; before one it begins a private note"),
    ("topic: TEXT", "is what the session was about"),
    ("45 min", "is how long the session took, as is 1h30"),
    ("\\", "before a mark makes the line a plain one, as in \\! or \\x1"),
)
"""What else a line may begin with, and what that does."""


def marks() -> list[tuple[str, str]]:
    """The table of all marks: each with what it means."""
    return [(typed, means + more) for typed, means, more in MARKS] + list(MORE_MARKS)


def sign(kind: Kind | TakeawayKind) -> str:
    """What a line of this kind begins with, a mark or a word; empty for a takeaway."""
    if kind is TakeawayKind.TAKEAWAY:
        return ""
    words = {f"{word}:": known for word, known in _WORDS.items()}
    return next((typed for typed, known in (_MARKS | words).items() if known is kind), "")


def action(
    text: str, today: date, order: DateOrder | None = None
) -> tuple[LineDraft, tuple[str, ...]]:
    """An action as typed, and notes to say on standard error.

    An owner (``@me``, ``@dana``, ``@"Dana Ortiz"``), a due day and ``every 2w`` at the end, in any order, are
    taken out of the text, also before ``#words``; so is an owner at its start. Whether such a person
    exists is not known here: see ``restore_owner``.
    """
    line = said(Kind.ACTION, text.strip())
    read = line_ends.take(line, line_ends.TYPED_ACTION, line_ends.day_reader(today, order))
    return read, (*action_notes(read, today, order), *_plus_notes(read.text))


def dated(
    text: str, today: date, order: DateOrder | None = None
) -> tuple[LineDraft, tuple[str, ...]]:
    """A title as typed, with the day that ``by friday`` at its end says, and notes to say on standard error."""
    draft = LineDraft(Kind.GOAL, text)
    read = line_ends.take(draft, line_ends.TYPED_TITLE, line_ends.day_reader(today, order))
    unread = () if read.due_on else _unread(text, today, order)
    return read, (*unread, *_plus_notes(read.text))


def _plus_notes(text: str) -> tuple[str, ...]:
    found = re.search(r"(?<!\S)\+([^\W\d_][\w-]*+)[.!?]*\Z", text)
    return (f"{quoted(f'+{found[1]}')} stays in the text: #{found[1]} is a tag.",) if found else ()


def said(kind: TakeawayKind | Kind, text: str) -> LineDraft:
    """A line as typed, private where ``!private`` stands in it, or ``private: `` before it."""
    words, is_private = line_ends.without_private(text)
    visibility = Visibility.PRIVATE if is_private else None
    return LineDraft(kind, words or text, visibility=visibility if words else None)


def answered(kind: TakeawayKind | Kind, text: str) -> LineDraft:
    """What was said with a tick at the prompt, where what begins a private note makes it private too."""
    begun, words = _marked(text) or (kind, text)
    if begun is _NOTES and words:
        return LineDraft(kind, words, visibility=Visibility.PRIVATE)
    return said(kind, text)


def kept(text: str, kind: TakeawayKind | Kind = TakeawayKind.TAKEAWAY) -> LineDraft:
    """A line as typed by itself: of a takeaway a word and a colon before it say of which kind it is.

    Of another ``kind`` the word for that adds nothing and goes.
    """
    named = worded(text)
    line = topic(text) or (said(*named) if named else LineDraft(kind, text))
    is_free = kind is TakeawayKind.TAKEAWAY and line.kind in TakeawayKind
    return line if is_free or line.kind is kind else LineDraft(kind, text)


def action_notes(line: LineDraft, today: date, order: DateOrder | None = None) -> tuple[str, ...]:
    """What to tell the user about a second owner, a ``due …`` or a day that stayed in the action's text."""
    second = line_ends.second_owner(line)
    said = f"{quoted(second)} stays in the text: an action has one owner." if second else ""
    return (*filter(None, [said]), *_due_notes(line, today, order))


def _due_notes(line: LineDraft, today: date, order: DateOrder | None) -> tuple[str, ...]:
    if line.due_on:
        return ()
    if line.every is None and (repeat := line_ends.bare_repeat(line.text)):
        every = repeat.split(maxsplit=1)[1]
        how = f"mentorlog edit aN --every {pasted(every)}"
        return (f"{quoted(repeat)} stays in the text: {how} repeats it.",)
    if unread := _unread(line.text, today, order):
        return unread
    read_day = line_ends.day_reader(today, order)
    if day := line_ends.bare_day(line.text, read_day):
        text = line_ends.before_bare_day(line.text, read_day).rstrip(" :")
        option = [] if len(text.split()) > 1 else ["--title"]  # An edit takes one word for a slip.
        how = f"mentorlog edit aN {pasted('--due', day, *option, text)}"
        due = f"{quoted(f'due {day}')} would be its due day"
        return (f"{quoted(day)} stays in the text: {due}; {how} makes it that.",)
    return ()


def _unread(text: str, today: date, order: DateOrder | None) -> tuple[str, ...]:
    unread = line_ends.unread_due(text, today, order)
    return (f"{quoted(unread[0])} stays in the text: {unread[1]}.",) if unread else ()


def restore_owner(draft: LineDraft) -> LineDraft:
    """The draft with its owner's word back at the end of the text, as nobody has that name."""
    if draft.owner is None:
        return draft
    return draft._replace(text=f"{draft.text} {line_ends.owner_word(draft.owner)}", owner=None)


_LIST_MARK = r"\A[-*•][ \t]+(?=[^ \t])"
"""What begins an item of a list that is pasted; a dash before a number or another dash is none."""

_STRAY = r"x?[?!.]*|:?q|quit|exit|h|help"
"""A line that says nothing, but may be meant for the prompt: x?, ??, help."""
_MEANT = "x1 ticks, ? alone shows the signs, an empty line saves"

_TASK = r"[-*•][ \t]+\[([ xX])\][ \t]+([^ \t].*)"
"""A task of a Markdown list: its box, empty or ticked, and its text."""

_N = "[0-9]{1,3}"
_COMMA = r"[ \t]*[,;&+][ \t]*(?:and[ \t]+)?"
_NEXT = rf"(?:{_COMMA}|[ \t]+(?:and[ \t]+)?)"
_SAID = r"(?:[ \t]+(?P<words>.*))?"
_TICKS = (
    rf"(?P<numbers>(?:x[ \t]+)?{_N}(?:{_NEXT}x?{_N})*)",  # x 1 3
    rf"(?P<numbers>x{_N}(?:(?:{_NEXT}x|{_COMMA}){_N})*)",  # x1 x3
    rf"(?P<numbers>x{_N}(?:{_NEXT}x{_N})*)[:,;.]?{_SAID}",  # x1 It went well
    rf"(?P<numbers>{_N}):{_SAID}",  # 1: It went well
)


class Ticks(NamedTuple):
    """The numbers that a line of the prompt ticks, and what is said with each of them.

    ``is_sure``: an x stands before the first. Without it the line is text where no such numbers are shown.
    """

    numbers: tuple[int, ...]
    words: str
    is_sure: bool


def ticks(line: str) -> Ticks | None:
    """What a line of the prompt ticks, as ``x1``, ``x1 x3``, ``x1 It went well`` or ``1: It went well``."""
    line = line.strip()
    for pattern in _TICKS:
        if match := re.fullmatch(pattern, line, re.IGNORECASE):
            numbers = dict.fromkeys(int(each) for each in re.findall("[0-9]+", match["numbers"]))
            words = match.groupdict().get("words") or ""
            return Ticks(tuple(numbers), words.strip(), line[0] in "xX")
    return None


def prompt_line(
    line: str, today: date, order: DateOrder | None = None
) -> tuple[LineDraft | str | None, tuple[str, ...]]:
    """One line of the prompt, and notes to say on standard error.

    ``!`` begins an action, ``?`` a question, ``+`` advice, ``#`` a private note, which is returned as a
    str; so does the word for it, as in ``question: ``, or the heading of a document. Anything else is a takeaway; so is a line with a
    backslash before one of these, or before what would be a tick or the session's length. The mark of a list, as ``- ``, is left
    out first; with a box after it, as in ``- [ ] ``, it begins an action. None is an empty line, or a mark
    with nothing behind it, which the notes name.
    """
    task = re.fullmatch(_TASK, line.strip())
    if task:
        draft, notes = action(task[2], today, order)
        return draft._replace(done=task[1] != " "), notes
    text = re.sub(_LIST_MARK, "", line.strip())
    rest = text[1:].strip()
    if text[:1] == "\\" and is_read(rest):
        return LineDraft(TakeawayKind.TAKEAWAY, rest), ()
    kind, words = _marked(text) or (TakeawayKind.TAKEAWAY, text)
    draft, notes = said(kind, words), tuple[str, ...]()
    if kind is Kind.ACTION:
        draft, notes = action(words, today, order)
    if not draft.text:
        return None, (f"Nothing stands behind {text}.",) if text else ()
    if re.fullmatch(_STRAY, text, re.IGNORECASE):
        notes = (f"{quoted(text)} is kept as text: {_MEANT}.",)
    return (words if kind is _NOTES else draft), notes


def topic(text: str) -> LineDraft | None:
    """What the session was about, as ``topic: Openings``; None where the line does not say it."""
    found = re.fullmatch(r"topic:[ \t]+(.+)", text, re.IGNORECASE)
    return said(TakeawayKind.TOPIC, found[1]) if found else None


def is_read(text: str) -> bool:
    """Whether the prompt reads something in the line, so that a backslash before it is no text."""
    is_marked = _marked(text) or ticks(text) or topic(text)
    return bool(is_marked or re.match(_LIST_MARK, text) or minutes_alone(text))


def _marked(text: str) -> tuple[Kind | TakeawayKind, str] | None:
    """What a line is by its mark, or the word that stands for it, and its text; None for a plain one."""
    private = re.search(line_ends.PRIVATE, text) if "private" in text.casefold() else None
    if private and not text[: private.start()].strip("([*_`"):
        return _NOTES, line_ends.cut(text, private).strip(" \t:")
    if kind := _MARKS.get(text[:1]):
        return kind, text[1:].strip()
    return worded(text)


def worded(text: str) -> tuple[Kind | TakeawayKind, str] | None:
    """What a line is by the word and the colon before it, as ``question: Who?``, and its text; None without one."""
    word, colon, words = text.partition(":")
    kind = _WORDS.get(word.casefold()) if colon else None
    # Words for what is private are never words of a line that others read.
    return (kind, words.strip()) if kind is _NOTES or (kind and words[:1].isspace()) else None
