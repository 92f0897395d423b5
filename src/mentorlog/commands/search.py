"""``mentorlog search``: words anywhere in the journal."""

from __future__ import annotations

from typing import Annotated

import typer

from mentorlog.commands import completion
from mentorlog.commands.desk import say
from mentorlog.commands.options import Reading, reads
from mentorlog.dates import Facing
from mentorlog.errors import quoted
from mentorlog.journal import search as searches
from mentorlog.views import search as views

app = typer.Typer(add_completion=False)


@app.command()
@reads
def search(
    look: Reading,
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS...", help="All of them, or how they begin.")
    ],
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            metavar="KIND",
            help="Only goal, session, note, check-in …; may be repeated.",
            autocompletion=completion.one_of(*searches.KINDS),
        ),
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="From that day.")] = None,
    all_: Annotated[
        bool, typer.Option("--all", help=f"More than the best {searches.MOST} too.")
    ] = False,
) -> None:
    """Find words in titles, notes, takeaways, check-ins and reasons, the best match first."""
    wanted = searches.words(words)
    kinds = [searches.kind(word) for word in kind or ()]
    first = look.desk.day(since, facing=Facing.BACK) if since is not None else None
    with look.journal() as journal:
        found = searches.find(
            journal, wanted, kinds=kinds, since=first, most=None if all_ else searches.MOST
        )
        sought = {word: searches.is_indexed(word) for word in wanted}
        screen = views.screen(found.hits, sought, journal.today)
        look.show(screen)
    if not found.hits:
        say(f"Nothing matches {quoted(' '.join(wanted))}.")
    elif len(found.hits) < found.total:
        say(f"{found.total - len(found.hits)} more: add --all, or another word.")
