"""Number plates, VINs, policy and telephone numbers: found whole, by their beginning or by their last characters."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from itertools import islice

import numpy as np
from pyroaring import BitMap

from client.search.packed_codes import Coded, PackedCodes
from client.search.storage import Reader, Writer

SHORTEST_BEGINNING = 3
SHORTEST_ENDING = 4
"""Fewer characters would find chance hits among a million codes."""

_MOST_RECENT = 65_536
_LEAST_RECENT = 4_096
_AFTER_ALL = "\U0010ffff"


class Codes:
    """Pairs of code and row: sorted text for the many, two sorted lists for those that came one by one.

    Codes are folded words (`words.code`). A beginning or ending counts only if it has a digit, so that words are
    not taken for parts of codes.
    """

    def __init__(self) -> None:
        self._packed = PackedCodes.empty()
        self._void = BitMap()
        """Rows whose packed codes hold no longer."""
        self._recent: dict[int, tuple[str, ...]] = {}
        self._forward: list[tuple[str, int]] = []
        self._backward: list[tuple[str, int]] = []

    def put(self, ordinal: int, codes: Iterable[str]) -> None:
        """Keeps the codes of a row that is not there."""
        held = _kept(codes)
        if held:
            self._recent[ordinal] = held
            self._void.add(ordinal)
        for code in held:
            insort(self._forward, (code, ordinal))
            insort(self._backward, (code[::-1], ordinal))

    def alter(self, ordinal: int, codes: Iterable[str]) -> None:
        """Gives a row that is there other codes, if they are others: to look costs less than to put them anew."""
        held = _kept(codes)
        if not self._has(ordinal, held):
            self.drop(ordinal)
            self.put(ordinal, held)

    def _has(self, ordinal: int, held: tuple[str, ...]) -> bool:
        """Whether a row has just these codes; False where that is not easily told."""
        recent = self._recent.get(ordinal)
        if recent is not None or ordinal in self._void:
            return held == (recent or ())
        return self._packed.has(ordinal, [code.encode() for code in held])

    def drop(self, ordinal: int) -> None:
        """Forgets the codes of a row, if it has any."""
        self._void.add(ordinal)
        for code in self._recent.pop(ordinal, ()):
            del self._forward[bisect_left(self._forward, (code, ordinal))]
            del self._backward[bisect_left(self._backward, (code[::-1], ordinal))]

    def crowded(self) -> bool:
        """Whether so many codes are outside the packed ones that they should be packed."""
        return len(self._forward) > max(_LEAST_RECENT, min(len(self._packed) // 8, _MOST_RECENT))

    def packed_with(self, coming: Iterable[Coded] = ()) -> PackedCodes:
        """What all codes and some new ones are when packed; changes nothing, so that others can read."""
        recent = np.array([code.encode() for code, _ in self._forward], np.bytes_)
        rows = np.array([ordinal for _, ordinal in self._forward], np.uint32)
        return PackedCodes.of(self._packed.without(self._void), (recent, rows), *coming)

    def take_over(self, packed: PackedCodes) -> None:
        """Replaces all codes by packed ones."""
        self._packed, self._void = packed, BitMap()
        self._recent, self._forward, self._backward = {}, [], []

    def save(self, writer: Writer) -> None:
        """Keeps all codes."""
        packed = self._packed
        writer.raw(packed.text)
        for numbers in (packed.starts, packed.ordinals, packed.backward):
            writer.numbers(numbers)
        writer.bitmaps([self._void])
        writer.plain(list(self._recent.items()))

    def load(self, reader: Reader) -> None:
        """Takes over what was saved; there are no codes."""
        text = bytes(reader.raw())
        self._packed = PackedCodes(text, reader.numbers(), reader.numbers(), reader.numbers())
        (self._void,) = reader.bitmaps()
        self._recent = {ordinal: tuple(codes) for ordinal, codes in reader.plain()}
        pairs = [(code, ordinal) for ordinal, codes in self._recent.items() for code in codes]
        self._forward = sorted(pairs)
        self._backward = sorted((code[::-1], ordinal) for code, ordinal in pairs)

    def equal_to(self, typed: str) -> BitMap:
        """The rows with a code that is what was typed (already folded)."""
        return self._rows(self._packed.equal_to(typed), _between(self._forward, typed, typed))

    def part_of(self, typed: str) -> BitMap:
        """The rows with a code that is, begins with or ends with what was typed (already folded)."""
        has_digit = any(letter.isdigit() for letter in typed)
        if not has_digit or len(typed) < SHORTEST_BEGINNING:
            return self.equal_to(typed)
        beginning = _between(self._forward, typed, typed + _AFTER_ALL)
        found = self._rows(self._packed.beginning_with(typed), beginning)
        if len(typed) >= SHORTEST_ENDING:
            mirrored = typed[::-1]
            ending = _between(self._backward, mirrored, mirrored + _AFTER_ALL)
            found |= self._rows(self._packed.ending_with(typed), ending)
        return found

    def whole_or_begun(self, typed: str) -> bool:
        """Whether some code is what was typed or begins with it."""
        return bool(self.beginning_with(typed, limit=1))

    def beginning_with(self, typed: str, limit: int) -> list[str]:
        """Some codes in use that begin with what was typed, in order."""
        found = set(islice(self._packed.some_beginning_with(typed, self._void), limit))
        start = bisect_left(self._forward, (typed, 0))
        recent = (code for code, _ in self._forward[start : start + limit])
        found.update(code for code in recent if code.startswith(typed))
        return sorted(found)[:limit]

    def _rows(self, packed: BitMap, recent: Iterable[int]) -> BitMap:
        packed -= self._void
        packed.update(recent)
        return packed


def _kept(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({code for code in codes if code}))


def _between(pairs: list[tuple[str, int]], first: str, last: str) -> Iterable[int]:
    start = bisect_left(pairs, (first, 0))
    end = bisect_left(pairs, (last, 2**32), lo=start)
    return (ordinal for _, ordinal in pairs[start:end])
