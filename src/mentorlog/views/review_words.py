"""A review in words: how a mentorship stands, and what happened since the last session."""

from __future__ import annotations

from datetime import date

from mentorlog.dates import distance, long, short, weekday_day
from mentorlog.errors import count
from mentorlog.records import MentorshipStanding, MentorshipState
from mentorlog.records.timeline import Entry
from mentorlog.views import mentorships
from mentorlog.views.timeline_words import moved

# The header


def state(standing: MentorshipStanding, month: int | None, months: int | None) -> str:
    """``active, month 9 of 12``; how it ended, and since when it rests; empty where it is hidden."""
    known = standing.mentorship
    if known.state is None:
        return ""
    of = f" of {months}" if months else ""
    now = f"month {month}{of}" if month else "not begun"
    match known.state:
        case MentorshipState.ENDED:
            on = f" {long(known.ended_on)}" if known.ended_on else ""
            return f"ended{on} in {now}" + (f": {known.end_reason}" if known.end_reason else "")
        case MentorshipState.PAUSED:
            since = [rest.from_on for rest in known.pauses if rest.until_on is None]
            return f"paused{f' since {long(since[-1])}' if since else ''}, {now}"
    return f"active, {now}"


def next_session(standing: MentorshipStanding, today: date) -> str:
    """``next: tomorrow, Mon 23 Nov``; the slot of the cadence where none is planned."""
    on = standing.next_on
    if on is None:
        return ""
    day = weekday_day(on, today)
    if on < today:
        return f"due since {day}"
    if standing.next_planned:
        return f"next: {distance(on, today)}, {day}"
    return f"next slot {day}" if on > today else "next: due today"


def cadence(standing: MentorshipStanding) -> str:
    """``kept 16 of 19 (84 %) · longest gap 28 d · last 13 d ago``; ``–`` where there is nothing."""
    agreed = standing.mentorship.cadence
    if standing.mentorship.state is None:
        return f"{agreed or 'no cadence'} · {count(standing.sessions_held, 'session')}"
    if agreed:
        kept = mentorships.kept(standing)
        kept = kept if standing.slots else f"kept {kept}"
    else:
        kept = f"no cadence, {count(standing.sessions_held, 'session')}"
    if mentorships.is_longest_yet(standing):
        return f"{kept} · last {ago(standing)}, the longest gap yet"
    gap = standing.longest_gap
    longest = f"{gap.days} d" + (" with a pause" if gap.paused else "") if gap else "–"
    return f"{kept} · longest gap {longest} · last {ago(standing)}"


def ago(standing: MentorshipStanding) -> str:
    """``13 d ago``, ``today``; ``–`` without a session."""
    since = standing.days_since_last_session
    if since is None:
        return "–"
    return f"{since} d ago" if since else "today"


# Since the last session


def happened(entry: Entry, today: date) -> str:
    """What became of a record and when, without its title: ``done 12 Nov``, ``25 → 40 %, 9 Nov``."""
    on = short(entry.on, today)
    match entry.kind:
        case "win":
            return f"win {on}"
        case "milestone":
            return f"done {on}"
        case "question":
            return f"answered {on}"
        case "target":
            return f"{_slip(entry)}, {on}"
        case "skill":
            return f"{entry.new}, {on}" if entry.old is None else f"{moved(entry)}, {on}"
        case "goal" if entry.field == "progress":
            by = ", ".join(person.short for person in entry.people)
            return ", ".join(filter(None, (moved(entry), by, on)))
        case "goal" if entry.field == "created":
            return f"new {on}"
    return f"{(entry.new or '').replace('-', ' ')} {on}"


def _slip(entry: Entry) -> str:
    if entry.days is None:
        return "target set" if entry.new else "no target"
    return f"target {entry.days:+d} d".replace("-", "−")
