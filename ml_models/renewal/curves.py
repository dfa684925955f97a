"""A logistic regression with one smooth curve per column; how smooth each is, the rows themselves say.

Every cell of an axis has a weight. A penalty draws the cells of a number to a straight line (second differences), those
of a category or of a pair of columns to nothing. How hard each pulls is found by restricted maximum likelihood, in the
form of Wood and Fasiolo (2017): what rows do not bear out is flat. Where trees see steps this sees slopes, so the mean
of both ranks better than either. Training only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ml_models.additive import Axis, Floats, Slots, logistic
from ml_models.boosting.axes import groups_of_slots

STEPS = 40
CLOSE = 1e-3
"""Logits that move less than this from one step to the next have come to rest."""
RIDGE = 1.0
"""What draws every weight to nothing, however few the rows: a weight is seldom more than 1 either way."""
LEAST, MOST = 1e-3, 1e6
"""Between these a penalty may lie."""
HOLD = 1e5
"""The penalty on each step down of a column that may only rise."""


@dataclass(frozen=True)
class Term:
    """The curve of a column, or the table of a pair: the weights from ``start`` on.

    ``places`` has for each of the axes the place of each slot; slots that share a place share a weight.
    """

    axes: tuple[int, ...]
    places: tuple[Slots, ...]
    start: int
    penalty: Floats
    rising: bool

    @property
    def part(self) -> slice:
        """Where its weights are among all."""
        return slice(self.start, self.start + len(self.penalty))

    def cells(self, slots: Slots) -> Slots:
        """The weight that counts for each row."""
        shape = [int(place.max()) + 1 for place in self.places]
        found = [place[slots[:, at]] for at, place in zip(self.axes, self.places, strict=True)]
        return self.start + np.ravel_multi_index(found, shape)


@dataclass(frozen=True)
class Curves:
    """The regression fitted: its weights (the first is the level), and how hard each term was drawn."""

    terms: tuple[Term, ...]
    weights: Floats
    strengths: Floats

    def answer(self, slots: Slots) -> Floats:
        """The logit of each row of slots."""
        found: Floats = self.weights[0] + sum(self.weights[term.cells(slots)] for term in self.terms)
        return found


def terms_for(
    axes: Sequence[Axis], blocks: Sequence[tuple[int, ...]], rising: Sequence[str], slots: Slots
) -> tuple[Term, ...]:
    """A term per block. A pair with a column that may only rise has none: alone, that one's curve keeps the promise."""
    terms: list[Term] = []
    start = 1
    for block in blocks:
        held = any(axes[at].name in rising for at in block)
        if len(block) > 1 and held:
            continue
        if len(block) == 1:
            places = [np.arange(axes[block[0]].size)]
            penalty = _penalty(axes[block[0]])
        else:
            places = [groups_of_slots(slots[:, at], axes[at].size) for at in block]
            penalty = np.eye(int(np.prod([place.max() + 1 for place in places])))
        terms.append(Term(block, tuple(places), start, penalty, held))
        start += len(penalty)
    return tuple(terms)


def fit_curves(terms: Sequence[Term], slots: Slots, happened: Floats, strengths: Floats | None = None) -> Curves:
    """Fit all weights; ``strengths`` as another fit found them, or found here."""
    cells = np.column_stack([np.zeros(len(slots), np.intp), *(term.cells(slots) for term in terms)])
    drawn = np.full(len(terms), 10.0) if strengths is None else strengths
    weights: Floats = np.zeros(terms[-1].part.stop)
    weights[0] = np.log(happened.mean() / (1 - happened.mean()))
    logits = np.full(len(slots), weights[0])
    for _ in range(STEPS):
        chance = logistic(logits)
        worth = np.maximum(chance * (1 - chance), 1e-9)
        held = _information(terms, cells, worth) + _penalties(terms, drawn, weights)
        spread = np.asarray(np.linalg.inv(held), float)
        pulled = worth * logits + happened - chance
        weights = spread @ np.sum([np.bincount(column, pulled, len(weights)) for column in cells.T], axis=0)
        before, logits = logits, weights[cells].sum(axis=1)
        if strengths is None:
            drawn = _more_likely(terms, drawn, weights, spread)
        if np.abs(logits - before).max() < CLOSE:
            break
    for term in terms:
        if term.rising:
            curve = weights[term.part]
            curve[1:] = np.maximum.accumulate(curve[1:])
    return Curves(tuple(terms), weights, drawn)


def _information(terms: Sequence[Term], cells: Slots, worth: Floats) -> Floats:
    """How often each two weights count in the same row, by what the row is worth (Fisher's information)."""
    parts = [slice(0, 1), *(term.part for term in terms)]
    found = np.zeros((parts[-1].stop, parts[-1].stop))
    for at, one in enumerate(parts):
        for beside, other in enumerate(parts[: at + 1]):
            wide = other.stop - other.start
            both = (cells[:, at] - one.start) * wide + cells[:, beside] - other.start
            held = np.bincount(both, worth, (one.stop - one.start) * wide).reshape(-1, wide)
            found[one, other], found[other, one] = held, held.T
    return found


def _penalty(axis: Axis) -> Floats:
    """What is drawn to nothing: of a number the bends of its curve, but not its blank; of a category each weight."""
    if axis.kind == "category":
        return np.eye(axis.size)
    bends = np.zeros((max(axis.size - 3, 0), axis.size))
    bends[:, 1:] = np.diff(np.eye(axis.size - 1), 2, axis=0)
    return bends.T @ bends


def _penalties(terms: Sequence[Term], drawn: Floats, weights: Floats) -> Floats:
    """All penalties as one matrix; the level has none. Steps down of a curve that may only rise are held as they are
    met: held there, the next fit is flat."""
    found = np.diag(np.where(np.arange(len(weights)) > 0, RIDGE, 0.0))
    for term, strength in zip(terms, drawn.tolist(), strict=True):
        found[term.part, term.part] += strength * term.penalty
        if term.rising:
            steps = np.zeros((len(term.penalty) - 2, len(term.penalty)))
            steps[:, 1:] = np.diff(np.eye(len(term.penalty) - 1), axis=0)
            down = steps[steps @ weights[term.part] < 0]
            found[term.part, term.part] += HOLD * down.T @ down
    return found


def _more_likely(terms: Sequence[Term], drawn: Floats, weights: Floats, spread: Floats) -> Floats:
    """One step of each penalty towards the likeliest (Wood and Fasiolo's update)."""
    found = []
    for term, strength in zip(terms, drawn.tolist(), strict=True):
        own, mine = np.linalg.eigvalsh(term.penalty).clip(0), weights[term.part]
        known = float((own / (strength * own + RIDGE)).sum() - np.trace(spread[term.part, term.part] @ term.penalty))
        bent = float(mine @ term.penalty @ mine)
        found.append(strength * max(known, 1e-9) / max(bent, 1e-12))
    clipped: Floats = np.clip(found, LEAST, MOST)
    return clipped
