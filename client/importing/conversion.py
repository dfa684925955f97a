"""Cells turned into values: one converter per kind of field, made once per column."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple, cast

from client.importing import amounts, dates, words
from client.importing.conventions import Convention
from client.importing.table import Cell
from client.importing.vocabulary import choice_words, fold, yes_and_no
from shared_models import kinds
from shared_models.identifiers import is_id
from shared_models.kinds import Quantity
from shared_models.money import Money, decimal_places
from shared_models.schema import Field

#: Finds the record a text names: its id, or None when nobody is known by that name.
Lookup = Callable[[str], str | None]

_NOTHING = frozenset({"", "-", "--", "–", "n/a", "na", "null", "nil", "none", "nan", "\\n", "k.a.", "unknown"})
_SHEET_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
#: An apostrophe before what a spreadsheet would run: how exports keep a text a text, here as elsewhere.
_GUARDED = re.compile(r"'(?='*[=+\-@\t\r\n])")
_BETWEEN_WORDS = re.compile(r"[;|,\n]")
#: Fields whose two-digit years always lie in the past; in others they may lie up to twenty years ahead.
_PAST = frozenset({"born_on", "licence_since", "bought_on", "signed_on", "paid_on", "consent_given_on", "settled_on"})
_YEARS_AHEAD = 20


class Given(NamedTuple):
    """One cell and what stands in the column beside it that holds its currency or unit."""

    cell: Cell
    beside: str = ""


@dataclass(frozen=True)
class Noted:
    """A value with something unusual to tell about how it was read."""

    value: Any
    note: str


@dataclass(frozen=True)
class Target:
    """The field a column is read into, and how the column is written."""

    entry: Field
    type_name: str
    convention: Convention
    today: date
    lookup: Lookup | None = None

    def read(self, given: Given) -> Any:
        """The value of a cell that is not empty, or a Noted one. Raises ValueError with words for a
        person.
        """
        cell = given.cell
        if isinstance(cell, str):
            if cell in _SHEET_ERRORS:
                raise ValueError(words.SHEET_ERROR.format(text=cell))
            if cell[:1] == "'" and _GUARDED.match(cell):
                cell = cell[1:]
            if self.convention.words:
                cell = self.convention.words.get(fold(cell), cell)
        return _READERS.get(type(self.entry.kind), _not_importable)(self, Given(cell, given.beside))

    @functools.cached_property
    def choice_words(self) -> Mapping[str, str]:
        """The folded words that stand for the field's choices -> the stored ones."""
        kind = self.entry.kind
        return choice_words(f"{self.type_name}.{self.entry.name}", kind) if isinstance(kind, kinds.Choice) else {}

    @functools.cached_property
    def read_date(self) -> Callable[[str], date]:
        """Reads a text of the column as a date or, where a time stands beside it, a datetime."""
        ahead = 0 if self.entry.name in _PAST else _YEARS_AHEAD
        return dates.date_reader(self.convention.date_order, self.today.year + ahead)


def is_empty(entry: Field, cell: Cell) -> bool:
    """Whether a cell says nothing; in fields that are not free text, ``n/a`` and its like say nothing too."""
    if not isinstance(cell, str):
        return cell is None
    text = cell.strip()
    if isinstance(entry.kind, kinds.Line | kinds.Prose):
        return not text
    if isinstance(entry.kind, kinds.Choice) and text in dict(entry.kind.options):
        return False
    return text.casefold() in _NOTHING


def importable(entry: Field) -> bool:
    """Whether values of the field can come out of a cell: not files, tables in a record and sealed texts."""
    return not entry.by_deed and type(entry.kind) in _READERS


def _not_importable(target: Target, given: Given) -> Any:
    raise ValueError(words.NOT_IMPORTABLE)


def _shown(cell: Cell) -> str:
    """The cell as an error message quotes it."""
    return _text(cell)[:60]


