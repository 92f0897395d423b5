"""What kinds of record there are, each described once, as data.

Made from these descriptions: references and completion, what a lens shows to others, the lines that
search finds, labels, the rules a value must keep, which records are read and written how
(``journal.store``), the columns of tables that come in, and what the change log, purge and doctor call
a table. The package's README tells how to add a column.

A column is hidden from everybody but the owner until ``seen`` says otherwise.
"""

from enum import StrEnum

from mentorlog.records.choices import (
    ActionState,
    GoalState,
    MentorshipState,
    Mode,
    Outcome,
    SessionState,
    TakeawayKind,
    Visibility,
)
from mentorlog.values import NamedTuple


class Kind(StrEnum):
    """What a record is; the value is the word people type and the word stored."""

    PERSON = "person"
    MENTORSHIP = "mentorship"
    GOAL = "goal"
    MILESTONE = "milestone"
    SESSION = "session"
    TAKEAWAY = "takeaway"
    ACTION = "action"
    WIN = "win"
    RATING = "rating"
    AGREEMENT = "agreement"

    @property
    def about(self) -> "Description":
        """All that is known of the kind."""
        return KINDS[self]

    @property
    def letter(self) -> str:
        """The letter before the number in a reference: ``g`` in ``g3``."""
        return KINDS[self].letter

    @property
    def table(self) -> str:
        """The table that holds this kind."""
        return KINDS[self].table

    @property
    def noun(self) -> str:
        """The command that its records are under."""
        return KINDS[self].noun or self.value

    @property
    def title_column(self) -> str:
        """The column whose words name a record of this kind."""
        return KINDS[self].title


class Holds(StrEnum):
    """What a column is for, which says how it is read, written and checked."""

    TITLE = "title"
    """One line that names the record; it is searched."""
    TEXT = "text"
    """Free text; it is searched, and an empty one takes away what was there."""
    WORD = "word"
    """A short text that is not searched."""
    DAY = "day"
    NUMBER = "number"
    """A decimal number, kept as the text that was typed."""
    WHOLE = "whole number"
    TIME = "time"
    CADENCE = "cadence"
    """How often something comes back, as ``14 days`` or ``1 months``."""
    LINK = "link"
    """Another record."""
    CHOICE = "choice"
    """One of a few words."""
    NAMES = "names"
    """Names of the record's other columns, with commas between them."""


class Seen(StrEnum):
    """Who sees a column of a record that they may see."""

    OWNER = "owner"
    """Nobody else."""
    READERS = "readers"
    """Those with whom the record is shared, also where it is public."""
    CHOSEN = "chosen"
    """The same, and everybody where its owner has published it and the record is public."""
    EVERYBODY = "everybody"


class Column(NamedTuple):
    """One column of a kind's table; those that every kind has are not told again.

    ``field`` is its name in the record where that is another, ``event`` the field of the events that
    keep its history, ``label`` what an error calls one that is required. ``asks`` is the help of the option by
    which a text is given: with it the column is an option of ``add`` and ``edit`` and a line of the card.
    ``headings`` are what people's own tables call it, next to its own name, with commas between them.
    """

    name: str
    holds: Holds
    seen: Seen = Seen.OWNER
    label: str = ""
    required: bool = False
    links: Kind | None = None
    choices: type[StrEnum] | None = None
    field: str = ""
    event: str = ""
    asks: str = ""
    headings: str = ""

    @property
    def called(self) -> str:
        """Its name in the record, by which people know it."""
        return self.field or self.name

    @property
    def is_searched(self) -> bool:
        """Whether search finds its words."""
        return self.holds in (Holds.TITLE, Holds.TEXT)


