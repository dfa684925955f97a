"""The devices near this one, in the sync centre: who is in step, when to exchange, whom to call; by keyboard too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from accessibility.audit import audit
from accessibility.widgets import Button, announcer
from client.roads.neighbourhood import Neighbour, Neighbourhood, When
from client.screens.sync_centre import SyncCentre
from client.screens.sync_centre_near import Near
from client.sync_state import Phase, SyncState
from client.text import neighbours as words
from client.workspace import Place, Workspace
from tests.support.houses import House
from tests.support.near import address, opened
from tests.support.replicas import camry, create, rows


class Pair:
    """A device with its sync centre open, and another one beside it."""

    def __init__(self, folder: Path, stack: ExitStack, qtbot: QtBot) -> None:
        house = House()
        self.dana, self.sam = house.member(folder / "Dana’s tablet"), house.member(folder / "Sam’s tablet")
        for member in (self.dana, self.sam):
            member.hear()
            stack.callback(member.replica.close)
        self.workspace = Workspace(self.dana.replica, "showroom")
        stack.callback(self.workspace.close)
        self.near = stack.enter_context(opened(self.dana, told=self.workspace.set_neighbourhood))
        self.other = stack.enter_context(opened(self.sam))
        self.workspace.neighbours = self.near
        self.workspace.set_sync_state(SyncState(Phase.OFFLINE))
        self.workspace.set_neighbourhood(self.near.state)
        self.screen = SyncCentre(self.workspace, Place("sync_centre"))
        self.screen.resize(1280, 1600)
        qtbot.addWidget(self.screen)
        self.screen.show()

    @property
    def section(self) -> Near:
        """The part of the screen that is tested."""
        return self.screen.near


@pytest.fixture
def pair(themed: QApplication, tmp_path: Path, qtbot: QtBot) -> Iterator[Pair]:
    with ExitStack() as stack:
        yield Pair(tmp_path, stack, qtbot)


def until(qtbot: QtBot, condition) -> None:
    qtbot.waitUntil(condition, timeout=30_000)


def test_a_device_entered_by_address_is_shown_in_step(pair: Pair, qtbot: QtBot) -> None:
    section = pair.section
    until(qtbot, lambda: section.standing.text() == words.NOBODY)
    assert section.own.text() == f"This device is at {address(pair.near)}."
    car = create(pair.sam.replica, "vehicle", **camry())
    section.address.editor.setFocus()
    qtbot.keyClicks(section.address.editor, address(pair.other))
    qtbot.keyClick(section.add, Qt.Key.Key_Space)
    until(qtbot, lambda: section.standing.text() == words.NEAR_ONE)
    until(qtbot, lambda: section.details.value("Sam’s tablet").startswith("In step"))
    assert rows(pair.dana.replica, "vehicle")[0][0] == car
    assert section.address.value() == ""
    assert audit(section).violations == []
    forget = next(b for b in section.findChildren(Button) if b.text().startswith("Remove"))
    forget.click()
    until(qtbot, lambda: pair.near.state.noted == ())
    pair.other.close()
    until(qtbot, lambda: section.details.value("Sam’s tablet").startswith("Not in touch. Last in step: "))


def test_what_is_no_address_is_said_at_the_field(pair: Pair, qtbot: QtBot) -> None:
    pair.section.address.set_value("no address")
    pair.section.add.click()
    assert "is no address of a device" in pair.section.address.error()
    assert pair.near.state.noted == ()


def test_it_can_be_switched_off_and_on(pair: Pair, qtbot: QtBot) -> None:
    section = pair.section
    assert section.when.value() == When.WITHOUT_HUB.value
    section.when.editor.setFocus()
    qtbot.keyClick(section.when.editor, Qt.Key.Key_End)
    until(qtbot, lambda: section.standing.text() == words.CLOSED_NEVER)
    assert not pair.near.state.open
    qtbot.keyClick(section.when.editor, Qt.Key.Key_Home)
    until(qtbot, lambda: section.standing.text() == words.NOBODY)


def test_what_stands_in_the_way_and_who_comes_and_goes_is_said(pair: Pair, qtbot: QtBot) -> None:
    section, told, heard = pair.section, Neighbourhood(open=True), list[str]()
    announcer().announced.connect(lambda text, _assertive: heard.append(text))
    met = Neighbour("1", "Dana’s phone", "192.168.1.7:47474", talking=True, got=1_200, given=3)
    section.show_state(replace(told, neighbours=(met, replace(met, key="2")), turned_away=2))
    assert section.standing.text() == "2 devices of your house are near. 2 connections from elsewhere were turned away."
    assert section.details.value("Dana’s phone (2)") == "Exchanging: 1,200 received, 3 given"
    until(qtbot, lambda: any("Dana’s phone is near." in text for text in heard))
    away = replace(met, talking=False, problem=words.REASONS["device_revoked"])
    section.show_state(replace(told, neighbours=(away,)))
    assert section.details.value("Dana’s phone") == "That device was locked out."
    until(qtbot, lambda: any("not in touch any more" in text for text in heard))
    section.show_state(replace(told, problem=words.NO_LOOKING))
    assert section.standing.text() == words.NO_LOOKING
    section.show_state(Neighbourhood(forbidden=True))
    assert section.standing.text() == words.FORBIDDEN
    assert not section.when.isEnabled()


def test_where_nothing_could_talk_to_neighbours_nothing_is_offered(workspace: Workspace, qtbot: QtBot) -> None:
    screen = SyncCentre(workspace, Place("sync_centre"))
    qtbot.addWidget(screen)
    screen.show()
    assert not screen.near.isVisible()
