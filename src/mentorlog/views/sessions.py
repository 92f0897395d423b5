"""Sessions: the list, the card, and the line printed after a log or a change; of takeaways too."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from typing import TYPE_CHECKING

from mentorlog.dates import distance, short, weekday_day
from mentorlog.errors import joined
from mentorlog.records import (
    Action,
    ActionState,
    Event,
    Kind,
    Session,
    SessionState,
    Takeaway,
    TakeawayKind,
    Visibility,
)
from mentorlog.records.choices import RAISED
from mentorlog.views import actions as action_views
from mentorlog.views import data, listings, words
from mentorlog.views.listings import Field
from mentorlog.views.pages import (
    MEDIUM,
    Block,
    Canvas,
    Column,
    Content,
    Line,
    Page,
    Prose,
    Row,
    Screen,
    Span,
    Table,
    dim,
    heading,
    nothing,
    ref,
    strong,
)

if TYPE_CHECKING:
    from mentorlog.records.drafts import LineDraft, Logged


def listed(sessions: Sequence[Session], today: date) -> Screen:
    """A list of sessions, the latest last.

    On a narrow screen who was there stands behind the title, unless it is always the same.
    """
    always_same = len({names(session) for session in sessions}) == 1
    code = Field("id", "", lambda s: ref(f"s{s.id}"))
    fields = (
        code,
        Field("held_on", "Sessions", lambda s: when(s, today)),
        Field("attendees", "With", names),
        Field("minutes", "Min", lambda s: str(s.minutes or ""), right=True),
        Field("title", "", _title, stretch=True),
        Field("state", "", lambda s: dim(_state(s))),
    )
    narrow = (
        code,
        Field("held_on", "Sessions", lambda s: weekday_day(s.held_on, today)),
        Field("", "", lambda s: _title_and_more(s, with_names=not always_same), stretch=True),
    )
    return listings.listing(
        sessions, fields, newest=lambda session: session.held_on,
        empty=nothing("No sessions yet", "mentorlog log WHO"), narrow=narrow,
    )  # fmt: skip


def _title(session: Session) -> str:
    return words.marked(session.label, session)


def _title_and_more(session: Session, *, with_names: bool) -> str:
    """``Scope · 15:00 · with Dana, Kofi · planned``, as separate columns would break names and days."""
    there = f"with {names(session)}" if with_names and session.attendees else ""
    return words.listed(_title(session), session.time, there, _state(session))


def when(session: Session, today: date) -> str:
    """The day of a session with its time, if it has one."""
    on = weekday_day(session.held_on, today)
    return f"{on}, {session.time}" if session.time else on


def names(session: Session) -> str:
    """Who was there besides me, by first names."""
    return ", ".join(person.short for person in session.attendees if person.label)


def called(session: Session) -> str:
    """Its topic or first takeaway, else who was there."""
    return session.label or f"with {names(session)}"


def described(session: Session) -> str:
    """``Dana: Scope``: who is to be there, and what it is about."""
    return ": ".join(filter(None, (names(session), session.topic)))


def unheld(found: Sequence[Session], today: date) -> Table:
    """Sessions planned for an earlier day, which are neither held nor cancelled."""
    rows = tuple(
        (ref(f"s{each.id}"), described(each), f"planned for {when(each, today)}") for each in found
    )
    hint = f"held: mentorlog log WHO --on DAY · not: mentorlog session cancel s{found[-1].id}"
    columns = (Column(), Column("Not held yet", stretch=True), Column())
    return Table(columns, (*rows, Span(dim(hint), under=1)), indent=1)


def unsaved(drafts: Sequence[str]) -> Iterator[Block]:
    """Sessions that were typed and are not in the journal, in a few words each; nothing where there are none."""
    if drafts:
        rows: list[Row] = [(each,) for each in drafts]
        hint = Span(dim("mentorlog log offers each to be saved"))
        yield Line()
        yield Table((Column("Not saved yet", stretch=True),), (*rows, hint), indent=1)


def above_unsaved(found: Screen, drafts: Sequence[str]) -> Screen:
    """A screen of which the page ends with them."""
    return found._replace(page=lambda canvas: (*found.page(canvas), *unsaved(drafts)))


def _state(session: Session) -> str:
    return "" if session.state is SessionState.HELD else words.spoken(session.state)


Lines = tuple[Sequence[Takeaway], Sequence[Action]]
"""What was written in a session, or what earlier sessions left and it closed."""


def card(
    session: Session, lines: Lines, ticked: Lines, history: Sequence[Event], today: date
) -> Screen:
    """One session with its notes and lines, and the earlier lines that were ``ticked`` in it."""
    return Screen(
        page=lambda _: _card(session, lines, ticked, history, today),
        data=lambda: {
            **data.session(session, *lines),
            "answered": ticked[0],
            "done": ticked[1],
            "events": history,
        },
        rows=lambda: [data.of(session)],
    )


def _how(session: Session) -> tuple[str, str]:
    """How long it took, and how one met: ``45 min``, ``video``; either may be empty."""
    return f"{session.minutes} min" if session.minutes else "", session.mode or ""


def _card(
    session: Session, lines: Lines, ticked: Lines, history: Sequence[Event], today: date
) -> Iterator[Block]:
    said = words.listed(
        when(session, today),
        listings.people(session.attendees),
        *_how(session),
        _state(session),
    )
    yield Line((ref(f"s{session.id}"), " ", said), dim(words.kept(session, today)))
    if session.topic:
        yield Line(strong(session.topic), indent=1)
    if why := words.reason(history):
        yield Prose(f"Why: {why}", indent=1)
    for event in history:
        if event.field == "day":
            moved = words.shifted(event.old, event.new, lambda on: weekday_day(on, today))
            yield Prose(f"Moved: {words.listed(moved, words.quoted(event.note))}", indent=1)
    for goal in session.goals:
        yield Line((ref(goal.code), f" {goal.label}"), indent=1)
    if session.tags:
        yield Line(dim(listings.tags(session.tags)), indent=1)
    if session.notes:
        yield Line()
        yield Line(heading(f"Notes ({session.notes_visibility})"), indent=1)
        yield Prose(session.notes, indent=2)
    for title, found in (("", lines), ("Ticked", ticked)):
        if any(found):
            yield Line()
            yield from (Line(heading(title), indent=1),) if title else ()
            yield _lines(found, today)


def _lines(lines: Lines, today: date) -> Table:
    takeaways, actions = lines
    rows: list[Row] = []
    for line in takeaways:
        # A topic that was only ticked has no words to show, and an answer for somebody else has none here.
        answer = "" if line.answer in (None, "", RAISED) else f" → {line.answer}"
        text = words.marked(line.text + answer, line)
        rows.append((ref(f"t{line.id}"), dim(line.kind), text, words.outcome(line)))
    for action in actions:
        stands = action_views.promised(action, action.owner.short, today)
        called = action_views.called(action)
        rows.append((ref(f"a{action.id}"), dim("action"), called, stands))
    columns = (Column(), Column(), Column(stretch=True), Column())
    return Table(columns, tuple(rows), indent=1, group="lines")


def to_tick(
    topics: Sequence[Takeaway],
    questions: Sequence[Takeaway],
    actions: Sequence[Action],
    more: int,
    me: int,
    today: date,
) -> Screen:
    """What is open with those who meet, by the numbers that tick it, and how many ``more`` there are."""
    raised, asked = (
        [(words.marked(line.text, line), f"since {short(line.noted_on, today)}") for line in lines]
        for lines in (topics, questions)
    )
    parts = {
        "To raise": raised,
        "Asked": asked,
        "Promised": [
            (
                words.marked(
                    words.listed(each.text, f"when: {each.when}" if each.when else ""), each
                ),
                _due(each, me, today),
            )
            for each in actions
        ],
    }
    rest = (Line(dim(f"{more} more: mentorlog status"), indent=1),) if more > 0 else ()

    def page(canvas: Canvas) -> Page:
        return ((_narrow if canvas.is_narrow else _wide)(parts), *rest)

    return Screen(page=page, data=lambda: None)


def ticked(line: "LineDraft", *, in_private: bool) -> Screen:
    """What a tick at the prompt does: ``t7 answered``.

    What becomes of words ``in_private`` turns on who reads the line, which the receipt tells.
    """
    raised = "raised" if line.answer == RAISED else "raised, with your words"
    done = {Kind.ACTION: "done", TakeawayKind.TOPIC: raised}.get(line.kind, "answered")
    if line.is_reply_private:
        done = "ticked; your words stay private"
    elif in_private:
        done = "ticked"
    return Screen(page=lambda _: (Line(dim(f"{line.mark} {done}"), indent=2),), data=lambda: None)


def marks(found: Sequence[tuple[str, str]]) -> Screen:
    """The table of what a line at the prompt may begin with."""
    table = Table((Column(), Column(stretch=True)), tuple(found), indent=1)
    return Screen(page=lambda _: (table,), data=lambda: dict(found))


_Parts = Mapping[str, Sequence[tuple[str, str]]]
"""What can be ticked under each heading: its text, and whose it is and when."""


def _wide(parts: _Parts) -> Table:
    number = count(1)
    rows = tuple(
        (heading("" if place else title), str(next(number)), text, dim(said))
        for title, part in parts.items()
        for place, (text, said) in enumerate(part)
    )
    columns = (Column(), Column(right=True), Column(stretch=True), Column())
    return Table(columns, rows, indent=1)


def _narrow(parts: _Parts) -> Table:
    """Whose it is and when stands behind the text, which folds."""
    rows: list[Row] = []
    number = count(1)
    for title, part in parts.items():
        rows += [Span(heading(title))] if part else []
        rows += [(str(next(number)), (text, dim(f" · {said}"))) for text, said in part]
    return Table((Column(right=True), Column(stretch=True)), tuple(rows), indent=1)


def _due(action: Action, me: int, today: date) -> str:
    """``yours, due Fri 27 Nov``, ``Dana's, due today``, ``yours, 2 days over``."""
    whose = words.whose(action.owner, me)
    if action.due_on is None or action.due_on > today:
        return action_views.promised(action, whose, today)
    late = words.how_late(action.due_on, today)
    return f"{whose}, {'due today' if action.due_on == today else late}"


