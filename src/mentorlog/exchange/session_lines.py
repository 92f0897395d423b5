"""The lines of one section of a session document: items, or the paragraphs of Reflections."""

import re
import sys
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import groupby, takewhile
from typing import Any

from mentorlog.dates import DateOrder
from mentorlog.exchange import escapes, line_ends
from mentorlog.exchange.line_ends import BLANKS, End, ReadDay
from mentorlog.exchange.lines import action_notes
from mentorlog.records import Kind, Outcome, TakeawayKind, Visibility
from mentorlog.records.choices import ANSWERED, RAISED
from mentorlog.records.drafts import LineDraft

_MARKER = re.compile(r"([ \t]*)([-*+]|[0-9]{1,9}[.)])(?:[ \t]+|$)")
_BREAK = re.compile(r"(-{3,}|\*{3,}|_{3,})[ \t]*")
_BOX = re.compile(r"\[([ xX/>-])\](?:[ \t]+|$)")
_REPLY = re.compile(rf"[ \t]*{escapes.REPLY}")
_OUTCOME = re.compile(rf"[ \t]*{escapes.OUTCOME}")
_REPLIES: dict[TakeawayKind | Kind, re.Pattern[str]] = {
    **dict.fromkeys((Kind.ACTION, *ANSWERED), _REPLY),
    TakeawayKind.ADVICE: _OUTCOME,
}
_TICKED = (Kind.ACTION, TakeawayKind.TOPIC)

_Line = tuple[LineDraft, tuple[str, ...]]


# Reading


def read(
    lines: Sequence[str],
    kind: TakeawayKind | Kind,
    today: date,
    order: DateOrder | None,
    loose: Collection[str] = (),
) -> Iterator[_Line]:
    """Each line of a section, with what to tell the user about a due day that cannot be read.

    A line with a mark has been through here before, so what stayed in its text then is text. A mark of
    ``loose`` counts wherever it stands in its line. ``!private``, or ``private:``, alone on a line makes all of
    them private.
    """
    read_day = line_ends.day_reader(today, order)
    paragraphs = kind is TakeawayKind.REFLECTION
    alone = [place for place, _ in enumerate(lines) if _is_private_alone(lines, place)]
    lines = [line for place, line in enumerate(lines) if place not in alone]
    for block in _paragraphs(lines) if paragraphs else _items(lines, _REPLIES.get(kind)):
        draft = _paragraph(block, loose) if paragraphs else _item(block, kind, read_day, loose)
        if alone:
            draft = draft._replace(visibility=Visibility.PRIVATE, is_reply_private=False)
        if draft.text or any((draft.evidence, draft.outcome, draft.answer)):
            new_action = kind is Kind.ACTION and draft.mark is None
            yield draft, action_notes(draft, today, order) if new_action else ()


_ALONE = re.compile(escapes.PRIVATE_ALONE)


def _is_private_alone(lines: Sequence[str], place: int) -> bool:
    """Whether the line is ``!private`` or ``private:``, and not the last one of an item."""
    found, above = _ALONE.fullmatch(lines[place]), lines[place - 1] if place else ""
    is_below = above.strip(BLANKS) and (_MARKER.match(above) or above[0] in BLANKS)
    return found is not None and bool(found["sign"] or not is_below)


def parted(lines: Sequence[str], kind: TakeawayKind | Kind) -> tuple[Sequence[str], Sequence[str]]:
    """The lines of a section that belong to items, and its tables and blocks of code.

    A reply above all items belongs to none, as where its own item was removed: it is a paragraph of its own.
    """
    if kind is TakeawayKind.REFLECTION:
        return lines, ()
    beside, lines = _replies_to_nothing(lines, _REPLIES.get(kind))
    items, fence = list[str](), escapes.Fence(escapes.AMONG_ITEMS)
    for line in lines:
        (beside if fence.takes(line) or line.startswith("|") else items).append(line)
    return items, beside


