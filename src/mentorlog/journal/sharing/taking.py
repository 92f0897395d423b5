"""Takes a partner's share into this journal: their records as they are there, and what they say of mine.

A share is all that I may read of theirs. So what came before and is not in it was withdrawn, and goes here
too. Nothing that was written here is changed by it, but for a comment on a record that they may read: a
reading, an answer, an outcome, or the state of an action that is theirs to do.
"""

import sqlite3
from collections.abc import Collection, Mapping

from mentorlog.errors import UnreadableFile, WrongUsage
from mentorlog.journal import Journal, Value, mentorships, names, readers, store, tags
from mentorlog.journal.keeping import tombstones
from mentorlog.journal.names import listed_words, refs
from mentorlog.journal.sharing import comments, parties, received, withdrawing
from mentorlog.journal.sharing.given import given_columns
from mentorlog.journal.tables import OWNED
from mentorlog.records import Kind, Ref, Session, SessionState, TakeawayKind
from mentorlog.records.kinds import SHARE, SHARED
from mentorlog.records.shares import GIVER, READER, Name, Row, Share, Taken, Told


def take(journal: Journal, share: Share, person: int, readable: Collection[Name]) -> Taken:
    """Make what came from the person what the share has; ``readable`` is what they read here.

    Raises ``UnreadableFile`` for a record that cannot be kept.
    """
    by = refs(journal, Kind.PERSON, [person])[person]
    parties.follow(journal, share, person)
    last = parties.last(journal, share)
    if last and share.made_at < last:
        return Taken(by, share.made_at, is_older=True)
    share, left_out = _without_forged(journal, share)
    taking = _Taking(journal, share, person, readable)
    try:
        with received.taking(journal):
            taking.rows()
            withdrawn, kept = withdrawing.withdraw(journal, share, taking.gone)
            said = comments.take(journal, share.comments, person, set(readable) - taking.foreign)
    except (WrongUsage, sqlite3.IntegrityError, OverflowError) as error:
        why = error.sentence if isinstance(error, WrongUsage) else "a record in it cannot be kept"
        raise UnreadableFile("The share", why) from error
    parties.bind(journal, share, person)
    return Taken(
        by,
        share.made_at,
        taking.named(taking.added),
        taking.named(taking.changed),
        withdrawn,
        said.taken,
        left_out + taking.left_out + said.left_out,
        (*taking.notes, *kept, *said.notes),
    )


