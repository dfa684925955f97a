"""A ridge logistic regression over the cells of an additive model: a straight line per number, a weight per category.

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


@dataclass(frozen=True)
class Cells:
    """What the regression sees of each slot of each axis, one array (slots, numbers) per axis."""

    lookups: tuple[Floats, ...]

    def design(self, slots: Slots) -> Floats:
        """The numbers of each row."""
        return np.hstack([lookup[slots[:, at]] for at, lookup in enumerate(self.lookups)])


@dataclass(frozen=True)
class Linear:
    """The regression fitted."""

    cells: Cells
    library: Any

    def answer(self, slots: Slots) -> Floats:
        """The library's own logit of each row of slots."""
        return np.asarray(self.library.decision_function(self.cells.design(slots)), float)


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


def _means(values: Sequence[Any], slots: Slots, count: Floats) -> Floats:
    """The mean of each cell, in standard deviations from the mean over all; a blank is the mean itself."""
    numbers = np.nan_to_num(np.array(values, float))
    held = np.where(np.arange(len(count)) > 0, count, 0.0)
    means = np.bincount(slots, numbers, len(count)) / np.maximum(count, 1)
    middle = float(held @ means / max(held.sum(), 1))
    spread = float(np.sqrt(held @ (means - middle) ** 2 / max(held.sum(), 1)))
    return np.where(held > 0, (means - middle) / (spread or 1.0), 0.0)[:, None]
