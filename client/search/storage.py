"""Bytes of an index, to be kept in the replica and loaded in a moment instead of reading a million rows.

Layout: magic, format, CRC-32 of all that follows; the length of the header; the header, in JSON: the small things,
and the length of each section; the sections. Numbers are little-endian.
"""

import json
import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

_MAGIC = b"FCSEARCH"
_FORMAT = 1
_FRONT = struct.Struct("<8sII")
_LENGTH = struct.Struct("<I")


class UnusableIndex(ValueError):
    """The bytes are damaged, of another version or of other fields and facets: build the index from its rows."""


class Writer:
    """Takes the parts of an index in the order in which `Reader` gives them back."""

    def __init__(self) -> None:
        self._plain: list[object] = []
        self._sections: list[bytes] = []

    def plain(self, value: object) -> None:
        """Keeps what JSON can hold."""
        self._plain.append(value)

    def raw(self, section: bytes) -> None:
        """Keeps bytes."""
        self._sections.append(section)

    def numbers(self, numbers: NDArray[Any]) -> None:
        """Keeps an array of whole numbers."""
        portable = numbers.astype(numbers.dtype.newbyteorder("<"), copy=False)
        self.plain(portable.dtype.str)
        self.raw(portable.tobytes())

    def bitmaps(self, bitmaps: Iterable[BitMap]) -> None:
        """Keeps sets of rows."""
        packed = [bitmap.serialize() for bitmap in bitmaps]
        self.numbers(np.array([len(each) for each in packed], np.uint32))
        self.raw(b"".join(packed))

    def finish(self) -> bytes:
        """All that was kept."""
        header = json.dumps([self._plain, [len(section) for section in self._sections]]).encode()
        body = [_LENGTH.pack(len(header)), header, *self._sections]
        check = 0
        for part in body:
            check = zlib.crc32(part, check)
        return b"".join([_FRONT.pack(_MAGIC, _FORMAT, check), *body])


class Reader:
    """Gives back what a `Writer` took. Raises UnusableIndex for bytes that are not as they were written."""

    def __init__(self, data: bytes) -> None:
        if len(data) < _FRONT.size:
            raise UnusableIndex("the saved search index is cut short; build it anew")
        magic, version, check = _FRONT.unpack_from(data)
        if magic != _MAGIC or version != _FORMAT:
            raise UnusableIndex("the saved search index is of another version; build it anew")
        view = memoryview(data)[_FRONT.size :]
        if zlib.crc32(view) != check:
            raise UnusableIndex("the saved search index is damaged; build it anew")
        end = _LENGTH.size + _LENGTH.unpack_from(view)[0]
        plain, lengths = json.loads(bytes(view[_LENGTH.size : end]))
        self._plain: Iterator[Any] = iter(plain)
        self._sections = _sections(view[end:], lengths)

    def plain(self) -> Any:
        """The next value."""
        return next(self._plain)

    def raw(self) -> memoryview:
        """The next bytes."""
        return next(self._sections)

    def numbers(self) -> NDArray[Any]:
        """The next array, as a copy: else it would hold all the bytes for as long as it lives."""
        dtype = np.dtype(self.plain())
        return np.frombuffer(self.raw(), dtype).astype(dtype.newbyteorder("="))

    def bitmaps(self) -> list[BitMap]:
        """The next sets of rows."""
        lengths, packed = self.numbers().tolist(), self.raw()
        found, start = [], 0
        for length in lengths:
            found.append(BitMap.deserialize(bytes(packed[start : start + length])))
            start += length
        return found


def _sections(view: memoryview, lengths: list[int]) -> Iterator[memoryview]:
    start = 0
    for length in lengths:
        yield view[start : start + length]
        start += length
