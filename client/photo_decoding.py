"""A photo's bytes made into a picture that fits: of the forms that cameras write, and never at the cost of all memory.

A few kilobytes can stand for a picture of billions of pixels, and some decoders take memory for all of them before
they see that nothing follows. So the size that a picture states is read first, and one beyond any camera is refused.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from client.text import photos as words
from shared_models.errors import ForecourtError

#: What is opened; the file's content says what it is, never its name. No SVG: such a file may name others.
FORMS = frozenset({"bmp", "gif", "jpeg", "jpg", "jfif", "png", "tif", "tiff", "webp"})
#: Millions of pixels. A JPEG is made smaller while it is read; of the others all of it has to be in memory.
MOST_OF_A_JPEG, MOST = 120, 60
_JPEG = frozenset({"jpeg", "jpg", "jfif"})


class PictureTooLarge(ForecourtError):
    """The picture has more pixels than are opened; the message says how many, and the way out."""

    code = "picture_too_large"


def decoded(data: bytes, side: int) -> QImage:
    """The picture, upright, with its longer side at most ``side`` pixels; null when it cannot be read.

    Raises PictureTooLarge.
    """
    held = QBuffer()
    held.setData(data)
    reader = _reader(held)
    try:
        full, most = _size_of(reader), QSize(side, side)
        if full is None:
            return QImage()
        if max(full.width(), full.height()) > side:
            reader.setScaledSize(full.scaled(most, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
        image = reader.read()
    finally:
        del reader  # the decoder of TIFF looks at the bytes once more as it ends: before they are gone
    if max(image.width(), image.height()) > side:
        image = image.scaled(most, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    return image


def require_openable(path: str) -> None:
    """Raise PictureTooLarge for a file that is a picture of more pixels than are opened; say nothing of others."""
    _size_of(_reader(path))


def _reader(source: QBuffer | str) -> QImageReader:
    reader = QImageReader(source)
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    return reader


def _size_of(reader: QImageReader) -> QSize | None:
    """The size that a picture states; None for what is no picture, or of a form that is not opened."""
    form = bytes(reader.format().data()).decode("ascii", "replace").lower() if reader.canRead() else ""
    size = reader.size()
    if form not in FORMS or size.isEmpty():
        return None
    pixels, most = size.width() * size.height() / 1_000_000, MOST_OF_A_JPEG if form in _JPEG else MOST
    if pixels > most:
        raise PictureTooLarge(words.TOO_MANY_PIXELS.format(pixels=f"{pixels:,.0f}", most=most))
    return size
