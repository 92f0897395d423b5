"""``mentorlog sync``: one journal on several machines, through a git repository.

A sync fetches, takes in, commits and pushes. Each step may be cut off; the next sync goes on there.
"""

import platform
import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from mentorlog import private
from mentorlog.commands import offered
from mentorlog.commands.desk import Desk, ask, at_terminal, say
from mentorlog.commands.options import AsJson, argument, option
from mentorlog.errors import (
    JournalSaysNo,
    MentorlogError,
    UnreadableFile,
    WrongUsage,
    count,
    joined,
)
from mentorlog.journal import storage
from mentorlog.journal.keeping import backup
from mentorlog.journal.sync import burying, state, taking
from mentorlog.journal.tables import VERSION
from mentorlog.records.keeping import Plan
from mentorlog.records.sync import Setup, Summary
from mentorlog.sync import files
from mentorlog.sync.git import Moved, RemoteFailed, Repository, not_ours
from mentorlog.values import NamedTuple
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


def _finish(desk: Desk, syncing: "Syncing", *, json_: bool, forget: bool = False) -> None:
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


# A sync from end to end


_TRIES = 10
_FOLDER = re.compile(r"devices/([0-9a-f]{16})/([0-9]{6,9})-[0-9a-f]{8}\.jsonl")
_PURGED = re.compile(r"devices/([0-9a-f]{16})/(purged-[0-9a-f]{8})\.jsonl")


class _Theirs(NamedTuple):
    """What a commit has of one device: rows by the number of their file, and what is purged."""

    rows: dict[int, str]
    purged: str | None


class _Commit(NamedTuple):
    head: str
    names: dict[str, str]
    mark: files.Mark
    devices: dict[str, _Theirs]


def beside(path: Path) -> Path:
    """The folder beside a journal in which its clone lives."""
    return path.with_name(f"{path.name}.sync")


