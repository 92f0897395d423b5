"""``mentorlog tag``: every tag in use, put on, taken off, renamed everywhere at once."""

from __future__ import annotations

from typing import Annotated

import typer

from mentorlog.commands import completion
from mentorlog.commands.desk import Desk
from mentorlog.commands.options import AsFormat, AsJson, AsOf, For
from mentorlog.journal import Journal, names, tags
from mentorlog.records import Kind
from mentorlog.views import Format
from mentorlog.views import tags as views
from mentorlog.views.pages import Screen

app = typer.Typer(add_completion=False)

Reference = Annotated[
    str,
    typer.Argument(
        metavar="REF",
        help="A letter and a number, as g3 or s14.",
        autocompletion=completion.references,
    ),
]
Tag = Annotated[
    str, typer.Argument(metavar="TAG", help="One word.", autocompletion=completion.tags)
]


@app.callback(invoke_without_command=True)
def listed(
    ctx: typer.Context,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
) -> None:
    """Tags: list, add, remove, rename. Alone it lists all of them with counts."""
    if ctx.invoked_subcommand is None:
        list_(ctx, format_, json_, for_, as_of)


@app.command("list")
def list_(
    ctx: typer.Context,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
) -> None:
    """List all tags, the most used first."""
    desk = Desk.of(ctx)
    with desk.reading(for_, None, as_of) as journal:
        screen = views.counts(tags.counts(journal))
        desk.show(screen, format_, as_json=json_, lens=journal.lens)


@app.command()
def add(ctx: typer.Context, reference: Reference, tag: Tag, json_: AsJson = False) -> None:
    """Put a tag on a record."""
    desk = Desk.of(ctx)
    with desk.writing("tag add") as journal:
        kind, id = tags.of(journal, reference)
        tags.put(journal, kind, id, [tag])
        screen = _of(journal, kind, id)
    desk.show(screen, as_json=json_)


@app.command()
def remove(ctx: typer.Context, reference: Reference, tag: Tag, json_: AsJson = False) -> None:
    """Take a tag off a record."""
    desk = Desk.of(ctx)
    with desk.writing("tag remove") as journal:
        kind, id = tags.of(journal, reference)
        tags.remove(journal, kind, id, tag)
        screen = _of(journal, kind, id)
    desk.show(screen, as_json=json_)


def _of(journal: Journal, kind: Kind, id: int) -> Screen:
    record = names.refs(journal, kind, [id])[id]
    return views.of_record(record, names.tags(journal, kind, [id]).get(id, ()))


@app.command()
def rename(
    ctx: typer.Context,
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="The tag.", autocompletion=completion.tags)
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="What it is to be.")],
    json_: AsJson = False,
) -> None:
    """Rename a tag everywhere; two of one name become one."""
    desk = Desk.of(ctx)
    with desk.writing("tag rename") as journal:
        borne, count = tags.rename(journal, old, new)
    desk.show(views.renamed(tags.word(old), borne, count), as_json=json_)
