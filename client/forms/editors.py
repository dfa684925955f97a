"""The table from kind of field to editor: what is made, and how its value becomes the field's and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from accessibility.widgets import ChoiceField, DateField, LineEdit, MoneyField, MultiLineEdit, NumberField, SetField
from client.formatting import is_grouped
from client.forms.context import FormContext
from client.forms.files import FileEditor
from client.forms.measures import FlagField, MeasureField
from client.forms.moments import InstantField
from client.forms.photos import PhotosEditor
from client.forms.references import ReferenceEditor
from client.forms.rows import RowsEditor
from client.forms.sealed import SealedEditor
from client.forms.vin_field import VinField
from client.text import forms as words
from shared_models.kinds import (
    Choice,
    Day,
    File,
    Flag,
    Instant,
    Kind,
    Line,
    Measure,
    Number,
    Price,
    Prose,
    Reference,
    Rows,
    Sealed,
    WordSet,
)
from shared_models.money import Money, decimal_places
from shared_models.schema import Field


def _same(value: Any) -> Any:
    return value


def _or_none(value: Any) -> Any:
    return value or None


@dataclass(frozen=True)
class Editing:
    """How one kind is edited. ``read`` turns the editor's value into the field's, ``show`` the other way round.

    ``wide``: takes the whole width of a form; ``own_label``: carries its label itself.
    """

    make: Callable[[Any, Field, FormContext], QWidget]
    read: Callable[[Any], Any] = _same
    show: Callable[[Any], Any] = _same
    wide: bool = False
    own_label: bool = False


class ChoiceEditor(ChoiceField):
    """One of the schema's list; a word this program does not know (a newer one wrote it) is kept and shown."""

    def set_value(self, value: Any) -> None:
        """Choose; an unknown word becomes an option."""
        super().set_value(value)
        if value is not None and self.value() != value:
            self.addItem(str(value), value)
            super().set_value(value)


def _line(kind: Line, field: Field, context: FormContext) -> QWidget:
    if field.name == "vin":
        return VinField()
    edit = LineEdit()
    hints = {"phone": Qt.InputMethodHint.ImhDialableCharactersOnly, "email": Qt.InputMethodHint.ImhEmailCharactersOnly}
    for name, hint in hints.items():
        if name in field.name:
            edit.setInputMethodHints(hint)
    return edit


def _choice(kind: Choice, field: Field, context: FormContext) -> QWidget:
    none = [] if field.required else [(None, words.NOT_SET)]
    return ChoiceEditor([*none, *kind.options], words.CHOOSE)


def _number(kind: Number, field: Field, context: FormContext) -> QWidget:
    least, most = (Decimal(str(limit)).normalize() for limit in (kind.least, kind.most))
    return NumberField(kind.unit, kind.places, _plain(least), _plain(most), is_grouped(kind))


def _plain(limit: Decimal) -> Decimal | int:
    return int(limit) if limit == int(limit) else limit


def _number_of(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _decimal_of(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, float) else value


def _money(kind: Price, field: Field, context: FormContext) -> QWidget:
    return MoneyField(context.currencies, {code: decimal_places(code) for code in context.currencies})


def _set(kind: WordSet, field: Field, context: FormContext) -> QWidget:
    return SetField(kind.options, allow_new=not kind.options)


def _rows(kind: Rows, field: Field, context: FormContext) -> QWidget:
    if any(isinstance(cell.kind, File) for cell in kind.fields):
        return PhotosEditor(kind, field, context)
    return RowsEditor(kind, field, context, editing_of)


#: One line per kind; a new kind of field needs its line here and nothing else in any form.
EDITORS: dict[type[Kind], Editing] = {
    Line: Editing(_line, _or_none),
    Prose: Editing(lambda kind, field, context: MultiLineEdit(), _or_none, wide=True),
    Choice: Editing(_choice),
    Flag: Editing(lambda kind, field, context: FlagField(field.label), own_label=True),
    Day: Editing(lambda kind, field, context: DateField()),
    Instant: Editing(lambda kind, field, context: InstantField(context.zone)),
    Number: Editing(_number, _number_of, _decimal_of),
    Measure: Editing(lambda kind, field, context: MeasureField(kind.units, kind.most)),
    Price: Editing(_money, lambda pair: Money(*pair) if pair else None, lambda m: (m.minor, m.currency) if m else None),
    Reference: Editing(ReferenceEditor),
    WordSet: Editing(_set, lambda chosen: frozenset(chosen) or None, lambda value: sorted(value or ()), wide=True),
    Rows: Editing(_rows, _or_none, wide=True),
    Sealed: Editing(lambda kind, field, context: SealedEditor(field, context)),
    File: Editing(lambda kind, field, context: FileEditor(field, context)),
}  # fmt: skip


def editing_of(field: Field) -> Editing:
    """How a field is edited. Raises KeyError for a kind that has no line in the table."""
    return EDITORS[type(field.kind)]
