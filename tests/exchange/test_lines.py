"""One line as typed: what is taken out of it, and what stays."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.dates import DateOrder
from mentorlog.errors import pasted
from mentorlog.exchange import line_ends, lines
from mentorlog.periods import Cadence
from mentorlog.records import Kind, TakeawayKind, Visibility
from mentorlog.records.drafts import LineDraft

TODAY = date(2026, 11, 22)  # a Sunday
FRIDAY = date(2026, 11, 27)


def test_what_an_action_is_taken_apart_into() -> None:
    for typed, text, owner, due_on in [
        ("Draft the outline", "Draft the outline", None, None),
        ("Draft the outline, due friday", "Draft the outline", None, FRIDAY),
        ("Draft the outline due friday", "Draft the outline", None, FRIDAY),
        ("Draft the outline DUE Friday.", "Draft the outline.", None, FRIDAY),
        ("Draft (due 2026-11-27) @me", "Draft", "me", FRIDAY),
        ("Draft @me (due 2026-11-27)", "Draft", "me", FRIDAY),
        ("Draft @me [due in 2 weeks]", "Draft", "me", date(2026, 12, 6)),
        ("Draft due: friday", "Draft", None, FRIDAY),
        ("Draft @me, due friday", "Draft", "me", FRIDAY),
        ("Draft, due friday, @me", "Draft", "me", FRIDAY),
        ("Introduce Priya @Dana", "Introduce Priya", "Dana", None),
        ('Introduce Priya @"Dana Ortiz" due friday', "Introduce Priya", "Dana Ortiz", FRIDAY),
        ("@sam Draft the outline", "Draft the outline", "sam", None),
        ("@sam: Draft it due friday", "Draft it", "sam", FRIDAY),
        ("Can you draft it @sam?", "Can you draft it?", "sam", None),
        ("Ask @dana about the talk", "Ask @dana about the talk", None, None),
        ("Call the bank with @helen, due friday", "Call the bank with @helen", None, FRIDAY),
        ("Call the bank, due friday, @helen", "Call the bank", "helen", FRIDAY),
        ('Send it TO @"Helen Roe".', 'Send it TO @"Helen Roe".', None, None),
        ("Meet Tim and @helen #talk", "Meet Tim and @helen #talk", None, None),
        ("@tim Call the bank with @helen", "Call the bank with @helen", "tim", None),
        ("Call the bank with @helen @tim", "Call the bank with @helen", "tim", None),
        ("with @helen", "with @helen", None, None),
        ("Write herewith @helen", "Write herewith", "helen", None),
        ("Find somebody to talk with, @helen", "Find somebody to talk with", "helen", None),
        ("Write to dana@example.org", "Write to dana@example.org", None, None),
        ("Send what is due monday, due friday", "Send what is due monday", None, FRIDAY),
        ("Draft it by friday", "Draft it", None, FRIDAY),
        ("Draft it by friday, @me", "Draft it", "me", FRIDAY),
        ("Draft it until next week.", "Draft it.", None, date(2026, 11, 29)),
        ("Draft it (by the end of march)", "Draft it", None, date(2027, 3, 31)),
        ("Draft it due by friday", "Draft it", None, FRIDAY),
        ("Draft it by Q4", "Draft it", None, date(2026, 12, 31)),
        ("Stand by me", "Stand by me", None, None),
        ("Read it page by page", "Read it page by page", None, None),
        ("by friday", "by friday", None, None),
        ("Cut the cycle by 2 weeks.", "Cut the cycle by 2 weeks.", None, None),
        ("Shorter by a month", "Shorter by a month", None, None),
        ("Better by 3.5", "Better by 3.5", None, None),
        ("Draft due march", "Draft", None, date(2027, 3, 31)),
        ("Draft due 15 mar 2027 @me @sam", "Draft due 15 mar 2027 @me", "sam", None),
        ("@me", "@me", None, None),
        ("due friday", "due friday", None, None),
        ("@sam due friday", "@sam", None, FRIDAY),
        ("Draft, due friday #talk #q4", "Draft #talk #q4", None, FRIDAY),
        ("Draft by friday #talk @sam #q4", "Draft #talk #q4", "sam", FRIDAY),
        ("Fix #3 and #talk", "Fix #3 and #talk", None, None),
        ("Read my letter @dana in a week", "Read my letter in a week", "dana", None),
        ("Read, @dana. Tomorrow #talk", "Read. Tomorrow #talk", "dana", None),
        ("Read it @dana, march", "Read it, march", "dana", None),
        ("Read it @dana on friday", "Read it on friday", "dana", None),
        ("Read it @dana to tim and every wed", "Read it @dana to tim and every wed", None, None),
        ("Meet with @dana tomorrow", "Meet with @dana tomorrow", None, None),
        ("@dana read it tomorrow", "read it tomorrow", "dana", None),
        ("friday: read it", "read it", None, FRIDAY),
        ("On friday: read it #talk", "read it #talk", None, FRIDAY),
        ("@dana by friday: read it", "read it", "dana", FRIDAY),
        ("Due friday: read it @sam", "read it", "sam", FRIDAY),
        ("friday: read it by 2027-01-01", "friday: read it", None, date(2027, 1, 1)),
        ("march: read it", "march: read it", None, None),
        ("Reading friday: the plan", "Reading friday: the plan", None, None),
        ("friday:", "friday:", None, None),
        ("The rent is overdue friday", "The rent is overdue friday", None, None),
        ("", "", None, None),
        ("  \t ", "", None, None),
    ]:
        draft, _ = lines.action(typed, TODAY)
        assert draft == LineDraft(Kind.ACTION, text, owner=owner, due_on=due_on)


def test_a_day_that_cannot_be_read_stays_and_is_said() -> None:
    for typed, notes in [
        (
            "Call Bob tomorrow",
            (
                '"tomorrow" stays in the text: "due tomorrow" would be its due day;'
                ' mentorlog edit aN --due tomorrow "Call Bob" makes it that.',
            ),
        ),
        (
            "Write in 2 weeks.",
            (
                '"in 2 weeks" stays in the text: "due in 2 weeks" would be its due day;'
                ' mentorlog edit aN --due "in 2 weeks" --title Write makes it that.',
            ),
        ),
        *(
            (
                f"Renew my licence{between}{words}",
                (
                    f'"{words}" stays in the text: "due {words}" would be its due day;'
                    f' mentorlog edit aN --due {pasted(words)} "Renew my licence" makes it that.',
                ),
            )
            for between, words in (
                (", ", "friday"),
                (", ", "1 oct"),
                (" ", "1st of October 2027"),
                (" ", "oct 1, 2027"),
                (", ", "eom"),
                (" ", "end of month"),
                (" ", "the end of march 2027"),
                (" ", "15-12-2026"),
                (", ", "15/12"),
                (", ", "march"),
                (", ", "Q4"),
            )
        ),
        ("Read part 3/4", ()),
        ("Read chapter 5", ()),
        ("Rest, 2 weeks", ()),
        ("Rest for 2 weeks", ()),
        ("Prepare Q4", ()),
        ("Ask Ann, Bob, and Eve", ()),
        ("Ask Sunil", ()),
        ("Friday", ()),
        ("Plan for May", ()),
        *(
            (
                f"Read {words}",
                (f'"{end}" stays in the text: mentorlog edit aN --every {how} repeats it.',),
            )
            for words, end, how in (
                ("twice every week", "every week", "week"),
                ("on the last day of every month.", "every month", "month"),
                ("what is due every month", "every month", "month"),
                ("to Tim and every wed", "every wed", "wed"),
            )
        ),
        *(
            (f"Read it {words}", ('"@ada" stays in the text: an action has one owner.',))
            for words in ("@ada @jonas", "@ada @jonas due friday", "@ada, @jonas #talk")
        ),
        ("@ada @jonas read", ('"@jonas" stays in the text: an action has one owner.',)),
        ("Ask whether @ada comes @jonas", ()),
        ("Meet with @ada @jonas", ()),
        ("Read every wedding", ()),
        ("Read every chapter", ()),
        ("Read every 14", ()),
        ("Read every 100 years", ()),
        ("Read (every week", ()),
        ("Read everyday", ()),
        ("every week", ()),
        ("Draft due whenever", ('"due whenever" stays in the text: no day in it.',)),
        ("Draft (due whenever)", ('"(due whenever)" stays in the text: no day in it.',)),
        (
            "Draft due 30 feb 2027",
            ('"due 30 feb 2027" stays in the text: there is no 30 February 2027.',),
        ),
        ("Pay what is due to Sam", ()),
        ("Stand by me", ()),
        ("Stand by Dana", ()),
        ("Sorted by name, then by years", ()),
        ("Better by 3.5", ()),
        *(
            (
                f"Draft {words}",
                (f'"{words}" stays in the text: no day in it (did you mean friday?).',),
            )
            for words in ("by firday", "(by firday)", "until firday.")
        ),
        (
            "Draft by 31.2.2027",
            ('"by 31.2.2027" stays in the text: there is no 31 February 2027.',),
        ),
        ("Draft by friday 3pm", ('"by friday 3pm" stays in the text: only a session has a time.',)),
        (
            "Draft due firday",
            ('"due firday" stays in the text: no day in it (did you mean friday?).',),
        ),
        ("Pay what is due", ()),
        ("Draft due friday", ()),
        ("Read what was due and then say to everyone what you made of it", ()),
    ]:
        draft, said = lines.action(typed, TODAY)
        assert said == notes
        if draft.due_on is None and draft.owner is None:
            assert draft.text == typed


def test_a_numeric_day_is_read_in_the_order_of_the_settings() -> None:
    unread, notes = lines.action("Draft due 01/02/2027", TODAY)
    assert (unread.text, unread.due_on) == ("Draft due 01/02/2027", None)
    assert "it could be" in notes[0]
    assert "it could be 1 December or 12 January" in lines.action("Draft by 1.12.", TODAY)[1][0]
    read, notes = lines.action("Draft due 01/02/2027", TODAY, DateOrder.DMY)
    assert (read.text, read.due_on, notes) == ("Draft", date(2027, 2, 1), ())


def test_an_unknown_owner_goes_back_into_the_text() -> None:
    for word in ["@sam", '@"Sam Lee"', "@o'brien", '@"a \\"b\\" c"']:
        draft, _ = lines.action(f"Draft {word} due friday", TODAY)
        assert lines.restore_owner(draft) == LineDraft(Kind.ACTION, f"Draft {word}", due_on=FRIDAY)
        assert lines.restore_owner(lines.restore_owner(draft)) == lines.restore_owner(draft)


def test_a_line_of_the_prompt() -> None:
    for typed, expected in [
        ("Open with a story", LineDraft(TakeawayKind.TAKEAWAY, "Open with a story")),
        ("? Who reviews?", LineDraft(TakeawayKind.QUESTION, "Who reviews?")),
        ("?Who reviews?", LineDraft(TakeawayKind.QUESTION, "Who reviews?")),
        ("+ Rehearse", LineDraft(TakeawayKind.ADVICE, "Rehearse")),
        ("! Draft, due friday", LineDraft(Kind.ACTION, "Draft", due_on=FRIDAY)),
        ("!Draft @me", LineDraft(Kind.ACTION, "Draft", owner="me")),
        ("# Tired today", "Tired today"),
        ("#Tired today", "Tired today"),
        ("\\#1 is the talk", LineDraft(TakeawayKind.TAKEAWAY, "#1 is the talk")),
        ("\\n is a newline", LineDraft(TakeawayKind.TAKEAWAY, "\\n is a newline")),
        ("due friday @me", LineDraft(TakeawayKind.TAKEAWAY, "due friday @me")),
        ("- Open with a story", LineDraft(TakeawayKind.TAKEAWAY, "Open with a story")),
        (" * ? Who reviews?", LineDraft(TakeawayKind.QUESTION, "Who reviews?")),
        ("•\tOne pause", LineDraft(TakeawayKind.TAKEAWAY, "One pause")),
        ("- [ ] Draft, due friday", LineDraft(Kind.ACTION, "Draft", due_on=FRIDAY)),
        (" * [x] Draft @me", LineDraft(Kind.ACTION, "Draft", owner="me", done=True)),
        ("\\- [ ] Draft", LineDraft(TakeawayKind.TAKEAWAY, "- [ ] Draft")),
        ("- [ ]", LineDraft(TakeawayKind.TAKEAWAY, "[ ]")),
        ("-5 points a week", LineDraft(TakeawayKind.TAKEAWAY, "-5 points a week")),
        ("-- or not", LineDraft(TakeawayKind.TAKEAWAY, "-- or not")),
        ("-", LineDraft(TakeawayKind.TAKEAWAY, "-")),
        ("\\- with its dash", LineDraft(TakeawayKind.TAKEAWAY, "- with its dash")),
        (
            "feedback: My charts are cluttered",
            LineDraft(TakeawayKind.FEEDBACK, "My charts are cluttered"),
        ),
        ("- Reflection:  It went well", LineDraft(TakeawayKind.REFLECTION, "It went well")),
        ("TAKEAWAY: Open: with a story", LineDraft(TakeawayKind.TAKEAWAY, "Open: with a story")),
        ("advice: Rehearse", LineDraft(TakeawayKind.ADVICE, "Rehearse")),
        ("question: Who reviews?", LineDraft(TakeawayKind.QUESTION, "Who reviews?")),
        (
            "action: Draft @me, due friday",
            LineDraft(Kind.ACTION, "Draft", owner="me", due_on=FRIDAY),
        ),
        ("Questions: Who reviews?", LineDraft(TakeawayKind.QUESTION, "Who reviews?")),
        ("Actions: Draft @me", LineDraft(Kind.ACTION, "Draft", owner="me")),
        ("todo: Draft, due friday", LineDraft(Kind.ACTION, "Draft", due_on=FRIDAY)),
        ("To raise: My pay", LineDraft(TakeawayKind.TOPIC, "My pay")),
        ("for the report: A good year", LineDraft(TakeawayKind.NOTE, "A good year")),
        ("to do: Draft", LineDraft(TakeawayKind.TAKEAWAY, "to do: Draft")),
        ("raise: My pay", LineDraft(TakeawayKind.TAKEAWAY, "raise: My pay")),
        ("Actions:", LineDraft(TakeawayKind.TAKEAWAY, "Actions:")),
        ("ask: My pay", LineDraft(TakeawayKind.TAKEAWAY, "ask: My pay")),
        ("note: Tired today", "Tired today"),
        ("private: Tired today", "Tired today"),
        *((f"{word}: Tired today", "Tired today") for word in ("priv", "Secret", "confidential")),
        ("Private:  Tired today", "Tired today"),
        ("\\note: Tired", LineDraft(TakeawayKind.TAKEAWAY, "note: Tired")),
        *(
            (typed, "Tired")
            for typed in ("secret:Tired", "note:Tired", "!private Tired", "!Private: Tired")
        ),
        (
            "Tired !private",
            LineDraft(TakeawayKind.TAKEAWAY, "Tired", visibility=Visibility.PRIVATE),
        ),
        ("? !private Who", LineDraft(TakeawayKind.QUESTION, "Who", visibility=Visibility.PRIVATE)),
        (
            "! Find a flat, !private due friday",
            LineDraft(Kind.ACTION, "Find a flat", due_on=FRIDAY, visibility=Visibility.PRIVATE),
        ),
        ("! privately held", LineDraft(Kind.ACTION, "privately held")),
        ("question:who", LineDraft(TakeawayKind.TAKEAWAY, "question:who")),
        ("\\45 min", LineDraft(TakeawayKind.TAKEAWAY, "45 min")),
        ("\\45 min late", LineDraft(TakeawayKind.TAKEAWAY, "\\45 min late")),
        ("my question: who?", LineDraft(TakeawayKind.TAKEAWAY, "my question: who?")),
        ("topic: Pay", LineDraft(TakeawayKind.TAKEAWAY, "topic: Pay")),
        ("  ", None),
    ]:
        assert lines.prompt_line(typed, TODAY) == (expected, ())


def test_a_mark_with_nothing_behind_it_is_named() -> None:
    for typed in ["!", "# ", "+", "- ?"]:
        said = f"Nothing stands behind {typed.removeprefix('- ').strip()}."
        assert lines.prompt_line(typed, TODAY) == (None, (said,))


def test_how_often_an_action_comes_back_ends_it() -> None:
    for typed, text, every, due_on in [
        ("Read every week", "Read", Cadence(days=7), None),
        ("Read, every 2w.", "Read.", Cadence(days=14), None),
        ("Read EVERY other Week #talk", "Read #talk", Cadence(days=14), None),
        ("Read (every 2 months)", "Read", Cadence(months=2), None),
        ("Read every month, due friday", "Read", Cadence(months=1), FRIDAY),
        ("Read due friday every 10 days", "Read", Cadence(days=10), FRIDAY),
        ("Read every day every week", "Read every day", Cadence(days=7), None),
    ]:
        expected = LineDraft(Kind.ACTION, text, due_on=due_on, every=every)
        assert lines.action(typed, TODAY) == (expected, ())
        assert lines.prompt_line(f"! {typed} @dana", TODAY)[0] == expected._replace(owner="dana")
        assert lines.prompt_line(typed, TODAY)[0] == LineDraft(TakeawayKind.TAKEAWAY, typed)


def test_each_heading_of_a_document_is_a_word_of_the_prompt() -> None:
    for heading in lines.KINDS:
        draft, _ = lines.prompt_line(f"{heading.capitalize()}: Said", TODAY)
        assert draft == LineDraft(lines.KINDS[heading], "Said")
        sign = lines.sign(lines.KINDS[heading])
        assert lines.prompt_line(f"{sign} Said", TODAY)[0] == draft


FRAGMENTS = st.sampled_from(
    [
        "@me",
        "due",
        "due friday",
        "by friday",
        "until",
        "by 2w",
        "every 2w",
        "(every month)",
        "(when: x)",
        "(due",
        "[due 2w]",
        ")",
        ",",
        " ",
        "@",
        '@"',
        '"',
        "to",
        "with @me",
        "\\",
        ".",
    ]
)


@given(st.one_of(st.text(), st.lists(st.one_of(FRAGMENTS, st.text(max_size=3))).map(" ".join)))
def test_no_text_fails_and_no_words_are_lost(typed: str) -> None:
    draft, notes = lines.action(typed, TODAY)
    assert bool(draft.text) == bool(typed.strip())
    if draft == LineDraft(Kind.ACTION, draft.text):
        assert draft.text == typed.strip()
    for note in notes:
        assert "stays in the text" in note


def test_a_very_long_line_takes_no_longer_than_it_is_long() -> None:
    started = time.process_time()
    for hostile in (
        "due ",
        "by ",
        "(when: ",
        "(when: x) ",
        "@a ",
        "every ",
        "every a",
        '@" ',
        ' @"\\',
        "(due ",
        "due:xx ",
        ". ",
        "@a.",
        "\\",
        "@a" + "." * 99,
    ):
        lines.action(f"x {hostile * 10_000} x", TODAY)
    assert time.process_time() - started < 1


def test_due_with_its_colon_needs_no_blank() -> None:
    draft, notes = lines.action("Call Bo due:friday", date(2026, 11, 22))
    assert (draft.text, draft.due_on, notes) == ("Call Bo", date(2026, 11, 27), ())
    draft, notes = lines.action("Call Bo due:friyay", date(2026, 11, 22))
    assert (draft.text, draft.due_on) == ("Call Bo due:friyay", None) and notes


@pytest.mark.parametrize(
    ("text", "left", "due_on"),
    [
        ("Collect the numbers due:wed +design", "Collect the numbers +design", (2026, 11, 25)),
        ("due:2026-12-03 Collect it", "Collect it", (2026, 12, 3)),
        ("Collect, by:fri, the numbers", "Collect, the numbers", (2026, 11, 27)),
        ("Collect it by:fri.\nThen rest", "Collect it.\nThen rest", (2026, 11, 27)),
        ("Collect due:15 march", "Collect", (2027, 3, 15)),
        ("Collect due:june rain #talks", "Collect rain #talks", (2027, 6, 30)),
        ("Travel by:bus to town", "Travel by:bus to town", None),
        ("Explain \\due:wed there", "Explain \\due:wed there", None),
        ("due:wed.", "due:wed.", None),
    ],
)
def test_a_day_glued_to_its_word_stands_anywhere(
    text: str, left: str, due_on: tuple[int, int, int] | None
) -> None:
    draft, _ = lines.action(text, date(2026, 11, 22))
    assert (draft.text, draft.due_on) == (left, due_on and date(*due_on))
    titled, _ = lines.dated(text, date(2026, 11, 22))
    assert (titled.text, titled.due_on) == (draft.text, draft.due_on)


def test_a_word_with_a_plus_at_the_end_is_said_to_be_no_tag() -> None:
    _, notes = lines.action("Collect it due:wed +design", date(2026, 11, 22))
    assert notes == ('"+design" stays in the text: #design is a tag.',)
    assert lines.dated("Ship it +design", date(2026, 11, 22))[1] == notes
    for text in ("Learn C++", "Bring a +1", "Do +this now"):
        assert lines.action(text, date(2026, 11, 22))[1] == ()


def test_what_hides_a_text_leaves_the_words_around_it() -> None:
    for typed, text, is_private in [
        ("yesterday: private: Tired", "yesterday: Tired", True),
        ("(secret: Tired), she said", "(Tired), she said", True),
        ("^t3 private: Tired", "^t3 Tired", True),
        ("→ private: Tired", "→ Tired", True),
        ("Tired (private), due friday", "Tired, due friday", True),
        ("Yes - private: tired", "Yes - tired", True),
        ("Tired #private", "Tired", True),
        ("Tired #private-sector", "Tired #private-sector", False),
        ("8 pages private: tired", "8 pages tired", True),
        ("7, private: tired", "7, tired", True),
        ("Keep it \\private: it says", "Keep it private: it says", False),
        ("Keep it semi-private: so", "Keep it semi-private: so", False),
        ("Yes; \\private: it says", "Yes; private: it says", False),
        ("a: \\secret: it says", "a: secret: it says", False),
        ("\\(private) it says", "(private) it says", False),
        ("The secret: practise", "The secret: practise", False),
        ("Left a note: call", "Left a note: call", False),
        ("see [it](private)", "see [it](private)", False),
    ]:
        assert line_ends.without_private(typed) == (text, is_private)
        guarded = line_ends.with_private(typed)
        assert line_ends.without_private(guarded) == (typed, False)
