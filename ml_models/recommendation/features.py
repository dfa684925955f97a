"""From a customer's needs and a car for sale to the columns of the choice model, and those columns in words.

A *seeker* may give any of these, all optional:

    budget                             most to be spent, in whole units of the currency of the prices
    make, model, body, fuel, gearbox   what is wanted, as it was said
    looked_at                          cars driven, asked for or bought before: a list of cars

A *car* may give: make, model, body, fuel, gearbox, price (whole units), year, mileage (km), sold (how many like it,
by make and model, the dealer has sold), alike (how many of those to customers like this one).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ml_models.additive import category, number

NAME = "recommendation"
TRAITS = ("make", "model", "body", "fuel", "gearbox")
COLUMNS = (
    "over_budget", "under_budget", *(f"wanted_{name}" for name in TRAITS), *(f"seen_{name}" for name in TRAITS),
    "price_away", "age", "mileage", "popular", "alike",
)  # fmt: skip
Row = Mapping[str, Any]


def columns_of(seeker: Row, car: Row, this_year: int) -> dict[str, float]:
    """One car before one seeker. What is not known is 0: it neither speaks for a car nor against it."""
    price, budget = _positive(car.get("price")), _positive(seeker.get("budget"))
    looked_at = seeker.get("looked_at")
    seen = [each for each in _several(looked_at) if isinstance(each, Mapping)]
    found = dict.fromkeys(COLUMNS, 0.0)
    if price and budget:
        found["over_budget"] = min(2.0, max(0.0, price / budget - 1))
        found["under_budget"] = max(0.0, 1 - price / budget)
    for name in TRAITS:
        own = category(car.get(name))
        found[f"wanted_{name}"] = float(bool(own) and own == category(seeker.get(name)))
        if seen and own:
            found[f"seen_{name}"] = sum(category(each.get(name)) == own for each in seen) / len(seen)
    prices = [each for each in (_positive(other.get("price")) for other in seen) if each]
    if price and prices:
        usual = math.exp(sum(map(math.log, prices)) / len(prices))
        found["price_away"] = min(2.0, abs(math.log(price / usual)))
    year, mileage = number(car.get("year")), number(car.get("mileage"))
    if not math.isnan(year):
        found["age"] = min(3.0, max(0.0, (this_year - year) / 10))
    if not math.isnan(mileage):
        found["mileage"] = min(3.0, max(0.0, mileage / 100_000))
    found["popular"], found["alike"] = _counted(car.get("sold")), _counted(car.get("alike"))
    return found


def knows_anything(seeker: Row) -> bool:
    """Whether something is known of what is wanted; else only cars like others' choices can be shown."""
    return any(seeker.get(name) for name in ("budget", "looked_at", *TRAITS))


def _several(value: object) -> Sequence[Any]:
    return value if isinstance(value, Sequence) and not isinstance(value, (str, bytes)) else ()


def _positive(value: object) -> float:
    held = number(value)
    return held if held > 0 else 0.0


def _counted(value: object) -> float:
    return math.log1p(_positive(value))
