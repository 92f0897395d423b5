"""Views for people who open the file in Datasette, the ``sqlite3`` shell or another tool.

They say what the tables only point at: names in place of ids, progress and days overdue as the
program reckons them, what happened and what was changed. None of our code reads them: a view in the
file does not go through the lens, and shows private rows as the tables do. They use no function that
a plain SQLite 3.37 lacks, and none that it refuses in a view while ``trusted_schema`` is off (JSON
functions are refused). Today is the machine's day, as there is nobody else to ask.
"""

from mentorlog.journal.tables import OWNED, state_on
from mentorlog.records import Kind

PREFIX = "v_"
"""What each view's name starts with. Views with such names are dropped and made anew."""

_TODAY = "date('now', 'localtime')"


def _names(what: str, found: str) -> str:
    """One text of several, in the order in which ``found`` gives ``what``."""
    return f"(SELECT group_concat({what}, ', ') FROM ({found}))"


def _tags(kind: str, alias: str) -> str:
    return _names(
        "tag",
        f"SELECT tag FROM taggings WHERE kind = '{kind}' AND record = {alias}.id ORDER BY tag",
    )


def _people(session: str) -> str:
    return _names(
        "name",
        "SELECT p.name FROM attendees x JOIN people p ON p.id = x.person"
        f" WHERE x.session = {session} ORDER BY p.name",
    )


def _overdue(kind: Kind, record: str, day: str) -> str:
    """Days since the day in the column ``day`` while the record is open; NULL until it is past."""
    return (
        f"CASE WHEN {record}.{kind.about.is_open} AND {record}.{day} < {_TODAY}"
        f" THEN CAST(julianday({_TODAY}) - julianday({record}.{day}) AS INTEGER) END"
    )


def _named(kind: str, record: str) -> str:
    """What the record of that kind and id is called; NULL where it is gone."""
    called = {
        "mentorship": "SELECT a.name || ' and ' || b.name FROM mentorships x"
        " JOIN people a ON a.id = x.mentor JOIN people b ON b.id = x.mentee",
        "session": "SELECT coalesce(x.topic, 'session of ' || x.held_on) FROM sessions x",
    }
    cases = "\n        ".join(
        f"WHEN '{each}' THEN ("
        + called.get(each, f"SELECT x.{Kind(each).title_column} FROM {table} x")
        + f" WHERE x.id = {record})"
        for table, each in OWNED.items()
    )
    return f"CASE {kind}\n        {cases} END"


def _reference(kind: str, record: str) -> str:
    """The letter and number that people type for a record."""
    cases = " ".join(f"WHEN '{each}' THEN '{Kind(each).letter}'" for each in OWNED.values())
    return f"CASE {kind} {cases} END || {record}"


def _percent(value: str, goal: str) -> str:
    """A check-in's value in percent: with a metric it is in the metric's unit."""
    start, end = f"CAST({goal}.metric_from AS REAL)", f"CAST({goal}.metric_to AS REAL)"
    return (
        f"round(CASE WHEN {goal}.metric_from IS NULL THEN CAST({value} AS REAL)"
        f" ELSE max(0.0, min(100.0, 100.0 * (CAST({value} AS REAL) - {start})"
        f" / ({end} - {start}))) END, 1)"
    )


_PROGRESS = f"""CASE WHEN g.metric_from IS NULL AND g.milestones > 0
            THEN round(100.0 * g.milestones_done / g.milestones, 1)
            ELSE {_percent("coalesce(g.own, g.others)", "g")} END"""
"""From the metric if there is one, else from the milestones if any, else from the check-ins."""


def _reading(by: str) -> str:
    """The value of the goal ``g``'s latest check-in by its owner, or by anybody else."""
    return f"""(SELECT e.new FROM events e
                WHERE e.kind = 'goal' AND e.record = g.id AND e.field = 'progress' AND {by}
                    AND e.new IS NOT NULL
                ORDER BY e.happened_on DESC, e.id DESC LIMIT 1)"""


