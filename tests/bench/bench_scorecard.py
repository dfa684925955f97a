"""The scorecard: start, answer to keys, memory, accessibility and size as one score; the formula is in scorecard.py."""

from __future__ import annotations

import json
import re
import statistics
import tempfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from tests.bench import bench_start
from tests.bench.figures import line
from tests.bench.scorecard import FIGURES, LEAST, total
from tests.support.processes import Program

ROOT = Path(__file__).resolve().parents[2]
OURS = ("client", "sync_server", "shared_models", "accessibility", "ml_models")


def run() -> list[dict[str, Any]]:
    """Measure the five, and give each its line, its score and what it weighs."""
    values, broken = _measured()
    lines = []
    for name, figure in FIGURES.items():
        scored = f"{100 * figure.score(values[name]):.0f} of 100, weight {figure.weight}"
        lines.append(line(f"scorecard: {figure.what}", values[name], figure.unit, baseline=scored))
    score = total(values)
    against = f"broken: {'; '.join(broken)}" if broken else ""
    return [*lines, line("scorecard", score, "of 100", baseline=against, bar=f">= {LEAST}", held=score >= LEAST)]


def _measured() -> tuple[dict[str, float], list[str]]:
    started = {str(one["what"]): float(one["value"]) for one in bench_start.run()}
    begun = next(value for what, value in started.items() if what.startswith("start of the process"))
    memory = next(value for what, value in started.items() if what.startswith("memory of the app"))
    with tempfile.TemporaryDirectory() as name:
        bench_start.fill(Path(name))
        surroundings = {"XDG_CONFIG_HOME": name, "QT_QPA_PLATFORM": "offscreen"}
        with Program("-m", "tests.bench.used_page", name, env=surroundings) as program:
            told = json.loads(program.wait_for(r"used (\{.*\})", 900)[1])
    kept, broken = int(told["kept"]), list(told["broken"])
    values = {
        "start": begun,
        "delay": statistics.quantiles(told["delays"], n=100)[97],
        "memory": memory,
        "accessibility": kept / (kept + len(broken)),
        "size": installed(),
    }
    return values, broken


def installed() -> float:
    """Megabytes of what has to be on the disk: our packages and all they need at run time, on this system."""
    own = sum(path.stat().st_size for top in OURS for path in (ROOT / top).rglob("*")
              if path.is_file() and "__pycache__" not in path.parts)  # fmt: skip
    return (own + sum(_size_of(name) for name in needed("forecourt"))) / 1e6


def needed(name: str) -> set[str]:
    """Every distribution that one needs without extras, itself left out."""
    found: set[str] = set()
    ahead = [(name, frozenset({""}))]
    while ahead:
        wanted, extras = ahead.pop()
        for text in distribution(wanted).requires or ():
            one = Requirement(text)
            called = re.sub(r"[-_.]+", "-", one.name).lower()
            if called in found or (one.marker and not any(one.marker.evaluate({"extra": each}) for each in extras)):
                continue
            try:
                distribution(called)
            except PackageNotFoundError:  # a choice among several that somebody else makes
                continue
            found.add(called)
            ahead.append((called, frozenset({"", *one.extras})))
    return found


def _size_of(name: str) -> int:
    files = distribution(name).files or ()
    return sum(path.stat().st_size for one in files if (path := Path(str(one.locate()))).is_file())
