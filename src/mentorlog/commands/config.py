"""``mentorlog config``: the settings, each in one line; ``init``: a journal made on purpose.

``name`` is who "me" is: setting it renames the owner of the journal at hand too, as a command of
its own that undo takes back; the setting itself stands, and names the owner of journals to come.
Unsetting it renames nobody. ``mentor`` is with whom a session was where ``log`` names nobody.
"""

from typing import Annotated, Any

import typer

from mentorlog import places, settings
from mentorlog.commands import completion, offered
from mentorlog.commands.desk import Desk, say
from mentorlog.commands.options import AsFormat, AsJson, argument, option
from mentorlog.errors import JournalUnusable
from mentorlog.journal import mentorships, people, store
from mentorlog.journal.store import Facts
from mentorlog.records import Person
from mentorlog.spelling import is_none
from mentorlog.views import Format
from mentorlog.views import program as views

app = typer.Typer(add_completion=False)

_KEYS = ("date_order", "name", "editor", "pager", "mentor")
_NUMERIC = "a day such as 01/02 is refused"
_EDITOR = "$VISUAL, else $EDITOR"
_MENTOR = "log asks, where you have several partners"


def _values(ctx: typer.Context, incomplete: str = "") -> Any:
    key = ctx.params.get("key", "")
    if key == "mentor":
        return completion.people(ctx, incomplete)
    return {"date_order": ["dmy", "mdy"], "pager": ["yes", "no"]}.get(key, [])


Key = Annotated[str, argument("KEY", ", ".join(_KEYS) + ".", offered("one_of", *_KEYS))]


@app.callback(invoke_without_command=True)
def show(ctx: typer.Context, format_: AsFormat = Format.TABLE, json_: AsJson = False) -> None:
    """Settings: set. Alone it shows them, and where they and the journal are."""
    if ctx.invoked_subcommand is not None:
        return
    desk = Desk.of(ctx, makes=True)
    path = desk.path.absolute()
    screen = views.overview(desk.settings._asdict(), _instead(desk), places.settings(), path)
    desk.show(screen, format_, as_json=json_)


def _instead(desk: Desk) -> dict[str, str]:
    """What holds where a setting is not set; a journal that cannot be read has no owner to name."""
    try:
        name = _owner(desk)
    except JournalUnusable:
        name = None
    return {
        "date_order": _NUMERIC,
        "name": name or settings.owner_name(),
        "editor": _EDITOR,
        "mentor": _MENTOR,
    }


@app.command("set")
def set_(
    ctx: typer.Context,
    key: Key,
    value: Annotated[str, argument("VALUE", "dmy or mdy; a name; yes or no.", _values)],
    json_: AsJson = False,
) -> None:
    """Set one, or none for its default; a new name is the journal's owner's too."""
    desk, key = Desk.of(ctx, makes=True), key.strip().lower().replace("-", "_")
    value = "" if is_none(value) else value
    path = places.settings()
    if key == "name" and value.strip() and (was := _owner(desk)):
        with desk.writing("config set") as journal:
            people.edit(journal, journal.me, Facts(name=value))
            me = store.get(journal, Person, journal.me).name
            now = settings.set_value(path, key, me)
        if was != me:
            say(f"The journal's owner was {was} and is {me} now.")
    else:
        if key == "mentor" and value.strip():
            with desk.reading() as journal:
                mentorships.with_partner(journal, value)  # the words have to mean one
        now = settings.set_value(path, key, value)
    desk.show(views.changed(key, now._asdict(), _instead(desk)), as_json=json_)


def _owner(desk: Desk) -> str | None:
    """The name of the journal's owner, None where there is no journal yet."""
    with desk.reading() as journal:
        return store.get(journal, Person, journal.me).name if journal.me else None


def init(
    ctx: typer.Context,
    name: Annotated[
        str | None, option("--name", "Your name; git's or the account's if not given.", "NAME")
    ] = None,
    json_: AsJson = False,
) -> None:
    """Make the journal and say where it is; one that is there stays as it is, but for the name."""
    desk = Desk.of(ctx, makes=True)
    was = now = _owner(desk)
    if was is None or name is not None:
        with desk.writing("init") as journal:
            if name is not None:
                people.edit(journal, journal.me, Facts(name=name))
            now = store.get(journal, Person, journal.me).name
    desk.show(views.made(desk.path.absolute(), now or "", new=was is None), as_json=json_)
    if was is None and name is None and not (desk.settings.name or json_):
        say(f'hint: mentorlog config set name "NAME", if {now} is not what you are called')
