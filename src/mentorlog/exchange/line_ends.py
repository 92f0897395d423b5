"""What a line may end with: its owner, due day, cadence, closing day, visibility and mark.

An ``End`` looks at the end of a draft's text, ``private`` and ``due_word`` at all of it. It returns where its words begin and
the draft without them, or None. Each takes something at most once, and never the whole text, so a reader applies the ends until none
takes anything. A backslash before the words makes them text: ``\\@me``, ``\\(due friday)``. Writing a
line asks the same ends what a reader would take and puts the backslash there (``guarded``), so that reading
and writing cannot disagree.

Only space, tab and newline are blanks here; any other character is the user's.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date

from mentorlog.dates import (
    MOST_WORDS,
    WEEKDAY,
    DateOrder,
    Facing,
    day,
    find_day,
    is_weekday,
    plain,
)
from mentorlog.errors import UnreadableWords
from mentorlog.periods import Cadence, cadence
from mentorlog.records import TakeawayKind, Visibility
from mentorlog.records.drafts import (
    PRIVATE_COLON,
    PRIVATE_FIRST,
    PRIVATE_IN_MARKDOWN,
    PRIVATE_MARK,
    PRIVATE_WORD,
    LineDraft,
    may_be_private,
)
from mentorlog.spans import Refused, stretch
from mentorlog.spelling import WORD

BLANKS = " \t\n"

ReadDay = Callable[[str], date | None]
Found = tuple[int, LineDraft]
End = Callable[[LineDraft, ReadDay], Found | None]

_START = r"(?<![^ \t\n])"
# Possessive (*+, ++) throughout, so that no text, however long and odd, makes the search slow.
_LETTER = f"{WORD[:-1]}'-]"
_WORD = rf"\w{_LETTER}*+(?:\.{_LETTER}++)*+"
_WHO = rf'@(?:({_WORD})|"((?:[^"\\]++|\\.)++)")'
# A pattern that few lines need is compiled for the first that does; that of an owner takes 2 ms.
_OWNER_LAST = rf"{_START}{_WHO}([.!?]*+)\Z"
_BINDING = "with(?:out)?|w/|to|for|from|of|about|at|on|by|via|after|before|between|against|than|like|and|or|[&+]"
_LEADS_ON = rf"{_START}(?:{_BINDING})\Z"
"""A word that the next ones belong to: ``with @dana`` says who comes along, not whose the action is."""
_LEADS_TO_EVERY = rf"{_START}(?:{_BINDING}|due:?|nearly|almost|not|once|twice|times)\Z"
_OWNER_FIRST = rf"{_WHO}[,:]?[ \t\n]+(?=[^ \t\n])"
_DUE = re.compile(
    rf"{_START}([\[(]?)(?:(due:?(?:[ \t\n]+by)?|by|until)[ \t\n]+|(due:))(?=[^ \t\n:])",
    re.IGNORECASE,
)
_DUE_WORD = rf"{_START}(?i:due|by):([^ \t\n]++)"
_DUE_CLOSED = {"(": r"([^()]*)\)([.!?]*)\Z", "[": r"([^\[\]]*)\]([.!?]*)\Z"}
_DAY = r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
_DATED = (
    rf"{_START}(?:\((done|dropped) {_DAY}\)|([📅✅❌])\ufe0f?[ \t]*{_DAY}"
    rf"|[\[(](due|completion|cancelled)::[ \t]*{_DAY}[\])])\Z"
)
_SAYS = {"📅": "due", "due": "due", "✅": "done", "completion": "done", "done": "done"}
_WHEN = rf"{_START}\((?i:when):[ \t]+([^ \t\n()][^\n()]*+)\)([.!?]*+)\Z"
_EVERY = rf"{_START}(\(?)(every[ \t]+(?:[0-9]+[ \t]*)?[a-z]+(?:[ \t]+[a-z]+)?)(\)?)([.!?]*+)\Z"
_VISIBILITY = rf"{_START}!(private|shared|public)\Z"
ARROW = r"(?<![ \t])[ \t]+(?:→|->)[ \t]"
"""What may begin the answer or the evidence of a line with a mark, on its own line."""
PRIVATE = rf"(?<!\\){PRIVATE_WORD}"
"""``!private`` as it may stand in any text, also glued to a word; with a backslash it is text."""
_MARKS = ((PRIVATE_FIRST, PRIVATE_MARK), (PRIVATE_IN_MARKDOWN, PRIVATE_COLON))
_BEGINS = [rf"{first}(?:[^\S\n]*+{mark})*\s*+(?=\S)" for first, mark in _MARKS]
"""What makes a text private before its words, in a line and in Markdown."""
_AROUND = {
    "(": ")",
    "[": "]",
    "<!-- ": " -->",
    **{each: each for each in ("**", "*", "__", "_", "`", "==", '"')},
}
"""What may stand around ``!private``, and goes with it."""
_MARK = rf"{_START}\^([ta][0-9]{{1,18}})\Z"
MARK_LAST = rf"{_START}\^[ta][0-9]{{1,18}}[ \t]*(?m:$)"
"""The mark that one line of a text ends with."""

# What a backslash at the start of a word may guard: all that the ends take.
_GUARDABLE = r"(?:@[\w\"]|[\[(]?(?i:(?:due:?|by|until)[ \t\n]|due:)|\((?i:when):|\((?i:every)[ \t]|\((?:done|dropped) |!(?:shared|public)|\^[ta][0-9]|[📅✅❌]|[\[(](?:due|completion|cancelled)::)"
_BACKSLASHES = rf"{_START}(\\+)(?={_GUARDABLE})"
_ANY_PRIVATE = rf"(?<!\\)\\*+{PRIVATE_WORD}"
_GUARDED_PRIVATE = rf"(?<!\\)\\(\\*+{PRIVATE_WORD})"
_ANY_FIRST = [first.replace("(?P<word>", r"(?P<word>\\*") for first, _ in _MARKS]
_GUARDED_FIRST = [first.replace("(?P<word>", r"\\(?P<word>\\*") for first, _ in _MARKS]

_TAGS_BACKWARDS = re.compile(r"(?:[^ \t\n#]++#[ \t]++)*+")

# No day is written with more characters, so that no more are searched.
_LONGEST_DAY = 60
_MOST_UNREAD = 6
"""Behind "due" more words that are no day are a sentence."""
_LONGEST_LEAD = len(" without")


def owner(line: LineDraft, _read_day: ReadDay) -> Found | None:
    """``@word`` or ``@"Two Words"`` at the end, or else at the start.

    At the end it is text where a word as ``with`` leads on to it.
    """
    text = line.text
    if line.owner is not None or "@" not in text:
        return None
    if last := re.search(_OWNER_LAST, text):
        left = _without_comma(text[: last.start()])
        if left and not leads_on(text[: last.start()]):
            return last.start(), line._replace(text=left + last[3], owner=_who(last))
    if first := re.match(_OWNER_FIRST, text):
        return 0, line._replace(text=text[first.end() :], owner=_who(first))
    return None


def owner_before_day(line: LineDraft, read_day: ReadDay) -> Found | None:
    """``@dana`` before a day, or ``every friday``, that is text: ``Read my letter @dana in a week``."""
    if line.owner is not None or line.due_on or "@" not in line.text:
        return None
    head = before_bare_day(line.text, read_day)
    last = re.search(_OWNER_LAST, head)
    left = _without_comma(head[: last.start()]) if last else ""
    if not last or not left or leads_on(head[: last.start()]):
        return None
    text = f"{left}{last[3]}{line.text[len(head) :]}"
    return last.start(), line._replace(text=text, owner=_who(last))


def second_owner(line: LineDraft) -> str | None:
    """The word ``@ada`` that an action's text ends with, or begins with, where it has another owner."""
    if line.owner is None or "@" not in line.text:
        return None
    text = line.text[: _tags_start(line.text)]
    last = re.search(_OWNER_LAST, text)
    if last and not leads_on(text[: last.start()]):
        return last[0].rstrip(".!?")
    first = re.match(_OWNER_FIRST, text)
    return first[0].rstrip(f"{BLANKS},:") if first else None


