"""``mentorlog action``, ``todo`` and ``done``: small commitments of either side."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any

import typer

from mentorlog.commands import fields, verbs
from mentorlog.commands.desk import Desk, at_terminal
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
from mentorlog.dates import is_weekday, plain
from mentorlog.errors import JournalSaysNo, NotFound, WrongUsage
from mentorlog.journal import Journal, actions, events, figures, readers, store
from mentorlog.journal.references import kind_of, open_ones
from mentorlog.records import Action, ActionState, Kind, Session
from mentorlog.records.drafts import LineDraft
from mentorlog.values import NamedTuple
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
    """The text with what stands at its end taken out of it; ``--every friday`` is weekly, due on that day first."""
    read = given if given["text"] is None else {**given, **_of_text(desk, given)}
    if read["every"] is None:
        return read
    on = plain(read["every"]).removeprefix("every ")
    if not is_weekday(on):
        return read
    return {**read, "every": "1w", "due_on": read["due_on"] or on}


_AT_END = ("owner", "due_on", "every", "when")
"""What may stand at the end of a text, as a field of its own."""


def _of_text(desk: Desk, given: verbs.Values) -> verbs.Values:
    """What the text says, where no option says the same."""
    # Reading lines and sessions costs 10 ms, which done and the list need not pay.
    from mentorlog.exchange import line_ends, lines

    draft = lines.kept(given["text"], Kind.ACTION)
    # What is private was read before: a word for it that is still there is text.
    text = line_ends.with_private(draft.text)
    read, said = lines.action(text, desk.today, desk.order(text))
    if any(given[name] and getattr(read, name) for name in _AT_END):
        return {"text": _Typed(draft, ())}
    found: verbs.Values = {
        "due_on": read.due_on and read.due_on.isoformat(),
        "every": read.every and read.every.typed,
        "when": read.when,
    }
    told = {name: words for name, words in found.items() if words}
    notes = () if given["due_on"] or given["every"] else said
    return {"text": _Typed(read._replace(visibility=draft.visibility), notes), **told}


def _add(journal: Journal, values: verbs.Values) -> int:
    draft, said = values["text"]
    if "owner" not in values:
        values["owner"], draft = _whose(journal, draft, values.get("session"))
    id = actions.add(journal, verbs.drafted(Kind.ACTION, values, draft))
    _say(journal, id, said)
    return id


def _edit(journal: Journal, id: int, facts: Any) -> None:
    if "text" in facts:
        draft, said = facts["text"]
        if draft.owner and "owner" not in facts:
            session = store.get(journal, Action, id).session
            owner, draft = _whose(journal, draft, session.id if session else None)
            facts |= {"owner": owner} if draft.owner else {}
        facts = verbs.drafted(Kind.ACTION, facts, draft)
        _say(journal, id, said)
    actions.edit(journal, id, facts)


def _say(journal: Journal, id: int, notes: Sequence[str]) -> None:
    """Say it afterwards; a hint may name the action, which has its number only now."""
    journal.notes += [note.replace(" aN ", f" a{id} ") for note in notes]


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
    edit=_edit,
    close=_close,
)
app = verbs.app(NOUN)
todo = typer.Typer(add_completion=False)
todo.command("todo", help=NOUN.helps["add"])(verbs.adding(NOUN))


# The verbs of actions alone


@app.command("done")
@writes()
def done_(write: Writing, references: Several, on: On = None, evidence: Evidence = None) -> None:
    """Tick off actions, milestones such as m3 and topics such as t3: all of them, or none if one cannot be."""
    day = write.desk.happened_on(on)
    if any(kind_of(each) in (Kind.MILESTONE, Kind.TAKEAWAY) for each in references):
        _tick(write, references, day, evidence)
        return

    ticked = partial(actions.done, on=day, evidence=evidence)
    try:
        verbs.move(_telling(evidence), write, "done", references, ticked)
    except JournalSaysNo as error:
        # What names no open action may name an open milestone, or what is ended by another command.
        with write.desk.reading() as journal:
            found = open_ones(journal, Kind.MILESTONE, references)
        if not found:
            from mentorlog.commands import meant  # few need it

            if isinstance(error, NotFound) and (
                other := meant.done_of(write.ctx, references, error)
            ):
                raise other from None
            raise
        _tick(write, [f"m{id}" for id in found], day, evidence)


def _tick(write: Writing, references: list[str], on: date | None, evidence: str | None) -> None:
    """Tick off milestones and topics, and actions beside them."""
    from mentorlog.commands import any_kind  # actions alone do not need it

    if evidence is not None:
        raise WrongUsage("Only an action keeps evidence.", "mentorlog win add keeps it")
    ending = verbs.Ending(None, on, None)
    with verbs.all_or_none(references, write=write):
        verbs.end(write, "done", lambda journal: any_kind.named(journal, references), ending)


def _telling(evidence: str | None) -> verbs.Noun:
    """The noun, whose receipts say who reads the evidence that was given."""
    return NOUN._replace(written=partial(_written, with_evidence=bool(evidence)))


@app.command()
@writes()
def drop(
    write: Writing, references: Several, on: On = None, why: Why = None, evidence: Evidence = None
) -> None:
    """Stop actions on purpose. They count neither as done nor as missed."""
    day = write.desk.happened_on(on)
    if why is None and at_terminal():
        why = verbs.asked_why(
            NOUN, write, references, lambda *known: actions.expect(*known, ActionState.OPEN)
        )
    dropped = partial(actions.drop, on=day, why=why, evidence=evidence)
    verbs.move(_telling(evidence), write, "drop", references, dropped, why=why)


@app.command()
@writes()
def skip(write: Writing, references: Several, on: On = None, why: Why = None) -> None:
    """Drop actions that repeat this one time; the next ones come as usual."""
    skipped = partial(actions.skip, on=write.desk.happened_on(on), why=why)
    verbs.move(NOUN, write, "skip", references, skipped, why=why)


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
