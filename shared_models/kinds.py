"""Kinds of field: for each, how a value is checked, kept in a document, laid out in columns and read from text.

Three representations meet here and nowhere else:

- the *value* a screen or model works with (``Money``, ``date``, ``frozenset`` ...);
- the *atom* kept in the Automerge document (str, int, float, bool, bytes), merged as one;
- the *columns* of the record's table, which can be sorted and searched.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from sqlalchemy.types import BigInteger, Boolean, Float, LargeBinary, String, Text, TypeEngine

from shared_models.money import Money

if TYPE_CHECKING:
    from shared_models.schema import Field

Atom = str | int | float | bool | bytes
Shape = Literal["atom", "text", "set", "rows"]
#: What a field of each shape holds when nothing has been entered.
EMPTY: dict[Shape, Any] = {"atom": None, "text": "", "set": frozenset(), "rows": {}}

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CONTROL = re.compile(r"[\x00-\x1f]")
_QUANTITY = re.compile(r"(-?\d{1,15}(?:\.\d{1,6})?) (\S{1,12})")
_LARGEST_INTEGER = 2**53


@dataclass(frozen=True)
class Kind:
    """What all kinds share. ``shape`` says which Automerge object holds the value: a scalar unless stated."""

    name: ClassVar[str] = ""
    shape: ClassVar[Shape] = "atom"
    sql: ClassVar[type[TypeEngine[Any]]] = String

    def check(self, value: Any) -> None:
        """Raise ValueError, with words for a person, when ``value`` is not one of this kind."""
        if not isinstance(value, str):
            raise ValueError("must be text")

    def encode(self, value: Any) -> Any:
        """The value as it is kept in a document."""
        return value

    def decode(self, atom: Any) -> Any:
        """The value out of a document; ValueError when another program has put something else there."""
        self.check(atom)
        return atom

    def companions(self) -> dict[str, TypeEngine[Any]]:
        """Further columns beside the field's own, by suffix."""
        return {}

    def columns(self, name: str, value: Any) -> dict[str, Any]:
        """The value (or None) laid out in the columns of the record's table."""
        return {name: value}

    def from_columns(self, name: str, row: Mapping[str, Any]) -> Any:
        """The value (or None) out of the columns of a row."""
        return row[name]


@dataclass(frozen=True)
class Line(Kind):
    """One line of text. ``normalise`` tidies what was typed, ``warn`` says what is unusual about it."""

    name: ClassVar[str] = "line"
    longest: int = 400

    def check(self, value: Any) -> None:
        super().check(value)
        if len(value) > self.longest:
            raise ValueError(f"may have {self.longest} characters at most; this has {len(value)}")
        if _CONTROL.search(value):
            raise ValueError("may not contain line breaks or control characters")
        encodable(value)


@dataclass(frozen=True)
class Prose(Kind):
    """Text of any length that several people may write in at once (Automerge Text)."""

    name: ClassVar[str] = "prose"
    shape: ClassVar[Shape] = "text"
    sql: ClassVar[type[TypeEngine[Any]]] = Text

    def check(self, value: Any) -> None:
        super().check(value)
        if len(value) > 200_000:
            raise ValueError("may have 200,000 characters at most")
        encodable(value)


@dataclass(frozen=True)
class Choice(Kind):
    """One of a closed list; ``options`` maps the stored word to the one people read.

    A stored word this program does not know (a newer one wrote it) is kept and shown as it is.
    """

    name: ClassVar[str] = "choice"
    options: tuple[tuple[str, str], ...] = ()

    def check(self, value: Any) -> None:
        super().check(value)
        if value not in self._words:
            known = ", ".join(label for _, label in self.options)
            raise ValueError(f"'{value}' is not one of: {known}")

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word for word, _ in self.options)

    def decode(self, atom: Any) -> Any:
        if not isinstance(atom, str) or len(atom) > 100:
            raise ValueError("must be one word of a list")
        return atom

    def label(self, value: str) -> str:
        """The word people read for a stored one."""
        return next((label for word, label in self.options if word == value), value)


