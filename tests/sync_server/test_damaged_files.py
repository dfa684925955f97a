"""Files that lie damaged at a hub: known to all hubs on its database and after a start, asked for, and put back."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import insert, select

from shared_models.identifiers import new_id
from shared_models.rights import Principal
from sync_server import backups, damaged_files
from sync_server.config import load_config
from sync_server.damaged_files import DamagedFiles, damaged_for
from sync_server.database import Database
from sync_server.errors import HubError
from sync_server.file_mentions import note_bringer
from sync_server.file_store import FileStore, open_files
from sync_server.sealed_places import FileClosed, sealed
from sync_server.sweeping import sweep
from sync_server.tables import DAMAGED_FILE, FILE_MENTION
from tests.sync_server.hub_client import Device
from tests.sync_server.running_hub import RunningHub

_KEY = [b"k" * 32]


def spoil(folder: Path, digest: str) -> None:
    """Damaged beyond the first piece: who fetches it is cut off, and from then on it is known."""
    (lies,) = folder.rglob(digest)
    written = lies.read_bytes()
    lies.write_bytes(written[:-9] + bytes(byte ^ 1 for byte in written[-9:]))


def brought(device: Device, folder: Path) -> tuple[bytes, str]:
    """A photo that a device has brought, that was spoilt, and that somebody has fetched since."""
    photo = os.urandom(200_000)
    digest = hashlib.sha256(photo).hexdigest()
    assert device.http.put(f"/v1/files/{digest}", content=photo).status_code == 201
    spoil(folder, digest)
    with pytest.raises(httpx.TransportError):
        device.http.get(f"/v1/files/{digest}")
    return photo, digest


def asked_for(device: Device) -> list[str]:
    return list(device.http.post("/v1/standing", json={"cursors": {}}).json()["files_damaged"])


def errors_beside(hub: RunningHub) -> list[str]:
    """The errors that a hub logged, but for the one that is meant: a file broke off on its way."""
    told = [line for line in hub.log_lines() if line["level"] == "error"]
    meant = ("an answer was broken off: its file cannot be read", "ASGI callable returned without completing response.")
    assert sum(line["event"] == meant[0] for line in told) == sum(line["event"] == meant[1] for line in told)
    return [str(line) for line in told if line["event"] not in meant]


def known(database: Database) -> list[tuple[str, str]]:
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(select(DAMAGED_FILE.c.tenant, DAMAGED_FILE.c.digest))]


def test_it_is_known_after_a_start_still(fresh_hub: RunningHub) -> None:
    device = fresh_hub.start().device("salesperson")
    photo, digest = brought(device, fresh_hub.data / "files")
    fresh_hub.stop()
    assert errors_beside(fresh_hub) == []
    fresh_hub.start()
    again = Device(fresh_hub.url, key=device.key, id=device.id, actor=device.actor, clock=device.clock)
    again._begin(device.session)
    assert asked_for(again) == [digest]
    answer = again.http.get(f"/v1/files/{digest}")
    assert (answer.status_code, answer.json()["code"]) == (409, "file_damaged")
    assert errors_beside(fresh_hub) == []
    assert again.http.put(f"/v1/files/{digest}", content=photo).status_code == 201
    assert asked_for(again) == []
    fresh_hub.stop()


def test_nobody_puts_anything_else_in_the_place_of_what_is_damaged(fresh_hub: RunningHub) -> None:
    """Other bytes, too many, those of another house, a locked out device, a photo that nobody asked for."""
    fresh_hub.env["FORECOURT_HUB_MAX_FILE"] = "300000"
    fresh_hub.provision("other", codes=2).start()
    device, colleague = fresh_hub.device("salesperson"), fresh_hub.device("auditor")
    stranger, lost = fresh_hub.device("salesperson", "other"), fresh_hub.device("salesperson")
    photo, digest = brought(device, fresh_hub.data / "files")
    lies = (fresh_hub.data / "files" / "acme" / digest[:2] / digest).read_bytes()

    def refused(who: Device, data: bytes | Iterator[bytes]) -> tuple[int, str]:
        answer = who.http.put(f"/v1/files/{digest}", content=data)
        return answer.status_code, answer.json()["code"]

    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield bytes(100_000)

    assert refused(device, photo[:-1] + bytes([photo[-1] ^ 1])) == (400, "digest_differs")
    assert refused(device, b"") == (400, "digest_differs")
    assert refused(device, photo + bytes(200_000)) == (413, "too_large")
    assert refused(device, endless()) == (413, "too_large")
    assert fresh_hub.device("it_admin").http.post(f"/v1/devices/{lost.id}/revoke").status_code == 204
    assert refused(lost, photo) == (401, "device_revoked")
    for who in (stranger, colleague):
        for method in ("GET", "HEAD"):
            answer = who.http.request(method, f"/v1/files/{digest}")
            assert answer.status_code == 404, "who may not have it does not learn that it is damaged"
        assert asked_for(who) == []
    assert stranger.http.put(f"/v1/files/{digest}", content=photo).status_code == 201, "its own house's, and no other's"
    assert stranger.http.get(f"/v1/files/{digest}").content == photo
    unasked = hashlib.sha256(b"nobody asked").hexdigest()
    assert colleague.http.put(f"/v1/files/{unasked}", content=b"nobody asked").status_code == 201
    assert device.http.get(f"/v1/files/{unasked}").status_code == 404, "for who brought it, until a record names it"
    assert (fresh_hub.data / "files" / "acme" / digest[:2] / digest).read_bytes() == lies
    assert device.http.get(f"/v1/files/{digest}").json()["code"] == "file_damaged"
    assert asked_for(device) == [digest]
    assert not list(fresh_hub.data.rglob("*.part"))
    assert colleague.http.put(f"/v1/files/{digest}", content=photo).status_code == 201, "whoever has it may"
    assert device.http.get(f"/v1/files/{digest}").content == photo
    assert colleague.http.put(f"/v1/files/{digest}", content=b"not it").status_code == 400
    assert device.http.get(f"/v1/files/{digest}").content == photo, "and it stays"
    assert errors_beside(fresh_hub) == []
    fresh_hub.stop()


@pytest.fixture
def two(database: Database, tmp_path: Path) -> tuple[FileStore, FileStore]:
    """What two hubs have, of one database and one folder of files."""
    place = sealed(tmp_path / "shared", _KEY)
    one, other = (FileStore(place, 1_000_000, DamagedFiles(database)) for _ in range(2))
    return one, other


async def _chunks(data: bytes) -> AsyncIterator[bytes]:
    yield data


def put(store: FileStore, data: bytes) -> tuple[str, bool]:
    digest = hashlib.sha256(data).hexdigest()
    return digest, asyncio.run(store.put("acme", digest, _chunks(data)))


def found_damaged(store: FileStore, folder: Path, digest: str) -> None:
    spoil(folder, digest)
    with pytest.raises(FileClosed):
        list(store.read("acme", digest))


def test_what_one_hub_found_the_other_knows_and_whoever_is_brought_it_ends_it(
    two: tuple[FileStore, FileStore], tmp_path: Path, database: Database
) -> None:
    one, other = two
    data = os.urandom(200_000)
    digest, _ = put(one, data)
    for way in ("put", "pieces"):
        found_damaged(one, tmp_path / "shared", digest)
        assert not other.stands("acme", digest)
        if way == "put":
            assert put(other, data)[1], "as if it were new"
        else:
            assert other.put_piece("acme", "a device", digest, len(data), 0, data) == len(data)
        assert one.stands("acme", digest)
        assert known(database) == []
        assert b"".join(one.read("acme", digest)) == data


def test_pieces_that_are_not_it_change_nothing(
    two: tuple[FileStore, FileStore], tmp_path: Path, database: Database
) -> None:
    one, other = two
    data = os.urandom(200_000)
    digest, _ = put(one, data)
    found_damaged(one, tmp_path / "shared", digest)
    with pytest.raises(HubError, match="not those of this digest"):
        other.put_piece("acme", "a device", digest, 5, 0, b"wrong")
    with pytest.raises(HubError, match="bytes at most"):
        other.put_piece("acme", "a device", digest, 1_000_001, 0, b"much")
    assert other.put_piece("acme", "a device", digest, 200_000, 7, data[7:]) == 0, "it begins in the midst"
    assert other.put_piece("acme", "a device", digest, 200_000, 0, data + b"more") == 0
    assert known(database) == [("acme", digest)]
    assert not one.stands("acme", digest)
    assert other.put_piece("acme", "a device", digest, 200_000, 0, data[:9]) == 9
    assert other.put_piece("acme", "another", digest, 200_000, 9, data[9:]) == 0, "each brings all of it"
    assert other.put_piece("acme", "a device", digest, 200_000, 9, data[9:]) == 200_000
    assert one.stands("acme", digest)


def test_the_hub_that_has_the_copy_puts_it_back_for_the_others(
    two: tuple[FileStore, FileStore], tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    digest, lost = put(one, os.urandom(200_000))[0], put(one, b"no copy of it")[0]
    copies = FileStore(sealed(tmp_path / "copies", _KEY), 1_000_000)
    none = FileStore(sealed(tmp_path / "none", _KEY), 1_000_000)
    copies.place.put(f"acme/{digest[:2]}/{digest}", one.place.read(f"acme/{digest[:2]}/{digest}"))
    for name in (digest, lost):
        found_damaged(one, tmp_path / "shared", name)
    assert one.put_back(none) == 0
    assert other.put_back(copies) == 1
    assert one.stands("acme", digest)
    assert known(database) == [("acme", lost)]
    reads = []
    monkeypatch.setattr(FileStore, "_is_whole", lambda *told: reads.append(told))
    assert (other.put_back(copies), reads) == (0, []), "not looked at again each minute"
    monkeypatch.setattr(damaged_files, "_NOT_BEFORE", 0.0)
    other.damaged = DamagedFiles(database)
    for _ in range(2):
        other.put_back(copies)
    assert len(reads) == 4, "but an hour later"


def test_a_row_that_is_left_over_asks_nobody_for_long(two: tuple[FileStore, FileStore], database: Database) -> None:
    """A hub of the version before put it back, and knows of no rows; or the file was brought while it was found."""
    one, other = two
    digest, _ = put(one, b"a photo")
    assert one.damaged is not None
    one.damaged.add("acme", digest)
    one.damaged.add("acme", digest)
    assert not put(other, b"a photo")[1], "it is whole"
    assert known(database) == []
    one.damaged.add("acme", digest)
    assert other.stands("acme", digest)
    assert known(database) == []
    one.damaged.add("acme", digest)
    assert other.put_back(one) == 1
    assert known(database) == []


def test_what_is_erased_is_asked_for_no_more(fresh_hub_on_sqlite: RunningHub) -> None:
    hub = fresh_hub_on_sqlite.start()
    device = hub.device("salesperson")
    _, digest = brought(device, hub.data / "files")
    hub.stop()
    config = load_config({"data": hub.data}, {})
    assert sweep(config, open_files(config), "acme", [digest])
    assert hub.sql("SELECT digest FROM damaged_file") == []
    assert not list((hub.data / "files").rglob(digest))


def test_a_backup_that_cannot_read_a_file_has_devices_asked_for_it(fresh_hub_on_sqlite: RunningHub) -> None:
    hub = fresh_hub_on_sqlite.start()
    device = hub.device("salesperson")
    digest = hashlib.sha256(b"a photo").hexdigest()
    assert device.http.put(f"/v1/files/{digest}", content=b"a photo").status_code == 201
    spoil(hub.data / "files", digest)
    assert asked_for(device) == [], "nobody has looked"
    backups.make(load_config({"data": hub.data}, {}))
    assert asked_for(device) == [digest]
    assert device.http.put(f"/v1/files/{digest}", content=b"a photo").status_code == 201
    assert asked_for(device) == []


def test_each_device_is_asked_for_its_own_however_many_others_there_are(database: Database) -> None:
    person = Principal(new_id(), "acme", "salesperson", None)
    other = Principal(new_id(), "other", "salesperson", None)
    mine, shared = "f" * 64, "e" * 64
    with database.write() as connection:
        theirs = [f"{number:064x}" for number in range(300)]
        rows = [{"tenant": "acme", "digest": digest, "found": 1} for digest in (*theirs, mine, shared)]
        rows.append({"tenant": "other", "digest": "d" * 64, "found": 1})
        connection.execute(insert(DAMAGED_FILE), rows)
        note_bringer(connection, "acme", "my device", mine)
        note_bringer(connection, "acme", "my device", "d" * 64)
        for digest in theirs:
            note_bringer(connection, "acme", "their device", digest)
        connection.execute(insert(FILE_MENTION).values(digest=shared, space="acme/stock"))
    with database.read() as connection:
        assert damaged_for(connection, person, "my device", 200) == [shared, mine]
        assert damaged_for(connection, person, "their device", 200) == theirs[:200]
        assert damaged_for(connection, other, "my device", 200) == []


def test_a_database_that_is_away_ends_nothing(
    two: tuple[FileStore, FileStore], database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = two
    digest, _ = put(one, os.urandom(200_000))
    spoil(tmp_path / "shared", digest)
    with monkeypatch.context() as patched:
        patched.setattr(database.writing, "begin", database.reading.begin)  # which takes no row
        with pytest.raises(FileClosed):
            list(one.read("acme", digest))
    assert known(database) == []
    with pytest.raises(FileClosed):
        list(one.read("acme", digest))
    assert known(database) == [("acme", digest)], "the next one finds it again"
