"""An erasure lasts: on both engines, with photos, and after a backup from before it was put back."""

from __future__ import annotations

import hashlib
import os
from contextlib import closing
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from shared_models.editing import field_edits
from shared_models.erasures import REMNANT
from shared_models.kinds import FileRef
from shared_models.records.claim import Claim
from sync_server import backups
from sync_server.__main__ import main
from sync_server.backups import Backup
from sync_server.config import HubConfig, load_config
from sync_server.database import database_of
from sync_server.kept_pages import look_through, put_in_place
from sync_server.restoring import restore
from tests.support.engines import Engine
from tests.support.hub_files import plainly
from tests.sync_server.running_hub import RunningHub

MARK = b"Zyxmarked"


def config_of(hub: RunningHub) -> HubConfig:
    return load_config({"data": hub.data}, {})


def holding(hub: RunningHub, engine: Engine) -> set[str]:
    """The hub's files that hold the marked word; on PostgreSQL those of its database too, but not of its log."""
    looked = [path for path in hub.data.rglob("*") if "before-restore" not in str(path) and path.is_file()]
    looked = [path for path in looked if "backups" not in path.parts]
    if engine.server is not None:
        url = config_of(hub).database
        with closing(psycopg.connect(engine.server.url(), autocommit=True)) as connection:
            connection.execute("CHECKPOINT")
            asked = "SELECT oid FROM pg_database WHERE datname = %s"
            (oid,) = connection.execute(asked, (url.rpartition("/")[2],)).fetchone() or (0,)
        looked += [path for path in (engine.server.folder / "data" / "base" / str(oid)).iterdir() if path.is_file()]
    return {path.name for path in looked if MARK in plainly(path, hub.data)}


class Story:
    """A driver with a claim and its photos, and a customer; then a backup; then both are erased."""

    def __init__(self, hub: RunningHub) -> None:
        self.fleet, self.seller, self.office = (hub.device(r) for r in ("fleet_manager", "salesperson", "head_office"))
        self.photos = [MARK + os.urandom(5_000) for _ in range(2)]
        self.digests = [hashlib.sha256(photo).hexdigest() for photo in self.photos]
        for digest, photo in zip(self.digests, self.photos, strict=True):
            assert self.fleet.http.put(f"/v1/files/{digest}", content=photo).status_code == 201
        self.driver, known = self.fleet.born("driver", name="Zyxmarked Ida")
        named = {"driver": self.driver.id, "number": "C-1", "status": "reported", "place": "Zyxmarked"}
        self.claim, birth = self.fleet.born("claim", **named, photos={"p": self._photo(0)})
        swapped = self._swap()
        assert {one.status for one in self.fleet.push(known, birth, *swapped)} == {"accepted"}
        self.customer, told = self.seller.born("customer", name="Zyxmarked Emil")
        assert self.seller.push_one(told).status == "accepted"
        self.late = self.seller.put(self.customer, "town", "Zyxmarked-on-Sea")

    def _photo(self, number: int) -> dict[str, Any]:
        ref = FileRef(self.digests[number], "damage.jpg", "image/jpeg", len(self.photos[number]))
        return {"file": ref, "alt": "Zyxmarked dent"}

    def _swap(self) -> list[Any]:
        """The second photo is named by a change alone: it was put in and taken out again."""
        photos, one = Claim.fields()["photos"], {"p": self._photo(0)}
        both = {**one, "q": self._photo(1)}
        into, out = field_edits(photos, one, both, one), field_edits(photos, both, one, both)
        return [self.fleet.edited(self.claim, *edits) for edits in (into, out)]

    def erase(self) -> None:
        for record in (self.driver, self.customer):
            answer = self.office.http.post("/v1/privacy/erase", json={"type": record.type, "record": record.id})
            assert answer.status_code == 200, answer.text

    def is_gone(self, hub: RunningHub, engine: Engine) -> None:
        """From the log, from first syncs, from the files, from the pages; and it stays out."""
        assert holding(hub, engine) == set()
        for digest in self.digests:
            assert self.fleet.http.get(f"/v1/files/{digest}").status_code == 404
        for device, record in ((self.fleet, self.claim), (self.seller, self.customer)):
            entries = device.pull_all(record.space)
            assert entries[0].envelope.type == REMNANT
            assert all(MARK not in entry.envelope.pack() for entry in entries)
            [known] = [one for one in device.first(record.space)[0] if one.id == record.id]
            assert MARK not in known.snapshot
        [told] = self.seller.push(self.late)
        assert (told.status, told.code) == ("refused", "erased")


@pytest.fixture
def story(fresh_hub: RunningHub) -> Story:
    return Story(fresh_hub.start())


def keep_pages(config: HubConfig, *spaces: str) -> None:
    database = database_of(config)
    try:
        for space in spaces:
            with database.read() as connection:
                renewal = look_through(connection, space, records=1)
            with database.write() as connection:
                assert put_in_place(connection, renewal)
    finally:
        database.close()


def put_back(hub: RunningHub, made: Backup) -> None:
    hub.stop()
    os.utime(made.path)  # as if it had been fetched from another disk today
    restore(config_of(hub), made.path)


def sound(hub: RunningHub, capsys: pytest.CaptureFixture[str]) -> None:
    hub.stop()
    capsys.readouterr()
    assert main(["audit", "verify", "--data", str(hub.data)]) == 0, capsys.readouterr().out


def test_it_stays_erased_when_an_older_backup_is_put_back(
    fresh_hub: RunningHub, engine: Engine, story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    hub, config = fresh_hub, config_of(fresh_hub)
    kept = [(story.claim.space,), (story.customer.space,)]
    keep_pages(config, *(space for (space,) in kept))
    before = backups.make(config)
    assert holding(hub, engine)
    assert sorted(hub.sql("SELECT DISTINCT space FROM first_page")) == sorted(kept)
    story.erase()
    assert hub.sql("SELECT space FROM first_page") == [], "pages of first syncs go with what is in them"
    story.is_gone(hub, engine)
    for _ in range(2):  # the second time the same erasures are told at other places of the log
        put_back(hub, before)
        hub.start(int(hub.url.rpartition(":")[2]))
        story.is_gone(hub, engine)
    erasures = story.office.http.get("/v1/privacy/erasures").json()["erasures"]
    assert {one["subject"] for one in erasures} == {story.driver.id, story.customer.id}
    assert len(erasures) == 2
    sound(hub, capsys)


def test_it_stays_erased_when_the_hub_lost_its_database(
    fresh_hub_on_sqlite: RunningHub, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is left but the folder of backups, where the register stands; and its photos go with the oldest."""
    hub = fresh_hub_on_sqlite.start()
    story, config = Story(hub), replace(config_of(hub), backup_keep=2)

    def kept() -> set[str]:
        return {path.name for path in (backups.folder_of(config) / "files").rglob("*") if path.is_file()}

    before = backups.make(config)
    story.erase()
    backups.make(config)
    assert kept() == set(story.digests), "the oldest may still be put back"
    hub.stop()
    for path in hub.data.glob("hub.sqlite*"):
        path.unlink()
    restore(config, before.path)
    hub.start(int(hub.url.rpartition(":")[2]))
    story.is_gone(hub, Engine("sqlite"))
    for _ in range(2):
        backups.make(config)
    assert kept() == set()
    sound(hub, capsys)