_LONGEST_NOTE = 60
"""How many characters of a note a receipt repeats."""


def logged(
    written: "Logged", today: date, *, hint: str = "", also: Sequence[str] = (), note: str = ""
) -> Screen:
    """What a log wrote: ``Saved s14 with Dana.  t31 takeaway · a38 yours, due Fri 27 Nov``.

    ``also`` is what it did to lines that were there; notes are told where they are this one ``note``.
    JSON is the session with everything it holds now.
    """
    session, how, me = written.session, written.how, written.me
    verb = how.capitalize() if how in ("added to", "changed") else "Saved"
    planned = ", as planned" if how == "planned" else ""
    day = "" if session.held_on == today else f", {weekday_day(session.held_on, today)}"
    company = f"{_company(session, written.readers)}{day}{planned}".rstrip(".")
    takeaways, promised = written.everything
    lines = {f"t{line.id}": f"{line.kind}{_hidden(line, session)}" for line in takeaways}
    for line in promised:
        stands = action_views.promised(line, words.whose(line.owner, me), today)
        every = f", {line.every}" if line.every and line.state is ActionState.OPEN else ""
        lines[f"a{line.id}"] = f"{stands}{every}{_hidden(line, session)}"
    parts = words.listed(
        *written.ticked,
        *also,
        *(f"{code} {said}" for code, said in lines.items() if code in written.added),
        _notes(session, note) if written.noted else "",
    )
    said = (f"{verb} ", ref(f"s{session.id}"), f"{company}.", f"  {parts}" if parts else "")
    return listings.said(data.session(session, *written.everything), Line(said, dim(hint)))


