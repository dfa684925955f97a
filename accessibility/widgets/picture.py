"""A picture with its text alternative, painted with round corners at any pixel ratio."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from accessibility.widgets.appearance import appearance
from accessibility.widgets.roles import RoleInterface, speak_as

PictureMaker = Callable[[QSize, float], QPixmap]
"""(logical size, pixel ratio) -> picture; called again only when one of them changes."""


class Picture(QWidget):
    """Shows what ``maker`` paints. ``alternative`` says what it shows; ``None`` marks it decorative."""

    def __init__(
        self,
        maker: PictureMaker,
        alternative: str | None,
        ratio: float = 16 / 9,
        least_width: int = 120,
        radius: int = 10,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._maker = maker
        self._ratio = ratio
        self._radius = radius
        self._made: tuple[QSize, float, QPixmap] | None = None
        self.decorative = alternative is None
        if alternative:
            self.setAccessibleName(alternative)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumWidth(least_width)
        appearance().changed.connect(self.remake)

    def set_maker(self, maker: PictureMaker, alternative: str | None = None) -> None:
        """Show another picture with its own alternative."""
        self._maker = maker
        self.decorative = alternative is None
        self.setAccessibleName(alternative or "")
        self.remake()

    def remake(self) -> None:
        """Ask the maker again: what it paints is another now."""
        self._made = None
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Keeps its shape at any width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height in pixels for a width."""
        return round(width / self._ratio)

    def sizeHint(self) -> QSize:
        """Twice the least width, in shape."""
        return QSize(self.minimumWidth() * 2, self.heightForWidth(self.minimumWidth() * 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, clipped to round corners."""
        size, ratio = self.size(), self.devicePixelRatioF()
        if self._made is None or self._made[0] != size or self._made[1] != ratio:
            self._made = (size, ratio, self._maker(size, ratio))
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()), self._radius, self._radius)
        painter.setClipPath(path)
        picture = self._made[2]
        target = picture.deviceIndependentSize().scaled(
            self.size().toSizeF(), Qt.AspectRatioMode.KeepAspectRatioByExpanding
        )
        left = (self.width() - target.width()) / 2
        top = (self.height() - target.height()) / 2
        painter.drawPixmap(QRectF(left, top, target.width(), target.height()), picture, QRectF(picture.rect()))
        painter.end()


speak_as(Picture, lambda w: RoleInterface(w, QAccessible.Role.Graphic))
