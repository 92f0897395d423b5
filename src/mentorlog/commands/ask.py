"""``mentorlog ask``: what to bring up in the next session with somebody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from mentorlog.commands import log_questions, verbs
from mentorlog.commands.desk import Desk, at_terminal, says_yes
from mentorlog.commands.logged import Attending, Order, attending
from mentorlog.commands.options import MaybeWho, Writing, argument, writes
from mentorlog.errors import JournalSaysNo, WrongUsage, joined, pasted
from mentorlog.journal import Journal, audience, mentorships, people, store, takeaways
from mentorlog.records import Kind, Person, Takeaway, TakeawayKind
from mentorlog.views import takeaways as views

_MOST_OF_A_NAME = 3
"""Words of a name that nobody has yet, at most."""
_LISTS = "mentorlog takeaway --kind topic lists what is to be raised"


@writes("private", "public", "with_", "tag")
def ask(
    write: Writing,
    who: MaybeWho = None,
    text: Annotated[
        list[str] | None, argument("[TEXT]", "What to raise; - is standard input.")
    ] = None,
) -> None:
    """Note what to raise in the next session; prep and log bring it up until it is ticked."""
    who, words = _whom_and_what(write, who or "", text or ())
    there = attending(Order(write.desk, who, (), (), new=False, as_json=False), ())
    words = write.desk.typed(words, "ask") if words else _asked(write.desk, there)
    with write.desk.writing("ask") as journal:
        named = [_partner(journal, id) for id in there.ids(journal, None)]
        kept: verbs.Values = write.kept(journal)
        readers = (*audience.readers_named(journal, named), *kept.get("readers", ()))
        kept |= {
            "text": words,
            "kind": TakeawayKind.TOPIC,
            "readers": tuple(dict.fromkeys(readers)),
        }
        id = takeaways.add(journal, verbs.tagged(Kind.TAKEAWAY, kept))
        screen = views.asked(store.get(journal, Takeaway, id))
    write.show(screen)


def _whom_and_what(write: Writing, who: str, text: Sequence[str]) -> tuple[str, str]:
    """With whom it is to be raised, and what, where that was typed.

    Without WHO it is whom ``--with`` names, else whoever is meant then.
    """
    desk = write.desk
    if who.strip() and text:
        named = log_questions.before_a_text(desk, who, text)
        if named.others:
            _expect_asked_too(named, text)
        return ",".join((named.who, *(each.code for each in named.others))), " ".join(named.text)
    if who.strip() and not _is_text(who):
        return who, ""
    with desk.reading() as journal:
        if people.meant(journal, who):
            return who, ""
        readers = write.readers(journal)
    words = " ".join(text) or who
    if readers:
        return ",".join(f"p{id}" for id in readers), words
    return log_questions.whom(desk, "mentorlog", "ask", *filter(None, [words])), words


def _expect_asked_too(named: log_questions.Named, text: Sequence[str]) -> None:
    """Raise ``WrongUsage`` unless somebody says that those named before the text are meant."""
    names = joined([each.label for each in named.others])
    question = f"{'Is' if len(named.others) == 1 else 'Are'} {names} asked too?"
    if at_terminal() and says_yes(question, usual=True):
        return
    command, (words,) = ("mentorlog", "ask", named.who), named.text
    others = [part for each in named.others for part in ("--with", each.short.lower())]
    raise WrongUsage(
        f"{question} Nothing was saved.",
        f"{pasted(*command, words, *others)}, or"
        f" {pasted(*command, ' '.join(text))} where the name is a word of the text",
    )


def _is_text(words: str) -> bool:
    """Whether words that stand alone are a question, or too many for a name."""
    return words.rstrip().endswith("?") or len(words.split()) > _MOST_OF_A_NAME


def _partner(journal: Journal, person: int) -> str:
    """The number of somebody with whom I have a mentorship."""
    if not mentorships.of(journal, person):
        name = store.get(journal, Person, person).name
        raise JournalSaysNo(
            f"You have no mentorship with {name}.",
            f"mentorlog mentor add {pasted(name)} begins one (or mentee, peer)",
        )
    return f"p{person}"


def _asked(desk: Desk, there: Attending) -> str:
    """What to raise, typed at the terminal."""
    if not at_terminal():
        raise WrongUsage("What is to be raised is missing.", f"it comes after the name; {_LISTS}")
    return desk.asked(f"What do you want to raise with {joined(there.names)}? ")
