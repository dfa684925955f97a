"""Hostile bytes at every door that reads some: refused with our own error, or read; nothing else ever comes of them.

A thousand inputs here, a million in the soak: whole ones bent a little, so that most of a door is reached, and noise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared_models.bundles import read_bundle, write_bundle
from shared_models.change_chunk import MAGIC, read_head
from shared_models.documents import Document
from shared_models.editing import birth
from shared_models.envelopes import Envelope, unpack, verify
from shared_models.errors import ForecourtError
from shared_models.facts import decode_fact, encode_fact
from shared_models.operations import read_operations
from shared_models.protocol import Entry, pack, read_entry, read_first_page, read_result, unpack_body
from shared_models.records import RECORD_TYPES
from shared_models.roster import body_of, read_roster, sign
from shared_models.salvage import open_piece, open_salvage, seal_salvage

ME, DOCUMENT, DEVICE, HOUSE = "1" * 32, "2" * 32, "3" * 32, "acme"
KEY, SALVAGE = Ed25519PrivateKey.from_private_bytes(b"k" * 32), X25519PrivateKey.from_private_bytes(b"s" * 32)
POLICY: dict[str, Any] = {"number": "P-1", "status": "active", "expires_on": date(2027, 1, 1), "notes": "long " * 100}


@dataclass(frozen=True)
class Door:
    """A place that reads bytes of others, whole ones for it, and how its errors are called."""

    read: Callable[[bytes], object]
    seeds: Callable[[], list[bytes]]
    refusals: tuple[type[BaseException], ...] = (ForecourtError,)


def _change() -> Any:
    return birth(b"a" * 16, RECORD_TYPES["policy"], DOCUMENT, POLICY).changes()[0]


def _envelope() -> Envelope:
    made = _change()
    space = f"{HOUSE}/insurance"
    bare = Envelope("merge", space, DOCUMENT, "policy", ME, DEVICE, 1, False, "1", made.hash, made.chunk)
    return bare.signed(KEY)


def _fact() -> bytes:
    return encode_fact(RECORD_TYPES["hold"], DOCUMENT, {"vehicle": ME})


def _roster() -> bytes:
    public = KEY.public_key().public_bytes_raw()
    devices, people = [[DEVICE, "tablet", public, False, [ME]]], [[ME, "fleet_manager", None, True]]
    return sign(body_of(HOUSE, 1, SALVAGE.public_key().public_bytes_raw(), devices, people), KEY)


def _bundle() -> bytes:
    roster = read_roster(_roster(), KEY.public_key().public_bytes_raw())
    return write_bundle(DEVICE, KEY, roster, [_envelope()], {f"{HOUSE}/insurance": b"x" * 32}, 1)


def _read_change(data: bytes) -> None:
    """As the hub does: the head, the operations, and only then the engine."""
    head = read_head(_checksummed(data))
    read_operations(head.raw)
    Document.load(head.raw).content()


def _checksummed(data: bytes) -> bytes:
    """With the checksum made good, so that the bytes behind it are read at all."""
    return MAGIC + hashlib.sha256(data[8:]).digest()[:4] + data[8:]


def _read_envelope(data: bytes) -> None:
    verify(unpack(data), KEY.public_key())


def _read_frame(data: bytes) -> None:
    for part in unpack_body(data):
        read_entry(part)


def _read_bundle(data: bytes) -> None:
    read_bundle(data, KEY.public_key().public_bytes_raw(), None, HOUSE, lambda _: b"x" * 32)


def _sealed() -> list[bytes]:
    return [seal_salvage(SALVAGE.public_key().public_bytes_raw(), DEVICE, [_envelope().pack()])]


def _page() -> bytes:
    record = [DOCUMENT, "policy", "merge", b"", [b"h" * 32], False, ["x"], [], pack([])]
    return pack({"records": [record], "columns": {"policy": ["id"]}, "next": None, "cursor": 1, "chain": b"c"})


DOORS = {
    "change": Door(_read_change, lambda: [_change().chunk]),
    "envelope": Door(_read_envelope, lambda: [_envelope().pack()]),
    "fact": Door(decode_fact, lambda: [_fact()]),
    "frame": Door(
        _read_frame, lambda: [pack([Entry("a/b", 1, b"c", 1, _envelope()).pack_list()])], (ForecourtError, TypeError)
    ),
    "first page": Door(read_first_page, lambda: [_page()]),
    "result": Door(lambda d: read_result(unpack_body(d)), lambda: [pack([b"h", "known", 1, b"", 1, "", "", ""])]),
    "roster": Door(lambda d: read_roster(d, KEY.public_key().public_bytes_raw()), lambda: [_roster()]),
    "bundle": Door(_read_bundle, lambda: [_bundle()]),
    "salvage": Door(lambda d: open_salvage(SALVAGE, DEVICE, d), _sealed),
    "piece": Door(lambda d: open_piece(SALVAGE, DEVICE, d), _sealed),
}


@cache
def seeds_of(name: str) -> list[bytes]:
    return DOORS[name].seeds()


@st.composite
def hostile(draw: st.DrawFn, name: str) -> bytes:
    """Whole bytes with a few bent, cut, doubled or strange ones; now and then nothing but noise."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=400))
    data = bytearray(draw(st.sampled_from(seeds_of(name))))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.sampled_from(("flip", "set", "cut", "double", "insert"))):
            case "flip" if data:
                data[at] ^= 1 << draw(st.integers(0, 7))
            case "set" if data:
                data[at] = draw(st.sampled_from((0, 1, 0x7F, 0x80, 0xC0, 0xDD, 0xDF, 0xFF)))
            case "cut":
                del data[at:]
            case "double":
                data[at:at] = data[at : at + 40]
            case _:
                data[at:at] = draw(st.binary(max_size=8))
    return bytes(data)


def _knock(name: str, data: bytes) -> None:
    door = DOORS[name]
    try:
        door.read(data)
    except door.refusals:
        pass


@pytest.mark.parametrize("name", DOORS)
def test_whole_bytes_are_read(name: str) -> None:
    """Else nothing but the first check of a door would be attacked."""
    for data in seeds_of(name):
        if name != "piece":
            DOORS[name].read(data)


def _attack(name: str, times: int) -> None:
    @settings(max_examples=times, suppress_health_check=list(HealthCheck), database=None)
    @given(hostile(name))
    def run(data: bytes) -> None:
        _knock(name, data)

    run()


@pytest.mark.parametrize("name", DOORS)
def test_a_hundred_hostile_inputs(name: str) -> None:
    _attack(name, 100)


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("name", DOORS)
def test_a_hundred_thousand_hostile_inputs(name: str) -> None:
    _attack(name, 100_000)
