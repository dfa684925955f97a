"""A photo on the screen: its thumbnail once it is there, something drawn until then, sharp at any pixel ratio."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from accessibility.widgets import Picture, look
from accessibility.widgets.picture import PictureMaker
from client.file_store import TRIES, FileState
from client.text import photos as words
from client.thumbnails import Thumbnails
from shared_models.kinds import FileRef

#: A picture that covers its frame is cut at two sides; photos are 4 to 3 or broader.
_BROADEST = 16 / 9


class Photograph(Picture):
    """Shows a photo, or what ``drawn`` paints while there is none. ``whole`` shows all of it, not cut to the frame."""

    def __init__(
        self, thumbnails: Thumbnails, reference: FileRef | None, drawn: PictureMaker, alternative: str | None,
        ratio: float = 4 / 3, least_width: int = 120, whole: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(self._make, alternative, ratio, least_width)
        self._thumbnails, self._reference = thumbnails, reference
        self._drawn, self._whole = drawn, whole
        thumbnails.changed.connect(self._photo_changed)

    def set_photo(self, reference: FileRef | None, drawn: PictureMaker, alternative: str | None) -> None:
        """Show another photo."""
        self._reference, self._drawn = reference, drawn
        self.set_maker(self._make, alternative)

    def _photo_changed(self, digest: str) -> None:
        if self._reference is not None and self._reference.digest == digest:
            self.remake()

    def _make(self, size: QSize, ratio: float) -> QPixmap:
        if self._reference is None:
            return self._drawn(size, ratio)
        side = math.ceil(max(size.width(), size.height() * _BROADEST) * ratio)
        photo = self._thumbnails.get(self._reference.digest, side)
        if photo is None:
            return self._drawn(size, ratio)
        return _on_ground(photo, size, ratio) if self._whole else photo


def _on_ground(photo: QPixmap, size: QSize, ratio: float) -> QPixmap:
    """All of a photo in a frame, with the ground of pictures around it."""
    ground = plain(size, ratio)
    inside = photo.size().toSizeF().scaled(size.toSizeF(), Qt.AspectRatioMode.KeepAspectRatio)
    left, top = (size.width() - inside.width()) / 2, (size.height() - inside.height()) / 2
    painter = QPainter(ground)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawPixmap(QRectF(left, top, inside.width(), inside.height()), photo, QRectF(photo.rect()))
    painter.end()
    return ground


def plain(size: QSize, ratio: float) -> QPixmap:
    """An empty field where a photo will be."""
    field = QPixmap((size * ratio).expandedTo(QSize(1, 1)))
    field.setDevicePixelRatio(ratio)
    field.fill(look().colour("sunken"))
    return field


def trouble(thumbnails: Thumbnails, reference: FileRef) -> str:
    """What keeps a photo from being seen here, or by others; empty when nothing does."""
    digest, state = reference.digest, thumbnails.files.state(reference.digest)
    if state is FileState.REFUSED:
        return words.REFUSED.format(why=thumbnails.files.refusal(digest))
    if why := thumbnails.unreadable(digest):
        return why
    if state is FileState.DAMAGED and thumbnails.files.failures(digest) >= TRIES:
        return words.DAMAGED_AT_HUB
    return {FileState.AWAITED: words.NOT_ARRIVED, FileState.DAMAGED: words.DAMAGED}.get(state, "")
