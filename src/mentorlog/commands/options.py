"""Options that many commands share, each declared once, and what reading and writing verbs are told.

``reads`` gives a command the options of every reading verb, ``writes`` those of a writing one. The
command gets what they say as its first argument, and Typer sees its own parameters and these.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import update_wrapper
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, cast

import typer
from typer.models import OptionInfo

from mentorlog.commands import offered
from mentorlog.commands.desk import Desk, visibility
from mentorlog.errors import MentorlogError, UnreadableWords, WrongUsage
from mentorlog.journal import EVERYTHING, Journal, Lens
from mentorlog.records import Kind, Mode, Visibility
from mentorlog.spelling import is_blank, is_none
from mentorlog.views import Format
from mentorlog.views.pages import Screen

_OFFERS = {
    "G": "goals", "M": "milestones", "S": "sessions", "T": "takeaways", "A": "actions", "W": "wins",
    "WHO": "people", "AUDIENCE": "audiences", "REF": "references", "TAG": "tags",
    "FILE": "files", "FILE|FOLDER": "files", "P": "periods", "PERIOD": "periods",
}  # fmt: skip
"""What completion offers for the words that a metavar stands for."""


_SHORT = {
    "--note": "-n", "--notes": "-n", "--duration": "-d", "--due": "-d", "--by": "-d", "--edit": "-e",
    "--output": "-o", "--private": "-p", "--yes": "-y",
}  # fmt: skip
"""The letter of an option, by which every command takes it that has the option; no command has two of one letter."""


def _offered(metavar: str) -> Callable[..., object] | None:
    name = _OFFERS.get(metavar.strip("[]."))
    return offered(name) if name else None


def _named(metavar: str) -> Callable[[Any], Any] | None:
    """Refuses an empty name, which is mostly a slip in a script, wherever somebody is named."""
    return _expect_named if metavar.strip("[].") in ("WHO", "AUDIENCE") else None


def _expect_named(given: Any) -> Any:
    words = given if isinstance(given, list) else [given]
    if any(isinstance(each, str) and is_blank(each) for each in words):
        from mentorlog.journal import people  # hardly any command needs it

        people.expect_named("")
    return given


def option(
    name: str,
    help: str,
    metavar: str = "",
    offers: Callable[..., object] | None = None,
    *,
    also: str = "",
    **more: Any,
) -> Any:
    """An option for Typer; one without a ``metavar`` takes no words. ``also`` has other names of it, beside its letter.

    ``offers`` completes it, where that does not follow from the ``metavar``.
    """
    names = (name, *also.split(), *filter(None, [_SHORT.get(name)]))
    offered = offers or _offered(metavar)
    more = {"callback": _named(metavar), **more}
    return typer.Option(*names, metavar=metavar or None, help=help, autocompletion=offered, **more)


def argument(
    metavar: str, help: str, offers: Callable[..., object] | None = None, **more: Any
) -> Any:
    """An argument for Typer, completed as an option is."""
    offered = offers or _offered(metavar)
    more = {"callback": _named(metavar), **more}
    return typer.Argument(metavar=metavar, help=help, autocompletion=offered, **more)


AsFormat = Annotated[
    Format,
    option(
        "--format",
        "table, json, markdown; csv of a list or record.",
        "FORMAT",
        case_sensitive=False,
    ),
]
AsJson = Annotated[bool, option("--json", "The same as --format json.")]
For = Annotated[
    str,
    option(
        "--for",
        "As somebody may see it: me, mentor, mentee, peer, manager, committee, programme, or a partner's name.",
        "AUDIENCE",
    ),
]
AsOf = Annotated[str | None, option("--as-of", "As it stood at the end of that day.", "DAY")]
KnownOn = Annotated[
    str | None, option("--known-on", "What was recorded by the end of that day.", "DAY")
]
All = Annotated[bool, option("--all", "Closed and past ones too.")]
On = Annotated[str | None, option("--on", "The day it happened; today if not given.", "DAY")]
Why = Annotated[str | None, option("--why", "The reason.", "TEXT")]
Private = Annotated[bool, option("--private", "For your eyes only.")]
Shared = Annotated[bool, option("--shared", "For its readers.")]
Public = Annotated[bool, option("--public", "May stand in any report you make.")]
With = Annotated[
    list[str] | None,
    option(
        "--with",
        "Who may read it, and on whose screens it stands; may be repeated. An edit names all anew.",
        "WHO",
    ),
]
Tags = Annotated[list[str] | None, option("--tag", "A tag; may be repeated.", "TAG")]
OneTag = Annotated[str | None, option("--tag", "Only with this tag.", "TAG")]
InForm = Annotated[
    str | None,
    option(
        "--form",
        "Fill in a form in your editor; mentorlog form lists them.",
        "NAME",
        offered("forms"),
    ),
]
At = Annotated[str | None, option("--at", "When it began, as 15:00.", "TIME")]
HowMet = Annotated[
    str | None,
    option("--mode", "in-person, video, phone or chat.", "MODE", offered("one_of", *Mode)),
]
Most = Annotated[
    int | None,
    option(
        "-n",
        "At most N: the newest, or what is due first; with --sort the first.",
        "N",
        also="--limit",
    ),
]


def kind_meant(word: str, kinds: Collection[Kind]) -> Kind:
    """The kind that a word names, in the singular or the plural; raises ``UnreadableWords``."""
    known = {spelt: kind for kind in kinds for spelt in (kind.value, kind.table)}
    if found := known.get(word.strip().casefold()):
        return found
    raise UnreadableWords("kind", word, tuple(kinds))


def expect_some(most: int | None) -> None:
    """Raise ``WrongUsage`` for a limit below 1."""
    if most is not None and most < 1:
        raise WrongUsage(f"-n {most} would show nothing.", "-n takes a number from 1")


Sort = Annotated[
    str | None,
    option(
        "--sort",
        "By a column, as title or due; -due is the last one first.",
        "COLUMN",
    ),
]
Since = Annotated[str | None, option("--since", "From that day.", "DAY")]
Until = Annotated[str | None, option("--until", "To that day.", "DAY")]
Everything = Annotated[bool, option("--all", "From the very first day.")]
Yes = Annotated[bool, option("--yes", "Do not ask.")]
DryRun = Annotated[bool, option("--dry-run", "Say what would be done, and do nothing.")]
Recipients = Annotated[
    list[str] | None,
    option("--recipient", "Encrypt for an age or SSH public key; repeatable.", "KEY"),
]
Who = Annotated[str, argument("WHO", "Part of a name.")]
MaybeWho = Annotated[str | None, argument("[WHO]", "Part of a name.")]
GoalRef = Annotated[str, argument("G", "g3, 3 or words of it.")]
MilestoneRef = Annotated[str, argument("M", "m3, 3 or words of it.")]
SessionRef = Annotated[str, argument("S", "s3, 3 or words of it.")]
TakeawayRef = Annotated[str, argument("T", "t3, 3 or words of it.")]
ActionRef = Annotated[str, argument("A", "a3, 3 or words of it.")]
WinRef = Annotated[str, argument("W", "w3, 3 or words of it.")]
AgreementRef = Annotated[
    str, argument("WHO", "Part of a name for the version in force, or v3, 3, a version.")
]
MentorshipRef = Annotated[
    str, argument("WHO", "Part of a name, or r2 where there are two with one person.")
]
RatingRef = Annotated[str, argument("K", "k3, 3 or words of it.", offered("ratings"))]
New = Annotated[str | None, argument("[TEXT]", "Its new title or text, in quotes.")]
InEditor = Annotated[bool, option("--edit", "In your editor.")]


Command = Callable[..., None]
Own = Sequence[Parameter]
"""A command's own parameters."""


