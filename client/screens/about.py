"""About the program: version, licence, where its data lies, what it stands on."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6 import __version__ as pyside_version
from PySide6.QtWidgets import QWidget

from accessibility.widgets import Details
from client import __version__
from client.screens.base import Screen
from client.screens.parts.page import PageHead, Section, page_in
from client.text import app as app_words
from client.text import settings as words
from client.workspace import Place, Workspace


def breakable(path: Path) -> str:
    """A path that may go on in the next line after each of its steps."""
    return str(path).replace(os.sep, f"{os.sep}\u200b")


class About(Screen):
    """What somebody on the phone with support needs to read out."""

    screen_name = "about"
    concerned = ("none",)

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        page = page_in(self)
        page.body.addWidget(PageHead(words.ABOUT, words.ABOUT_DETAIL))
        section = Section(words.ABOUT)
        rows = [
            (words.APP, app_words.FULL_NAMES[workspace.mode]),
            (words.VERSION, __version__),
            (words.DEVICE, workspace.identity.device),
            (words.DATA, breakable(workspace.replica.database.path)),
            (words.LICENCE, words.LICENCE_NAME),
            (words.FONT, words.FONT_NAME),
            (words.PARTS, f"Qt for Python {pyside_version}"),
        ]
        self.facts = Details(rows)
        section.body.addWidget(self.facts)
        page.body.addWidget(section)
        page.body.addStretch(1)

    def title(self) -> str:
        return words.ABOUT
