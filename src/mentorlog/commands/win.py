"""``mentorlog win``: evidence of impact, a brag document's lines."""

from functools import partial

import typer

from mentorlog import periods
from mentorlog.commands import fields, verbs
from mentorlog.commands.desk import Desk, say
from mentorlog.commands.options import WinRef
from mentorlog.journal import Journal, events, store
from mentorlog.records import Kind, Win
from mentorlog.views import wins as views
from mentorlog.views.pages import Screen

_SHOWN_MONTHS = 12
"""They reach back to the year's first day and, in January, beyond it."""


def _card(journal: Journal, id: int) -> Screen:
    above = events.private_above(journal, Kind.WIN, id)
    return views.card(store.get(journal, Win, id), journal.today, above)


def _listing(journal: Journal, *, all_: bool, tag: str | None) -> Screen:
    since = None if all_ else periods.last_months(_SHOWN_MONTHS, journal.today).since
    return views.listing(store.select(journal, Win, since=since, tag=tag), journal.today)


_FILLED_IN = "win form"
"""What a draft of one is called; ``win add -`` would make it the title."""


def _fill(desk: Desk, given: verbs.Values) -> verbs.Values:
    """What was given; a form that was filled in tells the impact."""
    form = given["form"]
    if form is None:
        return given
    from mentorlog.commands import form_files
    from mentorlog.commands.editor import in_editor
    from mentorlog.exchange import forms

    blank = form_files.get(form).text
    with in_editor(desk, blank, _FILLED_IN) as edited:
        told = forms.filled(edited.text or "", blank)[0].strip()
    if not told:
        say("The form was not filled in, so nothing was saved.")
        raise typer.Exit
    impact = "\n\n".join(filter(None, (given["impact"], told)))
    return {**given, "form": None, "impact": desk.to_keep(impact, _FILLED_IN)}


_GIVEN = (fields.HAPPENED, fields.GOAL, fields.SHOWN_SKILL, fields.published(Kind.WIN))

NOUN = verbs.Noun(
    kind=Kind.WIN,
    about="Wins: list, add, edit. Alone it lists those of the last twelve months.",
    helps={
        "list": "List the wins of the last twelve months. --all lists every one.",
        "add": "Add a win.",
        "show": "Show one win.",
        "edit": "Change a win; an empty text takes away what was there.",
        "delete": "Delete a win; undo brings it back.",
    },
    reference=WinRef,
    arguments=(fields.TITLE._replace(metavar="TITLE", help="What you achieved."),),
    adds=(*_GIVEN, fields.FORM),
    edits=(fields.TITLE, *_GIVEN),
    listing=_listing,
    card=_card,
    written=lambda journal, win, what: views.written(win, what, journal.today),
    fill=_fill,
    add=partial(store.add_of_day, kind=Kind.WIN),
)
app = verbs.app(NOUN)
