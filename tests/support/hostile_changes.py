"""Doors for hostile bytes: what devices and hub say to each other, and the files they carry changes in."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import msgpack
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from client.hub.transports import heard_of
from shared_models import sealed_files
from shared_models.bundles import MAGIC as BUNDLE_MAGIC
from shared_models.bundles import read_bundle, write_bundle
from shared_models.change_chunk import MAGIC, read_head
from shared_models.documents import Document
from shared_models.editing import birth
from shared_models.envelopes import Envelope, unpack, verify
from shared_models.erasures import notice, read_notice
from shared_models.facts import decode_fact, encode_fact, fact_hash, is_canonical
from shared_models.neighbours import NeighbourRefused, pack_message, read_message, refusal_in
from shared_models.operations import read_operations
from shared_models.protocol import Entry, pack, read_first_page, read_result, unpack_body
from shared_models.records import RECORD_TYPES
from shared_models.roster import body_of, read_roster, sign
from shared_models.salvage import Piece, open_piece, open_salvage, seal_piece, seal_salvage
from tests.support.hostile import Door, bent

ME, DOCUMENT, DEVICE, HOUSE = "1" * 32, "2" * 32, "3" * 32, "acme"
SPACE = f"{HOUSE}/insurance"
KEY, SALVAGE = Ed25519PrivateKey.from_private_bytes(b"k" * 32), X25519PrivateKey.from_private_bytes(b"s" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
POLICY: dict[str, Any] = {"number": "P-1", "status": "active", "expires_on": date(2027, 1, 1), "notes": "long " * 100}
_STRANGE: tuple[Any, ...] = (
    None, True, -1, 0, 2**63, 2**64 - 1, 1.5, float("nan"), float("inf"), "", "x" * 300, "\0", "\u202e", b"",
    b"\0" * 33,
    [], {}, [[]], {"": None}, [None] * 50, {1: 2}, msgpack.Timestamp(0), msgpack.ExtType(5, b"x"), "a/b", "2" * 32,
)  # fmt: skip


def bent_value(dice: random.Random, value: Any) -> Any:
    """A value with something strange in one place of it: what somebody with a good key and bad intent sends."""
    if dice.random() < 0.25 or not isinstance(value, list | dict | str | bytes) or not value:
        return dice.choice(_STRANGE)
    if isinstance(value, dict):
        key = dice.choice(list(value))
        return {**value, key: bent_value(dice, value[key])} if dice.random() < 0.8 else {**value, dice.choice("ab"): 1}
    if isinstance(value, list):
        at = dice.randrange(len(value))
        what = dice.randrange(8)
        if what == 0:
            return value[:at] + value[at + 1 :]
        if what == 1:
            return [*value, value[at]]
        return [*value[:at], bent_value(dice, value[at]), *value[at + 1 :]]
    if isinstance(value, str):
        return bent(dice, value.encode()).decode("utf-8", "replace")
    return bent(dice, value)


def bent_body(dice: random.Random, data: bytes) -> bytes:
    """MessagePack in which a value is another, or bytes are."""
    return bent(dice, data) if dice.random() < 0.3 else pack(bent_value(dice, msgpack.unpackb(data)))


def change() -> Any:
    """A change of a policy."""
    return birth(b"a" * 16, RECORD_TYPES["policy"], DOCUMENT, POLICY).changes()[0]


@cache
def envelope() -> Envelope:
    """A signed one."""
    made = change()
    bare = Envelope("merge", SPACE, DOCUMENT, "policy", ME, DEVICE, 1, False, "1", made.hash, made.chunk)
    return bare.signed(KEY)


def fact_envelope() -> Envelope:
    """A signed one of a fact."""
    payload = fact()
    bare = Envelope("fact", SPACE, DOCUMENT, "hold", ME, DEVICE, 1, False, "1", fact_hash(payload), payload)
    return bare.signed(KEY)


def fact() -> bytes:
    """A fact's bytes."""
    return encode_fact(RECORD_TYPES["hold"], DOCUMENT, {"vehicle": ME})


def roster() -> bytes:
    """A signed one."""
    devices, people = [[DEVICE, "tablet", PUBLIC, False, [ME]]], [[ME, "fleet_manager", None, True]]
    return sign(body_of(HOUSE, 1, SALVAGE.public_key().public_bytes_raw(), devices, people), KEY)


def bundle() -> bytes:
    """A file of changes with a photo."""
    data = b"photo" * 20
    files = [(SPACE, hashlib.sha256(data).hexdigest(), data)]
    return write_bundle(DEVICE, KEY, read_roster(roster(), PUBLIC), [envelope()], {SPACE: b"x" * 32}, 1, files)


def checksummed(data: bytes) -> bytes:
    """A change with the checksum made good, so that the bytes behind it are read at all."""
    return MAGIC + hashlib.sha256(data[8:]).digest()[:4] + data[8:]


def read_change(data: bytes) -> None:
    """As the hub does: the head, the operations, and only then the engine."""
    head = read_head(checksummed(data))
    read_operations(head.raw)
    Document.load(head.raw).content()


