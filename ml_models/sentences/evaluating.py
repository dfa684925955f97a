"""The command that measures a model of sentences on any labelled files."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ml_models.evaluating import sayable
from ml_models.labelled_table import TableFault
from ml_models.model_file import ModelFile, ModelFileBroken, read
from ml_models.sentences.encoder import EncoderBroken


@dataclass(frozen=True)
class SentenceCommand:
    """``evaluate`` takes a model file, the files of sentences, the column of labels and that of sentences (CSV)."""

    model: str
    bundled: Path
    evaluate: Callable[[ModelFile, Sequence[Path], str | None, str | None], dict[str, Any]]
    about: str | None
    sentences: str
    labels: str

    def run(self, arguments: Sequence[str] | None = None) -> int:
        """Print one JSON object. Returns 0, or 2 when file or model cannot be used (said on the error stream)."""
        parser = argparse.ArgumentParser(prog=f"python -m ml_models.{self.model}.evaluate", description=self.about)
        parser.add_argument("--data", type=Path, nargs="+", required=True, help=f"files of labelled {self.sentences}")
        parser.add_argument("--text", help=f"the column of {self.sentences}, in a CSV file")
        parser.add_argument("--target", help=f"the column of {self.labels}, in a CSV file")
        parser.add_argument("--model", type=Path, default=self.bundled, help="model file (default: the bundled one)")
        options = parser.parse_args(arguments)
        try:
            figures = self.evaluate(read(options.model, self.model), options.data, options.target, options.text)
        except (TableFault, ModelFileBroken, EncoderBroken) as fault:
            sys.stderr.write(f"{fault}\n")
            return 2
        sys.stdout.write(json.dumps(sayable(figures), allow_nan=False) + "\n")
        return 0
