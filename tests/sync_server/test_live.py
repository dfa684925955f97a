"""The live socket: nothing falls between catching up and streaming, and every end has its code."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from shared_models.documents import Birth, Document
from shared_models.identifiers import new_id
from shared_models.protocol import MAX_PULL, pack, unpack_body
from sync_server.keys import load_key
from sync_server.tokens import TokenMint
from tests.sync_server.hub_client import PATIENT, Device, Record, heard
from tests.sync_server.running_hub import RunningHub

STOCK = "other/stock"


@pytest.fixture(scope="module")
def seller(hub: RunningHub) -> Device:
    return hub.device("salesperson", "other")


def cars(device: Device, count: int) -> list[Any]:
    return [device.born("vehicle", make="Make", model=str(number))[1] for number in range(count)]


def end_of(socket: ClientConnection) -> int:
    """Read until the hub ends the connection; its close code."""
    while True:
        try:
            socket.recv(timeout=60)
        except ConnectionClosed as ended:
            return ended.rcvd.code if ended.rcvd is not None else 0


def closing(device: Device, first: bytes | str) -> tuple[int, str]:
    url = device.url.replace("http", "ws", 1) + "/v1/live"
    with connect(url, additional_headers={"Authorization": device.http.headers["Authorization"]}, **PATIENT) as socket:
        socket.send(first)
        with pytest.raises(ConnectionClosed) as ended:
            socket.recv(timeout=60)
    assert ended.value.rcvd is not None
    return ended.value.rcvd.code, ended.value.rcvd.reason


def test_what_was_missed_comes_first_then_what_happens(seller: Device) -> None:
    cursor = len(seller.pull_all(STOCK))
    missed = cars(seller, 3)
    seller.push(*missed)
    with seller.live({STOCK: cursor}) as socket:
        assert [e.envelope for e in heard(socket, 3)] == missed
        fresh = cars(seller, 2)
        seller.push(*fresh)
        entries = heard(socket, 2)
    assert [e.envelope for e in entries] == fresh
    assert [e.seq for e in entries] == [cursor + 4, cursor + 5]


def test_a_batch_comes_in_one_message(seller: Device) -> None:
    with seller.live({STOCK: len(seller.pull_all(STOCK))}) as socket:
        seller.push(*cars(seller, 50))
        message = socket.recv(timeout=60)
        while message == pack([]):
            message = socket.recv(timeout=60)
        assert isinstance(message, bytes)
        assert len(unpack_body(message)) == 50


def test_nothing_falls_between_catching_up_and_streaming(hub: RunningHub, seller: Device) -> None:
    """One device pushes all the while others join: each sees every number once, in order."""
    writer = hub.device("salesperson", "other")
    batches = [cars(writer, 40) for _ in range(50)]
    start = len(seller.pull_all(STOCK))
    pushing = threading.Thread(target=lambda: [writer.push(*batch) for batch in batches])
    pushing.start()
    for _ in range(5):
        with seller.live({STOCK: start}) as socket:
            seen = [e.seq for e in heard(socket, 400)]
            assert seen == list(range(start + 1, start + 1 + len(seen)))
    pushing.join()
    total = len(batches) * 40
    assert total > MAX_PULL
    with seller.live({STOCK: start}) as socket:
        assert [e.seq for e in heard(socket, total)] == list(range(start + 1, start + 1 + total))


def test_one_hears_only_the_spaces_one_asked_for(hub: RunningHub, seller: Device) -> None:
    other = f"other/user/{seller.session['person']}"
    with seller.live({other: len(seller.pull_all(other))}) as socket:
        seller.push(*cars(seller, 1))
        _, search = seller.born("saved_search", name="Vans", record_type="vehicle")
        seller.push(search)
        assert heard(socket, 1)[0].envelope == search


def test_heartbeats(fresh_hub_on_sqlite: RunningHub) -> None:
    fresh_hub_on_sqlite.env["FORECOURT_HUB_HEARTBEAT"] = "0.05"
    device = fresh_hub_on_sqlite.start().device("auditor")
    with device.live({"acme/stock": 0}) as socket:
        assert [socket.recv(timeout=60) for _ in range(3)] == [pack([])] * 3


def test_heartbeats_of_an_open_stream_of_events_come_as_often(fresh_hub_on_sqlite: RunningHub) -> None:
    fresh_hub_on_sqlite.env["FORECOURT_HUB_HEARTBEAT"] = "0.05"
    device = fresh_hub_on_sqlite.start().device("auditor")
    with device.http.stream("GET", "/v1/events", params={"space": "acme/stock"}, timeout=60) as answer:
        lines = (line for line in answer.iter_lines() if line.startswith(":"))
        assert len([next(lines) for _ in range(5)]) == 5


def test_a_bad_token_is_turned_away_at_the_door(hub: RunningHub) -> None:
    with pytest.raises(InvalidStatus) as refused:
        connect(
            hub.url.replace("http", "ws", 1) + "/v1/live", additional_headers={"Authorization": "Bearer x"}, **PATIENT
        )
    assert refused.value.response.status_code == 401
    assert b"token_invalid" in refused.value.response.body


def test_an_expiring_token_ends_the_connection(hub: RunningHub) -> None:
    device = hub.device("auditor", "other")
    for life in (2, 10, 40):  # seconds; on a busy machine a short one has run out before it is shown
        token = TokenMint(load_key(hub.data), life).access(device.session["person"], device.id, "other")
        device.http.headers["Authorization"] = f"Bearer {token}"
        try:
            with device.live({STOCK: 0}) as socket:
                ended = end_of(socket)
        except InvalidStatus:
            continue
        break
    assert ended == 4401


def test_first_messages_that_are_none(seller: Device) -> None:
    assert closing(seller, b"\xc1") == (4400, "bad_body")
    assert closing(seller, "text") == (4400, "bad_body")
    assert closing(seller, pack({"cursors": {STOCK: "x"}})) == (4400, "bad_body")
    assert closing(seller, pack({"cursors": {"acme/stock": 0}})) == (4403, "space_forbidden")
    assert closing(seller, pack({"cursors": {STOCK: 10**9}})) == (4409, "cursor_ahead")


def test_a_device_speaks_once(seller: Device) -> None:
    with seller.live({f"other/user/{seller.session['person']}": 0}) as socket:
        socket.send(b"more")
        assert end_of(socket) == 1008


def test_a_hub_that_stops_says_so(fresh_hub_on_sqlite: RunningHub) -> None:
    device = fresh_hub_on_sqlite.start().device("auditor")
    with device.live({"acme/stock": 0}) as socket:
        assert socket.recv(timeout=60) == pack([])
        stopping = threading.Thread(target=fresh_hub_on_sqlite.stop)
        stopping.start()
        assert end_of(socket) == 1012
        stopping.join()


def test_one_who_does_not_read_is_cut_off_and_the_others_are_not(fresh_hub_on_sqlite: RunningHub) -> None:
    fresh_hub_on_sqlite.env["FORECOURT_HUB_SLOW_CONSUMER"] = "100000"
    device = fresh_hub_on_sqlite.start().device("salesperson")
    url = fresh_hub_on_sqlite.url.replace("http", "ws", 1) + "/v1/live"
    headers = {"Authorization": device.http.headers["Authorization"]}
    with connect(url, additional_headers=headers, max_size=None, max_queue=1, **PATIENT) as lazy:
        lazy.send(pack({"cursors": {"acme/stock": 0}}))
        with device.live({"acme/stock": 0}) as keen:
            for _ in range(60):
                assert {r.status for r in device.push(*(heavy_car(device) for _ in range(3)))} == {"accepted"}
                heard(keen, 3)
        assert end_of(lazy) == 1013


def heavy_car(device: Device) -> Any:
    """A birth of 200 kB, most of it in a field that only newer programs know."""
    record = Record(new_id(), "vehicle", "acme/stock", None)
    atoms = {"make": "Make", "model": "Model", "story": "x" * 200_000}
    document = Document.create(device.actor, Birth(record.id, "vehicle"), {"features": "set", "photos": "rows"}, atoms)
    return device.envelope(record, document.changes()[0])
