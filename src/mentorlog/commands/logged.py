"""A session being logged: what the command line says, who was there, how it is stored."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from mentorlog import periods
from mentorlog.commands.desk import Desk, ask, at_terminal, choose, say, says_yes
from mentorlog.errors import NotFound, UnreadableWords, WrongUsage, pasted
from mentorlog.journal import Journal, mentorships, people, sessions
from mentorlog.journal.documents import log
from mentorlog.journal.names import refs
from mentorlog.journal.references import resolve
from mentorlog.journal.store import Facts
from mentorlog.records import Kind, Mode, Ref, Role, Session
from mentorlog.records.choices import meant
from mentorlog.records.drafts import Logged, SessionDraft
from mentorlog.values import NamedTuple
from mentorlog.views import sessions as views

BACK = "back: mentorlog undo"

_ROLES = {"m": Role.MENTOR, "e": Role.MENTEE, "p": Role.PEER, "n": "none of these"}


class Order(NamedTuple):
    """Whom the session was with and how to store it, as the command line has it."""

    desk: Desk
    who: str | None
    others: tuple[str, ...]
    goals: tuple[str, ...]
    new: bool
    as_json: bool
    yes: bool = False

    @classmethod
    def of(cls, desk: Desk, who: str) -> Self:
        """What names people alone."""
        return cls(desk, who, (), (), new=False, as_json=False)


# Who was there


class Stranger(NamedTuple):
    """Somebody to be added with the session: a name, a role, and perhaps a cadence.

    Somebody whom one only met has no role.
    """

    name: str
    role: Role | None
    cadence: periods.Cadence | None


class Attending(NamedTuple):
    """Those who were there: the ids of people known, strangers to be added, and the names of all.

    ``due`` are the sessions planned up to today, with whomever, where somebody can be asked about them.
    """

    known: list[int]
    strangers: list[Stranger]
    names: list[str]
    due: list[Session]

    def ids(self, journal: Journal, on: date | None) -> list[int]:
        """The ids of all; strangers are added, one with a role with a mentorship that starts on ``on``.

        Raises ``NotFound`` for somebody who was taken away since they were named.
        """
        still = refs(journal, Kind.PERSON, self.known)
        for id, name in zip(self.known, self.names, strict=False):
            if id not in still:
                raise NotFound("person", name, f"mentorlog mentor add {pasted(name)} adds one")
        return self.known + [_added(journal, each, on) for each in self.strangers]


def _added(journal: Journal, new: Stranger, on: date | None) -> int:
    if new.role is None:
        return people.add(journal, Facts(name=new.name))
    facts = Facts(cadence=new.cadence, started_on=on)
    return mentorships.add(journal, new.name, new.role, facts).partner.id


def attending(order: Order, named: Sequence[str] = ()) -> Attending:
    """Those who were there, by the command line or else as ``named``.

    Asks who a stranger is, before any lock is taken. Without any name it is who is mostly meant.
    """
    wanted = list((order.who,) if order.who else named)
    if not (wanted or order.others):
        from mentorlog.commands import log_questions

        wanted = [log_questions.whom(order.desk, "mentorlog", "log")]
    with order.desk.reading() as journal:
        wanted = people.several(journal, wanted, known=True)
        wanted += people.several(journal, order.others)
        found = [_find(journal, name) for name in wanted]
        near = [
            None if each else people.nearly(journal, name)
            for name, each in zip(wanted, found, strict=True)
        ]
        due = sessions.due(journal) if at_terminal() else []
    there = [
        each or _meet(name, like) for name, each, like in zip(wanted, found, near, strict=True)
    ]
    known = [each for each in there if isinstance(each, Ref)]
    strangers = [each for each in there if isinstance(each, Stranger)]
    names = [each.label for each in known] + [each.name for each in strangers]
    return Attending([each.id for each in known], strangers, names, due)


def _find(journal: Journal, name: str) -> Ref | None:
    """The one person meant; None for a stranger."""
    try:
        id = mentorships.companion(journal, name)
    except NotFound:
        return None
    return refs(journal, Kind.PERSON, [id])[id]


def _meet(name: str, near: Ref | None) -> Stranger | Ref:
    """Who somebody is whom the journal does not know: perhaps it does, and the name is a slip."""
    shown = people.as_name(name)
    if not shown or shown[0] in "-!?+#" or shown.isdigit():
        raise NotFound("person", name, "mentorlog log WHO names who was there, TEXT comes after it")
    if not at_terminal():
        raise NotFound("person", name, people.adding(name, near=near))
    if near and is_slip(shown, near):
        return near
    role = _ask_role(shown)
    return Stranger(shown, role, _ask_cadence() if role else None)


def is_slip(name: str, near: Ref) -> bool:
    """Whether somebody says that a name which nobody has was meant for a person known."""
    return says_yes(f"Nobody is called {name}. Did you mean {near.label}?")


def _ask_role(name: str) -> Role | None:
    question = f"{name} is your [m]entor, your mente[e], a [p]eer, [n]one of these? "
    found = choose(question, _ROLES)
    return None if found == _ROLES["n"] else Role(found)


def _ask_cadence() -> periods.Cadence | None:
    while words := ask("How often? [2w, Enter to skip] "):
        try:
            return periods.cadence(words)
        except WrongUsage as error:
            say(f"{error.sentence} {error.hint.capitalize()}.")
    return None


def how_met(words: str | None) -> Mode | None:
    """One of the modes; None where no words are given. Raises ``UnreadableWords``."""
    if words is None:
        return None
    mode = meant(Mode, words)
    if mode is None:
        raise UnreadableWords("way to meet", words, tuple(Mode))
    return mode


def on_its_day(order: Order, draft: SessionDraft, there: Attending) -> SessionDraft:
    """The draft; where nobody said when it was, dated by a session planned for an earlier day."""
    if draft.held_on or order.new or there.strangers or not there.due:
        return draft
    from mentorlog.commands import log_questions

    day = log_questions.planned_day(there.due, there.known, order.desk.today)
    return draft._replace(held_on=day)


# Saving


def save(
    order: Order,
    draft: SessionDraft,
    there: Attending | None = None,
    *,
    keep: tuple[type[BaseException], ...] = (),
    again: bool = False,
) -> Logged:
    """Store the draft, whose lines with a mark are ticks; ``again`` as for ``log.save``.

    Where one of the errors ``keep`` is raised, it is kept as a file first.
    """
    names = list(draft.with_people)
    try:
        there = there or attending(order, draft.with_people)
        names = there.names
        draft = on_its_day(order, draft, there)
        with order.desk.writing("log") as journal:
            people = there.ids(journal, draft.held_on)
            goals = [resolve(journal, Kind.GOAL, goal) for goal in order.goals]
            ticks = [line for line in draft.lines if line.mark]
            new = draft._replace(lines=tuple(line for line in draft.lines if not line.mark))
            stored = log.save(
                journal, new, people, goals=goals, new=order.new, ticks=ticks, again=again
            )
            if draft.held_on:
                journal.notes += _still_planned(journal, people, draft.held_on)
            return stored
    except keep:
        keep_draft(order, draft._replace(with_people=tuple(names or filter(None, [order.who]))))
        raise


def _still_planned(journal: Journal, people: Sequence[int], on: date) -> list[str]:
    """What to say of sessions with exactly these people that were planned for another day up to today."""
    return [
        f"s{each.id} is still planned for {journal.in_words(each.held_on)};"
        f" if this was it, mentorlog session cancel s{each.id} takes it away."
        for each in sessions.due(journal)
        if each.held_on != on and {person.id for person in each.attendees} == set(people)
    ]


def tell(
    order: Order, written: Logged, hint: str = "", also: Sequence[str] = (), note: str = ""
) -> None:
    """Print what was written, ``also`` to lines that were there; ``note`` is what the notes got.

    By now nothing that goes wrong can lose it, so no draft is left.
    """
    for sentence in written.notes:
        say(sentence)
    screen = views.logged(written, order.desk.today, hint=hint, also=also, note=note)
    order.desk.show(screen, as_json=order.as_json)


def keep_draft(order: Order, draft: SessionDraft) -> None:
    """Keep what was typed as a draft, and say where; as a last resort print it."""
    from mentorlog import drafts
    from mentorlog.exchange import session_document

    who = draft.with_people[0] if draft.with_people else ""
    draft = draft._replace(held_on=draft.held_on or order.desk.today)
    order.desk.keep(drafts.of_session(who), session_document.write_draft(draft))
