"""From a piece of feedback to what the model reads.

A row may give:

    text      what the customer said or wrote
    language  in which language, by its two letters; taken from the words where they tell it, else this, else English
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ml_models.additive import Row
from ml_models.sentences import lexicon
from ml_models.sentences.ngrams import words_of

NAME = "feedback_sentiment"
LEAST_LETTERS = 3
"""A text with fewer letters says nothing that could be read."""


@dataclass(frozen=True)
class Said:
    """A text as it is read: its words, their language, and what the lexicon knows of each."""

    text: str
    words: tuple[str, ...]
    language: str
    valences: tuple[float, ...]


def said(row: Row) -> Said | None:
    """The feedback of a row; None when there is too little text. Whatever is no text counts as none."""
    text = row.get("text")
    text = text.strip() if isinstance(text, str) else ""
    if sum(letter.isalpha() for letter in text) < LEAST_LETTERS:
        return None
    words = tuple(words_of(text))
    named = row.get("language")
    language = lexicon.language_of(words) or (named if isinstance(named, str) and named else "en")
    known = lexicon.valences(words, language) if language in lexicon.LANGUAGES else [0.0] * len(words)
    return Said(text, words, language, tuple(known))


def beside(given: Said) -> tuple[float, float, float]:
    """The numbers beside the words: balance, good and ill, by the lexicon of their language."""
    return lexicon.summary(given.valences)


def in_english(words: Sequence[str]) -> tuple[float, float, float]:
    """The same of words read as English, as training and evaluation read them."""
    return lexicon.summary(lexicon.valences(words))
