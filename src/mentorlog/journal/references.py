"""How people name a record: ``g3``, ``g-1`` from the newest, ``last``, or words of its title; what shells offer.

A bare number means a record only where the kind is known, as after a noun.
"""

import re
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from mentorlog.errors import (
    Ambiguous,
    NotFound,
    UnreadableWords,
    WrongUsage,
    count,
    pasted,
    quoted,
    with_article,
)
from mentorlog.journal import Journal, storage
from mentorlog.journal.names import listed
from mentorlog.journal.tables import among
from mentorlog.records import Audience, Kind
from mentorlog.records.kinds import LETTERS
from mentorlog.spelling import folded, that_fit
from mentorlog.values import NamedTuple

_NUMBERED = r"([a-zA-Z]?)(\d{1,12})"
_COUNTED = r"([a-zA-Z])-(\d{1,12})"
_LAST = "last"
_LOGGING = ("log", "log -")
_BY_NUMBER = (Kind.MENTORSHIP, Kind.AGREEMENT)
"""Their words are the name of a person, who is meant then."""


class Match(NamedTuple):
    """A record whose title has the words; ``is_exact`` where it has no others."""

    kind: Kind
    id: int
    title: str
    is_exact: bool

    @property
    def code(self) -> str:
        """What names it for sure: ``g3``."""
        return f"{self.kind.letter}{self.id}"

    @property
    def told(self) -> str:
        """The record as an error lists it: ``g3 "Speak in public"``."""
        return f"{self.code} {quoted(self.title)}"


def resolve(journal: Journal, kind: Kind, reference: str, *, closed_first: bool = False) -> int:
    """The id of the one record of a kind that ``reference`` names.

    Words look among what is open, and only where nothing open matches among the rest
    (``closed_first`` turns that round). Raises ``NotFound``, ``Ambiguous`` or, for another kind's
    letter, ``UnreadableWords``.
    """
    if counts(reference):
        return _from_newest(journal, kind, reference)
    numbered = re.fullmatch(_NUMBERED, reference.strip())
    if numbered:
        return _by_number(journal, kind, numbered[1].lower(), int(numbered[2]), reference)
    if not folded(reference).split():
        raise UnreadableWords(f"{kind}", reference, (f"{kind.letter}3", "3", "words of its title"))
    found = _by_words(journal, [kind], reference, closed_first=closed_first)
    if found is None and kind in _OF_WHOM and journal.lens.audience is Audience.ME:
        return _of_whom(journal, kind, reference)
    if found is None:
        raise NotFound(kind.value, reference, lists(kind))
    return found.id


def each_of(
    journal: Journal, kind: Kind, words: Sequence[str], *, closed_first: bool = False
) -> list[int]:
    """The records that words name, each once: the one whose title has all of them, else one for each word.

    Raises as ``resolve``, and ``Ambiguous`` where bare words would name several: they may be of one title, badly recalled.
    """
    if len(words) > 1 and not any(map(is_code, words)):
        found = _open_or_closed(journal, [kind], " ".join(words), is_open=not closed_first)
        if found:
            return [found.id]
    ids = [resolve(journal, kind, each, closed_first=closed_first) for each in words]
    if len({*ids}) > 1 and kind not in (Kind.PERSON, Kind.MENTORSHIP):
        _expect_one_of_words(journal, kind, words, closed_first=closed_first)
    return list(dict.fromkeys(ids))


def _expect_one_of_words(
    journal: Journal, kind: Kind, words: Sequence[str], *, closed_first: bool
) -> None:
    """Raise ``Ambiguous`` where each of several bare words names another record."""
    bare = [each for each in words if not is_code(each) and len(each.split()) == 1]
    found = [_by_words(journal, [kind], each, closed_first=closed_first) for each in bare]
    told = {match.code: match.told for match in found if match}
    if len(told) > 1:
        error = Ambiguous(kind.value, " ".join(bare), list(told.values()), list(told))
        error.hint = f"name one by its number, or all of them: {' '.join(told)}"
        raise error


