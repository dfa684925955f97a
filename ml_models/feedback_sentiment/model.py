"""Scores of feedback from 0 (ill) to 1 (well) with the words that moved them. Numpy alone, or with the encoder.

The scale of the reasons is the logit: log(value / (1 - value)) = base + sum of all contributions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from ml_models import reason_words as words
from ml_models.additive import Floats, Row
from ml_models.explaining import Parts, explain
from ml_models.feedback_sentiment import aspects
from ml_models.feedback_sentiment.features import NAME, Said, beside, in_english, said
from ml_models.model_file import InUse, ModelFile
from ml_models.score import Bands, Score
from ml_models.scoring import Scoring
from ml_models.sentences import encoder, lexicon
from ml_models.sentences.linear import Head, heads_in, weigh
from ml_models.sentences.ngrams import words_of

BUNDLED = Path(__file__).with_name("weights.json")
Edition = Literal["small", "full"]
_LEAST = 0.02
"""A word that moved the logit by less is told of with the other words."""

_in_use = InUse(NAME, BUNDLED)
_heads: dict[str, Mapping[str, Head]] = {}


def heads_of(file: ModelFile) -> Mapping[str, Head]:
    """The heads of a model file, taken apart once."""
    version = file.version or str(file.settings["refit_from"])  # one that has just learned has the heads of before
    if version not in _heads:
        _heads.clear()
        _heads[version] = heads_in(file.parts)
    return _heads[version]


@dataclass(frozen=True)
class Learned:
    """What an edition learned from what people read: by how much its level moved, and how much each part counts.

    ``alone``: the lexicon where it reads a language by itself.
    """

    level: float = 0.0
    words: float = 1.0
    lexicon: float = 1.0
    whole: float = 1.0
    alone: float = 1.0


def learned_by(file: ModelFile, which: Edition) -> Learned:
    """What a file learned for an edition."""
    return Learned(**file.settings.get("learned", {}).get(which, {}))


def edition(file: ModelFile) -> Edition:
    """Which edition this device has: the full one where the encoder is installed."""
    return "full" if "full" in heads_of(file) and encoder.here() else "small"


def answers(file: ModelFile, rows: Sequence[Row]) -> Floats:
    """The small edition's logit of each row, for the comparison with the library that trained it."""
    return logits(file, [str(row.get("text", "")) for row in rows], "small")


def logits(file: ModelFile, texts: Sequence[str], which: Edition) -> Floats:
    """The logit of each English text by an edition."""
    head, by = heads_of(file)[which], learned_by(file, which)
    vectors = encoder.encode(texts) if head.full else [None] * len(texts)
    found = []
    for text, vector in zip(texts, vectors, strict=True):
        spoken = words_of(text)
        found.append(float(head.base[0]) + by.level + sum(_weighed(head, spoken, in_english(spoken), vector, by)))
    return np.array(found)


def _weighed(
    head: Head, spoken: Sequence[str], numbers: Sequence[float], vector: Floats | None, by: Learned
) -> tuple[float, float, float]:
    """What words, lexicon and the sentence as a whole add to the logit."""
    found = weigh(head, spoken, numbers, vector)
    return (
        by.words * float(found.words.sum()), by.lexicon * float(found.beside.sum()), by.whole * float(found.vector[0])
    )  # fmt: skip


def parts(file: ModelFile, rows: Sequence[Row], which: Edition) -> tuple[Floats, Floats]:
    """What words, lexicon, sentence, and lexicon alone add to the logit of each row that is read, and its base.

    Shapes (rows, 4) and (rows,). The last column is of languages read by the lexicon alone, the others of English.
    """
    head, by = heads_of(file)[which], learned_by(file, which)
    moved, base = np.zeros((len(rows), 4)), np.full(len(rows), by.level)
    for at, given in enumerate(said(row) for row in rows):
        if given is not None and given.language == "en":
            vector = _vector(given.text) if head.full else None
            moved[at, :3] = _weighed(head, given.words, beside(given), vector, by)
            base[at] += float(head.base[0])
        elif given is not None:
            moved[at, 3] = by.alone * float(file.settings["lexicon_slope"]) * beside(given)[0]
    return moved, base


@lru_cache(maxsize=1_000)
def _vector(text: str) -> Floats:
    """The encoder's vector of a text; kept, for whoever learns looks at the same texts several times."""
    found: Floats = encoder.encode([text])[0]
    return found


