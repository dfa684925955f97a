"""Enrolling a device, signing in, staying signed in, and everything that must not work."""

from __future__ import annotations

import time

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models.identifiers import new_id
from sync_server.keys import load_key
from sync_server.tokens import TokenMint
from tests.sync_server.hub_client import Device
from tests.sync_server.running_hub import NORTH, PASSWORD, SOUTH, RunningHub


def refusal(response: httpx.Response) -> tuple[int, str]:
    body = response.json()
    assert set(body) == {"code", "detail", "field"}
    return response.status_code, body["code"]


def test_enrol_and_sign_in(hub: RunningHub) -> None:
    device = Device(hub.url)
    enrolled = device.enrol(hub.codes["acme"].pop())
    assert enrolled["tenant"] == "acme"
    session = device.sign_in("  Salesperson ", PASSWORD)
    assert session["person"] == hub.people["acme", "salesperson"]
    assert (session["role"], session["store"], session["expires_in"]) == ("salesperson", NORTH, 600)
    assert set(session["spaces"]) == {
        "acme/stock", "acme/customers", "acme/directory", f"acme/store/{NORTH}/leads", f"acme/user/{session['person']}",
        f"acme/inbox/{session['person']}",
    }  # fmt: skip
    assert device.http.get("/v1/session/me").json()["device"] == device.id


def test_head_office_sees_every_store(hub: RunningHub) -> None:
    spaces = hub.device("head_office").session["spaces"]
    assert {f"acme/store/{NORTH}/leads", f"acme/store/{SOUTH}/leads", "acme/costs"} <= set(spaces)


def test_a_code_serves_once_and_a_wrong_one_never(hub: RunningHub) -> None:
    code = hub.codes["acme"].pop()
    Device(hub.url).enrol(code.lower().replace("-", " "))
    for bad in (code, "AAAA-BBBB-CCCC"):
        asked = {"code": bad, "name": "x", "public_key": "A" * 43 + "=", "app_version": "1"}
        answer = httpx.post(f"{hub.url}/v1/devices/enrol", json=asked, timeout=60)
        assert refusal(answer) == (401, "code_invalid")


@pytest.mark.parametrize("key", ["not base64!", "AAAA"])
def test_enrolment_needs_a_proper_key(hub: RunningHub, key: str) -> None:
    asked = {"code": "AAAA-BBBB-CCCC", "name": "x", "public_key": key, "app_version": "1"}
    answer = httpx.post(f"{hub.url}/v1/devices/enrol", json=asked, timeout=60)
    assert refusal(answer) == (400, "invalid_request")
    assert answer.json()["field"] == "public_key"


