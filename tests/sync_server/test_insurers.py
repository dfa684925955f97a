"""An insurer's people: they receive their own policies and claims, and write the agreed fields, nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from shared_models.documents import Document, Put, Write
from shared_models.text_merge import Splice
from sync_server.administration import Administration
from sync_server.config import load_config
from tests.sync_server.hub_client import Device, Record
from tests.sync_server.running_hub import PASSWORD, RunningHub

OURS, THEIRS = "a" * 32, "b" * 32
TERMS: dict[str, Any] = {"number": "P-1", "status": "active", "expires_on": date(2027, 1, 1)}


@pytest.fixture(scope="module")
def clerk(hub: RunningHub) -> Device:
    """Somebody of the insurer OURS."""
    who = {"login": "clerk", "name": "Clerk", "role": "insurer", "store": OURS, "password": PASSWORD}
    with Administration(load_config({"data": hub.data}, {})) as administration:
        administration.provision({"tenant": "acme", "people": [who]})
    return hub.device("clerk")


@pytest.fixture(scope="module")
def manager(hub: RunningHub) -> Device:
    return hub.device("fleet_manager")


def policy(manager: Device, insurer: str | None, **more: Any) -> Record:
    values = {**TERMS, **more, **({"insurer": insurer} if insurer else {})}
    record, birth = manager.born("policy", **values)
    assert manager.push_one(birth).status == "accepted"
    return record


def copy_of(clerk: Device, record: Record) -> Record:
    """The record as the clerk's device has it after a first sync."""
    found = next(each for each in clerk.first(record.space)[0] if each.id == record.id)
    return Record(record.id, record.type, record.space, Document.load(found.snapshot))


def test_they_receive_their_own_and_nothing_of_the_house(clerk: Device, manager: Device) -> None:
    mine, other, unnamed = (policy(manager, insurer) for insurer in (OURS, THEIRS, None))
    person = clerk.session["person"]
    spaces = ["acme/directory", f"acme/insurer/{OURS}", f"acme/user/{person}", f"acme/inbox/{person}"]
    assert sorted(clerk.session["spaces"]) == sorted(each for each in spaces if "inbox" not in each)
    received = {record.id for space in clerk.session["spaces"] for record in clerk.first(space)[0]}
    assert mine.id in received
    assert not {other.id, unnamed.id} & received
    for space in (other.space, unnamed.space, "acme/stock", "acme/customers"):
        assert clerk.post("/v1/sync/pull", {"cursors": {space: 0}}).status_code == 403
        assert clerk.http.get("/v1/sync/first", params={"space": space}).status_code == 403
    listed = clerk.http.get("/v1/records/policy").json()["records"]
    assert mine.id in {row["id"] for row in listed}
    assert {row["insurer"] for row in listed} == {OURS}
    assert clerk.http.get(f"/v1/records/policy/{other.id}").status_code == 404
    assert clerk.http.get("/v1/records/driver").status_code == 403
    assert "claim" not in clerk.session["seals"], "injury notes are not for them"


def test_terms_of_theirs_and_notes_of_ours_merge_and_the_history_names_both(clerk: Device, manager: Device) -> None:
    record = policy(manager, OURS)
    theirs = copy_of(clerk, record)
    by_them = clerk.edited(theirs, Put(("premium",), "90000 EUR"))
    by_us = manager.edited(record, Put(("auto_renew",), True))
    assert [clerk.push_one(by_them).status, manager.push_one(by_us).status] == ["accepted"] * 2
    told = manager.http.get(f"/v1/records/policy/{record.id}").json()
    assert (told["record"]["premium"], told["record"]["auto_renew"]) != (None, None)
    authors = {entry["author"] for entry in told["history"]}
    assert authors == {clerk.session["person"], manager.session["person"]}


@pytest.mark.parametrize(
    ("path", "value"),
    [("number", "P-2"), ("insurer", THEIRS), ("notes", "x"), ("_archived", True), ("field_of_a_newer_program", 1)],
)
def test_what_was_not_agreed_is_refused(clerk: Device, manager: Device, path: str, value: Any) -> None:
    theirs = copy_of(clerk, policy(manager, OURS))
    edit = Write((path,), (Splice(0, 0, value),)) if path == "notes" else Put((path,), value)
    result = clerk.push_one(clerk.edited(theirs, edit))
    assert (result.code, result.field) == ("not_allowed", path)


def test_they_begin_nothing(clerk: Device) -> None:
    assert clerk.push_one(clerk.born("policy", insurer=OURS, **TERMS)[1]).code == "not_allowed"
    assert clerk.push_one(clerk.born("claim", insurer=OURS, number="C", status="reported")[1]).code == "not_allowed"
    _, unknown = clerk.born("policy", insurer=OURS, **TERMS)
    assert clerk.push_one(clerk.again(unknown, type="newer_type")).code == "not_allowed"


def test_a_policy_stays_with_its_insurer(manager: Device) -> None:
    record = policy(manager, OURS)
    moved = manager.push_one(manager.put(record, "insurer", THEIRS))
    assert (moved.code, moved.field) == ("stays_with_insurer", "insurer")
    _, stray = manager.born("policy", insurer=OURS, **TERMS)
    elsewhere = manager.again(stray, space=f"acme/insurer/{THEIRS}")
    assert (manager.push_one(elsewhere).code, manager.push_one(elsewhere).field) == ("wrong_space", "insurer")


def test_an_older_device_writes_policies_into_the_space_of_the_house(manager: Device) -> None:
    _, birth = manager.born("policy", insurer=OURS, **TERMS)
    assert manager.push_one(manager.again(birth, space="acme/insurance")).status == "accepted"
