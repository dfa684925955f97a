"""One field of a record's form: the editor of its kind with label, help, error, warning, and what others did to it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility import widgets
from client.formatting import shown
from client.forms.context import FormContext
from client.forms.editors import editing_of
from client.forms.notes import Flash, Rival, Warned
from client.text import forms as words
from shared_models.schema import Field


class FormField(QWidget):
    """An accessible field bound to a schema entry. ``base`` is the value the person began with."""

    changed = Signal()
    committed = Signal()

    def __init__(self, entry: Field, context: FormContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry, self._context = entry, context
        self.editing = editing_of(entry)
        self.field = widgets.Field(
            entry.label, self.editing.make(entry.kind, entry, context), entry.required, entry.help
        )
        self.warning, self.disputed = Warned(), Warned()
        self._rival: Rival | None = None
        self.base: Any = None
        self._untouched: Any = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self.field)
        self._column.addWidget(self.warning)
        self._column.addWidget(self.disputed)
        self._column.addStretch(1)
        self.setFocusProxy(self.field)
        self.field.changed.connect(self.changed)
        self.field.committed.connect(self._committed)
        self.start(None)

    @property
    def name(self) -> str:
        """The schema's name of the field."""
        return self.entry.name

    # --- values ---

    def value(self) -> Any:
        """What the person has entered, as the field keeps it; None for nothing."""
        return self.editing.read(self.field.value())

    def start(self, value: Any) -> None:
        """Show a value as the one to begin with."""
        self.base = value
        self.field.set_value(self.editing.show(value))
        self._untouched = self.field.value()
        self._warn()

    def enter(self, value: Any) -> None:
        """Show a value as if the person had entered it."""
        self.field.set_value(self.editing.show(value))
        self._warn()

    def dirty(self) -> bool:
        """Whether something was entered that is not saved, readable or not."""
        return bool(self.field.editor.problem()) or self.field.value() != self._untouched

    def saved(self) -> None:
        """What is entered now is what the person begins with from here on."""
        self.base = self.value()
        self._untouched = self.field.value()
        self.drop_rival()

    # --- problems ---

    def problem(self) -> str:
        """Why what is entered cannot be saved, in a sentence; empty when it can."""
        found = self.field.problem()
        if found:
            return str(found)
        errors = [p.message for p in self.entry.problems(self.value()) if p.severity == "error"]
        return self.sentence(errors[0]) if errors else ""

    def sentence(self, message: str) -> str:
        """A problem of the schema as a sentence that names the field."""
        if message[:1].isupper() or message[:1] == "'":
            return message
        return words.PROBLEM.format(label=self.entry.label, problem=message)

    def set_error(self, text: str) -> None:
        """Show an error, or take it away."""
        self.field.set_error(text, say=False)

    def _committed(self) -> None:
        self._tidy()
        self._warn()
        self.committed.emit()

    def _tidy(self) -> None:
        value = self.value()
        if self.entry.tidy is not None and isinstance(value, str) and self.entry.tidy(value) != value:
            self.field.set_value(self.entry.tidy(value))

    def _warn(self) -> None:
        value = self.value()
        unusual = self.entry.warn(value) if self.entry.warn is not None and value is not None else None
        if unusual and unusual != self.warning.text():
            widgets.announce(self, unusual)
        self.warning.set_text(unusual or "")

    # --- others ---

    def others_entered(self, value: Any, who: str, time: str) -> str:
        """Somebody else saved ``value``: an untouched field shows it, one being edited keeps the person's and says so.

        Returns what was announced.
        """
        written = shown(self.entry, value, self._context.zone, self._context.summaries.title)
        if self.dirty():
            text = words.WHILE_EDITING.format(value=written, who=who or words.SOMEBODY, time=time)
            self._show_rival(text, value)
            said = words.PROBLEM.format(label=self.entry.label, problem=text[0].lower() + text[1:])
        else:
            self.start(value)
            Flash(self)
            pattern = words.CHANGED_ELSEWHERE_BY if who else words.CHANGED_ELSEWHERE
            said = pattern.format(label=self.entry.label, value=written, who=who)
        widgets.announce(self, said)
        return said

    def closed_anew(self, value: Any) -> None:
        """A sealed value came closed with another key and says the same: an untouched field holds it, unsaid."""
        if not self.dirty():
            self.start(value)

    def rival(self) -> Rival | None:
        """The note about somebody else's value, while it stands."""
        return self._rival

    def drop_rival(self) -> None:
        """Take the note away."""
        if self._rival is not None:
            self._rival.hide()
            self._rival.deleteLater()
            self._rival = None

    def _show_rival(self, text: str, value: Any) -> None:
        self.drop_rival()
        self._rival = Rival(text, self.entry.label, lambda: self._take(value), self.drop_rival)
        self._column.insertWidget(3, self._rival)

    def _take(self, value: Any) -> None:
        self.drop_rival()
        self.start(value)
        self.setFocus()
        self.changed.emit()
