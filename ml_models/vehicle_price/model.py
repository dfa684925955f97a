"""What a vehicle should be asked for, with a band and with reasons in money that add up. Trees through onnxruntime.

The trees answer the logarithm of a price. The reasons are Shapley values against the typical vehicle of the training
data, exact: every way of giving the vehicle's features one after the other to the typical one is averaged. They add up
on the logarithm, and, each weighted by the mean slope in between, in money: typical price + reasons = price.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ml_models import reason_words as words
from ml_models.additive import Floats, Row, category
from ml_models.model_file import InUse, ModelFile
from ml_models.signing import RELEASE, ModelFileBroken, Trusted
from ml_models.trees.asking import Trees, TreesBroken
from ml_models.vehicle_price.features import (
    COLUMNS,
    GROUPS,
    NAME,
    Places,
    numbers_of,
    prepared,
    subject,
    why_too_little,
)
from ml_models.vehicle_price.level import ENOUGH, Level

BUNDLED = Path(__file__).with_name("weights.json")
TREES = "trees.onnx"
"""The part of the model file that holds the trees."""

_in_use = InUse(NAME, BUNDLED)


@dataclass(frozen=True, slots=True)
class PriceReason:
    """What one feature adds to the typical price: ``amount`` in the price's unit, ``contribution`` on its logarithm."""

    feature: str
    words: str
    contribution: float
    amount: float


@dataclass(frozen=True, slots=True)
class Price:
    """An asking price, in units of the currency it was levelled on; ``low`` to ``high`` holds four in five.

    ``typical`` + the amounts of all reasons = ``value``. The reasons describe the model, not causes.
    """

    value: float
    low: float
    high: float
    typical: float
    reasons: tuple[PriceReason, ...]
    model: str
    version: str


@lru_cache(maxsize=2)
def _opened(trees: bytes) -> Trees:
    return Trees(trees)


def _trees(file: ModelFile) -> Trees:
    try:
        return _opened(file.parts[TREES])
    except (KeyError, TreesBroken) as error:
        raise ModelFileBroken(BUNDLED, f"its trees cannot be used ({error}).") from error


def answers(file: ModelFile, rows: Sequence[Row]) -> Floats:
    """The logarithm of the price of each row of trained columns (see `features`), too little known or not."""
    places = Places.read(file.settings)
    return _trees(file).answer(numbers_of([prepared(row, places.as_of) for row in rows], places))


def bands(file: ModelFile, known: Sequence[Row]) -> Floats:
    """Logarithms from the price down and up to the ends of the band, shape (rows, 2), by age and by what is known.

    Without tax and consumption, which a showroom seldom records, the band is wider.
    """
    found = []
    for row in known:
        name = "bands" if "tax" in row and "mpg" in row else "bands_usual"
        age = row.get("age", math.inf)
        found.append(next((band for band in file.settings[name] if age < band["below"]), file.settings[name][-1]))
    return np.array([[band["low"], band["high"]] for band in found], float).reshape(len(found), 2)


def price_or_reason(
    rows: Sequence[Row], level: Level, year: float, reasons: bool = True, file: ModelFile | None = None
) -> list[Price | str]:
    """The price of each vehicle in ``year``, or a sentence saying why there is none.

    ``level`` says how the house's own prices lie to the model's. Without ``reasons`` thousands take a second.
    Raises ModelFileBroken when the weights cannot be read.
    """
    file = file or _in_use.get()
    places = Places.read(file.settings)
    known = [prepared(row, year) for row in rows]
    absent = [why_too_little(each, places) for each in known]
    table = numbers_of(known, places)
    logs = _trees(file).answer(table)
    spread = bands(file, known)
    result: list[Price | str] = []
    for at, why in enumerate(absent):
        if why:
            result.append(why)
            continue
        mine = _at_what_sells(file, rows[at], level)
        low, high = mine.band(spread[at])
        value = math.exp(logs[at] + mine.shift)
        typical, told = _reasons(file, rows[at], known[at], table[at], mine) if reasons else (value, ())
        result.append(
            Price(value, value * math.exp(low), value * math.exp(high), typical, told, file.model, file.version)
        )
    return result


