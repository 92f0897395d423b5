"""Sessions as tables and cards, and the line that a log prints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mentorlog.dates import distance, weekday_day
from mentorlog.errors import joined
from mentorlog.records import Action, Session, SessionState, Takeaway, TakeawayKind, Visibility
from mentorlog.views import data, listings
from mentorlog.views.listings import Field, listing
from mentorlog.views.pages import (
    Block,
    Column,
    Content,
    Line,
    Page,
    Piece,
    Prose,
    Screen,
    Table,
    Tone,
)


def listed(sessions: Sequence[Session], today: date) -> Screen:
    """A list of sessions, the latest last."""
    return listing(
        sessions,
        (
            Field("id", "", lambda s: Piece(f"s{s.id}", Tone.REF)),
            Field("held_on", "Sessions", lambda s: when(s, today)),
            Field("attendees", "With", lambda s: names(s), least=60),
            Field("minutes", "Min", lambda s: str(s.minutes or ""), right=True, least=60),
            Field("title", "", lambda s: s.label, stretch=True),
            Field("state", "", _state),
        ),
        data=lambda s: data.session(s),
        empty="No sessions yet: mentorlog log WHO",
    )


def when(session: Session, today: date) -> str:
    """The day of a session with its time, if it has one."""
    on = weekday_day(session.held_on, today)
    return f"{on}, {session.time}" if session.time else on


def names(session: Session) -> str:
    """Who was there besides me, by first names."""
    return ", ".join(person.short for person in session.attendees if person.label)


def _state(session: Session) -> Content:
    if session.state is SessionState.HELD:
        return ""
    return Piece(session.state.replace("-", " "), Tone.DIM)


def card(
    session: Session, takeaways: Sequence[Takeaway], actions: Sequence[Action], today: date
) -> Screen:
    """One session with its notes and lines."""
    found = data.session(session, takeaways, actions)
    return Screen(
        page=lambda _: Page(_card(session, takeaways, actions, today)),
        data=lambda: found,
        rows=lambda: [data.session(session)],
    )


def _card(
    session: Session, takeaways: Sequence[Takeaway], actions: Sequence[Action], today: date
) -> tuple[Block, ...]:
    parts = [when(session, today), ", ".join(person.label for person in session.attendees)]
    parts.append(f"{session.minutes} min" if session.minutes else "")
    parts.append(session.mode or "")
    parts.append("" if session.state is SessionState.HELD else session.state.replace("-", " "))
    head = (Piece(f"s{session.id}", Tone.REF), " ", " · ".join(part for part in parts if part))
    blocks: list[Block] = [Line(head, Piece(session.visibility, Tone.DIM))]
    if session.topic:
        blocks.append(Line(Piece(session.topic, Tone.STRONG), indent=1))
    for goal in session.goals:
        blocks.append(Line((Piece(goal.code, Tone.REF), f" {goal.label}"), indent=1))
    if session.tags:
        blocks.append(Line(Piece(" ".join(f"#{tag}" for tag in session.tags), Tone.DIM), indent=1))
    if session.notes:
        said = f"Notes ({session.notes_visibility})"
        blocks += [
            Line(),
            Line(Piece(said, Tone.HEADING), indent=1),
            Prose(session.notes, indent=2),
        ]
    if takeaways or actions:
        blocks += [Line(), _lines(takeaways, actions, today)]
    return tuple(blocks)


def _lines(takeaways: Sequence[Takeaway], actions: Sequence[Action], today: date) -> Table:
    rows: list[tuple[Content, ...]] = [
        (Piece(f"t{line.id}", Tone.REF), Piece(line.kind, Tone.DIM), line.text, _came_of(line))
        for line in takeaways
    ]
    rows += [
        (
            Piece(f"a{line.id}", Tone.REF),
            Piece("action", Tone.DIM),
            line.text,
            promised(line, today),
        )
        for line in actions
    ]
    return Table((Column(), Column(), Column(stretch=True), Column()), tuple(rows), indent=1)


def _came_of(line: Takeaway) -> str:
    if line.kind is TakeawayKind.QUESTION:
        return "answered" if line.answer is not None else "open"
    return (line.outcome or "").replace("-", " ")


def promised(action: Action, today: date) -> str:
    """Whose an action is and when it is due, or how it ended."""
    whose = action.owner.short
    if action.state != "open":
        return f"{whose}, {action.state}"
    return f"{whose}, due {weekday_day(action.due_on, today)}" if action.due_on else whose


def logged(
    session: Session,
    how: str,
    takeaways: Sequence[Takeaway],
    actions: Sequence[Action],
    everything: tuple[Sequence[Takeaway], Sequence[Action]],
    *,
    me: int,
    today: date,
    hint: str = "",
    also: Sequence[str] = (),
    noted: bool = False,
) -> Screen:
    """What a log wrote: ``Saved s14 with Dana.  t31 takeaway · a38 yours, due Fri 27 Nov``.

    ``also`` is what it did to lines that were there, as ``a36 done``; ``noted`` is whether it wrote
    notes. JSON is the session with everything it holds now.
    """
    verb = how.capitalize() if how in ("added to", "changed") else "Saved"
    planned = ", as planned" if how == "planned" else ""
    parts = [*also, *(f"t{line.id} {line.kind}" for line in takeaways)]
    parts += [f"a{line.id} {_whose(line, me, today)}" for line in actions]
    parts += [_notes(session)] if noted else []
    day = "" if session.held_on == today else f", {weekday_day(session.held_on, today)}"
    head = (
        f"{verb} ",
        Piece(f"s{session.id}", Tone.REF),
        f"{_company(session)}{day}{planned}".rstrip(".") + ".",
    )
    line = Line((*head, "  " + " · ".join(parts) if parts else ""), Piece(hint, Tone.DIM))
    return Screen(page=lambda _: Page((line,)), data=lambda: data.session(session, *everything))


def _notes(session: Session) -> str:
    return "private notes" if session.notes_visibility is Visibility.PRIVATE else "notes"


def _company(session: Session) -> str:
    """``with Dana``; also that it is private, or that several people may read it."""
    there = [person.short for person in session.attendees]
    company = f" with {joined(there)}" if there else ""
    if session.visibility is Visibility.PRIVATE:
        return f"{company}, private"
    both = "both" if len(there) == 2 else "all"
    return company + (f", who may {both} read it" if len(there) > 1 else "")


def _whose(action: Action, me: int, today: date) -> str:
    whose = "yours" if action.owner.id == me else f"{action.owner.short}'s"
    return f"{whose}, due {weekday_day(action.due_on, today)}" if action.due_on else whose


def written(session: Session, what: str, today: date) -> Screen:
    """One line on what a command did to a session."""
    away = distance(session.held_on, today)
    parts = [f"with {names(session)}" if session.attendees else "", session.topic or "", what]
    text = f"  {when(session, today)}, {away} · " + " · ".join(part for part in parts if part)
    exposed = listings.exposure(session.visibility)
    line = Line((Piece(f"s{session.id}", Tone.REF), text, *exposed))
    return Screen(page=lambda _: Page((line,)), data=lambda: data.session(session))
