"""The root app: global options, and the table of commands and where they live.

A command's module is imported when the command runs or is asked for help: building all of them
takes twice as long as an everyday command. The table alone answers the root's help, "did you mean"
and the completion of the first word. A module exports the function of a command, or a noun's
``typer.Typer`` made with ``add_completion=False``.
"""

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from functools import cache, partial
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.models import CommandInfo

from mentorlog import __version__, boundary, places
from mentorlog.commands import DASHES, DESKS, TYPED, Invocation, offered
from mentorlog.errors import Ambiguous, Mistyped, NoAnswer, NotFound, Unsaid, WrongUsage
from mentorlog.harmless import visible
from mentorlog.values import NamedTuple
from mentorlog.word_order import behind, together

# Typer keeps these private and public BadParameter is one of them: in every version from 0.26,
# BadParameter is a UsageError is a ClickException.
_USAGE_ERROR: type[Exception] = typer.BadParameter.__bases__[0]
_TYPER_ERROR: type[Exception] = _USAGE_ERROR.__bases__[0]

NAME = "mentorlog"
_EDIT = f"{NAME} edit"
_COMPLETING = "_MENTORLOG_COMPLETE"
_NEGATIVE = "-[0-9]+([.,][0-9]+)? *%?"
_COMPLETION = ("--install-completion", "--show-completion")
_OWN = ("--journal", "--no-color", "--version", *_COMPLETION)
"""The root's options that are not those of the command after them."""
_SHORTCUTS = ("todo", "done", "log")
_VERBS = ("list", "show", "edit", "delete", "done", "drop", "skip", "reopen", "cancel",
          "add", "with", "session")  # fmt: skip
"""Words that may stand for a verb where a shortcut takes a text or a name."""


_CODE = "[a-z]-?[0-9]+|last"
"""How the number of a record with its letter looks: behind ``todo`` other words before it may stand for a verb too."""


class Entry(NamedTuple):
    """A command in the table: ``module`` of ``mentorlog.commands`` exports ``attribute``.

    That is by default ``app``, a noun's verbs, or a function called as the module, one command.
    """

    name: str
    module: str
    help: str
    panel: str
    attribute: str = ""


_EVERY_DAY, _LOOK, _RECORDS, _KEEP = "Every day", "Look", "Records", "Keep and move"

# In the order of the root's help. A text has at most 45 characters, to fit 80 columns and completion.
TABLE: tuple[Entry, ...] = (
    Entry("log", "log", "Log a session", _EVERY_DAY),
    Entry("todo", "action", "Add an action item", _EVERY_DAY, "todo"),
    Entry("done", "action", "Tick off action items", _EVERY_DAY, "done_"),
    Entry("check-in", "goal", "Record how far a goal has come", _EVERY_DAY, "check_in_"),
    Entry("met", "person", "Note a word with somebody", _EVERY_DAY, "met"),
    Entry("ask", "takeaway", "Note what to raise next time", _EVERY_DAY, "ask"),
    Entry("status", "status", "Everything open, and how it stands", _LOOK),
    Entry("timeline", "timeline", "What happened, day by day", _LOOK),
    Entry("review", "status", "How a mentorship goes; all mentees", _LOOK, "review"),
    Entry("prep", "prep", "What to talk about next time", _LOOK),
    Entry("since", "since", "What changed since a day or a session", _LOOK),
    Entry("search", "search", "Find words anywhere in the journal", _LOOK),
    Entry("report", "report", "Write a progress report", _LOOK),
    Entry("show", "any_kind", "Show any record, as g3 or last", _RECORDS, "show_"),
    Entry("edit", "any_kind", "Change any record", _RECORDS, "edit"),
    Entry("delete", "any_kind", "Delete any records", _RECORDS, "delete_"),
    Entry("close", "any_kind", "End goals, actions and the like", _RECORDS, "close_"),
    Entry("goal", "goal", "What you work towards", _RECORDS),
    Entry("milestone", "milestone", "Dated checkpoints of a goal", _RECORDS),
    Entry("action", "action", "Small commitments with an owner", _RECORDS),
    Entry("session", "session", "Meetings, held and planned", _RECORDS),
    Entry("takeaway", "takeaway", "Takeaways, advice, questions, feedback", _RECORDS),
    Entry("win", "win", "What you achieved, with evidence", _RECORDS),
    Entry("skill", "skill", "What you can do, rated over time", _RECORDS),
    Entry("mentor", "mentorship", "Who mentors you", _RECORDS, "mentor"),
    Entry("mentee", "mentorship", "Whom you mentor", _RECORDS, "mentee"),
    Entry("peer", "mentorship", "Whom you learn with", _RECORDS, "peer"),
    Entry("mentorship", "mentorship", "How a mentorship is agreed and goes on", _RECORDS),
    Entry("agreement", "agreement", "How you work together, in versions", _RECORDS),
    Entry("form", "form_files", "Forms for sessions, agreements and wins", _RECORDS),
    Entry("person", "person", "Everybody the journal knows", _RECORDS),
    Entry("tag", "tag", "All tags, with counts", _RECORDS),
    Entry("undo", "changes", "Take back the last command", _KEEP, "undo_"),
    Entry("redo", "changes", "Put back what undo took back", _KEEP, "redo_"),
    Entry("changes", "changes", "What was changed when, before and after", _KEEP),
    Entry("purge", "keeping", "Remove a record for good, history included", _KEEP, "purge"),
    Entry("backup", "keeping", "Copy the whole journal, verified", _KEEP, "backup_"),
    Entry("restore", "keeping", "Put a backup in the place of the journal", _KEEP, "restore_"),
    Entry("doctor", "keeping", "Look the journal through, and mend it", _KEEP, "doctor_"),
    Entry("sync", "sync", "Use one journal on several machines", _KEEP),
    Entry("share", "share", "Write what a partner may read", _KEEP, "share_"),
    Entry("receive", "share", "Take what a partner shared", _KEEP, "receive_"),
    Entry("import", "import_", "Bring records in from other programs", _KEEP),
    Entry("export", "export", "Take the journal out, whole or in part", _KEEP),
    Entry("config", "config", "Show and change settings", _KEEP),
    Entry("init", "config", "Make a journal", _KEEP, "init"),
    Entry("demo", "demo", "Try a sample journal", _KEEP),
    Entry("help", "help", "Read about a topic, or a command", _KEEP, "help_"),
)


