"""``mentorlog share`` and ``receive`` as a mentee and a mentor see them: a journal each, and files between them."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once, Result, Run

On = Callable[..., "Result"]
HIDDEN = "Zanzibar"


@pytest.fixture
def on(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> On:
    """Runs a command in somebody's journal: ``on("amir", "status")``; ``day`` is the day it is."""

    def at(whose: str, *argv: str, code: int | None = 0, day: str = "2026-11-22") -> Result:
        monkeypatch.setenv("MENTORLOG_TODAY", day)
        result = run("--journal", str(home / f"{whose}.db"), *argv)
        assert code is None or result.code == code, (argv, result)
        return result

    return at


@pytest.fixture
def file(home: Path) -> str:
    return str(home / "share.jsonl")


@pytest.fixture
def two(on: On, once_in_home: Once) -> On:
    """Amir, whom Dana mentors; he has a goal, a session with her and a private thing of each kind."""
    once_in_home("two who share", lambda: _two(on))
    return on


def _two(on: On) -> None:
    for whose, name in (("amir", "Amir Khan"), ("dana", "Dana Ortiz")):
        on(whose, "init")
        on(whose, "person", "edit", "me", "--name", name)
    on("dana", "mentee", "add", "Amir Khan", "--started", "2026-10-01")
    on("amir", "mentor", "add", "Dana Ortiz", "--started", "2026-10-01")
    on("amir", "mentor", "add", "Kofi Mensah", "--started", "2026-10-01")
    on("amir", "goal", "add", "Speak in public", "--with", "dana", "--by", "2027-03-01")
    on("amir", "goal", "add", f"Leave {HIDDEN}", "--private", "--with", "dana")
    on("amir", "goal", "add", f"With Kofi to {HIDDEN}", "--with", "kofi")
    on("amir", "milestone", "add", "g1", "First talk")
    lines = ("-t", "Open with a story", "-a", "Draft it", "-a", "@dana Introduce Priya")
    on(
        "amir",
        "log",
        "dana",
        HIDDEN,
        *lines,
        "--question",
        "How do you say no?",
        "--on",
        "2026-11-20",
    )
    on("amir", "todo", f"Call {HIDDEN}", "--private")
    on("amir", "check-in", "g1", "20", "--note", "went well")
    on("amir", "check-in", "g1", "30", "--note", f"not in {HIDDEN}", "--private")


@pytest.fixture
def taken(two: On, file: str, once_in_home: Once) -> None:
    """Dana has taken what Amir shares with her."""

    def take() -> None:
        given(two, file)
        two("dana", "receive", file)

    once_in_home("a share that was taken", take)


def given(two: On, file: str, whose: str = "amir", to: str = "dana", **when: str) -> str:
    """What somebody's share has, written to the file."""
    two(whose, "share", to, "-o", file, "--force", **when)
    return Path(file).read_text(encoding="utf-8")


def shown(two: On, whose: str, *argv: str) -> Any:
    return json.loads(two(whose, *argv, "--json").out)


def readings(two: On, whose: str) -> list[str]:
    """The values of all check-ins, in the order told."""
    rows = map(json.loads, two(whose, "export").out.splitlines())
    return [row["new"] for row in rows if row.get("field") == "progress"]


def test_a_goal_kept_for_the_reader_stays_and_is_named(two: On, file: str) -> None:
    two("dana", "goal", "add", "Write the talk", "--owner", "amir", "--with", "amir")
    two("dana", "goal", "add", f"Watch {HIDDEN}", "--owner", "amir", "--private")
    said = two("dana", "share", "amir", "-o", file).out
    assert said.endswith("\n Not shared: g1, goals of Amir Khan that you keep here\n")
    assert "Write the talk" not in Path(file).read_text(encoding="utf-8")
    assert shown(two, "dana", "share", "amir", "-o", file, "--force")["kept_goals"] == ["g1"]


@pytest.mark.usefixtures("taken")
def test_a_goal_that_came_from_the_reader_is_not_kept_for_them(two: On, file: str) -> None:
    assert "Not shared" not in two("dana", "share", "amir", "-o", file, "--force").out


def test_who_gave_a_share_and_is_not_known_may_be_a_mentor(two: On, file: str) -> None:
    two("kofi", "init")
    two("kofi", "person", "edit", "me", "--name", "Amir Khan")
    given(two, file, "dana", "amir")
    said = two("kofi", "receive", file, code=1).err
    assert said.startswith('You have no mentorship with "Dana Ortiz", whose share this is.\n')
    assert said.endswith('mentorlog mentor add "Dana Ortiz" adds them, or so does mentee or peer\n')


def test_what_a_partner_reads_goes_over_and_nothing_else(two: On, file: str) -> None:
    text = given(two, file)
    assert HIDDEN not in text and "Kofi" not in text
    assert two("dana", "receive", file).out.startswith("Amir's share of Sun 22 Nov, 12:00: 7 new\n")
    goal = shown(two, "dana", "show", "g1")
    assert (goal["title"], goal["owner"]["name"]) == ("Speak in public", "Amir Khan")
    assert readings(two, "dana") == ["20"]
    assert goal["received"]["by"]["name"] == "Amir Khan"
    assert "from Amir, shared Sun 22 Nov" in two("dana", "show", "g1").out
    assert "Open with a story (from Amir)" in two("dana", "review", "amir").out
    for screen in (("timeline", "--all"), ("since", "2026-01-01")):
        assert "Speak in public (from Amir)" in two("dana", *screen).out
    mine, theirs = (
        {
            (each["text"], each["owner"]["name"])
            for each in shown(two, whose, "action")
            if HIDDEN not in each["text"]
        }
        for whose in ("amir", "dana")
    )
    assert mine == theirs == {("Draft it", "Amir Khan"), ("Introduce Priya", "Dana Ortiz")}


def test_receiving_twice_or_an_older_one_changes_nothing(two: On, file: str, home: Path) -> None:
    older = str(home / "older.jsonl")
    given(two, older)
    two("amir", "goal", "edit", "g1", "--title", "Speak at a conference", day="2026-11-23")
    given(two, file, day="2026-11-23")
    for _ in range(2):
        two("dana", "receive", older, day="2026-11-23")
    two("dana", "receive", file, day="2026-11-24")
    before = two("dana", "export").out.partition("\n")[2]
    assert "nothing new" in two("dana", "receive", file, day="2026-11-25").out
    assert "is older than what is here" in two("dana", "receive", older, day="2026-11-25").out
    assert two("dana", "export").out.partition("\n")[2] == before
    assert shown(two, "dana", "show", "g1")["title"] == "Speak at a conference"
    two("dana", "undo")
    assert shown(two, "dana", "show", "g1")["title"] == "Speak in public"


@pytest.mark.parametrize(
    "argv",
    [
        ("goal", "edit", "g1", "--title", "Mine"),
        ("goal", "edit", "g1", "--public"),
        ("goal", "edit", "g1", "--with", "amir"),
        ("goal", "edit", "g1", "--tag", "mine"),
        ("goal", "pause", "g1"),
        ("goal", "close", "g1", "--as", "dropped"),
        ("goal", "delete", "g1", "--yes"),
        ("milestone", "add", "g1", "Mine"),
        ("milestone", "done", "m1"),
        ("session", "edit", "s1", "--topic", "Mine"),
        ("session", "delete", "s1", "--yes"),
        ("takeaway", "edit", "t1", "--text", "Mine"),
        ("done", "a1"),
        ("action", "edit", "a2", "--due", "tomorrow"),
        ("check-in", "g1", "50", "--reported-by", "amir"),
    ],
)
@pytest.mark.usefixtures("taken")
def test_only_its_giver_changes_what_came(two: On, argv: tuple[str, ...]) -> None:
    before = two("dana", "export").out.partition("\n")[2]
    assert " came from Amir; only Amir changes it" in two("dana", *argv, code=1).err
    assert two("dana", "export").out.partition("\n")[2] == before


