"""A board: columns of cards one goes through by keys, finger and mouse; a bar says what is chosen and what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QWidget

from accessibility.widgets import Button, FlowLayout, MenuButton, Panel, Text, look
from accessibility.widgets.buttons import literal
from client.background import Background
from client.keys import Keys
from client.screens.parts.board_cards import BoardCard, ReadCards
from client.screens.parts.board_column import BoardColumn, ColumnShown, under
from client.text import boards as words

#: Pixels at text scale 1.
LEAST_COLUMN = 216
_GAP = 10
#: The least width of a column where there is more than one row of them.
_ROOMY = 250
Deed = tuple[str, Callable[[], object], str]


class Board(QWidget):
    """Columns side by side, in several rows where the width does not hold them: nothing is scrolled sideways.

    What is done with a card is told by signals; ``moved`` carries the key of the column it is wanted in.
    """

    opened = Signal()
    moved = Signal(str)
    #: The card was to be carried beyond the last column, or moving is not possible at all.
    not_moved = Signal()
    chosen = Signal()
    #: The records of a column are wanted as a list.
    listed = Signal(str)

    def __init__(self, background: Background, read: ReadCards, movable: bool, least: int = LEAST_COLUMN) -> None:
        """``least`` is the width of a column, in pixels at text scale 1, below which there are more rows of them."""
        super().__init__()
        self._least = least
        self._background, self._read, self.movable = background, read, movable
        #: What else the menu of a card offers.
        self.deeds: list[Deed] = []
        self.columns: list[BoardColumn] = []
        self._at = 0
        self._room, self._per_row = 0, 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        if movable:
            Keys("card_ahead", self, lambda: self._shift_across(1), inside=True)
            Keys("card_back", self, lambda: self._shift_across(-1), inside=True)
        self._ghost = QLabel(self)
        self._ghost.setProperty("kind", "carried")
        self._ghost.setProperty("decorative", True)
        self._ghost.setTextFormat(Qt.TextFormat.PlainText)
        self._ghost.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._ghost.hide()

    # --- what it shows ---

    def take(self, shown: Sequence[ColumnShown]) -> None:
        """Show these columns; those that stay keep their place and the keyboard."""
        if [one.key for one in shown] != [column.key for column in self.columns]:
            self._build(shown)
        for column, one in zip(self.columns, shown, strict=True):
            column.take(one)
        self.chosen.emit()

    def _build(self, shown: Sequence[ColumnShown]) -> None:
        at = self.columns[self._at].key if self.columns else ""
        kept = {column.key: column for column in self.columns}
        self.columns = [kept.pop(one.key) if one.key in kept else self._column(one) for one in shown]
        for gone in kept.values():
            self._grid.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self._at = next((place for place, one in enumerate(self.columns) if one.key == at), 0)
        self._per_row = 0
        self._lay_out()

    def _column(self, one: ColumnShown) -> BoardColumn:
        column = BoardColumn(one.key, one.title, self._read, self._background)
        view = column.view
        view.movable = self.movable
        view.go.connect(self._go)
        view.shift.connect(self._shift)
        view.opened.connect(self.opened)
        view.menu_wanted.connect(self._show_menu)
        view.lifted.connect(self._carry)
        view.carried.connect(self._carry)
        view.dropped.connect(self._drop)
        view.put_back.connect(self._put_back)
        view.pressed.connect(lambda _index, which=column: self._went_to(which))
        view.selectionModel().currentChanged.connect(lambda _new, _old, which=column: self._went_to(which))
        column.model.pages.arrived.connect(self.chosen)
        column.listed.connect(self.listed)
        return column

    def _went_to(self, column: BoardColumn) -> None:
        if column not in self.columns or (not column.view.hasFocus() and column is not self.columns[self._at]):
            return
        self._at = self.columns.index(column)
        for other in self.columns:
            if other is not column:
                other.view.clearSelection()
        if column.view.currentIndex().isValid():
            column.view.selectionModel().select(
                column.view.currentIndex(), column.view.selectionModel().SelectionFlag.ClearAndSelect
            )
        self.chosen.emit()

    # --- where one is ---

    def column(self, key: str) -> BoardColumn | None:
        """A column by its key; None where it is not shown."""
        return next((one for one in self.columns if one.key == key), None)

    def current_column(self) -> BoardColumn | None:
        """The column one was in last."""
        return self.columns[self._at] if self.columns else None

    def current(self) -> BoardCard | None:
        """The chosen card."""
        column = self.current_column()
        return column.model.card(column.view.currentIndex().row()) if column is not None else None

    def where_is(self, ordinal: int) -> tuple[BoardColumn, int] | None:
        """Where a record's card stands."""
        for column in self.columns:
            place = column.model.place_of(ordinal)
            if place is not None:
                return column, place
        return None

    def go_to(self, column: BoardColumn, row: int) -> None:
        """Choose a card and give it the keyboard."""
        self._at = self.columns.index(column)
        column.choose(row)
        self._went_to(column)

    def _go(self, by: int) -> None:
        wanted = self._at + by
        if 0 <= wanted < len(self.columns):
            row = self.columns[self._at].view.currentIndex().row()
            self.go_to(self.columns[wanted], max(row, 0))

    # --- moving ---

    def _shift_across(self, by: int) -> None:
        """To the right or left as it is seen: where one reads from right to left, the next column is on the left."""
        self._shift(-by if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else by)

    def _shift(self, by: int) -> None:
        wanted = self._at + by
        if self.movable and 0 <= wanted < len(self.columns):
            self.moved.emit(self.columns[wanted].key)
        else:
            self.not_moved.emit()

    def _show_menu(self, place: QPoint) -> None:
        card, here = self.current(), self.current_column()
        if card is None or here is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(words.MENU.format(title=card.texts.title))
        for text, deed, icon in ((words.OPEN, self.opened.emit, "document"), *self.deeds):
            action = menu.addAction(look().icon(icon, "ink", 20), literal(text))
            action.triggered.connect(lambda _checked=False, do=deed: do())
        if self.movable:
            menu.addSection(words.MOVE_TO)
            for column in self.columns:
                action = menu.addAction(literal(column.title))
                action.setEnabled(column is not here)
                action.triggered.connect(lambda _checked=False, key=column.key: self.moved.emit(key))
        menu.popup(place)

    def _carry(self, place: QPoint) -> None:
        card = self.current()
        if card is None:
            return
        self._ghost.setText(card.texts.title)
        self._ghost.adjustSize()
        self._ghost.move(self.mapFromGlobal(place) + QPoint(10, 10))
        self._ghost.raise_()
        self._ghost.show()
        aimed = under(place, self.columns)
        for column in self.columns:
            column.mark(column is aimed and column is not self.current_column())

    def _put_back(self) -> None:
        self._ghost.hide()
        for column in self.columns:
            column.mark(False)

    def _drop(self, place: QPoint) -> None:
        self._put_back()
        aimed = under(place, self.columns)
        if aimed is not None and aimed is not self.current_column():
            self.moved.emit(aimed.key)

    # --- its room ---

    def set_room(self, height: int) -> None:
        """How high the columns may be to be seen whole, in pixels."""
        if height != self._room:
            self._room = height
            self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other columns may fit beside each other."""
        super().resizeEvent(event)
        self._lay_out()

    def _fitting(self, least: int) -> int:
        """How many columns of a width, in pixels at text scale 1, fit beside each other."""
        return max(1, (self.width() + _GAP) // (look().px(least) + _GAP))

    def _lay_out(self) -> None:
        if not self.columns:
            return
        fit = self._fitting(self._least)
        if fit < len(self.columns):  # where they need rows anyway, no card has to be narrow
            fit = self._fitting(max(self._least, _ROOMY))
        rows = ceil(len(self.columns) / fit)
        per_row = ceil(len(self.columns) / rows)
        height = max(self._room if rows == 1 else self._room * 3 // 5, *(one.least_height() for one in self.columns))
        if per_row != self._per_row:
            for place in range(self._grid.columnCount()):
                self._grid.setColumnStretch(place, 0)
            for place, column in enumerate(self.columns):
                self._grid.addWidget(column, place // per_row, place % per_row)
                self._grid.setColumnStretch(place % per_row, 1)
                column.show()
            self._per_row = per_row
        for column in self.columns:
            if column.minimumHeight() != height:
                column.setFixedHeight(height)


class ChosenBar(Panel):
    """Says which card is chosen; its buttons do what can be done with it. Without one it says how to choose."""

    def __init__(self, board: Board, hint: str, stages: Sequence[tuple[str, str]], deeds: Sequence[Deed]) -> None:
        """``stages`` are (key, title) of the columns a card may be moved to; none: cards are not moved by hand."""
        super().__init__()
        self._board, self._hint = board, hint
        board.deeds = list(deeds)
        row = FlowLayout(12)
        self.body.setContentsMargins(12, 8, 12, 8)
        self.body.addLayout(row)
        self.text = Text(hint, "soft")
        policy = self.text.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Expanding)
        self.text.setSizePolicy(policy)
        self.text.setMinimumWidth(look().px(260))
        row.addWidget(self.text)
        self.open = Button(words.OPEN, "document")
        self.open.clicked.connect(lambda _checked=False: board.opened.emit())
        self.buttons: list[Button] = [self.open]
        for text, deed, icon in deeds:
            button = Button(text, icon)
            button.clicked.connect(lambda _checked=False, do=deed: do())
            self.buttons.append(button)
        if stages:
            entries = [(title, lambda key=key: board.moved.emit(key)) for key, title in stages]
            self.buttons.append(MenuButton(words.MOVE_TO, entries, "chevron-right"))
        for one in self.buttons:
            row.addWidget(one)
        board.chosen.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        card, column = self._board.current(), self._board.current_column()
        there = card is not None and column is not None
        for button in self.buttons:
            button.setEnabled(there)
        if card is not None and column is not None:
            text = words.CHOSEN.format(title=card.texts.title, column=column.title)
        else:
            text = self._hint
        if text != self.text.text():
            self.text.setText(text)
