"""``mentorlog agreement``: how two people work together, a Markdown text in dated versions."""

from datetime import date
from typing import Annotated

from mentorlog.commands import fields, verbs
from mentorlog.commands.desk import at_terminal, say
from mentorlog.commands.options import (
    AgreementRef,
    InEditor,
    InForm,
    MentorshipRef,
    On,
    Reading,
    Writing,
    argument,
    reads,
    writes,
)
from mentorlog.errors import WrongUsage
from mentorlog.journal import Journal, mentorships, store, tags
from mentorlog.journal.merging import merged_text
from mentorlog.journal.references import counts, is_number, kind_of, resolve
from mentorlog.journal.store import Facts
from mentorlog.records import Agreement, Kind, Mentorship
from mentorlog.views import mentorships as views
from mentorlog.views.pages import Screen

_OUTLINE = "compact"
"""The form that opens where nothing was agreed yet."""


def _find(journal: Journal, words: str) -> int:
    """The version that a number means, else the one in force with the partner whom words name."""
    if _is_version(words):
        return resolve(journal, Kind.AGREEMENT, words)
    return mentorships.agreement_in_force(journal, mentorships.named(journal, words)).id


def _is_version(words: str) -> bool:
    return is_number(words, Kind.AGREEMENT) or (kind_of(words) is None and counts(words))


def _mentorship(journal: Journal, words: str) -> Mentorship:
    """The mentorship of a version, or the one that words mean."""
    if not _is_version(words):
        return mentorships.named(journal, words)
    return _agreed_in(journal, NOUN.record(journal, _find(journal, words)))


def _agreed_in(journal: Journal, version: Agreement) -> Mentorship:
    return store.get(journal, Mentorship, version.mentorship.id)


def _listing(journal: Journal, *, all_: bool, tag: str | None) -> Screen:
    known = [each.id for each in mentorships.everyone(journal, ended=all_)]
    versions = store.hanging_on(journal, Agreement, "mentorship", known)
    shown = [each for id in known for each in versions.get(id, [])[0 if all_ else -1 :]]
    if tag is not None:
        borne = set(tags.spellings(journal, tag))
        shown = [each for each in shown if borne & set(each.tags)]
    return views.agreements_listed(shown, journal.today)


def _card(journal: Journal, id: int) -> Screen:
    found = NOUN.record(journal, id)
    known = _agreed_in(journal, found)
    of = len(mentorships.agreements_of(journal, known.id))
    return views.agreement_card(found, known, of, journal.today)


def _written(journal: Journal, agreement: Agreement, what: str) -> Screen:
    return views.agreement_written(agreement, what, journal.today)


def _question(_: Journal, agreement: Agreement) -> str:
    partner = agreement.mentorship.label
    return f"Delete version {agreement.version} of the agreement with {partner}?"


def _opens(write: Writing, words: str, given: verbs.Values) -> None:
    """A new version, or the first, of the text in force."""
    with write.desk.reading() as journal:
        version = NOUN.record(journal, _find(journal, words))
        known = _agreed_in(journal, version)
        mentorships.expect_in_force(journal, known, version)
    _in_editor(
        write, known, write.desk.happened(given["agreed_on"]), "agreement edit", given["text"]
    )


NOUN = verbs.Noun(
    kind=Kind.AGREEMENT,
    about="Agreements: list, add, show, history. Alone it lists those in force.",
    helps={
        "list": "List the agreements in force. --all lists every version.",
        "show": "Show the agreement in force, or the version that a number such as v3 names.",
        "edit": "Change an agreement. A new text is a new version; without options your editor opens.",
        "delete": "Delete the version in force, or the one that v3 names; undo brings it back.",
    },
    reference=AgreementRef,
    find=_find,
    of_partners=True,
    edits=(fields.TEXT, fields.AGREED),
    listing=_listing,
    card=_card,
    written=_written,
    edit=mentorships.revise,
    opens=_opens,
    title=views.agreement_called,
    question=_question,
)
app = verbs.app(NOUN)


@app.command()
@writes("private", "shared", "tag")
def add(
    write: Writing,
    who: MentorshipRef,
    text: Annotated[
        list[str] | None, argument("[TEXT]", "What you agree; - is standard input.")
    ] = None,
    on: On = None,
    edit: InEditor = False,
    form: InForm = None,
) -> None:
    """Add an agreement, or a new version of it. Without a text it opens your editor."""
    if form is not None and text:
        raise WrongUsage("--form opens your editor, so no text goes with it.")
    day = write.desk.happened(on)
    words = write.read_private(write.desk.typed(" ".join(text), "agreement add")) if text else None
    if words is None and not (edit or form) and not at_terminal():
        raise WrongUsage(
            "The agreement's text is missing.",
            "it comes after the name; - is standard input, -e your editor",
        )
    if words is None or edit:
        with write.desk.reading() as journal:
            known = _mentorship(journal, who)
        _in_editor(write, known, day, "agreement add", words, form)
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
    write: Writing, known: Mentorship, on: date, command: str,
    text: str | None = None, form: str | None = None,
) -> None:  # fmt: skip
    """The newest text, or a form, in the editor; what was typed is never lost."""
    from mentorlog.commands import form_files
    from mentorlog.commands.editor import in_editor
    from mentorlog.exchange import forms

    desk = write.desk
    with desk.reading() as journal:
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


def _newest_text(journal: Journal, known: Mentorship) -> str:
    versions = mentorships.agreements_of(journal, known.id)
    return f"{versions[-1].text}\n" if versions else ""


@app.command()
@reads
def history(look: Reading, who: AgreementRef) -> None:
    """Show all versions of an agreement."""
    with look.journal(NOUN.partner(who)) as journal:
        known = _agreed_in(journal, NOUN.record(journal, _find(journal, who)))
        found = mentorships.agreements_of(journal, known.id)
        look.show(views.agreement_history(found, known, journal.today))
