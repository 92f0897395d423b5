"""The session document: what it holds comes back, whatever is in it."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.dates import DateOrder
from mentorlog.errors import WrongUsage
from mentorlog.exchange import escapes, line_ends, session_document
from mentorlog.exchange.lines import KINDS
from mentorlog.periods import Cadence
from mentorlog.records import (
    Action,
    ActionState,
    Kind,
    Mode,
    Outcome,
    Ref,
    Session,
    SessionState,
    Takeaway,
    TakeawayKind,
    Visibility,
)
from mentorlog.records.drafts import LineDraft, SessionDraft

TODAY = date(2026, 11, 22)

EXAMPLE = """\
---
uid: 6d2f6d6b9d2f4a5e
with: Dana Ortiz
date: 2026-11-20
minutes: 45
goals: [Speak at a regional conference]
tags: [speaking]
---
Free notes, Markdown.

## Takeaways
- Open with a story, then the point ^t31
## Advice
- Record one rehearsal a week ^t32
## Actions
- [ ] Draft the outline @me (due 2026-11-27) ^a38
- [ ] Introduce Priya @Dana
## Questions
- Who reviews the abstract?
## Reflections
What stays with me.
"""

FULL = """\
---
with: [Dana Ortiz, Sam Lee]
date: 2026-11-20
time: "14:30"
mode: video
state: planned
topic: "Openings: the #1 thing"
visibility: private
notes_visibility: shared
---
Notes.

## Parking lot
More of them.

## Takeaways
- Two lines
  of one
   thought

  and a gap !private ^t1
## Advice
- Record one rehearsal a week
  = worked: twice is
    enough
- Cut the demo
  = declined
## Actions
- [x] Draft the outline @me (due 2026-11-27) (done 2026-11-25) !public
  → https://example.org/outline
- [-] Introduce Priya @"Sam Lee" (dropped 2026-11-26)
- [ ] Say @me and \\(due friday)
## Questions
- Who reviews?
  → Noor does.
## Feedback
- Clear
## Reflections
What stays with me.
Still the same.

