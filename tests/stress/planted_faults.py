"""Plants faults in the program one at a time and tells which of them the tests find.

``python tests/stress/planted_faults.py --record`` first runs every test once and notes which lines
of the program each test runs. Then, for each fault, only tests that run the faulty line are run,
the quickest and most specific first, until one fails or they have taken 3 % of the suite's time.
So "missed" says that none of these found it; a slower test of the whole suite still may.
Everything happens in a copy of the tree. Needs Python 3.12 or newer, and fork.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import os
import pickle
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.pool import Pool
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple, NoReturn

import pytest
from faults import KINDS, Fault, faults_in, names_by_line
from hypothesis import Phase, settings

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = (".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis")
QUIET = ("-p", "no:cacheprovider", "-q", "--no-header", "--hypothesis-seed=0",
    "-W", "ignore::pytest.PytestAssertRewriteWarning")  # fmt: skip

FIRST = 0.003
"""The part of the whole suite's time for tests that are tried first, so that they start soon."""

AT_MOST = 0.03
"""The part of the whole suite's time that is tried in all before a fault counts as missed."""

LONGEST = 300
"""Seconds after which tests hang, even on a machine that does much else."""

Line = tuple[str, int]
"""A file of the program, and the number of a line in it."""


class Test(NamedTuple):
    """How long a test took, and how many lines of each file it ran."""

    seconds: float
    lines: dict[str, int]


class Map(NamedTuple):
    """What was recorded: the tests that passed, and which of them run a line of a file."""

    tests: dict[str, Test]
    crossing: dict[Line, list[str]]


def examples(at_most: int | None = None) -> None:
    """Random examples: the first that fails is enough, and few tell which lines are run."""
    usual = settings.get_profile("mentorlog")
    at_most, phases = at_most or usual.max_examples, (Phase.explicit, Phase.generate)
    settings.register_profile("planted", usual, max_examples=at_most, phases=phases, database=None)
    settings.load_profile("planted")


class Recorder:
    """A pytest plugin that notes which lines of the program each test runs."""

    def __init__(self, source: Path) -> None:
        self.source, self.map, self.failed = str(source) + os.sep, Map({}, {}), set[str]()
        self.lines, self.seconds = set[Line](), 0.0
        self.shared, self.watched = dict[tuple[str, str], set[Line]](), dict[int, CodeType]()
        sys.monitoring.use_tool_id(4, "planted faults")
        sys.monitoring.register_callback(4, sys.monitoring.events.LINE, self.line)

    @pytest.hookimpl(tryfirst=True)  # before conftest.py freezes what gc would tell of
    def pytest_collection_finish(self) -> None:
        import_all(Path(self.source))
        for each in gc.get_objects():
            if isinstance(each, FunctionType):
                self.watch(each.__code__)

    def watch(self, code: CodeType) -> None:
        """Hear of the lines of this code, and of what is defined in it."""
        if id(code) not in self.watched and code.co_filename.startswith(self.source):
            self.watched[id(code)] = code
            sys.monitoring.set_local_events(4, code, sys.monitoring.events.LINE)
            for each in code.co_consts:
                if isinstance(each, CodeType):
                    self.watch(each)

    def line(self, code: CodeType, line: int) -> object:
        self.lines.add((code.co_filename.removeprefix(self.source), line))
        return sys.monitoring.DISABLE  # once a test is enough

    def pytest_configure(self) -> None:
        examples(10)

    def pytest_runtest_logstart(self) -> None:
        self.lines, self.seconds = set(), 0.0
        sys.monitoring.restart_events()

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Any:
        """What a shared fixture runs counts for each test that uses it."""
        if fixturedef.scope == "function":
            return (yield)
        own, self.lines = self.lines, set()
        sys.monitoring.restart_events()
        made = yield
        if fixturedef.argname == "_written":  # the journals that once() writes
            made = Written(self)
            fixturedef.cached_result = (made, *fixturedef.cached_result[1:])
        self.shared[fixturedef.argname], self.lines = self.lines, own | self.lines
        return made

    def pytest_runtest_teardown(self, item: Any) -> None:
        for name in item.fixturenames:
            self.lines |= self.shared.get(name, set())

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds += report.duration
        if not report.passed:
            self.failed.add(report.nodeid)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        if nodeid in self.failed:
            return
        self.map.tests[nodeid] = Test(self.seconds, Counter(file for file, _ in self.lines))
        for place in self.lines:
            self.map.crossing.setdefault(place, []).append(nodeid)


