"""A journal of one's own for every test: a fixed clock, a temporary home, the real app."""

from __future__ import annotations

import _sqlite3
import ctypes
import gc
import io
import itertools
import os
import secrets
import shutil
import signal
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any, Protocol

import jinja2
import pytest
from _pytest.pathlib import import_path
from _pytest.runner import runtestprotocol

import kept_open
from mentorlog import settings
from mentorlog.cli import main
from mentorlog.commands import demo
from mentorlog.dates import Clock, clock
from mentorlog.journal import Journal, storage, writing
from mentorlog.journal.keeping import backup
from mentorlog.journal.schema import upgrade
from terminals import Terminal

# A shell that runs the tests in the background has them ignore Ctrl-C, which some of them wait for.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

TESTS = Path(__file__).parent
GOLDEN = TESTS / "data" / "golden"

GIT_CONFIG = (
    "[user]\n\tname = Priya Nair\n[maintenance]\n\tauto = false\n[receive]\n\tautogc = false\n"
)
"""The user's name, and that git need not look each time whether there is much to tidy up."""


def pytest_configure(config: pytest.Config) -> None:
    """Say how examples are drawn."""
    # To make asserts tell what they compared takes seconds: so that is kept.
    sys.dont_write_bytecode = False
    if config.option.numprocesses and not config.option.hypothesis_profile:
        return  # It is other processes that run the tests.
    from hypothesis import settings

    # The machine that runs the tests may be slow; what a rule says does not depend on that. The
    # examples are the same each time, so that a change is never refused for what it did not touch.
    settings.register_profile("mentorlog", deadline=None, max_examples=20, derandomize=True)
    # By hand, for new ones: pytest -m hypothesis --hypothesis-profile=deep
    settings.register_profile("deep", deadline=None, max_examples=300, stateful_step_count=60)
    settings.load_profile("mentorlog")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Where several processes run the tests, each reads its share of the files first.

    A file that was never read has to be compiled, with asserts that tell what they compared. That
    takes longer than all else before the first test, and is kept for the processes that come to
    the file later.
    """
    told: dict[str, Any] | None = getattr(session.config, "workerinput", None)
    if told is None:
        return
    asked = [Path(each.partition("::")[0]) for each in session.config.args]
    found = {file for each in asked for file in (*each.rglob("test_*.py"), each) if file.is_file()}
    files = sorted(found)
    number = int(told["workerid"].removeprefix("gw"))
    for file in files[number :: told["workercount"]]:
        # Whatever is wrong with it, or skipped for, pytest tells when it comes to it.
        with suppress(Exception, pytest.skip.Exception):
            import_path(
                file.resolve(),
                mode="importlib",
                root=session.config.rootpath,
                consider_namespace_packages=False,
            )


def _count_no_memory() -> None:
    """Have SQLite not count its memory, which nobody asks for: it locks each time to do so."""
    with suppress(OSError, AttributeError):  # Python may have it built in.
        sqlite = ctypes.CDLL(_sqlite3.__file__)
        sqlite.sqlite3_shutdown()  # Only what has not begun can be told.
        sqlite.sqlite3_config(_MEMORY_COUNTED, ctypes.c_int(0))
        sqlite.sqlite3_initialize()


_MEMORY_COUNTED = 9  # SQLITE_CONFIG_MEMSTATUS
if sys.platform == "linux":
    _count_no_memory()
gc.disable()


def pytest_collection_finish() -> None:
    """What was made for all the tests stays until the end: no look for garbage has to go through it."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    gc.enable()


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Where several processes run the tests, one message tells of a test that passed, and not six."""
    asked = item.config.option
    if not hasattr(item.config, "workerinput") or asked.durations is not None or asked.xmlpath:
        return None
    for report in runtestprotocol(item, nextitem=nextitem, log=False):
        if report.when == "call" or not report.passed:
            item.ihook.pytest_runtest_logreport(report=report)
    return True


@dataclass(frozen=True)
class Result:
    """How a command ended: its exit code and what it said."""

    code: int
    out: str
    err: str


Once = Callable[[str, Callable[[], object]], None]
PutBack = Callable[[bytes], None]
PutAt = Callable[[Path, bytes], object]


class Run(Protocol):
    """Runs a command line in the test's own home."""

    def __call__(self, *argv: str, stdin: str | None = None) -> Result: ...


@pytest.fixture(scope="session")
def _homes() -> Iterator[Path]:
    """Where the tests have their home, one after the other; pytest's own way looks through many folders."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2**30
    with tempfile.TemporaryDirectory(
        prefix="mentorlog-tests-", dir=memory if roomy else None, ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)


@pytest.fixture(autouse=True)
def home(_homes: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of its own; nothing in the environment leads out of it."""
    folder = _home_in(_homes)
    folder.parent.mkdir(mode=0o700)
    folder.mkdir(mode=0o700)
    (folder / ".gitconfig").write_text(GIT_CONFIG, encoding="utf-8")
    monkeypatch.setenv("MENTORLOG_TODAY", "2026-11-22")
    with kept_open.in_a_test(_homes, _blank()[0]):
        yield folder
    # What a test has left running must not write in the home of the next.
    gone = folder.parent.rename(_homes / f"gone-{next(_number)}")
    with suppress(OSError):  # The rest goes when all tests have ended.
        _remove(str(gone))


