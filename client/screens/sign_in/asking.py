"""A dialog that asks the hub something; the asking happens off the window's thread."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button, Dialog, Field, ProgressPanel, Text
from client.background import Background
from client.text import session as words
from shared_models.errors import ForecourtError


class AskingDialog(Dialog):
    """Fields, a button, and work that is shown while the hub is asked."""

    def __init__(self, title: str, help_text: str, save: str, working: str, parent: QWidget | None) -> None:
        super().__init__(title, parent)
        self._background = Background(self, workers=1)
        self.body.addWidget(Text(help_text, "soft"))
        self.progress = ProgressPanel(working, can_cancel=False)
        self.progress.hide()
        self.cancel_button = self.add_button(Button(words.CANCEL), self.reject)
        self.confirm_button = self.add_button(Button(save, kind="primary"), self.confirm)

    @abstractmethod
    def fields(self) -> list[Field]:
        """What is asked for."""

    def objection(self) -> tuple[Field, str] | None:
        """What is wrong beyond what each field knows."""
        return None

    @abstractmethod
    def question(self) -> Callable[[], None]:
        """What is asked of the hub, with the values as they are now."""

    def confirm(self) -> None:
        """Check, then ask."""
        if not self.summary.check(self.fields()):
            return
        objection = self.objection()
        if objection is not None:
            objection[0].set_error(objection[1], say=False)
            self.summary.show_problems([objection])
            return
        self._set_busy(True)
        self._background.run(self.question(), lambda _nothing: self.accept(), self._failed)

    def _set_busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        for field in self.fields():
            field.setEnabled(not busy)
        self.confirm_button.setEnabled(not busy)

    def _failed(self, error: BaseException) -> None:
        self._set_busy(False)
        said = str(error) if isinstance(error, ForecourtError) else self.unreachable()
        self.summary.show_problems([(self.fields()[0], said)])

    def unreachable(self) -> str:
        """What is said when the hub did not answer."""
        return words.UNREACHABLE.format(hub="")

    def done(self, result: int) -> None:
        """What runs is waited for: it writes the device's own files."""
        self._background.close()
        super().done(result)
