"""Kinds of time: a calendar date, and a moment in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy.types import BigInteger, TypeEngine

from shared_models import check_words as words
from shared_models.kinds.base import Kind

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Day(Kind):
    """A calendar date without a time or zone, kept as ``YYYY-MM-DD``."""

    name: ClassVar[str] = "day"

    def check(self, value: Any) -> None:
        if isinstance(value, datetime) or not isinstance(value, date):
            raise ValueError(words.DAY)

    def encode(self, value: Any) -> Any:
        return value.isoformat()

    def decode(self, atom: Any) -> Any:
        if not isinstance(atom, str) or len(atom) != 10:
            raise ValueError(words.DAY)
        return date.fromisoformat(atom)

    def columns(self, name: str, value: Any) -> dict[str, Any]:
        return {name: None if value is None else value.isoformat()}

    def from_columns(self, name: str, row: Mapping[str, Any]) -> Any:
        return None if row[name] is None else date.fromisoformat(row[name])


@dataclass(frozen=True)
class Instant(Kind):
    """A moment in time, in UTC, kept as milliseconds since 1970."""

    name: ClassVar[str] = "instant"
    sql: ClassVar[type[TypeEngine[Any]]] = BigInteger

    def check(self, value: Any) -> None:
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise ValueError(words.INSTANT)

    def encode(self, value: Any) -> Any:
        return (value - _EPOCH) // timedelta(milliseconds=1)

    def decode(self, atom: Any) -> Any:
        if isinstance(atom, bool) or not isinstance(atom, int) or not 0 <= atom < 253_402_300_800_000:
            raise ValueError("must be a moment between 1970 and 9999")
        return _EPOCH + timedelta(milliseconds=atom)

    def columns(self, name: str, value: Any) -> dict[str, Any]:
        return {name: None if value is None else self.encode(value)}

    def from_columns(self, name: str, row: Mapping[str, Any]) -> Any:
        return None if row[name] is None else self.decode(row[name])
