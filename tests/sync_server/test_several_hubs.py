"""Several hubs on one database: each log whole and in order for every reader, nothing decided twice, all heard."""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from websockets.exceptions import ConnectionClosed

from shared_models.documents import Document
from shared_models.envelopes import Envelope
from shared_models.facts import fact_hash
from shared_models.identifiers import new_id
from shared_models.protocol import GENESIS, chain_hash, unpack_body
from sync_server.config import load_config
from sync_server.database import Database
from sync_server.group_writer import GroupWriter
from sync_server.keys import KEY_FILES
from sync_server.postgres import PostgresDatabase
from sync_server.update_log import Appending, since_all, verify
from tests.support.nats import Nats
from tests.support.postgres import Postgres
from tests.support.processes import Program, wait_until
from tests.sync_server.hub_client import Device, Record, heard, statuses
from tests.sync_server.running_hub import RunningHub
from tests.sync_server.test_damaged_files import asked_for, brought, errors_beside

SPACES = [f"acme/store/{name * 32}/leads" for name in "abcd"]
STOCK = "acme/stock"


def a_change(space: str) -> Envelope:
    payload = os.urandom(16)
    who = ("1" * 32, "2" * 32)
    return Envelope("fact", space, new_id(), "hold", *who, 1, False, "t", fact_hash(payload), payload, b"\0" * 64)


@pytest.fixture
def databases(postgres: Postgres) -> Iterator[list[PostgresDatabase]]:
    """What four hubs would have: connections of their own to one database."""
    url = postgres.new_database()
    several = [PostgresDatabase(url) for _ in range(4)]
    yield several
    for database in several:
        database.close()
    postgres.drop(url)


def append(connection: Connection, spaces: list[str], pause: float) -> None:
    """A transaction of a hub that takes its time between writing and committing."""
    log = Appending(connection, 0)
    for space in spaces:
        change = a_change(space)
        log.append(change, change.pack(), 1)
    log.flush()
    connection.exec_driver_sql("SELECT pg_sleep(%s)", (pause,))


def test_a_reader_by_cursor_misses_nothing_of_several_writers(databases: list[PostgresDatabase]) -> None:
    """With a number drawn before the commit a reader would miss a fifth: it sees a later number first."""
    stop, seen = threading.Event(), []

    def read(database: Database) -> list[tuple[str, int]]:
        cursors, found = dict.fromkeys(SPACES, 0), []
        while True:
            over = stop.is_set()
            with database.read() as connection:
                entries, cursors = since_all(connection, cursors, 500)
            found += [tuple(unpack_body(entry)[:2]) for entry in entries]
            if over and not entries:
                return found

    def write(number: int) -> None:
        mind, database = random.Random(number), databases[number]
        for _ in range(25):
            spaces = mind.choices(SPACES, k=mind.randrange(1, 4))
            with database.write() as connection:
                database.lock(connection, set(spaces))
                append(connection, spaces, mind.random() / 200)

    with ThreadPoolExecutor(6) as threads:
        reading = [threads.submit(read, databases[i]) for i in (0, 1)]
        try:
            list(threads.map(write, range(4)))
        finally:
            stop.set()
        seen = [one.result() for one in reading]
    with databases[0].read() as connection:
        heads = {found[0]: found[1] for found in verify(connection) if isinstance(found, tuple)}
    for found in seen:
        assert len(found) == sum(heads.values()) > 100
        for space in SPACES:
            numbers = [seq for name, seq in found if name == space]
            assert numbers == list(range(1, heads[space] + 1))


def test_writers_that_want_the_same_spaces_never_wait_for_each_other(databases: list[PostgresDatabase]) -> None:
    met: list[DBAPIError] = []

    def write(number: int) -> None:
        mind, database = random.Random(number), databases[number]
        for _ in range(20):
            # Many of them new, some in common, asked for in any order.
            spaces = [f"acme/store/{mind.randrange(40):032}/leads" for _ in range(6)]
            try:
                with database.write() as connection:
                    database.lock(connection, spaces)
                    append(connection, spaces, 0.001)
            except DBAPIError as error:
                met.append(error)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(4)))
    assert not met
    with databases[0].read() as connection:
        assert all(isinstance(found, tuple) for found in verify(connection))


def test_a_deadlock_is_tried_again(databases: list[PostgresDatabase]) -> None:
    """Two jobs that, unlike all of the hub's own, lock in crossed order."""
    one, two = SPACES[:2]
    with databases[0].write() as connection:
        databases[0].lock(connection, SPACES)
    both = threading.Barrier(2)
    tries = {0: 0, 1: 0}

    def job(number: int) -> None:
        first, second = (one, two) if number else (two, one)

        def crossed(connection: Connection) -> int:
            tries[number] += 1
            for space in (first, second):
                connection.exec_driver_sql("UPDATE space SET seq = seq WHERE name = %s", (space,))
                if space == first and sum(tries.values()) <= 2:
                    both.wait(60)
            return number

        async def run() -> int:
            writer = GroupWriter(databases[number])
            try:
                return await writer.write(crossed)
            finally:
                await writer.close()

        assert asyncio.run(run()) == number

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(job, (0, 1)))
    assert sorted(tries.values()) == [1, 2]


