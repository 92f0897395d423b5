"""The whole journal as JSON Lines: a head, one line for each row of its tables, and an end.

``{"mentorlog":2,"numbers":{…}}``, then ``{"table":"people","id":1,…}`` and so on, parents before
what hangs on them, and last ``{"mentorlog":"end"}``. Without the end nobody could tell a file that
was cut off between two lines. Characters that could act on a terminal are escaped.
"""

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TextIO

from mentorlog.errors import UnreadableFile
from mentorlog.exchange import reading
from mentorlog.harmless import in_json
from mentorlog.records.exports import VERSION
from mentorlog.records.imports import NUMBERS, Bad, Place, TableRow

END = '{"mentorlog":"end"}'

_BEGIN = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"mentorlog"\s*:')
_WHOLE = "mentorlog export -o FILE writes the whole journal"


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001 - the contract's
    """Whether a file that starts so was written by ``mentorlog export``."""
    return _BEGIN.match(head) is not None


def rows(content: bytes, name: str) -> Iterator[TableRow | Bad]:
    """The rows in the order of the file; a line that is no row, and a missing end, are ``Bad``.

    Raises ``UnreadableFile`` where the file does not begin as it should.
    """
    lines = _lines(content, name)
    yield from _head(lines, name)
    where = Place(name)
    for where, text in lines:
        value = text if isinstance(text, Bad) else _object(where, text)
        if isinstance(value, Bad):
            yield value
        elif "mentorlog" in value:
            return
        else:
            table = value.pop("table", None)
            if isinstance(table, str):
                yield TableRow(table, value, where, str(text))
            else:
                yield Bad(where, 'it has no "table"')
    yield Bad(where, "the file is cut off after this line")


def _head(lines: Iterator[tuple[Place, str | Bad]], name: str) -> Iterator[TableRow]:
    where, text = next(lines, (Place(name, 1), ""))
    value = text if isinstance(text, Bad) else _object(where, text)
    if isinstance(value, Bad) and isinstance(text, str) and _BEGIN.match(text.encode()):
        raise UnreadableFile(where, "it is JSON, and a whole journal is JSON Lines", _WHOLE)
    if isinstance(value, Bad) or "mentorlog" not in value:
        raise UnreadableFile(where, 'it does not begin with {"mentorlog": …}')
    reading.expect_known(value["mentorlog"], VERSION, where)
    if "for" in value:
        # It has neither history nor numbers, and cannot become a journal again.
        reason = f"it is a selection made for {value['for']}, not a journal"
        raise UnreadableFile(where, reason, _WHOLE)
    numbers = value.get(NUMBERS)
    if isinstance(numbers, dict):
        yield TableRow(NUMBERS, numbers, where, str(text))


def _lines(content: bytes, name: str) -> Iterator[tuple[Place, str | Bad]]:
    """Each line that is not blank with its place; one that cannot be read is ``Bad``."""
    for number, line in enumerate(io.BytesIO(content), 1):
        where = Place(name, number)
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            yield where, Bad(where, "it is not UTF-8 text")
            continue
        if not text.isspace():
            yield where, text


def _object(where: Place, text: str) -> dict[str, object] | Bad:
    try:
        return reading.json_object(text)
    except ValueError as error:
        return Bad(where, str(error))


def write(batches: Iterable[Iterable[str]], numbers: Mapping[str, int], stream: TextIO) -> None:
    """Write the rows of all tables, which are JSON objects that name their table, a batch at a time."""
    head = json.dumps({"mentorlog": VERSION, NUMBERS: numbers}, separators=(",", ":"))
    stream.write(f"{head}\n")
    for batch in batches:
        stream.write(in_json("\n".join(batch)) + "\n")
    stream.write(f"{END}\n")
