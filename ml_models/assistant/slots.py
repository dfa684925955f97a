"""What a question names besides what it asks: sums, years, distances; all else is left for the search as it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = (
    r"(?P<currency>[£€$]|gbp|eur|usd)?\s*(?P<number>\d{1,3}(?:[,.]\d{3})+|\d+(?:\.\d+)?)\s*"
    r"(?P<unit>(?:k|m|thousand|grand)\b)?"
)
_MOST = r"(?:under|below|less than|cheaper than|up to|at most|max(?:imum)?|no more than|within)"
_LEAST = r"(?:over|above|more than|at least|min(?:imum)?|from|starting at)"
_DISTANCE = r"\s*(?P<distance>miles|mi|km|kilomet(?:er|re)s)\b"
_BETWEEN = re.compile(
    rf"\b(?:between|from)\s+{_NUMBER}\s*(?:and|to|-|–)\s*"
    + _NUMBER.replace("?P<currency>", "?P<currency2>")
    .replace("?P<number>", "?P<number2>")
    .replace("?P<unit>", "?P<unit2>"),
    re.IGNORECASE,
)
_ONE_END = re.compile(rf"\b(?:(?P<most>{_MOST})|(?P<least>{_LEAST}))\s+{_NUMBER}\b(?:{_DISTANCE})?", re.IGNORECASE)
_SINCE = re.compile(r"\b(?:(?P<least>newer than|after|since)|(?P<most>older than|before))\s+(?P<year>(?:19|20)\d\d)\b")
_FILLER = re.compile(
    r"\b(?:show|find|list|search|look|get|give|see|me|us|all|any|every|the|a|an|some|do|does|we|you|have|has|got|is|"
    r"are|there|which|what|in|stock|for|of|with|that|please|can|could|i|want|need|looking|cars?|vehicles?|on|sale|"
    r"to|buy|our|my|cost|costs|costing|priced|price|and)\b|[?!.,]",
    re.IGNORECASE,
)
_TIMES = {"k": 1_000, "thousand": 1_000, "grand": 1_000, "m": 1_000_000}
_YEARS = range(1950, 2101)


@dataclass(frozen=True)
class Slots:
    """What is to be searched: words, and bounds (both included) of price in whole units, year and distance driven.

    ``distance_unit`` is "mi" or "km" where a bound of distance was named.
    """

    words: str = ""
    price: tuple[int | None, int | None] = (None, None)
    year: tuple[int | None, int | None] = (None, None)
    mileage: tuple[int | None, int | None] = (None, None)
    distance_unit: str = ""


def slots_of(text: str) -> Slots:
    """The slots of a question about vehicles: "hybrid under 30k" is the word hybrid and a price up to 30,000."""
    price: tuple[int | None, int | None] = (None, None)
    year: tuple[int | None, int | None] = (None, None)
    mileage: tuple[int | None, int | None] = (None, None)
    unit, rest = "", text
    for found in _BETWEEN.finditer(text):
        second = _amount(found["number2"], found["unit2"])
        first = _amount(found["number"], found["unit"] or (found["unit2"] if second >= 1_000 else None))
        if _is_year(first, found["currency"]) and _is_year(second, found["currency2"]):
            year = (first, second)
        else:
            price = (first, second)
        rest = rest.replace(found[0], " ")
    for found in _ONE_END.finditer(rest):
        amount = _amount(found["number"], found["unit"])
        most = found["most"] is not None
        if found["distance"]:
            unit = "km" if found["distance"].lower().startswith("k") else "mi"
            mileage = _bounded(mileage, amount, most)
        elif _is_year(amount, found["currency"]) and not found["unit"]:
            year = _bounded(year, amount, most)
        else:
            price = _bounded(price, amount, most)
    rest = _ONE_END.sub(" ", rest)
    for found in _SINCE.finditer(rest):
        year = _bounded(year, int(found["year"]), found["most"] is not None)
    words = " ".join(_FILLER.sub(" ", _SINCE.sub(" ", rest)).split())
    return Slots(words, price, year, mileage, unit)


def _amount(number: str, unit: str | None) -> int:
    plain = re.sub(r"[,.](?=\d{3}(?:\D|$))", "", number)
    return round(float(plain) * _TIMES.get((unit or "").lower(), 1))


def _is_year(amount: int, currency: str | None) -> bool:
    return not currency and amount in _YEARS


def _bounded(bounds: tuple[int | None, int | None], amount: int, most: bool) -> tuple[int | None, int | None]:
    return (bounds[0], amount) if most else (amount, bounds[1])
