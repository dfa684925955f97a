"""Widgets are tested in the clothes people see them in."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.audit import audit
from accessibility.widgets import Button, CheckField, ChoiceField, Field, Heading, LineEdit, Text, announcer
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
def form(qtbot):
    """A sound form to which a test adds one defect."""
    made = QWidget()
    made.setWindowTitle("Form")
    column = QVBoxLayout(made)
    column.addWidget(Heading("Vehicle", 1))
    column.addWidget(Text("What is on the sticker", "soft"))
    column.addWidget(Field("VIN", LineEdit("17 letters"), required=True))
    column.addWidget(Field("Fuel", ChoiceField([(1, "Petrol"), (2, "Diesel")])))
    column.addWidget(CheckField("Part exchange"))
    column.addWidget(Button("Save", kind="primary"))
    qtbot.addWidget(made)
    made.resize(600, 700)
    return made


@pytest.fixture
def audited(qtbot):
    """Show a window and have every rule look at it."""

    def look_at(window):
        window.show()
        qtbot.waitExposed(window)
        return audit(window)

    return look_at


@pytest.fixture
def heard():
    """What a screen reader is given to say: (text, whether it interrupts)."""
    said: list[tuple[str, bool]] = []
    connection = announcer().announced.connect(lambda text, assertive: said.append((text, assertive)))
    yield said
    announcer().announced.disconnect(connection)
