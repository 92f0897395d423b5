"""Why the file cannot be used: errors of SQLite and of the system as sentences of ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mentorlog.errors import JournalUnusable, MentorlogError


@contextmanager
def in_our_words(path: Path) -> Iterator[None]:
    """Turns what SQLite says about the file into ``JournalUnusable``."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translated(path, str(error)) from error
    except UnicodeDecodeError as error:
        # SQLite's own sentence quotes the damaged bytes, and Python cannot make text of it.
        if b"malformed" not in error.object:
            raise
        raise _translated(path, "malformed") from error


@contextmanager
def trusting(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Turns an unexpected error into ``JournalUnusable`` where a damaged file is the reason.

    Values are trusted to be what the schema says. Only after an error is the file looked through,
    which would take too long each time.
    """
    try:
        yield
    except (MentorlogError, OSError, sqlite3.Error, UnicodeError):
        raise
    except Exception as error:
        if _is_damaged(connection):
            raise _translated(path, "malformed") from error
        from mentorlog.journal.keeping import wrong

        if any(wrong.faults(connection)):  # Another program has written what breaks our rules.
            raise JournalUnusable(
                f"The journal {path} holds what no command would have written.",
                "mentorlog doctor says what and where",
            ) from error
        raise


def _is_damaged(connection: sqlite3.Connection) -> bool:
    """Whether the file breaks rules of SQLite or of the schema, or its change log cannot be read."""
    from mentorlog.journal.keeping import wrong

    return bool(
        connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok"
        or connection.execute("PRAGMA foreign_key_check").fetchone()
        or wrong.unreadable(connection)
    )


@contextmanager
def system_in_our_words(path: Path) -> Iterator[None]:
    """Turns what the system says about the file into ``JournalUnusable``."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise JournalUnusable(f"The journal {path} cannot be used: {reason}.") from error


def _translated(path: Path, said: str) -> JournalUnusable:
    for sign, (sentence, hint) in _SENTENCES.items():
        if sign in said:
            return JournalUnusable(sentence.format(path=path), hint)
    return JournalUnusable(f"The journal {path} cannot be used: SQLite says {said}.")


_DAMAGED = (
    "The journal {path} is damaged.",
    "mentorlog doctor says what is wrong; mentorlog restore brings a backup back",
)
_SENTENCES = {
    "locked": (
        "The journal {path} is being written by another program.",
        "wait for it to finish, then try again; nothing was changed",
    ),
    "disk is full": (
        "There is no room left for the journal {path}.",
        "free some space; nothing was changed",
    ),
    "disk I/O error": (
        "The journal {path} could not be read or written (disk I/O error).",
        "check the disk and its free space; nothing was changed",
    ),
    "readonly database": (
        "The journal {path} cannot be written: no permission.",
        "check who owns the file and its folder",
    ),
    "unable to open": (
        "The journal {path} cannot be opened.",
        "check that it is a file you may read, in a folder you may write",
    ),
    "not a database": ("{path} is not a mentorlog journal.", "name the right file with --journal"),
    "malformed": _DAMAGED,
    "Could not decode": _DAMAGED,
}
