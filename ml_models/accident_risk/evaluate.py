"""Measures the accident risk on any file of policies: `python -m ml_models.accident_risk.evaluate --data FILE`.

Prints one JSON object. Needs nothing that trains, so a hub can run it as well.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from ml_models import measures
from ml_models.accident_risk.features import NAME
from ml_models.accident_risk.model import BUNDLED, claim_rates
from ml_models.accident_risk.portfolio import CLAIMS, groups_of, read_portfolio
from ml_models.evaluating import Command, report
from ml_models.model_file import ModelFile


def evaluate(file: ModelFile, path: Path, target: str | None = None) -> dict[str, Any]:
    """All figures of a model on a file. Raises TableFault without claims, exposure or half of the rest."""
    data = read_portfolio(path, target or CLAIMS, whole=False)
    predicted = claim_rates(file, data.rows)
    figures = measures.of_rates(data.rate, predicted, data.exposure) | {"missing_columns": list(data.missing)}
    return report(file, data.source, figures, groups_of(data), data.rate, predicted, data.exposure)


main = Command(NAME, __doc__, "CSV file of policies and their claims", BUNDLED, evaluate).run

if __name__ == "__main__":
    sys.exit(main())
