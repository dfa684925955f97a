"""Measures a claim fraud model on any file of its columns: `python -m ml_models.claim_fraud.evaluate --data FILE`.

Prints one JSON object: ranking, precision and recall at the stated review load and at others, the load that finds
nine in ten, and fairness. Needs nothing that trains, so a hub can run it as well.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from ml_models import measures
from ml_models.claim_fraud.features import NAME
from ml_models.claim_fraud.model import BUNDLED, chances
from ml_models.date_columns import with_dates
from ml_models.evaluating import Command, report
from ml_models.labelled_table import as_trained, read_table, require_both
from ml_models.model_file import ModelFile
from ml_models.table_columns import columns_known, groups_of, rows_of, weights_of

LOADS = (0.05, 0.1, 0.2, 0.5)
KPI = 0.9
"""The share of frauds that a review is to find; what load that takes is measured."""


def evaluate(file: ModelFile, path: Path, target: str | None = None) -> dict[str, Any]:
    """All figures of a model on a file. Raises TableFault when the file lacks a column or cannot be read."""
    table = read_table(path)
    settings = file.settings
    name = target or settings["target"]
    happened = as_trained(table, name, settings["positive"])
    require_both(table, happened, name)
    known, missing = columns_known(with_dates(table, settings.get("dates", {})), settings["kinds"])
    chance = chances(file, rows_of(known))
    load = settings["review_load"]
    figures = {
        **measures.of_chances(happened, chance),
        "missing_columns": missing,
        "average_precision": measures.average_precision(happened, chance),
        "review_load": load,
        "precision_at_load": measures.precision_at(happened, chance, load),
        "recall_at_load": measures.recall_at(happened, chance, load),
        "review": measures.of_review(happened, chance, sorted({load, *LOADS})),
        "load_for_90_recall": measures.load_for(happened, chance, KPI),
    }
    return report(file, table.source, figures, groups_of(table), happened, chance, weights_of(len(table)))


main = Command(NAME, __doc__, "CSV file with the model's columns and its target", BUNDLED, evaluate).run

if __name__ == "__main__":
    sys.exit(main())
