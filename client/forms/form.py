"""The form of any record type: its fields in one or two columns, saved as one command, nothing typed ever lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Banner, Button, CardGrid, ErrorSummary, FlowLayout, Panel, look
from client.changes import Changes, Identity, Outcome
from client.commands import Command, Create, Edit, RecordFact
from client.forms.context import FormContext
from client.forms.field import FormField
from client.forms.meanwhile import Arrival, look_up
from client.keys import SEQUENCES
from client.reading.queries import RecordView
from client.text import forms as words
from client.text import values as value_words
from client.text.records import in_sentence
from client.window.while_alive import while_alive
from shared_models.errors import ForecourtError, InvalidRecord, NotAllowed
from shared_models.schema import Field, Record, Values

#: Pixels at text scale 1.
WIDEST = 1120


class RecordForm(QWidget):
    """Makes a record (``view`` None) or edits one. Fields the person may not write are left out.

    ``foot`` holds the buttons; a screen that keeps them in sight passes ``own_foot=False`` and places it itself.
    """

    #: :class:`Outcome`, once it is on the disk.
    saved = Signal(object)
    cancelled = Signal()
    changed = Signal()

    def __init__(
        self, context: FormContext, view: RecordView | None = None, presets: Mapping[str, Any] | None = None,
        own_foot: bool = True, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.context, self.view = context, view
        self.record_type = context.record_type
        self.fields = {name: FormField(entry, context) for name, entry in self._entries().items()}
        self._saving = False
        #: What is done beside saving, in the same transaction: a command made out of the form's own.
        self.beside: Callable[[Command], Command] = lambda command: command
        self._drawn = {} if view is not None else _by_deed(self.record_type, presets or {})
        self.summary = ErrorSummary()
        self.trouble = Banner("", "bad", dismissible=True)
        self.trouble.hide()
        self._build(own_foot)
        self._start(presets or {})
        for field in self.fields.values():
            field.changed.connect(self.changed)

    def _entries(self) -> Mapping[str, Any]:
        identity = self.context.workspace.identity
        every = self.record_type.fields()
        return {name: entry for name, entry in every.items() if self._is_entered(identity, entry)}

    def _is_entered(self, identity: Identity, entry: Field) -> bool:
        return not entry.by_deed and identity.writes(self.record_type, entry.name)

    def _build(self, own_foot: bool) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self._column = column
        column.addWidget(self.summary)
        column.addWidget(self.trouble)
        first = Panel(words.DETAILS)
        first.body.setSpacing(20)
        grid = CardGrid(320, 20, most_columns=2)
        first.body.addLayout(grid)
        column.addWidget(first)
        for field in self.fields.values():
            if not field.editing.wide:
                grid.addWidget(field)
            elif field.entry.kind.shape == "rows":
                panel = Panel(field.entry.label)
                panel.body.addWidget(field)
                column.addWidget(panel)
            else:
                first.body.addWidget(field)
        self.foot = self._make_foot()
        if own_foot:
            column.addWidget(self.foot)
        column.addStretch(1)

    def showEvent(self, event: QShowEvent) -> None:
        """Others may see who edits the record, as long as the form is open."""
        super().showEvent(event)
        if self.view is not None and not event.spontaneous():
            presence = self.context.workspace.presence
            presence.edits(self.view.space, self.record_type.type_name(), self.view.id)

    def hideEvent(self, event: QHideEvent) -> None:
        """And no longer than that."""
        super().hideEvent(event)
        if self.view is not None and not event.spontaneous():
            self.context.workspace.presence.done(self.view.id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines longer than this are hard to follow from label to value."""
        super().resizeEvent(event)
        self._column.setContentsMargins(0, 0, max(0, self.width() - look().px(WIDEST)), 0)

    def _make_foot(self) -> QWidget:
        foot = QWidget()
        row = FlowLayout(spacing=12, parent=foot, at_end=True)
        label = words.SAVE if self.view else words.CREATE.format(label=in_sentence(self.record_type.about.label))
        self.save_button = Button(label, "check", "primary", shortcut=SEQUENCES["save"][0])
        self.save_button.clicked.connect(self.save)
        self.cancel_button = Button(words.CANCEL)
        self.cancel_button.clicked.connect(self.cancelled)
        row.addWidget(self.cancel_button)
        row.addWidget(self.save_button)
        return foot

    def _start(self, presets: Mapping[str, Any]) -> None:
        for name, field in self.fields.items():
            if self.view is not None:
                field.start(self.view.values[name])
            if name in presets:
                field.enter(presets[name])

    # --- what is entered ---

    def values(self) -> Values:
        """Every value entered; empty ones are None."""
        return {name: field.value() for name, field in self.fields.items()}

    def dirty(self) -> list[str]:
        """The fields with something that is not saved."""
        return [name for name, field in self.fields.items() if field.dirty()]

    def set_value(self, name: str, value: Any) -> None:
        """Enter a value as the person does. Raises KeyError for a field that is not in the form."""
        self.fields[name].enter(value)

    def focus_first(self) -> None:
        """Begin at the first field that is needed and empty, or at the first."""
        empty = [f for f in self.fields.values() if f.entry.required and f.value() is None]
        for field in (*empty, *self.fields.values()):
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            return

    def check(self) -> bool:
        """Show every problem and tell whether there is none."""
        found = [(field, field.problem()) for field in self.fields.values()]
        self._show_problems([(field, text) for field, text in found if text])
        return not any(text for _, text in found)

    def _show_problems(self, problems: list[tuple[FormField, str]]) -> None:
        texts = dict(problems)
        for field in self.fields.values():
            field.set_error(texts.get(field, ""))
        self.summary.show_problems(problems)

    # --- saving ---

    def command(self) -> Command | None:
        """What saving would do; None when nothing was changed."""
        name, entered = self.record_type.type_name(), self.values()
        filled = {**self._drawn, **{key: value for key, value in entered.items() if value is not None}}
        if self.record_type.about.fact:
            return RecordFact(name, filled, self.context.record)
        if self.view is None:
            return Create(name, filled, self.context.record)
        touched = self.dirty()
        old = {key: self.fields[key].base for key in touched}
        return Edit(name, self.view.id, old, {key: entered[key] for key in touched}) if touched else None

    def save(self) -> None:
        """Check and save. Whatever goes wrong, everything entered stays."""
        self.trouble.hide()
        if self._saving or not self.check():
            return
        command = self.command()
        if command is None:
            self.saved.emit(Outcome(Changes()))
            return
        self._set_saving(True)
        self.context.workspace.run(
            self.beside(command), while_alive(self, self._done), while_alive(self, self._failed), initiator=self
        )

    def _set_saving(self, saving: bool) -> None:
        self._saving = saving
        self.save_button.setEnabled(not saving)

    def _done(self, outcome: Outcome) -> None:
        self._set_saving(False)
        for field in self.fields.values():
            field.saved()
        self.saved.emit(outcome)

    def _failed(self, error: BaseException) -> None:
        self._set_saving(False)
        if isinstance(error, InvalidRecord):
            found = [
                (self.fields[p.field], p) for p in error.problems if p.field in self.fields and p.severity == "error"
            ]
            self._show_problems([(field, field.sentence(p.message)) for field, p in found])
            if found:
                return
        if isinstance(error, NotAllowed) and error.field in self.fields:
            self._show_problems([(self.fields[error.field], str(error))])
        elif isinstance(error, ForecourtError):
            self.trouble.set_text(words.NOT_SAVED.format(why=f"{error}".rstrip(".") + "."), "bad")
            self.trouble.show()
            self.trouble.say()
        else:
            raise error

    # --- what others do meanwhile ---

    def show_disputes(self, told: Mapping[str, str]) -> None:
        """Say beside each field in dispute what else was entered there; the others say nothing."""
        for name, field in self.fields.items():
            field.disputed.set_text(told.get(name, ""))

    def refresh(self, changes: Changes) -> None:
        """Bring the form in line with a change made elsewhere, in the background."""
        if self.view is None or changes.initiator is self:
            return
        if any(touched.id == self.view.id for touched in changes.touched):
            bases = {name: field.base for name, field in self.fields.items()}
            workspace, view = self.context.workspace, self.view
            workspace.background.run(lambda: look_up(workspace.reader, view, bases), while_alive(self, self._arrived))

    def _arrived(self, arrival: Arrival | None) -> None:
        if arrival is None:
            return
        self.view, seals = arrival.view, self.context.seals
        for name, source in arrival.fields.items():
            field = self.fields[name]
            if arrival.only_closed_anew(name, seals):
                field.closed_anew(arrival.view.values[name])
            elif arrival.view.values[name] != field.base:
                time = value_words.time(source.at, self.context.zone) if source else ""
                field.others_entered(arrival.view.values[name], source.author_name if source else "", time)
        if arrival.view.archived:
            self.trouble.set_text(words.ARCHIVED_ELSEWHERE, "warn")
            self.trouble.show()
            self.trouble.say()


def _by_deed(record_type: type[Record], presets: Mapping[str, Any]) -> dict[str, Any]:
    """What nobody enters but was there already, as the number on a paper that was handed out: it is kept."""
    fields = record_type.fields()
    return {name: value for name, value in presets.items() if value is not None and fields[name].by_deed}
