"""Signing in at a real OpenID Connect provider in a process of its own, and what the hub does not believe of one."""

from __future__ import annotations

import asyncio
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import closing
from json import dumps
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from sync_server.administration import Administration
from sync_server.config import load_config
from sync_server.errors import HubError
from sync_server.keys import load_key
from sync_server.providers import BY_EMAIL, LINKED, Provider, Providers, add_provider
from tests.support.hub_files import dumped, opened_file
from tests.support.processes import free_port
from tests.support.provider import CLIENT, SECRET, ProviderProcess, sign_in_at
from tests.sync_server.running_hub import PASSWORD, RunningHub

PERSON = {"login": "ann@acme.example", "name": "Ann", "role": "sales_manager", "password": PASSWORD}


class House:
    """A hub that knows the provider, and the provider."""

    def __init__(self, hub: RunningHub, provider: ProviderProcess, id: str) -> None:
        self.hub, self.provider, self.id = hub, provider, id

    def browser(self) -> httpx.Client:
        """A browser that has never been here."""
        return httpx.Client(timeout=60)

    def start(self, browser: httpx.Client) -> str:
        """Begin at the hub's page; where it sends the browser."""
        answer = browser.get(f"{self.hub.url}/oidc/start", params={"provider": self.id, "next": "/device"})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def arrive(self, browser: httpx.Client, login: str) -> httpx.Response:
        """Sign in at the provider; the hub's answer when the browser is back."""
        return browser.get(self.back(browser, login))

    def back(self, browser: httpx.Client, login: str) -> str:
        """Sign in at the provider; where it sends the browser back to."""
        answer = sign_in_at(browser, self.start(browser), login)
        while answer.is_redirect and "/oidc/callback" not in answer.headers["location"]:
            answer = browser.get(urljoin(str(answer.url), answer.headers["location"]))
        assert answer.is_redirect, answer.text
        return answer.headers["location"]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder, port = tmp_path_factory.mktemp("oidc"), free_port()
    hub = RunningHub(folder / "data").provision("acme", codes=3)
    provider = ProviderProcess(folder / "provider", f"http://127.0.0.1:{port}/oidc/callback").start()
    with Administration(load_config({"data": hub.data}, {})) as administration:
        administration.provision({"tenant": "acme", "people": [PERSON]})
        with administration.write() as connection:
            told = Provider("", "acme", "Acme account", provider.issuer, CLIENT, SECRET, BY_EMAIL)
            made = add_provider(connection, load_key(hub.data).private_bytes_raw(), told)
    hub.start(port)
    yield House(hub, provider, made)
    hub.stop()
    provider.stop()


def test_somebody_signs_in_at_their_company_and_out_again(house: House) -> None:
    browser = house.browser()
    page = browser.get(f"{house.hub.url}/sign-in")
    assert "Acme account" in page.text
    assert house.arrive(browser, "ann").headers["location"] == "/device"
    page = browser.get(f"{house.hub.url}/device")
    assert ">Ann<" in page.text
    token = page.text.split('name="token" value="')[1].split('"')[0]
    out = browser.post(f"{house.hub.url}/sign-out", data={"token": token})
    assert f"{house.provider.issuer}/logout/?client_id={CLIENT}" in out.text
    assert browser.get(f"{house.hub.url}/device").is_redirect
    with closing(opened_file(house.hub.data)) as connection:
        told = [row[0] for row in connection.execute("SELECT action FROM audit WHERE action LIKE 'provider%'")]
        assert told == ["provider_linked"]
        assert SECRET not in dumped(house.hub.data)


def test_whoever_is_not_linked_or_not_verified_stays_out(house: House) -> None:
    answer = house.arrive(house.browser(), "eve")
    assert answer.status_code == 403
    assert "no account here is linked" in answer.text


