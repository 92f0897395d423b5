"""User text made safe: nothing acts, and what is shown is what was meant."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from mentorlog.harmless import UNSAFE, visible
from mentorlog.views.cells import encodable, one_line
from mentorlog.views.to_markdown import markdown, markdown_block, markdown_linked

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])

ANYTHING = st.text(st.characters(codec=None), max_size=40)
MARKS = (
    *r"\`*_[]<>~|#+-=:!&;()^{}.0 a1é",
    *(
        "\n",
        "\r\n",
        "\t",
        "  ",
        "1.",
        "2)",
        "---",
        "```",
        "~~~",
        "&amp",
        "&#35;",
        "[^1]",
        "![",
        "](",
    ),
    *("://", "http://x.y", "www.", "a@b.c", "<b>", "<!--", "</", "- [ ] ", "***", "===", "| - |"),
)
MARKED = st.lists(st.sampled_from(MARKS), max_size=14).map("".join)
TEXT = ANYTHING | MARKED


def test_visible_shows_what_would_act_and_leaves_the_rest() -> None:
    for text, shown in [
        ("Lead the migration", "Lead the migration"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("bell\a del\x7f csi\x9b2J", r"bell\x07 del\x7f csi\x9b2J"),
        ("a\tb\nc\r\nd\re", "a b c d e"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("a\u2028b\u2066c", r"a\u2028b\u2066c"),
        ("lone \udc80", r"lone \udc80"),
        ("\u200eמאיה\u200f 👩‍💻", "\u200eמאיה\u200f 👩‍💻"),
    ]:
        assert visible(text) == shown


def test_visible_keeps_newlines_when_asked() -> None:
    assert visible("a\r\nb\rc\n\x1b", keep="\n") == "a\nb\nc\n\\x1b"


def test_one_line_collapses_white_space() -> None:
    assert one_line("  a \n\n b\u00a0\tc ") == "a b c"


@given(TEXT)
def test_nothing_unsafe_is_left(text: str) -> None:
    assert not re.search(f"[{UNSAFE}]", visible(text))
    assert not re.search(f"[{UNSAFE}]", visible(text, keep="\n").replace("\n", ""))
    assert visible(visible(text)) == visible(text)


def test_encodable_takes_the_stand_in_or_a_question_mark() -> None:
    assert encodable("é → 漢", "latin-1", lambda one: "->" if one == "→" else one) == "é -> ?"


# Markdown


def inline_text(token: Token) -> str:
    """The words of an inline token; fails if it holds anything but words and line breaks."""
    children = token.children or []
    assert {child.type for child in children} <= {"text", "hardbreak"}
    return "".join("\n" if child.type == "hardbreak" else child.content for child in children)


def shape(source: str) -> list[str]:
    return [token.type for token in PARSER.parse(source)]


def words(source: str) -> list[str]:
    return [inline_text(token) for token in PARSER.parse(source) if token.type == "inline"]


def test_plain_words_stay_as_they_are() -> None:
    for text in [
        "Speak at a regional conference, 2nd try (A+B)",
        "snake_case, 2.5 x 3; Q & A: 50 % - done!",
        "-5 °C",
        "=Ulysses, #1 of 3: -x",
        "“Finance sends the data” – e.g. in C# (v1.2)",
    ]:
        assert markdown(text) == text


def test_what_would_act_is_escaped() -> None:
    for text, escaped in [
        ("# not a heading", r"\# not a heading"),
        ("- no list", r"\- no list"),
        ("1. no list", r"1\. no list"),
        ("2) no list", r"2\) no list"),
        ("2026 was fine", "2026 was fine"),
        ("a | b", r"a \| b"),
        ("[x](y) ![z] [^1]", r"\[x\](y) !\[z\] \[^1\]"),
        ("*a* _b_ `c` ~~d~~", r"\*a\* \_b\_ \`c\` \~\~d\~\~"),
        ("<b>&amp;", r"\<b>\&amp;"),
        ("see https://x.y, www.x.y, a@x.y", r"see https\://x.y, www\.x.y, a\@x.y"),
        ("heading ##", r"heading \##"),
        ("from $5k to $9k, in US $", r"from \$5k to \$9k, in US $"),
        ("==new== or a == b, 50 %%of%% it", r"\==new== or a == b, 50 \%%of\%% it"),
        (
            "#tag, (#2fast) and #a/b, not #12, C# or C#x",
            r"\#tag, (\#2fast) and \#a/b, not #12, C# or C#x",
        ),
        ("back\\slash", r"back\\slash"),
        ("", ""),
    ]:
        assert markdown(text) == escaped


@given(TEXT)
def test_a_list_item_reads_as_the_words(text: str) -> None:
    source = f"- {markdown(text)}"
    types = [kind for kind in shape(source) if not kind.startswith("paragraph")]
    expected = one_line(text)
    inner = ["inline"] if expected else []
    assert types == [
        "bullet_list_open",
        "list_item_open",
        *inner,
        "list_item_close",
        "bullet_list_close",
    ]
    assert words(source) == ([expected] if expected else [])


@given(TEXT, TEXT)
def test_a_table_cell_reads_as_the_words(first: str, second: str) -> None:
    source = f"| A | B |\n| --- | --- |\n| {markdown(first)} | {markdown(second)} |"
    assert shape(source).count("tr_open") == 2
    assert words(source) == ["A", "B", one_line(first), one_line(second)]


@given(TEXT)
def test_a_heading_and_a_line_under_words_read_as_the_words(text: str) -> None:
    expected = [one_line(text)] if one_line(text) else [""]
    assert words(f"## {markdown(text)}") == expected
    under = f"above\n{markdown(text)}"
    assert shape(under) == ["paragraph_open", "inline", "paragraph_close"]


@given(st.lists(TEXT, max_size=5).map("\n".join))
def test_a_block_is_one_quote_with_its_lines(text: str) -> None:
    source = markdown_block(text)
    lines = [one_line(line) for line in visible(text, keep="\n").split("\n")]
    kinds = shape(f"{source}\n\nafter")
    if not any(lines):
        assert source == ""
        return
    assert kinds[0] == "blockquote_open"
    assert kinds[-4:] == ["blockquote_close", "paragraph_open", "inline", "paragraph_close"]
    assert set(kinds[1:-4]) == {"paragraph_open", "inline", "paragraph_close"}
    assert "\n".join(words(source)).split("\n") == [line for line in lines if line]


def test_a_block_keeps_lines_and_paragraphs() -> None:
    assert markdown_block("\n- one\n  two\n\n# three\n") == "> \\- one\\\n> two\n>\n> \\# three"


def test_an_address_ends_before_what_ends_the_sentence() -> None:
    for text, link in [
        ("“Slides: https://e.org/slides”", "https://e.org/slides"),
        ("see https://en.wikipedia.org/wiki/Talk_(x).", "https://en.wikipedia.org/wiki/Talk_(x)"),
        ("(https://e.org/a)", "https://e.org/a"),
        ("https://e.org/[1], too", "https://e.org/[1]"),
        ("「https://e.org/a」です", "https://e.org/a"),
    ]:
        assert f"<{link}>" in markdown_linked(text)
