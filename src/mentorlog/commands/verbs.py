"""What many commands are told in the same words: each option here once, for all that take it.

``reads`` gives a command the options of every reading verb, ``writes`` those of a writing one. The
command gets what they say as its first argument, and Typer sees its own parameters and these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import update_wrapper
from inspect import Parameter, Signature, signature

import typer
from typer.models import ArgumentInfo

from mentorlog.commands import options
from mentorlog.commands.desk import Desk, visibility
from mentorlog.journal import EVERYTHING, Journal, Lens, readers
from mentorlog.records import Visibility
from mentorlog.views import Format
from mentorlog.views.pages import Screen

Command = Callable[..., None]


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
        self.tags = tuple(tag or ())
        self.as_json = json_
        self._with = with_

    @property
    def says_nothing(self) -> bool:
        """Whether no option says how the record is kept."""
        return not (self.visibility or self.tags or self._with)

    @property
    def level(self) -> Visibility:
        """The visibility, shared where nothing was said."""
        return self.visibility or Visibility.SHARED

    def readers(self, journal: Journal) -> tuple[int, ...] | None:
        """The people whom ``--with`` names, by id; None where it names nobody."""
        return readers.named(journal, self._with) if self._with else None

    def show(self, screen: Screen) -> None:
        """Write what was written, with ``--json`` as the record."""
        self.desk.show(screen, as_json=self.as_json)


def _parameter(name: str, annotation: object, default: object = None) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


_CONTEXT = Parameter("ctx", Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
_READING = (
    _parameter("format_", options.AsFormat, Format.TABLE),
    _parameter("json_", options.AsJson, False),
    _parameter("for_", options.For, "me"),
    _parameter("as_of", options.AsOf),
)
_WRITING = (
    _parameter("private", options.Private, False),
    _parameter("shared", options.Shared, False),
    _parameter("public", options.Public, False),
    _parameter("with_", options.With),
    _parameter("tag", options.Tags),
    _parameter("json_", options.AsJson, False),
)


def reads(function: Command) -> Command:
    """The command with ``--format``, ``--json``, ``--for`` and ``--as-of``, told as a ``Reading``."""
    return _Told(function, Reading, _READING)


def writes(*names: str) -> Callable[[Command], Command]:
    """The command with ``--json`` and those of ``names``, told as a ``Writing``.

    They are ``private``, ``shared``, ``public``, ``with_`` and ``tag``.
    """
    taken = [each for each in _WRITING if each.name in (*names, "json_")]
    return lambda function: _Told(function, Writing, taken)


def lists(app: typer.Typer, alone: str) -> Callable[[Command], Command]:
    """Make a reading function the noun's ``list``, and what it does alone, with the help ``alone``."""

    def register(function: Command) -> Command:
        app.callback(invoke_without_command=True, help=alone)(
            _Told(function, Reading, _READING, is_noun=True)
        )
        return app.command("list")(reads(function))

    return register


class _Told:
    """A command for Typer, which asks for the signature of the one that runs and no other."""

    def __init__(
        self,
        function: Command,
        told: Callable[..., object],
        shared: Sequence[Parameter],
        *,
        is_noun: bool = False,
    ) -> None:
        update_wrapper(self, function)
        # Typer reads these besides the signature, and they are the function's own.
        self.__annotations__: dict[str, object] = {}
        self._function = function
        self._told = told
        self._shared = shared
        self._is_noun = is_noun

    def __call__(self, ctx: typer.Context, **given: object) -> None:
        if ctx.invoked_subcommand is not None:  # A noun does nothing itself where its verb runs.
            return
        said = {each.name: given.pop(each.name) for each in self._shared if each.name in given}
        self._function(self._told(ctx, **said), **given)

    @property
    def __signature__(self) -> Signature:
        _, *own = signature(self._function, eval_str=True).parameters.values()
        mine = [
            each.replace(kind=Parameter.KEYWORD_ONLY)
            for each in own
            # The word after a noun is its verb.
            if not (self._is_noun and _is_argument(each))
        ]
        return Signature([_CONTEXT, *mine, *self._shared])


def _is_argument(parameter: Parameter) -> bool:
    return isinstance(parameter.annotation.__metadata__[0], ArgumentInfo)