@pytest.mark.usefixtures("taken")
def test_what_is_said_of_it_comes_back(two: On, file: str) -> None:
    two("dana", "check-in", "g1", "40", "--note", "better than you think")
    two("dana", "takeaway", "answer", "t2", "Say what it costs")
    two("dana", "done", "a2")
    two("dana", "takeaway", "add", "Record a rehearsal", "--kind", "advice", "--goal", "g1")
    assert '"record":"goal"' not in given(two, file, "dana", "amir")
    said = two("amir", "receive", file)
    assert "share of Sun 22 Nov, 12:00: 1 new, 3 comments on yours\n" in said.out
    goal = shown(two, "amir", "show", "g1")
    assert goal["mentor_progress"] == 40
    question = shown(two, "amir", "show", "t2")
    assert question["answer"] == "Say what it costs"
    assert question["events"][-1]["by"]["name"] == "Dana Ortiz"
    assert shown(two, "amir", "show", "a2")["state"] == "done"
    advice = shown(two, "amir", "show", "t3")
    assert (advice["goal"]["id"], advice["received"]["by"]["name"]) == (1, "Dana Ortiz")
    assert "nothing new" in two("amir", "receive", file).out
    # What came back is theirs, and there once.
    two("amir", "takeaway", "outcome", "t3", "worked")
    given(two, file, day="2026-11-23")
    two("dana", "receive", file, day="2026-11-23")
    assert shown(two, "dana", "show", "t3")["outcome"] == "worked"
    assert (readings(two, "amir"), readings(two, "dana")) == (["20", "30", "40"], ["20", "40"])


@pytest.mark.usefixtures("taken")
def test_what_is_withdrawn_goes_and_what_was_written_on_it_stays(two: On, file: str) -> None:
    two("dana", "takeaway", "add", "My own advice", "--session", "s1")
    two("amir", "session", "edit", "s1", "--private")
    two("amir", "goal", "delete", "g1", "--yes")
    given(two, file, day="2026-11-23")
    said = two("dana", "receive", file, day="2026-11-23").out
    assert "7 withdrawn" in said and "1 line of yours" in said
    assert [each["text"] for each in shown(two, "dana", "takeaway", "--all")] == ["My own advice"]
    assert shown(two, "dana", "session", "--all") == shown(two, "dana", "goal", "--all") == []
    assert two("dana", "doctor").code == 0


def test_a_meeting_that_i_logged_before_takes_their_lines(two: On, file: str) -> None:
    two("dana", "log", "amir", "-t", "He is ready", "--topic", "Talks", "--on", "2026-11-20")
    two("amir", "log", "dana", "-t", "Later that day", "--new", "--on", "2026-11-20")
    given(two, file)
    two("dana", "receive", file)
    session, other = sorted(shown(two, "dana", "session", "--all"), key=lambda each: each["id"])
    assert ("received" in session, session["topic"]) == (False, "Talks")
    texts = {each["text"] for each in shown(two, "dana", "show", f"s{session['id']}")["takeaways"]}
    assert texts == {"He is ready", "Open with a story", "How do you say no?"}
    # Of two meetings of theirs on a day the other one stays theirs.
    assert other["received"]["by"]["name"] == "Amir Khan"
    two("amir", "session", "delete", "s1", "--yes", day="2026-11-24")
    given(two, file, day="2026-11-24")
    two("dana", "receive", file, day="2026-11-24")
    assert "Talks" in {each["topic"] for each in shown(two, "dana", "session", "--all")}
    texts = {each["text"] for each in shown(two, "dana", "takeaway")}
    assert texts == {"He is ready", "Later that day"}
    assert two("dana", "doctor").code == 0


def test_lines_logged_on_the_day_of_a_given_session_stand_in_it_and_its_words_stay_theirs(
    two: On, file: str
) -> None:
    two("amir", "session", "edit", "s1", "--topic", "Their topic")
    given(two, file)
    two("dana", "receive", file)
    said = two("dana", "log", "amir", "-t", "He is ready", "--on", "2026-11-20")
    assert said.out.startswith("Added to s1 with Amir, Fri 20 Nov.  t3 takeaway")
    (session,) = shown(two, "dana", "session", "--all")
    assert (session["topic"], session["received"]["by"]["name"]) == ("Their topic", "Amir Khan")
    # What is said of the session itself, or a note, makes one of my own beside it.
    two("dana", "log", "amir", f"A note on {HIDDEN}", "-t", "Mine", "--on", "2026-11-20")
    theirs, own = shown(two, "dana", "session", "--all")
    if "received" in own:
        theirs, own = own, theirs
    assert ("received" in theirs, own["notes"]) == (True, f"A note on {HIDDEN}")
    two("dana", "log", "amir", "-t", "One more", "--on", "2026-11-20")
    assert len(shown(two, "dana", "show", f"s{own['id']}")["takeaways"]) == 2
    assert HIDDEN not in given(two, file, "dana", "amir")
    two("amir", "receive", file)
    (met,) = shown(two, "amir", "session", "--all")
    texts = {each["text"] for each in shown(two, "amir", "show", "s1")["takeaways"]}
    assert {"He is ready", "Mine", "One more"} <= texts
    assert met["topic"] == "Their topic"


def test_a_meeting_that_a_partner_planned_is_theirs_to_close(two: On, file: str) -> None:
    two("amir", "session", "plan", "dana", "2026-11-22", "--topic", "Slides")
    given(two, file)
    two("dana", "receive", file)
    assert "planned" not in two("dana", "log", "amir", "-t", "Fine slides").err
    assert two("dana", "doctor").code == 0
    planned = two("dana", day="2026-11-25").out
    assert "Slides" not in planned
    assert "planned" not in two("dana", "status", day="2026-11-25").out


def test_it_is_between_two_whoever_else_was_there(two: On, file: str) -> None:
    given(two, file)
    two("dana", "mentee", "add", "Kim Lee", "--started", "2026-10-01")
    two("dana", "log", "amir", "-t", "Ours", "--on", "2026-11-20")
    two("dana", "receive", file)
    two("dana", "session", "edit", "last", "--with", "amir", "--with", "kim", "--yes")
    two("dana", "takeaway", "add", "Advice on it", "--kind", "advice", "--goal", "g1")
    for audience in ("kim", "manager", "committee", "programme"):
        for argv in (
            ("status",),
            ("timeline", "--all"),
            ("takeaway", "--all"),
            ("search", "story"),
        ):
            out = two("dana", *argv, "--for", audience).out
            assert not {"Speak", "story", "Draft", "Advice"} & set(out.split()), (audience, argv)
    assert "Ours" in two("dana", "takeaway", "--for", "kim").out
    assert "Speak in public" in two("dana", "status", "--for", "amir").out
    assert "story" not in given(two, file, "dana", "kim")
    assert '"Open with a story"' not in given(two, file, "dana", "amir")


def test_a_received_session_is_in_no_report_for_others(two: On, file: str) -> None:
    two("dana", "mentorship", "edit", "amir", "--public")
    before = two("dana", "session", "--all", "--for", "manager").out
    given(two, file)
    two("dana", "receive", file)
    assert two("dana", "session", "--all", "--for", "manager").out == before


