"""The palette, the sheet of keys and help: everything that can be done, from one list, by keyboard, heard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from client import theme
from client.keys import SEQUENCES, Keys
from client.screens import SCREENS
from client.screens.help import Help, purpose_of
from client.screens.parts.shortcuts import ShortcutSheet
from client.screens.vehicle import Vehicle
from client.text import actions as words
from client.text import help as help_words
from client.text.keys import KEYS
from client.window.actions import MENU, Action
from client.window.main_window import MainWindow
from client.window.palette import ActionIndex, Palette
from client.workspace import Place
from tests.client.screens.pressing import Heard, opened, press
from tests.client.screens.small_house import House, identity, open_house, show

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def house(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for all of this; nothing here changes what is in it."""
    folder = tmp_path_factory.mktemp("house")
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder / "preferences"))
    filled = open_house(folder, "showroom", "sales_manager")
    filled.workspace.catalogue.begin()
    for name in ("vehicle", "lead", "customer", "activity", "test_drive", "sale"):
        filled.workspace.catalogue.wait_ready(name)
    yield filled
    filled.workspace.close()
    filled.workspace.replica.close()
    QApplication.clipboard().clear()
    theme.apply(qapp, motion=False)


@pytest.fixture
def window(house: House, qtbot: QtBot) -> Iterator[MainWindow]:
    """A manager's window over it."""
    shown = show(house, qtbot)
    yield shown
    delete(shown)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def opened_palette(window: MainWindow, qtbot: QtBot) -> Palette:
    """The palette, as Ctrl+K opens it."""
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    palette = opened(qtbot, Palette)
    qtbot.waitUntil(palette.isActiveWindow)
    return palette


def typed(palette: Palette, text: str, qtbot: QtBot) -> list[str]:
    """What it offers once the records have come too."""
    qtbot.keyClicks(palette.edit, text)
    qtbot.waitUntil(lambda: not palette.looking)
    return palette.entries()


def test_actions_are_found_with_typing_mistakes() -> None:
    index = ActionIndex(
        [Action(name, words.ACTIONS[name], "window", list, also=words.ALSO.get(name, "")) for name in MENU]
    )
    for text, name in (
        ("seting", "settings"),
        ("bakups", "backups"),
        ("hide cost", "customer_mode"),
        ("keys", "shortcuts"),
    ):
        assert index.find(text)[0].name == name, text
    assert not index.find("qqqq")
    assert [one.name for one in index.find("")] == list(MENU)


def test_a_page_an_action_and_a_record_by_keyboard(window: MainWindow, house: House, qtbot: QtBot) -> None:
    heard = Heard()
    palette = opened_palette(window, qtbot)
    qtbot.waitUntil(lambda: any("entries" in said for said in heard.words))
    assert typed(palette, "tesk drives", qtbot)[0] == "Test drives"
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.current_screen().place == Place("list", "test_drive"))  # type: ignore[union-attr]
    palette = opened_palette(window, qtbot)
    offered = typed(palette, "camri", qtbot)
    assert "Toyota Camry" in offered
    for _ in range(offered.index("Toyota Camry")):
        qtbot.keyClick(palette.edit, Qt.Key.Key_Down)
    qtbot.waitUntil(
        lambda: any(said.startswith("Toyota Camry, Vehicle") for said in (h.split(". ")[-1] for h in heard.words))
    )
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(window.current_screen(), Vehicle))
    page = window.current_screen()
    assert isinstance(page, Vehicle)
    qtbot.waitUntil(page.deeds.sell.isEnabled)
    palette = opened_palette(window, qtbot)
    assert palette.entries()[0] == "Test drives"  # what was seen lately comes first
    assert "Mark as sold" in palette.entries()
    assert "On this page" in next(
        palette.list.item(row).text()
        for row in range(palette.list.count())
        if "Mark as sold" in palette.list.item(row).text()
    )


