"""From contributions to scores with reasons in words, for one row or ten thousand at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml_models.additive import Floats, Row, category, logistic, points
from ml_models.model_file import ModelFile
from ml_models.score import Bands, Reason, Score, in_words
from ml_models.telling import tell

Subject = Callable[[int, int], str]
"""Says in words what a row (by number) has for a feature (by number): "Driver age 19 years"."""

_SURE = 36.0
"""The logit beyond which float64 knows no chance but 0 and 1; scores stay inside it."""


NOT_KNOWN = "not_known"
"""The feature under which everything that is not known gives its one reason."""


@dataclass(frozen=True)
class Parts:
    """What each of some features added to each row, in logits against ``base``, and whether the row has the feature.

    ``contributions`` and ``known`` have shape (rows, features).
    """

    features: tuple[str, ...]
    base: float
    contributions: Floats
    known: NDArray[np.bool_]


def explain(file: ModelFile, parts: Parts, subject: Subject, bands: Bands) -> list[Score]:
    """Scores of all rows. All features a row does not have give one reason together; one that moved nothing, none."""
    base, known = parts.base, parts.known
    unknown = np.where(known, 0.0, parts.contributions).sum(axis=1, keepdims=True)
    contributions = np.hstack([np.where(known, parts.contributions, 0.0), unknown])
    features = (*parts.features, NOT_KNOWN)
    last = len(parts.features)
    values = logistic(np.clip(base + contributions.sum(axis=1), -_SURE, _SURE)).tolist()
    moved = points(base, contributions).tolist()
    order = np.argsort(-np.abs(contributions), axis=1, kind="stable").tolist()
    every = contributions.tolist()
    scores, not_known = [], tell("UNKNOWN")
    for row, value in enumerate(values):
        part, shown = every[row], moved[row]
        reasons = tuple(
            Reason(features[at], in_words(not_known if at == last else subject(row, at), shown[at]), part[at])
            for at in order[row]
            if part[at]
        )
        scores.append(Score(value, bands.of(value), reasons, file.model, file.version))
    return scores


def explain_tables(
    file: ModelFile, columns: Sequence[Row], say: Callable[[str, object], str]
) -> list[tuple[Score, float]]:
    """The score of each row of columns by its tables alone, and how much of what the model usually goes by is known.

    ``say`` puts a column and its value into words; the bands are the file's.
    """
    model = file.additive
    names = tuple(axis.name for axis in model.axes)
    slots = model.slots(columns)
    parts = Parts(names, model.base, model.contributions(slots), slots > 0)
    bands = Bands(**file.settings["bands"])
    said: dict[tuple[str, type, object], str] = {}  # many rows have the same value, and are told it in the same words

    def subject(row: int, at: int) -> str:
        name, value = names[at], columns[row].get(names[at])
        key = name, value.__class__, value
        if key not in said:
            said[key] = say(name, value)
        return said[key]

    scores = explain(file, parts, subject, bands)
    return list(zip(scores, model.known_share(slots).tolist(), strict=True))


def plain_subject(column: str, value: object) -> str:
    """A column of any other table and its value in words: "Test drive booked yes"."""
    name = column.replace("_", " ").strip()
    known = category(value) or "not known"
    if isinstance(value, float) and not math.isnan(value):
        known = f"{value:,.6g}"
    return f"{name[:1].upper()}{name[1:]} {known}"