class Syncing:
    """The journal at a desk, and the repository that it is synced through."""

    def __init__(self, desk: Desk, remote: str) -> None:
        self._desk = desk
        self._home = beside(desk.path)
        self._place = self._home / "place"
        private.make_folder(self._home)
        self._repository = Repository(self._home / "repository.git", remote, ask=at_terminal())
        self._repository.prepare()
        self._notes: list[str] = []
        self._done: list[taking.Taken] = []

    def mark(self) -> files.Mark | None:
        """What the remote says of itself, None where it holds nothing yet."""
        found = self._fetched()
        return found.mark if found else None

    def keep_place(self, place: str) -> None:
        """Note beside the journal which device is here, so that a copy of the journal alone is found."""
        with private.replacing(self._place) as part:
            part.write_text(place)

    def run(self, *, forget: bool = False) -> Summary:
        """Sync until what is here is there; raises what stands in the way, and is then run again."""
        for _ in range(_TRIES):
            commit = self._fetched()
            setup = self._one_device(commit)
            is_forgotten = self._expect_history(setup, commit)
            self._done.append(self._taken(setup, commit))
            try:
                sent = self._pushed(setup, commit, forget=forget)
            except Moved:
                continue
            if forget or is_forgotten:
                self._repository.forget()
            return self.summary(sent)
        raise RemoteFailed("Other devices push all the time.", "try again in a moment")

    def summary(self, sent: int = 0) -> Summary:
        """What was done so far."""
        return Summary(
            sent,
            sum(each.rows for each in self._done),
            sum(len(each.purged) for each in self._done),
            tuple(dict.fromkeys(name for each in self._done for name in each.devices)),
            tuple(dict.fromkeys(found for each in self._done for found in each.conflicts)),
            tuple(dict.fromkeys(self._notes)),
        )

    # What is there

    def _fetched(self) -> _Commit | None:
        head = self._repository.fetch()
        if head is None:
            return None
        names = self._repository.files(head)
        if files.MARK not in names:
            raise not_ours(self._repository.remote)
        (content,) = self._repository.read([names[files.MARK]])
        devices: dict[str, _Theirs] = {}
        for name in names:
            rows, purged = _FOLDER.fullmatch(name), _PURGED.fullmatch(name)
            if match := rows or purged:
                theirs = devices.setdefault(match[1], _Theirs({}, None))
                if rows:
                    theirs.rows[int(match[2])] = name
                else:
                    devices[match[1]] = theirs._replace(purged=name)
        return _Commit(head, names, files.mark(content), devices)

    def _expect_history(self, setup: Setup, commit: _Commit | None) -> bool:
        """Whether another device made the remote forget its history; raises where it was rewritten else."""
        if setup.head is None or (commit and commit.head == setup.head):
            return False
        hint = f"mentorlog sync init {setup.remote} writes there what this device has"
        if commit is None:
            raise RemoteFailed(
                f"{setup.remote} is empty, and was not when this journal was synced last.", hint
            )
        if self._repository.is_after(commit.head, setup.head):
            return False
        if commit.mark.root <= setup.root:
            raise RemoteFailed(
                f"The history of {setup.remote} was rewritten, and not by sync forget-history;"
                " nothing was taken in.",
                hint,
            )
        return True

    def _one_device(self, commit: _Commit | None) -> Setup:
        """How this journal is synced; as a new device where another copy of it has gone its own way."""
        with self._desk.reading() as journal:
            setup = state.setup(journal)
            mine = state.files(journal)
        assert setup is not None
        theirs = commit.devices.get(setup.device) if commit else None
        there = {Path(name).stem for name in theirs.rows.values()} if theirs else set()
        is_here = self._place.exists() and self._place.read_text() == setup.place
        arrived = [name for name in there & mine.keys() if not mine[name][3]]
        if is_here and there <= mine.keys() and not arrived:
            return setup
        with self._desk.writing("sync", with_owner=False) as journal:
            state.pushed(journal, arrived)
            if not (is_here and there <= mine.keys()):
                setup = state.become_new(journal)
                self._notes.append(
                    "Another copy of this journal is synced too: this one is a new device from here on."
                )
        self.keep_place(setup.place)
        return setup

    # In

    def _taken(self, setup: Setup, commit: _Commit | None) -> taking.Taken:
        with self._desk.reading() as journal:
            is_ahead = state.is_ahead(journal)
        if is_ahead:
            with self._desk.writing("sync", with_owner=False) as journal:
                state.stamp_anew(journal)
        with self._desk.reading() as journal:
            known = state.taken(journal)
            news = state.has_news(journal)
            owner = commit.mark.owner if commit else None
            found = []
            for uid, theirs in sorted(commit.devices.items()) if commit else ():
                if uid != setup.device:
                    taken, buried = known.get(uid, (0, None))
                    if each := self._new_of(setup, commit, uid, theirs, taken, buried):
                        taking.expect_sound(journal, each.wires, files.folder(uid))
                        taking.expect_time(self._desk.clock, each.wires, each.name or uid)
                        found.append(each)
            has_other_owner = owner and owner != state.owner(journal)
        if not (found or news or has_other_owner):
            return taking.Taken(0, [], [], ())
        with self._desk.writing("sync", with_owner=False) as journal:
            done = taking.take(journal, setup.device, found, owner)
        if done.purged:
            from mentorlog.commands.keeping import write_anew  # Only a purge needs it.

            write_anew(self._desk.path)
        if done.met:
            self._notes.append(f"In both journals, and one person each now: {joined(done.met)}.")
        self._notes += _still_held(self._desk.path, done.purged)
        return done

    def _new_of(
        self, setup: Setup, commit: _Commit | None, uid: str, theirs: _Theirs, taken: int,
        buried: str | None,
    ) -> taking.Found | None:  # fmt: skip
        assert commit is not None
        wanted = [number for number in sorted(theirs.rows) if number > taken]
        if wanted != list(range(taken + 1, taken + 1 + len(wanted))):
            where = files.folder(uid)
            raise UnreadableFile(
                where, f"its file {taken + 1:06d} is missing. Nothing was taken in"
            )
        if not wanted and theirs.purged == buried:
            return None
        names = [theirs.rows[number] for number in wanted]
        every = [*names, *([theirs.purged] if theirs.purged else [])]
        contents = self._repository.read([commit.names[name] for name in every])
        read = {
            name: files.read(name, files.opened(content, setup.identity), uid, VERSION)
            for name, content in zip(every, contents, strict=True)
        }
        graves = files.graves(theirs.purged, read[theirs.purged]) if theirs.purged else []
        wires = [wire for name in names for wire in files.rows(name, read[name], uid)]
        called = next((each.name for each in reversed(read.values()) if each.name), uid)
        return taking.Found(uid, called, max([taken, *wanted]), wires, graves, theirs.purged)

    # Out

    def _pushed(self, setup: Setup, commit: _Commit | None, *, forget: bool) -> int:
        """Push what is not there yet; returns how many rows. Raises ``Moved`` and ``RemoteFailed``."""
        content, sent = self._to_write(setup, commit)
        root = (commit.mark.root if commit else 0) + forget
        if commit is None or forget:
            content[files.MARK] = files.marked(
                files.Mark(self._owner(), root, setup.recipient is not None)
            )
        head = commit.head if commit else None
        if content:
            head = self._repository.commit(head, content, fresh=forget)
            self._repository.push(head, commit.head if commit else None)
        if content or head != setup.head or root != setup.root:
            with self._desk.writing("sync", with_owner=False) as journal:
                state.synced(journal, head, root)
                state.pushed(journal, (Path(name).stem for name in content))
        return sent

    def _to_write(
        self, setup: Setup, commit: _Commit | None
    ) -> tuple[dict[str, bytes | None], int]:
        """The files of this device that are to be written or removed, and how many new rows they have."""
        there: Mapping[str, str] = commit.names if commit else {}
        own = files.folder(setup.device)
        content: dict[str, bytes | None] = {}
        sent = 0
        with self._desk.reading() as journal:
            graves = files.buried(burying.graves(journal))
            purged = ""
            if graves:
                purged = (
                    f"{own}/{files.PURGED}-{sha256(''.join(graves).encode()).hexdigest()[:8]}.jsonl"
                )
            old = [name for name in there if name.startswith(f"{own}/{files.PURGED}-")]
            # What was purged goes from every file; and what somebody else changed here is put right.
            anew = (purged not in there and purged != "") or self._is_changed(setup, commit, own)
            for stem, (_, after, last, pushed) in state.files(journal).items():
                name = f"{own}/{stem}.jsonl"
                if name not in there or anew or pushed == state.ANEW:
                    lines = state.lines(journal, setup.device, after, last)
                    content[name] = self._sealed(
                        setup, files.written(setup.device, setup.name, lines, VERSION)
                    )
                    sent += 0 if name in there else len(lines)
            if purged and (purged not in there or anew):
                content[purged] = self._sealed(
                    setup, files.written(setup.device, setup.name, graves, VERSION)
                )
                content |= dict.fromkeys(name for name in old if name != purged)
                if old or any(name.startswith(f"{own}/") for name in there):
                    self._notes.append(
                        "What was purged is out of this device's files; the remote's history has it"
                        " still: mentorlog sync forget-history"
                    )
        return content, sent

    def _is_changed(self, setup: Setup, commit: _Commit | None, own: str) -> bool:
        """Whether somebody else wrote into this device's folder since its last sync."""
        if commit is None or setup.head is None or setup.head == commit.head:
            return False
        return self._repository.differs(setup.head, commit.head, own)

    def _sealed(self, setup: Setup, content: bytes) -> bytes:
        return files.sealed(content, setup.recipient) if setup.recipient else content

    def _owner(self) -> str:
        with self._desk.reading() as journal:
            uid = state.owner(journal)
        if uid is None:
            raise JournalSaysNo("This journal has no owner yet.", "mentorlog init")
        return uid


def _still_held(path: Path, purged: Sequence[Plan]) -> Iterator[str]:
    """Sentences on the backups and drafts here that hold what was purged elsewhere, each file once."""
    from mentorlog.commands.keeping import around  # Only a purge needs it.

    told: set[Path] = set()
    # A record before what went with it: one command for all of that.
    order = sorted(purged, key=lambda each: (each.target.kind is None, -len(each.uids)))
    for plan in order:
        held = around(path, plan)
        files = {*held.backups, *held.drafts} - told
        if files:
            again = f"mentorlog purge {plan.target.typed} --everywhere --yes"
            yield (
                f"Purged elsewhere, and still in {count(len(files), 'backup or draft', 'backups or drafts')} here:"
                f" {again} removes {'it' if len(files) == 1 else 'them'}"
            )
        for other in dict.fromkeys((*held.others, *held.sealed)):
            if other not in told:
                yield f"What was purged elsewhere is, or may be, in {other} too: it stays"
        told.update(files, held.others, held.sealed)
