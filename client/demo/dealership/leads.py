"""Leads in every state, with what was said and done about them, and the test drives that came of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from client.demo.dealership.draw import Draw, Weighted, major
from client.demo.dealership.house import Car, Client, House, Made, Shop, Won
from client.demo.dealership.wording import DRIVE_COMMENTS, NOTES, SUBJECTS, TRADE_INS, WISHES
from shared_models.kinds import Quantity
from shared_models.schema import Values

_STATUS = Weighted({"new": 18.0, "contacted": 24.0, "test_drive": 16.0, "negotiation": 13.0, "won": 12.0, "lost": 17.0})
_SOURCES = Weighted(
    {
        "walk_in": 20.0,
        "phone": 14.0,
        "website": 26.0,
        "portal": 18.0,
        "referral": 8.0,
        "campaign": 5.0,
        "returning": 9.0,
    }
)
_CHANNELS = Weighted({"cellular": 46.0, "in_person": 24.0, "email": 20.0, "telephone": 10.0})
_INTERESTS = Weighted({"buy": 56.0, "lease": 18.0, "trade_in": 14.0, "test_drive": 9.0, "sell": 3.0})
_BEFORE = Weighted({"nonexistent": 72.0, "failure": 17.0, "success": 11.0})
_LOST = Weighted(
    {"price": 28.0, "competitor": 24.0, "no_answer": 18.0, "finance": 13.0, "no_stock": 11.0, "other": 6.0}
)
_KINDS = Weighted({"call": 42.0, "email": 20.0, "walk_in": 12.0, "task": 18.0, "note": 6.0, "visit": 2.0})
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_OPEN = frozenset({"new", "contacted", "test_drive", "negotiation"})
_DRIVEN = frozenset({"test_drive", "negotiation", "won"})


def leads(house: House, count: int) -> Iterator[Made]:
    """Leads of all stores, each with its activities and test drives right behind it."""
    draw = house.draw("leads")
    for shop, share in zip(house.shops, house.shares(count), strict=True):
        gone = shop.gone.copy()
        draw.shuffle(gone)
        booked: set[tuple[str, date]] = set()
        for _ in range(share):
            status = draw.pick(_STATUS)
            if status == "won" and not gone:
                status = "contacted"
            car = gone.pop() if status == "won" else _interesting(draw, shop, status)
            client = draw.choice(shop.clients if draw.chance(0.9) else shop.firms)
            identifier, seller = house.ids.new(), draw.choice(shop.sellers)
            values = _lead(house, draw, shop, client, status, car)
            values["owner"] = seller
            if status == "won" and car is not None:
                shop.won[car.id] = Won(identifier, client.id, seller)
            yield "lead", identifier, values
            yield from _activities(house, draw, shop, values, identifier, car)
            if car is not None and status in _DRIVEN:
                yield from _test_drives(house, draw, shop, values, identifier, car, booked)


def _interesting(draw: Draw, shop: Shop, status: str) -> Car | None:
    """A car somebody may ask for; who drives one needs it to be there."""
    if not shop.stock:
        return None
    for _ in range(20):
        car = draw.choice(shop.stock)
        if car.status == "available" or status not in _DRIVEN:
            return car
    return None


def _lead(house: House, draw: Draw, shop: Shop, client: Client, status: str, car: Car | None) -> Values:
    today = house.today
    age = draw.randint(1, 25 if status in _OPEN else 120)
    values: Values = {
        "customer": client.id,
        "store": shop.id,
        "status": status,
        "source": draw.pick(_SOURCES),
        "interest": draw.pick(_INTERESTS),
        "contacts_now": 0 if status == "new" else draw.randint(1, 3 if status == "contacted" else 6),
        "previous_outcome": draw.pick(_BEFORE),
    }
    values["contacts_before"] = 0 if values["previous_outcome"] == "nonexistent" else draw.randint(1, 7)
    if values["contacts_now"]:
        values["channel"] = draw.pick(_CHANNELS)
        values["last_contact"] = draw.opening_hour(today - timedelta(days=age), shop.zone)
    if car is not None:
        values["vehicle"] = car.id
        values |= _wish(draw, shop, car, today)
    if status in _OPEN:
        values["next_step"] = today + timedelta(days=draw.choice((-3, -1, 0, 0, 0, 1, 1, 2, 3, 5, 7, 10)))
    if status == "lost":
        values["lost_reason"] = draw.pick(_LOST)
    trade_in = draw.choice(TRADE_INS) if values["interest"] == "trade_in" else ""
    notes = " ".join(filter(None, (draw.choice(NOTES), trade_in)))
    if notes:
        values["notes"] = notes
    return values


def _wish(draw: Draw, shop: Shop, car: Car, today: date) -> Values:
    price = float(car.price.amount) if car.price else 20_000 * shop.place.rate
    budget = major(round(price * draw.uniform(0.88, 1.1) / 500) * 500, shop.place.currency)
    month = _MONTHS[(today.month + draw.randint(0, 4)) % 12]
    shown = f"{budget.amount:,.0f} {budget.currency}"
    wish = draw.choice(WISHES).format(car=car.name, budget=shown, month=month)
    return {"budget": budget, "wanted": wish}


def _activities(house: House, draw: Draw, shop: Shop, lead: Values, identifier: str, car: Car | None) -> Iterator[Made]:
    """What was done about a lead, and what is to be done next."""
    name = car.name if car else "car"
    common: Values = {
        "store": shop.id, "customer": lead["customer"], "lead": identifier, "person": lead["owner"],
    }  # fmt: skip
    last: datetime | None = lead.get("last_contact")
    for number in range(min(3, lead["contacts_now"]) if last else 0):
        kind = draw.pick(_KINDS)
        subjects, outcomes = SUBJECTS[kind]
        values: Values = {**common, "kind": kind, "subject": draw.choice(subjects).format(car=name), "done": True}
        assert last is not None
        values["happened_at"] = last - timedelta(days=number * draw.randint(1, 6))
        outcome = draw.choice(outcomes).format(car=name)
        if outcome:
            values["outcome"] = outcome
        yield "activity", house.ids.new(), values
    if "next_step" in lead and draw.chance(0.55):
        subject = draw.choice(SUBJECTS["task"][0]).format(car=name)
        yield "activity", house.ids.new(), {
            **common, "kind": "task", "subject": subject, "done": False, "due": lead["next_step"],
        }  # fmt: skip


def _test_drives(
    house: House,
    draw: Draw,
    shop: Shop,
    lead: Values,
    identifier: str,
    car: Car,
    booked: set[tuple[str, date]],
) -> Iterator[Made]:
    """A drive that was, or, for half of those who have only got that far, one that is booked; one a day for a car."""
    ahead = lead["status"] == "test_drive" and draw.chance(0.5)
    day = house.today + timedelta(days=draw.randint(1, 9) if ahead else -draw.randint(1, 60))
    while (car.id, day) in booked:
        day += timedelta(days=1 if ahead else -1)
    booked.add((car.id, day))
    starts = draw.opening_hour(day, shop.zone)
    values: Values = {
        "vehicle": car.id, "customer": lead["customer"], "lead": identifier, "store": shop.id, "person": lead["owner"],
        "starts_at": starts, "ends_at": starts + timedelta(minutes=draw.choice((30, 45, 60))), "status": "booked",
    }  # fmt: skip
    if not ahead:
        values["status"] = "returned" if draw.chance(0.85) else draw.choice(("no_show", "cancelled"))
    if values["status"] == "returned":
        unit = car.mileage.unit
        values["plate"] = draw.fill(f"{shop.place.code} T##")
        values["mileage_out"] = car.mileage
        values["mileage_back"] = Quantity(car.mileage.amount + draw.randint(6, 34), unit)
        if draw.chance(0.7):
            values["rating"] = draw.choice((2, 3, 3, 4, 4, 4, 5, 5, 5))
            values["comment"] = draw.choice(DRIVE_COMMENTS)
    yield "test_drive", house.ids.new(), values
