"""How well intents are told, and what is out of scope from what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ml_models import measures
from ml_models.additive import Floats
from ml_models.assistant.features import OUT_OF_SCOPE
from ml_models.labelled_table import TableFault
from ml_models.sentences.texts import Labelled


def in_parts(sentences: Labelled) -> tuple[Labelled, Labelled]:
    """Those in scope and those out of it, to be measured on: the parts called test where there are any, else all."""
    names = {part for part in sentences.parts if part.split("_")[-1] == "test"}
    chosen = [at for at, part in enumerate(sentences.parts) if not names or part in names]
    within = [at for at in chosen if sentences.labels[at] != OUT_OF_SCOPE]
    if not within:
        raise TableFault(f"{sentences.source}: every question is out of scope ({OUT_OF_SCOPE}). Add some that are not.")
    return sentences.take(within), sentences.take(at for at in chosen if sentences.labels[at] == OUT_OF_SCOPE)


def figures_of(intents: Sequence[str], within: Labelled, chance: Floats, outside: Floats) -> dict[str, Any]:
    """Accuracy over the questions in scope (a guess of "out of scope" is wrong) and, where some are out of it, how
    well the chance of the intents the file asks for tells them apart, with 95 % intervals.

    ``chance`` and ``outside``: the chances of all intents, for the questions in scope and out of it.
    """
    asked = sorted(set(within.labels))
    unknown = [name for name in asked if name not in intents]
    if unknown:
        raise TableFault(
            f"{within.source}: the model does not know the intent {unknown[0]}. It knows: {', '.join(intents)}."
        )
    columns = [at for at, name in enumerate(intents) if name in asked]
    guessed = [intents[at] for at in chance.argmax(axis=1)]
    right = np.array([guess == label for guess, label in zip(guessed, within.labels, strict=True)], float)
    figures: dict[str, Any] = {
        "rows": len(within), "intents": len(asked), "accuracy": float(right.mean()),
        "accuracy_interval": list(measures.interval(lambda each: float(each.mean()), right)),
    }  # fmt: skip
    if len(outside):
        known = np.concatenate([np.ones(len(chance)), np.zeros(len(outside))])
        score = np.concatenate([chance[:, columns].max(axis=1), outside[:, columns].max(axis=1)])
        figures |= {
            "out_of_scope_rows": len(outside),
            "out_of_scope_auc": measures.auc(known, score),
            "out_of_scope_auc_interval": list(measures.interval(measures.auc, known, score)),
        }
    return figures
