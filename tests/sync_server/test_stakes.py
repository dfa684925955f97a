"""Claims at the hub: who holds what, open cases for head office, and what may not enter."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete

from shared_models.envelopes import Envelope
from shared_models.identifiers import new_id
from shared_models.money import Money
from sync_server import stakes
from sync_server.config import load_config
from sync_server.database import open_database
from sync_server.tables import SETTING, STAKE, STAKE_END
from tests.sync_server.hub_client import Device
from tests.sync_server.running_hub import NORTH, SOUTH, RunningHub

EUR = Money(500_00, "EUR")


@pytest.fixture(scope="module")
def seller(hub: RunningHub) -> Device:
    return hub.device("salesperson")


@pytest.fixture(scope="module")
def office(hub: RunningHub) -> Device:
    return hub.device("head_office")


def sale(device: Device, car: str, offline: bool = False, **values: Any) -> tuple[str, Envelope]:
    record, made = device.fact("sale", vehicle=car, customer=new_id(), store=NORTH, price=EUR, **values)
    return record.id, device.again(made, offline=offline)


def cases_of(office: Device, car: str) -> list[str]:
    found = office.http.get("/v1/cases").json()["cases"]
    return [case["case"] for case in found if case["lost"]["thing"] == f"vehicle:{car}"]


def holder(office: Device, car: str) -> dict[str, Any]:
    first: dict[str, Any] = office.http.get(f"/v1/holders/vehicle:{car}").json()["stakes"][0]
    return first


def test_a_second_sale_is_taken_and_becomes_a_case(hub: RunningHub, seller: Device, office: Device) -> None:
    car, other = new_id(), hub.device("south")
    first, made = sale(seller, car, offline=True)
    second, later = sale(other, car, offline=True, signed_on=datetime.now(UTC).date(), deposit=EUR)
    assert seller.push_one(made).status == "accepted"
    assert cases_of(office, car) == []
    assert other.push_one(later).status == "accepted"
    assert cases_of(office, car) == [first]
    assert holder(office, car)["fact"] == second
    closing = seller.fact("case_closure", stake=first, lost_to=second, resolution="refunded",
                          person=seller.session["person"], refund=EUR)[1]  # fmt: skip
    assert seller.push_one(closing).status == "accepted"
    assert cases_of(office, car) == []


def test_what_the_hub_confirmed_stays_and_a_release_frees_it(seller: Device, office: Device) -> None:
    car = new_id()
    first, made = sale(seller, car)
    second, later = sale(seller, car, offline=True, signed_on=datetime.now(UTC).date(), deposit=EUR)
    seller.push(made, seller.again(later, stamp=made.stamp - 10**9))
    assert (holder(office, car)["fact"], holder(office, car)["confirmed"]) == (first, True)
    assert seller.push_one(seller.fact("release", stake=first, reason="withdrawn")[1]).status == "accepted"
    assert (holder(office, car)["fact"], cases_of(office, car)) == (second, [])


def test_what_has_been_delivered_cannot_be_sold(seller: Device) -> None:
    car, born = seller.born("vehicle", make="Kia", model="Rio", status="sold")
    assert seller.push_one(born).status == "accepted"
    seller.push(seller.put(car, "status", "delivered"))
    answer = seller.push_one(sale(seller, car.id)[1])
    assert (answer.status, answer.code, answer.field) == ("refused", "already_delivered", "vehicle")


def test_a_large_refund_needs_an_approval_that_covers_it(hub: RunningHub, seller: Device) -> None:
    manager, case, large = hub.device("sales_manager"), new_id(), Money(2_000_00, "EUR")

    def close(**more: Any) -> str:
        closing = {"stake": case, "resolution": "refunded", "person": seller.session["person"], "refund": large}
        return seller.push_one(seller.fact("case_closure", **closing, **more)[1]).code

    def approve(amount: Money, stake: str = case) -> str:
        fact, made = manager.fact("case_approval", stake=stake, amount=amount, person=manager.session["person"])
        assert manager.push_one(made).status == "accepted"
        return fact.id

    assert close() == "approval_needed"
    assert close(approval=approve(Money(1_999_00, "EUR"))) == "approval_needed"
    assert close(approval=approve(large, new_id())) == "approval_needed"
    assert close(approval=approve(large)) == ""
    assert seller.push_one(seller.fact("case_approval", stake=case, amount=large, person=new_id())[1]).code


def test_stakes_are_read_by_those_who_read_sales_and_in_their_own_house(hub: RunningHub, seller: Device) -> None:
    car = new_id()
    seller.push(sale(seller, car)[1])
    assert hub.device("insurer").http.get("/v1/cases").status_code == 403
    assert hub.device("insurer").http.get(f"/v1/holders/vehicle:{car}").status_code == 403
    assert hub.device("head_office", "other").http.get(f"/v1/holders/vehicle:{car}").json()["stakes"] == []


def test_another_house_cannot_end_our_stakes(hub: RunningHub, seller: Device, office: Device) -> None:
    car, stranger = new_id(), hub.device("salesperson", "other")
    first, made = sale(seller, car)
    seller.push(made)
    assert stranger.push_one(stranger.fact("release", stake=first, reason="withdrawn")[1]).status == "accepted"
    assert holder(office, car)["ended"] is False


def test_the_stakes_are_made_anew_from_the_facts(hub: RunningHub, seller: Device) -> None:
    car = new_id()
    first, made = sale(seller, car)
    second, later = sale(seller, car)
    seller.push(made, later, seller.fact("release", stake=first, reason="mistake")[1])
    database = open_database(load_config({"data": hub.data}, {}))
    try:
        with database.read() as connection:
            before = stakes.standing(connection, "acme/stock", f"vehicle:{car}")
        with database.write() as connection:
            connection.execute(delete(STAKE))
            connection.execute(delete(STAKE_END))
            connection.execute(delete(SETTING).where(SETTING.c.name == "stakes"))
        stakes.bring_up_to_date(database)
        with database.read() as connection:
            assert stakes.standing(connection, "acme/stock", f"vehicle:{car}") == before
        assert [stake["fact"] for stake in before] == [second, first]
    finally:
        database.close()


def test_a_colleague_s_sale_is_released_only_with_a_manager_s_consent(hub: RunningHub, seller: Device) -> None:
    car, colleague, manager = new_id(), hub.device("south"), hub.device("sales_manager")
    stake, made = sale(seller, car)
    assert seller.push_one(made).status == "accepted"
    mine = {"stake": stake, "reason": "withdrawn"}
    refused = colleague.push_one(colleague.fact("release", **mine)[1])
    assert (refused.status, refused.code) == ("refused", "approval_needed")

    def answered(vehicle: str, answer: str) -> str:
        person = colleague.session["person"]
        asked = {"kind": "release", "what": "It", "reason": "He left", "vehicle": vehicle, "person": person}
        request, sent = colleague.fact("approval_request", store=SOUTH, **asked)
        assert colleague.push_one(sent).status == "accepted"
        given = {"request": request.id, "answer": answer, "person": manager.session["person"], "store": NORTH}
        record, reply = manager.fact("approval_answer", **given)
        assert manager.push_one(reply).status == "accepted"
        return record.id

    for vehicle, answer in ((new_id(), "granted"), (car, "declined")):
        another = colleague.fact("release", **mine, approval=answered(vehicle, answer))[1]
        assert colleague.push_one(another).code == "approval_needed"
    consented = colleague.fact("release", **mine, approval=answered(car, "granted"))[1]
    assert colleague.push_one(consented).status == "accepted"


def test_a_manager_releases_what_a_salesperson_sold(hub: RunningHub, seller: Device) -> None:
    stake, made = sale(seller, new_id())
    manager = hub.device("sales_manager")
    assert seller.push_one(made).status == "accepted"
    assert manager.push_one(manager.fact("release", stake=stake, reason="mistake")[1]).status == "accepted"


def test_nobody_answers_their_own_request(hub: RunningHub) -> None:
    manager, office = hub.device("sales_manager"), hub.device("head_office")
    me = manager.session["person"]
    asked = {"kind": "discount", "what": "A lower price", "reason": "Long in stock", "store": NORTH}
    for_me = {"kind": "discount", "what": "A lower price", "reason": "She asked", "store": NORTH, "person": me}
    mine, sent = manager.fact("approval_request", **asked, person=new_id())
    named, named_sent = manager.fact("approval_request", **for_me)
    assert [result.status for result in manager.push(sent, named_sent)] == ["accepted", "accepted"]
    for request in (mine.id, named.id):
        given = {"request": request, "answer": "granted", "store": NORTH}
        result = manager.push_one(manager.fact("approval_answer", **given, person=me)[1])
        assert (result.status, result.code, result.field) == ("refused", "own_request", "request")
        answer = office.fact("approval_answer", **given, person=office.session["person"])[1]
        assert office.push_one(answer).status == "accepted"


def test_a_reward_for_the_house_needs_a_manager_s_consent(hub: RunningHub) -> None:
    seller, manager = hub.device("salesperson"), hub.device("sales_manager")
    me, reward = seller.session["person"], new_id()
    given = {"reward": reward, "store": NORTH}
    to_me = {**given, "person": me}
    assert seller.push_one(seller.fact("redemption", **to_me)[1]).code == "approval_needed"

    def answered(what: str) -> str:
        asked = {"kind": "reward", "what": what, "reason": "Ten cars", "person": me, "store": NORTH}
        request, sent = seller.fact("approval_request", **asked)
        seller.push(sent)
        answer = {"request": request.id, "answer": "granted", "person": manager.session["person"], "store": NORTH}
        record, reply = manager.fact("approval_answer", **answer)
        assert manager.push_one(reply).status == "accepted"
        return record.id

    for_another = seller.fact("redemption", **to_me, approval=answered("another"))[1]
    assert seller.push_one(for_another).code == "approval_needed"
    assert seller.push_one(seller.fact("redemption", **to_me, approval=answered(reward))[1]).status == "accepted"
    customer = seller.fact("redemption", **{**given, "reward": new_id()}, customer=new_id())[1]
    assert seller.push_one(customer).status == "accepted"


@pytest.mark.parametrize("last", [0, 10_001, 10**11])
def test_nobody_takes_all_the_numbers_there_are(seller: Device, last: int) -> None:
    block: dict[str, Any] = {
        "series": f"contract:{NORTH}",
        "first": 1,
        "device": seller.id,
        "writer": new_id(),
        "store": NORTH,
    }
    result = seller.push_one(seller.fact("number_block", **block, last=last)[1])
    assert (result.status, result.field) == ("refused", "last")
