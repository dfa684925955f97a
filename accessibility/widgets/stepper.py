"""The steps of a task in order: which are done, which is now, which are to come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from accessibility.widgets.appearance import appearance, look
from accessibility.widgets.roles import RoleInterface, speak_as
from accessibility.words import words


class Stepper(QWidget):
    """Painted steps; a reader hears "Step 2 of 4: Price". Done is a tick, now is filled, ahead is hollow."""

    def __init__(self, steps: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps, self._now = list(steps), 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance().changed.connect(self.updateGeometry)

    def set_step(self, now: int) -> None:
        """Make a step current, counted from 0; the count of steps means all are done."""
        self._now = now
        self.update()

    def spoken(self) -> str:
        """What a reader hears."""
        return self._spoken(min(self._now, len(self._steps) - 1))

    def _spoken(self, place: int) -> str:
        return words().step.format(number=place + 1, count=len(self._steps), label=self._steps[place])

    def sizeHint(self) -> QSize:
        """All steps beside each other."""
        metrics = self.fontMetrics()
        wide = sum(metrics.horizontalAdvance(step) + look().px(28) + 44 for step in self._steps)
        return QSize(wide, max(44, look().px(28) + 12))

    def minimumSizeHint(self) -> QSize:
        """The words a reader hears, however far it is."""
        spoken = [self._spoken(place) for place in range(len(self._steps))]
        widest = max(self.fontMetrics().horizontalAdvance(one) for one in spoken)
        return QSize(min(widest + 4, self._circles()), self.sizeHint().height())

    def _circles(self) -> int:
        """The width in pixels of all circles and the longest name of one of them."""
        widest = max(self.fontMetrics().horizontalAdvance(step) for step in self._steps)
        return (look().px(28) + 16) * len(self._steps) + widest

    def _spot(self, spot: QRectF) -> QRectF:
        """A place counted from where reading begins."""
        if self.layoutDirection() == Qt.LayoutDirection.LeftToRight:
            return spot
        return QRectF(self.width() - spot.right(), spot.top(), spot.width(), spot.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Circles joined by lines; where room is short only the current step shows its name, then nothing else."""
        here, metrics = look(), self.fontMetrics()
        painter = QPainter(self)
        if self.width() < self._circles():
            painter.setPen(here.colour("ink"))
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
            painter.drawText(self.rect(), int(flags), self.spoken())
            painter.end()
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        roomy = self.width() >= self.sizeHint().width() - 20
        side, x, middle = here.px(28), 2.0, self.height() / 2
        for place, step in enumerate(self._steps):
            done, now = place < self._now, place == self._now
            circle = self._spot(QRectF(x, middle - side / 2, side, side))
            painter.setPen(QPen(here.colour("accent" if done or now else "line"), 2))
            painter.setBrush(here.colour("accent" if now else "surface"))
            painter.drawEllipse(circle.adjusted(1, 1, -1, -1))
            if done:
                here.icon("check", "accent_text", 16).paint(painter, circle.adjusted(6, 6, -6, -6).toRect())
            else:
                painter.setPen(here.colour("on_accent" if now else "ink_soft"))
                painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(place + 1))
            x += side + 8
            if roomy or now:
                width = metrics.horizontalAdvance(step)
                painter.setPen(here.colour("ink" if now else "ink_soft"))
                text = self._spot(QRectF(x, 0, width + 2, self.height()))
                painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, step)
                x += width + 10
            if place < len(self._steps) - 1:
                painter.setPen(QPen(here.colour("line"), 2))
                line = self._spot(QRectF(x, middle, 18 if roomy else 4, 0))
                painter.drawLine(line.topLeft().toPoint(), line.topRight().toPoint())
                x += 26 if roomy else 8
        painter.end()


speak_as(
    Stepper,
    lambda w: RoleInterface(
        w,
        QAccessible.Role.Indicator,
        lambda: w.spoken() if isinstance(w, Stepper) and hasattr(w, "_steps") else "",
    ),
)
