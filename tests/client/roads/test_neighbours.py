"""Devices of one house in one network: they agree without a hub, and whoever does not belong gets nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from client.commands import Edit
from client.replica.worker import wait
from shared_models.money import Money
from tests.support.houses import House, Member
from tests.support.near import address, exchange, opened
from tests.support.processes import wait_until
from tests.support.replicas import Log, camry, create, is_whole, rows, values_of


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def members(house: House, tmp_path: Path) -> Iterator[list[Member]]:
    """Three devices of sales managers that know of each other."""
    made = [house.member(tmp_path / name) for name in ("one", "two", "three")]
    for member in made:
        member.hear()
    yield made
    for member in made:
        member.replica.close()


def price(member: Member, car: str, amount: int) -> None:
    old = values_of(member.replica, "vehicle", car)["price"]
    wait(member.replica.execute(Edit("vehicle", car, {"price": old}, {"price": Money(amount, "EUR")})))


def test_two_devices_that_meet_agree(members: list[Member]) -> None:
    one, two, _ = members
    car = create(one.replica, "vehicle", **camry())
    customer = create(two.replica, "customer", name="Walk In")
    with opened(one) as first, opened(two) as second:
        met = exchange(first, second)
        assert (met.got, met.given, met.name) == (1, 1, "two")
        price(two, car, 2)
        met = exchange(first, second)
        assert (met.got, met.given) == (1, 0)
        met = exchange(second, first)
        assert (met.got, met.given) == (0, 0)
    for kind in ("vehicle", "customer"):
        assert rows(one.replica, kind) == rows(two.replica, kind)
    assert values_of(one.replica, "vehicle", car)["price"] == Money(2, "EUR")
    assert values_of(one.replica, "customer", customer)["name"] == "Walk In"
    is_whole(one.replica)


def test_while_they_talk_a_change_arrives_by_itself(members: list[Member]) -> None:
    one, two, _ = members
    car = create(one.replica, "vehicle", **camry())
    with opened(one) as first, opened(two) as second:
        second.note(address(first))
        wait_until(lambda: rows(two.replica, "vehicle"), "the car is there")
        price(one, car, 7)
        wait_until(lambda: values_of(two.replica, "vehicle", car)["price"] == Money(7, "EUR"), "the price is there")
        price(two, car, 8)
        wait_until(lambda: values_of(one.replica, "vehicle", car)["price"] == Money(8, "EUR"), "and back")
        wait_until(lambda: [each.in_step for each in first.state.neighbours] == [True], "both are in step")
        assert [(each.name, each.talking) for each in second.state.neighbours] == [("one", True)]
    assert [each.talking for each in first.state.neighbours] == [False]


def test_what_one_has_got_it_carries_on(members: list[Member]) -> None:
    """One and three never meet."""
    one, two, three = members
    car = create(one.replica, "vehicle", **camry())
    with opened(two) as second:
        with opened(one) as first:
            exchange(first, second)
        price(two, car, 5)
        with opened(three) as third:
            met = exchange(third, second)
            assert (met.got, met.given) == (2, 0)
    assert rows(three.replica, "vehicle") == rows(two.replica, "vehicle")
    log = Log()
    log.take_from(three.replica)
    log.take_from(one.replica, hear=False)
    assert [each.envelope.device for each in log.entries] == [one.me.device, two.me.device]
    log.give_to(one.replica, two.replica)
    assert all(wait(each.replica.pending(10)) == [] for each in members)
    is_whole(one.replica)


def test_what_the_hub_had_told_one_of_them_reaches_the_other(members: list[Member]) -> None:
    """Two has not heard the hub's log since the morning: what came after, one can tell as well."""
    one, two, three = members
    log = Log()
    car = create(three.replica, "vehicle", **camry())
    for envelope in log.take_from(three.replica):
        assert envelope.seq == 1
    price(three, car, 3)
    signed = [each.signed(three.session.key()) for each in wait(three.replica.pending(10))]
    log.take_from(three.replica)
    for member in members:
        wait(member.replica.given_back("the hub"))
    log.entries = [_signed(entry, three) for entry in log.entries]
    log.give_to(one.replica)
    assert signed[0].hash == log.entries[1].envelope.hash
    price(one, car, 4)
    with opened(one) as first, opened(two) as second:
        met = exchange(first, second)
        assert (met.given, met.left_out) == (3, ())
    assert values_of(two.replica, "vehicle", car)["price"] == Money(4, "EUR")
    log.take_from(two.replica)
    log.give_to(*(each.replica for each in members))
    assert len(log.entries) == 3
    assert all(wait(each.replica.pending(10)) == [] for each in members)
    assert rows(one.replica, "vehicle") == rows(two.replica, "vehicle") == rows(three.replica, "vehicle")
    is_whole(two.replica)


def _signed(entry, member: Member):
    from dataclasses import replace

    return replace(entry, envelope=replace(entry.envelope, stamp=entry.stamp).signed(member.session.key()))
