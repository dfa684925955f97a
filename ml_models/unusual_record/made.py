"""Test-drive bookings made up in code: ordinary ones, and injected fakes of five kinds. Nobody made any of them."""

from __future__ import annotations

import numpy as np

from ml_models.additive import Floats
from ml_models.unusual_record.features import COLUMNS

KINDS = ("many at once", "made-up contact", "at night", "never comes", "dear car at once")
"""The kinds of fakes: what somebody does who does not mean to come, or means to harm."""


def ordinary(count: int, generator: np.random.Generator) -> dict[str, Floats]:
    """Bookings as they usually are, by column."""
    hour = np.clip(generator.normal(13.5, 2.6, count), 8, 19)
    slips = generator.random(count) < 0.005  # mornings and evenings get mixed up
    hour[slips] = generator.uniform(0, 24, int(slips.sum()))
    at_the_door = generator.random(count) < 0.15  # walked in and drove, or was written down afterwards
    just_met = at_the_door | (generator.random(count) < 0.3)  # recorded with the booking
    ahead = np.where(at_the_door, 0, np.clip(generator.lognormal(3.3, 1.0, count), 0.2, 700))
    known = np.where(just_met, 0, generator.exponential(generator.choice([4.0, 400.0], count)))
    return {
        "hour": np.round(hour * 4) / 4,
        "weekday": generator.choice(7, count, p=[0.13, 0.13, 0.14, 0.15, 0.18, 0.24, 0.03]).astype(float),
        "ahead_hours": np.round(ahead, 1),
        "minutes": generator.choice([30.0, 45.0, 60.0, 90.0], count, p=[0.4, 0.25, 0.3, 0.05]),
        "bookings": 1 + generator.poisson(0.35, count).astype(float),
        "no_shows": generator.poisson(0.08, count).astype(float),
        "overlapping": (generator.random(count) < 0.01).astype(float),
        "shared_contacts": (generator.random(count) < 0.06).astype(float),
        "missing_contacts": generator.choice([0.0, 1.0, 2.0], count, p=[0.6, 0.36, 0.04]),
        "repeated_digits": generator.binomial(10, 0.3, count) / 10,
        "mail_digits": np.where(generator.random(count) < 0.7, 0, np.clip(generator.normal(0.2, 0.1, count), 0, 0.6)),
        "known_days": np.round(known, 1),
        "price_ratio": np.clip(generator.lognormal(0, 0.45, count), 0.2, 5),
    }  # fmt: skip


def fakes(count: int, generator: np.random.Generator) -> tuple[dict[str, Floats], list[str]]:
    """Ordinary bookings with what makes each a fake put in, and the kind of each."""
    made = ordinary(count, generator)
    kinds = [KINDS[at % len(KINDS)] for at in range(count)]
    which = np.array(kinds)

    def put(kind: str, **columns: tuple[float, float]) -> None:
        mine = which == kind
        for name, (low, high) in columns.items():
            made[name][mine] = generator.uniform(low, high, int(mine.sum()))

    put(KINDS[0], bookings=(5, 14), overlapping=(1, 4), known_days=(0, 2))
    put(KINDS[1], repeated_digits=(0.7, 1), mail_digits=(0.4, 0.9), shared_contacts=(1, 5), known_days=(0, 1))
    put(KINDS[2], hour=(0, 5), ahead_hours=(0.2, 4), known_days=(0, 1))
    put(KINDS[3], no_shows=(3, 8), bookings=(3, 7))
    put(KINDS[4], price_ratio=(3, 6), ahead_hours=(0.2, 1), known_days=(0, 0.2), missing_contacts=(1.6, 2))
    return made, kinds


def table(columns: dict[str, Floats]) -> Floats:
    """The columns beside one another, in the order of the model's."""
    return np.column_stack([columns[name] for name in COLUMNS])
