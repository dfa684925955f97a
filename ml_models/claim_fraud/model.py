"""Scores of claims with their reasons: who should be looked at first. Needs numpy only; read at the first score.

The scale of the reasons is the logit: log(value / (1 - value)) = base + sum of all contributions. A score rejects
nothing: it puts a claim into the queue of a person, and the band "high" is what the stated review load can look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ml_models.additive import Floats, Row, logistic
from ml_models.claim_fraud.features import NAME, from_claim, subject
from ml_models.date_columns import with_dates_read
from ml_models.explaining import explain_tables, plain_subject
from ml_models.model_file import InUse, ModelFile
from ml_models.score import Score
from ml_models.scoring import Scoring
from ml_models.telling import tell

BUNDLED = Path(__file__).with_name("weights.json")

_in_use = InUse(NAME, BUNDLED)


def chances(file: ModelFile, columns: Sequence[Row]) -> Floats:
    """The chance of each row of columns by name, known or not, for evaluating a model on a table."""
    return logistic(file.additive.answers(columns))


def _scored(file: ModelFile, rows: Sequence[Row]) -> list[Score | str]:
    """Rows hold plain values by the names listed in `features`; a model trained on another table takes that table's
    columns by name."""
    from_claims = file.settings["inputs"] == "claim"
    columns = [from_claim(row) for row in rows] if from_claims else with_dates_read(rows, file.settings)
    found = explain_tables(file, columns, subject if from_claims else plain_subject)
    enough = float(file.settings["enough"])
    return [
        score if share >= enough else tell("FRAUD_TOO_LITTLE", percent=round(100 * share)) for score, share in found
    ]


_asked = Scoring(_in_use, _scored)
score_or_reason, score_many, score, why_absent = (
    _asked.score_or_reason,
    _asked.score_many,
    _asked.score,
    _asked.why_absent,
)
use, use_bundled, version = _asked.use, _asked.use_bundled, _asked.version