_REPORT_NOTE = Entry("report note", "report", "Words of yours that open a report", _LOOK, "note")
"""Behind ``report``, which takes a name there: no group, as a group's options end before its word."""


class Lazily(Mapping[str, TyperCommand | TyperGroup]):
    """Commands by name. Each is imported and built when it is first asked for."""

    def __init__(self, builders: Mapping[str, Callable[[], TyperCommand | TyperGroup]]) -> None:
        self._builders = builders
        self._built: dict[str, TyperCommand | TyperGroup] = {}

    def __getitem__(self, name: str) -> TyperCommand | TyperGroup:
        if name not in self._built:
            self._built[name] = self._builders[name]()
        return self._built[name]

    def __contains__(self, name: object) -> bool:
        return name in self._builders

    def __iter__(self) -> Iterator[str]:
        return iter(self._builders)

    def __len__(self) -> int:
        return len(self._builders)


def commands(table: Sequence[Entry]) -> Lazily:
    """The commands of the table."""
    return Lazily({entry.name: partial(_build, entry) for entry in table})


def _build(entry: Entry) -> TyperCommand | TyperGroup:
    module = import_module(f"mentorlog.commands.{entry.module}")
    made = getattr(module, entry.attribute or "app", None) or getattr(module, entry.module)
    noun = made
    if not isinstance(made, typer.Typer):
        noun = typer.Typer(add_completion=False)
        noun.command()(made)
    # Typer's drawing of help takes 100 ms to load, and reads brackets in it as markup.
    noun.rich_markup_mode = None
    command = _noun(noun)
    command.name = entry.name
    command.help = command.help or f"{entry.help}."
    return command


def _noun(noun: typer.Typer) -> TyperCommand | TyperGroup:
    """A noun's group, or the one command that it is."""
    if noun.registered_callback is None or noun.registered_groups:
        return _built(noun)
    bare = copy(noun)
    bare.registered_commands = []
    bare.info = copy(noun.info)
    bare.info.cls = Noun
    group = cast("TyperGroup", _built(bare))
    group.commands = cast("Any", _verbs(noun.registered_commands))
    return group


_NARROW, _OPTION_ALONE = 60, 16


class _Helped:
    """The options and the examples in the help of a noun or a command."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments and the options; in a narrow terminal a long one gets a line of its own."""
        if formatter.width < _NARROW:
            formatter.write_dl = partial(formatter.write_dl, col_max=_OPTION_ALONE)
        super().format_options(ctx, formatter)  # type: ignore[misc]

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the examples; only help imports them."""
        from mentorlog.commands import help

        if marks := help.marks(ctx.command_path):
            with formatter.section("A line at the prompt begins with"):
                formatter.write_dl(marks)
        if lines := help.of(ctx.command_path):
            with formatter.section("Examples"):
                for line in lines:
                    formatter.write_text(line)


class Noun(_Helped, TyperGroup):
    """The group of one noun; the options before a verb are those of its list."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words; the options before a verb are the verb's."""
        return super().parse_args(ctx, behind(self, args))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The verb."""
        known = _known(self, ctx, args, ctx.info_name)
        return super().resolve_command(ctx, known)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write each verb with its whole help text, which Typer would cut."""
        verbs = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, " ".join((verb.help or "").split())) for name, verb in verbs if verb]
            )


