"""The pages of a damaged SQLite file, made fit to be opened: the header, and the page of the schema.

Facts of the file format (sqlite.org/fileformat2.html): the first page begins with a header of 100
bytes and then is the root of the tree that holds the schema; a tree's page says what it is in its
first byte.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from mentorlog.journal.tables import APPLICATION_ID, MAGIC, VERSION

_HEADER = 100
_INTERIOR, _LEAF = 5, 13
_PAGE = 4096
"""SQLite's own page size, which mentorlog never changes."""


def attempts(content: bytes, donors: Sequence[bytes]) -> Iterator[bytes]:
    """The file as it is, then with a header made anew, then with each donor's schema in it."""
    if content.startswith(MAGIC):
        yield content
    size = _page_size(content)
    headed = _headed(content, size)
    yield headed
    for donor in donors:
        if _page_size(donor) == size:
            yield _with_schema(headed, donor, size)


def _page_size(content: bytes) -> int:
    (size,) = struct.unpack(">H", content[16:18]) if len(content) > 18 else (0,)
    size = 65536 if size == 1 else size
    return size if content.startswith(MAGIC) and size >= 512 and not size & (size - 1) else _PAGE


def _headed(content: bytes, size: int) -> bytes:
    """The file with a new header that fits its length; half a page at its end is cut off."""
    pages = len(content) // size
    header = struct.pack(
        ">16sHBBBBBB12I20xII",
        MAGIC, size if size < 65536 else 1, 1, 1, 0, 64, 32, 32,
        1, pages, 0, 0, 1, 4, 0, 0, 1, VERSION, 0, APPLICATION_ID,
        1, 3037000,
    )  # fmt: skip
    return header + content[_HEADER : pages * size]


def _with_schema(content: bytes, donor: bytes, size: int) -> bytes:
    """The file with the pages of the donor's schema in the place of its own."""
    patched = bytearray(content)
    for number in _tree(donor, 1, size):
        start = (number - 1) * size
        if start + size <= len(patched):
            patched[start : start + size] = donor[start : start + size]
    patched[:_HEADER] = content[:_HEADER]
    return bytes(patched)


def _tree(content: bytes, number: int, size: int) -> Iterator[int]:
    """The pages of a tree of tables, its root first; pages of long texts are left out."""
    page = content[(number - 1) * size : number * size]
    at = _HEADER if number == 1 else 0
    yield number
    if page[at] != _INTERIOR:
        return
    (cells,) = struct.unpack_from(">H", page, at + 3)
    (last,) = struct.unpack_from(">I", page, at + 8)
    for cell in range(cells):
        (place,) = struct.unpack_from(">H", page, at + 12 + 2 * cell)
        (child,) = struct.unpack_from(">I", page, place)
        yield from _tree(content, child, size)
    yield from _tree(content, last, size)
