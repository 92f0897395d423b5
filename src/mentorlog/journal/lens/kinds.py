"""What each kind shows: which of its records are seen, and what of them has a rule of its own."""

from collections.abc import Callable

from mentorlog.journal.lens import days, reading, said
from mentorlog.journal.lens.columns import view
from mentorlog.journal.lens.people import people
from mentorlog.journal.lens.sight import Sight, only_if
from mentorlog.records import CLOSED_GOAL_STATES, Kind


def _mentorships(sight: Sight) -> str:
    """Of its course a manager learns the first day it was seen to run, and nothing else."""
    seen, started = reading.not_private(sight, "r.visibility"), "r.started_on"
    if sight.public_alone:
        started = (
            f"coalesce((SELECT min(s.held_on) FROM {sight.base}sessions s JOIN {sight.base}attendees a"
            f" ON a.session = s.id WHERE a.person IN (r.mentor, r.mentee)"
            f" AND {reading.told_of(sight, Kind.SESSION, 's')}), '9999-12-31')"
        )
    else:
        seen += f" AND {reading.reads(sight, Kind.MENTORSHIP, 'r')}"
    states = days.events(sight, Kind.MENTORSHIP, *days.STATE)
    reason = f"CASE WHEN e.new = 'ended' THEN {said.if_words(sight, 'e.note')} END"
    ended_by_then = only_if(days.by_then(sight, "r.ended_on"), "r.end_reason")
    return view(
        sight,
        Kind.MENTORSHIP,
        f"{seen} AND {days.by_then(sight, started)}",
        cadence_days=_cadence(sight, "days"),
        cadence_months=_cadence(sight, "months"),
        started_on=started,
        ended_on=days.entered(sight, Kind.MENTORSHIP, "ended_on", "ended"),
        end_reason=days.told(sight, states, reason, ended_by_then),
    )


def _cadence(sight: Sight, unit: str) -> str:
    """A cadence is kept in events as ``14 days`` or ``1 months``."""
    new = f"CASE WHEN e.new LIKE '% {unit}' THEN CAST(e.new AS INTEGER) END"
    told = days.events(sight, Kind.MENTORSHIP, "cadence")
    return days.told(sight, told, new, f"r.cadence_{unit}")


def _goals(sight: Sight) -> str:
    return view(
        sight,
        Kind.GOAL,
        reading.there(sight, Kind.GOAL, "g"),
        reading.linked(sight, "g.parent", Kind.GOAL, "p"),
        parent="p.id",
        closed_on=days.entered(sight, Kind.GOAL, "closed_on", *sorted(CLOSED_GOAL_STATES)),
    )


def _milestones(sight: Sight) -> str:
    """Whoever sees a goal may count its milestones, since its progress follows from them."""
    is_open = reading.open_to(sight, Kind.MILESTONE, "m")
    done = f"({days.value(sight, Kind.MILESTONE, 'done_on')})"
    return view(
        sight,
        Kind.MILESTONE,
        f"{reading.not_private(sight, 'm.visibility')} AND {reading.there(sight, Kind.GOAL, 'g')}"
        f" AND ({days.by_then(sight, 'm.done_on')} OR {days.made_by_then(sight, Kind.MILESTONE, 'm')})",
        f"JOIN {sight.base}goals g ON g.id = m.goal",
        title=only_if(is_open, "m.title"),
        due_on=only_if(is_open, days.value(sight, Kind.MILESTONE, "due_on")),
        done_on=only_if(days.by_then(sight, done), done),
    )


def _sessions(sight: Sight) -> str:
    """What was written of a session is of its day; on an earlier one it was only planned."""
    held, is_open = days.by_then(sight, "s.held_on"), reading.open_to(sight, Kind.SESSION, "s")
    notes = only_if(held, only_if(reading.not_private(sight, "s.notes_visibility"), "s.notes"))
    noted = "s.notes_visibility"
    if not sight.is_me:  # How notes are kept that are not seen is not seen either.
        seen = only_if(reading.reads(sight, Kind.SESSION, "s"), notes)
        noted = f"CASE WHEN ({seen}) IS NOT NULL THEN {noted} ELSE 'private' END"
    return view(
        sight,
        Kind.SESSION,
        reading.there(sight, Kind.SESSION, "s"),
        held_on=_day_planned(sight),
        minutes=only_if(held, only_if(is_open, "s.minutes")),
        topic=only_if(is_open, "s.topic"),
        notes=notes,
        notes_visibility=noted,
    )


def _day_planned(sight: Sight) -> str:
    """The day of a session; its index is used where none had another one then."""
    then = " ".join(f"WHEN {id} THEN '{day}'" for id, day in sight.planned)
    return f"CASE s.id {then} ELSE s.held_on END" if then else "s.held_on"


