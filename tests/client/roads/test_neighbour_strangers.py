"""Who does not belong to the house is refused and told why; who does gets what they may see and no more."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from client.replica.worker import wait
from client.roads.neighbours import Neighbours
from client.roads.vouching import required_roster
from client.text import neighbours as words
from shared_models.identifiers import new_id
from shared_models.money import Money
from shared_models.neighbours import (
    NeighbourRefused,
)  # fmt: skip
from tests.support.houses import House, Member
from tests.support.near import exchange, opened, tight
from tests.support.processes import wait_until
from tests.support.replicas import camry, create, rows


def refused(one: Member, two: Member) -> tuple[str, Neighbours, Neighbours]:
    """What the caller is told when one calls two, and how both stand afterwards."""
    with opened(one) as first, opened(two) as second:
        with pytest.raises(NeighbourRefused) as caught:
            exchange(first, second)
        wait_until(lambda: not first.state.talking and not second.state.talking, "nobody talks")
        return words.why(caught.value), first, second


# --- who does not belong ---


def test_a_revoked_device_is_refused_and_named(pair: tuple[Member, Member]) -> None:
    one, two = pair
    create(one.replica, "vehicle", **camry())
    create(two.replica, "customer", name="Walk In")
    one.house.devices[one.me.device][3] = True
    two.hear()
    said, _, second = refused(one, two)
    assert said == "That device says that this one was locked out."
    assert [(each.name, each.problem) for each in second.state.neighbours] == [("one", "That device was locked out.")]
    assert rows(two.replica, "vehicle") == rows(one.replica, "customer") == []


def test_a_revocation_travels_from_neighbour_to_neighbour(
    house: House, pair: tuple[Member, Member], tmp_path: Path
) -> None:
    one, two = pair
    three = house.member(tmp_path / "three")
    house.devices[one.me.device][3] = True
    three.hear()
    with opened(one) as first, opened(two) as second, opened(three) as third:
        second.note(first.state.addresses[0])
        wait_until(lambda: second.state.talking == 1, "the revoked one still talks to one who has not heard")
        exchange(third, second)
        wait_until(lambda: second.state.talking == 0, "and no more once it has heard")
        assert "locked out" in next(each for each in second.state.neighbours if each.name == "one").problem
    assert required_roster(two.replica).devices[one.me.device].revoked
    three.replica.close()


def test_whom_the_hub_strikes_off_meanwhile_is_parted_with(pair: tuple[Member, Member]) -> None:
    """The hub is in reach of one of them, who exchanges always."""
    one, two = pair
    with opened(one) as first, opened(two, bounds=tight(watch=0.05)) as second:
        first.note(second.state.addresses[0])
        wait_until(lambda: second.state.talking == 1, "they talk")
        one.house.devices[one.me.device][3] = True
        two.hear()
        wait_until(lambda: second.state.talking == 0, "no more")
        wait_until(
            lambda: [each.problem for each in second.state.neighbours] == [words.REASONS["device_revoked"]], "why"
        )


@pytest.mark.parametrize("tenant", ["other", "acme"])
def test_another_house_or_another_hub_is_refused(pair: tuple[Member, Member], tmp_path: Path, tenant: str) -> None:
    one, _ = pair
    stranger = House(tenant).member(tmp_path / "stranger")
    stranger.hear()
    create(stranger.replica, "vehicle", **camry())
    said, _, second = refused(stranger, one)
    assert said == "That device belongs to another house, or to another hub."
    assert (second.state.turned_away, second.state.neighbours) == (1, ())
    assert rows(one.replica, "vehicle") == []
    stranger.replica.close()


def test_a_device_that_nobody_has_heard_of_is_refused(pair: tuple[Member, Member], tmp_path: Path) -> None:
    """It is enrolled, but no roster of either knows of the other."""
    one, _ = pair
    late = one.house.member(tmp_path / "late")
    roster = required_roster(one.replica)
    wait(late.replica.keep_roster(roster))
    assert refused(late, one)[0].startswith("The hub has not told these two devices of each other")
    late.replica.close()


def test_a_device_that_is_younger_brings_the_roster_that_names_it(pair: tuple[Member, Member], tmp_path: Path) -> None:
    one, _ = pair
    late = one.house.member(tmp_path / "late")
    late.hear()
    create(late.replica, "vehicle", **camry())
    with opened(one) as first, opened(late) as second:
        assert exchange(first, second).name == "late"
        assert exchange(second, first).name == "one"
    assert len(rows(one.replica, "vehicle")) == 1
    late.replica.close()


def test_who_signed_in_only_after_the_roster_was_made_brings_a_later_one(pair: tuple[Member, Member]) -> None:
    one, two = pair
    signed_in = one.house.devices[two.me.device][4]
    one.house.devices[two.me.device][4] = []
    one.hear()
    one.house.devices[two.me.device][4] = signed_in
    two.hear()
    create(two.replica, "vehicle", **camry())
    with opened(one) as first, opened(two) as second:
        assert exchange(first, second).got == 1
        assert exchange(second, first).got == 0


def test_whose_account_is_closed_is_refused(pair: tuple[Member, Member]) -> None:
    one, two = pair
    one.house.people[one.me.person][3] = False
    two.hear()
    assert "account of the person here is closed" in refused(one, two)[0]


def test_who_knows_that_they_are_struck_off_does_not_open(pair: tuple[Member, Member]) -> None:
    one, _ = pair
    one.house.people[one.me.person][3] = False
    one.hear()
    with opened(one) as first:
        assert not first.state.open
        assert "locked out" in first.state.problem


def test_without_a_roster_it_says_what_to_do(house: House, tmp_path: Path) -> None:
    alone = house.member(tmp_path / "alone")
    with opened(alone) as first:
        assert "Let it reach the hub once" in first.state.problem
    alone.replica.close()


def test_calling_oneself_is_noticed(pair: tuple[Member, Member]) -> None:
    with opened(pair[0]) as first, pytest.raises(NeighbourRefused, match="same_device"):
        exchange(first, first)


def test_another_key_than_the_rosters_proves_nothing(pair: tuple[Member, Member]) -> None:
    one, two = pair
    one.session.vault.put("device-key", os.urandom(32))
    create(one.replica, "vehicle", **camry())
    assert "could not prove" in refused(one, two)[0]
    assert rows(two.replica, "vehicle") == []


# --- who may not see everything ---


def test_each_gets_what_they_may_see_and_no_more(house: House, tmp_path: Path) -> None:
    dana, sam = house.member(tmp_path / "dana"), house.member(tmp_path / "sam", "salesperson")
    dana.hear()
    sam.hear()
    car = create(dana.replica, "vehicle", **camry())
    create(dana.replica, "vehicle_cost", vehicle=car, purchase_price=Money(1, "EUR"))
    with opened(dana) as first, opened(sam) as second:
        assert exchange(second, first).got == 1
    assert len(rows(sam.replica, "vehicle")) == 1
    assert rows(sam.replica, "vehicle_cost") == []
    dana.replica.close()
    sam.replica.close()


def test_a_person_is_not_believed_to_be_another_of_the_same_device(house: House, tmp_path: Path) -> None:
    """Both have signed in on the tablet; the salesperson's program says that it is the manager who is there now."""
    dana, tablet = house.member(tmp_path / "dana"), house.member(tmp_path / "tablet", "salesperson")
    manager = new_id()
    house.people[manager] = [manager, "sales_manager", tablet.me.store, True]
    house.devices[tablet.me.device][4] = [tablet.me.person, manager]
    dana.hear()
    tablet.hear()
    tablet.session.standing = replace(tablet.session.standing, person=manager, role="sales_manager")
    car = create(dana.replica, "vehicle", **camry())
    create(dana.replica, "vehicle_cost", vehicle=car, purchase_price=Money(1, "EUR"))
    with opened(dana) as first, opened(tablet) as second:
        assert exchange(second, first).got == 1
    assert rows(tablet.replica, "vehicle_cost") == []
    dana.replica.close()
    tablet.replica.close()