class Description(NamedTuple):
    """A kind: how it is called, where it is kept, and its columns in the table's order.

    ``words`` are what one and several of them are called. ``title`` is the column that names a record. ``label`` is the SQL of what it is called inside other
    records, and ``offered`` of what tells it from others in a list, where those are more; both know the
    table by the kind's letter. ``day`` is the SQL of the day that a record is of, and ``order`` that of the
    order in which they are listed. ``is_open`` is the SQL for those that somebody probably means, and
    ``likeliest`` the order in which completion offers them.
    ``hangs_on`` are the links without which a record is not seen. What ``may_be_public`` is not is for those
    alone whom it names. ``noun`` is its command's name where
    that is another, and ``listing`` the options with which the command lists all of them.
    """

    letter: str
    table: str
    title: str
    columns: tuple[Column, ...]
    words: tuple[str, str]
    label: str = ""
    offered: str = ""
    day: str = ""
    order: str = "id"
    is_open: str = "1"
    likeliest: str = "id"
    hangs_on: tuple[str, ...] = ()
    noun: str = ""
    listing: str = " --all"
    has_readers: bool = False
    may_be_public: bool = True

    @property
    def called(self) -> str:
        """SQL for what a record is called inside others; its table goes by the letter."""
        return self.label or f"coalesce({self.letter}.{self.title}, '')"

    @property
    def searched(self) -> tuple[str, ...]:
        """The columns whose words search finds."""
        return tuple(column.name for column in self.columns if column.is_searched)

    @property
    def publishable(self) -> tuple[str, ...]:
        """The columns that become public with a record only where its owner says so."""
        return tuple(column.name for column in self.columns if column.seen is Seen.CHOSEN)

    def column(self, name: str) -> Column:
        """One of its columns by name."""
        return next(column for column in self.columns if column.name == name)


_ALL, _READERS = Seen.EVERYBODY, Seen.READERS

SESSION_LABEL = (
    "coalesce(s.topic, (SELECT t.text FROM takeaways t WHERE t.session = s.id"
    " AND t.kind = 'takeaway' ORDER BY t.id LIMIT 1),"
    " (SELECT t.text FROM takeaways t WHERE t.session = s.id ORDER BY t.id LIMIT 1), '')"
)
"""SQL for what a session ``s`` is shown by: its topic, else its first takeaway."""


_PARTNER = (
    "CASE WHEN r.mentor = (SELECT id FROM people WHERE is_me = 1) THEN r.mentee ELSE r.mentor END"
)
"""SQL for the other one of a mentorship ``r``."""


def _title(label: str, headings: str = "", *, name: str = "title") -> Column:
    return Column(name, Holds.TITLE, _ALL, label, required=True, headings=headings)


def _state(choices: type[StrEnum]) -> Column:
    return Column("state", Holds.CHOICE, _ALL, choices=choices, event="state", headings="status")


def _person(name: str, label: str = "", headings: str = "", *, field: str = "") -> Column:
    column = Column(name, Holds.LINK, _ALL, label, required=True, links=Kind.PERSON)
    return column._replace(field=field, headings=headings)


def _link(kind: Kind, headings: str = "", *, required: bool = False) -> Column:
    return Column(kind.value, Holds.LINK, _ALL, links=kind, required=required, headings=headings)


def _evidence(headings: str = "", *, seen: Seen = _READERS) -> Column:
    asks = "What shows it: a link, a sentence."
    return Column("evidence", Holds.TEXT, seen, asks=asks, headings=headings)


PUBLISHED = Column("published", Holds.NAMES)
"""Which of the columns that wait for it are public where the record is: none until somebody says so."""


