"""A ridge logistic regression over the cells of an additive model: a line or a curve per number, a weight per category.

It sees of a number the mean of its cell, so that the tables made of it are the same function exactly. A few hundred
rows teach it more than they teach trees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ml_models.additive import Axis, Floats, Slots

SEEN = 5
"""A blank that training saw fewer times has no weight of its own."""


BENDS = (0.2, 0.4, 0.6, 0.8)
"""Where a number's line may bend: at these quantiles of the training rows."""


AT_ONCE = 20_000
"""Rows answered at once: with many categories each is hundreds of numbers."""


@dataclass(frozen=True)
class Cells:
    """What the regression sees of each slot of each axis, one array (slots, numbers) per axis, and pairs of axes.

    Of a pair it also sees every number of the one times every number of the other.
    """

    lookups: tuple[Floats, ...]
    pairs: tuple[tuple[int, int], ...] = ()

    def design(self, slots: Slots) -> Floats:
        """The numbers of each row."""
        seen = self.seen(slots)
        return np.hstack([*seen, *(self.products(seen, one, other) for one, other in self.pairs)])

    def seen(self, slots: Slots) -> list[Floats]:
        """The numbers of each row, axis by axis, without those of pairs."""
        return [lookup[slots[:, at]] for at, lookup in enumerate(self.lookups)]

    @staticmethod
    def products(seen: Sequence[Floats], one: int, other: int) -> Floats:
        """The numbers of one axis times those of another, row by row."""
        return (seen[one][:, :, None] * seen[other][:, None, :]).reshape(len(seen[one]), -1)


@dataclass(frozen=True)
class Linear:
    """The regression fitted."""

    cells: Cells
    library: Any

    def answer(self, slots: Slots) -> Floats:
        """The library's own logit of each row of slots."""
        parts = np.array_split(slots, 1 + len(slots) // AT_ONCE)
        return np.concatenate([self.library.decision_function(self.cells.design(part)) for part in parts])


def cells_of(axes: Sequence[Axis], columns: dict[str, list[Any]], slots: Slots) -> Cells:
    """What to see of each slot, learned from the training rows (no outcome is looked at)."""
    found = []
    for at, axis in enumerate(axes):
        count = np.bincount(slots[:, at], minlength=axis.size).astype(float)
        seen = _means(columns[axis.name], slots[:, at], count) if axis.kind == "number" else np.eye(axis.size)[:, 1:]
        if count[0] >= SEEN:
            seen = np.column_stack([seen, np.arange(axis.size) == 0])
        found.append(seen)
    return Cells(tuple(found))


def with_bends(cells: Cells, axes: Sequence[Axis], slots: Slots) -> Cells:
    """The same, and how far each number is beyond each of its `BENDS`: lines that bend there, which a ridge flattens.

    In standard deviations from the mean over these (training) rows; a blank is the mean itself.
    """
    found = []
    for at, (axis, seen) in enumerate(zip(axes, cells.lookups, strict=True)):
        held = slots[:, at][slots[:, at] > 0]
        bent = axis.kind == "number" and axis.size > len(BENDS) and len(held) > 0
        beyond = []
        for bend in np.unique(np.quantile(seen[held, 0], BENDS)) if bent else ():
            hinge = np.where(np.arange(axis.size) > 0, np.maximum(seen[:, 0] - bend, 0.0), 0.0)
            middle, spread = float(hinge[held].mean()), float(hinge[held].std())
            if spread > 1e-9:
                beyond.append(np.where(np.arange(axis.size) > 0, (hinge - middle) / spread, 0.0))
        found.append(np.column_stack([seen, *beyond]))
    return Cells(tuple(found))


def _means(values: Sequence[Any], slots: Slots, count: Floats) -> Floats:
    """The mean of each cell, in standard deviations from the mean over all; a blank is the mean itself."""
    numbers = np.nan_to_num(np.array(values, float))
    held = np.where(np.arange(len(count)) > 0, count, 0.0)
    means = np.bincount(slots, numbers, len(count)) / np.maximum(count, 1)
    middle = float(held @ means / max(held.sum(), 1))
    spread = float(np.sqrt(held @ (means - middle) ** 2 / max(held.sum(), 1)))
    return np.where(held > 0, (means - middle) / (spread or 1.0), 0.0)[:, None]
