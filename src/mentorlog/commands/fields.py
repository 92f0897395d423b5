"""The options by which ``add`` and ``edit`` fill a record, each once, with what its words mean.

``none`` takes away a link, a day or a text, wherever a record can do without it. So does an empty text;
an empty link or day is refused, as it is mostly a slip in a script.
"""

from collections.abc import Callable, Iterable, Mapping
from inspect import Parameter
from typing import Annotated, Any

from mentorlog import periods
from mentorlog.commands import offered
from mentorlog.commands.desk import Desk
from mentorlog.commands.options import Writing, argument, option
from mentorlog.errors import UnreadableWords, WrongUsage, joined, quoted
from mentorlog.journal import Journal
from mentorlog.journal.references import resolve
from mentorlog.journal.store import AWAY
from mentorlog.records import Kind, TakeawayKind
from mentorlog.spelling import is_none
from mentorlog.values import NamedTuple

_ANNOTATED: Any = Annotated


class Field(NamedTuple):
    """One option of ``add`` and ``edit``: ``name`` is the column that it fills.

    ``flag`` is the option where that is not the column's name, and ``also`` another word for it.
    ``reads`` or ``finds`` makes a value of the words, the second in the journal; without either they
    are a text. ``optional`` says that ``none`` takes away what was there. ``typed`` is what Typer makes
    of the words first.
    """

    name: str
    help: str
    metavar: str = "TEXT"
    reads: Callable[[Desk, Any], object] | None = None
    flag: str = ""
    also: str = ""
    finds: Callable[[Journal, Any], object] | None = None
    offers: Callable[..., object] | None = None
    optional: bool = False
    typed: object = str

    def value(self, desk: Desk, journal: Journal | None, words: Any) -> object:
        """What was given; ``AWAY``, or an empty text, where it is to be taken away."""
        if self.optional and is_none(words):
            return "" if self.is_text else AWAY
        if self.finds:
            assert journal
            return self.finds(journal, words)
        return self.reads(desk, words) if self.reads else words

    @property
    def is_text(self) -> bool:
        """Whether it is one text, as it was typed."""
        return self.typed is str and not (self.reads or self.finds)

    def option(self, *, edits: bool = False) -> Parameter:
        """The option as Typer wants it."""
        help = f"{self.help[:-1]}, or none." if edits and self.optional else self.help
        name = self.flag or f"--{self.name.replace('_', '-')}"
        made = option(name, help, self.metavar, self.offers, also=self.also, case_sensitive=False)
        is_flag = self.typed is bool
        typed: Any = self.typed
        return Parameter(
            self.name,
            Parameter.KEYWORD_ONLY,
            default=False if is_flag else None,
            annotation=_ANNOTATED[typed if is_flag else typed | None, made],
        )

    def argument(self, *, in_words: bool = False) -> Parameter:
        """The same as an argument, which has to be given; a text ``in_words`` needs no quotes."""
        made = argument(self.metavar, self.help, self.offers)
        typed = list[str] if in_words else self.typed
        return Parameter(self.name, Parameter.KEYWORD_ONLY, annotation=_ANNOTATED[typed, made])


def read_days(fields: Iterable[Field], desk: Desk, given: Mapping[str, Any]) -> None:
    """Ask about days with a slip in them now, as nobody else can write once the journal is open."""
    for field in fields:
        if field.metavar == "DAY" and given.get(field.name) is not None:
            field.value(desk, None, given[field.name])


def read_texts(
    fields: Iterable[Field], write: Writing, given: dict[str, Any], command: str
) -> None:
    """Put all of standard input in the place of a lone dash. Raises ``WrongUsage`` for two of them."""
    write.read_dashes(given, [field.name for field in fields if field.is_text], command)
    every = next((each for each in fields if each.flag == "--every"), None)
    if every and given.get("name"):
        given["name"], given[every.name] = name_apart(write, given["name"], given[every.name])


def name_apart(write: Writing, name: str, every: str | None) -> tuple[str, str | None]:
    """A name, and how often, which may stand behind it: ``Grace Liu every 3 weeks``.

    Raises ``WrongUsage`` for an option that says it too, and for more words behind it.
    """
    words = name.split()
    place, often, left = periods.how_often(words) or (0, "", "")
    if not place:
        return name, every
    if every is not None:
        said = quoted(" ".join(words[place:]))
        raise WrongUsage(f"{said} and --every say both how often.", "leave one out")
    if left:
        from mentorlog.commands import meant_options

        no_place = WrongUsage(
            f"No option takes {quoted(left)}.", f"{write.ctx.command_path} --help"
        )
        raise meant_options.how_often(write.ctx) or no_place
    return " ".join(words[:place]), often


def dated(desk: Desk, given: dict[str, Any], name: str) -> dict[str, Any]:
    """What was given, with ``by friday`` at the end of the title as the day called ``name``, where no option says it."""
    title = given["title"]
    if title is None or given[name] is not None:
        return given
    from mentorlog.exchange import lines  # its patterns take longer than the rest

    read, notes = lines.dated(title, desk.today, desk.order(title))
    desk.say_afterwards(notes)
    on = read.due_on.isoformat() if read.due_on else None
    return {**given, "title": read.text, name: on}


