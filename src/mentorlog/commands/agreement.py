"""``mentorlog agreement``: how two people work together, a Markdown text in dated versions."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from mentorlog.commands import verbs
from mentorlog.commands.desk import at_terminal, say
from mentorlog.commands.options import (
    InForm,
    MentorshipRef,
    On,
    Reading,
    Writing,
    Yes,
    argument,
    option,
    reads,
    writes,
)
from mentorlog.errors import JournalSaysNo, WrongUsage, pasted
from mentorlog.journal import Journal, mentorships, people, store, tags
from mentorlog.journal.merging import merged_text
from mentorlog.journal.references import counts, kind_of, resolve
from mentorlog.journal.store import Facts
from mentorlog.records import Agreement, Kind, Mentorship
from mentorlog.views import mentorships as views
from mentorlog.views.pages import Screen

MaybeRef = Annotated[
    str | None,
    argument("[WHO]", "Part of a name, r2 where there are two with one person, or v3, a version."),
]
_OUTLINE = "compact"
"""The form that opens where nothing was agreed yet."""

InEditor = Annotated[bool, option("--edit", "Write it in your editor.", also="-e")]


def _partner(who: str | None) -> str | None:
    """Who the name of a partner means to a lens; a number names no partner."""
    return None if _is_version(who) or kind_of(who or "") is Kind.MENTORSHIP else who


def _is_version(who: str | None) -> bool:
    """Whether the words name a version, as ``v3`` and ``last`` do."""
    words = who or ""
    return kind_of(words) is Kind.AGREEMENT or (kind_of(words) is None and counts(words))


def _listing(journal: Journal, *, all_: bool, tag: str | None) -> Screen:
    known = mentorships.everyone(journal, ended=all_)
    found = mentorships.agreements_in_force(journal, known)
    if tag is not None:
        borne = set(tags.spellings(journal, tag))
        known = [each for each in known if each.id in found and borne & set(found[each.id].tags)]
    return views.agreements_listed(known, found, journal.today)


def _card(journal: Journal, id: int) -> Screen:
    found = store.get(journal, Agreement, id)
    known = store.get(journal, Mentorship, found.mentorship.id)
    return views.agreement_card(
        found, known, len(mentorships.agreements_of(journal, known.id)), journal.today
    )


def _written(journal: Journal, agreement: Agreement, what: str) -> Screen:
    return views.agreement_written(agreement, what, journal.today)


def _question(_: Journal, agreement: Agreement) -> str:
    partner = agreement.mentorship.label
    return f"Delete version {agreement.version} of the agreement with {partner}?"


NOUN = verbs.Noun(
    kind=Kind.AGREEMENT,
    about="Agreements: list, add, show, history. Alone it lists those in force.",
    helps={"list": "List the agreements in force. --all lists those of ended mentorships too."},
    reference=MentorshipRef,
    listing=_listing,
    card=_card,
    written=_written,
    title=views.agreement_called,
    question=_question,
)
app = verbs.app(NOUN)


@app.command()
@writes("private", "shared", "tag")
def add(
    write: Writing,
    who: MentorshipRef,
    text: Annotated[str | None, argument("[TEXT]", "What you agree; - is standard input.")] = None,
    on: On = None,
    edit: InEditor = False,
    form: InForm = None,
) -> None:
    """Add an agreement, or a new version of it. Without a text it opens your editor."""
    if form is not None and text is not None:
        raise WrongUsage("--form opens your editor, so no text goes with it.")
    day = write.desk.happened(on)
    words = write.typed(text, "agreement add") if text is not None else None
    if words is None and not (edit or form) and not at_terminal():
        raise WrongUsage(
            "The agreement's text is missing.",
            "it comes after the name; - is standard input, -e your editor",
        )
    if words is None or edit:
        _in_editor(write, who, day, "agreement add", words, form)
        return
    with write.desk.writing("agreement add") as journal:
        screen = _saved(journal, write, _mentorship(journal, who), words, day)
    write.show(screen)


def _saved(journal: Journal, write: Writing, known: Mentorship, text: str, on: date) -> Screen:
    facts = Facts(
        mentorship=known.id,
        agreed_on=on,
        text=text,
        visibility=write.visibility,
        tags=write.tags,
    )
    return _written(journal, NOUN.record(journal, mentorships.agree(journal, facts)), "")


def _in_editor(
    write: Writing, who: str | None, on: date, command: str,
    text: str | None = None, form: str | None = None,
) -> None:  # fmt: skip
    """The newest text, or a form, in the editor; what was typed is never lost."""
    from mentorlog.commands import form_files
    from mentorlog.commands.editor import in_editor
    from mentorlog.exchange import forms

    desk = write.desk
    with desk.reading() as journal:
        known = _mentorship(journal, who)
        newest = _newest_text(journal, known)
    goes_on = text is None and form is None
    blank = form_files.get(form or _OUTLINE).text if form or (goes_on and not newest) else ""
    start = text if text is not None else blank or newest
    with in_editor(desk, start, "agreement add", typed=text is not None) as edited:
        written = forms.filled((text if edited.text is None else edited.text) or "", blank)[0]
        if not written.strip():
            edited.say_why_unsaved()
            return
        written = write.read_private(written)
        with desk.reading() as journal:
            now = _newest_text(journal, known)
        if goes_on and now != newest:
            merged = merged_text(*(each.rstrip("\n") for each in (newest, now, written)))
            if merged is None:
                say("The agreement was changed here meanwhile in the same lines, and stays.")
                edited.keep()
                return
            written = merged
        with desk.writing(command) as journal:
            known = store.get(journal, Mentorship, known.id)
            screen = _saved(journal, write, known, written, on)
    write.show(screen)


def _mentorship(journal: Journal, who: str | None) -> Mentorship:
    """``who``'s, else the only one that has not ended; raises ``WrongUsage`` where there is no telling."""
    if version := _numbered(journal, who):
        return store.get(journal, Mentorship, version.mentorship.id)
    if who is not None:
        people.expect_named(who)
        find = mentorships.named if mentorships.is_number(who) else mentorships.with_partner
        return find(journal, who)
    found = mentorships.everyone(journal)
    if not found:
        adds = 'mentorlog mentor add "NAME" adds one'
        raise WrongUsage("You have no mentorship to agree on anything in.", adds)
    if len(found) > 1:
        names = ", ".join(f"{known.partner.label} ({known.role})" for known in found)
        typed = pasted("mentorlog", "agreement", "show", found[0].partner.label)
        raise WrongUsage(
            f"Whose agreement is meant is not clear: {names}.", f"name one, as in {typed}"
        )
    return found[0]


