"""Puts hostile strings through every door: ``python tests/stress/hostile.py --strings 10000``.

Each string is written by one of the ways that text gets in, then read in every format. No escape
may reach a terminal or a pipe, no markup a page, no formula a spreadsheet; JSON gives it back the
same.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

sys.path.insert(0, str(Path(__file__).parent))

from installed import Ended, Home, facts, finish, home, run_here
from markdown_it import MarkdownIt

from mentorlog.journal import storage

PIECES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("control", (*(chr(n) for n in (*range(1, 32), *range(127, 160))), "\x1b[31m", "\x1b]0;t\x07",
                 "\x1b]8;;http://x\x1b\\", "\x1bP", "\x9b2J", "\r\n", "\b\b")),
    ("bidi", ("\u202a", "\u202e", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c", "שלום", "مرحبا")),
    ("combining", ("e" + "\u0301" * 30, "Z\u0351\u036b", "\u0300", "ก็็็็", "ﷺ", "꧅")),
    ("invisible", ("\u200b", "\u200c", "\u200d", "\ufeff", "\u00ad", "\u2028", "\u2029", "\u3164",
                   "\U000e0041", "\ufffe", "\uffff", "\u0085")),
    ("rich", ("[red]", "[/red]", "[/]", "[bold", "[link=http://x]", "[@click=x]", ":smile:", "\\[")),
    ("markdown", ("# ", "- ", "* ", "**", "__", "`", "```", "| ", "---", "> ", "[a](http://b)",
                  "![x](y)", "1. ", "\\", "~~", "&amp;", "<!--", "[^1]", "http://x.y", "- [ ] ", "^t1")),
    ("html", ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</style>", "</title>",
              '" onload="x', "'", "<b>", "&lt;", "<svg/onload=x>", "javascript:x", "]]>", "{{ 7*7 }}",
              "{% raw %}", "${7}")),
    ("csv", ("=1+1", "+1", "-1", "@SUM(1)", "=cmd|'/c calc'!A0", ",", '"', ";", "＝1", "\t=1")),
    ("fts", ('"', "*", "NEAR(", " AND ", " OR ", "NOT ", "text:", "^", "(", ")", "{a b}:", "-x")),
    ("sql", ("'; DROP TABLE goals; --", "' OR '1'='1", "%", "_", "x'00'", "/*", "?1", ":a", "$b")),
    ("names", ("CON", "NUL", "aux.txt", "COM1", "../../etc/passwd", "a/b", "C:\\x", "~root", ".", "..")),
    ("shell", ("$(touch x)", "`id`", "!!", "$HOME", "; ls", "|", "&&", ">x", "\\n", "%s", "%n", "{0}")),
    ("emoji", ("👩🏽‍💻", "🏳️‍🌈", "👨‍👩‍👧‍👦", "🇩🇪", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "☺️", "𝕏", "\U0010ffff")),
    ("long", ("x" * 3000, "word " * 400, "界" * 500, "=" * 300)),
    ("bytes", ("\udcff", "\udc80x", "caf\udce9")),
    ("days", ("due friday", "(due 2026-02-30)", "@me", "@dana", "due", "01/02", "2026-11-22", "me", "p1")),
    ("plain", ("Speak", "at the", "conference", "Zoë", "–", "0", " ", "Ünïcode")),
)  # fmt: skip

# What acts on a terminal or turns the reading order: none of it may be printed but a line's end.
ACTS = re.compile("(?!\n)[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069]")
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?( ?%)?")
REFUSALS = {1, 2}


def string(chance: random.Random) -> str:
    """One to four hostile pieces, some of them of one kind."""
    kinds = [chance.choice(PIECES) for _ in range(chance.randint(1, 4))]
    text = chance.choice(("", " ")).join(chance.choice(kind[1]) for kind in kinds)
    # As argv brings it: no NUL, and bytes that are no text as lone surrogates.
    return text.replace("\0", "")


def _flat(text: str) -> str:
    return " ".join(text.split())


def _stripped(text: str) -> str:
    return text.strip()


class Way(NamedTuple):
    """A way in: the command line, where JSON gives the text back, and how it is trimmed."""

    name: str
    argv: Callable[[str], tuple[str, ...]]
    found: Callable[[Any], object] | None
    trimmed: Callable[[str], str] = _stripped


WAYS = tuple(Way(*way) for way in (
    ("goal", lambda s: ("goal", "add", "--json", "--", s), lambda r: r["title"]),
    ("why", lambda s: ("goal", "add", "Goal", f"--why={s}", "--json"), lambda r: r["why"]),
    ("action", lambda s: ("action", "add", "--json", "--due", "2027-01-01", "--owner", "me", "--", s),
     lambda r: r["text"]),
    ("takeaway", lambda s: ("takeaway", "add", "--json", "--", s), lambda r: r["text"]),
    ("log", lambda s: ("log", "dana", "--new", f"--takeaway={s}", f"--question={s}", "--json"),
     lambda r: r["takeaways"][0]["text"]),
    ("topic", lambda s: ("log", "dana", "--new", f"--topic={s}", "-t", "x", "--json"),
     lambda r: r["topic"]),
    ("notes", lambda s: ("log", "dana", "--new", "--json", "--", s), lambda r: r["notes"]),
    ("note", lambda s: ("check-in", "1", "50", f"--note={s}", "--json"), None),
    ("win", lambda s: ("win", "add", f"--impact={s}", "--public", "--json", "--", s),
     lambda r: r["impact"]),
    ("skill", lambda s: ("skill", "add", "--json", f"--evidence={s}", "--", s, "3"),
     lambda r: r["evidence"]),
    ("person", lambda s: ("person", "add", "--json", "--", s), lambda r: r["name"], _flat),
    ("tag", lambda s: ("goal", "edit", "1", f"--tag={s}", "--json"), None),
    ("milestone", lambda s: ("milestone", "add", "1", "--json", "--", s), lambda r: r["title"]),
    ("agreement", lambda s: ("agreement", "add", "dana", "--json", "--", s), lambda r: r["text"]),
))  # fmt: skip

LISTS = (
    ("goal", "--all"), ("action", "--all"), ("takeaway", "--all"), ("session", "--all"),
    ("win", "--all"), ("skill",), ("person",), ("milestone", "--all"), ("tag",), ("agreement",),
    ("agreement", "history", "dana"), ("timeline",), ("goal", "history", "1"), ("goal", "map"),
)  # fmt: skip
SCREENS = (
    (), ("status",), ("review",), ("prep", "dana"), ("since", "3 days ago"), ("timeline", "--chart"),
    ("session", "show", "s2"), ("goal", "show", "1"), ("mentorship", "show", "dana"),
    ("goal", "--help"), ("goal", "--all", "--for", "manager"),
)  # fmt: skip
COMPLETED = ("goal show ", "action done ", "log ", "tag rename ", "skill show ", "session show ")


class Page(HTMLParser):
    """The shape of a page: its tags and their attributes, but for links to the address that they show."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.shape: set[tuple[str, str]] = set()
        self._leads_to: str | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") or ""
        if tag == "a" and address.casefold().startswith(("http://", "https://")):
            self._leads_to = address
            return
        self.shape |= {(tag, name) for name, _ in attrs} | {(tag, "")}

    def handle_data(self, data: str) -> None:
        if self._leads_to is not None and unquote(data) != unquote(self._leads_to):
            self.shape.add(("a", data))
        self._leads_to = None

    def handle_comment(self, data: str) -> None:
        self.shape.add(("comment", data))


