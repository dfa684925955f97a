"""Scores of leads with their reasons. Needs numpy only; the weights are read when the first score is asked for.

The scale of the reasons is the logit: log(value / (1 - value)) = base + sum of all contributions.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ml_models.additive import Floats, Row, logistic
from ml_models.explaining import Parts, explain
from ml_models.lead_conversion.features import NAME, from_lead, plain_subject, subject
from ml_models.model_file import InUse, ModelFile
from ml_models.score import Bands, Score

BUNDLED = Path(__file__).with_name("weights.json")

_in_use = InUse(NAME, BUNDLED)


def score_or_reason(rows: Sequence[Row]) -> list[Score | str]:
    """The score of each lead or, where too little is known, a sentence saying so.

    A row holds plain values by the names listed in `features`; a model trained on another table takes that table's
    columns by name. Raises ModelFileBroken when the weights cannot be read.
    """
    return _scored(_in_use.get(), rows)


def score_many(rows: Sequence[Row]) -> list[Score | None]:
    """The score of each lead, None where too little is known."""
    return [None if isinstance(each, str) else each for each in score_or_reason(rows)]


def score(values: Row) -> Score | None:
    """The score of one lead, None when too little is known (`why_absent` says what)."""
    return score_many([values])[0]


def why_absent(values: Row) -> str:
    """Why a lead has no score, in a sentence; empty when it has one."""
    found = score_or_reason([values])[0]
    return found if isinstance(found, str) else ""


def use(path: Path) -> str:
    """Score with this model file from now on; returns its version.

    Raises ModelFileBroken, naming the file, when it is not whole; the model in use before then goes on.
    """
    return _in_use.replace(path).version


def use_bundled() -> None:
    """Score with the bundled model again."""
    _in_use.restore()


def version() -> str:
    """The version of the model in use, made from its content."""
    return _in_use.get().version


def chances(file: ModelFile, columns: Sequence[Row]) -> Floats:
    """The chance of each row of trained columns by name, known or not, for evaluating a model on a table."""
    model = file.additive
    return logistic(model.base + model.contributions(model.slots(columns)).sum(axis=1))


def _scored(file: ModelFile, rows: Sequence[Row]) -> list[Score | str]:
    model, settings = file.additive, file.settings
    from_leads = settings["inputs"] == "lead"
    columns = [from_lead(row) for row in rows] if from_leads else rows
    names = tuple(axis.name for axis in model.axes)
    say = subject if from_leads else plain_subject
    slots = model.slots(columns)
    known = model.known_share(slots).tolist()
    parts = Parts(names, model.base, model.contributions(slots), slots > 0)
    scores = explain(
        file, parts, lambda row, at: say(names[at], columns[row].get(names[at])), Bands(**settings["bands"])
    )
    enough = float(settings["enough"])
    return [each if share >= enough else _too_little(share) for each, share in zip(scores, known, strict=True)]


def _too_little(share: float) -> str:
    return (
        f"Not enough is known for a score: {share:.0%} of what it goes by. "
        "Record how and when you last spoke, how often, and how earlier contacts ended."
    )
