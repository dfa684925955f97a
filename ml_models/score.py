"""A score with its reasons, as every model gives it and every screen shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """What one feature did to a score: ``contribution`` on the model's additive scale, ``words`` for people."""

    feature: str
    words: str
    contribution: float


@dataclass(frozen=True, slots=True)
class Score:
    """``value`` from 0 to 1 in a named ``band``; the contributions of all reasons and the model's base add up to it.

    ``model`` and ``version`` say which weights gave it.
    """

    value: float
    band: str
    reasons: tuple[Reason, ...]
    model: str
    version: str
