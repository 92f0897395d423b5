"""The prompt of ``mentorlog log``: line by line, each saved in a draft before the next.

A closed terminal or a killed program loses at most the line being typed; Ctrl-C does not even lose
that, where the line editor can be asked for it.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from mentorlog import drafts, places
from mentorlog.commands.desk import Desk, say
from mentorlog.commands.logged import BACK, Attending, Order, keep_draft, on_its_day, save, tell
from mentorlog.dates import weekday_day
from mentorlog.errors import Interrupted, quoted
from mentorlog.exchange import lines, session_document
from mentorlog.exchange.line_ends import owner_word
from mentorlog.journal.documents import handed_out, ticks
from mentorlog.periods import minutes_alone
from mentorlog.records import Kind, TakeawayKind, Visibility
from mentorlog.records.choices import RAISED
from mentorlog.records.drafts import LineDraft, SessionDraft
from mentorlog.values import NamedTuple
from mentorlog.views import Format, show
from mentorlog.views import sessions as views
from mentorlog.views.pages import Screen

_MOST_PROMISED = 9
"""Promises shown to be ticked: more would push the prompt off the screen."""

_HOW = " · ".join(f"{typed} {means}" for typed, means, _ in lines.MARKS)
_HOW_TO_TICK = f"{_HOW.removesuffix(' note')} · x1 ticks"
"""Without the last word, for which a line of 80 characters has no room."""


def prompted(order: Order, said: SessionDraft, there: Attending, path: Path | None = None) -> None:
    """Take the lines of a session at the prompt; some were typed before, where ``path`` holds them."""
    said = on_its_day(order, said, there)
    begun = said._replace(held_on=said.held_on or order.desk.today, with_people=tuple(there.names))
    prompt = Prompt(order.desk, begun, path, _to_tick(order.desk, there))
    try:
        typed = prompt.ask()
        stored = None if typed is None else save(order, typed, there)
    except BaseException:
        if prompt.path:
            say(drafts.kept(prompt.path, "mentorlog log offers it again"))
        elif prompt.draft != begun:
            keep_draft(order, prompt.draft)
        raise
    if prompt.path:  # Everything in it is in the journal.
        drafts.discard(prompt.path)
    if stored is None:
        say("Nothing typed, nothing saved.")
    else:
        tell(order, stored, BACK)


class ToTick(NamedTuple):
    """What can be ticked, in the order of its numbers, and the screen that shows them if there are any.

    ``written`` is the stamp by which a draft's marks are known again.
    """

    lines: tuple[LineDraft, ...] = ()
    screen: Screen | None = None
    written: str | None = None


def _to_tick(desk: Desk, there: Attending) -> ToTick:
    """What is open with those who are there."""
    with desk.reading() as journal:
        found = ticks.open_with(journal, there.known)
        if not any(found):
            return ToTick()
        topics, asked, actions = found.topics, found.questions, found.actions[:_MOST_PROMISED]
        lines = (
            *(LineDraft(line.kind, line.text, f"t{line.id}", answer=RAISED) for line in topics),
            *(LineDraft(line.kind, line.text, f"t{line.id}") for line in asked),
            *(LineDraft(Kind.ACTION, each.text, f"a{each.id}", done=True) for each in actions),
        )
        more = len(found.actions) - len(actions)
        screen = views.to_tick(topics, asked, actions, more, journal.me, journal.today)
        return ToTick(lines, screen, handed_out.stamp(journal))


class Prompt:
    """Takes the lines of one session; ``draft`` is what has been typed so far, some of it before.

    ``path`` is the file that holds what was typed before, None where nothing was.
    """

    def __init__(self, desk: Desk, begun: SessionDraft, path: Path | None, to_tick: ToTick) -> None:
        self.draft = begun
        self._desk = desk
        self.path = path
        """The file that holds what has been typed; None where none could be written."""
        self._continues = path is not None
        self._can_keep = True
        self._to_tick = to_tick
        self._to_answer: list[int] = []
        """The numbers of the questions that were ticked without an answer, which the next lines are."""

    def ask(self) -> SessionDraft | None:
        """The session as typed, None if nothing was.

        Raises ``Interrupted`` on Ctrl-C; the draft is then as complete as it can be.
        """
        begun = self.draft
        readline = _line_editor()
        say(self._header())
        say(_HOW_TO_TICK if self._to_tick.lines else _HOW)
        if self._to_tick.screen:
            self._show(self._to_tick.screen)
        if self._continues:
            if self.draft.topic:
                say(f"  topic: {self.draft.topic}")
            if self.draft.minutes:
                say(f"  {self.draft.minutes} min")
            for known in self.draft.lines:
                say(f"  {self._typed_before(known)}")
            for note in self.draft.notes.split("\n") if self.draft.notes else ():
                say(f"  # {note}")
        try:
            while (typed := self._line(readline)) is not None or self._to_answer:
                if typed is None:
                    self._say_unanswered(self._to_answer.pop(0))
                    self._ask_answer()
                for line in typed or ():
                    self._take(line)
        except KeyboardInterrupt:
            # Sent again by somebody in a hurry, it must not cut the saving short.
            with suppress(KeyboardInterrupt):
                for line in (readline.get_line_buffer() if readline else "").split("\n"):
                    self._take(line)
            raise Interrupted("Nothing was saved in the journal.") from None
        return None if self.draft == begun and not self._continues else self.draft

    def _header(self) -> str:
        assert self.draft.held_on
        on = weekday_day(self.draft.held_on, self._desk.today)
        day = f"today, {on}" if self.draft.held_on == self._desk.today else on
        who = ", ".join(self.draft.with_people)
        return f"{who}, {day}. One line each; an empty line saves."

    def _typed_before(self, line: LineDraft) -> str:
        """A line of the draft, by the sign it was typed with: ``! Draft the outline, due Fri 27 Nov``."""
        said = _said(line)
        sign = "[x]" if line.mark or line.done else lines.sign(line.kind)
        due = f", due {weekday_day(line.due_on, self._desk.today)}" if line.due_on else ""
        owner = f" {owner_word(line.owner)}" if line.owner else ""
        every = f", {line.every}" if line.every else ""
        level = f" !{line.visibility}" if line.visibility else ""
        ends = f"{owner}{due}{every}{level}{f' → {said}' if said else ''}"
        return f"{sign} {line.text}{ends}".lstrip()

    def _show(self, screen: Screen) -> None:
        plain = self._desk.invocation.no_color
        show(screen, Format.TABLE, stream=sys.stderr, no_color=plain, pager=False)

    def _line(self, readline: ModuleType | None) -> list[str] | None:
        """The next line, or the lines of a paste; None for an empty one, and at the end of input."""
        try:
            # Only with both at the terminal does input() edit lines; else its prompt is data.
            if readline and sys.stdout.isatty():
                typed = input("> ")
            else:
                sys.stderr.write("> ")
                sys.stderr.flush()
                typed = sys.stdin.readline()
                if not typed:
                    raise EOFError
        except EOFError:
            say("")  # Ctrl-D leaves the cursor behind the prompt.
            return None
        if not typed.strip():
            return [] if _is_pasting() else None
        return typed.splitlines()

    def _take(self, line: str) -> None:
        typed = line.strip()
        if typed == "?":
            self._show(views.marks(lines.marks()))
            return
        if self._to_answer and typed and not lines.is_read(typed):
            self._tick(self._to_answer.pop(0), typed)
            self._ask_answer()
            return
        while self._to_answer:
            self._say_unanswered(self._to_answer.pop(0))
        ticks, last = lines.ticks(line), len(self._to_tick.lines)
        if ticks and (ticks.is_sure or all(0 < each <= last for each in ticks.numbers)):
            ticked = [self._tick(number, ticks.words) for number in ticks.numbers]
            if all(ticked):
                self._ask_answer()
                return
        if minutes := minutes_alone(typed):
            self._time(minutes, typed)
            return
        if topic := lines.topic(typed):
            self._topic(topic, typed)
            return
        order = self._desk.order(line)
        found, notes = lines.prompt_line(line, self._desk.today, order)
        for note in notes:
            say(note)
        if found is None:
            return
        if isinstance(found, str):
            self._keep(notes="\n".join(filter(None, (self.draft.notes, found))))
        else:
            self._keep(lines=(*self.draft.lines, found))

    def _time(self, minutes: int, typed: str) -> None:
        """Take the line as how long the session was, and say so."""
        known = self.draft.minutes
        before = f", no longer {known}" if known not in (None, minutes) else ""
        say(f"The session took {minutes} min{before}; \\{typed} would be a takeaway.")
        self._keep(minutes=minutes)

    def _topic(self, topic: LineDraft, typed: str) -> None:
        """Take the line as what the session was about, and say so."""
        known = self.draft.topic
        before = f", no longer {quoted(known)}" if known not in (None, topic.text) else ""
        say(f"The topic is {quoted(topic.text)}{before}; \\{typed} would be a takeaway.")
        self._keep(topic=topic.text, visibility=topic.visibility or self.draft.visibility)

    def _tick(self, number: int, words: str) -> bool:
        """Tick what has the number, or take its tick back; False where nothing has, and there are words to keep."""
        known = self._to_tick.lines
        if not 1 <= number <= len(known):
            kept = " The line is kept as a takeaway." if words else ""
            none = f"no {number} to tick: the last is {len(known)}" if known else "nothing to tick"
            say(f"There is {none}.{kept}")
            return not words
        line = known[number - 1]
        others = tuple(each for each in self.draft.lines if each.mark != line.mark)
        before = next((_said(each) for each in self.draft.lines if each.mark == line.mark), None)
        if before:
            say(f"{number} had {quoted(before)}, which is gone.")
        if not words and len(others) < len(self.draft.lines):
            say(f"{number} is not ticked any more.")
            self._keep(lines=others)
            return True
        is_question = line.kind is TakeawayKind.QUESTION
        is_asked = is_question or (line.answer == RAISED and line.text.endswith("?"))
        if is_asked and not words:
            self._to_answer.append(number)
        if is_question and not words:
            return True
        if words:
            said = lines.answered(line.kind, words)
            is_action, words = line.kind is Kind.ACTION, said.text
            line = line._replace(evidence=words) if is_action else line._replace(answer=words)
            line = line._replace(visibility=said.visibility, is_reply_private=bool(said.visibility))
        self._keep(lines=(*others, line), written=self._to_tick.written)
        self._show(views.ticked(line, in_private=self.draft.visibility is Visibility.PRIVATE))
        return True

    def _ask_answer(self) -> None:
        """Ask for the answer of the first question that was ticked without one."""
        if self._to_answer:
            say(f"The answer to {self._to_answer[0]}? (Enter for none)")

    def _say_unanswered(self, number: int) -> None:
        if self._to_tick.lines[number - 1].kind is TakeawayKind.QUESTION:
            say(f"{number} has no answer, and stays open.")

    def _keep(self, **changes: Any) -> None:
        """Change the draft and save it; where that fails the user is told once, and typing goes on."""
        self.draft = self.draft._replace(**changes)
        if not self._can_keep:
            return
        try:
            if self.path is None:
                who = self.draft.with_people[0] if self.draft.with_people else ""
                self.path = drafts.new(
                    places.drafts(self._desk.path), self._desk.today, drafts.of_session(who)
                )
            drafts.write(self.path, session_document.write_draft(self.draft))
        except drafts.DraftNotKept as error:
            self.path, self._can_keep = None, False
            say(error.sentence.partition("; the text")[0])


def _said(line: LineDraft) -> str | None:
    """What was typed with a tick."""
    words = line.evidence if line.kind is Kind.ACTION else line.answer
    return None if words == RAISED else words


def _line_editor() -> ModuleType | None:
    """The readline module where there is one; it keeps no history file, as lines are private."""
    try:
        import readline
    except ImportError:
        return None
    return readline


def _is_pasting() -> bool:
    """Whether more input is waiting already: an empty line within a paste ends nothing.

    Otherwise the lines below it would be left to the shell, which would run them.
    """
    if os.name == "nt":
        return False
    import select

    try:
        return bool(select.select([sys.stdin], [], [], 0.02)[0])
    except (OSError, ValueError):
        return False
