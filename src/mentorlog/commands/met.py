"""``mentorlog met``: a word with somebody that was no session."""

from __future__ import annotations

from typing import Annotated

from mentorlog.commands.desk import Desk, at_terminal, says_yes
from mentorlog.commands.logged import is_slip
from mentorlog.commands.options import On, Who, Writing, argument, writes
from mentorlog.errors import NotFound, WrongUsage, joined, pasted
from mentorlog.journal import people
from mentorlog.journal.store import Facts
from mentorlog.views import people as views


@writes()
def met(
    write: Writing,
    who: Who,
    text: Annotated[
        list[str] | None, argument("[TEXT]", "What to remember of it; - is standard input.")
    ] = None,
    on: On = None,
) -> None:
    """Note that you were in touch with somebody. Only you see it, and when it is time again."""
    day = write.desk.happened(on)
    if text:
        who, text = _without_another(write.desk, who, text)
    known, new = _whom(write.desk, who)
    note = write.desk.typed(" ".join(text), "met") if text else None
    with write.desk.writing("met") as journal:
        if new:
            known = f"p{people.add(journal, Facts(name=new))}"
        person = people.met(journal, people.find(journal, known), day, note)
        again = people.touch(journal, person.id, person.every) if person.every else None
        screen = views.met(person, day, note, again, journal.today)
    write.show(screen)


def _without_another(desk: Desk, who: str, text: list[str]) -> tuple[str, list[str]]:
    """WHO with the rest of the name, and the text; raises ``WrongUsage`` where it begins with another name."""
    from mentorlog.commands import log_questions  # a word with somebody mostly needs it not

    named = log_questions.before_a_text(desk, who, text)
    if not named.others:
        return named.who, named.text
    met = (named.who, *(each.short.lower() for each in named.others))
    raise WrongUsage(
        f"Did you meet {joined([each.label for each in named.others])} too? Nothing was saved.",
        f"{joined([pasted('mentorlog', 'met', each, *named.text) for each in met])},"
        f" or {pasted('mentorlog', 'met', who, ' '.join(text))}"
        " where the name is a word of the text",
    )


def _whom(desk: Desk, who: str) -> tuple[str, str]:
    """A word for somebody known, or the name of somebody new, who is asked about at a terminal."""
    if not at_terminal():
        return who, ""
    with desk.reading() as journal:
        try:
            return f"p{people.find(journal, who)}", ""
        except NotFound:
            near = people.nearly(journal, who)
            if people.is_number(who):
                raise
    name = people.as_name(who)
    if near and is_slip(name, near):
        return near.code, ""
    if not says_yes(f"Nobody is called {name}. Add them?", usual=True):
        raise NotFound("person", who, "mentorlog person lists them")
    return "", name
