"""Trains the price model: `python -m ml_models.vehicle_price.train --data FILE [--target COLUMN] [--out DIR]`.

The file needs make, year, mileage and a price; whatever else of `features.SOURCES` it has is used. A dealer's own
sales are such a file. Same file and seed, same bytes out.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ml_models.boosting  # noqa: F401  # before scikit-learn, which asks once how many threads to use

# isort: split

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold

from ml_models.additive import Floats, Slots
from ml_models.labelled_table import TableFault, read_table
from ml_models.model_file import write
from ml_models.trees.asking import single
from ml_models.trees.train import as_onnx, parity
from ml_models.vehicle_price import card
from ml_models.vehicle_price.evaluate import figures_of, prices_of
from ml_models.vehicle_price.features import COLUMNS, FALLING, NAME, PLACED, Places, numbers_of, prepared, rows_of
from ml_models.vehicle_price.level import SHARE, conformal
from ml_models.vehicle_price.model import TREES

HERE = Path(__file__).parent
TARGET = "price"
LEAST_ROWS = 200
FOLDS = 4
SHRINK = 10.0
"""Vehicles of others that a make, model, gearbox or fuel is shrunk towards."""
SEEN = 3
"""A category seen fewer times has no place."""
AGES = (3.0, 6.0, math.inf)
"""Where the groups end that have a band of their own: an older vehicle's price is less certain."""
USUAL = {"max_iter": 420, "learning_rate": 0.07, "max_leaf_nodes": 127, "min_samples_leaf": 10, "max_features": 0.5}
FEW = {"max_iter": 150, "learning_rate": 0.07, "max_leaf_nodes": 15, "min_samples_leaf": 5, "max_features": 0.5}
"""Settings below so many rows as make `MANY`."""
MANY = 5_000
MASKS = {"tax": 1.0, "mpg": 1.0, "engine_size": 0.3, "gearbox": 0.2, "fuel": 0.2, "model": 0.15}
"""Every second row is shown once more with this left out so often: a showroom seldom records tax and consumption."""


@dataclass(frozen=True)
class Data:
    """Priced vehicles ready to learn from, each once."""

    source: str
    target: str
    as_of: float
    plain: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    logs: Floats
    dropped: int


def prepare(path: Path, target: str | None = None, year: float | None = None) -> Data:
    """Read and check a file. Raises TableFault in words that say the way out."""
    table = read_table(path)
    name = target or TARGET
    asked, plain = prices_of(table, name), rows_of(table)
    years = np.array([row["year"] for row in plain], float)
    known = years[~np.isnan(years)]
    if not len(known):
        raise TableFault(f"{table.source}: no row has a year. A price needs make, year and mileage.")
    as_of = float(np.ceil(np.quantile(known, 0.99))) if year is None else year
    seen: set[tuple[Any, ...]] = set()
    kept = []
    for at, row in enumerate(plain):
        key = (asked[at], *row.values())
        if asked[at] > 0 and key not in seen:
            seen.add(key)
            kept.append(at)
    if len(kept) < LEAST_ROWS:
        raise TableFault(
            f"{table.source}: {len(kept)} different vehicles with a price are too few to learn from; "
            f"at least {LEAST_ROWS} are needed."
        )
    chosen = [plain[at] for at in kept]
    rows = [prepared(row, as_of) for row in chosen]
    logs = np.log(asked[kept])
    if float(logs.std()) < 1e-9:
        raise TableFault(f"{table.source}: column {name} is the same in every row. There is nothing to learn from it.")
    return Data(table.source, name, as_of, chosen, rows, logs, len(plain) - len(kept))


def places_of(rows: Sequence[dict[str, Any]], logs: Floats, as_of: float) -> Places:
    """The place of every category: its mean logarithm of the price, age and mileage taken off, shrunk to nought."""
    age = np.array([row.get("age", np.nan) for row in rows])
    mileage = np.array([row.get("mileage", np.nan) for row in rows])
    design = np.column_stack([_filled(age), _filled(mileage) / 1e4, np.log1p(_filled(mileage))])
    rest = logs - Ridge(alpha=1e-3).fit(design, logs).predict(design)
    found: dict[str, dict[str, float]] = {}
    for name in PLACED:
        sums: dict[str, list[float]] = {}
        for row, off in zip(rows, rest.tolist(), strict=True):
            if name in row:
                sums.setdefault(row[name], []).append(off)
        found[name] = {
            each: round(math.fsum(off) / (len(off) + SHRINK), 6)
            for each, off in sorted(sums.items())
            if len(off) >= SEEN
        }
    return Places(found, as_of)


