"""``show`` writes a ``Screen`` in one of the formats.

A format's module is imported only when it is needed, so that JSON never pays for the terminal.
"""

import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import TextIO, TypeVar

from mentorlog.errors import WrongUsage
from mentorlog.views.cells import encodes, encoding_of
from mentorlog.views.data import as_csv, dump, without_identity
from mentorlog.views.pages import Canvas, Page, Screen, without_codes, without_hints

T = TypeVar("T")


class Format(StrEnum):
    """How a screen is written; the value is the word people type."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


def show(
    screen: Screen,
    format: Format,
    *,
    stream: TextIO | None = None,
    no_color: bool = False,
    pager: bool = True,
    anonymous: bool = False,
    mine: bool = True,
) -> None:
    """Write ``screen`` to ``stream`` (standard output unless given).

    ``anonymous`` leaves out what identifies records, for a reader who may see the words only; a page that
    is not ``mine`` has no hints for its owner.
    Raises WrongUsage for CSV of a screen without rows; passes on OSError (a broken pipe too).
    """
    out = sys.stdout if stream is None else stream

    def page_of(canvas: Canvas) -> Page:
        page = screen.page(canvas)
        page = page if mine else without_hints(page)
        return without_codes(page) if anonymous else page

    def shown(made: T) -> T:
        return without_identity(made) if anonymous else made

    match format:
        case Format.TABLE:
            from mentorlog.views import to_terminal

            to_terminal.write(page_of, out, no_color=no_color, pager=pager)
        case Format.JSON:
            _write_json(shown(screen.data()), out)
        case Format.CSV:
            _write(as_csv(shown(_rows(screen))), out)
        case Format.MARKDOWN if screen.document:
            _write(screen.document(), out)
        case Format.MARKDOWN:
            from mentorlog.views import to_markdown

            _write(to_markdown.dump(page_of(to_markdown.CANVAS)), out)


def _write_json(data: object, out: TextIO) -> None:
    text = dump(data)
    out.write(text if encodes(text, encoding_of(out)) else dump(data, ascii_only=True))


def _rows(screen: Screen) -> Sequence[object]:
    if screen.rows is None:
        raise WrongUsage(
            "CSV is of lists and of single records; this screen is neither.",
            "these formats work: table, json, markdown",
        )
    return screen.rows()


def _write(text: str, out: TextIO) -> None:
    if encodes(text, encoding_of(out)):
        out.write(text)
    else:
        out.write(text.encode(out.encoding, "backslashreplace").decode(out.encoding))