@pytest.mark.usefixtures("taken")
def test_of_two_answers_the_later_day_s_stands_and_both_are_named(two: On, file: str) -> None:
    two("dana", "takeaway", "answer", "t2", "Say what it costs", day="2026-11-23")
    two("amir", "takeaway", "answer", "t2", "Ask for time", day="2026-11-24")
    given(two, file, "dana", "amir", day="2026-11-24")
    said = two("amir", "receive", file, day="2026-11-24").out
    assert 't2: the answer is "Ask for time"; "Say what it costs" is in its history.' in said
    assert shown(two, "amir", "show", "t2")["answer"] == "Ask for time"


def test_a_repeating_action_that_the_other_did_comes_back_once(two: On, file: str) -> None:
    two("amir", "session", "edit", "s1", "--topic", "Feedback")
    two("amir", "action", "edit", "a2", "--every", "2w", "--due", "2026-11-25")
    given(two, file)
    two("dana", "receive", file)
    two("dana", "done", "a2")
    for whose, to in (("dana", "amir"), ("amir", "dana"), ("dana", "amir")):
        given(two, file, whose, to, day="2026-11-23")
        two(to, "receive", file, day="2026-11-23")
    for whose in ("amir", "dana"):
        due = [each["due_on"] for each in shown(two, whose, "action") if "Priya" in each["text"]]
        assert due == ["2026-12-09"], whose


def test_a_folder_that_both_reach(two: On, home: Path) -> None:
    folder = home / "both"
    for whose, to in (("amir", "dana"), ("amir", "kofi"), ("dana", "amir")):
        two(whose, "share", to, "-o", f"{folder}/")
    assert (
        sorted(path.name for path in folder.iterdir())[0] == "amir-khan-for-dana-ortiz.share.jsonl"
    )
    assert "7 new" in two("dana", "receive", str(folder)).out
    assert "nothing new" in two("amir", "receive", str(folder)).out
    (home / "empty").mkdir()
    assert "No share for you" in two("dana", "receive", str(home / "empty"), code=2).err


@pytest.mark.skipif(os.name != "posix", reason="links and pipes in a folder are POSIX's")
def test_a_link_or_a_pipe_in_a_folder_that_both_reach_harms_nobody(two: On, home: Path) -> None:
    folder, mine = home / "both", home / "mine.txt"
    folder.mkdir()
    mine.write_text("Mine", encoding="utf-8")
    (folder / "amir-khan-for-dana-ortiz.share.jsonl").symlink_to(mine)
    said = two("amir", "share", "dana", "-o", str(folder), code=2).err
    assert "is there already" in said
    assert mine.read_text(encoding="utf-8") == "Mine"
    os.mkfifo(folder / "endless.share.jsonl")
    assert "it is no share" in two("dana", "receive", str(folder), code=3).err


def test_a_dry_run_keeps_nothing(two: On, file: str) -> None:
    given(two, file)
    before = two("dana", "export").out.partition("\n")[2]
    assert "7 new (nothing is kept yet)" in two("dana", "receive", file, "--dry-run").out
    assert two("dana", "export").out.partition("\n")[2] == before


def test_it_is_encrypted_for_a_key(two: On, file: str, home: Path) -> None:
    pyrage = pytest.importorskip("pyrage")
    identity = pyrage.x25519.Identity.generate()
    key = home / "key.txt"
    key.write_text(str(identity), encoding="utf-8")
    two("amir", "share", "dana", "-o", file, "--recipient", str(identity.to_public()))
    assert b"Speak" not in Path(file).read_bytes()
    assert "--identity" in two("dana", "receive", file, code=2).err
    assert "7 new" in two("dana", "receive", file, "--identity", str(key)).out


def _head(**other: Any) -> Callable[[str], str]:
    def forge(text: str) -> str:
        head, _, rest = text.partition("\n")
        return json.dumps({**json.loads(head), **other}) + "\n" + rest

    return forge


def _line(**values: Any) -> Callable[[str], str]:
    """With one more record or comment."""
    return lambda text: text.replace(
        '{"mentorlog":"end"}', f'{json.dumps(values)}\n{{"mentorlog":"end"}}'
    )


