"""A form: Markdown with headings, and prompts in HTML comments, to be filled in.

The first comment tells what the form is for. A form that is handed out names itself in its front
matter (``form: grow``). So it is known, when it comes back filled in, which comments are prompts and
which headings nobody wrote under. Both are left out; whatever else stands there is the user's.
"""

import re
from collections.abc import Iterator, Sequence

from mentorlog.exchange import front_matter
from mentorlog.exchange.lines import KINDS

_PROMPT = re.compile(r"^[ \t]*<!--(.*?)-->[ \t]*(?:\n|\Z)?", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*")
_NAME = re.compile(r"""form:[ \t]*["']?([^"'\s]+)["']?[ \t]*""")
_KEY = re.compile(r"([\w -]+?)[ \t]*:")


def about(form: str) -> str:
    """What a form is for, in one line; empty where it does not tell."""
    first = _PROMPT.search(form)
    return " ".join(first[1].split()) if first else ""


def opened(name: str, form: str, before: str = "") -> str:
    """The form to be filled in; ``before`` is a document that it continues, mostly its front matter."""
    ours, above = _parted(before)
    own, body = _parted(form)
    said = {_key(entry) for entry in _entries(ours)}
    keys = [*ours, *(line for entry in _entries(own) if _key(entry) not in said for line in entry)]
    top = "\n".join(["---", *keys, f"form: {name}", "---"])
    return f"{top}\n{above}{body}"


def named(document: str) -> str | None:
    """The form that a document says it is of."""
    found = (_NAME.fullmatch(line) for line in _parted(document)[0])
    return next((match[1] for match in found if match), None)


def filled(document: str, form: str) -> tuple[str, tuple[str, ...]]:
    """A document without what is of the form alone, and the form's headings that are no section."""
    keys, body = _parted(document)
    prompts = {match[1].strip() for match in _PROMPT.finditer(form)}
    body = _PROMPT.sub(lambda match: "" if match[1].strip() in prompts else match[0], body)
    headings = {line.rstrip() for line in form.split("\n") if _HEADING.fullmatch(line)}
    lines = _without_empty(body.split("\n"), headings)
    kept = [line for line in lines if line.rstrip() in headings and _title(line) not in KINDS]
    keys = [line for line in keys if not _NAME.fullmatch(line)]
    top = ["---", *keys, "---"] if keys else []
    return "\n".join([*top, *lines]), tuple(kept)


def _title(heading: str) -> str:
    match = _HEADING.fullmatch(heading)
    return match[2].rstrip(":").lower() if match else ""


def _without_empty(lines: Sequence[str], headings: set[str]) -> list[str]:
    """The lines without those ``headings`` below which nothing stands but others of them."""
    kept: list[str] = []
    level = 0  # of the heading that comes next, 7 where a text does
    for line in reversed(lines):
        match = _HEADING.fullmatch(line)
        if match and line.rstrip() in headings and level <= len(match[1]):
            continue
        kept.append(line)
        if line.strip():
            level = len(match[1]) if match else 7
    return kept[::-1]


def _parted(document: str) -> tuple[list[str], str]:
    """The lines of the front matter, without its marks, and the text below it."""
    text = document.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    top = front_matter.split(lines)
    return (lines[1 : top[1] - 1], "\n".join(lines[top[1] :])) if top else ([], text)


def _entries(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines of each key: its own, and those indented below it."""
    entry: list[str] = []
    for line in lines:
        if entry and _KEY.match(line):
            yield entry
            entry = []
        entry.append(line)
    if entry:
        yield entry


def _key(entry: Sequence[str]) -> str:
    match = _KEY.match(entry[0])
    return match[1].lower() if match else entry[0]
