"""The one way out for text: nothing that anybody wrote acts on a terminal, a file or a pipe.

Nothing a user (or an import, or a bundle from someone else) wrote may move a cursor, colour a
line, or reverse the reading order. What would is shown as its escape, so that it is seen rather
than silently lost.
"""

import re
from functools import cache

# C0, DEL and C1; lone surrogates (no encoding takes them); line and paragraph separators; the
# bidirectional embeddings, overrides and isolates. The plain marks (LRM, RLM) and ZWJ stay:
# right-to-left names and emoji need them, and they reach no further than their neighbours.
UNSAFE = r"\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069"


@cache
def _unsafe(keep: str) -> re.Pattern[str]:
    return re.compile(f"(?![{keep}])[{UNSAFE}]" if keep else f"[{UNSAFE}]")


def visible(text: str, *, keep: str = "") -> str:
    r"""``text`` without anything that acts: what does is its escape, ``\x1b`` or ``\u202e``.

    ``keep`` is nothing, a newline, or a newline and a tab. A newline (however the system writes
    it) and a tab that are not kept are a space each.
    """
    # What is unsafe is not printable; this is quicker, and most words need no pattern at all.
    if text.isprintable() or not _unsafe(keep).search(text):
        return text
    return _unsafe(keep).sub(_shown, text.replace("\r\n", "\n").replace("\r", "\n"))


def in_json(text: str) -> str:
    """JSON in which nothing acts, and which reads back the same; newlines between values stay."""
    if text.isascii() and "\x7f" not in text:
        return text
    return _unsafe("\n").sub(lambda match: f"\\u{ord(match[0]):04x}", text)


# What a spreadsheet would calculate rather than show; some take the wide characters too. A number is the
# same either way.
_FORMULA = r"\s*[=+\-@＝＋－＠]"
_NUMBER = r"[+-]?[0-9]+([.,][0-9]+)?( ?%)?"


def in_cell(shown: str) -> str:
    """A visible text as it may stand in a table: behind ``'`` where a spreadsheet would take it for a formula."""
    acts = re.match(_FORMULA, shown) and not re.fullmatch(_NUMBER, shown, re.ASCII)
    return f"'{shown}" if acts else shown


def from_cell(cell: str) -> str:
    """The text of what ``in_cell`` wrote."""
    return cell[1:] if cell.startswith("'") and re.match(_FORMULA, cell[1:]) else cell


def _shown(match: re.Match[str]) -> str:
    character = match[0]
    if character in "\t\n":
        return " "
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
