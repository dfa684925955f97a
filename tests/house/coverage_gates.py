"""Coverage per package, held to its gate: a pytest plug-in that `dev.py test` loads for the whole suite."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path, PurePath

import pytest

REPORT = ".coverage.json"

# Per cent of statements that the suite must run.
GATES = {
    "shared_models": 90,
    "client": 80,
    "sync_server": 85,
    "ml_models": 85,
    "accessibility": 80,
}

_lines: list[str] = []


def per_package(report: Path) -> dict[str, float]:
    """Per cent of statements run, by top package, out of coverage's JSON report."""
    ran: dict[str, int] = defaultdict(int)
    there: dict[str, int] = defaultdict(int)
    for name, file in json.loads(report.read_text("utf-8"))["files"].items():
        package = PurePath(name.replace("\\", "/")).parts[0]
        ran[package] += file["summary"]["covered_lines"]
        there[package] += file["summary"]["num_statements"]
    return {package: 100 * ran[package] / count for package, count in there.items() if count}


def judge(measured: dict[str, float]) -> tuple[list[str], bool]:
    """A line per package, and whether every gate is held; a package that was not measured has failed."""
    lines, held = [], True
    for package, gate in GATES.items():
        found = measured.get(package)
        ok = found is not None and found >= gate
        held = held and ok
        words = "not measured" if found is None else f"{found:5.1f} %"
        lines.append(f"{package:<15} {words:>12}   gate {gate} %   {'held' if ok else 'NOT HELD'}")
    return lines, held


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """After the coverage plug-in has written its report, judge it; a gate that is not held fails the run."""
    if hasattr(session.config, "workerinput"):  # one of several processes: whoever started them judges
        return (yield)
    report = session.config.rootpath / REPORT
    report.unlink(missing_ok=True)
    result = yield
    lines, held = judge(per_package(report) if report.is_file() else {})
    _lines[:] = lines
    if not held and not session.config.option.collectonly:
        session.testsfailed += 1
    return result


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table above pytest's closing line."""
    if _lines:  # a run that broke off has none
        terminalreporter.write_sep("=", "coverage per package")
        terminalreporter.write_line("\n".join(_lines))
