"""How unusual a booking is, with reasons. Numpy alone; the forest is read when the first score is asked for.

The scale of the reasons is the logit, as for every score: log(value / (1 - value)) = base + sum of all contributions,
where a contribution is what the column took from the row's depth in the forest, times the model's slope, and how rare
its value is by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ml_models import reason_words as words
from ml_models.additive import Floats, Row
from ml_models.explaining import Parts, explain
from ml_models.model_file import InUse, ModelFile
from ml_models.score import Bands, Score
from ml_models.scoring import Scoring
from ml_models.unusual_record.features import NAME, known, subject
from ml_models.unusual_record.forest import Forest, forest_in
from ml_models.unusual_record.rarity import slots_of

BUNDLED = Path(__file__).with_name("weights.json")

_in_use = InUse(NAME, BUNDLED)
_forests: dict[str, Forest] = {}


def forest_of(file: ModelFile) -> Forest:
    """The forest of a model file, taken apart once."""
    version = file.version or str(file.settings["refit_from"])  # one that has just learned has the forest of before
    if version not in _forests:
        _forests.clear()
        _forests[version] = forest_in(file.parts)
    return _forests[version]


def _values(file: ModelFile, rows: Sequence[Row]) -> Floats:
    columns = file.settings["columns"]
    return np.array([[known(row, name) for name in columns] for row in rows]).reshape(len(rows), len(columns))


def _contributions(file: ModelFile, values: Floats) -> tuple[Floats, float]:
    """What each column adds in logits, and the base. What is not known stands as the middle of the training rows.

    A file from before rarity was looked at has no tables, and goes by its forest alone. One that learned from what
    people found has a weight for each column.
    """
    forest, slope, tables = forest_of(file), float(file.settings["slope"]), file.additive
    filled = np.where(np.isnan(values), np.array(file.settings["middle"]), values)
    base = tables.base + slope * (float(file.settings["usual_depth"]) - forest.mean_depth)
    rare = tables.contributions(slots_of(tables, values)) if tables.axes else 0.0
    weights = file.settings.get("refit_weights", {})
    by = np.array([weights.get(name, 1.0) for name in file.settings["columns"]])
    return by * (rare - slope * forest.walk(filled)), base


def parts(file: ModelFile, rows: Sequence[Row]) -> tuple[Floats, float]:
    """What each column adds to each row's logit, shape (rows, columns), and the base."""
    return _contributions(file, _values(file, rows))


def answers(file: ModelFile, rows: Sequence[Row]) -> Floats:
    """The logit of each row, for the comparison with the library that trained it."""
    moved, base = parts(file, rows)
    return np.asarray(base + moved.sum(axis=1))


def _scored(file: ModelFile, rows: Sequence[Row]) -> list[Score | str]:
    """Rows hold plain values by the names listed in `features`, or the columns of the table trained on."""
    if not rows:
        return []
    columns, values = tuple(file.settings["columns"]), _values(file, rows)
    moved, base = _contributions(file, values)
    there = ~np.isnan(values)
    scores = explain(
        file, Parts(columns, base, moved, there), lambda row, at: subject(columns[at], values[row, at]),
        Bands(**file.settings["bands"]),
    )  # fmt: skip
    enough = float(file.settings["enough"])
    return [
        each if share >= enough else words.UNUSUAL_TOO_LITTLE.format(percent=round(100 * share))
        for each, share in zip(scores, there.mean(axis=1).tolist(), strict=True)
    ]


_asked = Scoring(_in_use, _scored)
score_or_reason, score_many, score, why_absent = (
    _asked.score_or_reason,
    _asked.score_many,
    _asked.score,
    _asked.why_absent,
)
use, use_bundled, version = _asked.use, _asked.use_bundled, _asked.version
