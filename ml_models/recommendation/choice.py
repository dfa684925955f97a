"""Conditional logit in numpy: of the cars that stood for sale, which was chosen (McFadden 1974).

Small enough to learn on a device from the dealer's own sales, held near the bundled weights until there are many.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ml_models.additive import Floats

Groups = NDArray[np.intp]
STEPS = 60
STILL = 1e-9


def chances(utility: Floats, groups: Groups) -> Floats:
    """The chance of each car within its choice. ``groups``: which choice each row belongs to, from 0 on."""
    most = np.full(groups.max(initial=-1) + 1, -np.inf)
    np.maximum.at(most, groups, utility)
    raised = np.exp(utility - most[groups])
    return np.asarray(raised / np.bincount(groups, raised)[groups])


def learned(values: Floats, chosen: Floats, groups: Groups, prior: Floats, ridge: float) -> Floats:
    """The weights by Newton's method. ``prior`` is where they are without a single sale; ``ridge`` how firmly."""
    weights = prior.copy()
    for _ in range(STEPS):
        chance = chances(values @ weights, groups)
        mean = np.zeros((int(groups.max()) + 1, values.shape[1]))
        np.add.at(mean, groups, chance[:, None] * values)
        away = values - mean[groups]
        slope = (chosen - chance) @ values - ridge * (weights - prior)
        bend = (away * chance[:, None]).T @ away + ridge * np.eye(len(weights))
        step = np.linalg.solve(bend, slope)
        weights = weights + step
        if np.abs(step).max() < STILL:
            break
    return weights


def learned_scale(utility: Floats, chosen: Floats, groups: Groups, ridge: float) -> float:
    """By what the utilities are to be multiplied: how firmly they speak; never below nothing."""
    found = learned(utility[:, None], chosen, groups, np.ones(1), ridge)
    return max(0.0, float(found[0]))


def ranks(utility: Floats, chosen: Floats, groups: Groups) -> Floats:
    """The place of each choice's chosen car in the order of utility, from 1; ties count half."""
    best = np.full(int(groups.max()) + 1, np.nan)
    best[groups[chosen == 1]] = utility[chosen == 1]
    above = np.bincount(groups, utility > best[groups])
    beside = np.bincount(groups, utility == best[groups])
    return np.asarray(above + (beside + 1) / 2)
