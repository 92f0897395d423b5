"""The versions of an agreement."""

from typing import NamedTuple

from mentorlog.records import Agreement


class Version(NamedTuple):
    """An agreement with how many lines it has, and how many are new or gone since the one before."""

    agreement: Agreement
    lines: int
    lines_added: int
    lines_removed: int
