"""A page as Markdown (CommonMark with GFM's tables)."""

import re
from collections.abc import Sequence

from mentorlog.harmless import visible
from mentorlog.views.cells import one_line, spark
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
        return "\n".join(filter(None, map(_item, table.rows)))
    header = [markdown(column.heading) for column in table.columns]
    rules = ["--:" if column.right else "---" for column in table.columns]
    rows = [_spanning(row, table) if isinstance(row, Span) else _cells(row) for row in table.rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in (header, rules, *rows))


def _item(row: Sequence[Content] | Span) -> str:
    if isinstance(row, Span) and not row.lead:
        words = markdown(_words(row.content))
        return f"  - {words}" if words else ""
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


# A user's text in Markdown

# Markdown: a character is escaped only if it would act in its place, so that plain words stay
# plain. The patterns are compiled on first use: other formats should not pay for them.
_ACTIVE = r"""
      [\\`*\[\]<~|]                  # code, emphasis, links, html, strikethrough, a table's cells
    | (?<![^\W_]) _ | _ (?![^\W_])   # an underscore, but not inside a word
    | & (?= \#? \w)                  # an entity
    | : (?= //)                      # a bare address: https://…,
    | (?<= [wW]{3}) \.               #   www.…,
    | (?<= \w) @ (?= \w)             #   a@b.c
    | \$ (?= \S)                     # mathematics, as GitHub and Obsidian read it
    | = (?= =\S) | % (?= %)          # Obsidian's highlight, and its comment, which hides words
    | (?<! [\w&\#]) \# (?= [\w/-]*[^\W\d])  # Obsidian's tag, which is never a number
    | (?<= \s) \# (?= \#* $)         # the closing marks of a heading
    | ^ > | ^ \#+ (?= \s | $)         # a quote, a heading
    | ^ [+-] (?= \s | $)             # a list
    | ^ [-=:] (?= [-=:\s]* $)        # a rule, the underline of a heading or of a table's
"""
_NUMBERED = r"^([0-9]{1,9})([.)])(?=\s|$)"


def markdown(text: str) -> str:
    """``text`` as one line of Markdown (CommonMark and GFM) that reads as exactly those words.

    It can stand in a paragraph, a list item, a heading or a table cell, and starts none of them.
    """
    escaped = re.sub(_ACTIVE, r"\\\g<0>", one_line(text), flags=re.VERBOSE)
    return re.sub(_NUMBERED, r"\1\\\2", escaped)


_OF_ADDRESS = r"[^\s<>\"'`“”„‘’«»‹›「」『』()\[\]]"
_IN_BRACKETS = rf"\({_OF_ADDRESS}*\)|\[{_OF_ADDRESS}*\]"
ADDRESS = rf"((?ai:https?)://(?:{_OF_ADDRESS}|{_IN_BRACKETS})*(?:(?![.,;:!?}}]){_OF_ADDRESS}|{_IN_BRACKETS}))"
"""A web address in a text, as one group; what ends a sentence or a quote is not part of it."""


def markdown_linked(text: str) -> str:
    """``text`` as ``markdown`` makes it, where a web address is a link that shows where it leads.

    Only ``http`` and ``https`` are links, each between angle brackets, where no other mark acts.
    """
    parts = re.split(ADDRESS, one_line(text))
    return "".join(
        f"<{part.replace('|', '%7C')}>" if place % 2 else _between_links(part)
        for place, part in enumerate(parts)
    )


def markdown_lines(text: str) -> str:
    """Text of several lines as one paragraph, each line made by ``markdown_linked``; empty ones go.

    A backslash breaks the line; unlike two spaces at the end, no editor trims it away.
    """
    lines = map(markdown_linked, visible(text, keep="\n").split("\n"))
    return "\\\n".join(filter(None, lines))


def _between_links(part: str) -> str:
    """Escaped like a line of its own, its white space at both ends kept."""
    words = part.strip(" ")
    if not words:
        return part
    before, after = part[: len(part) - len(part.lstrip(" "))], part[len(part.rstrip(" ")) :]
    return f"{before}{markdown(words)}{after}"


def markdown_block(text: str) -> str:
    """``text`` of several lines as a Markdown block quote, each line on its own.

    Nothing in the text can end the quote, and the quote shows that these are somebody's words.
    Blank lines separate paragraphs; a blank line must follow the quote. Empty if the text is.
    """
    kept = visible(text, keep="\n")
    lines = "\n".join(markdown(line) for line in kept.split("\n")).strip("\n").split("\n")
    if lines == [""]:
        return ""
    quoted = [f"> {line}" if line else ">" for line in lines]
    for place, after in enumerate(lines[1:]):
        if lines[place] and after:
            quoted[place] += "\\"  # It breaks the line.
    return "\n".join(quoted)
