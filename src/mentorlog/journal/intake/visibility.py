"""Who may read what comes in from a file: its owner alone, or with ``import --shared`` its readers too.

No file makes anything public, whatever it says. A record that is here already keeps its visibility.
"""

from __future__ import annotations

from mentorlog.journal import Journal
from mentorlog.journal.intake.matches import Match, kind_of
from mentorlog.records import Kind, Visibility
from mentorlog.records.drafts import SessionDraft
from mentorlog.records.imports import Draft

PRIVATE, SHARED, PUBLIC = Visibility.PRIVATE, Visibility.SHARED, Visibility.PUBLIC


def given(said: Visibility | None, *, shared: bool) -> Visibility | None:
    """The visibility of a new record whose file says ``said``; None means the default of its kind."""
    if not shared:
        return PRIVATE
    return SHARED if said is PUBLIC else said


def of_new(draft: Draft, *, shared: bool) -> Draft:
    """The draft with the visibility that it and its lines get if they are new."""
    draft = draft._replace(visibility=given(draft.visibility, shared=shared))
    if not isinstance(draft, SessionDraft):
        return draft
    return draft._replace(
        notes_visibility=given(draft.notes_visibility, shared=shared),
        lines=tuple(
            line._replace(visibility=given(line.visibility, shared=shared)) for line in draft.lines
        ),
    )


def kept(journal: Journal, match: Match | None, draft: Draft) -> list[str]:
    """A sentence for each record whose visibility in the file differs from the one it keeps here."""
    if match is None or not match.by_uid:
        return []
    kind = kind_of(draft)
    said = [(kind, match.id, draft.visibility)]
    if isinstance(draft, SessionDraft):
        said += [
            (
                Kind.ACTION if line.mark[0] == "a" else Kind.TAKEAWAY,
                int(line.mark[1:]),
                line.visibility,
            )
            for line in draft.lines
            if line.mark
        ]
    found = []
    for kind, id, word in said:
        of_session = f" AND session = {match.id}" if kind is not kind_of(draft) else ""
        sql = f"SELECT visibility FROM {kind.table} WHERE id = ?{of_session}"
        here = journal.value(sql, [id]) if word else None
        if word and here and str(here) != word.value:
            found.append(
                f"{kind.letter}{id} stays {here}, though the file says {word}:"
                " an import changes no visibility."
            )
    return found
