"""The editor: small programs that save, fail, or leave something odd."""

from __future__ import annotations

import os
import shlex
import stat
import sys
from datetime import date
from pathlib import Path

import pytest

from mentorlog import drafts
from mentorlog.commands import editor
from mentorlog.errors import MentorlogError

HEAD = "import os, signal, sys; from pathlib import Path; path = Path(sys.argv[1])\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return drafts.keep(tmp_path / "drafts", date(2026, 11, 22), "dana", "")


@pytest.fixture(autouse=True)
def no_editor_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)


def program(tmp_path: Path, code: str) -> str:
    """The command line of an editor that runs ``code`` on ``path``."""
    script = tmp_path / "an editor.py"
    script.write_text(HEAD + code, encoding="utf-8", newline="\n")
    if os.name == "nt":
        return f'"{sys.executable}" "{script}"'
    return shlex.join([sys.executable, str(script)])


APPEND = "path.write_text(path.read_text('utf-8') + '- ü →\\n', 'utf-8')"


def test_the_saved_text_comes_back_and_the_file_stays(tmp_path: Path, path: Path) -> None:
    assert editor.edit("one\n", path, command=program(tmp_path, APPEND)) == "one\n- ü →\n"
    assert path.read_text(encoding="utf-8") == "one\n- ü →\n"


@pytest.mark.parametrize(
    "code",
    [
        "pass",
        "path.write_bytes(path.read_bytes())",
        "path.write_bytes(b'\\xef\\xbb\\xbf' + path.read_bytes().replace(b'\\n', b'\\r\\n'))",
        "path.write_bytes(path.read_bytes() + b'\\n')",
        "path.write_bytes(path.read_bytes().rstrip())",
    ],
)
def test_a_text_that_differs_in_line_ends_alone_is_unchanged(
    tmp_path: Path, path: Path, code: str
) -> None:
    assert editor.edit("# one\n- two\n", path, command=program(tmp_path, code)) is None


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_byte_order_mark_tells_the_encoding(tmp_path: Path, path: Path, encoding: str) -> None:
    mark = "\\ufeff" if encoding[-2:] in ("le", "be") else ""
    code = f"path.write_bytes('{mark}café\\r\\n'.encode('{encoding}'))"
    assert editor.edit("x", path, command=program(tmp_path, code)) == "café\n"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("path.write_text('typed'); sys.exit(3)", "ended with code 3"),
        ("path.write_bytes(b'typed\\ncaf\\xe9\\n')", "Line 2 of the edited text is not UTF-8"),
        ("path.write_bytes(b'\\xff\\xfetyped\\x00\\xd8')", "is not UTF-16"),
        ("path.write_bytes('typed'.encode('utf-16-le'))", "NUL"),
        ("path.write_bytes(b'typed' * 4_000_000)", "larger than 16 MB"),
    ],
)
def test_what_goes_wrong_says_where_the_text_is_kept(
    tmp_path: Path, path: Path, code: str, words: str
) -> None:
    with pytest.raises(MentorlogError) as failed:
        editor.edit("one\n", path, command=program(tmp_path, code))
    assert words in failed.value.sentence
    assert failed.value.sentence.endswith(f"; the text is kept in {path}.")
    assert b"t" in path.read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_an_editor_that_is_killed(tmp_path: Path, path: Path) -> None:
    with pytest.raises(editor.EditorFailed, match="was ended by signal 9; the text is kept"):
        editor.edit("one\n", path, command=program(tmp_path, "os.kill(os.getpid(), 9)"), typed=True)


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_an_interrupt_is_the_editors(tmp_path: Path, path: Path) -> None:
    code = (
        "import time; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "os.kill(os.getppid(), signal.SIGINT); time.sleep(0.4); path.write_text('two')"
    )
    assert editor.edit("one\n", path, command=program(tmp_path, code)) == "two"


def test_a_removed_file_is_made_again(tmp_path: Path, path: Path) -> None:
    with pytest.raises(editor.EditorFailed, match="removed the file"):
        editor.edit("one\n", path, command=program(tmp_path, "path.unlink()"))
    assert path.read_text(encoding="utf-8") == "one\n"


@pytest.mark.parametrize("command", ["no-such-editor-here --wait", "'unpaired", "\0"])
def test_an_editor_that_cannot_be_run(path: Path, command: str) -> None:
    with pytest.raises(editor.EditorFailed, match="kept in") as failed:
        editor.edit("one\n", path, command=command, typed=True)
    assert "EDITOR" in failed.value.hint
    assert path.read_text(encoding="utf-8") == "one\n"
    with pytest.raises(editor.EditorFailed, match="nothing was typed"):
        editor.edit("a template\n", path, command=command)
    assert not path.exists()


def test_no_editor_at_all(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor, "editor", lambda _command: None)
    monkeypatch.setattr(editor, "at_terminal", lambda: True)
    with pytest.raises(editor.EditorFailed, match="There is no editor here; the text is kept"):
        editor.edit("one\n", path, typed=True)


@pytest.mark.skipif(os.name == "nt", reason="POSIX rights")
def test_a_file_saved_anew_is_private_again(tmp_path: Path, path: Path) -> None:
    code = "path.unlink(); path.write_text('two'); path.chmod(0o644)"
    assert editor.edit("one\n", path, command=program(tmp_path, code)) == "two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_which_editor() -> None:
    assert editor.editor("mine", {"VISUAL": "visual -w", "EDITOR": "ed"}) == "mine"
    assert editor.editor(None, {"VISUAL": "visual -w", "EDITOR": "ed"}) == "visual -w"
    assert editor.editor(None, {"VISUAL": " ", "EDITOR": "ed"}) == "ed"
    assert editor.editor("mine", {}) == "mine"


@pytest.mark.skipif(os.name == "nt", reason="notepad")
def test_the_usual_editors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: name if name in ("nano", "vi") else None)
    monkeypatch.setattr(editor, "at_terminal", lambda: False)
    assert editor.editor(None, {}) is None
    monkeypatch.setattr(editor, "at_terminal", lambda: True)
    assert editor.editor(None, {}) == "nano"
    monkeypatch.setattr("shutil.which", lambda _name: None)
    assert editor.editor(None, {}) is None


@pytest.mark.skipif(os.name == "nt", reason="no such scripts")
def test_a_path_with_blanks_needs_no_quotes(tmp_path: Path, path: Path) -> None:
    script = tmp_path / "my editor"
    script.write_text(f"#!{sys.executable}\n{HEAD}{APPEND}\n", encoding="utf-8")
    script.chmod(0o700)
    assert editor.edit("one\n", path, command=str(script)) == "one\n- ü →\n"


def test_windows_paths_keep_their_backslashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor.os, "name", "nt")
    assert editor._split(r'"C:\Program Files\ed.exe" -w C:\x') == [
        *(r"C:\Program Files\ed.exe", "-w", r"C:\x")
    ]
