"""Days as they are typed at any command: slips, the two orders, what ends a line."""

from __future__ import annotations

import json
import pkgutil
import re
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests import test_dates
from tests.terminals import Terminal

from mentorlog import commands
from mentorlog.cli import TABLE
from mentorlog.cli import commands as commands_of
from mentorlog.word_order import together

if TYPE_CHECKING:
    from tests.conftest import Once, Run

at_prompt = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty module")

ADD = ("todo", "Draft", "--due")
OFFER = "Did you mean tomorrow, Mon 23 Nov? [Y/n] "


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    # A module that is first imported now would keep what is put in place here.
    for module in pkgutil.iter_modules(commands.__path__):
        import_module(f"mentorlog.commands.{module.name}")
    monkeypatch.setattr("mentorlog.commands.desk.at_terminal", lambda: True)


@pytest.mark.usefixtures("terminal")
class TestASlipOnATerminal:
    @pytest.mark.parametrize("answer", ["\n", "y\n", "Yes\n"])
    def test_is_asked_about_once(self, run: Run, answer: str) -> None:
        result = run(*ADD, "tomorow", stdin=answer)
        assert (result.code, result.err) == (0, OFFER)
        assert result.out == "a1  Draft · yours, due Mon 23 Nov\n"

    def test_a_no_leaves_the_journal_alone(self, run: Run) -> None:
        result = run(*ADD, "tomorow", stdin="n\n")
        assert (result.code, result.out) == (2, "")
        assert 'Cannot read "tomorow" as a day.' in result.err
        assert json.loads(run("action", "--json").out) == []

    def test_with_a_time(self, run: Run) -> None:
        run("mentor", "add", "Dana Ortiz", "--started", "2026-09-01")
        result = run("session", "plan", "dana", "3pm tomorow", stdin="\n")
        assert result.err == "Did you mean 3pm tomorrow, Mon 23 Nov? [Y/n] "
        assert "Mon 23 Nov, 15:00" in run("session", "show", "s1").out

    @pytest.mark.parametrize(
        "argv",
        [
            ("action", "edit", "a1", "--due", "tomorow"),
            ("done", "a1", "--on", "yesturday"),
            ("timeline", "--since", "last firday"),
            ("status", "--as-of", "yesturday"),
            ("mentor", "add", "Lee Wong", "--started", "yesturday"),
            ("log", "dana", "-t", "x", "--on", "yesturday"),
        ],
    )
    def test_at_any_command(self, run: Run, argv: tuple[str, ...]) -> None:
        run("mentor", "add", "Dana Ortiz", "--started", "2026-09-01")
        run("todo", "Draft")
        result = run(*argv, stdin="\n")
        assert result.code == 0, result.err
        assert result.err.count("Did you mean") == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("29", "sep", "15:00"), "Wed 29 Sep 2027, 15:00"), (("tomorrow", "3pm"), "Mon 23 Nov, 15:00"),
        (("3pm", "on", "friday"), "Fri 27 Nov, 15:00"), (("friday 9:30am",), "Fri 27 Nov, 09:30"),
        (("next friday",), "Fri 27 Nov"),
    ],
)  # fmt: skip
def test_a_session_is_planned_for_a_day_and_a_time(
    run: Run, words: tuple[str, ...], told: str
) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-09-01")
    assert told in run("session", "plan", "dana", *words).out


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (("todo", "Draft", "--due", "next", "friday"), "due Fri 27 Nov"),
        (("todo", "--due", "2", "Dec", "2027", "Draft"), "a1  Draft · yours, due Thu 2 Dec 2027"),
        (("todo", "Draft", "--due", "in", "a", "week"), "due Sun 29 Nov"),
        (("todo", "Draft", "--due", "end", "of", "november"), "due Mon 30 Nov"),
        (("todo", "Draft", "--every", "every", "2", "weeks"), "every 14 days"),
        (("edit", "g1", "--by", "1", "mar"), "31 Dec → 1 Mar 27"),
        (("check-in", "1", "5", "--on", "last", "friday"), "5 % on Fri 20 Nov"),
        (("log", "dana", "--on", "3", "days", "ago", "Noted"), "with Dana, Thu 19 Nov."),
        (("since", "1", "nov"), "since Sun 1 Nov 2026"),
        (("report", "--period", "last", "9", "days"), "14 Nov 2026 – 22 Nov 2026"),
        (("report", "--period", "last", "month"), "1 Oct 2026 – 31 Oct 2026"),
        (("--as-of", "last", "friday", "status"), "as of Fri 20 Nov 2026"),
        (("--on", "last", "friday", "log", "dana", "-t", "x"), "Fri 20 Nov"),
        (("goal", "--by", "next", "friday", "add", "Walk"), "target Fri 27 Nov"),
        (("since", "--json", "last", "friday"), '"since": "2026-11-20"'),
        (("edit", "g1", "--by", "end", "of", "month"), "→ 30 Nov"),
        (("todo", "Draft", "--due", "the", "day", "after", "tomorrow"), "due Tue 24 Nov"),
        (("log", "dana", "Noted", "--on", "the", "20th"), "with Dana, Fri 20 Nov."),
        (
            ("log", "dana", "Noted", "--on", "the", "15th", "of", "october"),
            "with Dana, Thu 15 Oct.",
        ),
        (
            ("todo", "Draft", "--due", "15th", "of", "march"),
            "a1  Draft · yours, due Mon 15 Mar 2027",
        ),
    ],
)
def test_the_words_of_a_day_need_no_quotes(
    run: Run, once: Once, argv: tuple[str, ...], told: str
) -> None:
    def write() -> None:
        run("mentor", "add", "Dana Ortiz", "--started", "2026-09-01")
        run("goal", "add", "Talk", "--by", "2026-12-31")

    once("a mentor and a goal", write)
    assert told in run(*argv).out


