"""The hub's own pages: sign in, let a device in, hand a sign-in over to the app; and what must not work there."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from shared_models.protocol import claim_bytes
from sync_server import device_requests
from sync_server.accounts import Account
from sync_server.database import SqliteDatabase
from sync_server.device_requests import APPROVED, DENIED, Admitted
from sync_server.errors import HubError
from sync_server.pages import here
from sync_server.tables import TENANT
from tests.support.hub_files import dumped
from tests.sync_server.hub_client import Device
from tests.sync_server.running_hub import PASSWORD, RunningHub

NOW = 1_800_000_000_000
BOSS = Account("a" * 32, "acme", "boss", "Boss", "sales_manager", None, True)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    running = RunningHub(tmp_path_factory.mktemp("pages") / "data").provision("acme", codes=5).start()
    yield running
    running.stop()


def token_in(page: httpx.Response) -> str:
    return unescape(re.findall(r'name="token" value="([^"]+)"', page.text)[0])


def browser(hub: RunningHub, login: str = "", next: str = "/device") -> httpx.Client:
    """A browser, with somebody signed in."""
    made = httpx.Client(base_url=hub.url, timeout=60)
    if login:
        page = made.get("/sign-in", params={"next": next})
        told = {"token": token_in(page), "tenant": "acme", "login": login, "password": PASSWORD, "next": next}
        answer = made.post("/sign-in", data=told)
        assert (answer.status_code, answer.headers["location"]) == (303, next), answer.text
    return made


def asking(hub: RunningHub, key: Ed25519PrivateKey) -> dict[str, str]:
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    asked = {"name": "Tablet <9>", "public_key": public, "app_version": "1"}
    return dict(httpx.post(f"{hub.url}/v1/devices/request", json=asked, timeout=60).json())


def claim(hub: RunningHub, key: Ed25519PrivateKey, device_code: str) -> httpx.Response:
    signature = base64.b64encode(key.sign(claim_bytes(device_code))).decode()
    told = {"device_code": device_code, "signature": signature}
    return httpx.post(f"{hub.url}/v1/devices/claim", json=told, timeout=60)


def test_a_device_is_let_in_at_the_page_and_works(guarded: RunningHub) -> None:
    key = Ed25519PrivateKey.generate()
    waiting = asking(guarded, key)
    assert re.fullmatch(r"[BCDFGHJ-NP-TV-XZ]{4}-[BCDFGHJ-NP-TV-XZ]{4}", waiting["user_code"])
    link = urlsplit(waiting["verification_uri_complete"])
    wanted = f"{link.path}?{link.query}"
    stranger = browser(guarded)
    assert stranger.get(wanted).headers["location"].startswith("/sign-in?next=%2Fdevice%3Fuser_code")
    boss = browser(guarded, "sales_manager", wanted)
    page = boss.get(wanted)
    assert waiting["user_code"] in page.text
    shown = boss.post("/device", data={"token": token_in(page), "user_code": waiting["user_code"].lower()})
    assert "Tablet &lt;9&gt;" in shown.text
    assert device_requests.fingerprint(key.public_key().public_bytes_raw()) in shown.text
    assert claim(guarded, key, waiting["device_code"]).json()["code"] == "authorization_pending"
    assert claim(guarded, key, waiting["device_code"]).json()["code"] == "slow_down"
    told = {"token": token_in(page), "user_code": waiting["user_code"], "decision": APPROVED}
    assert "is let in" in boss.post("/device/decide", data=told).text
    assert boss.post("/device/decide", data=told).status_code == 400

    let_in = claim(guarded, key, waiting["device_code"]).json()
    assert let_in["tenant"] == "acme"
    assert claim(guarded, key, waiting["device_code"]).json()["device"] == let_in["device"]
    device = Device(guarded.url, key=key, id=let_in["device"])
    assert device.sign_in("salesperson", PASSWORD)["role"] == "salesperson"


def test_only_whoever_looks_after_devices_lets_one_in(guarded: RunningHub) -> None:
    waiting = asking(guarded, Ed25519PrivateKey.generate())
    seller = browser(guarded, "salesperson")
    page = seller.get("/device")
    assert page.status_code == 403
    told = {"token": token_in(page), "user_code": waiting["user_code"], "decision": APPROVED}
    assert seller.post("/device", data=told).status_code == 403
    assert seller.post("/device/decide", data=told).status_code == 403
    assert httpx.post(f"{guarded.url}/device/decide", data=told, timeout=60).status_code == 403


def test_a_form_of_another_page_is_not_believed(guarded: RunningHub) -> None:
    boss, other = browser(guarded, "sales_manager"), browser(guarded, "it_admin")
    told = {"user_code": "BCDF-GHJK", "decision": APPROVED}
    for token in ("", "x" * 64, token_in(other.get("/device"))):
        assert boss.post("/device/decide", data={**told, "token": token}).json()["code"] == "page_too_old"
    token = token_in(boss.get("/device"))
    evil = boss.post("/device", data={**told, "token": token}, headers={"Origin": "https://evil.example"})
    assert evil.json()["code"] == "cross_origin"
    assert boss.post("/device", json={**told, "token": token}).status_code == 415


def test_codes_that_nobody_shows_are_slowed_down(guarded: RunningHub) -> None:
    keeper = browser(guarded, "head_office")
    token = token_in(keeper.get("/device"))
    told = [keeper.post("/device", data={"token": token, "user_code": f"BCDF-GHJ{n}"}).status_code for n in "BCDFGH"]
    assert told == [404] * 5 + [429]


def test_pages_need_no_script_say_what_is_wrong_and_are_kept_by_nobody(guarded: RunningHub) -> None:
    made = browser(guarded)
    page = made.get("/sign-in")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["cache-control"] == "no-store"
    cookie = page.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert '<html lang="en">' in page.text
    labelled = set(re.findall(r'<label for="(\w+)"', page.text))
    assert labelled == set(re.findall(r'<input id="(\w+)"', page.text))
    told = {"token": token_in(page), "tenant": "acme", "login": "<auditor>", "password": "wrong", "next": "//evil"}
    wrong = made.post("/sign-in", data=told)
    assert wrong.status_code == 401
    assert 'role="alert">Login or password is not right.' in wrong.text
    assert 'value="&lt;auditor&gt;"' in wrong.text
    assert made.get("/page.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("path", ["//evil", "https://evil", "/\\evil", "evil", ""])
def test_a_way_on_never_leads_to_another_site(path: str) -> None:
    assert here(path) == "/device"


def test_signing_out_ends_the_browser_and_its_cookie(guarded: RunningHub) -> None:
    boss = browser(guarded, "sales_manager")
    old = boss.cookies["forecourt_page"]
    token = token_in(boss.get("/device"))
    assert boss.post("/sign-out", data={"token": token}).headers["location"] == "/sign-in"
    again = httpx.get(f"{guarded.url}/device", cookies={"forecourt_page": old}, timeout=60)
    assert again.headers["location"].startswith("/sign-in")


def handed_over(hub: RunningHub, device: Device, verifier: str, login: str = "auditor") -> str:
    """The code that the browser brings back to the app."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {"device": device.id, "redirect": "http://127.0.0.1:1/", "challenge": digest, "state": "of the app"}
    made = browser(hub, login)
    page = made.get("/app", params=asked)
    answer = made.post("/app", data={"token": token_in(page), **asked})
    link = unescape(re.findall(r'href="(http://127[^"]+)"', answer.text)[0])
    told = parse_qs(urlsplit(link).query)
    assert told["state"] == ["of the app"]
    return told["code"][0]