def _home_in(homes: Path) -> Path:
    """Each test's home: always of the same name, as SQLite knows a file that it has open by its name."""
    return homes / "now" / "home"


def _nothing_leads_out_of(home: Path, patch: pytest.MonkeyPatch) -> None:
    """Leave nothing in the environment that could lead out of a test's home."""
    for name in [name for name in os.environ if name.startswith(("MENTORLOG", "XDG_"))]:
        patch.delenv(name)
    for name in ("NO_COLOR", "COLUMNS", "LINES", "VISUAL", "EDITOR", "PAGER"):
        patch.delenv(name, raising=False)
    # An installed program has its bytecode; without it each process would compile this one anew.
    patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"):
        patch.setenv(name, str(home))
    patch.setenv("GIT_CONFIG_NOSYSTEM", "1")


_number = itertools.count()


def _remove(folder: str) -> None:
    """Remove a folder, three times as quick as ``shutil`` does with its eye on strangers."""
    with os.scandir(folder) as found:
        for each in found:
            if each.is_dir(follow_symlinks=False):
                _remove(each.path)
            else:
                os.unlink(each.path)  # noqa: PTH108 – called for each file of each test
    os.rmdir(folder)  # noqa: PTH106


@pytest.fixture
def tmp_path(home: Path) -> Path:
    """A folder beside the home; pytest's own is on the disk, and tests would wait for that."""
    path = home.parent / "tmp"
    path.mkdir()
    return path


@pytest.fixture(autouse=True, scope="session")
def _quick(_homes: Path) -> Iterator[None]:
    """What takes long and is the same for all tests is done once, for all of them."""
    with pytest.MonkeyPatch.context() as patch:
        _nothing_leads_out_of(_home_in(_homes), patch)
        patch.setattr(tempfile, "tempdir", str(_homes))
        # Tests in this process write hundreds of journals and never lose power.
        patch.setattr("mentorlog.journal.storage.SYNCHRONOUS", "OFF")
        # Who waits for a lock looks again after this; how long in all is a test's own matter.
        patch.setattr("mentorlog.journal.storage._HEARING_MS", 10)
        patch.setattr("mentorlog.journal.storage._upgrade", _blank_by_copying)
        patch.setattr("mentorlog.journal.keeping.backup.automatic", _backed_up_once)
        patch.setattr(demo, "make", _made_once)
        patch.setattr("jinja2.Environment.compile", _compiled)
        patch.setattr(settings, "_git_name", _asking_git_once(_home_in(_homes)))
        if os.name != "nt":  # Windows moves and deletes no file that is open.
            kept_open.keep(patch, _new_blank)
        yield


def _blank_by_copying(
    connection: sqlite3.Connection, before: Callable[[], object] = lambda: None
) -> int:
    """Brings a journal to this format; one with nothing in it by copying another, 40 times faster."""
    # A file's name need not be text.
    named = "SELECT CAST(file AS BLOB) FROM pragma_database_list WHERE name = 'main'"
    file = connection.execute(named).fetchone()[0]
    if not file or connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
        return upgrade(connection, before)
    Path(os.fsdecode(file)).write_bytes(_new_blank())
    return 0


def _new_blank() -> bytes:
    """The bytes of a journal with nothing in it."""
    before, after = _blank()
    return b"".join((before, secrets.token_hex(8).encode(), after))


_automatic = backup.automatic


def _backed_up_once(path: Path, clock: Clock, why: str) -> Path | None:
    """Makes a backup before an import or a sync where there is none yet: each takes longer than these."""
    made = backup.folder(path).glob(f"*-{why}*.db") if why in ("import", "sync", "receive") else ()
    return next(iter(made), None) or _automatic(path, clock, why)


_make = demo.make
_samples: dict[tuple[date, str], bytes] = {}


def _made_once(path: Path, clock: Clock, run: Callable[[list[str]], object]) -> None:
    """Writes the sample year: of each day, and by each way to run its commands, once."""
    key = clock.today, run.__qualname__
    if key not in _samples:
        _make(path, clock, run)
        _samples[key] = path.read_bytes()
        return
    storage.create(path, make_folder=True)
    path.write_bytes(_samples[key])


@pytest.fixture
def every_backup(monkeypatch: pytest.MonkeyPatch) -> None:
    """Backups are made as often as for a user."""
    monkeypatch.setattr(backup, "automatic", _automatic)


NO_UID = b"0123456789abcdef"


@cache
def _blank() -> tuple[bytes, bytes]:
    """The bytes of a journal with nothing in it, before its own uid and after it."""
    with closing(storage.in_memory()) as blank:
        blank.execute("UPDATE journal SET uid = ?", [NO_UID.decode()])
        content = blank.serialize()
    before, after = content.split(NO_UID)
    return before, after


