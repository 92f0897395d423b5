"""Encrypted backups in the format of age (age-encryption.org), by pyrage.

A passphrase or a recipient's public key seals; the passphrase or the file with the secret key
opens. pyrage is the extra ``mentorlog[encrypted]`` and is imported when something is sealed or
opened. Nothing here touches the disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mentorlog.errors import JournalSaysNo, JournalUnusable, UnreadableWords

_PLAIN, _ARMORED = b"age-encryption.org/v1", b"-----BEGIN AGE ENCRYPTED FILE-----"
_BY_PASSPHRASE = b"\n-> scrypt "


class WrongSecret(JournalSaysNo):
    """What was given does not open the file."""


def is_sealed(content: bytes) -> bool:
    """Whether a file's beginning is that of an age file."""
    return content.startswith((_PLAIN, _ARMORED))


def takes_passphrase(content: bytes) -> bool:
    """Whether an age file's beginning says that a passphrase opens it; armour hides it."""
    return content.startswith(_ARMORED) or _BY_PASSPHRASE in content[:200]


def sealed(content: bytes, passphrase: str) -> bytes:
    """The content, to be opened with the passphrase."""
    sealing: bytes = _pyrage().passphrase.encrypt(content, passphrase)
    return sealing


def sealed_for(content: bytes, recipients: Sequence[str]) -> bytes:
    """The content, to be opened by each of the recipients (``age1…`` or ``ssh-ed25519 …``).

    Raises ``UnreadableWords`` for what is no public key.
    """
    pyrage = _pyrage()
    sealing: bytes = pyrage.encrypt(content, [_recipient(pyrage, key) for key in recipients])
    return sealing


def opened(content: bytes, passphrase: str) -> bytes:
    """What a passphrase sealed; raises ``WrongSecret``."""
    pyrage = _pyrage()
    try:
        inside: bytes = pyrage.passphrase.decrypt(content, passphrase)
    except pyrage.DecryptError as error:
        raise WrongSecret("That passphrase does not open it, or it is damaged.") from error
    return inside


def opened_by(content: bytes, identity: str) -> bytes:
    """What was sealed for a key, by the text of the file with the secret one.

    Raises ``WrongSecret`` and, for text without a secret key, ``JournalUnusable``.
    """
    pyrage = _pyrage()
    try:
        inside: bytes = pyrage.decrypt(content, _identities(pyrage, identity))
    except pyrage.DecryptError as error:
        raise WrongSecret("That key does not open it, or it is damaged.") from error
    return inside


def expect() -> None:
    """Raise ``JournalUnusable`` where pyrage is not installed, before anything is asked."""
    _pyrage()


def _recipient(pyrage: Any, key: str) -> Any:
    kind = pyrage.ssh if key.startswith("ssh-") else pyrage.x25519
    try:
        return kind.Recipient.from_str(key.strip())
    except pyrage.RecipientError as error:
        # A secret key given by mistake must not be said aloud.
        if key.upper().startswith("AGE-SECRET-KEY"):
            raise UnreadableWords("public key", "AGE-SECRET-KEY-…", ("age1…",)) from error
        raise UnreadableWords("public key", key, ("age1…", '"ssh-ed25519 …"')) from error


def _identities(pyrage: Any, text: str) -> list[Any]:
    try:
        if "PRIVATE KEY-----" in text:
            return [pyrage.ssh.Identity.from_buffer(text.encode())]
        lines = [line.strip() for line in text.splitlines()]
        found = [
            pyrage.x25519.Identity.from_str(line) for line in lines if line[:1] not in ("", "#")
        ]
    except pyrage.IdentityError as error:
        raise _no_key() from error
    if not found:
        raise _no_key()
    return found


def _no_key() -> JournalUnusable:
    return JournalUnusable(
        "The identity file holds no secret key that can be used.",
        "it is the file that age-keygen wrote, with a line AGE-SECRET-KEY-…",
    )


def _pyrage() -> Any:
    try:
        import pyrage
    except ImportError as error:
        raise JournalUnusable(
            "Encrypted backups need pyrage, which is not installed.",
            'pip install "mentorlog[encrypted]"',
        ) from error
    return pyrage
