"""What all kinds of field share, and the three representations of a value.

Three representations meet here and nowhere else:

- the *value* a screen or model works with (``Money``, ``date``, ``frozenset`` ...);
- the *atom* kept in the Automerge document (str, int, float, bool, bytes), merged as one;
- the *columns* of the record's table, which can be sorted and searched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from sqlalchemy.types import String, TypeEngine

from shared_models import check_words as words

Atom = str | int | float | bool | bytes
Shape = Literal["atom", "text", "set", "rows"]
#: What a field of each shape holds when nothing has been entered.
EMPTY: dict[Shape, Any] = {"atom": None, "text": "", "set": frozenset(), "rows": {}}


@dataclass(frozen=True)
class Kind:
    """What all kinds share. ``shape`` says which Automerge object holds the value: a scalar unless stated."""

    name: ClassVar[str] = ""
    shape: ClassVar[Shape] = "atom"
    sql: ClassVar[type[TypeEngine[Any]]] = String

    def check(self, value: Any) -> None:
        """Raise ValueError, with words for a person, when ``value`` is not one of this kind."""
        if not isinstance(value, str):
            raise ValueError(words.TEXT)

    def admit(self, value: Any) -> None:
        """Raise ValueError when a value out of another program's document cannot be one of this kind.

        More lenient than :meth:`check` where a newer program may know more than this one.
        """
        self.check(value)

    def encode(self, value: Any) -> Any:
        """The value as it is kept in a document: letters alone, where an app's own words know more than letters."""
        return str(value) if isinstance(value, str) else value

    def decode(self, atom: Any) -> Any:
        """The value out of a document; ValueError when another program has put something else there."""
        self.check(atom)
        return atom

    def companions(self) -> dict[str, TypeEngine[Any]]:
        """Further columns beside the field's own, by suffix."""
        return {}

    def columns(self, name: str, value: Any) -> dict[str, Any]:
        """The value (or None) laid out in the columns of the record's table."""
        return {name: value}

    def from_columns(self, name: str, row: Mapping[str, Any]) -> Any:
        """The value (or None) out of the columns of a row."""
        return row[name]


def encodable(text: str) -> None:
    """Raise ValueError for text that no database can keep (half of a surrogate pair, a NUL)."""
    if text.isascii() and "\x00" not in text:
        return
    if "\x00" in text:
        raise ValueError(words.NUL)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(words.BROKEN) from error
