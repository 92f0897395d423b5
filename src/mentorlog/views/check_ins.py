"""Check-ins: the line printed after one, and what is shown of a goal before the next."""

from collections.abc import Callable, Sequence
from datetime import date

from mentorlog.dates import weekday_day
from mentorlog.errors import quoted
from mentorlog.records import Event, Goal, GoalStanding, Visibility, why_stuck
from mentorlog.values import NamedTuple
from mentorlog.views import goals, listings, words
from mentorlog.views.pages import Canvas, Line, Page, Screen, dim


class CheckIn(NamedTuple):
    """A reading that was written, how its goal stands now, and who may see it if not the goal's readers."""

    standing: GoalStanding
    event: Event
    level: Visibility | None = None

    @property
    def seen_by(self) -> Visibility:
        """Who may see the reading."""
        return self.level or self.standing.goal.visibility


def written(found: CheckIn, today: date, me: int) -> Screen:
    """One line on a check-in: ``g1  Speak · 40 → 60 % · target Wed 31 Mar 2027``.

    It says what counts where that is something else: milestones, a later reading, the owner's own. The
    note stands last, as what was typed behind the value may not have been meant for one.
    """
    goal, note = found.standing.goal, _note(found)
    on = _on(found, today)
    if found.event.new is None:
        said: tuple[str, ...] = (_noted(found) + on + _sure(found), goals.ends(goal, today))
    elif beside := _beside(found, on, me):
        said = ("stuck" if _is_stuck(found) else "", beside, _sure(found)[2:])
    else:
        said = (_read(found, today, me) + _sure(found), goals.ends(goal, today))
    receipt = listings.told(goal, *said, note, shown=found.standing, level=found.level)
    return listings.explained(receipt, _once_public(found))


def _once_public(found: CheckIn) -> str:
    """What a public reading waits for, and what is not public with it; empty for another."""
    goal = found.standing.goal
    if found.seen_by is not Visibility.PUBLIC:
        return ""
    once = "" if goal.visibility is Visibility.PUBLIC else f", once g{goal.id} is"
    return once + (", without its note" if found.event.note else "")


def _note(found: CheckIn, cut: Callable[[str], str] = str) -> str:
    """The words that came with a reading, or what holds the goal up, in quotation marks; empty for none."""
    note = found.event.note
    return f"“{cut(why_stuck(note) or note)}”" if note else ""


def _sure(found: CheckIn) -> str:
    """``, confidence 7`` behind a reading; empty where nothing was said of it."""
    sure = found.event.confidence
    return "" if sure is None else f", confidence {sure}"


def taken_back(
    standing: GoalStanding, gone: str | None, note: str | None, on: date, today: date
) -> Screen:
    """One line on a reading that is there no more: ``g1  Speak · 60 % of Fri 6 Mar taken back · now 40 %``.

    Its ``note``, which goes with it, is said too.
    """
    goal = standing.goal
    now = "" if standing.progress is None else f"now {words.percent(standing.progress)}"
    what = "the note" if gone is None else value(goal, gone)
    said = f"{what} of {weekday_day(on, today)} taken back"
    with_it = f"{'' if gone is None else 'with its note '}{quoted(note)}" if note else ""
    return listings.told(goal, said, with_it, now, shown=standing)


def walked(found: Sequence[CheckIn], kept: int) -> Screen:
    """One line on all goals that were walked: ``Checked in: g4 80 → 85 %, g2 65 % · 2 kept``."""
    every = f" · all {len(found)}: mentorlog undo {len(found)}" if len(found) > 1 else ""
    hint = f"{'last one ' if every else ''}back: mentorlog undo{every}" if found else ""

    def page(canvas: Canvas) -> Page:
        each = ", ".join(_walked(one, canvas) for one in found)
        said = f"Checked in: {each}" if found else "Nothing checked in"
        yield Line(words.listed(said, f"{kept} kept" if kept else ""), dim(hint))

    return listings.written([each.standing for each in found])._replace(page=page)


def _walked(found: CheckIn, canvas: Canvas) -> str:
    """``g4 80 → 85 % “accepted” (confidence 7, private)``; who reads it is said where that is not the goal's readers.

    A note has no more than its first words.
    """
    read = _noted(found) if found.event.new is None else _moved(found)
    beside = " beside its milestones" if _says_otherwise(found) else ""
    level = "" if found.seen_by is Visibility.SHARED else f"{found.seen_by}{_once_public(found)}"
    also = ", ".join(filter(None, (_sure(found)[2:], level)))
    note = _note(found, lambda text: listings.few_words(text, canvas))
    return f"g{found.standing.goal.id} {read}{beside}{note and f' {note}'}{also and f' ({also})'}"


