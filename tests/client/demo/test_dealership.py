"""The dealership made from a seed: the same each time, sound in every record, and like a real one."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from types import FrameType
from typing import Any

import pytest

from client.demo.dealership import generate
from shared_models import vin
from shared_models.identifiers import is_id
from shared_models.kinds import Reference, Rows
from shared_models.money import Money
from shared_models.records import RECORD_TYPES
from shared_models.records.lead import STATUS as LEAD_STATUS
from shared_models.records.person import ROLES
from shared_models.records.policy import STATUS as POLICY_STATUS
from shared_models.rights import may_write
from shared_models.schema import validate

TODAY = date(2026, 3, 1)
Group = dict[str, dict[str, dict[str, Any]]]


def made(**options: Any) -> Group:
    found: Group = defaultdict(dict)
    for name, identifier, values in generate(today=TODAY, **options):
        found[name][identifier] = values
    return found


@pytest.fixture(scope="module")
def group() -> Group:
    return made()


def text_in(value: Any) -> Iterator[str]:
    """Every text anywhere in a record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from text_in(inner)
    elif isinstance(value, frozenset):
        yield from value


def money_in(value: Any) -> Iterator[Money]:
    if isinstance(value, Money):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from money_in(inner)


# --- sound ---


def test_the_same_seed_and_day_give_the_same_records() -> None:
    assert list(generate(7, today=TODAY)) == list(generate(7, today=TODAY))
    assert list(generate(7, today=TODAY)) != list(generate(8, today=TODAY))


def test_identifiers_are_the_same_on_any_day_and_never_twice() -> None:
    here = [(name, identifier) for name, identifier, _ in generate(today=TODAY)]
    later = [(name, identifier) for name, identifier, _ in generate(today=date(2028, 2, 29))]
    assert here == later
    identifiers = [identifier for _, identifier in here]
    assert all(is_id(identifier) for identifier in identifiers)
    assert identifiers == sorted(set(identifiers))


@pytest.mark.parametrize(("seed", "today"), [(2024, TODAY), (1, date(2028, 2, 29)), (99, date(2031, 12, 31))])
def test_every_record_fits_the_schema_and_refers_to_what_came_before(seed: int, today: date) -> None:
    types: dict[str, str] = {}
    unusual = []
    for name, identifier, values in generate(seed, today=today, vehicles=150, leads=90, policies=50):
        fields = RECORD_TYPES[name].fields()
        unusual += [(name, warning.field, values[warning.field]) for warning in validate(RECORD_TYPES[name], values)]
        for field, value in values.items():
            kind = fields[field].kind
            if isinstance(kind, Reference):
                assert types[value] == kind.to, (name, field)
            elif isinstance(kind, Rows):
                for row_id, row in value.items():
                    assert is_id(row_id)
                    for inner in kind.fields:
                        if isinstance(inner.kind, Reference) and inner.name in row:
                            assert types[row[inner.name]] == inner.kind.to
        types[identifier] = name
    assert unusual == [("vehicle", "vin", "VIN123456789")]


def test_money_is_in_the_currency_of_its_store(group: Group) -> None:
    currency = {identifier: store["currency"] for identifier, store in group["store"].items()}
    assert len(set(currency.values())) >= 4
    for name in ("vehicle", "lead", "sale", "hold", "payment"):
        for values in group[name].values():
            if "store" in values:
                assert {money.currency for money in money_in(values)} <= {currency[values["store"]]}
    for policy in group["policy"].values():
        assert len({money.currency for money in money_in(policy)}) == 1


@pytest.mark.parametrize("seed", range(5))
def test_instalments_add_up_to_the_premium_to_the_cent(seed: int) -> None:
    counts = set()
    for policy in made(seed=seed, vehicles=0, leads=0, policies=60)["policy"].values():
        parts = [row["amount"] for row in policy["instalments"].values()]
        counts.add(len(parts))
        assert sum(part.minor for part in parts) == policy["premium"].minor
        assert max(part.minor for part in parts) - min(part.minor for part in parts) < len(parts)
        assert all(policy["starts_on"] <= row["due"] <= policy["expires_on"] for row in policy["instalments"].values())
    assert counts >= {1, 4, 12}


def test_counts_are_kept_and_nothing_is_a_dealership_too() -> None:
    few = made(vehicles=0, leads=0, policies=0)
    assert set(few) == {"store", "insurer", "person", "customer"}
    some = made(vehicles=37, leads=11, policies=3, claims=5, customers=100, telematics_vehicles=0)
    assert (len(some["lead"]), len(some["policy"]), len(some["claim"]), len(some["customer"])) == (11, 3, 5, 100)
    assert sum("store" in vehicle for vehicle in some["vehicle"].values()) == 37
    assert len(some["vehicle_cost"]) == 37


# --- what the demonstration and its tests look for ---


