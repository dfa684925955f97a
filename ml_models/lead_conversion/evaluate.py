"""Measures a lead model on any file of its columns: `python -m ml_models.lead_conversion.evaluate --data FILE`.

Prints one JSON object. Needs nothing that trains, so a hub can run it as well.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ml_models import measures
from ml_models.labelled_table import TableFault, outcomes, read_table
from ml_models.lead_conversion.dataset import columns_of, groups_of, rows_of, weights_of
from ml_models.lead_conversion.features import NAME
from ml_models.lead_conversion.model import BUNDLED, chances
from ml_models.model_file import ModelFile, ModelFileBroken, read


def evaluate(file: ModelFile, path: Path, target: str | None = None) -> dict[str, Any]:
    """All figures of a model on a file. Raises TableFault when the file lacks a column or cannot be read."""
    table = read_table(path)
    settings = file.settings
    happened, _ = outcomes(table, target or settings["target"], settings["positive"])
    chance = chances(file, rows_of(columns_of(table, settings["kinds"])))
    weight = weights_of(len(table))
    return {
        "model": file.model,
        "version": file.version,
        "data": table.source,
        **measures.of_chances(happened, chance),
        "groups": {
            name: measures.by_group(values, happened, chance, weight) for name, values in groups_of(table).items()
        },
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns 0, or 2 when file or model cannot be used (said on the error stream)."""
    parser = argparse.ArgumentParser(prog="python -m ml_models.lead_conversion.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="CSV file with the model's columns and its target")
    parser.add_argument("--target", help="the column to compare with, if it is called otherwise than in training")
    parser.add_argument("--model", type=Path, default=BUNDLED, help="model file (default: the bundled one)")
    options = parser.parse_args(arguments)
    try:
        figures = evaluate(read(options.model, NAME), options.data, options.target)
    except (TableFault, ModelFileBroken) as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    sys.stdout.write(json.dumps(figures, default=float) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
