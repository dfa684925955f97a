"""The editor for sealed text: masked until it is asked for, and honest where the key is not here."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from accessibility.widgets import Button, LineEdit, announce
from client.forms.context import FormContext
from client.text import forms as words
from shared_models.errors import NotAllowed
from shared_models.schema import Field
from shared_models.sealing import Seals


class SealedEditor(QWidget):
    """``value()`` is the sealed bytes or None. Without seals it can neither be read nor replaced."""

    changed = Signal()
    committed = Signal()

    def __init__(
        self, field: Field, context: FormContext, parent: QWidget | None = None, read_only: bool = False
    ) -> None:
        super().__init__(parent)
        self._read_only = read_only
        self._field, self._record, self._context = field, context.record, context
        self._seals: Seals | None = None
        self._held: bytes | None = None
        self._written: tuple[str, bytes] | None = None
        self._renewed: bytes | None = None
        self._replacing = False
        self.edit = LineEdit()
        self.edit.changed.connect(self.changed)
        self.edit.committed.connect(self.committed)
        self.reveal = Button(words.SEALED_SHOW, accessible_name=words.SEALED_SHOW_NAME.format(label=field.label))
        self.reveal.clicked.connect(self._toggle)
        self.replace = Button(words.SEALED_REPLACE, accessible_name=words.SEALED_REPLACE_NAME.format(label=field.label))
        self.replace.clicked.connect(self._replace)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.edit, 1)
        row.addWidget(self.reveal)
        row.addWidget(self.replace)
        self.setFocusProxy(self.edit)
        self.set_value(None)

    def value(self) -> bytes | None:
        """What was there, or what was written, sealed."""
        if not self._replacing or self._seals is None:
            return self._renewed or self._held
        text = self.edit.value()
        if not text:
            return None
        if self._written is None or self._written[0] != text:
            self._written = text, self._seals.seal(text, self._record, self._field.name)
        return self._written[1]

    def set_value(self, value: bytes | None) -> None:
        """Hold a sealed value, masked."""
        self._seals = self._context.seals
        self._held, self._written, self._renewed = value, None, None
        self._replacing = value is None
        self._mask()

    def problem(self) -> str:
        """Any text can be sealed."""
        return ""

    def naming_target(self) -> QWidget:
        """The line."""
        return self.edit

    def set_label(self, label: str) -> None:
        """The buttons are named already."""

    def _mask(self) -> None:
        """Show no more than whether there is something."""
        here, can_seal = self._seals is not None, self._seals is not None and self._seals.can_seal
        self.edit.set_value(words.SEALED_MASK if self._held is not None else "")
        self.edit.setReadOnly(self._read_only or not (can_seal and self._replacing))
        hint = words.SEALED_EMPTY if can_seal else words.SEALED_KEY_AWAITED if here else words.SEALED_NO_KEY
        self.edit.set_hint(hint, hint.partition(". ")[0])  # its first sentence where there is no room for both
        self.edit.setToolTip("" if here else words.SEALED_NO_KEY)
        self.reveal.setVisible(here and self._held is not None)
        self.replace.setVisible(can_seal and self._held is not None and not self._replacing and not self._read_only)
        self._name_reveal(words.SEALED_SHOW, words.SEALED_SHOW_NAME)
        if not here and self._held is not None:
            self.edit.set_value(words.SEALED_NO_KEY)

    def _name_reveal(self, text: str, name: str) -> None:
        self.reveal.setText(text)
        self.reveal.setAccessibleName(name.format(label=self._field.label))

    def _toggle(self) -> None:
        if self.reveal.text() == words.SEALED_HIDE:
            self._mask()
            return
        self._seals = self._context.seals
        if self._seals is None or self._held is None:
            return
        try:
            text = self._seals.unseal(self._held, self._record, self._field.name)
            self._witness()
            self._close_anew()
        except NotAllowed:
            text = words.SEALED_KEY_AWAITED if self._seals.awaits(self._held) else words.SEALED_WRONG_KEY
            announce(self, text, assertive=True)
        self.edit.set_value(text)
        self._name_reveal(words.SEALED_HIDE, words.SEALED_HIDE_NAME)

    def _close_anew(self) -> None:
        """A value whose key others have is closed with the newest one when the record is saved next."""
        seals, held = self._seals, self._held
        if seals is not None and held is not None and seals.is_outdated(held) and not self._read_only:
            self._renewed = seals.renewed(held, self._record, self._field.name)

    def _witness(self) -> None:
        """Write down that the field was read; its value nowhere."""
        context = self._context
        type_name = context.record_type.type_name()
        context.workspace.witness("sealed_field_read", type_name, context.record, self._field.name)

    def _replace(self) -> None:
        self._replacing = True
        self.edit.set_value("")
        self.edit.setReadOnly(False)
        self.reveal.hide()
        self.replace.hide()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()
