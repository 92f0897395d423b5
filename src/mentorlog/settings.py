"""The settings file, ``config.toml``: five scalar keys, and whatever comments stand with them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from mentorlog import private
from mentorlog.dates import DateOrder
from mentorlog.errors import WrongUsage, quoted
from mentorlog.values import NamedTuple

_YES_OR_NO = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


class Settings(NamedTuple):
    """What the user chose; None is "not chosen".

    ``date_order`` reads ``01/02``, ``name`` is who "me" is, ``editor`` goes before ``$EDITOR``,
    ``pager`` tells whether long output on a terminal goes through one, ``mentor`` who is meant
    where ``log``, ``ask``, ``since last-session``, ``prep`` and ``report`` name nobody.
    """

    date_order: DateOrder | None = None
    name: str | None = None
    editor: str | None = None
    pager: bool = True
    mentor: str | None = None


def load(path: Path) -> Settings:
    """The settings in ``path``; those of nobody where there is no such file.

    Raises WrongUsage for what is no TOML, an unknown key and a value the key cannot have; OSError
    for a file that cannot be read.
    """
    try:
        words = path.read_bytes()
    except FileNotFoundError:
        return Settings()
    import tomllib

    try:
        found = tomllib.loads(words.decode())
    except (ValueError, RecursionError) as error:
        why = "it is nested too deep" if isinstance(error, RecursionError) else error
        raise WrongUsage(f"{path} is not a settings file: {why}.") from error
    return Settings(**{key: _stored(key, value, path) for key, value in found.items()})


def set_value(path: Path, key: str, word: str) -> Settings:
    """Set one key to a typed word in the file, and return what is set now; no word unsets it.

    The file's comments and the order of its lines stay. Raises as ``load`` does, WrongUsage for an
    unknown key, a word it cannot have and text that no file can hold, OSError where the file cannot
    be written; it is then what it was.
    """
    read = _reader(key, path)
    value: Any = read(word.strip()) if word.strip() else getattr(Settings(), key)
    if value is None and word.strip():
        raise _bad_value(key, word, path)
    settings = load(path)._replace(**{key: value})
    try:
        content = _changed(path, key, value).encode()
    except UnicodeEncodeError as error:
        raise WrongUsage(f"{path} cannot hold text that is not valid UTF-8.") from error
    # The file behind a link, as config files are often links into a folder under version control.
    path = path.resolve()
    private.make_folder(path.parent)
    with private.replacing(path) as part:
        part.write_bytes(content)
    return settings


def _changed(path: Path, key: str, value: object) -> str:
    """The file's text with one key set, or without it where it has its default."""
    import tomlkit  # slow to load, and only a change of the settings needs it

    document = tomlkit.parse(path.read_bytes().decode()) if path.exists() else tomlkit.document()
    if value is None or value is True:
        document.pop(key, None)
    else:
        document[key] = value if isinstance(value, bool) else str(value)
    return tomlkit.dumps(document)


def _stored(key: str, value: object, path: Path) -> Any:
    """A key's value in the file, where TOML has true and false of its own."""
    read, word = _reader(key, path), str(value)
    fits = isinstance(value, str) and bool(word.strip()) and key != "pager"
    if isinstance(value, bool):
        word, fits = "yes" if value else "no", key == "pager"
    found = read(word) if fits else None
    if found is None:
        raise _bad_value(key, word, path)
    return found


def _date_order(word: str) -> DateOrder | None:
    return DateOrder(word.lower()) if word.lower() in set(DateOrder) else None


_READERS: dict[str, tuple[Callable[[str], object | None], str]] = {
    "date_order": (_date_order, "dmy or mdy"),
    "name": (str, "a name"),
    "editor": (str, "a command"),
    "pager": (lambda word: _YES_OR_NO.get(word.lower()), "yes or no"),
    "mentor": (str, "part of a name"),
}


def _reader(key: str, path: Path) -> Callable[[str], object | None]:
    if key not in _READERS:
        known = f"the settings are {', '.join(_READERS)}"
        needs_none = "a manager needs none: mentorlog report --for manager"
        raise WrongUsage(
            f"{path} has no setting {quoted(key)}.", needs_none if key == "manager" else known
        )
    return _READERS[key][0]


def _bad_value(key: str, word: str, path: Path) -> WrongUsage:
    return WrongUsage(
        f"The setting {key} in {path} cannot be {quoted(word)}.", f"it is {_READERS[key][1]}"
    )


# Whose journal it is, when nobody has said


def owner_name(setting: str | None = None) -> str:
    """The owner's name: the setting, else git's ``user.name``, else the account's, else ``Me``."""
    return setting or _git_name() or _account_name() or "Me"


def _git_name() -> str:
    import subprocess

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
    import getpass

    try:
        return getpass.getuser().strip()
    except (OSError, KeyError, ImportError):
        return ""
