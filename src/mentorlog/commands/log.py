"""``mentorlog log``: a held session in seconds, from a prompt, options, a document or the editor.

Once something was typed it is never lost: it is saved, or kept as a draft whose path is printed.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from mentorlog import periods
from mentorlog.commands import DASHES, TYPED
from mentorlog.commands.desk import Desk, at_terminal, choose, say, visibility
from mentorlog.commands.logged import Order, attending, how_met, save, tell
from mentorlog.commands.options import (
    AsJson,
    At,
    HowMet,
    InForm,
    On,
    Private,
    Public,
    Tags,
    argument,
    option,
    tags,
)
from mentorlog.dates import clock_time
from mentorlog.errors import (
    JournalUnusable,
    WrongUsage,
    pasted,
    quoted,
)
from mentorlog.records import TakeawayKind
from mentorlog.records.drafts import LineDraft, SessionDraft, may_be_private
from mentorlog.spelling import folded, is_none

app = typer.Typer(add_completion=False)


@app.command()
def session(
    ctx: typer.Context,
    who: Annotated[str | None, argument("WHO", "Part of a name.")] = None,
    text: Annotated[
        list[str] | None, argument("[TEXT]", "Private notes; - reads a session document.")
    ] = None,
    takeaway: Annotated[
        list[str] | None, option("--takeaway", "What you keep.", "TEXT", also="-t")
    ] = None,
    action: Annotated[
        list[str] | None,
        option("--action", "A promise; @name, due DAY, every 2w may end it.", "TEXT", also="-a"),
    ] = None,
    advice: Annotated[
        list[str] | None, option("--advice", "A mentor's suggestion.", "TEXT")
    ] = None,
    question: Annotated[
        list[str] | None, option("--question", "Open until answered.", "TEXT", also="-q")
    ] = None,
    feedback: Annotated[
        list[str] | None, option("--feedback", "How somebody sees your work.", "TEXT")
    ] = None,
    note: Annotated[
        list[str] | None, option("--note", "A private note, as TEXT is.", "TEXT")
    ] = None,
    on: On = None,
    duration: Annotated[str | None, option("--duration", "How long it took.", "45m")] = None,
    at: At = None,
    mode: HowMet = None,
    topic: Annotated[str | None, option("--topic", "What it was about.", "TEXT")] = None,
    goal: Annotated[list[str] | None, option("--goal", "A goal discussed.", "G")] = None,
    with_: Annotated[
        list[str] | None, option("--with", "Somebody else who was there.", "WHO")
    ] = None,
    new: Annotated[bool, option("--new", "Another session of that day.")] = False,
    edit: Annotated[bool, option("--edit", "Write it in your editor.")] = False,
    form: InForm = None,
    private: Private = False,
    public: Public = False,
    tag: Tags = None,
    yes: Annotated[
        bool,
        option("--yes", "Delete lines gone from the document, let new people read."),
    ] = False,
    json_: AsJson = False,
) -> None:
    """Log a session held; alone, a line at a time until an empty one."""
    desk = Desk.of(ctx)
    if who == "-" and not text:
        who, text = None, ["-"]
    is_more = text or (who and (":" in who or desk.is_day_at(who)))
    if who and is_more and text != ["-"] and not ctx.meta.get(DASHES):
        from mentorlog.commands import log_questions

        words, behind = log_questions.before_a_colon(desk, [who, *(text or ())])
        typed = ctx.meta[TYPED]
        first = log_questions.when_first(desk, words)
        log_questions.expect_one_day(first, words, on, duration, typed)
        on, duration = first.day or on, first.took or duration
        words = words[first.place :]
        who, text = next(iter(words), None), words[1:]
        log_questions.expect_a_name(desk, words, typed)
        when = log_questions.when_at_the_end(desk, text)
        if who and text:
            who, others, left = log_questions.named(desk, who, text[: when.place], typed)
            with_ = [*(with_ or ()), *(each.code for each in others)]
            if left or (when.day and on) or (when.took and duration):
                text = [*left, *text[when.place :]]
            else:
                on, duration, text = when.day or on, when.took or duration, []
        text = [": ".join(filter(None, (" ".join(text), behind)))]
    planned = pasted("mentorlog", "session", "plan", who or "WHO", on or "DAY")
    held_on, time = desk.happened_at(on, planned) if on else (None, None)
    told = SessionDraft(
        held_on=held_on,
        time=clock_time(at) if at is not None else time,
        minutes=periods.minutes(duration) if duration is not None else None,
        mode=how_met(mode),
        tags=tags(tag),
    )
    texts = {
        TakeawayKind.TOPIC: [topic] if topic else (),
        TakeawayKind.TAKEAWAY: takeaway,
        TakeawayKind.ADVICE: advice,
        TakeawayKind.QUESTION: question,
        TakeawayKind.FEEDBACK: feedback,
    }
    every = (text, note, action, *texts.values())
    dashes = sum(list(each or ()).count("-") for each in every)
    if dashes > 1:
        raise WrongUsage("Only one text can be standard input.")
    found = _given(desk, texts, action or ())
    lines = [line for line, _ in found if isinstance(line, LineDraft)]
    notes = [
        *(_private_notes(_words(desk, each, "note")) for each in note or ()),
        *(line for line, _ in found if isinstance(line, str)),
    ]
    about = [line for line in lines if line.kind is TakeawayKind.TOPIC]
    typed = "" if text == ["-"] else _private_notes(" ".join(text or ()))
    said = told._replace(
        topic="; ".join(line.text for line in about) or topic,
        visibility=next(filter(None, (line.visibility for line in about)), None)
        or visibility(private=private, public=public),
        notes="\n".join(filter(None, [typed, *notes])),
        lines=tuple(line for line in lines if line not in about),
    )
    if form is not None and text == ["-"]:
        hint = "mentorlog form show NAME prints a form, which - reads once it is filled in"
        raise WrongUsage("--form opens your editor, and - reads standard input.", hint)
    goals = [each for each in goal or () if not is_none(each)]
    order = Order(desk, who, tuple(with_ or ()), tuple(goals), new, json_, yes)
    for heard in (each for _, said_of_it in found for each in said_of_it):
        say(heard)
    if at_terminal() and text != ["-"]:
        alone = edit or bool(form) or not (said.notes.strip() or said.lines)
        if _continues_a_draft(order, alone=alone, edit=edit):
            return
    if edit or form is not None:
        from mentorlog.commands import log_document

        log_document.from_editor(order, said, form)
    elif text == ["-"]:
        from mentorlog.commands import log_document

        log_document.from_input(order, said)
    elif (
        said.notes.strip()
        or said.lines
        or (any((said.topic, duration, at, mode, goals)) and not at_terminal())
    ):
        keep = (BaseException,) if dashes else (JournalUnusable, KeyboardInterrupt)
        stored = save(order, said, keep=keep)
        tell(order, stored, note=said.notes)
    elif at_terminal():
        from mentorlog.commands import log_prompt

        log_prompt.prompted(order, said, attending(order, ()))
    else:
        raise WrongUsage(
            "There is nothing to log.",
            'give a line, as in mentorlog log dana -t "Open with a story", or - for standard input',
        )


_Found = tuple[LineDraft | str | None, tuple[str, ...]]
"""A line, or a private note, and what to tell the user about it."""


def _given(
    desk: Desk, said: Mapping[TakeawayKind, Sequence[str] | None], actions: Sequence[str]
) -> list[_Found]:
    """What the options give."""
    texts = [(kind, _words(desk, text, kind)) for kind, each in said.items() for text in each or ()]
    found = [_line(desk, kind, text) for kind, text in texts]
    for text in actions:
        from mentorlog.exchange import lines  # its patterns take longer than the rest

        found.append(lines.action(_words(desk, text, "action"), desk.today, desk.order(text)))
    return found


def _line(desk: Desk, kind: TakeawayKind, text: str) -> _Found:
    """A line; of what is only kept, a word and a colon before it say what it is, as at the prompt."""
    is_plain = kind is TakeawayKind.TAKEAWAY and ":" in text
    if not is_plain and not may_be_private(text):
        return LineDraft(kind, text), ()
    from mentorlog.exchange import lines  # its patterns take longer than the rest

    if is_plain and lines.worded(text):
        return lines.prompt_line(text, desk.today, desk.order(text))
    if is_plain and (about := lines.topic(text)):
        return about, (f"The topic is {quoted(about.text)}.",)
    return lines.said(kind, text), ()


def _private_notes(text: str) -> str:
    """The words without what would make them private, as notes are that already."""
    if not may_be_private(text):
        return text
    from mentorlog.exchange import line_ends  # few texts have such a word

    return line_ends.without_private(text)[0]


def _words(desk: Desk, text: str, what: str) -> str:
    """The words that an option gives; for a lone dash all of standard input."""
    words = (desk.standard_input("log") if text.strip() == "-" else text).strip()
    if not words:
        raise WrongUsage(f"--{what} is empty.")
    return words


# What was typed before and is not saved yet


_WITH_A_DRAFT = {"c": "continue", "k": "keep", "d": "discard"}


def _continues_a_draft(order: Order, *, alone: bool, edit: bool) -> bool:
    """Offer each draft of a session; whether one was continued in place of a new session.

    Where the command line says what to log (not ``alone``), a draft is named and not asked about. One
    that cannot be read is continued in the editor, as all are with ``edit``.
    """
    from mentorlog import drafts  # only at a terminal are they offered
    from mentorlog.commands import log_drafts

    for path, found, wrong in log_drafts.lying(order.desk):
        kept = (
            f"A draft is kept in {path}"
            if wrong
            else f"A draft is kept, {log_drafts.described(found, order.desk.today)}"
        )
        if not (alone and _is_with(found, order.who)):
            say(f"{kept}: mentorlog log offers it.")
            continue
        say(f"{kept}. {wrong}".rstrip())
        asked = "[c]ontinue it, [k]eep it for later, [d]iscard it? [c] "
        answer = choose(asked, _WITH_A_DRAFT, "continue")
        if answer == "discard":
            drafts.discard(path)
        elif answer == "continue":
            _continue(order, path, found, edit=edit or bool(wrong))
            return True
    return False


def _is_with(found: SessionDraft, who: str | None) -> bool:
    names = map(folded, found.with_people)
    return not (who and found.with_people) or any(folded(who) in name for name in names)


def _continue(order: Order, path: Path, found: SessionDraft, *, edit: bool) -> None:
    from mentorlog.commands import log_document, log_prompt
    from mentorlog.journal.documents import handed_out

    if found.uid or edit:
        log_document.from_draft(order, path)
        return
    if found.written:
        with order.desk.reading() as journal:
            is_ours = handed_out.number(journal, found.written) is not None
        found = found if is_ours else log_document.unmarked(order, found)
    named = order._replace(who=None) if found.with_people else order
    log_prompt.prompted(order, found, attending(named, found.with_people), path)