def _known(group: TyperGroup, ctx: Any, args: list[str], noun: str) -> list[str]:
    """The words; a reference alone is shown, as reading it harms nothing.

    Raises ``WrongUsage`` for a word that is no command where it is plain which one is meant.
    """
    if ctx.resilient_parsing or args[0] in group.commands:
        return args
    from mentorlog.commands import meant

    if "show" in group.commands and meant.are_references(args, lettered=not noun, noun=noun):
        return ["show", *args]
    if not noun:
        ctx.obj = Invocation(journal=_named(ctx.params["journal"]))
    if refusal := meant.unknown(noun, args, list(group.commands), ctx):
        raise refusal
    return args


def _verbs(registered: Sequence[CommandInfo]) -> Lazily:
    """The commands of one noun. Only the one that runs is built: the ten of goal take 10 ms."""
    names = [
        each.name or typer.main.get_command_name(cast("Any", each.callback).__name__)
        for each in registered
    ]
    return Lazily(
        {name: partial(_verb, each) for name, each in zip(names, registered, strict=True)}
    )


def _verb(registered: CommandInfo) -> TyperCommand | TyperGroup:
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.registered_commands = [registered]
    return _built(alone)


class Command(_Helped, TyperCommand):
    """A command whose usage line shows required arguments without braces."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words; where a number is asked for, a negative one is no option."""
        ctx.meta[TYPED] = [*args]
        try:
            args = together(self.params, args)
        except WrongUsage:
            if not ctx.resilient_parsing:
                raise
        if self.name == "check-in" and any(re.fullmatch(_NEGATIVE, each) for each in args):
            ctx.ignore_unknown_options = True
        ctx.meta[DASHES] = len(args) - args.index("--") - 1 if "--" in args else 0
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """What fits; after a record without its noun, the options of its noun's verb."""
        if ctx.command_path != _EDIT:
            return super().shell_complete(ctx, incomplete)
        found: list[Any] = import_module("mentorlog.commands.any_kind").options(ctx, incomplete)
        return found

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The words after the command in its usage line."""
        pieces = super().collect_usage_pieces(ctx)
        return [re.sub(r"[{}]|(?<=\.{3}\})\.{3}$", "", piece) for piece in pieces]


def _built(noun: typer.Typer) -> TyperCommand | TyperGroup:
    bare = copy(noun)
    bare.registered_commands = [copy(each) for each in noun.registered_commands]
    for each in bare.registered_commands:
        each.cls = Command
    return cast("TyperCommand | TyperGroup", typer.main.get_command(bare))


class Root(TyperGroup):
    """The root group. It imports only the command that runs, or whose help is asked for."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = cast("Any", commands(TABLE))

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - Typer's signature
        """The names, in the table's order."""
        return list(self.commands)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - Typer's signature
        """A stand-in that has only name and help, as completion asks every command for its help."""
        entry = next((each for each in TABLE if each.name == cmd_name), None)
        return entry and TyperCommand(entry.name, help=entry.help, short_help=entry.help)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words; the options before a command are the command's, but for the root's own."""
        return super().parse_args(ctx, behind(self, args, _OWN))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that runs: the real one, not its stand-in."""
        args = _known(self, ctx, args, "")
        if args[:2] == ["report", "note"]:
            return _REPORT_NOTE.name, _build(_REPORT_NOTE), args[2:]
        name, command, rest = super().resolve_command(ctx, _meant(ctx, args))
        return name, command and self.commands[cast("str", name)], rest

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the panels, everyday commands first, and the options below them."""
        # The same width in each panel, so that they line up.
        width = max(len(entry.name) for entry in TABLE)
        for panel, entries in groupby(TABLE, key=lambda entry: entry.panel):
            with formatter.section(panel):
                formatter.write_dl([(entry.name.ljust(width), entry.help) for entry in entries])
        records = [param.get_help_record(ctx) for param in self.get_params(ctx)]
        with formatter.section("Options"):
            formatter.write_dl([each for each in records if each], col_max=16)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write nothing: ``format_options`` has written them."""

    def main(self, args: Sequence[str] | None = None, *_: Any, **__: Any) -> Any:
        """Run a command line and exit. Typer's own tools call this, and get the same error boundary."""
        sys.exit(main(args))


