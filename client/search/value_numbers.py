"""The one value of each row of a facet as a small number in a line: the quickest count of some thousand rows."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from client.search.facets import Value

_MOST_VALUES = 65_535
_SLACK = 65_536
"""Room for new rows before the line has to be made anew."""


class CountedRows:
    """Rows whose values are counted: as a bitmap and, made once for all facets, as a line of ordinals."""

    def __init__(self, bitmap: BitMap) -> None:
        self.bitmap = bitmap

    @cached_property
    def ordinals(self) -> NDArray[np.intp]:
        """The ordinals, ascending, of the type that numpy looks up by."""
        return np.frombuffer(self.bitmap.to_array(), np.uint32).astype(np.intp)


class ValueNumbers:
    """Numbers of values from 1 on, by ordinal; 0 is none."""

    def __init__(self, bitmaps: Mapping[Value, BitMap], last: int) -> None:
        self._numbers = {value: number for number, value in enumerate(bitmaps, 1)}
        self._values = list(bitmaps)
        self._line = np.zeros(last + 1 + _SLACK, np.min_scalar_type(len(bitmaps)))
        for value, bitmap in bitmaps.items():
            self._line[np.frombuffer(bitmap.to_array(), np.uint32)] = self._numbers[value]

    @classmethod
    def of(cls, bitmaps: Mapping[Value, BitMap]) -> "ValueNumbers | None":
        """The line for the rows of each value; None if it would not do.

        That is where a row has several values, there are very many, or ordinals leave gaps too wide for a line.
        """
        rows = BitMap().union(*bitmaps.values())
        held = sum(map(len, bitmaps.values()))
        if not rows or held != len(rows) or len(bitmaps) > _MOST_VALUES or rows.max() > 4 * held + _SLACK:
            return None
        return cls(bitmaps, rows.max())

    def put(self, ordinal: int, value: Value) -> bool:
        """Gives a row that has no value one; False if the line cannot take it and is to be made anew."""
        number = self._numbers.get(value)
        if number is None or ordinal >= len(self._line) or self._line[ordinal]:
            return False
        self._line[ordinal] = number
        return True

    def value(self, ordinal: int) -> Value | None:
        """The value of a row, if it has one."""
        if ordinal >= len(self._line) or not self._line[ordinal]:
            return None
        return self._values[int(self._line[ordinal]) - 1]

    def drop(self, ordinal: int) -> Value | None:
        """Forgets the value of a row, and returns it."""
        value = self.value(ordinal)
        if value is not None:
            self._line[ordinal] = 0
        return value

    def counts(self, rows: "CountedRows") -> dict[Value, int]:
        """How many of some rows have each value."""
        ordinals = rows.ordinals
        if len(ordinals) and ordinals[-1] >= len(self._line):
            ordinals = ordinals[: np.searchsorted(ordinals, len(self._line))]
        found = np.bincount(self._line[ordinals], minlength=len(self._numbers) + 1).tolist()
        return {value: found[number] for value, number in self._numbers.items()}
