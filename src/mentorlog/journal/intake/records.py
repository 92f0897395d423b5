"""Goals, actions, wins and single lines of an import, stored by the journal's own rules."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, cast

from mentorlog.errors import JournalSaysNo, WrongUsage, quoted
from mentorlog.journal import Journal, Value, actions, goals, skills, store, tags, takeaways
from mentorlog.journal.intake import merging
from mentorlog.journal.intake.matches import Match, with_text
from mentorlog.journal.intake.merging import news
from mentorlog.journal.intake.names import Names
from mentorlog.journal.store import AWAY, Facts
from mentorlog.journal.words import optional, scale
from mentorlog.records import Action, ActionState, Goal, GoalState, Kind, Visibility
from mentorlog.records.imports import (
    ActionDraft,
    GoalDraft,
    Origin,
    RecordDraft,
    TakeawayDraft,
    WinDraft,
)
from mentorlog.spelling import folded
from mentorlog.values import NamedTuple


class Deleted(Exception):
    """The row is a record that was deleted here."""


class Row(NamedTuple):
    """What a row is stored with: whom it names, its origin, and the record that it is already, if any.

    ``yes``: lines that are gone from our own documents are deleted. ``told`` is what to tell the user of it.
    ``is_new``: the journal cannot have this record. ``is_single``: no other row has its text. ``taken`` are the ids
    of records of its kind that other rows are.
    """

    names: Names
    origin: Origin | None
    match: Match | None
    yes: bool
    told: list[str]
    is_new: bool = False
    is_single: bool = False
    taken: Collection[int] = ()


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

    Raises ``JournalSaysNo`` if its parent is not known.
    """
    _expect_past(journal, draft.closed_on, "closed")
    owner = _owner(journal, row, Kind.GOAL, draft.owner)
    row = _matched(journal, draft, row, owner)
    facts = _facts(
        draft,
        owner=owner,
        parent=_parent(journal, draft, row),
        unit=draft.unit if draft.metric else None,
        tags=_tags(journal, Kind.GOAL, row, draft.tags),
    )
    if row.match:
        _update_goal(journal, row, facts, draft)
        return Stored(row.match.id, added=False)
    id = _add_goal(journal, facts, draft)
    row.names.goals_changed()
    return Stored(id, added=True)


def _parent(journal: Journal, draft: GoalDraft, row: Row) -> int | None:
    words = draft.parent
    if words is None:
        return None
    found = _linked(journal, row, Kind.GOAL, "parent", words) or row.names.goal(words, row.origin)
    if found is None:
        raise JournalSaysNo(f"Its parent goal {quoted(words)} is missing.")
    return found


def _add_goal(journal: Journal, facts: Facts, draft: GoalDraft) -> int:
    today = journal.clock.today
    # A goal that was due or closed earlier has started by then at the latest.
    start = draft.start_on or min(filter(None, (today, draft.target_on, draft.closed_on)))
    if draft.closed_on and draft.closed_on < start:
        closed, started = journal.in_words(draft.closed_on), journal.in_words(start)
        raise WrongUsage(f"It was closed on {closed}, before its start on {started}.")
    is_draft = draft.state is GoalState.DRAFT
    id = goals.add(journal, {**facts, "start_on": start, "draft": is_draft}, uid=draft.uid)
    if draft.state not in (None, GoalState.ACTIVE, GoalState.DRAFT):
        on = draft.closed_on or today
        goals.became(journal, id, draft.state, on if draft.state.closed else today)
    return id


def _update_goal(journal: Journal, row: Row, facts: Facts, draft: GoalDraft) -> None:
    start, end = scale(draft.metric) if draft.metric else (None, None)
    unit = optional(facts["unit"])
    metric = {"metric_from": start, "metric_to": end, "metric_unit": unit}
    id, change, new = only_news(journal, Kind.GOAL, row, facts, state=draft.state, **metric)
    change["metric"] = draft.metric if {"metric_from", "metric_to"} & new.keys() else None
    change["unit"] = draft.unit if "metric_unit" in new else None
    goals.edit(journal, id, change)
    if "title" in new:
        row.names.goals_changed()
    if "state" in new and draft.state:
        _move_goal(journal, id, draft.state, draft.closed_on or journal.clock.today)


