"""Every screen, dialog and state passes the accessibility audit: one way of looking at each here, all in the soak."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete, isValid

import client
from accessibility.audit import Audit, Outcome, Rule, audit
from accessibility.report import as_text
from accessibility.rules import LOOKING, RULES
from accessibility.surroundings import Surroundings
from accessibility.widgets import Dialog
from client import languages, theme
from client.screens import SCREENS
from client.screens.record_list_query import QueryRunner
from client.settings import Preferences
from client.sync_state import SyncState
from client.theme import MODES, Mode
from client.window.main_window import MainWindow
from client.window.screen_stack import screen_for
from tests.client.screens import (
    states_of_an_insurer,
    states_of_deciding,
    states_of_dialogs,
    states_of_practice,
    states_of_the_app,
    states_of_trouble,
)
from tests.client.screens.opening_states import State
from tests.client.screens.other_houses import HOUSES
from tests.client.screens.small_house import House

TABLES = (
    states_of_the_app, states_of_trouble, states_of_dialogs, states_of_practice, states_of_an_insurer,
    states_of_deciding,
)  # fmt: skip
USUAL = states_of_the_app.STATES
FURTHER = (
    *states_of_trouble.TROUBLED, *states_of_dialogs.DIALOGS, *states_of_practice.PRACTISED, *states_of_an_insurer.GIVEN,
    *states_of_deciding.DECIDING,
)  # fmt: skip
STATES = (*USUAL, *FURTHER)

LTR, RTL = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
SIZES = ((1280, 800), (800, 1280), (1920, 1080))
#: The narrowest the app lets its window be made, in pixels.
NARROWEST = 320


#: The rules that press through a window or measure its pictures: most of the time an audit takes.
MEASURED = {
    "text-contrast", "state-contrast", "boundary-contrast", "graphic-contrast", "colour-alone", "focus-visible",
    "focus-order", "keyboard-reach", "keyboard-trap",
}  # fmt: skip
#: The houses whose further states are all read in the suite; of the others each third.
ALWAYS_READ = {"small", "at odds", "practice", "insurer"}
#: Where the text is doubled and the window narrowed in the suite too.
RESHAPED = {
    "showroom: today in the rail", "showroom: vehicle in the rail", "showroom: page of a vehicle", "showroom: a notice",
}  # fmt: skip


@dataclass(frozen=True)
class Way:
    """One way of looking at a state."""

    mode: Mode
    scale: float
    size: tuple[int, int]
    direction: Qt.LayoutDirection

    @property
    def reshapes(self) -> bool:
        """Whether the text is doubled and the window narrowed as well, while a state is before one.

        Narrowed it is as wide whatever it was before: the widest screen would show nothing new.
        """
        return self.mode == "light" and self.scale == 1.0 and self.size != (1920, 1080)

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
    opened: dict[tuple[str, str, str], House] = {}

    def house_of(state: State) -> House:
        whose = (state.house, *state.who)
        if whose not in opened:
            house = opened[whose] = HOUSES[state.house](tmp_path_factory.mktemp(state.who[0]), *state.who)
            house.workspace.catalogue.begin()
            for name in ("vehicle", "lead", "customer", "activity", "sale", "policy", "claim", "driver", "insurer"):
                house.workspace.catalogue.wait_ready(name)
        return opened[whose]

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


def at_work(house: House, window: QWidget) -> bool:
    """Whether anything that was asked for has still to come."""
    asking = [one for one in window.findChildren(QueryRunner) if not one.idle()]
    return house.workspace.background.at_work or bool(asking)


def look(
    state: State, way: Way, house: House, application: QApplication, qtbot: QtBot, rules: Sequence[Rule] = LOOKING
) -> Audit:
    """Open a state in a window of its own, seen in one way, and audit it."""

    def enlarge(scale: float) -> None:
        theme.apply(application, way.mode, scale, house.workspace.mode, motion=False)

    application.setLayoutDirection(way.direction)
    enlarge(way.scale)
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
        around = Surroundings(
            enlarge,
            still=True, language=languages.spoken(), busy=lambda: at_work(house, shown.window()), narrowest=NARROWEST,
        )  # fmt: skip
        return audit(shown, rules, around)
    finally:
        if isinstance(shown, QDialog) and isValid(shown):
            delete(shown)
        states_of_practice.close_windows()
        delete(window)


def in_turn(states: Sequence[State]) -> pytest.MarkDecorator:
    """Each state seen in one way."""
    seen = [(state, IN_TURN[place % len(IN_TURN)]) for place, state in enumerate(states)]
    return pytest.mark.parametrize(("state", "way"), seen, ids=[f"{state.name}-{way}" for state, way in seen])


@in_turn(USUAL)
def test_every_state_passes(
    state: State, way: Way, houses: Callable[[State], House], qapp: QApplication, qtbot: QtBot
) -> None:
    found = look(state, way, houses(state), qapp, qtbot)
    assert not found.violations, as_text(found)
    assert len(found.of(Outcome.PASS)) > 20
    assert not [one for one in found.of(Outcome.INCOMPLETE) if "rebuilt" in one.message], as_text(found)


@in_turn([one for place, one in enumerate(FURTHER) if one.house in ALWAYS_READ or not place % 3])
def test_further_states_read_well(
    state: State, way: Way, houses: Callable[[State], House], qapp: QApplication, qtbot: QtBot
) -> None:
    """Made of the same parts, they are not pressed through and measured again here; the soak does all of it."""
    found = look(state, way, houses(state), qapp, qtbot, [rule for rule in LOOKING if rule.name not in MEASURED])
    assert not found.violations, as_text(found)
    assert len(found.of(Outcome.PASS)) > 5


@pytest.mark.parametrize("state", [one for one in STATES if one.name in RESHAPED], ids=lambda state: state.name)
def test_text_grows_and_the_window_shrinks_before_ones_eyes(
    state: State, houses: Callable[[State], House], qapp: QApplication, qtbot: QtBot
) -> None:
    found = look(state, ALL_WAYS[0], houses(state), qapp, qtbot, [rule for rule in RULES if rule.reshapes])
    assert not found.violations, as_text(found)
    assert found.of(Outcome.PASS)


@pytest.mark.soak
@pytest.mark.timeout(5400)
@pytest.mark.parametrize("way", ALL_WAYS, ids=str)
def test_every_state_passes_however_it_is_looked_at(
    way: Way, houses: Callable[[State], House], qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    wrong = []
    for state in STATES:
        found = look(state, way, houses(state), qapp, qtbot, RULES if way.reshapes else LOOKING)
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        if found.violations:
            wrong.append(f"{state.name}\n{as_text(found)}")
    assert not wrong, "\n".join(wrong)


def test_every_screen_is_among_the_states(houses: Callable[[State], House]) -> None:
    places = [state.at(houses(state)) for state in STATES if state.at is not None]
    missing = set(SCREENS) - {screen_for(place) for place in places}
    assert not missing, f"not in the table of states: {sorted(one.__name__ for one in missing)}"


def _dialogs(kind: type[QDialog] = QDialog) -> Iterator[type[QDialog]]:
    own: list[type[QDialog]] = kind.__subclasses__()
    for one in own:
        yield one
        yield from _dialogs(one)


def test_every_dialog_is_among_the_states() -> None:
    """One that others are made from is seen in them; the plain one is what the app asks and tells with."""
    for module in pkgutil.walk_packages(client.__path__, "client."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    ours = {one for one in _dialogs() if one.__module__.startswith(("client.", "accessibility."))} - {Dialog}
    named = {one for table in TABLES for one in vars(table).values() if isinstance(one, type)}
    missing = {one for one in ours if not one.__subclasses__()} - named
    assert not missing, f"not in the table of states: {sorted(one.__name__ for one in missing)}"


def test_every_state_has_a_name_of_its_own() -> None:
    names = [state.name for state in STATES]
    assert sorted(set(names)) == sorted(names)