app = typer.Typer(
    cls=Root,
    help="A career-development journal. Without a command: today.",
    epilog=f"{places.JOURNAL_VARIABLE} names the journal too. Topics: mentorlog help. All of it: man mentorlog.",
    context_settings={"help_option_names": ["-h", "--help"]},
    add_completion=False,  # ours is in commands.shells: Typer's rewrites the shell's own settings
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


# The options are also read while a line is being completed. They must do nothing then.


def _version(ctx: typer.Context, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        typer.echo(f"{NAME} {__version__}")
        raise typer.Exit


def _show_completion(ctx: typer.Context, shell: str | None) -> None:
    if shell and not ctx.resilient_parsing:
        from mentorlog.commands import shells

        typer.echo(shells.script(shell), nl=False)
        raise typer.Exit


def _install_completion(ctx: typer.Context, shell: str | None) -> None:
    if shell and not ctx.resilient_parsing:
        from mentorlog.commands import desk, shells

        path, hint = shells.install(shell)
        typer.echo(visible(str(path)))
        desk.say(f"hint: {hint}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    ctx: typer.Context,
    journal: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="The journal.", autocompletion=offered("files")),
    ] = None,
    no_color: Annotated[bool, typer.Option("--no-color", help="Print without colours.")] = False,
    for_: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="AUDIENCE",
            help="Today, as somebody may see it.",
            autocompletion=offered("audiences"),
        ),
    ] = None,
    as_of: Annotated[str | None, typer.Option(metavar="DAY", help="Today, on another day.")] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="table, json or markdown.",
            autocompletion=offered("one_of", "table", "json", "csv", "markdown"),
        ),
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    _install: Annotated[
        str | None,
        typer.Option(
            "--install-completion",
            metavar="[SHELL]",
            callback=_install_completion,
            is_eager=True,
            autocompletion=offered("one_of", "bash", "zsh", "fish"),
            help="Write the shell's completion file: bash, zsh or fish; this shell's if not given.",
        ),
    ] = None,
    _show: Annotated[
        str | None,
        typer.Option(
            "--show-completion",
            metavar="[SHELL]",
            callback=_show_completion,
            is_eager=True,
            autocompletion=offered("one_of", "bash", "zsh", "fish"),
            help="Print what would be written.",
        ),
    ] = None,
) -> None:
    """Keep what the options say. Without a command, show today."""
    ctx.obj = Invocation(journal=_named(journal), no_color=no_color)
    if ctx.invoked_subcommand is not None:
        return
    from mentorlog.commands import status

    status.today(ctx, for_=for_, as_of=as_of, format_=format_ or "table", json_=json_)


def _named(journal: str | None) -> Path | None:
    if journal == "":
        raise WrongUsage("--journal needs the name of a file.")
    # Not Typer's envvar=, which 0.26.0 reads and then drops.
    words = journal or os.environ.get(places.JOURNAL_VARIABLE)
    return places.named(words) if words else None


