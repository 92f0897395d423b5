"""Mentorships: the cadence strip and its figures, as a list, a card and the lines of status; their agreements."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial

from mentorlog.dates import distance, short, weekday_day
from mentorlog.errors import count
from mentorlog.records import (
    Agreement,
    Gap,
    Kind,
    Mentorship,
    MentorshipStanding,
    MentorshipState,
    Pause,
    Role,
)
from mentorlog.views import data, listings, words
from mentorlog.views.cells import rows_of
from mentorlog.views.listings import Field
from mentorlog.views.pages import (
    MEDIUM,
    Block,
    Canvas,
    Column,
    Line,
    Piece,
    Prose,
    Row,
    Screen,
    Span,
    Table,
    dim,
    nothing,
    ref,
    strong,
)

# --- figures ----------------------------------------------------------------------------------


def strip(standing: MentorshipStanding, most: int = 15) -> str:
    """The last ``most`` slots of the cadence, oldest first: ``●`` kept, ``○`` not."""
    return "".join("●" if slot.held else "○" for slot in standing.slots[-most:])


def kept(standing: MentorshipStanding) -> str:
    """``kept 13 of 15 (87 %)``; ``–`` if no slot counts yet."""
    if standing.cadence_kept is None:
        return "–"
    held = sum(slot.held for slot in standing.slots)
    return f"kept {words.part_of(held, len(standing.slots), standing.cadence_kept)}"


def cadence(standing: MentorshipStanding) -> str:
    """``every 14 days``, or that none is agreed."""
    agreed = standing.mentorship.cadence
    return str(agreed) if agreed else "no cadence"


def _gap(found: Gap, today: date) -> str:
    """``42 days, 2 Jul – 13 Aug``; one across a pause says so."""
    days = count(found.days, "day")
    between = f"{short(found.from_on, today)} – {short(found.to_on, today)}"
    return f"{days}, {between}" + (", with a pause" if found.paused else "")


def rests(known: Mentorship, today: date, day: Callable[[date], str]) -> str:
    """``paused since 3 May``, ``paused from 7 Dec, back on 5 Jan`` of one that is to be paused; else empty.

    ``day`` says how a day is written.
    """
    if known.state is MentorshipState.PAUSED:
        lasts = [pause for pause in known.pauses if pause.covers(today, today)]
        return f"paused since {_days_of(lasts[0], day)}" if lasts else "paused"
    ahead = known.pauses_after(today)
    return f"paused from {_days_of(ahead[0], day)}" if ahead else ""


def _days_of(pause: Pause, day: Callable[[date], str]) -> str:
    """``3 May``, ``7 Dec, back on 5 Jan``: its first day, and the one on which it is over."""
    return day(pause.from_on) + (f", back on {day(pause.until_on)}" if pause.until_on else "")


def roles(known: Sequence[Mentorship]) -> dict[int, str]:
    """What follows the name in each, by id: ``, mentor`` if another of them has the same person."""
    of_person = Counter(each.partner.id for each in known)
    return {each.id: f", {each.role}" if of_person[each.partner.id] > 1 else "" for each in known}


# --- the lines of status, and the list --------------------------------------------------------


def table(standings: Sequence[MentorshipStanding], today: date, canvas: Canvas) -> Table:
    """Each mentorship with its cadence strip, and its days below; on a narrow terminal in three lines."""
    wide = canvas.is_wide
    known = [each.mentorship for each in standings]
    names = roles(known)
    named = [words.marked(f"{each.partner.label or '–'}{names[each.id]}", each) for each in known]
    name_width = max(map(len, named), default=0)
    room = canvas.width - 3 - (name_width if wide else 0)
    rows: list[Row] = []
    for standing, name in zip(standings, named, strict=True):
        marks = strip(standing)
        # Where no slot counts yet, how many sessions there were.
        figure = kept(standing) if standing.slots else count(standing.sessions_held, "session")
        if wide:
            rows.append((strong(name), cadence(standing), marks, figure))
        else:
            rows.append((strong(name), cadence(standing)))
            rows.append(Span(f"{marks}  {figure}" if marks else figure, indent=2))
        for about in rows_of(_days(standing, today), room, " · "):
            rows.append(Span(about, under=int(wide), indent=0 if wide else 2))
    columns = (Column(stretch=True), Column(), *((Column(), Column()) if wide else ()))
    return Table(columns, tuple(rows), indent=1, group="mentorships")


def _days(standing: MentorshipStanding, today: date) -> Iterator[str]:
    """``last 19 Nov``, ``next 3 Dec``, ``longest gap 42 days, 2 Jul – 13 Aug``: what there is."""
    known, last, gap = standing.mentorship, standing.last_held_on, standing.longest_gap
    if known.state is MentorshipState.ENDED:
        yield f"ended {short(known.ended_on, today)}" if known.ended_on else "ended"
    if at_rest := rests(known, today, partial(short, today=today)):
        yield at_rest
    if last:
        yield f"last {short(last, today)}"
    if meets := next_meeting(standing, today, narrow=True):
        yield meets
    if gap:
        yield f"longest gap {_gap(gap, today)}"


def listing(standings: Sequence[MentorshipStanding], role: Role | None, today: date) -> Screen:
    """The mentorships of one role, or of all."""
    what, noun = role or "mentorship", role or Role.MENTOR
    empty = Line(nothing(f"No {what} now", f'mentorlog {noun} add "NAME" --every 2w'))
    return listings.several(
        standings,
        lambda some, canvas: [table(some, today, canvas) if some else empty],
        newest=lambda standing: standing.mentorship.started_on,
    )


# --- the card ---------------------------------------------------------------------------------


def card(standing: MentorshipStanding, today: date) -> Screen:
    """One mentorship: what was agreed, how it was kept, and its pauses."""
    known, marks = standing.mentorship, strip(standing)
    last, gap = standing.last_held_on, standing.longest_gap
    state, ended = f" · {known.state}" if known.state else "", words.day(known.ended_on, today)
    head = (strong(known.partner.label or "–"), f" · your {known.role}{state}")
    facts = (
        ("Purpose", known.purpose),
        ("Sessions", f"{standing.sessions_held} held · {cadence(standing)}"),
        ("Cadence", f"{marks} {kept(standing)}" if marks else None),
        ("Last", f"{weekday_day(last, today)}, {distance(last, today)}" if last else None),
        ("Next", next_meeting(standing, today, label="")),
        ("Longest gap", _gap(gap, today) if gap else None),
        ("Started", weekday_day(known.started_on, today) if known.state else None),
        ("Until", words.day(known.planned_end_on, today)),
        ("Ended", ended + _because(known.end_reason) if ended else None),
        *(("Paused", _pause(pause, today)) for pause in known.pauses),
        ("Tags", listings.tags(known.tags)),
    )
    return listings.card(head, facts, data.of(standing), right=dim(known.visibility))


def next_meeting(
    standing: MentorshipStanding, today: date, *, label: str = "next ", narrow: bool = False
) -> str:
    """When the two meet next, one that is planned behind the ``label``; empty where nothing is planned or agreed."""
    if standing.next_on is None:
        return ""
    meets = words.to_meet(standing.next_on, standing.meet_by, today, narrow=narrow)
    return f"{label}{meets}" if standing.next_planned else meets


def _pause(pause: Pause, today: date) -> str:
    still = "" if pause.until_on else " on"
    days = _days_of(pause, partial(weekday_day, today=today))
    return f"{days}{still}{_because(pause.reason)}"


def _because(reason: str | None) -> str:
    return f": {reason}" if reason else ""


# --- receipts ---------------------------------------------------------------------------------


def written(
    standing: MentorshipStanding,
    what: str,
    today: date,
    *,
    on: date | None = None,
    until: date | None = None,
    gone: Sequence[Pause] = (),
) -> Screen:
    """One line on what a command wrote: ``r1  Dana Ortiz · your mentor · paused · Sun 22 Nov``.

    The line ends with the day ``on`` (and ``until``), else with what is agreed; then the pauses that are ``gone``
    with it.
    """
    known = standing.mentorship
    said = [known.partner.label, f"your {known.role}", what]
    if on:
        said.append(_days_of(Pause(on, until, None), partial(weekday_day, today=today)))
    else:
        since, until = weekday_day(known.started_on, today), known.planned_end_on
        days = f"{since} – {weekday_day(until, today)}" if until else f"since {since}"
        said += [cadence(standing), days]
    if what == "added":
        said.append(listings.attached(None, known.tags, ""))
    if gone:
        said.append(taken_back(gone, today))
    code = f"{Kind.MENTORSHIP.letter}{known.id}"
    return listings.receipt(standing, code, *said, level=known.visibility)


def taken_back(gone: Sequence[Pause], today: date) -> str:
    """``the pause from Mon 7 Dec is taken back``."""
    days = " and ".join(weekday_day(rest.from_on, today) for rest in gone)
    return f"the {'pause' if len(gone) == 1 else 'pauses'} from {days} {'is' if len(gone) == 1 else 'are'} taken back"


# --- agreements ---------------------------------------------------------------------------------


def agreements_listed(versions: Sequence[Agreement], today: date) -> Screen:
    """Versions of agreements, with whom each is."""
    fields = (
        Field("id", "", lambda text: ref(f"{Kind.AGREEMENT.letter}{text.id}")),
        Field("mentorship", "Agreements", lambda text: words.marked(text.mentorship.label, text)),
        Field("version", "", lambda text: f"version {text.version}"),
        Field("agreed_on", "Agreed", lambda text: weekday_day(text.agreed_on, today)),
        Field("text", "", lambda text: dim(_first_line(text)), stretch=True, least=MEDIUM),
    )
    return listings.listing(
        versions,
        fields,
        newest=lambda text: text.agreed_on,
        empty=nothing("No agreements yet", "mentorlog agreement add WHO"),
    )


def _first_line(agreement: Agreement) -> str:
    return agreement.text.split("\n", 1)[0].lstrip("# ").strip()


def agreement_card(agreement: Agreement, known: Mentorship, of: int, today: date) -> Screen:
    """One version, of ``of`` versions, with its whole text."""
    version = f"version {agreement.version}" + (f" of {of}" if of > 1 else "")
    title = (_agreement_title(known), f" · {version}, {weekday_day(agreement.agreed_on, today)}")
    blocks: list[Block] = [Line(), Prose(agreement.text, 1)]
    if agreement.tags:
        blocks += [Line(), Line(dim(listings.tags(agreement.tags)), indent=1)]
    right = dim(words.kept(agreement, today))
    return listings.card(title, (), data.of(agreement), blocks, right)


def _agreement_title(known: Mentorship) -> Piece:
    return strong(f"Agreement with {known.partner.label}")


def agreement_history(versions: Sequence[Agreement], known: Mentorship, today: date) -> Screen:
    """All versions, each with its day and its first line."""
    head = (_agreement_title(known), f" · {count(len(versions), 'version')}")
    columns = (
        Column("Version", right=True),
        Column("Agreed"),
        Column(stretch=True, least=MEDIUM),
    )
    rows = tuple(
        (str(each.version), weekday_day(each.agreed_on, today), dim(_first_line(each)))
        for each in versions
    )
    return Screen(
        page=lambda _: (Line(head), Line(), Table(columns, rows, indent=1)),
        data=lambda: {"mentorship": data.partner(known), "history": versions},
        rows=lambda: versions,
    )


def agreement_written(agreement: Agreement, what: str, today: date) -> Screen:
    """What a command wrote: ``v2  Dana Ortiz · agreement, version 2 · Sun 22 Nov``."""
    along = "" if what else listings.attached(None, agreement.tags, agreement.text)
    said = (what, weekday_day(agreement.agreed_on, today), along)
    code = f"{Kind.AGREEMENT.letter}{agreement.id}"
    return listings.receipt(
        agreement, code, agreement_called(agreement), *said, level=agreement.visibility
    )


def agreement_called(agreement: Agreement) -> str:
    """What a receipt calls a version."""
    return words.listed(agreement.mentorship.label, f"agreement, version {agreement.version}")
