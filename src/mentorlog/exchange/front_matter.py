"""The keys at the top of a session document: YAML, as Obsidian and static-site tools write it.

Every value is read as text: ``14:30`` is not 870, and ``No`` is a name. Keys that a session does not have,
values that cannot be read, and comments come back as they were typed, for the notes.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NoReturn

from mentorlog.dates import DateOrder, Facing, at
from mentorlog.errors import UnreadableWords, WrongUsage, quoted
from mentorlog.exchange.line_ends import PRIVATE, with_private, without_private
from mentorlog.periods import minutes, tells_how_long
from mentorlog.records import Mode, SessionState, Visibility
from mentorlog.records.drafts import SessionDraft
from mentorlog.values import NamedTuple

MOST_CHARACTERS = 64 * 1024
_KEY = re.compile(r"""(?:\w[\w -]*|"[^"]*"|'[^']*')[ \t]*:(?:[ \t]|$)""")
_TABS = re.compile(r"^[\w -]+:[ \t]+|^ *-[ \t]+|(?<![ \t])[ \t]++$", re.MULTILINE)
_NOT_STORED = re.compile("[\0\ud800-\udfff]")
_NOT_PLAIN = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


class UnreadableDocument(WrongUsage):
    """The session document cannot be read; ``line`` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(
            f"The session document cannot be read: line {line}: {reason}.",
            "the keys between the --- lines are YAML; text with a colon or a # goes in quotes",
        )
        self.line = line


class FrontMatter(NamedTuple):
    """What the keys say, what is kept for the notes as typed, and what to tell the user."""

    session: SessionDraft = SessionDraft()
    kept: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class _Entry(NamedTuple):
    """A key in lower case, and its value.

    ``words`` is None if the value is deeper than a list of words. ``source`` is all of it as typed.
    """

    key: str
    words: tuple[str, ...] | None
    listed: bool
    in_quotes: bool
    comments: tuple[str, ...]
    source: str


class _Asked(NamedTuple):
    today: date
    order: DateOrder | None
    facing: Facing


def split(lines: Sequence[str]) -> tuple[str, int] | None:
    """The YAML between the ``---`` lines that begin the document, and how many lines they take.

    None if the document does not begin with front matter; a thematic break before prose is none.
    Raises UnreadableDocument if its end is missing or too far away.
    """
    if not lines or lines[0].rstrip(" \t") != "---":
        return None
    words = (
        line for line in lines[1:] if line.strip(" \t") and not line.lstrip(" \t").startswith("#")
    )
    first = next(words, "---").rstrip(" \t")
    if first != "---" and not _KEY.match(first):
        return None
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip(" \t") == "---"), None)
    if end is None:
        if first == "---":
            return None
        raise UnreadableDocument(1, "the front matter that begins here has no --- at its end")
    source = "\n".join(lines[1:end])
    if len(source) > MOST_CHARACTERS:
        raise UnreadableDocument(1, "the front matter is longer than 64 KB")
    return source, end + 1


def read(source: str, today: date, order: DateOrder | None) -> FrontMatter:
    """What the YAML says of the session. Raises UnreadableDocument."""
    pairs = _pairs(source)
    starts = [*(key.start_mark.index for key, _ in pairs), len(source)]
    entries = [
        _entry(source, key, value, end) for (key, value), end in zip(pairs, starts[1:], strict=True)
    ]
    planned = any(entry.key == "state" and entry.words == ("planned",) for entry in entries)
    asked = _Asked(today, order, Facing.AHEAD if planned else Facing.BACK)
    session, kept, notes = SessionDraft(), [*_comments(source, 0, starts[0])], list[str]()
    seen, closed = set[str](), set[str]()
    for entry in entries:
        values, reason = _read(entry, asked, again=entry.key in seen)
        seen.add(entry.key)
        closed |= _closed(entry, values)
        session = session._replace(**values)
        kept += [entry.source] if reason else entry.comments
        if reason:
            notes.append(f"{quoted(entry.source)} is kept in the notes: {reason}.")
    private: dict[str, Any] = dict.fromkeys(closed, Visibility.PRIVATE)
    session = session._replace(**private)
    return FrontMatter(session, tuple(kept), tuple(notes))


def _closed(entry: _Entry, values: dict[str, Any]) -> set[str]:
    """What the key makes private, whatever another one says: ``!private`` in a topic closes its session."""
    found = {name for name, value in values.items() if value is Visibility.PRIVATE}
    topic = entry.words[0] if entry.key == "topic" and entry.words else ""
    said = re.search(PRIVATE, entry.source) or without_private(topic)[1]
    if entry.key in ("topic", "tags", *_WHO_MAY_SEE) and said:
        found.add(entry.key if entry.key in _WHO_MAY_SEE else "visibility")
    return found


def write(session: SessionDraft) -> str:
    """The keys that have a value, as YAML between ``---`` lines; empty if none has."""
    people, goals = session.with_people, session.goals
    keys: dict[str, str | None] = {
        "uid": session.uid and _scalar(session.uid),
        "with": _scalar(people[0]) if len(people) == 1 else _listed(people),
        "date": session.held_on.isoformat() if session.held_on else None,
        "time": session.time and f'"{session.time}"',  # else 870 to a YAML 1.1 reader
        "minutes": None if session.minutes is None else str(session.minutes),
        "mode": session.mode,
        "state": session.state,
        "topic": session.topic and _scalar(with_private(session.topic)),
        "goals": _listed(goals),
        "tags": _listed(session.tags),
        "visibility": session.visibility,
        "notes_visibility": session.notes_visibility,
        "written": session.written and _stamp(session.written),
    }
    lines = [f"{key}: {value}\n" for key, value in keys.items() if value]
    return f"---\n{''.join(lines)}---\n" if lines else ""


def _stamp(words: str) -> str:
    """The stamp as it was handed out; as quoted text if it is not one."""
    plain = re.fullmatch(r"[0-9-]{10}T[0-9:]{8}Z, [0-9a-f-]+", words, re.ASCII)
    return words if plain else _scalar(words)


def _read(entry: _Entry, asked: _Asked, *, again: bool) -> tuple[dict[str, Any], str]:
    """The fields that a key gives, and the reason if it is kept in the notes."""
    if entry.key not in _KEYS:
        return {}, "not a key of a session"
    if entry.words == ():
        return {}, ""
    if again:
        return {}, "said twice"
    try:
        return _fields(entry, asked), ""
    except (UnreadableWords, ValueError):
        # Whoever wrote something here wanted to limit who sees it, so it must not be shared.
        private = {entry.key: Visibility.PRIVATE} if entry.key in _WHO_MAY_SEE else {}
        return private, f"no {_KEYS[entry.key]} in it"


# YAML → words


def _pairs(source: str) -> list[tuple[Any, Any]]:
    """The keys with their values, as PyYAML's nodes. Raises UnreadableDocument."""
    import yaml  # It takes 15 ms, and many documents need none.

    class Words(yaml.BaseLoader):
        """Without aliases, which can stand for millions of nodes."""

        def scan_anchor(self, _token: object) -> NoReturn:
            raise _unreadable(self, "anchors and aliases are not read here")

    try:
        # YAML refuses tabs where people see a space. One for one, so that positions stay right.
        loader = Words(_TABS.sub(lambda match: match[0].replace("\t", " "), source))
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        raise _unreadable(error.problem_mark or error.context_mark, reason) from None
    except RecursionError:
        raise _unreadable(loader, "the value is too deep") from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # These errors do not know their line.
        line = source.count("\n", 0, getattr(error, "position", 0)) + 2
        raise UnreadableDocument(line, "a character that YAML does not allow") from None
    if root is not None and not isinstance(root, yaml.MappingNode):
        raise UnreadableDocument(2, "this is not a list of keys")
    return root.value if root else []


