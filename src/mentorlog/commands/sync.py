"""``mentorlog sync``: one journal on several machines, through a git repository."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Annotated

import typer

from mentorlog.commands.desk import Desk, ask, at_terminal, say
from mentorlog.commands.offered import offered
from mentorlog.commands.options import AsJson, argument, option
from mentorlog.commands.syncing import Syncing
from mentorlog.errors import JournalSaysNo, MentorlogError, WrongUsage
from mentorlog.journal import storage
from mentorlog.journal.keeping import backup
from mentorlog.journal.sync import state
from mentorlog.records.sync import Setup
from mentorlog.sync import files
from mentorlog.views import elsewhere as views

app = typer.Typer(add_completion=False, invoke_without_command=True)

_Identity = Annotated[
    str | None, option("--identity", "The file with the secret key; remembered.", "FILE")
]


@app.callback()
def sync(ctx: typer.Context, identity: _Identity = None, json_: AsJson = False) -> None:
    """Send what was written here, and take what was written on your other machines."""
    if ctx.invoked_subcommand:
        return
    desk = Desk.of(ctx)
    _run(desk, _setup(desk), identity, json_=json_)


@app.command()
def init(
    ctx: typer.Context,
    remote: Annotated[
        str,
        argument("REMOTE", "A git repository: empty, or one of your journal.", offered("files")),
    ],
    recipient: Annotated[
        str | None, option("--recipient", "Encrypt every file with age for this key.", "KEY")
    ] = None,
    plain: Annotated[bool, option("--plain", "Do not encrypt.")] = False,
    identity: _Identity = None,
    name: Annotated[str | None, option("--name", "What this machine is called.", "NAME")] = None,
    json_: AsJson = False,
) -> None:
    """Sync this journal through a git repository from now on."""
    desk = Desk.of(ctx, makes=True)
    if remote.startswith("-") or not remote.strip():
        raise WrongUsage("A remote is an address that git takes, or a folder.")
    recipient = _sealing(recipient, plain=plain)
    if recipient:
        files.expect_key(recipient)
    if Path(remote).is_dir():
        remote = str(Path(remote).resolve())
    with desk.reading() as journal:
        known = state.setup(journal)
    syncing = Syncing(desk, remote)
    mark = syncing.mark()
    if mark and mark.sealed != (recipient is not None):
        is_it = "encrypted: it needs --recipient KEY" if mark.sealed else "plain: it needs --plain"
        raise WrongUsage(f"The repository is {is_it}.")
    if mark and not known:
        backup.automatic(desk.path, desk.clock, "sync")
    called = name or (known.name if known else platform.node() or "device")
    key = identity and _whole(identity)
    with desk.writing("sync", with_owner=mark is None) as journal:
        setup = state.begin(journal, remote, called, recipient, key or (known and known.identity))
    syncing.keep_place(setup.place)
    _finish(desk, syncing, json_=json_)


@app.command()
def status(ctx: typer.Context, json_: AsJson = False) -> None:
    """Show what waits to be sent, when it was synced last, and with which machines."""
    desk = Desk.of(ctx)
    setup = _setup(desk)
    with desk.reading() as journal:
        desk.show(
            views.sync_status(setup, state.waiting(journal), state.devices(journal), desk.today),
            as_json=json_,
        )


@app.command("forget-history")
def forget_history(ctx: typer.Context, json_: AsJson = False) -> None:
    """Have the repository keep its newest state alone, as after a purge."""
    desk = Desk.of(ctx)
    _run(desk, _setup(desk), None, json_=json_, forget=True)


def _setup(desk: Desk) -> Setup:
    found = None
    if not storage.is_missing(desk.path):
        with desk.reading() as journal:
            found = state.setup(journal)
    if found is None:
        raise JournalSaysNo(
            "This journal is not synced yet.", "mentorlog sync init REMOTE --plain begins"
        )
    return found


def _sealing(recipient: str | None, *, plain: bool) -> str | None:
    """The key to encrypt for, None for no encryption; asked for on a terminal."""
    if recipient and plain:
        raise WrongUsage("--recipient and --plain exclude each other.")
    if recipient or plain:
        return recipient
    if not at_terminal():
        raise WrongUsage(
            "All of the journal goes to the remote, private notes too: encrypted or not?",
            "add --recipient KEY, or --plain",
        )
    say("All of the journal goes to the remote, private notes too.")
    return ask("Public key of age to encrypt it for (empty: not encrypted): ") or None


def _run(
    desk: Desk, setup: Setup, identity: str | None, *, json_: bool, forget: bool = False
) -> None:
    if identity:
        with desk.writing("sync", with_owner=False) as journal:
            state.read_with(journal, _whole(identity))
    _finish(desk, Syncing(desk, setup.remote), json_=json_, forget=forget)


def _whole(path: str) -> str:
    return str(Path(path).expanduser().resolve())


def _finish(desk: Desk, syncing: Syncing, *, json_: bool, forget: bool = False) -> None:
    try:
        done = syncing.run(forget=forget)
    except MentorlogError:
        # What came in before is told now or never.
        for line in views.half_synced(syncing.summary()):
            say(line)
        raise
    desk.saved = True
    desk.show(views.synced(done), as_json=json_)
    for note in done.notes:
        say(note)
