"""An insurer's people: they receive what is agreed of their own policies and claims, and write what they may of it."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from typing import Any

import pytest

from shared_models.documents import Document, Put, Write
from shared_models.kinds import FileRef
from shared_models.money import Money
from shared_models.text_merge import Splice
from sync_server.__main__ import main
from sync_server.administration import Administration
from sync_server.agreed_fields import read_list
from sync_server.config import load_config
from sync_server.errors import SetupProblem
from tests.sync_server.hub_client import Device, Record, heard
from tests.sync_server.running_hub import PASSWORD, RunningHub

OURS, THEIRS = "a" * 32, "b" * 32
TERMS: dict[str, Any] = {"number": "P-1", "status": "active", "expires_on": date(2027, 1, 1)}
POLICY = ("policy.number", "policy.status=write", "policy.expires_on=write", "policy.premium=write", "policy.insurer")
CLAIM = ("claim.number", "claim.status=write", "claim.policy", "claim.estimate=write", "claim.photos")
SECRET = "Zyxmarked"


def agree(hub: RunningHub, *fields: str, tenant: str = "acme") -> None:
    assert main(["agreed", "set", "--data", str(hub.data), "--tenant", tenant, *fields]) == 0


def clerk_of(hub: RunningHub, tenant: str) -> Device:
    """Somebody of the insurer OURS, as one tenant knows it."""
    who = {"login": "clerk", "name": "Clerk", "role": "insurer", "store": OURS, "password": PASSWORD}
    with Administration(load_config({"data": hub.data}, {})) as administration:
        administration.provision({"tenant": tenant, "people": [who]})
    return hub.device("clerk", tenant)


@pytest.fixture(scope="module")
def clerk(hub: RunningHub) -> Device:
    agree(hub, *POLICY, *CLAIM)
    return clerk_of(hub, "acme")


@pytest.fixture(scope="module")
def manager(hub: RunningHub) -> Device:
    return hub.device("fleet_manager")


def policy(manager: Device, insurer: str | None, **more: Any) -> Record:
    values = {**TERMS, **more, **({"insurer": insurer} if insurer else {})}
    record, birth = manager.born("policy", **values)
    assert manager.push_one(birth).status == "accepted"
    return record


def given(clerk: Device) -> list[Record]:
    """What the clerk's device has of the insurer's space after a first sync."""
    space = f"{clerk.session['tenant']}/agreed/{OURS}"
    found = [one for one in clerk.first(space)[0] if one.kind == "merge"]
    return [Record(one.id, one.type, space, Document.load(one.snapshot)) for one in found]


def content(record: Record) -> dict[str, Any]:
    assert record.document is not None
    return record.document.content()


def copy_of(clerk: Device, record: Record) -> Record:
    """The copy of a record of the house as the clerk's device has it."""
    number = content(record)["number"]
    return next(each for each in given(clerk) if (each.type, content(each)["number"]) == (record.type, number))


def fetched(device: Device, record: Record) -> dict[str, Any]:
    return dict(device.http.get(f"/v1/records/{record.type}/{record.id}").json())


