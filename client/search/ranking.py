"""Ranking without scoring rows one by one: weights are added up as bitmaps, and rows fall into tiers of one sum."""

from array import array
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from pyroaring import BitMap

Vote = tuple[BitMap, int]
"""Rows and the whole number each of them is given."""


def tiers(rows: BitMap, votes: Sequence[Vote]) -> Iterator[BitMap]:
    """The rows in groups of one sum of votes, highest sum first."""
    sums: list[BitMap] = []
    for voters, weight in votes:
        carried = voters & rows
        for place in range(weight.bit_length()):
            if weight >> place & 1:
                _add(sums, carried, place)
    return _split(rows, [digit for digit in reversed(sums) if digit])


def _add(sums: list[BitMap], carried: BitMap, place: int) -> None:
    """Binary addition of 1 at a place, for all carried rows at once."""
    while carried:
        while place >= len(sums):
            sums.append(BitMap())
        overflow = sums[place] & carried
        sums[place] ^= carried
        carried = overflow
        place += 1


def _split(rows: BitMap, sums: Sequence[BitMap]) -> Iterator[BitMap]:
    if not rows:
        return
    if not sums:
        yield rows
        return
    with_digit = rows & sums[0]
    yield from _split(with_digit, sums[1:])
    if len(with_digit) != len(rows):
        yield from _split(rows - with_digit, sums[1:])


def page(groups: Iterable[BitMap], limit: int, offset: int) -> tuple[int, ...]:
    """Some ordinals of the ranked rows: tier by tier, within a tier the newest (the biggest) first."""
    found: list[int] = []
    limit, offset = max(0, limit), max(0, offset)
    for group in groups:
        size = len(group)
        if offset >= size:
            offset -= size
            continue
        end = size - offset
        found.extend(reversed(list(group[max(0, end - (limit - len(found))) : end])))
        offset = 0
        if len(found) >= limit:
            break
    return tuple(found)


def everything(groups: Iterable[BitMap]) -> "array[int]":
    """All ordinals of the ranked rows in the same order, as 64-bit numbers."""
    ranked = array("q")
    for group in groups:
        ordinals = np.frombuffer(group.to_array(), dtype=np.uint32)
        ranked.frombytes(ordinals[::-1].astype(np.int64).tobytes())
    return ranked
