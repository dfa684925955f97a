"""The editor for another record: searched as one types, chosen from a list, or newly made."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from accessibility.widgets import IconButton, SearchBox, Suggestion, announce
from client.forms.context import FormContext
from client.item_models.summaries import Summary
from client.text import forms as words
from client.text.records import in_sentence
from client.window.while_alive import while_alive
from shared_models.kinds import Reference
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_write
from shared_models.schema import Field

_OFFERED = 8
_ADD = "add"


class ReferenceEditor(QWidget):
    """``value()`` is an identifier or None. Down, or the button, opens the newest records without any typing."""

    changed = Signal()
    committed = Signal()

    def __init__(self, kind: Reference, field: Field, context: FormContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind, self._context = kind, context
        self._to = RECORD_TYPES[kind.to]
        self._value: str | None = None
        self._title = ""
        self._asked = 0
        self.box = SearchBox(
            field.label, words.REFERENCE_HINT.format(plural=in_sentence(self._to.about.plural)), live=False
        )
        self.box.edit.changed.connect(self._typed)
        self.box.edit.installEventFilter(self)
        self.box.searched.connect(self._entered)
        self.box.suggestion_requested.connect(lambda text: self._offer(text, at_once=False))
        self.box.suggestion_chosen.connect(self._chosen)
        self.opener = IconButton(words.REFERENCE_LIST.format(label=field.label), "chevron-down")
        self.opener.clicked.connect(self._open)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.box, 1)
        row.addWidget(self.opener)
        self.setFocusProxy(self.box)

    # --- as an editor ---

    def value(self) -> str | None:
        """The chosen record."""
        return self._value

    def set_value(self, value: str | None) -> None:
        """Show a record by its title."""
        self._value = value
        self._title = self._context.summaries.title(self._kind.to, value) if value else ""
        self.box.set_text(self._title)

    def problem(self) -> str:
        """Something is written that is no record."""
        return words.REFERENCE_PROBLEM if self.box.text() and self._value is None else ""

    def naming_target(self) -> QWidget:
        """The line."""
        return self.box.edit

    def set_label(self, label: str) -> None:
        """The button is named after the field."""
        self.opener.set_icon("chevron-down", words.REFERENCE_LIST.format(label=label))

    # --- choosing ---

    def _typed(self) -> None:
        if self._value is not None or not self.box.text():
            self._value, self._title = None, ""
        self.changed.emit()

    def _entered(self, text: str) -> None:
        if text:
            self._offer(text, at_once=True)
        else:
            self._typed()
            self.committed.emit()

    def _open(self) -> None:
        self.box.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._offer("" if self._value else self.box.text(), at_once=True)

    def _offer(self, text: str, at_once: bool) -> None:
        """Look for records in the background and offer them; only the last question is answered."""
        self._asked += 1
        asked, context, to = self._asked, self._context, self._kind.to

        def find() -> list[Summary]:
            found = context.workspace.catalogue.search(to, text, limit=_OFFERED)
            return context.summaries.of(context.workspace.reader.by_ordinals(to, found.ordinals))

        context.workspace.background.run(find, while_alive(self, lambda found: self._show(found, text, asked, at_once)))

    def _show(self, found: list[Summary], text: str, asked: int, at_once: bool) -> None:
        if asked != self._asked or not self.box.edit.hasFocus():
            return
        offers = [Suggestion(s.title, s.subtitle, s.view.id) for s in found]
        label = in_sentence(self._to.about.label)
        if may_write(self._context.workspace.identity.role, self._kind.to):
            name = words.ADD_NEW_NAMED.format(label=label, text=text) if text else words.ADD_NEW.format(label=label)
            offers.append(Suggestion(name, "", (_ADD, text)))
        if at_once and not text:
            self.box.popup.offer(offers)
        else:
            self.box.set_suggestions(offers)
        if not found and text:
            announce(self, words.REFERENCE_NOTHING.format(text=text))

    def _chosen(self, suggestion: Suggestion) -> None:
        if isinstance(suggestion.data, tuple):
            self.box.set_text(suggestion.data[1])
            self._add_new(suggestion.data[1])
            return
        self.take(suggestion.data)

    def take(self, record: str) -> None:
        """Choose a record as the person does."""
        self.set_value(record)
        self.changed.emit()
        self.committed.emit()

    def _add_new(self, text: str) -> None:
        from client.forms.new_dialog import ask_for_new  # the form inside it holds reference editors itself

        made = ask_for_new(self, self._context.workspace, self._to, text)
        if made is not None:
            self.take(made)
        self.box.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down opens the list where none is open yet."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            opens: Any = event.key() == Qt.Key.Key_Down and not self.box.popup.isVisible()
            if opens:
                self._open()
                return True
        return False
