"""How five figures make one score from 0 to 100, after the manner of Lighthouse; docs/scorecard.md tells it to people.

A time or a size is scored by the falling curve of a log-normal distribution, which is laid through two points: the bar
we promise is worth 90, and the figure at which a person would turn away is worth 50. The share of accessibility rules
kept is its own score. The whole is their mean by weight.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

_NORMAL = NormalDist()
#: At the good point 90 of 100 are given: so many deviations from the middle.
_TO_GOOD = _NORMAL.inv_cdf(0.9)
LEAST = 90


@dataclass(frozen=True)
class Figure:
    """One of the five: its weight, and the values worth 90 and 50; None where the value is a share, taken as it is."""

    weight: int
    what: str
    unit: str
    good: float | None = None
    poor: float | None = None

    def score(self, value: float) -> float:
        """From 0 to 1. Raises ValueError for a share outside of that."""
        if self.good is None or self.poor is None:
            if not 0 <= value <= 1:
                raise ValueError(f"{value} is no share")
            return value
        if value <= 0:
            return 1.0
        deviations = math.log(value / self.poor) / math.log(self.poor / self.good) * _TO_GOOD
        return 1 - _NORMAL.cdf(deviations)


FIGURES: Mapping[str, Figure] = {
    "start": Figure(20, "start of the process until 100,000 vehicles are listed", "s", 1.5, 3.0),
    "delay": Figure(25, "key pressed until it is answered on the screen, 98 of 100", "ms", 50, 200),
    "memory": Figure(10, "memory of the app with these, its search index loaded", "MB", 250, 500),
    "accessibility": Figure(30, "rules of the audit kept, on the screens used most", ""),
    "size": Figure(15, "what an installation takes on the disk, without Python", "MB", 400, 800),
}


def total(values: Mapping[str, float]) -> float:
    """The score from 0 to 100. Raises KeyError when a figure was not measured."""
    weights = sum(figure.weight for figure in FIGURES.values())
    return 100 * sum(figure.weight * figure.score(values[name]) for name, figure in FIGURES.items()) / weights
