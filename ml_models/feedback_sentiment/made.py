"""Feedback made up in code, for comparing device and library and for tests; nobody said any of it."""

from __future__ import annotations

import numpy as np

_WHO = (
    "The salesman",
    "Your team",
    "The car",
    "My test drive",
    "The workshop",
    "The price",
    "The handover",
    "Everything",
)
_HOW = (
    "was great", "was not good", "was friendly and quick", "was awful", "could be better", "was wonderful!",
    "disappointed us", "was fair", "made us wait two hours", "wasn't honest", "was perfect", "was rude and slow",
)  # fmt: skip
_AND = (
    "", " Thank you!", " We will not come back.", " I'd recommend it.", " The brakes squeal.", " Never again!!",
    " Fair price though.", " 10/10", " Not bad at all.", " zzzxq",
)  # fmt: skip
ODD = ("", "   ", "!!!", "ok", "42", "Ωmega ünïcödé", "x" * 300, "very " * 300, "no no no", "NaN", "\t\n", "don’t")


def made_feedback(count: int, seed: int = 0) -> list[str]:
    """So many made texts; the first are odd ones."""
    generator = np.random.default_rng(seed)
    picks = generator.integers(0, 1 << 30, (count, 3))
    made = [f"{_WHO[a % len(_WHO)]} {_HOW[b % len(_HOW)]}.{_AND[c % len(_AND)]}" for a, b, c in picks.tolist()]
    return [*ODD, *made][:count]
