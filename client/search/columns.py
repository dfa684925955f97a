"""The values of a facet in all rows, as bitmaps: chosen by a filter, counted, changed in microseconds."""

from abc import ABC, abstractmethod
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence, Set
from datetime import date, datetime, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from client.search.bitslices import MAX_MAGNITUDE, BitSlices
from client.search.facets import Bands, Buckets, Ends, Facet, FacetCount, Range, Ranges, Terms, Value
from client.search.storage import Reader, Writer
from client.search.value_numbers import CountedRows, ValueNumbers

_FEW_ROWS = 200_000
_FEW_VALUES = 8
"""Up to so many rows, and above so many values, counting row by row beats counting bitmap by bitmap."""

Held = Sequence[Value]
"""The values of a row in one facet: none, one or (`Terms` only) several."""


class Column(ABC):
    """What an index keeps for one facet."""

    @abstractmethod
    def read(self, value: object) -> Held:
        """A value as it is kept. Raises TypeError or ValueError, naming the facet, for what cannot be kept."""

    def read_many(self, values: Sequence[object]) -> tuple[list[int], Held]:
        """As `read` for many rows: how many values each has, and the values in a line."""
        held = [self.read(value) for value in values]
        return [len(each) for each in held], [value for each in held for value in each]

    @abstractmethod
    def put(self, ordinal: int, held: Held) -> None:
        """Gives a row that is not there the values read for it."""

    @abstractmethod
    def alter(self, ordinal: int, held: Held) -> None:
        """Gives a row that is there the values read for it, in place of those it has."""

    @abstractmethod
    def put_many(self, ordinals: NDArray[np.uint32], held: Held) -> None:
        """As `put` for many rows: the row of each value, ascending, and the values."""

    @abstractmethod
    def drop(self, ordinal: int) -> None:
        """Forgets the value of a row."""

    @abstractmethod
    def chosen(self, wanted: Set[Value] | Range, today: date | None) -> BitMap:
        """The rows a filter lets through."""

    @abstractmethod
    def counts(self, rows: CountedRows, wanted: Set[Value], today: date | None) -> list[FacetCount]:
        """How many of some rows have each value; values without a row only if wanted or part of a fixed scale."""

    @abstractmethod
    def prepare(self, today: date) -> None:
        """Does beforehand what the first count after loading would have to."""

    @abstractmethod
    def save(self, writer: Writer) -> None:
        """Keeps the values of all rows."""

    @abstractmethod
    def load(self, reader: Reader) -> None:
        """Takes over what was saved; the column is empty."""