def _numbered(journal: Journal, who: str | None) -> Agreement | None:
    """The version that a number such as v3, or ``last``, names; None for other words."""
    if who is None or not _is_version(who):
        return None
    return store.get(journal, Agreement, resolve(journal, Kind.AGREEMENT, who))


def _version(journal: Journal, who: str | None, known: Mentorship) -> Agreement:
    """The version that ``who`` numbers, else the one in force."""
    return _numbered(journal, who) or mentorships.agreement_in_force(journal, known)


def _expect_newest(journal: Journal, who: str | None) -> Agreement:
    """The version that an edit is about; raises ``JournalSaysNo`` for a number of an earlier one."""
    newest = mentorships.agreement_in_force(journal, _mentorship(journal, who))
    asked = _numbered(journal, who)
    if asked and asked.id != newest.id:
        raise JournalSaysNo(
            f"Version {asked.version} is no longer in force; an edit is of version {newest.version}.",
            f"mentorlog agreement edit v{newest.id}",
        )
    return newest


def _newest_text(journal: Journal, known: Mentorship) -> str:
    versions = mentorships.agreements_of(journal, known.id)
    return f"{versions[-1].text}\n" if versions else ""


@app.command()
@reads
def show(look: Reading, who: MaybeRef = None) -> None:
    """Show the agreement in force, or the version that a number such as v3 names."""
    with look.journal(_partner(who)) as journal:
        known = _mentorship(journal, who)
        found = _version(journal, who, known)
        of = len(mentorships.agreements_of(journal, known.id))
        look.show(views.agreement_card(found, known, of, journal.today))


@app.command()
@reads
def history(look: Reading, who: MaybeRef = None) -> None:
    """Show all versions of an agreement."""
    with look.journal(_partner(who)) as journal:
        known = _mentorship(journal, who)
        mentorships.agreement_in_force(journal, known)
        found = mentorships.agreements_of(journal, known.id)
        look.show(views.agreement_history(found, known, journal.today))


@app.command()
@writes("private", "shared", "tag")
def edit(write: Writing, who: MaybeRef = None, on: On = None) -> None:
    """Change the newest text, or its tags and who may read it. A new text is a new version."""
    if (write.visibility or write.tags) and on is None:
        _edit(write, who, Facts(visibility=write.visibility, tags=write.tags))
        return
    with write.desk.reading() as journal:
        _expect_newest(journal, who)
    _in_editor(write, who, write.desk.happened(on), "agreement edit")


def _edit(write: Writing, who: str | None, facts: Facts) -> None:
    """Change what is beside the text of the version in force."""
    from mentorlog.commands import edits  # no other verb needs it

    with write.desk.writing("agreement edit") as journal:
        id = _expect_newest(journal, who).id
        store.edit(journal, Kind.AGREEMENT, id, facts)
        screen = edits.receipt(NOUN, journal, NOUN.record(journal, id))
    write.show(screen)


@app.command()
@writes()
def delete(write: Writing, who: MentorshipRef, yes: Yes = False) -> None:
    """Delete the newest version, or the one that v3 names; undo brings it back."""

    def named(journal: Journal) -> verbs.Named:
        return [(NOUN, _version(journal, who, _mentorship(journal, who)).id)]

    verbs.delete(write, "agreement delete", named, yes=yes)
