"""A score with its reasons, as every model gives it and every screen shows it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from ml_models.telling import tell

Band = Literal["low", "medium", "high"]
Direction = Literal["up", "down", "none"]


@dataclass(frozen=True)
class Reason:
    """What one feature did to a score.

    ``contribution`` is signed and on the logit scale, against the average. ``words`` say the same for people, in
    points: hundredths of ``value`` that the feature moved the score away from the average.
    """

    feature: str
    words: str
    contribution: float

    @property
    def direction(self) -> Direction:
        """Which way the feature moved the score."""
        return "up" if self.contribution > 0 else "down" if self.contribution < 0 else "none"


@dataclass(frozen=True, slots=True)
class Score:
    """``value`` from 0 to 1 in a named ``band``, with all its reasons, the weightiest first.

    The reasons add up on the logit scale: log(value / (1 - value)) = ``base`` + the sum of all contributions, where
    ``base`` belongs to the model, not to the record. ``model`` and ``version`` say which weights gave the score.
    The reasons describe the model, not causes.
    """

    value: float
    band: str
    reasons: tuple[Reason, ...]
    model: str
    version: str

    @property
    def base(self) -> float:
        """Where the model starts, as a logit: the score of a record that is average in everything."""
        return math.log(self.value / (1 - self.value)) - math.fsum(reason.contribution for reason in self.reasons)

    @property
    def average(self) -> float:
        """The score of a record that is average in everything, from 0 to 1."""
        return 1 / (1 + math.exp(-self.base))

    def top(self, up: int = 3, down: int = 2) -> tuple[Reason, ...]:
        """The reasons worth showing: the weightiest that raise the score, then those that lower it."""
        raising = [reason for reason in self.reasons if reason.contribution > 0]
        lowering = [reason for reason in self.reasons if reason.contribution < 0]
        return (*raising[:up], *lowering[:down])


@dataclass(frozen=True, slots=True)
class Bands:
    """Where the named bands begin: a score *above* ``high`` is high, one above ``medium`` is medium, else low.

    Raises ValueError unless 0 <= medium <= high <= 1.
    """

    medium: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.medium <= self.high <= 1:
            raise ValueError(f"bands: 0 <= medium <= high <= 1 does not hold for {self.medium} and {self.high}")

    def of(self, value: float) -> Band:
        """The band of a score."""
        return "high" if value > self.high else "medium" if value > self.medium else "low"


def in_words(subject: str, points: float) -> str:
    """A reason for people: the subject and how many points it moved the score ("Driver age 19 years: +9 points")."""
    size = abs(points)
    if size < 0.05:
        return tell("NO_DIFFERENCE", subject=subject)
    sign = "+" if points > 0 else "−"
    tenths = round(size, 1)
    if size < 9.95 and tenths % 1:
        return tell("TENTHS", subject=subject, sign=sign, points=tenths)
    pattern = "ONE_POINT" if tenths == 1 else "POINTS"
    return tell(pattern, subject=subject, sign=sign, count=round(size))
