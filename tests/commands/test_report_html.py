"""The report as a page, as a real browser reads it, and through templates of one's own."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mentorlog.views import words as shared_words

if TYPE_CHECKING:
    from tests.conftest import Once, Run

On = Callable[[str], None]
Golden = Callable[[str, str], None]

# --- a page, read ------------------------------------------------------------------------------

_EMPTY = {"meta", "link", "br", "hr", "img", "input", "path", "line", "rect", "circle", "polygon"}


class Page(HTMLParser):
    """What is in a page: its elements with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(self.open), data))

    def text(self, within: str = "body") -> str:
        """The text within elements of that name, white space collapsed."""
        parts = [data for path, data in self.texts if within in path]
        return " ".join("".join(parts).split())

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def ok(run: Run, *argv: str) -> str:
    result = run(*argv)
    assert result.code == 0, result
    return result.out


def page(run: Run, *argv: str) -> str:
    return ok(run, "report", *argv, "--format", "html")


HOSTILE = (
    "<script>document.title='ran'</script>",
    '"><img src=http://leak.example/x onerror=alert(1)>',
    "{{7*7}} {% raw %} ${7*7}",
    "</style></title></svg><style>*{display:none}</style>",
    "]]>--><!-- <b onmouseover=alert(1)>bold</b>",
    "&lt;i&gt; &amp;amp; a & b",
    "' onclick='alert(1)' x=javascript:alert(1)",
)
WORDS = " ".join(HOSTILE)


@pytest.fixture
def hostile(run: Run, on: On, once: Once) -> None:
    """A journal whose every text tries to get out of the page."""
    once("a hostile report", lambda: _hostile(run, on))
    on("2026-11-22")


def _hostile(run: Run, on: On) -> None:
    on("2026-09-01")
    ok(run, "mentor", "add", f"Dana {HOSTILE[1]}", "--every", "2w")
    ok(run, "goal", "add", WORDS, "--by", "2026-11-01", "--why", WORDS, "--measure", WORDS,
       "--metric", "0..10", "--unit", WORDS, "--owner", "me")  # fmt: skip
    ok(run, "milestone", "add", "g1", f"m {WORDS}")
    ok(run, "goal", "add", f"Second {WORDS}", "--owner", "me")
    ok(run, "milestone", "add", "g2", f"done {WORDS}")
    on("2026-10-01")
    ok(run, "check-in", "g1", "5", "--note", WORDS)
    ok(run, "milestone", "done", "m2")
    ok(run, "goal", "edit", "g1", "--by", "2026-11-11", "--why-moved", WORDS)
    ok(run, "log", "dana", f"{WORDS}\n\nSecond {WORDS}", "-t", WORDS, "-a", WORDS, "--topic", WORDS,
       "--advice", f"advice {WORDS}", "--question", f"question {WORDS}")  # fmt: skip
    ok(run, "takeaway", "outcome", "2", "worked", "--note", WORDS)
    ok(run, "win", "add", WORDS, "--impact", WORDS, "--goal", "g1",
       "--evidence", f"https://leak.example/e?a=1&b=2 {WORDS}")  # fmt: skip
    ok(run, "skill", "add", WORDS, "3")
    ok(run, "skill", "add", WORDS, "2", "--reported-by", "dana")
    ok(run, "win", "add", "Control \x1b[31m \u202e and")


# --- the browser ---------------------------------------------------------------------------------

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
needs_browser = pytest.mark.skipif(BROWSER is None, reason="there is no chromium on the PATH")


@pytest.fixture
def network() -> Iterator[tuple[int, list[bytes]]]:
    """A dead end that a browser takes for its proxy: the port, and what was asked of it."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    caller, _ = server.accept()
                except OSError:
                    return
                with caller:
                    caller.settimeout(1)
                    try:
                        asked.append(caller.recv(1000))
                    except OSError:
                        continue

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1], asked


def browse(folder: Path, port: int, path: Path, *more: str) -> str:
    """The document as a browser that knows nothing yet has it after loading."""
    profile = folder / "profile"
    assert BROWSER
    ended = subprocess.run(
        [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--disable-dev-shm-usage", f"--user-data-dir={profile}",
         f"--proxy-server=http://127.0.0.1:{port}", "--proxy-bypass-list=<-loopback>",
         "--window-size=1000,1600", "--dump-dom", *more, path.as_uri()],
        capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    shutil.rmtree(profile, ignore_errors=True)
    return ended.stdout.decode()


def corner(png: Path) -> str:
    """The colour of a picture's first pixel, which no filter of the format changes."""
    content, at, packed = png.read_bytes(), 8, b""
    assert content.startswith(b"\x89PNG")
    while at < len(content):
        length = int.from_bytes(content[at : at + 4])
        if content[at + 4 : at + 8] == b"IDAT":
            packed += content[at + 8 : at + 8 + length]
        at += length + 12
    return "#" + zlib.decompressobj().decompress(packed, 64)[1:4].hex()


