"""How fast the demonstration's dealership is made, against writing the same records down and reading them again."""

from __future__ import annotations

import pickle
import statistics
import time
from datetime import date
from typing import Any

from client.demo.dealership import generate
from tests.bench.figures import line

_DAY = date(2026, 3, 1)
_ROUNDS = 5
_SIZES = {"as it is shown": {}, "of a large group": {"vehicles": 20_000, "leads": 2_000, "policies": 1_000}}
_LEAST = 0.33


def run() -> list[dict[str, Any]]:
    """Each size some times, with pickling in turn."""
    return [_line(words, sizes) for words, sizes in _SIZES.items()]


def _line(words: str, sizes: dict[str, int]) -> dict[str, Any]:
    made, bare, count = [], [], 0
    for _ in range(_ROUNDS):
        start = time.process_time()
        records = list(generate(today=_DAY, **sizes))
        made.append(time.process_time() - start)
        start = time.process_time()
        pickle.loads(pickle.dumps(records))
        bare.append(time.process_time() - start)
        count = len(records)
    one, other = statistics.median(made), statistics.median(bare)
    ratio = statistics.median(b / m for m, b in zip(made, bare, strict=True))
    return line(
        f"the dealership {words}, {count:,} records", count / one, "records/s",
        baseline=f"pickled and read again, {count / other:,.0f}", ratio=ratio, bar=f">= {_LEAST} of that",
        held=ratio >= _LEAST,
    )  # fmt: skip
