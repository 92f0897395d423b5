"""Tasks of Taskwarrior: what its export holds, days in any zone, and tasks gone wrong."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.errors import UnreadableFile
from mentorlog.exchange import taskwarrior
from mentorlog.records import Action, ActionState, Kind, Ref
from mentorlog.records.exports import Outgoing, Terms
from mentorlog.records.imports import (
    ActionDraft,
    Asked,
    Bad,
    Found,
    GoalDraft,
    LeftOut,
    Origin,
    Read,
)

DATA = Path(__file__).parents[1] / "data" / "exchange"
TODAY = date(2026, 11, 26)
ME, DANA = (Ref(Kind.PERSON, id, f"{id:016x}", name) for id, name in ((1, "Me"), (2, "Dana Ortiz")))
UUID = "76da485d-3a74-4684-a7aa-04ce987a877b"


def read(text: str | bytes) -> list[Read]:
    encoded = text.encode() if isinstance(text, str) else text
    return list(taskwarrior.read(encoded, Asked("t", TODAY)))


def task(**values: object) -> str:
    said = {"uuid": UUID, "description": "Draft", "status": "pending", **values}
    return json.dumps([{key: value for key, value in said.items() if value is not None}])


def action(**values: object) -> ActionDraft:
    found = read(task(**values))[-1]
    assert isinstance(found, Found)
    assert isinstance(found.draft, ActionDraft)
    return found.draft


@pytest.fixture(params=["America/Los_Angeles", "Europe/Berlin", "Pacific/Kiritimati", "UTC"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Runs the test in several zones; Windows has no way to change its own."""
    if not hasattr(time, "tzset"):
        pytest.skip("this system cannot change its zone for one process")
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


# Reading


def test_its_export_is_recognised() -> None:
    assert taskwarrior.recognises((DATA / "tasks.json").read_bytes(), "tasks.json")
    assert not taskwarrior.recognises(b"[\n]\n", "tasks.json")
    assert not taskwarrior.recognises(b'{"mentorlog": 1}', "x")


def test_what_it_wrote_is_read_whole() -> None:
    found = read((DATA / "tasks.json").read_bytes())
    drafts = [each.draft for each in found if isinstance(each, Found)]
    assert [type(each) for each in found].count(LeftOut) == 1  # The recurring template.
    assert [draft.title for draft in drafts if isinstance(draft, GoalDraft)] == [
        *("speaking", "speaking.abstract", "on call", "billing")
    ]
    actions = [draft for draft in drafts if isinstance(draft, ActionDraft)]
    assert len(actions) == 12
    first = actions[0]
    assert (first.text, first.goal, first.tags) == ("Draft the talk outline", "speaking", ("talk",))
    assert (first.evidence or "").split("\n") == [
        "Dana: open with a story, then the point",
        "See https://example.org/outline?a=1&b=2",
    ]
    assert [draft.state for draft in actions[-2:]] == [ActionState.DONE, ActionState.DROPPED]


def test_a_status_is_a_state() -> None:
    for status, state in [
        ("pending", ActionState.OPEN),
        ("waiting", ActionState.OPEN),
        ("completed", ActionState.DONE),
        ("deleted", ActionState.DROPPED),
    ]:
        found = action(status=status, wait="20261215T000000Z", end="20261120T120000Z")
        assert found.state is state
        assert (found.closed_on is None) is (state is ActionState.OPEN)


def test_what_the_versions_write_differently_is_read_alike() -> None:
    lines = task().strip("[]") + "\n" + task(uuid=None).strip("[]") + "\n"
    assert len(read(lines)) == 2
    assert len(read(lines.replace("}\n{", "},\n{"))) == 2
    assert action(tags="a,b").tags == action(tags=["a", "b"]).tags


def test_control_characters_that_it_writes_as_they_are_are_read() -> None:
    assert action(description="red \x1b[31m").text == "red \x1b[31m"
    raw = task(description="red X").replace("X", "\x1b[31m")
    (found,) = read(raw)
    assert isinstance(found, Found)


