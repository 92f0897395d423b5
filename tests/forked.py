"""Python in a process of its own, without the fifth of a second that it takes to load the program.

The process is a copy of the one that runs the tests: it has loaded what that has, and what a test has
put in place of something. What a command loads, and how Python starts, is told by tests that start it.
"""

from __future__ import annotations

import gc
import io
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

MENTORLOG = "from mentorlog.__main__ import run; run()"

Stream = IO[str] | IO[bytes] | int


class Ended(NamedTuple):
    """How a process ended, and what it said where that was not sent elsewhere."""

    returncode: int
    stdout: str
    stderr: str


class Forked:
    """A process that runs ``code``; its standard streams are the files with the given numbers."""

    def __init__(
        self,
        code: str,
        argv: tuple[str, ...],
        streams: tuple[int, int, int],
        environ: Mapping[str, str],
        before: Callable[[], object] = lambda: None,
    ) -> None:
        self.returncode: int | None = None
        with warnings.catch_warnings():
            # The thread that talks to pytest's controller holds nothing that is needed here.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.pid = os.fork()
        if self.pid == 0:
            try:
                os.setsid()
                for number, stream in enumerate(streams):
                    os.dup2(stream, number)
                before()
                os.environ.clear()
                os.environ.update(environ)
                _run(code, argv)
            except BaseException:
                traceback.print_exc()
                raise
            finally:
                os._exit(1)

    def poll(self) -> int | None:
        """The exit code, below 0 for a signal; None while it runs."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float = 60) -> int:
        """The exit code, once the process has ended."""
        last = time.monotonic() + timeout
        while (code := self.poll()) is None:
            assert time.monotonic() < last, "the process goes on"
            time.sleep(0.001)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal, if the process still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


def ran(
    code: str,
    *argv: str,
    stdin: Stream | None = None,
    stdout: Stream | None = None,
    stderr: Stream | None = None,
    env: Mapping[str, str] = {},
) -> Ended:
    """How ``code`` ended in a process of its own; a stream that is not given is read, or empty."""
    environ = {**os.environ, **env}
    with (
        Path(os.devnull).open("rb") as nothing,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
    ):
        files = stdin or nothing, stdout or out, stderr or err
        if hasattr(os, "fork"):
            given = [each if isinstance(each, int) else each.fileno() for each in files]
            number = Forked(code, argv, (given[0], given[1], given[2]), environ).wait()
        else:
            started = [sys.executable, "-c", code, *argv]
            number = subprocess.run(
                started, stdin=files[0], stdout=files[1], stderr=files[2], env=environ, check=False
            ).returncode
        return Ended(number, _said(out), _said(err))


def at_once(code: str, each: Sequence[tuple[str, ...]]) -> list[int]:
    """How ``code`` ended in several processes that ran at the same time, by their exit codes."""
    with Path(os.devnull).open("r+b") as nothing:
        if hasattr(os, "fork"):
            streams = (nothing.fileno(),) * 3
            forked = [Forked(code, argv, streams, dict(os.environ)) for argv in each]
            return [one.wait() for one in forked]
        started = [
            subprocess.Popen([sys.executable, "-c", code, *argv], stdout=nothing, stderr=nothing)
            for argv in each
        ]
        return [one.wait(60) for one in started]


def _said(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8").replace("\r\n", "\n")


def _run(code: str, argv: tuple[str, ...]) -> None:
    """Run the code as a new Python would, and end this process."""
    gc.freeze()  # What was there before is not this process's to close.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.stdin = sys.__stdin__ = _stream(0, "r", "strict")
    sys.stdout = sys.__stdout__ = _stream(1, "w", "strict")
    sys.stderr = sys.__stderr__ = _stream(2, "w", "backslashreplace")
    sys.argv = ["-c", *argv]
    ended: object = 0
    try:
        exec(code, {"__name__": "__main__"})
    except SystemExit as end:
        ended = end.code
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            ended = 120
    os._exit(ended if isinstance(ended, int) else 1 if ended else 0)


def _stream(number: int, mode: str, errors: str) -> io.TextIOWrapper:
    binary = open(number, f"{mode}b", closefd=False)  # noqa: SIM115
    # Python says what is on standard error line by line, wherever that leads.
    by_line = number == 2 or os.isatty(number)
    return io.TextIOWrapper(binary, "utf-8", errors, line_buffering=by_line)
