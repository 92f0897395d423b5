"""How wide texts are on a terminal, and where they are folded to fit.

Rich knows how wide a character is. It is asked only about texts with others than letters and marks
that are known to be narrow: most commands never load it.
"""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from typing import TextIO

_NARROW = (
    "[\x20-\x7e\xa1-\xac\xae-\u02ff\u0391-\u03a9\u03b1-\u03c9\u0410-\u044f"
    "–—‘’“”„•…→−✓✗\u2500-\u25fc]*"
)
"""Letters and marks that are known to be one column wide."""

# A percent sign stays with its number, and what stands right behind it, such as a comma, with both.
_WORD = r"\s*\S+(?: %\S*)?\s*"


def cells(text: str) -> int:
    """How wide the text is on a terminal: some characters are two columns wide, some none."""
    if _is_narrow(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _is_narrow(text: str) -> bool:
    return (text.isascii() and text.isprintable()) or re.fullmatch(_NARROW, text) is not None


def padded(text: str, width: int) -> str:
    """The text with spaces after it, to be ``width`` wide on a terminal."""
    return text + " " * (width - cells(text))


def chopped(text: str, width: int) -> list[str]:
    """The text in parts that are each at most ``width`` wide, without regard to words."""
    if _is_narrow(text):
        return [text[start : start + width] for start in range(0, len(text), width)]
    from rich.cells import chop_cells

    return chop_cells(text, width)


def folds(text: str, width: int, *, whole_words: bool = False, words: str = _WORD) -> Iterator[int]:
    """Where each line but the first begins, if none may be wider: between words if possible.

    With ``whole_words`` a word that is wider than a line stays whole; ``words`` is the pattern of one.
    """
    used = 0
    for word in re.finditer(words, text):
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


def lines(text: str, width: int, *, whole_words: bool = False, words: str = _WORD) -> list[str]:
    """The text in lines of at most ``width``, folded as ``folds`` says.

    White space at the end of the text stays, as a question ends with it.
    """
    places = [0, *folds(text, width, whole_words=whole_words, words=words)]
    above = [text[start:end].rstrip() for start, end in pairwise(places)]
    return [*above, text[places[-1] :]]


_HINT = r"hint: .*\bmentorlog "
_QUOTED = "\"[^\"]*\"|'[^']*'"
_OF_A_HINT = rf"\s*(?:{_QUOTED}|\S)+\s*"
"""A word of a hint that has a command: what the command has in quotes is one, and is not folded."""

_PROSE = r"[;:,(] |[^-\w](?!status|changes)[a-z]+s [a-z]"
"""Tells that more than a command stands there: ``lists them``, ``; or``."""

_MARK = r"\s*(?:- )?"
"""What stands before the words of a list in Markdown; folded lines begin below the words."""


def folded(words: str, out: TextIO | None) -> str:
    """The words; where ``out`` is a terminal, a line too wide for it is folded between words.

    A word that is wider than the terminal, as the name of a file may be, stays whole.
    """
    if out is None or not out.isatty():
        return words
    width = _columns(out) - 1
    return "\n".join(_fitted(line, width) for line in words.split("\n"))


def _columns(out: TextIO) -> int:
    """How wide the terminal is: its own width, as standard output may go elsewhere."""
    if not os.environ.get("COLUMNS"):
        with suppress(OSError, ValueError):
            if columns := os.get_terminal_size(out.fileno()).columns:
                return columns
    from shutil import get_terminal_size  # few commands say anything

    return get_terminal_size().columns


def _fitted(line: str, width: int) -> str:
    mark = re.match(_MARK, line)
    if mark is None or line.startswith("|") or _is_command(line):
        return line
    indent = mark.end()
    below = "\n" + " " * indent
    words = _OF_A_HINT if re.match(_HINT, line) else _WORD
    return line[:indent] + below.join(
        lines(line[indent:], width - indent, whole_words=True, words=words)
    )


def _is_command(line: str) -> bool:
    """Whether a line is a hint with a command and no other word, which is copied."""
    return line.startswith("hint: mentorlog ") and not re.search(
        _PROSE, re.sub(_QUOTED, "", line[6:])
    )
