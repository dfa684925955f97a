"""The command that measures a model on a file; what is measured and on which rows is the model's."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ml_models.additive import Floats
from ml_models.fairness import compared, failures
from ml_models.fairness import figures as of_attribute
from ml_models.labelled_table import TableFault
from ml_models.model_file import ModelFile, ModelFileBroken, read


def report(
    file: ModelFile, source: str, figures: Mapping[str, Any], groups: Mapping[str, list[str]],
    outcome: Floats, predicted: Floats, weight: Floats,
) -> dict[str, Any]:  # fmt: skip
    """Which model, on which data, its ``figures``, how it does in each group (by name, the group of each row), and what
    the gate of a release says against it."""
    fair = compared(groups, outcome, predicted, weight)
    return {
        "model": file.model, "version": file.version, "data": source, **figures,
        "groups": fair, "fairness": {name: of_attribute(each) for name, each in fair.items()},
        "fairness_failures": failures(fair, file.settings.get("fairness")),
    }  # fmt: skip


@dataclass(frozen=True)
class Command:
    """``python -m ml_models.NAME.evaluate``; ``about`` says what it does, ``data`` what its file holds."""

    model: str
    about: str | None
    data: str
    bundled: Path
    evaluate: Callable[[ModelFile, Path, str | None], dict[str, Any]]

    def run(self, arguments: Sequence[str] | None = None) -> int:
        """Returns 0, or 2 when file or model cannot be used (said on the error stream)."""
        program = f"python -m ml_models.{self.model}.evaluate"
        parser = argparse.ArgumentParser(prog=program, description=self.about)
        parser.add_argument("--data", type=Path, required=True, help=self.data)
        parser.add_argument("--target", help="the column to compare with, if it is called otherwise than in training")
        parser.add_argument("--model", type=Path, default=self.bundled, help="model file (default: the bundled one)")
        options = parser.parse_args(arguments)
        try:
            figures = self.evaluate(read(options.model, self.model), options.data, options.target)
        except (TableFault, ModelFileBroken) as fault:
            sys.stderr.write(f"{fault}\n")
            return 2
        sys.stdout.write(json.dumps(sayable(figures), allow_nan=False) + "\n")
        return 0


def sayable(value: Any) -> Any:
    """The same as JSON can say it: what could not be measured (not a number) is null."""
    if isinstance(value, Mapping):
        return {key: sayable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [sayable(each) for each in value]
    if isinstance(value, str | bool | int | None):
        return value
    number = float(value)
    return number if math.isfinite(number) else None
