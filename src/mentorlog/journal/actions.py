"""Action items: small, owned, dated commitments of either side.

One that repeats is made again when it is done. Its next due day is counted from the first one of all
(``every_from``), so that what is due on the 31st is due on 28 February and on 31 March after that.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from mentorlog.errors import JournalSaysNo, pasted, quoted
from mentorlog.journal import Journal, Value, events, store
from mentorlog.journal.readers import still
from mentorlog.journal.sharing import received
from mentorlog.journal.store import AWAY, Facts
from mentorlog.journal.words import optional
from mentorlog.periods import Cadence
from mentorlog.records import Action, ActionState, Kind, Visibility


def add(journal: Journal, facts: Facts, *, uid: str | None = None) -> int:
    """A new action, mine unless it names another owner, made on its day or its session's; returns its id.

    ``uid`` is the one it had elsewhere.
    """
    made = facts.get("on") or store.said_on(journal, facts.get("session"))
    journal.expect_past(made, "An action made on")
    facts = _first({**facts, "owner": facts.get("owner") or journal.me}, made)
    columns: dict[str, Value] = {"made_on": made.isoformat(), "state": ActionState.OPEN.value}
    return store.insert(journal, Kind.ACTION, facts, made, uid=uid, columns=columns)


def _first(facts: Facts, on: date) -> Facts:
    """The facts with the day that the repeats are counted from; without a due day, ``on``."""
    every, due_on = facts.get("every"), facts.get("due_on")
    if not isinstance(every, Cadence) or facts.get("every_from"):
        return facts
    if isinstance(due_on, date):
        return {**facts, "every_from": due_on}
    return {**facts, "every_from": on, "due_on": every.after(on, 1)}


def add_closed(
    journal: Journal, facts: Facts, made: date, state: ActionState, on: date, uid: str | None
) -> int:
    """Add one that is done or dropped already, since ``on``; it was made by then. Returns its id."""
    id = add(journal, {**facts, "on": min(made, on)}, uid=uid)
    is_open, closed = ActionState.OPEN.value, state.value
    events.record(journal, Kind.ACTION, id, "state", on=on, old=is_open, new=closed)
    journal.update("actions", id, state=closed, **{f"{closed}_on": on.isoformat()})
    return id


def open_between(journal: Journal, partner: int) -> list[Action]:
    """The open actions of the two of us: mine first, then by due day, those without one last."""
    from mentorlog.journal import belonging  # only what is shown of two people needs it

    order = "owner <> :me, due_on IS NULL, due_on, id"
    return belonging.records(journal, Action, partner, Kind.ACTION.about.is_open, order)


def between(journal: Journal, since: date, until: date) -> list[Action]:
    """Actions that were made, done or dropped in those days, or open in them, by the day made."""
    still = {"coalesce(done_on, dropped_on, '9999') >= ?": since}
    return store.select(journal, Action, still, "made_on, id", until=until)


def tally(
    journal: Journal, condition: str, values: Mapping[str, Value]
) -> dict[int, tuple[int, int]]:
    """Of the actions that meet a condition on ``a``: how many are done of how many not dropped, by owner."""
    # Counted by state first, an index alone answers.
    rows = journal.rows(
        "SELECT owner, sum(iif(state = 'done', n, 0)), sum(iif(state <> 'dropped', n, 0)) FROM"
        f" (SELECT owner, state, count(*) AS n FROM actions a WHERE {condition} GROUP BY owner, state)"
        " GROUP BY owner",
        values,
    )
    return {owner: (done, of) for owner, done, of in rows}


def done(
    journal: Journal,
    id: int,
    on: date | None = None,
    evidence: str | None = None,
    *,
    session: int | None = None,
) -> Action:
    """Mark an open action done, today or on a day, and make the next one if it repeats.

    One that is done takes another day still. ``session`` is where it was told. Raises ``JournalSaysNo`` for
    one that is closed.
    """
    known = store.get(journal, Action, id)
    if evidence is None and _told_again(journal, known, ActionState.DONE, on):
        return store.get(journal, Action, id)
    on = on or journal.clock.today
    expect(journal, known, ActionState.OPEN)
    action = _move(journal, known, ActionState.DONE, on, None, evidence, session)
    repeat(journal, action, on)
    return action


def _told_again(
    journal: Journal, known: Action, state: ActionState, on: date | None, why: str | None = None
) -> bool:
    if not events.told_again(journal, Kind.ACTION, known, state, on, why):
        return False
    if on:
        _made_by(journal, known, on)
    return True


def repeat(journal: Journal, action: Action, on: date) -> None:
    """Make the next one of an action done or skipped on a day, if it repeats and is not a partner's."""
    if not action.every or action.received or next_of(journal, action):
        return
    goal = action.goal.id if action.goal else None
    facts = Facts(
        on=on,
        text=action.text,
        owner=action.owner.id,
        due_on=following(action, on),
        goal=goal,
        every=action.every,
        every_from=_counted_from(action),
        when=action.when,
        visibility=_kept_as(journal, action),
        readers=still(journal, goal, (each.id for each in action.readers)),
        tags=action.tags,
    )
    add(journal, facts, uid=next_uid(journal, action.uid))


