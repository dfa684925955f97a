"""The screen that looks after devices: what it shows, and what its deeds ask of the hub."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from accessibility.audit import audit
from client.care.keeping import NewCode, enrol_link, read_enrol_link
from client.screens.devices import DevicesScreen
from client.screens.devices_alerts import HelpSomebody, OneAlert
from client.screens.dialogs.devices import AddDevice, DecideLeft, OneDevice
from client.screens.parts.qr import qr_picture
from client.screens.sign_in.dialogs import EnrolDialog
from client.screens.sync_centre_roads import Roads
from client.text import values
from client.workspace import Place
from shared_models.errors import NotAllowed
from shared_models.money import Money
from shared_models.protocol import DeviceStanding
from tests.client.screens.small_house import House, show, showroom

__all__ = ["showroom"]

_LEFT = {
    "hash": "ab" * 32, "record": "0" * 32, "type": "lead", "label": "Lead", "author": "Sam", "device": "Tablet 2",
    "bringer": "Tablet 2", "stamp": 1_790_000_000_000 << 16, "received": 1, "what": {"wanted": "a Camry"}, "detail": "",
    "was": {}, "wanted": {"wanted": "a Camry"}, "now": {}, "new": True, "photos": 2, "photos_missing": 1,
}  # fmt: skip

ALERT = {
    "id": "9" * 32, "at": 1_790_000_000_000, "kind": "account_locked", "person": "5" * 32, "login": "sam",
    "name": "Sam Reyes", "device": "2" * 32, "device_name": "Tablet 2", "address": "10.1.2.3", "seen": None,
}  # fmt: skip


class HubOfNotes:
    """Answers as a hub and notes what it was asked; the real one is asked in ``tests/client/roads``."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    def devices(self) -> list[DeviceStanding]:
        """Two of them."""
        told = ("", 1_790_000_000_000, 1)
        return [
            DeviceStanding("1" * 32, "Tablet 1", *told, False, 0, 0, "0.1.0"),
            DeviceStanding("2" * 32, "Tablet 2", *told, True, 3, 0, "0.1.0"),
        ]

    def rename(self, device: str, name: str) -> None:
        """Noted."""
        self.asked.append(("rename", device, name))

    def revoke(self, device: str) -> None:
        """Refused, to see what is said."""
        raise NotAllowed("Your role may not look after devices.")

    def new_code(self) -> NewCode:
        """A code."""
        return NewCode("ABCD-EFGH-JKLM", 1_790_000_000_000, enrol_link("https://hub.example.com", "ABCD-EFGH-JKLM"))

    def escrow(self) -> list[Mapping[str, Any]]:
        """One change."""
        return [_LEFT]

    def decide(self, hashes: Sequence[str], decision: str) -> list[Mapping[str, str]]:
        """Noted."""
        self.asked.append(("decide", list(hashes), decision))
        return [{"hash": hashes[0], "status": "accepted", "detail": ""}]

    def alerts(self) -> list[Mapping[str, Any]]:
        """A locked account."""
        return [ALERT]

    def see_alert(self, alert: str) -> None:
        """Noted."""
        self.asked.append(("seen", alert))

    def unlock(self, person: str) -> None:
        """Noted."""
        self.asked.append(("unlock", person))

    def reset_second_factor(self, person: str) -> None:
        """Noted."""
        self.asked.append(("reset", person))


def _screen(house: House, qtbot: QtBot) -> tuple[DevicesScreen, HubOfNotes]:
    hub = HubOfNotes()
    house.workspace.keeping = hub
    window = show(house, qtbot)
    window.show_place(Place("devices"))
    screen = window.current_screen()
    assert isinstance(screen, DevicesScreen)
    qtbot.waitUntil(lambda: bool(screen.devices.rows()))
    return screen, hub


def test_devices_are_listed_named_and_revoked(showroom: House, qtbot: QtBot) -> None:
    screen, hub = _screen(showroom, qtbot)
    assert [(row.title, row.status) for row in screen.devices.rows()] == [
        ("Tablet 1", "Trusted"),
        ("Tablet 2", "Revoked"),
    ]
    dialog = OneDevice(hub.devices()[0], screen)
    dialog.renamed.connect(lambda name: screen._rename(hub.devices()[0], name))
    dialog.name.set_value("Front desk")
    dialog.save.click()
    qtbot.waitUntil(lambda: hub.asked == [("rename", "1" * 32, "Front desk")])
    screen._revoke(hub.devices()[0])
    qtbot.waitUntil(lambda: screen.problem.isVisible() and "may not" in screen.problem.text())


