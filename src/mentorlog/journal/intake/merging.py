"""What of a row from another place is news here, and what the user is told of it.

What that place last had is the record as it was at the instant that the row carries (``Match.had_at``), or
what the last import brought, as the change log knows. ``journal.merging`` has the rule.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from mentorlog.errors import quoted
from mentorlog.journal import Journal, Value, names, store
from mentorlog.journal.intake.matches import INDEXED, Match, day_of, kind_of, once_called, text_of
from mentorlog.journal.merging import (
    Both,
    Version,
    known_since,
    listed,
    merged,
    said,
    versions_of,
    versions_of_list,
)
from mentorlog.journal.past.rows import sides
from mentorlog.journal.store import AWAY, Away, Facts
from mentorlog.journal.tables import whole
from mentorlog.records import Kind, Visibility
from mentorlog.records.drafts import PRIVATE_FIRST, PRIVATE_WORD, SessionDraft
from mentorlog.records.imports import Draft
from mentorlog.spelling import folded


def news(
    journal: Journal, kind: Kind, match: Match, columns: Mapping[str, Value], told: list[str]
) -> Mapping[str, Value]:
    """The ``columns`` that change the record, with their new values.

    None means "not said", or "none" for a column that the source speaks of. ``told`` gets a sentence for
    each that was changed on both sides.
    """
    record = journal.row(f"SELECT * FROM {kind.table} WHERE id = ?", [match.id])
    assert record
    theirs = {
        column: value
        for column, value in columns.items()
        if value != record[column] and (value is not None or column in match.speaks_of)
        if column not in match.new_only
    }
    if not theirs or match.is_old:
        return {}
    ever = versions_of(journal, kind.table, record["uid"])
    known = known_since(ever, match.had_at, is_ours=match.by_uid)
    found = merged(known, theirs, match.changed_at)
    told += [tell(journal, kind, match.id, both) for both in found.both]
    return found.taken


def tell(journal: Journal, kind: Kind, id: int, both: Both) -> str:
    """A sentence on what both sides changed. The change log gets to know theirs, if it is not taken."""
    if not both.is_taken and len(whole(kind.table, {both.field})) == 1:
        # Written, and put back; not so a column that a table's rules tie to others.
        for each in (both.theirs, both.ours):
            sql = f"UPDATE {kind.table} SET {both.field} = ? WHERE id = ?"
            journal.connection.execute(sql, [each, id])
    code = f"{kind.letter}{id}"
    to = next((each.links for each in kind.about.columns if each.name == both.field), None)
    here, there = (_words(journal, to, each) for each in (both.ours, both.theirs))
    what = {"cue": "when", "held_on": "day"}.get(both.field, both.field.removesuffix("_on"))
    if both.is_taken:
        return f"{code}, {what}: the later {there} is taken; here it was {here}."
    return f"{code}, {what}: {here} was said here, and stays; the file has {there}."


def _words(journal: Journal, to: Kind | None, value: Value) -> str:
    """A value, or what the record of kind ``to`` with that number is called."""
    if value is not None and to:
        label = f"SELECT {to.title_column} FROM {to.table} WHERE id = ?"
        value = journal.value(label, [value]) or value
    return "none" if value is None else quoted(str(value))


def tags(
    journal: Journal, kind: Kind, match: Match | None, words: Collection[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tags that were added there, and those that were taken away there."""
    if match is None:
        return tuple(words), ()
    borne = names.tags(journal, kind, [match.id]).get(match.id, ())
    here = {folded(tag): tag for tag in borne}
    there = {folded(tag): tag for tag in words}
    whole = "tags" in match.speaks_of
    news = list_news(journal, "taggings", kind, match, here, there, whole=whole)
    return (
        tuple(there[key] for key in news if key in there),
        tuple(here[key] for key in news if key not in there),
    )


def list_news(
    journal: Journal,
    table: str,
    kind: Kind,
    match: Match,
    here: Collection[Any],
    there: Collection[Any],
    *,
    whole: bool = False,
) -> Mapping[Any, Any]:
    """What of a list changes: True for what is added, and None for what goes, if the source has the ``whole`` of it."""
    if set(here) == set(there) or match.is_old:
        return {}
    ever = [*versions_of_list(journal, table, kind, match.id), Version(listed(here))]
    known = known_since(ever, match.had_at, is_ours=False)
    # A stamp is one of the record, and tells nothing of its lists.
    gone = dict.fromkeys(here if whole else ())
    return merged(known, {**gone, **listed(there)}).taken