class TermsColumn(Column):
    """A bitmap per value."""

    def __init__(self, facet: Terms) -> None:
        self.facet = facet
        self.bitmaps: dict[Value, BitMap] = {}
        self._line: ValueNumbers | None = None
        self._line_is_due = True

    def read(self, value: object) -> Held:
        if value is None:
            return ()
        if isinstance(value, (str, int)):
            return (value,)
        if isinstance(value, Iterable):
            several = tuple(value)
            if all(isinstance(each, str | int) for each in several):
                return several
        raise TypeError(f"facet {self.facet.name!r} takes words, whole numbers or a set of them, not {value!r}")

    def put(self, ordinal: int, held: Held) -> None:
        for value in held:
            self._bitmap(value).add(ordinal)
            if self._line and not self._line.put(ordinal, value):
                self._line, self._line_is_due = None, True

    def alter(self, ordinal: int, held: Held) -> None:
        if len(held) == 1 and self._line and self._line.value(ordinal) == held[0]:
            return
        self.drop(ordinal)
        self.put(ordinal, held)

    def read_many(self, values: Sequence[object]) -> tuple[list[int], Held]:
        if {value.__class__ for value in values} <= {str, int, type(None)}:
            held = [value for value in values if isinstance(value, (str, int))]
            return [value is not None for value in values], held
        return super().read_many(values)

    def put_many(self, ordinals: NDArray[np.uint32], held: Held) -> None:
        rows: dict[Value, list[int]] = {value: [] for value in set(held)}
        for ordinal, value in zip(ordinals.tolist(), held, strict=True):
            rows[value].append(ordinal)
        for value, holding in rows.items():
            self._bitmap(value).update(array("I", holding))
        self._line, self._line_is_due = None, True

    def drop(self, ordinal: int) -> None:
        if self._line:
            value = self._line.drop(ordinal)
            if value is not None:
                self.bitmaps[value].discard(ordinal)
        else:
            for bitmap in self.bitmaps.values():
                bitmap.discard(ordinal)

    def chosen(self, wanted: Set[Value] | Range, today: date | None) -> BitMap:
        if isinstance(wanted, Range):
            low, high = _number(self.facet, wanted.low), _number(self.facet, wanted.high)
            wanted = {
                value
                for value in self.bitmaps
                if isinstance(value, int) and (low is None or value >= low) and (high is None or value <= high)
            }
        return BitMap().union(*(self.bitmaps[value] for value in wanted if value in self.bitmaps))

    def counts(self, rows: CountedRows, wanted: Set[Value], today: date | None) -> list[FacetCount]:
        found = [
            FacetCount(value, value, count) for value, count in self._counted(rows).items() if count or value in wanted
        ]
        found += [FacetCount(value, value, 0) for value in wanted if value not in self.bitmaps]
        return sorted(found, key=lambda each: (-each.rows, isinstance(each.value, str), each.value))

    def prepare(self, today: date) -> None:
        self._make_line()

    def save(self, writer: Writer) -> None:
        kept = {value: bitmap for value, bitmap in self.bitmaps.items() if bitmap}
        writer.plain(list(kept))
        writer.bitmaps(kept.values())

    def load(self, reader: Reader) -> None:
        self.bitmaps = dict(zip(reader.plain(), reader.bitmaps(), strict=True))

    def _counted(self, rows: CountedRows) -> dict[Value, int]:
        if len(rows.bitmap) <= _FEW_ROWS and len(self.bitmaps) > _FEW_VALUES:
            self._make_line()
            if self._line:
                return self._line.counts(rows)
        count = rows.bitmap.intersection_cardinality
        return {value: count(bitmap) for value, bitmap in self.bitmaps.items()}

    def _make_line(self) -> None:
        if self._line_is_due:
            self._line, self._line_is_due = ValueNumbers.of(self.bitmaps), False

    def _bitmap(self, value: Value) -> BitMap:
        bitmap = self.bitmaps.get(value)
        if bitmap is None:
            bitmap = self.bitmaps[value] = BitMap()
        return bitmap


