"""Scores of leads with their reasons. Needs numpy only; the weights are read when the first score is asked for.

The scale of the reasons is the logit: log(value / (1 - value)) = base + sum of all contributions.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ml_models.additive import Floats, Row, logistic
from ml_models.date_columns import with_dates_read
from ml_models.explaining import explain_tables, plain_subject
from ml_models.lead_conversion.features import NAME, from_lead, subject
from ml_models.model_file import InUse, ModelFile
from ml_models.score import Score
from ml_models.scoring import Scoring
from ml_models.telling import tell

BUNDLED = Path(__file__).with_name("weights.json")

_in_use = InUse(NAME, BUNDLED)


def chances(file: ModelFile, columns: Sequence[Row]) -> Floats:
    """The chance of each row of trained columns by name, known or not, for evaluating a model on a table."""
    return logistic(file.additive.answers(columns))


def _scored(file: ModelFile, rows: Sequence[Row]) -> list[Score | str]:
    """Rows hold plain values by the names listed in `features`; a model trained on another table takes that table's
    columns by name."""
    from_leads = file.settings["inputs"] == "lead"
    columns = [from_lead(row) for row in rows] if from_leads else with_dates_read(rows, file.settings)
    enough = float(file.settings["enough"])
    found = explain_tables(file, columns, subject if from_leads else plain_subject)
    return [score if share >= enough else _too_little(share) for score, share in found]


def _too_little(share: float) -> str:
    return tell("LEAD_TOO_LITTLE", percent=round(100 * share))


_asked = Scoring(_in_use, _scored)
score_or_reason, score_many, score, why_absent = (
    _asked.score_or_reason,
    _asked.score_many,
    _asked.score,
    _asked.why_absent,
)
use, use_bundled, version = _asked.use, _asked.use_bundled, _asked.version
