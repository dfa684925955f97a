"""What to expect of each policy of a large portfolio: claim rates free of most of the claims' chance.

Boosted trees of several manners are averaged here, more than tables can be read from. The tables are then learned from
what these expect instead of from the claims themselves, of which most are chance (distillation; Hinton, Vinyals, Dean
2015, "Distilling the knowledge in a neural network"). Training only: neither the app nor the hub imports this module.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ml_models.accident_risk.portfolio import Portfolio
from ml_models.additive import Floats, Slots, logistic
from ml_models.boosting.train import Plan, averaged

FEWEST_ENTERED = 100
BAGS = 6
COMMON: dict[str, Any] = {"early_stopping": False, "l2_regularization": 1.0, "learning_rate": 0.05}
HELD: dict[str, Any] = {**COMMON, "max_features": 0.6, "min_samples_leaf": 50, "max_leaf_nodes": 31}
"""Trees held to the blocks of the tables."""
FREE: dict[str, Any] = {**COMMON, "max_features": 0.4, "min_samples_leaf": 60, "max_leaf_nodes": 15}
"""Trees that may mix whatever they like, and so have to stay small."""
EXPOSURE: dict[str, Any] = {**HELD, "learning_rate": 0.08, "min_samples_leaf": 30, "max_iter": 250}
"""How long policies ran is no matter of chance as claims are, and is learned finely."""


def entered_by_claim(data: Portfolio) -> Slots:
    """The policies that stand in the file because they had a claim: those numbered before the first without one.

    freMTPL2freq begins so: each of the policies numbered first has a claim, of the others one in 27. How long such a
    policy ran says nothing of its claims. Fewer than `FEWEST_ENTERED` may be chance and are none; so it is where
    policies have no numbers.
    """
    if np.isnan(data.number).any():
        return np.array([], np.intp)
    without = data.number[data.rate == 0]
    entered = np.flatnonzero(data.number < without.min()) if len(without) else np.array([], np.intp)
    return entered if len(entered) >= FEWEST_ENTERED else np.array([], np.intp)


def expected_rates(data: Portfolio, plan: Plan, slots: Slots) -> Floats:
    """Claims a year expected of each policy; over the years the policies ran they add up to the claims there were."""
    design = plan.design(slots)
    held = {**HELD, "interaction_cst": plan.columns()}
    logs = [
        np.log(_rates(data, design, plan.seed, held, (130, 110))),
        np.log(_rates(data, design, plan.seed + 100, FREE, (170, 120))),
    ]
    rates = np.exp(np.mean(logs, axis=0))
    balanced: Floats = rates * ((data.rate * data.exposure).sum() / (rates * data.exposure).sum())
    return balanced


def _rates(data: Portfolio, design: Floats, seed: int, trees: dict[str, Any], rounds: tuple[int, int]) -> Floats:
    """Claims a year of one manner of trees: of policies entered by a claim, and of those that ran on, each apart.

    The former are (chance of such a policy) x (its claims) / (years policies like it run): the chance is per policy,
    however short it ran. ``rounds`` are those of that chance, and of the claims of the others.
    """
    entered, claims = np.zeros(len(data)), data.rate * data.exposure
    entered[entered_by_claim(data)] = 1.0
    running = {**trees, "max_iter": rounds[1]}
    rates = np.exp(averaged("rate", running, design, np.where(entered > 0, 0.0, data.rate), data.exposure, seed, BAGS))
    if entered.any():
        chance = logistic(averaged("chance", {**trees, "max_iter": rounds[0]}, design, entered, None, seed, BAGS))
        held = {"interaction_cst": trees["interaction_cst"]} if "interaction_cst" in trees else {}
        years = np.exp(averaged("rate", {**EXPOSURE, **held}, design, data.exposure, None, seed, 1))
        rates = rates + chance * claims[entered > 0].mean() / years
    return rates
