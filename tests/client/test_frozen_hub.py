"""The hub takes nothing for now (``forecourt-hub freeze``): the person is told, works on, and all goes out after it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import httpx
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from client import __version__
from client.app import App
from client.commands import Create, Edit
from client.hub.session import Session
from client.replica.worker import wait
from client.screens.sync_centre import SyncCentre
from client.sync_state import Cause, Phase
from client.window.main_window import MainWindow
from client.window.navigation import SYNC_CENTRE
from shared_models.envelopes import unpack
from shared_models.identifiers import new_id
from shared_models.money import Money
from sync_server.__main__ import main
from tests.client.screens.pressing import Heard
from tests.support.hub_files import opened_file
from tests.support.hubs import STORE, HubProcess, in_step, person
from tests.support.processes import wait_until
from tests.support.replicas import camry

WAITS = "changes only on this device since"
TAKES_NOTHING = "; the hub takes nothing for now"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HubProcess:
    monkeypatch.setenv("FORECOURT_NO_KEYRING", "1")
    return HubProcess(tmp_path / "hub", [person("dana", "sales_manager")])


def freeze(hub: HubProcess, app: App) -> None:
    """Stop all writing, and wait until the running hub has heard of it."""
    assert main(["freeze", "--data", str(hub.folder)]) == 0
    address, headers = f"{hub.address}/v1/files/{'0' * 64}", {"Authorization": f"Bearer {app.session._token}"}

    def heard() -> bool:
        return httpx.put(address, content=b"x", headers=headers, timeout=60).status_code == 503

    wait_until(heard, "the hub takes nothing")


def made_here(app: App) -> set[bytes]:
    own = (app.replica.identity.device,)
    rows = app.replica.database.writer.execute("SELECT hash FROM change WHERE device = ?", own)
    return {row[0] for row in rows.fetchall()}


def on_the_hub(hub: HubProcess) -> set[bytes]:
    with closing(opened_file(hub.folder)) as connection:
        return {unpack(row[0]).hash for row in connection.execute("SELECT envelope FROM log").fetchall()}


def sync_centre(app: App, qtbot: QtBot) -> tuple[MainWindow, SyncCentre]:
    window = MainWindow(app.workspace)
    app.workspace.sync_wanted.connect(app.sync.wake)
    window.show()
    window.show_place(SYNC_CENTRE)
    screen = window.current_screen()
    assert isinstance(screen, SyncCentre)
    return window, screen


def is_told(screen: SyncCentre, window: MainWindow, count: int) -> bool:
    """By the window, by the sync centre's first sentence, beside each record, and by the cause with its way out."""
    rows, findings = screen.waiting.rows(), screen.trouble.findings
    return (
        window.bar.sync.words().startswith(f"{count} {WAITS}")
        and window.bar.sync.words().endswith(TAKES_NOTHING)
        and screen.safety.text().startswith(f"{count} changes are only on this device")
        and "The hub takes nothing for now; they go to it by themselves as soon as it does." in screen.safety.text()
        and bool(rows)
        and all(row.detail.endswith(": the hub takes nothing for now") for row in rows)
        and [one.cause for one in findings] == [Cause.FROZEN]
    )


def test_who_works_on_is_told_and_all_of_it_goes_out_afterwards(
    hub: HubProcess, tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    with hub:
        app = hub.device(tmp_path / "dana", "dana")
        try:
            car, later = new_id(), new_id()
            wait(app.replica.execute(Create("vehicle", {**camry(), "store": STORE}, car)))
            qtbot.waitUntil(lambda: in_step(app))
            window, screen = sync_centre(app, qtbot)
            before = on_the_hub(hub)
            assert made_here(app) <= before
            heard = Heard()
            freeze(hub, app)

            wait(app.replica.execute(Edit("vehicle", car, {}, {"price": Money(1_100_000, "EUR")})))
            wait(app.replica.execute(Create("vehicle", {**camry(model="Corolla"), "store": STORE}, later)))
            photo = app.files.add_bytes(b"a photo", "photo.jpg")
            qtbot.waitUntil(lambda: is_told(screen, window, 2))
            qtbot.waitUntil(lambda: any(said.endswith(TAKES_NOTHING) for said in heard.words))
            qtbot.waitUntil(lambda: app.sync.state.phase is Phase.LIVE)  # it goes on receiving
            assert "Go on working" in screen.trouble.findings[0].way_out
            delete(window)
            app.close()  # and the day after it is still so
            app = App(tmp_path / "dana", "showroom", Session(tmp_path / "dana", __version__))
            app.start()
            window, screen = sync_centre(app, qtbot)
            wait(app.replica.execute(Edit("vehicle", later, {}, {"price": Money(900_000, "EUR")})))
            qtbot.waitUntil(lambda: is_told(screen, window, 3))
            assert on_the_hub(hub) == before
            assert app.files.unsent() == [photo.digest]

            assert main(["thaw", "--data", str(hub.folder)]) == 0

            def all_there() -> bool:
                screen.sync_now.click()
                return in_step(app) and not app.files.unsent() and on_the_hub(hub) >= made_here(app)

            qtbot.waitUntil(all_there)
            qtbot.waitUntil(lambda: window.bar.sync.words() == "All safe on the hub" and not screen.trouble.findings)
            assert app.sync.state.cause is Cause.NONE
            assert len(on_the_hub(hub)) >= len(before) + 3
            assert not app.sync.state.refused
            delete(window)
        finally:
            app.close()
