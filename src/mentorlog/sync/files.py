"""The files of the repository: how they are called, written, sealed, and looked through when read.

``mentorlog.json`` says what the repository is. ``devices/UID/000001-….jsonl`` are a device's rows, a file a sync;
``devices/UID/purged.jsonl`` is what it knows to be purged. The first line of each says what follows.
"""

import json
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from mentorlog.errors import JournalUnusable, UnreadableFile, WrongUsage
from mentorlog.records.sync import Grave, Wire, wire
from mentorlog.values import NamedTuple

FORMAT = 1
MARK = "mentorlog.json"
PURGED = "purged"
_CLOCK = re.compile(r"[0-9T:.Z-]{24}-[0-9]{10}-[0-9a-f]{16}-[0-9]{7}")
_AGE = b"age-encryption.org/"


class Mark(NamedTuple):
    """What a repository says of itself: whose journal, how often its history was forgotten."""

    owner: str
    root: int
    sealed: bool


class Read(NamedTuple):
    """One file, looked through: the name of its device, and its lines."""

    name: str
    lines: list[str]


def folder(device: str) -> str:
    """Where a device writes."""
    return f"devices/{device}"


def marked(mark: Mark) -> bytes:
    """The file that says what the repository is."""
    said = {"mentorlog": "sync", "format": FORMAT, **mark._asdict()}
    return (json.dumps(said) + "\n").encode()


def mark(content: bytes) -> Mark:
    """What the repository says of itself; raises ``UnreadableFile``."""
    said = _header(MARK, content)
    try:
        return Mark(str(said["owner"]), int(said["root"]), bool(said["sealed"]))
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableFile(MARK, "it does not say whose journal this is") from error


def written(device: str, name: str, lines: Iterable[str], version: int) -> bytes:
    """A file of a device, with a first line by which a cut or a change is found."""
    body = "".join(f"{line}\n" for line in lines).encode()
    head = {
        "mentorlog": "rows",
        "format": FORMAT,
        "schema": version,
        "device": device,
        "name": name,
        "sha256": sha256(body).hexdigest(),
    }
    return json.dumps(head, ensure_ascii=False).encode() + b"\n" + body


def read(where: str, content: bytes, device: str, version: int) -> Read:
    """A device's file, whole and as it was written; raises ``UnreadableFile`` where it is not."""
    said = _header(where, content)
    _, _, body = content.partition(b"\n")
    if said.get("device") != device or said.get("sha256") != sha256(body).hexdigest():
        raise UnreadableFile(
            where,
            "it is not as its device wrote it: cut, or changed by hand. Nothing was taken in",
            "mentorlog sync on that device writes its files anew",
        )
    schema = said.get("schema")
    if not isinstance(schema, int) or schema > version:
        raise newer(where)
    # Not splitlines(), which knows ends of lines that a text may hold.
    return Read(
        str(said.get("name", "")), body.decode().removesuffix("\n").split("\n") if body else []
    )


def newer(where: str) -> UnreadableFile:
    """The error for a file from a newer version of the program."""
    return UnreadableFile(
        where, "a newer mentorlog wrote it. Nothing was taken in", "upgrade mentorlog here"
    )


def rows(where: str, found: Read, device: str) -> list[Wire]:
    """The rows of a file; raises ``UnreadableFile``."""
    try:
        wires = [wire(json.loads(line)) for line in found.lines]
    except (ValueError, TypeError, RecursionError) as error:
        raise UnreadableFile(where, "it has a line that is no row. Nothing was taken in") from error
    for each in wires:
        if not _is_row(each):
            raise UnreadableFile(where, "it has a line that is no row. Nothing was taken in")
        if each.device != device:
            raise UnreadableFile(where, "it has rows of another device. Nothing was taken in")
    return wires


def _is_row(found: Wire) -> bool:
    """Whether each part of a row is of its kind; what it says is looked at by the journal."""
    texts = (found.clock, found.at, found.change, found.table, found.command)
    undoes = found.undoes or ("", 0)
    return (
        all(isinstance(each, str) for each in texts)
        and _CLOCK.fullmatch(found.clock) is not None
        and isinstance(found.key, (str, dict))
        and all(isinstance(each, Mapping) for each in (found.fields, found.before))
        and isinstance(undoes[0], str)
        and type(undoes[1]) is int
    )


def graves(where: str, found: Read) -> list[Grave]:
    """What a device knows to be purged; raises ``UnreadableFile``."""
    try:
        told = [Grave(**json.loads(line)) for line in found.lines]
    except (ValueError, TypeError, RecursionError) as error:
        raise UnreadableFile(where, "it has a line that tells of no purge") from error
    if not all(isinstance(each, str) for grave in told for each in grave[:4]):
        raise UnreadableFile(where, "it has a line that tells of no purge")
    return told


def buried(found: Iterable[Grave]) -> list[str]:
    """The lines that tell what was purged."""
    return [json.dumps(each._asdict(), ensure_ascii=False) for each in found]


def _header(where: str, content: bytes) -> dict[str, Any]:
    first, _, _ = content.partition(b"\n")
    try:
        said = json.loads(first)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or "mentorlog" not in said:
        raise UnreadableFile(where, "it is no file of mentorlog's. Nothing was taken in")
    if not isinstance(said.get("format"), int) or said["format"] > FORMAT:
        raise newer(where)
    return said


def sealed(content: bytes, recipient: str) -> bytes:
    """The content as only the owner of the key reads it, by the user's ``age``."""
    return _age(["-r", recipient], content, "seal", f"the key {recipient}")


def opened(content: bytes, identity: str | None) -> bytes:
    """What a file holds, by the file with the secret key where it is sealed."""
    if not content.startswith(_AGE):
        return content
    if identity is None:
        raise JournalUnusable(
            "The files of the other devices are encrypted, and no secret key was named here.",
            "mentorlog sync --identity FILE names the file with it, and is remembered",
        )
    return _age(["-d", "-i", identity], content, "open", identity)


def expect_key(recipient: str) -> None:
    """Raise ``WrongUsage`` for what is no public key, ``JournalUnusable`` without ``age``."""
    if not recipient.startswith(("age1", "ssh-")):
        raise WrongUsage(
            "--recipient takes a public key of age or SSH.", "age-keygen -o key.txt makes one"
        )
    sealed(b"", recipient)


def _age(argv: Sequence[str], content: bytes, verb: str, what: str) -> bytes:
    try:
        done = subprocess.run(["age", *argv], input=content, capture_output=True, check=False)
    except OSError as error:
        raise JournalUnusable(
            "Encrypted sync needs the program age, and it cannot be run.",
            "install age; or mentorlog sync init REMOTE --plain",
        ) from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        why = said[0].removeprefix("age: ").removeprefix("error: ") if said else "no reason given"
        raise JournalUnusable(f"age cannot {verb} a file with {what}: {why.rstrip('.')}.")
    return done.stdout
