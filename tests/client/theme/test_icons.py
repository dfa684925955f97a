"""Every icon is a drawing Qt can read, takes the colour asked for and is sharp at any pixel ratio."""

from __future__ import annotations

import gc
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSize, qInstallMessageHandler
from PySide6.QtGui import QColor, QIcon
from PySide6.QtSvg import QSvgRenderer

from client.theme.icon_shapes import SHAPES
from client.theme.icons import icon, pixmap, sheet_picture, svg

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_every_icon_draws_something_in_its_colour(qapp, name):
    assert QSvgRenderer(QByteArray(svg(name, "#123456"))).isValid()
    image = pixmap(name, "#ff0000", 24, 2.0).toImage()
    assert image.width() == 48
    seen = [image.pixelColor(x, y) for x in range(48) for y in range(48)]
    solid = [colour for colour in seen if colour.alpha() == 255]
    assert len(solid) > 20
    assert all(colour.red() > 200 and colour.green() < 60 for colour in solid)


def test_a_disabled_icon_has_the_disabled_colour(qapp):
    made = icon("close", "#00ff00", "#888888", 24)
    image = made.pixmap(QSize(24, 24), 1.0, QIcon.Mode.Disabled).toImage()
    solid = {
        image.pixelColor(x, y).name() for x in range(24) for y in range(24) if image.pixelColor(x, y).alpha() == 255
    }
    assert solid == {QColor("#888888").name()}


def test_an_unknown_icon_is_an_error_not_a_blank(qapp):
    with pytest.raises(KeyError):
        svg("no-such-icon", "#000000")


def test_sheet_pictures_are_files(qapp):
    path = Path(sheet_picture("chevron-down", "#123456"))
    assert "#123456" in path.read_text(encoding="utf-8")


def test_the_widgets_ask_only_for_icons_that_exist():
    asked = set()
    for source in (ROOT / "accessibility" / "widgets").glob("*.py"):
        asked |= set(re.findall(r'\.icon\("([a-z-]+)"', source.read_text(encoding="utf-8")))
    assert asked
    assert asked <= set(SHAPES)


def test_an_icon_that_is_not_there_leaves_no_painter_open(qapp):
    told: list[str] = []
    before = qInstallMessageHandler(lambda _kind, _where, text: told.append(text))
    try:
        with pytest.raises(KeyError):
            pixmap("no such icon", "#ff0000", 24)
        gc.collect()
    finally:
        qInstallMessageHandler(before)
    assert not [text for text in told if "QPaintDevice" in text or "QPainter" in text]
