"""Words, pairs of words and letters within words as hashed features, each knowing which word it came from.

Two families, each weighted by inverse document frequency and of unit length: words with pairs of neighbours, and runs
of 2 to 5 letters within a word. Hashing (CRC-32) needs no vocabulary on the device and holds for words never seen.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ml_models.additive import Floats

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
MOST_WORDS = 400
"""Words of one text that are read; the rest of a longer text is not."""
_LETTERS = range(2, 6)


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, apostrophes within them kept."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    return _WORD.findall(plain)[:MOST_WORDS]


@dataclass(frozen=True)
class Features:
    """Features of one text: their buckets, values, and the words (first and last, by number) they came from."""

    buckets: NDArray[np.intp]
    values: Floats
    first: NDArray[np.intp]
    last: NDArray[np.intp]


def _families(words: Sequence[str]) -> tuple[list[tuple[str, int, int]], list[tuple[str, int, int]]]:
    whole = [(f"w {word}", at, at) for at, word in enumerate(words)]
    whole += [(f"p {one} {two}", at, at + 1) for at, (one, two) in enumerate(pairwise(words))]
    letters = []
    for at, word in enumerate(words):
        padded = f" {word} "
        for size in _LETTERS:
            letters += [(f"l {padded[i : i + size]}", at, at) for i in range(max(1, len(padded) - size + 1))]
    return whole, letters


Family = tuple[NDArray[np.intp], Floats, NDArray[np.intp]]
"""Of each occurrence: its bucket, how often that bucket is there, its first and its last word."""


def buckets_of(words: Sequence[str], size: int) -> list[Family]:
    """What is there of each family."""
    found = []
    for family in _families(words):
        hashed = np.array([zlib.crc32(name.encode("utf-8")) % size for name, _, _ in family], np.intp)
        spans = np.array([(first, last) for _, first, last in family], np.intp).reshape(-1, 2)
        buckets, place, counts = np.unique(hashed, return_inverse=True, return_counts=True)
        found.append((buckets[place] if len(buckets) else hashed, counts.astype(float)[place], spans))
    return found


def weights_of(counts: Floats, texts: int) -> Floats:
    """Inverse document frequency: log((1 + texts) / (1 + count)) + 1."""
    return np.log((1 + texts) / (1 + counts)) + 1


def features_of(words: Sequence[str], weights: Floats) -> Features:
    """The features of a text's words. A bucket met twice is there twice, with half its value each."""
    return weighted(buckets_of(words, len(weights)), weights)


def weighted(families: Sequence[Family], weights: Floats) -> Features:
    """The features of a text out of the buckets of its families."""
    buckets, values, spans = [], [], []
    for where, counts, words_there in families:
        if not len(where):
            continue
        # sublinear: a bucket counts 1 + log(count) in all, spread over its occurrences
        each = (1 + np.log(counts)) * weights[where]
        length = np.sqrt((each**2 / counts).sum())
        buckets.append(where)
        values.append(each / counts / length)
        spans.append(words_there)
    if not buckets:
        none = np.zeros(0, np.intp)
        return Features(none, np.zeros(0), none, none)
    where, span = np.concatenate(buckets), np.concatenate(spans)
    return Features(where, np.concatenate(values), span[:, 0], span[:, 1])
