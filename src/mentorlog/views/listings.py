"""Shapes that many screens have: a list, the card of one record, a receipt, short sections."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, TypeVar

from mentorlog.errors import UnreadableWords, joined
from mentorlog.records import KINDS, Kind, Ref, Visibility, ref_to
from mentorlog.records.choices import RAISED
from mentorlog.records.kinds import Holds, Seen
from mentorlog.spelling import folded
from mentorlog.values import NamedTuple
from mentorlog.views import data as json
from mentorlog.views import words
from mentorlog.views.cells import clipped
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
    data: Callable[[T], Data] = json.of,
    newest: Callable[[T], Any] | None = None,
    empty: Content,
    foot: str = "",
    narrow: Sequence[Field] = (),
) -> Screen:
    """A table of ``records``; or the line ``empty`` if there are none. ``foot`` is a line below.

    On a narrow terminal it has those of ``narrow``, if there are any.

    JSON is an array of ``data(record)``. CSV has the same keys, those of the fields first, so that a
    spreadsheet starts with what the table shows. ``newest`` is a ``Listed``'s.
    """

    def page(some: Sequence[T], canvas: Canvas) -> Iterator[Block]:
        shown = narrow if narrow and canvas.is_narrow else fields
        columns = (
            Column(field.heading, right=field.right, stretch=field.stretch, least=field.least)
            for field in shown
        )
        rows = tuple(tuple(field.cell(record) for field in shown) for record in some)
        yield Table(tuple(columns), rows, indent=1) if some else Line(empty)
        if foot:
            yield Line(dim(foot), indent=1)

    return _list(Listed(records, data, newest), page, first=[field.key for field in fields])


def several(
    records: Sequence[T],
    blocks: Callable[[Sequence[T], Canvas], Iterable[Block]],
    *,
    newest: Callable[[T], Any] | None = None,
) -> Screen:
    """Records that a page shows in its own way; an array in JSON, a row for each in CSV.

    ``newest`` is a ``Listed``'s.
    """
    return _list(Listed(records, json.of, newest), blocks)


def _list(
    listed: Listed, page: Callable[[Sequence[Any], Canvas], Page], first: Sequence[str] = ()
) -> Screen:
    """A list in every format; the keys that a row of CSV begins with are ``first``."""

    def rows() -> list[Data]:
        found = map(listed.data, listed.records)
        return [{key: row[key] for key in first if key in row} | dict(row) for row in found]

    return Screen(
        page=lambda canvas: page(listed.records, canvas),
        data=lambda: [listed.data(record) for record in listed.records],
        rows=rows,
        rearranged=lambda arrange: _list(listed._replace(records=arrange(listed)), page, first),
    )


def arranged(screen: Screen, most: int | None, column: str | None) -> Screen:
    """No more than ``most`` records of the list, in another order if a column is named.

    Kept are the newest, or what is most pressing, in the list's own order; by a column its first ones,
    and ``-due`` is the last one first. A column goes by its key in JSON, or by how it begins. What is
    empty stands last. Raises ``UnreadableWords`` for a column that is not there.
    """
    assert screen.rearranged

    def arrange(listed: Listed) -> Sequence[Any]:
        if column is not None:
            return _in_order(listed, column)[:most]
        return _first(listed, most or len(listed.records))

    return screen.rearranged(arrange)


def _first(listed: Listed, most: int) -> Sequence[Any]:
    """The newest records in the list's order; its first ones where it begins with the most pressing."""
    records, newest = listed.records, listed.newest
    if newest is None:
        return records[:most]
    by_age = sorted(range(len(records)), key=lambda place: (newest(records[place]), place))
    return [records[place] for place in sorted(by_age[-most:])]


def _in_order(listed: Listed, column: str) -> list[Any]:
    found = [(record, listed.data(record)) for record in listed.records]
    by = key(column, list(found[0][1])) if found else ""
    valued = [(_value(row[by]), record) for record, row in found]
    full = [(value, record) for value, record in valued if value is not None]
    full.sort(key=lambda each: each[0], reverse=column.startswith("-"))
    return [record for _, record in full] + [record for value, record in valued if value is None]


