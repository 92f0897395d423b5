"""``mentorlog purge``: a record, or some of its words, gone for good from all that can be reached."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from mentorlog import drafts, places
from mentorlog.commands import completion
from mentorlog.commands.desk import Desk, ask, at_terminal, confirm, say
from mentorlog.commands.options import AsJson, DryRun, Yes
from mentorlog.errors import JournalSaysNo, JournalUnusable, NotFound, UnreadableWords, WrongUsage
from mentorlog.journal import purge as purges
from mentorlog.journal import purge_backups, storage
from mentorlog.journal.rows import kind_and_number
from mentorlog.records import Kind
from mentorlog.records.purge import Plan, Target
from mentorlog.views import Format, purged, show
from mentorlog.views.purged import Around

app = typer.Typer(add_completion=False)

_EVENT = ("event", "check-in", "checkin")


@app.command()
def purge(
    ctx: typer.Context,
    reference: Annotated[
        str,
        typer.Argument(
            metavar="REF",
            help="g3, or goal 3; a check-in is e12.",
            autocompletion=completion.references,
        ),
    ],
    field: Annotated[
        list[str] | None, typer.Argument(metavar="[FIELD]", help="Its words alone: why, note.")
    ] = None,
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="From backups and drafts too.")
    ] = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    json_: AsJson = False,
) -> None:
    """Remove a record for good: history, search index, free pages. It cannot be undone."""
    desk = Desk.of(ctx)
    target = _target([reference, *(field or ())])
    with desk.reading() as journal:
        plan = purges.plan(journal, target)
    found = purge_backups.look(desk.path, desk.clock, target)
    folder = places.drafts(desk.path)
    around = Around(drafts.holding(folder, plan.texts | found.texts), found.hold, found.sealed)
    if plan.is_empty and not around.backups:
        raise _nothing(target)
    planned = purged.planned(plan, around)
    if dry_run:
        desk.show(planned, as_json=json_)
        return
    if not yes and at_terminal():
        show(planned, Format.TABLE, stream=sys.stderr, pager=False)
    confirm(f"Purge {' '.join(filter(None, (target.code, target.field)))} for good?", yes=yes)
    removed = _around_too(around, everywhere=everywhere, yes=yes)
    _carry_out(desk, plan, removed, around, json_=json_)


def _target(words: list[str]) -> Target:
    """What ``g3``, ``goal 3`` or ``e12``, and the name of a field after it, mean."""
    first, *rest = [word.strip() for word in words]
    if first.casefold() in (*_EVENT, *(kind.value for kind in Kind)):
        if not rest or not re.fullmatch("[0-9]{1,12}", rest[0]):
            raise UnreadableWords("number", " ".join(words), (f"{first} 3",))
        kind = None if first.casefold() in _EVENT else Kind(first.casefold())
        id, rest = int(rest[0]), rest[1:]
    elif re.fullmatch("[eE][0-9]{1,12}", first):
        kind, id = None, int(first[1:])
    else:
        kind, id = kind_and_number(first)
    if len(rest) > 1:
        raise WrongUsage("A purge takes one record and one of its fields.", "one after the other")
    return Target(kind, id, rest[0].casefold().replace("-", "_") if rest else None)


def _nothing(target: Target) -> JournalSaysNo:
    if target.field:
        return JournalSaysNo(f"Nothing is held of {target.code}'s {target.field}, now or earlier.")
    return NotFound(target.kind or "event", target.code, "mentorlog changes shows what there is")


def _around_too(around: Around, *, everywhere: bool, yes: bool) -> Around:
    """The drafts and backups that go too, as the option or an answer says."""
    if everywhere or not (around.drafts or around.backups):
        return around
    if yes or not at_terminal():
        return Around()
    several = [
        f"{len(paths)} {word}{'s' if len(paths) > 1 else ''}"
        for paths, word in ((around.backups, "backup"), (around.drafts, "draft"))
        if paths
    ]
    answer = ask(f"Also purge it from {' and remove '.join(several)}? [y/N] ")
    return around if answer.casefold() in ("y", "yes") else Around()


def _carry_out(desk: Desk, plan: Plan, removed: Around, around: Around, *, json_: bool) -> None:
    target = plan.target
    if not plan.is_empty:
        with desk.writing("purge", with_owner=False) as journal:
            plan = purges.carry_out(journal, target)
        _compact(desk.path)
    purged_backups = purge_backups.carry_out(removed.backups, desk.clock, target)
    for path in removed.drafts:
        path.unlink(missing_ok=True)
    done = Around(removed.drafts, purged_backups)
    left = Around(
        [path for path in around.drafts if path not in done.drafts],
        [path for path in around.backups if path not in done.backups],
        around.sealed,
    )
    desk.show(purged.done(plan, done, left), as_json=json_)
    _tell_what_is_left(target, left)


def _compact(path: Path) -> None:
    try:
        storage.compact(path)
    except JournalUnusable as error:
        # What was freed is zeroed by now; this is for what earlier changes left in its pages.
        say(f"It is gone, but the file could not be written anew: {error.sentence}")


def _tell_what_is_left(target: Target, left: Around) -> None:
    for path in (*left.backups, *left.drafts):
        say(f"Still in {path}.")
    for path in left.sealed:
        say(f"{path} cannot be looked into.")
    if left.backups or left.drafts:
        again = " ".join(filter(None, ("mentorlog purge", target.code, target.field)))
        say(f"hint: {again} --everywhere --yes takes it out of those too")
