"""Rows made to find differences between a model's tables and the library that trained it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ml_models.additive import Axis, Floats, Slots

ODD_NUMBERS = (0.0, -1.0, 1e-300, -1e300, 1e300, float("nan"), float("inf"), float("-inf"))


def made_rows(axes: Sequence[Axis], count: int, seed: int = 0) -> list[dict[str, Any]]:
    """Rows of values on, beside and far from every edge; one value in fifteen is odd: unseen, NaN, infinite, huge."""
    generator = np.random.default_rng(seed)
    columns: dict[str, list[Any]] = {}
    for axis in axes:
        if axis.kind == "category":
            usual: list[Any] = list(axis.categories)
            odd: list[Any] = [None, "", "never seen", 7]
        else:
            edges = np.asarray(axis.edges or (0.0,))
            usual = [*edges, *np.nextafter(edges, -np.inf), *(edges + 0.5), float(edges[0]) - 1]
            odd = list(ODD_NUMBERS)
        strange = generator.random(count) < 1 / 15
        picks = generator.integers(0, 1 << 30, count)
        columns[axis.name] = [
            odd[pick % len(odd)] if is_odd else usual[pick % len(usual)]
            for pick, is_odd in zip(picks, strange, strict=True)
        ]
    return [{name: values[at] for name, values in columns.items()} for at in range(count)]


def spread(slots: Slots, weights: Sequence[Floats]) -> tuple[Slots, Floats, Slots]:
    """What a row with blanks stands for: rows without, their weights, and which row each belongs to.

    A blank that training never saw stands for the mean over its axis, so the row becomes one row per cell.
    """
    owner, share = np.arange(len(slots)), np.ones(len(slots))
    for axis, weight in enumerate(weights):
        if weight[0]:
            continue
        blank = slots[:, axis] == 0
        cells = np.flatnonzero(weight)
        filled = np.repeat(slots[blank], len(cells), axis=0)
        filled[:, axis] = np.tile(cells, int(blank.sum()))
        portion = np.repeat(share[blank], len(cells)) * np.tile(weight[cells] / weight.sum(), int(blank.sum()))
        owner = np.concatenate([owner[~blank], np.repeat(owner[blank], len(cells))])
        slots, share = np.concatenate([slots[~blank], filled]), np.concatenate([share[~blank], portion])
    return slots, share, owner
