"""The change a record is born by, put together without the document engine: for imports of many records alike.

Births that fill the same fields differ in nothing but their values, so all else is laid out once (:class:`BirthForm`).
Only scalars can be written so; a birth with prose, words or rows in it takes the engine. Byte for byte this is what
``Document.create`` makes: a test holds both side by side, and whoever uses a form compares its first birth.

Source: the Automerge binary format (automerge.org/automerge-binary-format-spec), a change with the columns key,
insert, action, value metadata, value and predecessors.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from shared_models.change_chunk import MAGIC, to_leb128
from shared_models.kinds import Shape

_CHANGE = b"\x01"
_KEY, _INSERT, _ACTION, _META, _VALUE, _PREDECESSORS = b"\x15", b"\x34", b"\x42", b"\x56", b"\x57", b"\x70"
_PUT = b"\1"
_MAKE: Mapping[Shape, bytes] = {"set": b"\0", "rows": b"\0", "text": b"\4"}
_FALSE, _TRUE, _INTEGER, _FLOAT, _TEXT, _BYTES = 1, 2, 4, 5, 6, 7
#: Columns of types and lengths that a form remembers.
_REMEMBERED = 10_000
_CONTAINER = b"\0"


class Scalar(NamedTuple):
    """A scalar as a change holds it: its type and length in one (written) number, and its bytes."""

    meta: bytes
    raw: bytes


def scalar(value: Any) -> Scalar:
    """A value as a change holds it. Raises TypeError for what is no scalar."""
    if isinstance(value, bool):
        return Scalar(to_leb128(_TRUE if value else _FALSE), b"")
    if isinstance(value, str):
        raw, kind = value.encode(), _TEXT
    elif isinstance(value, int):
        raw, kind = signed_leb128(value), _INTEGER
    elif isinstance(value, float):
        raw, kind = struct.pack("<d", value), _FLOAT
    elif isinstance(value, bytes):
        raw, kind = value, _BYTES
    else:
        raise TypeError(type(value).__name__)
    return Scalar(to_leb128(len(raw) << 4 | kind), raw)


class BirthForm:
    """The births by one actor of records of one type that fill the same scalar fields, in the same order."""

    def __init__(self, actor: bytes, type_name: str, containers: Mapping[str, Shape], fields: Sequence[str]) -> None:
        keys = ["_id", "_type", *containers, *fields]
        actions = [_PUT, _PUT, *(_MAKE[shape] for shape in containers.values()), *(_PUT for _ in fields)]
        key = signed_leb128(-len(keys)) + b"".join(to_leb128(len(k.encode())) + k.encode() for k in keys)
        insert, action = to_leb128(len(keys)), runs(actions)
        predecessors = runs([b"\0"] * len(keys))
        # No parents; the actor; its first change, from operation 1 on; no time, no message, no other actors.
        head = b"\0" + to_leb128(len(actor)) + actor + b"\x01\x01\0\0\0" + b"\x06"
        parts = ((_KEY, key), (_INSERT, insert), (_ACTION, action))
        self._head = head + b"".join(column + to_leb128(len(data)) for column, data in parts) + _META
        self._middle = _PREDECESSORS + to_leb128(len(predecessors)) + key + insert + action
        self._end = predecessors
        self._type = scalar(type_name)
        self._before = (self._type.meta, *(_CONTAINER for _ in containers))
        self._metas: dict[tuple[bytes, ...], bytes] = {}

    def born(self, record_id: str, metas: Iterable[bytes], raw: bytes) -> tuple[bytes, bytes]:
        """The chunk and the hash of the birth of a record; ``metas`` and ``raw`` (joined) are its scalars'."""
        identity = record_id.encode()
        value = b"".join((identity, self._type.raw, raw))
        kinds = (to_leb128(len(identity) << 4 | _TEXT), *self._before, *metas)
        meta = self._metas.get(kinds)
        if meta is None:  # values of the same lengths come again and again
            meta = runs(kinds)
            if len(self._metas) < _REMEMBERED:
                self._metas[kinds] = meta
        body = b"".join(
            (self._head, to_leb128(len(meta)), _VALUE, to_leb128(len(value)), self._middle, meta, value, self._end)
        )
        hashed = b"".join((_CHANGE, to_leb128(len(body)), body))
        digest = hashlib.sha256(hashed).digest()
        return b"".join((MAGIC, digest[:4], hashed)), digest


def runs(numbers: Sequence[bytes]) -> bytes:
    """Numbers in runs: one that repeats is written once with its count, those between with a negative count."""
    made, single, at, end = list[bytes](), list[bytes](), 0, len(numbers)
    while at < end:
        number, first = numbers[at], at
        at += 1
        while at < end and numbers[at] == number:
            at += 1
        if at == first + 1:
            single.append(number)
            continue
        if single:
            made += (signed_leb128(-len(single)), *single)
            single.clear()
        made += (signed_leb128(at - first), number)
    if single:
        made += (signed_leb128(-len(single)), *single)
    return b"".join(made)


def signed_leb128(number: int) -> bytes:
    """A number, seven bits to a byte, in two's complement."""
    if -64 <= number < 64:
        return _SMALL[number]
    made = bytearray()
    while True:
        byte, number = number & 0x7F, number >> 7
        if (number == 0 and not byte & 0x40) or (number == -1 and byte & 0x40):
            made.append(byte)
            return bytes(made)
        made.append(byte | 0x80)


_SMALL = {number: bytes([number & 0x7F]) for number in range(-64, 64)}