def leads_on(text: str) -> bool:
    """Whether the last word of a text wants another one, as ``with`` does."""
    return _ends(text, _LEADS_ON)


def _ends(text: str, pattern: str) -> bool:
    return _at_end(pattern, text.rstrip(BLANKS), _LONGEST_LEAD) is not None


def due(line: LineDraft, read_day: ReadDay) -> Found | None:
    """``due DAY`` or ``by DAY``, with or without brackets: the last one that is followed by a day."""
    if line.due_on is not None:
        return None
    for start, words, after in reversed(_dues(line.text)):
        left = _without_comma(line.text[:start])
        shorter = words.rstrip(".,;!?")
        tries = [(words, after)]
        if shorter != words:
            tries.append((shorter, words[len(shorter) :].strip(",;") + after))
        for attempt, rest in tries:
            found = read_day(attempt) if left else None
            if found is not None:
                return start, line._replace(text=left + rest, due_on=found)
    return None


def due_word(line: LineDraft, read_day: ReadDay) -> Found | None:
    """``due:wed`` or ``by:2026-10-03``, which is plain enough to stand anywhere, before other words too."""
    if line.due_on is not None or ":" not in line.text:
        return None
    for match in re.finditer(_DUE_WORD, line.text):
        words = match[1].rstrip(".,;!?")
        if found := read_day(words):
            left, right = line.text[: match.start()], line.text[match.start(1) + len(words) :]
            text = f"{_without_comma(left)}{right}".strip(BLANKS)
            is_all = not text.strip(".,;!?")
            return None if is_all else (match.start(), line._replace(text=text, due_on=found))
    return None