@pytest.fixture(scope="module", params=["nats", "notify"])
def hubs(
    request: pytest.FixtureRequest, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[RunningHub, RunningHub]]:
    """Two hubs on one database, told of each other by NATS or by the database itself."""
    bus = Nats().start() if request.param == "nats" else None
    url, folders = postgres.new_database(), [tmp_path_factory.mktemp("hub") / "data" for _ in range(2)]
    one, two = (RunningHub(folder) for folder in folders)
    files = tmp_path_factory.mktemp("files")
    for folder in folders:
        folder.mkdir()
        told = f'database = "{url}"\nfiles = "{files.as_posix()}"\n' + (f'bus = "{bus.url}"\n' if bus else "")
        (folder / "hub.toml").write_text(told, "utf-8")
    one.provision("acme")
    two.codes, two.people = one.codes, one.people
    try:
        one.start()
        share_keys(folders[0], folders[1])
        yield one, two.start()
        for hub in (one, two):
            assert errors_beside(hub) == []
            hub.stop()
    finally:
        for hub in (one, two):
            if hasattr(hub, "program"):
                hub.program.close()
        if bus is not None:
            bus.kill()
        postgres.drop(url)


def share_keys(source: Path, target: Path) -> None:
    for name in KEY_FILES:
        if (source / name).exists():
            shutil.copy2(source / name, target / name)


def at(hub: RunningHub, device: Device) -> Device:
    """The same device, speaking to another hub."""
    there = Device(hub.url, key=device.key, id=device.id, actor=device.actor, clock=device.clock)
    there._begin(device.session)
    return there


def test_a_hub_with_other_keys_is_refused(hubs: tuple[RunningHub, RunningHub], tmp_path: Path) -> None:
    shutil.copy2(hubs[0].data / "hub.toml", tmp_path / "hub.toml")
    stranger = Program("-m", "sync_server", "serve", "--data", tmp_path, "--port", "0")
    with stranger:
        assert stranger.wait() != 0
        assert "with other keys. Copy hub.key and seal.key" in stranger.log


def test_all_hear_all_in_the_order_of_the_log(hubs: tuple[RunningHub, RunningHub]) -> None:
    devices = [hub.device("salesperson") for hub in hubs]
    head = devices[0].pull({STOCK: 0}, 1)[1][STOCK]
    with devices[0].live({STOCK: head}) as here, devices[1].live({STOCK: head}) as there:
        for socket in (here, there):
            assert unpack_body(socket.recv(timeout=60)) == []  # type: ignore[arg-type]

        def load(device: Device) -> None:
            for _ in range(10):
                pushed = device.push(*(device.born("vehicle", make="Seat", model="X")[1] for _ in range(3)))
                assert set(statuses(pushed)) == {"accepted"}

        with ThreadPoolExecutor(2) as threads:
            list(threads.map(load, devices))
        entries = [heard(socket, 60) for socket in (here, there)]
    assert entries[0] == entries[1]
    assert [entry.seq for entry in entries[0]] == list(range(head + 1, head + 61))
    for before, after in pairwise(entries[0]):
        assert after.chain == chain_hash(before.chain, after.seq, after.envelope.hash, after.stamp)
    assert len({entry.envelope.device for entry in entries[0]}) == 2
    assert GENESIS not in {entry.chain for entry in entries[0]}


def test_one_change_at_both_doors_at_once_enters_once(hubs: tuple[RunningHub, RunningHub]) -> None:
    here = hubs[0].device("salesperson")
    doors = [here, at(hubs[1], here)]
    births = [here.born("vehicle", make="Fiat", model="X")[1] for _ in range(20)]
    with ThreadPoolExecutor(2) as threads:
        for birth in births:
            told = list(threads.map(lambda door, birth=birth: door.push_one(birth), doors))
            assert sorted(result.status for result in told) == ["accepted", "known"]
            assert len({(result.seq, result.chain, result.stamp) for result in told}) == 1


def test_an_actor_belongs_to_one_device_wherever_it_is_used_first(hubs: tuple[RunningHub, RunningHub]) -> None:
    devices = [hub.device("salesperson") for hub in hubs]
    customers = [hub.device("fleet_manager") for hub in hubs]
    with ThreadPoolExecutor(2) as threads:
        for _ in range(5):
            actor = os.urandom(16)
            # In different spaces, so that no lock on a space keeps them apart.
            devices[0].actor = customers[1].actor = actor
            policy: dict[str, Any] = {"number": new_id(), "status": "active", "expires_on": date(2026, 1, 1)}
            births = [devices[0].born("vehicle", make="Opel", model="X")[1], customers[1].born("policy", **policy)[1]]
            told = list(threads.map(lambda d, b: d.push_one(b), (devices[0], customers[1]), births))
            assert sorted((result.status, result.code) for result in told) == [
                ("accepted", ""),
                ("refused", "actor_taken"),
            ]