def _move_goal(journal: Journal, id: int, state: GoalState, on: date) -> None:
    """Move a goal from any state to any other, by the steps that the journal allows."""
    today = journal.clock.today
    stored = store.get(journal, Goal, id).state
    if stored is GoalState.DRAFT or (stored.closed and state is not GoalState.DRAFT):
        goals.reopen(journal, id, today)
        on = max(on, today) if stored.closed else on
    if state is GoalState.DRAFT:
        raise JournalSaysNo(f"g{id} is {stored}, and cannot become a draft again.")
    if state.closed:
        goals.close(journal, id, state, on)
    elif state is GoalState.PAUSED:
        goals.pause(journal, id, today)
    elif store.get(journal, Goal, id).state is not GoalState.ACTIVE:
        goals.reopen(journal, id, today)


def action(journal: Journal, draft: ActionDraft, row: Row) -> Stored:
    """Add an action, or change what is news about it."""
    _expect_past(journal, draft.closed_on, draft.state or ActionState.DONE)
    owner = _owner(journal, row, Kind.ACTION, draft.owner)
    row = _matched(journal, draft, row, owner)
    served, missing = _goal(journal, row, Kind.ACTION, draft.goal)
    facts = _facts(
        draft,
        owner=owner,
        goal=served,
        evidence=_with(draft.evidence, missing),
        tags=_tags(journal, Kind.ACTION, row, draft.tags),
    )
    if row.match is None:
        return Stored(_new_action(journal, facts, draft), added=True)
    if not row.match.is_old:
        _update_action(journal, row, facts, draft)
    return Stored(row.match.id, added=False)


def _update_action(journal: Journal, row: Row, facts: Facts, draft: ActionDraft) -> None:
    said: Facts = {**facts, "evidence": None} if row.origin else facts
    id, change, new = only_news(journal, Kind.ACTION, row, said, state=draft.state)
    if row.origin:
        evidence = facts["evidence"]
        there = evidence if isinstance(evidence, str) else None
        change["evidence"] = merging.evidence(journal, id, there)
    if new.keys() - {"state"} or change["tags"] or change["evidence"]:
        actions.edit(journal, id, change)
    if "state" in new and draft.state:
        # It may have been opened again here after the day on which it was closed there.
        on = draft.closed_on or journal.clock.today
        on = max(on, actions.last_moved(journal, id) or on)
        actions.become(journal, store.get(journal, Action, id), draft.state, on)


def _new_action(journal: Journal, facts: Facts, draft: ActionDraft) -> int:
    today = journal.clock.today
    made, state = draft.made_on or today, draft.state or ActionState.OPEN
    _expect_past(journal, made, "made")
    if state is ActionState.OPEN:
        return actions.add(journal, {**facts, "on": made}, uid=draft.uid)
    on = draft.closed_on or today
    return actions.add_closed(journal, facts, made, state, on, draft.uid)


def win(journal: Journal, draft: WinDraft, row: Row) -> Stored:
    """Add a win, or change what is news about it."""
    row = _matched(journal, draft, row)
    served, missing = _goal(journal, row, Kind.WIN, draft.goal)
    skill = skills.names(journal).get(folded(draft.skill or ""))
    unknown = f"Skill: {draft.skill}" if draft.skill and not skill else None
    facts = _facts(
        draft,
        impact=_with(_with(draft.impact, missing), unknown),
        goal=served,
        skill=skill,
        tags=_tags(journal, Kind.WIN, row, draft.tags),
    )
    if row.match is None:
        return Stored(store.add_of_day(journal, facts, kind=Kind.WIN, uid=draft.uid), added=True)
    id, change, _ = only_news(journal, Kind.WIN, row, facts)
    store.edit(journal, Kind.WIN, id, change)
    return Stored(id, added=False)


