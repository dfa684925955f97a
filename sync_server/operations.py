"""The operations of a change, read from its bytes before the document engine sees them.

Only what an honest device makes may pass: scalars at the root or in the cells of a row, containers at a birth, letters
in a text. Lists, counters, marks and the like would be carried to every device and are refused here. Source: the
Automerge binary format (automerge.org/automerge-binary-format-spec), "change chunk" and "column encodings".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, repeat

from shared_models.documents import Path
from shared_models.errors import DocumentDamaged, TooLarge

#: A change holds a full record of prose at most, one operation a letter.
MAX_OPERATIONS = 400_000

MAKE_MAP, SET, MAKE_LIST, DELETE, MAKE_TEXT = range(5)
_NULL, _FALSE, _TRUE, _INT, _FLOAT, _TEXT, _BYTES = 0, 1, 2, 4, 5, 6, 7
_HONEST_VALUES = frozenset({_NULL, _FALSE, _TRUE, _INT, _FLOAT, _TEXT, _BYTES})

_OBJECT_COUNTER, _KEY_TEXT, _INSERT, _ACTION, _VALUE_META = 0x02, 0x15, 0x34, 0x42, 0x56


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. ``at_root`` with ``key`` names a field; otherwise it works inside a container or row."""

    at_root: bool
    key: str | None
    insert: bool
    action: int
    value_type: int


@dataclass(frozen=True, slots=True)
class Operations:
    """What a change does: the root keys it sets, makes a container at, or deletes, and whether it reaches deeper."""

    count: int
    sets: frozenset[str]
    makes: dict[str, int]
    deletes: frozenset[str]
    reaches_deeper: bool

    def touched(self) -> set[Path]:
        """The fields written at the root."""
        return {(key,) for key in self.sets | self.deletes}


def read_operations(raw: bytes) -> Operations:
    """Read the operations of one uncompressed change chunk whose head was read without complaint.

    Raises DocumentDamaged for bytes that are none, or for operations no honest device makes, and TooLarge.
    """
    columns = _columns(raw)
    sets, makes, deletes = set(), {}, set()
    count, deeper = 0, False
    for operation in _operations(columns):
        count += 1
        _require_honest(operation)
        if not operation.at_root:
            deeper = True
        elif operation.key is None:
            raise DocumentDamaged("an operation at the root names no field")
        elif operation.action == SET:
            sets.add(operation.key)
        elif operation.action == DELETE:
            deletes.add(operation.key)
        elif operation.key in makes:
            raise DocumentDamaged(f"the change makes '{operation.key[:100]}' twice")
        else:
            makes[operation.key] = operation.action
    return Operations(count, frozenset(sets), makes, frozenset(deletes), deeper)


def _require_honest(operation: Operation) -> None:
    allowed = (MAKE_MAP, SET, DELETE, MAKE_TEXT) if operation.at_root else (MAKE_MAP, SET, DELETE)
    if operation.action not in allowed:
        raise DocumentDamaged("the change holds a list, a counter, a mark or a nested text; no record has these")
    if operation.action == SET and operation.value_type not in _HONEST_VALUES:
        raise DocumentDamaged("the change holds a kind of value that no field has")
    if operation.action == MAKE_MAP and operation.key is None:
        raise DocumentDamaged("the change puts a table into a text")
    if operation.insert and (operation.at_root or operation.action != SET or operation.value_type != _TEXT):
        raise DocumentDamaged("the change inserts something other than letters into a text")


def _operations(columns: dict[int, bytes]) -> Iterator[Operation]:
    actions = list(islice(_run_lengths(columns.get(_ACTION, b""), text=False), MAX_OPERATIONS + 1))
    if len(actions) > MAX_OPERATIONS:
        raise TooLarge(f"a change may have {MAX_OPERATIONS:,} operations at most")
    objects = _padded(_run_lengths(columns.get(_OBJECT_COUNTER, b""), text=False))
    keys = _padded(_run_lengths(columns.get(_KEY_TEXT, b""), text=True))
    inserts = _booleans(columns.get(_INSERT, b""))
    values = _padded(_run_lengths(columns.get(_VALUE_META, b""), text=False))
    for action, container, key, insert, value in zip(actions, objects, keys, inserts, values, strict=False):
        if not isinstance(action, int):
            raise DocumentDamaged("an operation does nothing")
        kind = value & 15 if isinstance(value, int) else _NULL
        yield Operation(container is None, key if isinstance(key, str) else None, insert, action, kind)


def _padded(column: Iterator[int | str | None]) -> Iterator[int | str | None]:
    yield from column
    yield from repeat(None)


class _Reader:
    """Reads numbers and pieces off a byte string."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = data
        self.at = at

    @property
    def done(self) -> bool:
        return self.at >= len(self.data)

    def unsigned(self) -> int:
        result, shift = 0, 0
        while True:
            if self.at >= len(self.data) or shift > 63:
                raise DocumentDamaged("the change is cut short")
            byte = self.data[self.at]
            self.at += 1
            result |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return result

    def signed(self) -> int:
        start = self.at
        result = self.unsigned()
        bits = 7 * (self.at - start)
        return result - (1 << bits) if self.data[self.at - 1] & 0x40 else result

    def piece(self, size: int) -> bytes:
        if self.at + size > len(self.data):
            raise DocumentDamaged("the change is cut short")
        self.at += size
        return self.data[self.at - size : self.at]


def _columns(raw: bytes) -> dict[int, bytes]:
    """The operation columns of a change, by their specification number."""
    reader = _Reader(raw, 9)
    reader.unsigned()  # length of the body
    reader.piece(32 * reader.unsigned())  # parents
    reader.piece(reader.unsigned())  # actor
    for _ in range(2):  # sequence number, first operation's counter
        reader.unsigned()
    reader.signed()  # time, always 0
    reader.piece(reader.unsigned())  # message
    for _ in range(min(reader.unsigned(), len(raw))):
        reader.piece(reader.unsigned())  # other actors
    sizes = [(reader.unsigned(), reader.unsigned()) for _ in range(min(reader.unsigned(), len(raw)))]
    return {specification: reader.piece(size) for specification, size in sizes}


def _run_lengths(column: bytes, *, text: bool) -> Iterator[int | str | None]:
    """The values of a run-length encoded column; None where there is none."""
    reader = _Reader(column)
    while not reader.done:
        count = reader.signed()
        if count > 0:
            yield from repeat(_value(reader, text), count)
        elif count < 0:
            for _ in range(-count):
                yield _value(reader, text)
        else:
            yield from repeat(None, reader.unsigned())


def _value(reader: _Reader, text: bool) -> int | str:
    if not text:
        return reader.unsigned()
    try:
        return reader.piece(reader.unsigned()).decode()
    except UnicodeDecodeError as error:
        raise DocumentDamaged("a field's name is not text") from error


def _booleans(column: bytes) -> Iterator[bool]:
    reader = _Reader(column)
    value = False
    while not reader.done:
        yield from repeat(value, reader.unsigned())
        value = not value
    yield from repeat(False)
