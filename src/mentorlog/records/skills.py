"""How skills stand: what their ratings by oneself and by others come to."""

from typing import NamedTuple

from mentorlog.records import Rating


class Skill(NamedTuple):
    """A skill on one day, from the ratings that are shown.

    ``first`` and ``now`` are the owner's own ratings, ``mentor_now`` the latest by somebody else;
    each is None where there is none. ``gap`` is how much higher the own level is than theirs.
    ``ratings`` are all of them, oldest first.
    """

    name: str
    first: Rating | None
    now: Rating | None
    mentor_now: Rating | None
    gap: int | None
    ratings: tuple[Rating, ...]
