"""A page printed to PDF by a browser of this machine, without a window and without the network."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from mentorlog.errors import MentorlogError, WrongUsage

_NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
    "msedge",
)  # fmt: skip
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
"""Where browsers are that are on no PATH."""

_WAY = "mentorlog report -o report.html writes a page that any browser prints to PDF"
_PATIENCE = 120  # seconds


class NotPrinted(MentorlogError):
    """The browser that was asked to print did not."""

    exit_code = 3


def browser() -> str:
    """The browser that can print; raises ``WrongUsage`` where there is none."""
    known = [*map(shutil.which, _NAMES), *(place for place in _PLACES if Path(place).is_file())]
    found = next(filter(None, known), None)
    if found is None:
        raise WrongUsage("There is no Chromium, Chrome or Edge here to print a PDF.", _WAY)
    return found


def pdf(page: str, folder: Path) -> bytes:
    """The page printed; it passes through a private folder in ``folder``, which is gone afterwards.

    Raises ``NotPrinted``, and ``WrongUsage`` where there is no browser.
    """
    command = browser()
    with tempfile.TemporaryDirectory(prefix="mentorlog-", dir=folder) as name:
        source, made = Path(name, "report.html"), Path(name, "report.pdf")
        source.write_text(page, encoding="utf-8")
        try:
            subprocess.run(
                [command, *_options(Path(name, "profile"), made), source.resolve().as_uri()],
                check=True, timeout=_PATIENCE, stdin=subprocess.DEVNULL, capture_output=True,
            )  # fmt: skip
            return made.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise NotPrinted(f"The browser {command} did not print the report.", _WAY) from error


def _options(profile: Path, made: Path) -> list[str]:
    options = [
        "--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={profile}",
        "--no-pdf-header-footer", f"--print-to-pdf={made}",
    ]  # fmt: skip
    # Root has no sandbox; the page has no script, and nothing of it is loaded from elsewhere.
    is_root = getattr(os, "geteuid", lambda: 1)() == 0
    return [*options, "--no-sandbox"] if is_root else options
