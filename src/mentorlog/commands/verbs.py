"""list, show, add, edit and delete of every kind of record, made of what its noun's module tells."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import date
from inspect import Parameter
from typing import Annotated, Any, cast

import typer

from mentorlog import periods
from mentorlog.commands import SEVERAL, TYPED
from mentorlog.commands.desk import Desk, at_terminal, confirm
from mentorlog.commands.fields import Field, read_days, read_texts, texts
from mentorlog.commands.options import (
    All,
    Command,
    InEditor,
    New,
    OneTag,
    Reading,
    Writing,
    Yes,
    alone,
    lists,
    parameter,
    reads,
    writes,
)
from mentorlog.errors import (
    JournalSaysNo,
    Mistyped,
    NotFound,
    UnreadableWords,
    WrongUsage,
    pasted,
    quoted,
    with_article,
)
from mentorlog.journal import Journal, readers, store
from mentorlog.journal.references import counts, each_of, is_number, kind_of, resolve
from mentorlog.journal.store import Facts
from mentorlog.records import CLASSES, Kind, choices
from mentorlog.records.drafts import LineDraft
from mentorlog.records.kinds import Holds
from mentorlog.spelling import hashtags
from mentorlog.values import NamedTuple
from mentorlog.views.listings import (
    bearing,
    because,
    deleted,
    explained,
    kept_back,
    repeating,
    together,
)
from mentorlog.views.pages import Screen

Values = dict[str, Any]
"""What a record is given, by column."""


class Ending(NamedTuple):
    """How a record is closed: ``as_`` is the word for it, and ``on`` the day, where one was given."""

    as_: str | None
    on: date | None
    why: str | None

    def way(self, what: str, *ways: str) -> str:
        """Which of the ways to close ``what`` is meant: the first where no word was given for it."""
        found = choices.meant(ways, self.as_ or ways[0])
        if found is None:
            raise UnreadableWords(f"way to close {what}", self.as_ or "", ways)
        return found


class Noun(NamedTuple):
    """A kind of record as a command: what its verbs take and show.

    ``about`` is the help of the noun alone, and ``helps`` those of the verbs that are built for it; the
    others are its own. ``reference`` is the
    argument that names a record and ``narrowed`` what else a list takes, for Typer; ``arguments`` is
    what ``add`` has to be given. ``listing`` makes a list of what a list was told, ``card`` is of one
    record by id, and ``written`` says what became of one.
    """

    kind: Kind
    about: str
    helps: Mapping[str, str]
    reference: object
    listing: Callable[..., Screen]
    card: Callable[[Journal, int], Screen]
    written: Callable[[Journal, Any, str], Screen]
    arguments: tuple[Field, ...] = ()
    adds: tuple[Field, ...] = ()
    edits: tuple[Field, ...] = ()
    narrowed: Mapping[str, object] = {}
    find: Callable[[Journal, str], int] | None = None
    of_partners: bool = False
    """Whether a name in a reference is that of the partner whose record is meant."""
    shows: Callable[[Journal, str], Screen] | None = None
    """What is shown of words that name more than one record."""
    read: Callable[[Desk, Values], Values] = lambda _, given: given
    """What was typed, new or not, with what its text or title says besides; read before the journal is opened."""
    fill: Callable[[Desk, Values], Values] = lambda _, given: given
    """The same of a new record, with what is asked for or written in the editor."""
    add: Callable[[Journal, Any], int] | None = None
    """Makes a record, and returns its id."""
    edit: Callable[[Journal, int, Any], int | None] | None = None
    """Changes a record, where rules of its kind have a say in it; returns the id of a new one in its place."""
    opens: Callable[[Writing, str, Values], None] | None = None
    """Changes the record that words name in the editor, where that is a way to do it."""
    title: Callable[[Any], str] | None = None
    """What a receipt calls a record, where that is not its title."""
    shown: Callable[[Journal, Any], Any] = lambda _, record: record
    """What is shown of a record: itself, or how it stands."""
    expect_deletable: Callable[[Journal, Any], object] = lambda _, record: record
    question: Callable[[Journal, Any], str] | None = None
    """What is asked before a record is deleted."""
    close: Callable[[Journal, int, Ending], Screen] | None = None
    """Ends a record, where its kind has an end, and says what became of it."""

    @property
    def name(self) -> str:
        """The command."""
        return self.kind.noun

    @property
    def added(self) -> tuple[Field, ...]:
        """All that ``add`` may be given."""
        return (*self.adds, *texts(self.kind))

    @property
    def edited(self) -> tuple[Field, ...]:
        """All that ``edit`` may be given."""
        return (*self.edits, *texts(self.kind))

    @property
    def argument(self) -> str:
        """The name of the argument that names a record."""
        return "who" if self.find else self.kind.value

    def id_of(self, journal: Journal, words: str) -> int:
        """The record that words name."""
        if self.find is None:
            return resolve(journal, self.kind, words)
        try:
            return self.find(journal, words)
        except NotFound:
            # The number of another kind's record is said to be one.
            if kind_of(words) not in (None, Kind.PERSON):
                resolve(journal, self.kind, words)
            raise

    def partner(self, *words: str) -> str | None:
        """The partner whose name alone says which record is meant; None for a number, or several."""
        numbers = (Kind.MENTORSHIP, self.kind)
        by_name = not any(counts(words[0]) or is_number(words[0], each) for each in numbers)
        return words[0] if self.of_partners and len(words) == 1 and by_name else None

    def ids_of(self, journal: Journal, words: Sequence[str]) -> list[int]:
        """The records that several words name, each once."""
        if self.find is None:
            return each_of(journal, self.kind, words)
        return list(dict.fromkeys(self.id_of(journal, each) for each in words))

    def record(self, journal: Journal, id: int) -> Any:
        """The record with that id; raises ``NotFound``."""
        made: Any = CLASSES[self.kind]
        return store.get(journal, made, id)

    def called(self, record: Any) -> tuple[str, str]:
        """What a receipt calls a record: its code and its title."""
        code = f"{self.kind.letter}{record.id}"
        title = self.title(record) if self.title else getattr(record, self.kind.title_column)
        return code, title or ""

    def asked(self, journal: Journal, record: Any) -> str:
        """The question before a record is deleted; raises ``JournalSaysNo`` where it cannot be."""
        self.expect_deletable(journal, record)
        if self.question:
            return self.question(journal, record)
        code, title = self.called(record)
        return f"Delete {code} {quoted(title)}?"


def app(noun: Noun) -> typer.Typer:
    """The noun's commands, as far as its ``helps`` name them; its module adds its own."""
    made = typer.Typer(add_completion=False)
    for name, help in noun.helps.items():
        command = _VERBS[name](noun)
        if name == "list":
            made.callback(invoke_without_command=True, help=noun.about)(alone(command))
        made.command(name, help=help)(command)
    return made


