"""What a report is asked for: who reads, about which days, whose goals and whose sessions."""

from collections.abc import Mapping
from datetime import date

from mentorlog.errors import NotFound, WrongUsage, quoted
from mentorlog.journal import Journal, Lens, audience, course, mentorships, people, store
from mentorlog.periods import Period
from mentorlog.records import Audience, Goal, Mentorship, Role, Visibility
from mentorlog.values import NamedTuple


class Query(NamedTuple):
    """Who reads, about which days, whose goals and whose sessions; None means everybody's.

    ``today`` is the day it is made on.
    ``win_owners`` are those of wins on somebody else's goal, by the win's id. They are told once
    for all readers, since when a hidden goal was made would show in what a report of an earlier day
    holds.
    """

    lens: Lens
    period: Period
    about: int | None
    partner: int | None
    today: date
    win_owners: Mapping[int, int] = {}

    @property
    def whole(self) -> Lens:
        """The owner's own lens on the same day."""
        return Lens(as_of=self.lens.as_of)


def query(
    journal: Journal, period: Period, for_: str | None, who: str | None, as_of: date | None = None
) -> Query:
    """What the words of the command ask for, in a report made at the end of ``as_of`` or today.

    Without ``for_`` it is for the partner: ``who``, or the only active one; for me in a journal
    without mentorships. It is about a mentee's goals, or else about mine. Raises ``WrongUsage``
    where it is not clear whom it is for, and for a period that is still to come.
    """
    audience.refuse_to_come("--as-of", as_of, journal.clock.today)
    today = as_of or journal.clock.today
    if period.since > today:
        raise WrongUsage(
            f"The period {period.label} is still to come.",
            "a report looks back: --period this-month",
        )
    last = min(period.until, today)
    seen_on = last if last < journal.clock.today else None
    is_me = who is not None and people.names_me(journal, who)
    partner = None if is_me else who
    lens = _lens(journal, for_, partner, seen_on, is_me=is_me)
    known = _mentorship(journal, lens, partner, is_me=is_me)
    if known is not None:
        role = lens.audience if for_ in tuple(Audience) else None
        known = _then(journal, lens, known, role, period)
        if lens.partner is not None:
            lens = lens._replace(audience=Audience(known.role.value))
    owners = journal.pairs(
        "SELECT w.id, g.owner FROM wins w JOIN goals g ON g.id = w.goal WHERE g.owner <> ?",
        [journal.me],
    )
    if known is None:
        # A programme is told of all mentorships, and so of the goals of everybody in them.
        everybody = lens.audience in (Audience.ME, Audience.PROGRAMME) and not is_me
        return Query(lens, period, None if everybody else journal.me, None, today, owners)
    if is_me:
        return Query(lens, period, journal.me, None, today, owners)
    about = known.partner.id if known.role is Role.MENTEE else journal.me
    return Query(lens, period, about, known.partner.id, today, owners)


def _lens(
    journal: Journal, for_: str | None, who: str | None, as_of: date | None, *, is_me: bool
) -> Lens:
    if for_ is not None:
        return audience.lens(journal, for_, who, as_of)
    if is_me or not (who or mentorships.everyone(journal, ended=True)):
        return Lens(Audience.ME, None, as_of)
    known = audience.partner(journal, None, who)
    return audience.lens(journal, known.role.value, known.partner.code, as_of)


def _mentorship(journal: Journal, lens: Lens, who: str | None, *, is_me: bool) -> Mentorship | None:
    """The mentorship it is about; None where it is about all."""
    if lens.partner is not None:
        return _of_reader(journal, lens, who)
    if lens.audience.public_alone:
        if who:
            return _told_of(journal, who)
        is_about_me = is_me or lens.audience is not Audience.MANAGER
        return None if is_about_me else _only_mentee(journal)
    return mentorships.with_partner(journal, who) if who else None


def _then(
    journal: Journal, lens: Lens, known: Mentorship, role: Audience | None, period: Period
) -> Mentorship:
    """The mentorship with the same person that ran in the period, in the role that was asked for.

    When a private one ran does not change what somebody else reads, and when any ran is nothing that
    a manager is told of.
    """
    if lens.audience.public_alone:
        return known
    asked = [
        each
        for each in mentorships.of(journal, known.partner.id)
        if role in (None, Audience.ME) or each.role.value == role
        if lens.audience is Audience.ME or each.visibility is not Visibility.PRIVATE
    ]
    return course.between(asked, period.since, period.until) or known


def _of_reader(journal: Journal, lens: Lens, who: str | None) -> Mentorship:
    assert lens.partner is not None
    for known in mentorships.of(journal, lens.partner):
        if known.role.value == lens.audience.value:
            if who and lens.partner not in people.meant(journal, who):
                raise WrongUsage(
                    f"A report for {known.partner.label} is not about {quoted(who)}.",
                    "leave one of the two out",
                )
            return known
    raise NotFound("mentorship", f"p{lens.partner}")


def _told(journal: Journal) -> list[Mentorship]:
    """The mentorships that a manager knows of, in an order that reveals nothing else.

    What a manager may not know does not change what a report is about.
    """
    known = mentorships.everyone(journal, ended=True)
    return sorted(
        (each for each in known if each.visibility is not Visibility.PRIVATE),
        key=lambda each: each.id,
    )


def _told_of(journal: Journal, who: str) -> Mentorship:
    """The newest mentorship with the person named ``who``; raises ``NotFound`` or ``Ambiguous``."""
    known = {each.partner.id: each for each in _told(journal)}
    found = [id for id in people.meant(journal, who, known) if id in known]
    if len(found) > 1:
        raise people.ambiguous(journal, who, found, "mentorship")
    if not found:
        raise NotFound("mentorship", who, "mentorlog mentor --all --for manager lists them")
    return known[found[0]]


def _only_mentee(journal: Journal) -> Mentorship | None:
    """The only mentee, where a manager learns of no mentor and no goal of mine."""
    found = _told(journal)
    mine = any(
        goal.visibility is Visibility.PUBLIC
        for goal in store.select(journal, Goal, owner=journal.me)
    )
    return found[0] if len(found) == 1 and found[0].role is Role.MENTEE and not mine else None
