"""Measures the feedback model on any labelled sentences: `python -m ml_models.feedback_sentiment.evaluate --data FILE`.

Prints one JSON object: the small edition and, where the encoder is installed, the full one. Needs nothing that trains.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ml_models import measures
from ml_models.additive import logistic
from ml_models.feedback_sentiment.features import NAME
from ml_models.feedback_sentiment.model import BUNDLED, edition, heads_of, logits
from ml_models.labelled_table import LabelledTable, outcomes
from ml_models.model_file import ModelFile
from ml_models.sentences.evaluating import SentenceCommand
from ml_models.sentences.texts import read_sentences


def evaluate(
    file: ModelFile, paths: Path | Sequence[Path], target: str | None = None, text: str | None = None
) -> dict[str, Any]:
    """All figures of a model on files of sentences. Raises TableFault when they cannot be read."""
    sentences = read_sentences([paths] if isinstance(paths, Path) else paths, text, target)
    table = LabelledTable(sentences.source, {"label": list(sentences.labels)})
    positive = file.settings["positive"]
    well, _ = outcomes(table, "label", positive if positive in {each.lower() for each in sentences.labels} else None)
    report: dict[str, Any] = {"model": file.model, "version": file.version, "data": sentences.source}
    used = edition(file)
    for name in heads_of(file):
        if name == "small" or used == "full":
            chance = logistic(logits(file, sentences.texts, "full" if name == "full" else "small"))
            report[name] = measures.of_chances(well, chance) | measures.of_decisions(well, chance > 0.5)
    return report | {"edition": used, **{key: report[used][key] for key in ("rows", "auc", "accuracy", "macro_f1")}}


main = SentenceCommand(NAME, BUNDLED, evaluate, __doc__, "sentences", "labels").run


if __name__ == "__main__":
    sys.exit(main())
