"""The whole group, record by record, in an order in which whatever is referred to comes first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from client.demo.dealership.claims import claims as claims_of
from client.demo.dealership.claims import telematics
from client.demo.dealership.house import House, Made
from client.demo.dealership.insurance import Insured
from client.demo.dealership.insurance import policies as policies_of
from client.demo.dealership.leads import leads as leads_of
from client.demo.dealership.people import customers as customers_of
from client.demo.dealership.people import insurers, staff, stores
from client.demo.dealership.sales import facts
from client.demo.dealership.stock import stock

SEED = 2024


def generate(
    seed: int = SEED,
    *,
    today: date | None = None,
    vehicles: int = 400,
    leads: int = 220,
    policies: int = 110,
    customers: int | None = None,
    claims: int | None = None,
    telematics_vehicles: int = 10,
    telematics_days: int = 28,
) -> Iterator[Made]:
    """Yield (type name, identifier, values) of every record of the group: about 3,000 when nothing is said.

    ``vehicles`` are those in stock; insured ones come on top, one for a private policy and two to six for a fleet.
    ``customers`` and ``claims`` follow from leads and policies where they are not given. The same seed, day and counts
    give the same records, and the same seed and counts the same identifiers on any day. ``today`` is the day the
    demonstration is seen on, in UTC by default: what is booked lies ahead of it, what has happened behind.
    """
    house = House.founded(seed, today or datetime.now(UTC).date())
    insured: list[Insured] = []
    yield from stores(house)
    yield from insurers(house)
    yield from staff(house)
    yield from customers_of(house, leads + policies if customers is None else customers)
    yield from stock(house, vehicles)
    yield from leads_of(house, leads)
    yield from facts(house)
    yield from policies_of(house, policies, insured)
    yield from claims_of(house, insured, policies // 3 if claims is None else claims)
    yield from telematics(house, insured, telematics_vehicles, telematics_days)
