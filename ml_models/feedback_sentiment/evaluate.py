"""Measures the feedback model on any labelled sentences: `python -m ml_models.feedback_sentiment.evaluate --data FILE`.

Prints one JSON object: the small edition and, where the encoder is installed, the full one. Needs nothing that trains.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ml_models import measures
from ml_models.additive import Floats, logistic
from ml_models.feedback_sentiment.features import NAME
from ml_models.feedback_sentiment.model import BUNDLED, edition, heads_of, logits
from ml_models.labelled_table import LabelledTable, outcomes, require_both
from ml_models.model_file import ModelFile
from ml_models.sentences import lexicon
from ml_models.sentences.evaluating import SentenceCommand
from ml_models.sentences.ngrams import words_of
from ml_models.sentences.texts import read_sentences

GERMAN = Path(__file__).with_name("german_check.txt")
"""German sentences of feedback with 1 (speaks well) or 0, written for this check by those who wrote the lexicon."""


def evaluate(
    file: ModelFile, paths: Path | Sequence[Path], target: str | None = None, text: str | None = None
) -> dict[str, Any]:
    """All figures of a model on files of sentences. Raises TableFault when they cannot be read.

    Sentences most of which are German are read as the app reads German, by the lexicon alone.
    """
    sentences = read_sentences([paths] if isinstance(paths, Path) else paths, text, target)
    table = LabelledTable(sentences.source, {"label": list(sentences.labels)})
    there = {each.strip().lower() for each in sentences.labels}
    positive = None if there == {"1", "2"} else file.settings["positive"]  # as on a scale of stars, 2 is the better
    well, _ = outcomes(table, "label", positive if positive in there else None)
    require_both(table, well, "label")
    report: dict[str, Any] = {"model": file.model, "version": file.version, "data": sentences.source}
    if mostly_german(sentences.texts):
        report["lexicon"] = of_german(file, sentences.texts, well)
        used = "lexicon"
    else:
        used = edition(file)
        for name in heads_of(file):
            if name == "small" or used == "full":
                chance = logistic(logits(file, sentences.texts, "full" if name == "full" else "small"))
                report[name] = measures.of_chances(well, chance) | measures.of_decisions(well, chance > 0.5)
    return report | {"edition": used, **{key: report[used][key] for key in ("rows", "auc", "accuracy", "macro_f1")}}


def mostly_german(texts: Sequence[str]) -> bool:
    """Are more than half of the texts German, by their commonest words?"""
    return 2 * sum(lexicon.language_of(words_of(text)) == "de" for text in texts) > len(texts)


def of_german(file: ModelFile, texts: Sequence[str], well: Floats) -> dict[str, Any]:
    """Figures of the German lexicon; ``unread`` is the share without a word it knows, which counts as one half."""
    balance = np.array([lexicon.summary(lexicon.valences(words_of(text), "de"))[0] for text in texts])
    chance = logistic(float(file.settings["lexicon_slope"]) * balance)
    figures = measures.of_chances(well, chance) | measures.of_decisions(well, chance > 0.5)
    return figures | {"unread": float((balance == 0).mean())}


def german_check(file: ModelFile) -> dict[str, Any]:
    """The figures on the German sentences written for this check."""
    sentences = read_sentences([GERMAN])
    return of_german(file, sentences.texts, np.array([label == "1" for label in sentences.labels], float))


main = SentenceCommand(NAME, BUNDLED, evaluate, __doc__, "sentences", "labels").run


if __name__ == "__main__":
    sys.exit(main())