def signed_again(dice: random.Random, data: bytes) -> bytes:
    """An envelope with one field or its payload bent, its hash and signature made good: by a device gone bad."""
    parts = msgpack.unpackb(data)
    if dice.random() < 0.5:
        parts[11] = bent(dice, parts[11])
        parts[10] = _hash_of(parts[1], parts[11])
    else:
        at = dice.randrange(1, 12)
        parts[at] = bent_value(dice, parts[at])
    try:
        made = Envelope(*parts[1:])
        return replace(made, signature=KEY.sign(made.signed_bytes())).pack()
    except (TypeError, ValueError, AttributeError, OverflowError):
        return pack(parts)


def _hash_of(kind: Any, payload: bytes) -> bytes:
    if kind == "fact":
        return fact_hash(payload)
    return hashlib.sha256(payload[8:]).digest()


def _read_envelope(data: bytes) -> None:
    verify(unpack(data), KEY.public_key())


def _read_fact(data: bytes) -> None:
    is_canonical(data)
    decode_fact(data)


def _read_bundle(data: bytes) -> None:
    read_bundle(data, PUBLIC, None, HOUSE, lambda _: b"x" * 32)


def bent_bundle(dice: random.Random, data: bytes) -> bytes:
    """A file of changes bent as anybody can, or in its parts."""
    start = len(BUNDLE_MAGIC) + 1
    return bent(dice, data) if dice.random() < 0.3 else data[:start] + bent_body(dice, data[start:])


def bent_roster(dice: random.Random, data: bytes) -> bytes:
    """A roster bent, or with a bent body under a good signature."""
    if dice.random() < 0.4:
        return bent_body(dice, data)
    return sign(bent_body(dice, msgpack.unpackb(data)[0]), KEY)


def sealed_again(inner: Callable[[], list[bytes]]) -> Callable[[random.Random, bytes], bytes]:
    """Parcels whose content is bent and sealed, as whoever knows the hub's public key can make them."""

    def bend(dice: random.Random, data: bytes) -> bytes:
        if dice.random() < 0.3:
            return bent(dice, data)
        content = bent_value(dice, [bent(dice, each) if dice.random() < 0.5 else each for each in inner()])
        whole = isinstance(content, list) and all(isinstance(each, bytes) for each in content)
        return seal_salvage(SALVAGE.public_key().public_bytes_raw(), DEVICE, content if whole else [])

    return bend


def _salvaged() -> list[bytes]:
    return [envelope().pack()]


def _piece() -> list[bytes]:
    return [pack(["a" * 64, 0, 10]), b"0123456789"]


def _page() -> bytes:
    record = [DOCUMENT, "policy", "merge", b"", [b"h" * 32], False, ["x"], [], pack([])]
    return pack({"records": [record], "columns": {"policy": ["id"]}, "next": None, "cursor": 1, "chain": b"c"})


def _live() -> list[bytes]:
    here = {"presence": {SPACE: [["policy", DOCUMENT, ME, "Somebody", DEVICE]]}}
    return [pack([Entry("a/b", 1, b"c" * 32, 1, envelope()).pack_list()]), pack(here)]


def _neighbour() -> list[bytes]:
    stand = pack_message("stand", "1", {SPACE: [1, b"c" * 32]})
    return [stand, pack_message("want", b"h" * 64), pack_message("given", [b"e"], True), pack_message("kept", 5)]


def _read_neighbour(data: bytes) -> None:
    refusal_in(data)
    read_message(data)


DOORS = {
    "change": Door(read_change, lambda: [change().chunk]),
    "envelope": Door(_read_envelope, lambda: [envelope().pack(), fact_envelope().pack()], bend=bent_body),
    "envelope of a bad device": Door(
        _read_envelope, lambda: [envelope().pack(), fact_envelope().pack()], bend=signed_again
    ),
    "fact": Door(_read_fact, lambda: [fact()]),
    "notice": Door(read_notice, lambda: [notice(ME, DOCUMENT, [DOCUMENT, ME])[0]]),
    "frame": Door(heard_of, _live, bend=bent_body),
    "first page": Door(read_first_page, lambda: [_page()], bend=bent_body),
    "result": Door(
        lambda data: read_result(unpack_body(data)), lambda: [pack([b"h", "known", 1, b"", 1, "", "", ""])],
        bend=bent_body,
    ),
    "roster": Door(lambda data: read_roster(data, PUBLIC), lambda: [roster()], bend=bent_roster),
    "bundle": Door(_read_bundle, lambda: [bundle()], bend=bent_bundle, share=0.5),
    "salvage": Door(
        lambda data: open_salvage(SALVAGE, DEVICE, data),
        lambda: [seal_salvage(SALVAGE.public_key().public_bytes_raw(), DEVICE, _salvaged())],
        bend=sealed_again(_salvaged), share=0.5,
    ),
    "piece": Door(
        lambda data: open_piece(SALVAGE, DEVICE, data),
        lambda: [seal_piece(SALVAGE.public_key().public_bytes_raw(), DEVICE, Piece("a" * 64, 0, 10, b"0123456789"))],
        bend=sealed_again(_piece), share=0.5,
    ),
    "neighbour": Door(_read_neighbour, _neighbour, (NeighbourRefused,), bend=bent_body),
    "sealed file": Door(
        lambda data: sealed_files.unseal(data, [b"k" * 32], "name"),
        lambda: [sealed_files.seal(b"photo", b"k" * 32, "name")],
        (sealed_files.NotOpened,),
    ),
}  # fmt: skip
