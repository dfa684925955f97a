"""Compact and comfortable, moving and still: both act at once on what is open, and the computer's own wish is heard."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtWidgets import QLabel, QScroller, QScrollerProperties

from accessibility.widgets import CardGrid, DataTable, Panel, ScrollPage
from client import theme
from client.theme import motion

on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="where Linux desktops keep their settings")


def _filled(qtbot):
    page = ScrollPage()
    qtbot.addWidget(page)
    panel, grid = Panel("Stock"), CardGrid(100, spacing=20)
    for number in range(6):
        grid.addWidget(QLabel(f"Car {number}"))
    panel.body.addLayout(grid)
    page.body.addWidget(panel)
    page.body.addStretch(1)
    page.resize(400, 600)
    page.show()
    return page, panel


def test_an_open_page_draws_together_and_apart_again(qapp, qtbot):
    page, panel = _filled(qtbot)
    qtbot.waitExposed(page)
    usual = panel.sizeHint().height(), panel.body.contentsMargins().left()
    theme.apply(qapp, spacing="compact")
    qtbot.waitUntil(lambda: panel.sizeHint().height() < usual[0])
    assert panel.body.contentsMargins().left() < usual[1]
    theme.apply(qapp)
    qtbot.waitUntil(lambda: (panel.sizeHint().height(), panel.body.contentsMargins().left()) == usual)


def test_rows_of_a_table_are_lower_in_a_compact_look_and_never_too_low(qapp, qtbot):
    table = DataTable("Stock")
    qtbot.addWidget(table)
    usual = table.verticalHeader().defaultSectionSize()
    theme.apply(qapp, spacing="compact")
    assert 44 <= table.verticalHeader().defaultSectionSize() < usual
    assert table.verticalHeader().defaultSectionSize() == theme.current().density.table_row


def _slowing(page):
    properties = QScroller.scroller(page.viewport()).scrollerProperties()
    return properties.scrollMetric(QScrollerProperties.ScrollMetric.DecelerationFactor)


def test_a_surface_dragged_by_a_finger_stops_at_once_where_motion_is_unwanted(qapp, qtbot):
    page, _ = _filled(qtbot)
    gliding = _slowing(page)
    theme.apply(qapp, motion=False)
    assert _slowing(page) == 1.0
    theme.apply(qapp)
    assert _slowing(page) == gliding < 1.0


@pytest.fixture
def desktop(tmp_path, monkeypatch):
    """The settings of a desktop of its own, asked anew."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "")
    motion.computer_wants_motion.cache_clear()
    yield tmp_path
    motion.computer_wants_motion.cache_clear()


@on_linux
@pytest.mark.parametrize(
    ("file", "text", "moves"),
    [
        ("nothing", "", True),
        ("gtk-4.0/settings.ini", "[Settings]\ngtk-enable-animations=false\n", False),
        ("gtk-3.0/settings.ini", "[Settings]\ngtk-enable-animations=1\n", True),
        ("kdeglobals", "[KDE]\nAnimationDurationFactor=0\n", False),
        ("kdeglobals", "[KDE]\nAnimationDurationFactor=0.5\n", True),
        ("kdeglobals", "no section at all", True),
    ],
)
def test_the_wish_told_to_the_desktop_is_heard(desktop, file, text, moves):
    path = desktop / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    assert motion.computer_wants_motion() is moves


@on_linux
def test_gnome_is_asked_by_its_own_command(desktop, monkeypatch):
    command = desktop / "gsettings"
    command.write_text("#!/bin/sh\necho false\n", "utf-8")
    command.chmod(0o755)
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "ubuntu:GNOME")
    monkeypatch.setenv("PATH", str(desktop), prepend=":")
    assert motion.computer_wants_motion() is False
