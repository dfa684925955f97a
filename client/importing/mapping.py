"""Which column of a file becomes which field of a record: suggested elsewhere, changed by the person, saved as
JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from client.importing import words
from client.importing.conventions import Question
from client.importing.conversion import importable
from client.importing.refusals import FieldUnknown, FileUnreadable, MappingUnreadable
from shared_models.kinds import Measure, Price, WordSet
from shared_models.records import RECORD_TYPES
from shared_models.schema import Field, Values

_VERSION = 1
_PLACE = re.compile(r"\{([^{}]+)\}")


def fields_of(type_name: str) -> dict[str, Field]:
    """The fields of a record type that a cell can be read into. Raises FieldUnknown for another type."""
    record_type = RECORD_TYPES.get(type_name)
    if record_type is None:
        raise FieldUnknown(words.UNKNOWN_TYPE.format(record=type_name))
    return {name: entry for name, entry in record_type.fields().items() if importable(entry)}


def targets_of(type_name: str) -> tuple[str, ...]:
    """What a column can be assigned to: the fields, and for money and measures also ``price_currency`` and
    its like, for a column beside the numbers that says in which currency or unit they are.
    """
    names: list[str] = []
    for name, entry in fields_of(type_name).items():
        names.append(name)
        if isinstance(entry.kind, Price | Measure):
            names += [f"{name}_{suffix}" for suffix in entry.kind.companions()]
    return tuple(names)


@dataclass
class ColumnMapping:
    """How the rows of a file become records of one type, and of further types derived from the same rows.

    ``columns``: field -> heading. ``constants``: field -> value, for fields without a column, or for the rows
    where the column's cell is empty. ``templates``: field -> text with ``{heading}`` places (``{row}`` is the
    row's number, ``{n}`` counts derived records). ``meanings``: field -> cell text -> what it stands for.
    ``answers``: heading -> topic -> answer to a question about how the column is written. ``currency`` and
    ``units`` (by field) are for columns that do not say; ``time_zone`` is an IANA name for times without a
    zone.
    """

    record_type: str
    columns: dict[str, str] = field(default_factory=dict)
    constants: Values = field(default_factory=dict)
    templates: dict[str, str] = field(default_factory=dict)
    meanings: dict[str, dict[str, str]] = field(default_factory=dict)
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    currency: str | None = None
    units: dict[str, str] = field(default_factory=dict)
    time_zone: str = "UTC"
    derived: list[Derived] = field(default_factory=list)

    def assign(self, column: str, target: str) -> None:
        """Read a column into a field; whatever the two were assigned to before is let go. Raises
        FieldUnknown.
        """
        if target not in targets_of(self.record_type):
            raise FieldUnknown(words.UNKNOWN_FIELD.format(field=target, record=self.record_type))
        self.unassign(column)
        self.columns[target] = column

    def unassign(self, column: str) -> None:
        """Leave a column out."""
        self.columns = {name: taken for name, taken in self.columns.items() if taken != column}

    def field_of(self, column: str) -> str | None:
        """The field a column is read into, or None."""
        return next((name for name, taken in self.columns.items() if taken == column), None)

    def set_constant(self, target: str, value: Any) -> None:
        """Give a field the same value in all rows (None takes it away). Raises FieldUnknown and
        ValueError.
        """
        entry = fields_of(self.record_type).get(target)
        if entry is None:
            raise FieldUnknown(words.UNKNOWN_FIELD.format(field=target, record=self.record_type))
        if value is None:
            self.constants.pop(target, None)
            return
        entry.kind.check(value)
        self.constants[target] = value

    def answer(self, question: Question, answer: str) -> None:
        """Answer a question about a column; it is then not asked again."""
        if question.topic == "word":
            target = self.field_of(question.column)
            if target is not None:
                self.meanings.setdefault(target, {})[question.about] = answer
        else:
            self.answers.setdefault(question.column, {})[question.topic] = answer

    def filled(self) -> set[str]:
        """The fields that get a value from somewhere."""
        return {*self.columns, *self.constants, *self.templates}

    def missing_required(self) -> list[Field]:
        """The required fields that nothing is read into."""
        filled = self.filled()
        return [entry for name, entry in fields_of(self.record_type).items() if entry.required and name not in filled]

    def used_columns(self) -> set[str]:
        """The headings the mapping needs, those of derived records included."""
        used = {*self.columns.values()}
        for template in self.templates.values():
            used |= set(_PLACE.findall(template)) - {"row", "n"}
        for further in self.derived:
            used |= further.mapping.used_columns() | ({further.count} if further.count else set())
        return used

    def unused(self, headers: Iterable[str]) -> list[str]:
        """The headings of a file that the mapping leaves out."""
        used = self.used_columns()
        return [header for header in headers if header not in used]

    def without(self, headers: Iterable[str]) -> list[str]:
        """Leave out the columns that a file does not have, and return them."""
        there = set(headers)
        missing = sorted({column for column in self.columns.values() if column not in there})
        self.columns = {name: column for name, column in self.columns.items() if column in there}
        return missing

    def save(self, path: Path) -> None:
        """Write the mapping to a file. Raises FileUnreadable when it cannot be written."""
        try:
            path.write_text(self.to_json(), "utf-8")
        except OSError as error:
            raise FileUnreadable(path, words.CANNOT_WRITE, why=error.strerror) from error

    @classmethod
    def load(cls, path: Path) -> ColumnMapping:
        """Read a saved mapping. Raises FileUnreadable and MappingUnreadable."""
        try:
            return cls.from_json(path.read_text("utf-8"))
        except OSError as error:
            raise FileUnreadable(path, words.UNREADABLE, why=error.strerror) from error
        except (ValueError, TypeError, KeyError, AttributeError, FieldUnknown) as error:
            raise MappingUnreadable(path, words.BAD_MAPPING) from error

    def to_json(self) -> str:
        """The mapping as text; reading it back gives an equal one."""
        return json.dumps({"forecourt_mapping": _VERSION, **self._plain()}, ensure_ascii=False, indent=2)

    @classmethod
    def from_json(cls, text: str) -> ColumnMapping:
        """The mapping out of its text. Raises ValueError, TypeError, KeyError or FieldUnknown when it is
        none.
        """
        plain = json.loads(text)
        if plain["forecourt_mapping"] != _VERSION:
            raise ValueError("another version")
        return cls._from_plain(plain)

    def _plain(self) -> dict[str, Any]:
        known = fields_of(self.record_type)
        constants = {name: _atom(known[name], value) for name, value in self.constants.items()}
        derived = [further.plain() for further in self.derived]
        return {**vars(self), "constants": constants, "derived": derived}

    @classmethod
    def _from_plain(cls, plain: Mapping[str, Any]) -> ColumnMapping:
        """Fields this program does not know (a newer one saved them) are left out."""
        type_name = str(plain["record_type"])
        known = fields_of(type_name)
        targets = set(targets_of(type_name))
        columns, constants = plain.get("columns", {}), plain.get("constants", {})
        return cls(
            record_type=type_name,
            columns={name: str(column) for name, column in columns.items() if name in targets},
            constants={name: _value(known[name], atom) for name, atom in constants.items() if name in known},
            templates={name: str(text) for name, text in plain.get("templates", {}).items() if name in known},
            meanings={name: dict(said) for name, said in plain.get("meanings", {}).items()},
            answers={column: dict(given) for column, given in plain.get("answers", {}).items()},
            currency=plain.get("currency"),
            units=dict(plain.get("units", {})),
            time_zone=str(plain.get("time_zone", "UTC")),
            derived=[Derived.from_plain(further) for further in plain.get("derived", [])],
        )


@dataclass
class Derived:
    """Further records out of each row: as many as the cell under ``count`` says (one when there is no such
    column).

    ``link`` is the field of theirs that names the record the row itself became, if any.
    """

    mapping: ColumnMapping
    count: str = ""
    link: str = ""

    def plain(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {"count": self.count, "link": self.link, "mapping": self.mapping._plain()}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Derived:
        """Out of what JSON held. Raises what :meth:`ColumnMapping.from_json` raises."""
        mapping = ColumnMapping._from_plain(plain["mapping"])
        return cls(mapping, str(plain.get("count", "")), str(plain.get("link", "")))


def _atom(entry: Field, value: Any) -> Any:
    return sorted(value) if isinstance(entry.kind, WordSet) else entry.kind.encode(value)


def _value(entry: Field, atom: Any) -> Any:
    return frozenset(atom) if isinstance(entry.kind, WordSet) else entry.kind.decode(atom)
