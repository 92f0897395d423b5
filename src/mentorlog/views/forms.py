"""The forms, and the line printed after one was copied."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from mentorlog.views.data import Data
from mentorlog.views.listings import said
from mentorlog.views.pages import Column, Line, Screen, Table, dim, strong


class Form(Protocol):
    """What a form is to whoever draws it."""

    @property
    def name(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def path(self) -> Path: ...
    @property
    def is_own(self) -> bool: ...


def listing(forms: Sequence[Form]) -> Screen:
    """The forms by name, with what each is for."""

    rows = [_data(form) for form in forms]
    cells = tuple(
        (strong(form.name), form.about, dim("yours" if form.is_own else "")) for form in forms
    )
    table = Table((Column(), Column(stretch=True), Column()), cells, indent=1)
    return Screen(page=lambda _: (table,), data=lambda: rows, rows=lambda: rows)


def copied(form: Form) -> Screen:
    """Where the copy is."""
    told = Line((strong(form.name), " is yours to edit:"))
    return said(_data(form), told, Line(str(form.path)))


def _data(form: Form) -> Data:
    return {
        "name": form.name,
        "about": form.about,
        "from": str(form.path) if form.is_own else "mentorlog",
    }
