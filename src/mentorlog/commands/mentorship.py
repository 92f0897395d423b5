"""``mentorlog mentor``, ``mentee`` and ``peer`` begin a mentorship; ``mentorlog mentorship`` goes on with it."""

from functools import partial
from inspect import Parameter
from typing import Annotated

import typer

from mentorlog.commands import fields, verbs
from mentorlog.commands.desk import Desk, at_terminal, say, says_yes
from mentorlog.commands.options import (
    MentorshipRef,
    On,
    Why,
    Writing,
    argument,
    option,
    parameter,
    writes,
)
from mentorlog.errors import count, pasted
from mentorlog.journal import Journal, course, mentorships, people, readers, running, store
from mentorlog.records import Kind, Mentorship, MentorshipStanding, MentorshipState, Role
from mentorlog.views import mentorships as views
from mentorlog.views.listings import because, repeating
from mentorlog.views.pages import Screen

_NAME = Annotated[list[str], argument("NAME", "The whole name.")]
_AGREED = (fields.EVERY, fields.STARTED, fields.UNTIL, fields.PURPOSE)
_LATER = "mentorlog mentorship edit WHO --until DAY keeps the day on which it is agreed to end"
"""What can be done about an end that is still to come."""
_From = Annotated[str | None, option("--on", "The first day; today if not given.", "DAY")]
_Until = Annotated[str | None, option("--until", "The day on which it goes on.", "DAY")]
_ABOUT = {
    Role.MENTOR: "Who mentors you: list, add; mentorship does the rest. Alone it lists.",
    Role.MENTEE: "Whom you mentor: list, add; mentorship does the rest. Alone it lists.",
    Role.PEER: "Whom you learn with: list, add; mentorship does the rest. Alone it lists.",
}


def _standing(journal: Journal, known: Mentorship) -> MentorshipStanding:
    return course.of(journal, [known])[0]


def _listing(journal: Journal, *, role: Role | None = None, all_: bool, tag: str | None) -> Screen:
    found = mentorships.everyone(journal, role=role, ended=all_, tag=tag)
    return views.listing(course.of(journal, found), role, journal.today)


def _card(journal: Journal, id: int) -> Screen:
    return views.card(_standing(journal, store.get(journal, Mentorship, id)), journal.today)


def _question(journal: Journal, known: Mentorship) -> str:
    agreed = len(mentorships.agreements_of(journal, known.id))
    since = f" of {known.started_on}" if known.ended_on else ""
    gone = f" What you agreed goes too: {count(agreed, 'version')}." if agreed else ""
    return f"Delete the mentorship{since} with {known.partner.label}?{gone}"


NOUN = verbs.Noun(
    kind=Kind.MENTORSHIP,
    about="Mentorships: show, edit, pause, resume, end. Alone it lists those that run.",
    helps={
        "list": "List those that run and how they were kept. --all lists the ended too.",
        "show": "Show one: the cadence, how it was kept, its pauses.",
        "edit": "Change what was agreed; a new cadence is kept in the history.",
        "delete": "Delete one made by mistake; people, sessions and goals stay.",
    },
    reference=MentorshipRef,
    find=lambda journal, who: mentorships.named(journal, who).id,
    of_partners=True,
    edits=(*_AGREED, fields.ON),
    edit=mentorships.edit,
    listing=_listing,
    card=_card,
    title=lambda known: f"{known.partner.label} · your {known.role}",
    shown=_standing,
    written=lambda journal, standing, what: views.written(standing, what, journal.today),
    question=_question,
)
app = verbs.app(NOUN)


# Beginning one