class Reading:
    """Who reads, the journal of which day, and in which format: what every reading verb is told."""

    def __init__(
        self,
        ctx: typer.Context,
        *,
        format_: Format = Format.TABLE,
        json_: bool = False,
        for_: str = "me",
        as_of: str | None = None,
    ) -> None:
        self.desk = Desk.of(ctx)
        self.ctx = ctx
        self.format = Format.JSON if json_ else format_
        self.for_ = for_
        self.as_of = as_of
        self._lens: Lens = EVERYTHING

    @property
    def is_page(self) -> bool:
        """Whether somebody reads it, rather than a program."""
        return self.format in (Format.TABLE, Format.MARKDOWN)

    @contextmanager
    def journal(self, who: str | None = None, known_on: str | None = None) -> Iterator[Journal]:
        """The journal as the reader may see it; ``who`` is the partner that the command names."""
        with self.desk.reading(self.for_, who, self.as_of, known_on) as journal:
            self._lens = journal.lens
            yield journal

    def show(self, screen: Screen) -> None:
        """Write the screen; the reading ends here, as a pager may stay open."""
        self.desk.show(screen, self.format, lens=self._lens)


class Listing(Reading):
    """A reading verb of a list, which may be told an order and how many to show."""

    def __init__(
        self, ctx: typer.Context, *, most: int | None = None, sort: str | None = None, **told: Any
    ) -> None:
        super().__init__(ctx, **told)
        expect_some(most)
        self._most, self._sort = most, sort

    def show(self, screen: Screen) -> None:
        """Write what is asked for of the list."""
        if self._most is not None or self._sort is not None:
            from mentorlog.views.listings import arranged

            screen = arranged(screen, self._most, self._sort)
        super().show(screen)


