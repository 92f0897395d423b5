"""What was typed before and is not saved yet, offered at the next ``log`` on a terminal."""

from __future__ import annotations

from pathlib import Path

from mentorlog import drafts, places
from mentorlog.commands.desk import ask, say
from mentorlog.commands.log import Order, partners_of, prompted
from mentorlog.dates import weekday_day
from mentorlog.errors import MentorlogError, joined, quoted
from mentorlog.exchange import session_document
from mentorlog.records.drafts import SessionDraft
from mentorlog.spelling import folded


def offered(order: Order, *, alone: bool) -> bool:
    """Offer each draft of a session, and whether one was continued in place of a new session.

    Where the command line says what to log (not ``alone``), a draft is named and not asked about.
    """
    for path in drafts.lying(places.drafts(order.desk.path)):
        found = _read(order, path)
        if found is None:
            continue
        if not (alone and _is_with(found, order.who)):
            say(f"A draft is kept, {_described(order, found)}: mentorlog log offers it.")
            continue
        say(f"A draft is kept, {_described(order, found)}.")
        answer = ask("[c]ontinue it, [k]eep it for later, [d]iscard it? [c] ").casefold()
        if answer in ("d", "discard"):
            drafts.Draft(path).discard()
        elif answer in ("", "c", "continue"):
            _continue(order, path, found)
            return True
    return False


def _read(order: Order, path: Path) -> SessionDraft | None:
    """The session that the draft holds; None for one of another command, or not to be read."""
    if not drafts.is_session(path):
        return None
    try:
        text = path.read_bytes().decode("utf-8", "replace")
        return session_document.read(text, today=order.desk.today, order=order.desk.order(text))[0]
    except (OSError, MentorlogError):
        say(f"A draft in {path} cannot be read as a session.")
        return None


def _is_with(found: SessionDraft, who: str | None) -> bool:
    return not who or not found.with_people or any(
        folded(who) in folded(name) for name in found.with_people
    )  # fmt: skip


def _described(order: Order, found: SessionDraft) -> str:
    """``with Dana Ortiz, Thu 19 Nov, 3 lines: "Open with a story"``."""
    count = len(found.lines)
    parts = [
        f"with {joined(found.with_people)}" if found.with_people else "",
        weekday_day(found.held_on, order.desk.today) if found.held_on else "",
        f"{count} line{'' if count == 1 else 's'}" if count else "notes",
    ]
    text = found.lines[0].text if found.lines else found.notes
    return f"{', '.join(part for part in parts if part)}: {quoted(text)}"


def _continue(order: Order, path: Path, found: SessionDraft) -> None:
    if found.uid or found.written:
        from mentorlog.commands import log_document

        log_document.from_draft(order, path)
        return
    begun = found._replace(held_on=found.held_on or order.desk.today)
    named = order if not found.with_people else order._replace(who=None)
    prompted(order, begun, partners_of(named, found.with_people), path)
