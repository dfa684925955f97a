"""The weeks of the house's vehicles: what was asked in each, and whether it sold; what dynamic pricing learns from.

Every outcome feeds the next proposal: a price that was approved is in the vehicle's own history, a sale in its fact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from client.reading.queries import Reader, RecordView
from shared_models.money import Money

if TYPE_CHECKING:
    from ml_models.vehicle_price.pricing import Week

#: Days back from which weeks are taken, and the most vehicles and weeks of each.
BACK, MOST, LONGEST = 365, 300, 52


@dataclass(frozen=True)
class Asked:
    """A price from a moment on."""

    at: datetime
    price: Money


def sold_on(reader: Reader, today: date) -> dict[str, date]:
    """By vehicle the day it was sold, within ``BACK`` days."""
    found: dict[str, date] = {}
    for sale in reader.find("sale"):
        day: date = sale.values["signed_on"] or sale.created.date()
        if (today - day).days <= BACK:
            found[sale.values["vehicle"]] = min(day, found.get(sale.values["vehicle"], day))
    return found


def asked_of(reader: Reader, view: RecordView) -> list[Asked]:
    """Every price a vehicle was asked for, the first first: who changed it and why is in its history."""
    told = reader.why("vehicle", view.id, ("price",))
    known = [Asked(one.at, one.value) for one in told if isinstance(one.value, Money)]
    return sorted(known, key=lambda each: each.at)


def weeks_of(
    reader: Reader, cars: Sequence[RecordView], estimates: Mapping[str, Money], sold: Mapping[str, date], today: date
) -> list[Week]:
    """The weeks of these vehicles, as the model takes them; those without an estimate are left out."""
    found: list[Week] = []
    for view in cars[:MOST]:
        estimate = estimates.get(view.id)
        if estimate is not None and estimate.minor > 0:
            found += _weeks(view, asked_of(reader, view), estimate, sold.get(view.id), today)
    return found


def _weeks(view: RecordView, asked: Sequence[Asked], estimate: Money, sold: date | None, today: date) -> list[Week]:
    from ml_models.vehicle_price.pricing import Week

    prices = [each for each in asked if each.price.currency == estimate.currency and each.price.minor > 0]
    if not prices:
        return []
    begins, ends = prices[0].at.date(), min(sold or today, today)
    whole = (ends - begins).days // 7 + (1 if sold is not None else 0)  # the week of a sale counts, a running one not
    made = []
    for number in range(max(0, whole - LONGEST), whole):
        day = begins + timedelta(days=7 * number + 7)
        until = datetime(day.year, day.month, day.day, tzinfo=UTC)
        price = next((each for each in reversed(prices) if each.at < until), prices[0]).price
        made.append(Week(price.minor / estimate.minor, float(number), sold is not None and number == whole - 1))
    return made
