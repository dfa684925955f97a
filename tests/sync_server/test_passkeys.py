"""Passkeys with an authenticator made of software: made, used, and what is not believed of one."""

from __future__ import annotations

import hashlib
import json
import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from html import unescape
from typing import Any

import cbor2
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from tests.sync_server.running_hub import PASSWORD, RunningHub

_PRESENT, _VERIFIED, _MADE = 0x01, 0x04, 0x40


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class Authenticator:
    """An ES256 authenticator (WebAuthn level 2) that signs whatever it is asked to; ``verified``: asks for a PIN."""

    def __init__(self, origin: str) -> None:
        self.key, self.id, self.count = generate_private_key(SECP256R1()), os.urandom(32), 0
        self.origin, self.verified = origin, True

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """A new credential, without attestation."""
        numbers = self.key.public_key().public_numbers()
        point = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        body = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(point)
        told = {"fmt": "none", "attStmt": {}, "authData": self._data(options["rp"]["id"], _MADE) + body}
        answer = {"attestationObject": text(cbor2.dumps(told))}
        return self._credential(answer, self._client("webauthn.create", options))

    def sign(self, options: dict[str, Any]) -> dict[str, Any]:
        """An answer to a challenge."""
        self.count += 1
        data, client = self._data(options["rpId"], 0), self._client("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ECDSA(SHA256()))
        return self._credential({"authenticatorData": text(data), "signature": text(signature)}, client)

    def _data(self, site: str, more: int) -> bytes:
        flags = _PRESENT | (_VERIFIED if self.verified else 0) | more
        return hashlib.sha256(site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        told = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _credential(self, answer: dict[str, str], client: bytes) -> dict[str, Any]:
        made = {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "clientExtensionResults": {}}
        return {**made, "response": {"clientDataJSON": text(client), **answer}}


class Browser:
    """A browser with an authenticator."""

    def __init__(self, hub: RunningHub, key: Authenticator | None = None) -> None:
        self.http = httpx.Client(base_url=hub.url.replace("127.0.0.1", "localhost"), timeout=60)
        self.key = key or Authenticator(str(self.http.base_url).rstrip("/"))

    def token(self, path: str) -> str:
        return unescape(re.findall(r'(?:name="token" value|data-token)="([^"]+)"', self.http.get(path).text)[0])

    def by_password(self) -> None:
        told = {"tenant": "acme", "login": "sales_manager", "password": PASSWORD, "next": "/passkeys"}
        answer = self.http.post("/sign-in", data={**told, "token": self.token("/sign-in")})
        assert answer.headers["location"] == "/passkeys", answer.text

    def add(self) -> httpx.Response:
        token = self.token("/passkeys")
        options = self.http.post("/passkey/new-options", json={"token": token}).json()
        told = {"token": token, "credential": self.key.make(options), "name": "Phone <1>"}
        return self.http.post("/passkey/add", json=told)

    def by_passkey(self, **changed: Any) -> httpx.Response:
        token = self.token("/sign-in")
        options = self.http.post("/passkey/options", json={"token": token}).json()
        told = {"token": token, "credential": self.key.sign({**options, **changed}), "next": "/passkeys"}
        self.told = told
        return self.http.post("/passkey/sign-in", json=told)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    running = RunningHub(tmp_path_factory.mktemp("passkeys") / "data").provision("acme", codes=3).start()
    yield running
    running.stop()


@pytest.fixture
def known(guarded: RunningHub) -> Authenticator:
    """The authenticator of somebody who has made a passkey."""
    browser = Browser(guarded)
    browser.by_password()
    assert browser.add().json() == {"next": "/passkeys"}
    assert "Phone &lt;1&gt;" in browser.http.get("/passkeys").text
    return browser.key


def test_a_passkey_signs_in_without_password_and_code(guarded: RunningHub, known: Authenticator) -> None:
    browser = Browser(guarded, known)
    answer = browser.by_passkey()
    assert answer.json() == {"next": "/passkeys"}
    page = browser.http.get("/passkeys")
    assert "sales_manager" in page.text
    keeper = guarded.device("it_admin")
    assert keeper.http.get("/v1/alerts").json()["alerts"][0]["kind"] == "passkey_added"
    passkeys = re.findall(r'name="passkey" value="([^"]+)"', page.text)
    for passkey in passkeys:
        told = {"token": browser.token("/passkeys"), "passkey": passkey}
        assert browser.http.post("/passkeys/remove", data=told).status_code == 303
    assert browser.http.post("/passkeys/remove", data=told).status_code == 404
    assert Browser(guarded, known).by_passkey().status_code == 401


def test_what_is_not_believed(guarded: RunningHub, known: Authenticator) -> None:
    assert Browser(guarded).by_passkey().json()["code"] == "passkey_refused"  # nobody has such a key
    assert Browser(guarded, known).by_passkey(challenge=text(os.urandom(64))).status_code == 401
    assert Browser(guarded, known).by_passkey(rpId="evil.example").status_code == 401
    known.verified = False
    assert Browser(guarded, known).by_passkey().status_code == 401
    known.verified, origin = True, known.origin
    known.origin = "https://evil.example"
    assert Browser(guarded, known).by_passkey().status_code == 401
    known.origin = origin
    browser = Browser(guarded, known)
    assert browser.by_passkey().status_code == 200
    assert browser.http.post("/passkey/sign-in", json=browser.told).status_code == 403  # another cookie's token
    known.count = 0  # a copy of the key
    assert Browser(guarded, known).by_passkey().status_code == 401


def test_a_challenge_serves_once_in_its_own_browser(guarded: RunningHub, known: Authenticator) -> None:
    browser, thief = Browser(guarded, known), Browser(guarded, known)
    token = browser.token("/sign-in")
    options = browser.http.post("/passkey/options", json={"token": token}).json()
    signed = known.sign(options)
    stolen = thief.http.post("/passkey/sign-in", json={"token": thief.token("/sign-in"), "credential": signed})
    assert stolen.status_code == 401
    told = {"token": token, "credential": {**signed, "response": {**signed["response"], "signature": "AAAA"}}}
    assert browser.http.post("/passkey/sign-in", json=told).status_code == 401
    assert browser.http.post("/passkey/sign-in", json={"token": token, "credential": signed}).status_code == 401
    assert urlsafe_b64decode(options["challenge"] + "==")