def _list(noun: Noun) -> Command:
    def list_(look: Reading, who: str | None = None, **given: Any) -> None:
        with look.journal(who) as journal:
            if "who" in noun.narrowed:
                from mentorlog.journal import people  # what only writes does not need it

                given["person"] = people.find(journal, who) if who is not None else None
            look.show(bearing(noun.listing(journal, **given), given.get("tag")))

    narrowed = [parameter(name, annotation) for name, annotation in noun.narrowed.items()]
    return lists(list_, [*narrowed, parameter("all_", All, False), parameter("tag", OneTag)])


def _show(noun: Noun) -> Command:
    def show(look: Reading, **given: list[str]) -> None:
        words = given[noun.argument]
        with look.journal(noun.partner(*words)) as journal:
            if noun.shows:
                cards = [noun.shows(journal, each) for each in words]
            else:
                cards = [noun.card(journal, id) for id in noun.ids_of(journal, words)]
            look.show(together(cards, apart=True))

    return reads(show, [_references(noun)])


def adding(noun: Noun) -> Command:
    """The command that adds one."""

    def add(write: Writing, **given: Any) -> None:
        fields = (*noun.arguments, *noun.added)
        read_days(fields, write.desk, given)  # before anything is typed that a wrong day would lose
        read_texts(fields, write, given, f"{noun.name} add")
        read = noun.read(write.desk, given)
        given = noun.fill(write.desk, read)
        written = [
            name for name, each in given.items() if read.get(name) is None and isinstance(each, str)
        ]
        given |= {name: write.read_private(given[name]) for name in written}
        with write.desk.writing(f"{noun.name} add") as journal:
            assert noun.add
            id = noun.add(journal, facts_of_new(noun.kind, fields, write, journal, given))
            record = noun.record(journal, id)
            screen = noun.written(journal, noun.shown(journal, record), "")
            if not write.as_json:
                who = readers.of_receipt(journal, noun.kind, id)
                kept = kept_back(record)
                screen = explained(screen, who + kept)
                if not kept:  # It names the texts, and is long enough.
                    screen = repeating(screen, given_texts(noun.kind, record, given))
        write.show(screen)

    text = next((each for each in reversed(noun.arguments) if each.is_text), None)
    own = [each.argument(in_words=each is text) for each in noun.arguments]
    own += [each.option() for each in noun.added]
    return writes(*_kept(noun), own=own)(add)


