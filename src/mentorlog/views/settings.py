"""The settings, and where things are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mentorlog.views.data import Data
from mentorlog.views.listings import card, said
from mentorlog.views.pages import Line, Screen

Settings = Mapping[str, str | bool | None]


def overview(settings: Settings, instead: Mapping[str, str], file: Path, journal: Path) -> Screen:
    """Every setting, or what is used ``instead`` of one that is not set; then the two files."""
    pairs = [(key, _shown(key, value, instead)) for key, value in settings.items()]
    where = [("settings", str(file)), ("journal", str(journal))]
    data: Data = {**settings, **dict(where)}
    return card("Settings: mentorlog config set KEY VALUE", [*pairs, *where], data)


def _shown(key: str, value: str | bool | None, instead: Mapping[str, str]) -> str:
    if value is None:
        return f"not set: {instead[key]}" if instead.get(key) else "not set"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def changed(key: str, settings: Settings, instead: Mapping[str, str]) -> Screen:
    """One line on what a setting is now; JSON is all of them."""
    return said(dict(settings), Line(f"{key}  {_shown(key, settings[key], instead)}"))


def made(journal: Path, owner: str, *, new: bool) -> Screen:
    """Where the journal is, whose it is, and whether it is new."""
    about = Line(f"The journal of {owner} is {'made' if new else 'there already'}:")
    found = {"journal": str(journal), "name": owner, "made": new}
    return said(found, about, Line(str(journal)))
