"""Head office's reads: filters, pages, one record's history, and the same rights as everywhere."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from shared_models.identifiers import new_id
from shared_models.kinds import Quantity
from shared_models.money import Money
from tests.sync_server.hub_client import Device
from tests.sync_server.running_hub import NORTH, SOUTH, RunningHub


@pytest.fixture(scope="module")
def seller(hub: RunningHub) -> Device:
    device = hub.device("salesperson")
    cars = [
        device.born(
            "vehicle", make="Recordia", model=f"M{number}", year=2000 + number, price=Money(100 * number, "EUR"),
            status="available" if number % 2 else "sold", mileage=Quantity(number, "km"), features=frozenset({"abs"}),
        )[1]
        for number in range(10)
    ]  # fmt: skip
    device.push(*cars)
    return device


def models(device: Device, query: str) -> list[str]:
    answer = device.http.get(f"/v1/records/vehicle?make=Recordia&{query}")
    assert answer.status_code == 200, answer.text
    return [record["model"] for record in answer.json()["records"]]


def test_filters(seller: Device) -> None:
    assert models(seller, "status=available") == ["M1", "M3", "M5", "M7", "M9"]
    assert models(seller, "year=2004") == ["M4"]
    assert models(seller, "price=300&archived=false") == ["M3"]
    assert models(seller, "archived=true") == []
    assert models(seller, "vin=") == [f"M{number}" for number in range(10)]


def test_a_vehicle_s_status_follows_from_who_holds_it(seller: Device) -> None:
    car, born = seller.born("vehicle", make="Followed", model="F", status="available")
    sold: dict[str, Any] = {"vehicle": car.id, "customer": new_id(), "store": NORTH, "price": Money(100, "EUR")}
    fact, sale = seller.fact("sale", **sold)
    theirs = seller.fact("sale", **{**sold, "vehicle": new_id()})[1]
    seller.push(born, sale, theirs)
    for end, status in (("", "sold"), (fact.id, "available")):
        if end:
            seller.push(seller.fact("release", stake=end, reason="mistake")[1])
        found = seller.http.get(f"/v1/records/vehicle?make=Followed&status={status}").json()["records"]
        assert [(record["id"], record["status"]) for record in found] == [(car.id, status)]
        assert seller.http.get(f"/v1/records/vehicle/{car.id}").json()["record"]["status"] == status


def test_pages(seller: Device) -> None:
    page: dict[str, Any] = {"next": 0}
    seen: list[str] = []
    while page["next"] is not None:
        page = seller.http.get(f"/v1/records/vehicle?make=Recordia&limit=4&after={page['next']}").json()
        seen += [record["model"] for record in page["records"]]
    assert seen == [f"M{number}" for number in range(10)]


def test_a_row_as_json(seller: Device) -> None:
    row = seller.http.get("/v1/records/vehicle?make=Recordia&limit=1&after=0&model=M2").json()["records"][0]
    assert (row["price"], row["price_currency"], row["mileage"], row["mileage_unit"]) == (200, "EUR", 2, "km")
    assert (row["features"], row["photos"], row["archived"]) == (["abs"], {}, False)


@pytest.mark.parametrize("query", ["nonsense=1", "features=abs", "year=x", "archived=perhaps", "price_currency=EUR"])
def test_filters_that_make_no_sense(seller: Device, query: str) -> None:
    answer = seller.http.get(f"/v1/records/vehicle?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_filter")
    assert answer.json()["field"] == query.split("=", maxsplit=1)[0]


def test_rights_hold_here_too(hub: RunningHub, seller: Device) -> None:
    def code(device: Device, path: str) -> str:
        return str(device.http.get(f"/v1/records/{path}").json().get("code", "fine"))

    insurer = hub.device("insurer")
    assert code(insurer, "vehicle") == "not_allowed"
    assert code(seller, "vehicle_cost") == "not_allowed"
    assert code(seller, "starship") == "unknown_type"
    assert code(seller, f"vehicle/{new_id()}") == "not_found"
    lead, birth = seller.born("lead", customer=new_id(), status="new", store=NORTH)
    assert seller.push_one(birth).status == "accepted"
    assert code(seller, f"lead/{lead.id}") == "fine"
    assert code(hub.device("south"), f"lead/{lead.id}") == "not_found"
    assert code(hub.device("head_office"), f"lead/{lead.id}") == "fine"
    assert code(hub.device("head_office", "other"), f"lead/{lead.id}") == "not_found"
    assert hub.device("salesperson", "other").http.get("/v1/records/vehicle?make=Recordia").json()["records"] == []
    types = {entry["type"] for entry in seller.http.get("/v1/records").json()["types"]}
    assert "vehicle" in types
    assert "vehicle_cost" not in types


def test_what_is_sealed_stays_sealed(hub: RunningHub) -> None:
    office = hub.device("fleet_manager")
    claim, birth = office.born("claim", number="C9", status="reported", injury_notes=b"\1\2\3")
    assert office.push_one(birth).status == "accepted"
    record = office.http.get(f"/v1/records/claim/{claim.id}").json()["record"]
    assert record["injury_notes"] == {"sealed": True}


def test_history_names_who_changed_what(hub: RunningHub) -> None:
    office = hub.device("fleet_manager")
    policy, birth = office.born("policy", number="POL1", status="active", expires_on=date(2026, 1, 1))
    edit = office.put(policy, "status", "lapsed")
    office.push(birth, edit)
    history = office.http.get(f"/v1/records/policy/{policy.id}").json()["history"]
    assert [(h["change"], h["author"], h["device"]) for h in history] == [
        (e.hash.hex(), hub.people["acme", "fleet_manager"], office.id) for e in (birth, edit)
    ]
    assert history[1]["fields"] == [["status"]]


def test_a_new_store_opens_its_spaces_to_those_who_see_all(hub: RunningHub) -> None:
    office = hub.device("head_office")
    store, birth = office.born("store", name="West")
    assert office.push_one(birth).status == "accepted"
    assert f"acme/store/{store.id}/leads" in office.refresh()["spaces"]
    assert store.id != SOUTH