class Written(dict[tuple[str, str], bytes]):
    """The journals that once() has written; who copies one has run what wrote it."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder, self.wrote = recorder, dict[str, set[Line]]()

    def __setitem__(self, name: tuple[str, str], journal: bytes) -> None:
        super().__setitem__(name, journal)
        self.wrote[name] = set(self.recorder.lines)

    def __getitem__(self, name: tuple[str, str]) -> bytes:
        self.recorder.lines |= self.wrote[name]
        return super().__getitem__(name)


class Chosen:
    """A pytest plugin that runs the chosen tests in their order, and writes down what failed."""

    def __init__(self, tests: list[str], failed: Path) -> None:
        self.order, self.failed = {test: place for place, test in enumerate(tests)}, failed

    def pytest_configure(self) -> None:
        examples()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid in self.order]
        items.sort(key=lambda item: self.order[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            with self.failed.open("a", encoding="utf-8") as file:
                file.write(f"{report.nodeid}\n")


class Copy:
    """A copy of the tree, in which faults are planted and tests are run."""

    def __init__(self, folder: Path) -> None:
        self.root, self.source = folder / "tree", folder / "tree" / "src" / "mentorlog"
        shutil.copytree(ROOT, self.root, ignore=shutil.ignore_patterns(*LEFT_OUT))
        self.said, self.failed = folder / "said.txt", folder / "failed.txt"
        os.chdir(self.root)
        sys.path.insert(0, str(self.root / "src"))
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        sys.dont_write_bytecode = False  # so that a test file is read but once
        os.environ["PYTHONPATH"] = str(self.root / "src")  # for the processes that tests start

    def run(self, arguments: list[str], plugin: object) -> NoReturn:
        """Run pytest, and end the process with what it says."""
        code = 70
        try:
            os.setsid()
            with self.said.open("w") as said, open(os.devnull) as nothing:  # noqa: PTH123
                for file, number in ((nothing, 0), (said, 1), (said, 2)):
                    os.dup2(file.fileno(), number)
            code = int(pytest.main([*QUIET, *arguments], plugins=[plugin]))
        except BaseException:  # noqa: BLE001  the process ends here, whatever it is
            traceback.print_exc()
        finally:
            sys.stdout.flush(), sys.stderr.flush(), os._exit(code)

    def forked(self, arguments: list[str], plugin: object, limit: float) -> int | None:
        """How pytest ended in a process of its own; None if it had to be killed."""
        child = os.fork()
        if child == 0:
            self.run(arguments, plugin)
        end = time.monotonic() + limit
        ended, status = 0, 0
        while not ended and time.monotonic() < end:
            ended, status = os.waitpid(child, os.WNOHANG)
            time.sleep(0.02)
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)  # and whatever a test left running
        if not ended:
            os.waitpid(child, 0)
            return None
        return os.waitstatus_to_exitcode(status)

    def tried(self, tests: list[str], limit: float, *options: str) -> tuple[str, str]:
        """What running these tests came to, and the tests that failed."""
        self.failed.write_text("")
        files = sorted({test.partition("::")[0] for test in tests})
        code = self.forked([*options, *files], Chosen(tests, self.failed), limit)
        failed = self.failed.read_text(encoding="utf-8").strip()
        if code == 0:
            return "missed", ""
        if code is None and not failed:
            return "timed out", ""
        return "found", failed or "the tests cannot be collected"


def plain(map: Map) -> tuple[object, object]:
    """A map of nothing but what Python brings."""
    return {id: tuple(test) for id, test in map.tests.items()}, map.crossing


def read(file: Path) -> Map:
    """The map that a file holds."""
    tests, crossing = pickle.loads(file.read_bytes())
    return Map({id: Test(*test) for id, test in tests.items()}, crossing)


def recorded(tests: list[str]) -> Map:
    """Run the tests in a process of its own, and read which lines each runs."""
    copy = Worker.copy
    written = copy.root.parent / "map.pickle"

    class Kept(Recorder):
        def pytest_sessionfinish(self) -> None:
            written.write_bytes(pickle.dumps(plain(self.map)))

    copy.forked(["--continue-on-collection-errors", *tests], Kept(copy.source), 24 * 3600)
    print(copy.said.read_text(encoding="utf-8", errors="replace")[-2000:], flush=True)
    return read(written)


def recorded_by_all(pool: Pool, jobs: int, tests: list[str]) -> Map:
    """What every worker recorded, each of some of the files."""
    files = sorted(ROOT.glob("tests/**/test_*.py"), key=lambda file: -file.stat().st_size)
    names = tests or [str(file.relative_to(ROOT)) for file in files]
    whole = Map({}, {})
    for part in pool.imap(recorded, [names[job::jobs] for job in range(jobs)], chunksize=1):
        whole.tests.update(part.tests)
        for line, crossing in part.crossing.items():
            whole.crossing.setdefault(line, []).extend(crossing)
    return whole


class Source:
    """The program's text, to find what uses a name."""

    def __init__(self, folder: Path) -> None:
        texts = {str(file.relative_to(folder)): file.read_text("utf-8") for file in _files(folder)}
        self.lines = {
            (file, number): line
            for file, text in texts.items()
            for number, line in enumerate(text.splitlines(), 1)
        }
        self.names = {file: names_by_line(text) for file, text in texts.items()}

    def using(self, names: Iterable[str]) -> set[Line]:
        """The lines of functions that use one of the names, or a name that is made of them."""
        known, new, found = set[str](), set(names), set[Line]()
        for _ in range(3):
            known |= new
            words = re.compile(rf"\b({'|'.join(map(re.escape, sorted(new)))})\b")
            using = {place for place, line in self.lines.items() if words.search(line)}
            found |= {(file, line) for file, line in using if line not in self.names[file]}
            new = {name for file, line in using for name in self.names[file].get(line, ())} - known
            if not new:
                break
        return found