def _replies_to_nothing(
    lines: Sequence[str], begins: re.Pattern[str] | None
) -> tuple[list[str], Sequence[str]]:
    """The replies above all items, with an empty line above each, and the lines that follow."""
    found = list[str]()
    for place, line in enumerate(lines):
        if begins and begins.match(line):
            found += ["", line]
        elif line.strip(BLANKS) and not (found and line[:1] in BLANKS):
            return found, lines[place:]
        elif found:
            found.append(line)
    return found, ()


def _paragraphs(lines: Sequence[str]) -> Iterator[list[str]]:
    """The paragraphs; a line with a mark ends one too, where another mark stands below."""
    for has_words, group in groupby(lines, lambda line: bool(line.strip(BLANKS))):
        rest = list(group) if has_words else []
        while len(marked := [n for n, line in enumerate(rest, 1) if _MARK_LAST.search(line)]) > 1:
            yield rest[: marked[0]]
            rest = rest[marked[0] :]
        if rest:
            yield rest


def _paragraph(lines: Sequence[str], loose: Collection[str]) -> LineDraft:
    draft = LineDraft(TakeawayKind.REFLECTION, "\n".join(lines).strip(BLANKS))
    draft = _taken(draft, line_ends.WRITTEN_LINE, lambda _words: None, loose)
    return draft._replace(text=escapes.PARAGRAPH.read(line_ends.unguarded(draft)))


def _items(lines: Sequence[str], begins: re.Pattern[str] | None) -> list[list[str]]:
    """The lines of each item, without marker and indent.

    A marker begins an item unless it is indented below another, or below its reply. Where each of two items
    has a mark of its own, it begins one all the same. A line with neither marker nor indent is an item too,
    unless it ``begins`` a reply, or the mark or ``!private`` of the item above stands in it. A thematic break
    is left out, since it has no words.
    """
    items: list[list[str]] = []
    outer, width, reach = 0, 2, 0  # How far a marker with a mark of its own may be indented.
    last = _MARK_LAST  # What ends the lines that an editor folded.
    for place, line in enumerate(lines):
        marker = _MARKER.match(line)
        indent = len(marker[1].expandtabs(4)) if marker else 0
        if _BREAK.fullmatch(line):
            continue
        is_reply = begins is not None and begins.match(line) is not None
        is_below = bool(items) and indent >= outer + 2
        if marker and not (is_below and (indent >= reach or not _is_marked(lines, place, indent))):
            outer, width, reach = indent, len(marker[1]) + len(marker[2]) + 1, 0
            last = _MARK_OR_PRIVATE
            items.append([line[marker.end() :]])
        elif items and (
            line[:1] in BLANKS or is_reply or (not reach and _is_wrapped(lines, place, last))
        ):
            items[-1].append(_less_indented(line, width))
        elif line.strip(BLANKS):
            outer, width, reach, last = 0, 2, 0, _MARK_LAST
            items.append([line.strip(BLANKS)])
        if is_reply:
            reach = min(reach, outer + 4) or 1
        elif not reach and _MARK_LAST.search(line):
            reach = _ANYWHERE
    return items


_ANYWHERE = sys.maxsize


def _is_marked(lines: Sequence[str], place: int, indent: int) -> bool:
    """Whether the line, or one of those that are indented below it, ends in a mark."""
    below = takewhile(lambda line: not line.strip() or _indent(line) > indent, lines[place + 1 :])
    return any(map(_MARK_LAST.search, (lines[place], *below)))


def _is_wrapped(lines: Sequence[str], place: int, last: re.Pattern[str]) -> bool:
    """Whether the line goes on with the one above, as an editor folds lines: ``last`` is in it, or in one below."""
    below = takewhile(lambda line: line.strip() and not _MARKER.match(line), lines[place:])
    return bool(lines[place - 1].strip()) and any(map(last.search, below))


def _indent(line: str) -> int:
    wide = line.expandtabs(4)
    return len(wide) - len(wide.lstrip(" "))


