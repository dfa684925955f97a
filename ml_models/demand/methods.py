"""Three ways to carry a monthly series on, and their mean: seasonal naive, Theta, damped trend. Numpy alone.

Theta and damped trend work on the series with its season taken out (multiplicative; Assimakopoulos and Nikolopoulos
2000; Gardner and McKenzie 1985).
Their smoothing weights are the best of a grid by the squared one-step errors.
"""

from __future__ import annotations

import numpy as np

from ml_models.additive import Floats

YEAR = 12
_LEVELS = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
_TRENDS = np.array([0.02, 0.05, 0.1, 0.2, 0.4])
_DAMPED = np.array([0.8, 0.9, 0.95, 0.98])


def seasonal_naive(values: Floats, ahead: int) -> Floats:
    """As in the same month a year before."""
    return values[-YEAR:][np.arange(ahead) % YEAR]


def season(values: Floats) -> Floats:
    """The factor of each of the twelve months from the first value on; ones where no season is found.

    Classical decomposition; the factors are drawn to one as far as chance explains their spread (James and Stein): with
    few or noisy years little of a season is believed.
    """
    count = len(values)
    if count < 2 * YEAR or not (values > 0).any():
        return np.ones(YEAR)
    weights = np.r_[0.5, np.ones(YEAR - 1), 0.5] / YEAR
    middle = np.convolve(values, weights, "valid")  # centred twelve-month means
    inner = values[YEAR // 2 : YEAR // 2 + len(middle)]
    ratios = np.where(middle > 0, inner / np.maximum(middle, 1e-9), np.nan)
    month = (np.arange(len(ratios)) + YEAR // 2) % YEAR
    held = [ratios[(month == at) & ~np.isnan(ratios)] for at in range(YEAR)]
    factors = np.array([each.mean() if len(each) else 1.0 for each in held])
    spread = float(factors.var(ddof=1))
    within = [float(each.var(ddof=1)) / len(each) for each in held if len(each) > 1]
    chance = float(np.mean(within)) if within else spread
    share = max(0.0, 1 - chance / spread) if spread > 0 else 0.0
    drawn = np.maximum(1 + share * (factors - factors.mean()), 0.05)
    result: Floats = drawn * YEAR / drawn.sum()
    return result


def theta(values: Floats, ahead: int) -> Floats:
    """The mean of the straight line through the series and of the series bent twice as much, smoothed.

    That is exponential smoothing with half the line's drift (Hyndman and Billah 2003).
    """
    factors = season(values)
    plain = values / factors[np.arange(len(values)) % YEAR]
    time = np.arange(len(plain))
    slope = float(np.polyfit(time, plain, 1)[0]) if len(plain) > 1 else 0.0
    level, weight = _smoothed(plain)
    steps = np.arange(ahead)
    drift = slope / 2 * (steps + (1 - (1 - weight) ** len(plain)) / weight)
    carried: Floats = np.maximum(level + drift, 0) * factors[(len(values) + steps) % YEAR]
    return carried


def _smoothed(values: Floats) -> tuple[float, float]:
    """The last level of simple exponential smoothing and its weight, the best of the grid."""
    levels = np.full(len(_LEVELS), values[: min(6, len(values))].mean())
    errors = np.zeros(len(_LEVELS))
    for value in values:
        off = value - levels
        errors += off**2
        levels = levels + _LEVELS * off
    best = int(errors.argmin())
    return float(levels[best]), float(_LEVELS[best])


def damped_trend(values: Floats, ahead: int) -> Floats:
    """Holt's level and trend, the trend dying out."""
    factors = season(values)
    plain = values / factors[np.arange(len(values)) % YEAR]
    grid = np.array(np.meshgrid(_LEVELS, _TRENDS, _DAMPED, indexing="ij")).reshape(3, -1)
    alpha, beta, phi = grid
    level = np.full(grid.shape[1], plain[: min(YEAR, len(plain))].mean())
    trend, errors = np.zeros(grid.shape[1]), np.zeros(grid.shape[1])
    for value in plain:
        expected = level + phi * trend
        off = value - expected
        errors += off**2
        level = expected + alpha * off
        trend = phi * trend + alpha * beta * off
    best = int(errors.argmin())
    damping = np.cumsum(phi[best] ** np.arange(1, ahead + 1))
    steps = (len(values) + np.arange(ahead)) % YEAR
    carried: Floats = np.maximum(level[best] + damping * trend[best], 0) * factors[steps]
    return carried


def mean_of_three(values: Floats, ahead: int) -> Floats:
    """The mean of the three: on series of makes it beats each of them."""
    return (seasonal_naive(values, ahead) + theta(values, ahead) + damped_trend(values, ahead)) / 3
