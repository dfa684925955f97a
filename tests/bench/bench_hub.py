"""The hub under load: pushes with full admission, first sync, fan-out; against bare SQLite with the same bytes."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from shared_models.kinds import Quantity
from shared_models.money import Money
from shared_models.protocol import pack
from tests.support.processes import Program
from tests.sync_server.hub_client import Device, Record, ok
from tests.sync_server.running_hub import RunningHub

SPACE = "acme/stock"
BATCH = 50
RECORDS = int(os.environ.get("FORECOURT_BENCH_HUB_RECORDS", "10000"))
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
        hub = RunningHub(Path(folder) / "data").provision("acme", codes=5).start()
        try:
            device = hub.device("salesperson")
            births = [device.born("vehicle", **CAR) for _ in range(RECORDS)]
            envelopes = [envelope.pack() for _, envelope in births]
            bare = _bare(Path(folder) / "bare.sqlite", envelopes)
            lines = [
                *_push(hub, device, envelopes, bare),
                _first(device, hub),
                _fanout(device, [car for car, _ in births]),
            ]
            hub.stop()
        finally:
            hub.program.close()
    return lines


def _push(hub: RunningHub, device: Device, envelopes: list[bytes], bare: float) -> list[dict[str, Any]]:
    """Half of the batches as fast as two senders can, the rest at about half of that rate, each timed."""
    batches = [pack({"envelopes": envelopes[i : i + BATCH]}) for i in range(0, len(envelopes), BATCH)]
    fast, paced = batches[: len(batches) // 2], batches[len(batches) // 2 :]
    cpu, start = _cpu_seconds(hub), time.perf_counter()
    with ThreadPoolExecutor(2) as senders:
        list(senders.map(lambda body: ok(device.post("/v1/sync/push", body)), fast))
    seconds = time.perf_counter() - start
    cpu = _cpu_seconds(hub) - cpu
    rate = len(fast) * BATCH / seconds
    times = _paced(device, paced, 2 * seconds / len(fast))
    p50, p99 = _p50_p99(times)
    words = "push of 50 births at half that rate"
    return [
        _line(
            "push of 50 births, full admission", rate, "changes/s", "bare insert of the same", rate / bare, 0.01, True
        ),
        _line(
            "the same, per second of the hub's processor", len(fast) * BATCH / cpu, "changes/s", "", None, 1_000, True
        ),
        _line(words, p99, "ms p99", f"its own median, {p50:.1f} ms", p99 / p50, 8, False),
    ]


def _paced(device: Device, bodies: list[bytes], interval: float) -> list[float]:
    """Seconds per push, counted from when it was due, so that a stall is not left out."""
    times, due, never = [], time.perf_counter(), threading.Event()
    for body in bodies:
        due += interval
        never.wait(max(0.0, due - time.perf_counter()))
        ok(device.post("/v1/sync/push", body))
        times.append(time.perf_counter() - due)
    return times


def _first(device: Device, hub: RunningHub) -> dict[str, Any]:
    """All records of the space by pages of 5,000, over the socket, not unpacked; median of five."""

    def fetch() -> float:
        start, after, size = time.perf_counter(), 0, 0
        while size < RECORDS:
            asked: dict[str, str | int] = {"space": SPACE, "after": after, "limit": 5_000}
            ok(device.http.get("/v1/sync/first", params=asked))
            size, after = size + 5_000, after + 5_000
        return time.perf_counter() - start

    seconds = statistics.median(fetch() for _ in range(5))
    with sqlite3.connect(hub.data / "hub.sqlite") as database:
        start = time.perf_counter()
        database.execute("SELECT * FROM document WHERE space = ?", (SPACE,)).fetchall()
        database.execute("SELECT * FROM change").fetchall()
        bare = time.perf_counter() - start
    words = f"first sync of {RECORDS:,} records, to the last byte"
    return _line(words, seconds * 1000, "ms", "bare select of the same bytes", seconds / bare, 20, False)


def _fanout(device: Device, cars: list[Record]) -> dict[str, Any]:
    """One edit after the other, of one record each, timed from the push until the last of all listeners has it."""
    cursor = device.pull({SPACE: 0}, 1)[1][SPACE]
    hello = pack({"cursors": {SPACE: cursor}})

    async def edit(number: int) -> None:
        body = pack({"envelopes": [device.put(cars[number], "price", f"{number} EUR").pack()]})
        ok(await asyncio.to_thread(device.post, "/v1/sync/push", body))

    headers = {"Authorization": device.http.headers["Authorization"]}
    p50, p99 = _p50_p99(asyncio.run(_listen(device.url, headers, hello, edit)))
    bare, _ = _p50_p99(_bare_broadcast())
    words = f"edit until the last of {LISTENERS} listeners has it"
    return _line(words, p50, f"ms p50 ({p99:.1f} ms p99)", f"bare broadcast, {bare:.1f} ms", p50 / bare, 20, False)


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


def _p50_p99(seconds: list[float]) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds."""
    return statistics.median(seconds) * 1000, statistics.quantiles(seconds, n=100)[98] * 1000


def _bare(path: Path, envelopes: list[bytes]) -> float:
    """Rows a second of a bare durable insert in transactions of the same size."""
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        database.execute(f"PRAGMA {pragma}")
    database.execute("CREATE TABLE log (seq INTEGER PRIMARY KEY, envelope BLOB)")
    rows = list(enumerate(envelopes))
    start = time.perf_counter()
    for i in range(0, len(rows), BATCH):
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT INTO log VALUES (?, ?)", rows[i : i + BATCH])
        database.execute("COMMIT")
    seconds = time.perf_counter() - start
    database.close()
    return len(rows) / seconds


def _cpu_seconds(hub: RunningHub) -> float:
    """Processor time the hub has used; wall time where the system does not tell."""
    try:
        fields = Path(f"/proc/{hub.program.process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return time.perf_counter()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _line(
    what: str, value: float, unit: str, baseline: str, ratio: float | None, bar: float, at_least: bool
) -> dict[str, Any]:
    """A line of the report; the bar is for the ratio where there is one, else for the value."""
    judged = value if ratio is None else ratio
    held = judged >= bar if at_least else judged <= bar
    words = f"{'at least' if at_least else 'at most'} {bar:g}{'x' if ratio is not None else ' ' + unit}"
    return {
        "what": what,
        "value": value,
        "unit": unit,
        "baseline": baseline,
        "ratio": ratio,
        "bar": words,
        "held": held,
    }