def _taken(
    draft: LineDraft, ends: Sequence[End], read_day: ReadDay, loose: Collection[str]
) -> LineDraft:
    """The draft without what ends its text, also what ends it before a ``loose`` mark with words behind."""
    taken = line_ends.take(draft, ends, read_day)
    marks = _ANY_MARK.finditer(taken.text) if loose and not taken.mark else ()
    mark = next((each for each in marks if each[1] in loose), None)
    if mark is None:
        return taken
    before, behind = taken.text[: mark.start()], taken.text[mark.end() :]
    head = line_ends.take(draft._replace(text=f"{before} ^{mark[1]}"), ends, read_day)
    later: dict[str, Any] = {
        name: value for name in _ENDS if (value := getattr(taken, name)) is not None
    }
    return head._replace(text=f"{head.text}{behind}".strip(BLANKS), **later)


_MARK_LAST = re.compile(line_ends.MARK_LAST)
_MARK_OR_PRIVATE = re.compile(f"{line_ends.MARK_LAST}|{line_ends.PRIVATE}")
_ANY_MARK = re.compile(r"(?<!\\)\^([ta][0-9]{1,18})(?![^ \t\n])")
_ENDS = ("owner", "due_on", "closed_on", "visibility", "when", "every")


def _item(
    lines: Sequence[str], kind: TakeawayKind | Kind, read_day: ReadDay, loose: Collection[str]
) -> LineDraft:
    own, below = _parted(lines, _REPLIES.get(kind))
    heard = [line_ends.without_private(said, markdown=False) for _, said in below]
    is_private = any(found for _, found in heard)
    reply = [
        (what, escapes.ITEM.read(text)) for (what, _), (text, _) in zip(below, heard, strict=True)
    ]
    draft = LineDraft(kind, "\n".join(own).strip(BLANKS))
    is_itself, is_behind = _where_private(draft.text)
    if kind in _TICKED:
        draft = _ticked(draft)
    ends = line_ends.WRITTEN_ACTION if kind is Kind.ACTION else line_ends.WRITTEN_LINE
    draft = _taken(draft, ends, read_day, loose)
    if not draft.text and not draft.mark:  # What stands below no words are the words.
        text = "\n".join(said for _, said in reply)
        level = Visibility.PRIVATE if is_private else draft.visibility
        return draft._replace(text=text, visibility=level, done=False)
    text = line_ends.unguarded(draft)
    if kind is Kind.ACTION:
        text = escapes.from_last_comma(text)
    if is_private:
        draft = draft._replace(visibility=Visibility.PRIVATE)
    if draft.mark and not is_itself:
        draft = draft._replace(is_reply_private=is_private or is_behind)
    return _replied(draft._replace(text=escapes.ITEM.read(text)), reply)


_BEGINS_REPLY = re.compile(rf"{line_ends.ARROW}|[ \t]=[ \t]+(?:{'|'.join(Outcome)})")


def _where_private(text: str) -> tuple[bool, bool]:
    """Whether what makes a line private stands before what may begin its reply, and whether behind it."""
    begins = _BEGINS_REPLY.search(text)
    place = begins.start() if begins else len(text)
    before, behind = (
        line_ends.without_private(part, markdown=False)[1] for part in (text[:place], text[place:])
    )
    return before, behind


def _parted(
    lines: Sequence[str], begins: re.Pattern[str] | None
) -> tuple[list[str], list[tuple[str, str]]]:
    """An item's own lines, and its replies as (outcome or "", text as written)."""
    if begins:
        on_its_line = re.compile(rf"({escapes.MARKED})(?={begins.pattern})")
        lines = [each for line in lines for each in on_its_line.sub(r"\1\n", line).split("\n")]
    own, replies = [*lines[:1]], list[tuple[str, list[str]]]()
    for line in lines[1:]:
        match = begins.match(line) if begins else None
        if match:
            outcome = match[1].lower() if match.re.groups else ""
            replies.append((outcome, [line[match.end() :]]))
        elif replies:
            replies[-1][1].append(_less_indented(line, 2))
        else:
            own.append(line)
    return own, [(what, "\n".join(said).strip(BLANKS)) for what, said in replies]


