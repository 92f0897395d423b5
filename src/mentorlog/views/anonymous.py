"""A page for somebody who is to read the words only: without the codes that name records."""

from __future__ import annotations

from mentorlog.views.pages import (
    Bar,
    Block,
    Content,
    Fixed,
    Line,
    Page,
    Piece,
    Span,
    Spark,
    Table,
    Tone,
)


def without_codes(page: Page) -> Page:
    """The page without any piece of the tone ``REF``; a column of nothing else goes with them."""
    return Page(tuple(_block(block) for block in page.blocks))


def _block(block: Block) -> Block:
    match block:
        case Line():
            return block._replace(left=_content(block.left), right=_content(block.right))
        case Table():
            return block._replace(rows=tuple(_row(row) for row in block.rows))
        case Fixed():
            return block._replace(lines=tuple(_content(line) for line in block.lines))
    return block


def _row(row: tuple[Content, ...] | Span) -> tuple[Content, ...] | Span:
    if isinstance(row, Span):
        return row._replace(content=_content(row.content))
    return tuple(_content(cell) for cell in row)


def _content(content: Content) -> Content:
    if isinstance(content, Piece):
        return "" if content.tone is Tone.REF else content
    if isinstance(content, str | Bar | Spark):
        return content
    parts = [part for part in content if not (isinstance(part, Piece) and part.tone is Tone.REF)]
    if len(parts) < len(content) and parts and isinstance(parts[0], str):
        parts[0] = parts[0].lstrip()
    return tuple(parts)
