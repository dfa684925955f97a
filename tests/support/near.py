"""Devices of one house in one network, for tests: real sockets on loopback, nobody needs multicast or a hub."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from client.roads.meeting import Bounds
from client.roads.neighbourhood import Neighbour
from client.roads.neighbours import FORBIDDING, Neighbours, Pace
from client.sync_state import Phase
from tests.support.houses import Member
from tests.support.processes import wait_until

#: No device waits for another: a test has no time for politeness.
PACE = Pace(grace=0.0, patience=0.05, tries=(0.05, 0.5), leave=5.0, tell=0.02)


@contextmanager
def opened(member: Member, **given: Any) -> Iterator[Neighbours]:
    """The road of a device, open on loopback because its hub is away, until the end of the block."""
    usual: dict[str, Any] = {"host": "127.0.0.1", "port": 0, "look_around": False, "pace": PACE}
    usual |= {"interfaces": ["127.0.0.1"]}
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(FORBIDDING, raising=False)
        neighbours = Neighbours(member.replica, member.session, **{**usual, **given})
    neighbours.start()
    try:
        neighbours.follow(Phase.OFFLINE)
        wait_until(lambda: neighbours.state.open or neighbours.state.problem, "the road is open")
        yield neighbours
    finally:
        neighbours.close()


def address(neighbours: Neighbours) -> str:
    """Where a device that is open can be called."""
    return neighbours.state.addresses[0]


def exchange(one: Neighbours, two: Neighbours) -> Neighbour:
    """One device calls another; how it stood when both were in step. Raises what the call ended with."""
    return one.exchange_with(address(two)).result(60)


def tight(**bounds: Any) -> Bounds:
    """Bounds with some of them another."""
    return replace(Bounds(), **bounds)
