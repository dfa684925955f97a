"""Additive models as tables: one cell looked up per block, all cells added, so that every reason is exact.

A model is a base and a list of blocks; a block is a table over one to four axes; an axis cuts a feature into cells.
Slot 0 of an axis stands for a value that is missing or was never seen in training: its cells hold what the training
data say about that, or the mean over the axis, weighted as the training data are. Numbers are float64 throughout, and
one row takes the same path as ten thousand, so a device and the hub get the same score to the last bit they share.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Slots = NDArray[np.intp]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Axis:
    """A feature cut into cells: between ``edges`` (a value on an edge belongs above it), or one per category."""

    name: str
    kind: Literal["number", "category"]
    edges: tuple[float, ...] = ()
    categories: tuple[str, ...] = ()
    _index: Mapping[str, int] = field(init=False, repr=False, compare=False)
    _cuts: Floats = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", {name: at for at, name in enumerate(self.categories, 1)})
        object.__setattr__(self, "_cuts", np.asarray(self.edges, float))

    @property
    def size(self) -> int:
        """Slots on the axis, slot 0 included."""
        return 1 + (len(self.categories) if self.kind == "category" else len(self.edges) + 1)

    def slots(self, values: Sequence[Any]) -> Slots:
        """The slot of each value; anything that is no finite number, or no known category, gets slot 0."""
        if self.kind == "category":
            index = self._index
            return np.fromiter((index.get(category(value), 0) for value in values), np.intp, len(values))
        numbers = np.fromiter((number(value) for value in values), float, len(values))
        return np.where(np.isnan(numbers), 0, np.searchsorted(self._cuts, numbers, side="right") + 1)


@dataclass(frozen=True)
class Block:
    """A table over some axes, given by their places in the model's list of axes."""

    axes: tuple[int, ...]
    table: Floats


@dataclass(frozen=True)
class AdditiveModel:
    """Axes, blocks and a base. ``importance`` is each axis' mean absolute contribution over the training data."""

    axes: tuple[Axis, ...]
    blocks: tuple[Block, ...]
    base: float
    importance: tuple[float, ...]

    def slots(self, rows: Sequence[Row]) -> Slots:
        """The slots of each row on each axis, shape (rows, axes)."""
        columns = [axis.slots([row.get(axis.name) for row in rows]) for axis in self.axes]
        return np.column_stack(columns) if columns else np.zeros((len(rows), 0), np.intp)

    def contributions(self, slots: Slots) -> Floats:
        """What each axis adds for each row, shape (rows, axes).

        A cell shared by several axes is split evenly among them (its Shapley value once main effects are taken out).
        The base plus a row's sum is the model's answer, exactly.
        """
        result = np.zeros(slots.shape)
        for block in self.blocks:
            share = block.table[tuple(slots[:, axis] for axis in block.axes)] / len(block.axes)
            for axis in block.axes:
                result[:, axis] += share
        return result

    def answers(self, rows: Sequence[Row]) -> Floats:
        """The base plus everything the tables add, per row: a logit, or the logarithm of a rate."""
        answers: Floats = self.base + self.contributions(self.slots(rows)).sum(axis=1)
        return answers

    def known_share(self, slots: Slots) -> Floats:
        """How much of what the model usually goes by is known, from 0 to 1, per row."""
        importance = np.asarray(self.importance)
        whole = importance.sum()
        return (slots > 0) @ importance / whole if whole > 0 else np.zeros(len(slots))


NO_TABLES = AdditiveModel((), (), 0.0, ())
"""For a model file whose content is in its parts and settings."""


def number(value: object) -> float:
    """A finite number, or NaN for anything else. Truth values count as 0 and 1; text that reads as a number counts."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return math.nan
    if not isinstance(value, (int, float, np.number)):
        return math.nan
    try:
        result = float(value)
    except OverflowError:
        return math.nan
    return result if math.isfinite(result) else math.nan


def category(value: object) -> str:
    """A category as it is compared: text without outer spaces, in small letters; "" when there is none."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).strip().lower()


def logistic(logits: Floats) -> Floats:
    """1 / (1 + exp(-x)) for any size of x, without overflow."""
    small = np.exp(-np.abs(logits))
    return np.where(logits >= 0, 1 / (1 + small), small / (1 + small))


def points(base: float, contributions: Floats) -> Floats:
    """Each contribution in points: hundredths of the score that add up to score minus average, per row.

    Every logit is worth the mean slope of the logistic curve between the average and the score (Aumann-Shapley
    values along the straight line between them), so signs and proportions are those of the contributions.
    """
    total = contributions.sum(axis=1)
    start, end = logistic(np.asarray(base)), logistic(base + total)
    near = np.abs(total) < 1e-9
    slope = np.where(near, start * (1 - start), (end - start) / np.where(near, 1.0, total))
    return 100 * contributions * slope[:, None]
