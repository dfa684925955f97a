"""The operations of a change, read from its bytes before the document engine sees them.

Only what an honest device makes may pass: scalars at the root or in the cells of a row, containers at a birth, letters
in a text. Lists, counters, marks and the like would be carried to every device and are refused here. Source: the
Automerge binary format (automerge.org/automerge-binary-format-spec), "change chunk" and "column encodings".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shared_models.documents import Path
from shared_models.errors import DocumentDamaged, TooLarge

#: A change holds a full record of prose at most, one operation a letter.
MAX_OPERATIONS = 400_000

MAKE_MAP, SET, MAKE_LIST, DELETE, MAKE_TEXT = range(5)
_NULL, _FALSE, _TRUE, _INT, _FLOAT, _TEXT, _BYTES = 0, 1, 2, 4, 5, 6, 7
_AT_ROOT = frozenset({MAKE_MAP, SET, DELETE, MAKE_TEXT})
_DEEPER = frozenset({MAKE_MAP, SET, DELETE})
_HONEST_VALUES = frozenset({_NULL, _FALSE, _TRUE, _INT, _FLOAT, _TEXT, _BYTES})

#: Operations up to which a form is worth remembering (prose is not), and how many forms are remembered.
_SHORT_FORM, _MOST_FORMS = 200, 2_000

_OBJECT_COUNTER, _KEY_TEXT, _INSERT, _ACTION, _VALUE_META = 0x02, 0x15, 0x34, 0x42, 0x56


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


def read_operations(raw: bytes, rest_at: int = 0) -> Operations:
    """Read the operations of one uncompressed change chunk whose head was read without complaint; ``rest_at``: as the
    head says, if it is at hand.

    Raises DocumentDamaged for bytes that are none, or for operations no honest device makes, and TooLarge.
    """
    columns = columns_in(raw, rest_at)
    parts = tuple(columns.get(which, b"") for which in (_ACTION, _OBJECT_COUNTER, _KEY_TEXT, _INSERT))
    form = _known_forms.get(parts)
    if form is None or form.operations.count > MAX_OPERATIONS:
        form = _form(*parts)
        if form.operations.count <= _SHORT_FORM and sum(map(len, parts)) <= 10 * _SHORT_FORM:
            if len(_known_forms) >= _MOST_FORMS:
                _known_forms.clear()
            _known_forms[parts] = form
    kinds = (form.puts, columns.get(_VALUE_META, b""))
    if kinds not in _known_kinds:
        _require_honest_values(*kinds)
        if sum(map(len, kinds)) <= 2 * _SHORT_FORM:
            if len(_known_kinds) >= _MOST_FORMS:
                _known_kinds.clear()
            _known_kinds.add(kinds)
    return form.operations


_NOTHING, _VALUE, _LETTER = range(3)


@dataclass(frozen=True, slots=True)
class _Form:
    """What changes of one form have in common: all but the values; ``puts``: what each operation may put."""

    operations: Operations
    puts: bytes


def _form(*columns: bytes) -> _Form:
    """Read the columns of actions, containers, keys and inserts. Raises DocumentDamaged or TooLarge."""
    actions = run_lengths(columns[0], MAX_OPERATIONS)
    count = len(actions)
    objects = _padded(run_lengths(columns[1], count), count)
    keys = _padded(run_lengths(columns[2], count, text=True), count)
    sets: set[str] = set()
    deletes: set[str] = set()
    makes: dict[str, int] = {}
    puts, deeper = bytearray(count), False
    for at, (action, container, key, insert) in enumerate(
        zip(actions, objects, keys, booleans(columns[3], count), strict=True)
    ):
        _require_honest(action, container is None, key, insert)
        puts[at] = _LETTER if insert else _VALUE if action == SET else _NOTHING
        if container is not None:
            deeper = True
        elif action == SET:
            sets.add(key)
        elif action == DELETE:
            deletes.add(key)
        elif key in makes:
            raise DocumentDamaged(f"the change makes '{key[:100]}' twice")
        else:
            makes[key] = action
    return _Form(Operations(count, frozenset(sets), makes, frozenset(deletes), deeper), bytes(puts))


#: Records of one type are born alike, and the same few fields are edited again and again.
_known_forms: dict[tuple[bytes, ...], _Form] = {}
#: What operations may put, and kinds and lengths of values that were found good for them.
_known_kinds: set[tuple[bytes, bytes]] = set()


def _require_honest_values(puts: bytes, column: bytes) -> None:
    """Raise DocumentDamaged unless each value is of a kind that its operation may have."""
    at, count, reader = 0, len(puts), _Reader(column)
    while not reader.done:
        run = reader.signed()
        size = reader.unsigned() if run == 0 else abs(run)
        if at + size > count:
            raise TooLarge(f"a change may have {MAX_OPERATIONS:,} operations at most, and no column has more values")
        if run < 0:
            for one in range(at, at + size):
                _require_kind(puts[one], reader.unsigned() & 15)
        else:
            kind = reader.unsigned() & 15 if run else _NULL
            for put in set(puts[at : at + size]):
                _require_kind(put, kind)
        at += size
    for put in set(puts[at:]):
        _require_kind(put, _NULL)


def _require_kind(put: int, kind: int) -> None:
    if put == _LETTER and kind != _TEXT:
        raise DocumentDamaged("the change inserts something other than letters into a text")
    if put == _VALUE and kind not in _HONEST_VALUES:
        raise DocumentDamaged("the change holds a kind of value that no field has")


def root_keys(raw: bytes) -> frozenset[str] | None:
    """The root keys that one uncompressed change chunk sets, makes a container at or deletes; None if it goes deeper.

    A quick look at a change that was admitted: it says where a document may differ, and checks nothing of it.
    """
    columns = columns_in(raw)
    if columns.get(_OBJECT_COUNTER):
        return None
    return frozenset(run_lengths(columns.get(_KEY_TEXT, b""), MAX_OPERATIONS, text=True))


def _require_honest(action: int, at_root: bool, key: str | None, insert: bool) -> None:
    if action not in (_AT_ROOT if at_root else _DEEPER):
        raise DocumentDamaged("the change holds a list, a counter, a mark or a nested text; no record has these")
    if key is None and (at_root or action == MAKE_MAP):
        raise DocumentDamaged("an operation of the change names no field")
    if insert and (at_root or action != SET):
        raise DocumentDamaged("the change inserts something other than letters into a text")


def _padded(column: list[Any], count: int) -> list[Any]:
    return column + [None] * (count - len(column))


class _Reader:
    """Reads numbers and pieces off a byte string."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = data
        self.at = at

    @property
    def done(self) -> bool:
        return self.at >= len(self.data)

    def unsigned(self) -> int:
        data, at = self.data, self.at
        if at < len(data) and data[at] < 0x80:  # nearly all numbers are this short
            self.at = at + 1
            return data[at]
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

    def text(self) -> str:
        try:
            return self.piece(self.unsigned()).decode()
        except UnicodeDecodeError as error:
            raise DocumentDamaged("a field's name is not text") from error

    def piece(self, size: int) -> bytes:
        if self.at + size > len(self.data):
            raise DocumentDamaged("the change is cut short")
        self.at += size
        return self.data[self.at - size : self.at]