def test_the_usual_group_has_about_three_thousand_records_of_every_type(group: Group) -> None:
    assert 2_500 <= sum(len(records) for records in group.values()) <= 4_000
    assert set(RECORD_TYPES) - set(group) == {
        "saved_search", "dashboard", "alarm_mark", "approval_request", "approval_answer", "handover",
        "handover_answer", "discard",
        "audit_entry", "consent", "legal_hold", "claim_review", "coaching", "risk_rule",
        "underwriting_decision", "price_decision",
        "deposit", "release", "slot", "plate_checkout", "number_block", "redemption", "case_approval", "case_closure",
    }  # fmt: skip


def test_one_policy_is_found_by_pol123(group: Group) -> None:
    numbers = [policy["number"] for policy in group["policy"].values()]
    assert numbers.count("POL123") == 1
    assert len(numbers) == len(set(numbers))
    others = [
        text
        for records in group.values()
        for values in records.values()
        for text in text_in(values)
        if "pol" in text.lower() and any(letter.isdigit() for letter in text)
    ]
    assert others == ["POL123"]
    policy = next(policy for policy in group["policy"].values() if policy["number"] == "POL123")
    assert group["insurer"][policy["insurer"]]["name"] == "Geico"


def test_the_easy_vin_is_in_stock(group: Group) -> None:
    (vehicle,) = [values for values in group["vehicle"].values() if values["vin"] == "VIN123456789"]
    assert (vehicle["make"], vehicle["model"], vehicle["status"]) == ("Toyota", "Camry", "available")


def test_camrys_stand_in_every_store_hybrids_among_them(group: Group) -> None:
    stores: dict[str, Counter[str]] = defaultdict(Counter)
    for vehicle in group["vehicle"].values():
        if vehicle["model"] == "Camry" and vehicle.get("status") == "available":
            stores[vehicle["store"]][vehicle["fuel"]] += 1
    assert set(stores) == set(group["store"])
    assert all(fuels["hybrid"] >= 2 for fuels in stores.values())
    assert sum(fuels["petrol"] > 0 for fuels in stores.values()) >= 2


def test_expiries_fall_into_every_band(group: Group) -> None:
    days = [(policy["expires_on"] - TODAY).days for policy in group["policy"].values()]
    for first, last in ((-30, -1), (0, 7), (8, 30), (31, 60), (61, 90), (91, 365)):
        assert sum(first <= day <= last for day in days) >= 3, (first, last)
    assert {policy["status"] for policy in group["policy"].values()} <= set(POLICY_STATUS)


def test_every_role_and_every_state_of_a_lead_is_there(group: Group) -> None:
    assert {person["role"] for person in group["person"].values()} == set(ROLES)
    assert {lead["status"] for lead in group["lead"].values()} == set(LEAD_STATUS)
    for store in group["store"]:
        assert {"salesperson", "sales_manager"} <= {
            person["role"] for person in group["person"].values() if person.get("store") == store
        }


def test_somebody_may_write_every_record(group: Group) -> None:
    people = group["person"].values()
    for name, records in group.items():
        for values in records.values():
            store = values["store"] if RECORD_TYPES[name].about.space == "leads" else None
            assert any(may_write(p["role"], name) and (store is None or p.get("store") == store) for p in people)


# --- like a real one ---


def test_vins_are_valid_and_tell_the_year(group: Group) -> None:
    for vehicle in group["vehicle"].values():
        if vehicle["vin"] != "VIN123456789":
            assert vin.warning(vehicle["vin"]) is None
            assert vin.model_year(vehicle["vin"]) == vehicle["year"]
    vins = [vehicle["vin"] for vehicle in group["vehicle"].values()]
    assert len(vins) == len(set(vins))


