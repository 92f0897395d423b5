"""What looking a journal through found, and what was mended."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Finding(NamedTuple):
    """One thing that is not as it should be: ``check`` is what was looked at, ``mend`` what to do."""

    check: str
    what: str
    mend: str


class Repaired(NamedTuple):
    """What a repair did: a sentence for each thing, and where what was there before is kept."""

    done: tuple[str, ...] = ()
    kept: Path | None = None
