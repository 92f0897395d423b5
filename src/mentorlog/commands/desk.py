"""What a command works with: the clock, the settings, the journal, and standard error.

Standard output is what was asked for, standard error is talk. Today enters the program here.
"""

import errno
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import cached_property
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

import typer

from mentorlog import journal as journals
from mentorlog import periods, places
from mentorlog.commands import DESKS, Invocation
from mentorlog.dates import (
    Clock,
    DateOrder,
    Facing,
    at,
    clock,
    is_single_day,
    names_time,
    needs_order,
    weekday_day,
)
from mentorlog.dates import day as read_day
from mentorlog.dates import is_day as has_form_of_day
from mentorlog.errors import (
    Interrupted,
    NoAnswer,
    NotFound,
    OutputLost,
    UnreadableWords,
    WrongUsage,
    joined,
    pasted,
    quoted,
)
from mentorlog.folding import folded
from mentorlog.harmless import visible
from mentorlog.journal import EVERYTHING, Journal, Lens, storage
from mentorlog.records import Audience, Visibility
from mentorlog.views import Format, show
from mentorlog.views.pages import Screen

if TYPE_CHECKING:
    from mentorlog.settings import Settings

_DayAndTime = TypeVar("_DayAndTime", tuple[date, None], tuple[date, str | None])
_MOST_TYPED = 16 << 20
"""How many bytes of text are read from standard input at most: it may have no end."""


