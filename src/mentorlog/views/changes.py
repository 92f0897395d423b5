"""The change log day by day, command by command, each field before and after; undo and redo."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from mentorlog.dates import long, utc_to_local, utc_to_local_day, weekday_day
from mentorlog.errors import count, joined
from mentorlog.records import Event, Kind, Ref, Visibility
from mentorlog.records.keeping import Back, Change, Edit, Log, Touched, Undone
from mentorlog.views import data, listings, words
from mentorlog.views.cells import clipped, unlike
from mentorlog.views.changes_words import Lines
from mentorlog.views.data import Data
from mentorlog.views.pages import (
    Block,
    Canvas,
    Column,
    Line,
    Page,
    Row,
    Screen,
    Span,
    Table,
    dim,
    heading,
    ref,
    strong,
)

NOTHING = "No changes in these days; all there are: mentorlog changes --all"
_ANOTHER = "another program"
_VALUE, _WIDE_VALUE, _LABEL = 24, 48, 40


def screen(log: Log, title: str, today: date) -> Screen:
    """The log as a page and as an array of changes."""
    return Screen(
        page=lambda canvas: _Drawing(log, canvas, today).blocks(title),
        data=lambda: [_data(change) for change in log.changes],
    )


def _back(code: str) -> str:
    return f"mentorlog undo {code}"


# --- undo and redo ----------------------------------------------------------------------------


def undone(steps: Sequence[Undone], said: str, today: date) -> Screen:
    """A line for each step: ``Taken back: goal edit of 12:04: g2 Learn Rust, target 31 Jan → 15 Dec``.

    The instant is in local time. ``said`` stands before the command. JSON is the step, or an array of
    several.
    """
    found = [data.picked(step, "command", "at", "records", "changes") for step in steps]
    return Screen(
        page=lambda canvas: tuple(Line(f"{said}: {_step(step, canvas, today)}") for step in steps),
        data=lambda: found[0] if len(found) == 1 else found,
    )


def _step(step: Undone, canvas: Canvas, today: date) -> str:
    lines = Lines(_room(canvas), canvas, today)
    records = []
    for each in step.touched:
        named = f"{each.record.code} {clipped(each.record.label, _LABEL, canvas)}".rstrip()
        records.append(", ".join((named, *lines.told(each, back=True))))
    if left := step.records - len(records):
        records.append(f"{left} more" if records else count(left, "record"))
    if not step.changes:
        records.append("nothing, as another machine did the same")
    at = words.local(step.at, today).removeprefix(f"{weekday_day(today, today)}, ")
    return ": ".join(filter(None, (f"{step.command} of {at}", "; ".join(records))))


def edited(
    code: str,
    title: str,
    done: Touched | None,
    found: Screen,
    today: date,
    record: Any,
    why: str = "",
    beside: str = "",
) -> Screen:
    """One line on an edit: ``g2  Learn Rust · target 15 Dec → 31 Jan, 47 days later``.

    ``done`` is what it changed of the ``record``, None for nothing; a new title stands after the old
    one. ``why`` fewer people read it than its new visibility says is told with that, and ``beside`` what else
    becomes visible or does not. JSON is that of ``found``.
    """

    def page(canvas: Canvas) -> Page:
        titles = _titles(done) if done else ()
        lines = Lines(
            _room(canvas), canvas, today, asks=True, also=why + kept + beside if moved else ""
        )
        told = lines.told(done, titled=bool(titles)) if done else []
        head = title
        if titles:
            both = unlike(*titles, _LABEL, canvas)
            head = " → ".join(clipped(each, _LABEL, canvas) for each in both)
        level = None if moved else record.visibility
        said = told or ([] if titles else ["nothing changed"])
        return (listings.line(code, head, *said, level=level),)

    changed = {*_fields(done), *_reasons(done)} if done else set[str]()
    moved, kept = "visibility" in changed, listings.kept_back(record, changed)
    return listings.explained(found._replace(page=page), "" if moved else kept)


def level_before(done: Touched | None) -> Visibility | None:
    """Who could read the record before, where the edit changed that."""
    edit = _fields(done).get("visibility") if done else None
    return Visibility(str(edit.before)) if edit else None


def opened(record: Any, history: Sequence[Event], hung: Mapping[Kind, Sequence[int]]) -> str:
    """What its readers read with a record that was private, beside its title: ``, with its evidence and 2 milestones``.

    Of a reason that was told while it was private they read the last one, and of such a reading nothing.
    """
    said = {each.field for each in history if each.note and not each.hidden}
    is_read, moved = "progress" in said, bool(_REASONED & said)
    found = [
        *listings.beside(record),
        *(["reason"] if moved else []),
        *(["check-in notes"] if is_read else []),
        *(count(len(ids), kind) for kind, ids in hung.items() if ids),
    ]
    if not found:
        return ""
    if record.visibility is Visibility.PUBLIC:
        return f"; its readers read its {joined(found)}"
    return f", with its {joined(found)}"


_REASONED = {"target", "due", "day", "state"}
"""The events that have a reason, which is no column of the record."""


def not_public(ids: Sequence[int]) -> str:
    """That these milestones of a goal that became public are not, and the command that opens them."""
    if not ids:
        return ""
    opens = f"mentorlog edit {' '.join(f'm{id}' for id in ids)} --public"
    are = "is" if len(ids) == 1 else "are"
    return f"; its {count(len(ids), 'milestone')} {are} not public ({opens})"


def document(receipt: Screen, done: Sequence[Touched], also: Sequence[str], today: date) -> Screen:
    """The receipt of a session whose document came back, with each value that it changed.

    ``done`` are the records that were there, ``also`` is what became of other lines: ``added t48``.
    """

    def values(canvas: Canvas) -> str:
        lines = Lines(_room(canvas), canvas, today)
        told = [
            said if each.record.kind is Kind.SESSION else f"{each.record.code} {said}"
            for each in done
            for said in lines.told(each)
        ]
        return f" · {words.listed(*told, *also) or 'nothing changed'}"

    return listings.longer(receipt, values)


def _reasons(done: Touched) -> Iterator[str]:
    """That the change has a reason, which its receipt tells."""
    events = (change for change in done.changes if change.part == "event")
    yield from ("reason" for each in events for edit in each.edits if edit.field == "note")


def _fields(done: Touched) -> dict[str, Edit]:
    """The columns of the record itself that were changed."""
    own = (change for change in done.changes if not change.part)
    return {edit.field: edit for change in own for edit in change.edits}


def _titles(done: Touched) -> tuple[str, str] | tuple[()]:
    """What the record was called before and after, where it cannot be without a title and has a new one."""
    kind = done.record.kind
    edit = _fields(done).get(kind.title_column)
    always = kind.about.column(kind.title_column).required
    return (str(edit.before), str(edit.after)) if edit and always else ()


def brought_back(back: Back, *, rehearsed: bool = False) -> Screen:
    """``g3  Speak · back, with 4 rows that it had``, and how many rows could not come back."""
    record, hung = back.record, back.rows - 1
    said = "would be back" if rehearsed else "back"
    along = f", with {count(hung, 'row')} that it had" if hung else ""
    out = f"; {back.left_out} could not come back" if back.left_out else ""
    found = {
        "record": record.code,
        **data.picked(record, "uid", "label"),
        **data.picked(back, "rows", "left_out"),
    }
    return listings.said(found, listings.line(record.code, record.label, f"{said}{along}{out}"))


# --- JSON of the log --------------------------------------------------------------------------


def _data(change: Change) -> Data:
    return {
        **data.picked(change, "id", "at", "operation", "command", "of", "device"),
        "change": change.what,
        "record": {"kind": change.record.kind, **data.named(change.record)},
        "part": change.part or None,
        "number": change.number,
        "fields": change.edits,
    }


# --- the page of the log ---------------------------------------------------------------------


class _Drawing:
    def __init__(self, log: Log, canvas: Canvas, today: date) -> None:
        self.log = log
        self.canvas = canvas
        self.today = today
        self.room = _room(canvas)
        self.lines = Lines(self.room, canvas, today, names=log.names)
        self.told: set[str] = set()

    def blocks(self, title: str) -> Iterator[Block]:
        earlier = self.log.more or self.log.since
        hint = "earlier: --all" if earlier else ""
        yield Line(strong(f"{title} · {self._period()}"), dim(hint))
        if not self.log.changes:
            yield Line()
            yield Line(NOTHING if earlier else "Nothing has changed yet.", indent=1)
        for day, changes in groupby(self.log.changes, lambda each: utc_to_local_day(each.at)):
            yield Line()
            yield Line(heading(weekday_day(day, self.today)))
            yield Table(
                (Column(), Column(), Column(stretch=True)),
                tuple(self._day(changes)),
                indent=1,
                group="changes",
            )
        if self.log.more:
            yield Line()
            yield Line(dim("… and older ones: --all"), indent=1)

    def _period(self) -> str:
        if self.log.since == self.log.until:
            return long(self.log.until)
        if self.log.since is None:
            return f"until {words.calendar_day(self.log.until)}"
        return words.days(self.log.since, self.log.until)

    def _day(self, changes: Iterable[Change]) -> Iterator[Row]:
        for _, group in groupby(changes, lambda each: (each.operation, each.at)):
            written = list(group)
            first = written[0]
            time = f"{utc_to_local(first.at):%H:%M}"
            yield Span(strong(_command(first)), under=1, lead=time)
            for record, of_record in _by_record(written):
                yield from self._record(record, of_record)

    def _record(self, record: Ref, changes: Sequence[Change]) -> Iterator[Row]:
        own = [change for change in changes if not change.part]
        verb = _verb(own)
        back = ""
        if verb == "deleted" and record.code in self.log.deleted - self.told:
            self.told.add(record.code)
            back = f"; back: {_back(record.code)}"
        label = clipped(record.label, max(self.room, 40), self.canvas)
        yield ("", ref(record.code), words.listed(label, f"{verb}{back}"))
        made = verb in ("added", "deleted")
        for line in self.lines.of(changes, made=made):
            yield Span(line, indent=2, under=2)


def _room(canvas: Canvas) -> int:
    """How many characters a value may have before it is cut."""
    return _VALUE if canvas.is_narrow else _WIDE_VALUE


def _command(change: Change) -> str:
    on = f" · on {change.device}" if change.device else ""
    if change.of:
        return f"{change.command}: {change.of}{on}"
    return f"{change.command or f'{_ANOTHER}, by hand or from a script'}{on}"


def _by_record(changes: Sequence[Change]) -> Iterator[tuple[Ref, list[Change]]]:
    found: dict[str, tuple[Ref, list[Change]]] = {}
    for change in reversed(changes):
        found.setdefault(change.record.code, (change.record, []))[1].append(change)
    yield from found.values()


def _verb(own: Sequence[Change]) -> str:
    done = {change.what for change in own}
    if "insert" in done and "delete" not in done:
        return "added"
    if "delete" in done and "insert" not in done:
        return "deleted"
    return ""