KINDS: dict[Kind, Description] = {
    Kind.PERSON: Description(
        letter="p",
        table="people",
        words=("person", "people"),
        title="name",
        columns=(
            _title("A name", name="name"),
            Column("title", Holds.TEXT, _ALL),
            Column("note", Holds.TEXT),
            Column("is_me", Holds.WHOLE, _ALL),
            Column("every", Holds.CADENCE, event="every"),
        ),
        order="is_me IS NULL, name, id",
        likeliest="name",
        listing="",
    ),
    Kind.MENTORSHIP: Description(
        letter="r",
        table="mentorships",
        words=("mentorship", "mentorships"),
        title="purpose",
        label=f"(SELECT p.name FROM people p WHERE p.id = {_PARTNER})",
        columns=(
            _person("mentor"),
            _person("mentee"),
            Column("peers", Holds.WHOLE, _ALL, required=True),
            Column("purpose", Holds.TEXT, _READERS),
            Column("cadence_days", Holds.WHOLE, _ALL, event="cadence"),
            Column("cadence_months", Holds.WHOLE, _ALL, event="cadence"),
            Column("started_on", Holds.DAY, _ALL, required=True),
            Column("planned_end_on", Holds.DAY, _READERS),
            Column("ended_on", Holds.DAY, _READERS),
            Column("end_reason", Holds.TEXT, _READERS),
            Column("state", Holds.CHOICE, _READERS, choices=MentorshipState, event="state"),
        ),
        day="started_on",
        order="state = 'ended', started_on, id",
    ),
    Kind.GOAL: Description(
        letter="g",
        table="goals",
        words=("goal", "goals"),
        title="title",
        columns=(
            _person("owner", headings="who"),
            Column("parent", Holds.LINK, _ALL, links=Kind.GOAL, headings="part of"),
            _title("A goal's title", "goal, objective, name"),
            Column(
                "why", Holds.TEXT, _READERS, asks="Why it matters.", headings="reason, motivation"
            ),
            Column(
                "measure",
                Holds.TEXT,
                _READERS,
                asks="How success will be told.",
                headings="measure of success, key result, success",
            ),
            Column("area", Holds.WORD, _READERS, headings="category"),
            Column(
                "start_on", Holds.DAY, _ALL, required=True, headings="start, start date, started"
            ),
            Column(
                "target_on",
                Holds.DAY,
                _ALL,
                event="target",
                headings="target, target date, due, due date, deadline, by",
            ),
            _state(GoalState),
            Column(
                "closed_on",
                Holds.DAY,
                _ALL,
                headings="closed, completed, completed on, completed at",
            ),
            Column("metric_from", Holds.NUMBER, _ALL),
            Column("metric_to", Holds.NUMBER, _ALL),
            Column("metric_unit", Holds.WORD, _ALL),
        ),
        day="start_on",
        is_open="state IN ('draft', 'active', 'paused')",
        has_readers=True,
    ),
    Kind.MILESTONE: Description(
        letter="m",
        table="milestones",
        words=("milestone", "milestones"),
        title="title",
        columns=(
            _link(Kind.GOAL, required=True),
            _title("A milestone's title"),
            Column("due_on", Holds.DAY, _ALL, event="due"),
            Column("done_on", Holds.DAY, _ALL, event="done"),
        ),
        day="coalesce(done_on, due_on)",
        order="due_on IS NULL, due_on, id",
        is_open="done_on IS NULL",
        hangs_on=("goal",),
    ),
    Kind.SESSION: Description(
        letter="s",
        table="sessions",
        words=("session", "sessions"),
        title="topic",
        label=SESSION_LABEL,
        columns=(
            Column("held_on", Holds.DAY, _ALL, required=True, headings="date, day, when, held"),
            Column("time", Holds.TIME, _READERS, headings="at, start time"),
            Column("minutes", Holds.WHOLE, _ALL, headings="duration, length"),
            Column("mode", Holds.CHOICE, _READERS, choices=Mode, headings="how"),
            _state(SessionState),
            Column("topic", Holds.TITLE, _ALL, headings="subject, agenda"),
            Column("notes", Holds.TEXT, _READERS, headings="summary, note"),
            Column("notes_visibility", Holds.CHOICE, _ALL, choices=Visibility),
        ),
        day="held_on",
        order="held_on, coalesce(time, ''), id",
        is_open="state = 'planned'",
        likeliest="held_on DESC",
    ),
    Kind.TAKEAWAY: Description(
        letter="t",
        table="takeaways",
        words=("takeaway", "takeaways"),
        title="text",
        columns=(
            _link(Kind.SESSION),
            _link(Kind.GOAL),
            Column("kind", Holds.CHOICE, _ALL, choices=TakeawayKind),
            Column("text", Holds.TEXT, _ALL, required=True),
            Column("noted_on", Holds.DAY, _ALL, required=True),
            Column("outcome", Holds.CHOICE, _READERS, choices=Outcome, event="outcome"),
            Column("note", Holds.TEXT, _READERS),
            Column("answer", Holds.TEXT, _READERS, event="answer"),
        ),
        day="noted_on",
        order="noted_on, id",
        is_open="(kind IN ('question', 'topic') AND answer IS NULL)"
        " OR (kind = 'advice' AND outcome IN ('pending', 'trying'))",
        likeliest="id DESC",
        hangs_on=("session", "goal"),
        has_readers=True,
    ),
    Kind.ACTION: Description(
        letter="a",
        table="actions",
        words=("action item", "action items"),
        title="text",
        columns=(
            Column(
                "text",
                Holds.TEXT,
                _ALL,
                "An action",
                required=True,
                headings="action, action item, task, todo, what, description, title, name, summary",
            ),
            _person("owner", "An owner", "assignee, assigned to, assign, who"),
            _link(Kind.SESSION),
            _link(Kind.GOAL, "project"),
            Column(
                "made_on",
                Holds.DAY,
                _ALL,
                required=True,
                headings="made, created, created on, date",
            ),
            Column("due_on", Holds.DAY, _ALL, event="due", headings="due, due date, deadline, by"),
            _state(ActionState),
            Column("done_on", Holds.DAY, _ALL),
            Column("dropped_on", Holds.DAY, _ALL),
            _evidence("link, notes, result", seen=Seen.CHOSEN),
            Column("every", Holds.CADENCE, _READERS),
            Column("every_from", Holds.DAY),
            Column("cue", Holds.TEXT, _READERS, field="when"),
            PUBLISHED,
        ),
        day="made_on",
        order="state <> 'open', due_on IS NULL, due_on, id",
        is_open="state = 'open'",
        likeliest="due_on IS NULL, due_on",
        hangs_on=("session", "goal"),
        has_readers=True,
    ),
    Kind.WIN: Description(
        letter="w",
        table="wins",
        words=("win", "wins"),
        title="title",
        columns=(
            Column("happened_on", Holds.DAY, _ALL, required=True, headings="date, day, when"),
            _title("A win's title", "win, achievement, accomplishment, what"),
            Column(
                "impact",
                Holds.TEXT,
                Seen.CHOSEN,
                asks="What it changed.",
                headings="effect, result, outcome",
            ),
            _link(Kind.GOAL),
            _evidence("link, proof", seen=Seen.CHOSEN),
            Column("skill", Holds.TEXT, _ALL, headings="competency, competence"),
            PUBLISHED,
        ),
        day="happened_on",
        order="happened_on, id",
        likeliest="happened_on DESC",
        hangs_on=("goal",),
        has_readers=True,
    ),
    Kind.RATING: Description(
        letter="k",
        table="ratings",
        words=("rating of a skill", "ratings of skills"),
        noun="skill",
        title="skill",
        offered="k.skill || ': ' || k.level || ', ' || k.rated_on",
        columns=(
            _title("A skill's name", name="skill"),
            Column("level", Holds.WHOLE, _ALL, required=True),
            Column("rated_on", Holds.DAY, _ALL, required=True),
            _person("person", field="by"),
            _evidence(),
        ),
        day="rated_on",
        order="rated_on, id",
        likeliest="rated_on DESC, id DESC",
        listing="",
        has_readers=True,
    ),
    Kind.AGREEMENT: Description(
        letter="v",
        table="agreements",
        words=("agreement", "agreements"),
        title="text",
        label="(SELECT p.name FROM mentorships r JOIN people p"
        f" ON p.id = {_PARTNER} WHERE r.id = v.mentorship)",
        columns=(
            Column("mentorship", Holds.LINK, _ALL, required=True, links=Kind.MENTORSHIP),
            Column("agreed_on", Holds.DAY, _ALL, required=True),
            Column("text", Holds.TEXT, _ALL, "An agreement's text", required=True),
        ),
        day="agreed_on",
        order="agreed_on, id",
        may_be_public=False,
    ),
}
"""Every kind in the order in which records hang on one another."""

LETTERS = {about.letter: kind for kind, about in KINDS.items()}
"""The kind that each letter stands for."""

SHARED = (Kind.GOAL, Kind.MILESTONE, Kind.SESSION, Kind.TAKEAWAY, Kind.ACTION, Kind.AGREEMENT)
"""The kinds that a share has. A win and a skill are whose journal it is: there is no place for a partner's."""

SHARE = "share:"
"""How the source of an origin begins that a partner's share has; the uid of who shares goes on."""

WAS = "was"
"""The source of the origin of the owner that holds a uid which they had until their journal joined another one."""

SAME = "same:"
"""The same for a session of mine which a partner logged as well, and knows by the identifier."""

ENDS = {
    Kind.GOAL: ("achieved", "partly-achieved", "missed", "dropped"),
    Kind.ACTION: ("done", "dropped"),
    Kind.MILESTONE: ("done",),
    Kind.TAKEAWAY: ("worked", "did-not-work", "declined", "raised"),
    Kind.SESSION: ("cancelled", "no-show"),
}
"""How records end, of the kinds that do."""