def when(line: LineDraft, _read_day: ReadDay) -> Found | None:
    """``(when: after the stand-up)``."""
    match, left = _last(_WHEN, line.text) if "(when:" in line.text.casefold() else (None, "")
    left = _without_comma(left)
    if not match or not left or line.when is not None:
        return None
    return match.start(), line._replace(text=left + match[2], when=match[1].strip(BLANKS))


def every(line: LineDraft, read_day: ReadDay) -> Found | None:
    """``every 2w``, ``every month``, with or without brackets; ``every friday`` is weekly, due that day first.

    Without brackets it is text behind a word that belongs to it: ``the first day of every month``,
    ``twice every week``.
    """
    match = _at_end(_EVERY, line.text) if "every" in line.text.casefold() else None
    if not match or bool(match[1]) != bool(match[3]) or line.every is not None:
        return None
    before, said = line.text[: match.start()], match[2].split(maxsplit=1)[1]
    left, found, due_on = _without_comma(before), _cadence(match[2]), line.due_on
    if is_weekday(said):
        found, due_on = Cadence(days=7), due_on or read_day(said)
    if not left or found is None or (not match[1] and _ends(before, _LEADS_TO_EVERY)):
        return None
    return match.start(), line._replace(text=left + match[4], every=found, due_on=due_on)


def day_first(line: LineDraft, read_day: ReadDay) -> Found | None:
    """``friday: ``, ``by friday: `` or ``every friday: `` before the text."""
    found = re.match(rf"([^:\n]{{1,{_LONGEST_DAY}}}):[ \t]+(?=[^ \t\n])", line.text)
    if found is None:
        return None
    words = f"- {found[1]}"
    if bare_day(words, read_day) == found[1].removeprefix("on "):
        words = f"- due {found[1].removeprefix('on ')}"
    for end in (every, due):
        read = end(line._replace(text=words), read_day)
        if read and read[1].text == "-":
            return 0, read[1]._replace(text=line.text[found.end() :])
    return None


def every_in_brackets(line: LineDraft, read_day: ReadDay) -> Found | None:
    """``(every 2w)`` alone: in a document that was written before, the bare words are text."""
    return every(line, read_day) if line.text.rstrip(".!?").endswith(")") else None


def _cadence(words: str) -> Cadence | None:
    try:
        return cadence(words)
    except UnreadableWords:
        return None


def dated(line: LineDraft, _read_day: ReadDay) -> Found | None:
    """A day in brackets, ``(done 2026-11-25)`` or ``(dropped 2026-11-25)``, or as Obsidian's tasks have it.

    That is ``📅 2026-12-01`` and ``[due:: 2026-12-01]``, ``✅`` for done. A closing day counts where the
    action was ticked so.
    """
    match, left = _last(_DATED, line.text)
    if not match or not left:
        return None
    what, day_said = filter(None, match.groups())
    try:
        on = date.fromisoformat(day_said)
    except ValueError:
        return None
    how = _SAYS.get(what, "dropped")
    if how == "due":
        return None if line.due_on else (match.start(), line._replace(text=left, due_on=on))
    if line.closed_on or not (line.done if how == "done" else line.dropped):
        return None
    return match.start(), line._replace(text=left, closed_on=on)


def private(line: LineDraft, _read_day: ReadDay) -> Found | None:
    """``!private``, wherever it stands: words behind it, or ``!shared``, must not make the line one that others read.

    So does ``private: `` before it.
    """
    text = _less_private(line.text, markdown=_is_markdown(line))
    if text is None or not (text or line.mark):
        return None
    return 0, line._replace(text=text, visibility=Visibility.PRIVATE)


