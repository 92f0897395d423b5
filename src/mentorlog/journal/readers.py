"""Who may read a shared record that hangs on no session: people named one by one.

Of a session, its lines and its actions the readers are who attended. Anything else has readers of
its own, and they also say on whose screens it stands. What hangs on a goal is for that goal's
readers at most. The lens lets readers read; nothing else asks who may.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from mentorlog.errors import JournalSaysNo, WrongUsage, joined, pasted
from mentorlog.journal import Journal, Value, events
from mentorlog.journal.names import refs
from mentorlog.journal.roles import of as role_of
from mentorlog.journal.roles import partner
from mentorlog.journal.sharing.received import is_given
from mentorlog.records import Kind, Ref, Role, Visibility
from mentorlog.values import NamedTuple


class Place(NamedTuple):
    """What a record hangs on, and whose it is: the owner of a goal or an action, who rated a skill."""

    session: int | None = None
    goal: int | None = None
    owner: int | None = None


class Sharing(NamedTuple):
    """How a record is kept: its visibility, and its readers, by id.

    ``unsaid``: nobody said for which of several partners it is, so that it is private.
    """

    visibility: Visibility
    people: tuple[int, ...] = ()
    unsaid: bool = False


class Partner(NamedTuple):
    """Somebody with whom I have a mentorship, and what they are to me."""

    person: Ref
    role: Role


def of_new(
    journal: Journal,
    kind: Kind,
    place: Place,
    people: Sequence[int] | None,
    visibility: Visibility | None,
    default: Visibility = Visibility.SHARED,
) -> Sharing:
    """How a new record is kept; ``people`` are those named for it, None where nobody said.

    Raises ``WrongUsage`` for readers of what has its readers already, ``JournalSaysNo`` for somebody
    whose mentorship has ended.
    """
    if people is not None:
        expect_own(journal, kind, place, people)
        _expect_present(journal, people)
        return Sharing(visibility or (Visibility.SHARED if people else default), tuple(people))
    if place.session is not None:
        return Sharing(visibility or default)
    wanted = visibility or default
    natural = _remembered(journal, kind, place)
    if natural is None:
        private = wanted is Visibility.SHARED
        return Sharing(Visibility.PRIVATE if private else wanted, unsaid=private)
    return Sharing(wanted, natural)


MEMORY = "readers of new records"
"""Where in the journal's cache these are remembered, while many are made and nothing else changes."""


def _remembered(journal: Journal, kind: Kind, place: Place) -> tuple[int, ...] | None:
    memory: dict[object, tuple[int, ...] | None] | None = journal.cache.get(MEMORY)
    if memory is None:
        return _natural(journal, kind, place)
    key = (kind, place.goal, place.owner)
    if key not in memory:
        memory[key] = _natural(journal, kind, place)
    return memory[key]


def _natural(journal: Journal, kind: Kind, place: Place) -> tuple[int, ...] | None:
    """The readers of what nobody was named for; None where there is no telling which they are."""
    mine = place.owner in (None, journal.me)
    if kind is Kind.GOAL:
        return tuple(partners(journal, Role.MENTOR, Role.PEER)) if mine else ()
    if place.goal is not None:
        return _of_goal(journal, place.goal)
    if not mine:  # Whose it is reads it; a rating is for who gave it.
        return ()
    present = partners(journal)
    return None if len(present) > 1 else tuple(present)


def partners(journal: Journal, *roles: Role) -> dict[int, Partner]:
    """The people whose mentorships with me have not ended, in these roles if any are named."""
    rows = journal.rows(
        "SELECT mentor, mentee, peers FROM mentorships WHERE state <> 'ended' ORDER BY started_on, id"
    )
    roles_of = {partner(row, journal.me): role_of(row, journal.me) for row in rows}
    known = refs(journal, Kind.PERSON, roles_of)
    return {
        person: Partner(known[person], role)
        for person, role in roles_of.items()
        if not roles or role in roles
    }


def _of_goal(journal: Journal, goal: int) -> tuple[int, ...]:
    """The goal's readers, and whose it is if it is not mine."""
    return tuple(
        journal.ids(
            "SELECT person FROM readers WHERE kind = 'goal' AND record = :goal"
            " UNION SELECT owner FROM goals WHERE id = :goal AND owner <> :me",
            {"goal": goal, "me": journal.me},
        )
    )