_TOLD = ("text", "title", "skill", "when")
"""The texts that every receipt of a new record tells."""


def given_texts(kind: Kind, record: Any, given: Values) -> dict[str, str]:
    """The texts beside its title that were given of a new record, by their names."""
    names = (each.called for each in kind.about.columns if each.holds is Holds.TEXT)
    of_options = (name for name in names if name not in _TOLD and given.get(name))
    found = {name: getattr(record, name) for name in of_options}
    return {name: text for name, text in found.items() if text}


def _edit(noun: Noun) -> Command:
    def edit(write: Writing, new: str | None = None, **given: Any) -> None:
        from mentorlog.commands import edits  # no other verb needs it

        words = given.pop(noun.argument)
        take_new(write, noun.kind.title_column, words, new, given)
        changes = [each for name, each in given.items() if name not in ("on", "in_editor")]
        asked = given.pop("in_editor", None)
        if is_in_editor(write, not write.says_nothing, *changes, asked=asked):
            assert noun.opens
            noun.opens(write, words, given)
            return
        edits.count_days_on(noun, write, words, given)
        read_days(noun.edited, write.desk, given)
        read_texts(noun.edited, write, given, f"{noun.name} edit")
        given = noun.read(write.desk, given)
        edits.ask_why_later(noun, write, words, given)

        def change(journal: Journal) -> Screen:
            id = noun.id_of(journal, words)
            facts = _facts(noun.kind, noun.edited, write, journal, given)
            made = None
            if noun.edit:
                made = noun.edit(journal, id, facts)
            else:
                store.edit(journal, noun.kind, id, facts)
            record = noun.record(journal, made or id)
            if made:
                return noun.written(journal, noun.shown(journal, record), "")
            return edits.receipt(noun, journal, record)

        edits.written(write, f"{noun.name} edit", change)

    own = [
        _reference(noun),
        parameter("new", New),
        *(each.option(edits=True) for each in noun.edited),
    ]
    if noun.opens:
        own.append(parameter("in_editor", InEditor, False))
    return writes(*_kept(noun), own=own)(edit)


def take_new(write: Writing, title: str, reference: str, new: str | None, given: Values) -> None:
    """Put the new title that stands behind a reference among what is ``given``.

    Raises ``WrongUsage`` for one word, which may belong to the reference, and where an option gives another.
    """
    if new is None:
        return
    if periods.says_how_often(new):
        from mentorlog.commands import meant_options

        if found := meant_options.how_often(write.ctx):
            raise found
    option = next(each for each in write.ctx.command.params if each.name == title).opts[0]
    # A word before it that hides it was taken out of it.
    typed: str = write.ctx.params["new"]
    if len(typed.split()) < 2 and new != "-":
        raise _one_word(write.ctx, reference, new, option)
    if given[title] is not None:
        raise WrongUsage(f"{quoted(new)} and {option} say both what it is to be.", "leave one out")
    given[title] = new


def _one_word(ctx: typer.Context, reference: str, new: str, option: str) -> WrongUsage:
    """The refusal of one word behind a reference, with all that was typed beside it: it may be private."""
    from mentorlog.commands.meant import REFERENCE, before_options

    typed: list[str] = ctx.meta[TYPED]
    said, path = before_options(typed), ctx.command_path.split()
    first, options = said[:1] or [reference], typed[len(said) :]
    if REFERENCE.fullmatch(new):
        if new not in said:  # It stands behind the options.
            options.reverse()
            options.remove(new)
            options.reverse()
        several = [*map(_with_letter(path[1]), (*first, new)), *options]
        return WrongUsage(
            "An edit of several records stands without their noun, and says by options what to change.",
            pasted("mentorlog", "edit", *several) if options else "",
        )
    quotes = "words that belong together stand in quotes"
    if said[2:] or not said[1:]:
        return WrongUsage(f"One word alone is a new text behind {option}.", quotes)
    meant = [*first, option, said[1], *options]
    command = pasted(*path, *meant)
    if REFERENCE.fullmatch(reference):
        return Mistyped(f"Did you mean {command}?", f"{ctx.command_path} --help", typed, meant)
    sentence = f"{quoted(new)} may belong to the name of the record, or be its new one."
    return WrongUsage(sentence, f"{command}; {quotes}")


