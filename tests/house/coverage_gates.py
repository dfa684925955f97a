"""Coverage per package, held to its gate: a pytest plug-in that `dev.py test` loads for the whole suite."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path, PurePath

import pytest
from coverage import Coverage, CoverageData

from tests.house import statement_marks

REPORT = ".coverage.json"
_DATA = ".coverage"

# Per cent of statements that the suite must run.
GATES = {
    "shared_models": 90,
    "client": 80,
    "sync_server": 85,
    "ml_models": 85,
    "accessibility": 80,
}

_lines: list[str] = []


def report(folder: Path) -> Path:
    """What all processes saw, put together by coverage; statements of files that nobody imported count as well."""
    data = CoverageData(str(folder / _DATA))
    data.erase()
    data.add_lines({str(file): [] for package in GATES for file in (folder / package).rglob("*.py")})
    data.add_lines(statement_marks.kept())
    data.close()
    measured = Coverage(data_file=str(folder / _DATA), config_file=str(folder / "pyproject.toml"))
    measured.load()
    measured.json_report(outfile=str(folder / REPORT))
    return folder / REPORT


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


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Before any test imports what is to be measured."""
    statement_marks.mark(GATES)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """When all tests have run, in however many processes, judge; a gate that is not held fails the run."""
    if hasattr(session.config, "workerinput"):  # one of several processes: whoever started them judges
        return (yield)
    folder = session.config.rootpath
    statement_marks.forget()
    result = yield
    statement_marks.keep()
    lines, held = judge(per_package(report(folder)))
    _lines[:] = lines
    if not held and not session.config.option.collectonly:
        session.testsfailed += 1
    return result


def pytest_sessionfinish(session: pytest.Session) -> None:
    """One of several processes hands over what it saw, before it says that it is done."""
    if hasattr(session.config, "workerinput"):
        statement_marks.keep()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table above pytest's closing line."""
    if _lines:  # a run that broke off has none
        terminalreporter.write_sep("=", "coverage per package")
        terminalreporter.write_line("\n".join(_lines))