_ALIKE = (
    ("title", "text", "name", "topic", "skill", "partner"),
    ("due", "by", "target", "planned_end"),
    ("on", "day", "date", "held", "happened", "noted", "rated", "agreed"),
)
"""What the columns of different kinds have in common: what a record is called, its last day, and the day it is of."""


def key(column: str, keys: Sequence[str]) -> str:
    """The one of the ``keys`` that is meant by a ``--sort`` word; raises ``UnreadableWords``."""
    wanted = column.removeprefix("-").strip().casefold().replace("-", "_").replace(" ", "_")
    if wanted in keys:
        return wanted
    alike = next((names for names in _ALIKE if wanted.removesuffix("_on") in names), ())
    found = [key for key in keys if wanted and key.startswith(wanted)]
    found += [key for key in keys if key.removesuffix("_on") in alike]
    if not found:
        raise UnreadableWords("column", column, keys)
    return found[0]


def _value(value: object) -> tuple[float, str] | None:
    """What is compared: numbers as such, all else as words; None for what is empty."""
    made = json.plain(value)
    if isinstance(made, list):
        made = ", ".join(str(_named(each)) for each in made)
    made = _named(made)
    if made is None or made == "":
        return None
    if isinstance(made, int | float):
        return float(made), ""
    return 0, folded(str(made))


def _named(value: object) -> object:
    """Of another record its name or title."""
    return value.get("name", value.get("title", "")) if isinstance(value, Mapping) else value


def bearing(found: Screen, tag: str | None) -> Screen:
    """The list of what bears a tag; where nothing in it does, a line that says so."""
    if tag is None or found.data():
        return found
    nothing = Line(f"Nothing in this list bears #{tag.removeprefix('#')}.")
    return found._replace(page=lambda _canvas: (nothing,))


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
    is_shared = record.visibility is Visibility.SHARED
    first, more, _ = found.label.partition("\n")
    whole = [("Text", found.label)] if more else []
    every = [
        ("Published", ", ".join(getattr(record, "published", ()))),
        ("For", _readers(record, above) if found.kind.about.has_readers else ""),
        ("Tags", tags(record.tags)),
    ]
    return card(
        head(found.code, title or f"{first}{' …' if more else ''}", state),
        [*whole, *pairs, *every],
        {**json.of(record), **also},
        extra,
        right=dim(f"private, as {above} is" if above and is_shared else words.kept(record, today)),
    )


def facts(pairs: Sequence[tuple[str, Content | None]]) -> Table:
    """A label and a value on each line, and below it the further lines of a text; pairs without a value are left out."""
    rows: list[Row] = []
    for label, value in pairs:
        if value:
            lines: Sequence[Content] = value.split("\n") if isinstance(value, str) else [value]
            rows += [(dim(label), lines[0]), *(Span(line, under=1) for line in lines[1:])]
    return Table((Column(), Column(stretch=True)), tuple(rows), indent=1)


def head(code: str, title: str, state: str = "") -> tuple[Piece | str, ...]:
    """The title of a card: ``g3 Speak in public · active``."""
    return (ref(code), " ", strong(title), f" · {state}" if state else "")


def link(record: Ref | None) -> Content | None:
    """Another record inside a card: ``g3 Speak at a conference``; None if there is none."""
    return (ref(record.code), f" {record.label}") if record else None


def tags(words: Sequence[str]) -> str:
    """``#speaking #q3``."""
    return " ".join(f"#{word}" for word in words)


def attached(goal: Ref | None, borne: Sequence[str], text: str, session: Ref | None = None) -> str:
    """What a new record hangs on and bears: ``from s2, for g1, #talks``; tags that stand in its text are known."""
    said = {word.casefold() for word in text.split()}
    new = [tag for tag in borne if f"#{tag}".casefold() not in said]
    of = (f"from {session.code}" if session else "", f"for {goal.code}" if goal else "")
    return ", ".join(filter(None, (*of, tags(new))))


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


