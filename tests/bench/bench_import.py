"""How fast a file of listings becomes records: documents, rows, full text and change log, against bare rows.

The import reads the file, converts and checks every cell, gives each record its document and its change, and writes
documents, changes, rows and full text in one transaction. So many rows are read and prepared by another process while
those before are written; its start is part of the time. Against it stands the least that must be done to have the
same list: one ``executemany`` of the very same rows, held ready in memory as SQLite takes them, into a table with the
same SQL indexes, and the same full-text index over them, in one transaction of a file synced as the replica's is.
Neither builds the index in memory for typos and facets: the app does that after an import, behind everybody's back.
"""

from __future__ import annotations

import csv
import gzip
import os
import random
import sqlite3
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from client.importing.preview import Preview
from client.importing.reading import open_source
from client.importing.running import Surroundings, import_of
from client.importing.suggestion import suggest
from client.reading.queries import Reader
from client.replica.worker import Replica, wait
from tests.bench.figures import line
from tests.support.replicas import identity

ROWS = int(os.environ.get("FORECOURT_BENCH_LISTINGS", "79350"))
_LEAST_READ = 0.03
_HEADERS = ("make", "model", "year", "price", "transmission", "mileage", "fuelType", "tax", "mpg", "engineSize")


def run() -> list[dict[str, Any]]:
    """Import listings and insert the same rows bare, in one run; the bar is a quarter of the bare rate."""
    with tempfile.TemporaryDirectory() as folder:
        listings = _listings(Path(folder))
        replica = Replica(Path(folder) / "replica.sqlite", identity())
        reader = Reader(replica.database)
        surroundings = Surroundings(reader, replica.identity.role)
        source = open_source(listings)
        today = datetime.now(UTC).date()
        mapping = suggest("vehicle", source, today=today, currency="GBP", units={"mileage": "mi"})
        preview = Preview(source, mapping, today=today, known=surroundings.known)
        start = time.perf_counter()
        checked = preview.check()
        check_seconds = time.perf_counter() - start
        start = time.process_time()
        read = sum(len(batch) for batch in preview.batches())
        read_seconds = time.process_time() - start
        csv_seconds = _by_csv_alone(listings)
        assert read == checked.counts.ready
        start = time.perf_counter()
        wait(replica.execute(import_of(preview)), 600)
        seconds = time.perf_counter() - start
        count = reader.count("vehicle")
        bare = _bare(replica, Path(folder) / "bare.sqlite")
        replica.close()
    assert count == checked.counts.ready
    ratio = bare / seconds
    return [
        _figure(
            "import of listings, committed", count / seconds, count / bare, ratio, ">= 0.25 of bare rows", ratio >= 0.25
        ),
        _figure(
            "check of every row before the import", count / check_seconds, count / bare, bare / check_seconds, "", True
        ),
        line(
            "every row read and converted, of one core",
            count / read_seconds,
            "rows/s",
            baseline=f"the file read by csv alone, {count / csv_seconds:,.0f}",
            ratio=csv_seconds / read_seconds,
            bar=f">= {_LEAST_READ} of that",
            held=csv_seconds / read_seconds >= _LEAST_READ,
        ),
    ]


def _by_csv_alone(path: Path) -> float:
    """Seconds of the processor to read the file's rows as texts and do nothing with them."""
    start = time.process_time()
    with path.open(newline="", encoding="utf-8") as file:
        for _ in csv.reader(file):
            pass
    return time.process_time() - start


def _figure(what: str, value: float, baseline: float, ratio: float, bar: str, held: bool) -> dict[str, Any]:
    return {
        "what": what,
        "value": value,
        "unit": "rows/s",
        "baseline": baseline,
        "ratio": ratio,
        "bar": bar,
        "held": held,
    }


def _bare(replica: Replica, path: Path) -> float:
    """Seconds to insert the very same rows with one ``executemany`` and to build the same indexes over them."""
    writer = replica.database.writer
    rows = writer.execute("SELECT * FROM vehicle").fetchall()
    statements = [
        sql
        for (sql,) in writer.execute(
            "SELECT sql FROM sqlite_master WHERE (tbl_name = 'vehicle' OR name = 'vehicle_text') AND sql NOT NULL"
        )
    ]
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    for statement in statements:
        connection.execute(statement)
    columns = next(sql for sql in statements if "fts5" in sql).split("fts5(")[1].split(", content=")[0]
    start = time.perf_counter()
    connection.execute("BEGIN")
    connection.executemany(f"INSERT INTO vehicle VALUES ({', '.join('?' * len(rows[0]))})", rows)
    connection.execute(f"INSERT INTO vehicle_text (rowid, {columns}) SELECT ordinal, {columns} FROM vehicle")
    connection.execute("COMMIT")
    seconds = time.perf_counter() - start
    connection.close()
    return seconds


def _listings(folder: Path) -> Path:
    """The real listings where FORECOURT_DATA names their folder, else as many made up in the same form."""
    data = os.environ.get("FORECOURT_DATA")
    target = folder / "listings.csv"
    if data and (Path(data) / "uk_used_cars.csv.gz").exists():
        with gzip.open(Path(data) / "uk_used_cars.csv.gz", "rb") as packed:
            target.write_bytes(packed.read())
        return target
    draw = random.Random(7)
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADERS)
        for _ in range(ROWS):
            make, model = draw.choice([("Ford", "Fiesta"), ("Audi", "A3"), ("BMW", "3 Series"), ("Toyota", "Yaris")])
            writer.writerow(
                [
                    make,
                    model,
                    draw.randint(2005, 2020),
                    draw.randint(900, 60_000),
                    draw.choice(["Manual", "Automatic", "Semi-Auto"]),
                    draw.randint(10, 150_000),
                    draw.choice(["Petrol", "Diesel", "Hybrid"]),
                    draw.randint(0, 300),
                    round(draw.uniform(20, 80), 1),
                    round(draw.uniform(1, 4), 1),
                ]
            )
    return target
