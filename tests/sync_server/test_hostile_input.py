"""Attacks and accidents: each gets the right status and a code, nothing of it is stored, and the hub goes on."""

from __future__ import annotations

import hashlib
import os
import random
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import httpx
import msgpack
import pytest
from automerge import core
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models.change_chunk import MAGIC, MAX_CHANGE_BYTES
from shared_models.documents import Put
from shared_models.identifiers import new_id
from shared_models.protocol import MAX_BODY, MAX_PUSH, MEDIA_TYPE, pack
from tests.sync_server.hub_client import Device, Record
from tests.sync_server.running_hub import RunningHub

PUSH, PULL, FIRST = "/v1/sync/push", "/v1/sync/pull", "/v1/sync/first"
SPACES = ("acme/stock", "acme/customers", "acme/directory")


@pytest.fixture
def attacker(hub: RunningHub) -> Iterator[Device]:
    """A seller's device gone bad. Whatever it did, nothing of it is in the log afterwards, and the hub is well."""
    device = hub.device("salesperson")
    before = device.pull(dict.fromkeys(SPACES, 0), 1)[1]
    yield device
    assert device.pull(dict.fromkeys(SPACES, 0), 1)[1] == before
    assert httpx.get(f"{hub.url}/ready", timeout=60).json() == {"status": "ready"}


def answer_of(response: httpx.Response) -> tuple[int, str]:
    assert set(response.json()) == {"code", "detail", "field"}, response.text
    return response.status_code, response.json()["code"]


def test_bodies_of_random_bytes(attacker: Device) -> None:
    dice = random.Random(1)
    for size in (0, 1, 10, 100, 10_000):
        for path in (PUSH, PULL):
            assert answer_of(attacker.post(path, dice.randbytes(size))) == (400, "bad_body")


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"envelopes": {}},
        {"envelopes": [1]},
        {"envelopes": ["text"]},
        {"cursors": []},
        {"cursors": {"acme/stock": -1}},
        {"cursors": {"acme/stock": "1"}},
        {"cursors": {"acme/stock": True}},
        {"cursors": {"acme/stock": 0}, "limit": 0},
        {"cursors": {"acme/stock": 0}, "limit": "many"},
    ],
)
def test_bodies_of_another_form(attacker: Device, body: Any) -> None:
    path = PULL if isinstance(body, dict) and "cursors" in body else PUSH
    assert answer_of(attacker.post(path, body)) == (400, "bad_body")


def test_a_body_nested_a_hundred_thousand_deep(attacker: Device) -> None:
    assert answer_of(attacker.post(PUSH, b"\x91" * 100_000))[0] == 400
    assert answer_of(attacker.post(PUSH, pack({"envelopes": []})[:-1] + b"\x91" * 100_000))[0] == 400


def test_envelopes_of_random_bytes(attacker: Device) -> None:
    dice = random.Random(2)
    results = attacker.push(*(dice.randbytes(dice.randrange(400)) for _ in range(200)))
    assert {(r.status, r.code, r.hash) for r in results} == {("refused", "envelope_refused", b"")}


def test_a_genuine_envelope_with_any_byte_changed(attacker: Device) -> None:
    _, birth = attacker.born("vehicle", make="A", model="B")
    packed, dice = birth.pack(), random.Random(3)
    bent = []
    for at in range(len(packed)):
        data = bytearray(packed)
        data[at] ^= 1 << dice.randrange(8)
        bent.append(bytes(data))
    for i in range(0, len(bent), MAX_PUSH):
        assert {r.status for r in attacker.push(*bent[i : i + MAX_PUSH])} == {"refused"}


def test_a_forged_signature_and_a_forged_author(hub: RunningHub, attacker: Device) -> None:
    _, birth = attacker.born("vehicle", make="A", model="B")
    assert attacker.push_one(birth.signed(Ed25519PrivateKey.generate())).code == "envelope_refused"
    manager = hub.people["acme", "sales_manager"]
    assert attacker.push_one(attacker.again(birth, author=manager)).code == "author_unknown"
    assert attacker.push_one(attacker.again(birth, author=new_id())).code == "author_unknown"
    assert attacker.push_one(attacker.again(birth, device=new_id())).code == "device_unknown"
    victim = hub.device("sales_manager")
    assert attacker.push_one(attacker.again(birth, author=manager, device=victim.id)).code == "envelope_refused"


def test_chunks_that_inflate(attacker: Device) -> None:
    record = Record(new_id(), "vehicle", "acme/stock", None)
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = squeezed.compress(b"\0" * 200_000_000) + squeezed.flush()
    assert len(bomb) < MAX_CHANGE_BYTES
    chunk = MAGIC + b"\0\0\0\0\x02" + leb(len(bomb)) + bomb
    assert attacker.push_one(attacker.sealed(record, "merge", os.urandom(32), chunk)).code == "envelope_refused"
    _honest, birth = attacker.born("vehicle", make="A" * 60, model="B" * 80, plate="C" * 20)
    small = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = small.compress(birth.payload[11:]) + small.flush()
    deflated = birth.payload[:8] + b"\x02" + leb(len(body)) + body
    assert attacker.push_one(attacker.again(birth, payload=deflated)).code == "envelope_refused"


