"""``mentorlog backup``, ``restore``, ``doctor`` and ``purge``: how the journal's file is kept."""

import re
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from mentorlog import drafts, places
from mentorlog.commands.desk import Desk, at_terminal, confirm, say, says_yes
from mentorlog.commands.options import (
    AsJson,
    DryRun,
    Recipients,
    Writing,
    Yes,
    argument,
    option,
    writes,
)
from mentorlog.errors import JournalSaysNo, JournalUnusable, WrongUsage, count
from mentorlog.journal import Journal, storage
from mentorlog.journal.keeping import backup, doctor, repair, tombstones
from mentorlog.journal.keeping import purge as purges
from mentorlog.journal.past.rows import kind_and_number
from mentorlog.journal.references import counts, find
from mentorlog.records import Kind
from mentorlog.records.keeping import Around, Backup, Finding, Plan, Repaired, Target
from mentorlog.views import Format, show
from mentorlog.views import keeping as views

# Copies, and the way back


def backup_(
    ctx: typer.Context,
    file: Annotated[
        str | None,
        argument(
            "[FILE|FOLDER]",
            "Where to, else the backups beside the journal; the word list shows those.",
        ),
    ] = None,
    encrypt: Annotated[bool, option("--encrypt", "With a passphrase, which is asked for.")] = False,
    recipient: Recipients = None,
    force: Annotated[bool, option("--force", "Replace a file that is there.")] = False,
    json_: AsJson = False,
) -> None:
    """Copy the whole journal, also while it is written to, and read the copy through."""
    desk = Desk.of(ctx, makes=file == "list")
    sealing = encrypt or recipient
    if file == "list":
        if sealing or force:
            raise WrongUsage("backup list shows backups and makes none.", "a file: ./list")
        desk.show(views.backups(backup.find(desk.path), desk.today), as_json=json_)
        return
    if storage.is_missing(desk.path):
        raise JournalSaysNo(f"There is no journal at {desk.path} yet.", "nothing to back up")
    target = _target(desk, file, sealed=bool(sealing), force=force) if file else None
    seal = None
    if sealing:
        from mentorlog.commands import secrets

        seal = secrets.seal(recipient or ())
    if target:
        backup.write(desk.path, target, seal)
    else:
        target = backup.make(desk.path, desk.clock, seal=seal)
    desk.saved = True
    size = target.stat().st_size
    made = Backup(target, desk.clock.instant, "manual", size, encrypted=seal is not None)
    beside = target.parent == backup.folder(desk.path)
    desk.show(views.backed_up(made, beside=beside), as_json=json_)


def _target(desk: Desk, file: str, *, sealed: bool, force: bool) -> Path:
    from mentorlog.commands import files

    def usual(folder: Path) -> Path:
        return backup.free(folder, desk.path, desk.clock, sealed=sealed)

    path, _ = files.in_place(file, usual)
    return files.checked(desk, path, force=force, is_copy=True)


def restore_(
    ctx: typer.Context,
    file: Annotated[Path, argument("FILE", "A backup, or its name in backup list.")],
    identity: Annotated[
        Path | None, option("--identity", "The secret key that opens it.", "FILE", also="-i")
    ] = None,
    yes: Yes = False,
    json_: AsJson = False,
) -> None:
    """Put a backup in the journal's place once it is looked through; what was there is kept."""
    desk = Desk.of(ctx, makes=True)
    found = _found(desk.path, file)
    backup.expect_other(found, desk.path)

    def unseal(content: bytes) -> bytes | None:
        from mentorlog.commands import secrets

        return secrets.unseal(content, found, identity)

    candidate = backup.read(found, unseal)
    with closing(candidate.connection):
        if not storage.is_missing(desk.path):
            told = views.told(candidate.records, candidate.last, desk.today)
            confirm(f"Replace the journal {desk.path} by {found.name} ({told})?", yes=yes)
        storage.create(desk.path, make_folder=desk.invocation.journal is None)
        done = backup.over(desk.path, desk.clock, candidate)
        desk.saved = True
    screen = views.restored(
        desk.path, found, done.kept, candidate.records, candidate.last, desk.today, done.purged
    )
    desk.show(screen, as_json=json_)


def _found(journal: Path, named: Path) -> Path:
    """The file, or the one of that name in the folder of backups."""
    path = places.named(str(named))
    beside = backup.folder(journal) / named
    return beside if not path.exists() and named.name == str(named) and beside.exists() else path


# The journal looked through, and mended where that can be done


@writes()
def doctor_(
    write: Writing,
    repair_: Annotated[
        bool, option("--repair", "Mend what can be mended, after a backup.")
    ] = False,
) -> None:
    """Look through the journal and its files; each finding says how it is mended."""
    desk = write.desk
    found, repaired = _examined(desk), None
    if repair_ and found:
        inside = _repaired(desk)
        desk.saved = True
        left = _examined(desk)
        mended = (each.what for each in found if each not in left)
        found, repaired = left, Repaired((*inside.done, *mended), inside.kept)
    there = not storage.is_missing(desk.path)
    write.show(views.examined(desk.path, found, repaired, there=there))
    if found:
        raise typer.Exit(1)


def _examined(desk: Desk) -> list[Finding]:
    own = desk.invocation.journal is None
    files = doctor.examine_files(
        desk.path, places.drafts(desk.path), own_folder=own, saving=drafts.saving
    )
    return [*files, *doctor.examine(desk.path, _progress)]


