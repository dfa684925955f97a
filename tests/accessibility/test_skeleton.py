"""The outlines that stand where content will be: they say what is awaited, and never move where that is unwanted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QVariantAnimation
from PySide6.QtGui import QAccessible

from accessibility.widgets import Skeleton, appearance, look
from client.theme.tokens import Motion

#: Breaths that do not end while a test looks, however slow the machine.
_LONG_MS = 60_000


@pytest.fixture
def moving():
    """A look in which things move, and afterwards the one there was."""
    from dataclasses import replace

    before = look()
    appearance().wear(replace(before, motion=True, calm_ms=_LONG_MS))
    yield lambda wanted: appearance().wear(replace(before, motion=wanted, calm_ms=_LONG_MS if wanted else 0))
    appearance().wear(before)


def _shown(qtbot, shape="rows"):
    made = Skeleton("Searching …", shape)
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_it_breathes_for_less_than_five_seconds_and_only_in_sight(qtbot, moving):
    made = _shown(qtbot)
    assert made.breathing()
    assert made.findChild(QVariantAnimation).loopCount() * Motion().calm < 5_000
    made.hide()
    assert not made.breathing()


def test_it_stands_still_where_motion_is_unwanted_also_from_now_on(qtbot, moving):
    made = _shown(qtbot)
    moving(False)
    assert not made.breathing()
    assert not _shown(qtbot).breathing()


@pytest.mark.parametrize("shape", ["rows", "cards"])
def test_it_draws_outlines_and_says_what_is_awaited(qtbot, moving, shape):
    moving(False)
    made = _shown(qtbot, shape)
    image = made.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(0, 600, 3) for y in range(0, 300, 3)}
    assert look().colours["sunken"] in colours
    assert QAccessible.queryAccessibleInterface(made).text(QAccessible.Text.Name) == "Searching …"
