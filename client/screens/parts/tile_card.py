"""One tile on a board: a card with its chart, its one number, how it is counted, and, while arranging, its deeds."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from accessibility.widgets import FlowLayout, IconButton, Text
from client.charts import ChartCard, ChartData
from client.insights.answers import Answer
from client.insights.arrangement import Standing
from client.screens.parts.tile_charts import chart_of, data_of, headline
from client.text import insights as words

#: What is dragged from one place of a board to another: the key of a tile.
MIME = "application/x-forecourt-tile"


class ArrangeBar(QWidget):
    """Moves a tile, makes it broader or narrower, takes it away. Each press emits ``wanted`` with what to do."""

    wanted = Signal(str)

    def __init__(self, standing: Standing) -> None:
        super().__init__()
        title = standing.tile.title
        flow = FlowLayout(4)
        self.setLayout(flow)
        self.earlier = IconButton(words.EARLIER.format(title=title), "chevron-up")
        self.later = IconButton(words.LATER.format(title=title), "chevron-down")
        self.width_button = IconButton("", "minus")
        self.remove = IconButton(words.REMOVE.format(title=title), "close")
        for button, deed in (
            (self.earlier, "earlier"),
            (self.later, "later"),
            (self.width_button, "width"),
            (self.remove, "remove"),
        ):
            button.clicked.connect(lambda _checked=False, d=deed: self.wanted.emit(d))
            flow.addWidget(button)
        self.show_standing(standing)

    def show_standing(self, standing: Standing) -> None:
        """The button for the width says what it would do."""
        broad = standing.width == "full"
        name = (words.NARROWER if broad else words.WIDER).format(title=standing.tile.title)
        self.width_button.set_icon("minus" if broad else "plus", name)


class TileCard(ChartCard):
    """``opened`` gives the key of a point, ``wanted`` what to do with the tile while arranging."""

    wanted = Signal(str)

    def __init__(self, standing: Standing) -> None:
        self.standing, self.tile = standing, standing.tile
        super().__init__(self.tile.title, chart_of(self.tile), level=2)
        self.answer: Answer | None = None
        self._pressed_at: QPoint | None = None
        self.setProperty("tile", self.tile.key)
        self.number = Text("", "price", wrap=False)
        self.unit = Text(words.HEADLINES.get(self.tile.key, ""), "soft", wrap=False)
        line = FlowLayout(8)
        for part in (self.number, self.unit):
            line.addWidget(part)
            part.hide()
        self.body.insertLayout(1, line)
        self.arrange_bar = ArrangeBar(standing)
        self.arrange_bar.wanted.connect(self.wanted)
        self.arrange_bar.hide()
        self.body.insertWidget(0, self.arrange_bar)
        self.how_button = IconButton(words.HOW_NAME.format(title=self.tile.title), "info")
        self.how_button.setCheckable(True)
        self.how = Text(self.tile.how, "soft")
        self.how.hide()
        self.how_button.toggled.connect(self.how.setVisible)
        self.deeds.addWidget(self.how_button)
        self.body.addWidget(self.how)
        self.show_data(ChartData(self.tile.title, (), empty=words.COUNTING))

    def show_answer(self, answer: Answer) -> None:
        """Show what was counted."""
        self.answer = answer
        shown = headline(self.tile, answer)
        self.number.setText(shown)
        self.number.setVisible(bool(shown))
        self.unit.setVisible(bool(shown))
        self.show_data(data_of(self.tile, answer))

    def explain(self, more: str) -> None:
        """What is said below how it is counted."""
        self.how.setText(f"{self.tile.how} {more}".strip())

    def stand(self, standing: Standing, arranging: bool) -> None:
        """How broad it is, and whether it can be moved now."""
        self.standing = standing
        self.arrange_bar.show_standing(standing)
        self.arrange_bar.setVisible(arranging)
        self.setCursor(Qt.CursorShape.OpenHandCursor if arranging else Qt.CursorShape.ArrowCursor)

    # --- dragging, while arranging: from anywhere on the card that is not a control ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A drag may begin here."""
        super().mousePressEvent(event)
        arranging = not self.arrange_bar.isHidden() and event.button() == Qt.MouseButton.LeftButton
        self._pressed_at = event.position().toPoint() if arranging else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A drag begins when the pointer has gone far enough."""
        super().mouseMoveEvent(event)
        if self._pressed_at is None:
            return
        gone = (event.position().toPoint() - self._pressed_at).manhattanLength()
        if gone >= QApplication.startDragDistance():
            self._pressed_at = None
            self._drag()

    def _drag(self) -> None:
        carried = QMimeData()
        carried.setData(MIME, self.tile.key.encode())
        drag = QDrag(self)
        drag.setMimeData(carried)
        picture = self.grab()
        drag.setPixmap(picture.scaledToWidth(min(240, picture.width()), Qt.TransformationMode.SmoothTransformation))
        drag.exec(Qt.DropAction.MoveAction)