def _repaired(desk: Desk) -> Repaired:
    own = desk.invocation.journal is None
    doctor.mend_files(desk.path, places.drafts(desk.path), own_folder=own)
    return Repaired() if storage.is_missing(desk.path) else repair.mend(desk.path, desk.clock)


def _progress(done: int, of: int) -> None:
    """How far it is, in a line that fits any terminal and is gone once all is looked at."""
    if not sys.stderr.isatty():
        return
    words = f"\rLooking through it: {done} of {of}" if done < of else "\r\x1b[K"
    typer.echo(words, err=True, nl=False)


# A record, or some of its words, removed for good wherever they can be reached


@writes()
def purge(
    write: Writing,
    reference: Annotated[str, argument("REF", "g3; a check-in is e12.")],
    field: Annotated[list[str] | None, argument("[FIELD]", "Its words alone: why, note.")] = None,
    everywhere: Annotated[
        bool, option("--everywhere", "Backups and drafts that know it go too.")
    ] = False,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Remove a record for good: history, search index, free pages. It cannot be undone."""
    desk = write.desk
    with desk.reading() as journal:
        target = _meant(journal, [reference, *(field or ())])
        target = purges.known(journal, target)
        gone = tombstones.fields(journal, target.uid) & {tombstones.WHOLE, target.field}
    plan, copy = purges.rehearsed(desk.path, desk.clock, target)
    copy.close()
    beside = around(desk.path, plan)
    if plan.is_empty and not (beside.backups or beside.drafts or gone):
        raise JournalSaysNo(f"Nothing is held of {target.code}'s {target.field}, now or earlier.")
    planned = views.to_purge(plan, beside)
    if dry_run:
        write.show(planned)
        return
    if not yes and at_terminal():
        show(planned, Format.TABLE, stream=sys.stderr, pager=False)
    confirm(f"Purge {target.typed} for good?", yes=yes)
    removed = _around_too(beside, everywhere=everywhere, yes=yes)
    plan, made = _carry_out(desk, target, removed)
    left = around(desk.path, plan)
    if removed.backups:
        _remove(left.backups)  # Of somebody who was copying the journal meanwhile.
        left = left._replace(backups=())
    write.show(views.purged(plan, removed, left, made))
    _tell_what_is_left(target, left)


def _meant(journal: Journal, words: list[str]) -> Target:
    """What ``g3`` or ``e12``, and the name of a field after it, mean."""
    first, *rest = [word.strip() for word in words]
    kind: Kind | None = None
    if re.fullmatch("[eE][0-9]{1,12}", first):
        id = int(first[1:])
    else:
        kind, id = find(journal, first) if counts(first) else kind_and_number(first)
    if len(rest) > 1:
        raise WrongUsage("A purge takes one record and one of its fields.", "one after the other")
    return Target(kind, id, rest[0].casefold().replace("-", "_") if rest else None)


def around(path: Path, plan: Plan) -> Around:
    """The files beside the journal that know what goes."""
    marks = [*plan.uids, *(f"^{each.code}" for each in plan.goes)]
    folders = dict.fromkeys(places.drafts(each) for each in (path, path.resolve()))
    held = [each for folder in folders for each in drafts.holding(folder, plan.texts, marks)]
    return purges.look(path, plan)._replace(drafts=held)


def _around_too(around: Around, *, everywhere: bool, yes: bool) -> Around:
    """The drafts and backups to be removed too, by the option or an answer."""
    if everywhere or not (around.drafts or around.backups):
        return around
    if yes or not at_terminal():
        return Around()
    several = [
        count(len(paths), word)
        for paths, word in ((around.backups, "backup"), (around.drafts, "draft"))
        if paths
    ]
    return around if says_yes(f"Also remove {' and '.join(several)}?") else Around()


def _carry_out(desk: Desk, target: Target, removed: Around) -> tuple[Plan, Path | None]:
    """Purge it, the journal last, so that a purge that was killed can be run again by the same words.

    The lock is held from the beginning, so that what is copied, removed and purged is one journal.
    """
    made = None
    with desk.writing("purge", with_owner=False) as journal:
        if removed.backups and not removed.is_kept:
            _, copy = purges.rehearsed(desk.path, desk.clock, target)
            with closing(copy):
                made = backup.place(
                    desk.path, desk.clock, "purge", lambda part: backup.copy(copy, part)
                )
        _remove(removed.backups)
        _remove(removed.drafts)
        plan = purges.carry_out(journal, target)
    write_anew(desk.path)
    return plan, made


def write_anew(path: Path) -> None:
    """After a purge, see that no gap in the file has its words still; says so where that fails."""
    try:
        storage.compact(path)
    except JournalUnusable as error:
        # What was freed is zeroed by now; this is for what earlier changes left in its pages.
        say(f"It is gone, but the file could not be written anew: {error.sentence}")


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _tell_what_is_left(target: Target, left: Around) -> None:
    for path in left.backups:
        say(f"Still in {path}.")
    for path in left.drafts:
        say(f"Still in {path}; delete it when you need it no more.")
    for path in left.others:
        say(f"Still in {path}, which is no backup of this journal.")
    for path in left.sealed:
        say(f"{path} cannot be read, and stays; remove it if it may hold it.")
    if left.backups:
        again = f"mentorlog purge {target.typed}"
        say(f"hint: {again} --everywhere --yes removes those too")
