"""Envelopes: what is signed cannot be altered, and what is none is refused."""

from dataclasses import replace

import msgpack
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from shared_models.editing import birth
from shared_models.envelopes import Envelope, unpack, verify
from shared_models.errors import EnvelopeRefused, TooLarge
from shared_models.facts import encode_fact
from shared_models.facts import fact_hash as hash_of
from shared_models.identifiers import new_id
from shared_models.protocol import Entry, PushResult, chain_hash, pack, read_entry, read_result, unpack_body
from shared_models.records.sale import Sale
from shared_models.records.vehicle import Vehicle

KEY = Ed25519PrivateKey.generate()
PERSON, DEVICE = new_id(), new_id()


def _envelope() -> Envelope:
    record = new_id()
    change = birth(b"a" * 16, Vehicle, record, {"make": "Ford", "model": "Fiesta"}).changes()[0]
    envelope = Envelope(
        "merge", "acme/stock", record, "vehicle", PERSON, DEVICE, 5, True, "0.1.0", change.hash, change.chunk
    )
    return envelope.signed(KEY)


def test_an_envelope_travels_whole() -> None:
    envelope = _envelope()
    assert unpack(envelope.pack()) == envelope
    verify(envelope, KEY.public_key())


def test_a_fact_is_verified_by_its_own_hash() -> None:
    payload = encode_fact(Sale, new_id(), {"vehicle": new_id()})
    fact = Envelope(
        "fact", "acme/stock", new_id(), "sale", PERSON, DEVICE, 5, False, "0.1.0", hash_of(payload), payload
    )
    verify(fact.signed(KEY), KEY.public_key())


@pytest.mark.parametrize(
    "altered",
    [
        {"author": new_id()},
        {"space": "acme/costs"},
        {"stamp": 6},
        {"offline": False},
        {"document": new_id()},
        {"type": "claim"},
    ],
)
def test_nothing_signed_can_be_altered(altered: dict[str, object]) -> None:
    with pytest.raises(EnvelopeRefused, match="signature"):
        verify(replace(_envelope(), **altered), KEY.public_key())  # type: ignore[arg-type]


def test_another_payload_is_noticed() -> None:
    with pytest.raises(EnvelopeRefused, match="hash"):
        verify(replace(_envelope(), payload=_envelope().payload), KEY.public_key())


def test_another_device_is_noticed() -> None:
    with pytest.raises(EnvelopeRefused, match="signature"):
        verify(_envelope(), Ed25519PrivateKey.generate().public_key())


@given(st.binary(max_size=300))
def test_random_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(EnvelopeRefused):
        unpack(data)


@given(
    st.integers(0, 12),
    st.one_of(st.none(), st.integers(), st.text(), st.binary(), st.lists(st.integers()), st.booleans()),
)
def test_a_field_of_the_wrong_form_is_refused_or_does_not_verify(place: int, value: object) -> None:
    parts = msgpack.unpackb(_envelope().pack())
    if parts[place] == value:
        return
    parts[place] = value
    with pytest.raises((EnvelopeRefused, OverflowError)):
        verify(unpack(msgpack.packb(parts)), KEY.public_key())


def test_a_huge_envelope_is_refused_unread() -> None:
    with pytest.raises(TooLarge):
        unpack(b"\0" * 2_000_000)


def test_entries_and_results_travel_whole() -> None:
    entry = Entry("acme/stock", 7, b"c" * 32, 9, _envelope())
    assert read_entry(unpack_body(pack(entry.pack_list()))) == entry
    result = PushResult(b"h" * 32, "refused", code="not_allowed", field="price", detail="no")
    assert read_result(unpack_body(pack(result.pack_list()))) == result


@pytest.mark.parametrize("parts", [None, [], [1, 2, 3, 4, 5], ["s", 1, b"", "x", b""], {"a": 1}])
def test_what_is_no_entry_is_refused(parts: object) -> None:
    with pytest.raises(EnvelopeRefused):
        read_entry(parts)
    with pytest.raises(EnvelopeRefused):
        read_result(parts)


@given(st.binary(max_size=200))
def test_a_body_of_random_bytes_never_crashes(data: bytes) -> None:
    try:
        unpack_body(data)
    except EnvelopeRefused:
        return


def test_the_chain_binds_place_content_and_time() -> None:
    links = {
        chain_hash(b"\0" * 32, 1, b"a" * 32, 5),
        chain_hash(b"\1" * 32, 1, b"a" * 32, 5),
        chain_hash(b"\0" * 32, 2, b"a" * 32, 5),
        chain_hash(b"\0" * 32, 1, b"b" * 32, 5),
        chain_hash(b"\0" * 32, 1, b"a" * 32, 6),
    }
    assert len(links) == 5