def tags(named: Sequence[str] | None) -> tuple[str, ...]:
    """The tags that options name; raises ``WrongUsage`` for none."""
    if any(map(is_none, named or ())):
        takes_off = "mentorlog tag remove REF TAG takes one off"
        raise WrongUsage("--tag none names no tag.", takes_off)
    return tuple(named or ())


class Writing:
    """How what is written is kept, and shown afterwards: what every writing verb is told."""

    def __init__(
        self,
        ctx: typer.Context,
        *,
        private: bool = False,
        shared: bool = False,
        public: bool = False,
        with_: list[str] | None = None,
        tag: list[str] | None = None,
        json_: bool = False,
    ) -> None:
        self.desk = Desk.of(ctx)
        self.ctx = ctx
        self.visibility = visibility(private=private, shared=shared, public=public)
        self.desk.is_private = private
        self.tags = tags(tag)
        self.as_json = json_
        self._with = with_

    def read_private(self, text: str) -> str:
        """The text without a ``!private`` that was typed in it, which is ``--private`` then, as in a line of ``log``.

        Raises ``WrongUsage`` where the command has no such option, as it hides no text alone.
        """
        from mentorlog.records.drafts import may_be_private  # what only reads does not need it

        if not may_be_private(text):
            return text
        from mentorlog.exchange import line_ends  # few texts have one

        if not any(each.name == "private" for each in self.ctx.command.params):
            self.read_shown(text)
        said, is_there = line_ends.without_private(text)
        self.visibility = Visibility.PRIVATE if is_there else self.visibility
        return said

    def read_shown(self, text: str) -> str:
        """The text, which cannot be hidden alone; raises ``WrongUsage`` for one that was to be."""
        from mentorlog.exchange import line_ends

        if line_ends.without_private(text)[1]:
            raise WrongUsage(
                "Who reads the record reads this text too, so it cannot be private alone."
                " Nothing was saved.",
                "leave the mark out, or: mentorlog takeaway add TEXT --private",
            )
        return text

    def typed(self, text: str, command: str) -> str:
        """The text as given; for a lone dash standard input, as ``Desk.typed`` reads it, in which ``!private`` counts too."""
        return self.read_private(self.desk.typed(text, command)) if text == "-" else text

    def read_dashes(self, given: dict[str, Any], names: Iterable[str], command: str) -> None:
        """Put all of standard input in the place of a lone dash; raises ``WrongUsage`` for two of them."""
        dashes = [name for name in names if given.get(name) == "-"]
        if len(dashes) > 1:
            raise WrongUsage("Only one text can be standard input.")
        for name in dashes:
            given[name] = self.typed("-", command)

    @property
    def says_nothing(self) -> bool:
        """Whether no option says how the record is kept."""
        return not (self.visibility or self.tags or self._with)

    @property
    def names_readers(self) -> bool:
        """Whether readers are named."""
        return bool(self._with)

    def readers(self, journal: Journal) -> tuple[int, ...]:
        """Those whom ``--with`` names, by id."""
        from mentorlog.journal import audience  # few commands name any

        return audience.readers_named(journal, self._with or ())

    def kept(self, journal: Journal) -> dict[str, object]:
        """How a record is kept, as far as an option says: its visibility, readers and tags."""
        said = {
            "visibility": self.visibility,
            "readers": self.readers(journal) if self._with else None,
            "tags": self.tags or None,
        }
        return {name: value for name, value in said.items() if value is not None}

    def show(self, screen: Screen) -> None:
        """Write what was written, with ``--json`` as the record."""
        self.desk.show(screen, as_json=self.as_json)


