"""Pushes of 50: what the hub's admission and its log are worth, per second of its processor and against bare SQLite.

With full admission (signature, rights, merge, projection) births and edits are pushed to a real hub. The part that
stores and forwards is the hub's own writer, log and fan-out in this process, given envelopes that are open already; the
bare insert writes the same bytes into the same table by the same driver, durable too, 50 rows in a transaction.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from shared_models.envelopes import Envelope, unpack
from shared_models.protocol import pack
from sync_server.admission import Pushed
from sync_server.checkpoints import Checkpoints
from sync_server.config import load_config
from sync_server.database import SqliteDatabase, open_database
from sync_server.fanout import Fanout
from sync_server.group_writer import GroupWriter
from sync_server.update_log import Appending
from tests.bench.bench_hub import CAR
from tests.bench.figures import line, p50_p99
from tests.bench.hubs import cpu_seconds, unlimited_hub
from tests.sync_server.hub_client import Device, ok
from tests.sync_server.running_hub import RunningHub

RECORDS = int(os.environ.get("FORECOURT_BENCH_PUSH_RECORDS", "6000"))
BATCH, ROUNDS, SENDERS = 50, 3, 2
_CHANGES_A_SECOND = 3_000
_AT_ONCE = 32


def run() -> list[dict[str, Any]]:
    """Full admission first, then the log alone with the same envelopes."""
    with tempfile.TemporaryDirectory() as name:
        hub = unlimited_hub(Path(name) / "data").start()
        try:
            device = hub.device("salesperson")
            made = [device.born("vehicle", **CAR) for _ in range(RECORDS)]
            births = [envelope.pack() for _, envelope in made]
            edits = [[device.put(car, "price", f"{n} EUR").pack() for car, _ in made] for n in range(ROUNDS)]
            lines = _admitted(hub, device, births, edits)
            hub.stop()
        finally:
            hub.program.close()
        return [*lines, _stored(Path(name), births)]


def _admitted(hub: RunningHub, device: Device, births: list[bytes], edits: list[list[bytes]]) -> list[dict[str, Any]]:
    """A third of the births a round, then one edit of each record a round; at last edits at half of the bar's pace."""
    part = len(births) // ROUNDS
    born = [_rates(hub, device, births[at : at + part]) for at in range(0, part * ROUNDS, part)]
    _rates(hub, device, births[part * ROUNDS :])
    grown = [_rates(hub, device, each) for each in edits[:-1]]
    interval = BATCH / (_CHANGES_A_SECOND / 2)
    p50, p99 = p50_p99(_paced(device, _bodies(edits[-1]), interval))
    pace = f"push of 50 edits, {_CHANGES_A_SECOND // 2:,} changes/s"
    return [
        *_rate_lines("births", born),
        *_rate_lines("edits", grown),
        line(f"{pace}, full admission", p99, f"ms p99 ({p50:.1f} p50)", bar="< 50 ms", held=p99 < 50),
    ]


def _rate_lines(what: str, rounds: Sequence[tuple[float, float]]) -> list[dict[str, Any]]:
    per_core = statistics.median(cpu for cpu, _ in rounds)
    return [
        line(
            f"push of 50 {what}, full admission, per second of the hub's processor", per_core, "changes/s",
            baseline=f"{statistics.median(wall for _, wall in rounds):,.0f} changes/s by the clock",
            ratio=per_core / _CHANGES_A_SECOND, bar=f"at least {_CHANGES_A_SECOND:,} changes/s",
            held=per_core >= _CHANGES_A_SECOND,
        )
    ]  # fmt: skip


def _rates(hub: RunningHub, device: Device, envelopes: list[bytes]) -> tuple[float, float]:
    """Changes per second of the hub's processor, and of the clock."""
    bodies = _bodies(envelopes)
    cpu, start = cpu_seconds(hub.program.process.pid), time.perf_counter()
    with ThreadPoolExecutor(SENDERS) as senders:
        list(senders.map(lambda body: ok(device.post("/v1/sync/push", body)), bodies))
    seconds = time.perf_counter() - start
    cpu = cpu_seconds(hub.program.process.pid) - cpu
    return len(envelopes) / max(cpu, 0.01), len(envelopes) / seconds