def shown(data: object) -> Iterator[str]:
    """The texts of a report's JSON that people wrote."""
    keys = {"title", "text", "why", "measure", "reason", "impact", "topic", "answer", "note"}
    if isinstance(data, list):
        for each in data:
            yield from shown(each)
    if isinstance(data, dict):
        for key, value in data.items():
            if key in keys and isinstance(value, str):
                yield " ".join(value.split())
            else:
                yield from shown(value)


@pytest.mark.usefixtures("hostile")
@needs_browser
def test_hostile_text_is_text_in_a_browser(
    run: Run, tmp_path: Path, network: tuple[int, list[bytes]]
) -> None:
    path, png, pdf = (tmp_path / f"report.{end}" for end in ("html", "png", "pdf"))
    ok(run, "report", "--for", "me", "-o", str(path))
    port, asked = network
    dom = browse(tmp_path, port, path, f"--screenshot={png}", f"--print-to-pdf={pdf}")
    read = Page(dom)
    assert not read.all("script") + read.all("img") + read.all("i")
    assert not [name for _, attributes in read.elements for name in attributes if name[:2] == "on"]
    assert len(read.all("style")) == 1
    text = read.text()
    for words in HOSTILE:
        assert " ".join(words.split()) in text
    for written in shown(json.loads(ok(run, "report", "--for", "me", "--json"))):
        assert written.replace("\x1b", "\\x1b").replace("\u202e", "\\u202e") in text
    # The browser read what was written, and nothing else: nothing ran, nothing was lost.
    assert text == Page(path.read_text(encoding="utf-8")).text()
    assert not [request for request in asked if b"leak.example" in request]
    # Styled: the policy lets this one style in. Printed: several pages.
    assert corner(png) == "#f3f4f7"
    printed = pdf.read_bytes()
    assert printed.startswith(b"%PDF")
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", printed)) < 30


@needs_browser
def test_a_request_would_be_seen(tmp_path: Path, network: tuple[int, list[bytes]]) -> None:
    path = tmp_path / "page.html"
    path.write_text("<img src=http://leak.example/x>", encoding="utf-8")
    browse(tmp_path, network[0], path)
    assert [request for request in network[1] if b"leak.example" in request]


# --- the page ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("year")
def test_a_whole_page(run: Run, golden: Golden) -> None:
    made = page(run, "dana")
    golden("report-page", re.sub("(?s)<style>.*</style>|sha256-[^']*", "", made))


@pytest.mark.usefixtures("year")
def test_the_page_says_what_the_markdown_says(run: Run) -> None:
    read = " ".join(words(" ".join(data for _, data in Page(page(run, "dana")).texts)))
    for line in ok(run, "report", "dana").splitlines():
        # A goal's state stands beside its title, without the word for it.
        assert " ".join(words(line.removeprefix("- State:"))) in read


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@pytest.mark.usefixtures("year")
def test_a_page_needs_nothing_else(run: Run) -> None:
    made = page(run, "--for", "me")
    read = Page(made)
    assert not read.all("script")
    assert {link["href"] for link in read.all("link")} == {"data:,"}
    for _, attributes in read.elements:
        assert not {"src", "srcset", "style", "background", "data", "action"} & set(attributes)
    assert not re.search(r"url\(|@import|@font-face|javascript:", made)
    (policy,) = (meta["content"] for meta in read.all("meta") if "http-equiv" in meta)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    (style,) = re.findall("(?s)<style>(.*?)</style>", made)
    assert "@media screen and (prefers-color-scheme: dark)" in style
    assert b64encode(sha256(style.encode()).digest()).decode() in policy


