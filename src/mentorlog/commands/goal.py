"""``mentorlog goal``: lasting outcomes, from the first draft to the last word on them."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated

from mentorlog.commands import fields, offered, verbs
from mentorlog.commands.desk import Desk, ask, at_terminal, say
from mentorlog.commands.options import (
    All,
    GoalRef,
    KnownOn,
    MaybeWho,
    On,
    Reading,
    Why,
    Writing,
    argument,
    option,
    reads,
    writes,
)
from mentorlog.errors import UnreadableWords, WrongUsage, pasted, quoted
from mentorlog.journal import Journal, goals, people, readers, standings, store
from mentorlog.journal.references import resolve
from mentorlog.journal.store import Facts
from mentorlog.records import Goal, GoalState, Kind, Milestone, Ref, Role
from mentorlog.records.choices import meant
from mentorlog.views import goals as views
from mentorlog.views.pages import Screen


def _listing(journal: Journal, *, person: int | None, all_: bool, tag: str | None) -> Screen:
    found = store.select(journal, Goal, owner=person, is_open=not all_, tag=tag)
    return views.listing(standings.of_goals(journal, found), journal.today, journal.me)


def _card(journal: Journal, id: int) -> Screen:
    return views.card(
        standings.of_goal(journal, id),
        store.select(journal, Milestone, goal=id),
        store.select(journal, Goal, parent=id),
        store.history(journal, Kind.GOAL, id),
        journal.today,
    )  # fmt: skip


def _fill(desk: Desk, given: verbs.Values) -> verbs.Values:
    """What was given, and on a terminal whose goal it is where that is not plain."""
    if given["owner"] is None and at_terminal():
        with desk.reading() as journal:
            mentees = _mentees(journal)
        if mentees:
            given["owner"] = _asked_whose(mentees)
    return given


def _mentees(journal: Journal) -> list[Ref]:
    """My partners, where I mentor and have no mentor, so that a goal need not be mine; else none."""
    from mentorlog.journal import mentorships  # a check-in, as a list, does not need them

    known = mentorships.active(journal)
    roles = {each.role for each in known}
    if Role.MENTEE not in roles or Role.MENTOR in roles:
        return []
    return list({each.partner.id: each.partner for each in known}.values())


def _asked_whose(mentees: Sequence[Ref]) -> str:
    """Who owns a new goal: the number or the name that is typed; Enter is nobody."""
    owners = {"1": "me", **{str(place): each.code for place, each in enumerate(mentees, 2)}}
    names = ("me", *(each.label for each in mentees))
    rows = "   ".join(f"{place} {name}" for place, name in enumerate(names, 1))
    while not (said := ask(f"Whose goal is it?  {rows}  > ")) or said.isdigit():
        if said in owners:
            return owners[said]
        say(f"Answer {', '.join(owners)} or a name. Ctrl-C stops.")
    return said


def _add(journal: Journal, facts: Facts) -> int:
    if "owner" not in facts and _mentees(journal):
        raise WrongUsage(
            "You mentor others and have no mentor, so say whose goal it is.",
            "add --owner NAME, or --owner me",
        )
    return goals.add(journal, facts)


_WAYS_TO_CLOSE = ("achieved", "partly-achieved", "missed", "dropped")
_END_BY_LETTER = {word[0]: word for word in _WAYS_TO_CLOSE}
_HOW_ENDED = "How did it end? [a]chieved, [p]artly achieved, [m]issed, [d]ropped: "


def _close(journal: Journal, id: int, end: verbs.Ending) -> Screen:
    state = _closing(f"g{id}", end.as_)
    goals.close(journal, id, state, end.on, end.why)
    return views.closed(standings.of_goal(journal, id), journal.today)


def asked_how_it_ended(
    write: Writing, named: Callable[[Journal], verbs.Named], as_: str | None, why: str | None
) -> tuple[str | None, str | None]:
    """How goals ended, and why where they were not achieved: what was given, else what is typed at the terminal."""
    if not at_terminal():
        return as_, why
    from mentorlog.commands import edits

    with write.desk.reading() as journal:
        who = [readers.of_reason(journal, Kind.GOAL, id) for _, id in named(journal)]
    if as_ is None:
        said = ask(_HOW_ENDED).casefold()
        as_ = _END_BY_LETTER.get(said, said)
    state = meant(GoalState, as_)
    if why is None and state and state.closed and state is not GoalState.ACHIEVED:
        why = edits.why(write, who)
    return as_, why


def _closing(goal: str, words: str | None) -> GoalState:
    """The state that ends a goal; raises ``WrongUsage`` where none is given, or another."""
    if words is None:
        first, *others = _WAYS_TO_CLOSE
        typed = pasted("mentorlog", "goal", "close", goal, "--as", first)
        raise WrongUsage("How did the goal end?", f"{typed}; or {', '.join(others)}")
    state = meant(GoalState, words)
    if not (state and state.closed):
        raise UnreadableWords("way to close a goal", words, _WAYS_TO_CLOSE)
    return state


_GIVEN = (fields.START, fields.METRIC, fields.UNIT, fields.PARENT, fields.AREA)

NOUN = verbs.Noun(
    kind=Kind.GOAL,
    about="Goals: list, add, check in, close. Alone it lists the open ones.",
    helps={
        "list": "List open goals, or of one person; --all the closed ones too.",
        "add": "Add a goal.",
        "show": "Show one goal with its figures and milestones.",
        "edit": "Change a goal. A target moved later is kept as a slip, with its reason.",
        "delete": "Delete a goal with its milestones and check-ins. Undo brings it back.",
    },
    reference=GoalRef,
    narrowed={"who": MaybeWho},
    arguments=(
        fields.TITLE._replace(
            metavar="TITLE", help='The outcome, in a few words; it may end in "by june".'
        ),
    ),
    adds=(fields.OWNER, fields.BY, *_GIVEN, fields.DRAFT),
    edits=(fields.TITLE, fields.BY, fields.WHY_MOVED, fields.ON, fields.OWNER, *_GIVEN),
    listing=_listing,
    card=_card,
    shown=lambda journal, goal: standings.of_goal(journal, goal.id),
    written=lambda journal, standing, what: views.written(
        standing, what or "added", journal.today, journal.me
    ),
    read=partial(fields.dated, name="target_on"),
    fill=_fill,
    add=_add,
    edit=goals.edit,
    question=lambda _, goal: (
        f"Delete g{goal.id} {quoted(goal.title)} with its milestones and check-ins?"
    ),
    close=_close,
)
app = verbs.app(NOUN)


MaybeGoal = Annotated[
    str | None, argument("[G]", "g3, 3 or words of it; alone it walks the open ones.")
]
Value = Annotated[
    list[str] | None,
    argument(
        "[VALUE]",
        "Percent, or a value of its metric; +5 adds to the last reading. A note may follow."
        " Or stuck; none takes one away.",
    ),
]
Several = Annotated[list[str], argument("G...", "One or more.")]
Confidence = Annotated[str | None, option("--confidence", "How sure you are to reach it.", "0-10")]
Note = Annotated[str | None, option("--note", "What moved it.", "TEXT")]
ReportedBy = Annotated[
    str | None,
    option("--reported-by", "Whose reading it is; the goal owner's if not given.", "WHO"),
]


@app.command("check-in")
@writes("private", "public")
def check_in_(
    write: Writing,
    goal: MaybeGoal = None,
    value: Value = None,
    on: On = None,
    confidence: Confidence = None,
    note: Note = None,
    reported_by: ReportedBy = None,
) -> None:
    """Record how far a goal has come.

    Alone it asks for each goal. Each answer is saved at once; undo takes back one after another.
    """
    from mentorlog.commands import check_ins  # no other verb needs it

    desk = write.desk
    first, *rest = value or [""]
    if len(" ".join((first, *rest)).split()) > 1:
        check_ins.expect_a_value(write, goal or "", value or ())
    behind, on = desk.apart(rest, on)
    if behind == ["-"] and note is None:
        behind, note = [], write.typed("-", "check-in")
    told = check_ins.Told(
        desk.happened(on), _sureness(confidence), note, reported_by, write.visibility
    )
    if value or (goal and (note or confidence) and not at_terminal()):
        write.show(check_ins.written(desk, goal or "", " ".join((first, *behind)), told))
    elif goal is None and (note or confidence):
        raise WrongUsage(
            "--note and --confidence are said of one goal.",
            "mentorlog check-in G VALUE --note TEXT",
        )
    elif at_terminal():
        check_ins.walk(write, goal, told)
    else:
        if goal is not None:
            with desk.reading() as journal:
                resolve(journal, Kind.GOAL, goal)  # a word that names none needs no value
        raise WrongUsage(
            "check-in needs to know how far the goal has come.",
            f"mentorlog check-in {pasted(goal or 'G')} VALUE, as in check-in {pasted(goal or 'g2')} 60, or +5",
        )


def _sureness(words: str | None) -> int | None:
    """The confidence that words mean; whether it is in range is the journal's to say."""
    if words is None:
        return None
    if not re.fullmatch(r"\d{1,6}", words.strip()):
        raise UnreadableWords("confidence", words, ("0", "7", "10"), "it runs from 0 to 10")
    return int(words)


