"""What a question asks for, how sure that is, and what it names. Numpy alone, or with the encoder where it is.

`understand` answers with an intent, or says that it is not sure; it makes no sentence of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from ml_models.additive import Floats, Row
from ml_models.assistant.features import NAME, OUT_OF_SCOPE, question
from ml_models.assistant.slots import Slots, slots_of
from ml_models.model_file import InUse, ModelFile
from ml_models.sentences import encoder
from ml_models.sentences.linear import Head, heads_in, weigh
from ml_models.sentences.ngrams import words_of
from ml_models.signing import RELEASE, Trusted

BUNDLED = Path(__file__).with_name("weights.json")
Edition = Literal["small", "full"]

_in_use = InUse(NAME, BUNDLED)
_heads: dict[str, Mapping[str, Head]] = {}


@dataclass(frozen=True)
class Understood:
    """``intent`` is what is asked for, "" when it is not sure enough; ``sure`` the chance of the likeliest intent,
    from 0 to 1. ``moved`` are the words that spoke for it most, the weightiest first."""

    intent: str
    sure: float
    slots: Slots
    moved: tuple[str, ...]
    edition: Edition


def heads_of(file: ModelFile) -> Mapping[str, Head]:
    """The heads of a model file, taken apart once."""
    if file.version not in _heads:
        _heads.clear()
        _heads[file.version] = heads_in(file.parts)
    return _heads[file.version]


def edition(file: ModelFile) -> Edition:
    """Which edition this device has: the full one where the encoder is installed."""
    return "full" if "full" in heads_of(file) and encoder.here() else "small"


def logits(file: ModelFile, texts: Sequence[str], which: Edition) -> Floats:
    """The logit of every intent for each text, shape (texts, intents), in the order of ``settings["intents"]``."""
    head = heads_of(file)[which]
    vectors = encoder.encode(texts) if head.full else [None] * len(texts)
    found = [
        head.base + weigh(head, words_of(text), (), vector).total()
        for text, vector in zip(texts, vectors, strict=True)
    ]  # fmt: skip
    return np.array(found).reshape(len(texts), len(head.base))


def chances(logits: Floats) -> Floats:
    """Chances of all intents, adding up to 1 in each row."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def answers(file: ModelFile, rows: Sequence[Row]) -> Floats:
    """The small edition's highest logit of each row, for the comparison with the library that trained it."""
    return np.asarray(logits(file, [question(row) for row in rows], "small").max(axis=1))


def understand(text: str, file: ModelFile | None = None) -> Understood:
    """What a question asks for, by a file or the one in use. Raises ModelFileBroken when it cannot be read."""
    file = file or _in_use.get()
    asked, which, intents = question({"text": text}), edition(file), file.settings["intents"]
    if not words_of(asked):
        return Understood("", 0.0, Slots(), (), which)
    chance = chances(logits(file, [asked], which))[0]
    best = int(np.argmax(chance))
    sure = float(chance[best]) if intents[best] != OUT_OF_SCOPE else 0.0
    known = sure >= float(file.settings["sure"][which])
    return Understood(
        intents[best] if known else "", sure, slots_of(asked), _moved(file, asked, best, which) if known else (), which
    )


def _moved(file: ModelFile, asked: str, intent: int, which: Edition) -> tuple[str, ...]:
    words = words_of(asked)
    of_words = weigh(heads_of(file)[which], words, (), None).words[:, intent]
    return tuple(words[at] for at in np.argsort(-of_words) if of_words[at] > 0)[:3]


def use(path: Path, trusted: Trusted = RELEASE) -> str:
    """Understand by this model file from now on; returns its version. Raises ModelFileBroken if it is broken."""
    return _in_use.replace(path, trusted).version


def in_use() -> ModelFile:
    """The file it answers with now. Raises ModelFileBroken."""
    return _in_use.get()


def use_bundled() -> None:
    """Understand by the bundled model again."""
    _in_use.restore()


def version() -> str:
    """The version of the model in use, made from its content."""
    return _in_use.get().version