def markdown_shape(text: str) -> set[tuple[str, str]]:
    """The tags that a Markdown reader makes of a text, raw HTML included."""
    return Page(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)).shape


class Batch:
    """A journal full of hostile strings."""

    def __init__(self, at: Home, strings: list[str], tally: Counter[str]) -> None:
        self.at = at
        self.tally = tally
        self.failures: list[str] = []
        at.fill(2)
        benign = {each: self._read("report", "dana", *form).out for each, form in _FORMS.items()}
        self.shapes = {"html": Page(benign["html"]).shape, "md": markdown_shape(benign["md"])}
        for place, text in enumerate(strings):
            self.write(text, WAYS[place % len(WAYS)])
        self.strings = strings

    def write(self, text: str, way: Way) -> None:
        """One string in by one way; the record that is printed must hold it."""
        ended = run_here(self.at, *way.argv(text))
        what = f"{way.name} {text[:60]!r}"
        self._printed(what, ended)
        if ended.code in REFUSALS and ended.err:
            self.tally["refused"] += 1
            self._must_refuse(what, text, way.name, ended)
            return
        if ended.code:
            self.failures.append(f"{what}: exit {ended.code}: {ended.err[:200]}")
            return
        self.tally["written"] += 1
        if way.found is None:
            return
        given = way.found(json.loads(ended.out))
        if (given or "") != way.trimmed(text):
            self.failures.append(f"{what}: JSON gives {given!r:.80}")

    def _must_refuse(self, what: str, text: str, name: str, ended: Ended) -> None:
        """Only what is no text, nothing, no tag, or taken may be refused."""
        is_text = not any("\ud800" <= one <= "\udfff" for one in text)
        said = ("empty", "tag", "is already", "No option", "nothing", "number", "name", "the same")
        if (
            is_text
            and text.strip()
            and name not in ("tag",)
            and not any(w in ended.err for w in said)
        ):
            self.failures.append(f"{what}: refused: {ended.err[:200]}")

    def read(self) -> None:
        """Everything there is to read, in every format."""
        for argv in LISTS:
            for form in ("table", "json", "csv", "markdown"):
                ended = self._read(*argv, "--format", form)
                what = f"{' '.join(argv)} as {form}"
                if ended.code and not (ended.code == 2 and form == "csv"):
                    self.failures.append(f"{what}: exit {ended.code}: {ended.err[:200]}")
                elif form == "csv" and not ended.code:
                    self._sheet(what, ended.out)
                elif form == "json":
                    json.loads(ended.out)
        for argv in SCREENS:
            self._read(*argv, may_fail=False)
        self._reports()
        for text in self.strings[::10]:
            # Of marks alone there is nothing to search for.
            self._read("search", "--", text)
        for line in COMPLETED:
            self._complete(line)

    def _reports(self) -> None:
        for each, form in _FORMS.items():
            for audience in (("dana",), ("--for", "manager"), ("--for", "me")):
                out = self._read("report", *audience, *form).out
                shape = Page(out).shape if each == "html" else markdown_shape(out)
                if each in self.shapes and (new := shape - self.shapes[each] - _HARMLESS):
                    self.failures.append(f"report {audience} as {each}: has {sorted(new)[:3]}")

    def _read(self, *argv: str, may_fail: bool = True) -> Ended:
        ended = run_here(self.at, *argv)
        self.tally["read"] += 1
        self._printed(" ".join(argv)[:80], ended)
        if ended.code and not may_fail:
            self.failures.append(f"{argv!r:.80}: exit {ended.code}: {ended.err[:200]}")
        return ended

    def _printed(self, what: str, ended: Ended) -> None:
        for stream, said in (("printed", ended.out), ("said", ended.err)):
            if acting := ACTS.search(said):
                around = said[max(0, acting.start() - 30) : acting.end() + 10]
                self.failures.append(f"{what}: {stream} {around!r}")
        if ended.code == 70 or "Traceback" in ended.err:
            self.failures.append(f"{what}: {ended.err[:200]}")

    def _sheet(self, what: str, out: str) -> None:
        rows = list(csv.reader(io.StringIO(out)))
        if len({len(row) for row in rows}) > 1:
            self.failures.append(f"{what}: rows of different lengths")
        for cell in (cell for row in rows for cell in row):
            if FORMULA.match(cell) and not NUMBER.fullmatch(cell):
                self.failures.append(f"{what}: a formula, {cell[:60]!r}")

    def _complete(self, line: str) -> None:
        words = {"_MENTORLOG_COMPLETE": "complete_bash", "COMP_WORDS": f"mentorlog {line}"}
        count = {"COMP_CWORD": str(len(line.split()) + 1)}
        ended = run_here(self.at, environ=words | count)
        self.tally["read"] += 1
        self._printed(f"completion of {line}", ended)
        for offered in ended.out.split("\n"):
            if not re.fullmatch(r"[\w-]*", offered):
                self.failures.append(f"completion of {line} offers {offered!r}")


