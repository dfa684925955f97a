"""Linear heads over what is read from a sentence: hashed n-grams, a few numbers beside them, and the encoder's vector.

Two editions of one head lie in one model file: ``small`` needs numpy alone, ``full`` the encoder as well. A head adds
up, so each word and the sentence as a whole have an exact share in what it answers.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml_models.additive import Floats
from ml_models.sentences import encoder
from ml_models.sentences.ngrams import features_of

EDITIONS = ("small", "full")
VECTOR_SCALE = 0.1 * encoder.SIZE**0.5
"""The encoder's vector is multiplied by this before it is weighed, so that it does not drown the words."""


@dataclass(frozen=True)
class Head:
    """``frequency``: inverse document frequency per bucket; the weights have one column per answer; ``centre`` is the
    training data's mean vector, against which a sentence's vector is seen (empty in the small edition)."""

    frequency: Floats
    buckets: Floats
    beside: Floats
    vector: Floats
    centre: Floats
    base: Floats

    @property
    def full(self) -> bool:
        """Whether the encoder's vector is weighed too."""
        return len(self.vector) > 0


@dataclass(frozen=True)
class Parts:
    """What each word, each number beside and the vector as a whole added to each answer, above the head's base."""

    words: Floats
    beside: Floats
    vector: Floats

    def total(self) -> Floats:
        """What they add up to, one number per answer."""
        return np.asarray(self.words.sum(axis=0) + self.beside.sum(axis=0) + self.vector)


def weigh(head: Head, words: Sequence[str], beside: Sequence[float], vector: Floats | None) -> Parts:
    """The parts of one sentence. Where two words share a feature, each has half."""
    found = features_of(words, head.frequency)
    each = found.values[:, None] * head.buckets[found.buckets]
    of_words = np.zeros((len(words), head.buckets.shape[1]))
    np.add.at(of_words, found.first, each / 2)
    np.add.at(of_words, found.last, each / 2)
    of_beside = np.asarray(beside, float)[:, None] * head.beside
    if vector is None or not head.full:
        return Parts(of_words, of_beside, np.zeros(len(head.base)))
    return Parts(of_words, of_beside, (vector * VECTOR_SCALE - head.centre) @ head.vector)


def parts_of(heads: Mapping[str, Head]) -> dict[str, bytes]:
    """The heads as named parts of a model file."""
    parts = {}
    for edition, head in heads.items():
        for name, array in vars(head).items():
            stream = io.BytesIO()
            np.lib.format.write_array(stream, np.asarray(array, np.float32), allow_pickle=False)
            parts[f"{edition}.{name}"] = stream.getvalue()
    return parts


def heads_in(parts: Mapping[str, bytes]) -> dict[str, Head]:
    """The heads of a model file, by edition. Raises KeyError or ValueError for one that is not whole."""
    heads = {}
    for edition in EDITIONS:
        if f"{edition}.base" in parts:
            arrays = {name: _array(parts[f"{edition}.{name}"]) for name in Head.__dataclass_fields__}
            heads[edition] = Head(**arrays)
    return heads


def _array(data: bytes) -> NDArray[np.float64]:
    array = np.lib.format.read_array(io.BytesIO(data), allow_pickle=False)
    if not np.isfinite(array).all():
        raise ValueError("a weight is not finite")
    return np.asarray(array, float)
