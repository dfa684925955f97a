"""Outage drills: really cut off, ended by time, by hand and over restarts; their report counted anew in SQL."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from client.app import App
from client.care.drills import Drills, Figures
from client.care.readiness import look
from client.commands import Create, Edit, RecordFact
from client.hub.session import HubSilent
from client.replica.worker import wait
from client.screens.dialogs.begin_drill import BeginDrill
from client.screens.readiness import ReadinessScreen
from client.sync_state import Cause, Phase
from client.window.main_window import MainWindow
from client.window.navigation import READINESS
from shared_models.identifiers import new_id
from shared_models.money import Money
from tests.client.screens.pressing import opened, press
from tests.support.hubs import STORE, HubProcess, in_step, person
from tests.support.replicas import camry

PATIENCE = 30_000
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


class MovedClock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """The time it shows."""
        return self.now


def test_a_drill_ends_by_itself_at_its_time_and_survives_a_restart(tmp_path: Path) -> None:
    clock = MovedClock()
    drills, told = Drills(tmp_path, clock), list[bool]()
    drills.listen(lambda: told.append(drills.on()))
    begun = drills.begin(NOW + timedelta(hours=1), "p" * 32, "Dana")
    assert drills.begin(None, "q" * 32, "Sam") == begun, "one at a time"
    clock.now += timedelta(minutes=59)
    again = Drills(tmp_path, clock)
    assert again.current() == begun
    clock.now += timedelta(minutes=1)
    assert not drills.on()
    assert told == [True, False]
    assert not again.on()
    (past,) = Drills(tmp_path, clock).past()
    assert (past.ended, past.ended_by) == (NOW + timedelta(hours=1), "")


def test_anybody_ends_it_and_a_clock_turned_back_does_not_hold_a_device(tmp_path: Path) -> None:
    clock = MovedClock()
    drills = Drills(tmp_path, clock)
    drills.begin(None, "p" * 32, "Dana")
    clock.now += timedelta(days=30)
    assert drills.on()
    drills.end("Sam")
    assert [(one.ended_by, one.ended) for one in drills.past()] == [("Sam", clock.now)]
    drills.begin(clock.now + timedelta(days=1), "p" * 32, "Dana")
    clock.now -= timedelta(days=400)
    assert not drills.on()


@pytest.mark.parametrize("content", ["", "[{}]", "no JSON", '{"a": 1}', "[1]"])
def test_a_file_that_cannot_be_read_holds_no_drill(tmp_path: Path, content: str) -> None:
    (tmp_path / "drills.json").write_text(content)
    drills = Drills(tmp_path)
    assert not drills.on()
    drills.begin(None, "p" * 32, "Dana")
    drills.end()
    drills.report(drills.past()[0].id, Figures(NOW, 3))
    assert Drills(tmp_path).past() == drills.past()


# --- with a real hub ---


def _requests(hub: HubProcess, since: datetime) -> list[str]:
    """The requests that the hub began to answer after a moment: what was on its way before is no sin."""
    lines = (json.loads(line) for line in (hub.folder / "hub.log").read_text().splitlines() if line.startswith("{"))
    asked = ((datetime.fromisoformat(one["at"]), one) for one in lines if "route" in one)
    return [one["route"] for at, one in asked if at - timedelta(milliseconds=one.get("ms", 0)) > since]


def test_the_hub_hears_nothing_during_a_drill_and_everything_after_it(
    tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    people = [person("dana", "sales_manager"), person("sam", "sales_manager")]
    with HubProcess(tmp_path / "hub", people) as hub:
        app = hub.device(tmp_path / "dana", "dana")
        rival: App | None = None
        try:
            car, contested = new_id(), new_id()
            for record, model in ((car, "Camry"), (contested, "Corolla")):
                wait(app.replica.execute(Create("vehicle", {**camry(model=model), "store": STORE}, record)))
            qtbot.waitUntil(lambda: in_step(app), timeout=PATIENCE)

            window = _begun_by_hand(app, qtbot)
            qtbot.waitUntil(lambda: app.sync.state.cause is Cause.DRILL, timeout=PATIENCE)
            assert app.sync.state.phase is Phase.OFFLINE
            for _ in range(3):  # on a busy machine the hub has still to come to what was asked before the drill
                assert httpx.get(f"{hub.address}/health", timeout=60).status_code == 200
            since = datetime.now(UTC) + timedelta(milliseconds=500)
            _work(app, car, contested)
            _ask_for_the_hub(app)
            qtbot.waitUntil(window.drill_line.isVisible, timeout=PATIENCE)
            assert _requests(hub, since) == []
            delete(window)
            app.close()  # a restart in the middle of it
            app = App(tmp_path / "dana", "showroom", app.session)
            app.start()
            qtbot.waitUntil(lambda: app.sync.state.cause is Cause.DRILL, timeout=PATIENCE)
            wait(app.replica.execute(Edit("vehicle", car, {}, {"mileage": None, "price": Money(1_000_000, "EUR")})))
            assert _requests(hub, since) == []

            rival = hub.device(tmp_path / "sam", "sam")
            qtbot.waitUntil(lambda: in_step(rival), timeout=PATIENCE)
            wait(rival.replica.execute(Edit("vehicle", car, {}, {"price": Money(900_000, "EUR")})))
            wait(rival.replica.execute(RecordFact("sale", _sale(contested, rival), new_id())))
            qtbot.waitUntil(lambda: in_step(rival), timeout=PATIENCE)

            made = app.replica.database.writer.execute(
                "SELECT count(*), count(DISTINCT document) FROM change WHERE state = 0"
            ).fetchone()
            window = MainWindow(app.workspace)
            window.show()
            qtbot.waitUntil(window.drill_line.isVisible, timeout=PATIENCE)
            qtbot.keyClick(window.drill_line.end_button, Qt.Key.Key_Return)
            qtbot.waitUntil(lambda: app.session.drills.past()[0].figures is not None, timeout=PATIENCE)
            qtbot.waitUntil(lambda: in_step(app), timeout=PATIENCE)
            _compare(app, made)
            _is_ready(app, qtbot)
            delete(window)
        finally:
            app.close()
            if rival is not None:
                rival.close()


def _begun_by_hand(app: App, qtbot: QtBot) -> MainWindow:
    """A window in which a drill was begun until somebody ends it."""
    window = MainWindow(app.workspace)
    window.show()
    window.show_place(READINESS)
    screen = window.current_screen()
    assert isinstance(screen, ReadinessScreen)
    qtbot.waitUntil(screen.drill.begin_button.isVisible, timeout=PATIENCE)
    press(qtbot, window, "Begin a drill…")
    asked = opened(qtbot, BeginDrill)
    asked.length.set_value(0)
    press(qtbot, asked, "Begin the drill")
    return window


def _ask_for_the_hub(app: App) -> None:
    """By everything that talks to it."""
    with pytest.raises(HubSilent, match="drill"):
        app.session.sign_in_now("sam", "whatever")
    with pytest.raises(HubSilent):
        app.workspace.keeping.devices()  # type: ignore[union-attr]
    assert [one.cause for one in app.diagnosis.run()] == [Cause.DRILL]
    app.sync.wake()


def _is_ready(app: App, qtbot: QtBot) -> None:
    def ready() -> bool:
        checks = {check.key: check for check in look(app.workspace.ground)}
        return checks["complete"].ready and checks["sign_in"].ready and look(app.workspace.ground)[1].ready

    qtbot.waitUntil(ready, timeout=PATIENCE)


def _sale(vehicle: str, app: App) -> dict[str, object]:
    me = app.replica.identity
    return {
        "vehicle": vehicle,
        "customer": new_id(),
        "price": Money(2_000_000, "EUR"),
        "person": me.person,
        "store": STORE,
    }


def _work(app: App, car: str, contested: str) -> None:
    """A price, a sale of a car that somebody else sells too, an alarm that rang."""
    wait(app.replica.execute(Edit("vehicle", car, {}, {"price": Money(1_100_000, "EUR")})))
    wait(app.replica.execute(RecordFact("sale", _sale(contested, app), new_id())))
    rung = {"alarms": frozenset({"a", "b"}), "deed": "rung", "device": app.replica.identity.device}
    wait(app.replica.execute(RecordFact("alarm_mark", rung, new_id())))


def _compare(app: App, made: tuple[int, int]) -> None:
    """The report against counts of its own in SQL."""
    drill = app.session.drills.past()[0]
    figures = drill.figures
    assert figures is not None
    query = app.replica.database.writer.execute
    mine = (app.replica.identity.device, drill.began.timestamp() * 1000)
    counted = query(
        "SELECT count(*), count(DISTINCT document), sum(type = 'sale'), sum(type = 'sale' AND offline) FROM change "
        "WHERE device = ? AND (stamp >> 16) >= ? AND seq IS NOT NULL",
        mine,
    ).fetchone()
    assert (figures.changes, figures.records, figures.sales, figures.tentative) == counted
    assert counted == (*made, 1, 1)
    assert query("SELECT count(*) FROM change WHERE state = 0").fetchone() == (0,)
    assert (figures.alarms, figures.refused) == (2, 0)
    lost = query("SELECT count(*) FROM stake WHERE lost_to <> '' AND device = ?", mine[:1]).fetchone()[0]
    conflicts = query(
        "SELECT count(*) FROM (SELECT path FROM rival GROUP BY document, path HAVING count(DISTINCT value) > 1)"
    ).fetchone()[0]
    assert (figures.lost, figures.conflicts) == (lost, conflicts) == (1, 1)
    assert drill.ended is not None
    assert figures.settled >= drill.ended