def in_one(
    journal: Journal, words: Sequence[str], *kinds: Kind, is_open: bool | None = None
) -> bool:
    """Whether the title of some record has all of the words: of any kind, open or not, if nothing else is said."""
    of = kinds or [kind for kind in Kind if kind not in _BY_NUMBER]
    try:
        return any(
            _open_or_closed(journal, of, " ".join(words), is_open=each)
            for each in ((True, False) if is_open is None else (is_open,))
        )
    except Ambiguous:
        return True


def open_ones(journal: Journal, kind: Kind, words: Sequence[str]) -> list[int]:
    """The same of what is open, by words alone; empty where one names none."""
    if any(map(is_code, words)):
        return []
    try:
        found = each_of(journal, kind, words)
    except NotFound:
        return []
    is_open = f"SELECT id FROM {kind.table} {kind.letter} WHERE ({kind.about.is_open})"
    return found if {*found} <= {*journal.ids(is_open)} else []


_OF_WHOM = {
    Kind.SESSION: (
        "planned session",
        "SELECT s.id, s.held_on FROM sessions s WHERE s.state = 'planned' AND EXISTS (SELECT 1 FROM attendees a"
        " WHERE a.session = s.id AND a.person IN (SELECT value FROM json_each(:people)))"
        " ORDER BY s.held_on, s.id",
    ),
    Kind.ACTION: (
        "open action",
        "SELECT a.id, a.text FROM actions a WHERE a.state = 'open' AND a.owner <> :me"
        " AND a.owner IN (SELECT value FROM json_each(:people)) ORDER BY a.due_on IS NULL, a.due_on, a.id",
    ),
    Kind.GOAL: (
        "active goal",
        "SELECT g.id, g.title FROM goals g WHERE g.state = 'active'"
        " AND g.owner IN (SELECT value FROM json_each(:people)) ORDER BY g.id",
    ),
}
"""What somebody's name means where no title has it: the session planned with them, what they have promised, their goal."""


def _of_whom(journal: Journal, kind: Kind, who: str) -> int:
    """The one record that the name of a person means."""
    what, sql = _OF_WHOM[kind]
    there = listed(that_fit(journal.pairs("SELECT id, name FROM people"), who))
    found = journal.rows(sql, {"people": there, "me": journal.me})
    if not found:
        raise NotFound(kind.value, who, lists(kind))
    codes = [f"{kind.letter}{id}" for id, _ in found]
    if len(found) > 1:
        is_day = kind is Kind.SESSION
        called = [
            journal.in_words(date.fromisoformat(each)) if is_day else quoted(each)
            for _, each in found
        ]
        told = [f"{code} {each}" for code, each in zip(codes, called, strict=True)]
        raise Ambiguous(what, who, told, codes)
    return int(found[0]["id"])


def find(
    journal: Journal, reference: str, meant: Collection[Kind] = tuple(Kind)
) -> tuple[Kind, int]:
    """The kind and id of the one record of any kind that ``reference`` names.

    Words look among the kinds that are ``meant``, and only where nothing there matches among the others.
    Raises ``NotFound``, ``Ambiguous``, or ``WrongUsage`` for a number without its letter.
    """
    if kind := kind_of(reference):
        return kind, resolve(journal, kind, reference)
    if counts(reference):
        return _newest_of_all(journal)
    if reference.strip().casefold() == "me" and journal.me:
        return Kind.PERSON, journal.me
    numbered = re.fullmatch(_NUMBERED, reference.strip())
    if numbered and not numbered[1]:
        raise _which(journal, reference.strip())
    if not folded(reference).split():
        raise UnreadableWords("record", reference, ("g3", "s-1", "last", "words of a title"))
    kinds = [kind for kind in Kind if kind not in _BY_NUMBER]
    wanted = [kind for kind in kinds if kind in meant]
    found = _by_words(journal, wanted, reference) or _by_words(journal, kinds, reference)
    if found is None:
        raise NotFound("record", reference, f"mentorlog search {pasted(reference)} looks further")
    return found.kind, found.id


