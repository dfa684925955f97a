"""The designs' own end-to-end steps, in the window, with the words they name."""

from __future__ import annotations

from datetime import UTC, date

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from accessibility.widgets import Card, EmptyState, Heading, SearchBox, Suggestion
from client.screens.dialogs.schedule_test_drive import ScheduleTestDrive
from client.screens.new_policy import NewPolicy
from client.screens.policy import Policy
from client.screens.record_list import ListScreen
from client.screens.stock import Stock
from client.screens.vehicle import Vehicle
from client.window.main_window import MainWindow
from client.workspace import Place
from tests.client.screens.pressing import Heard, button, opened, press, toast
from tests.client.screens.small_house import CAMRY_VIN, POLICY_VIN, House, office, show, showroom

__all__ = ["office", "showroom"]


def search(qtbot: QtBot, box: SearchBox, text: str) -> None:
    """Type into a search box and press Enter."""
    box.edit.setFocus()
    box.edit.clear()
    qtbot.keyClicks(box.edit, text)
    qtbot.keyClick(box.edit, Qt.Key.Key_Return)


def stock_of(window: MainWindow, qtbot: QtBot) -> Stock:
    """The stock, opened from the rail."""
    press(qtbot, window.rail, "Stock")
    screen = window.current_screen()
    assert isinstance(screen, Stock)
    return screen


def test_camry_is_found_and_a_test_drive_booked(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    stock = stock_of(window, qtbot)
    search(qtbot, stock.list.search, "Camry")
    qtbot.waitUntil(lambda: len(stock.list.cards.cards()) == 1)
    cards = stock.list.cards.cards()
    assert len(cards) > 0
    assert cards[0].accessibleName() == f"View details for Toyota Camry, VIN {CAMRY_VIN}, priced at €28,450"

    assert isinstance(cards[0], Card)
    cards[0].click()
    qtbot.waitUntil(lambda: isinstance(window.current_screen(), Vehicle))
    page = window.current_screen()
    assert isinstance(page, Vehicle)
    qtbot.waitUntil(lambda: CAMRY_VIN in page.vin.text())

    heard = Heard()
    press(qtbot, page, "Schedule Test Drive")
    dialog = opened(qtbot, ScheduleTestDrive)
    dialog.date.set_value(date(2031, 3, 4))
    dialog.time.set_value("10:30")
    press(qtbot, dialog, "Confirm")
    qtbot.waitUntil(lambda: toast(window) == "Test drive scheduled")
    qtbot.waitUntil(lambda: "Test drive scheduled" in heard.words)
    drives = showroom.workspace.reader.find("test_drive", vehicle=showroom.id("camry"))
    assert [drive.values["status"] for drive in drives] == ["booked"]
    assert drives[0].values["starts_at"].astimezone(UTC).isoformat() == "2031-03-04T10:30:00+00:00"
    qtbot.waitUntil(lambda: len(page.drives.rows()) == 1)


def test_an_unknown_vin_says_so_and_offers_to_add_it(showroom: House, qtbot: QtBot) -> None:
    showroom.workspace.catalogue.wait_ready("vehicle")
    window = show(showroom, qtbot)
    stock = stock_of(window, qtbot)
    search(qtbot, stock.list.search, "1HGCM82633A004352")
    qtbot.waitUntil(lambda: bool([e for e in stock.findChildren(EmptyState) if e.isVisible()]))
    empty = next(e for e in stock.findChildren(EmptyState) if e.isVisible())
    assert "Vehicle not found" in [heading.text() for heading in empty.findChildren(Heading)]
    empty.button.click()
    qtbot.waitUntil(lambda: window.history.current is not None and window.history.current.screen == "new")
    assert window.history.current == Place("new", "vehicle", presets=(("vin", "1HGCM82633A004352"),))


def fill(form: NewPolicy, **values: object) -> None:
    """Enter values as a person who leaves each field does."""
    for name, value in values.items():
        form.form.set_value(name, value)
        form.form.fields[name].committed.emit()


def test_a_new_policy_is_created(office: House, qtbot: QtBot) -> None:
    window = show(office, qtbot)
    press(qtbot, window, "New policy")
    page = window.current_screen()
    assert isinstance(page, NewPolicy)
    fill(page, number="POL456", vehicle=POLICY_VIN, expires_on=date(2025, 12, 31), starts_on=date(2025, 1, 1))
    qtbot.waitUntil(page.vehicle_note.isVisible)
    assert "Mercedes-Benz Sprinter" in page.vehicle_note.text()
    press(qtbot, page, "Create policy")
    qtbot.waitUntil(lambda: toast(window) == "Policy created successfully")
    qtbot.waitUntil(lambda: isinstance(window.current_screen(), Policy))
    made = office.workspace.reader.find("policy", number="POL456")
    assert len(made) == 1
    assert made[0].values["expires_on"] == date(2025, 12, 31)
    schedule = list(made[0].values["schedule"].values())
    assert [row["vehicle"] for row in schedule] == [office.id("fleet_van")]


def test_an_unknown_vehicle_is_pointed_out_but_does_not_block_the_policy(office: House, qtbot: QtBot) -> None:
    window = show(office, qtbot)
    window.show_place(Place("new", "policy"))
    page = window.current_screen()
    assert isinstance(page, NewPolicy)
    fill(page, number="POL123", vehicle="ZZ99NOWHERE", expires_on=date(2031, 12, 31))
    qtbot.waitUntil(page.vehicle_note.isVisible)
    assert page.vehicle_note.text().startswith("Vehicle not found")
    assert button(page, "Add this vehicle").isVisible()
    qtbot.waitUntil(page.number_note.isVisible)
    assert "already a policy with the number POL123" in page.number_note.text()
    press(qtbot, page, "Create policy")
    qtbot.waitUntil(lambda: len(office.workspace.reader.find("policy", number="POL123")) == 2)


def test_geiko_finds_geico(office: House, qtbot: QtBot) -> None:
    office.workspace.catalogue.wait_ready("insurer")
    window = show(office, qtbot)
    window.show_place(Place("new", "policy"))
    page = window.current_screen()
    assert isinstance(page, NewPolicy)
    editor = page.form.fields["insurer"].field.editor
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    editor.box.edit.setFocus()
    qtbot.keyClicks(editor.box.edit, "Geiko")
    qtbot.waitUntil(editor.box.popup.isVisible)
    first = editor.box.popup.item(0).data(Qt.ItemDataRole.UserRole)
    assert isinstance(first, Suggestion)
    assert first.text == "Geico"


def test_searching_pol123_gives_exactly_one_card(office: House, qtbot: QtBot) -> None:
    window = show(office, qtbot)
    press(qtbot, window.rail, "Policies")
    page = window.current_screen()
    assert isinstance(page, ListScreen)
    office.workspace.catalogue.wait_ready("policy")
    search(qtbot, page.list.search, "POL123")
    qtbot.waitUntil(lambda: [c.accessibleName() for c in page.list.cards.cards()] == ["POL123"])
    assert button(page, "View details for policy POL123").isVisible()