def _phrases(cases: Iterable[tuple[str, ...]]) -> list[str]:
    """The words that stand first in each, without spaces that no shell keeps."""
    return [" ".join(each[0].split()) for each in cases]


GUIDE = (Path(commands.__file__).parents[1] / "guides" / "days.md").read_text(encoding="utf-8")
IN_GUIDE = [
    words
    for line in GUIDE.partition("## A period")[0].splitlines()
    if line.startswith("| `")
    for words in re.findall("`([^`]+)`", line.split("|")[1])
]
DAYS = [*IN_GUIDE, *_phrases(test_dates.AHEAD), *_phrases(test_dates.BACK)]
REFUSED = _phrases(test_dates.NO_DAYS)


@pytest.mark.parametrize("option", ["--due", "--on", "--by"])
def test_every_day_is_read_whole_behind_an_option(option: str) -> None:
    params = commands_of(TABLE)["todo"].params
    behind = ["Draft", option]
    assert "the 15th" in IN_GUIDE and "mar 15 2027" in IN_GUIDE
    for words in (*DAYS, *REFUSED, "the 29th of february 2028", "last week"):
        for rest in ([], ["--private"], ["--", "more"]):
            read = together(params, [*behind, *words.split(), *rest])
            assert read == [*behind, words, *rest], words
        first, *more = words.split()
        assert together(params, [f"{option}={first}", *more]) == [f"{option}={words}"]


