"""Killed without warning in the middle of saves: each save is there whole, document, row and queue, or not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from client.reading.queries import Reader
from client.replica.worker import Replica, wait
from tests.support.replicas import is_whole, open_replica

ROOT = Path(__file__).parents[2]
_SAVER = """
import sys
from pathlib import Path
from tests.support.replicas import camry, create, open_replica
from client.commands import Edit
from client.replica.worker import wait
from shared_models.money import Money
replica = open_replica(Path(sys.argv[1]))
number = 0
while True:
    number += 1
    car = create(replica, "vehicle", **camry(model=f"Car {number}"))
    wait(replica.execute(Edit("vehicle", car, {}, {"price": Money(number, "EUR")})))
    print(car, number, flush=True)
"""


def _save_until_killed(folder: Path, lines: int) -> list[tuple[str, int]]:
    process = subprocess.Popen([sys.executable, "-c", _SAVER, str(folder)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(lines)]
    process.kill()
    said += process.stdout.readlines()
    process.wait()
    pairs = [line.split() for line in said if line.endswith("\n")]
    return [(car, int(number)) for car, number in pairs]


def test_what_was_confirmed_is_there_and_nothing_is_half_done(tmp_path: Path) -> None:
    confirmed: list[tuple[str, int]] = []
    for lines in (1, 5, 17):
        confirmed += _save_until_killed(tmp_path, lines)
        replica = open_replica(tmp_path)
        reader = Reader(replica.database)
        for car, number in confirmed:
            view = reader.record("vehicle", car)
            assert view is not None
            assert view.values["price"].minor == number
        _nothing_is_half_done(replica)
        is_whole(replica)
        replica.close()


def _nothing_is_half_done(replica: Replica) -> None:
    """Every document has its row and its changes in the queue, and every row its document and its words."""
    ask = replica.database.writer.execute
    documents = {row[0] for row in ask("SELECT id FROM document")}
    rows = {row[0]: row[1] for row in ask("SELECT id, ordinal FROM vehicle")}
    queued = {envelope.document for envelope in wait(replica.pending(100_000))}
    assert documents == set(rows) == queued
    ask("INSERT INTO vehicle_text (vehicle_text) VALUES ('integrity-check')")
    assert ask("PRAGMA integrity_check").fetchone()[0] == "ok"
