"""Collisions on screen: what is not sure, the case of who lost, its message, approval and closure, and releasing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from accessibility.widgets import Banner
from client.business.holders import closed_cases, holder_of, open_cases
from client.changes import Identity
from client.commands import Create, RecordFact
from client.replica.worker import Replica, wait
from client.screens.case import Case, mail_address
from client.screens.cases import Cases
from client.screens.dialogs.ask_approval import AskApproval
from client.screens.dialogs.close_case import ApproveRefund, CloseCase
from client.screens.dialogs.release_vehicle import ReleaseVehicle
from client.screens.dialogs.sell_vehicle import SellVehicle
from client.screens.today import Today
from client.screens.vehicle import Vehicle
from client.sync_state import SyncState
from client.window.main_window import MainWindow
from client.workspace import Place
from shared_models.clock import HybridClock
from shared_models.identifiers import new_id
from shared_models.money import Money
from tests.client.screens.pressing import Heard, opened, press, toast
from tests.client.screens.small_house import House, manager, show, showroom
from tests.support.replicas import Log

__all__ = ["manager", "showroom"]
DEPOSIT = Money.of(1_500, "EUR")


def other_device(house: House, folder: Path) -> Replica:
    """A second tablet of the house, whose clock goes an hour behind: what it sells came first."""
    here = house.workspace.identity
    identity = Identity(here.tenant, new_id(), new_id(), "salesperson", here.store, here.version)
    replica = Replica(folder / "other" / "replica.sqlite", identity)
    replica._store.clock = HybridClock(0, lambda: int((datetime.now(UTC) - timedelta(hours=1)).timestamp() * 1000))
    return replica


def sold_by_us(house: House, key: str = "camry") -> str:
    return house.add(
        f"sale_{key}", "sale", vehicle=house.id(key), customer=house.id("maria"), store=house.id("store"),
        person=house.id("me"), price=Money.of(28_450, "EUR"), deposit=DEPOSIT,
    )  # fmt: skip


def sold_by_others(house: House, folder: Path, key: str = "camry") -> Log:
    """The same car sold earlier on another tablet, and both heard of by the hub."""
    other, log = other_device(house, folder), Log()
    values = {"vehicle": house.id(key), "customer": house.id("jonas"), "store": house.id("store")}
    wait(other.execute(RecordFact("sale", {**values, "price": Money.of(28_000, "EUR")})))
    log.take_from(other)
    log.give_to(house.workspace.replica)
    other.close()
    return log


@pytest.fixture
def collision(showroom: House, tmp_path: Path) -> House:
    sold_by_us(showroom)
    sold_by_others(showroom, tmp_path)
    return showroom


def page_of(house: House, qtbot: QtBot, case: str) -> tuple[MainWindow, Case]:
    window = show(house, qtbot)
    window.show_place(Place("case", "cases", case))
    page = window.current_screen()
    assert isinstance(page, Case)
    qtbot.waitUntil(lambda: page._found is not None)
    return window, page


def test_a_sale_made_without_the_hub_says_so_on_page_and_card(showroom: House, qtbot: QtBot) -> None:
    sold_by_us(showroom)
    window = show(showroom, qtbot)
    window.show_place(Place("record", "vehicle", showroom.id("camry")))
    page = window.current_screen()
    assert isinstance(page, Vehicle)
    qtbot.waitUntil(lambda: page.head.pill.text() == "Sold")
    assert page.tentative.text() == "Sold here, not yet confirmed by the hub"
    assert not page.deeds.sell.isVisible()
    assert page.deeds.release.isVisible()
    Log().take_from(showroom.workspace.replica)
    qtbot.waitUntil(lambda: page.tentative.text().startswith("Sold without the hub."))


def test_the_one_who_lost_finds_the_case_on_today_and_hears_of_it(
    showroom: House, qtbot: QtBot, tmp_path: Path
) -> None:
    sold_by_us(showroom)
    window = show(showroom, qtbot)
    window.show_place(Place("today"))
    page = window.current_screen()
    assert isinstance(page, Today)
    qtbot.waitUntil(lambda: page._told)
    heard = Heard()
    assert page._cases is not None
    assert not page._cases.isVisible()
    sold_by_others(showroom, tmp_path)
    qtbot.waitUntil(lambda: len(page.rows("cases").rows()) == 1)
    assert page._cases.isVisible()
    assert page.rows("cases").rows()[0].title == "Toyota Camry: Maria Lopez"
    qtbot.waitUntil(lambda: any("A new case needs you" in said for said in heard.words))
    page.rows("cases").card(page.rows("cases").rows()[0].key).click()
    qtbot.waitUntil(lambda: isinstance(window.current_screen(), Case))


def test_the_case_tells_what_happened_offers_cars_and_writes_the_letter(collision: House, qtbot: QtBot) -> None:
    _, page = page_of(collision, qtbot, collision.id("sale_camry"))
    found = page._found
    assert found is not None
    assert "Maria Lopez" in found.story[0]
    assert "Jonas Weber" in found.story[1]
    assert found.story[2].endswith("it was entered earlier.")
    assert page.offers.rows()
    assert page.offers.rows()[0].title == "Toyota Corolla"
    assert "€1,500" in page.letter.text()
    assert page.letter.text().startswith("Dear Maria Lopez")
    assert "approve" in found.refund[1]
    press(qtbot, page, "Copy the message")
    assert QGuiApplication.clipboard().text() == page.letter.text()
    address = mail_address(found).toString()
    assert address.startswith("mailto:")
    assert "Dear" in address


def test_a_large_refund_needs_a_manager_and_closing_ends_the_case(collision: House, qtbot: QtBot) -> None:
    window, page = page_of(collision, qtbot, collision.id("sale_camry"))
    press(qtbot, page, "Close the case")
    dialog = opened(qtbot, CloseCase)
    press(qtbot, dialog, "Close the case")
    assert "manager must approve" in dialog.asked["refund"].error()
    dialog.reject()
    assert not page.approve.isVisible()
    me = collision.workspace.identity
    collision.workspace.replica.sign_in_as(Identity(me.tenant, me.device, new_id(), "sales_manager", me.store, "1"))
    approval = {"stake": collision.id("sale_camry"), "amount": DEPOSIT, "person": me.person}
    wait(collision.workspace.replica.execute(RecordFact("case_approval", approval)))
    collision.workspace.replica.sign_in_as(me)
    qtbot.waitUntil(lambda: page._found is not None and page._found.approval is not None)
    press(qtbot, page, "Close the case")
    dialog = opened(qtbot, CloseCase)
    press(qtbot, dialog, "Close the case")
    qtbot.waitUntil(lambda: toast(window) == "The case is closed")
    qtbot.waitUntil(page.closed.isVisible)
    assert "€1,500" in page.closed.text()
    reader = collision.workspace.reader
    assert open_cases(reader) == []
    assert [case.lost.id for case in closed_cases(reader)] == [collision.id("sale_camry")]
    assert collision.values("vehicle", "camry")["status"] == "sold"


def test_a_manager_approves_on_the_page(manager: House, qtbot: QtBot, tmp_path: Path) -> None:
    sold_by_us(manager)
    sold_by_others(manager, tmp_path)
    _, page = page_of(manager, qtbot, manager.id("sale_camry"))
    press(qtbot, page, "Approve a refund")
    dialog = opened(qtbot, ApproveRefund)
    press(qtbot, dialog, "Approve")
    qtbot.waitUntil(lambda: bool(page._found and page._found.approval))


def test_the_list_shows_open_and_closed_cases_and_the_car_points_to_its_case(collision: House, qtbot: QtBot) -> None:
    window = show(collision, qtbot)
    window.show_place(Place("cases"))
    page = window.current_screen()
    assert isinstance(page, Cases)
    qtbot.waitUntil(lambda: len(page.open.rows()) == 1)
    window.show_place(Place("record", "vehicle", collision.id("camry")))
    car = window.current_screen()
    assert isinstance(car, Vehicle)
    qtbot.waitUntil(car.case.isVisible)
    assert "Jonas Weber" in car.notice.text()
    press(qtbot, car, "See the case")
    qtbot.waitUntil(lambda: isinstance(window.current_screen(), Case))


def test_releasing_frees_the_car(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    window.show_place(Place("record", "vehicle", showroom.id("golf")))
    page = window.current_screen()
    assert isinstance(page, Vehicle)
    qtbot.waitUntil(page.deeds.release.isVisible)
    page.deeds.release.setFocus()
    qtbot.keyClick(page.deeds.release, Qt.Key.Key_Space)
    dialog = opened(qtbot, ReleaseVehicle)
    press(qtbot, dialog, "Release the car")
    assert dialog.asked["reason"].error()
    dialog.asked.set_value("reason", "withdrawn")
    press(qtbot, dialog, "Release the car")
    qtbot.waitUntil(lambda: page.head.pill.text() == "Available")
    assert not page.deeds.release.isVisible()


def test_selling_asks_about_the_risk_only_once_the_hub_is_long_unheard(
    showroom: House, qtbot: QtBot, tmp_path: Path
) -> None:
    other, log = other_device(showroom, tmp_path), Log()
    until = datetime.now(UTC) - timedelta(minutes=10)
    for _ in range(8):
        held = {"vehicle": showroom.id("camry"), "customer": new_id(), "store": showroom.id("store"), "until": until}
        wait(other.execute(RecordFact("hold", held)))
    log.take_from(other)
    log.give_to(showroom.workspace.replica)
    other.close()
    window = show(showroom, qtbot)
    view = showroom.workspace.reader.record("vehicle", showroom.id("camry"))
    assert view is not None
    dialog = SellVehicle(showroom.workspace, view, window)
    now = datetime.now(UTC)
    showroom.workspace.sync_state = SyncState(last_heard=now - timedelta(minutes=5))
    assert dialog.cautions() == []
    showroom.workspace.sync_state = SyncState(last_heard=now - timedelta(days=3))
    (asked,) = dialog.cautions()
    assert "3 days" in asked
    assert "8 times" in asked
    dialog.reject()


def as_somebody(house: House, role: str, person: str) -> None:
    """Let somebody else use the device."""
    here = house.workspace.identity
    house.workspace.replica.sign_in_as(Identity(here.tenant, here.device, person, role, here.store, here.version))


def held_by_ben(house: House) -> str:
    """A hold of the Corolla that a colleague entered; the colleague."""
    ben = new_id()
    as_somebody(house, "it_admin", house.id("me"))
    wait(house.workspace.replica.execute(Create("person", {"name": "Ben Ortiz", "role": "salesperson"}, ben)))
    as_somebody(house, "salesperson", ben)
    until = datetime.now(UTC) + timedelta(days=2)
    house.add(
        "ben's", "hold", vehicle=house.id("corolla"), customer=house.id("jonas"), person=ben, until=until,
        store=house.id("store"),
    )  # fmt: skip
    as_somebody(house, "salesperson", house.id("me"))
    return ben


def release_dialog(house: House, qtbot: QtBot) -> ReleaseVehicle:
    """The dialog over the Corolla, which Ben holds."""
    view, holder = (
        house.workspace.reader.record("vehicle", house.id("corolla")),
        holder_of(house.workspace.reader, house.id("corolla"), house.workspace.identity.device),
    )
    assert view is not None
    assert holder is not None
    dialog = ReleaseVehicle(house.workspace, view, holder.stake)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def test_a_colleague_s_hold_is_not_a_salesperson_s_to_release_without_consent(showroom: House, qtbot: QtBot) -> None:
    held_by_ben(showroom)
    dialog = release_dialog(showroom, qtbot)
    assert any("The hold is Ben Ortiz's. Only Ben Ortiz" in b.text() for b in dialog.findChildren(Banner))
    assert not dialog.confirm_button.isEnabled()
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.ask_button.click()
    asking = next(w for w in QApplication.topLevelWidgets() if isinstance(w, AskApproval) and w.isVisible())
    assert asking.asked.value("kind") == "release"
    assert "Ben Ortiz" in asking.asked.value("what")
    asking.asked.set_value("reason", "Ben is ill")
    asking.confirm()
    qtbot.waitUntil(lambda: bool(showroom.workspace.reader.find("approval_request", kind="release")))
    (request,) = showroom.workspace.reader.find("approval_request", kind="release")
    as_somebody(showroom, "sales_manager", new_id())
    answer = {"request": request.id, "answer": "granted", "person": new_id(), "store": showroom.id("store")}
    wait(showroom.workspace.replica.execute(RecordFact("approval_answer", answer)))
    as_somebody(showroom, "salesperson", showroom.id("me"))
    allowed = release_dialog(showroom, qtbot)
    allowed.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    allowed.asked.set_value("reason", "withdrawn")
    allowed.confirm()
    assert allowed.caution.text() == "The hold is Ben Ortiz's. Confirm again to release the car all the same."
    allowed.confirm()
    qtbot.waitUntil(lambda: bool(showroom.workspace.reader.find("release")))
    assert showroom.workspace.reader.find("release")[0].values["approval"]


def test_a_car_held_by_a_colleague_for_another_is_not_sold_without_consent(showroom: House, qtbot: QtBot) -> None:
    held_by_ben(showroom)
    view = showroom.workspace.reader.record("vehicle", showroom.id("corolla"))
    assert view is not None
    dialog = SellVehicle(showroom.workspace, view, customer=showroom.id("maria"))
    qtbot.addWidget(dialog)
    assert any("The hold is Ben Ortiz's" in text for _, text in dialog.objections())
    as_somebody(showroom, "sales_manager", showroom.id("me"))
    assert not any("Ben Ortiz" in text for _, text in dialog.objections())
