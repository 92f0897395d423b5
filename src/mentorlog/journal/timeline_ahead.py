"""What is to come: targets, milestones and actions that are due."""

from __future__ import annotations

from collections.abc import Iterator

from mentorlog.journal.timeline_scope import Asked, day_of, goal_of, one, others, ref
from mentorlog.records import Kind
from mentorlog.records.timeline import Entry


def entries(asked: Asked) -> Iterator[Entry]:
    """Targets of open goals, open milestones and open actions with a day among those asked for."""
    yield from _targets(asked)
    yield from _milestones(asked)
    yield from _actions(asked)


def _targets(asked: Asked) -> Iterator[Entry]:
    for row in asked.rows(
        "SELECT g.id, g.uid, g.title AS label, g.target_on, g.updated_at FROM goals g"
        " WHERE g.state IN ('draft', 'active', 'paused')"
        f" AND g.target_on BETWEEN :since AND :until AND {asked.goal_is('g.id')}"
        " ORDER BY g.target_on, g.id"
    ):
        yield Entry(
            on=day_of(row, "target_on"), kind="target", field="target", record=ref(Kind.GOAL, row)
        )


def _milestones(asked: Asked) -> Iterator[Entry]:
    for row in asked.rows(
        "SELECT m.id, m.uid, m.title AS label, m.due_on, g.id AS goal, g.uid AS goal_uid,"
        " g.title AS goal_title FROM milestones m JOIN goals g ON g.id = m.goal"
        " WHERE m.due_on BETWEEN :since AND :until AND m.done_on IS NULL AND m.title IS NOT NULL"
        f" AND {asked.goal_is('m.goal')} ORDER BY m.due_on, m.id"
    ):
        yield Entry(
            on=day_of(row, "due_on"), kind="milestone", field="due",
            record=ref(Kind.MILESTONE, row), goal=goal_of(row),
        )  # fmt: skip


def _actions(asked: Asked) -> Iterator[Entry]:
    rows = asked.rows(
        "SELECT a.id, a.uid, a.text AS label, a.owner, a.due_on FROM actions a"
        f" WHERE a.state = 'open' AND a.due_on BETWEEN :since AND :until AND {asked.action}"
        " ORDER BY a.due_on, a.id"
    )
    owners = others(asked.journal, rows)
    for row in rows:
        yield Entry(
            on=day_of(row, "due_on"), kind="action", field="due", record=ref(Kind.ACTION, row),
            people=one(owners, row["owner"]),
        )  # fmt: skip
