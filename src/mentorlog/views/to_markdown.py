"""A page as Markdown (CommonMark with GFM's tables)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mentorlog.harmless import visible
from mentorlog.views.cells import spark
from mentorlog.views.pages import (
    Bar,
    Block,
    Canvas,
    Content,
    Fixed,
    Line,
    Markdown,
    Page,
    Piece,
    Prose,
    Rule,
    Span,
    Spark,
    Table,
    Tone,
)
from mentorlog.views.plain import markdown, markdown_block, one_line

CANVAS = Canvas(width=80, unicode=True)
"""The canvas of a page that becomes Markdown."""


def dump(page: Page) -> str:
    """The page as Markdown that ends with a newline (empty for an empty page).

    A line becomes a paragraph, or a heading if it is a single piece with that tone. A table with
    headings becomes a table, one without becomes a list. Colours and positions are left out, and a
    bar becomes its percentage.
    """
    parts = [part for block in page if (part := _block(block))]
    return "\n\n".join(parts) + "\n" if parts else ""


def _block(block: Block) -> str:
    match block:
        case Line():
            return _line(block)
        case Table():
            return _table(block)
        case Prose():
            return markdown_block(block.text)
        case Rule():
            return f"---\n\n{markdown(block.text)}".rstrip()
        case Fixed():
            return _fixed(block)
        case Markdown():
            return block.text.strip()


def _line(line: Line) -> str:
    text = " · ".join(filter(None, (one_line(_words(line.left)), one_line(_words(line.right)))))
    is_heading = isinstance(line.left, Piece) and line.left.tone is Tone.HEADING
    return f"## {markdown(text)}" if is_heading and text else markdown(text)


def _fixed(fixed: Fixed) -> str:
    """A code block, which keeps columns in place; its fence is longer than any in the text."""
    lines = [visible(_words(line)).rstrip() for line in fixed.lines]
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([fence, *lines, fence]) if lines else ""


def _table(table: Table) -> str:
    if not table.has_headings:
        return "\n".join(map(_item, table.rows))
    header = [markdown(column.heading) for column in table.columns]
    rules = ["--:" if column.right else "---" for column in table.columns]
    rows = [_spanning(row, table) if isinstance(row, Span) else _cells(row) for row in table.rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in (header, rules, *rows))


def _item(row: Sequence[Content] | Span) -> str:
    if isinstance(row, Span) and not row.lead:
        return f"  - {markdown(_words(row.content))}"
    if isinstance(row, Span):
        row = (row.lead, row.content)
    first, *rest = [cell for cell in _cells(row) if cell] or [""]
    return f"- {first}{': ' if rest else ''}{' · '.join(rest)}".rstrip()


def _cells(row: Sequence[Content]) -> list[str]:
    return [markdown(_words(cell)) for cell in row]


def _spanning(span: Span, table: Table) -> list[str]:
    """A row with the text in the column that stretches, as that has the most room."""
    stretch = [index for index, column in enumerate(table.columns) if column.stretch]
    place = (stretch or [0])[0]
    cells = [markdown(span.lead), *[""] * (len(table.columns) - 1)]
    cells[place] = markdown(f"{span.lead if not place else ''} {_words(span.content)}")
    return cells


def _words(content: Content) -> str:
    match content:
        case str():
            return content
        case Piece():
            return content.text
        case Bar():
            return "–" if content.percent is None else f"{content.percent:.0f} %"
        case Spark():
            return spark(content, CANVAS)
    return "".join(_words(part) for part in content)