def _with_letter(noun: str) -> Callable[[str], str]:
    """Makes ``g2`` of a goal's number ``2``; leaves other words as they are."""
    letters = {each.noun: each.letter for each in Kind}
    return lambda word: f"{letters[noun]}{word}" if word.isdecimal() else word


def is_in_editor(write: Writing, *changes: object, asked: bool | None) -> bool:
    """Whether an edit is made in the editor: where -e asks for it, or on a terminal if nothing else is said.

    ``asked`` is None where a kind has no such way. Raises ``WrongUsage`` where there is nothing to change.
    """
    if asked or any(value not in (None, False, []) for value in changes):
        return bool(asked)
    if asked is not None and at_terminal() and SEVERAL not in write.ctx.meta:
        return True
    ctx, no_change = write.ctx, ("on", "yes", "json_")
    takes = [each for each in ctx.command.params if each.param_type_name == "option"]
    names = ", ".join(each.opts[0] for each in takes if each.name not in no_change)
    said = "No option says what to change."
    if ctx.params.get("on") is not None:
        said = "--on is the day of a change, and no option says what to change."
    raise WrongUsage(said, f"a change is one of {names}")


def _delete(noun: Noun) -> Command:
    def delete_(write: Writing, yes: bool = False, **given: list[str]) -> None:
        words = given[noun.argument]
        named = lambda journal: [(noun, id) for id in noun.ids_of(journal, words)]  # noqa: E731
        with all_or_none(words, "deleted"):
            delete(write, f"{noun.name} delete", named, yes=yes)

    return writes(own=[_references(noun), parameter("yes", Yes, False)])(delete_)


Named = list[tuple[Noun, int]]
"""Records of any kinds, by id."""


@contextmanager
def all_or_none(
    references: Sequence[str], what: str = "changed", write: Writing | None = None
) -> Iterator[None]:
    """Adds to a refusal of one of several records that nothing became of the others either.

    Words behind a record that name none are what an option of ``write`` takes: the day, why, or how it ended.
    """
    if write and len(references) > 2:
        from mentorlog.commands import meant_options

        if found := meant_options.day_behind(write.ctx, references):
            raise found
    try:
        yield
    except JournalSaysNo as error:
        if write and isinstance(error, NotFound) and not error.near:
            from mentorlog.commands import meant_options

            if found := meant_options.behind(write.ctx, references, error.reference):
                raise found from None
        if len(references) > 1:
            error.sentence = f"{error.sentence} Nothing was {what}."
        raise


def asked_why(
    noun: Noun, write: Writing, references: Sequence[str], expect: Callable[[Journal, Any], object]
) -> str | None:
    """Why records end, as it is typed; the refusal that ``expect`` raises for one comes before it."""
    from mentorlog.commands import edits  # few verbs need it

    with all_or_none(references, write=write), write.desk.reading() as journal:
        ids = noun.ids_of(journal, references)
        for id in ids:
            expect(journal, noun.record(journal, id))
        who = [readers.of_reason(journal, noun.kind, id) for id in ids]
    return edits.why(write, who)


def delete(write: Writing, command: str, named: Callable[[Journal], Named], *, yes: bool) -> None:
    """Delete records after one question, all of them or none."""
    with write.desk.reading() as journal:
        found = named(journal)
        question = " ".join(noun.asked(journal, noun.record(journal, id)) for noun, id in found)
    confirm(question, yes=yes)
    from mentorlog.journal.past import changes  # no other verb needs it

    with write.desk.writing(command) as journal:
        # All are read before one goes, as others may hang on it.
        records = [_read_last(noun, journal, noun.record(journal, id)) for noun, id in found]
        known, screens = {code for code, _, _ in records}, []
        for (noun, id), (code, title, shown) in zip(found, records, strict=True):
            store.remove(journal, noun.kind, id)
            along = [each for each in changes.gone_now(journal) if each not in known]
            known.update(along)
            screens.append(deleted(code, title, shown, along))
    write.show(together(screens))