class Desk:
    """All that a command needs besides its own arguments; ``Desk.of(ctx)`` makes one."""

    def __init__(self, invocation: Invocation, clock: Clock) -> None:
        self.invocation = invocation
        self.clock = clock
        self._read: Journal | None = None
        self._seen: storage.Sighting | None = None
        self._typed = self._typed_for = ""
        self.is_private = False
        """Whether an option hides what is typed: a draft of it says so itself, as no hint repeats the option."""
        self._put_right: dict[str, str] = {}
        self._notes: list[str] = []
        self.saved = False
        """Whether the command's changes are saved, whatever becomes of its output."""
        self.said_saved = "it is saved"
        """What is said of them where the command is stopped afterwards."""
        self.is_saving = False
        """Whether they are on their way, so that nobody can tell yet."""

    @classmethod
    def of(cls, ctx: typer.Context, *, makes: bool = False) -> "Desk":
        """The desk for a command's context.

        Raises ``JournalUnusable`` where a journal was named that is not there, unless the command
        ``makes`` journals, or needs none: its name is a slip then.
        """
        desk = cls(ctx.find_root().obj or Invocation(), clock(os.environ))
        ctx.meta.setdefault(DESKS, []).append(desk)
        if desk.invocation.journal and not makes:
            storage.expect_named(desk.path, _how_made(desk.path))
        return desk

    @property
    def today(self) -> date:
        """The local calendar day."""
        return self.clock.today

    @property
    def path(self) -> Path:
        """Where the journal is, or would be."""
        return self.invocation.journal or places.journal(os.environ)

    @cached_property
    def settings(self) -> "Settings":
        """The owner's settings; the defaults where there is no settings file."""
        from mentorlog import settings

        try:
            return settings.load(places.settings())
        except places.NoHome:
            return settings.Settings()

    @contextmanager
    def reading(
        self,
        for_: str = "me",
        who: str | None = None,
        as_of: str | None = None,
        known_on: str | None = None,
    ) -> Iterator[Journal]:
        """The journal through the eyes of an audience, on an earlier day if one is given.

        ``as_of`` is the day things had happened by, ``known_on`` the one they were recorded by.
        """
        days = [None if words is None else self.as_of(words) for words in (as_of, known_on)]

        def choose(journal: Journal) -> Lens:
            if for_ == "me" and not any(days):
                return EVERYTHING
            from mentorlog.journal import audience

            return audience.lens(journal, for_, who, *days)

        with journals.reading(self.path, self.clock, choose, _tell_hidden) as journal:
            self._read, self._seen = journal, journal.seen
            try:
                yield journal
            except NotFound as error:
                if journal.today != self.today:
                    error.on(journal.in_words(journal.today))
                raise
            finally:
                self._read = None
            if journal.lens.audience is Audience.ME and journal.is_before_all:
                say(f"Nothing had happened in the journal by {journal.in_words(journal.today)}.")

    @contextmanager
    def writing(
        self, command: str, *, rehearsal: bool = False, with_owner: bool = True
    ) -> Iterator[Journal]:
        """The journal in one transaction, which the change log calls ``command``.

        Nothing of a ``rehearsal`` is kept. ``with_owner`` adds the owner to a journal that has none.
        Typed text that cannot be saved is kept as a draft.
        """
        try:
            with journals.writing(
                self.path,
                self.clock,
                command,
                owner_name=self._owner_name if with_owner else None,
                make_folder=self.invocation.journal is None,
                rehearsal=rehearsal,
                seen=self._seen,
                hid=_tell_hidden,
            ) as journal:
                yield journal
                self.is_saving = not rehearsal
        except BaseException:
            self.keep_typed(command)
            raise
        self._notes += journal.notes
        self._typed = ""
        self.saved = not rehearsal

    @contextmanager
    def loading(self, *, rehearsal: bool = False) -> Iterator[Journal]:
        """The journal in one transaction, for whole tables that bring their own history."""
        with journals.loading(
            self.path,
            self.clock,
            owner_name=self._owner_name,
            make_folder=self.invocation.journal is None,
            rehearsal=rehearsal,
            hid=_tell_hidden,
        ) as journal:
            yield journal
            self.is_saving = not rehearsal
        self.saved = not rehearsal

    def typed(self, text: str, command: str) -> str:
        """The text as given; for a lone dash, all of standard input, which is kept as a draft of ``command``.

        Called before ``writing``: otherwise nobody else could write while somebody types.
        """
        return self.to_keep(self.standard_input(command), command) if text == "-" else text

    def to_keep(self, text: str, what: str) -> str:
        """The text, of which a draft of ``what`` is kept should it not be saved."""
        self._typed, self._typed_for = text, what
        return text

    def standard_input(self, what: str) -> str:
        """All of standard input; the lines read before a Ctrl-C are kept as a draft of ``what``.

        Raises ``WrongUsage`` for what is not UTF-8 text, or is over 16 MB.
        """
        stream = getattr(sys.stdin, "buffer", None)
        if stream is None:
            return sys.stdin.read()
        lines: list[bytes] = []
        left = _MOST_TYPED
        try:
            for line in iter(lambda: stream.readline(_MOST_TYPED + 1), b""):
                lines.append(line)
                left -= len(line)
                if left < 0:
                    raise WrongUsage("Standard input is over 16 MB; nothing was saved.")
            return b"".join(lines).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise WrongUsage("Standard input is not UTF-8 text; nothing was saved.") from error
        except KeyboardInterrupt:
            self.keep(what, b"".join(lines).decode("utf-8", "surrogateescape"))
            raise

    def asked(self, question: str) -> str:
        """One line typed as the answer; raises ``NoAnswer`` where none comes."""
        self._typed = ask(question)
        return self._typed

    def keep_typed(self, command: str = "typed") -> None:
        """Keep what was typed and is not saved, once."""
        typed, self._typed = self._typed, ""
        if typed.strip() and self._typed_for and self.is_private:
            typed = f"!private {typed}"
        self.keep(self._typed_for or command, typed)

    def keep(self, what: str, text: str, hint: str = "") -> None:
        """Keep what was typed, if anything, as a draft, and say where; as a last resort print it.

        The ``hint`` says what to do with it, by default which command saves it.
        No folder is made beside a journal that was named: its name may be a slip.
        """
        if not text.strip():
            return
        from mentorlog import drafts

        folder = places.drafts(self.path)
        try:
            if self.invocation.journal and not folder.parent.is_dir():
                missing = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
                raise drafts.DraftNotKept(folder, missing, text)
            say(drafts.kept(drafts.keep(folder, self.today, what, text), hint))
        except drafts.DraftNotKept as error:
            say(error.sentence)
            say(error.text, fold=False)

    def _owner_name(self) -> str:
        from mentorlog import settings

        return settings.owner_name(self.settings.name)

    def day(self, words: str, *, facing: Facing = Facing.AHEAD, target: bool = False) -> date:
        """The day that words mean, a slip put right if the user says so; raises ``UnreadableWords``.

        Looking back, a period such as last week is its first day, or as a ``target`` its last.
        """

        def read(words: str) -> tuple[date, None]:
            order = self.order(words)
            try:
                found = read_day(words, self.today, facing=facing, target=target, order=order)
            except UnreadableWords:
                period = self._period(words) if facing is Facing.BACK else None
                if period is None:
                    raise
                found = period.until if target else period.since
            return found, None

        return self._meant(words, read)[0]

    def _period(self, words: str) -> periods.Period | None:
        if periods.has_two_ends(words):  # Of two days the second would be lost.
            return None
        with suppress(UnreadableWords):
            return periods.period(words, self.today, self.order(words))
        return None

    def as_of(self, words: str) -> date:
        """The day at whose end something is shown: of a month its last one, today while it runs."""
        first, last = (self.day(words, facing=Facing.BACK, target=each) for each in (False, True))
        return first if first > self.today else min(last, self.today)

    def at(self, words: str) -> tuple[date, str | None]:
        """The day to come, and the time if there is one (``HH:MM``), that words mean; as ``day``.

        Raises ``WrongUsage`` for how long a session is.
        """
        _expect_no_length(words)
        return self._meant(words, lambda words: at(words, self.today, order=self.order(words)))

    def _meant(self, words: str, read: Callable[[str], _DayAndTime]) -> _DayAndTime:
        try:
            return read(self._put_right.get(words, words))
        except UnreadableWords as error:
            if not (error.meant and at_terminal()):
                raise
            found = read(error.meant)
            on = weekday_day(found[0], self.today)
            if not says_yes(f"Did you mean {error.meant}, {on}?", usual=True):
                raise
            self._put_right[words] = error.meant
            return found

    def between(self, since: str | None, until: str | None) -> tuple[date | None, date | None]:
        """The first and the last day that are asked for; None for one that is left open.

        Raises ``WrongUsage`` where they are the wrong way round.
        """
        first = self.day(since, facing=Facing.BACK) if since is not None else None
        last = self.day(until, facing=Facing.BACK, target=True) if until is not None else None
        if first and last and last < first:
            early, late = (weekday_day(each, self.today) for each in (last, first))
            raise WrongUsage(f"--until {early} is before --since {late}.")
        return first, last

    def order(self, words: str) -> DateOrder | None:
        """How to read a day such as 1/2 in ``words``; None where nobody has said."""
        # Only a day such as 1/2 needs the setting; for others the file is not read.
        return self.settings.date_order if needs_order(words) else None

    def target(self, words: str | None) -> date | None:
        """A day to come that something is due on; None where no words are given."""
        return None if words is None else self.day(words, target=True)

    def begun(self, words: str) -> date:
        """The day something began, or is to begin: of those that words could mean, the nearest one."""
        return self.day(words, facing=Facing.NEAR)

    def happened_at(self, words: str, planned: str) -> tuple[date, str | None]:
        """The day something happened, and the time (``HH:MM``) where one stands with it.

        Raises as ``happened``, with the hint ``planned`` for a day that is still to come, and for how long a
        session took.
        """
        _expect_no_length(words)
        if not names_time(words):
            return self.happened(words, planned), None
        on, time = self._meant(
            words,
            lambda words: at(words, self.today, facing=Facing.HAPPENED, order=self.order(words)),
        )
        return self.happened(on.isoformat(), planned), time

    def knows(self, who: str) -> bool:
        """Whether somebody may be meant by a name."""
        from mentorlog.journal import people

        with self.reading() as journal:
            return bool(people.meant(journal, who))

    def whom_or_when(
        self, who: str | None, since: str | None, until: str | None
    ) -> tuple[str | None, str | None, str | None]:
        """Whom and which days a screen is about; a period in the place of a name that nobody has says which days."""
        if who is None or since or until or not periods.is_period(who) or self.knows(who):
            return who, since, until
        found = periods.period(who, self.today, self.order(who))
        return None, found.since.isoformat(), found.until.isoformat()

    def is_day(self, words: str) -> bool:
        """Whether the words are a single day, and nothing else; ``45m`` are minutes, and no months."""
        is_day = is_single_day(words, self.today, self.order(words))
        return is_day and not periods.tells_how_long(words)

    def is_day_at(self, words: str) -> bool:
        """Whether the words are a day, or a day with a time: ``yesterday 15:00``."""
        if not names_time(words):
            return self.is_day(words)
        with suppress(UnreadableWords):
            return bool(at(words, self.today, facing=Facing.HAPPENED, order=self.order(words)))
        return False

    def reads_as_day(self, words: str) -> bool:
        """Whether the words are to be a day, with a time or without: also one with a slip in it, or that there is not."""
        try:
            at(words, self.today, order=self.order(words))
        except UnreadableWords as error:
            return bool(error.meant) or has_form_of_day(words)
        return True

    def apart(self, words: Sequence[str], on: str | None) -> tuple[Sequence[str], str | None]:
        """The words, and the day ``on``, which, where it was not given, they are alone or before a colon."""
        said, _, left = f"{' '.join(words)} ".partition(": ")
        is_day = on is None and self.is_day(said.strip())
        return (tuple(filter(None, [left.strip()])), said.strip()) if is_day else (words, on)

    def happened(self, words: str | None, planned: str = "") -> date:
        """The day something happened, today where no words are given.

        Raises ``WrongUsage`` for one that is still to come, and for a month or a quarter.
        """
        if words is None:
            return self.today
        on = self._single(words, Facing.HAPPENED)
        if on > self.today:
            day = weekday_day(on, self.today)
            raise WrongUsage(f"{day} is still to come; --on takes the day it happened.", planned)
        return on

    def happened_on(self, words: str | None, planned: str = "") -> date | None:
        """The same, None where no words are given: who closes a thing again may tell its day anew."""
        return None if words is None else self.happened(words, planned)

    def turned(self, words: str | None) -> date:
        """The day from which something is so, today where no words are given; it may be to come.

        Raises as ``happened``, but not for a day that is still to come.
        """
        return self.today if words is None else self._single(words, Facing.NEAR)

    def _single(self, words: str, facing: Facing) -> date:
        on = self.day(words, facing=facing)
        if on != self.day(words, facing=facing, target=True):
            raise WrongUsage(
                f"{quoted(words)} is no single day; --on takes the day it happened.",
                f"--on {on} is its first day",
            )
        return on

    def show(
        self, screen: Screen, format: Format = Format.TABLE, *, as_json: bool = False,
        lens: Lens = EVERYTHING,
    ) -> None:  # fmt: skip
        """Write a screen on standard output. A reading ends here, as a pager may stay open.

        Where that fails after a save, the screen goes to standard error and ``OutputLost`` is raised;
        where nothing was saved, ``OSError``.
        """
        format = Format.JSON if as_json else format
        if format is Format.MARKDOWN and screen.document:
            written = screen.document()  # it is read from the journal
            screen = screen._replace(document=lambda: written)
        if self._read:
            self._read.let_go()
        try:
            show(
                screen,
                format,
                no_color=self.invocation.no_color,
                pager=self.invocation.pager and sys.stdout.isatty() and self.settings.pager,
                anonymous=lens.audience.public_alone,
                mine=lens.audience is Audience.ME,
            )
            if self.saved:
                sys.stdout.flush()
            self.say_notes()
        except OSError as error:
            if not self.saved:
                raise
            told = StringIO()
            show(screen, format, stream=told, no_color=True, pager=False)
            say(told.getvalue().rstrip())
            raise OutputLost(error) from error

    def say_afterwards(self, notes: Iterable[str]) -> None:
        """Say it once the receipt stands."""
        self._notes += notes

    def say_notes(self) -> None:
        """Say what there is to say of what was written: after the receipt, or where there was none."""
        while self._notes:
            say(self._notes.pop(0))


