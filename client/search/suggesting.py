"""Type-ahead: how the word being typed may go on, and what was meant if it goes nowhere."""

from collections.abc import Iterable, Iterator
from heapq import nlargest
from typing import NamedTuple

from pyroaring import BitMap

from client.search.codes import SHORTEST_BEGINNING, Codes
from client.search.matching import Matcher, Word
from client.search.postings import Postings

_TRIED = 50
"""How many completions are checked against the words before them."""


class Suggestion(NamedTuple):
    """What the search box would hold, and how many rows that finds before any filter."""

    text: str
    rows: int


def suggestions(
    text: str, limit: int, matcher: Matcher, postings: Postings, codes: Iterable[Codes], rows: BitMap
) -> list[Suggestion]:
    """Completions of the last word that some of the rows hold together with the words before it.

    What is likeliest comes first, codes last.
    """
    typed = matcher.words(text)
    if limit < 1 or not typed or not typed[-1].unfinished:
        return []
    before = text[: len(text) - len(text.rsplit(maxsplit=1)[-1])]
    last = typed[-1]
    if len(typed) > 1:
        rows = matcher.match(" ".join(word.text for word in typed[:-1]) + " ", rows).rows
    found: list[Suggestion] = []
    seen: set[str] = set()
    for shown, held in _endings(last, limit, matcher, postings, codes):
        count = held.intersection_cardinality(rows)
        if count and shown not in seen:
            seen.add(shown)
            found.append(Suggestion(before + shown, count))
            if len(found) >= limit:
                break
    return found


def _endings(
    word: Word, limit: int, matcher: Matcher, postings: Postings, codes: Iterable[Codes]
) -> Iterator[tuple[str, BitMap]]:
    vocabulary = postings.vocabulary
    completions = [
        (vocabulary.score(term), term)
        for term in nlargest(max(_TRIED, limit), vocabulary.beginning_with(word.text), key=vocabulary.score)
    ]
    for _, term in sorted([*completions, *matcher.meant_by(word)], reverse=True):
        yield vocabulary.spellings[vocabulary.numbers[term]], _rows(postings, term)
    if len(word.text) >= SHORTEST_BEGINNING:
        for each in codes:
            for code in each.beginning_with(word.text, limit):
                yield code.upper(), each.equal_to(code)


def _rows(postings: Postings, term: str) -> BitMap:
    return BitMap().union(*(rows for _, rows in postings.equal(term)))
