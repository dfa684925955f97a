"""What stands under a field besides its error: a warning that does not block, and what others have just entered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer, QVariantAnimation
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from accessibility.widgets import Button, Panel, Text, appearance, look
from client.text import forms as words

_FLASH_MS = 2_500
#: The last part of it, in which it fades.
_FADE_MS = 800


class Warned(QWidget):
    """A sentence with a warning sign; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel()
        self._icon.setProperty("decorative", True)
        self._text = Text("", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        appearance().changed.connect(self._dress)
        self._dress()
        self.hide()

    def _dress(self) -> None:
        self._icon.setPixmap(look().icon("warning", "warn", 18).pixmap(look().px(18), look().px(18)))

    def text(self) -> str:
        """What is shown."""
        return self._text.text()

    def set_text(self, text: str) -> None:
        """Show a warning, or none."""
        self._text.setText(text)
        self.setVisible(bool(text))


class Rival(Panel):
    """Another person's value beside one's own, with both ways out."""

    def __init__(self, text: str, label: str, take: Callable[[], None], keep: Callable[[], None]) -> None:
        super().__init__(text)
        self.text = text
        self.body.setContentsMargins(12, 8, 8, 8)
        self.body.setSpacing(4)
        self.body.addWidget(Text(text, "strong"))
        row = QHBoxLayout()
        self.take = Button(words.TAKE_THEIRS, kind="link", accessible_name=f"{words.TAKE_THEIRS}: {label}")
        self.keep = Button(words.KEEP_MINE, kind="link", accessible_name=f"{words.KEEP_MINE}: {label}")
        self.take.clicked.connect(lambda _checked=False: take())
        self.keep.clicked.connect(lambda _checked=False: keep())
        row.addWidget(self.take)
        row.addWidget(self.keep)
        row.addStretch(1)
        column: QVBoxLayout = self.body
        column.addLayout(row)


class Flash(QWidget):
    """A frame around a field that has just changed by itself; it goes away after a moment and never blinks.

    It fades where motion is welcome, and stands still where it is not. ``beyond`` are the pixels between field and
    frame; with any it lies over the widget that holds the field.
    """

    def __init__(self, field: QWidget, beyond: int = 0) -> None:
        super().__init__(field.parentWidget() if beyond else field)
        self._field, self._beyond = field, beyond
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        field.installEventFilter(self)
        self._fit()
        self._fading = QVariantAnimation(self, startValue=1.0, endValue=0.0, duration=_FADE_MS)
        self._fading.valueChanged.connect(self.update)
        if look().motion:
            QTimer.singleShot(_FLASH_MS - _FADE_MS, self, self._fading.start)
        QTimer.singleShot(_FLASH_MS, self, self.deleteLater)
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay around the field when it is laid out anew."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._fit()
        return False

    def _fit(self) -> None:
        at, by = self._field.pos() if self._beyond else QPoint(), self._beyond
        self.setGeometry(QRect(at, self._field.size()).adjusted(-by, -by, by, by))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line of the accent colour."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._fading.state() is QVariantAnimation.State.Running:
            painter.setOpacity(self._fading.currentValue())
        painter.setPen(QPen(look().colour("accent"), 3))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 8, 8)
        painter.end()
