"""A text in the user's editor: its draft goes once it is saved, and stays if anything goes wrong."""

import codecs
import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from mentorlog import drafts, places
from mentorlog.commands.desk import Desk, at_terminal, say
from mentorlog.errors import WrongUsage, quoted, why
from mentorlog.exchange.front_matter import UnreadableDocument

_USUAL = ("sensible-editor", "nano", "vi")
_LARGEST_BYTES = 16 * 1024 * 1024
_HINT = "set EDITOR, or: mentorlog config set editor NAME"

AGAIN = "mentorlog log -e opens it again, to be mended"
"""What to do with a session document that cannot be read."""


class EditorFailed(WrongUsage):
    """The edited text cannot be had; ``path`` is where it is kept, unless nothing was typed."""

    def __init__(self, what: str, path: Path, hint: str = "", *, is_kept: bool = True) -> None:
        where = f"the text is kept in {path}" if is_kept else "nothing was typed"
        super().__init__(f"{what}; {where}.", hint)
        self.what = what
        self.path = path


class Edited:
    """What came back from the editor: ``text`` is None where nothing was changed."""

    def __init__(self, path: Path, text: str | None) -> None:
        self.text = text
        self._path = path
        self.is_kept = False

    def say_why_unsaved(self) -> None:
        """Say that there is nothing to save, as nothing was typed or all of it is gone."""
        what = "Nothing was changed" if self.text is None else "It was emptied"
        say(f"{what}, so nothing was saved.")

    def keep(self, text: str | None = None, hint: str = "") -> None:
        """Keep the draft although all went well, with ``text`` in place of what was typed."""
        if text is not None:
            drafts.write(self._path, text)
        say(drafts.kept(self._path, hint))
        self.is_kept = True


@contextmanager
def in_editor(desk: Desk, text: str, what: str, *, typed: bool = False) -> Iterator[Edited]:
    """Open ``text`` in the editor, as a draft of ``what``, and give what was saved there.

    Somebody has ``typed`` some of it already. Where the block raises anything, the draft stays and
    it is said where. Raises ``EditorFailed`` and ``DraftNotKept``.
    """
    path = drafts.new(places.drafts(desk.path), desk.today, what)
    edited = Edited(path, edit(text, path, command=desk.settings.editor, typed=typed))
    try:
        yield edited
    except BaseException as error:
        edited.keep(hint=AGAIN if isinstance(error, UnreadableDocument) else "")
        raise
    if not edited.is_kept:
        drafts.discard(path)


def edit(text: str, path: Path, *, command: str | None = None, typed: bool = False) -> str | None:
    """Opens ``text`` in the editor as the file ``path`` and returns it as it was saved there.

    None if nothing changed but line ends. Line ends come back as newlines. ``command`` is the
    settings' editor. The file stays, for the caller to remove once the text is safe; where the
    editor failed and the text is not ``typed`` by anybody, it goes.
    Raises EditorFailed, or DraftNotKept where the file cannot be written.
    """
    drafts.write(path, text)
    try:
        _run(_command(command, path), path)
    except EditorFailed as error:
        if not typed and _holds(path, text):
            drafts.discard(path)
            raise EditorFailed(error.what, path, error.hint, is_kept=False) from error.__cause__
        raise
    if not path.exists():
        drafts.write(path, text)
        raise EditorFailed("The editor removed the file; as it was before", path)
    edited = _text(_bytes(path), path)
    return None if edited.rstrip("\n") == _newlines(text).rstrip("\n") else edited


def _holds(path: Path, text: str) -> bool:
    try:
        return path.read_bytes() == drafts.encoded(text)
    except OSError:
        return False


def editor(command: str | None, environ: Mapping[str, str] = os.environ) -> str | None:
    """The command line of the editor: the settings' one, VISUAL, EDITOR, else a usual one.

    None where there is none; the usual ones need a terminal.
    """
    for words in (command, environ.get("VISUAL"), environ.get("EDITOR")):
        if words and words.strip():
            return words
    if os.name == "nt":
        return "notepad"
    return next(filter(shutil.which, _USUAL), None) if at_terminal() else None


def _command(command: str | None, path: Path) -> list[str]:
    words = editor(command)
    if words is None:
        what = "There is no editor here" if at_terminal() else "There is no terminal for an editor"
        raise EditorFailed(what, path, _HINT)
    # A path with blanks in it, given without quotes.
    if Path(words).is_file():
        return [words]
    try:
        return _split(words)
    except ValueError:
        raise EditorFailed(
            f"The editor {quoted(words)} has a quote without its pair", path, _HINT
        ) from None


def _split(words: str) -> list[str]:
    if os.name != "nt":
        return shlex.split(words)
    # Windows paths have backslashes, so the quotes stay on and come off here.
    parts = shlex.split(words, posix=False)
    return [
        part[1:-1] if part[:1] == part[-1:] == '"' and len(part) > 1 else part for part in parts
    ]


def _run(command: list[str], path: Path) -> None:
    try:
        process = subprocess.Popen([*command, str(path)])
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "it is no command").lower()
        what = f"The editor {quoted(command[0])} cannot be run: {reason}"
        raise EditorFailed(what, path, _HINT) from error
    with process:
        code = _wait(process)
    if code != 0:
        ended = f"ended with code {code}" if code > 0 else f"was ended by signal {-code}"
        raise EditorFailed(f"The editor {quoted(command[0])} {ended}", path)


def _wait(process: subprocess.Popen[bytes]) -> int:
    # Ctrl-C in the editor's terminal reaches this program too; it is meant for the editor.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return process.wait()
    finally:
        signal.signal(signal.SIGINT, before)


def _bytes(path: Path) -> bytes:
    try:
        # An editor that saves a new file in place of the old one gives it the usual rights.
        with suppress(PermissionError):
            path.chmod(0o600)
        with path.open("rb") as file:
            content = file.read(_LARGEST_BYTES + 1)
    except OSError as error:
        raise EditorFailed(f"The edited text cannot be read: {why(error)}", path) from error
    if len(content) > _LARGEST_BYTES:
        raise EditorFailed("The edited text is larger than 16 MB", path)
    return content


def _text(content: bytes, path: Path) -> str:
    """The text, in UTF-8 or, as its byte order mark says, UTF-16."""
    utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        what = f"Line {line} of the edited text is not {'UTF-16' if utf16 else 'UTF-8'}"
        raise EditorFailed(
            what, path, "save it as UTF-8 and log it with: mentorlog log WHO - < FILE"
        ) from None
    if "\0" in text:
        raise EditorFailed("The edited text has a NUL character in it", path)
    return _newlines(text)


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
