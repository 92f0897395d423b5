"""Pages of plain lines come out as Rich would draw them, and without it."""

from __future__ import annotations

import io
from unicodedata import combining

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.views import plain_lines, to_terminal
from mentorlog.views.pages import Bar, Block, Canvas, Content, Line, Page, Piece, Prose, Spark, Tone

TEXT = st.one_of(
    st.text("ab cd–—‘’“”„•…→·×✓éßΩж \t\x1b[]/\n", max_size=60),
    st.lists(st.sampled_from(["Draft", "the", "outline·", "[b]", "–", "  "]), max_size=30).map(
        " ".join
    ),
    st.text(max_size=8),
)
PART = st.one_of(TEXT, st.builds(Piece, TEXT, st.sampled_from(Tone)))
CONTENT = st.one_of(PART, st.lists(PART, max_size=4).map(tuple))
LINE = st.builds(Line, CONTENT, st.one_of(st.just(""), CONTENT), st.integers(0, 30))


@given(st.lists(LINE, max_size=4), st.integers(20, 100), st.booleans())
def test_lines_are_drawn_as_rich_draws_them(lines: list[Line], width: int, color: bool) -> None:
    page = Page(tuple(lines))
    drawn = plain_lines.drawn(page, Canvas(width), color=color)
    if drawn is not None:
        assert drawn == to_terminal.draw(page, width=width, color=color, unicode=True)


def test_what_counts_as_narrow_is() -> None:
    from rich.cells import cell_len

    narrow = [chr(code) for code in range(0x110000) if plain_lines._NARROW.fullmatch(chr(code))]
    assert all(cell_len(one) == 1 and not combining(one) for one in narrow)


@pytest.mark.parametrize(
    "content",
    [
        "a wide 人",
        "emoji 🎉",
        "e\u0301",
        "\u200d",
        "x" * 81,
        Bar(40),
        ("a", Spark((1, 2))),
        "\u05d0",
    ],
)
def test_what_takes_more_is_left_to_rich(content: Content) -> None:
    assert plain_lines.drawn(Page((Line(content),)), Canvas(80), color=False) is None


@pytest.mark.parametrize("blocks", [(Prose("text"),), (Line("x"),) * 13])
def test_other_blocks_and_long_pages_are_left_to_rich(blocks: tuple[Block, ...]) -> None:
    assert plain_lines.drawn(Page(blocks), Canvas(80), color=False) is None


def test_what_an_encoding_lacks_is_left_to_rich() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    page = Page((Line("a · b"),))
    assert not plain_lines.write(page, Canvas(80, unicode=False), stream, no_color=False)
