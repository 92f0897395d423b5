"""``mentorlog init``: a journal made on purpose, with its owner's name."""

from __future__ import annotations

from typing import Annotated

import typer

from mentorlog.commands.desk import Desk
from mentorlog.commands.options import AsJson, option
from mentorlog.journal import people, store
from mentorlog.journal.store import Facts
from mentorlog.records import Person
from mentorlog.views import program as views


def init(
    ctx: typer.Context,
    name: Annotated[
        str | None, option("--name", "Your name; git's or the account's if not given.", "NAME")
    ] = None,
    json_: AsJson = False,
) -> None:
    """Make the journal and say where it is; one that is there stays as it is, but for the name."""
    desk = Desk.of(ctx, makes=True)
    with desk.reading() as journal:
        owner = store.get(journal, Person, journal.me).name if journal.me else ""
    if name is None and owner:
        desk.show(views.made(desk.path.absolute(), owner, new=False), as_json=json_)
        return
    with desk.writing("init") as journal:
        if name is not None:
            people.edit(journal, journal.me, Facts(name=name))
        now = store.get(journal, Person, journal.me).name
    desk.show(views.made(desk.path.absolute(), now, new=not owner), as_json=json_)