class _Taking:
    def __init__(
        self, journal: Journal, share: Share, person: int, readable: Collection[Name]
    ) -> None:
        self.added: set[str] = set()
        self.changed: set[str] = set()
        self._given: set[str] = set()
        self.left_out = 0
        self.notes: list[str] = []
        self.foreign = received.givers(journal).keys()
        self._journal, self._share, self._person = journal, share, person
        self._mentorship = mentorships.of(journal, person)[0].id
        self._known = withdrawing.known(journal, share)
        self._purged = tombstones.everything(journal)
        self.gone = self._known.keys() - {(row.kind, row.uid) for row in share.rows}
        # What a record of theirs may hang on: one of theirs, or one of mine that they read.
        self._places = {
            name: each.id for name, each in self._known.items() if name not in self.gone
        }
        for kind in (Kind.GOAL, Kind.SESSION):
            for row in journal.rows(f"SELECT id, uid FROM {kind.table}"):
                if (kind, row["uid"]) in readable:
                    self._places.setdefault((kind, row["uid"]), row["id"])

    def named(self, uids: Collection[str]) -> tuple[Ref, ...]:
        """The records with these uids, in the order of the share."""
        kinds = {row.uid: row.kind for row in self._share.rows if row.uid in uids}
        found: list[Ref] = []
        for kind in SHARED:
            ids = [self._places[kind, uid] for uid, each in kinds.items() if each is kind]
            found += refs(self._journal, kind, ids).values()
        return tuple(found)

    # --- what is there ------------------------------------------------------------------------

    def rows(self) -> None:
        """Make each record what the share has."""
        for row in self._share.rows:
            self._row(row)
        # A parent may stand behind its children.
        for row in self._share.rows:
            if (
                row.kind is Kind.GOAL
                and "parent" in row.links
                and (Kind.GOAL, row.uid) in self._places
            ):
                self._set(row, self._places[Kind.GOAL, row.uid], self._links(row))

    def _row(self, row: Row) -> None:
        here = self._journal.value(f"SELECT id FROM {row.kind.table} WHERE uid = ?", [row.uid])
        known = self._known.get((row.kind, row.uid))
        is_theirs = here is None or (known is not None and not known.own and known.id == here)
        if not is_theirs or self._is_purged(row, here) or not self._has_place(row):
            self.left_out += 1
            return
        mine = self._mine(row, known) if here is None and row.kind is Kind.SESSION else None
        if mine:
            self._places[Kind.SESSION, row.uid] = mine  # Their lines stand in my session.
            return
        if here is None:
            here = self._add(row)
        elif self._set(row, here, self._values(row)):
            self.changed.add(row.uid)
        self._places[row.kind, row.uid] = here
        self._given.add(row.uid)
        mine_was = comments.own_answer(self._journal, row.kind, here)
        self._tell(row, here)
        self._link(row, here)
        comments.settle(self._journal, row.kind, here)
        self.notes += comments.replaced(self._journal, here, mine_was) if mine_was else ()
        if row.uid in self.added | self.changed:
            received.mark(self._journal, row.kind, here, row.uid, self._share)

    def _is_purged(self, row: Row, here: int | None) -> bool:
        """Whether it was purged, or words of it that it cannot be without."""
        gone = self._purged.get(row.uid, set())
        return tombstones.WHOLE in gone or (here is None and bool(gone & _required(row.kind)))

    def _has_place(self, row: Row) -> bool:
        """Whether there is what it cannot be without, and its owner is one of us."""
        if row.kind is Kind.GOAL and row.owner != GIVER:
            return False
        if row.kind is Kind.ACTION and row.owner is None:
            return False
        if row.kind is Kind.TAKEAWAY and row.values.get("kind") == TakeawayKind.NOTE:
            return False
        goal = row.links.get("goal", "")
        is_theirs = (Kind.GOAL, goal) in self._places and goal in self._given
        return row.kind is not Kind.MILESTONE or is_theirs

    def _add(self, row: Row) -> int:
        values = self._values(row)
        if "answer" in comments.following(row):
            values["answer"] = None  # What I am said to have said is taken from what I did say.
        id = self._journal.insert(row.kind.table, **values, uid=row.uid, visibility="shared")
        self.added.add(row.uid)
        if row.kind is Kind.SESSION:
            self._journal.link("attendees", session=id, person=self._person)
            if row.values.get("state") == SessionState.HELD:
                held = store.get(self._journal, Session, id)
                self.notes += mentorships.begin(self._journal, self._person, held)
        self._read(row, id)
        return id

    def _read(self, row: Row, id: int) -> None:
        """Its giver reads it; of a session's line that follows from who attended."""
        if row.kind.about.has_readers and "session" not in self._links(row):
            readers.put(self._journal, row.kind, id, [self._person])

    def _set(self, row: Row, id: int, values: Mapping[str, Value]) -> bool:
        """Whether any of the values is another than before."""
        before = self._journal.row(f"SELECT * FROM {row.kind.table} WHERE id = ?", [id])
        assert before
        commented = comments.columns(self._journal, row.kind, id) | comments.following(row)
        evidence = values.get("evidence")
        if comments.is_news(self._journal, row.uid, evidence) and comments.supersedes(
            self._journal, row.uid, before["evidence"], evidence
        ):
            commented -= {"evidence"}
        changed = {
            name: value
            for name, value in values.items()
            if before[name] != value and name not in commented
        }
        self._journal.update(row.kind.table, id, **changed)
        self._read(row, id)
        return bool(changed)

    def _values(self, row: Row) -> dict[str, Value]:
        """All columns that a share tells; one that it does not name is empty."""
        gone = self._purged.get(row.uid, set()) - _required(row.kind)
        values: dict[str, Value] = {
            name: row.values.get(name)  # type: ignore[misc]
            for name in given_columns(row.kind)
            if name not in gone
        }
        if row.owner:
            values["owner"] = self._who(row.owner)
        if row.kind is Kind.SESSION:
            values["notes_visibility"] = "shared" if values.get("notes") else "private"
        if row.kind is Kind.AGREEMENT:
            values["mentorship"] = self._mentorship
        return values | dict.fromkeys(_LINKS[row.kind]) | self._links(row)

    def _who(self, word: str | None) -> int | None:
        return {GIVER: self._person, READER: self._journal.me}.get(word or "")

    def _links(self, row: Row) -> dict[str, Value]:
        found = {
            name: self._places.get((to, row.links[name]))
            for name, to in _LINKS[row.kind].items()
            if name in row.links
        }
        return {name: id for name, id in found.items() if id is not None}

    def _tell(self, row: Row, id: int) -> None:
        """Make the record's history the giver's, beside what I said of it."""
        there = {
            each["uid"]: each
            for each in self._journal.rows(
                "SELECT * FROM events WHERE kind = ? AND record = ?", [row.kind.value, id]
            )
        }
        for told in row.told:
            before = there.pop(told.uid, None)
            values = self._event(told) | self._instead(row, told, before)
            if tombstones.WHOLE in self._purged.get(told.uid, ()):
                continue
            if before is None and told.by == READER:
                # Nobody says in my name what I did not; what I took back they have still.
                if not comments.say_again(self._journal, row.kind, id, told.uid):
                    continue
            elif before is None:
                comments.add(self._journal, row.kind, id, told.uid, values)
            elif before["person"] == self._journal.me:
                continue  # I said that; what they have is a copy.
            elif any(before[name] != value for name, value in values.items()):
                self._journal.update("events", before["id"], kind=row.kind.value, **values)
            else:
                continue
            self.changed.add(row.uid)
        for gone in there.values():
            if gone["person"] != self._journal.me:
                self._journal.delete("events", gone["id"])
                self.changed.add(row.uid)
        if row.uid in self.added:
            comments.bring_back(self._journal, row.kind, id, row.uid)
        if comments.in_order(self._journal, row.kind, id, [told.uid for told in row.told]):
            self.changed.add(row.uid)
        self.changed -= self.added

    def _event(self, told: Told) -> dict[str, Value]:
        return {
            "field": told.field,
            "happened_on": told.happened_on,
            "person": self._who(told.by),
            "old": told.old,
            "new": told.new,
            "confidence": told.confidence,
            # What another partner said may have words, for all that I may know: no note stands.
            "note": "" if told.by is None and told.field == "outcome" else told.note,
            "session": self._places.get((Kind.SESSION, told.session or "")),
            "visibility": "shared",
        }

    def _instead(self, row: Row, told: Told, before: sqlite3.Row | None) -> dict[str, Value]:
        """What stands here in place of an event's words that were purged; words said since are no such ones."""
        gone = self._purged.get(row.uid, set())
        names = {"old", "new"} if told.field in gone else set()
        names |= gone & {"note"}
        known = "SELECT 1 FROM changes WHERE tbl = 'events' AND uid = ?"
        if names and before is None and not self._journal.value(known, [told.uid]):
            names &= {"old"}
        names |= self._purged.get(told.uid, set()) & {"note"}
        return {name: before[name] if before else None for name in names}

    def _link(self, row: Row, id: int) -> None:
        """Its tags, and the goals of a session."""
        if set(row.tags) != set(names.tags(self._journal, row.kind, [id]).get(id, ())):
            tags.replace(self._journal, row.kind, id, row.tags)
            self.changed |= {row.uid} - self.added
        if row.kind is not Kind.SESSION:
            return
        goals = {self._places.get((Kind.GOAL, uid)) for uid in row.goals} - {None}
        now = {
            each["goal"]
            for each in self._journal.rows("SELECT goal FROM session_goals WHERE session = ?", [id])
        }
        self.changed |= {row.uid} - self.added if goals != now else set()
        for goal in goals - now:
            self._journal.link("session_goals", session=id, goal=goal)
        for goal in now - goals:
            self._journal.unlink("session_goals", session=id, goal=goal)

    # --- a meeting that both of us logged -----------------------------------------------------

    def _mine(self, row: Row, known: withdrawing.Known | None) -> int | None:
        """My own session of that meeting, in which their lines stand; what I wrote of it stays."""
        if known and known.own:
            return known.id
        if row.values.get("state") not in ("planned", "held"):
            return None
        day, state = str(row.values.get("held_on")), row.values.get("state")
        found = received.met_too(self._journal, day, self._person, state)
        if found:
            received.bind(self._journal, found, row.uid, self._share)
            if row.values.get("notes"):
                self.notes.append(
                    f"s{found}: what they wrote as notes is not here, as the session is yours."
                )
        return found