def is_read(row: Row) -> bool:
    """Whether a row gets a score at all."""
    given = said(row)
    if given is None or given.language == "en":
        return given is not None
    return given.language in lexicon.LANGUAGES and any(given.valences)


def _scored(file: ModelFile, rows: Sequence[Row], which: Edition | None = None) -> list[Score | str]:
    """Rows hold the values listed in `features`. ``which``: an edition, instead of the best this device has."""
    chosen = which or edition(file)
    return [_of_one(file, said(row), chosen) for row in rows]


def _of_one(file: ModelFile, given: Said | None, which: Edition) -> Score | str:
    if given is None:
        return words.FEEDBACK_TOO_LITTLE
    if given.language not in lexicon.LANGUAGES:
        return words.FEEDBACK_LANGUAGE
    if given.language != "en":
        return _by_lexicon(file, given, learned_by(file, which))
    head = heads_of(file)[which]
    vector = encoder.encode([given.text])[0] if head.full else None
    found, by = weigh(head, given.words, beside(given), vector), learned_by(file, which)
    moved: dict[str, float] = {}
    for word, part in zip(given.words, found.words[:, 0].tolist(), strict=True):
        moved[word] = moved.get(word, 0.0) + by.words * part
    reasons = {words.FEEDBACK_WORD.format(word=word): part for word, part in moved.items() if abs(part) >= _LEAST}
    reasons[words.FEEDBACK_OTHERS] = sum(part for part in moved.values() if abs(part) < _LEAST)
    reasons[words.FEEDBACK_LEXICON] = by.lexicon * float(found.beside.sum())
    reasons[words.FEEDBACK_WHOLE] = by.whole * float(found.vector[0])
    return _told(file, float(head.base[0]) + by.level, reasons)


def _by_lexicon(file: ModelFile, given: Said, by: Learned) -> Score | str:
    """A language without sentences to learn from: its known words alone, each with its share of their balance."""
    spoken = [(word, valence) for word, valence in zip(given.words, given.valences, strict=True) if valence]
    if not spoken:
        return words.FEEDBACK_NO_WORDS
    balance, _, _ = beside(given)
    total = sum(valence for _, valence in spoken)
    slope = by.alone * float(file.settings["lexicon_slope"])
    share = slope * balance / total if total else 0.0
    reasons: dict[str, float] = {}
    for word, valence in spoken:
        name = words.FEEDBACK_WORD.format(word=word)
        reasons[name] = reasons.get(name, 0.0) + share * valence
    return _told(file, by.level, reasons)


def _told(file: ModelFile, base: float, reasons: Mapping[str, float]) -> Score:
    names, moved = tuple(reasons), np.array([list(reasons.values())])
    told = Parts(names, base, moved, np.ones(moved.shape, bool))
    return explain(file, told, lambda _row, at: names[at], Bands(**file.settings["bands"]))[0]


@dataclass(frozen=True)
class Aspect:
    """How one aspect was spoken of: the mean over the parts of the text that name it, from 0 to 1, and those parts."""

    aspect: str
    value: float
    band: str
    said: tuple[str, ...]


def aspects_of(row: Row, file: ModelFile | None = None) -> list[Aspect]:
    """The aspects of one piece of feedback, each with its own score. Empty where none is named.

    ``file``: read by this file instead of the one in use.
    """
    file = file or _in_use.get()
    text = row.get("text")
    found: dict[str, list[tuple[float, str]]] = {}
    for part in aspects.parts_of(text) if isinstance(text, str) else []:
        (held,) = _scored(file, [{**row, "text": part.text}])
        if isinstance(held, Score):
            found.setdefault(part.aspect, []).append((held.value, part.text))
    bands = Bands(**file.settings["bands"]) if found else None
    return [
        Aspect(name, mean, bands.of(mean), tuple(part for _, part in parts))
        for name, parts in found.items() if bands is not None
        for mean in [sum(value for value, _ in parts) / len(parts)]
    ]  # fmt: skip


_asked: Scoring[Any] = Scoring(_in_use, _scored)
score_or_reason, score_many, score, why_absent = (
    _asked.score_or_reason,
    _asked.score_many,
    _asked.score,
    _asked.why_absent,
)
use, use_bundled, version = _asked.use, _asked.use_bundled, _asked.version
