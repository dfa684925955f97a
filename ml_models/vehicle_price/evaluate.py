"""Measures the price model on any file of priced vehicles: `python -m ml_models.vehicle_price.evaluate --data FILE`.

Prints one JSON object. Needs nothing that trains, so a hub can run it as well.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Any

import numpy as np

from ml_models import measures
from ml_models.additive import Floats, category
from ml_models.evaluating import Command
from ml_models.labelled_table import LabelledTable, TableFault, read_table
from ml_models.model_file import ModelFile
from ml_models.vehicle_price.features import NAME, SOURCES, Places, prepared, rows_of, why_too_little
from ml_models.vehicle_price.model import BUNDLED, answers, bands

GROUPS = ("make", "fuel", "gearbox")


def evaluate(file: ModelFile, path: Path, target: str | None = None) -> dict[str, Any]:
    """All figures of a model on a file. Raises TableFault when the file lacks a column or cannot be read."""
    table = read_table(path)
    asked = prices_of(table, target or file.settings["target"])
    rows, places = rows_of(table), Places.read(file.settings)
    known = [prepared(row, places.as_of) for row in rows]
    kept = np.array([not why_too_little(each, places) and price > 0 for each, price in zip(known, asked, strict=True)])
    if not kept.any():
        raise TableFault(f"{table.source}: no row has a price, a make that the model knows, a year and a mileage.")
    at = np.flatnonzero(kept)
    logs = answers(file, [rows[each] for each in at])
    spread = bands(file, [known[each] for each in at])
    figures = figures_of(np.log(asked[at]), logs, spread)
    groups = {
        name: by_group([category(known[each].get(name)) for each in at], asked[at], np.exp(logs)) for name in GROUPS
    }
    return {
        "model": file.model, "version": file.version, "data": table.source, **figures,
        "missing_columns": missing_in(table), "rows_without_a_price": int((~kept).sum()), "groups": groups,
    }  # fmt: skip


def missing_in(table: LabelledTable) -> list[str]:
    """What the model goes by and no column of the table says: it is unknown in every row."""
    there = {name.lower() for name in table.columns}
    return [name for name, named in SOURCES.items() if not there & {each.lower() for each in named}]


def prices_of(table: LabelledTable, target: str) -> Floats:
    """The target as numbers. Raises TableFault when there is no such column, or a price is none or negative."""
    asked = table.numbers(target)
    wrong = np.flatnonzero(asked < 0)
    if len(wrong):
        raise TableFault(f"{table.source}: column {target}, row {wrong[0] + 2}: a price is never below nothing.")
    return np.nan_to_num(asked)


def mape(log_asked: Floats, log_price: Floats) -> float:
    """Mean of |estimate - asked| / asked."""
    return float(np.mean(np.abs(np.exp(log_price - log_asked) - 1)))


def covers(log_asked: Floats, log_price: Floats, low: Floats, high: Floats) -> float:
    """Share of asked prices inside the band."""
    off = log_asked - log_price
    return float(np.mean((low <= off) & (off <= high)))


def figures_of(log_asked: Floats, log_price: Floats, spread: Floats) -> dict[str, Any]:
    """Errors and coverage, the first two with 95 % intervals; shares, not per cent. All of one price have no R2."""
    asked, price = np.exp(log_asked), np.exp(log_price)
    off = np.abs(price - asked)
    columns = (log_asked, log_price)
    band = (*columns, spread[:, 0], spread[:, 1])
    varies = float(((asked - asked.mean()) ** 2).sum()) if asked.max() - asked.min() > 0.005 else math.nan
    return {
        "rows": len(asked),
        "mape": mape(*columns),
        "mape_interval": list(measures.interval(mape, *columns)),
        "median_ape": float(np.median(off / asked)),
        "mae": float(off.mean()),
        "within_10_percent": float(np.mean(off <= 0.1 * asked)),
        "r2": float(1 - ((price - asked) ** 2).sum() / varies),
        "band_covers": covers(*band),
        "band_covers_interval": list(measures.interval(covers, *band)),
        "band_width": float(np.median(np.exp(spread[:, 1]) - np.exp(spread[:, 0]))),
    }


def by_group(groups: list[str], asked: Floats, price: Floats) -> list[dict[str, Any]]:
    """Per group: rows, mean asked and estimated price, and MAPE."""
    names = np.asarray(groups)
    found = []
    for name in sorted(set(groups)):
        mine = names == name
        error = float(np.mean(np.abs(price[mine] / asked[mine] - 1)))
        found.append({
            "group": name or "not known", "rows": int(mine.sum()), "observed": float(asked[mine].mean()),
            "predicted": float(price[mine].mean()), "mape": error,
        })  # fmt: skip
    return found


main = Command(NAME, __doc__, "CSV file of vehicles with their prices", BUNDLED, evaluate).run

if __name__ == "__main__":
    sys.exit(main())