@dataclass(frozen=True)
class Flag(Kind):
    """Yes or no."""

    name: ClassVar[str] = "flag"
    sql: ClassVar[type[TypeEngine[Any]]] = Boolean

    def check(self, value: Any) -> None:
        if not isinstance(value, bool):
            raise ValueError("must be yes or no")

    def from_columns(self, name: str, row: Mapping[str, Any]) -> Any:
        return None if row[name] is None else bool(row[name])


@dataclass(frozen=True)
class Day(Kind):
    """A calendar date without a time or zone, kept as ``YYYY-MM-DD``."""

    name: ClassVar[str] = "day"

    def check(self, value: Any) -> None:
        if isinstance(value, datetime) or not isinstance(value, date):
            raise ValueError("must be a date such as 2025-12-31")

    def encode(self, value: Any) -> Any:
        return value.isoformat()

    def decode(self, atom: Any) -> Any:
        if not isinstance(atom, str) or len(atom) != 10:
            raise ValueError("must be a date such as 2025-12-31")
        return date.fromisoformat(atom)

    def columns(self, name: str, value: Any) -> dict[str, Any]:
        return {name: None if value is None else value.isoformat()}

    def from_columns(self, name: str, row: Mapping[str, Any]) -> Any:
        return None if row[name] is None else date.fromisoformat(row[name])


@dataclass(frozen=True)
class Instant(Kind):
    """A moment in time, in UTC, kept as milliseconds since 1970."""

    name: ClassVar[str] = "instant"
    sql: ClassVar[type[TypeEngine[Any]]] = BigInteger

    def check(self, value: Any) -> None:
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise ValueError("must be a date and time with its zone")

    def encode(self, value: Any) -> Any:
        return (value - _EPOCH) // timedelta(milliseconds=1)

    def decode(self, atom: Any) -> Any:
        if isinstance(atom, bool) or not isinstance(atom, int) or not 0 <= atom < 253_402_300_800_000:
            raise ValueError("must be a moment between 1970 and 9999")
        return _EPOCH + timedelta(milliseconds=atom)

    def columns(self, name: str, value: Any) -> dict[str, Any]:
        return {name: None if value is None else self.encode(value)}

    def from_columns(self, name: str, row: Mapping[str, Any]) -> Any:
        return None if row[name] is None else self.decode(row[name])