def _takeaways(sight: Sight) -> str:
    """Of a public question it is seen whether it is answered: an answer without its words is empty."""
    told = days.events(sight, Kind.TAKEAWAY, "answer")
    answer = days.told(sight, told, said.if_words(sight, "e.new"), "t.answer")
    if not sight.is_me:
        for_them = days.newest(sight, told, said.said_for(sight, "e"))
        reader = f"{reading.reads(sight, Kind.TAKEAWAY, 't')} AND ifnull({for_them}, 1)"
        answer = f"CASE WHEN {reader} THEN {answer} WHEN ({answer}) IS NOT NULL THEN '' END"
    return view(
        sight,
        Kind.TAKEAWAY,
        reading.line_seen(sight, Kind.TAKEAWAY),
        answer=answer,
        note=_advice_note(sight),
        as_is=["answer"],
    )


def _advice_note(sight: Sight) -> str:
    """The note of the newest outcome that had one; to others, where these are the words of that one."""
    told = days.events(sight, Kind.TAKEAWAY, "outcome")
    outcome = days.value(sight, Kind.TAKEAWAY, "outcome")
    today = only_if(f"({outcome}) <> 'pending'" if sight.as_of else "1", "t.note")
    words = f"nullif({said.if_words(sight, 'e.note')}, '')"
    note = days.told(sight, f"{told} AND e.note IS NOT NULL", words, today)
    if sight.is_me:
        return note
    told += f" AND {said.may_have_note(sight, 'e')}"
    theirs = f"{said.said_for(sight, 'e')} AND e.note = ({note})"
    return only_if(days.newest(sight, told, theirs), note)


def _actions(sight: Sight) -> str:
    done = days.entered(sight, Kind.ACTION, "done_on", "done")
    evidence = only_if(f"({done}) IS NOT NULL" if sight.as_of else "1", "a.evidence")
    if not sight.is_me:  # Evidence has no event of its own, and may be of whoever told one.
        others = f"{days.events(sight, Kind.ACTION, 'state')} AND NOT {said.said_for(sight, 'e')}"
        evidence = only_if(f"NOT EXISTS (SELECT 1 {others})", evidence)
    return view(
        sight,
        Kind.ACTION,
        reading.line_seen(sight, Kind.ACTION),
        done_on=done,
        dropped_on=days.entered(sight, Kind.ACTION, "dropped_on", "dropped"),
        evidence=evidence,
    )


def _wins(sight: Sight) -> str:
    """A public win is seen although its goal is only shared (without the link then), but not if that is private."""
    seen, skill = "1", "w.skill"
    if not sight.is_me:
        seen = (
            f"(w.visibility = 'public' AND (w.goal IS NULL OR EXISTS (SELECT 1 FROM {sight.base}goals p"
            f" WHERE p.id = w.goal AND p.visibility <> 'private'))"
            f" OR {reading.open_to(sight, Kind.WIN, 'w')} AND (w.goal IS NULL OR lg.id IS NOT NULL))"
        )
        # What I call a skill is told to whoever sees a rating of it.
        rated = "SELECT 1 FROM seen_ratings k WHERE k.skill = w.skill COLLATE NOCASE"
        skill = f"CASE WHEN EXISTS ({rated}) THEN w.skill END"
    seen += f" AND {days.by_then(sight, 'w.happened_on')}"
    goal = reading.linked(sight, "w.goal", Kind.GOAL, "lg")
    return view(sight, Kind.WIN, seen, goal, goal="lg.id", skill=skill)


def _ratings(sight: Sight) -> str:
    """A reading by somebody else is between them and me, whatever they or I call it."""
    seen = f"{reading.open_to(sight, Kind.RATING, 'k')} AND {days.by_then(sight, 'k.rated_on')}"
    if not sight.is_me:
        seen += f" AND (k.person = {sight.me} OR {reading.reads(sight, Kind.RATING, 'k')})"
    return view(sight, Kind.RATING, seen)


def _agreements(sight: Sight) -> str:
    """What two agreed is for those two."""
    return view(
        sight,
        Kind.AGREEMENT,
        f"{reading.not_private(sight, 'v.visibility')} AND {reading.reads(sight, Kind.AGREEMENT, 'v')}"
        f" AND {days.by_then(sight, 'v.agreed_on')}",
        "JOIN seen_mentorships r ON r.id = v.mentorship",
    )


VIEWS: dict[Kind, Callable[[Sight], str]] = {
    Kind.PERSON: people,
    Kind.MENTORSHIP: _mentorships,
    Kind.GOAL: _goals,
    Kind.MILESTONE: _milestones,
    Kind.SESSION: _sessions,
    Kind.TAKEAWAY: _takeaways,
    Kind.ACTION: _actions,
    Kind.WIN: _wins,
    Kind.RATING: _ratings,
    Kind.AGREEMENT: _agreements,
}
"""The view of each kind's table."""
