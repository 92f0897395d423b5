"""``mentorlog takeaway``: what is kept from sessions, what came of advice, answers to questions.

``ask`` notes what to bring up in the next session with somebody.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any

from mentorlog import periods
from mentorlog.commands import fields, log_questions, verbs
from mentorlog.commands.desk import Desk, at_terminal
from mentorlog.commands.logged import Attending, Order, attending
from mentorlog.commands.options import MaybeWho, On, TakeawayRef, Writing, argument, option, writes
from mentorlog.errors import WrongUsage, joined, quoted
from mentorlog.journal import (
    Journal,
    audience,
    events,
    mentorships,
    people,
    readers,
    store,
    takeaways,
)
from mentorlog.journal.references import resolve
from mentorlog.records import Kind, Outcome, Takeaway, TakeawayKind, Visibility
from mentorlog.records.choices import ANSWERED, RAISED, meant
from mentorlog.records.drafts import LineDraft
from mentorlog.views import sessions as views
from mentorlog.views.listings import explained
from mentorlog.views.pages import Screen

_SHOWN_MONTHS = 3


def _listing(
    journal: Journal, *, kind: TakeawayKind | None, person: int | None, all_: bool, tag: str | None
) -> Screen:
    found = store.select(journal, Takeaway, kind=kind, met=person, tag=tag)
    if all_:
        return views.takeaways_listed(found, journal.today)
    since = periods.last_months(_SHOWN_MONTHS, journal.today).since
    shown = [line for line in found if _is_current(line, since)]
    closed = Counter(_left_out(line) for line in found if not _is_current(line, since))
    hidden = [f"{closed[why]} {why}" for why in _LEFT_OUT if closed[why]]
    return views.takeaways_listed(shown, journal.today, hidden=hidden)


_LEFT_OUT = ("answered", "tried", "older")


def _left_out(line: Takeaway) -> str:
    """Why the list leaves a line out."""
    if line.kind in ANSWERED:
        return "answered"
    return "tried" if line.kind is TakeawayKind.ADVICE else "older"


def _is_current(line: Takeaway, since: date) -> bool:
    if line.kind in ANSWERED:
        return line.is_open
    if line.kind is TakeawayKind.ADVICE:
        return line.outcome in (Outcome.PENDING, Outcome.TRYING)
    return line.noted_on >= since


def _card(journal: Journal, id: int) -> Screen:
    line = store.get(journal, Takeaway, id)
    history = store.history(journal, Kind.TAKEAWAY, id)
    return views.takeaway_card(
        line, history, journal.today, events.private_above(journal, Kind.TAKEAWAY, id)
    )


def _read(_: Desk, given: verbs.Values) -> verbs.Values:
    """A word and a colon before the text say of which kind it is, as in ``log``, where no option does."""
    text, kind = given["text"], given["kind"]
    if text is None:
        return given
    return {**given, "text": LineDraft(kind, text) if kind else _kept(text)}


def _kept(text: str, kind: TakeawayKind = TakeawayKind.TAKEAWAY) -> LineDraft:
    if ":" not in text:
        return LineDraft(kind, text)
    from mentorlog.exchange import lines  # its patterns take longer than the rest

    return lines.kept(text, kind)


def _add(journal: Journal, values: verbs.Values) -> int:
    draft = values["text"]
    facts = verbs.drafted(Kind.TAKEAWAY, {**values, "kind": draft.kind}, draft)
    return takeaways.add(journal, facts)


def _edit(journal: Journal, id: int, facts: Any) -> None:
    if draft := facts.get("text"):
        # A text that names no kind leaves it as it is.
        named = {} if draft.kind is TakeawayKind.TAKEAWAY else {"kind": draft.kind}
        facts = verbs.drafted(Kind.TAKEAWAY, named | facts, draft)
    takeaways.edit(journal, id, facts)


def _written(journal: Journal, line: Takeaway, what: str) -> Screen:
    history = store.history(journal, Kind.TAKEAWAY, line.id)
    return views.takeaway_written(line, what, history, journal.today)


def _told(journal: Journal, before: Takeaway, line: Takeaway) -> Screen:
    return _written(journal, line, views.replaced(before, line))


def _close(journal: Journal, id: int, end: verbs.Ending) -> Screen:
    """Of a takeaway only advice has an end of which one word tells; a topic is raised."""
    code, before = f"t{id}", store.get(journal, Takeaway, id)
    on = end.on or journal.clock.today
    if before.kind is TakeawayKind.TOPIC:
        end.way("a topic", RAISED)
        return _written(journal, takeaways.close(journal, id, on, end.why), "")
    if before.kind is not TakeawayKind.ADVICE:
        raise WrongUsage(
            f"Only advice and topics are closed; {code} is neither.",
            f'mentorlog takeaway answer {code} "TEXT" answers a question',
        )
    what = meant(Outcome, end.as_)
    if what is None:
        raise WrongUsage(
            f"What came of {code}?",
            f"mentorlog close {code} --as worked; or did-not-work, declined",
        )
    return _told(journal, before, takeaways.close(journal, id, on, end.why, what))


NOUN = verbs.Noun(
    kind=Kind.TAKEAWAY,
    about="Takeaways: list, add, answer. Alone it lists what is open, and the last three months.",
    helps={
        "list": "List open topics, questions and advice, and recent takeaways. --all lists every one.",
        "add": "Add a takeaway. A reflection is private unless you say otherwise.",
        "show": "Show one takeaway with what came of it, or its answer.",
        "edit": "Change a takeaway.",
        "delete": "Delete a takeaway; undo brings it back.",
    },
    reference=TakeawayRef,
    narrowed={"who": MaybeWho, "kind": fields.KIND.option().annotation},
    arguments=(fields.TEXT._replace(metavar="TEXT", help="What you keep; - is standard input."),),
    adds=(fields.SESSION, fields.KIND, fields.GOAL, fields.ON),
    edits=(fields.TEXT, fields.KIND, fields.SESSION, fields.GOAL, fields.NOTED),
    listing=_listing,
    card=_card,
    written=_written,
    read=_read,
    add=_add,
    edit=_edit,
    close=_close,
)
app = verbs.app(NOUN)


@app.command()
@writes()
def outcome(
    write: Writing,
    takeaway: TakeawayRef,
    what: Annotated[
        Outcome,
        argument(
            "OUTCOME",
            "pending, trying, worked, did-not-work or declined.",
            case_sensitive=False,
            show_choices=False,
        ),
    ],
    note: Annotated[str | None, option("--note", "What you saw.", "TEXT")] = None,
    on: On = None,
) -> None:
    """Say what came of a piece of advice."""
    told = partial(takeaways.outcome, what=what, on=write.desk.happened(on), note=note)
    _tell(write, "outcome", takeaway, told)


@app.command()
@writes()
def answer(
    write: Writing,
    takeaway: TakeawayRef,
    text: Annotated[
        list[str] | None, argument("[TEXT]", "The answer; - is standard input.")
    ] = None,
    on: On = None,
) -> None:
    """Answer a question or a topic; an empty answer opens it again."""
    day = write.desk.happened(on)
    said = write.desk.typed(" ".join(text), "takeaway answer") if text else None
    words = write.read_private(_asked(write.desk, takeaway) if said is None else said)
    answered = partial(takeaways.answer, text=words, on=day)
    _tell(write, "answer", takeaway, answered)


def _tell(
    write: Writing, verb: str, words: str, change: Callable[[Journal, int], Takeaway]
) -> None:
    with write.desk.writing(f"takeaway {verb}") as journal:
        before = store.get(journal, Takeaway, resolve(journal, Kind.TAKEAWAY, words))
        screen = _told(journal, before, change(journal, before.id))
    write.show(screen)


def _asked(desk: Desk, takeaway: str) -> str:
    """The answer typed at the terminal, the question being shown before it, and what it has by now."""
    if not at_terminal():
        raise WrongUsage(
            "The answer is missing.", "it comes after the question's number; - is standard input"
        )
    with desk.reading() as journal:
        question = store.get(journal, Takeaway, resolve(journal, Kind.TAKEAWAY, takeaway))
        takeaways.expect_answerable(question)
    known = f" (now {quoted(question.answer)})" if question.answer else ""
    return desk.asked(f"t{question.id} {quoted(question.text)} Answer{known}: ")


# To be raised

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
    goal: Annotated[str | None, option("--goal", "The goal it serves.", "G")] = None,
) -> None:
    """Note what to raise in the next session; prep and log bring it up until it is ticked."""
    who, words = _whom_and_what(write, who or "", text or ())
    there = attending(Order.of(write.desk, who))
    words = write.desk.typed(words, "ask") if words else _raised(write.desk, there)
    words = write.read_private(words)
    raised = _kept(words, TakeawayKind.TOPIC)
    with write.desk.writing("ask") as journal:
        named = [_partner(journal, id) for id in there.ids(journal, None)]
        kept: verbs.Values = verbs.expect_readers(write.kept(journal))
        heard = (*audience.readers_named(journal, named), *kept.get("readers", ()))
        kept |= {
            "text": raised.text,
            "kind": raised.kind,
            "goal": None if goal is None else resolve(journal, Kind.GOAL, goal),
            "visibility": raised.visibility or kept.get("visibility"),
            "readers": tuple(dict.fromkeys(heard)),
        }
        id = takeaways.add(journal, verbs.tagged(Kind.TAKEAWAY, kept))
        screen = views.asked(store.get(journal, Takeaway, id))
        screen = explained(screen, readers.why_fewer(journal, Kind.TAKEAWAY, id))
    write.show(screen)


def _whom_and_what(write: Writing, who: str, text: Sequence[str]) -> tuple[str, str]:
    """With whom it is to be raised, and what, where that was typed.

    Without WHO it is whom ``--with`` names, else whoever is meant then.
    """
    desk = write.desk
    if text and who.casefold() in _ASKING and not desk.knows(who):
        who, text = " ".join((who, *text)), ()
    if who.strip() and text:
        who, text = log_questions.before_a_text(desk, who, text, "--with")
        return who, " ".join(text)
    if who.strip() and not _is_text(who):
        return who, ""
    with desk.reading() as journal:
        if people.meant(journal, who):
            return who, ""
        heard = write.readers(journal)
    words = " ".join(text) or who
    if heard:
        return ",".join(f"p{id}" for id in heard), words
    typed = (words, "--private" if write.visibility is Visibility.PRIVATE else "")
    return log_questions.whom(desk, "mentorlog", "ask", text=filter(None, typed)), words


_ASKING = frozenset(
    ["how", "what", "when", "where", "which", "who", "whose", "why", "whether", "if"]
)
"""How a question begins: no name, where nobody is called so."""


def _is_text(words: str) -> bool:
    """Whether words that stand alone are a question, or too many for a name."""
    return words.rstrip().endswith("?") or len(words.split()) > _MOST_OF_A_NAME


def _partner(journal: Journal, person: int) -> str:
    """The number of somebody with whom I have a mentorship."""
    if not mentorships.of(journal, person):
        raise mentorships.none_with(journal, f"p{person}", person)
    return f"p{person}"


def _raised(desk: Desk, there: Attending) -> str:
    """What to raise, typed at the terminal."""
    if not at_terminal():
        raise WrongUsage("What is to be raised is missing.", f"it comes after the name; {_LISTS}")
    return desk.asked(f"What do you want to raise with {joined(there.names)}? ")
