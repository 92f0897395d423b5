"""``mentorlog undo``: the last whole command, taken back."""

from __future__ import annotations

import typer

from mentorlog.commands.desk import Desk
from mentorlog.commands.options import AsJson
from mentorlog.journal import undo
from mentorlog.views import undone

app = typer.Typer(add_completion=False)


@app.command("undo")
def undo_(ctx: typer.Context, json_: AsJson = False) -> None:
    """Take back the last command as a whole; once more takes back the one before."""
    desk = Desk.of(ctx)
    with desk.reading() as journal:
        undo.newest(journal)  # Nothing to undo makes no journal.
    with desk.writing("undo") as journal:
        done = undo.last(journal)
    screen = undone.screen(done.command, done.at, done.records, done.changes, desk.today)
    desk.show(screen, as_json=json_)
