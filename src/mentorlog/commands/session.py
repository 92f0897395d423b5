"""``mentorlog session``: meetings planned, held, cancelled and missed; ``add`` is ``log``."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Annotated, TypeVar

from mentorlog import periods
from mentorlog.commands import fields, verbs
from mentorlog.commands import log as logging
from mentorlog.commands.desk import Desk, at_terminal, confirm, say
from mentorlog.commands.logged import how_met
from mentorlog.commands.options import (
    At,
    HowMet,
    InEditor,
    MaybeWho,
    New,
    On,
    SessionRef,
    Why,
    Writing,
    Yes,
    argument,
    option,
    writes,
)
from mentorlog.dates import clock_time, counted_on, weekday_day
from mentorlog.errors import (
    JournalSaysNo,
    WrongUsage,
    count,
    pasted,
    quoted,
)
from mentorlog.journal import EVERYTHING, Journal, mentorships, people, sessions, store
from mentorlog.journal.documents import ticks
from mentorlog.journal.documents.lines import of as lines_of
from mentorlog.journal.references import resolve
from mentorlog.journal.store import AWAY, Away, Facts
from mentorlog.records import Kind, Session, SessionState, Visibility
from mentorlog.records.choices import meant
from mentorlog.spelling import hashtags, is_none
from mentorlog.views import sessions as views
from mentorlog.views.listings import longer
from mentorlog.views.pages import Screen

Topic = Annotated[str | None, option("--topic", "What it is about.", "TEXT", also="--title --text")]
TopicOrNone = Annotated[
    str | None, option("--topic", "What it is about, or none.", "TEXT", also="--title --text")
]
Duration = Annotated[str | None, option("--duration", "How long it takes.", "45m")]
Goals = Annotated[list[str] | None, option("--goal", "A goal discussed.", "G")]
GoalsOrNone = Annotated[
    list[str] | None, option("--goal", "A goal discussed, or none to take away those there.", "G")
]
With = Annotated[list[str] | None, option("--with", "Somebody else who is there.", "WHO")]
Attended = Annotated[
    list[str] | None, option("--with", "Who attended, in place of those named before.", "WHO")
]

_SHOWN_MONTHS = 3
Read = TypeVar("Read")


def _listing(journal: Journal, *, person: int | None, all_: bool, tag: str | None) -> Screen:
    since = None if all_ else periods.last_months(_SHOWN_MONTHS, journal.today).since
    found = store.select(journal, Session, met=person, since=since, tag=tag)
    return views.listed(found, journal.today)


def _card(journal: Journal, id: int) -> Screen:
    ticked = ticks.answered_in(journal, [id]).get(id, []), ticks.done_in(journal, id)
    history = store.history(journal, Kind.SESSION, id)
    session = store.get(journal, Session, id)
    card = views.card(session, lines_of(journal, id), ticked, history, journal.today)
    return card._replace(document=lambda: _document(journal, id))


def _document(journal: Journal, id: int) -> str:
    """The document that edit and log read, with the marks that tie it to the journal for me alone."""
    from mentorlog.commands import documents

    return documents.document(journal, id, marks=journal.lens == EVERYTHING)


def _close(journal: Journal, id: int, end: verbs.Ending) -> Screen:
    """Of a planned session that was not held."""
    state = meant((SessionState.CANCELLED, SessionState.NO_SHOW), end.as_)
    if state is None:
        raise WrongUsage(
            f"What became of s{id}?",
            f"mentorlog close s{id} --as cancelled; or no-show; mentorlog log WHO logs it as held",
        )
    moved = sessions.move(journal, id, state, end.on, end.why)
    return views.written(moved, state.replace("-", " "), journal.today)


def _question(journal: Journal, known: Session) -> str:
    lines, promised = lines_of(journal, known.id)
    kept = f" Its {count(len(promised), 'action')} will stay." if promised else ""
    return (
        f"Delete s{known.id} {quoted(views.called(known))} with {count(len(lines), 'line')}?{kept}"
    )


NOUN = verbs.Noun(
    kind=Kind.SESSION,
    about=(
        "Sessions: list, plan, show, edit."
        " Alone it lists the last three months and what is planned."
    ),
    helps={
        "list": "List the last three months and what is planned. --all lists every one.",
        "show": "Show one session. As Markdown it is the document that edit and log read.",
        "delete": "Delete a session with its takeaways. Its actions stay, and undo brings all back.",
    },
    reference=SessionRef,
    narrowed={"who": MaybeWho},
    listing=_listing,
    card=_card,
    written=lambda journal, session, what: views.written(session, what, journal.today),
    title=views.called,
    question=_question,
    close=_close,
)
app = verbs.app(NOUN)


app.command("add", hidden=True)(logging.session)


@app.command()
@writes("private", "shared", "public", "tag")
def plan(
    write: Writing,
    who: MaybeWho = None,
    when: Annotated[
        list[str] | None, argument("DAY [TIME]", "29 sep 15:00, tomorrow 3pm, friday.")
    ] = None,
    topic: Topic = None,
    duration: Duration = None,
    mode: HowMet = None,
    goal: Goals = None,
    with_: With = None,
) -> None:
    """Plan a session to come. With one partner, or a usual one, the day is enough."""
    desk = write.desk
    who, day = _whom_and_when(desk, who, when or ())
    on, clock_time = desk.at(day)
    with desk.writing("session plan") as journal:
        facts = Facts(
            held_on=on,
            time=clock_time,
            minutes=_meant(duration, periods.minutes),
            mode=_meant(mode, how_met),
            topic=topic,
            visibility=write.visibility,
            people=(mentorships.companion(journal, who), *_companions(journal, with_)),
            goals=_goals(journal, goal),
            tags=(*write.tags, *hashtags(topic or "")),
        )
        planned = sessions.plan(journal, facts)
    write.show(views.written(planned, "planned", desk.today))


def _whom_and_when(desk: Desk, who: str | None, when: Sequence[str]) -> tuple[str, str]:
    """With whom, which nobody need say where all words read as a day, and the day, which is asked for where it is missing."""
    from mentorlog.commands import log_questions  # no other verb needs it

    if who is not None:
        who, when = _apart(desk, [who, *when])
    day = " ".join(when)
    if not day and not at_terminal():
        hint = pasted("mentorlog", "session", "plan", *filter(None, [who]), "29 sep 15:00")
        raise WrongUsage("The day of the session is missing.", f"as in {hint}")
    if who is None:
        who = log_questions.whom(desk, "mentorlog", "session", "plan", text=filter(None, [day]))
    return who, day or desk.asked("When?  29 sep 15:00, tomorrow 3pm, friday > ")


def _apart(desk: Desk, words: Sequence[str]) -> tuple[str | None, Sequence[str]]:
    """The name, which stands before the day or behind it, and the day; no name where all words are the day."""
    first, *rest = words
    *before, last = words
    with desk.reading() as journal:
        is_name, is_last = (bool(people.called(journal, each)) for each in (first, last))
    is_day = desk.reads_as_day(" ".join(words))
    if is_name and not (is_day and rest and not desk.reads_as_day(" ".join(rest))):
        return first, rest
    if is_day:
        return None, words
    return (last, before) if is_last and desk.reads_as_day(" ".join(before)) else (first, rest)


def _meant(words: str | None, read: Callable[[str], Read]) -> Read | Away | None:
    """What an option means; ``none`` takes away what was there."""
    if words is None:
        return None
    return AWAY if is_none(words) else read(words)


def _companions(journal: Journal, names: Sequence[str] | None) -> list[int]:
    return [mentorships.companion(journal, each) for each in people.several(journal, names or ())]


def _goals(journal: Journal, words: Sequence[str] | None) -> tuple[int, ...]:
    named = [each for each in words or () if not is_none(each)]
    if named and len(named) < len(words or ()):
        raise WrongUsage("--goal names a goal and none.", "give one of them")
    return tuple(resolve(journal, Kind.GOAL, each) for each in named)


Several = Annotated[list[str], argument("S...", "One or more.")]


@app.command()
@writes()
def cancel(write: Writing, references: Several, on: On = None, why: Why = None) -> None:
    """Cancel planned sessions. Their slots count as missed, unless you meet in them otherwise."""
    if why is None and at_terminal():

        def expect(journal: Journal, session: Session) -> None:
            if on is None:  # One that is cancelled already takes another day of that.
                sessions.expect_other(journal, session, SessionState.CANCELLED)

        why = verbs.asked_why(NOUN, write, references, expect)
    _move(write, "cancel", references, SessionState.CANCELLED, on, why)


@app.command("no-show")
@writes()
def no_show(write: Writing, references: Several, on: On = None, why: Why = None) -> None:
    """Say that somebody did not come."""
    _move(write, "no-show", references, SessionState.NO_SHOW, on, why)


def _move(
    write: Writing,
    verb: str,
    references: Sequence[str],
    state: SessionState,
    on: str | None,
    why: str | None,
) -> None:
    moved = partial(sessions.move, state=state, on=write.desk.happened_on(on), why=why)
    what = state.replace("-", " ")
    verbs.move(NOUN, write, verb, references, moved, what, why=why)


@app.command()
@writes("private", "shared", "public", "tag")
def edit(
    write: Writing,
    session: SessionRef,
    new: New = None,
    held_on: On = None,
    topic: TopicOrNone = None,
    duration: Duration = None,
    at_: At = None,
    mode: HowMet = None,
    notes: Annotated[str | None, option("--notes", "New notes, or none.", "TEXT")] = None,
    share_notes: Annotated[
        bool, option("--share-notes", "Let who attended read the notes.")
    ] = False,
    hide_notes: Annotated[bool, option("--hide-notes", "Keep the notes to yourself.")] = False,
    goal: GoalsOrNone = None,
    with_: Attended = None,
    why_moved: Annotated[
        str | None, option("--why-moved", f"{fields.WHY_MOVED.help[:-1]}, or none.", "TEXT")
    ] = None,
    in_editor: InEditor = False,
    yes: Yes = False,
) -> None:
    """Change a session. Without options your editor opens."""
    from mentorlog.commands import edits  # no other verb needs it
    from mentorlog.exchange import line_ends

    desk, given = write.desk, {"topic": topic}
    why_moved = "" if why_moved is not None and is_none(why_moved) else why_moved
    verbs.take_new(write, "topic", session, new, given)
    write.read_dashes(given, given, "session edit")
    note_level = Visibility.SHARED if share_notes else Visibility.PRIVATE if hide_notes else None
    with desk.reading() as journal:
        id = resolve(journal, Kind.SESSION, session)
        known = store.get(journal, Session, id)
        day, time = _redated(desk, held_on, known)
        facts = Facts(
            held_on=day,
            time=time if at_ is None else _meant(at_, clock_time),
            minutes=_meant(duration, periods.minutes),
            mode=_meant(mode, how_met),
            topic=_meant(given["topic"], str),
            why_moved=why_moved,
            notes=notes,
            notes_visibility=note_level,
            goals=_goals(journal, goal),
            no_goals=any(map(is_none, goal or ())),
            tags=(*write.tags, *hashtags(given["topic"] or "")),
        )
        there = set(_companions(journal, with_))
        question = sessions.newcomers(journal, id, there)
        asked = ""
        if why_moved is None and known.state is SessionState.PLANNED and at_terminal():
            who = "its readers" if there else ""
            asked = edits.why_later(NOUN, write, journal, known, "day", known.held_on, day, who)
    if notes is not None and is_none(notes):
        facts["notes"] = AWAY
    elif notes is not None:
        facts["notes"], is_private = line_ends.without_private(desk.typed(notes, "session edit"))
        if is_private:
            facts["notes_visibility"] = Visibility.PRIVATE
        if is_private and share_notes:
            say("The notes stay private, as they say themselves.")
    facts["visibility"] = write.visibility
    is_said = bool(there) or not store.is_bare(facts)
    if verbs.is_in_editor(write, is_said, asked=in_editor):
        if is_said:
            raise WrongUsage("-e opens the whole session, so nothing else goes with it.")
        from mentorlog.commands import documents

        documents.edit(desk, id, yes=yes, as_json=write.as_json)
        return
    if question:
        confirm(f"{question} Go on?", yes=yes)
    if asked:
        facts["why_moved"] = edits.reason(write, asked)
        facts["visibility"] = write.visibility

    def change(journal: Journal) -> Screen:
        sessions.edit(journal, id, facts)
        journal.notes += sessions.attend(journal, id, there) if there else []
        edited = store.get(journal, Session, id)
        screen = edits.receipt(NOUN, journal, edited)
        if edited.time and edited.time == known.time and edited.held_on != known.held_on:
            return longer(screen, lambda _: f" · still at {edited.time}")
        return screen

    edits.written(write, "session edit", change)


def _redated(desk: Desk, words: str | None, known: Session) -> tuple[date | None, str | None]:
    """The day and the time that ``--on`` gives; None where it gives none.

    Raises ``JournalSaysNo`` for a session that was cancelled, or nobody came to.
    """
    if words is None:
        return None, None
    again = "mentorlog session plan WHO DAY plans another"
    if known.state is SessionState.PLANNED:
        on, time = desk.at(counted_on(words, known.held_on, desk.today))
        if on < min(desk.today, known.held_on):
            held = f"mentorlog log WHO --on {on} logs a session that was held"
            raise WrongUsage(f"{weekday_day(on, desk.today)} is past and cannot be planned.", held)
        return on, time
    if known.state is SessionState.HELD:
        return desk.happened_at(words, again)
    raise JournalSaysNo(f"s{known.id} was not held: {known.state}.", again)
