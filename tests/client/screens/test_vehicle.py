"""The page of a vehicle: what it shows by role, holding, selling, changing the price, settling a disagreement."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pytestqt.qtbot import QtBot

from accessibility.widgets import Details
from client.reading.queries import Disagreement, Provenance
from client.screens.dialogs.change_price import ChangePrice
from client.screens.dialogs.edit_record import EditRecord
from client.screens.dialogs.hold_vehicle import HoldVehicle
from client.screens.dialogs.schedule_test_drive import ScheduleTestDrive, next_slot
from client.screens.dialogs.sell_vehicle import SellVehicle
from client.screens.parts.disagreements import Disagreements
from client.screens.record_form import NewScreen
from client.screens.vehicle import Vehicle
from client.window.main_window import MainWindow
from client.workspace import Place
from shared_models.money import Money
from tests.client.screens.pressing import button, opened, press, toast
from tests.client.screens.small_house import CAMRY_VIN, House, manager, office, show, showroom

__all__ = ["manager", "office", "showroom"]


def page_of(house: House, qtbot: QtBot, key: str = "camry") -> tuple[MainWindow, Vehicle]:
    """The page of a vehicle, filled."""
    window = show(house, qtbot)
    window.show_place(Place("record", "vehicle", house.id(key)))
    page = window.current_screen()
    assert isinstance(page, Vehicle)
    qtbot.waitUntil(lambda: page.vin.text() != "")
    return window, page


def test_it_shows_price_status_and_facts(showroom: House, qtbot: QtBot) -> None:
    window, page = page_of(showroom, qtbot)
    assert page.price.text() == "€28,450"
    assert page.head.pill.text() == "Available"
    facts = page.facts.findChild(Details)
    assert facts is not None
    assert facts.value("VIN") == CAMRY_VIN
    assert facts.value("Mileage") == "14,023 km"
    assert page.gallery.picture.accessibleName() == "Drawing of a blue saloon"
    assert window.windowTitle().startswith("Toyota Camry")


def test_cost_is_for_those_who_may_see_it(showroom: House, qtbot: QtBot) -> None:
    _, page = page_of(showroom, qtbot)
    assert not page.cost.isVisible()


def test_a_manager_sees_cost_and_margin(manager: House, qtbot: QtBot) -> None:
    _, page = page_of(manager, qtbot)
    assert page.cost.isVisible()
    lines = page.cost.findChild(Details)
    assert lines is not None
    assert lines.value("Cost so far") == "€23,450"
    assert lines.value("Margin at this price") == "€5,000"


def test_the_office_offers_cover_and_claims_instead_of_selling(office: House, qtbot: QtBot) -> None:
    _, page = page_of(office, qtbot, "fleet_van")
    assert button(page, "New policy for it")
    assert not page.deeds.schedule.isVisible()
    assert not page.deeds.sell.isVisible()
    assert {row.title for row in page.policies.rows()} == {"POL123", "POL200", "POL201", "POL202"}


def test_a_new_price_is_one_edit_and_can_be_undone(showroom: House, qtbot: QtBot) -> None:
    window, page = page_of(showroom, qtbot)
    press(qtbot, page, "Change price")
    dialog = opened(qtbot, ChangePrice)
    dialog.asked.set_value("price", Money.of(27_900, "EUR"))
    press(qtbot, dialog, "Save price")
    qtbot.waitUntil(lambda: page.price.text() == "€27,900")
    press(qtbot, window, "Undo")
    qtbot.waitUntil(lambda: page.price.text() == "€28,450")


def test_selling_records_a_fact_marks_the_car_and_wins_the_lead(showroom: House, qtbot: QtBot) -> None:
    window, page = page_of(showroom, qtbot)
    press(qtbot, page, "Mark as sold")
    dialog = opened(qtbot, SellVehicle)
    press(qtbot, dialog, "Sell the car")
    assert dialog.asked["customer"].error() != ""
    dialog.asked.set_value("customer", showroom.id("maria"))
    press(qtbot, dialog, "Sell the car")
    qtbot.waitUntil(lambda: toast(window).startswith("Toyota Camry is sold. Contract number: C-"))
    sales = showroom.workspace.reader.find("sale", vehicle=showroom.id("camry"))
    assert [sale.values["price"] for sale in sales] == [Money.of(28_450, "EUR")]
    assert showroom.values("vehicle", "camry")["status"] == "sold"
    assert showroom.values("lead", "lead_maria")["status"] == "won"
    qtbot.waitUntil(lambda: page.notice.isVisible() and "Sold to Maria Lopez" in page.notice.text())
    assert not page.deeds.sell.isVisible()


def test_a_car_held_for_another_is_asked_about_first(showroom: House, qtbot: QtBot) -> None:
    _, page = page_of(showroom, qtbot, "golf")
    assert page.notice.text().startswith("Held for Aisha Khan until")
    press(qtbot, page, "Mark as sold")
    dialog = opened(qtbot, SellVehicle)
    dialog.asked.set_value("customer", showroom.id("jonas"))
    press(qtbot, dialog, "Sell the car")
    assert dialog.caution.isVisible()
    assert "Aisha Khan" in dialog.caution.text()
    assert not showroom.workspace.reader.find("sale", vehicle=showroom.id("golf"))
    press(qtbot, dialog, "Sell the car")
    qtbot.waitUntil(lambda: bool(showroom.workspace.reader.find("sale", vehicle=showroom.id("golf"))))


def test_a_hold_must_end_in_the_future(showroom: House, qtbot: QtBot) -> None:
    window, page = page_of(showroom, qtbot)
    press(qtbot, page, "Hold")
    dialog = opened(qtbot, HoldVehicle)
    dialog.asked.set_value("customer", showroom.id("maria"))
    dialog.asked.set_value("until", datetime.now(UTC) - timedelta(hours=2))
    press(qtbot, dialog, "Hold the car")
    assert "past" in dialog.asked["until"].error()
    dialog.asked.set_value("until", datetime.now(UTC) + timedelta(hours=24))
    press(qtbot, dialog, "Hold the car")
    qtbot.waitUntil(lambda: toast(window).startswith("Toyota Camry is held until"))
    qtbot.waitUntil(lambda: page.head.pill.text() == "Held")


def test_a_clash_of_test_drives_is_asked_about(showroom: House, qtbot: QtBot) -> None:
    _, page = page_of(showroom, qtbot, "corolla")
    press(qtbot, page, "Schedule Test Drive")
    dialog = opened(qtbot, ScheduleTestDrive)
    booked = showroom.values("test_drive", "drive")["starts_at"] + timedelta(days=30)
    showroom.add("later", "test_drive", vehicle=showroom.id("corolla"), store=showroom.id("store"), status="booked",
                 starts_at=booked, ends_at=booked + timedelta(minutes=45), customer=showroom.id("jonas"))  # fmt: skip
    dialog.date.set_value(booked.date())
    dialog.time.set_value(f"{booked:%H:%M}")
    press(qtbot, dialog, "Confirm")
    assert "already booked" in dialog.caution.text()
    assert "Jonas Weber" in dialog.caution.text()
    dialog.time.set_value("25:99")
    press(qtbot, dialog, "Confirm")
    assert dialog.time.error().startswith("Write the time")
    dialog.reject()


def test_the_next_slot_lies_within_opening_hours() -> None:
    assert next_slot(datetime(2025, 3, 4, 10, 20, tzinfo=UTC)).hour == 11
    assert next_slot(datetime(2025, 3, 4, 3, 0, tzinfo=UTC)).hour == 9
    late = next_slot(datetime(2025, 3, 4, 22, 0, tzinfo=UTC))
    assert (late.day, late.hour) == (5, 9)


def test_the_whole_form_opens_over_the_page(showroom: House, qtbot: QtBot) -> None:
    window, page = page_of(showroom, qtbot)
    press(qtbot, page, "Edit")
    dialog = opened(qtbot, EditRecord)
    dialog.form.set_value("trim", "Executive")
    press(qtbot, dialog, "Save")
    qtbot.waitUntil(lambda: toast(window) == "Saved")
    qtbot.waitUntil(lambda: page.head.heading.text() == "Toyota Camry Executive")


def test_a_vehicle_that_is_not_here_says_so(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    window.show_place(Place("record", "vehicle", "f" * 32))
    page = window.current_screen()
    assert isinstance(page, Vehicle)
    qtbot.waitUntil(page._missing.isVisible)
    assert page.first_focus() is not page.deeds.sell


def test_a_disagreement_shows_both_authors_and_settles_by_a_press(showroom: House, qtbot: QtBot) -> None:
    workspace = showroom.workspace
    at = datetime(2025, 3, 4, 9, 0, tzinfo=UTC)
    ours, theirs = Money.of(28_450, "EUR"), Money.of(27_000, "EUR")
    candidates = [
        Provenance(ours, "a", "Anna Berg", "d1", at, False, True, "shown", b"1"),
        Provenance(theirs, "b", "Ben Ortiz", "d2", at, True, False, "rival", b"2"),
    ]
    panel = Disagreements(workspace)
    qtbot.addWidget(panel)
    panel.show_all([Disagreement("vehicle", showroom.id("camry"), ("price",), candidates)])
    assert [one.text() for one in panel.buttons] == ["Use €28,450", "Use €27,000"]
    assert not panel.isHidden()
    panel.buttons[1].click()
    qtbot.waitUntil(lambda: showroom.values("vehicle", "camry")["price"] == theirs)
    panel.show_all([])
    assert panel.isHidden()


def test_until_the_vehicle_is_read_no_deed_can_be_done_to_it(showroom: House, qtbot: QtBot) -> None:
    page = Vehicle(showroom.workspace, Place("record", "vehicle", showroom.id("camry")))
    qtbot.addWidget(page)
    page.show()
    deeds = [page.deeds.schedule, page.deeds.hold, page.deeds.sell, page.deeds.edit, page.deeds.price]
    assert [deed.isEnabled() for deed in deeds] == [False] * 5  # its content comes with a later turn of the loop
    assert page.deeds.first() is None
    qtbot.waitUntil(lambda: page.vin.text() != "")
    assert [deed.isEnabled() for deed in deeds] == [True] * 5


def test_a_payment_gets_its_receipt_number_and_says_so(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    window.show_place(Place("new", "payment"))
    page = window.current_screen()
    assert isinstance(page, NewScreen)
    assert "receipt_number" not in page.form.fields
    for name, value in (("store", showroom.id("store")), ("amount", Money.of(500, "EUR")), ("way", "cash")):
        page.form.set_value(name, value)
    page.form.save()
    qtbot.waitUntil(lambda: "Receipt number: R-" in toast(window), timeout=20_000)
    (paid,) = showroom.workspace.reader.find("payment")
    assert paid.values["receipt_number"] in toast(window)