def parameter(name: str, annotation: object, default: object = None) -> Parameter:
    """A parameter of a command, as Typer wants it."""
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


_CONTEXT = Parameter("ctx", Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
_READING = (
    parameter("format_", AsFormat, Format.TABLE),
    parameter("json_", AsJson, False),
    parameter("for_", For, "me"),
    parameter("as_of", AsOf),
)
_LISTING = (parameter("most", Most), parameter("sort", Sort), *_READING)
_WRITING = (
    parameter("private", Private, False),
    parameter("shared", Shared, False),
    parameter("public", Public, False),
    parameter("with_", With),
    parameter("tag", Tags),
    parameter("json_", AsJson, False),
)


def _told(
    function: Command, told: Callable[..., object], own: Own | None, shared: Sequence[Parameter]
) -> Command:
    """A command for Typer: what the shared options say is told to the function as its first argument."""

    dashes: list[str] = []  # What is built for any kind reads its days before standard input.
    if own is None:
        _, *own = signature(function, eval_str=True).parameters.values()
        dashes = [each.name for each in own if _is_text(each) and _is_option(each)]
    texts = [each.name for each in own if _is_text(each)]
    # A text that has to be given is one, however many words it was typed as.
    whole = [each.name for each in own if _is_text(each) and each.default is Parameter.empty]

    def command(ctx: typer.Context, **given: object) -> None:
        said = {each.name: given.pop(each.name) for each in shared if each.name in given}
        first = told(ctx, **said)
        try:
            if isinstance(first, Writing):
                words = {name: each for name in whole if isinstance(each := given[name], list)}
                given |= {name: " ".join(each) for name, each in words.items()}
                typed = {name: text for name in texts if isinstance(text := given[name], str)}
                for name, text in typed.items():
                    # Why a day moved has the readers of the record, which stays as it is.
                    read = first.read_shown if name == "why_moved" else first.read_private
                    given[name] = read(text)
                first.read_dashes(given, dashes, ctx.command_path.partition(" ")[2])
            function(first, **given)
        except MentorlogError:
            if isinstance(first, Writing):
                first.desk.keep_typed()
            raise

    own = [each.replace(kind=Parameter.KEYWORD_ONLY) for each in own]
    return _signed(command, function, [_CONTEXT, *own, *shared])


def _is_text(own: Parameter) -> bool:
    """Whether the words of a parameter are a text of the record that others may read as they read the record."""
    (told, *_) = own.annotation.__metadata__
    return own.name != "notes" and (told.metavar or "").strip("[]") in (
        "TEXT",
        "TITLE",
        "NAME",
        "WORD",
    )


def _is_option(own: Parameter) -> bool:
    return isinstance(own.annotation.__metadata__[0], OptionInfo)


def alone(command: Command) -> Command:
    """The same for a noun alone: it takes no argument, as the word after it is its verb."""

    def noun(ctx: typer.Context, **given: object) -> None:
        if ctx.invoked_subcommand is None:
            command(ctx, **given)

    context, *rest = signature(command).parameters.values()
    options = [each for each in rest if _is_option(each)]
    return _signed(noun, command, [context, *options])


def _signed(command: Any, like: Command, parameters: Sequence[Parameter]) -> Command:
    update_wrapper(command, like)
    command.__signature__ = Signature(parameters)
    command.__annotations__ = {}  # Typer reads them besides the signature.
    return cast("Command", command)


def reads(function: Command, own: Own | None = None) -> Command:
    """The command with ``--format``, ``--json``, ``--for`` and ``--as-of``, told as a ``Reading``.

    ``own`` are its other parameters, where they are not in its signature.
    """
    return _told(function, Reading, own, _READING)


def lists(function: Command, own: Own | None = None) -> Command:
    """What ``reads`` makes, of a list: with ``--sort`` and ``-n`` too, told as a ``Listing``."""
    return _told(function, Listing, own, _LISTING)


def writes(*names: str, own: Own | None = None) -> Callable[[Command], Command]:
    """The command with ``--json`` and those of ``names``, told as a ``Writing``; ``own`` as for ``reads``.

    They are ``private``, ``shared``, ``public``, ``with_`` and ``tag``.
    """
    shared = [each for each in _WRITING if each.name in (*names, "json_")]
    return lambda function: _told(function, Writing, own, shared)
