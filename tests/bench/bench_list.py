"""A list of a million vehicles in its real widgets: first rows, jumps anywhere, filters; against a bare page query."""

from __future__ import annotations

import os
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from client import theme
from client.changes import Identity
from client.replica.worker import Replica
from client.screens.record_list_query import ListQuery
from client.screens.record_list_view import RecordList
from client.workspace import Workspace

ROWS = int(os.environ.get("FORECOURT_BENCH_ROWS", "1000000"))
OPENINGS, JUMPS, FILTERINGS, PAGES = 9, 200, 40, 300
_PAGE = 40
_MAKES = ("Toyota", "Ford", "Honda", "BMW", "Kia", "Audi", "Opel", "Skoda", "Volvo", "Seat")
_MODELS = ("Camry", "Focus", "Civic", "320d", "Ceed", "A4", "Astra", "Octavia", "V60", "Leon")
_STATUSES = ("available", "available", "held", "incoming", "sold", "delivered")

Line = dict[str, Any]


def run() -> list[Line]:
    """Fill the table by bare SQL, open the list as the app does, and time what a person sees."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app)
    with tempfile.TemporaryDirectory() as folder, _workspace(Path(folder)) as workspace:
        waiting = _milliseconds(lambda: workspace.catalogue.wait_ready("vehicle", 3_600))
        page = _pages(workspace.replica.database.path)
        openings, found = [], None
        for _ in range(OPENINGS):
            if found is not None:
                found.deleteLater()
            found, took = _opened(app, workspace)
            openings.append(took)
        assert found is not None
        asked = _askings(app, found)
        jumps = _jumps(app, found)
        filters = _filterings(app, found)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    baseline = f"bare page of {_PAGE} rows by key, {page:.2f} ms"
    rows = f"{ROWS:,} rows"
    return [
        _line(
            f"list of {rows}: asked for all of it, to its first rows on screen", asked, "ms median", page, baseline, 60
        ),
        _fact(f"list of {rows}: the same with making all its widgets", statistics.median(openings), "ms median"),
        _line(f"list of {rows}: jump to anywhere, to its rows on screen", jumps, "ms median", page, baseline, 20),
        _line(f"list of {rows}: jump to anywhere, worst in a hundred", jumps, "ms p99", page, baseline, 60),
        _line(f"list of {rows}: filter, to its first rows on screen", filters, "ms median", page, baseline, 100),
        _line(f"list of {rows}: filter, worst in a hundred", filters, "ms p99", page, baseline, 250),
        _fact(f"list of {rows}: search index built in the background", waiting / 1000, "s"),
        _fact(f"list of {rows}: memory of the whole process at its most", megabytes, "MB"),
    ]


def _line(what: str, times: list[float], unit: str, page: float, baseline: str, bar: float) -> Line:
    worst = sorted(times)[min(len(times) - 1, int(len(times) * 0.99))]
    value = statistics.median(times) if "median" in unit else worst
    return {
        "what": what, "value": round(value, 2), "unit": unit, "baseline": baseline, "ratio": value / page,
        "bar": f"{bar:g} ms", "held": value <= bar,
    }  # fmt: skip


def _fact(what: str, value: float, unit: str) -> Line:
    return {
        "what": what, "value": round(value, 1), "unit": unit, "baseline": "", "ratio": None, "bar": "", "held": True,
    }  # fmt: skip


@contextmanager
def _workspace(folder: Path) -> Iterator[Workspace]:
    replica = Replica(folder / "replica.sqlite", Identity("acme", "d" * 32, "a" * 32, "fleet_manager", None, "1.0"))
    replica.write(_fill).result()
    workspace = Workspace(replica, "showroom")
    try:
        yield workspace
    finally:
        workspace.close()
        replica.close()


def _fill(connection: sqlite3.Connection) -> None:
    """Vehicles straight into their table: documents would take minutes and are not what is measured."""

    def one_of(words: tuple[str, ...], step: int) -> str:
        cases = " ".join(f"WHEN {place} THEN '{word}'" for place, word in enumerate(words))
        return f"CASE (n * {step}) % {len(words)} {cases} END"

    columns = {
        "id": "printf('%032x', n)", "space": "'acme/stock'", "archived": "0", "created": "n", "updated": "n",
        "author": "'a'", "vin": "printf('WVWZZZ1JZXW%06d', n % 1000000)", "make": one_of(_MAKES, 7),
        "model": one_of(_MODELS, 7), "year": "2005 + n % 20", "mileage": "n * 7919 % 200000", "mileage_unit": "'km'",
        "fuel": "CASE n % 3 WHEN 0 THEN 'petrol' WHEN 1 THEN 'diesel' ELSE 'electric' END",
        "colour": "CASE n % 2 WHEN 0 THEN 'blue' ELSE 'white' END", "price": "500000 + n * 104729 % 6000000",
        "price_currency": "'EUR'", "status": one_of(_STATUSES, 1), "features": """'["tow bar"]'""",
    }  # fmt: skip
    connection.execute(
        f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {ROWS}) "
        f"INSERT INTO vehicle ({', '.join(columns)}) SELECT {', '.join(columns.values())} FROM numbers"
    )


def _milliseconds(deed: Callable[[], object]) -> float:
    start = time.perf_counter()
    deed()
    return (time.perf_counter() - start) * 1000


def _until(app: QApplication, there: Callable[[], bool]) -> None:
    """Let the window work until something is so."""
    deadline = time.perf_counter() + 60
    waiting = QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
    tick = QTimer()  # the wait below ends at the next event; this is the last resort
    tick.start(50)
    while not there():
        app.processEvents(waiting)
        if time.perf_counter() > deadline:
            raise TimeoutError("the list did not get there within a minute")


def _opened(app: QApplication, workspace: Workspace) -> tuple[RecordList, float]:
    """Make the list with all its widgets and show it; until its rows are painted."""
    start = time.perf_counter()
    found = RecordList(workspace, "vehicle", query=ListQuery())
    eye = _Eye(found)
    found.show_as("table")
    found.resize(1280, 800)
    found.show()
    _until(app, lambda: eye.seen)
    took = (time.perf_counter() - start) * 1000
    _until(app, found.runner.idle)
    return found, took


class _Eye(QObject):
    """Sees when the table is painted with every row in sight read."""

    def __init__(self, found: RecordList) -> None:
        super().__init__(found)
        self._list = found
        self.seen = False
        found.table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._is_whole():
            # The paint itself comes after this filter: it is over when the next event is handled.
            QTimer.singleShot(0, self, self._see)
        return False

    def _see(self) -> None:
        self.seen = True

    def _is_whole(self) -> bool:
        table, model = self._list.table, self._list.model
        last = table.rowAt(table.viewport().height() - 1)
        rows = range(max(table.rowAt(0), 0), (model.rowCount() - 1 if last < 0 else last) + 1)
        return bool(rows) and all(model.pages.get(row) is not None for row in rows)


def _askings(app: QApplication, found: RecordList) -> list[float]:
    """Ask a list in a window that stands for everything, coming from a few."""
    times, eye = [], _Eye(found)
    for _ in range(OPENINGS):
        found.set_query(ListQuery("", {"make": frozenset({"Toyota"}), "status": frozenset({"held"})}))
        _until(app, found.runner.idle)
        start = time.perf_counter()
        found.set_query(ListQuery())
        _until(app, lambda: found.model.rowCount() == ROWS)
        eye.seen = False
        _until(app, lambda: eye.seen)
        times.append((time.perf_counter() - start) * 1000)
    return times


def _jumps(app: QApplication, found: RecordList) -> list[float]:
    random, bar, times, eye = Random(8), found.table.verticalScrollBar(), [], _Eye(found)
    for _ in range(JUMPS):
        _until(app, found.model.pages.idle)
        eye.seen = False
        start = time.perf_counter()
        bar.setValue(random.randrange(bar.maximum()))
        _until(app, lambda: eye.seen)
        times.append((time.perf_counter() - start) * 1000)
    return times


def _filterings(app: QApplication, found: RecordList) -> list[float]:
    """Tick and untick filters, from wherever the list stands."""
    random, times, eye = Random(9), [], _Eye(found)
    for number in range(FILTERINGS):
        found.table.verticalScrollBar().setValue(random.randrange(found.table.verticalScrollBar().maximum() + 1))
        make, status = random.choice(_MAKES), random.choice(_STATUSES)
        filters = {"make": frozenset({make})} if number % 2 else {"status": frozenset({status})}
        query = ListQuery("", filters)
        start = time.perf_counter()
        found.set_query(query)
        _until(app, found.runner.idle)
        eye.seen = False
        _until(app, lambda: eye.seen)
        times.append((time.perf_counter() - start) * 1000)
    return times


def _pages(path: Path) -> float:
    """Median milliseconds of the least a list could do: read one page by its key and take the values."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    random = Random(7)
    statement = f"SELECT * FROM vehicle WHERE ordinal < ? ORDER BY ordinal DESC LIMIT {_PAGE}"

    def one() -> None:
        connection.execute(statement, (random.randrange(_PAGE, ROWS),)).fetchall()

    times = [_milliseconds(one) for _ in range(PAGES)]
    connection.close()
    return statistics.median(times)
