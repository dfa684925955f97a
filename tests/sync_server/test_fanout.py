"""Fan-out without a network: who gets what, in how many writes, and when somebody is cut."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import msgpack
import pytest
from websockets.frames import Frame
from websockets.streams import StreamReader

from shared_models.envelopes import Envelope
from shared_models.protocol import Entry
from sync_server.fanout import HEARTBEAT, LARGEST_MESSAGE, PARTS, TOO_SLOW, Fanout, Subscriber, frame, messages_of


class Wire:
    """A transport that keeps what is written; ``waiting`` bytes pretend to be unread."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []
        self.waiting = 0

    def is_closing(self) -> bool:
        return False

    def get_write_buffer_size(self) -> int:
        return self.waiting

    def write(self, data: bytes) -> None:
        self.writes.append(data)


def entry(space: str, seq: int, size: int = 10) -> tuple[Entry, bytes]:
    blank = Envelope("fact", space, "", "", "", "", 0, False, "", b"", b"")
    return Entry(space, seq, b"", 0, blank), b"e" * size


def read(data: bytes) -> list[list[tuple[str, int]]]:
    """Messages of frames, as a WebSocket library reads them: space and number of each entry."""
    reader = StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    found = []
    while reader.buffer:
        parser = Frame.parse(reader.read_exact, mask=False)
        try:
            while True:
                next(parser)
        except StopIteration as done:
            found.append([(part[0], part[1]) for part in msgpack.unpackb(done.value.data)])
    return found


@pytest.fixture
def loop() -> Any:
    made = asyncio.new_event_loop()
    yield made
    made.close()


def listener(loop: asyncio.AbstractEventLoop, *spaces: str, live: bool = True) -> tuple[Subscriber, Wire]:
    wire = Wire()
    made = Subscriber(frozenset(spaces), cast(asyncio.Transport, wire), 1_000, loop.create_future())
    if live:
        made.go_live({})
        assert [read(data) for data in wire.writes] == [[[]]], "a device learns at once that it is up to date"
        wire.writes.clear()
    return made, wire


def test_one_write_per_commit_and_only_what_was_asked_for(loop: asyncio.AbstractEventLoop) -> None:
    fanout = Fanout()
    (both, both_wire), (one, one_wire), (none, none_wire) = (
        listener(loop, "a", "b"),
        listener(loop, "a"),
        listener(loop, "c"),
    )
    for subscriber in (both, one, none):
        fanout.subscribe(subscriber)
    fanout.publish([entry("a", 1), entry("b", 1), entry("a", 2)])
    assert [read(w) for w in both_wire.writes] == [[[("a", 1), ("a", 2), ("b", 1)]]]
    assert [read(w) for w in one_wire.writes] == [[[("a", 1), ("a", 2)]]]
    assert none_wire.writes == []
    fanout.unsubscribe(one)
    fanout.unsubscribe(one)
    fanout.publish([entry("a", 3)])
    assert len(one_wire.writes) == 1
    assert fanout.subscribers() == {both, none}


def test_what_is_published_while_catching_up_comes_after_it_once(loop: asyncio.AbstractEventLoop) -> None:
    fanout = Fanout()
    late, wire = listener(loop, "a", live=False)
    fanout.subscribe(late)
    fanout.publish([entry("a", 5), entry("a", 6)])
    fanout.publish([entry("a", 7), entry("b", 1)])
    assert wire.writes == []
    late.go_live({"a": 6})
    assert [read(w) for w in wire.writes] == [[[("a", 7)]]]


def test_one_who_does_not_read_is_cut(loop: asyncio.AbstractEventLoop) -> None:
    fanout = Fanout()
    slow, wire = listener(loop, "a")
    fanout.subscribe(slow)
    wire.waiting = 1_001
    fanout.publish([entry("a", 1)])
    fanout.publish([entry("a", 2)])
    assert wire.writes == []
    assert slow.cut.result() == TOO_SLOW
    never, _ = listener(loop, "b", live=False)
    fanout.subscribe(never)
    fanout.publish([entry("b", 1, 9_000)])
    assert never.cut.result() == TOO_SLOW


def test_heartbeats_reach_those_who_are_up_to_date(loop: asyncio.AbstractEventLoop) -> None:
    fanout = Fanout()
    (live, live_wire), (late, late_wire) = listener(loop, "a"), listener(loop, "a", live=False)
    fanout.subscribe(live)
    fanout.subscribe(late)
    for part in range(PARTS):
        fanout.beat(part)
    assert (live_wire.writes, late_wire.writes) == ([HEARTBEAT], [])
    assert read(HEARTBEAT) == [[]]


def test_nobody_waits_longer_than_a_round_for_a_heartbeat(loop: asyncio.AbstractEventLoop) -> None:
    """Whenever a listener came, and whoever comes and goes meanwhile."""
    fanout, here, longest = Fanout(), [], dict[int, int]()
    silent: dict[int, int] = {}
    for turn in range(10 * PARTS):
        subscriber, wire = listener(loop, "a")
        fanout.subscribe(subscriber)
        here.append((turn, subscriber, wire))
        silent[turn] = 0
        if turn % 3 == 2:
            fanout.unsubscribe(here.pop(turn % len(here))[1])
        fanout.beat(turn % PARTS)
        for name, _, its in here:
            silent[name] = 0 if its.writes else silent[name] + 1
            longest[name] = max(longest.get(name, 0), silent[name])
            its.writes.clear()
    assert max(longest.values()) == PARTS - 1


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536, 300_000])
def test_frames_of_every_length(size: int) -> None:
    reader = StreamReader()
    reader.feed_data(frame(b"x" * size))
    parser = Frame.parse(reader.read_exact, mask=False)
    with pytest.raises(StopIteration) as done:
        next(parser)
    assert bytes(done.value.value.data) == b"x" * size


def test_messages_are_bounded() -> None:
    packed = [msgpack.packb(b"x" * (LARGEST_MESSAGE // 3))] * 7
    messages = messages_of(packed)
    assert [len(msgpack.unpackb(message)) for message in messages] == [2, 2, 2, 1]
    assert messages_of([]) == [msgpack.packb([])]
    assert [len(msgpack.unpackb(m)) for m in messages_of([msgpack.packb(b"x" * 2 * LARGEST_MESSAGE)] * 2)] == [1, 1]
