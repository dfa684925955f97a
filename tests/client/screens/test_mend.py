"""The three ways out of a refusal, over a real hub: mend and send again, hand to somebody who may, discard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from client.app import App
from client.business.handovers import given_by
from client.commands import Command, Create, Edit, RecordFact
from client.reading.log_queries import refusals
from client.replica.worker import wait
from client.screens.dialogs.settle import DeclineHandover, Discard, HandOver
from client.screens.mend import MendScreen, place_of_handover, place_of_refusal
from client.screens.sync_centre import SyncCentre
from client.screens.today import Today
from client.window.main_window import MainWindow
from client.window.navigation import SYNC_CENTRE, TODAY
from shared_models.money import Money
from tests.support.hubs import HubProcess, in_step, person
from tests.support.replicas import camry, create


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    people = [person("dana", "sales_manager"), person("olga", "sales_manager"), person("ines", "it_admin")]
    with HubProcess(tmp_path_factory.mktemp("hub"), people, codes=30) as running:
        yield running
        running.stop()


class Desk:
    """A device with its window."""

    def __init__(self, app: App, qtbot: QtBot) -> None:
        self.app, self.reader, self._qtbot = app, app.workspace.reader, qtbot
        self.window = MainWindow(app.workspace)
        qtbot.addWidget(self.window)
        self.window.show()

    def refused_price(self, hub: HubProcess, login: str) -> str:
        """The hub took a price away from them meanwhile; the car they changed."""
        car = create(self.app.replica, "vehicle", **camry())
        self.refused(hub, login, Edit("vehicle", car, {}, {"price": Money(777, "EUR")}))
        return car

    def refused(self, hub: HubProcess, login: str, command: Command) -> None:
        """They do something for which the hub has taken the right away meanwhile; then they have it again."""
        self._qtbot.waitUntil(lambda: in_step(self.app), timeout=30_000)
        hub.give_role(login, "auditor")
        try:
            wait(self.app.replica.execute(command))
            self._qtbot.waitUntil(lambda: bool(refusals(self.reader)), timeout=30_000)
        finally:
            hub.give_role(login, "sales_manager")
        # a minute at most, should the device have heard in between what its person's rights had become
        self._qtbot.waitUntil(self._is_manager, timeout=90_000)

    def _is_manager(self) -> bool:
        return self.app.replica.identity.role == "sales_manager" and in_step(self.app)

    def at(self, place: object) -> MendScreen:
        self.window.show_place(place)  # type: ignore[arg-type]
        screen = self.window.current_screen()
        assert isinstance(screen, MendScreen)
        self._qtbot.waitUntil(lambda: screen.found is not None)
        return screen

    def price(self, car: str) -> object:
        view = self.reader.record("vehicle", car)
        assert view is not None
        return view.values["price"]


def dialog(qtbot: QtBot, kind: type[QWidget]) -> QWidget:
    """The dialog that has opened."""
    qtbot.waitUntil(lambda: any(isinstance(w, kind) and w.isVisible() for w in QApplication.topLevelWidgets()))
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())


def press(button: QWidget) -> None:
    """By keyboard alone."""
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


@pytest.fixture
def dana(hub: HubProcess, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    app = hub.device(tmp_path / "dana", "dana")
    yield Desk(app, qtbot)
    app.close()


def test_mended_work_is_an_ordinary_new_change_and_the_refusal_is_settled(
    hub: HubProcess, dana: Desk, qtbot: QtBot
) -> None:
    car = dana.refused_price(hub, "dana")
    dana.window.show_place(SYNC_CENTRE)
    centre = dana.window.current_screen()
    assert isinstance(centre, SyncCentre)
    qtbot.waitUntil(lambda: len(centre.refused.rows()) == 1)
    press(centre.refused.card(centre.refused.rows()[0].key))
    screen = dana.window.current_screen()
    assert isinstance(screen, MendScreen)
    qtbot.waitUntil(lambda: screen.form is not None)
    ((label, wanted, now),) = screen.comparison.rows
    assert (label, wanted, now) == ("Price", "€7.77", "€25,000.00")
    assert screen.form is not None
    assert screen.form.dirty() == ["price"]
    screen.form.set_value("price", Money(2_400_000, "EUR"))
    press(screen.form.save_button)
    qtbot.waitUntil(lambda: dana.window.history.current == SYNC_CENTRE, timeout=20_000)
    qtbot.waitUntil(lambda: in_step(dana.app) and not refusals(dana.reader), timeout=20_000)
    assert dana.price(car) == Money(2_400_000, "EUR")


def test_discarding_asks_is_written_down_and_read_by_who_answers_for_it(
    hub: HubProcess, dana: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    car = dana.refused_price(hub, "dana")
    screen = dana.at(place_of_refusal(refusals(dana.reader)[0]))
    press(screen.discard_button)
    asked = cast(Discard, dialog(qtbot, Discard))
    asked.reject()
    assert len(refusals(dana.reader)) == 1, "asked, and thought better of it"
    press(screen.discard_button)
    asked = cast(Discard, dialog(qtbot, Discard))
    asked.note.set_value("a slip")
    press(asked.confirm_button)
    qtbot.waitUntil(lambda: not refusals(dana.reader))
    kept = dana.app.replica.database.writer.execute("SELECT decision, decided_by, note FROM set_aside").fetchall()
    assert kept == [("discarded", dana.app.replica.identity.person, "a slip")]
    assert dana.price(car) == Money(2_500_000, "EUR")
    olga = hub.device(tmp_path / "olga", "olga")
    try:
        desk = Desk(olga, qtbot)
        qtbot.waitUntil(lambda: desk.reader.find("discard") != [], timeout=30_000)
        desk.window.show_place(SYNC_CENTRE)
        centre = desk.window.current_screen()
        assert isinstance(centre, SyncCentre)
        qtbot.waitUntil(lambda: bool(centre.let_go.rows()), timeout=20_000)
        (row,) = centre.let_go.rows()
        assert row.title.endswith("Change, Vehicle")
        assert row.detail.startswith("“a slip” The hub had refused it: ")
    finally:
        olga.close()


def test_a_refused_birth_is_mended_in_the_form_and_keeps_its_name(hub: HubProcess, dana: Desk, qtbot: QtBot) -> None:
    born = Create("customer", {"name": "Ann Refused", "phone": "+49 30 1"})
    dana.refused(hub, "dana", born)
    (refusal,) = refusals(dana.reader)
    screen = dana.at(place_of_refusal(refusal))
    qtbot.waitUntil(lambda: screen.form is not None)
    assert screen.form is not None
    assert screen.title() == "Refused: Ann Refused"
    assert ("Name", "Ann Refused", "–") in screen.comparison.rows
    screen.form.set_value("name", "Ann Mended")
    _saved_in_one(dana, screen, qtbot)
    view = dana.reader.record("customer", born.id)
    assert view is not None
    assert (view.values["name"], view.values["phone"]) == ("Ann Mended", "+49 30 1")


def test_a_refused_fact_is_mended_in_the_form_as_another_one_under_its_old_number(
    hub: HubProcess, dana: Desk, qtbot: QtBot
) -> None:
    store = dana.app.replica.identity.store
    paid = RecordFact("payment", {"store": store, "amount": Money(50_000, "EUR"), "way": "cash"})
    dana.refused(hub, "dana", paid)
    (refusal,) = refusals(dana.reader)
    number = refusal.wanted["receipt_number"]
    screen = dana.at(place_of_refusal(refusal))
    qtbot.waitUntil(lambda: screen.form is not None)
    assert screen.form is not None
    assert not screen.cannot.isVisible(), "a number is nobody's to write, and no reason to hand it on"
    screen.form.set_value("amount", Money(45_000, "EUR"))
    _saved_in_one(dana, screen, qtbot)
    (view,) = dana.reader.find("payment", receipt_number=number)
    assert view.id != paid.id
    assert (view.values["amount"], view.values["way"]) == (Money(45_000, "EUR"), "cash")


def _saved_in_one(desk: Desk, screen: MendScreen, qtbot: QtBot) -> None:
    """Save; the new change is on the disk in the very transaction that settles the refusal."""
    heard: list[int] = []
    stop = desk.app.replica.listen(lambda _changes: heard.append(len(refusals(desk.reader))))
    assert screen.form is not None
    press(screen.form.save_button)
    qtbot.waitUntil(lambda: desk.window.history.current == SYNC_CENTRE, timeout=20_000)
    stop()
    assert heard[0] == 0, "with the first thing heard of it the refusal is settled"
    qtbot.waitUntil(lambda: in_step(desk.app), timeout=20_000)
    assert refusals(desk.reader) == []


@pytest.mark.parametrize("answer", ["applied", "declined"])
def test_work_is_handed_to_somebody_who_may_and_comes_back_answered(
    hub: HubProcess, dana: Desk, tmp_path: Path, qtbot: QtBot, answer: str
) -> None:
    olga_app = hub.device(tmp_path / "olga", "olga")
    ines = hub.device(tmp_path / "ines", "ines")
    people = [(a.replica.identity.person, n) for a, n in ((dana.app, "Dana"), (olga_app, "Olga"))]
    qtbot.waitUntil(lambda: in_step(ines), timeout=20_000)
    for identifier, name in people:
        if ines.workspace.reader.record("person", identifier) is None:
            known = {"name": name, "role": "sales_manager", "store": ines.replica.identity.store, "active": True}
            wait(ines.replica.execute(Create("person", known, identifier)))
    qtbot.waitUntil(lambda: dana.reader.record("person", people[1][0]) is not None, timeout=20_000)
    qtbot.waitUntil(lambda: olga_app.workspace.reader.record("person", people[0][0]) is not None, timeout=20_000)
    olga = Desk(olga_app, qtbot)
    car = dana.refused_price(hub, "dana")
    screen = dana.at(place_of_refusal(refusals(dana.reader)[0]))
    press(screen.hand_button)
    asked = cast(HandOver, dialog(qtbot, HandOver))
    qtbot.waitUntil(asked.confirm_button.isEnabled)
    asked.to.set_value(people[1][0])
    asked.note.set_value("The customer waits")
    press(asked.confirm_button)
    qtbot.waitUntil(lambda: not refusals(dana.reader), timeout=20_000)

    today = olga.window.current_screen()
    assert isinstance(today, Today)
    qtbot.waitUntil(lambda: len(today.handed.rows.rows()) == 1 and today.handed.isVisible(), timeout=20_000)
    row = today.handed.rows.rows()[0]
    assert row.title == "Vehicle: Toyota Camry"
    assert row.detail.startswith("From Dana. ")
    press(today.handed.rows.card(row.key))
    theirs = olga.window.current_screen()
    assert isinstance(theirs, MendScreen)
    qtbot.waitUntil(lambda: theirs.form is not None)
    assert theirs.note.text() == "“The customer waits”"
    if answer == "applied":
        assert theirs.form is not None
        press(theirs.form.save_button)
        qtbot.waitUntil(lambda: dana.price(car) == Money(777, "EUR"), timeout=20_000)
    else:
        press(theirs.decline_button)
        declining = cast(DeclineHandover, dialog(qtbot, DeclineHandover))
        declining.note.set_value("Too low")
        press(declining.confirm_button)
    qtbot.waitUntil(lambda: olga.window.history.current == TODAY, timeout=20_000)
    qtbot.waitUntil(lambda: not today.handed.rows.rows(), timeout=20_000)
    me = dana.app.replica.identity.person
    qtbot.waitUntil(lambda: given_by(dana.reader, me)[0].answer == answer, timeout=20_000)
    if answer == "declined":
        assert given_by(dana.reader, me)[0].answer_note == "Too low"
        assert dana.price(car) == Money(2_500_000, "EUR")
    given = given_by(dana.reader, me)[0]
    assert olga.window.show_place(place_of_handover(given))
    settled = olga.window.current_screen()
    assert isinstance(settled, MendScreen)
    qtbot.waitUntil(settled.gone.isVisible, timeout=20_000)
    olga.app.close()
    ines.close()
