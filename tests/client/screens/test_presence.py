"""Who else edits a record, as it is seen and heard on its page and in its form."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from accessibility.audit import audit
from client.hub.transports import Present
from client.screens.dialogs.edit_record import EditRecord
from client.workspace import Place
from tests.client.screens.pressing import Heard, opened, press
from tests.client.screens.small_house import House, show, showroom

__all__ = ["showroom"]

DANA = "Dana is editing this now. What each of you saves is kept."


def _present(house: House, key: str, *names: str, person: str = "") -> None:
    here = [Present("vehicle", house.id(key), person or name, name, f"device of {name}") for name in names]
    house.workspace.presence.hear({"house/stock": here})


def test_who_edits_is_shown_on_the_page_and_spoken_once(showroom: House, qtbot: QtBot) -> None:
    window, heard = show(showroom, qtbot), Heard()
    window.show_place(Place("record", "vehicle", showroom.id("camry")))
    line = window.presence
    assert line.isHidden()
    _present(showroom, "camry", "Dana")
    qtbot.waitUntil(lambda: line.isVisible() and line.banner.text() == DANA)
    qtbot.waitUntil(lambda: DANA in heard.words)
    showroom.workspace.presence.lost()
    qtbot.waitUntil(line.isHidden)
    _present(showroom, "camry", "Dana", "Sam")
    qtbot.waitUntil(lambda: line.banner.text().startswith("Dana and Sam are editing"))
    qtbot.waitUntil(lambda: any(words.startswith("Sam is") for words in heard.words))
    assert heard.words.count(DANA) == 1
    assert audit(window).violations == []
    window.show_place(Place("today"))
    assert line.isHidden()


def test_ones_own_other_device_is_named_as_such(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    window.show_place(Place("record", "vehicle", showroom.id("camry")))
    _present(showroom, "camry", "Me", person=showroom.id("me"))
    qtbot.waitUntil(lambda: window.presence.banner.text().startswith("Your other device is editing"))


def test_an_open_form_is_told_to_the_hub_and_a_closed_one_is_not(showroom: House, qtbot: QtBot) -> None:
    window, car = show(showroom, qtbot), showroom.id("camry")
    presence = showroom.workspace.presence
    window.show_place(Place("record", "vehicle", car))
    screen = window.current_screen()
    assert screen is not None
    qtbot.waitUntil(lambda: screen.title() != "")
    assert presence.editing == {}
    qtbot.waitUntil(screen.deeds.edit.isEnabled)  # type: ignore[attr-defined]
    press(qtbot, screen, "Edit")
    dialog = opened(qtbot, EditRecord)
    assert presence.editing == {car: ("house/stock", "vehicle")}
    _present(showroom, "camry", "Dana")
    qtbot.waitUntil(lambda: dialog.presence.isVisible() and dialog.presence.banner.text() == DANA)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: presence.editing == {})
