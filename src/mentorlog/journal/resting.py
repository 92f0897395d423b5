"""Whether a mentorship is at rest on a day: its pauses say so, those that are to come too."""

from __future__ import annotations


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