def _filled(values: Floats) -> Floats:
    known = values[~np.isnan(values)]
    return np.where(np.isnan(values), np.median(known) if len(known) else 0.0, values)


def learn(data: Data, at: Slots, seed: int) -> tuple[HistGradientBoostingRegressor, Places]:
    """Fit on these rows: trees over the logarithm of the price, and the places of categories."""
    rows, logs = [data.rows[each] for each in at], data.logs[at]
    places = places_of(rows, logs, data.as_of)
    table = numbers_of(rows, places)
    shown, again = _shown_again(table, seed)
    size = USUAL if len(at) >= MANY else FEW
    trees = HistGradientBoostingRegressor(
        monotonic_cst=[-int(name in FALLING) for name in COLUMNS], early_stopping=False, random_state=seed, **size
    )
    return trees.fit(single(_never_dull(np.vstack([table, shown]))), np.concatenate([logs, logs[again]])), places


def _never_dull(table: Floats) -> Floats:
    """The same table; a column that nobody filled, or all alike, gets two values that are too few to be split off.

    The library cannot cut a column into bins that holds fewer than two.
    """
    for column in table.T:
        if len(np.unique(column[~np.isnan(column)])) < 2:
            column[:2] = (0.0, 1.0)
    return table


def _shown_again(table: Floats, seed: int) -> tuple[Floats, Slots]:
    random = np.random.default_rng(seed)
    again = np.flatnonzero(random.random(len(table)) < 0.5)
    shown = table[again]
    for name, share in MASKS.items():
        shown[random.random(len(again)) < share, COLUMNS.index(name)] = np.nan
    return shown, again


def baseline(data: Data, seen: Slots, unseen: Slots) -> Floats:
    """Logarithms by a ridge regression on places, age and mileage: the model to beat."""
    places = places_of([data.rows[at] for at in seen], data.logs[seen], data.as_of)
    table = numbers_of(data.rows, places)
    filled = np.column_stack([_filled(column) for column in table.T])
    mileage, age = filled[:, COLUMNS.index("mileage")], filled[:, COLUMNS.index("age")]
    full = np.column_stack([filled, np.log1p(mileage), age**2])
    return np.asarray(Ridge(alpha=1.0).fit(full[seen], data.logs[seen]).predict(full[unseen]), float)


def examine(data: Data, seed: int) -> tuple[dict[str, Any], Floats, Floats]:
    """Each row estimated by trees that had not seen it, its band from other rows; also without tax and consumption.

    Returns figures, and both estimates of each row.
    """
    aside, usual, plain = (np.empty(len(data.logs)) for _ in range(3))
    folds = list(KFold(FOLDS, shuffle=True, random_state=seed).split(data.logs))
    for at, (seen, unseen) in enumerate(folds):
        trees, places = learn(data, seen, seed + at)
        table = numbers_of([data.rows[each] for each in unseen], places)
        aside[unseen] = trees.predict(single(table))
        table[:, [COLUMNS.index("tax"), COLUMNS.index("mpg")]] = np.nan
        usual[unseen] = trees.predict(single(table))
        plain[unseen] = baseline(data, seen, unseen)
    figures = {}
    for name, found in (("model", aside), ("usual", usual), ("baseline", plain)):
        spread = np.empty((len(data.logs), 2))
        for seen, unseen in folds:
            spread[unseen] = spread_of(bands_of(data, found, seen), ages_of(data)[unseen])
        figures[name] = figures_of(data.logs, found, spread)
    return figures, aside, usual


def ages_of(data: Data) -> Floats:
    """Each row's age in years; infinite where not known, which is the oldest group."""
    return np.array([row.get("age", np.inf) for row in data.rows])


def bands_of(data: Data, aside: Floats, at: Slots) -> list[dict[str, float]]:
    """The band of each group of age, from how far these rows lay from estimates that had not seen them."""
    ages, off = ages_of(data)[at], (data.logs - aside)[at]
    found, since = [], -math.inf
    for below in AGES:
        mine = off[(ages >= since) & ((ages < below) | (below == math.inf))]
        low, high = conformal(mine if len(mine) >= 50 else off, SHARE)
        found.append({"below": below if math.isfinite(below) else 1e9, "low": round(low, 6), "high": round(high, 6)})
        since = below
    return found


