"""The hub's first sync of many records, and one edit until all of some listeners have it; against the bare thing."""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Coroutine
from contextlib import closing
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from shared_models.kinds import Quantity
from shared_models.money import Money
from shared_models.protocol import pack
from sync_server.kept_pages import RECORDS
from tests.bench.figures import line, p50_p99
from tests.bench.hubs import cpu_seconds, unlimited_hub
from tests.support.hub_files import opened_file
from tests.support.processes import Program, wait_until
from tests.sync_server.hub_client import Device, Record, ok
from tests.sync_server.running_hub import RunningHub

SPACE = "acme/stock"
_BATCH = 500
#: Records of a first sync, and the milliseconds it may take; the full table also asks for 100,000 within a second.
_FIRST_SYNCS = [(10_000, 50.0), (100_000, 1_000.0)][: int(os.environ.get("FORECOURT_BENCH_FIRST_SYNCS", "1"))]
LISTENERS = 50
#: Answers the first message of a connection with an empty array, as the hub does, and repeats all longer ones.
_REPEATER = """
import asyncio, websockets
from websockets.asyncio.server import broadcast, serve
async def repeat(socket):
    async for message in socket:
        if len(message) < 100: await socket.send(b"\\x90")
        else: broadcast(server.connections, message)
async def main():
    global server
    async with serve(repeat, "127.0.0.1", 0, compression=None) as server:
        print("ready http://127.0.0.1:%d" % server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()
asyncio.run(main())
"""
SINGLES = 200
CAR: dict[str, Any] = {
    "vin": "1HGCM82633A004352", "make": "Toyota", "model": "Camry", "trim": "LE", "year": 2020, "fuel": "petrol",
    "gearbox": "automatic", "body": "saloon", "colour": "red", "mileage": Quantity(41_000, "mi"), "status": "available",
    "price": Money(1_850_000, "EUR"), "features": frozenset({"abs", "nav"}),
}  # fmt: skip


def run() -> list[dict[str, Any]]:
    """Start a hub, load it, and measure."""
    with tempfile.TemporaryDirectory() as folder:
        hub = unlimited_hub(Path(folder) / "data").start()
        try:
            device = hub.device("salesperson")
            cars: list[Record] = []
            lines = []
            for records, bar in _FIRST_SYNCS:
                cars += _push(device, records - len(cars))
                lines += _first(device, hub, records, bar)
            lines.append(_fanout(device, cars))
            hub.stop()
        finally:
            hub.program.close()
    return lines


def _push(device: Device, count: int) -> list[Record]:
    """That many cars more; only the first hundreds are kept, to be edited."""
    kept: list[Record] = []
    for at in range(0, count, _BATCH):
        born = [device.born("vehicle", **CAR) for _ in range(min(_BATCH, count - at))]
        ok(device.post("/v1/sync/push", pack({"envelopes": [envelope.pack() for _, envelope in born]})))
        kept += [car for car, _ in born]
    return kept


def _first(device: Device, hub: RunningHub, records: int, bar: float) -> list[dict[str, Any]]:
    """All records of the space by pages of 5,000, over the socket, not unpacked, by the hub's processor: what the
    client does with 1,300 bytes a record is not the hub's time. Once before the hub has kept pages of all of it, then,
    when it has, the median of five."""

    def fetch() -> float:
        before, after = cpu_seconds(hub.program.process.pid), 0
        while after < records:
            asked: dict[str, str | int] = {"space": SPACE, "after": after, "limit": 5_000}
            ok(device.http.get("/v1/sync/first", params=asked))
            after += 5_000
        return cpu_seconds(hub.program.process.pid) - before

    cold = fetch()
    wait_until(lambda: _kept(hub) >= records // RECORDS * RECORDS, "pages are kept", every=1.0)
    seconds = statistics.median(fetch() for _ in range(5))
    with closing(opened_file(hub.data)) as database:
        start = time.process_time()
        database.execute("SELECT * FROM document WHERE space = ?", (SPACE,)).fetchall()
        database.execute("SELECT * FROM change").fetchall()
        bare = time.process_time() - start
    words = f"first sync of {records:,} records, the hub's time"
    return [
        line(
            words, seconds * 1000, "ms", baseline=f"bare select of the same bytes, {bare * 1000:.0f} ms",
            ratio=seconds / bare, bar=f"at most {bar:,g} ms", held=seconds * 1000 <= bar,
        ),
        line(f"{words}: the first of all, before pages are kept", cold * 1000, "ms"),
    ]  # fmt: skip


def _kept(hub: RunningHub) -> int:
    with closing(opened_file(hub.data)) as database:
        return int(database.execute("SELECT coalesce(sum(count), 0) FROM first_page").fetchone()[0])


def _fanout(device: Device, cars: list[Record]) -> dict[str, Any]:
    """One edit after the other, of one record each, timed from the push until the last of all listeners has it."""
    cursor = device.pull({SPACE: 0}, 1)[1][SPACE]
    hello = pack({"cursors": {SPACE: cursor}})

    async def edit(number: int) -> None:
        body = pack({"envelopes": [device.put(cars[number], "price", f"{number} EUR").pack()]})
        ok(await asyncio.to_thread(device.post, "/v1/sync/push", body))

    headers = {"Authorization": device.http.headers["Authorization"]}
    p50, p99 = p50_p99(asyncio.run(_listen(device.url, headers, hello, edit)))
    bare, _ = p50_p99(_bare_broadcast())
    words = f"edit until the last of {LISTENERS} listeners has it"
    return line(
        words, p50, f"ms p50 ({p99:.1f} ms p99)", baseline=f"bare broadcast, {bare:.1f} ms", ratio=p50 / bare,
        bar="at most 20x", held=p50 <= 20 * bare,
    )  # fmt: skip


def _bare_broadcast() -> list[float]:
    """The same with a server that does nothing but repeat what it hears to everyone."""
    with Program("-c", _REPEATER) as server:
        url = server.wait_for(r"ready (\S+)")[1]

        async def say() -> list[float]:
            async with connect(url.replace("http", "ws") + "/v1/live", compression=None) as speaker:

                async def edit(number: int) -> None:
                    await speaker.send(b"x" * 400)

                return await _listen(url, {}, b"hello", edit)

        return asyncio.run(say())


async def _listen(
    url: str, headers: dict[str, str], hello: bytes, edit: Callable[[int], Coroutine[Any, Any, None]]
) -> list[float]:
    sockets: list[ClientConnection] = []
    for _ in range(LISTENERS):
        socket = await connect(url.replace("http", "ws", 1) + "/v1/live", additional_headers=headers, compression=None)
        await socket.send(hello)
        await socket.recv()  # the first message says that it is up to date
        sockets.append(socket)
    times = []
    for number in range(SINGLES):
        start = time.perf_counter()
        editing = asyncio.create_task(edit(number))
        await asyncio.gather(*(_entry(socket) for socket in sockets))
        times.append(time.perf_counter() - start)
        await editing
    await asyncio.gather(*(socket.close() for socket in sockets))
    return times


async def _entry(socket: ClientConnection) -> None:
    while await socket.recv() == pack([]):
        continue
