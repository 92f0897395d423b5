"""``mentorlog met``: a word with somebody that was no session."""

from __future__ import annotations

from typing import Annotated

import typer

from mentorlog.commands.options import On, Who, Writing, writes
from mentorlog.journal import people, touch
from mentorlog.views import people as views

app = typer.Typer(add_completion=False)


@app.command()
@writes()
def met(
    write: Writing,
    who: Who,
    text: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TEXT]", help="What to remember of it; - is standard input."),
    ] = None,
    on: On = None,
) -> None:
    """Note that you were in touch with somebody. Only you see it, and when it is time again."""
    day = write.desk.happened(on)
    note = write.desk.typed(" ".join(text)) if text else None
    with write.desk.writing("met") as journal:
        person = touch.met(journal, people.find(journal, who), day, note)
        again = touch.of(journal, person.id, person.every) if person.every else None
        screen = views.met(person, day, note, again, journal.today)
    write.show(screen)
