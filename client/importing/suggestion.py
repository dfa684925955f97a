"""A first mapping for a file: by the words of its headings, checked against and completed by what its cells hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import NamedTuple

from client.importing import amounts, dates
from client.importing.conventions import Convention, Habits, texts_of
from client.importing.conversion import Given, Lookup, Target, is_empty
from client.importing.deciding import KEYS
from client.importing.inference import ColumnInference
from client.importing.mapping import ColumnMapping, fields_of
from client.importing.reading import Source
from client.importing.recipes import recipe_for
from client.importing.table import Cell
from client.importing.vocabulary import fold, heading_words, tokens
from shared_models.kinds import Day, Instant, Kind, Line, Measure, Price, Prose, WordSet
from shared_models.schema import Field
from shared_models.vin import is_standard, normalise

_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SAME, _SYNONYM, _PART, _ALIKE = 100, 95, 60, 50
#: Below this a heading is not taken to mean a field.
_LEAST = 40
_CHECKED_CELLS = 100


class _Candidate(NamedTuple):
    score: float
    column: str
    target: str


def suggest(
    record_type: str,
    source: Source,
    *,
    today: date,
    currency: str | None = None,
    units: Mapping[str, str] | None = None,
    time_zone: str = "UTC",
    lookups: Mapping[str, Lookup] | None = None,
) -> ColumnMapping:
    """A mapping of a file's columns to the fields of a record type; a ready recipe where the headings fit
    one.

    ``currency``, ``units`` and ``time_zone`` are those of the store that imports; ``lookups`` find records by
    name, by their type. Every column is used once at most. Raises FieldUnknown for an unknown record type.
    """
    mapping = recipe_for(record_type, source.headers, today) or ColumnMapping(record_type)
    mapping.currency = currency
    mapping.units = dict(units or {})
    mapping.time_zone = time_zone
    if not mapping.columns:
        _assign_by_heading(mapping, source, today, lookups or {})
        _assign_by_content(mapping, source)
    return mapping


def _assign_by_heading(mapping: ColumnMapping, source: Source, today: date, lookups: Mapping[str, Lookup]) -> None:
    """Give each column the field its heading and cells speak for, the surest first."""
    candidates = []
    companions = _companion_words(mapping.record_type)
    for column in source.headers:
        cells = [cell for cell in source.column(column) if cell not in {None, ""}][:_CHECKED_CELLS]
        for name, entry in fields_of(mapping.record_type).items():
            score = heading_score(column, mapping.record_type, name, entry)
            if score < _LEAST:
                continue
            fits = _share_that_fits(mapping, entry, column, cells, today, lookups)
            if fits >= 0.5:
                candidates.append(_Candidate(score + 5 * fits, column, name))
        said = fold(column)
        candidates += [_Candidate(_SYNONYM, column, name) for name, words in companions.items() if said in words]
    taken: set[str] = set()
    for candidate in sorted(candidates, key=lambda each: -each.score):
        if candidate.column not in taken and candidate.target not in mapping.columns:
            taken.add(candidate.column)
            mapping.columns[candidate.target] = candidate.column


def heading_score(column: str, type_name: str, name: str, entry: Field) -> float:
    """How surely a heading means a field, from 0 to 100."""
    bare = _BRACKETS.sub(" ", column)
    own = tokens(bare)
    wanted = fold(bare)
    if wanted in {fold(name), fold(entry.label)}:
        return _SAME
    best = 0.0
    without_unit = "".join(word for word in own if not amounts.unit_of(word) and not amounts.currency_of(word))
    for said in (name, entry.label, *heading_words(type_name).get(name, ()), *_keys_of_vehicles(entry)):
        folded = fold(said)
        if folded in {wanted, fold(column)}:
            return _SYNONYM
        if folded == without_unit:
            best = max(best, _SYNONYM - 5)
            continue
        parts = set(tokens(said))
        if parts and parts < set(own):
            best = max(best, _PART + 20 * len(parts) / len(own))
        elif len(folded) >= 5 and abs(len(folded) - len(wanted)) <= 2:
            ratio = SequenceMatcher(None, folded, wanted).ratio()
            best = max(best, _ALIKE + 30 * ratio if ratio >= 0.83 else 0)
    return best


def _keys_of_vehicles(entry: Field) -> tuple[str, ...]:
    """What a column that names a vehicle is headed by, where it is no vehicle's own: "VIN", "Registration"."""
    if getattr(entry.kind, "to", "") != "vehicle":
        return ()
    fields = fields_of("vehicle")
    return tuple(fields[name].label for name in KEYS["vehicle"])


