"""Keeps out PySide6 releases that lose references to None and end the process after some thousand calls.

PySide6 6.12.0 does so on Python below 3.12; small test suites pass on it all the same.
"""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

CALLS = 300


def test_pyside_does_not_eat_none(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.update()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        widget.update()
    assert sys.getrefcount(None) > before - CALLS // 6
