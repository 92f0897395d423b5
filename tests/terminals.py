"""The command in a real pseudo-terminal, as somebody at a keyboard has it."""

from __future__ import annotations

import os
import select
import time
from pathlib import Path

from forked import MENTORLOG, Forked

CTRL_C, CTRL_D, _BACKSPACE = "\x03", "\x04", "\x7f"
_AGAIN, _SILENT = 0.5, 60.0
"""Seconds after which a key that did nothing is pressed again, and after which a test gives up."""


class Terminal:
    """``mentorlog`` in a pseudo-terminal: ``expect`` reads up to a text, ``type`` presses keys."""

    def __init__(self, *argv: str, columns: int = 80) -> None:
        import pty

        self._controller, follower = pty.openpty()
        self.process = Forked(
            MENTORLOG,
            argv,
            (follower, follower, follower),
            os.environ | {"TERM": "xterm", "COLUMNS": str(columns), "NO_COLOR": "1"},
            lambda: self._take(follower),
        )
        os.close(follower)
        self.screen = ""
        self._seen = 0
        self.keys = 0

    def expect(self, text: str) -> None:
        """Wait for ``text`` after what was last waited for."""
        while (found := self.screen.find(text, self._seen)) < 0:
            more = self._read()
            assert more, f"ended without {text!r}: {self.screen}"
            self.screen += more
        self._seen = found + len(text)

    def type(self, keys: str) -> None:
        """Press keys."""
        self.keys += len(keys)
        os.write(self._controller, keys.encode())

    def stop(self) -> int:
        """Press Ctrl-C until the command has ended; its exit code.

        Python misses one that comes just after another key, as the terminal then takes that key
        away from the line editor, which waits for it; a key that changes nothing wakes it. It also
        misses one between the question and the wait for a key, so that this is waited for.
        """
        self._wait_until_it_waits()
        self.type(CTRL_C)
        last = time.monotonic() + _SILENT
        while self.process.poll() is None:
            assert time.monotonic() < last, f"goes on after Ctrl-C: {self.screen}"
            until = time.monotonic() + _AGAIN
            while (left := until - time.monotonic()) > 0 and self.process.poll() is None:
                if select.select([self._controller], [], [], min(left, 0.1))[0]:
                    self.screen += self._read()
            if self.process.poll() is None:
                self.type(f"{_BACKSPACE}{CTRL_C}")
        return self.end()

    def _wait_until_it_waits(self) -> None:
        """Where the system tells it as Linux does: the command has nothing to do until a key is pressed."""
        told = Path(f"/proc/{self.process.pid}/stat")
        while told.exists() and told.read_text("utf-8").rpartition(") ")[2].startswith("R"):
            time.sleep(0.001)

    def end(self) -> int:
        """Read to the end; the exit code."""
        while more := self._read():
            self.screen += more
        return self.process.wait(timeout=30)

    def close(self) -> None:
        """Give the terminal back."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._controller)

    def _take(self, follower: int) -> None:
        """In the command's process: its terminal, from which Ctrl-C comes."""
        import fcntl
        import termios

        fcntl.ioctl(follower, termios.TIOCSCTTY, 0)
        os.close(follower)
        os.close(self._controller)

    def _read(self) -> str:
        heard = select.select([self._controller], [], [], _SILENT)[0]
        assert heard, f"nothing for {_SILENT} seconds after: {self.screen}"
        try:
            return os.read(self._controller, 65536).decode(errors="replace")
        except OSError:  # Linux says so when the other side has gone
            return ""
