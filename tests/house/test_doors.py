"""Where anything at all may be caught, and that no test waits by the clock."""

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
# Places that catch anything to hand it on; none of them swallows it.
HANDED_ON = {
    "client/replica/worker.py": "a job's failure goes to whoever asked for the job",
    "shared_models/documents.py": "the document engine panics outside Exception; it becomes DocumentDamaged",
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


def swallows(handler: ast.ExceptHandler) -> bool:
    """Does it catch everything, and not simply raise it again after cleaning up?"""
    kinds = getattr(handler.type, "elts", [handler.type])
    broad = any(kind is None or ast.unparse(kind) in BROAD for kind in kinds)
    last = handler.body[-1]
    return broad and not (isinstance(last, ast.Raise) and last.exc is None)


def swallowing(path: Path) -> int:
    """How many handlers of a file do."""
    return sum(isinstance(node, ast.ExceptHandler) and swallows(node) for node in ast.walk(tree_of(path)))


def test_everything_is_caught_only_at_the_doors() -> None:
    allowed = DOORS.keys() | HANDED_ON.keys()
    found = {name_of(path): swallowing(path) for path in python_files(*PRODUCT)}
    assert {name: count for name, count in found.items() if count > (name in allowed)} == {}


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
