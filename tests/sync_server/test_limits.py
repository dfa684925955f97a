"""Limits: who asks too often, from elsewhere or not at all is turned away, and everybody else goes on."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from shared_models.protocol import MEDIA_TYPE, pack
from sync_server.errors import HubError
from sync_server.limits import Limits, network_of
from tests.support.processes import wait_until
from tests.sync_server.hub_client import PATIENT, Device, ok
from tests.sync_server.running_hub import RunningHub


@dataclass
class _Tight(RunningHub):
    """A hub with devices that signed in before anybody was turned away."""

    devices: dict[str, Device] = field(default_factory=dict)


@pytest.fixture(scope="module")
def tight(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Tight]:
    """A hub that lets little through."""
    knobs = {
        "RATE_DEVICE": "1",
        "RATE_ADDRESS": "6",
        "MOST_STREAMS": "2",
        "MOST_CONNECTIONS": "60",
        "HOSTS": "127.0.0.1",
    }
    env = {f"FORECOURT_HUB_{name}": value for name, value in knobs.items()}
    running = _Tight(tmp_path_factory.mktemp("tight") / "data", env=env)
    running.provision("acme", codes=8).start()
    running.devices = {who: running.device(who) for who in ("salesperson", "south", "sales_manager", "fleet_manager")}
    for device in running.devices.values():  # a token that the hub has not seen yet counts for the address
        ok(device.http.get("/v1/session/me"))
    yield running
    assert not [line for line in running.log_lines() if line["level"] == "error"], running.program.log
    running.stop()


def test_a_bucket_empties_and_fills_again() -> None:
    time = [0.0]
    limits = Limits({"device": 2.0, "address": 0.0}, 1, lambda: time[0])
    for _ in range(20):
        limits.take("device", "one")
    with pytest.raises(HubError) as refusal:
        limits.take("device", "one")
    assert (refusal.value.status_code, refusal.value.headers) == (429, {"Retry-After": "1"})
    limits.take("device", "two")
    time[0] = 0.6
    limits.take("device", "one")
    with pytest.raises(HubError):
        limits.take("device", "one")
    for _ in range(1_000):
        limits.take("address", "anyone")


def test_buckets_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync_server.limits._REMEMBERED", 100)
    time = [0.0]
    limits = Limits({"address": 1.0}, 1, lambda: time[0])
    for number in range(1_000):
        time[0] += 0.001
        limits.take("address", str(number))
    assert len(limits._buckets["address"]) <= 100


def test_one_host_of_the_sixth_version_counts_as_its_network() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:1") != network_of("2001:db8:0:1::1")
    assert (network_of("192.0.2.1"), network_of("no address:")) == ("192.0.2.1", "no address:")


def test_a_device_that_asks_too_often_waits_and_others_do_not(tight: _Tight) -> None:
    greedy, patient = tight.devices["salesperson"], tight.devices["south"]
    refused = first_refused(lambda: greedy.http.get("/v1/session/me"))
    assert refused.json()["code"] == "too_often"
    assert int(refused.headers["Retry-After"]) >= 1
    assert patient.http.get("/v1/session/me").status_code == 200
    assert 429 in (handshake(tight, greedy) for _ in range(100))


def first_refused(ask: Callable[[], httpx.Response]) -> httpx.Response:
    """The first answer that says 429, asking as often as it takes."""
    return next(answer for answer in (ask() for _ in range(5_000)) if answer.status_code == 429)


def test_who_floods_without_a_token_does_not_hinder_who_has_one(tight: _Tight) -> None:
    device = tight.devices["sales_manager"]
    assert device.http.get("/v1/session/me").status_code == 200
    with httpx.Client(base_url=tight.url, headers={"Authorization": "Bearer nonsense"}, timeout=60) as flood:
        assert flood.get("/v1/records").status_code in (401, 429)
        first_refused(lambda: flood.get("/v1/records"))
        first_refused(lambda: flood.post("/v1/session/challenge", json={"device": ""}))
        assert flood.get("/health").status_code == 200
    assert device.http.get("/v1/session/me").status_code == 200
    wait_until(lambda: httpx.get(f"{tight.url}/ready", timeout=60).status_code == 200, "the bucket fills again", 60)


def test_a_device_opens_only_so_many_streams(tight: _Tight) -> None:
    device = tight.devices["fleet_manager"]
    cursors = {"acme/insurance": 0}
    with ExitStack() as streams:
        for _ in range(2):
            assert streams.enter_context(device.live(cursors)).recv(timeout=60) == pack([])
        assert handshake(tight, device) == 429
        assert device.post("/v1/sync/poll", {"cursors": cursors, "wait": 0}).status_code == 429
        assert device.http.get("/v1/events", params={"space": "acme/insurance"}).status_code == 429
    asked = {"cursors": cursors, "wait": 0}
    wait_until(lambda: device.post("/v1/sync/poll", asked).status_code == 200, "the streams are over", 60)


def handshake(hub: RunningHub, device: Device, **headers: str) -> int:
    """The status with which a handshake is refused; 101 when it is not."""
    told = {"Authorization": device.http.headers["Authorization"], **headers}
    try:
        with connect(hub.url.replace("http", "ws", 1) + "/v1/live", additional_headers=told, **PATIENT):
            return 101
    except InvalidStatus as refusal:
        return refusal.response.status_code


def test_other_sites_pages_may_not_speak_to_the_hub(hub: RunningHub) -> None:
    device = hub.device("salesperson")
    evil = {"Origin": "https://evil.example"}
    for method, path in (("GET", "/v1/records"), ("POST", "/v1/session/challenge"), ("OPTIONS", "/v1/sync/push")):
        answer = device.http.request(method, path, headers=evil)
        assert (answer.status_code, answer.json()["code"]) == (403, "cross_origin")
        assert not [name for name in answer.headers if name.startswith("access-control")]
    assert device.http.get("/v1/records", headers={"Origin": "null"}).status_code == 403
    assert device.http.get("/v1/records", headers={"Origin": hub.url}).status_code == 200
    assert handshake(hub, device, **evil) == 403
    assert handshake(hub, device, Origin=hub.url) == 101


def test_a_hub_answers_to_its_names_alone(tight: _Tight) -> None:
    answer = httpx.get(f"{tight.url}/ready", headers={"Host": "rebound.example"}, timeout=60)
    assert (answer.status_code, answer.json()["code"]) == (421, "wrong_host")


def test_packed_bodies_are_not_unpacked(hub: RunningHub) -> None:
    device = hub.device("salesperson")
    bomb = gzip.compress(b"\0" * 50_000_000)
    headers = {"Content-Type": MEDIA_TYPE, "Content-Encoding": "gzip"}
    answer = device.http.post("/v1/sync/push", content=bomb, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "media_type")


def test_five_hundred_silent_sockets_leave_room_for_those_who_ask(tight: _Tight) -> None:
    host, _, port = tight.url.rpartition("/")[2].partition(":")
    with ExitStack() as sockets:
        silent = [sockets.enter_context(socket.create_connection((host, int(port)), 60)) for _ in range(500)]
        for at, each in enumerate(silent):
            if at % 2:
                _say_a_little(each)
        assert httpx.get(f"{tight.url}/health", timeout=60).json() == {"status": "ok"}
        silent[0].settimeout(60)
        assert _is_cut(silent[0])


def _say_a_little(one: socket.socket) -> None:
    try:
        one.sendall(b"GET /health HTTP/1.1\r\nHo")
    except OSError:
        pass  # it was cut already


def _is_cut(one: socket.socket) -> bool:
    try:
        return one.recv(1) == b""
    except ConnectionError:
        return True