def test_what_is_no_task_is_told_with_its_line() -> None:
    for text, line, reason in [
        ("[\n" + task()[1:-1] + ",\n", 3, "cut off"),
        ("[\n" + task()[1:-20], 2, "cut off"),
        ("[\n7]", 2, "it is not an object"),
        (task(description=None), 1, "the task has no description"),
        (task(description="  "), 1, "the task has no description"),
        (task(description=["a"]), 1, "its description is not text"),
        (task(status="someday"), 1, '"someday" is not a status of a task'),
        (task(status=None), 1, '"" is not a status of a task'),
        (task(due="tomorrow"), 1, '"tomorrow" cannot be read as its due'),
        (task(due="20261340T000000Z"), 1, '"20261340T000000Z" cannot be read as its due'),
        (task(due=5), 1, "its due is not text"),
        (task(tags=[1]), 1, "its tags are not a list of words"),
        (task(annotations=["a"]), 1, "its annotations are not a list of objects"),
        (task(annotations=[{"description": {"a": 1}}]), 1, "its description is not text"),
        (task() + "x" * 20, 1, "more after its end"),
        ("[\n" + task()[1:-1] + ',\n{"uuid": NaN}', 3, "NaN is not JSON"),
        ("[" * 100_000, 1, "nested too deep"),
    ]:
        found = [each for each in read(text) if isinstance(each, Bad)]
        assert [each.where.line for each in found] == [line]
        assert reason in found[0].reason


def test_another_encoding_is_refused_with_its_line() -> None:
    with pytest.raises(UnreadableFile, match="line 2: it is not UTF-8 text"):
        read(b"[\n{" + b'"a":"\xff"}]')


def test_a_bad_task_leaves_the_others() -> None:
    text = ",".join(task(status=status)[1:-1] for status in ("pending", "no", "deleted"))
    assert [type(each) for each in read(f"[{text}]")] == [Found, Bad, Found]


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
KEYS = st.sampled_from(["entry", "due", "end", "tags", "annotations", "depends", "project", "x"])


def test_a_day_that_taskwarrior_cannot_keep_is_left_out_and_not_taken_for_removed() -> None:
    back = written(_action(due_on=date(1900, 1, 1)), written="x")
    assert not {"due", taskwarrior.HAD} & back.keys()


@given(st.dictionaries(KEYS, JSON), st.text(max_size=20))
def test_no_task_is_beyond_it(values: dict[str, object], rest: str) -> None:
    for each in read((task(**values) + rest).encode("utf-8", "replace")):
        if isinstance(each, Found) and isinstance(each.draft, ActionDraft):
            written(_action(each.draft.text), each.origin)


# Writing


def _action(text: str = "Draft", **values: object) -> Action:
    blank = Action(
        7, "6d2f6d6b9d2f4a5e", "2026-11-01T08:00:00.000Z", "2026-11-01T08:00:00.000Z", text, ME,
        None, None, date(2026, 11, 1), None, ActionState.OPEN, None, None, None, 0, None,
    )  # fmt: skip
    return blank._replace(**values)  # type: ignore[arg-type]


def written(action: Action, origin: Origin | None = None, **terms: Any) -> dict[str, object]:
    origins = {Kind.ACTION: origin} if origin else {}
    out = io.StringIO()
    said = Terms(ME.id, **terms)
    taskwarrior.write([Outgoing(Kind.ACTION, action, origins=origins)], out, said)
    (found,) = json.loads(out.getvalue())
    assert isinstance(found, dict)
    return found


def test_days_come_home_in_every_zone(zone: str) -> None:  # noqa: ARG001 - it is set
    for on in (date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 31), date(2027, 1, 1)):
        action = _action(made_on=on, due_on=on, state=ActionState.DONE, done_on=on)
        (found,) = read(json.dumps([written(action)]))
        assert isinstance(found, Found)
        assert isinstance(found.draft, ActionDraft)
        assert {found.draft.made_on, found.draft.due_on, found.draft.closed_on} == {on}


def test_a_day_is_local_midnight(zone: str) -> None:
    expected = {
        "America/Los_Angeles": "20261127T080000Z",
        "Europe/Berlin": "20261126T230000Z",
        "Pacific/Kiritimati": "20261126T100000Z",
        "UTC": "20261127T000000Z",
    }
    assert written(_action(due_on=date(2026, 11, 27)))["due"] == expected[zone]


