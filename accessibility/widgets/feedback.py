"""How things stand: status pills, banners and toasts, by shape and words, never by colour alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from accessibility.widgets.announcer import announce
from accessibility.widgets.appearance import appearance, look
from accessibility.widgets.buttons import Button, IconButton
from accessibility.widgets.roles import RoleInterface, speak_as
from accessibility.widgets.texts import Text
from accessibility.words import words

_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)
_LONG = 200
"""Words that make a pill wider than this, in pixels, may go on in a second line."""

Tone = Literal["ok", "warn", "bad", "info", "neutral"]

TONE_ICONS: dict[str, str] = {
    "ok": "check-circle",
    "warn": "warning",
    "bad": "problem",
    "info": "info",
    "neutral": "bullet",
}


def tone_colours(tone: Tone) -> tuple[str, str]:
    """(text colour name, background colour name) of a tone."""
    return ("ink", "sunken") if tone == "neutral" else (tone, f"{tone}_soft")


class StatusPill(QLabel):
    """A short state such as "Sold": an own shape for each tone, and the words."""

    def __init__(self, text: str, tone: Tone = "neutral", icon: str = "", parent: QWidget | None = None) -> None:
        self._width = 0
        super().__init__(parent)
        self._tone, self._icon_name = tone, icon
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", "pill")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setWordWrap(True)
        self.setText(text)
        appearance().changed.connect(self.updateGeometry)

    def set_state(self, text: str, tone: Tone, icon: str = "") -> None:
        """Show another state."""
        self._tone, self._icon_name = tone, icon
        self.setText(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Icon, words and round ends."""
        whole = self._whole()
        return QSize(whole.width(), self.heightForWidth(self._width)) if self._width else whole

    def _whole(self) -> QSize:
        """In one line."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + self._beside(), max(28, metrics.height() + 10))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """At another width its words may need another height."""
        super().resizeEvent(event)
        if event.size().width() != self._width:
            self._width = event.size().width()
            if self._whole().width() > _LONG:
                self.updateGeometry()

    def _beside(self) -> int:
        return look().px(18) + 28

    def minimumSizeHint(self) -> QSize:
        """It never hides its words; only long ones go on in a second line, where there is no room for them."""
        whole = self._whole()
        longest = max((self.fontMetrics().horizontalAdvance(word) for word in self.text().split()), default=0)
        return QSize(min(whole.width(), max(_LONG, longest + self._beside())), whole.height())

    def heightForWidth(self, width: int) -> int:
        """Height in pixels of its words at a width."""
        whole = self._whole()
        if width >= whole.width():
            return whole.height()
        room = QRect(0, 0, width - self._beside(), 10_000)
        wrapped = self.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), self.text())
        return max(28, wrapped.height() + 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A rounded field with an edge, the shape and the words."""
        here = look()
        ink, field = tone_colours(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(here.colour(ink))
        painter.setBrush(here.colour(field))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        round_end = min(box.height(), self._whole().height()) / 2
        painter.drawRoundedRect(box, round_end, round_end)
        side = here.px(16)
        icon = here.icon(self._icon_name or TONE_ICONS[self._tone], ink, 16)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = self.width() - 10 - side if mirrored else 10
        icon.paint(painter, left, (self.height() - side) // 2, side, side)
        inner = self.rect().adjusted(12, 0, -(side + 16), 0) if mirrored else self.rect().adjusted(side + 16, 0, -12, 0)
        painter.drawText(inner, _WRAP, self.text())
        painter.end()


class _Message(QFrame):
    """An icon, words, deeds and a way to put them away."""

    dismissed = Signal()

    def __init__(self, tone: Tone, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone: Tone = tone
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 8, 12, 8)
        self._row.setSpacing(12)
        self._icon = QLabel()
        self._icon.setProperty("decorative", True)
        self._label = Text("")
        self._row.addWidget(self._icon)
        self._row.addWidget(self._label, 1)
        self.setProperty("tone", tone)
        appearance().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        ink = "ink" if self._tone == "neutral" else self._tone
        self._icon.setPixmap(look().icon(TONE_ICONS[self._tone], ink, 22).pixmap(look().px(22), look().px(22)))

    def _tone_word(self) -> str:
        here = words()
        return {"ok": here.tone_ok, "warn": here.tone_warn, "bad": here.tone_bad, "info": here.tone_info}.get(
            self._tone, ""
        )

    def text(self) -> str:
        """The words shown."""
        return self._label.text()

    def add_deed(self, text: str, deed: Callable[[], object], icon: str = "") -> Button:
        """Add a button before the close button."""
        button = Button(text, icon, "link")
        button.clicked.connect(lambda _checked=False: deed())
        closers = self.findChildren(IconButton)
        self._row.insertWidget(self._row.indexOf(closers[0]) if closers else -1, button)
        return button

    def _add_close(self) -> None:
        close = IconButton(words().dismiss, "close")
        close.clicked.connect(self._put_away)
        self._row.addWidget(close)

    def _put_away(self) -> None:
        self.hide()
        self.dismissed.emit()


class Banner(_Message):
    """A standing message at the head of a page. Announced when it is shown with :meth:`say`."""

    def __init__(
        self, text: str, tone: Tone = "info", dismissible: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(tone, parent)
        self._label.setText(text)
        self.setAccessibleName(text)
        self.setAccessibleDescription(self._tone_word())
        if dismissible:
            self._add_close()

    def set_text(self, text: str, tone: Tone | None = None) -> None:
        """Say something else."""
        if tone is not None:
            self._tone = tone
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)
            self._dress()
        self._label.setText(text)
        self.setAccessibleName(text)

    def say(self) -> None:
        """Announce it; assertively when it tells of a problem."""
        announce(self, self.text(), assertive=self._tone == "bad")


class Toast(_Message):
    """A short notice over the window, with role Notification and an announcement.

    One with a deed stays until it is put away; one without goes after ``seconds``, but never while the
    pointer or the focus is on it. Make it with :func:`show_toast`.
    """

    def __init__(self, window: QWidget, text: str, tone: Tone, seconds: float) -> None:
        super().__init__(tone, window)
        self._window = window
        self._label.setText(text)
        self._fit_words()
        self._add_close()
        self._timer = QTimer(self)
        self._timer.setInterval(round(seconds * 1000))
        self._timer.timeout.connect(self._expire)
        self.dismissed.connect(self.deleteLater)
        window.installEventFilter(self)

    def keep(self) -> None:
        """Stay until put away."""
        self._timer.stop()

    def present(self) -> None:
        """Show it at the foot of the window, in front of everything, and say it."""
        self._timer.start()
        self._move()
        self.show()
        self.raise_()
        announce(self, self.text(), assertive=self._tone == "bad")

    def _fit_words(self) -> None:
        words = self._label.fontMetrics().horizontalAdvance(self._label.text())
        self._label.setMinimumWidth(min(420, max(160, words + 4), max(0, self._window.width() - 160)))

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters need another size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            QTimer.singleShot(0, self, self._fit_again)

    def _fit_again(self) -> None:
        self._fit_words()
        self._move()

    def _move(self) -> None:
        window = self._window
        width = min(max(self.sizeHint().width(), 320), window.width() - 32)
        height = max(self.heightForWidth(width), self.sizeHint().height())
        self.resize(width, height)
        self.move(QPoint((window.width() - width) // 2, window.height() - height - 24))

    def _expire(self) -> None:
        if not self.underMouse() and not any(child.hasFocus() for child in self.findChildren(QWidget)):
            self._put_away()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot when the window changes size."""
        if event.type() == QEvent.Type.Resize:
            self._move()
        return False


def show_toast(
    parent: QWidget,
    text: str,
    tone: Tone = "ok",
    action: tuple[str, Callable[[], object]] | None = None,
    seconds: float = 8.0,
) -> Toast:
    """Show a notice in the window of ``parent``, in place of the one before."""
    window = parent.window()
    for old in window.findChildren(Toast, options=Qt.FindChildOption.FindDirectChildrenOnly):
        old.hide()
        old.deleteLater()
    toast = Toast(window, text, tone, seconds)
    if action is not None:
        toast.add_deed(action[0], action[1]).clicked.connect(toast._put_away)
    toast.present()
    if action is not None:
        toast.keep()
    return toast


def _message_text(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, _Message) and hasattr(widget, "_label") else ""


def _message_tone(widget: QWidget) -> str:
    return widget._tone_word() if isinstance(widget, _Message) and hasattr(widget, "_tone") else ""


speak_as(
    Toast,
    lambda w: RoleInterface(w, QAccessible.Role.Notification, lambda: _message_text(w), lambda: _message_tone(w)),
)
speak_as(Banner, lambda w: RoleInterface(w, QAccessible.Role.Note))
