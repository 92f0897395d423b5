"""The passphrase or the keys of an encrypted backup: from a prompt, a command or a file, never argv."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from mentorlog.commands.desk import at_terminal
from mentorlog.errors import JournalSaysNo, WrongUsage

_LONGEST = 1 << 16
_ENDING_SECONDS = 2.0


def seal(recipients: Sequence[str], command: str | None) -> Callable[[bytes], bytes]:
    """What encrypts a backup: for the recipients' keys, else with a passphrase."""
    from mentorlog import age

    age.expect()
    if recipients and command:
        raise WrongUsage("--recipient and --passphrase-command exclude each other.")
    if recipients:
        age.sealed_for(b"", recipients)  # A slip in a key is told before the journal is read.
        return partial(age.sealed_for, recipients=recipients)
    return partial(age.sealed, passphrase=_passphrase(command, twice=True))


def unseal(content: bytes, file: Path, identity: Path | None, command: str | None) -> bytes | None:
    """What an encrypted backup holds; None for one that is not encrypted."""
    from mentorlog import age

    if not age.is_sealed(content):
        return None
    age.expect()
    if identity:
        from mentorlog.commands import files

        return age.opened_by(content, files.text(identity, "identity file"))
    if not age.takes_passphrase(content):
        raise WrongUsage(f"{file} is encrypted for a key.", "--identity FILE names the secret one")
    return age.opened(content, _passphrase(command, twice=False))


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
