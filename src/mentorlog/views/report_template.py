"""A report through a template of the user's own: a sandbox and plain data.

A template may come from anywhere. So it only gets the report's JSON: dicts, lists,
text and numbers, and cannot open a file. Ctrl-C stops one that does not end.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from traceback import walk_tb
from typing import Any, TypeVar

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mentorlog.dates import long
from mentorlog.errors import WrongUsage
from mentorlog.harmless import visible
from mentorlog.records.report import Report
from mentorlog.views import report_marks, words
from mentorlog.views.cells import one_line
from mentorlog.views.report import as_data

T = TypeVar("T")

_OTHER_FILES = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
_FILE = "<template>"  # what Jinja calls a template that came as text


class TemplateFailed(WrongUsage):
    """The template cannot be read, or uses something that it is not given."""

    def __init__(self, name: str, line: int | None, reason: str) -> None:
        where = f" on line {line}" if line else ""
        words = one_line(reason).rstrip(".")[:200]
        super().__init__(
            f"The template {name} fails{where}: {words[:1].lower()}{words[1:]}.",
            "mentorlog help templates lists what a template may use",
        )


class Template:
    """A template that has been read; ``is_html`` says how it escapes the values that it puts in.

    Reading it and ``text`` raise ``TemplateFailed``.
    """

    def __init__(self, name: str, source: str, *, is_html: bool) -> None:
        self._name = name
        self._environment = _Sandbox(is_html=is_html)
        with self._named_failures():
            tree = self._environment.parse(source)
            for node in tree.find_all(_OTHER_FILES):
                reason = "it is one file, so include, import and extends do not work"
                raise TemplateFailed(name, node.lineno, reason)
            self._template = self._environment.from_string(tree)

    def text(self, report: Report) -> str:
        """What the template makes of the report, ending with a newline."""
        variables = as_data(report)
        with self._named_failures():
            made = self._template.render(variables)
        # Line ends and tabs stay; control characters are escaped, even after `safe`.
        lines = "\t".join(visible(part, keep="\n") for part in made.split("\t"))
        return lines.rstrip("\n") + "\n"

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
            # A template can fail in any way: 1/0, a word that is no day …
            reason = str(error) or type(error).__name__
            raise TemplateFailed(self._name, _line(error), reason) from error


def _line(error: BaseException) -> int | None:
    lines = [
        line
        for frame, line in walk_tb(error.__traceback__)
        if frame.f_code.co_filename == _FILE and line
    ]
    return lines[-1] if lines else None


# --- the sandbox ------------------------------------------------------------------------------


class _Sandbox(ImmutableSandboxedEnvironment):
    """What a template can use: data and filters, but no other files."""

    def __init__(self, *, is_html: bool) -> None:
        super().__init__(**report_marks.options(is_html=is_html))
        # A report made again must be the same, so nothing random is allowed.
        del self.globals["lipsum"], self.filters["random"]
        self.filters |= {
            **report_marks.filters(is_html=is_html),
            "day": _of_day(words.calendar_day),
            "weekday": _of_day(long),
            "percent": words.percent,
        }

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A key goes before a method of the same name."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def _of_day(words: Callable[[date], str]) -> Callable[[str | None], str]:
    return lambda day: "–" if day is None else words(date.fromisoformat(day))