_GOALS = f"""
    WITH told AS (
        SELECT g.*,
            {_reading("coalesce(e.person, g.owner) = g.owner")} AS own,
            {_reading("e.person <> g.owner")} AS others,
            (SELECT count(*) FROM milestones m WHERE m.goal = g.id) AS milestones,
            (SELECT count(m.done_on) FROM milestones m WHERE m.goal = g.id) AS milestones_done,
            min(coalesce(g.closed_on, {_TODAY}), {_TODAY}) AS until_on
        FROM goals g
    )
    SELECT g.id, g.title, owner.name AS owner, g.state, g.area, parent.title AS parent,
        {_PROGRESS} AS progress, {_percent("g.others", "g")} AS mentor_progress,
        round(CASE WHEN g.target_on <= g.start_on THEN 100.0 * (g.until_on >= g.target_on)
            ELSE max(0.0, min(100.0, 100.0 * (julianday(g.until_on) - julianday(g.start_on))
                / (julianday(g.target_on) - julianday(g.start_on)))) END, 1) AS expected_pace,
        g.start_on, g.target_on, g.closed_on,
        {_overdue(Kind.GOAL, "g", "target_on")} AS overdue_days,
        g.milestones_done, g.milestones, coalesce(g.own, g.others) AS last_value,
        g.metric_from, g.metric_to, g.metric_unit, g.why, g.measure,
        {_tags("goal", "g")} AS tags, g.visibility
    FROM told g JOIN people owner ON owner.id = g.owner LEFT JOIN goals parent ON parent.id = g.parent
"""

_MILESTONES = f"""
    SELECT m.id, m.title, g.title AS goal, owner.name AS owner, m.due_on, m.done_on,
        {_overdue(Kind.MILESTONE, "m", "due_on")} AS overdue_days,
        {_tags("milestone", "m")} AS tags, m.visibility
    FROM milestones m JOIN goals g ON g.id = m.goal JOIN people owner ON owner.id = g.owner
"""

_CHECKINS = f"""
    SELECT e.id, e.happened_on, g.title AS goal, owner.name AS owner,
        coalesce(reader.name, owner.name) AS reported_by, e.new AS value, g.metric_unit AS unit,
        {_percent("e.new", "g")} AS progress, e.confidence, e.note,
        s.held_on AS session_on, e.recorded_at, e.visibility
    FROM events e JOIN goals g ON g.id = e.record JOIN people owner ON owner.id = g.owner
        LEFT JOIN people reader ON reader.id = e.person LEFT JOIN sessions s ON s.id = e.session
    WHERE e.kind = 'goal' AND e.field = 'progress'
"""

_FIRST_TAKEAWAY = (
    "(SELECT t.text FROM takeaways t WHERE t.session = s.id"
    " ORDER BY t.kind <> 'takeaway', t.id LIMIT 1)"
)

_SESSIONS = f"""
    SELECT s.id, s.held_on, s.time, s.minutes, s.mode, s.state, {_people("s.id")} AS people,
        s.topic, {_FIRST_TAKEAWAY} AS first_takeaway, {
    _names(
        "title",
        "SELECT g.title FROM session_goals x JOIN goals g ON g.id = x.goal"
        " WHERE x.session = s.id ORDER BY g.id",
    )
} AS goals,
        (SELECT count(*) FROM takeaways t WHERE t.session = s.id) AS takeaways,
        (SELECT count(*) FROM actions a WHERE a.session = s.id) AS actions,
        s.notes, s.notes_visibility, {_tags("session", "s")} AS tags, s.visibility
    FROM sessions s
"""

_TAKEAWAYS = f"""
    SELECT t.id, t.noted_on, t.kind, t.text,
        CASE WHEN t.kind = 'advice' THEN t.outcome END AS outcome, t.note, t.answer,
        s.held_on AS session_on, {_people("t.session")} AS people, g.title AS goal,
        {_tags("takeaway", "t")} AS tags, t.visibility
    FROM takeaways t LEFT JOIN sessions s ON s.id = t.session LEFT JOIN goals g ON g.id = t.goal
"""

_ACTIONS = f"""
    SELECT a.id, a.text, owner.name AS owner, a.state, a.made_on, a.due_on,
        {_overdue(Kind.ACTION, "a", "due_on")} AS overdue_days, a.done_on, a.dropped_on,
        s.held_on AS session_on, {_people("a.session")} AS people, g.title AS goal, a.evidence,
        {_tags("action", "a")} AS tags, a.visibility
    FROM actions a JOIN people owner ON owner.id = a.owner
        LEFT JOIN sessions s ON s.id = a.session LEFT JOIN goals g ON g.id = a.goal
"""

_WINS = f"""
    SELECT w.id, w.happened_on, w.title, w.impact, w.evidence, g.title AS goal, w.skill,
        {_tags("win", "w")} AS tags, w.visibility
    FROM wins w LEFT JOIN goals g ON g.id = w.goal
"""

