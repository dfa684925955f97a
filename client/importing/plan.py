"""The compiled import: for each field a column and a cache of what its cells become, made once before the rows
flow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from client.importing import words
from client.importing.conventions import Convention, Habits, Question, habits_of
from client.importing.conversion import Given, Lookup, Noted, Target, is_empty
from client.importing.inference import ColumnInference
from client.importing.mapping import ColumnMapping, fields_of
from client.importing.reading import Source
from client.importing.refusals import MappingDoesNotFit
from client.importing.table import Cell, Row
from client.importing.vocabulary import fold
from shared_models.errors import Problem
from shared_models.kinds import Reference
from shared_models.schema import Values

_PLACE = re.compile(r"\{([^{}]+)\}")
_TOLD_BESIDE = frozenset({"currency", "unit"})
_MOST_CACHED = 50_000
_MOST_DERIVED = 1_000


class Result(NamedTuple):
    """What a cell becomes: a value or None, and what is wrong or unusual about it."""

    value: Any
    problems: tuple[Problem, ...]


class _Cache(dict[Any, Result]):
    """Results by cell. Files repeat themselves: most cells are read once and looked up ever after."""

    def __init__(self, read: Callable[[Given], Result]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, key: Any) -> Result:
        # The type is part of the key of what is not text, because 1, 1.0 and True are the same to a dict.
        given = key if key.__class__ is Given else Given(key[1] if key.__class__ is tuple else key)
        result = self._read(given)
        if len(self) >= _MOST_CACHED:
            self.clear()
        self[key] = result
        return result


class Column(NamedTuple):
    """A field that is read from a column; ``beside`` is the column of its currency or unit, or -1."""

    field: str
    position: int
    beside: int
    results: _Cache


_ROW, _COUNT = -1, -2


@dataclass(frozen=True)
class Template:
    """A field that is put together out of several columns: ``texts`` with the cells at ``positions`` between
    them.

    A position below 0 stands for the number of the row, or the count of derived records.
    """

    field: str
    texts: tuple[str, ...]
    positions: tuple[int, ...]
    read: Callable[[Given], Result]

    def fill(self, row: Row, n: int) -> str:
        """The text for one row."""
        parts = [self.texts[0]]
        cells = row.cells
        for position, after in zip(self.positions, self.texts[1:], strict=True):
            if position >= 0:
                parts.append(_without_zero(_as_text(cells[position])))
            else:
                parts.append(str(row.number if position == _ROW else n))
            parts.append(after)
        return "".join(parts)


class RowPlan:
    """Turns rows of one file into values of one record type. ``questions`` are what the file leaves unclear.

    ``habits`` and ``link`` are given where the records are derived: how the file is written, and the field
    that will name the record they belong to. Raises MappingDoesNotFit when the mapping names columns the file
    does not have.
    """

    def __init__(
        self,
        source: Source,
        mapping: ColumnMapping,
        today: date,
        lookups: Mapping[str, Lookup],
        habits: Habits | None = None,
        link: str = "",
    ) -> None:
        absent = sorted(mapping.used_columns() - set(source.headers))
        if absent:
            raise MappingDoesNotFit(source.path, words.MISSING_COLUMNS, names=", ".join(absent))
        self.mapping = mapping
        self.questions: list[Question] = []
        self._source = source
        self.fields = fields_of(mapping.record_type)
        self._today = today
        self._lookups = lookups
        self._habits = habits or self._find_habits()
        self._positions = {header: position for position, header in enumerate(source.headers)}
        self.columns = tuple(self._columns())
        self.templates = tuple(self._templates())
        self.constants, self._constant_problems = self._check_constants(link)
        self.derived = tuple(self._derived())

    def _find_habits(self) -> Habits:
        columns = [
            (self.fields[name].kind, self._source.column(column))
            for name, column in self.mapping.columns.items()
            if name in self.fields
        ]
        return habits_of(columns, self._source.delimiter)

    def _columns(self) -> list[Column]:
        made = []
        for name, column in self.mapping.columns.items():
            if name not in self.fields:
                continue
            beside = [self.mapping.columns.get(f"{name}_{suffix}") for suffix in ("currency", "unit")]
            position = next((self._positions[header] for header in beside if header), -1)
            target = self._target(name, column, asks=position < 0)
            made.append(Column(name, self._positions[column], position, _Cache(self._reader(target))))
        return made

    def _target(self, name: str, column: str, *, asks: bool) -> Target:
        entry, mapping = self.fields[name], self.mapping
        meanings = {fold(said): meant for said, meant in mapping.meanings.get(name, {}).items()}
        given = Convention(
            currency=mapping.currency,
            unit=mapping.units.get(name),
            zone=_zone(mapping.time_zone),
            words=meanings,
        )
        cells = self._source.column(column) if column else []
        answers = mapping.answers.get(column, {})
        inference = ColumnInference(f"{mapping.record_type}.{name}", entry.kind, column, cells, answers, self._habits)
        convention = inference.convention(given)
        told = frozenset[str]() if asks else _TOLD_BESIDE
        self.questions += [question for question in inference.questions if question.topic not in told]
        lookup = self._lookups.get(getattr(entry.kind, "to", ""))
        return Target(entry, mapping.record_type, convention, self._today, lookup)

    def _reader(self, target: Target) -> Callable[[Given], Result]:
        entry = target.entry
        has_default = entry.name in self.mapping.constants

        def read(given: Given) -> Result:
            if is_empty(entry, given.cell):
                return Result(None, () if has_default else tuple(entry.problems(None)))
            try:
                value = target.read(given)
            except ValueError as error:
                return Result(None, (Problem(entry.name, str(error)),))
            notes: tuple[Problem, ...] = ()
            if isinstance(value, Noted):
                notes = (Problem(entry.name, value.note, "warning"),)
                value = value.value
            return Result(value, (*notes, *entry.problems(value)))

        return read

    def _templates(self) -> Iterator[Template]:
        positions = {"row": _ROW, "n": _COUNT} | self._positions
        for name, text in self.mapping.templates.items():
            pieces = _PLACE.split(text)
            reader = self._reader(self._target(name, "", asks=False))
            yield Template(name, tuple(pieces[0::2]), tuple(positions[place] for place in pieces[1::2]), reader)

    def _check_constants(self, link: str) -> tuple[Values, tuple[Problem, ...]]:
        """The constants, and what is wrong in every row: a constant that does not fit, a required field
        left out.
        """
        constants = {name: value for name, value in self.mapping.constants.items() if name in self.fields}
        problems = [problem for name, value in constants.items() for problem in self.fields[name].problems(value)]
        for entry in self.mapping.missing_required():
            problems += entry.problems(None)
        return constants, tuple(problems)

    def _derived(self) -> Iterator[DerivedPlan]:
        for further in self.mapping.derived:
            plan = RowPlan(self._source, further.mapping, self._today, self._lookups, self._habits, further.link)
            self.questions += plan.questions
            position = self._positions[further.count] if further.count else -1
            yield DerivedPlan(plan, position, further.count, further.link)

    def all(self) -> Iterator[RowPlan]:
        """This plan and those of the further records of its rows."""
        yield self
        for derived in self.derived:
            yield from derived.plan.all()

    @property
    def names_records(self) -> bool:
        """Whether a cell is read as the name of another record."""
        read = (*self.mapping.columns, *self.mapping.templates)
        return any(isinstance(self.fields[name].kind, Reference) for name in read if name in self.fields)

    def values_of(self, row: Row, n: int = 1) -> tuple[Values, list[Problem]]:
        """The values of one row and what is wrong with them. ``n`` counts derived records of the same row."""
        cells = row.cells
        values = self.constants.copy()
        problems = [*row.faults, *self._constant_problems]
        for name, position, beside, results in self.columns:
            cell = cells[position]
            if beside >= 0:
                value, found = results[Given(cell, _as_text(cells[beside]))]
            else:
                value, found = results[cell if cell.__class__ is str else (cell.__class__, cell)]
            if value is not None:
                values[name] = value
            if found:
                problems += found
        for template in self.templates:
            value, found = template.read(Given(template.fill(row, n)))
            if value is not None:
                values[template.field] = value
            problems += found
        return values, problems


class DerivedPlan(NamedTuple):
    """The plan of further records out of the same rows; ``count_at`` is -1 when each row gives exactly
    one.
    """

    plan: RowPlan
    count_at: int
    count_column: str
    link: str


def count_in(cell: Cell) -> int:
    """How many records a cell asks for. Raises ValueError with words for a person."""
    text = _as_text(cell)
    try:
        number = float(text) if text else 0.0
    except ValueError:
        number = -1.0
    if not number.is_integer() or not 0 <= number <= _MOST_DERIVED:
        raise ValueError(words.IS_NEEDED_COUNT.format(text=text[:60], most=_MOST_DERIVED))
    return int(number)


def _as_text(cell: Cell) -> str:
    if cell.__class__ is str:
        return cell.strip()
    return "" if cell is None else str(cell)


def _without_zero(text: str) -> str:
    """18 out of 18.0, as programs write whole numbers that went through a float."""
    return text[:-2] if text[-2:] == ".0" and text[:-2].isdigit() else text


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