def _of_role(role: Role) -> typer.Typer:
    """``mentor``, ``mentee`` or ``peer``."""
    listing = partial(_listing, role=role)
    helps = {"list": NOUN.helps["list"]}
    app = verbs.app(NOUN._replace(about=_ABOUT[role], helps=helps, listing=listing))

    def add(write: Writing, name: str, **given: str | None) -> None:
        """Begin a mentorship, with somebody known by that name or new."""
        desk = write.desk
        name = write.typed(name, f"{role} add")
        name, given["cadence"] = fields.name_apart(write, name, given["cadence"])
        fields.read_days(_AGREED, desk, given)
        fields.read_texts(_AGREED, write, given, f"{role} add")
        with desk.writing(f"{role} add") as journal:
            facts = verbs.facts_of_new(Kind.MENTORSHIP, _AGREED, write, journal, given)
            like = people.meant(journal, name)
            known = mentorships.add(journal, name, role, facts)
            screen = views.written(_standing(journal, known), "added", journal.today)
            screen = repeating(screen, verbs.given_texts(Kind.MENTORSHIP, known, given))
            others = [people.described(journal, id) for id in like if known.partner.id not in like]
            unread = readers.unread_goals(journal) if role is not Role.MENTEE else []
        write.show(screen)
        if unread:
            _offer(desk, known, unread)
        if others:
            say(f"{known.partner.label} is new; the journal also knows {', '.join(others[:3])}.")
            say(f"hint: mentorlog undo, then mentorlog {role} add p{like[0]}, if you mean that one")

    own = [parameter("name", _NAME, Parameter.empty), *(each.option() for each in _AGREED)]
    app.command("add")(writes("private", "shared", "public", "tag", own=own)(add))
    return app


def _offer(desk: Desk, known: Mentorship, unread: list[int]) -> None:
    """Goals of mine that nobody reads yet may be for the new partner."""
    name, number = known.partner.label, len(unread)
    goals = count(number, "open goal has", "open goals have")
    if not at_terminal():
        say(f"{goals} no reader yet.\nhint: mentorlog goal edit g{unread[0]} --with {pasted(name)}")
        return
    if says_yes(f"{goals} no reader yet. May {name} read {'it' if number == 1 else 'them'}?"):
        with desk.writing("goal edit") as journal:
            for id in unread:
                readers.put(journal, Kind.GOAL, id, [known.partner.id])


mentor, mentee, peer = _of_role(Role.MENTOR), _of_role(Role.MENTEE), _of_role(Role.PEER)


# Going on with it


@app.command()
@writes()
def pause(
    write: Writing, who: MentorshipRef, on: _From = None, until: _Until = None, why: Why = None
) -> None:
    """Put it to rest, now or later; whole slots in a pause do not count. One that rests takes a reason still."""
    desk = write.desk
    day = desk.turned(on)
    again = desk.day(until) if until is not None else None
    with desk.writing("mentorship pause") as journal:
        known = mentorships.named(journal, who)
        told = running.told_why(journal, known, day, why) if until is None else None
        if told:
            day, again, now = told.from_on, told.until_on, known
        else:
            now = running.pause(journal, known.id, day, why, until=again)
            journal.notes += course.cut_by_pauses(journal, now, day)
        standing = _standing(journal, now)
    what = "paused" if day <= desk.today else "to be paused"
    write.show(because(views.written(standing, what, desk.today, on=day, until=again), why))


@app.command()
@writes()
def resume(write: Writing, who: MentorshipRef, on: _From = None, why: Why = None) -> None:
    """Take it up again, paused or ended; with a day to come, a pause ends by itself."""
    desk = write.desk
    day = desk.turned(on)
    with desk.writing("mentorship resume") as journal:
        known = mentorships.named(journal, who, resting=True)
        standing = _standing(journal, running.resume(journal, known.id, day, why))
        gone = running.taken_back(journal, known, standing.mentorship)
    if (
        gone
        and known.state is MentorshipState.ACTIVE
        and not standing.mentorship.pauses_after(desk.today)
    ):
        write.show(views.written(standing, views.taken_back(gone, desk.today), desk.today))
        return
    what = "active again" if day <= desk.today else "to be active again"
    write.show(because(views.written(standing, what, desk.today, on=day, gone=gone), why))


@app.command()
@writes()
def end(write: Writing, who: MentorshipRef, on: On = None, why: Why = None) -> None:
    """End it, with the reason; sessions, goals and what is open stay."""
    desk = write.desk
    day = desk.happened_on(on, _LATER)
    with desk.writing("mentorship end") as journal:
        known = mentorships.named(journal, who)
        standing = _standing(journal, running.end(journal, known.id, day, why))
        gone = running.taken_back(journal, known, standing.mentorship)
    ended_on = standing.mentorship.ended_on
    write.show(because(views.written(standing, "ended", desk.today, on=ended_on, gone=gone), why))