@app.command()
@writes()
def close(
    write: Writing,
    goal: GoalRef,
    as_: Annotated[
        str | None,
        option(
            "--as",
            "achieved, partly-achieved, missed or dropped.",
            "STATE",
            offered("one_of", *_WAYS_TO_CLOSE),
        ),
    ] = None,
    on: On = None,
    why: Why = None,
) -> None:
    """Close a goal. Dropping is stopping on purpose; missing is time run out."""
    named = lambda journal: [(NOUN, NOUN.id_of(journal, goal))]  # noqa: E731
    as_, why = asked_how_it_ended(write, named, as_, why)
    verbs.end(write, "goal close", named, verbs.Ending(as_, write.desk.happened_on(on), why))


@app.command()
@writes()
def pause(write: Writing, references: Several, on: On = None, why: Why = None) -> None:
    """Put goals to rest."""
    paused = partial(goals.pause, on=write.desk.happened_on(on), why=why)
    verbs.move(NOUN, write, "pause", references, paused, "paused", why=why)


@app.command()
@writes()
def reopen(write: Writing, references: Several, on: On = None, why: Why = None) -> None:
    """Take paused, drafted or closed goals up again."""
    reopened = partial(goals.reopen, on=write.desk.happened(on), why=why)
    verbs.move(
        NOUN, write, "reopen", references, reopened, "active again", why=why, closed_first=True
    )


@app.command("map")
@reads
def map_(look: Reading, who: MaybeWho = None, all_: All = False) -> None:
    """Draw the career map: the tree of goals."""
    with look.journal(who) as journal:
        owner = people.find(journal, who) if who is not None else None
        found = store.select(journal, Goal, owner=owner, is_open=not all_)
        look.show(views.tree(standings.of_goals(journal, found), journal.today, journal.me))


@app.command("history")
@reads
def history_(look: Reading, goal: GoalRef, known_on: KnownOn = None) -> None:
    """Show how a goal moved: readings, targets, reasons, pace."""
    from mentorlog.journal import timeline  # a check-in does not need either
    from mentorlog.views import goal_history

    with look.journal(known_on=known_on) as journal:
        found = timeline.history(journal, resolve(journal, Kind.GOAL, goal))
        look.show(goal_history.screen(found, journal.today, journal.me))