def _bodies(envelopes: list[bytes]) -> list[bytes]:
    return [pack({"envelopes": envelopes[at : at + BATCH]}) for at in range(0, len(envelopes), BATCH)]


def _paced(device: Device, bodies: list[bytes], interval: float) -> list[float]:
    """Seconds per push, counted from when it was due, so that a stall is not left out."""
    never, begun = threading.Event(), time.perf_counter()

    def push(number: int) -> float:
        due = begun + number * interval
        never.wait(max(0.0, due - time.perf_counter()))
        ok(device.post("/v1/sync/push", bodies[number]))
        return time.perf_counter() - due

    with ThreadPoolExecutor(4) as senders:  # whoever waits for an answer does not keep the next from being sent
        return list(senders.map(push, range(len(bodies))))


def _stored(folder: Path, births: list[bytes]) -> dict[str, Any]:
    """The log alone and bare SQLite in turn."""
    opened = [(unpack(packed), packed) for packed in births]
    ours, bare = [], []
    for number in range(ROUNDS):
        ours.append(asyncio.run(_through_the_log(folder / f"log{number}", opened)))
        bare.append(_bare(folder / f"bare{number}.sqlite", opened))
    ratio = statistics.median(one / other for one, other in zip(ours, bare, strict=True))
    return line(
        "push of 50, durable: writer, log and fan-out alone", statistics.median(ours), "rows/s",
        baseline=f"bare insert, {statistics.median(bare):,.0f} rows/s", ratio=ratio, bar="at least 0.5x",
        held=ratio >= 0.5,
    )  # fmt: skip


async def _through_the_log(data: Path, opened: list[tuple[Envelope, bytes]]) -> float:
    """Rows a second, pushed by many at once."""
    config = load_config({"data": data}, {})
    config.make_folder()
    database = open_database(config, checkpoints_itself=False)
    assert isinstance(database, SqliteDatabase)
    fanout = Fanout()
    writer = GroupWriter(
        database, lambda outcomes: fanout.publish(entry for pushed in outcomes for entry in pushed.entries)
    )
    checkpoints = Checkpoints(database, writer)
    beside = asyncio.create_task(checkpoints.run())

    def append(batch: list[tuple[Envelope, bytes]], connection: Any) -> Pushed:
        log = Appending(connection, 1)
        entries = [(log.append(envelope, packed, envelope.stamp), packed) for envelope, packed in batch]
        log.flush()
        return Pushed([], entries)

    batches = iter([opened[at : at + BATCH] for at in range(0, len(opened), BATCH)])

    async def sender() -> None:
        for batch in batches:
            await writer.write(lambda connection: append(batch, connection))  # noqa: B023 - awaited at once

    start = time.perf_counter()
    await asyncio.gather(*(sender() for _ in range(_AT_ONCE)))
    seconds = time.perf_counter() - start
    beside.cancel()
    await asyncio.wait([beside])
    await writer.close()
    checkpoints.close()
    database.close()
    return len(opened) / seconds


def _bare(path: Path, opened: list[tuple[Envelope, bytes]]) -> float:
    """Rows a second of a bare durable insert, 50 in a transaction, into a table like the log's."""
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-64000", "wal_autocheckpoint=0"):
        database.execute(f"PRAGMA {pragma}")
    database.execute(
        "CREATE TABLE log (space TEXT, seq INTEGER, chain BLOB, stamp INTEGER, received INTEGER, envelope BLOB,"
        " PRIMARY KEY (space, seq)) WITHOUT ROWID"
    )
    rows = [(e.space, seq, e.hash, e.stamp, 1, packed) for seq, (e, packed) in enumerate(opened)]
    start = time.perf_counter()
    for at in range(0, len(rows), BATCH):
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?)", rows[at : at + BATCH])
        database.execute("COMMIT")
    seconds = time.perf_counter() - start
    database.close()
    return len(rows) / seconds
