"""Measures the renewal model on any file of renewals: `python -m ml_models.renewal.evaluate --data FILE`.

Prints one JSON object. Needs nothing that trains, so a hub can run it as well.
"""

from __future__ import annotations

import math
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from ml_models import measures
from ml_models.additive import Floats
from ml_models.evaluating import Command, report
from ml_models.labelled_table import LabelledTable, TableFault, as_trained, read_table
from ml_models.model_file import ModelFile
from ml_models.renewal.features import NAME, NEEDED, SOURCES, rows_of
from ml_models.renewal.forecast import Due, by_month
from ml_models.renewal.model import BUNDLED, chances, price_curve
from ml_models.table_columns import groups_of as groups_of_people

FACTORS = (0.9, 0.95, 1.0, 1.05, 1.1, 1.2)
"""What offers are multiplied by to show how lapses follow them."""


def evaluate(file: ModelFile, path: Path, target: str | None = None) -> dict[str, Any]:
    """All figures of a model on a file. Raises TableFault when the file has no target or cannot be read.

    What it has no column for, a premium even, is unknown in every row.
    """
    table = read_table(path)
    lapsed = as_trained(table, target or file.settings["target"], file.settings["positive"])
    missing = [name for name, named in SOURCES.items() if not set(named) & set(table.columns)]
    blank = {name: [""] * len(table) for name in NEEDED if name in missing}
    table = LabelledTable(table.source, table.columns | blank)
    rows = rows_of(table)
    if not 0 < lapsed.sum() < len(lapsed):
        raise TableFault(f"{table.source}: every row has the same outcome; measuring needs lapses and renewals.")
    chance = chances(file, rows)
    figures = figures_of(lapsed, chance, price_curve(file, rows, FACTORS), offered_premiums(table))
    figures["missing_columns"] = missing
    return report(file, table.source, figures, groups_of(table), lapsed, chance, np.ones(len(lapsed)))


def figures_of(lapsed: Floats, chance: Floats, at_price: Floats, premium: Floats) -> dict[str, Any]:
    """Ranking, calibration, how lapses follow the price, and the forecast of cash against "everybody renews".

    ``at_price`` is the mean chance of a lapse at each of `FACTORS`.
    """
    return {
        **measures.of_chances(lapsed, chance),
        "lift_at_20_interval": list(measures.interval(measures.lift, lapsed, chance)),
        "lapse_at_price": dict(zip(map(str, FACTORS), at_price.tolist(), strict=True)),
        "cash": cash(lapsed, chance, premium),
    }


def cash(lapsed: Floats, chance: Floats, premium: Floats) -> dict[str, Any]:
    """Premiums that came in against those forecast, over twelve even parts of the rows as if each were a month."""
    known = ~np.isnan(premium)
    errors, naive, covered = [], [], []
    for part in np.array_split(np.flatnonzero(known), 12):
        if not len(part):
            continue
        due = [Due(date(2000, 1, 1), round(100 * premium[at]), float(chance[at])) for at in part]
        month = by_month(due)[0]
        came = float(100 * (premium[part] * (1 - lapsed[part])).sum())
        errors.append(abs(month.expected - came) / came if came else math.nan)
        naive.append(abs(month.everybody - came) / came if came else math.nan)
        covered.append(month.low <= came <= month.high)
    return {
        "parts": len(errors),
        "error": float(np.mean(errors)) if errors else None,
        "error_if_everybody_renews": float(np.mean(naive)) if naive else None,
        "band_covers": float(np.mean(covered)) if covered else None,
    }


def offered_premiums(table: LabelledTable) -> Floats:
    """The offered premium of each row, in the file's unit."""
    return table.numbers(next(name for name in SOURCES["premium_offered"] if name in table.columns))


def groups_of(table: LabelledTable) -> dict[str, list[str]]:
    """Columns to compare people by. Ages of vehicles and policies, which the model takes, are no ages of people."""
    taken = {name for of, named in SOURCES.items() for name in named if of != "region"}
    return {name: values for name, values in groups_of_people(table).items() if name not in taken}


main = Command(NAME, __doc__, "CSV file of renewals: offered and last premium, lapsed or not", BUNDLED, evaluate).run

if __name__ == "__main__":
    sys.exit(main())
