"""Record types and their fields: everything needed about a field (column, merge, check, words) is said here, once.

A record type is a mapped SQLAlchemy class in ``shared_models.records``; each of its columns carries a :class:`Field`
in ``column.info``. Screens, forms, imports, admission and projection all read the same entry.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Boolean, Integer, String, Table
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column

from shared_models import check_words as words
from shared_models import kinds
from shared_models.errors import InvalidRecord, Problem

Values = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One field of a record type.

    ``boost`` above 0 makes it searchable with that weight; a ``code`` (a VIN, a policy number) is found whole, by its
    beginning or by its end, and never corrected; ``facet`` puts it among the filters of its list;
    ``in_list`` gives it a column there. ``writers`` narrows the record type's write right to some roles.
    ``by_deed`` fields are written by a deed of their own (a merge), never typed in: forms and imports leave them out.
    ``series`` names the document numbers of which a new fact is given one (see ``document_numbers``).
    ``tidy`` puts what was typed in order, ``warn`` says what is unusual about a value that may be kept all the same.
    """

    name: str
    kind: kinds.Kind
    label: str
    help: str = ""
    required: bool = False
    boost: int = 0
    code: bool = False
    facet: bool = False
    in_list: bool = False
    writers: frozenset[str] | None = None
    by_deed: bool = False
    series: str = ""
    tidy: Callable[[str], str] | None = None
    warn: Callable[[Any], str | None] | None = None

    def problems(self, value: Any, foreign: bool = False) -> list[Problem]:
        """Check one value (None: nothing entered); ``foreign`` ones come out of another program's document."""
        if value is None or value == "":
            return [Problem(self.name, words.NEEDED)] if self.required else []
        try:
            self.kind.admit(value) if foreign else self.kind.check(value)
        except ValueError as error:
            return [Problem(self.name, str(error))]
        unusual = self.warn(value) if self.warn else None
        return [Problem(self.name, unusual, "warning")] if unusual else []


@dataclass(frozen=True)
class About:
    """What a record type says of itself.

    ``space`` is a template filled at birth (see ``rights``); ``title`` and ``card`` are templates over the fields.
    ``fact`` types are written once and never edited. ``default_filters`` is what a list shows when it is opened;
    ``expiry`` names the field whose date sorts the record into overdue, 7, 30, 60 and 90 days; ``near`` the reference
    to a store whose distance narrows the list.
    """

    label: str
    plural: str
    icon: str
    space: str
    title: str
    subtitle: str = ""
    card: str = ""
    fact: bool = False
    newest_first: str = "created"
    default_filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bands: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    expiry: str = ""
    near: str = ""


class Record(DeclarativeBase):
    """Base of all record types. The columns here are the same for each and are written by projection alone."""

    about: ClassVar[About]

    def __init_subclass__(cls, **options: Any) -> None:
        for name, attribute in list(vars(cls).items()):
            if isinstance(attribute, MappedColumn) and "field" in attribute.column.info:
                entry = replace(attribute.column.info["field"], name=name)
                attribute.column.info["field"] = entry
                for suffix, sql in entry.kind.companions().items():
                    setattr(cls, f"{name}_{suffix}", mapped_column(sql, nullable=True))
        if "__tablename__" in vars(cls):
            _add_common_columns(cls)
        super().__init_subclass__(**options)

    @classmethod
    def fields(cls) -> dict[str, Field]:
        """The fields of the type by name, in the order they were written down."""
        known = _FIELDS.get(cls)
        if known is None:
            entries = (column.info.get("field") for column in cls.table().columns)
            known = _FIELDS[cls] = {entry.name: entry for entry in entries if entry is not None}
        return known

    @classmethod
    def type_name(cls) -> str:
        """The name of the type in documents, envelopes and tables."""
        return str(cls.__tablename__)

    @classmethod
    def table(cls) -> Table:
        """The type's table."""
        assert isinstance(cls.__table__, Table)
        return cls.__table__

    @classmethod
    def values_of(cls, row: Mapping[str, Any]) -> Values:
        """The field values out of a row of the type's table."""
        return {name: entry.kind.from_columns(name, row) for name, entry in cls.fields().items()}

    @classmethod
    def title_of(cls, values: Mapping[str, Any]) -> str:
        """How people call this record: its title template filled with its values."""
        return fill(cls.about.title, cls, values)


_FIELDS: dict[type[Record], dict[str, Field]] = {}


def _add_common_columns(cls: type[Record]) -> None:
    """Give a record type its key and the columns that projection keeps for every type."""
    common: dict[str, MappedColumn[Any]] = {
        "ordinal": mapped_column(Integer, primary_key=True, sort_order=-20),
        "id": mapped_column(String(32), unique=True, nullable=False, sort_order=-19),
        "space": mapped_column(String, nullable=False, sort_order=-18),
        "archived": mapped_column(Boolean, nullable=False, default=False, sort_order=-17),
        "created": mapped_column(BigInteger, nullable=False, sort_order=-16),
        "updated": mapped_column(BigInteger, nullable=False, sort_order=-15),
        "author": mapped_column(String(32), nullable=False, sort_order=-14),
    }
    for name, column in common.items():
        setattr(cls, name, column)


