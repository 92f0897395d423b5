"""Years of real use through the command itself: 50 sessions, 20 goals and 125 actions."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

if TYPE_CHECKING:
    from tests.conftest import Run

SESSIONS, GOALS, ACTIONS = 50, 20, 125
START, TODAY = date(2025, 11, 20), date(2026, 11, 22)

LINES = (
    "Open with a story, then the point",
    "Say no with a date, so that people can plan with it",
    "Zuerst die Frage klären, dann die Lösung – auch wenn’s drückt",
    "Écrire la décision avant la réunion, pas après",
    "Pregunta «¿qué cambiaría tu opinión?» antes de insistir",
    "設計レビューは一日以内に返す。まず質問から始める",
    "Сначала выслушать, потом предлагать",
    "להתחיל מסיפור ורק אחר כך לעבור לנקודה",
    "ابدأ بالقصة ثم انتقل إلى الفكرة",
    "回顧會議先寫下來，再發言 👩🏽‍💻",
    "Schön | `laut` [red]und[/red] *deutlich* <b>sein</b>",
    "A proposal is a question with a default",
)


def _goals(run: Run) -> None:
    for number in range(GOALS):
        text = LINES[number % len(LINES)]
        target = (TODAY + timedelta(days=40 + number)).isoformat()
        assert run("goal", "add", f"{text} ({number})", "--by", target).code == 0


def _session(run: Run, on: Callable[[str], None], number: int) -> None:
    day = START + timedelta(days=7 * number)
    on(day.isoformat())
    actions = range(number * ACTIONS // SESSIONS, (number + 1) * ACTIONS // SESSIONS)
    argv = ["log", "dana", "-t", LINES[number % len(LINES)], "--duration", "45m"]
    for each in actions:
        argv += ["-a", f"{LINES[each % len(LINES)]} #{each} (due {day + timedelta(days=14)})"]
    if number % 5 == 0:
        argv += ["--question", f"{LINES[(number + 1) % len(LINES)]}?"]
    if number % 3 == 0:
        argv += ["--topic", LINES[(number + 3) % len(LINES)]]
    assert run(*argv).code == 0


def _keep_promises(run: Run, on: Callable[[str], None], number: int) -> None:
    """Once a month what was promised is done, but for the last 25 of all."""
    on((START + timedelta(days=7 * number + 1)).isoformat())
    first, last = (at * ACTIONS // SESSIONS for at in (number - 3, number + 1))
    due = [f"a{each + 1}" for each in range(first, min(last, ACTIONS - 25))]
    if due:
        assert run("done", *due).code == 0


def test_years_of_use(run: Run, on: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    on(START.isoformat())
    run("mentor", "add", "Dana Ortiz", "--every", "1w")
    _goals(run)
    for number in range(SESSIONS):
        _session(run, on, number)
        if number % 4 == 3:
            _keep_promises(run, on, number)
    on(TODAY.isoformat())
    _check_figures(run)
    for width in (80, 40):
        monkeypatch.setenv("COLUMNS", str(width))
        _check_screens(run, width)


def _check_figures(run: Run) -> None:
    status = json.loads(run("status", "--all", "--json").out)
    assert len(status["goals"]) == GOALS
    (dana,) = status["mentorships"]
    last = START + timedelta(days=7 * (SESSIONS - 1))
    slots = (TODAY - START).days // 7 + ((TODAY - START).days // 7 < SESSIONS)
    assert (dana["sessions_held"], dana["slots_kept"], dana["slots"]) == (SESSIONS, SESSIONS, slots)
    assert dana["last_held_on"] == last.isoformat()
    assert dana["days_since_last_session"] == (TODAY - last).days
    assert dana["longest_gap_days"] == 7
    assert status["actions_completion"] == 80
    actions = json.loads(run("action", "--all", "--json").out)
    assert len(actions) == ACTIONS
    still = [each for each in actions if each["state"] == "open"]
    assert len(still) == 25
    for each in still:
        made = date.fromisoformat(each["made_on"])
        assert each["carried_over"] == (last - made).days // 7
        overdue = (TODAY - made).days - 14
        assert each["overdue_days"] == (overdue if overdue > 0 else None)
    assert len(json.loads(run("session", "--all", "--json").out)) == SESSIONS


def _check_screens(run: Run, width: int) -> None:
    for argv in ((), ("status",), ("timeline",), ("timeline", "--chart"), ("action",), ("goal",)):
        shown = run(*argv)
        assert (shown.code, shown.err) == (0, ""), argv
        assert max(map(cell_len, shown.out.splitlines())) <= width, argv
        assert "\x1b" not in shown.out
    assert len(run().out.splitlines()) <= 12 + (width < 60) * 8
    for word in ("story", "Zuerst", "décision", "opinión", "設計", "Сначала", "מסיפור", "ابدأ"):
        found = run("search", word)
        assert word.casefold() in found.out.casefold(), word
    report = run("report", "--period", "2024..2026-11-22")
    assert report.code == 0
    assert "<b>" not in report.out.replace("\\<b>", "")
    assert report.out.count("\n#### ") >= SESSIONS
