"""Stores the records of a file; reading the file again adds nothing.

Each row is stored by the journal's own rules. Rows are taken some thousands at a time: what the journal
may know already of any of them is looked up at once, and new ones are written together. Any other row is
stored inside a savepoint, so that one that turns out to be bad leaves nothing behind, and one that says
nothing new is not a change. A row that names a goal which may stand further down waits for it.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from mentorlog.errors import JournalSaysNo, WrongUsage
from mentorlog.journal import Journal, origins, readers
from mentorlog.journal.batch import Batch
from mentorlog.journal.intake import matches, merging, records, sessions
from mentorlog.journal.intake.matches import INDEXED, is_nameless
from mentorlog.journal.intake.names import Names
from mentorlog.journal.intake.records import Deleted, Row, Store, Stored
from mentorlog.journal.keeping import tombstones
from mentorlog.records import Kind
from mentorlog.records.drafts import SessionDraft
from mentorlog.records.imports import Bad, Count, Found, GoalDraft, Tally, Times

_AT_ONCE = 5_000
"""Rows that are looked up together, and written together where they are new."""

_STAYS_DELETED = "deleted here, and it stays so"

_STORES: dict[Kind, Store] = {
    Kind.GOAL: records.goal,
    Kind.ACTION: records.action,
    Kind.WIN: records.win,
    Kind.TAKEAWAY: records.takeaway,
}


def take(
    journal: Journal,
    rows: Iterable[Found | Times],
    put_aside: Callable[[Bad], None],
    say: Callable[[str], None],
    *,
    shared: bool = False,
    yes: bool = False,
) -> Tally:
    """Store every row, and count what became of them.

    New records are private, or with ``shared`` they are shared with their readers unless the file calls them
    private. With ``yes``, lines that are gone from our own documents are deleted.

    ``put_aside`` gets each row that cannot be stored, and may raise. ``say`` gets each sentence for the
    user. The file may be of any size.
    """
    intake = _Intake(journal, put_aside, say, shared=shared, yes=yes)
    rows = iter(rows)
    while some := list(islice(rows, _AT_ONCE)):
        intake.take(intake.once(some))
    intake.settle()
    # If this is not reached, the transaction that made them is rolled back.
    intake.drop_indexes()
    return intake.tally()


def _goals_named(found: Found) -> list[str]:
    """The words by which it names goals."""
    draft = found.draft
    one = (getattr(draft, "goal", None), getattr(draft, "parent", None))
    return [*filter(None, one), *getattr(draft, "goals", ())]


def _key(row: Found | Times) -> int | None:
    """What tells a record from others of its file: a number, as a file may have millions of them."""
    if not isinstance(row, Found) or row.whole:
        return None
    name = row.origin[:2] if row.origin else row.draft.uid
    return hash(name) if name else None


class _Intake:
    """One import: what it counted, the rows that wait, and the names it has looked up."""

    def __init__(
        self, journal: Journal, put_aside: Callable[[Bad], None], say: Callable[[str], None],
        *, shared: bool, yes: bool,
    ) -> None:  # fmt: skip
        self._journal = journal
        self._execute = journal.connection.execute
        self._put_aside = put_aside
        self._names = Names(journal, say)
        self._shared = shared
        self._yes = yes
        self._waiting: list[Found] = []
        self._indexed: set[Kind] = set()
        self._counts: dict[str, Count] = {}
        self._bad = self._deleted = 0
        self._left_out: Counter[str] = Counter()
        self._taken: defaultdict[Kind, set[int]] = defaultdict(set)
        self._seen: dict[int | None, str] = {}
        self._batch = Batch(journal.connection)
        self._unwritten: list[Found] = []

    def once(self, rows: Iterable[Found | Times]) -> Iterator[Found | Times]:
        """The rows but those of a record that the file has had before, unless this is a later state of it."""
        for row in rows:
            key = _key(row)
            if isinstance(row, Found) and key in self._seen and row.changed_at <= self._seen[key]:
                self._count(matches.kind_of(row.draft), "skipped")
                self._names.say_once(f"{row.where}: it stands in the file twice; the first counts.")
                continue
            if isinstance(row, Found) and key is not None:
                self._seen[key] = row.changed_at
            yield row

    def take(self, rows: Iterable[Found | Times], *, last: bool = False) -> None:
        """Store some rows in their order, but those that wait for a goal; ``last``: none of them waits."""
        some = list(rows)
        found = [row for row in some if isinstance(row, Found)]
        for kind in {matches.kind_of(each.draft) for each in found if is_nameless(each)}:
            self._index(kind)
        self._known = known = matches.Known(self._journal, found)
        for row in some:
            if isinstance(row, Times):
                self._write()
                self.compare(row)
                continue
            if self._waits(row) and not last:
                self._waiting.append(row)
            elif known.is_new(row) and self._is_alone(row):
                self._store_new(row)
            else:
                self._write()
                self._store(row)
        self._write()

    def _waits(self, found: Found) -> bool:
        """Whether it names a goal that is not known, and may still come."""
        named = _goals_named(found)
        if named and self._batch.keeps("goals"):
            self._write()
        return any(self._names.goal(words, found.origin) is None for words in named)

    def _is_alone(self, found: Found) -> bool:
        """Whether storing it, where it is new, needs nobody else to be made."""
        owner = getattr(found.draft, "owner", None)
        kind = matches.kind_of(found.draft)
        return kind in _STORES and (owner is None or self._names.has_met(owner))

    def _store_new(self, found: Found) -> None:
        """Keep a new record to be written with others, or put its row aside."""
        kind = matches.kind_of(found.draft)
        mark = self._batch.mark()
        row = Row(self._names, found.origin, None, self._yes, [], is_new=True)
        self._journal.batch = self._batch
        self._journal.cache.setdefault(readers.MEMORY, {})
        try:
            draft = merging.of_new(found.draft, shared=self._shared)
            stored = _STORES[kind](self._journal, draft, row)
            if found.origin:
                origins.add(self._journal, kind, stored.id, found.origin)
        except (JournalSaysNo, WrongUsage) as error:
            self._batch.take_back(mark)
            self._leave_out(found, error.sentence)
        else:
            self._unwritten.append(found)
        finally:
            self._journal.batch = None

    def _write(self) -> None:
        """Write what was kept; where one of the rows cannot be, each by itself."""
        rows, self._unwritten = self._unwritten, []
        self._journal.cache.pop(readers.MEMORY, None)
        if not rows:
            return
        self._execute("SAVEPOINT rows")
        try:
            self._batch.write()
        except (sqlite3.IntegrityError, OverflowError, WrongUsage):
            self._execute("ROLLBACK TO rows")
            for found in rows:
                self._store(found)
        else:
            for kind, number in Counter(matches.kind_of(found.draft) for found in rows).items():
                self._count(kind, "added", number)
            for found in rows:
                self._tell(found)
        self._execute("RELEASE rows")

    def _tell(self, found: Found, said: Iterable[str] = ()) -> None:
        for note in (*found.notes, *said):
            self._names.say_once(f"{found.where}: {note}")

    def _store(self, found: Found) -> None:
        """Store one row, or put it aside; without what was purged of it here."""
        kind = matches.kind_of(found.draft)
        draft = tombstones.without(self._journal, kind.table, found.draft, found.origin)
        if draft is None:
            self._left_out[tombstones.LEFT_OUT] += 1
            return
        if self._stays_deleted(found):
            return
        if draft != found.draft:
            self._names.say_once(f"{found.where}: {tombstones.SOME}")
            # What its source says beside may have the same words.
            origin = found.origin and found.origin._replace(detail="")
            found = found._replace(draft=draft, origin=origin)
        people, change = len(self._names.added), self._last_change()
        self._execute("SAVEPOINT row")
        try:
            became, stored = self._stored(found, kind, change)
        except Deleted:
            self._take_back(people, change)
            self._left_out[_STAYS_DELETED] += 1
        except (JournalSaysNo, WrongUsage) as error:
            self._take_back(people, change)
            self._leave_out(found, error.sentence)
        except (sqlite3.IntegrityError, OverflowError) as error:
            self._take_back(people, change)
            self._leave_out(found, f"The journal cannot hold it: {error}.")
        else:
            if became == "skipped":
                self._roll_back(change)
            self._execute("RELEASE row")
            self._count(kind, became)
            self._deleted += stored.deleted
            self._tell(found, stored.said)

    def _stays_deleted(self, found: Found) -> bool:
        """Whether it was deleted here, and has not changed there since."""
        at = self._known.deleted_at(found)
        if not at or found.whole or matches.named(self._journal, found):
            return False
        if found.changed_at > at:
            self._names.say_once(
                f"{found.where}: it was deleted here, and comes back as it changed there since."
            )
            return False
        if isinstance(found.draft, GoalDraft) and found.origin:
            if self._names.goal(found.draft.title, None) is not None:
                return False
            self._names.gone_goals.add(found.origin.identifier)
        self._left_out[_STAYS_DELETED] += 1
        return True

    def _last_change(self) -> int:
        return self._journal.value("SELECT max(id) FROM changes") or 0

    def _stored(self, found: Found, kind: Kind, change: int) -> tuple[str, Stored]:
        match = matches.named(self._journal, found)
        row = Row(
            self._names, found.origin, match, self._yes, [],
            is_single=self._known.is_single(found), taken=self._taken[kind],
        )  # fmt: skip
        draft = merging.of_new(found.draft, shared=self._shared)
        if isinstance(draft, SessionDraft):
            stored = sessions.session(self._journal, draft, row, whole=found.whole)
        else:
            stored = _STORES[kind](self._journal, draft, row)
        merging.close_news(self._journal, found.draft, change)
        for sentence in merging.kept_as_here(self._journal, match, found.draft):
            self._names.say_once(sentence)
        if found.origin and not (match and match.is_old):
            origins.put(self._journal, kind, stored.id, found.origin)
        if is_nameless(found):
            self._taken[kind].add(stored.id)
        stored = stored._replace(said=(*stored.said, *row.told))
        if stored.added:
            return "added", stored
        return ("updated" if self._changed(change) else "skipped"), stored

    def _changed(self, before: int) -> bool:
        """Whether the change log has a real change since then: not one to the same value."""
        return bool(
            self._journal.value(
                "SELECT 1 FROM changes WHERE id > ?"
                " AND (before IS NULL OR after IS NULL OR before <> after) LIMIT 1",
                [before],
            )
        )

    def _roll_back(self, change: int) -> None:
        """Undo the row if it wrote anything; after CREATE INDEX a rollback costs SQLite 11 ms."""
        if self._last_change() > change:
            self._execute("ROLLBACK TO row")

    def _take_back(self, people: int, change: int) -> None:
        self._roll_back(change)
        self._execute("RELEASE row")
        if len(self._names.added) > people:
            self._names.forget(people)
        self._names.goals_changed()

    def _leave_out(self, found: Found, reason: str) -> None:
        self._bad += 1
        self._put_aside(Bad(found.where, reason.removesuffix(".")))

    def _count(self, kind: Kind, became: str, number: int = 1) -> None:
        count = self._counts.get(kind, Count())
        more = getattr(count, became) + number
        self._counts[kind.value] = count._replace(**{became: more})

    def compare(self, times: Times) -> None:
        """Cancel planned sessions that are no longer in the calendar."""
        for session in sessions.taken_out(self._journal, times):
            self._names.say_once(
                f"{times.where}: s{session.id} of"
                f" {self._journal.in_words(session.held_on)} is cancelled, as it is no longer in the file."
            )
            self._count(Kind.SESSION, "updated")

    def settle(self) -> None:
        """Store the rows that waited for a goal, parents before children; what never came is missing."""
        last = False
        while self._waiting:
            waited, self._waiting = self._waiting, []
            self.take(waited, last=last)
            last = len(self._waiting) == len(waited)

    def _index(self, kind: Kind) -> None:
        """Make an index of texts for this import; everyday writes do without it."""
        if kind in INDEXED and kind not in self._indexed:
            self._execute(f"CREATE INDEX importing_{kind} ON {kind.table} ({INDEXED[kind]})")
            self._indexed.add(kind)

    def drop_indexes(self) -> None:
        """Drop the indexes that this import made."""
        for kind in self._indexed:
            self._execute(f"DROP INDEX importing_{kind}")

    def tally(self) -> Tally:
        """What became of the rows."""
        counts = {kind.value: self._counts[kind] for kind in Kind if kind in self._counts}
        return Tally(
            counts,
            bad=self._bad,
            people=tuple(self._names.added),
            lines_deleted=self._deleted,
            left_out=self._left_out,
        )
