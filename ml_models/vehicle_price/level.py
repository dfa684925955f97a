"""How the prices of one house lie to those the model learned: another year, country or currency shifts them all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ml_models.additive import Floats

LEAST = 12
"""Vehicles with a price of the house's own, below which its level is not known and no price is proposed."""
ENOUGH = 40
"""From so many on, the house's own spread makes the band; below, the wider of that and the model's."""
SHARE = 0.8


@dataclass(frozen=True)
class Level:
    """``shift``: the median logarithm of own price over the model's.

    ``low``, ``high``: ends of the own spread around it. ``rows`` counts the vehicles it was learned from.
    """

    shift: float
    low: float
    high: float
    rows: int

    @staticmethod
    def none() -> Level:
        """The model's own level: the prices of its training data."""
        return Level(0.0, 0.0, 0.0, 0)

    @staticmethod
    def learned(pairs: Sequence[tuple[float, float]]) -> Level:
        """From pairs of the model's price and the house's own, both above nothing."""
        logs = np.sort([math.log(own / model) for model, own in pairs if own > 0 and model > 0])
        if not len(logs):
            return Level.none()
        shift = float(np.median(logs))
        low, high = conformal(logs - shift, SHARE)
        return Level(shift, low, high, len(logs))

    @property
    def known(self) -> bool:
        """Whether the house has priced vehicles enough to say at which level."""
        return self.rows >= LEAST

    def band(self, spread: Floats) -> tuple[float, float]:
        """The ends of the band as logarithms around a price, where the model's own are ``spread``."""
        low, high = float(spread[0]), float(spread[1])
        if self.rows >= ENOUGH:
            return self.low, self.high
        return min(low, self.low), max(high, self.high)


def conformal(residuals: Floats, share: float) -> tuple[float, float]:
    """The ends between which the next residual falls with at least ``share`` (split-conformal, the rest halved)."""
    ordered = np.sort(residuals)
    count = len(ordered)
    tail = (1 - share) / 2
    below = max(0, math.floor((count + 1) * tail) - 1)
    above = min(count - 1, math.ceil((count + 1) * (1 - tail)) - 1)
    return float(ordered[below]), float(ordered[above])
