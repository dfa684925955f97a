"""A theme is put on, changed while windows are open, and understood by Qt."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontDatabase, QFontInfo

from accessibility.widgets import Button, look
from client import theme
from client.theme.apply import FONTS
from client.theme.qss import style_sheet


def _background(widget):
    image = widget.grab().toImage()
    return image.pixelColor(image.width() // 2, 6).name()


def test_inter_is_shipped_with_its_weights_and_licence(qapp):
    assert "Inter" in theme.load_fonts()
    assert QFontInfo(qapp.font()).family() == "Inter"
    assert {"Regular", "Bold"} <= set(QFontDatabase.styles("Inter"))
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text(encoding="utf-8")


def test_an_open_window_changes_with_the_theme(qapp, qtbot):
    light = theme.apply(qapp, "light")
    button = Button("Sell the car", kind="primary")
    qtbot.addWidget(button)
    button.show()
    assert _background(button) == light.colours.accent
    dark = theme.apply(qapp, "dark", product="fleet")
    assert _background(button) == dark.colours.accent
    assert look().colours["accent"] == dark.colours.accent


def test_text_scale_makes_controls_grow(qapp, qtbot):
    theme.apply(qapp)
    button = Button("Sell the car")
    qtbot.addWidget(button)
    button.show()
    before = button.sizeHint()
    theme.apply(qapp, scale=2.0)
    qtbot.waitUntil(lambda: button.sizeHint().width() > 1.5 * before.width())
    assert button.sizeHint().height() > before.height()


@pytest.mark.parametrize("mode", theme.MODES)
@pytest.mark.parametrize("product", theme.PRODUCTS)
def test_qt_reads_the_whole_style_sheet(qapp, qtlog, mode, product):
    theme.apply(qapp, mode, product=product)
    assert "$" not in style_sheet(theme.current())
    complaints = [record.message for record in qtlog.records if "parse" in record.message.lower()]
    assert not complaints
