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
from sync_server.sealed_places import PIECE, FileClosed, SealedPlace
from sync_server.sweeping import remove_left, sweep
from tests.support.bucket import CREDENTIALS, BucketServer
from tests.support.hub_files import opened_database
from tests.support.processes import free_port
from tests.sync_server.running_hub import RunningHub

PHOTO = os.urandom(700_001)
DIGEST = hashlib.sha256(PHOTO).hexdigest()
KEY, NEW = os.urandom(32), os.urandom(32)
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
def inner(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where the bytes lie as they were written."""
    if request.param == "folder":
        return Folder(tmp_path / "files")
    return place_of(request.getfixturevalue("server").url(tmp_path.name), tmp_path / "scratch")


@pytest.fixture(params=["plain", "sealed"])
def place(request: pytest.FixtureRequest, inner: Place) -> Place:
    return inner if request.param == "plain" else SealedPlace(inner, [KEY])


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


def as_it_lies(inner: Place, name: str = NAME) -> bytes:
    return b"".join(inner.read(name))


@pytest.mark.parametrize("length", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7])
def test_any_part_of_a_sealed_file_is_what_was_written(tmp_path: Path, length: int) -> None:
    inner, data = Folder(tmp_path), os.urandom(length)
    place = SealedPlace(inner, [KEY])
    place.put(NAME, [data[:5], data[5:]])
    assert place.size(NAME) == length
    edges = sorted({0, 1, length // 2, PIECE - 1, PIECE, 2 * PIECE, length - 1, length} & {*range(length + 1)})
    for start in edges:
        assert b"".join(place.read(NAME, start)) == data[start:]
        for stop in edges:
            if start < stop:
                assert b"".join(place.read(NAME, start, stop)) == data[start:stop]


def test_nothing_of_a_sealed_file_can_be_read_altered_cut_off_or_moved(inner: Place) -> None:
    place = SealedPlace(inner, [KEY])
    place.put(NAME, [b"plainly marked" * 10_000])
    written = as_it_lies(inner)
    assert b"plainly" not in written
    whole = PIECE + 16
    for wrong in (
        written[:-1], written[:40], written[: 36 + whole], written[:36] + written[36 + whole :],
        written[:99] + bytes([written[99] ^ 1]) + written[100:],
    ):  # fmt: skip
        inner.put(NAME, [wrong])
        with pytest.raises(FileClosed):
            list(place.read(NAME))
    other = NAME.replace("acme", "rival")
    inner.put(other, [written])
    inner.put(NAME, [written])
    for closed in (lambda: place.read(other), lambda: SealedPlace(inner, [NEW]).read(NAME)):
        with pytest.raises(FileClosed):
            list(closed())
    assert len(b"".join(place.read(NAME))) == 140_000


def test_files_of_before_are_read_and_everything_is_brought_under_a_new_key(inner: Place) -> None:
    inner.put(NAME, [PHOTO])
    place = SealedPlace(inner, [KEY])
    place.put("acme/of-the-old-key", [b"a paper"])
    assert (place.size(NAME), b"".join(place.read(NAME, 7, 90_000))) == (len(PHOTO), PHOTO[7:90_000])
    inner.put("acme/altered", [as_it_lies(inner, "acme/of-the-old-key")])
    both = SealedPlace(inner, [NEW, KEY])
    assert both.seal_all(both.names(), plain_alone=True) == (1, [])
    assert PHOTO[:64] not in as_it_lies(inner)
    assert both.seal_all(both.names()) == (1, ["acme/altered"]), "what cannot be opened is named, and left as it is"
    inner.remove("acme/altered")
    assert both.seal_all(both.names()) == (0, [])
    new = SealedPlace(inner, [NEW])
    assert b"".join(new.read(NAME)) == PHOTO
    assert b"".join(new.read("acme/of-the-old-key")) == b"a paper"


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
