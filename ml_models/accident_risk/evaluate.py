"""Measures the accident risk on any file of policies: `python -m ml_models.accident_risk.evaluate --data FILE`.

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
from ml_models.accident_risk.features import NAME
from ml_models.accident_risk.model import BUNDLED, claim_rates
from ml_models.accident_risk.portfolio import CLAIMS, groups_of, read_portfolio
from ml_models.labelled_table import TableFault
from ml_models.model_file import ModelFile, ModelFileBroken, read


def evaluate(file: ModelFile, path: Path, target: str = CLAIMS) -> dict[str, Any]:
    """All figures of a model on a file. Raises TableFault when the file lacks a column or cannot be read."""
    data = read_portfolio(path, target)
    predicted = claim_rates(file, data.rows)
    return {
        "model": file.model,
        "version": file.version,
        "data": data.source,
        **measures.of_rates(data.rate, predicted, data.exposure),
        "groups": {
            name: measures.by_group(values, data.rate, predicted, data.exposure)
            for name, values in groups_of(data).items()
        },
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns 0, or 2 when file or model cannot be used (said on the error stream)."""
    parser = argparse.ArgumentParser(prog="python -m ml_models.accident_risk.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="CSV file of policies and their claims")
    parser.add_argument("--target", default=CLAIMS, help="the column that counts claims")
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
