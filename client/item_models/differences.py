"""What a view must be told when a list of row keys becomes another: rows put in, rows taken out, or both."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple

#: Keys compared in one go at first; doubled while they are alike.
_STRETCH = 4096


class Difference(NamedTuple):
    """From row ``at`` on, ``removed`` rows of the old list stand where ``added`` rows of the new one do."""

    at: int
    removed: int
    added: int


def difference(old: array[int], new: array[int]) -> Difference:
    """The smallest stretch outside which both lists are the same. A million rows take a few milliseconds."""
    before, after = memoryview(old), memoryview(new)
    start = _same(before, after)
    rest = min(len(before), len(after)) - start
    end = _same(before[len(before) - rest :][::-1], after[len(after) - rest :][::-1])
    return Difference(start, len(before) - start - end, len(after) - start - end)


def _same(one: memoryview[int], other: memoryview[int]) -> int:
    """How many entries are alike from the beginning: whole stretches are compared, ever longer ones, then halves."""
    alike, end, stretch = 0, min(len(one), len(other)), _STRETCH
    while alike < end:
        upto = min(alike + stretch, end)
        if one[alike:upto] == other[alike:upto]:
            alike, stretch = upto, stretch * 2
        elif upto == alike + 1:
            break
        else:
            end, stretch = upto, max(1, (upto - alike) // 2)
    return alike


def rows_of(keys: array[int], some: Sequence[int]) -> list[int]:
    """In which rows some of the keys stand; those that are not there are left out."""
    import numpy as np  # not needed before the first list is shown

    return [int(row) for row in np.flatnonzero(np.isin(np.frombuffer(keys, np.int64), np.array(some, np.int64)))]