def crossed(fault: Fault, map: Map, source: Source) -> set[str]:
    """The tests that run the line, or else its statement; outside functions, what uses its names."""
    file, names = fault.file, fault.names
    tries = [
        {(file, line) for line in range(first, last + 1)}
        for first, last in ((fault.line, fault.end_line), fault.statement)
    ]
    if names:
        in_file = {place for place in map.crossing if place[0] == file}
        tries = [source.using(names), in_file]
    for places in tries:
        tests = {test for place in places for test in map.crossing.get(place, ())}
        if tests:
            return tests
    return set()


def in_order(fault: Fault, map: Map, source: Source) -> list[str]:
    """The tests that run the line, one of each test file after the other, the best of each first.

    The best is quick and runs little but the file that has the fault.
    """
    crossing = crossed(fault, map, source)

    def worth(test: str) -> float:
        seconds, lines = map.tests[test]
        return (lines.get(fault.file, 0) + 1) / sum(lines.values()) / (seconds + 0.05)

    by_file = defaultdict[str, list[str]](list)
    for test in sorted(crossing & map.tests.keys(), key=lambda test: (-worth(test), test)):
        by_file[test.partition("::")[0]].append(test)
    placed = [(place, test) for tests in by_file.values() for place, test in enumerate(tests)]
    return [test for _, test in sorted(placed, key=lambda it: (it[0], -worth(it[1]), it[1]))]


def within(tests: list[str], map: Map, part: float) -> list[str]:
    """As many of the tests from the first on as take that part of the suite's time."""
    taken, left = [], part * sum(test.seconds for test in map.tests.values())
    for test in tests:
        left -= map.tests[test].seconds
        if taken and left < 0:
            break
        taken.append(test)
    return taken


def outcome(fault: Fault, map: Map, copy: Copy, source: Source) -> tuple[str, str]:
    """Plant the fault, and say ``found``, ``missed``, ``timed out`` or ``not reached``."""
    tests = within(in_order(fault, map, source), map, AT_MOST)
    if not tests:
        return "not reached", ""
    file = copy.source / fault.file
    sound = file.read_text(encoding="utf-8")
    file.write_text(fault.planted(sound), encoding="utf-8")
    try:
        first = within(tests, map, FIRST)[:12]
        said = copy.tried(first, LONGEST, "-x")
        if said[0] == "missed" and len(tests) > len(first):
            said = copy.tried(tests[len(first) :], LONGEST, "-x")
        return said
    finally:
        file.write_text(sound, encoding="utf-8")


