"""``mentorlog show``, ``edit``, ``delete`` and ``close``: a record of any kind, without its noun.

The kind is found by the reference; what is done then is what the noun's own verb does.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from itertools import dropwhile, takewhile
from typing import Annotated, Any

import typer

from mentorlog.commands import DASHES, SEVERAL, offered, verbs
from mentorlog.commands.desk import Desk, at_terminal, choose
from mentorlog.commands.options import (
    On,
    Reading,
    Why,
    Writing,
    Yes,
    argument,
    option,
    reads,
    writes,
)
from mentorlog.errors import Mistyped, NotFound, WrongUsage, joined, pasted
from mentorlog.journal import Journal
from mentorlog.journal.references import counts, find, is_code, kind_of
from mentorlog.records import Kind, choices
from mentorlog.records.kinds import ENDS
from mentorlog.views.listings import together

edit = typer.Typer(add_completion=False)

References = Annotated[
    list[str],
    argument("REF...", "g3, s-1 from the newest, last, or words of a title; several at once."),
]


_STATES = tuple(dict.fromkeys(end for ends in ENDS.values() for end in ends))
_DAYS = ("by", "due", "on", "at")
"""Words before a day or a time, which stand for the option of that name."""
_OF_A_SESSION = {"--by": "--on", "--due": "--on"}
"""What moves a record, as the day of a session is called: who moves one need not know its kind."""


def named(
    journal: Journal, references: list[str], meant: Collection[Kind] = tuple(Kind)
) -> verbs.Named:
    """The records, each once; words look among the kinds that are ``meant`` first.

    Several words are the one record that has them all, if there is one.
    """
    words = _numbered(references)
    found = dict[tuple[Kind, int], None]()
    if len(words) > 1 and not any(map(is_code, words)):
        with suppress(NotFound):
            found[find(journal, " ".join(words), meant)] = None
    found = found or dict.fromkeys(find(journal, each, meant) for each in words)
    return [(import_module(f"mentorlog.commands.{kind.noun}").NOUN, id) for kind, id in found]


def is_record(word: str) -> bool:
    """Whether a word names a record for sure, whatever its kind: ``g3``, ``s-1``, ``last``."""
    return kind_of(word) is not None or counts(word)


_KINDS = {each.noun: each for each in Kind}


def _numbered(words: Sequence[str]) -> list[str]:
    """The words, with ``goal 2`` as the reference ``g2``."""
    found = list[str]()
    for word in words:
        kind = _KINDS.get(found[-1].casefold()) if found and word.isdecimal() else None
        found[-1:] = [f"{kind.letter}{word}"] if kind else [*found[-1:], word]
    return found


def _records_first(ctx: typer.Context, words: list[str]) -> list[str]:
    """The words, of which the last ones may be numbers of records: ``--due friday a2``, ``a1 --public g2``."""
    number = len(list(takewhile(kind_of, reversed(words))))
    kind, is_first_option = kind_of(words[-1]), words[0].startswith("-")
    if kind is None or number == len(words) or not (is_first_option or kind_of(words[0])):
        return words
    flags = {opt for each in _editing(ctx, kind).params if _is_flag(each) for opt in each.opts}
    *more, before = words[: len(words) - number]
    if _waits(flags, before):
        number -= 1  # The first of them is a value.
    elif not before.startswith("-") and not any(_waits(flags, each) for each in more[-1:]):
        number = int(is_first_option)  # The others may be the end of a text.
    place = len(words) - number
    return [
        *takewhile(kind_of, words[:place]),
        *words[place:],
        *dropwhile(kind_of, words[:place]),
    ]


def _is_flag(param: Any) -> bool:
    return bool(param.param_type_name == "option" and param.is_flag)


def _waits(flags: Collection[str], word: str) -> bool:
    """Whether it is an option whose value is the next word; one that is not known may be."""
    return word.startswith("-") and "=" not in word and word not in flags


@reads
def show_(look: Reading, references: References) -> None:
    """Show any record: a goal, a session, a person. Several are shown one after another."""
    with look.journal() as journal:
        found = named(journal, references)
        look.show(together([noun.card(journal, id) for noun, id in found], apart=True))


def _meant_by(ctx: typer.Context, kind: Kind, reference: str, text: Sequence[str]) -> list[str]:
    """The command that words behind a record stand for: an option without its dashes, an end, or a new text.

    Empty where it is one text already.
    """
    first, *value = text or [""]
    for each in _editing(ctx, kind).params:
        if f"--{first}" in each.opts and each.is_flag is not bool(value):
            return ["edit", reference, f"--{first}", *filter(None, [" ".join(value)])]
    if first in _STATES and not value:
        return ["close", reference, "--as", first]
    return ["edit", reference, " ".join(text)] if value else []


def _editing(ctx: typer.Context, kind: Kind) -> Any:
    """The edit of the kind's noun."""
    root: Any = ctx.find_root()
    return root.command.commands[kind.noun].commands["edit"]