_FORMS = {
    "md": ("--format", "markdown"),
    "html": ("--format", "html"),
    "json": ("--format", "json"),
}
# What a report has once there is more to tell: quotes, lists, its own drawing.
_HARMLESS = {
    (tag, attribute)
    for tag in (
        "blockquote",
        "br",
        "div",
        "dl",
        "dt",
        "dd",
        "section",
        "ul",
        "ol",
        "li",
        "p",
        "h2",
        "h3",
        "h4",
        "table",
        "q",
    )
    for attribute in ("", "dir")
} | {("dl", "class")}


def batches(strings: list[str], size: int) -> Iterator[list[str]]:
    """The strings, so many at a time."""
    for start in range(0, len(strings), size):
        yield strings[start : start + size]


def main() -> None:
    """Write and read them all, and print a line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--strings", type=int, default=10_000)
    parser.add_argument("--batch", type=int, default=250, help="strings in one journal")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    asked = parser.parse_args()
    storage.SYNCHRONOUS = "OFF"  # The machine does not lose power meanwhile.
    print(f"{facts()}, seed {asked.seed}")
    chance = random.Random(asked.seed)
    strings = [string(chance) for _ in range(asked.strings)]
    tally: Counter[str] = Counter()
    failures: list[str] = []
    for each in batches(strings, asked.batch):
        with home() as at:
            batch = Batch(at, each, tally)
            batch.read()
            failures += batch.failures + at.wrong()
    counted = ", ".join(f"{count} {what}" for what, count in sorted(tally.items()))
    print(f"{asked.strings} strings: {counted}; {len(failures)} failures")
    finish(failures)


if __name__ == "__main__":
    main()
