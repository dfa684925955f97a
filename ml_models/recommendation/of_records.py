"""From vehicles, leads, drives and sales, as records hold them, to the seekers and cars of `features`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ml_models.additive import Row
from ml_models.recommendation.features import TRAITS

_KM_PER_MILE = 1.609344
_LIKE = 0.25
"""A price within this share of a customer's budget counts as the price of a customer like them."""


def car_of(vehicle: Row) -> dict[str, Any]:
    """A vehicle as the model takes it."""
    mileage, price = vehicle["mileage"], vehicle["price"]
    car = {name: vehicle[name] for name in (*TRAITS, "year")}
    if price is not None:
        car["price"] = float(price.amount)
    if mileage is not None:
        car["mileage"] = mileage.amount * (_KM_PER_MILE if mileage.unit == "mi" else 1.0)
    return {name: value for name, value in car.items() if value is not None}


def seeker_of(budget: Any, looked_at: Iterable[Row]) -> dict[str, Any]:
    """What is known of a customer's wishes: their newest budget (money), and the vehicles they asked for or drove."""
    known: dict[str, Any] = {} if budget is None else {"budget": float(budget.amount)}
    cars = [car_of(each) for each in looked_at]
    return known | ({"looked_at": cars} if cars else {})


def like(seeker: Mapping[str, Any], car: Mapping[str, Any]) -> bool:
    """Whether who bought this car is like the seeker: much the same money, or the same body looked at."""
    budget, price = seeker.get("budget"), car.get("price")
    if budget and price and abs(price / budget - 1) <= _LIKE:
        return True
    return any(car.get("body") and car.get("body") == other.get("body") for other in seeker.get("looked_at", ()))


def name_of(vehicle: Row) -> tuple[str, str]:
    """By what sold cars are counted: make and model."""
    return vehicle["make"] or "", vehicle["model"] or ""
