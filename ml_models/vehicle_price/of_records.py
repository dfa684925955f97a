"""From a vehicle as records hold it to the plain values of `features`."""

from __future__ import annotations

from typing import Any

from ml_models.additive import Row


def of_vehicle(held: Row) -> dict[str, Any]:
    """The plain values of a vehicle, as records hold it."""
    mileage, engine = held["mileage"], held["engine_size"]
    known = {
        "make": held["make"], "model": held["model"], "year": held["year"], "gearbox": held["gearbox"],
        "fuel": held["fuel"], "engine_size": None if engine is None else float(engine),
        "mileage": mileage.amount if mileage else None, "mileage_unit": mileage.unit if mileage else None,
    }  # fmt: skip
    return {name: value for name, value in known.items() if value is not None}
