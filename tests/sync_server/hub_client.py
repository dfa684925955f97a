"""A small real device for tests: enrols, signs people in, makes signed changes, pushes, pulls and listens."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from websockets.sync.client import ClientConnection, connect

from shared_models.clock import HybridClock
from shared_models.documents import Change, Document, Edit, Put
from shared_models.editing import birth
from shared_models.envelopes import Envelope
from shared_models.facts import encode_fact, fact_hash
from shared_models.identifiers import new_id
from shared_models.protocol import (
    MEDIA_TYPE,
    Entry,
    FirstPage,
    PushResult,
    challenge_bytes,
    pack,
    read_entry,
    read_first_page,
    read_result,
    unpack_body,
)
from shared_models.records import RECORD_TYPES
from shared_models.rights import Principal, space_of

#: A socket's client on a busy machine: usually it gives a handshake 10 s, and the answer to a ping 20 s.
PATIENT: dict[str, Any] = {"open_timeout": 60, "ping_interval": None}


@dataclass
class Record:
    """A record on this device: its identifier, type and space, and its document (None for a fact)."""

    id: str
    type: str
    space: str
    document: Document | None


class FirstRecord(NamedTuple):
    """A record of a first sync; ``row`` by column, ``changes`` the unpacked history."""

    id: str
    type: str
    kind: str
    snapshot: bytes
    heads: list[bytes]
    forked: bool
    row: dict[str, Any]
    rivals: list[list[Any]]
    changes: list[list[Any]]


@dataclass
class Device:
    """One device at one hub. ``url`` is the hub's address (``transport`` another way to it); after :meth:`sign_in`
    all calls are that person's."""

    url: str
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    id: str = ""
    actor: bytes = field(default_factory=lambda: os.urandom(16))
    clock: HybridClock = field(default_factory=HybridClock)
    session: dict[str, Any] = field(default_factory=dict)
    version: str = "test-1"
    transport: httpx.BaseTransport | None = None

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.url, timeout=60, transport=self.transport)

    # --- session ---

    def enrol(self, code: str) -> dict[str, Any]:
        """Enrol with a one-time code."""
        public = base64.b64encode(self.key.public_key().public_bytes_raw()).decode()
        asked = {"code": code, "name": "test tablet", "public_key": public, "app_version": self.version}
        answer = ok(self.http.post("/v1/devices/enrol", json=asked)).json()
        self.id = answer["device"]
        return dict(answer)

    def proof(self) -> dict[str, str]:
        """Device, challenge and signature as sign-in and refresh want them."""
        challenge = ok(self.http.post("/v1/session/challenge", json={"device": self.id})).json()["challenge"]
        signature = base64.b64encode(self.key.sign(challenge_bytes(self.id, challenge))).decode()
        return {"device": self.id, "challenge": challenge, "signature": signature}

    def sign_in(self, login: str, password: str) -> dict[str, Any]:
        """Sign a person in; raises httpx.HTTPStatusError."""
        answer = self.http.post("/v1/session/sign-in", json={**self.proof(), "login": login, "password": password})
        return self._begin(ok(answer).json())

    def refresh(self) -> dict[str, Any]:
        """Renew the tokens."""
        asked = {**self.proof(), "refresh_token": self.session["refresh_token"]}
        return self._begin(ok(self.http.post("/v1/session/refresh", json=asked)).json())

    def _begin(self, session: dict[str, Any]) -> dict[str, Any]:
        self.session = session
        self.http.headers["Authorization"] = f"Bearer {session['access_token']}"
        return session

    @property
    def principal(self) -> Principal:
        """Who is signed in."""
        s = self.session
        return Principal(s["person"], s["tenant"], s["role"], s["store"])

    # --- making changes ---

    def born(self, type_name: str, record_id: str | None = None, **values: Any) -> tuple[Record, Envelope]:
        """A new merge record and the envelope of its birth."""
        record_type = RECORD_TYPES[type_name]
        record_id = record_id or new_id()
        document = birth(self.actor, record_type, record_id, values)
        record = Record(record_id, type_name, space_of(record_type, values, self.principal), document)
        return record, self.envelope(record, document.changes()[0])

    def fact(self, type_name: str, record_id: str | None = None, **values: Any) -> tuple[Record, Envelope]:
        """A new fact and its envelope."""
        record_type = RECORD_TYPES[type_name]
        record = Record(record_id or new_id(), type_name, space_of(record_type, values, self.principal), None)
        payload = encode_fact(record_type, record.id, values)
        return record, self.sealed(record, "fact", fact_hash(payload), payload)

    def edited(self, record: Record, *edits: Edit) -> Envelope:
        """Edit a record here; returns the envelope of the change."""
        assert record.document is not None
        change = record.document.apply(self.actor, edits)
        assert change is not None
        return self.envelope(record, change)

    def put(self, record: Record, name: str, atom: Any) -> Envelope:
        """Write one scalar field, given as the document holds it."""
        return self.edited(record, Put((name,), atom))

    def envelope(self, record: Record, change: Change) -> Envelope:
        """A change in its signed envelope."""
        return self.sealed(record, "merge", change.hash, change.chunk)

    def sealed(self, record: Record, kind: Any, digest: bytes, payload: bytes) -> Envelope:
        """Any payload in an envelope signed by this device."""
        made = Envelope(
            kind, record.space, record.id, record.type, self.session["person"], self.id, self.clock.now(), False,
            self.version, digest, payload,
        )  # fmt: skip
        return made.signed(self.key)

    def again(self, envelope: Envelope, **changed: Any) -> Envelope:
        """The envelope with some fields changed, signed anew by this device."""
        return replace(envelope, **changed).signed(self.key)

    # --- talking to the hub ---

    def post(self, path: str, body: Any, **options: Any) -> httpx.Response:
        """Post a MessagePack body."""
        data = body if isinstance(body, bytes) else pack(body)
        return self.http.post(path, content=data, headers={"Content-Type": MEDIA_TYPE}, **options)

    def push(self, *envelopes: Envelope | bytes) -> list[PushResult]:
        """Push changes; the hub's answer to each."""
        packed = [one if isinstance(one, bytes) else one.pack() for one in envelopes]
        body = unpack_body(ok(self.post("/v1/sync/push", {"envelopes": packed})).content)
        return [read_result(parts) for parts in body["results"]]

    def push_one(self, envelope: Envelope | bytes) -> PushResult:
        """Push one change."""
        return self.push(envelope)[0]

    def pull(self, cursors: Mapping[str, int], limit: int = 1_000) -> tuple[list[Entry], dict[str, int]]:
        """One page of what is new, and the heads."""
        body = unpack_body(ok(self.post("/v1/sync/pull", {"cursors": dict(cursors), "limit": limit})).content)
        return [read_entry(parts) for parts in body["entries"]], body["heads"]

    def pull_all(self, space: str, cursor: int = 0) -> list[Entry]:
        """Everything in a space after the cursor."""
        found: list[Entry] = []
        while True:
            entries, heads = self.pull({space: cursor + len(found)})
            found += entries
            if cursor + len(found) >= heads[space]:
                return found

    def first(self, space: str, limit: int = 1_000) -> tuple[list[FirstRecord], int]:
        """All records of a space, and the cursor to go on from."""
        records: list[FirstRecord] = []
        after, cursor = 0, -1
        while True:
            asked: dict[str, str | int] = {"space": space, "after": after, "limit": limit}
            page = read_first_page(ok(self.http.get("/v1/sync/first", params=asked)).content)
            records += [_first_record(page, record) for record in page.records]
            cursor = page.seq if cursor < 0 else cursor
            if page.following is None:
                return records, cursor
            after = page.following

    @contextmanager
    def live(self, cursors: Mapping[str, int]) -> Iterator[ClientConnection]:
        """The live socket, already subscribed."""
        url = self.url.replace("http", "ws", 1) + "/v1/live"
        headers = {"Authorization": self.http.headers.get("Authorization", "")}
        with connect(url, additional_headers=headers, max_size=8_000_000, compression=None, **PATIENT) as socket:
            socket.send(pack({"cursors": dict(cursors)}))
            yield socket


def heard(socket: ClientConnection, count: int, seconds: float = 60) -> list[Entry]:
    """The next ``count`` entries off a live socket; heartbeats are passed over."""
    entries: list[Entry] = []
    while len(entries) < count:
        message = socket.recv(timeout=seconds)
        assert isinstance(message, bytes)
        entries += [read_entry(parts) for parts in unpack_body(message)]
    return entries


def ok(response: httpx.Response) -> httpx.Response:
    """The response, if it is a success; else httpx.HTTPStatusError with the hub's own words."""
    if response.is_error:
        raise httpx.HTTPStatusError(
            f"{response.status_code} {response.text}", request=response.request, response=response
        )
    return response


def statuses(results: Sequence[PushResult]) -> list[str]:
    """The statuses alone."""
    return [result.status for result in results]


def _first_record(page: FirstPage, record: Sequence[Any]) -> FirstRecord:
    document, name, kind, snapshot, heads, forked, row, rivals, history = record
    columns = dict(zip(page.columns[name], row, strict=True))
    listed = [[list(path), *rest] for path, *rest in rivals]
    return FirstRecord(document, name, kind, snapshot, list(heads), forked, columns, listed, unpack_body(history))
