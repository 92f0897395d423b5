"""What a report keeps back, what the owner may choose to show a manager, and whom it names.

What is kept back is in the owner's own report of the same query, but not in the reader's. A title is its
owner's text and goes out as it was written: where it has a name that the lens would not tell the reader, the
writer is told before the report is sent.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace

from mentorlog.errors import JournalSaysNo
from mentorlog.journal import Journal, Value, readers
from mentorlog.journal.names import refs
from mentorlog.records import (
    UNNAMED,
    Action,
    Goal,
    Kind,
    Ref,
    Takeaway,
    TakeawayKind,
    Visibility,
    Win,
)
from mentorlog.records.kinds import Holds, Seen
from mentorlog.records.report import Candidate, LeftOut, Report
from mentorlog.spelling import words

_WORDS = {
    Kind.GOAL: Kind.GOAL.about.words,
    Kind.MILESTONE: Kind.MILESTONE.about.words,
    "readings": ("check-in", "check-ins"),
    Kind.WIN: Kind.WIN.about.words,
    Kind.RATING: Kind.RATING.about.words,
    Kind.SESSION: Kind.SESSION.about.words,
    "notes": ("session's notes", "sessions' notes"),
    TakeawayKind.TAKEAWAY: ("takeaway", "takeaways"),
    TakeawayKind.ADVICE: ("piece of advice", "pieces of advice"),
    TakeawayKind.QUESTION: ("question", "questions"),
    TakeawayKind.FEEDBACK: ("piece of feedback", "pieces of feedback"),
    TakeawayKind.REFLECTION: ("reflection", "reflections"),
    TakeawayKind.TOPIC: ("talking point", "talking points"),
    TakeawayKind.NOTE: ("note for a report", "notes for a report"),
    Kind.ACTION: Kind.ACTION.about.words,
    "texts": ("reason or other text", "reasons and other texts"),
}
"""What can be left out, in the order in which it is told, with the words for one and for several."""


def between(whole: Report, shown: Report) -> tuple[LeftOut, ...]:
    """How much of ``whole`` is not in ``shown``; kinds that lack none are omitted."""
    missing = Counter(_contents(whole)) - Counter(_contents(shown))
    missing["texts"] = max(0, _texts(whole, shown) - _texts(shown, shown))
    return tuple(LeftOut(missing[kind], words) for kind, words in _WORDS.items() if missing[kind])


def _contents(report: Report) -> Iterator[str]:
    """The kind of each thing that the report shows, as often as there are things."""
    for goal in report.goals:
        yield Kind.GOAL
        yield from (Kind.MILESTONE for point in goal.milestones if point.title is not None)
        yield from ("readings" for change in goal.changes if change.is_reading)
    yield from (Kind.WIN for _ in report.wins)
    for skill in report.skills:
        rated = [rating for rating in skill.ratings if rating.rated_on >= report.period.since]
        yield from (Kind.RATING for _ in rated)
    # A manager is told how many sessions were held, without the sessions.
    yield from (Kind.SESSION for _ in range(report.summary.sessions_held))
    yield from ("notes" for each in report.sessions if each.session.notes)
    yield from (line.kind for line in (*report.notes, *report.lines, *report.topics))
    yield from (Kind.ACTION for _ in report.actions)


def _texts(report: Report, shown: Report) -> int:
    """How many texts for readers alone stand beside those records of the report that ``shown`` has too."""
    known = {(kind, record.id) for kind, record in _told(shown)}
    texts = [
        getattr(record, column.called)
        for kind, record in _told(report)
        if (kind, record.id) in known
        for column in kind.about.columns
        if column.holds is Holds.TEXT and column.seen in (Seen.READERS, Seen.CHOSEN)
    ]
    reasons = [
        change.reason
        for goal in report.goals
        if (Kind.GOAL, goal.standing.goal.id) in known
        for change in goal.changes
    ]
    return sum(text is not None for text in (*texts, *reasons))


def _told(report: Report) -> Iterator[tuple[Kind, Goal | Win | Action | Takeaway]]:
    """The records of the report that have such texts."""
    yield from ((Kind.GOAL, goal.standing.goal) for goal in report.goals)
    yield from ((Kind.WIN, win) for win in report.wins)
    yield from ((Kind.ACTION, action) for action in report.actions)
    yield from ((Kind.TAKEAWAY, line) for each in report.sessions for line in each.takeaways)


# Choosing what is public


def candidates(journal: Journal, whole: Report) -> tuple[list[Candidate], dict[Kind, int]]:
    """What of a whole report may be made public, and how many records are private, by kind.

    First goals, each followed by its milestones, then wins, each followed by its texts. What is on a private goal is private
    too.
    """
    hidden = set(journal.ids("SELECT id FROM goals WHERE visibility = 'private'"))
    found: list[Candidate] = []
    private: dict[Kind, int] = {}
    for candidate, visibility in _everything(whole):
        if visibility is Visibility.PRIVATE or candidate.goal in hidden:
            private[candidate.kind] = private.get(candidate.kind, 0) + (not candidate.field)
        else:
            found.append(candidate)
    return found, private


def _everything(whole: Report) -> Iterator[tuple[Candidate, Visibility]]:
    for reported in whole.goals:
        goal = reported.standing.goal
        if goal.received:
            continue  # It stays between its giver and me.
        ticked = goal.visibility is Visibility.PUBLIC
        yield Candidate(Kind.GOAL, goal.id, ticked, None, reported), goal.visibility
        for point in reported.milestones:
            ticked = point.visibility is Visibility.PUBLIC
            yield Candidate(Kind.MILESTONE, point.id, ticked, goal.id, point), point.visibility
    for win in whole.wins:
        ticked, on = win.visibility is Visibility.PUBLIC, win.goal.id if win.goal else None
        found = Candidate(Kind.WIN, win.id, ticked, on, win)
        yield found, win.visibility
        for name in Kind.WIN.about.publishable:
            if getattr(win, name) is not None:
                ticked = name in win.published
                yield replace(found, field=name, ticked=ticked), win.visibility


def publish(
    journal: Journal, offered: Iterable[Candidate], ticks: Mapping[str, bool]
) -> tuple[list[str], list[str]]:
    """Make public what was ticked, and shared again what was unticked; returns the codes of both.

    A candidate that ``ticks`` does not name stays as it is. Raises ``JournalSaysNo`` where one was
    deleted or made private since it was offered.
    """
    ticked: list[str] = []
    unticked: list[str] = []
    for candidate in offered:
        wanted = ticks.get(candidate.code, candidate.ticked)
        if wanted is candidate.ticked:
            continue
        row = journal.row(f"SELECT * FROM {candidate.kind.table} WHERE id = ?", [candidate.id])
        if row is None or row["visibility"] == Visibility.PRIVATE:
            what = "deleted" if row is None else "made private"
            raise JournalSaysNo(f"{candidate.code} was {what} while you were choosing.")
        if candidate.field and row["visibility"] != Visibility.PUBLIC:
            continue  # What it belongs to is not public.
        level, given = None, dict[str, Value]()
        if candidate.field:
            chosen = {*readers.published(row), candidate.field}
            chosen -= set() if wanted else {candidate.field}
            names = (name for name in candidate.kind.about.publishable if name in chosen)
            given = {readers.PUBLISHED: ",".join(names) or None}
        else:
            level = Visibility.PUBLIC if wanted else Visibility.SHARED
            given = {"visibility": level.value}
        given |= readers.publish(candidate.kind, dict(row), given, level)
        journal.update(candidate.kind.table, candidate.id, **given)
        (ticked if wanted else unticked).append(candidate.code)
    return ticked, unticked


def staying_out(offered: Iterable[Candidate], ticks: Mapping[str, bool]) -> list[tuple[str, str]]:
    """What is ticked and stays out, as what it belongs to is not public: its code, and what that is."""
    ticked = [each for each in offered if ticks.get(each.code, each.ticked)]
    public = {each.code for each in ticked}
    return [
        (each.code, each.above if each.field else f"its goal {each.above}")
        for each in ticked
        if each.above and each.above not in public
    ]


# Whom the writer's own words name


def told(journal: Journal) -> set[int]:
    """The people whose names the journal's lens shows, by id."""
    rows = journal.rows("SELECT id, name FROM people")
    return {row["id"] for row in rows if row["name"] not in UNNAMED}


