"""All writing is stopped while reading goes on: changes wait on the devices, for one tenant or for all."""

from __future__ import annotations

import json

import pytest

from shared_models.protocol import FROZEN, WAITING
from sync_server.__main__ import main
from sync_server.database import Database
from sync_server.freezing import Frozen, freeze, frozen, thaw
from sync_server.tables import TENANT
from tests.support.processes import wait_until
from tests.sync_server.running_hub import RunningHub


@pytest.fixture
def tenants(database: Database) -> Database:
    with database.write() as connection:
        connection.execute(TENANT.insert(), [{"name": name, "created": 1} for name in ("north", "south")])
    return database


def test_one_tenant_or_all(tenants: Database) -> None:
    with tenants.write() as connection:
        assert not frozen(connection).holds("north")
        freeze(connection, "north", 1)
        assert [frozen(connection).holds(name) for name in ("north", "south")] == [True, False]
        freeze(connection, None, 2)
        assert [frozen(connection).holds(name) for name in ("north", "south", "later")] == [True] * 3
        thaw(connection, "north", 3)
        assert [frozen(connection).holds(name) for name in ("north", "south")] == [False, True]
        thaw(connection, None, 4)
        assert frozen(connection) == Frozen()


def test_changes_wait_and_reading_goes_on(fresh_hub: RunningHub, capsys: pytest.CaptureFixture[str]) -> None:
    """Also for a program that has never heard of it: to it the changes wait, as for something that is not there yet."""
    device = fresh_hub.start().device("salesperson")
    car, born = device.born("vehicle", make="Volvo", model="V", status="available")
    assert device.push_one(born).status == "accepted"
    command = ["--data", str(fresh_hub.data)]
    assert main(["freeze", *command]) == 0
    assert json.loads(capsys.readouterr().out)["frozen"] == ["*"]
    wait_until(lambda: device.http.put(f"/v1/files/{'0' * 64}", content=b"x").status_code == 503, "it is in effect")
    edit = device.put(car, "model", "X")
    told = device.push_one(edit)
    assert (told.status, told.code) == (WAITING, FROZEN)
    assert "kept and sent later" in told.detail
    entries, _ = device.pull({car.space: 0}, 10)
    assert len(entries) == 1
    fresh_hub.program.kill()
    fresh_hub.start(int(fresh_hub.url.rpartition(":")[2]))
    assert device.push_one(edit).code == FROZEN, "it outlives the hub"
    assert main(["thaw", *command]) == 0
    wait_until(lambda: device.push_one(edit).status == "accepted", "it is over")
    fresh_hub.stop()