def question(standing: GoalStanding, me: int) -> str:
    """How a goal stands, before it is asked for: ``g4  Write the guide · 80 %, overdue 9d``.

    Somebody else's names its owner, as the reading will be theirs.
    """
    goal = standing.goal
    by_hand = not standing.by_milestones
    of = words.reading(standing) if by_hand else words.milestones(standing)
    number = words.percent(standing.beside.percent) if standing.beside else "number"
    beside = "" if by_hand else f"milestones count here; your {number} is kept beside"
    if goal.owner.id != me:
        whose = f"what you type counts as {words.possessive(goal.owner)} own"
        beside = ". ".join(filter(None, (beside, whose)))
    now = words.percent_yet(standing.progress) + (f" ({of})" if of else "")
    if goal.metric and not of:
        now = f"{now}, {words.metric(goal)}"
    title = goal.title if goal.owner.id == me else f"{goal.owner.short}: {goal.title}"
    return f"g{goal.id}  {words.listed(title, f'{now}, {goals.state(standing).text}', beside)}"


def _on(found: CheckIn, today: date) -> str:
    day = found.event.happened_on
    return f" on {weekday_day(day, today)}" if day != today else ""


def _beside(found: CheckIn, on: str, me: int) -> str:
    """That a goal's milestones count and not the reading; empty where they do not."""
    standing = found.standing
    if not standing.by_milestones:
        return ""
    still = f"still {words.percent(standing.progress)}"
    if not _says_otherwise(found):
        return f"{still} ({words.milestones(standing)}){on and f', read{on}'}"
    done = f"{standing.milestones_done} of {standing.milestones_total}"
    by = found.event.by
    whose = "Your" if by is None or by.id == me else words.possessive(by)
    return f"{still}: its milestones count ({done}). {whose} {_value(found)}{on} is kept beside."


def _says_otherwise(found: CheckIn) -> bool:
    """Whether a reading is another figure than the milestones that count."""
    standing, read = found.standing, found.event.new
    differs = read is not None and round(float(read)) != round(standing.progress or 0)
    return standing.by_milestones and differs


def _noted(found: CheckIn) -> str:
    """A note without a number, and how the goal stands still: ``stuck at 60 %``, ``noted, still 2 talks``."""
    standing, goal = found.standing, found.standing.goal
    now = "" if standing.progress is None else words.percent(standing.progress)
    if goal.metric and standing.value is not None:
        now = value(goal, standing.value)
    if standing.by_milestones:
        now = f"{now} ({words.milestones(standing)})"
    by = found.event.by
    if by and by.id != goal.owner.id:
        return f"{'stuck' if _is_stuck(found) else 'noted'}, says {by.label}"
    if _is_stuck(found):
        return f"stuck at {now}" if now else "stuck"
    return f"noted, still {now}" if now else "noted"


def _is_stuck(found: CheckIn) -> bool:
    return why_stuck(found.event.note) is not None


def _value(found: CheckIn) -> str:
    return value(found.standing.goal, found.event.new or "")


def value(goal: Goal, read: str) -> str:
    """What was read of a goal, with its unit: ``60 %``, ``2 talks``."""
    return words.measured(read, goal.metric.unit if goal.metric else "%")


def _moved(found: CheckIn) -> str:
    """``40 → 60 %``; ``60 %`` where it is the first, ``still 60 %`` the same; ``stuck at 60 %``."""
    old, value = found.event.old, _value(found)
    if _is_stuck(found):
        return f"stuck at {value}"
    if old is None:
        return value
    return f"still {value}" if old == found.event.new else f"{old} → {value}"


def _read(found: CheckIn, today: date, me: int) -> str:
    """What was read, by whom if not by the owner, when if not today, and what else counts."""
    standing, by = found.standing, found.event.by
    day = _on(found, today)
    if by and by.id != standing.goal.owner.id:
        owner = standing.goal.owner
        whose = "your" if owner.id == me else words.possessive(owner)
        own = f", beside {whose} {words.percent(standing.own_progress)}" if standing.own_on else ""
        is_theirs = owner.id != me and Visibility.PRIVATE not in (
            found.level,
            standing.goal.visibility,
        )
        reads = f" · {owner.short} may read it" if is_theirs else ""
        return f"{by.label} reads {_value(found)}{day}{own}{reads}"
    if standing.own_on and standing.own_on > found.event.happened_on:
        later = weekday_day(standing.own_on, today)
        return f"{_value(found)}{day}, still {words.percent(standing.progress)} since {later}"
    now = f", now {words.percent(standing.progress)}" if standing.goal.metric else ""
    return f"{_moved(found)}{day}{now}"
