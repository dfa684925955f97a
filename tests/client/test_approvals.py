"""Asking for approval and hearing of the answer: two devices with their windows, a real hub, also without it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from accessibility.audit import audit
from client import theme
from client.app import App
from client.business.approvals import Approval, may_answer, settled
from client.changes import Identity
from client.commands import RecordFact
from client.reading.queries import RecordView
from client.screens.dialogs.answer_approval import AnswerApproval
from client.screens.dialogs.ask_approval import AskApproval
from client.screens.today import Today
from client.settings import Preferences
from client.sync_state import Phase
from client.text import approvals as words
from client.window.main_window import MainWindow
from client.window.navigation import TODAY
from client.window.ringing import Ringing
from client.workspace import Place
from shared_models.money import Money
from shared_models.records import RECORD_TYPES
from tests.client.screens.pressing import Heard, opened, press, toast
from tests.support.hubs import HubProcess, in_step, person
from tests.support.replicas import camry, create

PATIENCE = 30_000


class Desk:
    """A person's device with its window and its alarms."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.window = MainWindow(app.workspace, Preferences("showroom"))
        self.window.show()
        Ringing(app.workspace, self.window).start()

    def close(self) -> None:
        delete(self.window)
        self.app.close()


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    people = [person("dana", "sales_manager"), person("sam", "salesperson"), person("eve", "sales_manager")]
    with HubProcess(tmp_path_factory.mktemp("hub"), people, codes=20) as running:
        yield running


