"""Many codes with their rows, packed: sorted once, searched from the front and from the back, never changed."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

_MANY, _SLACK = 255, 65_536
_AFTER_ALL = b"\xff"  # in no UTF-8 text, so after every continuation of a beginning

Numbers = NDArray[np.uint32]
Coded = tuple[NDArray[np.bytes_], Numbers]
"""Codes in UTF-8, and their rows, in any order."""


class PackedCodes:
    """One text of all codes in order, where each starts, their rows, and their order when read backwards."""

    def __init__(self, text: bytes, starts: Numbers, ordinals: Numbers, backward: Numbers) -> None:
        self.text, self.starts, self.ordinals, self.backward = text, starts, ordinals, backward
        self._starts = memoryview(starts.data)  # single numbers are read out of it several times as fast

    @classmethod
    def of(cls, *parts: Coded) -> "PackedCodes":
        """Packs codes and their rows."""
        raw = np.concatenate([codes for codes, _ in parts])
        order = np.argsort(raw, kind="stable")
        in_order: list[bytes] = raw[order].tolist()
        starts = np.zeros(len(order) + 1, np.uint32)
        np.cumsum([len(code) for code in in_order], out=starts[1:])
        backward = np.argsort(np.array([code[::-1] for code in in_order], np.bytes_), kind="stable")
        ordinals = np.concatenate([rows for _, rows in parts])[order]
        return cls(b"".join(in_order), starts, ordinals, backward.astype(np.uint32))

    @classmethod
    def empty(cls) -> "PackedCodes":
        """No codes."""
        return cls.of((np.zeros(0, np.bytes_), np.zeros(0, np.uint32)))

    def __len__(self) -> int:
        return len(self.ordinals)

    def code(self, place: int) -> bytes:
        """The code at a place of the order."""
        return self.text[self._starts[place] : self._starts[place + 1]]

    @cached_property
    def _counts(self) -> NDArray[np.uint8]:
        """How many codes each row has, by ordinal; `_MANY` stands for more. Empty where ordinals leave wide gaps."""
        if not len(self) or self.ordinals.max() > 4 * len(self) + _SLACK:
            return np.zeros(0, np.uint8)
        return np.minimum(np.bincount(self.ordinals), _MANY).astype(np.uint8)

    def has(self, ordinal: int, codes: Sequence[bytes]) -> bool:
        """Whether a row has just these codes, no two alike; False where that is not easily told."""
        count = int(self._counts[ordinal]) if ordinal < len(self._counts) else _MANY
        return count == len(codes) < _MANY and all(self._is_of(code, ordinal) for code in codes)

    def _is_of(self, code: bytes, ordinal: int) -> bool:
        place = self._place(code)
        if place < len(self) and self.ordinals[place] == ordinal:
            return self.code(place) == code
        return ordinal in self.ordinals[place : self._place(code + b"\0")]

    def without(self, void: BitMap) -> Coded:
        """All codes and their rows, but for some rows."""
        kept = np.flatnonzero(~np.isin(self.ordinals, np.frombuffer(void.to_array(), np.uint32)))
        return np.array([self.code(place) for place in kept.tolist()], np.bytes_), self.ordinals[kept]

    def equal_to(self, typed: str) -> BitMap:
        """The rows with exactly this code."""
        return self._between(typed.encode(), typed.encode() + b"\0")

    def beginning_with(self, typed: str) -> BitMap:
        """The rows with a code that begins with what was typed."""
        return self._between(typed.encode(), typed.encode() + _AFTER_ALL)

    def ending_with(self, typed: str) -> BitMap:
        """The rows with a code that ends with what was typed."""
        mirrored = typed.encode()[::-1]
        start, end = self._mirrored_place(mirrored), self._mirrored_place(mirrored + _AFTER_ALL)
        return _rows(self.ordinals[self.backward[start:end]])

    def some_beginning_with(self, typed: str, void: BitMap) -> Iterator[str]:
        """The codes that begin with what was typed, in order, but for those of some rows."""
        place, wanted = self._place(typed.encode()), typed.encode()
        while place < len(self) and (code := self.code(place)).startswith(wanted):
            if self.ordinals[place] not in void:
                yield code.decode()
            place += 1

    def _between(self, first: bytes, last: bytes) -> BitMap:
        return _rows(self.ordinals[self._place(first) : self._place(last)])

    def _place(self, code: bytes) -> int:
        return bisect_left(range(len(self)), code, key=self.code)

    def _mirrored_place(self, code: bytes) -> int:
        return bisect_left(self.backward, code, key=lambda place: self.code(place)[::-1])


def _rows(ordinals: Numbers) -> BitMap:
    return BitMap(array("I", np.sort(ordinals).tobytes()))
