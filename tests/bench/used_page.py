"""The program of ``bench_scorecard``: the app with its stock, pressed and audited; says what was found as JSON."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from accessibility.audit import Outcome, audit
from accessibility.rules import LOOKING
from accessibility.settling import wait_until_quiet
from accessibility.surroundings import Surroundings
from client.app import App
from client.screens.record_list import ListScreen
from client.settings import Preferences
from client.window.main_window import MainWindow
from client.workspace import Place

#: Typed into the search, letter by letter, mistakes and all; after each the text is taken away.
_TYPED = ("toyota camry", "vw golf diesel", "hybird", "audi a3 2021")
_STEPS = 60
#: Where people are most of the day.
_SCREENS = (
    Place("today"), Place("list", "vehicle"), Place("list", "lead"), Place("new", "vehicle"), Place("pipeline", "lead"),
    Place("sync_centre"), Place("settings"),
)  # fmt: skip


def main(folder: Path) -> None:
    """Open the stock, press keys, then audit one screen after the other."""
    application = QApplication([])
    preferences = Preferences("showroom")
    preferences.wear()
    app = App(folder, "showroom")
    window = MainWindow(app.workspace, preferences)
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    app.workspace.open_list("vehicle")
    app.workspace.catalogue.begin()
    app.workspace.catalogue.wait_ready("vehicle")
    _settle(app, window)
    delays = _pressed(application, app, window)
    kept, broken = _audited(app, window)
    window.close()
    app.close()
    print("used", json.dumps({"delays": delays, "kept": kept, "broken": broken}), flush=True)


def _settle(app: App, window: MainWindow) -> None:
    wait_until_quiet(window, lambda: bool(app.workspace.background.at_work))


def _pressed(application: QApplication, app: App, window: MainWindow) -> list[float]:
    """Milliseconds from each key until the window has taken it and painted."""
    screen = window.current_screen()
    assert isinstance(screen, ListScreen)
    edit = screen.list.search.edit
    edit.setFocus()
    delays = []

    def press(key: Qt.Key | str) -> None:
        """What came of the key before has been painted: people look before they press again."""
        _settle(app, window)
        begun = time.perf_counter()
        QTest.keyClick(application.focusWidget(), key)  # type: ignore[arg-type]
        application.processEvents()
        delays.append((time.perf_counter() - begun) * 1000)

    for text in _TYPED:
        for letter in text:
            press(letter)
        edit.clear()
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Down):
        for _ in range(_STEPS):
            press(key)
    return delays


def _audited(app: App, window: MainWindow) -> tuple[int, list[str]]:
    """How many rules are kept where they apply, screen by screen, and those that are not."""
    kept, broken = 0, []
    for place in _SCREENS:
        window.show_place(place)
        _settle(app, window)
        around = Surroundings(still=True, language="en", busy=lambda: bool(app.workspace.background.at_work))
        found = audit(window, LOOKING, around)
        applied = {finding.rule.name for finding in found.findings if finding.outcome is Outcome.PASS}
        against = {finding.rule.name for finding in found.violations}
        kept += len(applied - against)
        broken += [f"{place.screen} {place.record_type}: {name}" for name in sorted(against)]
    return kept, broken


if __name__ == "__main__":
    main(Path(sys.argv[1]))
