"""Those who work for the group, the insurers it deals with, and its customers with what they agreed to."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from datetime import timedelta

from client.demo.dealership.draw import Draw, Weighted
from client.demo.dealership.house import Client, House, Made, Shop
from client.demo.dealership.names import CULTURES, FIRMS
from client.demo.dealership.places import INSURERS, Place
from client.demo.dealership.wording import CUSTOMER_NOTES
from shared_models.schema import Values

_FIRM_SHARE = 0.09
_HOUSE_MAIL = "northgate-motors.example"
_PREFERENCES = Weighted({"phone": 40.0, "email": 35.0, "text": 22.0, "none": 3.0})
_NOT_DECOMPOSED = str.maketrans({"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "ı": "i", "ø": "o"})
_HEAD_OFFICE = (
    ("fleet_manager", "Ingrid Solberg"), ("fleet_manager", "Mateusz Kowalczyk"), ("head_office", "Rosalind Achterberg"),
    ("it_admin", "Dinesh Wickramasinghe"), ("auditor", "Marguerite Delacroix"),
)  # fmt: skip
_CLERKS = (("Geico", "Latisha Montgomery"), ("Allianz", "Ansgar Reinhold"), ("Aviva", "Siobhán Gallagher"))


@functools.cache
def latin(text: str) -> str:
    """A name as it stands in a mail address: small Latin letters."""
    plain = unicodedata.normalize("NFKD", text.translate(_NOT_DECOMPOSED)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]+", "-", plain.lower()).strip("-")


@functools.cache
def _cultures(place: Place) -> Weighted[str]:
    return Weighted({name: float(weight) for name, weight in place.people.items()})


def person_name(draw: Draw, place: Place) -> tuple[str, str, str]:
    """Given name, family name and culture of somebody who lives there."""
    culture = draw.pick(_cultures(place))
    names = CULTURES[culture]
    return draw.choice(names.given), draw.choice(names.family), culture


def stores(house: House) -> Iterator[Made]:
    """The group's stores."""
    for shop in house.shops:
        place = shop.place
        values: Values = {
            "name": place.store, "street": place.street, "town": place.town, "country": place.country,
            "phone": place.phone.replace("###", "100").replace("##", "10"), "time_zone": place.time_zone,
            "currency": place.currency, "latitude": place.latitude, "longitude": place.longitude,
            "fiscal_month": place.fiscal_month,
        }  # fmt: skip
        yield "store", shop.id, values


def insurers(house: House) -> Iterator[Made]:
    """The insurance companies of every country."""
    draw = house.draw("insurers")
    for shop in house.shops:
        for name, _ in INSURERS[shop.place.code]:
            identifier = house.ids.new()
            shop.insurers.append((identifier, name))
            values: Values = {
                "name": name, "claims_phone": draw.fill(shop.place.phone), "phone": draw.fill(shop.place.phone),
                "email": f"fleet@{latin(name)}.example", "broker_number": draw.fill(f"{shop.place.code}-####-##"),
            }  # fmt: skip
            yield "insurer", identifier, values


def staff(house: House) -> Iterator[Made]:
    """One manager and some sellers in each store, head office, and clerks at three insurers."""
    draw = house.draw("staff")
    taken: set[str] = set()
    for shop in house.shops:
        for number in range(5 if shop.place.share > 0.15 else 4):
            given, family, _ = person_name(draw, shop.place)
            while latin(family) in taken:
                given, family, _ = person_name(draw, shop.place)
            taken.add(latin(family))
            role = "sales_manager" if number == 0 else "salesperson"
            made = _employee(house, draw, shop, f"{given} {family}", role)
            if role == "salesperson":
                shop.sellers.append(made[1])
            yield made
    for role, name in _HEAD_OFFICE:
        made = _employee(house, draw, house.shops[1], name, role)
        if role == "fleet_manager":
            house.fleet_managers.append(made[1])
        yield made
    known = {name: identifier for shop in house.shops for identifier, name in shop.insurers}
    for insurer, name in _CLERKS:
        values: Values = {
            "name": name, "role": "insurer", "insurer": known[insurer], "active": True,
            "email": f"{latin(name).replace('-', '.')}@{latin(insurer)}.example",
        }  # fmt: skip
        yield "person", house.ids.new(), values


def _employee(house: House, draw: Draw, shop: Shop, name: str, role: str) -> Made:
    given, _, family = name.partition(" ")
    values: Values = {
        "name": name, "role": role, "store": shop.id, "phone": draw.fill(shop.place.mobile), "active": True,
        "email": f"{latin(given)}.{latin(family)}@{_HOUSE_MAIL}",
    }  # fmt: skip
    return "person", house.ids.new(), values


def customers(house: House, count: int) -> Iterator[Made]:
    """Customers of all stores, private and with fleets: at least four of each store, so that it has somebody."""
    draw = house.draw("customers")
    for shop, share in zip(house.shops, house.shares(count), strict=True):
        for number in range(max(share, 4)):
            firm = number < 2 or (number > 3 and draw.chance(_FIRM_SHARE))
            values = _customer(house, draw, shop, firm)
            client = Client(house.ids.new(), values["name"], values.get("company", ""), values["phone"])
            (shop.firms if firm else shop.clients).append(client)
            yield "customer", client.id, values


def _customer(house: House, draw: Draw, shop: Shop, firm: bool) -> Values:
    place = shop.place
    given, family, culture = person_name(draw, place)
    postcode, town = draw.choice(place.districts)
    street, number = draw.choice(place.streets), draw.randint(1, 180)
    language = CULTURES[culture].language
    values: Values = {
        "name": f"{given} {family}",
        "phone": draw.fill(place.mobile),
        "email": _mail(draw, place, given, family),
        "street": f"{number} {street}" if place.number_first else f"{street} {number}",
        "town": town,
        "country": place.country,
        "language": language if draw.chance(0.8) else place.language,
        "born_on": house.today - timedelta(days=draw.randint(19 * 365, 84 * 365)),
        "contact_preference": draw.pick(_PREFERENCES),
        "owner": draw.choice(shop.sellers),
    }
    if postcode:
        values["postcode"] = draw.fill(f"{postcode}@@") if place.code == "LDS" else postcode
    if draw.chance(0.6):
        values["licence_expires"] = house.today + timedelta(days=draw.randint(-200, 3_600))
    values |= _consents(house, draw, values["contact_preference"] == "none")
    if firm:
        values["company"] = _firm(draw, place, family)
    if draw.chance(0.08):
        values["notes"] = draw.choice(CUSTOMER_NOTES)
    return values


def _mail(draw: Draw, place: Place, given: str, family: str) -> str:
    forms = (
        f"{latin(given)}.{latin(family)}",
        f"{latin(given)[0]}.{latin(family)}",
        f"{latin(family)}{draw.randint(1, 99)}",
    )
    return f"{draw.choice(forms)}@{draw.choice(place.mail)}"


def _consents(house: House, draw: Draw, never: bool) -> Values:
    by_mail, by_phone = not never and draw.chance(0.62), not never and draw.chance(0.48)
    values: Values = {"consent_email": by_mail, "consent_phone": by_phone}
    if by_mail or by_phone:
        values["consent_given_on"] = house.today - timedelta(days=draw.randint(3, 1_400))
    return values


def _firm(draw: Draw, place: Place, family: str) -> str:
    pattern = draw.choice(FIRMS[place.language])
    part = draw.choice(place.districts)[1] if draw.chance(0.5) else place.town
    return f"{pattern.format(place=part, family=family)} {place.legal_form}"
