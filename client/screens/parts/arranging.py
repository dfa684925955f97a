"""The bar for arranging a board: what it says, tiles to add, and the way back to how the board comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button, FlowLayout, MenuButton, Panel, Text
from accessibility.widgets.buttons import literal
from client.insights.tiles import Tile
from client.text import insights as words

if TYPE_CHECKING:
    from client.screens.insights import Insights


class Arranging(Panel):
    """Hidden until ``button`` is pressed; tiles can be moved while it is there."""

    def __init__(self, screen: Insights) -> None:
        super().__init__(words.ARRANGE)
        self._screen = screen
        self.button = Button(words.ARRANGE, "edit")
        self.button.setCheckable(True)
        self.button.toggled.connect(self._toggled)
        self.add = MenuButton(words.ADD, [], "plus")
        self.reset = Button(words.RESET, "restore")
        self.reset.clicked.connect(lambda _checked=False: screen.reset())
        self.body.addWidget(Text(words.ARRANGE_HELP))
        row = QWidget()
        flow = FlowLayout(8)
        row.setLayout(flow)
        flow.addWidget(self.add)
        flow.addWidget(self.reset)
        self.body.addWidget(row)
        self.hide()

    @property
    def on(self) -> bool:
        """Whether tiles can be moved now."""
        return self.button.isChecked()

    def _toggled(self, on: bool) -> None:
        self.setVisible(on)
        self._screen.stand()

    def show_missing(self, tiles: Sequence[Tile], own: bool) -> None:
        """The tiles that can be added; ``own``: the board is not as it comes."""
        menu = self.add.menu()
        menu.clear()
        for tile in tiles:
            menu.addAction(literal(tile.title)).triggered.connect(
                lambda _checked=False, key=tile.key: self._screen.add_tile(key)
            )
        if not tiles:
            menu.addAction(words.ADD_NONE).setEnabled(False)
        self.reset.setEnabled(own)
