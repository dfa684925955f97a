"""The part of the settings about the recovery key of sealed fields: for those who keep one, and those who need it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt

from accessibility.widgets import Button, Dialog, Text, announce
from client.care.keeping import SealKeeping
from client.reports.edition import Edition
from client.reports.press import Press, file_name
from client.reports.refusals import Told
from client.screens.dialogs.recovery_key import MakeRecoveryKey, ShowRecoveryKey, UseRecoveryKey
from client.screens.parts.page import Section, deeds, only_if
from client.text import role_keys as words
from client.window.while_alive import while_alive
from client.workspace import Workspace
from shared_models.errors import ForecourtError
from shared_models.rights import may_keep_recovery_key
from shared_models.sealing import sealed_types


class RecoverySection(Section):
    """Make one (managers), and use one where all devices are lost."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(words.SECTION)
        self._workspace, self._recovery = workspace, workspace.recovery
        role = workspace.identity.role
        self.press = Press(workspace, self)
        self.make_button = Button(words.MAKE, "key", deed=self.make)
        self.use_button = Button(words.USE, deed=self.use)
        self.state = Text("", "strong")
        self.body.addWidget(Text(words.SECTION_TEXT, "soft"))
        self.body.addWidget(self.state)
        self.body.addWidget(deeds(self.make_button, self.use_button))
        only_if(self.make_button, may_keep_recovery_key(role))
        only_if(self, self._recovery is not None and bool(sealed_types(role)))

    def make(self) -> None:
        """Ask whether a former one is to end, make another, and show it once."""
        if self._recovery is not None:
            self._open(MakeRecoveryKey(self.window()), partial(self._make, self._recovery))

    def _make(self, recovery: SealKeeping) -> None:
        self.state.setText(words.WORKING)
        self.make_button.setEnabled(False)
        show, failed = while_alive(self, self._show), while_alive(self, self._failed)
        self._workspace.background.run(recovery.make, show, failed)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, ForecourtError):
            raise error
        self._rest(str(error))
        announce(self, str(error), assertive=True)

    def _rest(self, told: str) -> None:
        self.state.setText(told)
        self.make_button.setEnabled(True)

    def _show(self, made: str) -> None:
        self._rest("")
        self._open(ShowRecoveryKey(made, partial(self.save, made), self.window()), lambda: self._say(words.KEPT))

    def save(self, made: str) -> None:
        """Write it on a sheet to be printed, where the person wants it."""
        workspace = self._workspace

        def job(path: Path, _told: Told) -> None:
            write = "client.reports.recovery_sheet:write_recovery_sheet"
            workspace.papers.run(write, made, Edition.of(workspace), path)

        self.press.make(file_name(words.SHEET, "pdf"), job)

    def use(self) -> None:
        """Ask for the printed key and take what it opens."""
        if self._recovery is not None:
            asked = UseRecoveryKey(self._recovery.use, self.window())
            self._open(asked, lambda: self._say(words.USED.format(count=asked.count)))

    def _say(self, sentence: str) -> None:
        self._workspace.said.emit(sentence, False)

    def _open(self, dialog: Dialog, then: Callable[[], None]) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(then)
        dialog.open()
