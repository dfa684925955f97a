"""The gallery shows every component; it passes the audit and can be pictured."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from itertools import product

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

import accessibility.widgets as components
from accessibility.audit import audit
from accessibility.report import as_text
from accessibility.widgets import Button, Tabs
from accessibility.widgets.dates import CalendarDialog
from client import theme
from client.theme.gallery import Gallery
from client.theme.gallery_samples import sample_dialog

_OVERLAYS = {"Toast", "Dialog"}
LTR, RTL = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
ALL_WAYS = list(product(theme.MODES, (1.0, 2.0), ((1280, 800), (800, 1280)), (LTR, RTL)))


@pytest.fixture
def gallery(qapp, qtbot, request):
    mode, product, scale, size = request.param
    theme.apply(qapp, mode, scale, product, motion=False)
    window = Gallery()
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    qtbot.waitExposed(window)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == size)
    yield window
    window.close()


@pytest.mark.parametrize(
    "gallery",
    [
        ("light", "showroom", 1.0, (1280, 800)),
        ("dark", "fleet", 2.0, (800, 1280)),
        ("contrast", "showroom", 1.0, (1920, 1080)),
    ],
    indirect=True,
    ids=["light", "dark-200-percent-tablet", "contrast-desktop"],
)
def test_the_gallery_has_no_violation(gallery):
    found = audit(gallery)
    assert not found.violations, as_text(found)
    assert found.counts()["pass"] > 400


@pytest.mark.parametrize("gallery", [("light", "showroom", 1.0, (1280, 800))], indirect=True)
def test_every_component_is_in_it(gallery):
    shown = {type(widget).__name__ for widget in gallery.findChildren(QWidget)}
    offered = {
        name
        for name in components.__all__
        if isinstance(getattr(components, name), type) and issubclass(getattr(components, name), QWidget)
    }
    assert offered - shown == _OVERLAYS


@pytest.mark.parametrize("gallery", [("light", "showroom", 1.0, (1280, 800))], indirect=True)
def test_the_theme_switch_in_its_head_works(gallery, qtbot):
    gallery.modes.chosen.emit("dark")
    assert theme.current().mode == "dark"
    image = gallery.grab().toImage()
    assert image.pixelColor(image.width() - 4, 4).name() == theme.current().colours.canvas


def test_one_command_pictures_it(tmp_path):
    picture = tmp_path / "gallery.png"
    command = [sys.executable, "-m", "client.theme.gallery", "--picture", str(picture), "--size", "800x600"]
    done = subprocess.run(command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, timeout=60, check=False)
    assert done.returncode == 0
    assert QImage(str(picture)).size().toTuple() == (800, 600)


@pytest.mark.parametrize("gallery", [("dark", "showroom", 1.0, (800, 1280))], indirect=True)
def test_what_opens_over_it_has_no_violation(gallery, qtbot):
    dialog = sample_dialog(gallery)
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.findChildren(Button)[-1].click()
    assert dialog.summary.isVisible(), "two fields are required and empty"
    found = audit(dialog)
    assert not found.violations, as_text(found)
    calendar = CalendarDialog("Until", date(2026, 3, 17), dialog)
    calendar.open()
    qtbot.waitUntil(calendar.isActiveWindow)
    found = audit(calendar)
    assert not found.violations, as_text(found)
    calendar.close()
    dialog.close()


@pytest.mark.soak
@pytest.mark.timeout(1200)
@pytest.mark.parametrize(("mode", "scale", "size", "direction"), ALL_WAYS)
def test_the_gallery_has_no_violation_however_it_is_looked_at(qapp, qtbot, mode, scale, size, direction):
    before = qapp.layoutDirection()
    qapp.setLayoutDirection(direction)
    theme.apply(qapp, mode, scale, motion=False)
    try:
        window = Gallery()
        qtbot.addWidget(window)
        window.resize(*size)
        window.show()
        qtbot.waitExposed(window)
        (tabs,) = window.findChildren(Tabs)
        for tab in ("table", "empty", "waiting"):
            tabs.choose(tab)
            found = audit(window)
            assert not found.violations, as_text(found)
    finally:
        qapp.setLayoutDirection(before)


@pytest.mark.parametrize("gallery", [("light", "fleet", 1.0, (1280, 800))], indirect=True)
def test_right_to_left_is_mirrored_and_has_no_violation(qapp, qtbot, gallery):
    before = qapp.layoutDirection()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        window = Gallery()
        qtbot.addWidget(window)
        window.resize(1280, 800)
        window.show()
        qtbot.waitExposed(window)
        assert window.rail.x() > window.width() / 2
        found = audit(window)
        assert not found.violations, as_text(found)
    finally:
        qapp.setLayoutDirection(before)
