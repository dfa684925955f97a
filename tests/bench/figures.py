"""What the device's benchmarks share: lines of the report, percentiles, and a stock of vehicles always the same."""

from __future__ import annotations

import os
import random
import statistics
from collections.abc import Iterator, Sequence
from typing import Any

from client.commands import Create
from shared_models.kinds import Quantity
from shared_models.money import Money
from shared_models.records.vehicle import BODY, COLOUR, FUEL, GEARBOX
from shared_models.vin import make_vin

_MODELS = [
    ("Toyota", "Camry"), ("Toyota", "Yaris"), ("Ford", "Fiesta"), ("Ford", "Focus"), ("Honda", "Civic"),
    ("BMW", "320d"), ("Audi", "A3"), ("Volkswagen", "Golf"), ("Volkswagen", "Passat"), ("Kia", "e-Niro"),
    ("Skoda", "Octavia"), ("Mercedes-Benz", "C-Class"), ("Renault", "Clio"), ("Peugeot", "208"), ("Volvo", "XC40"),
    ("Mazda", "CX-5"),
]  # fmt: skip
_FEATURES = ("Heated seats", "Tow bar", "Sat nav", "Keyless entry", "Lane assist", "Roof rails", "Head-up display")


def size_of(variable: str, usual: int) -> int:
    """How many records a benchmark takes; an environment variable makes it smaller for a quick look."""
    return int(os.environ.get(variable, usual))


def vehicle(number: int, store: str | None = None) -> dict[str, Any]:
    """The values of one of many vehicles, the same for the same number; 16 of its 18 fields are filled."""
    draw = random.Random(number)
    make, model = draw.choice(_MODELS)
    year = draw.randint(2005, 2025)
    values: dict[str, Any] = {
        "vin": make_vin("JTD", "KB3FU", max(2010, year), "3", number % 1_000_000),
        "stock_number": f"S{number:07d}",
        "plate": f"{draw.choice('ABKMS')}{draw.choice('CDEF')} {draw.randint(1000, 9999)}",
        "make": make,
        "model": model,
        "trim": draw.choice(("Comfort", "Sport", "Business", "Base")),
        "year": year,
        "mileage": Quantity(draw.randint(10, 180_000), "km"),
        "fuel": draw.choice(list(FUEL)),
        "gearbox": draw.choice(list(GEARBOX)),
        "body": draw.choice(list(BODY)),
        "colour": draw.choice(list(COLOUR)),
        "engine_size": draw.choice((1.0, 1.4, 1.6, 2.0, 3.0)),
        "features": frozenset(draw.sample(_FEATURES, 3)),
        "price": Money(draw.randint(90_000, 6_000_000), "EUR"),
        "status": draw.choices(("available", "held", "incoming", "sold", "delivered"), (25, 1, 1, 23, 50))[0],
    }
    return values if store is None else {**values, "store": store}


def vehicles(count: int, store: str | None = None) -> Iterator[Create]:
    """That many new vehicles."""
    return (Create("vehicle", vehicle(number, store)) for number in range(count))


def p50_p99(seconds: Sequence[float]) -> tuple[float, float]:
    """Median and 99th percentile, in milliseconds."""
    return statistics.median(seconds) * 1000, statistics.quantiles(seconds, n=100)[98] * 1000


def line(
    what: str, value: float | None, unit: str, *, baseline: float | str = "", ratio: float | None = None, bar: str = "",
    held: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """One line of the report; see ``tests.bench.report``."""
    return {
        "what": what, "value": value, "unit": unit, "baseline": baseline, "ratio": ratio, "bar": bar, "held": held,
    }  # fmt: skip
