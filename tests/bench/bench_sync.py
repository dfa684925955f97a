"""A new device's first sync from a real hub over loopback, against bare rows; and a week's work pushed at once."""

from __future__ import annotations

import gc
import json
import os
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from client.commands import Edit, Import
from client.file_store import FileStore
from client.hub.session import Session
from client.hub.sync import Sync
from client.reading.queries import Reader
from client.replica.worker import Replica, wait
from client.sync_state import Phase, SyncState
from shared_models.money import Money
from shared_models.protocol import MAX_PUSH, pack
from tests.bench.figures import line, size_of, vehicle, vehicles
from tests.support.processes import Program, wait_until
from tests.sync_server.running_hub import NORTH, PASSWORD, RunningHub

RECORDS = size_of("FORECOURT_BENCH_SYNC_RECORDS", 100_000)
WEEK = size_of("FORECOURT_BENCH_SYNC_WEEK", 5_000)
_SHARE, _MEGABYTES, _SECONDS, _GAP = 1 / 3, 400.0, 10.0, 0.1
#: One record in so many has a second change in its history.
_EDITED = 10
_LOOK_EVERY = 5


def run() -> list[dict[str, Any]]:
    """Fill a hub, let a new device fetch all of it in a process of its own, then push a week's work from it."""
    with tempfile.TemporaryDirectory() as name:
        hub = RunningHub(Path(name) / "hub").provision("acme", codes=5).start()
        try:
            _fill(hub)
            device = Path(name) / "device"
            session = Session(device, "0.1.0")
            session.enrol_now(hub.url, hub.codes["acme"].pop(), "bench")
            session.sign_in_now("sales_manager", PASSWORD)
            lines = [*_first_sync(hub, device, session.replica_path()), *_outage(device)]
            hub.stop()
        finally:
            hub.program.close()
    return lines


def _fill(hub: RunningHub) -> None:
    device = hub.device("sales_manager")
    waiting: list[bytes] = []
    for number in range(RECORDS):
        record, birth = device.born("vehicle", **vehicle(number, NORTH))
        waiting.append(birth.pack())
        if number % _EDITED == 0:
            waiting.append(device.put(record, "trim", "Special").pack())
        if len(waiting) > MAX_PUSH - 2 or number == RECORDS - 1:
            answer = device.post("/v1/sync/push", pack({"envelopes": waiting}))
            assert answer.status_code == 200, answer.text
            waiting = []


def _first_sync(hub: RunningHub, device: Path, path: Path) -> list[dict[str, Any]]:
    before = _cpu_seconds(hub)
    told = _in_its_own_process("first", device)
    spent = _cpu_seconds(hub) - before
    seconds, count = told["seconds"], int(told["records"])
    bare, bare_processor = _bare(path, device / "bare.sqlite")
    ratio, megabytes = bare / seconds, told["megabytes"]
    baseline = f"bare rows, index and words, {count / bare:,.0f}"
    return [
        line(
            f"first sync of {count:,} records over loopback, committed", count / seconds, "records/s",
            baseline=baseline, ratio=ratio, bar=">= 0.33 of bare rows", held=ratio >= _SHARE,
        ),
        line(
            "the same per second of processor time of the device", count / told["processor"], "records/s",
            baseline=f"the same of the bare rows, {count / bare_processor:,.0f}",
            ratio=bare_processor / told["processor"],
        ),
        line("processor time of the hub for it", spent, "s"),
        line(
            "peak memory of the device's process then", megabytes, "MB", bar=f"< {_MEGABYTES:g} MB",
            held=megabytes < _MEGABYTES,
        ),
    ]  # fmt: skip


def _outage(device: Path) -> list[dict[str, Any]]:
    told = _in_its_own_process("week", device)
    seconds, gap, changes = told["seconds"], told["gap"], int(told["changes"])
    return [
        line(
            f"{changes:,} changes of a week without the hub, sent until the last receipt", seconds, "s",
            bar=f"< {_SECONDS:g} s", held=seconds < _SECONDS,
        ),
        line(
            "longest gap of the window's event loop meanwhile", gap * 1000, "ms", bar=f"< {_GAP * 1000:g} ms",
            held=gap < _GAP,
        ),
    ]  # fmt: skip


def _in_its_own_process(what: str, device: Path) -> dict[str, float]:
    surroundings = {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(device)}
    with Program("-m", "tests.bench.bench_sync", what, str(device), env=surroundings) as program:
        told: dict[str, float] = json.loads(program.wait_for(r"told (\{.*\})", 600)[1])
        assert program.wait(60) == 0, program.log
    return told