@pytest.fixture
def desks(hub: HubProcess, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[list[Desk]]:
    theme.apply(qapp, motion=False)
    made = [Desk(hub.device(tmp_path / login, login)) for login in ("sam", "dana")]
    yield made
    for desk in made:
        desk.close()


def _ask(sam: Desk, car: str, reason: str, qtbot: QtBot) -> AskApproval:
    sam.window.show_place(Place("record", "vehicle", car))
    page = sam.window.current_screen()
    assert page is not None
    qtbot.waitUntil(lambda: page.deeds.ask.isVisible() and page.deeds.ask.isEnabled())  # type: ignore[attr-defined]
    press(qtbot, page, words.ASK_DISCOUNT)
    dialog = opened(qtbot, AskApproval)
    dialog.asked.set_value("amount", Money.of(900, "EUR"))
    dialog.asked.set_value("reason", reason)
    return dialog


def _answer(dana: Desk, answer: str, said: str, qtbot: QtBot) -> None:
    dana.window.show_place(TODAY)
    today = dana.window.current_screen()
    assert isinstance(today, Today)
    rows = today.rows("approvals")
    qtbot.waitUntil(lambda: any(row.status == words.TO_ANSWER for row in rows.rows()), timeout=PATIENCE)
    rows.card(next(row.key for row in rows.rows() if row.status == words.TO_ANSWER)).click()
    dialog = opened(qtbot, AnswerApproval)
    dialog.asked.set_value("answer", answer)
    dialog.asked.set_value("words", said)
    press(qtbot, dialog, words.ANSWER_SAVE)


def test_a_request_reaches_who_decides_and_the_answer_who_asked(desks: list[Desk], qtbot: QtBot) -> None:
    sam, dana = desks
    car = create(sam.app.replica, "vehicle", **camry())
    qtbot.waitUntil(lambda: in_step(sam.app, dana.app), timeout=PATIENCE)
    qtbot.waitUntil(lambda: sam.app.workspace.sync_state.phase is Phase.LIVE)
    dialog, heard = _ask(sam, car, "She buys two", qtbot), Heard()
    assert not dialog.offline.isVisible()
    assert audit(dialog).violations == []
    press(qtbot, dialog, words.ASK_SAVE)
    qtbot.waitUntil(lambda: toast(sam.window) == words.ASKED)
    qtbot.waitUntil(lambda: "asks for approval. Discount" in toast(dana.window), timeout=PATIENCE)
    qtbot.waitUntil(lambda: any("asks for approval" in one for one in heard.words))
    _answer(dana, "declined", "", qtbot)
    refused = opened(qtbot, AnswerApproval)
    assert refused.summary.isVisible()
    assert audit(refused).violations == []
    refused.asked.set_value("answer", "granted")
    refused.asked.set_value("words", "Down to 27,900")
    press(qtbot, refused, words.ANSWER_SAVE)
    qtbot.waitUntil(lambda: "has granted it: Discount" in toast(sam.window), timeout=PATIENCE)
    assert "Down to 27,900" in toast(sam.window)
    qtbot.waitUntil(lambda: any("has granted it" in one for one in heard.words))
    sam.window.show_place(TODAY)
    today = sam.window.current_screen()
    assert isinstance(today, Today)
    qtbot.waitUntil(lambda: [r.status for r in today.rows("approvals").rows()] == [words.STATES["granted"]])


def test_without_the_hub_it_waits_and_the_answer_is_there_after_a_restart(
    hub: HubProcess, desks: list[Desk], tmp_path: Path, qtbot: QtBot
) -> None:
    sam, dana = desks
    car = create(sam.app.replica, "vehicle", **camry())
    qtbot.waitUntil(lambda: in_step(sam.app, dana.app), timeout=PATIENCE)
    hub.stop()
    qtbot.waitUntil(lambda: sam.app.workspace.sync_state.phase is Phase.OFFLINE, timeout=PATIENCE)
    dialog = _ask(sam, car, "Last of the year", qtbot)
    assert dialog.offline.isVisible()
    press(qtbot, dialog, words.ASK_SAVE)
    qtbot.waitUntil(lambda: toast(sam.window) == words.ASKED_WAITING)
    hub.start()
    sam.app.sync.wake()
    dana.app.sync.wake()
    qtbot.waitUntil(lambda: "asks for approval" in toast(dana.window), timeout=PATIENCE)
    qtbot.waitUntil(lambda: in_step(sam.app), timeout=PATIENCE)
    desks.remove(sam)
    sam.close()
    _answer(dana, "declined", "Not this one", qtbot)
    qtbot.waitUntil(lambda: in_step(dana.app), timeout=PATIENCE)
    again = App(tmp_path / "sam", "showroom")
    desks.append(Desk(again))
    again.start()
    qtbot.waitUntil(lambda: "has declined it" in toast(desks[-1].window), timeout=PATIENCE)


def _fact(kind: str, author: str, minute: int, **values: str) -> RecordView:
    record_type, at = RECORD_TYPES[kind], datetime(2026, 6, 1, 8, minute, tzinfo=UTC)
    held = {**dict.fromkeys(record_type.fields()), **values}
    return RecordView(record_type, f"{kind}{author}{minute}", 1, held, False, at, at, author, "s")


def test_the_first_answer_holds_and_nobody_answers_themselves() -> None:
    request = _fact("approval_request", "sam", 0, person="sam")

    def answer(author: str, minute: int, said: str) -> RecordView:
        return _fact("approval_answer", author, minute, request=request.id, answer=said)

    own, first, second = answer("sam", 1, "granted"), answer("dana", 3, "declined"), answer("eve", 4, "granted")
    assert settled(request, [own]).state == "waiting"
    for answers in ([own, first, second], [second, first, own]):
        assert settled(request, answers).answer == first
    assert settled(request, [_fact("approval_answer", "dana", 2, request="another", answer="granted")]).answer is None


def test_who_may_answer() -> None:
    def may(person: str, role: str, asked: str | None = None, by: str = "sam") -> bool:
        approval = Approval(_fact("approval_request", by, 0, person=by, **({"asked": asked} if asked else {})))
        return may_answer(approval, Identity("t", "d", person, role, "store", "1"))

    assert may("dana", "sales_manager")
    assert may("dana", "sales_manager", asked="dana")
    assert not may("dana", "sales_manager", asked="eve")
    assert not may("dana", "sales_manager", by="dana")
    assert not may("jo", "salesperson")
    assert not may("jo", "auditor")


def test_of_a_persons_devices_in_touch_only_one_rings(
    hub: HubProcess, tmp_path: Path, qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("client.window.ringing.PATIENCE", 60.0)  # a hub that is slow today is in touch all the same
    theme.apply(qapp, motion=False)
    sam, *eves = (Desk(hub.device(tmp_path / name, name[:3])) for name in ("sam", "eve1", "eve2"))
    everybody = [sam, *eves]
    try:
        qtbot.waitUntil(lambda: in_step(*(desk.app for desk in everybody)), timeout=PATIENCE)
        values = {"kind": "other", "what": "A day off", "reason": "Wedding", "person": sam.app.replica.identity.person}
        fact = RecordFact("approval_request", {**values, "store": sam.app.replica.identity.store})
        sam.app.workspace.run(fact)

        def decided(desk: Desk) -> bool:
            rings = next(iter(desk.window.findChildren(Ringing)))
            marks = desk.app.workspace.reader.find("alarm_mark")
            return bool(marks) and rings._claims == {} and not rings._running

        qtbot.waitUntil(lambda: any("A day off" in toast(d.window) for d in eves), timeout=PATIENCE)
        qtbot.waitUntil(lambda: all(map(decided, eves)), timeout=PATIENCE)
        assert ["A day off" in toast(desk.window) for desk in eves].count(True) == 1
    finally:
        for desk in everybody:
            desk.close()
