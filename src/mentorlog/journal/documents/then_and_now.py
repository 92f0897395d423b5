"""What a session's document is compared with: what the journal said then, since, and now."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from mentorlog.journal import Journal
from mentorlog.journal.documents.handed_out import LETTERS, NAMED, TABLES, Row, Since, Stood, one
from mentorlog.journal.documents.three_ways import Handed, Said
from mentorlog.journal.merging import versions_of
from mentorlog.periods import stored_cadence
from mentorlog.records import ActionState, Kind, Mode, Outcome, SessionState, TakeawayKind
from mentorlog.records.choices import ANSWERED
from mentorlog.records.drafts import LineDraft, SessionDraft, said_visibility
from mentorlog.values import NamedTuple


class Past(NamedTuple):
    """What the journal has said of a session since a document was handed out, and what it says now.

    ``names`` are what the people and goals in it were and, last, are called, by ``p2`` and ``g1``;
    drafts name them so. ``own`` are the marks of the session's own lines, ``unknown`` those of no line,
    each with whether there was one.
    """

    handed: Handed
    mine: SessionDraft
    names: Mapping[str, Sequence[str]]
    own: frozenset[str]
    unknown: Mapping[str, bool]


def past(
    journal: Journal, session: int, since: Since | None, marks: Sequence[str], *, whole: bool
) -> Past:
    """What a document of the session is to be compared with.

    ``marks`` are those in the document, which may show lines of other sessions too. ``whole`` means
    that it showed all lines the session had. Without ``since`` nobody knows what was shown, and
    it is compared with all that the journal ever said.
    """
    now = _session_now(journal, session)
    if since:
        headers = since.session(session, now)
    else:
        ever = _ever(journal, "sessions", now.row)
        headers = [(now._replace(row=row or {}), is_import) for row, is_import in ever]
    own = _own_lines(journal, session, since)
    others = {mark: _row(journal, mark) for mark in dict.fromkeys(marks) if mark not in own}
    mine, known = dict[str, LineDraft](), dict[str, list[Said[LineDraft]]]()
    shown, unknown = list[str](), dict[str, bool]()
    for mark, row in (own | others).items():
        if since:
            states = since.line(mark, row)
        else:
            states = _ever(journal, TABLES[mark[0]], row or {}) if mark in own else []
        if said_of_it := [Said(_line(mark, was), by) for was, by in states if was]:
            known[mark] = said_of_it
            was = states[0][0]
            if mark in others or (since and whole and was and was["session"] == session):
                shown.append(mark)
        elif mark in marks:
            unknown[mark] = _was_there(journal, mark)
        if row and (mark in own or mark in known):
            mine[mark] = _line(mark, row)
    said = [Said(_header(stood), is_import) for stood, is_import in headers]
    if since and not whole:
        said.insert(0, Said(SessionDraft(state=said[0].draft.state)))
    drafts = [*mine.values(), *(each.draft for some in known.values() for each in some)]
    return Past(
        Handed(said, known, shown, is_undated=since is None),
        said[-1].draft._replace(lines=tuple(mine.values())),
        _names(journal, since, [stood for stood, _ in headers], drafts),
        frozenset(own.keys() & known.keys()),
        unknown,
    )


def _own_lines(journal: Journal, session: int, since: Since | None) -> dict[str, Row | None]:
    """The session's lines by their marks; None for one that was deleted from it."""
    found: dict[str, Row | None] = {
        f"{letter}{row['id']}": dict(row)
        for table, letter in LETTERS.items()
        for row in journal.rows(f"SELECT * FROM {table} WHERE session = ? ORDER BY id", [session])
    }
    for mark in since.marks.get(session, ()) if since else ():
        if mark not in found and _row(journal, mark) is None:
            found[mark] = None
    return found


def _ever(journal: Journal, table: str, now: Row) -> list[tuple[Row | None, bool]]:
    """All that a row ever was, each with whether an import made it so."""
    found = versions_of(journal, table, str(now.get("uid")))
    return [(each.fields, bool(each.said)) for each in found] or [(now, False)]


