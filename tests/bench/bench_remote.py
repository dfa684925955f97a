"""How many changes of others a device takes in per second: documents, rows, full text, log and search index."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from client.commands import Edit, Import
from client.finding.catalogue import Catalogue
from client.reading.queries import Reader
from client.replica.worker import Replica, wait
from shared_models.kinds import Quantity
from shared_models.money import Money
from shared_models.protocol import Entry, pack, read_entry, unpack_body
from tests.bench.figures import line, size_of, vehicles
from tests.support.replicas import Log, identity

RECORDS = size_of("FORECOURT_BENCH_REMOTE_RECORDS", 6_000)
_BAR = 2_000
#: Entries in one message of the live stream: single ones, a push of another device, what piled up meanwhile.
_SIZES = {"one by one": 1, "50 at a time": 50, "1,000 at a time": 1_000}


def run() -> list[dict[str, Any]]:
    """One device makes vehicles and edits them; another, its list of vehicles open, takes all of it in."""
    with tempfile.TemporaryDirectory() as name:
        births, edits = _made(Path(name))
        replica = Replica(Path(name) / "there.sqlite", identity())
        catalogue = Catalogue(replica, Reader(replica.database))
        births_rate = _rate(replica, births, 1_000)
        catalogue.wait_ready("vehicle")
        bare = _bare(replica, Path(name) / "bare.sqlite", 50)
        share = len(edits) // len(_SIZES)
        lines = [_line(f"births of others, 1,000 at a time ({len(births):,})", births_rate, bare)]
        for number, (words, size) in enumerate(_SIZES.items()):
            some = edits[number * share : (number + 1) * share]
            timed = some[: len(some) // 4] if size == 1 else some
            what = f"edits of others, {words} ({len(timed):,})"
            lines.append(_line(what, _rate(replica, timed, size), bare, judged=size > 1))
            _rate(replica, some[len(timed) :], 1_000)  # a log has no gaps: what follows builds on all of it
        catalogue.close()
        replica.close()
    return lines


def _made(folder: Path) -> tuple[list[Entry], list[Entry]]:
    """Log entries of births, and of edits of price and mileage: each record is edited once or twice."""
    author, log = Replica(folder / "here.sqlite", identity()), Log()
    made = wait(author.execute(Import(vehicles(RECORDS))), 300).changes.touched
    births = _taken(author, log)
    for number, touched in enumerate(made):
        new = {"price": Money(1_000_000 + number, "EUR"), "mileage": Quantity(number, "km")}
        wait(author.execute(Edit("vehicle", touched.id, {}, new)))
    for touched in made[::2]:
        wait(author.execute(Edit("vehicle", touched.id, {}, {"trim": f"Edition {touched.ordinal % 50}"})))
    edits = _taken(author, log)
    author.close()
    return births, edits


def _taken(author: Replica, log: Log) -> list[Entry]:
    """What the author has pending, as entries of the log."""
    found: list[Entry] = []
    while some := log.take_from(author):
        found += some
    return found


def _rate(replica: Replica, entries: Sequence[Entry], size: int) -> float:
    """Entries a second of processor time, from the message as it arrives to the commit and the index."""
    messages = [
        pack([_sent(entry).pack_list() for entry in entries[at : at + size]]) for at in range(0, len(entries), size)
    ]
    start = time.process_time()
    for message in messages:
        wait(replica.receive([read_entry(parts) for parts in unpack_body(message)]), 60)
    return len(entries) / (time.process_time() - start)


def _sent(entry: Entry) -> Entry:
    """An entry as the hub sends it: its envelope bears a signature."""
    return replace(entry, envelope=replace(entry.envelope, signature=bytes(64)))


def _bare(replica: Replica, path: Path, size: int) -> float:
    """Rows a second of a bare durable upsert of whole rows, so many in a transaction."""
    rows = replica.database.writer.execute("SELECT * FROM vehicle").fetchall()
    table = replica.database.writer.execute("SELECT sql FROM sqlite_master WHERE name = 'vehicle'").fetchone()[0]
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", table):
        connection.execute(statement)
    put = f"INSERT OR REPLACE INTO vehicle VALUES ({', '.join('?' * len(rows[0]))})"
    connection.executemany(put, rows)
    return len(rows) / _seconds(lambda: _upsert(connection, put, rows, size))


def _upsert(connection: sqlite3.Connection, put: str, rows: Sequence[Any], size: int) -> None:
    for at in range(0, len(rows), size):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(put, rows[at : at + size])
        connection.execute("COMMIT")


def _seconds(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _line(what: str, rate: float, bare: float, judged: bool = True) -> dict[str, Any]:
    """One line; what comes one by one is no stream of 2,000 a second, and is bound by the disk's sync."""
    return line(
        f"{what}, on one core", rate, "changes/s", baseline=f"bare upsert of the rows, 50 at a time, {bare:,.0f}",
        ratio=rate / bare, bar=f">= {_BAR:,}/s" if judged else "", held=rate >= _BAR or not judged,
    )  # fmt: skip
