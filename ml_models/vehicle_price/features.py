"""The plain values a price is estimated from, the numbers the trees see, and how they are said in words.

All are optional but for make, year (or age) and mileage, without which there is no price:

    make, model        as people write them; a model never seen counts by its make
    year               of first registration; or ``age`` in years
    mileage            with ``mileage_unit`` mi (usual) or km
    gearbox            manual, automatic, semi_automatic, other
    fuel               petrol, diesel, hybrid, plug_in_hybrid, electric, gas, other
    engine_size        litres
    mpg                miles per imperial gallon
    tax                yearly road tax, in the currency of the training data
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ml_models import reason_words as words
from ml_models.additive import Floats, Row, category, number
from ml_models.labelled_table import LabelledTable, TableFault

NAME = "vehicle_price"
KM_PER_MILE = 1.609344

COLUMNS = ("model", "make", "age", "mileage", "engine_size", "gearbox", "fuel", "tax", "mpg")
"""The numbers the trees see. Make, model, gearbox and fuel enter as places: the mean of the logarithm of the price, age
and mileage taken off, shrunk towards all others where few were seen."""
FALLING = ("age", "mileage")
"""What may only lower a price: an older vehicle, or one driven further, is never estimated dearer, all else equal."""
PLACED = ("model", "make", "gearbox", "fuel")

GROUPS = {
    "vehicle": ("model", "make"), "age": ("age",), "mileage": ("mileage",), "engine": ("engine_size",),
    "gearbox": ("gearbox",), "fuel": ("fuel",), "running": ("tax", "mpg"),
}  # fmt: skip
"""The features that give a reason each, and the numbers each stands for."""

SOURCES: dict[str, tuple[str, ...]] = {
    "make": ("make", "brand", "manufacturer"),
    "model": ("model",),
    "year": ("year", "registration_year", "first_registration"),
    "mileage": ("mileage", "odometer", "miles"),
    "gearbox": ("gearbox", "transmission"),
    "fuel": ("fuel", "fuelType", "fuel_type"),
    "engine_size": ("engine_size", "engineSize"),
    "tax": ("tax",),
    "mpg": ("mpg",),
}
"""What a column of a file may be called; capitals do not matter."""
NEEDED = ("make", "year", "mileage")
_AS_NUMBERS = ("year", "mileage", "engine_size", "tax", "mpg")

_MAKES = {"volkswagen": "vw", "mercedes-benz": "mercedes", "mercedes benz": "mercedes", "škoda": "skoda"}
"""Names of makes in full, and as the bundled data have them. A model trained on other names knows them by these too."""
_GEARBOXES = {"semi-auto": "semi_automatic", "semi-automatic": "semi_automatic", "auto": "automatic"}
_FUELS = {"plug-in hybrid": "plug_in_hybrid", "gasoline": "petrol", "lpg": "gas"}
RANGES = {"age": (0, 120), "mileage": (0, 2e6), "engine_size": (0.1, 20), "tax": (0, 1e5), "mpg": (1, 500)}
"""What such a number can be at all; beyond it, it is taken as not known."""


@dataclass(frozen=True)
class Places:
    """What a model file says of its training data: the place of each category, and in which year its prices were."""

    of: Mapping[str, Mapping[str, float]]
    as_of: float

    @staticmethod
    def read(settings: Mapping[str, Any]) -> Places:
        """From a model file's settings."""
        return Places(settings["places"], float(settings["as_of"]))


def prepared(values: Row, as_of: float) -> dict[str, Any]:
    """What is known and possible of one vehicle, in the terms the model was trained on. ``as_of``: the present year."""
    make, model = category(values.get("make")), category(values.get("model"))
    make = _MAKES.get(make, make)
    gearbox, fuel = category(values.get("gearbox")), category(values.get("fuel"))
    known: dict[str, Any] = {
        "make": make,
        "model": f"{make} {model}" if make and model else "",
        "gearbox": _GEARBOXES.get(gearbox, gearbox),
        "fuel": _FUELS.get(fuel, fuel),
        "age": _age(values, as_of),
    }
    for name in ("mileage", "engine_size", "tax", "mpg"):
        known[name] = number(values.get(name))
    if category(values.get("mileage_unit")) == "km":
        known["mileage"] /= KM_PER_MILE
    for name, (least, most) in RANGES.items():
        if not least <= known[name] <= most:
            known[name] = math.nan
    return {name: value for name, value in known.items() if value != "" and value == value}


def _age(values: Row, as_of: float) -> float:
    age = number(values.get("age"))
    if not math.isnan(age):
        return age
    year = number(values.get("year"))
    found = as_of - year
    return max(0.0, found) if found >= -1 else math.nan


def numbers_of(rows: Sequence[Row], places: Places) -> Floats:
    """What the trees see of prepared rows, shape (rows, columns); NaN where not known."""
    table = np.full((len(rows), len(COLUMNS)), np.nan)
    for at, name in enumerate(COLUMNS):
        if name in PLACED:
            place = places.of[name]
            table[:, at] = [place.get(row.get(name, ""), math.nan) for row in rows]
        else:
            table[:, at] = [row.get(name, math.nan) for row in rows]
    return table


def rows_of(table: LabelledTable) -> list[dict[str, Any]]:
    """The plain values of each row of a file. Raises TableFault when a column that is needed is not there."""
    by_lower = {name.lower(): name for name in table.columns}
    found = {
        name: next((by_lower[each.lower()] for each in named if each.lower() in by_lower), None)
        for name, named in SOURCES.items()
    }
    for name in NEEDED:
        if found[name] is None:
            raise TableFault(
                f"{table.source}: there is no column {' or '.join(map(repr, SOURCES[name]))}. A price needs make, "
                f"year and mileage. The file has: {', '.join(table.columns)}."
            )
    columns: dict[str, Sequence[Any]] = {
        name: table.numbers(column).tolist() if name in _AS_NUMBERS else table.columns[column]
        for name, column in found.items()
        if column is not None
    }
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def why_too_little(known: Row, places: Places) -> str:
    """Why there is no price for prepared values; empty when there is enough."""
    if known.get("make") not in places.of["make"] and known.get("model") not in places.of["model"]:
        return words.PRICE_UNKNOWN_MAKE
    missing = [words.PRICE_LABELS[name] for name in ("age", "mileage") if name not in known]
    return words.PRICE_TOO_LITTLE.format(missing=", ".join(missing)) if missing else ""


def subject(group: str, values: Row, known: Row) -> str:
    """A feature of a vehicle in words, as a reason begins ("Ford Fiesta", "Driven 31,000 mi")."""
    if group == "vehicle":
        return " ".join(str(values[name]).strip() for name in ("make", "model") if values.get(name))
    if group == "age":
        years = math.floor(known["age"])
        return words.PRICE_YEAR_OLD if years == 1 else words.PRICE_YEARS_OLD.format(count=years)
    if group == "mileage":
        unit = "km" if category(values.get("mileage_unit")) == "km" else "mi"
        return words.PRICE_DRIVEN.format(count=round(number(values["mileage"])), unit=unit)
    if group == "engine":
        return words.PRICE_ENGINE.format(litres=known["engine_size"])
    if group == "running":
        return words.PRICE_RUNNING
    said = words.PRICE_VALUES.get(f"{group} {known[group]}")
    return said or words.CODE.format(label=words.PRICE_LABELS[group], code=known[group])
