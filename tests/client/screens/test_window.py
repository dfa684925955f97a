"""The window: places by role, going back, skipping between parts, undo, sync state, themes; all by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from accessibility.widgets import Card
from client import theme
from client.commands import Edit
from client.screens import SCREENS
from client.screens.base import Screen
from client.screens.parts.shortcuts import ShortcutSheet
from client.screens.record_page import RecordScreen
from client.screens.settings import Settings
from client.screens.today import Today
from client.settings import Appearance, Preferences
from client.sync_state import Phase, SyncState
from client.window.main_window import MainWindow
from client.window.navigation import ABOUT, ALARMS, SYNC_CENTRE, TODAY, stops
from client.workspace import Place
from shared_models.money import Money
from tests.client.screens.pressing import Heard, opened, press, toast
from tests.client.screens.small_house import House, office, show, showroom

__all__ = ["office", "showroom"]


@pytest.fixture(autouse=True)
def own_preferences(tmp_path: Path, qapp: QApplication) -> Iterator[None]:
    """Preferences of their own, and the usual look afterwards."""
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "preferences"))
    yield
    theme.apply(qapp, motion=False)


def test_the_rail_shows_only_what_the_role_may_read() -> None:
    assert "vehicle_cost" not in {stop.key for stop in stops("showroom", "salesperson")}
    keys = [stop.key for stop in stops("fleet", "fleet_manager")]
    assert keys[:4] == ["today", "policy", "claim", "vehicle"]
    assert "lead" not in keys
    assert {stop.key for stop in stops("showroom", "it_admin")} == {"today", "more", "sync_centre", "settings"}


def test_every_place_of_the_rail_opens_and_is_announced(showroom: House, qtbot: QtBot) -> None:
    window, heard = show(showroom, qtbot), Heard()
    for stop in window.stops:
        press(qtbot, window.rail, stop.label)
        screen = window.current_screen()
        assert screen is not None, stop.key
        assert screen.place == stop.place
        assert window.rail.current() == stop.key
        assert window.windowTitle().startswith(screen.title())
        title = screen.title()
        qtbot.waitUntil(lambda: title in heard.words)  # noqa: B023 (asked at once)


def test_the_rail_marks_where_a_screen_without_an_entry_belongs(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    for place, key in ((ALARMS, "today"), (ABOUT, "settings"), (Place("devices"), "sync_centre")):
        window.show_place(place)
        assert window.rail.current() == key
    window.show_place(Place("list", "hold"))
    assert window.rail.current() == "more"


def test_screens_are_chosen_by_place_and_type() -> None:
    pairs = [(kind.screen_name, kind.record_type) for kind in SCREENS]
    assert len(pairs) == len(set(pairs))
    assert ("record", "") in pairs


def test_back_and_forward_by_keyboard(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    window.show_place(Place("record", "customer", showroom.id("maria")))
    assert isinstance(window.current_screen(), RecordScreen)
    window.show_place(SYNC_CENTRE)
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert isinstance(window.current_screen(), RecordScreen)
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert isinstance(window.current_screen(), Today)
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.history.current == TODAY
    qtbot.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert isinstance(window.current_screen(), RecordScreen)


def test_skipping_between_the_parts_of_the_window(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    alt = Qt.KeyboardModifier.AltModifier
    to_do = window.current_screen().rows("to_do")  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: [card.isVisible() for card in to_do.findChildren(Card)] == [True] * 3)
    qtbot.keyClick(window, Qt.Key.Key_1, alt)
    assert window.rail.isAncestorOf(window.focusWidget())
    qtbot.keyClick(window, Qt.Key.Key_2, alt)
    focus = window.focusWidget()
    assert focus is not None
    assert focus.accessibleName().startswith("Follow up with Maria Lopez")
    qtbot.keyClick(window, Qt.Key.Key_3, alt)
    assert window.focusWidget() is window.current_screen().first_focus()  # type: ignore[union-attr]
    qtbot.keyClick(window, Qt.Key.Key_4, alt)
    assert window.focusWidget() is window.bar.sync
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert window.stack.isAncestorOf(window.focusWidget())
    qtbot.keyClick(window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert window.focusWidget() is window.bar.sync


def test_tab_reaches_everything_and_gets_out_again(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    qtbot.waitUntil(lambda: bool(window.current_screen().rows("cars").rows()))  # type: ignore[union-attr]
    begin = window.focusWidget()
    seen: list[QWidget] = []
    for _ in range(200):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        if window.focusWidget() is begin:
            break
        seen.append(window.focusWidget())
    assert window.focusWidget() is begin
    for part in (window.rail, window.bar, window.stack):
        assert any(part.isAncestorOf(widget) for widget in seen)


def test_undo_takes_back_the_last_change(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    old, new = Money.of(28_450, "EUR"), Money.of(27_000, "EUR")
    showroom.workspace.run(Edit("vehicle", showroom.id("camry"), {"price": old}, {"price": new}))
    qtbot.waitUntil(showroom.workspace.can_undo)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: toast(window) == "Undone")
    assert showroom.values("vehicle", "camry")["price"] == old
    press(qtbot, window, "Undo")
    qtbot.waitUntil(lambda: toast(window) == "There is nothing to undo.")


def test_ctrl_z_in_a_text_field_stays_in_the_field(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    old, new = Money.of(28_450, "EUR"), Money.of(27_000, "EUR")
    showroom.workspace.run(Edit("vehicle", showroom.id("camry"), {"price": old}, {"price": new}))
    qtbot.waitUntil(showroom.workspace.can_undo)
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    edit = window.bar.search.edit
    assert window.focusWidget() is edit
    qtbot.keyClicks(edit, "Golf")
    qtbot.keyClick(edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert edit.text() != "Golf"
    assert showroom.workspace.can_undo()


def test_the_sync_state_is_in_sight_in_plain_words(showroom: House, qtbot: QtBot) -> None:
    window, heard = show(showroom, qtbot), Heard()
    state = SyncState(Phase.LIVE, last_heard=datetime.now(UTC))
    showroom.workspace.set_sync_state(state)
    qtbot.waitUntil(lambda: window.bar.sync.words() == "All safe on the hub")
    since = datetime.now(UTC)
    showroom.workspace.set_sync_state(SyncState(Phase.OFFLINE, 12, since))
    words = f"12 changes only on this device since {since:%H:%M}"
    qtbot.waitUntil(lambda: window.bar.sync.words() == words)
    assert window.bar.sync.accessibleName().startswith(words)
    assert words in window.windowTitle()
    qtbot.waitUntil(lambda: words in heard.words)
    window.bar.sync.setFocus()
    qtbot.keyClick(window.bar.sync, Qt.Key.Key_Return)
    assert window.current_screen().place == SYNC_CENTRE  # type: ignore[union-attr]


def test_the_first_sync_shows_how_far_it_is_and_can_be_stopped(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    showroom.workspace.set_sync_state(SyncState(Phase.FIRST_SYNC, done=250, expected=1000))
    qtbot.waitUntil(window.progress.isVisible)
    with qtbot.waitSignal(window.first_sync_cancelled):
        press(qtbot, window.progress, "Cancel")
    showroom.workspace.set_sync_state(SyncState(Phase.LIVE))
    qtbot.waitUntil(lambda: not window.progress.isVisible())


def test_the_rail_collapses_when_room_is_short_or_text_is_large(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    assert not window.rail.collapsed()
    window.resize(800, 1000)
    qtbot.waitUntil(window.rail.collapsed)
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: not window.rail.collapsed())
    window.preferences.change_appearance(scale=2.0, motion=False)
    qtbot.waitUntil(window.rail.collapsed)
    centre = window.centralWidget()
    assert centre is not None
    assert centre.minimumSizeHint().width() <= 800


def test_a_slim_window_has_a_menu_of_places_instead_of_the_rail(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    assert not window.bar.places.isVisible()
    window.resize(320, 800)
    qtbot.waitUntil(lambda: window.rail.isHidden() and window.bar.places.isVisible())
    assert window.width() == 320
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(window.bar.places.hasFocus)
    places = {action.text(): action for action in window.bar.places.menu().actions()}
    assert set(places) == {stop.label for stop in window.stops}
    places["Settings"].trigger()
    assert isinstance(window.current_screen(), Settings)
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: not window.rail.isHidden() and not window.bar.places.isVisible())


def test_settings_act_at_once_and_are_kept(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    press(qtbot, window.rail, "Settings")
    screen = window.current_screen()
    assert isinstance(screen, Settings)
    press(qtbot, screen, "Dark")
    assert theme.current().mode == "dark"
    assert Preferences("showroom").appearance().mode == "dark"
    assert Preferences("fleet").appearance() == Appearance()
    screen.spacing.editor.set_value("compact")
    screen.spacing.editor.activated.emit(1)
    screen.motion.editor.set_value(False)
    screen.motion.editor.activated.emit(2)
    kept = Preferences("showroom").appearance()
    assert (kept.spacing, kept.motion, kept.moves()) == ("compact", False, False)
    assert (theme.current().spacing, theme.current().motion.calm) == ("compact", 0)


def test_the_window_comes_back_where_it_was(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    window.resize(711, 577)
    window.close()
    again = MainWindow(showroom.workspace)
    qtbot.addWidget(again)
    assert (again.width(), again.height()) == (711, 577)


def test_help_opens_with_f1_and_the_sheet_of_shortcuts_with_ctrl_slash(office: House, qtbot: QtBot) -> None:
    window = show(office, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert opened(qtbot, ShortcutSheet).windowTitle() == "Help: Today"
    opened(qtbot, ShortcutSheet).accept()
    qtbot.waitUntil(lambda: not [w for w in QApplication.topLevelWidgets() if isinstance(w, ShortcutSheet)])
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier)
    assert opened(qtbot, ShortcutSheet).windowTitle() == "Keyboard shortcuts"


class Windows(QObject):
    """Notes every widget that is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


def test_no_part_is_ever_shown_as_a_window_of_its_own(office: House, qtbot: QtBot, qapp: QApplication) -> None:
    """Shown before it has a parent, a label is a window for a moment and takes the focus from whoever types."""
    windows = Windows()
    qapp.installEventFilter(windows)
    window = show(office, qtbot)
    places = [Place("record", "policy", office.id("POL123")), Place("record", "claim", office.id("claim"))]
    for place in (*places, Place("new", "policy"), Place("new", "claim"), SYNC_CENTRE, Place("settings")):
        window.show_place(place)
        qtbot.waitUntil(lambda: not office.workspace.background._calls)
    qapp.removeEventFilter(windows)
    assert windows.shown == ["MainWindow"]


class Bare(Screen):
    """A screen with nothing to press."""

    def title(self) -> str:
        return "Bare"


def test_a_screen_with_nothing_to_press_leaves_the_keyboard_in_the_rail(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    bare = Bare(showroom.workspace, Place("bare"))
    window.stack.addWidget(bare)
    window.stack.setCurrentWidget(bare)
    window._entered(bare)
    focus = window.focusWidget()
    assert focus is not None
    assert window.rail.isAncestorOf(focus)
