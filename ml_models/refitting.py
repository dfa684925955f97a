"""Setting a model right on a house's own outcomes: its level alone, or how much each of its tables counts as well.

Both are a logistic regression that is held to the model there is. *Level*: one number is added to every logit. *Ridge*:
each table also gets a factor, drawn to 1 by the penalty, so a few hundred outcomes move it little and thousands much
(from about 200 on). What comes out is a
whole model of the same form: tables, reasons and words go on as before, and the former file is the way back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Literal

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


def refitted(
    file: ModelFile, rows: Sequence[Row], happened: Sequence[bool], kind: Kind, start: Floats | None = None,
    held: Sequence[str] = (), checked: bool = True,
) -> ModelFile:  # fmt: skip
    """The model set right on these rows of trained columns. Its version is given when it is written.

    ``start``: what it answers to the rows, where its tables are not all of it. ``held``: columns whose tables may fade
    but never turn round. ``checked``: whether there must be enough to learn from. Raises TooFewOutcomes.
    """
    if checked:
        require(happened, kind)
    tables = file.additive
    never = [any(tables.axes[axis].name in held for axis in block.axes) for block in tables.blocks]
    level, factors = fitted(
        tables.answers(rows) if start is None else start, lambda: _sums(tables, rows), happened, kind, never
    )
    blocks = tuple(
        Block(block.axes, block.table * (1 + by)) for block, by in zip(tables.blocks, factors.tolist(), strict=True)
    ) if kind == "ridge" else tables.blocks  # fmt: skip
    made = AdditiveModel(tables.axes, blocks, tables.base + level, tables.importance)
    return replace(file, additive=made, settings=learned_settings(file, kind, len(happened)), version="")


def learned_settings(file: ModelFile, kind: Kind, outcomes: int, **more: Any) -> dict[str, Any]:
    """The settings of a model that learned: those it had, and from what it learned."""
    return {**file.settings, **more, "refit": kind, "refit_from": file.version, "refit_outcomes": outcomes}


def fitted(
    start: Floats, design: Callable[[], Floats], happened: Sequence[bool], kind: Kind, never: Sequence[bool] = ()
) -> tuple[float, Floats]:
    """What is to be added to every logit, and by how much more each column of ``design`` counts (none for a level).

    ``never``: which columns may not turn round.
    """
    outcome = np.array(happened, float)
    if kind == "level":
        return _fit(np.zeros((len(outcome), 0)), start, outcome)
    columns = design()
    middle = columns.mean(axis=0)
    level, factors = _fit(columns - middle, start, outcome)
    if any(never):
        factors = np.where(np.asarray(never), np.maximum(factors, -1.0), factors)
        level, _none = _fit(np.zeros((len(outcome), 0)), start + (columns - middle) @ factors, outcome)
    return level - float(factors @ middle), factors


def require(happened: Sequence[bool], kind: Kind) -> None:
    """Raise TooFewOutcomes unless there are enough, and enough of the rarer kind."""
    least, fewer = LEAST[kind], min(sum(happened), len(happened) - sum(happened))
    if len(happened) < least or fewer < least // 5:
        raise TooFewOutcomes(
            f"There are {len(happened)} outcomes, {fewer} of the rarer kind; {least} and {least // 5} are needed."
        )


def require_rows(outcomes: int, kind: Kind) -> None:
    """Raise TooFewOutcomes unless there are enough outcomes that are amounts or choices."""
    if outcomes < LEAST[kind]:
        raise TooFewOutcomes(f"There are {outcomes} outcomes; {LEAST[kind]} are needed.")


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
