"""Cars for sale that suit a customer: what they said, drove and bought, and what customers like them chose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from client.reading.queries import Reader, RecordView
from ml_models.score import Score
from shared_models.kinds import Quantity
from shared_models.money import Money, decimal_places

_STOCK = 300
_SALES = 500
_OF_CUSTOMER = 20
_TRAITS = ("make", "model", "body", "fuel", "gearbox")
_KM_PER_MILE = 1.609344
_LIKE = 0.25
"""A price within this share of a customer's budget counts as the price of a customer like them."""


def suggestions(reader: Reader, customer: str, most: int = 3) -> list[tuple[RecordView, Score]]:
    """The best of the cars that are for sale now for a customer, with why; empty where nothing is known of them.

    A sold or held car is never among them. Raises ModelFileBroken when the model cannot be read.
    """
    from ml_models.recommendation.model import personal, suggest

    seeker = seeker_of(reader, customer)
    if not personal(seeker):
        return []
    stock = reader.find("vehicle", status="available", limit=_STOCK)
    sold = reader.by_ids("vehicle", [sale.values["vehicle"] for sale in reader.find("sale", limit=_SALES)])
    every, alike = _counted(sold), _counted([each for each in sold if _like(seeker, car_of(each))])
    cars = [{**car_of(view), "sold": every[_name(view.values)], "alike": alike[_name(view.values)]} for view in stock]
    return [(stock[each.place], each.score) for each in suggest(seeker, cars, most)]


def seeker_of(reader: Reader, customer: str) -> dict[str, Any]:
    """What is known of a customer's wishes: the newest budget, and the cars of leads, drives and purchases."""
    leads = reader.find("lead", customer=customer, limit=_OF_CUSTOMER)
    budgets = [lead.values["budget"] for lead in leads if lead.values["budget"] is not None]
    drives = reader.find("test_drive", customer=customer, limit=_OF_CUSTOMER)
    bought = reader.find("sale", customer=customer, limit=_OF_CUSTOMER)
    named = {view.values["vehicle"] for view in (*leads, *drives, *bought) if view.values["vehicle"]}
    known: dict[str, Any] = {"budget": _whole(budgets[0])} if budgets else {}
    cars = [car_of(view) for view in reader.by_ids("vehicle", sorted(named))]
    return known | ({"looked_at": cars} if cars else {})


def car_of(view: RecordView) -> dict[str, Any]:
    """A vehicle as the model takes it."""
    held = view.values
    mileage: Quantity | None = held["mileage"]
    car = {name: held[name] for name in (*_TRAITS, "year")}
    if held["price"] is not None:
        car["price"] = _whole(held["price"])
    if mileage is not None:
        car["mileage"] = mileage.amount * (_KM_PER_MILE if mileage.unit == "mi" else 1.0)
    return {name: value for name, value in car.items() if value is not None}


def _whole(price: Money) -> float:
    return float(price.minor / 10 ** decimal_places(price.currency))


def _like(seeker: Mapping[str, Any], car: Mapping[str, Any]) -> bool:
    """Whether who bought this car is like the seeker: much the same money, or the same body looked at."""
    budget, price = seeker.get("budget"), car.get("price")
    if budget and price and abs(price / budget - 1) <= _LIKE:
        return True
    return any(car.get("body") and car.get("body") == other.get("body") for other in seeker.get("looked_at", ()))


def _counted(views: Sequence[RecordView]) -> Counter[tuple[str, str]]:
    return Counter(_name(view.values) for view in views)


def _name(values: Mapping[str, Any]) -> tuple[str, str]:
    return values["make"] or "", values["model"] or ""