def _hidden(line: Takeaway | Action, session: Session) -> str:
    """That a line is private, where its session is not."""
    private = Visibility.PRIVATE
    return ", private" if line.visibility is private and session.visibility is not private else ""


def _notes(session: Session, note: str) -> str:
    private = session.notes_visibility is Visibility.PRIVATE
    if not note:
        return "private notes" if private else "notes"
    flat = " ".join(note.split())
    shown = flat if len(flat) <= _LONGEST_NOTE else f"{flat[: _LONGEST_NOTE - 1].rstrip()}…"
    return f"note, private: {shown}" if private else f"note: {shown}"


def _company(session: Session, readers: Collection[int]) -> str:
    """``with Dana``; also that it is private or public, or who of several people may read it."""
    there = [person.short for person in session.attendees]
    company = f" with {joined(there)}" if there else ""
    if session.visibility is not Visibility.SHARED:
        return f"{company}, {session.visibility}"
    reading = [person.short for person in session.attendees if person.id in readers]
    if len(there) < 2 or not reading:
        return company
    if len(reading) < len(there):
        return f"{company}; {joined(reading)} may read it"
    return f"{company}, who may {'both' if len(there) == 2 else 'all'} read it"


def written(session: Session, what: str, today: date) -> Screen:
    """One line on what a command did to a session."""
    day = f"{when(session, today)}, {distance(session.held_on, today)}"
    company = f"with {names(session)}" if session.attendees else ""
    goals = f"for {joined([goal.code for goal in session.goals])}" if session.goals else ""
    along = (*_how(session), goals, listings.attached(None, session.tags, session.topic or ""))
    said = (day, company, session.topic or "", what, *(along if what == "planned" else ()))
    return listings.receipt(session, f"s{session.id}", *said, level=session.visibility)


# --- takeaways ----------------------------------------------------------------------------------