def _is_markdown(line: LineDraft) -> bool:
    return line.kind is TakeawayKind.REFLECTION


def _in_markdown(text: str, said: bool | None) -> bool:
    return "\n" in text.strip() if said is None else said


def _less_private(text: str, *, markdown: bool) -> str | None:
    """The text without a word that makes it private; None where there is none."""
    if not may_be_private(text):
        return None
    if found := re.search(PRIVATE, text):
        return cut(text, found)
    less = re.sub(
        _BEGINS[markdown],
        lambda found: found["before"] if found.start() or found["said_of"] else found["leads"],
        text,
    )
    return less if less != text else None


def cut(text: str, match: re.Match[str]) -> str:
    """The text without ``!private``, which was found there, and what is around it alone."""
    left, right = text[: match.start()], text[match.end() :]
    for before, after in _AROUND.items():
        if left.endswith(before) and right.startswith(after):
            left, right = left.removesuffix(before), right.removeprefix(after)
            break
    left, right = left.rstrip(BLANKS), right.rstrip(BLANKS)
    if not left:
        right = right.removeprefix(":")
    return f"{left if right else _without_comma(left) or left}{right}".strip(BLANKS)


def without_private(text: str, *, markdown: bool | None = None) -> tuple[str, bool]:
    """The text without ``!private`` and ``private: `` before it, and whether one stood there; it may be all of the text.

    The signs of a private note, ``# `` and ``note: ``, count too, but not in ``markdown``, where they are a heading
    and a word; where that is not said, a text of several lines is such.
    """
    markdown, is_there = _in_markdown(text, markdown), False
    while (less := _less_private(text, markdown=markdown)) is not None:
        text, is_there = less, True
    return _unguarded_private(text, markdown=markdown), is_there


def _unguarded_private(text: str, *, markdown: bool) -> str:
    if not may_be_private(text):
        return text
    text = re.sub(_GUARDED_PRIVATE, r"\1", text)
    return re.sub(_GUARDED_FIRST[markdown], r"\g<before>\g<word>", text)


def with_private(text: str, *, markdown: bool | None = None) -> str:
    """The text with a backslash before each word in it that would make it private, and is meant as text."""
    if not may_be_private(text):
        return text
    markdown = _in_markdown(text, markdown)
    text = re.sub(_ANY_PRIVATE, r"\\\g<0>", text)
    return re.sub(_ANY_FIRST[markdown], r"\g<before>\\\g<word>", text)


def visibility(line: LineDraft, read_day: ReadDay) -> Found | None:
    """``!private``, ``!shared``, ``!public``."""
    match, left = _last(_VISIBILITY, line.text)
    if not match or not left or line.visibility is not None:
        return private(line, read_day)
    return match.start(), line._replace(text=left, visibility=Visibility(match[1]))


def mark(line: LineDraft, _read_day: ReadDay) -> Found | None:
    """``^t31``, ``^a38``. It may be the whole text: then the line was emptied."""
    match, left = _last(_MARK, line.text)
    if not match or line.mark is not None:
        return None
    return match.start(), line._replace(text=left, mark=match[1])


def _at_end(pattern: str, text: str, longest: int = _LONGEST_DAY) -> re.Match[str] | None:
    """What ends a text, in letters of either size, and is not longer than so many characters."""
    # With all of Unicode's letters a pattern takes twice as long to compile.
    return re.compile(pattern, re.IGNORECASE | re.ASCII).search(text, max(0, len(text) - longest))


def _last(pattern: str, text: str) -> tuple[re.Match[str] | None, str]:
    """What ends a text, and what stands before it; None and nothing where it does not end so."""
    match = re.search(pattern, text)
    return match, text[: match.start()].rstrip(BLANKS) if match else ""


# The owner comes last: at the start of a line it counts only when all else has been taken.
TYPED_ACTION: Sequence[End] = (due, when, every, owner, owner_before_day, due_word, day_first)
TYPED_TITLE: Sequence[End] = (due, due_word)
WRITTEN_LINE: Sequence[End] = (mark, visibility)
WRITTEN_ACTION: Sequence[End] = (
    *(mark, visibility, dated, due, when, every_in_brackets, owner, owner_before_day),
)


