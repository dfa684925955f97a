"""Where anything at all may be caught, and that no test waits by the clock."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.source import PRODUCT, called, name_of, python_files, tree_of

# The three doors: Qt's hook, the sync loop and the hub's handler. Everything else names what it expects.
DOORS = {
    "client/app.py": 1,
    "client/sync.py": 1,
    "sync_server/app.py": 1,
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


def broad_handlers(path: Path) -> int:
    """How many handlers of a file catch everything."""
    handlers = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.ExceptHandler)]
    kinds = [
        [None] if handler.type is None else getattr(handler.type, "elts", [handler.type])
        for handler in handlers
    ]
    return sum(any(kind is None or ast.unparse(kind) in BROAD for kind in caught) for caught in kinds)


def test_everything_is_caught_only_at_the_three_doors() -> None:
    found = {name_of(path): broad_handlers(path) for path in python_files(*PRODUCT)}
    assert {name: count for name, count in found.items() if count > DOORS.get(name, 0)} == {}


@pytest.mark.parametrize("path", python_files("tests"), ids=name_of)
def test_no_test_waits_by_the_clock(path: Path) -> None:
    calls = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
    waits = [call.lineno for call in calls if ast.unparse(call.func) in WAITS]
    waits += [
        call.lineno
        for call in calls
        if called(call) == "sleep"
        and ast.unparse(call.func) == "asyncio.sleep"
        and ast.unparse(call.args[0]) != "0"
    ]
    assert not waits, "wait for a condition instead"
