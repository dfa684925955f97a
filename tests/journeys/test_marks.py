"""What one says on a tablet of a booking and of feedback, another sees in how the models do, and so does the hub."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from client.hub.model_requests import ModelRequests
from client.screens.dialogs.look_at_booking import LookAtBooking
from client.screens.model_health import ModelHealth
from client.screens.test_drive import TestDrive
from client.text import feedback as feedback_words
from client.text import model_health as words
from client.window.navigation import MODEL_HEALTH
from client.workspace import Place
from tests.client.screens.pressing import opened, press
from tests.client.screens.small_house import House, show
from tests.support.hubs import STORE, HubProcess, in_step, person
from tests.support.replicas import camry, create


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    people = [person("dana", "salesperson"), person("sam", "sales_manager"), person("olga", "head_office")]
    with HubProcess(tmp_path / "hub", people) as running:
        yield running


def test_what_is_said_on_one_device_is_counted_on_another_and_at_the_hub(
    hub: HubProcess, tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    one, two = hub.device(tmp_path / "one", "dana"), hub.device(tmp_path / "two", "sam")
    windows = [House(one.workspace), House(two.workspace)]
    try:
        car = create(one.replica, "vehicle", **camry())
        customer = create(one.replica, "customer", name="Ada", phone="0170 1234567")
        drive = create(
            one.replica, "test_drive", vehicle=car, customer=customer, store=STORE, status="returned",
            starts_at=datetime(2026, 5, 4, 9, tzinfo=UTC), ends_at=datetime(2026, 5, 4, 10, tzinfo=UTC),
            comment="Friendly people and a great car.",
        )  # fmt: skip
        window = show(windows[0], qtbot)
        window.show_place(Place("record", "test_drive", drive))
        page = window.current_screen()
        assert isinstance(page, TestDrive)
        qtbot.waitUntil(lambda: page.looked.isVisible() and page.mood.isVisible())
        press(qtbot, page, feedback_words.WRONG)
        dialog = opened(qtbot, LookAtBooking)
        dialog.asked.set_value("looked_reason", "Nobody has this number.")
        press(qtbot, dialog, feedback_words.LOOK_SAVE)
        qtbot.waitUntil(lambda: page.looked.buttons["wrong"].icon_name() == "check")
        press(qtbot, page, feedback_words.MARKS["praise"])
        qtbot.waitUntil(lambda: page.mood.mark.buttons["praise"].icon_name() == "check")

        def there() -> bool:
            held = two.workspace.reader.record("test_drive", drive)
            return held is not None and (held.values["looked"], held.values["mood"]) == ("wrong", "praise")

        qtbot.waitUntil(lambda: in_step(one, two) and there())
        other = show(windows[1], qtbot)
        other.show_place(MODEL_HEALTH)
        health = other.current_screen()
        assert isinstance(health, ModelHealth)
        qtbot.waitUntil(health.is_filled)
        told = " ".join(each.text() for each in health.findChildren(QLabel))
        assert told.count(words.ORDER_LATER.format(count=1, least=50)) == 2, "one look and one mood"
        office = ModelRequests(hub.session(tmp_path / "office", "olga"))
        for name in ("unusual_record", "feedback_sentiment"):
            (month,) = office.health(name)["months"]
            assert (month["month"], month["outcomes"], month["observed"]) == ("2026-05", 1, 1.0)
    finally:
        for house in windows:
            if house.window is not None:
                house.window.close()
                house.window.deleteLater()
        one.close()
        two.close()