def _files(source: Path) -> list[Path]:
    return sorted(source.rglob("*.py"))


def chosen(source: Path, count: int, seed: int) -> Iterator[Fault]:
    """As many of each kind, each kind spread evenly over the files."""
    files = _files(source)
    every = [fault for file in files for fault in faults_in(file, source)]
    wanted = count // len(KINDS)
    starts = {kind: random.Random(f"{seed} {kind}").random() for kind in KINDS}
    by_kind = {kind: [fault for fault in every if fault.kind == kind] for kind in KINDS}
    for number in range(wanted):
        for kind, of_kind in by_kind.items():
            yield of_kind[int((starts[kind] + number) * len(of_kind) / wanted)]


class Worker:
    """What each of the processes that plant faults has of its own."""

    copy: Copy
    map: Map
    source: Source

    @classmethod
    def begin(cls, folder: str) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background
        cls.copy = Copy(Path(tempfile.mkdtemp(dir=folder)))
        warm(cls.copy)
        cls.source = Source(cls.copy.source)

    @classmethod
    def tried(cls, tried: tuple[Fault, Path]) -> tuple[Fault, str, str]:
        fault, map = tried
        if not hasattr(cls, "map"):
            cls.map = read(map)
        return (fault, *outcome(fault, cls.map, cls.copy, cls.source))


def plant(options: argparse.Namespace, folder: str) -> int:
    results, began = [], time.monotonic()
    faults = list(chosen(ROOT / "src" / "mentorlog", options.count, options.seed))
    with get_context("fork").Pool(options.jobs, Worker.begin, (folder,)) as pool:
        if options.record:
            whole = recorded_by_all(pool, options.jobs, options.tests)
            options.map.write_bytes(pickle.dumps(plain(whole)))
        with options.out.open("w", encoding="utf-8") as out:
            for fault, said, by in pool.imap(
                Worker.tried, [(each, options.map) for each in faults]
            ):
                results.append((fault, said, by))
                spent = round(time.monotonic() - began)
                row = {**fault._asdict(), "outcome": said, "by": by, "after": spent}
                print(json.dumps(row, ensure_ascii=False), file=out, flush=True)
                print(f"{spent:5} s  {said:11}  {fault}", flush=True)
    told(results)
    return 0


def warm(copy: Copy) -> None:
    """Import what the tests need but the program itself, so that each fork has it already."""
    import_all(copy.source)
    for name in [name for name in sys.modules if name.partition(".")[0] == "mentorlog"]:
        del sys.modules[name]


def import_all(source: Path) -> None:
    """Import every module of the program, which otherwise imports what a command needs."""
    for file in _files(source):
        parts = file.relative_to(source.parent).with_suffix("").parts
        if parts[-1] not in ("__init__", "__main__"):
            importlib.import_module(".".join(parts))


def told(results: list[tuple[Fault, str, str]]) -> None:
    """Print how many of each kind were found, and the tests that fail without any fault."""
    for kind in KINDS:
        counts = Counter(said for fault, said, _ in results if fault.kind == kind)
        print(f"{kind:14}", ", ".join(f"{count} {said}" for said, count in counts.items()))
    counts = Counter(said for _, said, _ in results)
    print(f"{'all':14}", ", ".join(f"{count} {said}" for said, count in counts.items()))


def main() -> int:
    """0 when every fault was tried."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--count", type=int, default=200, help="how many faults")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--map", type=Path, default=Path("planted-map.pickle"))
    parser.add_argument("--record", action="store_true", help="run all tests first, for the map")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes")
    parser.add_argument("--tests", nargs="*", default=[], help="record these tests alone")
    parser.add_argument("--list", action="store_true", help="only list the faults")
    parser.add_argument("--out", type=Path, default=Path("planted-faults.jsonl"))
    options = parser.parse_args()
    if options.list:
        for fault in chosen(ROOT / "src" / "mentorlog", options.count, options.seed):
            print(fault)
        return 0
    options.map, options.out = options.map.resolve(), options.out.resolve()
    with tempfile.TemporaryDirectory() as folder:
        return plant(options, folder)


if __name__ == "__main__":
    sys.exit(main())
