"""The readings of ``mentorlog check-in``: one from the command line, or one after another at the prompt.

Each answer at the prompt is saved at once, as a command of its own: whatever ends the walk, what was
answered stays, and ``undo`` takes back the last answer, ``undo 3`` the last three.
"""

import re
from collections.abc import Sequence
from datetime import date

from mentorlog.commands import TYPED
from mentorlog.commands.desk import Desk, ask, at_terminal, for_whom, say, says_yes
from mentorlog.commands.options import Writing
from mentorlog.errors import (
    Interrupted,
    JournalSaysNo,
    JournalUnusable,
    Mistyped,
    NoAnswer,
    WrongUsage,
    pasted,
)
from mentorlog.journal import Journal, goals, people, readers, standings, store
from mentorlog.journal.references import is_code, resolve
from mentorlog.records import STUCK, Event, Goal, Kind, Metric, Visibility
from mentorlog.records.drafts import PRIVATE_MARK
from mentorlog.spelling import is_none
from mentorlog.values import NamedTuple
from mentorlog.views import check_ins as views
from mentorlog.views.check_ins import CheckIn
from mentorlog.views.goals import closing
from mentorlog.views.pages import Screen

_IS_STUCK = ("s", "stuck")
_DRAFT = "check-in"
_HOW = "Enter keeps · 60 or +5, then confidence 7 or a note · s stuck, and why · q ends"
_FOR_WHOM = "Who reads the goal reads this too; !private behind it hides number and note."


class Told(NamedTuple):
    """What the options say of a reading; it is by the goal's owner where ``by`` is None."""

    on: date
    confidence: int | None
    note: str | None
    by: str | None
    visibility: Visibility | None


def _save(desk: Desk, goal: str, value: str | None, told: Told) -> tuple[CheckIn, int]:
    """Write one reading; what was written, and who I am."""
    with desk.writing("check-in") as journal:
        id = resolve(journal, Kind.GOAL, goal)
        goals.check_in(
            journal, id, value, on=told.on, confidence=told.confidence, note=told.note,
            by=_person(journal, told.by),
            visibility=told.visibility,
        )  # fmt: skip
        history = sorted(store.history(journal, Kind.GOAL, id), key=lambda event: event.id)
        latest = history[-1]
        if _is_given_again(journal, history):
            journal.notes.append(
                f"g{id} has the same reading of {journal.in_words(told.on)} twice in a row;"
                f" mentorlog check-in g{id} none --on {told.on} takes the last one away."
            )
        level = goals.reading_level(journal, latest.id)
        standing = standings.of_goal(journal, id)
        if latest.new is not None and (close := closing(standing)):
            journal.notes.append(f"hint: {close}")
        return CheckIn(standing, latest, level), journal.me


def _is_given_again(journal: Journal, history: Sequence[Event]) -> bool:
    """Whether the latest event is the reading that its reader gave just before it, for the same readers."""
    latest = history[-1]
    of_reader = [each for each in history if (each.field, each.by) == (latest.field, latest.by)]
    before = of_reader[-2] if latest.new is not None and len(of_reader) > 1 else None
    if before is None or (before.happened_on, before.new) != (latest.happened_on, latest.new):
        return False
    return goals.reading_level(journal, before.id) == goals.reading_level(journal, latest.id)


def written(desk: Desk, goal: str, words: str, told: Told) -> Screen:
    """Write one reading, and say what it moved; ``stuck`` moves nothing, ``none`` takes one away.

    The words are those of an answer at the prompt. Raises as ``goals.check_in`` and ``goals.take_back`` do.
    """
    if is_none(words):
        return _taken_back(desk, goal, told)
    try:
        return _written(desk, goal, words, told)
    except (JournalUnusable, KeyboardInterrupt, NoAnswer):
        desk.keep(_DRAFT, _meant(words, told)[1].note or "")
        raise


def _written(desk: Desk, goal: str, words: str, told: Told) -> Screen:
    # A number alone needs no look at its goal.
    if len(words.split()) > 1 or _is_stuck(words.strip()):
        with desk.reading() as journal:
            journal.command = "check-in"  # The hint for what is no goal follows from it.
            known = store.get(journal, Goal, resolve(journal, Kind.GOAL, goal))
            who = readers.of_reason(journal, Kind.GOAL, known.id)
        value, told = _surely(*_meant(words, told, known.metric))
        if _is_stuck(value):
            if not (why := _why_stuck(told, who)):
                raise WrongUsage(
                    "A stuck goal needs a word on why.",
                    f"mentorlog check-in g{known.id} stuck --note TEXT",
                )
            value, told = None, told._replace(note=f"{STUCK}{why}")
    else:
        value, told = _meant(words, told)
    found, me = _save(desk, goal, value, _closed(told))
    return views.written(found, desk.today, me)


