"""The dialogs of the recovery key of sealed fields: make it, keep what is shown once, use it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget

from accessibility.widgets import Button, CheckField, Dialog, Field, LineEdit, Text, announce
from client.screens.parts.page import deeds
from client.screens.sign_in.asking import AskingDialog
from client.text import role_keys as words

_LONGEST = 120
#: Groups of the key in a line.
_IN_A_LINE = 5


class MakeRecoveryKey(Dialog):
    """Asked before one is made: a former one ends with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(words.MAKE_TITLE, parent)
        for text in (words.MAKE_TEXT, words.MAKE_ENDS):
            self.body.addWidget(Text(text))
        self.add_button(Button(words.CANCEL), self.reject)
        self.make_button = self.add_button(Button(words.MAKE_NOW, kind="primary"), self.accept)


class ShowRecoveryKey(Dialog):
    """The key, shown once; done once somebody says that it is kept."""

    def __init__(self, made: str, save: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(words.KEY, parent)
        self._made = made
        groups = made.split("-")
        lines = ["-".join(groups[at : at + _IN_A_LINE]) for at in range(0, len(groups), _IN_A_LINE)]
        self.key = QLabel("\n".join(lines))
        self.key.setTextFormat(Qt.TextFormat.PlainText)
        self.key.setProperty("kind", "strong")
        self.key.setAccessibleName(words.KEY)
        self.key.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.copy_button, self.save_button = Button(words.COPY, "copy"), Button(words.SAVE, "print")
        self.copy_button.clicked.connect(lambda _checked=False: self._copy())
        self.save_button.clicked.connect(lambda _checked=False: save())
        self.kept = CheckField(words.IS_KEPT)
        for part in (Text(words.SHOWN_ONCE), self.key, deeds(self.save_button, self.copy_button), self.kept):
            self.body.addWidget(part)
        self.done_button = self.add_button(Button(words.DONE, kind="primary"), self.accept)
        self.done_button.setEnabled(False)
        self.kept.changed.connect(lambda: self.done_button.setEnabled(self.kept.value()))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._made)
        announce(self, words.COPIED)


class UseRecoveryKey(AskingDialog):
    """``count`` is how many keys came back."""

    def __init__(self, use: Callable[[str], int], parent: QWidget | None = None) -> None:
        super().__init__(words.USE_TITLE, words.USE_TEXT, words.USE_NOW, words.WORKING, parent)
        self._use, self.count = use, 0
        line = LineEdit()
        line.setMaxLength(_LONGEST)
        line.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhUppercaseOnly)
        self.key = Field(words.KEY, line, required=True, help=words.KEY_HELP)
        self.body.addWidget(self.key)
        self.body.addWidget(self.progress)
        self.key.setFocus()

    def fields(self) -> list[Field]:
        return [self.key]

    def question(self) -> Callable[[], None]:
        told = self.key.value() or ""

        def do() -> None:
            self.count = self._use(told)

        return do
