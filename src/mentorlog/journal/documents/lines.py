"""The lines of a session, written as records: takeaways, and actions with their owners."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from mentorlog.errors import pasted, quoted
from mentorlog.journal import Journal, actions, mentorships, people, store, takeaways
from mentorlog.journal.names import refs
from mentorlog.journal.store import Facts
from mentorlog.records import (
    Action,
    ActionState,
    Kind,
    Outcome,
    Role,
    Session,
    Takeaway,
    TakeawayKind,
    Visibility,
)
from mentorlog.records.choices import ANSWERED
from mentorlog.records.drafts import LineDraft, lines_of, said_visibility
from mentorlog.spelling import hashtags
from mentorlog.values import NamedTuple


class Written(NamedTuple):
    """New lines of a session by reference, in their order, and what the user should be told."""

    marks: tuple[str, ...]
    notes: tuple[str, ...]


def write(
    journal: Journal, id: int, lines: Sequence[LineDraft], attendees: Sequence[int] = ()
) -> Written:
    """Make records of the lines. They are not read back, as a session may have thousands.

    ``attendees`` are who was there, in the order they were named.
    """
    session = store.get(journal, Session, id)
    on = min(session.held_on, journal.clock.today)
    there = attendees or [person.id for person in session.attendees]
    owners = Owners(journal, there, session.held_on)
    marks, notes = [], list[str]()
    for line in lines:
        if line.kind is Kind.ACTION:
            made, said = _action(journal, id, line, on, owners)
            marks.append(f"a{made}")
            notes += said
        else:
            marks.append(f"t{_takeaway(journal, id, line, on)}")
    return Written(tuple(marks), tuple(notes))


def _takeaway(journal: Journal, session: int, line: LineDraft, on: date) -> int:
    assert isinstance(line.kind, TakeawayKind)
    facts = Facts(
        on=on,
        text=line.text,
        kind=line.kind,
        session=session,
        visibility=line.visibility,
        tags=hashtags(line.text),
    )
    id = takeaways.add(journal, facts)
    today = journal.clock.today
    if line.kind is TakeawayKind.ADVICE and (
        line.outcome not in (None, Outcome.PENDING) or line.note
    ):
        takeaways.outcome(journal, id, line.outcome or Outcome.PENDING, today, line.note or "")
    if line.kind in ANSWERED and line.answer:
        takeaways.answer(journal, id, line.answer, today)
    return id


def _action(
    journal: Journal, session: int, line: LineDraft, on: date, owners: "Owners"
) -> tuple[int, tuple[str, ...]]:
    owner, text, notes = owners.of(line)
    facts = Facts(
        on=on,
        text=text,
        owner=owner,
        session=session,
        due_on=line.due_on,
        evidence=line.evidence,
        visibility=line.visibility,
        tags=hashtags(text),
        when=line.when,
        every=line.every,
    )
    id = actions.add(journal, facts)
    if line.done or line.dropped:
        tick(journal, store.get(journal, Action, id), line)
    if line.owner is None and (meant := owners.begins(text)) not in (None, owner):
        word = "me" if meant == journal.me else text.split()[0].lower()
        makes = pasted("mentorlog", "edit", f"a{id}", "--owner", word)
        notes += (f"a{id} is {owners.whose(owner)}; {makes} makes it {owners.whose(meant)}.",)
    return id, notes


def tick(journal: Journal, action: Action, line: LineDraft, session: int | None = None) -> Action:
    """The action, moved to the state and day that the draft's box says, as told in the session."""
    wanted = ActionState.DONE if line.done else ActionState.OPEN
    wanted = ActionState.DROPPED if line.dropped else wanted
    on = line.closed_on or journal.clock.today
    return actions.become(journal, action, wanted, on, session)


