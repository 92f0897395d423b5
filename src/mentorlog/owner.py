"""Whose journal it is, when nobody has said: git's ``user.name``, else the account's name."""

from __future__ import annotations

import getpass
import subprocess


def name(setting: str | None = None) -> str:
    """The owner's name: the setting, else git's, else the account's, else ``Me``."""
    return setting or _git_name() or _account_name() or "Me"


def _git_name() -> str:
    try:
        told = subprocess.run(
            ["git", "config", "--global", "--get", "user.name"],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=5,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return " ".join(told.stdout.replace("\0", "").split())


def _account_name() -> str:
    try:
        return getpass.getuser().strip()
    except (OSError, KeyError, ImportError):
        return ""
