"""Where lines of talk are folded on a terminal, and which ones are copied and stay whole."""

from __future__ import annotations

import io
import os

import pytest

from mentorlog.folding import folded, lines


class Narrow(io.StringIO):
    """A terminal of 40 columns."""

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 9


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard output is no terminal, as it goes to a file; standard error is number 9."""

    def size(number: int = 1) -> os.terminal_size:
        if number != 9:
            raise OSError
        return os.terminal_size((40, 24))

    monkeypatch.setattr("os.get_terminal_size", size)


def test_words_are_folded_between_them() -> None:
    for line in [
        "Left out for Dana Ortiz: 1 goal, 2 reasons and other texts, 1 takeaway",
        "hint: mentorlog config set date_order dmy reads it as 1 February",
        "hint: mentorlog milestone add takes --due, --private, --shared",
        'hint: the name comes first, as in mentorlog ask dana "What?"',
        "hint: mentorlog close g1 --as achieved; or missed, dropped",
        "hint: mentorlog action lists what is open; mentorlog todo --help",
    ]:
        lines = folded(line, Narrow()).split("\n")
        assert len(lines) > 1 and max(map(len, lines)) < 40
        assert " ".join(lines) == line


def test_what_stands_right_behind_a_percent_sign_stays_there() -> None:
    said = "g12  Write the guide · 10 %, at risk −40 % (of 60 %); then 70 %"
    for width in range(8, 60):
        assert not [line for line in lines(said, width) if line[:1] in {*"%,;)"}], width


def test_a_command_to_be_copied_stays_whole() -> None:
    for line in [
        'hint: mentorlog goal add "Read 6 books; adds one" --metric 0..6 --by december',
        "hint: mentorlog milestone add 2 Design --due 2026-12-03 --tag speaking",
        "hint: mentorlog log --with dana --with noor --on 2026-11-03 --topic Scope",
        "| a row of a table, of which each cell stays on its own line |",
    ]:
        assert folded(line, Narrow()) == line


def test_a_text_in_quotes_stays_on_one_line_among_other_words() -> None:
    line = 'hint: the name comes first, as in mentorlog ask dana "How do you tell them no?"'
    assert '"How do you tell them no?"' in folded(line, Narrow()).split("\n")
