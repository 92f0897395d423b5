"""``mentorlog help``: the guides, and the help of a command by its name.

A guide is a Markdown file in ``guides``. Its first line is ``# Topic: what it tells``.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import typer

from mentorlog.commands.desk import Desk
from mentorlog.commands.options import AsFormat, AsJson, argument
from mentorlog.errors import WrongUsage, quoted
from mentorlog.views import Format
from mentorlog.views import program as views

FOLDER = Path(__file__).parents[1] / "guides"


def guides() -> Iterator[views.Guide]:
    """All guides, by their topics' letters."""
    for path in sorted(FOLDER.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        _, _, summary = text.partition("\n")[0].partition(": ")
        yield views.Guide(path.stem, summary, text)


def _words(ctx: typer.Context, incomplete: str) -> list[str]:
    """The topics and the commands that begin so; after the first word a command's verbs."""
    group: Any = ctx.find_root().command
    given = ctx.params.get("words") or []
    if given:
        words = list(getattr(group.commands.get(given[0]), "commands", ()))
    else:
        words = [*(guide.topic for guide in guides()), *group.commands]
    return [word for word in words if word.startswith(incomplete)]


def help_(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, argument("[TOPIC|COMMAND]", "A topic, or a command.", _words)
    ] = None,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
) -> None:
    """Read about a topic, or a command. Alone it lists the topics."""
    words = [part for word in words or () for part in word.split()]
    known = {guide.topic: guide for guide in guides()}
    root: Any = ctx.find_root()
    desk = Desk.of(ctx, makes=True)
    if not words:
        desk.show(views.guides(list(known.values())), format_, as_json=json_)
    elif len(words) == 1 and (guide := known.get(words[0].lower())):
        desk.show(views.guide(guide), format_, as_json=json_)
    elif words[0] in root.command.commands:
        _show_help(root, words)
    else:
        raise _unknown(words[0], [*known, *root.command.commands])


def _show_help(root: Any, words: list[str]) -> None:
    """The help of a command, as ``--help`` after its words prints it."""
    asked, width = [*words, "--help"], root.terminal_width
    with root.command.make_context(root.info_name, asked, terminal_width=width) as context:
        root.command.invoke(context)


def _unknown(word: str, known: list[str]) -> WrongUsage:
    near = get_close_matches(word.lower(), known, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    return WrongUsage(
        f"No topic or command is called {quoted(word)}.{meant}", "mentorlog help lists the topics"
    )
