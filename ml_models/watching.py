"""Watching a model over the records it scores, and learning from what became of them; plain values in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

import numpy as np

from ml_models import fairness, measures
from ml_models.additive import Floats, logistic
from ml_models.drift import Health, health
from ml_models.model_file import ModelFile
from ml_models.refitting import Kind, TooFewOutcomes, refitted
from ml_models.registry import Registered

RECENT = timedelta(days=90)
"""Records so old at most are recent; their inputs are compared with those of the records before."""


@dataclass(frozen=True)
class Seen:
    """A record as it stands: its values by field, when it was begun and last changed (UTC)."""

    values: Mapping[str, Any]
    created: datetime
    updated: datetime


def watch(model: Registered, file: ModelFile, records: Sequence[Seen], now: datetime) -> Health:
    """How the model does on these records: inputs of the last 90 days against those before, and all outcomes."""
    told = _outcomes_of(model)
    ended = _ended(told, records)
    rows = [[told.columns(each.values) for each in records if (now - each.created <= RECENT) is new] for new in (0, 1)]
    return health(
        file, rows[0], rows[1], [told.columns(each.values) for each in ended],
        [told.outcome(each.values) for each in ended], [f"{each.updated:%Y-%m}" for each in ended],
    )  # fmt: skip


def learned(
    model: Registered, file: ModelFile, records: Sequence[Seen], kind: Kind
) -> tuple[ModelFile, dict[str, Any]]:
    """The model set right on all outcomes, and the verdict on what three quarters teach about the last quarter.

    The verdict has the form of `release_gate.measured`. Raises TooFewOutcomes.
    """
    told = _outcomes_of(model)
    ended = _ended(told, records)
    rows = [told.columns(each.values) for each in ended]
    happened = [bool(told.outcome(each.values)) for each in ended]
    made, cut = refitted(file, rows, happened, kind), len(ended) * 3 // 4
    early, late = refitted(file, rows[:cut], happened[:cut], kind), rows[cut:]
    truth = np.array(happened[cut:], float)
    if not 0 < truth.mean() < 1:
        raise TooFewOutcomes("The latest quarter of the outcomes is all of one kind: nothing can be measured on it.")
    groups = {told.GROUP: [str(each.values.get(told.GROUP)) for each in ended[cut:]]}
    new, old = (_figures(one, logistic(one.additive.answers(late)), truth, groups) for one in (early, file))
    against = fairness.failures(new["groups"], old["groups"])
    if new["log_loss"] > old["log_loss"]:
        against.insert(0, (
            "On the latest quarter of the outcomes it says less than the model in use: log loss "
            f"{new['log_loss']:.4f} against {old['log_loss']:.4f}."
        ))  # fmt: skip
    return made, {"outcomes": len(ended), "candidate": new, "in_use": old, "against": against}


def _figures(file: ModelFile, chance: Floats, truth: Floats, groups: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    found = fairness.compared(groups, truth, chance, np.ones(len(truth)))
    return {"model": file.model, "version": file.version, **measures.of_chances(truth, chance), "groups": found}


def _ended(told: ModuleType, records: Sequence[Seen]) -> list[Seen]:
    """Those with an outcome, the earliest first."""
    return sorted((each for each in records if told.outcome(each.values) is not None), key=lambda each: each.updated)


def _outcomes_of(model: Registered) -> ModuleType:
    told = model.outcomes()
    if told is None:
        raise LookupError(f"records tell no outcome of what {model.name} scores")
    return told
