"""Neighbours that break the rules, and noise: nothing is taken in, it is told why, and the listener goes on."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Awaitable, Callable

import msgpack
import pytest

from client.replica.worker import wait
from client.roads.handshake import Met, Papers, meet, papers_of
from client.roads.neighbours import Neighbours
from client.roads.vouching import required_roster
from client.roads.wire import Wire
from shared_models.neighbour_proof import Beginning
from shared_models.neighbours import (
    ALIVE,
    GIVEN,
    MAX_FRAME,
    OFFER,
    STAND,
    WANT,
    NeighbourRefused,
    join_hashes,
    pack_message,
    split_hashes,
)  # fmt: skip
from tests.support.houses import Member
from tests.support.near import exchange, opened, tight
from tests.support.processes import wait_until
from tests.support.replicas import camry, create, rows

#: Everything here comes from one address, which is not to be closed out by it.
BOUNDS = tight(failures=1_000)


def _hello(member: Member) -> bytes:
    papers = papers_of(member.session)
    return Beginning(papers.tag, 1, True).hello


def _framed(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


_NOISE: list[Callable[[Member], bytes]] = [
    lambda _: os.urandom(4_000), lambda _: b"", lambda _: b"\0" * 8, lambda _: b"\xff\xff\xff\xff" + bytes(9_000),
    lambda _: b"GET / HTTP/1.1\r\nHost: forecourt\r\n\r\n", lambda _: _framed(b"\xdd\xff\xff\xff\xff"),
    lambda _: _framed(b"\x91" * 900), lambda _: _framed(msgpack.packb(["forecourt neighbour", 1, b"", b"", 0])),
    lambda m: _framed(_hello(m))[:-7], lambda m: _framed(_hello(m)) + _framed(os.urandom(64)),
    lambda m: _framed(_hello(m)) * 2, lambda m: _framed(_hello(m).replace(b"\x01", b"\x02", 1)),
    lambda m: _framed(msgpack.packb([*msgpack.unpackb(_hello(m))[:3], bytes(32), 1])),
]  # fmt: skip


def test_noise_at_the_door_is_answered_or_dropped_and_the_listener_goes_on(pair: tuple[Member, Member]) -> None:
    one, two = pair
    create(one.replica, "vehicle", **camry())
    with opened(one, bounds=BOUNDS) as first, opened(two) as second:
        port = int(first.state.addresses[0].rpartition(":")[2])
        for noise in _NOISE:
            with socket.create_connection(("127.0.0.1", port), timeout=60) as caller:
                caller.sendall(noise(one))
                caller.shutdown(socket.SHUT_WR)
                while caller.recv(4_096):
                    pass
        assert exchange(second, first).got == 1
        wait_until(lambda: first.state.turned_away > 5, "they were counted")
    assert len(rows(one.replica, "vehicle")) == 1


def _problem(neighbours: Neighbours) -> str:
    """What stands between a device and the one neighbour it has met."""
    return neighbours.state.neighbours[0].problem if neighbours.state.neighbours else ""


Script = Callable[[Wire, Met, Papers], Awaitable[None]]


def act(member: Member, at: Neighbours, script: Script) -> None:
    """Talk to a device as a genuine neighbour does, up to the end of the handshake, and then follow a script."""

    async def talk() -> None:
        host, _, port = at.state.addresses[0].rpartition(":")
        wire = Wire(*await asyncio.open_connection(host, int(port)))
        try:
            roster = required_roster(member.replica)
            papers = papers_of(member.session)

            async def keep(_roster: object) -> None:
                """Nothing is kept here."""

            met = await meet(wire, papers, roster, True, keep)
            keys = papers.exchange_keys
            spaces = {space: [0, met.transcript.space_proof(keys[space], space, own=True)] for space in keys}
            wire.say(STAND, "", spaces)
            assert (await wire.message())[0] == STAND
            await script(wire, met, papers)
        finally:
            await wire.close()

    asyncio.run(asyncio.wait_for(talk(), 120))


async def until(wire: Wire, name: str) -> list[object]:
    """What the next message of a kind says."""
    while True:
        said, parts = await wire.message()
        if said == name:
            return parts


def signed(member: Member) -> list[bytes]:
    return [each.signed(member.session.key()).pack() for each in wait(member.replica.pending(100))]


async def _forged(member: Member, wire: Wire, spoil: Callable[[bytes], bytes]) -> None:
    packed = signed(member)
    hashes = [each.hash for each in wait(member.replica.pending(100))]
    wire.say(OFFER, join_hashes(hashes))
    assert split_hashes(bytes(await _wanted(wire))) == hashes
    wire.say(GIVEN, [packed[0], spoil(packed[1])], True)
    await until(wire, "nothing more")


async def _wanted(wire: Wire) -> bytes:
    parts = await until(wire, WANT)
    assert isinstance(parts[0], bytes)
    return parts[0]


def test_one_forged_change_and_nothing_of_its_portion_is_taken_in(pair: tuple[Member, Member]) -> None:
    one, two = pair
    create(one.replica, "vehicle", **camry())
    create(one.replica, "vehicle", **camry())

    def altered(packed: bytes) -> bytes:
        parts = msgpack.unpackb(packed)
        parts[7] += 1  # the stamp
        return bytes(msgpack.packb(parts))

    with opened(two, bounds=BOUNDS) as second:
        for spoil in (altered, lambda _packed: b"\x90"):
            with pytest.raises(NeighbourRefused, match="refused by the neighbour: forged"):
                act(one, second, lambda wire, _met, _papers, s=spoil: _forged(one, wire, s))  # type: ignore[misc]
        wait_until(lambda: "signature does not hold" in _problem(second), "it is told")
        assert rows(two.replica, "vehicle") == []
        with opened(one) as first:
            assert exchange(first, second).given == 2


async def _not_offered(wire: Wire, _met: Met, _papers: Papers) -> None:
    wire.say(WANT, os.urandom(32))
    await until(wire, "nothing more")


async def _not_asked(wire: Wire, _met: Met, _papers: Papers) -> None:
    wire.say(GIVEN, [b"x"], True)
    await until(wire, "nothing more")


async def _no_such_message(wire: Wire, _met: Met, _papers: Papers) -> None:
    wire.post(pack_message("sudo", 1))
    await until(wire, "nothing more")


async def _not_sealed(wire: Wire, _met: Met, _papers: Papers) -> None:
    wire._sealing, sealing = None, wire._sealing
    wire.say(ALIVE)
    wire._sealing = sealing
    await until(wire, "nothing more")


async def _huge(wire: Wire, _met: Met, _papers: Papers) -> None:
    wire._writer.write((MAX_FRAME + 1).to_bytes(4, "big"))
    await until(wire, "nothing more")


async def _too_often(wire: Wire, _met: Met, _papers: Papers) -> None:
    for _ in range(2_100):
        wire.say(ALIVE)
    await until(wire, "nothing more")


async def _too_much(wire: Wire, _met: Met, _papers: Papers) -> None:
    for _ in range(31):
        wire.say(OFFER, os.urandom(320_000))
        await wire.flush()
    await until(wire, "nothing more")


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        (_not_offered, "not offered to it"), (_not_asked, "not offered to it"), (_no_such_message, "no Forecourt"),
        (_not_sealed, "damaged or altered"), (_huge, "more at once"),
        (_too_often, "more often"), (_too_much, "more at once"),
    ],
)  # fmt: skip
def test_a_neighbour_that_breaks_the_rules_is_sent_away(
    pair: tuple[Member, Member], script: Script, problem: str
) -> None:
    one, two = pair
    create(one.replica, "vehicle", **camry())
    with opened(two, bounds=BOUNDS) as second:
        with pytest.raises((NeighbourRefused, OSError)):
            act(one, second, script)
        wait_until(lambda: problem in _problem(second), problem)
        with opened(one) as first:
            assert exchange(first, second).given == 1


def test_a_recorded_conversation_is_worth_nothing(pair: tuple[Member, Member], monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = pair
    create(one.replica, "vehicle", **camry())
    sent: list[bytes] = []
    with opened(two, bounds=BOUNDS) as second:

        async def give(wire: Wire, _met: Met, _papers: Papers) -> None:
            hashes = [each.hash for each in wait(one.replica.pending(100))]
            wire.say(OFFER, join_hashes(hashes))
            await _wanted(wire)
            wire.say(GIVEN, signed(one), True)
            await until(wire, "kept")

        write = asyncio.StreamWriter.write
        mine = threading.current_thread()

        def recorded(writer: asyncio.StreamWriter, data: bytes) -> None:
            if threading.current_thread() is mine:
                sent.append(data)
            write(writer, data)

        monkeypatch.setattr(asyncio.StreamWriter, "write", recorded)
        act(one, second, give)
        monkeypatch.undo()
        assert len(rows(two.replica, "vehicle")) == 1
        before, away = len(wait(two.replica.pending(100))), second.state.turned_away
        host, _, port = second.state.addresses[0].rpartition(":")
        with socket.create_connection((host, int(port)), timeout=60) as caller:
            caller.sendall(b"".join(sent))
            heard = b""
            while some := caller.recv(4_096):
                heard += some
        wait_until(lambda: second.state.turned_away == away + 1, "it was turned away")
        assert len(wait(two.replica.pending(100))) == before


def test_there_are_bounds_to_how_many_are_heard(pair: tuple[Member, Member]) -> None:
    one, two = pair
    with opened(one, bounds=tight(strangers=2)) as first, opened(two) as second:
        port = int(first.state.addresses[0].rpartition(":")[2])
        waiting = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(2)]
        try:
            wait_until(lambda: _is_busy(second, first), "no third is heard")
        finally:
            for each in waiting:
                each.close()
        wait_until(lambda: not _is_busy(second, first), "until they are gone")
    with opened(one, bounds=tight(failures=3)) as first, opened(two) as second:
        port = int(first.state.addresses[0].rpartition(":")[2])
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", port), timeout=60) as caller:
                caller.sendall(bytes(8))
                while caller.recv(100):
                    pass
        wait_until(lambda: not _is_heard(second, first), "who failed too often is not heard")  # the third is noted last


def _is_heard(one: Neighbours, two: Neighbours) -> bool:
    try:
        exchange(one, two)
    except (NeighbourRefused, OSError):
        return False
    return True


def _is_busy(one: Neighbours, two: Neighbours) -> bool:
    try:
        exchange(one, two)
    except NeighbourRefused as refusal:
        return refusal.code == "busy"
    return False