def take(line: LineDraft, ends: Sequence[End], read_day: ReadDay) -> LineDraft:
    """The draft with all that ends its text moved into its fields.

    So is what stands before ``#words``, and before an arrow in a line with a mark; these stay.
    """
    while found := _next(line, ends, read_day):
        line = found[1]
    return line


def day_reader(today: date, order: DateOrder | None, *, target: bool = True) -> ReadDay:
    """Makes a reader of due days, which returns None for other words; a month means its last day.

    Without ``target`` it means its first.
    """

    def read_day(words: str) -> date | None:
        try:
            return find_day(plain(words), today, facing=Facing.AHEAD, target=target, order=order)
        except (Refused, OverflowError):
            return None

    return read_day


def unread_due(text: str, today: date, order: DateOrder | None) -> tuple[str, str] | None:
    """The last ``due …`` at the end of the text that cannot be read, and why; None if there is none.

    "due to" is ordinary language and not counted; "by" is, where a day with a slip follows, or none there is.
    """
    for start, words, _ in reversed(_dues(text)):
        if len(words.split()) > _MOST_UNREAD:
            continue
        try:
            day(words.rstrip(".,;!?"), today, target=True, order=order)
        except UnreadableWords as error:
            if not error.reason and words.split()[0].lower() == "to":
                return None
            is_due = text[start:].lstrip("([").lower().startswith("due")
            if not (is_due or error.reason or error.meant):
                continue
            way_out = f"did you mean {error.meant}?" if error.meant else error.way_out
            reason = error.reason or "no day in it"
            return text[start:], f"{reason} ({way_out})" if way_out else reason
    return None


_DAY_OF_MONTH, _YEAR = "[0-9]{1,2}(?:st|nd|rd|th)?", r"(?:,?[ \t]+[0-9]{4})?"
_BARE_DAY = (
    rf"{_START}(today|tomorrow|(?:(?:next|this|on)[ \t]+)?{WEEKDAY}"
    rf"|next[ \t]+(?:week|month|quarter)|in[ \t]+[0-9a-z]+[ \t]+(?:days?|weeks?|months?)"
    rf"|eo[wmqy]|(?:the[ \t]+)?end[ \t]+of[ \t]+(?:[a-z]+[ \t]+)?[a-z]+{_YEAR}"
    rf"|{_DAY_OF_MONTH}\.?[ \t]+(?:of[ \t]+)?[a-z]+\.?{_YEAR}|[a-z]+\.?[ \t]+{_DAY_OF_MONTH}{_YEAR}"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4})[.!?]*\Z"
)
"""Words that hardly mean anything but a day; a month, a quarter and 3/4 may be what the text is about."""
_BARE_REPEAT = rf"{_START}(every[ \t]+(?:{WEEKDAY}|(?:[0-9]+[ \t]*)?[a-z]+))[.!?]*\Z"


def bare_day(text: str, read_day: ReadDay) -> str | None:
    """The day that a text ends with, which without a word before it is part of the text.

    After a comma that is any day, as in ``Renew it, march``.
    """
    found = _at_end(_BARE_DAY, text)
    before, _, after = text.rstrip(".!?").rpartition(",")
    tries = [found[1]] if found and found.start() else []
    if before and len(after) <= _LONGEST_DAY:
        tries.append(after.strip(BLANKS))
    days = (words.removeprefix("on ") for words in tries if not _is_amount(words))
    return next((words for words in days if words and read_day(words)), None)


def before_bare_day(text: str, read_day: ReadDay) -> str:
    """What stands before the day, or the ``every friday``, that a text ends with; nothing where there is none."""
    words = bare_repeat(text) or bare_day(text, read_day)
    if words is None:
        return ""
    head = text[: text.rindex(words)].rstrip(f"{BLANKS},")
    return head[: -len(" on")].rstrip(f"{BLANKS},") if _ends(head, rf"{_START}on\Z") else head


def bare_repeat(text: str) -> str | None:
    """The words ``every friday`` that a text ends with, or ``every week`` where it was left there."""
    found = _at_end(_BARE_REPEAT, text) if "every" in text.casefold() else None
    if not found or not found.start():
        return None
    is_one = is_weekday(found[1].split(maxsplit=1)[1]) or _cadence(found[1])
    return found[1] if is_one else None


