"""Kinds of text: a line, prose, a choice, a set of words, yes or no."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from sqlalchemy.types import Boolean, Text, TypeEngine

from shared_models import check_words as words
from shared_models.kinds.base import Kind, Shape, encodable

#: ``json.dumps`` makes a writer anew at each call, for any but its usual manner.
_WRITTEN = json.JSONEncoder(ensure_ascii=False).encode
_LONGEST_PROSE = 200_000
_CONTROL = re.compile(r"[\x00-\x1f]")


@dataclass(frozen=True)
class Line(Kind):
    """One line of text. ``wrong`` says of what was typed why it cannot be; what other programs wrote is kept."""

    name: ClassVar[str] = "line"
    longest: int = 400
    wrong: Callable[[str], str | None] | None = None

    def check(self, value: Any) -> None:
        self.admit(value)
        why = self.wrong(value) if self.wrong is not None else None
        if why:
            raise ValueError(why)

    def decode(self, atom: Any) -> Any:
        self.admit(atom)
        return atom

    def admit(self, value: Any) -> None:
        Kind.check(self, value)
        if len(value) > self.longest:
            raise ValueError(words.TOO_LONG.format(most=self.longest, length=len(value)))
        if _CONTROL.search(value):
            raise ValueError(words.CONTROL)
        encodable(value)


@dataclass(frozen=True)
class Prose(Kind):
    """Text of any length that several people may write in at once (Automerge Text)."""

    name: ClassVar[str] = "prose"
    shape: ClassVar[Shape] = "text"
    sql: ClassVar[type[TypeEngine[Any]]] = Text

    def check(self, value: Any) -> None:
        super().check(value)
        if len(value) > _LONGEST_PROSE:
            raise ValueError(words.PROSE_TOO_LONG.format(most=_LONGEST_PROSE))
        encodable(value)


@dataclass(frozen=True)
class Choice(Kind):
    """One of a closed list; ``options`` maps the stored word to the one people read.

    A stored word this program does not know (a newer one wrote it) is kept and shown as it is.
    """

    name: ClassVar[str] = "choice"
    options: tuple[tuple[str, str], ...] = ()

    def check(self, value: Any) -> None:
        super().check(value)
        if value not in self._words:
            known = ", ".join(label for _, label in self.options)
            raise ValueError(words.NOT_ONE_OF.format(value=value, known=known))

    def admit(self, value: Any) -> None:
        """A word this program does not know is one that a newer program's list has."""

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word for word, _ in self.options)

    def decode(self, atom: Any) -> Any:
        if not isinstance(atom, str) or len(atom) > 100:
            raise ValueError(words.ONE_WORD)
        return atom

    def label(self, value: str) -> str:
        """The word people read for a stored one."""
        return next((label for word, label in self.options if word == value), value)


@dataclass(frozen=True)
class WordSet(Kind):
    """A set of words; two people adding at once both keep what they added."""

    name: ClassVar[str] = "set"
    shape: ClassVar[Shape] = "set"
    sql: ClassVar[type[TypeEngine[Any]]] = Text
    options: tuple[tuple[str, str], ...] = ()

    def check(self, value: Any) -> None:
        if not isinstance(value, frozenset) or not all(
            isinstance(word, str) and 0 < len(word) <= 100 for word in value
        ):
            raise ValueError(words.SHORT_WORDS)
        for word in value:
            encodable(word)

    def columns(self, name: str, value: Any) -> dict[str, Any]:
        return {name: None if value is None else _WRITTEN(sorted(value))}

    def from_columns(self, name: str, row: Mapping[str, Any]) -> Any:
        return None if row[name] is None else frozenset(json.loads(row[name]))


@dataclass(frozen=True)
class Flag(Kind):
    """Yes or no."""

    name: ClassVar[str] = "flag"
    sql: ClassVar[type[TypeEngine[Any]]] = Boolean

    def check(self, value: Any) -> None:
        if not isinstance(value, bool):
            raise ValueError(words.YES_OR_NO)

    def from_columns(self, name: str, row: Mapping[str, Any]) -> Any:
        return None if row[name] is None else bool(row[name])
