"""The group while it is being made: what later parts need to know of those that were made before them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from client.demo.dealership.draw import Draw, Identifiers
from client.demo.dealership.places import PLACES, Place
from shared_models.kinds import Quantity
from shared_models.money import Money
from shared_models.schema import Values

#: A record: its type, its identifier and its values.
Made = tuple[str, str, Values]


class Client(NamedTuple):
    """A customer; ``company`` is empty for a private person."""

    id: str
    name: str
    company: str
    phone: str


class Car(NamedTuple):
    """A vehicle, in stock or in a fleet; ``price`` is None in a fleet."""

    id: str
    vin: str
    name: str
    mileage: Quantity
    price: Money | None
    status: str


class Won(NamedTuple):
    """A lead that ended in a sale: whose it was, and who sold."""

    lead: str
    customer: str
    seller: str


@dataclass
class Shop:
    """A store, and who and what belongs to it.

    ``stock`` is what can be bought or is on its way, ``held`` is kept for somebody, ``gone`` is sold; ``won`` are the
    leads behind sales, by vehicle.
    """

    place: Place
    id: str
    zone: ZoneInfo
    sellers: list[str] = field(default_factory=list)
    insurers: list[tuple[str, str]] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    firms: list[Client] = field(default_factory=list)
    stock: list[Car] = field(default_factory=list)
    gone: list[Car] = field(default_factory=list)
    held: list[Car] = field(default_factory=list)
    won: dict[str, Won] = field(default_factory=dict)


@dataclass
class House:
    """The whole group on one day. ``shops`` are in the order of their places."""

    seed: int
    today: date
    ids: Identifiers
    shops: list[Shop] = field(default_factory=list)
    fleet_managers: list[str] = field(default_factory=list)

    @classmethod
    def founded(cls, seed: int, today: date) -> House:
        """The group with its stores and nobody in them yet."""
        house = cls(seed, today, Identifiers(seed))
        house.shops = [Shop(place, house.ids.new(), ZoneInfo(place.time_zone)) for place in PLACES]
        return house

    def draw(self, part: str) -> Draw:
        """Chance for one part of the business."""
        return Draw(self.seed, part)

    def shares(self, count: int) -> list[int]:
        """A number of things spread over the shops by their share of the business; they add up to ``count``."""
        spread = [int(count * shop.place.share) for shop in self.shops]
        for position in range(count - sum(spread)):
            spread[position % len(spread)] += 1
        return spread
