"""A copy of the journal in the folder of backups."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Backup(NamedTuple):
    """One copy: ``at`` is the instant in its name, ``why`` what it was made for, ``size`` in bytes."""

    path: Path
    at: str
    why: str
    size: int
    encrypted: bool = False
