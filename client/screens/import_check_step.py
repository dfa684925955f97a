"""The third step of an import: what every row becomes, each problem by row and field, and what is still to be asked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import (
    Banner,
    Button,
    CheckField,
    ChoiceField,
    DataTable,
    Field,
    FlowLayout,
    StatusPill,
    Text,
    look,
)  # fmt: skip
from accessibility.widgets.tips import tip
from client.formatting import TitleOf, shown
from client.importing.conventions import Question
from client.importing.mapping import ColumnMapping, fields_of
from client.importing.outcome import Report, RowProblem
from client.screens.import_work import Checked
from client.screens.parts.page import Section, empty
from client.text import importing as words
from client.text import records as record_words
from shared_models.kinds import Choice
from shared_models.schema import Record

_ROWS_IN_SIGHT = 8
_MOST_SAMPLES = 20


class CheckStep(QWidget):
    """``answered`` carries a question and its answer; ``rejects_wanted`` asks for the file of rows with problems."""

    answered = Signal(object, str)
    rejects_wanted = Signal()
    changed = Signal()

    def __init__(self, record_type: type[Record], title_of: TitleOf) -> None:
        super().__init__()
        self._record_type, self._title_of = record_type, title_of
        self.report: Report | None = None
        self.leave_out: CheckField | None = None
        self.problems: DataTable | None = None
        self.samples: DataTable | None = None
        self.questions: list[Field] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)

    def show_checked(self, checked: Checked) -> None:
        """Show what a check came to."""
        empty(self._column)
        self.report = report = checked.report
        self.leave_out, self.problems, self.samples, self.questions = None, None, None, []
        self._column.addWidget(self._standing(report))
        for note in report.notes:
            self._column.addWidget(Banner(note, "info"))
        if report.questions:
            self._column.addWidget(self._asked(report.questions, checked.preview.mapping))
        if report.problems:
            self._column.addWidget(self._told(report))
        if report.shown:
            self._column.addWidget(self._sampled(report, checked.preview.mapping))
        self._column.addStretch(1)

    def may_import(self) -> bool:
        """Whether something can be written, and the person agreed to leave out what cannot."""
        if self.report is None or not self.report.counts.ready:
            return False
        return not self.report.counts.refused or (self.leave_out is not None and bool(self.leave_out.value()))

    def _standing(self, report: Report) -> Section:
        counts = report.counts
        pattern = words.READY if counts.refused or counts.skipped else words.ALL_READY
        pattern = pattern if counts.ready else words.NONE_READY
        section = Section(pattern.format(ready=f"{counts.ready:,}", rows=f"{counts.rows:,}"))
        pills = FlowLayout(8)
        told = (
            (counts.created, words.WILL_CREATE, "ok"), (counts.updated, words.WILL_UPDATE, "info"),
            (counts.skipped, words.WILL_SKIP, "neutral"), (counts.derived, words.WILL_DERIVE, "info"),
            (counts.refused, words.REFUSED, "bad"), (counts.with_warnings, words.WARNED, "warn"),
        )  # fmt: skip
        for count, text, tone in told:
            if count:
                pills.addWidget(StatusPill(text.format(count=f"{count:,}"), tone))  # type: ignore[arg-type]
        section.body.addLayout(pills)
        if counts.refused and counts.ready:
            one = words.LEAVE_OUT_ONE if counts.refused == 1 else words.LEAVE_OUT
            self.leave_out = CheckField(one.format(count=f"{counts.refused:,}"))
            self.leave_out.changed.connect(self.changed)
            section.body.addWidget(Text(words.LEAVE_OUT_HINT, "soft"))
            section.body.addWidget(self.leave_out)
        return section

    def _asked(self, questions: Sequence[Question], mapping: ColumnMapping) -> Section:
        section = Section(words.QUESTIONS)
        for question in questions:
            options = [(option, self._option(question, option, mapping)) for option in question.options]
            field = Field(question.text, ChoiceField(options))
            field.set_value(question.taken or None)
            field.committed.connect(lambda q=question, f=field: self.answered.emit(q, f.value()))
            self.questions.append(field)
            section.body.addWidget(field)
        return section

    def _option(self, question: Question, option: str, mapping: ColumnMapping) -> str:
        """An answer as people read it: a word of a choice by its label, an order of dates by an example."""
        if question.topic == "word":
            target = mapping.field_of(question.column)
            kind = fields_of(mapping.record_type)[target].kind if target else None
            return kind.label(option) if isinstance(kind, Choice) else option
        return words.ANSWERS.get(option, option) if question.topic in ("date_order", "decimal") else option

    def _told(self, report: Report) -> Section:
        reject = Button(words.REJECTS, "export")
        reject.clicked.connect(self.rejects_wanted)
        section = Section(words.PROBLEMS, [reject] if report.counts.refused else [])
        fields = self._record_type.fields()
        chips = FlowLayout(8)
        for name, count in report.by_field().items():
            label = fields[name].label if name in fields else words.WHOLE_ROW
            chips.addWidget(StatusPill(words.PROBLEMS_BY_FIELD.format(label=label, count=f"{count:,}"), "bad"))
        section.body.addLayout(chips)
        self.problems = _table(words.PROBLEMS, words.PROBLEM_COLUMNS, [_cells(p) for p in report.problems])
        _in_full(self.problems)
        section.body.addWidget(self.problems)
        if sum(report.tally.values()) > len(report.problems):
            section.body.addWidget(Text(words.PROBLEMS_SHOWN.format(count=f"{len(report.problems):,}"), "soft"))
        return section

    def _sampled(self, report: Report, mapping: ColumnMapping) -> Section:
        section = Section(words.SAMPLE)
        known = fields_of(mapping.record_type)
        filled = [entry for name, entry in known.items() if name in mapping.filled()]
        rows = [
            [
                f"{row.number:,}",
                *(shown(entry, row.values.get(entry.name), title_of=self._title_of) for entry in filled),
            ]
            for row in report.shown[:_MOST_SAMPLES]
        ]
        heads = [words.ROW_COLUMN, *(entry.label for entry in filled)]
        self.samples = _table(words.SAMPLE, heads, rows)
        section.body.addWidget(self.samples)
        return section


def _in_full(table: DataTable) -> None:
    """Break the lines of the last column rather than cut them, in rows as high as they need."""

    def fit() -> None:
        table.resizeRowsToContents()
        rows = min(table.model().rowCount(), _ROWS_IN_SIGHT)
        table.setFixedHeight(table.horizontalHeader().minimumHeight() + sum(map(table.rowHeight, range(rows))) + 16)

    table.setWordWrap(True)
    table.verticalHeader().setMinimumSectionSize(table.verticalHeader().defaultSectionSize())
    table.horizontalHeader().sectionResized.connect(lambda *_: QTimer.singleShot(0, table, fit))
    fit()


def _cells(problem: RowProblem) -> list[str]:
    label = problem.label or words.WHOLE_ROW
    message = problem.message[:1].upper() + problem.message[1:]
    return [f"{problem.row:,}", label, problem.cell, message]


def _table(name: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> DataTable:
    model = QStandardItemModel(len(rows), len(heads))
    model.setHorizontalHeaderLabels(list(heads))
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            item = QStandardItem(text)
            item.setToolTip(tip(text))
            spoken = record_words.CELL.format(label=heads[column], value=text or record_words.EMPTY_CELL)
            item.setData(spoken, Qt.ItemDataRole.AccessibleTextRole)
            model.setItem(row, column, item)
    table = DataTable(name)
    model.setParent(table)
    table.setModel(model)
    table.resizeColumnsToContents()
    for column in range(len(heads)):
        table.setColumnWidth(column, min(table.columnWidth(column) + look().px(24), look().px(360)))
    lines = min(len(rows), _ROWS_IN_SIGHT)
    head = table.horizontalHeader().minimumHeight()
    # A horizontal bar takes its room from the last row in sight.
    table.setFixedHeight(head + lines * table.verticalHeader().defaultSectionSize() + 16)
    return table