def next_of(journal: Journal, action: Action) -> Action | None:
    """What was made when the action was done or skipped, if it was."""
    if action.every is None:
        return None
    found = store.select(journal, Action, {"a.uid = ?": next_uid(journal, action.uid)})
    return found[0] if found else None


def next_in_words(journal: Journal, action: Action) -> str:
    """`` (next: a4, due Fri 29 May)`` behind what is said of an action that is closed; else empty."""
    following = next_of(journal, action) if action.state is not ActionState.OPEN else None
    if following is None:
        return ""
    due = f", due {journal.in_words(following.due_on)}" if following.due_on else ""
    return f" (next: a{following.id}{due})"


def next_uid(journal: Journal, uid: str) -> str:
    """The uid of what is made when the action with a uid is done.

    It is the same in every copy of the journal, so that two in which it was done have one next.
    One that was purged is passed over, as it never comes back.
    """
    from hashlib import sha256  # 2 ms that few commands need

    from mentorlog.journal.keeping import tombstones

    while True:
        uid = sha256(f"after {uid}".encode()).hexdigest()[:16]
        if not tombstones.is_purged(journal, uid):
            return uid


def _kept_as(journal: Journal, action: Action) -> Visibility:
    """The next hangs on no session, so one from a private session is private by itself."""
    session = action.session.id if action.session else None
    hidden = journal.value(
        "SELECT 1 FROM sessions WHERE id = ? AND visibility = 'private'", [session]
    )
    return Visibility.PRIVATE if hidden else action.visibility


def following(action: Action, on: date) -> date:
    """The day on which a repeating action is due next, once it is done on a day.

    Raises ``JournalSaysNo`` off the calendar.
    """
    assert action.every
    try:
        return action.every.first_after(_counted_from(action), max(on, action.due_on or on))
    except OverflowError:
        raise JournalSaysNo(
            f"a{action.id} would be due after the year 9999.",
            f"mentorlog action edit a{action.id} --every none ends it",
        ) from None


def _counted_from(action: Action) -> date:
    """The day that its repeats are counted from; a due day of its own choice is a new one."""
    start, due = action.every_from or action.made_on, action.due_on
    assert action.every
    if due is None:
        return start
    is_counted = due > start and due == action.every.first_after(start, due - timedelta(1))
    return start if is_counted else due


def drop(
    journal: Journal,
    id: int,
    on: date | None = None,
    why: str | None = None,
    evidence: str | None = None,
) -> Action:
    """Stop an open action on purpose, today or on a day; it counts neither as done nor as missed.

    One that was dropped before takes another day, and a reason, still.
    """
    known = store.get(journal, Action, id)
    if evidence is None and _told_again(journal, known, ActionState.DROPPED, on, why):
        return store.get(journal, Action, id)
    expect(journal, known, ActionState.OPEN)
    on = on or journal.clock.today
    return _move(journal, known, ActionState.DROPPED, on, why, evidence)


def skip(journal: Journal, id: int, on: date | None = None, why: str | None = None) -> Action:
    """Drop an open action that repeats this one time, and make the next one.

    Raises ``JournalSaysNo`` for one that does not repeat.
    """
    action = store.get(journal, Action, id)
    if action.every is None:
        raise JournalSaysNo(
            f"a{id} {quoted(action.text)} does not repeat, so there is no next time.",
            f"mentorlog action drop a{id}; mentorlog action edit a{id} --due DAY moves it",
        )
    action = drop(journal, id, on, why)
    repeat(journal, action, on or journal.clock.today)
    return action


