"""The guides, and the list of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mentorlog.views import data
from mentorlog.views.pages import Column, Line, Markdown, Screen, Table, heading, strong


class Guide(NamedTuple):
    """One guide: its topic (the word to type), what it tells in one line, and its Markdown."""

    topic: str
    summary: str
    text: str


def listing(guides: Sequence[Guide]) -> Screen:
    """The topics, with one line each on what the guide tells."""
    rows = [data.picked(guide, "topic", "summary") for guide in guides]
    topics = tuple((strong(guide.topic), guide.summary) for guide in guides)
    page = (
        Line(heading("mentorlog help TOPIC")),
        Table((Column(), Column(stretch=True)), topics, indent=1),
        Line(),
        Line("The commands: mentorlog --help. One of them: mentorlog help COMMAND."),
    )
    return Screen(page=lambda _: page, data=lambda: rows, rows=lambda: rows)


def page(guide: Guide) -> Screen:
    """A guide, drawn for the terminal; as Markdown the text itself."""
    return Screen(page=lambda _: (Markdown(guide.text),), data=lambda: guide)