def named(journal: Journal, reference: str) -> tuple[Kind, int]:
    """What ``find`` does; by a letter and a number also a record that is no longer there."""
    numbered = re.fullmatch(_NUMBERED, reference.strip())
    kind = LETTERS.get(numbered[1].lower()) if numbered else None
    return (kind, int(numbered[2])) if numbered and kind else find(journal, reference)


def kind_of(reference: str) -> Kind | None:
    """The kind whose letter ``g3`` or ``g-1`` begins with; None for all other references."""
    words = reference.strip()
    match = re.fullmatch(_NUMBERED, words) or re.fullmatch(_COUNTED, words)
    return LETTERS.get(match[1].lower()) if match else None


def counts(reference: str) -> bool:
    """Whether it counts from the newest record: ``last``, or ``s-2`` for the one before."""
    words = reference.strip()
    return words.casefold() == _LAST or bool(re.fullmatch(_COUNTED, words))


def is_number(reference: str, kind: Kind) -> bool:
    """Whether it is a number of that kind, ``k3``, ``3`` or ``k-1``, rather than words."""
    words = reference.strip()
    match = re.fullmatch(_NUMBERED, words) or re.fullmatch(_COUNTED, words)
    return match is not None and match[1].lower() in ("", kind.letter)


def is_code(reference: str) -> bool:
    """Whether it is a number of some kind, or counts from the newest: no words of a title."""
    return bool(re.fullmatch(_NUMBERED, reference.strip())) or counts(reference)


def lists(kind: Kind) -> str:
    """Which command lists the records of a kind, as a hint."""
    return f"mentorlog {kind.noun}{kind.about.listing} lists them"


def _by_number(journal: Journal, kind: Kind, letter: str, id: int, reference: str) -> int:
    _expect_letter(journal, kind, letter, reference)
    if journal.value(f"SELECT 1 FROM {kind.table} WHERE id = ?", [id]) is None:
        raise NotFound(kind.value, reference, lists(kind))
    return id


def _expect_letter(journal: Journal, kind: Kind, letter: str, reference: str) -> None:
    if letter in ("", kind.letter):
        return
    other = LETTERS.get(letter)
    reason = f"{letter} stands for {with_article(other)}" if other else ""
    error = UnreadableWords(f"{kind} number", reference, reason=reason)
    error.hint = lists(kind)
    if other:
        ends = other in _CLOSED and journal.command.split()[-1:] in _ENDING
        error.hint = f"mentorlog {'close' if ends else 'show'} {reference}"
    raise error


_ENDING = [
    [verb]
    for verb in ["done", "drop", "close", "cancel", "no-show", "answer", "outcome", "check-in"]
]
"""The last words of the commands that end a record, or say how far it has come."""
_CLOSED = (Kind.GOAL, Kind.MILESTONE, Kind.SESSION, Kind.TAKEAWAY, Kind.ACTION)
"""What ``mentorlog close`` takes, and says of what else it needs."""


def _from_newest(journal: Journal, kind: Kind, reference: str) -> int:
    """The record so many places from the newest one, which is 1; what is written last is the newest."""
    counted = re.fullmatch(_COUNTED, reference.strip())
    back = int(counted[2]) if counted else 1
    if counted:
        _expect_letter(journal, kind, counted[1].lower(), reference)
    if back == 0:
        newest = f"{kind.letter}-1"
        raise UnreadableWords(f"{kind} number", reference, (newest,), "the newest is 1")
    from_newest = f"FROM {kind.table} WHERE {_has_title(kind)}"
    found = journal.value(f"SELECT id {from_newest} ORDER BY id DESC LIMIT 1 OFFSET ?", [back - 1])
    if found is None:
        raise _too_far(kind, reference, journal.value(f"SELECT count(*) {from_newest}") or 0)
    # A session that was planned before others may have been logged since.
    if kind is Kind.SESSION and not counted:
        newest, id = _newest_of_all(journal)
        return id if newest is kind else found
    return found


