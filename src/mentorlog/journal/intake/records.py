"""Goals, actions, wins and single lines of an import, stored by the journal's own rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from mentorlog.errors import JournalSaysNo, WrongUsage, quoted
from mentorlog.journal import Journal, Value, actions, goals, takeaways, wins
from mentorlog.journal.documents.handed_out import Since, number
from mentorlog.journal.intake.matches import Match, news, with_own_lines, with_text
from mentorlog.journal.intake.names import Names
from mentorlog.journal.words import optional, scale
from mentorlog.records import ActionState, GoalState, Kind
from mentorlog.records.imports import ActionDraft, GoalDraft, Origin, TakeawayDraft, WinDraft


class NotYet(Exception):
    """The row names a goal that may still come further down in the file."""


class Past:
    """What was done in the journal since a document was handed out; read once for many documents.

    ``yes``: lines that are gone from a document are deleted.
    """

    def __init__(self, journal: Journal, *, yes: bool) -> None:
        self.yes = yes
        self._journal = journal
        self._read: Since | None = None

    def since(self, written: str | None) -> Since | None:
        """None if the document was not written by this copy of the journal."""
        last = number(self._journal, written)
        if last is None:
            return None
        if self._read is None or last < self._read.last:
            self._read = Since(self._journal, last)
        return self._read.after(last)


class Row(NamedTuple):
    """What a row is stored with: whom it names, its origin, and the record that it is already, if any.

    ``last``: the whole file has been read, so that an unknown goal will not come any more. ``past`` is what
    was done here since our own documents were written. ``is_new``: the journal cannot have this record.
    """

    names: Names
    origin: Origin | None
    match: Match | None
    last: bool
    past: Past
    is_new: bool = False


class Stored(NamedTuple):
    """The record that a row became, whether it is new, how many of its lines were deleted, and what to
    tell the user.
    """

    id: int
    added: bool
    deleted: int = 0
    said: tuple[str, ...] = ()


def goal(journal: Journal, draft: GoalDraft, row: Row) -> Stored:
    """Add a goal, or change what is news about it.

    Raises ``JournalSaysNo`` if its parent is not known, ``NotYet`` while the parent may still come.
    """
    _expect_past(journal, draft.closed_on, "closed")
    owner = _owner(journal, row, Kind.GOAL, draft.owner)
    match = row.match or _same(journal, draft, row, owner)
    row = row._replace(match=match)
    parent = _parent(journal, draft, row)
    if match:
        _update_goal(journal, match, draft, owner, parent, row.names)
        return Stored(match.id, added=False)
    id = _add_goal(journal, draft, owner, parent, row.names)
    row.names.goals_changed()
    return Stored(id, added=True)


def _parent(journal: Journal, draft: GoalDraft, row: Row) -> int | None:
    if draft.parent is None:
        return None
    found = _linked(journal, row, Kind.GOAL, "parent", draft.parent)
    if found is None:
        found = row.names.goal(draft.parent, row.origin)
    if found is None and not row.last:
        raise NotYet
    if found is None:
        raise JournalSaysNo(f"Its parent goal {quoted(draft.parent)} is missing.")
    return found


def _add_goal(
    journal: Journal, draft: GoalDraft, owner: int | None, parent: int | None, names: Names
) -> int:
    today = journal.clock.today
    # A goal that was due or closed earlier has started by then at the latest.
    start = draft.start_on or min(filter(None, (today, draft.target_on, draft.closed_on)))
    facts = goals.Facts(
        title=draft.title,
        owner=owner,
        why=draft.why,
        measure=draft.measure,
        area=draft.area,
        parent=parent,
        start_on=start,
        target_on=draft.target_on,
        metric=draft.metric,
        unit=draft.unit if draft.metric else None,
        draft=draft.state is GoalState.DRAFT,
        visibility=draft.visibility,
        tags=names.tags(draft.tags),
    )
    if draft.closed_on and draft.closed_on < start:
        raise WrongUsage(f"It was closed on {draft.closed_on}, before its start on {start}.")
    id = goals.insert(journal, facts, uid=draft.uid)
    if draft.state not in (None, GoalState.ACTIVE, GoalState.DRAFT):
        on = draft.closed_on or today
        goals.became(journal, id, draft.state, on if draft.state.closed else today)
    return id


def _update_goal(
    journal: Journal,
    match: Match,
    draft: GoalDraft,
    owner: int | None,
    parent: int | None,
    names: Names,
) -> None:
    ends = scale(draft.metric) if draft.metric else (None, None)
    said: dict[str, Value] = {
        "title": optional(draft.title),
        "why": optional(draft.why),
        "measure": optional(draft.measure),
        "area": optional(draft.area),
        "owner": owner,
        "parent": parent,
        "start_on": _iso(draft.start_on),
        "target_on": _iso(draft.target_on),
        "state": draft.state,
        "metric_from": ends[0],
        "metric_to": ends[1],
        "metric_unit": optional(draft.unit) if draft.metric else None,
    }
    new = news(journal, Kind.GOAL, match, said)
    change = goals.Facts(
        title=_text(new, "title"),
        why=_text(new, "why"),
        measure=_text(new, "measure"),
        area=_text(new, "area"),
        owner=owner if "owner" in new else None,
        parent=parent if "parent" in new else None,
        start_on=draft.start_on if "start_on" in new else None,
        target_on=draft.target_on if "target_on" in new else None,
        metric=draft.metric if {"metric_from", "metric_to"} & set(new) else None,
        unit=draft.unit if "metric_unit" in new else None,
        tags=names.tags(draft.tags),
    )
    today = journal.clock.today
    goals.edit(journal, match.id, change, today)
    if "title" in new:
        names.goals_changed()
    if "state" in new and draft.state:
        _move_goal(journal, match.id, draft.state, draft.closed_on or today)


def _move_goal(journal: Journal, id: int, state: GoalState, on: date) -> None:
    """Move a goal from any state to any other, by the steps that the journal allows."""
    today = journal.clock.today
    stored = goals.get(journal, id).state
    if stored is GoalState.DRAFT or (stored.closed and state is not GoalState.DRAFT):
        goals.reopen(journal, id, today)
        on = max(on, today) if stored.closed else on
    if state is GoalState.DRAFT:
        raise JournalSaysNo(f"g{id} is {stored}, and cannot become a draft again.")
    if state.closed:
        goals.close(journal, id, state, on)
    elif state is GoalState.PAUSED:
        goals.pause(journal, id, today)
    elif goals.get(journal, id).state is not GoalState.ACTIVE:
        goals.reopen(journal, id, today)


def action(journal: Journal, draft: ActionDraft, row: Row) -> Stored:
    """Add an action, or change what is news about it."""
    _expect_past(journal, draft.closed_on, draft.state or ActionState.DONE)
    owner = _owner(journal, row, Kind.ACTION, draft.owner)
    match = row.match or _same(journal, draft, row, owner)
    served, missing = _goal(journal, row._replace(match=match), Kind.ACTION, draft.goal)
    evidence = _with(draft.evidence, missing)
    facts = actions.Facts(
        text=draft.text,
        owner=owner,
        due_on=draft.due_on,
        goal=served,
        evidence=evidence,
        every=draft.every,
        every_from=draft.every_from,
        when=draft.when,
        visibility=draft.visibility,
        tags=row.names.tags(draft.tags),
    )
    if match is None:
        return Stored(_new_action(journal, facts, draft), added=True)
    said: dict[str, Value] = {
        "text": optional(draft.text),
        "owner": owner,
        "goal": served,
        "due_on": _iso(draft.due_on),
        "evidence": evidence,
        "every": draft.every.stored if draft.every else None,
        "every_from": _iso(draft.every_from),
        "cue": optional(draft.when),
        "state": draft.state,
    }
    new = news(journal, Kind.ACTION, match, said)
    if "evidence" in new and evidence and row.origin:
        evidence = with_own_lines(journal, Kind.ACTION, match.id, "evidence", evidence)
        facts = facts._replace(evidence=evidence)
    kept: dict[str, Any] = {
        "when" if column == "cue" else column: None
        for column in said
        if column not in new and column != "state"
    }
    kept["visibility"] = None
    if any(column != "state" for column in new) or facts.tags:
        actions.edit(journal, match.id, facts._replace(**kept), journal.clock.today)
    if "state" in new:
        _move_action(journal, match.id, actions.get(journal, match.id).state, draft)
    return Stored(match.id, added=False)


def _new_action(journal: Journal, facts: actions.Facts, draft: ActionDraft) -> int:
    today = journal.clock.today
    made, state = draft.made_on or today, draft.state or ActionState.OPEN
    _expect_past(journal, made, "made")
    if state is ActionState.OPEN:
        return actions.insert(journal, facts, made, uid=draft.uid)
    on = draft.closed_on or today
    return actions.insert_closed(journal, facts, made, state, on, draft.uid)


def _move_action(journal: Journal, id: int, stored: ActionState, draft: ActionDraft) -> None:
    today = journal.clock.today
    if draft.state is None or draft.state is stored:
        return
    on = draft.closed_on or today
    if stored is not ActionState.OPEN:
        actions.reopen(journal, id, today)
        on = today
    if draft.state is ActionState.DONE:
        actions.done(journal, id, on)
    elif draft.state is ActionState.DROPPED:
        actions.drop(journal, id, on)


def win(journal: Journal, draft: WinDraft, row: Row) -> Stored:
    """Add a win, or change what is news about it."""
    match = row.match or _same(journal, draft, row, None)
    served, missing = _goal(journal, row._replace(match=match), Kind.WIN, draft.goal)
    impact = _with(draft.impact, missing)
    facts = wins.Facts(
        title=draft.title,
        impact=impact,
        evidence=draft.evidence,
        goal=served,
        happened_on=draft.happened_on,
        visibility=draft.visibility,
        tags=row.names.tags(draft.tags),
    )
    if match is None:
        return Stored(wins.insert(journal, facts, uid=draft.uid), added=True)
    said: dict[str, Value] = {
        "title": optional(draft.title),
        "impact": impact,
        "evidence": optional(draft.evidence),
        "goal": served,
        "happened_on": _iso(draft.happened_on),
    }
    new = news(journal, Kind.WIN, match, said)
    kept: dict[str, Any] = {column: None for column in said if column not in new}
    kept["visibility"] = None
    wins.edit(journal, match.id, facts._replace(**kept))
    return Stored(match.id, added=False)


def takeaway(journal: Journal, draft: TakeawayDraft, row: Row) -> Stored:
    """Add a line of no session, or change what is news about it."""
    match = row.match or _same(journal, draft, row, None)
    tags = row.names.tags(draft.tags)
    if match is None:
        facts = takeaways.Facts(draft.text, draft.kind, visibility=draft.visibility, tags=tags)
        return Stored(takeaways.insert(journal, facts, draft.noted_on), added=True)
    new = news(journal, Kind.TAKEAWAY, match, {"text": optional(draft.text)})
    takeaways.edit(journal, match.id, takeaways.Facts(_text(new, "text"), tags=tags))
    return Stored(match.id, added=False)


# What the kinds share


def _same(
    journal: Journal,
    draft: GoalDraft | ActionDraft | WinDraft | TakeawayDraft,
    row: Row,
    owner: int | None,
) -> Match | None:
    if row.is_new:
        return None
    # A goal is known by its title, also where another program names it.
    if draft.uid or (row.origin and not isinstance(draft, GoalDraft)):
        return None
    return with_text(journal, draft, owner)


def _owner(journal: Journal, row: Row, kind: Kind, words: str | None) -> int | None:
    if words is None:
        return None
    known = _linked(journal, row, kind, "owner", words)
    return known if known is not None else row.names.person(words)


def _goal(
    journal: Journal, row: Row, kind: Kind, words: str | None
) -> tuple[int | None, str | None]:
    """The goal that the words name, or else the line of text that stands for it."""
    if words is None:
        return None, None
    known = _linked(journal, row, kind, "goal", words)
    if known is None:
        known = row.names.goal(words, row.origin)
    if known is None and not row.last:
        raise NotYet
    return known, row.names.missing(words) if known is None else None


_LABELS = {"owner": "people", "goal": "goals", "parent": "goals"}


def _linked(journal: Journal, row: Row, kind: Kind, column: str, words: str) -> int | None:
    """What the stored record links to, if it has that name: several records may share the name."""
    if row.match is None:
        return None
    table = _LABELS[column]
    label = "name" if table == "people" else "title"
    return journal.value(
        f"SELECT o.id FROM {kind.table} r JOIN {table} o ON o.id = r.{column}"
        f" WHERE r.id = ? AND o.{label} = ?",
        [row.match.id, words.strip()],
    )


def _expect_past(journal: Journal, on: date | None, what: str) -> None:
    if on and on > journal.clock.today:
        raise WrongUsage(f"It cannot be {what} on {on}, which is still to come.")


def _with(text: str | None, line: str | None) -> str | None:
    return optional("\n".join(filter(None, (text, line))))


def _text(new: dict[str, Value], column: str) -> str | None:
    value = new.get(column)
    return value if isinstance(value, str) else None


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None


Store = Callable[[Journal, Any, Row], Stored]
