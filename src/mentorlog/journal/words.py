"""Text as the journal takes it: required, optional, and numbers that are numbers."""

import re

from mentorlog import spelling
from mentorlog.errors import UnreadableWords, WrongUsage

_NUMBER = r"[+-]?(\d{1,15})([.,]\d{1,9})?"


def required(text: str, what: str) -> str:
    """The text without surrounding space; ``WrongUsage`` says that ``what`` is missing."""
    stripped = text.strip()
    if not stripped:
        raise WrongUsage(f"{what} cannot be empty.", "any words will do")
    return stripped


def name(words: str, what: str) -> str:
    """A name on one line; raises ``WrongUsage`` for one that is only blanks and marks."""
    one_line = " ".join(words.split()) if not spelling.is_blank(words) else ""
    return spelling.stored(required(one_line, what))


def optional(text: str | None) -> str | None:
    """The text without surrounding space, None where nothing is left."""
    return (text.strip() or None) if text is not None else None


def number(text: str, what: str) -> str:
    """A plain decimal number as it will be stored: digits, a point, no exponent, no nan.

    Raises ``UnreadableWords``.
    """
    stripped = text.strip().removesuffix("%").strip()
    if not re.fullmatch(_NUMBER, stripped) or not stripped.isascii():
        raise UnreadableWords(what, text, ("40", "1.5", "60%"))
    return stripped.replace(",", ".").removeprefix("+")


def percent(text: str) -> str:
    """A number from 0 to 100 as it will be stored; raises ``UnreadableWords`` outside of it."""
    value = number(text, "percentage")
    if not 0 <= float(value) <= 100:
        raise UnreadableWords("percentage", text, ("0", "40", "100"), "it runs from 0 to 100")
    return value


def total(number: str, step: str) -> str:
    """A number with a step added to it, both as they are stored; no digit is lost to rounding."""
    from decimal import Decimal  # only a step needs it

    found = format(Decimal(number) + Decimal(step), "f")
    return found.rstrip("0").rstrip(".") if "." in found else found


def scale(text: str) -> tuple[str, str]:
    """The two ends of a metric such as ``0..2``; raises ``UnreadableWords``."""
    parts = text.split("..")
    examples = ("0..2", "90..30", "1.5..4")
    if len(parts) != 2:
        raise UnreadableWords("metric", text, examples)
    try:
        ends = number(parts[0], "metric"), number(parts[1], "metric")
    except UnreadableWords:
        raise UnreadableWords("metric", text, examples) from None
    if float(ends[0]) == float(ends[1]):
        raise UnreadableWords("metric", text, examples, "its two ends are the same")
    return ends
