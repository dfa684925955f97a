"""Each test begins and ends in the light showroom theme, and leaves no windows behind."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent

from client import theme


@pytest.fixture(autouse=True)
def _dressed(qapp):
    theme.apply(qapp)
    yield
    theme.apply(qapp)
    # Without a loop nobody carries out deleteLater, and every theme change would dress the dead.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
