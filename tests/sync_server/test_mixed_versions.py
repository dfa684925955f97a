"""A rolling upgrade: the hub of one revision ago and today's on one PostgreSQL, and a device of the version before.

What this does not prove: the earlier hub's program is today's but for its tables, and the earlier device speaks today's
wire under an older version's name; the soak does it with the real earlier program, out of the repository's history
(``tests/journeys/test_earlier_program.py``). That the wire itself goes on is held by its forms in
``shared_models/protocol.py``, which may only be added to.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sync_server.migrations import HEAD
from tests.support.earlier_hub import EARLIER
from tests.support.postgres import Postgres
from tests.support.processes import Program
from tests.sync_server.hub_client import Device
from tests.sync_server.running_hub import RunningHub
from tests.sync_server.test_damaged_files import asked_for, brought, errors_beside
from tests.sync_server.test_several_hubs import at, share_keys


def start_earlier(hub: RunningHub) -> RunningHub:
    hub.program = Program("-m", "tests.support.earlier_hub", "serve", "--data", hub.data, "--port", "0")
    hub.url = hub.program.wait_for(r"ready on (http://\S+)")[1]
    return hub


@pytest.fixture
def two(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningHub, RunningHub]]:
    """The earlier hub, whose database it made, and today's, which is not started yet."""
    url = postgres.new_database(made=False)
    hubs = [RunningHub(tmp_path_factory.mktemp("mixed") / "data") for _ in range(2)]
    for hub in hubs:
        hub.data.mkdir()
        (hub.data / "hub.toml").write_text(f'database = "{url}"\n', "utf-8")
    try:
        start_earlier(hubs[0])
        share_keys(hubs[0].data, hubs[1].data)
        yield hubs[0], hubs[1]
    finally:
        for hub in hubs:
            if hasattr(hub, "program"):
                hub.program.close()
        postgres.drop(url)


def test_both_take_changes_and_each_gives_the_other_s(two: tuple[RunningHub, RunningHub]) -> None:
    earlier, today = two
    asked = "SELECT version_num FROM alembic_version"
    assert earlier.sql(asked) == [(EARLIER,)]
    today.provision("acme", codes=3).start()
    earlier.codes, earlier.people = today.codes, today.people
    assert today.sql(asked) == [(HEAD,)], "it expanded the tables beside the earlier hub"
    old = earlier.device("salesperson", version="0.0.9")
    new = today.device("salesperson")
    car, born = old.born("vehicle", make="Volvo", model="V", status="available")
    assert old.push_one(born).status == "accepted"
    _, other = new.born("vehicle", make="Saab", model="S", status="available")
    assert new.push_one(other).status == "accepted"
    edit = old.put(car, "model", "XC")
    assert at(today, old).push_one(edit).status == "accepted", "the old device comes to the new hub"
    assert everything(old, car.space) == everything(new, car.space) == [born.hash, other.hash, edit.hash]
    earlier.program.kill()
    start_earlier(earlier)
    again = at(earlier, old)
    assert everything(again, car.space) == [born.hash, other.hash, edit.hash], "it starts on tables that are newer"
    assert again.push_one(again.put(car, "model", "XC90")).status == "accepted"
    assert len(everything(new, car.space)) == 4
    for hub in two:
        assert not [line for line in hub.log_lines() if line["level"] == "error"], hub.program.log
        hub.stop()


def test_a_photo_damaged_beside_an_earlier_hub_is_put_back_by_either(two: tuple[RunningHub, RunningHub]) -> None:
    """The earlier one knows by itself alone what it has found; today's tells all others of today."""
    earlier, today = two
    files = earlier.data.parent / "files"
    for hub in two:
        with (hub.data / "hub.toml").open("a", encoding="utf-8") as told:
            told.write(f'files = "{files.as_posix()}"\n')
    earlier.program.kill()
    start_earlier(earlier)
    today.provision("acme", codes=2).start()
    earlier.codes, earlier.people = today.codes, today.people
    old = earlier.device("salesperson")
    new = at(today, old)
    for finder, other in ((old, new), (new, old)):
        photo, digest = brought(finder, files)
        assert asked_for(finder) == [digest]
        assert asked_for(other) == []
        assert other.http.put(f"/v1/files/{digest}", content=photo).status_code == 201
        for device in (old, new):
            assert device.http.get(f"/v1/files/{digest}").content == photo
            assert asked_for(device) == [], "who hands it out has seen that it is whole"
    for hub in two:
        assert errors_beside(hub) == []
        hub.stop()


def everything(device: Device, space: str) -> list[bytes]:
    """The changes of a space, in the order of its log."""
    return [entry.envelope.hash for entry in device.pull({space: 0}, 100)[0]]
