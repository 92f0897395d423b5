"""``mentorlog share`` and ``receive``: a part of two journals in common."""

from pathlib import Path
from typing import Annotated

import typer

from mentorlog import places
from mentorlog.commands import files, secrets
from mentorlog.commands.desk import Desk, say
from mentorlog.commands.options import AsJson, Recipients, argument, option
from mentorlog.errors import MentorlogError, UnreadableFile, WrongUsage, why
from mentorlog.exchange import share_lines
from mentorlog.journal import mentorships
from mentorlog.journal.keeping import backup
from mentorlog.journal.sharing import given, parties, received, taking
from mentorlog.records.shares import Share, Taken
from mentorlog.spelling import words
from mentorlog.views import elsewhere as views

_ENDING = ".share.jsonl"


def share_(
    ctx: typer.Context,
    who: Annotated[str, argument("WHO", "A partner.")],
    output: Annotated[
        str,
        option(
            "--output",
            "Where to write it, such as a folder that both of you reach.",
            "FILE|FOLDER",
        ),
    ],
    recipient: Recipients = None,
    force: Annotated[bool, option("--force", "Replace a file without asking.")] = False,
    json_: AsJson = False,
) -> None:
    """Write what a partner may read, for their own journal: receive takes it there."""
    desk = Desk.of(ctx)
    seal = secrets.seal(recipient) if recipient else None
    with desk.reading() as journal:
        person = mentorships.with_partner(journal, who).partner.id
        givers, was = received.givers(journal), parties.was(journal)
    with desk.reading(f"p{person}") as journal:
        made, kept = given.read(journal, givers, was), given.kept(journal, givers)
    content = share_lines.written(made)
    if output == "-" and not seal:
        typer.echo(content, nl=False)
        return
    name = _named(made, sealed=seal is not None)
    path, in_folder = files.in_place(output, lambda folder: folder / name)
    # In a folder a newer share takes the place of an older one. A link there may be another's, to any file.
    is_older = in_folder and not path.is_symlink()
    path = files.checked(desk, path, force=force or is_older)
    with files.replacing(path) as stream:
        stream.write(seal(content.encode()) if seal else content.encode())
    desk.show(views.given(made, path, kept), as_json=json_)


def _named(made: Share, *, sealed: bool) -> str:
    """``amir-khan-for-dana-ortiz.share.jsonl``."""
    names = ("-".join(words(each.name))[:60] for each in (made.giver, made.reader))
    return "-for-".join(names) + _ENDING + (".age" if sealed else "")


def receive_(
    ctx: typer.Context,
    path: Annotated[Path, argument("FILE", "What share wrote.")],
    as_: Annotated[
        str | None, option("--as", "Whose share it is, where the name does not tell.", "WHO")
    ] = None,
    identity: Annotated[
        Path | None, option("--identity", "The file with the secret key that opens it.", "FILE")
    ] = None,
    dry_run: Annotated[bool, option("--dry-run", "Show what would come; keep nothing.")] = False,
    json_: AsJson = False,
) -> None:
    """Take what a partner shared into your journal, and what they said of yours.

    Of a folder all shares that are for you are taken.
    """
    desk = Desk.of(ctx)
    one = not places.named(str(path)).is_dir()
    refused: list[MentorlogError] = []
    taken = 0
    for each in _files(path):
        try:
            found = share_lines.read(_content(each, identity), each.name)
            with desk.reading() as journal:
                if not (one or parties.is_for_me(journal, found)):
                    continue
            done = _take(desk, found, as_, rehearsal=dry_run)
        except MentorlogError as error:
            if one:
                raise
            say(f"{each.name} is left out: {error.sentence}")
            refused.append(error)
            continue
        taken += 1
        desk.show(views.taken(done, desk.today, rehearsal=dry_run), as_json=json_)
    if refused and not taken:
        raise refused[0]
    if not taken:
        raise WrongUsage(f"No share for you is in {path}.", f"a share ends in {_ENDING} there")


def _take(desk: Desk, found: Share, as_: str | None, *, rehearsal: bool) -> Taken:
    with desk.reading() as journal:
        person = parties.giver(journal, found, as_)
    with desk.reading(f"p{person}") as journal:
        readable = given.readable(journal)
    if not rehearsal:
        backup.automatic(desk.path, desk.clock, "receive")
    with desk.writing("receive", rehearsal=rehearsal) as journal:
        return taking.take(journal, found, person, readable)


def _files(path: Path) -> list[Path]:
    named = places.named(str(path))
    if not named.is_dir():
        return [named]
    found = (each for end in ("", ".age") for each in named.glob(f"*{_ENDING}{end}"))
    return sorted(each for each in found if each.is_file())  # A pipe would have no end.


def _content(path: Path, identity: Path | None) -> bytes:
    """What the file holds, opened if it is encrypted; more than a share may hold is not read."""
    try:
        with path.open("rb") as stream:
            content = stream.read(share_lines.MOST + 1)
    except OSError as error:
        raise UnreadableFile(path, why(error)) from error
    return secrets.unseal(content, path, identity) or content
