"""The plain values an accident risk is scored from, the axes they fall on, and how they are said in words.

All are optional; what is not known is left out or None:

    driver_age        years
    bonus_malus       coefficient in per cent: 100 on entry, 50 at best, 350 at worst
    vehicle_age       years
    vehicle_power     French fiscal class, 4 to 15
    fuel              diesel or petrol (also "regular", "gasoline")
    vehicle_brand     brand group B1 to B14 of the training data; not given by a vehicle's make
    density           inhabitants per square kilometre where the vehicle is kept
    region            French region of the training data, R11 to R94
    distance_km       driven while telematics watched (also under the name ``mileage``)
    speeding_events   counted over that distance
    harsh_braking     counted over that distance
    telematics_days   days with a telematics record
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ml_models.accident_risk.bonus_malus import history
from ml_models.additive import Axis, Floats, Row, category, number
from ml_models.telling import tell

NAME = "accident_risk"

COLUMNS = {
    "driver_age": "DrivAge",
    "bonus_malus": "BonusMalus",
    "vehicle_age": "VehAge",
    "vehicle_power": "VehPower",
    "vehicle_brand": "VehBrand",
    "fuel": "VehGas",
    "density": "Density",
    "region": "Region",
}
"""Features in the order of the model's axes, and the columns of the training data they come from.

``Area`` is left out: it is ``Density`` in six steps. ``Exposure`` weighs a row and is never a feature: how long a
policy ran is known only afterwards.
"""

BLOCKS = (
    ("vehicle_power", "vehicle_age", "vehicle_brand", "fuel"),
    ("driver_age", "bonus_malus"),
    ("density", "region"),
    ("vehicle_age", "vehicle_brand", "driver_age"),
    ("vehicle_age", "vehicle_brand", "bonus_malus"),
    ("vehicle_age", "vehicle_brand", "fuel", "region"),
    ("vehicle_age", "vehicle_brand", "density"),
)
"""Which features may act together; the model is a sum over these blocks."""

RANGES = {
    "driver_age": (16, 110),
    "bonus_malus": (50, 350),
    "vehicle_age": (0, 120),
    "vehicle_power": (1, 60),
    "density": (0, 1e6),
}
"""What such a number can be at all; beyond it, it is taken as not known."""

_FUELS = {"diesel": "diesel", "regular": "regular", "petrol": "regular", "gasoline": "regular"}
_WHOLE = {
    "driver_age": (18, 85),
    "bonus_malus": (50, 130),
    "vehicle_age": (0, 25),
    "vehicle_power": (4, 15),
}
DENSITY_CELLS = 64


def prepared(values: Row) -> dict[str, Any]:
    """The values the axes take: known and possible ones only. Ages and coefficients count in whole steps."""
    result: dict[str, Any] = {}
    for name, (least, most) in RANGES.items():
        found = number(values.get(name))
        if least <= found <= most:
            result[name] = float(np.floor(found)) if name in _WHOLE else found
    fuel = _FUELS.get(category(values.get("fuel")))
    if fuel is not None:
        result["fuel"] = fuel
    for name in ("vehicle_brand", "region"):
        if category(values.get(name)):
            result[name] = category(values[name])
    return result


def whole_axis(name: str) -> Axis:
    """One cell per whole number between the axis' ends; beyond them the last cell goes on."""
    least, most = _WHOLE[name]
    return Axis(name, "number", edges=tuple(float(each) for each in range(least + 1, most + 1)))


def is_whole(name: str) -> bool:
    """Is the feature counted in whole steps?"""
    return name in _WHOLE


def claim_history(axis: Axis) -> Floats:
    """Per slot of the bonus-malus axis: coefficient, fewest claims behind it, years since the last; NaN for slot 0."""
    least, most = _WHOLE["bonus_malus"]
    rows = [(float("nan"),) * 3, *((c, min(3, history(c)[0]), history(c)[1]) for c in range(least, most + 1))]
    assert len(rows) == axis.size
    return np.array(rows, float)


def subject(feature: str, values: Row) -> str:
    """A feature and its prepared value in words, as a reason begins ("Driver's age 19 years")."""
    value = values.get(feature)
    label = tell("RISK_LABELS", feature)
    if value is None:
        return tell("NOT_KNOWN", label=label)
    if feature in ("driver_age", "vehicle_age"):
        return tell("ONE_YEAR", label=label) if value == 1 else tell("YEARS", label=label, count=round(value))
    if feature == "bonus_malus":
        return _bonus_malus(int(value))
    if feature == "density":
        return tell("DENSITY", count=round(value))
    if feature == "fuel":
        return tell("DIESEL" if value == "diesel" else "PETROL")
    return tell("CODE", label=label, code=f"{value:.0f}" if isinstance(value, float) else value.upper())


def _bonus_malus(coefficient: int) -> str:
    claims, since = history(coefficient)
    if claims == 0:
        pattern = "BONUS_MALUS"
    elif claims == 1:
        pattern = "BONUS_MALUS_CLAIM" if since else "BONUS_MALUS_RECENT"
    else:
        pattern = "BONUS_MALUS_CLAIMS"
    return tell(pattern, coefficient=coefficient)
