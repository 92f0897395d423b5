"""The forms, and the line printed after one was copied."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from mentorlog.views.data import Data
from mentorlog.views.pages import Column, Line, Page, Screen, Table, dim, strong


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

    def rows() -> list[Data]:
        return [_data(form) for form in forms]

    def page() -> Page:
        cells = tuple(
            (strong(form.name), form.about, dim("yours" if form.is_own else "")) for form in forms
        )
        return (Table((Column(), Column(stretch=True), Column()), cells, indent=1),)

    return Screen(page=lambda _: page(), data=rows, rows=rows)


def copied(form: Form) -> Screen:
    """Where the copy is."""
    return Screen(
        page=lambda _: (Line((strong(form.name), " is yours to edit:")), Line(str(form.path))),
        data=lambda: _data(form),
    )


def _data(form: Form) -> Data:
    return {
        "name": form.name,
        "about": form.about,
        "from": str(form.path) if form.is_own else "mentorlog",
    }
