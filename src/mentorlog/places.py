"""Where journal, settings, drafts and demo live; asks the platform, makes nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

JOURNAL_VARIABLE = "MENTORLOG_JOURNAL"
_APP = "mentorlog"


def journal(environ: Mapping[str, str] = os.environ) -> Path:
    """The journal named by ``MENTORLOG_JOURNAL`` (empty counts as unset), else the platform's."""
    if words := environ.get(JOURNAL_VARIABLE):
        return named(words)
    # Imported only where it is asked: 6 ms that a journal named by the environment need not wait.
    import platformdirs

    return Path(platformdirs.user_data_dir(_APP, appauthor=False)) / "journal.db"


def named(words: str) -> Path:
    """The path as typed; a leading ``~`` is the home folder, as no shell expands ``--journal=~/x``."""
    path = Path(words)
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def settings() -> Path:
    """The settings file in the platform's config folder."""
    import platformdirs

    return Path(platformdirs.user_config_dir(_APP, appauthor=False)) / "config.toml"


def drafts(journal: Path) -> Path:
    """The folder of drafts beside a journal, so that a private journal's drafts are as private."""
    return journal.parent / "drafts"


def demo() -> Path:
    """The demo's journal, in a folder of its own in the platform's cache."""
    import platformdirs

    return Path(platformdirs.user_cache_dir(_APP, appauthor=False)) / "demo" / "journal.db"
