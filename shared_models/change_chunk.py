"""The head of an Automerge change, read without opening it: what must be known before untrusted bytes are loaded.

Source: the Automerge binary format (automerge.org/automerge-binary-format-spec). A chunk is 4 magic bytes, 4 checksum
bytes, a type byte, the body's length as LEB128, the body. Type 1 is a change, type 2 a deflated change; the hash is
the SHA-256 of type, length and body of the *uncompressed* change, and the checksum is its first four bytes.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass

from shared_models.errors import DocumentDamaged, TooLarge

MAGIC = b"\x85\x6f\x4a\x83"
#: No honest change is larger: a full record of prose is about 200 kB.
MAX_CHANGE_BYTES = 1_000_000
_CHANGE, _DEFLATED = 1, 2
_SINGLE = [bytes([number]) for number in range(0x80)]


@dataclass(frozen=True, slots=True)
class ChangeHead:
    """What a change says of itself.

    ``raw`` is the uncompressed chunk, ``start_op`` the counter of its first operation, and ``rest_at`` the place in
    ``raw`` of what stands behind that.
    """

    hash: bytes
    deps: tuple[bytes, ...]
    actor: bytes
    seq: int
    start_op: int
    raw: bytes
    rest_at: int


def read_head(chunk: bytes) -> ChangeHead:
    """Read the head of one change chunk.

    Raises TooLarge beyond ``MAX_CHANGE_BYTES`` (before or after inflation) and DocumentDamaged for anything that is
    not exactly one whole change whose checksum holds.
    """
    if len(chunk) > MAX_CHANGE_BYTES:
        raise TooLarge(f"a change may have {MAX_CHANGE_BYTES:,} bytes at most; this has {len(chunk):,}")
    if len(chunk) < 12 or chunk[:4] != MAGIC:
        raise DocumentDamaged("these bytes are not an Automerge change")
    length, body_at = _leb128(chunk, 9)
    body = chunk[body_at:]
    if len(body) != length:
        raise DocumentDamaged("the change is cut short or followed by other bytes")
    if chunk[8] == _DEFLATED:
        body = _inflate(body)
    elif chunk[8] != _CHANGE:
        raise DocumentDamaged(f"a chunk of type {chunk[8]} is not a change")
    hashed = bytes([_CHANGE]) + to_leb128(len(body)) + body
    digest = hashlib.sha256(hashed).digest()
    if digest[:4] != chunk[4:8]:
        raise DocumentDamaged("the change's checksum does not hold")
    return _read_body(body, digest, MAGIC + chunk[4:8] + hashed)


def _read_body(body: bytes, digest: bytes, raw: bytes) -> ChangeHead:
    count, at = _leb128(body, 0)
    if count > 10_000 or at + 32 * count > len(body):
        raise DocumentDamaged("the change names more parents than it has room for")
    deps = tuple(body[at + 32 * i : at + 32 * i + 32] for i in range(count))
    size, at = _leb128(body, at + 32 * count)
    actor = body[at : at + size]
    if len(actor) != size or not 1 <= size <= 64:
        raise DocumentDamaged("the change has no proper actor")
    seq, at = _leb128(body, at + size)
    start_op, at = _leb128(body, at)
    return ChangeHead(digest, deps, actor, seq, start_op, raw, len(raw) - len(body) + at)


def _inflate(body: bytes) -> bytes:
    inflater = zlib.decompressobj(-15)
    try:
        inflated = inflater.decompress(body, MAX_CHANGE_BYTES + 1)
    except zlib.error as error:
        raise DocumentDamaged("the change cannot be inflated") from error
    if len(inflated) > MAX_CHANGE_BYTES:
        raise TooLarge(f"a change may have {MAX_CHANGE_BYTES:,} bytes at most once inflated")
    if not inflater.eof or inflater.unused_data:
        raise DocumentDamaged("the change is cut short or followed by other bytes")
    return inflated


def _leb128(data: bytes, at: int) -> tuple[int, int]:
    """Read an unsigned LEB128 number; return it and the index behind it."""
    result = 0
    for shift in range(0, 64, 7):
        if at >= len(data):
            raise DocumentDamaged("the change is cut short")
        byte = data[at]
        at += 1
        result |= (byte & 0x7F) << shift
        if byte < 0x80:
            return result, at
    raise DocumentDamaged("a number in the change is longer than 64 bits")


def to_leb128(number: int) -> bytes:
    """A number that is not negative, seven bits to a byte."""
    if number < 0x80:
        return _SINGLE[number]
    encoded = bytearray()
    while number >= 0x80:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


def first_chunk_size(chunks: bytes) -> int:
    """The bytes of the first of several joined chunks, be it a change or a whole document."""
    length, body_at = _leb128(chunks, 9)
    return body_at + length


def op_id_parts(op_id: bytes) -> tuple[bytes, int]:
    """Split an operation id (``0x10, length, actor, actor index, counter``) into actor and counter."""
    size = op_id[1]
    actor = op_id[2 : 2 + size]
    _, at = _leb128(op_id, 2 + size)
    counter, _ = _leb128(op_id, at)
    return actor, counter