def test_guessing_codes_is_slowed_down(fresh_hub_on_sqlite: RunningHub) -> None:
    fresh_hub_on_sqlite.start()
    asked = {"code": "AAAA-BBBB-CCCC", "name": "x", "public_key": "A" * 43 + "=", "app_version": "1"}
    answers = [httpx.post(f"{fresh_hub_on_sqlite.url}/v1/devices/enrol", json=asked, timeout=60) for _ in range(7)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_guessing_passwords_is_slowed_down_for_known_and_unknown_logins_alike(fresh_hub: RunningHub) -> None:
    device = fresh_hub.start().device("auditor")
    for login in ("salesperson", "nobody-of-this-name"):
        answers = [sign_in(device, login, f"wrong password {i}") for i in range(7)]
        assert [refusal(answer) for answer in answers[:5]] == [(401, "sign_in_failed")] * 5
        assert [refusal(answer) for answer in answers[5:]] == [(429, "slow_down")] * 2
        assert 0 < int(answers[5].headers["Retry-After"]) <= 60
    assert refusal(sign_in(device, "salesperson", PASSWORD)) == (429, "slow_down")
    assert sign_in(device, "auditor", PASSWORD).status_code == 200


def sign_in(device: Device, login: str, password: str, **changed: str) -> httpx.Response:
    asked = {**device.proof(), "login": login, "password": password, **changed}
    return device.http.post("/v1/session/sign-in", json=asked)


def test_a_challenge_serves_once(hub: RunningHub) -> None:
    device = hub.device("auditor")
    asked = {**device.proof(), "login": "auditor", "password": PASSWORD}
    assert device.http.post("/v1/session/sign-in", json=asked).status_code == 200
    assert refusal(device.http.post("/v1/session/sign-in", json=asked)) == (401, "challenge_spent")


def test_only_the_device_itself_can_answer_its_challenge(hub: RunningHub) -> None:
    device, thief = hub.device("auditor"), hub.device("insurer")
    stolen = thief.proof()["challenge"]
    assert refusal(sign_in(device, "auditor", PASSWORD, challenge=stolen)) == (401, "challenge_invalid")
    device.key = Ed25519PrivateKey.generate()
    assert refusal(sign_in(device, "auditor", PASSWORD)) == (401, "signature_invalid")
    device.id = new_id()
    assert refusal(sign_in(device, "auditor", PASSWORD)) == (401, "device_unknown")


def test_people_of_another_tenant_cannot_sign_in(hub: RunningHub) -> None:
    device = hub.device("auditor", "other")
    assert device.session["person"] == hub.people["other", "auditor"]
    assert all(space.startswith("other/") for space in device.session["spaces"])


def test_refresh_changes_the_token_and_a_used_one_ends_the_session(hub: RunningHub) -> None:
    device = hub.device("auditor")
    first = device.session["refresh_token"]
    second = device.refresh()["refresh_token"]
    third = device.refresh()["refresh_token"]
    assert len({first, second, third}) == 3
    asked = {**device.proof(), "refresh_token": first}
    assert refusal(device.http.post("/v1/session/refresh", json=asked)) == (401, "refresh_reused")
    asked = {**device.proof(), "refresh_token": third}
    assert refusal(device.http.post("/v1/session/refresh", json=asked)) == (401, "refresh_invalid")


def test_refresh_survives_a_lost_answer(hub: RunningHub) -> None:
    device = hub.device("auditor")
    before = dict(device.session)
    lost = device.refresh()["refresh_token"]
    device.session = before
    device.refresh()
    asked = {**device.proof(), "refresh_token": lost}
    assert refusal(device.http.post("/v1/session/refresh", json=asked)) == (401, "refresh_invalid")


def test_refresh_survives_an_answer_lost_weeks_ago(hub: RunningHub) -> None:
    device = hub.device("auditor")
    before = dict(device.session)
    device.refresh()
    weeks = 40 * 24 * 3600 * 1000
    hub.sql("UPDATE refresh SET expires = expires - :weeks", weeks=weeks)
    device.session = before
    assert device.refresh()["person"] == before["person"]


def test_a_refresh_token_is_of_no_use_on_another_device(hub: RunningHub) -> None:
    device, thief = hub.device("auditor"), hub.device("auditor")
    asked = {**thief.proof(), "refresh_token": device.session["refresh_token"]}
    assert refusal(thief.http.post("/v1/session/refresh", json=asked)) == (401, "refresh_invalid")
    device.refresh()


def test_sign_out_ends_the_session(hub: RunningHub) -> None:
    device = hub.device("auditor")
    assert device.http.post("/v1/session/sign-out").status_code == 204
    asked = {**device.proof(), "refresh_token": device.session["refresh_token"]}
    assert refusal(device.http.post("/v1/session/refresh", json=asked)) == (401, "refresh_invalid")


def test_tokens_that_are_expired_foreign_or_mangled(hub: RunningHub) -> None:
    device = hub.device("auditor")
    person, key = device.session["person"], load_key(hub.data)
    good = device.session["access_token"]
    unsigned = jwt.encode(
        {"aud": "forecourt-access", "sub": person, "exp": int(time.time()) + 60}, "", algorithm="none"
    )
    challenge = device.proof()["challenge"]
    wanted = {
        TokenMint(key, -1).access(person, device.id, "acme"): "token_expired",
        TokenMint(Ed25519PrivateKey.generate(), 60).access(person, device.id, "acme"): "token_invalid",
        TokenMint(key, 60).access(person, device.id, "other"): "account_closed",
        TokenMint(key, 60).access(person, new_id(), "acme"): "device_revoked",
        good[:-4] + "AAAA": "token_invalid",
        unsigned: "token_invalid",
        challenge: "token_invalid",
        "x" * 5_000: "token_missing",
    }
    for token, code in wanted.items():
        answer = httpx.get(f"{hub.url}/v1/session/me", headers={"Authorization": f"Bearer {token}"}, timeout=60)
        assert refusal(answer) == (401, code)
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert refusal(httpx.get(f"{hub.url}/v1/session/me", timeout=60)) == (401, "token_missing")


def test_what_is_not_json_or_lacks_a_field(hub: RunningHub) -> None:
    answer = httpx.post(f"{hub.url}/v1/session/challenge", json={}, timeout=60)
    assert refusal(answer) == (422, "invalid_request")
    assert answer.json()["field"] == "device"
    broken = httpx.post(
        f"{hub.url}/v1/session/challenge", content=b"{", headers={"Content-Type": "application/json"}, timeout=60
    )
    assert broken.status_code == 422
    assert refusal(httpx.post(f"{hub.url}/v1/session/challenge", data={"device": "x"}, timeout=60)) == (
        415,
        "media_type",
    )
    assert refusal(httpx.get(f"{hub.url}/v1/session/challenge", timeout=60)) == (405, "method_not_allowed")