def test_older_cars_cost_less_and_have_gone_further(group: Group) -> None:
    ages: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for vehicle in group["vehicle"].values():
        if vehicle.get("status") in {"available", "sold", "delivered"}:
            ages[min(3, (TODAY.year - vehicle["year"]) // 3)].append(vehicle)
    km = [
        sum(v["mileage"].amount * (1.609 if v["mileage"].unit == "mi" else 1) for v in ages[age]) / len(ages[age])
        for age in range(4)
    ]
    assert km == sorted(km)
    assert 10_000 < km[1] / 4.5 < 20_000
    euro = {"GBP": 0.9, "EUR": 1.0, "USD": 1.0, "AED": 3.9}
    cost = [
        sum(float(v["price"].amount) / euro[v["price"].currency] for v in ages[age]) / len(ages[age])
        for age in range(4)
    ]
    assert cost == sorted(cost, reverse=True)


def test_costs_leave_a_margin(group: Group) -> None:
    for cost in group["vehicle_cost"].values():
        price = group["vehicle"][cost["vehicle"]]["price"].minor
        assert 0 < cost["purchase_price"].minor < cost["floor_price"].minor <= price * 1.02


def test_what_is_booked_lies_ahead_and_what_happened_lies_behind(group: Group) -> None:
    start = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
    booked: set[tuple[str, date]] = set()
    for drive in group["test_drive"].values():
        assert drive["ends_at"] > drive["starts_at"]
        if drive["status"] == "booked":
            assert drive["starts_at"] >= start
            assert group["vehicle"][drive["vehicle"]]["status"] == "available"
            slot = (drive["vehicle"], drive["starts_at"].date())
            assert slot not in booked
            booked.add(slot)
        else:
            assert drive["starts_at"] < start
    assert booked
    for place in ("activity.happened_at", "lead.last_contact", "claim.happened_at", "claim.reported_at"):
        name, field = place.split(".")
        assert max(values[field] for values in group[name].values() if field in values) < start
    for place in ("sale.signed_on", "payment.paid_on", "telematics_day.on", "vehicle_cost.bought_on"):
        name, field = place.split(".")
        assert max(values[field] for values in group[name].values()) <= TODAY


def test_what_is_sold_or_held_has_its_facts(group: Group) -> None:
    sales = Counter(sale["vehicle"] for sale in group["sale"].values())
    holds = Counter(hold["vehicle"] for hold in group["hold"].values())
    paid: Counter[str] = Counter()
    for payment in group["payment"].values():
        paid[payment["vehicle"]] += payment["amount"].minor
    price = {sale["vehicle"]: sale["price"].minor for sale in group["sale"].values()}
    for identifier, vehicle in group["vehicle"].items():
        status = vehicle.get("status")
        assert sales[identifier] == (status in {"sold", "delivered"})
        assert holds[identifier] == (status == "held")
        if status == "delivered":
            assert paid[identifier] == price[identifier]
        elif status == "sold":
            assert paid[identifier] < price[identifier]


def test_a_won_lead_is_behind_one_sale(group: Group) -> None:
    won = {identifier for identifier, lead in group["lead"].items() if lead["status"] == "won"}
    behind = [sale["lead"] for sale in group["sale"].values() if "lead" in sale]
    assert sorted(behind) == sorted(won)
    for sale in group["sale"].values():
        if "lead" in sale:
            lead = group["lead"][sale["lead"]]
            assert (lead["vehicle"], lead["customer"]) == (sale["vehicle"], sale["customer"])


def test_claims_end_as_they_were_decided(group: Group) -> None:
    decided: dict[str, list[str]] = defaultdict(list)
    for decision in group["claim_decision"].values():
        decided[decision["claim"]].append(decision["decision"])
    expected = {"approved": ["approve"], "settled": ["approve"], "rejected": ["reject"], "reported": [],
                "assessing": ["refer"], "reopened": ["approve", "reopen"]}  # fmt: skip
    for identifier, claim in group["claim"].items():
        assert decided[identifier] == expected[claim["status"]]
        assert ("paid" in claim) == (claim["status"] == "settled")
        policy = group["policy"][claim["policy"]]
        assert claim["vehicle"] in {row["vehicle"] for row in policy["schedule"].values()}
        assert policy["starts_on"] <= claim["happened_at"].date() + timedelta(days=1)


def test_people_have_many_kinds_of_names_and_no_real_addresses(group: Group) -> None:
    names = [customer["name"] for customer in group["customer"].values()]
    assert len(set(names)) > 0.9 * len(names)
    assert sum(not name.isascii() for name in names) > 0.1 * len(names)
    assert {customer["language"] for customer in group["customer"].values()} == {"en", "de", "es", "fr", "ar"}
    for name in ("customer", "person", "insurer"):
        assert all(
            values["email"].endswith(".example") and values["email"].isascii() for values in group[name].values()
        )
    for customer in group["customer"].values():
        consents = customer["consent_email"] or customer["consent_phone"]
        assert ("consent_given_on" in customer) == consents
        assert not (consents and customer["contact_preference"] == "none")


def test_no_text_is_left_unfilled(group: Group) -> None:
    for records in group.values():
        for values in records.values():
            for text in text_in(values):
                assert text.strip() == text
                assert text
                assert not set(text) & set("{}#")


# --- cheap ---


def calls_of_a_record(**options: int) -> float:
    """How many functions of Python are called for each record that is made."""
    calls = records = 0

    def count(_frame: FrameType, event: str, _what: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        for _ in generate(today=TODAY, **options):
            records += 1
    finally:
        sys.setprofile(before)
    assert records > 1_000
    return calls / records


def test_a_record_takes_little_to_make_however_many_are_made() -> None:
    """Seconds are the benchmark's business; here is counted what has to be done."""
    few, many = calls_of_a_record(), calls_of_a_record(vehicles=4_000, leads=2_200, policies=1_100)
    assert few < 60
    assert many < 1.2 * few
