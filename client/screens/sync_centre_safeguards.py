"""The way from the sync centre to what keeps work safe without the hub."""

from __future__ import annotations

from accessibility.widgets import Button, Text
from client.screens.parts.page import Section, deeds
from client.text import safeguards as words
from client.window.navigation import BACKUPS, READINESS
from client.workspace import Workspace


class Safeguards(Section):
    """Buttons that lead there."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(words.TITLE)
        self.body.addWidget(Text(words.HELP, "soft"))
        self.backups = Button(words.BACKUPS, "archive")
        self.backups.clicked.connect(lambda _checked=False: workspace.go.emit(BACKUPS))
        self.readiness = Button(words.READINESS, "check-circle")
        self.readiness.clicked.connect(lambda _checked=False: workspace.go.emit(READINESS))
        self.body.addWidget(deeds(self.backups, self.readiness))
