"""Is a model still right? How far its inputs have moved, what it predicted against what came true, how well it orders.

In numpy, so that device and hub watch with the same code. Inputs are compared with the records of before, outcomes
with the scores that the model gives their records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ml_models import measures
from ml_models.additive import AdditiveModel, Axis, Floats, Row, Slots, category, number
from ml_models.model_file import ModelFile

WARN, ALARM = 0.1, 0.25
"""Where a population stability index warns and where it alarms (the usual marks of credit scoring)."""
LEAST_ROWS = 50
"""Records on each side below which inputs are not compared."""
LEAST_OUTCOMES = 50
LEAST_IN_A_MONTH = 10
"""Outcomes from which on it is said how well the model orders."""
BY_LOT = 0.5
"""The area under the curve of an order by lot."""
BINS = 10
SURE = 2.58
"""Standard errors by which predicted and observed must differ before it counts: one month in a hundred by chance."""

State = Literal["good", "warn", "alarm", "unknown"]
Means = Literal["happened", "in_band", "among_ten", "wrong", "praise"]


@dataclass(frozen=True)
class Moved:
    """How far an input has moved: its population stability index, None where there are too few records."""

    feature: str
    index: float | None

    @property
    def state(self) -> State:
        """What that means."""
        if self.index is None:
            return "unknown"
        return "alarm" if self.index >= ALARM else "warn" if self.index >= WARN else "good"


@dataclass(frozen=True)
class Month:
    """What was predicted for the records whose outcome came in a month ("2026-05"), and what came true of them."""

    month: str
    outcomes: int
    predicted: float
    observed: float

    @property
    def state(self) -> State:
        """Whether the two differ by more than chance; with hardly any outcomes only an alarm can be told."""
        spread = np.sqrt(max(self.predicted * (1 - self.predicted), 1e-9) / self.outcomes)
        if abs(self.predicted - self.observed) > SURE * spread:
            return "alarm"
        return "good" if self.outcomes >= LEAST_IN_A_MONTH else "unknown"


@dataclass(frozen=True)
class Health:
    """How a model does. ``auc`` and its 95 % interval are None below 50 outcomes, or where all ended alike.

    ``off``: of a model that gives amounts, how far it is off in the middle, as a share; ``tends``: whether too high
    (above 0) or too low. ``means``: what predicted and observed are shares of.
    """

    model: str
    version: str
    inputs: tuple[Moved, ...]
    months: tuple[Month, ...]
    outcomes: int
    auc: float | None
    interval: tuple[float, float] | None
    off: float | None = None
    tends: float | None = None
    means: Means = "happened"

    @property
    def order(self) -> State:
        """Whether it orders better than by lot, as far as its outcomes tell; an alarm where it surely does worse."""
        if self.interval is None:
            return "unknown"
        low, high = self.interval
        return "alarm" if high < BY_LOT else "warn" if low <= BY_LOT else "good"

    @property
    def state(self) -> State:
        """The worst of all. Nothing is good before there are outcomes enough to tell."""
        states = {each.state for each in self.inputs} | {each.state for each in self.months} | {self.order}
        order: tuple[State, ...] = ("alarm", "warn", "good")
        worst: State = next((each for each in order if each in states), "unknown")
        return "unknown" if worst == "good" and self.outcomes < LEAST_OUTCOMES else worst


def health(
    file: ModelFile, before: Sequence[Row], now: Sequence[Row], chance: Floats, happened: Sequence[bool],
    months: Sequence[str], axes: Sequence[Axis] = (), means: Means = "happened",
) -> Health:  # fmt: skip
    """Watch a model that gives chances. Rows are trained columns by name.

    ``before`` and ``now`` are earlier and recent records; ``chance`` what is predicted of those with an outcome,
    ``happened`` it, ``months`` when it came ("2026-05"). ``axes`` cut the columns where the model has no tables.
    """
    cut = tuple(axes) or file.additive.axes
    outcome = np.array(happened, float)
    enough = len(outcome) >= LEAST_OUTCOMES and 0 < outcome.mean() < 1
    return Health(
        file.model, file.version, moved(cut, slots_of(cut, before), slots_of(cut, now)),
        by_month(months, chance, outcome), len(outcome), measures.auc(outcome, chance) if enough else None,
        measures.interval(measures.auc, outcome, chance) if enough else None, means=means,
    )  # fmt: skip


def slots_of(axes: Sequence[Axis], rows: Sequence[Row]) -> Slots:
    """The slots of rows on axes, shape (rows, axes)."""
    return AdditiveModel(tuple(axes), (), 0.0, ()).slots(rows)


def axes_of(rows: Sequence[Row], names: Sequence[str]) -> tuple[Axis, ...]:
    """Axes for columns that no table cuts: numbers at their tenths over these rows, texts by the text."""
    found = []
    for name in names:
        values = [row[name] for row in rows if row.get(name) is not None]
        if any(isinstance(each, str) for each in values):
            found.append(Axis(name, "category", categories=tuple(sorted({category(each) for each in values} - {""}))))
            continue
        known = np.array([number(each) for each in values])
        known = known[~np.isnan(known)]
        edges = np.unique(np.quantile(known, np.arange(1, BINS) / BINS)) if len(known) else np.zeros(0)
        found.append(Axis(name, "number", edges=tuple(edges.tolist())))
    return tuple(found)


def moved(axes: Sequence[Axis], before: Slots, now: Slots) -> tuple[Moved, ...]:
    """How far each input has moved, the furthest first; ``before`` and ``now`` are slots, shape (rows, axes)."""
    if min(len(before), len(now)) < LEAST_ROWS:
        return tuple(Moved(axis.name, None) for axis in axes)
    found = [
        Moved(axis.name, stability_index(*_binned(axis, before[:, at], now[:, at]))) for at, axis in enumerate(axes)
    ]
    return tuple(sorted(found, key=lambda each: -(each.index or 0.0)))


def stability_index(before: Floats, now: Floats) -> float:
    """The population stability index of two counts over the same bins, less what chance alone makes of it.

    Of two samples of one population it is about (bins - 1) (1/n + 1/m) (a chi-square): that much is taken off.
    """
    n, m, bins = before.sum(), now.sum(), len(before)
    share, then = (now + 0.5) / (m + 0.5 * bins), (before + 0.5) / (n + 0.5 * bins)
    index = float(((share - then) * np.log(share / then)).sum())
    return max(0.0, index - (bins - 1) * float(1 / n + 1 / m))


def by_month(months: Sequence[str], chance: Floats, happened: Floats) -> tuple[Month, ...]:
    """Predicted against observed, month by month, the oldest first."""
    names = np.asarray(months)
    found = []
    for name in sorted(set(months)):
        mine = names == name
        found.append(Month(name, int(mine.sum()), float(chance[mine].mean()), float(happened[mine].mean())))
    return tuple(found)


def as_plain(found: Health) -> Mapping[str, Any]:
    """The same as plain values, for a hub's answer."""
    return {
        "model": found.model, "version": found.version, "state": found.state, "outcomes": found.outcomes,
        "auc": found.auc, "auc_interval": found.interval, "off": found.off, "tends": found.tends,
        "means": found.means,
        "inputs": [{"feature": each.feature, "index": each.index, "state": each.state} for each in found.inputs],
        "months": [vars(each) | {"state": each.state} for each in found.months],
    }  # fmt: skip


