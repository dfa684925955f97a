"""Words known to speak well or ill, in English and German, and how a text stands by them alone.

English is VADER's list of single words (MIT, see the file); the German words are this program's own, read by the rules
in `german`. A word after a negation counts the other way round, at 0.74 of its weight (Hutto and Gilbert 2014).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from ml_models.sentences import german

LANGUAGES = ("en", "de")
_NEGATIONS = {
    "en": {"not", "no", "never", "without", "cannot", "hardly", "nor", "none", "nothing", "neither", "nobody"},
}
_COMMON = {
    "en": {"the", "and", "was", "is", "it", "i", "to", "a", "of", "we", "they", "my", "very", "were", "for", "not"},
    "de": {
        *("der", "die", "das", "und", "war", "ist", "ich", "es", "nicht", "ein", "eine", "zu", "wir", "mit", "sehr"),
        *("auf", "dem", "den", "im", "hat", "mich", "uns", "wurde", "für", "kein", "keine", "auch", "von", "bei"),
        *("aber", "sich", "nach", "über", "sind", "haben", "vom", "zum", "zur", "einer", "einen", "nie", "nur"),
    },
}
_REACH = 3
_TURNED = -0.74
_SOFTENED = 15.0


@cache
def _valences(language: str) -> dict[str, float]:
    lines = Path(__file__).with_name(f"lexicon_{language}.txt").read_text("utf-8").splitlines()
    pairs = (line.split(" ") for line in lines if line and not line.startswith("#"))
    return {word: float(valence) for word, valence in pairs}


def language_of(words: Sequence[str]) -> str:
    """The language most of a text's commonest words are of; "" when none of them is known."""
    counts = {language: sum(word in common for word in words) for language, common in _COMMON.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] else ""


def valences(words: Sequence[str], language: str = "en") -> list[float]:
    """What each word adds: 0 for one that is not in the lexicon, turned round after a negation nearby."""
    known = _valences(language)
    if language == "de":
        return german.valences(words, known)
    negations = _NEGATIONS[language]
    found = []
    for at, word in enumerate(words):
        valence = known.get(word, 0.0)
        before = words[max(0, at - _REACH) : at]
        if valence and any(other in negations or other.endswith("n't") for other in before):
            valence *= _TURNED
        found.append(valence)
    return found


def summary(found: Sequence[float]) -> tuple[float, float, float]:
    """Balance from -1 to 1, and how much speaks well and ill, each from 0 to 1."""
    good = sum(each for each in found if each > 0)
    ill = -sum(each for each in found if each < 0)
    return _bounded(good - ill), _bounded(good), _bounded(ill)


def _bounded(sum_of: float) -> float:
    return float(sum_of / (sum_of * sum_of + _SOFTENED) ** 0.5)
