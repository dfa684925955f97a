"""What models cost: 100,000 records of a replica re-scored in the background, files, trees beside scikit-learn."""

from __future__ import annotations

import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import ml_models.boosting  # noqa: F401  # before scikit-learn, which asks once how many threads to use

# isort: split

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

from client.beside.answering import settle
from client.changes import Identity
from client.reading.queries import Reader
from client.replica.worker import Replica
from client.scores.scoring import scored_rows
from ml_models.registry import MODELS, MOST_BYTES
from ml_models.trees.asking import Trees, single
from ml_models.trees.train import as_onnx
from tests.bench.bench_scoring import bare, leads

RECORDS = int(os.environ.get("FORECOURT_BENCH_SCORED", "100000"))
_BATCH, _SECONDS = 500, 20.0
_ROWS, _ONCE = 10_000, 300

Line = dict[str, Any]


def run() -> list[Line]:
    """Re-score leads as the process beside the window does, weigh the files, and ask trees in both ways."""
    sizes = sum(model.bundled.stat().st_size for model in MODELS.values()) / 1e6
    return [_rescoring(), _line("all bundled model files", sizes, "MB", "", None, MOST_BYTES / 1e6, "8 MB"), *_trees()]


def _rescoring() -> Line:
    """Seconds of one processor, from the rows of the replica to rows of scores with their reasons in words."""
    with tempfile.TemporaryDirectory() as folder:
        identity = Identity("acme", "d" * 32, "a" * 32, "sales_manager", "b" * 32, "1.0")
        replica = Replica(Path(folder) / "replica.sqlite", identity)
        try:
            replica.write(_fill).result()
            reader = Reader(replica.database)
            ids = reader.ids("lead")
            scored_rows(reader, "lead", ids[:1])
            settle()
            began = time.process_time()
            for at in range(0, len(ids), _BATCH):
                made = scored_rows(reader, "lead", ids[at : at + _BATCH])
                assert all(row["value"] is not None for row, _ in made)
            took = time.process_time() - began
        finally:
            replica.close()
    sums = bare(leads(_ROWS)) * len(ids) / _ROWS
    said = f"bare numpy sum without reasons, {sums:.3g}"
    bar = _SECONDS * len(ids) / 100_000
    return _line(
        f"{len(ids):,} leads of a replica re-scored", took, "s of one core", said, took / sums, bar, f"{bar:g} s"
    )


def _fill(connection: sqlite3.Connection) -> None:
    """Leads straight into their table: documents would take minutes and are not what is measured."""
    columns = {
        "id": "printf('%032x', n)", "space": "'acme/store/b/leads'", "archived": "0", "created": "n", "updated": "n",
        "author": "'a'", "status": "CASE n % 3 WHEN 0 THEN 'won' WHEN 1 THEN 'lost' ELSE 'new' END",
        "channel": "CASE n % 2 WHEN 0 THEN 'cellular' ELSE 'telephone' END", "contacts_now": "n % 7",
        "last_contact": "1700000000000 + n % 700 * 86400000",
        "contacts_before": "n % 3", "previous_outcome": "CASE n % 3 WHEN 0 THEN 'nonexistent' ELSE 'success' END",
    }  # fmt: skip
    connection.execute(
        f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {RECORDS}) "
        f"INSERT INTO lead ({', '.join(columns)}) SELECT {', '.join(columns.values())} FROM numbers"
    )


def _trees() -> list[Line]:
    """The same trees on the same rows, by onnxruntime and by scikit-learn, each on one thread."""
    random = np.random.default_rng(0)
    table = single(random.normal(size=(_ROWS, 8)))
    target = table[:, 0] * 2 + np.sin(3 * table[:, 1]) + table[:, 2] * table[:, 3] + random.normal(0, 0.1, _ROWS)
    library = HistGradientBoostingRegressor(max_iter=200, random_state=0).fit(table, target)
    trees = Trees(as_onnx(library, table))
    lines = []
    for rows, times in ((1, _ONCE), (_ROWS, 5)):
        ours, theirs = (_median(partial(ask, table[:rows]), times) for ask in (trees.answer, library.predict))
        what = f"200 trees, {rows:,} row{'s' if rows > 1 else ''}: onnxruntime against scikit-learn"
        lines.append(_line(what, ours, "ms", f"scikit-learn, {theirs:.3g}", ours / theirs, 0, ""))
    return lines


def _median(deed: Callable[[], object], times: int) -> float:
    """Milliseconds."""
    deed()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        deed()
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken)


def _line(
    what: str, value: float, unit: str, baseline: str, ratio: float | None, bar: float, said: str
) -> Line:  # fmt: skip
    return {
        "what": what, "value": value, "unit": unit, "baseline": baseline, "ratio": ratio, "bar": said,
        "held": not said or value <= bar,
    }  # fmt: skip
