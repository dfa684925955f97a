"""The whole form of a record over the page that shows it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from accessibility.widgets import Dialog, confirm
from client.changes import Changes
from client.forms.context import FormContext
from client.forms.form import RecordForm
from client.reading.queries import RecordView
from client.screens.parts.field_notes import FieldNotes, gather_notes
from client.text import deeds as words
from client.text import forms as form_words
from client.text.records import in_sentence
from client.window.presence_line import PresenceLine
from client.window.while_alive import while_alive
from client.workspace import Workspace


class EditRecord(Dialog):
    """Follows what others do to the record meanwhile; asks before unsaved work is left."""

    def __init__(self, workspace: Workspace, view: RecordView, parent: QWidget | None = None) -> None:
        label = in_sentence(view.record_type.about.label)
        super().__init__(words.EDIT.format(label=label), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._view = workspace, view
        self.form = RecordForm(FormContext.of(workspace, view.record_type, view.id), view, own_foot=False)
        self.presence = PresenceLine(workspace, view.id, speaks=False)
        self.body.addWidget(self.presence)
        self.presence.refresh()
        self.body.addWidget(self.form)
        self._column.addWidget(self.form.foot)
        self.form.saved.connect(self._saved)
        self.form.cancelled.connect(self.reject)
        workspace.changed.connect(self._refresh)
        self.resize(860, 720)
        self.form.focus_first()
        self._read_notes()

    def _refresh(self, changes: Changes) -> None:
        self.form.refresh(changes)
        if any(touched.id == self._view.id for touched in changes.touched):
            self._read_notes()

    def _read_notes(self) -> None:
        workspace, view = self._workspace, self._view
        name = view.record_type.type_name()
        workspace.background.run(lambda: gather_notes(workspace, name, view.id), while_alive(self, self._show_notes))

    def _show_notes(self, notes: FieldNotes) -> None:
        self.form.show_disputes(notes.fields())

    def _saved(self, outcome: object) -> None:
        self.accept()
        self._workspace.said.emit(words.SAVED, False)

    def reject(self) -> None:
        """Escape and Cancel ask when something is not saved."""
        if not self.form.dirty() or confirm(self, form_words.LEAVE_TITLE, form_words.LEAVE_TEXT, form_words.LEAVE):
            super().reject()
