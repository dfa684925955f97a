"""The bitmaps each row is in, so that a row can be taken out again without knowing what it held."""

from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from client.search.storage import Reader, Writer

Numbers = NDArray[np.uint32]
Segment = tuple[Numbers, Numbers, NDArray[np.uint16] | Numbers]
"""Rows ascending; where each row's numbers start, with the end as one more; the numbers of all rows in a line."""

_MANY_CHANGED = 65_536


class RowTerms:
    """Packed for the many rows that came together, a small table for those added or changed one by one."""

    def __init__(self) -> None:
        self._segments: list[Segment] = []
        self._changed: dict[int, array[int]] = {}
        self._void = BitMap()
        """Rows whose packed numbers hold no longer."""

    def put(self, ordinal: int, numbers: Sequence[int]) -> None:
        """Keeps the numbers of a row, in place of those it had."""
        self._changed[ordinal] = array("I", numbers)
        self._void.add(ordinal)
        if len(self._changed) > _MANY_CHANGED:
            self.pack()

    def put_many(self, ordinals: Numbers, counts: Numbers, numbers: Numbers) -> None:
        """Keeps the numbers of rows that are not there: ordinals ascending, how many of the numbers are each's."""
        self._segments.append((ordinals, _starts(counts), _narrow(numbers)))
        self._void -= BitMap(array("I", ordinals.tobytes()))

    def of(self, ordinal: int) -> Sequence[int]:
        """The numbers of a row; none if there is no such row."""
        changed = self._changed.get(ordinal)
        if changed is not None:
            return changed
        if ordinal not in self._void:
            for rows, starts, numbers in reversed(self._segments):
                place = int(rows.searchsorted(np.uint32(ordinal)))
                if place < len(rows) and rows[place] == ordinal:
                    found: list[int] = numbers[starts[place] : starts[place + 1]].tolist()
                    return found
        return ()

    def take(self, ordinal: int) -> Sequence[int]:
        """The same; the row is forgotten."""
        found = self.of(ordinal)
        self._changed.pop(ordinal, None)
        self._void.add(ordinal)
        return found

    def pack(self) -> Segment:
        """Packs all rows into one segment and returns it."""
        parts = [_without(segment, self._void) for segment in self._segments]
        rows = sorted(self._changed)
        counts = np.array([len(self._changed[row]) for row in rows], np.uint32)
        flat = array("I", [number for row in rows for number in self._changed[row]])
        parts.append((np.array(rows, np.uint32), _starts(counts), np.frombuffer(flat, np.uint32)))
        packed = _merged([part for part in parts if len(part[0])] or parts[-1:])
        self._segments, self._changed, self._void = [packed], {}, BitMap()
        return packed

    def save(self, writer: Writer, new_numbers: Numbers) -> None:
        """Keeps all rows, with what their numbers are from now on."""
        rows, starts, numbers = self.pack()
        writer.numbers(rows)
        writer.numbers(starts)
        writer.numbers(_narrow(new_numbers[numbers]))

    def load(self, reader: Reader) -> None:
        """Takes over what was saved; there are no rows."""
        self._segments = [(reader.numbers(), reader.numbers(), reader.numbers())]


def _starts(counts: Numbers) -> Numbers:
    starts = np.zeros(len(counts) + 1, np.uint32)
    np.cumsum(counts, out=starts[1:])
    return starts


def _narrow(numbers: NDArray[np.uint16] | Numbers) -> NDArray[np.uint16] | Numbers:
    """Two bytes a number instead of four, while they suffice."""
    return numbers.astype(np.uint16) if not len(numbers) or numbers.max() < 65_536 else numbers.copy()


def _without(segment: Segment, void: BitMap) -> Segment:
    rows, starts, numbers = segment
    gone = np.frombuffer(void.to_array(), np.uint32)
    return _chosen(rows, starts, numbers, np.flatnonzero(~np.isin(rows, gone))) if len(gone) else segment


def _merged(segments: list[Segment]) -> Segment:
    """One segment of several; of a row in more than one, the last counts."""
    if len(segments) == 1:
        return segments[0]
    rows = np.concatenate([segment[0] for segment in segments])
    counts = np.concatenate([np.diff(segment[1]) for segment in segments])
    numbers = np.concatenate([segment[2] for segment in segments])
    order = np.argsort(rows, kind="stable")
    last = np.append(rows[order][1:] != rows[order][:-1], True)
    return _chosen(rows, _starts(counts), numbers, order[last])


def _chosen(
    rows: Numbers, starts: Numbers, numbers: NDArray[np.uint16] | Numbers, places: NDArray[np.int64]
) -> Segment:
    """The segment of the rows at some places, in that order."""
    counts = np.diff(starts)[places]
    new_starts = _starts(counts)
    shifts = starts[places].astype(np.int64) - new_starts[:-1]
    return rows[places], new_starts, _narrow(numbers[np.arange(new_starts[-1]) + np.repeat(shifts, counts)])
