"""A report through somebody's own template: a sandbox, plain data, and an end to it.

A template may come from anywhere, so it gets no more than the report's JSON and its sentences, as
dicts, lists, text and numbers, and can open no file. It is given ten seconds of the processor, ten
million characters and, on Linux, 256 MB.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from time import process_time
from traceback import walk_tb
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from mentorlog.errors import WrongUsage
from mentorlog.harmless import visible
from mentorlog.records.report import Report
from mentorlog.views import report_page, report_template_data, report_words
from mentorlog.views.plain import markdown, markdown_block, one_line

SECONDS = 10.0
_CHARACTERS = 10_000_000
_MEMORY = 1 << 28
_BITS = 10_000
_OTHER_FILES = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
_FILE = "<template>"  # what Jinja calls a template that came as text


class TemplateFailed(WrongUsage):
    """The template cannot be read, reaches for what it is not given, or does not end."""

    def __init__(self, name: str, line: int | None, reason: str) -> None:
        where = f" on line {line}" if line else ""
        words = one_line(reason).rstrip(".")[:200]
        super().__init__(
            f"The template {name} fails{where}: {words[:1].lower()}{words[1:]}.",
            "the README lists what a template may use, under Templates",
        )


class _TooMuch(Exception):
    """The template asks for more than it is given."""


class Template:
    """A template that has been read; ``is_html`` says how it escapes what it puts in.

    ``text`` is the report through it. Both raise ``TemplateFailed``.
    """

    def __init__(self, name: str, source: str, *, is_html: bool) -> None:
        self._name = name
        self._environment = _Sandbox(is_html=is_html)
        with self._named_failures(), _bounded_memory():
            tree = self._environment.parse(source)
            self._expect_one_file(tree)
            _add_ticks(tree, self._environment)
            self._template = self._environment.from_string(tree)

    def text(self, report: Report) -> str:
        """What the template makes of the report, ending with a newline."""
        variables = report_template_data.variables(report)
        with self._named_failures(), _bounded_memory():
            self._environment.deadline = process_time() + SECONDS
            made = "".join(_measured(self._template.generate(variables)))
        # Its own line ends and tabs stay; what acts does not, also where it says `safe`.
        lines = "\t".join(visible(part, keep="\n") for part in made.split("\t"))
        return lines.rstrip("\n") + "\n"

    def _expect_one_file(self, tree: nodes.Template) -> None:
        for node in tree.find_all(_OTHER_FILES):
            raise TemplateFailed(
                self._name,
                node.lineno,
                "it is one file, so include, import and extends do not work",
            )

    @contextmanager
    def _named_failures(self) -> Iterator[None]:
        try:
            yield
        except TemplateFailed:
            raise
        except TemplateSyntaxError as error:
            raise TemplateFailed(self._name, error.lineno, error.message or "") from error
        except MemoryError as error:
            raise TemplateFailed(self._name, _line(error), "it takes too much memory") from error
        except RecursionError as error:
            raise TemplateFailed(self._name, _line(error), "it is nested too deeply") from error
        except Exception as error:
            # Whatever a template does wrong is its own fault: 1/0, a word that is no day …
            reason = str(error) or type(error).__name__
            raise TemplateFailed(self._name, _line(error), reason) from error


def _line(error: BaseException) -> int | None:
    lines = [
        line
        for frame, line in walk_tb(error.__traceback__)
        if frame.f_code.co_filename == _FILE and line
    ]
    return lines[-1] if lines else None


def _measured(pieces: Iterator[str]) -> Iterator[str]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > _CHARACTERS:
            raise _TooMuch("it writes more than 10 MB")
        yield piece


# --- the sandbox ------------------------------------------------------------------------------


class _Sandbox(ImmutableSandboxedEnvironment):
    """What a template works with: data and filters, no loader, operators that stay small."""

    intercepted_binops = frozenset({"+", "*", "**"})

    def __init__(self, *, is_html: bool) -> None:
        escaped = _html if is_html else _markdown
        super().__init__(
            autoescape=True,
            finalize=escaped,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.deadline = float("inf")
        # What differs each time has no place in a report that can be made again.
        del self.globals["lipsum"], self.filters["random"]
        self.filters |= {
            "md": _markdown,
            "block": report_page.block if is_html else lambda words: Markup(markdown_block(words)),
            "day": _of_day(report_words.calendar_day),
            "weekday": _of_day(report_words.weekday),
            "percent": report_words.percent,
        }

    def tick(self) -> None:
        """Called in each turn of a loop; raises once the time is up."""
        if process_time() > self.deadline:
            raise _TooMuch(f"it takes longer than {SECONDS:g} seconds")

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A key before a method of the same name."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """The operation, unless its result would be huge."""
        if _size(operator, left, right) > _CHARACTERS:
            raise _TooMuch("it makes a value that is too big")
        return super().call_binop(context, operator, left, right)


def _size(operator: str, left: Any, right: Any) -> float:
    """About how many characters, items or digits an operation makes; 0 for few."""
    sized = [len(each) for each in (left, right) if isinstance(each, str | list | tuple)]
    whole = [each for each in (left, right) if isinstance(each, int)]
    if operator == "+":
        return sum(sized)
    if sized:
        return sized[0] * whole[0] if whole else 0
    if len(whole) < 2:
        return 0
    bits = left.bit_length() * (abs(right) if operator == "**" else 1) + right.bit_length()
    return float("inf") if bits > _BITS else 0


def _add_ticks(tree: nodes.Template, environment: _Sandbox) -> None:
    """Have each loop and macro look at the clock in each of its turns."""
    for node in tree.find_all((nodes.For, nodes.Macro, nodes.CallBlock)):
        tick = nodes.Call(nodes.EnvironmentAttribute("tick"), [], [], None, None)
        looks = nodes.ExprStmt(tick).set_lineno(node.lineno).set_environment(environment)
        node.body.insert(0, looks)  # type: ignore[attr-defined]


@contextmanager
def _bounded_memory() -> Iterator[None]:
    """Let the process grow by 256 MB and no more, where Linux can be asked for that."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (ImportError, OSError):
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = pages * resource.getpagesize() + _MEMORY
    if soft != resource.RLIM_INFINITY:
        wanted = min(wanted, soft)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


# --- what it puts in --------------------------------------------------------------------------


def _html(value: object) -> Markup:
    return report_page.html("–" if value is None else value)


def _markdown(value: object) -> Markup:
    if isinstance(value, Markup):
        return value
    return Markup(markdown("–" if value is None else str(value)))


def _of_day(words: Callable[[date], str]) -> Callable[[str | None], str]:
    return lambda day: "–" if day is None else words(date.fromisoformat(day))
