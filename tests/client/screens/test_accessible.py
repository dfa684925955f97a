"""Every screen, dialog and state passes the accessibility audit: one way of looking at each here, all in the soak."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from shiboken6 import delete, isValid

from accessibility.audit import Audit, Outcome, audit
from accessibility.report import as_text
from accessibility.surroundings import Surroundings
from client import theme
from client.screens import SCREENS
from client.screens.record_list_query import QueryRunner
from client.settings import Preferences
from client.sync_state import SyncState
from client.theme import MODES, Mode
from client.window.main_window import MainWindow
from tests.client.screens.small_house import House, open_house
from tests.client.screens.states_of_the_app import STATES, State

LTR, RTL = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
SIZES = ((1280, 800), (800, 1280), (1920, 1080))


@dataclass(frozen=True)
class Way:
    """One way of looking at a state."""

    mode: Mode
    scale: float
    size: tuple[int, int]
    direction: Qt.LayoutDirection

    def __str__(self) -> str:
        reading = "rtl" if self.direction == RTL else "ltr"
        return f"{self.mode}-{round(self.scale * 100)}-{self.size[0]}x{self.size[1]}-{reading}"


ALL_WAYS = [Way(*one) for one in product(MODES, (1.0, 2.0), SIZES, (LTR, RTL))]
#: The ways taken in turn where each state is seen once: all modes, scales, sizes and directions are among them.
IN_TURN = [
    Way("light", 1.0, (1280, 800), LTR),
    Way("dark", 2.0, (800, 1280), LTR),
    Way("contrast", 1.0, (1920, 1080), RTL),
    Way("light", 2.0, (1280, 800), RTL),
    Way("dark", 1.0, (800, 1280), RTL),
    Way("contrast", 2.0, (1920, 1080), LTR),
]


@pytest.fixture(scope="module")
def houses(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[State], House]]:
    """A house of each app, filled once for the whole module; nothing here changes what is in it."""
    QSettings.setPath(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path_factory.mktemp("preferences"))
    )
    opened: dict[tuple[str, str], House] = {}

    def house_of(state: State) -> House:
        if state.who not in opened:
            house = opened[state.who] = open_house(tmp_path_factory.mktemp(state.who[0]), *state.who)
            house.workspace.catalogue.begin()
            for name in ("vehicle", "lead", "customer", "activity", "sale", "policy", "claim", "driver", "insurer"):
                house.workspace.catalogue.wait_ready(name)
        return opened[state.who]

    yield house_of
    for house in opened.values():
        house.workspace.close()
        house.workspace.replica.close()


@pytest.fixture(autouse=True)
def _usual_look_afterwards(qapp: QApplication) -> Iterator[None]:
    yield
    qapp.setLayoutDirection(LTR)
    theme.apply(qapp, motion=False)
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def at_work(house: House, window: MainWindow) -> bool:
    """Whether anything that was asked for has still to come."""
    asking = [one for one in window.findChildren(QueryRunner) if not one.idle()]
    return house.workspace.background.at_work or bool(asking)


def look(state: State, way: Way, house: House, application: QApplication, qtbot: QtBot) -> Audit:
    """Open a state in a window of its own, seen in one way, and audit it."""
    application.setLayoutDirection(way.direction)
    theme.apply(application, way.mode, way.scale, house.workspace.mode, motion=False)
    house.workspace.set_sync_state(SyncState())
    window = MainWindow(house.workspace, Preferences(house.workspace.mode))
    shown = None
    try:
        window.resize(*way.size)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=20_000)
        shown = state.open(house, window)
        if isinstance(shown, QDialog):
            qtbot.waitUntil(shown.isActiveWindow, timeout=20_000)
        around = Surroundings(still=True, language="en", busy=lambda: at_work(house, window))
        return audit(shown, surroundings=around)
    finally:
        if isinstance(shown, QDialog) and isValid(shown):
            delete(shown)
        delete(window)


@pytest.mark.parametrize(
    ("state", "way"),
    [(state, IN_TURN[place % len(IN_TURN)]) for place, state in enumerate(STATES)],
    ids=[f"{state.name}-{IN_TURN[place % len(IN_TURN)]}" for place, state in enumerate(STATES)],
)
def test_every_state_passes(
    state: State, way: Way, houses: Callable[[State], House], qapp: QApplication, qtbot: QtBot
) -> None:
    found = look(state, way, houses(state), qapp, qtbot)
    assert not found.violations, as_text(found)
    assert len(found.of(Outcome.PASS)) > 20
    assert not [one for one in found.of(Outcome.INCOMPLETE) if "rebuilt" in one.message], as_text(found)


@pytest.mark.soak
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("way", ALL_WAYS, ids=str)
def test_every_state_passes_however_it_is_looked_at(
    way: Way, houses: Callable[[State], House], qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    wrong = []
    for state in STATES:
        found = look(state, way, houses(state), qapp, qtbot)
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        if found.violations:
            wrong.append(f"{state.name}\n{as_text(found)}")
    assert not wrong, "\n".join(wrong)


def test_every_screen_is_among_the_states() -> None:
    """``mend`` and ``case`` need two devices at odds, ``drill_report`` a drill that was held."""
    names = " ".join(state.name for state in STATES)
    known = {"list": "in the rail", "record": "page of a", "mend": "", "case": "", "drill_report": ""}
    for screen in SCREENS:
        assert known.get(screen.screen_name, screen.screen_name) in names, screen.screen_name
