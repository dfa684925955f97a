"""Measures the assistant on any labelled questions: `python -m ml_models.assistant.evaluate --data FILE`.

Prints one JSON object: the small edition and, where the encoder is installed, the full one. Needs nothing that trains.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ml_models.assistant.features import NAME
from ml_models.assistant.measuring import figures_of, in_parts
from ml_models.assistant.model import BUNDLED, Edition, chances, edition, heads_of, logits
from ml_models.model_file import ModelFile
from ml_models.sentences.evaluating import SentenceCommand
from ml_models.sentences.texts import read_sentences


def evaluate(
    file: ModelFile, paths: Path | Sequence[Path], target: str | None = None, text: str | None = None
) -> dict[str, Any]:
    """All figures of a model on files of questions. Raises TableFault when they cannot be read."""
    sentences = read_sentences([paths] if isinstance(paths, Path) else paths, text, target)
    within, outside = in_parts(sentences)
    report: dict[str, Any] = {"model": file.model, "version": file.version, "data": sentences.source}
    used, intents = edition(file), file.settings["intents"]
    for name in heads_of(file):
        if name == "small" or used == "full":
            which: Edition = "full" if name == "full" else "small"
            chance, other = (chances(logits(file, each.texts, which)) for each in (within, outside))
            report[name] = figures_of(intents, within, chance, other)
    return report | {"edition": used, **report[used]}


main = SentenceCommand(NAME, BUNDLED, evaluate, __doc__, "questions", "intents").run


if __name__ == "__main__":
    sys.exit(main())
