"""A log of choices: which cars stood for sale, which was chosen. Read from a table, or made up in code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ml_models.additive import Floats
from ml_models.labelled_table import TableFault, kind_of, missing_columns, outcomes, protected, read_table
from ml_models.recommendation.choice import Groups
from ml_models.recommendation.features import COLUMNS, columns_of

CHOICE, CHOSEN = "choice", "chosen"
LEAST_CHOICES = 20
_MAKES = {
    "Ford": ("Fiesta", "Focus", "Kuga"), "Volkswagen": ("Polo", "Golf", "Tiguan"),
    "BMW": ("1 Series", "3 Series", "X3"), "Toyota": ("Yaris", "Corolla", "RAV4"),
    "Skoda": ("Fabia", "Octavia", "Kodiaq"),
}  # fmt: skip
_BODIES = ("hatchback", "estate", "suv")
_SAID = ("make", "body", "fuel", "gearbox")
_FUELS = ("petrol", "diesel", "hybrid", "electric")


@dataclass(frozen=True)
class Log:
    """Rows of numbers by column; which was chosen; which choice each row belongs to, from 0 on, in order of time.

    ``missing`` names columns that were asked for and are not in the file: nought in every row.
    """

    source: str
    columns: tuple[str, ...]
    values: Floats
    chosen: Floats
    groups: Groups
    missing: tuple[str, ...] = ()

    def take(self, first: int, last: int) -> Log:
        """Choices from ``first`` to before ``last``."""
        mine = (self.groups >= first) & (self.groups < last)
        return Log(
            self.source, self.columns, self.values[mine], self.chosen[mine], self.groups[mine] - first, self.missing
        )

    @property
    def count(self) -> int:
        """How many choices there are."""
        return int(self.groups.max()) + 1


def read_log(path: Path, target: str | None = None, columns: tuple[str, ...] | None = None) -> Log:
    """A table with a row for each car before each customer: `choice` (the rows of one customer have one value, in the
    order of time), `chosen` (yes for one of them) and columns of numbers. Raises TableFault."""
    table = read_table(path)
    choice = table.require(CHOICE)
    mark = target or CHOSEN
    chosen, _ = outcomes(table, mark)
    names = columns or tuple(
        name for name, values in table.columns.items()
        if name not in (CHOICE, mark) and kind_of(name, values) in ("number", "constant") and not protected(name)
    )  # fmt: skip
    if not names:
        raise TableFault(f"{table.source}: no column of numbers is left to learn from.")
    numbers: dict[str, int] = {}
    groups = np.array([numbers.setdefault(each, len(numbers)) for each in choice], np.intp)
    picked = np.bincount(groups, chosen)
    if (picked != 1).any():
        wrong = next(name for name, at in numbers.items() if picked[at] != 1)
        raise TableFault(
            f"{table.source}: choice {wrong} has {int(picked[numbers[wrong]])} chosen rows; each has exactly one."
        )
    if len(numbers) < LEAST_CHOICES:
        raise TableFault(f"{table.source}: {len(numbers)} choices are too few; at least {LEAST_CHOICES} are needed.")
    missing = missing_columns(table, columns or ())
    blank = np.zeros(len(table))
    numbers_of = [blank if name in missing else table.numbers(name) for name in names]
    return Log(table.source, names, np.nan_to_num(np.column_stack(numbers_of)), chosen, groups, tuple(missing))


def made_log(choices: int = 400, stock: int = 80, seed: int = 0) -> Log:
    """A dealer's sales made up in code and replayed: before each of them stood the cars then for sale, and no other.

    Half of the customers say what they want, half have only looked at a car; what they then choose follows their
    needs, what is popular, and chance.
    """
    generator = np.random.default_rng(seed)
    cars = [_car(generator) for _ in range(stock)]
    sold: dict[tuple[str, str], int] = {}
    like: dict[tuple[str, str, str, str], int] = {}
    rows, chosen, groups = [], [], []
    for at in range(choices):
        seeker, taste = _seeker(generator, cars)
        kind = (str(taste["body"]), str(taste["fuel"]))
        shown = [
            columns_of(
                seeker,
                {**car, "sold": sold.get(_name(car), 0), "alike": like.get((*kind, *_name(car)), 0)},
                2026,
            )
            for car in cars
        ]
        wish = np.array([_wish(taste, car) for car in cars]) + 0.35 * np.array([each["popular"] for each in shown])
        pick = int(np.argmax(wish + generator.gumbel(size=stock)))
        rows += [[each[name] for name in COLUMNS] for each in shown]
        chosen += [float(place == pick) for place in range(stock)]
        groups += [at] * stock
        gone = cars[pick]
        sold[_name(gone)] = sold.get(_name(gone), 0) + 1
        like[(*kind, *_name(gone))] = like.get((*kind, *_name(gone)), 0) + 1
        cars[pick] = _car(generator)  # it is sold: another takes its place
    return Log("sales made up in code", COLUMNS, np.array(rows), np.array(chosen), np.array(groups, np.intp))


def _name(car: dict[str, Any]) -> tuple[str, str]:
    return car["make"], car["model"]


def _car(generator: np.random.Generator) -> dict[str, Any]:
    makes = list(_MAKES)
    make = makes[int(generator.choice(len(makes), p=[0.28, 0.26, 0.12, 0.2, 0.14]))]
    size = int(generator.integers(0, 3))
    age = float(generator.exponential(4))
    new = (14_000 + 9_000 * size) * (1.5 if make == "BMW" else 1.0)
    return {
        "make": make, "model": _MAKES[make][size], "body": _BODIES[int(generator.choice(3, p=[0.5, 0.2, 0.3]))],
        "fuel": _FUELS[int(generator.choice(4, p=[0.5, 0.25, 0.17, 0.08]))],
        "gearbox": "automatic" if generator.random() < 0.35 else "manual",
        "price": round(new * 0.87**age * generator.uniform(0.9, 1.1), -2), "year": 2026 - int(age),
        "mileage": round(age * generator.uniform(8_000, 22_000)),
    }  # fmt: skip


def _seeker(generator: np.random.Generator, cars: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is known of a customer, and what they really want."""
    liked = _car(generator)
    taste = {**liked, "budget": liked["price"] * generator.uniform(1.0, 1.3)}
    seeker: dict[str, Any] = {}
    if generator.random() < 0.5:
        said = generator.random(4) < 0.5
        seeker = {
            name: taste[name] for name, told in zip(("make", "body", "fuel", "gearbox"), said, strict=False) if told
        }
        if generator.random() < 0.8:
            seeker["budget"] = taste["budget"]
    else:
        near = sorted(cars, key=lambda car: -_wish(taste, car))[:5]
        seeker["looked_at"] = [near[int(generator.integers(0, len(near)))]]
    return seeker, taste


def _wish(taste: dict[str, Any], car: dict[str, Any]) -> float:
    over = max(0.0, car["price"] / taste["budget"] - 1)
    alike = {"make": 1.0, "model": 0.8, "body": 1.6, "fuel": 1.2, "gearbox": 0.6}
    return float(
        sum(weight * (car[name] == taste[name]) for name, weight in alike.items())
        - 4.0 * over - 0.8 * abs(np.log(car["price"] / taste["price"])) - 0.4 * car["mileage"] / 100_000
    )  # fmt: skip
