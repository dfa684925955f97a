"""The lists that have no place of their own in the rail."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import CardGrid
from client.screens.parts.figures import Figure
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.page import PageHead, page_in
from client.text import window as words
from client.window.navigation import further
from client.workspace import Place, Workspace


class More(GatheringScreen):
    """One card for each further kind of record, with how many there are."""

    screen_name = "more"

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        page = page_in(self)
        page.body.addWidget(PageHead(words.MORE, words.MORE_DETAIL))
        grid = CardGrid(240)
        self._stops = further(workspace.mode, workspace.identity.role)
        self.cards: dict[str, Figure] = {}
        for stop in self._stops:
            self.cards[stop.key] = card = Figure(stop.label, stop.icon)
            card.clicked.connect(lambda _checked=False, to=stop.place: workspace.go.emit(to))
            grid.addWidget(card)
        page.body.addLayout(grid)
        page.body.addStretch(1)
        self.ask()

    def title(self) -> str:
        return words.MORE

    def first_focus(self) -> QWidget | None:
        return next(iter(self.cards.values()), None)

    def gather(self) -> dict[str, int]:
        return {stop.key: self.workspace.reader.count(stop.key) for stop in self._stops}

    def show_gathered(self, found: Any) -> None:
        for key, count in found.items():
            self.cards[key].set_count(count)