@dataclass(frozen=True)
class Number(Kind):
    """A number with a fixed ``unit`` (``""`` for none) between ``least`` and ``most``; whole unless ``places``."""

    name: ClassVar[str] = "number"
    sql: ClassVar[type[TypeEngine[Any]]] = Float
    unit: str = ""
    least: float = 0
    most: float = 10**12
    places: int = 0

    def check(self, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ValueError("must be a number")
        if self.places == 0 and value != int(value):
            raise ValueError("must be a whole number")
        if not self.least <= value <= self.most:
            raise ValueError(f"must lie between {self.least:,} and {self.most:,}")

    def encode(self, value: Any) -> Any:
        return int(value) if self.places == 0 else float(value)

    def columns(self, name: str, value: Any) -> dict[str, Any]:
        return {name: value}

    def from_columns(self, name: str, row: Mapping[str, Any]) -> Any:
        value = row[name]
        return int(value) if value is not None and self.places == 0 else value


@dataclass(frozen=True, slots=True)
class Quantity:
    """An ``amount`` with the ``unit`` it was measured in, such as 41,000 mi. Never converted where it is kept."""

    amount: int
    unit: str

    def __str__(self) -> str:
        return f"{self.amount:,} {self.unit}"


@dataclass(frozen=True)
class Measure(Kind):
    """A whole number in one of several ``units``; amount and unit are one value and merge as one."""

    name: ClassVar[str] = "measure"
    sql: ClassVar[type[TypeEngine[Any]]] = BigInteger
    units: tuple[str, ...] = ()
    most: int = 10_000_000

    def check(self, value: Any) -> None:
        if not isinstance(value, Quantity):
            raise ValueError(f"must be a number with its unit, such as 41000 {self.units[0]}")
        if value.unit not in self.units:
            raise ValueError(f"the unit must be one of: {', '.join(self.units)}")
        if not 0 <= value.amount <= self.most:
            raise ValueError(f"must lie between 0 and {self.most:,}")

    def encode(self, value: Any) -> Any:
        return f"{value.amount} {value.unit}"

    def decode(self, atom: Any) -> Any:
        match = _QUANTITY.fullmatch(atom) if isinstance(atom, str) else None
        if not match:
            raise ValueError("must be a number with its unit")
        return Quantity(int(Decimal(match[1])), match[2])

    def companions(self) -> dict[str, TypeEngine[Any]]:
        return {"unit": String()}

    def columns(self, name: str, value: Any) -> dict[str, Any]:
        if value is None:
            return {name: None, f"{name}_unit": None}
        return {name: value.amount, f"{name}_unit": value.unit}

    def from_columns(self, name: str, row: Mapping[str, Any]) -> Any:
        return None if row[name] is None else Quantity(row[name], row[f"{name}_unit"])


@dataclass(frozen=True)
class Price(Kind):
    """An amount of money; the column holds minor units, its companion the currency."""

    name: ClassVar[str] = "money"
    sql: ClassVar[type[TypeEngine[Any]]] = BigInteger
    negative: bool = False

    def check(self, value: Any) -> None:
        if not isinstance(value, Money):
            raise ValueError("must be an amount with its currency, such as 12,345.00 EUR")
        if value.minor < 0 and not self.negative:
            raise ValueError("may not be below zero")

    def encode(self, value: Any) -> Any:
        return value.stored()

    def decode(self, atom: Any) -> Any:
        if not isinstance(atom, str):
            raise ValueError("must be an amount with its currency")
        return Money.from_stored(atom)

    def companions(self) -> dict[str, TypeEngine[Any]]:
        return {"currency": String(3)}

    def columns(self, name: str, value: Any) -> dict[str, Any]:
        if value is None:
            return {name: None, f"{name}_currency": None}
        return {name: value.minor, f"{name}_currency": value.currency}

    def from_columns(self, name: str, row: Mapping[str, Any]) -> Any:
        return None if row[name] is None else Money(row[name], row[f"{name}_currency"])


@dataclass(frozen=True)
class Reference(Kind):
    """The identifier of another record, of the type named ``to``."""

    name: ClassVar[str] = "reference"
    to: str = ""

    def check(self, value: Any) -> None:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9a-f]{32}", value):
            raise ValueError("must be chosen from the list")


@dataclass(frozen=True)
class WordSet(Kind):
    """A set of words; two people adding at once both keep what they added."""

    name: ClassVar[str] = "set"
    shape: ClassVar[Shape] = "set"
    sql: ClassVar[type[TypeEngine[Any]]] = Text
    options: tuple[tuple[str, str], ...] = ()

    def check(self, value: Any) -> None:
        if not isinstance(value, frozenset) or not all(
            isinstance(word, str) and 0 < len(word) <= 100 for word in value
        ):
            raise ValueError("must be a list of short words")
        for word in value:
            encodable(word)

    def columns(self, name: str, value: Any) -> dict[str, Any]:
        return {name: None if value is None else json.dumps(sorted(value), ensure_ascii=False)}

    def from_columns(self, name: str, row: Mapping[str, Any]) -> Any:
        return None if row[name] is None else frozenset(json.loads(row[name]))


