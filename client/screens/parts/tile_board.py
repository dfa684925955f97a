"""The tiles of a board in two columns, or one where the window is narrow; a tile is dropped where it shall stand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from accessibility.widgets import look
from client.insights.arrangement import Standing
from client.screens.parts.page import GAP
from client.screens.parts.tile_card import MIME, TileCard

#: Pixels at text scale 1 from which two tiles stand side by side.
_ROOMY = 760


class TileBoard(QWidget):
    """Cards that stay keep their widget, and with it the focus. ``dropped`` carries a tile's key and its new place."""

    dropped = Signal(str, int)

    def __init__(self, accessible_name: str) -> None:
        super().__init__()
        self.setAccessibleName(accessible_name)
        self.setAcceptDrops(True)
        self.cards: dict[str, TileCard] = {}
        self._order: list[TileCard] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)

    def show_tiles(self, standing: Sequence[Standing], arranging: bool) -> list[TileCard]:
        """Show these tiles in this order; returns the cards that are new."""
        wanted, new = {one.key for one in standing}, []
        for key in [key for key in self.cards if key not in wanted]:
            self._take_away(self.cards.pop(key))
        for one in standing:
            if one.key not in self.cards:
                self.cards[one.key] = TileCard(one)
                new.append(self.cards[one.key])
            self.cards[one.key].stand(one, arranging)
        self._order = [self.cards[one.key] for one in standing]
        self._lay_out()
        return new

    def in_order(self) -> list[TileCard]:
        """The cards from first to last."""
        return list(self._order)

    def _take_away(self, card: TileCard) -> None:
        self._grid.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _lay_out(self) -> None:
        """Tiles from the start of each row; half a tile that would stand alone takes the row."""
        columns = self._columns = 2 if self.width() >= look().px(_ROOMY) else 1
        for card in self._order:
            self._grid.removeWidget(card)
        row = column = 0
        for number, card in enumerate(self._order):
            following = self._order[number + 1] if number + 1 < len(self._order) else None
            alone = column == 0 and (following is None or following.standing.width == "full")
            span = columns if card.standing.width == "full" or alone else 1
            self._grid.addWidget(card, row, column, 1, span)
            column += span
            if column >= columns:
                row, column = row + 1, 0
        for number in range(2):
            self._grid.setColumnStretch(number, 1 if number < columns else 0)
            self._grid.setColumnMinimumWidth(number, 0)
        self._keep_tab_order()

    def _keep_tab_order(self) -> None:
        """The keyboard goes through the tiles as they stand, whatever order they were made in."""
        for before, after in pairwise(self._order):
            last = [one for one in before.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
            first = [one for one in after.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
            if last and first:
                QWidget.setTabOrder(last[-1], first[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column or two."""
        super().resizeEvent(event)
        if (2 if self.width() >= look().px(_ROOMY) else 1) != self._columns:
            self._lay_out()

    # --- dropping ---

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A tile of this board may be dropped."""
        if event.mimeData().hasFormat(MIME) and self._key_in(event) in self.cards:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """The tile takes the place of the one beneath, which moves on."""
        key = self._key_in(event)
        if key in self.cards:
            event.acceptProposedAction()
            self.dropped.emit(key, self.place_at(event.position().toPoint()))

    def place_at(self, position: QPoint) -> int:
        """The place of the tile at a position of the board; beyond them all the last."""
        for number, card in enumerate(self._order):
            if card.geometry().adjusted(0, 0, GAP, GAP).contains(position):
                return number
        return len(self._order) - 1

    @staticmethod
    def _key_in(event: QDropEvent) -> str:
        return bytes(event.mimeData().data(MIME).data()).decode()
