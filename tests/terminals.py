"""The command in a real pseudo-terminal, as somebody at a keyboard has it."""

from __future__ import annotations

import os
import select
import subprocess
import sys

CTRL_C, CTRL_D = "\x03", "\x04"


class Terminal:
    """``mentorlog`` in a pseudo-terminal: ``expect`` reads up to a text, ``type`` presses keys."""

    def __init__(self, *argv: str) -> None:
        import pty

        self._controller, follower = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mentorlog", *argv],
            stdin=follower,
            stdout=follower,
            stderr=follower,
            start_new_session=True,
            env=os.environ | {"TERM": "xterm", "COLUMNS": "80", "NO_COLOR": "1"},
            preexec_fn=lambda: _take_terminal(follower),
        )
        os.close(follower)
        self.screen = ""
        self._seen = 0
        self.keys = 0

    def expect(self, text: str) -> None:
        """Wait for ``text`` after what was last waited for; the suite's own limit ends a wait."""
        while (found := self.screen.find(text, self._seen)) < 0:
            more = self._read()
            assert more, f"ended without {text!r}: {self.screen}"
            self.screen += more
        self._seen = found + len(text)

    def type(self, keys: str) -> None:
        """Press keys."""
        self.keys += len(keys)
        os.write(self._controller, keys.encode())

    def interrupt(self) -> None:
        """Press Ctrl-C until it is heard: Python misses one that comes while it echoes a letter."""
        self.type(CTRL_C)
        while not select.select([self._controller], [], [], 0.5)[0]:
            self.type(CTRL_C)

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

    def _read(self) -> str:
        try:
            return os.read(self._controller, 65536).decode(errors="replace")
        except OSError:  # Linux says so when the other side has gone
            return ""


def _take_terminal(follower: int) -> None:
    import fcntl
    import termios

    fcntl.ioctl(follower, termios.TIOCSCTTY, 0)
