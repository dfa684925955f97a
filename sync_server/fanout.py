"""Fan-out: what was committed goes to every device that listens to its space, in one write per device and commit.

A frame is built once for all subscribers with the same interest and written straight to their transports, past the
web framework, whose send costs several times as much. The price is that back-pressure is ours to mind: a device that
reads too slowly is cut off and comes back by pull.
"""

from __future__ import annotations

import asyncio
import struct
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import methodcaller

import msgpack

from shared_models.protocol import Entry, pack
from shared_models.rights import Principal

TOO_SLOW, STRUCK_OFF = 1013, 4401
#: Bytes of entries in one message; a single larger entry makes a message of its own.
LARGEST_MESSAGE = 500_000
#: Parts into which a round of heartbeats is divided.
PARTS = 20

_WAITING = methodcaller("get_write_buffer_size")

#: An entry's number in its log, and the entry as it travels.
Numbered = tuple[int, bytes]


@dataclass(eq=False, slots=True)
class Subscriber:
    """A device that listens to some spaces. While it catches up, what is published is held back for it.

    ``cut`` is resolved with a close code when the hub has had enough of it; ``presence``: it wants to know who edits;
    ``who``: device and person; ``let_in_as``: with which rights it began; ``turned`` is called when it has caught up or
    was cut.
    """

    spaces: frozenset[str]
    transport: asyncio.Transport
    limit: int
    cut: asyncio.Future[int]
    caught_up: bool = False
    held: dict[str, list[Numbered]] = field(default_factory=dict)
    held_bytes: int = 0
    presence: bool = False
    who: tuple[str, str] = ("", "")
    let_in_as: Principal | None = None
    turned: Callable[[Subscriber], None] = field(default=lambda subscriber: None, repr=False)

    def end(self, code: int) -> None:
        """Have the connection closed, unless it is about to be."""
        if not self.cut.done():
            self.cut.set_result(code)
            self.turned(self)

    def send(self, frames: bytes) -> bool:
        """Write prebuilt frames, or cut the connection when too much waits already; whether it was cut now."""
        transport = self.transport
        if transport.is_closing() or self.cut.done():
            return False
        if transport.get_write_buffer_size() > self.limit:
            self.end(TOO_SLOW)
            return True
        transport.write(frames)
        return False

    def hold(self, published: Mapping[str, Sequence[Numbered]]) -> None:
        """Keep what was published until the device has caught up."""
        for space, entries in published.items():
            if space in self.spaces:
                self.held.setdefault(space, []).extend(entries)
                self.held_bytes += sum(len(data) for _, data in entries)
        if self.held_bytes > 8 * self.limit:
            self.end(TOO_SLOW)

    def go_live(self, position: Mapping[str, int]) -> None:
        """From now on send at once; first what was held back and is beyond the position reached.

        At least one message goes out, if only an empty one: the device knows by it that it is caught up.
        """
        late = [data for space, entries in self.held.items() for seq, data in entries if seq > position.get(space, 0)]
        self.held, self.held_bytes, self.caught_up = {}, 0, True
        self.send(frames_of(late))
        self.turned(self)


@dataclass(eq=False, slots=True)
class Bell:
    """A listener that reads the log by itself and only wants to know when to; ``over``: the hub is about to stop."""

    spaces: frozenset[str]
    rung: asyncio.Event = field(default_factory=asyncio.Event)
    present_changed: set[str] = field(default_factory=set)
    over: bool = False
    who: tuple[str, str] = ("", "")
    let_in_as: Principal | None = None

    def quiet(self) -> None:
        """From now on it rings for what is new; to be called before the log is read."""
        if not self.over and not self.present_changed:
            self.rung.clear()

    def take_presence(self) -> list[str]:
        """The spaces whose present changed since this was last asked."""
        changed, self.present_changed = sorted(self.present_changed), set()
        return changed


