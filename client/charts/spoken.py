"""What assistive technology meets of a chart: one graphic for each point, with its words and its place."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from accessibility.widgets.roles import RoleInterface

if TYPE_CHECKING:
    from client.charts.chart import Chart


class PointNode(QAccessibleInterface):
    """One point, by its number in the order in which the keys go; it outlives changes of the data."""

    # interface_cast is never overridden: from Python it crashes the process as soon as a reader asks.

    def __init__(self, chart: Chart, number: int) -> None:
        super().__init__()
        self._to_chart, self.number = weakref.ref(chart), number

    @property
    def _chart(self) -> Chart | None:
        """The chart, while it lives."""
        chart = self._to_chart()
        return chart if chart is not None and isValid(chart) else None

    def isValid(self) -> bool:
        """While the chart lives and has so many points."""
        return self._chart is not None and self.number < self._chart.count()

    def role(self) -> QAccessible.Role:
        """A graphic within the chart."""
        return QAccessible.Role.Graphic

    def object(self) -> QObject | None:  # type: ignore[override]
        """It is painted: there is no object of its own."""
        return None

    def window(self) -> Any:
        """The window of the chart."""
        return self._chart.window().windowHandle() if self._chart is not None else None

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        """The chart."""
        return QAccessible.queryAccessibleInterface(self._chart) if self._chart is not None else None

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """A point has no parts."""
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """A point has no parts."""
        return None

    def childCount(self) -> int:
        """A point has no parts."""
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """A point has no parts."""
        return -1

    def text(self, kind: QAccessible.Text) -> str:
        """Its name has its value and how it compares; the value alone is told too."""
        chart = self._chart
        if chart is None or self.number >= chart.count():
            return ""
        if kind == QAccessible.Text.Name:
            return chart.spoken(self.number)
        return chart.value_shown(self.number) if kind == QAccessible.Text.Value else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """What a chart says is not changed from outside."""

    def rect(self) -> QRect:
        """Where it is on the screen; empty where it has no room."""
        chart = self._chart
        if chart is None or self.number >= chart.count():
            return QRect()
        box = chart.box_of(self.number)
        return QRect() if box.isEmpty() else QRect(chart.mapToGlobal(box.topLeft()), box.size())

    def state(self) -> QAccessible.State:
        """Selectable; selected and focused when the keys have come to it."""
        state, chart = QAccessible.State(), self._chart
        if chart is None or self.number >= chart.count():
            state.invalid = True
            return state
        here = chart.current == self.number
        state.focusable = state.selectable = True
        state.selected = here
        state.focused = here and chart.hasFocus()
        state.offscreen = not chart.isVisible()
        return state


class ChartInterface(RoleInterface):
    """A chart: named by its title, described by its summary and its keys; its points are its children."""

    def __init__(self, chart: QWidget) -> None:
        super().__init__(chart, QAccessible.Role.Chart)

    @property
    def _chart(self) -> Chart | None:
        # Asked while the C++ constructor runs, and after it has gone, the chart has no points yet or any more.
        chart = self.widget()
        return chart if chart is not None and isValid(chart) and hasattr(chart, "nodes") else None  # type: ignore[return-value]

    def childCount(self) -> int:
        """How many points have a value."""
        return self._chart.count() if self._chart is not None else 0

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """A point by its number."""
        chart = self._chart
        return chart.nodes.node(index) if chart is not None and 0 <= index < chart.count() else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """The number of a point."""
        return child.number if isinstance(child, PointNode) else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """The point at a place on the screen."""
        chart = self._chart
        number = chart.number_at(chart.mapFromGlobal(QPoint(x, y))) if chart is not None else -1
        return self.child(number)

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        """The point the keys have come to."""
        chart = self._chart
        return self.child(chart.current) if chart is not None and chart.hasFocus() else None


class Nodes:
    """The nodes of one chart, made as they are asked for and let go with the chart."""

    def __init__(self, chart: Chart) -> None:
        self._to_chart = weakref.ref(chart)
        made: dict[int, tuple[PointNode, int]] = {}
        self._made = made
        # The nodes have to live until Qt has struck them off, whichever of chart and window goes first: so the
        # connection holds them, and not this object, which goes with the chart.
        chart.destroyed.connect(lambda: _strike_off(made))

    def node(self, number: int) -> PointNode | None:
        """The node of a point; None once the chart has gone."""
        chart = self._to_chart()
        if number not in self._made and chart is not None:
            node = PointNode(chart, number)
            self._made[number] = (node, QAccessible.registerAccessibleInterface(node))
        return self._made[number][0] if number in self._made else None

    def tell(self, number: int) -> None:
        """Say that the keys have come to a point."""
        node = self.node(number) if QAccessible.isActive() else None
        if node is not None:
            for kind in (QAccessible.Event.Focus, QAccessible.Event.Selection):
                QAccessible.updateAccessibility(QAccessibleEvent(node, kind))

    def tell_changed(self) -> None:
        """Say that the points are others now."""
        chart = self._to_chart()
        if QAccessible.isActive() and chart is not None:
            QAccessible.updateAccessibility(QAccessibleEvent(chart, QAccessible.Event.ObjectReorder))


def _strike_off(made: dict[int, tuple[PointNode, int]]) -> None:
    """Take nodes out of Qt's register, which would keep them for the life of the program."""
    for _node, identity in made.values():
        QAccessible.deleteAccessibleInterface(identity)
    made.clear()