def test_they_receive_their_own_and_nothing_of_the_house(clerk: Device, manager: Device) -> None:
    mine, other, unnamed = (policy(manager, who, number=f"P-{who}") for who in (OURS, THEIRS, None))
    person = clerk.session["person"]
    spaces = ["acme/directory", f"acme/agreed/{OURS}", f"acme/user/{person}"]
    assert sorted(clerk.session["spaces"]) == sorted(spaces)
    numbers = {content(record).get("number") for record in given(clerk)}
    assert f"P-{OURS}" in numbers
    assert not {f"P-{THEIRS}", "P-None"} & numbers
    closed = (mine.space, other.space, unnamed.space, f"acme/agreed/{THEIRS}", "acme/stock", "acme/customers")
    for space in closed:
        assert clerk.post("/v1/sync/pull", {"cursors": {space: 0}}).status_code == 403
        assert clerk.http.get("/v1/sync/first", params={"space": space}).status_code == 403
    listed = clerk.http.get("/v1/records/policy").json()["records"]
    assert {row["insurer"] for row in listed} == {OURS}
    assert {row["space"] for row in listed} == {f"acme/agreed/{OURS}"}
    for record in (mine, other):
        assert clerk.http.get(f"/v1/records/policy/{record.id}").status_code == 404
    assert clerk.http.get("/v1/records/driver").status_code == 403
    assert "claim" not in clerk.session["seals"], "injury notes are not for them"
    assert clerk.session["agreed"] == sorted({*POLICY, *CLAIM}, key=lambda line: line.partition("=")[0])
    assert manager.session["agreed"] == []
    assert manager.http.get(f"/v1/records/policy/{copy_of(clerk, mine).id}").status_code == 404, "one is enough for us"


def test_what_was_not_agreed_is_in_no_byte_that_reaches_them(clerk: Device, manager: Device) -> None:
    photo = os.urandom(20_000)
    digest = hashlib.sha256(photo).hexdigest()
    assert manager.http.put(f"/v1/files/{digest}", content=photo).status_code == 201
    contract = policy(manager, OURS, number="P-secret", notes=f"{SECRET} notes", vehicle=f"{SECRET} plate")
    photos = {"p": {"file": FileRef(digest, "d.jpg", "image/jpeg", len(photo)), "alt": "A dent"}}
    told: dict[str, Any] = {
        "description": f"{SECRET} story",
        "reserve": Money(7_654_321, "EUR"),
        "photos": photos,
        "place": SECRET,
    }
    claim, birth = manager.born("claim", insurer=OURS, policy=contract.id, number="C-secret", status="reported", **told)
    space = f"acme/agreed/{OURS}"
    cursor = clerk.first(space)[1]
    with clerk.live({space: cursor}) as socket:
        assert manager.push_one(birth).status == "accepted"
        assert manager.push_one(manager.put(contract, "vehicle", f"{SECRET} other plate")).status == "accepted"
        assert manager.push_one(manager.put(contract, "status", "lapsed")).status == "accepted"
        live = b"".join(entry.envelope.pack() for entry in heard(socket, 2))
    pulled = b"".join(entry.envelope.pack() for entry in clerk.pull_all(space))
    first = clerk.http.get("/v1/sync/first", params={"space": space}).content
    read = b"".join(clerk.http.get(f"/v1/records/{name}").content for name in ("policy", "claim"))
    opened = b"".join(repr((content(one), one.document.changes())).encode() for one in given(clerk) if one.document)
    for told_bytes in (live, pulled, first, read, opened):
        assert SECRET.encode() not in told_bytes
        assert b"7654321" not in told_bytes
        assert contract.id.encode() not in told_bytes, "not even by what name the house knows it"
        assert b"C-secret" in told_bytes
    copies = {one.type: content(one) for one in (copy_of(clerk, contract), copy_of(clerk, claim))}
    assert copies["claim"]["policy"] == copy_of(clerk, contract).id
    assert copies["policy"]["status"] == "lapsed"
    assert clerk.http.get(f"/v1/files/{digest}").content == photo, "photos are agreed"


def test_terms_of_theirs_and_notes_of_ours_merge_and_the_history_names_both(clerk: Device, manager: Device) -> None:
    record = policy(manager, OURS, number="P-merge")
    theirs = copy_of(clerk, record)
    by_them = clerk.edited(theirs, Put(("premium",), "90000 EUR"))
    by_us = manager.edited(record, Put(("auto_renew",), True))
    assert [clerk.push_one(by_them).status, manager.push_one(by_us).status] == ["accepted"] * 2
    told = fetched(manager, record)
    assert (told["record"]["premium"], told["record"]["auto_renew"]) == (90_000, True)
    authors = {entry["author"] for entry in told["history"]}
    assert authors == {clerk.session["person"], manager.session["person"]}