def _unreadable(place: Any, reason: str) -> UnreadableDocument:
    # YAML counts lines from 0, and the first line is the --- above.
    return UnreadableDocument(place.line + 2, reason)


def _entry(source: str, key: Any, value: Any, end: int) -> _Entry:
    """A key with its value; comments up to ``end``, where the next key begins, belong to it."""
    nodes = value.value if value.id == "sequence" else [value]
    # [[Dana Ortiz]], a link as Obsidian writes it, is a list in a list to YAML.
    if len(nodes) == 1 and nodes[0].id == "sequence":
        nodes = nodes[0].value
    words = None
    if all(each.id == "scalar" and not _NOT_STORED.search(each.value) for each in nodes):
        words = tuple(
            each.value
            for each in nodes
            if each.value and (each.style is not None or each.value not in ("~", "null"))
        )
    return _Entry(
        key.value.strip().lower() if key.id == "scalar" else "",
        words,
        value.id == "sequence",
        getattr(value, "style", None) in ("'", '"'),
        tuple(_comments(source, key.end_mark.index, end, nodes)),
        source[key.start_mark.index : end].rstrip(" \t\n"),
    )


def _comments(source: str, start: int, end: int, nodes: Sequence[Any] = ()) -> Iterator[str]:
    """The comments between two positions; a # inside the text of a node is not one."""
    for node in nodes:
        yield from re.findall("#.*", source[start : node.start_mark.index])
        start = node.end_mark.index
    yield from re.findall("#.*", source[start:end])


