"""Encrypted backups and shares in the format of age (age-encryption.org), by pyrage.

A passphrase or a recipient's public key seals; the passphrase or the file with the secret key opens.
They come from a prompt, a command or a file, never argv. pyrage is the extra ``mentorlog[encrypted]``.
"""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from mentorlog.commands.desk import at_terminal
from mentorlog.errors import JournalSaysNo, JournalUnusable, UnreadableWords, WrongUsage

_PLAIN, _ARMORED = b"age-encryption.org/v1", b"-----BEGIN AGE ENCRYPTED FILE-----"
_BY_PASSPHRASE = b"\n-> scrypt "
_LONGEST = 1 << 16
_ENDING_SECONDS = 2.0


def seal(recipients: Sequence[str], command: str | None) -> Callable[[bytes], bytes]:
    """What encrypts a file: for the recipients' keys (``age1…``, ``ssh-ed25519 …``), else with a passphrase.

    Raises ``UnreadableWords`` for what is no public key, and ``JournalUnusable`` without pyrage.
    """
    pyrage = _pyrage()  # Before anything is asked.
    if recipients and command:
        raise WrongUsage("--recipient and --passphrase-command exclude each other.")
    if recipients:
        keys = [_recipient(pyrage, key) for key in recipients]
        return lambda content: bytes(pyrage.encrypt(content, keys))
    return partial(sealed, passphrase=_passphrase(command, twice=True))


def unseal(content: bytes, file: Path, identity: Path | None, command: str | None) -> bytes | None:
    """What an encrypted file holds; None for one that is not encrypted."""
    if not content.startswith((_PLAIN, _ARMORED)):
        return None
    _pyrage()  # Before anything is asked.
    if identity:
        from mentorlog.commands import files

        return _opened_by(content, files.text(identity, "identity file"))
    # Armour hides how it is opened.
    if not (content.startswith(_ARMORED) or _BY_PASSPHRASE in content[:200]):
        raise WrongUsage(f"{file} is encrypted for a key.", "--identity FILE names the secret one")
    return opened(content, _passphrase(command, twice=False))


def sealed(content: bytes, passphrase: str) -> bytes:
    """The content, to be opened with the passphrase."""
    return bytes(_pyrage().passphrase.encrypt(content, passphrase))


def opened(content: bytes, passphrase: str) -> bytes:
    """What a passphrase sealed; raises ``JournalSaysNo`` for another one."""
    pyrage = _pyrage()
    try:
        return bytes(pyrage.passphrase.decrypt(content, passphrase))
    except pyrage.DecryptError as error:
        raise JournalSaysNo("That passphrase does not open it, or it is damaged.") from error


def _opened_by(content: bytes, identity: str) -> bytes:
    """What was sealed for a key, by the text of the file with the secret one."""
    pyrage = _pyrage()
    try:
        return bytes(pyrage.decrypt(content, _identities(pyrage, identity)))
    except pyrage.DecryptError as error:
        raise JournalSaysNo("That key does not open it, or it is damaged.") from error


def _recipient(pyrage: Any, key: str) -> Any:
    kind = pyrage.ssh if key.startswith("ssh-") else pyrage.x25519
    try:
        return kind.Recipient.from_str(key.strip())
    except pyrage.RecipientError as error:
        # A secret key given by mistake must not be said aloud.
        is_secret = key.upper().startswith("AGE-SECRET-KEY")
        said = "AGE-SECRET-KEY-…" if is_secret else key
        raise UnreadableWords("public key", said, ("age1…", '"ssh-ed25519 …"')) from error


def _identities(pyrage: Any, text: str) -> list[Any]:
    found = []
    try:
        if "PRIVATE KEY-----" in text:
            found = [pyrage.ssh.Identity.from_buffer(text.encode())]
        else:
            lines = filter(None, map(str.strip, text.splitlines()))
            found = [pyrage.x25519.Identity.from_str(line) for line in lines if line[0] != "#"]
    except pyrage.IdentityError:
        pass
    if not found:
        raise JournalUnusable(
            "The identity file holds no secret key that can be used.",
            "it is the file that age-keygen wrote, with a line AGE-SECRET-KEY-…",
        )
    return found


def _pyrage() -> Any:
    try:
        import pyrage  # few commands need it, and not everybody has it
    except ImportError as error:
        raise JournalUnusable(
            "Encrypted backups need pyrage, which is not installed.",
            'pip install "mentorlog[encrypted]"',
        ) from error
    return pyrage


def _passphrase(command: str | None, *, twice: bool) -> str:
    if command is not None:
        return _printed_by(command)
    if not at_terminal():
        hint = "--passphrase-command COMMAND prints it" + (", or --recipient KEY" if twice else "")
        raise WrongUsage("A passphrase is asked for on a terminal, and there is none.", hint)
    from getpass import getpass

    given = getpass("Passphrase: ")
    if not given:
        raise WrongUsage("An empty passphrase protects nothing.")
    if twice and getpass("Once more: ") != given:
        raise JournalSaysNo("The two passphrases differ; no backup was made.")
    return given


def _printed_by(command: str) -> str:
    """The first line a command prints; it is run without a shell, and may ask on the terminal.

    Once the line is there nothing more is read, and a command that then does not end is ended.
    """
    failed = JournalSaysNo("The passphrase command failed.", "run it alone to see why")
    try:
        with subprocess.Popen(shlex.split(command), stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            line = process.stdout.readline(_LONGEST)
            if _code(process) != 0:
                raise failed
        given = line.decode().removesuffix("\n").removesuffix("\r")
    except (ValueError, IndexError) as error:
        raise WrongUsage("The passphrase command cannot be read, or prints no text.") from error
    except OSError as error:
        raise failed from error
    if len(line) == _LONGEST:
        raise JournalSaysNo("What the passphrase command printed is too long for a passphrase.")
    if not given:
        raise JournalSaysNo("The passphrase command printed nothing.")
    return given


def _code(process: subprocess.Popen[bytes]) -> int:
    """How a command ended that has said what it was asked; 0 where it goes on and has to be ended."""
    try:
        return process.wait(_ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        process.terminate()
        return 0
