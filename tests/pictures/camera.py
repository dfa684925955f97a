"""A camera before a real window: pictures it with the pointer of who uses it, as animated pictures of scenes."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from accessibility.settling import wait_until_quiet

#: How long a step of the pointer, a press and a letter are seen, in milliseconds.
_STEP, _PRESS, _LETTER = 70, 300, 130
_STEPS = 6
_ARROW = ((0, 0), (0, 17), (4, 13.5), (6.5, 19.5), (9.5, 18.3), (7, 12.5), (12.5, 12.5))


class Camera:
    """Pictures a window, and does in it what a person would do, so that it is seen."""

    def __init__(self, window: QWidget, busy: Callable[[], bool]) -> None:
        self.window = window
        self._busy = busy
        self._at = QPointF(window.width() * 0.6, window.height() * 0.7)
        self._shots: list[tuple[QImage, int]] = []

    # --- what is done before it ---

    def wait(self) -> None:
        """Let the window come to rest."""
        for shown in (self.window, *self._dialogs()):
            if not wait_until_quiet(shown, self._busy):
                raise TimeoutError(f"{shown.windowTitle()} does not come to rest")

    def point_at(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Move the pointer onto a widget."""
        wanted = QPointF(self._corner(widget.window()) + widget.mapTo(widget.window(), at or widget.rect().center()))
        begun = self._at
        for step in range(1, _STEPS + 1):
            part = step / _STEPS
            self._at = begun + (wanted - begun) * (part * part * (3 - 2 * part))
            self.shoot(_STEP)

    def press(self, widget: QWidget, deed: Callable[[], object], at: QPoint | None = None) -> None:
        """Point at a widget and press it: ``deed`` is what the press does."""
        self.point_at(widget, at)
        self.shoot(_PRESS, pressed=True)
        deed()

    def until(self, there: Callable[[], bool]) -> None:
        """Let the window work until something has come, and to rest then."""
        for _turn in range(1_000_000):
            if there():
                self.wait()
                return
            QApplication.processEvents()
        raise TimeoutError("what the scene waits for does not come")

    def write(self, edit: QWidget, text: str) -> None:
        """Type into a widget, letter by letter."""
        edit.setFocus()
        for letter in text:
            QTest.keyClicks(edit, letter)
            self.wait()
            self.shoot(_LETTER)

    # --- pictures ---

    def shoot(self, milliseconds: int, pressed: bool = False) -> None:
        """Picture what is there now, to be seen for so long."""
        image = self._picture()
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(self._at)
        if pressed:
            painter.setPen(QPen(QColor("#8a1420"), 3))
            painter.drawEllipse(QPointF(0, 0), 18, 18)
        painter.setPen(QPen(QColor("white"), 1.5))
        painter.setBrush(QColor("black"))
        painter.drawPolygon(QPolygonF([QPointF(*point) for point in _ARROW]))
        painter.end()
        self._shots.append((image.convertToFormat(QImage.Format.Format_RGB888), milliseconds))

    def cut(self, milliseconds: int) -> list[tuple[QImage, int]]:
        """The pictures since the last cut, of which the last is seen until the scene has taken so long."""
        shots, self._shots = self._shots, []
        gone = sum(shown for _image, shown in shots[:-1])
        if milliseconds - gone < 1_000:
            raise ValueError(f"what is done takes {gone} ms of the scene's {milliseconds}: no time is left to see it")
        return [*shots[:-1], (shots[-1][0], milliseconds - gone)]

    def _front(self) -> QWidget:
        return next(iter(self._dialogs()), self.window)

    def _dialogs(self) -> list[QWidget]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]

    def _popups(self) -> list[QWidget]:
        kinds = (Qt.WindowType.Popup, Qt.WindowType.ToolTip)
        return [one for one in QApplication.topLevelWidgets() if one.isVisible() and one.windowType() in kinds]

    def _corner(self, top: QWidget) -> QPoint:
        """Where a window of its own stands on the picture: offscreen nothing puts a dialog over its window."""
        if top is self.window:
            return QPoint(0, 0)
        if isinstance(top, QDialog):
            return self.window.rect().center() - top.rect().center()
        owner = self._front()
        return self._corner(owner) + top.pos() - owner.pos()

    def _picture(self) -> QImage:
        image = self.window.grab().toImage()
        painter = QPainter(image)
        for dialog in self._dialogs():
            painter.fillRect(image.rect(), QColor(0, 0, 0, 90))
            painter.drawImage(self._corner(dialog), dialog.grab().toImage())
        for popup in self._popups():
            painter.drawImage(self._corner(popup), popup.grab().toImage())
        painter.end()
        return image


def write_scene(path: Path, shots: list[tuple[QImage, int]]) -> bool:
    """Write an animated picture unless the file shows the very same; whether it was written."""
    made = io.BytesIO()
    images = [_as_pillow(image) for image, _shown in shots]
    options: dict[str, Any] = {"lossless": True, "quality": 100, "method": 6, "loop": 1}
    images[0].save(
        made, "webp", save_all=True, append_images=images[1:], duration=[shown for _, shown in shots], **options
    )
    if path.exists() and path.read_bytes() == made.getvalue():
        return False
    path.write_bytes(made.getvalue())
    return True


def _as_pillow(image: QImage) -> Image.Image:
    size = (image.width(), image.height())
    return Image.frombuffer("RGB", size, bytes(image.constBits()), "raw", "RGB", image.bytesPerLine(), 1)
