"""What the columns of a table mean, and the draft that the cells of a row make."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from mentorlog import dates, periods
from mentorlog.dates import DateOrder, Facing
from mentorlog.errors import UnreadableWords, WrongUsage
from mentorlog.records import ActionState, GoalState, Kind, SessionState, Visibility
from mentorlog.records.drafts import SessionDraft
from mentorlog.records.imports import ActionDraft, Draft, GoalDraft, WinDraft
from mentorlog.records.kinds import Holds

_ALWAYS = {"uid": (), "tags": ("tag", "labels", "label"), "visibility": ()}

OURS = frozenset(
    {"id", "created_at", "updated_at", "session", "carried_over", "overdue_days", "label",
     "notes_visibility", "published", "done_on", "dropped_on", "readers"}
)  # fmt: skip
"""Columns of our own exports that no draft has a field for."""

# What a draft has in place of columns, or beside them.
_BESIDE: dict[Kind, dict[str, tuple[str, ...]]] = {
    Kind.ACTION: {
        "closed_on": (
            "done_on", "dropped_on", "done on", "completed", "completed on", "completed at",
            "done at", "date completed", "finished", "closed",
        ),
    },
    Kind.GOAL: {"metric": (), "unit": ()},
    Kind.SESSION: {"with": ("attendees", "mentor", "mentee", "person", "who"), "goals": ()},
    Kind.WIN: {},
}  # fmt: skip
_DRAFTS: dict[Kind, Any] = {
    Kind.ACTION: ActionDraft,
    Kind.GOAL: GoalDraft,
    Kind.SESSION: SessionDraft,
    Kind.WIN: WinDraft,
}

FIELDS: dict[Kind, dict[str, tuple[str, ...]]] = {
    kind: {
        column.called: tuple(filter(None, column.headings.split(", ")))
        for column in kind.about.columns
        if column.called in _DRAFTS[kind]._fields and column.name != "notes_visibility"
    }
    | beside
    for kind, beside in _BESIDE.items()
}
"""The fields of each kind that comes in, and the headings that people give them."""

NEEDED = {Kind.ACTION: "text", Kind.GOAL: "title", Kind.SESSION: "held_on", Kind.WIN: "title"}
"""The field without which a row is no record of its kind."""


def kind_of(names: Iterable[str], mapped: Mapping[str, str]) -> Kind | None:
    """The kind that most of the headings are fields of; None where no one kind is ahead."""
    headings = list(names)
    meant = {field.casefold() for field in mapped.values()}
    scores = {
        kind: sum(field is not None for field in found)
        for kind in [kind for kind in FIELDS if meant <= {*FIELDS[kind], *_ALWAYS}] or FIELDS
        if NEEDED[kind] in (found := fields(kind, headings, mapped))
    }
    best = [kind for kind, score in scores.items() if score == max(scores.values())]
    return best[0] if len(best) == 1 else None


def our_kind(names: Sequence[str]) -> Kind | None:
    """The kind of our own table that has these headings; None where it is somebody else's."""
    if tuple(names[:4]) != ("id", "uid", "created_at", "updated_at"):
        return None
    own = {kind: {column.called for column in kind.about.columns} for kind in Kind}
    return max(own, key=lambda kind: len(own[kind].intersection(names)))


def fields(kind: Kind, names: Iterable[str], mapped: Mapping[str, str]) -> tuple[str | None, ...]:
    """The field that each heading means, None for one that means none."""
    said = {name.casefold(): field.casefold() for name, field in mapped.items()}
    names = list(names)
    # A label is a tag elsewhere; in our own table it is what the record is called.
    always = dict.fromkeys(_ALWAYS, ()) if our_kind(names) else _ALWAYS
    known = {**FIELDS[kind], **always}
    meant = {word: field for field, words in known.items() for word in words} | {
        field: field for field in known
    }
    if strange := next((field for field in said.values() if field not in meant), None):
        raise WrongUsage(f"A {kind} has no field {strange}.", f"it has {', '.join(known)}")
    return tuple(meant.get(said.get(_plain(name), _plain(name))) for name in names)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def draft(kind: Kind, values: Mapping[str, str], today: date, order: DateOrder | None) -> Draft:
    """The draft of a row's cells by field, those without text left out.

    Raises ``UnreadableWords`` for a cell that cannot be read, ``WrongUsage`` for one that is missing.
    """
    if NEEDED[kind] not in values:
        raise WrongUsage(f"Its {NEEDED[kind]} is missing.")
    said = {
        _FIELDS.get(name, name): _read(kind, name, words, today, order)
        for name, words in values.items()
    }
    if kind is Kind.ACTION and said.get("closed_on"):
        said.setdefault("state", ActionState.DONE)
    made: Draft = _DRAFTS[kind](**said)
    return made