def takeaways_listed(
    takeaways: Sequence[Takeaway], today: date, hidden: Sequence[str] = ()
) -> Screen:
    """A list of takeaways, the latest last, and below it what it leaves out: ``2 answered: --all``."""
    fields = (
        Field("id", "", lambda line: ref(f"t{line.id}")),
        Field("text", "Takeaways", lambda line: words.marked(line.text, line), stretch=True),
        Field("kind", "", lambda line: dim(_kind(line))),
        Field("noted_on", "Day", lambda line: weekday_day(line.noted_on, today), least=MEDIUM),
    )
    return listings.listing(
        takeaways, fields, newest=lambda line: line.noted_on,
        empty=nothing("No takeaways yet", "mentorlog takeaway add TEXT"),
        foot=f"{', '.join(hidden)}: --all" if hidden else "",
    )  # fmt: skip


def _kind(line: Takeaway) -> str:
    """As below; of a topic also with whom it is to be raised."""
    said = kind_and_state(line)
    if not line.readers or line.kind is not TakeawayKind.TOPIC:
        return said
    return f"{said}, {joined(person.short for person in line.readers)}"


def kind_and_state(line: Takeaway) -> str:
    """What a line is and how it stands: ``takeaway``, ``advice, trying``, ``question, open``."""
    stands = words.outcome(line)
    return f"{line.kind}, {stands}" if stands else line.kind.value


def _reports(note: Takeaway, today: date) -> str:
    """Which reports a note opens."""
    return f"reports that hold {weekday_day(note.noted_on, today)}"


def takeaway_card(line: Takeaway, history: Sequence[Event], today: date, above: str) -> Screen:
    """One takeaway, with what came of it or its answer; ``above`` is the private record it hangs on."""
    outcome = words.outcome(line) if line.outcome else ""
    is_raised = line.answer == RAISED
    pairs: tuple[tuple[str, Content | None], ...] = (
        ("Kind", line.kind.value),
        ("Noted", weekday_day(line.noted_on, today)),
        ("Opens", _reports(line, today) if line.kind is TakeawayKind.NOTE else None),
        ("Outcome", outcome and _since(outcome, "outcome", history, today)),
        ("Note", line.note),
        ("Answer", None if is_raised else line.answer),
        (
            "Raised" if is_raised else "Answered",
            line.answer and _since("", "answer", history, today),
        ),
        ("Session", listings.link(line.session)),
        ("Goal", listings.link(line.goal)),
    )
    also = {"events": history}
    return listings.record_card(line, pairs, today, above=above, also=also)


def _since(said: str, field: str, history: Sequence[Event], today: date) -> str:
    """The words, if any, and the day since which they are true: ``trying, Thu 19 Nov``."""
    days = [event.happened_on for event in history if event.field == field]
    return ", ".join(filter(None, (said, words.day(days[-1] if days else None, today))))


def asked(line: Takeaway) -> Screen:
    """What ``ask`` wrote: ``t43  How do you say no? · to raise with Dana · for g1``."""
    names = joined(person.short for person in line.readers)
    along = listings.attached(line.goal, line.tags, line.text)
    return listings.told(line, f"to raise with {names}", along)


def replaced(before: Takeaway, line: Takeaway) -> str:
    """The answer or note that gave way to another, and the new one: ``answer “Yes” → “No”``; a first note alone."""
    if line.note and before.note is None:
        return f"“{line.note}”"
    for name in ("answer", "note"):
        old, new = getattr(before, name), getattr(line, name)
        if old not in (None, RAISED, new):
            return f"{name} “{old}” → {f'“{new}”' if new else '–'}"
    return ""


def takeaway_written(line: Takeaway, what: str, history: Sequence[Event], today: date) -> Screen:
    """What a command wrote: ``t31  Open with a story · takeaway``, and the day unless it is today.

    The day is that of the outcome or the answer where there is one. What is answered is so for all with whom it
    was to be raised.
    """
    ends = (each for each in history if each.field in ("outcome", "answer"))
    # That new advice is pending is no end of it.
    days = [each.happened_on for each in ends if (each.field, each.old) != ("outcome", None)]
    on = days[-1] if days else line.noted_on
    day = "" if on == today else weekday_day(on, today)
    if line.kind is TakeawayKind.NOTE:
        day = f"opens {_reports(line, today)}"
    along = "" if days else listings.attached(line.goal, line.tags, line.text, line.session)
    if line.answer is not None and line.readers[1:]:
        along = f"for {joined(person.short for person in line.readers)}"
    return listings.told(line, what, kind_and_state(line), day, along)