def _binned(axis: Axis, before: Slots, now: Slots) -> tuple[Floats, Floats]:
    """Counts over at most ten bins of neighbouring cells, about equally full before; what is not known has its own."""
    counts = [np.bincount(slots, minlength=axis.size).astype(float) for slots in (before, now)]
    if axis.size - 1 <= BINS:
        place = np.arange(axis.size)
    else:
        filled = np.cumsum(counts[0][1:]) - counts[0][1:] / 2
        whole = max(1.0, counts[0][1:].sum())
        place = np.concatenate([[0], 1 + np.minimum(BINS - 1, (BINS * filled / whole).astype(int))])
    old, new = (np.asarray(np.bincount(place, each), float) for each in counts)
    there = (old + new) > 0
    return old[there], new[there]


def from_plain(told: Mapping[str, Any]) -> Health:
    """Back from what `as_plain` gave."""
    interval = told["auc_interval"]
    return Health(
        told["model"], told["version"], tuple(Moved(each["feature"], each["index"]) for each in told["inputs"]),
        tuple(Month(each["month"], each["outcomes"], each["predicted"], each["observed"]) for each in told["months"]),
        told["outcomes"], told["auc"], None if interval is None else (interval[0], interval[1]),
        told.get("off"), told.get("tends"), told.get("means", "happened"),
    )  # fmt: skip
