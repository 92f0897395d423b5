"""``mentorlog action``, ``todo`` and ``done``: small commitments of either side."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, NamedTuple

import typer

from mentorlog.commands import fields, verbs
from mentorlog.commands.desk import Desk, ask, at_terminal
from mentorlog.commands.options import (
    ActionRef,
    MaybeWho,
    On,
    Why,
    Writing,
    argument,
    option,
    writes,
)
from mentorlog.errors import WrongUsage, joined, pasted
from mentorlog.journal import Journal, actions, events, figures, readers, store
from mentorlog.journal.references import among, is_reference, kind_of, resolve
from mentorlog.records import Action, ActionState, Kind, Session
from mentorlog.records.drafts import LineDraft
from mentorlog.views import actions as views
from mentorlog.views.pages import Screen
from mentorlog.views.words import listed

Several = Annotated[list[str], argument("A...", "One or more.")]
Evidence = Annotated[
    str | None, option("--evidence", Kind.ACTION.about.column("evidence").asks, "TEXT")
]


def _listing(journal: Journal, *, person: int | None, all_: bool, tag: str | None) -> Screen:
    found = store.select(journal, Action, owner=person, is_open=not all_, tag=tag)
    return views.listing(found, journal.today, journal.me)


def _card(journal: Journal, id: int) -> Screen:
    history = store.history(journal, Kind.ACTION, id)
    slips = figures.slips(event for event in history if event.field == "due")
    action = store.get(journal, Action, id)
    above = events.private_above(journal, Kind.ACTION, id)
    following = actions.next_of(journal, action)
    return views.card(action, history, slips, journal.today, following, above)


def _written(
    journal: Journal, action: Action, what: str, *, with_evidence: bool = False, said: str = ""
) -> Screen:
    """What became of it, what comes next if it repeats, what else is ``said``, and who reads the evidence given."""
    evidence = f"evidence, {readers.of_evidence(journal, action.id)}" if with_evidence else ""
    following, along = actions.next_of(journal, action), listed(said, evidence)
    return views.written(action, what, journal.today, journal.me, following, along)


# Adding


class _Typed(NamedTuple):
    """What was typed, and what is to be said of it."""

    draft: LineDraft
    notes: tuple[str, ...]


def _read(desk: Desk, given: verbs.Values) -> verbs.Values:
    """The text with what stands at its end taken out of it, where no option says the same."""
    # Reading lines and sessions costs 10 ms, which done and the list need not pay.
    from mentorlog.exchange import lines

    given = _day_apart(desk, given)
    text = desk.typed(" ".join(given["text"]), "action add")
    owner, due, every = given["owner"], given["due_on"], given["every"]
    draft, said = lines.said(Kind.ACTION, text), tuple[str, ...]()
    text = draft.text
    if not (owner and due and every):
        read, notes = lines.action(text, desk.today, desk.order(text))
        if not ((owner and read.owner) or (due and read.due_on) or (every and read.every)):
            draft = read._replace(visibility=draft.visibility)
            said = notes if not (due or every) else ()
    if draft.due_on:
        desk.expect_meant(text, draft.due_on)
    return {**given, "text": _Typed(draft, said)}


def _day_apart(desk: Desk, given: verbs.Values) -> verbs.Values:
    """The same with the day that stands apart behind a text in quotes as its due day, as ``--due`` gives it."""
    from mentorlog.exchange import line_ends

    text, *words = given["text"]
    said = " ".join(words)
    if given["due_on"] is not None or " " not in text or not said:
        return given
    on = line_ends.day_apart(said, desk.today, desk.order(said))
    if on is None:
        return given
    desk.expect_meant(said, on)
    return {**given, "text": [text], "due_on": on.isoformat()}


def _add(journal: Journal, values: verbs.Values) -> int:
    draft, said = values["text"]
    if "owner" not in values:
        values["owner"], draft = _whose(journal, draft, values.get("session"))
    values["text"] = draft.text
    values.setdefault("due_on", draft.due_on)
    values.setdefault("every", draft.every)
    if draft.visibility:
        values["visibility"] = draft.visibility
    id = actions.add(journal, verbs.tagged(Kind.ACTION, values))
    # A hint may name the action, which has its number only now.
    journal.notes += [note.replace(" aN ", f" a{id} ") for note in said]
    return id


def _whose(journal: Journal, draft: LineDraft, session: int | None) -> tuple[int, LineDraft]:
    """The owner by the rules of ``log``; an ``@word`` that means no one person is text again."""
    if session is None and draft.owner is None and "@" not in draft.text:
        return journal.me, draft
    from mentorlog.exchange import lines
    from mentorlog.journal.documents.lines import Owners

    met = store.get(journal, Session, session) if session is not None else None
    there = [person.id for person in met.attendees] if met else []
    on = met.held_on if met else journal.today
    owner, _, notes = Owners(journal, there, on).of(draft)
    journal.notes += notes
    return owner, lines.restore_owner(draft) if notes else draft


def _close(journal: Journal, id: int, end: verbs.Ending) -> Screen:
    if end.way("an action", "done", "dropped") == "dropped":
        return _written(journal, actions.drop(journal, id, end.on, end.why), "")
    if end.why is not None:
        raise WrongUsage("--why goes with --as dropped, or with a goal.")
    return _written(journal, actions.done(journal, id, end.on), "")


_TIMES, _HANGS_ON = (fields.AGAIN, fields.WHEN), (fields.GOAL, fields.SESSION)

NOUN = verbs.Noun(
    kind=Kind.ACTION,
    about="Actions: list, add, tick off. Alone it lists the open ones.",
    helps={
        "list": "List open actions, or one person's; --all the closed ones too.",
        "add": "Add an action item, mine unless it names somebody.",
        "show": "Show one action with the moves of its due day.",
        "edit": "Change an action; a due day moved later is kept as a slip.",
        "delete": "Delete an action; undo brings it back.",
    },
    reference=ActionRef,
    narrowed={"who": MaybeWho},
    arguments=(
        fields.TEXT._replace(
            metavar="TEXT",
            help='What to do; it may end in "by friday" or "@dana".',
            typed=list[str],
        ),
    ),
    adds=(fields.OWNER, fields.DUE, *_TIMES, *_HANGS_ON, fields.ON),
    edits=(
        *(fields.TEXT, fields.DUE, fields.WHY_MOVED, *_TIMES, fields.OWNER, *_HANGS_ON),
        *(fields.published(Kind.ACTION), fields.ON),
    ),
    listing=_listing,
    card=_card,
    written=_written,
    read=_read,
    add=_add,
    edit=actions.edit,
    close=_close,
)
app = verbs.app(NOUN)
todo = typer.Typer(add_completion=False)
todo.command("todo", help=NOUN.helps["add"])(verbs.adding(NOUN))


# The verbs of actions alone


@app.command("done")
@writes()
def done_(write: Writing, references: Several, on: On = None, evidence: Evidence = None) -> None:
    """Tick off actions, and milestones such as m3: all of them, or none if one cannot be."""
    codes = _codes(write, references)
    if any(kind_of(each) is Kind.MILESTONE for each in codes):
        _done_with_milestones(write, codes, on, evidence)
        return
    day = write.desk.happened(on)

    def ticked(journal: Journal, id: int) -> Action:
        is_done = on is not None and store.get(journal, Action, id).state is ActionState.DONE
        if is_done and evidence is None:
            return actions.done_on(journal, id, day)
        return actions.done(journal, id, day, evidence)

    verbs.move(_telling(evidence), write, "done", codes, ticked)


def _telling(evidence: str | None) -> verbs.Noun:
    """The noun, whose receipts say who reads the evidence that was given."""
    return NOUN._replace(written=partial(_written, with_evidence=bool(evidence)))


def _codes(write: Writing, references: Sequence[str]) -> Sequence[str]:
    """The references, with the code of the action or milestone in the place of words that name one."""
    if all(map(is_reference, references)):
        return references
    kinds = (Kind.ACTION, Kind.MILESTONE)
    with verbs.all_or_none(references), write.desk.reading() as journal:
        return [
            (None if is_reference(each) else among(journal, kinds, each)) or each
            for each in references
        ]


def _done_with_milestones(
    write: Writing, references: Sequence[str], on: str | None, evidence: str | None
) -> None:
    from mentorlog.commands import milestone  # actions alone do not need it

    if evidence is not None:
        keeps = pasted("mentorlog", "win", "add", "TITLE", "--evidence", evidence)
        raise WrongUsage("A milestone keeps no evidence.", f"{keeps} keeps it")
    nouns = [milestone.NOUN if kind_of(each) is Kind.MILESTONE else NOUN for each in references]
    ending = verbs.Ending(None, write.desk.happened(on), None)

    def named(journal: Journal) -> verbs.Named:
        ids = [noun.id_of(journal, each) for noun, each in zip(nouns, references, strict=True)]
        found = {(noun.name, id): (noun, id) for noun, id in zip(nouns, ids, strict=True)}
        return list(found.values())

    with verbs.all_or_none(references):
        verbs.end(write, "done", named, ending)


@app.command()
@writes()
def drop(
    write: Writing, references: Several, on: On = None, why: Why = None, evidence: Evidence = None
) -> None:
    """Stop actions on purpose. They count neither as done nor as missed."""
    day = write.desk.happened(on)
    if why is None and at_terminal():
        why = _ask_why(write, references)
    dropped = partial(actions.drop, on=day, why=why, evidence=evidence)
    verbs.move(_telling(evidence), write, "drop", references, dropped, takes_why=True)


def _ask_why(write: Writing, references: Sequence[str]) -> str | None:
    """Why open actions are dropped, as it is typed; a refusal comes before it."""
    with verbs.all_or_none(references, takes_why="action drop"), write.desk.reading() as journal:
        ids = [resolve(journal, Kind.ACTION, each) for each in references]
        for action in (store.get(journal, Action, id) for id in ids):
            actions.expect(journal, action, ActionState.OPEN)
        who = {readers.of_reason(journal, Kind.ACTION, id) for id in ids} - {""}
    along = f" (for {joined(sorted(who))} too)" if who else ""
    return ask(f"Why?{along} [Enter leaves it out]  > ") or None


@app.command()
@writes()
def skip(write: Writing, references: Several, on: On = None, why: Why = None) -> None:
    """Drop actions that repeat this one time; the next ones come as usual."""
    skipped = partial(actions.skip, on=write.desk.happened(on), why=why)
    verbs.move(NOUN, write, "skip", references, skipped, takes_why=True)


@app.command()
@writes()
def reopen(write: Writing, references: Several, on: On = None, evidence: Evidence = None) -> None:
    """Open done or dropped actions again."""
    day, said = write.desk.happened(on), dict[int, str]()

    def reopened(journal: Journal, id: int) -> Action:
        action, along = actions.reopen(journal, id, day, evidence)
        said[id] = listed(*along)
        return action

    def written(journal: Journal, action: Action, what: str) -> Screen:
        return _written(journal, action, what, with_evidence=bool(evidence), said=said[action.id])

    noun = NOUN._replace(written=written)
    verbs.move(noun, write, "reopen", references, reopened, "open again", closed_first=True)
