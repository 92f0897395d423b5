"""What list, show, add, edit and delete have in common, asked of every kind of record."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from mentorlog import cli
from mentorlog.records import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Once, Run

MADE = {
    "goal": "goal add Speak --by 2027-03-31 --parent 1",
    "milestone": "milestone add 1 'Proposal sent' --due 2027-01-15",
    "action": "action add 'Book a room' --due 2026-12-01 --goal 1",
    "session": "session plan dana 2026-12-03 --topic Rehearsal",
    "takeaway": "takeaway add 'Slow down' --goal 1",
    "win": "win add 'Talk accepted' --goal 1",
    "skill": "skill add Rhetoric 3",
    "person": "person add 'Elena Rossi'",
    "mentorship": "mentee add 'Sam Lee' --every 2w --until 2027-06-30",
    "agreement": "agreement add dana 'What is said stays between us.'",
}
"""The command that makes a record of each kind."""

NAMED = {
    "goal": "g2", "milestone": "m1", "action": "a1", "session": "s2", "takeaway": "t2", "win": "w1",
    "skill": "k1", "person": "elena", "mentorship": "sam", "agreement": "dana",
}  # fmt: skip
"""What its record is called afterwards."""

KINDS = {noun: Kind.RATING if noun == "skill" else Kind(noun) for noun in MADE}
READ = {"--format", "--json", "--for", "--as-of"}
LIST = {"--all", "--tag", "--sort", "--limit", "-n"}
GIVEN = {
    "--goal": "1", "--session": "1", "--parent": "1", "--due": "2027-02-01", "--by": "2027-02-01",
    "--until": "2027-02-01", "--every": "3w", "--skill": "Rhetoric",
    "--publish": "evidence --evidence 'A letter' --public",
}  # fmt: skip
"""What may be given to an option that ``none`` takes away, where it is no text."""

nouns = pytest.mark.parametrize("noun", MADE)


def verbs(noun: str) -> dict[str, Any]:
    root: Any = cli._root()
    return dict(root.commands[noun].commands)


def options(command: Any) -> set[str]:
    return {
        option
        for param in command.params
        if param.param_type_name == "option"
        for option in param.opts
    }


def taken_away_by_none() -> Iterator[tuple[str, str]]:
    for noun in MADE:
        for param in verbs(noun)["edit"].params:
            if "none" in (param.help or "") and param.opts[0] not in ("--unit", "--why-moved"):
                yield noun, param.opts[0]


def refused_where_empty(*metavars: str) -> Iterator[tuple[str, str, str]]:
    for noun in MADE:
        for verb in ("add", "edit"):
            command = verbs(noun).get(verb)
            for param in command.params if command and not command.hidden else ():
                if param.metavar in metavars and param.param_type_name == "option":
                    yield noun, verb, param.opts[0]


@pytest.fixture
def journal_of_all(run: Run, once: Once) -> None:
    """A mentor, a goal, a session with a takeaway, and a record of each kind with the tag ``talks``."""

    def write() -> None:
        for line in (
            "mentor add 'Dana Ortiz'",
            "goal add Career",
            "log dana -t Openings",
            *(f"{made} --tag talks" for made in MADE.values()),
        ):
            ended = run(*shlex.split(line))
            assert ended.code == 0, (line, ended)

    once("a record of each kind", write)


def found(run: Run, *argv: str) -> Any:
    ended = run(*argv, "--json")
    assert ended.code == 0, (argv, ended)
    return json.loads(ended.out)


def _code(run: Run, noun: str) -> str:
    return f"{KINDS[noun].letter}{found(run, noun, 'show', NAMED[noun])['id']}"


# The options


@nouns
def test_lists_take_the_same_options_and_the_noun_alone_too(noun: str) -> None:
    root: Any = cli._root()
    own = {"--kind"} if noun == "takeaway" else set()
    for command in (root.commands[noun], verbs(noun)["list"]):
        assert options(command) - {"--help", "-h"} == READ | LIST | own


@nouns
def test_shows_take_the_options_of_every_read(noun: str) -> None:
    assert options(verbs(noun)["show"]) - {"--help", "-h"} == READ


@nouns
def test_writes_take_the_options_of_every_write(noun: str) -> None:
    adds = {"session": "plan", "mentorship": ""}.get(noun, "add")
    levels = {"--private", "--shared"} | ({"--public"} if noun != "agreement" else set())
    readers = {"--with"} if KINDS[noun].about.has_readers else set()
    for verb in filter(None, (adds, "edit")):
        assert options(verbs(noun)[verb]) >= levels | readers | {"--tag", "--json"}
    assert options(verbs(noun)["delete"]) >= {"--yes", "--json"}


@pytest.mark.parametrize("role", ["mentor", "mentee", "peer"])
def test_a_role_lists_and_begins_mentorships_and_does_no_more(role: str) -> None:
    assert set(verbs(role)) == {"list", "add"}


# Tags


@nouns
@pytest.mark.usefixtures("journal_of_all")
def test_a_tag_is_found_with_its_mark_and_without_in_any_case(run: Run, noun: str) -> None:
    every = found(run, noun, "--all")
    for tag in ("talks", "#talks", "#Talks"):
        tagged = found(run, noun, "--all", "--tag", tag)
        assert len(tagged) == 1 and tagged[0] in every
        assert found(run, noun, "list", "--all", "--tag", tag) == tagged
    assert found(run, noun, "--tag", "else") == []


# Taking away, and what is empty


@pytest.mark.parametrize(("noun", "option"), list(taken_away_by_none()))
@pytest.mark.usefixtures("journal_of_all")
def test_none_takes_away_what_was_there(run: Run, noun: str, option: str) -> None:
    edit = (noun, "edit", NAMED[noun], option)
    given = found(run, *edit, *shlex.split(GIVEN.get(option, "Something")))
    bare = found(run, *edit, "none")
    changed = {key for key in given if given[key] and not bare[key]}
    assert changed, (given, bare)
    assert found(run, *edit, "None") == {
        **bare,
        "updated_at": found(run, *edit, "none")["updated_at"],
    }


@pytest.mark.usefixtures("journal_of_all")
def test_none_takes_a_unit_and_the_reason_of_a_move_away(run: Run) -> None:
    found(run, "goal", "edit", "g2", "--metric", "0..2", "--unit", "talks")
    assert found(run, "goal", "edit", "g2", "--unit", "none")["metric"]["unit"] is None
    for code, day in (("g2", "--by"), ("m1", "--due"), ("a1", "--due"), ("s2", "--on")):
        run("edit", code, day, "2027-04-30", "--why-moved", "Ill")
        assert "why Ill → –" in run("edit", code, "--why-moved", "none").out, code


def test_what_every_kind_can_do_without_can_be_taken_away() -> None:
    assert set(taken_away_by_none()) == {
        ("goal", "--parent"), ("goal", "--by"), ("milestone", "--due"), ("action", "--due"),
        ("action", "--goal"), ("action", "--session"), ("session", "--goal"), ("takeaway", "--goal"),
        ("takeaway", "--session"), ("win", "--goal"), ("mentorship", "--every"), ("action", "--every"),
        ("mentorship", "--until"), ("person", "--every"), ("win", "--skill"), ("win", "--publish"),
        ("action", "--publish"), ("goal", "--area"), ("goal", "--why"), ("goal", "--measure"),
        ("action", "--when"), ("action", "--evidence"), ("win", "--impact"), ("win", "--evidence"),
        ("skill", "--evidence"), ("person", "--title"), ("person", "--note"), ("session", "--topic"),
        ("session", "--notes"), ("mentorship", "--purpose"),
    }  # fmt: skip


@pytest.mark.usefixtures("journal_of_all")
def test_an_empty_link_or_day_is_refused(run: Run) -> None:
    before = run("changes", "--all").out
    for noun, verb, option in refused_where_empty("DAY", "G", "S", "WHO"):
        named = shlex.split(MADE[noun])[2:] if verb == "add" else [NAMED[noun]]
        ended = run(noun, verb, *named, option, "")
        assert (ended.code, ended.out) == (2, ""), (noun, verb, option, ended)
    assert run("changes", "--all").out == before


@pytest.mark.parametrize("argv", [("goal", "list", ""), ("status", ""), ("timeline", "--goal", "")])
@pytest.mark.usefixtures("journal_of_all")
def test_an_empty_name_is_no_name_left_out(run: Run, argv: tuple[str, ...]) -> None:
    assert run(*argv).code == 2


@pytest.mark.usefixtures("journal_of_all")
def test_nobody_is_called_none_and_nobody_without_a_name(run: Run) -> None:
    for noun, verb, option in refused_where_empty("WHO"):
        named = shlex.split(MADE[noun])[2:] if verb == "add" else [NAMED[noun]]
        ended = run(noun, verb, *named, option, "none")
        is_away = (verb, option) == ("edit", "--with") and noun != "session"
        assert ended.code == 0 if is_away else ended.code and "hint: " in ended.err, (noun, option)
        assert "add None" not in ended.err and 'add ""' not in ended.err
        if is_away:
            run("undo")
    for words in ("", " "):
        for argv in (
            ("goal", "--for", words),
            ("log", words, "x"),
            ("ask", words, "x"),
            ("report", words),
        ):
            assert run(*argv).err.startswith("A name is missing.\nhint: "), argv
    assert "add None" not in run("goal", "--for", "none").err


@pytest.mark.parametrize("noun", [noun for noun in MADE if KINDS[noun].about.has_readers])
@pytest.mark.usefixtures("journal_of_all")
def test_readers_are_taken_away_by_none(run: Run, noun: str) -> None:
    edit = (noun, "edit", NAMED[noun], "--with")
    assert [each["name"] for each in found(run, *edit, "dana", "--shared")["readers"]] == [
        "Dana Ortiz"
    ]
    assert run(*edit, "none", "--with", "dana").code == 2
    assert "Dana Ortiz can no longer read" in run(*edit, "none").err
    bare = found(run, noun, "show", NAMED[noun])
    assert (bare["readers"], bare["visibility"]) == ([], "shared")
    new = run(*shlex.split(MADE[noun]), "--with", "none")
    assert (new.code, new.err) == (
        2,
        "--with names nobody.\nhint: --private keeps it for yourself\n",
    )


@nouns
@pytest.mark.usefixtures("journal_of_all")
def test_an_empty_text_takes_away_what_was_there_where_it_may(run: Run, noun: str) -> None:
    edit = (noun, "edit", NAMED[noun])
    for column in KINDS[noun].about.columns:
        option = next(
            (each for each in verbs(noun)["edit"].params if each.name == column.name), None
        )
        if option is None or option.metavar != "TEXT" or option.opts[0] == "--skill":
            continue
        if column.required:
            refused = run(*edit, option.opts[0], "")
            assert (refused.code, "hint: " in refused.err) == (2, True), refused
            continue
        assert found(run, *edit, option.opts[0], "Something")[column.called] == "Something"
        assert found(run, *edit, option.opts[0], "")[column.called] is None


@nouns
@pytest.mark.usefixtures("journal_of_all")
def test_a_dash_is_standard_input_for_every_text(run: Run, noun: str) -> None:
    made = shlex.split(MADE[noun].replace("Sam Lee", "Eve").replace("dana 2026", "dana 2027"))
    root: Any = cli._root()
    commands = (
        (root.commands[made[0]].commands[made[1]], made),
        (verbs(noun)["edit"], [noun, "edit", NAMED[noun]]),
    )
    for command, words in commands:
        for option in command.params:
            is_option = option.param_type_name == "option" and not option.is_flag
            is_text = is_option and option.metavar == "TEXT"
            if is_text and option.name not in ("why_moved", "unit", "skill"):
                ended = run(*words, option.opts[0], "-", "--json", stdin="From a file\n")
                assert "From a file" in ended.out, (words, option.opts[0], ended)
                run("undo")


@pytest.mark.usefixtures("journal_of_all")
@pytest.mark.parametrize(
    "words",
    ["goal close g2 --as dropped --why", "goal pause g2 --why", "goal check-in g2 40 --note", "action drop a1 --why",
     "action done a1 --evidence", "session cancel s2 --why", "session edit s2", "session edit s2 --notes",
     "session plan dana 2026-12-09 --topic", "mentorship pause dana --why", "close g2 --as dropped --why"],
)  # fmt: skip
def test_a_dash_is_standard_input_for_what_moves_a_record_too(run: Run, words: str) -> None:
    ended = run(*words.split(), "-", stdin="From a file\n")
    assert ended.code == 0, ended
    assert "From a file" in run("export").out


@pytest.mark.usefixtures("journal_of_all")
def test_what_standard_input_said_is_kept_where_the_rest_is_refused(run: Run, home: Path) -> None:
    for words in ("goal pause g2 --on tomorrow --why", "goal pause g99 --why"):
        refused = run(*words.split(), "-", stdin=f"From a file: {words}\n")
        assert refused.code and "What you typed is kept in " in refused.err
        kept = [path.read_text() for path in (home / "drafts").iterdir()]
        assert f"From a file: {words}\n" in kept
    both = run("action", "drop", "a1", "--why", "-", "--evidence", "-", stdin="From a file\n")
    assert both.err == "Only one text can be standard input.\n"


# What an edit says


@nouns
@pytest.mark.usefixtures("journal_of_all")
def test_an_edit_says_what_to_change_and_opens_nothing(
    run: Run, noun: str, home: Path, editor: Callable[[str], None]
) -> None:
    editor("pathlib.Path(sys.argv[0] + '.seen').touch()")
    ended = run(noun, "edit", NAMED[noun])
    assert (ended.code, ended.out) == (2, "")
    names = ended.err.removeprefix("No option says what to change.\nhint: a change is one of ")
    assert set(names.strip().split(", ")) <= options(verbs(noun)["edit"]) - {"--json"}
    assert not list(home.glob("*.seen"))


@nouns
@pytest.mark.usefixtures("journal_of_all")
def test_an_editor_opens_on_a_terminal_where_nothing_else_is_said(
    run: Run, noun: str, home: Path, editor: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    editor("pathlib.Path(sys.argv[0] + '.seen').touch()")
    monkeypatch.setattr("mentorlog.commands.verbs.at_terminal", lambda: True)
    edit, has_one = (noun, "edit", NAMED[noun]), noun in ("session", "agreement")
    assert ("--edit" in options(verbs(noun)["edit"])) is has_one
    assert run(*edit, "--tag", "more").code == 0
    assert not list(home.glob("*.seen"))
    ended = run(*edit)
    assert (ended.code, bool(list(home.glob("*.seen")))) == ((0, True) if has_one else (2, False))


@pytest.mark.usefixtures("journal_of_all")
def test_the_editor_opens_a_whole_session_and_a_version_with_its_options(
    run: Run, editor: Callable[[str], None]
) -> None:
    editor("t += 'More.'")
    both = run("session", "edit", "s2", "-e", "--topic", "Else")
    assert both.err == "-e opens the whole session, so nothing else goes with it.\n"
    made = found(run, "agreement", "edit", "dana", "-e", "--on", "yesterday", "--private")
    assert (made["agreed_on"], made["visibility"]) == ("2026-11-21", "private")
    assert made["text"].endswith("More.")


@nouns
@pytest.mark.usefixtures("journal_of_all")
def test_the_day_of_an_edit_is_that_of_the_record_or_of_the_change(run: Run, noun: str) -> None:
    day = KINDS[noun].about.day
    on = {"session": "2026-12-04"}.get(noun, "2026-11-20")
    edit = (noun, "edit", NAMED[noun], "--on", on)
    if noun == "person":
        assert run(*edit).err.startswith("No such option: --on.")
    elif noun in ("goal", "milestone", "action", "mentorship"):
        for words in (on, "none"):
            refused = run(*edit[:-1], words)
            said = "--on is the day of a change, and no option says what to change.\nhint: "
            assert (refused.code, refused.err.startswith(said)) == (2, True), refused
        assert run(*edit, "--tag", "more").code == 0
    else:
        assert found(run, *edit)[day] == on


@nouns
@pytest.mark.usefixtures("journal_of_all")
def test_a_new_title_has_one_name_and_may_stand_behind_the_record(run: Run, noun: str) -> None:
    title, named = KINDS[noun].title_column, _code(run, noun)
    names = {"person": ["--name"], "mentorship": ["--purpose"]}.get(noun, ["--title", "--text"])
    for words in (["Other words"], *([name, "Name"] for name in names), ["Words in quotes"]):
        named = "last" if noun == "agreement" else named
        assert found(run, noun, "edit", named, *words)[title] == words[-1]
        assert found(run, "edit", named, "Whatever it is")[title] == "Whatever it is"
    for wrong in {"--name", "--title", "--text"} - options(verbs(noun)["edit"]):
        said = run(noun, "edit", named, wrong, "x").err
        assert said.startswith(f"No such option: {wrong}. Did you mean "), said
    for words in (["word"], ["A word", names[0], "Two"]):
        assert run(noun, "edit", named, *words).code == 2


@nouns
@pytest.mark.usefixtures("journal_of_all")
def test_an_edit_that_changes_nothing_is_no_command(run: Run, noun: str) -> None:
    before = run("export").out
    now = found(run, noun, "show", NAMED[noun])
    same = ["--tag", "talks", f"--{now['visibility']}"]
    for option in verbs(noun)["edit"].params:
        value = now.get({"owner": "owner", "by": "by"}.get(option.name, option.name))
        if isinstance(value, dict):
            value = f"{value['id']}"
        if isinstance(value, str | int) and option.param_type_name == "option":
            same += [option.opts[0], str(value)]
    same += {"mentorship": ["--every", "2w"], "session": ["--on", "2026-12-03"]}.get(noun, [])
    ended = run(noun, "edit", NAMED[noun], *same)
    assert (ended.code, " · nothing changed" in ended.out) == (0, True), (same, ended)
    assert run("export").out == before
    assert run("undo").out.startswith(f"Taken back: {shlex.split(MADE['agreement'])[0]} add")


@pytest.mark.parametrize(
    "words",
    ["init", "tag add g1 talks2", "tag rename talks talks", "import whole.jsonl", "config set mentor dana", "log -"],
)  # fmt: skip
@pytest.mark.usefixtures("journal_of_all")
def test_what_changes_nothing_is_no_command(run: Run, home: Path, words: str) -> None:
    run("tag", "add", "g1", "talks2")
    before = run("export").out
    whole = home / "whole.jsonl"
    whole.write_text(before, "utf-8")
    document = run("session", "show", "1", "--format", "markdown").out
    ended = run(*words.replace("whole.jsonl", str(whole)).split(), stdin=document)
    assert ended.code == 0, ended
    assert run("export").out == before
    assert run("undo").out.startswith("Taken back: tag add")


# Showing, keeping, deleting


@nouns
@pytest.mark.usefixtures("journal_of_all")
def test_how_it_is_kept_is_said_and_changes_by_an_edit(run: Run, noun: str) -> None:
    edit = (noun, "edit", NAMED[noun])
    assert found(run, *edit, "--private")["visibility"] == "private"
    assert "(private)" in run(noun, "--all").out
    assert run(noun, "show", NAMED[noun]).out.splitlines()[0].endswith(" private")
    more = run(*edit, "--tag", "more").out
    assert more.startswith(f"{_code(run, noun)}  ") and more.endswith(" · private\n")
    shared = found(run, *edit, "--shared")
    assert shared["visibility"] == "shared"
    assert set(shared["tags"]) == {"talks", "more"}
    assert run(*edit, "--private", "--shared").err == (
        "--private and --shared exclude each other.\nhint: give one of them\n"
    )


def test_a_delete_says_what_else_went(run: Run) -> None:
    run("mentor", "add", "Dana")
    run("agreement", "add", "dana", "Be on time")
    for goal in ("Speak", "Write"):
        run("goal", "add", goal)
    for point in ("Plan", "Draft"):
        run("milestone", "add", "g1", point)
    for point in range(7):
        run("milestone", "add", "g2", f"Step {point}")
    run("log", "dana", "-t", "Openings", "-a", "Draft", "--question", "Who")

    def gone(*references: str) -> list[str]:
        lines = run("delete", *references, "--yes").out.splitlines()
        run("undo")
        return [line.partition(" · ")[2].partition(";")[0] for line in lines]

    assert gone("g1") == ["deleted with m1, m2"]
    assert gone("g2") == ["deleted with m3, m4, m5, m6, 3 more"]
    assert gone("m1", "g1") == ["deleted", "deleted with m2"]
    assert gone("g1", "m1") == ["deleted with m2", "deleted"]
    assert gone("s1") == ["deleted with t1, t2"]  # Its action stays.
    assert gone("a1") == ["deleted"]
    ended = run("mentorship", "delete", "dana", "--yes").out
    assert ended.endswith(" · deleted with v1; mentorlog undo brings it back\n")


@pytest.mark.parametrize(
    ("made", "code"),
    [
        ("goal add G --why TEXT", "g1"),
        ("goal add G --measure TEXT", "g1"),
        ("takeaway add TEXT", "t1"),
        ("takeaway add Q --kind question|takeaway answer t1 TEXT", "t1"),
        ("takeaway add A --kind advice|takeaway outcome t1 worked --note TEXT", "t1"),
        ("todo TEXT", "a1"),
        ("todo Draft --evidence TEXT", "a1"),
        ("win add W --impact TEXT", "w1"),
        ("win add W --evidence TEXT", "w1"),
        ("skill add S 3 --evidence TEXT", "k1"),
        ("person add Elena --note TEXT", "p2"),
        ("mentor add Dana --purpose TEXT", "r1"),
        ("mentor add Dana|mentorship end dana --why TEXT", "r1"),
        ("mentor add Dana|agreement add dana TEXT", "v1"),
        ("mentor add Dana|log dana TEXT", "s1"),
    ],
)
def test_a_text_of_several_lines_keeps_them_on_a_card(run: Run, made: str, code: str) -> None:
    text = "## Situation\nMany errors\n\n## Result\nNone"
    for command in made.split("|"):
        argv = [text if word == "TEXT" else word for word in command.split()]
        assert run(*argv).code == 0, argv
    lines = [line.strip() for line in run("show", code).out.split("\n")]
    assert "Many errors\n\n## Result\nNone\n" in "\n".join(lines)
    assert "## Situation …" not in lines[1:]


@nouns
@pytest.mark.usefixtures("journal_of_all")
def test_a_delete_asks_and_undo_brings_it_back(run: Run, noun: str) -> None:
    before = found(run, noun, "show", NAMED[noun])
    asked = run(noun, "delete", NAMED[noun])
    assert (asked.code, asked.out) == (2, "")
    assert asked.err.startswith("Delete ") and asked.err.endswith("hint: add --yes\n")
    gone = run(noun, "delete", NAMED[noun], "--yes")
    assert re.search(r" · deleted( with [a-z0-9, ]+)?; mentorlog undo brings it back\n$", gone.out)
    assert f"{noun} delete" in run("changes").out
    assert run(noun, "show", NAMED[noun]).code == 1
    assert run("undo").code == 0
    assert found(run, noun, "show", NAMED[noun]) == before
    # A number never comes back as something else.
    run(noun, "delete", NAMED[noun], "--yes")
    assert found(run, *shlex.split(MADE[noun]))["id"] > before["id"]


@nouns
@pytest.mark.usefixtures("journal_of_all")
def test_a_number_is_one_of_the_nouns_and_several_are_taken(run: Run, noun: str) -> None:
    code, record = _code(run, noun), found(run, noun, "show", NAMED[noun])
    assert found(run, noun, "show", code) == found(run, noun, "show", code[1:]) == record
    for verb, more in (("show", []), ("delete", ["--yes"])):
        assert run(noun, verb, code, f"{code[0]}99", *more).code == 1
    assert found(run, noun, "show", code) == record
    assert noun in ("skill", "mentorship") or f" {code}  " in run(noun, "--all").out


@nouns
@pytest.mark.usefixtures("journal_of_all")
def test_what_came_later_is_not_there_on_an_earlier_day(run: Run, noun: str) -> None:
    listed = found(run, noun, "--all", "--as-of", "2026-11-01")
    assert [each for each in listed if not each.get("is_me")] == []
    early = run(noun, "show", NAMED[noun], "--as-of", "2026-11-01")
    assert (early.code, early.out) == (1, "")
    assert run(noun, "show", NAMED[noun], "--as-of", "2026-11-22").code == 0


@pytest.mark.usefixtures("journal_of_all")
@pytest.mark.parametrize("noun", [noun for noun in MADE if noun not in ("mentorship", "agreement")])
def test_a_new_one_is_private_where_that_is_said(run: Run, noun: str) -> None:
    words = shlex.split(MADE[noun])
    made = found(run, *(word.replace("Elena", "Eva") for word in words), "--private")
    assert made["visibility"] == "private"


@pytest.mark.usefixtures("journal_of_all")
@pytest.mark.parametrize(
    "words", ["goal add", "milestone add 1", "todo", "takeaway add", "win add", "ask dana"]
)
def test_a_text_says_itself_that_it_is_private(run: Run, words: str) -> None:
    made = found(run, *words.split(), "Leave the team !private, soon")
    assert made["visibility"] == "private"
    assert "Leave the team, soon" in made.values()


@pytest.mark.usefixtures("journal_of_all")
@pytest.mark.parametrize(
    "words",
    ["goal pause g1 g2", "goal reopen g1 g2", "milestone done m1 m2", "milestone reopen m1 m2", "action drop a1 a2",
     "action done a1 a2", "action reopen a1 a2", "session cancel s2 s3", "session no-show s2 s3"],
)  # fmt: skip
def test_what_moves_a_record_moves_several_or_none(run: Run, words: str) -> None:
    for made in ("milestone add 1 Two", "action add Two", "session plan dana 2026-12-10"):
        assert run(*made.split()).code == 0
    noun, verb, one, other = words.split()
    before = {"goal": "pause", "milestone": "done", "action": "done"}.get(noun, "")
    if verb == "reopen":
        run(noun, before, one, other)
    refused = run(noun, verb, one, f"{one[0]}99")
    assert (refused.code, refused.err.splitlines()[0].endswith(" Nothing was changed.")) == (
        1,
        True,
    )
    assert len(found(run, noun, verb, one, other)) == 2


# Whose an action is


@pytest.mark.parametrize("text", ["Ask @dana", "Ask @me", "Ask", "Ask @zed", "Ask @sam"])
def test_todo_and_log_agree_whose_an_action_is(run: Run, text: str) -> None:
    run("mentee", "add", "Sam Lee")
    run("mentor", "add", "Dana Ortiz")
    run("mentor", "add", "Dana Reed")
    run("log", "sam", "--with", "Dana Ortiz", "-a", text, "--on", "2026-11-19")
    run("todo", text, "--session", "1")
    logged, todo = found(run, "action", "--all")
    assert (logged["owner"], logged["text"]) == (todo["owner"], todo["text"])


@nouns
@pytest.mark.usefixtures("journal_of_all")
def test_the_receipt_of_what_is_added_names_its_tags(run: Run, noun: str) -> None:
    made = shlex.split(MADE[noun].replace("Sam Lee", "Eve").replace("stays", "is kept"))
    added = run(*made, "--tag", "sea", "--tag", "rope").out
    assert "#rope #sea" in added, added


def test_the_receipt_of_what_is_added_names_its_goal_and_tags(run: Run) -> None:
    run("goal", "add", "Sail")
    for words in (("win", "add"), ("todo",), ("takeaway", "add")):
        out = run(*words, "A knot #rope", "--goal", "sail", "--tag", "sea", "--tag", "rope").out
        assert re.search(r"A knot #rope · .*for g\d+, #sea\n", out), out


_HIDDEN = "Leave the company"


@pytest.mark.parametrize(
    "words",
    [
        "goal add A --why", "goal add A --measure", "goal edit 1 --title",
        "check-in 1 40 --note", "check-in 1 stuck --note", "milestone edit 1 --title",
        "win add A --impact", "win edit 1 --evidence", "skill add Rust 3 --evidence",
        "todo A --when", "action edit 1 --text", "edit t1 --text", "session plan dana friday --topic",
        "session edit 1 --topic", "session edit 1 --share-notes --notes", "log dana -t A --topic",
        "agreement add dana", "mentorship edit dana --purpose",
    ],
)  # fmt: skip
def test_any_text_may_say_that_it_is_private(run: Run, once: Once, words: str) -> None:
    once("something of each kind", lambda: _something(run))
    done = run(*words.split(), f"{_HIDDEN} (!private)")
    assert done.code == 0, done
    assert _HIDDEN in run("export").out
    assert _HIDDEN not in run("export", "--format", "json", "--for", "dana").out
    assert _HIDDEN not in run("report", "dana", "--for", "mentor").out


@pytest.mark.parametrize(
    "words",
    [
        "goal close 1 --as dropped --why", "goal pause 1 --why", "done a1 --evidence", "action drop 1 --why",
        "takeaway answer t1", "takeaway outcome t2 worked --note", "session cancel s2 --why",
        "close t3 --why", "mentorship pause dana --why",
    ],
)  # fmt: skip
def test_where_a_text_cannot_be_private_alone_it_is_refused(
    run: Run, once: Once, words: str
) -> None:
    once("something of each kind", lambda: _something(run))
    before = run("export").out
    said = run(*words.split(), f"{_HIDDEN} !private")
    assert said.code == 2
    assert said.err.startswith("Who reads the record reads this text too")
    assert run("export").out == before


def test_a_text_from_standard_input_says_it_too(run: Run, once: Once, home: Path) -> None:
    once("something of each kind", lambda: _something(run))
    for words in ("win add A --impact -", "agreement add dana -", "goal add -", "ask dana -"):
        assert run(*words.split(), stdin=f"{_HIDDEN} !private\n").code == 0
    assert run("takeaway", "answer", "t1", "-", stdin=f"{_HIDDEN} !private\n").code == 2
    assert _HIDDEN not in run("export", "--format", "json", "--for", "dana").out
    assert [_HIDDEN in path.read_text() for path in (home / "drafts").iterdir()] == [True]


@pytest.mark.parametrize("words", ["win add A --form star", "agreement add dana -e"])
def test_a_text_from_the_editor_says_it_too(
    run: Run, once: Once, editor: Callable[[str], None], words: str
) -> None:
    once("something of each kind", lambda: _something(run))
    editor(f"t += '{_HIDDEN} !private'")
    assert run(*words.split()).code == 0
    assert _HIDDEN in run("export").out
    assert _HIDDEN not in run("export", "--format", "json", "--for", "dana").out


def _something(run: Run) -> None:
    for words in (
        "mentor add Dana --started 2026-01-01", "goal add Speak --by 2027-01-01", "milestone add 1 M", "win add W",
        "todo Act --with dana", "takeaway add Q --kind question", "takeaway add R --kind advice",
        "ask dana Pay?", "log dana -t T", "session plan dana friday",
    ):  # fmt: skip
        assert run(*words.split()).code == 0, words


@pytest.mark.parametrize(
    "argv", ["session edit s1", "check-in g1 30", "takeaway outcome t1 worked", "person edit dana", "met dana"],
)  # fmt: skip
def test_a_note_has_one_letter_wherever_it_is_an_option(run: Run, argv: str) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Speak")
    run("log", "dana", "--advice", "Record it", "--on", "2026-11-19")
    assert run(*argv.split(), "-n", "Bring the slides").code == 0
    assert "Bring the slides" in run("changes", "-n", "1").out
