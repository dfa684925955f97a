"""How likely a policy is to lapse at its renewal, with reasons. Needs numpy only; weights are read at the first score.

The value is the chance of a lapse, from 0 to 1, at the premium that is offered. A dearer offer never lowers it: the
tables of the two columns that an offer moves never fall, and nothing else knows of the offer. The scale of the reasons
is the logit: log(value / (1 - value)) = base + sum of all contributions.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ml_models.additive import Floats, Row, logistic
from ml_models.explaining import Parts, explain
from ml_models.model_file import InUse, ModelFile
from ml_models.renewal.features import NAME, prepared, subject
from ml_models.score import Bands, Score
from ml_models.scoring import Scoring
from ml_models.telling import tell

BUNDLED = Path(__file__).with_name("weights.json")

_in_use = InUse(NAME, BUNDLED)


def chances(file: ModelFile, columns: Sequence[Row]) -> Floats:
    """The chance of a lapse of each row of trained columns, for evaluating a model on a table."""
    return logistic(file.additive.answers(columns))


def lapse_at(values: Row, premiums: Sequence[float], file: ModelFile | None = None) -> Floats | None:
    """The chance of a lapse of one policy at each of these premiums; None where too little is known of it.

    ``file`` is the model that scores; None: the one in use. Raises ModelFileBroken when the weights cannot be read.
    """
    rows = [{**values, "premium_offered": premium} for premium in premiums]
    file = file or _in_use.get()
    found = [prepared(row) for row in rows]
    if not rows or any("price_change" not in row for row in found):
        return None
    return chances(file, found)


def _scored(file: ModelFile, rows: Sequence[Row]) -> list[Score | str]:
    """Rows hold plain values by the names listed in `features`."""
    model = file.additive
    known = [prepared(row) for row in rows]
    slots = model.slots(known)
    names = tuple(axis.name for axis in model.axes)
    parts = Parts(names, model.base, model.contributions(slots), slots > 0)
    scores = explain(file, parts, lambda row, at: subject(names[at], known[row]), Bands(**file.settings["bands"]))
    absent = [_absent(values) for values in known]
    return [why or score for why, score in zip(absent, scores, strict=True)]


def _absent(known: Row) -> str:
    """Why a row has no score; empty when both premiums are known, without which all would be guessed."""
    return "" if "price_change" in known else tell("RENEWAL_TOO_LITTLE")


def price_curve(file: ModelFile, columns: Sequence[Row], factors: Sequence[float]) -> Floats:
    """The mean chance of a lapse over a portfolio when every offer is multiplied by each factor."""
    moved = [
        [{k: v * factor if k in ("price_change", "against_market") else v for k, v in row.items()} for row in columns]
        for factor in factors
    ]
    return np.array([chances(file, rows).mean() for rows in moved])


_asked = Scoring(_in_use, _scored)
score_or_reason, score_many, score, why_absent = (
    _asked.score_or_reason,
    _asked.score_many,
    _asked.score,
    _asked.why_absent,
)
use, use_bundled, version = _asked.use, _asked.use_bundled, _asked.version
