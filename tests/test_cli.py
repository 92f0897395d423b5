"""The root app: the lazy table, the global options, and the error boundary."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import pytest
import typer
from typer.testing import CliRunner

import mentorlog.commands
import reference
from forked import MENTORLOG, ran
from mentorlog import cli
from mentorlog.cli import TABLE, Entry, app, main
from mentorlog.commands import DESKS, Invocation
from mentorlog.errors import (
    Ambiguous,
    Interrupted,
    JournalUnusable,
    NotFound,
    UnreadableWords,
    WrongUsage,
)

PROBE = ModuleType("mentorlog.commands.probe")
"""A noun's module as the contract has it, with a command that does as the test wants."""

PROBE_SOURCE = '''
from typing import Annotated
import typer
thing = typer.Typer(add_completion=False)
act = lambda ctx: None

@thing.callback(invoke_without_command=True)
def things(ctx: typer.Context, json_: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Things [thing-1] of [/x]."""
    if ctx.invoked_subcommand is None:
        typer.echo(f"all things, {json_}")

@thing.command()
def add(title: Annotated[str, typer.Argument(metavar="TITLE")],
        due: Annotated[str | None, typer.Option(metavar="DAY")] = None) -> None:
    """Add one."""
    typer.echo(title)

@thing.command()
def show(number: Annotated[int, typer.Argument(metavar="N")]) -> None:
    """Show one."""

todo = typer.Typer(add_completion=False)

@todo.command()
def _todo(ctx: typer.Context, text: Annotated[str | None, typer.Argument(metavar="TEXT")] = None) -> None:
    """Do it."""
    if text is not None:
        typer.echo(text)
    act(ctx)
'''

PROBE_TABLE = (
    Entry("thing", "probe", "Things of all kinds", "Look", "thing"),
    Entry("todo", "probe", "Do as the test wants", "Every day", "todo"),
)

# As the console script does, with the probe instead of the program's own commands.
SCRIPT = f"""
import sys, types
probe = sys.modules["mentorlog.commands.probe"] = types.ModuleType("probe")
exec({PROBE_SOURCE!r}, vars(probe))
from mentorlog import cli
cli.TABLE = tuple(cli.Entry(*entry) for entry in {[tuple(entry) for entry in PROBE_TABLE]!r})
cli._root.cache_clear()
"""


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    exec(PROBE_SOURCE, vars(PROBE))
    monkeypatch.setitem(sys.modules, PROBE.__name__, PROBE)
    monkeypatch.setattr(cli, "TABLE", PROBE_TABLE)
    monkeypatch.delenv("MENTORLOG_JOURNAL", raising=False)
    monkeypatch.delenv("MENTORLOG_DEBUG", raising=False)
    cli._root.cache_clear()
    yield PROBE
    cli._root.cache_clear()


