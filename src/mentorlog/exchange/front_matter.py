"""The keys at the top of a session document: YAML as Obsidian and static-site tools write it.

What is no key of a session, or has a value that it cannot have, comes back as it was typed, for
the notes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from mentorlog.dates import DateOrder, Facing, at
from mentorlog.errors import UnreadableWords, quoted
from mentorlog.exchange.yaml_words import Entry, UnreadableDocument, entries_of, listed, scalar
from mentorlog.periods import minutes
from mentorlog.records import Mode, SessionState, Visibility
from mentorlog.records.drafts import SessionDraft

MOST_CHARACTERS = 64 * 1024
_KEY = re.compile(r"""(?:\w[\w -]*|"[^"]*"|'[^']*')[ \t]*:(?:[ \t]|$)""")


@dataclass(frozen=True)
class FrontMatter:
    """What the keys say, what is kept for the notes as it was typed, and what to say of it."""

    session: SessionDraft = field(default_factory=SessionDraft)
    kept: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Asked:
    today: date
    order: DateOrder | None
    facing: Facing


def split(lines: Sequence[str]) -> tuple[str, int] | None:
    """The YAML between the ``---`` lines that begin the document, and how many lines they take.

    None where the document begins otherwise; a thematic break before prose is no front matter.
    Raises UnreadableDocument where the end is missing or too far.
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
    entries = entries_of(source, _READERS)
    planned = any(entry.key == "state" and entry.words == ("planned",) for entry in entries)
    asked = _Asked(today, order, Facing.AHEAD if planned else Facing.BACK)
    found = FrontMatter()
    seen: set[str] = set()
    for entry in entries:
        found = _add(found, entry, asked, again=entry.key in seen)
        seen.add(entry.key)
    return found


def write(session: SessionDraft) -> str:
    """The keys that are said, as YAML between ``---`` lines; empty where none is."""
    people, goals = session.with_people, session.goals
    keys: dict[str, str | None] = {
        "uid": session.uid and scalar(session.uid),
        "with": scalar(people[0]) if len(people) == 1 else listed(people),
        "date": session.held_on.isoformat() if session.held_on else None,
        "time": session.time and f'"{session.time}"',  # else 870 to a YAML 1.1 reader
        "minutes": None if session.minutes is None else str(session.minutes),
        "mode": session.mode,
        "state": session.state,
        "topic": session.topic and scalar(session.topic),
        "goals": listed(goals),
        "tags": listed(session.tags),
        "visibility": session.visibility,
        "notes_visibility": session.notes_visibility,
        "written": session.written and _stamp(session.written),
    }
    lines = [f"{key}: {value}\n" for key, value in keys.items() if value]
    return f"---\n{''.join(lines)}---\n" if lines else ""


def _stamp(words: str) -> str:
    """As it was handed out, where it is one; else as any text."""
    plain = re.fullmatch(r"[0-9-]{10}T[0-9:]{8}Z, [0-9a-f-]+", words, re.ASCII)
    return words if plain else scalar(words)


def _add(found: FrontMatter, entry: Entry, asked: _Asked, *, again: bool) -> FrontMatter:
    if not entry.key:
        return replace(found, kept=(*found.kept, entry.source))
    if entry.words == () and entry.key in _READERS:
        return found
    reason = "said twice" if again else "not a key of a session"
    values: dict[str, Any] = {}
    if entry.key in _READERS and not again:
        try:
            values, reason = _READERS[entry.key](entry, asked), ""
        except (UnreadableWords, ValueError):
            values, reason = _UNREAD.get(entry.key, {}), f"no {_WHAT[entry.key]} in it"
    session = found.session._replace(**values)
    if not reason:
        return replace(found, session=session)
    note = f"{quoted(entry.source)} is kept in the notes: {reason}."
    return FrontMatter(session, (*found.kept, entry.source), (*found.notes, note))


# What the keys mean: each reader gives fields of the draft, or raises for words it cannot read


def _all(entry: Entry) -> tuple[str, ...]:
    if entry.words is None:
        raise ValueError(entry.source)
    return entry.words


def _one(entry: Entry) -> str:
    (word,) = _all(entry)
    return word


def _date(entry: Entry, asked: _Asked) -> dict[str, Any]:
    words = re.sub(r"\A(\d{4}-\d\d-\d\d[T ]\d\d:\d\d):.*\Z", r"\1", _one(entry))
    held_on, time = at(words, asked.today, facing=asked.facing, order=asked.order)
    return {"held_on": held_on, "time": time} if time else {"held_on": held_on}


def _time(entry: Entry, asked: _Asked) -> dict[str, Any]:
    _, time = at(f"today {_one(entry)}", asked.today)
    if time is None:
        raise ValueError(entry.source)
    return {"time": time}


def _minutes(entry: Entry, _asked: _Asked) -> dict[str, Any]:
    return {"minutes": minutes(_one(entry))}


def _text(name: str) -> Callable[[Entry, _Asked], dict[str, Any]]:
    return lambda entry, _asked: {name: _one(entry)}


def _words(name: str) -> Callable[[Entry, _Asked], dict[str, Any]]:
    return lambda entry, _asked: {name: tuple(map(_linked, _all(entry)))}


def _people(entry: Entry, _asked: _Asked) -> dict[str, Any]:
    words = _all(entry)
    # A name with a comma in it stands in quotes, as we write it.
    quoted = entry.source.partition(":")[2].strip()[:1] in ('"', "'")
    if not (entry.listed or quoted):
        words = tuple(filter(None, (word.strip() for each in words for word in each.split(","))))
    return {"with_people": tuple(map(_linked, words))}


_LINK = re.compile(r"\[\[([^\[\]|#]*)[^\[\]]*\]\]")


def _linked(words: str) -> str:
    """What a link of a wiki names: ``[[People/Dana Ortiz|Dana]]`` is Dana Ortiz."""
    link = _LINK.fullmatch(words.strip())
    return (link[1].rpartition("/")[2].strip() if link else "") or words


def _tags(entry: Entry, _asked: _Asked) -> dict[str, Any]:
    if entry.listed:
        return {"tags": _all(entry)}
    return {"tags": tuple(tag.strip() for tag in _one(entry).split(",") if tag.strip())}


def _choice(name: str, kind: type[StrEnum]) -> Callable[[Entry, _Asked], dict[str, Any]]:
    return lambda entry, _asked: {name: kind(_one(entry).strip().lower())}


_READERS: dict[str, Callable[[Entry, _Asked], dict[str, Any]]] = {
    "uid": _text("uid"),
    "with": _people,
    "date": _date,
    "time": _time,
    "minutes": _minutes,
    "mode": _choice("mode", Mode),
    "state": _choice("state", SessionState),
    "topic": _text("topic"),
    "goals": _words("goals"),
    "tags": _tags,
    "visibility": _choice("visibility", Visibility),
    "notes_visibility": _choice("notes_visibility", Visibility),
    "written": _text("written"),
}
_WHAT = {
    **dict.fromkeys(_READERS, "text"),
    "date": "day",
    "time": "time",
    "minutes": "duration",
    "mode": "way to meet",
    "state": "state of a session",
    **dict.fromkeys(("visibility", "notes_visibility"), "visibility, so it is private"),
}
# Who wrote something here wanted to say who may see it: what cannot be read must not be shared.
_UNREAD: dict[str, dict[str, Any]] = {
    name: {name: Visibility.PRIVATE} for name in ("visibility", "notes_visibility")
}
