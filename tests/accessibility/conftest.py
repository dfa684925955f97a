"""Widgets are tested in the clothes people see them in."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import announcer
from client import theme


@pytest.fixture(autouse=True)
def _dressed(qapp):
    theme.apply(qapp)
    yield
    # Without a loop nobody carries out deleteLater, and every theme change would dress the dead.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def window(qtbot):
    """An empty window with a column; `show_in` fills it."""
    made = QWidget()
    QVBoxLayout(made)
    made.resize(700, 600)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def heard():
    """What a screen reader is given to say: (text, whether it interrupts)."""
    said: list[tuple[str, bool]] = []
    connection = announcer().announced.connect(lambda text, assertive: said.append((text, assertive)))
    yield said
    announcer().announced.disconnect(connection)