def test_every_day_of_the_guide_means_the_same_without_quotes(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2020-09-01")
    ahead, back = ("todo", "Draft", "the", "plan", "--due"), ("win", "add", "Spoke", "--on")
    for argv, words in zip(cycle((ahead, back)), IN_GUIDE, strict=False):
        quoted = run(*argv, words)
        one = json.loads(run("show", "last", "--json").out) if not quoted.code else None
        bare = run(*argv, *words.split())
        assert (bare.code, bare.err) == (quoted.code, quoted.err)
        if one:
            other = json.loads(run("show", "last", "--json").out)
            kept = ("text", "title", "due_on", "happened_on")
            assert [one.get(each) for each in kept] == [other.get(each) for each in kept]
            assert (other.get("text") or other["title"]) in ("Draft the plan", "Spoke")


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        ("todo Draft the plan --due 15th of march 2028", "Draft the plan · yours, due Wed 15 Mar 2028"),
        ("todo Draft the plan --due fri 15 jan 2027", "Draft the plan · yours, due Fri 15 Jan 2027"),
        ("todo Draft --due=mar 15 2028 --every=2 weeks", "Draft · yours, due Wed 15 Mar 2028 · every 14"),
        ("todo --due eom jan Draft 3 pages", "a1  Draft 3 pages · yours, due Sun 31 Jan 2027"),
        ("log dana -t foo --on 15th of november 2025", "Saved s1 with Dana, Sat 15 Nov 2025.  t1"),
        ("log dana --duration 1 h --at 3 pm Talked", "note, private: Talked"),
        ("log dana --at 9:30 pm Talked", "note, private: Talked"),
        ("edit g1 --by 3rd of march 2028", "31 Dec → 3 Mar 28"),
        ("check-in 1 40 --on 15th of november 2025", "40 % on Sat 15 Nov 2025"),
        ("check-in 1 --on nov 15 100", "100 % on Sun 15 Nov"),
        ("check-in 1 --on 15 nov 7", "7 % on Sun 15 Nov"),
        ("mentorship pause dana --until 15th of january 2027", "back on Fri 15 Jan 2027"),
        ("--as-of nov 20 2026 status", "as of Fri 20 Nov 2026"),
        ("--as-of=nov 20 status", "as of Fri 20 Nov 2026"),
        ("report --period sep to nov", "1 Sep 2026 – 30 Nov 2026"),
        ("report --period september - november", "1 Sep 2026 – 30 Nov 2026"),
    ],
)  # fmt: skip
def test_no_word_of_a_day_is_lost_or_becomes_text(
    run: Run, once: Once, argv: str, told: str
) -> None:
    def write() -> None:
        run("mentor", "add", "Dana Ortiz", "--started", "2025-09-01")
        run("goal", "add", "Talk", "--by", "2026-12-31")

    once("a mentor since long and a goal", write)
    result = run(*argv.split())
    assert told in result.out, result


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("15 mar 27", "a year has four digits"),
        ("29 feb 2027", "there is no 29 February 2027"),
        ("sat 15 jan 2027", "15 January 2027 is a Friday"),
        ("tomorrow 3pm", "only a session has a time"),
        ("friday 2h", "2h may be how long"),
    ],
)
def test_a_day_that_is_not_is_refused_whole(run: Run, words: str, reason: str) -> None:
    refused = run("todo", "Draft", "--due", *words.split())
    assert refused.code == 2
    assert refused.err.startswith(f'Cannot read "{words}" as a day: {reason}.')


@pytest.mark.parametrize(
    ("argv", "words", "option"),
    [
        ("todo Draft --due friday or monday", "or monday", "--due friday"),
        ("todo Draft --due=15 mar maybe --private", "maybe", "--due 15 mar"),
        ("todo Draft --every month on the 1st", "on the 1st", "--every month"),
        ("log dana Noted --on friday evening", "evening", "--on friday"),
        ("log dana Noted --duration 1 h or so", "or so", "--duration 1 h"),
    ],
)
def test_what_a_day_leaves_over_is_not_added_to_a_text_before_it(
    run: Run, argv: str, words: str, option: str
) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-09-01")
    refused = run(*argv.split())
    assert (refused.code, refused.out) == (2, "")
    name = option.split()[0]
    assert refused.err == (
        f'"{words}" behind {option} may be of it, or of the text before it.\n'
        f"hint: write the text in one place, before {name} or behind it\n"
    )