def still(journal: Journal, goal: int | None, people: Iterable[int]) -> tuple[int, ...]:
    """Those of the people who may be named as readers of something new, on a goal if one is given."""
    may = set(partners(journal)) & set(people)
    return tuple(sorted(may if goal is None else may & set(_of_goal(journal, goal))))


def _expect_present(journal: Journal, people: Iterable[int]) -> None:
    gone = set(people) - set(partners(journal))
    for person, ref in refs(journal, Kind.PERSON, gone).items():
        last = journal.row(
            "SELECT mentor, peers, ended_on FROM mentorships WHERE ? IN (mentor, mentee)"
            " ORDER BY started_on DESC, id DESC LIMIT 1",
            [person],
        )
        assert last
        raise JournalSaysNo(
            f"The mentorship with {ref.label} ended on {journal.in_words(last['ended_on'])}:"
            " they read nothing new.",
            f"mentorlog mentorship resume {pasted(ref.label)} takes it up again",
        )


def expect_own(journal: Journal, kind: Kind, place: Place, people: Iterable[int]) -> None:
    """Raise ``WrongUsage`` for readers named for a record whose readers follow from something else."""
    if place.session is not None:
        raise WrongUsage(
            f"What was said in s{place.session} is for who attended it; --with does not go with it.",
            f"--shared alone has them read it; mentorlog session edit s{place.session} --with WHO"
            " changes who attended",
        )
    if kind is Kind.RATING and place.owner not in (None, journal.me):
        raise WrongUsage(
            "A rating by somebody else is for them and you; --with does not go with it."
        )
    if place.goal is None:
        return
    allowed = _of_goal(journal, place.goal)
    for person, ref in refs(journal, Kind.PERSON, people).items():
        if person not in allowed:
            readers = [*refs(journal, Kind.PERSON, allowed).values(), ref]
            named = " ".join(f"--with {each.typed}" for each in readers)
            raise WrongUsage(
                f"{ref.label} does not read g{place.goal}, which this hangs on.",
                f"mentorlog goal edit g{place.goal} {named}",
            )


def put(journal: Journal, kind: Kind, id: int, people: Iterable[int]) -> None:
    """Make people readers of a record."""
    for person in people:
        journal.link("readers", kind=kind.value, record=id, person=person)


def edit(
    journal: Journal,
    kind: Kind,
    id: int,
    place: Place,
    people: Sequence[int] | None,
    visibility: Visibility | None,
) -> None:
    """Change a stored record's readers to ``people``, and its visibility, where they are given.

    What is shared and has no readers gets those that a new record would have. Raises
    ``JournalSaysNo`` where nobody says whom it is to be shared with. The user is told who reads it
    now and who does no longer, as ``people`` take the place of all who did.
    """
    before = named(journal, kind, id)
    _change(journal, kind, id, place, people, visibility)
    if people is None:
        return
    if not _is_private(journal, kind, id):
        if people:
            journal.notes.append(f"{kind.letter}{id} is shared with {_names(journal, people)}.")
        gone = before - named(journal, kind, id)
        journal.notes += changed(journal, gone, set(), [f"{kind.letter}{id}"])
    elif not people:
        return
    elif visibility is None and place.goal and _is_private(journal, Kind.GOAL, place.goal):
        journal.notes.append(f"It stays private, as is g{place.goal}, which it hangs on.")
    elif visibility is None:
        names = _names(journal, people)
        journal.notes.append(
            f"It stays private; mentorlog edit {kind.letter}{id} --shared lets {names} read it."
        )


def _is_private(journal: Journal, kind: Kind, id: int) -> bool:
    sql = f"SELECT 1 FROM {kind.table} WHERE id = ? AND visibility = 'private'"
    return journal.value(sql, [id]) is not None


