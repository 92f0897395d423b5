"""Takeaways: what is kept from a session; advice with what came of it, questions with answers.

So are topics, which wait for a session: what one wants to talk about, kept until it has an answer.
"""

from datetime import date

from mentorlog.errors import JournalSaysNo, quoted, with_article
from mentorlog.journal import Journal, events, store
from mentorlog.journal.store import Facts
from mentorlog.journal.words import optional, required
from mentorlog.records import Kind, Outcome, Takeaway, TakeawayKind
from mentorlog.records.choices import ANSWERED, RAISED
from mentorlog.records.drafts import default_visibility


def add(journal: Journal, facts: Facts, *, uid: str | None = None) -> int:
    """A line kept from a session, or from none; returns its id.

    Reflections and notes are private unless told otherwise. ``uid`` is for one that another device makes
    as well.
    """
    noted = facts.get("on") or store.said_on(journal, facts.get("session"))
    kind = facts.get("kind") or TakeawayKind.TAKEAWAY
    required(facts.get("text") or "", f"The text of {_a(kind)}")
    return store.insert(
        journal,
        Kind.TAKEAWAY,
        {**facts, "kind": kind},
        noted,
        uid=uid,
        default=default_visibility(kind),
        columns={
            "noted_on": noted.isoformat(),
            "outcome": Outcome.PENDING.value if kind is TakeawayKind.ADVICE else None,
        },
    )


def unanswered(journal: Journal, partner: int, kind: TakeawayKind) -> list[Takeaway]:
    """The open topics for a session with somebody, or the open questions between us, the oldest first."""
    from mentorlog.journal import belonging  # only what is shown of two people needs it

    open_ = f"kind = '{kind}' AND answer IS NULL"
    return belonging.records(journal, Takeaway, partner, open_, Kind.TAKEAWAY.about.order)


def outcome(
    journal: Journal, id: int, what: Outcome, on: date, note: str | None = None
) -> Takeaway:
    """Say what came of a piece of advice; an empty note takes away what was said of it before.

    Raises ``JournalSaysNo`` for a line of another kind.
    """
    known = store.get(journal, Takeaway, id)
    if known.kind is not TakeawayKind.ADVICE:
        raise JournalSaysNo(f"t{id} is {_a(known.kind)}; only advice has an outcome.")
    _expect_noted(journal, known, on)
    said = note if note is None else note.strip()
    store.move(journal, Takeaway, id, "outcome", what, on=on, note=said)
    if said is not None:
        journal.update(
            "takeaways", id, note=journal.value(events.NOTE.newest("e.record = ?"), [id])
        )
    return store.get(journal, Takeaway, id)


def answer(
    journal: Journal, id: int, text: str, on: date, *, session: int | None = None
) -> Takeaway:
    """Answer a question, or say what came of a topic; an empty text opens it again.

    ``session`` is where it was told. Raises ``JournalSaysNo`` for a line of another kind.
    """
    known = store.get(journal, Takeaway, id)
    expect_answerable(known)
    _expect_noted(journal, known, on)
    if known.answer == optional(text):
        return known
    if session is None and known.answer is not None and optional(text):
        # A better answer belongs to where it was raised, or first answered.
        before = events.last(journal, Kind.TAKEAWAY, id, ("answer",))
        session = before["session"] if before else None
    return store.move(journal, Takeaway, id, "answer", optional(text), on=on, session=session)


def close(
    journal: Journal, id: int, on: date, why: str | None, how: Outcome | None = None
) -> Takeaway:
    """Tick a topic, or say ``how`` advice ended; what was said of it before is never replaced.

    Raises ``JournalSaysNo`` for a topic that has an answer, and for advice that has ended.
    """
    known = store.get(journal, Takeaway, id)
    if said := already(known):
        verb, word = ("answer", "TEXT") if known.answer is not None else ("outcome", "OUTCOME")
        raise JournalSaysNo(f"t{id} {said}.", f"mentorlog takeaway {verb} t{id} {word} changes it")
    if how is None:
        return answer(journal, id, why or RAISED, on)
    return outcome(journal, id, how, on, why)


def already(known: Takeaway) -> str:
    """How a line has ended: ``is answered already: "Yes"``; empty for one that is open."""
    if known.answer == RAISED:
        return "is raised already"
    if known.answer is not None:
        return f"is answered already: {quoted(known.answer)}"
    if known.outcome is None or not known.outcome.closed:
        return ""
    note = f": {quoted(known.note)}" if known.note else ""
    return f"has its outcome already, {known.outcome}{note}"


def expect_answerable(known: Takeaway) -> None:
    """Raise ``JournalSaysNo`` for a line of another kind, which has no answer."""
    if known.kind not in ANSWERED:
        said = f"t{known.id} is {_a(known.kind)}; only a question or a topic has an answer."
        raise JournalSaysNo(said)


def _expect_noted(journal: Journal, known: Takeaway, on: date) -> None:
    if on < known.noted_on:
        raise JournalSaysNo(journal.before(f"t{known.id} was noted on", known.noted_on, on))


def _a(kind: TakeawayKind) -> str:
    """``a question``, ``advice``."""
    return kind if kind in (TakeawayKind.ADVICE, TakeawayKind.FEEDBACK) else with_article(kind)


def edit(journal: Journal, id: int, facts: Facts) -> None:
    """Change what is given; a line that becomes advice is pending, or as it stood when it was advice."""
    known = store.get(journal, Takeaway, id)
    text = facts.get("text")
    if text is not None:
        required(text, f"The text of {_a(known.kind)}")
    if facts.get("kind") is TakeawayKind.ADVICE is not known.kind:
        row = journal.row("SELECT outcome FROM takeaways WHERE id = ?", [id])
        if row and row["outcome"] is None:
            store.move(journal, Takeaway, id, "outcome", Outcome.PENDING, on=journal.clock.today)
    store.edit(journal, Kind.TAKEAWAY, id, facts)