def _taking(ctx: typer.Context, options: set[str]) -> list[Kind]:
    """The kinds whose edit takes all of these options."""
    if not options:  # Who changes a text alone need not wait for every noun.
        return list(Kind)
    return [
        kind
        for kind in Kind
        if {_renamed(kind).get(each, each) for each in options}
        <= {each for one in _editing(ctx, kind).params for each in one.opts}
    ]


def _option(word: str) -> str:
    """The name of an option: ``--due`` of ``--due=friday``, ``-d`` of ``-dfriday``."""
    return word.partition("=")[0] if word.startswith("--") else word[:2]


def _renamed(kind: Kind) -> dict[str, str]:
    return _OF_A_SESSION if kind is Kind.SESSION else {}


@edit.command("edit", context_settings={"ignore_unknown_options": True})
def edit_(
    ctx: typer.Context,
    words: Annotated[
        list[str],
        argument(
            "REF [TEXT]...",
            "g3, s-1, last or words of a title, several as g3 a1; its new text in quotes; what the noun's edit takes.",
            offered("references"),
        ),
    ],
) -> None:
    """Change any record, or several, by the options of its noun's edit: mentorlog goal edit --help lists a goal's."""
    number = ctx.meta.get(DASHES, 0)
    words, after = words[: len(words) - number], words[len(words) - number :]
    reference, *rest = words = _records_first(ctx, _numbered(words or [after.pop(0)]))
    if reference.startswith("-"):
        hint = "as in mentorlog edit g3 --by friday"
        raise WrongUsage("The record to change comes before its options.", hint)
    kind = kind_of(reference)
    text = list(takewhile(lambda word: not word.startswith("-"), rest))
    options = rest[len(text) :]
    codes = list(takewhile(is_record, words))
    if len(codes) > 1:
        _edit_each(ctx, codes, [*text[len(codes) - 1 :], *after], options)
        return
    if len(text) > 1 and text[0] in _DAYS:
        rest = [f"--{text[0]}", " ".join(text[1:]), *options]
    elif kind and (meant := _meant_by(ctx, kind, reference, text)):
        command = pasted("mentorlog", *meant, *options)
        from mentorlog.commands.meant_options import SHOWS_OTHERS  # few edits need it

        sentence = f"Did you mean {command}? A new text stands in quotes."
        if f"--{text[0]}" in SHOWS_OTHERS:
            raise WrongUsage(sentence, "mentorlog edit --help")
        raise Mistyped(sentence, "mentorlog edit --help", ["edit", *words], [*meant, *options])
    if kind is None:
        taking = _taking(ctx, {_option(each) for each in options if each.startswith("-")})
        with Desk.of(ctx).reading() as journal:
            kind, id = find(journal, reference, taking)
        reference = f"{kind.letter}{id}"
    words = [*(_renamed(kind).get(word, word) for word in rest), *(["--", *after] if after else [])]
    _run(ctx, kind, "edit", reference, *words)


