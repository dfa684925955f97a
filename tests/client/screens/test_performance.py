"""The page about speed: what a person does is timed as it happens, told in tables, and can be saved."""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from client.commands import Edit
from client.pace.recording import Timed
from client.screens.parts.grid_table import GridTable
from client.screens.performance import Performance, time_in_words
from client.screens.record_list import ListScreen
from client.text import performance as words
from client.window.main_window import MainWindow
from client.window.navigation import PERFORMANCE, SETTINGS, TODAY
from client.workspace import Place
from tests.client.screens.pressing import toast
from tests.client.screens.small_house import House, office, show

__all__ = ["office"]


def _page(window: MainWindow) -> Performance:
    window.show_place(PERFORMANCE)
    page = window.current_screen()
    assert isinstance(page, Performance)
    return page


def _rows(table: GridTable) -> list[list[str]]:
    model = table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def _timed(house: House, qtbot: QtBot, action: Timed, deed: Callable[[], object]) -> None:
    """Do something that is timed, and wait until it was."""
    pace = house.workspace.pace
    before = pace.times()[action].count
    deed()
    qtbot.waitUntil(lambda: pace.times()[action].count > before, timeout=60_000)


def test_what_a_person_does_is_timed_and_told(office: House, qtbot: QtBot, tmp_path: Path) -> None:
    window = show(office, qtbot)
    _timed(office, qtbot, Timed.PAGE, lambda: window.show_place(Place("list", "policy")))
    shown = window.current_screen()
    assert isinstance(shown, ListScreen)
    narrower = replace(shown.list.query(), text="pol")
    _timed(office, qtbot, Timed.FILTER, lambda: shown.list.set_query(narrower))
    _timed(office, qtbot, Timed.TYPE_AHEAD, lambda: shown.list.search.suggestion_requested.emit("pol"))
    bar = shown.list.table.verticalScrollBar()
    shown.list.show_as("table")

    def scroll() -> None:
        bar.setMaximum(50)
        bar.setValue(20 if bar.value() == 10 else 10)

    _timed(office, qtbot, Timed.SCROLL, scroll)
    _timed(office, qtbot, Timed.RECORD, lambda: window.show_place(Place("record", "policy", office.id("POL123"))))
    edit = Edit("customer", office.id("maria"), {}, {"name": "Maria New"})
    _timed(office, qtbot, Timed.EDIT, lambda: office.workspace.run(edit))
    page = _page(window)
    told = {row[0]: row for row in _rows(page.deeds)}
    for action in (Timed.PAGE, Timed.FILTER, Timed.TYPE_AHEAD, Timed.SCROLL, Timed.RECORD, Timed.EDIT):
        assert words.NAMES[action] in told
        assert told[words.NAMES[action]][2].endswith(" ms")
    page.save(tmp_path / "figures.json")
    assert json.loads((tmp_path / "figures.json").read_text("utf-8"))["actions"]["record"]["count"] >= 1
    page.save(tmp_path / "figures.csv")
    assert (tmp_path / "figures.csv").read_text("utf-8").startswith("what,count,p50_ms")
    bundle = office.workspace.save_support_bundle(tmp_path / "support.zip", ())
    with zipfile.ZipFile(bundle) as parts:
        assert "record" in json.loads(parts.read("performance.json"))["actions"]


def test_gaps_are_told_with_what_ran_and_the_page_stands_still(office: House, qtbot: QtBot) -> None:
    window = show(office, qtbot)
    page, pace = _page(window), office.workspace.pace
    assert office.workspace.scores.wait_idle()
    page.clear()
    assert page.gaps.isHidden()
    assert not page.gaps.nothing.isHidden()
    before = time.perf_counter_ns()
    with pace.during(Timed.SYNC):
        pace.beat(before, before + 61_000_000)
    assert page.gaps.isHidden(), "not before somebody looks"
    qtbot.mouseClick(page.again, Qt.MouseButton.LeftButton)
    assert [row[:2] + row[3:] for row in _rows(page.gaps)] == [
        [words.ALWAYS, "1", "61.0 ms", "61.0 ms"], [words.NAMES[Timed.SYNC], "1", "61.0 ms", "61.0 ms"],
    ]  # fmt: skip
    assert [(row[0], row[2]) for row in _rows(page.worst)] == [("61.0 ms", words.NAMES[Timed.SYNC])]


def test_figures_that_cannot_be_saved_are_said(office: House, qtbot: QtBot, tmp_path: Path) -> None:
    window = show(office, qtbot)
    _page(window).save(tmp_path / "no such folder" / "figures.json")
    assert toast(window).startswith("The figures could not be saved:")


def test_what_is_left_before_it_was_shown_is_not_timed(office: House, qtbot: QtBot) -> None:
    window = show(office, qtbot)
    pace = office.workspace.pace
    window.show_place(TODAY)
    window.show_place(SETTINGS)
    _timed(office, qtbot, Timed.PAGE, lambda: window.show_place(PERFORMANCE))
    assert pace.times()[Timed.PAGE].count == 1


def test_times_are_told_as_people_read_them() -> None:
    assert [time_in_words(each) for each in (0, 40_000, 1_260_000, 9_950_000_000, 12_340_000_000)] == [
        "0.00 ms", "0.04 ms", "1.3 ms", "9,950 ms", "12.3 s",
    ]  # fmt: skip
