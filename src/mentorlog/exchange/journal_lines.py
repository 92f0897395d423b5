"""The whole journal as JSON Lines: a head, a row of a table in each line, and an end.

``{"mentorlog":2,"numbers":{…}}``, then ``{"table":"people","id":1,…}`` and so on, and last
``{"mentorlog":"end"}``, without which a file cut off between two lines would pass for whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, TextIO

from mentorlog.errors import UnreadableFile
from mentorlog.exchange.journal_rows import (
    MOST,
    Table,
    begins,
    check_version,
    is_lines,
    refuse_selection,
)
from mentorlog.exchange.json_text import DECODER
from mentorlog.harmless import in_json
from mentorlog.records.exports import VERSION
from mentorlog.records.imports import NUMBERS, Bad, Place, TableRow

END = '{"mentorlog":"end"}'


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001 - the contract's
    """Whether a file that starts so is a journal in JSON Lines."""
    return begins(head) and is_lines(head)


def rows(stream: BinaryIO, name: str) -> Iterator[TableRow | Bad]:
    """The rows in the order of the file; a line that is no row, and a missing end, are ``Bad``.

    Raises ``UnreadableFile`` where it does not begin as it should.
    """
    lines = _lines(stream, name)
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
                yield Bad(where, 'it has no "table"', str(text))
    yield Bad(where, "the file is cut off after this line")


def _head(lines: Iterator[tuple[Place, str | Bad]], name: str) -> Iterator[TableRow]:
    where, text = next(lines, (Place(name, 1), ""))
    value = text if isinstance(text, Bad) else _object(where, text)
    if isinstance(value, Bad) or "mentorlog" not in value:
        raise UnreadableFile(where, 'it does not begin with {"mentorlog": …}')
    check_version(value["mentorlog"], where)
    if "for" in value:
        refuse_selection(value["for"], where)
    numbers = value.get(NUMBERS)
    if isinstance(numbers, dict):
        yield TableRow(NUMBERS, numbers, where, str(text))


def _lines(stream: BinaryIO, name: str) -> Iterator[tuple[Place, str | Bad]]:
    """Each line that is not blank with its place; what cannot be read of one is ``Bad``."""
    number = 0
    while line := stream.readline(MOST):
        number += 1
        where = Place(name, number)
        if len(line) == MOST and not line.endswith(b"\n"):
            while (more := stream.readline(MOST)) and not more.endswith(b"\n"):
                pass
            yield where, Bad(where, f"a line of over {MOST >> 20} MB cannot be read")
            continue
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            yield where, Bad(where, "it is no UTF-8 text", line.decode("utf-8", "replace"))
            continue
        if not text.isspace():
            yield where, text


def _object(where: Place, text: str) -> dict[str, object] | Bad:
    bare = text.strip()
    try:
        value, end = DECODER.raw_decode(bare)
    except json.JSONDecodeError as error:
        return Bad(where, f"it is no JSON: {error.msg}", text)
    except (ValueError, RecursionError) as error:
        deep = isinstance(error, RecursionError)
        return Bad(where, "it is nested too deep" if deep else str(error), text)
    if not isinstance(value, dict):
        return Bad(where, "it is no object", text)
    if end != len(bare):
        return Bad(where, "there is more after its end", text)
    return value


def write(tables: Iterable[Table], numbers: Mapping[str, int], stream: TextIO) -> None:
    """Write every table's rows, which must say themselves which table they are of."""
    head = json.dumps({"mentorlog": VERSION, NUMBERS: numbers}, separators=(",", ":"))
    stream.write(f"{head}\n")
    for table in tables:
        for batch in table.batches:
            stream.write(in_json("\n".join(batch)) + "\n")
    stream.write(f"{END}\n")