def _text(cell: Cell) -> str:
    """What a person reads in the cell: a whole number without decimals, a day without a time."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    return str(cell).strip()


def _prose(target: Target, given: Given) -> str:
    return _text(given.cell)


def _line(target: Target, given: Given) -> str:
    text = " ".join(_text(given.cell).split())
    if target.convention.drop_zero:
        text = text.removesuffix(".0")
    return target.entry.tidy(text) if target.entry.tidy else text


def _flag(target: Target, given: Given) -> bool:
    if isinstance(given.cell, bool):
        return given.cell
    answer = yes_and_no().get(fold(_text(given.cell)))
    if answer is None:
        raise ValueError(words.NOT_A_FLAG.format(text=_shown(given.cell)))
    return answer


def _choice(target: Target, given: Given) -> str:
    stored = target.choice_words.get(fold(_text(given.cell)))
    if stored is None:
        labels = ", ".join(label for _, label in cast(kinds.Choice, target.entry.kind).options)
        raise ValueError(words.NOT_A_CHOICE.format(text=_shown(given.cell), known=labels))
    return stored


def _number(target: Target, given: Given) -> float:
    kind, scale = cast(kinds.Number, target.entry.kind), target.convention.scale
    number, word = amounts.number_in(given.cell, target.convention.decimal)
    if word:
        unit = amounts.unit_of(word)
        if kind.unit == "l" and unit in {"l", "cm³"}:
            scale = Decimal("0.001") if unit == "cm³" else Decimal(1)
        elif word.casefold() != kind.unit.casefold() and unit != kind.unit:
            raise ValueError(words.OTHER_WORD.format(text=_shown(given.cell), word=word))
    number *= scale
    if kind.places:
        return float(round(number, kind.places))
    return int(number) if number == number.to_integral_value() else float(number)


def _money(target: Target, given: Given) -> Money | Noted:
    expected = target.convention.currency
    number, word = amounts.number_in(given.cell, target.convention.decimal)
    said = word or given.beside
    currency = amounts.currency_of(said, expected) if said else expected
    if currency is None:
        sentence = words.OTHER_WORD if said else words.NO_CURRENCY
        raise ValueError(sentence.format(text=_shown(given.cell), word=said))
    money = Money.of(number, currency)
    # A tenth of a cent comes from a program that reckoned in floats and is not worth a word.
    if abs(number - money.amount) >= Decimal("0.1").scaleb(-decimal_places(currency)):
        return Noted(money, words.ROUNDED.format(text=_shown(given.cell), value=money))
    return money


def _quantity(target: Target, given: Given) -> Quantity | Noted:
    kind = cast(kinds.Measure, target.entry.kind)
    number, word = amounts.number_in(given.cell, target.convention.decimal)
    said = word or given.beside
    unit = amounts.unit_of(said) if said else target.convention.unit
    if unit not in kind.units or unit is None:
        sentence = words.WRONG_UNIT if said else words.NO_UNIT
        raise ValueError(sentence.format(text=_shown(given.cell), unit=said, units=", ".join(kind.units)))
    whole = int(number)
    if whole != number:
        quantity = Quantity(int(number.quantize(Decimal(1), ROUND_HALF_UP)), unit)
        return Noted(quantity, words.ROUNDED.format(text=_shown(given.cell), value=quantity))
    return Quantity(whole, unit)


def _moment(target: Target, cell: Cell) -> date | datetime:
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        return dates.from_serial(float(cell))
    return cell if isinstance(cell, date) else target.read_date(_text(cell))


def _day(target: Target, given: Given) -> date:
    found = _moment(target, given.cell)
    return found.date() if isinstance(found, datetime) else found


def _instant(target: Target, given: Given) -> datetime:
    """The moment in UTC; a day without a time is its beginning, where the file comes from."""
    zone = target.convention.zone
    found = _moment(target, given.cell)
    if not isinstance(found, datetime):
        found = datetime(found.year, found.month, found.day, tzinfo=zone)
    moment = found if found.tzinfo else found.replace(tzinfo=zone)
    if moment.year < 1970:
        raise ValueError(words.TOO_EARLY.format(text=_shown(given.cell)))
    return moment.astimezone(UTC)


def _reference(target: Target, given: Given) -> str:
    text = _text(given.cell)
    found = text if is_id(text) else target.lookup(text) if target.lookup else None
    if found is None:
        record = cast(kinds.Reference, target.entry.kind).to.replace("_", " ")
        raise ValueError(words.NO_SUCH_RECORD.format(record=record, text=text[:60]))
    return found


def _word_set(target: Target, given: Given) -> frozenset[str]:
    options = cast(kinds.WordSet, target.entry.kind).options
    known = {fold(label): stored for stored, label in options}
    parts = (" ".join(part.split()) for part in _BETWEEN_WORDS.split(_text(given.cell)))
    return frozenset(known.get(fold(part), part) for part in parts if part)


_READERS: Mapping[type[kinds.Kind], Callable[[Target, Given], Any]] = {
    kinds.Line: _line,
    kinds.Prose: _prose,
    kinds.Flag: _flag,
    kinds.Choice: _choice,
    kinds.Number: _number,
    kinds.Price: _money,
    kinds.Measure: _quantity,
    kinds.Day: _day,
    kinds.Instant: _instant,
    kinds.Reference: _reference,
    kinds.WordSet: _word_set,
}
