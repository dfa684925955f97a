"""Replacing the English words by those of a language: numbers of things in its forms, digits grouped in its way."""

from __future__ import annotations

import string
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QLocale

from client.languages import PSEUDO
from client.languages.catalogues import Catalogue, read
from client.languages.pseudo import stretched
from client.languages.sources import say_all


class _Filling(string.Formatter):
    """``{count:,}`` groups digits as the person's locale does, ``{rate:.1f}`` takes its decimal sign."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "," and isinstance(value, int):
            return QLocale().toString(value)
        if format_spec == ".1f":
            return QLocale().toString(float(value), "f", 1)
        return str(super().format_field(value, format_spec))


_FILLING = _Filling()


class Translated(str):
    """A text of another language than English. Filled with a ``count`` it takes the form its language has for that."""

    __slots__ = ("form_of", "forms")
    forms: tuple[str, ...]
    form_of: Callable[[int], int]

    def format(self, *values: Any, **named: Any) -> str:
        """Fill the placeholders."""
        count = named.get("count")
        text = self.forms[self.form_of(count)] if len(self.forms) > 1 and isinstance(count, int) else str(self)
        return _FILLING.vformat(text, values, named)


def replace_words(language: str) -> None:
    """Put a language's words in the places of the English ones."""
    if language == "en":
        say_all(lambda _, text: text)
    elif language == PSEUDO:
        say_all(lambda _, text: stretched(text))
    else:
        catalogue = read(language)
        say_all(lambda key, text: _said(catalogue, key, text))


def _said(catalogue: Catalogue, key: str, text: str) -> str:
    forms = catalogue.forms(key, text)
    if not forms:
        return text
    translated = Translated(forms[-1])
    translated.forms, translated.form_of = forms, catalogue.form_of
    return translated
