"""What vehicles were sold for, beside what would have been proposed for them; and learning from the difference.

The level of a house is that of what it asks for the vehicles it has not sold, as for every proposal; a sale is judged
against the proposal at that level, by the model in use, whatever was asked.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from ml_models import reason_words as words
from ml_models.additive import Floats, Row, category
from ml_models.cases import Records, Seen
from ml_models.drift import LEAST_OUTCOMES, Health, axes_of, by_month, moved, slots_of
from ml_models.model_file import ModelFile
from ml_models.refitting import Kind, learned_settings, require_rows
from ml_models.vehicle_price import model
from ml_models.vehicle_price.features import COLUMNS, Places, numbers_of, prepared
from ml_models.vehicle_price.level import SHARE, Level, conformal
from ml_models.vehicle_price.of_records import of_vehicle

READS = ("sale", "vehicle")
RECENT = timedelta(days=90)
MOST_PRICED = 600
HELD_BY = 10.0
"""A make's own shift is drawn to nothing by so many sales: those of another ten make half of it."""
_LABELS = {"engine_size": "Engine size", "tax": "Road tax", "mpg": "Consumption"}
HEDGE = 0.02
"""Least spread, as a logarithm, by which the figures of a verdict are taken."""


@dataclass(frozen=True)
class Sold:
    """A sale: the vehicle's plain values, the price (whole units), when, and the proposal at the house's own level."""

    row: Row
    price: float
    at: datetime
    value: float
    low: float
    high: float

    @property
    def residual(self) -> float:
        """The logarithm of what was paid over what would have been proposed."""
        return math.log(self.price / self.value)


def label(column: str) -> str:
    """An input in words."""
    return _LABELS.get(column) or words.PRICE_LABELS.get(column, column).capitalize()


def sold(file: ModelFile, records: Records) -> list[Sold]:
    """All sales that a proposal can be held against, the earliest first."""
    vehicles, gone = records.by_id("vehicle"), set(records.by("sale", "vehicle"))
    levels: dict[tuple[str, int], Level] = {}
    by_level: dict[tuple[str, int], list[tuple[Seen, Seen]]] = defaultdict(list)
    for sale in records.all("sale"):
        vehicle, price = vehicles.get(sale.values["vehicle"]), sale.values["price"]
        if vehicle is not None and price is not None and price.minor > 0:
            by_level[price.currency, _when(sale).year].append((sale, vehicle))
    for currency, year in by_level:
        levels[currency, year] = _level(file, [each for each in vehicles.values() if each.id not in gone],
                                        currency, year)  # fmt: skip
    found = []
    for (currency, year), pairs in by_level.items():
        level = levels[currency, year]
        if level.known:
            rows = [of_vehicle(vehicle.values) for _, vehicle in pairs]
            prices = model.price_or_reason(rows, level, year, reasons=False, file=file)
            found += [
                Sold(row, float(sale.values["price"].amount), _when(sale), price.value, price.low, price.high)
                for (sale, _), row, price in zip(pairs, rows, prices, strict=True) if isinstance(price, model.Price)
            ]  # fmt: skip
    return sorted(found, key=lambda each: each.at)


def _when(sale: Seen) -> datetime:
    day = sale.values["signed_on"]
    return sale.created if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)


def _level(file: ModelFile, vehicles: Sequence[Seen], currency: str, year: int) -> Level:
    priced = [each for each in vehicles if each.values["price"] and each.values["price"].currency == currency]
    newest = sorted(priced, key=lambda each: each.created, reverse=True)[:MOST_PRICED]
    asked = [(of_vehicle(each.values), float(each.values["price"].amount)) for each in newest]
    return model.level_of(asked, year, file)


