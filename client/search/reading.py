"""Reading rows: from their texts and values to what the index keeps of them, before anything is changed."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from client.search import words
from client.search.columns import Column, Held
from client.search.fair_lock import FairLock
from client.search.packed_codes import Coded
from client.search.postings import Postings
from client.search.row_terms import Numbers
from client.search.words import Texts

MAX_ORDINAL = 2**32 - 1
_MAX_REMEMBERED = 50_000

Row = tuple[int, Mapping[str, Texts], Mapping[str, object]]
"""Ordinal, texts by search field, values by facet. Other names in the mappings are passed over."""


@dataclass(frozen=True, slots=True)
class SearchField:
    """A field whose text is searched. Rows found by it weigh `boost`, a whole number from 1 on.

    code is for number plates, VINs, policy and telephone numbers: found whole, by their beginning or by
    their last characters, and never corrected.
    """

    name: str
    boost: int = 1
    code: bool = False

    def __post_init__(self) -> None:
        if self.boost < 1:
            raise ValueError(f"the boost of search field {self.name!r} is at least 1, not {self.boost}")


@dataclass(frozen=True, slots=True)
class ReadRow:
    """What the index keeps of a row: numbers of its bitmaps, its codes by boost, its values by facet."""

    numbers: list[int]
    codes: dict[int, list[str]]
    held: list[Held]


@dataclass(frozen=True, slots=True)
class ReadRows:
    """The same of many rows, ordinals ascending: `counts` of the numbers belong to each row, and so on."""

    ordinals: Numbers
    counts: Numbers
    numbers: Numbers
    codes: dict[int, Coded]
    held: list[tuple[Numbers, Held]]
    """Per facet: the row of each value, and the values."""


class RowReader:
    """Reads rows; texts that come again and again (makes, cities) are taken apart once."""

    def __init__(
        self,
        fields: Sequence[SearchField],
        columns: Mapping[str, Column],
        postings: Postings,
        lock: FairLock,
    ) -> None:
        self._columns = columns
        self._postings = postings
        self._lock = lock
        self._worded = [(each.name, postings.boosts.index(each.boost)) for each in fields if not each.code]
        self._coded = [(each.name, each.boost) for each in fields if each.code]
        self._remembered: list[dict[str, tuple[int, ...]]] = [{} for _ in postings.boosts]

    def read(self, ordinal: int, texts: Mapping[str, Texts], values: Mapping[str, object]) -> ReadRow:
        """Reads a row. Raises ValueError or TypeError that name what is wrong; nothing has changed then."""
        _check_ordinals(ordinal, ordinal)
        held = [column.read(values.get(name)) for name, column in self._columns.items()]
        numbers: set[int] = set()
        for name, level in self._worded:
            numbers.update(self._numbers(texts.get(name), level))
        codes: dict[int, list[str]] = {}
        for name, boost in self._coded:
            codes.setdefault(boost, []).extend(map(words.code, words.several(texts.get(name))))
        return ReadRow(list(numbers), codes, held)

    def read_many(self, rows: Iterable[Row]) -> ReadRows:
        """Reads rows; of one that comes twice the last counts. Raises as `read` does."""
        by_ordinal = {row[0]: row for row in rows}
        in_order = sorted(by_ordinal)
        _check_ordinals(in_order[0], in_order[-1])
        ordinals = np.array(in_order, np.uint32)
        texts = [by_ordinal[ordinal][1] for ordinal in in_order]
        values = [by_ordinal[ordinal][2] for ordinal in in_order]
        held: list[tuple[Numbers, Held]] = []
        for name, column in self._columns.items():
            several, flat = column.read_many([row.get(name) for row in values])
            held.append((np.repeat(ordinals, several), flat))
        counts, numbers = self._numbers_of_many(texts)
        return ReadRows(ordinals, counts, numbers, self._codes_of_many(ordinals, texts), held)

    def _numbers_of_many(self, texts: Sequence[Mapping[str, Texts]]) -> tuple[Numbers, Numbers]:
        pairs: list[Numbers] = []
        for name, level in self._worded:
            remembered = self._remembered[level]
            found = [
                remembered.get(text) or self._numbers(text, level)
                if text.__class__ is str
                else self._numbers(text, level)
                for text in (row.get(name) for row in texts)
            ]
            places = np.repeat(np.arange(len(texts), dtype=np.uint64), [len(numbers) for numbers in found])
            flat = np.frombuffer(array("I", chain.from_iterable(found)), np.uint32)
            pairs.append(places << np.uint64(32) | flat)
        together = np.sort(np.concatenate([np.zeros(0, np.uint64), *pairs]))
        unique = together[np.diff(together, prepend=np.uint64(2**64 - 1)) != 0]
        counts = np.bincount((unique >> np.uint64(32)).astype(np.int64), minlength=len(texts))
        return counts.astype(np.uint32), unique.astype(np.uint32)

    def _codes_of_many(self, ordinals: Numbers, texts: Sequence[Mapping[str, Texts]]) -> dict[int, Coded]:
        found: dict[int, tuple[list[bytes], list[int]]] = {}
        for name, boost in self._coded:
            codes, rows = found.setdefault(boost, ([], []))
            for ordinal, row in zip(ordinals.tolist(), texts, strict=True):
                for text in words.several(row.get(name)):
                    if code := words.code(text):
                        codes.append(code.encode())
                        rows.append(ordinal)
        return {
            boost: (np.array(codes, np.bytes_), np.array(rows, np.uint32)) for boost, (codes, rows) in found.items()
        }

    def _numbers(self, texts: Texts, level: int) -> Sequence[int]:
        if texts is None:
            return ()
        if isinstance(texts, str):
            return self._remembered[level].get(texts) or self._take_apart(texts, level)
        return [number for text in texts for number in self._numbers(text, level)]

    def _take_apart(self, text: str, level: int) -> tuple[int, ...]:
        numbers = tuple(self._number(term, spelling, level) for term, spelling in words.terms(text))
        remembered = self._remembered[level]
        if len(remembered) >= _MAX_REMEMBERED:
            remembered.clear()
        remembered[text] = numbers
        return numbers

    def _number(self, term: str, spelling: str, level: int) -> int:
        known = self._postings.of_level[level].get(term)
        if known is not None:
            return known
        with self._lock:
            return self._postings.number(term, spelling, level)


def _check_ordinals(first: int, last: int) -> None:
    if first < 1 or last > MAX_ORDINAL:
        raise ValueError(f"the ordinal of a row is from 1 to {MAX_ORDINAL}, not {min(first, last)}")
