"""Devices of one house in one network: they agree without a hub, and whoever does not belong gets nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from client.commands import Edit
from client.replica.worker import wait
from client.roads.neighbourhood import BadAddress, KeptChoices, When, address_of, read_address
from client.roads.neighbours import FORBIDDING, Neighbours, NotOpen
from client.sync_state import Phase
from client.text import neighbours as words
from shared_models.money import Money
from shared_models.neighbours import PORT, NeighbourRefused
from tests.support.houses import House, Member
from tests.support.near import address, exchange, opened
from tests.support.processes import free_port, wait_until
from tests.support.replicas import Log, camry, create, is_whole, rows, values_of


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
    return replace(entry, envelope=replace(entry.envelope, stamp=entry.stamp).signed(member.session.key()))


def test_a_conversation_that_is_cut_goes_on_where_it_ended(
    members: list[Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, _ = members
    monkeypatch.setattr("client.roads.exchange._PORTION", 10)
    for number in range(60):
        create(one.replica, "customer", name=f"Walk In {number}")
    with opened(one) as first, opened(two) as second:
        future = second.exchange_with(address(first))
        wait_until(lambda: rows(two.replica, "customer"), "something has arrived")
        cut(first)
        with suppress(OSError, NeighbourRefused):
            future.result(60)
        wait(two.replica.pending(1))  # what had come by then is taken in
        here = len(rows(two.replica, "customer"))
        assert exchange(second, first).got == 60 - here
    assert rows(one.replica, "customer") == rows(two.replica, "customer")
    assert wait(two.replica.pending(100)) == [each.signed(one.session.key()) for each in wait(one.replica.pending(100))]


def cut(neighbours: Neighbours) -> None:
    """Break every connection there is, as a cable that is pulled."""

    def abort() -> None:
        for each in neighbours._meeting.running.values() if neighbours._meeting else ():
            each.wire._writer.transport.abort()

    neighbours._thread.post(abort)


def test_two_that_call_each_other_at_once_talk_once(members: list[Member]) -> None:
    one, two, _ = members
    create(one.replica, "vehicle", **camry())
    with opened(one) as first, opened(two) as second:
        first.note(address(second))
        second.note(address(first))
        wait_until(lambda: rows(two.replica, "vehicle"), "they talk")
        wait_until(lambda: all(_settled(each) for each in (first, second)), "in one conversation")
        cut(first)
        create(two.replica, "vehicle", **camry())
        wait_until(lambda: len(rows(one.replica, "vehicle")) == 2, "and take it up again after a cut")


def _settled(neighbours: Neighbours) -> bool:
    return [(each.talking, each.in_step, each.problem) for each in neighbours.state.neighbours] == [(True, True, "")]


def test_what_builds_on_a_change_that_is_elsewhere_is_carried_until_both_meet(members: list[Member]) -> None:
    """Two gets an edit without the birth that it builds on; three gets it of two, and has the birth."""
    one, two, three = members
    car = create(one.replica, "vehicle", **camry())
    log = Log()
    log.take_from(one.replica)
    log.give_to(three.replica)
    price(one, car, 7)
    with opened(one) as first, opened(two) as second, opened(three) as third:
        exchange(first, second)
        assert rows(two.replica, "vehicle") == []
        exchange(third, second)
    assert values_of(three.replica, "vehicle", car)["price"] == Money(7, "EUR")


def test_an_address_that_answers_nothing_is_told_and_can_be_forgotten(members: list[Member]) -> None:
    with opened(members[0]) as first:
        for bad in ("", "not an address", "tablet:0", "tablet:70000", "a:b:c", "x" * 300):
            with pytest.raises(BadAddress, match="no address of a device"):
                first.note(bad)
        silent = f"127.0.0.1:{free_port()}"
        first.note(silent)
        told = [(silent, words.REASONS["unreachable"])]
        wait_until(lambda: [(each.name, each.problem) for each in first.state.neighbours] == told, "it is told")
        assert KeptChoices(members[0].session.folder).read().noted == (silent,)
        first.forget(silent)
        wait_until(lambda: not first.state.neighbours, "it is forgotten")
        assert first.state.noted == ()


def test_it_is_open_when_it_was_chosen_to_be(members: list[Member]) -> None:
    one, two, _ = members
    create(one.replica, "vehicle", **camry())
    with opened(one) as first, opened(two) as second:
        second.note(address(first))
        wait_until(lambda: first.state.talking, "they talk")
        second.follow(Phase.LIVE)
        wait_until(lambda: not second.state.open, "the hub is back")
        wait_until(lambda: not first.state.talking, "the other one hears so")
        assert len(rows(two.replica, "vehicle")) == 1
        second.choose(When.ALWAYS)
        wait_until(lambda: second.state.open and first.state.talking, "always")
        second.choose(When.NEVER)
        wait_until(lambda: not second.state.open, "never")
        second.follow(Phase.OFFLINE)
        with pytest.raises(NotOpen):
            second.exchange_with(address(first)).result(60)
    assert KeptChoices(two.session.folder).read().when is When.NEVER


def test_who_looks_after_the_device_can_forbid_it(members: list[Member], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FORBIDDING, "never")
    neighbours = Neighbours(members[0].replica, members[0].session)
    neighbours.start()
    neighbours.follow(Phase.OFFLINE)
    assert neighbours.state.forbidden
    with pytest.raises(NotOpen):
        neighbours.exchange_with("127.0.0.1")
    neighbours.close()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("192.168.1.20", ("192.168.1.20", PORT)), (" tablet.local:48000 ", ("tablet.local", 48_000)),
        ("[fe80::1]:48000", ("fe80::1", 48_000)), ("fe80::1", ("fe80::1", PORT)), ("[fe80::1]", ("fe80::1", PORT)),
    ],
)  # fmt: skip
def test_addresses_are_read_as_people_write_them(text: str, read: tuple[str, int]) -> None:
    assert read_address(text) == read
    assert read_address(address_of(*read)) == read