def test_only_what_the_person_may_do_is_offered(house: House, qtbot: QtBot) -> None:
    me = house.workspace.identity
    house.workspace.replica.sign_in_as(identity("salesperson", me.person, me.store))
    window = show(house, qtbot)
    offered = [action.label for action in window.actions_now.now()]
    assert "New lead" in offered
    assert "Vehicle costs" not in offered
    assert "New vehicle cost" not in offered
    assert "Devices" not in offered
    shown = window.actions_now.here()
    assert [action.label for action in shown][:2] == ["Walk-in", "Alarms"]
    delete(window)
    house.workspace.replica.sign_in_as(me)


def test_nothing_is_said_in_words(window: MainWindow, qtbot: QtBot) -> None:
    palette = opened_palette(window, qtbot)
    assert typed(palette, "xyzzyq", qtbot) == []
    assert palette.state.text() == words.NOTHING.format(text="xyzzyq")
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)  # does nothing
    assert palette.isVisible()


def test_the_menu_and_the_sheet_read_the_same_list(window: MainWindow, house: House, qtbot: QtBot) -> None:
    held = window.actions_now.standing
    entries = [action.text() for action in window.bar.menu.menu().actions()]
    assert entries == [held[name].label for name in MENU if name in held]
    assert {one.name for one in window.findChildren(Keys)} >= {name for name in held if name in SEQUENCES}
    listed = dict(window.actions_now.keys_everywhere())
    for name in held.keys() & SEQUENCES.keys():
        assert listed[held[name].keys] == KEYS[name]


def test_every_key_of_every_page_says_what_it_does(window: MainWindow, house: House, qtbot: QtBot) -> None:
    assert SEQUENCES.keys() == KEYS.keys()
    for place in (Place("record", "vehicle", house.id("camry")), Place("list", "vehicle"), Place("new", "vehicle")):
        window.show_place(place)
        assert [keys for keys in window.findChildren(QShortcut) if not keys.whatsThis()] == []
    window.show_place(Place("list", "vehicle"))
    assert ("Ctrl+N", "New vehicle") in window.actions_now.keys_here()


def test_the_sheet_can_be_searched_and_copied(window: MainWindow, house: House, qtbot: QtBot) -> None:
    window.show_place(Place("list", "vehicle"))
    qtbot.keyClick(window, Qt.Key.Key_Slash, CTRL)
    sheet = opened(qtbot, ShortcutSheet)
    qtbot.keyClicks(sheet.asked, "undo")
    assert [does for _keys, does in sheet.rows()] == ["Undo the last change"]
    press(qtbot, sheet, "Copy as text")
    copied = QApplication.clipboard().text()
    assert copied.startswith("On this page\nCtrl+N\tNew vehicle")
    assert "Ctrl+K\tFind a page, an action or a record" in copied


def test_f1_tells_what_the_page_is_for(window: MainWindow, house: House, qtbot: QtBot) -> None:
    window.show_place(Place("list", "vehicle"))
    qtbot.keyClick(window, Qt.Key.Key_F1)
    sheet = opened(qtbot, ShortcutSheet)
    assert sheet.known.purpose == help_words.PURPOSE["list vehicle"]
    assert "Import" in sheet.known.deeds
    press(qtbot, sheet, "More help")
    qtbot.waitUntil(lambda: isinstance(window.current_screen(), Help))


def test_help_is_about_pages_there_are() -> None:
    known = {one.screen_name for one in SCREENS}
    assert {key.split()[0] for key in help_words.PURPOSE} - known == set()
    assert purpose_of(Place("today")) != purpose_of(Place("record", "vehicle")) != purpose_of(Place("record", "lead"))


def test_help_is_searched(window: MainWindow, house: House, qtbot: QtBot) -> None:
    window.show_place(Place("help"))
    page = window.current_screen()
    assert isinstance(page, Help)
    qtbot.keyClicks(page.asked, "colleague")
    qtbot.waitUntil(lambda: not page.pages.isVisible())
    assert page.answers.isVisible()
    qtbot.keyClicks(page.asked, "zzz")
    assert page.nothing.text() == help_words.NOTHING.format(text="colleaguezzz")
