"""``mentorlog agreement``: how two people work together, a Markdown text in dated versions."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from mentorlog.commands.desk import at_terminal, confirm, say
from mentorlog.commands.options import (
    All,
    MaybeWho,
    On,
    OneTag,
    Reading,
    Who,
    Writing,
    Yes,
    lists,
    reads,
    writes,
)
from mentorlog.errors import WrongUsage
from mentorlog.journal import Journal, agreements, mentorships, store, tags
from mentorlog.journal.documents.text_merge import merged_text
from mentorlog.records import Agreement, Mentorship, Visibility
from mentorlog.views import agreements as views
from mentorlog.views.pages import Screen

app = typer.Typer(add_completion=False)

OnDay = Annotated[
    str | None, typer.Option("--on", metavar="DAY", help="The version of that day, not the newest.")
]
InEditor = Annotated[bool, typer.Option("--edit", "-e", help="Write it in your editor.")]

_OUTLINE = """\
## What this mentorship is for

## When, where and how long we meet

## What each of us brings

## What stays between us

## How we give each other feedback

## When we look at this again
"""


@lists(app, "Agreements: list, add, show, history. Alone it lists those in force.")
def list_(look: Reading, all_: All = False, tag: OneTag = None) -> None:
    """List the agreements in force. --all lists those of ended mentorships too."""
    with look.journal() as journal:
        known = mentorships.everyone(journal, ended=all_)
        found = agreements.current(journal, known)
        if tag is not None:
            borne = set(tags.spellings(journal, tag))
            known = [
                each for each in known if each.id in found and borne & set(found[each.id].tags)
            ]
        look.show(views.listing(known, found, journal.today))


@app.command()
@writes("private", "shared", "tag")
def add(
    write: Writing,
    who: Who,
    text: Annotated[
        str | None,
        typer.Argument(metavar="[TEXT]", help="What you agree; - is standard input."),
    ] = None,
    on: On = None,
    edit: InEditor = False,
) -> None:
    """Add an agreement, or a new version of it. Without a text it opens your editor."""
    words = write.desk.typed(text) if text is not None else None
    if words is None and not edit and not at_terminal():
        raise WrongUsage(
            "The agreement's text is missing.",
            "it comes after the name; - is standard input, -e your editor",
        )
    version = _Version(write, write.desk.happened(on))
    if words is None or edit:
        version.from_editor(who, words, "agreement add")
    else:
        write.show(version.saved(who, words, "agreement add"))


class _Version:
    """A version to be written: everything about it but whose it is, and its text."""

    def __init__(self, write: Writing, on: date) -> None:
        self.write = write
        self.desk = write.desk
        self.on = on

    def saved(self, who: str | None, text: str, command: str) -> Screen:
        with self.desk.writing(command) as journal:
            known = _mentorship(journal, who)
            written = agreements.add(
                journal,
                known,
                text,
                on=self.on,
                visibility=self.write.visibility,
                add_tags=self.write.tags,
            )
            return views.written(agreements.version(journal, written), known, "", self.desk.today)

    def from_editor(self, who: str | None, text: str | None, command: str) -> None:
        """The newest text (or an outline) in the editor; what was typed is never lost."""
        from mentorlog.commands.in_editor import in_editor

        with self.desk.reading() as journal:
            known = _mentorship(journal, who)
            newest = _newest_text(journal, known)
        start = text if text is not None else newest or _OUTLINE
        whom = f"p{known.partner.id}" if who is not None else None
        with in_editor(self.desk, start, "agreement add", typed=text is not None) as edited:
            if edited.text is None or not edited.text.strip():
                what = "Nothing was changed" if edited.text is None else "It was emptied"
                say(f"{what}, so nothing was saved.")
                return
            typed = text is not None
            merged = edited.text if typed else self._merged(whom, newest, edited.text)
            if merged is None:
                say("The agreement was changed here meanwhile in the same lines, and stays.")
                edited.keep()
                return
            screen = self.saved(whom, merged, command)
        self.write.show(screen)

    def _merged(self, who: str | None, base: str, edited: str) -> str | None:
        """What was edited on top of what is agreed now; None where both changed the same lines."""
        with self.desk.reading() as journal:
            now = _newest_text(journal, _mentorship(journal, who))
        if now == base:
            return edited
        return merged_text(base.rstrip("\n"), now.rstrip("\n"), edited.rstrip("\n"))


def _mentorship(journal: Journal, who: str | None) -> Mentorship:
    """``who``'s, else the only one that has not ended; raises ``WrongUsage`` where there is no telling."""
    if who:
        return mentorships.with_partner(journal, who)
    found = mentorships.everyone(journal)
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"{known.partner.label} ({known.role})" for known in found)
    raise WrongUsage(
        f"Whose agreement is meant is not clear: {names}."
        if found
        else "You have no mentorship to agree on anything in.",
        f'name one, as in mentorlog agreement show "{found[0].partner.label}"'
        if found
        else 'mentorlog mentor add "NAME" adds one',
    )


def _newest_text(journal: Journal, known: Mentorship) -> str:
    versions = agreements.of(journal, known.id)
    return f"{versions[-1].text}\n" if versions else ""


@app.command()
@reads
def show(look: Reading, who: MaybeWho = None, on: OnDay = None) -> None:
    """Show the agreement in force, or on a day the one of then."""
    with look.journal(who) as journal:
        known = _mentorship(journal, who)
        found = agreements.newest(
            journal, known, look.desk.happened(on) if on is not None else None
        )
        of = len(agreements.of(journal, known.id))
        look.show(views.card(found, known, of, journal.today))


@app.command()
@reads
def history(look: Reading, who: MaybeWho = None) -> None:
    """Show all versions of an agreement, and what each changed."""
    with look.journal(who) as journal:
        known = _mentorship(journal, who)
        agreements.newest(journal, known)
        found = agreements.versions(agreements.of(journal, known.id))
        look.show(views.history(found, known, journal.today))


@app.command()
@writes("private", "shared", "tag")
def edit(write: Writing, who: MaybeWho = None, on: On = None) -> None:
    """Change the newest text, or who may read it. A new text is a new version."""
    if write.visibility and not (on or write.tags):
        _show_to(write, who, write.visibility)
        return
    with write.desk.reading() as journal:
        agreements.newest(journal, _mentorship(journal, who))
    _Version(write, write.desk.happened(on)).from_editor(who, None, "agreement edit")


def _show_to(write: Writing, who: str | None, level: Visibility) -> None:
    with write.desk.writing("agreement edit") as journal:
        known = _mentorship(journal, who)
        newest = agreements.newest(journal, known)
        shown = agreements.show_to(journal, newest.id, level)
        screen = views.written(agreements.version(journal, shown), known, "changed", journal.today)
    write.show(screen)


@app.command()
@writes()
def delete(write: Writing, who: Who, on: OnDay = None, yes: Yes = False) -> None:
    """Delete the newest version; undo brings it back."""
    with write.desk.reading() as journal:
        known = mentorships.with_partner(journal, who)
        day = write.desk.happened(on) if on is not None else None
        found = agreements.newest(journal, known, day)
    confirm(f"Delete version {found.version} of the agreement with {known.partner.label}?", yes=yes)
    with write.desk.writing("agreement delete") as journal:
        gone = store.delete(journal, Agreement, found.id)
    write.show(views.deleted(gone, known))
