"""Amounts of money: integer minor units of a named currency, never a float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from shared_models import check_words as words

#: Decimal places by currency where they are not two (ISO 4217).
_PLACES = {
    "BHD": 3, "CLP": 0, "IQD": 3, "ISK": 0, "JOD": 3, "JPY": 0, "KRW": 0, "KWD": 3, "OMR": 3, "TND": 3, "VND": 0,
}  # fmt: skip
_CURRENCY = re.compile(r"[A-Z]{3}")
_STORED = re.compile(r"(-?\d{1,18}) ([A-Z]{3})")
_SIGNS = {"£": "GBP", "€": "EUR", "$": "USD", "¥": "JPY"}


def decimal_places(currency: str) -> int:
    """How many decimal places the currency has: 2 for EUR, 0 for JPY, 3 for KWD."""
    return _PLACES.get(currency, 2)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """``minor`` units (cents, pence, yen) of ``currency`` (three capital letters, ISO 4217)."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not _CURRENCY.fullmatch(self.currency):
            raise ValueError(words.CURRENCY.format(currency=self.currency))
        if abs(self.minor) >= 10**15:
            raise ValueError(words.TOO_LARGE)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-decimal_places(self.currency))

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Money:
        """Money from major units, rounded half up to the currency's smallest coin.

        Raises ValueError when ``amount`` is no number.
        """
        try:
            exact = Decimal(amount)
        except InvalidOperation as error:
            raise ValueError(words.NO_AMOUNT.format(amount=amount)) from error
        if not exact.is_finite():
            raise ValueError(words.NO_AMOUNT.format(amount=amount))
        scaled = exact.scaleb(decimal_places(currency)).quantize(Decimal(1), ROUND_HALF_UP)
        return cls(int(scaled), currency)

    @classmethod
    def from_stored(cls, text: str) -> Money:
        """Read the stored form ``"1234500 GBP"`` (minor units, a space, the currency)."""
        match = _STORED.fullmatch(text)
        if not match:
            raise ValueError(f"'{text}' is not a stored amount of money")
        return cls(int(match[1]), match[2])

    def stored(self) -> str:
        """The form kept in documents: one string, so that amount and currency can never be merged apart."""
        return f"{self.minor} {self.currency}"

    def __str__(self) -> str:
        return f"{self.amount:,} {self.currency}"


def currency_of_sign(sign: str) -> str | None:
    """The currency a sign such as ``£`` stands for, or None."""
    return _SIGNS.get(sign)
