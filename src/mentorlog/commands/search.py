"""``mentorlog search``: words anywhere in the journal."""

from typing import Annotated

from mentorlog.commands import offered
from mentorlog.commands.desk import say
from mentorlog.commands.options import (
    Most,
    OneTag,
    Reading,
    Since,
    Sort,
    argument,
    expect_some,
    option,
    reads,
)
from mentorlog.dates import Facing
from mentorlog.errors import quoted
from mentorlog.journal import search as searches
from mentorlog.views import search as views


@reads
def search(
    look: Reading,
    words: Annotated[
        list[str] | None, argument("[WORDS]...", "All of them, or how they begin.")
    ] = None,
    kind: Annotated[
        list[str] | None,
        option(
            "--kind",
            "Only goal, session-note, check-in …; may be repeated.",
            "KIND",
            offered("one_of", *searches.KINDS),
        ),
    ] = None,
    since: Since = None,
    tag: OneTag = None,
    most: Most = None,
    sort: Sort = None,
    all_: Annotated[bool, option("--all", f"More than the best {searches.MOST} too.")] = False,
) -> None:
    """Find words in titles, notes, takeaways, check-ins and reasons, the best match first."""
    wanted = searches.words(words or ()) if words or tag is None else []
    expect_some(most)
    shown = most or (None if all_ else searches.MOST)
    kinds = [searches.kind(word) for word in kind or ()]
    first = look.desk.day(since, facing=Facing.BACK) if since is not None else None
    with look.journal() as journal:
        # Which are the first by a column is known of all of them.
        best = None if sort else shown
        found = searches.find(journal, wanted, kinds=kinds, since=first, tag=tag, most=best)
        sought = {word: searches.is_indexed(word) for word in wanted}
        screen = views.screen(found.hits, sought, journal.today)
        if sort:
            from mentorlog.views.listings import arranged  # most searches show the best first

            screen = arranged(screen, shown, sort)
        look.show(screen)
    if not found.hits:
        sought_for = " ".join([*wanted, *([f"#{tag.removeprefix('#')}"] if tag else [])])
        say(f"Nothing matches {quoted(sought_for)}.")
    elif shown and shown < found.total:
        say(f"{found.total - shown} more: add --all, or another word.")
