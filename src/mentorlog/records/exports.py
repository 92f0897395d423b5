"""What leaves the journal for another format: records as an audience sees them, one by one."""

from collections.abc import Mapping
from types import MappingProxyType

from mentorlog.records import Action, GoalStanding, Kind, MentorshipStanding, Record, Takeaway
from mentorlog.records.imports import Origin
from mentorlog.values import NamedTuple

VERSION = 6
"""The version of our own JSON: raised whenever a table or a column is added, or means another thing."""


class Outgoing(NamedTuple):
    """One record on its way out.

    ``standing`` is a goal's or a mentorship's, with its figures; ``takeaways`` and ``actions`` are
    a session's lines, for a format that holds a session whole. ``origins`` are what a session or
    an action, and the goal that it serves, are called where they came from, by kind, if they did.
    """

    kind: Kind
    record: Record
    standing: GoalStanding | MentorshipStanding | None = None
    takeaways: tuple[Takeaway, ...] = ()
    actions: tuple[Action, ...] = ()
    origins: Mapping[Kind, Origin] = MappingProxyType({})


class Terms(NamedTuple):
    """What a writer is told beside the records.

    ``me`` is the owner's id, ``written`` what a document of ours says of when and where it was handed out.
    ``anonymous``: the reader may not see what identifies records, so no id, uid, tag or path is written.
    """

    me: int
    anonymous: bool = False
    written: str | None = None
