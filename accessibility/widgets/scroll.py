"""A page that scrolls by finger and keeps the focused widget in view."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QScrollArea,
    QScroller,
    QScrollerProperties,
    QWidget,
)
from shiboken6 import isValid

from accessibility.widgets.appearance import appearance, is_slim, look
from accessibility.widgets.column import Column

#: What is brought into sight keeps so many pixels from the edge.
_ROOM = 24
#: So often in a row the content of a page may ask for another size before it is given one.
_DEEPEST = 6


def scroll_by_finger(area: QAbstractItemView | QScrollArea) -> None:
    """Let a touch drag the area, by pixels; without overshoot or glide when motion is unwanted."""
    if isinstance(area, QAbstractItemView):
        area.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        area.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    QScroller.grabGesture(area.viewport(), QScroller.ScrollerGestureType.TouchGesture)
    _Glide(area.viewport())


class _Glide(QObject):
    """How a dragged surface goes on: as the person wants things to move, from the moment this is changed."""

    def __init__(self, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        appearance().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        policy, metric = QScrollerProperties.OvershootPolicy, QScrollerProperties.ScrollMetric
        usual = QScrollerProperties()
        scroller = QScroller.scroller(self._viewport)
        properties, motion = scroller.scrollerProperties(), look().motion
        vertical = policy.OvershootWhenScrollable if motion else policy.OvershootAlwaysOff
        slowing = usual.scrollMetric(metric.DecelerationFactor) if motion else 1.0
        properties.setScrollMetric(metric.HorizontalOvershootPolicy, policy.OvershootAlwaysOff)
        properties.setScrollMetric(metric.VerticalOvershootPolicy, vertical)
        properties.setScrollMetric(metric.DecelerationFactor, slowing)
        scroller.setScrollerProperties(properties)


class ScrollPage(QScrollArea):
    """A vertical page: add to ``body``. It never needs sideways scrolling unless a child insists."""

    def __init__(self, margins: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._held: tuple[QWidget, int] | None = None
        self._followed: QWidget | None = None
        self._stands_at = 0
        self._deep = 0
        self._inner = QWidget()
        self._inner.setProperty("kind", "page")
        self.body = Column(self._inner)
        # Room for the focus ring, which is drawn outside the widget it marks.
        self._edge = max(margins, 6)
        self.body.setContentsMargins(self._edge, self._edge, self._edge, self._edge)
        self.setWidget(self._inner)
        scroll_by_finger(self)
        self.verticalScrollBar().rangeChanged.connect(self._grown)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def content_size(self) -> QSize:
        """The size the content would like."""
        return self._inner.sizeHint()

    def keep_clear(self, bottom: int) -> None:
        """Leave so many pixels at the lower end free, such as those an on-screen keyboard covers."""
        self.setViewportMargins(0, 0, 0, bottom)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Each new size of the content is answered by one that may ask for another: Qt would follow it for ever.

        Two heights that ask for each other (text that is just being enlarged) ended the program by its stack.
        """
        if watched is not self._inner or event.type() != QEvent.Type.Resize:
            return super().eventFilter(watched, event)
        if self._deep == _DEEPEST:
            return False
        self._deep += 1
        try:
            return super().eventFilter(watched, event)
        finally:
            self._deep -= 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A page that is turned or narrowed still shows what it showed: the focus, else what was at its head."""
        if event.oldSize().width() not in (-1, event.size().width()) and self._held is None:
            self._held = self._anchor()
            if self._held is not None:
                QTimer.singleShot(0, self, self._come_back)
        super().resizeEvent(event)
        edge = min(self._edge, 4) if is_slim(self) else self._edge
        if edge != self.body.contentsMargins().left():
            self.body.setContentsMargins(edge, self._edge, edge, self._edge)

    def _anchor(self) -> tuple[QWidget, int] | None:
        """What is to stay in sight, and how far below the upper edge it is."""
        seen = QRect(0, self.verticalScrollBar().value(), self.viewport().width(), self.viewport().height())
        focused = QApplication.focusWidget()
        if focused is not None and self._inner.isAncestorOf(focused):
            place = QRect(focused.mapTo(self._inner, QPoint(0, 0)), focused.size())
            if place.intersects(seen):
                return focused, place.top() - seen.top()
        if seen.top() == 0:
            return None
        first = self._inner.childAt(seen.width() // 2, seen.top() + 24)
        return (first, first.mapTo(self._inner, QPoint(0, 0)).y() - seen.top()) if first is not None else None

    def _come_back(self) -> None:
        held, self._held = self._held, None
        if held is None or not isValid(held[0]) or not self._inner.isAncestorOf(held[0]):
            return
        widget, below = held
        layout = self._inner.layout()
        if layout is not None:
            layout.activate()
        lowest = max(0, self.viewport().height() - widget.height() - _ROOM)
        top = widget.mapTo(self._inner, QPoint(0, 0)).y()
        self.verticalScrollBar().setValue(top - min(below, lowest))
        self._stands_at = self.verticalScrollBar().value()

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.isVisible() and self._inner.isAncestorOf(new):
            self.bring_into_sight(new)

    def bring_into_sight(self, widget: QWidget) -> None:
        """Scroll to a widget of the page, and keep it in sight while the page still finds its shape."""
        self._followed = widget
        self._stay()
        QTimer.singleShot(0, self, self._stay)  # once what was new in it has its place

    def _stay(self) -> None:
        """Keep what was followed in sight."""
        followed = self._followed
        if followed is not None and isValid(followed) and self._inner.isAncestorOf(followed):
            self._show_whole(followed)
            self._stands_at = self.verticalScrollBar().value()

    def _show_whole(self, widget: QWidget) -> None:
        """As ensureWidgetVisible, which is content with the line the cursor is in; all of it where it fits."""
        self.ensureWidgetVisible(widget, _ROOM, _ROOM)
        bar, height = self.verticalScrollBar(), self.viewport().height()
        top = widget.mapTo(self._inner, QPoint(0, 0)).y() - _ROOM
        bottom = top + widget.height() + 2 * _ROOM
        if bottom - top <= height:
            bar.setValue(max(min(bar.value(), top), bottom - height))

    def _grown(self) -> None:
        """What is above or below grew: the focus stays in sight, unless the person has scrolled away from it."""
        if self._followed is not None and self.verticalScrollBar().value() == self._stands_at:
            QTimer.singleShot(0, self, self._stay)