def _expect_no_length(words: str) -> None:
    """Raise ``WrongUsage`` for how long a session took, which would be months before or behind today."""
    if periods.tells_how_long(words):
        said = f"{quoted(words)} is how long a session takes, and no day."
        raise WrongUsage(said, f"--duration {pasted(words)} says that")


def _how_made(path: Path) -> str:
    by_variable = path == places.named(os.environ.get(places.JOURNAL_VARIABLE, ""))
    return f"mentorlog {'' if by_variable else '--journal FILE '}init makes one there"


def _tell_hidden(number: int) -> None:
    records = "1 record" if number == 1 else f"{number} records"
    say(
        f"This version names the readers of what you share. {records} that several people could"
        " read became private.\nhint: edit with --with WHO --shared names a reader"
    )


def say(words: str, *, fold: bool = True) -> None:
    """Tell the user something on standard error; what they wrote themselves is not folded.

    A closed standard error does not stop the command.
    """
    with suppress(OSError, ValueError):
        safe = visible(words, keep="\n")
        typer.echo(folded(safe, sys.stderr) if fold else safe, err=True)


def at_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def for_whom(*readers: str) -> str:
    """`` (for Dana too)``: who else reads what a question asks for; empty where nobody does."""
    others = sorted(set(filter(None, readers)))
    return f" (for {joined(others)} too)" if others else ""


