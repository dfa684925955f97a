"""Photos and papers: stored once by their content, whole or not at all, and only for their tenant."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from shared_models.kinds import FileRef
from sync_server.__main__ import main
from sync_server.file_places import Folder
from tests.sync_server.hub_client import Device
from tests.sync_server.running_hub import RunningHub


@pytest.fixture(scope="module")
def device(hub: RunningHub) -> Device:
    return hub.device("salesperson")


def put(device: Device, data: bytes, digest: str | None = None) -> httpx.Response:
    return device.http.put(f"/v1/files/{digest or hashlib.sha256(data).hexdigest()}", content=data)


def test_stored_once_and_fetched_whole_or_in_part(device: Device, hub: RunningHub) -> None:
    photo = os.urandom(300_000)
    digest = hashlib.sha256(photo).hexdigest()
    assert device.http.head(f"/v1/files/{digest}").status_code == 404
    assert [put(device, photo).status_code for _ in range(2)] == [201, 200]
    head = device.http.head(f"/v1/files/{digest}")
    assert (head.status_code, head.headers["Content-Length"]) == (200, "300000")
    assert device.http.get(f"/v1/files/{digest}").content == photo
    part = device.http.get(f"/v1/files/{digest}", headers={"Range": "bytes=100000-199999"})
    assert (part.status_code, part.content) == (206, photo[100_000:200_000])
    assert hub.device("auditor").http.get(f"/v1/files/{digest}").status_code == 404, "no record names it yet"


def test_a_file_is_for_those_who_may_read_a_record_that_names_it(device: Device, hub: RunningHub) -> None:
    manager, damage = hub.device("fleet_manager"), os.urandom(50_000)
    digest = hashlib.sha256(damage).hexdigest()
    assert put(manager, damage).status_code == 201
    photos = {"p": {"file": FileRef(digest, "damage.jpg", "image/jpeg", len(damage)), "alt": "A dent"}}
    _, claim = manager.born("claim", number="C", status="reported", photos=photos)
    assert manager.push_one(claim).status == "accepted"
    assert hub.device("auditor").http.get(f"/v1/files/{digest}").content == damage
    for login in ("salesperson", "insurer", "it_admin"):
        other = hub.device(login)
        for method in ("GET", "HEAD"):
            assert other.http.request(method, f"/v1/files/{digest}").status_code == 404
    assert put(device, b"", digest).json()["code"] == "digest_differs", "its name opens nothing"
    assert device.http.get(f"/v1/files/{digest}").status_code == 404
    assert put(device, damage).status_code == 200, "who has the bytes knows them"


def test_another_tenant_does_not_see_it(device: Device, hub: RunningHub) -> None:
    data = os.urandom(100)
    assert put(device, data).status_code == 201
    stranger = hub.device("salesperson", "other")
    missing = stranger.http.get(f"/v1/files/{hashlib.sha256(data).hexdigest()}")
    assert (missing.status_code, missing.json()["code"]) == (404, "file_missing")


def test_bytes_that_are_not_those_of_the_digest(device: Device, hub: RunningHub) -> None:
    digest = hashlib.sha256(b"wanted").hexdigest()
    answer = put(device, b"something else", digest)
    assert (answer.status_code, answer.json()["code"]) == (400, "digest_differs")
    assert device.http.head(f"/v1/files/{digest}").status_code == 404
    assert not list(hub.data.rglob("*.part"))


@pytest.mark.parametrize("digest", ["x", "0" * 63, "A" * 64, "..%2f..%2fhub.key"])
def test_names_that_are_no_digest(device: Device, digest: str) -> None:
    for method in ("GET", "PUT"):
        assert device.http.request(method, f"/v1/files/{digest}").status_code in (400, 404)


def test_a_file_beyond_the_limit(fresh_hub_on_sqlite: RunningHub) -> None:
    fresh_hub_on_sqlite.env["FORECOURT_HUB_MAX_FILE"] = "100000"
    device = fresh_hub_on_sqlite.start().device("salesperson")
    large = os.urandom(100_001)
    assert put(device, large).json()["code"] == "too_large"

    def in_pieces() -> Iterator[bytes]:
        yield large

    answer = device.http.put(f"/v1/files/{hashlib.sha256(large).hexdigest()}", content=in_pieces())
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert not [path for path in (fresh_hub_on_sqlite.data / "files").rglob("*") if path.is_file()]
    assert put(device, large[:-1]).status_code == 201


def test_a_hub_that_starts_clears_away_only_what_nobody_writes_any_more(tmp_path: Path) -> None:
    """The folder may be another hub's as well, which is taking something in just now."""
    folder = tmp_path / "acme" / "ab"
    folder.mkdir(parents=True)
    for name, age in (("young.part", 60), ("old.part", 7_200)):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (time.time() - age, time.time() - age))
    Folder(tmp_path).clear_unfinished(shared=True)
    assert [path.name for path in folder.iterdir()] == ["young.part"]


def test_one_found_damaged_is_told_and_put_back_by_who_has_it_or_from_the_copy_beside_the_backups(
    fresh_hub_on_sqlite: RunningHub,
) -> None:
    hub = fresh_hub_on_sqlite.start()
    device, other = hub.device("salesperson"), hub.device("auditor")
    photo = os.urandom(300_000)
    digest = hashlib.sha256(photo).hexdigest()
    assert put(device, photo).status_code == 201
    (lies,) = (hub.data / "files").rglob(digest)

    def spoilt() -> None:
        """Damaged beyond the first piece: who fetches it is cut off, and from then on it is known."""
        written = lies.read_bytes()
        lies.write_bytes(written[:-9] + bytes(byte ^ 1 for byte in written[-9:]))
        with pytest.raises(httpx.TransportError):
            device.http.get(f"/v1/files/{digest}")

    def asked_for(who: Device) -> list[str]:
        return list(who.http.post("/v1/standing", json={"cursors": {}}).json()["files_damaged"])

    spoilt()
    for _ in range(2):
        answer = device.http.get(f"/v1/files/{digest}")
        assert (answer.status_code, answer.json()["code"]) == (409, "file_damaged")
    assert (asked_for(device), asked_for(other)) == ([digest], []), "of those alone who may have it"
    assert put(device, b"not it", digest).status_code == 400
    assert device.http.get(f"/v1/files/{digest}").status_code == 409
    assert put(device, photo).status_code == 201, "in its place"
    assert device.http.get(f"/v1/files/{digest}").content == photo
    assert asked_for(device) == []
    assert main(["backup", "--data", str(hub.data)]) == 0
    spoilt()
    assert device.http.get(f"/v1/files/{digest}").content == photo, "from the copy"
    assert asked_for(device) == []
