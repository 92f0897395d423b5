"""A journal joins that of other machines: whoever stands in both by the same name is one person afterwards.

Nothing of the journal has left it by then, so the person here, and what they are to its owner now, take the uids
that the others know.
"""

from collections.abc import Callable, Iterable, Mapping

from mentorlog.journal import Journal
from mentorlog.journal.names import grouped
from mentorlog.journal.past.rows import code
from mentorlog.journal.sync import state
from mentorlog.journal.sync.wires import Names
from mentorlog.journal.words import optional
from mentorlog.records import Kind, MentorshipState
from mentorlog.records.sync import Value, Wire
from mentorlog.spelling import folded
from mentorlog.values import NamedTuple

_Rows = Mapping[str, Mapping[str, Value]]
"""Rows by their uids."""


class Met(NamedTuple):
    """Somebody of both journals: their uid now, what the others had of them, and what this journal had."""

    uid: str
    theirs: Mapping[str, Value]
    ours: Mapping[str, Value]


def meet(journal: Journal, incoming: Iterable[Wire]) -> list[Met]:
    """Give those here who come in by the same name the uid that they have there, if it is only one on either side.

    Nothing is done where rows of this journal were stamped before, so that others may know them.
    """
    if journal.value("SELECT 1 FROM changes WHERE clock > '' LIMIT 1"):
        return []
    there = _told(incoming)
    people = there.get("people", {})
    here = {row["uid"]: dict(row) for row in journal.rows("SELECT * FROM people")}
    ours = _only(here, _name)
    found = []
    for name, uid in _only(people, _name).items():
        if name in ours and uid not in here:
            row = here[ours[name]]
            state.take_uid(journal, "people", row["uid"], uid)
            found.append(Met(uid, people[uid], row))
    _meet_mentorships(journal, there.get("mentorships", {}))
    return found


def _meet_mentorships(journal: Journal, there: _Rows) -> None:
    names = Names(journal)
    rows = journal.rows("SELECT * FROM mentorships")
    here = {row["uid"]: names.outward("mentorships", dict(row)) for row in rows}
    ours = _only(here, _between)
    for pair, uid in _only(there, _between).items():
        if pair in ours and uid not in here:
            state.take_uid(journal, "mentorships", ours[pair], uid)


def _told(incoming: Iterable[Wire]) -> dict[str, dict[str, dict[str, Value]]]:
    """The people and mentorships of the other journals, by table and uid."""
    found: dict[str, dict[str, dict[str, Value]]] = {"people": {}, "mentorships": {}}
    rows = (each for each in incoming if each.table in found and isinstance(each.key, str))
    for each in sorted(rows, key=lambda each: each.clock):
        known, uid = found[each.table], str(each.key)
        if each.change == "delete":
            known.pop(uid, None)
        elif each.change == "insert":
            # Of two that made it, the first one's values stay.
            known[uid] = {**each.fields, **known.get(uid, {})}
        elif uid in known:
            known[uid].update(each.fields)
    return found


def _name(row: Mapping[str, Value]) -> object:
    """What somebody is known by; None for the owner, who is told apart by another rule."""
    return None if row.get("is_me") else folded(str(row["name"]))


def _between(row: Mapping[str, Value]) -> object:
    """Who is what to whom, now."""
    is_over = row["state"] == MentorshipState.ENDED
    return None if is_over else (row["mentor"], row["mentee"], row["peers"])


def _only(rows: _Rows, key: Callable[[Mapping[str, Value]], object]) -> dict[object, str]:
    """The uids of rows by a key that no other one of them has."""
    found = grouped((key(row), uid) for uid, row in rows.items())
    return {each: uids[0] for each, uids in found.items() if each is not None and len(uids) == 1}


def complete(journal: Journal, met: Iterable[Met]) -> set[str]:
    """Put a title and a note of this journal below what the others have, as ``person merge`` does.

    Returns the codes of those people.
    """
    codes = set()
    for uid, theirs, ours in met:
        row = journal.row("SELECT * FROM people WHERE uid = ?", [uid])
        title = theirs.get("title") or ours["title"]
        said = (theirs.get("note"), ours["title"] if ours["title"] != title else None, ours["note"])
        note = optional("\n\n".join(dict.fromkeys(str(each) for each in said if each)))
        if row:
            codes.add(code(Kind.PERSON, row["id"]))
            if (row["title"], row["note"]) != (title, note):
                journal.update("people", row["id"], title=title, note=note)
    return codes
