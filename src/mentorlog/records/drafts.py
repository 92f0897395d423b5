"""A session as typed or read, before anything is stored."""

import re
from collections.abc import Sequence
from datetime import date

from mentorlog.periods import Cadence
from mentorlog.records import (
    Action,
    ActionState,
    Kind,
    Mode,
    Outcome,
    Ref,
    Session,
    SessionState,
    Takeaway,
    TakeawayKind,
    Visibility,
)
from mentorlog.records.choices import ANSWERED, FOR_ONESELF
from mentorlog.spelling import folded
from mentorlog.values import NamedTuple

LINES: tuple[TakeawayKind | Kind, ...] = (
    TakeawayKind.TOPIC,
    TakeawayKind.TAKEAWAY,
    TakeawayKind.ADVICE,
    Kind.ACTION,
    TakeawayKind.QUESTION,
    TakeawayKind.FEEDBACK,
    TakeawayKind.REFLECTION,
    TakeawayKind.NOTE,
)
"""The kinds of a session's lines, in the order of a document's sections."""

PRIVATE_WORD = r"(?:[!！#＃](?i:private)(?![^\W_]|[-_][^\W_])|(?<!\])\((?i:private)\))"
"""What makes a text private wherever it stands, as a pattern: ``!private``, ``#private``, and ``(private)`` as our screens say it."""

PRIVATE_WORDS = ("private", "priv", "secret", "confidential")
"""The words that make a text private, with a colon before it."""
NOTE_WORDS = ("note", "notes", "personal")
"""The words that do so too, but not in Markdown, where they are as much text as a heading is."""


_BLANK = r"(?:[^\S\n]|[\u200b-\u200f\u2060\ufeff])"
"""A blank of any width, also of none."""


def _colon(words: Sequence[str]) -> str:
    return rf"[*_]*+(?i:{'|'.join(words)})[*_]*+{_BLANK}*+[:：][*_]*+"


def _first(marks: str, elsewhere: str) -> str:
    """A pattern for what makes a text private before it, or a line of it, or what is said of the line.

    What a line may begin with stands before it: a bullet, ``@dana``, ``#work``, ``by friday``, ``yesterday:``, a number.
    ``elsewhere`` is what does so also behind other words.
    """
    said_of = rf"(?<!\S)(?:→|->|\^[ta][0-9]{{1,18}}(?=\s)|={_BLANK}++(?i:{'|'.join(Outcome)}){_BLANK}*+[:,]?)"
    item = rf"(?:(?:[-*+•!?>]|[0-9]{{1,9}}[.)]|\[[ xX-]\]){_BLANK}++)*+"
    words = rf"[^\W_][\w.'’-]*+(?:{_BLANK}++[^\W_][\w.'’-]*+){{0,2}}"
    who = r"""@(?:"[^"\n]*+"|[^\s"]++)[,:]?"""
    day = rf"\(?(?i:due|by|until){_BLANK}++{words}\)?[:：]?"
    number = r"\(?[0-9][\w./:-]*+\)?[,;:：]?"
    lead = rf"(?:{who}|[#＃][^\s#＃]++|{day}|{number}|{words}[:：])"
    leads = rf"""(?P<leads>(?:{lead}{_BLANK}++){{0,4}}?["'“‘(\[]*+)"""
    line = rf"(?:(?m:^)|(?P<said_of>{said_of})){_BLANK}*+{item}{leads}"
    return rf"(?P<before>{line}|{elsewhere})(?P<word>{marks})"


PRIVATE_COLON = _colon(PRIVATE_WORDS)
PRIVATE_MARK = rf"(?:{_colon((*PRIVATE_WORDS, *NOTE_WORDS))}|[*_]*+[#＃]++(?=\s|\Z))"
"""A word with its colon, or the sign of a private note: what makes the text behind it private."""
_IN_A_SENTENCE = rf"(?<=[.;!?…–—-]{_BLANK})(?=\\*{PRIVATE_COLON})"
_BEHIND_WORDS = rf"""(?<![^\s"'“‘(\[])(?=\\*{_colon(("private", "priv", "confidential"))})"""
PRIVATE_FIRST = _first(PRIVATE_MARK, f"{_IN_A_SENTENCE}|{_BEHIND_WORDS}")
PRIVATE_IN_MARKDOWN = _first(PRIVATE_COLON, _IN_A_SENTENCE)
"""The same in Markdown, where ``# `` begins a heading."""


def may_be_private(text: str) -> bool:
    """Whether the patterns are needed at all: to compile them takes a while, and few texts need them."""
    said = text.casefold()
    if "private" in said or re.search(r"[#＃](?:\s|\Z)", said):
        return True
    words = (*PRIVATE_WORDS, *NOTE_WORDS)
    return any(colon in said for colon in ":：") and any(word in said for word in words)


class LineDraft(NamedTuple):
    """One line of a session as typed, before it is a record.

    ``mark`` is the record it came from (``t31``, ``a38``) or None for a new line. ``owner`` is the
    word after ``@`` as typed. ``done`` is the tick of an action, ``dropped`` its ``[-]`` and
    ``closed_on`` the day of either; ``evidence`` is an action's too, and so are ``when``, what its time
    is, and ``every``, how often it comes back. ``outcome`` and ``note`` belong to advice, ``answer`` to a question or a topic. ``visibility`` None
    is the default of its kind. ``is_reply_private``: it was said of the answer, the evidence or the note of a line with a mark.
    """

    kind: TakeawayKind | Kind
    text: str
    mark: str | None = None
    owner: str | None = None
    due_on: date | None = None
    done: bool = False
    dropped: bool = False
    closed_on: date | None = None
    evidence: str | None = None
    outcome: Outcome | None = None
    note: str | None = None
    answer: str | None = None
    visibility: Visibility | None = None
    when: str | None = None
    every: Cadence | None = None
    is_reply_private: bool = False


