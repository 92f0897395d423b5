"""Encrypted backups and shares in the format of age (age-encryption.org), by pyrage.

A passphrase or a recipient's public key seals; the passphrase or the file with the secret key opens.
They come from a prompt or a file, never argv. pyrage is the extra ``mentorlog[encrypted]``.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from mentorlog.commands.desk import at_terminal
from mentorlog.errors import JournalSaysNo, JournalUnusable, UnreadableWords, WrongUsage

_PLAIN, _ARMORED = b"age-encryption.org/v1", b"-----BEGIN AGE ENCRYPTED FILE-----"
_BY_PASSPHRASE = b"\n-> scrypt "


def seal(recipients: Sequence[str]) -> Callable[[bytes], bytes]:
    """What encrypts a file: for the recipients' keys (``age1…``, ``ssh-ed25519 …``), else with a passphrase.

    Raises ``UnreadableWords`` for what is no public key, and ``JournalUnusable`` without pyrage.
    """
    pyrage = _pyrage()  # Before anything is asked.
    if recipients:
        keys = [_recipient(pyrage, key) for key in recipients]
        return lambda content: bytes(pyrage.encrypt(content, keys))
    return partial(sealed, passphrase=_passphrase(twice=True))


def unseal(content: bytes, file: Path, identity: Path | None) -> bytes | None:
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
    return opened(content, _passphrase(twice=False))


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


def _passphrase(*, twice: bool) -> str:
    if not at_terminal():
        hint = "--recipient KEY needs none" if twice else ""
        raise WrongUsage("A passphrase is asked for on a terminal, and there is none.", hint)
    from getpass import getpass

    given = getpass("Passphrase: ")
    if not given:
        raise WrongUsage("An empty passphrase protects nothing.")
    if twice and getpass("Once more: ") != given:
        raise JournalSaysNo("The two passphrases differ; no backup was made.")
    return given
