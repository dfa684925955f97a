"""Measures the model on any log of choices: `python -m ml_models.recommendation.evaluate --data FILE`.

Prints one JSON object. Needs nothing that trains.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

from ml_models.evaluating import Command
from ml_models.model_file import ModelFile
from ml_models.recommendation.features import NAME
from ml_models.recommendation.log import read_log
from ml_models.recommendation.measuring import figures_of
from ml_models.recommendation.model import BUNDLED


def evaluate(file: ModelFile, path: Path, target: str | None = None) -> dict[str, Any]:
    """All figures of a model on a log. Raises TableFault when the file lacks a column or cannot be read."""
    log = read_log(path, target, tuple(file.settings["columns"]))
    figures = figures_of(log, log.values @ np.array(file.settings["weights"]))
    figures["missing_columns"] = list(log.missing)
    return {"model": file.model, "version": file.version, "data": log.source, **figures}


main = Command(NAME, __doc__, "CSV file with choice, chosen and the model's columns", BUNDLED, evaluate).run

if __name__ == "__main__":
    sys.exit(main())
