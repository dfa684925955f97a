"""Where anything at all may be caught, and that no test waits by the clock or is one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.source import PRODUCT, called, name_of, python_files, tree_of

# The three doors, where anything at all is caught and shown or retried.
DOORS = {
    "client/app.py": "Qt's hook",
    "client/hub/sync.py": "the sync loop",
    "sync_server/app.py": "the hub's handler",
}
BROAD = {"Exception", "BaseException"}
WAITS = {
    "time.sleep",
    "sleep",
    "QTest.qWait",
    "QTest.qSleep",
    "qtbot.wait",
    "QThread.msleep",
    "QThread.sleep",
}
CLOCKS = {
    f"{module}{name}{unit}"
    for module in ("time.", "")
    for name in ("perf_counter", "monotonic", "process_time", "thread_time")
    for unit in ("", "_ns")
} | {"QElapsedTimer", "timeit.timeit", "timeit.repeat"}
# Who may read a clock that runs, besides the benchmarks, which compare in one run.
READ_CLOCKS = {
    "tests/support/processes.py": "gives a condition up after a minute",
    "tests/chaos/device.py": "lets a road be that does not open within a minute",
    "tests/support/hostile.py": "says how far a soak is",
    "tests/cluster/__main__.py": "says how far the demonstration is",
    "tests/client/test_pace.py": "tells the pace instants of its clock",
    "tests/client/screens/test_performance.py": "tells the pace instants of its clock",
}


def is_broad(node: ast.AST) -> bool:
    """Does it catch everything, be it to raise it again? Who only cleans up needs ``finally`` or an ``ExitStack``."""
    if isinstance(node, ast.ExceptHandler):
        kinds = getattr(node.type, "elts", [node.type])
    elif isinstance(node, ast.Call) and called(node) == "suppress":
        kinds = node.args
    else:
        return False
    return any(kind is None or ast.unparse(kind).rpartition(".")[2] in BROAD for kind in kinds)


def broad_handlers(path: Path) -> int:
    """How many handlers of a file do."""
    return sum(map(is_broad, ast.walk(tree_of(path))))


def test_everything_is_caught_only_at_the_doors() -> None:
    found = {name_of(path): broad_handlers(path) for path in python_files(*PRODUCT, "packaging")}
    assert {name: count for name, count in found.items() if count > (name in DOORS)} == {}


@pytest.mark.parametrize(
    "code",
    [
        "try:\n    go()\nexcept:\n    pass",
        "try:\n    go()\nexcept Exception:\n    raise",
        "try:\n    go()\nexcept (OSError, BaseException) as error:\n    back()\n    raise",
        "try:\n    go()\nexcept builtins.Exception:\n    pass",
        "with suppress(Exception):\n    go()",
        "with contextlib.suppress(OSError, BaseException):\n    go()",
    ],
)
def test_a_broad_handler_is_seen_in_every_form(code: str) -> None:
    assert any(map(is_broad, ast.walk(ast.parse(code))))


def test_a_narrow_handler_is_none() -> None:
    narrow = "try:\n    go()\nexcept (OSError, ValueError):\n    raise\nfinally:\n    back()"
    assert not any(map(is_broad, ast.walk(ast.parse(narrow))))


@pytest.mark.parametrize("path", python_files("tests"), ids=name_of)
def test_no_test_waits_by_the_clock(path: Path) -> None:
    calls = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
    waits = [call.lineno for call in calls if ast.unparse(call.func) in WAITS]
    waits += [
        call.lineno
        for call in calls
        if called(call) == "sleep" and ast.unparse(call.func) == "asyncio.sleep" and ast.unparse(call.args[0]) != "0"
    ]
    assert not waits, "wait for a condition instead"


def test_no_test_measures_time() -> None:
    """Machines are shared: what is fast enough is told by ratios of benchmarks; tests count what was done."""
    found = {
        name_of(path)
        for path in python_files("tests")
        if "bench" not in path.parts
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in CLOCKS
    }
    assert found == set(READ_CLOCKS)
