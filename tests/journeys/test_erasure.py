"""A customer asks to be forgotten: every byte of them goes from the hub and from every device; the sale stays."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from client.app import App
from client.commands import Create, Edit, RecordFact
from client.reading.log_queries import refusals
from client.reading.queries import Reader
from client.replica.file_keys import FileKeys, opened
from client.replica.worker import Replica, wait
from client.sync_state import Phase
from shared_models import encrypted_sqlite
from shared_models.identifiers import new_id
from shared_models.money import Money
from sync_server.__main__ import main as hub_command
from tests.support.hub_files import plainly as hub_plainly
from tests.support.hubs import PASSWORD, STORE, HubProcess, in_step, person
from tests.support.processes import wait_until
from tests.sync_server.hub_client import Device

MARK = b"Zyxmarked"
BECOMES = {
    **{name: {"blanked": 1} for name in ("customer", "lead", "activity", "policy", "claim")},
    "sale": {"kept": 1},
}


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    people = [person("dana", "sales_manager"), person("sam", "salesperson"), person("olga", "head_office")]
    with HubProcess(tmp_path / "hub", [*people, person("fay", "fleet_manager")]) as running:
        yield running


def holding(folder: Path) -> set[str]:
    """The files of a folder that hold the marked word; whoever works there meanwhile may take any of them away."""
    found = set()
    for path in folder.rglob("*"):
        try:
            if path.is_file() and MARK in plainly(path, folder):
                found.add(path.name)
        except (FileNotFoundError, sqlite3.OperationalError):
            if path.exists():
                raise
    return found


def plainly(path: Path, folder: Path) -> bytes:
    """The bytes of a file; of an encrypted one those of all its pages, free ones too, as they are under its key."""
    if (folder / "seal.key").exists():
        return hub_plainly(path, folder)
    if path.suffix == ".sqlite" and encrypted_sqlite.is_encrypted(path):
        with closing(opened(path, FileKeys.of(folder).all())) as connection:
            return bytes(connection.serialize("main"))
    return path.read_bytes()


class Story:
    """What is known of Emil before anybody asks."""

    def __init__(self, replica: Replica) -> None:
        self.customer = Create("customer", {"name": "Zyxmarked Emil", "phone": "+43 555 Zyxmarked"})
        self.vehicle = Create("vehicle", {"make": "Toyota", "model": "Camry", "vin": None, "status": "available"})
        self.lead = Create(
            "lead", {"customer": self.customer.id, "store": STORE, "status": "won", "notes": "Zyxmarked!"}
        )
        values = {"kind": "call", "subject": "Zyxmarked called", "store": STORE, "customer": self.customer.id}
        self.activity = Create("activity", values)
        sold = {
            "vehicle": self.vehicle.id,
            "customer": self.customer.id,
            "store": STORE,
            "price": Money(2_500_000, "EUR"),
        }
        self.sale = RecordFact("sale", sold)
        for command in (self.customer, self.vehicle, self.lead, self.activity, self.sale):
            wait(replica.execute(command))
        wait(replica.execute(Edit("customer", self.customer.id, {"town": None}, {"town": "Zyxmarked-on-Sea"})))
        wait(replica.execute(Edit("customer", self.customer.id, {"town": "Zyxmarked-on-Sea"}, {"town": "Linz"})))


class Damage:
    """A claim under Emil's policy, with a photo on which he is to be seen."""

    def __init__(self, app: App, customer: str, file: Path) -> None:
        file.write_bytes(b"\x89PNG " + MARK)
        self.photo = app.files.add(file)
        policy = Create("policy", {"number": "P", "holder": customer, "status": "active", "expires_on": date.max})
        row = {new_id(): {"file": self.photo, "alt": "Zyxmarked beside the car"}}
        claim = Create("claim", {"number": "C", "policy": policy.id, "status": "reported", "photos": row})
        wait(app.replica.execute(policy))
        wait(app.replica.execute(claim))


def fetched(app: App, record_type: str, record: str) -> Any:
    return app.workspace.whole_reader.record(record_type, record)


def called(app: App, customer: str) -> str | None:
    """The name of a customer on a device; none while the device has no such record."""
    view = fetched(app, "customer", customer)
    return view.values["name"] if view else None