def _asking_git_once(home: Path) -> Callable[[], str]:
    """Starting git takes as long as most commands; what it says follows from these."""
    path = os.environ.get("PATH")

    def name() -> str:
        file = home / ".gitconfig"
        usual = file.is_file() and file.read_text(encoding="utf-8") == GIT_CONFIG
        same = os.environ["HOME"] == str(home) and os.environ.get("PATH") == path
        return _git_name_once() if usual and same else _git_name()

    return name


_git_name = settings._git_name
_git_name_once = cache(_git_name)


_compile = jinja2.Environment.compile
_templates: dict[tuple[object, ...], CodeType] = {}


def _compiled(self: jinja2.Environment, source: object, *named: object, **more: object) -> object:
    """What Jinja makes of a template, which follows from its text and from how constants are escaped."""
    key = (type(self), getattr(self.finalize, "__code__", None), source, *named, *more.items())
    if not isinstance(source, str) or self.finalize is None:
        return _compile(self, source, *named, **more)
    if key not in _templates:
        _templates[key] = _compile(self, source, *named, **more)
    return _templates[key]


@pytest.fixture
def journal(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of this test's journal, which does not exist yet."""
    path = home / "journal.db"
    monkeypatch.setenv("MENTORLOG_JOURNAL", str(path))
    return path


def put_named(argv: Sequence[str]) -> None:
    """An empty file where the journal that is named would be, which the first write fills."""
    words = argv[1] if argv[:1] == ("--journal",) else os.environ.get("MENTORLOG_JOURNAL")
    if words and not {"init", "import", "restore"} & set(argv[:3]):
        with suppress(OSError):
            if not os.path.exists(words):  # noqa: PTH110 – asked before each command
                Path(words).touch(mode=0o600)


@pytest.fixture
def run(journal: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the real app with real argv and gives back what it did.

    A journal that is named must be there, so that an empty file is put where there is none.
    """
    assert journal

    def run_(*argv: str, stdin: str | None = None) -> Result:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin or ""))
        put_named(argv)
        capsys.readouterr()
        code = main(list(argv))
        said = capsys.readouterr()
        return Result(code, said.out, said.err)

    return run_


Open = Callable[..., Terminal]
"""Runs the command in a terminal of its own: ``terminals("log", "dana", columns=40)``."""


@pytest.fixture
def terminals(home: Path) -> Iterator[Open]:
    """Terminals to run the command in, which are given back when the test ends."""
    assert home
    with ExitStack() as opened:

        def open_(*argv: str, columns: int = 80) -> Terminal:
            found = Terminal(*argv, columns=columns)
            opened.callback(found.close)
            return found

        yield open_


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Moves the clock: ``on("2026-05-07")``."""
    return lambda day: monkeypatch.setenv("MENTORLOG_TODAY", day)


@pytest.fixture(scope="session")
def _written() -> dict[tuple[str, str], bytes]:
    """The journals that this process has written for a test, by their name and who wrote them."""
    return {}


@pytest.fixture(scope="session")
def put_at() -> PutAt:
    """Writes a journal that was read before; its count of changes differs from then."""

    def put(path: Path, content: bytes) -> None:
        if os.name == "nt" or not kept_open.put(path, content, _blank()[0]):
            path.write_bytes(content)
            path.chmod(0o600)

    return put


@pytest.fixture
def put_back(journal: Path, put_at: PutAt) -> PutBack:
    """Makes this test's journal one that was read before."""
    return lambda content: put_at(journal, content)


@pytest.fixture
def once(journal: Path, put_back: PutBack, _written: dict[tuple[str, str], bytes]) -> Once:
    """Makes this test's journal by calling ``write``, or for later tests as a copy of that one."""

    def once_(name: str, write: Callable[[], object]) -> None:
        known = name, write.__code__.co_filename
        if known in _written:
            put_back(_written[known])
        else:
            write()
            _written[known] = journal.read_bytes()

    return once_


@pytest.fixture
def sample(journal: Path, once: Once) -> None:
    """Makes this test's journal the sample year."""
    once("the sample year", lambda: demo.make(journal, clock(os.environ), main))


At = Callable[[str], AbstractContextManager[Journal]]


@pytest.fixture
def at(journal: Path) -> At:
    """Opens the journal for writing on a day: ``with at("2026-05-07") as journal:``."""

    def at_(day: str) -> AbstractContextManager[Journal]:
        return writing(
            journal, clock({"MENTORLOG_TODAY": day}), "test", owner_name=lambda: "Priya Nair"
        )

    return at_


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compares a whole output with a file; MENTORLOG_GOLDEN=write in the shell writes it anew."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / f"{name}.txt"
        if WRITE_GOLDEN:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8")

    return compare


WRITE_GOLDEN = os.environ.get("MENTORLOG_GOLDEN") == "write"