def _change(
    journal: Journal,
    kind: Kind,
    id: int,
    place: Place,
    people: Sequence[int] | None,
    visibility: Visibility | None,
) -> None:
    if people is not None:
        expect_own(journal, kind, place, people)
        _expect_present(journal, set(people) - named(journal, kind, id))
    elif place.goal is not None:
        _keep_only(journal, kind, id, _of_goal(journal, place.goal))
    if people is not None or place.session is not None:
        _keep_only(journal, kind, id, people or ())
        put(journal, kind, id, people or ())
    if kind is Kind.GOAL:  # Another owner makes its readers fewer too.
        _follow(journal, id)
    if visibility is None:
        return
    if (
        people is None
        and not (place.session or named(journal, kind, id))
        and visibility is Visibility.SHARED
    ):
        natural = _natural(journal, kind, place)
        if natural is None:
            raise JournalSaysNo(
                f"Nobody says with whom {kind.letter}{id} is to be shared: you have several partners.",
                f"--with {_first(journal)} names one",
            )
        put(journal, kind, id, natural)
    journal.update(kind.table, id, visibility=visibility.value)


def _follow(journal: Journal, goal: int) -> None:
    """What hangs on a goal is for its readers at most, also once they are fewer."""
    allowed = _of_goal(journal, goal)
    for kind in Kind:
        if not kind.about.has_readers or "goal" not in kind.about.hangs_on:
            continue
        for id in journal.ids(f"SELECT id FROM {kind.table} WHERE goal = ?", [goal]):
            _keep_only(journal, kind, id, allowed)


def keep_hidden(journal: Journal, kind: Kind, id: int) -> None:
    """Before a goal or a session is deleted, see that nobody comes to read what hangs on it.

    What hung on something private becomes private, and what was public on something shared becomes
    shared. A line becomes private too where people of its session could not read its goal.
    """
    row = journal.row(f"SELECT visibility FROM {kind.table} WHERE id = ?", [id])
    if row is None or row["visibility"] == Visibility.PUBLIC:
        return
    hidden = row["visibility"] == Visibility.PRIVATE
    fewer = []
    for staying in _STAYING.get(kind, ()):
        for line in journal.rows(
            f"SELECT id FROM {staying.table} r WHERE {kind} = ? AND visibility <> 'private'"
            f" AND NOT {is_given(staying, 'r')}",
            [id],
        ):
            narrow = (
                kind is Kind.GOAL
                and staying is not Kind.WIN
                and not hidden
                and of_line(journal, staying, line["id"]) - {journal.me, *_of_goal(journal, id)}
            )
            fewer += [f"{staying.letter}{line['id']}"] if narrow else []
            if hidden or narrow:
                journal.update(staying.table, line["id"], visibility=Visibility.PRIVATE.value)
            elif staying is not Kind.WIN:  # A public win stands by itself.
                journal.update(staying.table, line["id"], visibility=Visibility.SHARED.value)
    if fewer:
        journal.notes.append(f"Private now, as more people would read it: {joined(fewer)}.")


_STAYING = {Kind.GOAL: (Kind.TAKEAWAY, Kind.ACTION, Kind.WIN), Kind.SESSION: (Kind.ACTION,)}
"""What stays in the journal, without its link, when what it hangs on goes."""


def _keep_only(journal: Journal, kind: Kind, id: int, people: Iterable[int]) -> None:
    for person in named(journal, kind, id) - set(people):
        journal.unlink("readers", kind=kind.value, record=id, person=person)


def named(journal: Journal, kind: Kind, id: int) -> set[int]:
    """Those who are named as the readers of a record itself."""
    sql = "SELECT person FROM readers WHERE kind = ? AND record = ?"
    return set(journal.ids(sql, [kind.value, id]))


def of_line(journal: Journal, kind: Kind, id: int) -> set[int]:
    """Who reads a takeaway or an action by what it hangs on; nobody where that, or it, is private."""
    owner = "l.owner" if kind is Kind.ACTION else "NULL"
    row = journal.row(
        "SELECT 'private' IN (l.visibility, ifnull(s.visibility, ''), ifnull(g.visibility, ''))"
        f" AS hidden, l.session, {owner} AS owner FROM {kind.table} l LEFT JOIN sessions s ON s.id = l.session"
        " LEFT JOIN goals g ON g.id = l.goal WHERE l.id = ?",
        [id],
    )
    if row is None or row["hidden"]:
        return set()
    if row["session"] is None:
        return named(journal, kind, id) | ({row["owner"]} - {None, journal.me})
    return _attended(journal, row["session"])


