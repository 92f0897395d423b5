"""The guides, and the list of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from mentorlog.views.pages import Column, Line, Markdown, Screen, Table, heading, strong


class Guide(Protocol):
    """What a guide is to whoever draws it."""

    @property
    def topic(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def text(self) -> str: ...


def listing(guides: Sequence[Guide]) -> Screen:
    """The topics, with one line each on what the guide tells."""
    rows = [{"topic": guide.topic, "summary": guide.summary} for guide in guides]
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
    return Screen(
        page=lambda _: (Markdown(guide.text),),
        data=lambda: {"topic": guide.topic, "summary": guide.summary, "text": guide.text},
    )
