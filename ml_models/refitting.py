"""Setting a model right on a house's own outcomes: its level alone, or how much each of its tables counts as well.

Both are a logistic regression that is held to the model there is. *Level*: one number is added to every logit. *Ridge*:
each table also gets a factor, drawn to 1 by the penalty, so a few hundred outcomes move it little and thousands much
(from about 200 on). What comes out is a
whole model of the same form: tables, reasons and words go on as before, and the former file is the way back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from ml_models.additive import AdditiveModel, Block, Floats, Row, logistic
from ml_models.model_file import ModelFile

Kind = Literal["level", "ridge"]
LEAST: dict[Kind, int] = {"level": 50, "ridge": 200}
"""Outcomes below which nothing is learned, and how many of either kind are needed: a fifth of that."""
PENALTY = 10.0
_STEPS = 50


class TooFewOutcomes(Exception):
    """There is not enough to learn from; says how much is there and how much is needed."""


def refitted(file: ModelFile, rows: Sequence[Row], happened: Sequence[bool], kind: Kind) -> ModelFile:
    """The model set right on these rows of trained columns. Its version is given when it is written.

    Raises TooFewOutcomes.
    """
    outcome = np.array(happened, float)
    least, fewer = LEAST[kind], int(min(outcome.sum(), len(outcome) - outcome.sum()))
    if len(outcome) < least or fewer < least // 5:
        raise TooFewOutcomes(
            f"There are {len(outcome)} outcomes, {fewer} of the rarer kind; {least} and {least // 5} are needed."
        )
    tables = file.additive
    design = _sums(tables, rows) if kind == "ridge" else np.zeros((len(rows), 0))
    start = tables.answers(rows)
    level, factors = _fit(design - design.mean(axis=0), start, outcome)
    blocks = tables.blocks
    if kind == "ridge":
        level -= float(factors @ design.mean(axis=0))
        blocks = tuple(
            Block(block.axes, block.table * (1 + by)) for block, by in zip(blocks, factors.tolist(), strict=True)
        )
    made = AdditiveModel(tables.axes, blocks, tables.base + level, tables.importance)
    learned = {"refit": kind, "refit_from": file.version, "refit_outcomes": len(outcome)}
    return replace(file, additive=made, settings={**file.settings, **learned}, version="")


def _sums(tables: AdditiveModel, rows: Sequence[Row]) -> Floats:
    """What each table adds to each row, shape (rows, blocks)."""
    slots = tables.slots(rows)
    columns = [block.table[tuple(slots[:, axis] for axis in block.axes)] for block in tables.blocks]
    return np.column_stack(columns) if columns else np.zeros((len(slots), 0))


def _fit(design: Floats, start: Floats, outcome: Floats) -> tuple[float, Floats]:
    """A level, free, and by how much more each column counts, penalised; by Newton's method, on the logit scale."""
    columns = np.column_stack([np.ones(len(outcome)), design])
    held = np.diag([1e-9, *[PENALTY] * design.shape[1]])
    weights = np.zeros(columns.shape[1])
    for _ in range(_STEPS):
        chance = logistic(start + columns @ weights)
        slope = columns.T @ (outcome - chance) - held @ weights
        bend = (columns * (chance * (1 - chance))[:, None]).T @ columns + held
        step = np.linalg.solve(bend, slope)
        weights = weights + step * min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-12))
        if float(np.abs(step).max()) < 1e-10:
            break
    return float(weights[0]), weights[1:]
