"""What to ask for a vehicle for sale: the price model at the level of the house's own prices, and similar cars.

Called off the window's thread, and only when somebody asks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from client.business.comparable import comparable_cars
from client.reading.queries import Reader, RecordView
from client.scores.released import file_in_use
from client.text import proposals as words
from shared_models.money import Money, decimal_places

MOST_PRICED = 600
"""So many of the house's own prices say at which level it asks, the newest first."""


@dataclass(frozen=True)
class PriceProposal:
    """A price with its band (four in five lie inside), what makes it up, and the cars to compare it with.

    ``price`` is None where there is none, and ``why`` says why. ``typical`` and the ``reasons`` add up to ``price``, to
    the last unit. ``prices``: how many of the house's own it is levelled on.
    """

    similar: tuple[RecordView, ...]
    why: str = ""
    price: Money | None = None
    low: Money | None = None
    high: Money | None = None
    typical: Money | None = None
    reasons: tuple[tuple[str, Money], ...] = ()
    prices: int = 0


def price_values(view: RecordView) -> dict[str, Any]:
    """The plain values of a vehicle as the price model takes them."""
    from ml_models.vehicle_price.of_records import of_vehicle

    return of_vehicle(view.values)


def price_proposal(reader: Reader, vehicle: str, device: str, today: date) -> PriceProposal | None:
    """The proposal for a vehicle, in its own price's currency, else that of most others; None when it is not here."""
    view = reader.record("vehicle", vehicle)
    if view is None:
        return None
    from ml_models.signing import ModelFileBroken

    similar = tuple(comparable_cars(reader, view, device, 4))
    try:
        return _proposed(reader, view, today, similar)
    except (ImportError, ModelFileBroken):
        return PriceProposal(similar, words.NO_MODEL)


def _proposed(reader: Reader, view: RecordView, today: date, similar: tuple[RecordView, ...]) -> PriceProposal:
    from ml_models.vehicle_price import model
    from ml_models.vehicle_price.level import LEAST, Level

    file = file_in_use(reader, "vehicle_price")
    missing = model.why_absent(price_values(view), Level.none(), today.year, file)
    if missing:
        return PriceProposal(similar, missing)
    currency, own = _own_prices(reader, view)
    level = model.level_of(own, today.year, file)
    if not level.known:
        return PriceProposal(similar, words.TOO_FEW_PRICES.format(count=level.rows, least=LEAST, currency=currency))
    found = model.price_or_reason([price_values(view)], level, today.year, file=file)[0]
    if isinstance(found, str):
        return PriceProposal(similar, found)
    unit = 10 ** decimal_places(currency)  # nobody asks for cents
    made = (found.value, found.low, found.high, found.typical)
    price, low, high, typical = (Money(unit * round(each / unit), currency) for each in made)
    amounts = _whole([each.amount for each in found.reasons], price.minor - typical.minor, unit)
    told = tuple((each.words, Money(amount, currency)) for each, amount in zip(found.reasons, amounts, strict=True))
    return PriceProposal(similar, "", price, low, high, typical, told, level.rows)


def _own_prices(reader: Reader, but: RecordView) -> tuple[str, list[tuple[dict[str, Any], float]]]:
    """The currency to propose in, and what the house asks in it for its other vehicles, in minor units."""
    priced = [reader.column("vehicle", "price").is_not(None), reader.column("vehicle", "status") == "available"]
    cars = [car for car in reader.where("vehicle", priced, limit=MOST_PRICED) if car.id != but.id]
    usual = Counter(car.values["price"].currency for car in cars).most_common(1)
    currency = but.values["price"].currency if but.values["price"] else usual[0][0] if usual else "EUR"
    asked = [(car, car.values["price"]) for car in cars]
    return currency, [(price_values(car), float(price.minor)) for car, price in asked if price.currency == currency]


def _whole(amounts: Sequence[float], total: int, unit: int) -> list[int]:
    """The amounts in whole units that add up to ``total``: what rounding leaves goes to the weightiest."""
    whole = [unit * round(each / unit) for each in amounts]
    if whole:
        whole[0] += total - sum(whole)
    return whole
