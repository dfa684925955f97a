"""What renewals will bring by month: the sum of (1 - chance of a lapse) x premium over policies due, with a band."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

SURE = 1.2815515655446004
"""Standard normal quantile of 90 %: a band from there below to there above holds 80 %."""
SHIFT = 0.25
"""Relative standard deviation of a year's level of lapses against the one learned from. An assumption: the bundled data
hold one year, so they cannot say how far a level moves. A house replaces it by what its own years did."""


@dataclass(frozen=True, slots=True)
class Due:
    """A policy that ends: when, what its next period would cost (minor units), and the chance that it lapses."""

    ends_on: date
    premium: int
    lapse: float


@dataclass(frozen=True, slots=True)
class Month:
    """The renewals of one month. Amounts in minor units of the currency of what was given.

    ``expected`` lies in ``low`` to ``high`` four times in five, if the chances hold. ``everybody`` is what it would be
    if all renewed, the baseline to beat; ``policies`` counts those due, ``kept`` those expected to renew.
    """

    first: date
    policies: int
    kept: float
    expected: int
    low: int
    high: int
    everybody: int


def by_month(due: Sequence[Due], shift: float = SHIFT) -> list[Month]:
    """The months in which policies end, in order.

    The band holds two uncertainties: each policy renews or not by itself, which evens out over many; and the level of
    all lapses may be off by ``shift``, which does not.
    """
    months: dict[date, list[Due]] = defaultdict(list)
    for each in due:
        months[each.ends_on.replace(day=1)].append(each)
    return [_month(first, months[first], shift) for first in sorted(months)]


def _month(first: date, due: Sequence[Due], shift: float) -> Month:
    premium = np.array([each.premium for each in due], float)
    lapse = np.clip(np.array([each.lapse for each in due], float), 0, 1)
    expected = float(((1 - lapse) * premium).sum())
    by_chance = float((premium**2 * lapse * (1 - lapse)).sum())
    by_level = (shift * float((lapse * premium).sum())) ** 2
    spread = SURE * (by_chance + by_level) ** 0.5
    everybody = float(premium.sum())
    return Month(
        first, len(due), float((1 - lapse).sum()), round(expected), round(max(0.0, expected - spread)),
        round(min(everybody, expected + spread)), round(everybody),
    )  # fmt: skip