def reopen(
    journal: Journal, id: int, on: date, evidence: str | None = None
) -> tuple[Action, tuple[str, ...]]:
    """Open a done or dropped action again; returns it, and what to say of its next one and its evidence.

    The next one, made when a repeating action was done or skipped, goes where nothing was done to it since.
    """
    known = expect(journal, store.get(journal, Action, id), ActionState.DONE, ActionState.DROPPED)
    said = _take_back_next(journal, known)
    if known.evidence and not evidence:
        takes = pasted("mentorlog", "action", "edit", f"a{id}", "--evidence", "")
        said.append(f"its evidence stays: {takes} takes it away")
    return _move(journal, known, ActionState.OPEN, on, None, evidence), tuple(said)


def _take_back_next(journal: Journal, action: Action) -> list[str]:
    following = next_of(journal, action)
    if following is None:
        return []
    from mentorlog.journal.past import changes  # only what repeats needs it

    if not changes.is_as_made(journal, Kind.ACTION, following.id):
        return [f"a{following.id} stays, as something was done to it since"]
    store.remove(journal, Kind.ACTION, following.id)
    return [f"a{following.id} is gone again"]


def expect(journal: Journal, action: Action, *states: ActionState) -> Action:
    """The action; raises ``JournalSaysNo`` where it is in none of the states."""
    if action.state not in states:
        is_it, hint = f"is {action.state}", ""
        if closed := action.done_on or action.dropped_on:
            is_it = f"has been {action.state} since {journal.in_words(closed)}"
            hint = f"mentorlog action reopen a{action.id} opens it again"
        raise JournalSaysNo(f"a{action.id} {quoted(action.text)} {is_it}.", hint)
    return action


def _move(
    journal: Journal,
    action: Action,
    state: ActionState,
    on: date,
    why: str | None = None,
    evidence: str | None = None,
    session: int | None = None,
) -> Action:
    received.expect_mine(journal, Kind.ACTION, action.id, ("state",))
    _made_by(journal, action, on)
    if evidence is not None:
        journal.update("actions", action.id, evidence=_with_evidence(action, evidence))
    return store.move(
        journal,
        Action,
        action.id,
        "state",
        state,
        on=on,
        note=optional(why),
        session=session,
        done_on=on.isoformat() if state is ActionState.DONE else None,
        dropped_on=on.isoformat() if state is ActionState.DROPPED else None,
    )


def _with_evidence(action: Action, words: str) -> str | None:
    """The evidence with more words below it; words that stand there are not said twice."""
    known = action.evidence or ""
    if f"\n{words}\n" in f"\n{known}\n":
        return known
    return optional("\n".join(filter(None, (known, words))))


def _made_by(journal: Journal, action: Action, on: date) -> None:
    """Who has done a thing by a day had taken it on by then, so the day it was made gives way.

    Raises ``JournalSaysNo`` for a partner's action: their journal says when it was made.
    """
    if action.made_on > on:
        if action.received:
            made, told = journal.in_words(action.made_on), journal.in_words(on)
            raise JournalSaysNo(
                f"a{action.id} was made on {made} in the journal of {action.received.giver};"
                f" {told} is before that."
            )
        journal.update("actions", action.id, made_on=on.isoformat())
        events.made_by(journal, Kind.ACTION, action.id, on)


def last_moved(journal: Journal, id: int) -> date | None:
    """The day on which it was last closed or opened again, if it ever was."""
    moved = events.last(journal, Kind.ACTION, id, ("state",))
    return date.fromisoformat(moved["happened_on"]) if moved else None


def become(
    journal: Journal, action: Action, state: ActionState, on: date, session: int | None = None
) -> Action:
    """The action moved to a state by the steps that the journal allows; the user is told of its repeats."""
    if action.state is state:
        return action
    if action.state is not ActionState.OPEN:
        today = journal.clock.today
        action, said = reopen(journal, action.id, today)
        journal.notes += [f"a{action.id}: {each}." for each in said]
        on = max(on, today)
    if state is ActionState.DONE:
        action = done(journal, action.id, on, session=session)
        if following := next_of(journal, action):
            journal.notes.append(f"a{action.id} is done; a{following.id} comes next.")
    elif state is ActionState.DROPPED:
        action = drop(journal, action.id, on)
    return action


def edit(journal: Journal, id: int, facts: Facts) -> None:
    """Change what is given; what is to come back is counted from its due day."""
    every = facts.get("every")
    if every is AWAY:
        facts = {**facts, "every_from": AWAY}
    elif every:
        action = store.get(journal, Action, id)
        expect(journal, action, ActionState.OPEN)
        due_on = facts.get("due_on") or action.due_on
        facts = _first({**facts, "due_on": due_on}, facts.get("on") or journal.today)
    store.edit(journal, Kind.ACTION, id, facts)
