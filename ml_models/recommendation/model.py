"""Cars for sale in the order in which they suit a seeker, each with reasons. Numpy alone.

A contribution is what a column adds to a car's utility against the mean of all cars shown to the model, in logits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from ml_models import reason_words as words
from ml_models.additive import Floats, number
from ml_models.explaining import Parts, explain
from ml_models.model_file import InUse, ModelFile
from ml_models.recommendation.features import NAME, Row, columns_of, knows_anything
from ml_models.score import Bands, Score
from ml_models.signing import RELEASE, Trusted

BUNDLED = Path(__file__).with_name("weights.json")
BANDS = Bands(0.3, 0.6)

_in_use = InUse(NAME, BUNDLED)


@dataclass(frozen=True)
class Suggestion:
    """A car by its place among those given, and its score: one half is the average of them."""

    place: int
    score: Score


def answers(file: ModelFile, rows: Sequence[Row]) -> Floats:
    """The utility of each row of the model's columns."""
    columns = file.settings["columns"]
    values = np.array([[number(row.get(name)) for name in columns] for row in rows]).reshape(len(rows), len(columns))
    return np.asarray(np.nan_to_num(values, nan=0.0) @ np.array(file.settings["weights"]))


def suggest(
    seeker: Row, cars: Sequence[Row], most: int = 10, this_year: int | None = None, file: ModelFile | None = None
) -> list[Suggestion]:
    """The best of the cars for a seeker, best first. The cars are those for sale: no other is ever suggested.

    Raises ModelFileBroken when the weights cannot be read.
    """
    file = file or _in_use.get()
    if not cars:
        return []
    year = this_year or datetime.now(UTC).year
    columns, weights = tuple(file.settings["columns"]), np.array(file.settings["weights"])
    found = [columns_of(seeker, car, year) for car in cars]
    values = np.array([[each.get(name, 0.0) for name in columns] for each in found])
    moved = (values - values.mean(axis=0)) * weights
    order = np.argsort(-moved.sum(axis=1), kind="stable")[:most]
    parts = Parts(columns, 0.0, moved[order], np.ones((len(order), len(columns)), bool))
    scores = explain(file, parts, lambda row, at: _said(columns[at], float(values[order[row], at])), BANDS)
    return [Suggestion(int(place), score) for place, score in zip(order, scores, strict=True)]


def _said(column: str, value: float) -> str:
    there, missing = words.CHOICE_WORDS.get(column, (column, column))
    return there if value else missing


def personal(seeker: Row) -> bool:
    """Whether suggestions rest on what this seeker said or did, not only on what others chose."""
    return knows_anything(seeker)


def use(path: Path, trusted: Trusted = RELEASE) -> str:
    """Suggest by this model file from now on; returns its version. Raises ModelFileBroken if it is broken."""
    return _in_use.replace(path, trusted).version


def in_use() -> ModelFile:
    """The file it answers with now. Raises ModelFileBroken."""
    return _in_use.get()


def use_bundled() -> None:
    """Suggest by the bundled model again."""
    _in_use.restore()


def version() -> str:
    """The version of the model in use, made from its content."""
    return _in_use.get().version