class Owners:
    """Finds the owners of a session's actions; each name is looked up once."""

    def __init__(self, journal: Journal, attendees: Sequence[int], on: date) -> None:
        self._journal = journal
        self._attendees = attendees
        self._on = on
        self._known: dict[str, tuple[int | None, str]] = {}

    def of(self, line: LineDraft) -> tuple[int, str, tuple[str, ...]]:
        """The owner, the text, and notes: an ``@word`` that names no one person stays in the text."""
        if line.owner is None:
            return self._default, line.text, self._inside(line.text)
        if line.owner not in self._known:
            self._known[line.owner] = self._whose(line.owner)
        found, why = self._known[line.owner]
        if found is not None:
            return found, line.text, ()
        said = f"{quoted('@' + line.owner)} stays in the text: {why}."
        return self._default, f"{line.text} @{line.owner}", (said,)

    def begins(self, text: str) -> int | None:
        """Who was there and stands at the beginning of a text, as in ``Dana introduces me``; I am ``I``."""
        word = text.split(maxsplit=1)[0] if text.strip() else ""
        return self._there.get(word)

    def whose(self, owner: int | None) -> str:
        """``yours``, ``Dana's``."""
        person = next((each for each, id in self._there.items() if id == owner), "")
        return "yours" if owner == self._journal.me else f"{person}'s"

    @cached_property
    def _there(self) -> dict[str, int]:
        """Who was there, by their first name."""
        known = refs(self._journal, Kind.PERSON, self._attendees)
        return {each.short: id for id, each in known.items()} | {"I": self._journal.me}

    def _inside(self, text: str) -> tuple[str, ...]:
        """What to say of a name inside a text, where it does not say whose the action is."""
        for word in re.findall(r"(?<!\S)@([^\s@,.;:!?]+)", text):
            if self._whose(word)[0] is not None:
                return (
                    f"{quoted('@' + word)} stays in the text: as the first word it would say whose it is.",
                )
        return ()

    @cached_property
    def _default(self) -> int:
        return default_owner(self._journal, self._attendees, self._on)

    def _whose(self, word: str) -> tuple[int | None, str]:
        """Whose an ``@word`` says it is, one who was there first; or why there is no telling."""
        if word.casefold() in people.OWN_WORDS:
            return self._journal.me, ""
        found = people.meant(self._journal, word)
        chosen = [id for id in found if id in self._attendees]
        if len(chosen) == 1 or len(found) == 1:
            return (chosen or found)[0], ""
        if found:
            return None, "several people are called that"
        near = people.nearly(self._journal, word)
        return None, f"nobody is called that{f' (did you mean {near.short}?)' if near else ''}"


def of(journal: Journal, id: int) -> tuple[list[Takeaway], list[Action]]:
    """The lines of a session, as the lens shows them."""
    return (
        store.select(journal, Takeaway, order="id", session=id),
        store.select(journal, Action, order="id", session=id),
    )


def without_known(
    journal: Journal, id: int, given: Sequence[LineDraft], attendees: Sequence[int]
) -> tuple[LineDraft, ...]:
    """The lines that the session does not have yet, just as they are; each that it has stands for one."""
    session, (written, promised) = store.get(journal, Session, id), of(journal, id)
    here: list[tuple[LineDraft, int | None]] = [(line, None) for line in lines_of(written, (), ())]
    here += [(line, each.owner.id) for each in promised for line in lines_of((), [each], ())]
    owners = Owners(journal, attendees, session.held_on)
    new = []
    for line in given:
        owner, text, _ = owners.of(line) if line.kind is Kind.ACTION else (None, line.text, ())
        level = line.visibility and said_visibility(line.kind, line.visibility)
        level = None if session.visibility is Visibility.PRIVATE else level
        said = line._replace(text=text.strip(), visibility=level)
        known = next((each for each in here if owner == each[1] and _is(said, each[0])), None)
        if known:
            here.remove(known)
        else:
            new.append(line)
    return tuple(new)


def _is(line: LineDraft, here: LineDraft) -> bool:
    """Whether a line says what stands here, or less of its day, its closing day and who reads it."""
    unsaid: dict[str, Any] = {
        name: getattr(here, name)
        for name in ("due_on", "closed_on", "visibility", "every")
        if getattr(line, name) is None
    }
    said = line._replace(mark=here.mark, owner=here.owner, is_reply_private=False, **unsaid)
    return said == here


def default_owner(journal: Journal, attendees: Sequence[int], on: date) -> int:
    """Whose an action is where nobody says: the first attendee I mentored on that day, else mine."""
    from mentorlog.journal import course  # only an action that names nobody needs it

    for person in attendees:
        if course.role_on(mentorships.of(journal, person), on) is Role.MENTEE:
            return person
    return journal.me