_RATINGS = f"""
    SELECT r.id, r.skill, r.level, r.rated_on, p.name AS rated_by, r.evidence,
        {_tags("rating", "r")} AS tags, r.visibility
    FROM ratings r JOIN people p ON p.id = r.person
"""

_HELD = "FROM attendees a JOIN sessions s ON s.id = a.session WHERE s.state = 'held'"

_PEOPLE = f"""
    SELECT p.id, p.name, p.title, coalesce(p.is_me, 0) AS is_me,
        {
    _names(
        "role",
        "SELECT 'mentor' AS role FROM mentorships m WHERE m.mentor = p.id AND NOT m.peers"
        " UNION SELECT 'mentee' FROM mentorships m WHERE m.mentee = p.id AND NOT m.peers"
        " UNION SELECT 'peer' FROM mentorships m WHERE p.id IN (m.mentor, m.mentee) AND m.peers"
        " ORDER BY 1",
    )
} AS roles,
        CASE WHEN p.is_me IS NULL THEN (SELECT count(*) {_HELD} AND a.person = p.id) END
            AS sessions_held,
        (SELECT max(s.held_on) {_HELD} AND a.person = p.id) AS last_session_on,
        p.note, {_tags("person", "p")} AS tags, p.visibility
    FROM people p
"""

_OF_THIS = (
    f"{_HELD} AND a.person = CASE WHEN mentor.is_me THEN m.mentee ELSE m.mentor END"
    " AND s.held_on BETWEEN m.started_on AND coalesce(m.ended_on, '9999')"
)

_MENTORSHIPS = f"""
    SELECT m.id, mentor.name AS mentor, mentee.name AS mentee, m.peers,
        {state_on(_TODAY)} AS state, m.purpose,
        CASE WHEN m.cadence_days THEN 'every ' || m.cadence_days || ' days'
            WHEN m.cadence_months THEN 'every ' || m.cadence_months || ' months' END AS cadence,
        m.started_on, m.planned_end_on, m.ended_on, m.end_reason,
        (SELECT count(*) {_OF_THIS}) AS sessions_held,
        (SELECT max(s.held_on) {_OF_THIS}) AS last_session_on,
        {_tags("mentorship", "m")} AS tags, m.visibility
    FROM mentorships m JOIN people mentor ON mentor.id = m.mentor
        JOIN people mentee ON mentee.id = m.mentee
"""

_AGREEMENTS = f"""
    SELECT v.id, v.agreed_on, mentor.name AS mentor, mentee.name AS mentee, v.text,
        {_tags("agreement", "v")} AS tags, v.visibility
    FROM agreements v JOIN mentorships m ON m.id = v.mentorship
        JOIN people mentor ON mentor.id = m.mentor JOIN people mentee ON mentee.id = m.mentee
"""

_TAGS = f"""
    SELECT t.tag, {_reference("t.kind", "t.record")} AS ref, t.kind,
        {_named("t.kind", "t.record")} AS name
    FROM taggings t
"""

_HISTORY = f"""
    SELECT e.id, e.happened_on, {_reference("e.kind", "e.record")} AS ref, e.kind,
        {_named("e.kind", "e.record")} AS name,
        e.field, e.old, e.new, e.confidence, e.note, p.name AS by, e.recorded_at, e.visibility
    FROM events e LEFT JOIN people p ON p.id = e.person
"""

_CHANGES = """
    SELECT c.id, c.at, coalesce(o.command, 'another program') AS command, c.change, c.tbl AS "table",
        c.uid, c.before, c.after
    FROM changes c LEFT JOIN operations o ON o.id = c.operation
"""

VIEWS = {
    f"{PREFIX}goals": _GOALS,
    f"{PREFIX}milestones": _MILESTONES,
    f"{PREFIX}check_ins": _CHECKINS,
    f"{PREFIX}sessions": _SESSIONS,
    f"{PREFIX}takeaways": _TAKEAWAYS,
    f"{PREFIX}actions": _ACTIONS,
    f"{PREFIX}wins": _WINS,
    f"{PREFIX}ratings": _RATINGS,
    f"{PREFIX}people": _PEOPLE,
    f"{PREFIX}mentorships": _MENTORSHIPS,
    f"{PREFIX}agreements": _AGREEMENTS,
    f"{PREFIX}tags": _TAGS,
    f"{PREFIX}history": _HISTORY,
    f"{PREFIX}changes": _CHANGES,
}
"""Each view's name and what it selects."""
