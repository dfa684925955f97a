"""What every chart is: a widget that paints a drawing, whose points are reached by keys, pointer, finger and reader."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from accessibility.widgets.appearance import appearance
from accessibility.widgets.roles import speak_as
from client import theme
from client.charts.bubble import draw_bubble
from client.charts.data import ChartData, Point
from client.charts.drawing import Drawing
from client.charts.ink import Ink, ink_of
from client.charts.spoken import ChartInterface, Nodes
from client.charts.walk import Walk
from client.text import charts as words

_PRESSES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Chart(QWidget):
    """A chart without a kind. Give it data by ``show_data``; ``opened`` gives the key of a point that was pressed.

    A kind says how it is drawn (``draw``) and how its points compare (``aside``).
    """

    opened = Signal(str)
    #: The number of the point the keys or a press have come to.
    moved = Signal(int)

    #: Said to the audit: what colours tell, hatches, dashes and markers tell too.
    patterned = True
    #: Least height in pixels at text scale 1.
    least_height = 240
    #: Whether Up and Down go along a series, as the points stand one below the other.
    downwards = False

    def __init__(self, data: ChartData | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.nodes = Nodes(self)
        self.current = -1
        self._hovered = -1
        self._data = ChartData("", ())
        self._walk = Walk([])
        self._made: tuple[QSizeF, Ink, bool, Drawing] | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        appearance().changed.connect(self._dress)
        if data is not None:
            self.show_data(data)

    # --- what a kind says ---

    @abstractmethod
    def draw(self, drawing: Drawing, data: ChartData) -> None:
        """Lay the data out and mark where its points are."""

    def aside(self, data: ChartData, number: int, place: int) -> str:
        """How a point compares, in words; here with the one before it."""
        series = data.series[number]
        value = series.points[place].value
        before = next((one for one in reversed(series.points[:place]) if one.value is not None), None)
        if value is None or before is None or before.value is None:
            return ""
        change = value - before.value
        if not change:
            return words.SAME_AS.format(label=before.label)
        said = words.MORE_THAN if change > 0 else words.LESS_THAN
        return said.format(difference=data.write(abs(change)), label=before.label)

    def rows_of(self, data: ChartData) -> list[list[tuple[int, int]]]:
        """The points as the keys go through them: along a row, and from row to row."""
        rows: list[list[tuple[int, int]]] = [[] for _series in data.series]
        for number, place in data.places():
            rows[number].append((number, place))
        return [row for row in rows if row]

    def least(self, data: ChartData) -> float:
        """The least height it needs, in pixels at text scale 1."""
        return self.least_height

    # --- data ---

    def show_data(self, data: ChartData) -> None:
        """Show this; the point the keys were at stays the one they are at, if it is still there."""
        if data == self._data:
            return
        was = self._identity(self.current)
        self._data = data
        self._walk = Walk(self.rows_of(data))
        self.current = next((n for n in range(len(self.order)) if was and self._identity(n) == was), -1)
        self._hovered = -1
        self.setAccessibleName(data.title)
        self.setAccessibleDescription(self.description())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self.order else Qt.FocusPolicy.NoFocus)
        self._dress()
        self.nodes.tell_changed()

    @property
    def data(self) -> ChartData:
        """What is shown."""
        return self._data

    def description(self) -> str:
        """The summary, and what the keys do where there are points."""
        said = [self._data.summary]
        if not self.order:
            said.append(self._data.empty or words.EMPTY)
        else:
            said.append(words.KEYS)
            if any(self.point(number).key for number in range(self.count())):
                said.append(words.KEYS_OPEN)
        return " ".join(one for one in said if one)

    def _identity(self, number: int) -> tuple[str, str] | None:
        if not 0 <= number < len(self.order):
            return None
        point = self.point(number)
        return self._data.series[self.order[number][0]].name, point.key or point.label

    # --- points by their number ---

    @property
    def order(self) -> list[tuple[int, int]]:
        """(series, place) of each point by its number."""
        return self._walk.order

    @property
    def _mirrored(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def count(self) -> int:
        """How many points have a value."""
        return len(self.order)

    def point(self, number: int) -> Point:
        """A point by its number. Raises IndexError."""
        return self._data.point(*self.order[number])

    def value_shown(self, number: int) -> str:
        """Its value as it is read."""
        return self._data.shown(self.point(number))

    def spoken(self, number: int) -> str:
        """All a point says: March, 12 sales, 3 more than February."""
        return self.joined(self.named(number), self.remark(number))

    @staticmethod
    def joined(name: str, aside: str) -> str:
        """Two parts of what is said, one after the other."""
        return words.JOINED.format(name=name, aside=aside) if name and aside else name or aside

    def named(self, number: int) -> str:
        """What a point is called, with its value."""
        series, _place = self.order[number]
        several = len(self._data.series) > 1
        said = words.NAMED_IN_SERIES if several else words.NAMED
        return said.format(
            series=self._data.series[series].name, label=self.point(number).label, value=self.value_shown(number)
        )

    def remark(self, number: int) -> str:
        """How a point compares, and its bounds."""
        point = self.point(number)
        bounds = ""
        if point.low is not None and point.high is not None:
            bounds = words.BETWEEN.format(low=self._data.write(point.low), high=self._data.write(point.high))
        return self.joined(self.aside(self._data, *self.order[number]), bounds)

    def box_of(self, number: int) -> QRect:
        """Where a point is on the chart; empty where it has no room."""
        mark = self.drawing().marks.get(self.order[number])
        return mark.box.toAlignedRect().intersected(self.rect()) if mark is not None else QRect()

    def number_at(self, position: QPoint | QPointF) -> int:
        """The number of the point at a place on the chart; -1 for none."""
        found = self.drawing().at(QPointF(position))
        return self._walk.number_of(found)

    # --- painting ---

    def drawing(self) -> Drawing:
        """The drawing for the size the chart has now."""
        size, ink = QSizeF(self.size()), ink_of(theme.current())
        mirrored = self._mirrored
        if self._made is None or self._made[:3] != (size, ink, mirrored):
            self._made = (size, ink, mirrored, self.drawing_for(size, ink, mirrored))
        return self._made[3]

    def drawing_for(self, size: QSizeF, ink: Ink, mirrored: bool) -> Drawing:
        """The data drawn for any size, ink and direction."""
        drawing = Drawing(size, ink, mirrored)
        if self.order:
            self.draw(drawing, self._data)
        else:
            drawing.words(self._data.empty or words.EMPTY, drawing.box, "centre", size=16, wrap=True)
        return drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """The drawing, and upon it the point that is looked at."""
        painter = QPainter(self)
        drawing = self.drawing()
        drawing.paint(painter)
        number = self._looked_at()
        if number >= 0:
            self._paint_looked_at(painter, drawing, number)
        painter.end()

    def _looked_at(self) -> int:
        if self._hovered >= 0:
            return self._hovered
        return self.current if self.hasFocus() else -1

    def _paint_looked_at(self, painter: QPainter, drawing: Drawing, number: int) -> None:
        mark = drawing.marks.get(self.order[number])
        if mark is not None:
            point = self.point(number)
            several = len(self._data.series) > 1
            name = self._data.series[self.order[number][0]].name if several else ""
            lines = [name, self.value_line(number), self.remark(number)]
            draw_bubble(painter, drawing, mark, point.label, [line for line in lines if line])

    def value_line(self, number: int) -> str:
        """The value as the bubble has it."""
        return self.value_shown(number)

    def _dress(self) -> None:
        self._made = None
        self.updateGeometry()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Another direction of reading is another drawing."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._dress()

    def sizeHint(self) -> QSize:
        """Half as wide again as high."""
        height = self.minimumSizeHint().height()
        return QSize(round(height * 1.6), height)

    def minimumSizeHint(self) -> QSize:
        """The least height grows with the text; the width is that of a narrow card."""
        return QSize(200, round(ink_of(theme.current()).px(self.least(self._data))))

    # --- keys ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home, End and the page keys go through the points; Enter opens; Escape puts the bubble away."""
        key = Qt.Key(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self.order:
            super().keyPressEvent(event)
        elif key in _PRESSES and self.current >= 0:
            self._open(self.current)
        elif key == Qt.Key.Key_Escape and self._looked_at() >= 0:
            self._hovered = self.current = -1
            self.update()
        elif (there := self._walk.leads_to(key, self.current, self._mirrored, self.downwards)) is not None:
            self.go_to(there)
        else:
            super().keyPressEvent(event)

    def go_to(self, number: int) -> None:
        """Come to a point: it is marked, told to assistive technology, and its bubble is shown."""
        self.current, self._hovered = number, -1
        self.update()
        self.nodes.tell(number)
        self.moved.emit(number)

    def _open(self, number: int) -> None:
        key = self.point(number).key
        if key:
            self.opened.emit(key)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The point is marked again."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No point is marked."""
        super().focusOutEvent(event)
        self.update()

    # --- pointer and finger ---

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """What is beneath the pointer is looked at."""
        super().mouseMoveEvent(event)
        self._hover(self.number_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is beneath the pointer."""
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, number: int) -> None:
        if number != self._hovered:
            self._hovered = number
            opens = number >= 0 and bool(self.point(number).key)
            self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press comes to the point and opens what it stands for."""
        super().mouseReleaseEvent(event)
        number = self.number_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and number >= 0:
            self.go_to(number)
            self._open(number)


speak_as(Chart, ChartInterface)
