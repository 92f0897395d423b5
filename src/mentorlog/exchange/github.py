"""Issues as ``gh issue list --json title,state,url,…`` writes them: each becomes an action.

What was not asked of ``gh`` is not said. A milestone's day is the action's due day. An assignee is its owner if
the journal knows the name.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from mentorlog.dates import utc_to_local_day
from mentorlog.errors import UnreadableWords, quoted
from mentorlog.exchange import reading
from mentorlog.exchange.reading import KnownPeople
from mentorlog.records import ActionState
from mentorlog.records.imports import ActionDraft, Asked, Bad, Found, Origin, Place, Read

SOURCE = "github"

_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{")
_KEY = re.compile(
    rb'"(assignees|author|closedAt|createdAt|labels|milestone|number|stateReason|url)"'
)
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001 - the contract's
    """Whether a file that starts so is a list of issues."""
    has_state = b'"state"' in head and b'"title"' in head
    return bool(_FIRST.match(head) and has_state and _KEY.search(head))


def read(content: bytes, asked: Asked) -> Iterator[Read]:
    """Each issue as an action; it is known by its address, or by its number without one."""
    known = KnownPeople(asked.people)
    for found in reading.json_values(content, asked.name):
        if isinstance(found, Bad):
            yield found
            continue
        where, issue = found
        try:
            yield _found(issue, known)._replace(where=where)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            yield Bad(where, f"it is no issue as gh writes it ({error})")


def _found(issue: Any, known: KnownPeople) -> Found:
    name = issue.get("url") or issue.get("number")
    changed = _INSTANT.match(issue.get("updatedAt") or "")
    return Found(
        Place(""),
        _action(issue, known),
        Origin(SOURCE, str(name)) if name else None,
        changed_at=f"{changed[0]}.999Z" if changed else "",
        speaks_of=frozenset({"tags"} if "labels" in issue else ()),
    )


def _action(issue: Any, known: KnownPeople) -> ActionDraft:
    title, reason = issue["title"], (issue.get("stateReason") or "").upper()
    if not isinstance(title, str) or not title.strip():
        raise ValueError("its title is missing")
    is_open = issue["state"].upper() == "OPEN"
    done = ActionState.DROPPED if reason == "NOT_PLANNED" else ActionState.DONE
    names = (each.get("name") or each["login"] for each in issue.get("assignees") or ())
    return ActionDraft(
        title,
        owner=next((found for name in names if (found := known.named(name))), None),
        made_on=_day(issue.get("createdAt")),
        due_on=_day((issue.get("milestone") or {}).get("dueOn")),
        state=ActionState.OPEN if is_open else done,
        closed_on=None if is_open else _day(issue.get("closedAt")),
        tags=tuple(each["name"] for each in issue.get("labels") or ()),
    )


def _day(instant: str | None) -> date | None:
    try:
        return utc_to_local_day(instant) if instant else None
    except UnreadableWords:
        raise ValueError(f"{quoted(str(instant))} is no instant") from None
