"""What was typed and is not saved yet: one text a draft, mostly a session, only its owner's to read.

A draft is replaced whole: written beside it, synced, then moved over it. Whenever the program is
killed, the file is the text before or the text after, never half of one.
"""

import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from itertools import count
from pathlib import Path

from mentorlog import private
from mentorlog.errors import JournalUnusable, why

_LONGEST_NAME = 40
_TELLING = 4


class DraftNotKept(JournalUnusable):
    """The draft could not be written; ``text`` is what was typed, for the caller to print."""

    def __init__(self, path: Path, error: OSError, text: str) -> None:
        follows = "; the text follows" if text else ""
        super().__init__(f"The draft cannot be kept in {path}: {why(error)}{follows}.")
        self.path = path
        self.text = text


def discard(path: Path) -> None:
    """Remove the file; that it is gone already, or cannot be removed, is no error."""
    for each in (path, _beside(path)):
        with suppress(OSError):
            each.unlink(missing_ok=True)


def keep(folder: Path, day: date, what: str, text: str) -> Path:
    """Keep ``text`` as a draft and return its path: a new one, if none holds it already.

    Raises DraftNotKept, with the text.
    """
    if same := _with_text(folder, text):
        return same[0]
    path = new(folder, day, what, text)
    try:
        write(path, text)
    except DraftNotKept:
        with suppress(OSError):
            path.unlink()
        raise
    return path


def forget(folder: Path, text: str) -> None:
    """Remove the drafts that hold ``text``, as it is saved now."""
    for path in _with_text(folder, text):
        discard(path)


def lying(folder: Path) -> list[Path]:
    """The drafts in the folder, the oldest first."""
    try:
        return sorted(
            path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")
        )
    except OSError:
        return []


def _with_text(folder: Path, text: str) -> list[Path]:
    wanted = encoded(text)
    found = []
    for path in lying(folder):
        with suppress(OSError):
            if path.stat().st_size == len(wanted) and path.read_bytes() == wanted:
                found.append(path)
    return found


def kept(path: Path, hint: str = "") -> str:
    """Where a draft is, and what to do with it: by default the command that saves it."""
    command = saving(path)
    hint = hint or (f"{command} saves it" if command else "")
    return f"What you typed is kept in {path}" + (f"\nhint: {hint}" if hint else "")


_SESSION = "log"
_SAVED_BY = {
    "agreement-add": "agreement add WHO -",
    "takeaway-add": "takeaway add -",
    "takeaway-answer": "takeaway answer T -",
    "skill-add": "skill add - LEVEL",
    "milestone-add": "milestone add G -",
    "win-add": "win add -",
    "action-add": "todo -",
    "goal-add": "goal add -",
    "person-add": "person add -",
    "report-note": "report note -",
    "ask": "ask WHO -",
    "met": "met WHO -",
}
"""What saves a draft that is no session, by its name; no command takes the others whole."""


def of_session(who: str) -> str:
    """What the draft of a session's document is called by, so that it is known as one."""
    return f"{_SESSION} {who}"


def is_session(path: Path) -> bool:
    """Whether the draft is a session's document, and no other command's text."""
    return _what(path).partition("-")[0] == _SESSION


def saving(path: Path) -> str:
    """The command that saves what the draft holds; empty where there is none."""
    from shlex import quote  # most drafts are not told of

    log = "log -" if _says_whose(path) else "log WHO -"
    command = log if is_session(path) else _SAVED_BY.get(_what(path))
    return f"mentorlog {command} < {quote(str(path))}" if command else ""


def _says_whose(path: Path) -> bool:
    """Whether the keys of a session's document say with whom it was, or which session it is."""
    with suppress(OSError):
        return bool(_WHOSE.match(path.read_bytes()))
    return False


_WHOSE = re.compile(rb"---\s*\n(?:(?!---).*\n)*?(?:with|uid):")


def _what(path: Path) -> str:
    """What a draft is of, as its name has it between the day and the number."""
    return path.stem[len("2026-11-22-") :].rpartition("-")[0]


def write(path: Path, text: str) -> None:
    """Make ``text`` all that the file holds, which nobody else may read.

    Line ends are written as they are. Raises DraftNotKept, with the text; the file then holds
    what it held.
    """
    beside = _beside(path)
    try:
        beside.unlink(missing_ok=True)
        with private.replacing(path, beside) as part:
            part.write_bytes(encoded(text))
    except OSError as error:
        raise DraftNotKept(path, error, text) from error


def holding(folder: Path, texts: Iterable[str], marks: Iterable[str] = ()) -> list[Path]:
    """The files in the folder in which one of the texts stands, whatever its case and line ends.

    It stands there as whole words; texts too short to tell one draft from another are passed over.
    ``marks`` are what records are known by in a document, of whatever length.
    """
    wanted = [flat for text in texts if len(flat := _flat(text)) >= _TELLING]
    wanted += map(_flat, marks)
    if not wanted or not folder.is_dir():
        return []
    standing = re.compile("|".join(rf"(?<!\w){re.escape(flat)}(?!\w)" for flat in wanted))
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and standing.search(_flat(path.read_bytes().decode("utf-8", "replace")))
    ]


def _flat(text: str) -> str:
    return " ".join(text.casefold().split())


def encoded(text: str) -> bytes:
    """The text in UTF-8; bytes that the terminal gave and that are no text stay as they were."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace")


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def new(folder: Path, day: date, what: str, text: str = "") -> Path:
    """A new, empty draft, named for the day, what it is of and the first free number; makes the folder.

    Raises DraftNotKept, with the text that is to be in it.
    """
    try:
        private.own_folder(folder)
        for number in count(1):
            path = folder / f"{day.isoformat()}-{_plain(what)}-{number}.md"
            with suppress(FileExistsError):
                private.new_file(path)
                return path
    except OSError as error:
        raise DraftNotKept(folder, error, text) from error
    raise AssertionError("there is always another number")


def _plain(what: str) -> str:
    """The words in [a-z0-9-], as every file system and shell takes it."""
    letters = unicodedata.normalize("NFKD", what).encode("ascii", "ignore").decode().lower()
    name = re.sub("[^a-z0-9]+", "-", letters)[:_LONGEST_NAME].strip("-")
    return name or "draft"