@given(st.from_regex("[0-9a-f]{16}", fullmatch=True))
def test_the_uuid_of_an_action_of_ours_tells_its_uid(uid: str) -> None:
    task = written(_action(uid=uid))
    (found,) = read(json.dumps([task]))
    assert isinstance(found, Found)
    assert found.draft.uid == uid


def test_another_uid_has_one_uuid_for_good() -> None:
    assert written(_action(uid="from elsewhere"))["uuid"] == written(_action(uid="from elsewhere"))["uuid"]  # fmt: skip


def test_everything_of_a_task_comes_back(zone: str) -> None:  # noqa: ARG001 - it is set
    for theirs in json.loads((DATA / "tasks.json").read_bytes()):
        found = read(json.dumps([theirs]))[-1]
        if not isinstance(found, Found) or not isinstance(found.draft, ActionDraft):
            continue
        back = written(_as_stored(found.draft), found.origin)
        kept = {
            key: value for key, value in theirs.items() if key not in ("id", "modified", "urgency")
        }
        if "imask" in kept:
            kept["imask"] = str(kept["imask"])
        assert back == kept


def _as_stored(draft: ActionDraft) -> Action:
    done = draft.state is ActionState.DONE
    return _action(
        draft.text,
        goal=Ref(Kind.GOAL, 1, "", draft.goal) if draft.goal else None,
        made_on=draft.made_on,
        due_on=draft.due_on,
        state=draft.state,
        done_on=draft.closed_on if done else None,
        dropped_on=None if done else draft.closed_on,
        evidence=draft.evidence,
        tags=draft.tags,
    )


def test_what_was_changed_here_goes_out_changed() -> None:
    theirs = task(
        due="20261127T093000Z", priority="H", entry="20261101T101112Z",
        annotations=[{"entry": "20261102T080000Z", "description": "kept"},
                     {"entry": "20261102T080001Z", "description": "deleted"}],
    )  # fmt: skip
    (found,) = read(theirs)
    assert isinstance(found, Found)
    changed = _action(
        state=ActionState.DONE, done_on=date(2026, 11, 20), due_on=date(2026, 11, 28),
        evidence="kept\nnew line", made_on=date(2026, 11, 1),
    )  # fmt: skip
    back = written(changed, found.origin)
    assert back["status"] == "completed"
    assert back["entry"] == "20261101T101112Z"
    assert back["due"] != "20261127T093000Z"
    assert back["priority"] == "H"
    notes = back["annotations"]
    assert isinstance(notes, list)
    assert [note["description"] for note in notes] == ["kept", "deleted", "new line"]


def test_what_taskwarrior_refuses_does_not_go_back() -> None:
    for said in [
        {"wait": "soon"}, {"until": ""}, {"start": None}, {"scheduled": 5}, {"recur": "weekly"},
        {"recur": "now and then", "due": "20261201T000000Z"}, {"wait": "19790101T000000Z"},
    ]:  # fmt: skip
        (found,) = read(task(priority="H", **said))
        assert isinstance(found, Found)
        back = written(_action(), found.origin)
        assert back["priority"] == "H"
        assert not said.keys() & back.keys()


def test_what_is_kept_of_an_origin_may_be_anything() -> None:
    for detail in ["", "not JSON", "[1]", '{"annotations": 7}', "[" * 100_000]:
        assert written(_action(), Origin("taskwarrior", UUID, detail))["uuid"] == UUID


def test_somebody_elses_action_says_whose_it_is() -> None:
    task = written(_action(owner=DANA))
    (found,) = read(json.dumps([task]))
    assert isinstance(found, Found)
    assert isinstance(found.draft, ActionDraft)
    assert found.draft.owner == "Dana Ortiz"


def test_who_may_not_see_uids_gets_none() -> None:
    task = written(_action(tags=("a",)), anonymous=True)
    assert not {"uuid", "tags"} & task.keys()


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_every_text_comes_back(text: str) -> None:
    (found,) = read(json.dumps([written(_action(text))]))
    if text.strip():
        assert isinstance(found, Found)
        assert isinstance(found.draft, ActionDraft)
        assert found.draft.text == text
