"""A busy stream and single updates to 50 listeners: the hub beside the sync servers of others, all in one run.

Yjs's servers merge each update into a document in memory; automerge-repo writes it to files now and then; the hub has
it on disk before anybody hears of it. ``tests.bench.peers`` installs them. The same bare clients speak and listen to
all: what a library takes to put a request together is not the server's time.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from shared_models.protocol import MEDIA_TYPE, pack
from tests.bench.bench_hub import CAR, SPACE
from tests.bench.busy_stream import Room, Sender
from tests.bench.figures import line, p50_p99
from tests.bench.hubs import unlimited_hub
from tests.bench.peers import PEERS, NotHere, Peer, automerge_repo, installed, start, yjs_updates
from tests.support.processes import Program, free_port
from tests.sync_server.running_hub import RunningHub

LISTENERS, ROUNDS = 50, 3
UPDATES = int(os.environ.get("FORECOURT_BENCH_PEER_UPDATES", "3000"))
_BATCH, _IN_FLIGHT, _SINGLES, _INTERVAL = 50, 64, 200, 0.02
#: automerge-repo does 64 a second.
_OF_AUTOMERGE = 100

Measured = tuple[float, list[float]]


def run() -> list[dict[str, Any]]:
    """Round after round all of them, so that what else the machine does meets them alike."""
    found: dict[str, list[Measured]] = {}
    missing: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as name:
        for number in range(ROUNDS):
            at = Path(name) / str(number)
            at.mkdir()
            _peers(found, missing)
            found.setdefault("stored", []).append(asyncio.run(_stored_and_forwarded(at)))
            found.setdefault("admitted", []).append(_admitted(at))
    return [*_lines(found), *(line(f"{peer}: not compared", None, why) for peer, why in missing.items())]


def _peers(found: dict[str, list[Measured]], missing: dict[str, str]) -> None:
    for peer in PEERS:
        try:
            folder = installed()
            updates = yjs_updates(folder, UPDATES + _SINGLES)
            program, port = start(peer.name, folder)
            with program:
                measured = asyncio.run(_of_yjs(peer, port, updates))
            found.setdefault(peer.name, []).append(measured)
        except (NotHere, OSError, AssertionError, TimeoutError) as error:
            missing[peer.name] = str(error)[:200] or type(error).__name__
    try:
        rate = automerge_repo(installed(), LISTENERS, _OF_AUTOMERGE)["deliveries"]
        found.setdefault("automerge-repo", []).append((rate, []))
    except (NotHere, AssertionError) as error:
        missing["automerge-repo"] = str(error)[:200]


def _lines(found: dict[str, list[Measured]]) -> list[dict[str, Any]]:
    rates = {name: statistics.median(rate for rate, _ in rounds) for name, rounds in found.items()}
    tails = {name: statistics.median(p50_p99(times)[1] for _, times in rounds) for name, rounds in found.items() if
             rounds[0][1]}  # fmt: skip
    others = {name: rate for name, rate in rates.items() if name not in ("stored", "admitted")}
    best = max(others, key=others.__getitem__, default="")
    lines = [line(f"busy stream to {LISTENERS}: {name}", rate, "deliveries/s") for name, rate in others.items()]
    for name, words, least in (("stored", "stored and forwarded", 4.0), ("admitted", "full admission", 1.0)):
        ratio = rates[name] / others[best] if best else None
        lines.append(
            line(
                f"busy stream to {LISTENERS}: {words}", rates[name], "deliveries/s",
                baseline=f"{best}, {others[best]:,.0f}" if best else "no peer here", ratio=ratio,
                bar=f"at least {least:g}x", held=ratio is not None and ratio >= least,
            )
        )  # fmt: skip
    theirs = tails.get("y-websocket")
    for name, words in (("stored", "stored and forwarded"), ("admitted", "full admission")):
        ratio = tails[name] / theirs if theirs else None
        lines.append(
            line(
                f"single updates, {LISTENERS} listeners: {words}", tails[name], "ms p99",
                baseline=f"y-websocket, {theirs:.2f} ms" if theirs else "no y-websocket here", ratio=ratio,
                bar="at most 1.3x", held=ratio is not None and ratio <= 1.3,
            )
        )  # fmt: skip
    return lines


async def _measured(room: Room, say: Callable[[int], Awaitable[None]], turns: int, a_turn: int, ahead: int,
                    say_one: Callable[[int], Awaitable[None]]) -> Measured:  # fmt: skip
    await room.open(LISTENERS)
    try:
        return await room.busy(say, turns, a_turn, ahead), await room.paced(say_one, _SINGLES, _INTERVAL)
    finally:
        room.close()


async def _of_yjs(peer: Peer, port: int, updates: list[bytes]) -> Measured:
    room = Room(port, "/stock", peer.greeting(), peer.updates_in)

    async def say(number: int) -> None:
        room.speaker.say(peer.message(updates[number]))

    return await _measured(room, say, UPDATES, 1, _IN_FLIGHT, lambda number: say(UPDATES + number))


async def _stored_and_forwarded(folder: Path) -> Measured:
    hub = RunningHub(folder / "makes")  # only its devices' way of making envelopes is wanted
    envelopes = await asyncio.to_thread(_envelopes, hub.data, UPDATES + _SINGLES)
    port = free_port()
    with Program("-m", "tests.bench.store_and_forward", folder / "stored", str(port)) as program:
        program.wait_for("ready")
        program.wait_for_port(port)
        room = Room(port, "/", [b"listen"], entries_in)

        async def say(number: int) -> None:
            room.speaker.say(envelopes[number])

        room_of_all = _measured(room, say, UPDATES, 1, _IN_FLIGHT, lambda number: say(UPDATES + number))
        return await room_of_all


def _envelopes(data: Path, count: int) -> list[bytes]:
    hub = unlimited_hub(data).start()
    try:
        device = hub.device("salesperson")
        cars = [device.born("vehicle", **CAR)[0] for _ in range(500)]
        return [device.put(cars[n % 500], "price", f"{n} EUR").pack() for n in range(count)]
    finally:
        hub.program.close()


def _admitted(folder: Path) -> Measured:
    """Edits of 500 cars, 50 in a push and two pushes under way; then single ones."""
    hub = unlimited_hub(folder / "admitted").start()
    try:
        device = hub.device("salesperson")
        made = [device.born("vehicle", **CAR) for _ in range(500)]
        device.push(*(envelope for _, envelope in made))
        cursor = device.pull({SPACE: 0}, 1)[1][SPACE]
        edits = [device.put(made[n % 500][0], "price", f"{n} EUR").pack() for n in range(UPDATES + _SINGLES)]
        bodies = [pack({"envelopes": edits[at : at + _BATCH]}) for at in range(0, UPDATES, _BATCH)]
        singles = [pack({"envelopes": [packed]}) for packed in edits[UPDATES:]]
        headers = {"Authorization": device.http.headers["Authorization"]}
        return asyncio.run(_to_the_hub(hub.url, headers, pack({"cursors": {SPACE: cursor}}), bodies, singles))
    finally:
        hub.program.close()


async def _to_the_hub(
    url: str, headers: dict[str, str], hello: bytes, bodies: list[bytes], singles: list[bytes]
) -> Measured:
    room = Room(int(url.rpartition(":")[2]), "/v1/live", [hello], entries_in, headers)
    loop, netloc = asyncio.get_running_loop(), url.removeprefix("http://")
    asked = {**headers, "Content-Type": MEDIA_TYPE}
    senders = [
        (await loop.create_connection(lambda: Sender(netloc, "/v1/sync/push", asked), "127.0.0.1", room.port))[1]
        for _ in range(2)
    ]
    under_way: list[asyncio.Future[None]] = []

    async def push(number: int, body: bytes) -> None:
        if len(under_way) >= len(senders):
            await under_way.pop(0)
        under_way.append(senders[number % len(senders)].post(body))

    async def say(number: int) -> None:
        await push(number, bodies[number])

    async def say_one(number: int) -> None:
        await push(len(bodies) + number, singles[number])

    try:
        measured = await _measured(room, say, len(bodies), _BATCH, len(senders), say_one)
        await asyncio.gather(*under_way)
        return measured
    finally:
        for sender in senders:
            sender.close()


def entries_in(message: bytes) -> int:
    """How many entries a message of the hub holds: the length of the array that it is."""
    first = message[0]
    if first & 0xF0 == 0x90:
        return first & 15
    return int.from_bytes(message[1:3], "big") if first == 0xDC else 0
