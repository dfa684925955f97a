"""What a record is born with, read from its first change without the document engine, where such a birth is known.

Births of one type that fill the same fields differ in nothing but actor and values (``birth_chunk``). So the engine is
asked once for each such *layout*; what it then says is compared with what is read here, and from then on a birth laid
out byte for byte alike is read here, in less than half of the time. Any other takes the engine: one with prose in it,
one whose numbers are written longer than they need be, one with a value that is not whole. Only the engine ever says
that a birth is sound: here the answer to all that is in doubt is None.

Source: the Automerge binary format (automerge.org/automerge-binary-format-spec), "change chunk" and "value encoding".
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared_models.birth_chunk import runs, signed_leb128
from shared_models.change_chunk import ChangeHead, to_leb128
from shared_models.errors import DocumentDamaged, TooLarge
from shared_models.operations import MAKE_MAP, MAKE_TEXT, SET, booleans, columns_in, run_lengths, signed_number

Content = dict[str, Any]
_NULL, _FALSE, _TRUE, _INTEGER, _FLOAT, _TEXT, _BYTES = 0, 1, 2, 4, 5, 6, 7
_PLAIN: Mapping[int, Any] = {_NULL: None, _FALSE: False, _TRUE: True}
_OBJECT_ACTOR, _OBJECT, _KEY, _INSERT, _ACTION, _META, _VALUE, _PREDECESSORS = 1, 2, 0x15, 0x34, 0x42, 0x56, 0x57, 0x70
_READABLE = frozenset({_OBJECT_ACTOR, _OBJECT, _KEY, _INSERT, _ACTION, _META, _VALUE, _PREDECESSORS})
#: Operations and bytes of a birth up to which its layout is remembered, how many layouts, and columns of lengths.
_LONGEST, _LARGEST, _MOST = 200, 4_000, 2_000

#: The columns there are, and what stands in those that hold no values.
_Key = tuple[tuple[int, ...], tuple[bytes, ...]]


@dataclass(frozen=True, slots=True)
class _Layout:
    """What births of one layout do: for each operation its action, the number of the operation that made the container
    it is for (0: the root) and the key there; and the keys of each container in the order in which the engine has them.
    """

    steps: Sequence[tuple[int, int, str]]
    keys: Mapping[int, Sequence[str]]


#: None: a layout that only the engine can read.
_layouts: dict[_Key, _Layout | None] = {}
_lengths: dict[bytes, tuple[int, ...] | None] = {}


def read_birth(head: ChangeHead) -> Content | None:
    """What a document born by this change holds, as the engine would say; None where the engine has to be asked."""
    parts = _parts(head)
    layout = None if parts is None else _layouts.get(parts[0])
    return None if parts is None or layout is None else _read(layout, *parts[1:])


def learn_birth(head: ChangeHead, content: Content) -> None:
    """The engine says that a document born by this change holds ``content``: remember how such births are laid out."""
    parts = _parts(head)
    if parts is None or parts[0] in _layouts:
        return
    try:
        layout = _layout(dict(zip(*parts[0], strict=True)))
    except (DocumentDamaged, TooLarge):
        layout = None
    if layout is not None and repr(_read(layout, *parts[1:])) != repr(content):
        return
    if len(_layouts) >= _MOST:
        _layouts.clear()
    _layouts[parts[0]] = layout


def _parts(head: ChangeHead) -> tuple[_Key, bytes, bytes] | None:
    """What a birth is laid out by, its column of kinds and lengths, and its values; None unless all that it says is
    written as shortly as can be, and is all there is: no time, message or other actor, from operation 1 on."""
    raw, at = head.raw, head.rest_at
    begin = b"".join((to_leb128(len(raw) - at + 20), b"\0\x10", head.actor, b"\1\1\0\0\0"))
    if len(raw) > _LARGEST or raw[9 : at + 3] != begin:
        return None
    columns = columns_in(raw, at)
    meta, value = columns.pop(_META, b""), columns.pop(_VALUE, b"")
    size = at + 4 + sum(2 + len(one) + (len(one) > 127) for one in (meta, value, *columns.values()))
    if size != len(raw) or not meta or not value:
        return None
    return (tuple(columns), tuple(columns.values())), meta, value


def _layout(columns: Mapping[int, bytes]) -> _Layout | None:
    """The layout that these columns describe; None for one of which there is more to know than its values."""
    if not columns.keys() <= _READABLE or list(columns) != sorted(columns):
        return None
    actions = run_lengths(columns.get(_ACTION, b""), _LONGEST)
    count = len(actions)
    containers = run_lengths(columns.get(_OBJECT, b""), count) or [None] * count
    keys = run_lengths(columns.get(_KEY, b""), count, text=True)
    nothing_before = columns.get(_PREDECESSORS) == runs([b"\0"] * count)
    if (
        any(booleans(columns.get(_INSERT, b""), count))
        or not nothing_before
        or not len(containers) == len(keys) == count
    ):
        return None
    found: dict[int, list[str]] = {0: []}
    steps: list[tuple[int, int, str]] = []
    for number, (action, container, key) in enumerate(zip(actions, containers, keys, strict=True), 1):
        into = found.get(container or 0)
        if into is None or key is None or key in into or action not in (MAKE_MAP, MAKE_TEXT, SET):
            return None
        into.append(key)
        steps.append((action, container or 0, key))
        if action == MAKE_MAP:
            found[number] = []
    return _Layout(steps, {number: sorted(each) for number, each in found.items()})


def _read(layout: _Layout, meta: bytes, value: bytes) -> Content | None:
    """The content of a birth; None where its values are not exactly as many and as long as they are said to be."""
    lengths = _lengths_in(meta)
    if lengths is None or len(lengths) != len(layout.steps):
        return None
    made: dict[int, Content] = {number: dict.fromkeys(keys) for number, keys in layout.keys.items()}
    at = 0
    for number, (what, (action, container, key)) in enumerate(zip(lengths, layout.steps, strict=True), 1):
        if action == SET:
            end = at + (what >> 4)
            held = _scalar(what & 15, value[at:end])
            if held is _UNREADABLE:
                return None
            at = end
        elif what:
            return None
        else:
            held = made[number] if action == MAKE_MAP else ""
        made[container][key] = held
    return made[0] if at == len(value) else None


_UNREADABLE = object()


def _scalar(kind: int, raw: bytes) -> Any:
    """A value, if these bytes are how it is written."""
    try:
        if kind == _TEXT:
            return raw.decode()
        if kind == _INTEGER:
            number = signed_number(raw)
            return number if -(1 << 63) <= number < 1 << 63 and signed_leb128(number) == raw else _UNREADABLE
    except (UnicodeDecodeError, DocumentDamaged):
        return _UNREADABLE
    if kind == _FLOAT and len(raw) == 8:
        return struct.unpack("<d", raw)[0]
    if kind == _BYTES:
        return raw
    return _PLAIN.get(kind, _UNREADABLE) if not raw else _UNREADABLE


def _lengths_in(meta: bytes) -> tuple[int, ...] | None:
    """The kind and length of each value, in one number; None unless they are written as shortly as can be."""
    found = _lengths.get(meta)
    if found is not None or meta in _lengths:
        return found
    try:
        read = run_lengths(meta, _LONGEST)
        if None not in read and runs([to_leb128(each) for each in read]) == meta:
            found = tuple(read)
    except (DocumentDamaged, TooLarge):
        pass
    if len(_lengths) >= _MOST:  # by whichever thread: what was read here is returned, not looked up again
        _lengths.clear()
    _lengths[meta] = found
    return found
