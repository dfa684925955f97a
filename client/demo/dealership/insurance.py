"""Policies with their vehicles, drivers, cover, instalments and periods; some run out soon, some have run out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from client.demo.dealership.draw import Draw, Weighted, major
from client.demo.dealership.house import Car, Client, House, Made, Shop
from client.demo.dealership.people import person_name
from client.demo.dealership.places import INSURERS
from client.demo.dealership.stock import car_of, described, models_of, plate
from client.demo.dealership.wording import ENDORSEMENTS, POLICY_NOTES
from shared_models.money import Money
from shared_models.schema import Values

_YEAR = timedelta(days=365)
_FLEET_SHARE = 0.42
#: Days from today to the expiry: first, last, and how often.
_EXPIRY = Weighted({(-28, -1): 12.0, (0, 7): 10.0, (8, 30): 18.0, (31, 60): 15.0, (61, 90): 12.0, (91, 364): 33.0})
_OVERDUE = Weighted({"active": 34.0, "expired": 32.0, "lapsed": 22.0, "non_renewed": 12.0})
_RUNNING = Weighted({"active": 91.0, "draft": 5.0, "cancelled": 4.0})
_INSTALMENTS = Weighted({1: 34.0, 2: 14.0, 4: 24.0, 12: 28.0})
#: Liability limits, in units of a million euro, as usual in each country.
_LIABILITY = {"LDS": 20, "MUC": 100, "LYS": 100, "AUS": 0.5, "DXB": 0.5}
_FURTHER_COVER = (("passenger", 50_000), ("breakdown", 2_500), ("glass", 5_000))
_CLASSES = {"LDS": "B", "MUC": "B", "LYS": "B", "AUS": "C", "DXB": "Light vehicle"}
#: The one policy whose number is easy to remember, in Austin.
EASY_NUMBER = "POL123"


@dataclass
class Insured:
    """A policy as claims and telematics see it."""

    id: str
    shop: Shop
    number: str
    starts_on: date
    cars: list[Car] = field(default_factory=list)
    drivers: list[str] = field(default_factory=list)


def policies(house: House, count: int, insured: list[Insured]) -> Iterator[Made]:
    """Policies of all stores' customers, each with its vehicles and drivers before it; they are added to
    ``insured``.
    """
    draw = house.draw("policies")
    taken = {EASY_NUMBER}
    for shop, share in zip(house.shops, house.shares(count), strict=True):
        for number in range(share):
            fleet = draw.chance(_FLEET_SHARE)
            holder = draw.choice(shop.firms if fleet else shop.clients)
            insurer, name = draw.choice(shop.insurers)
            policy = Insured("", shop, _number(draw, dict(INSURERS[shop.place.code])[name], taken), house.today)
            if number == 0 and shop.place.code == "AUS":
                insurer, _ = next(entry for entry in shop.insurers if entry[1] == "Geico")
                policy.number = EASY_NUMBER
            yield from _vehicles(house, draw, policy, draw.randint(2, 6) if fleet else 1)
            yield from _drivers(house, draw, policy, holder)
            values = _policy(house, draw, policy, holder, insurer)
            policy.id = house.ids.new()
            insured.append(policy)
            yield "policy", policy.id, values


def _number(draw: Draw, pattern: str, taken: set[str]) -> str:
    """A policy number nobody has yet."""
    number = draw.fill(pattern)
    while number in taken:
        number = draw.fill(pattern)
    taken.add(number)
    return number


def _vehicles(house: House, draw: Draw, policy: Insured, count: int) -> Iterator[Made]:
    """What a customer drives: not in stock, so without price, status and store."""
    shop = policy.shop
    for _ in range(count):
        model = draw.pick(models_of(shop.place.code))
        values = described(house, draw, shop, model, draw.choice(model.variants))
        values["plate"] = plate(draw, shop, values["year"])
        car = car_of(house.ids.new(), values, "")
        policy.cars.append(car)
        yield "vehicle", car.id, values


def _drivers(house: House, draw: Draw, policy: Insured, holder: Client) -> Iterator[Made]:
    names = [holder.name]
    if holder.company:
        names += [" ".join(person_name(draw, policy.shop.place)[:2]) for _ in range(len(policy.cars) - 1)]
    for name in names:
        age = round(min(76, max(19, draw.gauss(43, 13))))
        licensed = max(0, age - draw.randint(17, 24))
        malus = 100 + draw.choice((10, 25, 40)) if licensed < 3 or draw.chance(0.06) else max(50, 100 - 4 * licensed)
        values: Values = {
            "name": name,
            "born_on": house.today - age * _YEAR - timedelta(days=draw.randint(0, 364)),
            "licence_class": _CLASSES[policy.shop.place.code],
            "licence_since": house.today - licensed * _YEAR - timedelta(days=draw.randint(0, 364)),
            "licence_expires": house.today + timedelta(days=draw.randint(-40, 3_200)),
            "bonus_malus": malus,
            "active": draw.chance(0.96),
        }
        if holder.company:
            values["employer"] = holder.id
        identifier = house.ids.new()
        policy.drivers.append(identifier)
        yield "driver", identifier, values


def _policy(house: House, draw: Draw, policy: Insured, holder: Client, insurer: str) -> Values:
    shop = policy.shop
    first, last = draw.pick(_EXPIRY)
    days = 24 if policy.number == EASY_NUMBER else draw.randint(first, last)
    expires = house.today + timedelta(days=days)
    policy.starts_on = expires - _YEAR + timedelta(days=1)
    currency, rate = shop.place.currency, shop.place.rate
    yearly = sum(draw.randint(38_000, 118_000) for _ in policy.cars)
    premium = Money(round(yearly * rate), currency)
    deductible = major(draw.choice((150, 250, 300, 500, 1_000)) * rate, currency)
    values: Values = {
        "number": policy.number,
        "insurer": insurer,
        "holder": holder.id,
        "status": _status(draw, days),
        "vehicle": policy.cars[0].vin,
        "starts_on": policy.starts_on,
        "expires_on": expires,
        "premium": premium,
        "deductible": deductible,
        "auto_renew": draw.chance(0.55),
        "lines": _lines(house, draw, shop, deductible),
        "schedule": {
            house.ids.new(): {"vehicle": car.id, "vin": car.vin, "from_day": policy.starts_on, "to_day": expires}
            for car in policy.cars
        },
        "drivers": {house.ids.new(): {"driver": driver, "from_day": policy.starts_on} for driver in policy.drivers},
        "instalments": instalments(house, draw, premium, policy.starts_on),
        "periods": _periods(house, draw, policy.starts_on, premium),
    }
    note = draw.choice(POLICY_NOTES)
    if note:
        values["notes"] = note
    return values


def _status(draw: Draw, days: int) -> str:
    if days < 0:
        return draw.pick(_OVERDUE)
    if days <= 30:
        return "expiring" if draw.chance(0.8) else "active"
    return draw.pick(_RUNNING)


def _lines(house: House, draw: Draw, shop: Shop, deductible: Money) -> Values:
    currency, rate = shop.place.currency, shop.place.rate
    lines: Values = {}

    def add(cover: str, limit: float, clause: str, own: Money | None = None) -> None:
        line: Values = {"cover": cover, "limit": major(limit, currency), "clause": clause}
        if own is not None:
            line["deductible"] = own
        lines[house.ids.new()] = line

    add("liability", _LIABILITY[shop.place.code] * 1_000_000, "A1")
    if draw.chance(0.62):
        add("comprehensive", 80_000 * rate, "B2", deductible)
    elif draw.chance(0.6):
        add("partial", 60_000 * rate, "B1", Money(deductible.minor // 2, currency))
    for number, (cover, limit) in enumerate(_FURTHER_COVER, start=1):
        if draw.chance(0.4):
            add(cover, limit * rate, f"C{number}")
    return lines


def instalments(house: House, draw: Draw, premium: Money, starts_on: date) -> Values:
    """The premium in one to twelve parts that add up to it to the cent; the first takes what cannot be divided."""
    count = draw.pick(_INSTALMENTS)
    part, rest = divmod(premium.minor, count)
    rows: Values = {}
    for number in range(count):
        due = starts_on + timedelta(days=365 * number // count)
        row: Values = {"due": due, "amount": Money(part + (rest if number == 0 else 0), premium.currency)}
        # Two in a hundred are late.
        if due <= house.today and draw.chance(0.98):
            row["paid_on"] = min(house.today, due + timedelta(days=draw.randint(-4, 6)))
        rows[house.ids.new()] = row
    return rows


def _periods(house: House, draw: Draw, starts_on: date, premium: Money) -> Values:
    """The years before this one, this one, and sometimes a change within it."""
    years = draw.choice((0, 0, 1, 1, 2, 3, 4, 6))
    rows: Values = {}
    for back in range(years, -1, -1):
        begins = starts_on - back * _YEAR
        then = premium.minor * 0.965**back * draw.uniform(0.98, 1.02) if back else premium.minor
        rows[house.ids.new()] = {
            "transaction": "new" if back == years else "renewal",
            "effective": begins,
            "until": begins + _YEAR - timedelta(days=1),
            "premium": Money(round(then), premium.currency),
        }
    if draw.chance(0.22) and starts_on < house.today:
        extra = round(premium.minor * draw.uniform(-0.06, 0.14) / 100) * 100
        rows[house.ids.new()] = {
            "transaction": "endorsement",
            "effective": draw.days(starts_on, house.today),
            "until": starts_on + _YEAR - timedelta(days=1),
            "premium": Money(extra, premium.currency),
            "note": draw.choice(ENDORSEMENTS),
        }
    return rows
