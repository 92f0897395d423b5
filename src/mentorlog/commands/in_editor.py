"""A text in the user's editor: its draft goes once it is saved, and stays if anything goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mentorlog import drafts, editor, places
from mentorlog.commands.desk import Desk, say
from mentorlog.exchange.front_matter import UnreadableDocument

AGAIN = "mentorlog log -e opens it again, to be mended"
"""What to do with a session document that cannot be read."""


class Edited:
    """What came back from the editor: ``text`` is None where nothing was changed."""

    def __init__(self, draft: drafts.Draft, text: str | None) -> None:
        self.text = text
        self._draft = draft
        self.is_kept = False

    def say_why_unsaved(self) -> None:
        """Say that there is nothing to save, as nothing was typed or all of it is gone."""
        what = "Nothing was changed" if self.text is None else "It was emptied"
        say(f"{what}, so nothing was saved.")

    def keep(self, text: str | None = None, hint: str = "") -> None:
        """Keep the draft although all went well, with ``text`` in place of what was typed."""
        if text is not None:
            self._draft.replace(text)
        say(drafts.kept(self._draft.path, hint))
        self.is_kept = True


@contextmanager
def in_editor(desk: Desk, text: str, what: str, *, typed: bool = False) -> Iterator[Edited]:
    """Open ``text`` in the editor, as a draft of ``what``, and give what was saved there.

    Somebody has ``typed`` some of it already. Where the block raises anything, the draft stays and
    it is said where. Raises ``EditorFailed`` and ``DraftNotKept``.
    """
    draft = drafts.Draft.open(places.drafts(desk.path), desk.today, what)
    edited = Edited(draft, editor.edit(text, draft.path, command=desk.settings.editor, typed=typed))
    try:
        yield edited
    except BaseException as error:
        edited.keep(hint=AGAIN if isinstance(error, UnreadableDocument) else "")
        raise
    if not edited.is_kept:
        draft.discard()