def test_the_same_field_written_by_both_at_once_is_shown_to_the_house(clerk: Device, manager: Device) -> None:
    record = policy(manager, OURS, number="P-both")
    theirs, ours = copy_of(clerk, record), manager.put(record, "premium", "70000 EUR")
    assert clerk.push_one(clerk.put(theirs, "premium", "90000 EUR")).status == "accepted"
    assert manager.push_one(ours).status == "accepted"
    told = fetched(manager, record)
    assert {rival["value"] for rival in told["rivals"]} == {"70000 EUR", "90000 EUR"}
    shown = content(copy_of(clerk, record))["premium"]
    assert shown == f"{told['record']['premium']} EUR"


@pytest.mark.parametrize(
    ("path", "value"),
    [("number", "P-2"), ("insurer", THEIRS), ("notes", "x"), ("deductible", "1 EUR"), ("_archived", True),
     ("field_of_a_newer_program", 1)],
)  # fmt: skip
def test_what_was_not_agreed_is_refused(clerk: Device, manager: Device, path: str, value: Any) -> None:
    theirs = copy_of(clerk, policy(manager, OURS, number=f"P-{path}"))
    edit = Write((path,), (Splice(0, 0, value),)) if path == "notes" else Put((path,), value)
    result = clerk.push_one(clerk.edited(theirs, edit))
    assert (result.code, result.field) == ("not_allowed", path)


def test_nobody_of_the_house_writes_into_a_copy(clerk: Device, manager: Device) -> None:
    theirs = copy_of(clerk, policy(manager, OURS, number="P-copy"))
    assert manager.push_one(manager.put(theirs, "premium", "1 EUR")).code == "space_forbidden"


def test_they_begin_nothing(clerk: Device) -> None:
    told = {"insurer": OURS, "number": "C", "status": "reported"}
    births = [clerk.born("policy", insurer=OURS, **TERMS)[1], clerk.born("claim", None, **told)[1]]
    births.append(clerk.again(births[0], type="newer_type"))
    assert {clerk.push_one(each).code for each in births} == {"space_forbidden"}
    there = f"acme/agreed/{OURS}"
    assert {clerk.push_one(clerk.again(each, space=there)).code for each in births} == {"not_allowed"}


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


def test_a_shorter_list_takes_back_what_was_given_and_a_longer_one_gives_more(
    hub: RunningHub, clerk: Device, manager: Device
) -> None:
    record = policy(manager, OURS, number="P-list", premium=Money(7_777_777, "EUR"))
    before = copy_of(clerk, record)
    assert content(before)["premium"] == "7777777 EUR"
    agree(hub, "policy.number", "policy.status", "policy.expires_on=write")
    after = copy_of(clerk, record)
    assert after.id != before.id
    assert not [one for one in given(clerk) if one.type == "claim"]
    space = f"acme/agreed/{OURS}"
    assert b"7777777" not in b"".join(entry.envelope.pack() for entry in clerk.pull_all(space))
    assert b"7777777" not in clerk.http.get("/v1/sync/first", params={"space": space}).content
    assert clerk.push_one(clerk.put(after, "status", "lapsed")).field == "status", "seen, not written"
    assert clerk.push_one(clerk.put(before, "status", "lapsed")).code == "erased"
    told = hub.device("head_office").http.get("/v1/privacy/erasures").json()
    assert "agreed_list" not in {one["why"] for one in told["erasures"]}, "nobody was erased"
    shorter = told["shorter_lists"][0]
    assert (shorter["why"], clerk.id in {one["device"] for one in shorter["replicas"]}) == ("agreed_list", True)
    noted = f"SELECT action, subject FROM audit WHERE detail LIKE '%{shorter['erasure']}%'"
    assert hub.sql(noted) == [("agreed_copies_taken_back", "")], "by its true name"
    agree(hub, *POLICY, *CLAIM)
    assert copy_of(clerk, record).id == after.id
    assert content(copy_of(clerk, record))["premium"] == "7777777 EUR"
    agree(hub)
    assert given(clerk) == []
    agree(hub, *POLICY, *CLAIM)


