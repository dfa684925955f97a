"""All that a hub has ever written to its disk: no word of what people wrote or photographed stands there in plain."""

from __future__ import annotations

import hashlib
import socket
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from sync_server import backups
from sync_server.__main__ import main
from sync_server.backups import kept_files
from sync_server.config import HubConfig, load_config
from sync_server.daily import archive_now
from sync_server.database import open_database
from sync_server.file_keys import file_keys
from sync_server.file_places import Folder
from sync_server.file_store import open_files
from sync_server.log_archive import archive_of
from sync_server.rekeying import seal_files_of_before
from sync_server.restoring import restore
from sync_server.sealed_places import MAGIC
from tests.support.processes import wait_until
from tests.sync_server.running_hub import RunningHub

MARK = b"Zyxmarked-in-plain"
PHOTO = (MARK + b" on a photo. ") * 20_000
DIGEST = hashlib.sha256(PHOTO).hexdigest()


def found_in(*folders: Path) -> list[str]:
    """The files in which the mark stands."""
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    return [str(path) for path in paths if MARK in path.read_bytes()]


def archived(config: HubConfig) -> int:
    database = open_database(config)
    try:
        return archive_now(config, database)
    finally:
        database.close()


def upload_half(hub: RunningHub, token: str) -> socket.socket:
    """Begin to send a file and go no further."""
    where, digest = urlsplit(hub.url), "0" * 64
    sent = socket.create_connection((where.hostname or "", where.port or 0), timeout=60)
    head = (f"PUT /v1/files/{digest} HTTP/1.1", "Host: hub", f"Authorization: {token}", f"Content-Length: {len(PHOTO)}")
    sent.sendall("\r\n".join((*head, "", "")).encode() + PHOTO[: len(PHOTO) // 2])
    return sent


def test_nothing_that_the_hub_writes_can_be_read_on_its_disk(fresh_hub_on_sqlite: RunningHub, tmp_path: Path) -> None:
    """Records, photos, one that was half sent when the hub was killed, pieces, backups, the archive, all copies."""
    hub = fresh_hub_on_sqlite.start()
    config = load_config({"data": hub.data}, {})
    device = hub.device("salesperson")
    backups.make(config)
    _, born = device.born("vehicle", make=MARK.decode(), model="M", status="available")
    assert device.push_one(born).status == "accepted"
    assert device.http.put(f"/v1/files/{DIGEST}", content=PHOTO).status_code == 201
    half = upload_half(hub, device.http.headers["Authorization"])
    wait_until(
        lambda: any(path.stat().st_size > 65_536 for path in (hub.data / "files").rglob("*.part")), "half is written"
    )
    hub.program.kill()
    half.close()
    open_files(config).put_piece("acme", "tablet", "1" * 64, len(PHOTO), 0, PHOTO[:99_999])
    backups.make(config, tmp_path / "stick", with_keys=True)
    backups.make(config, with_keys=True)
    assert archived(config) == 1
    assert main(["rotate-key", "--data", str(hub.data)]) == 0
    restore(config, backups.listed(backups.folder_of(config))[0].path)
    assert found_in(hub.data, tmp_path) == []
    named = [path.parent.parent.parent.name for path in hub.data.rglob(DIGEST)]
    assert named == ["files", "files"], "found by the digest of the plain bytes, here and beside the backups"
    assert hub.sql("SELECT make FROM vehicle") == [(MARK.decode(),)]
    assert b"".join(open_files(config).read("acme", DIGEST)) == PHOTO


def filled(config: HubConfig) -> HubConfig:
    """A hub of before files were encrypted, stopped: a photo, its copy beside a backup, a segment of the archive."""
    config.make_folder()
    open_database(config).close()
    folder = backups.folder_of(config)
    for place in (Folder(config.data / "files"), Folder(folder / "files")):
        place.put(f"acme/{DIGEST[:2]}/{DIGEST}", [PHOTO])
    Folder(folder / "log").put("0000000001-0000000000001.log", [MARK])
    assert len(found_in(config.data)) == 3
    return config


def as_read(config: HubConfig) -> list[bytes]:
    folder, keys = backups.folder_of(config), file_keys(config)
    stores = (open_files(config), kept_files(config, folder, keys))
    archive = archive_of(folder, keys).read("0000000001-0000000000001.log")
    return [*(b"".join(one.read("acme", DIGEST)) for one in stores), b"".join(archive)]


def lying(config: HubConfig) -> list[bytes]:
    """The beginnings of the files as they lie, which tell the key."""
    folder = backups.folder_of(config)
    paths = [*config.data.rglob(DIGEST), *(folder / "log").iterdir()]
    return [path.read_bytes()[: len(MAGIC) + 8] for path in paths]


def test_a_hub_of_before_is_taken_over_and_a_new_key_reaches_everything(tmp_path: Path) -> None:
    config = filled(HubConfig(data=tmp_path / "hub"))
    plain = [PHOTO, PHOTO, MARK]
    assert as_read(config) == plain, "read as they are"
    database = open_database(config)
    seal_files_of_before(config, database, file_keys(config))
    seal_files_of_before(config, database, file_keys(config))
    database.close()
    assert found_in(config.data) == []
    assert as_read(config) == plain
    [before] = set(lying(config))
    assert main(["rotate-key", "--data", str(config.data)]) == 0
    [after] = set(lying(config))
    assert after != before
    assert as_read(config) == plain


def test_one_command_encrypts_a_hub_of_before_and_leaves_alone_what_is_not_the_hubs(tmp_path: Path) -> None:
    config = filled(HubConfig(data=tmp_path / "hub"))
    theirs = config.data / "files" / "acme" / "notes.txt"
    theirs.write_bytes(b"somebody else's")
    begun = f"acme/{DIGEST[:2]}/{DIGEST}.0123456789abcdef.begun/000000000000"
    Folder(config.data / "files").put(begun, [MARK])
    assert main(["rotate-key", "--data", str(config.data)]) == 0
    assert found_in(config.data) == []
    assert as_read(config) == [PHOTO, PHOTO, MARK]
    assert b"".join(open_files(config).place.read(begun)) == MARK
    assert theirs.read_bytes() == b"somebody else's"


def test_a_hub_put_back_elsewhere_reads_the_store_it_shared(tmp_path: Path) -> None:
    """As with a bucket that outlives its hub: what lies there is under the keys that came with the backup."""
    store, key = tmp_path / "store", "1" * 64
    config = HubConfig(data=tmp_path / "hub", key=key, files=store)
    config.make_folder()
    open_database(config).close()
    open_files(config).place.put(f"acme/{DIGEST[:2]}/{DIGEST}", [PHOTO])
    made = backups.make(config)
    there = replace(config, data=tmp_path / "there")
    there.make_folder()
    open_database(there).close()
    assert not set(file_keys(there)) & set(file_keys(config))
    assert restore(there, made.path).files_unread == 0
    assert b"".join(open_files(there).read("acme", DIGEST)) == PHOTO