def published(kind: Kind) -> Field:
    """The option by which texts beside a public record become public too."""
    known = kind.about.publishable

    def read(_: Desk, words: str) -> str:
        said = {word.strip().casefold() for word in words.split(",")}
        if not said <= set(known):
            some = dict.fromkeys((",".join(known), *known))
            raise UnreadableWords("text to publish", words, (*some, "none"))
        return ",".join(name for name in known if name in said)

    return Field(
        "published",
        f"Let everybody read its {joined(known)} too, once it is public.",
        ",".join(known).upper(),
        read,
        "--publish",
        offers=offered("one_of", *known),
        optional=True,
    )


def texts(kind: Kind) -> tuple[Field, ...]:
    """The options for a kind's own texts, which its description tells."""
    asked = (each for each in kind.about.columns if each.asks)
    return tuple(Field(each.name, each.asks, optional=True) for each in asked)


def _link(kind: Kind) -> Callable[[Journal, str], object]:
    """Finds the id of one record of that kind."""
    return lambda journal, words: resolve(journal, kind, words)


def _person(journal: Journal, words: str) -> object:
    """Finds the id of a person."""
    from mentorlog.journal import people  # most commands name nobody

    return people.find(journal, words)


def _skill(journal: Journal, words: str) -> object:
    """Finds a skill's name as it is spelt."""
    from mentorlog.journal import skills  # few commands are about one

    return skills.find(journal, words)


def _level(_: Desk, words: str) -> object:
    """A level from 1 to 5."""
    from mentorlog.journal import skills

    return skills.level(words)


def _cadence(_: Desk, words: str) -> object:
    """How often two people mean to meet; ``AWAY`` for never."""
    return AWAY if words.strip().casefold() == "never" else periods.cadence(words)


HAPPENED = Field(
    "happened_on", "The day it happened; today if not given.", "DAY", Desk.happened, "--on"
)
ON = Field("on", "The day it happened; today if not given.", "DAY", Desk.happened)
"""Of what has no day of its own it is the day of the change; beside a day of its own it sets that."""
DUE = Field("due_on", "The day it is due.", "DAY", Desk.target, "--due", "--by", optional=True)
OWNER = Field("owner", "Whose it is.", "WHO", finds=_person)
GOAL = Field("goal", "The goal it serves.", "G", finds=_link(Kind.GOAL), optional=True)
SESSION = Field("session", "The session it is from.", "S", finds=_link(Kind.SESSION), optional=True)
BY = Field("target_on", "The day to reach it.", "DAY", Desk.target, "--by", "--due", optional=True)
START = Field("start_on", "When it began.", "DAY", Desk.begun, "--start")
WHY_MOVED = Field(
    "why_moved",
    "Why its day moved; alone, the reason of the last move.",
    flag="--why-moved",
    optional=True,
)
METRIC = Field("metric", "Its scale, as 0..2.", "A..B")
UNIT = Field("unit", "What the metric counts.", optional=True)
PARENT = Field("parent", "The goal it is part of.", "G", finds=_link(Kind.GOAL), optional=True)
AREA = Field(
    "area",
    "career, personal, or any word.",
    "WORD",
    offers=offered("one_of", "career", "personal"),
    optional=True,
)
DRAFT = Field("draft", "Not yet agreed.", typed=bool)


TITLE = Field("title", "A new title.", also="--text")
NAME = Field("name", "The new name.", "NAME")
JOB = Field("title", "Their job.", optional=True)
NOTE = Field("note", "What to remember; only you see it.", optional=True)
SHOWN_SKILL = Field(
    "skill",
    "The skill it shows.",
    "NAME",
    offers=offered("skills"),
    finds=_skill,
    optional=True,
)
SKILL = Field("skill", "The skill it is a rating of.", flag="--name", also="--title --text")
LEVEL = Field("level", "From 1 to 5.", "LEVEL", _level)
RATED = Field(
    "rated_on", "The day of the rating; today if not given.", "DAY", Desk.happened, "--on"
)
AGREED = Field(
    "agreed_on", "The day it was agreed; today if not given.", "DAY", Desk.happened, "--on"
)
NOTED = Field("noted_on", "The day it was noted.", "DAY", Desk.happened, "--on")
EVERY = Field("cadence", "How often you mean to meet.", "2w", _cadence, "--every", optional=True)
AGAIN = Field(
    "every", "How often it comes back, once it is done.", "2w", _cadence, "--every", optional=True
)
WHEN = Field(
    "when", 'What its time is, as "after Thursday\'s stand-up".', flag="--when", optional=True
)
TOUCH = Field(
    "every", "How often you mean to be in touch.", "2w", _cadence, "--every", optional=True
)
STARTED = Field(
    "started_on", "The day it began; today if not given.", "DAY", Desk.begun, "--started"
)
UNTIL = Field(
    "planned_end_on", "The day it is agreed to end.", "DAY", Desk.target, "--until", optional=True
)
PURPOSE = Field("purpose", "What it is for.", optional=True)
TEXT = Field("text", "A new text.", also="--title")
REPORTED_BY = Field("by", "Whose rating it is.", "WHO", flag="--reported-by", finds=_person)
FORM = Field("form", "Fill in a form in your editor, as star.", "NAME", offers=offered("forms"))
KIND = Field(
    "kind",
    "Takeaway, advice, question, feedback, reflection, topic or note.",
    "K",
    typed=TakeawayKind,
)
