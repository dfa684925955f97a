"""Search as one types in a million rows: speed with typos and facets, what is found, memory; against SQLite's FTS5."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from math import inf
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from client.search import Range, SearchIndex, words
from tests.client.search import market

ROWS = int(os.environ.get("FORECOURT_BENCH_ROWS", "1000000"))
VOCABULARY = 24_000
TEXTS = 300
"""Texts typed letter by letter; two of five have a typo in each word."""
FTS_SAMPLE = 200
CHANGES = 2_000
FILTERS: dict[str, Any] = {"make": {"Toyota", "Ford"}, "price": Range(10_000_00, 30_000_00), "expiry": {30, 60}}

Thing = TypeVar("Thing")

_LOADER = """
import sys, time
from pathlib import Path
from tests.bench.bench_search import memory
from tests.client.search import market
from client.search import SearchIndex
empty = SearchIndex(market.FIELDS, market.FACETS)
SearchIndex.from_bytes(empty.to_bytes(), market.FIELDS, market.FACETS)
before = memory()
times = []
for _ in range(3):
    index = None
    data = Path(sys.argv[1]).read_bytes()
    start = time.perf_counter()
    index = SearchIndex.from_bytes(data, market.FIELDS, market.FACETS)
    times.append(time.perf_counter() - start)
    del data
