"""Devices find each other by multicast DNS, and tell nobody anything by it. Real multicast, within this machine."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from client.roads.discovery import Discovery, own_addresses
from shared_models.neighbour_proof import house_tag
from shared_models.neighbours import SERVICE
from tests.support.houses import House
from tests.support.near import opened
from tests.support.processes import wait_until
from tests.support.replicas import camry, create, rows

HERE = ["127.0.0.1"]
TAG = house_tag("acme", bytes(32))


async def found_by(one: Discovery, found: asyncio.Event, other: Discovery, seconds: float) -> None:
    tasks = [asyncio.create_task(each.run()) for each in (one, other)]
    try:
        await asyncio.wait_for(found.wait(), seconds)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def ignore(*_told: object) -> None:
    """Nobody asks."""


@pytest.fixture(scope="module")
def multicast() -> None:
    """Whether this machine carries multicast to itself."""

    async def probe() -> None:
        found = asyncio.Event()
        one = Discovery(TAG, "a" * 32, 1, lambda *_told: found.set(), ignore, ignore, HERE)
        await found_by(one, found, Discovery(TAG, "b" * 32, 2, ignore, ignore, ignore, HERE), 10)

    try:
        asyncio.run(probe())
    except TimeoutError:
        pytest.skip("this machine carries no multicast to itself; devices are called by address in the other tests")


@pytest.mark.usefixtures("multicast")
def test_devices_that_find_each_other_agree_by_themselves(tmp_path: Path) -> None:
    house, near = House(), {"look_around": True, "interfaces": HERE}
    one, two = house.member(tmp_path / "one"), house.member(tmp_path / "two")
    stranger = House("other").member(tmp_path / "stranger")
    for member in (one, two, stranger):
        member.hear()
        create(member.replica, "vehicle", **camry())
    with opened(one, **near) as first, opened(stranger, **near) as elsewhere, opened(two, **near) as second:
        wait_until(lambda: all(len(rows(each.replica, "vehicle")) == 2 for each in (one, two)), "they agree")
        wait_until(lambda: all(each.state.talking == 1 for each in (first, second)), "one conversation")
        assert elsewhere.state.neighbours == ()
        assert first.state.problem == ""
        assert [each.name for each in first.state.neighbours] == ["two"]
        second.close()
        wait_until(lambda: first.state.talking == 0, "one notices")
    for member in (one, two, stranger):
        member.replica.close()


@pytest.mark.usefixtures("multicast")
def test_what_is_announced_names_nobody() -> None:
    """Read by whoever listens."""
    from zeroconf import IPVersion
    from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

    async def heard() -> AsyncServiceInfo | None:
        speaking = Discovery(TAG, "c" * 32, 47_000, ignore, ignore, ignore, HERE)
        task = asyncio.create_task(speaking.run())
        listening = AsyncZeroconf(interfaces=HERE, ip_version=IPVersion.V4Only)
        try:
            return await listening.async_get_service_info(SERVICE, f"{'c' * 32}.{SERVICE}", 10_000)
        finally:
            await listening.async_close()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    told = asyncio.run(heard())
    assert told is not None
    assert told.properties == {b"h": TAG.hex()[:32].encode(), b"v": b"1"}
    assert (told.name, told.server, told.port) == (f"{'c' * 32}.{SERVICE}", f"{'c' * 32}.local.", 47_000)


def test_where_looking_around_does_not_work_it_says_so(tmp_path: Path) -> None:
    """An address that is not this machine's stands for a network without multicast."""
    house = House()
    one, two = house.member(tmp_path / "one"), house.member(tmp_path / "two")
    for member in (one, two):
        member.hear()
    create(one.replica, "vehicle", **camry())
    with opened(one, look_around=True, interfaces=["203.0.113.7"]) as first, opened(two) as second:
        wait_until(lambda: "Enter the address" in first.state.problem, "it is told")
        first.note(second.state.addresses[0])
        wait_until(lambda: rows(two.replica, "vehicle"), "by address it works all the same")
    one.replica.close()
    two.replica.close()


def test_own_addresses_are_those_others_can_call() -> None:
    assert own_addresses()
    assert own_addresses(HERE) == ("127.0.0.1",)
