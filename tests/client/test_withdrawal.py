"""Rights taken away: at the next contact the data leaves the device, once its unsent work is in good hands."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from pytestqt.qtbot import QtBot

from client.app import App
from client.commands import Create, Edit
from client.hub.rejoining import Rejoining
from client.hub.reporting import Reporting, RightsChanged
from client.hub.session import Standing
from client.hub.telling import Telling
from client.replica import backups
from client.replica.worker import wait
from client.sync_state import Phase
from shared_models.identifiers import new_id
from shared_models.money import Money
from tests.support.hubs import HubProcess, in_step, person
from tests.support.processes import wait_until as eventually
from tests.support.replicas import camry, create, rows

#: Words that stand nowhere else.
SECRET, PHOTO = "Zwiebelkuchen", b"a photo of a dent " * 50


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    people = [person("max", "fleet_manager"), person("dana", "sales_manager"), person("olga", "head_office")]
    with HubProcess(tmp_path / "hub", people, codes=4) as running:
        yield running


def told_in(app: App, word: str) -> list[str]:
    """Where the replica and its folder still tell of a word: tables by name, and files by their bytes."""
    with app.replica.database.engine.connect() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        found = [
            name
            for name in names
            for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')
            if any(word.encode() in (bytes(v) if isinstance(v, bytes) else str(v).encode()) for v in row)
        ]
    folder = app.session.folder
    files = [path for path in folder.rglob("*") if path.is_file() and word[3:].encode() in path.read_bytes()]
    return found + [path.name for path in files]


def test_what_a_person_may_no_longer_see_leaves_the_device_and_unsent_work_waits_for_a_manager(
    hub: HubProcess, tmp_path: Path, qtbot: QtBot
) -> None:
    app = hub.device(tmp_path / "max", "max", "fleet")
    driver = create(app.replica, "driver", name=SECRET)
    photo = app.workspace.files.add_bytes(PHOTO, "dent.jpg")
    photos = {new_id(): {"file": photo, "alt": SECRET}}
    claim = create(app.replica, "claim", number="C-1", status="reported", photos=photos, description=SECRET)
    car = create(app.replica, "vehicle", **camry())
    eventually(lambda: in_step(app) and not app.workspace.files.unsent(), "in step")
    backups.make(app.session.replica_path(), backups.DAILY)
    assert {"driver", "claim", "document"} <= set(told_in(app, SECRET))
    hub.stop()
    eventually(lambda: app.sync.state.phase is Phase.OFFLINE, "the hub is gone")
    wait(app.replica.execute(Edit("driver", driver, {}, {"notes": SECRET})))
    wait(app.replica.execute(Create("driver", {"name": f"{SECRET} the second"})))
    wait(app.replica.execute(Edit("vehicle", car, {}, {"price": Money(777, "EUR")})))
    hub.give_role("max", "salesperson")
    hub.start()
    app.sync.wake()
    eventually(lambda: app.replica.identity.role == "salesperson" and in_step(app), "the hub has said so")
    eventually(lambda: not told_in(app, SECRET), "not one byte of it is left")
    assert rows(app.replica, "driver") == rows(app.replica, "claim") == []
    assert app.workspace.reader.record("claim", claim) is None
    assert not app.workspace.files.has(photo.digest)
    assert app.workspace.reader.record("vehicle", car) is not None
    assert app.workspace.reader.unsent().changes == 0

    olga = hub.device(tmp_path / "olga", "olga")
    eventually(lambda: in_step(olga), "head office is in step")
    assert olga.workspace.reader.record("vehicle", car).values["price"] == Money(777, "EUR")  # type: ignore[union-attr]
    with httpx.Client(
        base_url=hub.address, headers={"Authorization": f"Bearer {olga.session._token}"}, timeout=60
    ) as http:
        kept = http.get("/v1/escrow", timeout=60).json()["changes"]
    assert [each["type"] for each in kept] == ["driver", "driver"]
    app.close()
    olga.close()


def test_rights_given_back_bring_everything_back(hub: HubProcess, tmp_path: Path, qtbot: QtBot) -> None:
    """An open device hears of both within seconds, without being asked."""
    app = hub.device(tmp_path / "dana", "dana")
    cost = create(app.replica, "vehicle_cost", vehicle=new_id(), notes=SECRET)
    eventually(lambda: in_step(app), "in step")
    hub.give_role("dana", "salesperson")
    eventually(lambda: in_step(app) and not told_in(app, SECRET), "gone while the device was open")
    hub.give_role("dana", "sales_manager")
    app.session.forget_token()
    eventually(lambda: app.workspace.reader.record("vehicle_cost", cost) is not None, "there again", 120)
    app.close()


def test_a_round_that_listens_to_fewer_spaces_than_a_renewed_token_tells_begins_anew(
    hub: HubProcess, tmp_path: Path, qtbot: QtBot
) -> None:
    """The token was renewed while the device was attached, so what is known of the person is right already."""
    app = App(tmp_path / "dana", "showroom", hub.session(tmp_path / "dana", "dana"))
    session, reader = app.session, app.workspace.reader
    telling = Telling(reader, app.workspace.files, lambda state: None)
    reporting = Reporting(app.replica, reader, session, telling, Rejoining(app.replica, session), app.workspace.files)
    fewer = replace(session.standing, spaces=session.standing.spaces[1:])

    async def report(began_as: Standing) -> None:
        connection = session.connection()
        try:
            await reporting.report(connection, began_as)
        finally:
            await connection.close()

    asyncio.run(report(session.standing))
    with pytest.raises(RightsChanged):
        asyncio.run(report(fewer))
    app.close()
