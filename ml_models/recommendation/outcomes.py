"""What customers bought, of the cars that stood for sale before them; and learning from it.

Each sale is replayed as it was: the cars that were there and not yet sold, what was known of the customer by then, and
what had been sold before. Of many cars some stand for all, always the same.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from ml_models import measures
from ml_models import reason_words as words
from ml_models.additive import Floats
from ml_models.cases import Records, Seen
from ml_models.drift import LEAST_OUTCOMES, Health, axes_of, by_month, moved, slots_of
from ml_models.model_file import ModelFile
from ml_models.recommendation.choice import chances, learned_scale, ranks
from ml_models.recommendation.choice import learned as learned_weights
from ml_models.recommendation.features import COLUMNS, columns_of
from ml_models.recommendation.of_records import car_of, like, name_of, seeker_of
from ml_models.refitting import Kind, TooFewOutcomes, learned_settings

READS = ("sale", "vehicle")
RECENT = timedelta(days=90)
LEAST = 50
"""Sales from which on it learns, either way: each is a choice among many cars, and the weights are held."""
HOLD = 10.0
MOST_SALES, MOST_CARS = 300, 80
FIRST = 10


@dataclass(frozen=True)
class Replayed:
    """Rows of columns, which was bought, to which sale each row belongs (from 0, in order of time), and when."""

    rows: tuple[dict[str, float], ...]
    chosen: Floats
    groups: Any
    at: tuple[datetime, ...]

    def values(self, columns: Sequence[str]) -> Floats:
        """The rows as numbers."""
        return np.array([[row.get(name, 0.0) for name in columns] for row in self.rows]).reshape(-1, len(columns))

    def part(self, first: int, last: int) -> Replayed:
        """Sales from ``first`` to before ``last``."""
        mine = (self.groups >= first) & (self.groups < last)
        rows = tuple(row for row, its in zip(self.rows, mine, strict=True) if its)
        return Replayed(rows, self.chosen[mine], self.groups[mine] - first, self.at[first:last])


def label(column: str) -> str:
    """An input in words."""
    return words.CHOICE_WORDS.get(column, (column, ""))[0]


def replayed(records: Records) -> Replayed:
    """The latest sales, each as it was."""
    rows: list[dict[str, float]] = []
    chosen: list[float] = []
    groups: list[int] = []
    at: list[datetime] = []
    for sale, found in _choices(records):
        if len(found) > 1:
            rows += [each for each, _ in found]
            chosen += [float(bought) for _, bought in found]
            groups += [len(at)] * len(found)
            at.append(sale.created)
    return Replayed(tuple(rows), np.array(chosen), np.array(groups, np.intp), tuple(at))


def _choices(records: Records) -> Iterator[tuple[Seen, list[tuple[dict[str, float], bool]]]]:
    vehicles = records.by_id("vehicle")
    sales = sorted((one for one in records.all("sale") if one.values["vehicle"] in vehicles), key=_when)
    gone = {sale.values["vehicle"]: sale.created for sale in reversed(sales)}
    cars = {id_: car_of(each.values) for id_, each in vehicles.items()}
    seen = {name: records.by(name, "customer") for name in ("lead", "test_drive")} | {"sale": _by_customer(sales)}
    begun = len(sales) - MOST_SALES
    for number, sale in enumerate(sales):
        if number < begun:
            continue
        customer, now = sale.values["customer"], sale.created
        held = [each for name in seen for each in seen[name].get(customer, ()) if each.created < now]
        budgets = [each for each in held if each.values.get("budget") is not None]
        looked = {each.values["vehicle"] for each in held if each.values["vehicle"] in vehicles}
        seeker = seeker_of(
            max(budgets, key=_when).values["budget"] if budgets else None,
            [vehicles[each].values for each in sorted(looked)],
        )
        before = [one.values["vehicle"] for one in sales[max(0, number - 500) : number]]
        every = Counter(name_of(vehicles[one].values) for one in before)
        alike = Counter(name_of(vehicles[one].values) for one in before if like(seeker, cars[one]))
        stood = [id_ for id_, each in vehicles.items() if each.created < now and gone.get(id_, now) >= now
                 and id_ != sale.values["vehicle"] and each.values["price"] is not None]  # fmt: skip
        stood.sort(key=lambda id_: hashlib.sha256(id_.encode()).digest())
        yield sale, [
            (
                columns_of(seeker, {**cars[id_], "sold": every[name], "alike": alike[name]}, now.year),
                id_ == sale.values["vehicle"],
            )
            for id_ in (sale.values["vehicle"], *stood[: MOST_CARS - 1])
            for name in [name_of(vehicles[id_].values)]
        ]  # fmt: skip


def _when(each: Seen) -> datetime:
    return each.created


def _by_customer(sales: Sequence[Seen]) -> dict[str, list[Seen]]:
    found: dict[str, list[Seen]] = {}
    for sale in sales:
        found.setdefault(sale.values["customer"], []).append(sale)
    return found


def health(file: ModelFile, records: Records, now: datetime) -> Health:
    """How often what was bought is among the first ten, beside how often the model itself expects that."""
    log = replayed(records)
    bought = [row for row, chosen in zip(log.rows, log.chosen, strict=True) if chosen]
    parts = [[row for row, at in zip(bought, log.at, strict=True) if (now - at <= RECENT) is new] for new in (0, 1)]
    axes = axes_of(bought, COLUMNS)
    expected, hit, order = _judged(file, log)
    enough = len(log.at) >= LEAST_OUTCOMES
    return Health(
        file.model, file.version, moved(axes, slots_of(axes, parts[0]), slots_of(axes, parts[1])),
        by_month([f"{at:%Y-%m}" for at in log.at], expected, hit), len(log.at),
        float(order.mean()) if enough else None,
        measures.interval(lambda each: float(each.mean()), order) if enough else None, means="among_ten",
    )  # fmt: skip


def _judged(file: ModelFile, log: Replayed) -> tuple[Floats, Floats, Floats]:
    """By sale: the chance that one of the ten best is bought, whether it was, and what share of cars stood below."""
    if not log.at:
        return np.zeros(0), np.zeros(0), np.zeros(0)
    utility = log.values(file.settings["columns"]) @ np.array(file.settings["weights"])
    chance = chances(utility, log.groups)
    expected = [float(np.sort(chance[log.groups == at])[-FIRST:].sum()) for at in range(len(log.at))]
    places, sizes = ranks(utility, log.chosen, log.groups), np.bincount(log.groups)
    return np.minimum(np.array(expected), 1.0), (places <= FIRST).astype(float), (sizes - places) / (sizes - 1)


def learned(file: ModelFile, records: Records, kind: Kind) -> tuple[ModelFile, dict[str, Any]]:
    """The model set right on the sales: how firmly it speaks (level), or every weight, held to what it was (ridge).

    The verdict is that on the latest quarter of the sales. Raises TooFewOutcomes.
    """
    from ml_models.watching import verdict

    log = replayed(records)
    count = len(log.at)
    if count < LEAST:
        raise TooFewOutcomes(f"There are {count} sales; {LEAST} are needed.")
    cut = count * 3 // 4
    early, late = _refitted(file, log.part(0, cut), kind), log.part(cut, count)
    new, old = (_figures(one, late) for one in (early, file))
    return _refitted(file, log, kind), verdict(count, new, old)


def _refitted(file: ModelFile, log: Replayed, kind: Kind) -> ModelFile:
    values, weights = log.values(file.settings["columns"]), np.array(file.settings["weights"], float)
    if kind == "level":
        made = weights * learned_scale(values @ weights, log.chosen, log.groups, HOLD)
    else:
        made = learned_weights(values, log.chosen, log.groups, weights, HOLD)
    settings = learned_settings(file, kind, len(log.at), weights=[round(float(each), 8) for each in made])
    return replace(file, settings=settings, version="")


def _figures(file: ModelFile, log: Replayed) -> dict[str, Any]:
    utility = log.values(file.settings["columns"]) @ np.array(file.settings["weights"])
    _expected, hit, order = _judged(file, log)
    return {
        "model": file.model, "version": file.version, "rows": len(log.at), "hit_at_10": float(hit.mean()),
        "order": float(order.mean()), "groups": {},
        "log_loss": float(-np.log(chances(utility, log.groups)[log.chosen == 1]).mean()),
    }  # fmt: skip