def _read_last(noun: Noun, journal: Journal, record: Any) -> tuple[str, str, Any]:
    """What a receipt calls a record that is to go, and what it shows of it."""
    noun.expect_deletable(journal, record)
    return *noun.called(record), noun.shown(journal, record)


def end(write: Writing, command: str, named: Callable[[Journal], Named], ending: Ending) -> None:
    """Close records of any kinds, all of them or none."""
    screens = []
    with write.desk.writing(command) as journal:
        for noun, id in named(journal):
            if noun.close is None:
                what = with_article(noun.kind.about.words[0]).capitalize()
                hint = "mentorlog mentorship end WHO ends it"
                is_ended = noun.kind is Kind.MENTORSHIP
                raise WrongUsage(f"{what} is not something to close.", hint if is_ended else "")
            closed = noun.close(journal, id, ending)
            screens.append(because(closed, ending.why, noun.record(journal, id)))
    write.show(together(screens))


def move(
    noun: Noun,
    write: Writing,
    verb: str,
    words: Sequence[str],
    change: Callable[[Journal, int], Any],
    what: str = "",
    *,
    why: str | None = None,
    closed_first: bool = False,
) -> None:
    """A verb of one noun alone: change each record that words name, once, and say ``what`` became of it and ``why``.

    None is changed where one cannot be. ``closed_first`` looks for the words among closed records first.
    """
    with all_or_none(words, write=write), write.desk.writing(f"{noun.name} {verb}") as journal:
        ids = each_of(journal, noun.kind, words, closed_first=closed_first)
        moved = [change(journal, id) for id in ids]
        written = [
            because(noun.written(journal, noun.shown(journal, each), what), why, each)
            for each in moved
        ]
    write.show(together(written))


_VERBS = {"list": _list, "add": adding, "show": _show, "edit": _edit, "delete": _delete}


def _reference(noun: Noun) -> Parameter:
    return parameter(noun.argument, noun.reference, Parameter.empty)


def _references(noun: Noun) -> Parameter:
    """One reference or more, as the noun describes one."""
    described: Any = noun.reference
    (one,) = described.__metadata__
    several = copy(one)
    several.metavar = f"{one.metavar}..."
    return parameter(noun.argument, Annotated[list[str], several], Parameter.empty)


def _kept(noun: Noun) -> list[str]:
    """The options that say how a record is kept."""
    about = noun.kind.about
    named = ["with_"] if about.has_readers else []
    return ["private", "shared", *(["public"] if about.may_be_public else []), "tag", *named]


def _facts(
    kind: Kind, fields: Sequence[Field], write: Writing, journal: Journal, given: Values
) -> Facts:
    """What was given, as the journal takes it."""
    said = {
        field.name: field.value(write.desk, journal, given[field.name])
        for field in fields
        if given[field.name] not in (None, False)
    }
    return tagged(kind, said | write.kept(journal))


def facts_of_new(
    kind: Kind, fields: Sequence[Field], write: Writing, journal: Journal, given: Values
) -> Facts:
    """What was given for a new record; it has nothing yet that ``none`` could take away.

    Raises ``WrongUsage`` where nobody is to read it.
    """
    said = expect_readers(_facts(kind, fields, write, journal, given))
    return cast("Facts", {name: value for name, value in said.items() if value is not store.AWAY})


def expect_readers(said: Mapping[str, Any]) -> Values:
    """What was said of a new record; raises ``WrongUsage`` where ``--with none`` stood there."""
    if said.get("readers") == ():
        raise WrongUsage("--with names nobody.", "--private keeps it for yourself")
    return dict(said)


def tagged(kind: Kind, values: Values) -> Facts:
    """What a record of a kind is given; a ``#word`` in what it is called is one of its tags."""
    called = (
        values.get(kind.title_column) if kind.title_column in ("text", "title", "skill") else None
    )
    found = hashtags(called) if isinstance(called, str) else ()
    more = {"tags": (*values.get("tags", ()), *found)} if found else {}
    return cast("Facts", values | more)


def drafted(kind: Kind, values: Values, draft: LineDraft) -> Facts:
    """The same of one whose text was read as a line, which may say that it is private."""
    level = {"visibility": draft.visibility} if draft.visibility else {}
    return tagged(kind, {**values, "text": draft.text, **level})
