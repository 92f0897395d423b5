"""Mentorships: the cadence strip and its figures, as a list, a card and the lines of status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from mentorlog.dates import short, weekday_day
from mentorlog.errors import count
from mentorlog.records import (
    Action,
    Gap,
    Mentorship,
    MentorshipStanding,
    MentorshipState,
    Pause,
    Role,
    Session,
)
from mentorlog.views import actions as action_words
from mentorlog.views import data, listings
from mentorlog.views import sessions as session_words
from mentorlog.views.pages import (
    Block,
    Canvas,
    Column,
    Content,
    Line,
    Page,
    Piece,
    Screen,
    Span,
    Table,
    Tone,
)

_ONE_LINE_FROM = 72
"""Columns from which a mentorship's name, cadence, strip and figure share a line."""


def strip(standing: MentorshipStanding, canvas: Canvas, most: int = 15) -> str:
    """The last ``most`` slots of the cadence, oldest first: ``●`` kept, ``○`` not."""
    marks = ("●" if slot.held else "○" for slot in standing.slots[-most:])
    return "".join(map(canvas.glyph, marks))


def kept(standing: MentorshipStanding) -> str:
    """``kept 13 of 15 (87 %)``; ``–`` where no slot counts yet."""
    if standing.cadence_kept is None:
        return "–"
    held = sum(slot.held for slot in standing.slots)
    return f"kept {held} of {len(standing.slots)} ({int(standing.cadence_kept + 0.5)} %)"


def cadence(standing: MentorshipStanding) -> str:
    """``every 14 days``, or that none is agreed."""
    agreed = standing.mentorship.cadence
    return str(agreed) if agreed else "no cadence"


def gap(found: Gap, today: date) -> str:
    """``42 days, 2 Jul – 13 Aug``; one across a pause says so."""
    days = count(found.days, "day")
    between = f"{short(found.from_on, today)} – {short(found.to_on, today)}"
    return f"{days}, {between}" + (", with a pause" if found.paused else "")


def is_longest_yet(standing: MentorshipStanding) -> bool:
    """Whether the time since the last session is longer than any gap; what has ended waits for none."""
    gap, since = standing.longest_gap, standing.days_since_last_session
    ended = standing.mentorship.state is MentorshipState.ENDED
    return not ended and gap is not None and since is not None and since > gap.days


def next_session(standing: MentorshipStanding, today: date) -> str:
    """``next 3 Dec``, or since when one is due; empty where nothing is to come."""
    if standing.next_on is None:
        return ""
    if standing.next_on < today:
        return f"due since {short(standing.next_on, today)}"
    return f"next {short(standing.next_on, today)}"


def lines(standing: MentorshipStanding, today: date, canvas: Canvas) -> tuple[Block, ...]:
    """The two lines of one mentorship on status; those of several align with one another."""
    return (table([standing], today, canvas),)


def table(
    standings: Sequence[MentorshipStanding], today: date, canvas: Canvas, *, indent: int = 1
) -> Table:
    """Each mentorship with its cadence strip, and its days below; a third line where it is narrow."""
    wide = canvas.width >= _ONE_LINE_FROM
    names = roles([each.mentorship for each in standings])
    named = [
        f"{each.mentorship.partner.label or '–'}{names[each.mentorship.id]}" for each in standings
    ]
    name_width = max(map(len, named), default=0)
    room = canvas.width - indent - 2 - (name_width if wide else 0)
    rows: list[tuple[Content, ...] | Span] = []
    for standing, words in zip(standings, named, strict=True):
        name = Piece(words, Tone.STRONG)
        rows += _wide(standing, name, canvas) if wide else _narrow(standing, name, canvas)
        for about in _folded(details(standing, today), room):
            rows.append(Span(about, under=int(wide), indent=0 if wide else 2))
    first = Column(stretch=True)
    columns = (first, Column(), Column(), Column()) if wide else (first, Column())
    return Table(columns, tuple(rows), indent=indent, group="mentorships")


