"""What an erasure leaves in the hub's log, what it refuses afterwards, and what stops it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from shared_models.envelopes import unpack
from shared_models.erasures import NOTICE, REMNANT, notice, remnant
from shared_models.identifiers import new_id
from sync_server.__main__ import main
from tests.support.hub_files import opened_file, plainly
from tests.sync_server.hub_client import Device, Record
from tests.sync_server.running_hub import RunningHub


@pytest.fixture(scope="module")
def own_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    running = RunningHub(tmp_path_factory.mktemp("erasing") / "data").provision("acme", codes=20).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def seller(own_hub: RunningHub) -> Device:
    return own_hub.device("salesperson")


@pytest.fixture(scope="module")
def office(own_hub: RunningHub) -> Device:
    return own_hub.device("head_office")


def ask(device: Device, deed: str, record: str, type_name: str = "customer") -> Any:
    return device.http.post(f"/v1/privacy/{deed}", json={"type": type_name, "record": record})


def verdict(hub: RunningHub, capsys: pytest.CaptureFixture[str]) -> list[str]:
    main(["audit", "verify", "--data", str(hub.data)])
    return [line for line in capsys.readouterr().out.splitlines() if line.startswith("BAD")]


def test_the_log_keeps_its_chain_and_nothing_else(
    own_hub: RunningHub, seller: Device, office: Device, capsys: pytest.CaptureFixture[str]
) -> None:
    emil, birth = seller.born("customer", name="Emil Zyxmarked")
    edit = seller.put(emil, "phone", "555 Zyxmarked")
    first, second = seller.push(birth, edit)
    unsent = seller.put(emil, "town", "Zyxmarked-on-Sea")
    assert ask(seller, "erase", emil.id).status_code == 403
    done = ask(office, "erase", emil.id).json()
    assert done["records"] == 1

    entries = {entry.seq: entry for entry in seller.pull_all("acme/customers")}
    assert [entries[seq].envelope.type for seq in (first.seq, second.seq)] == [REMNANT, REMNANT]
    assert (entries[first.seq].chain, entries[first.seq].envelope.hash) == (first.chain, birth.hash)
    after = [entry.envelope for seq, entry in entries.items() if seq > second.seq]
    assert [one.type for one in after][:2] == [NOTICE, "customer"]
    assert all(b"Zyxmarked" not in entry.envelope.pack() for entry in entries.values())
    assert [(one.status, one.code) for one in seller.push(unsent)] == [("refused", "erased")]
    [record] = [one for one in seller.first("acme/customers")[0] if one.id == emil.id]
    assert (record.row["name"], record.row["phone"], bool(record.row["archived"])) == ("Erased", None, True)
    assert b"Zyxmarked" not in plainly(own_hub.data / "hub.sqlite", own_hub.data), "in no free page either"
    assert verdict(own_hub, capsys) == []


def test_only_the_hub_writes_of_erasures(seller: Device) -> None:
    forged = Record(new_id(), NOTICE, "acme/customers", None)
    payload, digest = notice(forged.id, new_id(), [new_id()])
    [answer] = seller.push(seller.sealed(forged, "fact", digest, payload))
    assert (answer.status, answer.code) == ("refused", "reserved_type")


def test_an_erasure_that_nobody_wrote_down_is_found_out(
    own_hub: RunningHub, seller: Device, capsys: pytest.CaptureFixture[str]
) -> None:
    _, birth = seller.born("customer", name="Ida Example")
    [taken] = seller.push(birth)
    place = ("acme/customers", taken.seq)
    with closing(opened_file(own_hub.data)) as connection:
        asked = "SELECT envelope FROM log WHERE space = ? AND seq = ?"
        whole = connection.execute(asked, place).fetchone()[0]
        left = remnant(unpack(whole))
        connection.execute("UPDATE log SET envelope = ? WHERE space = ? AND seq = ?", (left.pack(), *place))
        connection.commit()
        [first] = verdict(own_hub, capsys)
        some = connection.execute("SELECT id FROM erasure LIMIT 1").fetchone()[0]
        connection.execute("INSERT INTO erased_entry VALUES (?, ?, ?, ?)", (*place, some, left.hash))
        connection.commit()
        second = verdict(own_hub, capsys)
        connection.execute("DELETE FROM erased_entry WHERE space = ? AND seq = ?", place)
        connection.execute("UPDATE log SET envelope = ? WHERE space = ? AND seq = ?", (whole, *place))
        connection.commit()
    assert f"acme/customers: entry {taken.seq}: it was erased" in first
    assert second  # to write it among the entries of another erasure does not help: the audit has their digest
    assert verdict(own_hub, capsys) == []


def test_a_legal_hold_stops_it(seller: Device, office: Device) -> None:
    emil, birth = seller.born("customer", name="Held Person")
    seller.push(birth)
    held = {"record_type": "customer", "record": emil.id, "reason": "lawsuit", "person": office.principal.person}
    assert [one.status for one in office.push(office.fact("legal_hold", held=True, **held)[1])] == ["accepted"]
    answer = ask(office, "erase", emil.id)
    assert (answer.status_code, answer.json()["code"]) == (409, "legal_hold")
    office.push(office.fact("legal_hold", held=False, **held)[1])
    assert ask(office, "erase", emil.id).status_code == 200


def test_what_is_no_person_cannot_be_erased(office: Device) -> None:
    assert ask(office, "plan", new_id()).status_code == 404
    assert ask(office, "plan", new_id(), "vehicle").json()["code"] == "not_a_person"
