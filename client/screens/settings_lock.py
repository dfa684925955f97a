"""The part of the settings about the PIN, the lock, and the screen that is turned to a customer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from accessibility.widgets import Button, ChoiceField, Dialog, Field, Text
from client.care.coming_in import PersonHere
from client.screens.parts.page import Section, deeds, only_if
from client.screens.sign_in.unlocking import PinDialog, SetPinDialog
from client.settings import Preferences
from client.text import actions as action_words
from client.text import locking as words
from client.workspace import Workspace


class LockSection(Section):
    """A PIN of one's own, when the device locks itself, and the ways to lock it and to turn it now."""

    def __init__(self, workspace: Workspace, preferences: Preferences) -> None:
        super().__init__(words.LOCK_SECTION)
        self._workspace = workspace
        self._people, self._me = workspace.people, workspace.identity.person
        self.state = Text("", "soft")
        self.set_button = Button(words.SET_TITLE, "key", deed=self.set_pin)
        self.remove_button = Button(words.REMOVE, kind="link", deed=self.remove_pin)
        self.lock_button = Button(action_words.ACTIONS["lock"], "key", deed=lambda: workspace.wanted.emit("lock"))
        self.after = Field(words.LOCK_AFTER, ChoiceField(words.LOCK_AFTERS), help=words.LOCK_AFTER_HELP)
        self.after.set_value(preferences.lock_minutes())
        self.after.editor.setMaximumWidth(420)
        self.after.changed.connect(lambda: preferences.keep_lock_minutes(int(self.after.value())))
        turn = Button(words.ENTER_CUSTOMER_MODE, "people", deed=lambda: workspace.wanted.emit("customer_mode"))
        only_if(turn, not workspace.practice)
        buttons = deeds(self.set_button, self.lock_button, self.remove_button)
        for part in (self.state, buttons, self.after):
            only_if(part, self._people is not None)
            self.body.addWidget(part)
        self.body.addWidget(Text(words.CUSTOMER_MODE_TEXT, "soft"))
        self.body.addWidget(deeds(turn))
        self._show()

    def has_pin(self) -> bool:
        """Whether the person has a PIN here."""
        return self._people is not None and self._people.has(self._me)

    def _show(self) -> None:
        held = self.has_pin()
        self.state.setText(words.LOCK_HELD if held else words.LOCK_NONE)
        self.set_button.setText(words.CHANGE if held else words.SET_TITLE)
        for part in (self.remove_button, self.lock_button, self.after):
            part.setVisible(held)

    def set_pin(self) -> None:
        """Ask for a new PIN, and for the one that holds."""
        people, me = self._people, self._me
        if people is None:
            return
        old = (lambda pin: people.pins.check(me, pin)) if self.has_pin() else None
        self._open(SetPinDialog(old, people.set_pin, self.window()), self._is_set)

    def _is_set(self) -> None:
        self._show()
        minutes = Preferences(self._workspace.mode).lock_minutes()
        self._workspace.said.emit(words.SET_DONE.format(minutes=minutes) if minutes else words.SET_ONLY, False)
        self.set_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def remove_pin(self) -> None:
        """Ask for the PIN once more, then work without one."""
        people = self._people
        if people is not None:
            me = PersonHere(self._me, self._workspace.person_name, "")
            asked = PinDialog(words.REMOVE, [me], self._me, people.pins.check, words.REMOVE, self.window())
            asked.add_button(Button(words.CANCEL), asked.reject)
            self._open(asked, self._is_removed)

    def _is_removed(self) -> None:
        if self._people is not None:
            self._people.remove_pin()
        self._show()
        self._workspace.said.emit(words.REMOVED, False)
        self.set_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, dialog: Dialog, then: Callable[[], None]) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(then)
        dialog.open()
