"""Who guesses is slowed down and locked out, whoever keeps the door is told, and nobody learns which accounts exist."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from argon2 import PasswordHasher

from sync_server.__main__ import main
from sync_server.accounts import Passwords
from sync_server.attempts import account_key
from tests.support.engines import Engine
from tests.sync_server.hub_client import Device
from tests.sync_server.running_hub import PASSWORD, RunningHub


@pytest.fixture(scope="module")
def guarded(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    folder = engine.prepare(tmp_path_factory.mktemp("guarded") / "data")
    running = RunningHub(folder).provision("acme", "other", codes=20).start()
    yield running
    running.stop()


def sign_in(device: Device, login: str, password: str) -> httpx.Response:
    asked = {**device.proof(), "login": login, "password": password}
    return device.http.post("/v1/session/sign-in", json=asked)


def many_wrong_before(hub: RunningHub, login: str, failures: int) -> None:
    """As if so many wrong tries had been made, and their wait were over."""
    known = account_key("acme", login).hash
    changed = "UPDATE attempt SET failures = :failures, until = 0 WHERE key = :known RETURNING key"
    assert len(hub.sql(changed, failures=failures, known=known)) == 1


def guess_until_locked(hub: RunningHub, device: Device, login: str) -> list[tuple[int, str]]:
    """The last tries of eleven."""
    told = [sign_in(device, login, "wrong password")]
    many_wrong_before(hub, login, 9)
    told += [sign_in(device, login, "wrong password") for _ in range(2)]
    return [(answer.status_code, answer.json()["code"]) for answer in told]


def test_ten_wrong_passwords_lock_an_account_and_its_keepers_are_told(guarded: RunningHub) -> None:
    thief, keeper = guarded.device("auditor"), guarded.device("it_admin")
    told = {login: guess_until_locked(guarded, thief, login) for login in ("salesperson", "nobody-of-this-name")}
    assert told["salesperson"] == [(401, "sign_in_failed")] * 2 + [(429, "locked_out")]
    assert told["nobody-of-this-name"] == told["salesperson"]
    refused = sign_in(guarded.device("fleet_manager"), "salesperson", PASSWORD)
    assert refused.json()["code"] == "locked_out"
    assert int(refused.headers["Retry-After"]) > 11 * 3600

    alerts = keeper.http.get("/v1/alerts").json()["alerts"]
    kinds = [(one["kind"], one["login"], one["device"]) for one in alerts]
    assert kinds == [("account_locked", None, thief.id), ("account_locked", "salesperson", thief.id)]
    assert alerts[1]["address"] == "127.0.0.1"
    assert [line["alert"] for line in guarded.log_lines() if "alert" in line] == ["account_locked"] * 2
    assert "salesperson" not in guarded.program.log

    assert keeper.http.post(f"/v1/alerts/{alerts[1]['id']}/seen").status_code == 204
    assert keeper.http.get("/v1/alerts").json()["alerts"][1]["seen"] > 0
    assert keeper.http.post(f"/v1/accounts/{alerts[1]['person']}/unlock").status_code == 204
    assert sign_in(thief, "salesperson", PASSWORD).status_code == 200


def test_alerts_are_for_the_keepers_of_the_house(guarded: RunningHub) -> None:
    keeper, stranger = guarded.device("it_admin"), guarded.device("it_admin", "other")
    guess_until_locked(guarded, keeper, "south")
    alert = keeper.http.get("/v1/alerts").json()["alerts"][0]
    assert stranger.http.get("/v1/alerts").json() == {"alerts": []}
    assert stranger.http.post(f"/v1/alerts/{alert['id']}/seen").status_code == 404
    assert stranger.http.post(f"/v1/accounts/{alert['person']}/unlock").status_code == 404
    for role in ("sales_manager", "auditor"):
        device = guarded.device(role)
        assert device.http.get("/v1/alerts").status_code == 403
        assert device.http.post(f"/v1/accounts/{alert['person']}/unlock").status_code == 403
    assert guarded.device("head_office").http.get("/v1/alerts").status_code == 200


def test_the_password_of_nobody_is_hashed_like_that_of_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = Passwords()
    verified: list[tuple[str, ...]] = []
    real = PasswordHasher.verify

    def verify(self: PasswordHasher, *told: str) -> bool:
        verified.append(told)
        return real(self, *told)

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    try:
        held = passwords.hash("correct horse battery")
        assert asyncio.run(passwords.holds(held, "correct horse battery"))
        assert not asyncio.run(passwords.holds(held, "wrong"))
        assert not asyncio.run(passwords.holds(None, "correct horse battery"))
    finally:
        passwords.close()
    assert [told[0].split("$")[3] for told in verified] == ["m=19456,t=2,p=1"] * 3


def test_a_device_at_which_many_accounts_are_tried_waits(guarded: RunningHub) -> None:
    device = guarded.device("auditor")
    told = [sign_in(device, f"somebody-{number}", "wrong password").status_code for number in range(16)]
    assert told == [401] * 15 + [429]
    assert sign_in(guarded.device("insurer"), "auditor", PASSWORD).status_code == 200


def test_lock_unlock_and_alerts_by_command(guarded: RunningHub) -> None:
    device = guarded.device("south", "other")
    where = ("--tenant", "other", "--data", str(guarded.data))
    assert main(["lock-account", "--login", "South", *where]) == 0
    with pytest.raises(httpx.HTTPStatusError, match="refresh_invalid"):
        device.refresh()
    assert sign_in(device, "south", PASSWORD).json()["code"] == "locked_out"
    assert main(["unlock-account", "--login", "south", *where]) == 0
    assert sign_in(device, "south", PASSWORD).status_code == 200
    assert main(["alerts", *where]) == 0
    assert main(["unlock-account", "--login", "nobody", *where]) == 1
