"""Pages drawn for a terminal, compared whole, and what must hold for any page."""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO
from unicodedata import combining

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from mentorlog import folding
from mentorlog.harmless import visible
from mentorlog.views import cells
from mentorlog.views.pages import (
    Bar,
    Canvas,
    Column,
    Content,
    Fixed,
    Line,
    Page,
    Piece,
    Prose,
    Rule,
    Span,
    Spark,
    Table,
    Tone,
)  # fmt: skip
from mentorlog.views.to_terminal import draw, write

GOLDEN = Path(__file__).parents[1] / "data" / "views"


def drawn(*blocks: object, width: int = 80) -> str:
    return draw(blocks, width=width, color=False, unicode=True)  # type: ignore[arg-type]


# Bars and sparklines


def test_as_many_blocks_show_whatever_the_pace_is() -> None:
    for percent in range(90):
        for pace in range(0, 101, 5):
            drawn = cells.bar(Bar(percent, pace), Canvas())
            assert (len(drawn), drawn.count("█")) == (10, percent // 10), (percent, pace)
            assert drawn.index("│") == min(pace // 10, 9)


def test_bars() -> None:
    for shape, drawing in [
        (Bar(80, 100), "████████░│"),
        (Bar(60, 87), "██████░░│░"),
        (Bar(60, 61), "██████│░░░"),
        (Bar(50), "█████░░░░░"),
        (Bar(99.9), "█████████░"),
        (Bar(100), "██████████"),
        (Bar(57.0, None, 100), "█" * 57 + "░" * 43),
        (Bar(None, 50), "░░░░░│░░░░"),
        (Bar(10, 20), "█░│░░░░░░░"),
        (Bar(17, 5), "│█░░░░░░░░"),
        (Bar(80, 35), "███│█████░"),
        (Bar(95, 35), "███│█████░"),
        (Bar(100, 35), "███│██████"),
        (Bar(95, 95), "█████████│"),
        (Bar(-5, 250), "░░░░░░░░░│"),
        (Bar(10, 20, 20), "██░░│░░░░░░░░░░░░░░░"),
        (Bar(25, 54, 20), "█████░░░░░│░░░░░░░░░"),
        (Bar(40, 47, 20), "████████░│░░░░░░░░░░"),
        (Bar(60, 60, 20), "████████████│░░░░░░░"),
    ]:
        assert cells.bar(shape, Canvas()) == drawing


def test_sparklines() -> None:
    for percents, drawing in [
        ((None, 10, 10, 25, 25, 40, 60), "·▁▁▃▃▄▅"),
        ((10, 20, 20, 30, 30, 30), "▁▂▂▃▃▃"),
        ((0, 10, 30, 40, 75, 75), "▁▁▃▄▇▇"),
        ((87.4, 87.5, 100), "▇██"),
    ]:
        assert cells.spark(Spark(percents), Canvas()) == drawing


# Whole pages


def status() -> Page:
    goals = Table(
        (
            Column(), Column("Goals", stretch=True), Column(least=60), Column("Now", right=True),
            Column("Pace", right=True, least=50), Column("Target", least=70), Column(),
        ),
        (
            (Piece("g4", Tone.REF), "Write the design-review guide", Bar(80, 100), "80%", "100%", "13 Nov", Piece("overdue 9d", Tone.LATE)),
            (Piece("g2", Tone.REF), "Lead the billing migration", Bar(60, 87), "60%", "87%", "18 Dec", "behind 27"),
            (Piece("g1", Tone.REF), "Speak at a regional conference", Bar(60, 61), "60%", "61%", "31 Mar 27", "on track"),
            (Piece("g6", Tone.REF), "Coach two new joiners (1 of 2)", Bar(50), "50%", "–", "–", "stalled 73d"),
            Span("g4 is stalled too, 45 days · closed: 1 achieved, 1 dropped (--all)", under=1),
        ),
        indent=1,
    )  # fmt: skip
    mine = Table(
        (Column(), Column("My actions", stretch=True), Column("Due"), Column(least=50), Column("Carried")),
        (
            ("a36", "Send Dana the abstract", "Fri 20 Nov", Piece("2 days over", Tone.LATE), "1×"),
            ("a38", "Draft the talk outline", "Fri 27 Nov", "in 5 days", ""),
        ),
        indent=1,
        group="actions",
    )  # fmt: skip
    danas = Table(
        (Column(), Column("Dana's", stretch=True), Column(), Column(least=50), Column()),
        (("a37", "Introduce me to the programme committee", "Thu 3 Dec", "in 11 days", ""),),
        indent=1,
        group="actions",
    )
    heading = Line(
        Piece("Priya Nair · Sun 22 Nov 2026", Tone.HEADING),
        Piece("│ in a bar: expected pace", Tone.DIM),
    )
    return (heading, Line(), goals, Line(), mine, danas, Line("32 of 36 done (89 %)", indent=6))


def hostile() -> Page:
    table = Table(
        (Column(), Column("Text", stretch=True), Column("Who"), Column("N", right=True)),
        (
            ("g1", "Ship [red]fast[/x] and [goal-1]", "Zoë", "1"),
            ("g2", "\x1b[31mescape\x1b[0m\a and \x9b2J", "漢字かな", "22"),
            ("g3", "\u202egnp.exe \u200eמאיה לוי\u200f", "מאיה", "3"),
            ("g4", "👩‍💻 pairs with 👨‍👩‍👧 on 日本語のとても長い文章を折り返す必要があるところ and 🇳🇱", "👍🏽", "4"),
            ("g5", "Looooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooong", "é", "5"),
            ("g6", "two\nlines\tand a tab", "", ""),
        ),
    )  # fmt: skip
    return (table, Prose("notes:\n  - [b]bold[/b]\n\x1b]0;title\a", indent=2), Fixed(("漢" * 60,)))


def timeline() -> Page:
    rows = (
        ("Thu", "8", "session", "Dana, 45 min: Why the migration slips", "s11"),
        ("", "", "target", "Lead the billing migration: 30 Oct → 18 Dec, +49 d", "g2"),
        Span("“Finance sends the refund data in November”", under=3, indent=2),
        ("Thu", "22", "advice", "Record one rehearsal a week: worked", "t24"),
    )
    columns = (Column(), Column(right=True), Column(), Column(stretch=True), Column(right=True))
    period = Line("Priya Nair · 1 Oct – 22 Nov 2026", "earlier: --all")
    rule = Rule("today, Sun 22 · next 7 days")
    return (period, Line(), Table(columns, rows, indent=1), rule, Line(Spark((None, 10, 60))))


PAGES = {"status": status, "hostile": hostile, "timeline": timeline}
CASES = [
    (name, width, color, unicode)
    for name in PAGES
    for width, color, unicode in ((80, False, True), (40, False, True), (80, True, True), (80, False, False))
]  # fmt: skip


def test_pages_look_as_they_did() -> None:
    for name, width, color, unicode in CASES:
        look = f"{width}{'-colour' if color else ''}{'' if unicode else '-ascii'}"
        golden = GOLDEN / f"{name}-{look}.txt"
        text = draw(PAGES[name](), width=width, color=color, unicode=unicode)
        if os.environ.get("MENTORLOG_UPDATE_GOLDEN"):
            golden.write_bytes(text.encode())
        assert text == golden.read_bytes().decode()


def test_the_right_of_a_line_goes_below_where_there_is_no_room() -> None:
    assert drawn(Line("left", "right", indent=1), width=20) == " left          right\n"
    assert drawn(Line("a long left side", "right"), width=20) == "a long left side\n  right\n"


def test_columns_without_text_and_columns_for_wider_terminals_are_left_out() -> None:
    table = Table(
        (Column("A"), Column(), Column("B", least=30), Column("C")), (("1", "", "2", "3"),)
    )
    assert drawn(table, width=40) == "A  B  C\n1  2  3\n"
    assert drawn(table, width=29) == "A  C\n1  3\n"


def test_a_row_across_may_start_with_a_lead() -> None:
    table = Table(
        (Column(), Column()), (("Due", "a1 x"), Span("none", under=1, lead="Goals"), Span("y"))
    )
    assert drawn(table) == "Due    a1 x\nGoals  none\ny\n"
    long = Table((Column(),), (Span("words", lead="a lead of many words"),))
    assert drawn(long, width=30) == "a lead of many words\n              words\n"


def test_a_last_column_of_numbers_stands_at_the_edge() -> None:
    table = Table((Column(stretch=True), Column(right=True)), (("a", "s1"), ("b", "s10")))
    assert drawn(table, width=20) == "a                 s1\nb                s10\n"


def test_joiners_between_letters_cannot_make_a_line_wider_than_measured() -> None:
    assert (
        drawn(Line("a\u200d" * 3 + "b 👩\u200d💻 🏳\ufe0f\u200d🌈"))
        == "aaab 👩\u200d💻 🏳\ufe0f\u200d🌈\n"
    )


def test_what_counts_as_narrow_is() -> None:
    narrow = list(filter(folding._is_narrow, map(chr, range(0x110000))))
    assert all(cell_len(one) == 1 and not combining(one) for one in narrow)


def test_an_empty_page_is_empty() -> None:
    assert drawn() == ""
    assert draw((), width=80, color=True, unicode=True) == ""


# What holds for any page

TEXTS = (
    st.text(st.characters(codec=None), max_size=30)
    | st.lists(st.sampled_from(["漢", "👩‍💻", "🇳🇱", "e\u0301", "\ufe0f", "\u200d", "word ", "[/x]", "[red]", "\x1b[31m", "\n", "x" * 30]), max_size=12).map("".join)
)  # fmt: skip
PERCENTS = st.none() | st.floats(0, 100)
PARTS = (
    TEXTS
    | st.builds(Piece, TEXTS, st.sampled_from(Tone))
    | st.builds(Bar, PERCENTS, PERCENTS, st.integers(1, 50))
    | st.builds(Spark, st.lists(PERCENTS, max_size=8).map(tuple))
)
CONTENTS = PARTS | st.lists(PARTS, max_size=3).map(tuple)
COLUMNS = st.builds(Column, TEXTS, st.booleans(), st.booleans(), st.sampled_from((0, 60)))


@st.composite
def tables(draw_from: st.DrawFn) -> Table:
    columns = draw_from(st.lists(COLUMNS, min_size=1, max_size=7).map(tuple))
    row: st.SearchStrategy[tuple[Content, ...] | Span] = st.tuples(*[CONTENTS] * len(columns))
    span = st.builds(Span, CONTENTS, st.integers(0, 9), st.integers(0, len(columns)), TEXTS)
    rows = draw_from(st.lists(row | span, max_size=4).map(tuple))
    return Table(columns, rows, draw_from(st.integers(0, 6)), draw_from(st.sampled_from(("", "a"))))


PAGES_OF_ANYTHING = st.lists(
    tables()
    | st.builds(Line, CONTENTS, CONTENTS, st.integers(0, 20))
    | st.builds(Prose, TEXTS, st.integers(0, 20))
    | st.builds(Rule, TEXTS)
    | st.builds(Fixed, st.lists(CONTENTS, max_size=3).map(tuple)),
    max_size=4,
).map(tuple)


@given(PAGES_OF_ANYTHING, st.integers(40, 120), st.booleans())
def test_no_page_is_too_wide_or_acts(page: Page, width: int, unicode: bool) -> None:
    text = draw(page, width=width, color=False, unicode=unicode)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e]", text)
    for line in text.split("\n"):
        assert cell_len(line) <= width
        assert line == line.rstrip()
    coloured = draw(page, width=width, color=True, unicode=unicode)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text


@given(PAGES_OF_ANYTHING, st.sampled_from(("ascii", "latin-1", "cp437")))
def test_a_page_fits_its_encoding(page: Page, encoding: str) -> None:
    text = draw(page, width=60, color=False, unicode=False, encoding=encoding)
    text.encode(encoding)
    assert all(cell_len(line) <= 60 for line in text.split("\n"))


@given(TEXTS, st.integers(40, 80))
def test_folding_loses_nothing(text: str, width: int) -> None:
    # A joiner between letters is not drawn, and one beside nothing is nothing.
    text = text.replace("\u200d", "").replace("\ufe0f", "")
    letters = "".join(visible(text).split())
    for block in (Line(text), Table((Column(stretch=True),), ((text,),))):
        assert "".join(drawn(block, width=width).split()) == letters


# Streams


class Terminal(io.StringIO):
    """A terminal in memory, without a size of its own."""

    def isatty(self) -> bool:
        return True


TONED = (Line(Piece("late", Tone.LATE)),)


@pytest.fixture
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("COLUMNS", "NO_COLOR", "PAGER", "LESS", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    return monkeypatch


def written(stream: TextIO, *, no_color: bool = False) -> str:
    write(lambda _canvas: TONED, stream, no_color=no_color, pager=True)
    stream.seek(0)
    return stream.read()


def test_colour_is_for_a_terminal_that_wants_it(plain_environment: pytest.MonkeyPatch) -> None:
    assert written(Terminal()) == "\x1b[31mlate\x1b[0m\n"
    assert written(io.StringIO()) == "late\n"
    assert written(Terminal(), no_color=True) == "late\n"
    plain_environment.setenv("NO_COLOR", "")
    assert written(Terminal()) == "\x1b[31mlate\x1b[0m\n"
    plain_environment.setenv("NO_COLOR", "0")
    assert written(Terminal()) == "late\n"
    plain_environment.delenv("NO_COLOR")
    plain_environment.setenv("TERM", "dumb")
    assert written(Terminal()) == "late\n"


def test_a_forced_colour_elsewhere_is_not_ours(plain_environment: pytest.MonkeyPatch) -> None:
    plain_environment.setenv("FORCE_COLOR", "1")
    assert written(io.StringIO()) == "late\n"


def test_the_width_is_columns_or_eighty(plain_environment: pytest.MonkeyPatch) -> None:
    seen: list[Canvas] = []

    def page_of(canvas: Canvas) -> Page:
        seen.append(canvas)
        return TONED

    for columns in ("", "132", "0", "x"):
        plain_environment.setenv("COLUMNS", columns)
        write(page_of, io.StringIO(), no_color=False, pager=False)
    assert [canvas.width for canvas in seen] == [80, 132, 80, 80]
    write(page_of, io.TextIOWrapper(io.BytesIO(), "latin-1"), no_color=False, pager=False)
    assert (seen[0].unicode, seen[-1].unicode) == (True, False)


@pytest.fixture
def terminal(plain_environment: pytest.MonkeyPatch) -> Iterator[TextIO]:
    """A real terminal of 24 lines, as standard input too."""
    pty = pytest.importorskip("pty")
    with ExitStack() as stack:
        ours, theirs = pty.openpty()
        stack.callback(os.close, ours)
        stream = stack.enter_context(os.fdopen(theirs, "r+b", buffering=0))
        text = io.TextIOWrapper(stream, "utf-8", write_through=True)
        plain_environment.setattr(sys, "stdin", text)
        yield text


@pytest.mark.parametrize(
    ("lines", "pager", "paged"), [(23, True, False), (24, True, True), (24, False, False)]
)
def test_what_is_taller_than_the_terminal_goes_through_the_pager(
    terminal: TextIO, tmp_path: Path, plain_environment: pytest.MonkeyPatch, lines: int, pager: bool, paged: bool
) -> None:  # fmt: skip
    seen = tmp_path / "seen"
    script = "import os,sys; open(sys.argv[1],'w').write(os.environ['LESS'] + sys.stdin.read())"
    plain_environment.setenv("PAGER", shlex.join([sys.executable, "-c", script, str(seen)]))
    page = tuple(Line("x") for _ in range(lines))
    write(lambda _canvas: page, terminal, no_color=False, pager=pager)
    assert seen.exists() is paged
    if paged:
        assert seen.read_text() == "FRX" + "x\n" * lines


@pytest.mark.parametrize("pager", ["", "no-such-pager-here", "'unbalanced"])
def test_without_a_pager_it_is_written(
    terminal: TextIO, plain_environment: pytest.MonkeyPatch, pager: str
) -> None:
    plain_environment.setenv("PAGER", pager)
    page = tuple(Line("x") for _ in range(30))
    write(lambda _canvas: page, terminal, no_color=False, pager=True)


def test_a_percent_sign_stays_with_its_number() -> None:
    assert folding.lines("The guide: 100 % where 57 % is due", 15) == [
        "The guide:",
        "100 % where",
        "57 % is due",
    ]


def test_wide_letters_are_padded_by_their_width() -> None:
    assert [folding.padded(text, 5) for text in ("漢字", "ab")] == ["漢字 ", "ab   "]
