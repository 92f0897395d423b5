"""What doctor looks at beside the journal: who may read what, and what was left behind.

The journal is not opened here: closing it would release SQLite's own locks on it.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from mentorlog import private
from mentorlog.errors import JournalUnusable, pasted, why
from mentorlog.journal import storage
from mentorlog.journal.keeping import backup
from mentorlog.records.keeping import Finding

_REPAIR = "mentorlog doctor --repair"
_HOT = bytes.fromhex("d9d505f920a163d7")
"""How a rollback journal begins that is still needed."""


class _Fault(NamedTuple):
    """A finding that can be mended here: how, and what to say when it is done."""

    finding: Finding
    fix: Callable[[], object]
    done: str


def examine(
    path: Path, drafts: Path, *, own_folder: bool, saving: Callable[[Path], str]
) -> list[Finding]:
    """What is wrong with the files; a folder that somebody else named is not looked at.

    ``saving`` gives the command that saves a draft, or nothing.
    """
    found = [_half_written(path), *(each.finding for each in _modes(path, drafts, own_folder))]
    found += [_of_somebody_else(path), *_other_versions(path)]
    found += [each.finding for each in _halves(path, drafts)]
    for kept in sorted(each for each in _in(drafts) if not each.name.startswith(".")):
        command = saving(kept)
        mend = f"{command} saves it; or delete it" if command else "read it, and delete it"
        found.append(Finding("drafts", f"{kept} was typed and not saved", mend))
    return [each for each in found if each]


def mend(path: Path, drafts: Path, *, own_folder: bool) -> list[str]:
    """Close files and folders to others, and remove halves of files; returns what was done.

    Raises ``JournalUnusable`` where the system forbids it.
    """
    done = []
    try:
        for each in chain(_modes(path, drafts, own_folder), _halves(path, drafts)):
            each.fix()
            done.append(each.done)
    except OSError as error:
        raise JournalUnusable(f"Cannot mend {error.filename}: {why(error)}.") from error
    return done


def _modes(path: Path, drafts: Path, own_folder: bool) -> Iterator[_Fault]:
    """Files and folders with the wrong rights."""
    for each, mode in _open_to_others(path, drafts, own_folder=own_folder):
        kind = "folder" if each.is_dir() else "file"
        what = f"Others may get at the {kind} {each} (mode {mode:o})"
        yield _with_mode(each, what, f"{each} is yours alone now")
    with suppress(OSError):
        for each in (path, path.parent):
            if not each.stat().st_mode & 0o200:
                what = f"{each} cannot be written, and so nothing can be saved"
                yield _with_mode(each, what, f"{each} can be written again")


def _with_mode(path: Path, what: str, done: str) -> _Fault:
    mode = 0o700 if path.is_dir() else 0o600
    finding = Finding("permissions", what, f"{_REPAIR}, or chmod {mode:o}")
    return _Fault(finding, lambda: path.chmod(mode), done)


def _halves(path: Path, drafts: Path) -> Iterator[_Fault]:
    """Halves of backups, of a journal put in another's place, and of drafts, whose making was cut off."""
    hidden = [each for each in _in(backup.folder(path)) if each.name.endswith(private.PART)]
    hidden += [each for each in _in(drafts) if each.name.endswith(".new")]
    parts = [*path.parent.glob(f".{path.name}.*{private.PART}")]
    for part in [*parts, *(each for each in hidden if each.name.startswith("."))]:
        what = f"{part.name} in {part.parent.name} is half of a file whose making was cut off"
        finding = Finding("left behind", what, f"{_REPAIR} removes it")
        yield _Fault(finding, partial(part.unlink, missing_ok=True), f"{part} is removed")


def _half_written(path: Path) -> Finding | None:
    left = path.with_name(f"{path.name}-journal")
    try:
        with left.open("rb") as stream:
            hot = stream.read(len(_HOT)) == _HOT
    except OSError:
        return None
    what = "A command is writing just now, or one was killed while it did"
    mend = "the next command takes back what was half written"
    return Finding("half-written", what, mend) if hot else None


def _open_to_others(path: Path, drafts: Path, *, own_folder: bool) -> Iterator[tuple[Path, int]]:
    if sys.platform == "win32":
        return
    folders = [*([path.parent] if own_folder else []), drafts, backup.folder(path)]
    inside = [each for folder in (drafts, backup.folder(path)) for each in _in(folder)]
    for each in (path, path.with_name(f"{path.name}-journal"), *folders, *inside):
        try:
            mode = each.stat().st_mode & 0o777
        except OSError:
            continue
        if mode & 0o077 and not each.is_symlink():
            yield each, mode


def _of_somebody_else(path: Path) -> Finding | None:
    if sys.platform == "win32":
        return None
    with suppress(OSError):
        owner, me = path.stat().st_uid, os.geteuid()
        if owner != me:
            what = f"The journal belongs to another account ({owner})"
            return Finding("permissions", what, f"let that account give it to you: chown {me}")
    return None


_OTHER_VERSION = re.compile(
    r"(?i: \(.*conflict.*\)|[. _-]sync-conflict-.*)| ?\(\d+\)| \d+|-[A-Z0-9]+(-[A-Z0-9]+)*"
)
"""What Dropbox and Nextcloud, Syncthing, Google Drive, iCloud and OneDrive put behind a file's name."""


def _other_versions(path: Path) -> Iterator[Finding]:
    """Journals that a sync program has put beside this one, as both were changed."""
    for each in sorted(_in(path.parent)):
        more = each.name.removeprefix(path.stem).removesuffix(path.suffix)
        if each.name != f"{path.stem}{more}{path.suffix}" or not _OTHER_VERSION.fullmatch(more):
            continue
        with suppress(OSError):
            if storage.is_journal(each) and backup.identity(each) == backup.identity(path):
                what = f"{each.name} beside it is another version of this journal"
                mend = (
                    f"mentorlog --journal {pasted(each.name)} export -o other.json, then mentorlog import"
                    " other.json takes in what is new there; then delete it"
                )
                yield Finding("other versions", what, mend)


def _in(folder: Path) -> list[Path]:
    try:
        return [each for each in folder.iterdir() if each.is_file()]
    except OSError:
        return []
