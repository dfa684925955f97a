"""How a column of training data becomes an axis, and which pairs of axes are worth a table of their own."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence

import numpy as np

from ml_models.additive import Axis, Floats, Slots, category, logistic

CELLS = 64
RARE = 10
"""A category seen fewer times is treated as one never seen."""


def number_axis(name: str, values: Floats, cells: int = CELLS) -> Axis:
    """Cells between the distinct values when these are few, else holding equally many rows each."""
    found = np.unique(values[~np.isnan(values)])
    if len(found) > cells:
        steps = np.linspace(0, 1, cells + 1)[1:-1]
        found = np.unique(np.quantile(values[~np.isnan(values)], steps, method="nearest"))
        return Axis(name, "number", edges=tuple(map(float, found)))
    return Axis(name, "number", edges=tuple(map(float, found[1:])))


def category_axis(name: str, values: Sequence[str], cells: int = CELLS) -> Axis:
    """One cell per category that is not rare, the most frequent ones if there are too many."""
    counts = Counter(category(value) for value in values)
    counts.pop("", None)
    kept = sorted(counts, key=lambda each: (-counts[each], each))[:cells]
    kept = [each for each in kept if counts[each] >= RARE] or kept[:2]
    return Axis(name, "category", categories=tuple(sorted(kept)))


def pairs_worth_a_table(
    slots: Slots, sizes: Sequence[int], logits: Floats, happened: Floats, most: int
) -> list[tuple[int, int]]:
    """The pairs of axes whose joint cells still hold signal once ``logits`` (of main effects) are taken off.

    For each pair, residuals are summed over a coarse 8 x 8 grid; their squares over their variance exceed the number
    of cells only where the pair matters (a score test, as in Lou et al. 2013, "Accurate intelligible models with
    pairwise interactions"). Pairs that do not clear the noise by three standard deviations are left out.
    """
    chance = logistic(logits)
    residual, variance = happened - chance, chance * (1 - chance)
    coarse = [_coarse(slots[:, axis], size) for axis, size in enumerate(sizes)]
    found = []
    for one, other in itertools.combinations(range(len(sizes)), 2):
        cell = coarse[one] * 8 + coarse[other]
        held = np.bincount(cell, variance, 64)
        used = held > 0
        signal = float((np.bincount(cell, residual, 64)[used] ** 2 / held[used]).sum())
        excess = (signal - used.sum()) / np.sqrt(2 * used.sum())
        if excess > 3:
            found.append((excess, (one, other)))
    return [pair for _, pair in sorted(found, key=lambda each: (-each[0], each[1]))[:most]]


def _coarse(column: Slots, size: int) -> Slots:
    return groups_of_slots(column, size)[column]


def groups_of_slots(column: Slots, size: int) -> Slots:
    """The group of each slot of an axis: up to eight of neighbouring slots, equally full by the rows of ``column``."""
    if size <= 8:
        return np.arange(size)
    below = np.cumsum(np.bincount(column, minlength=size)) - 1
    return np.maximum(below * 8 // len(column), 0)