def _edit_each(
    ctx: typer.Context, codes: Sequence[str], text: Sequence[str], options: Sequence[str]
) -> None:
    """Change several records by the same options, all of them or none."""
    from mentorlog.commands import edits  # no other verb needs it

    if text and text[0] in _DAYS and text[1:]:
        text, options = [], [f"--{text[0]}", " ".join(text[1:]), *options]
    if text:
        as_text = pasted("mentorlog", "edit", codes[0], " ".join((*codes[1:], *text)), *options)
        raise WrongUsage("A new text is of one record.", f"one of several words: {as_text}")
    if not options:
        hint = pasted("mentorlog", "edit", *codes, "--by", "friday")
        raise WrongUsage("No option says what to change.", f"as in {hint}")
    named = [_option(each) for each in options if each.startswith("-")]
    if {"-e", "--edit"} & {*named} or "-" in options:
        raise WrongUsage("The editor, and standard input, are for one record.", "name one")
    with verbs.all_or_none(codes), Desk.of(ctx).reading() as journal:
        found = list(dict.fromkeys(find(journal, each) for each in codes))
    _expect_all_take(ctx, found, named)
    several = ctx.meta[SEVERAL] = list[edits.Edit]()
    for kind, id in found:
        of_kind = [_renamed(kind).get(word, word) for word in options]
        _run(ctx, kind, "edit", f"{kind.letter}{id}", *of_kind)
    edits.write_all(several, "edit")


def _expect_all_take(
    ctx: typer.Context, found: Sequence[tuple[Kind, int]], named: Sequence[str]
) -> None:
    """Raise for an option that some of the records have, and others have not."""
    for name in named:
        taking = _taking(ctx, {name})
        without = [f"{kind.letter}{id}" for kind, id in found if kind not in taking]
        if 0 < len(without) < len(found):
            has = "has" if len(without) == 1 else "have"
            raise WrongUsage(
                f"{joined(without)} {has} no {name}. Nothing was changed.",
                "one command changes several records by options that all of them have",
            )


@writes()
def delete_(write: Writing, references: References, yes: Yes = False) -> None:
    """Delete any records: all of them, or none if one cannot be. Undo brings them back."""
    with verbs.all_or_none(references, "deleted"):
        verbs.delete(write, "delete", lambda journal: named(journal, references), yes=yes)


@writes()
def close_(
    write: Writing,
    references: References,
    as_: Annotated[
        str | None,
        option(
            "--as",
            "How it ended; a milestone is done if not given, and so is an action off a terminal.",
            "STATE",
            offered("one_of", *_STATES),
        ),
    ] = None,
    on: On = None,
    why: Why = None,
) -> None:
    """End goals, actions, milestones, advice, topics and planned sessions: all of them, or none.

    A goal is achieved, partly-achieved, missed or dropped, an action done or dropped, a milestone
    done. Advice worked, did-not-work or is declined. A topic is raised, with --why as its answer.
    A session is cancelled or a no-show.
    """
    ending_so = [kind for kind, ends in ENDS.items() if choices.meant(ends, as_)] or list(ENDS)
    ended = partial(named, references=references, meant=ending_so)
    if at_terminal():
        with verbs.all_or_none(references, write=write), write.desk.reading() as journal:
            kinds = {noun.kind for noun, _ in ended(journal)}
        if kinds == {Kind.GOAL}:
            how_it_ended = import_module("mentorlog.commands.goal").asked_how_it_ended
            as_, why = how_it_ended(write, ended, as_, why)
        elif kinds == {Kind.ACTION} and as_ is None:
            asked = "Is it [d]one, or dro[p]ped on purpose? [d] "
            as_ = choose(asked, {"d": "done", "p": "dropped"}, "done")
    ending = verbs.Ending(as_, write.desk.happened_on(on), why)
    with verbs.all_or_none(references, write=write):
        verbs.end(write, "close", ended, ending)


def _run(ctx: typer.Context, kind: Kind, verb: str, *words: str) -> None:
    """Run a verb of the kind's noun, as if it had been typed."""
    root: Any = ctx.find_root()
    noun = root.command.commands[kind.noun]
    with noun.make_context(kind.noun, [verb, *words], parent=root) as context:
        noun.invoke(context)


def options(ctx: typer.Context, incomplete: str) -> list[Any]:
    """What completion offers of the options of the noun's edit, once the record is named."""
    kind = kind_of((ctx.params.get("words") or [""])[0])
    if kind is None:
        return []
    verb = _editing(ctx, kind)
    context = verb.make_context(f"{kind.noun} edit", [], parent=ctx.parent, resilient_parsing=True)
    found: list[Any] = verb.shell_complete(context, incomplete)
    return found
