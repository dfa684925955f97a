"""The pictures of a film: one scene's animated WebP at a time, decoded no further than has to be seen.

A scene has few pictures, of which all but the first hold only what changed: a whole scene is decoded in some
milliseconds, so that the window's own thread can do it between two pictures.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage, QImageReader

#: A scene of more pictures than this is none of ours.
MOST = 200


class SceneFrames:
    """The pictures of one scene, by the time since its beginning. A file that cannot be read has a null picture."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._begin()

    def _begin(self) -> None:
        self._reader: QImageReader | None = QImageReader(str(self._path))
        self._image, self._begins, self._number, self._shown_for = QImage(), 0, 0, 0
        self._step()

    def _step(self) -> bool:
        """On to the next picture; False when this was the last."""
        if self._reader is None or self._number >= MOST:
            return False
        image = self._reader.read()
        if image.isNull():
            self._reader = None
            return False
        if self._number:
            self._begins += self._shown_for
        self._shown_for = max(1, self._reader.nextImageDelay())
        self._image = image
        self._number += 1
        return True

    def at(self, milliseconds: int) -> QImage:
        """What is seen so long after the scene began; the last picture stays."""
        if milliseconds < self._begins:
            self._begin()
        while self._reader is not None and milliseconds >= self._begins + self._shown_for:
            if not self._step():
                break
        return self._image

    def last(self) -> QImage:
        """How the scene ends: what it is about has been done."""
        while self._step():
            pass
        return self._image
