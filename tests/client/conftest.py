"""What tests of the app share: a themed application, and a workspace over a small dealership."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QLocale
from PySide6.QtWidgets import QApplication

from client import languages, theme
from client.workspace import Workspace
from tests.client.showroom import workspace_at


@pytest.fixture
def themed(qapp: QApplication) -> Iterator[QApplication]:
    """The application in the light theme and a known locale; what was closed in the test is really gone after it."""
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    theme.apply(qapp)
    yield qapp
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QLocale.setDefault(before)


@pytest.fixture
def workspace(themed: QApplication, tmp_path: Path) -> Iterator[Workspace]:
    """A fleet manager's workspace over a new replica with a store, its people and two insurers."""
    with workspace_at(tmp_path) as opened:
        yield opened


@pytest.fixture
def polyglot(qapp: QApplication) -> Iterator[None]:
    """Afterwards English is spoken again, as everywhere in the tests."""
    before = QLocale()
    yield
    languages.speak("en")
    QLocale.setDefault(before)
