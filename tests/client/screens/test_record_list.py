"""The list of any type: searched, narrowed, sorted, saved, opened; and always in step with what changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from accessibility.widgets import EmptyState
from client.commands import Archive, Edit
from client.screens.record_list import ListScreen
from client.screens.record_list_cards import ExpiringCard, RecordCard
from client.screens.record_list_query import Answer, ListQuery
from client.screens.saved_searches import read, written
from client.workspace import Place, Workspace
from shared_models.money import Money
from tests.client.showroom import add, add_customers, add_lead, add_policies, add_vehicles, do, identity, vehicle

Opened = Callable[..., ListScreen]


@pytest.fixture
def opened(qtbot: QtBot, workspace: Workspace) -> Opened:
    """Open a list when its index is ready and wait until it shows something."""

    def open_list(type_name: str, width: int = 1200, **presets: Any) -> ListScreen:
        workspace.catalogue.wait_ready(type_name)
        screen = ListScreen(workspace, Place("list", type_name, presets=tuple(presets.items())))
        qtbot.addWidget(screen)
        screen.resize(width, 800)
        screen.show()
        screen.activateWindow()
        settle(qtbot, screen)
        return screen

    return open_list


def settle(qtbot: QtBot, screen: ListScreen) -> Answer:
    """Wait until the list shows the answer to what it was last asked."""

    qtbot.waitUntil(screen.list.runner.idle)
    found = screen.list.answer()
    assert found is not None
    assert found.query == screen.list.query()
    return found


def search(qtbot: QtBot, screen: ListScreen, text: str) -> None:
    """Type into the search box and wait for the answer."""
    screen.list.search.edit.setFocus()
    screen.list.search.edit.clear()
    qtbot.keyClicks(screen.list.search.edit, text)
    qtbot.waitUntil(lambda: screen.list.query().text == text)
    settle(qtbot, screen)


def empty_state(screen: ListScreen) -> EmptyState:
    """What stands in place of results."""
    page = screen.list.results.currentWidget()
    assert page is not None
    shown = page.findChild(EmptyState)
    assert isinstance(shown, EmptyState)
    return shown


def cards(qtbot: QtBot, screen: ListScreen, count: int) -> list[QWidget]:
    """The cards, once there are so many."""
    qtbot.waitUntil(lambda: len(screen.list.cards.cards()) == count)
    return screen.list.cards.cards()


def test_a_misspelt_search_finds_the_camry_and_says_what_it_did(
    qtbot: QtBot, workspace: Workspace, opened: Opened
) -> None:
    add_vehicles(workspace, 24)
    screen = opened("vehicle")
    assert screen.list.count.text() == "24 vehicles"
    search(qtbot, screen, "Toyta camri")
    found = cards(qtbot, screen, 4)
    assert screen.list.count.text() == "4 vehicles"
    assert screen.list.corrected.isVisible()
    assert screen.list.corrected.text() == "Showing results for Toyota Camry"
    assert all("Toyota Camry" in card.accessibleName() for card in found)


def test_a_vehicle_s_card_is_one_button_with_the_agreed_name(
    qtbot: QtBot, workspace: Workspace, opened: Opened
) -> None:
    car = add(workspace, "vehicle", **vehicle(0, price=Money(2_845_000, "EUR"), vin="JTDKB3FU9K3000000"))
    screen = opened("vehicle")
    (card,) = cards(qtbot, screen, 1)
    assert isinstance(card, RecordCard)
    assert card.accessibleName() == "View details for Toyota Camry, VIN JTDKB3FU9K3000000, priced at €28,450"
    assert QAccessible.queryAccessibleInterface(card).role() == QAccessible.Role.Button
    places: list[Place] = []
    workspace.go.connect(places.append)
    card.click()
    assert places == [Place("record", "vehicle", car)]


def test_a_policy_s_card_is_an_article_with_a_date_for_machines(
    qtbot: QtBot, workspace: Workspace, opened: Opened
) -> None:
    values = {"number": "POL123", "status": "active", "expires_on": date(2099, 12, 31)}
    policy = add(workspace, "policy", **values)
    screen = opened("policy", search="POL123")
    (card,) = cards(qtbot, screen, 1)
    assert isinstance(card, ExpiringCard)
    spoken = QAccessible.queryAccessibleInterface(card)
    assert spoken.text(QAccessible.Text.Name) == "POL123"
    assert "article" in spoken.text(QAccessible.Text.Description)
    expires = next(w for w in card.findChildren(QWidget) if w.accessibleName().startswith("Expires"))
    assert expires.accessibleName() == "Expires 31 Dec 2099"
    assert expires.accessibleDescription() == "2099-12-31"
    assert card.button.accessibleName() == "View details for policy POL123"
    assert screen.list.count.text() == "1 policy"
    places: list[Place] = []
    workspace.go.connect(places.append)
    card.button.click()
    assert places == [Place("record", "policy", policy)]


def test_the_policy_list_opens_on_the_active_ones_and_can_be_cleared(
    qtbot: QtBot, workspace: Workspace, opened: Opened
) -> None:
    add_policies(workspace, 12)
    screen = opened("policy")
    assert screen.list.count.text() == "9 policies"
    assert screen.list.facets.facet("status").ticked() == {"active", "expiring"}
    search(qtbot, screen, "POL10")
    before = screen.list.count.text()
    screen.list.clear_filters()
    settle(qtbot, screen)
    assert screen.list.query() == ListQuery("POL10")
    assert screen.list.search.text() == "POL10"
    assert screen.list.count.text() == "10 policies" != before
    assert not screen.list.chips.isVisible()


def test_counts_follow_the_other_filters_and_equal_the_list_after_a_tick(
    qtbot: QtBot, workspace: Workspace, opened: Opened
) -> None:
    add_vehicles(workspace, 60)
    screen = opened("vehicle")
    tick(screen, "make", "Toyota")
    settle(qtbot, screen)
    assert screen.list.count.text() == "20 vehicles"
    tick(screen, "model", "Camry")
    counts = {group.name: {v.key: v.count for v in group.values} for group in settle(qtbot, screen).facets}
    assert screen.list.count.text() == f"{counts['model']['Camry']} vehicles" == "10 vehicles"
    assert counts["model"] == {"Camry": 10, "Corolla": 10}
    assert counts["make"]["Toyota"] == 10
    screen.list.chips.removed.emit("make", "Toyota")
    assert screen.list.query().filters == {"model": frozenset({"Camry"})}


def test_in_a_low_window_what_is_found_comes_before_the_filters_that_are_set(
    qtbot: QtBot, workspace: Workspace, opened: Opened
) -> None:
    add_policies(workspace, 12)
    screen = opened("policy")
    screen.resize(500, 900)
    qtbot.waitUntil(screen.list.chips.isVisible)
    screen.resize(500, 420)
    qtbot.waitUntil(lambda: not screen.list.chips.isVisible())
    assert screen.list.filters_button.text().endswith("(2)")


def tick(screen: ListScreen, facet: str, key: str) -> None:
    """Press a value of a facet."""
    shown = screen.list.facets.facet(facet).list
    item = next(
        shown.item(row) for row in range(shown.count()) if shown.item(row).data(Qt.ItemDataRole.UserRole) == key
    )
    shown.itemClicked.emit(item)


def test_an_unknown_vin_says_so_and_offers_to_add_it(qtbot: QtBot, workspace: Workspace, opened: Opened) -> None:
    add_vehicles(workspace, 3)
    screen = opened("vehicle")
    search(qtbot, screen, "WVWZZZ1JZXW000001")
    empty = empty_state(screen)
    assert "Vehicle not found" in [label.text() for label in empty.findChildren(QLabel)]
    places: list[Place] = []
    workspace.go.connect(places.append)
    empty.button.click()
    assert places == [Place("new", "vehicle", presets=(("vin", "WVWZZZ1JZXW000001"),))]


def test_an_empty_list_says_what_to_do(qtbot: QtBot, workspace: Workspace, opened: Opened) -> None:
    screen = opened("driver")
    assert screen.list.count.text() == "0 drivers"
    assert empty_state(screen).button.text() == "New driver"


def test_those_who_may_not_add_are_not_offered_it(qtbot: QtBot, workspace: Workspace, opened: Opened) -> None:
    workspace.replica.sign_in_as(identity("auditor"))
    screen = opened("vehicle")
    assert not hasattr(screen, "new_button")
    assert not hasattr(empty_state(screen), "button")


def test_ten_keys_ask_for_suggestions_once_and_search_once(
    qtbot: QtBot, workspace: Workspace, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_vehicles(workspace, 12)
    screen = opened("vehicle")
    asked: list[str] = []

    def noting(name: str) -> Callable[..., Any]:
        usual = getattr(workspace.catalogue, name)

        def ask(*arguments: Any, **options: Any) -> Any:
            asked.append(name)
            return usual(*arguments, **options)

        return ask

    for name in ("suggest", "search"):
        monkeypatch.setattr(workspace.catalogue, name, noting(name))
    search(qtbot, screen, "toyota cam")
    qtbot.waitUntil(screen.list.search.popup.isVisible)
    assert sorted(asked) == ["search", "suggest"]
    assert screen.list.search.popup.item(0).text().casefold() == "toyota camry"


def test_a_change_elsewhere_shows_without_moving_the_list(qtbot: QtBot, workspace: Workspace, opened: Opened) -> None:
    records = add_vehicles(workspace, 30)
    screen = opened("vehicle")
    screen.list.show_as("table")
    rows = screen.list.model
    qtbot.waitUntil(lambda: rows.id_at(0) is not None)
    screen.list.table.selectRow(5)
    record = rows.id_at(5)
    price = vehicle(24)["price"]
    do(workspace.replica, Edit("vehicle", record or "", {"price": price}, {"price": Money(123_400, "EUR")}))
    qtbot.waitUntil(lambda: rows.index(5, 5).data() == "€1,234.00")
    newer = add(workspace, "vehicle", **vehicle(99))
    qtbot.waitUntil(lambda: rows.id_at(0) == newer)
    assert screen.list.table.selectionModel().selectedRows()[0].row() == 6
    assert screen.list.count.text() == "31 vehicles"
    do(workspace.replica, Archive("vehicle", records[0]))
    qtbot.waitUntil(lambda: rows.rowCount() == 30)


def test_a_hidden_list_catches_up_when_it_is_shown(qtbot: QtBot, workspace: Workspace, opened: Opened) -> None:
    add_vehicles(workspace, 3)
    screen = opened("vehicle")
    screen.hide()
    add_vehicles(workspace, 2)
    with qtbot.waitSignal(screen.list.shown):
        screen.show()
    assert screen.list.count.text() == "5 vehicles"


def test_a_renamed_customer_is_renamed_in_the_leads(qtbot: QtBot, workspace: Workspace, opened: Opened) -> None:
    (customer,) = add_customers(workspace, ("Zoë Müller",))
    add_lead(workspace, customer)
    workspace.replica.sign_in_as(identity("salesperson"))
    screen = opened("lead")
    rows = screen.list.model
    qtbot.waitUntil(lambda: rows.index(0, 0).data() == "Zoë Müller")
    do(workspace.replica, Edit("customer", customer, {"name": "Zoë Müller"}, {"name": "Zoë Weiß"}))
    qtbot.waitUntil(lambda: rows.index(0, 0).data() == "Zoë Weiß")
    qtbot.waitUntil(lambda: screen.list.cards.cards()[0].accessibleName() == "View lead Zoë Weiß, Contacted")


def test_a_press_on_a_column_s_head_sorts_up_then_down_then_not(
    qtbot: QtBot, workspace: Workspace, opened: Opened
) -> None:
    add_vehicles(workspace, 10)
    screen = opened("vehicle")
    screen.list.show_as("table")
    price = screen.list.model.columns.index("price")
    shown = []
    for _press in range(3):
        screen.list.table.horizontalHeader().sectionClicked.emit(price)
        settle(qtbot, screen)
        rows = screen.list.model
        views = workspace.reader.by_ordinals("vehicle", list(rows.ordinals()))
        shown.append([view.values["price"].minor for view in views])
    assert shown[0] == sorted(shown[0])
    assert shown[1] == sorted(shown[0], reverse=True)
    assert shown[2] == [vehicle(number)["price"].minor for number in reversed(range(10))]
    assert screen.list.sort.text() == "Newest first"


def test_more_cards_come_by_the_button_with_the_focus_on_the_first_new_one(
    qtbot: QtBot, workspace: Workspace, opened: Opened
) -> None:
    add_vehicles(workspace, 45)
    screen = opened("vehicle")
    cards(qtbot, screen, 20)
    more = screen.list.cards.more
    qtbot.waitUntil(more.isVisible)
    assert more.text() == "Show 20 more"
    more.setFocus()
    qtbot.keyClick(more, Qt.Key.Key_Return)
    shown = cards(qtbot, screen, 40)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is shown[20])


def test_a_narrow_list_has_its_filters_behind_a_button(qtbot: QtBot, workspace: Workspace, opened: Opened) -> None:
    add_policies(workspace, 4)
    screen = opened("policy", width=700)
    assert not screen.list.facets.isVisible()
    assert screen.list.filters_button.isVisible()
    assert screen.list.filters_button.text() == "Filters (2)"
    screen.resize(1300, 800)
    qtbot.waitUntil(screen.list.facets.isVisible)
    assert not screen.list.filters_button.isVisible()


def test_a_place_may_ask_for_a_narrowed_list(qtbot: QtBot, workspace: Workspace, opened: Opened) -> None:
    add_policies(workspace, 12)
    screen = opened("policy", status=frozenset({"expired"}))
    assert screen.list.count.text() == "3 policies"
    assert screen.list.facets.facet("status").ticked() == {"expired"}


def test_a_search_is_saved_opened_and_deleted(qtbot: QtBot, workspace: Workspace, opened: Opened) -> None:
    add_vehicles(workspace, 24)
    screen = opened("vehicle")
    search(qtbot, screen, "toyota")
    tick(screen, "model", "Corolla")
    settle(qtbot, screen)
    screen.saved.save("Corollas")
    qtbot.waitUntil(lambda: screen.saved.names() == ["Corollas"])
    (kept,) = workspace.reader.find("saved_search")
    assert kept.space == "acme/user/" + workspace.identity.person
    screen.list.set_query(ListQuery())
    settle(qtbot, screen)
    assert screen.list.count.text() == "24 vehicles"
    screen.saved.button.menu().actions()[0].trigger()
    settle(qtbot, screen)
    assert screen.list.count.text() == "4 vehicles"
    assert screen.list.search.text() == "toyota"
    screen.saved.delete(kept)
    qtbot.waitUntil(lambda: screen.saved.names() == [])


def test_a_saved_search_is_read_back_as_it_was_written() -> None:
    query = ListQuery("toyota", {"make": frozenset({"Toyota", "Ford"}), "year": frozenset()}, "-price")
    assert read("toyota", written(query)) == ListQuery("toyota", {"make": frozenset({"Toyota", "Ford"})}, "-price")
    assert read("", None) == ListQuery()
    with pytest.raises(ValueError, match="Expecting"):
        read("", "{")