def hung_on(journal: Journal, kind: Kind, id: int) -> dict[Kind, list[int]]:
    """What hangs on a goal or a session and is read with it: milestones, lines, wins; none of what is private."""
    found = {}
    for each in Kind:
        if kind.value not in each.about.hangs_on:
            continue
        sql = (
            f"SELECT id FROM {each.table} WHERE {kind} = ? AND visibility <> 'private' ORDER BY id"
        )
        ids = journal.ids(sql, [id])
        if each in (Kind.TAKEAWAY, Kind.ACTION):  # They may hang on something else that is.
            ids = [line for line in ids if of_line(journal, each, line)]
        found[each] = ids
    return found


def not_public_below(journal: Journal, goal: int) -> list[int]:
    """The milestones of a goal that its readers know and a report for anybody else leaves out."""
    sql = "SELECT id FROM milestones WHERE goal = ? AND visibility = 'shared' ORDER BY id"
    return journal.ids(sql, [goal])


def of_evidence(journal: Journal, id: int) -> str:
    """Who may read what shows that an action is done, in words: ``which Dana may read``."""
    row = journal.row("SELECT visibility, published FROM actions WHERE id = ?", [id])
    if row and "evidence" in published(row):
        return "which everybody may read"
    names = _short(journal, of_line(journal, Kind.ACTION, id))
    return f"which {names} may read" if names else "which only you read"


def of_reason(journal: Journal, kind: Kind, id: int) -> str:
    """Who reads why a day of a record moved, in words; empty where nobody else does."""
    if kind is Kind.SESSION:
        return _short(journal, of_session(journal, id))
    if kind is Kind.ACTION:
        return _short(journal, of_line(journal, kind, id))
    hidden = "SELECT g.id, 'private' IN (g.visibility, r.visibility) AS hidden"
    goal = "r.id" if kind is Kind.GOAL else "r.goal"
    row = journal.row(
        f"{hidden} FROM {kind.table} r JOIN goals g ON g.id = {goal} WHERE r.id = ?", [id]
    )
    return "" if row is None or row["hidden"] else _short(journal, _of_goal(journal, row["id"]))


def _short(journal: Journal, people: Iterable[int]) -> str:
    others = refs(journal, Kind.PERSON, set(people) - {journal.me}).values()
    names = sorted(person.short for person in others)
    return joined(names) if names else ""


def of_session(journal: Journal, id: int) -> set[int]:
    """Who reads a session: me, and unless it is private those who attended."""
    hidden = _is_private(journal, Kind.SESSION, id)
    return {journal.me} | (set() if hidden else _attended(journal, id))


def _attended(journal: Journal, session: int) -> set[int]:
    return set(journal.ids("SELECT person FROM attendees WHERE session = ?", [session]))


def changed(journal: Journal, before: set[int], after: set[int], what: Sequence[str]) -> list[str]:
    """A sentence for those who may now read ``what``, and one for those who no longer can."""
    said = []
    for people, verb in ((after - before, "may now read"), (before - after, "can no longer read")):
        names = [person.label for person in refs(journal, Kind.PERSON, people).values()]
        if names and what:
            said.append(f"{joined(names)} {verb} {joined(what)}.")
    return said


_UNSAID, _SHARED = "Private, as", "Shared with"


def tell(journal: Journal, kind: Kind, sharing: Sharing) -> None:
    """Leave a note for the user where who reads a new record is not what everybody would expect."""
    said = ""
    if sharing.unsaid:
        said = f"{_UNSAID} you have several partners: edit with --with WHO --shared"
    elif kind is Kind.GOAL and len(sharing.people) > 1 and sharing.visibility is Visibility.SHARED:
        said = f"{_SHARED} {_names(journal, sharing.people)}."
    if said and said not in journal.notes:  # An import brings many at once.
        journal.notes.append(said)


