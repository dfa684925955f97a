"""Fits linear heads over sentences: both editions from the same sentences. The only file here that trains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from ml_models.additive import Floats
from ml_models.sentences.linear import VECTOR_SCALE, Head
from ml_models.sentences.ngrams import Family, buckets_of, weighted, weights_of, words_of


@dataclass(frozen=True)
class Learned:
    """A head, the names of its answers (one where there are two classes), and the library's own model of it."""

    head: Head
    answers: tuple[str, ...]
    library: Any

    def of(self, texts: Sequence[str], beside: Floats, vectors: Floats | None) -> Floats:
        """What the library answers, in logits, shape (texts, answers); for the parity of device and library."""
        columns = _columns(texts, self.head.frequency, beside, _centred(texts, vectors, self.head.centre))
        return np.asarray(self.library.decision_function(columns)).reshape(len(texts), -1)


@cache
def _families(text: str, size: int) -> list[Family]:
    return buckets_of(words_of(text), size)


def _document_counts(texts: Sequence[str], size: int) -> Floats:
    """In how many texts each bucket is."""
    counts = np.zeros(size)
    for text in texts:
        for buckets, _, _ in _families(text, size):
            counts[np.unique(buckets)] += 1
    return counts


def _columns(texts: Sequence[str], frequency: Floats, beside: Floats, vectors: Floats) -> Any:
    found = [weighted(_families(text, len(frequency)), frequency) for text in texts]
    rows = np.repeat(np.arange(len(texts)), [len(each.buckets) for each in found])
    buckets, values = (np.concatenate([getattr(each, name) for each in found]) for name in ("buckets", "values"))
    words = csr_matrix((values, (rows, buckets)), shape=(len(texts), len(frequency)))
    return hstack([words, csr_matrix(beside), csr_matrix(vectors)]).tocsr()


def _centred(texts: Sequence[str], vectors: Floats | None, centre: Floats) -> Floats:
    return np.zeros((len(texts), 0)) if vectors is None else vectors * VECTOR_SCALE - centre


def learn(
    texts: Sequence[str], labels: Sequence[str], beside: Floats, vectors: Floats | None, buckets: int, strength: float
) -> Learned:
    """A logistic regression over n-grams, the numbers beside and, in the full edition, the encoder's vectors.

    ``strength``: the inverse of the ridge (scikit-learn's C).
    """
    frequency = np.asarray(weights_of(_document_counts(texts, buckets), len(texts)), np.float32).astype(float)
    centre = np.zeros(0)
    if vectors is not None:
        centre = np.asarray((vectors * VECTOR_SCALE).mean(axis=0), np.float32).astype(float)
    library = LogisticRegression(C=strength, max_iter=3000)
    library.fit(_columns(texts, frequency, beside, _centred(texts, vectors, centre)), np.asarray(labels))
    weights = library.coef_.T
    ends = np.cumsum([buckets, beside.shape[1]])
    answers = tuple(str(each) for each in library.classes_)
    of_buckets, of_beside, of_vector = np.split(weights, ends)
    head = Head(frequency, of_buckets, of_beside, of_vector, centre, library.intercept_)
    return Learned(head, answers[1:] if len(answers) == 2 else answers, library)
