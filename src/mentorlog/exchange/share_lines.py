"""A share as JSON Lines: a head, one line for each record and each comment, and an end.

``{"mentorlog":"share","version":1,"made_at":…,"from":{"uid","name"},"to":{"uid","name"}}``, then
``{"record":"goal","uid":…,"title":…,"told":[…]}`` and so on, ``{"comment":"goal","on":…,"field":…}``, and
last ``{"mentorlog":"end"}``. The guide ``share`` tells all keys. Characters that could act on a terminal are
escaped.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from mentorlog.errors import UnreadableFile
from mentorlog.exchange import reading
from mentorlog.harmless import in_json
from mentorlog.records import Kind
from mentorlog.records.imports import Place
from mentorlog.records.kinds import SHARED
from mentorlog.records.shares import (
    COMMENTS,
    GIVER,
    READER,
    VERSION,
    Comment,
    Party,
    Row,
    Share,
    Told,
)

MOST = 64 * 2**20
"""The largest share that is read, in bytes: some years of two people's work take a hundredth of it."""

_END = {"mentorlog": "end"}
_UID = re.compile(r"[0-9A-Za-z_.@-]{1,200}")
_GIVER_UID = re.compile(r"[0-9a-z]{1,64}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIELD = re.compile(r"[a-z]{1,20}")
_BEGINS = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"mentorlog"\s*:\s*"share"')
_OWN_KEYS = ("record", "uid", "owner", "goals", "tags", "told")
_LINKS = ("goal", "parent", "session")

Object = Mapping[str, object]


def recognises(head: bytes) -> bool:
    """Whether a file that starts so is a share."""
    return _BEGINS.match(head) is not None


# --- out --------------------------------------------------------------------------------------


def written(share: Share) -> str:
    """The text of the file."""
    lines = (
        json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in _objects(share)
    )
    return "".join(f"{in_json(line)}\n" for line in lines)


def _objects(share: Share) -> Iterator[Object]:
    yield {
        "mentorlog": "share",
        "version": VERSION,
        "made_at": share.made_at,
        GIVER: _party(share.giver),
        READER: _party(share.reader),
    }
    for row in share.rows:
        own = {"owner": row.owner, "goals": list(row.goals), "tags": list(row.tags)}
        yield {
            "record": row.kind.value,
            "uid": row.uid,
            **row.values,
            **row.links,
            **{key: value for key, value in own.items() if value},
            "told": [_said(each) for each in row.told],
        }
    for comment in share.comments:
        own = {"evidence": comment.evidence, "after": list(comment.after)}
        yield {
            "comment": comment.kind.value,
            "on": comment.on,
            **_said(comment.told),
            **{key: value for key, value in own.items() if value},
        }
    yield _END


def _party(party: Party) -> Object:
    return {key: value for key, value in party._asdict().items() if value}


def _said(told: Told) -> Object:
    return {key: value for key, value in told._asdict().items() if value is not None}


# --- in ---------------------------------------------------------------------------------------


def read(content: bytes, name: str) -> Share:
    """The share that a file holds; raises ``UnreadableFile`` for one that is cut, forged or newer."""
    return _Reading(name).share(content)


class _Reading:
    def __init__(self, name: str) -> None:
        self._where = Place(name, 1)
        self._latest = datetime.max.replace(tzinfo=UTC)

    def share(self, content: bytes) -> Share:
        if len(content) > MOST:
            raise self._wrong(f"a share of over {MOST >> 20} MB cannot be read")
        if not recognises(content):
            raise self._wrong("it is no share", "mentorlog share WHO -o FILE writes one")
        found = self._objects(content)
        head = next(found)
        reading.expect_known(head.get("version"), VERSION, self._where)
        made_at = self._text(head, "made_at", _INSTANT)
        self._latest = self._moment(made_at) + timedelta(days=1)
        parties = self._party(head, GIVER), self._party(head, READER)
        known = {each.uid for each in parties}
        rows: list[Row] = []
        comments: list[Comment] = []
        for each in found:
            if each == _END:
                # Each record after those that it hangs on.
                rows.sort(key=lambda row: SHARED.index(row.kind))
                return Share(made_at, *parties, tuple(rows), tuple(comments))
            if "comment" in each:
                comments.append(self._comment(each))
                continue
            row = self._row(each)
            if row.uid in known:
                raise self._wrong(f"its uid {row.uid} is there twice")
            known.add(row.uid)
            rows.append(row)
        raise self._wrong("the file is cut off after this line")

    def _moment(self, words: str) -> datetime:
        try:
            return datetime.fromisoformat(words)
        except ValueError:
            raise self._wrong(f"{words} is no instant") from None

    def _wrong(self, why: str, hint: str = "") -> UnreadableFile:
        return UnreadableFile(self._where, why, hint)

    def _objects(self, content: bytes) -> Iterator[Object]:
        # Not splitlines(), which takes other characters for the end of a line.
        for number, line in enumerate(content.split(b"\n"), 1):
            self._where = Place(self._where.file, number)
            if not line.strip():
                continue
            try:
                yield reading.json_object(line.decode("utf-8-sig"))
            except UnicodeDecodeError:
                raise self._wrong("it is not UTF-8 text") from None
            except ValueError as error:
                raise self._wrong(str(error)) from None

    def _party(self, head: Object, key: str) -> Party:
        value = self._inside(head.get(key), f'its "{key}"')
        name = value.get("name")
        if not isinstance(name, str) or not name.strip() or len(name) > 200:
            raise self._wrong(f'its "{key}" has no name')
        was = tuple(each for each in self._texts(value, "was") if _GIVER_UID.fullmatch(each))
        return Party(self._text(value, "uid", _GIVER_UID), name, was)

    def _inside(self, value: object, what: str) -> Object:
        if not isinstance(value, dict):
            raise self._wrong(f"{what} is not an object")
        return value

    def _text(self, value: Object, key: str, form: re.Pattern[str]) -> str:
        found = value.get(key)
        if not isinstance(found, str) or not form.fullmatch(found):
            raise self._wrong(f'its "{key}" is missing, or not as it should be')
        return found

    def _maybe(self, value: Object, key: str, form: re.Pattern[str] | None = None) -> str | None:
        found = value.get(key)
        if found is None:
            return None
        if form:
            return self._text(value, key, form)
        if not isinstance(found, str):
            raise self._wrong(f'its "{key}" is not a text')
        return found

    def _kind(self, value: Object, key: str, among: Iterable[Kind]) -> Kind:
        known = {kind.value: kind for kind in among}
        try:
            return known[value[key]]  # type: ignore[index]
        except (KeyError, TypeError):
            raise self._wrong(f'its "{key}" is none that is shared') from None

    def _row(self, value: Object) -> Row:
        kind = self._kind(value, "record", SHARED)
        links = {key: self._text(value, key, _UID) for key in _LINKS if value.get(key) is not None}
        values = {key: each for key, each in value.items() if key not in (*_OWN_KEYS, *_LINKS)}
        for key, each in values.items():
            if type(each) not in (str, int):
                raise self._wrong(f'its "{key}" is neither text nor a whole number')
        return Row(
            kind,
            self._text(value, "uid", _UID),
            values,
            links,
            self._one_of_us(value, "owner"),
            tuple(self._texts(value, "goals")),
            tuple(self._texts(value, "tags")),
            tuple(
                self._told(self._inside(each, "what happened"))
                for each in self._list(value, "told")
            ),
        )

    def _list(self, value: Object, key: str) -> list[object]:
        found = value.get(key, [])
        if not isinstance(found, list):
            raise self._wrong(f'its "{key}" is not a list')
        return found

    def _texts(self, value: Object, key: str) -> Iterator[str]:
        for each in self._list(value, key):
            if not isinstance(each, str):
                raise self._wrong(f'its "{key}" holds what is no text')
            yield each

    def _one_of_us(self, value: Object, key: str) -> str | None:
        found = self._maybe(value, key)
        if found not in (None, GIVER, READER):
            raise self._wrong(f'its "{key}" is neither "{GIVER}" nor "{READER}"')
        return found

    def _told(self, value: Object) -> Told:
        confidence = value.get("confidence")
        if confidence is not None and (type(confidence) is not int or not 0 <= confidence <= 10):
            raise self._wrong('its "confidence" is none from 0 to 10')
        day = self._text(value, "happened_on", _DAY)
        if self._moment(f"{day}T00:00:00Z") > self._latest:
            raise self._wrong(f"{day} is after the day on which the share was made")
        return Told(
            self._text(value, "uid", _UID),
            self._text(value, "field", _FIELD),
            day,
            self._one_of_us(value, "by"),
            self._maybe(value, "old"),
            self._maybe(value, "new"),
            confidence,
            self._maybe(value, "note"),
            self._maybe(value, "session", _UID),
        )

    def _comment(self, value: Object) -> Comment:
        kind = self._kind(value, "comment", COMMENTS)
        told = self._told(value)
        if told.field not in COMMENTS[kind]:
            raise self._wrong('its "field" is none of which a partner speaks')
        evidence, after = self._maybe(value, "evidence"), tuple(self._texts(value, "after"))
        return Comment(kind, self._text(value, "on", _UID), told, evidence, after)