@dataclass(frozen=True)
class Rows(Kind):
    """A small table inside a record (cover lines, instalments): row id -> field -> value.

    Each cell merges by itself; two people adding rows at once both keep theirs.
    """

    name: ClassVar[str] = "rows"
    shape: ClassVar[Shape] = "rows"
    sql: ClassVar[type[TypeEngine[Any]]] = Text
    fields: tuple[Field, ...] = ()

    def field(self, name: str) -> Field | None:
        """The column of that name, or None when a newer program made it."""
        return next((field for field in self.fields if field.name == name), None)

    def check(self, value: Any) -> None:
        if not isinstance(value, Mapping) or len(value) > 5_000:
            raise ValueError("must be a table of at most 5,000 rows")
        for number, cells in enumerate(value.values(), start=1):
            for name, cell in cells.items():
                self._check_cell(number, name, cell)

    def _check_cell(self, number: int, name: str, cell: Any) -> None:
        field = self.field(name)
        if field is None or cell is None:
            return
        try:
            field.kind.check(cell)
        except ValueError as error:
            raise ValueError(f"row {number}, {field.label}: {error}") from error

    def columns(self, name: str, value: Any) -> dict[str, Any]:
        if value is None:
            return {name: None}
        plain = {row: {key: self._plain(key, cell) for key, cell in cells.items()} for row, cells in value.items()}
        return {name: json.dumps(plain, ensure_ascii=False, sort_keys=True)}

    def _plain(self, key: str, cell: Any) -> Any:
        field = self.field(key)
        return cell if field is None or cell is None else field.kind.encode(cell)

    def from_columns(self, name: str, row: Mapping[str, Any]) -> Any:
        if row[name] is None:
            return None
        return {row_id: self.decode_cells(cells) for row_id, cells in json.loads(row[name]).items()}

    def decode_cells(self, cells: Mapping[str, Any]) -> dict[str, Any]:
        """The cells of one row out of their atoms; a cell that cannot be read is left out."""
        decoded: dict[str, Any] = {}
        for key, atom in cells.items():
            field = self.field(key)
            try:
                decoded[key] = atom if field is None or atom is None else field.kind.decode(atom)
            except ValueError:
                continue
        return decoded


@dataclass(frozen=True)
class Sealed(Kind):
    """Text kept encrypted under a role's key, in document and table alike; see ``sealing``. The value is bytes."""

    name: ClassVar[str] = "sealed"
    sql: ClassVar[type[TypeEngine[Any]]] = LargeBinary

    def check(self, value: Any) -> None:
        if not isinstance(value, bytes) or len(value) > 20_000:
            raise ValueError("must be sealed before it is kept")


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file kept beside the records: ``digest`` is its SHA-256 in hex, ``size`` is in bytes."""

    digest: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True)
class File(Kind):
    """A photo or paper: the document holds the digest, the bytes travel apart."""

    name: ClassVar[str] = "file"
    sql: ClassVar[type[TypeEngine[Any]]] = Text

    def check(self, value: Any) -> None:
        if not isinstance(value, FileRef) or not re.fullmatch(r"[0-9a-f]{64}", value.digest):
            raise ValueError("must be a file")

    def encode(self, value: Any) -> Any:
        return json.dumps([value.digest, value.name, value.media_type, value.size], ensure_ascii=False)

    def decode(self, atom: Any) -> Any:
        try:
            digest, name, media_type, size = json.loads(atom)
            reference = FileRef(str(digest), str(name), str(media_type), int(size))
        except (TypeError, ValueError) as error:
            raise ValueError("must be a file") from error
        self.check(reference)
        return reference

    def columns(self, name: str, value: Any) -> dict[str, Any]:
        return {name: None if value is None else self.encode(value)}

    def from_columns(self, name: str, row: Mapping[str, Any]) -> Any:
        return None if row[name] is None else self.decode(row[name])


def encodable(text: str) -> None:
    """Raise ValueError for text that no database can keep (half of a surrogate pair, a NUL)."""
    if text.isascii() and "\x00" not in text:
        return
    if "\x00" in text:
        raise ValueError("contains a character that cannot be kept (NUL)")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("contains a broken character; please type it again") from error
