"""Sessions that were typed and are not saved yet: the drafts of ``log``, read again and told of."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from mentorlog import places
from mentorlog.commands.desk import Desk
from mentorlog.commands.options import Reading
from mentorlog.dates import weekday_day
from mentorlog.errors import MentorlogError, count, joined, quoted, why
from mentorlog.journal import Journal, people
from mentorlog.records.drafts import SessionDraft
from mentorlog.values import NamedTuple


class Kept(NamedTuple):
    """A draft: the session that it holds, or an empty one and the sentence of what is wrong."""

    path: Path
    found: SessionDraft
    wrong: str


def lying(desk: Desk) -> list[Kept]:
    """The drafts of sessions, the oldest first."""
    folder = places.drafts(desk.path)
    if not folder.is_dir():
        return []
    from mentorlog import drafts  # most have none

    paths = filter(drafts.is_session, drafts.lying(folder))
    return [Kept(path, *_read(desk, path)) for path in paths]


def unsaved(look: Reading) -> list[Kept] | None:
    """What the owner is told of, as things stand now; None for others, whom it is no business of."""
    if look.for_ != "me":
        return None
    return [] if look.as_of else lying(look.desk)


def told(journal: Journal, kept: Sequence[Kept] | None, person: int | None) -> list[str] | None:
    """Each in a few words; those that name the ``person``, where it is about one."""
    if kept is None:
        return None
    return [
        described(each.found, journal.today) if not each.wrong else f"{each.path}: {each.wrong}"
        for each in kept
        if person is None
        or any(people.meant(journal, name) == [person] for name in each.found.with_people)
    ]


def _read(desk: Desk, path: Path) -> tuple[SessionDraft, str]:
    """The session that the draft holds, or an empty one and the sentence of what is wrong."""
    from mentorlog.commands import documents

    try:
        return documents.read(desk, path.read_bytes().decode("utf-8", "replace"))[0], ""
    except MentorlogError as error:
        return SessionDraft(), error.sentence
    except OSError as error:
        return SessionDraft(), f"It cannot be read: {why(error)}."


def described(found: SessionDraft, today: date) -> str:
    """``with Dana Ortiz, Thu 19 Nov, 3 lines: "Open with a story"``."""
    written = [
        count(len(found.lines), "line") if found.lines else "",
        "notes" if found.notes or not (found.lines or found.minutes) else "",
        f"{found.minutes} min" if found.minutes else "",
    ]
    parts = [
        f"with {joined(found.with_people)}" if found.with_people else "",
        weekday_day(found.held_on, today) if found.held_on else "",
        joined(list(filter(None, written))),
    ]
    text = found.lines[0].text if found.lines else found.notes
    return f"{', '.join(filter(None, parts))}{f': {quoted(text)}' if text else ''}"
