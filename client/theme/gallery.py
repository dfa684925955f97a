"""The gallery: every component in every state, in one window. Run ``python -m client.theme.gallery``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QSizePolicy, QVBoxLayout, QWidget

from accessibility.widgets import (
    FlowLayout,
    Heading,
    Rail,
    ScrollPage,
    SearchBox,
    Suggestion,
    ViewSwitch,
    tab_in_reading_order,
)
from client import theme
from client.theme import gallery_charts
from client.theme import gallery_samples as samples
from client.theme.gallery_fields import form


class Gallery(QMainWindow):
    """A rail, a head with search and theme switch, and one section after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(samples.TITLE)
        centre = QWidget()
        row = QHBoxLayout(centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.rail = Rail(samples.RAIL_NAME, samples.PLACES, samples.PRODUCT)
        self.rail.choose("gallery")
        row.addWidget(self.rail)
        beside = QWidget()
        beside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(beside)
        column.setContentsMargins(24, 20, 18, 0)
        column.setSpacing(14)
        column.addLayout(self._head())
        page = ScrollPage()
        page.body.setSpacing(18)
        makers = (
            samples.cards,
            samples.buttons,
            samples.states,
            form,
            samples.lists,
            gallery_charts.section,
            samples.type_and_icons,
        )
        self.sections = [make() for make in makers]
        for section in self.sections:
            page.body.addWidget(section)
        page.body.addStretch(1)
        column.addWidget(page, 1)
        row.addWidget(beside, 1)
        self.setCentralWidget(centre)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes as the window is read."""
        return tab_in_reading_order(self, forward) or super().focusNextPrevChild(forward)

    def _head(self) -> FlowLayout:
        head = FlowLayout(spacing=16)
        head.addWidget(Heading(samples.TITLE, 1))
        self.search = SearchBox(samples.SEARCH)
        self.search.suggestion_requested.connect(self._suggest)
        head.addWidget(self.search)
        self.modes = ViewSwitch(samples.MODE_NAME, samples.MODES)
        self.modes.choose(theme.current().mode)
        self.modes.chosen.connect(self._switch)
        head.addWidget(self.modes)
        return head

    def _suggest(self, text: str) -> None:
        wanted = text.lower()
        found = [Suggestion(a, b) for a, b in samples.SUGGESTIONS if wanted in a.lower()]
        self.search.set_suggestions(found)

    def _switch(self, mode: str) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            now = theme.current()
            theme.apply(application, mode, now.scale, now.product)  # type: ignore[arg-type]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has a narrow rail."""
        super().resizeEvent(event)
        self.rail.fit(self.width())


def make() -> Gallery:
    """The gallery, for the audit: ``python -m accessibility client.theme.gallery:make``."""
    application = QApplication.instance()
    if isinstance(application, QApplication) and not application.styleSheet():
        theme.apply(application)
    gallery = Gallery()
    gallery.resize(1280, 800)
    return gallery


def main(arguments: list[str] | None = None) -> int:
    """Show the gallery, or save a picture of it and leave."""
    parser = argparse.ArgumentParser(description="Show every component of the design system.")
    parser.add_argument("--mode", choices=theme.MODES, default="light")
    parser.add_argument("--product", choices=theme.PRODUCTS, default="showroom")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--picture", type=Path, help="save a picture here and leave")
    asked = parser.parse_args(arguments)
    application = QApplication(sys.argv[:1])
    theme.apply(application, asked.mode, asked.scale, asked.product)
    gallery = Gallery()
    gallery.modes.choose(asked.mode)
    width, height = (int(part) for part in asked.size.split("x"))
    gallery.resize(width, height)
    gallery.show()
    if asked.picture is None:
        return application.exec()
    for _turn in range(8):
        application.processEvents()
    return 0 if gallery.grab().save(str(asked.picture)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
