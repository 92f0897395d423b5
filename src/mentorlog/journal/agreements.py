"""Agreements: how the two of a mentorship work together; a change is a new, dated version."""

from collections.abc import Sequence
from datetime import date

from mentorlog.errors import JournalSaysNo, pasted
from mentorlog.journal import Journal, store
from mentorlog.journal.store import Facts
from mentorlog.journal.words import required
from mentorlog.records import Agreement, Audience, Kind, Mentorship, Visibility


def add(journal: Journal, facts: Facts) -> int:
    """A new version from its day on, as visible as the one before it unless told otherwise; its id.

    Raises ``WrongUsage`` for a day to come, ``JournalSaysNo`` after the mentorship's end and for a
    text that was agreed already.
    """
    words = required(facts["text"] or "", "An agreement's text")
    known = store.get(journal, Mentorship, facts["mentorship"])
    on = facts.get("agreed_on") or journal.clock.today
    journal.expect_past(on, "An agreement of")
    if known.ended_on and on > known.ended_on:
        raise JournalSaysNo(
            f"The mentorship with {known.partner.label} ended on {journal.in_words(known.ended_on)}.",
            "mentorlog mentorship resume takes it up again",
        )
    others = of(journal, known.id)
    earlier = [each for each in others if each.agreed_on <= on]
    if earlier and earlier[-1].text == words:
        raise JournalSaysNo(
            f"Version {earlier[-1].version} of the agreement with {known.partner.label} says just that."
        )
    nearest = earlier[-1:] or others[:1]
    inherited = nearest[0].visibility if nearest else Visibility.SHARED
    level = facts.get("visibility") or inherited
    return store.insert(
        journal, Kind.AGREEMENT, {**facts, "agreed_on": on, "visibility": level}, on
    )


def of(journal: Journal, mentorship: int) -> list[Agreement]:
    """All versions agreed in a mentorship, the newest last."""
    return store.select(journal, Agreement, mentorship=mentorship)


def newest(journal: Journal, known: Mentorship, on: date | None = None) -> Agreement:
    """The version in force, on a day if one is given; raises ``JournalSaysNo`` where there is none."""
    versions = of(journal, known.id)
    earlier = [each for each in versions if on is None or each.agreed_on <= on]
    if earlier:
        return earlier[-1]
    if versions:
        asked, first = (journal.in_words(each) for each in (on, versions[0].agreed_on) if each)
        raise JournalSaysNo(
            f"There was no agreement with {known.partner.label} on {asked};"
            f" the first is of {first}."
        )
    is_me = journal.lens.audience is Audience.ME
    hint = f"mentorlog agreement add {pasted(known.partner.label)} TEXT adds one" if is_me else ""
    raise JournalSaysNo(f"There is no agreement with {known.partner.label}.", hint)


def current(journal: Journal, mentorships: Sequence[Mentorship]) -> dict[int, Agreement]:
    """The version in force in each mentorship that has one, by the mentorship's id."""
    found = store.hanging_on(journal, Agreement, "mentorship", [known.id for known in mentorships])
    return {mentorship: versions[-1] for mentorship, versions in found.items()}