def test_a_sign_in_belongs_to_its_browser_and_serves_once(house: House) -> None:
    browser, thief = house.browser(), house.browser()
    back = house.back(browser, "ann")
    assert thief.get(back).status_code == 400
    assert browser.get(back).status_code == 400  # the thief has spent it
    back = house.back(house.browser(), "ann")
    assert house.browser().get(back.replace("state=", "state=x")).status_code == 400
    assert house.browser().get(f"{house.hub.url}/oidc/callback", params={"error": "access_denied"}).status_code == 400
    unknown = house.browser().get(f"{house.hub.url}/oidc/start", params={"provider": "0" * 32})
    assert unknown.status_code == 400


def test_the_browser_is_sent_with_pkce_state_and_nonce(house: House) -> None:
    told = parse_qs(urlsplit(house.start(house.browser())).query)
    assert told["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge", "redirect_uri", "client_id"} <= set(told)
    assert told["scope"] == ["openid email profile"]


def test_a_provider_that_has_changed_its_keys_is_believed_again(house: House) -> None:
    house.provider.stop()
    browser = house.browser()
    refused = browser.get(f"{house.hub.url}/oidc/start", params={"provider": house.id})
    assert refused.status_code in (303, 502)  # described before: the browser meets the silence itself
    house.provider.change_key()
    house.provider.start()
    assert house.arrive(browser, "ann").headers["location"] == "/device"


# --- what the hub does not believe ---

KEY, OTHER = RSAKey.generate_key(2048), RSAKey.generate_key(2048)
DESCRIBED = {"issuer": "https://id.acme.example", "jwks_uri": "https://id.acme.example/keys"}
TOLD = Provider("p" * 32, "acme", "Acme", DESCRIBED["issuer"], CLIENT, "", LINKED)


def claims(**changed: Any) -> dict[str, Any]:
    now = int(time.time())
    good = {"iss": DESCRIBED["issuer"], "aud": CLIENT, "sub": "1", "exp": now + 60, "iat": now, "nonce": "n"}
    return {name: value for name, value in (good | changed).items() if value is not None}


def believed(token: str, keys: KeySet) -> dict[str, Any]:
    """What the hub makes of an ID token, with these keys published."""
    providers = Providers.__new__(Providers)
    providers._keys = {}

    async def fetch(_provider: Provider, _address: str) -> dict[str, Any]:
        return keys.as_dict(private=False)  # type: ignore[return-value]

    providers._fetch = fetch  # type: ignore[method-assign, assignment]
    return asyncio.run(providers._claims(TOLD, DESCRIBED, token, "n"))


def token_of(told: dict[str, Any], key: RSAKey = KEY) -> str:
    key.ensure_kid()
    return jwt.encode({"alg": "RS256", "kid": key.kid}, told, key)


def test_a_token_that_is_as_it_must_be_is_believed() -> None:
    assert believed(token_of(claims()), KeySet([KEY]))["sub"] == "1"
    assert believed(token_of(claims(aud=[CLIENT])), KeySet([KEY]))["sub"] == "1"


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://evil.example"}, {"iss": None}, {"aud": "another"}, {"aud": None}, {"sub": None},
        {"exp": 1_000}, {"exp": None}, {"nonce": "another"}, {"nonce": None}, {"azp": "another"},
        {"aud": [CLIENT, "another"]}, {"iat": None}, {"iat": 9_999_999_999},
    ],
)  # fmt: skip
def test_a_token_for_somebody_else_of_another_time_or_issuer_is_not(changed: dict[str, Any]) -> None:
    with pytest.raises(HubError) as refused:
        believed(token_of(claims(**changed)), KeySet([KEY]))
    assert refused.value.code == "id_token_invalid"


def test_a_token_nobody_known_has_signed_is_not() -> None:
    head = {"alg": "none"}
    unsigned = (
        ".".join(urlsafe_b64encode(dumps(part).encode()).rstrip(b"=").decode() for part in (head, claims())) + "."
    )
    for token in (token_of(claims(), OTHER), unsigned, token_of(claims())[:-4] + "AAAA", "", "a.b.c"):
        with pytest.raises(HubError) as refused:
            believed(token, KeySet([KEY]))
        assert refused.value.code == "id_token_invalid"
