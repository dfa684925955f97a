"""Measures the model on any file of its columns: `python -m ml_models.unusual_record.evaluate --data FILE`.

Prints one JSON object. A column `fake` marks fakes; without one some are injected. Needs nothing that trains.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from ml_models.additive import logistic
from ml_models.evaluating import Command
from ml_models.model_file import ModelFile
from ml_models.unusual_record.dataset import read_records
from ml_models.unusual_record.features import NAME
from ml_models.unusual_record.measuring import figures_of
from ml_models.unusual_record.model import BUNDLED, answers


def evaluate(file: ModelFile, path: Path, target: str | None = None) -> dict[str, Any]:
    """All figures of a model on a file. Raises TableFault when the file lacks a column or cannot be read."""
    records = read_records(path, target, tuple(file.settings["columns"]))
    rows = [dict(zip(records.columns, row, strict=True)) for row in records.values.tolist()]
    chance = logistic(answers(file, rows))
    figures = figures_of(records.fake, chance, float(file.settings["bands"]["high"]))
    figures["missing_columns"] = list(records.missing)
    return {"model": file.model, "version": file.version, "data": records.source, **figures}


main = Command(NAME, __doc__, "CSV file with the model's columns", BUNDLED, evaluate).run

if __name__ == "__main__":
    sys.exit(main())
