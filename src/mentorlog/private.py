"""Folders that only their owner may look into."""

from __future__ import annotations

from pathlib import Path


def make_folder(folder: Path) -> None:
    """Make the folder and those above it that are missing, each 0700 whatever the umask is.

    One that is there stays as it is; ``mkdir(parents=True)`` would leave those above open to all.
    Raises ``OSError``, as where a file has the name.
    """
    if not folder.parent.exists():
        make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