@pytest.fixture
def raising(probe: Any, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Run a command that raises; its exit code and what it said on standard error."""

    def run(error: BaseException) -> tuple[int, str]:
        def act(_: typer.Context) -> None:
            raise error

        probe.act = act
        code = main(["todo"])
        captured = capsys.readouterr()
        assert captured.out == ""
        return code, captured.err

    return run


def python(
    code: str, *arguments: str, env: dict[str, str] | None = None, **more: Any
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, **(env or {})},
        text=True,
        encoding="utf-8",
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more},
    )


# The table


def test_the_panels_stand_together_in_order() -> None:
    panels = [entry.panel for entry in TABLE]
    assert list(dict.fromkeys(panels)) == ["Every day", "Look", "Records", "Keep and move"]
    assert panels == sorted(panels, key=list(dict.fromkeys(panels)).index)


def test_names_are_unique_and_helps_short() -> None:
    assert len({entry.name for entry in TABLE}) == len(TABLE)
    for entry in TABLE:
        assert entry.help[0].isupper()
        assert not entry.help.endswith(".")
        # Brackets are markup to Typer's completion, and 45 is where it cuts.
        assert len(entry.help) <= 45
        assert "[" not in entry.help


def test_every_command_there_is_meets_the_contract() -> None:
    for entry in TABLE:
        if find_spec(f"mentorlog.commands.{entry.module}") is None:
            pytest.skip("not written yet")
        command = cli.commands(TABLE)[entry.name]
        assert command.name == entry.name
        assert command.help
        options = {option for param in command.params for option in param.opts}
        assert "--install-completion" not in options
        assert main([entry.name, "--help"]) == 0


@pytest.mark.usefixtures("probe")
def test_a_command_is_built_once_and_only_when_asked() -> None:
    commands = cli.commands(PROBE_TABLE)
    assert list(commands) == ["thing", "todo"]
    assert "thing" in commands
    assert len(commands) == 2
    assert commands["thing"] is commands["thing"]
    assert commands.get("nothing") is None


# What is imported

LOADED = "import sys; print(*sorted(sys.modules), sep='\\n')"


def loaded(code: str, *arguments: str) -> set[str]:
    return set(python(f"{code}\n{LOADED}", *arguments).stdout.split())


HEAVY = ("rich", "sqlite3", "dateutil", "yaml", "jinja2", "sqlite_utils", "platformdirs", "click")


def test_importing_the_root_imports_no_library_but_typer() -> None:
    modules = loaded("import mentorlog.cli")
    assert "typer" in modules
    assert not modules.intersection(HEAVY)


def test_the_root_alone_answers_without_a_command_module() -> None:
    for arguments in [["--help"], ["--version"], ["nonsense"]]:
        modules = loaded(
            "import sys; from mentorlog.cli import main; main(sys.argv[1:])", *arguments
        )
        commands = {name for name in modules if name.startswith("mentorlog.commands.")}
        assert commands <= {"mentorlog.commands.meant", "mentorlog.commands.meant_options"}
        assert not modules.intersection(HEAVY)


# Help and version


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr() == ("mentorlog 0.1.0\n", "")


def test_version_before_a_command_runs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version", "goal"]) == 0
    assert capsys.readouterr().out == "mentorlog 0.1.0\n"


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_shows_every_command_in_its_panel(
    flag: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([flag]) == 0
    text = capsys.readouterr().out
    titles = ["Every day:", "Look:", "Records:", "Keep and move:", "Options:"]
    assert sorted(titles, key=text.index) == titles
    for entry in TABLE:
        assert f"  {entry.name} " in text
        assert entry.help in text


@pytest.mark.parametrize("width", [40, 80])
def test_help_fits(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    main(["--help"])
    assert max(map(len, capsys.readouterr().out.splitlines())) <= width


@pytest.mark.usefixtures("probe")
def test_help_of_a_noun_keeps_its_brackets(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["thing", "-h"]) == 0
    assert "Things [thing-1] of [/x]." in capsys.readouterr().out


# Running


@pytest.mark.usefixtures("probe")
def test_a_noun_alone_its_options_and_its_verbs(capsys: pytest.CaptureFixture[str]) -> None:
    assert [main(["thing"]), main(["thing", "--json"]), main(["thing", "add", "x"])] == [0, 0, 0]
    assert capsys.readouterr().out == "all things, False\nall things, True\nx\n"


@pytest.mark.usefixtures("probe")
def test_typers_own_runner_meets_the_same_boundary() -> None:
    assert CliRunner().invoke(app, ["thing"]).output == "all things, False\n"
    wrong = CliRunner().invoke(app, ["thng"])
    assert wrong.exit_code == 2
    assert wrong.stderr.startswith("No such command 'thng'. Did you mean mentorlog thing?\nhint: ")


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        ([], {}, Invocation()),
        (["--journal", "a.db", "--no-color"], {}, Invocation(Path("a.db"), True)),
        ([], {"MENTORLOG_JOURNAL": "b.db"}, Invocation(Path("b.db"))),
        ([], {"MENTORLOG_JOURNAL": ""}, Invocation()),
        (["--journal", "a.db"], {"MENTORLOG_JOURNAL": "b.db"}, Invocation(Path("a.db"))),
        (["--journal=~/c.db"], {"HOME": "/h", "USERPROFILE": "/h"}, Invocation(Path("/h/c.db"))),
    ],
)
def test_what_the_root_was_told_reaches_the_command(
    probe: Any,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    environment: dict[str, str],
    expected: Invocation,
) -> None:
    seen = []
    probe.act = lambda ctx: seen.append(ctx.obj)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert main([*arguments, "todo"]) == 0
    assert seen == [expected]


def test_no_command_is_today(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    status: Any = ModuleType("mentorlog.commands.status")
    status.today = lambda ctx, **options: seen.append((ctx.obj, options))
    monkeypatch.setitem(sys.modules, status.__name__, status)
    monkeypatch.setattr(mentorlog.commands, "status", status, raising=False)
    monkeypatch.delenv("MENTORLOG_JOURNAL", raising=False)
    plain = {"for_": None, "as_of": None, "format_": "table", "json_": False}
    said = {"for_": "mentor", "as_of": "last friday", "format_": "csv", "json_": True}

    assert main([]) == 0
    words = ["--for", "mentor", "--as-of", "last friday", "--format", "csv", "--json"]
    assert main(["--journal", "a.db", *words]) == 0
    assert seen == [(Invocation(), plain), (Invocation(Path("a.db")), said)]


@pytest.mark.usefixtures("probe")
def test_an_option_before_a_command_is_that_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--journal", "a.db", "--json", "thing"]) == 0
    assert capsys.readouterr().out == "all things, True\n"
    assert main(["--for", "mentor", "thing"]) == 2
    assert capsys.readouterr() == (
        "",
        "No such option: --for.\nhint: mentorlog thing takes --json\n",
    )


# Wrong usage


@pytest.mark.parametrize(
    ("arguments", "sentence", "hint"),
    [
        (
            ["thng"],
            "No such command 'thng'. Did you mean mentorlog thing?",
            "mentorlog thing --help",
        ),
        (["zzzz"], "No such command 'zzzz'.", "mentorlog --help"),
        (
            ["thing", "shw"],
            "No such command 'shw'. Did you mean mentorlog thing show?",
            "mentorlog thing show --help",
        ),
        (
            ["--jurnal", "x"],
            "No such option: --jurnal. Did you mean --journal?",
            "mentorlog --journal x",
        ),
        (
            ["--jurnal"],
            "No such option: --jurnal. Did you mean --journal?",
            "mentorlog --journal",
        ),
        (["thing", "add"], "Missing argument 'TITLE'.", "mentorlog thing add --help"),
        (
            ["thing", "add", "x", "--due"],
            "Option '--due' requires an argument.",
            "mentorlog thing add --help",
        ),
        (
            ["thing", "add", "-5 % latency"],
            "No such option: -5.",
            "text that starts with a dash goes after --, as in mentorlog thing add -- TEXT",
        ),
        (
            ["todo", "-5 % latency"],
            "No such option: -5.",
            "text that starts with a dash goes after --, as in mentorlog todo -- TEXT",
        ),
        (["thing", "show", "-5"], "No such option: -5.", "mentorlog thing show --help"),
        (["--journal", "", "todo"], "--journal needs the name of a file.", ""),
    ],
)
@pytest.mark.usefixtures("probe")
def test_wrong_usage_is_a_sentence_and_a_hint(
    arguments: list[str],
    sentence: str,
    hint: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(arguments) == 2
    said = f"{sentence}\nhint: {hint}\n" if hint else f"{sentence}\n"
    assert capsys.readouterr() == ("", said)


@pytest.mark.usefixtures("probe")
def test_a_value_of_the_wrong_kind_names_its_parameter(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["thing", "show", "x"]) == 2
    assert capsys.readouterr().err.startswith("Invalid value for 'N': ")


@pytest.mark.usefixtures("probe")
def test_what_the_hint_says_about_dashes_works(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["todo", "--", "-5 % latency"]) == 0
    assert capsys.readouterr().out == "-5 % latency\n"


# The boundary

Raising = Callable[[BaseException], tuple[int, str]]


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (NotFound("goal", "x", "see y"), 1, 'No goal matches "x".\nhint: see y\n'),
        (WrongUsage("That is wrong."), 2, "That is wrong.\n"),
        (UnreadableWords("day", "blue"), 2, 'Cannot read "blue" as a day.\n'),
        (JournalUnusable("It is locked."), 3, "It is locked.\n"),
        (Interrupted("The draft is kept."), 130, "The draft is kept.\n"),
        (typer.BadParameter("not so"), 2, "Invalid value: not so.\nhint: mentorlog todo --help\n"),
        (typer.Exit(), 0, ""),
        (typer.Exit(7), 7, ""),
        (SystemExit(), 0, ""),
        (SystemExit(4), 4, ""),
        (typer.Abort(), 130, "Interrupted.\n"),
        (KeyboardInterrupt(), 130, "Interrupted.\n"),
        (EOFError(), 130, "Interrupted.\n"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 0, ""),
        (
            PermissionError(errno.EACCES, "Permission denied", "/x/y.db"),
            3,
            "Cannot use /x/y.db: permission denied.\n",
        ),
        (OSError(errno.ENOSPC, "No space left"), 3, "Cannot read or write: no space left.\n"),
        (OSError("odd"), 3, "Cannot read or write: oserror.\n"),
        (
            sqlite3.OperationalError("disk I/O error"),
            3,
            "The journal cannot be used: disk I/O error.\n",
        ),
        (
            UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"),
            2,
            "Some of the text is not valid UTF-8.\n",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_each_error_has_its_sentence_and_code(
    raising: Raising, error: BaseException, code: int, said: str
) -> None:
    assert raising(error) == (code, said)


def test_a_bug_is_a_sentence_without_the_users_words(raising: Raising) -> None:
    code, said = raising(ValueError("my secret"))
    assert code == 70
    sentence, hint = said.splitlines()
    assert sentence.startswith("mentorlog hit a bug: ValueError")
    assert hint.startswith("hint: MENTORLOG_DEBUG=1 ")
    assert "secret" not in said


def test_the_traceback_of_a_bug_is_there_for_who_asks(
    raising: Raising, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORLOG_DEBUG", "1")
    code, said = raising(ValueError("my secret"))
    assert code == 70
    assert "Traceback (most recent call last)" in said
    assert "ValueError: my secret" in said


def test_a_sentence_cannot_drive_the_terminal(raising: Raising) -> None:
    _, said = raising(WrongUsage("a\x1b[31mb\nc\u202ed \udcff", "e\x9bf"))
    assert said == "a\\x1b[31mb c\\u202ed \\udcff\nhint: e\\x9bf\n"


def test_what_was_printed_comes_before_the_error() -> None:
    code = SCRIPT + (
        "def act(ctx):\n    print('half'); raise ValueError\n"
        "probe.act = act; sys.argv[1:] = ['todo']; cli.run()"
    )
    with tempfile.TemporaryFile("w+") as both:
        done = ran(code, stdout=both, stderr=both)
        both.seek(0)
        assert both.read().startswith("half\nmentorlog hit a bug: ValueError")
    assert done.returncode == 70


# The process

FLOOD = "probe.act = lambda ctx: [print('x' * 79) for _ in range(9999)]; sys.argv[1:] = ['todo']; cli.run()"


def test_a_reader_that_goes_away_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT + FLOOD], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(80)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_reader_that_was_never_there_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = ran(MENTORLOG, "--help", stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_under_standard_output_is_an_error() -> None:
    for act in ("print('x')", "typer.echo('x')"):
        code = (
            SCRIPT
            + f"import typer; probe.act = lambda ctx: {act}; sys.argv[1:] = ['todo']; cli.run()"
        )
        with Path("/dev/full").open("w") as full:
            done = ran(code, stdout=full)
        assert (done.returncode, done.stderr) == (
            3,
            "Cannot read or write: no space left on device.\n",
        )


def test_no_encoding_stops_the_printing() -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    act = "probe.act = lambda ctx: print('é█\\udcff'); sys.argv[1:] = ['todo']; cli.run()"
    done = python(SCRIPT + act, env=ascii_only)
    assert (done.returncode, done.stdout, done.stderr) == (0, "\\xe9\\u2588\\udcff\n", "")
    done = python(SCRIPT + "cli.run()", "é", env=ascii_only)
    assert done.returncode == 2
    assert done.stderr.startswith("No such command '\\xe9'.")


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_ctrl_c_is_130() -> None:
    code = SCRIPT + (
        "import os, signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "probe.act = lambda ctx: os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.argv[1:] = ['todo']; cli.run()"
    )
    done = ran(code)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Interrupted.\n")


def test_input_that_ends_in_a_question_is_130() -> None:
    code = SCRIPT + "probe.act = lambda ctx: input(); sys.argv[1:] = ['todo']; cli.run()"
    done = ran(code)
    assert (done.returncode, done.stderr) == (130, "Interrupted.\n")


def test_it_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mentorlog", "--version"], stdout=subprocess.PIPE, text=True
    )
    assert (done.returncode, done.stdout) == (0, "mentorlog 0.1.0\n")


# Help of every command


def test_every_help_fits_into_40_columns(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    root = cli._root()
    for path, _ in reference.commands(root):
        assert main([*path.split()[1:], "--help"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert max(map(len, lines)) <= 40, path
        below_the_usage = lines[lines.index("") :]
        cut = [line for line in below_the_usage if line.endswith("...")]
        assert not cut and "{" not in "".join(lines), path


@pytest.mark.parametrize("words", [["goal"], ["goal", "close"], ["log"]])
def test_help_as_a_word_is_help(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", *words]) == 0
    asked = capsys.readouterr().out
    assert main([*words, "--help"]) == 0
    assert capsys.readouterr().out == asked


def test_help_of_no_command_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", "goal", "clse"]) == 2
    said = "No such command 'clse'. Did you mean mentorlog goal close --help?"
    assert said in capsys.readouterr().err


# Completion


def completed(shell: str, line: str, code: str = MENTORLOG) -> str:
    words = line.split(" ")
    set_argv = f"import sys; sys.argv[1:] = {words[1:]!r}\n"
    done = ran(set_argv + code, env={"_MENTORLOG_COMPLETE": shell})
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_bash_completes_the_first_word_in_the_tables_order() -> None:
    lines = completed("bash", "mentorlog ").splitlines()
    assert [line.split()[0] for line in lines] == [entry.name for entry in TABLE]
    assert [line.partition("(")[2] for line in lines] == [f"{entry.help})" for entry in TABLE]
    assert completed("bash", "mentorlog mile").split() == ["milestone"]
    assert "--journal" in completed("bash", "mentorlog --").split()
    menu = 'import os; os.environ["COMP_TYPE"] = "37"; from mentorlog.cli import run; run()'
    assert completed("bash", "mentorlog s", menu).split()[:3] == ["status", "since", "search"]


@pytest.mark.parametrize(
    "line",
    [
        *("win add Talk --form ", "log dana --form ", "agreement add dana --form "),
        *("form show ", "form copy "),
    ],
)
def test_the_names_of_forms_are_completed(line: str) -> None:
    names = [each.split("\t")[0] for each in completed("fish", f"mentorlog {line}").splitlines()]
    assert {"star", "grow"} <= set(names)


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_first_words_come_with_their_helps(shell: str) -> None:
    text = completed(shell, "mentorlog ")
    for entry in TABLE:
        assert entry.name in text
        assert entry.help in text


def test_completing_the_first_word_imports_no_command() -> None:
    code = (
        "import sys; sys.argv[1:] = ['u']; from mentorlog.cli import main; main()\n"
        "print([name for name in sys.modules if name.startswith('mentorlog.commands.')])"
    )
    assert python(code, env={"_MENTORLOG_COMPLETE": "bash"}).stdout == (
        "undo\n['mentorlog.commands.shells']\n"
    )


def test_bash_completes_deeper_words() -> None:
    def first_words(line: str) -> list[str]:
        lines = completed("bash", line, SCRIPT + "cli.run()").splitlines()
        return [each.split()[0] for each in lines]

    assert first_words("mentorlog thing ") == ["add", "show"]
    assert first_words("mentorlog thing add --d") == ["--due"]
    assert first_words("mentorlog nothing ") == ["thing", "todo"]


def test_the_completion_script_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--show-completion", "bash"]) == 0
    assert "_MENTORLOG_COMPLETE=bash" in capsys.readouterr().out


def test_powershell_completes_by_typers_script() -> None:
    done = ran(
        MENTORLOG,
        env={
            "_MENTORLOG_COMPLETE": "complete_powershell",
            "_TYPER_COMPLETE_ARGS": "mentorlog goal ",
            "_TYPER_COMPLETE_WORD_TO_COMPLETE": "",
        },
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "check-in:::Record how far a goal has come." in done.stdout.splitlines()


def test_a_word_after_equals_completes_alike_however_a_shell_parts_it() -> None:
    assert completed("bash", "mentorlog goal list --format = ma") == "markdown\n"
    assert completed("zsh", "mentorlog goal list --format=ma") == "markdown\t\n"
    assert completed("fish", "mentorlog goal list --format=ma") == "--format=markdown\t\n"


@pytest.mark.parametrize(("is_saved", "runs"), [(True, 1), (False, 2)])
def test_a_command_that_has_written_is_not_run_again_with_the_record_chosen(
    monkeypatch: pytest.MonkeyPatch, is_saved: bool, runs: int
) -> None:
    told: list[str] = []
    saving = typer.Typer(add_completion=False)

    @saving.command()
    def save(ctx: typer.Context, goal: str) -> None:
        told.append(goal)
        ctx.meta[DESKS] = [SimpleNamespace(saved=is_saved, say_notes=lambda: None)]
        if goal == "speak":
            raise Ambiguous("goal", "speak", ['g1 "Speak"', 'g2 "Speak up"'], ["g1", "g2"])

    monkeypatch.setattr("mentorlog.commands.desk.at_terminal", lambda: True)
    monkeypatch.setattr("mentorlog.commands.desk.ask", lambda _: "g2")
    with pytest.raises(Ambiguous) if is_saved else nullcontext():
        cli._run(cast("Any", typer.main.get_command(saving)), ["speak"])
    assert told == ["speak", "g2"][:runs]
