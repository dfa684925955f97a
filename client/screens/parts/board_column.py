"""One column of a board: its heading with count and sum, and its cards, gone through by keys and moved by hand."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QInputDevice, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QListView, QScroller, QVBoxLayout, QWidget

from accessibility.widgets import Button, FlowLayout, Heading, Text, appearance, scroll_by_finger
from client.background import Background
from client.screens.parts.board_cards import CardDelegate, ColumnModel, ReadCards, card_height
from client.text import boards as words

#: Who holds a finger still for so long takes the card up.
HOLD_MS = 450


@dataclass(frozen=True)
class ColumnShown:
    """What a column shows: ``counted`` is its count in words, ``sum`` what its records are worth."""

    key: str
    title: str
    counted: str
    sum: str
    ordinals: array[int] = field(default_factory=lambda: array("q"))


class ColumnView(QListView):
    """The cards. What is done with them is told by signals; nothing is moved here."""

    #: By how many columns the focus is to go.
    go = Signal(int)
    #: By how many columns the current card is to be moved.
    shift = Signal(int)
    opened = Signal()
    #: The menu is wanted, here on the screen.
    menu_wanted = Signal(QPoint)
    #: The card under the hand was taken up, carried to a place on the screen, let go there, or put back.
    lifted = Signal(QPoint)
    carried = Signal(QPoint)
    dropped = Signal(QPoint)
    put_back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "board")
        self.setUniformItemSizes(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(CardDelegate(self))
        self.setMouseTracking(True)
        scroll_by_finger(self)
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        self.movable = False
        self.carrying = False
        self._from: QPoint | None = None
        self._by_finger = False
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.setInterval(HOLD_MS)
        self._hold.timeout.connect(self._held)

    # --- keys ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from card to card and column to column; with Ctrl they take the card along."""
        key, moving = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Escape and self.carrying:
            self._end()
            self.put_back.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            ahead = (key == Qt.Key.Key_Right) != (self.layoutDirection() == Qt.LayoutDirection.RightToLeft)
            (self.shift if moving else self.go).emit(1 if ahead else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the card under the pointer, or by key of the current one."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid() and not self.carrying:
            self.setCurrentIndex(index)
            place = self.visualRect(index).center() if by_key else event.pos()
            self.menu_wanted.emit(self.viewport().mapToGlobal(place))

    # --- the hand ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press chooses; what follows may carry."""
        super().mousePressEvent(event)
        if event.button() != Qt.MouseButton.LeftButton or not self.indexAt(event.position().toPoint()).isValid():
            return
        self._from = event.position().toPoint()
        self._by_finger = event.device().type() == QInputDevice.DeviceType.TouchScreen
        if self._by_finger:
            self._hold.start()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A mouse carries once it has moved a little; a finger scrolls, unless it was held still first."""
        if self._from is None:
            super().mouseMoveEvent(event)
            return
        away = (event.position().toPoint() - self._from).manhattanLength() >= QApplication.startDragDistance()
        if self.carrying:
            self.carried.emit(event.globalPosition().toPoint())
        elif away and self._by_finger:
            self._hold.stop()
        elif away and self.movable:
            self._lift(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        carrying, begun = self.carrying, self._from
        place = event.position().toPoint()
        self._end()
        if not carrying or begun is None:
            super().mouseReleaseEvent(event)
        elif self._by_finger and (place - begun).manhattanLength() < QApplication.startDragDistance():
            self.put_back.emit()
            self.menu_wanted.emit(event.globalPosition().toPoint())
        else:
            self.dropped.emit(event.globalPosition().toPoint())

    def _held(self) -> None:
        """A finger has been held still: from now on it carries instead of scrolling."""
        if self._from is not None and self.movable:
            QScroller.scroller(self.viewport()).stop()
            QScroller.ungrabGesture(self.viewport())
            self._lift(self.viewport().mapToGlobal(self._from))

    def _lift(self, place: QPoint) -> None:
        self.carrying = True
        self.lifted.emit(place)

    def _end(self) -> None:
        self._hold.stop()
        if self.carrying and self._by_finger:
            scroll_by_finger(self)
        self.carrying, self._from = False, None

    def event(self, event: QEvent) -> bool:
        """Escape puts a carried card back before it closes anything else."""
        if event.type() == QEvent.Type.ShortcutOverride and self.carrying:
            event.accept()
        return super().event(event)


class BoardColumn(QFrame):
    """Heading, count and sum above the cards."""

    listed = Signal(str)

    def __init__(self, key: str, title: str, read: ReadCards, background: Background) -> None:
        super().__init__()
        self.key, self.title = key, title
        self.setProperty("kind", "board-column")
        self.setAccessibleName(title)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 8, 8, 8)
        box.setSpacing(4)
        self.heading = Heading(title, 2, like=3)
        self.count = Button("", kind="link")
        self.count.clicked.connect(lambda _checked=False: self.listed.emit(self.key))
        self.sum = Text("", "strong")
        self.model = ColumnModel(read, background, self)
        self.view = ColumnView()
        self.view.setModel(self.model)
        self.nothing = Text(words.EMPTY, "soft")
        policy = self.heading.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Expanding)
        self.heading.setSizePolicy(policy)
        head = FlowLayout(4)
        head.addWidget(self.heading)
        head.addWidget(self.count)
        box.addLayout(head)
        box.addWidget(self.sum)
        box.addWidget(self.nothing)
        box.addWidget(self.view, 1)
        appearance().changed.connect(self.view.doItemsLayout)

    def take(self, shown: ColumnShown) -> None:
        """Show a newer standing; the card one is at and the place scrolled to stay."""
        self.title = shown.title
        self.heading.setText(shown.title)
        self.count.setText(shown.counted)
        self.count.setAccessibleName(words.COUNT_NAME.format(what=shown.counted, title=shown.title))
        self.sum.setText(shown.sum)
        name = words.COLUMN.format(title=shown.title, what=shown.counted, sum=shown.sum)
        self.view.setAccessibleName(name)
        self.nothing.setVisible(not shown.ordinals)
        self._take(shown.ordinals)

    def _take(self, ordinals: array[int]) -> None:
        row, scrolled = self.view.currentIndex().row(), self.view.verticalScrollBar().value()
        current = self.model.pages.ordinals[row] if 0 <= row < self.model.rowCount() else None
        self.model.show(ordinals)
        if self.view.currentIndex().isValid() or not ordinals:
            return
        place = self.model.place_of(current) if current is not None else None
        if place is None and current is not None:
            place = min(row, len(ordinals) - 1)  # it went elsewhere: its neighbour takes its place
        if place is not None:
            self.view.setCurrentIndex(self.model.index(place))
        self.view.verticalScrollBar().setValue(scrolled)

    def choose(self, row: int) -> None:
        """Make a card the current one, and give it the keyboard."""
        if self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(max(0, min(row, self.model.rowCount() - 1))))
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def least_height(self) -> int:
        """Room for two cards and what stands above them, in pixels."""
        head = self.heading.sizeHint().height() + self.count.sizeHint().height() + self.sum.sizeHint().height()
        return head + 2 * card_height(self.view.fontMetrics().height()) + 44

    def mark(self, aimed: bool) -> None:
        """Show, by a thick edge, that a carried card would come to stand here."""
        self.setProperty("chosen", "true" if aimed else "false")
        self.style().unpolish(self)
        self.style().polish(self)


def under(place: QPoint, columns: list[BoardColumn]) -> BoardColumn | None:
    """The column at a place on the screen."""
    return next((one for one in columns if _covers(one, place)), None)


def _covers(widget: QWidget, place: QPoint) -> bool:
    return widget.isVisible() and widget.rect().contains(widget.mapFromGlobal(place))