def guarded(line: LineDraft, ends: Sequence[End]) -> str:
    """The draft's text with backslashes before words that a reader would take for an end.

    Those that count wherever they stand always get one: what makes a text private, and a mark that ends a line.

    An end whose field is set is written after the text and is read first, so it needs no backslash.
    """
    text = re.sub(_BACKSLASHES, r"\\\1", line.text)
    text = re.sub(rf"{MARK_LAST}(?=\n)", r"\\\g<0>", text)
    text = with_private(text, markdown=_is_markdown(line))
    while found := _next(line._replace(text=text), ends, _might_be_day):
        text = f"{text[: found[0]]}\\{text[found[0] :]}"
    return text


def unguarded(line: LineDraft) -> str:
    """The draft's text without the backslashes that ``guarded`` added."""
    text = re.sub(_BACKSLASHES, lambda match: match[1][1:], line.text)
    return _unguarded_private(text, markdown=_is_markdown(line))


def may_stand(words: str) -> bool:
    """Whether ``(when: …)`` with these words is read back as them, in Markdown too."""
    from mentorlog.exchange import escapes  # its patterns take long, and few actions need them

    written = f"(when: {words})"
    found = re.fullmatch(_WHEN, written)
    return (
        found is not None
        and found[1].strip(BLANKS) == words
        and escapes.ITEM.written(written) == with_private(written) == written
    )


def owner_word(name: str) -> str:
    """The owner as it is written in a line: ``@dana``, or ``@"Dana Ortiz"``."""
    if re.fullmatch(_WORD, name):
        return f"@{name}"
    from mentorlog.exchange import escapes  # its patterns take long, and few names need them

    quoted = with_private(re.sub(r'([\\"&])', r"\\\1", name))
    return '@"{}"'.format(
        re.sub(rf"[\t\n]|{escapes.ACTS}", lambda match: f"&#{ord(match[0])};", quoted)
    )


def _next(line: LineDraft, ends: Sequence[End], read_day: ReadDay) -> Found | None:
    arrows = [found.start() for found in re.finditer(ARROW, line.text)] if line.mark else []
    # The text and the words behind it may each have arrows of their own.
    places = (len(line.text), _tags_start(line.text), *arrows[:1], *arrows[-1:])
    for place in dict.fromkeys(places):
        before, tags = line._replace(text=line.text[:place]), line.text[place:]
        if found := next((found for end in ends if (found := end(before, read_day))), None):
            text = f"{found[1].text}{tags}"
            return found[0], found[1]._replace(text=text if found[1].text else text.lstrip(BLANKS))
    return None


def _tags_start(text: str) -> int:
    """Where the ``#words`` begin that a text ends with."""
    tags = _TAGS_BACKWARDS.match(text[::-1])
    return len(text) - (tags.end() if tags else 0)


def _who(match: re.Match[str]) -> str:
    if match[1] is not None:
        return match[1]
    from mentorlog.exchange import escapes

    return re.sub(
        rf"\\(.)|&#({escapes.CODES});",
        lambda found: found[1] if found[1] is not None else chr(int(found[2])),
        match[2],
        flags=re.DOTALL,
    )


def _dues(text: str) -> list[tuple[int, str, str]]:
    """Where each ``due …`` at the end of the text begins, its words, and the stops after its bracket."""
    dues = []
    for match in _DUE.finditer(text, max(0, len(text) - _LONGEST_DAY - 10)):
        words, after = text[match.end() :], ""
        if match[1]:
            inside = re.match(_DUE_CLOSED[match[1]], words)
            if inside is None:
                continue
            words, after = inside[1].strip(BLANKS), inside[2]
        if (match[2] or match[3]).lower() in ("by", "until") and _is_amount(words):
            continue
        if words and len(words) <= _LONGEST_DAY and len(words.split()) <= MOST_WORDS:
            dues.append((match.start(), words, after))
    return dues


def _is_amount(words: str) -> bool:
    """Whether the words after "by" say how much: later by 2 weeks, better by 3.5."""
    number = re.fullmatch(r"[0-9]+[.,][0-9]+", words)
    return bool(number or stretch(plain(words.rstrip(".,;!?"))))


def _without_comma(text: str) -> str:
    text = text.rstrip(BLANKS)
    return re.sub(r"(?<!\\)[,;]\Z", "", text).rstrip(BLANKS)


def _might_be_day(words: str) -> date | None:
    """A day if the words could be one on any day and in any order of day and month."""
    for today in (date(2024, 2, 28), date.min, date.max):
        for order in (None, *DateOrder):
            found = day_reader(today, order)(words)
            if found is not None:
                return found
    return None
