"""How a session document keeps text that would otherwise be lost or misread.

There are two stages here and a third in ``line_ends``. Writing applies them in this order and reading
undoes them in reverse, so that any text comes back as it was:

1. *Characters.* A blank at the start or end of a text would be lost, and is written as a character
   reference of Markdown (``&#32;``). So is any character that acts on a terminal: a carriage return
   (``&#13;``), an escape (``&#27;``). A reference that is the user's own text gets a backslash before it;
   backslashes before either are doubled.
2. *Line starts.* A line that would begin something else (a section, an answer, the next paragraph) gets one
   backslash before it, and loses one when it is read. So does a fence that would begin a block of code without an end.
3. *Line ends.* An owner, due day or mark that is meant as text gets a backslash: ``\\@me``.
"""

import re

from mentorlog.harmless import UNSAFE
from mentorlog.records import Outcome
from mentorlog.records.drafts import PRIVATE_COLON, PRIVATE_WORD
from mentorlog.values import NamedTuple

SECTIONS = (
    "To raise", "Takeaways", "Advice", "Actions", "Questions", "Feedback", "Reflections", "For the report"
)  # fmt: skip
HOW_IT_WORKS = (
    "<!-- One line each: - text. An action may end in @me or @name and (due friday). "
    "Text above the headings is private notes. This line goes away. -->"
)


def saved_when_logged(which: str) -> str:
    """The comment at the top of a document to be filled in: which session it is of."""
    return f"<!-- session {which}; saved on the day you log it -->"


# All backslashes in a row at once: trying each of them in turn would take time by their square.
_RUN = r"(?<!\\)(\\*+)"
# What acts, a tab, a newline and a space.
_CODES = (*range(1, 0x21), *range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A))
CODES = "|".join(map(str, _CODES))
"""The numbers of the characters that may be written as references, as a pattern."""
ACTS = rf"(?![\t\n])[{UNSAFE}]"
"""A character that is always written as a reference."""
_REFERENCE = rf"&#(?:{CODES});"
_COMMENT = r"(?<!%)%%(?!%)"


def _lost(first: str = "") -> re.Pattern[str]:
    return re.compile(rf"{_RUN}({_REFERENCE}|{_COMMENT}|{ACTS}|\A{first}[ \t\n]|[ \t\n]\Z)")


_WRITTEN = re.compile(rf"{_RUN}(?:&#({CODES});|{_COMMENT})")

OUTCOME = rf"=[ \t]+((?ai:{'|'.join(Outcome)}))[ \t]*(?::|$)"
REPLY = r"(?:→|->)(?:[ \t]|$)"
_NAMES = "|".join(each if " " in each else f"{each.removesuffix('s')}s?" for each in SECTIONS)
SECTION = rf"#{{1,2}}[ \t]+((?ai:{_NAMES}))[ \t]*+:?[ \t]*+#*+[ \t]*+$"
HEADING = r"#{1,2}(?:[ \t]|$)"
_HOW = rf"(?:{re.escape(HOW_IT_WORKS)}|<!-- session [^\n]*; saved on the day you log it -->)[ \t]*$"


PRIVATE_ALONE = (
    rf"[ \t]*(?P<sign>(?:[-*+]|[0-9]{{1,9}}[.)]|#{{1,6}}|>)[ \t]+)?"
    rf"[\[(*_`]*(?:(?<!\\){PRIVATE_WORD}[\])*_`]*:?|{PRIVATE_COLON}`*)[ \t]*$"
)
"""``!private`` or ``private:`` as a whole line: above all others it makes the session private, in a section its lines."""

SECTION_LINE = re.compile(SECTION)
HEADING_LINE = re.compile(HEADING)
HOW_LINE = re.compile(_HOW)
"""A section's name, any heading of the first or second level, and a comment that we write into documents."""


def _starts(beginning: str, special: str) -> re.Pattern[str]:
    return re.compile(rf"({beginning})(\\*)(?={special})", re.MULTILINE)


MARKED = r"(?:(?<=[ \t])|^)\^[ta][0-9]{1,18}[ \t]+"
"""A mark that is followed by more text on its line, because somebody wrote on after it."""


_FENCE_LINE = re.compile(r"( {0,3})(`{3,}(?=[^`]*$)|~{3,})(.*)")
AMONG_ITEMS = 1
"""How many blanks may stand before a fence among items: with more it belongs to the item above."""


class Fence:
    """Tells of one line after another whether it stands in a block of code, between two fences.

    At most ``deepest`` blanks stand before the first fence of a block.
    """

    def __init__(self, deepest: int = 3) -> None:
        self._deepest = deepest
        self._marks = ""

    @property
    def is_open(self) -> bool:
        """Whether the block of the last line goes on below it."""
        return bool(self._marks)

    def takes(self, line: str) -> bool:
        """Whether the next line is code, or a fence itself."""
        match = _FENCE_LINE.match(line)
        if self._marks:
            if match and match[2].startswith(self._marks) and not match[3].strip(" \t"):
                self._marks = ""
            return True
        if match and len(match[1]) <= self._deepest:
            self._marks = match[2]
        return self.is_open