def columns_in(raw: bytes, rest_at: int = 0) -> dict[int, bytes]:
    """The operation columns of a change, by their specification number. Raises DocumentDamaged."""
    at = rest_at or _rest_at(raw)
    if raw[at : at + 3] == b"\0\0\0":  # as nearly always: no time, no message, no other actors
        at += 3
    else:
        at = _columns_at(raw, at)
    numbers: list[int] = []
    left = 1
    try:
        while left:
            number = raw[at]
            at += 1
            if number > 0x7F:
                reader = _Reader(raw, at - 1)
                number, at = reader.unsigned(), reader.at
            left = left - 1 if numbers else 2 * min(number, len(raw))
            numbers.append(number)
    except IndexError:
        raise DocumentDamaged("the change is cut short") from None
    columns: dict[int, bytes] = {}
    for specification, size in zip(numbers[1::2], numbers[2::2], strict=True):
        columns[specification] = raw[at : at + size]
        at += size
    if at > len(raw):
        raise DocumentDamaged("the change is cut short")
    return columns


def _rest_at(raw: bytes) -> int:
    """Where in a change that stands which follows its first operation's counter."""
    reader = _Reader(raw, 9)
    reader.unsigned()  # length of the body
    reader.piece(32 * reader.unsigned())  # parents
    reader.piece(reader.unsigned())  # actor
    for _ in range(2):  # sequence number, first operation's counter
        reader.unsigned()
    return reader.at


def _columns_at(raw: bytes, rest_at: int) -> int:
    """Where in a change the number of its columns stands, whatever goes before."""
    reader = _Reader(raw, rest_at)
    reader.signed()  # time, always 0
    reader.piece(reader.unsigned())  # message
    for _ in range(min(reader.unsigned(), len(raw))):
        reader.piece(reader.unsigned())  # other actors
    return reader.at


def signed_number(raw: bytes) -> int:
    """The number that these bytes begin with, in two's complement. Raises DocumentDamaged."""
    return _Reader(raw).signed()


def run_lengths(column: bytes, most: int, *, text: bool = False) -> list[Any]:
    """The values of a run-length encoded column; None where there is none. Raises TooLarge for more than ``most``."""
    reader = _Reader(column)
    found: list[Any] = []
    while not reader.done:
        count = reader.signed()
        if count == 0:
            count = reader.unsigned()
            value: Any = None
        elif count > 0:
            value = reader.text() if text else reader.unsigned()
        if len(found) + abs(count) > most:
            raise TooLarge(f"a change may have {MAX_OPERATIONS:,} operations at most, and no column has more values")
        if count < 0:
            found += [reader.text() if text else reader.unsigned() for _ in range(-count)]
        else:
            found += [value] * count
    return found


def booleans(column: bytes, count: int) -> list[bool]:
    """The values of a column of yes and no, ``count`` of them. Raises TooLarge for more."""
    reader = _Reader(column)
    found: list[bool] = []
    value = False
    while not reader.done:
        run = reader.unsigned()
        if len(found) + run > count:
            raise TooLarge("a column of the change has more values than operations")
        found += [value] * run
        value = not value
    return found + [False] * (count - len(found))
