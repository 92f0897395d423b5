"""How wide texts are on a terminal, and where they are folded to fit.

Rich knows how wide a character is. It is asked only about texts with others than letters and marks
that are known to be narrow: most commands never load it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TextIO

# Letters and marks that are known to be one column wide.
_NARROW = re.compile(
    "[\x20-\x7e\xa1-\xac\xae-\u02ff\u0391-\u03a9\u03b1-\u03c9\u0410-\u044f"
    "–—‘’“”„•…→−✓✗\u2500-\u25fc]*"
)
# A percent sign stays with its number.
_WORD = re.compile(r"\s*\S+(?: %)?\s*")


def cells(text: str) -> int:
    """How wide the text is on a terminal: some characters are two columns wide, some none."""
    if _NARROW.fullmatch(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def padded(text: str, width: int) -> str:
    """The text with spaces after it, to be ``width`` wide on a terminal."""
    return text + " " * (width - cells(text))


def chopped(text: str, width: int) -> list[str]:
    """The text in parts that are each at most ``width`` wide, without regard to words."""
    if _NARROW.fullmatch(text):
        return [text[start : start + width] for start in range(0, len(text), width)]
    from rich.cells import chop_cells

    return chop_cells(text, width)


def folds(text: str, width: int, *, whole_words: bool = False) -> Iterator[int]:
    """Where each line but the first begins, if none may be wider: between words if possible.

    With ``whole_words`` a word that is wider than a line stays whole.
    """
    used = 0
    for word in _WORD.finditer(text):
        start, size = word.start(), cells(word[0].rstrip())
        if used + size <= width:
            used += cells(word[0])
        elif size <= width or whole_words:
            if start:
                yield start
            used = cells(word[0])
        else:
            for part in chopped(word[0], width):
                if start:
                    yield start
                start += len(part)
                used = cells(part)


def lines(text: str, width: int, *, whole_words: bool = False) -> list[str]:
    """The text in lines of at most ``width``, folded as ``folds`` says.

    White space at the end of the text stays, as a question ends with it.
    """
    places = [0, *folds(text, width, whole_words=whole_words)]
    above = [text[start:end].rstrip() for start, end in pairwise(places)]
    return [*above, text[places[-1] :]]


_WHOLE = re.compile(r"\||hint:.*\bmentorlog ")
"""A line that is never folded: the row of a table, or a hint with a command, which is copied."""

_MARK = re.compile(r"\s*(?:- )?")
"""What stands before the words of a list in Markdown; folded lines begin below the words."""


def folded(words: str, out: TextIO | None) -> str:
    """The words; where ``out`` is a terminal, a line too wide for it is folded between words.

    A word that is wider than the terminal, as the name of a file may be, stays whole.
    """
    if out is None or not out.isatty():
        return words
    from shutil import get_terminal_size  # few commands say anything

    width = get_terminal_size().columns - 1
    return "\n".join(_fitted(line, width) for line in words.split("\n"))


def _fitted(line: str, width: int) -> str:
    mark = _MARK.match(line)
    if mark is None or _WHOLE.match(line):
        return line
    indent = mark.end()
    below = "\n" + " " * indent
    return line[:indent] + below.join(lines(line[indent:], width - indent, whole_words=True))
