"""``mentorlog form``: blank sheets to be filled in, listed, shown, copied to be edited."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from mentorlog.commands import form_files
from mentorlog.commands.desk import Desk
from mentorlog.commands.options import AsFormat, AsJson, argument
from mentorlog.harmless import visible
from mentorlog.views import Format
from mentorlog.views.data import Data
from mentorlog.views.listings import Field, listing, said
from mentorlog.views.pages import Line, dim, strong

app = typer.Typer(add_completion=False)

Name = Annotated[str, argument("NAME", "A form.")]


_FIELDS = (
    Field("name", "", lambda form: strong(form.name)),
    Field("about", "", lambda form: form.about, stretch=True),
    Field("from", "", lambda form: dim("yours" if form.is_own else "")),
)


def _data(form: form_files.Form) -> Data:
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
    found = listing(form_files.everything(), _FIELDS, made=form_files.Form, data=_data, empty="")
    Desk.of(ctx, makes=True).show(found, format_, as_json=json_)


@app.command()
def show(name: Name) -> None:
    """Print a form to be filled in; log - saves it."""
    sys.stdout.write(visible(form_files.get(name).opened(), keep="\n\t"))


@app.command()
def copy(
    ctx: typer.Context,
    name: Name,
    new: Annotated[
        str | None, argument("[NEW]", "What the copy is called; NAME if not given.")
    ] = None,
    json_: AsJson = False,
) -> None:
    """Copy a form into the settings' folder, to be edited. It takes the place of NAME, or is NEW."""
    form = form_files.get(name)
    made = form_files.copy(form, form.name if new is None else new)
    told = Line((strong(made.name), " is yours to edit:"))
    Desk.of(ctx, makes=True).show(said(_data(made), told, Line(str(made.path))), as_json=json_)
