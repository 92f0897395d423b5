"""Shapes that many screens have: a list, the card of one record, a receipt, short sections."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from mentorlog.records import Kind, Ref, Visibility, ref_to
from mentorlog.views import data as json
from mentorlog.views import words
from mentorlog.views.data import Data
from mentorlog.views.pages import (
    Block,
    Canvas,
    Column,
    Content,
    Line,
    Listed,
    Page,
    Piece,
    Row,
    Screen,
    Span,
    Table,
    dim,
    heading,
    ref,
    strong,
)

T = TypeVar("T")


# --- a list -----------------------------------------------------------------------------------


class Field(NamedTuple):
    """One column of a listing: ``key`` in JSON and CSV, ``heading`` and ``cell`` on the page.

    ``right``, ``stretch`` and ``least`` are a ``Column``'s.
    """

    key: str
    heading: str
    cell: Callable[[Any], Content]
    right: bool = False
    stretch: bool = False
    least: int = 0


def listing(
    records: Sequence[T],
    fields: Sequence[Field],
    *,
    made: type[T],
    data: Callable[[T], Data] = json.of,
    newest: Callable[[T], Any] | None = None,
    empty: Content,
    foot: str = "",
    narrow: Sequence[Field] = (),
) -> Screen:
    """A table of ``records``; or the line ``empty`` if there are none. ``foot`` is a line below.

    On a narrow terminal it has those of ``narrow``, if there are any.

    JSON is an array of ``data(record)``. CSV has the same keys, those of the fields first, so that a
    spreadsheet starts with what the table shows. ``made`` and ``newest`` are a ``Listed``'s.
    """
    listed = Listed(records, data, made, newest)

    def table(canvas: Canvas) -> Table:
        shown = narrow if narrow and canvas.is_narrow else fields
        columns = (
            Column(field.heading, right=field.right, stretch=field.stretch, least=field.least)
            for field in shown
        )
        rows = tuple(tuple(field.cell(record) for field in shown) for record in records)
        return Table(tuple(columns), rows, indent=1)

    keys = [field.key for field in fields]
    below = (Line(dim(foot), indent=1),) if foot else ()
    return Screen(
        page=lambda canvas: (table(canvas) if records else Line(empty), *below),
        data=lambda: [data(record) for record in records],
        rows=lambda: [_ordered(data(record), keys) for record in records],
        rearranged=lambda arrange: listing(
            arrange(listed),
            fields,
            made=made,
            data=data,
            newest=newest,
            empty=empty,
            foot=foot,
            narrow=narrow,
        ),
    )


def bearing(found: Screen, tag: str | None) -> Screen:
    """The list of what bears a tag; where nothing in it does, a line that says so."""
    if tag is None or found.data():
        return found
    nothing = Line(f"Nothing in this list bears #{tag.removeprefix('#')}.")
    return found._replace(page=lambda _canvas: (nothing,))


def _ordered(data: Mapping[str, object], keys: Sequence[str]) -> Data:
    first = {key: data[key] for key in keys if key in data}
    return first | dict(data)


def several(
    records: Sequence[T],
    blocks: Callable[[Sequence[T], Canvas], Iterable[Block]],
    *,
    made: type[T],
    newest: Callable[[T], Any] | None = None,
) -> Screen:
    """Records that a page shows in its own way; an array in JSON, a row for each in CSV.

    ``made`` and ``newest`` are a ``Listed``'s.
    """
    listed = Listed(records, json.of, made, newest)
    return Screen(
        page=lambda canvas: blocks(records, canvas),
        data=lambda: records,
        rows=lambda: records,
        rearranged=lambda arrange: several(arrange(listed), blocks, made=made, newest=newest),
    )


# --- a card -----------------------------------------------------------------------------------


def texts(kind: Kind, record: Any) -> list[tuple[str, str | None]]:
    """The record's own texts as lines of its card, each under its name."""
    asked = (each.name for each in kind.about.columns if each.asks)
    return [(name.capitalize(), getattr(record, name)) for name in asked]


def card(
    title: Content,
    pairs: Sequence[tuple[str, Content | None]],
    data: Data,
    extra: Sequence[Block] = (),
    right: Content = "",
) -> Screen:
    """One record: its title, a label and a value on each line, then the blocks of ``extra``.

    ``right`` stands at the right edge beside the title. Pairs without a value are left out. JSON is
    ``data``, CSV one row of it.
    """
    table = facts(pairs)
    blocks = (Line(title, right), *((table,) if table.rows else ()), *extra)
    return Screen(page=lambda _canvas: blocks, data=lambda: data, rows=lambda: [data])


def record_card(
    record: Any,
    pairs: Sequence[tuple[str, Content | None]],
    today: date,
    *,
    title: str = "",
    state: str = "",
    above: str = "",
    also: Mapping[str, object] = MappingProxyType({}),
    extra: Sequence[Block] = (),
) -> Screen:
    """The card of a record: its code and title, ``pairs``, what records of every kind have, and who reads it.

    ``title`` is what it is called where that is not its own words, ``state`` how it stands, ``above`` the
    private record it hangs on. JSON is the record with what ``also`` has.
    """
    found = ref_to(record)
    every = [
        ("Published", ", ".join(getattr(record, "published", ()))),
        ("For", _readers(record, above) if found.kind.about.has_readers else ""),
        ("Tags", tags(record.tags)),
    ]
    return card(
        head(found.code, title or found.label, state),
        [*pairs, *every],
        {**json.of(record), **also},
        extra,
        right=dim(words.kept(record, today)),
    )


def facts(pairs: Sequence[tuple[str, Content | None]]) -> Table:
    """A label and a value on each line; pairs without a value are left out."""
    rows = tuple((dim(label), value) for label, value in pairs if value)
    return Table((Column(), Column(stretch=True)), rows, indent=1)


