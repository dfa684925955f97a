"""How things stand, over a real hub: devices last heard, chain hashes at cursors, the backup's reach, old programs."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx

from shared_models.clock import system_milliseconds
from shared_models.protocol import VERSION_HEADER
from sync_server.config import load_config
from sync_server.database import open_database
from sync_server.devices import revoke
from sync_server.standing import note_backup
from tests.sync_server.hub_client import Device
from tests.sync_server.running_hub import RunningHub


def tell(device: Device, cursors: dict[str, int], **counts: int) -> httpx.Response:
    headers = {VERSION_HEADER: "2.5.1"}
    return device.http.post("/v1/standing", json={"cursors": cursors, **counts}, headers=headers)


def test_a_device_hears_the_time_the_chains_and_how_far_the_backup_reaches(hub: RunningHub) -> None:
    device = hub.device("sales_manager")
    result = device.push_one(device.born("vehicle", make="Toyota", model="Camry")[1])
    with open_database(load_config({"data": hub.data}, {})).write() as connection:
        note_backup(connection, {"acme/stock": result.seq}, system_milliseconds())
    answer = tell(device, {"acme/stock": result.seq, "acme/costs": 0, "acme/customers": 999_999}).json()
    assert answer["chains"]["acme/stock"] == result.chain.hex()
    assert answer["chains"]["acme/costs"] == "00" * 32
    assert answer["chains"]["acme/customers"] == "", "there is no such entry"
    assert answer["heads"]["acme/stock"] >= result.seq, "another test may have pushed to this hub"
    assert set(answer["heads"]) == {"acme/stock", "acme/costs", "acme/customers"}
    assert answer["backed_up"]["acme/stock"] >= result.seq, "another test may have made a backup of this hub"
    assert abs(answer["time"] - datetime.now(UTC).timestamp() * 1000) < 60_000


def test_who_looks_after_devices_sees_all_and_others_their_own(hub: RunningHub) -> None:
    seller, manager = hub.device("salesperson"), hub.device("it_admin")
    stranger = hub.device("salesperson", "other")
    assert tell(seller, {}, waiting=3, refused=1).status_code == 200
    mine = {one["device"]: one for one in seller.http.get("/v1/standing/devices").json()["devices"]}
    every = {one["device"]: one for one in manager.http.get("/v1/standing/devices").json()["devices"]}
    assert seller.id in mine
    assert manager.id not in mine
    assert {seller.id, manager.id} <= set(every)
    assert stranger.id not in every
    told = every[seller.id]
    assert (told["waiting"], told["refused"], told["version"]) == (3, 1, "2.5.1")
    assert abs(told["heard"] - system_milliseconds()) < 60_000
    assert (every[manager.id]["heard"], every[manager.id]["waiting"]) == (None, None), "it has told nothing yet"


def test_standing_refuses_what_makes_no_sense(hub: RunningHub) -> None:
    device = hub.device("salesperson")
    assert tell(device, {"acme/costs": 0}).json()["code"] == "space_forbidden"
    assert tell(device, {"acme/stock": -1}).status_code == 422
    assert tell(device, {}, waiting=-1).status_code == 422


def test_a_device_can_ask_whether_it_is_still_trusted(hub: RunningHub) -> None:
    device = hub.device("salesperson")
    assert device.http.post("/v1/standing/device", json=device.proof()).json() == {"standing": "enrolled"}
    with open_database(load_config({"data": hub.data}, {})).write() as connection:
        revoke(connection, device.id, 1)
    refused = device.http.post("/v1/standing/device", json=device.proof())
    assert (refused.status_code, refused.json()["code"]) == (401, "device_revoked")


def test_a_program_older_than_the_hub_puts_up_with_is_told_so(fresh_hub: RunningHub) -> None:
    fresh_hub.env["FORECOURT_HUB_LEAST_VERSION"] = "2.4"
    fresh_hub.start()

    def answered(version: str) -> int:
        return httpx.get(
            f"{fresh_hub.url}/health", headers={VERSION_HEADER: version} if version else {}, timeout=60
        ).status_code

    assert [answered(version) for version in ("2.3.9", "2.4.0", "10.0", "")] == [426, 200, 200, 200]
    body = httpx.get(f"{fresh_hub.url}/health", headers={VERSION_HEADER: "0.1"}, timeout=60).json()
    assert body["code"] == "version_too_old"
    assert "2.4" in body["detail"]


def test_a_colleagues_inbox_takes_what_is_handed_over_and_shows_it_to_nobody_else(hub: RunningHub) -> None:
    seller, manager, other = hub.device("salesperson"), hub.device("sales_manager"), hub.device("south")
    to, me = manager.session["person"], seller.session["person"]
    given = {"to": to, "sender": me, "what": "A price", "deed": "edit", "record_type": "vehicle", "record": "0" * 32}
    record, envelope = seller.fact("handover", **given, wanted="{}", reason="You may not.")
    assert record.space == f"acme/inbox/{to}"
    assert seller.push_one(envelope).status == "accepted"
    assert seller.push_one(envelope).status == "known"
    assert [entry.envelope.document for entry in manager.pull_all(record.space)][-1] == record.id
    for somebody in (seller, other):
        answer = somebody.post("/v1/sync/pull", {"cursors": {record.space: 0}, "limit": 10})
        assert answer.json()["code"] == "space_forbidden"
    auditor = hub.device("auditor")
    _, refused = auditor.fact("handover", **given, wanted="{}", reason="You may not.")
    assert auditor.push_one(refused).code in ("space_forbidden", "not_allowed")
