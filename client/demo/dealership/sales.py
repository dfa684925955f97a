"""What has been agreed and cannot be taken back: sales, holds and payments, as facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from client.demo.dealership.draw import Draw, Weighted, at, major
from client.demo.dealership.house import Car, House, Made, Shop
from shared_models.money import Money
from shared_models.schema import Values

_WAYS = Weighted({"loan": 46.0, "cash": 34.0, "lease": 20.0})


def facts(house: House) -> Iterator[Made]:
    """The sale and payments of every car that is gone, the hold and deposit of every car that is held."""
    draw = house.draw("facts")
    for shop in house.shops:
        for number, car in enumerate(shop.gone, start=1):
            yield from _sale(house, draw, shop, car, number)
        for car in shop.held:
            yield from _hold(house, draw, shop, car)


def _sale(house: House, draw: Draw, shop: Shop, car: Car, number: int) -> Iterator[Made]:
    assert car.price is not None
    won = shop.won.get(car.id)
    customer = won.customer if won else draw.choice(shop.clients).id
    currency = car.price.currency
    agreed = major(round(float(car.price.amount) * draw.uniform(0.96, 1.0) / 10) * 10, currency)
    days = draw.randint(20, 150) if car.status == "delivered" else draw.randint(1, 18)
    signed = house.today - timedelta(days=days)
    sale: Values = {
        "vehicle": car.id, "customer": customer, "store": shop.id,
        "person": won.seller if won else draw.choice(shop.sellers), "price": agreed, "way": draw.pick(_WAYS),
        "signed_on": signed, "contract_number": f"{shop.place.code}-{signed.year}-C{number:05}",
    }  # fmt: skip
    if won:
        sale["lead"] = won.lead
    yield "sale", house.ids.new(), sale
    deposit = Money(agreed.minor // 10 // 10_000 * 10_000, currency)
    if deposit.minor:
        yield _payment(house, shop, customer, car, deposit, "card", "deposit", signed, f"{number:05}A")
    if car.status == "delivered":
        rest = Money(agreed.minor - deposit.minor, currency)
        paid = min(house.today, signed + timedelta(days=draw.randint(5, 15)))
        yield _payment(house, shop, customer, car, rest, "transfer", "price", paid, f"{number:05}B")


def _payment(
    house: House, shop: Shop, customer: str, car: Car, amount: Money, way: str, purpose: str, day: date, number: str
) -> Made:
    values: Values = {
        "store": shop.id, "customer": customer, "vehicle": car.id, "amount": amount, "way": way, "purpose": purpose,
        "paid_on": day, "receipt_number": f"{shop.place.code}-R{number}",
    }  # fmt: skip
    return "payment", house.ids.new(), values


def _hold(house: House, draw: Draw, shop: Shop, car: Car) -> Iterator[Made]:
    assert car.price is not None
    client = draw.choice(shop.clients)
    until = at(house.today + timedelta(days=draw.randint(1, 6)), 18, 0, shop.zone)
    hold: Values = {
        "vehicle": car.id, "customer": client.id, "store": shop.id, "person": draw.choice(shop.sellers), "until": until,
    }  # fmt: skip
    if draw.chance(0.6):
        hold["deposit"] = major(draw.choice((200, 300, 500)) * shop.place.rate, car.price.currency)
    yield "hold", house.ids.new(), hold
