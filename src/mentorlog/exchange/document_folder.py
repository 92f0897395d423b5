"""Session documents in files: Markdown with front matter, as Obsidian and nb keep it.

Each session is one file, in a folder or by itself. When reading, every ``.md`` file below the folder is looked at, except hidden
ones. It is a session if it has our uid, or a day (in its front matter or its name) together with a person
or lines of a session. Any other file is somebody's note and is left alone.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from mentorlog import private
from mentorlog.errors import UnreadableFile, why
from mentorlog.exchange import formats, front_matter, session_document
from mentorlog.exchange.session_document import UnreadableDocument
from mentorlog.records import Session
from mentorlog.records.exports import Outgoing, Terms
from mentorlog.records.imports import Asked, Bad, Found, LeftOut, Origin, Place, Read
from mentorlog.spelling import WORD

SOURCE = "markdown"
_UID = re.compile(r"""uid:\s*["']?([^"'\s]+)["']?\s*""", re.IGNORECASE)
_DAY = re.compile(r"(?<![0-9])([0-9]{4})([-_]?)([0-9]{2})\2([0-9]{2})(?:[0-9]{6})?(?![0-9])")
"""As Obsidian has it in a name, as Logseq (``2026_11_12``), and as nb, which has the time after it."""


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001 - the contract's
    """Whether the file is called as Markdown is."""
    return name.lower().endswith(formats.MARKDOWN)


def read(content: bytes, asked: Asked) -> Iterator[Read]:
    """The session in one file, as it would be read in its folder."""
    path = Path(asked.name).absolute()
    yield _read(content, path, path.parent, asked)._replace(where=Place(asked.name))


def read_folder(folder: Path, asked: Asked) -> Iterator[Read]:
    """The sessions in the folder and below it, by name; links to folders are not followed.

    Documents that share a uid are all left out. Raises ``UnreadableFile`` if there is no Markdown file.
    """
    found = [
        (path, _read_file(path, folder, asked)) for path in formats.files(folder, formats.MARKDOWN)
    ]
    if not found:
        hint = "it may hold Markdown, calendars (.ics) or the days of jrnl (.txt)"
        raise UnreadableFile(folder, "there is no Markdown file in it", hint)
    names: dict[str | None, list[str]] = {}
    for path, each in found:
        uid = each.draft.uid if isinstance(each, Found) else None
        names.setdefault(uid, []).append(path.relative_to(folder).as_posix())
    for path, each in found:
        uid = each.draft.uid if isinstance(each, Found) else None
        if uid and len(names[uid]) > 1:
            yield LeftOut(Place(str(path)), f"one uid stands in {' and '.join(names[uid])}")
        else:
            yield each


def _read_file(path: Path, folder: Path, asked: Asked) -> Read:
    try:
        return _read(path.read_bytes(), path, folder, asked)
    except OSError as error:
        return Bad(Place(str(path)), f"it cannot be read, {why(error)}")


def _read(content: bytes, path: Path, folder: Path, asked: Asked) -> Read:
    where = Place(str(path))
    try:
        text = content.decode("utf-8-sig")
        draft, notes = session_document.read(text, today=asked.today, order=asked.order)
    except UnicodeDecodeError:
        return Bad(where, "it is not UTF-8 text")
    except UnreadableDocument as error:
        return Bad(where, error.sentence)
    draft = draft._replace(held_on=draft.held_on or _day_in(path.name))
    if not (draft.uid or (draft.held_on and (draft.with_people or draft.lines))):
        return LeftOut(where, "without a day, or without a line `with: NAME` at the top")
    name = f"{folder.resolve().name}/{path.relative_to(folder).as_posix()}"
    return Found(where, draft, None if draft.uid else Origin(SOURCE, name), notes, whole=True)


def _day_in(name: str) -> date | None:
    found = _DAY.search(name)
    try:
        return date.fromisoformat("-".join(found.group(1, 3, 4))) if found else None
    except ValueError:
        return None


def write_folder(records: Iterable[Outgoing], folder: Path, terms: Terms) -> int:
    """Write a document for each session, readable by its owner alone; returns how many.

    A file is named after the session's day and topic. A file of the same name is replaced, and so is the
    session's own document under an older name.
    """
    taken: set[str] = set()
    before = {uid: path for path in formats.files(folder, formats.MARKDOWN) if (uid := _uid(path))}
    older = list[Path]()
    for each in records:
        assert isinstance(each.record, Session)
        text = session_document.write(
            each.record, each.takeaways, each.actions, marks=not terms.anonymous, me=terms.me,
            written=terms.written,
        )  # fmt: skip
        with private.replacing(folder / _name(each.record, taken)) as part:
            part.write_bytes(text.encode())
        if not terms.anonymous and (path := before.get(each.record.uid)):
            older.append(path)
    for path in older:
        if path.parent != folder or path.name not in taken:
            path.unlink()
    return len(taken)


def _uid(path: Path) -> str | None:
    """The uid in the document's front matter, or None."""
    try:
        with path.open("rb") as stream:
            head = stream.read(front_matter.MOST_CHARACTERS).decode("utf-8-sig", "replace")
    except OSError:
        return None
    lines = head.splitlines()
    end = lines.index("---", 1) if lines[:1] == ["---"] and "---" in lines[1:] else 0
    found = next((each for each in map(_UID.fullmatch, lines[1:end]) if each), None)
    return found[1] if found else None


def _name(session: Session, taken: set[str]) -> str:
    """A file name of letters and digits of any script, which every file system takes."""
    about = session.topic or " ".join(person.label for person in session.attendees)
    words = re.findall(f"{WORD}+", about.casefold())
    stem = "-".join((session.held_on.isoformat(), *words))[:60].rstrip("-_")
    name, number = f"{stem}.md", 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}.md"
    taken.add(name)
    return name
