"""The test-drive calendar and the page of one drive: booked, out, returned."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from client.commands import Edit, Together
from client.replica.worker import wait
from client.scores.drive_scores import moods
from client.screens.dialogs.look_at_booking import LookAtBooking
from client.screens.dialogs.move_drive import MoveDrive
from client.screens.dialogs.schedule_test_drive import ScheduleTestDrive
from client.screens.parts.drive_claims import freed, plate_out, slot_of
from client.screens.parts.row_list import RowList
from client.screens.test_drive import TestDrive
from client.screens.test_drives import TestDrives
from client.workspace import Place
from shared_models.kinds import Quantity
from tests.client.screens.pressing import Heard, button, opened, press, toast
from tests.client.screens.small_house import House, show, showroom

__all__ = ["showroom"]


def calendar_of(house: House, qtbot: QtBot) -> TestDrives:
    """The calendar on today."""
    window = show(house, qtbot)
    window.show_place(Place("list", "test_drive"))
    screen = window.current_screen()
    assert isinstance(screen, TestDrives)
    qtbot.waitUntil(lambda: len(screen.list.rows()) == 1)
    return screen


def test_the_day_is_a_board_and_a_list_that_say_the_same(showroom: House, qtbot: QtBot) -> None:
    screen = calendar_of(showroom, qtbot)
    assert screen.heading.text() == "Today"
    row = screen.list.rows()[0]
    assert (row.title, row.detail, row.status) == (
        "15:00 to 16:00  Toyota Corolla",
        "Jonas Weber · with Anna Berg",
        "Booked",
    )
    assert screen.board.accessibleName().startswith("Board of 1 test drives")


def test_a_press_on_the_board_opens_the_drive(showroom: House, qtbot: QtBot) -> None:
    screen = calendar_of(showroom, qtbot)
    block = screen.board._blocks[0]
    qtbot.mouseClick(screen.board, Qt.MouseButton.LeftButton, pos=screen.board._box(block).center().toPoint())
    assert showroom.window is not None
    assert showroom.window.history.current == Place("record", "test_drive", showroom.id("drive"))


def test_days_and_weeks_follow_each_other(showroom: House, qtbot: QtBot) -> None:
    screen = calendar_of(showroom, qtbot)
    press(qtbot, screen, "Later")
    assert screen.heading.text() == "Tomorrow"
    qtbot.waitUntil(lambda: not screen.list.rows())
    press(qtbot, screen, "Today")
    press(qtbot, screen, "Week")
    days = screen.days()
    assert (len(days), days[0].weekday()) == (7, 0)
    qtbot.waitUntil(lambda: not screen.list.isVisible())
    qtbot.waitUntil(lambda: sum(len(one.rows()) for one in screen.findChildren(RowList) if one is not screen.list) == 1)


def test_the_week_is_a_board_by_vehicle_or_person_whose_drives_open(showroom: House, qtbot: QtBot) -> None:
    screen = calendar_of(showroom, qtbot)
    press(qtbot, screen, "Week")
    qtbot.waitUntil(lambda: screen.week.isVisible() and screen.week.lines() == ["Toyota Corolla"])
    assert screen.week.accessibleName().startswith("Board of 1 test drives")
    press(qtbot, screen, "By person")
    qtbot.waitUntil(lambda: screen.week.lines() == ["Anna Berg"])
    today = screen.workspace.today().weekday()
    spot = screen.week.box("Anna Berg", today, 0).center().toPoint()
    qtbot.mouseClick(screen.week, Qt.MouseButton.LeftButton, pos=spot)
    assert showroom.window is not None
    assert showroom.window.history.current == Place("record", "test_drive", showroom.id("drive"))


def test_by_person_the_lines_are_people(showroom: House, qtbot: QtBot) -> None:
    screen = calendar_of(showroom, qtbot)
    press(qtbot, screen, "By person")
    qtbot.waitUntil(lambda: [block.line for block in screen.board._blocks] == ["Anna Berg"])


def test_a_drive_is_booked_for_a_car_of_ones_choice(showroom: House, qtbot: QtBot) -> None:
    screen = calendar_of(showroom, qtbot)
    press(qtbot, screen, "Schedule Test Drive")
    dialog = opened(qtbot, ScheduleTestDrive)
    press(qtbot, dialog, "Confirm")
    assert dialog.asked["vehicle"].error() != ""
    dialog.asked.set_value("vehicle", showroom.id("transit"))
    dialog.date.set_value(showroom.workspace.today() + timedelta(days=3))
    press(qtbot, dialog, "Confirm")
    qtbot.waitUntil(lambda: bool(showroom.workspace.reader.find("test_drive", vehicle=showroom.id("transit"))))


def test_a_booking_that_is_unlike_most_says_so_while_it_is_made(showroom: House, qtbot: QtBot) -> None:
    customer = showroom.add("odd", "customer", name="Zed", phone="1111111111", email="1234567@example.com")
    screen = calendar_of(showroom, qtbot)
    press(qtbot, screen, "Schedule Test Drive")
    dialog = opened(qtbot, ScheduleTestDrive)
    dialog.asked.set_value("vehicle", showroom.id("id4"))
    dialog.asked.set_value("customer", customer)
    dialog.date.set_value(showroom.workspace.today() + timedelta(days=60))
    dialog.time.set_value("03:40")
    qtbot.waitUntil(dialog.unusual.isVisible, timeout=60_000)
    assert dialog.unusual.score.isVisible()
    dialog.time.editor.setFocus()
    qtbot.keyClick(dialog.time.editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(dialog.time.editor, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: not dialog.unusual.isVisible(), timeout=60_000)
    dialog.reject()


def test_a_dialog_that_is_gone_before_its_deed_is_on_the_disk_hears_no_more_of_it(
    showroom: House, qtbot: QtBot
) -> None:
    screen = calendar_of(showroom, qtbot)
    press(qtbot, screen, "Schedule Test Drive")
    dialog = opened(qtbot, ScheduleTestDrive)
    dialog.asked.set_value("vehicle", showroom.id("transit"))
    dialog.date.set_value(showroom.workspace.today() + timedelta(days=3))
    press(qtbot, dialog, "Confirm")
    delete(dialog)  # as with the window that it belongs to
    qtbot.waitUntil(lambda: bool(showroom.workspace._fresh))
    assert showroom.workspace.reader.find("test_drive", vehicle=showroom.id("transit"))


def test_a_drive_goes_out_and_comes_back(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    window.show_place(Place("record", "test_drive", showroom.id("drive")))
    page = window.current_screen()
    assert isinstance(page, TestDrive)
    qtbot.waitUntil(page.moves["out"].isVisible)
    assert not page.moves["returned"].isVisible()
    press(qtbot, page, "Car is out")
    out = opened(qtbot, MoveDrive)
    assert out.asked.value("mileage_out") == Quantity(14_022, "km")
    press(qtbot, out, "Car is out")
    qtbot.waitUntil(page.moves["returned"].isVisible)
    press(qtbot, page, "Car is back")
    back = opened(qtbot, MoveDrive)
    back.asked.set_value("mileage_back", Quantity(14_000, "km"))
    press(qtbot, back, "Car is back")
    assert "cannot be lower" in back.asked["mileage_back"].error()
    back.asked.set_value("mileage_back", Quantity(14_040, "km"))
    back.asked.set_value("rating", 5)
    press(qtbot, back, "Car is back")
    qtbot.waitUntil(lambda: page.head.pill.text() == "Returned")
    held = showroom.values("test_drive", "drive")
    assert (held["rating"], held["mileage_back"]) == (5, Quantity(14_040, "km"))


def test_who_looked_at_a_booking_says_whether_it_was_in_order_with_why_and_takes_it_back(
    showroom: House, qtbot: QtBot
) -> None:
    heard = Heard()
    page = page_of(showroom, qtbot)
    assert page.looked.parentWidget() is page.facts, "it is not flagged, and can be looked at all the same"
    press(qtbot, page, "Something was wrong")
    dialog = opened(qtbot, LookAtBooking)
    press(qtbot, dialog, "Save")
    assert dialog.asked["looked_reason"].error() != ""
    dialog.asked.set_value("looked_reason", "Nobody has this number.")
    press(qtbot, dialog, "Save")
    qtbot.waitUntil(lambda: "Nobody has this number." in page.looked.said.text(), timeout=60_000)
    qtbot.waitUntil(lambda: any("something was wrong" in said for said in heard.words), timeout=60_000)
    held = showroom.values("test_drive", "drive")
    assert (held["looked"], held["looked_reason"], held["status"]) == ("wrong", "Nobody has this number.", "booked")
    assert page.looked.buttons["wrong"].icon_name() == "check"
    press(qtbot, page, "In order")
    press(qtbot, opened(qtbot, LookAtBooking), "Save")
    qtbot.waitUntil(lambda: page.looked.buttons["in_order"].icon_name() == "check", timeout=60_000)
    assert showroom.values("test_drive", "drive")["looked_reason"] is None
    assert showroom.window is not None
    showroom.window.undo()
    qtbot.waitUntil(lambda: page.looked.buttons["wrong"].icon_name() == "check", timeout=60_000)
    assert "Nobody has this number." in page.looked.said.text()


def test_who_read_the_feedback_sets_its_mood_right(showroom: House, qtbot: QtBot) -> None:
    said = "Not bad at all, I would come back any time."
    wait(
        showroom.workspace.replica.execute(
            Edit("test_drive", showroom.id("drive"), {"comment": None}, {"comment": said})
        )
    )
    heard, page = Heard(), page_of(showroom, qtbot)
    assert page.mood.isVisible()
    press(qtbot, page, "This was a complaint")
    qtbot.waitUntil(lambda: page.mood.mark.buttons["complaint"].icon_name() == "check", timeout=60_000)
    qtbot.waitUntil(lambda: any("a complaint" in one for one in heard.words), timeout=60_000)
    press(qtbot, page, "This was praise")
    qtbot.waitUntil(lambda: page.mood.mark.buttons["praise"].icon_name() == "check", timeout=60_000)
    assert page.mood.mark.buttons["complaint"].icon().isNull()
    view = showroom.workspace.reader.record("test_drive", showroom.id("drive"))
    assert view is not None
    (mood,) = moods(showroom.workspace.reader, [view], "en")
    assert (mood.band, mood.value) == ("high", 100.0)


def page_of(house: House, qtbot: QtBot) -> TestDrive:
    """The page of the drive of today."""
    window = show(house, qtbot)
    window.show_place(Place("record", "test_drive", house.id("drive")))
    page = window.current_screen()
    assert isinstance(page, TestDrive)
    qtbot.waitUntil(page.is_filled, timeout=60_000)
    return page


def test_a_drive_is_cancelled_and_booked_again(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    window.show_place(Place("record", "test_drive", showroom.id("drive")))
    page = window.current_screen()
    assert isinstance(page, TestDrive)
    qtbot.waitUntil(page.moves["cancelled"].isVisible)
    press(qtbot, page, "Cancel the drive")
    qtbot.waitUntil(lambda: page.head.pill.text() == "Cancelled")
    assert toast(window) == "Toyota Corolla: Cancelled"
    assert button(page, "Book again").isVisible()


def test_a_booking_claims_the_keys_and_a_cancelled_one_frees_them(showroom: House, qtbot: QtBot) -> None:
    """A slot goes with the booking, so that two stores cannot promise the same hour; the plate goes with the car."""
    workspace = showroom.workspace
    view = workspace.reader.record("test_drive", showroom.id("drive"))
    assert view is not None
    for command in slot_of(workspace, view.id, view.values) + plate_out(workspace, view, "B-06 1"):
        wait(workspace.replica.execute(command))
    standing = "SELECT kind, ended FROM stake WHERE kind IN ('slot', 'plate_checkout') ORDER BY kind"
    writer = workspace.replica.database.writer
    assert writer.execute(standing).fetchall() == [("plate_checkout", 0), ("slot", 0)]
    for command in freed(workspace, view, "returned"):
        wait(workspace.replica.execute(command))
    assert writer.execute(standing).fetchall() == [("plate_checkout", 1), ("slot", 0)]
    for command in freed(workspace, view, "cancelled"):
        wait(workspace.replica.execute(command))
    assert writer.execute(standing).fetchall() == [("plate_checkout", 1), ("slot", 1)]
    assert freed(workspace, view, "cancelled") == []


def test_a_booking_can_be_undone_with_what_it_claims(showroom: House, qtbot: QtBot) -> None:
    workspace = showroom.workspace
    dialog = ScheduleTestDrive(workspace, showroom.id("camry"), showroom.id("maria"), parent=show(showroom, qtbot))
    deed = Together(tuple(dialog.commands()))
    outcome = wait(workspace.replica.execute(deed))
    assert len(workspace.reader.find("slot", vehicle=showroom.id("camry"))) == 1
    assert outcome.inverse is not None
    wait(workspace.replica.execute(outcome.inverse))
    assert freed(workspace, workspace.reader.where("test_drive", [], archived=True)[0], "cancelled") == []
    dialog.reject()
