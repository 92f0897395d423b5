"""A page as Markdown: the same words, whatever was typed into them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mentorlog.harmless import UNSAFE
from mentorlog.views.cells import one_line
from mentorlog.views.pages import (
    Bar,
    Column,
    Fixed,
    Line,
    Piece,
    Prose,
    Rule,
    Span,
    Spark,
    Table,
    Tone,
)  # fmt: skip
from mentorlog.views.to_markdown import dump

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
TEXT = st.text(st.characters(codec=None), max_size=20) | st.text("\\`*_[]|<>#-=\n a1.", max_size=12)


def test_every_block() -> None:
    columns = (Column(), Column("Goals", stretch=True), Column(), Column("Now", right=True))
    goals = Table(
        columns,
        (
            (Piece("g4", Tone.REF), "Design | guide", Bar(80, 100), "80%"),
            ("g6", ("Coach ", Piece("[two]", Tone.HIT)), Bar(None), "–"),
            Span("g4 is *stalled*"),
        ),
    )
    facts = Table(
        (Column(), Column(), Column()),
        (("a36", "Send", "due"), Span("“why”"), Span("none", lead="Goals"), ("a37", "", "")),
    )
    page = (
        Line(Piece("Priya # Nair", Tone.HEADING), Piece("as of today", Tone.DIM)),
        Line(),
        goals,
        facts,
        Line(Spark((None, 10, 100))),
        Rule("today"),
        Fixed(("a `` b   ", "━━•")),
        Prose("- one\ntwo\n\n# three"),
    )
    assert dump(page) == (
        "## Priya # Nair · as of today\n\n"
        "|  | Goals |  | Now |\n"
        "| --- | --- | --- | --: |\n"
        "| g4 | Design \\| guide | 80 % | 80% |\n"
        "| g6 | Coach \\[two\\] | – | – |\n"
        "|  | g4 is \\*stalled\\* |  |  |\n\n"
        "- a36: Send · due\n"
        "  - “why”\n"
        "- Goals: none\n"
        "- a37\n\n"
        "·▁█\n\n"
        "---\n\ntoday\n\n"
        "```\na `` b\n━━•\n```\n\n"
        "> \\- one\\\n> two\n>\n> \\# three\n"
    )


def test_an_empty_page_is_empty() -> None:
    assert dump((Line(), Prose("\n"), Fixed(()))) == ""


def test_a_fence_in_a_chart_does_not_end_it() -> None:
    assert dump((Fixed(("```", "# x")),)) == "````\n```\n# x\n````\n"


@given(TEXT, TEXT, TEXT)
def test_user_text_reaches_the_reader_as_words_only(line: str, cell: str, prose: str) -> None:
    table = Table((Column("A"), Column("B")), ((cell, line), Span(cell)))
    page = (Line(Piece(line, Tone.HEADING)), table, Line(line, cell), Prose(prose), Fixed((cell,)))
    text = dump(page)
    assert not re.search(f"[{UNSAFE}]", text.replace("\n", ""))
    tokens = PARSER.parse(text)
    for token in tokens:
        assert {child.type for child in token.children or []} <= {"text", "hardbreak"}
    tables = [token for token in tokens if token.type == "tr_open"]
    assert len(tables) == 3
    assert sum(token.type == "heading_open" for token in tokens) == bool(one_line(line))
    assert sum(token.type == "fence" for token in tokens) == 1
