"""What encryption costs a replica: the same rows put into its tables, and searched, with a key and without.

A real replica takes an import; its rows of documents, changes and vehicles then go into two new files with a replica's
tables and settings, one encrypted and one plain, 50 births a transaction, in turn. Processor time, so that what else
the machine does counts little; the disk's own time is the same for both.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from client.commands import Import
from client.replica.database import _open_writer, full_text_columns
from client.replica.worker import Replica, wait
from shared_models.encrypted_sqlite import KEY_BYTES, Connection
from shared_models.records.vehicle import Vehicle
from tests.bench.figures import line, size_of, vehicles
from tests.support.replicas import identity

RECORDS = size_of("FORECOURT_BENCH_ENCRYPTED_RECORDS", 20_000)
_ROUNDS, _BATCH, _SEARCHES, _BAR = 5, 50, 300, 0.75

Rows = dict[str, list[tuple[Any, ...]]]


def run() -> list[dict[str, Any]]:
    """Ratios of the plain file's time to the encrypted one's: 1 is as fast."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        replica = Replica(folder / "replica.sqlite", identity())
        wait(replica.execute(Import(vehicles(RECORDS))), 600)
        rows = _rows(replica.database.writer)
        replica.close()
        inserts, searches = [], []
        for number in range(_ROUNDS):
            keys = {"plain": None, "sealed": os.urandom(KEY_BYTES)}
            found = {
                kind: _measured(folder / f"{kind}{number}.sqlite", key, rows)
                for kind, key in (keys.items() if number % 2 else reversed(keys.items()))
            }
            inserts.append((found["plain"][0], found["sealed"][0]))
            searches.append((found["plain"][1], found["sealed"][1]))
    return [_line(f"insert of {RECORDS:,} vehicles", inserts), _line("words and makes searched for", searches)]


def _line(what: str, rounds: list[tuple[float, float]]) -> dict[str, Any]:
    ratio = statistics.median(plain / sealed for plain, sealed in rounds)
    plain, sealed = (statistics.median(each) for each in zip(*rounds, strict=True))
    return line(
        f"encrypted replica: {what}", sealed * 1000, "ms of processor time", baseline=f"plain, {plain * 1000:,.0f} ms",
        ratio=ratio, bar=f"at least {_BAR}x the plain speed", held=ratio >= _BAR,
    )  # fmt: skip


def _rows(writer: Connection) -> Rows:
    found: Rows = {}
    for table in ("document", "change", "vehicle"):
        found[table] = writer.execute(f"SELECT * FROM {table}").fetchall()
    texts = ", ".join(f'"{column}"' for column in full_text_columns(Vehicle))
    found["vehicle_text"] = writer.execute(f"SELECT ordinal, {texts} FROM vehicle ORDER BY ordinal").fetchall()
    return found


def _measured(path: Path, key: bytes | None, rows: Rows) -> tuple[float, float]:
    """Seconds of the inserts, and of the searches."""
    writer = _open_writer(path, key)
    texts = ", ".join(f'"{column}"' for column in full_text_columns(Vehicle))
    into = {table: f"{table} (rowid, {texts})" if table == "vehicle_text" else table for table in rows}
    begun = time.process_time()
    for at in range(0, RECORDS, _BATCH):
        writer.execute("BEGIN IMMEDIATE")
        for table, all_rows in rows.items():
            some = all_rows[at : at + _BATCH]
            writer.executemany(f"INSERT INTO {into[table]} VALUES ({', '.join('?' * len(some[0]))})", some)
        writer.execute("COMMIT")
    inserted = time.process_time() - begun
    begun = time.process_time()
    for number in range(_SEARCHES):
        words = ("fiesta", "camry", "S00001*", "volvo xc40")[number % 4]
        writer.execute(
            "SELECT vehicle.* FROM vehicle_text JOIN vehicle ON vehicle.ordinal = vehicle_text.rowid"
            " WHERE vehicle_text MATCH ? ORDER BY vehicle_text.rowid DESC LIMIT 40", (words,)
        ).fetchall()  # fmt: skip
        where = "SELECT * FROM vehicle WHERE ordinal > ? ORDER BY ordinal LIMIT 200"
        writer.execute(where, (number * RECORDS // _SEARCHES,)).fetchall()
    searched = time.process_time() - begun
    writer.close()
    return inserted, searched
