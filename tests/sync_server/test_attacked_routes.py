"""Every route is attacked, found in the route table: a new one is attacked without anybody remembering.

Without a token, with forged ones, from another tenant with this one's identifiers, from a seller's device that wants
more than it may have, and from a device that was revoked. Nothing of the house is told to any of them, and nothing
in the house's tables is another afterwards.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi.routing import APIRoute, APIWebSocketRoute
from sqlalchemy import select
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from shared_models.kinds import FileRef
from shared_models.protocol import MEDIA_TYPE, pack
from sync_server.administration import Administration
from sync_server.config import load_config
from sync_server.database import open_database
from sync_server.keys import load_key
from sync_server.routes import ROUTERS
from sync_server.tables import HUB_TABLES, SPACE
from tests.sync_server.hub_client import PATIENT, Device
from tests.sync_server.running_hub import NORTH, SOUTH, RunningHub

#: Open to everybody: nothing in them is anybody's.
OPEN = {"/health", "/ready", "/docs", "/metrics", "/v1/authority", "/page.css", "/page.js"}
#: Where a device or a person proves who it is; there is no token yet.
PROVING = (
    "/v1/session/",
    "/v1/devices/enrol",
    "/v1/devices/request",
    "/v1/devices/claim",
    "/v1/standing/device",
    "/v1/sync/salvage",
)
#: The hub's own pages know a browser by its cookie and no token; ``test_pages`` and ``test_passkeys`` attack them.
PAGES = ("/sign-in", "/sign-out", "/device", "/oidc/", "/app", "/passkey")
#: Words that stand in the house's records: for everybody there, and for some.
OURS, COSTLY, INSURED, SOUTHERN = "Zwiebelkuchen", "Kostenblatt", "Versichertes", "Suedlicher"
_HTTP = [(r, m) for room in ROUTERS for r in room.routes if isinstance(r, APIRoute) for m in sorted(r.methods or ())]
_CLOSED = [(r, m) for r, m in _HTTP if r.path not in OPEN and not r.path.startswith((*PROVING, *PAGES))]
ROUTES, CLOSED = ([pytest.param(r, m, id=f"{m} {r.path}") for r, m in some] for some in (_HTTP, _CLOSED))
SOCKETS = [r.path for room in ROUTERS for r in room.routes if isinstance(r, APIWebSocketRoute)]


@dataclass
class House:
    """A house with something to steal, and who wants it."""

    hub: RunningHub
    description: dict[str, Any]
    known: dict[str, Any]
    packed: bytes
    stranger: Device
    seller: Device
    revoked: Device
    http: httpx.Client

    def state(self) -> str:
        """Everything of the house in the hub's tables, but for what counts who knocked."""
        database = open_database(load_config({"data": self.hub.data}, {}))
        digest = hashlib.sha256()
        with database.read() as connection:
            for table in HUB_TABLES.sorted_tables:
                if "tenant" in table.c and not table.name.startswith(("audit", "alert", "attempt", "lock")):
                    rows = connection.execute(select(table).where(table.c.tenant == "acme")).all()
                    digest.update(repr(sorted(map(repr, rows))).encode())
            digest.update(
                repr(connection.execute(select(SPACE).where(SPACE.c.name.startswith("acme/"))).all()).encode()
            )
        database.close()
        return digest.hexdigest()

    def ask(self, route: APIRoute, method: str, token: str | None) -> httpx.Response:
        """Ask a route for what is the house's, with its identifiers wherever it takes any."""
        path = re.sub(r"{(\w+)(?::\w+)?}", lambda found: str(self._value(found[1], {})), route.path)
        described = self.description["paths"].get(route.path, {}).get(method.lower(), {})
        query: dict[str, Any] = {}
        for each in described.get("parameters", []):
            if each["in"] == "query":
                query[each["name"]] = self._value(each["name"], each.get("schema", {}))
        headers, content = {} if token is None else {"Authorization": f"Bearer {token}"}, None
        bodies = described.get("requestBody", {}).get("content", {})
        if MEDIA_TYPE in bodies:
            headers["Content-Type"], content = MEDIA_TYPE, self.packed
        elif "application/json" in bodies:
            headers["Content-Type"] = "application/json"
            content = json.dumps(self._value("", bodies["application/json"]["schema"])).encode()
        elif bodies:
            headers["Content-Type"], content = next(iter(bodies)), b""
        url = self.hub.url + path
        with self.http.stream(method, url, params=query, headers=headers, content=content) as answer:
            told = b""
            for piece in answer.iter_raw():
                told += piece
                if answer.headers.get("content-type", "").startswith("text/event-stream") and b"presence" in told:
                    break  # it would stay open
        return httpx.Response(answer.status_code, content=told, headers=[("content-type", "x/y")])

    def _value(self, name: str, schema: dict[str, Any]) -> Any:
        if name in self.known:
            value = self.known[name]
            return [value] if schema.get("type") == "array" and not isinstance(value, list) else value
        if "$ref" in schema:
            return self._value("", self.description["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
        if schema.get("type") == "object":
            return {key: self._value(key, each) for key, each in schema.get("properties", {}).items()}
        options = schema.get("anyOf", [])
        if "enum" in schema or "const" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        plain = {"integer": 1, "number": 1, "boolean": True, "array": [], "string": "x" * schema.get("minLength", 1)}
        return self._value(name, options[0]) if options else plain.get(schema.get("type", "string"), "x")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    knobs = {"FORECOURT_HUB_RATE_ADDRESS": "0", "FORECOURT_HUB_HEARTBEAT": "1"}
    hub = (
        RunningHub(tmp_path_factory.mktemp("attacked") / "data", env=knobs).provision("acme", "other", codes=9).start()
    )
    boss, office = hub.device("sales_manager"), hub.device("fleet_manager")
    car, birth = boss.born("vehicle", make=OURS, model="B", price=None)
    photo = OURS.encode() * 100
    digest = hashlib.sha256(photo).hexdigest()
    assert office.http.put(f"/v1/files/{digest}", content=photo).status_code == 201
    photos = {"p": {"file": FileRef(digest, "dent.jpg", "image/jpeg", len(photo)), "alt": INSURED}}
    births = [
        (boss, birth),
        (boss, boss.born("vehicle_cost", vehicle=car.id, notes=COSTLY)[1]),
        (boss, boss.born("lead", store=NORTH, customer=car.id, status="new", notes=OURS)[1]),
        (office, office.born("claim", number=INSURED, status="reported", photos=photos)[1]),
        (hub.device("south"), None),
    ]
    south = births.pop()[0]
    births.append((south, south.born("lead", store=SOUTH, customer=car.id, status="new", notes=SOUTHERN)[1]))
    for device, envelope in births:
        assert envelope is not None
        assert device.push_one(envelope).status == "accepted"
    revoked, stranger, seller = hub.device("it_admin"), hub.device("head_office", "other"), hub.device("salesperson")
    with Administration(load_config({"data": hub.data}, {})) as administration:
        administration.revoke_device(revoked.id)
    spaces = ["acme/stock", "acme/costs", "acme/insurance", f"acme/store/{SOUTH}/leads", "acme/directory"]
    person = boss.session["person"]
    known = {
        "device": boss.id, "device_id": boss.id, "person": person, "person_id": person, "space": "acme/costs",
        "type": "vehicle", "type_name": "vehicle", "record": car.id, "record_id": car.id, "digest": digest,
        "thing": f"vehicle:{car.id}", "hashes": [birth.hash.hex()], "cursors": dict.fromkeys(spaces, 0),
        "at": {space: [1] for space in spaces}, "spaces": {space: [0, 1, 1] for space in spaces}, "name": "stolen",
        "decision": "dropped", "login": "sales_manager", "after": 0, "limit": 100, "wait": 0, "tenant": "acme",
    }  # fmt: skip
    body = {
        **known,
        "envelopes": [boss.born("vehicle", make="E", model="F")[1].pack()],
        "sealed": b"",
        "signature": b"",
    }
    description = httpx.get(f"{hub.url}/openapi.json", timeout=60).json()
    with httpx.Client(base_url=hub.url, timeout=60) as http:
        yield House(hub, description, known, pack(body), stranger, seller, revoked, http)
    assert not [line for line in hub.log_lines() if line["level"] == "error"], hub.program.log
    hub.stop()


def token_of(device: Device) -> str:
    return str(device.session["access_token"])


@pytest.mark.parametrize(("route", "method"), CLOSED)
def test_nobody_without_a_token_and_nobody_revoked(house: House, route: APIRoute, method: str) -> None:
    for token in (None, "x", forged(house.seller, key=Ed25519PrivateKey.generate()), token_of(house.revoked)):
        answer = house.ask(route, method, token)
        assert answer.status_code == 401, (token, answer.content)


@pytest.mark.parametrize(("route", "method"), ROUTES)
def test_nothing_is_told_to_another_tenant_and_nothing_changes(house: House, route: APIRoute, method: str) -> None:
    before = house.state()
    answer = house.ask(route, method, token_of(house.stranger))
    assert answer.status_code < 500, answer.content
    assert not leaked(answer.content, OURS, COSTLY, INSURED, SOUTHERN, house.known["person"])
    assert house.state() == before


@pytest.mark.parametrize(("route", "method"), ROUTES)
def test_a_seller_gets_no_costs_no_claims_and_no_other_stores_leads(house: House, route: APIRoute, method: str) -> None:
    for space in ("acme/costs", "acme/insurance", f"acme/store/{SOUTH}/leads"):
        for name in ("vehicle_cost", "claim", "lead"):
            house.known |= {"space": space, "type_name": name, "type": name}
            answer = house.ask(route, method, token_of(house.seller))
            assert answer.status_code < 500, answer.content
            assert not leaked(answer.content, COSTLY, INSURED, SOUTHERN)
            if "space" not in str(house.description["paths"].get(route.path, "")):
                break


def leaked(content: bytes, *words: str) -> list[str]:
    """Which of the words an answer holds, plain or in base64."""
    parts = re.findall(rb"(?:[A-Za-z0-9+/]{4}){10,}", content)
    decoded = b"".join(map(base64.b64decode, parts))
    return [word for word in words if word.encode() in content or word.encode() in decoded]


@pytest.mark.parametrize("path", SOCKETS)
def test_every_socket(house: House, path: str) -> None:
    for token, cursors in (
        ("x", {"acme/stock": 0}),
        (token_of(house.revoked), {"acme/stock": 0}),
        (token_of(house.stranger), {"acme/stock": 0}),
        (token_of(house.seller), {"acme/stock": 0, "acme/costs": 0}),
        (token_of(house.seller), {f"acme/store/{SOUTH}/leads": 0}),
    ):
        assert refusal_of(house.hub.url.replace("http", "ws", 1) + path, token, cursors) in (401, 4403)


def refusal_of(url: str, token: str, cursors: dict[str, int]) -> int:
    """The status of a handshake, or the code of a close, that says no before anything else was said; else 0."""
    try:
        with connect(url, additional_headers={"Authorization": f"Bearer {token}"}, **PATIENT) as socket:
            socket.send(pack({"cursors": cursors, "presence": True}))
            socket.recv(timeout=60)
    except InvalidStatus as refusal:
        return refusal.response.status_code
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 0
    return 0


def forged(victim: Device, key: Ed25519PrivateKey, **changed: Any) -> str:
    """The victim's token with other claims, signed by whom one likes."""
    claims = jwt.decode(token_of(victim), options={"verify_signature": False, "verify_aud": False}) | changed
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, key, algorithm="EdDSA")


def test_forged_tokens(house: House) -> None:
    good, me = token_of(house.seller), "/v1/session/me"
    head, body, signature = good.split(".")
    claims = jwt.decode(good, options={"verify_signature": False, "verify_aud": False})
    hub_key = house.seller.http.get("/openapi.json").content  # any public bytes will do as a shared secret
    other = base64.urlsafe_b64encode(json.dumps({**claims, "ten": "other"}).encode()).rstrip(b"=").decode()
    tokens = {
        "no algorithm": jwt.encode(claims, "", algorithm="none"),
        "a shared secret": jwt.encode(claims, hashlib.sha256(hub_key).digest(), algorithm="HS256"),
        "another key": forged(house.seller, Ed25519PrivateKey.generate()),
        "another tenant, the old signature": f"{head}.{other}.{signature}",
        "no signature": f"{head}.{body}.",
        "a challenge": house.seller.proof()["challenge"],
        "a refresh token": house.seller.session["refresh_token"],
        "twice": f"{good}.{good}",
    }
    for what, token in tokens.items():
        answer = house.http.get(me, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401, what
    assert house.http.get(me, headers={"Authorization": f"Bearer {good}"}).status_code == 200


def test_tokens_that_the_hub_itself_signed_for_something_else(house: House) -> None:
    """With the hub's own key: expired, for another purpose, of a tenant the person is not in, without an end."""
    key, now = load_key(house.hub.data), int(time.time())
    changes: list[dict[str, Any]] = [
        {"exp": now - 1}, {"aud": "forecourt-challenge"}, {"aud": None}, {"exp": None}, {"ten": "other"},
        {"sub": house.stranger.session["person"]}, {"dev": house.stranger.id}, {"sub": "x"},
    ]  # fmt: skip
    for changed in changes:
        token = forged(house.seller, key, **changed)
        answer = house.http.get("/v1/session/me", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401, changed


@pytest.mark.parametrize(
    "text", ["' OR '1'='1", "'; DROP TABLE log; --", '" OR 1=1 --', "%' UNION SELECT envelope FROM log --", "\0", "\\'"]
)
def test_filters_are_words_and_never_sql(house: House, text: str) -> None:
    for name in ("make", "id", "status", "archived", text):
        answer = house.seller.http.get("/v1/records/vehicle", params={name: text})
        assert (answer.status_code, answer.json().get("code")) == (400, "bad_filter") or (
            answer.json()["records"] == []
        ), answer.text
    assert house.seller.http.get(f"/v1/holders/{quote(text, safe='')}").status_code in (200, 404)
    assert house.seller.http.get("/v1/records/vehicle").json()["records"]