class Place(NamedTuple):
    """A place for texts: what would be lost there, and where a line would begin something else.

    ``behind`` is what may follow a text on its last line there; None where a text has no blocks of code.
    """

    lost: re.Pattern[str]
    starts: re.Pattern[str]
    behind: str | None = None

    def written(self, text: str) -> str:
        """The text as it may stand there."""
        written = self.starts.sub(r"\1\\\2", self.lost.sub(_keep, text))
        return written if self.behind is None else _closed(written, self.behind)

    def read(self, written: str) -> str:
        """The text of what ``written`` made, or somebody typed."""
        if self.behind is not None:
            written = _NO_FENCE.sub(lambda match: match[1] + match[2][1:], written)
        return _restore(self.starts.sub(lambda match: match[1] + match[2][1:], written))


_NO_FENCE = re.compile(r"^( {0,3})(\\+)(?=`{3}|~{3})", re.MULTILINE)


def _closed(written: str, behind: str) -> str:
    """The text with a backslash before a fence that no other one closes: all below it would be code."""
    text = _NO_FENCE.sub(r"\1\\\2", written)
    lines = text.split("\n")
    fence, opened = Fence(), 0
    for place, line in enumerate(f"{text}{behind}".split("\n")):
        if not fence.is_open:
            opened = place
        fence.takes(line)
    if not fence.is_open:
        return text
    return "\n".join(
        [*lines[:opened], *(_FENCE_START.sub(r"\1\\", each) for each in lines[opened:])]
    )


_FENCE_START = re.compile(r"^( {0,3})(?=`{3}|~{3})")


ITEM = Place(_lost(), _starts(rf"(?<=\n)[ \t]*|{MARKED}", f"{REPLY}|{OUTCOME}"))
"""An item, before its lines are indented."""
PARAGRAPH = Place(_lost(), _starts(r"^[ \t]*", f"$|{HEADING}|{_HOW}"), behind=" ^")
"""One paragraph, without an empty line or a heading in it."""
# Notes keep the indent of their first line: it may be a code block.
NOTES = Place(_lost(r"(?=[ \t]*\n)"), _starts("^", f"{SECTION}|{_HOW}|{PRIVATE_ALONE}"), behind="")
"""The Markdown before the sections."""


_FENCE = r"^[ \t]*(?P<ticks>`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]*(?P=ticks)[`~]*[ \t]*$|\Z)"
_MARK = rf"(?<!\\){_COMMENT}"
_IN_BLOCK = r"(?:(?!\n[ \t]*(?:\n|[-*+#]|[0-9]+[.)])).)*?"
_CUT = re.compile(
    rf"(?P<fence>{_FENCE})|^[ \t]*{_MARK}(?P<block>.*?)(?:{_MARK}|\Z)"
    rf"|{_MARK}(?P<inside>{_IN_BLOCK}){_MARK}",
    re.MULTILINE | re.DOTALL,
)


def without_comments(text: str) -> tuple[str, list[str]]:
    """The Markdown without Obsidian's comments (``%%for myself%%``), and the texts of these.

    A comment at the start of a line runs to the next ``%%`` or the end of the text. Any other ends within
    its paragraph or item. There are none in a block of code.
    """
    if "%%" not in text:
        return text, []
    comments = []

    def cut(match: re.Match[str]) -> str:
        if match["fence"] is not None:
            return match[0]
        comments.append(match["block"] if match["inside"] is None else match["inside"])
        return ""

    return _CUT.sub(cut, text), [each.strip() for each in comments if each.strip()]


def last_comma(text: str) -> str:
    """The text of an action with a backslash before a comma at its end.

    Otherwise it would be dropped with the owner or due day that follows it.
    """
    return re.sub(rf"{_RUN}([,;])\Z", r"\\\1\2", text)


def from_last_comma(written: str) -> str:
    """The text of what ``last_comma`` wrote."""
    return re.sub(r"(?<!\\)\\(\\*+[,;])\Z", r"\1", written)


def _keep(match: re.Match[str]) -> str:
    backslashes, special = match[1] * 2, match[2]
    if special[0] in "&%":
        return f"{backslashes}\\{special}"
    return f"{backslashes}&#{ord(special)};"


def _restore(text: str) -> str:
    def restored(match: re.Match[str]) -> str:
        half, literal = divmod(len(match[1]), 2)
        if match[2] is None:
            return "\\" * half + "%%"
        return "\\" * half + (f"&#{match[2]};" if literal else chr(int(match[2])))

    return _WRITTEN.sub(restored, text)