class SessionDraft(NamedTuple):
    """A session as typed or read from a document, before anything is stored.

    None means "not said", so that a document without a key leaves the stored value alone.
    ``written`` is when it was handed out and by which copy of the journal, as it stands there.
    """

    uid: str | None = None
    with_people: tuple[str, ...] = ()
    held_on: date | None = None
    time: str | None = None
    minutes: int | None = None
    mode: Mode | None = None
    state: SessionState | None = None
    topic: str | None = None
    goals: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    visibility: Visibility | None = None
    notes: str = ""
    notes_visibility: Visibility | None = None
    lines: tuple[LineDraft, ...] = ()
    written: str | None = None


def draft_of(
    session: Session,
    takeaways: Sequence[Takeaway],
    actions: Sequence[Action],
    *,
    marks: bool = True,
    me: int | None = None,
) -> SessionDraft:
    """The draft that says what the records say; default values are left out."""
    return SessionDraft(
        uid=session.uid if marks else None,
        with_people=tuple(person.label for person in session.attendees),
        held_on=session.held_on,
        time=session.time,
        minutes=session.minutes,
        mode=session.mode,
        state=None if session.state is SessionState.HELD else session.state,
        topic=session.topic or None,
        goals=tuple(goal.label for goal in session.goals),
        tags=session.tags,
        visibility=said_visibility(None, session.visibility),
        notes=session.notes or "",
        notes_visibility=said_visibility(TakeawayKind.REFLECTION, session.notes_visibility),
        lines=lines_of(takeaways, actions, session.attendees, marks=marks, me=me),
    )


def lines_of(
    takeaways: Sequence[Takeaway],
    actions: Sequence[Action],
    attendees: Sequence[Ref],
    *,
    marks: bool = True,
    me: int | None = None,
) -> tuple[LineDraft, ...]:
    """The lines that say what the records say, in the order of a document's sections."""
    lines = [_line(each, marks) for each in takeaways]
    lines += [_action(each, attendees, marks, me) for each in actions]
    return tuple(sorted(lines, key=lambda line: LINES.index(line.kind)))


def _line(takeaway: Takeaway, marks: bool) -> LineDraft:
    quiet = takeaway.outcome in (None, Outcome.PENDING) and not takeaway.note
    return LineDraft(
        kind=takeaway.kind,
        text=takeaway.text,
        mark=f"t{takeaway.id}" if marks else None,
        outcome=None if quiet else takeaway.outcome or Outcome.PENDING,
        note=takeaway.note or None,
        answer=(takeaway.answer or None) if takeaway.kind in ANSWERED else None,
        visibility=said_visibility(takeaway.kind, takeaway.visibility),
    )


def _action(action: Action, attendees: Sequence[Ref], marks: bool, me: int | None) -> LineDraft:
    return LineDraft(
        kind=Kind.ACTION,
        text=action.text,
        mark=f"a{action.id}" if marks else None,
        owner="me" if action.owner.id == me else _name(action.owner, attendees),
        due_on=action.due_on,
        done=action.state is ActionState.DONE,
        dropped=action.state is ActionState.DROPPED,
        closed_on=action.done_on or action.dropped_on,
        evidence=action.evidence or None,
        visibility=said_visibility(Kind.ACTION, action.visibility),
        when=action.when or None,
        every=action.every if action.state is ActionState.OPEN else None,
    )


def _name(person: Ref, attendees: Sequence[Ref]) -> str:
    """The first name where it can only be that attendee, else the whole name."""
    first = person.label.split()[0] if person.label.split() else ""
    namesakes = [each for each in attendees if folded(first) in folded(each.label)]
    alone = [each.id for each in namesakes] == [person.id] and folded(first) != "me"
    return first if alone else person.label


def default_visibility(kind: TakeawayKind | Kind | None) -> Visibility:
    """The visibility of a line of that kind where none is given; None stands for a session."""
    return Visibility.PRIVATE if kind in FOR_ONESELF else Visibility.SHARED


def said_visibility(kind: TakeawayKind | Kind | None, visibility: str) -> Visibility | None:
    """The visibility as a document says it: None for the default of its kind."""
    return None if visibility == default_visibility(kind) else Visibility(visibility)


class Logged(NamedTuple):
    """What a log wrote: the session, which lines it ``added``, and what the user should be told.

    ``how`` is what became of the session: ``new``, ``added to``, ``planned``, ``changed``; ``noted``
    is whether its notes were written; ``everything`` are all the lines that it has now; ``ticked`` says
    what became of earlier ones and of the session itself, as ``a36 done``, ``45 → 60 min``. ``readers``
    were there and may read it, unless it is private.
    """

    session: Session
    how: str
    added: tuple[str, ...]
    notes: tuple[str, ...]
    noted: bool
    everything: tuple[list[Takeaway], list[Action]]
    me: int
    ticked: tuple[str, ...] = ()
    readers: frozenset[int] = frozenset()