def _too_far(kind: Kind, reference: str, number: int) -> NotFound:
    error = NotFound(kind.value, reference, lists(kind) if number else "")
    many = "is" if number == 1 else "are"
    said = f"There {many} {count(number, *kind.about.words)}, too few for {quoted(reference)}."
    error.sentence = said if number else f"There is no {kind.about.words[0]} yet."
    return error


def _has_title(kind: Kind) -> str:
    """SQL for the records that are there under a name: of some, others see only that they are."""
    column = kind.about.column(kind.title_column)
    return f"{column.name} IS NOT NULL" if column.required else "1"


def _newest_of_all(journal: Journal) -> tuple[Kind, int]:
    """The record written last; of one command's, the one that the others hang on."""
    newest = list(_session_logged(journal))
    for weight, kind in enumerate(_BY_WEIGHT):
        row = journal.row(
            "SELECT r.id, r.created_at, (SELECT min(c.operation) FROM changes c"
            " WHERE c.uid = r.uid AND c.change = 'insert') AS operation"
            f" FROM {kind.table} r WHERE {_has_title(kind)} ORDER BY r.id DESC LIMIT 1"
        )
        if row and not (kind is Kind.PERSON and row["id"] == journal.me):
            newest.append((row["created_at"], row["operation"] or 0, weight, row["id"]))
    if not newest:
        error = NotFound("record", _LAST, "mentorlog log WHO, or mentorlog goal add TITLE, begins")
        error.sentence = "Nothing is written in the journal yet."
        raise error
    *_, weight, id = max(newest)
    return _BY_WEIGHT[weight], id


def _session_logged(journal: Journal) -> Iterator[tuple[str, int, int, int]]:
    """The session logged last, be it new or not, where and how ever: when, with which command, its weight and id.

    Others are not told what was written of a session that they may see.
    """
    from mentorlog.journal.past.rows import UNDONE  # most references need no history

    row = journal.row(
        f"SELECT id, at FROM operations WHERE command IN {among(_LOGGING)} AND id NOT IN ({UNDONE})"
        " ORDER BY at DESC, id DESC LIMIT 1"
    )
    if row is None or journal.lens.audience is not Audience.ME:
        return
    # What was told of an earlier action in a session says so in its event alone.
    for id in journal.ids(
        "SELECT s.id FROM changes c JOIN sessions s"
        " ON s.uid = c.uid OR s.id = json_extract(c.after, '$.session') WHERE c.operation = ?"
        " ORDER BY c.tbl = 'sessions' DESC, c.tbl = 'events' DESC LIMIT 1",
        [row["id"]],
    ):
        yield row["at"], row["id"], len(_BY_WEIGHT) - 1, id


_BY_WEIGHT = (
    *(Kind.PERSON, Kind.MENTORSHIP, Kind.AGREEMENT, Kind.RATING, Kind.WIN, Kind.ACTION),
    *(Kind.TAKEAWAY, Kind.MILESTONE, Kind.GOAL, Kind.SESSION),
)
"""What hangs on others stands before them; people come into being beside what was meant."""


def _which(journal: Journal, number: str) -> Ambiguous:
    """The refusal of a bare number, with the records that have it."""
    found = [
        Match(kind, int(number), row["title"], False)
        for kind in Kind
        for row in journal.rows(f"{_titled(kind)} WHERE {kind.letter}.id = ?", [int(number)])
        if row["title"]
    ]
    told = [match.told for match in found]
    error = Ambiguous("record", number, told, [match.code for match in found])
    choices = f": {'; '.join(told)}" if told else ""
    error.sentence = f"The number {number} needs its letter here{choices}."
    error.hint = f"letters: {', '.join(f'{kind.letter} {kind.about.words[0]}' for kind in Kind)}"
    error.exit_code = WrongUsage.exit_code
    return error


