"""What the columns of a table mean, and the draft that the cells of a row make."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from mentorlog import dates, periods
from mentorlog.dates import DateOrder, Facing
from mentorlog.errors import UnreadableWords, WrongUsage
from mentorlog.records import ActionState, GoalState, Kind, Mode, SessionState, Visibility
from mentorlog.records.drafts import SessionDraft
from mentorlog.records.imports import ActionDraft, Draft, GoalDraft, WinDraft

_ALWAYS = {"uid": (), "tags": ("tag", "labels", "label"), "visibility": ()}

FIELDS: dict[Kind, dict[str, tuple[str, ...]]] = {
    Kind.ACTION: {
        "text": ("action", "action item", "task", "todo", "what", "description", "title", "name"),
        "owner": ("assignee", "assigned to", "who"),
        "goal": ("project",),
        "made_on": ("made", "created", "created on", "date"),
        "due_on": ("due", "due date", "deadline", "by"),
        "state": ("status",),
        "closed_on": (
            "done_on",
            "dropped_on",
            "done on",
            "completed",
            "completed on",
            "completed at",
            "done at",
            "date completed",
            "finished",
            "closed",
        ),
        "evidence": ("link", "notes", "result"),
    },
    Kind.GOAL: {
        "title": ("goal", "objective", "name"),
        "why": ("reason", "motivation"),
        "measure": ("measure of success", "key result", "success"),
        "area": ("category",),
        "owner": ("who",),
        "parent": ("part of",),
        "start_on": ("start", "start date", "started"),
        "target_on": ("target", "target date", "due", "due date", "deadline", "by"),
        "state": ("status",),
        "closed_on": ("closed", "completed", "completed on", "completed at"),
        "metric": (),
        "unit": (),
    },
    Kind.SESSION: {
        "held_on": ("date", "day", "when", "held"),
        "with": ("attendees", "mentor", "mentee", "person", "who"),
        "time": ("at", "start time"),
        "minutes": ("duration", "length"),
        "mode": ("how",),
        "state": ("status",),
        "topic": ("subject", "agenda"),
        "notes": ("summary", "note"),
        "goals": (),
    },
    Kind.WIN: {
        "title": ("win", "achievement", "accomplishment", "what"),
        "happened_on": ("date", "day", "when"),
        "impact": ("effect", "result", "outcome"),
        "goal": (),
        "evidence": ("link", "proof"),
    },
}
"""The fields of each kind that comes in, and the headings that people give them."""

NEEDED = {
    Kind.ACTION: "text",
    Kind.GOAL: "title",
    Kind.SESSION: "held_on",
    Kind.WIN: "title",
}
"""The field without which a row is no record of its kind."""

OURS = frozenset(
    {"id", "created_at", "updated_at", "session", "carried_over", "overdue_days", "label",
     "notes_visibility", "done_on", "dropped_on", "readers"}
)  # fmt: skip
"""Columns of our own exports that say nothing a record could be made of."""


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


def fields(kind: Kind, names: Iterable[str], mapped: Mapping[str, str]) -> tuple[str | None, ...]:
    """The field that each heading means, None for one that means none."""
    said = {name.casefold(): field.casefold() for name, field in mapped.items()}
    known = {**FIELDS[kind], **_ALWAYS}
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
    return _MAKERS[kind](_Cells(values, today, order))


class _Cells:
    """The cells of one row, read as what they should be."""

    def __init__(self, values: Mapping[str, str], today: date, order: DateOrder | None) -> None:
        self._values = values
        self._today = today
        self._order = order

    def text(self, field: str) -> str | None:
        return self._values.get(field)

    def day(self, field: str, facing: Facing = Facing.BACK) -> date | None:
        words = self.text(field)
        if words is None:
            return None
        target = facing is Facing.AHEAD
        words = _as_typed(words)
        return dates.day(words, self._today, facing=facing, target=target, order=self._order)

    def many(self, field: str) -> tuple[str, ...]:
        words = re.split(r"[;,]", self.text(field) or "")
        return tuple(word.strip() for word in words if word.strip())

    def one_of(self, field: str, words: type[_Word]) -> _Word | None:
        given = self.text(field)
        if given is None:
            return None
        plain = "-".join(given.casefold().replace("_", " ").split())
        meant = _MEANT.get(words, {}).get(plain, plain) if field == "state" else plain
        try:
            return words(meant)
        except ValueError:
            raise UnreadableWords(field, given, tuple(words)) from None

    def visibility(self) -> Visibility | None:
        return self.one_of("visibility", Visibility)


_Word = TypeVar("_Word", bound=StrEnum)


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
_MONTH_NAMED = re.compile(r"(\d\d?)[- ]([^\W\d_]{3,9})\.?[- ](\d\d|\d{4})")


def _as_typed(words: str) -> str:
    """A day as spreadsheets write it, the way days are typed here; a time after it is dropped."""
    words = _TIME.sub("", words.strip())
    if (found := _YEAR_FIRST.fullmatch(words)) and (len(words) == 8 or not words.isdigit()):
        return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    if found := _MONTH_NAMED.fullmatch(words):
        century = "20" if len(found[3]) == 2 else ""
        return f"{int(found[1])} {found[2]} {century}{found[3]}"
    return words


def _action(cells: _Cells) -> Draft:
    closed_on = cells.day("closed_on")
    state = cells.one_of("state", ActionState)
    return ActionDraft(
        text=cells.text("text") or "",
        owner=cells.text("owner"),
        goal=cells.text("goal"),
        made_on=cells.day("made_on"),
        due_on=cells.day("due_on", Facing.AHEAD),
        state=state or (ActionState.DONE if closed_on else None),
        closed_on=closed_on,
        evidence=cells.text("evidence"),
        tags=cells.many("tags"),
        visibility=cells.visibility(),
        uid=cells.text("uid"),
    )


def _goal(cells: _Cells) -> Draft:
    return GoalDraft(
        title=cells.text("title") or "",
        why=cells.text("why"),
        measure=cells.text("measure"),
        area=cells.text("area"),
        owner=cells.text("owner"),
        parent=cells.text("parent"),
        start_on=cells.day("start_on"),
        target_on=cells.day("target_on", Facing.AHEAD),
        state=cells.one_of("state", GoalState),
        closed_on=cells.day("closed_on"),
        metric=cells.text("metric"),
        unit=cells.text("unit"),
        tags=cells.many("tags"),
        visibility=cells.visibility(),
        uid=cells.text("uid"),
    )


def _session(cells: _Cells) -> Draft:
    duration = cells.text("minutes")
    return SessionDraft(
        uid=cells.text("uid"),
        with_people=cells.many("with"),
        held_on=cells.day("held_on"),
        time=cells.text("time"),
        minutes=_minutes(duration) if duration else None,
        mode=cells.one_of("mode", Mode),
        state=cells.one_of("state", SessionState),
        topic=cells.text("topic"),
        goals=cells.many("goals"),
        tags=cells.many("tags"),
        visibility=cells.visibility(),
        notes=cells.text("notes") or "",
    )


def _minutes(words: str) -> int:
    return int(words) if words.isascii() and words.isdigit() else periods.minutes(words)


def _win(cells: _Cells) -> Draft:
    return WinDraft(
        title=cells.text("title") or "",
        happened_on=cells.day("happened_on"),
        impact=cells.text("impact"),
        evidence=cells.text("evidence"),
        goal=cells.text("goal"),
        tags=cells.many("tags"),
        visibility=cells.visibility(),
        uid=cells.text("uid"),
    )


_MAKERS: dict[Kind, Callable[[_Cells], Draft]] = {
    Kind.ACTION: _action,
    Kind.GOAL: _goal,
    Kind.SESSION: _session,
    Kind.WIN: _win,
}
