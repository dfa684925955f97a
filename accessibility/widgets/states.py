"""What a screen shows instead of its content: nothing there yet, and work under way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QStyle,
    QStyleOptionProgressBar,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from accessibility.widgets.announcer import announce
from accessibility.widgets.appearance import appearance, look
from accessibility.widgets.buttons import Button
from accessibility.widgets.texts import Heading, Text
from accessibility.words import words


class EmptyState(QWidget):
    """Says why there is nothing and what to do about it."""

    def __init__(
        self,
        title: str,
        text: str = "",
        icon: str = "search",
        action: tuple[str, Callable[[], object]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 32, 24, 32)
        column.setSpacing(10)
        column.addStretch(1)
        self._picture = QLabel()
        self._picture.setProperty("decorative", True)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = Heading(title, 2, like=3)
        self._text = Text(text, "soft")
        column.addWidget(self._picture)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        self._text.setVisible(bool(text))
        if action is not None:
            self.button = Button(action[0], kind="primary", accessible_name=f"{action[0]}: {title}")
            self.button.clicked.connect(lambda _checked=False: action[1]())
            column.addSpacing(8)
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        appearance().changed.connect(self._dress)
        self._dress()

    def set_text(self, title: str, text: str = "") -> None:
        """Say something else."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))

    def _dress(self) -> None:
        side = look().px(56)
        self._picture.setPixmap(look().icon(self._icon_name, "ink_soft", 56).pixmap(side, side))


_BESIDE = 400
"""The width in pixels, at text scale 1, from which words and button of a long work stand side by side."""


class _Bar(QProgressBar):
    """A bar that stands still where motion is unwanted, also while nobody knows how far the work is."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style moves a bar for as long as it is told which one it paints."""
        if look().motion:
            super().paintEvent(event)
            return
        painter, option = QStylePainter(self), QStyleOptionProgressBar()
        self.initStyleOption(option)
        option.styleObject = None  # type: ignore[assignment]
        painter.drawControl(QStyle.ControlElement.CE_ProgressBar, option)
        painter.end()


class ProgressPanel(QFrame):
    """Long work: its name, how far it is, and a way to stop it. Each quarter is announced."""

    cancelled = Signal()

    def __init__(self, title: str, can_cancel: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._quarter = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        column.addWidget(Heading(title, 2, like=3))
        row = QHBoxLayout()
        row.setSpacing(12)
        self._bar = _Bar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(title)
        self._bar.setRange(0, 0)
        self._percent = Text("", "strong", wrap=False)
        row.addWidget(self._bar, 1)
        row.addWidget(self._percent)
        column.addLayout(row)
        self._detail = Text("", "soft")
        self._foot = foot = QHBoxLayout()
        foot.addWidget(self._detail, 1)
        self.cancel_button = Button(words().cancel, "close", accessible_name=f"{words().cancel}: {title}")
        if not can_cancel:
            self.cancel_button.hide()
        self.cancel_button.clicked.connect(self._cancel)
        foot.addWidget(self.cancel_button)
        column.addLayout(foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room for both, the way to stop it stands below what is told."""
        super().resizeEvent(event)
        stacked = event.size().width() < look().px(_BESIDE)
        self._foot.setDirection(QHBoxLayout.Direction.TopToBottom if stacked else QHBoxLayout.Direction.LeftToRight)

    def set_progress(self, done: int, total: int, text: str = "") -> None:
        """Show how far it is; ``total`` 0 means that nobody knows."""
        self._detail.setText(text)
        if total <= 0:
            self._bar.setRange(0, 0)
            self._percent.setText("")
            return
        percent = min(100, done * 100 // total)
        self._bar.setRange(0, 100)
        self._bar.setValue(percent)
        self._percent.setText(f"{percent} %")
        quarter = percent // 25
        if quarter > self._quarter and percent < 100:
            announce(self, f"{self._title}: {words().progress.format(percent=percent)}")
        if percent == 100 and self._quarter < 4:
            announce(self, words().progress_done.format(title=self._title))
        self._quarter = quarter

    def _cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self.cancelled.emit()
