"""Folder and bucket keep the same promises: whole or not there, parts of files, pieces that any hub takes in."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from sync_server.backups import copy_files
from sync_server.config import HubConfig, checked, load_config
from sync_server.errors import HubError, SetupProblem
from sync_server.file_places import Folder, Place, PlaceUnavailable, place_of
from sync_server.file_store import FileStore
from sync_server.sweeping import remove_left, sweep
from tests.support.bucket import CREDENTIALS, BucketServer
from tests.support.hub_files import opened_database
from tests.support.processes import free_port
from tests.sync_server.running_hub import RunningHub

PHOTO = os.urandom(700_001)
DIGEST = hashlib.sha256(PHOTO).hexdigest()
NAME = f"acme/{DIGEST[:2]}/{DIGEST}"


@pytest.fixture(scope="module")
def server() -> Iterator[BucketServer]:
    running = BucketServer().start()
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def known_at_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "folder":
        return Folder(tmp_path / "files")
    return place_of(request.getfixturevalue("server").url(tmp_path.name), tmp_path / "scratch")


async def chunks(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), 100_000):
        yield data[start : start + 100_000]


async def put(files: FileStore, data: bytes, digest: str = DIGEST) -> bool:
    return await files.put("acme", digest, chunks(data))


def run(coroutine: object) -> object:
    import asyncio

    return asyncio.run(coroutine)  # type: ignore[arg-type]


def test_a_file_is_there_whole_or_not_at_all(place: Place, tmp_path: Path) -> None:
    files = FileStore(place, 1_000_000)
    assert not files.has("acme", DIGEST)
    for wrong, code in ((PHOTO[:-1], "digest_differs"), (PHOTO * 2, "too_large")):
        with pytest.raises(HubError) as told:
            run(put(files, wrong))
        assert told.value.code == code
    assert (list(place.names()), list(tmp_path.rglob("*.part"))) == ([], [])
    assert run(put(files, PHOTO)) is True
    assert run(put(files, PHOTO)) is False
    assert files.size("acme", DIGEST) == len(PHOTO)
    assert b"".join(files.read("acme", DIGEST)) == PHOTO
    assert b"".join(files.read("acme", DIGEST, 300_000, 600_001)) == PHOTO[300_000:600_001]
    assert b"".join(files.read("acme", DIGEST, 700_000)) == PHOTO[700_000:]
    assert (list(files.whole_names()), list(tmp_path.rglob("*.part"))) == ([NAME], [])
    files.remove("acme", DIGEST)
    files.remove("acme", DIGEST)
    with pytest.raises(HubError, match="not been sent"):
        files.size("acme", DIGEST)
    with pytest.raises(HubError, match="not been sent"):
        list(files.read("acme", DIGEST))
    place.require_ready()


def test_pieces_that_are_brought_to_whichever_hub_is_there(place: Place) -> None:
    """Two hubs on one store; a piece comes twice, one out of its turn, and the device goes on where it was cut off."""
    hubs = [FileStore(place, 1_000_000), FileStore(place, 1_000_000)]
    total = len(PHOTO)

    def bring(hub: int, start: int, stop: int) -> int:
        return hubs[hub].put_piece("acme", "tablet", DIGEST, total, start, PHOTO[start:stop])

    assert [bring(0, 0, 200_000), bring(1, 0, 200_000), bring(1, 400_000, 500_000)] == [200_000] * 3
    assert hubs[0].put_piece("acme", "another", DIGEST, total, 0, PHOTO[:9]) == 9
    assert bring(1, 200_000, 600_000) == 600_000
    assert bring(0, 600_000, total) == total
    assert b"".join(hubs[1].read("acme", DIGEST)) == PHOTO
    assert list(hubs[1].whole_names()) == [NAME]
    assert len(list(place.names())) == 2, "what the other device has begun"
    assert bring(1, 0, 5) == total
    wrong = hashlib.sha256(b"right").hexdigest()
    with pytest.raises(HubError, match="not those of this digest"):
        hubs[0].put_piece("acme", "tablet", wrong, 5, 0, b"wrong")
    assert hubs[0].put_piece("acme", "tablet", wrong, 5, 0, b"rig") == 3, "begun anew"


def test_backups_hold_the_files_and_put_them_back(place: Place, tmp_path: Path) -> None:
    files, kept = FileStore(place, 1_000_000), FileStore(Folder(tmp_path / "backup"), 1_000_000)
    run(put(files, PHOTO))
    files.put_piece("acme", "tablet", "0" * 64, 5, 0, b"half")
    copy_files(files, kept)
    copy_files(files, kept)
    assert list(kept.place.names()) == [NAME]
    files.remove("acme", DIGEST)
    copy_files(kept, files)
    assert b"".join(files.read("acme", DIGEST)) == PHOTO


def test_a_store_that_does_not_answer_is_said_and_what_was_erased_goes_later(
    server: BucketServer, tmp_path: Path
) -> None:
    config = HubConfig(data=tmp_path / "hub", files=server.url("late"))
    config.make_folder()
    there = FileStore(place_of(server.url("late"), tmp_path), 1_000_000)
    gone = FileStore(place_of(server.url("late").replace(str(server.port), str(free_port())), tmp_path), 1_000_000)
    run(put(there, PHOTO))
    for asked in (gone.place.require_ready, lambda: gone.has("acme", DIGEST), lambda: list(gone.whole_names())):
        with pytest.raises(PlaceUnavailable):
            asked()
    sweep(config, gone, "acme", [DIGEST])
    assert there.has("acme", DIGEST)
    database = opened_database(config.data)
    remove_left(database, gone)
    assert there.has("acme", DIGEST)
    for _ in range(2):
        remove_left(database, there)
    database.close()
    assert not there.has("acme", DIGEST)


def test_a_hub_with_a_bucket_serves_files_and_says_when_it_cannot(
    server: BucketServer, fresh_hub_on_sqlite: RunningHub
) -> None:
    fresh_hub_on_sqlite.env |= {**CREDENTIALS, "FORECOURT_HUB_FILES": server.url("photos")}
    device = fresh_hub_on_sqlite.start().device("salesperson")
    url = f"/v1/files/{DIGEST}"
    assert [device.http.put(url, content=PHOTO).status_code for _ in range(2)] == [201, 200]
    assert device.http.head(url).headers["Content-Length"] == str(len(PHOTO))
    assert device.http.get(url).content == PHOTO
    part = device.http.get(url, headers={"Range": "bytes=-5"})
    assert (part.status_code, part.content, part.headers["Content-Range"]) == (
        206, PHOTO[-5:], f"bytes {len(PHOTO) - 5}-{len(PHOTO) - 1}/{len(PHOTO)}",
    )  # fmt: skip
    assert device.http.get(url, headers={"Range": f"bytes={len(PHOTO)}-"}).status_code == 416
    assert device.http.get(url, headers={"Range": "bytes=0-4", "If-Range": '"another"'}).content == PHOTO
    ready = f"{fresh_hub_on_sqlite.url}/ready"
    assert httpx.get(ready, timeout=60).json() == {"status": "ready"}
    assert not (fresh_hub_on_sqlite.data / "files").exists()
    server.stop()
    answer = device.http.put(f"/v1/files/{'0' * 64}", content=b"x")
    assert (answer.status_code, answer.json()["code"]) == (503, "files_unavailable")
    assert httpx.get(ready, timeout=60).json() == {"status": "ready", "files": "unavailable"}
    fresh_hub_on_sqlite.stop()
    server.start()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("s3://", "not a URL"),
        ("s3://bucket#part", "not a URL"),
        ("s3://key:word@bucket/", "environment"),  # pragma: allowlist secret
        ("s3://bucket?colour=red", "'colour' means nothing"),
        ("s3://bucket?endpoint=http://store.example:9000", "begins with https"),
    ],
)
def test_a_url_that_makes_no_sense(url: str, told: str) -> None:
    with pytest.raises(SetupProblem, match=f"files: .*{told}"):
        load_config({}, {"FORECOURT_HUB_FILES": url})


def test_a_folder_and_a_bucket_by_the_same_setting(tmp_path: Path) -> None:
    named = load_config({}, {"FORECOURT_HUB_FILES": "s3://bucket/photos?region=eu-central-1"})
    assert checked(named).files_place == "s3://bucket/photos?region=eu-central-1"
    assert load_config({}, {"FORECOURT_HUB_FILES": str(tmp_path)}).files_place == tmp_path
    assert load_config({"data": tmp_path}, {}).files_place == tmp_path / "files"
