"""How long the window goes without a turn while it imports, takes in others' changes, scores and makes papers at once.

The app's window shows its list of vehicles and is watched by the app's own heartbeat (``client.pace``). Meanwhile
1,000 changes a second of another device come in as the hub's messages, unpacked on a thread as sync does, a file of
vehicles is imported through its preview, all vehicles are scored again and again, and one list after the other is
made into a PDF. No socket is part of it: the hub would take the processor from the device, which it never does in life.
"""

from __future__ import annotations

import csv
import gc
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from client.app import _SWITCH_SECONDS
from client.beside.answering import Given
from client.commands import Edit, Import
from client.importing.preview import Preview
from client.importing.reading import open_source
from client.importing.running import Surroundings, import_of
from client.importing.suggestion import suggest
from client.pace.garbage import look_from_now_on
from client.pace.heartbeat import Heartbeat
from client.pace.recording import WORK, Pace, Timed
from client.replica.worker import Replica, wait
from client.reports.edition import Edition
from client.reports.listing import Wanted, answered
from client.screens.record_list_view import RecordList
from client.settings import Preferences
from client.window.main_window import MainWindow
from client.workspace import Workspace
from shared_models.money import Money
from shared_models.protocol import Entry, pack, read_entry, unpack_body
from tests.bench.figures import line, size_of, vehicle, vehicles
from tests.support.processes import Program
from tests.support.replicas import Log, identity

SECONDS = size_of("FORECOURT_BENCH_FRAMES_SECONDS", 10)
_A_SECOND, _MESSAGE = 1_000, 50
_STOCK, _IMPORTED = 2_000, 20_000
_BAR_MS = 50


def run() -> list[dict[str, Any]]:
    """Make the work, then do all of it at once under the eyes of the heartbeat."""
    gc.disable()  # as the program's door does
    sys.setswitchinterval(_SWITCH_SECONDS)
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        births, edits = _made(folder)
        with _window(application, folder, births) as (workspace, window):
            look_from_now_on(application)
            preview = _preview(folder, workspace)
            heartbeat = Heartbeat(workspace.pace, application)
            messages = [
                pack([e.pack_list() for e in edits[at : at + _MESSAGE]]) for at in range(0, len(edits), _MESSAGE)
            ]
            with Program("-m", "tests.bench.bench_frames", "bare", env={"QT_QPA_PLATFORM": "offscreen"}) as bare:
                bare.wait_for("watching", 60)
                workspace.pace.clear()
                heartbeat.start()
                _all_at_once(application, workspace, preview, messages, folder)
                heartbeat.stop()
                bare.process.terminate()
                told = bare.wait_for(r"p99 ([0-9.]+) ms", 60)[1]
            assert workspace.pace.gaps().count, f"nobody watched: the window is active: {window.isActiveWindow()}"
            return _lines(workspace.pace, told)


def _bare() -> None:
    """A loop that does nothing but beat, at the same time on the same machine, until it is ended."""
    application, pace = QApplication([]), Pace()
    window = QWidget()
    window.show()
    heartbeat = Heartbeat(pace, application)
    application.applicationStateChanged.connect(lambda _state: print("watching", flush=True))
    heartbeat.start()
    window.activateWindow()
    signal.signal(signal.SIGTERM, lambda _number, _frame: application.quit())
    application.exec()
    print(f"p99 {pace.gaps().most / 1e6:.1f} ms", flush=True)


def _lines(pace: Pace, bare: str) -> list[dict[str, Any]]:
    gaps = pace.gaps()
    most = gaps.most / 1e6
    worst = pace.worst_gaps()[0]
    return [
        line(
            "frame gap while importing, taking in 1,000 changes/s, scoring and making PDFs at once", most, "ms p99",
            baseline=f"an empty loop beside it, {bare} ms", ratio=most / float(bare), bar=f"< {_BAR_MS} ms",
            held=most < _BAR_MS,
        ),
        line("the same, half of the gaps", gaps.half / 1e6, "ms median"),
        line(
            f"the longest of its {gaps.count:,} gaps, while: {', '.join(worst.running) or 'nothing'}",
            worst.nanoseconds / 1e6, "ms",
        ),
        *(
            line(f"the same, of the gaps during: {work}", pace.gaps(work).most / 1e6, "ms p99")
            for work in WORK
        ),
        *(
            line(f"done meanwhile: {work}, {figures.count:,} times", figures.half / 1e6, "ms median")
            for work, figures in pace.times().items() if work in WORK
        ),
    ]  # fmt: skip


