"""The terms of an index: which begin with what was typed, and which were probably meant by a misspelt word.

Rule of the search boxes ("AUTO"): no edit in words of one or two letters, one in words of three to five, two above.
An edit is a letter too few, too many or wrong, or two neighbours swapped (optimal string alignment distance).
"""

from array import array
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterator
from math import inf, log10

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from client.search.storage import Reader, Writer

COMPLETION_COST = 0.5
"""What a word cut short ("merc") costs, in edits."""
UNFINISHED_COST = 0.5
"""What an edit in the beginning of a word costs more than one in a whole word."""
WORTH_SHOWING = 2.0
"""Terms a hundred times less likely than the likeliest are not taken to be meant."""
MOST_MEANT = 5
SHORTEST_UNFINISHED = 4
_BEGINNING = 7
_FEW_NEW = 64

Meant = tuple[float, str]
"""How likely a term is meant, and the term. An edit makes it ten times less likely, being ten times as common
(boost included) makes up for that: the score is log10(rows x boost) less the edits."""


def allowed_edits(word: str) -> int:
    """How many edits a word may be away from a term that is taken for it. Numbers are never guessed."""
    return 0 if len(word) < 3 or word.isdecimal() else 1 if len(word) < 6 else 2


class Vocabulary:
    """Numbered terms, with how often (times boost) each occurs; a term that occurs no more is as if unknown."""

    def __init__(self) -> None:
        self.terms: list[str] = []
        self.spellings: list[str] = []
        self.numbers: dict[str, int] = {}
        self.mass: list[int] = []
        self.boosts: list[int] = []
        self._letters = array("I")
        self._first_letters = array("I")
        self._lengths = array("B")
        self._firsts = array("B")
        self._sorted: list[str] = []
        self._new: list[str] = []

    def number(self, term: str, spelling: str) -> int:
        """The number of a term, which is given one if it is new; its first spelling is kept for showing."""
        known = self.numbers.get(term)
        if known is not None:
            return known
        number = self.numbers[term] = len(self.terms)
        self.terms.append(term)
        self.spellings.append(spelling)
        self.mass.append(0)
        self.boosts.append(0)
        self._letters.append(_letter_set(term))
        self._first_letters.append(_letter_set(term[:_BEGINNING]))
        self._lengths.append(len(term))
        self._firsts.append(_first_letter(term))
        self._new.append(term)
        return number

    def beginning_with(self, prefix: str) -> list[str]:
        """All terms, in use or not, that begin with a prefix, in alphabetical order."""
        self._sort()
        start = bisect_left(self._sorted, prefix)
        end = bisect_left(self._sorted, prefix + "\U0010ffff", lo=start)
        return self._sorted[start:end]

    def common_beginnings(self, most: int) -> list[str]:
        """The beginnings of one to three letters that more than so many terms share."""
        counts = Counter(term[:length] for term in self.terms for length in (1, 2, 3) if length <= len(term))
        return [beginning for beginning, count in counts.items() if count > most]

    def score(self, term: str) -> float:
        """How likely a term is when nothing is wrong with what was typed."""
        mass = self.mass[self.numbers[term]]
        return log10(mass) if mass else -inf

    def meant_by(self, word: str, *, unfinished: bool) -> list[Meant]:
        """The likeliest other terms for a word, likeliest first; none if it is a number or shorter than three.

        A finished word may stand for terms that begin with it. An unfinished one, whose own completions are
        no guesses and left out, may have its one edit so far anywhere but in its first letter.
        """
        edits = allowed_edits(word)
        if not edits:
            return []
        costs: dict[int, float] = {}
        if not unfinished:
            costs = {self.numbers[term]: COMPLETION_COST for term in self.beginning_with(word)}
        for number, cost in self._near(word, edits, unfinished=unfinished):
            costs[number] = min(cost, costs.get(number, cost))
        ranked = sorted(
            (cost - log10(self.mass[number]), self.terms[number])
            for number, cost in costs.items()
            if self.mass[number] and not self._is(number, word, unfinished)
        )[:MOST_MEANT]
        return [(-cost, term) for cost, term in ranked if cost <= ranked[0][0] + WORTH_SHOWING]

    def save(self, writer: Writer, kept: list[int]) -> None:
        """Keeps some terms, which are numbered anew in the given order."""
        writer.plain([self.terms[number] for number in kept])
        writer.plain([self.spellings[number] for number in kept])
        for numbers in (self.mass, self.boosts):
            writer.numbers(np.array(numbers, np.int64)[kept])
        for packed in self._packed():
            writer.numbers(np.array(packed)[kept])

    def load(self, reader: Reader) -> None:
        """Takes over what was saved; the vocabulary is empty."""
        self.terms, self.spellings = reader.plain(), reader.plain()
        self.numbers = {term: number for number, term in enumerate(self.terms)}
        self.mass, self.boosts = reader.numbers().tolist(), reader.numbers().tolist()
        for packed in self._packed():
            packed.frombytes(reader.numbers().tobytes())
        self._sorted = sorted(self.terms)

    def _packed(self) -> "tuple[array[int], ...]":
        return self._letters, self._first_letters, self._lengths, self._firsts

    def _is(self, number: int, word: str, unfinished: bool) -> bool:
        term = self.terms[number]
        return term.startswith(word) if unfinished else term == word

    def _near(self, word: str, edits: int, *, unfinished: bool) -> Iterator[tuple[int, float]]:
        """Terms near a word and what they cost."""
        for number, distance in self._whole(word, edits):
            yield number, float(distance)
        if unfinished and len(word) >= SHORTEST_UNFINISHED:
            for number in self._begun(word):
                yield number, 1 + UNFINISHED_COST

    def _whole(self, word: str, edits: int) -> Iterator[tuple[int, int]]:
        """Terms within some edits of a word. One edit adds at most one letter to the set and takes at most one."""
        letters, typed = np.frombuffer(self._letters, np.uint32), np.uint32(_letter_set(word))
        lengths = np.frombuffer(self._lengths, np.uint8)
        likely = np.bitwise_count(letters ^ typed) <= 2 * edits
        likely &= lengths >= len(word) - edits
        likely &= lengths <= len(word) + edits
        numbers: list[int] = np.flatnonzero(likely).tolist()
        chosen = [self.terms[number] for number in numbers]
        for _, distance, place in process.extract(word, chosen, scorer=OSA.distance, score_cutoff=edits, limit=None):
            yield numbers[place], distance

    def _begun(self, word: str) -> Iterator[int]:
        """Terms that begin with something one edit from the word."""
        packed = self._first_letters if len(word) < _BEGINNING else self._letters
        letters, typed = np.frombuffer(packed, np.uint32), np.uint32(_letter_set(word))
        likely = np.frombuffer(self._firsts, np.uint8) == _first_letter(word)
        likely &= np.bitwise_count(typed & ~letters) <= 1
        numbers: list[int] = np.flatnonzero(likely).tolist()
        for length in (len(word) - 1, len(word), len(word) + 1):
            starts = [self.terms[number][:length] for number in numbers]
            for _, _, place in process.extract(word, starts, scorer=OSA.distance, score_cutoff=1, limit=None):
                yield numbers[place]

    def _sort(self) -> None:
        if len(self._new) <= _FEW_NEW:
            for term in self._new:
                insort(self._sorted, term)
        else:
            self._sorted += self._new
            self._sorted.sort()
        self._new = []


def _letter_set(term: str) -> int:
    """One bit per letter that occurs: a to z have their own, all others share six."""
    bits = 0
    for letter in term:
        place = ord(letter) - 97
        bits |= 1 << (place if 0 <= place < 26 else 26 + ord(letter) % 6)
    return bits


def _first_letter(term: str) -> int:
    return ord(term[0]) % 251
