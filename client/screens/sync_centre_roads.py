"""Changes by file, from the sync centre: for when there is no network, or no hub; and the way to the devices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from accessibility.widgets import Button, Text
from client.screens.parts.page import Section, deeds, only_if
from client.screens.parts.saving import where_to
from client.text import devices as words
from client.text import hub_audit as audit_words
from client.window.navigation import HUB_AUDIT
from client.window.while_alive import while_alive
from client.workspace import Place, Workspace
from shared_models.errors import ForecourtError
from shared_models.rights import may_manage_devices, may_read


class Roads(Section):
    """Two buttons for files; a third, for whoever may, leads to the devices."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(words.WITHOUT_HUB)
        self._workspace = workspace
        self.body.addWidget(Text(words.WITHOUT_HUB_HELP, "soft"))
        self.write, self.read = Button(words.WRITE, "export"), Button(words.READ, "import")
        self.devices = Button(words.LOOK_AFTER, "settings")
        self.write.clicked.connect(lambda _checked=False: self.write_to())
        self.read.clicked.connect(lambda _checked=False: self.read_from())
        self.devices.clicked.connect(lambda _checked=False: workspace.go.emit(Place("devices")))
        self.devices.setVisible(may_manage_devices(workspace.identity.role))
        self.body.addWidget(deeds(self.write, self.read))
        self.audit = Button(audit_words.OPEN, "document")
        self.audit.clicked.connect(lambda _checked=False: workspace.go.emit(HUB_AUDIT))
        only_if(self.audit, may_read(workspace.identity.role, "audit_entry"))
        self.body.addWidget(deeds(self.devices, self.audit))

    def write_to(self, target: Path | None = None) -> None:
        """Write what waits into a file the person chooses."""
        target = target or where_to(self, words.WRITE, words.FILE_NAME, words.FILES)
        self._carry(target, self._workspace.export_changes)

    def read_from(self, source: Path | None = None) -> None:
        """Take in a file the person chooses."""
        if source is None:
            chosen, _ = QFileDialog.getOpenFileName(self.window(), words.READ, "", words.FILES)
            source = Path(chosen) if chosen else None
        self._carry(source, self._workspace.import_changes)

    def _carry(self, path: Path | None, work: Callable[[Path], str]) -> None:
        if path is not None:
            chosen = path
            self._workspace.background.run(
                lambda: work(chosen), while_alive(self, self._done), while_alive(self, self._failed)
            )

    def _done(self, sentence: str) -> None:
        self._workspace.said.emit(sentence, False)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, ForecourtError):
            raise error
        self._workspace.said.emit(str(error), True)
