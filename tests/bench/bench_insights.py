"""Dashboards over a hundred thousand records: every tile, whole boards, and what a stream of sales costs them."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from client.changes import Identity
from client.commands import Create, Import, RecordFact, Together
from client.demo.seeding import Seed, dealership
from client.insights.periods import period
from client.insights.question import Counting, Question
from client.insights.tiles import BOARDS, TILES
from client.reading.queries import Reader
from client.replica.worker import Replica, wait
from client.scores.scoring import Scores
from shared_models.clock import utc_now
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_write
from tests.bench.figures import line, size_of

#: The dealership grows with what its records bring about: a hundred thousand come of these.
RECORDS = size_of("FORECOURT_BENCH_RECORDS", 65_000)
_ROLES = ("sales_manager", "fleet_manager", "head_office", "it_admin")
_TIMES = 5
#: As many facts go into one transaction.
_FACTS = 500
TILE_BAR, BOARD_BAR = 150, 400


def identity(role: str) -> Identity:
    """Somebody of the house on its one device."""
    return Identity("northgate", "d" * 32, "e" * 32, role, None, "1.0")


def fill(replica: Replica, records: list[Seed]) -> None:
    """Write the dealership, each type by somebody who may."""
    by_type: dict[str, list[Seed]] = {}
    for record in records:
        by_type.setdefault(record[0], []).append(record)
    for name in sorted(by_type, key=lambda one: RECORD_TYPES[one].about.fact):
        some = by_type[name]
        replica.sign_in_as(identity(next(role for role in _ROLES if may_write(role, name))))
        if RECORD_TYPES[name].about.fact:
            facts = [RecordFact(name, values, record) for _, record, values in some]
            for at in range(0, len(facts), _FACTS):
                wait(replica.execute(Together(tuple(facts[at : at + _FACTS]))), 600)
        else:
            wait(replica.execute(Import(Create(name, values, record) for _, record, values in some)), 1800)
    replica.sign_in_as(identity("head_office"))


def milliseconds(job: Callable[[], object]) -> float:
    """The median of a few runs."""
    taken = []
    for _ in range(_TIMES):
        started = time.perf_counter()
        job()
        taken.append(1000 * (time.perf_counter() - started))
    return median(taken)


def run() -> list[dict[str, Any]]:
    """Measure each tile over five years of days, the slowest first, and each board as the screen counts it."""
    records = dealership(RECORDS)
    with TemporaryDirectory() as folder:
        replica = Replica(Path(folder) / "replica.sqlite", identity("head_office"))
        try:
            fill(replica, records)
            reader = Reader(replica.database)
            scores = Scores(replica, reader)
            scores.rescore("vehicle", [row[0] for row in reader.columns("telematics_day", ["vehicle"])][:2_000])
            scores.wait_idle(600)
            scores.close()
            return measured(reader, Path(folder) / "replica.sqlite", len(records))
        finally:
            replica.close()


def measured(reader: Reader, file: Path, count: int) -> list[dict[str, Any]]:
    """The lines of the report."""
    today = utc_now().date()
    zones = tuple((store.id, ZoneInfo(store.values["time_zone"])) for store in reader.find("store"))
    asked = Question(period("years5", today), today, ZoneInfo("Europe/Berlin"), "head_office", zones=zones)
    taken = {
        key: milliseconds(lambda tile=tile: tile.count(Counting(reader, asked)))  # type: ignore[misc]
        for key, tile in TILES.items()
    }
    with closing(sqlite3.connect(file)) as connection:
        bare = milliseconds(lambda: connection.execute("SELECT signed_on, count(*) FROM sale GROUP BY 1").fetchall())
    of = f"of {count:,} records"
    lines = [
        line(f"dashboard tile '{key}' {of}", took, "ms", bar=f"{TILE_BAR} ms", held=took <= TILE_BAR)
        for key, took in sorted(taken.items(), key=lambda pair: -pair[1])[:4]
    ]
    lines.append(line(f"dashboard tile 'sales' {of}", taken["sales"], "ms", baseline=bare, ratio=taken["sales"] / bare))
    for board, keys in BOARDS.items():
        took = sum(taken[key] for key in keys)
        lines.append(line(f"dashboard '{board}' {of}", took, "ms", bar=f"{BOARD_BAR} ms", held=took <= BOARD_BAR))
    return lines
