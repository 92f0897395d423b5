"""``mentorlog form``: blank sheets to be filled in, listed, shown, copied to be edited.

One's own are in the settings' folder; others come with the program.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from mentorlog import places
from mentorlog.commands import files, offered
from mentorlog.commands.desk import Desk
from mentorlog.commands.options import AsFormat, AsJson, argument
from mentorlog.errors import WrongUsage, joined, quoted
from mentorlog.exchange import forms
from mentorlog.harmless import visible
from mentorlog.values import NamedTuple
from mentorlog.views import Format
from mentorlog.views.data import Data
from mentorlog.views.listings import Field, listing, said
from mentorlog.views.pages import Line, dim, strong

_SHIPPED = Path(__file__).parents[1] / "forms"
_NAME = re.compile(r"[^\W_][\w-]{0,63}")
_TAKEN_ON_WINDOWS = re.compile(r"(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])")


class Form(NamedTuple):
    """A form: the word to type, its file, and whether it is one's own."""

    name: str
    path: Path
    is_own: bool

    @property
    def text(self) -> str:
        """Its Markdown; raises ``WrongUsage`` where it cannot be read."""
        return files.text(self.path, "form")

    @property
    def about(self) -> str:
        """What it is for, in one line; of a file that cannot be read, why."""
        try:
            return forms.about(self.text)
        except WrongUsage as error:
            return error.sentence

    def opened(self, before: str = "") -> str:
        """The form to be filled in, below what stands there ``before``."""
        return forms.opened(self.name, self.text, before)


def everything() -> list[Form]:
    """All forms by name; one's own takes the place of a shipped one of the same name."""
    found = {form.name.casefold(): form for form in _of(_SHIPPED, is_own=False)}
    with suppress(places.NoHome):
        found |= {form.name.casefold(): form for form in _of(folder(), is_own=True)}
    return [found[name] for name in sorted(found)]


def _of(folder: Path, *, is_own: bool) -> Iterator[Form]:
    for path in sorted(folder.glob("*.md")):
        # What is no file, such as a pipe, may never end.
        if _NAME.fullmatch(path.stem) and path.is_file():
            yield Form(path.stem, path, is_own)


def folder() -> Path:
    """Where one's own forms are; raises ``NoHome``."""
    return places.settings().parent / "forms"


def find(name: str) -> Form | None:
    """The form of that name, whatever its case."""
    wanted = name.strip().casefold()
    return next((form for form in everything() if form.name.casefold() == wanted), None)


def get(name: str) -> Form:
    """The form of that name; raises ``WrongUsage`` with those there are."""
    found = find(name)
    if found is None:
        names = joined(form.name for form in everything())
        raise WrongUsage(f"No form is called {quoted(name)}.", f"there are {names}")
    return found


def copy(form: Form, name: str) -> Form:
    """A copy of a form among one's own. Raises ``WrongUsage`` for a name that no form can have, or has."""
    if not _NAME.fullmatch(name) or _TAKEN_ON_WINDOWS.fullmatch(name):
        raise WrongUsage(
            f"A form cannot be called {quoted(name)}.", "letters, digits and - make a name"
        )
    same = [each for each in everything() if each.name.casefold() == name.casefold()]
    path = folder() / f"{name.lower()}.md"
    if path.exists() or any(each.is_own for each in same):
        hint = f"mentorlog form copy {form.name} NAME gives the copy another name"
        raise WrongUsage(f"{path} is there already.", hint)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    files.write(path, form.text)
    return Form(path.stem, path, is_own=True)


def filled(document: str) -> tuple[str, tuple[str, ...]]:
    """A document without what is of its form alone, and the form's headings that stay in the notes.

    Of a form that nobody filled in nothing is left.
    """
    name = forms.named(document)
    form = find(name) if name else None
    if form is None:
        return document, ()
    if document.strip() == form.opened().strip():
        return "", ()
    return forms.filled(document, form.text)


# The commands

app = typer.Typer(add_completion=False)

Name = Annotated[str, argument("NAME", "A form.", offered("forms"))]


_FIELDS = (
    Field("name", "", lambda form: strong(form.name)),
    Field("about", "", lambda form: form.about, stretch=True),
    Field("from", "", lambda form: dim("yours" if form.is_own else "")),
)


def _data(form: Form) -> Data:
    whence = str(form.path) if form.is_own else "mentorlog"
    return {"name": form.name, "about": form.about, "from": whence}


@app.callback(invoke_without_command=True)
def alone(ctx: typer.Context, format_: AsFormat = Format.TABLE, json_: AsJson = False) -> None:
    """Forms: list, show, copy. Alone it lists them; log --form NAME opens one."""
    if ctx.invoked_subcommand is None:
        list_(ctx, format_, json_)


@app.command("list")
def list_(ctx: typer.Context, format_: AsFormat = Format.TABLE, json_: AsJson = False) -> None:
    """List the forms: what each is for, and which are yours."""
    found = listing(everything(), _FIELDS, data=_data, empty="")
    Desk.of(ctx, makes=True).show(found, format_, as_json=json_)


@app.command()
def show(name: Name) -> None:
    """Print a form to be filled in; log - saves it."""
    sys.stdout.write(visible(get(name).opened(), keep="\n\t"))


@app.command("copy")
def copy_(
    ctx: typer.Context,
    name: Name,
    new: Annotated[
        str | None, argument("[NEW]", "What the copy is called; NAME if not given.")
    ] = None,
    json_: AsJson = False,
) -> None:
    """Copy a form into the settings' folder, to be edited. It takes the place of NAME, or is NEW."""
    form = get(name)
    made = copy(form, form.name if new is None else new)
    told = Line((strong(made.name), " is yours to edit:"))
    Desk.of(ctx, makes=True).show(said(_data(made), told, Line(str(made.path))), as_json=json_)
