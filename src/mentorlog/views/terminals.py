"""What a stream can show, the pager in front of it, and the bar of what takes long."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from mentorlog.views.cells import encodes, encoding_of, one_line
from mentorlog.views.pages import Canvas

_GLYPHS = "█░│●◆◇…·▁▇━┄✓"


def is_terminal(stream: TextIO | None) -> bool:
    """Whether the stream is a terminal, so that somebody reads along."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def canvas_of(stream: TextIO) -> Canvas:
    """How wide ``stream`` is (``COLUMNS``, else the terminal, else 80) and what it can encode."""
    return Canvas(_width(stream), unicode=encodes(_GLYPHS, encoding_of(stream)))


def takes_colour(stream: TextIO) -> bool:
    """Whether the stream shows colours and the user wants them; see no-color.org."""
    return (
        is_terminal(stream)
        and _moves_its_cursor()
        and not os.environ.get("NO_COLOR")
        and not _is_old_windows()
    )


def _moves_its_cursor() -> bool:
    return os.environ.get("TERM") not in ("dumb", "unknown")


def _is_old_windows() -> bool:
    """Whether this is a Windows console that shows escapes as they are."""
    if sys.platform != "win32":
        return False
    from rich.console import detect_legacy_windows

    return detect_legacy_windows()


def paged(text: str, stream: TextIO) -> bool:
    """Show ``text`` through the pager if it is taller than the terminal; return whether it was."""
    if not (is_terminal(stream) and is_terminal(sys.stdin)):
        return False
    if text.count("\n") < _size(stream).lines:
        return False
    command = _pager()
    stream.flush()
    return bool(command) and _piped(text, command, stream)


def _width(stream: TextIO) -> int:
    asked = os.environ.get("COLUMNS", "")
    if asked.isascii() and asked.isdigit() and int(asked) > 0:
        return int(asked)
    return _size(stream).columns if is_terminal(stream) else 80


def _size(stream: TextIO) -> os.terminal_size:
    try:
        size = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError, AttributeError):
        size = os.terminal_size((0, 0))
    # A terminal that does not know its size says 0 × 0.
    return os.terminal_size((size.columns or 80, size.lines or 24))


def _pager() -> list[str]:
    """The pager's command line; an empty ``PAGER`` means none."""
    import shlex  # here and below: only a long page on a terminal pays for the import

    try:
        return shlex.split(os.environ.get("PAGER", "less"))
    except ValueError:
        return []


def _piped(text: str, command: list[str], stream: TextIO) -> bool:
    import signal
    import subprocess

    # Let colours through, do not clear the screen, and quit if the text fits after all.
    environment = {"LESS": "FRX", **os.environ}
    try:
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=stream, env=environment)
    except OSError:
        return False
    # Ctrl-C stops a search inside the pager, which says itself when it is done.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        pager.communicate(text.encode(encoding_of(stream), "replace"))
    finally:
        signal.signal(signal.SIGINT, before)
    return True


# --- how far a long command has come ------------------------------------------------------------


Advance = Callable[[int], object]
"""Called with how much more is done."""


@contextmanager
def progress_bar(
    words: str, total: int, *, worth: int, no_color: bool = False
) -> Iterator[Advance]:
    """A bar that is shown while the block runs, up to ``total``, and gone when it ends.

    There is none if ``total`` is less than ``worth``, off a terminal, or on one that cannot move its
    cursor.
    """
    if total < worth or not (is_terminal(sys.stderr) and _moves_its_cursor()):
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
    from rich.text import Text

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    console = Console(stderr=True, no_color=no_color or None)
    with Progress(*columns, console=console, transient=True) as progress:
        # The column takes the description as markup, and a file may have any name.
        task = progress.add_task(Text(one_line(words)).markup, total=total)
        yield lambda amount: progress.advance(task, amount)