def _bare(path: Path, other: Path) -> tuple[float, float]:
    """Seconds, and those of the processor, to insert the same rows with their indexes and full text, and no more."""
    with sqlite3.connect(path) as source:
        rows = source.execute("SELECT * FROM vehicle ORDER BY ordinal").fetchall()
        statements = [sql for (sql,) in source.execute(
            "SELECT sql FROM sqlite_master WHERE (tbl_name = 'vehicle' OR name = 'vehicle_text') AND sql NOT NULL"
        )]  # fmt: skip
    source.close()
    connection = sqlite3.connect(other, isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", *statements):
        connection.execute(statement)
    columns = next(sql for sql in statements if "fts5" in sql).split("fts5(")[1].split(", content=")[0]
    start, processor = time.perf_counter(), time.process_time()
    connection.execute("BEGIN")
    connection.executemany(f"INSERT INTO vehicle VALUES ({', '.join('?' * len(rows[0]))})", rows)
    connection.execute(f"INSERT INTO vehicle_text (rowid, {columns}) SELECT ordinal, {columns} FROM vehicle")
    connection.execute("COMMIT")
    took = time.perf_counter() - start, time.process_time() - processor
    connection.close()
    return took


# --- the device, in a process of its own ---


def _first(folder: Path) -> dict[str, float]:
    """Fetch everything; the time runs from the start of sync until the last page is committed."""
    session = Session(folder, "0.1.0")
    replica = Replica(session.replica_path(), session.identity())
    reader, done = Reader(replica.database), threading.Event()

    def told(state: SyncState) -> None:
        if state.phase in (Phase.CATCHING_UP, Phase.LIVE):
            done.set()

    sync = Sync(replica, reader, session, FileStore(folder / "files"), told)
    start, processor = time.perf_counter(), time.process_time()
    sync.start()
    assert done.wait(600)
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    records, megabytes = reader.count("vehicle"), _peak_megabytes()
    sync.close()
    replica.close()
    return {"seconds": seconds, "processor": processor, "records": records, "megabytes": megabytes}


def _week(folder: Path) -> dict[str, float]:
    """Make a week's work without the hub, then let the app find the hub; its window's event loop is watched."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from client.app import App
    from client.settings import Preferences
    from client.start import start_after_first_page
    from client.window.main_window import MainWindow

    gc.disable()  # as the app does until its first page is shown, when what lives by then is set aside for good
    application = QApplication([])
    session = Session(folder, "0.1.0")
    replica = Replica(session.replica_path(), session.identity())
    made = wait(replica.execute(Import(vehicles(WEEK // 2, NORTH))), 300).changes.touched
    for number, touched in enumerate(made):
        wait(replica.execute(Edit("vehicle", touched.id, {}, {"price": Money(1_000_000 + number, "EUR")})))
    changes = Reader(replica.database).unsent().changes
    replica.close()
    preferences = Preferences("showroom")
    preferences.wear()
    app = App(folder, "showroom", session)
    window = MainWindow(app.workspace, preferences)
    window.resize(1280, 800)
    window.show()
    app.workspace.open_list("vehicle")
    ready = app.workspace.catalogue.ready
    wait_until(lambda: application.processEvents() or (ready("vehicle") and _settled(window)), "the list", 300)
    beats: list[float] = []
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append(time.perf_counter()))
    timer.start(_LOOK_EVERY)
    start = time.perf_counter()
    start_after_first_page(app)
    _spin(application, lambda: app.workspace.reader.unsent().changes == 0)
    seconds = time.perf_counter() - start
    timer.stop()
    gap = max(after - before for before, after in pairwise(beats))
    window.close()
    app.close()
    return {"seconds": seconds, "gap": gap, "changes": changes}


def _settled(window: Any) -> bool:
    """Whether the list has shown its answer with all its facets: laying that out is no part of what is measured."""
    from client.screens.record_list_view import RecordList

    shown = window.findChild(RecordList)
    return shown is not None and shown.answer() is not None and shown.runner.idle() and bool(shown.facets.names())


def _spin(application: Any, condition: Callable[[], bool], seconds: float = 300) -> None:
    """Run the event loop until a condition holds, looked at ten times a second."""
    from PySide6.QtCore import QTimer

    looking = QTimer()
    looking.timeout.connect(lambda: condition() and application.quit())
    looking.start(100)
    QTimer.singleShot(int(seconds * 1000), application.quit)
    application.exec()
    assert condition()


def _peak_megabytes() -> float:
    """The most memory this process ever had, in MB of 1,000,000 bytes."""
    try:
        status = Path("/proc/self/status").read_text("utf-8")
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def _cpu_seconds(hub: RunningHub) -> float:
    """Processor time the hub has used; wall time where the system does not tell."""
    try:
        fields = Path(f"/proc/{hub.program.process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return time.perf_counter()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    print("told", json.dumps({"first": _first, "week": _week}[sys.argv[1]](Path(sys.argv[2]))), flush=True)