class _Forgiving(string.Formatter):
    """Fills a template; what is missing or None becomes a dash."""

    def get_value(self, key: int | str, args: Any, kwargs: Any) -> Any:
        value = kwargs.get(key)
        return "–" if value is None or value == "" else value


def fill(template: str, record_type: type[Record], values: Mapping[str, Any]) -> str:
    """Fill ``{field}`` places with the values as people read them."""
    fields = record_type.fields()
    shown = {name: shown_value(fields[name], values.get(name)) for name in _named_in(template) if name in fields}
    return _Forgiving().format(template, **{**values, **shown}).strip()


@cache
def _named_in(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in _Forgiving().parse(template) if name)


def shown_value(entry: Field, value: Any) -> Any:
    """A value as people read it, before any locale is applied."""
    if value is None:
        return None
    if isinstance(entry.kind, kinds.Choice):
        return entry.kind.label(value)
    if isinstance(entry.kind, kinds.WordSet):
        words = dict(entry.kind.options)
        return ", ".join(words.get(word, word) for word in sorted(value))
    return value


@cache
def _required(record_type: type[Record]) -> tuple[str, ...]:
    return tuple(name for name, field in record_type.fields().items() if field.required)


def validate(record_type: type[Record], values: Mapping[str, Any], *, partial: bool = False) -> list[Problem]:
    """Check values against the type; raise :class:`InvalidRecord` on any error, return the warnings.

    With ``partial`` only the given fields are checked (an edit); otherwise required ones must be there (a birth).
    """
    fields = record_type.fields()
    found: list[Problem] = []
    for name, value in values.items():
        field = fields.get(name)
        if field is None:
            found.append(Problem(name, words.NO_FIELD))
        elif value is not None and value != "":
            found += field.problems(value)
    for name in _required(record_type):
        if (name in values or not partial) and values.get(name) in (None, ""):
            found.append(Problem(name, words.NEEDED))
    errors = [problem for problem in found if problem.severity == "error"]
    if errors:
        raise InvalidRecord(errors)
    return found


# --- the words a record file is written in: each makes a column that carries its Field ---


def _column(kind: kinds.Kind, label: str, **rest: Any) -> MappedColumn[Any]:
    entry = Field(name="", kind=kind, label=label, **rest)
    by_column = isinstance(kind, kinds.Reference | kinds.Day | kinds.Instant)  # looked up by, or sorted by
    return mapped_column(kind.sql(), nullable=True, index=by_column, info={"field": entry})


def line(
    label: str, *, longest: int = 400, wrong: Callable[[str], str | None] | None = None, **rest: Any
) -> MappedColumn[Any]:
    """One line of text. ``wrong`` says why a value cannot be."""
    return _column(kinds.Line(longest, wrong), label, **rest)


def prose(label: str, **rest: Any) -> MappedColumn[Any]:
    """Long text that merges letter by letter."""
    return _column(kinds.Prose(), label, **rest)


def choice(label: str, options: Mapping[str, str], **rest: Any) -> MappedColumn[Any]:
    """One word of a closed list; ``options`` maps the stored word to the one people read."""
    return _column(kinds.Choice(tuple(options.items())), label, **rest)


def flag(label: str, **rest: Any) -> MappedColumn[Any]:
    """Yes or no."""
    return _column(kinds.Flag(), label, **rest)


def day(label: str, **rest: Any) -> MappedColumn[Any]:
    """A calendar date."""
    return _column(kinds.Day(), label, **rest)


def instant(label: str, **rest: Any) -> MappedColumn[Any]:
    """A moment in UTC."""
    return _column(kinds.Instant(), label, **rest)


def number(
    label: str, unit: str = "", *, least: float = 0, most: float = 1e12, places: int = 0, **rest: Any
) -> MappedColumn[Any]:
    """A number in a fixed unit; whole unless ``places`` says otherwise."""
    return _column(kinds.Number(unit, least, most, places), label, **rest)


def measure(label: str, units: tuple[str, ...], *, most: int = 10_000_000, **rest: Any) -> MappedColumn[Any]:
    """A whole number in one of several units."""
    return _column(kinds.Measure(units, most), label, **rest)


def money(label: str, *, negative: bool = False, **rest: Any) -> MappedColumn[Any]:
    """An amount of money."""
    return _column(kinds.Price(negative), label, **rest)


def reference(label: str, to: str, **rest: Any) -> MappedColumn[Any]:
    """Another record, of the type named ``to``."""
    return _column(kinds.Reference(to), label, **rest)


def word_set(label: str, options: Mapping[str, str] | None = None, **rest: Any) -> MappedColumn[Any]:
    """A set of words."""
    return _column(kinds.WordSet(tuple((options or {}).items())), label, **rest)


def rows(label: str, columns: Mapping[str, MappedColumn[Any]], **rest: Any) -> MappedColumn[Any]:
    """A small table inside the record."""
    fields = tuple(replace(column.column.info["field"], name=name) for name, column in columns.items())
    return _column(kinds.Rows(fields), label, **rest)


def sealed(label: str, **rest: Any) -> MappedColumn[Any]:
    """Text that only some roles can open."""
    return _column(kinds.Sealed(), label, **rest)


def file(label: str, **rest: Any) -> MappedColumn[Any]:
    """A photo or paper."""
    return _column(kinds.File(), label, **rest)
