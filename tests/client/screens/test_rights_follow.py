"""The window follows a role that changes at the hub: rail, menus, palette, keys and pages; what is written stays."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from client.screens.record_page import RecordScreen
from client.screens.today import Today
from client.sync_state import SyncState
from client.window.main_window import MainWindow
from client.window.navigation import TODAY, may_go, stops
from client.workspace import Place
from tests.client.screens.pressing import Heard, button, toast
from tests.client.screens.small_house import House, manager, office, show, showroom

__all__ = ["manager", "office", "showroom"]


def become(house: House, role: str) -> None:
    """The hub's news brought another role."""
    replica = house.workspace.replica
    replica.sign_in_as(replace(replica.identity, role=role))
    house.workspace.set_sync_state(SyncState(unsent=house.workspace.sync_state.unsent + 1))


def in_rail(window: MainWindow) -> list[str]:
    """The names of the places one sees in the rail, from the top."""
    places = {stop.label for stop in window.stops}
    found = [one for one in window.rail.findChildren(QAbstractButton) if one.isVisible()]
    return [
        one.accessibleName()
        for one in sorted(found, key=lambda one: one.mapTo(window, one.rect().topLeft()).y())
        if one.accessibleName() in places or one.property("place")
    ]


def test_rail_menus_and_palette_follow_the_role(showroom: House, qtbot: QtBot) -> None:
    window, heard = show(showroom, qtbot), Heard()
    menu = {action.text() for action in window.bar.menu.menu().actions()}
    become(showroom, "it_admin")
    qtbot.waitUntil(lambda: in_rail(window) == [stop.label for stop in stops("showroom", "it_admin")])
    become(showroom, "sales_manager")
    wanted = [stop.label for stop in stops("showroom", "sales_manager")]
    qtbot.waitUntil(lambda: in_rail(window) == wanted)
    assert [action.text() for action in window.bar.places.menu().actions()] == wanted
    assert "Sales manager" in window.bar.menu.accessibleName()
    assert {action.text() for action in window.bar.menu.menu().actions()} >= menu
    offered = {action.place for action in window.actions_now.now()}
    assert {stop.place for stop in stops("showroom", "sales_manager")} <= offered
    qtbot.waitUntil(lambda: any("Your role is now: Sales manager." in one for one in heard.words))
    assert any("New among your places: " in one for one in heard.words)
    for stop in window.stops:
        qtbot.mouseClick(button(window.rail, stop.label), Qt.MouseButton.LeftButton)
        assert window.rail.current() == stop.key


def test_places_that_went_cannot_be_reached_in_any_way(manager: House, qtbot: QtBot) -> None:
    window = show(manager, qtbot)
    window.show_place(Place("list", "sale"))
    before = set(in_rail(window))
    assert "tour" in window.actions_now.standing
    become(manager, "it_admin")
    qtbot.waitUntil(lambda: in_rail(window) == [stop.label for stop in stops("showroom", "it_admin")])
    assert isinstance(window.current_screen(), Today)
    assert window.rail.current() == "today"
    gone = before - set(in_rail(window))
    assert gone >= {"Stock", "Leads", "Customers", "Sales"}
    assert "No longer among your places: " in toast(window)
    assert not gone & {action.label for action in window.actions_now.now()}
    assert not gone & {action.text() for action in window.bar.places.menu().actions()}
    assert "tour" not in window.actions_now.standing
    assert "devices" in window.actions_now.standing
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert isinstance(window.current_screen(), Today)


def test_a_draft_is_kept_while_the_places_follow_and_the_page_follows_once_it_is_left(
    showroom: House, qtbot: QtBot
) -> None:
    window = show(showroom, qtbot)
    here = Place("record", "customer", showroom.id("maria"))
    window.show_place(here)
    page = window.current_screen()
    assert isinstance(page, RecordScreen)
    qtbot.waitUntil(page.is_filled)
    page.edit_button.click()
    form = page.form
    assert form is not None
    line = form.fields["name"].field.editor
    line.selectAll()
    qtbot.keyClicks(line, "Maria Lopez-Garcia")
    assert page.holds_work()
    become(showroom, "sales_manager")
    qtbot.waitUntil(lambda: "This page follows once" in toast(window))
    assert window.current_screen() is page
    assert page.form is form
    assert form.fields["name"].value() == "Maria Lopez-Garcia"
    form.save_button.click()
    qtbot.waitUntil(lambda: showroom.values("customer", "maria")["name"] == "Maria Lopez-Garcia")
    qtbot.waitUntil(lambda: window.current_screen() is not page)
    assert window.current_screen().place == here  # type: ignore[union-attr]


def test_the_focus_stays_in_the_rail_when_its_place_is_gone(manager: House, qtbot: QtBot) -> None:
    window = show(manager, qtbot)
    today, sales = button(window.rail, "Today"), button(window.rail, "Sales")
    sales.setFocus()
    qtbot.waitUntil(sales.hasFocus)
    become(manager, "it_admin")
    qtbot.waitUntil(lambda: "Sales" not in in_rail(window))
    focus = window.focusWidget()
    assert focus is not None
    assert focus.isVisible()
    assert button(window.rail, "Today") is today  # what stays is the same to a screen reader


def test_where_a_role_may_be() -> None:
    assert may_go("showroom", "salesperson", TODAY)
    assert may_go("showroom", "salesperson", Place("list", "vehicle"))
    assert not may_go("showroom", "it_admin", Place("list", "vehicle"))
    assert not may_go("showroom", "it_admin", Place("new", "vehicle"))
    assert not may_go("showroom", "salesperson", Place("devices"))
    assert may_go("showroom", "it_admin", Place("devices"))
    assert may_go("fleet", "fleet_manager", Place("claim_queue"))
    assert not may_go("fleet", "it_admin", Place("claim_queue"))
    assert not may_go("fleet", "it_admin", Place("fairness"))
    assert may_go("fleet", "it_admin", Place("help"))
    assert may_go("fleet", "it_admin", Place("model_health"))
