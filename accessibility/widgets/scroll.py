"""A page that scrolls by finger and keeps the focused widget in view."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QScrollArea,
    QScroller,
    QScrollerProperties,
    QWidget,
)

from accessibility.widgets.appearance import appearance, look
from accessibility.widgets.column import Column


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
        self._inner = QWidget()
        self._inner.setProperty("kind", "page")
        self.body = Column(self._inner)
        # Room for the focus ring, which is drawn outside the widget it marks.
        room = max(margins, 6)
        self.body.setContentsMargins(room, room, room, room)
        self.setWidget(self._inner)
        scroll_by_finger(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def content_size(self) -> QSize:
        """The size the content would like."""
        return self._inner.sizeHint()

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.isVisible() and self._inner.isAncestorOf(new):
            self.ensureWidgetVisible(new, 24, 24)