def _companion_words(type_name: str) -> dict[str, frozenset[str]]:
    """The folded headings of columns that hold the currency or unit of another column."""
    said: dict[str, frozenset[str]] = {}
    first_price = True
    for name, entry in fields_of(type_name).items():
        label = fold(entry.label)
        if isinstance(entry.kind, Price):
            general = {"currency", "wahrung", "devise", "moneda", "ccy", "currencycode"} if first_price else set()
            said[f"{name}_currency"] = frozenset({f"{fold(name)}currency", f"{label}currency"} | general)
            first_price = False
        elif isinstance(entry.kind, Measure):
            said[f"{name}_unit"] = frozenset({f"{fold(name)}unit", f"{label}unit"})
    return said


def _share_that_fits(
    mapping: ColumnMapping,
    entry: Field,
    column: str,
    cells: Sequence[Cell],
    today: date,
    lookups: Mapping[str, Lookup],
) -> float:
    """The share of a column's cells that can be read into a field; 1 for free text and for a column
    without cells.
    """
    if isinstance(entry.kind, Line | Prose | WordSet):
        return 1.0
    name = f"{mapping.record_type}.{entry.name}"
    inference = ColumnInference(name, entry.kind, column, cells, {}, Habits())
    # Whether the currency or unit is known is asked later; it says nothing about what the column is.
    units = getattr(entry.kind, "units", (None,))
    given = Convention(currency=mapping.currency or "EUR", unit=mapping.units.get(entry.name) or units[0])
    lookup = lookups.get(getattr(entry.kind, "to", ""))
    target = Target(entry, mapping.record_type, inference.convention(given), today, lookup)
    filled = [cell for cell in cells if not is_empty(entry, cell)]
    return sum(_reads(target, cell) for cell in filled) / len(filled) if filled else 1.0


def _reads(target: Target, cell: Cell) -> bool:
    try:
        target.read(Given(cell))
    except ValueError:
        return False
    return True


def _assign_by_content(mapping: ColumnMapping, source: Source) -> None:
    """Use columns whose headings say nothing but whose cells do: VINs, e-mail addresses, dates, amounts of
    money.

    Dates and amounts only where there is one such column left and one field for it.
    """
    fields = fields_of(mapping.record_type)
    left = {
        column: [text.strip() for text in texts_of(source.column(column))][:_CHECKED_CELLS]
        for column in mapping.unused(source.headers)
    }
    open_fields = {name: entry for name, entry in fields.items() if name not in mapping.filled()}
    for name, check in _BY_SHAPE.items():
        found = _columns_of(left, check)
        if name in open_fields and found:
            mapping.assign(found[0], name)
    for kinds, check in _BY_KIND:
        places = [name for name, entry in open_fields.items() if isinstance(entry.kind, kinds)]
        found = _columns_of(left, check)
        needed = [name for name in places if fields[name].required] or places
        if len(needed) == 1 and len(found) == 1:
            mapping.assign(found[0], needed[0])


def _columns_of(columns: Mapping[str, Sequence[str]], check: Callable[[str], bool]) -> list[str]:
    """The columns nine tenths of whose texts pass a check."""
    return [
        column for column, texts in columns.items() if texts and sum(check(text) for text in texts) >= 0.9 * len(texts)
    ]


def _is_vin(text: str) -> bool:
    """17 letters and digits, both among them."""
    vin = normalise(text)
    return is_standard(vin) and not vin.isdigit() and not vin.isalpha()


def _is_money(text: str) -> bool:
    try:
        return amounts.currency_of(amounts.split_amount(text)[1]) is not None
    except ValueError:
        return False


def _is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def _is_date(text: str) -> bool:
    return dates.order_shown_by(text) != ""


_BY_SHAPE: Mapping[str, Callable[[str], bool]] = {"vin": _is_vin, "email": _is_email}
_BY_KIND: tuple[tuple[tuple[type[Kind], ...], Callable[[str], bool]], ...] = (
    ((Day, Instant), _is_date),
    ((Price,), _is_money),
)
