"""Measures a lead model on any file of its columns: `python -m ml_models.lead_conversion.evaluate --data FILE`.

Prints one JSON object. Needs nothing that trains, so a hub can run it as well.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from ml_models import measures
from ml_models.date_columns import with_dates
from ml_models.evaluating import Command, report
from ml_models.labelled_table import as_trained, read_table, require_both
from ml_models.lead_conversion.features import NAME
from ml_models.lead_conversion.model import BUNDLED, chances
from ml_models.model_file import ModelFile
from ml_models.table_columns import columns_known, groups_of, rows_of, weights_of


def evaluate(file: ModelFile, path: Path, target: str | None = None) -> dict[str, Any]:
    """All figures of a model on a file. Raises TableFault when the file lacks a column or cannot be read."""
    table = read_table(path)
    settings = file.settings
    name = target or settings["target"]
    happened = as_trained(table, name, settings["positive"])
    require_both(table, happened, name)
    known, missing = columns_known(with_dates(table, settings.get("dates", {})), settings["kinds"])
    chance = chances(file, rows_of(known))
    figures = measures.of_chances(happened, chance) | {"missing_columns": missing}
    return report(file, table.source, figures, groups_of(table), happened, chance, weights_of(len(table)))


main = Command(NAME, __doc__, "CSV file with the model's columns and its target", BUNDLED, evaluate).run

if __name__ == "__main__":
    sys.exit(main())
