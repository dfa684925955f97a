"""What a start waits for: the first page, and nothing that only a later page needs."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from client.background import Background
from tests.support.processes import ROOT

#: Slow to load, and needed only once the first page is shown: by search, scores, sync, files in and reports out.
LATER = (
    "numpy", "pyroaring", "rapidfuzz", "httpx", "websockets", "keyring", "openpyxl", "reportlab", "sqlite_utils",
    "ijson", "sklearn", "pandas", "fastapi",
)  # fmt: skip


def _said(program: str) -> str:
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=120,
        check=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_what_the_first_page_does_not_need_is_not_loaded_for_it() -> None:
    """Every module of the window, all screens among them, is loaded; none of them brings what is slow."""
    said = f"import sys, client.start; print([name for name in {LATER!r} if name in sys.modules])"
    assert _said(said) == "[]"


def test_no_import_reads_the_source_of_what_it_imports() -> None:
    """PySide6 does so after its own import, unless it is told not to; here it could not do so without failing."""
    reads = "import PySide6.QtCore, client, sys; sys.modules['shibokensupport.feature'].inspect = None"
    said = f"{reads}; import client.app; print('imported')"
    assert _said(said) == "imported"


def test_what_can_wait_begins_when_everything_asked_for_is_answered(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("client.background._PATIENCE_MS", 60_000)  # however busy the machine is
    background, answer = Background(), threading.Event()
    order: list[str] = []
    background.run(lambda: answer.wait(120), lambda _: order.append("page"))
    background.when_quiet(lambda: order.append("rest"))
    QTimer.singleShot(150, answer.set)
    qtbot.waitUntil(lambda: order == ["page", "rest"])
    background.close()


def test_what_can_wait_does_not_wait_for_ever(qtbot: QtBot) -> None:
    background, answer = Background(), threading.Event()
    begun: list[bool] = []
    background.run(lambda: answer.wait(120), lambda _: None)
    background.when_quiet(lambda: begun.append(True))
    qtbot.waitUntil(lambda: begun == [True])
    answer.set()
    background.close()