def _meant(ctx: Any, args: list[str]) -> list[str]:
    """The words, without a noun that says nothing more: ``goal edit 1 2`` is of several.

    Raises ``Mistyped`` for a verb in the place of a text: ``todo list``.
    """
    if ctx.resilient_parsing or args[1:2] in ([], ["-"]):
        return args
    is_of_record = args[0] == "todo" and args[2:] and re.fullmatch(_CODE, args[2], re.IGNORECASE)
    if is_of_record or (args[0] in _SHORTCUTS and args[1] in _VERBS):
        from mentorlog.commands import meant

        ctx.obj = Invocation(journal=_named(ctx.params["journal"]))
        if refusal := meant.instead(ctx, args[0], args[1:]):
            raise refusal
    if args[1] == "edit" and args[3:] and args[3][-1:].isdecimal():
        from mentorlog.commands import meant

        return meant.of_several(args)
    return args


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line (by default the process's) and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    command = _root()
    return boundary.guarded(lambda: _run(command, arguments))


@cache
def _root() -> Root:
    """The root, built once, for programs that run several command lines."""
    return cast("Root", typer.main.get_command(app))


def _run(command: Root, arguments: list[str]) -> object:
    if shell := os.environ.get(_COMPLETING):
        from mentorlog.commands import shells

        shells.answer(command, shell, arguments)
        return None
    if len(arguments) == 1 and arguments[0] in _COMPLETION:
        arguments = [*arguments, "this"]  # shells.THIS, which few command lines need
    meta: Mapping[str, Any] = {}
    refused: WrongUsage | NotFound
    try:
        # Not its main(), which turns a closed pipe into exit code 1 and says nothing at Ctrl-C.
        context = command.make_context(NAME, [*arguments], terminal_width=_help_width())
        meta = context.meta
        with context, _what_became(meta):
            return command.invoke(context)
    except _TYPER_ERROR as error:
        refused = _refusal(error, command, arguments)
    except (Mistyped, NotFound) as error:
        refused = error
    except Ambiguous as error:
        if _has_saved(meta):
            raise
        return _run(command, _chosen(error, arguments))
    if isinstance(refused, Unsaid):
        return _run(command, [*arguments, *_said(command, refused)])
    if not isinstance(refused, Mistyped | NotFound) or _has_saved(meta):
        raise refused
    instead = refused.instead_of(arguments)
    if not (instead and _is_meant(refused)):
        raise refused
    return _run(command, instead)


def _refusal(error: Exception, command: Root, arguments: list[str]) -> WrongUsage:
    # A command line that adds up does not need it.
    from mentorlog.commands.meant_options import refusal

    context = getattr(error, "ctx", None)
    path = _path(command, arguments) if context is None else context.command_path
    return refusal(error, path, arguments)


def _said(command: Root, refused: Unsaid) -> list[str]:
    """What somebody types where an argument is missing; raises what is ``refused`` where nobody does."""
    from mentorlog.commands.desk import ask, at_terminal, say

    if not at_terminal():
        raise refused
    if refused.lists:
        _run(command, refused.lists)
    say(refused.asks)
    with _what_became({DESKS: []}):
        typed = ask("> ")
    if not typed:
        raise refused
    return ["--", *typed.split()] if refused.lists else ["--", typed]


def _is_meant(refused: Mistyped | NotFound) -> bool:
    from mentorlog.commands.desk import at_terminal, says_yes

    with _what_became({DESKS: []}):
        return at_terminal() and says_yes(refused.question, usual=True)


def _chosen(refused: Ambiguous, arguments: list[str]) -> list[str]:
    """The command line with the record that somebody chooses; raises what is ``refused`` where nobody does."""
    from mentorlog.commands.desk import at_terminal, choose, say

    choices = refused.choices(arguments)
    if not choices or not at_terminal():
        raise refused
    say(refused.sentence)
    numbers = {each[1:]: each for each in choices}
    also = numbers if len(numbers) == len(choices) else {}
    usual = next(iter(choices)) if len(choices) == 1 else ""
    with _what_became({DESKS: []}):
        codes = {each: each for each in choices}
        return choices[choose(f"Which one? [{', '.join(choices)}] ", codes, usual, also=also)]


@contextmanager
def _what_became(meta: Mapping[str, Any]) -> Iterator[None]:
    """Says at Ctrl-C, and where a question gets no answer, whether something was saved; keeps what was typed.

    ``meta`` is that of the command's context. One that has no desk changes no journal, and says nothing of it.
    """
    try:
        yield
    except (KeyboardInterrupt, NoAnswer) as error:
        if DESKS not in meta:
            raise
        for each in meta[DESKS]:
            each.keep_typed()
        saved = [each.said_saved for each in meta[DESKS] if each.saved]
        became = saved[0] if saved else "nothing was changed"
        if any(each.is_saving and not each.saved for each in meta[DESKS]):
            became = "mentorlog changes shows whether it was saved"
        if isinstance(error, NoAnswer):
            error.sentence = f"No answer came; {became}."
            raise
        raise KeyboardInterrupt(f"Interrupted; {became}.") from None
    finally:
        for each in meta.get(DESKS, ()):
            each.say_notes()


def _has_saved(meta: Mapping[str, Any]) -> bool:
    """Whether the command has written, so that it is not to be run once more."""
    return any(each.saved for each in meta.get(DESKS, ()))


def _path(command: TyperCommand | TyperGroup, arguments: list[str]) -> str:
    """The words that name the command, as far as they can be told without reading the options."""
    words = [NAME]
    for word in arguments:
        if isinstance(command, TyperGroup) and word in command.commands:
            command = cast("TyperCommand | TyperGroup", command.commands[word])
            words.append(word)
    return " ".join(words)


def _help_width() -> int:
    # Typer's own never goes below 50 columns, whatever the terminal's width.
    return max(min(shutil.get_terminal_size().columns, 80), 40) - 2


def run() -> None:
    """Run the process's command line and exit. The console script calls this."""
    boundary.hold_streams()
    boundary.begin_lines()
    code = main()
    boundary.let_go()
    # Everything is written and closed; unloading the modules would take a tenth of a command.
    os._exit(code)
