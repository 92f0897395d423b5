"""``mentorlog tag``: every tag in use, put on, taken off, renamed everywhere at once."""

from collections.abc import Callable
from typing import Annotated

import typer

from mentorlog.commands import offered
from mentorlog.commands.options import Reading, Writing, alone, argument, lists, writes
from mentorlog.journal import Journal, names, tags
from mentorlog.journal.references import find
from mentorlog.records import Kind
from mentorlog.views import tags as views

app = typer.Typer(add_completion=False)

Reference = Annotated[str, argument("REF", "g3, s-1 from the newest, last, or words of a title.")]
Tag = Annotated[str, argument("TAG", "One word.")]


@app.command("list")
@lists
def list_(look: Reading) -> None:
    """List all tags, the most used first."""
    with look.journal() as journal:
        look.show(views.counts(tags.counts(journal)))


app.callback(
    invoke_without_command=True,
    help="Tags: list, add, remove, rename. Alone it lists all of them with counts.",
)(alone(list_))


@app.command()
@writes()
def add(write: Writing, reference: Reference, tag: Tag) -> None:
    """Put a tag on a record."""
    _change(write, "add", reference, lambda journal, kind, id: tags.add(journal, kind, id, tag))


@app.command()
@writes()
def remove(write: Writing, reference: Reference, tag: Tag) -> None:
    """Take a tag off a record."""
    _change(
        write, "remove", reference, lambda journal, kind, id: tags.remove(journal, kind, id, tag)
    )


def _change(
    write: Writing, verb: str, reference: str, change: Callable[[Journal, Kind, int], object]
) -> None:
    """Change a record's tags, and show those that it has now."""
    with write.desk.writing(f"tag {verb}") as journal:
        kind, id = find(journal, reference)
        change(journal, kind, id)
        record = names.refs(journal, kind, [id])[id]
        screen = views.of_record(record, names.tags(journal, kind, [id]).get(id, ()))
    write.show(screen)


@app.command()
@writes()
def rename(
    write: Writing,
    old: Annotated[str, argument("OLD", "The tag.", offered("tags"))],
    new: Annotated[str, argument("NEW", "What it is to be.")],
) -> None:
    """Rename a tag everywhere; two of one name become one."""
    with write.desk.writing("tag rename") as journal:
        borne, count = tags.rename(journal, old, new)
    write.show(views.renamed(tags.word(old), borne, count))
