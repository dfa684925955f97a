"""On pages made by hand: what is noted beside each value, where it comes from, and making one record of two."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLayout, QMenu, QWidget
from pytestqt.qtbot import QtBot

from accessibility.audit import audit
from accessibility.widgets import Text
from client.commands import Edit
from client.reading.record_history import joined_texts
from client.replica.worker import Replica, wait
from client.screens.claim import Claim
from client.screens.lead import Lead
from client.screens.merge_dialog import MergeDialog
from client.screens.parts.sources import FieldDetails
from client.screens.policy import Policy
from client.screens.vehicle import Vehicle
from client.screens.why_dialog import WhyDialog
from client.workspace import Place
from shared_models.money import Money
from tests.client.screens.small_house import House, office, show, showroom
from tests.support.replicas import Log

__all__ = ["office", "showroom"]


def at_once(
    house: House, folder: Path, record_type: str, key: str, ours: dict[str, Any], theirs: dict[str, Any]
) -> None:
    """Let a colleague on another device and the person here edit one record without knowing of each other."""
    log, replica, record = Log(), house.workspace.replica, house.id(key)
    log.take_from(replica)
    me = house.workspace.identity
    other = Replica(folder / "other" / "replica.sqlite", replace(me, person="b" * 32, device="e" * 32))
    log.give_to(other)
    old = house.values(record_type, key)
    for where, new in ((other, theirs), (replica, ours)):
        wait(where.execute(Edit(record_type, record, {name: old[name] for name in new}, new)))
    log.take_from(replica)
    log.take_from(other)
    log.give_to(replica, other)
    other.close()


def rewrite(house: House, old: str, new: str) -> None:
    """Give what happened in the claim another text."""
    wait(house.workspace.replica.execute(Edit("claim", house.id("claim"), {"description": old}, {"description": new})))


def inside(layout: QLayout) -> FieldDetails:
    """The details a page has put into a layout."""
    item = layout.itemAt(0)
    details = item.widget() if item is not None else None
    assert isinstance(details, FieldDetails)
    return details


def page_of(house: House, qtbot: QtBot, record_type: str, key: str) -> Any:
    """The page of a record in the window, with what it says."""
    window = show(house, qtbot)
    window.show_place(Place("record", record_type, house.id(key)))
    page: Any = window.current_screen()
    qtbot.waitUntil(lambda: page._last is not None and hasattr(page._last, "notes"))
    return page


def why_dialog(qtbot: QtBot) -> WhyDialog:
    """The open dialog that tells where a value comes from, filled."""
    found: list[WhyDialog] = []

    def is_filled() -> bool:
        found[:] = [w for w in QApplication.topLevelWidgets() if isinstance(w, WhyDialog) and w.isVisible()]
        return bool(found and found[0].entries)

    qtbot.waitUntil(is_filled)
    return found[0]


def test_the_price_of_a_car_says_what_else_was_entered(showroom: House, qtbot: QtBot, tmp_path: Path) -> None:
    at_once(
        showroom, tmp_path, "vehicle", "camry",
        {"price": Money.of(28_000, "EUR"), "plate": "M-OU 1"}, {"price": Money.of(27_000, "EUR"), "plate": "M-TH 2"},
    )  # fmt: skip
    page = page_of(showroom, qtbot, "vehicle", "camry")
    assert isinstance(page, Vehicle)
    assert page.price_source.note.text().startswith("Also entered: €2")
    details = inside(page._facts)
    assert details.notes["plate"].text().startswith("Also entered: M-")
    assert set(details.whys) >= {"vin", "plate", "mileage"}
    assert page.noted.isHidden()
    details.whys["plate"].setFocus()
    qtbot.keyClick(details.whys["plate"], Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    dialog = why_dialog(qtbot)
    assert dialog.path == ("plate",)
    dialog.done(0)


def test_the_menu_of_a_value_tells_where_it_comes_from(showroom: House, qtbot: QtBot) -> None:
    page = page_of(showroom, qtbot, "vehicle", "camry")

    def menus() -> list[QMenu]:
        open_now = [menu for menu in page.findChildren(QMenu) if menu.isVisible()]
        return [menu for menu in open_now if menu.actions()[0].text() == "Why this value?"]

    def asked() -> bool:
        """What arrives meanwhile moves the value: it is sought and asked anew until it was met."""
        shown = inside(page._facts).findChildren(Text)[1]
        page.page.ensureWidgetVisible(shown)
        middle = shown.mapToGlobal(shown.rect().center())
        QApplication.sendEvent(page, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(), middle))
        return bool(menus())

    qtbot.waitUntil(lambda: page._columns.height() > 600)
    qtbot.waitUntil(asked)
    menu = menus()[0]
    menu.actions()[0].trigger()
    menu.close()
    why_dialog(qtbot).done(0)


def test_in_a_table_of_cover_the_mark_is_on_the_cell(office: House, qtbot: QtBot, tmp_path: Path) -> None:
    lines = office.values("policy", "POL123")["lines"]
    row = next(iter(lines))
    ours, theirs = ({**lines, row: {**lines[row], "limit": Money.of(sum_, "EUR")}} for sum_ in (5_000_000, 7_000_000))
    at_once(office, tmp_path, "policy", "POL123", {"lines": ours}, {"lines": theirs})
    page = page_of(office, qtbot, "policy", "POL123")
    assert isinstance(page, Policy)
    model, keys = page.cover.model(), list(office.values("policy", "POL123")["lines"])
    marked = [
        (r, c) for r in range(model.rowCount()) for c in range(model.columnCount())
        if model.index(r, c).data().startswith("⚠")
    ]  # fmt: skip
    assert marked == [(keys.index(row), 1)]
    assert "Also entered" in model.index(*marked[0]).data(Qt.ItemDataRole.AccessibleTextRole)
    page.cover.setCurrentIndex(model.index(*marked[0]))
    page.cover.setFocus()
    qtbot.keyClick(page.cover, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    dialog = why_dialog(qtbot)
    assert dialog.path == ("lines", row, "limit")
    dialog.done(0)


def test_a_row_of_the_schedule_bears_its_mark(office: House, qtbot: QtBot, tmp_path: Path) -> None:
    schedule = office.values("policy", "POL123")["schedule"]
    row = next(iter(schedule))
    day = schedule[row]["from_day"]
    ours, theirs = ({**schedule, row: {**schedule[row], "from_day": day + timedelta(days=n)}} for n in (1, 2))
    at_once(office, tmp_path, "policy", "POL123", {"schedule": ours}, {"schedule": theirs})
    page = page_of(office, qtbot, "policy", "POL123")
    assert "Also entered" in page.schedule.rows()[0].note
    card = page.schedule.card(page.schedule.rows()[0].key)
    assert page.sources.path_at(card) == ("schedule", row)
    assert "Also entered" in card.accessibleName()


def test_a_text_that_two_people_wrote_says_that_it_was_joined(office: House, qtbot: QtBot, tmp_path: Path) -> None:
    key = "claim"
    rewrite(office, "Rear bumper", "Hail.")
    at_once(office, tmp_path, "claim", key, {"description": "Hail. Roof."}, {"description": "On Monday: Hail."})
    page = page_of(office, qtbot, "claim", key)
    assert isinstance(page, Claim)
    note = inside(page._happened).notes["description"]
    assert "wrote here at the same time; both texts were joined" in note.text()
    assert "Anna Berg" in note.text()
    rewrite(office, office.values("claim", key)["description"], "Hail!")
    assert joined_texts(office.workspace.reader, "claim", office.id(key)) == {}


def test_what_a_page_does_not_show_is_noted_at_its_top(showroom: House, qtbot: QtBot, tmp_path: Path) -> None:
    at_once(showroom, tmp_path, "lead", "lead_maria", {"notes": "Calls back."}, {"notes": "Has a dog."})
    page = page_of(showroom, qtbot, "lead", "lead_maria")
    assert isinstance(page, Lead)
    assert any("Notes: " in text.text() for text in page.noted.findChildren(Text))


@pytest.mark.parametrize(("record_type", "key"), [("vehicle", "camry"), ("lead", "lead_maria")])
def test_two_records_are_made_one_from_the_page(showroom: House, qtbot: QtBot, record_type: str, key: str) -> None:
    page = page_of(showroom, qtbot, record_type, key)
    button = page.merge if record_type == "lead" else page.deeds.merge
    assert button.isVisible()
    button.click()
    dialog = next(w for w in page.window().findChildren(MergeDialog) if w.isVisible())
    dialog.done(0)


def test_nothing_on_these_pages_is_out_of_reach(showroom: House, qtbot: QtBot, tmp_path: Path) -> None:
    at_once(
        showroom, tmp_path, "vehicle", "camry", {"price": Money.of(28_000, "EUR")}, {"price": Money.of(27_000, "EUR")}
    )
    page: QWidget = page_of(showroom, qtbot, "vehicle", "camry")
    assert audit(page).violations == []


def test_two_values_are_settled_by_keys_alone(office: House, qtbot: QtBot, tmp_path: Path) -> None:
    """From the page of the policy by Tab to the value that is right, and Space."""
    at_once(
        office, tmp_path, "policy", "POL123",
        {"premium": Money.of(1_300, "EUR")}, {"premium": Money.of(1_400, "EUR")},
    )  # fmt: skip
    page = page_of(office, qtbot, "policy", "POL123")
    qtbot.waitUntil(page.disagreements.isVisible)
    window = page.window()
    for _ in range(60):
        focused = QApplication.focusWidget()
        if focused is not None and getattr(focused, "text", str)() == "Use €1,400":
            break
        qtbot.keyClick(focused or window, Qt.Key.Key_Tab)
    focused = QApplication.focusWidget()
    assert focused in page.disagreements.buttons
    qtbot.keyClick(focused, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not page.disagreements.isVisible())
    assert office.values("policy", "POL123")["premium"] == Money.of(1_400, "EUR")