_LINKS = {
    kind: {
        column.name: column.links
        for column in kind.about.columns
        if column.links in (Kind.GOAL, Kind.SESSION)
    }
    for kind in SHARED
}
"""The columns of each kind that name a goal or a session."""


def _required(kind: Kind) -> set[str]:
    return {column.name for column in kind.about.columns if column.required}


def _without_forged(journal: Journal, share: Share) -> tuple[Share, int]:
    """The share without what bears the uid of something else that is or was here, and how much that is.

    Whoever knows a uid of mine can write it.
    """
    told = [*(each for row in share.rows for each in row.told), *(c.told for c in share.comments)]
    places = {each.uid: "events" for each in told} | {row.uid: row.kind.table for row in share.rows}
    uids = listed_words(places)
    here = [
        (table, row["uid"])
        for table in (*OWNED, "events", "pauses")
        for row in journal.rows(
            f"SELECT uid FROM {table} WHERE uid IN (SELECT value FROM json_each(?))", [uids]
        )
    ]
    taken = {uid for table, uid in here if places[uid] != table}
    taken |= _deleted_here(journal, places.keys() - {uid for _, uid in here})
    if not taken:
        return share, 0
    rows = tuple(
        row._replace(told=tuple(each for each in row.told if each.uid not in taken))
        for row in share.rows
        if row.uid not in taken
    )
    said = tuple(each for each in share.comments if each.told.uid not in taken)
    left_out = len(share.rows) - len(rows) + len(share.comments) - len(said)
    return share._replace(rows=rows, comments=said), left_out


def _deleted_here(journal: Journal, uids: Collection[str]) -> set[str]:
    """Those of records that were written here and are deleted: undo may bring them back."""
    found = journal.rows(
        "SELECT DISTINCT uid FROM changes WHERE uid IN (SELECT value FROM json_each(?))"
        " AND tbl <> 'events'",
        [listed_words(uids)],
    )
    if not found:
        return set()
    given = journal.rows(
        "SELECT DISTINCT json_extract(coalesce(after, before), '$.identifier') AS uid FROM changes"
        " WHERE tbl = 'origins'"
        f" AND json_extract(coalesce(after, before), '$.source') GLOB '{SHARE}*'"
    )
    return {row["uid"] for row in found} - {row["uid"] for row in given}
