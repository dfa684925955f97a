"""The dialogs of the PIN: unlock the device or change who works on it, leave customer mode, set a PIN."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from accessibility.widgets import Button, ChoiceField, Dialog, Field, LineEdit, ProgressPanel, Text, announce
from client.background import Background
from client.care.coming_in import LEAST, MOST, PersonHere, objection
from client.screens.parts.page import only_if
from client.text import locking as words
from shared_models.errors import ForecourtError

#: Checks a person's PIN; raises ForecourtError with words for people. Takes a moment.
Check = Callable[[str, str], None]


def pin_field(label: str, help_text: str = "") -> Field:
    """A line for digits that nobody beside the person reads."""
    line = LineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setMaxLength(MOST)
    line.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
    return Field(label, line, required=True, help=help_text)


class PinDialog(Dialog):
    """Asks for a PIN and has it checked off the window's thread; accepted when it was right, as ``person``."""

    def __init__(self, title: str, people: Sequence[PersonHere], present: str, check: Check, yes: str,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(title, parent)
        self._background, self._check = Background(self, workers=1), check
        self.person = present if any(one.person == present for one in people) else people[0].person
        self.text = Text("", "soft")
        self.body.addWidget(self.text)
        self.who = Field(words.WHO, ChoiceField([(one.person, one.name) for one in people]))
        self.who.set_value(self.person)
        only_if(self.who, len(people) > 1)
        self.pin = pin_field(words.PIN)
        self.progress = ProgressPanel(words.UNLOCKING, can_cancel=False)
        self.progress.hide()
        for part in (self.who, self.pin, self.progress):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.confirm_button = self.add_button(Button(yes, "key", kind="primary"), self.confirm)
        self.pin.setFocus()

    def confirm(self) -> None:
        """Have the PIN checked."""
        if not self.summary.check([self.pin]):
            return
        self.person = str(self.who.value())
        self._set_busy(True)
        person, pin = self.person, self.pin.editor.text()
        self._background.run(lambda: self._check(person, pin), lambda _right: self.accept(), self._failed)

    def _set_busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        for part in (self.who, self.pin, self.confirm_button):
            part.setEnabled(not busy)

    def _failed(self, error: BaseException) -> None:
        self._set_busy(False)
        if not isinstance(error, ForecourtError):
            raise error
        self.pin.set_value("")
        self.summary.show_problems([(self.pin, str(error))])

    def done(self, result: int) -> None:
        """What runs is waited for: it counts the tries."""
        self._background.close()
        super().done(result)


class UnlockDialog(PinDialog):
    """Over everything while the device is locked. Without a PIN of one's own it can be put away."""

    def __init__(self, people: Sequence[PersonHere], present: str, check: Check, may_cancel: bool = False,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(words.LOCKED, people, present, check, words.UNLOCK, parent)
        self._may_cancel = may_cancel
        self.password_wanted = False
        name = next((one.name for one in people if one.person == present), "")
        self.text.setText(words.LOCKED_TEXT.format(name=name) if name and len(people) == 1 else words.WHO_TEXT)
        if may_cancel:
            self.add_button(Button(words.CANCEL), self.give_up)
        self.other = Button(words.PASSWORD_INSTEAD, kind="link")
        self.other.setAccessibleDescription(words.PASSWORD_HINT)
        self.other.clicked.connect(lambda _checked=False: self._want_password())
        self.body.addWidget(self.other, 0, Qt.AlignmentFlag.AlignLeft)

    def _want_password(self) -> None:
        self.password_wanted = True
        self.accept()

    def give_up(self) -> None:
        """Put the dialog away without a PIN, where that is allowed."""
        super().reject()

    def reject(self) -> None:
        """Escape does not unlock."""
        if self._may_cancel:
            self.give_up()
        else:
            announce(self, words.LOCKED)


class LeaveDialog(PinDialog):
    """Back from customer mode."""

    def __init__(self, me: PersonHere, check: Check, parent: QWidget | None = None) -> None:
        super().__init__(words.LEAVE, [me], me.person, check, words.LEAVE, parent)
        self.text.setText(words.LEAVE_PIN_TEXT.format(name=me.name))
        self.add_button(Button(words.CANCEL), self.reject)


class SetPinDialog(Dialog):
    """A new PIN, twice; the one that holds is asked first. ``chosen`` is given the new one once it is good."""

    def __init__(self, old: Callable[[str], None] | None, chosen: Callable[[str], None],
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(words.CHANGE if old else words.SET_TITLE, parent)
        self._old, self._chosen = old, chosen
        self._background = Background(self, workers=1)
        self.body.addWidget(Text(words.SET_TEXT, "soft"))
        self.before = pin_field(words.OLD_PIN)
        only_if(self.before, old is not None)
        self.pin = pin_field(words.NEW_PIN, words.PIN_HELP.format(least=LEAST, most=MOST))
        self.again = pin_field(words.PIN_AGAIN)
        for part in (self.before, self.pin, self.again):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.add_button(Button(words.CANCEL), self.reject)
        self.confirm_button = self.add_button(Button(words.SET, "key", kind="primary"), self.confirm)
        (self.before if old else self.pin).setFocus()

    def confirm(self) -> None:
        """Check both, and the old one; then keep the new one."""
        if not self.summary.check([*([self.before] if self._old else []), self.pin, self.again]):
            return
        first, second = self.pin.editor.text(), self.again.editor.text()
        problem = (self.pin, objection(first)) if objection(first) else (self.again, words.PIN_DIFFERS)
        if first != second or objection(first):
            problem[0].set_error(problem[1], say=False)
            self.summary.show_problems([problem])
            return
        self.confirm_button.setEnabled(False)
        old, chosen, before = self._old, self._chosen, self.before.editor.text()

        def keep() -> None:
            if old is not None:
                old(before)
            chosen(first)

        self._background.run(keep, lambda _kept: self.accept(), self._failed)

    def _failed(self, error: BaseException) -> None:
        self.confirm_button.setEnabled(True)
        if not isinstance(error, ForecourtError):
            raise error
        self.summary.show_problems([(self.before if self._old else self.pin, str(error))])

    def done(self, result: int) -> None:
        """What runs is waited for."""
        self._background.close()
        super().done(result)
