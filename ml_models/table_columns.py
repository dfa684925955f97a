"""Which columns of a labelled table a model learns from, and the table's rows as the model takes them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ml_models.additive import Axis, Floats, category
from ml_models.boosting.axes import CELLS as USUAL_CELLS
from ml_models.boosting.axes import category_axis, number_axis
from ml_models.date_columns import dates_of, kinds_of, with_dates
from ml_models.labelled_table import (
    BLANKS,
    KNOWN_AFTER,
    LabelledTable,
    TableFault,
    is_region,
    kind_of,
    missing_columns,
    protected,
)

MOST_REGIONS = 40
"""More regions than these are too small to be compared."""


@dataclass(frozen=True)
class Chosen:
    """The columns learned from with their kinds, those left out with why, and whether these are the bundled columns.

    ``cells`` says of how many cells an axis has at most, where not as usual; ``dates`` in which order each date is
    written of which month and weekday are learned from.
    """

    kinds: dict[str, str]
    left_out: dict[str, str]
    bundled: bool
    cells: Mapping[str, int] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)


def choose(
    table: LabelledTable, target: str, drop: Iterable[str] = (), bundled: Mapping[str, str] | None = None,
    cells: Mapping[str, int] | None = None,
) -> Chosen:  # fmt: skip
    """Type the columns by inspection. A table with all ``bundled`` columns (name to kind) is taken as bundled data,

    unless one of them is what is to be predicted.

    Raises TableFault when no column is left to learn from.
    """
    dropped = set(drop)
    for name in dropped:
        table.require(name)
    if bundled and set(bundled) <= set(table.columns) and not (dropped | {target}) & set(bundled):
        others = {name: "not a bundled column" for name in table.columns if name not in {target, *bundled}}
        return Chosen(dict(bundled), others, bundled=True, cells=cells or {})
    dates, left_out = dates_of(table, dropped | {target} | {name for name in table.columns if protected(name)})
    kinds: dict[str, str] = {}
    for name, values in table.columns.items():
        if name == target or name in dates or name in left_out:
            continue
        kind = kind_of(name, values)
        if name in dropped:
            left_out[name] = "named with --drop"
        elif protected(name):
            left_out[name] = "says what a person is, not what was done"
        elif name.lower() in KNOWN_AFTER:
            left_out[name] = "known only after the outcome"
        elif kind in ("identifier", "constant"):
            left_out[name] = kind
        else:
            kinds[name] = kind
    made = kinds_of(dates)
    seen = with_dates(table, dates).columns
    left_out |= {name: "constant" for name in made if kind_of(name, seen[name]) == "constant"}
    kinds |= {name: kind for name, kind in made.items() if name not in left_out}
    if not kinds:
        why = "; ".join(f"{name}: {reason}" for name, reason in left_out.items())
        raise TableFault(f"{table.source}: no column is left to learn from ({why or 'there is only the target'}).")
    return Chosen(kinds, left_out, bundled=False, dates=dates)


def columns_of(table: LabelledTable, kinds: dict[str, str]) -> dict[str, list[Any]]:
    """The chosen columns with their values as the model takes them: numbers (NaN if blank) or text (None if blank).

    Raises TableFault for a number that is none or is infinite, naming column and row.
    """
    result: dict[str, list[Any]] = {}
    for name, kind in kinds.items():
        if kind == "number":
            result[name] = table.numbers(name).tolist()
        else:
            result[name] = [None if text.strip().lower() in BLANKS else text for text in table.require(name)]
    return result


def columns_known(table: LabelledTable, kinds: dict[str, str]) -> tuple[dict[str, list[Any]], list[str]]:
    """As `columns_of`, for measuring: a column that is not there is blank in every row. Also says which these are.

    Raises TableFault where more than half are missing.
    """
    missing = missing_columns(table, list(kinds))
    found = columns_of(table, {name: kind for name, kind in kinds.items() if name not in missing})
    return found | {name: [math.nan if kinds[name] == "number" else None] * len(table) for name in missing}, missing


def rows_of(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """The same, row by row."""
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def axes_for(columns: dict[str, list[Any]], chosen: Chosen) -> tuple[Axis, ...]:
    """An axis per chosen column, cut by these (training) values."""
    axes = []
    for name, kind in chosen.kinds.items():
        if kind == "number":
            axes.append(number_axis(name, np.array(columns[name], float), chosen.cells.get(name, USUAL_CELLS)))
        else:
            axes.append(category_axis(name, [category(value) for value in columns[name]]))
    return tuple(axes)


def groups_of(table: LabelledTable) -> dict[str, list[str]]:
    """Columns to compare people by: what says what they are (no model uses it; ages in bands), and where they live."""
    result = {}
    for name, values in table.columns.items():
        kind = kind_of(name, values)
        if protected(name) and kind in ("number", "category"):
            result[name] = list(map(_age_band, table.numbers(name)) if kind == "number" else map(category, values))
        elif is_region(name) and kind in ("number", "category") and len(set(values)) <= MOST_REGIONS:
            result[name] = [category(value) or "not known" for value in values]
    return result


def _age_band(age: float) -> str:
    if math.isnan(age):
        return "not known"
    bands = ((30, "under 30"), (45, "30 to 44"), (60, "45 to 59"))
    return next((name for limit, name in bands if age < limit), "60 and over")


def weights_of(count: int) -> Floats:
    """Every row counts once."""
    return np.ones(count)
