"""When a mentorship is at rest: its pauses say so, those that are to come too."""

from __future__ import annotations

from collections.abc import Iterable

from mentorlog.records import Pause


def state_on(day: str) -> str:
    """The SQL of the state in which a mentorship ``m`` is on a day, which is given in SQL.

    Its column has the state that was told last; a pause may begin and end after that by itself.
    """
    rests = "FROM pauses rest WHERE rest.mentorship = m.id"
    lasts = f"rest.from_on <= {day} AND (rest.until_on IS NULL OR rest.until_on > {day})"
    return (
        f"CASE WHEN m.state = 'ended' THEN m.state WHEN EXISTS (SELECT 1 {rests} AND {lasts})"
        f" THEN 'paused' WHEN EXISTS (SELECT 1 {rests}) AND m.state IS NOT NULL THEN 'active'"
        " ELSE m.state END"
    )


def as_one(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """The pauses in order, where those that overlap or touch are one, with the reasons of all.

    Two machines can each plan one.
    """
    found: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.from_on):
        last = found[-1] if found else None
        if last is None or (last.until_on and last.until_on < pause.from_on):
            found.append(pause)
            continue
        ends = (last.until_on, pause.until_on)
        until = max(filter(None, ends)) if all(ends) else None
        found[-1] = Pause(last.from_on, until, reasons((last.reason, pause.reason)))
    return tuple(found)


def reasons(given: Iterable[str | None]) -> str | None:
    """Several reasons as one text, each once; None where there is none."""
    return "; ".join(dict.fromkeys(filter(None, given))) or None
