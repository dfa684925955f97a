"""Text as the word pieces of BERT's uncased vocabulary, longest piece first (Devlin et al. 2018; Apache-2.0)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

_VOCABULARY = Path(__file__).with_name("vocab.txt")
_UNKNOWN, _BEGIN, _END = 100, 101, 102
_LONGEST_WORD = 100
MOST_PIECES = 128
"""Pieces of one text, begin and end included; the rest of a longer text is not read."""
_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")


@cache
def _vocabulary() -> dict[str, int]:
    return {piece: at for at, piece in enumerate(_VOCABULARY.read_text("utf-8").split("\n")) if piece}


def pieces(text: str) -> list[int]:
    """The numbers of a text's pieces, begin and end among them."""
    plain = unicodedata.normalize("NFD", text.lower())
    plain = "".join(letter for letter in plain if unicodedata.category(letter) != "Mn")
    found: list[int] = []
    for word in _WORD.findall(plain):
        found += _of_word(word)
        if len(found) >= MOST_PIECES - 2:
            break
    return [_BEGIN, *found[: MOST_PIECES - 2], _END]


def _of_word(word: str) -> list[int]:
    vocabulary = _vocabulary()
    if len(word) > _LONGEST_WORD:
        return [_UNKNOWN]
    found, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            number = vocabulary.get(("##" if start else "") + word[start:end])
            if number is not None:
                break
        else:
            return [_UNKNOWN]
        found.append(number)
        start = end
    return found