def takeaway(journal: Journal, draft: TakeawayDraft, row: Row) -> Stored:
    """Add a line of no session, or change what is news about it."""
    row = _matched(journal, draft, row)
    tags = _tags(journal, Kind.TAKEAWAY, row, draft.tags)
    if row.match is None:
        facts = _facts(draft, on=draft.noted_on, tags=tags)
        return Stored(takeaways.add(journal, facts), added=True)
    id, change, _ = only_news(journal, Kind.TAKEAWAY, row, Facts(text=draft.text, tags=tags))
    takeaways.edit(journal, id, change)
    return Stored(id, added=False)


# What the kinds share


def _facts(draft: RecordDraft, **found: object) -> Facts:
    """What the draft says that a record is given as it stands, and what was ``found`` for its words."""
    said = {name: value for name, value in draft._asdict().items() if name in Facts.__annotations__}
    return cast("Facts", said | found)


def _tags(journal: Journal, kind: Kind, row: Row, words: tuple[str, ...]) -> tuple[str, ...]:
    """The tags that are to be added; those that were taken away there are taken off the record."""
    added, gone = merging.tags(journal, kind, row.match, row.names.tags(words))
    for tag in gone:
        assert row.match
        tags.take(journal, kind, row.match.id, tag)
    return added


def only_news(
    journal: Journal, kind: Kind, row: Row, facts: Facts, **more: Value
) -> tuple[int, Facts, Mapping[str, Value]]:
    """The record that the row is, the facts that are news, as an edit takes them, and their columns.

    ``more`` are columns that are said beside the facts. What was taken away there is taken away.
    """
    assert row.match
    names = {column.name: column.called for column in kind.about.columns if column.called in facts}
    said: dict[str, Value] = {**dict.fromkeys(names), **dict(store.stored(kind, facts)), **more}
    new = news(journal, kind, row.match, said, row.told)
    kept: dict[str, Any] = {
        field: AWAY if name in new else None
        for name, field in names.items()
        if new.get(name) is None
    }
    level = Visibility.PRIVATE if merging.is_private(new.values()) else None
    return row.match.id, cast("Facts", {**facts, "visibility": level, **kept}), new


def _matched(
    journal: Journal,
    draft: RecordDraft,
    row: Row,
    owner: int | None = None,
) -> Row:
    """The row with the record that it is already, known by its text where it has no name."""
    # A goal is known by its title, also where another program names it.
    is_named = draft.uid or (row.origin and not isinstance(draft, GoalDraft))
    if row.match or row.is_new or is_named:
        return row
    found = with_text(journal, draft, owner)
    if found is None and row.origin is None:
        found, gone = merging.called_otherwise(journal, draft, row.taken, is_single=row.is_single)
        if gone:
            raise Deleted
    return row._replace(match=found)


def _owner(journal: Journal, row: Row, kind: Kind, words: str | None) -> int | None:
    if words is None:
        return None
    return _linked(journal, row, kind, "owner", words) or row.names.person(words)


def _goal(
    journal: Journal, row: Row, kind: Kind, words: str | None
) -> tuple[int | None, str | None]:
    """The goal that the words name, or else the line of text that stands for it."""
    if words is None:
        return None, None
    known = _linked(journal, row, kind, "goal", words) or row.names.goal(words, row.origin)
    if known is not None or words in row.names.gone_goals:
        return known, None
    return None, row.names.missing(words)


def _linked(journal: Journal, row: Row, kind: Kind, column: str, words: str) -> int | None:
    """What the stored record links to, if it has that name: several records may share the name."""
    if row.match is None:
        return None
    to = next(each.links for each in kind.about.columns if each.name == column)
    assert to
    return journal.value(
        f"SELECT o.id FROM {kind.table} r JOIN {to.table} o ON o.id = r.{column}"
        f" WHERE r.id = ? AND o.{to.title_column} = ?",
        [row.match.id, words.strip()],
    )


def _expect_past(journal: Journal, on: date | None, what: str) -> None:
    if on and on > journal.clock.today:
        raise WrongUsage(f"It cannot be {what} on {journal.in_words(on)}, which is still to come.")


def _with(text: str | None, line: str | None) -> str | None:
    return optional("\n".join(filter(None, (text, line))))


Store = Callable[[Journal, Any, Row], Stored]
