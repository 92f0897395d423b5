"""What one journal hands to a partner's, and what became of it there."""

from collections.abc import Mapping

from mentorlog.records import Kind, Ref
from mentorlog.values import NamedTuple

VERSION = 1
"""The version of the file; raised whenever an older program would misread a newer one."""

GIVER, READER = "from", "to"
"""How a file calls the two whom it is about; it names nobody else."""

COMMENTS = {Kind.GOAL: ("progress",), Kind.TAKEAWAY: ("answer", "outcome"), Kind.ACTION: ("state",)}
"""What a partner may say of a record that is not theirs, by the field of the event."""


Name = tuple[Kind, str]
"""What both journals call a record: its kind and its uid."""


class Party(NamedTuple):
    """One of the two, by the uid and the name in the giver's journal.

    ``was`` are uids that the giver had until a journal of theirs joined another one.
    """

    uid: str
    name: str
    was: tuple[str, ...] = ()


class Told(NamedTuple):
    """Something that happened to a record; ``by`` is one of the two, or None."""

    uid: str
    field: str
    happened_on: str
    by: str | None
    old: str | None
    new: str | None
    confidence: int | None
    note: str | None
    session: str | None


class Row(NamedTuple):
    """A record: its columns, the uids of what it hangs on, and its history in order.

    ``owner`` is one of the two, where its kind has one; ``goals`` are those discussed in a session.
    """

    kind: Kind
    uid: str
    values: Mapping[str, object]
    links: Mapping[str, str]
    owner: str | None = None
    goals: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()


class Comment(NamedTuple):
    """Something the giver said of a record of the reader's, which ``on`` names by its uid.

    ``evidence`` goes with an action that they did; ``after`` are the uids of what they knew of that day.
    """

    kind: Kind
    on: str
    told: Told
    evidence: str | None = None
    after: tuple[str, ...] = ()


class Share(NamedTuple):
    """All that the reader may read of the giver's journal, as of an instant (UTC)."""

    made_at: str
    giver: Party
    reader: Party
    rows: tuple[Row, ...]
    comments: tuple[Comment, ...]


class Taken(NamedTuple):
    """What became of a share: the records that are new and changed, counts of others, and sentences on what the reader should know.

    ``is_older`` where a newer one was here already, so that nothing was taken.
    """

    by: Ref
    made_at: str
    added: tuple[Ref, ...] = ()
    changed: tuple[Ref, ...] = ()
    withdrawn: int = 0
    comments: int = 0
    left_out: int = 0
    notes: tuple[str, ...] = ()
    is_older: bool = False