def test_a_photo_brought_to_one_hub_is_fetched_from_the_other(hubs: tuple[RunningHub, RunningHub]) -> None:
    here = hubs[0].device("salesperson")
    photo = os.urandom(5_000)
    digest = hashlib.sha256(photo).hexdigest()
    assert here.http.put(f"/v1/files/{digest}", content=photo).status_code == 201
    assert at(hubs[1], here).http.get(f"/v1/files/{digest}").content == photo


def test_a_photo_that_lies_damaged_is_known_at_both_hubs_whichever_found_it(
    hubs: tuple[RunningHub, RunningHub],
) -> None:
    here = hubs[0].device("salesperson")
    there = at(hubs[1], here)
    folder = Path(load_config({"data": hubs[0].data}, {}).files_place)
    for finder, other in ((here, there), (there, here)):
        photo, digest = brought(finder, folder)
        assert asked_for(other) == [digest]
        assert other.http.get(f"/v1/files/{digest}").json()["code"] == "file_damaged"
        assert other.http.put(f"/v1/files/{digest}", content=photo).status_code == 201
        for device in (here, there):
            assert device.http.get(f"/v1/files/{digest}").content == photo
            assert asked_for(device) == []


def test_edits_of_one_record_at_both_hubs_all_count(hubs: tuple[RunningHub, RunningHub]) -> None:
    devices = [hub.device("salesperson") for hub in hubs]
    car, birth = devices[0].born("vehicle", make="Kia", model="X")
    devices[0].push_one(birth)
    copies = [Record(car.id, car.type, car.space, Document.load(birth.payload)) for _ in devices]

    def edit(number: int) -> None:
        for step in range(10):
            made = devices[number].put(copies[number], "price", f"{number * 100 + step} EUR")
            assert devices[number].push_one(made).status == "accepted"

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(edit, (0, 1)))
    for device in devices:
        record = next(one for one in device.first(STOCK, 5_000)[0] if one.id == car.id)
        assert len(record.changes) == 21
        assert record.forked
        assert len(record.heads) == 2


def test_a_code_enrols_one_device_and_a_challenge_serves_once(hubs: tuple[RunningHub, RunningHub]) -> None:
    for _ in range(3):
        code = hubs[0].codes["acme"].pop()
        new = [Device(hub.url) for hub in hubs]

        def enrol(device: Device, code: str = code) -> int:
            try:
                device.enrol(code)
            except httpx.HTTPStatusError as error:
                return error.response.status_code
            return 200

        with ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(enrol, new)) == [200, 401]
    device = hubs[0].device("auditor")
    asked = {**device.proof(), "refresh_token": device.session["refresh_token"]}
    with ThreadPoolExecutor(2) as threads:
        answers = list(
            threads.map(lambda hub: httpx.post(f"{hub.url}/v1/session/refresh", json=asked, timeout=60), hubs)
        )
    assert sorted(answer.status_code for answer in answers) == [200, 401]
    assert {answer.json().get("code") for answer in answers} == {None, "challenge_spent"}


def test_who_edits_is_known_at_the_other_hub_and_a_revoked_device_is_cut_there(
    hubs: tuple[RunningHub, RunningHub],
) -> None:
    here, there, chief = hubs[0].device("salesperson"), hubs[1].device("salesperson"), hubs[0].device("it_admin")
    car, birth = here.born("vehicle", make="Audi", model="X")
    seq = here.push_one(birth).seq
    told = {"space": STOCK, "type": "vehicle", "record": car.id, "editing": True}

    def present() -> tuple[list[list[str]], int]:
        body = unpack_body(there.post("/v1/sync/poll", {"cursors": {STOCK: seq}, "wait": 0, "present": 1}).content)
        return body["presence"].get(STOCK, []), body["present"]

    def is_there() -> bool:
        here.http.post("/v1/presence", json=told)
        return any(one[1] == car.id for one in present()[0])

    wait_until(is_there, "who edits is known", every=0.2)
    mine = unpack_body(here.post("/v1/sync/poll", {"cursors": {STOCK: seq}, "wait": 0, "present": 1}).content)
    assert mine["present"] == present()[1]
    here.http.post("/v1/presence", json={**told, "editing": False})
    wait_until(lambda: not any(one[1] == car.id for one in present()[0]), "who stopped is gone")
    with there.live({STOCK: seq}) as socket:
        assert unpack_body(socket.recv(timeout=60)) == []  # type: ignore[arg-type]
        assert chief.http.post(f"/v1/devices/{there.id}/revoke").status_code == 204
        with pytest.raises(ConnectionClosed):  # noqa: PT012
            while True:  # heartbeats may come first
                socket.recv(timeout=60)