def leb(number: int) -> bytes:
    return bytes([number & 0x7F | 0x80]) + leb(number >> 7) if number > 0x7F else bytes([number])


def test_values_that_no_honest_device_makes(attacker: Device) -> None:
    def make(fill: Any) -> str:
        record = Record(new_id(), "vehicle", "acme/stock", None)
        inner = core.Document(os.urandom(16))
        with inner.transaction() as t:
            for name, value in {"_id": record.id, "_type": "vehicle", "make": "A", "model": "B"}.items():
                t.put(core.ROOT, name, core.ScalarType.Str, value)
            for name in ("features", "photos"):
                t.put_object(core.ROOT, name, core.ObjType.Map)
            fill(t)
        change = inner.get_changes([])[0]
        return attacker.push_one(attacker.sealed(record, "merge", change.hash, change.raw_bytes)).code

    scalar = core.ScalarType
    fills = {
        "a timestamp": lambda t: t.put(core.ROOT, "x", scalar.Timestamp, datetime(2026, 1, 1, tzinfo=UTC)),
        "an unsigned integer": lambda t: t.put(core.ROOT, "x", scalar.Uint, 1),
        "a list": lambda t: t.put_object(core.ROOT, "x", core.ObjType.List),
        "a text in a row": lambda t: t.put_object(
            t.put_object(t.get(core.ROOT, "photos")[1], "r", core.ObjType.Map), "alt", core.ObjType.Text
        ),
        "a mark": lambda t: t.mark(mark_text(t), 0, 1, "bold", scalar.Boolean, True, core.ExpandMark.Both),
    }
    assert {name: make(fill) for name, fill in fills.items()} == dict.fromkeys(fills, "document_damaged")
    assert make(lambda t: t.put_object(core.ROOT, "features", core.ObjType.Text)) in (
        "document_damaged",
        "invalid_record",
    )
    assert make(lambda t: t.put(core.ROOT, "features", scalar.Str, "all")) == "invalid_record"
    assert make(lambda t: t.put_object(core.ROOT, "make", core.ObjType.Map)) == "invalid_record"


def mark_text(transaction: Any) -> bytes:
    text: bytes = transaction.put_object(core.ROOT, "x", core.ObjType.Text)
    transaction.insert(text, 0, core.ScalarType.Str, "a")
    return text


def test_edits_that_remove_or_replace(hub: RunningHub) -> None:
    device = hub.device("salesperson")
    car, birth = device.born("vehicle", make="A", model="B", features=frozenset({"abs"}))
    assert device.push_one(birth).status == "accepted"

    def edit(fill: Any) -> str:
        inner = core.Document.load(birth.payload)
        inner.set_actor(os.urandom(16))
        heads = inner.get_heads()
        with inner.transaction() as t:
            fill(t)
        change = inner.get_changes(heads)[0]
        return device.push_one(device.sealed(car, "merge", change.hash, change.raw_bytes)).code

    assert edit(lambda t: t.delete(core.ROOT, "make")) == "wrong_form"
    assert edit(lambda t: t.delete(core.ROOT, "features")) == "wrong_form"
    assert edit(lambda t: t.put_object(core.ROOT, "features", core.ObjType.Map)) == "wrong_form"
    assert edit(lambda t: t.put(core.ROOT, "features", core.ScalarType.Str, "x")) == "wrong_form"
    assert edit(lambda t: t.put(core.ROOT, "_id", core.ScalarType.Str, new_id())) == "wrong_form"
    into_set = edit(lambda t: t.put(t.get(core.ROOT, "features")[1], "abs", core.ScalarType.Str, "x"))
    assert into_set == "invalid_record"
    assert device.http.get(f"/v1/records/vehicle/{car.id}").json()["record"]["features"] == ["abs"]


def test_a_change_numbered_far_ahead_is_refused(attacker: Device) -> None:
    """Such a one would use up the operation counters that honest edits need."""
    car, birth = attacker.born("vehicle", make="A", model="B")
    start = birth.payload.index(attacker.actor) + 17
    assert birth.payload[start - 1 : start + 1] == b"\x01\x01"
    body = birth.payload[11:start] + leb(2**40) + birth.payload[start + 1 :]
    hashed = b"\x01" + leb(len(body)) + body
    digest = hashlib.sha256(hashed).digest()
    forged = MAGIC + digest[:4] + hashed
    assert attacker.push_one(attacker.sealed(car, "merge", digest, forged)).code == "document_damaged"


def test_a_replayed_batch_changes_nothing(hub: RunningHub) -> None:
    device = hub.device("salesperson")
    births = [device.born("vehicle", make="A", model=str(i))[1] for i in range(50)]
    first = device.push(*births)
    head = device.pull({"acme/stock": 0}, 1)[1]
    for _ in range(3):
        again = device.push(*births)
        assert {r.status for r in again} == {"known"}
        assert [(r.seq, r.chain) for r in again] == [(r.seq, r.chain) for r in first]
    assert device.pull({"acme/stock": 0}, 1)[1] == head