@pytest.mark.parametrize(
    "argv",
    [
        ("todo", "Draft", "--due", "friday", "--private"),
        ("todo", "--due", "friday", "Draft", "the", "plan"),
        ("todo", "Draft", "--private", "the", "plan"),
        ("todo", "Draft", "--due", "friday", "the plan"),
        ("log", "dana", "--on", "friday", "Noted", "it"),
        ("log", "dana", "Noted", "--on", "friday", "--", "it"),
    ],
)
def test_a_text_that_is_whole_may_stand_before_a_day_or_behind_it(
    run: Run, argv: tuple[str, ...]
) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-09-01")
    assert run(*argv).code == 0


@pytest.mark.parametrize("option", ["--since", "--until", "--as-of"])
def test_two_days_are_no_one_day(run: Run, option: str) -> None:
    for words in (("sep", "to", "nov"), ("2026-09-01..2026-11-01",)):
        refused = run("timeline", option, *words)
        assert (refused.code, refused.out) == (2, "")
        assert f'Cannot read "{" ".join(words)}" as a day.' in refused.err


def test_actions_may_stand_on_both_sides_of_a_day(run: Run) -> None:
    for _ in range(2):
        run("todo", "Draft")
    assert run("done", "a1", "--on", "friday", "a2").code == 0


@pytest.mark.parametrize("text", [("in 2 weeks",), ("",), ("2 weeks", "friday")])
def test_a_word_that_was_quoted_is_no_part_of_the_day_before_it(text: tuple[str, ...]) -> None:
    words = ["--due", "friday", *text]
    assert together(commands_of(TABLE)["todo"].params, words) == words


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (("session", "plan", "dana", "27", "nov", "14h"), "Fri 27 Nov, 14:00"),
        (("session", "plan", "dana", "fri", "9h30"), "Fri 27 Nov, 09:30"),
        (("session", "plan", "dana", "14h", "on", "friday"), "Fri 27 Nov, 14:00"),
    ],
)
def test_a_time_with_an_h(run: Run, argv: tuple[str, ...], told: str) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-09-01")
    assert told in run(*argv).out


