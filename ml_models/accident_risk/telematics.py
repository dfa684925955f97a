"""How far driving as telematics saw it moves the risk: up with speeding and harsh braking, never beyond its bounds.

For each behaviour the rate per 100 km is compared with a reference on a log scale, damped by how little was driven
(credibility distance / (distance + 500 km), after Buehlmann), weighted by what the training data say of such
behaviour, and the sum is held between -20 % and +20 % of the claim rate.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ml_models.additive import Row, number
from ml_models.telling import tell

BEHAVIOURS = {"speeding_events": "Acceleration_Score", "harsh_braking": "Braking_Score"}
"""Behaviours and the column of the training data each takes its weight from. The data count no speeding: harsh
acceleration stands in for it, being the nearest they have."""

REFERENCE_PER_100_KM = {"speeding_events": 2.0, "harsh_braking": 1.0}
"""Events per 100 km that count as average. Not from data: the training data give scores, not counts. A fleet may set
its own medians."""

LEAST_KM = 100.0
"""Distance below which a rate says nothing."""

CREDIBLE_KM = 500.0
BOUND = 0.20
_SPREAD = 1.0
"""Log rate that counts as one standard deviation: about 2.7 times the reference."""


@dataclass(frozen=True)
class Driving:
    """What telematics saw: distance in km and events over it. ``why_not`` says why it cannot be used, if so."""

    watched: bool
    distance: float
    events: Mapping[str, float]
    why_not: str


def driving(values: Row) -> Driving:
    """Read the telematics values of a row. Events without the distance they were counted over are no rate."""
    watched = any(values.get(name) is not None for name in (*BEHAVIOURS, "distance_km", "mileage", "telematics_days"))
    distance = number(values.get("mileage") if values.get("distance_km") is None else values["distance_km"])
    events = {name: number(values.get(name)) for name in BEHAVIOURS}
    known = {name: count for name, count in events.items() if count >= 0}
    why_not = ""
    if watched and not distance > 0:
        why_not = tell("NO_DISTANCE")
    elif watched and distance < LEAST_KM:
        why_not = tell("SHORT_DISTANCE", distance=round(distance), least=round(LEAST_KM))
    return Driving(watched, distance, known, why_not)


def log_factors(seen: Driving, settings: Mapping[str, Any]) -> dict[str, float]:
    """What each behaviour adds to the log claim rate; together within log(1 - 20 %) and log(1 + 20 %).

    Where the bound holds, the parts are scaled alike, so they still add up.
    """
    if not seen.watched or seen.why_not:
        return {}
    credibility = seen.distance / (seen.distance + CREDIBLE_KM)
    parts = {}
    for name, count in seen.events.items():
        reference = settings["reference_per_100_km"][name]
        rate = 100 * count / seen.distance
        deviations = math.log((rate + reference / 4) / (reference + reference / 4)) / _SPREAD
        parts[name] = credibility * settings["weights"][name] * deviations
    total = sum(parts.values())
    bounded = min(max(total, math.log1p(-BOUND)), math.log1p(BOUND))
    return {name: part * bounded / total for name, part in parts.items()} if total else parts


def subject(behaviour: str, seen: Driving) -> str:
    """A behaviour in words, as a reason begins ("3.1 speeding events per 100 km")."""
    rate = 100 * seen.events[behaviour] / seen.distance
    return tell("SPEEDING" if behaviour == "speeding_events" else "BRAKING", rate=rate)
