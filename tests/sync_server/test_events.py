"""Server-sent events, long polling and presence at a real hub: resumed exactly, refused clearly, ended in time."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from shared_models.identifiers import new_id
from shared_models.protocol import PRESENCE_LIFE, pack, read_entry, unpack_body
from sync_server.errors import HubError
from sync_server.keys import load_key
from sync_server.presence import MOST_PER_DEVICE, Presence, Present
from sync_server.tokens import TokenMint
from tests.sync_server.hub_client import PATIENT, Device, ok
from tests.sync_server.running_hub import RunningHub

STOCK, CUSTOMERS = "other/stock", "other/customers"


@pytest.fixture(scope="module")
def seller(hub: RunningHub) -> Device:
    return hub.device("salesperson", "other")


def cars(device: Device, count: int) -> list[Any]:
    return [device.born("vehicle", make="Make", model=str(number))[1] for number in range(count)]


@contextmanager
def events(device: Device, *spaces: str, after: str = "") -> Iterator[Iterator[tuple[str, str, Any]]]:
    """The stream of events: (id, name, body) of each; comments are passed over."""
    query = httpx.QueryParams([("space", space) for space in spaces])
    headers = {"Last-Event-ID": after} if after else {}

    def read(answer: httpx.Response) -> Iterator[tuple[str, str, Any]]:
        number = name = ""
        for line in answer.iter_lines():
            key, _, value = line.partition(": ")
            if key == "id":
                number = value
            elif key == "event":
                name = value
            elif key == "data":
                yield number, name, json.loads(value) if name == "end" else unpack_body(base64.b64decode(value))

    with device.http.stream("GET", "/v1/events", params=query, headers=headers) as answer:
        assert answer.status_code == 200, answer.read()
        yield read(answer)


def take(stream: Iterator[tuple[str, str, Any]], count: int) -> tuple[list[Any], str]:
    """The next ``count`` entries and the id that came with the last of them."""
    entries: list[Any] = []
    number = ""
    while len(entries) < count:
        number, name, body = next(stream)
        entries += [read_entry(parts) for parts in body] if name == "entries" else []
    return entries, number


def refused(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    assert body["detail"]
    return answer.status_code, body["code"]


def test_events_catch_up_stream_and_resume_without_loss_or_repetition(hub: RunningHub, seller: Device) -> None:
    start = len(seller.pull_all(STOCK))
    missed = cars(seller, 3)
    seller.push(*missed)
    with events(seller, STOCK, CUSTOMERS, after=f"{start}-0") as stream:
        entries, number = take(stream, 3)
        assert [e.envelope for e in entries] == missed
        assert number == f"{start + 3}-0"
        assert next(stream)[1:] == ("entries", [])
        fresh = cars(seller, 2)
        seller.push(*fresh)
        entries, number = take(stream, 2)
        assert [e.envelope for e in entries] == fresh
    away = cars(seller, 2)
    seller.push(*away)
    with events(seller, STOCK, CUSTOMERS, after=number) as stream:
        assert [e.envelope for e in take(stream, 2)[0]] == away


def test_nothing_falls_between_catching_up_and_streaming(hub: RunningHub, seller: Device) -> None:
    writer = hub.device("salesperson", "other")
    batches = [cars(writer, 20) for _ in range(25)]
    start = len(seller.pull_all(STOCK))
    pushing = threading.Thread(target=lambda: [writer.push(*batch) for batch in batches])
    pushing.start()
    for _ in range(3):
        with events(seller, STOCK, after=str(start)) as stream:
            assert [e.seq for e in take(stream, 500)[0]] == list(range(start + 1, start + 501))
    pushing.join()


@pytest.mark.parametrize(
    ("spaces", "after", "status", "code"),
    [
        ([STOCK], "x", 400, "bad_resume_id"),
        ([STOCK], "1-2", 400, "bad_resume_id"),
        ([STOCK], "-1", 400, "bad_resume_id"),
        ([STOCK], "²", 400, "bad_resume_id"),
        ([STOCK], "9" * 40, 400, "bad_resume_id"),
        ([STOCK, STOCK], "1-1", 400, "bad_resume_id"),
        ([STOCK], "999999999", 409, "cursor_ahead"),
        (["acme/stock"], "0", 403, "space_forbidden"),
        (["nonsense"], "0", 403, "space_forbidden"),
        ([], "", 422, "invalid_request"),
    ],
)
def test_resume_ids_that_are_none(seller: Device, spaces: list[str], after: str, status: int, code: str) -> None:
    query = httpx.QueryParams([*(("space", space) for space in spaces), ("after", after)])
    assert refused(seller.http.get("/v1/events", params=query)) == (status, code)


def test_who_may_listen(hub: RunningHub) -> None:
    for headers, code in (({}, "token_missing"), ({"Authorization": "Bearer x"}, "token_invalid")):
        answer = httpx.get(f"{hub.url}/v1/events", params={"space": STOCK}, headers=headers, timeout=60)
        assert refused(answer) == (401, code)


def test_an_expiring_token_ends_the_stream(hub: RunningHub) -> None:
    device = hub.device("auditor", "other")
    for life in (2, 10, 40):  # seconds; on a busy machine a short one has run out before it is shown
        token = TokenMint(load_key(hub.data), life).access(device.session["person"], device.id, "other")
        device.http.headers["Authorization"] = f"Bearer {token}"
        try:
            with events(device, STOCK) as stream:
                *_, last = stream
        except AssertionError:
            continue  # 401
        break
    assert last[1:] == ("end", {"code": "token_expired", "detail": "The token has expired."})


def test_a_hub_that_stops_ends_its_streams(fresh_hub_on_sqlite: RunningHub) -> None:
    device = fresh_hub_on_sqlite.start().device("auditor")
    with events(device, "acme/stock") as stream:
        assert next(stream)[1:] == ("entries", [])
        assert next(stream)[1] == "presence"
        stopping = threading.Thread(target=fresh_hub_on_sqlite.stop)
        stopping.start()
        assert list(stream) == []
        stopping.join(60)
        assert not stopping.is_alive()


# --- long polling ---


def poll(device: Device, cursors: dict[str, int], wait: int = 0, present: int = 0) -> dict[str, Any]:
    answer = ok(device.post("/v1/sync/poll", {"cursors": cursors, "wait": wait, "present": present}))
    return dict(unpack_body(answer.content))


def test_a_poll_answers_at_once_or_as_soon_as_there_is_something(hub: RunningHub, seller: Device) -> None:
    start = len(seller.pull_all(STOCK))
    assert poll(seller, {STOCK: start})["entries"] == []
    missed = cars(seller, 2)
    seller.push(*missed)
    assert [read_entry(e).envelope for e in poll(seller, {STOCK: start}, 20)["entries"]] == missed
    version = poll(seller, {STOCK: start})["present"]
    fresh = cars(seller, 1)
    pushing = threading.Timer(0.2, lambda: hub.device("salesperson", "other").push(*fresh))
    pushing.start()
    answer = poll(seller, {STOCK: start + 2}, 20, version)
    assert [read_entry(e).seq for e in answer["entries"]] == [start + 3]
    pushing.join()


def test_polls_that_are_none(seller: Device) -> None:
    def asked(**body: Any) -> tuple[int, str]:
        return refused(seller.post("/v1/sync/poll", body))

    assert asked(cursors={STOCK: "x"}) == (400, "bad_body")
    assert asked(cursors={STOCK: 0}, wait=10_000) == (400, "bad_body")
    assert asked(cursors={STOCK: 0}, present=-1) == (400, "bad_body")
    assert asked(cursors={"acme/stock": 0}) == (403, "space_forbidden")
    assert asked(cursors={STOCK: 10**9}) == (409, "cursor_ahead")


# --- presence ---


def says(
    device: Device, record: str, editing: bool = True, space: str = STOCK, kind: str = "vehicle"
) -> httpx.Response:
    body = {"space": space, "type": kind, "record": record, "editing": editing}
    return device.http.post("/v1/presence", json=body)


def presence_of(socket: Any) -> Any:
    while True:
        body = unpack_body(socket.recv(timeout=60))
        if isinstance(body, dict):
            return body["presence"]


def test_who_edits_is_told_to_those_who_may_read_the_space(hub: RunningHub, seller: Device) -> None:
    other = hub.device("sales_manager", "other")
    record = new_id()
    expected = [["vehicle", record, other.session["person"], "sales_manager", other.id]]
    cursors = {STOCK: len(seller.pull_all(STOCK)), CUSTOMERS: 0}
    url = seller.url.replace("http", "ws", 1) + "/v1/live"
    from websockets.sync.client import connect

    with (
        connect(url, additional_headers={"Authorization": seller.http.headers["Authorization"]}, **PATIENT) as socket,
        events(seller, STOCK) as stream,
    ):
        socket.send(pack({"cursors": cursors, "presence": True}))
        assert presence_of(socket) == {STOCK: [], CUSTOMERS: []}
        while next(stream)[1] != "presence":
            pass
        version = poll(seller, cursors)["present"]
        assert says(other, record).status_code == 204
        assert presence_of(socket) == {STOCK: expected}
        assert next(stream)[1:] == ("presence", {STOCK: expected})
        answer = poll(seller, cursors, 20, version)
        assert answer["presence"] == {STOCK: expected, CUSTOMERS: []}
        assert says(other, record).status_code == 204
        assert says(other, record, editing=False).status_code == 204
        assert presence_of(socket) == {STOCK: []}
        assert poll(seller, cursors, 20, answer["present"])["presence"][STOCK] == []
    assert len(seller.pull_all(STOCK)) == cursors[STOCK]


def test_presence_that_is_none(seller: Device) -> None:
    assert refused(says(seller, "x")) == (400, "bad_body")
    assert refused(says(seller, new_id(), kind="policy")) == (400, "bad_body")
    assert refused(says(seller, new_id(), kind="spaceship")) == (400, "bad_body")
    assert refused(says(seller, new_id(), space="acme/stock")) == (403, "space_forbidden")
    assert refused(says(seller, new_id(), space="other/insurance", kind="policy")) == (403, "space_forbidden")


def test_presence_that_is_not_refreshed_ends() -> None:
    told: list[str] = []
    now = [100.0]
    presence = Presence(told.append, lambda: now[0])
    one, two = (Present("vehicle", record, "p", "P", "d") for record in ("one", "two"))
    presence.came("s", one)
    presence.came("s", two)
    now[0] += PRESENCE_LIFE - 1
    presence.came("s", one)
    before = presence.version(["s"])
    now[0] += 1
    presence.expire()
    assert [p[1] for p in presence.of(["s"])["s"]] == ["one"]
    assert told == ["s"] * 3
    assert presence.version(["s"]) != before
    for number in range(MOST_PER_DEVICE - 1):
        presence.came("s", Present("vehicle", str(number), "p", "P", "d"))
    with pytest.raises(HubError):
        presence.came("s", two)
