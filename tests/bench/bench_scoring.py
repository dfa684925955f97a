"""Scores with reasons: one, and ten thousand at once, against a bare numpy sum over the same tables."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ml_models.accident_risk import model as accident
from ml_models.additive import Row
from ml_models.lead_conversion import features
from ml_models.lead_conversion import model as lead

MANY = 10_000
ONCE = 2_000


def leads(count: int) -> list[dict[str, Any]]:
    """Leads of all kinds, the same each run."""
    random = np.random.default_rng(0)
    channels, outcomes = ("cellular", "telephone", "in_person", None), ("success", "failure", "nonexistent", None)
    return [
        {
            "channel": channels[pick % 4],
            "month": 1 + pick % 12,
            "day": 1 + pick % 31,
            "contacts_now": pick % 7,
            "contacts_before": pick % 3,
            "previous_outcome": outcomes[pick // 7 % 4],
        }
        for pick in random.integers(0, 1 << 30, count).tolist()
    ]


def risks(count: int) -> list[dict[str, Any]]:
    """Drivers and vehicles with telematics, the same each run."""
    random = np.random.default_rng(0)
    return [
        {
            "driver_age": 18 + pick % 70,
            "bonus_malus": 50 + pick % 80,
            "vehicle_age": pick % 20,
            "distance_km": 200 + pick % 9000,
            "speeding_events": pick % 90,
            "harsh_braking": pick % 60,
        }
        for pick in random.integers(0, 1 << 30, count).tolist()
    ]


def bare(rows: list[dict[str, Any]]) -> float:
    """Seconds for the sum alone: values to slots to cells to one number a row, without reasons, words or bands."""
    tables = lead._in_use.get().additive
    columns = [features.from_lead(row) for row in rows]
    started = time.perf_counter()
    lead.chances(lead._in_use.get(), columns)
    assert tables.axes
    return time.perf_counter() - started


def each(score: Callable[[Row], object], rows: list[dict[str, Any]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Milliseconds of every single score."""
    taken = []
    for row in rows:
        started = time.perf_counter()
        score(row)
        taken.append(1000 * (time.perf_counter() - started))
    return np.array(taken)


def batch(score_many: Callable[[Sequence[Row]], object], rows: list[dict[str, Any]]) -> list[float]:
    """Seconds of three batches: the best counts, as for the bare sum, so that other work on the machine counts less."""
    taken = []
    for _ in range(3):
        started = time.perf_counter()
        score_many(rows)
        taken.append(time.perf_counter() - started)
    return taken


def line(what: str, value: float, unit: str, baseline: float, bar: float, said: str) -> dict[str, Any]:
    """One line of the table; the baseline is in the unit of the value."""
    return {
        "what": what,
        "value": value,
        "unit": unit,
        "baseline": f"bare numpy sum without reasons, {baseline:.3g}",
        "ratio": value / baseline,
        "bar": said,
        "held": value <= bar,
    }


def run() -> list[dict[str, Any]]:
    """Measure both models: a first score (weights read), single scores, and ten thousand at once."""
    started = time.perf_counter()
    lead.score({"month": 3})
    first = time.perf_counter() - started
    many = leads(MANY)
    alone = min(bare(many[at : at + 1]) for at in range(200)) * 1000
    together = min(bare(many) for _ in range(3))
    lines = [line("lead: first score, weights read", 1000 * first, "ms", alone, 500, "500 ms")]
    for name, model, rows in (("lead", lead, many), ("accident risk", accident, risks(MANY))):
        model.score(rows[0])
        taken = each(model.score, rows[:ONCE])
        for share, unit in ((50, "ms p50"), (99, "ms p99")):
            said = "1 ms" if share == 50 else "5 ms"
            lines.append(
                line(
                    f"{name}: one score with reasons",
                    float(np.percentile(taken, share)),
                    unit,
                    alone,
                    1 if share == 50 else 5,
                    said,
                )
            )
        lines.append(line(f"{name}: re-score of 10,000", min(batch(model.score_many, rows)), "s", together, 1, "1 s"))
    return lines
