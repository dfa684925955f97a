"""The numbers of a sales report: its period, total sales, conversion rate and top sellers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from client.insights import leads, sales
from client.insights.question import Counting
from shared_models.money import Money


@dataclass(frozen=True)
class Seller:
    """One salesperson: sales signed in the period, and their agreed prices by currency."""

    name: str
    sales: int
    value: tuple[Money, ...]


@dataclass(frozen=True)
class SalesFacts:
    """``conversion_rate`` is in per cent, None without leads; amounts of different currencies are never added.

    ``over_time`` are the steps of the period by their first day, with the sales signed in each.
    """

    first: date
    last: date
    total_sales: int
    conversion_rate: float | None
    value: tuple[Money, ...]
    top_sellers: tuple[Seller, ...]
    over_time: tuple[tuple[date, int], ...]


def sales_facts(counting: Counting, with_leads: bool = True) -> SalesFacts:
    """Count them. ``with_leads`` is False for somebody who may not read leads."""
    top = sales.sellers(counting)
    named = [(at, figure) for line in top.lines for at, figure in zip(top.places, line.figures, strict=True)]
    worth = _worth(counting)
    daily = sales.daily(counting)
    return SalesFacts(
        counting.period.first, counting.period.last, int(daily.headline or 0),
        leads.conversion(counting).headline if with_leads else None, _sums(worth),
        tuple(Seller(at.name, int(figure or 0), worth.get(at.key.strip("-"), ())) for at, figure in named),
        tuple((max(date.fromisoformat(at.key), counting.period.first), int(figure or 0))
              for at, figure in zip(daily.places, daily.lines[0].figures, strict=True)),
    )  # fmt: skip


def _worth(counting: Counting) -> dict[str, tuple[Money, ...]]:
    """The agreed prices of each seller, by currency; sales without a price are worth nothing known."""
    found: dict[str, tuple[Money, ...]] = {}
    rows = counting.groups(
        sales.signed(counting), "coalesce(sale.person, '')", "sale.price_currency", measures="sum(sale.price)"
    )
    for person, currency, amount in sorted(tuple(row) for row in rows if row[1]):
        found[person] = (*found.get(person, ()), Money(int(amount), currency))
    return found


def _sums(worth: dict[str, tuple[Money, ...]]) -> tuple[Money, ...]:
    sums: dict[str, int] = {}
    for amounts in worth.values():
        for amount in amounts:
            sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor
    return tuple(Money(sums[currency], currency) for currency in sorted(sums))
