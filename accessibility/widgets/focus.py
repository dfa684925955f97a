"""The focus ring: one overlay in each window that follows the focus, seen on any background."""

from __future__ import annotations

import weakref
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QDialog, QWidget
from shiboken6 import isValid

from accessibility.widgets.appearance import appearance, look

GAP, RING = 2, 3
_MOVES = (
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.LayoutRequest,
    QEvent.Type.ZOrderChange,
)


class _Ring(QWidget):
    """A 2 px gap and a 3 px ring of opposite lightness: one of the two stands out wherever it lies."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName("focus-ring")
        self.box = QRect()
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        here = look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.box)
        radius = 10.0
        half = (GAP + RING) / 2
        outer, inner = GAP + RING / 2, GAP / 2
        for grow, width, colour in ((inner, GAP, "focus_gap"), (outer, RING, "focus")):
            painter.setPen(QPen(here.colour(colour), width))
            painter.drawRoundedRect(box.adjusted(-grow, -grow, grow, grow), radius + half, radius + half)
        painter.end()


class FocusFrame(QObject):
    """Keeps a ring round the focused widget; a button pressed by pointer shows none until a key."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        # Weak, all of them: to hold the last reference to a window, and to drop it while Qt is moving the
        # focus away from that window, ends the process.
        self._target: weakref.ref[QWidget] | None = None
        self._watched: list[weakref.ref[QWidget]] = []
        self._ring: weakref.ref[_Ring] | None = None
        self._pending = QTimer(self)
        self._pending.setSingleShot(True)
        self._pending.setInterval(0)
        self._pending.timeout.connect(self._place)
        application.focusChanged.connect(self._follow)
        appearance().changed.connect(self._pending.start)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._let_go()
        if new is None:
            return
        by_pointer = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        self._target = weakref.ref(new)
        watched: QWidget | None = new
        while watched is not None:
            watched.installEventFilter(self)
            self._watched.append(weakref.ref(watched))
            watched = None if watched.isWindow() else watched.parentWidget()
        if not (by_pointer and isinstance(new, QAbstractButton)):
            self._place()

    def _let_go(self) -> None:
        for reference in self._watched:
            widget = _alive(reference)
            if widget is not None:
                widget.removeEventFilter(self)
        self._watched = []
        self._target = None
        ring = _alive(self._ring)
        if ring is not None:
            ring.hide()
        self._ring = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the widget and all that holds it."""
        kind = event.type()
        if kind in _MOVES:
            self._pending.start()
        elif kind == QEvent.Type.KeyPress and watched is _alive(self._target):
            self._place()
        return False

    @staticmethod
    def _ring_in(window: QWidget) -> _Ring:
        # Asked of the window each time: it alone knows whether its ring still lives.
        here = Qt.FindChildOption.FindDirectChildrenOnly
        ring = window.findChild(_Ring, options=here)
        return ring if isinstance(ring, _Ring) else _Ring(window)

    def _place(self) -> None:
        target = _alive(self._target)
        if target is None or not target.isVisible():
            return
        shown = _shown_for(target)
        window = shown.window()
        if shown is window and not isinstance(window, QDialog):
            return
        ring = self._ring_in(window)
        self._ring = weakref.ref(ring)
        around = GAP + RING
        box = QRect(shown.mapTo(window, QPoint(0, 0)), shown.size())
        room = _clip(shown, window)
        outside = box.adjusted(-around, -around, around, around)
        if not room.contains(outside):  # no room outside: draw it inside the edge instead
            box = box.intersected(room.adjusted(around, around, -around, -around))
        if box.width() <= 0 or box.height() <= 0:
            ring.hide()
            return
        area = box.adjusted(-around - 1, -around - 1, around + 1, around + 1)
        ring.setGeometry(area)
        ring.box = box.translated(-area.topLeft())
        ring.raise_()
        ring.show()
        ring.update()


_W = TypeVar("_W", bound=QWidget)


def _alive(reference: weakref.ref[_W] | None) -> _W | None:
    """The widget, unless Python or Qt has let go of it."""
    widget = reference() if reference is not None else None
    return widget if widget is not None and isValid(widget) else None


def _shown_for(target: QWidget) -> QWidget:
    """A bare line edit inside a framed box is marked by the box."""
    parent = target.parentWidget()
    if target.property("kind") == "bare" and parent is not None:
        return parent
    return target


def _clip(target: QWidget, window: QWidget) -> QRect:
    """What of the window the ring may use: inside every scroll area that holds the widget."""
    room = window.rect()
    parent = target.parentWidget()
    while parent is not None and parent is not window:
        if isinstance(parent.parentWidget(), QAbstractScrollArea):
            room = room.intersected(QRect(parent.mapTo(window, QPoint(0, 0)), parent.size()))
        parent = parent.parentWidget()
    return room


def install_focus_frame(application: QApplication) -> FocusFrame:
    """Put the ring to work for every window of the program, once."""
    existing = application.findChild(FocusFrame)
    return existing if isinstance(existing, FocusFrame) else FocusFrame(application)