def test_a_person_is_erased_everywhere_and_the_sale_stays(hub: HubProcess, tmp_path: Path, qtbot: QtBot) -> None:
    dana, sam = hub.device(tmp_path / "dana", "dana"), hub.device(tmp_path / "sam", "sam")
    with closing(dana):
        with closing(sam):
            story = Story(dana.replica)
            wait_until(lambda: in_step(dana, sam) and bool(fetched(sam, "lead", story.lead.id)), "all have it", 90)
            for name in ("customer", "lead"):
                dana.workspace.catalogue.wait_ready(name)
        offline = Replica(sam.session.replica_path(), sam.session.identity())
        with closing(offline):
            late = {"notes": "Zyxmarked came by while we were offline"}
            wait(offline.execute(Edit("customer", story.customer.id, {"notes": None}, late)))
        with closing(hub.device(tmp_path / "fay", "fay", "fleet")) as fay:
            damage = Damage(fay, story.customer.id, tmp_path / "photo.png")
            wait_until(lambda: in_step(fay) and not fay.files.unsent(), "the hub has the photo", 90)
        before = json.loads(hub.command("backup"))["backup"]
        dana.workspace.safekeeping.make()
        kept = [name for name in holding(tmp_path / "dana") if not name.endswith("-daily.sqlite")]
        assert sorted(name.endswith("-asked.sqlite") for name in kept) == [False, True]  # the replica too
        assert holding(tmp_path / "sam")
        assert holding(tmp_path / "hub")

        olga = Device(hub.address)
        olga.enrol(hub.codes.pop())
        olga.sign_in("olga", PASSWORD)
        whom = {"type": "customer", "record": story.customer.id}
        assert olga.http.post("/v1/privacy/plan", json=whom).json()["records"] == BECOMES
        erasure = olga.http.post("/v1/privacy/erase", json=whom).json()["erasure"]
        shutil.move(before, tmp_path / "before.sqlite")
        shutil.move(Path(before).with_name("files"), tmp_path / "files")
        assert holding(tmp_path / "hub") == set()

        wait_until(lambda: not holding(tmp_path / "dana"), "Dana's device is clean", 90)
        what_is_left(dana, story)
        assert states(olga, erasure)["sam"] == "waiting"

        sam = App(tmp_path / "sam", "showroom", sam.session)
        with closing(sam):
            sam.start()
            wait_until(lambda: not holding(tmp_path / "sam"), "Sam's device is clean", 90)
            wait_until(lambda: in_step(sam, dana), "both are in step", 90)
            [refusal] = refusals(Reader(sam.replica.database))
            assert (refusal.code, refusal.record, dict(refusal.wanted)) == ("erased", story.customer.id, {})
            # Olga's device never came for any log, and Fay's is away.
            told = {"dana": "cleaned", "sam": "cleaned", "olga": "waiting", "fay": "waiting"}
            wait_until(lambda: states(olga, erasure) == told, "all is told", 90)
            put_back(hub, tmp_path / "before.sqlite", dana, sam)
            assert [one.code for one in refusals(Reader(sam.replica.database))] == ["erased"]
            wait_until(lambda: called(sam, story.customer.id) == "Erased", "the customer stays erased", 90)
        heard_late(fay, dana, damage.photo.digest)
        assert not [who for who in ("hub", "dana", "sam", "fay") if holding(tmp_path / who)]
        assert olga.http.get("/v1/privacy/erasures").json()["erasures"][0]["subject"] == story.customer.id
    hub.stop()
    shutil.rmtree(next((tmp_path / "hub").glob("before-restore-*")))
    assert hub_command(["audit", "verify", "--data", str(tmp_path / "hub")]) == 0


def what_is_left(app: App, story: Story) -> None:
    """On a device: a customer without a name, and the sale as it was; nothing is found by the name."""
    wait_until(lambda: called(app, story.customer.id) == "Erased", "what is left of the customer has come", 90)
    left = fetched(app, "customer", story.customer.id)
    assert [left.values[name] for name in ("name", "phone", "town")] == ["Erased", None, None]
    assert left.archived
    assert fetched(app, "lead", story.lead.id).values["status"] == "won"
    assert fetched(app, "sale", story.sale.id).values["price"] == Money(2_500_000, "EUR")
    search = app.workspace.catalogue.search
    wait_until(lambda: search("customer", "Zyxmarked").total == 0, "the search has followed", 90)


def heard_late(closed: App, other: App, photo: str) -> None:
    """A device that was away comes back and loses the photo too."""
    folder = closed.files.folder.parent
    with closing(App(folder, "fleet", closed.session)) as app:
        assert app.files.has(photo)
        app.start()
        wait_until(lambda: not app.files.has(photo), "the photo is gone", 90)
        wait_until(lambda: not holding(folder), "the device is clean", 90)
        wait_until(lambda: in_step(app, other), "nothing is left to be told", 90)


def put_back(hub: HubProcess, backup: Path, *apps: App) -> None:
    """Put a backup of before the erasure back; the devices come again and bring nobody back."""
    hub.stop()
    wait_until(lambda: all(app.sync.state.phase is Phase.OFFLINE for app in apps), "it is noticed", 90)
    hub.command("restore", str(backup))
    hub.start()
    for app in apps:
        app.sync.wake()
    wait_until(lambda: in_step(*apps), "all came again", 90)
    wait_until(lambda: not any(holding(app.files.folder.parent) for app in apps), "it stays erased", 90)


def states(device: Device, erasure: str) -> dict[str, str]:
    """How each person's replica stands, by login: names are the logins, in capitals."""
    [told] = [one for one in device.http.get("/v1/privacy/erasures").json()["erasures"] if one["erasure"] == erasure]
    return {one["person_name"].lower(): one["state"] for one in told["replicas"]}
