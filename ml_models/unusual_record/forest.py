"""An isolation forest as flat tables, walked in numpy: how deep a row is, and what each column did to that.

A row that is told apart from the others after few cuts is unusual (Liu, Ting and Zhou 2008). At each cut the expected
depth changes; the change belongs to the column that is cut. The changes add up to the row's depth, exactly.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml_models.additive import Floats

Whole = NDArray[np.int32]


@dataclass(frozen=True)
class Forest:
    """All trees' nodes in one row of tables. ``column`` is -1 at a leaf; ``left`` and ``right`` count over all nodes;
    ``depth`` is the mean depth, over the training rows, of what ends below a node; ``roots`` are the trees."""

    roots: Whole
    column: Whole
    threshold: Floats
    left: Whole
    right: Whole
    depth: Floats

    @property
    def mean_depth(self) -> float:
        """The depth of the average training row."""
        return float(self.depth[self.roots].mean())

    def walk(self, values: Floats) -> Floats:
        """What each column added to each row's depth, shape as ``values``; with the mean depth they add up to it.

        Values are compared in single precision, as the library that trained it does.
        """
        rows, columns = values.shape
        single = values.astype(np.float32)
        at = np.broadcast_to(self.roots, (rows, len(self.roots))).copy()
        moved = np.zeros(rows * columns)
        owner = np.broadcast_to(np.arange(rows)[:, None], at.shape)
        while True:
            inner = self.column[at] >= 0
            if not inner.any():
                return moved.reshape(rows, columns) / len(self.roots)
            here, row = at[inner], owner[inner]
            cut = self.column[here]
            below = np.where(single[row, cut] <= self.threshold[here], self.left[here], self.right[here])
            moved += np.bincount(row * columns + cut, self.depth[below] - self.depth[here], rows * columns)
            at[inner] = below


def parts_of(forest: Forest) -> dict[str, bytes]:
    """The forest as named parts of a model file."""
    parts = {}
    for name, array in vars(forest).items():
        stream = io.BytesIO()
        np.lib.format.write_array(stream, array, allow_pickle=False)
        parts[name] = stream.getvalue()
    return parts


def forest_in(parts: Mapping[str, bytes]) -> Forest:
    """The forest of a model file."""
    return Forest(**{
        name: np.lib.format.read_array(io.BytesIO(parts[name]), allow_pickle=False)
        for name in Forest.__dataclass_fields__
    })  # fmt: skip
