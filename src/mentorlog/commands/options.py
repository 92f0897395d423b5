"""Options that many commands share, each declared once."""

from __future__ import annotations

from typing import Annotated

import typer

from mentorlog.commands import completion
from mentorlog.views import Format

AsFormat = Annotated[
    Format,
    typer.Option(
        "--format", metavar="FORMAT", help="table, json, csv or markdown.", case_sensitive=False
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="The same as --format json.")]
For = Annotated[
    str,
    typer.Option(
        "--for",
        metavar="AUDIENCE",
        help="As somebody may see it: me, mentor, mentee, peer, manager, or a partner's name.",
        autocompletion=completion.audiences,
    ),
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DAY", help="As it stood at the end of that day.")
]
KnownOn = Annotated[
    str | None,
    typer.Option("--known-on", metavar="DAY", help="What was recorded by the end of that day."),
]
All = Annotated[bool, typer.Option("--all", help="Closed and past ones too.")]
On = Annotated[
    str | None, typer.Option("--on", metavar="DAY", help="The day it happened; today if not given.")
]
Why = Annotated[str | None, typer.Option("--why", metavar="TEXT", help="The reason.")]
Private = Annotated[bool, typer.Option("--private", help="For your eyes only.")]
Shared = Annotated[bool, typer.Option("--shared", help="For its readers.")]
Public = Annotated[bool, typer.Option("--public", help="May stand in any report you make.")]
With = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="WHO",
        help="Who may read it, and on whose screens it stands; may be repeated.",
        autocompletion=completion.people,
    ),
]
Tags = Annotated[
    list[str] | None,
    typer.Option(
        "--tag", metavar="TAG", help="A tag; may be repeated.", autocompletion=completion.tags
    ),
]
OneTag = Annotated[
    str | None,
    typer.Option(
        "--tag", metavar="TAG", help="Only with this tag.", autocompletion=completion.tags
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
Who = Annotated[
    str, typer.Argument(metavar="WHO", help="Part of a name.", autocompletion=completion.people)
]
MaybeWho = Annotated[
    str | None,
    typer.Argument(metavar="[WHO]", help="Part of a name.", autocompletion=completion.people),
]
Owner = Annotated[
    str | None,
    typer.Option("--owner", metavar="WHO", help="Whose it is.", autocompletion=completion.people),
]
GoalRef = Annotated[
    str,
    typer.Argument(metavar="G", help="g3, 3 or words of it.", autocompletion=completion.goals),
]
MaybeGoal = Annotated[
    str | None,
    typer.Option(
        "--goal", metavar="G", help="The goal it serves.", autocompletion=completion.goals
    ),
]
MaybeSession = Annotated[
    str | None,
    typer.Option(
        "--session", metavar="S", help="The session it is from.", autocompletion=completion.sessions
    ),
]
