"""``mentorlog ask``: what to bring up in the next session with somebody."""

from __future__ import annotations

from typing import Annotated

from mentorlog.commands import verbs
from mentorlog.commands.desk import Desk, at_terminal
from mentorlog.commands.logged import Attending, Order, attending
from mentorlog.commands.options import MaybeWho, Writing, argument, writes
from mentorlog.errors import JournalSaysNo, WrongUsage, joined, pasted, quoted
from mentorlog.journal import Journal, audience, mentorships, people, takeaways
from mentorlog.records import TakeawayKind
from mentorlog.views import takeaways as views

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
    there = _asked_of(write.desk, who, " ".join(text or ()))
    words = write.desk.typed(" ".join(text)) if text else _asked(write.desk, there)
    with write.desk.writing("ask") as journal:
        named = [_partner(journal, id) for id in there.ids(journal, None)]
        kept: verbs.Values = write.kept(journal)
        readers = (*audience.readers_named(journal, named), *kept.get("readers", ()))
        kept |= {
            "text": words,
            "kind": TakeawayKind.TOPIC,
            "readers": tuple(dict.fromkeys(readers)),
        }
        screen = views.asked(takeaways.add(journal, verbs.facts(takeaways, kept)))
    write.show(screen)


def _asked_of(desk: Desk, who: str | None, text: str) -> Attending:
    """With whom it is to be raised; a stranger is asked about as ``log`` does."""
    if not who or not who.strip():
        raise WrongUsage("Nobody is named to raise it with.", _LISTS)
    if not text.strip() and who.rstrip().endswith("?"):
        hint = f"the name comes first, as in mentorlog ask dana {pasted(who)}"
        raise WrongUsage(f"Nobody is named to raise {quoted(who)} with.", hint)
    return attending(Order(desk, who, (), (), new=False, as_json=False), ())


def _partner(journal: Journal, person: int) -> str:
    """The number of somebody with whom I have a mentorship."""
    if not mentorships.of(journal, person):
        name = people.get(journal, person).name
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