def _replied(draft: LineDraft, replies: Sequence[tuple[str, str]]) -> LineDraft:
    """The draft with its answer, evidence or outcome; the last of several outcomes counts."""
    text = "\n".join(text for _, text in replies if text) or None
    if draft.kind is TakeawayKind.TOPIC:
        ticked = "dropped" if draft.dropped else RAISED if draft.done else None
        return draft._replace(answer=text or ticked, done=False, dropped=False)
    if not replies:
        return draft
    if draft.kind is TakeawayKind.ADVICE:
        return draft._replace(outcome=Outcome(replies[-1][0]), note=text)
    if draft.kind is Kind.ACTION:
        return draft._replace(evidence=text)
    return draft._replace(answer=text)


def _ticked(draft: LineDraft) -> LineDraft:
    box = _BOX.match(draft.text)
    if not box:
        return draft
    text = draft.text[box.end() :].strip(BLANKS)
    return draft._replace(text=text, done=box[1] in "xX", dropped=box[1] == "-")


def _less_indented(line: str, width: int) -> str:
    blanks = len(line) - len(line.lstrip(" "))
    return line[1:] if line.startswith("\t") else line[min(blanks, width) :]


# Writing


def write(lines: Sequence[LineDraft]) -> str:
    """The lines of one section, as they are written below its heading."""
    if lines and lines[0].kind is TakeawayKind.REFLECTION:
        return "\n".join(f"{_written(line)}\n" for line in lines)
    return "".join(f"{_written_item(line)}\n" for line in lines)


def _written_item(line: LineDraft) -> str:
    is_topic = line.kind is TakeawayKind.TOPIC
    box = "[-] " if line.dropped else "[x] " if line.done or (is_topic and line.answer) else "[ ] "
    is_outcome = line.kind is TakeawayKind.ADVICE and line.outcome is not None
    reply = line.evidence if line.kind is Kind.ACTION else line.note if is_outcome else line.answer
    if is_topic and reply == RAISED:
        reply = None
    said = _indented(line_ends.with_private(escapes.ITEM.written(reply or ""), markdown=False), 4)
    if reply and line.is_reply_private:
        line, said = line._replace(visibility=None), f"!private {said}"
    written = f"- {box if line.kind in _TICKED else ''}{_indented(_written(line), 2)}"
    if is_outcome:
        return f"{written}\n  = {line.outcome}{f': {said}' if reply else ''}"
    return f"{written}\n  → {said}" if reply else written


def _written(line: LineDraft) -> str:
    """The text, followed by all that is written at the end of a line.

    What an action's time is stays out where it would not be read back as it is.
    """
    if line.when and not line_ends.may_stand(line.when):
        line = line._replace(when=None)
    if line.kind is TakeawayKind.REFLECTION:
        text, ends = escapes.PARAGRAPH.written(line.text), line_ends.WRITTEN_LINE
    elif line.kind is Kind.ACTION:
        text, ends = escapes.last_comma(escapes.ITEM.written(line.text)), line_ends.WRITTEN_ACTION
    else:
        text, ends = escapes.ITEM.written(line.text), line_ends.WRITTEN_LINE
    words = [line_ends.guarded(line._replace(text=text), ends)]
    if line.when:
        words.append(f"(when: {line.when})")
    if line.every:
        words.append(f"(every {line.every.typed})")
    if line.owner:
        # Behind a word as "with" it would be read as text; before the whole line it never is.
        place = 0 if line_ends.leads_on(words[-1]) else len(words)
        words.insert(place, line_ends.owner_word(line.owner))
    if line.due_on:
        words.append(f"(due {line.due_on.isoformat()})")
    if line.closed_on:
        words.append(f"({'done' if line.done else 'dropped'} {line.closed_on.isoformat()})")
    if line.visibility:
        words.append(f"!{line.visibility}")
    if line.mark:
        words.append(f"^{line.mark}")
    return " ".join(words)


def _indented(text: str, width: int) -> str:
    """The text with all lines but the first indented; an empty one stays empty."""
    first, *rest = text.split("\n")
    return "\n".join([first, *(" " * width + line if line else "" for line in rest)])
