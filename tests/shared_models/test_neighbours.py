"""What neighbours say to each other: proofs hold for one conversation alone, and no bytes do more than be refused."""

from __future__ import annotations

import os

import msgpack
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as some

from shared_models.identifiers import new_id
from shared_models.neighbour_proof import Beginning, Identity, Transcript, house_tag, read_identity
from shared_models.neighbours import (
    GIVEN,
    KEPT,
    OFFER,
    REFUSED,
    STAND,
    WANT,
    NeighbourRefused,
    join_hashes,
    pack_message,
    read_message,
    refusal_in,
    split_hashes,
)  # fmt: skip

HUB = bytes(range(32))
TAG = house_tag("acme", HUB)


def pair() -> tuple[Transcript, Transcript]:
    """One conversation, seen from both sides."""
    first, second = Beginning(TAG, 1, True), Beginning(TAG, 2, False)
    one, two = Identity(new_id(), new_id(), new_id()), Identity(new_id(), new_id(), new_id())
    _, hellos, issued = first.meet(second.hello)
    _, same, other = second.meet(first.hello)
    assert (hellos, issued, other) == (same, 2, 1)
    return Transcript(hellos, "acme", HUB, one, two, True), Transcript(hellos, "acme", HUB, two, one, False)


def test_both_sides_seal_what_the_other_opens() -> None:
    first, second = Beginning(TAG, 1, True), Beginning(TAG, 1, False)
    here, there = first.meet(second.hello)[0], second.meet(first.hello)[0]
    frames = [here.seal(b"one"), here.seal(b"two")]
    assert [there.open(frame) for frame in frames] == [b"one", b"two"]
    assert here.open(there.seal(b"back")) == b"back"
    repeated, sent = here.seal(b"three"), here.seal(b"four")
    there.open(repeated)
    for wrong in (repeated, frames[0], sent, b"", os.urandom(40)):  # repeated, moved, after a wrong one, nothing, noise
        with pytest.raises(NeighbourRefused, match="damaged"):
            there.open(wrong)
    with pytest.raises(NeighbourRefused, match="damaged"):
        here.open(here.seal(b"one's own words come back"))


def test_a_proof_holds_for_its_conversation_side_and_key_alone() -> None:
    key, other_key = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    one, two = pair()
    proof = one.proof(key)
    assert two.is_proven(proof, public)
    assert not two.is_proven(proof, other_key.public_key().public_bytes_raw())
    assert not one.is_proven(proof, public)
    assert not pair()[1].is_proven(proof, public)
    for spoilt in (proof[:-1], b"", bytes([proof[0] ^ 1]) + proof[1:]):
        assert not two.is_proven(spoilt, public)


def test_a_space_is_proven_by_whoever_holds_its_key() -> None:
    one, two = pair()
    key, space = os.urandom(32), "acme/stock"
    assert one.space_proof(key, space, own=True) == two.space_proof(key, space, own=False)
    assert one.space_proof(key, space, own=True) != two.space_proof(key, space, own=True)
    assert one.space_proof(key, space, own=True) != two.space_proof(os.urandom(32), space, own=False)
    assert one.space_proof(key, "acme/costs", own=True) != two.space_proof(key, space, own=False)


def test_hellos_that_lead_nowhere_are_refused() -> None:
    mine = Beginning(TAG, 1, True)
    told = msgpack.unpackb(mine.hello)
    cases = [
        (mine.hello, "same_device"),
        (Beginning(house_tag("other", HUB), 1, False).hello, "another_house"),
        (Beginning(house_tag("acme", bytes(32)), 1, False).hello, "another_house"),
        (msgpack.packb([told[0], 2, *told[2:]]), "newer_version"),
        (msgpack.packb([told[0], 0, *told[2:]]), "older_version"),
        (msgpack.packb([*told[:3], bytes(32), 1]), "not_forecourt"),  # the point that makes every secret the same
        (msgpack.packb([*told[:3], bytes(31), 1]), "not_forecourt"),
        (msgpack.packb([*told[:4], "1"]), "not_forecourt"),
        (b"GET / HTTP/1.1", "not_forecourt"), (b"", "not_forecourt"), (b"\x91" * 5_000, "not_forecourt"),
    ]  # fmt: skip
    for hello, code in cases:
        with pytest.raises(NeighbourRefused, match=code):
            mine.meet(hello)


def test_messages_come_back_as_they_were_said() -> None:
    hashes = [os.urandom(32) for _ in range(3)]
    assert read_message(pack_message(OFFER, join_hashes(hashes))) == (OFFER, [join_hashes(hashes)])
    assert split_hashes(join_hashes(hashes)) == hashes
    assert read_message(pack_message(STAND, "g", {"acme/stock": [3, b"p"]}))[1] == ["g", {"acme/stock": [3, b"p"]}]
    with pytest.raises(NeighbourRefused, match="by the neighbour: busy"):
        read_message(pack_message(REFUSED, "busy"))
    refusal = refusal_in(pack_message(REFUSED, "a word of a later version"))
    assert refusal is not None
    assert refusal.code == "not_forecourt"
    assert refusal_in(pack_message(KEPT, 1)) is None


@pytest.mark.parametrize(
    "parts",
    [
        (OFFER, b"31 bytes are no hash of anything"[:31]), (OFFER, "text"), (OFFER,), (WANT, b"", b""), (KEPT, -1),
        (KEPT, True), (KEPT, 2**63), (GIVEN, [b"x"]), (GIVEN, ["x"], True), (GIVEN, [b"x"], 1), (STAND, "g", []),
        (STAND, "g", {"s": [1]}), (STAND, "g", {"s": ["1", b""]}), (STAND, "x" * 201, {}), ("sudo",), (7,), ([],),
    ],
)  # fmt: skip
def test_a_message_of_another_form_is_refused(parts: tuple[object, ...]) -> None:
    with pytest.raises(NeighbourRefused, match="not_forecourt"):
        read_message(bytes(msgpack.packb(list(parts))))


@given(some.binary(max_size=400))
def test_no_bytes_do_more_than_be_refused(noise: bytes) -> None:
    mine = Beginning(TAG, 1, False)
    for read in (mine.meet, read_identity, read_message):
        try:
            read(noise)
        except NeighbourRefused:
            continue
    assert refusal_in(noise) is None or noise.startswith(b"\x92")
