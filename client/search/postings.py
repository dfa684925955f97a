"""Which rows hold which term: a set of rows per term and boost level."""

from array import array
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from client.search.row_sets import RowSets
from client.search.storage import Reader, Writer
from client.search.vocabulary import Vocabulary

Numbers = NDArray[np.uint32]
Weighted = list[tuple[int, BitMap]]
"""Rows by boost, highest boost first; no bitmap is empty, none may be changed."""

MANY = 64
"""From how many terms on the union of a prefix's rows is kept; below, it is quickly made."""
_PAUSE = 256


class Postings:
    """Fields of equal boost share a level: the rows that hold a term at that boost."""

    def __init__(self, vocabulary: Vocabulary, boosts: Iterable[int]) -> None:
        self.vocabulary = vocabulary
        self.boosts = tuple(sorted(set(boosts), reverse=True))
        self.sets = RowSets()
        self.of_level: list[dict[str, int]] = [{} for _ in self.boosts]
        """Per level: term to number of its set."""
        self._owners: list[tuple[int, int]] = []
        """Per set: number of its term, and its level."""
        self._unions: list[dict[str, BitMap]] = [{} for _ in self.boosts]
        self._longest_union = 0

    def number(self, term: str, spelling: str, level: int) -> int:
        """The number of the set of a term at a level, which is made if there is none."""
        known = self.of_level[level].get(term)
        if known is None:
            known = self.of_level[level][term] = self.sets.make()
            self._owners.append((self.vocabulary.number(term, spelling), level))
        return known

    def add(self, ordinal: int, numbers: Iterable[int]) -> None:
        """Puts a row into sets it is not in."""
        for number in numbers:
            self.sets.add(number, ordinal)
            self._count(number, 1)
            for union in self._unions_of(number):
                union.add(ordinal)

    def remove(self, ordinal: int, numbers: Iterable[int]) -> None:
        """Takes a row out of all the sets it is in."""
        for number in numbers:
            self.sets.discard(number, ordinal)
            self._count(number, -1)
            for union in self._unions_of(number):
                union.discard(ordinal)

    def add_many(self, numbers: Numbers, ordinals: Numbers) -> Iterator[None]:
        """As `add` for pairs of set and row, ordinals ascending; yields often, for a lock to be let go."""
        order = np.argsort(numbers, kind="stable")
        touched, starts = np.unique(numbers[order], return_index=True)
        rows = array("I", ordinals[order].tobytes())
        ends = np.append(starts, len(rows))[1:].tolist()
        for done, (number, start, end) in enumerate(zip(touched.tolist(), starts.tolist(), ends, strict=True), start=1):
            self.sets.update(number, rows[start:end])
            self._count(number, end - start)
            for union in self._unions_of(number):
                union.update(rows[start:end])
            if not done % _PAUSE:
                yield

    def equal(self, term: str) -> Weighted:
        """The rows that hold exactly this term."""
        return self.any_of([term])

    def any_of(self, terms: Sequence[str]) -> Weighted:
        """The rows that hold at least one of these terms."""
        found: Weighted = []
        for boost, sets in zip(self.boosts, self.of_level, strict=True):
            numbers = [sets[term] for term in terms if term in sets and self.sets.size(sets[term])]
            if numbers:
                rows = self.sets.rows(numbers[0]) if len(numbers) == 1 else self.sets.union(numbers)
                found.append((boost, rows))
        return found

    def beginning_with(self, prefix: str) -> Weighted:
        """The rows that hold a term with this beginning."""
        if prefix in self._unions[0]:
            found = [unions[prefix] for unions in self._unions]
            return [(boost, rows) for boost, rows in zip(self.boosts, found, strict=True) if rows]
        terms = self.vocabulary.beginning_with(prefix)
        held = self.any_of(terms)
        if len(terms) > MANY:
            self._longest_union = max(self._longest_union, len(prefix))
            for unions in self._unions:
                unions[prefix] = BitMap()
            for boost, rows in held:
                self._unions[self.boosts.index(boost)][prefix] = rows.copy()
        return held

    def save(self, writer: Writer) -> Numbers:
        """Keeps the sets that have a row; the new number of each, by its number, is returned."""
        kept = [number for number in range(len(self.sets)) if self.sets.size(number)]
        terms = sorted({self._owners[number][0] for number in kept})
        self.vocabulary.save(writer, terms)
        owners = np.array([self._owners[number] for number in kept], np.uint32).reshape(-1, 2)
        writer.numbers(np.searchsorted(np.array(terms, np.uint32), owners[:, 0]).astype(np.uint32))
        writer.numbers(owners[:, 1])
        self.sets.save(writer, kept)
        numbers = np.zeros(len(self.sets), np.uint32)
        numbers[kept] = np.arange(len(kept))
        return numbers

    def load(self, reader: Reader) -> None:
        """Takes over what was saved; the postings are empty."""
        self.vocabulary.load(reader)
        self._owners = list(zip(reader.numbers().tolist(), reader.numbers().tolist(), strict=True))
        self.sets.load(reader)
        for number, (owner, level) in enumerate(self._owners):
            self.of_level[level][self.vocabulary.terms[owner]] = number

    def _unions_of(self, number: int) -> Iterator[BitMap]:
        """The kept unions that a set is part of."""
        if self._longest_union:
            owner, level = self._owners[number]
            term, unions = self.vocabulary.terms[owner], self._unions[level]
            for length in range(1, self._longest_union + 1):
                union = unions.get(term[:length])
                if union is not None:
                    yield union

    def _count(self, number: int, rows: int) -> None:
        """Keeps the vocabulary's idea of how often and how boosted a term is, after rows came or went."""
        owner, level = self._owners[number]
        self.vocabulary.mass[owner] += rows * self.boosts[level]
        size = self.sets.size(number)
        if size == rows or not size:
            term = self.vocabulary.terms[owner]
            in_use = (
                boost
                for boost, sets in zip(self.boosts, self.of_level, strict=True)
                if term in sets and self.sets.size(sets[term])
            )
            self.vocabulary.boosts[owner] = next(in_use, 0)