def evidence(journal: Journal, action: int, there: str | None) -> str | Away | None:
    """The lines of the source that were not taken away here, and below them those of others.

    None if the record has just these; ``AWAY`` if it is to have none of its lines.
    """
    record = journal.row("SELECT uid, evidence FROM actions WHERE id = ?", [action])
    assert record
    if there == record["evidence"]:
        return None
    here, theirs = _lines(record["evidence"]), _lines(there)
    by_line, before = list[Version](), listed(())
    for each in versions_of(journal, "actions", record["uid"]):
        lines = listed(_lines(each.fields.get("evidence")))
        brought = "evidence" in each.said
        told = said(before, listed(_lines(each.said["evidence"]))) if brought else {}
        by_line.append(Version(lines, said=told))
        before = lines
    news = merged(by_line, {**dict.fromkeys(here), **listed(theirs)}).taken
    kept = [line for line in theirs if line in here or line in news]
    kept += [line for line in here if line not in theirs and line not in news]
    text = "\n".join(kept) or None
    return None if text == record["evidence"] else text or AWAY


def _lines(text: Value) -> list[str]:
    return str(text).split("\n") if text else []


# Records that are known by their text


def called_otherwise(
    journal: Journal, draft: Draft, taken: Collection[int], *, is_single: bool
) -> tuple[Match | None, str]:
    """The record that an import made of such a row, where its text or day was edited on either side.

    Without a record, the instant at which it was deleted here, if it was. An open action whose day was
    edited there is known if no other row has its text (``is_single``) or is that action (``taken``).
    """
    kind, text, day = kind_of(draft), text_of(draft), day_of(draft)
    sql = f"SELECT uid FROM {kind.table} WHERE {INDEXED[kind]} = ? LIMIT 20"
    now = [row["uid"] for row in journal.rows(sql, [text])]
    once = once_called(journal, kind).get(text, [])
    gone, moved = "", list[int]()
    for uid in dict.fromkeys((*now, *(each.uid for each in once))):
        known = versions_of(journal, kind.table, uid)
        if not any(each.said for each in known):
            continue
        had_day = all(
            any(each.fields[column] == on for each in known) for column, on in day.items()
        )
        record = journal.row(f"SELECT * FROM {kind.table} WHERE uid = ?", [uid])
        if record is None:
            gone = max(gone, *(each.deleted_at for each in once if each.uid == uid and had_day), "")
        elif had_day:
            return Match(record["id"]), ""
        elif "due_on" in day and record["state"] == "open" and record["id"] not in taken:
            moved.append(record["id"])
    if gone or not is_single or len(moved) != 1:
        return None, gone
    return Match(moved[0]), ""


# Who may read what comes in: its owner alone, or with ``import --shared`` its readers too.
# No file makes anything public, whatever it says. A record that is here already keeps its visibility.


def given(said: Visibility | None, *, shared: bool) -> Visibility | None:
    """The visibility of a new record whose file says ``said``; None means the default of its kind."""
    if not shared:
        return Visibility.PRIVATE
    return Visibility.SHARED if said is Visibility.PUBLIC else said


def of_new(draft: Draft, *, shared: bool) -> Draft:
    """The draft with the visibility that it and its lines get if they are new.

    In the text of another program ``!private`` and ``private: `` are what they are in ours; all of a document but its topic was read before.
    """
    draft = draft._replace(visibility=given(draft.visibility, shared=shared))
    if is_private((draft.topic,) if isinstance(draft, SessionDraft) else draft):
        draft = draft._replace(visibility=Visibility.PRIVATE)
    if not isinstance(draft, SessionDraft):
        return draft
    return draft._replace(
        notes_visibility=given(draft.notes_visibility, shared=shared),
        lines=tuple(
            line._replace(visibility=given(line.visibility, shared=shared)) for line in draft.lines
        ),
    )


def is_private(values: Iterable[object]) -> bool:
    """Whether ``!private`` stands in one of the texts, or ``private: `` before one."""
    said = (each for each in values if isinstance(each, str))
    return any(re.search(rf"(?<!\\){PRIVATE_WORD}|{PRIVATE_FIRST}", each) for each in said)


def close_news(journal: Journal, draft: Draft, change: int) -> None:
    """Make the lines private that a document says are, where it changed them after that ``change``.

    Their new words would else be for those who read the line until now.
    """
    for line in draft.lines if isinstance(draft, SessionDraft) else ():
        if not line.mark or line.visibility is not Visibility.PRIVATE:
            continue
        kind, id = Kind.ACTION if line.mark[0] == "a" else Kind.TAKEAWAY, int(line.mark[1:])
        rows = journal.rows(
            "SELECT before, after FROM changes WHERE id > ? AND tbl = ?", [change, kind.table]
        )
        if any(
            before
            and after
            and after["id"] == id
            # What was said behind an arrow alone is a line of its own.
            and not (line.is_reply_private and after["text"] == before["text"])
            for before, after in map(sides, rows)
        ):
            store.edit(journal, kind, id, Facts(visibility=Visibility.PRIVATE))


def kept_as_here(journal: Journal, match: Match | None, draft: Draft) -> list[str]:
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