def test_batches_that_are_too_large(attacker: Device) -> None:
    many = {"envelopes": [b""] * 1_000_000}
    assert answer_of(attacker.post(PUSH, many)) == (413, "too_large")
    assert answer_of(attacker.post(PUSH, {"envelopes": [b""] * (MAX_PUSH + 1)})) == (413, "too_large")
    header = msgpack.Packer().pack_map_header(1) + pack("envelopes") + msgpack.Packer().pack_array_header(2**31)
    assert answer_of(attacker.post(PUSH, header)) == (413, "too_large")
    assert answer_of(attacker.post(PUSH, b"\xc6\xff\xff\xff\xff" + b"x" * 100)) == (400, "bad_body")


def test_bodies_that_are_too_large(attacker: Device) -> None:
    assert answer_of(attacker.post(PUSH, b"x" * (MAX_BODY + 1))) == (413, "too_large")

    def endless() -> Iterator[bytes]:
        for _ in range(MAX_BODY // 100_000 + 2):
            yield b"x" * 100_000

    undeclared = attacker.http.post(PUSH, content=endless(), headers={"Content-Type": MEDIA_TYPE})
    assert answer_of(undeclared) == (413, "too_large")
    assert answer_of(attacker.http.post("/v1/session/challenge", json={"device": "x" * 100_000})) == (413, "too_large")


def test_another_media_type(attacker: Device) -> None:
    assert answer_of(attacker.http.post(PUSH, json={"envelopes": []})) == (415, "media_type")
    assert answer_of(attacker.http.post(PUSH, content=b"x")) == (415, "media_type")


@pytest.mark.parametrize("space", ["other/stock", "acme/costs", "acme/insurance", "acme", "", "acme/user/" + "0" * 32])
def test_spaces_that_are_not_yours(attacker: Device, space: str) -> None:
    assert answer_of(attacker.post(PULL, {"cursors": {"acme/stock": 0, space: 0}})) == (403, "space_forbidden")
    assert answer_of(attacker.http.get(FIRST, params={"space": space})) == (403, "space_forbidden")


def test_every_route_wants_a_token(hub: RunningHub) -> None:
    # What /metrics asks for has its own tests.
    open_to_all = {"/health", "/ready", "/metrics", "/v1/authority", "/docs", "/openapi.json"}
    # A device speaks, with nobody signed in.
    proven_by_key = {
        "/v1/standing/device", "/v1/sync/salvage", "/v1/sync/salvage/file", "/v1/devices/certificate",
    }  # fmt: skip
    # A device that is not known yet, and people who are signing in.
    by_other_means = ("/v1/devices/enrol", "/v1/devices/request", "/v1/devices/claim", "/v1/session/")
    named = {"digest": "0" * 64, "type_name": "vehicle"}
    paths = httpx.get(f"{hub.url}/openapi.json", timeout=60).json()["paths"]
    for path, methods in paths.items():
        if path in open_to_all | proven_by_key or path.startswith(by_other_means):
            continue
        for method in methods:
            media = MEDIA_TYPE if "/sync/" in path else "application/json"
            url = hub.url + re.sub(r"{(\w+)}", lambda found: named.get(found[1], "0" * 32), path)
            answer = httpx.request(
                method, url, headers={"Content-Type": media}, params={"space": "acme/stock"}, timeout=60
            )
            assert answer.status_code == 401, (method, path, answer.text)


def test_a_locked_out_device_and_its_changes(hub: RunningHub) -> None:
    from sync_server.administration import Administration
    from sync_server.config import load_config

    lost, colleague = hub.device("salesperson"), hub.device("salesperson")
    _, birth = lost.born("vehicle", make="A", model="B")
    with Administration(load_config({"data": hub.data}, {})) as administration:
        administration.revoke_device(lost.id)
    assert answer_of(lost.post(PUSH, {"envelopes": []})) == (401, "device_revoked")
    assert colleague.push_one(birth).code == "device_revoked"
    signing_in = lost.http.post(
        "/v1/session/sign-in", json={**lost.proof(), "login": "salesperson", "password": "x" * 12}
    )
    assert answer_of(signing_in) == (401, "device_revoked")


def test_deep_edits_are_checked_like_shallow_ones(attacker: Device, hub: RunningHub) -> None:
    """An edit of rows that also clears a required field names that field."""
    device = hub.device("fleet_manager", "other")
    policy, birth = device.born("policy", number="P", status="active", expires_on=date(2026, 1, 1))
    assert device.push_one(birth).status == "accepted"
    both = device.edited(policy, Put(("lines", "a", "clause"), "x"), Put(("number",), None))
    result = device.push_one(both)
    assert (result.code, result.field) == ("invalid_record", "number")
