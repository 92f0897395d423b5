"""Where journal, settings, drafts and demo live; asks the platform, makes nothing."""

import os
from collections.abc import Mapping
from pathlib import Path

from mentorlog.errors import MentorlogError

JOURNAL_VARIABLE = "MENTORLOG_JOURNAL"


class NoHome(MentorlogError):
    """The user has no home folder, as in a container with a number for a user."""

    exit_code = 3

    def __init__(self) -> None:
        super().__init__(
            "There is no home folder to keep things in.",
            f"set HOME; a journal can also be named, with --journal or {JOURNAL_VARIABLE}",
        )


def journal(environ: Mapping[str, str] = os.environ) -> Path:
    """The journal named by ``MENTORLOG_JOURNAL`` (empty counts as unset), else the platform's.

    Raises ``NoHome``, as ``settings`` and ``demo`` do.
    """
    if words := environ.get(JOURNAL_VARIABLE):
        return named(words)
    return _folder("data") / "journal.db"


def named(words: str) -> Path:
    """The path as typed; a leading ``~`` is the home folder, as no shell expands ``--journal=~/x``."""
    path = Path(words)
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def settings() -> Path:
    """The settings file in the platform's config folder."""
    return _folder("config") / "config.toml"


def drafts(journal: Path) -> Path:
    """The folder of drafts beside a journal, so that a private journal's drafts are as private."""
    return journal.parent / "drafts"


def demo() -> Path:
    """The demo's journal, in a folder of its own in the platform's cache."""
    return _folder("cache") / "demo" / "journal.db"


def _folder(what: str) -> Path:
    # Imported only where it is asked: 6 ms that a journal named by the environment need not wait.
    import platformdirs

    try:
        folder = Path(getattr(platformdirs, f"user_{what}_dir")("mentorlog", appauthor=False))
    except RuntimeError as error:
        raise NoHome from error
    # Where nobody knows a home it may also be a folder "~" in whatever folder one is in.
    if not folder.is_absolute():
        raise NoHome
    return folder