@dataclass(slots=True)
class _Room:
    """Who listens to one space: those that get what is published at once, with their transports and the least of their
    limits; and the others."""

    live: list[Subscriber]
    transports: list[asyncio.Transport]
    limit: int
    others: list[Subscriber | Bell]


class Fanout:
    """Publish and subscribe within one process. Lives on one event loop.

    ``delivered`` counts changes, for each listener they were sent to; ``cut_off`` listeners that read too slowly.
    """

    def __init__(self) -> None:
        self._by_space: dict[str, set[Subscriber | Bell]] = {}
        self._all: set[Subscriber | Bell] = set()
        self._rooms: dict[str, _Room] = {}
        self._parts: list[set[Subscriber | Bell]] = [set() for _ in range(PARTS)]
        self.delivered = self.cut_off = 0
        #: Called with spaces to which nobody listened so far, and with one to which nobody does any more.
        self.began: Callable[[Collection[str]], None] = lambda spaces: None
        self.ended: Callable[[str], None] = lambda space: None

    def subscribe(self, subscriber: Subscriber | Bell) -> None:
        """Let a device listen; it gets nothing until it is caught up."""
        if new := subscriber.spaces - self._by_space.keys():
            self.began(new)
        self._all.add(subscriber)
        min(self._parts, key=len).add(subscriber)
        for space in subscriber.spaces:
            self._by_space.setdefault(space, set()).add(subscriber)
        self._turned(subscriber)
        if isinstance(subscriber, Subscriber):
            subscriber.turned = self._turned

    def unsubscribe(self, subscriber: Subscriber | Bell) -> None:
        """Forget a device."""
        self._all.discard(subscriber)
        for part in self._parts:
            part.discard(subscriber)
        self._turned(subscriber)
        for space in subscriber.spaces:
            listeners = self._by_space.get(space, set())
            listeners.discard(subscriber)
            if not listeners and self._by_space.pop(space, None) is not None:
                self.ended(space)

    def publish(self, entries: Iterable[tuple[Entry, bytes]]) -> None:
        """Send entries that are durable, each given with its packed envelope, to everyone who listens."""
        published: dict[str, list[Numbered]] = {}
        for entry, envelope in entries:
            if entry.space in self._by_space:
                data = pack([entry.space, entry.seq, entry.chain, entry.stamp, envelope])
                published.setdefault(entry.space, []).append((entry.seq, data))
        self.send(published)

    def send(self, published: Mapping[str, Sequence[Numbered]]) -> None:
        """Send entries by space, packed as they travel, to everyone who listens."""
        published = {space: entries for space, entries in published.items() if space in self._by_space}
        if len(published) == 1:
            self._send_one(*published.popitem())
            return
        frames: dict[frozenset[str], bytes] = {}
        for subscriber in {listener for space in published for listener in self._by_space[space]}:
            if isinstance(subscriber, Bell):
                subscriber.rung.set()
                continue
            if not subscriber.caught_up:
                subscriber.hold(published)
                continue
            interest = subscriber.spaces.intersection(published)
            if interest not in frames:
                frames[interest] = frames_of([data for space in sorted(interest) for _, data in published[space]])
            self.cut_off += subscriber.send(frames[interest])
            self.delivered += sum(len(published[space]) for space in interest)

    def _send_one(self, space: str, entries: Sequence[Numbered]) -> None:
        """The same for one space, as nearly always: nothing is done for a listener that can be done for all."""
        frames, room = frames_of([data for _, data in entries]), self._room(space)
        for listener in room.others:
            if isinstance(listener, Bell):
                listener.rung.set()
            else:
                listener.hold({space: entries})
        self.delivered += len(entries) * len(room.live)
        if max(map(_WAITING, room.transports), default=0) > room.limit:
            self.cut_off += sum(listener.send(frames) for listener in room.live)
        else:
            _write_to_all(room.transports, frames)

    def _room(self, space: str) -> _Room:
        room = self._rooms.get(space)
        if room is None:
            live, others = list[Subscriber](), list[Subscriber | Bell]()
            for listener in self._by_space[space]:
                if isinstance(listener, Bell) or not listener.caught_up:
                    others.append(listener)
                elif not listener.cut.done():
                    live.append(listener)
            limit = min((listener.limit for listener in live), default=0)
            room = self._rooms[space] = _Room(live, [listener.transport for listener in live], limit, others)
        return room

    def _turned(self, listener: Subscriber | Bell) -> None:
        """A listener came, caught up, was cut or left: whoever listens to its spaces has to be looked up anew."""
        for space in listener.spaces:
            self._rooms.pop(space, None)

    def beat(self, part: int) -> None:
        """Send a heartbeat, an empty message, to one of ``PARTS`` parts; a listener stays in the one it came into.

        So whoever sends to one after the other reaches each within one round, whoever comes and goes meanwhile.
        """
        for subscriber in list(self._parts[part]):
            if isinstance(subscriber, Subscriber) and subscriber.caught_up:
                subscriber.send(HEARTBEAT)

    def tell_presence(self, space: str, present: Sequence[object]) -> None:
        """Tell everyone who listens to the space and wants to know who edits in it now."""
        frames = frame(pack({"presence": {space: present}}))
        for listener in self._by_space.get(space, ()):
            if isinstance(listener, Bell):
                listener.present_changed.add(space)
                listener.rung.set()
            elif listener.presence and listener.caught_up:
                listener.send(frames)

    def hang_up(self) -> None:
        """The hub is about to stop: whoever reads the log by itself shall end its answer."""
        for listener in self.subscribers():
            if isinstance(listener, Bell):
                listener.over = True
                listener.rung.set()

    def sever(self, gone: Collection[tuple[str, str]]) -> None:
        """End the streams of these (device, person): they come back, and are told why they may not."""
        for listener in self.subscribers():
            if listener.who not in gone:
                continue
            if isinstance(listener, Bell):
                listener.over = True
                listener.rung.set()
            else:
                listener.end(STRUCK_OFF)

    def subscribers(self) -> set[Subscriber | Bell]:
        """Everyone who listens."""
        return set(self._all)


