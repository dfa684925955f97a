"""How to move the price of a vehicle while it stands: demand is learned, a price proposed between floor and ceiling.

The chance that a vehicle sells within a week is logistic in its price against the estimate and in the weeks it has
stood. Its three weights are learned from the weeks of all vehicles (a sale or none), drawn to a cautious prior; the
weight of the price is never above nothing, so a dearer car never sells faster. A proposal is the first step of the best
plan of prices over the weeks to come. To learn at all, prices have to differ: a proposal may stray from the best by a
bounded share (Thompson sampling: best under weights drawn from what is known of them). Nothing here sets a price:
a person does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ml_models.additive import Floats, logistic

HORIZON = 16
"""Weeks a plan looks ahead; after them what is left goes to the trade."""
TRADE = 0.85
"""What the trade pays, as a share of the estimate."""
PRIOR_MEAN = (-2.2, -8.0, 0.0)
"""Before anything is known: one in ten sells in a week at the estimate, and a tenth dearer halves that."""
PRIOR_SPREAD = (0.7, 4.0, 0.5)
LEAST_SLOPE = -1.0
"""The weight of the price is at most this."""


@dataclass(frozen=True)
class Limits:
    """What a person allows. Prices in units; shares of the price now.

    ``most``: how far one proposal may move. ``stray``: how far it may lie from the best, to learn.
    Raises ValueError when the floor is above the ceiling.
    """

    floor: float
    ceiling: float
    most: float = 0.05
    stray: float = 0.02

    def __post_init__(self) -> None:
        if not 0 < self.floor <= self.ceiling:
            raise ValueError(f"prices: 0 < floor <= ceiling does not hold for {self.floor:g} and {self.ceiling:g}")
        if not (0 <= self.stray <= self.most < 1):
            raise ValueError("prices: 0 <= stray <= most < 1 does not hold")


@dataclass(frozen=True)
class Standing:
    """A vehicle for sale: its price now, its estimate, its cost, weeks it has stood, what a week costs. In units."""

    price: float
    estimate: float
    cost: float
    weeks: float
    week_costs: float = 0.0


@dataclass(frozen=True)
class Week:
    """One week of one vehicle: its price over its estimate, the weeks it had stood, and whether it sold."""

    ratio: float
    weeks: float
    sold: bool


@dataclass(frozen=True)
class Demand:
    """What is known of the three weights: their mean and covariance, from ``weeks`` weeks."""

    mean: Floats
    covariance: Floats
    weeks: int = 0

    @staticmethod
    def prior() -> Demand:
        """Before anything is known."""
        return Demand(np.array(PRIOR_MEAN), np.diag(np.square(PRIOR_SPREAD)))

    @staticmethod
    def learned(weeks: Sequence[Week]) -> Demand:
        """The weights given these weeks: the mode and the curvature there (Laplace), by a few steps of Newton."""
        prior = Demand.prior()
        if not weeks:
            return prior
        design = _design(np.array([each.ratio for each in weeks]), np.array([each.weeks for each in weeks]))
        sold = np.array([each.sold for each in weeks], float)
        precision = np.linalg.inv(prior.covariance)
        weights = prior.mean.copy()
        for _ in range(60):
            chance = logistic(design @ weights)
            slope = design.T @ (sold - chance) - precision @ (weights - prior.mean)
            curve = (design * (chance * (1 - chance))[:, None]).T @ design + precision
            step = np.linalg.solve(curve, slope)
            step *= min(1.0, 1.0 / np.abs(step).max()) if np.abs(step).max() > 0 else 1.0
            weights = weights + step  # at most 1 at a time: where hardly anything sold, a full step overshoots
            if np.abs(step).max() < 1e-9:
                break
        return Demand(_bounded(weights), np.linalg.inv(curve), len(weeks))

    def chance(self, ratio: Floats, weeks: Floats) -> Floats:
        """The chance of a sale within a week at these prices over estimate, after these weeks."""
        return logistic(_design(ratio, weeks) @ _bounded(self.mean))

    def drawn(self, random: np.random.Generator) -> Demand:
        """Weights as they might be, drawn from what is known."""
        return Demand(_bounded(random.multivariate_normal(self.mean, self.covariance)), self.covariance, self.weeks)


def _bounded(weights: Floats) -> Floats:
    return np.array([weights[0], min(weights[1], LEAST_SLOPE), weights[2]])


def _design(ratio: Floats, weeks: Floats) -> Floats:
    ratio, weeks = np.broadcast_arrays(ratio, weeks)
    return np.stack([np.ones(ratio.shape), np.log(ratio), weeks / 10], axis=-1)


@dataclass(frozen=True)
class Proposal:
    """A price to put before a person: between floor and ceiling, no further than allowed from the old.

    ``best`` is the best by what is known, ``price`` at most `Limits.stray` beside it; ``chance``: of a sale in a week
    at ``price`` and ``chance_now`` at the price now; ``margin`` is what the plan is expected to bring over cost.
    """

    price: float
    best: float
    chance: float
    chance_now: float
    margin: float


def proposal(standing: Standing, limits: Limits, demand: Demand, random: np.random.Generator | None = None) -> Proposal:
    """The next price. ``random``: draws what to try; None proposes the best and tries nothing."""
    best, margin = _best(standing, limits, demand)
    price = best
    if random is not None:
        tried, _ = _best(standing, limits, demand.drawn(random))
        price = float(np.clip(tried, best * (1 - limits.stray), best * (1 + limits.stray)))
    low, high = _reach(standing, limits)
    price = float(np.clip(price, low, high))
    ratios = np.array([price, standing.price]) / standing.estimate
    chance, now = demand.chance(ratios, np.full(2, standing.weeks)).tolist()
    return Proposal(price, best, chance, now, margin)


def _reach(standing: Standing, limits: Limits) -> tuple[float, float]:
    """From where to where the next price may be: a price outside floor and ceiling comes back at once."""
    low = float(np.clip(standing.price * (1 - limits.most), limits.floor, limits.ceiling))
    high = float(np.clip(standing.price * (1 + limits.most), limits.floor, limits.ceiling))
    return low, high


def _best(standing: Standing, limits: Limits, demand: Demand) -> tuple[float, float]:
    """The first price of the best plan and what it brings: backwards over the weeks on a grid of prices."""
    prices = np.unique(np.geomspace(limits.floor, limits.ceiling, 61))
    weeks: Floats = np.asarray(standing.weeks + np.arange(HORIZON), float)
    chance = demand.chance(prices[None, :] / standing.estimate, weeks[:, None])
    steps = np.log(prices)
    near = np.abs(steps[:, None] - steps[None, :]) <= -np.log1p(-limits.most) + 1e-12
    worth = np.full(len(prices), TRADE * standing.estimate - standing.cost - HORIZON * standing.week_costs)
    for at in range(HORIZON - 1, -1, -1):
        going_on = np.where(near, worth[None, :], -np.inf).max(axis=1)
        now = prices - standing.cost - at * standing.week_costs
        worth = chance[at] * now + (1 - chance[at]) * going_on
    low, high = _reach(standing, limits)
    inside = (prices >= low * (1 - 1e-9)) & (prices <= high * (1 + 1e-9))
    if not inside.any():  # floor and ceiling are closer than the grid, or the price comes back from outside
        at = int(np.abs(prices - (low + high) / 2).argmin())
        return float(np.clip(prices[at], low, high)), float(worth[at])
    found = np.where(inside, worth, -np.inf)
    at = int(found.argmax())
    return float(prices[at]), float(found[at])
