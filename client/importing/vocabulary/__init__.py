"""Other programs' words: for our choices, for yes and no, and for our fields in headings; compared folded."""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from importlib import resources
from typing import Any

from shared_models.kinds import Choice

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_DECOMPOSITION = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i"})


def fold(text: str) -> str:
    """The text without case, accents, spaces and punctuation: ``Semi-Auto`` and ``semi auto`` are the
    same.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold()).translate(_NO_DECOMPOSITION)
    return "".join(letter for letter in decomposed if letter.isalnum() or letter == "✓")


def tokens(text: str) -> list[str]:
    """The folded words of a heading: ``fuelType`` and ``Fuel_type`` both give fuel, type."""
    return [folded for word in re.split(r"[\W_]+", _HUMP.sub(" ", text)) if (folded := fold(word))]


@functools.cache
def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(resources.files(__name__).joinpath(name).read_text("utf-8"))
    return found


@functools.cache
def yes_and_no() -> dict[str, bool]:
    """Every folded word that means yes or no."""
    words = _read("choices.json")
    return {fold(word): answer for key, answer in (("yes", True), ("no", False)) for word in words[key]}


@functools.cache
def choice_words(field: str, kind: Choice) -> dict[str, str]:
    """Every folded word that stands for a choice of ``field`` (such as ``vehicle.fuel``) -> the stored
    word.
    """
    said = _read("choices.json")["choices"].get(field, {})
    known = {fold(word): stored for stored, words in said.items() for word in words}
    for stored, label in kind.options:
        known[fold(stored)] = known[fold(label)] = stored
    return known


@functools.cache
def heading_words(type_name: str) -> dict[str, tuple[str, ...]]:
    """Headings other programs use, by field of a record type, as they wrote them."""
    return {field: tuple(words) for field, words in _read("headings.json").get(type_name, {}).items()}
