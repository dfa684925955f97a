"""The sync centre: plain words on whether the work is safe, what waits, what was refused."""

from __future__ import annotations

from datetime import UTC, datetime

from pytestqt.qtbot import QtBot

from client.replica.replica_tables import PENDING, change
from client.screens.sync_centre import SyncCentre
from client.sync_state import Phase, SyncState
from client.window.main_window import MainWindow
from client.window.navigation import SYNC_CENTRE
from client.workspace import Place
from tests.client.screens.small_house import House, show, showroom

__all__ = ["showroom"]


def centre_of(house: House, qtbot: QtBot) -> tuple[MainWindow, SyncCentre]:
    """The sync centre, filled."""
    window = show(house, qtbot)
    window.show_place(SYNC_CENTRE)
    screen = window.current_screen()
    assert isinstance(screen, SyncCentre)
    qtbot.waitUntil(lambda: bool(screen.waiting.rows()))
    return window, screen


def test_what_waits_is_counted_named_and_can_be_opened(showroom: House, qtbot: QtBot) -> None:
    window, screen = centre_of(showroom, qtbot)
    unsent = showroom.workspace.reader.unsent().changes
    assert screen.safety.text().startswith(f"{unsent} changes are only on this device")
    assert "Do not wipe or lend this device" in screen.safety.text()
    assert screen.more.text() == f"and {unsent - len(screen.waiting.rows())} more records"
    titles = [row.title for row in screen.waiting.rows()]
    assert titles[0] == "Store: Munich East"
    screen.waiting.card(screen.waiting.rows()[0].key).click()
    assert window.history.current == Place("record", "store", showroom.id("store"))


def test_records_called_alike_are_told_apart(showroom: House, qtbot: QtBot) -> None:
    for key, vin in (("first", "1HGCM82633A004352"), ("second", "1M8GDM9AXKP042788")):
        showroom.add(key, "vehicle", make="Škoda", model="Octavia", vin=vin)
    others = f"UPDATE {change.name} SET state = 1 WHERE state = {PENDING} AND type <> 'vehicle'"
    showroom.workspace.replica.write(lambda connection: connection.execute(others)).result(60)
    _, screen = centre_of(showroom, qtbot)
    titles = [row.title for row in screen.waiting.rows()]
    assert "Vehicle: Škoda Octavia, 1HGCM82633A004352" in titles
    assert len(set(titles)) == len(titles)


def test_when_all_is_sent_it_says_so(showroom: House, qtbot: QtBot) -> None:
    _, screen = centre_of(showroom, qtbot)
    done = showroom.workspace.replica.write(
        lambda connection: connection.execute(f"UPDATE {change.name} SET state = 1 WHERE state = {PENDING}")
    )
    done.result(60)
    showroom.workspace.set_sync_state(SyncState(Phase.LIVE, last_heard=datetime.now(UTC)))
    qtbot.waitUntil(lambda: screen.safety.text() == "Your work is safe on the hub. Nothing waits on this device.")
    assert not screen.waiting.rows()
    assert screen.head.pill.text() == "In touch, live"
    assert screen.facts.value("State") == "In touch, live"


def test_what_keeps_it_from_the_hub_is_said(showroom: House, qtbot: QtBot) -> None:
    _, screen = centre_of(showroom, qtbot)
    problem = "The clock of this device is two hours wrong."
    showroom.workspace.set_sync_state(SyncState(Phase.OFFLINE, problem=problem))
    qtbot.waitUntil(lambda: screen.problem.isVisible() and screen.problem.text() == problem)


def test_what_was_refused_is_listed_with_the_reason(showroom: House, qtbot: QtBot) -> None:
    _, screen = centre_of(showroom, qtbot)
    camry = showroom.id("camry")

    def set_aside(connection):
        connection.execute(
            "INSERT INTO set_aside (hash, document, type, code, field, detail, payload, stamp) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                b"h",
                camry,
                "vehicle",
                "not_allowed",
                "price",
                "You may not change prices.",
                b"",
                1_700_000_000_000 << 16,
            ),
        )

    showroom.workspace.replica.write(set_aside).result(60)
    screen.ask()
    qtbot.waitUntil(lambda: [row.detail for row in screen.refused.rows()] == ["You may not change prices."])
    assert screen.refused.rows()[0].title == "Vehicle: Toyota Camry"


def test_the_hub_can_be_asked_for_at_once(showroom: House, qtbot: QtBot) -> None:
    _, screen = centre_of(showroom, qtbot)
    with qtbot.waitSignal(showroom.workspace.sync_wanted):
        screen.sync_now.click()