@pytest.mark.usefixtures("year")
def test_a_screen_reader_gets_the_same(run: Run) -> None:
    made = page(run, "dana")
    read = Page(made)
    assert read.all("html") == [{"lang": "en"}]
    assert read.text("title").startswith("Progress report: Priya Nair, 23 Aug 2026 – 22 Nov 2026")
    levels = [int(name[1]) for name, _ in read.elements if re.fullmatch("h[1-6]", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    pictures = [svg for svg in read.all("svg") if svg.get("role") == "img"]
    assert len(pictures) > 3
    for _, attributes in read.elements:
        assert set(attributes.get("aria-labelledby", "").split()) <= set(ids)
    for picture in pictures:
        assert len(picture["aria-labelledby"].split()) == 2
    assert len(read.all("table")) == len(read.all("caption"))
    assert {cell["scope"] for cell in read.all("th")} == {"col", "row"}
    # The words of the drawings are whole: each reading, and each session's day.
    described = read.text("desc")
    assert "10 % → 25 % (27 Aug 2026) → 40 % (8 Oct 2026) → 60 % (19 Nov 2026)" in described
    assert "Sessions: 27 Aug 2026, 10 Sep 2026, 24 Sep 2026" in described


@pytest.mark.usefixtures("year")
def test_a_page_is_the_same_each_time(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    ok(run, "report", "dana", "-o", str(path))
    assert path.read_text(encoding="utf-8") == page(run, "dana")


def test_an_empty_journal_gives_a_page_that_says_so(run: Run) -> None:
    read = Page(page(run))
    assert "Nothing to show for this period." in read.text()
    assert not read.all("svg") + read.all("table")


@pytest.mark.usefixtures("hostile")
def test_nothing_acts_raw(run: Run) -> None:
    made = page(run, "--for", "me")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", made)
    assert r"Control \x1b[31m \u202e and" in made


def test_an_address_is_a_link_that_shows_where_it_leads(run: Run) -> None:
    ok(
        run,
        "win",
        "add",
        "Talk",
        "--evidence",
        "See (https://example.org/a?b=1&c=2), then javascript:x",
    )
    read = Page(page(run, "--for", "me"))
    (link,) = read.all("a")
    assert link == {"href": "https://example.org/a?b=1&c=2", "rel": "noopener noreferrer"}
    assert read.text("a") == link["href"]


def test_the_lines_of_notes_stay_lines(run: Run) -> None:
    ok(run, "mentor", "add", "Dana Ortiz")
    ok(run, "log", "dana", "One\nTwo\n\nThree <b>", "-t", "Kept")
    assert "One<br>Two<br><br>Three &lt;b&gt;" in page(run, "--for", "me")


# --- whom it is for ------------------------------------------------------------------------------

MARK = "Zugspitze"


def marked(run: Run) -> None:
    """A journal with a mark in all that a manager, and in much that a mentor, may not read."""
    for argv in (
        ("mentor", "add", "Dana Ortiz", "--purpose", MARK),
        ("goal", "add", "Speak", "--owner", "me", "--public", "--why", MARK, "--measure", MARK),
        ("goal", "add", f"Leave {MARK}", "--owner", "me", "--private", "--by", "2027-01-01"),
        ("milestone", "add", "g2", MARK),
        ("check-in", "g1", "40", "--note", MARK),
        ("check-in", "g1", "30", "--reported-by", "dana", "--note", MARK),
        (
            "win",
            "add",
            "Accepted",
            "--public",
            "--impact",
            MARK,
            "--evidence",
            MARK,
            "--goal",
            "g1",
        ),
        ("win", "add", MARK, "--private", "--goal", "g2"),
        ("log", "dana", MARK, "-t", MARK, "-a", MARK, "--topic", MARK),
        ("goal", "edit", "g1", "--tag", MARK),
    ):
        ok(run, *argv)


DUMP = "{{ [title, goals, wins, sessions, takeaways, actions, changes, next, mentorships]|string }}"


def test_a_managers_page_has_no_more_than_the_managers_report(run: Run, tmp_path: Path) -> None:
    marked(run)
    made = page(run, "--for", "manager")
    template = tmp_path / "dump.txt"
    template.write_text(DUMP, encoding="utf-8")
    through = ok(run, "report", "--for", "manager", "--template", str(template))
    mine = json.loads(ok(run, "report", "--for", "me", "--json"))
    uids = {goal["uid"] for goal in mine["goals"]} | {mine["mentorships"][0]["uid"]}
    for text in (made, through):
        assert "Speak" in text
        assert "Accepted" in text
        assert MARK not in text
        assert "30 %" not in text
        assert not [uid for uid in uids if uid in text]
    assert not re.search("'(id|uid|tags|path|visibility)'", through)
    assert MARK in page(run, "--for", "me")


def test_private_text_is_on_no_partners_page(run: Run, tmp_path: Path) -> None:
    ok(run, "mentor", "add", "Dana Ortiz")
    ok(run, "goal", "add", MARK, "--owner", "me", "--private")
    ok(run, "goal", "add", "Speak", "--owner", "me", "--parent", "g1")
    ok(run, "win", "add", "Accepted", "--goal", "g1")
    ok(run, "log", "dana", MARK, "-t", "Kept")
    template = tmp_path / "dump.html"
    template.write_text(DUMP, encoding="utf-8")
    assert MARK not in page(run, "dana")
    assert MARK not in ok(run, "report", "dana", "--template", str(template))


# --- a template of one's own ---------------------------------------------------------------------


@pytest.fixture
def template(tmp_path: Path) -> Callable[..., str]:
    """Writes a template and gives its path."""

    def write(text: str, name: str = "own.md.j2") -> str:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


Write = Callable[..., str]

OWN = """\
# {{ title }}
{{ provenance }}
{% if selection_line %}
{{ selection_line }}
{% endif %}
{% for goal in goals %}
## {{ goal.title }} of {{ goal.owner.name }}: {{ goal.state_words }}
{{ goal.progress_before | percent }} to {{ goal.progress | percent }}, {{ goal.target_on | day }}
{{ goal.progress_words }}
{% for change in goal.changes %}
- {{ change.on | weekday }} {{ change.line }}
{% endfor %}
{% for point in goal.milestones %}
- {{ point.title }} {{ point.state_words }}
{% endfor %}
{% for win in goal.wins %}
- {{ win.title }}
{% endfor %}
{% endfor %}
{% for session in sessions %}
## {{ session.heading }}
{% for takeaway in session.takeaways %}
- {{ takeaway.line }}
{% endfor %}
{% endfor %}
{% for change in changes %}
- {{ change.subject }}: {{ change.line }}
{% endfor %}
{% for step in next %}
- {{ step.on | day }} {{ step.line }}
{% endfor %}
{{ summary.actions_done }} of {{ summary.actions_counted }}, {{ period.since | day }}
"""


@pytest.mark.usefixtures("year")
def test_a_template_says_it_its_own_way(run: Run, template: Write, golden: Golden) -> None:
    golden("report-template", ok(run, "report", "dana", "--template", template(OWN)))


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("name", ["own.md", "own.txt.j2", "own"])
def test_a_template_escapes_for_markdown(run: Run, template: Write, name: str) -> None:
    text = (
        "{% for goal in goals %}\n- {{ goal.title }}\n{% endfor %}\n{{ sessions[0].notes|block }}"
    )
    out = ok(run, "report", "--for", "me", "--template", template(text, name))
    assert out.startswith("- \\<script>")
    assert all(line.startswith("> ") or line == ">" for line in out.splitlines()[2:])


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize(
    ("name", "output"), [("own.html", None), ("OWN.HTML.j2", None), ("own.j2", "x.htm")]
)
def test_a_template_escapes_for_a_page(
    run: Run, template: Write, tmp_path: Path, name: str, output: str | None
) -> None:
    text = '<p title="{{ goals[0].title }}">{{ goals[0].title }}{{ sessions[0].notes|block }}</p>'
    more = ["-o", str(tmp_path / output)] if output else []
    out = ok(run, "report", "--for", "me", "--template", template(text, name), *more)
    made = (tmp_path / output).read_text(encoding="utf-8") if output else out
    assert [tag for tag, _ in Page(made).elements if tag != "br"] == ["p"]
    assert "&lt;script&gt;" in made


@pytest.mark.usefixtures("hostile")
def test_even_what_is_called_safe_cannot_act_on_a_terminal(run: Run, template: Write) -> None:
    out = ok(run, "report", "--for", "me", "--template", template("\t{{ wins|string|safe }}\n"))
    out += ok(run, "report", "--for", "me", "--template", template("{{ wins[1].title|safe }}"))
    assert out.startswith("\t")
    assert "\x1b" not in out
    assert r"\x1b[31m" in out


REACHES_OUT = {
    "a class": "{{ title.__class__.__mro__ }}",
    "a class by its name": '{{ title["__cla" ~ "ss__"] }}',
    "a class by a filter": '{{ title|attr("__class__") }}',
    "a class by a format": '{{ "{0.__class__}".format(title) }}',
    "globals": "{{ cycler.__init__.__globals__ }}",
    "itself": "{{ self._TemplateReference__context }}",
    "a mutation": "{{ goals.append(1) }}",
}
FAILS = {
    **{what: (text, 1, "is unsafe") for what, text in REACHES_OUT.items()},
    "another file": ('\n{% include "/etc/passwd" %}', 2, "it is one file"),
    "an import": ('\n\n{% import "x.md" as x %}', 3, "it is one file"),
    "a parent": ('{% extends "x.md" %}', 1, "it is one file"),
    "an unknown name": ("a\n{{ nothing }}", 2, "'nothing' is undefined"),
    "an unknown key": ("\n{% for goal in [title] %}\n{{ goal.nothing }}{% endfor %}", 3, "nothing"),
    "an unknown filter": ("\n{{ title|nothing }}", 2, "no filter named 'nothing'"),
    "bad syntax": ("{% if %}", 1, "expected an expression"),
    "an error": ("\n\n{{ 1 // 0 }}", 3, "division"),
    "chance": ("{{ [1, 2]|random }}", 1, "no filter named 'random'"),
    "a big range": ("{{ range(10 ** 9) }}", 1, "range too big"),
    "a big text": ('{{ "x" * 10 ** 18 }}', 1, "it takes too much memory"),
    "no end of calls": ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", 1, "nested too deeply"),
    "no end of brackets": ("{{" + "(" * 9999 + ")" * 9999 + "}}", None, "nested too deeply"),
}  # fmt: skip


@pytest.mark.parametrize("what", FAILS)
def test_a_template_that_fails_is_one_sentence(
    run: Run, template: Write, tmp_path: Path, what: str
) -> None:
    text, line, reason = FAILS[what]
    old = tmp_path / "old.md"
    old.write_text("the old one")
    path = template(text)
    result = run("report", "--template", path, "-o", str(old), "--force")
    assert (result.code, result.out) == (2, "")
    said = result.err.splitlines()[0]
    assert said.startswith(f"The template {path} fails")
    assert line is None or f" on line {line}: " in said
    assert reason in said
    assert old.read_text() == "the old one"
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_ctrl_c_stops_a_template(
    run: Run, template: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_words, "percent", lambda _: signal.raise_signal(signal.SIGINT))
    text = "{% for a in range(9999) %}{% for b in range(9999) %}{{ b|percent }}{% endfor %}{% endfor %}"
    result = run("report", "--template", template(text))
    assert (result.code, result.out, result.err) == (130, "", "Interrupted; nothing was changed.\n")


def test_a_template_that_cannot_be_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "picture").write_bytes(b"\x89PNG\xff")
    (tmp_path / "big").write_bytes(b"a" * 1_000_001)
    for name, sentence in (
        ("none", "Cannot read the template {}: no such file or directory."),
        (".", "Cannot read the template {}: "),
        ("picture", "The template {} is not UTF-8 text."),
        ("big", "The template {} is over a megabyte."),
    ):
        path = tmp_path / name
        result = run("report", "--template", str(path))
        assert (result.code, result.out) == (2, "")
        assert sentence.format(path) in result.err


@pytest.mark.parametrize("more", [("--json",), ("--format", "html"), ("--format", "markdown")])
def test_a_template_says_the_format_itself(
    run: Run, template: Write, more: tuple[str, ...]
) -> None:
    result = run("report", "--template", template("x"), *more)
    assert (result.code, result.out) == (2, "")
    assert "--format cannot go with it" in result.err


def test_no_other_report_waits_for_the_sandbox(run: Run, journal: Path) -> None:
    ok(run, "mentor", "add", "Dana Ortiz")
    code = (
        "import sys; from mentorlog.cli import main; main(['report', '--json'])\n"
        "assert 'jinja2' not in sys.modules\n"
        "main(['report'])\n"
        "assert 'jinja2.sandbox' not in sys.modules"
    )
    assert journal.exists()
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, env=os.environ)