def of_receipt(journal: Journal, kind: Kind, id: int) -> str:
    """Who reads a new record, as the end of its receipt: `` · for Dana and Kofi``, or why fewer do.

    Empty for what only I read, what everybody reads, and where it is the one partner I have.
    """
    journal.notes[:] = [note for note in journal.notes if not note.startswith(_SHARED)]
    if fewer := why_fewer(journal, kind, id):
        return fewer
    people = named(journal, kind, id)
    is_plain = len(people) == 1 and people == {*partners(journal)}
    shared = f"SELECT 1 FROM {kind.table} WHERE id = ? AND visibility = 'shared'"
    if is_plain or not people or not journal.value(shared, [id]):
        return ""
    return f" · for {_short(journal, people)}"


def why_fewer(journal: Journal, kind: Kind, id: int) -> str:
    """Why fewer people read the record than its visibility says, as the end of its receipt; else empty.

    Why a new one is private though nobody said so is taken from what the user would be told.
    """
    told = next((note for note in journal.notes if note.startswith(_UNSAID)), "")
    if told:
        journal.notes.remove(told)
        # The receipt has the word private.
        return f": edit {kind.letter}{id} --with {_first(journal)} --shared"
    above = events.private_above(journal, kind, id)
    if above and not _is_private(journal, kind, id):
        return f" · private, as {above} is"
    above = events.not_public_above(journal, kind, id)
    return f", once {above} is" if above else ""


def _first(journal: Journal) -> str:
    """One of several partners, as people type the name: an example."""
    return next(iter(partners(journal).values())).person.typed


def _names(journal: Journal, people: Iterable[int]) -> str:
    return joined(person.label for person in refs(journal, Kind.PERSON, people).values())


def unread_goals(journal: Journal) -> list[int]:
    """My open goals that are shared and have no reader yet."""
    return journal.ids(
        "SELECT id FROM goals g WHERE owner = ? AND visibility = 'shared'"
        " AND state IN ('draft', 'active', 'paused') AND NOT EXISTS"
        " (SELECT 1 FROM readers r WHERE r.kind = 'goal' AND r.record = g.id) ORDER BY id",
        [journal.me],
    )


# Which texts beside a public record everybody reads
#
# Its owner chooses them record by record, none until then. A choice ends when the record stops being
# public or the text is taken away. The lens reads it.


PUBLISHED = "published"
"""The column that holds the names of the texts, with commas between them."""


def publish(
    kind: Kind,
    before: Mapping[str, Value] | None,
    given: Mapping[str, Value],
    visibility: Visibility | None,
) -> dict[str, Value]:
    """What becomes of what is published; ``before`` is the stored record, None for a new one.

    ``given`` are the columns that are set. Raises ``JournalSaysNo`` for a text of a record that is
    not public, and for one that is not there.
    """
    if not kind.about.publishable:
        return {}
    was = before or {PUBLISHED: None, "visibility": Visibility.SHARED}
    level = visibility or was["visibility"]
    after = {**was, **given, "visibility": level}
    if chosen := given.get(PUBLISHED):
        _expect_public(kind, before, after, str(chosen).split(","))
    stays = chosen or level == was["visibility"]
    kept = [name for name in published(after) if stays and after.get(name) is not None]
    return {PUBLISHED: ",".join(kept) or None}


def published(row: Mapping[str, Value] | sqlite3.Row) -> list[str]:
    """The texts that are published with the record of a row; none while it is not public itself."""
    chosen = row[PUBLISHED]
    return str(chosen).split(",") if chosen and row["visibility"] == Visibility.PUBLIC else []


def _expect_public(
    kind: Kind, before: Mapping[str, Value] | None, after: Mapping[str, Value], chosen: list[str]
) -> None:
    code = f"{kind.letter}{before['id']}" if before else f"the new {kind}"
    for name in chosen:
        if after.get(name) is None:
            raise JournalSaysNo(f"There is no {name} of {code} to publish.")
    if after["visibility"] != Visibility.PUBLIC:
        command = f"edit {code}" if before else f"add {kind.title_column.upper()}"
        raise JournalSaysNo(
            f"The {joined(chosen)} of {code} cannot be public, as {code} is {after['visibility']}.",
            f"mentorlog {kind.noun} {command} --public --publish {','.join(chosen)}",
        )
