"""Cars that may console a customer who lost theirs: the nearest of those available.

Nearness is a sum of points: the same make 3, the same model 4, the same body 3, the same fuel 1; less 0.5 a year of
difference, less 1 for every tenth by which the price differs, less 0.5 for every 20,000 km of difference in mileage.
Price and mileage count only where both are known and in the same currency or unit.
"""

from __future__ import annotations

from collections.abc import Iterable

from client.business.holders import holders_of
from client.reading.queries import Reader, RecordView

_SAME = {"make": 3.0, "model": 4.0, "body": 3.0, "fuel": 1.0}
_MOST_LOOKED_AT = 2_000


def nearness(wanted: RecordView, other: RecordView) -> float:
    """How near another car comes to the wanted one; higher is nearer."""
    a, b = wanted.values, other.values
    points = sum(worth for name, worth in _SAME.items() if a[name] and a[name] == b[name])
    if a["year"] and b["year"]:
        points -= abs(a["year"] - b["year"]) * 0.5
    if a["price"] and b["price"] and a["price"].currency == b["price"].currency and a["price"].minor:
        points -= abs(b["price"].minor - a["price"].minor) / a["price"].minor * 10
    if a["mileage"] and b["mileage"] and a["mileage"].unit == b["mileage"].unit:
        points -= abs(a["mileage"].amount - b["mileage"].amount) / 20_000 * 0.5
    return points


def nearest(wanted: RecordView, cars: Iterable[RecordView], count: int = 3) -> list[RecordView]:
    """The nearest cars, the nearest first; equally near ones in the order of their identifiers."""
    others = (car for car in cars if car.id != wanted.id)
    return sorted(others, key=lambda car: (-nearness(wanted, car), car.id))[:count]


def comparable_cars(reader: Reader, wanted: RecordView, device: str, count: int = 3) -> list[RecordView]:
    """The nearest of the available cars of the same make or body that nobody holds."""
    column = reader.column
    alike = (column("vehicle", "make") == wanted.values["make"]) | (column("vehicle", "body") == wanted.values["body"])
    found = reader.where("vehicle", [column("vehicle", "status") == "available", alike], limit=_MOST_LOOKED_AT)
    held = holders_of(reader, [car.id for car in found], device)
    return nearest(wanted, (car for car in found if car.id not in held), count)