def _write_to_all(transports: Iterable[asyncio.Transport], frames: bytes) -> None:
    """The same bytes to each, without a step of Python's for any of them; one that is closed already is passed over."""
    writing = map(methodcaller("write", frames), transports)
    while True:
        try:
            deque(writing, maxlen=0)
        except RuntimeError:  # uvloop's word for a closed transport; the rest is still to be written to
            continue
        return


def messages_of(entries: Sequence[bytes]) -> list[bytes]:
    """Packed entries as live messages: MessagePack arrays of bounded size."""
    messages: list[bytes] = []
    batch: list[bytes] = []
    size = 0
    for entry in entries:
        if batch and size + len(entry) > LARGEST_MESSAGE:
            messages.append(_array(batch))
            batch, size = [], 0
        batch.append(entry)
        size += len(entry)
    return [*messages, _array(batch)] if batch or not messages else messages


def frames_of(entries: Sequence[bytes]) -> bytes:
    """Packed entries as WebSocket frames, ready to be written."""
    return b"".join(frame(message) for message in messages_of(entries))


def frame(message: bytes) -> bytes:
    """One binary WebSocket frame (RFC 6455, 5.2); a server's frames carry no mask."""
    size = len(message)
    if size < 126:
        return b"\x82" + bytes([size]) + message
    if size < 65_536:
        return b"\x82\x7e" + struct.pack(">H", size) + message
    return b"\x82\x7f" + struct.pack(">Q", size) + message


def _array(entries: Sequence[bytes]) -> bytes:
    return bytes(msgpack.Packer().pack_array_header(len(entries))) + b"".join(entries)


HEARTBEAT = frame(_array([]))