_ASKS = among(("question", "topic", "advice"))
"""The lines that wait for something, and are closed once it has come."""


def _by_words(
    journal: Journal, kinds: Sequence[Kind], reference: str, *, closed_first: bool = False
) -> Match | None:
    """The one record whose title has the words; raises ``Ambiguous`` for several."""
    found = _open_or_closed(journal, kinds, reference, is_open=not closed_first)
    return found or _open_or_closed(journal, kinds, reference, is_open=closed_first)


def _open_or_closed(
    journal: Journal, kinds: Sequence[Kind], reference: str, *, is_open: bool
) -> Match | None:
    words = folded(reference).split()
    which = {kind: kind.about.is_open for kind in kinds}
    # Beside a win, which is never closed, a line that waits for nothing is not closed either.
    if len(kinds) > 1:
        which |= {Kind.TAKEAWAY: f"kind NOT IN {_ASKS} OR {Kind.TAKEAWAY.about.is_open}"}
    found = [
        each for kind in kinds for each in _matching(journal, kind, words, which[kind], is_open)
    ]
    found = [match for match in found if match.is_exact] or found
    # A session without a topic is called by its first takeaway, which is meant then.
    lines = {match.title for match in found if match.kind is Kind.TAKEAWAY}
    found = [each for each in found if each.kind is not Kind.SESSION or each.title not in lines]
    if len(found) > 1:
        is_of_one = len({match.kind for match in found}) == 1
        what = found[0].kind.value if is_of_one else "record"
        told = [match.told for match in found]
        raise Ambiguous(what, reference, told, [match.code for match in found])
    return found[0] if found else None


def _matching(
    journal: Journal, kind: Kind, words: Sequence[str], which: str, is_open: bool
) -> Iterator[Match]:
    # Of a word as short as "on" hardly any title has not the letters; a name may begin with them.
    short = "" if kind is Kind.PERSON else "[a-z]{1,2}"
    whole = [word for word in words if re.fullmatch(short, word)]
    condition = which if is_open else f"NOT coalesce({which}, 0)"
    for row in journal.rows(f"{_titled(kind)} WHERE {condition}"):
        text = folded(row["title"] or "")
        if all(word in text for word in words) and all(
            re.search(rf"\b{word}\b", text) for word in whole
        ):
            yield Match(kind, row["id"], row["title"], text.split() == words)


def _titled(kind: Kind) -> str:
    about = kind.about
    title = about.offered or about.called
    return f"SELECT {about.letter}.id, {title} AS title FROM {about.table} {about.letter}"


# What the shell may offer


_ONLY = {Kind.PERSON: "is_me IS NULL", Kind.SESSION: "1", Kind.TAKEAWAY: "1"}
"""Which are offered where they are not the open ones."""
_WORDS = {
    "tag": "SELECT DISTINCT tag FROM taggings",
    "skill": "SELECT DISTINCT skill COLLATE NOCASE FROM ratings",
}
_ENOUGH = 200
"""More than anybody reads in a completion menu."""


def candidates(path: Path, kind: Kind) -> list[tuple[int, str]]:
    """The ids and titles of up to 200 records that could be meant, the likeliest first."""
    about = kind.about
    query = (
        f"SELECT id, {about.offered or about.called} FROM {about.table} {about.letter}"
        f" WHERE {_ONLY.get(kind, about.is_open)} ORDER BY {about.likeliest} LIMIT {_ENOUGH}"
    )
    return [(row[0], row[1]) for row in _offered(path, query)]


def words_of(path: Path, column: str) -> list[str]:
    """Up to 200 words that a free column is filled with: ``tag`` or ``skill``."""
    return [row[0] for row in _offered(path, f"{_WORDS[column]} LIMIT {_ENOUGH}")]


def _offered(path: Path, sql: str) -> list[sqlite3.Row]:
    with closing(storage.connect(path)) as connection:
        return connection.execute(sql).fetchall()