Another. !shared ^t9
"""


def read(text: str, **options: DateOrder) -> SessionDraft:
    return session_document.read(text, today=TODAY, **options)[0]


def notes_said(text: str) -> tuple[str, ...]:
    return session_document.read(text, today=TODAY)[1]


def texts(draft: SessionDraft) -> list[str]:
    return [line.text for line in draft.lines]


def test_the_example_of_the_product() -> None:
    draft, said = session_document.read(EXAMPLE, today=TODAY)
    assert said == ()
    assert draft == SessionDraft(
        uid="6d2f6d6b9d2f4a5e",
        with_people=("Dana Ortiz",),
        held_on=date(2026, 11, 20),
        minutes=45,
        goals=("Speak at a regional conference",),
        tags=("speaking",),
        notes="Free notes, Markdown.",
        lines=(
            LineDraft(TakeawayKind.TAKEAWAY, "Open with a story, then the point", mark="t31"),
            LineDraft(TakeawayKind.ADVICE, "Record one rehearsal a week", mark="t32"),
            LineDraft(
                Kind.ACTION,
                "Draft the outline",
                mark="a38",
                owner="me",
                due_on=date(2026, 11, 27),
            ),
            LineDraft(Kind.ACTION, "Introduce Priya", owner="Dana"),
            LineDraft(TakeawayKind.QUESTION, "Who reviews the abstract?"),
            LineDraft(TakeawayKind.REFLECTION, "What stays with me."),
        ),
    )


def test_a_canonical_document_is_written_as_it_was_read() -> None:
    for document in [EXAMPLE, FULL, "Only notes.\n", "---\ndate: 2026-11-20\n---\n"]:
        draft, said = session_document.read(document, today=TODAY)
        assert session_document.write_draft(draft) == document
        assert said == ()


def test_what_the_forms_under_an_item_say() -> None:
    worked, declined = (each for each in read(FULL).lines if each.kind is TakeawayKind.ADVICE)
    assert (worked.outcome, worked.note) == (Outcome.WORKED, "twice is\nenough")
    assert (declined.outcome, declined.note) == (Outcome.DECLINED, None)
    done, dropped, literal = (each for each in read(FULL).lines if each.kind is Kind.ACTION)
    assert done.done and not done.dropped and done.closed_on == date(2026, 11, 25)
    assert done.evidence == "https://example.org/outline"
    assert dropped.dropped and not dropped.done and dropped.owner == "Sam Lee"
    assert literal.text == "Say @me and (due friday)"
    assert literal.owner is None and literal.due_on is None
    assert read("## questions\n- Who?\n  -> Noor\n").lines[0].answer == "Noor"


def test_what_an_actions_time_is_stands_behind_it() -> None:
    (line,) = read("## Actions\n- [ ] Ask (when: after the stand-up) @me (due 2026-11-27)\n").lines
    assert (line.text, line.when, line.owner) == ("Ask", "after the stand-up", "me")
    assert read("## Actions\n- (when: alone)\n").lines[0].text == "(when: alone)"


def test_what_could_not_be_read_back_is_not_shown() -> None:
    for words in ["in (weekly) rounds", "a\nb", "x \\%%", "end ", "\x1b"]:
        draft = SessionDraft(lines=(LineDraft(Kind.ACTION, "Ask", when=words),))
        assert session_document.write_draft(draft) == "## Actions\n- [ ] Ask\n"


# Round trips over hostile text

FRAGMENTS = st.sampled_from(
    [
        *("- ", "* ", "1. ", "# ", "## ", "## Takeaways", "# actions:", "### ", "---", "***"),
        *(
            " ^t3",
            "^a38",
            "[x] ",
            "[-]",
            "@me",
            '@"',
            "@sam ",
            "(due friday)",
            "due 01/02",
            "due ",
            "by ",
        ),
        *(" with", "To ", "with @me", "W/"),
        *("by friday", "until march.", "(by eom)", "by 2w"),
        *("every 2w", "(every 2w)", "(Every month). ", "(every"),
        *("(when: x)", "(when:", "(When: y). ", ")"),
        *("(done 2026-11-20)", "(dropped 2026-11-20)", "!private", "!public", "→ ", "-> ", "= "),
        *("= worked: x", "= worked", ": ", "\n", "\n\n", "\r", "\r\n", "\t", " ", "  ", "\\", ","),
        *("&#10;", "&#32;", "&#13", ";", "\ufeff", "\u2028", "\x85", "\x0b", "\xa0", "\x1b", "ſ"),
        *(escapes.HOW_IT_WORKS, "<!--", '"', "'", "[", "]", "{", "}", "&a", "*a", "!!x", "null"),
        *(
            "with: x",
            "%",
            "%%",
            "\\%%",
            "📅 2026-12-01",
            "[due:: 2026-12-01]",
            "✅ 2026-12-01",
            "| a |",
            "```",
            " #talk",
            " #q4",
            " tomorrow",
            ", march",
            " @sam tomorrow",
            " every friday",
            "\n```\n",
            "\n  ~~~\n",
            "\\```",
            "\n## Actions\n- x\n",
            "~",
            "0b1",
            "12e3",
            "14:30",
            "Queſtions",
            *("private:", "Private : ", " → private: ", " = worked: private: x", "\\private: "),
            *("**private:** x", "\n- private: x", "@sam private: "),
            "K",
            ".",
            "?",
        ),
    ]
)
ANY = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
TEXT = st.one_of(
    st.text(ANY, min_size=1),
    st.lists(st.one_of(FRAGMENTS, FRAGMENTS, st.text(ANY, max_size=3)), min_size=1, max_size=8).map(
        "".join
    ),
).filter(bool)
DAYS = st.one_of(st.none(), st.dates())
VISIBILITY = st.one_of(st.none(), st.sampled_from(Visibility))


@st.composite
def line(draw: st.DrawFn) -> LineDraft:
    draft = draw(any_line())
    reply = draft.answer or draft.evidence or draft.note
    if draft.mark and reply and draft.visibility is Visibility.PRIVATE:
        return draft._replace(is_reply_private=draw(st.booleans()))
    return draft


def where_it_stood_or_not(found: SessionDraft, draft: SessionDraft) -> SessionDraft:
    """What was read, without telling where ``!private`` stood in a text that has an arrow of its own."""
    lines = [
        line._replace(is_reply_private=False) if not known.is_reply_private else line
        for line, known in zip(found.lines, draft.lines, strict=True)
    ]
    return found._replace(lines=tuple(lines))


@st.composite
def any_line(draw: st.DrawFn) -> LineDraft:
    kind = draw(st.sampled_from(list(KINDS.values())))
    letter = "a" if kind is Kind.ACTION else "t"
    draft = LineDraft(
        kind,
        draw(TEXT),
        mark=draw(st.one_of(st.none(), st.integers(0, 10**9).map(lambda n: f"{letter}{n}"))),
        visibility=draw(VISIBILITY),
    )
    if kind is TakeawayKind.QUESTION:
        return draft._replace(answer=draw(st.one_of(st.none(), TEXT)))
    if kind is TakeawayKind.ADVICE:
        outcome = draw(st.one_of(st.none(), st.sampled_from(Outcome)))
        return draft._replace(
            outcome=outcome, note=draw(st.one_of(st.none(), TEXT)) if outcome else None
        )
    if kind is Kind.ACTION:
        done, dropped = draw(st.sampled_from([(False, False), (True, False), (False, True)]))
        return draft._replace(
            owner=draw(st.one_of(st.none(), st.just("me"), TEXT)),
            due_on=draw(DAYS),
            done=done,
            dropped=dropped,
            closed_on=draw(DAYS) if done or dropped else None,
            evidence=draw(st.one_of(st.none(), TEXT)),
            when=draw(st.one_of(st.none(), TEXT.filter(line_ends.may_stand))),
            every=draw(
                st.sampled_from((None, Cadence(days=14), Cadence(days=10), Cadence(months=12)))
            ),
        )
    return draft


def in_order(lines: list[LineDraft]) -> tuple[LineDraft, ...]:
    kinds = [KINDS[name.lower()] for name in escapes.SECTIONS]
    return tuple(sorted(lines, key=lambda each: kinds.index(each.kind)))


SESSIONS = st.builds(
    SessionDraft,
    uid=st.one_of(st.none(), st.from_regex(r"\A[0-9a-f]{16}\Z"), TEXT),
    with_people=st.lists(TEXT, max_size=3).map(tuple),
    held_on=DAYS,
    time=st.one_of(st.none(), st.times().map(lambda time: time.strftime("%H:%M"))),
    minutes=st.one_of(st.none(), st.integers(1, 1440)),
    mode=st.one_of(st.none(), st.sampled_from(Mode)),
    state=st.one_of(st.none(), st.sampled_from(SessionState)),
    topic=st.one_of(st.none(), TEXT),
    goals=st.lists(TEXT, max_size=2).map(tuple),
    # The tag !private is none: it closes the session.
    tags=st.lists(TEXT.filter(lambda tag: "private" not in tag.casefold()), max_size=2).map(tuple),
    visibility=VISIBILITY,
    notes=st.one_of(st.just(""), TEXT),
    notes_visibility=VISIBILITY,
    lines=st.lists(line(), max_size=4).map(in_order),
    written=st.one_of(st.none(), st.just("2026-12-02T17:40:00Z, 6d2f-41-a1b2"), TEXT),
)


@given(SESSIONS, st.sampled_from([None, *DateOrder]))
def test_every_draft_comes_back(draft: SessionDraft, order: DateOrder | None) -> None:
    document = session_document.write_draft(draft)
    found = session_document.read(document, today=TODAY, order=order)[0]
    assert where_it_stood_or_not(found, draft) == draft


@given(st.lists(line(), max_size=5).map(in_order), st.one_of(st.just(""), TEXT))
def test_every_line_comes_back_also_without_front_matter(
    lines: tuple[LineDraft, ...], notes: str
) -> None:
    draft = SessionDraft(notes=notes, lines=lines)
    document = session_document.write_draft(draft)
    for text in (document, document.replace("\n", "\r\n"), document.removesuffix("\n")):
        assert where_it_stood_or_not(read(text), draft) == draft


@given(TEXT)
def test_any_text_is_read_and_what_was_read_comes_back(text: str) -> None:
    try:
        draft = read(text)
    except session_document.UnreadableDocument:
        return
    assert read(session_document.write_draft(draft)) == draft._replace(
        lines=in_order([*draft.lines])
    )


@given(st.lists(st.text("abcdefgh XYZ.?!", min_size=1), max_size=8), st.sampled_from(sorted(KINDS)))
def test_no_words_of_a_section_are_dropped(words: list[str], section: str) -> None:
    draft = read(f"## {section}\n" + "\n".join(words))
    kept = " ".join(texts(draft)).split()
    assert kept == " ".join(words).split()


@pytest.mark.parametrize(
    "sign", ["# ", "#\t", "#\u00a0", "\u200b# ", "＃ ", "## ", "note: ", "Secret："]
)
@pytest.mark.parametrize(
    "line",
    [
        *("## Takeaways\n- {}never", "## Takeaways\n  {}never", "## Takeaways\n- One\n  {}never"),
        *(
            "## Takeaways\n- [ ] {}never",
            "## Advice\n- + {}never",
            "## Advice\n- One\n  = worked: {}never",
        ),
        *(
            "## Actions\n- [x] {}never",
            "## Actions\n- [x] One → {}never",
            '## Actions\n- [ ] @"Sam Lee" {}never',
        ),
        *(
            "## Questions\n- ? {}never",
            "## Questions\n- One ->{}never",
            "## Questions\n- One\n  →\n  {}never",
        ),
        *(
            "## To raise\n- [x] One → {}never",
            "## To raise\n- [x] One\n  → {}never",
            "## Takeaways\n- *{}never*",
        ),
    ],
)
def test_the_sign_of_a_private_note_hides_wherever_a_word_for_that_does(
    line: str, sign: str
) -> None:
    (draft,) = read(line.format(sign)).lines
    assert draft.visibility is Visibility.PRIVATE
    (text,) = (
        said
        for said in (draft.text, draft.answer, draft.evidence, draft.note)
        if "never" in (said or "")
    )
    assert sign.strip("\u200b ") not in str(text)


@pytest.mark.parametrize("text", ["# Title", "## Why", "Why\n### Deeper\nNote: so"])
def test_a_heading_in_notes_and_reflections_stays_a_heading(text: str) -> None:
    draft = read(f"---\nnotes_visibility: shared\n---\n{text}\n## Reflections\nOne\n### {text}\n")
    assert (draft.notes, draft.notes_visibility) == (text, Visibility.SHARED)
    assert texts(draft) == [f"One\n### {text}"]


def test_a_long_document_takes_no_longer_than_it_is_long() -> None:
    for hostile in [
        "\\",
        "\\ ",
        "\\&#",
        "#",
        " ",
        "# ",
        "\n",
        " \n\t",
        "(due ",
        " @a",
        ' @"\\',
        "\n  -> y",
        "^t",
        "a\n  ",
        "private:",
        " → ",
        " = worked: *",
        "\n  private: x",
        "note: ",
        "→ # ",
        "\n  # x",
        "- [x] ",
        '@"a ',
        "*＃\t",
        "(due x) → ",
    ]:
        for start in ("## Takeaways", "## Actions\n- x", "## Questions\n- ", "---\nx: "):
            started = time.process_time()
            with suppress(session_document.UnreadableDocument):
                session_document.write_draft(read(f"{start}{hostile * 5_000}x"))
            assert time.process_time() - started < 0.2, (hostile, start)


# Records


ME, DANA, SAM = (
    Ref(Kind.PERSON, n, f"u{n}", name)
    for n, name in enumerate(("Priya Nair", "Dana Ortiz", "Sam Lee"), 1)
)
STAMP = {"created_at": "2026-11-20T12:00:00.000Z", "updated_at": "2026-11-20T12:00:00.000Z"}


def session(**changes: object) -> Session:
    fields: dict[str, object] = {
        "id": 14,
        "uid": "6d2f6d6b9d2f4a5e",
        "held_on": date(2026, 11, 20),
        "time": None,
        "minutes": 45,
        "mode": None,
        "state": SessionState.HELD,
        "topic": None,
        "notes": "Free notes, Markdown.",
        "notes_visibility": Visibility.PRIVATE,
        "label": "Open with a story, then the point",
        "attendees": (DANA,),
        "goals": (Ref(Kind.GOAL, 1, "g1", "Speak at a regional conference"),),
        "tags": ("speaking",),
    }
    return Session(**STAMP, **(fields | changes))  # type: ignore[arg-type]


def takeaway(number: int, kind: TakeawayKind, text: str, **changes: object) -> Takeaway:
    fields: dict[str, object] = {"session": None, "goal": None, "noted_on": date(2026, 11, 20)}
    fields |= {"outcome": None, "note": None, "answer": None}
    return Takeaway(
        id=number, uid=f"t{number}", kind=kind, text=text, **STAMP, **(fields | changes)
    )  # type: ignore[arg-type]


def action(number: int, text: str, owner: Ref, **changes: object) -> Action:
    fields: dict[str, object] = {"session": None, "goal": None, "made_on": date(2026, 11, 20)}
    fields |= {"due_on": None, "state": ActionState.OPEN, "done_on": None, "dropped_on": None}
    fields |= {"evidence": None, "carried_over": 0, "overdue_days": None}
    return Action(
        id=number, uid=f"a{number}", text=text, owner=owner, **STAMP, **(fields | changes)
    )  # type: ignore[arg-type]


TAKEAWAYS = [
    takeaway(31, TakeawayKind.TAKEAWAY, "Open with a story, then the point"),
    takeaway(33, TakeawayKind.REFLECTION, "What stays with me.", visibility=Visibility.PRIVATE),
    takeaway(32, TakeawayKind.ADVICE, "Record one rehearsal a week", outcome=Outcome.PENDING),
]
ACTIONS = [
    action(38, "Draft the outline", ME, due_on=date(2026, 11, 27)),
    action(39, "Introduce Priya", DANA),
]


def test_records_are_written_as_the_product_says() -> None:
    document = session_document.write(session(), TAKEAWAYS, ACTIONS, me=ME.id)
    expected = EXAMPLE.replace("## Questions\n- Who reviews the abstract?\n", "")
    expected = expected.replace("@Dana", "@Dana ^a39").replace("with me.", "with me. ^t33")
    assert document == expected
    assert read(document) == session_document.draft_of(session(), TAKEAWAYS, ACTIONS, me=ME.id)


def test_without_marks_nothing_tells_which_records_they_were() -> None:
    document = session_document.write(session(), TAKEAWAYS, ACTIONS, marks=False, me=ME.id)
    assert "^" not in document and "uid" not in document
    draft = read(document)
    assert draft.uid is None and all(line.mark is None for line in draft.lines)


def test_an_owner_is_written_first_where_the_text_would_lead_on_to_it() -> None:
    draft = LineDraft(
        Kind.ACTION, "Find whom to talk with", owner="Dana", due_on=date(2026, 11, 27)
    )
    document = session_document.write_draft(SessionDraft(lines=(draft,)))
    assert "- [ ] @Dana Find whom to talk with (due 2026-11-27)\n" in document
    assert read(document).lines == (draft,)
    assert read("## Actions\n- Call the bank with @dana\n").lines[0].owner is None


def test_an_owner_is_written_so_that_it_can_only_be_that_person() -> None:
    twins = session(attendees=(DANA, SAM._replace(label="Dana Lee")))
    document = session_document.write(twins, [], ACTIONS)
    assert '@"Dana Ortiz"' in document and '@"Priya Nair"' in document
    assert [line.owner for line in read(document).lines] == ["Priya Nair", "Dana Ortiz"]


def test_only_what_differs_from_the_default_is_said() -> None:
    lines = [
        takeaway(1, TakeawayKind.TAKEAWAY, "Mine", visibility=Visibility.PRIVATE),
        takeaway(2, TakeawayKind.REFLECTION, "Ours", visibility=Visibility.SHARED),
        takeaway(3, TakeawayKind.ADVICE, "Do", note="later", answer=None),
    ]
    document = session_document.write(session(), lines, [])
    assert "- Mine !private ^t1\n" in document
    assert "Ours !shared ^t2\n" in document
    assert "- Do ^t3\n  = pending: later\n" in document
    assert "visibility" not in document and "state" not in document


# What people and other programs write


def test_other_shapes_of_lines_are_lines_too() -> None:
    draft = read(
        "## TAKEAWAYS\nplain\n* star\n\t- nested\n1. one\n   more\n- [ ] box\n***\n+ plus\n- \n"
    )
    assert texts(draft) == ["plain", "star\n- nested", "one\nmore", "[ ] box", "plus"]


def test_days_in_actions_are_words_too_and_what_is_none_is_said_once() -> None:
    document = (
        "## Actions\n- Draft @me due friday\n- [X] Send due whenever\n- Pay due sometime ^a3\n"
    )
    draft, said = session_document.read(document, today=TODAY)
    assert [(line.text, line.owner, line.due_on, line.done) for line in draft.lines] == [
        ("Draft", "me", date(2026, 11, 27), False),
        ("Send due whenever", None, None, True),
        ("Pay due sometime", None, None, False),
    ]
    assert said == ('"due whenever" stays in the text: no day in it.',)


def test_what_ends_a_line_stands_before_its_tags_too() -> None:
    draft = read(
        "## Actions\n- [ ] Draft it, due friday #talk #q4\n- [ ] Ask @dana #talk\n- [ ] Call @dana tomorrow\n"
        "- [ ] Check on (every 2w) #talk\n## Takeaways\n- For me !private #talk\n"
    )
    assert [(line.text, line.owner, line.due_on) for line in draft.lines] == [
        ("Draft it #talk #q4", None, date(2026, 11, 27)),
        ("Ask #talk", "dana", None),
        ("Call tomorrow", "dana", None),
        ("Check on #talk", None, None),
        ("For me #talk", None, None),
    ]
    assert draft.lines[3].every == Cadence(days=14)
    assert draft.lines[4].visibility is Visibility.PRIVATE
    _, said = session_document.read("## Actions\n- Read it @ada @jonas\n", today=TODAY)
    assert said == ('"@ada" stays in the text: an action has one owner.',)


def test_what_is_not_ours_is_kept_in_the_notes() -> None:
    document = (
        "\ufeff---\r\nwith: Dana\r\naliases:\r\n  - a # of us\r\n# mine\r\ndate: whenever\r\n---\r\n"
        "Free.\r\n\r\n## Takeaways\r\n- One\r\n# Ideas\r\n- Two\r\n## Mood\r\nFine\r\n## Advice\r\n- Three"
    )
    draft, said = session_document.read(document, today=TODAY)
    assert draft.with_people == ("Dana",) and draft.held_on is None
    assert texts(draft) == ["One", "Three"]
    assert draft.notes == (
        "Free.\n\n# Ideas\n- Two\n## Mood\nFine\n\naliases:\n  - a # of us\n# mine\ndate: whenever"
    )
    assert any("aliases" in note for note in said)
    assert '"date: whenever" is kept in the notes: no day in it.' in said
    assert session_document.read(session_document.write_draft(draft), today=TODAY) == (draft, ())


CODE = "## Actions\n- Remove the secrets"


def test_a_heading_in_a_block_of_code_is_none() -> None:
    for fences in [("```", "```"), ("  ~~~~ sh", "~~~~~ "), ("```py", " ```")]:
        for above in ["For me alone.", "# Ideas", "For me.\n\n## Ideas"]:
            first, last = fences
            text = f"{above}\n{first}\n{CODE}\n{last}\nMore for me."
            draft, said = session_document.read(f"{text}\n## Takeaways\n- One\n", today=TODAY)
            assert (draft.notes, texts(draft), said) == (text, ["One"], ())
            assert read(session_document.write_draft(draft)) == draft


def test_a_block_of_code_below_a_heading_holds_no_action() -> None:
    for section in ["Takeaways", "Actions", "Reflections"]:
        draft = read(f"## {section}\nOne\n\n```\n{CODE}\n```\n")
        assert [line.text for line in draft.lines if line.kind is Kind.ACTION] == (
            ["One"] if section == "Actions" else []
        )
        assert "- Remove the secrets" in f"{draft.notes}\n{draft.lines[-1].text}"


def test_code_without_an_end_goes_on_to_the_end_and_is_said_so() -> None:
    draft, said = session_document.read(f"For me.\n```sh\n{CODE}\n", today=TODAY)
    assert (draft.notes, draft.lines) == (f"For me.\n```sh\n{CODE}", ())
    assert said == ('No line closes the code that "```sh" begins: all below it is notes.',)
    below = draft._replace(lines=(LineDraft(TakeawayKind.TAKEAWAY, "One"),))
    assert session_document.read(session_document.write_draft(below), today=TODAY) == (below, ())


def test_code_within_a_line_and_fences_in_an_item_hide_no_heading() -> None:
    draft = read("``` no fence ```\n## Takeaways\n- One\n  ```\n## Actions\n- Two\n")
    assert (draft.notes, texts(draft)) == ("``` no fence ```", ["One\n```", "Two"])


def test_comments_are_kept_and_a_number_sign_in_a_text_is_none() -> None:
    document = (
        "---\n# above\nwith:\n  - Dana # my mentor\n  # and\n  - 'Sam\n    # 2'\n"
        "topic: |\n  One\n  # two\ntags: [a, # first\n b#c]\nmood: fine # so\ndate: # none\n---\n"
    )
    draft, said = session_document.read(document, today=TODAY)
    assert draft == SessionDraft(
        with_people=("Dana", "Sam # 2"),
        topic="One\n# two\n",
        tags=("a", "b#c"),
        notes="# above\n# my mentor\n# and\n# first\nmood: fine # so\n# none",
    )
    assert said == ('"mood: fine # so" is kept in the notes: not a key of a session.',)


def test_keys_as_people_write_them() -> None:
    for yaml, expected in [
        ("with: [Dana, Sam]", {"with_people": ("Dana", "Sam")}),
        ("with:\n- Dana\n- Sam", {"with_people": ("Dana", "Sam")}),
        ("with:\tDana\t", {"with_people": ("Dana",)}),
        ("with: No", {"with_people": ("No",)}),
        ("with: [[Dana Ortiz]]", {"with_people": ("Dana Ortiz",)}),
        ('with: "[[People/Dana Ortiz|Dana]]"', {"with_people": ("Dana Ortiz",)}),
        ('with: "Ortiz, Dana"', {"with_people": ("Ortiz, Dana",)}),
        ("with: Dana, Sam", {"with_people": ("Dana", "Sam")}),
        ("With: ~", {}),
        ("with:", {}),
        ("tags: a, b", {"tags": ("a", "b")}),
        ("tags: [2026, true]", {"tags": ("2026", "true")}),
        ("date: friday", {"held_on": date(2026, 11, 20)}),
        (
            "date: friday\nstate: planned",
            {"held_on": date(2026, 11, 27), "state": SessionState.PLANNED},
        ),
        ("date: 2026-11-20T14:30:00+01:00", {"held_on": date(2026, 11, 20), "time": "14:30"}),
        ("date: 2026-11-20 14:30", {"held_on": date(2026, 11, 20), "time": "14:30"}),
        ("time: 14:30", {"time": "14:30"}),
        ("time: 9am", {"time": "09:00"}),
        ("minutes: 45m", {"minutes": 45}),
        ("minutes: 1h30m", {"minutes": 90}),
        ("mode: Video", {"mode": Mode.VIDEO}),
        ("visibility: public", {"visibility": Visibility.PUBLIC}),
    ]:
        assert session_document.read(f"---\n{yaml}\n---\n", today=TODAY) == (
            SessionDraft(**expected),
            (),
        )  # type: ignore[arg-type]


def test_a_value_that_cannot_be_is_kept_and_said() -> None:
    for line in [
        *(
            "minutes: long",
            "minutes: [4, 5]",
            "mode: smoke",
            "state: gone",
            "time: soon",
            "with: {a: b}",
        ),
        *(
            'topic: "\\0"',
            'topic: "\\ud800"',
            "visibility: secret",
            "date: [a, b]",
            "x: |\n  a\n   b",
        ),
    ]:
        draft, said = session_document.read(f"---\n{line}\n---\n", today=TODAY)
        assert draft.notes == line
        assert len(said) == 1 and "is kept in the notes" in said[0]


def test_a_key_said_twice_counts_once_and_is_kept() -> None:
    draft, said = session_document.read("---\nwith: Dana\nwith: Sam\n---\n", today=TODAY)
    assert draft == SessionDraft(with_people=("Dana",), notes="with: Sam")
    assert said == ('"with: Sam" is kept in the notes: said twice.',)


@pytest.mark.parametrize("key", ["visibility", "notes_visibility"])
def test_a_visibility_that_cannot_be_read_is_private(key: str) -> None:
    draft, said = session_document.read(f"---\n{key}: secret\n---\n", today=TODAY)
    assert getattr(draft, key) is Visibility.PRIVATE
    assert "so it is private" in said[0]


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]"


def test_broken_front_matter_is_refused_with_its_line() -> None:
    for yaml, line, reason in [
        ("date: 2026-11-20\nwith: [Dana", 3, "expected"),
        ('with: "Dana', 2, "quoted scalar"),
        ("with: Dana: Ortiz", 2, "mapping values are not allowed"),
        ("with: \x1b", 2, "character"),
        ('with: "\\U00110000"', 2, "character"),
        (BOMB, 2, "anchors and aliases"),
        ("with: Dana\n# x\n<<: *a", 4, "anchors and aliases"),
        ("with: Dana\nx: *a", 3, "anchors and aliases"),
        (f"x: {'[' * 1_000}", 2, "deep"),
        (f"x: {'a' * 70_000}", 1, "64 KB"),
    ]:
        with pytest.raises(session_document.UnreadableDocument) as refused:
            read(f"---\n{yaml}\n---\nText\n")
        assert isinstance(refused.value, WrongUsage)
        assert refused.value.line == line
        assert reason in refused.value.sentence
        assert refused.value.sentence.startswith(
            f"The session document cannot be read: line {line}: "
        )


def test_front_matter_without_an_end_could_be_a_private_session() -> None:
    with pytest.raises(session_document.UnreadableDocument, match="no --- at its end"):
        read("---\nvisibility: private\n\n## Takeaways\n- One\n")


def test_a_thematic_break_is_no_front_matter() -> None:
    for text in ["---\nProse, and more.\n---\nText", "---", "---\n\n- a\n---\n", "Text\n---\n"]:
        assert read(text).notes == text.rstrip("\n")


def test_tagged_values_are_words_and_make_nothing() -> None:
    draft = read('---\ntopic: !!python/object/apply:os.system ["true"]\n---\n')
    assert draft.topic == "true"


# The template


def test_the_template_is_who_when_and_four_headings() -> None:
    text = session_document.template(SessionDraft(with_people=("Dana Ortiz",), held_on=TODAY))
    assert text.startswith("---\nwith: Dana Ortiz\ndate: 2026-11-22\n---\n<!-- ")
    assert [line for line in text.split("\n") if line.startswith("## ")] == [
        *("## Takeaways", "## Advice", "## Actions", "## Questions")
    ]
    assert session_document.read(text, today=TODAY) == (
        SessionDraft(with_people=("Dana Ortiz",), held_on=TODAY),
        (),
    )
    assert read(session_document.template(SessionDraft(topic="A: b"))).topic == "A: b"


def test_a_comment_of_the_users_is_text() -> None:
    text = session_document.template(SessionDraft(held_on=TODAY)).replace("goes away", "stays")
    assert read(text).notes.startswith("<!-- One line each")
    assert read("## Takeaways\n<!-- mine -->\n").lines[0].text == "<!-- mine -->"


def test_writing_needs_no_yaml() -> None:
    code = (
        "import sys, datetime; from mentorlog.exchange import session_document as document;"
        "from mentorlog.records.drafts import SessionDraft;"
        "document.read(document.template(SessionDraft(topic='x')).split('---')[2],"
        " today=datetime.date(2026, 1, 1)); sys.exit('yaml' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