def health(file: ModelFile, records: Records, now: datetime) -> Health:
    """How near the proposals are to what was paid, and whether four in five sales are within the band."""
    sales, places = sold(file, records), Places.read(file.settings)
    vehicles = sorted(records.all("vehicle"), key=lambda each: each.created)
    numbers = numbers_of([prepared(of_vehicle(each.values), now.year) for each in vehicles], places)
    rows = [dict(zip(COLUMNS, each, strict=True)) for each in numbers.tolist()]
    axes = axes_of(rows, COLUMNS)
    parts = [[row for row, each in zip(rows, vehicles, strict=True) if (now - each.created <= RECENT) is new]
             for new in (False, True)]  # fmt: skip
    within = np.array([each.low <= each.price <= each.high for each in sales], float)
    residuals = np.array([each.residual for each in sales])
    enough = len(sales) >= LEAST_OUTCOMES
    return Health(
        file.model, file.version, moved(axes, slots_of(axes, parts[0]), slots_of(axes, parts[1])),
        by_month([f"{each.at:%Y-%m}" for each in sales], np.full(len(sales), SHARE), within), len(sales), None, None,
        float(np.median(np.abs(np.expm1(-residuals)))) if enough else None,
        float(np.expm1(-np.median(residuals))) if enough else None, "in_band",
    )  # fmt: skip


def learned(file: ModelFile, records: Records, kind: Kind) -> tuple[ModelFile, dict[str, Any]]:
    """The model set right on what was paid: its level alone, or each make's as well; the band from both.

    The verdict is that on the latest quarter of the sales. Raises TooFewOutcomes.
    """
    from ml_models.watching import verdict

    sales = sold(file, records)
    require_rows(len(sales), kind)
    cut = len(sales) * 3 // 4
    early, late = _refitted(file, sales[:cut], kind), sales[cut:]
    new, old = (_figures(one, file, late) for one in (early, file))
    return _refitted(file, sales, kind), verdict(len(sales), new, old)


def _refitted(file: ModelFile, sales: Sequence[Sold], kind: Kind) -> ModelFile:
    before = file.settings.get("refit_shift", 0.0)
    makes = dict(file.settings.get("refit_makes", {}))
    residuals = np.array([each.residual for each in sales])
    middle = float(np.median(residuals))
    own = {}
    if kind == "ridge":
        by_make: dict[str, list[float]] = defaultdict(list)
        for each, residual in zip(sales, (residuals - middle).tolist(), strict=True):
            by_make[category(each.row.get("make"))].append(residual)
        own = {make: sum(held) / (len(held) + HELD_BY) for make, held in by_make.items()}
    rest = residuals - middle - np.array([own.get(category(each.row.get("make")), 0.0) for each in sales])
    low, high = conformal(rest, SHARE)
    return replace(file, version="", settings=learned_settings(
        file, kind, len(sales), refit_shift=before + middle, refit_band=[min(low, 0.0), max(high, 0.0)],
        refit_makes={make: makes.get(make, 0.0) + own.get(make, 0.0) for make in sorted({*makes, *own})},
    ))  # fmt: skip


def _figures(one: ModelFile, base: ModelFile, sales: Sequence[Sold]) -> dict[str, Any]:
    """MAPE, the share within the band, and what the residuals say against it (as of a normal curve of that width)."""
    moved_by = np.array([model.refit_shift(one, each.row) - model.refit_shift(base, each.row) for each in sales])
    residuals = np.array([each.residual for each in sales]) - moved_by
    ends = np.array([[math.log(each.low / each.value), math.log(each.high / each.value)] for each in sales])
    if one is not base:
        ends = np.tile(np.array(one.settings["refit_band"]), (len(sales), 1))
    spread = np.maximum(HEDGE, (ends[:, 1] - ends[:, 0]) / 2.563)  # four in five of a normal curve
    return {
        "model": one.model, "version": one.version, "rows": len(sales),
        "mape": float(np.mean(np.abs(np.expm1(-residuals)))),
        "coverage": float(np.mean((residuals >= ends[:, 0]) & (residuals <= ends[:, 1]))),
        "log_loss": _against(residuals, spread), "groups": {},
    }  # fmt: skip


def _against(residuals: Floats, spread: Floats) -> float:
    return float(np.mean(np.log(spread) + (residuals / spread) ** 2 / 2))
