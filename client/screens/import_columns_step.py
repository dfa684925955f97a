"""The second step of an import: for each field the column it comes from, or one value for all rows."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Button, CardGrid, ChoiceField, ErrorSummary, Field, FlowLayout, Text
from client.forms.context import FormContext
from client.forms.field import FormField
from client.importing.deciding import KEYS
from client.importing.mapping import ColumnMapping, fields_of, targets_of
from client.importing.outcome import DuplicateRule
from client.importing.reading import Source
from client.importing.rejects import written
from client.screens.import_work import Opened
from client.screens.parts.page import Section
from client.text import importing as words
from shared_models import schema

_ONE_VALUE = object()
_MOST_EXAMPLES = 3
_LONGEST_EXAMPLE = 40


class _Target(QWidget):
    """One field of the record: a choice of columns, examples of the chosen one, an editor for one value."""

    changed = Signal()

    def __init__(self, name: str, label: str, entry: schema.Field | None, opened: Opened, context: FormContext) -> None:
        super().__init__()
        self.name, self.entry, self._source = name, entry, opened.source
        options: list[tuple[Any, str]] = [(None, words.LEAVE_EMPTY)]
        if entry is not None:
            options.append((_ONE_VALUE, words.ONE_VALUE))
        options += [(header, header) for header in opened.source.headers]
        self.field = Field(label, ChoiceField(options), required=bool(entry and entry.required))
        self.field.changed.connect(self._changed)
        self._examples = Text("", "small")
        self.constant = FormField(entry, context) if entry is not None else None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.field)
        column.addWidget(self._examples)
        if self.constant is not None:
            column.addWidget(self.constant)
            self.constant.changed.connect(self.changed)
        column.addStretch(1)
        self.setFocusProxy(self.field)
        self._begin(opened.mapping)

    def _begin(self, mapping: ColumnMapping) -> None:
        column = mapping.columns.get(self.name)
        constant = mapping.constants.get(self.name)
        if self.constant is not None:
            self.constant.start(constant)
        self.field.set_value(column if column is not None else _ONE_VALUE if constant is not None else None)
        self._show()

    def _changed(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        chosen = self.field.value()
        if self.constant is not None:
            self.constant.setVisible(chosen is _ONE_VALUE)
        self._examples.setVisible(isinstance(chosen, str))
        if isinstance(chosen, str):
            self._examples.setText(examples(self._source, chosen))

    def choose(self, column: str | None) -> None:
        """Choose a column as the person does."""
        self.field.set_value(column)
        self._changed()

    def problem(self) -> str:
        """Why this cannot stay as it is."""
        chosen = self.field.value()
        if chosen is _ONE_VALUE and self.constant is not None:
            found = self.constant.field.editor.problem()
            return str(found) if found or self.constant.value() is not None else self._needed()
        return self._needed() if chosen is None else ""

    def _needed(self) -> str:
        return words.NEEDED.format(label=self.entry.label) if self.entry is not None and self.entry.required else ""

    def write(self, mapping: ColumnMapping) -> None:
        """Put what is chosen into a mapping."""
        chosen = self.field.value()
        if isinstance(chosen, str):
            mapping.columns[self.name] = chosen
        if self.constant is not None:
            value = self.constant.value() if chosen is _ONE_VALUE else None
            if value is not None:
                mapping.constants[self.name] = value


class ColumnsStep(QWidget):
    """``mapping()`` is what the person has left; ``check()`` shows what is still missing.

    ``sheet_chosen`` asks for another sheet of a workbook.
    """

    sheet_chosen = Signal(str)
    save_wanted = Signal()
    load_wanted = Signal()

    def __init__(self, record_type: type[schema.Record], context: FormContext) -> None:
        super().__init__()
        self._type, self._context = record_type.type_name(), context
        self._opened: Opened | None = None
        self.targets: dict[str, _Target] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)
        self.summary = ErrorSummary()
        self.found = Text("", "strong")
        self._column.addWidget(self.summary)
        self._section = Section(words.COLUMNS_TITLE)
        self._section.body.addWidget(Text(words.COLUMNS_TEXT, "soft"))
        self._section.body.addWidget(self.found)
        self._section.body.addLayout(self._kept())
        self.sheet = Field(words.SHEET, ChoiceField())
        self.sheet.committed.connect(lambda: self.sheet_chosen.emit(self.sheet.value()))
        self._section.body.addWidget(self.sheet)
        self._grid = CardGrid(320, 20, most_columns=2)
        self._section.body.addLayout(self._grid)
        self.unused = Text("", "soft")
        self._section.body.addWidget(self.unused)
        self.rule = Field(words.DUPLICATES, ChoiceField(list(words.RULES.items())), help=self._key_words())
        self.rule.set_value(DuplicateRule.SKIP.value)
        self._section.body.addWidget(self.rule)
        self._column.addWidget(self._section)
        self._column.addStretch(1)

    def _kept(self) -> FlowLayout:
        """What was chosen can be kept for the next file of the same program."""
        row = FlowLayout(spacing=12)
        self.save = Button(words.COLUMNS_SAVE, "export")
        self.load = Button(words.COLUMNS_LOAD, "import")
        self.save.clicked.connect(self.save_wanted)
        self.load.clicked.connect(self.load_wanted)
        for button in (self.load, self.save):
            row.addWidget(button)
        return row

    def show_file(self, opened: Opened) -> None:
        """Begin with what was suggested for a file."""
        self._opened = opened
        self.sheet.editor.set_options([(name, name) for name in opened.source.sheets])
        self.sheet.set_value(opened.source.sheet)
        self.sheet.setVisible(len(opened.source.sheets) > 1)
        self._grid.clear()
        known = fields_of(self._type)
        self.targets = {}
        for name in targets_of(self._type):
            target = _Target(name, _label(name, known), known.get(name), opened, self._context)
            target.changed.connect(self._tell)
            self.targets[name] = target
            self._grid.addWidget(target)
        used = len(opened.mapping.columns)
        self.found.setText(
            words.COLUMNS_FOUND.format(file=opened.source.path.name, columns=len(opened.source.headers), suggested=used)
        )
        self._tell()

    def mapping(self) -> ColumnMapping:
        """The mapping as the person has left it; answers given before are kept."""
        assert self._opened is not None
        mapping = self._opened.mapping
        mapping.columns, mapping.constants = {}, {}
        for target in self.targets.values():
            target.write(mapping)
        return mapping

    def duplicates(self) -> DuplicateRule:
        """What happens to rows that are here already."""
        return DuplicateRule(self.rule.value())

    def check(self) -> bool:
        """Show what is missing and tell whether nothing is."""
        problems = [(target, target.problem()) for target in self.targets.values() if target.problem()]
        self.summary.show_problems(problems)
        return not problems

    def _tell(self) -> None:
        """Which columns are left out."""
        if self._opened is not None:
            left = self.mapping().unused(self._opened.source.headers)
            text = words.UNUSED.format(columns=", ".join(left)) if left else words.UNUSED_NONE
            self.unused.setText(text)

    def _key_words(self) -> str:
        known = fields_of(self._type)
        key = next((name for name in KEYS.get(self._type, ()) if name in known), "")
        return words.DUPLICATES_HELP.format(field=known[key].label) if key else ""


def examples(source: Source, header: str) -> str:
    """The first few different cells of a column."""
    cells = dict.fromkeys(written(cell).strip()[:_LONGEST_EXAMPLE] for cell in source.column(header))
    shown = [cell for cell in cells if cell][:_MOST_EXAMPLES]
    return words.EXAMPLES.format(cells=" · ".join(shown)) if shown else words.NO_CELLS


def _label(name: str, known: dict[str, schema.Field]) -> str:
    if name in known:
        return known[name].label
    stem, _, suffix = name.rpartition("_")
    pattern = words.CURRENCY_OF if suffix == "currency" else words.UNIT_OF
    return pattern.format(label=known[stem].label)
