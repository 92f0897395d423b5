"""``mentorlog help``: the guides, the help of a command by its name, and the examples below it.

A guide is a Markdown file in ``guides``. Its first line is ``# Topic: what it tells``.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import typer

from mentorlog.commands.desk import Desk
from mentorlog.commands.options import AsFormat, AsJson, argument
from mentorlog.errors import WrongUsage, quoted
from mentorlog.views import Format
from mentorlog.views import program as views

FOLDER = Path(__file__).parents[1] / "guides"


def guides() -> Iterator[views.Guide]:
    """All guides, by their topics' letters."""
    for path in sorted(FOLDER.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        _, _, summary = text.partition("\n")[0].partition(": ")
        yield views.Guide(path.stem, summary, text)


def _words(ctx: typer.Context, incomplete: str) -> list[str]:
    """The topics and the commands that begin so; after the first word a command's verbs."""
    group: Any = ctx.find_root().command
    given = ctx.params.get("words") or []
    if given:
        words = list(getattr(group.commands.get(given[0]), "commands", ()))
    else:
        words = [*(guide.topic for guide in guides()), *group.commands]
    return [word for word in words if word.startswith(incomplete)]


def help_(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, argument("[TOPIC|COMMAND]", "A topic, or a command.", _words)
    ] = None,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
) -> None:
    """Read about a topic, or a command. Alone it lists the topics."""
    words = [part for word in words or () for part in word.split()]
    known = {guide.topic: guide for guide in guides()}
    root: Any = ctx.find_root()
    desk = Desk.of(ctx, makes=True)
    if not words:
        desk.show(views.guides(list(known.values())), format_, as_json=json_)
    elif len(words) == 1 and (guide := known.get(words[0].lower())):
        desk.show(views.guide(guide), format_, as_json=json_)
    elif words[0] in root.command.commands:
        _show_help(root, words)
    else:
        raise _unknown(words[0], [*known, *root.command.commands])


def _show_help(root: Any, words: list[str]) -> None:
    """The help of a command, as ``--help`` after its words prints it."""
    asked, width = [*words, "--help"], root.terminal_width
    with root.command.make_context(root.info_name, asked, terminal_width=width) as context:
        root.command.invoke(context)


def _unknown(word: str, known: list[str]) -> WrongUsage:
    near = get_close_matches(word.lower(), known, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    return WrongUsage(
        f"No topic or command is called {quoted(word)}.{meant}", "mentorlog help lists the topics"
    )


# Examples

_OF_A_NOUN = 3
"""The help of a noun shows this many of its verbs' examples."""

_LINES = """
log dana
log dana -t "Open with a story" -a "Draft it, due friday" --at 3pm
todo "Ask for one piece of feedback" --every 2w
todo "Send the template" --owner dana --due friday
done outline
done a1 a2 --on yesterday
check-in
check-in 1 +5 --note "Proposal accepted" --confidence 7
met elena "Coffee at the meetup" --on "last thursday"
ask dana "How do you say no?"
ask sam "What would make the proposal easy to refuse?" --private
status
status dana --as-of "last friday"
timeline --since 3m
timeline dana --goal 1 --chart
review
review sam
prep dana
prep dana -o next.md
since s1
since last-session dana
search rehearsal
search --tag talks --since january
report dana --short -o report.html
report --for manager --period 2026-Q3 --preview
show g1
show last
edit a3 --due friday
delete a1 a2 --yes
close a1 m1
close g1 --as achieved
goal add "Speak at a conference" --by 2027-03-31
goal add "Give two talks" --metric 0..2 --unit talks --parent 1
goal list --all
goal show conference
goal edit 1 --by "31 may" --why-moved "Missed the call"
goal edit 1 --public
goal delete 1 --yes
goal check-in 1 60 confidence 7
goal check-in 1 stuck --note "No slot at the meetup"
goal close 1 --as achieved --why "The talk was given"
goal pause 1 --why "Parental leave"
goal reopen 2
goal map
goal history 1
milestone add 1 "Proposal sent" --due "15 jan"
milestone list 1
milestone show m1
milestone edit m1 --due "31 jan"
milestone delete m1 --yes
milestone done proposal
milestone reopen m2
action add "Ask Finance" --goal 1 --when "after the budget round"
action list dana
action list --sort due -n 5
action show a1
action edit a1 --due "next friday" --why-moved "Finance was away"
action edit a1 --due "1w later"
action delete a1 --yes
action done a1 --evidence "https://example.org/outline"
action drop a1 --why "No longer needed"
action skip "Ask for one" --why "On holiday"
action reopen a3
session plan dana "thu 14:30" --topic "Dry run"
session list --all
session show 1
session show 1 --format markdown
session cancel 2 --why "She is ill"
session no-show 2
session edit 1 --topic "The talk" --duration 50m
session delete 1 --yes
takeaway add "Slow down" --goal 1
takeaway list --kind topic
takeaway show t1
takeaway edit t1 --text "Open with a story, then the point"
takeaway delete t1 --yes
takeaway outcome t2 worked --note "Two rehearsals"
takeaway answer t3 "The programme committee"
win add "Talk accepted" --impact "The team's first" --goal 1
win list --all
win show w1
win edit w1 --evidence "https://example.org/talk" --skill speaking
win delete w1 --yes
skill add "Public speaking" 3
skill add "Public speaking" 2 --reported-by dana
skill list
skill show speaking
skill history speaking
skill edit k1 --evidence "The talk of 12 May"
skill delete k1 --yes
mentor add "Dana Ortiz" --every 2w
mentor list --all
mentee add "Sam Lee" --every monthly --started 2026-09-01
mentee list
peer add "Kofi Mensah"
peer list
mentorship list --all
mentorship show dana
mentorship edit dana --every monthly
mentorship pause dana --why "Parental leave" --until 2027-01-15
mentorship resume dana
mentorship end dana --why "She moved"
mentorship delete dana --yes
agreement add dana "What is said stays between us."
agreement list
agreement show v1
agreement history dana
agreement edit dana "We meet on Fridays."
agreement delete dana --yes
form list
form show grow
form copy grow my-grow
person add "Elena Rossi" --title "Head of Payments"
person list
person show dana
person edit dana --title "Staff engineer"
person edit elena --every 3m
person merge elena "E. Rossi"
person delete "E. Rossi" --yes
tag list
tag add g1 speaking
tag remove w1 speaking
tag rename speaking talks
undo
undo 3 --dry-run
redo
changes
changes g1 --since 2w
purge t1 --dry-run
purge g1 why --yes
backup
backup /media/usb/journal.db --encrypt
restore backup.db --yes
share dana -o for-dana.share.jsonl
receive for-dana.share.jsonl
sync init journal.git --plain
sync
sync status
sync forget-history
doctor
doctor --repair
import tasks.csv --kind action --dry-run
import calendar.ics
export -o journal.jsonl
export --format csv --kind action -o actions.csv
config set date_order dmy
config set name "Priya Nair"
init --name "Priya Nair"
demo
help privacy
help goal close
"""


def of(path: str) -> list[str]:
    """The examples of a command, by the words that call it; of a noun the first ones of its verbs."""
    words = path.split()
    found = [line for line in everything() if line.split()[: len(words)] == words]
    return found[:_OF_A_NOUN]


def marks(path: str) -> list[tuple[str, str]]:
    """What a line at the prompt of a command may begin with, and what it means; empty without a prompt."""
    if path != "mentorlog log":
        return []
    from mentorlog.exchange import lines

    return lines.marks()


def everything() -> list[str]:
    """All examples, as one types them."""
    return [f"mentorlog {line}" for line in _LINES.strip().split("\n")]
