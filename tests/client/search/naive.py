"""The definition of a search, as a plain scan of all rows: what the index must give back, without its tricks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import log10
from typing import Any

from client.search import LATER, OVERDUE, Bands, Buckets, Facet, Filters, Range, Ranges, SearchField, words


@cache
def osa(first: str, second: str) -> int:
    """Optimal string alignment distance, by the textbook."""
    table = [[max(i, j) if not i * j else 0 for j in range(len(second) + 1)] for i in range(len(first) + 1)]
    for i, a in enumerate(first, 1):
        for j, b in enumerate(second, 1):
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and b == first[i - 2]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


@dataclass
class NaiveRow:
    """A row as it is scanned: (boost, term) pairs, (boost, code) pairs, facet values as given."""

    terms: set[tuple[int, str]]
    codes: set[tuple[int, str]]
    values: Mapping[str, object]


Meaning = tuple[str, bool, list[str]]
"""A word, whether it is unfinished, and the terms it is taken for besides itself."""


class NaiveIndex:
    """The same questions as a `SearchIndex`."""

    def __init__(self, fields: Sequence[SearchField], facets: Sequence[Facet]) -> None:
        self.fields, self.facets = fields, {facet.name: facet for facet in facets}
        self.rows: dict[int, NaiveRow] = {}

    def add(self, ordinal: int, texts: Mapping[str, words.Texts], values: Mapping[str, object]) -> None:
        row = NaiveRow(set(), set(), values)
        for field in self.fields:
            for text in words.several(texts.get(field.name)):
                if field.code:
                    row.codes.add((field.boost, words.code(text)))
                else:
                    row.terms.update((field.boost, term) for term, _ in words.terms(text))
        self.rows[ordinal] = row

    def remove(self, ordinal: int) -> None:
        self.rows.pop(ordinal, None)

    def search(self, text: str, filters: Filters, today: date) -> list[int]:
        """All ordinals, ranked."""
        meanings = self._meanings(text)
        ranked = [
            (self._rank(self.rows[ordinal], meanings), ordinal)
            for ordinal in self._held(meanings)
            if self._passes(self.rows[ordinal], filters, today)
        ]
        return [ordinal for _, ordinal in sorted(ranked, reverse=True)]

    def counts(self, text: str, filters: Filters, today: date) -> dict[str, dict[object, int]]:
        """By facet and value, how many rows pass the other filters and have the value; none are left out."""
        held = [self.rows[ordinal] for ordinal in self._held(self._meanings(text))]
        counts: dict[str, dict[object, int]] = {}
        for name, facet in self.facets.items():
            if isinstance(facet, Ranges):
                continue
            others = {other: wanted for other, wanted in filters.items() if other != name}
            found: dict[object, int] = {}
            counts[name] = found
            for row in held:
                if self._passes(row, others, today):
                    for value in self._values(facet, row.values.get(name), today):
                        found[value] = found.get(value, 0) + 1
        return counts

    def _meanings(self, text: str) -> list[Meaning]:
        meanings = [self._meaning(word, unfinished) for word, unfinished in self._words(text)]
        each_is_held = all(self._held([meaning]) for meaning in meanings)
        if meanings and each_is_held and not self._held(meanings):
            return [
                (word, unfinished, meant or [term for _, term in self._meant_by(word, unfinished)])
                for word, unfinished, meant in meanings
            ]
        return meanings

    def _meaning(self, word: str, unfinished: bool) -> Meaning:
        if any(self._equal(row, word) for row in self.rows.values()):
            return word, unfinished, []
        mass = sum(boost for row in self.rows.values() for boost in self._boosts(row, (word, unfinished, [])))
        meant = self._meant_by(word, unfinished)
        return word, unfinished, [term for score, term in meant if not mass or score >= log10(mass)]

    def _words(self, text: str) -> Iterable[tuple[str, bool]]:
        chunks, unfinished = words.typed_chunks(text)
        found: list[str] = []
        while chunks:
            for pieces in (3, 2, 1, 0):
                parts = [part for chunk in chunks[:pieces] for part in chunk]
                if pieces <= len(chunks) and len(parts) > 1 and self._is_code("".join(parts)):
                    found.append("".join(parts))
                    break
            else:
                pieces = 1
                found += chunks[0]
            del chunks[:pieces]
        return [(word, unfinished and place == len(found) - 1) for place, word in enumerate(found)]

    def _is_code(self, text: str) -> bool:
        all_codes = (code for row in self.rows.values() for _, code in row.codes)
        return len(text) >= 6 and words.digits(text) != "" and any(code.startswith(text) for code in all_codes)

    def _meant_by(self, word: str, unfinished: bool) -> list[tuple[float, str]]:
        mass: dict[str, int] = {}
        for row in self.rows.values():
            for boost, term in row.terms:
                mass[term] = mass.get(term, 0) + boost
        ranked = sorted(
            (cost - log10(mass[term]), term)
            for term in mass
            if (cost := self._cost(word, unfinished, term)) is not None
        )[:5]
        return [(-cost, term) for cost, term in ranked if cost <= ranked[0][0] + 2]

    def _cost(self, word: str, unfinished: bool, term: str) -> float | None:
        if term == word or (unfinished and term.startswith(word)):
            return None
        edits = 0 if len(word) < 3 or word.isdecimal() else 1 if len(word) < 6 else 2
        costs = [0.5] if edits and term.startswith(word) else []
        if edits and osa(word, term) <= edits:
            costs.append(osa(word, term))
        if edits and unfinished and len(word) >= 4 and term[0] == word[0]:
            starts = [term[:length] for length in range(len(word) - 1, len(word) + 2)]
            costs += [1.5] if any(osa(word, start) <= 1 for start in starts) else []
        return min(costs, default=None)

    def _held(self, meanings: Sequence[Meaning]) -> list[int]:
        return [
            ordinal for ordinal, row in self.rows.items() if all(self._boosts(row, meaning) for meaning in meanings)
        ]

    def _rank(self, row: NaiveRow, meanings: Sequence[Meaning]) -> int:
        rank = 0
        for meaning in meanings:
            word, _, meant = meaning
            first = self._equal(row, word)
            if meant and not any(self._equal(other, word) for other in self.rows.values()):
                first = any(term == meant[0] for _, term in row.terms)
            rank += sum(self._boosts(row, meaning)) * (len(meanings) + 1) + first
        return rank

    def _boosts(self, row: NaiveRow, meaning: Meaning) -> set[int]:
        """The boosts at which a row holds a word in one of its meanings."""
        word, unfinished, meant = meaning
        held = {
            boost
            for boost, term in row.terms
            if term == word or term in meant or (unfinished and term.startswith(word))
        }
        return held | {boost for boost, code in row.codes if _part_of(word, code)}

    def _equal(self, row: NaiveRow, word: str) -> bool:
        return any(word == each for _, each in row.terms | row.codes)

    def _passes(self, row: NaiveRow, filters: Filters, today: date) -> bool:
        return all(
            self._lets_through(self.facets[name], wanted, row.values.get(name), today)
            for name, wanted in filters.items()
        )

    def _lets_through(self, facet: Facet, wanted: Any, value: Any, today: date) -> bool:
        if isinstance(wanted, Range):
            several = value if isinstance(value, (list, set, tuple)) else [value]
            return any(
                each is not None
                and not isinstance(each, str)
                and (wanted.low is None or each >= wanted.low)
                and (wanted.high is None or each <= wanted.high)
                for each in several
            )
        return not wanted or bool(wanted & set(self._values(facet, value, today)))

    def _values(self, facet: Facet, value: object, today: date) -> set[object]:
        if value is None:
            return set()
        if isinstance(facet, Bands):
            assert isinstance(value, int)
            return {sum(value >= edge for edge in facet.edges)}
        if isinstance(facet, Buckets):
            assert isinstance(value, date)
            ahead = (value - today).days
            return {OVERDUE if ahead < 0 else next((days for days in facet.days if ahead <= days), LATER)}
        return set(value) if isinstance(value, (list, set, tuple)) else {value}


def _part_of(word: str, code: str) -> bool:
    has_digit = words.digits(word) != ""
    begins = has_digit and len(word) >= 3 and code.startswith(word)
    ends = has_digit and len(word) >= 4 and code.endswith(word)
    return bool(code) and (code == word or begins or ends)
