"""Taskwarrior's tasks: what ``task export`` writes (2.x and 3.x), and what ``task import`` reads.

A task becomes an action, and its project a goal of that title. Its annotations become lines of the
evidence. ``waiting`` means open, ``deleted`` means dropped. A recurring task is a template and is left
out; its occurrences come in one by one. Taskwarrior keeps a day as the instant at which it begins in the
user's zone, so days are read and written in local time.

On the way out a task has the uuid that it came with, and whatever else it said that nobody changed here:
instants to the second, annotations, attributes for which an action has no field, the spelling of tags. An
action that was made here has a uuid made from its uid, by which it is recognised when it comes back. A task
that was changed here carries our record's ``updated_at``, which Taskwarrior keeps, so that its version is
known when it comes back.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TextIO
from uuid import NAMESPACE_URL, uuid5

from mentorlog.dates import local_day_to_utc, utc_to_local_day
from mentorlog.errors import UnreadableWords, quoted
from mentorlog.exchange import reading
from mentorlog.exchange.reading import words_of
from mentorlog.harmless import in_json
from mentorlog.records import Action, ActionState, Kind
from mentorlog.records.exports import Outgoing, Terms
from mentorlog.records.imports import (
    ActionDraft,
    Asked,
    Bad,
    Found,
    GoalDraft,
    LeftOut,
    Origin,
    Read,
)
from mentorlog.spelling import nearest_tag

SOURCE = "taskwarrior"
OWNER = "mentorlog_owner"
"""The attribute that names the owner of an action that is not mine."""

_STATUSES = {
    ActionState.OPEN: "pending",
    ActionState.DONE: "completed",
    ActionState.DROPPED: "deleted",
}
_STATES = {"waiting": ActionState.OPEN, **{word: state for state, word in _STATUSES.items()}}
HAD = "mentorlog_at"
"""The attribute that says from which record of ours a task was made: its ``updated_at``."""

_PASSING = frozenset({"id", "urgency"})
"""What Taskwarrior computes itself, so that it need not be kept."""

_WRITTEN = frozenset(
    {"description", "status", "due", "end", "entry", "project", "tags", OWNER, HAD, "uuid",
     "modified", "annotations"}
)  # fmt: skip
"""Attributes that are written from the action; all others go back as they came."""

_SPEAKS_OF = frozenset({"due_on", "goal", "tags"})
"""What a task has none of where it does not say it."""

_MADE_HERE = re.compile(r"([0-9a-f]{8})-([0-9a-f]{4})-8([0-9a-f]{3})-a([0-9a-f])6d-656e746f726c")
_UID = re.compile("[0-9a-f]{16}")
_INSTANT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})Z")
_THEIRS = re.compile("[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_INSTANTS = frozenset({"entry", "due", "end", "wait", "until", "scheduled", "start"})
_EARLIEST, _LATEST = "1980", "99991231T13"
"""What Taskwarrior can keep."""

_AGAIN = re.compile(
    r"PT?[0-9][0-9YMWDTHS]*|[0-9.]* ?((bi)?(annual|weekly|monthly|yearly)|semiannual|daily|quarterly"
    r"|weekdays|fortnight|(day|week|wk|month|mo|mth|quarter|qtr|year|yr|hour|hr)s?|[wmqy])|[0-9.]+ ?d",
    re.IGNORECASE,
)
_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[?\s*\{")

Task = dict[str, Any]


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001 - the contract's
    """Whether a file that starts so is an export of tasks."""
    return bool(_FIRST.match(head)) and all(
        f'"{key}":'.encode() in head for key in ("description", "status", "uuid")
    )


# Reading


def read(content: bytes, asked: Asked) -> Iterator[Read]:
    """Each task as an action; before the first task of a project comes the project as a goal."""
    projects = set[str]()
    # Taskwarrior writes a list, or tasks one after another (``json.array``).
    for found in reading.json_values(content, asked.name):
        if isinstance(found, Bad):
            yield found
            continue
        where, task = found
        try:
            draft, origin = _action(task), _origin(task)
            had, changed = _stamps(task)
        except _NoAction as reason:
            yield LeftOut(where, str(reason))
            continue
        except (ValueError, RecursionError) as error:
            deep = isinstance(error, RecursionError)
            yield Bad(where, "it is nested too deep" if deep else str(error))
            continue
        if draft.goal and draft.goal not in projects:
            projects.add(draft.goal)
            goal = GoalDraft(draft.goal)
            yield Found(where, goal, Origin(SOURCE, draft.goal))
        yield Found(
            where, draft, origin, had_at=had, changed_at=changed, speaks_of=_SPEAKS_OF,
        )  # fmt: skip


class _NoAction(Exception):
    """The task is a template and not something to do; the text says why."""


def _action(task: Any) -> ActionDraft:
    """The draft. Raises ``ValueError`` with the reason if it is not a task, ``_NoAction`` for a template."""
    if not isinstance(task, dict):
        raise ValueError("it is not an object")
    status, text = words_of(task, "status"), words_of(task, "description")
    if not text.strip():
        raise ValueError("the task has no description")
    if status == "recurring":
        raise _NoAction("recurring, for their occurrences come in one by one")
    if status not in _STATES:
        raise ValueError(f"{quoted(status)} is not a status of a task")
    state = _STATES[status]
    made_here = _MADE_HERE.fullmatch(words_of(task, "uuid"))
    return ActionDraft(
        text,
        owner=words_of(task, OWNER) or None,
        goal=words_of(task, "project") or None,
        made_on=_day(task, "entry"),
        due_on=_day(task, "due"),
        state=state,
        closed_on=None if state is ActionState.OPEN else _day(task, "end"),
        evidence="\n".join(map(_line, _annotations(task))) or None,
        tags=tuple(_tags(task)),
        uid="".join(made_here.groups()) if made_here else None,
    )


def _origin(task: Any) -> Origin | None:
    uuid = words_of(task, "uuid")
    kept = {key: value for key, value in task.items() if key not in _PASSING}
    return Origin(SOURCE, uuid, json.dumps(kept)) if uuid else None


def _line(note: Task) -> str:
    return " ".join(words_of(note, "description").split())


def _annotations(task: Task) -> list[Task]:
    found = task.get("annotations") or []
    if not isinstance(found, list) or not all(isinstance(note, dict) for note in found):
        raise ValueError("its annotations are not a list of objects")
    for note in found:
        _day(note, "entry")
    return found


def _tags(task: Task) -> list[str]:
    found = task.get("tags") or []
    # Before version 2.0 all tags were one text.
    found = found.split(",") if isinstance(found, str) else found
    if not isinstance(found, list) or not all(isinstance(tag, str) for tag in found):
        raise ValueError("its tags are not a list of words")
    return found


def _stamps(task: Any) -> tuple[str, str]:
    """Which record of ours it was made from, and when it last changed there, as the journal writes instants."""
    found = _INSTANT.fullmatch(str(task.get("modified")))
    changed = found.expand(r"\1-\2-\3T\4:\5:\6.999Z") if found else ""
    return str(task.get(HAD) or ""), changed


def _day(task: Task, key: str) -> date | None:
    words = words_of(task, key)
    if not words:
        return None
    try:
        return utc_to_local_day(_INSTANT.sub(r"\1-\2-\3T\4:\5:\6Z", words))
    except UnreadableWords:
        raise ValueError(f"{quoted(words)} cannot be read as its {key}") from None


# Writing


def write(records: Iterable[Outgoing], stream: TextIO, terms: Terms) -> None:
    """A list of tasks, one in each line, as ``task export`` writes it."""
    between = "[\n"
    for outgoing in records:
        if isinstance(outgoing.record, Action):
            task = _task(outgoing.record, outgoing.origins, terms)
            text = json.dumps(task, ensure_ascii=False, separators=(",", ":"))
            stream.write(between + in_json(text))
            between = ",\n"
    stream.write("[\n]\n" if between == "[\n" else "\n]\n")


def _task(action: Action, origins: Mapping[Kind, Origin], terms: Terms) -> Task:
    origin = origins.get(Kind.ACTION)
    kept = _kept(origin.detail) if origin else {}
    status = kept.get("status")
    if _STATES.get(status or "") is not action.state:
        status = _STATUSES[action.state]
    task: Task = {"description": action.text, "status": status}
    ended = action.done_on or action.dropped_on
    for key, on in (("entry", action.made_on), ("due", action.due_on), ("end", ended)):
        if on:
            is_same = kept.get(key) and _day(kept, key) == on
            at = words_of(kept, key) if is_same else _written(_midnight(on))
            if _is_sound(key, at):
                task[key] = at
    if not ended and task["status"] == kept.get("status") and _is_sound("end", kept.get("end")):
        task["end"] = kept["end"]
    if action.goal and action.goal.label:
        known = origins.get(Kind.GOAL)
        task["project"] = known.identifier if known else action.goal.label
    if action.owner.id != terms.me and action.owner.label:
        task[OWNER] = action.owner.label
    for key, value in kept.items():
        if key not in _WRITTEN | _PASSING and _is_sound(key, value):
            # A number as text, since version 2.6 would turn 0 into 0.000000.
            task[key] = json.dumps(value) if isinstance(value, int | float) else value
    if "due" not in task:
        task.pop("recur", None)  # Taskwarrior refuses it.
    if notes := _with_evidence(action, kept):
        task["annotations"] = notes
    if not terms.anonymous:
        theirs = origin.identifier if origin else ""
        task["uuid"] = theirs if _THEIRS.fullmatch(theirs) else _uuid(action.uid)
        if action.tags:
            theirs_spelt = {nearest_tag(tag): tag for tag in _tags(kept)}
            task["tags"] = [theirs_spelt.get(tag, tag) for tag in action.tags]
        if terms.written and (had := _had(action, task, kept)):
            task[HAD] = had
    return dict(sorted(task.items()))


def _had(action: Action, task: Task, kept: Task) -> str:
    """The instant that a task carries; of one that is as it came, the one that it carried then."""
    if action.due_on and "due" not in task:
        return ""  # Its day is not lost when the task comes back.
    same = all(kept.get(key) == task.get(key) for key in _WRITTEN - {"modified", HAD})
    return str(kept.get(HAD) or "") if same else action.updated_at or ""


def _kept(detail: str) -> Task:
    """What the task said when it came in; empty if that is not a task, as a file of others may have it."""
    try:
        kept: Task = json.loads(detail)
        _action({**kept, "description": "kept elsewhere"})
    except (ValueError, TypeError, RecursionError, _NoAction):
        return {}
    return kept


def _is_sound(key: str, value: Any) -> bool:
    """Whether Taskwarrior takes the value: of one that it does not it refuses all tasks of a file."""
    if key == "recur":
        return isinstance(value, str) and _AGAIN.fullmatch(value) is not None
    if key not in _INSTANTS:
        return True
    if not isinstance(value, str) or not _EARLIEST <= value < _LATEST:
        return False
    try:
        return _INSTANT.fullmatch(value) is not None and _day({key: value}, key) is not None
    except ValueError:
        return False


def _midnight(on: date) -> datetime:
    return datetime.fromisoformat(local_day_to_utc(on))


def _written(at: datetime) -> str:
    return f"{at.isoformat()[:19]}Z".replace("-", "").replace(":", "")


def _with_evidence(action: Action, kept: Task) -> list[Task]:
    """The annotations that it came with, and one for each line of the evidence that is none of them."""
    notes = list(_annotations(kept))
    known = {*map(_line, notes), *(f"{key}: {value}" for key, value in kept.items())}
    lines = [" ".join(line.split()) for line in (action.evidence or "").splitlines()]
    new = [line for line in lines if line and line not in known]
    taken = {words_of(note, "entry") for note in notes}
    return [*notes, *_new_annotations(new, action, taken)]


def _new_annotations(lines: Iterable[str], action: Action, taken: set[str]) -> Iterator[Task]:
    """Annotations on the day the action was closed or made, a second apart: no two may share an instant."""
    at = _midnight(action.done_on or action.dropped_on or action.made_on)
    for line in lines:
        while _written(at) in taken:
            at += timedelta(seconds=1)
        taken.add(_written(at))
        yield {"entry": _written(at), "description": line}


def _uuid(uid: str) -> str:
    """A uuid made from a uid. The uid can be read back from it if it is one that mentorlog made."""
    if not _UID.fullmatch(uid):
        return str(uuid5(NAMESPACE_URL, f"mentorlog:{uid}"))
    return f"{uid[:8]}-{uid[8:12]}-8{uid[12:15]}-a{uid[15]}6d-656e746f726c"