def _was_there(journal: Journal, mark: str) -> bool:
    """Whether a line ever had that number."""
    table = TABLES[mark[0]]
    highest = journal.value("SELECT seq FROM sqlite_sequence WHERE name = ?", [table])
    return int(mark[1:]) <= (highest or 0)


def _row(journal: Journal, mark: str) -> Row | None:
    return one(journal, f"SELECT * FROM {TABLES[mark[0]]} WHERE id = ?", int(mark[1:]))


def _session_now(journal: Journal, id: int) -> Stood:
    row = one(journal, "SELECT * FROM sessions WHERE id = ?", id)
    links = [
        frozenset(found[0] for found in journal.rows(sql, [id]))
        for sql in (
            "SELECT person FROM attendees WHERE session = ?",
            "SELECT goal FROM session_goals WHERE session = ?",
            "SELECT tag FROM taggings WHERE kind = 'session' AND record = ?",
        )
    ]
    return Stood(row or {}, *links)


def _header(session: Stood) -> SessionDraft:
    """The session without its lines, as its document says it; default values are left out."""
    row = session.row
    if not row:
        return SessionDraft()
    return SessionDraft(
        uid=row["uid"],
        with_people=tuple(f"p{id}" for id in sorted(session.people)),
        held_on=date.fromisoformat(row["held_on"]),
        time=row["time"],
        minutes=row["minutes"],
        mode=Mode(row["mode"]) if row["mode"] else None,
        state=None if row["state"] == SessionState.HELD else SessionState(row["state"]),
        topic=row["topic"] or None,
        goals=tuple(f"g{id}" for id in sorted(session.goals)),
        tags=tuple(sorted(session.tags)),
        visibility=said_visibility(None, row["visibility"]),
        notes=row["notes"] or "",
        notes_visibility=said_visibility(TakeawayKind.REFLECTION, row["notes_visibility"]),
    )


def _line(mark: str, row: Row) -> LineDraft:
    if mark[0] == "a":
        on = row["done_on"] or row["dropped_on"]
        return LineDraft(
            Kind.ACTION,
            row["text"],
            mark,
            owner=f"p{row['owner']}",
            due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
            done=row["state"] == ActionState.DONE,
            dropped=row["state"] == ActionState.DROPPED,
            closed_on=date.fromisoformat(on) if on else None,
            evidence=row["evidence"] or None,
            visibility=said_visibility(None, row["visibility"]),
            when=row.get("cue") or None,
            every=stored_cadence(row.get("every")),
        )
    kind = TakeawayKind(row["kind"])
    quiet = row["outcome"] in (None, Outcome.PENDING) and not row["note"]
    return LineDraft(
        kind,
        row["text"],
        mark,
        outcome=None if quiet else Outcome(row["outcome"] or Outcome.PENDING),
        note=row["note"] or None,
        answer=(row["answer"] or None) if kind in ANSWERED else None,
        visibility=said_visibility(kind, row["visibility"]),
    )


def _names(
    journal: Journal, since: Since | None, headers: Iterable[Stood], lines: Iterable[LineDraft]
) -> dict[str, Sequence[str]]:
    """The former names of the people and goals in them and, last, the present one."""
    people = {int(line.owner[1:]) for line in lines if line.owner}
    people = people.union(*(header.people for header in headers))
    goals = set[int]().union(*(header.goals for header in headers))
    names: dict[str, Sequence[str]] = {}
    for table, ids in (("people", people), ("goals", goals)):
        for id in sorted(ids):
            row = journal.row(f"SELECT {NAMED[table]} FROM {table} WHERE id = ?", [id])
            reference = f"{table[0]}{id}"
            former = since.names.get(reference, ()) if since else ()
            names[reference] = [*former, *([row[0]] if row else [])]
    return names
