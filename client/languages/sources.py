"""Where words stand: ``client.text``, labels and checks of the schema, reasons of scores, the widgets' words."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields
from types import ModuleType
from typing import Any

import client.text
from accessibility.words import Words
from accessibility.words import use as use_words
from accessibility.words import words as widget_words
from ml_models import reason_words
from shared_models import check_words
from shared_models.kinds import Choice, Rows, WordSet
from shared_models.records import RECORD_TYPES
from shared_models.schema import Field

#: From a key and an English text to what is said.
Said = Callable[[str, str], str]

#: Names of pictures and signs, which no language changes, and the evidence of the accessibility report, which is kept
#: in English as the standard it answers is.
_NOT_WORDS = frozenset({"ICONS", "_SIGNS", "EVIDENCE", "DOES_NOT_APPLY"})
_CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")
_LETTER = re.compile(r"[^\W\d_]")
_PLACEHOLDER = re.compile(r"{[^}]*}")
_CODE = re.compile(r"[a-z][a-z_]*")
_ENGLISH: dict[str, Any] = {}


def say_all(said: Said) -> None:
    """Put what ``said`` gives for each English text where the text stands; called again, it begins with the English."""
    for module in _modules():
        area = module.__name__.rpartition(".")[2]
        for name in [name for name in vars(module) if _CONSTANT.fullmatch(name) and name not in _NOT_WORDS]:
            english = _ENGLISH.setdefault(f"{area}.{name}", getattr(module, name))
            setattr(module, name, _like(english, f"{area}.{name}", said))
    for type_name, record_type in RECORD_TYPES.items():
        for part in ("label", "plural", "title", "subtitle", "card"):
            _say(record_type.about, part, f"schema.{type_name}.{part}", said)
        for name, entry in record_type.fields().items():
            _say_field(entry, f"schema.{type_name}.{name}", said)
    english_words: dict[str, str] = _ENGLISH.setdefault("widgets", asdict(widget_words()))
    use_words(Words(**{field.name: _one(english_words[field.name], f"widgets.{field.name}", said)
                       for field in fields(Words)}))  # fmt: skip


def english() -> dict[str, str]:
    """Every word in English by its key, in the order of the keys."""
    found: dict[str, str] = {}

    def note(key: str, text: str) -> str:
        found[key] = text
        return text

    say_all(note)
    return dict(sorted(found.items()))


def _modules() -> Iterator[ModuleType]:
    yield from (check_words, reason_words)
    for found in pkgutil.iter_modules(client.text.__path__):
        yield importlib.import_module(f"client.text.{found.name}")


def _like(value: Any, key: str, said: Said) -> Any:
    """The same shape with its words replaced; codes beside their labels stay."""
    if isinstance(value, str):
        return _one(value, key, said)
    if isinstance(value, dict):
        return {name: _like(part, f"{key}.{getattr(name, 'value', name)}", said) for name, part in value.items()}
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        parts = [
            part if isinstance(part, str) and _is_code(part, value) else _like(part, f"{key}.{number}", said)
            for number, part in enumerate(value)
        ]
        return type(value)(parts)
    return value


def _is_code(part: str, among: list[Any] | tuple[Any, ...]) -> bool:
    """The first of a pair, when it is written as names in code are: ("dark", "Dark")."""
    return len(among) == 2 and part is among[0] and _CODE.fullmatch(part) is not None


def _one(text: str, key: str, said: Said) -> str:
    return said(key, text) if _LETTER.search(_PLACEHOLDER.sub("", text)) else text


def _say(thing: Any, name: str, key: str, said: Said) -> None:
    english_text = _ENGLISH.setdefault(key, getattr(thing, name))
    # Entries of the schema are frozen for everybody but the one who decides what language they are in.
    object.__setattr__(thing, name, _one(english_text, key, said))


def _say_field(entry: Field, key: str, said: Said) -> None:
    for part in ("label", "help"):
        _say(entry, part, f"{key}.{part}", said)
    kind = entry.kind
    if isinstance(kind, Choice | WordSet):
        options: tuple[tuple[str, str], ...] = _ENGLISH.setdefault(f"{key}.options", kind.options)
        told = tuple((word, _one(label, f"{key}.{word}", said)) for word, label in options)
        object.__setattr__(kind, "options", told)
    elif isinstance(kind, Rows):
        for column in kind.fields:
            _say_field(column, f"{key}.{column.name}", said)
