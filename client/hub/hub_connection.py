"""The device's side of the wire: one method per request of the protocol, over httpx."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from client import __version__
from client.hub.own_certificate import OwnCertificate
from client.hub.trust import tls
from client.text import drills as words
from shared_models.envelopes import Envelope
from shared_models.errors import ForecourtError
from shared_models.protocol import (
    FROZEN,
    MEDIA_TYPE,
    VERSION_HEADER,
    DeviceStanding,
    Entry,
    FirstPage,
    PushResult,
    SignedIn,
    challenge_bytes,
    claim_bytes,
    pack,
    read_entry,
    read_first_page,
    read_result,
    resume_id,
    unpack_body,
)  # fmt: skip
from shared_models.salvage import salvage_bytes

if TYPE_CHECKING:
    import httpx
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

#: Seconds without an answer, and without a connection, before the hub counts as unreachable.
PATIENCE, PATIENCE_TO_CONNECT = 20, 4
_NOT_MODIFIED = 304


class HubRefused(ForecourtError):
    """The hub answered and said no; ``status`` is the HTTP status, ``code`` the hub's word for it."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        self.status = status
        self.code = code
        super().__init__(detail)


@dataclass(frozen=True)
class Chains:
    """Which life the hub is in, whether it was ever put back, and by space chain hashes (empty: no such entry)."""

    generation: str
    put_back: bool
    chains: dict[str, list[bytes]]