def _wide(
    standing: MentorshipStanding, name: Piece, canvas: Canvas
) -> list[tuple[Content, ...] | Span]:
    return [(name, cadence(standing), strip(standing, canvas), _kept_or_held(standing))]


def _narrow(
    standing: MentorshipStanding, name: Piece, canvas: Canvas
) -> list[tuple[Content, ...] | Span]:
    marks = strip(standing, canvas)
    figure = f"{marks}  {_kept_or_held(standing)}" if marks else _kept_or_held(standing)
    return [(name, cadence(standing)), Span(figure, indent=2)]


def roles(known: Sequence[Mentorship]) -> dict[int, str]:
    """What follows the name in each, by id: ``, mentor`` where another of them has the same person."""
    of_person = Counter(each.partner.id for each in known)
    return {each.id: f", {each.role}" if of_person[each.partner.id] > 1 else "" for each in known}


def _kept_or_held(standing: MentorshipStanding) -> str:
    """The cadence kept, or how many sessions there were where no slot counts."""
    return kept(standing) if standing.slots else count(standing.sessions_held, "session")


def details(standing: MentorshipStanding, today: date) -> tuple[str, ...]:
    """``last 19 Nov``, ``next 3 Dec``, ``longest gap 42 days, 2 Jul – 13 Aug``: what there is."""
    last, longest = standing.last_held_on, standing.longest_gap
    yet = ", the longest gap yet" if is_longest_yet(standing) else ""
    parts = (
        _at_rest(standing.mentorship, today),
        f"last {short(last, today)}{yet}" if last else "",
        next_session(standing, today),
        f"longest gap {gap(longest, today)}" if longest and not yet else "",
    )
    return tuple(part for part in parts if part)


def _folded(parts: Sequence[str], room: int) -> list[str]:
    """The parts on one line, or on as many as it takes to break none of them."""
    folded: list[str] = []
    for part in parts:
        if folded and len(f"{folded[-1]} · {part}") <= room:
            folded[-1] += f" · {part}"
        else:
            folded.append(part)
    return folded


def _at_rest(known: Mentorship, today: date) -> str:
    match known.state:
        case MentorshipState.ENDED:
            return f"ended {short(known.ended_on, today)}" if known.ended_on else "ended"
        case MentorshipState.PAUSED:
            since = [pause.from_on for pause in known.pauses if pause.until_on is None]
            return f"paused since {short(since[-1], today)}" if since else "paused"
    return ""


def listing(standings: Sequence[MentorshipStanding], role: Role, today: date) -> Screen:
    """The mentorships of one role."""
    empty = Line(f'No {role} now: mentorlog {role} add "NAME" --every 2w')
    return Screen(
        page=lambda canvas: Page((table(standings, today, canvas) if standings else empty,)),
        data=lambda: [data.mentorship(standing) for standing in standings],
        rows=lambda: [data.mentorship(standing) for standing in standings],
    )


def card(standing: MentorshipStanding, today: date) -> Screen:
    """One mentorship: what was agreed, how it was kept, and its pauses."""
    return Screen(
        page=lambda canvas: Page(_card(standing, today, canvas)),
        data=lambda: data.mentorship(standing),
        rows=lambda: [data.mentorship(standing)],
    )


def _card(standing: MentorshipStanding, today: date, canvas: Canvas) -> tuple[Block, ...]:
    known = standing.mentorship
    state = f" · {known.state}" if known.state else ""
    head = (Piece(known.partner.label or "–", Tone.STRONG), f" · {relation(known.role)}{state}")
    pairs = _facts(standing, today, canvas)
    rows = tuple((Piece(label, Tone.DIM), value) for label, value in pairs if value)
    facts = Table((Column(), Column(stretch=True)), rows, indent=1)
    return Line(head, Piece(known.visibility, Tone.DIM)), facts


