"""The dialogs of the second factor: set one up, type a code of it, keep the recovery codes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget

from accessibility.widgets import Button, CheckField, Dialog, Field, LineEdit, Text, announce
from client.care.second_factor import Offer, in_fours
from client.screens.parts.qr import qr_picture
from client.screens.sign_in.asking import AskingDialog
from client.text import session as words

_LONGEST = 40


def code_field(help_text: str) -> Field:
    """A line for a code of the second factor."""
    line = LineEdit()
    line.setMaxLength(_LONGEST)
    line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers | Qt.InputMethodHint.ImhSensitiveData)
    return Field(words.FACTOR_CODE, line, required=True, help=help_text)


class RecoveryCodes(QLabel):
    """The codes in a column, to be marked and copied."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__("\n".join(codes))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", "strong")
        self.setAccessibleName(words.RECOVERY_CODES)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def copy_button(self) -> Button:
        """A button that puts them on the clipboard."""
        button = Button(words.RECOVERY_COPY, "copy", kind="secondary")
        button.clicked.connect(lambda _checked=False: self._copy())
        return button

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())
        announce(self, words.RECOVERY_COPIED)


class SetUpSecondFactor(AskingDialog):
    """Scan, keep the recovery codes, type the first code; ``prove`` is given that code and asks the hub."""

    def __init__(self, offer: Offer, prove: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(words.FACTOR_SET_UP, words.FACTOR_SET_UP_HELP, words.FACTOR_SAVE, words.FACTOR_PROVING, parent)
        self._prove = prove
        self.picture = QLabel()
        self.picture.setPixmap(qr_picture(offer.uri))
        self.picture.setAccessibleName(words.FACTOR_QR)
        self.key = Field(words.FACTOR_KEY, LineEdit(), help=words.FACTOR_KEY_HELP)
        self.key.set_value(in_fours(offer.secret))
        self.key.editor.setReadOnly(True)
        self.codes = RecoveryCodes(offer.recovery_codes)
        self.kept = CheckField(words.RECOVERY_KEPT)
        self.code = code_field(words.FACTOR_FIRST_HELP)
        copy = self.codes.copy_button()
        for shown in (self.picture, self.key, Text(words.RECOVERY_TEXT), self.codes):
            self.body.addWidget(shown)
        self.body.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)
        for asked in (self.kept, self.code, self.progress):
            self.body.addWidget(asked)
        self.key.setFocus()

    def fields(self) -> list[Field]:
        return [self.code]

    def objection(self) -> tuple[Field, str] | None:
        return None if self.kept.value() else (self.code, words.RECOVERY_NOT_KEPT)

    def question(self) -> Callable[[], None]:
        code = self.code.value() or ""
        return lambda: self._prove(code)


class AskCode(AskingDialog):
    """Type a code, for a deed that needs one; ``told`` is what the deed returned."""

    def __init__(
        self, title: str, help_text: str, yes: str, deed: Callable[[str], Sequence[str] | None],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(title, help_text, yes, words.FACTOR_PROVING, parent)
        self._deed = deed
        self.told: Sequence[str] = ()
        self.code = code_field(words.FACTOR_CODE_HELP)
        self.body.addWidget(self.code)
        self.body.addWidget(self.progress)
        self.code.setFocus()

    def fields(self) -> list[Field]:
        return [self.code]

    def question(self) -> Callable[[], None]:
        code = self.code.value() or ""

        def do() -> None:
            self.told = self._deed(code) or ()

        return do


class ShowCodes(Dialog):
    """New recovery codes, shown once."""

    def __init__(self, codes: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(words.RECOVERY_CODES, parent)
        self.body.addWidget(Text(words.RECOVERY_TEXT))
        self.codes = RecoveryCodes(codes)
        self.body.addWidget(self.codes)
        self.body.addWidget(self.codes.copy_button(), 0, Qt.AlignmentFlag.AlignLeft)
        self.add_button(Button(words.RECOVERY_DONE, kind="primary"), self.accept)
