"""The settings file."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.dates import DateOrder
from mentorlog.errors import WrongUsage
from mentorlog.settings import Settings, load, set_value

ALL = Settings(DateOrder.MDY, "Sofía", "code --wait", pager=False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "config.toml"


def written(path: Path, words: str) -> Path:
    path.parent.mkdir()
    path.write_text(words, encoding="utf-8")
    return path


def save(path: Path, settings: Settings) -> None:
    """Set every key, one after another."""
    for key, value in settings._asdict().items():
        word = {None: "", True: "yes", False: "no"}.get(value, value)
        set_value(path, key, str(word))


def test_no_file_is_no_choice(path: Path) -> None:
    assert load(path) == Settings() == Settings(None, None, None, pager=True)
    assert not path.parent.exists()


def test_what_is_saved_is_loaded(path: Path) -> None:
    save(path, ALL)
    assert load(path) == ALL
    assert path.read_text(encoding="utf-8") == (
        'date_order = "mdy"\nname = "Sofía"\neditor = "code --wait"\npager = false\n'
    )


def test_nothing_chosen_is_an_empty_file(path: Path) -> None:
    save(path, Settings())
    assert path.read_text() == ""
    assert load(path) == Settings()


@given(st.text().map(str.strip).filter(bool))
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("settings") / "config.toml"
    set_value(path, "name", text)
    assert load(path).name == text
    assert tomllib.loads(path.read_bytes().decode()) == {"name": text}


def test_comments_and_order_stay(path: Path) -> None:
    words = """\
# Mine, as of 2026.

editor = 'vim'   # not code
# Who I am:
name = "Ana"
pager = false # never
"""
    written(path, words)
    set_value(path, "name", "Ana Lima")
    assert path.read_text("utf-8") == words.replace("Ana", "Ana Lima")
    set_value(path, "date_order", "dmy")
    assert path.read_text("utf-8").startswith(words.replace("Ana", "Ana Lima"))
    set_value(path, "pager", "yes")
    set_value(path, "date_order", "")
    assert load(path) == Settings(name="Ana Lima", editor="vim")
    assert "# Mine, as of 2026.\n\neditor = 'vim'   # not code\n# Who I am:\n" in path.read_text(
        "utf-8"
    )


def test_text_that_is_none_is_refused_and_the_old_file_stays(path: Path) -> None:
    save(path, ALL)
    with pytest.raises(WrongUsage):
        set_value(path, "name", "\udcff")
    assert load(path) == ALL


@pytest.mark.parametrize(
    ("key", "word", "expected"),
    [
        ("date_order", "dmy", DateOrder.DMY),
        ("date_order", " MDY ", DateOrder.MDY),
        ("date_order", "", None),
        ("name", " Ana Lima ", "Ana Lima"),
        ("name", "", None),
        ("editor", "vim", "vim"),
        ("pager", "no", False),
        ("pager", "Off", False),
        ("pager", "false", False),
        ("pager", "yes", True),
        ("pager", "on", True),
        ("pager", "", True),
    ],
)
@pytest.mark.parametrize("before", [Settings(), ALL])
def test_a_key_is_set_and_the_others_stay(
    path: Path, before: Settings, key: str, word: str, expected: object
) -> None:
    save(path, before)
    settings = set_value(path, key, word)
    assert settings == load(path)
    assert settings == before._replace(**{key: expected})


@pytest.mark.parametrize(
    ("key", "word", "hint"),
    [
        ("date_order", "ymd", "it is dmy or mdy"),
        ("pager", "maybe", "it is yes or no"),
        ("colour", "red", "the settings are date_order, name, editor, pager, mentor"),
        ("colour", "", "the settings are date_order, name, editor, pager, mentor"),
    ],
)
def test_what_cannot_be_set_is_refused_and_nothing_made(
    path: Path, key: str, word: str, hint: str
) -> None:
    with pytest.raises(WrongUsage) as error:
        set_value(path, key, word)
    assert str(path) in error.value.sentence
    assert key in error.value.sentence
    assert error.value.hint == hint
    assert not path.exists()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ('colour = "red"', '"colour"'),
        ("colour = true", '"colour"'),
        ('date_order = "ymd"', "date_order"),
        ("date_order = 3", "date_order"),
        ("name = 3", "name"),
        ("name = true", "name"),
        ('name = " "', "name"),
        ('pager = "no"', "pager"),
        ("pager = 0", "pager"),
        ("[pager]", "pager"),
        ("[ui]\ncolor = true", '"ui"'),
        ("[[colours]]\nname = 'Dana'", '"colours"'),
        ("a.b.c = 1", '"a"'),
        ("width = 80", '"width"'),
        ("width = 8.5", '"width"'),
        ("names = ['Ana']", '"names"'),
        ("name = ['Ana']", "name"),
        ("name = 2026-11-22", "name"),
        ("editor = { word = 'vim' }", "editor"),
        ("name = Ana", "line 1"),
    ],
)
def test_a_file_that_does_not_add_up_is_named_with_its_key(
    path: Path, words: str, named: str
) -> None:
    with pytest.raises(WrongUsage) as error:
        load(written(path, words))
    assert str(path) in error.value.sentence
    assert named in error.value.sentence


_KEY = st.sampled_from(("date_order", "name", "editor", "pager", "colour", "a.b", '" "', "ñ"))
_VALUE = st.sampled_from(
    (
        "1", "-0", "1.5", "nan", "1e999", "true", "false", '"dmy"', "''", '" "', "'no'", '"\\u0000"',
        "[]", "['a', 1]", "{}", "{ a = { b = 1 } }", "2026-11-22", "07:32:00", "1979-05-27T07:32:00Z",
        '"""\na\n"""', "9" * 5000, "[" * 2000, "",
    )
)  # fmt: skip
_LINE = st.one_of(
    st.tuples(_KEY, _VALUE).map(" = ".join),
    _KEY.map("[{}]".format),
    _KEY.map("[[{}]]".format),
    st.text(),
)


@given(st.binary() | st.lists(_LINE, max_size=4).map("\n".join).map(str.encode))
def test_any_file_is_settings_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(content)
    try:
        load(path)
    except WrongUsage as error:
        assert str(path) in error.sentence


def test_a_file_that_is_no_text_is_refused(path: Path) -> None:
    written(path, "").write_bytes(b"\xff")
    with pytest.raises(WrongUsage):
        load(path)


@pytest.mark.skipif(os.name == "nt", reason="POSIX modes")
def test_nobody_else_may_read_it(path: Path) -> None:
    save(path, ALL)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(path, ALL)

    def fail(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError):
        set_value(path, "name", "Ana")
    assert load(path) == ALL
    assert list(path.parent.iterdir()) == [path]


def test_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    written(path, "").unlink()
    try:
        path.symlink_to(real)
    except OSError:
        pytest.skip("no symbolic links here")
    save(path, ALL)
    assert path.is_symlink()
    assert load(real) == ALL


def test_tomllib_waits_for_a_file(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from mentorlog.settings import load\n"
        "load(Path(sys.argv[1])); print('tomllib' in sys.modules, 'dateutil' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert done.stdout == "False False\n"