def _made(folder: Path) -> tuple[list[Entry], list[Entry]]:
    """Another device's stock, and its edits for as long as the measurement lasts."""
    author, log = Replica(folder / "author.sqlite", identity()), Log()
    made = wait(author.execute(Import(vehicles(_STOCK))), 300).changes.touched
    births = log.take_from(author)
    for number in range(SECONDS * _A_SECOND):
        touched = made[number * 7 % len(made)]
        wait(author.execute(Edit("vehicle", touched.id, {}, {"price": Money(1_000_000 + number, "EUR")})))
    edits: list[Entry] = []
    log.entries.clear()  # what is pending was not taken before
    while some := log.take_from(author):
        edits += some
        log.entries.clear()
    author.close()
    return births, edits


@contextmanager
def _window(application: QApplication, folder: Path, births: Sequence[Entry]) -> Iterator[tuple[Workspace, MainWindow]]:
    replica = Replica(folder / "here.sqlite", identity())
    wait(replica.receive(list(births)), 300)
    workspace = Workspace(replica, "showroom")
    preferences = Preferences("showroom")
    preferences.wear()
    window = MainWindow(workspace, preferences)
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    workspace.open_list("vehicle")
    shown = window.findChild(RecordList)
    assert shown is not None
    shown.show_as("table")
    _spin(application, lambda: workspace.catalogue.ready("vehicle") and shown.answer() is not None)
    _spin(application, lambda: shown.runner.idle() and workspace.scores.wait_idle(0) and bool(shown.facets.names()))
    try:
        yield workspace, window
    finally:
        window.close()
        workspace.close()
        replica.close()


def _preview(folder: Path, workspace: Workspace) -> Preview:
    listings = folder / "listings.csv"
    with listings.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("make", "model", "year", "price", "mileage", "VIN"))
        for number in range(_STOCK, _STOCK + _IMPORTED):
            one = vehicle(number)
            rows.writerow(
                (one["make"], one["model"], one["year"], one["price"].amount // 100, one["mileage"].amount, one["vin"])
            )
    source, today = open_source(listings), datetime.now(UTC).date()
    surroundings = Surroundings(workspace.reader, workspace.identity.role)
    mapping = suggest("vehicle", source, today=today, currency="EUR", units={"mileage": "km"})
    preview = Preview(source, mapping, today=today, known=surroundings.known)
    assert preview.check().counts.ready == _IMPORTED
    return preview


def _all_at_once(
    application: QApplication, workspace: Workspace, preview: Preview, messages: Sequence[bytes], folder: Path
) -> None:
    over = threading.Event()
    imported: list[object] = []
    receiving = threading.Thread(target=_receive, args=(workspace, messages, over), name="sync")
    scoring = threading.Thread(target=_score, args=(workspace, over), name="rescoring")
    workspace.run(import_of(preview), imported.append)
    workspace.background.run(lambda: _print(workspace, folder / "list.pdf", over), lambda _nothing: None)
    for thread in (receiving, scoring):
        thread.start()
    _spin(application, lambda: bool(imported) and not receiving.is_alive())
    over.set()
    _spin(application, lambda: not scoring.is_alive() and not workspace.background.at_work)


def _receive(workspace: Workspace, messages: Sequence[bytes], over: threading.Event) -> None:
    """The messages of the live stream at their pace; what the replica has not taken in yet waits in its queue."""
    begun = time.monotonic()
    under_way = []
    for number, message in enumerate(messages):
        over.wait(max(0.0, begun + number * _MESSAGE / _A_SECOND - time.monotonic()))
        under_way.append(workspace.replica.receive([read_entry(parts) for parts in unpack_body(message)]))
    for each in under_way:
        wait(each, 300)


def _score(workspace: Workspace, over: threading.Event) -> None:
    while not over.is_set():
        workspace.scores.rescore("vehicle")
        workspace.scores.wait_idle(300)


def _print(workspace: Workspace, path: Path, over: threading.Event) -> None:
    while not over.is_set():
        wanted = Wanted("vehicle", "", {"make": frozenset({"Toyota"})}, "", ("make", "model", "year", "price"))
        with workspace.pace.during(Timed.PAPER):
            answer = answered(workspace.catalogue, workspace.reader, wanted, Edition.of(workspace))
            workspace.papers.run(
                "client.reports.list_export:export_answer", Given.SHOWN, answer, path, Given.TOLD
            )  # fmt: skip


def _spin(application: QApplication, condition: Callable[[], bool], seconds: float = 300) -> None:
    """Let the window work until a condition holds, looked at ten times a second."""
    tick = QTimer()
    tick.start(100)
    until = time.monotonic() + seconds
    while not condition():
        application.processEvents(
            QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
        )
        assert time.monotonic() < until


if __name__ == "__main__":
    _bare()