# Words → YAML


def _listed(words: Sequence[str]) -> str | None:
    """The words as a flow list; None if there are none."""
    return f"[{', '.join(map(_scalar, words))}]" if words else None


def _scalar(text: str) -> str:
    """The text as a scalar, also inside a flow list; in quotes if a YAML reader could misread it."""
    word = re.fullmatch(r"[^\W\d_][\w .'/()&-]*(?<! )", text) and text.lower() not in _NOT_PLAIN
    number_like = re.fullmatch(r"[0-9a-f]*[a-df][0-9a-f]*", text) and text[:2] != "0b"
    if (word or number_like) and text.isprintable():
        return text
    return f'"{"".join(map(_in_quotes, text))}"'


def _in_quotes(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    # YAML folds line ends of its own (U+0085, U+2028), and refuses what is not printable.
    return character if character.isprintable() else f"\\U{ord(character):08x}"


# What the keys mean


def _fields(entry: _Entry, asked: _Asked) -> dict[str, Any]:
    """The fields of the draft that a key gives; raises ``ValueError`` or ``UnreadableWords``."""
    words = entry.words
    if words is None:
        raise ValueError(entry.source)
    match entry.key:
        case "with":
            # We write a name with a comma in quotes.
            if not (entry.listed or entry.in_quotes):
                words = _between_commas(words)
            return {"with_people": tuple(map(_linked, words))}
        case "goals":
            return {"goals": tuple(map(_linked, words))}
        case "tags":
            tags = words if entry.listed else _between_commas(words)
            return {"tags": tuple(tag for tag in tags if without_private(tag) != ("", True))}
    (word,) = words
    match entry.key:
        case "date":
            day = re.sub(r"\A(\d{4}-\d\d-\d\d[T ]\d\d:\d\d):.*\Z", r"\1", word)
            if tells_how_long(word):
                raise ValueError(entry.source)
            held_on, time = at(day, asked.today, facing=asked.facing, order=asked.order)
            return {"held_on": held_on, "time": time} if time else {"held_on": held_on}
        case "time":
            _, time = at(f"today {word}", asked.today)
            if time is None:
                raise ValueError(entry.source)
            return {"time": time}
        case "minutes":
            return {"minutes": minutes(word)}
        case "private":
            is_open = word.casefold() in ("false", "no", "n", "off")
            return {} if is_open else {"visibility": Visibility.PRIVATE}
        case "topic":
            return {"topic": without_private(word)[0] or None}
    choices = _CHOICES.get(entry.key)
    return {entry.key: choices(word.strip().lower()) if choices else word}


def _between_commas(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(filter(None, (word.strip() for each in words for word in each.split(","))))


_LINK = re.compile(r"\[\[([^\[\]|#]*)[^\[\]]*\]\]")


def _linked(words: str) -> str:
    """The page that a wiki link names: ``[[People/Dana Ortiz|Dana]]`` is Dana Ortiz."""
    link = _LINK.fullmatch(words.strip())
    return (link[1].rpartition("/")[2].strip() if link else "") or words


_WHO_MAY_SEE = ("visibility", "notes_visibility")

_CHOICES: dict[str, type[StrEnum]] = {
    "mode": Mode,
    "state": SessionState,
    **dict.fromkeys(_WHO_MAY_SEE, Visibility),
}

_KEYS = {
    **dict.fromkeys(("uid", "with", "topic", "goals", "tags", "written"), "text"),
    **dict.fromkeys(_WHO_MAY_SEE, "visibility, so it is private"),
    "date": "day",
    "time": "time",
    "minutes": "duration",
    "private": "yes or no",
    "mode": "way to meet",
    "state": "state of a session",
}
"""What the value of each key should be."""
