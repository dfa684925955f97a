"""The log says what happened, where and how long it took, and never whom it concerns."""

from __future__ import annotations

import httpx

from tests.sync_server.running_hub import PASSWORD, RunningHub


def test_nothing_personal_is_logged(fresh_hub_on_sqlite: RunningHub) -> None:
    device = fresh_hub_on_sqlite.start().device("salesperson")
    customer, birth = device.born("customer", name="Zacharias Quettelbrück", phone="+49 170 1234567")
    assert device.push_one(birth).status == "accepted"
    device.http.get(f"/v1/records/customer/{customer.id}")
    device.http.get("/v1/records/customer?name=Zacharias")
    httpx.post(f"{fresh_hub_on_sqlite.url}/v1/session/sign-in", json={"login": "Zacharias"}, timeout=60)
    with device.live({"acme/stock": 0}):
        pass
    fresh_hub_on_sqlite.stop()
    said = fresh_hub_on_sqlite.program.log
    routes = {line.get("route") for line in fresh_hub_on_sqlite.log_lines()}
    assert {"/v1/sync/push", "/v1/records/{type_name}", "/v1/records/{type_name}/{record_id}"} <= routes
    tokens = (device.session["access_token"], device.session["refresh_token"])
    secrets = ("Zacharias", "170 1234567", PASSWORD, *tokens, device.session["person"], customer.id, "salesperson")
    assert not [secret for secret in secrets if secret in said]
    assert all({"at", "level", "from", "event"} <= set(line) for line in fresh_hub_on_sqlite.log_lines())