def by_code(device: Device, code: str, verifier: str) -> httpx.Response:
    told = {**device.proof(), "code": code, "verifier": verifier}
    return device.http.post("/v1/session/sign-in-with-code", json=told)


def test_a_sign_in_is_handed_over_to_the_app_once_and_to_nobody_else(guarded: RunningHub) -> None:
    device, thief = guarded.device("insurer"), guarded.device("insurer")
    verifier = "v" * 50
    assert by_code(device, handed_over(guarded, device, verifier), "w" * 50).json()["code"] == "code_invalid"
    assert by_code(thief, handed_over(guarded, device, verifier), verifier).json()["code"] == "code_invalid"
    code = handed_over(guarded, device, verifier)
    assert by_code(device, code, verifier).json()["role"] == "auditor"
    assert by_code(device, code, verifier).json()["code"] == "code_invalid"
    made = browser(guarded, "auditor")
    good = {"device": device.id, "redirect": "http://127.0.0.1:1/", "challenge": "c" * 43, "state": "s"}
    for bad in ({"redirect": "http://evil.example/"}, {"redirect": "https://127.0.0.1/"}, {"challenge": ""},
                {"device": "0" * 32}):  # fmt: skip
        assert made.get("/app", params=good | bad).status_code == 400


# --- a device that asks, by the clock ---


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    database = SqliteDatabase(tmp_path / "hub.sqlite", None)
    database.create()
    with database.write() as connection:
        connection.execute(TENANT.insert().values(name="acme", created=0))
        yield connection
    database.close()


def polled(connection: Connection, key: Ed25519PrivateKey, code: str, now: int) -> str:
    answer = device_requests.claim(connection, code, key.sign(claim_bytes(code)), now)
    return answer.code if isinstance(answer, HubError) else "let in"


def test_a_device_asks_again_in_its_time(connection: Connection) -> None:
    key = Ed25519PrivateKey.generate()
    begun = device_requests.begin(connection, "Tablet", key.public_key().public_bytes_raw(), "1", NOW)
    told = [polled(connection, key, begun.device_code, NOW + ms) for ms in (0, 5_000, 9_000, 18_000, 20_000, 41_000)]
    pending, slow = "authorization_pending", "slow_down"
    assert told == [pending, pending, slow, slow, slow, pending]
    thief = Ed25519PrivateKey.generate()
    assert polled(connection, thief, begun.device_code, NOW + 60_000) == "signature_invalid"
    assert polled(connection, key, begun.device_code, NOW + 900_000) == "expired_token"
    with pytest.raises(HubError, match="No device"):
        device_requests.find(connection, begun.user_code, NOW + 900_000)


def test_a_device_is_turned_away_or_let_in_once(connection: Connection) -> None:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    codes = []
    for decision in (DENIED, APPROVED):
        begun = device_requests.begin(connection, "Tablet", public, "1", NOW)
        found = device_requests.find(connection, begun.user_code, NOW)
        device_requests.decide(connection, found, BOSS, decision, "5" * 32)
        with pytest.raises(HubError, match="already"):
            device_requests.decide(connection, found, BOSS, APPROVED, None)
        codes.append(begun.device_code)
    assert polled(connection, key, codes[0], NOW) == "access_denied"
    first, second = (device_requests.claim(connection, codes[1], key.sign(claim_bytes(codes[1])), NOW) for _ in "12")
    assert isinstance(first, Admitted)
    assert first == second
    assert (first.tenant, first.store) == ("acme", "5" * 32)


def test_the_database_shows_no_code(guarded: RunningHub) -> None:
    waiting = asking(guarded, Ed25519PrivateKey.generate())
    held = dumped(guarded.data)
    assert waiting["device_code"] not in held
    assert waiting["user_code"].replace("-", "") not in held
