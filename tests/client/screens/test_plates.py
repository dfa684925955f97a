"""Trade plates and rewards on screen: out and in, what is out already, what two people took, and the approval."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from accessibility.audit import audit
from client.business.plates import out_now
from client.commands import Create, RecordFact
from client.replica.worker import wait
from client.screens.case import Case
from client.screens.dialogs.check_plate import CheckInPlate, CheckOutPlate
from client.screens.dialogs.close_case import CloseCase
from client.screens.dialogs.move_drive import MoveDrive
from client.screens.dialogs.redeem_reward import AskReward, RedeemReward
from client.screens.plates import Plates
from client.screens.rewards import Rewards
from client.screens.test_drive import TestDrive
from client.window.main_window import MainWindow
from client.workspace import Place
from tests.client.screens.pressing import button, opened, press, toast
from tests.client.screens.small_house import House, manager, show, showroom
from tests.client.screens.test_cases import other_device
from tests.support.replicas import Log

__all__ = ["manager", "showroom"]
PLATE = "M-06 1234"
LONG = 20_000


def plates(house: House, qtbot: QtBot) -> tuple[MainWindow, Plates]:
    window = show(house, qtbot)
    window.show_place(Place("plates"))
    page = window.current_screen()
    assert isinstance(page, Plates)
    return window, page


def states(rows: Any) -> list[tuple[str, str]]:
    return [(row.title, row.status) for row in rows.rows()]


def taken(house: House, **more: Any) -> RecordFact:
    values = {"plate": PLATE, "vehicle": house.id("golf"), "store": house.id("store"), "out_at": datetime.now(UTC)}
    return RecordFact("plate_checkout", {**values, "person": house.id("me"), **more})


def both_heard(house: House, folder: Path, ours: RecordFact, theirs: RecordFact) -> None:
    """What another tablet did an hour earlier and we did too, after the hub has heard of both."""
    here, other, log = house.workspace.replica, other_device(house, folder), Log()
    wait(other.execute(theirs))
    wait(here.execute(ours))
    log.take_from(other)
    log.take_from(here)
    log.give_to(here)
    other.close()


def test_a_plate_goes_out_and_comes_back(showroom: House, qtbot: QtBot) -> None:
    window, page = plates(showroom, qtbot)
    press(qtbot, page, "Check out a plate")
    dialog = opened(qtbot, CheckOutPlate)
    press(qtbot, dialog, "Check out")
    assert dialog.asked["plate"].error() != ""
    dialog.asked.set_value("plate", PLATE)
    dialog.asked.set_value("vehicle", showroom.id("camry"))
    press(qtbot, dialog, "Check out")
    qtbot.waitUntil(lambda: states(page.out) == [(PLATE, "Out, not yet at the hub")], timeout=LONG)
    qtbot.waitUntil(lambda: toast(window) == f"Plate {PLATE} is out", timeout=LONG)
    assert audit(page).violations == []
    assert "Anna Berg · Toyota Camry" in page.out.rows()[0].detail
    press(qtbot, page, "Check out a plate")
    dialog = opened(qtbot, CheckOutPlate)
    dialog.asked.set_value("plate", "m 06-1234")
    press(qtbot, dialog, "Check out")
    assert "It is out with Anna Berg, on Toyota Camry" in dialog.asked["plate"].error()
    dialog.reject()
    page.out.card(page.out.rows()[0].key).click()
    back = opened(qtbot, CheckInPlate)
    press(qtbot, back, "Check in")
    qtbot.waitUntil(lambda: states(page.back) == [(PLATE, "Back")], timeout=LONG)
    assert page.out.rows() == []
    assert out_now(showroom.workspace.reader, PLATE) is None


def test_a_plate_is_out_until_it_is_back_whatever_was_said(showroom: House, qtbot: QtBot) -> None:
    now = datetime.now(UTC)
    fact = taken(showroom, out_at=now - timedelta(hours=3), due_at=now - timedelta(hours=1))
    wait(showroom.workspace.replica.execute(fact))
    _, page = plates(showroom, qtbot)
    qtbot.waitUntil(lambda: states(page.out) == [(PLATE, "Overdue")], timeout=LONG)


def test_a_drive_does_not_take_a_plate_that_is_out(showroom: House, qtbot: QtBot) -> None:
    wait(showroom.workspace.replica.execute(taken(showroom)))
    window = show(showroom, qtbot)
    window.show_place(Place("record", "test_drive", showroom.id("drive")))
    page = window.current_screen()
    assert isinstance(page, TestDrive)
    qtbot.waitUntil(page.moves["out"].isVisible, timeout=LONG)
    press(qtbot, page, "Car is out")
    dialog = opened(qtbot, MoveDrive)
    dialog.asked.set_value("plate", PLATE)
    press(qtbot, dialog, "Car is out")
    assert "It is out with Anna Berg, on Volkswagen Golf" in dialog.asked["plate"].error()
    dialog.reject()


def test_a_plate_taken_on_two_tablets_is_a_case_of_who_came_second(
    showroom: House, qtbot: QtBot, tmp_path: Path
) -> None:
    both_heard(showroom, tmp_path, taken(showroom), taken(showroom, vehicle=showroom.id("camry")))
    window, page = plates(showroom, qtbot)
    qtbot.waitUntil(lambda: sorted(states(page.out)) == [(PLATE, "Out"), (PLATE, "Taken twice")], timeout=LONG)
    lost = next(row for row in page.out.rows() if row.status == "Taken twice")
    page.out.card(lost.key).click()
    qtbot.waitUntil(lambda: isinstance(window.current_screen(), Case), timeout=LONG)
    case = window.current_screen()
    assert isinstance(case, Case)
    qtbot.waitUntil(lambda: case.title() == f"Case: Plate {PLATE}", timeout=LONG)
    assert not case.message.isVisible()
    assert not case.offers.isVisible()
    press(qtbot, case, "Close the case")
    dialog = opened(qtbot, CloseCase)
    assert list(dialog.asked.fields) == ["resolution", "note"]
    dialog.asked.set_value("resolution", "rearranged")
    press(qtbot, dialog, "Close the case")
    qtbot.waitUntil(case.closed.isVisible, timeout=LONG)


def rewards(house: House, qtbot: QtBot) -> tuple[MainWindow, Rewards]:
    window = show(house, qtbot)
    window.show_place(Place("rewards"))
    page = window.current_screen()
    assert isinstance(page, Rewards)
    return window, page


def test_a_reward_is_given_out_once(showroom: House, qtbot: QtBot) -> None:
    window, page = rewards(showroom, qtbot)
    press(qtbot, page, "Redeem a reward")
    dialog = opened(qtbot, RedeemReward)
    dialog.asked.set_value("reward", " winter  tyres 17")
    press(qtbot, dialog, "Redeem")
    assert dialog.asked["customer"].error() != ""
    dialog.asked.set_value("customer", showroom.id("maria"))
    dialog.asked.set_value("points", 250)
    press(qtbot, dialog, "Redeem")
    qtbot.waitUntil(lambda: states(page.given) == [("WINTER TYRES 17", "Not yet at the hub")], timeout=LONG)
    qtbot.waitUntil(lambda: toast(window) == "Reward WINTER TYRES 17 is given out", timeout=LONG)
    assert audit(page).violations == []
    assert "Maria Lopez" in page.given.rows()[0].detail
    assert "250 points" in page.given.rows()[0].detail
    press(qtbot, page, "Redeem a reward")
    dialog = opened(qtbot, RedeemReward)
    dialog.asked.set_value("reward", "Winter tyres 17")
    dialog.asked.set_value("customer", showroom.id("jonas"))
    press(qtbot, dialog, "Redeem")
    assert "given to Maria Lopez already" in dialog.asked["reward"].error()
    dialog.reject()


def test_a_reward_for_a_colleague_needs_a_manager(showroom: House, qtbot: QtBot) -> None:
    _, page = rewards(showroom, qtbot)
    press(qtbot, page, "Redeem a reward")
    dialog = opened(qtbot, RedeemReward)
    dialog.asked.set_value("reward", "Dinner")
    dialog.asked.set_value("person", showroom.id("me"))
    press(qtbot, dialog, "Redeem")
    assert "A manager must approve" in dialog.asked["person"].error()
    assert audit(dialog).violations == []
    press(qtbot, dialog, "Ask for approval")
    asking = opened(qtbot, AskReward)
    asking.asked.set_value("reason", "Ten cars in a month")
    press(qtbot, asking, "Send the request")
    reader = showroom.workspace.reader
    qtbot.waitUntil(lambda: bool(reader.find("approval_request", kind="reward")), timeout=LONG)
    (request,) = reader.find("approval_request", kind="reward")
    assert request.values["what"] == "DINNER"
    replica, me = showroom.workspace.replica, showroom.workspace.identity
    boss = Create("person", {"name": "Boss", "role": "sales_manager"})
    replica.sign_in_as(replace(me, role="it_admin"))
    wait(replica.execute(boss))
    replica.sign_in_as(replace(me, role="sales_manager", person=boss.id))
    granted = {"request": request.id, "answer": "granted", "person": boss.id, "store": showroom.id("store")}
    wait(replica.execute(RecordFact("approval_answer", granted)))
    replica.sign_in_as(me)
    press(qtbot, page, "Redeem a reward")
    dialog = opened(qtbot, RedeemReward)
    dialog.asked.set_value("reward", "dinner")
    dialog.asked.set_value("person", showroom.id("me"))
    press(qtbot, dialog, "Redeem")
    qtbot.waitUntil(lambda: states(page.given) == [("DINNER", "Not yet at the hub")], timeout=LONG)
    assert reader.find("redemption")[0].values["approval"] is not None


def test_a_reward_given_out_twice_is_a_case(manager: House, qtbot: QtBot, tmp_path: Path) -> None:
    given = {"reward": "GOLD", "store": manager.id("store"), "customer": manager.id("maria")}
    ours, theirs = (RecordFact("redemption", {**given, "customer": manager.id(key)}) for key in ("maria", "jonas"))
    both_heard(manager, tmp_path, ours, theirs)
    window, page = rewards(manager, qtbot)
    qtbot.waitUntil(lambda: sorted(states(page.given)) == [("GOLD", "Given"), ("GOLD", "Given twice")], timeout=LONG)
    page.given.card(f"case {ours.id}").click()
    qtbot.waitUntil(lambda: isinstance(window.current_screen(), Case), timeout=LONG)
    case = window.current_screen()
    assert isinstance(case, Case)
    qtbot.waitUntil(lambda: case.title() == "Case: Reward GOLD", timeout=LONG)
    assert button(case, "Close the case").isEnabled()
