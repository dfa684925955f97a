"""How soon, and with how much memory, the app shows its list of 100,000 vehicles: from starting the process on."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from client.commands import Import
from client.hub.session import Session, Standing
from client.replica.worker import Replica, wait
from shared_models.identifiers import new_id
from tests.bench.figures import line, size_of, vehicles
from tests.support.processes import Program

RECORDS = size_of("FORECOURT_BENCH_START_RECORDS", 100_000)
RUNS = 5
_SECONDS, _MEGABYTES = 1.5, 250.0
#: An empty window in a process of its own: what no start can beat.
_BARE = """
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication([])
window = QWidget()
window.resize(1280, 800)
window.show()
application.processEvents()
print("shown {}", flush=True)
"""


def run() -> list[dict[str, Any]]:
    """Fill a device's folder, open it once so that it holds its search index, then start again and again."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # An installed program has its bytecode; where this one may not write any, each start would compile it anew.
        bytecode = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
        surroundings = {"XDG_CONFIG_HOME": name, "QT_QPA_PLATFORM": "offscreen", **bytecode}
        fill(folder)
        _start(("-m", "tests.bench.first_page", name), surroundings)
        runs = [_start(("-m", "tests.bench.first_page", name), surroundings) for _ in range(RUNS)]
        bare, _ = zip(*(_start(("-c", _BARE), surroundings) for _ in range(RUNS)), strict=True)
    seconds = statistics.median(each for each, _ in runs)
    told = [said for _, said in runs]
    megabytes = statistics.median(each["megabytes"] for each in told)
    indexed = statistics.median(each["indexed"] for each in told)
    empty = statistics.median(bare)
    what = f"start of the process until the list of {RECORDS:,} vehicles is shown"
    return [
        line(
            what, seconds, "s", baseline=f"an empty Qt window, {empty:.2f} s", ratio=seconds / empty,
            bar=f"< {_SECONDS} s", held=seconds < _SECONDS,
        ),
        line("processor time of that start", statistics.median(each["processor"] for each in told), "s"),
        line(
            "memory of the app then, its search index loaded", megabytes, "MB", bar=f"< {_MEGABYTES:g} MB",
            held=megabytes < _MEGABYTES,
        ),
        line("until typed search and facets are ready too, out of the saved index", indexed, "s"),
    ]  # fmt: skip


def fill(folder: Path) -> None:
    """A device of nobody's hub, with its stock."""
    standing = Standing(hub="http://127.0.0.1:9", tenant="acme", device=new_id(), person=new_id(), name="Dana")
    standing = replace(standing, role="sales_manager", store=new_id())
    (folder / "session.json").write_text(json.dumps(asdict(standing)), encoding="utf-8")
    session = Session(folder, "0.1.0")
    replica = Replica(session.replica_path(), session.identity())
    wait(replica.execute(Import(vehicles(RECORDS, standing.store))), 600)
    replica.close()


def _start(arguments: tuple[str, ...], surroundings: dict[str, str]) -> tuple[float, dict[str, float]]:
    """Start a program; seconds until it says that it shows something, and what else it says then."""
    begun = time.perf_counter()
    with Program(*arguments, env=surroundings) as program:
        said = program.wait_for(r"shown (\{.*\})", 120)
        seconds = time.perf_counter() - begun
        told: dict[str, float] = json.loads(said[1])
        if "-m" in arguments:
            told |= json.loads(program.wait_for(r"ready (\{.*\})", 300)[1])
            told["indexed"] = told["indexed"] - told["shown"] + seconds
        assert program.wait(60) == 0, program.log
    return seconds, told
