"""Records to learn from or to measure on: a table given, or bookings made up; fakes injected where none are marked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ml_models.additive import Floats
from ml_models.labelled_table import (
    BLANKS,
    LabelledTable,
    TableFault,
    kind_of,
    missing_columns,
    outcomes,
    protected,
    read_table,
)
from ml_models.unusual_record.features import COLUMNS, LARGEST
from ml_models.unusual_record.made import fakes, ordinary, table

LEAST_ROWS = 50
MARKS = ("fake", "wrong", "unusual", "anomaly", "label", "target")
FAKES_FOR_EACH = 0.05
"""So many fakes are injected for each row, where none are marked."""


@dataclass(frozen=True)
class Records:
    """Rows of numbers (NaN where not known) by column; which are fakes, and of what kind where that is known.

    ``missing`` names columns that were asked for and are not in the file: not known in any row.
    """

    source: str
    columns: tuple[str, ...]
    values: Floats
    fake: Floats
    kinds: tuple[str, ...]
    missing: tuple[str, ...] = ()


def made_records(rows: int, seed: int) -> Records:
    """Ordinary bookings and fakes among them."""
    generator = np.random.default_rng(seed)
    usual = ordinary(rows, generator)
    wrong, kinds = fakes(max(20, round(FAKES_FOR_EACH * rows)), generator)
    values = np.vstack([table(usual), table(wrong)])
    fake = np.concatenate([np.zeros(rows), np.ones(len(kinds))])
    return Records("bookings made up in code", COLUMNS, values, fake, tuple(kinds))


def read_records(path: Path, target: str | None, columns: tuple[str, ...] | None = None) -> Records:
    """A table. Without ``columns`` all its columns of numbers, but for what people are, and what marks fakes.

    Where no column marks fakes, or none is marked, some are injected: rows whose values are drawn from beyond those
    the table has. Raises TableFault.
    """
    read = read_table(path)
    if target is not None:
        read.require(target)
    mark = target or next((name for name in MARKS if name in read.columns), None)
    chosen = columns or tuple(
        name for name, values in read.columns.items()
        if name != mark and kind_of(name, values) == "number" and not protected(name)
    )  # fmt: skip
    if not chosen:
        raise TableFault(f"{read.source}: no column of numbers is left. It has: {', '.join(read.columns)}.")
    if len(read) < LEAST_ROWS:
        raise TableFault(f"{read.source}: {len(read)} rows are too few; at least {LEAST_ROWS} are needed.")
    missing = tuple(missing_columns(read, columns or ()))
    blank = np.full(len(read), np.nan)
    numbers = [blank if name in missing else read.numbers(name) for name in chosen]
    values = np.clip(np.column_stack(numbers), -LARGEST, LARGEST)
    if mark is not None and (fake := _marked(read, mark)).any():
        return Records(read.source, chosen, values, fake, (), missing)
    wrong = _injected(values, np.random.default_rng(0))
    fake = np.concatenate([np.zeros(len(values)), np.ones(len(wrong))])
    return Records(read.source, chosen, np.vstack([values, wrong]), fake, (), missing)


def _marked(read: LabelledTable, mark: str) -> Floats:
    """Which rows are marked; one that nobody has looked at (an empty cell) is learned from as any other. TableFault."""
    known = np.flatnonzero([text.strip().lower() not in BLANKS for text in read.require(mark)])
    if not len(known):
        raise TableFault(f"{read.source}: column {mark} is empty in every row. It says which rows are not in order.")
    fake = np.zeros(len(read))
    fake[known], _ = outcomes(read.take(known), mark)
    if fake.all():
        only = read.columns[mark][0]
        raise TableFault(f"{read.source}: column {mark} is {only!r} in every row. Records in order are needed too.")
    return fake


def _injected(values: Floats, generator: np.random.Generator) -> Floats:
    """Rows of the table with three of their values (or all, where there are fewer) put beyond its outer hundredths."""
    count, width = max(20, round(FAKES_FOR_EACH * len(values))), values.shape[1]
    wrong = values[generator.integers(0, len(values), count)].copy()
    known = ~np.isnan(values).all(axis=0)
    low, high = np.full((2, width), np.nan)
    low[known], high[known] = np.nanpercentile(values[:, known], [1, 99], axis=0)
    spread = np.where(high > low, high - low, 1.0)
    for row in wrong:
        for at in generator.permutation(width)[:3]:
            away = generator.uniform(0.2, 1.0) * spread[at]
            row[at] = high[at] + away if generator.random() < 0.5 else low[at] - away
    return wrong
