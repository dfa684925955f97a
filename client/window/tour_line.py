"""What the tour says, above the page or in the dialog that is open, and the mark around what it speaks of."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from accessibility.widgets import Button, Dialog, FlowLayout, Text, announce, look, show_toast
from client.text import tour as words
from client.window.tour import Tour

_LOOK_MS = 200


class TourLine(QFrame):
    """One step in words, with its number, a way to what it speaks of, and the way out."""

    show_wanted = Signal()
    left = Signal()
    finished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "panel")
        self.setAccessibleName(words.TITLE)
        line = FlowLayout(spacing=12)
        line.setContentsMargins(14, 10, 14, 10)
        self.setLayout(line)
        said = QWidget()
        said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        said.setMinimumWidth(min(340, look().px(260)))  # the buttons go to the next line before the words break
        column = QVBoxLayout(said)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.place, self.text = Text("", "small"), Text("", "strong")
        self.show_button = Button(words.SHOW_ME, "search", accessible_name=words.SHOW_ME_NAME)
        self.skip_button = Button(words.SKIP, kind="link")
        self.finish_button = Button(words.FINISH, "check", "primary")
        self.finish_button.hide()
        for button, signal in (
            (self.show_button, self.show_wanted), (self.skip_button, self.left), (self.finish_button, self.finished),
        ):  # fmt: skip
            button.clicked.connect(lambda _checked=False, told=signal: told.emit())
        column.addWidget(self.place)
        column.addWidget(self.text)
        for part in (said, self.show_button, self.finish_button, self.skip_button):
            line.addWidget(part)

    def say(self, text: str, step: int, steps: int) -> None:
        """Show a step."""
        self.place.setText(words.STEP.format(step=step + 1, steps=steps))
        self.text.setText(text)
        last = step + 1 == steps
        self.finish_button.setVisible(last)
        self.show_button.setVisible(not last)
        self.skip_button.setVisible(not last)


class Guide(QObject):
    """Leads through a tour: looks a few times a second what has come about, and says what comes next."""

    finished = Signal()

    def __init__(self, tour: Tour, window: QWidget, line: TourLine) -> None:
        super().__init__(window)
        self._tour, self._window, self.line = tour, window, line
        self._step = -1
        self._inside: TourLine | None = None
        self._mark: _Mark | None = None
        self._listen(line)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Start, or go on where the window stands."""
        self._step = -1
        self.line.show()
        self._timer.start()
        self.look()

    def under_way(self) -> bool:
        """Whether the tour is on."""
        return self._timer.isActive()

    def text(self) -> str:
        """What the tour says now."""
        return self._tour.text(max(0, self._step))

    def look(self) -> None:
        """See what has come about; say the next step when it is another one."""
        step, steps = self._tour.current(), len(self._tour.steps)
        target = self._tour.steps[step].target()
        self._follow_into(target)
        if step != self._step:
            self._step = step
            for line in self._lines():
                line.say(self._tour.text(step), step, steps)
            # On the window's behalf: the line in a dialog may go before its turn to be heard has come.
            announce(self._window, f"{words.STEP.format(step=step + 1, steps=steps)}. {self._tour.text(step)}")
        self._point_at(target)

    def leave(self) -> None:
        """The person has had enough; it begins again where they are."""
        self._end()
        show_toast(self._window, words.LEFT, "info")

    def _finish(self) -> None:
        self._end()
        self.finished.emit()

    def stop(self) -> None:
        """Look no more: the window is going."""
        self._timer.stop()

    def _end(self) -> None:
        self.stop()
        for line in self._lines():
            line.hide()
        self._point_at(None)

    def _lines(self) -> list[TourLine]:
        inside = self._inside
        return [self.line, inside] if inside is not None and isValid(inside) else [self.line]

    def _listen(self, line: TourLine) -> None:
        line.show_wanted.connect(self._show)
        line.left.connect(self.leave)
        line.finished.connect(self._finish)

    def _show(self) -> None:
        target = self._tour.steps[max(0, self._step)].target()
        if target is None or not target.isVisible():
            show_toast(self._window, words.NOT_HERE, "info")
            return
        target.window().activateWindow()
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow_into(self, target: QWidget | None) -> None:
        """A dialog lies over the window's line: it gets one of its own, at its head."""
        dialog = target.window() if target is not None else None
        if not isinstance(dialog, Dialog):
            return
        if self._inside is not None and isValid(self._inside) and self._inside.window() is dialog:
            return
        self._inside = line = TourLine()
        self._listen(line)
        dialog.body.insertWidget(0, line)
        self._step = -1

    def _point_at(self, target: QWidget | None) -> None:
        # Where the focus is, its own ring says so, and must stay in sight.
        seen = target is not None and target.isVisible() and not target.hasFocus()
        window = target.window() if target is not None and seen else None
        if self._mark is not None and isValid(self._mark) and self._mark.parentWidget() is not window:
            self._mark.hide()
            self._mark.deleteLater()
            self._mark = None
        if target is None or window is None:
            return
        if self._mark is None or not isValid(self._mark):
            self._mark = _Mark(window)
        self._mark.put_round(target)


class _Mark(QWidget):
    """A dashed frame around what the tour speaks of; it lets every press through."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("decorative", True)

    def put_round(self, target: QWidget) -> None:
        """Lie around a widget, wherever it has gone."""
        corner = target.mapTo(self._window, QPoint(0, 0))
        wanted = QRect(corner, target.size()).adjusted(-7, -7, 7, 7)
        if self.geometry() != wanted:
            self.setGeometry(wanted)
        if not self.isVisible():
            self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dashes, so that it is no second focus ring; in two colours, so that one stands out wherever it lies."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        for colour, line in (("focus_gap", Qt.PenStyle.SolidLine), ("focus", Qt.PenStyle.DashLine)):
            painter.setPen(QPen(look().colour(colour), 3, line))
            painter.drawRoundedRect(box, 10, 10)
        painter.end()
