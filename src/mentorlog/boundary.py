"""The error boundary: whatever a command does, one sentence, one hint and one exit code.

===  ==========================================================================================
0    done; also a reader that closed the pipe, as ``mentorlog timeline | head`` got what it wanted
1    the journal says no
2    wrong usage, or words that cannot be read
3    the journal, or another file, cannot be used
4    it is saved, but standard output cannot be written
70   a bug in mentorlog, without a traceback unless MENTORLOG_DEBUG is set (sysexits' EX_SOFTWARE)
130  interrupted, or input that ended in the middle of a question
===  ==========================================================================================
"""

import os
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import typer

from mentorlog.errors import MentorlogError, why
from mentorlog.folding import folded
from mentorlog.harmless import visible
from mentorlog.values import NamedTuple

_BUG = 70
_PACKAGE = Path(__file__).parent


class Verdict(NamedTuple):
    """How a command ended: nothing is said where the sentence is empty."""

    code: int
    sentence: str = ""
    hint: str = ""


def guarded(work: Callable[[], object]) -> int:
    """Do the work, say what went wrong on standard error, and return the exit code.

    Standard output is flushed in here, so that a full disk is an error and not an afterthought.
    """
    _print_any_character()
    try:
        outcome = work()
        if sys.stdout is not None:
            sys.stdout.flush()
    except (Exception, SystemExit, KeyboardInterrupt) as error:  # noqa: BLE001 - the last stop
        return _told(error)
    return outcome if type(outcome) is int else 0


def hold_streams() -> None:
    """Open nothing at all where a standard stream is closed, so that each is there to be used.

    Else the next file opened would bear the stream's number.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nothing = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(nothing, mode, encoding="utf-8"))


def begin_lines() -> None:
    """On a terminal have what is said after Ctrl-C begin a line: the cursor stands behind a question, or the ^C."""
    if not sys.stderr.isatty():
        return
    import signal  # a script does not need it

    def stop(_number: int, _frame: object) -> None:
        os.write(sys.stderr.fileno(), b"\n")
        raise KeyboardInterrupt

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, stop)


def let_go() -> None:
    """Leave nothing that Python would fail to write, and complain about, at the very end."""
    for stream in _streams():
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _told(error: BaseException) -> int:
    verdict = _verdict(error)
    with suppress(OSError, ValueError):  # What was said before goes first.
        if sys.stdout is not None:
            sys.stdout.flush()
    _say(verdict.sentence)
    _say(f"hint: {verdict.hint}" if verdict.hint else "")
    if os.environ.get("MENTORLOG_DEBUG") and verdict.sentence:
        traceback.print_exception(error)
    return verdict.code


def _verdict(error: BaseException) -> Verdict:
    if isinstance(error, MentorlogError):
        return Verdict(error.exit_code, error.sentence, error.hint)
    if isinstance(error, typer.Exit):
        return Verdict(error.exit_code)
    if isinstance(error, SystemExit):
        return Verdict(error.code if isinstance(error.code, int) else bool(error.code))
    if isinstance(error, KeyboardInterrupt):
        return Verdict(130, str(error) or "Interrupted.")
    if isinstance(error, (typer.Abort, EOFError)):
        return Verdict(130, "Interrupted.")
    if isinstance(error, BrokenPipeError):
        return Verdict(0)
    if isinstance(error, OSError):
        return _file(error)
    if isinstance(error, UnicodeError):
        return Verdict(2, "Some of the text is not valid UTF-8.")
    return _journal(error) or _bug(error)


def _file(error: OSError) -> Verdict:
    if error.filename is None:
        return Verdict(3, f"Cannot read or write: {why(error)}.")
    return Verdict(3, f"Cannot use {os.fsdecode(error.filename)}: {why(error)}.")


def _journal(error: BaseException) -> Verdict | None:
    # A command that did not load SQLite cannot have met its errors.
    sqlite3 = sys.modules.get("sqlite3")
    if sqlite3 is None or not isinstance(error, sqlite3.Error):
        return None
    return Verdict(3, f"The journal cannot be used: {error}.")


def _bug(error: BaseException) -> Verdict:
    # Neither the message nor any value: both may hold what the user keeps private.
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)]
    where = f" near {Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
    return Verdict(
        _BUG,
        f"mentorlog hit a bug: {type(error).__name__}{where}.",
        "MENTORLOG_DEBUG=1 shows the traceback, which may hold words of the journal",
    )


def _say(words: str) -> None:
    """Print a line on standard error; a sentence may quote anything, so it is made safe here."""
    if not words or sys.stderr is None:
        return
    safe = folded(visible(" ".join(words.split())), sys.stderr)
    with suppress(OSError, ValueError):
        print(safe, file=sys.stderr, flush=True)  # noqa: T201 - the one place that talks of errors


def _streams() -> list[TextIO]:
    # Either is None under pythonw and its like.
    return [stream for stream in (sys.stdout, sys.stderr) if stream is not None]


def _print_any_character() -> None:
    """Let what an encoding lacks, and what no encoding has, come out as an escape."""
    for stream in _streams():
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[attr-defined]
