"""How often the chosen car is among the first ten, against the most popular cars and against chance."""

from __future__ import annotations

from typing import Any

import numpy as np

from ml_models import measures
from ml_models.additive import Floats
from ml_models.recommendation.choice import chances, ranks
from ml_models.recommendation.log import Log

FIRST = 10


def figures_of(log: Log, utility: Floats) -> dict[str, Any]:
    """hit@10, mean reciprocal rank and log-likelihood a choice, with the baselines hit@10 is to beat."""
    places = ranks(utility, log.chosen, log.groups)
    sizes = np.bincount(log.groups)
    figures: dict[str, Any] = {"choices": log.count, "cars_in_a_choice": float(sizes.mean())} | _hits(
        "hit_at_10", places
    )
    figures["mean_reciprocal_rank"] = float((1 / places).mean())
    figures["log_likelihood"] = float(np.log(chances(utility, log.groups)[log.chosen == 1]).mean())
    figures["hit_at_10_by_chance"] = float(np.minimum(1.0, FIRST / sizes).mean())
    if "popular" in log.columns:
        popular = log.values[:, log.columns.index("popular")]
        figures |= _hits("hit_at_10_most_popular", ranks(popular, log.chosen, log.groups))
    return figures


def _hits(name: str, places: Floats) -> dict[str, Any]:
    hit = (places <= FIRST).astype(float)
    return {name: float(hit.mean()), f"{name}_interval": list(measures.interval(lambda each: float(each.mean()), hit))}