def test_who_is_erased_is_erased_in_the_copies_too(hub: RunningHub, clerk: Device, manager: Device) -> None:
    agree(hub, *POLICY, *CLAIM, "claim.place")
    driver, known = manager.born("driver", name="Emil Example")
    told = {"insurer": OURS, "driver": driver.id, "status": "reported", "place": SECRET}
    claim, birth = manager.born("claim", number="C-erased", **told)
    assert {one.status for one in manager.push(known, birth)} == {"accepted"}
    assert content(copy_of(clerk, claim))["place"] == SECRET
    asked = {"type": "driver", "record": driver.id}
    assert hub.device("head_office").http.post("/v1/privacy/erase", json=asked).status_code == 200
    assert "place" not in content(copy_of(clerk, claim))
    agree(hub, *POLICY, *CLAIM)


def test_the_list_of_one_house_is_nothing_to_the_insurers_of_another(
    hub: RunningHub, clerk: Device, manager: Device
) -> None:
    """The same insurer, under the same identifier, deals with two houses of one hub."""
    terms = {"number": "P-two", "premium": Money(111, "EUR"), "deductible": Money(222, "EUR")}
    there = hub.device("fleet_manager", "other")
    ours, theirs = policy(manager, OURS, **terms), policy(there, OURS, **terms)
    clerk_there = clerk_of(hub, "other")
    assert clerk_there.session["agreed"] == [], "that house has agreed to nothing"
    assert given(clerk_there) == []
    assert clerk_there.http.get("/v1/records/policy").json()["records"] == []

    lines = ["policy.number", "policy.status", "policy.expires_on", "policy.deductible=write"]
    agree(hub, *lines, tenant="other")
    clerk_there.sign_in("clerk", PASSWORD)
    clerk.sign_in("clerk", PASSWORD)
    assert sorted(clerk_there.session["agreed"]) == sorted(lines)
    assert sorted(clerk.session["agreed"]) == sorted({*POLICY, *CLAIM})
    here, beyond = copy_of(clerk, ours), copy_of(clerk_there, theirs)
    assert {"premium", "deductible"} & set(content(here)) == {"premium"}
    assert {"premium", "deductible"} & set(content(beyond)) == {"deductible"}
    for name in ("premium", "status"):
        result = clerk_there.push_one(clerk_there.put(copy_of(clerk_there, theirs), name, "1 EUR"))
        assert (result.code, result.field) == ("not_allowed", name)
    trespass = clerk_there.again(clerk.put(here, "premium", "1 EUR"))
    assert clerk_there.push_one(trespass).status == "refused"
    result = clerk.push_one(clerk.put(copy_of(clerk, ours), "deductible", "1 EUR"))
    assert (result.code, result.field) == ("not_allowed", "deductible")

    agree(hub)
    assert given(clerk) == []
    assert copy_of(clerk_there, theirs).id == beyond.id, "nothing was taken back there"
    assert (
        clerk_there.push_one(clerk_there.put(copy_of(clerk_there, theirs), "deductible", "333 EUR")).status
        == "accepted"
    )
    agree(hub, *POLICY, *CLAIM)
    assert content(copy_of(clerk, ours))["premium"] == "111 EUR"
    agree(hub, tenant="other")
    assert given(clerk_there) == []


@pytest.mark.parametrize(
    ("word", "why"),
    [("policy", "none of"), ("driver.name", "none of"), ("policy.premium=own", "none of"),
     ("claim.injury_notes", "sealed"), ("policy.notes=write", "the house alone"), ("policy.premium", "goes policy.")],
)  # fmt: skip
def test_what_cannot_be_agreed_is_named(word: str, why: str) -> None:
    with pytest.raises(SetupProblem, match=why):
        read_list([word])
