"""Watching a model over the records it scores, and learning from what became of them; plain values in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

import numpy as np

from ml_models import fairness, measures
from ml_models.additive import Floats, Row, logistic
from ml_models.cases import Case, Records, ended
from ml_models.drift import Health, axes_of, health
from ml_models.model_file import ModelFile
from ml_models.refitting import Kind, TooFewOutcomes, refitted, require
from ml_models.registry import Registered

RECENT = timedelta(days=90)
"""Records so old at most are recent; their inputs are compared with those of the records before."""


def watch(model: Registered, file: ModelFile, records: Records, now: datetime) -> Health:
    """How the model does on these records: inputs of the last 90 days against those before, and all outcomes."""
    told = _outcomes_of(model)
    if hasattr(told, "health"):
        found: Health = told.health(file, records, now)
        return found
    cases = told.cases(records)
    over = ended(cases)
    before, recent = parted(cases, now)
    inputs = getattr(told, "INPUTS", ())
    return health(
        file, before, recent, logistic(_logits(told, file, over)), [bool(each.happened) for each in over], months(over),
        axes_of([*before, *recent], inputs) if inputs else (), getattr(told, "MEANS", "happened"),
    )  # fmt: skip


def parted(cases: Sequence[Case], now: datetime) -> tuple[list[Row], list[Row]]:
    """The columns of the cases before the last 90 days, and of those within them."""
    rows = [each for each in cases if each.compared]
    return (
        [each.row for each in rows if now - each.created > RECENT],
        [each.row for each in rows if now - each.created <= RECENT],
    )


def months(cases: Sequence[Case]) -> list[str]:
    """When each outcome was said ("2026-05")."""
    return [f"{each.at or each.created:%Y-%m}" for each in cases]


def learned(model: Registered, file: ModelFile, records: Records, kind: Kind) -> tuple[ModelFile, dict[str, Any]]:
    """The model set right on all outcomes, and the verdict on what three quarters teach about the last quarter.

    The verdict has the form of `release_gate.measured`. Raises TooFewOutcomes.
    """
    told = _outcomes_of(model)
    if hasattr(told, "learned"):
        made_by_itself: tuple[ModelFile, dict[str, Any]] = told.learned(file, records, kind)
        return made_by_itself
    cases = told.cases(records)
    over = ended(cases)
    require([bool(each.happened) for each in over], kind)
    made, cut = _refitted(told, file, over, kind), len(over) * 3 // 4
    if hasattr(told, "settled"):
        made = told.settled(made, file, cases)
    early, late = _refitted(told, file, over[:cut], kind), over[cut:]
    truth = np.array([each.happened for each in late], float)
    if not 0 < truth.mean() < 1:
        raise TooFewOutcomes("The latest quarter of the outcomes is all of one kind: nothing can be measured on it.")
    groups = {told.GROUP: [each.group for each in late]}
    new, old = (_figures(one, logistic(_logits(told, one, late)), truth, groups) for one in (early, file))
    return made, verdict(len(over), new, old, fairness.failures(new["groups"], old["groups"]))


def verdict(outcomes: int, new: dict[str, Any], old: dict[str, Any], unfair: Sequence[str] = ()) -> dict[str, Any]:
    """Figures of both on the latest quarter of the outcomes, and what forbids the new one: it says less, or is unfair.

    ``log_loss`` is in both: the less, the better.
    """
    against = list(unfair)
    if new["log_loss"] > old["log_loss"]:
        against.insert(0, (
            "On the latest quarter of the outcomes it says less than the model in use: log loss "
            f"{new['log_loss']:.4f} against {old['log_loss']:.4f}."
        ))  # fmt: skip
    return {"outcomes": outcomes, "candidate": new, "in_use": old, "against": against}


def _figures(file: ModelFile, chance: Floats, truth: Floats, groups: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    found = fairness.compared(groups, truth, chance, np.ones(len(truth)))
    return {"model": file.model, "version": file.version, **measures.of_chances(truth, chance), "groups": found}


def _logits(told: ModuleType, file: ModelFile, cases: Sequence[Case]) -> Floats:
    if not cases:
        return np.zeros(0)
    own = getattr(told, "logits", None)
    found: Floats = own(file, cases) if own else file.additive.answers([each.row for each in cases])
    return found


def _refitted(told: ModuleType, file: ModelFile, cases: Sequence[Case], kind: Kind) -> ModelFile:
    own = getattr(told, "refitted", None)
    happened = [bool(each.happened) for each in cases]
    if own:
        found: ModelFile = own(file, cases, happened, kind)
        return found
    start = _logits(told, file, cases)
    return refitted(file, [each.row for each in cases], happened, kind, start, getattr(told, "HELD", ()), False)


def _outcomes_of(model: Registered) -> ModuleType:
    told = model.outcomes()
    if told is None:
        raise LookupError(f"records tell no outcome of what {model.name} scores")
    return told
