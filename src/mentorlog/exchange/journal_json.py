"""The whole journal as one JSON object: ``{"mentorlog": 2, "numbers": {…}, "people": [{…}, …], …}``.

Read and written a row at a time, whatever the white space between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, TextIO

from mentorlog.exchange.journal_rows import (
    MOST,
    Table,
    begins,
    check_version,
    is_lines,
    refuse_selection,
)
from mentorlog.exchange.json_text import JsonText
from mentorlog.harmless import in_json
from mentorlog.records.exports import VERSION
from mentorlog.records.imports import NUMBERS, Bad, TableRow


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001 - the contract's
    """Whether a file that starts so is a journal in JSON."""
    return begins(head) and not is_lines(head)


def rows(stream: BinaryIO, name: str) -> Iterator[TableRow | Bad]:
    """The rows in the order of the file; a value in a table that is no object is ``Bad``.

    Raises ``UnreadableFile`` where the file is cut off, no JSON, or of another version.
    """
    text = JsonText(stream, name, MOST)
    text.expect("{")
    if _key(text) != "mentorlog":
        text.fail('it does not begin with "mentorlog"')
    where = text.where
    version, _ = text.value()
    check_version(version, where)
    while text.take(","):
        yield from _member(text)
    text.expect("}")
    if text.next():
        text.fail("there is more after its end")


def _key(text: JsonText) -> str:
    key, _ = text.value()
    if not isinstance(key, str):
        text.fail("a name is missing")
    text.expect(":")
    return key


def _member(text: JsonText) -> Iterator[TableRow | Bad]:
    key, where = _key(text), text.where
    if text.next() != "[":
        value, source = text.value()
        if key == "for":
            refuse_selection(value, where)
        if not isinstance(value, dict):
            text.fail(f"{key} is no list")
        yield TableRow(key, value, where, source)
        return
    text.expect("[")
    if text.take("]"):
        return
    while True:
        text.next()
        where = text.where
        value, source = text.value()
        if isinstance(value, dict):
            yield TableRow(key, value, where, source)
        else:
            yield Bad(where, "it is no object", source)
        if not text.take(","):
            text.expect("]")
            return


def write(tables: Iterable[Table], numbers: Mapping[str, int], stream: TextIO) -> None:
    """Write every table, a row a line."""
    from json import dumps

    stream.write(f'{{"mentorlog":{VERSION},\n"{NUMBERS}":{dumps(numbers, separators=(",", ":"))}')
    for table in tables:
        stream.write(f',\n"{table.name}":[')
        between = "\n"
        for batch in table.batches:
            stream.write(between + in_json(",\n".join(batch)))
            between = ",\n"
        stream.write("\n]" if between == ",\n" else "]")
    stream.write("}\n")
