"""The catalogues of the languages: gettext files beside this one, a message a key, plural forms where counted."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

_FOLDER = Path(__file__).parent
_COUNTED = "{count"
#: What never changes, so that two people's additions meet in no line but their own.
_HEADER = "# What Forecourt says in another language; licensed as Forecourt is. Made by: python -m client.languages"
_BEGUN = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True)
class Catalogue:
    """The texts of one language by key: the forms they have, and which form goes with a number."""

    texts: Mapping[str, tuple[str, tuple[str, ...]]]
    form_of: Callable[[int], int]

    def forms(self, key: str, english: str) -> tuple[str, ...]:
        """How the text of a key is said; empty when it is not translated, or was from another English text."""
        meant, forms = self.texts.get(key, ("", ()))
        return forms if meant == english else ()


def read(language: str) -> Catalogue:
    """A language's catalogue; empty when there is none."""
    catalog = _read(language)
    texts = {}
    for message in catalog:
        forms = _forms(message)
        if message.context and not message.fuzzy and all(forms):
            texts[message.context] = (_english(message), forms)
    return Catalogue(texts, gettext.c2py(str(catalog.plural_expr)))


def renew(language: str, english: Mapping[str, str]) -> list[str]:
    """Bring a language's file up to date with the English words; the keys that lack a translation, in order.

    What is no longer said is dropped. A text whose English changed keeps its translation, marked as to be looked at.
    The same English text elsewhere gives its translation to a key that has none.
    """
    old = {message.context: message for message in _read(language) if message.context}
    same = {_english(message): _forms(message) for message in old.values() if all(_forms(message))}
    new = Catalog(
        locale=language, project="Forecourt", charset="utf-8", fuzzy=False, header_comment=_HEADER, creation_date=_BEGUN
    )  # fmt: skip
    missing = []
    for key, text in english.items():
        known = old.get(key)
        forms = _forms(known) if known is not None else ()
        stale = bool(forms) and all(forms) and known is not None and (_english(known) != text or known.fuzzy)
        if not all(forms) or not forms:
            forms = same.get(text, ())
        if not forms or stale:
            missing.append(key)
        counted = _COUNTED in text
        wanted = new.num_plurals if counted else 1
        filled = tuple(forms) if len(forms) == wanted else (forms[-1] if forms else "",) * wanted
        new.add((text, text) if counted else text, filled if counted else filled[0],
                context=key, flags=["fuzzy"] if stale else [])  # fmt: skip
    with (_FOLDER / f"{language}.po").open("wb") as file:
        write_po(file, new, width=0, omit_header=False)
    return missing


def _read(language: str) -> Catalog:
    path = _FOLDER / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _english(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, list | tuple) else message.id)


def _forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, list | tuple) else (str(message.string),)
