"""Accident risk from 0 to 1 with its reasons. Needs numpy only; the weights are read at the first score.

The risk compares expected claims per year with the average of the portfolio the model was trained on: with r the
ratio of the two, value = r / (1 + r). So 0.5 is the average, 0.7 is 2.3 times it, 0.3 is 0.43 times it. As
log(value / (1 - value)) = log r, the reasons (on the log-rate scale) and the base add up to the logit of the value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ml_models.accident_risk import telematics
from ml_models.accident_risk.features import COLUMNS, NAME, prepared, subject
from ml_models.additive import Floats, Row
from ml_models.explaining import Parts, explain
from ml_models.model_file import InUse, ModelFile
from ml_models.score import Bands, Score
from ml_models.scoring import Scoring
from ml_models.telling import tell

BUNDLED = Path(__file__).with_name("weights.json")
ENOUGH = 0.5
"""Share of what the model goes by that must be known where there is no telematics."""

_in_use = InUse(NAME, BUNDLED)


@dataclass(frozen=True)
class Preferences:
    """What a tenant may set: where bands begin, features not to use (``{"driver_age"}``), average events per 100 km."""

    bands: Bands = field(default_factory=lambda: Bands(medium=0.5, high=0.7))
    without: frozenset[str] = frozenset()
    reference_per_100_km: dict[str, float] = field(default_factory=lambda: dict(telematics.REFERENCE_PER_100_KM))


USUAL = Preferences()


def preferences_of(rule: Mapping[str, Any]) -> Preferences:
    """What a rule of risk says: ``medium`` and ``high`` in per cent, ``use_driver_age``."""
    medium, high = (float(rule[name]) / 100 for name in ("medium", "high"))
    without = frozenset() if rule["use_driver_age"] else frozenset({"driver_age"})
    return Preferences(bands=Bands(min(medium, high), high), without=without)


def claim_rates(file: ModelFile, rows: Sequence[Row]) -> Floats:
    """Expected claims per year of each row, without telematics, for evaluating a model on a portfolio."""
    model = file.additive
    logs: Floats = model.base + model.contributions(model.slots([prepared(row) for row in rows])).sum(axis=1)
    return np.exp(logs)


def _scored(file: ModelFile, rows: Sequence[Row], preferences: Preferences = USUAL) -> list[Score | str]:
    """Rows hold plain values by the names listed in `features`."""
    model, features = file.additive, (*COLUMNS, *telematics.BEHAVIOURS)
    known = [prepared({k: v for k, v in row.items() if k not in preferences.without}) for row in rows]
    seen = [telematics.driving(row) for row in rows]
    slots = model.slots(known)
    settings = {**file.settings["telematics"], "reference_per_100_km": preferences.reference_per_100_km}
    behaviour = np.zeros((len(rows), len(telematics.BEHAVIOURS)))
    for at, each in enumerate(seen):
        factors = telematics.log_factors(each, settings)
        behaviour[at] = [factors.get(name, 0.0) for name in telematics.BEHAVIOURS]
    watched = np.array([[name in each.events for name in telematics.BEHAVIOURS] for each in seen], bool)
    base = model.base - float(np.log(file.settings["average_rate"]))
    parts = Parts(
        features,
        base,
        np.hstack([model.contributions(slots), behaviour]),
        np.hstack([slots > 0, watched.reshape(behaviour.shape)]),
    )

    def say(row: int, at: int) -> str:
        name = features[at]
        return subject(name, known[row]) if name in COLUMNS else telematics.subject(name, seen[row])

    scores = explain(file, parts, say, preferences.bands)
    shares = model.known_share(slots).tolist()
    return [
        _absent(values, drove, share) or each
        for each, values, drove, share in zip(scores, known, seen, shares, strict=True)
    ]


def _absent(values: Row, seen: telematics.Driving, share: float) -> str:
    """Why a row has no score; empty when enough is known: telematics and a driver, or most of the policy's values."""
    if seen.why_not:
        return seen.why_not
    if seen.watched and seen.events and ("driver_age" in values or "bonus_malus" in values):
        return ""
    if share >= ENOUGH:
        return ""
    return tell("RISK_TOO_LITTLE", percent=round(100 * share))


_asked = Scoring(_in_use, _scored)
score_or_reason, score_many, score, why_absent = (
    _asked.score_or_reason,
    _asked.score_many,
    _asked.score,
    _asked.why_absent,
)
use, use_bundled, version = _asked.use, _asked.use_bundled, _asked.version
