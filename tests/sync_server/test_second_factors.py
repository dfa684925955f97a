"""The second factor: asked for on a new device, serves once, can be recovered, made anew, and taken away."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import cast

import httpx
import pyotp
import pytest
from sqlalchemy import Connection

from shared_models import encrypted_sqlite
from sync_server.__main__ import main
from sync_server.accounts import Account
from sync_server.alerts import Scene
from sync_server.attempts import account_key
from sync_server.database import SqliteDatabase
from sync_server.errors import HubError
from sync_server.second_factors import ALWAYS, NEW_DEVICE, SecondFactors, set_policy, standing_of
from sync_server.tables import TENANT
from tests.support.hub_files import all_of, opened_file
from tests.sync_server.hub_client import Device
from tests.sync_server.running_hub import PASSWORD, RunningHub

ANN = Account("a" * 32, "acme", "ann", "Ann", "salesperson", None, True)
HERE, THERE = Scene("acme", ANN.person, "1" * 32), Scene("acme", ANN.person, "2" * 32)
NOW = 1_800_000_000_000


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    database = SqliteDatabase(tmp_path / "hub.sqlite", None)
    database.create()
    with database.write() as connection:
        connection.execute(TENANT.insert().values(name="acme", created=0))
        yield connection
    database.close()


@pytest.fixture
def factors() -> SecondFactors:
    return SecondFactors(b"k" * 32)


def code_at(secret: str, now: int) -> str:
    return str(pyotp.TOTP(secret).at(now // 1000))


def wanted(factors: SecondFactors, connection: Connection, code: str = "", at: Scene = HERE, now: int = NOW) -> str:
    answer = factors.demand(connection, ANN, at, code, now)
    return answer.code.removeprefix("second_factor_") if answer is not None else ""


def set_up(factors: SecondFactors, connection: Connection) -> tuple[str, list[str]]:
    offer = factors.begin(connection, ANN)
    factors.confirm(connection, ANN.person, code_at(offer.secret, NOW - 60_000), NOW - 60_000)
    return offer.secret, offer.recovery_codes


def test_nobody_is_asked_before_there_is_one(connection: Connection, factors: SecondFactors) -> None:
    assert wanted(factors, connection) == ""
    factors.begin(connection, ANN)
    assert wanted(factors, connection) == ""
    assert standing_of(connection, ANN).enrolled is False


def test_a_new_device_is_asked_once(connection: Connection, factors: SecondFactors) -> None:
    secret, _ = set_up(factors, connection)
    assert wanted(factors, connection) == "needed"
    assert wanted(factors, connection, "000000") == "wrong"
    assert wanted(factors, connection, code_at(secret, NOW)) == ""
    assert wanted(factors, connection) == ""
    assert wanted(factors, connection, at=THERE) == "needed"


def test_a_code_serves_once_and_none_before_it(connection: Connection, factors: SecondFactors) -> None:
    secret, _ = set_up(factors, connection)
    late, early = code_at(secret, NOW - 30_000), code_at(secret, NOW + 30_000)
    assert wanted(factors, connection, code_at(secret, NOW - 90_000)) == "wrong"
    assert wanted(factors, connection, early) == ""
    for spent in (early, code_at(secret, NOW), late):
        assert wanted(factors, connection, spent, THERE) == "wrong"
    assert wanted(factors, connection, code_at(secret, NOW + 60_000), THERE, NOW + 60_000) == ""


def test_a_recovery_code_serves_once_and_is_told(connection: Connection, factors: SecondFactors) -> None:
    _, codes = set_up(factors, connection)
    assert len(set(codes)) == 10
    assert wanted(factors, connection, codes[0].lower().replace("-", " ")) == ""
    assert wanted(factors, connection, codes[0], THERE) == "wrong"
    assert standing_of(connection, ANN).recovery_codes_left == 9
    fresh = factors.new_recovery_codes(connection, ANN.person)
    assert wanted(factors, connection, codes[1], THERE) == "wrong"
    assert wanted(factors, connection, fresh[1], THERE) == ""


def test_a_house_that_asks_for_one_has_it_set_up(connection: Connection, factors: SecondFactors) -> None:
    set_policy(connection, "acme", "", NEW_DEVICE)
    assert wanted(factors, connection) == "setup"
    assert wanted(factors, connection, "123456") == "setup"
    offer = factors.begin(connection, ANN)
    assert wanted(factors, connection, offer.recovery_codes[0]) == "wrong"
    assert wanted(factors, connection, code_at(offer.secret, NOW)) == ""
    assert standing_of(connection, ANN) == type(standing_of(connection, ANN))(True, 10, NEW_DEVICE)
    set_policy(connection, "acme", "salesperson", ALWAYS)
    assert wanted(factors, connection) == "needed"
    with pytest.raises(HubError, match="already"):
        factors.begin(connection, ANN)


def test_the_database_shows_neither_secret_nor_recovery_codes(
    connection: Connection, factors: SecondFactors, tmp_path: Path
) -> None:
    secret, codes = set_up(factors, connection)
    held = all_of(cast(encrypted_sqlite.Connection, connection.connection.driver_connection))
    assert secret not in held
    assert not any(code in held or code.replace("-", "") in held for code in codes)


# --- at a hub that runs ---


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    running = RunningHub(tmp_path_factory.mktemp("factors") / "data").provision("acme", codes=20).start()
    yield running
    running.stop()


def sign_in(device: Device, login: str, **more: str) -> httpx.Response:
    return device.http.post(
        "/v1/session/sign-in", json={**device.proof(), "login": login, "password": PASSWORD, **more}
    )


def forget_steps(hub: RunningHub) -> None:
    """As if no code had been used yet: the next one need not be waited for."""
    with closing(opened_file(hub.data)) as connection:
        connection.execute("UPDATE totp SET last_step = 0")
        connection.commit()


def now_code(hub: RunningHub, secret: str) -> str:
    forget_steps(hub)
    return code_at(secret, int(time.time() * 1000))


def post(device: Device, path: str, /, **body: str) -> httpx.Response:
    return device.http.post(f"/v1/{path}", json=body)


def test_set_up_in_the_settings_then_asked_on_the_next_device(guarded: RunningHub) -> None:
    first = guarded.device("salesperson")
    offer = post(first, "account/second-factor").json()
    assert offer["uri"].startswith("otpauth://totp/Forecourt:salesperson%40acme?secret=")
    assert post(first, "account/second-factor/confirm", code="000000").json()["code"] == "second_factor_wrong"
    assert post(first, "account/second-factor/confirm", code=now_code(guarded, offer["secret"])).status_code == 204
    assert post(first, "account/second-factor").status_code == 409
    assert first.http.get("/v1/account/second-factor").json()["enrolled"]

    second = guarded.device("auditor")
    assert sign_in(second, "salesperson").json()["code"] == "second_factor_needed"
    assert sign_in(second, "salesperson", code="12").json()["code"] == "second_factor_wrong"
    assert sign_in(second, "salesperson", code=now_code(guarded, offer["secret"])).status_code == 200
    assert sign_in(second, "salesperson").status_code == 200
    assert sign_in(second, "salesperson", password="wrong").json()["code"] == "sign_in_failed"

    fresh = post(first, "account/second-factor/recovery-codes", code=offer["recovery_codes"][3])
    assert len(fresh.json()["codes"]) == 10
    third = guarded.device("auditor")
    assert sign_in(third, "salesperson", code=fresh.json()["codes"][0]).status_code == 200
    keeper = guarded.device("it_admin")
    told = [(one["kind"], one["login"]) for one in keeper.http.get("/v1/alerts").json()["alerts"]]
    assert told.count(("recovery_code_used", "salesperson")) == 2
    removed = post(first, "account/second-factor/remove", code=now_code(guarded, offer["secret"]))
    assert removed.status_code == 204
    assert sign_in(guarded.device("auditor"), "salesperson").status_code == 200


def test_wrong_codes_lock_as_wrong_passwords_do_and_asking_for_the_code_does_not_help(guarded: RunningHub) -> None:
    device = guarded.device("south")
    offer = post(device, "account/second-factor").json()
    post(device, "account/second-factor/confirm", code=now_code(guarded, offer["secret"]))
    thief = guarded.device("auditor")
    for _ in range(5):
        assert sign_in(thief, "south", code="000000").json()["code"] == "second_factor_wrong"
        assert sign_in(thief, "south").json()["code"] in ("second_factor_needed", "slow_down")
    assert sign_in(thief, "south", code="000000").json()["code"] == "slow_down"
    with closing(opened_file(guarded.data)) as connection:
        known = account_key("acme", "south").hash
        assert connection.execute("SELECT failures FROM attempt WHERE key = ?", (known,)).fetchone() == (5,)


def test_a_house_that_asks_for_it_and_an_administrator_who_takes_it_away(guarded: RunningHub) -> None:
    where = ("--data", str(guarded.data))
    assert main(["sign-in-policy", "--role", "insurer", "--second-factor", NEW_DEVICE, *where]) == 0
    device = Device(guarded.url)
    device.enrol(guarded.codes["acme"].pop())
    assert sign_in(device, "insurer").json()["code"] == "second_factor_setup"
    asked = {**device.proof(), "login": "insurer", "password": PASSWORD}
    offer = post(device, "session/second-factor", **asked).json()
    assert sign_in(device, "insurer", code=now_code(guarded, offer["secret"])).status_code == 200
    refused = post(device, "session/second-factor", **{**device.proof(), "login": "insurer", "password": PASSWORD})
    assert refused.json()["code"] == "second_factor_there"
    refused = post(device, "session/second-factor", **{**device.proof(), "login": "auditor", "password": PASSWORD})
    assert refused.status_code == 403

    keeper, other = guarded.device("it_admin"), guarded.device("sales_manager")
    person = guarded.people["acme", "insurer"]
    assert post(other, f"accounts/{person}/reset-second-factor").status_code == 403
    assert post(keeper, f"accounts/{keeper.session['person']}/reset-second-factor").status_code == 403
    assert post(keeper, f"accounts/{person}/reset-second-factor").status_code == 204
    assert keeper.http.get("/v1/alerts").json()["alerts"][0]["kind"] == "second_factor_reset"
    assert sign_in(device, "insurer").json()["code"] == "second_factor_setup"
    assert main(["reset-second-factor", "--login", "insurer", *where]) == 0
