"""What became of claims, policies, insured vehicles and cars for sale, as people wrote it; and learning from it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from ml_models.additive import logistic
from ml_models.cases import Records, Seen, ended
from ml_models.model_file import ModelFile
from ml_models.refitting import TooFewOutcomes
from ml_models.registry import MODELS
from ml_models.watching import learned, watch
from shared_models.claim_counts import counts
from shared_models.kinds import Quantity
from shared_models.money import Money
from shared_models.records import RECORD_TYPES

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def seen(record_type: str, name: str, created: datetime = NOW - timedelta(days=200), **values: Any) -> Seen:
    """A record with all its fields; what is not told is empty."""
    empty = dict.fromkeys(RECORD_TYPES[record_type].fields())
    assert set(values) <= set(empty)
    return Seen({**empty, **values}, created, created, name)


def house(*held: tuple[str, list[Seen]]) -> Records:
    """A house with these records and no others; every policy covers, but for those that begin later."""
    by_type = dict(held)
    return Records(
        lambda name: by_type.get(name, []), lambda policy, _vehicle, _id, day: policy["starts_on"] <= day, counts
    )


def bundled(name: str) -> ModelFile:
    return MODELS[name].read_bundled()


# --- claims ---


def claims(count: int, frauds: int) -> Records:
    """Claims that were looked at, the doubted ones among them frauds."""
    made, reviews = [], []
    for at in range(count):
        day = NOW - timedelta(days=300 - at % 200)
        made.append(seen(
            "claim", f"c{at}", day, happened_at=day, reported_at=day + timedelta(days=at % 9), cause="parking",
            fraud_suspected=at * frauds % count < frauds, policy="p", vehicle=f"v{at}",
        ))  # fmt: skip
        verdict = "fraud" if at * frauds % count < frauds else "not_fraud"
        reviews.append(seen("claim_review", f"r{at}", day, claim=f"c{at}", verdict=verdict))
    policy = seen("policy", "p", starts_on=date(2026, 1, 1), expires_on=date(2026, 12, 31))
    vehicles = [seen("vehicle", f"v{at}", price=Money.of(20_000, "EUR")) for at in range(count)]
    return house(("claim", made), ("claim_review", reviews), ("policy", [policy]), ("vehicle", vehicles))


def test_not_a_fraud_is_an_outcome_and_the_latest_review_counts() -> None:
    records = claims(3, 1)
    again = seen("claim_review", "x", NOW, claim="c0", verdict="not_fraud")
    undecided = seen("claim_review", "y", NOW, claim="c1", verdict="open")
    more = house(
        *((name, list(records.all(name))) for name in ("claim", "policy", "vehicle")),
        ("claim_review", [*records.all("claim_review"), again, undecided]),
    )
    told = MODELS["claim_fraud"].outcomes()
    assert told is not None
    assert [case.happened for case in told.cases(records)] == [True, False, False]
    assert [case.happened for case in told.cases(more)] == [False, None, False]
    assert told.cases(records)[0].row["doubted"] == "yes"
    assert told.cases(records)[0].row["covered"] == "yes"


@pytest.mark.parametrize("kind", ["level", "ridge"])
def test_a_fraud_model_learns_what_was_found(kind: Any) -> None:
    file, records = bundled("claim_fraud"), claims(210, 70)
    before = watch(MODELS["claim_fraud"], file, records, NOW)
    assert before.outcomes == 210
    assert before.auc == 1.0
    assert before.state == "alarm"
    made, verdict = learned(MODELS["claim_fraud"], file, records, kind)
    assert verdict["outcomes"] == 210
    after = watch(MODELS["claim_fraud"], made, records, NOW)
    gaps = [sum(abs(each.predicted - each.observed) * each.outcomes for each in one.months) for one in (before, after)]
    assert gaps[1] < gaps[0]


# --- renewals ---


def policies(count: int, lapse: float) -> Records:
    made = []
    for at in range(count):
        ends = date(2026, 10, 1) - timedelta(days=at)
        periods = {
            "a": {"transaction": "new", "effective": ends - timedelta(days=364), "premium": Money.of(600, "EUR")},
            "b": {"transaction": "renewal", "effective": ends + timedelta(days=1), "premium": Money.of(700, "EUR")},
        }
        lapsed = at % 10 < 10 * lapse
        made.append(seen(
            "policy", f"p{at}", premium=Money.of(600 if lapsed else 700, "EUR"), insurer="i",
            status="lapsed" if lapsed else "active", periods={"a": periods["a"]} if lapsed else periods,
            expires_on=ends if lapsed else ends + timedelta(days=365), starts_on=ends - timedelta(days=364),
        ))  # fmt: skip
    return house(("policy", made))


def test_renewed_and_lapsed_are_outcomes_at_the_premium_of_the_period_that_ended() -> None:
    told = MODELS["renewal"].outcomes()
    assert told is not None
    lapsed, renewed, in_force = told.cases(policies(2, 0.1))
    assert (lapsed.happened, renewed.happened, in_force.happened) == (True, False, None)
    assert lapsed.at == datetime(2026, 10, 1, tzinfo=UTC)
    assert (lapsed.row["premium_level"], renewed.row["premium_level"], in_force.row["premium_level"]) == (600, 600, 700)
    assert renewed.row["price_change"] == 1
    cancelled = house(("policy", [seen("policy", "c", status="cancelled", expires_on=date(2026, 5, 1),
                                       premium=Money.of(500, "EUR"))]))  # fmt: skip
    assert told.cases(cancelled) == []


def test_a_renewal_model_is_set_to_the_houses_own_lapses_and_price_never_turns_round() -> None:
    from ml_models.renewal.features import prepared

    file, records = bundled("renewal"), policies(400, 0.4)
    made, _verdict = learned(MODELS["renewal"], file, records, "ridge")
    told = MODELS["renewal"].outcomes()
    assert told is not None
    over = ended(told.cases(records))
    assert logistic(made.additive.answers([each.row for each in over])).mean() == pytest.approx(0.4, abs=0.01)
    dearer = [prepared({"premium_last": 500, "premium_offered": 500 * by}) for by in np.linspace(0.8, 1.3, 30)]
    assert (np.diff(made.additive.answers(dearer)) >= 0).all()


# --- accidents ---


def fleet(vehicles: int, claims_each: int) -> Records:
    """Vehicles insured since June, of which every tenth had as many claims, one a month from October back."""
    cars = [seen("vehicle", f"v{at}", vin=f"VIN {at}", year=2020, fuel="diesel") for at in range(vehicles)]
    days = [seen("telematics_day", f"d{at}", vehicle=f"v{at}", driver="d", on=date(2026, 11, 1), speeding_events=40,
                 harsh_braking=9, distance=Quantity(500, "km")) for at in range(vehicles)]  # fmt: skip
    driver = seen("driver", "d", born_on=date(2004, 1, 1), bonus_malus=100)
    schedule = {str(at): {"vehicle": f"v{at}"} for at in range(vehicles - 1)} | {"x": {"vin": f"vin{vehicles - 1}"}}
    policy = seen("policy", "p", schedule=schedule, starts_on=date(2026, 6, 1))
    happened = [seen("claim", f"c{at}{back}", vehicle=f"v{at}", happened_at=datetime(2026, 10 - back, 5, tzinfo=UTC))
                for at in range(0, vehicles, 10) for back in range(claims_each)]  # fmt: skip
    return house(
        ("vehicle", cars), ("telematics_day", days), ("driver", [driver]), ("policy", [policy]), ("claim", happened)
    )


def test_a_claim_in_a_month_of_cover_is_an_outcome_of_the_accident_risk() -> None:
    from ml_models.accident_risk import outcomes

    found = outcomes.cases(fleet(20, 2), date(2026, 11, 22))
    assert len(found) == 20 * 5, "June to October, the months in which the policy was in force"
    assert sum(bool(each.happened) for each in found) == 4
    assert sum(each.compared for each in found) == 20
    assert {each.group for each in found} == {"under 25"}
    file = bundled("accident_risk")
    with_driving = outcomes.logits(file, found)
    assert (with_driving > file.additive.answers([each.row for each in found]) - np.log(12)).all()


def test_claims_rejected_or_settled_for_nothing_are_no_outcome_and_a_month_is_that_of_the_store() -> None:
    from ml_models.accident_risk import outcomes

    records = fleet(10, 1)
    (held,) = records.all("claim")
    others = [(name, list(records.all(name))) for name in ("telematics_day", "driver", "policy")]

    def months(store: str | None = None, **values: Any) -> list[str]:
        claim = seen("claim", "c", **{**held.values, **values})
        cars = [seen("vehicle", each.id, **{**each.values, "store": store}) for each in records.all("vehicle")]
        west = seen("store", "west", time_zone="America/Los_Angeles")
        found = house(("claim", [claim]), ("vehicle", cars), ("store", [west] if store else []), *others)
        return [f"{each.at:%Y-%m}" for each in outcomes.cases(found, date(2026, 11, 22)) if each.at and each.happened]

    assert months(status="reported") == ["2026-10"]
    assert months(status="settled", paid=Money.of(900, "EUR")) == ["2026-10"]
    assert months(status="rejected") == months(status="settled", paid=Money.of(0, "EUR")) == []
    begun = datetime(2026, 10, 1, 3, tzinfo=UTC)
    assert months(happened_at=begun) == ["2026-10"]
    assert months("west", happened_at=begun) == ["2026-09"], "30 September, 20:00 in Los Angeles"


def test_too_low_a_claim_rate_is_an_alarm_and_the_level_is_set_right() -> None:
    from ml_models.accident_risk import outcomes

    model, file, records = MODELS["accident_risk"], bundled("accident_risk"), fleet(300, 2)
    assert watch(model, file, records, NOW).state == "alarm"
    made, _verdict = learned(model, file, records, "level")
    over = ended(outcomes.cases(records))
    assert logistic(outcomes.logits(made, over)).sum() == pytest.approx(60, abs=0.5)


# --- prices ---


def showroom(discount: float, sales: int = 60, extra: float = 0.0) -> Records:
    """Cars that stand for what the model says, at a level of their own; sold for less, one make for less still."""
    from ml_models.vehicle_price import model
    from ml_models.vehicle_price.level import Level

    random = np.random.default_rng(5)
    cars, deals = [], []
    for at in range(sales + 40):
        make, name = (("ford", "fiesta"), ("vw", "golf"))[at % 2]
        miles = 9_000 + 700 * (at % 50)
        row: dict[str, Any] = {"make": make, "model": name, "year": 2012 + at % 8, "mileage": miles,
               "gearbox": "manual", "fuel": "petrol", "engine_size": 1.2}  # fmt: skip
        (found,) = model.price_or_reason([row], Level.none(), 2026, reasons=False)
        assert isinstance(found, model.Price)
        asked = 1.3 * found.value * float(np.exp(random.normal(0, 0.03)))
        car = {name: value for name, value in row.items() if name != "mileage"}
        cars.append(seen("vehicle", f"v{at}", mileage=Quantity(miles, "mi"),
                         price=Money.of(round(asked), "EUR"), **car))  # fmt: skip
        if at >= 40:
            paid = asked * (1 - discount) * (1 - (extra if make == "vw" else 0))
            day = date(2026, 2, 1) + timedelta(days=at)
            deals.append(seen("sale", f"s{at}", vehicle=f"v{at}", price=Money.of(round(paid), "EUR"), signed_on=day))
    return house(("vehicle", cars), ("sale", deals))


def test_what_was_paid_is_held_against_the_proposal() -> None:
    model, file = MODELS["vehicle_price"], bundled("vehicle_price")
    right = watch(model, file, showroom(0.0), NOW)
    assert (right.outcomes, right.means) == (60, "in_band")
    assert right.tends == pytest.approx(0, abs=0.02)
    assert right.off == pytest.approx(0.02, abs=0.02)
    wrong = watch(model, file, showroom(0.2), NOW)
    assert wrong.tends == pytest.approx(0.25, abs=0.05)
    assert wrong.state == "alarm"


def test_the_price_learns_its_level_and_then_each_make() -> None:
    from ml_models.vehicle_price.outcomes import sold

    model, file = MODELS["vehicle_price"], bundled("vehicle_price")
    level, verdict = learned(model, file, showroom(0.2), "level")
    assert verdict["against"] == []
    assert verdict["candidate"]["mape"] < verdict["in_use"]["mape"]
    assert watch(model, level, showroom(0.2), NOW).tends == pytest.approx(0, abs=0.01)
    with pytest.raises(TooFewOutcomes):
        learned(model, file, showroom(0.2), "ridge")
    many = showroom(0.1, 240, extra=0.1)
    ridge, _verdict = learned(model, file, many, "ridge")
    off = {make: np.median([each.residual for each in sold(ridge, many) if each.row["make"] == make])
           for make in ("ford", "vw")}  # fmt: skip
    assert abs(off["ford"]) < 0.02
    assert abs(off["vw"]) < 0.02


# --- suggestions ---


def sold_cars(sales: int, taste: str) -> Records:
    """Ten cars for sale at any time; whoever comes says nothing, and buys what has the body of their taste."""
    start = NOW - timedelta(days=sales + 30)
    bodies = ("suv", "estate", "saloon", "van", "coupe")
    leads, deals = [], []
    cars = [
        seen("vehicle", f"v{at}", start + timedelta(days=max(0, at - 9)), make="Ford", model=f"M{at % 7}",
             body=bodies[at % 5], price=Money.of(15_000 + 500 * (at % 11), "EUR"), year=2020)
        for at in range(sales + 9)
    ]  # fmt: skip
    free = {each.id: each for each in cars}
    for at in range(sales):
        day = start + timedelta(days=at, hours=1)
        here = [each for each in free.values() if each.created < day]
        bought = next((each for each in here if each.values["body"] == taste), here[0])
        del free[bought.id]
        leads.append(seen("lead", f"l{at}", day - timedelta(minutes=30), customer=f"c{at}",
                          budget=Money.of(18_000, "EUR"), vehicle=here[-1].id))  # fmt: skip
        deals.append(seen("sale", f"s{at}", day, vehicle=bought.id, customer=f"c{at}"))
    return house(("vehicle", cars), ("lead", leads), ("sale", deals))


def test_a_sale_is_replayed_among_the_cars_that_stood_for_sale_then() -> None:
    from ml_models.recommendation.outcomes import replayed

    log = replayed(sold_cars(20, "suv"))
    assert len(log.at) == 20
    assert log.chosen.sum() == 20
    assert np.bincount(log.groups).max() <= 10, "those sold before, and those not there yet, are not among them"
    assert any(row["seen_body"] for row in log.rows)


def test_suggestions_learn_from_what_was_bought_and_are_judged_by_it() -> None:
    model, file, records = MODELS["recommendation"], bundled("recommendation"), sold_cars(80, "suv")
    before = watch(model, file, records, NOW)
    assert (before.outcomes, before.means) == (80, "among_ten")
    assert before.auc is not None
    made, verdict = learned(model, file, records, "ridge")
    assert verdict["candidate"]["log_loss"] <= verdict["in_use"]["log_loss"]
    after = watch(model, made, records, NOW)
    assert after.auc is not None
    assert after.auc >= before.auc
    with pytest.raises(TooFewOutcomes):
        learned(model, file, sold_cars(40, "suv"), "level")