def head(code: str, title: str, state: str = "") -> tuple[Piece | str, ...]:
    """The title of a card: ``g3 Speak in public · active``."""
    return (ref(code), " ", strong(title), f" · {state}" if state else "")


def link(record: Ref | None) -> Content | None:
    """Another record inside a card: ``g3 Speak at a conference``; None if there is none."""
    return (ref(record.code), f" {record.label}") if record else None


def tags(words: Sequence[str]) -> str:
    """``#speaking #q3``."""
    return " ".join(f"#{word}" for word in words)


def attached(goal: Ref | None, borne: Sequence[str], text: str) -> str:
    """What a new record hangs on and bears: ``for g1, #talks``; tags that stand in its text are known."""
    said = {word.casefold() for word in text.split()}
    new = [tag for tag in borne if f"#{tag}".casefold() not in said]
    return ", ".join(filter(None, (f"for {goal.code}" if goal else "", tags(new))))


def people(named: Sequence[Ref]) -> str:
    """``Dana Ortiz, Lee Wong``."""
    return ", ".join(person.label for person in named)


def _readers(record: Any, above: str) -> str:
    """Whom a record is for, who read nothing of a private one yet; ``above`` is what it hangs on, where that is private."""
    if record.visibility is Visibility.PRIVATE:
        later = ", once shared"
    else:
        later = f", once {above} is shared" if above else ""
    return f"{people(record.readers)}{later}" if record.readers else ""


# --- receipts ---------------------------------------------------------------------------------


def receipt(record: object, code: str, *parts: str, level: Visibility | None = None) -> Screen:
    """What a command wrote of one record, in one line; ``level`` is as in ``line``."""
    return written([record], line(code, *parts, level=level))


def told(record: Any, *parts: str, shown: object = None, level: Visibility | None = None) -> Screen:
    """The same of a record by its title: ``w6  Refund errors down by half · Mon 9 Nov · private``.

    JSON is what is ``shown`` of it, if that is not the record itself.
    """
    found = ref_to(record)
    what = record if shown is None else shown
    return receipt(what, found.code, found.label, *parts, level=level or record.visibility)


def line(code: str, *parts: str, level: Visibility | None = None) -> Line:
    """A line on a record that was written: ``w6  Refund errors down by half · private``.

    ``level`` is who may see it, None where that is told already; ``shared`` is left out, as most are.
    """
    exposed = () if level in (None, Visibility.SHARED) else (dim(f" · {level}"),)
    return Line((ref(code), "  " + words.listed(*parts), *exposed))


def written(records: Sequence[Any], *lines: Line) -> Screen:
    """What a command wrote, a line for each record; JSON is the record, or an array of several."""
    return said(records[0] if len(records) == 1 else records, *lines)


def said(data: object, *lines: Line) -> Screen:
    """Lines on what was done, and the JSON of it."""
    return Screen(page=lambda _canvas: lines, data=lambda: data)


def explained(found: Screen, why: str) -> Screen:
    """A receipt that ends in ``private``, with the reason after it: ``, as you have two mentors``."""
    return longer(found, lambda _: dim(why)) if why else found


def longer(found: Screen, more: Callable[[Canvas], str | Piece]) -> Screen:
    """A receipt whose last line goes on with ``more``."""

    def page(canvas: Canvas) -> Page:
        *before, last = found.page(canvas)
        assert isinstance(last, Line)
        said = last.left if isinstance(last.left, tuple) else (last.left,)
        return (*before, last._replace(left=(*said, more(canvas))))

    return found._replace(page=page)


def deleted(code: str, title: str, record: object) -> Screen:
    """What a delete took away: ``w6  Refund errors down by half · deleted; …``."""
    return receipt(record, code, title, "deleted; mentorlog undo brings it back")


def together(screens: Sequence[Screen], *, apart: bool = False) -> Screen:
    """Several screens as one, below one another; ``apart`` puts a blank line between them.

    JSON is an array of what each has, CSV a row of each. One screen stays as it is.
    """
    if len(screens) == 1:
        return screens[0]
    gap = (Line(),) if apart else ()

    def page(canvas: Canvas) -> Page:
        blocks = [block for each in screens for block in (*gap, *each.page(canvas))]
        return blocks[len(gap) :]

    return Screen(
        page,
        data=lambda: [each.data() for each in screens],
        rows=lambda: [row for each in screens if each.rows for row in each.rows()],
    )


# --- sections ---------------------------------------------------------------------------------


class Item(NamedTuple):
    """One record: the code people type, its text, a few words about it, and a line ``below``."""

    code: str
    text: Content
    words: Content = ""
    below: str | None = None


class Section(NamedTuple):
    """A heading and its rows; if it has none, it is not shown."""

    heading: str
    items: Sequence[Item]


def sections(found: Iterable[Section], most: int | None = None) -> Iterator[Block]:
    """The sections that have rows, with the same column widths.

    At most ``most`` rows of each are drawn, then how many there are besides.
    """
    columns = (Column(), Column(stretch=True), Column())
    for section in found:
        if section.items:
            yield Line(heading(section.heading))
            yield Table(columns, tuple(_rows(section.items, most)), indent=1, group="sections")


def _rows(items: Sequence[Item], most: int | None) -> Iterator[Row]:
    shown = items if most is None or len(items) <= most + 1 else items[:most]
    for item in shown:
        yield (ref(item.code), item.text, item.words)
        if item.below:
            yield Span(dim(item.below), indent=2, under=1)
    if len(shown) < len(items):
        yield Span(dim(f"… and {len(items) - len(shown)} more"), under=1)
