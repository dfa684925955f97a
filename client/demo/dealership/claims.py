"""Claims from first notice to settlement, with the decisions taken on them, and what telematics boxes reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from client.demo.dealership.draw import Draw, Weighted, major
from client.demo.dealership.house import House, Made
from client.demo.dealership.insurance import Insured
from client.demo.dealership.wording import DECISIONS, LOSSES, THIRD_PARTIES, WITNESSES
from shared_models.kinds import Quantity
from shared_models.money import Money
from shared_models.schema import Values

_CAUSES = Weighted(
    {"collision": 34.0, "parking": 24.0, "glass": 14.0, "weather": 9.0, "theft": 6.0, "vandalism": 6.0, "animal": 4.0,
     "other": 2.0, "fire": 1.0}
)  # fmt: skip
_STATUS = Weighted(
    {"reported": 22.0, "assessing": 24.0, "approved": 16.0, "settled": 24.0, "rejected": 9.0, "reopened": 5.0}
)
#: The decisions that lead to a status, in their order.
_DECISIONS = {
    "approved": ("approve",), "settled": ("approve",), "rejected": ("reject",), "reopened": ("approve", "reopen"),
    "assessing": ("refer",), "reported": (),
}  # fmt: skip
_TYPICAL = {"collision": 4_200, "parking": 1_300, "glass": 750, "weather": 2_600, "theft": 1_900, "vandalism": 1_500,
            "animal": 3_400, "other": 1_200, "fire": 9_500}  # fmt: skip

#: How often something speaks against what was reported; of any other cause, four in a hundred.
_DOUBTED = {"theft": 0.2, "fire": 0.25, "vandalism": 0.12, "glass": 0.0}


def claims(house: House, insured: Sequence[Insured], count: int) -> Iterator[Made]:
    """Claims under the policies, each with its decisions right behind it."""
    draw, doubt = house.draw("claims"), house.draw("fraud")
    if not insured:
        return
    for number in range(1, count + 1):
        policy = draw.choice(insured)
        identifier = house.ids.new()
        values = _claim(house, draw, policy, number)
        values["fraud_suspected"] = doubt.chance(_DOUBTED.get(values["cause"], 0.04))
        yield "claim", identifier, values
        yield from _decisions(house, draw, values, identifier)


def _claim(house: House, draw: Draw, policy: Insured, number: int) -> Values:
    shop = policy.shop
    cause, status = draw.pick(_CAUSES), draw.pick(_STATUS)
    # What is fresh is recent; what is settled took its time.
    latest = house.today - timedelta(days=draw.randint(2, 12) if status == "reported" else draw.randint(14, 150))
    day = min(max(policy.starts_on, latest), house.today - timedelta(days=2))
    happened = draw.hour(day, shop.zone)
    road = draw.choice(shop.place.streets)
    at_fault, account = draw.choice(LOSSES[cause])
    estimate = major(round(_TYPICAL[cause] * draw.uniform(0.4, 1.9) / 10) * 10 * shop.place.rate, shop.place.currency)
    values: Values = {
        "number": f"{shop.place.code}-CL-{day.year}-{number:04}",
        "policy": policy.id,
        "vehicle": draw.choice(policy.cars).id,
        "driver": draw.choice(policy.drivers),
        "status": status,
        "cause": cause,
        "happened_at": happened,
        "reported_at": happened + timedelta(hours=draw.randint(0, 14), minutes=draw.randint(5, 59)),
        "place": f"{road}, {shop.place.town}",
        "at_fault": at_fault,
        "injuries": cause == "collision" and draw.chance(0.09),
        "description": account.format(road=road),
        "estimate": estimate,
    }
    if cause == "collision" and not account.startswith("Slid"):
        values["third_party"] = draw.choice(THIRD_PARTIES)
    witness = draw.choice(WITNESSES)
    if witness:
        values["witnesses"] = witness
    return values | _amounts(house, draw, status, estimate, values["happened_at"].date())


def _amounts(house: House, draw: Draw, status: str, estimate: Money, day: date) -> Values:
    if status in {"reported", "rejected"}:
        return {}
    if status != "settled":
        return {"reserve": Money(round(estimate.minor * 1.15), estimate.currency)}
    settled = min(house.today, day + timedelta(days=draw.randint(9, 60)))
    return {"paid": Money(round(estimate.minor * draw.uniform(0.82, 1.04)), estimate.currency), "settled_on": settled}


def _decisions(house: House, draw: Draw, claim: Values, identifier: str) -> Iterator[Made]:
    for decision in _DECISIONS[claim["status"]]:
        values: Values = {
            "claim": identifier, "decision": decision, "person": draw.choice(house.fleet_managers),
            "reason": draw.choice(DECISIONS[decision]),
        }  # fmt: skip
        if decision == "approve":
            values["amount"] = claim.get("paid", claim["estimate"])
        yield "claim_decision", house.ids.new(), values


def telematics(house: House, insured: Sequence[Insured], vehicles: int, days: int) -> Iterator[Made]:
    """Daily totals of some fleet vehicles up to yesterday; a day on which a box was silent is left out."""
    draw = house.draw("telematics")
    boxed = [(policy, car) for policy in insured if len(policy.cars) > 1 for car in policy.cars][:vehicles]
    for policy, car in boxed:
        driver = draw.choice(policy.drivers)
        # One driver in five is in a hurry, and stays so.
        haste, habit = draw.choice((0.4, 0.7, 1.0, 1.3, 3.2)), draw.uniform(30, 140)
        unit = car.mileage.unit
        for back in range(days, 0, -1):
            if draw.chance(0.07):
                continue
            day = house.today - timedelta(days=back)
            km = habit * draw.uniform(0.3, 1.7) * (0.25 if day.weekday() >= 5 else 1)
            values: Values = {
                "vehicle": car.id, "driver": driver, "on": day,
                "distance": Quantity(round(km / 1.609 if unit == "mi" else km), unit),
                "speeding_events": round(draw.expovariate(1 / (haste * km / 45))),
                "harsh_braking": round(draw.expovariate(1 / (haste * km / 60))),
                "night_share": round(min(100.0, draw.expovariate(1 / 6))),
            }  # fmt: skip
            yield "telematics_day", house.ids.new(), values