class HubConnection:
    """Requests to one hub. Raises httpx.HTTPError when it cannot be reached and HubRefused when it says no.

    While ``cut`` says so nothing is sent, as if there were no hub.
    """

    def __init__(
        self,
        address: str,
        cut: Callable[[], bool] = lambda: False,
        authority: str = "",
        certificate: OwnCertificate | None = None,
    ) -> None:
        """``authority``: the only one whose certificates are believed (PEM), where the house has one; ``certificate``:
        the device's own, for a hub that asks for one."""
        self.address = address.rstrip("/")
        self._cut, self._authority, self._certificate = cut, authority, certificate
        self._left: list[httpx.AsyncClient] = []
        self._meet(certificate)

    def _meet(self, certificate: OwnCertificate | None) -> None:
        """Meet the hub on connections of now, with the certificate there is now."""
        import httpx  # when the hub is first called: the start of the app need not wait for it

        #: How the hub is met; None where it speaks no TLS, on this machine alone.
        self.tls = tls(self._authority) if self.address.startswith("https:") else None
        self._shows = self.tls is not None and certificate is not None and certificate.show_in(self.tls)
        patience = httpx.Timeout(PATIENCE, connect=PATIENCE_TO_CONNECT)
        told = {VERSION_HEADER: __version__}
        self._http = httpx.AsyncClient(
            base_url=self.address, timeout=patience, headers=told, verify=self.tls or False
        )  # without TLS there is nothing to verify
        self._http.event_hooks = {"request": [self._ask_first], "response": []}

    async def _ask_first(self, _request: httpx.Request) -> None:
        self._stop_if_cut()

    def _stop_if_cut(self) -> None:
        import httpx

        if self._cut():
            raise httpx.ConnectError(words.CUT)

    async def enrol(self, code: str, name: str, public_key: bytes, version: str) -> Mapping[str, Any]:
        """Make this device known to the hub by a one-time code."""
        body = {
            "code": code,
            "name": name,
            "public_key": base64.b64encode(public_key).decode(),
            "app_version": version,
        }
        return await self._json("/v1/devices/enrol", body)

    async def sign_in(self, device: str, key: Ed25519PrivateKey, login: str, password: str, code: str = "") -> SignedIn:
        """Sign a person in on this device; ``code`` is of their second factor, once the hub has asked for it."""
        told = {"login": login, "password": password} | ({"code": code} if code else {})
        return await self._signed("/v1/session/sign-in", device, key, told)

    async def sign_in_with_code(self, device: str, key: Ed25519PrivateKey, code: str, verifier: str) -> SignedIn:
        """Sign in on this device who did so in the browser."""
        return await self._signed("/v1/session/sign-in-with-code", device, key, {"code": code, "verifier": verifier})

    async def ask_to_be_let_in(self, name: str, public_key: bytes, version: str) -> Mapping[str, Any]:
        """Ask for a code to show, which somebody types at the hub's page."""
        key = base64.b64encode(public_key).decode()
        return await self._json("/v1/devices/request", {"name": name, "public_key": key, "app_version": version})

    async def claim(self, device_code: str, key: Ed25519PrivateKey) -> Mapping[str, Any]:
        """Whether this device was let in; HubRefused says that it was not, or not yet."""
        signature = base64.b64encode(key.sign(claim_bytes(device_code))).decode()
        return await self._json("/v1/devices/claim", {"device_code": device_code, "signature": signature})

    async def offer_second_factor(
        self, device: str, key: Ed25519PrivateKey, login: str, password: str
    ) -> Mapping[str, Any]:
        """What is needed to set up the second factor without which the house lets nobody in."""
        told = {"login": login, "password": password, **await self._proof(device, key)}
        return await self._json("/v1/session/second-factor", told)

    async def refresh(self, device: str, key: Ed25519PrivateKey, refresh_token: str) -> SignedIn:
        """A new access token for the person who is signed in."""
        return await self._signed("/v1/session/refresh", device, key, {"refresh_token": refresh_token})

    async def _signed(self, path: str, device: str, key: Ed25519PrivateKey, body: dict[str, Any]) -> SignedIn:
        signed = await self._json(path, {**await self._proof(device, key), **body})
        return SignedIn(**{name: signed[name] for name in SignedIn.__dataclass_fields__ if name in signed})

    async def prove(self, device: str, key: Ed25519PrivateKey) -> None:
        """Ask by the device's key alone whether it is still trusted. Raises HubRefused where it is not."""
        await self._json("/v1/standing/device", await self._proof(device, key))

    async def _proof(self, device: str, key: Ed25519PrivateKey) -> dict[str, str]:
        """A challenge of the hub, signed with the device's key."""
        told = await self._challenge(device)
        if told.get("certificate") and self._certificate is not None:
            made = await self._json("/v1/devices/certificate", _signed_challenge(device, key, told))
            self._certificate.keep(str(made["certificate"]))
            self._meet_anew(self._certificate)
            told = await self._challenge(device)
        return _signed_challenge(device, key, told)

    async def _challenge(self, device: str) -> Mapping[str, Any]:
        """Something to sign. A hub that turns the certificate down, as one with another key does, hangs up at once: it
        is asked again without, and gives another."""
        import httpx

        try:
            return await self._json("/v1/session/challenge", {"device": device})
        except (httpx.NetworkError, httpx.ProtocolError) as error:
            if not self._shows or isinstance(error, httpx.ConnectError):
                raise
            self._meet_anew(None)
            return await self._json("/v1/session/challenge", {"device": device})

    def _meet_anew(self, certificate: OwnCertificate | None) -> None:
        self._left.append(self._http)  # others may be waiting for an answer on it
        self._meet(certificate)

    async def push(self, token: str, envelopes: Sequence[Envelope]) -> list[PushResult]:
        """Hand over changes; one result each, in their order."""
        answer = await self._packed("/v1/sync/push", token, {"envelopes": [e.pack() for e in envelopes]})
        return [read_result(result) for result in answer["results"]]

    async def hand_over(self, token: str, envelopes: Sequence[Envelope]) -> tuple[list[PushResult], frozenset[bytes]]:
        """Like :meth:`push`, and the hashes of what the hub refused but keeps for a manager's decision."""
        answer = await self._packed("/v1/sync/push", token, {"envelopes": [e.pack() for e in envelopes]})
        results = [read_result(result) for result in answer["results"]]
        named = [replace(told, hash=sent.hash) for told, sent in zip(results, envelopes, strict=True)]
        return named, frozenset(answer.get("escrow", ()))

    async def pull(self, token: str, cursors: Mapping[str, int], limit: int) -> list[Entry]:
        """Log entries behind the cursors."""
        answer = await self._packed("/v1/sync/pull", token, {"cursors": dict(cursors), "limit": limit})
        return [read_entry(entry) for entry in answer["entries"]]

    async def chains(self, token: str, at: Mapping[str, Sequence[int]]) -> Chains:
        """Which life the hub is in, and the chain hashes its logs have at some numbers."""
        body = {"at": {space: list(numbers) for space, numbers in at.items()}}
        response = await self._http.post("/v1/standing/chains", json=body, headers=_bearer(token))
        _check(response)
        answer = response.json()
        shown = {space: [bytes.fromhex(chain) for chain in some] for space, some in answer["chains"].items()}
        return Chains(str(answer["generation"]), bool(answer.get("put_back")), shown)

    async def returning(self, token: str, spaces: Mapping[str, Sequence[int]]) -> None:
        """Say what this device gives back to a hub that was put back from a backup."""
        body = {"spaces": {space: list(told) for space, told in spaces.items()}}
        _check(await self._http.post("/v1/standing/returning", json=body, headers=_bearer(token)))

    async def first(self, token: str, space: str, after: int, limit: int) -> FirstPage:
        """One page of a space's first sync."""
        query: dict[str, str | int] = {"space": space, "after": after, "limit": limit}
        response = await self._http.get("/v1/sync/first", params=query, headers=_bearer(token))
        _check(response)
        return read_first_page(response.content)

    async def upload(self, token: str, digest: str, data: bytes) -> None:
        """Hand over a file."""
        headers = {**_bearer(token), "Content-Type": "application/octet-stream"}
        _check(await self._http.put(f"/v1/files/{digest}", content=data, headers=headers))

    async def download(self, token: str, digest: str) -> bytes:
        """Fetch a file."""
        response = await self._http.get(f"/v1/files/{digest}", headers=_bearer(token))
        _check(response)
        return response.content

    async def events(
        self, token: str, cursors: Mapping[str, int], silence: float
    ) -> AsyncGenerator[tuple[str, bytes], None]:
        """Server-sent events since the cursors: name and data of each; a stream that is silent so long is given up."""
        import httpx

        spaces = sorted(cursors)
        headers = {**_bearer(token), "Accept": "text/event-stream", "Last-Event-ID": resume_id(cursors, spaces)}
        patience = httpx.Timeout(silence, connect=PATIENCE_TO_CONNECT)
        query = {"space": spaces}
        async with self._http.stream("GET", "/v1/events", params=query, headers=headers, timeout=patience) as answer:
            if answer.is_error:
                await answer.aread()
            _check(answer)
            name = ""
            async for line in answer.aiter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    yield name, line.removeprefix("data: ").encode()

    async def poll(self, token: str, cursors: Mapping[str, int], wait: int, present: int) -> Mapping[str, Any]:
        """What is new, or who edits; waits for it at most so many seconds."""
        return await self._packed(
            "/v1/sync/poll", token, {"cursors": dict(cursors), "wait": wait, "present": present}, wait + PATIENCE
        )

    async def say_present(self, token: str, space: str, record_type: str, record: str, editing: bool) -> None:
        """Say that the person edits a record, or has stopped."""
        body = {"space": space, "type": record_type, "record": record, "editing": editing}
        _check(await self._http.post("/v1/presence", json=body, headers=_bearer(token)))

    async def tell_standing(
        self, token: str, cursors: Mapping[str, int], waiting: int, refused: int
    ) -> Mapping[str, Any]:
        """Tell how this device stands; the hub's time, its chain hashes at the cursors and its backup's reach."""
        told = {"cursors": dict(cursors), "waiting": waiting, "refused": refused}
        response = await self._http.post("/v1/standing", json=told, headers=_bearer(token))
        _check(response)
        answer: Mapping[str, Any] = response.json()
        return answer

    async def devices(self, token: str) -> list[DeviceStanding]:
        """The devices the person may hear of."""
        response = await self._http.get("/v1/standing/devices", headers=_bearer(token))
        _check(response)
        return [DeviceStanding(**one) for one in response.json()["devices"]]

    async def exchange(self, token: str, known: str) -> tuple[bytes, dict[str, bytes]]:
        """The roster, empty if it is the ``known`` one (a fingerprint), and the exchange keys by space."""
        response = await self._http.get("/v1/exchange", params={"known": known}, headers=_bearer(token))
        _check(response)
        answer = response.json()
        keys = {space: base64.b64decode(key) for space, key in answer["keys"].items()}
        return base64.b64decode(answer["roster"]), keys

    async def salvage(self, device: str, key: Ed25519PrivateKey, person: str, sealed: bytes) -> bytes:
        """Hand in what a struck-off device had not sent (``shared_models.salvage``); the hub's signed roster."""
        return bytes((await self._salvage("/v1/sync/salvage", device, key, person, sealed))["roster"])

    async def salvage_piece(self, device: str, key: Ed25519PrivateKey, person: str, sealed: bytes) -> int:
        """Hand in a piece of a file; how many of its bytes the hub has."""
        return int((await self._salvage("/v1/sync/salvage/file", device, key, person, sealed))["held"])

    async def _salvage(
        self, path: str, device: str, key: Ed25519PrivateKey, person: str, sealed: bytes
    ) -> Mapping[str, Any]:
        challenge = str((await self._json("/v1/session/challenge", {"device": device}))["challenge"])
        signature = key.sign(salvage_bytes(device, challenge, sealed))
        body = {"device": device, "challenge": challenge, "person": person, "sealed": sealed, "signature": signature}
        response = await self._http.post(path, content=pack(body), headers={"Content-Type": MEDIA_TYPE})
        _check(response)
        answer: Mapping[str, Any] = unpack_body(response.content)
        return answer

    async def told(self, token: str, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Tell the hub something in JSON; its answer, empty where it has none to give."""
        response = await self._http.post(path, json=body, headers=_bearer(token))
        _check(response)
        answer: Mapping[str, Any] = response.json() if response.content else {}
        return answer

    async def put(self, token: str, path: str, body: Mapping[str, Any]) -> None:
        """Have the hub keep something in JSON."""
        _check(await self._http.put(path, json=body, headers=_bearer(token)))

    async def asked(self, token: str, path: str) -> Mapping[str, Any]:
        """Ask the hub something; its answer in JSON."""
        response = await self._http.get(path, headers=_bearer(token))
        _check(response)
        answer: Mapping[str, Any] = response.json()
        return answer

    async def asked_anew(self, token: str, path: str, known: str) -> tuple[Mapping[str, Any] | None, str]:
        """Ask again what was told with an ETag: the answer, None where it is the same, and the ETag it has now."""
        response = await self._http.get(path, headers=_bearer(token) | ({"If-None-Match": known} if known else {}))
        _check(response)
        tag = response.headers.get("ETag", "")
        return (None if response.status_code == _NOT_MODIFIED else response.json()), tag

    async def device_names(self, token: str) -> Mapping[str, str]:
        """What the devices of the house are called, by identifier."""
        response = await self._http.get("/v1/standing/names", headers=_bearer(token))
        _check(response)
        names: Mapping[str, str] = response.json()["names"]
        return names

    def live_address(self) -> str:
        """Where the live WebSocket is."""
        self._stop_if_cut()
        return "ws" + self.address.removeprefix("http") + "/v1/live"

    async def close(self) -> None:
        """Let go of the connections."""
        for http in (*self._left, self._http):
            await http.aclose()

    async def _json(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        response = await self._http.post(path, json=body)
        _check(response)
        answer: Mapping[str, Any] = response.json()
        return answer

    async def _packed(
        self, path: str, token: str, body: Mapping[str, Any], patience: float = PATIENCE
    ) -> Mapping[str, Any]:
        headers = {**_bearer(token), "Content-Type": MEDIA_TYPE}
        response = await self._http.post(path, content=pack(body), headers=headers, timeout=patience)
        _check(response)
        answer: Mapping[str, Any] = unpack_body(response.content)
        return answer


@cache
def unreachable() -> tuple[type[BaseException], ...]:
    """What is raised where there is no hub. These libraries are imported on this thread: the start need not wait."""
    import httpx
    import websockets

    return httpx.HTTPError, OSError, ssl.SSLError, websockets.WebSocketException, asyncio.TimeoutError


def _signed_challenge(device: str, key: Ed25519PrivateKey, told: Mapping[str, Any]) -> dict[str, str]:
    challenge = str(told["challenge"])
    signature = base64.b64encode(key.sign(challenge_bytes(device, challenge))).decode()
    return {"device": device, "challenge": challenge, "signature": signature}


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _check(response: httpx.Response) -> None:
    """Raise for a refusal; the hub's own trouble (5xx) counts as not reachable, but not that it is to take nothing."""
    if response.status_code < 400:
        return
    try:
        body = response.json()
        code, detail = str(body["code"]), str(body["detail"])
    except (ValueError, KeyError, TypeError):
        code, detail = "refused", response.reason_phrase
    if response.status_code >= 500 and code != FROZEN:
        response.raise_for_status()
    raise HubRefused(response.status_code, code, detail)
