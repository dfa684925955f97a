"""Records as rows: pages read in the background, places kept while others come and go, titles looked up in bulk."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

import hypothesis.strategies as st
import pytest
from hypothesis import given
from PySide6.QtCore import QAbstractItemModel, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from client.changes import Changes
from client.commands import Edit
from client.item_models import RecordTableModel, Summaries
from client.item_models.differences import difference
from client.item_models.pages import PAGE, PAGES_KEPT
from client.reading.queries import RecordView
from client.workspace import Workspace
from shared_models.money import Money
from tests.client.showroom import add_customers, add_lead, add_vehicles, do, vehicle


@pytest.fixture
def model(workspace: Workspace) -> Iterator[RecordTableModel]:
    """A model of vehicles, watched for what a view could not bear."""
    made = RecordTableModel(workspace, "vehicle", Summaries(workspace.reader, workspace.zone()))
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning)
    yield made
    del tester


def text(model: QAbstractItemModel, row: int, column: int) -> str:
    """What a cell shows."""
    return str(model.index(row, column).data())


def fill(model: RecordTableModel, workspace: Workspace, qtbot: QtBot, count: int) -> array[int]:
    """Show so many vehicles, newest first, and wait for the first page."""
    add_vehicles(workspace, count)
    ordinals = workspace.reader.ordinals("vehicle")
    model.show(ordinals)
    qtbot.waitUntil(lambda: text(model, 0, 1) != "…")
    return ordinals


def test_columns_and_words_come_from_the_schema(model: RecordTableModel, workspace: Workspace, qtbot: QtBot) -> None:
    fill(model, workspace, qtbot, 3)
    heads = [model.headerData(c, Qt.Orientation.Horizontal) for c in range(model.columnCount())]
    assert heads == ["VIN", "Make", "Model", "Year", "Mileage", "Price", "Status"]
    newest = vehicle(2)
    shown = [text(model, 0, column) for column in range(model.columnCount())]
    assert shown == [newest["vin"], "Ford", "Focus", "2021", "5,662 km", "€13,554.00", "Available"]
    price = model.index(0, 5)
    assert price.data(Qt.ItemDataRole.AccessibleTextRole) == "Price: €13,554.00"
    assert price.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight


def test_a_row_far_down_is_read_when_it_is_looked_at(
    model: RecordTableModel, workspace: Workspace, qtbot: QtBot
) -> None:
    fill(model, workspace, qtbot, 3 * PAGE)
    last = model.rowCount() - 1
    assert text(model, last, 0) == "…"
    qtbot.waitUntil(lambda: text(model, last, 0) == vehicle(0)["vin"])


def test_rows_in_sight_on_two_pages_are_read_together_and_the_rest_afterwards(
    model: RecordTableModel, workspace: Workspace, qtbot: QtBot
) -> None:
    ordinals = fill(model, workspace, qtbot, 4 * PAGE)
    qtbot.waitUntil(model.pages.idle)
    pages, first, last = model.pages, 2 * PAGE - 3, 2 * PAGE + 8
    assert not pages.ready(first, last)
    arrivals: list[bool] = []
    pages.arrived.connect(lambda: arrivals.append(pages.ready(first, last)))
    qtbot.waitUntil(pages.idle)
    qtbot.waitUntil(lambda: len(arrivals) > 1)
    assert arrivals[0], "what is in sight came first, and the rest afterwards"
    assert len(pages.held(ordinals[PAGE : 2 * PAGE])) == PAGE


def test_no_more_pages_are_kept_than_agreed(model: RecordTableModel, workspace: Workspace, qtbot: QtBot) -> None:
    fill(model, workspace, qtbot, PAGE)
    row = model.pages.get(0)
    assert row is not None
    for copy in range(PAGES_KEPT + 2):
        model.pages._held.update(dict.fromkeys(range(10_000 + copy * PAGE, 10_000 + (copy + 1) * PAGE), row))
    model.pages.put([])
    assert len(model.pages._held) == PAGE * PAGES_KEPT


def test_a_new_row_does_not_move_what_is_chosen(model: RecordTableModel, workspace: Workspace, qtbot: QtBot) -> None:
    fill(model, workspace, qtbot, 10)
    chosen = QPersistentModelIndex(model.index(4, 0))
    vin = text(model, 4, 0)
    add_vehicles(workspace, 1)
    inserted: list[tuple[int, int]] = []
    model.rowsInserted.connect(lambda _parent, first, last: inserted.append((first, last)))
    model.show(workspace.reader.ordinals("vehicle"), keep_place=True)
    assert inserted == [(0, 0)]
    assert chosen.row() == 5
    assert text(model, 5, 0) == vin


def test_another_order_keeps_what_is_chosen(model: RecordTableModel, workspace: Workspace, qtbot: QtBot) -> None:
    ordinals = fill(model, workspace, qtbot, 10)
    chosen = QPersistentModelIndex(model.index(0, 0))
    model.show(array("q", reversed(ordinals)), keep_place=True)
    assert chosen.row() == 9


def test_a_removed_row_goes_and_the_rest_stays(model: RecordTableModel, workspace: Workspace, qtbot: QtBot) -> None:
    ordinals = fill(model, workspace, qtbot, 10)
    gone = QPersistentModelIndex(model.index(3, 0))
    stays = QPersistentModelIndex(model.index(7, 0))
    model.show(ordinals[:3] + ordinals[4:], keep_place=True)
    assert not gone.isValid()
    assert stays.row() == 6


def test_a_touched_row_is_read_anew(model: RecordTableModel, workspace: Workspace, qtbot: QtBot) -> None:
    fill(model, workspace, qtbot, 5)
    view = model.view_at(0)
    assert view is not None
    do(workspace.replica, Edit("vehicle", view.id, {"price": view.values["price"]}, {"price": Money(100, "EUR")}))
    model.refresh({view.ordinal})
    qtbot.waitUntil(lambda: text(model, 0, 5) == "€1.00")


def test_what_is_only_an_identifier_cannot_be_sorted_by(workspace: Workspace) -> None:
    model = RecordTableModel(workspace, "lead", Summaries(workspace.reader, workspace.zone()))
    able = [field.name for place, field in enumerate(model.fields) if model.sortable(place)]
    assert able == ["status", "source", "budget", "last_contact", "next_step"]


def test_summaries_name_other_records_with_few_queries(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    customers = add_customers(workspace)
    leads = [add_lead(workspace, customer) for customer in customers * 4]
    views = workspace.reader.by_ids("lead", leads)
    summaries = Summaries(workspace.reader, workspace.zone())
    asked: list[str] = []
    by_ids = workspace.reader.by_ids

    def counted(name: str, ids: Sequence[str]) -> list[RecordView]:
        asked.append(name)
        return by_ids(name, ids)

    monkeypatch.setattr(workspace.reader, "by_ids", counted)
    found = summaries.of(views)
    assert {summary.title for summary in found} == {"Smith & Sons", "Zoë Müller", "Aisha Khan"}
    assert found[0].card == "View lead Smith & Sons, Contacted"
    assert sorted(asked) == ["customer", "person"]


def test_a_renamed_customer_is_called_by_the_new_name(workspace: Workspace) -> None:
    (customer,) = add_customers(workspace, ("Zoë Müller",))
    lead = add_lead(workspace, customer)
    summaries = Summaries(workspace.reader, workspace.zone())
    assert summaries.title("lead", lead) == "Zoë Müller"
    heard: list[Changes] = []
    workspace.replica.listen(heard.append)
    do(workspace.replica, Edit("customer", customer, {"name": "Zoë Müller"}, {"name": "Zoë Weiß"}))
    summaries.forget(heard[0])
    assert summaries.title("lead", lead) == "Zoë Weiß"


@given(st.lists(st.integers(0, 9), max_size=12), st.lists(st.integers(0, 9), max_size=12))
def test_outside_the_difference_both_lists_are_the_same(old: list[int], new: list[int]) -> None:
    at, removed, added = difference(array("q", old), array("q", new))
    assert old[:at] + new[at : at + added] + old[at + removed :] == new


@given(st.lists(st.integers(0, 99), unique=True), st.integers(0, 99), st.lists(st.integers(100, 120), unique=True))
def test_rows_put_in_at_one_place_remove_nothing(old: list[int], place: int, added: list[int]) -> None:
    at = min(place, len(old))
    found = difference(array("q", old), array("q", old[:at] + added + old[at:]))
    assert (found.removed, found.added) == (0, len(added))
