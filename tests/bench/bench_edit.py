"""One edit: from the form's command to the durable commit, and on to the row of another device that is attached."""

from __future__ import annotations

import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from client.app import App
from client.changes import Changes
from client.commands import Create, Edit
from client.replica.worker import Replica, wait
from shared_models.money import Money
from tests.bench.figures import line, p50_p99, vehicle
from tests.support.hubs import HubProcess, in_step, person
from tests.support.processes import wait_until
from tests.support.replicas import identity

FIRST, EDITS, ACROSS = 100, 400, 200
_TIMES, _P99_MS, _ROW_P50_MS, _ROW_P99_MS = 3.0, 50.0, 30.0, 100.0


def run() -> list[dict[str, Any]]:
    """Edit a price again and again; a bare commit of as many bytes right behind each edit is the baseline."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds, bare_seconds, written = _edits(folder)
        p50, p99 = p50_p99(seconds)
        bare50, bare99 = p50_p99(bare_seconds)
        across50, across99 = p50_p99(_across(folder / "hub"))
    bare = f"bare commit of {written:,} bytes, {bare50:.2f} ms (p99 {bare99:.2f})"
    ratio = p50 / bare50
    return [
        line(
            "one edit to its durable commit, p50",
            p50,
            "ms",
            baseline=bare,
            ratio=ratio,
            bar="<= 3x",
            held=ratio <= _TIMES,
        ),
        line("one edit to its durable commit, p99", p99, "ms", bar="< 50 ms", held=p99 < _P99_MS),
        line("edit to the row on another device, p50", across50, "ms", bar="< 30 ms", held=across50 < _ROW_P50_MS),
        line(
            "edit to the row on another device, p99",
            across99,
            "ms",
            baseline=f"bare commits of this run, p99 {bare99:.2f} ms",
            bar="< 100 ms",
            held=across99 < _ROW_P99_MS,
        ),
    ]


def _edits(folder: Path) -> tuple[list[float], list[float], int]:
    """Seconds of each edit, of a bare commit right behind it, and the bytes an edit writes to its database's log."""
    replica = Replica(folder / "replica.sqlite", identity())
    command = Create("vehicle", vehicle(1))
    wait(replica.execute(command))
    log = folder / "replica.sqlite-wal"
    before = log.stat().st_size
    for number in range(FIRST):
        _edit(replica, command.id, number)
    written = (log.stat().st_size - before) // FIRST
    commit = _bare(folder, written)
    pairs = [(_edit(replica, command.id, FIRST + number), commit()) for number in range(EDITS)]
    replica.close()
    return [edit for edit, _ in pairs], [bare for _, bare in pairs], written


def _edit(replica: Replica, record: str, number: int) -> float:
    """Seconds of one edit, as the form that waits for it sees them."""
    edit = Edit("vehicle", record, {}, {"price": Money(1_000_000 + number, "EUR")})
    start = time.perf_counter()
    wait(replica.execute(edit))
    return time.perf_counter() - start


def _bare(folder: Path, size: int) -> Callable[[], float]:
    """Writes as many bytes in a commit, made equally durable, with nothing around it, and tells the seconds of it."""
    connection = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE bare (body BLOB)")
    body = b"x" * max(1, size - 8_192)

    def commit() -> float:
        start = time.perf_counter()
        connection.execute("INSERT INTO bare VALUES (?)", (body,))
        return time.perf_counter() - start

    return commit


def _across(folder: Path) -> list[float]:
    """Seconds from an edit on one device to the committed row on another, both attached to a real hub."""
    with HubProcess(folder / "data", [person("dana", "sales_manager"), person("fay", "fleet_manager")]) as hub:
        one, two = hub.device(folder / "one", "dana"), hub.device(folder / "two", "fay", "fleet")
        try:
            return edits_across(one, two, ACROSS)
        finally:
            one.close()
            two.close()


def edits_across(one: App, two: App, edits: int) -> list[float]:
    """Seconds of each edit on the one device until its row is committed on the other."""
    command = Create("vehicle", vehicle(2))
    wait(one.replica.execute(command))
    wait_until(lambda: in_step(one, two) and two.workspace.reader.record("vehicle", command.id), "both are attached")
    arrived = threading.Event()

    def heard(changes: Changes) -> None:
        if changes.remote and any(touched.id == command.id for touched in changes.touched):
            arrived.set()

    two.replica.listen(heard)
    seconds = []
    for number in range(edits):
        arrived.clear()
        start = time.perf_counter()
        one.replica.execute(Edit("vehicle", command.id, {}, {"price": Money(number + 1, "EUR")}))
        assert arrived.wait(30), "the edit never arrived"
        seconds.append(time.perf_counter() - start)
    return seconds
