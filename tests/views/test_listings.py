"""Lists and cards, and the front door that writes them in every format."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import dataclass
from typing import NamedTuple

import pytest

from mentorlog.errors import WrongUsage
from mentorlog.records import Visibility
from mentorlog.views import Format, listings, show
from mentorlog.views.listings import Field, card, listing
from mentorlog.views.pages import Line, Prose, Screen


@dataclass(frozen=True)
class Book:
    id: int
    title: str


class Win(NamedTuple):
    id: int


BOOKS = (Book(1, "Dune"), Book(2, "=Ulysses"))
FIELDS = (
    Field("id", "", lambda book: f"b{book.id}"),
    Field("title", "Title", lambda book: book.title, stretch=True),
)


def as_data(book: Book) -> dict[str, object]:
    return {"title": book.title, "id": book.id, "note": None}


def shown(screen: Screen, format: Format, *, anonymous: bool = False) -> str:
    stream = io.StringIO()
    show(screen, format, stream=stream, anonymous=anonymous)
    return stream.getvalue()


def test_a_listing_in_every_format() -> None:
    screen = listing(BOOKS, FIELDS, data=as_data, empty="No books yet.")
    assert shown(screen, Format.TABLE) == "     Title\n b1  Dune\n b2  =Ulysses\n"
    assert json.loads(shown(screen, Format.JSON)) == [as_data(book) for book in BOOKS]
    assert shown(screen, Format.CSV) == "id,title,note\n1,Dune,\n2,'=Ulysses,\n"
    assert shown(screen, Format.MARKDOWN) == (
        "|  | Title |\n| --- | --- |\n| b1 | Dune |\n| b2 | =Ulysses |\n"
    )


def test_an_empty_listing() -> None:
    screen = listing((), FIELDS, data=as_data, empty="No books yet.")
    assert shown(screen, Format.TABLE) == "No books yet.\n"
    assert shown(screen, Format.JSON) == "[]\n"
    assert shown(screen, Format.CSV) == ""


def test_a_card_leaves_out_what_is_empty() -> None:
    pairs = [("Title", "Dune"), ("Note", None), ("Owner", ""), ("Area", "Reading")]
    screen = card("b1 Dune", pairs, {"id": 1, "title": "Dune"}, (Line(), Prose("Two\nlines")))
    assert shown(screen, Format.TABLE) == ("b1 Dune\n Title  Dune\n Area   Reading\n\nTwo\nlines\n")
    assert json.loads(shown(screen, Format.JSON)) == {"id": 1, "title": "Dune"}
    assert shown(screen, Format.CSV) == "id,title\n1,Dune\n"
    assert shown(screen, Format.MARKDOWN) == (
        "b1 Dune\n\n- Title: Dune\n- Area: Reading\n\n> Two\\\n> lines\n"
    )


def test_a_receipt_says_who_may_see_what_most_may_not() -> None:
    one = listings.line("b1", "Dune", "", "read", level=Visibility.PRIVATE)
    other = listings.line("b2", "Ulysses")
    screen = listings.written([Win(1), Win(2)], one, other)
    assert shown(screen, Format.TABLE) == "b1  Dune · read · private\nb2  Ulysses\n"
    assert shown(screen, Format.TABLE, anonymous=True) == "Dune · read · private\nUlysses\n"
    assert json.loads(shown(screen, Format.JSON)) == [{"id": 1}, {"id": 2}]
    assert json.loads(shown(listings.written([Win(1)], one), Format.JSON)) == {"id": 1}


def test_sections_say_how_many_rows_are_left_out() -> None:
    items = [listings.Item(f"b{number}", "Dune", "read", "again") for number in (1, 2, 3)]
    found = [listings.Section("Books", items), listings.Section("Films", [])]
    page = listings.sections(found, most=1)
    assert shown(Screen(lambda _: page, dict), Format.TABLE) == (
        "Books\n b1  Dune  read\n       again\n     … and 2 more\n"
    )
    assert "more" not in str(tuple(listings.sections(found, most=2)))


def test_what_identifies_is_left_out_for_strangers() -> None:
    screen = listing(BOOKS, FIELDS, data=as_data, empty="")
    assert '"id"' not in shown(screen, Format.JSON, anonymous=True)
    assert shown(screen, Format.CSV, anonymous=True).startswith("title,note\n")


def test_a_screen_without_rows_is_no_csv() -> None:
    screen = Screen(page=lambda _canvas: (), data=dict)
    with pytest.raises(WrongUsage) as refused:
        shown(screen, Format.CSV)
    assert "table, json, markdown" in refused.value.hint


@pytest.mark.parametrize(
    ("format", "written"),
    [
        (Format.TABLE, "? Zo\u00eb ->\n"),
        (Format.JSON, '"\\u6f22 Zo\\u00eb \\u2192"\n'),
        (Format.MARKDOWN, "\\u6f22 Zo\u00eb \\u2192\n"),
    ],
)
def test_a_stream_that_cannot_encode_it_all(format: Format, written: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="latin-1", newline="")
    words = "漢 Zoë →"
    show(Screen(page=lambda _canvas: (Line(words),), data=lambda: words), format, stream=stream)
    stream.flush()
    assert raw.getvalue().decode("latin-1") == written


def test_only_wide_characters_pay_for_rich() -> None:
    code = (
        "import sys; from mentorlog.views import Format, show\n"
        "from mentorlog.views.pages import Column, Line, Screen, Table\n"
        "screen = Screen(lambda c: (Line('x'),), lambda: 1, lambda: [{'a': 1}])\n"
        "for format in Format: show(screen, format)\n"
        "assert not [name for name in sys.modules if name.startswith('rich')]\n"
        "table = Table((Column(),), (('x',),))\n"
        "show(screen._replace(page=lambda c: (table,)), Format.TABLE)\n"
        "assert not [name for name in sys.modules if name.startswith('rich')]\n"
        "wide = (Line('\\u6f22'),)\n"
        "show(screen._replace(page=lambda c: wide), Format.TABLE)\n"
        "assert 'rich.cells' in sys.modules and 'rich.text' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": ":".join(sys.path)})