def ask(question: str) -> str:
    """One line of answer, asked on standard error; raises ``NoAnswer`` where none comes."""
    typer.echo(folded(visible(question, keep="\n"), sys.stderr), err=True, nl=False)
    answer = sys.stdin.readline()
    if not answer:
        say("")  # the question's line ends here
        raise NoAnswer
    return answer.strip()


def says_yes(question: str, *, usual: bool = False) -> bool:
    """The answer to a question of yes or no, ``usual`` where none is typed; else it is asked again."""
    answers = {"y": "yes", "n": "no"}
    asked = f"{question} [{'Y/n' if usual else 'y/N'}] "
    return choose(asked, answers, "yes" if usual else "no") == "yes"


def choose(
    question: str,
    answers: Mapping[str, str],
    usual: str = "",
    *,
    also: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Which of ``answers``, words by their letters, is typed, by either; ``usual`` where none is.

    ``also`` are other ways to type them. One that is not there is asked for again.
    """
    known = {**also, **answers, **{word: word for word in answers.values()}, "": usual}
    while not (meant := known.get(ask(question).casefold())):
        *keys, last = answers
        say(f"Answer {', '.join(keys)} or {last}. Ctrl-C stops.")
    return meant


def confirm(question: str, *, yes: bool) -> None:
    """Go on if the user says so.

    Raises ``WrongUsage`` where nobody can be asked and ``--yes`` is missing, ``Interrupted`` for a no.
    """
    if yes:
        return
    if not at_terminal():
        raise WrongUsage(f"{question} That needs a yes.", "add --yes")
    if not says_yes(question):
        raise Interrupted("Nothing was changed.")


def visibility(
    *, private: bool = False, shared: bool = False, public: bool = False
) -> Visibility | None:
    """What ``--private``, ``--shared`` and ``--public`` say; None where none does."""
    said = {Visibility.PRIVATE: private, Visibility.SHARED: shared, Visibility.PUBLIC: public}
    chosen = [level for level, is_given in said.items() if is_given]
    if len(chosen) > 1:
        raise WrongUsage(f"--{chosen[0]} and --{chosen[1]} exclude each other.", "give one of them")
    return chosen[0] if chosen else None
