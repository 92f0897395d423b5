"""``mentorlog tag``: every tag in use, put on, taken off, renamed everywhere at once."""

from __future__ import annotations

from typing import Annotated

import typer

from mentorlog.commands import completion
from mentorlog.commands.options import Reading, Writing, argument, lists, writes
from mentorlog.journal import Journal, names, tags
from mentorlog.journal.references import find
from mentorlog.records import Kind
from mentorlog.views import tags as views
from mentorlog.views.pages import Screen

app = typer.Typer(add_completion=False)

Reference = Annotated[
    str,
    argument("REF", "g3, s-1 from the newest, last, or words of a title.", completion.references),
]
Tag = Annotated[str, argument("TAG", "One word.", completion.tags)]


@lists(app, "Tags: list, add, remove, rename. Alone it lists all of them with counts.")
def list_(look: Reading) -> None:
    """List all tags, the most used first."""
    with look.journal() as journal:
        look.show(views.counts(tags.counts(journal)))


@app.command()
@writes()
def add(write: Writing, reference: Reference, tag: Tag) -> None:
    """Put a tag on a record."""
    with write.desk.writing("tag add") as journal:
        kind, id = find(journal, reference)
        tags.put(journal, kind, id, [tag])
        screen = _of(journal, kind, id)
    write.show(screen)


@app.command()
@writes()
def remove(write: Writing, reference: Reference, tag: Tag) -> None:
    """Take a tag off a record."""
    with write.desk.writing("tag remove") as journal:
        kind, id = find(journal, reference)
        tags.remove(journal, kind, id, tag)
        screen = _of(journal, kind, id)
    write.show(screen)


def _of(journal: Journal, kind: Kind, id: int) -> Screen:
    record = names.refs(journal, kind, [id])[id]
    return views.of_record(record, names.tags(journal, kind, [id]).get(id, ()))


@app.command()
@writes()
def rename(
    write: Writing,
    old: Annotated[str, argument("OLD", "The tag.", completion.tags)],
    new: Annotated[str, argument("NEW", "What it is to be.")],
) -> None:
    """Rename a tag everywhere; two of one name become one."""
    with write.desk.writing("tag rename") as journal:
        borne, count = tags.rename(journal, old, new)
    write.show(views.renamed(tags.word(old), borne, count))
