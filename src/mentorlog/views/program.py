"""What the program tells of itself: its settings, where the journal is, and its guides."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from mentorlog.values import NamedTuple
from mentorlog.views import data
from mentorlog.views.data import Data
from mentorlog.views.listings import card, said
from mentorlog.views.pages import Column, Line, Markdown, Screen, Table, heading, strong

Settings = Mapping[str, str | bool | None]


def overview(settings: Settings, instead: Mapping[str, str], file: Path, journal: Path) -> Screen:
    """Every setting, or what is used ``instead`` of one that is not set; then the two files."""
    pairs = [(key, _shown(key, value, instead)) for key, value in settings.items()]
    where = [("settings", str(file)), ("journal", str(journal))]
    found: Data = {**settings, **dict(where)}
    return card("Settings: mentorlog config set KEY VALUE", [*pairs, *where], found)


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
    found = {"journal": journal, "name": owner, "made": new}
    return said(found, about, Line(str(journal)))


# --- guides -------------------------------------------------------------------------------------


class Guide(NamedTuple):
    """One guide: its topic (the word to type), what it tells in one line, and its Markdown."""

    topic: str
    summary: str
    text: str


def guides(known: Sequence[Guide]) -> Screen:
    """The topics, with one line each on what the guide tells."""
    rows = [data.picked(guide, "topic", "summary") for guide in known]
    topics = tuple((strong(guide.topic), guide.summary) for guide in known)
    page = (
        Line(heading("mentorlog help TOPIC")),
        Table((Column(), Column(stretch=True)), topics, indent=1),
        Line(),
        Line("The commands: mentorlog --help. One of them: mentorlog help COMMAND."),
    )
    return Screen(page=lambda _: page, data=lambda: rows, rows=lambda: rows)


def guide(found: Guide) -> Screen:
    """A guide, drawn for the terminal; as Markdown the text itself."""
    return Screen(page=lambda _: (Markdown(found.text),), data=lambda: found)
