"""Numbers as people write them: 12,345.00 and 12.345,00, with currency signs and units beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from client.importing import words
from client.importing.table import Cell
from shared_models.money import currency_of_sign

#: How a column writes its numbers, told by its decimal sign; the other signs may then stand between
#: thousands.
DecimalSign = Literal[".", ","]
EXAMPLES: dict[DecimalSign, str] = {".": "12,345.00", ",": "12.345,00"}

_LONGEST = 60
_ONE_SPACE = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'", "−": "-", "٫": ".", "٬": ","})
_PARTS = re.compile(r"(\D*?)([.,]?\d(?:[\d., ']*\d)?)(\D*)")
_DASH_PRICE = re.compile(r"[.,]\s?[-–—]{1,2}")
_WHOLE = r"(?:\d+|\d{{1,3}}(?:[{group} ']\d{{2,3}})*[{group} ']\d{{3}})"
_FORMS: dict[DecimalSign, re.Pattern[str]] = {
    ".": re.compile(_WHOLE.format(group=",") + r"(?:\.\d+)?|\.\d+"),
    ",": re.compile(_WHOLE.format(group=".") + r"(?:,\d+)?|,\d+"),
}
_ONE_SIGN = re.compile(r"(\d*)([.,])(\d+)")

_CURRENCY_WORDS = {
    "US$": "USD", "A$": "AUD", "C$": "CAD", "NZ$": "NZD", "S$": "SGD", "HK$": "HKD", "R$": "BRL", "₹": "INR",
    "RS": "INR", "ZŁ": "PLN", "KČ": "CZK", "FR": "CHF", "SFR": "CHF", "₺": "TRY", "TL": "TRY", "₩": "KRW",
    "₪": "ILS", "د.إ": "AED", "DHS": "AED", "DH": "AED", "FT": "HUF", "LEI": "RON", "₽": "RUB", "EURO": "EUR",
    "EUROS": "EUR", "POUND": "GBP", "POUNDS": "GBP", "STG": "GBP", "DOLLAR": "USD", "DOLLARS": "USD",
}  # fmt: skip
_CURRENCIES = frozenset(
    re.findall(
        r"\w+",
        "AED AUD BGN BHD BRL CAD CHF CLP CNY CZK DKK EGP EUR GBP HKD HUF IDR ILS INR IQD ISK JOD JPY KES KRW "
        "KWD MAD MXN MYR NGN NOK NZD OMR PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TND TRY TWD UAH USD "
        "VND ZAR",
    )
)
_SHARED_SIGNS = {
    "$": frozenset({"USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN", "CLP"}),
    "¥": frozenset({"JPY", "CNY"}),
}
_UNITS = {
    "mi": "mi", "mile": "mi", "miles": "mi", "mls": "mi", "meilen": "mi", "millas": "mi", "ميل": "mi",
    "km": "km", "kms": "km", "kilometre": "km", "kilometres": "km", "kilometer": "km", "kilometers": "km",
    "kilometros": "km", "كم": "km",
    "l": "l", "lt": "l", "ltr": "l", "litre": "l", "litres": "l", "liter": "l", "liters": "l", "litros": "l",
    "cc": "cm³", "ccm": "cm³", "cm3": "cm³", "cm³": "cm³", "ml": "cm³", "%": "%", "percent": "%",
}  # fmt: skip


def split_amount(text: str) -> tuple[str, str]:
    """A number and the word beside it: ``("-12.345,00", "€")`` out of ``"− € 12.345,00"`` and its like.

    Brackets and a minus behind the number mean below zero; ``12.345,-`` means no cents. Raises ValueError
    when there is not exactly one number.
    """
    found = _PARTS.fullmatch(text.translate(_ONE_SPACE).strip()) if len(text) <= _LONGEST else None
    if found is None:
        raise ValueError
    before, number, after = found[1].strip(), found[2], found[3].strip()
    dash = _DASH_PRICE.match(after)
    if dash:
        after = after[dash.end() :].strip()
    negative = "-" in before or after.startswith("-") or ("(" in before and ")" in after)
    word = (before + " " + after).strip(" ()+-")
    return ("-" + number if negative else number), word


def parse_number(number: str, decimal: DecimalSign) -> Decimal:
    """The value of a number written with this decimal sign. Raises ValueError when it is written
    otherwise.
    """
    negative = number.startswith("-")
    digits = number[negative:].replace("  ", " ")
    if not _FORMS[decimal].fullmatch(digits):
        raise ValueError
    plain = digits.replace(" ", "").replace("'", "")
    plain = plain.replace(",", "") if decimal == "." else plain.replace(".", "").replace(",", ".")
    value = Decimal(plain)
    return -value if negative else value


def sign_shown_by(number: str) -> str:
    """What a number tells of its decimal sign: ``.`` or ``,``; ``?`` when it could be either; empty when
    nothing.
    """
    digits = number.lstrip("-").replace(" ", "").replace("'", "")
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        return "." if digits.rfind(".") > digits.rfind(",") else ","
    if points + commas == 0:
        return ""
    if points + commas > 1:
        return "," if points else "."
    single = _ONE_SIGN.fullmatch(digits)
    if single is None:
        return ""
    before, sign, after = single.groups()
    grouped = len(after) == 3 and 1 <= len(before) <= 3 and not before.startswith("0")
    return "?" if grouped else sign


def signs_shown_by(texts: Iterable[str]) -> tuple[Counter[str], str]:
    """How many texts of a column speak for which decimal sign, and an example that could be either."""
    found: Counter[str] = Counter()
    unclear = ""
    for text in texts:
        try:
            number, _ = split_amount(text)
        except ValueError:
            continue
        shown = sign_shown_by(number)
        found[shown] += 1
        if shown == "?" and not unclear:
            unclear = number
    return found, unclear


def currency_of(word: str, expected: str | None = None) -> str | None:
    """The currency a sign or word beside an amount stands for, or None.

    A sign that several currencies share, such as $, is the ``expected`` one where that is among them.
    """
    sign = word.strip()
    if expected is not None and expected in _SHARED_SIGNS.get(sign, ()):
        return expected
    known = currency_of_sign(sign)
    if known:
        return known
    capital = sign.upper().rstrip(".")
    return capital if capital in _CURRENCIES else _CURRENCY_WORDS.get(capital)


def is_currency(code: str) -> bool:
    """Whether the three letters are those of a currency in use."""
    return code in _CURRENCIES


def unit_of(word: str) -> str | None:
    """The unit a word beside a number stands for (``mi``, ``km``, ``l``, ``cm³``, ``%``), or None."""
    return _UNITS.get(word.strip(" .").casefold())


def number_in(cell: Cell, decimal: DecimalSign) -> tuple[Decimal, str]:
    """The number in a cell and the word beside it. Raises ValueError with words for a person."""
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        return Decimal(str(cell)), ""
    text = str(cell)
    if text.isdecimal() and len(text) < _LONGEST:  # most numbers are, and need no looking into
        return Decimal(text), ""
    try:
        number, word = split_amount(text)
        return parse_number(number, decimal), word
    except ValueError as error:
        example = EXAMPLES[decimal]
        raise ValueError(words.NOT_A_NUMBER.format(text=text[:_LONGEST], example=example)) from error