def kept_back(record: Any, changed: Collection[str] | None = None) -> str:
    """Which texts of a public record are not, as the end of its receipt: ``, without its evidence``.

    ``changed`` are the columns that an edit changed, and ``reason`` where it has one; one that changed
    nothing of this says nothing.
    """
    about = KINDS[type(record)].about
    own = [each for each in about.columns if each.holds is Holds.TEXT and each.seen in _NOT_ALL]
    stay = []
    if changed is None or {"visibility", *(each.name for each in own)} & set(changed):
        stay = [each for each in beside(record) if each not in getattr(record, "published", ())]
    stay += ["reason"] if changed and "reason" in changed else []
    if record.visibility is not Visibility.PUBLIC or not stay:
        return ""
    opens = ",".join(each for each in stay if each in about.publishable)
    return f", without its {joined(stay)}" + (f" (--publish {opens})" if opens else "")


def beside(record: Any) -> list[str]:
    """The names of the texts of a record that its readers read, and not everybody."""
    columns = KINDS[type(record)].about.columns
    own = [each for each in columns if each.holds is Holds.TEXT and each.seen in _NOT_ALL]
    hidden = getattr(record, "notes_visibility", None) is Visibility.PRIVATE
    return [
        each.called
        for each in own
        if getattr(record, each.called) not in (None, RAISED)
        and not (hidden and each.name == "notes")
    ]


_NOT_ALL = (Seen.READERS, Seen.CHOSEN)


def explained(found: Screen, why: str) -> Screen:
    """A receipt with why the record is private, or what is not public with it, after it."""
    return longer(found, lambda _: dim(why)) if why else found


def longer(found: Screen, more: Callable[[Canvas], str | Piece]) -> Screen:
    """A receipt whose last line goes on with ``more``."""

    def page(canvas: Canvas) -> Page:
        *before, last = found.page(canvas)
        assert isinstance(last, Line)
        said = last.left if isinstance(last.left, tuple) else (last.left,)
        return (*before, last._replace(left=(*said, more(canvas))))

    return found._replace(page=page)


def repeating(found: Screen, texts: Mapping[str, str]) -> Screen:
    """A receipt that ends with texts that were given, each cut to a few words: `` · why “To lead”``."""

    def said(canvas: Canvas) -> str:
        flat = {name: few_words(text, canvas) for name, text in texts.items()}
        return "".join(f" · {name} {words.quoted(text)}" for name, text in flat.items())

    return longer(found, said) if texts else found


def few_words(text: str, canvas: Canvas) -> str:
    """The first words of a text that was given, on one line."""
    return clipped(" ".join(text.split()), _FEW_WORDS[canvas.is_narrow], canvas)


_FEW_WORDS = (40, 24)
"""How many characters of a text that was given a receipt repeats, on a wide terminal and on a narrow one."""


def because(found: Screen, why: str | None, record: Any = None) -> Screen:
    """A receipt that ends with the reason that was given, if one was: `` · “ill”``; of a public record it never is."""
    is_public = getattr(record, "visibility", None) is Visibility.PUBLIC
    kept = "reason, not public: " if is_public else ""
    return longer(found, lambda _: f" · {kept}{words.quoted(why)}") if why else found


def deleted(code: str, title: str, record: object, along: Sequence[str]) -> Screen:
    """What a delete took away, by codes too what went ``along``: ``g6  Speak · deleted with m1, m2; …``."""
    left = len(along) - _MOST_ALONG
    few = along if left < 2 else [*along[:_MOST_ALONG], f"{left} more"]
    gone = f"deleted{' with ' if few else ''}{', '.join(few)}"
    return receipt(record, code, title, f"{gone}; mentorlog undo brings it back")


_MOST_ALONG = 4


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