loaded = memory()
start = time.perf_counter()
index.warm(market.TODAY)
print(min(times), time.perf_counter() - start, loaded - before, memory() - before)
"""


def run() -> list[dict[str, Any]]:
    """Fill an index and an FTS5 table with the same rows, type into both, then save, load and change the index."""
    with tempfile.TemporaryDirectory() as folder:
        index = SearchIndex(market.FIELDS, market.FACETS)
        filling = _seconds(lambda: index.add_many(market.rows(ROWS, VOCABULARY)))
        making = _seconds(lambda: sum(1 for _ in market.rows(ROWS, VOCABULARY)))
        fts, fts_filling = _fts(Path(folder) / "fts.sqlite")
        index.warm(market.TODAY)
        lines = [*_typing(index, fts), _recall(index)]
        saved = Path(folder) / "index"
        saving = _seconds(lambda: saved.write_bytes(index.to_bytes()))
        lines += _loading(saved, filling - making, saving)
        lines += _changing(index)
    rate = ROWS / max(filling - making, 1e-9)
    lines.append(_line("rows into the search index", rate, "rows/s", ROWS / fts_filling, ""))
    return lines


def _typing(index: SearchIndex, fts: sqlite3.Connection) -> list[dict[str, Any]]:
    typed = keystrokes()
    today = market.TODAY
    plain = _times(typed, index.search)
    counted = _times(typed, lambda text: (index.search(text), index.facet_counts(text, today=today)))
    narrowed = _times(
        typed,
        lambda text: (index.search(text, FILTERS, today=today), index.facet_counts(text, FILTERS, today=today)),
    )
    offered = _times(typed, index.suggest)
    sample = Random(1).sample(typed, min(FTS_SAMPLE, len(typed)))
    bare = _times(sample, lambda text: _fts_search(fts, text), rounds=1)
    return [
        _line("search as typed, typos included", _ms(plain, 0.5), "ms p50", _ms(bare, 0.5), ""),
        _line("search as typed, typos included", _ms(plain, 0.99), "ms p99", _ms(bare, 0.99), "< 2 ms", below=2),
        _line("search and every facet counted", _ms(counted, 0.5), "ms p50", "", ""),
        _line("search and every facet counted", _ms(counted, 0.99), "ms p99", "", "< 10 ms", below=10),
        _line("the same with three filters", _ms(narrowed, 0.99), "ms p99", "", "< 10 ms", below=10),
        _line("type-ahead", _ms(offered, 0.99), "ms p99", "", ""),
    ]


def keystrokes(seed: int = 3) -> list[str]:
    """What is in the search box after each letter of some texts: makes, models, insurers, people, places, codes."""
    random = Random(seed)
    names = market.names(VOCABULARY - 1_300)
    found: list[str] = []
    for _, texts, _ in market.rows(TEXTS, VOCABULARY, seed):
        asked = random.choice(
            [
                f"{texts['make']} {texts['model']}",
                f"{texts['make']} {texts['model']}",
                f"{texts['model']} {texts['city']}",
                f"{texts['insurer']}",
                f"{names[int(len(names) * random.random() ** 3)]} {texts['make']}",
                f"{str(texts['vin'])[-6:]}",
            ]
        ).lower()
        if random.random() < 0.4:
            asked = " ".join(word if word.isdecimal() else market.misspelt(word, random) for word in asked.split())
        found += [asked[:length] for length in range(1, len(asked) + 1)]
    return found


def _recall(index: SearchIndex) -> dict[str, Any]:
    """The share of makes, models and insurers that are offered among the first three after one random typo."""
    random = Random(7)
    texts = [*market.MODELS, *" ".join(market.MODELS.values()).split(), *market.INSURERS]
    meant = sorted({term for text in texts for term, _ in words.terms(text) if len(term) >= 3})
    tried = right = 0
    for term in meant * 3:
        typed = market.misspelt(term, random)
        if typed != term and len(typed) >= 3:
            tried += 1
            right += any(words.code(each.text).startswith(term) for each in index.suggest(typed, 3))
    share = right / tried
    return _line("intended among the first three after one typo", share, "", "", ">= 0.95", held=share >= 0.95)


def _loading(saved: Path, filling: float, saving: float) -> list[dict[str, Any]]:
    """Loads in a process of its own, whose memory holds nothing else."""
    ended = subprocess.run(
        [sys.executable, "-c", _LOADER, str(saved)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    load, warm, loaded, warmed = map(float, ended.stdout.split())
    size = saved.stat().st_size / 1e6
    return [
        _line("search index saved", saving * 1e3, "ms", "", ""),
        _line("size of the saved index", size, "MB", "", ""),
        _line("search index loaded", load * 1e3, "ms", filling * 1e3, "< 0.05x of building it", below=filling * 50),
        _line("first searches done beforehand", warm * 1e3, "ms", "", ""),
        _line("memory of the loaded index", loaded, "MB", "", "< 150 MB", below=150),
        _line("memory when warm", warmed, "MB", "", ""),
    ]


def _changing(index: SearchIndex) -> list[dict[str, Any]]:
    rows = list(market.rows(CHANGES, VOCABULARY, seed=9))
    added = _times(rows, lambda row: index.add(ROWS + row[0], *row[1:]), rounds=1)
    replaced = _times(rows, lambda row: index.replace(*row), rounds=1)
    removed = _times(rows, lambda row: index.remove(row[0]), rounds=1)
    return [
        _line("a row added", _ms(added, 0.5) * 1e3, "us p50", "", "< 500 us", below=500),
        _line("a row replaced", _ms(replaced, 0.5) * 1e3, "us p50", "", "< 500 us", below=500),
        _line("a row removed", _ms(removed, 0.5) * 1e3, "us p50", "", "< 500 us", below=500),
    ]


def _fts(path: Path) -> tuple[sqlite3.Connection, float]:
    """An FTS5 table of the same words with an index of short prefixes, and how long it took to fill."""
    fields = [field.name for field in market.FIELDS if not field.code]
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"CREATE VIRTUAL TABLE car USING fts5({', '.join(fields)}, content='', prefix='2 3')")
    rows = [
        (ordinal, *(" ".join(words.several(texts[name])) for name in fields))
        for ordinal, texts, _ in market.rows(ROWS, VOCABULARY)
    ]
    places = ", ".join("?" * (len(fields) + 1))

    def fill() -> None:
        connection.executemany(f"INSERT INTO car (rowid, {', '.join(fields)}) VALUES ({places})", rows)
        connection.commit()

    return connection, _seconds(fill)


def _fts_search(connection: sqlite3.Connection, text: str) -> list[tuple[int]]:
    """The best twenty, boosted as in the index; typos find nothing here, which is quick."""
    chunks, _ = words.typed_chunks(text)
    typed = [part for chunk in chunks for part in chunk]
    if not typed:
        return []
    query = " ".join(f'"{word}"' for word in typed) + " *"
    found: list[tuple[int]] = connection.execute(
        "SELECT rowid FROM car WHERE car MATCH ? ORDER BY bm25(car, 3, 2, 1, 1, 1, 1, 1) LIMIT 20", [query]
    ).fetchall()
    return found


def memory() -> float:
    """The memory this process holds now, in MB; where the system does not say, the most it ever held."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, AttributeError):
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / 1e6 if sys.platform == "darwin" else most / 1e3


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _times(things: Iterable[Thing], work: Callable[[Thing], object], rounds: int = 3) -> list[float]:
    """Sorted seconds per thing; the best of some rounds, so that what else the machine does counts less."""
    kept = list(things)
    best = [inf] * len(kept)
    for _ in range(rounds):
        for place, thing in enumerate(kept):
            start = time.perf_counter()
            work(thing)
            best[place] = min(best[place], time.perf_counter() - start)
    return sorted(best)


def _ms(times: list[float], share: float) -> float:
    return times[min(int(len(times) * share), len(times) - 1)] * 1e3


def _line(
    what: str,
    value: float,
    unit: str,
    baseline: float | str,
    bar: str,
    *,
    below: float | None = None,
    held: bool = True,
) -> dict[str, Any]:
    ratio = value / baseline if isinstance(baseline, float) and baseline else None
    what = f"{what}, {ROWS:,} rows"
    held = held and (below is None or value < below)
    figures = {"value": value, "unit": unit, "baseline": baseline, "ratio": ratio}
    return {"what": what, **figures, "bar": bar, "held": held}
