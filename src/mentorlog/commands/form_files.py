"""The forms there are: one's own in the settings' folder, and those that come with the program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from mentorlog import places
from mentorlog.commands import files
from mentorlog.errors import WrongUsage, joined, quoted
from mentorlog.exchange import forms

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