def everybody(journal: Journal) -> list[tuple[Ref, str]]:
    """Everybody whom the journal's lens shows, each with the name as it was written, without a number."""
    rows = journal.rows("SELECT id, name FROM people ORDER BY id")
    known = refs(journal, Kind.PERSON, (row["id"] for row in rows))
    return [(known[row["id"]], row["name"]) for row in rows]


def named(
    people: Iterable[tuple[Ref, str]], shown: Report, told: Container[int]
) -> list[tuple[Ref, list[str]]]:
    """Those of the ``people`` not ``told`` whom a text of ``shown`` names, with the codes of those records.

    A first name, a last name or the whole one counts, in a link too, but no word that is also a name
    of somebody who is told.
    """
    names = [(person, words(name)) for person, name in people]
    free = {word for person, name in names if person.id in told for word in name}
    texts = [(code, words(text)) for code, text in _words_of(shown) if text]
    found = []
    for person, name in names:
        if person.id not in told:
            codes = [code for code, said in texts if _is_in(name, said, free)]
            if codes:
                found.append((person, list(dict.fromkeys(codes))))
    return found


def _is_in(name: tuple[str, ...], said: tuple[str, ...], free: Container[str]) -> bool:
    ends = {name[0], name[-1]}
    if any(len(word) > 1 and word in said and word not in free for word in ends):
        return True
    # A link writes a name as one word, and so do scripts without blanks.
    whole = "".join(name)
    return (len(name) > 1 or not whole.isascii()) and whole in "".join(said)


def _words_of(shown: Report) -> Iterator[tuple[str, str | None]]:
    """The writer's words that the report has, each with the code of its record."""
    for reported in shown.goals:
        goal = reported.standing.goal
        yield f"g{goal.id}", goal.title
        yield f"g{goal.id}", goal.metric.unit if goal.metric else None
        yield from ((f"m{point.id}", point.title) for point in reported.milestones)
    for win in shown.wins:
        yield from (
            (f"w{win.id}", text) for text in (win.title, win.impact, win.evidence, win.skill)
        )
        if win.goal:
            yield win.goal.code, win.goal.label
    yield from ((f"k{skill.ratings[-1].id}", skill.name) for skill in shown.skills)
    yield from ((f"t{note.id}", note.text) for note in shown.notes)
    yield from ((step.about.code, step.about.label) for step in shown.next if step.about)