def spread_of(bands: Sequence[dict[str, float]], ages: Floats) -> Floats:
    """The ends of the band of each row, by its age."""
    at = np.searchsorted([band["below"] for band in bands[:-1]], ages, side="right")
    return np.array([[bands[each]["low"], bands[each]["high"]] for each in at])


def train(data: Data, out: Path, seed: int, vector_file: Path | None = None) -> dict[str, Any]:
    """Measure by folds, train on all, write weights and card. Returns what the card says, as figures."""
    everything = np.arange(len(data.rows))
    figures, aside, usual = examine(data, seed)
    trees, places = learn(data, everything, seed)
    table = numbers_of(data.rows, places)
    onnx = as_onnx(trees, table)
    figures["parity"] = parity(trees, onnx, odd(table, seed))
    middle = [float(np.median(known)) if len(known := column[~np.isnan(column)]) else 0.0 for column in table.T]
    settings = {
        "target": data.target,
        "as_of": data.as_of,
        "places": dict(places.of),
        "typical": dict(zip(COLUMNS, middle, strict=True)),
        "bands": bands_of(data, aside, everything),
        "bands_usual": bands_of(data, usual, everything),
    }
    if vector_file is not None:
        vector_file.write_text(json.dumps(vector(data, trees, places, seed), indent=0) + "\n", "utf-8", newline="\n")
    file = write(out / "weights.json", NAME, None, settings, {TREES: onnx})
    size = (out / "weights.json").stat().st_size
    figures |= {"rows": len(data.rows), "dropped": data.dropped, "seed": seed, "size": size}
    (out / "CARD.md").write_text(card.text(file, data.source, figures), encoding="utf-8", newline="\n")
    return figures


def odd(table: Floats, seed: int, count: int = 10_000) -> Floats:
    """Rows for the parity gate: real ones with values taken out, and far beyond all that was seen."""
    random = np.random.default_rng(seed)
    made = table[random.integers(0, len(table), count)].copy()
    made[random.random(made.shape) < 0.1] = np.nan
    extreme = random.random(made.shape) < 0.02
    made[extreme] = random.choice([0.0, -1.0, 1e9, -1e9, 1e-9], int(extreme.sum()))
    return made


def vector(data: Data, trees: Any, places: Places, seed: int) -> list[dict[str, Any]]:
    """Made rows with the library's own answers, odd values among them, to hold the ONNX form against."""
    random = np.random.default_rng(seed)
    made = []
    for at in random.integers(0, len(data.plain), 160).tolist():
        row = {name: value for name, value in data.plain[at].items() if value == value}
        for name in list(row):
            if random.random() < 0.12:
                row[name] = ["", "never seen", "nan", "inf", -1, 0, None][int(random.integers(0, 7))]
        made.append(row)
    library = trees.predict(single(numbers_of([prepared(row, data.as_of) for row in made], places)))
    return [{"row": row, "answer": float(answer)} for row, answer in zip(made, library, strict=True)]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns 0, or 2 when the file cannot be trained on (said on the error stream)."""
    parser = argparse.ArgumentParser(prog="python -m ml_models.vehicle_price.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="CSV file of vehicles with their prices (.gz as well)")
    parser.add_argument("--target", help="the column of the price (default: price)")
    parser.add_argument("--year", type=float, help="the year the prices are of (default: from the file)")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for weights.json and CARD.md")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--vector", type=Path, help="also write made rows with the library's answers here, for tests")
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}")
    try:
        data = prepare(options.data, options.target, options.year)
        print(f"{len(data.rows)} vehicles, prices of {data.as_of:.0f}; {data.dropped} rows left out")
        figures = train(data, options.out, options.seed, options.vector)
    except TableFault as fault:
        print(fault, file=sys.stderr)
        return 2
    model, plain = figures["model"], figures["baseline"]
    print(
        f"held-out MAPE {model['mape']:.2%} (ridge {plain['mape']:.2%}), 80 % band covers {model['band_covers']:.1%}, "
        f"{figures['size'] / 1000:.0f} kB"
    )
    print(f"written: {options.out / 'weights.json'}, {options.out / 'CARD.md'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
