"""Which pairs of columns tell more together than each by itself, as far as the product of both says it.

Visits count where the car is in stock, and not where it is to be ordered: a product of two columns. A few hundred rows
are enough to see that, where trees, which look for any shape, need thousands.
"""

from __future__ import annotations

import itertools

import numpy as np

from ml_models.additive import Floats, Slots, logistic
from ml_models.any_table.linear import Cells

WIDEST = 16
"""Pairs with more products than these (of two columns with many categories) are left to the trees."""
CLEAR = 6.0
"""So many standard deviations beyond chance a pair has to be: of fifty that say nothing one is, once in ten tables."""
MOST = 6


def with_pairs(cells: Cells, slots: Slots, happened: Floats, logits: Floats) -> Cells:
    """The same, and the products of the pairs that are clear; ``logits`` are those of a fit without them."""
    return Cells(cells.lookups, pairs_clear(cells, slots, happened, logits))


def pairs_clear(cells: Cells, slots: Slots, happened: Floats, logits: Floats) -> tuple[tuple[int, int], ...]:
    """The clearest pairs, by a score test: what is left of outcomes against products, the columns taken out of both.

    The statistic is chi-squared with as many degrees of freedom as a pair has products that are no column's already.
    """
    seen = cells.seen(slots)
    chance = logistic(logits)
    weight = np.sqrt(np.maximum(chance * (1 - chance), 1e-9))
    columns, _ = np.linalg.qr(np.column_stack([weight, np.hstack(seen) * weight[:, None]]))
    left = (happened - chance) / weight
    left -= columns @ (columns.T @ left)
    found = []
    for one, other in itertools.combinations(range(len(seen)), 2):
        if seen[one].shape[1] * seen[other].shape[1] > WIDEST:
            continue
        products = cells.products(seen, one, other) * weight[:, None]
        products -= columns @ (columns.T @ products)
        axes, lengths, _ = np.linalg.svd(products, full_matrices=False)
        free = axes[:, lengths > 0.01 * np.sqrt(len(happened))]
        if not free.shape[1]:
            continue
        statistic = float(((free.T @ left) ** 2).sum())
        excess = (statistic - free.shape[1]) / np.sqrt(2 * free.shape[1])
        if excess > CLEAR:
            found.append((excess, (one, other)))
    return tuple(pair for _, pair in sorted(found, key=lambda each: (-each[0], each[1]))[:MOST])