def test_whoever_keeps_the_door_is_told_of_locked_accounts_and_unlocks_them(
    showroom: House, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen, _hub = _screen(showroom, qtbot)
    assert not screen.alerts.isVisible()
    monkeypatch.setattr(DevicesScreen, "_keeps_the_door", lambda _self: True)
    showroom.workspace.keeping = hub = HubOfNotes()
    screen = DevicesScreen(showroom.workspace, Place("devices"))
    qtbot.addWidget(screen)
    qtbot.waitUntil(lambda: bool(screen.alerts.rows.rows()))
    (row,) = screen.alerts.rows.rows()
    assert (row.title, row.status) == ("Locked after ten wrong passwords: Sam Reyes", "New")
    for name, deed in (("unlock", ("unlock", "5" * 32)), ("see", ("seen", "9" * 32))):
        screen._open_alert(ALERT)
        dialog = screen.findChildren(OneAlert)[-1]
        assert not audit(dialog).violations
        getattr(dialog, name).click()
        qtbot.waitUntil(lambda wanted=deed: hub.asked[-1:] == [wanted])  # type: ignore[misc]
    screen.alerts.help.click()
    helping = screen.findChildren(HelpSomebody)[-1]
    assert not audit(helping).violations
    helping.person.set_value(showroom.id("me"))
    helping.reset_button.click()
    qtbot.waitUntil(lambda: hub.asked[-1:] == [("reset", showroom.id("me"))])
    nobody = OneAlert({**ALERT, "name": None, "login": None, "seen": 1})
    qtbot.addWidget(nobody)
    assert nobody.unlock.isHidden()
    assert nobody.see.isHidden()


def test_what_a_revoked_device_left_is_applied_by_a_person(showroom: House, qtbot: QtBot) -> None:
    screen, hub = _screen(showroom, qtbot)
    (row,) = screen.left.rows()
    assert row.title == "New: Lead"
    assert row.detail.startswith("Sam on Tablet 2")
    assert screen.change_rows(_LEFT) == [("Looking for", "a Camry", "–")]
    dialog = DecideLeft(row, _LEFT, screen.change_rows(_LEFT), screen)
    dialog.decided.connect(lambda decision: screen._decide(row.key, decision))
    assert {"1 photo or paper came with it."} < {label.text() for label in dialog.findChildren(QLabel)}
    dialog.apply.click()
    qtbot.waitUntil(lambda: hub.asked == [("decide", ["ab" * 32], "applied")])


def euros(amount: int) -> str:
    """As money is written here."""
    return values.money(Money(amount * 100, "EUR"), exact=True)


def test_an_edit_is_told_in_words_with_what_there_is_on_the_hub_by_now(showroom: House, qtbot: QtBot) -> None:
    screen, _ = _screen(showroom, qtbot)
    change = {
        **_LEFT, "type": "vehicle", "label": "Vehicle", "new": False, "what": {},
        "was": {"price": "2500000 EUR", "_archived": None}, "now": {"price": "2300000 EUR", "_archived": None},
        "wanted": {"price": "2400000 EUR", "_archived": True},
    }  # fmt: skip
    assert screen.change_rows(change) == [
        ("Price", euros(24_000), f"{euros(25_000)} (now {euros(23_000)})"), ("Put away", "Yes", "No")
    ]  # fmt: skip
    dialog = DecideLeft(screen.left.rows()[0], change, screen.change_rows(change), screen)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.compared.isVisible, timeout=20_000)
    assert audit(dialog).violations == []


def test_a_code_is_shown_as_text_and_picture_and_its_link_fills_the_form(showroom: House, qtbot: QtBot) -> None:
    screen, hub = _screen(showroom, qtbot)
    dialog = AddDevice(hub.new_code(), str, screen)
    assert dialog.code.value() == "ABCD-EFGH-JKLM"
    assert dialog.picture.pixmap().width() > 150
    assert dialog.picture.accessibleName()
    enrolling = EnrolDialog(None, "Tablet 3")  # type: ignore[arg-type]
    qtbot.addWidget(enrolling)
    enrolling.address.set_value(dialog.link.value())
    enrolling._take_link()
    assert (enrolling.address.value(), enrolling.code.value()) == ("https://hub.example.com", "ABCD-EFGH-JKLM")


_NO_LINKS = ["", "https://hub", "forecourt://other?hub=https://h&code=1", "forecourt://enrol?hub=ftp://h&code=1"]


@pytest.mark.parametrize("text", [*_NO_LINKS, "http://["])
def test_what_is_no_link_is_left_as_it_is(text: str) -> None:
    assert read_enrol_link(text) is None


def test_a_picture_has_dark_and_light(qtbot: QtBot) -> None:
    image = qr_picture("forecourt://enrol").toImage()
    assert {image.pixelColor(0, 0).name(), image.pixelColor(26, 26).name()} == {"#ffffff", "#000000"}


def test_files_are_carried_from_the_sync_centre(showroom: House, qtbot: QtBot, tmp_path: Path) -> None:
    workspace = showroom.workspace
    said: list[tuple[str, bool]] = []
    workspace.said.connect(lambda sentence, urgent: said.append((sentence, urgent)))

    def spoilt(path: Path) -> str:
        raise NotAllowed("This file is damaged.")

    workspace.export_changes, workspace.import_changes = (lambda path: f"written to {path.name}"), spoilt
    roads = Roads(workspace)
    qtbot.addWidget(roads)
    roads.write_to(tmp_path / "stick")
    roads.read_from(tmp_path / "stick")
    qtbot.waitUntil(lambda: len(said) == 2)
    assert sorted(said) == [("This file is damaged.", True), ("written to stick", False)]
    assert roads.devices.isHidden()  # a salesperson has no business there
