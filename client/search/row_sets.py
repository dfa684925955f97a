"""Sets of rows by number. Most terms are rare: their few rows are a short sorted array, a sixth of a bitmap's size."""

from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence

import numpy as np
from pyroaring import BitMap

from client.search.storage import Reader, Writer

FEW = 64
"""Up to so many rows a set may be an array."""


class RowSets:
    """Numbered from 0 on, in the order in which they are made."""

    def __init__(self) -> None:
        self._sets: list[BitMap | array[int]] = []

    def __len__(self) -> int:
        return len(self._sets)

    def make(self) -> int:
        """The number of a new, empty set."""
        self._sets.append(array("I"))
        return len(self._sets) - 1

    def size(self, number: int) -> int:
        """How many rows a set has."""
        return len(self._sets[number])

    def rows(self, number: int) -> BitMap:
        """The rows of a set; not to be changed."""
        rows = self._sets[number]
        return rows if isinstance(rows, BitMap) else BitMap(rows)

    def add(self, number: int, ordinal: int) -> None:
        """Adds a row that is not in the set."""
        rows = self._sets[number]
        if isinstance(rows, BitMap):
            rows.add(ordinal)
        elif len(rows) < FEW:
            insort(rows, ordinal)
        else:
            self._sets[number] = bitmap = BitMap(rows)
            bitmap.add(ordinal)

    def update(self, number: int, ordinals: "array[int]") -> None:
        """Adds rows that are not in the set."""
        rows = self._sets[number]
        if isinstance(rows, BitMap):
            rows.update(ordinals)
        elif len(rows) + len(ordinals) <= FEW:
            self._sets[number] = array("I", sorted(rows + ordinals))
        else:
            self._sets[number] = BitMap(rows + ordinals)

    def discard(self, number: int, ordinal: int) -> None:
        """Takes a row out of a set that has it."""
        rows = self._sets[number]
        if isinstance(rows, BitMap):
            rows.discard(ordinal)
        else:
            del rows[bisect_left(rows, ordinal)]

    def union(self, numbers: Iterable[int]) -> BitMap:
        """The rows that are in any of some sets; a new bitmap."""
        few = array("I")
        many: list[BitMap] = []
        for number in numbers:
            rows = self._sets[number]
            if isinstance(rows, BitMap):
                many.append(rows)
            else:
                few.extend(rows)
        return BitMap(few).union(*many)

    def shrink(self) -> None:
        """Gives back the room that bitmaps keep for growing."""
        for rows in self._sets:
            if isinstance(rows, BitMap):
                rows.shrink_to_fit()

    def save(self, writer: Writer, kept: Sequence[int]) -> None:
        """Keeps some sets, numbered anew in the given order."""
        sets = [self._sets[number] for number in kept]
        writer.numbers(np.array([len(rows) if isinstance(rows, array) else 0 for rows in sets], np.uint8))
        flat = array("I")
        for rows in sets:
            if isinstance(rows, array):
                flat.extend(rows)
        writer.numbers(np.frombuffer(flat, np.uint32))
        writer.bitmaps(rows for rows in sets if isinstance(rows, BitMap))

    def load(self, reader: Reader) -> None:
        """Takes over what was saved; there are no sets."""
        counts, flat = reader.numbers().tolist(), array("I", reader.numbers().tobytes())
        bitmaps = iter(reader.bitmaps())
        start = 0
        for count in counts:
            self._sets.append(flat[start : start + count] if count else next(bitmaps))
            start += count