def speaks_of(kind: Kind, fields: Iterable[str | None]) -> frozenset[str]:
    """The columns of which an empty cell says that there is nothing, and ``tags``."""
    return frozenset(_MAY_BE_EMPTY[kind].get(field, "") for field in fields if field) - {""}


_MAY_BE_EMPTY = {
    kind: {"tags": "tags"}
    | {
        column.called: column.name
        for column in kind.about.columns
        if kind is not Kind.SESSION and not column.required and column.name != "every_from"
        if column.holds in (Holds.DAY, Holds.LINK, Holds.TEXT, Holds.WORD)
    }
    for kind in FIELDS
}


def joint(kind: Kind, field: str, words: Sequence[str]) -> str:
    """What several columns of one meaning say together, or the first where only one can count."""
    if counts_once(kind, field):
        return words[0]
    return ("; " if field in _LISTS else "\n").join(words)


def counts_once(kind: Kind, field: str) -> bool:
    """Whether only one column of that meaning can count."""
    return field not in _LISTS and (field not in _TEXTS[kind] or field == NEEDED[kind])


_TEXTS = {
    kind: {column.called for column in kind.about.columns if column.holds is Holds.TEXT}
    for kind in FIELDS
}

_FIELDS = {"with": "with_people"}

_FACING = {"due_on": Facing.AHEAD, "target_on": Facing.AHEAD, "start_on": Facing.NEAR}
"""Where days of a field without their year lie; the others lie back."""

_LISTS = frozenset({"tags", "with", "goals"})

_COLUMNS = {kind: {column.name: column for column in kind.about.columns} for kind in FIELDS}


def _read(kind: Kind, field: str, words: str, today: date, order: DateOrder | None) -> object:
    """What the words of a cell say of a field; raises ``UnreadableWords``."""
    column = _COLUMNS[kind].get(field)
    if field in _LISTS:
        return tuple(word.strip() for word in re.split(r"[;,]", words) if word.strip())
    if field == "minutes":
        return int(words) if words.isascii() and words.isdigit() else periods.minutes(words)
    if field == "every":
        return periods.cadence(words)
    if field == "visibility":
        return _one_of(Visibility, field, words)
    if column and column.choices:
        return _one_of(column.choices, field, words)
    if field == "closed_on" or (column and column.holds is Holds.DAY):
        facing = _FACING.get(field, Facing.BACK)
        target = facing is Facing.AHEAD
        return dates.day(_as_typed(words), today, facing=facing, target=target, order=order)
    return words


def _one_of(choices: type[StrEnum], field: str, words: str) -> StrEnum:
    plain = "-".join(words.casefold().replace("_", " ").split())
    try:
        return choices(_MEANT.get(choices, {}).get(plain, plain))
    except ValueError:
        raise UnreadableWords(field, words, tuple(choices)) from None


def _alike(**words: str) -> dict[str, str]:
    """Each word that people use, with the state that it means."""
    return {word: state.replace("_", "-") for state, said in words.items() for word in said.split()}


_BEGUN = "todo to-do pending new backlog not-started started in-progress doing waiting false no"
_DONE = "complete completed finished resolved true yes x"
_OFF = "cancelled canceled abandoned rejected deleted wont-do won't-do"

_MEANT: dict[object, dict[str, str]] = {
    ActionState: _alike(open=f"{_BEGUN} active on-hold blocked", done=f"{_DONE} closed", dropped=_OFF),
    GoalState: _alike(
        active=f"{_BEGUN} open on-track", paused="on-hold blocked", achieved=f"{_DONE} done met",
        partly_achieved="partial partially-achieved", dropped=_OFF, missed="missed-it",
    ),
    SessionState: _alike(
        planned="scheduled upcoming confirmed", held=f"{_DONE} done attended", cancelled="canceled",
        no_show="missed absent",
    ),
}  # fmt: skip
"""What other programs and people call a state."""

_TIME = re.compile(
    r"(?<=\d)[T ]\s*\d{1,2}:\d\d(:\d\d(\.\d+)?)?( ?[ap]\.?m\.?)?( ?Z| ?[+-]\d\d:?\d\d)?\Z",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(\d{4})[/.]?(\d\d?)[/.]?(\d\d?)", re.ASCII)
_MONTH_NAMED = re.compile(r"(\d\d?)[- /]([^\W\d_]{3,9})\.?[- /](\d\d|\d{4})")


def _as_typed(words: str) -> str:
    """A day as spreadsheets write it, the way days are typed here; a time after it is dropped."""
    words = _TIME.sub("", words.strip())
    if (found := _YEAR_FIRST.fullmatch(words)) and (len(words) == 8 or not words.isdigit()):
        return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    if found := _MONTH_NAMED.fullmatch(words):
        century = "20" if len(found[3]) == 2 else ""
        return f"{int(found[1])} {found[2]} {century}{found[3]}"
    return words