def expect_a_value(write: Writing, goal: str, words: Sequence[str]) -> None:
    """Raise where words alone stand in the place of the value, with the option whose they are; also where one before the value hides it.

    Behind words of a title, those that have a number among them may be the rest of it.
    """
    from mentorlog.exchange import line_ends

    typed: list[str] = write.ctx.meta[TYPED]
    text, is_private = line_ends.without_private(" ".join(words))
    behind, day = write.desk.apart(text.split(), None)
    first = (" ".join(behind).split() or [""])[0]
    is_value, is_title = _is_value(first), not is_code(goal) and re.search("[0-9]", text)
    if not first or _is_value(words[0]) or (is_title and not is_private):
        return
    with write.desk.reading() as journal:
        resolve(journal, Kind.GOAL, goal)  # a word that names none is said to be none
    path, count = write.ctx.command_path, 1 + len(words)
    said = " ".join(behind)
    given = (*(said.split() if is_value else ["--note", said]), *(["--on", day] if day else []))
    meant = [goal, *given, *(["--private"] if is_private else []), *typed[count:]]
    what = "value stands behind other words" if is_value else "note stands without a value"
    hint = f"{path} G VALUE, or {path} G --note TEXT"
    if typed[:count] != [goal, *words] or {"-n", "--note", "--on"} & {*typed}:
        raise WrongUsage(f"The {what}.", hint)
    sentence = f"The {what}. Did you mean {pasted(*path.split(), *meant)}?"
    raise Mistyped(sentence, hint, typed, meant)


def _is_value(word: str) -> bool:
    """Whether an answer may begin with it, before its note."""
    first = (word.split() or [""])[0]
    is_number, is_sure = re.search("[0-9]", first), first.casefold().startswith("confidence")
    return bool(is_number) or is_sure or _is_stuck(first) or is_none(first)


def _taken_back(desk: Desk, goal: str, told: Told) -> Screen:
    with desk.writing("check-in none") as journal:
        id = resolve(journal, Kind.GOAL, goal)
        gone = goals.take_back(journal, id, told.on, _person(journal, told.by))
        standing = standings.of_goal(journal, id)
        return views.taken_back(standing, gone["new"], gone["note"], told.on, desk.today)


def _person(journal: Journal, who: str | None) -> int | None:
    return people.find(journal, who) if who is not None else None


def _why_stuck(told: Told, who: str) -> str:
    """Why a goal is stuck: what was told, else what is typed at the terminal; empty where nobody says."""
    asked = f"What holds it up?{for_whom(who)} > "
    return told.note or (ask(asked) if at_terminal() else "")


# At the prompt


class _End(Exception):
    """The walk ends here."""


def walk(write: Writing, goal: str | None, told: Told) -> None:
    """Ask for each goal how far it has come; what was answered is saved, however it ends."""
    desk = write.desk
    goals.expect_confidence(told.confidence)
    with desk.reading() as journal:
        asked, me = _asked(journal, goal, told.on), journal.me
        if told.by is not None:
            told = told._replace(by=f"p{people.find(journal, told.by)}")
    say(f"{_HOW}\n{_FOR_WHOM}")
    desk.said_saved = "what was answered before is saved"
    walked: list[CheckIn] = []
    kept = 0
    try:
        for code in asked:
            try:
                found = _answered(desk, code, told)
            except JournalSaysNo as error:  # somebody closed or deleted it meanwhile
                say(error.sentence)
                continue
            walked += [found] if found else []
            kept += not found
    except (_End, Interrupted):
        pass
    finally:
        only = walked and goal is not None
        write.show(views.written(walked[0], desk.today, me) if only else views.walked(walked, kept))


def _asked(journal: Journal, goal: str | None, on: date) -> list[str]:
    """The goals to ask for, in the order of ``status``: one, or my active ones, or else everybody's."""
    if goal is not None:
        known = store.get(journal, Goal, resolve(journal, Kind.GOAL, goal))
        goals.expect_open(journal, known, on)
        return [f"g{known.id}"]
    from mentorlog.journal import status  # one reading does without

    found = status.active_goals(journal)
    if not found:
        raise JournalSaysNo("No goal is active.", "mentorlog goal add TITLE --by DAY")
    mine = [each for each in found if each.owner.id == journal.me]
    return [f"g{each.id}" for each in mine or found]