FORGED: list[tuple[Callable[[str], str], str]] = [
    (lambda text: text[:-20], "is cut off"),
    (lambda text: text[: len(text) // 2], "is not JSON"),
    (lambda _: "", "is no share"),
    (lambda _: '{"mentorlog":6}\n', "is no share"),
    (_head(version=2), "newer mentorlog"),
    (_head(version="1"), "is not a number"),
    (_head(made_at="2027-11-22T12:00:00.000Z"), "is still to come"),
    (_head(made_at="../../etc/passwd"), '"made_at"'),
    (_head(made_at="2026-13-45T99:99:99.999Z"), "is no instant"),
    (
        _line(
            record="goal",
            uid="1",
            told=[{"uid": "2", "field": "progress", "happened_on": "9999-12-31"}],
        ),
        "is after the day",
    ),
    (
        _line(
            record="goal",
            uid="1",
            told=[{"uid": "2", "field": "progress", "happened_on": "2026-02-31"}],
        ),
        "is no instant",
    ),
    (
        _line(
            record="goal",
            uid="1",
            told=[{"uid": "2", "field": "progress", "happened_on": "2026-11-11", "confidence": 11}],
        ),
        "from 0 to 10",
    ),
    (_head(to={"uid": "00", "name": "Lee Wong"}), 'is for "Lee Wong"'),
    (_head(**{"from": {"uid": "00", "name": "Eve"}}), "no mentorship with"),
    (_head(**{"from": {"uid": "x' OR 1 --", "name": "Amir Khan"}}), '"uid"'),
    (_head(**{"from": {"uid": "00", "name": "Amir Khan"}}), "from another journal"),
    (_line(record="win", uid="1", title="x"), "none that is shared"),
    (_line(record="goal", uid="1", title=["x"]), "neither text"),
    (
        _line(
            record="goal",
            uid="1",
            title="x",
            start_on="2026-02-31",
            owner="from",
            state="active",
        ),
        "cannot be",
    ),
    (
        _line(record="goal", uid="1", title="x", start_on="2026-02-21", owner="from", state="odd"),
        "cannot be kept",
    ),
    (
        _line(
            record="goal",
            uid="1",
            title="x",
            start_on="2026-02-21",
            owner="from",
            confidence=9**30,
        ),
        "cannot be kept",
    ),
    (_line(record="goal", uid="1", owner="me"), 'neither "from"'),
    (
        _line(record="session", uid="1", held_on="2026-11-11", state="held", told=[{}]),
        '"happened_on"',
    ),
    (
        _line(comment="goal", on="1", uid="2", field="state", happened_on="2026-11-11"),
        "a partner speaks",
    ),
]
"""What is done to a share, and what is said of it then."""


def test_a_share_that_is_not_one_is_refused_and_changes_nothing(two: On, file: str) -> None:
    text = given(two, file)
    two("dana", "receive", file)
    before = two("dana", "export").out.partition("\n")[2]
    for forge, words in FORGED:
        Path(file).write_text(forge(text), encoding="utf-8")
        result = two("dana", "receive", file, code=None)
        assert result.code in (1, 3) and words in result.err, words
        assert two("dana", "export").out.partition("\n")[2] == before, words


def test_a_forged_share_neither_changes_mine_nor_speaks_of_what_is_hidden(
    two: On, file: str
) -> None:
    hidden, shared = (shown(two, "amir", "show", code)["uid"] for code in ("g2", "g1"))
    mine = shown(two, "amir", "show", "a1")["uid"]
    given(two, file, "dana", "amir")
    before = two("amir", "export").out.partition("\n")[2]
    goal = {
        "record": "goal",
        "title": "Taken over",
        "start_on": "2026-11-11",
        "state": "active",
        "owner": "from",
    }
    said = {"field": "progress", "happened_on": "2026-11-22", "new": "99"}
    forged = Path(file).read_text(encoding="utf-8")
    for line in (
        {**goal, "uid": hidden},
        {**goal, "uid": shared},
        {**goal, "uid": "1f", "owner": "to"},
        {
            "record": "takeaway",
            "uid": "2f",
            "kind": "note",
            "text": "In your report",
            "noted_on": "2026-11-11",
        },
        {"record": "milestone", "uid": "3f", "title": "On yours", "goal": hidden},
        {"comment": "goal", "on": hidden, "uid": "4f", **said},
        {"comment": "action", "on": mine, "uid": "5f", **said, "field": "state", "new": "done"},
    ):
        forged = _line(**line)(forged)
    Path(file).write_text(forged, encoding="utf-8")
    assert "Left out 7 lines" in two("amir", "receive", file).out
    kept = [line for line in before.splitlines() if '"table":"changes"' not in line]
    after = set(two("amir", "export").out.splitlines())
    assert [line for line in kept if line not in after and "mentorlog" not in line] == []


def test_a_forged_share_gives_what_it_told_no_state_that_there_is_not(two: On, file: str) -> None:
    two("dana", "goal", "add", "Theirs", "--owner", "me", "--with", "amir")
    given(two, file, "dana", "amir")
    told = Path(file).read_text(encoding="utf-8")
    two("amir", "receive", file)
    before = two("amir", "export").out.partition("\n")[2]
    Path(file).write_text(told.replace('"new":"active"', '"new":"nonsense"'), encoding="utf-8")
    refused = two("amir", "receive", file, code=3)
    assert 'The new cannot be "nonsense".' in refused.err
    assert two("amir", "export").out.partition("\n")[2] == before


@pytest.mark.parametrize("kind", ["agreement", "takeaway"])
@pytest.mark.parametrize("deleted", [False, True])
def test_a_forged_share_goes_by_the_name_of_no_record_of_mine(
    two: On, file: str, kind: str, *, deleted: bool
) -> None:
    given(two, file, "dana", "amir")
    two("amir", "receive", file)
    head = json.loads(Path(file).read_text().splitlines()[0])
    uid = shown(two, "amir", "show", "t1")["uid"]
    planted: dict[str, object] = {"record": kind, "uid": uid, "text": "Forged"}
    planted |= {"agreed_on": "2026-11-20"} if kind == "agreement" else {"kind": "takeaway"}
    planted |= {} if kind == "agreement" else {"noted_on": "2026-11-20"}
    if deleted:
        two("amir", "delete", "t1", "--yes")
    for rows in ([planted], []):
        lines = [head, *rows, {"mentorlog": "end"}]
        Path(file).write_text("".join(json.dumps(line) + "\n" for line in lines))
        two("amir", "receive", file)
    if deleted:
        two("amir", "undo", "t1")
    assert "Open with a story" in given(two, file)
    assert shown(two, "amir", "agreement") == []


def test_what_is_in_it_acts_on_no_terminal(two: On, file: str) -> None:
    two("amir", "goal", "add", "Red \x1b[31m <b>bold</b> ‮ [link](file:///etc)", "--with", "dana")
    text = given(two, file)
    assert "\x1b" not in text and "‮" not in text
    two("dana", "receive", file)
    out = two("dana", "goal").out
    assert "\x1b" not in out and "<b>bold</b>" in out


def test_whose_it_is_can_be_said(two: On, file: str) -> None:
    two("amir", "person", "edit", "me", "--name", "Mo Khan-Ali")
    given(two, file)
    said = two("dana", "receive", file, code=1).err
    assert 'no mentorship with "Mo Khan-Ali", whose' in said and "--as WHO" in said
    assert "7 new" in two("dana", "receive", file, "--as", "amir").out
    assert "nothing new" in two("dana", "receive", file).out
    assert "is your own, for Dana Ortiz" in two("amir", "receive", file, code=1).err
    assert (
        'No mentorship matches "lee"'
        in two("amir", "share", "lee", "-o", file, "--force", code=1).err
    )


@pytest.mark.usefixtures("taken")
def test_what_is_theirs_stays_theirs_where_who_they_are_is_lost(
    two: On, file: str, home: Path
) -> None:
    """As where another device took back the receive, and this one has written beside it since."""
    two("dana", "mentee", "add", "Kim Lee")
    with closing(sqlite3.connect(home / "dana.db", isolation_level=None)) as connection:
        connection.execute("DELETE FROM origins WHERE kind = 'person'")
    refused = two("dana", "goal", "edit", "g1", "--title", "Mine", code=1).err
    assert refused.startswith("g1 came from a partner; only they change it.\n")
    assert "from a partner, shared" in two("dana", "show", "g1").out
    assert shown(two, "dana", "show", "g1")["received"]["by"] is None
    assert '"record"' not in given(two, file, "dana", "amir")
    given(two, file, day="2026-11-23")
    two("dana", "receive", file, day="2026-11-23")
    assert shown(two, "dana", "show", "g1")["received"]["by"]["name"] == "Amir Khan"


@pytest.mark.usefixtures("taken")
def test_a_purge_keeps_it_away(two: On, file: str) -> None:
    two("dana", "purge", "g1", "--yes")
    two("amir", "goal", "edit", "g1", "--title", "Speak again", day="2026-11-23")
    given(two, file, day="2026-11-23")
    assert "Left out" in two("dana", "receive", file, day="2026-11-23").out
    assert shown(two, "dana", "goal", "--all") == []


@pytest.mark.usefixtures("taken")
def test_the_history_says_from_whom_it_came(two: On) -> None:
    assert (
        "receive" in two("dana", "changes").out
        and "shared by a partner" in two("dana", "changes", "g1").out
    )
    assert "share:" not in two("dana", "changes").out


@pytest.mark.usefixtures("taken")
def test_of_two_answers_of_one_day_the_owner_s_stands_on_both_sides(two: On, file: str) -> None:
    two("dana", "takeaway", "answer", "t2", "Say what it costs")
    two("amir", "takeaway", "answer", "t2", "Ask for time")
    for whose, to in (("dana", "amir"), ("amir", "dana"), ("dana", "amir"), ("amir", "dana")):
        given(two, file, whose, to)
        two(to, "receive", file)
    answers = {shown(two, whose, "show", "t2")["answer"] for whose in ("amir", "dana")}
    assert answers == {"Ask for time"}
    assert two("amir", "doctor").code == two("dana", "doctor").code == 0


@pytest.mark.usefixtures("taken")
def test_what_is_said_and_taken_back_leaves_a_sound_journal(two: On, file: str) -> None:
    two("dana", "takeaway", "answer", "t2", "Say what it costs")
    given(two, file, "dana", "amir")
    two("amir", "receive", file)
    two("dana", "undo")
    given(two, file)
    two("dana", "receive", file)
    assert two("amir", "doctor").code == two("dana", "doctor").code == 0


def test_what_one_partner_says_another_does_not_read(two: On, file: str) -> None:
    two("amir", "session", "edit", "s1", "--with", "dana", "--with", "kofi", "--yes")
    two("kofi", "init")
    two("kofi", "person", "edit", "me", "--name", "Kofi Mensah")
    two("kofi", "mentee", "add", "Amir Khan", "--started", "2026-10-01")
    given(two, file, "amir", "kofi")
    two("kofi", "receive", file)
    two("kofi", "takeaway", "answer", "t2", f"Move to {HIDDEN}")
    given(two, file, "kofi", "amir")
    two("amir", "receive", file)
    assert shown(two, "amir", "show", "t2")["answer"] == f"Move to {HIDDEN}"
    two("amir", "takeaway", "answer", "t2", "Say it at once")
    assert HIDDEN not in given(two, file) + two("amir", "show", "t2", "--json", "--for", "dana").out
    two("dana", "receive", file)
    assert two("dana", "doctor").out.startswith("All is well")
    assert shown(two, "dana", "show", "t2")["answer"] == "Say it at once"


def test_what_one_partner_said_stays_theirs_when_another_comes_to_read(two: On, file: str) -> None:
    two("amir", "takeaway", "add", "Ask for a deadline", "--kind", "advice", "--session", "s1")
    given(two, file)
    two("dana", "receive", file)
    two("dana", "takeaway", "answer", "t2", "Move to Nairobi")
    two("dana", "takeaway", "outcome", "t3", "worked", "--note", "In Nairobi")
    two("dana", "done", "a2", "--evidence", "Priya in Nairobi")
    given(two, file, "dana", "amir")
    two("amir", "receive", file)
    assert "Nairobi" in everything(two, "dana")
    two("amir", "session", "edit", "s1", "--with", "dana", "--with", "kofi", "--yes")
    assert "Nairobi" not in given(two, file, "amir", "kofi") + everything(two, "kofi")
    assert "question, answered" in two("amir", "takeaway", "--all", "--for", "kofi").out


def everything(two: On, audience: str) -> str:
    """What the records of a session show to somebody, as pages and as data."""
    reads = [("show", each) for each in ("s1", "t2", "a2")]
    reads += [("since", "2026-11-01"), ("takeaway", "--all"), ("search", "Nairobi")]
    found = ""
    for each in reads:
        for form in (["--json"], ["--as-of", "2026-11-22"] if each[0] == "show" else []):
            found += two("amir", *each, *form, "--for", audience).out.replace('"Nairobi"', "")
    return found


@pytest.mark.usefixtures("taken")
def test_words_on_what_is_withdrawn_stay_as_private_lines(two: On, file: str) -> None:
    two("dana", "check-in", "g1", "40", "--note", "better than you think")
    two("dana", "takeaway", "answer", "t2", "Say what it costs")
    two("amir", "goal", "edit", "g1", "--private", day="2026-11-23")
    two("amir", "takeaway", "delete", "t2", "--yes", day="2026-11-23")
    given(two, file, day="2026-11-23")
    two("dana", "receive", file, day="2026-11-23")
    kept = {(each["text"], each["visibility"]) for each in shown(two, "dana", "takeaway", "--all")}
    assert {("better than you think", "private"), ("Say what it costs", "private")} <= kept


@pytest.mark.usefixtures("taken")
def test_what_is_shared_again_has_what_was_said_of_it(two: On, file: str) -> None:
    two("dana", "done", "a2", "--evidence", "By mail")
    two("dana", "takeaway", "answer", "t2", "Say it at once")
    given(two, file, "dana", "amir")
    two("amir", "receive", file)
    for level in ("--private", "--shared", "--private", "--shared"):
        two("amir", "session", "edit", "s1", level)
        given(two, file)
        two("dana", "receive", file)
        lines = [each["text"] for each in shown(two, "dana", "takeaway", "--all")]
        assert [lines.count(text) for text in ("By mail", "Say it at once")] == [1, 1]
        assert two("dana", "doctor").out.startswith("All is well")
    (action,) = (each for each in shown(two, "dana", "action", "--all") if "Priya" in each["text"])
    assert (action["state"], action["evidence"]) == ("done", "By mail")
    lines = shown(two, "dana", "takeaway", "--all")
    assert [each["answer"] for each in lines if each["kind"] == "question"] == ["Say it at once"]
    assert "nothing new" in two("dana", "receive", file).out


@pytest.mark.usefixtures("taken")
def test_a_journal_from_an_older_backup_takes_what_its_history_has(
    two: On, file: str, home: Path
) -> None:
    """What I said since stands in the share alone, and a share may say what it likes in my name."""
    two("dana", "backup", str(home / "older.db"))
    two("dana", "done", "a2")
    two("dana", "takeaway", "answer", "t2", "Say it at once")
    given(two, file, "dana", "amir")
    two("amir", "receive", file)
    given(two, file)
    two("dana", "restore", str(home / "older.db"), "--yes")
    assert "nothing new" in two("dana", "receive", file).out
    assert two("dana", "doctor").out.startswith("All is well")
    assert shown(two, "dana", "show", "a2")["state"] == "open"
    two("dana", "done", "a2")
    given(two, file, "dana", "amir")
    assert "1 comment on yours" in two("amir", "receive", file).out
    assert two("amir", "doctor").out.startswith("All is well")


def test_nobody_puts_words_in_my_mouth_nor_a_milestone_on_my_goal(two: On, file: str) -> None:
    two("dana", "goal", "add", "Mentor well", "--owner", "me", "--with", "amir")
    given(two, file, "dana", "amir")
    two("amir", "receive", file)
    mine = shown(two, "dana", "show", "g1")["uid"]
    said = {"uid": "7f", "field": "progress", "happened_on": "2026-11-22", "by": "to", "new": "99"}
    text = given(two, file).replace('"told":[', f'"told":[{json.dumps(said)},')
    text = text.replace(json.dumps(said) + ",", "", text.count('"told":[') - 1)
    forged = _line(record="milestone", uid="8f", title="Not yours", goal=mine, told=[])(text)
    Path(file).write_text(forged, encoding="utf-8")
    before = shown(two, "dana", "show", "g1")["progress"]
    two("dana", "receive", file)
    assert "99" not in readings(two, "dana")
    assert shown(two, "dana", "show", "g1")["progress"] == before


@pytest.mark.usefixtures("taken")
def test_a_name_that_was_accepted_once_may_change(two: On, file: str) -> None:
    two("amir", "person", "edit", "dana", "--name", "D. O. Rtiz", day="2026-11-23")
    given(two, file, to="rtiz", day="2026-11-23")
    assert "nothing new" in two("dana", "receive", file, day="2026-11-23").out
    head, _, rest = Path(file).read_text(encoding="utf-8").partition("\n")
    other = {**json.loads(head), "to": {"uid": "00", "name": "Dana Ortiz"}}
    Path(file).write_text(json.dumps(other) + "\n" + rest, encoding="utf-8")
    assert "who is somebody else" in two("dana", "receive", file, code=1, day="2026-11-23").err


def test_one_bad_file_in_a_folder_keeps_nothing_else_away(two: On, home: Path) -> None:
    folder = home / "both"
    folder.mkdir()
    (folder / "a.share.jsonl").write_text("garbage", encoding="utf-8")
    two("amir", "share", "dana", "-o", str(folder))
    result = two("dana", "receive", str(folder))
    assert "7 new" in result.out and "a.share.jsonl is left out: " in result.err


@pytest.mark.usefixtures("taken")
def test_what_hangs_on_mine_and_is_theirs_stops_no_delete_and_no_undo(two: On, file: str) -> None:
    two("dana", "takeaway", "add", "Record it", "--kind", "advice", "--goal", "g1")
    two("dana", "todo", "Find a room", "--goal", "g1")
    given(two, file, "dana", "amir")
    two("amir", "receive", file)
    two("amir", "goal", "delete", "g1", "--yes")
    assert "Record it" in two("amir", "takeaway").out
    two("amir", "undo")
    assert shown(two, "amir", "show", "t3")["goal"]["id"] == 1


@pytest.mark.usefixtures("taken")
def test_a_log_that_ticks_what_is_theirs_is_kept(two: On) -> None:
    text = two("dana", "prep", "amir", "-o", "-", "--format", "markdown").out
    assert "Draft it" in text
    two("dana", "done", "a2", "--evidence", "By mail")
    said = two("dana", "log", "amir", "-t", "Went well")
    assert said.code == 0


def test_a_backup_is_made_before_it(two: On, file: str, home: Path) -> None:
    given(two, file)
    two("dana", "receive", file, "--dry-run")
    assert not list(home.rglob("*-receive*.db"))
    two("dana", "receive", file)
    assert list(home.rglob("*-receive*.db"))


@pytest.mark.usefixtures("taken")
def test_evidence_of_what_is_theirs_to_do_comes_back_and_stays(two: On, file: str) -> None:
    two("dana", "done", "a2", "--evidence", "By mail")
    given(two, file, "dana", "amir")
    two("amir", "receive", file)
    assert shown(two, "amir", "show", "a2")["evidence"] == "By mail"
    two("amir", "action", "edit", "a2", "--text", "Introduce me to Priya", day="2026-11-23")
    given(two, file, day="2026-11-23")
    two("dana", "receive", file, day="2026-11-23")
    action = shown(two, "dana", "show", "a2")
    assert (action["text"], action["evidence"]) == ("Introduce me to Priya", "By mail")


def test_an_action_made_on_a_day_ahead_waits_for_that_day(two: On, file: str) -> None:
    """Where their clock is a day ahead of mine."""
    given(two, file)
    two("dana", "receive", file, day="2026-11-22")
    early = two("dana", "done", "a2", "--on", "2026-11-19", code=1).err
    assert early == (
        "a2 was made on Fri 20 Nov in the journal of Amir; Thu 19 Nov is before that.\n"
    )
    assert shown(two, "dana", "show", "a2")["state"] == "open"


def test_a_cancelled_session_is_not_one_that_was_held(two: On, file: str) -> None:
    two("dana", "session", "plan", "amir", "2026-11-23")
    two("dana", "session", "cancel", "last")
    two("amir", "log", "dana", "-t", "We met", "--on", "2026-11-23", day="2026-11-23")
    given(two, file, day="2026-11-23")
    two("dana", "receive", file, day="2026-11-23")
    states = [each["state"] for each in shown(two, "dana", "session", "--all")]
    assert sorted(states) == ["cancelled", "held", "held"]


@pytest.mark.usefixtures("taken")
def test_words_written_into_a_line_of_theirs_are_kept_as_mine(two: On, home: Path) -> None:
    two("dana", "log", "amir", "-t", "He is ready", "--on", "2026-11-20")
    session = str(shown(two, "dana", "session", "--all")[-1]["id"])
    two("dana", "export", "--kind", "session", "--format", "markdown", "-o", str(home / "md"))
    (document,) = (home / "md").glob("*.md")
    text = document.read_text(encoding="utf-8").replace("Open with a story", "Open with a joke")
    document.write_text(text, encoding="utf-8")
    said = two("dana", "import", str(home / "md"))
    assert "Open with a joke" in said.err
    texts = {each["text"] for each in shown(two, "dana", "show", f"s{session}")["takeaways"]}
    assert {"Open with a story", "Open with a joke"} <= texts


@pytest.mark.usefixtures("starts_no_git")
@pytest.mark.parametrize("as_own", [True, False])
def test_a_meeting_of_which_one_machine_has_theirs_and_one_mine_loses_nothing(
    two: On, file: str, remote: Path, as_own: bool
) -> None:
    two(
        "amir",
        "session",
        "edit",
        "s1",
        "--topic",
        "Their topic",
        "--notes",
        "Open",
        "--share-notes",
    )
    given(two, file)
    for machine in ("dana", "desk"):
        two(machine, "sync", "init", str(remote), "--plain", "--name", machine)
    for machine in ("desk", "dana"):
        two(machine, "sync")
    two("desk", "receive", file, day="2026-11-23")
    two("desk", "takeaway", "add", "Of the desk", "--session", "s1", day="2026-11-23")
    note = ("Mine alone", "--topic", "My topic") if as_own else ()
    two("dana", "log", "amir", *note, "-t", "Ours", "--on", "2026-11-20", day="2026-11-23")
    two("dana", "receive", file, day="2026-11-24")
    for machine in ("dana", "desk", "dana"):
        two(machine, "sync", day="2026-11-24")
    given(two, file, day="2026-11-25")
    for machine in ("dana", "desk"):
        two(machine, "receive", file, day="2026-11-25")
    for machine in ("dana", "desk", "dana"):
        two(machine, "sync", day="2026-11-26")
    own = ("My topic", "Mine alone", False) if as_own else (None, None, False)
    for machine in ("dana", "desk"):
        found = {
            (each["topic"], each["notes"], "received" in each)
            for each in shown(two, machine, "session", "--all")
        }
        assert found == {own, ("Their topic", "Open", True)}
    for machine in ("dana", "desk"):
        assert two(machine, "doctor").code == 0
        texts = [each["text"] for each in shown(two, machine, "takeaway", "--all")]
        assert sorted(texts).count("Of the desk") == texts.count("Ours") == 1
    assert "Mine alone" not in given(two, file, "dana", "amir", day="2026-11-26")


@pytest.mark.usefixtures("starts_no_git")
@pytest.mark.usefixtures("taken")
def test_a_journal_that_joins_another_is_known_by_its_partners(
    two: On, file: str, remote: Path
) -> None:
    """Its owner is called by another uid from then on, on both machines."""
    two("desk", "init", "--name", "Amir Khan")
    for machine in ("desk", "amir", "desk"):
        two(machine, "sync", "init", str(remote), "--plain", "--name", machine)
    for machine, day in (("desk", "2026-11-23"), ("amir", "2026-11-24")):
        two(machine, "goal", "edit", "g1", "--title", f"Talk of {machine}", day=day)
        given(two, file, machine, day=day)
        two("dana", "receive", file, day=day)
        assert [each["title"] for each in shown(two, "dana", "goal")] == [f"Talk of {machine}"]
        for each in ("desk", "amir"):
            two(each, "sync", day=day)
    two("amir", "session", "edit", "s1", "--private", day="2026-11-25")
    given(two, file, day="2026-11-25")
    assert "joined the journal of another machine" in two("desk", "changes").out
    assert "5 withdrawn" in two("dana", "receive", file, day="2026-11-25").out


def test_why_one_partner_dropped_it_another_does_not_read(two: On, file: str) -> None:
    two("amir", "session", "edit", "s1", "--with", "dana", "--with", "kofi", "--yes")
    given(two, file)
    two("dana", "receive", file)
    two("dana", "action", "drop", "a2", "--why", f"Off to {HIDDEN}")
    given(two, file, "dana", "amir")
    two("amir", "receive", file)
    assert f"Off to {HIDDEN}" in two("amir", "show", "a2", "--json").out
    assert "dropped" in two("amir", "show", "a2", "--for", "kofi").out
    assert HIDDEN not in two("amir", "show", "a2", "--json", "--for", "kofi").out
    assert "Off to" not in given(two, file, "amir", "kofi")
    two("dana", "share", "amir", "-o", file, "--force")
    assert "nothing new" in two("amir", "receive", file).out


@pytest.mark.usefixtures("taken")
def test_a_reading_that_came_with_a_share_is_not_taken_back_under_its_name(
    two: On, file: str
) -> None:
    two("dana", "check-in", "g1", "40", "--note", "Her note")
    given(two, file, "dana", "amir")
    two("amir", "receive", file)
    refused = two("amir", "check-in", "g1", "none", "--reported-by", "dana", code=1)
    assert "only Dana changes it" in refused.err
    assert readings(two, "amir") == ["20", "30", "40"]
    two("amir", "check-in", "g1", "none")
    assert readings(two, "amir") == ["20", "40"]
    two("dana", "check-in", "g1", "none")


@pytest.mark.usefixtures("taken")
def test_the_reason_shown_is_that_of_the_end_that_stands(two: On, file: str) -> None:
    two("dana", "action", "drop", "a2", "--why", "No time", day="2026-11-21")
    given(two, file, "dana", "amir")
    two("amir", "done", "a2")
    two("amir", "receive", file)
    card = two("amir", "show", "a2").out
    assert "Done" in card
    assert "No time" not in card
    two("amir", "session", "plan", "dana", "2026-11-21", day="2026-11-20")
    two("amir", "session", "cancel", "s2", "--why", "Dana is ill")
    assert "Dana is ill" in two("amir", "timeline").out
    two("amir", "session", "no-show", "s2")
    assert "Dana is ill" not in two("amir", "timeline").out


def test_a_note_is_shown_to_others_where_its_own_event_is(two: On, file: str, home: Path) -> None:
    two("amir", "session", "edit", "s1", "--with", "dana", "--with", "kofi", "--yes")
    two("amir", "takeaway", "add", "Ask for a deadline", "--kind", "advice", "--session", "s1")
    given(two, file)
    two("dana", "receive", file)
    two("dana", "takeaway", "outcome", "t3", "worked", "--note", "Hers", day="2026-11-23")
    given(two, file, "dana", "amir", day="2026-11-23")
    two("amir", "receive", file, day="2026-11-23")
    two("amir", "takeaway", "outcome", "t3", "trying", "--note", "Mine", day="2026-11-24")
    with closing(sqlite3.connect(home / "amir.db")) as journal, journal:
        journal.execute("UPDATE takeaways SET note = 'Hers' WHERE id = 3")
    assert "Hers" not in given(two, file, "amir", "kofi") + everything(two, "kofi")
    assert "note is Hers, its history says Mine" in two("amir", "doctor", code=1).out


def test_a_note_that_was_taken_away_in_private_is_read_by_nobody(two: On, file: str) -> None:
    two("amir", "takeaway", "add", "Ask", "--kind", "advice", "--with", "dana", "--private")
    for note in (HIDDEN, ""):
        two("amir", "takeaway", "outcome", "t3", "trying", "--note", note)
    two("amir", "takeaway", "edit", "t3", "--shared")
    assert HIDDEN not in given(two, file)
    two("dana", "receive", file)
    assert two("amir", "doctor").code == two("dana", "doctor").code == 0


@pytest.mark.usefixtures("taken")
def test_a_line_of_mine_is_not_opened_by_what_a_partner_withdraws(two: On, file: str) -> None:
    two("dana", "takeaway", "add", "Said in it", "--session", "s1", "--public")
    before = two("dana", "takeaway", "--all", "--for", "manager").out
    two("amir", "session", "edit", "s1", "--private")
    given(two, file)
    two("dana", "receive", file)
    assert shown(two, "dana", "takeaway", "show", "last")["text"] == "Said in it"
    assert two("dana", "takeaway", "--all", "--for", "manager").out == before


def _event(two: On, whose: str, words: str) -> str:
    rows = map(json.loads, two(whose, "export").out.splitlines())
    (number,) = [row["id"] for row in rows if row.get("table") == "events" and row["note"] == words]
    return f"e{number}"


@pytest.mark.usefixtures("taken")
def test_a_note_without_a_number_goes_to_the_owner_and_stays_away_once_purged(
    two: On, file: str
) -> None:
    two("dana", "check-in", "g1", "stuck", "--note", "No slot")
    two("dana", "check-in", "g1", "stuck", "--note", "It goes on")
    given(two, file, "dana", "amir")
    two("amir", "receive", file)
    assert "Stuck: No slot" in two("amir", "goal", "history", "g1").out
    two("amir", "purge", _event(two, "amir", "Stuck: No slot"), "--yes")
    two("amir", "purge", _event(two, "amir", "Stuck: It goes on"), "note", "--yes")
    two("amir", "receive", file)
    history = two("amir", "goal", "history", "g1").out
    assert "No slot" not in history
    assert "It goes on" not in history


@pytest.mark.usefixtures("taken")
def test_what_was_purged_of_a_partners_history_stays_away(two: On, file: str) -> None:
    two("amir", "check-in", "g1", "25", "--note", "again")
    given(two, file)
    two("dana", "receive", file)
    two("dana", "purge", _event(two, "dana", "again"), "--yes")
    two("dana", "purge", _event(two, "dana", "went well"), "note", "--yes")
    two("dana", "receive", file)
    history = two("dana", "goal", "history", "g1").out
    assert "again" not in history
    assert "went well" not in history


@pytest.mark.usefixtures("taken")
def test_of_one_day_what_was_said_knowing_the_other_is_later(two: On, file: str) -> None:
    def goes(whose: str, to: str) -> None:
        given(two, file, whose, to)
        two(to, "receive", file)

    two("dana", "done", "a2")
    goes("dana", "amir")
    two("amir", "action", "reopen", "a2")
    two("amir", "takeaway", "answer", "t2", "Ask for time")
    goes("amir", "dana")
    two("dana", "done", "a2")
    two("dana", "takeaway", "answer", "t2", "Say what it costs")
    for whose, to in (("amir", "dana"), ("dana", "amir"), ("amir", "dana")):
        goes(whose, to)
        assert shown(two, "dana", "show", "a2")["state"] == "done"
        assert shown(two, "dana", "show", "t2")["answer"] == "Say what it costs"
    assert shown(two, "amir", "show", "a2")["state"] == "done"
    assert shown(two, "amir", "show", "t2")["answer"] == "Say what it costs"
    assert two("amir", "doctor").code == two("dana", "doctor").code == 0


def test_an_outcome_that_is_pending_again_stays_so(two: On, file: str) -> None:
    two("amir", "takeaway", "add", "Ask for a deadline", "--kind", "advice", "--session", "s1")
    given(two, file)
    two("dana", "receive", file)
    for outcome in ("worked", "pending"):
        two("dana", "takeaway", "outcome", "t3", outcome)
        for whose, to in (("dana", "amir"), ("amir", "dana")):
            given(two, file, whose, to)
            two(to, "receive", file)
            assert shown(two, to, "show", "t3")["outcome"] == outcome


def test_an_answer_that_stands_is_shown_to_who_gave_it(two: On, file: str) -> None:
    two("amir", "session", "edit", "s1", "--with", "dana", "--with", "kofi", "--yes")
    two("kofi", "init")
    two("kofi", "person", "edit", "me", "--name", "Kofi Mensah")
    two("kofi", "mentee", "add", "Amir Khan", "--started", "2026-10-01")
    for who in ("dana", "kofi"):
        given(two, file, "amir", who)
        two(who, "receive", file)
        two(who, "takeaway", "answer", "t2", f"Said by {who}")
    for who in ("dana", "kofi"):
        given(two, file, who, "amir")
        two("amir", "receive", file)
    given(two, file, "amir", "kofi")
    two("kofi", "receive", file)
    answers = {shown(two, whose, "show", "t2")["answer"] for whose in ("amir", "kofi")}
    assert answers == {"Said by kofi"}


def test_words_that_were_purged_of_a_record_stay_away(two: On, file: str) -> None:
    two("amir", "goal", "edit", "g1", "--why", f"For {HIDDEN}")
    two("amir", "takeaway", "answer", "t2", f"In {HIDDEN}")
    two("amir", "takeaway", "add", "Ask", "--kind", "advice", "--session", "s1")
    two("amir", "takeaway", "outcome", "t3", "worked", "--note", f"Also in {HIDDEN}")
    given(two, file)
    two("dana", "receive", file)
    for words in (("g1", "why"), ("t2", "answer"), ("t3", "note")):
        two("dana", "purge", *words, "--yes")
    two("dana", "receive", file)
    two("amir", "takeaway", "answer", "t2", "In Lagos")
    for _ in range(2):
        given(two, file)
        two("dana", "receive", file)
        assert HIDDEN not in two("dana", "export").out
        assert shown(two, "dana", "show", "t2")["answer"] == "In Lagos"
    assert two("dana", "doctor").code == 0


@pytest.mark.usefixtures("taken")
def test_evidence_that_was_purged_stays_away(two: On, file: str) -> None:
    two("dana", "done", "a2", "--evidence", HIDDEN)
    for again in (("purge", "a2", "evidence", "--yes"), ("show", "a2")):
        given(two, file, "dana", "amir")
        two("amir", "receive", file)
        two("amir", *again)
        two("dana", "action", "reopen", "a2")
        two("dana", "done", "a2")
    assert shown(two, "amir", "show", "a2")["evidence"] is None


@pytest.mark.usefixtures("taken")
def test_a_reading_of_a_partner_changes_their_own_one(two: On, file: str) -> None:
    two("dana", "check-in", "g1", "40")
    two("dana", "check-in", "g1", "stuck", "--note", "No slot")
    two("dana", "check-in", "g1", "45")
    given(two, file, "dana", "amir")
    assert '"old":"40","new":"45"' in Path(file).read_text(encoding="utf-8")
    two("amir", "receive", file)
    rows = map(json.loads, two("amir", "export").out.splitlines())
    read = [(row["old"], row["new"]) for row in rows if row.get("field") == "progress"]
    assert read[-3:] == [(None, "40"), (None, None), ("40", "45")]
    told = shown(two, "amir", "goal", "history", "g1", "--for", "dana")["history"]
    assert {each["old"] for each in told if each["new"] is None} == {None}


def test_both_are_told_which_answer_stands(two: On, file: str) -> None:
    two("amir", "takeaway", "answer", "t2", "Ask for time")
    given(two, file)
    two("dana", "receive", file)
    two("dana", "takeaway", "answer", "t2", "")
    given(two, file, "dana", "amir")
    said = two("amir", "receive", file).out
    assert 't2: it is open again; "Ask for time" is in its history.' in said
    two("dana", "takeaway", "answer", "t2", "Say what it costs", day="2026-11-23")
    given(two, file, "dana", "amir", day="2026-11-23")
    two("amir", "receive", file, day="2026-11-23")
    two("amir", "takeaway", "answer", "t2", "Say it at once", day="2026-11-24")
    given(two, file, day="2026-11-24")
    said = two("dana", "receive", file, day="2026-11-24").out
    assert 't2: the answer is "Say it at once"; "Say what it costs" is in its history.' in said


@pytest.mark.usefixtures("taken")
def test_evidence_said_later_comes_too_from_either_side(two: On, file: str) -> None:
    two("dana", "done", "a2", "--evidence", "Sent a mail")
    _to_and_fro(two, file)
    two("dana", "action", "reopen", "a2")
    two("dana", "done", "a2", "--evidence", "They met")
    _to_and_fro(two, file)
    assert shown(two, "amir", "show", "a2")["evidence"] == "Sent a mail\nThey met"
    two("dana", "edit", "a2", "--evidence", "They met on Monday")
    given(two, file, "dana", "amir")
    said = two("amir", "receive", file).out
    assert 'the evidence is "They met on Monday"; "Sent a mail' in said
    _to_and_fro(two, file)
    assert shown(two, "dana", "show", "a2")["evidence"] == "They met on Monday"
    assert two("amir", "doctor").code == two("dana", "doctor").code == 0


@pytest.mark.usefixtures("taken")
def test_evidence_that_both_wrote_stands_with_both(two: On, file: str) -> None:
    two("dana", "done", "a2", "--evidence", "She wrote a mail")
    two("amir", "action", "edit", "a2", "--evidence", "He heard of it")
    given(two, file)
    two("dana", "receive", file)
    assert shown(two, "dana", "show", "a2")["evidence"] == "She wrote a mail"
    for _ in range(2):
        _to_and_fro(two, file)
        for whose in ("amir", "dana"):
            evidence = shown(two, whose, "show", "a2")["evidence"]
            assert evidence == "He heard of it\nShe wrote a mail"


@pytest.mark.usefixtures("taken")
def test_an_answer_has_no_evidence(two: On, file: str) -> None:
    two("dana", "takeaway", "answer", "t2", "Ask for time")
    given(two, file, "dana", "amir")
    forged = Path(file).read_text(encoding="utf-8").replace('"comment"', '"evidence":"E","comment"')
    assert '"evidence"' in forged
    Path(file).write_text(forged, encoding="utf-8")
    assert "1 comment" in two("amir", "receive", file).out


@pytest.mark.usefixtures("taken")
def test_what_is_changed_of_a_comment_goes_after_it(two: On, file: str) -> None:
    two("dana", "action", "drop", "a2", "--on", "2026-11-22")
    _to_and_fro(two, file)
    two("dana", "action", "drop", "a2", "--why", "They know each other")
    _to_and_fro(two, file)
    assert "Dropped  Sun 22 Nov: They know each other" in two("amir", "show", "a2").out
    two("amir", "action", "reopen", "a2", day="2026-11-23")
    _to_and_fro(two, file, day="2026-11-23")
    two("dana", "done", "a2", day="2026-11-24")
    _to_and_fro(two, file, day="2026-11-24")
    two("dana", "done", "a2", "--on", "2026-11-23", day="2026-11-24")
    _to_and_fro(two, file, day="2026-11-24")
    for whose in ("amir", "dana"):
        assert shown(two, whose, "show", "a2")["done_on"] == "2026-11-23"
        assert two(whose, "doctor").code == 0


@pytest.mark.usefixtures("taken")
def test_a_comment_that_was_taken_back_comes_back_from_who_has_it(two: On, file: str) -> None:
    two("dana", "done", "a2")
    two("dana", "takeaway", "answer", "t2", "Ask for time")
    given(two, file, "dana", "amir")
    two("amir", "receive", file)
    two("dana", "undo")
    two("dana", "undo")
    assert shown(two, "dana", "show", "a2")["state"] == "open"
    _to_and_fro(two, file)
    assert shown(two, "dana", "show", "a2")["state"] == "done"
    assert shown(two, "dana", "show", "t2")["answer"] == "Ask for time"
    two("dana", "action", "reopen", "a2")
    _to_and_fro(two, file)
    assert shown(two, "amir", "show", "a2")["state"] == "open"
    assert two("amir", "doctor").code == two("dana", "doctor").code == 0


def test_a_reason_is_not_written_to_what_a_partner_told(two: On, file: str) -> None:
    two("amir", "action", "drop", "a2")
    given(two, file)
    two("dana", "receive", file)
    said = two("dana", "action", "drop", "a2", "--why", "They know each other", code=1).err
    assert said == "What Amir says comes with their share; only Amir changes it.\n"
    two("amir", "action", "reopen", "a2")
    given(two, file)
    two("dana", "receive", file)
    two("dana", "done", "a2", day="2026-11-23")
    _to_and_fro(two, file, day="2026-11-23")
    said = two("amir", "done", "a2", "--on", "2026-11-22", code=1, day="2026-11-23").err
    assert said == "What Dana says comes with their share; only Dana changes it.\n"


def _to_and_fro(two: On, file: str, **when: str) -> None:
    """Dana's share goes to Amir, and his back to her."""
    for whose, to in (("dana", "amir"), ("amir", "dana")):
        given(two, file, whose, to, **when)
        two(to, "receive", file, **when)