def test_when_a_session_began_may_have_an_h(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-09-01")
    run("log", "dana", "-t", "x", "--on", "yesterday 14h")
    run("log", "dana", "-t", "x", "--on", "friday", "--at", "9h30")
    shown = [json.loads(run("session", "show", s, "--json").out) for s in ("s1", "s2")]
    assert [each["time"] for each in shown] == ["14:00", "09:30"]


@pytest.mark.parametrize("words", ["Q4", "november", "2026-11", "this month"])
def test_a_month_is_no_day_on_which_it_happened(run: Run, words: str) -> None:
    refused = run("win", "add", "Fewer pages", "--on", words)
    assert (refused.code, refused.out) == (2, "")
    assert f'"{words}" is no single day; --on takes the day it happened.\n' in refused.err
    assert "hint: --on 2026-1" in refused.err


def test_a_month_that_ends_a_span_is_in_it(run: Run) -> None:
    run("win", "add", "Fewer pages", "--on", "2026-10-20", "--public")
    argv = ("--since", "september", "--until", "october")
    assert "Fewer pages" in run("report", "--for", "manager", *argv).out
    assert "Fewer pages" in run("export", "--kind", "win", *argv).out


def test_the_last_session_needs_no_quotes(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-09-01")
    run("log", "dana", "-t", "x")
    said = run("since", "last-session", "dana")
    assert said.code == 0
    assert run("since", "last", "session", "dana") == run("since", "last", "dana") == said


@pytest.mark.parametrize(
    "words", [("2",), ("last",), ("2", "Drafts"), ("--", "2", "dec"), ("2", "--json", "dec")]
)
def test_what_is_no_day_is_refused_as_before(run: Run, words: tuple[str, ...]) -> None:
    result = run("todo", "Draft", "--due", *words)
    assert (result.code, result.out) == (2, "")
    assert f'Cannot read "{words[0]}" as a day.' in result.err or "extra argument" in result.err


def test_a_day_at_the_end_of_a_text_needs_no_word(run: Run) -> None:
    assert run("todo", "Finish the book by friday").err == ""
    assert run("goal", "add", "Finish the book by 15 may").err == ""


@pytest.mark.parametrize(
    ("words", "on", "minutes"),
    [
        ("45m", "2026-11-22", 45),
        ("1h", "2026-11-22", 60),
        ("90 min", "2026-11-22", 90),
        ("6m", "2026-11-22", 6),
        ("1 h 30 min yesterday", "2026-11-21", 90),
        ("last friday 1h30", "2026-11-20", 90),
        ("ortiz 45m", "2026-11-22", 45),
        ("2 months ago 45 minutes", "2026-09-22", 45),
    ],
)
def test_behind_a_name_a_length_is_no_day(run: Run, words: str, on: str, minutes: int) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-01-01")
    said = run("log", "dana", *words.split(), "-t", "x")
    assert f"{minutes} min" in said.out
    known = json.loads(run("session", "show", "s1", "--json").out)
    assert (known["held_on"], known["minutes"], known["notes"]) == (on, minutes, None)
    assert run("log", "dana", *words.split()).code == 0


@pytest.mark.parametrize(
    ("words", "note"),
    [
        (("Talked", "for", "45m"), "Talked for 45m"),
        (("15h",), "15h"),
        (("--", "45m"), "45m"),
        (("45m", "--duration", "30m"), "45m"),
        (("1h", "--", "Slow"), "1h Slow"),
    ],
)
def test_a_length_among_other_words_is_one_of_them(
    run: Run, words: tuple[str, ...], note: str
) -> None:
    run("mentor", "add", "Dana Ortiz")
    assert f"note, private: {note}" in run("log", "dana", *words).out


@pytest.mark.parametrize("words", ["45m", "2m", "1h", "45 min"])
def test_how_long_a_session_took_is_not_its_day(run: Run, words: str) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("log", "dana", "-t", "x")
    run("session", "plan", "dana", "friday")
    for argv in (
        ("log", "dana", "-t", "x", "--on", words),
        ("session", "edit", "s1", "--on", words),
        ("session", "edit", "s2", "--on", words),
        ("session", "plan", "dana", words),
    ):
        said = run(*argv)
        assert (said.code, said.out) == (2, "")
        assert said.err.startswith(f'"{words}" is how long a session takes, and no day.\n')
        assert "hint: --duration " in said.err
    run("goal", "add", "Speak", "--with", "dana")
    assert f"“{words}”" in run("check-in", "g1", "30", words).out
    assert f"met Sun 22 Nov, private: {words}" in run("met", "dana", words).out


def test_a_slip_off_a_terminal_is_an_error_that_says_what_was_meant(run: Run) -> None:
    result = run(*ADD, "tomorow")
    assert (result.code, result.out, result.err) == (
        2,
        "",
        'Cannot read "tomorow" as a day.\n'
        "hint: did you mean tomorrow? these work: friday, in 2 weeks, 2026-11-22\n",
    )


def test_an_ambiguous_day_names_the_setting_which_then_reads_it(run: Run) -> None:
    result = run(*ADD, "1/2")
    assert result.code == 2
    assert "it could be 1 February or 2 January" in result.err
    assert "mentorlog config set date_order dmy" in result.err
    run("config", "set", "date_order", "dmy")
    for words in ("1.12.", "1.12.2026", "1/12"):
        assert "due Tue 1 Dec" in run(*ADD, words).out
    run("config", "set", "date_order", "mdy")
    assert "due Tue 12 Jan 2027" in run(*ADD, "1/12").out


def test_a_line_ends_in_a_day_by_which(run: Run) -> None:
    assert run("todo", "Draft it by friday").out == "a1  Draft it · yours, due Fri 27 Nov\n"
    assert run("todo", "Draft it until Q4").out == "a2  Draft it · yours, due Thu 31 Dec\n"
    result = run("todo", "Stand by me")
    assert (result.out, result.err) == ("a3  Stand by me · yours\n", "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("every month", "every month"), ("monthly", "every month"), ("quarterly", "every 3 months"),
        ("every 2 weeks", "every 14 days"), ("2w", "every 14 days"), ("fortnightly", "every 14 days"),
    ],
)  # fmt: skip
def test_how_often_in_words(run: Run, words: str, told: str) -> None:
    assert told in run("todo", "Ask", "--every", words).out
    assert told in run("mentor", "add", "Dana Ortiz", "--every", words).out


@pytest.mark.parametrize(
    "argv",
    [
        "log dana -t x --on",
        "win add Talk --on",
        "check-in 1 50 --on",
        "done 1 --on",
    ],
)
def test_a_day_to_come_is_never_taken_for_last_years(
    run: Run, monkeypatch: pytest.MonkeyPatch, argv: str
) -> None:
    run("mentor", "add", "Dana")
    run("goal", "add", "Speak", "--metric", "0..100")
    run("todo", "Draft")
    before = run("export").out
    monkeypatch.setenv("MENTORLOG_TODAY", "2026-11-22")
    refused = run(*argv.split(), "25 nov")
    assert refused.code == 2
    assert "25 November 2026 is still to come" in refused.err
    assert run("export").out == before


def test_a_day_on_which_something_began_or_will_is_the_nearest(run: Run) -> None:
    assert (
        run("goal", "add", "Speak", "--start", "1 nov").out
        == "g1  Speak · added · start Sun 1 Nov\n"
    )
    assert run("goal", "edit", "g1", "--start", "1 dec").out == "g1  Speak · start 1 Nov → 1 Dec\n"
    assert "start" not in run("goal", "add", "Write", "--start", "today").out
    assert "since Wed 25 Nov" in run("mentor", "add", "Zoe", "--started", "25 nov").out
    assert "since Fri 20 Nov" in run("mentor", "add", "Lee", "--started", "fri 20 nov").out
    assert "to be paused · Sun 20 Dec" in run("mentorship", "pause", "zoe", "--on", "20 dec").out
    assert "paused · Fri 20 Nov" in run("mentorship", "pause", "lee", "--on", "friday").out


def test_this_friday_that_is_past_is_no_day_ahead(run: Run) -> None:
    run("mentor", "add", "Dana", "--started", "2026-11-01")
    assert "due Fri 27 Nov" in run("todo", "Draft", "--due", "this friday").out
    assert "due Fri 27 Nov" in run("todo", "Draft due this friday").out
    assert "Fri 27 Nov" in run("session", "plan", "dana", "this", "friday").out
    assert "Fri 20 Nov" in run("win", "add", "Talk", "--on", "this friday").out


def test_next_month_as_a_target_is_its_last_day(run: Run) -> None:
    assert "target Thu 31 Dec" in run("goal", "add", "Speak", "--by", "next month").out
    assert "due Thu 31 Dec" in run("todo", "Draft by next month").out
    assert "target Fri 31 Dec 2027" in run("goal", "add", "Write by next year").out


def test_the_june_of_next_year_is_a_target(run: Run) -> None:
    assert "target Wed 30 Jun 2027" in run("goal", "add", "Speak", "--by", "next", "june").out
    assert "due Wed 30 Jun 2027" in run("todo", "Draft by next june").out
    assert "due Wed 30 Jun 2027" in run("todo", "Send", "--due", "end of next june").out
    assert "31 Dec 26 → 31 Dec 27" not in run("edit", "g1", "by", "this", "december").out
    assert "target 31 Dec → 31 Dec 27" in run("edit", "g1", "by", "next", "december").out


@at_prompt
@pytest.mark.parametrize("words", ["1y", "52w", "20 nov 2027", "in 11 months"])
def test_a_day_in_a_year_is_not_asked_about(terminals: Callable[..., Terminal], words: str) -> None:
    assert terminals("todo", "In a year", "--due", words).end() == 0
