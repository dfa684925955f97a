"""Kinds of number: plain, measured in a unit of choice, and money."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy.types import BigInteger, Float, String, TypeEngine

from shared_models import check_words as words
from shared_models.kinds.base import Kind
from shared_models.money import Money

_QUANTITY = re.compile(r"(-?\d{1,15}(?:\.\d{1,6})?) (\S{1,12})")


@dataclass(frozen=True)
class Number(Kind):
    """A number with a fixed ``unit`` (``""`` for none) between ``least`` and ``most``; whole unless ``places``."""

    name: ClassVar[str] = "number"
    sql: ClassVar[type[TypeEngine[Any]]] = Float
    unit: str = ""
    least: float = 0
    most: float = 10**12
    places: int = 0

    def check(self, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ValueError(words.NUMBER)
        if self.places == 0 and value != int(value):
            raise ValueError(words.WHOLE)
        if not self.least <= value <= self.most:
            raise ValueError(words.BETWEEN.format(least=self.least, most=self.most))

    def encode(self, value: Any) -> Any:
        return int(value) if self.places == 0 else float(value)

    def columns(self, name: str, value: Any) -> dict[str, Any]:
        return {name: value}

    def from_columns(self, name: str, row: Mapping[str, Any]) -> Any:
        value = row[name]
        return int(value) if value is not None and self.places == 0 else value


@dataclass(frozen=True, slots=True)
class Quantity:
    """An ``amount`` with the ``unit`` it was measured in, such as 41,000 mi. Never converted where it is kept."""

    amount: int
    unit: str

    def __str__(self) -> str:
        return f"{self.amount:,} {self.unit}"


@dataclass(frozen=True)
class Measure(Kind):
    """A whole number in one of several ``units``; amount and unit are one value and merge as one."""

    name: ClassVar[str] = "measure"
    sql: ClassVar[type[TypeEngine[Any]]] = BigInteger
    units: tuple[str, ...] = ()
    most: int = 10_000_000

    def check(self, value: Any) -> None:
        if not isinstance(value, Quantity):
            raise ValueError(words.QUANTITY.format(unit=self.units[0]))
        if value.unit not in self.units:
            raise ValueError(words.UNIT.format(units=", ".join(self.units)))
        if not 0 <= value.amount <= self.most:
            raise ValueError(words.BETWEEN.format(least=0, most=self.most))

    def encode(self, value: Any) -> Any:
        return f"{value.amount} {value.unit}"

    def decode(self, atom: Any) -> Any:
        match = _QUANTITY.fullmatch(atom) if isinstance(atom, str) else None
        if not match:
            raise ValueError("must be a number with its unit")
        return Quantity(int(Decimal(match[1])), match[2])

    def companions(self) -> dict[str, TypeEngine[Any]]:
        return {"unit": String()}

    def columns(self, name: str, value: Any) -> dict[str, Any]:
        if value is None:
            return {name: None, f"{name}_unit": None}
        return {name: value.amount, f"{name}_unit": value.unit}

    def from_columns(self, name: str, row: Mapping[str, Any]) -> Any:
        return None if row[name] is None else Quantity(row[name], row[f"{name}_unit"])


@dataclass(frozen=True)
class Price(Kind):
    """An amount of money; the column holds minor units, its companion the currency."""

    name: ClassVar[str] = "money"
    sql: ClassVar[type[TypeEngine[Any]]] = BigInteger
    negative: bool = False

    def check(self, value: Any) -> None:
        if not isinstance(value, Money):
            raise ValueError(words.MONEY)
        if value.minor < 0 and not self.negative:
            raise ValueError(words.BELOW_ZERO)

    def encode(self, value: Any) -> Any:
        return value.stored()

    def decode(self, atom: Any) -> Any:
        if not isinstance(atom, str):
            raise ValueError("must be an amount with its currency")
        return Money.from_stored(atom)

    def companions(self) -> dict[str, TypeEngine[Any]]:
        return {"currency": String(3)}

    def columns(self, name: str, value: Any) -> dict[str, Any]:
        if value is None:
            return {name: None, f"{name}_currency": None}
        return {name: value.minor, f"{name}_currency": value.currency}

    def from_columns(self, name: str, row: Mapping[str, Any]) -> Any:
        return None if row[name] is None else Money(row[name], row[f"{name}_currency"])
