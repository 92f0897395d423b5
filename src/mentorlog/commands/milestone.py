"""``mentorlog milestone``: dated checkpoints inside a goal."""

from functools import partial
from typing import Annotated

from mentorlog.commands import fields, verbs
from mentorlog.commands.options import MilestoneRef, On, Writing, argument, writes
from mentorlog.errors import NotFound, WrongUsage
from mentorlog.journal import Journal, events, figures, goals, standings, store
from mentorlog.journal.references import resolve
from mentorlog.records import Kind, Milestone
from mentorlog.views import goals as views
from mentorlog.views.pages import Screen


def _listing(journal: Journal, *, goal: str | None = None, all_: bool, tag: str | None) -> Screen:
    within = resolve(journal, Kind.GOAL, goal) if goal is not None else None
    found = store.select(journal, Milestone, is_open=not all_, goal=within, tag=tag)
    return views.milestones_listed(found, journal.today)


def _card(journal: Journal, id: int) -> Screen:
    point = store.get(journal, Milestone, id)
    if point.title is None:
        raise NotFound("milestone", f"m{id}", "mentorlog milestone --all lists them")
    history = store.history(journal, Kind.MILESTONE, id)
    moves = (event for event in history if event.field == "due")
    above = events.private_above(journal, Kind.MILESTONE, id)
    return views.milestone_card(point, figures.slips(moves), journal.today, above)


def _moved(journal: Journal, point: Milestone, what: str) -> Screen:
    standing = standings.of_goal(journal, point.goal.id)
    if point.done_on and (close := views.closing(standing)):
        journal.notes.append(f"hint: {close}")
    return views.milestone_moved(point, what, standing, journal.today)


def _written(journal: Journal, point: Milestone, what: str) -> Screen:
    return views.milestone_written(
        point, what, standings.of_goal(journal, point.goal.id), journal.today
    )


def _close(journal: Journal, id: int, end: verbs.Ending) -> Screen:
    end.way("a milestone", "done")
    if end.why is not None:
        raise WrongUsage("A milestone is done or not, so no --why goes with it.")
    return _moved(journal, goals.milestone_done(journal, id, end.on), "")


NOUN = verbs.Noun(
    kind=Kind.MILESTONE,
    about="Milestones: list, add, done. Alone it lists the open ones.",
    helps={
        "list": "List open milestones, or one goal's; --all those done too.",
        "add": "Add a milestone to an open goal.",
        "show": "Show one milestone.",
        "edit": "Change a milestone; a due day moved later is kept as a slip.",
        "delete": "Delete a milestone; undo brings it back.",
    },
    reference=MilestoneRef,
    narrowed={"goal": Annotated[str | None, argument("[G]", "Of one goal.")]},
    arguments=(
        fields.GOAL._replace(help="g3, 3 or words of it.", optional=False),
        fields.TITLE._replace(
            metavar="TITLE", help='What will be reached; it may end in "by friday".'
        ),
    ),
    adds=(fields.DUE,),
    edits=(fields.TITLE, fields.DUE, fields.WHY_MOVED, fields.ON),
    listing=_listing,
    card=_card,
    read=partial(fields.dated, name="due_on"),
    written=_written,
    add=goals.add_milestone,
    close=_close,
)
app = verbs.app(NOUN)
_MOVED = NOUN._replace(written=_moved)
"""Shows besides how far its goal has come by it."""


Several = Annotated[list[str], argument("M...", "One or more.")]


@app.command()
@writes()
def done(write: Writing, references: Several, on: On = None) -> None:
    """Mark milestones reached: all of them, or none if one cannot be."""
    ending = verbs.Ending(None, write.desk.happened_on(on), None)
    named = lambda journal: [(NOUN, id) for id in NOUN.ids_of(journal, references)]  # noqa: E731
    with verbs.all_or_none(references, write=write):
        verbs.end(write, "milestone done", named, ending)


@app.command()
@writes()
def reopen(write: Writing, references: Several, on: On = None) -> None:
    """Take back that milestones were reached."""
    reopened = partial(goals.reopen_milestone, on=write.desk.happened(on))
    verbs.move(_MOVED, write, "reopen", references, reopened, "open again", closed_first=True)