class NumberColumn(Column):
    """Bit slices, and for bands and buckets a bitmap each, made when first asked for and then kept up."""

    def __init__(self, facet: Bands | Buckets | Ranges) -> None:
        self.facet = facet
        self.slices = BitSlices()
        self._edges: tuple[int, ...] = ()
        self._groups: list[BitMap] = []

    def read(self, value: object) -> Held:
        number = _number(self.facet, value)
        if number is None:
            return ()
        if abs(number) > MAX_MAGNITUDE:
            raise ValueError(f"facet {self.facet.name!r} takes numbers up to 2^62, not {number}")
        return (number,)

    def read_many(self, values: Sequence[object]) -> tuple[list[int], Held]:
        kinds = {value.__class__ for value in values} - {type(None)}
        held: list[int] = []
        if kinds == {date}:
            held = [value.toordinal() for value in values if isinstance(value, date)]
        elif kinds == {int}:
            held = [value for value in values if isinstance(value, int)]
        if not held or max(held) > MAX_MAGNITUDE or min(held) < -MAX_MAGNITUDE:
            return super().read_many(values)
        return [value is not None for value in values], held

    def put(self, ordinal: int, held: Held) -> None:
        for value in held:
            number = int(value)
            self.slices.put(ordinal, number)
            if self._groups:
                self._groups[bisect_right(self._edges, number)].add(ordinal)

    def alter(self, ordinal: int, held: Held) -> None:
        if not held:
            self.drop(ordinal)
            return
        (number,) = map(int, held)
        self.slices.alter(ordinal, number)
        for group in self._groups:
            group.discard(ordinal)
        if self._groups:
            self._groups[bisect_right(self._edges, number)].add(ordinal)

    def put_many(self, ordinals: NDArray[np.uint32], held: Held) -> None:
        self.slices.put_many(ordinals, np.array(held, np.int64))
        self._groups = []

    def drop(self, ordinal: int) -> None:
        self.slices.drop(ordinal)
        for group in self._groups:
            group.discard(ordinal)

    def chosen(self, wanted: Set[Value] | Range, today: date | None) -> BitMap:
        if isinstance(wanted, Range):
            return self.slices.between(_number(self.facet, wanted.low), _number(self.facet, wanted.high))
        groups = dict(zip(self._values(), self._grouped(today), strict=True))
        return BitMap().union(*(groups[value] for value in wanted if value in groups))

    def counts(self, rows: CountedRows, wanted: Set[Value], today: date | None) -> list[FacetCount]:
        groups = self._grouped(today)
        return [
            FacetCount(value, label, rows.bitmap.intersection_cardinality(group))
            for value, label, group in zip(self._values(), self._labels(today), groups, strict=True)
        ]

    def prepare(self, today: date) -> None:
        if not isinstance(self.facet, Ranges):
            self._grouped(today)

    def save(self, writer: Writer) -> None:
        writer.bitmaps([self.slices.rows, self.slices.negative, *self.slices.digits])

    def load(self, reader: Reader) -> None:
        self.slices.rows, self.slices.negative, *self.slices.digits = reader.bitmaps()

    def _grouped(self, today: date | None) -> list[BitMap]:
        """The rows of each band or bucket, in order."""
        edges = self._edges_on(today)
        if not self._groups or edges != self._edges:
            from_edge = [self.slices.rows, *(self.slices.at_least(edge) for edge in edges), BitMap()]
            self._groups = [rows - above for rows, above in pairwise(from_edge)]
            self._edges = edges
        return self._groups

    def _edges_on(self, today: date | None) -> tuple[int, ...]:
        if isinstance(self.facet, Bands):
            return self.facet.edges
        if isinstance(self.facet, Buckets):
            first = _today(self.facet, today).toordinal()
            return (first, *(first + days + 1 for days in self.facet.days))
        raise ValueError(f"facet {self.facet.name!r} is filtered by a Range, not by values")

    def _values(self) -> Sequence[Value]:
        return self.facet.values() if isinstance(self.facet, Buckets) else range(len(self._edges_on(None)) + 1)

    def _labels(self, today: date | None) -> list[Ends]:
        if isinstance(self.facet, Bands):
            return list(zip((None, *self.facet.edges), (*self.facet.edges, None), strict=True))
        starts = [date.fromordinal(edge) for edge in self._edges_on(today)]
        ends = [start - timedelta(days=1) for start in starts]
        return list(zip((None, *starts), (*ends, None), strict=True))


def column(facet: Facet) -> Column:
    """An empty column for a facet."""
    return TermsColumn(facet) if isinstance(facet, Terms) else NumberColumn(facet)


def _number(facet: Facet, value: object) -> int | None:
    """A number as it is, a day as its number of days."""
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.toordinal()
    raise TypeError(f"facet {facet.name!r} takes whole numbers or days (scale a fraction first), not {value!r}")


def _today(facet: Facet, today: date | None) -> date:
    if today is None:
        raise ValueError(f"facet {facet.name!r} counts from today: say which day that is, where the user is")
    return today
