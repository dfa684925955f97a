"""A file of policies with their claims, read as the accident risk model takes it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ml_models.accident_risk.features import COLUMNS, prepared
from ml_models.additive import Floats, Slots, number
from ml_models.labelled_table import LEAST_ROWS, LabelledTable, TableFault, missing_columns, read_table

CLAIMS, EXPOSURE, NUMBER = "ClaimNb", "Exposure", "IDpol"
MOST_CLAIMS, MOST_EXPOSURE = 4.0, 1.0
"""More claims on one policy, or more than a year, are faults of the source data and are cut, as is usual with them."""

TEXTS = ("vehicle_brand", "fuel", "region")


@dataclass(frozen=True)
class Portfolio:
    """Policies: their values, claims per year, the years they ran, and their numbers, NaN where these are none.

    ``missing`` names columns the file has not.
    """

    source: str
    rows: list[dict[str, Any]]
    rate: Floats
    exposure: Floats
    number: Floats
    missing: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, rows: Slots) -> Portfolio:
        """The policies with these numbers."""
        kept = [self.rows[at] for at in rows]
        return Portfolio(self.source, kept, self.rate[rows], self.exposure[rows], self.number[rows], self.missing)


def read_portfolio(path: Path, claims: str = CLAIMS, whole: bool = True) -> Portfolio:
    """Read a CSV file with the columns of freMTPL2freq. Raises TableFault in words that say the way out.

    Claims and exposure have to be there; of the other columns half are enough to measure on, unless ``whole``.
    """
    table = read_table(path)
    count, exposure = table.numbers(claims), table.numbers(EXPOSURE)
    _refuse(table, claims, np.isnan(count) | (count < 0), "a count of claims is nought or more")
    _refuse(table, EXPOSURE, ~(exposure > 0), "the years a policy ran are above nought")
    if len(table) < LEAST_ROWS:
        raise TableFault(f"{table.source}: {len(table)} policies are too few; at least {LEAST_ROWS} are needed.")
    if not count.any():
        raise TableFault(f"{table.source}: column {claims} is 0 in every row. Without a claim nothing can be learned.")
    missing = [] if whole else missing_columns(table, list(COLUMNS.values()))
    columns: dict[str, list[Any]] = {
        name: table.require(column) if name in TEXTS else table.numbers(column).tolist()
        for name, column in COLUMNS.items()
        if column not in missing
    }
    rows = [prepared(dict(zip(columns, values, strict=True))) for values in zip(*columns.values(), strict=True)]
    exposure = np.minimum(exposure, MOST_EXPOSURE)
    numbers = np.array([number(text) for text in table.columns.get(NUMBER, [""] * len(table))])
    return Portfolio(table.source, rows, np.minimum(count, MOST_CLAIMS) / exposure, exposure, numbers, tuple(missing))


def _refuse(table: LabelledTable, column: str, wrong: np.ndarray[Any, np.dtype[np.bool_]], rule: str) -> None:
    if wrong.any():
        at = int(np.argmax(wrong))
        value = table.columns[column][at]
        raise TableFault(f"{table.source}: column {column}, row {at + 2}: {value!r}; {rule}. Mend or take out the row.")


def groups_of(data: Portfolio) -> dict[str, list[str]]:
    """What to compare the model's balance by: the driver's age in bands, and the region."""
    return {
        "driver's age": [_age_band(row.get("driver_age")) for row in data.rows],
        "region": [str(row.get("region", "not known")).upper() for row in data.rows],
    }


def _age_band(age: float | None) -> str:
    if age is None:
        return "not known"
    bands = ((21, "18 to 20"), (26, "21 to 25"), (41, "26 to 40"), (61, "41 to 60"), (76, "61 to 75"))
    return next((name for limit, name in bands if age < limit), "over 75")