def _answered(desk: Desk, code: str, told: Told) -> CheckIn | None:
    """What was checked in of one goal, None where it is kept as it is.

    A number that cannot be one is asked for again. Whatever else stops it, a note is kept as a draft. Raises ``JournalSaysNo`` for a goal that is open
    no longer, ``_End`` and ``Interrupted`` where somebody has had enough.
    """
    with desk.reading() as journal:
        standing, me = standings.of_goal(journal, resolve(journal, Kind.GOAL, code)), journal.me
        goals.expect_open(journal, standing.goal, told.on)
        who = readers.of_reason(journal, Kind.GOAL, standing.goal.id)
    say(views.question(standing, me))
    while True:
        words = ask("> ")
        if words.casefold() in ("q", "quit"):
            raise _End
        value, said = _meant(words, told, standing.goal.metric, alone=True)
        try:
            value, said = _surely(value, said)
            if _is_stuck(value):
                if not (why := _why_stuck(said, who)):
                    say("Nothing was noted: a stuck goal needs a word on why.")
                    return None
                value, said = None, said._replace(note=f"{STUCK}{why}")
            if value is None and said.note is None and said.confidence is None:
                return None
            return _save(desk, code, value, _closed(said))[0]
        except WrongUsage as error:  # it is asked for again
            say(f"{error.sentence} {error.hint}".rstrip())
        except BaseException:
            desk.keep(_DRAFT, said.note or "")
            raise


def _closed(told: Told) -> Told:
    """The reading, which is private where ``!private`` was typed in its note."""
    from mentorlog.exchange import line_ends

    begins = STUCK if (told.note or "").startswith(STUCK) else ""
    words = (told.note or "").removeprefix(begins)
    note, is_private = line_ends.without_private(words)
    if not is_private:
        return told
    return told._replace(note=f"{begins}{note}".strip() or None, visibility=Visibility.PRIVATE)


_SURE = r"confidence[ \t]*[:=]?[ \t]*(?P<sure>[0-9]{1,3})(?:[ \t]*/[ \t]*10)?"
"""How sure somebody is to reach a goal, as it is typed beside a reading."""
_SURENESS = (
    rf"^{_SURE}[.,;:]?(?:[ \t]+|$)",
    rf"(?:^|[,;][ \t]*|[ \t]*(?=[(]))(?P<open>[(])?{_SURE}(?(open)[)])[.]?$",
    "^(?P<sure>10|[0-9])$",
)
"""Where it stands beside a note, and is none of it: before it, behind a comma or in brackets at its end.

A lone number from 0 to 10 is nothing else."""
_SURENESS_LISTED = (*_SURENESS, "^(?P<sure>10|[0-9])[,;][ \\t]+")
"""The same behind a comma: ``30, 5, words``."""


_PERCENT = r"[ \t]*(?:%|percent)(?=[ \t,;:.]|$)[ \t,;:.]*"
_BEHIND_A_UNIT = rf"[ \t]*(?:[,;:][ \t]*|[.]?$|(?=[(]?{_SURE}|(?:(?:10|[0-9])[ \t]+)?{PRIVATE_MARK}|(?:10|[0-9])$))"
"""What may stand behind a unit that is none of the note: before other words it is one of them."""


def _meant(
    words: str, told: Told, metric: Metric | None = None, *, alone: bool = False
) -> tuple[str | None, Told]:
    """The value of an answer, None where the goal stays as it is, and what is told with it: a note, a confidence.

    The unit of the goal's ``metric`` is none of the note where it stands apart. Where it is ``alone``, and no goal's name can be among them, words without a number are a note.
    """
    first, _, note = words.strip().partition(" ")
    is_listed, first = first.endswith((",", ";")), first.rstrip(",;:")
    is_note = alone and note and not (re.search("[0-9]", first) or _is_stuck(first))
    if is_note or first.casefold().startswith("confidence"):
        first, note = "", words.strip()
    elif found := note and re.match(_PERCENT, note, re.IGNORECASE):
        first, note = f"{first}%", note[found.end() :]
    elif metric and metric.unit:
        unit = rf"^{re.escape(metric.unit.removesuffix('s'))}s?{_BEHIND_A_UNIT}"
        note = re.sub(unit, "", note, flags=re.IGNORECASE)
    note, sure = note.strip(), told.confidence
    patterns = _SURENESS_LISTED if is_listed else _SURENESS
    tries = patterns if note and sure is None else ()
    if found := next(filter(None, (re.search(each, note, re.IGNORECASE) for each in tries)), None):
        note, sure = f"{note[: found.start()]}{note[found.end() :]}", int(found["sure"])
    note = " ".join(filter(None, (told.note, note)))
    return first or None, told._replace(note=note or None, confidence=sure)


def _surely(value: str | None, told: Told) -> tuple[str | None, Told]:
    """The reading; a number before the words of its note is how sure somebody is, where they say so.

    Without a sign it is as likely one of the words (``20 4 said no``), so that on a terminal it is asked.
    """
    found = re.match(_MAYBE_SURE, told.note or "") if value and told.confidence is None else None
    if not (found and at_terminal() and says_yes(f"{found['sure']} as your confidence?")):
        return value, told
    return value, told._replace(confidence=int(found["sure"]), note=found["note"])


_MAYBE_SURE = r"(?P<sure>10|[0-9])[,;]?[ \t]+(?P<note>[^\W\d].*)"


def _is_stuck(value: str | None) -> bool:
    return value is not None and value.casefold() in _IS_STUCK
