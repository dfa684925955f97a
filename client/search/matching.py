"""From a typed text to the rows it means: every word exactly if it can be, else by its likeliest corrections."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log10

from pyroaring import BitMap

from client.search import words
from client.search.codes import Codes
from client.search.postings import Postings, Weighted
from client.search.ranking import Vote
from client.search.vocabulary import Meant

SHORTEST_SPREAD_CODE = 6
MOST_CHUNKS_OF_CODE = 3
"""A code typed with spaces (`AB12 CDE`) is known as one from six characters on and in up to three pieces."""
_REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the search box; of an unfinished one every completion counts as exact."""

    text: str
    unfinished: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """The rows one word stands for."""

    word: Word
    weighted: Weighted
    first: Weighted
    """The rows of the word itself, or of its likeliest correction: they rank above the others of a tier."""
    corrections: tuple[str, ...]

    def rows(self) -> BitMap:
        """All rows, whatever their boost; not to be changed."""
        return _any(self.weighted)


@dataclass(frozen=True, slots=True)
class Match:
    """The rows that hold every word, and how to rank them. None of it may be changed: it shares the index's bitmaps."""

    rows: BitMap
    readings: tuple[Reading, ...]
    corrections: tuple[tuple[str, str], ...]

    def votes(self) -> list[Vote]:
        """Boosts, summed over words and levels; what is exact, or the likeliest correction, breaks ties."""
        step = len(self.readings) + 1
        votes: list[Vote] = []
        for reading in self.readings:
            votes += [(rows, boost * step) for boost, rows in reading.weighted]
            votes.append((_any(reading.first), 1))
        return [(rows, weight) for rows, weight in votes if rows and not self.rows.issubset(rows)]


class Matcher:
    """Reads typed texts against the postings and codes of an index."""

    def __init__(self, postings: Postings, codes: dict[int, Codes]) -> None:
        self._postings = postings
        self._codes = codes
        self._meant: dict[Word, list[Meant]] = {}

    def match(self, text: str, rows: BitMap) -> Match:
        """The rows, of some, that hold every word of a text; all of them if it has no word.

        A word that no row holds is taken for its likeliest corrections. If each word is held but no row holds them
        all, the corrections of every word count beside it.
        """
        readings = [self._read(word) for word in self.words(text)]
        found = _held_by_all(readings, rows)
        if not found and all(reading.weighted for reading in readings):
            readings = [self._widened(reading) for reading in readings]
            found = _held_by_all(readings, rows)
        return Match(found, tuple(readings), tuple(self._corrections(readings, found)))

    def words(self, text: str) -> list[Word]:
        """The words of a text; pieces that make up a known code are one word."""
        chunks, unfinished = words.typed_chunks(text)
        found: list[Word] = []
        place = 0
        while place < len(chunks):
            pieces, code = self._code_at(chunks, place)
            parts = [code] if code else chunks[place]
            place += pieces
            found += [Word(part, unfinished=False) for part in parts]
        if found and unfinished:
            found[-1] = Word(found[-1].text, unfinished=True)
        return found

    def meant_by(self, word: Word) -> list[Meant]:
        """The likeliest corrections of a word; remembered, as a misspelt word stays while the next is typed."""
        meant = self._meant.get(word)
        if meant is None:
            if len(self._meant) >= _REMEMBERED:
                self._meant.clear()
            meant = self._meant[word] = self._postings.vocabulary.meant_by(word.text, unfinished=word.unfinished)
        return meant

    def forget(self) -> None:
        """To be called when a row has come or gone."""
        self._meant.clear()

    def _code_at(self, chunks: list[list[str]], place: int) -> tuple[int, str]:
        """How many chunks make up a code here, and that code; one chunk and nothing if they do not."""
        for pieces in range(min(MOST_CHUNKS_OF_CODE, len(chunks) - place), 0, -1):
            parts = [part for chunk in chunks[place : place + pieces] for part in chunk]
            code = "".join(parts)
            if (
                len(parts) > 1
                and len(code) >= SHORTEST_SPREAD_CODE
                and words.digits(code)
                and any(codes.whole_or_begun(code) for codes in self._codes.values())
            ):
                return pieces, code
        return 1, ""

    def _read(self, word: Word) -> Reading:
        """A word as it is if it is a term; else its completions and codes, and what is likelier than they."""
        exact = self._exact(word)
        if exact.first:
            return exact
        likelihood = sum(boost * len(rows) for boost, rows in exact.weighted)
        meant = [term for score, term in self.meant_by(word) if not likelihood or score >= log10(likelihood)]
        return self._with(exact, meant) if meant else exact

    def _exact(self, word: Word) -> Reading:
        equal = self._postings.equal(word.text)
        held = self._postings.beginning_with(word.text) if word.unfinished else equal
        codes = [(boost, rows) for boost, codes in self._codes.items() if (rows := codes.part_of(word.text))]
        if codes:
            whole = ((boost, codes.equal_to(word.text)) for boost, codes in self._codes.items())
            equal = _joined(equal, [(boost, rows) for boost, rows in whole if rows])
        return Reading(word, _joined(held, codes), equal, corrections=())

    def _widened(self, reading: Reading) -> Reading:
        if reading.corrections:
            return reading
        return self._with(reading, [term for _, term in self.meant_by(reading.word)])

    def _with(self, reading: Reading, meant: list[str]) -> Reading:
        """A reading with corrections beside; what is exact stays first, or the likeliest correction is."""
        first = reading.first or self._postings.equal(meant[0]) if meant else reading.first
        weighted = _joined(reading.weighted, self._postings.any_of(meant))
        return Reading(reading.word, weighted, first, tuple(meant))

    def _corrections(self, readings: list[Reading], rows: BitMap) -> Iterator[tuple[str, str]]:
        """Each word and what it was taken for, as far as that is seen in the rows."""
        vocabulary = self._postings.vocabulary
        for reading in readings:
            for term in reading.corrections:
                if any(rows.intersect(held) for _, held in self._postings.equal(term)):
                    yield reading.word.text, vocabulary.spellings[vocabulary.numbers[term]]


def _held_by_all(readings: list[Reading], rows: BitMap) -> BitMap:
    held = sorted((reading.rows() for reading in readings), key=len)
    for each in held:
        rows = rows & each
    return rows


def _any(weighted: Weighted) -> BitMap:
    return weighted[0][1] if len(weighted) == 1 else BitMap().union(*(rows for _, rows in weighted))


def _joined(first: Weighted, second: Weighted) -> Weighted:
    """The rows of both, by boost."""
    found = dict(second)
    for boost, rows in first:
        found[boost] = found[boost] | rows if boost in found else rows
    return sorted(found.items(), key=lambda item: -item[0])