def _facts(
    standing: MentorshipStanding, today: date, canvas: Canvas
) -> list[tuple[str, str | None]]:
    known = standing.mentorship
    marks = strip(standing, canvas)
    return [
        ("Purpose", known.purpose),
        ("Sessions", f"{standing.sessions_held} held · {cadence(standing)}"),
        ("Cadence", f"{marks} {kept(standing)}" if marks else None),
        ("Last", _last(standing, today)),
        ("Next", _next(standing, today)),
        ("Longest gap", _longest(standing, today)),
        ("Started", weekday_day(known.started_on, today) if known.state else None),
        ("Until", weekday_day(known.planned_end_on, today) if known.planned_end_on else None),
        ("Ended", _with_reason(known.ended_on, known.end_reason, today)),
        *(("Paused", _pause(pause, today)) for pause in known.pauses),
        ("Tags", " ".join(f"#{tag}" for tag in known.tags)),
    ]


def _last(standing: MentorshipStanding, today: date) -> str | None:
    last, days = standing.last_held_on, standing.days_since_last_session
    if last is None or days is None:
        return None
    ago = {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
    return f"{weekday_day(last, today)}, {ago}"


def _longest(standing: MentorshipStanding, today: date) -> str | None:
    if standing.longest_gap is None:
        return None
    now = standing.days_since_last_session or 0
    yet = f"; now {count(now, 'day')}" if is_longest_yet(standing) else ""
    return gap(standing.longest_gap, today) + yet


def _next(standing: MentorshipStanding, today: date) -> str | None:
    """A planned session and the next slot are not the same promise, and the card says which."""
    if standing.next_on is None:
        return None
    on = weekday_day(standing.next_on, today)
    if standing.next_planned:
        return f"{on}, planned"
    return f"due since {on}" if standing.next_on < today else f"slot from {on}"


def _pause(pause: Pause, today: date) -> str:
    since = weekday_day(pause.from_on, today)
    until = f" – {weekday_day(pause.until_on, today)}" if pause.until_on else " on"
    return f"{since}{until}" + (f": {pause.reason}" if pause.reason else "")


def _with_reason(on: date | None, reason: str | None, today: date) -> str | None:
    if on is None:
        return None
    return weekday_day(on, today) + (f": {reason}" if reason else "")


def relation(role: Role) -> str:
    """``your mentor``."""
    return f"your {role}"


def written(
    standing: MentorshipStanding,
    what: str,
    today: date,
    *,
    on: date | None = None,
    gone: bool = False,
) -> Screen:
    """One line on what a command wrote: ``p2  Dana Ortiz · your mentor · paused · Sun 22 Nov``.

    The line ends with the day ``on``, else with what is agreed, unless it is ``gone``.
    """
    known = standing.mentorship
    parts = [known.partner.name, relation(known.role), what]
    if on:
        parts.append(weekday_day(on, today))
    elif not gone:
        since = weekday_day(known.started_on, today)
        until = known.planned_end_on
        days = f"{since} – {weekday_day(until, today)}" if until else f"since {since}"
        parts += [cadence(standing), days]
    said = "  " + " · ".join(parts)
    exposed = listings.exposure(known.visibility)
    line = Line((Piece(known.partner.code, Tone.REF), said, *exposed))
    return Screen(page=lambda _: Page((line,)), data=lambda: data.mentorship(standing))


def left_open(
    planned: Sequence[Session], promised: Sequence[Action], today: date, me: int
) -> list[str]:
    """Lines of what an end leaves open: `` s5  Thu 3 Dec, planned``."""
    lines = [f" s{each.id}  {session_words.when(each, today)}, planned" for each in planned]
    for each in promised:
        due = f", due {weekday_day(each.due_on, today)}" if each.due_on else ""
        lines.append(f" a{each.id}  {each.text} ({action_words.whose(each.owner, me)}{due})")
    return lines
