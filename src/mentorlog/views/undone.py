"""What an undo says: which command of when was taken back, and how much it had written."""

from __future__ import annotations

from datetime import date

from mentorlog.dates import utc_to_local, weekday_day
from mentorlog.views.pages import Line, Page, Screen


def screen(command: str, at: str, records: int, changes: int, today: date) -> Screen:
    """``Taken back: goal add of Sun 22 Nov, 12:00, 1 record``; the time is local."""
    local = utc_to_local(at)
    when = f"{weekday_day(local.date(), today)}, {local:%H:%M}"
    count = f"{records} record" + ("s" if records != 1 else "")
    return Screen(
        page=lambda _: Page((Line(f"Taken back: {command} of {when}, {count}"),)),
        data=lambda: {"command": command, "at": at, "records": records, "changes": changes},
    )