def refit_shift(file: ModelFile, values: Row) -> float:
    """By how much, as a logarithm, vehicles such as this sell for more than the model proposes; 0 until it learned."""
    makes = file.settings.get("refit_makes", {})
    return float(file.settings.get("refit_shift", 0.0)) + float(makes.get(category(values.get("make")), 0.0))


def _at_what_sells(file: ModelFile, values: Row, level: Level) -> Level:
    """The level of a house that has learned from what it sold for; while its level is learned, only what it asks."""
    if not level.known or "refit_band" not in file.settings:
        return level
    low, high = file.settings["refit_band"]
    return replace(
        level, shift=level.shift + refit_shift(file, values), low=low, high=high, rows=max(level.rows, ENOUGH)
    )


def _reasons(
    file: ModelFile, values: Row, known: Row, numbers: Floats, level: Level
) -> tuple[float, tuple[PriceReason, ...]]:
    """The typical price, and what each known feature adds to it, the weightiest first."""
    typical = np.array([file.settings["typical"][name] for name in COLUMNS], float)
    players = [group for group, names in GROUPS.items() if any(name in known for name in names)]
    subsets = [frozenset(each) for size in range(len(players) + 1) for each in itertools.combinations(players, size)]
    table = np.tile(typical, (len(subsets) + 1, 1))
    table[-1] = numbers
    for at, subset in enumerate(subsets):
        for group in subset:
            for name in GROUPS[group]:
                table[at, COLUMNS.index(name)] = numbers[COLUMNS.index(name)]
    answers = _trees(file).answer(table)
    worth = dict(zip(subsets, answers.tolist(), strict=False))
    found = {group: _shapley(group, players, worth) for group in players}
    unknown = answers[-1] - worth[frozenset(players)]  # what is not known is not typical either
    start, end = math.exp(worth[frozenset()] + level.shift), math.exp(answers[-1] + level.shift)
    logs = answers[-1] - worth[frozenset()]
    slope = (end - start) / logs if abs(logs) > 1e-9 else start
    told = [PriceReason(group, subject(group, values, known), part, part * slope) for group, part in found.items()]
    if abs(unknown) > 1e-9:
        told.append(PriceReason("not_known", words.UNKNOWN, float(unknown), float(unknown * slope)))
    return start, tuple(sorted(told, key=lambda each: -abs(each.contribution)))


def _shapley(group: str, players: Sequence[str], worth: Mapping[frozenset[str], float]) -> float:
    count = len(players)
    total = 0.0
    for subset, value in worth.items():
        if group not in subset:
            share = math.factorial(len(subset)) * math.factorial(count - len(subset) - 1) / math.factorial(count)
            total += share * (worth[subset | {group}] - value)
    return total


def price(values: Row, level: Level, year: float) -> Price | None:
    """The price of one vehicle with its reasons; None when too little is known (`why_absent` says what)."""
    found = price_or_reason([values], level, year)[0]
    return found if isinstance(found, Price) else None


def why_absent(values: Row, level: Level, year: float, file: ModelFile | None = None) -> str:
    """Why a vehicle has no price, in a sentence; empty when it has one."""
    found = price_or_reason([values], level, year, reasons=False, file=file)[0]
    return found if isinstance(found, str) else ""


def level_of(priced: Sequence[tuple[Row, float]], year: float, file: ModelFile | None = None) -> Level:
    """How the house's own asking prices lie to the model's, from vehicles with their prices (in units)."""
    found = price_or_reason([row for row, _ in priced], Level.none(), year, reasons=False, file=file)
    pairs = [(each.value, asked) for each, (_, asked) in zip(found, priced, strict=True) if isinstance(each, Price)]
    return Level.learned(pairs)


def use(path: Path, trusted: Trusted = RELEASE) -> str:
    """Estimate with this model file from now on; returns its version. ``trusted``: who must have signed it."""
    return _in_use.replace(path, trusted).version


def in_use() -> ModelFile:
    """The file it answers with where nothing else was released. Raises ModelFileBroken."""
    return _in_use.get()


def use_bundled() -> None:
    """Estimate with the bundled model again."""
    _in_use.restore()


def version() -> str:
    """The version of the model in use, made from its content."""
    return _in_use.get().version


def settings() -> Mapping[str, Any]:
    """What the model in use says of its training."""
    return _in_use.get().settings
