"""How the work stands, over a real hub: receipts, the backup, devices last heard, refusals that delay nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from client.app import App
from client.commands import Create, Edit
from client.hub import reporting
from client.reading.log_queries import Safety, accounts, chain_breaks, devices_heard, refusals, safety_of
from client.replica.worker import wait
from client.screens.sync_centre_trouble import Trouble
from client.sync_state import Cause
from client.text import sync_centre as words
from shared_models.clock import system_milliseconds
from sync_server.standing import note_backup
from tests.support.hub_files import opened_database, opened_file
from tests.support.hubs import HubProcess, in_step, person
from tests.support.processes import wait_until as eventually
from tests.support.replicas import camry, create


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    people = [person("dana", "sales_manager"), person("sam", "salesperson")]
    with HubProcess(tmp_path_factory.mktemp("hub"), people, codes=20) as running:
        yield running
        running.stop()


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports follow one another more quickly than in life."""
    monkeypatch.setattr(reporting, "EVERY", 0.2)


@pytest.fixture
def sam(hub: HubProcess, tmp_path: Path, qtbot: QtBot) -> Iterator[App]:
    app = App(tmp_path / "sam", "showroom", hub.session(tmp_path / "sam", "sam", "Sam's tablet"))
    yield app
    app.close()


def pushes(hub: HubProcess) -> int:
    """How many times anybody has handed in changes."""
    return (hub.folder / "hub.log").read_text().count('"/v1/sync/push"')


def test_one_refusal_in_a_batch_of_fifty_delays_no_other_record(hub: HubProcess, sam: App) -> None:
    """The device believes its person to be a manager; the hub knows better."""
    sam.replica.sign_in_as(replace(sam.replica.identity, role="sales_manager"))
    cars = [create(sam.replica, "vehicle", **camry(model=f"Car {number}")) for number in range(24)]
    refused = Create("vehicle_cost", {"vehicle": cars[0]})
    wait(sam.replica.execute(refused))
    wait(sam.replica.execute(Edit("vehicle_cost", refused.id, {}, {"notes": "built on it"})))
    cars += [create(sam.replica, "vehicle", **camry(model=f"Car {number}")) for number in range(24)]
    assert sam.workspace.reader.unsent().changes == 50
    before = pushes(hub)
    sam.start()
    eventually(lambda: in_step(sam), "everything else is on the hub")
    assert not any(sam.workspace.reader.only_here(car) for car in cars)
    eventually(lambda: pushes(hub) > before, "the hub has written down that it answered")
    assert pushes(hub) - before == 1, "one round trip carried all of it"
    (aside,) = refusals(sam.workspace.reader)
    assert (aside.record, aside.birth) == (refused.id, True)
    assert aside.wanted == {"vehicle": cars[0], "notes": "built on it"}
    found = accounts(sam.workspace.reader, sam.replica.identity.device)
    assert (found.receipts, found.waiting, found.set_aside, found.unaccounted) == (48, 0, 2, 0)


def test_a_record_is_only_here_then_on_the_hub_then_in_its_backup(hub: HubProcess, sam: App) -> None:
    reader = sam.workspace.reader
    car = create(sam.replica, "vehicle", **camry())
    assert safety_of(reader, car) is Safety.HERE
    sam.start()
    eventually(lambda: safety_of(reader, car) is Safety.HUB, "the hub has it")
    eventually(lambda: in_step(sam), "in step")
    with closing(opened_file(hub.folder)) as connection:
        seq = connection.execute("SELECT seq FROM space WHERE name = 'acme/stock'").fetchone()[0]
    database = opened_database(hub.folder)
    with database.write() as connection:
        note_backup(connection, {"acme/stock": seq}, system_milliseconds())
    database.close()
    eventually(lambda: safety_of(reader, car) is Safety.BACKUP, "the device has heard of the backup")
    wait(sam.replica.execute(Edit("vehicle", car, {}, {"model": "Corolla"})))
    eventually(lambda: in_step(sam), "in step again")
    assert safety_of(reader, car) is Safety.HUB, "what was added since is in no backup"


def test_a_manager_sees_when_each_device_was_heard_and_what_waited(hub: HubProcess, sam: App, tmp_path: Path) -> None:
    sam.start()
    dana = hub.device(tmp_path / "dana", "dana")
    mine, hers = sam.replica.identity.device, dana.replica.identity.device
    eventually(lambda: {mine, hers} <= {d.device for d in devices_heard(dana.workspace.reader)[1] if d.heard}, "both")
    told, _ = devices_heard(dana.workspace.reader)
    assert told is not None
    wanted = ("Sam's tablet", sam.replica.identity.person, 0, False)

    def found() -> tuple[str, str, int | None, bool]:
        one = next(one for one in devices_heard(dana.workspace.reader)[1] if one.device == mine)
        return one.name, one.person, one.waiting, one.revoked

    eventually(lambda: found() == wanted, "what it last told")
    eventually(lambda: devices_heard(sam.workspace.reader)[0], "the seller has heard too")
    assert hers not in {device.device for device in devices_heard(sam.workspace.reader)[1]}
    assert abs(sam.sync.state.clock_off_ms or 0) < 60_000
    dana.close()


def test_a_hub_that_rewrote_its_log_is_found_out_and_told_until_a_person_has_noted_it(
    hub: HubProcess, sam: App, qtbot: QtBot
) -> None:
    create(sam.replica, "customer", name="First")
    sam.start()
    eventually(lambda: in_step(sam), "in step")
    eventually(lambda: sam.workspace.reader.cursors().get("acme/customers", 0) >= 1, "the log was followed")
    assert chain_breaks(sam.workspace.reader) == []
    hub.stop()
    with closing(opened_file(hub.folder)) as connection:
        connection.execute("UPDATE log SET chain = zeroblob(32) WHERE space = 'acme/customers'")
        connection.commit()
    hub.start()
    sam.sync.wake()
    eventually(lambda: chain_breaks(sam.workspace.reader), "the device has found it out")
    assert {space for space, _, _ in chain_breaks(sam.workspace.reader)} == {"acme/customers"}
    trouble = Trouble(sam.workspace)
    qtbot.addWidget(trouble)
    trouble.check()
    qtbot.waitUntil(lambda: Cause.LOG_REWRITTEN in {each.cause for each in trouble.findings}, timeout=30_000)
    noted = next(b for b in trouble.findChildren(QAbstractButton) if b.text() == words.BREAKS_NOTED)
    noted.click()
    qtbot.waitUntil(lambda: Cause.LOG_REWRITTEN not in {each.cause for each in trouble.findings}, timeout=30_000)
    kept = sam.replica.database.writer.execute("SELECT count(*) FROM chain_break").fetchone()[0]
    assert kept >= 1, "it stays written down"
